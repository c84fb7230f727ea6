package record

import (
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func at(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

func usd(minor int64) Money { return Money{minor, "usd"} }

func paidInvoice(id, customer string, hours int) Invoice {
	return Invoice{ID: id, Status: "paid", CustomerID: customer, AmountPaid: usd(2900), Total: usd(2900), Created: at(hours), PaidAt: at(hours).Add(time.Minute), Mode: Live}
}

func succeeded(id, customer string, hours int) Charge {
	return Charge{ID: id, Status: "succeeded", CustomerID: customer, Captured: true, Amount: usd(2900), AmountCaptured: usd(2900), Created: at(hours), Mode: Live}
}

// shape names the parts of a sale, for comparing.
func shape(s Sale) string {
	out := ""
	add := func(id string) { out += " " + id }
	if s.Invoice != nil {
		add(s.Invoice.ID)
	}
	if s.Charge != nil {
		add(s.Charge.ID)
	}
	if s.Intent != nil {
		add(s.Intent.ID)
	}
	if s.Session != nil {
		add(s.Session.ID)
	}
	return out[1:]
}

func shapes(sales []Sale) []string {
	var out []string
	for _, s := range sales {
		out = append(out, shape(s))
	}
	return out
}

func TestSales(t *testing.T) {
	failed := func(id, intent string, hours int) Charge {
		return Charge{ID: id, Status: "failed", PaymentIntentID: intent, Created: at(hours)}
	}
	of := func(c Charge, intent string) Charge { c.PaymentIntentID = intent; return c }
	for _, c := range []struct {
		name string
		side StripeSide
		want []string
	}{
		{"nothing", StripeSide{}, nil},
		{
			"an invoice with the charge it names",
			StripeSide{Invoices: []Invoice{{ID: "in_1", ChargeID: "ch_1"}}, Charges: []Charge{{ID: "ch_1"}}},
			[]string{"in_1 ch_1"},
		},
		{
			"an invoice named by its charge, with intent and session",
			StripeSide{
				Invoices: []Invoice{{ID: "in_1", PaymentIntentID: "pi_1"}}, Charges: []Charge{{ID: "ch_1", InvoiceID: "in_1"}},
				Intents: []PaymentIntent{{ID: "pi_1"}}, Sessions: []Session{{ID: "cs_1", InvoiceID: "in_1"}},
			},
			[]string{"in_1 ch_1 pi_1 cs_1"},
		},
		{
			"a session found by the subscription",
			StripeSide{Invoices: []Invoice{{ID: "in_1", SubscriptionID: "sub_1"}}, Sessions: []Session{{ID: "cs_1", SubscriptionID: "sub_1"}, {ID: "cs_2", SubscriptionID: "sub_2"}}},
			[]string{"in_1 cs_1"},
		},
		{
			"several charges of one intent: the one that succeeded, though older",
			StripeSide{Charges: []Charge{failed("ch_3", "pi_1", 3), of(succeeded("ch_2", "", 2), "pi_1"), failed("ch_1", "pi_1", 1)}, Intents: []PaymentIntent{{ID: "pi_1"}}},
			[]string{"ch_2 pi_1"},
		},
		{
			"several failed charges of one intent: the newest",
			StripeSide{Charges: []Charge{failed("ch_1", "pi_1", 1), failed("ch_2", "pi_1", 2)}},
			[]string{"ch_2"},
		},
		{
			"charges without intent are sales of their own",
			StripeSide{Charges: []Charge{succeeded("ch_1", "cus_1", 1), succeeded("ch_2", "cus_1", 2)}},
			[]string{"ch_2", "ch_1"},
		},
		{
			"a guest's charge with intent and session",
			StripeSide{
				Charges: []Charge{of(succeeded("ch_1", "", 1), "pi_1")}, Intents: []PaymentIntent{{ID: "pi_1"}},
				Sessions: []Session{{ID: "cs_1", PaymentIntentID: "pi_1"}},
			},
			[]string{"ch_1 pi_1 cs_1"},
		},
		{
			"an intent without charge",
			StripeSide{Intents: []PaymentIntent{{ID: "pi_1", Created: at(1)}}, Sessions: []Session{{ID: "cs_1", PaymentIntentID: "pi_1"}}},
			[]string{"pi_1 cs_1"},
		},
		{
			"an intent of an invoice that is not there is no sale of its own",
			StripeSide{Intents: []PaymentIntent{{ID: "pi_1", InvoiceID: "in_9"}}},
			nil,
		},
		{
			"a finished session without a payment; an open one, or one of a subscription, is none",
			StripeSide{Sessions: []Session{
				{ID: "cs_1", Status: "complete", Kind: "payment", Created: at(1)}, {ID: "cs_2", Status: "open", Kind: "payment"},
				{ID: "cs_3", Status: "complete", Kind: "subscription"}, {ID: "cs_4", Status: "complete", Kind: "setup"},
			}},
			[]string{"cs_1"},
		},
		{
			"newest first, by the time of payment; ids decide between equals",
			StripeSide{
				Invoices: []Invoice{paidInvoice("in_1", "cus_1", 1), paidInvoice("in_3", "cus_1", 3), paidInvoice("in_2", "cus_1", 3)},
				Charges:  []Charge{succeeded("ch_2", "cus_1", 2)},
			},
			[]string{"in_3", "in_2", "ch_2", "in_1"},
		},
		{
			"empty ids tie nothing together",
			StripeSide{Invoices: []Invoice{{ID: "in_1"}}, Charges: []Charge{{ID: "ch_1"}}, Intents: []PaymentIntent{{ID: "pi_1"}}, Sessions: []Session{{ID: "cs_1", Status: "complete", Kind: "payment"}}},
			[]string{"pi_1", "in_1", "cs_1", "ch_1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := shapes(c.side.Sales()); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestMoneyMovedAndTime(t *testing.T) {
	charge, uncaptured, failed := succeeded("ch_1", "", 1), succeeded("ch_1", "", 1), succeeded("ch_1", "", 1)
	uncaptured.Captured, failed.Status = false, "failed"
	refunded := charge
	refunded.Refunded, refunded.AmountRefunded = true, charge.AmountCaptured
	paid, open, outOfBand, zero, undated := paidInvoice("in_1", "", 1), paidInvoice("in_1", "", 1), paidInvoice("in_1", "", 1), paidInvoice("in_1", "", 1), paidInvoice("in_1", "", 1)
	open.Status, outOfBand.PaidOutOfBand, zero.AmountPaid, undated.PaidAt = "open", true, usd(0), time.Time{}
	for _, c := range []struct {
		name  string
		sale  Sale
		moved bool
		when  time.Time
	}{
		{"none", Sale{}, false, time.Time{}},
		{"paid invoice", Sale{Invoice: &paid}, true, at(1).Add(time.Minute)},
		{"paid, undated", Sale{Invoice: &undated}, true, at(1)},
		{"open invoice", Sale{Invoice: &open}, false, at(1)},
		{"open invoice whose charge succeeded", Sale{Invoice: &open, Charge: &charge}, false, at(1)},
		{"paid out of band", Sale{Invoice: &outOfBand}, false, at(1).Add(time.Minute)},
		{"paid 0", Sale{Invoice: &zero}, false, at(1).Add(time.Minute)},
		{"charge", Sale{Charge: &charge}, true, at(1)},
		{"refunded charge", Sale{Charge: &refunded}, true, at(1)},
		{"uncaptured charge", Sale{Charge: &uncaptured}, false, at(1)},
		{"failed charge", Sale{Charge: &failed}, false, at(1)},
		{"intent", Sale{Intent: &PaymentIntent{ID: "pi_1", Status: "succeeded", Created: at(2)}}, false, at(2)},
		{"session", Sale{Session: &Session{ID: "cs_1", Created: at(3)}}, false, at(3)},
	} {
		if got := c.sale.MoneyMoved(); got != c.moved {
			t.Errorf("%s: moved %v", c.name, got)
		}
		if got := c.sale.Time(); !got.Equal(c.when) {
			t.Errorf("%s: at %v, want %v", c.name, got, c.when)
		}
	}
}

func TestSaleNames(t *testing.T) {
	invoice := Invoice{ID: "in_1", ChargeID: "ch_1", PaymentIntentID: "pi_1", CustomerID: "cus_1", SubscriptionID: "sub_1", Mode: Test}
	charge := Charge{ID: "ch_1", InvoiceID: "in_1", PaymentIntentID: "pi_1", CustomerID: "cus_2", Mode: Live}
	intent := PaymentIntent{ID: "pi_1", LatestChargeID: "ch_2", CustomerID: "cus_3", Mode: Live}
	session := Session{ID: "cs_1", PaymentIntentID: "pi_1", InvoiceID: "in_2", CustomerID: "cus_4", SubscriptionID: "sub_4", Mode: Live}
	for _, c := range []struct {
		sale                         Sale
		ref                          Ref
		ids                          []string
		customer, subscription, mode string
	}{
		{Sale{}, Ref{}, nil, "", "", ""},
		{Sale{Invoice: &invoice, Charge: &charge, Intent: &intent, Session: &session}, Ref{Stripe, "invoice", "in_1"}, []string{"in_1", "ch_1", "pi_1", "ch_2"}, "cus_1", "sub_1", "test"},
		{Sale{Charge: &charge, Session: &session}, Ref{Stripe, "charge", "ch_1"}, []string{"ch_1", "in_1", "pi_1", "cs_1", "in_2"}, "cus_2", "sub_4", "live"},
		{Sale{Intent: &intent}, Ref{Stripe, "payment_intent", "pi_1"}, []string{"pi_1", "ch_2"}, "cus_3", "", "live"},
		{Sale{Session: &session}, Ref{Stripe, "checkout.session", "cs_1"}, []string{"cs_1", "pi_1", "in_2"}, "cus_4", "sub_4", "live"},
		{Sale{Invoice: &Invoice{ID: "in_9"}, Charge: &Charge{ID: "ch_9", CustomerID: "cus_9"}}, Ref{Stripe, "invoice", "in_9"}, []string{"in_9", "ch_9"}, "cus_9", "", ""},
	} {
		s := c.sale
		if s.Ref() != c.ref || s.ID() != c.ref.ID || !slices.Equal(s.IDs(), c.ids) || s.CustomerID() != c.customer || s.SubscriptionID() != c.subscription || string(s.Mode()) != c.mode {
			t.Errorf("%+v: %v %v %q %q %q", c, s.Ref(), s.IDs(), s.CustomerID(), s.SubscriptionID(), s.Mode())
		}
	}
}

func TestWhichSale(t *testing.T) {
	open := paidInvoice("in_open", "cus_1", 9)
	open.Status, open.AmountPaid, open.SubscriptionID = "open", usd(0), "sub_1"
	older := paidInvoice("in_older", "cus_1", 1)
	older.SubscriptionID = "sub_1"
	newer := paidInvoice("in_newer", "cus_1", 2)
	newer.ChargeID, newer.PaymentIntentID = "ch_newer", "pi_newer"
	other := paidInvoice("in_other", "cus_2", 5)
	guest := succeeded("ch_guest", "", 3)
	side := StripeSide{Invoices: []Invoice{older, open, newer, other}, Charges: []Charge{guest}, Sessions: []Session{{ID: "cs_newer", PaymentIntentID: "pi_newer"}}}
	for _, c := range []struct {
		name      string
		query     Query
		customers []string
		want      string
	}{
		{"the newest in which money moved", Query{Kind: ByCustomer}, []string{"cus_1"}, "in_newer"},
		{"of any of several customers", Query{Kind: ByEmail}, []string{"cus_1", "cus_2"}, "in_other"},
		{"a guest's", Query{Kind: ByEmail}, []string{""}, "ch_guest"},
		{"of anybody", Query{Kind: ByEmail}, nil, "in_other"},
		{"of nobody", Query{Kind: ByEmail}, []string{"cus_9"}, ""},
		{"the one asked about, though unpaid", Query{Kind: ByInvoice, Value: "in_open"}, nil, "in_open"},
		{"by its charge", Query{Kind: ByCharge, Value: "ch_newer"}, nil, "in_newer"},
		{"by its intent", Query{Kind: ByPaymentIntent, Value: "pi_newer"}, nil, "in_newer"},
		{"by its session", Query{Kind: BySession, Value: "cs_newer"}, nil, "in_newer"},
		{"never another payment than the one asked about", Query{Kind: ByCharge, Value: "ch_9"}, []string{"cus_1"}, ""},
		{"of the subscription", Query{Kind: BySubscription, Value: "sub_1"}, nil, "in_older"},
		{"of another subscription", Query{Kind: BySubscription, Value: "sub_2"}, nil, ""},
	} {
		ev := Evidence{Query: c.query, Stripe: side}
		sale, ok := ev.Sale(c.customers...)
		if ok != (c.want != "") || sale.ID() != c.want {
			t.Errorf("%s: %q %v, want %q", c.name, sale.ID(), ok, c.want)
		}
	}
	ev := Evidence{Query: Query{Kind: ByCustomer}, Stripe: StripeSide{Invoices: []Invoice{open}}}
	if sale, ok := ev.Sale("cus_1"); !ok || sale.ID() != "in_open" {
		t.Errorf("the newest attempt where no money moved: %q %v", sale.ID(), ok)
	}
}

func TestTraces(t *testing.T) {
	for _, c := range []struct {
		commission Commission
		want       bool
	}{
		{Commission{Type: "sale", EventID: "in_1"}, true},
		{Commission{Type: "sale", EventID: "ch_1"}, true},
		{Commission{Type: "sale", EventID: "py_1"}, true},
		{Commission{Type: "sale", EventID: "pi_1"}, false},
		{Commission{Type: "sale", EventID: "order-7"}, false},
		{Commission{Type: "sale"}, false},
		{Commission{Type: "custom", EventID: "in_1"}, false},
		{Commission{Type: "sale", EventID: "in_1", CreatedBy: "me@example.com"}, false},
	} {
		if got := c.commission.Trace(); got != c.want {
			t.Errorf("%+v: %v", c.commission, got)
		}
	}
	for _, c := range []struct {
		referral Referral
		want     bool
	}{
		{Referral{UID: "cus_1", CustomerSince: noon}, true},
		{Referral{UID: "cus_1"}, false},
		{Referral{UID: "cus_1", CustomerSince: time.Unix(0, 0)}, false},
		{Referral{UID: "user_1", CustomerSince: noon}, false},
		{Referral{CustomerSince: noon}, false},
	} {
		if got := c.referral.Trace(); got != c.want {
			t.Errorf("%+v: %v", c.referral, got)
		}
	}
}

func TestLive(t *testing.T) {
	for state, want := range map[string]bool{
		StateSubscribed: true, StateSignup: true, StateActive: true, StateCancelled: true, StateRefunded: true, "": true,
		StateDenied: false, StatePending: false, StateMoved: false,
	} {
		if got := (Referral{State: state}).Live(); got != want {
			t.Errorf("%q: %v", state, got)
		}
	}
}

func TestEvidenceLookUps(t *testing.T) {
	ev := Evidence{
		Stripe: StripeSide{Customers: []Customer{{ID: "cus_1"}, {}}, Invoices: []Invoice{{ID: "in_1"}}, Subscriptions: []Subscription{{ID: "sub_1"}}},
		FirstPromoter: FirstPromoterSide{
			Referrals: []Referral{{ID: "1"}, {}},
			Promoters: []Promoter{{ID: "7", Promotions: []Promotion{{ID: "70"}, {ID: "71"}}}, {ID: "8", Promotions: []Promotion{{}}}},
		},
		Gaps: []Gap{{Stripe, PartInvoices, Failure{Reason: RateLimited}}, {FirstPromoter, PartReferrals, Failure{Reason: Unreachable}}},
	}
	for _, id := range []string{"cus_1", "in_1", "sub_1", "1", "71"} {
		_, customer := ev.Stripe.Customer(id)
		_, invoice := ev.Stripe.Invoice(id)
		_, subscription := ev.Stripe.Subscription(id)
		_, referral := ev.FirstPromoter.Referral(id)
		_, promoter, promotion := ev.FirstPromoter.Promotion(id)
		if !customer && !invoice && !subscription && !referral && !promotion {
			t.Errorf("%s was not found", id)
		}
		if promotion && promoter.ID != "7" {
			t.Errorf("promotion %s belongs to promoter %q", id, promoter.ID)
		}
	}
	// An empty id is nobody's.
	if _, ok := ev.Stripe.Customer(""); ok {
		t.Error("found a customer without an id")
	}
	if _, ok := ev.FirstPromoter.Referral(""); ok {
		t.Error("found a referral without an id")
	}
	if _, _, ok := ev.FirstPromoter.Promotion(""); ok {
		t.Error("found a promotion without an id")
	}
	if g, ok := ev.Gap(PartCharges, PartReferrals, PartInvoices); !ok || g.Reason != RateLimited {
		t.Errorf("the first gap: %+v %v", g, ok)
	}
	if _, ok := ev.Gap(PartCharges); ok {
		t.Error("a gap where there is none")
	}
	if f := (&Failure{Reason: Unreachable}); f.Error() != "unreachable" {
		t.Errorf("a failure without detail says %q", f.Error())
	}
	if f := (&Failure{Reason: Unreachable, Detail: "Nobody answered."}); f.Error() != "Nobody answered." {
		t.Errorf("a failure says %q", f.Error())
	}
}

func TestAnswers(t *testing.T) {
	var a Answers
	if a.Connected.Given() || a.ConnectedAccount.Given() || a.Mode.Given() {
		t.Error("nothing was answered")
	}
	a.Connected = AnswerOf(false, noon)
	if !a.Connected.Given() || a.Connected.Value {
		t.Error("no is an answer")
	}
}

func TestEarliest(t *testing.T) {
	zero, epoch := time.Time{}, time.Unix(0, 0)
	for _, c := range []struct{ a, b, want time.Time }{
		{at(1), at(2), at(1)}, {at(2), at(1), at(1)}, {zero, at(1), at(1)}, {at(1), epoch, at(1)}, {zero, zero, zero},
	} {
		if got := Earliest(c.a, c.b); !got.Equal(c.want) {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
}

// FuzzSales: whatever ids point at whatever, each charge, intent and invoice is
// part of one sale at most, every sale has a name, and none has to be newer
// than the one before it.
func FuzzSales(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add([]byte{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func() int {
			if len(data) == 0 {
				return 0
			}
			b := data[0]
			data = data[1:]
			return int(b)
		}
		id := func(prefix string) string { return []string{"", prefix + "_1", prefix + "_2", prefix + "_3"}[next()%4] }
		var s StripeSide
		for _, n := range []string{"1", "2", "3"}[:next()%4] {
			s.Invoices = append(s.Invoices, Invoice{ID: "in_" + n, ChargeID: id("ch"), PaymentIntentID: id("pi"), SubscriptionID: id("sub"), Status: "paid", PaidAt: at(next()), Created: at(next())})
		}
		for _, n := range []string{"1", "2", "3"}[:next()%4] {
			s.Charges = append(s.Charges, Charge{ID: "ch_" + n, InvoiceID: id("in"), PaymentIntentID: id("pi"), Created: at(next()), Status: []string{"succeeded", "failed", "pending"}[next()%3]})
		}
		for _, n := range []string{"1", "2", "3"}[:next()%4] {
			s.Intents = append(s.Intents, PaymentIntent{ID: "pi_" + n, InvoiceID: id("in"), LatestChargeID: id("ch"), Created: at(next())})
		}
		for _, n := range []string{"1", "2", "3"}[:next()%4] {
			s.Sessions = append(s.Sessions, Session{ID: "cs_" + n, InvoiceID: id("in"), PaymentIntentID: id("pi"), SubscriptionID: id("sub"), Kind: "payment", Status: "complete", Created: at(next())})
		}
		sales := s.Sales()
		owned := map[string]bool{}
		for i, sale := range sales {
			if sale.ID() == "" {
				t.Errorf("sale %d has no name", i)
			}
			if i > 0 && sale.Time().After(sales[i-1].Time()) {
				t.Errorf("sale %d is newer than the one before", i)
			}
			if owned[sale.ID()] {
				t.Errorf("%s is two sales", sale.ID())
			}
			owned[sale.ID()] = true
		}
		if len(sales) < len(s.Invoices) {
			t.Errorf("%d sales of %d invoices", len(sales), len(s.Invoices))
		}
		for i := range s.Charges {
			ev := Evidence{Query: Query{Kind: ByCharge, Value: s.Charges[i].ID}, Stripe: s}
			if _, ok := ev.Sale(); !ok && len(s.Charges) == 1 {
				t.Errorf("%s belongs to no sale", s.Charges[i].ID)
			}
		}
	})
}
