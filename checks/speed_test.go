package checks

import (
	"fmt"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

// crowded is the story as a real account tells it: a customer with a year of
// payments, hundreds of leads looked through, and full pages of commissions,
// conversions and promoters.
func crowded() *story {
	s := healthy()
	for i := range 12 {
		at := paidAt.Add(-time.Duration(i+1) * 30 * 24 * time.Hour)
		in, ch, pi := fmt.Sprintf("in_%d", i), fmt.Sprintf("ch_%d", i), fmt.Sprintf("pi_%d", i)
		s.Stripe.Invoices = append(s.Stripe.Invoices, record.Invoice{
			ID: in, Status: "paid", CustomerID: "cus_buyer", CustomerEmail: buyer, SubscriptionID: "sub_1", ChargeID: ch, PaymentIntentID: pi,
			Subtotal: usd(2900), Total: usd(2900), AmountPaid: usd(2900), Created: at, PaidAt: at, Mode: record.Live,
		})
		s.Stripe.Charges = append(s.Stripe.Charges, record.Charge{
			ID: ch, Status: "succeeded", CustomerID: "cus_buyer", InvoiceID: in, PaymentIntentID: pi, Amount: usd(2900), AmountCaptured: usd(2900), Captured: true, Created: at, Mode: record.Live,
		})
	}
	s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_1", Status: "active", CustomerID: "cus_buyer"}}
	s.session(record.Session{ID: "cs_sale", Status: "complete", Kind: "subscription", CustomerID: "cus_buyer", InvoiceID: "in_sale", DetailsEmail: buyer, Metadata: map[string]string{"plan": "pro"}, Created: paidAt})
	s.customer().Metadata = map[string]string{"plan": "pro", "source": "checkout"}
	s.lead().Created = paidAt.Add(-400 * 24 * time.Hour)
	fp := &s.FirstPromoter
	names, domains := []string{"edgar", "virginia", "kimberley", "arthur.g", "annabel", "roderick", "madeline", "w.wilson"}, []string{"gmail.com", "example.com", "usher.example", "pym.example", "hotmail.com"}
	for i := range 300 {
		fp.Leads = append(fp.Leads, lead(fmt.Sprint(1000+i), fmt.Sprintf("%s.%d@%s", names[i%len(names)], i, domains[i%len(domains)])))
	}
	for i := range 100 {
		at := paidAt.Add(-time.Duration(i) * time.Hour)
		fp.Recent = append(fp.Recent, record.Commission{ID: fmt.Sprint(20000 + i), Type: "sale", EventID: fmt.Sprintf("in_recent%d", i), Created: at, ReferralID: fmt.Sprint(3000 + i)})
		fp.Converted = append(fp.Converted, record.Referral{ID: fmt.Sprint(3000 + i), UID: fmt.Sprintf("cus_%d", i), State: record.StateActive, CustomerSince: at})
	}
	for i := range 100 {
		fp.Promoters = append(fp.Promoters, record.Promoter{ID: fmt.Sprint(100 + i), Name: "Promoter", Promotions: []record.Promotion{{ID: fmt.Sprint(500 + i), PromoterID: fmt.Sprint(100 + i), State: "accepted", TrackingCoupon: fmt.Sprintf("OFF%d", i)}}})
	}
	return s
}

// TestFewAllocations: one look at a full account stays cheap, so that an audit
// of thousands of sales does.
func TestFewAllocations(t *testing.T) {
	s := crowded()
	s.noLead()
	s.FirstPromoter.Leads = append(s.FirstPromoter.Leads, lead("501", "anabel.lee@example.com"))
	if n := testing.AllocsPerRun(20, func() { _ = s.diagnose() }); n > 500 {
		t.Errorf("%.0f allocations", n)
	}
}

func BenchmarkDiagnose(b *testing.B) {
	for _, c := range []struct {
		name string
		with func(*story)
		want string
	}{
		{"matched", func(*story) {}, "matched-by-email"},
		{"recorded", func(s *story) { s.recorded() }, "sale-recorded"},
		{"near miss", func(s *story) {
			s.noLead()
			s.FirstPromoter.Leads = append(s.FirstPromoter.Leads, lead("501", "anabel.lee@example.com"))
		}, "email-typo"},
		{"nobody", func(s *story) { s.noLead() }, "lead-not-found"},
		{"coupon", func(s *story) { s.promotion().TrackingCoupon = "PAULA20"; s.discount("OFF7") }, "coupon-other-promoter"},
		{"by address", func(s *story) { s.asksEmail(buyer) }, "matched-by-email"},
	} {
		s := crowded()
		c.with(s)
		if _, ok := finding(s.diagnose(), c.want); !ok {
			b.Fatalf("%s: no %s%s", c.name, c.want, spelt(s.diagnose()))
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				_ = s.diagnose()
			}
		})
	}
}
