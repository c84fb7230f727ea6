package checks

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func TestDiagnoseAccount(t *testing.T) {
	coupons := func(values ...string) func(*story) {
		return func(s *story) {
			s.promotion().TrackingCoupon, s.otherPlace().TrackingCoupon = values[0], values[1]
			for _, v := range values {
				s.looked(v)
			}
		}
	}
	for _, c := range []struct {
		name    string
		with    func(*story)
		missing bool // a sale is missing: the story's own
		want    []string
	}{
		{"all is well", nil, false, []string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence"}},
		{"silence while nothing is missing", func(s *story) { s.now = s.now.Add(90 * 24 * time.Hour) }, false,
			[]string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence"}},
		{"silence while a sale is missing", func(s *story) { s.withoutTraces(); s.trace(-20 * 24 * time.Hour) }, true,
			[]string{"1 warn stopped-receiving", "2 ask account-unconfirmed", "3 ask mode-unconfirmed"}},
		{"a coupon set twice is told once", coupons("ANNA20", "ANNA20"), false,
			[]string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence", "6 fail coupon-shared"}},
		{"coupons of their own", coupons("ANNA20", "BERT20"), false,
			[]string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence"}},
		{"a promotion code in the field", func(s *story) {
			s.promotion().TrackingCoupon = "FALL20"
			s.missing("FALL20", []record.PromotionCode{{ID: "promo_1", Code: "FALL20", Active: true, Coupon: record.Coupon{ID: "Z4OV52SU"}}})
		}, false, []string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence", "6 fail coupon-is-promotion-code"}},
		{"the same of a promoter who is blocked", func(s *story) {
			s.promotion().TrackingCoupon, s.promotion().State = "FALL20", "blocked"
			s.missing("FALL20", nil)
		}, false, []string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence"}},
		{"the customers could not be read", func(s *story) { s.gap(record.Stripe, record.PartCustomers, record.PermissionMissing) }, false,
			[]string{"1 pass recently-received", "2 pass account-by-evidence", "3 pass mode-by-evidence", "4 error permission-missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := healthy()
			if c.with != nil {
				c.with(s)
			}
			s.Query = record.Query{}
			var sale *record.Sale
			if c.missing {
				sale = &record.Sale{Invoice: s.invoice(), Charge: s.charge()}
			}
			var got []string
			for _, x := range DiagnoseAccount(&s.Evidence, sale, s.ans, s.now) {
				for _, f := range x.Findings {
					if f.Verdict != Info {
						got = append(got, fmt.Sprintf("%d %s %s", x.Item, f.Verdict, f.Cause))
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
