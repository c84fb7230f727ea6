package gather

import (
	"fmt"
	"slices"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// TestBoundsAreNoted: where there is more of something than is asked for, the evidence
// says how much of it was, and where there is not, nothing.
func TestBoundsAreNoted(t *testing.T) {
	many := func(n int, of func(i int)) {
		for i := range n {
			of(i)
		}
	}
	numbered := func(what string, i int) string { return fmt.Sprintf("%s%d", what, i) }
	address := func(i int) string { return fmt.Sprintf("buyer%s@example.com", string(rune('a'+i))) }
	for what, c := range map[record.Bounded]struct {
		most int
		with func(r *gathering, n int)
		asks func(r *gathering) []Asking
	}{
		record.BoundUIDs: {maxUIDs, func(r *gathering, n int) {
			many(n, func(i int) { r.ev.Stripe.Customers[0].Metadata[numbered("user_id_", i)] = numbered("user-number-", i) })
		}, func(r *gathering) []Asking { return r.uidsElsewhere(&r.ev.Stripe.Customers[0], nil) }},
		record.BoundAddresses: {maxElsewhere, func(r *gathering, n int) {
			many(n, func(i int) { r.ev.Stripe.Customers[0].Metadata[numbered("note", i)] = "for " + address(i) })
		}, func(r *gathering) []Asking { return r.emailsElsewhere(nil) }},
		record.BoundLeads: {maxSubjectLeads, func(r *gathering, n int) {
			r.ev.Query = record.Query{Kind: record.ByEmail, Value: "buyer@example.com"}
			many(n, func(i int) {
				r.lead(record.Referral{ID: numbered("", i), Email: "buyer@example.com", UID: numbered("u", i)})
			})
		}, func(r *gathering) []Asking { return r.buyerOfLead() }},
		record.BoundNearLeads: {maxNearLeads, func(r *gathering, n int) {
			many(n, func(i int) { r.lead(record.Referral{ID: numbered("", i), Email: numbered("buye", i) + "@example.com"}) })
		}, func(r *gathering) []Asking { return r.partners() }},
		record.BoundFormer: {maxPartners, func(r *gathering, n int) {
			many(n, func(i int) {
				r.ev.Stripe.EmailChanges = append(r.ev.Stripe.EmailChanges, record.EmailChange{CustomerID: "cus_buyer", From: address(i)})
			})
		}, func(r *gathering) []Asking { return r.partners() }},
		record.BoundCustomers: {maxRivals, func(r *gathering, n int) {
			many(n, func(i int) {
				r.lead(record.Referral{ID: numbered("", i), Email: "buyer@example.com", UID: numbered("cus_other", i)})
			})
		}, func(r *gathering) []Asking { return r.rivals() }},
		record.BoundReports: {maxReports, func(r *gathering, n int) {
			many(n, func(i int) {
				r.ev.FirstPromoter.Commissions = append(r.ev.FirstPromoter.Commissions, record.Commission{EventID: numbered("evt_", i)})
			})
		}, func(r *gathering) []Asking { return r.events() }},
		record.BoundSaleCoupons: {maxTried, func(r *gathering, n int) {
			many(n, func(i int) { r.discount(record.Discount{Coupon: record.Coupon{ID: numbered("COUPON", i)}}) })
		}, func(r *gathering) []Asking { return coupons{r}.carriedCoupons() }},
		record.BoundTracked: {maxLookedUp, func(r *gathering, n int) {
			many(n, func(i int) { r.promotion(i, numbered("TRACK", i)) })
		}, func(r *gathering) []Asking { return coupons{r}.trackingCoupons() }},
		record.BoundPromoCodes: {maxTried, func(r *gathering, n int) {
			r.promotion(0, "")
			many(n, func(i int) {
				r.addPromoCodes([]record.PromoCode{{ID: numbered("", i), PromotionID: "p0", Code: numbered("CODE", i)}})
			})
		}, func(r *gathering) []Asking { return coupons{r}.trackingCoupons() }},
		record.BoundCouponCodes: {1, func(r *gathering, n int) {
			many(n, func(i int) { r.promotion(i, numbered("TRACK", i)) })
		}, func(r *gathering) []Asking { return coupons{r}.couponCodes(r.promotionIDs()) }},
		record.BoundPromotions: {maxPromotions, func(r *gathering, n int) {
			many(n, func(i int) { r.promotion(i, "") })
		}, func(r *gathering) []Asking { return coupons{r}.displayCodes(r.promotionIDs()) }},
		record.BoundUnknown: {maxUnknown, func(r *gathering, n int) {
			r.namesComplete = true
			many(n, func(i int) { r.promotion(i, numbered("TRACK", i)) })
		}, func(r *gathering) []Asking { return r.unknownCoupons() }},
	} {
		for _, n := range []int{c.most, c.most + 1} {
			r := boughtBy("buyer@example.com")
			c.with(r, n)
			c.asks(r)
			var want []record.Bound
			if n > c.most {
				want = []record.Bound{{What: what, Looked: c.most, Among: n}}
			}
			got := slices.DeleteFunc(slices.Clone(r.ev.Bounds), func(b record.Bound) bool { return b.What != what })
			if !slices.Equal(got, want) {
				t.Errorf("%s, %d of them: %v, want %v", what, n, r.ev.Bounds, want)
			}
		}
	}
}

// boughtBy is a gathering that has found a sale of a customer, and asks nobody.
func boughtBy(email string) *gathering {
	n := &notes{
		Inquiry: &Inquiry{asked: map[any]bool{question.AllPromoCodes{}: true}, failed: map[any]bool{}},
		ev:      &record.Evidence{Query: record.Query{Kind: record.ByCustomer, Value: "cus_buyer"}},
	}
	r := &gathering{notes: n, known: known{n}, stripeQuestions: stripeQuestions{n}, promoterQuestions: promoterQuestions{n}}
	r.ev.FirstPromoter.API = record.V2
	r.ev.Stripe.Customers = []record.Customer{{ID: "cus_buyer", Email: email, Metadata: map[string]string{}}}
	r.ev.Stripe.Invoices = []record.Invoice{{
		ID: "in_sale", Status: "paid", CustomerID: "cus_buyer", AmountPaid: record.Money{Minor: 2900, Currency: "usd"},
	}}
	return r
}

func (r *gathering) lead(l record.Referral) {
	r.ev.FirstPromoter.Referrals = append(r.ev.FirstPromoter.Referrals, l)
}

func (r *gathering) discount(d record.Discount) {
	r.ev.Stripe.Invoices[0].Discounts = append(r.ev.Stripe.Invoices[0].Discounts, d)
}

// promotion is one of a promoter's, under which the buyer's lead stands.
func (r *gathering) promotion(i int, tracking string) {
	p := record.Promotion{ID: fmt.Sprintf("p%d", i), TrackingCoupon: tracking}
	r.addPromoters([]record.Promoter{{ID: fmt.Sprint(i), Promotions: []record.Promotion{p}}})
	r.lead(record.Referral{ID: fmt.Sprint("lead", i), Email: "buyer@example.com", PromotionID: p.ID})
}
