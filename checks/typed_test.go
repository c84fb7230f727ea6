package checks_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
)

// TestWithoutFirstPromoterKey: Stripe alone is asked; the lead and the
// promoter's coupon are what the person types.
func TestWithoutFirstPromoterKey(t *testing.T) {
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	clients := gather.Clients{Stripe: walks.Connect(t, server, sandbox.Credentials{Stripe: server.StripeKey, FirstPromoter: server.FirstPromoterKey}, 0).Stripe}
	evidence := map[string]*record.Evidence{}
	for _, s := range server.Scenarios() {
		if slices.Contains([]string{"email-typo", "coupon-differs", "customer-not-found"}, s.Name) {
			evidence[s.Name] = gather.Sale(context.Background(), clients, walks.Query(t, s.Sale), gather.Options{})
		}
	}
	walk := func(name string, ans record.Answers) checks.Diagnosis {
		return checks.Diagnose(evidence[name], ans, time.Now())
	}
	item := func(d checks.Diagnosis, i checks.Item, status checks.Status, cause string) {
		t.Helper()
		c := d.Check(i)
		if c.Status != status || len(c.Findings) == 0 || c.Findings[0].Cause != cause {
			t.Errorf("item %d: %s %+v, want %s %s", i, c.Status, c.Findings, status, cause)
		}
	}

	d := walk("email-typo", record.Answers{})
	item(d, checks.Lead, checks.Ask, "lead-not-found")
	item(d, checks.Payment, checks.Pass, "paid")
	buyer := d.Subject.Email

	now := time.Now()
	typed := func(address string) record.Answers { return record.Answers{LeadEmail: record.AnswerOf(address, now)} }
	item(walk("email-typo", typed(buyer)), checks.Lead, checks.Pass, "matched-by-email")
	item(walk("email-typo", typed("x"+buyer)), checks.Lead, checks.Fail, "email-typo")
	item(walk("email-typo", typed("somebody.else@far.example")), checks.Lead, checks.Fail, "lead-not-found")
	d = walk("email-typo", record.Answers{LeadUID: record.AnswerOf(d.Subject.Customer, now)})
	item(d, checks.Lead, checks.Pass, "matched-by-uid")
	if d.Subject.Referral != "" {
		t.Errorf("a typed lead has the number %q", d.Subject.Referral)
	}

	ans := typed(walk("coupon-differs", record.Answers{}).Subject.Email)
	item(walk("coupon-differs", ans), checks.Coupon, checks.Ask, "coupon-differs")
	carried := walk("coupon-differs", ans).Evidence.Stripe.Invoices[0].Discounts[0].Coupon.ID
	ans.TrackingCoupon = record.AnswerOf(carried, now)
	item(walk("coupon-differs", ans), checks.Coupon, checks.Pass, "coupon-matches")

	// The coupon alone: no lead is needed to tell whether the sale carries it.
	only := func(coupon string) record.Answers {
		return record.Answers{TrackingCoupon: record.AnswerOf(coupon, now)}
	}
	item(walk("coupon-differs", only(carried)), checks.Coupon, checks.Pass, "coupon-matches")
	item(walk("coupon-differs", only("SOMEOTHER5")), checks.Coupon, checks.Fail, "coupon-differs")
	// How the lead came is not known without a key.
	ans.TrackingCoupon = record.AnswerOf("SOMEOTHER5", now)
	item(walk("coupon-differs", ans), checks.Coupon, checks.Warn, "coupon-differs")
	// The person looked, and there is no lead.
	none := typed("")
	none.LeadUID = record.AnswerOf("", now)
	item(walk("coupon-differs", none), checks.Lead, checks.Fail, "lead-not-found")
	none.TrackingCoupon = record.AnswerOf(carried, now)
	item(walk("coupon-differs", none), checks.Lead, checks.Pass, "lead-by-coupon")
	for _, c := range walk("coupon-differs", only("SOMEOTHER5")).Checks {
		for _, f := range c.Findings {
			for _, p := range f.Summary {
				if p.Kind != record.Words && p.Value == "typed" {
					t.Errorf("a stand-in is shown: %v", f.Summary)
				}
			}
			for _, o := range f.Objects {
				if o.ID == "typed" {
					t.Errorf("%s points at a stand-in", f.Cause)
				}
			}
		}
	}

	d = walk("customer-not-found", record.Answers{})
	if v := d.Verdict(); v != checks.VerdictIncomplete {
		t.Errorf("a referral without a key: %s", v)
	}
}
