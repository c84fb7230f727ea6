package casefile

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// scale is by what amounts are multiplied; 0: they stay.
type scale float64

// drawScale draws one for all amounts of a case, so that they relate to one another
// as they did. Later tries change less: an amount is near a service's least one.
func drawScale(try int) scale {
	spread := 0.9 / float64(1+try/4)
	return scale(math.Exp((2*rand.Float64() - 1) * spread))
}

// of is what stands for an amount in minor units: nothing stays nothing, and something
// something.
func (s scale) of(minor int64) int64 {
	if s == 0 || minor == 0 {
		return minor
	}
	x := int64(math.Round(float64(minor) * float64(s)))
	if x == 0 {
		return minor / max(minor, -minor)
	}
	return x
}

// amountFields are the amounts of records that are no record.Money: those of a
// commission, in the currency of its account.
var amountFields = map[string]bool{"Commission.SaleAmount": true, "Commission.Amount": true}

// money is an amount of a record with what stands for it.
func (s scale) money(m record.Money) record.Money {
	m.Minor = s.of(m.Minor)
	return m
}

var moneyType = reflect.TypeFor[record.Money]()

// Names of numbers that are amounts, in either service's answers; those of moments,
// counts and shares are not. Of a balance all numbers are.
var (
	amountName  = pattern.New(`(^|_)(amounts?|total|subtotal|balances?|price|cost|fee|net|tax|credits?|revenue|paid|due|remaining|minimum)(_|$)`)
	otherNumber = pattern.New(`(_at|_on|_by|date|count|percent|percentage|rate|_ids?|transactions?|period|days|quantity)$`)
	balanceName = pattern.New(`(^|_)balances?$`)
)

// number is what stands for a number in an answer, under its name.
func (s scale) number(name, n string, balance bool) string {
	if s == 0 || !balance && (!amountName().MatchString(name) || otherNumber().MatchString(name)) {
		return n
	}
	minor, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		return n
	}
	return strconv.FormatInt(s.of(minor), 10)
}
