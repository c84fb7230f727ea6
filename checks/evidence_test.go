package checks

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

// The people and things of the hand-made evidence.
const (
	account  = "acct_1K3vmTAbCdEfGhIj"
	buyer    = "annabel.lee@example.com"
	ours     = "in_1K3vnXAbCdEfGhIjQwErTy12" // carries the account's characters
	foreign  = "in_1K3vnXZyXwVuTsRqQwErTy12"
	trialing = 5 * 24 * time.Hour
)

var (
	now    = time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)
	paidAt = now.Add(-24 * time.Hour)
)

// story is a sale with its evidence, and what the person said about it.
type story struct {
	record.Evidence
	ans record.Answers
	now time.Time
}

// healthy is a paid invoice of a customer whom a lead matches by e-mail, in an
// account that hears from Stripe, so that nothing is left to explain why
// FirstPromoter has not recorded it.
func healthy() *story {
	s := &story{now: now}
	s.ask("in_sale")
	s.Stripe = record.StripeSide{
		Account: &record.Account{ID: account, Name: "Annabel’s shop"}, KeyMode: record.Live, Asked: record.Found,
		Customers: []record.Customer{{ID: "cus_buyer", Email: buyer, Mode: record.Live, Created: paidAt.Add(-48 * time.Hour)}},
		Invoices: []record.Invoice{{
			ID: "in_sale", Status: "paid", CustomerID: "cus_buyer", CustomerEmail: buyer, ChargeID: "ch_sale", PaymentIntentID: "pi_sale",
			Subtotal: usd(2900), Total: usd(2900), AmountDue: usd(2900), AmountPaid: usd(2900), Created: paidAt, PaidAt: paidAt, Mode: record.Live,
		}},
		Charges: []record.Charge{{
			ID: "ch_sale", Status: "succeeded", CustomerID: "cus_buyer", InvoiceID: "in_sale", PaymentIntentID: "pi_sale", Amount: usd(2900),
			AmountCaptured: usd(2900), Captured: true, Created: paidAt, Mode: record.Live, MethodType: "card",
		}},
		Traces: []record.TraceLookup{{ID: "in_other", At: paidAt.Add(-2 * time.Hour), Existence: record.Found}},
	}
	s.FirstPromoter = record.FirstPromoterSide{
		API: record.V2, HasLeads: true, RecentComplete: true, ConvertedComplete: true, LeadsComplete: true, PromotersComplete: true,
		Referrals: []record.Referral{lead("501", buyer)},
		Recent:    []record.Commission{{ID: "9001", Type: "sale", EventID: "in_other", Created: paidAt.Add(-2 * time.Hour), ReferralID: "599"}},
		Promoters: []record.Promoter{
			{ID: "7", Name: "Paula", Promotions: []record.Promotion{{ID: "71", PromoterID: "7", CampaignID: "1", CampaignName: "Readers", State: "accepted"}}},
			{ID: "8", Name: "Otto", Promotions: []record.Promotion{{ID: "81", PromoterID: "8", CampaignID: "1", CampaignName: "Readers", State: "accepted"}}},
		},
	}
	return s
}

// lead is a live one of promoter 7, made by her link days before the sale.
func lead(id, email string) record.Referral {
	return record.Referral{
		ID: id, Email: email, State: record.StateSignup, Created: paidAt.Add(-72 * time.Hour), EntrySource: "cookie", FraudCheck: "no_suspicion",
		PromotionID: "71", PromoterID: "7", PromoterName: "Paula", CampaignID: "1",
	}
}

func usd(minor int64) record.Money { return record.Money{Minor: minor, Currency: "usd"} }

func (s *story) ask(sale string) {
	q, err := record.ParseQuery(sale)
	if err != nil {
		panic(err)
	}
	s.Query = q
}

func (s *story) customer() *record.Customer    { return &s.Stripe.Customers[0] }
func (s *story) invoice() *record.Invoice      { return &s.Stripe.Invoices[0] }
func (s *story) charge() *record.Charge        { return &s.Stripe.Charges[0] }
func (s *story) lead() *record.Referral        { return &s.FirstPromoter.Referrals[0] }
func (s *story) promotion() *record.Promotion  { return &s.FirstPromoter.Promoters[0].Promotions[0] }
func (s *story) otherPlace() *record.Promotion { return &s.FirstPromoter.Promoters[1].Promotions[0] }
func (s *story) noLead()                       { s.FirstPromoter.Referrals = nil }
func (s *story) alsoLead(l record.Referral) {
	s.FirstPromoter.Referrals = append(s.FirstPromoter.Referrals, l)
}
func (s *story) alsoCustomer(c record.Customer) { s.Stripe.Customers = append(s.Stripe.Customers, c) }
func (s *story) session(x record.Session)       { s.Stripe.Sessions = append(s.Stripe.Sessions, x) }
func (s *story) commission(c record.Commission) {
	s.FirstPromoter.Commissions = append(s.FirstPromoter.Commissions, c)
}
func (s *story) asksReferral() {
	s.ask("ref_501")
	s.Stripe.Asked = record.NotAsked
	s.FirstPromoter.ReferralAsked = record.Found
}
func (s *story) asksEmail(address string)  { s.ask(address); s.Stripe.Asked = record.NotAsked }
func (s *story) withoutTraces()            { s.FirstPromoter.Recent, s.Stripe.Traces = nil, nil }
func (s *story) answersConnected(yes bool) { s.ans.Connected = record.AnswerOf(yes, s.now) }
func (s *story) answersAccount(id string)  { s.ans.ConnectedAccount = record.AnswerOf(id, s.now) }
func (s *story) answersMode(m record.Mode) { s.ans.Mode = record.AnswerOf(m, s.now) }
func (s *story) gap(system record.System, part record.Part, reason record.Reason) {
	s.Gaps = append(s.Gaps, record.Gap{System: system, Part: part, Failure: record.Failure{Reason: reason, Detail: "It went wrong.", Row: map[record.Reason]string{record.PermissionMissing: "Invoices"}[reason]}})
}

// trace is a sale that FirstPromoter heard of from Stripe, some time after this one.
func (s *story) trace(after time.Duration) {
	id := fmt.Sprintf("in_trace%d", len(s.FirstPromoter.Recent))
	s.FirstPromoter.Recent = append(s.FirstPromoter.Recent, record.Commission{ID: "c" + id, Type: "sale", EventID: id, Created: paidAt.Add(after)})
}

// recorded puts a commission of the sale into FirstPromoter.
func (s *story) recorded() {
	s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "in_sale", Created: paidAt.Add(time.Minute), ReferralID: "501", PromoterName: "Paula"})
}

// inTestMode makes the key, and all that Stripe holds, those of test purchases.
func (s *story) inTestMode() {
	s.Stripe.KeyMode = record.Test
	for i := range s.Stripe.Customers {
		s.Stripe.Customers[i].Mode = record.Test
	}
	for i := range s.Stripe.Invoices {
		s.Stripe.Invoices[i].Mode = record.Test
	}
	for i := range s.Stripe.Charges {
		s.Stripe.Charges[i].Mode = record.Test
	}
}

// guest makes the sale one without a Stripe customer.
func (s *story) guest() {
	s.ask("ch_sale")
	s.Stripe.Customers, s.Stripe.Invoices = nil, nil
	c := s.charge()
	c.CustomerID, c.InvoiceID, c.BillingEmail = "", "", buyer
}

// oneOff makes the sale a charge without an invoice.
func (s *story) oneOff() {
	s.ask("ch_sale")
	s.Stripe.Invoices = nil
	s.charge().InvoiceID = ""
}

// discount puts a coupon, and where one is named a promotion code, on the invoice.
func (s *story) discount(couponID string, codes ...string) {
	d := record.Discount{ID: "di_1", Coupon: record.Coupon{ID: couponID, Valid: true, Duration: "once"}, Where: record.OnInvoice}
	for _, text := range codes {
		d.PromotionCode = record.PromotionCode{ID: "promo_" + text, Code: text, Active: true}
	}
	s.invoice().Discounts = append(s.invoice().Discounts, d)
}

// looked notes that a coupon of an id exists at Stripe.
func (s *story) looked(couponID string) {
	s.Stripe.Coupons = append(s.Stripe.Coupons, record.CouponLookup{Value: couponID, Coupon: &record.Coupon{ID: couponID, Valid: true}})
}

// missing notes that Stripe has no coupon of an id, and what it has instead.
func (s *story) missing(value string, codes []record.PromotionCode, similar ...record.Coupon) {
	s.Stripe.Coupons = append(s.Stripe.Coupons, record.CouponLookup{Value: value, PromotionCodes: codes, Similar: similar, SimilarComplete: true})
}

// onV1 is the same story as API v1 tells it.
func (s *story) onV1() {
	fp := &s.FirstPromoter
	fp.API, fp.PromoCodes, fp.Rewards, fp.CodeOwners = record.V1, nil, nil, nil
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads, fp.Converted} {
		for i := range list {
			list[i].EntrySource = ""
			if p, promoter, ok := fp.Promotion(list[i].PromotionID); ok {
				list[i].Promotion, list[i].Promoter = &p, &promoter
			}
		}
	}
}

func (s *story) diagnose() Diagnosis { return Diagnose(&s.Evidence, s.ans, s.now) }

// row is one story of a table: what is changed in the healthy one, and which
// findings the item must then hold, no more and no fewer.
type row struct {
	name string
	on   record.API // empty: both
	with func(*story)
	want []string // "verdict cause"
	v1   []string // where API v1 tells something else
}

// checkRows runs the rows of one item on both API versions.
func checkRows(t *testing.T, item Item, rows []row) {
	t.Helper()
	for _, r := range rows {
		for _, api := range []record.API{record.V2, record.V1} {
			if r.on != "" && r.on != api {
				continue
			}
			t.Run(r.name+"/"+string(api), func(t *testing.T) {
				s := healthy()
				if r.with != nil {
					r.with(s)
				}
				want := r.want
				if api == record.V1 {
					s.onV1()
					if r.v1 != nil {
						want = r.v1
					}
				}
				d := s.diagnose()
				sound(t, &s.Evidence, d)
				if got := findings(d.Check(item)); !slices.Equal(got, sorted(want)) {
					t.Errorf("item %d holds %q, want %q%s", item, got, sorted(want), spelt(d))
				}
			})
		}
	}
}

func findings(c Check) []string {
	var out []string
	for _, f := range c.Findings {
		out = append(out, string(f.Verdict)+" "+f.Cause)
	}
	return sorted(out)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// finding is the one of a cause, wherever it stands.
func finding(d Diagnosis, cause string) (Finding, bool) {
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			if f.Cause == cause {
				return f, true
			}
		}
	}
	return Finding{}, false
}

func spelt(d Diagnosis) string {
	var b strings.Builder
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			fmt.Fprintf(&b, "\n  %d %-5s %-26s %s", c.Item, f.Verdict, f.Cause, f.Summary.Plain())
		}
	}
	return b.String()
}

// sound is what holds of every diagnosis, whatever the evidence.
func sound(t *testing.T, ev *record.Evidence, d Diagnosis) {
	t.Helper()
	seen := map[string]Status{}
	known := mentioned(ev)
	for i, c := range d.Checks {
		if c.Item != Items[i] {
			t.Fatalf("check %d is of item %d", i, c.Item)
		}
		worst := Skip
		for _, f := range c.Findings {
			cause, ok := Lookup(f.Cause)
			if !ok || cause.Item != 0 && cause.Item != c.Item {
				t.Errorf("item %d holds %s, a cause of item %d", c.Item, f.Cause, cause.Item)
			}
			if f.Verdict != Info && f.Verdict.Worse(worst) {
				worst = f.Verdict
			}
			if cause.Item != 0 {
				if v, twice := seen[f.Cause]; twice && (v == Pass || f.Verdict == Pass) && v != f.Verdict {
					t.Errorf("%s is %s and %s", f.Cause, v, f.Verdict)
				}
				seen[f.Cause] = f.Verdict
			}
			if len(f.Remedies) == 0 && (f.Verdict == Fail || f.Verdict == Warn) {
				t.Errorf("%s (%s) says nothing of what to do", f.Cause, f.Verdict)
			}
			for _, r := range f.Remedies {
				if advisesMove(r) && !r.StopsLive {
					t.Errorf("%s hides that it changes what FirstPromoter listens to: %s", f.Cause, r.Text.Plain())
				}
				if r.StopsLive && ev.Stripe.KeyMode == record.Test && f.Cause != "mode-mismatch" {
					t.Errorf("%s of a test key stops live tracking: %s", f.Cause, r.Text.Plain())
				}
			}
			for _, o := range f.Objects {
				if !known[o.ID] {
					t.Errorf("%s points at %s %s, which is not in the evidence", f.Cause, o.Type, o.ID)
				}
			}
			if f.Cause == "unreadable-answer" && strings.Contains(f.Summary.Plain(), "fpdoctor itself") {
				t.Errorf("item %d broke", c.Item)
			}
			for _, complaint := range ugly(f) {
				t.Errorf("%s: %s", f.Cause, complaint)
			}
		}
		if c.Status != worst {
			t.Errorf("item %d is %s, its worst finding %s", c.Item, c.Status, worst)
		}
		if len(c.Findings) > 0 && worst != Skip && c.Findings[0].Verdict != worst {
			t.Errorf("item %d begins with %s", c.Item, c.Findings[0].Verdict)
		}
	}
	for _, both := range opposites {
		if p, f := seen[both[0]], seen[both[1]]; p == Pass && (f == Fail || f == Warn) {
			t.Errorf("%s and %s at once", both[0], both[1])
		}
	}
}

// advisesMove tells by its words that a remedy changes FirstPromoter's connection or mode.
func advisesMove(r Remedy) bool {
	return regexp.MustCompile(`(?i)disconnect|connect(ed)? again|reconnect|switch (the )?(test )?mode|test-mode switch|change the (connection|mode)`).MatchString(r.Text.Plain())
}

// opposites are a pass and a fail or warning of the same thing.
var opposites = func() [][2]string {
	var out [][2]string
	add := func(passes []string, faults ...string) {
		for _, p := range passes {
			for _, f := range faults {
				out = append(out, [2]string{p, f})
			}
		}
	}
	add([]string{"connected-answered", "recently-received"}, "not-connected", "never-received", "stopped-receiving", "connected-after-sale", "connection-unconfirmed")
	add([]string{"account-matches", "account-by-evidence"}, "account-mismatch", "sale-in-sandbox", "foreign-records", "sale-in-other-account")
	add([]string{"account-by-evidence"}, "sandbox-suspected")
	add([]string{"mode-matches", "mode-by-evidence"}, "mode-mismatch", "sale-in-other-mode", "records-in-other-mode")
	add([]string{"matched-by-uid", "matched-by-fp-uid", "matched-by-email", "already-customer", "lead-by-coupon"},
		"lead-not-found", "customer-not-found", "referral-not-found", "email-case", "email-invisible", "email-alias", "email-typo", "email-differs",
		"email-elsewhere", "email-changed", "email-missing", "fp-uid-missing", "fp-uid-misplaced", "fp-uid-misspelt", "fp-uid-differs",
		"lead-without-email")
	// That a lead matches is told beside whatever spoils it.
	add([]string{"already-customer", "lead-by-coupon"}, "sale-on-other-customer", "other-referral-owns-customer", "referral-disabled", "referral-pending")
	add([]string{"paid"}, "sale-not-found", "no-payment", "trial", "subscription-not-started", "invoice-upcoming", "invoice-draft", "invoice-open",
		"invoice-void", "invoice-uncollectible", "payment-failed", "payment-incomplete", "payment-pending", "payment-uncaptured", "zero-coupon",
		"zero-invoice", "paid-from-credit", "paid-out-of-band", "amount-too-small", "amount-borderline")
	add([]string{"coupon-matches", "promo-code-matches"}, "coupon-is-promotion-code", "coupon-is-name", "coupon-case", "coupon-not-in-stripe",
		"coupon-differs", "coupon-other-promoter", "promotion-code-missing", "coupon-id-missing", "coupon-campaign-level", "coupon-untracked",
		"coupon-missing-on-sale", "promo-code-archived")
	return out
}()

// ugly finds what a missing value leaves behind in a text. Values from outside
// may look as they like; they are taken out first.
func ugly(f Finding) []string {
	var out []string
	look := func(what string, s record.Sentence) {
		var b strings.Builder
		for i, p := range s {
			switch {
			case p.Kind == record.Words && i < len(s)-1 && strings.HasSuffix(p.Value, " ") && strings.HasPrefix(s[i+1].Value, " ") && (s[i+1].Kind == record.Words || s[i+1].Kind == record.KindName):
				b.WriteString(p.Value + " ")
			case p.Kind == record.Words:
				b.WriteString(p.Value)
			default:
				b.WriteString("x")
			}
		}
		text := b.String()
		for _, bad := range []string{"{", "}", "  ", "()", " .", " ,", "“”", "..", ",,", " :", "( ", " )"} {
			if strings.Contains(text, bad) {
				out = append(out, fmt.Sprintf("%s holds %q: %q", what, bad, s.Plain()))
			}
		}
		if text != strings.TrimSpace(text) || text == "" {
			out = append(out, fmt.Sprintf("%s begins or ends with a blank: %q", what, s.Plain()))
		}
	}
	look("the summary", f.Summary)
	for _, r := range f.Remedies {
		look("a remedy", r.Text)
		if strings.ContainsAny(r.Where, "{}") || strings.ContainsAny(r.URL, "{} ") {
			out = append(out, fmt.Sprintf("a remedy leads to %q, %q", r.Where, r.URL))
		}
	}
	return out
}

// mentioned are all ids in the evidence: those of records and those that they
// name, and the query's.
func mentioned(ev *record.Evidence) map[string]bool {
	out := map[string]bool{ev.Query.Value: true}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			if v.Type().Elem().Kind() == reflect.Uint8 {
				return
			}
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(v.MapIndex(k))
			}
		case reflect.String:
			out[v.String()] = true
		}
	}
	walk(reflect.ValueOf(ev))
	return out
}

// TestHealthyStory: a sale in order raises nothing, once FirstPromoter has it;
// until then all that can be said is that nothing explains it.
func TestHealthyStory(t *testing.T) {
	for _, api := range []record.API{record.V2, record.V1} {
		for _, recorded := range []bool{true, false} {
			s := healthy()
			if recorded {
				s.recorded()
			}
			if api == record.V1 {
				s.onV1()
			}
			d := s.diagnose()
			sound(t, &s.Evidence, d)
			want := map[Item][]string{
				Connected: {"pass recently-received", "warn unexplained"}, Account: {"pass account-by-evidence"}, Mode: {"pass mode-by-evidence"},
				Lead: {"pass matched-by-email"}, Payment: {"pass paid"}, Coupon: {"skip coupon-not-used"},
			}
			if recorded {
				want[Connected] = []string{"pass sale-recorded"}
			}
			for _, item := range slices.Sorted(maps.Keys(want)) {
				if got := findings(d.Check(item)); !slices.Equal(got, want[item]) {
					t.Errorf("%s, recorded %v: item %d holds %q, want %q", api, recorded, item, got, want[item])
				}
			}
		}
	}
}

func TestSubject(t *testing.T) {
	for _, c := range []struct {
		name string
		with func(*story)
		want Subject
	}{
		{"by invoice", func(s *story) {}, Subject{Customer: "cus_buyer", Sale: record.Ref{System: record.Stripe, Type: "invoice", ID: "in_sale"}, Referral: "501", Email: buyer}},
		{"a guest", func(s *story) { s.guest() }, Subject{Sale: record.Ref{System: record.Stripe, Type: "charge", ID: "ch_sale"}, Referral: "501", Email: buyer}},
		{"an address nobody knows", func(s *story) {
			s.Stripe.Customers, s.Stripe.Invoices, s.Stripe.Charges = nil, nil, nil
			s.noLead()
			s.asksEmail("nobody@example.com")
		}, Subject{Email: "nobody@example.com"}},
		{"a referral whom Stripe does not know", func(s *story) {
			s.Stripe.Customers, s.Stripe.Invoices, s.Stripe.Charges = nil, nil, nil
			s.asksReferral()
		}, Subject{Referral: "501", Email: buyer}},
		{"a customer who never paid", func(s *story) {
			s.ask("cus_buyer")
			s.Stripe.Invoices, s.Stripe.Charges = nil, nil
		}, Subject{Customer: "cus_buyer", Referral: "501", Email: buyer}},
		{"the older of two leads", func(s *story) {
			older := lead("502", buyer)
			older.Created = s.lead().Created.Add(-time.Hour)
			s.alsoLead(older)
		}, Subject{Customer: "cus_buyer", Sale: record.Ref{System: record.Stripe, Type: "invoice", ID: "in_sale"}, Referral: "502", Email: buyer}},
		{"an address whose customer never paid, and that stands on another's open invoice", func(s *story) {
			s.asksEmail(buyer)
			s.alsoCustomer(record.Customer{ID: "cus_second", Email: "edgar@poe.example", Mode: record.Live})
			i := s.invoice()
			i.Status, i.AmountPaid, i.CustomerID, i.ChargeID, i.PaymentIntentID = "open", usd(0), "cus_second", "", ""
			s.Stripe.Charges = nil
		}, Subject{Customer: "cus_buyer", Referral: "501", Email: buyer}},
		{"in the other mode", func(s *story) { s.Stripe = record.StripeSide{KeyMode: record.Live, Asked: record.OtherMode} }, Subject{}},
	} {
		s := healthy()
		c.with(s)
		got := s.diagnose().Subject
		if got.Customer != c.want.Customer || got.Sale != c.want.Sale || got.Referral != c.want.Referral || got.Email != c.want.Email || got.Query != s.Query {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestSubjectKnowsItsCommission: whatever shows a sale names the commission by which it is
// recorded, wherever that came up, and nothing that is no sale's.
func TestSubjectKnowsItsCommission(t *testing.T) {
	of := func(c record.Commission) func(*story) {
		return func(s *story) { s.commission(c) }
	}
	for name, c := range map[string]struct {
		with func(*story)
		want string
	}{
		"none":                     {func(*story) {}, ""},
		"of the invoice":           {of(record.Commission{ID: "91", Type: "sale", EventID: "in_sale"}), "91"},
		"of its charge":            {of(record.Commission{ID: "91", Type: "sale", EventID: "ch_sale"}), "91"},
		"of another sale":          {of(record.Commission{ID: "91", Type: "sale", EventID: "in_elsewhere"}), ""},
		"taken back, not recorded": {of(record.Commission{ID: "91", Type: "refund", EventID: "in_sale"}), ""},
		"among the newest only": {func(s *story) {
			s.FirstPromoter.Recent = append(s.FirstPromoter.Recent, record.Commission{ID: "91", Type: "sale", EventID: "in_sale"})
		}, "91"},
		"under Stripe’s event": {func(s *story) {
			s.Stripe.Events = []record.EventLookup{{ID: "evt_1", Objects: []string{"in_sale"}}}
			s.commission(record.Commission{ID: "91", Type: "sale", EventID: "evt_1"})
		}, "91"},
		"another referral’s": {func(s *story) {
			s.asksReferral()
			s.commission(record.Commission{ID: "91", Type: "sale", EventID: "in_sale", ReferralID: "777"})
		}, "91"},
	} {
		s := healthy()
		c.with(s)
		if got := s.diagnose().Subject.Commission; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestVerdict: the worst of six statuses decides, and the first finding to mend
// is of the earliest item that has it.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		statuses [6]Status
		want     Verdict
		first    Item
	}{
		{[6]Status{Pass, Pass, Pass, Pass, Pass, Skip}, VerdictOK, 0},
		{[6]Status{Skip, Skip, Skip, Skip, Skip, Skip}, VerdictOK, 0},
		{[6]Status{Warn, Pass, Pass, Pass, Pass, Warn}, VerdictWarn, Connected},
		{[6]Status{Warn, Ask, Ask, Pass, Pass, Skip}, VerdictAsk, Account},
		{[6]Status{Ask, Pass, Pass, Error, Pass, Warn}, VerdictIncomplete, Lead},
		{[6]Status{Ask, Error, Pass, Pass, Fail, Fail}, VerdictFail, Payment},
	} {
		var d Diagnosis
		for i, s := range c.statuses {
			d.Checks[i] = Check{Item: Items[i], Status: s, Findings: []Finding{{Cause: Items[i].ID(), Verdict: s}}}
		}
		f, item, ok := d.First()
		if d.Verdict() != c.want || item != c.first || ok != (c.first != 0) || ok && f.Cause != c.first.ID() {
			t.Errorf("%v: %s, first %d %s", c.statuses, d.Verdict(), item, f.Cause)
		}
	}
}

// TestFaultInACheckCostsOneItem breaks one check after the other.
func TestFaultInACheckCostsOneItem(t *testing.T) {
	s := healthy()
	s.recorded()
	want := s.diagnose()
	for broken := 2; broken <= 7; broken++ { // the first call is not an item's
		call := 0
		d := diagnose(&s.Evidence, want.Answers, want.At, func(f func()) bool {
			call++
			return guarded(func() {
				if call == broken {
					panic("odd data")
				}
				f()
			})
		})
		errs := 0
		for i, c := range d.Checks {
			if c.Status == Error {
				errs++
			} else if c.Status != want.Checks[i].Status && c.Item != Connected { // item 1 looks at what the others found
				t.Errorf("%d: item %d is %s, not %s", broken, c.Item, c.Status, want.Checks[i].Status)
			}
		}
		if errs != 1 {
			t.Errorf("%d: %d errors", broken, errs)
		}
	}
}

// TestLookedUpInPart: of what there is more than one look asks for, the item that did not
// find what it looked for says how much was looked up; one that did find it says nothing.
func TestLookedUpInPart(t *testing.T) {
	uids := record.Bound{What: record.BoundUIDs, Looked: 4, Among: 6}
	codes := record.Bound{What: record.BoundPromoCodes, Looked: 0, Among: 3}
	reports := record.Bound{What: record.BoundReports, Looked: 3, Among: 9}
	for name, c := range map[string]struct {
		with func(*story)
		item Item
		want string
	}{
		"no lead": {
			func(s *story) { s.noLead(); s.Bounds = []record.Bound{uids, codes} }, Lead,
			"Of 6 values in the metadata that may be a lead’s uid fpdoctor looked up 4; the others are not checked.",
		},
		"a lead": {func(s *story) { s.Bounds = []record.Bound{uids} }, Lead, ""},
		"a coupon that is nobody’s": {
			func(s *story) {
				s.noLead()
				s.otherPlace().TrackingCoupon = "OTTO20"
				s.discount("SUMMER")
				s.Bounds = []record.Bound{uids, codes}
			}, Coupon,
			"Of 3 promo codes of the promoter fpdoctor looked up none; the others are not checked.",
		},
		"not recorded": {
			func(s *story) { s.Bounds = []record.Bound{reports} }, Connected,
			"Of 9 commissions under the id of a Stripe event fpdoctor looked up 3; the others are not checked.",
		},
		"recorded": {func(s *story) { s.recorded(); s.Bounds = []record.Bound{reports, uids, codes} }, Connected, ""},
	} {
		s := healthy()
		c.with(s)
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		var got []string
		for _, f := range d.Check(c.item).Findings {
			if f.Cause == "looked-up-in-part" {
				got = append(got, f.Summary.Plain())
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
