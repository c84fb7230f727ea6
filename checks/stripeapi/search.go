package stripeapi

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// Stripe's search finds words, not whole values, compares without case, and
// lags by a minute or more: the caller compares again, and an empty answer
// proves nothing.

// misspelt are keys that were meant to be fp_uid.
var misspelt = []string{"fpuid", "FP_UID", "fpUid", "fp-uid", "uid", "user_id", "userId", "firstpromoter_uid"}

// CustomersByUID searches the customers whose metadata carries a uid as fp_uid.
func (c *Client) CustomersByUID(ctx context.Context, uid string) (Found, error) {
	return c.search(ctx, uid, metadataIs("fp_uid", uid))
}

// CustomersByMisspeltUID searches those that carry it under a key that was
// meant to be fp_uid.
func (c *Client) CustomersByMisspeltUID(ctx context.Context, uid string) (Found, error) {
	var clauses []string
	for _, key := range misspelt {
		clauses = append(clauses, metadataIs(key, uid))
	}
	return c.search(ctx, uid, clauses...)
}

// CustomersLike searches addresses that are equal without case, or share the
// part before the @ or a domain that is somebody's own.
func (c *Client) CustomersLike(ctx context.Context, email string) (Found, error) {
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
	return c.search(ctx, email, clauses...)
}

// CustomersTyped searches addresses that hold the letters typed.
func (c *Client) CustomersTyped(ctx context.Context, text string) (Found, error) {
	return c.search(ctx, text, "email~"+quote(text))
}

// shortestPart is what Stripe's search for a part of a value needs.
const shortestPart = 3

func (c *Client) search(ctx context.Context, value string, clauses ...string) (Found, error) {
	if value == "" {
		return Found{}, unaskable()
	}
	a := ask{path: "customers/search", query: url.Values{"query": {strings.Join(clauses, " OR ")}}, needs: "rak_customer_read", part: record.PartCustomers}
	return c.find(ctx, a, maxPages, "customer")
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
