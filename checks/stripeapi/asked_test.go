package stripeapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

func discount(t *testing.T, id, coupon, code string) string {
	promotion := any(nil)
	if code != "" {
		promotion = fixture(t, "promotion_code", "id", "promo_"+id, "code", code)
	}
	return fixture(t, "discount", "id", id, "coupon", fixture(t, "coupon", "id", coupon), "promotion_code", promotion)
}

// paidInvoice is an invoice with everything expanded.
func paidInvoice(t *testing.T) string {
	line := fixture(t, "line_item", "id", "il_1", "discounts", []string{discount(t, "di_2", "LINE", "LINECODE"), discount(t, "di_1", "WHOLE", "")})
	lines, err := json.Marshal(map[string]any{"object": "list", "has_more": false, "data": []json.RawMessage{json.RawMessage(line)}})
	if err != nil {
		t.Fatal(err)
	}
	return fixture(t, "invoice", "id", "in_1", "status", "paid", "livemode", true, "amount_paid", 2500, "total", 2500, "currency", "eur",
		"customer", fixture(t, "customer", "id", "cus_1", "email", "buyer@example.com", "metadata", `{"fp_uid":"u1"}`),
		"charge", fixture(t, "charge", "id", "ch_1", "invoice", "in_1", "customer", "cus_1", "receipt_url", "https://pay.stripe.com/receipts/acct_1BBBBBBBBBBBBBBB/ch_1/rcpt_x"),
		"payment_intent", fixture(t, "payment_intent", "id", "pi_1", "client_secret", "pi_1_secret_abcdef", "latest_charge", "ch_1"),
		"subscription", fixture(t, "subscription", "id", "sub_1", "customer", "cus_1", "discount", discount(t, "di_3", "SUB", "")),
		"discount", discount(t, "di_1", "WHOLE", ""), "discounts", []string{discount(t, "di_1", "WHOLE", "FRIEND10")},
		"status_transitions", `{"finalized_at":1700000000,"paid_at":1700000060,"voided_at":null,"marked_uncollectible_at":null}`,
		"subscription_details", `{"metadata":{"fp_uid":"frozen"}}`,
		"hosted_invoice_url", "https://invoice.stripe.com/i/acct_1AAAAAAAAAAAAAAA/live_YWNjdF8x?s=ap", "invoice_pdf", "https://pay.stripe.com/invoice/acct_1AAAAAAAAAAAAAAA/live_x/pdf",
		"lines", string(lines))
}

func TestAskedInvoiceBringsAllThatHangsOnIt(t *testing.T) {
	f := serve(t, say(200, paidInvoice(t)))
	found, err := question.Ask(context.Background(), f, question.Object{Kind: record.ByInvoice, ID: "in_1"})
	if err != nil || f.Sent() != 1 || found.Asked != record.Found || len(found.Gaps) > 0 {
		t.Fatalf("%v %+v", err, found.Gaps)
	}
	if len(found.Invoices) != 1 || len(found.Customers) != 1 || len(found.Charges) != 1 || len(found.Intents) != 1 || len(found.Subscriptions) != 1 {
		t.Fatalf("%+v", found)
	}
	in := found.Invoices[0]
	if in.CustomerID != "cus_1" || in.ChargeID != "ch_1" || in.PaymentIntentID != "pi_1" || in.SubscriptionID != "sub_1" ||
		in.AmountPaid != (record.Money{Minor: 2500, Currency: "eur"}) || in.Mode != record.Live || in.PaidAt != timeOf(1700000060) || !in.VoidedAt.IsZero() ||
		in.SubscriptionMetadata["fp_uid"] != "frozen" || len(in.Lines) != 1 {
		t.Errorf("%+v", in)
	}
	type seen struct{ id, coupon, code, where string }
	var got []seen
	for _, d := range in.Discounts {
		got = append(got, seen{d.ID, d.Coupon.ID, d.PromotionCode.Code, d.Where})
	}
	if want := []seen{{"di_1", "WHOLE", "FRIEND10", record.OnInvoice}, {"di_2", "LINE", "LINECODE", record.OnLine}}; !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if c := found.Customers[0]; c.Email != "buyer@example.com" || c.Metadata["fp_uid"] != "u1" || c.Deleted {
		t.Errorf("%+v", c)
	}
	if s := found.Subscriptions[0]; len(s.Discounts) != 1 || s.Discounts[0].Coupon.ID != "SUB" || s.Discounts[0].Where != record.OnSubscription {
		t.Errorf("%+v", s.Discounts)
	}
	if id, from := f.AccountHint(); id != "acct_1AAAAAAAAAAAAAAA" || !strings.Contains(from, "invoice") {
		t.Error(id, from)
	}
	for _, raw := range []record.Raw{in.Raw, found.Charges[0].Raw, found.Intents[0].Raw, found.Customers[0].Raw} {
		for _, secret := range []string{"_secret_", "client_secret", "hosted_invoice_url", "invoice_pdf", "receipt_url", "stripe.com/"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s in %s", secret, raw)
			}
		}
		if !json.Valid(raw) {
			t.Errorf("not JSON: %s", raw)
		}
	}
}

func TestUnexpandedIDsMakeNoRecords(t *testing.T) {
	f := serve(t, say(200, fixture(t, "invoice", "id", "in_1", "customer", "cus_1", "charge", "ch_1", "payment_intent", "pi_1", "subscription", "sub_1", "discounts", []string{`"di_1"`})))
	found, err := question.Ask(context.Background(), f, question.Object{Kind: record.ByInvoice, ID: "in_1"})
	if err != nil || len(found.Invoices) != 1 || len(found.Customers)+len(found.Charges)+len(found.Intents)+len(found.Subscriptions)+len(found.Invoices[0].Discounts) != 0 {
		t.Errorf("%+v %v", found, err)
	}
	if in := found.Invoices[0]; in.CustomerID != "cus_1" || in.ChargeID != "ch_1" {
		t.Errorf("%+v", in)
	}
}

func TestDeletedCustomers(t *testing.T) {
	deleted := `{"id":"cus_1","object":"customer","deleted":true}`
	f := serve(t, say(200, deleted))
	found, err := question.Ask(context.Background(), f, question.Customer{ID: "cus_1"})
	if err != nil || len(found.Customers) != 1 || !found.Customers[0].Deleted || found.Customers[0].Mode != "" {
		t.Errorf("%+v %v", found, err)
	}
	f = serve(t, say(200, fixture(t, "charge", "id", "ch_1", "customer", deleted)))
	found, err = question.Ask(context.Background(), f, question.Object{Kind: record.ByCharge, ID: "ch_1"})
	if err != nil || len(found.Customers) != 1 || !found.Customers[0].Deleted || found.Charges[0].CustomerID != "cus_1" {
		t.Errorf("%+v %v", found, err)
	}
}

func TestAskedInVain(t *testing.T) {
	f := serve(t, say(404, errorBody("resource_missing", otherMode)))
	found, err := question.Ask(context.Background(), f, question.Object{Kind: record.ByCustomer, ID: "cus_1"})
	if failed(t, err).Existence != record.OtherMode || found.Asked != record.OtherMode || !strings.Contains(found.AskedMessage, "live mode") {
		t.Errorf("%+v %v", found, err)
	}
	f = serve(t, say(500, ""))
	if found, err = question.Ask(context.Background(), f, question.Object{Kind: record.ByCustomer, ID: "cus_1"}); err == nil || found.Asked != record.NotAsked || found.AskedMessage != "" {
		t.Errorf("%+v %v", found, err)
	}
	f = serve(t, say(200, list(false)))
	if _, err = question.Ask(context.Background(), f, question.Object{Kind: record.ByCustomer, ID: "cus_1"}); failed(t, err).Reason != record.UnreadableAnswer {
		t.Error(err)
	}
}

// TestOtherModeTellsTheKeys: where the key does not show its mode, Stripe's
// words about an object of the other mode do.
func TestOtherModeTellsTheKeys(t *testing.T) {
	f := serve(t, say(404, errorBody("resource_missing", otherMode)))
	f.key = secret.New("sk_" + "4eC39HqLyjWDarjtT1zdp7dc")
	if m := f.KeyMode(); m != "" {
		t.Fatalf("%q before any answer", m)
	}
	_, _ = question.Ask(context.Background(), f, question.Object{Kind: record.ByCustomer, ID: "cus_1"})
	if m := f.KeyMode(); m != record.Test {
		t.Errorf("%q", m)
	}
}

// refusing refuses whatever a key without some permissions may not expand.
func refusing(ok string, named bool, lacks ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, e := range r.URL.Query()["expand[]"] {
			for _, name := range strings.Split(e, ".") {
				if p := expansions[name].permission; slices.Contains(lacks, p) {
					message := nameless
					if named {
						message = strings.ReplaceAll(lacking, "rak_invoice_read", p)
					}
					say(403, errorBody("more_permissions_required", message))(w, r)
					return
				}
			}
		}
		say(200, ok)(w, r)
	}
}

func TestRefusedExpansionsAreLeftOut(t *testing.T) {
	parts := func(f question.Records) (list []record.Part) {
		for _, g := range f.Gaps {
			if g.Reason != record.PermissionMissing || g.System != record.Stripe || g.Row == "" || g.Permission == "" || g.Status != 403 || !strings.Contains(g.Detail, g.Row) {
				list = append(list, "odd")
			}
			list = append(list, g.Part)
		}
		slices.Sort(list)
		return list
	}
	charge := fixture(t, "charge", "id", "ch_1")
	for name, c := range map[string]struct {
		named bool
		lacks []string
		parts []record.Part
		sent  int
	}{
		"nothing":         {true, nil, nil, 1},
		"one":             {true, []string{"rak_customer_read"}, []record.Part{record.PartCustomers}, 2},
		"one with others": {true, []string{"rak_invoice_read"}, []record.Part{record.PartInvoices}, 2},
		"two":             {true, []string{"rak_customer_read", "rak_payment_intent_read"}, []record.Part{record.PartCustomers, record.PartIntents}, 3},
		"codes only":      {true, []string{"rak_promotion_code_read"}, []record.Part{record.PartPromotionCodes}, 2},
		"unnamed": {false, []string{"rak_customer_read"},
			[]record.Part{record.PartCoupons, record.PartCustomers, record.PartInvoices, record.PartIntents, record.PartPromotionCodes, record.PartSubscriptions}, 2},
	} {
		f := serve(t, refusing(charge, c.named, c.lacks...))
		found, err := question.Ask(context.Background(), f, question.Object{Kind: record.ByCharge, ID: "ch_1"})
		if err != nil || len(found.Charges) != 1 || !slices.Equal(parts(found), c.parts) || f.Sent() != c.sent {
			t.Errorf("%s: %v, %v after %d requests", name, parts(found), err, f.Sent())
		}
	}
}

func TestRefusedExpansionsOfLists(t *testing.T) {
	invoices := list(false, fixture(t, "invoice", "id", "in_1"))
	f := serve(t, refusing(invoices, true, "rak_promotion_code_read"))
	found, err := question.Ask(context.Background(), f, question.InvoicesOf{Customer: "cus_1"})
	if err != nil || len(found.Invoices) != 1 || len(found.Gaps) != 1 || found.Gaps[0].Part != record.PartPromotionCodes || f.Sent() != 2 {
		t.Errorf("%+v %v after %d", found.Gaps, err, f.Sent())
	}
	last := f.requests()[1].URL.Query()["expand[]"]
	if !slices.Equal(last, []string{"data.discounts", "data.lines.data.discounts"}) {
		t.Error(last)
	}
	// The endpoint's own permission is not worth a second question.
	f = serve(t, say(403, errorBody("", lacking)))
	if _, err = question.Ask(context.Background(), f, question.InvoicesOf{Customer: "cus_1"}); failed(t, err).Row != "Invoices" || f.Sent() != 1 {
		t.Errorf("%v after %d", err, f.Sent())
	}
	// An unnamed refusal is the endpoint's own when it stays without expansions.
	f = serve(t, say(403, errorBody("", nameless)))
	if _, err = question.Ask(context.Background(), f, question.InvoicesOf{Customer: "cus_1"}); failed(t, err).Row != "Invoices" || f.Sent() != 2 {
		t.Errorf("%v after %d", err, f.Sent())
	}
}

func TestWhatCannotBeExpandedIsLeftOut(t *testing.T) {
	answer := `{"id":"cus_1","object":"customer","deleted":true}`
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("expand[]") {
			say(400, errorBody("", "This property cannot be expanded (discount)."))(w, r)
			return
		}
		say(200, answer)(w, r)
	})
	found, err := question.Ask(context.Background(), f, question.Customer{ID: "cus_1"})
	if err != nil || len(found.Customers) != 1 || f.Sent() != 2 || len(found.Gaps) > 0 {
		t.Errorf("a deleted customer: %+v, %v after %d requests", found.Gaps, err, f.Sent())
	}
	answer = `{"id":"cus_1","object":"customer"}`
	found, err = question.Ask(context.Background(), f, question.Customer{ID: "cus_1"})
	if err != nil || len(found.Customers) != 1 || f.Sent() != 4 || len(found.Gaps) != 2 || found.Gaps[0].Reason != record.UnreadableAnswer || found.Gaps[0].Part != record.PartCoupons {
		t.Errorf("%+v, %v after %d requests", found.Gaps, err, f.Sent())
	}
}

// A key without the permission pages on without the expansion rather than be
// refused at each page.
func TestRefusedExpansionsStayOutOnFurtherPages(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("starting_after") {
			refusing(list(false, fixture(t, "invoice", "id", "in_2")), true, "rak_coupon_read")(w, r)
			return
		}
		refusing(list(true, fixture(t, "invoice", "id", "in_1")), true, "rak_coupon_read")(w, r)
	})
	found, err := question.Ask(context.Background(), f, question.InvoicesOf{Customer: "cus_1"})
	if err != nil || len(found.Invoices) != 2 || f.Sent() != 3 || len(found.Gaps) != 1 {
		t.Errorf("%d invoices, %v, %v after %d", len(found.Invoices), found.Gaps, err, f.Sent())
	}
}

func TestPermissions(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/coupons":
			say(403, errorBody("", strings.ReplaceAll(lacking, "rak_invoice_read", "rak_coupon_read")))(w, r)
		case r.URL.Path == "/v1/account":
			say(403, errorBody("", nameless))(w, r)
		case r.URL.Path == "/v1/events":
			say(200, htmlPage)(w, r)
		default:
			say(200, list(false))(w, r)
		}
	})
	granted := 0
	for _, p := range f.Permissions(context.Background()) {
		switch p.Name {
		case "rak_coupon_read", "rak_connected_account_read":
			if p.Granted || p.Failure == nil || p.Failure.Reason != record.PermissionMissing || p.Failure.Row != p.Row {
				t.Errorf("%+v %+v", p, p.Failure)
			}
		case "rak_event_read":
			if p.Granted || p.Failure == nil || p.Failure.Reason != record.UnreadableAnswer {
				t.Errorf("%+v %+v", p, p.Failure)
			}
		default:
			if !p.Granted || p.Failure != nil {
				t.Errorf("%+v %+v", p, p.Failure)
			}
			granted++
		}
	}
	if f.KeyMode() != record.Test || granted != 10 || f.Sent() != 13 {
		t.Errorf("%d granted after %d requests", granted, f.Sent())
	}
	for _, r := range f.requests() {
		if q := r.URL.RawQuery; q != "limit=1" && r.URL.Path != "/v1/account" && r.URL.Path != "/v1/balance" {
			t.Error(r.URL)
		}
	}
	link := RestrictedKeyURL()
	for _, p := range Rows() {
		if !strings.Contains(link, "&permissions%5B%5D="+p.Name) || p.Row == "" || p.For == "" {
			t.Errorf("%+v", p)
		}
	}
	if !strings.HasPrefix(link, "https://dashboard.stripe.com/apikeys/create?name=fpdoctor&") {
		t.Error(link)
	}
}
