package audit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(300) // whole accounts are made and read, a fifth of the time for the garbage alone
	goleak.VerifyTestMain(m)
}

// shop is a sandbox whose clock stands still, and an audit of it.
type shop struct {
	now     time.Time
	server  *sandbox.Server
	clients gather.Clients
}

func open(t *testing.T, api string, opts sandbox.Options) shop {
	t.Helper()
	s := shop{now: time.Now()}
	opts.Now = s.clock
	server, err := sandbox.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.server = server
	s.clients = walks.Connect(t, server, server.Credentials(sandbox.Scenario{}, api), 0)
	return s
}

func (s shop) clock() time.Time { return s.now }

type result struct {
	account []checks.Check
	sales   []audit.Sale
	summary audit.Summary
	plan    *audit.Plan
}

func (s shop) audit(ctx context.Context) result {
	return s.auditWith(ctx, audit.Options{})
}

func (s shop) auditWith(ctx context.Context, o audit.Options) result {
	var r result
	o.Now = s.clock
	o.Begin = func(a audit.Account) { r.account = a.Checks }
	o.Found = func(x audit.Sale) { r.sales = append(r.sales, x) }
	o.Plan = func(p audit.Plan) { r.plan = &p }
	r.summary = audit.Walk(ctx, s.clients, o)
	return r
}

// lines are what is told of each sale, by what names it.
func (r result) lines() map[string]string {
	out := map[string]string{}
	for _, x := range r.sales {
		out[x.Diagnosis.Subject.Query.Typed] = causes(x.Checks)
	}
	return out
}

// causes are what a list of checks has to complain of.
func causes(list []checks.Check) string {
	var out []string
	for _, c := range list {
		for _, f := range c.Findings {
			switch f.Verdict {
			case checks.Fail, checks.Warn, checks.Ask, checks.Error:
				out = append(out, fmt.Sprintf("%d %s %s", c.Item, f.Verdict, f.Cause))
			case checks.Pass, checks.Skip, checks.Info:
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// holdsMoney adds up what the payments of the lines brought in, each counted once.
func holdsMoney(t *testing.T, r result) {
	t.Helper()
	want, seen := map[string]record.MissingMoney{}, map[string]bool{}
	for _, x := range r.sales {
		p := x.Diagnosis.Subject.Payment
		if i, c := p.Invoice, p.Charge; i == nil && c == nil || seen[p.ID()] || strings.Contains(fmt.Sprint(x.Diagnosis.Checks), "sale-recorded") {
			continue
		} else if i != nil && (i.Status != "paid" || i.AmountPaid.Minor == 0 || i.PaidOutOfBand) || i == nil && (c.Status != "succeeded" || !c.Captured || c.AmountsMissing) {
			continue
		}
		seen[p.ID()] = true
		m := want[p.Amount().Currency]
		m.Currency, m.Minor, m.Sales = p.Amount().Currency, m.Minor+p.Amount().Minor, m.Sales+1
		want[m.Currency] = m
	}
	if len(want) < 3 || len(r.summary.Missing) != len(want) {
		t.Errorf("money missing in %d currencies, want %d", len(r.summary.Missing), len(want))
	}
	for _, m := range r.summary.Missing {
		if want[m.Currency] != m {
			t.Errorf("missing %+v, want %+v", m, want[m.Currency])
		}
	}
}

// TestAuditSaysWhatALookAtOneSaleSays holds every line of an audit to what
// looking at that sale alone finds, on both API versions.
func TestAuditSaysWhatALookAtOneSaleSays(t *testing.T) {
	for v, api := range []string{sandbox.V2, sandbox.V1} {
		t.Run(api, func(t *testing.T) {
			s := open(t, api, sandbox.Options{})
			r := s.audit(context.Background())
			if len(r.sales) < 60 || r.summary.Incomplete != "" {
				t.Fatalf("%d sales, %+v", len(r.sales), r.summary)
			}
			holdsMoney(t, r)
			for i, x := range r.sales {
				if !share.Has(i+v, 8) {
					continue // each look takes its time
				}
				q := x.Diagnosis.Subject.Query
				d := checks.Diagnose(gather.Sale(context.Background(), s.clients, q, gather.Options{Now: s.clock}), record.Answers{}, s.now)
				if got, want := causes(x.Checks), causes(d.Checks[:]); got != want {
					t.Errorf("%s (%s):\n  audit: %s\n  alone: %s", q.Typed, d.Subject.Email, got, want)
				}
			}
		})
	}
}

// TestAuditFindsEveryBrokenLead: every scenario of the demo that has a lead and
// a fault has a line, and no healthy one has.
func TestAuditFindsEveryBrokenLead(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{})
	r := s.audit(context.Background())
	lines := map[string]string{}
	for _, x := range r.sales {
		lines[x.Diagnosis.Subject.Referral] = causes(x.Checks)
	}
	for i, sc := range s.server.Scenarios() {
		if !share.Has(i, 3) || sc.Group != sandbox.Lead && sc.Group != sandbox.Healthy || !sc.Shown(sandbox.V2) || sc.StripeKey != "" || sc.FirstPromoterKey != "" || sc.Answers != (sandbox.Answers{}) {
			continue
		}
		q, err := record.ParseQuery(sc.Sale)
		if err != nil {
			t.Fatal(err)
		}
		d := checks.Diagnose(gather.Sale(context.Background(), s.clients, q, gather.Options{Now: s.clock}), record.Answers{}, s.now)
		line, shown := lines[d.Subject.Referral]
		switch {
		case d.Subject.Referral == "":
		case sc.Group == sandbox.Healthy && shown && strings.Contains(line, "fail"):
			t.Errorf("healthy %s (%s) has a line: %s", sc.Name, sc.Sale, line)
		case slices.ContainsFunc(sc.Want, func(c string) bool { return c == "customer-not-found" || c == "lead-without-email" }):
			// Stripe does not know them.
		case sc.Group == sandbox.Lead && !shown && d.Check(checks.Lead).Status == checks.Fail && !customer(d):
			t.Errorf("%s (%s, referral %s) has no line, alone: %s", sc.Name, sc.Sale, d.Subject.Referral, causes(d.Checks[:]))
		}
	}
}

// customer reports whether the lead has become a customer by another sale.
func customer(d checks.Diagnosis) bool {
	l, _ := d.Evidence.FirstPromoter.Referral(d.Subject.Referral)
	return l.Customer()
}

// TestAuditAsksLittle: the lists are read once, whatever the number of leads.
func TestAuditAsksLittle(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	s := open(t, sandbox.V2, sandbox.Options{Crowd: 200, Wrap: func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			asked[service+" "+r.URL.Path]++
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}})
	r := s.audit(context.Background())
	if r.summary.Referrals < 200 {
		t.Fatalf("%+v", r.summary)
	}
	if n := r.summary.Requests.FirstPromoter; n > 20 {
		t.Errorf("%d requests to FirstPromoter: %v", n, asked)
	}
	if n := r.summary.Requests.Stripe; n > 3*len(r.sales) {
		t.Errorf("%d requests to Stripe for %d sales: %v", n, len(r.sales), asked)
	}
}

// TestLeadsComeFirst: Stripe's lists wait for what FirstPromoter's leads are, so nothing that
// can wait takes a part of what FirstPromoter answers in a minute before they are read.
func TestLeadsComeFirst(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	s := open(t, sandbox.V2, sandbox.Options{Size: 300, Wrap: func(_ string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			asked = append(asked, path.Base(r.URL.Path))
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}})
	s.audit(context.Background())
	mu.Lock()
	defer mu.Unlock()
	pages := 0
	for _, x := range asked[:max(0, slices.Index(asked, "commissions"))] {
		if x == "referrals" {
			pages++
		}
	}
	if pages < 300/100 {
		t.Errorf("%d pages of leads were asked for before commissions: %q", pages, asked)
	}
}

// TestAuditStops: a stopped audit tells what it found by then, and why no more.
func TestAuditStops(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	found := 0
	summary := audit.Walk(ctx, s.clients, audit.Options{
		Now:   s.clock,
		Begin: func(audit.Account) {},
		Found: func(audit.Sale) {
			if found++; found == 5 {
				cancel()
			}
		},
	})
	if summary.Incomplete != "stopped" || found < 5 || found > 15 {
		t.Errorf("%d found, %+v", found, summary)
	}
}

// TestAuditOutOfTime: half an answer is none, and the time is what is told, not
// the lists that nobody could have read in it.
func TestAuditOutOfTime(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{})
	for _, limit := range []time.Duration{time.Millisecond, 60 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		summary := audit.Walk(ctx, s.clients, audit.Options{
			Now:   s.clock,
			Begin: func(audit.Account) {},
			Found: func(sale audit.Sale) {
				if sale.Diagnosis.Evidence.OutOfTime {
					t.Errorf("half looked at: %+v", sale.Diagnosis.Subject)
				}
			},
		})
		cancel()
		if summary.Incomplete != "the time was over" || summary.Unknown != 0 {
			t.Errorf("%v: %+v", limit, summary)
		}
	}
}

// TestAuditOfASizedAccount: every planted problem is found and nothing else, in
// whatever order the pages arrive, with a quarter of the answers failing for a while.
func TestAuditOfASizedAccount(t *testing.T) {
	var n atomic.Int64
	for name, wrap := range map[string]func(string, http.Handler) http.Handler{
		"as they come": nil,
		"out of order": func(_ string, next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked := n.Add(1)
				<-time.After(time.Duration(asked*7919%23) * time.Millisecond)
				if asked%4 == 1 && asked < 400 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				next.ServeHTTP(w, r)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sandbox.V2, sandbox.Options{Size: 200, Wrap: wrap})
			r := s.audit(context.Background())
			found := map[string]string{}
			for _, x := range r.sales {
				found["ref_"+x.Diagnosis.Subject.Referral] = causes(x.Checks)
			}
			planted := s.server.Scenarios()
			for _, p := range planted {
				if !strings.Contains(found[p.Sale], p.Want[0]) {
					t.Errorf("%s (%s): %q", p.Name, p.Sale, found[p.Sale])
				}
			}
			if len(found) != len(planted) || r.summary.Incomplete != "" || r.summary.Sales < 3000 {
				t.Errorf("%d lines for %d planted problems, %+v", len(found), len(planted), r.summary)
			}
		})
	}
}

// TestAuditOfWhatIsNew: with a moment, the same is said of all leads and payments since
// as in an audit of everything, and of nothing else, with a part of the requests.
func TestAuditOfWhatIsNew(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{Size: 200})
	all := s.audit(context.Background())
	for _, days := range []int{30, 600} {
		since := s.now.AddDate(0, 0, -days)
		want := map[string]string{}
		for _, x := range all.sales {
			subject := x.Diagnosis.Subject
			lead, _ := x.Diagnosis.Evidence.FirstPromoter.Referral(subject.Referral)
			if !lead.Created.Before(since) || !subject.Payment.Time().Before(since) {
				want[subject.Query.Typed] = causes(x.Checks)
			}
		}
		r := s.auditWith(context.Background(), audit.Options{Since: since})
		if got := r.lines(); !maps.Equal(got, want) || r.summary.Incomplete != "" {
			t.Errorf("%d days: %+v\n got %v\nwant %v", days, r.summary, got, want)
		}
		if sent, whole := r.summary.Requests.Stripe, all.summary.Requests.Stripe; days == 30 && sent > whole/2 || sent > whole*5/4 {
			t.Errorf("%d days: %d requests to Stripe, %d of everything", days, sent, whole)
		}
	}
}

// ofFewLeads makes a merchant one of four leads and no promoters, who refuses what is asked
// for under a path ("": nothing).
func ofFewLeads(refused string) func(service string, next http.Handler) http.Handler {
	return func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if refused != "" && r.URL.Path == refused {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, `{"error":{"type":"invalid_request_error","message":"The provided key does not have the required permissions."}}`)
				return
			}
			kept := map[string]int{"/api/v2/company/referrals": 4, "/api/v2/company/promoters": 0, "/api/v2/company/promo_codes": 0}
			n, cut := kept[r.URL.Path]
			if !cut || r.URL.Query().Get("page") == "" {
				next.ServeHTTP(w, r)
				return
			}
			whole := httptest.NewRecorder()
			next.ServeHTTP(whole, r)
			list := []json.RawMessage{}
			if json.Unmarshal(whole.Body.Bytes(), &list) != nil {
				list = []json.RawMessage{} // of promoters, which come in an object
			}
			list = slices.DeleteFunc(list, func(x json.RawMessage) bool {
				var lead struct {
					Since *string `json:"customer_since"`
				}
				return json.Unmarshal(x, &lead) != nil || lead.Since != nil
			})
			if r.URL.Query().Get("page") != "1" {
				n = 0
			}
			_ = json.NewEncoder(w).Encode(list[:min(n, len(list))])
		})
	}
}

// TestFewLeadsAreLookedAtByThemselves: where each of a few leads takes less than Stripe's
// lists, these are given up, and the same is found.
func TestFewLeadsAreLookedAtByThemselves(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{Size: 1200, Wrap: ofFewLeads("")})
	r := s.audit(context.Background())
	if r.plan == nil || !r.plan.ByLead || r.summary.Incomplete != "" || r.summary.Leads != 4 || r.summary.Requests.Stripe > 400 {
		t.Errorf("%+v, plan %+v", r.summary, r.plan)
	}
	if len(r.sales)+r.summary.Unknown != 4 {
		t.Errorf("%d found and %d unknown of 4 leads", len(r.sales), r.summary.Unknown)
	}
	if !r.summary.ByLead || r.summary.Sales > 2*len(r.sales) {
		t.Errorf("%d payments of 4 leads are told of", r.summary.Sales)
	}
	for query, line := range r.lines() {
		q, err := record.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		d := checks.Diagnose(gather.Sale(context.Background(), s.clients, q, gather.Options{Now: s.clock}), record.Answers{}, s.now)
		if alone := causes(d.Checks[:]); alone != line {
			t.Errorf("%s: %s, alone %s", query, line, alone)
		}
	}
}

// TestFewLeadsOfAKeyThatMayNotReadAll: where a lead is looked at by itself, too, a list that
// nobody could read is told of, and nobody is called unknown.
func TestFewLeadsOfAKeyThatMayNotReadAll(t *testing.T) {
	for refused, complaint := range map[string]string{"/v1/charges": "Stripe’s charges", "/v1/checkout/sessions": "Stripe’s Checkout Sessions"} {
		s := open(t, sandbox.V2, sandbox.Options{Size: 1200, Wrap: ofFewLeads(refused)})
		r := s.audit(context.Background())
		if r.plan == nil || !r.plan.ByLead || r.summary.Incomplete != complaint+" could not be read to the end" || r.summary.Unknown != 0 {
			t.Errorf("%s: %+v, plan %+v", refused, r.summary, r.plan)
		}
	}
}

// TestThePlanIsAboutRight: what is told before is within a fifth of what it takes. New leads
// are searched for no faster than Stripe lets them be, however fast the first pages came.
func TestThePlanIsAboutRight(t *testing.T) {
	for i, x := range []struct {
		name       string
		size, days int
		wrap       func(string, http.Handler) http.Handler
	}{
		{"small", 200, 0, nil},
		{"large", 1200, 0, nil},
		{"of a month", 1200, 30, nil},
		{"of half a year", 1200, 180, nil},
		{"few leads", 1500, 0, ofFewLeads("")},
	} {
		if !share.Has(i, 2) {
			continue
		}
		s := open(t, sandbox.V2, sandbox.Options{Size: x.size, Latency: 5 * time.Millisecond, Wrap: x.wrap})
		var o audit.Options
		if x.days > 0 {
			o.Since = s.now.AddDate(0, 0, -x.days)
		}
		r := s.auditWith(context.Background(), o)
		sent := r.summary.Requests.Stripe + r.summary.Requests.FirstPromoter
		t.Logf("%s: %+v, %d", x.name, r.plan, sent)
		if r.plan == nil || r.plan.Requests < sent*4/5 || r.plan.Requests > sent*6/5 {
			t.Errorf("%s: %+v is told, and it takes %d", x.name, r.plan, sent)
		} else if unknown := time.Duration(r.summary.Unknown); (x.days > 0 || r.plan.ByLead) && r.plan.Takes < unknown*80*time.Millisecond {
			t.Errorf("%s: %+v is told, and %d leads are unknown to Stripe", x.name, r.plan, unknown)
		}
	}
}

// TestAWindowIsReadWhole: however few leads are new, an old lead's new payment is found.
func TestAWindowIsReadWhole(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{Size: 500, Wrap: ofFewLeads("")})
	r := s.auditWith(context.Background(), audit.Options{Since: s.now.AddDate(0, 0, -60)})
	if r.plan != nil && r.plan.ByLead || r.summary.Incomplete != "" {
		t.Errorf("%+v, plan %+v", r.summary, r.plan)
	}
}

// TestListsWithoutEnd: a list that begins again and again, under other ids or the same,
// ends and is told of, and nothing else is lost.
func TestListsWithoutEnd(t *testing.T) {
	sound := open(t, sandbox.V2, sandbox.Options{Size: 100})
	want := sound.audit(context.Background()).lines()
	for i, at := range []struct{ service, path, complaint string }{
		{sandbox.FirstPromoterService, "/api/v2/company/referrals", "FirstPromoter’s referrals"},
		{sandbox.FirstPromoterService, "/api/v2/company/commissions", "FirstPromoter’s commissions"},
		{sandbox.StripeService, "/v1/charges", "Stripe’s charges"},
		{sandbox.StripeService, "/v1/customers", "Stripe’s customers"},
	} {
		for k, kind := range []string{"endless", "repeated"} {
			if !share.Has(i+k, 2) {
				continue // each list in one way, either way on both services
			}
			broken, err := sound.server.Broken(sandbox.Fault{Name: kind, Service: at.service, Path: at.path})
			if err != nil {
				t.Fatal(err)
			}
			s := shop{now: sound.now, server: broken}
			s.clients = walks.Connect(t, broken, broken.Credentials(sandbox.Scenario{}, sandbox.V2), 0)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			r := s.audit(ctx)
			cancel()
			if !strings.Contains(r.summary.Incomplete, at.complaint) {
				t.Errorf("%s %s: %q is told", kind, at.path, r.summary.Incomplete)
			}
			for query, line := range r.lines() {
				if at.service == sandbox.StripeService && want[query] == "" {
					t.Errorf("%s %s: made up %s: %s", kind, at.path, query, line)
				}
			}
			if err := broken.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestFirstFindingComesEarly: the first missing sales are told while the lists are still
// being read, after the account.
func TestFirstFindingComesEarly(t *testing.T) {
	s := open(t, sandbox.V2, sandbox.Options{Size: 300, Latency: 5 * time.Millisecond})
	begun, first := false, 0
	summary := audit.Walk(context.Background(), s.clients, audit.Options{
		Now:   s.clock,
		Begin: func(audit.Account) { begun = true },
		Found: func(audit.Sale) {
			if !begun {
				t.Error("a sale came before the account")
			}
			if first == 0 {
				first = s.clients.Stripe.Sent()
			}
		},
	})
	if all := summary.Requests.Stripe; first == 0 || first > all*2/3 || summary.Incomplete != "" {
		t.Errorf("the first was told after %d of %d requests, %+v", first, all, summary)
	}
}
