package stripeapi

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// misspelt are keys that were meant to be fp_uid.
var misspelt = []string{"fpuid", "FP_UID", "fpUid", "fp-uid", "uid", "user_id", "userId", "firstpromoter_uid"}

// shortestPart is what Stripe's search for a part of a value needs.
const shortestPart = 3

// search looks for customers by any of the clauses; value is what they are about.
func search(value string, clauses ...string) listing {
	l := listing{of: searched, by: "query", pages: toTheEnd}
	if value != "" {
		l.value = strings.Join(clauses, " OR ")
	}
	return l
}

// byUID searches for customers whose metadata carries a uid under one of the keys.
func byUID(uid string, keys ...string) listing {
	var clauses []string
	for _, key := range keys {
		clauses = append(clauses, metadataIs(key, uid))
	}
	return search(uid, clauses...)
}

// likeAddress searches for customers with an address that resembles another.
func likeAddress(email string) listing {
	a := record.Address(email).Meant()
	clauses := []string{"email:" + quote(email)}
	part := func(text string) {
		if clause := "email~" + quote(text); utf8.RuneCountInString(text) >= shortestPart && !slices.Contains(clauses, clause) {
			clauses = append(clauses, clause)
		}
	}
	local := a.Untagged()
	part(local)
	if a.Public() { // Gmail takes an address with and without dots for the same
		part(strings.ReplaceAll(local, ".", ""))
	}
	for _, d := range a.OwnDomains() {
		part(d)
	}
	return search(email, clauses...)
}

// ofAny searches for what belongs to any of the customers
// (docs.stripe.com/search#query-fields-for-invoices, and -charges).
func ofAny(customers string) string {
	var clauses []string
	for _, id := range strings.Fields(customers) {
		clauses = append(clauses, "customer:"+quote(id))
	}
	return strings.Join(clauses, " OR ")
}

func metadataIs(key, value string) string { return "metadata[" + quote(key) + "]:" + quote(value) }

// quote makes a value fit to stand in a search query, quotes included.
func quote(value string) string {
	out := []rune{'"'}
	for _, r := range value {
		if r == '"' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(append(out, '"'))
}
