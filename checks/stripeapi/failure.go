package stripeapi

import (
	"errors"
	"net/http"
	"strings"
	"unicode"

	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
)

var (
	permissionName = pattern.New(`\brak_[a-z0-9_]+`)
	similarObject  = pattern.New(`similar object exists in (live|test) mode`)
	noSuchObject   = pattern.New(`^No such [a-z_ ]+:`)
)

// failure says in fpdoctor's words why a question got no answer. Status decides
// first, then the code: Stripe's error type is the same for a refused key, a
// missing permission and a missing object (https://docs.stripe.com/api/errors).
func (c *Client) failure(err error, status int) *record.Failure {
	var carried *transport.Error
	if errors.As(err, &carried) {
		return unanswered(carried)
	}
	var answer *stripe.Error
	if !errors.As(err, &answer) || answer == nil {
		answer = &stripe.Error{HTTPStatusCode: status}
		if status < 500 && status != http.StatusTooManyRequests {
			return unreadable(status)
		}
	}
	f := &record.Failure{Status: status}
	switch {
	case status == http.StatusUnauthorized,
		answer.Code == stripe.ErrorCodeAPIKeyExpired,
		answer.Code == stripe.ErrorCodePlatformAPIKeyExpired,
		answer.Code == stripe.ErrorCodeSecretKeyRequired:
		f.Reason, f.Detail = record.CredentialsRefused, keyRefused(answer.Code)
	case status == http.StatusForbidden:
		c.readRefusal(answer.Msg)
		f.Reason = record.PermissionMissing
		f.Permission = permissionName().FindString(answer.Msg)
		f.Row = rowOf(f.Permission)
		f.Detail = refusal(f.Row)
	case answer.Code == stripe.ErrorCodeInvoiceUpcomingNone:
		f.Existence, f.Detail = record.NotFound, noneUpcoming
	case missing(answer, status):
		f.Existence, f.Detail = record.NotFound, c.safe(answer.Msg)
		if m := similarObject().FindStringSubmatch(answer.Msg); m != nil {
			f.Existence = record.OtherMode
			c.notThisMode(record.Mode(m[1]))
		}
	case status == http.StatusTooManyRequests:
		f.Reason, f.Detail = record.RateLimited, limited(answer)
	case status >= 500, status == http.StatusConflict:
		f.Reason, f.Detail = record.Unreachable, "Stripe is having trouble answering; try again in a moment"
	default:
		f.Reason, f.Detail = record.UnreadableAnswer, "Stripe did not take the question"
		if code := word(string(answer.Code)); code != "" {
			f.Detail += " (" + code + ")"
		}
	}
	return f
}

const noneUpcoming = "there is no upcoming invoice"

// missing: a look-up of an unknown id answers 404, a list by an unknown
// customer 400. Any other 404 is an address that Stripe does not serve, which
// says nothing of the object.
func missing(e *stripe.Error, status int) bool {
	return e.Code == stripe.ErrorCodeResourceMissing && (status == http.StatusNotFound || status == http.StatusBadRequest) ||
		status == http.StatusNotFound && e.Code == "" && noSuchObject().MatchString(e.Msg)
}

func keyRefused(code stripe.ErrorCode) string {
	switch code {
	case stripe.ErrorCodeAPIKeyExpired, stripe.ErrorCodePlatformAPIKeyExpired:
		return "Stripe says that this key has expired; make a new one in the dashboard under Developers > API keys"
	case stripe.ErrorCodeSecretKeyRequired:
		return "Stripe asks for a secret or restricted key; this one is not"
	}
	return "Stripe does not accept this key; it may be mistyped, cut short, rolled or revoked"
}

func refusal(row string) string {
	if row == "" {
		return "the Stripe key lacks a permission for this"
	}
	return "the Stripe key lacks the permission “" + row + "” (read)"
}

func limited(e *stripe.Error) string {
	if e.Code == stripe.ErrorCodeLockTimeout {
		return "Stripe is still busy with this object; try again in a moment"
	}
	if e.LastResponse != nil && strings.HasSuffix(transport.LimitReason(e.LastResponse.Header), "-concurrency") {
		return "too many requests to this Stripe account are under way at once; try again in a moment"
	}
	return "Stripe asks to slow down; try again in a moment"
}

// unanswered is the failure of a request without a usable answer.
func unanswered(e *transport.Error) *record.Failure {
	switch e.Kind {
	case transport.Stopped:
		return &record.Failure{Reason: record.Unreachable, Detail: record.Stopped}
	case transport.TooMuch:
		return &record.Failure{Reason: record.ListTooLong, Detail: "Stripe's lists are too long to be read to their end: " + e.Error()}
	case transport.TooLarge, transport.Garbled:
		return &record.Failure{Reason: record.UnreadableAnswer, Detail: "Stripe's answer cannot be read: " + e.Error()}
	}
	return &record.Failure{
		Reason:    record.Unreachable,
		Detail:    "Stripe could not be reached: " + e.Error(),
		OutOfTime: e.Kind == transport.OutOfTime,
		Lasting:   e.Lasting(),
	}
}

// unreadable is an answer that is no Stripe answer: a page of HTML, JSON of
// another shape, a wrong type. Its text may hold anything and is not repeated.
func unreadable(status int) *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Status: status,
		Detail: "the answer is not in Stripe's form; a proxy, a firewall or a sign-in page may stand in between"}
}

// unaskable is the failure for an id no question can be made of.
func unaskable() *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Detail: "there is no id to ask Stripe about"}
}

// safe is Stripe's own text made fit to repeat: one line, no more than a few
// sentences, nothing secret.
func (c *Client) safe(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	if secretText(s) {
		return ""
	}
	return strings.TrimSpace(s)
}

// word passes a code of Stripe's (parameter_unknown) and nothing else.
func word(s string) string {
	if len(s) > 60 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return ""
	}
	return s
}
