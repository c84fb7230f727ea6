package record

import "testing"

func TestMoneyString(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency string
		want     string
	}{
		{1250, "usd", "12.50 USD"}, {5, "usd", "0.05 USD"}, {0, "usd", "0.00 USD"}, {50, "EUR", "0.50 EUR"}, {100000000, "eur", "1000000.00 EUR"},
		{-1250, "usd", "-12.50 USD"}, {-5, "usd", "-0.05 USD"},
		{500, "jpy", "500 JPY"}, {0, "krw", "0 KRW"}, {-500, "jpy", "-500 JPY"}, {1000, "vnd", "1000 VND"},
		{12500, "kwd", "12.500 KWD"}, {5, "bhd", "0.005 BHD"}, {-10, "tnd", "-0.010 TND"},
		// Sent times 100 although they have no smaller unit, or shown with two decimals.
		{500000, "ugx", "5000.00 UGX"}, {50000, "isk", "500.00 ISK"}, {17500, "huf", "175.00 HUF"}, {3000, "twd", "30.00 TWD"},
		{1250, "", "12.50"}, {7, "xyz", "0.07 XYZ"},
		{9223372036854775807, "usd", "92233720368547758.07 USD"}, {-9223372036854775808, "usd", "-92233720368547758.08 USD"},
	} {
		if got := (Money{c.minor, c.currency}).String(); got != c.want {
			t.Errorf("%d %s: %q, want %q", c.minor, c.currency, got, c.want)
		}
	}
}

func TestMoneyDecimals(t *testing.T) {
	for currency, want := range map[string]int{"usd": 2, "USD": 2, "": 2, "jpy": 0, "JPY": 0, "kwd": 3, "OMR": 3, "ugx": 2, "isk": 2, "huf": 2, "twd": 2, "clp": 0} {
		if got := (Money{Currency: currency}).Decimals(); got != want {
			t.Errorf("%q has %d decimals, want %d", currency, got, want)
		}
	}
}

func TestMoneyMinimum(t *testing.T) {
	for _, c := range []struct {
		currency string
		minor    int64
		listed   bool
	}{
		{"usd", 50, true}, {"USD", 50, true}, {"gbp", 30, true}, {"jpy", 50, true}, {"huf", 17500, true}, {"czk", 1500, true}, {"mxn", 1000, true},
		{"", 0, false}, {"kwd", 0, false}, {"isk", 0, false}, {"xxx", 0, false},
	} {
		if minor, listed := (Money{Currency: c.currency}).Minimum(); minor != c.minor || listed != c.listed {
			t.Errorf("%q: %d %v, want %d %v", c.currency, minor, listed, c.minor, c.listed)
		}
	}
}
