package casefile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
	"fpdoctor/checks/record"
)

// pair masks a lead and a customer with these addresses.
func pair(t *testing.T, lead, customer string) (a, b string) {
	t.Helper()
	q, _ := record.ParseQuery("cus_Abcdefgh12345")
	ev := &record.Evidence{Query: q}
	ev.Stripe.Asked = record.Found
	ev.Stripe.Customers = []record.Customer{{ID: q.Value, Email: customer}}
	ev.FirstPromoter.Referrals = []record.Referral{{ID: "4711001", Email: lead, State: record.StateSubscribed}}
	d := checks.Diagnose(ev, record.Answers{}, time.Unix(1_790_000_000, 0))
	c, err := casefile.Masked(&d, "v1", false)
	if err != nil {
		t.Fatalf("%q, %q: %v\n%s", lead, customer, err, casefile.Why(&d))
	}
	return c.Evidence.FirstPromoter.Referrals[0].Email, c.Evidence.Stripe.Customers[0].Email
}

// TestNearStaysNear: two addresses resemble one another masked as they do in clear.
func TestNearStaysNear(t *testing.T) {
	for _, x := range [][2]string{
		{"marianne@foxglove.example", "marianne@foxglove.example"},
		{"marianne@foxglove.example", "Marianne@foxglove.example"},
		{"marianne@foxglove.example", "mariane@foxglove.example"},
		{"marianne@foxglove.example", "marianne@foxglvoe.example"},
		{"marianne@gmail.com", "marianne@gmial.com"},
		{"mari.anne@gmail.com", "marianne+shop@googlemail.com"},
		{"marianne+shop@foxglove.example", "marianne@foxglove.example"},
		{"marianne%40foxglove.example", "marianne@foxglove.example"},
		{"mari\u200banne@foxglove.example", "marianne@foxglove.example"},
		{"m\u0430rianne@foxglove.example", "marianne@foxglove.example"},
		{"mailto:marianne@foxglove.example", "marianne@foxglove.example"},
		{"Marianne F. <marianne@foxglove.example>", "marianne@foxglove.example"},
		{"marianne@m\u00fcller.example", "marianne@xn--mller-kva.example"},
		{"marianne shop@foxglove.example", "marianne+shop@foxglove.example"},
		{"marianne@foxglove.example", "otto@birch.example"},
	} {
		a, b := pair(t, x[0], x[1])
		if was, is := record.Address(x[0]).Near(record.Address(x[1])), record.Address(a).Near(record.Address(b)); was != is {
			t.Errorf("%q and %q became %q and %q: %d, not %d", x[0], x[1], a, b, is, was)
		}
		if strings.Contains(strings.ToLower(a+b), "marianne") || strings.Contains(a+b, "foxglove") {
			t.Errorf("%q and %q became %q and %q", x[0], x[1], a, b)
		}
	}
}

// TestSlipStaysAtItsPlace: two values that differ by a letter still differ by that
// letter at that place, and providers stay.
func TestSlipStaysAtItsPlace(t *testing.T) {
	a, b := pair(t, "marianne@gmail.com", "marxanne@gmail.com")
	if a[3] != 'i' || b[3] != 'x' || a[:3]+a[4:] != b[:3]+b[4:] || !strings.HasSuffix(a, "@gmail.com") {
		t.Errorf("%q and %q", a, b)
	}
}

// TestDrawnAtRandom: no table leads from a stand-in back.
func TestDrawnAtRandom(t *testing.T) {
	seen := map[string]bool{}
	for range 8 {
		a, _ := pair(t, "annannannann@birch.example", "otto@foxglove.example")
		local, _, _ := strings.Cut(a, "@")
		seen[local] = true
		if strings.Count(local, local[:1]) > 9 {
			t.Errorf("%q repeats what the original repeats", local)
		}
	}
	if len(seen) < 7 {
		t.Errorf("the same stand-ins came again: %v", seen)
	}
}

// TestNamesOfEveryScript are hidden.
func TestNamesOfEveryScript(t *testing.T) {
	q, _ := record.ParseQuery("cus_Abcdefgh12345")
	for _, name := range []string{"Anna Meier", "Мария Иванова", "王小芳", "Gdańska Łucja", "محمد علي", "anna"} {
		ev := &record.Evidence{Query: q}
		ev.Stripe.Customers = []record.Customer{{
			ID: q.Value, Name: name, Description: "for " + name, Metadata: map[string]string{"buyer": name},
			Raw: record.Raw(`{"name":"` + name + `","metadata":{"buyer":"` + name + `"},"object":"customer"}`),
		}}
		d := checks.Diagnose(ev, record.Answers{}, time.Unix(1_790_000_000, 0))
		c, err := casefile.Masked(&d, "v1", false)
		if err != nil {
			t.Fatal(name, err)
		}
		got := c.Evidence.Stripe.Customers[0]
		for _, word := range strings.Fields(name) {
			if all := got.Name + got.Description + got.Metadata["buyer"] + string(got.Raw); strings.Contains(all, word) {
				t.Errorf("%q is left in %q", word, all)
			}
		}
		if got.Metadata["buyer"] != got.Name || !strings.Contains(string(got.Raw), `"object":"customer"`) {
			t.Errorf("%q: %+v", name, got)
		}
	}
}

// TestAmountsOnDemand: all amounts of a case are multiplied alike, in records and in
// what the services sent; moments and counts stay.
func TestAmountsOnDemand(t *testing.T) {
	q, _ := record.ParseQuery("cus_Abcdefgh12345")
	ev := &record.Evidence{Query: q}
	ev.Stripe.Invoices = []record.Invoice{{
		ID: "in_1QwErT5yUiOpAsDf", CustomerID: q.Value, Status: "paid", AmountPaid: record.Money{Minor: 490000, Currency: "eur"},
		Total: record.Money{Minor: 980000, Currency: "eur"}, DiscountAmount: record.Money{Currency: "eur"}, AttemptCount: 4711,
		Raw: record.Raw(`{"amount_paid":490000,"total":980000,"created":1790000000,"attempt_count":4711,"due_date":490000,"discount_amount":0}`),
	}}
	ev.FirstPromoter.Commissions = []record.Commission{{ID: "123456", SaleAmount: 490000, Raw: record.Raw(`{"current_balance":{"cash":490000}}`)}}
	d := checks.Diagnose(ev, record.Answers{}, time.Unix(1_790_000_000, 0))
	for _, amounts := range []bool{false, true} {
		c, err := casefile.Masked(&d, "v1", amounts)
		if err != nil {
			t.Fatal(err)
		}
		in, co := c.Evidence.Stripe.Invoices[0], c.Evidence.FirstPromoter.Commissions[0]
		paid := in.AmountPaid.Minor
		if (paid != 490000) != amounts || in.AmountPaid.Currency != "eur" || in.AttemptCount != 4711 || in.DiscountAmount.Minor != 0 || paid < 1 {
			t.Errorf("amounts %v: %+v", amounts, in)
		}
		if off := in.Total.Minor - 2*paid; off < -1 || off > 1 || co.SaleAmount != paid {
			t.Errorf("amounts %v: %d of %d, sale %d", amounts, paid, in.Total.Minor, co.SaleAmount)
		}
		want := fmt.Sprintf(`{"amount_paid":%d,"total":%d,"created":1790000000,"attempt_count":4711,"due_date":490000,"discount_amount":0}`, paid, in.Total.Minor)
		if string(in.Raw) != want || string(co.Raw) != fmt.Sprintf(`{"current_balance":{"cash":%d}}`, paid) {
			t.Errorf("amounts %v: %s %s", amounts, in.Raw, co.Raw)
		}
	}
}
