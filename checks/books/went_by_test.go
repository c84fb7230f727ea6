package books_test

import (
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/books"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
)

// ordered is a sized account in which some leads have a buyer’s id as their uid, which
// no payment says; each paid once, or twice within one second.
type ordered struct {
	*sandbox.Server
	now    time.Time
	buyers []string // customers
	gates  atomic.Pointer[gates]
}

// gates bring Stripe's lists into an order: all wait until it is known what to keep,
// and the last one until the others were read.
type gates struct {
	last           string // a path
	known, reading chan struct{}
}

var lists = map[string]string{
	"/v1/customers": "all customers", "/v1/invoices": "all invoices", "/v1/charges": "all payments",
	"/v1/checkout/sessions": "all Checkout Sessions",
}

func (o *ordered) wrap(_ string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g := o.gates.Load(); g != nil && lists[r.URL.Path] != "" {
			<-g.known
			if r.URL.Path == g.last {
				<-g.reading
			}
		}
		next.ServeHTTP(w, r)
	})
}

// open reads the whole account, one list last.
func (o *ordered) open(t *testing.T, server *sandbox.Server, last string) *books.Books {
	t.Helper()
	g := &gates{last, make(chan struct{}), make(chan struct{})}
	o.gates.Store(g)
	defer o.gates.Store(nil)
	var others atomic.Int32
	b := books.Open(t.Context(), connect(t, server), books.Options{Options: gather.Options{
		Now: func() time.Time { return o.now },
		Progress: func(s gather.Step) {
			if s.Done && s.What != lists[last] && slices.Contains(slices.Collect(maps.Values(lists)), s.What) && others.Add(1) == 3 {
				close(g.reading)
			}
		},
	}})
	<-b.Prepared()
	close(g.known)
	<-b.Over
	return b
}

func order(t *testing.T) *ordered {
	t.Helper()
	o := &ordered{now: time.Now()}
	var err error
	o.Server, err = sandbox.Start(sandbox.Options{Size: 60, Now: func() time.Time { return o.now }, Wrap: o.wrap})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	b := o.open(t, o.Server, "/v1/customers")
	known := map[string]bool{}
	for _, l := range b.Referrals {
		known[l.Email] = true
	}
	found, err := question.Ask(t.Context(), connect(t, o.Server).Stripe, question.NewestCustomers{})
	if err != nil {
		t.Fatal(err)
	}
	free := slices.DeleteFunc(found.Customers, func(c record.Customer) bool { return known[c.Email] })
	for _, l := range b.Referrals {
		if l.Customer() || l.UID != "" || len(o.buyers) == 12 {
			continue
		}
		c := free[5*len(o.buyers)]
		if err := o.Change("ref_"+l.ID, map[string]any{"uid": c.ID}); err != nil {
			t.Fatal(err)
		}
		o.buyers = append(o.buyers, c.ID)
	}
	return o
}

// TestPaymentsThatWentBy: that a customer's payments came before it was known that they
// are a lead's makes no difference, not even to their order.
func TestPaymentsThatWentBy(t *testing.T) {
	o := order(t)
	live, several := connect(t, o.Server), 0
	for _, last := range []string{"/v1/invoices", "/v1/customers"} {
		c := comparison{t, o.open(t, o.Server, last).Services(), live, map[string]int{}}
		for _, id := range o.buyers {
			if len(c.same(question.InvoicesOf{Customer: id}, "Invoices")) > 1 {
				several++
			}
			c.same(question.ChargesOf{Customer: id}, "Charges")
			c.same(question.SessionsOf{Customer: id}, "Sessions")
		}
	}
	if several < 4 {
		t.Errorf("%d customers paid more than once", several)
	}
}

// TestHalfOfThePaymentsIsNotAll: where the key is taken back before the payments that
// went by are asked for, nobody is told that what is held is all.
func TestHalfOfThePaymentsIsNotAll(t *testing.T) {
	o := order(t)
	live := connect(t, o.Server)
	for fault, refuses := range map[sandbox.Fault]bool{
		{Name: "revoked", Path: "/v1/checkout/sessions"}:     false, // the key may read the others
		{Name: "forbidden", Path: "/v1/invoices", After: 12}: true,
		{Name: "html-503", Path: "/v1/charges", After: 12}:   true,
	} {
		fault.Service = sandbox.StripeService
		server, err := o.Broken(fault)
		if err != nil {
			t.Fatal(err)
		}
		answered, refused := 0, 0
		books := o.open(t, server, "/v1/customers").Services()
		for _, id := range o.buyers {
			for _, q := range []question.For[question.Records]{question.InvoicesOf{Customer: id}, question.ChargesOf{Customer: id}} {
				got, err := question.Ask(t.Context(), books.Stripe, q)
				if err != nil {
					refused++
					continue
				}
				answered++
				want, err := question.Ask(t.Context(), live.Stripe, q)
				if err != nil {
					t.Fatal(err)
				}
				if g, w := ids(got, "Invoices", "Charges"), ids(want, "Invoices", "Charges"); !slices.Equal(g, w) {
					t.Errorf("%+v: %T %+v: %v of %v", fault, q, q, g, w)
				}
			}
		}
		if answered == 0 || refuses != (refused > 0) {
			t.Errorf("%+v: %d answered, %d refused", fault, answered, refused)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

func connect(t *testing.T, server *sandbox.Server) gather.Clients {
	t.Helper()
	return walks.Connect(t, server, server.Credentials(sandbox.Scenario{}, sandbox.V2), 0)
}
