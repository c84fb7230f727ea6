package facts

import (
	"testing"
	"time"

	"fpdoctor/checks/record"
)

var at = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// bought is a paid invoice of a customer.
func bought(id, customer string, when time.Time) record.Invoice {
	return record.Invoice{
		ID: id, Status: "paid", CustomerID: customer, AmountPaid: record.Money{Minor: 2900, Currency: "usd"}, Created: when, PaidAt: when,
	}
}

func asked(kind record.QueryKind, value string) *record.Evidence {
	ev := &record.Evidence{Query: record.Query{Kind: kind, Value: value, Typed: value}}
	ev.FirstPromoter.API = record.V2
	return ev
}

// TestBuyers: who paid comes first, and what proves that it is the buyer is told.
func TestBuyers(t *testing.T) {
	const buyer = "annabel.lee@example.com"
	ev := asked(record.ByEmail, buyer)
	ev.Stripe.Customers = []record.Customer{
		{ID: "cus_near", Email: "anabel.lee@example.com"}, {ID: "cus_unpaid", Email: buyer}, {ID: "cus_paid", Email: buyer},
		{ID: "cus_office", Email: "office@usher.example"}, {ID: "cus_stranger", Email: "edgar@poe.example"},
	}
	office := bought("in_office", "cus_office", at)
	office.CustomerEmail = buyer
	ev.Stripe.Invoices = []record.Invoice{bought("in_paid", "cus_paid", at.Add(-time.Hour)), office, bought("in_near", "cus_near", at.Add(time.Hour))}
	f := Of(ev, record.Answers{})
	var got []string
	for _, b := range f.Buyers() {
		got = append(got, b.Customer.ID)
		if want := map[string]Proof{"cus_near": Unproven, "cus_unpaid": OwnFields, "cus_paid": OwnFields, "cus_office": ByPayment}[b.Customer.ID]; b.Proof != want {
			t.Errorf("%s: proof %v", b.Customer.ID, b.Proof)
		}
	}
	if len(got) != 4 || got[0] != "cus_paid" || got[1] != "cus_office" || got[2] != "cus_unpaid" || got[3] != "cus_near" {
		t.Errorf("buyers %q", got)
	}
	if f.Payer().ID != "cus_paid" || f.Sale().ID() != "in_paid" || f.Settled() != Unsettled {
		t.Errorf("paid by %v: %v", f.Payer(), f.Sale())
	}
}

// TestMatched: the lead asked about, or any, live or not, in whichever list it came up.
func TestMatched(t *testing.T) {
	for name, tt := range map[string]struct {
		query record.Query
		lead  record.Referral
		want  bool
	}{
		"by uid":             {record.Query{Kind: record.ByCustomer, Value: "cus_1"}, record.Referral{ID: "7", UID: "cus_1"}, true},
		"by fp_uid":          {record.Query{Kind: record.ByCustomer, Value: "cus_1"}, record.Referral{ID: "7", UID: "user_1"}, true},
		"by e-mail, denied":  {record.Query{Kind: record.ByCustomer, Value: "cus_1"}, record.Referral{ID: "7", Email: "a@b.example", State: record.StateDenied}, true},
		"near":               {record.Query{Kind: record.ByCustomer, Value: "cus_1"}, record.Referral{ID: "7", Email: "A@b.example"}, false},
		"an empty uid":       {record.Query{Kind: record.ByCustomer, Value: "cus_1"}, record.Referral{ID: "7"}, false},
		"asked, and another": {record.Query{Kind: record.ByReferral, Value: "8"}, record.Referral{ID: "7", UID: "cus_1"}, false},
	} {
		ev := asked(tt.query.Kind, tt.query.Value)
		ev.Stripe.Customers = []record.Customer{{ID: "cus_1", Email: "a@b.example", Metadata: map[string]string{record.FPUID: "user_1"}}}
		ev.FirstPromoter.Leads = []record.Referral{tt.lead}
		ev.FirstPromoter.Referrals = []record.Referral{{ID: "8", Email: "b@a.example"}}
		if got := Of(ev, record.Answers{}).Matched(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestReceived: newest first, each id once, and of one moment's the payment first.
func TestReceived(t *testing.T) {
	ev := asked(record.ByEmail, "a@b.example")
	sale := func(id, event string, when time.Time) record.Commission {
		return record.Commission{ID: id, Type: "sale", EventID: event, Created: when}
	}
	ev.FirstPromoter.Recent = []record.Commission{
		sale("1", "in_1", at), sale("2", "in_1", at), sale("3", "order-77", at.Add(time.Hour)), sale("4", "ch_4", at.Add(-time.Hour)),
		{ID: "5", Type: "sale", EventID: "in_5", Created: at.Add(time.Hour), CreatedBy: "by hand"},
	}
	ev.FirstPromoter.Converted = []record.Referral{
		{ID: "7", UID: "cus_7", CustomerSince: at}, {ID: "8", UID: "user_8", CustomerSince: at.Add(time.Hour)}, {ID: "9", UID: "cus_9"},
	}
	f := Of(ev, record.Answers{})
	var got []string
	for _, r := range f.Received() {
		got = append(got, r.ID)
	}
	if len(got) != 3 || got[0] != "in_1" || got[1] != "cus_7" || got[2] != "ch_4" {
		t.Errorf("received %q", got)
	}
	if f.Settled() != BuyerNotFound || f.Sale() != nil || f.Payer() != nil || f.Lead().Referral != nil {
		t.Error("somebody paid")
	}
}
