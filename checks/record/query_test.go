package record

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseQuery(t *testing.T) {
	const acct = "acct_1K3vmTAbCdEfGhIj"
	for _, c := range []struct {
		typed string
		want  Query
	}{
		{"ann@example.com", Query{Kind: ByEmail, Value: "ann@example.com", Typed: "ann@example.com"}},
		{"  Ann+tag@Example.co.uk\n", Query{Kind: ByEmail, Value: "Ann+tag@Example.co.uk", Typed: "Ann+tag@Example.co.uk"}},
		{"jürgen@müller.example", Query{Kind: ByEmail, Value: "jürgen@müller.example", Typed: "jürgen@müller.example"}},
		{"o'hara@example.com", Query{Kind: ByEmail, Value: "o'hara@example.com", Typed: "o'hara@example.com"}},
		{"cus_NffrFeUfNV2Hib", Query{Kind: ByCustomer, Value: "cus_NffrFeUfNV2Hib", Typed: "cus_NffrFeUfNV2Hib"}},
		{"in_1MtHbELkdIwHu7ixl4OzzPMv", Query{Kind: ByInvoice, Value: "in_1MtHbELkdIwHu7ixl4OzzPMv", Typed: "in_1MtHbELkdIwHu7ixl4OzzPMv"}},
		{"ch_3MmlLrLkdIwHu7ix0snN0B15", Query{Kind: ByCharge, Value: "ch_3MmlLrLkdIwHu7ix0snN0B15", Typed: "ch_3MmlLrLkdIwHu7ix0snN0B15"}},
		{"py_1NQrbL2eZvKYlo2C", Query{Kind: ByCharge, Value: "py_1NQrbL2eZvKYlo2C", Typed: "py_1NQrbL2eZvKYlo2C"}},
		{"pi_3MtwBwLkdIwHu7ix28a3tqPa", Query{Kind: ByPaymentIntent, Value: "pi_3MtwBwLkdIwHu7ix28a3tqPa", Typed: "pi_3MtwBwLkdIwHu7ix28a3tqPa"}},
		{"cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u", Query{Kind: BySession, Value: "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u", Typed: "cs_test_a11YYufWQzNY63zpQ6QSNRQhkUpVph4WRmzW0zWJO2znZKdVujZ0N0S22u"}},
		{"sub_1MowQVLkdIwHu7ixeRlqHVzs", Query{Kind: BySubscription, Value: "sub_1MowQVLkdIwHu7ixeRlqHVzs", Typed: "sub_1MowQVLkdIwHu7ixeRlqHVzs"}},
		{"ref_123", Query{Kind: ByReferral, Value: "123", Typed: "ref_123"}},
		{" 123 ", Query{Kind: ByReferral, Value: "123", Typed: "123"}},
		{"IN_1MtHbELkdIwHu7ixl4OzzPMv", Query{Kind: ByInvoice, Value: "in_1MtHbELkdIwHu7ixl4OzzPMv", Typed: "IN_1MtHbELkdIwHu7ixl4OzzPMv"}},
		{"pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_Yr2c", Query{Kind: ByPaymentIntent, Value: "pi_3MtwBwLkdIwHu7ix28a3tqPa", Typed: "pi_3MtwBwLkdIwHu7ix28a3tqPa"}},
		{"wX4bLq9ZtR1mN8cV2kJ7pS5dF3gH", Query{Kind: ByCustomer, Value: "wX4bLq9ZtR1mN8cV2kJ7pS5dF3gH", Typed: "wX4bLq9ZtR1mN8cV2kJ7pS5dF3gH", Own: true}},
		{"user-4711_a", Query{Kind: ByCustomer, Value: "user-4711_a", Typed: "user-4711_a", Own: true}},
		{"task_abcdefgh", Query{Kind: ByCustomer, Value: "task_abcdefgh", Typed: "task_abcdefgh", Own: true}},
		{"ref_0042", Query{Kind: ByReferral, Value: "42", Typed: "ref_0042"}},

		// Dashboard links.
		{"https://dashboard.stripe.com/customers/cus_NffrFeUfNV2Hib", Query{Kind: ByCustomer, Value: "cus_NffrFeUfNV2Hib", Typed: "cus_NffrFeUfNV2Hib"}},
		{"https://dashboard.stripe.com/test/payments/pi_3MtwBwLkdIwHu7ix28a3tqPa", Query{Kind: ByPaymentIntent, Value: "pi_3MtwBwLkdIwHu7ix28a3tqPa", Typed: "pi_3MtwBwLkdIwHu7ix28a3tqPa"}},
		{"https://dashboard.stripe.com/" + acct + "/test/invoices/in_1MtHbELkdIwHu7ixl4OzzPMv", Query{Kind: ByInvoice, Value: "in_1MtHbELkdIwHu7ixl4OzzPMv", Typed: "in_1MtHbELkdIwHu7ixl4OzzPMv", Account: acct}},
		{"https://dashboard.stripe.com/" + acct + "/subscriptions/sub_1MowQVLkdIwHu7ixeRlqHVzs?tab=x#y", Query{Kind: BySubscription, Value: "sub_1MowQVLkdIwHu7ixeRlqHVzs", Typed: "sub_1MowQVLkdIwHu7ixeRlqHVzs", Account: acct}},
		{"dashboard.stripe.com/payments/ch_3MmlLrLkdIwHu7ix0snN0B15", Query{Kind: ByCharge, Value: "ch_3MmlLrLkdIwHu7ix0snN0B15", Typed: "ch_3MmlLrLkdIwHu7ix0snN0B15"}},
		{"HTTPS://Dashboard.Stripe.com/customers/cus_NffrFeUfNV2Hib/", Query{Kind: ByCustomer, Value: "cus_NffrFeUfNV2Hib", Typed: "cus_NffrFeUfNV2Hib"}},
		{"https://dashboard.stripe.com/b/" + acct + "?destination=%2Finvoices%2Fin_1MtHbELkdIwHu7ixl4OzzPMv", Query{Kind: ByInvoice, Value: "in_1MtHbELkdIwHu7ixl4OzzPMv", Typed: "in_1MtHbELkdIwHu7ixl4OzzPMv", Account: acct}},
		{"https://dashboard.stripe.com/login?redirect=%2Ftest%2Fcustomers%2Fuser-4711", Query{Kind: ByCustomer, Value: "user-4711", Typed: "user-4711", Own: true}},
		{"https://dashboard.stripe.com/customers/cus_NffrFeUfNV2Hib/invoices/in_1MtHbELkdIwHu7ixl4OzzPMv", Query{Kind: ByInvoice, Value: "in_1MtHbELkdIwHu7ixl4OzzPMv", Typed: "in_1MtHbELkdIwHu7ixl4OzzPMv"}},
	} {
		got, err := ParseQuery(c.typed)
		if err != nil || got != c.want {
			t.Errorf("%q: %+v, %v, want %+v", c.typed, got, err, c.want)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for _, typed := range []string{
		"", " ", "ref_", "ref_0", "0", "000", "-1", "1.5", "ref_12345678901234567890", "12345678901234567890", "ref_1 2",
		"cus_", "CUS_", "cus_Nffr FeUf", "two words", strings.Repeat("a", 32), "whsec_abc", "mk_abc", "SK_abc", "cus_Nffr/FeUf", "cus_" + strings.Repeat("a", 300), "cus__x",
		"price_1MoBy5LkdIwHu7ixZhnattbh", "evt_1NG8Du2eZvKYlo2CUI79vXWy", "sk_test_abc", "rk_test_abc", "pk_test_abc", "acct_1K3vmTAbCdEfGhIj",
		"@", "ann@", "@example.com", "ann@localhost", "ann@.com", "ann@com.", "ann@@example.com", "a@b@example.com", "ann doe@example.com",
		"Ann <ann@example.com>", "ann@example.com,bob@example.com", "ann@example.com/x", "ann@exa\x00mple.com", "mailto:ann@example.com",
		strings.Repeat("a", 510) + "@example.com", strings.Repeat("1", 3000), "\xff\xfe@example.com",
		"https://dashboard.stripe.com/", "https://dashboard.stripe.com/customers", "https://dashboard.stripe.com/test/dashboard",
		"https://dashboard.stripe.com.example.org/customers/cus_NffrFeUfNV2Hib", "https://example.org/customers/cus_NffrFeUfNV2Hib",
		"https://user:pw@dashboard.stripe.com/customers/cus_NffrFeUfNV2Hib", "https://dashboard.stripe.com/%zz/cus_NffrFeUfNV2Hib",
		"https://dashboard.stripe.com/coupons/SUMMER", "https://dashboard.stripe.com/search?query=cus_NffrFeUfNV2Hib",
		"--help", "ann@example.com\nbob@example.com",
	} {
		if q, err := ParseQuery(typed); !errors.Is(err, ErrQuery) || q != (Query{}) {
			t.Errorf("%q was taken as %+v (%v)", typed, q, err)
		}
	}
}

// An id of another kind is named, and never taken for a customer or a key.
func TestOtherIDs(t *testing.T) {
	for typed, want := range map[string]string{
		"evt_1NG8Du2eZvKYlo2CUI79vXWy": "an event (evt_)", "re_3MmlLrLkdIwHu7ix0snN0B15": "a refund (re_)", "pyr_1NQrbL2eZvKYlo2C": "a refund",
		"dp_1MmlLrLkdIwHu7ix0snN0B15": "the payment that is disputed", "plink_1MoC3ULkdIwHu7ixZjtGpVl2": "a Payment Link", "PLINK_1MoC3ULkdIwHu7ixZjtGpVl2": "a Payment Link",
		"acct_1K3vmTAbCdEfGhIj": "--connected-account", "sub_sched_1Mr3YcLkdIwHu7ix": "a subscription schedule", "price_1MoBy5LkdIwHu7ixZhnattbh": "a price",
	} {
		_, err := ParseQuery(typed)
		if other := new(OtherIDError); !errors.As(err, &other) || !strings.Contains(err.Error(), want) || !IsStripeWord(typed) {
			t.Errorf("%s: %v", typed, err)
		}
	}
}

func TestAccountCharacters(t *testing.T) {
	for account, want := range map[string]string{
		"acct_1OPouMJN5vQBdWEx": "JN5vQBdWEx", "cUkMB2NxdBdXRzqjVlBaQBKxTQ9YwvkS": "cUkMB2NxdB", "": "", "acct_1": "", "something else": "",
	} {
		if got, ok := AccountCharacters(account); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", account, got, ok)
		}
	}
}

func TestQueryRef(t *testing.T) {
	for _, c := range []struct {
		typed   string
		ref     Ref
		payment bool
	}{
		{"ann@example.com", Ref{}, false},
		{"ref_7", Ref{FirstPromoter, "referral", "7"}, false},
		{"cus_1", Ref{Stripe, "customer", "cus_1"}, false},
		{"sub_1", Ref{Stripe, "subscription", "sub_1"}, false},
		{"in_1", Ref{Stripe, "invoice", "in_1"}, true},
		{"ch_1", Ref{Stripe, "charge", "ch_1"}, true},
		{"py_1", Ref{Stripe, "charge", "py_1"}, true},
		{"pi_1", Ref{Stripe, "payment_intent", "pi_1"}, true},
		{"cs_live_1", Ref{Stripe, "checkout.session", "cs_live_1"}, true},
	} {
		q, err := ParseQuery(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		if q.Ref() != c.ref || q.IsPayment() != c.payment {
			t.Errorf("%s: %+v %v, want %+v %v", c.typed, q.Ref(), q.IsPayment(), c.ref, c.payment)
		}
	}
}

// FuzzParseQuery: whatever is typed is either refused with ErrQuery or one of
// the kinds of SALE, and what subject.query repeats means the same again.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{
		"ann@example.com", "cus_1", "cs_test_1", "ref_1", "42", "dashboard.stripe.com/test/payments/pi_1", "https://dashboard.stripe.com/acct_123456/invoices/in_1", "", "\xff@a.b", "a@b.c\u2028", "https://[::1",
	} {
		f.Add(s)
	}
	kinds := []QueryKind{ByEmail, ByCustomer, ByInvoice, ByCharge, ByPaymentIntent, BySession, BySubscription, ByReferral}
	f.Fuzz(func(t *testing.T, typed string) {
		q, err := ParseQuery(typed)
		if err != nil {
			if !errors.Is(err, ErrQuery) || q != (Query{}) {
				t.Fatalf("%q: %+v, %v", typed, q, err)
			}
			return
		}
		if !slices.Contains(kinds, q.Kind) || q.Value == "" || q.Typed == "" {
			t.Fatalf("%q: %+v", typed, q)
		}
		again, err := ParseQuery(q.Typed)
		if err != nil || again.Kind != q.Kind || again.Value != q.Value || again.Typed != q.Typed {
			t.Fatalf("%q became %+v, and that %+v (%v)", typed, q, again, err)
		}
		if q.Kind != ByEmail && strings.ContainsAny(q.Value, "/?#%& \t\r\n") {
			t.Fatalf("%q: the id %q is none", typed, q.Value)
		}
	})
}

func TestIsAccountID(t *testing.T) {
	for text, want := range map[string]bool{
		"acct_1K3vmTAbCdEfGhIj": true, "acct_123456": true, "acct_12345": false, "acct_": false, "": false, "acct_1K3vmT-bCdEfGhIj": false,
		"ACCT_1K3vmTAbCdEfGhIj": false, "cUkMB2NxdBdXRzqjVlBaQBKxTQ9YwvkS": true, "cUkMB2NxdBdXRzqjVlBaQBKxTQ9YwvkSx": false, " acct_1K3vmTAbCdEfGhIj": false, "cus_1K3vmTAbCdEfGhIj": false, "acct_" + strings.Repeat("1", 64): true, "acct_" + strings.Repeat("1", 65): false,
	} {
		if got := IsAccountID(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
