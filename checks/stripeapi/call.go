package stripeapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// request is one question to Stripe.
type request struct {
	path   string      // below the base, escaped
	query  url.Values  // without expand
	expand []string    // what to expand; dropped where the key may not read it
	needs  string      // the permission the endpoint itself needs
	part   record.Part // what the answer is for
}

// objectPath is where a single object is read. ok is false for ids that cannot be
// asked for: an empty one would ask for the list instead (stripe-go's trap),
// and dots alone are taken as a step in the path even when escaped.
func objectPath(collection, id string) (path string, ok bool) {
	if strings.Trim(id, ".") == "" || len(id) > 1024 {
		return "", false
	}
	return collection + "/" + url.PathEscape(id), true
}

// get reads an answer whose text is kept: a single object.
func (c *Client) get(ctx context.Context, a request) (json.RawMessage, []record.Gap, error) {
	body, gaps, err := c.ask(ctx, a)
	if err != nil {
		return nil, gaps, err
	}
	raw, err := io.ReadAll(body)
	if err != nil || !json.Valid(raw) || tooDeep(raw) {
		return nil, gaps, unreadable(http.StatusOK)
	}
	return raw, gaps, nil
}

// ask asks, and where Stripe refuses to expand something, asks again without
// it. What is left out so comes back as gaps.
func (c *Client) ask(ctx context.Context, a request) (io.Reader, []record.Gap, error) {
	var gaps []record.Gap
	for {
		raw, err := c.send(ctx, a)
		var failure *record.Failure
		if !errors.As(err, &failure) || len(a.expand) == 0 || !mayBeExpansions(failure, a) {
			return raw, gaps, ofEndpoint(err, a)
		}
		kept, dropped := without(a.expand, failure.Permission)
		if len(dropped) == 0 {
			// Nothing named, or a permission of which no expansion is known to
			// need it: the bare object may still be had.
			kept, dropped = nil, a.expand
		}
		a.expand = kept
		gaps = append(gaps, refused(dropped, failure)...)
	}
}

// mayBeExpansions reports whether a question may fare better with less to
// expand: the key may not read something that hangs on the object, or the
// object has no such thing to expand (400).
func mayBeExpansions(f *record.Failure, a request) bool {
	return f.Reason == record.PermissionMissing && f.Permission != a.needs ||
		f.Reason == record.UnreadableAnswer && f.Status == http.StatusBadRequest
}

// ofEndpoint completes a refusal that names no permission, or one that is not known:
// without expansions it can only be the endpoint's.
func ofEndpoint(err error, a request) error {
	var failure *record.Failure
	if errors.As(err, &failure) && failure.Reason == record.PermissionMissing && failure.Row == "" {
		if failure.Permission == "" {
			failure.Permission = a.needs
		}
		failure.Row = rowOf(a.needs)
		failure.Detail = refusal(failure.Row)
	}
	return err
}

// send asks once (but for the transport's own tries) and gives the answer. The
// request is made here rather than by stripe-go, whose own way runs uname for a
// header, escapes ids as query text and checks the whole JSON before it is read.
func (c *Client) send(ctx context.Context, a request) (io.Reader, error) {
	query := url.Values{}
	for k, v := range a.query {
		query[k] = v
	}
	if len(a.expand) > 0 {
		query["expand[]"] = a.expand
	}
	address := c.base.String() + "/v1/" + a.path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &record.Failure{Reason: record.UnreadableAnswer, Detail: "this cannot be put into a question to Stripe"}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, c.failure(err, 0)
	}
	switch {
	case res.StatusCode == http.StatusOK:
		c.heard.Store(true)
		return res.Body, nil // the transport has read it already
	case res.StatusCode < http.StatusBadRequest:
		_ = res.Body.Close()
		return nil, unreadable(res.StatusCode)
	}
	body, err := io.ReadAll(res.Body)
	if err == nil {
		err = c.backend.ResponseToError(res, body)
	}
	return nil, c.failure(err, res.StatusCode)
}

// expansions maps the names in an expansion to the permission that reads the
// object, and to the part of the evidence that lacks without it: each
// expanded object needs its own read permission
// (https://docs.stripe.com/keys/restricted-api-keys).
var expansions = map[string]struct {
	permission string
	part       record.Part
}{
	"customer":       {"rak_customer_read", record.PartCustomers},
	"charge":         {"rak_charge_read", record.PartCharges},
	"latest_charge":  {"rak_charge_read", record.PartCharges},
	"payment_intent": {"rak_payment_intent_read", record.PartIntents},
	"subscription":   {"rak_subscription_read", record.PartSubscriptions},
	"invoice":        {"rak_invoice_read", record.PartInvoices},
	"latest_invoice": {"rak_invoice_read", record.PartInvoices},
	"discount":       {"rak_coupon_read", record.PartCoupons},
	"discounts":      {"rak_coupon_read", record.PartCoupons},
	"breakdown":      {"rak_coupon_read", record.PartCoupons},
	"promotion_code": {"rak_promotion_code_read", record.PartPromotionCodes},
	"applies_to":     {"rak_product_read", ""},
}

// without splits expansions into those that do without a permission and those
// that need it.
func without(expand []string, permission string) (kept, dropped []string) {
	for _, e := range expand {
		if permission != "" &&
			slices.ContainsFunc(strings.Split(e, "."), func(name string) bool { return expansions[name].permission == permission }) {
			dropped = append(dropped, e)
		} else {
			kept = append(kept, e)
		}
	}
	return kept, dropped
}

// refused is one gap for each part that the dropped expansions would have
// given. Where the refusal named a permission, only its own parts count: what
// else hung below them is lacking for the same reason.
func refused(dropped []string, failure *record.Failure) []record.Gap {
	var gaps []record.Gap
	for _, e := range dropped {
		for _, name := range strings.Split(e, ".") {
			x := expansions[name]
			if x.part == "" || slices.ContainsFunc(gaps, func(g record.Gap) bool { return g.Part == x.part }) {
				continue
			}
			g := record.Gap{System: record.Stripe, Part: x.part, Failure: *failure}
			if failure.Reason == record.PermissionMissing {
				if rowOf(failure.Permission) != "" && x.permission != failure.Permission {
					continue
				}
				g.Permission, g.Row = x.permission, rowOf(x.permission)
				g.Detail = refusal(g.Row)
			}
			gaps = append(gaps, g)
		}
	}
	return gaps
}
