package fpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
)

// The details never repeat the service's own text, which may hold anything.

// kind is what was asked for; a 404 means different things for each.
type kind int

const (
	aRecord kind = iota
	aList
)

// lost turns the end of a request that got no answer into a Failure.
func lost(err error) *record.Failure {
	var e *transport.Error
	if !errors.As(err, &e) {
		return &record.Failure{Reason: record.Unreachable, Detail: "FirstPromoter could not be reached: the request could not be sent"}
	}
	switch e.Kind {
	case transport.Stopped:
		return &record.Failure{Reason: record.Unreachable, Detail: record.Stopped}
	case transport.TooMuch:
		return &record.Failure{
			Reason: record.ListTooLong,
			Detail: "FirstPromoter's lists are too long to be read to their end: " + e.Error(),
		}
	case transport.TooLarge, transport.Garbled:
		return &record.Failure{Reason: record.UnreadableAnswer, Detail: "FirstPromoter's answer cannot be read: " + e.Error()}
	}
	return &record.Failure{
		Reason:    record.Unreachable,
		Detail:    "FirstPromoter could not be reached: " + e.Error(),
		OutOfTime: e.Kind == transport.OutOfTime,
		Lasting:   e.Lasting(),
	}
}

// ended tells how a context ended while somebody waited for another's fetch.
func ended(ctx context.Context) *record.Failure {
	k := transport.OutOfTime
	if errors.Is(ctx.Err(), context.Canceled) {
		k = transport.Stopped
	}
	return lost(&transport.Error{Kind: k, Err: ctx.Err()})
}

// refused turns any answer but 200 into a Failure.
func (c *Client) refused(res *http.Response, body []byte, asked kind) *record.Failure {
	f := &record.Failure{Status: res.StatusCode}
	page := webPage(res.Header, body)
	switch s := res.StatusCode; {
	case s == http.StatusUnauthorized:
		f.Reason, f.Detail = record.CredentialsRefused, c.badKey()
	case s == http.StatusForbidden && page:
		f.Reason, f.Detail = record.Unreachable, wall(res.Header, body, s)
	case s == http.StatusForbidden:
		f.Reason, f.Detail = record.CredentialsRefused, forbidden(body)
	case c.missing(s, page, asked):
		f.Existence, f.Detail = record.NotFound, "FirstPromoter has no such record"
	case s == http.StatusNotFound && asked == aList && c.api == record.V2 && !c.known.Load():
		// With a bad key it would have been 401 or 403: the account id
		// leads to no company (seen by other clients, not documented).
		f.Reason, f.Detail = record.CredentialsRefused,
			"FirstPromoter does not know this account id; it is shown beside the API key under Settings > Integrations > Manage API Keys"
	case s == http.StatusNotFound:
		f.Reason, f.Detail = record.UnreadableAnswer, "FirstPromoter has no such list at this address"
	case s == http.StatusTooManyRequests:
		f.Reason, f.Detail = record.RateLimited, "FirstPromoter asks to slow down; try again in a minute"
	case s == http.StatusServiceUnavailable && page:
		f.Reason, f.Detail = record.Unreachable, wall(res.Header, body, s)
	case s >= 500, s == http.StatusConflict:
		f.Reason, f.Detail = record.Unreachable, "FirstPromoter is having trouble answering; try again in a moment"
	case s == http.StatusProxyAuthRequired:
		f.Reason, f.Detail = record.Unreachable,
			"FirstPromoter could not be reached: the proxy set in the environment (HTTPS_PROXY) wants a password"
	case s == http.StatusRequestTimeout:
		f.Reason, f.Detail = record.Unreachable, "FirstPromoter could not be reached: no answer came in time"
	default:
		f.Reason, f.Detail = record.UnreadableAnswer, fmt.Sprintf("FirstPromoter did not take the question (HTTP %d)", s)
	}
	return f
}

// missing reports whether the answer says that a record does not exist. v1
// documents 404 with a JSON error, v2 404 with or without a body, and 422 for a
// find_by miss.
func (c *Client) missing(status int, page bool, asked kind) bool {
	if asked != aRecord {
		return false
	}
	if c.api == record.V1 {
		return status == http.StatusNotFound && !page
	}
	return status == http.StatusNotFound || status == http.StatusUnprocessableEntity
}

// badKey explains a 401. Keys have no documented shape, so that a key of the
// other version cannot be told from a mistyped one.
func (c *Client) badKey() string {
	if c.api == record.V1 {
		return "FirstPromoter does not accept this key; it may be mistyped, cut short, expired or revoked, or a key of API v2, which " +
			"needs the account id as well"
	}
	return "FirstPromoter does not accept this key; it may be mistyped, cut short, expired or revoked, or a key of API v1, which goes " +
		"without an account id"
}

func forbidden(body []byte) string {
	if bytes.Contains(bytes.ToLower(body), []byte("invalid user type")) {
		return "FirstPromoter says that this key is of another kind; use one from Settings > Integrations > Manage API Keys"
	}
	return "FirstPromoter says that this key has not enough rights in this account"
}

// wall explains a web page where an API answer should be. Cloudflare's was seen
// on API v1 with 403, 429 and 503, for addresses of shared hosting.
func wall(h http.Header, body []byte, status int) string {
	who := "a web page"
	if h.Get("Cf-Ray") != "" || strings.EqualFold(h.Get("Server"), "cloudflare") ||
		bytes.Contains(bytes.ToLower(body), []byte("cloudflare")) {
		who = "Cloudflare's protection page"
	}
	return fmt.Sprintf(
		"FirstPromoter could not be reached: %s answered in its place (HTTP %d); try again later or from another network",
		who,
		status,
	)
}

func webPage(h http.Header, body []byte) bool {
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "html") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

func unreadable(detail string) *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Status: http.StatusOK, Detail: detail}
}

// strange is an answer in JSON of an unknown shape.
func strange() *record.Failure {
	return unreadable("the answer is not in FirstPromoter's form")
}

func notFound() *record.Failure {
	return &record.Failure{Existence: record.NotFound, Detail: "FirstPromoter has no such record"}
}

// tooLong says that a list was not read to its end, so that what is missing
// from it may still exist.
func tooLong() *record.Failure {
	return &record.Failure{Reason: record.ListTooLong, Detail: "FirstPromoter's list is too long to be read to its end"}
}

func isNotFound(err error) bool {
	var f *record.Failure
	return errors.As(err, &f) && f.Existence == record.NotFound
}
