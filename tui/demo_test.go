package tui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/kit"
)

// TestEverySaleOfTheDemo looks at each of them: on a small terminal what is wrong
// and the first thing to do are in sight without a key, and on a large masked
// one nothing of the people and records shows on any screen.
func TestEverySaleOfTheDemo(t *testing.T) {
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for i, sc := range server.Scenarios() {
		if !sc.Shown(sandbox.V2) || !share.Has(i, 6) {
			continue
		}
		t.Run(sc.Name, func(t *testing.T) {
			ev := evidenceOf(t, server, sc)
			judged := func(mask bool) Options {
				o := testOptions(checks.Diagnosis{Evidence: ev, Subject: checks.Subject{Query: ev.Query}})
				o.Mask, o.Services.Diagnose = mask, nil
				o.Now = time.Now
				return o
			}
			d := start(t, judged(false), 80, 24)
			inSight(t, d)
			hidesAll(t, start(t, judged(true), 170, 50), ev)
		})
	}
}

func evidenceOf(t *testing.T, server *sandbox.Server, sc sandbox.Scenario) *record.Evidence {
	t.Helper()
	q, err := record.ParseQuery(sc.Sale)
	if err != nil {
		t.Fatal(err)
	}
	keys := server.Credentials(sc, sandbox.V2)
	stripe, err := stripeapi.New(stripeapi.Config{Key: secret.New(keys.Stripe), Base: server.StripeBase})
	if err != nil {
		t.Fatal(err)
	}
	defer stripe.Close()
	fp, err := fpapi.New(fpapi.Config{Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: server.FirstPromoterBase})
	if err != nil {
		t.Fatal(err)
	}
	defer fp.Close()
	return gather.Sale(context.Background(), gather.Clients{Stripe: stripe, FirstPromoter: fp}, q, gather.Options{Now: time.Now})
}

// inSight wants verdict and remedy on the first screen.
func inSight(t *testing.T, d *driver) {
	t.Helper()
	first, _, wrong := d.u.Last.First()
	if !wrong {
		d.wants("Nothing is wrong with this sale")
		return
	}
	d.wants(strings.ToUpper(kit.LookOf(first.Verdict).Word))
	if len(first.Remedies) > 0 {
		words := strings.Fields(first.Remedies[0].Text.Plain())
		d.wants("WHAT TO DO", strings.Join(words[:min(4, len(words))], " "))
	}
}

// hidesAll goes through the screens and wants nothing of the evidence on them.
func hidesAll(t *testing.T, d *driver, ev *record.Evidence) {
	t.Helper()
	var secrets []string
	add := func(texts ...string) {
		for _, s := range texts {
			if len(s) >= 7 {
				secrets = append(secrets, s)
			}
		}
	}
	for _, c := range ev.Stripe.Customers {
		add(c.ID, c.Email, c.Name)
	}
	for _, list := range [][]record.Referral{ev.FirstPromoter.Referrals, ev.FirstPromoter.Leads} {
		for _, r := range list {
			add(r.ID, r.Email, r.UID, r.Name, r.PromoterName, r.PromoterEmail, r.PromoterID)
		}
	}
	for _, p := range ev.FirstPromoter.Promoters {
		add(p.ID, p.Name, p.Email)
		for _, x := range p.Promotions {
			add(x.RefLink)
		}
	}
	for _, s := range ev.Stripe.Sales() {
		add(s.IDs()...)
	}
	add(ev.Stripe.Account.ID, ev.Query.Value)
	slices.Sort(secrets)
	secrets = slices.Compact(secrets)
	for _, k := range []string{"", "1", "2", "3", "4", "5", "6", "right", "esc", "0", "d", "tab", "tab", "E", "esc", "c", "enter", "J", "E", "esc", "esc", "e", "tab", "tab", "tab", "w", "esc", "esc", "t"} {
		if k != "" {
			d.keys(k)
		}
		screen := d.text()
		for _, s := range secrets {
			if strings.Contains(screen, s) {
				t.Fatalf("after %q the screen shows %q:\n%s", k, s, screen)
			}
		}
	}
	if bye := d.u.farewell(); slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(bye, s) }) {
		t.Errorf("the last lines show something: %s", bye)
	}
}

// What was not asked for is told as far as other records speak of it, and a
// commission with its amounts, whose currency FirstPromoter does not name.
func TestObjectsTellWhatIsKnownOfThem(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	i := slices.IndexFunc(server.Scenarios(), func(sc sandbox.Scenario) bool { return sc.Name == "healthy-link" })
	ev := evidenceOf(t, server, server.Scenarios()[i])
	o := testOptions(checks.Diagnosis{Evidence: ev, Subject: checks.Subject{Query: ev.Query}})
	o.Services.Diagnose, o.Now = nil, time.Now
	d := start(t, o, 120, 40)
	d.keys("c", "enter")
	lead := ev.FirstPromoter.Referrals[0]
	d.wants("only what other records say", lead.PromoterName, lead.PromoterEmail)
	d.keys("esc", "G", "enter")
	paid := ev.FirstPromoter.Commissions[0]
	d.wants("sale in cents", strconv.FormatInt(paid.SaleAmount, 10), "earned in cents", strconv.FormatInt(paid.Amount, 10))
}
