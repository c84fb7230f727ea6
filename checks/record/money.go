package record

import (
	"slices"
	"strconv"
	"strings"
)

// Money is an amount in the smallest unit of its currency, as Stripe sends it.
type Money struct {
	Minor    int64
	Currency string // lower case, ISO 4217
}

// MissingMoney is what so many missing sales brought in, in one currency.
type MissingMoney struct {
	Money
	Sales int
}

// AddMissing adds the money of one more missing sale to sums by currency, which stay
// in the order of their currencies. Money of no currency is none.
func AddMissing(sums []MissingMoney, m Money) []MissingMoney {
	if m.Currency == "" {
		return sums
	}
	i, known := slices.BinarySearchFunc(sums, m.Currency, func(x MissingMoney, c string) int { return strings.Compare(x.Currency, c) })
	if !known {
		sums = slices.Insert(sums, i, MissingMoney{Money: Money{Currency: m.Currency}})
	}
	sums[i].Minor += m.Minor
	sums[i].Sales++
	return sums
}

// TakeMissing takes from the sums what AddMissing has added to them.
func TakeMissing(sums []MissingMoney, m Money) []MissingMoney {
	i := slices.IndexFunc(sums, func(x MissingMoney) bool { return x.Currency == m.Currency })
	if i < 0 {
		return sums
	}
	sums[i].Minor -= m.Minor
	if sums[i].Sales--; sums[i].Sales == 0 {
		return slices.Delete(sums, i, i+1)
	}
	return sums
}

// zeroDecimal and threeDecimal are Stripe's own lists (docs.stripe.com/currencies).
// UGX and ISK are sent times 100 in spite of their ISO exponent of zero; HUF
// and TWD have two decimals.
var (
	zeroDecimal = map[string]bool{
		"bif": true, "clp": true, "djf": true, "gnf": true, "jpy": true, "kmf": true, "krw": true, "mga": true,
		"pyg": true, "rwf": true, "vnd": true, "vuv": true, "xaf": true, "xof": true, "xpf": true,
	}
	threeDecimal = map[string]bool{"bhd": true, "jod": true, "kwd": true, "omr": true, "tnd": true}
)

// minimums are Stripe's minimum charge amounts in minor units
// (docs.stripe.com/currencies, July 2026).
var minimums = map[string]int64{
	"usd": 50, "eur": 50, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "inr": 50, "nzd": 50, "sgd": 50,
	"gbp": 30, "aed": 200, "ron": 200, "pln": 200, "myr": 200, "dkk": 250, "nok": 300, "sek": 300,
	"hkd": 400, "czk": 1500, "huf": 17500, "jpy": 50, "krw": 50, "mxn": 1000, "thb": 1000,
}

// Decimals is the number of decimals Stripe uses for the currency.
func (m Money) Decimals() int {
	switch c := strings.ToLower(m.Currency); {
	case zeroDecimal[c]:
		return 0
	case threeDecimal[c]:
		return 3
	}
	return 2
}

// Minimum is Stripe's minimum charge in the money's currency; ok is false
// where Stripe lists none.
func (m Money) Minimum() (minor int64, ok bool) {
	minor, ok = minimums[strings.ToLower(m.Currency)]
	return minor, ok
}

// Decimal is the amount as a decimal number in its currency, without its name: "12.50".
func (m Money) Decimal() string {
	number, _, _ := strings.Cut(m.String(), " ")
	return number
}

// String writes the amount as "12.50 USD", without locale.
func (m Money) String() string {
	d := m.Decimals()
	digits := strconv.FormatInt(m.Minor, 10)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if d > 0 {
		for len(digits) <= d {
			digits = "0" + digits
		}
		digits = digits[:len(digits)-d] + "." + digits[len(digits)-d:]
	}
	if m.Currency == "" {
		return sign + digits
	}
	return sign + digits + " " + strings.ToUpper(m.Currency)
}
