package dossier_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// Everything that was read of an object is shown of it, or stands here with the
// reason why it is not.
func TestNothingReadIsKeptBack(t *testing.T) {
	s, fp := &record.StripeSide{}, &record.FirstPromoterSide{}
	d := &checks.Diagnosis{Evidence: &record.Evidence{}}
	for _, c := range []struct {
		ref    record.Ref
		holder any // where the record goes
		record any
		kept   string // fields that are not shown, each between blanks
	}{
		{record.StripeRef("account", "<ID>"), &s.Account, &record.Account{}, ""},
		{record.StripeRef("customer", "<ID>"), &s.Customers, &record.Customer{}, ""},
		// A copy of the subscription's own metadata; ids of products are on no screen of Stripe's invoices.
		{record.StripeRef("invoice", "<ID>"), &s.Invoices, &record.Invoice{}, " SubscriptionMetadata Lines.ProductID "},
		{record.StripeRef("charge", "<ID>"), &s.Charges, &record.Charge{}, ""},
		{record.StripeRef("payment_intent", "<ID>"), &s.Intents, &record.PaymentIntent{}, ""},
		{record.StripeRef("subscription", "<ID>"), &s.Subscriptions, &record.Subscription{}, ""},
		{record.StripeRef("subscription_schedule", "<ID>"), &s.Schedules, &record.Schedule{}, ""},
		{record.StripeRef("checkout.session", "<ID>"), &s.Sessions, &record.Session{}, ""},
		{record.StripeRef("dispute", "<ID>"), &s.Disputes, &record.Dispute{}, ""},
		{record.StripeRef("event", "<EventID>"), &s.EmailChanges, &record.EmailChange{}, ""},
		// Their ids lead to the objects that stand there by name.
		{
			record.FirstPromoterRef("referral", "<ID>"), &fp.Referrals, &record.Referral{},
			" PromotionID PromoterID PromoterEmail CampaignID ",
		},
		{record.FirstPromoterRef("promoter", "<ID>"), &fp.Promoters, &record.Promoter{}, ""},
		{record.FirstPromoterRef("promo_code", "<ID>"), &fp.PromoCodes, &record.PromoCode{}, " RewardID "},
		{record.FirstPromoterRef("commission", "<ID>"), &fp.Commissions, &record.Commission{}, " PromoterID PromoterEmail "},
	} {
		filled := map[string]bool{}
		fill(reflect.ValueOf(c.record).Elem(), "", filled)
		put(c.holder, c.record)
		d.Evidence.Stripe, d.Evidence.FirstPromoter = *s, *fp
		o := dossier.Of(d, c.ref)
		if !o.Known {
			t.Errorf("%s is not found", c.ref.Type)
		}
		var all strings.Builder
		for _, f := range o.Fields {
			fmt.Fprintf(&all, "%s\n%s\n", f.Label, f.Value.Value)
		}
		for name := range filled {
			shown := strings.Contains(strings.ToLower(all.String()), strings.ToLower("<"+name+">"))
			if shown == strings.Contains(c.kept, " "+name+" ") {
				t.Errorf("%s: %s: shown is %v", c.ref.Type, name, shown)
			}
		}
	}
}

// fill gives each text of a record the name of its field as its value.
func fill(v reflect.Value, at string, filled map[string]bool) {
	for i := range v.NumField() {
		f, name := v.Field(i), at+v.Type().Field(i).Name
		switch f.Kind() {
		case reflect.Struct:
			if at == "" && f.Type() == reflect.TypeFor[record.NextAction]() {
				fill(f, name+".", filled)
			}
		case reflect.String:
			f.SetString("<" + name + ">")
			filled[name] = true
		case reflect.Int64:
			f.SetInt(7)
		case reflect.Map:
			f.Set(reflect.ValueOf(map[string]string{"key": "<" + name + ">"}))
			filled[name] = true
		case reflect.Slice:
			if of := f.Type().Elem(); of == reflect.TypeFor[record.Line]() {
				line := reflect.New(of).Elem()
				fill(line, name+".", filled)
				f.Set(reflect.Append(f, line))
			}
		default:
		}
	}
}

func put(holder, x any) {
	if h := reflect.ValueOf(holder).Elem(); h.Kind() == reflect.Pointer {
		h.Set(reflect.ValueOf(x))
	} else {
		h.Set(reflect.Append(h, reflect.ValueOf(x).Elem()))
	}
}

// A promoter whom nobody asked for is told of by what the lead says.
func TestPromoterOnlyMentioned(t *testing.T) {
	d := sale()
	d.Evidence.FirstPromoter.Promoters = nil
	o := dossier.Of(d, record.FirstPromoterRef("promoter", "55"))
	if o.Known || value(o, "name") != "Jonas Weber" || value(o, "campaign") != "Affiliates" {
		t.Errorf("%+v", o)
	}
}

// A promotion that tracks by no coupon says so where the coupon of the sale is compared with it.
func TestPromotionWithoutTrackingCoupon(t *testing.T) {
	d := sale()
	p := &d.Evidence.FirstPromoter.Promoters[0].Promotions[0]
	p.TrackingCoupon, p.DisplayCoupon = "", "SAVE20"
	o := dossier.Of(d, record.FirstPromoterRef("promotion", "88"))
	if got := value(o, "tracking coupon"); got != "none" {
		t.Errorf("tracking coupon: %q", got)
	}
}

func TestObjectsFaceEachOther(t *testing.T) {
	d := sale()
	other := record.FirstPromoterRef("referral", "999")
	f := &checks.Finding{Objects: []checks.Object{{Ref: other}}}
	for _, c := range []struct {
		of     record.Ref
		within *checks.Finding
		want   record.Ref
	}{
		{record.StripeRef("customer", "cus_1"), nil, record.FirstPromoterRef("referral", "4711")},
		{record.StripeRef("customer", "cus_1"), f, other}, // the finding's own goes first
		{record.FirstPromoterRef("referral", "4711"), nil, record.StripeRef("customer", "cus_1")},
		{record.StripeRef("invoice", "in_1"), nil, record.FirstPromoterRef("commission", "c1")},
		{record.FirstPromoterRef("commission", "c1"), nil, record.StripeRef("invoice", "in_1")},
		{record.StripeRef("coupon", "PARTNER20"), nil, record.FirstPromoterRef("promotion", "88")},
		{record.StripeRef("account", "acct_1"), nil, record.Ref{}},
	} {
		if got, ok := dossier.Facing(d, c.within, c.of); got != c.want || ok != (c.want.ID != "") {
			t.Errorf("%v faces %v, want %v", c.of, got, c.want)
		}
	}
}

// Fields of one meaning stand next to each other, each once; then what only the
// object looked at has, then what only the other has.
func TestPairs(t *testing.T) {
	field := func(label string, meaning dossier.Meaning, v string) dossier.Field {
		return dossier.Field{Label: label, Meaning: meaning, Value: record.EmailPiece(v)}
	}
	mine := dossier.Object{Fields: []dossier.Field{
		field("status", "", "paid"), field("billing", "e-mail", "a@x.example"), field("receipt", "e-mail", "b@x.example"),
		field("customer", "uid", "cus_1"),
	}}
	theirs := dossier.Object{Fields: []dossier.Field{
		field("UID", "uid", "cus_1"), field("state", "", "signup"), field("e-mail", "e-mail", "a@x.example"),
	}}
	var got []string
	for _, p := range dossier.Pairs(mine, theirs) {
		row := ""
		if p.Mine != nil {
			row = p.Mine.Label
		}
		row += "|"
		if p.Theirs != nil {
			row += p.Theirs.Label
		}
		if p.Both() && !p.Equal() {
			row += " differs"
		}
		got = append(got, row)
	}
	if want := []string{"billing|e-mail", "customer|UID", "status|", "receipt|", "|state"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What each side took note of in its own way need not be equal.
func TestMomentsAndAmountsMayDiffer(t *testing.T) {
	d := sale()
	mine, theirs := dossier.Of(d, record.StripeRef("invoice", "in_1")), dossier.Of(d, record.FirstPromoterRef("commission", "c1"))
	may := map[string]bool{}
	for _, p := range dossier.Pairs(mine, theirs) {
		if p.Both() {
			may[p.Mine.Label] = p.MayDiffer()
		}
	}
	want := map[string]bool{"id": false, "amount paid": true, "e-mail": false, "customer": false, "paid at": true}
	if !reflect.DeepEqual(may, want) {
		t.Errorf("%v, want %v", may, want)
	}
}

func TestMomentsOfBothSidesInOrder(t *testing.T) {
	d := sale()
	fp := &d.Evidence.FirstPromoter
	fp.Leads = fp.Referrals // which came up twice
	fp.Referrals = append(fp.Referrals, record.Referral{ID: "other", Created: noon})
	fp.Commissions = append(fp.Commissions, record.Commission{ID: "other", EventID: "in_other", Created: noon})
	var got []string
	for _, m := range dossier.Moments(d) {
		got = append(got, m.Ref.System.Name()+": "+m.What)
	}
	want := []string{
		"FirstPromoter: Referral created", "Stripe: Customer created", "Stripe: Invoice created", "Stripe: Payment succeeded",
		"Stripe: Invoice paid", "FirstPromoter: Commission recorded",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	d.Evidence.FirstPromoter.API = record.V1
	if ms := dossier.Moments(d); ms[0].What != "Lead created" || ms[len(ms)-1].What != "Reward recorded" {
		t.Errorf("in the words of API v1: %v", ms)
	}
}

// That FirstPromoter recorded no commission is said only where it is known.
func TestNoCommissionOnlyWhereItIsKnown(t *testing.T) {
	d := sale()
	if dossier.NoCommission(d) {
		t.Error("there is one")
	}
	d.Evidence.FirstPromoter.Commissions = nil
	d.Subject = checks.Diagnose(d.Evidence, record.Answers{}, d.At).Subject
	if !dossier.NoCommission(d) {
		t.Error("there is none")
	}
	d.Evidence.Gaps = []record.Gap{{System: record.FirstPromoter, Part: record.PartCommissions}}
	if dossier.NoCommission(d) {
		t.Error("the commissions could not be read")
	}
	if dossier.NoCommission(&checks.Diagnosis{Evidence: &record.Evidence{}}) || dossier.NoCommission(nil) {
		t.Error("there is no sale")
	}
}

func TestChainFromClickToCommission(t *testing.T) {
	d := sale()
	d.Evidence.FirstPromoter.Referrals[0].PromoterName = "" // API v1 tells only the address
	d.Checks[checks.Account-1].Status = checks.Warn
	d.Checks[checks.Mode-1].Status = checks.Fail
	var got []string
	for _, s := range dossier.Chain(d) {
		got = append(got, fmt.Sprint(s.Name, ": ", s.Value.Value, " ", s.Note, "|", int(s.Item), " ", s.Status))
	}
	want := []string{
		"Click: Jonas Weber by link|0 pass", "Referral: marta@nord.example |0 pass", "Customer: marta@nord.example |4 pass",
		"Payment: 49.00 USD |5 pass", "Coupon: PARTNER20 |6 pass", "Commission: c1 |3 fail",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Where a part could not be read, a station does not claim to be empty.
func TestStationsThatCouldNotBeRead(t *testing.T) {
	d := &checks.Diagnosis{Evidence: &record.Evidence{}}
	for i := range d.Checks {
		d.Checks[i] = checks.Check{Item: checks.Items[i], Status: checks.Skip}
	}
	if s := dossier.Chain(d)[3]; s.There || s.Absent != "no payment found" {
		t.Errorf("%+v", s)
	}
	d.Evidence.Gaps = []record.Gap{{System: record.Stripe, Part: record.PartInvoices}}
	chain := dossier.Chain(d)
	if s := chain[3]; s.Absent != "not known: Stripe did not tell" {
		t.Errorf("%+v", s)
	}
	if s := chain[5]; s.Absent != "none recorded for this sale" {
		t.Errorf("%+v", s)
	}
	if p := dossier.Sale(d); len(p) != 1 || p[0].Value != "not known: Stripe did not tell" {
		t.Errorf("%v", p)
	}
}

func TestSaleInShort(t *testing.T) {
	var got []string
	for _, p := range dossier.Sale(sale()) {
		got = append(got, p.Value)
	}
	if want := []string{"49.00 USD", "2026-03-14T12:00:00Z", "in_1", "marta@nord.example"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestBuyer(t *testing.T) {
	q := record.Query{Typed: "ch_1"}
	for want, s := range map[string]checks.Subject{
		"a@x.example": {Email: "a@x.example", Customer: "cus_1", Query: q}, "cus_1": {Customer: "cus_1", Query: q}, "ch_1": {Query: q},
	} {
		if got := dossier.Buyer(s); got.Value != want {
			t.Errorf("%q, want %q", got.Value, want)
		}
	}
}

// In the JSON of an object, everything personal is told for what it is, so that it
// can be masked, and the words of the service's API stay readable.
func TestKindsOfJSONValues(t *testing.T) {
	for _, c := range []struct {
		key   string
		value json.Token
		want  record.Kind
	}{
		{"email", "marta@nord.example", record.KindEmail},
		{"note", "write to marta@nord.example", record.KindEmail},
		{"id", "cus_P4nQ8xYzAbCd12", record.KindID},
		{"customer", "cus_P4nQ8xYzAbCd12", record.KindID},
		{"uid", "marta", record.KindID},
		{"promotion_id", json.Number("88"), record.KindID},
		{"amount_paid", json.Number("4900"), record.KindAmount},
		{"attempt_count", json.Number("1"), record.KindCode},
		{"tracking_coupon", "partner", record.KindCoupon},
		{"decline_code", "insufficient_funds", record.KindCode},
		{"promo_code", "SAVE20", record.KindCoupon},
		{"name", "Marta", record.KindName},
		{"city", "oslo", record.KindName},
		{"status", "paid", record.KindCode},
		{"created_at", "2026-03-14T12:00:00Z", record.KindCode},
		{"description", "For Marta at Studio Nord", record.KindText},
		{"livemode", true, record.KindCode},
		{"voided_at", nil, record.KindCode},
	} {
		p, quoted := dossier.Scalar(c.key, c.value)
		if _, text := c.value.(string); p.Kind != c.want || quoted != text {
			t.Errorf("%s %v is %q (quoted: %v), want %q", c.key, c.value, p.Kind, quoted, c.want)
		}
	}
}

func value(o dossier.Object, label string) string {
	for _, f := range o.Fields {
		if f.Label == label {
			return f.Value.Value
		}
	}
	return ""
}

// sale is a healthy one that both sides hold.
func sale() *checks.Diagnosis {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	usd := func(n int64) record.Money { return record.Money{Minor: n, Currency: "usd"} }
	ev := &record.Evidence{
		Query: record.Query{Kind: record.ByInvoice, Value: "in_1", Typed: "in_1"},
		Stripe: record.StripeSide{
			Customers: []record.Customer{{ID: "cus_1", Email: "marta@nord.example", Created: ago(2 * time.Hour)}},
			Invoices: []record.Invoice{{
				ID: "in_1", Status: "paid", CustomerID: "cus_1", CustomerEmail: "marta@nord.example", ChargeID: "ch_1",
				Total: usd(4900), AmountPaid: usd(4900), Created: ago(time.Hour), PaidAt: noon,
				Discounts: []record.Discount{{Coupon: record.Coupon{ID: "PARTNER20"}}},
			}},
			Charges: []record.Charge{{
				ID: "ch_1", Status: "succeeded", Captured: true, InvoiceID: "in_1", Amount: usd(4900), Created: ago(time.Minute),
			}},
		},
		FirstPromoter: record.FirstPromoterSide{
			API: record.V2,
			Referrals: []record.Referral{{
				ID: "4711", Email: "marta@nord.example", Created: ago(3 * time.Hour), EntrySource: "cookie", PromoterID: "55",
				PromoterName: "Jonas Weber", PromoterEmail: "jonas@reviews.example", PromotionID: "88", CampaignName: "Affiliates",
			}},
			Promoters: []record.Promoter{{
				ID: "55", Name: "Jonas Weber",
				Promotions: []record.Promotion{{ID: "88", CampaignName: "Affiliates", TrackingCoupon: "PARTNER20"}},
			}},
			Commissions: []record.Commission{{
				ID: "c1", Type: "sale", EventID: "in_1", Original: usd(4500), ReferralID: "4711", ReferralEmail: "marta@nord.example", ReferralUID: "cus_1",
				Created: noon.Add(time.Minute),
			}},
		},
	}
	d := &checks.Diagnosis{Evidence: ev, At: noon.Add(time.Hour)}
	d.Subject = checks.Diagnose(ev, record.Answers{}, d.At).Subject
	for i := range d.Checks {
		d.Checks[i] = checks.Check{Item: checks.Items[i], Status: checks.Pass}
	}
	d.Checks[checks.Coupon-1].Findings = []checks.Finding{{Objects: []checks.Object{
		{Ref: record.StripeRef("coupon", "PARTNER20")}, {Ref: record.FirstPromoterRef("promotion", "88")},
	}}}
	return d
}
