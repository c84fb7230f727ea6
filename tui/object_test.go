package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/profiles"
)

func TestDrillDownAndBack(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys("d")
	d.wants("Customer cus_PnT4kq8WmXo2Lr", "STRIPE Customer", "FIRSTPROMOTER Referral", "metadata fp_uid")
	d.keys("tab")
	d.wants("Referral created", "╎ 2 days", "● now", "recorded no commission")
	d.keys("tab")
	d.wants(`"email": "marta.kowalska@studio-nord.example"`)
	d.keys("/")
	d.keys(strings.Split("rendering", "")...)
	d.wants("1 hit", `"rendering_options"`)
	d.keys("enter", "shift+tab", "shift+tab", "G")
	d.keys("esc")
	d.wants("Does the lead match")
}

func TestRelatedObjectsLeadOn(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 120, 40)
	d.keys("d", "G", "enter") // the referral's campaign
	d.wants("Promoter’s campaign 881", "PARTNER-20")
	d.keys("esc", "esc")
	d.wants("Does the lead match")
}

// alone is an invoice of the buyer's of which only itself was asked for.
func alone(id string) checks.Diagnosis {
	d := typoDiagnosis()
	ev := *d.Evidence
	ev.Query = record.Query{Kind: record.ByInvoice, Value: id, Typed: id}
	ev.Stripe.Invoices = slices.DeleteFunc(slices.Clone(ev.Stripe.Invoices), func(i record.Invoice) bool { return i.ID != id })
	if ev.Stripe.Invoices[0].ChargeID == "" {
		ev.Stripe.Charges = nil
	}
	d.Evidence = &ev
	d.Subject = checks.Diagnose(&ev, record.Answers{}, testNow).Subject
	return d
}

func TestChoosingAnotherPayment(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	var asked []string
	o.Services.Gather = func(_ context.Context, _ profiles.Keys, q record.Query, _ func(gather.Step)) *record.Evidence {
		asked = append(asked, q.Value)
		return typoDiagnosis().Evidence
	}
	o.Services.Diagnose = func(_ *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		out := alone(asked[len(asked)-1])
		if len(asked) == 1 {
			out = typoDiagnosis() // all the buyer's are known
		}
		out.Answers, out.At = a, now
		return out
	}
	d := start(t, o, 100, 30)
	d.keys("$")
	d.wants("2 payments and attempts", "in_1QwErT5yUiOpAsDfGhJkLzXc (shown)")
	d.keys("down", "enter")
	if len(asked) != 2 || asked[1] != "in_1QaBcD5yUiOpAsDfOlderOne1" {
		t.Errorf("asked %q", asked)
	}
	// Of the one chosen only itself is asked for; the way back stays.
	d.keys("$")
	d.wants("2 payments and attempts")
	// Esc leads the way back, through the list to the payment looked at first,
	// which is the one that quitting there sums up.
	d.keys("enter")
	d.wants("in_1QaBcD5yUiOpAsDfOlderOne1")
	d.keys("esc")
	d.wants("Which one is it about?")
	d.keys("esc")
	d.wants("1 Connected")
	if back := d.walking(); back != "in_1QwErT5yUiOpAsDfGhJkLzXc" || !strings.Contains(d.u.farewell(), "check in_1QwErT5yUiOpAsDfGhJkLzXc") {
		t.Errorf("back at %q, summed up:\n%s", back, d.u.farewell())
	}
	// The one shown leads back too, and asks nobody anything.
	n := len(asked)
	d.keys("$", "enter")
	d.wants("1 Connected")
	if len(asked) != n {
		t.Errorf("asked again for what is shown: %q", asked[n:])
	}
	// From the chosen one the list of sales is as near as from any other.
	d.keys("$", "down", "enter", "/")
	d.wants("Which sale did not turn its lead into a customer?")

	d = start(t, testOptions(alone("in_1QwErT5yUiOpAsDfGhJkLzXc")), 80, 24)
	d.keys("$")
	d.wants("Only this payment was looked at. Type the buyer’s e-mail address to choose among all of theirs.")
}

// The columns of the payments stay apart and whole, masked amounts too.
func TestThePaymentsFitTheirColumns(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 16}, {80, 24}} {
		o := testOptions(typoDiagnosis())
		o.Mask = true
		d := start(t, o, size[0], size[1])
		d.keys("$")
		for _, row := range strings.Split(d.text(), "\n") {
			if strings.Contains(row, "✓ paid") && (!strings.Contains(row, "UTC") || strings.Contains(row, "…")) {
				t.Errorf("at %d columns: %q", size[0], row)
			}
		}
		d.wants("Which one is it", "✓ paid")
	}
}

func TestSearchInTheJSONSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("d", "J", "/")
	d.keys(strings.Split("e", "")...)
	d.keys("enter")
	d.wants("hits. n the next, N the one before")
}

// API v1 tells the promoter of a lead by address only.
func TestTheChainNamesThePromoterLikeTheFindings(t *testing.T) {
	t.Parallel()
	diag := typoDiagnosis()
	r := &diag.Evidence.FirstPromoter.Referrals[0]
	name := r.PromoterName
	r.PromoterName, r.PromoterEmail = "", "someone@promoters.example"
	d := start(t, testOptions(diag), 80, 24)
	d.keys("c")
	d.wants("Click " + name)
	d.lacks("someone@promoters.example")
}

func TestTheChainScrollsToTheEndOfAFinding(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 120, 40)
	d.keys("c")
	d.wants("▸ ● Customer", "WHAT TO DO")
	d.lacks("LOOK CLOSER")
	d.keys("pgdown")
	d.wants("LOOK CLOSER")
	d.keys("up")
	d.wants("From the click to the commission", "▸ ● Referral")
}
