package audit_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
)

// TestMoneyOfOnePaymentOfTwoLeads: a payment that fits two leads is told of each, and its
// money of one, the same in whatever order the pages arrive and whether leads are looked
// at early.
func TestMoneyOfOnePaymentOfTwoLeads(t *testing.T) {
	var way atomic.Int64
	var n atomic.Int64
	const last = "FirstPromoter last"
	stripeRead := make(chan struct{}) // for that one, as it is the only one in which nobody is looked at early
	ways := []struct {
		name string
		wait func(path string) time.Duration
	}{
		{"as they come", func(string) time.Duration { return 0 }},
		{"customers first", func(path string) time.Duration {
			if path == "/v1/charges" || path == "/v1/invoices" {
				return 25 * time.Millisecond
			}
			return 0
		}},
		{last, func(path string) time.Duration {
			if strings.HasPrefix(path, "/api/") {
				<-stripeRead
			}
			return 0
		}},
		{"out of order", func(string) time.Duration { return time.Duration(n.Add(7919)%23) * time.Millisecond }},
	}
	s := open(t, sandbox.V2, sandbox.Options{Size: 110, Wrap: func(_ string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("customer") == "" {
				<-time.After(ways[way.Load()].wait(r.URL.Path))
			}
			next.ServeHTTP(w, r)
		})
	}})
	pairs := s.pair(t)
	first, handedOver := "", 0
	for k, x := range ways {
		way.Store(int64(k))
		lines, taken := map[string]record.Money{}, 0
		var r result
		var lists atomic.Int64
		r.summary = audit.Walk(context.Background(), s.clients, audit.Options{
			Now: s.clock,
			Progress: func(step gather.Step) {
				if x.name == last && step.System == record.Stripe && step.Done && strings.HasPrefix(step.What, "all ") && lists.Add(1) == 4 {
					close(stripeRead)
				}
			},
			Begin: func(audit.Account) {},
			Found: func(x audit.Sale) {
				r.sales = append(r.sales, x)
				lines[x.Diagnosis.Subject.Query.Typed] = x.Missing
				if x.Instead.Typed != "" {
					lines[x.Instead.Typed] = record.Money{}
					taken++
				}
			},
		})
		told := r.lines()
		for newer, older := range pairs {
			if told[newer] == "" || told[older] == "" || lines[newer].Minor == 0 || lines[older].Minor != 0 {
				t.Errorf("%s: %s (%s) has %v, %s (%s) has %v", x.name, newer, told[newer], lines[newer], older, told[older], lines[older])
			}
		}
		var sums []record.MissingMoney
		for _, m := range lines {
			sums = record.AddMissing(sums, m)
		}
		if !slices.Equal(sums, r.summary.Missing) {
			t.Errorf("%s: the lines hold %v, told are %v", x.name, sums, r.summary.Missing)
		}
		var all []string
		for _, query := range slices.Sorted(maps.Keys(told)) {
			all = append(all, fmt.Sprint(query, " ", told[query], " ", lines[query]))
		}
		got := fmt.Sprint(strings.Join(all, "\n"), "\n", r.summary.MissingBy, r.summary.Missing, r.summary.Fail, r.summary.Warn)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%s:\n%s\n%s:\n%s", ways[0].name, first, x.name, got)
		}
		if x.name != last {
			handedOver += taken
		} else if taken > 0 {
			t.Errorf("%s: the money of %d payments was told of another lead before", x.name, taken)
		}
	}
	if handedOver == 0 {
		t.Error("no money was told of another lead before")
	}
}

// pair makes leads who never bought fit payments that a newer lead fits: by the uid, which
// is the customer's id, and the newer one by the address of the payment. It gives the
// older ones by the newer.
func (s shop) pair(t *testing.T) map[string]string {
	t.Helper()
	r := s.audit(context.Background())
	var differ []audit.Sale
	told := map[string]bool{}
	for _, x := range r.sales {
		told[x.Diagnosis.Subject.Referral] = true
		if strings.Contains(causes(x.Checks), "email-differs") {
			differ = append(differ, x)
		}
	}
	list, err := question.Ask(context.Background(), s.clients.FirstPromoter, question.AllReferrals{})
	if err != nil {
		t.Fatal(err)
	}
	leads, pairs := list.Items, map[string]string{}
	for _, x := range differ {
		subject := x.Diagnosis.Subject
		at := slices.IndexFunc(leads, func(l record.Referral) bool { return l.ID == subject.Referral })
		for i, l := range leads {
			if i > at && !told[l.ID] && l.UID == "" && !l.Customer() {
				told[l.ID] = true
				if err := s.server.Change("ref_"+l.ID, map[string]any{"uid": subject.Customer}); err != nil {
					t.Fatal(err)
				}
				pairs[subject.Query.Typed] = "ref_" + l.ID
				break
			}
		}
	}
	if len(pairs) < 2 {
		t.Fatalf("%d pairs", len(pairs))
	}
	return pairs
}
