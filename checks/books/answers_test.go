package books_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks/books"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop connects to a sandbox whose clock stands still, so that nothing is added
// between two questions.
func shop(t *testing.T, api string) (gather.Clients, gather.Options) {
	t.Helper()
	now := time.Now()
	clock := func() time.Time { return now }
	server, err := sandbox.Start(sandbox.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return walks.Connect(t, server, server.Credentials(sandbox.Scenario{}, api), 0), gather.Options{Now: clock}
}

// ids are those of the records in an answer, whatever it is. What Stripe expands
// beside what was asked for, the books hold in lists of their own.
func ids(answer any, of ...string) []string {
	var out []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if id := v.FieldByName("ID"); id.IsValid() {
				out = append(out, id.String())
				return
			}
			for i := range v.NumField() {
				if name := v.Type().Field(i).Name; len(of) == 0 || slices.Contains(of, name) || name == "StripeSide" {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(answer))
	return out
}

// comparison asks the same of the books and of the services.
type comparison struct {
	*testing.T
	memory, live gather.Clients
	looked       map[string]int
}

// same holds that both have the same records, and that the books send nothing. It
// gives their ids.
func (c comparison) same(q question.Question, of ...string) []string {
	c.Helper()
	memory, live := question.Service(c.memory.Stripe), question.Service(c.live.Stripe)
	if q.About().System == record.FirstPromoter {
		memory, live = c.memory.FirstPromoter, c.live.FirstPromoter
	}
	before := sent(c.live)
	got, err := memory.Ask(c.Context(), q)
	if err != nil || sent(c.live) != before {
		c.Errorf("%T %+v: %v, requests %s → %s", q, q, err, before, sent(c.live))
	}
	want, err := live.Ask(c.Context(), q)
	if err != nil {
		c.Fatal(err)
	}
	if found, ok := want.(question.Records); ok {
		// The books hold finished Checkout Sessions: in the others nothing was paid.
		found.Sessions = slices.DeleteFunc(found.Sessions, func(s record.Session) bool { return s.Status != "complete" })
		want = found
	}
	g, w := ids(got, of...), ids(want, of...)
	if _, one := q.(question.ReferralsByEmail); one && c.live.FirstPromoter.API() == record.V1 {
		// API v1 gives one lead of an address; its whole list holds them all.
		g = slices.DeleteFunc(g, func(id string) bool { return !slices.Contains(w, id) })
	}
	if !slices.Equal(g, w) {
		c.Errorf("%T %+v:\n got %v\nwant %v", q, q, g, w)
	}
	c.looked[q.About().Words] += len(g)
	return g
}

// TestBooksAnswerAsTheServicesDo: what is answered from memory is what the
// services would say, and costs no request.
func TestBooksAnswerAsTheServicesDo(t *testing.T) {
	for _, api := range []string{sandbox.V2, sandbox.V1} {
		t.Run(api, func(t *testing.T) {
			clients, opts := shop(t, api)
			b := books.Open(t.Context(), clients, books.Options{Options: opts})
			<-b.Over
			if len(b.Gaps) > 0 || len(b.Referrals) == 0 {
				t.Fatalf("%d referrals, gaps %+v", len(b.Referrals), b.Gaps)
			}
			c := comparison{t, b.Services(), clients, map[string]int{}}
			for _, q := range []question.Question{
				question.Leads{}, question.Converted{}, question.RecentCommissions{},
				question.Promoters{}, question.AllPromoCodes{}, question.Rewards{},
			} {
				c.same(q)
			}
			leads := slices.DeleteFunc(slices.Clone(b.Referrals), func(l record.Referral) bool { return l.Customer() || l.Email == "" })
			for _, l := range leads[:min(len(leads), 70)] {
				c.same(question.Referral{ID: l.ID})
				c.same(question.ReferralsByEmail{Email: l.Email})
				c.same(question.Commissions{Text: l.Email})
				for _, id := range c.same(question.CustomersByEmail{Email: l.Email}, "Customers") {
					c.same(question.Customer{ID: id}, "Customers")
					c.same(question.InvoicesOf{Customer: id}, "Invoices")
					c.same(question.ChargesOf{Customer: id}, "Charges")
					c.same(question.SessionsOf{Customer: id}, "Sessions")
				}
			}
			for _, q := range []question.Question{question.Customer{}, question.InvoicesOf{}, question.ChargesOf{}, question.SessionsOf{}} {
				if c.looked[q.About().Words] == 0 {
					t.Errorf("nothing was compared of %T: %v", q, c.looked)
				}
			}
		})
	}
}

func sent(c gather.Clients) string { return fmt.Sprint(c.Stripe.Sent(), " ", c.FirstPromoter.Sent()) }
