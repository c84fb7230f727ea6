package gather_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/creds/secret"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // there is more to throw away than to keep
	goleak.VerifyTestMain(m)
}

// start serves the demo merchant; every request goes through seen first.
func start(t *testing.T, seen func(service string, r *http.Request)) *sandbox.Server {
	t.Helper()
	server, err := sandbox.Start(sandbox.Options{Wrap: func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seen != nil {
				seen(service, r)
			}
			next.ServeHTTP(w, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

func clients(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) gather.Clients {
	t.Helper()
	return walks.Connect(t, server, server.Credentials(s, api), 0)
}

// TestBounds holds every sale of the demo to what one look may cost: three
// rounds and about twenty requests, no request twice, and only GET.
func TestBounds(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	var others []string
	server := start(t, func(service string, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked[service+" "+r.URL.String()]++
		if r.Method != http.MethodGet {
			others = append(others, r.Method+" "+r.URL.Path)
		}
	})
	// The fourth round is for people who only a list of those days brings up:
	// then their payments, a customer of their own, or their promoter's coupon are
	// still to be asked for. Asked about a referral, its payments come a round later.
	deeper := []string{
		"email-alias-dots", "email-typo-asked-by-referral", "elsewhere-on-old-customer-asked-by-referral", "alias-of-old-customer-asked-by-referral", "lead-not-found-namesake", "misspelt-asked-by-referral", "misplaced-asked-by-referral",
		"fp-uid-misplaced-intent", "email-changed-asked-by-address", "sale-on-other-customer-by-address", "typo-and-coupon-not-in-stripe",
		"promo-code-archived-by-referral", "healthy-namesakes-coupon", "no-payment-namesakes",
	}
	for i, s := range server.Scenarios() {
		for k, api := range []string{sandbox.V2, sandbox.V1} {
			if other := []string{sandbox.V1, sandbox.V2}[k]; !s.Shown(api) || !share.Has(i, 6) && !slices.Contains(deeper, s.Name) ||
				s.Shown(other) && !share.Has(i/6+k, 2) {
				continue // a share takes the versions by turns
			}
			t.Run(s.Name+"/"+api, func(t *testing.T) {
				mu.Lock()
				clear(asked)
				mu.Unlock()
				ev := gather.Sale(context.Background(), clients(t, server, s, api), walks.Query(t, s.Sale), gather.Options{})
				mu.Lock()
				defer mu.Unlock()
				rounds := 3
				if slices.Contains(deeper, s.Name) {
					rounds = 4
				}
				if ev.Requests.Depth > rounds {
					t.Errorf("%d rounds", ev.Requests.Depth)
				}
				most := 28
				switch {
				case strings.Contains(s.Sale, "@"):
					most = 30 // the lead is searched for on both sides
				case strings.HasPrefix(s.Sale, "ref_"):
					most = 36 // the customer has to be searched for, too
				}
				n := ev.Requests.Stripe + ev.Requests.FirstPromoter
				for line, times := range asked {
					_, query, _ := strings.Cut(line, "?")
					values, _ := url.ParseQuery(query)
					if page := values.Get("page"); page != "" && page != "1" || values.Has("starting_after") {
						n -= times // a list grows with the demo, and its pages with it
					}
				}
				if n > most {
					t.Errorf("%d requests: %+v", n, ev.Requests)
				}
				for url, n := range asked {
					// A refusal is not kept: who comes just after it asks anew.
					if n > 1 && s.Group != sandbox.Errors {
						t.Errorf("asked %d times: %s", n, url)
					}
				}
			})
		}
	}
	if len(others) > 0 {
		t.Errorf("not only GET: %v", others)
	}
}

// TestRecordedIsCheap: where FirstPromoter has the sale, little else is asked.
func TestRecordedIsCheap(t *testing.T) {
	server := start(t, nil)
	for _, s := range server.Scenarios() {
		if s.Group != sandbox.Healthy || !strings.HasPrefix(s.Sale, "in_") || !slices.Contains(s.Want, "sale-recorded") {
			continue
		}
		ev := gather.Sale(context.Background(), clients(t, server, s, sandbox.V2), walks.Query(t, s.Sale), gather.Options{})
		if n := ev.Requests.Stripe + ev.Requests.FirstPromoter; n > 14 {
			t.Errorf("%s: %d requests for a recorded sale", s.Name, n)
		}
		return
	}
	t.Fatal("the sandbox holds no recorded sale asked by its invoice")
}

// TestStopped: a cancelled run returns at once, with what it could not have noted.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	hang := make(chan struct{})
	server := start(t, func(service string, r *http.Request) {
		if service == sandbox.FirstPromoterService {
			cancel()
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}
	})
	defer close(hang)
	s := server.Scenarios()[0]
	ev := gather.Sale(ctx, clients(t, server, s, sandbox.V2), walks.Query(t, s.Sale), gather.Options{})
	if len(ev.Gaps) == 0 {
		t.Error("a stopped run notes nothing as missing")
	}
	for _, g := range ev.Gaps {
		if g.Reason == "" {
			t.Errorf("a gap without a reason: %+v", g)
		}
	}
}

// TestOneServiceDown: the other one is still asked.
func TestOneServiceDown(t *testing.T) {
	server := start(t, nil)
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	s := server.Scenarios()[0]
	keys := server.Credentials(s, sandbox.V2)
	up := clients(t, server, s, sandbox.V2)
	down, err := fpapi.New(fpapi.Config{Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: dead.URL, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer down.Close()
	ev := gather.Sale(context.Background(), gather.Clients{Stripe: up.Stripe, FirstPromoter: down}, walks.Query(t, s.Sale), gather.Options{})
	if ev.Stripe.Account == nil || len(ev.Stripe.Customers) == 0 {
		t.Error("Stripe was not asked")
	}
	if g, ok := ev.Gap(record.PartReferrals); !ok || g.Reason != record.Unreachable {
		t.Errorf("the referrals are not noted as missing: %+v", ev.Gaps)
	}
}

// TestOneListDown: a list that fails says nothing of the service's others, though
// it is all that a run asks for at first.
func TestOneListDown(t *testing.T) {
	sound := start(t, nil)
	server, err := sound.Broken(sandbox.Fault{Name: "html-502", Service: sandbox.FirstPromoterService, Path: "/api/v2/company/commissions"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	i := slices.IndexFunc(sound.Scenarios(), func(s sandbox.Scenario) bool { return s.Name == "coupon-is-promotion-code" })
	s := sound.Scenarios()[i]
	ev := gather.Sale(context.Background(), clients(t, server, s, sandbox.V2), walks.Query(t, s.Sale), gather.Options{})
	if len(ev.FirstPromoter.Referrals) == 0 || len(ev.FirstPromoter.Promoters) == 0 {
		t.Errorf("%d referrals, %d promoters were read", len(ev.FirstPromoter.Referrals), len(ev.FirstPromoter.Promoters))
	}
	if g, ok := ev.Gap(record.PartCommissions); !ok || g.Reason != record.Unreachable {
		t.Errorf("the commissions are not noted as missing: %+v", ev.Gaps)
	}
	if _, ok := ev.Gap(record.PartReferrals); ok {
		t.Errorf("the referrals are noted as missing: %+v", ev.Gaps)
	}
}

// TestAskedToSlowDown: a service that answers everything with 429 is left alone
// after the first round.
func TestAskedToSlowDown(t *testing.T) {
	server := start(t, nil)
	s := server.Scenarios()[0]
	keys := server.Credentials(s, sandbox.V2)
	up := clients(t, server, s, sandbox.V2)
	var mu sync.Mutex
	asked := map[string]int{}
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked[r.URL.Path]++
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer busy.Close()
	slow, err := fpapi.New(fpapi.Config{Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: busy.URL, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	q := walks.Query(t, "nobody@example.com")
	ev := gather.Sale(context.Background(), gather.Clients{Stripe: up.Stripe, FirstPromoter: slow}, q, gather.Options{})
	if g, ok := ev.Gap(record.PartLeads); !ok || g.Reason != record.RateLimited {
		t.Errorf("the leads are not noted as missing: %+v", ev.Gaps)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(asked) != 2 {
		t.Errorf("asked for more than the first round: %v", asked)
	}
}

// TestProgress: every step that starts also ends, and says what it asks.
func TestProgress(t *testing.T) {
	server := start(t, nil)
	s := server.Scenarios()[0]
	var mu sync.Mutex
	open, told := 0, 0
	ev := gather.Sale(context.Background(), clients(t, server, s, sandbox.V2), walks.Query(t, s.Sale), gather.Options{Progress: func(step gather.Step) {
		mu.Lock()
		defer mu.Unlock()
		if step.What == "" {
			t.Errorf("a step without words: %+v", step)
		}
		switch {
		case step.Read.Records > 0:
			told++
		case step.Done:
			open--
		default:
			open++
		}
	}})
	if open != 0 || told == 0 || ev.Elapsed <= 0 {
		t.Errorf("%d steps never ended, %d told how far they had come; took %v", open, told, ev.Elapsed)
	}
}

// TestSameAnswersSameEvidence: in whatever order the answers come, the evidence is the
// same, for of several equal records a finding names the first.
func TestSameAnswersSameEvidence(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 2))
	var mu sync.Mutex
	server := start(t, func(string, *http.Request) {
		mu.Lock()
		wait := time.Duration(dice.IntN(8)) * time.Millisecond
		mu.Unlock()
		time.Sleep(wait) // an answer takes its time
	})
	names := []string{"no-payment-namesakes", "healthy-namesakes-coupon", "lead-not-found-namesake", "duplicate-customers"}
	for _, s := range server.Scenarios() {
		if !slices.Contains(names, s.Name) {
			continue
		}
		var first *record.Evidence
		for range 3 {
			ev := gather.Sale(t.Context(), clients(t, server, s, sandbox.V2), walks.Query(t, s.Sale), gather.Options{})
			ev.StartedAt, ev.Elapsed = time.Time{}, 0
			if first == nil {
				first = ev
			} else if !reflect.DeepEqual(first, ev) {
				t.Errorf("%s: the same answers give other evidence", s.Name)
				break
			}
		}
	}
}

// TestSuspicious finds leads that paid and are no customers, and no others.
func TestSuspicious(t *testing.T) {
	n := 0
	var mu sync.Mutex
	server := start(t, func(string, *http.Request) { mu.Lock(); n++; mu.Unlock() })
	for _, api := range []string{sandbox.V2, sandbox.V1} {
		n = 0
		list, gaps := gather.Suspicious(context.Background(), clients(t, server, server.Scenarios()[0], api), gather.Options{})
		if len(list) == 0 || len(gaps) > 0 {
			t.Fatalf("%s: %d suspects, gaps %+v", api, len(list), gaps)
		}
		if n > 6 {
			t.Errorf("%s: %d requests", api, n)
		}
		seen := map[string]bool{}
		for _, s := range list {
			switch {
			case s.Lead.Customer():
				t.Errorf("%s is a customer already", s.Lead.Email)
			case !s.Sale.MoneyMoved():
				t.Errorf("%s: no money moved", s.Lead.Email)
			case seen[s.Lead.ID]:
				t.Errorf("%s stands there twice", s.Lead.Email)
			}
			seen[s.Lead.ID] = true
		}
	}
}

// TestSuggest: what fits a few letters comes from both sides, no more of it than a
// person looks through, and that there is more is told.
func TestSuggest(t *testing.T) {
	server := start(t, nil)
	s := server.Scenarios()[0]
	c := clients(t, server, s, sandbox.V2)
	list, more := gather.Suggest(t.Context(), c, ".example", gather.Options{})
	sides := map[record.System]int{}
	for _, x := range list {
		sides[x.System]++
	}
	if !more || len(list) != 20 || sides[record.Stripe] < 10 || sides[record.FirstPromoter] < 10 {
		t.Errorf("%d of Stripe and %d of FirstPromoter, more: %v", sides[record.Stripe], sides[record.FirstPromoter], more)
	}
	whole, more := gather.Suggest(t.Context(), c, list[0].Email, gather.Options{})
	if more || len(whole) == 0 || !slices.ContainsFunc(whole, func(x gather.Suggestion) bool { return x == list[0] }) {
		t.Errorf("of a whole address: %v, more: %v", whole, more)
	}
	if list, more := gather.Suggest(t.Context(), c, "ab", gather.Options{}); len(list) > 0 || more {
		t.Errorf("of two letters: %v", list)
	}
}
