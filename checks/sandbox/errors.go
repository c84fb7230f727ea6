package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// stripeError is an error in Stripe's body.
type stripeError struct {
	status  int
	kind    string // type; "" is invalid_request_error
	code    string
	message string
	param   string
}

func (e *stripeError) write(w http.ResponseWriter) {
	kind := e.kind
	if kind == "" {
		kind = "invalid_request_error"
	}
	body := object{"message": e.message, "type": kind}
	if e.code != "" {
		body["code"] = e.code
		body["doc_url"] = "https://stripe.com/docs/error-codes/" + strings.ReplaceAll(e.code, "_", "-")
	}
	if e.param != "" {
		body["param"] = e.param
	}
	if id := w.Header().Get("Request-Id"); id != "" && e.status != http.StatusUnauthorized {
		body["request_log_url"] = "https://dashboard.stripe.com/logs/" + id
	}
	writeLines(w, e.status, object{"error": body})
}

// writeLines answers with a value over many lines, as Stripe does.
func writeLines(w http.ResponseWriter, status int, v any) {
	writeBody(w, status, v, func(v any) ([]byte, error) { return jsonv2.Marshal(v, likeV1, jsontext.WithIndent("  ")) })
}

// writeCompact answers with a value in one line, as FirstPromoter does.
func writeCompact(w http.ResponseWriter, status int, v any) {
	writeBody(w, status, v, func(v any) ([]byte, error) { return jsonv2.Marshal(v, likeV1) })
}

// likeV1 makes the younger package write what encoding/json does, in a quarter of the time.
var likeV1 = jsonv1.DefaultOptionsV1()

func writeBody(w http.ResponseWriter, status int, v any, marshal func(any) ([]byte, error)) {
	body, written := v.(json.RawMessage)
	var err error
	if !written {
		body, err = marshal(v)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away needs no answer
}

func noKey() *stripeError {
	return &stripeError{
		status: 401,
		message: "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. " +
			"'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at " +
			"https://support.stripe.com/.",
	}
}

func badKey(key string) *stripeError {
	return &stripeError{status: 401, message: "Invalid API Key provided: " + maskedByStripe(key)}
}

func expiredKey(key string) *stripeError {
	return &stripeError{status: 401, code: "api_key_expired", message: "Expired API Key provided: " + maskedByStripe(key)}
}

// maskedByStripe is a key as Stripe repeats it: prefix, stars, last four.
func maskedByStripe(key string) string {
	if len(key) < 12 {
		return strings.Repeat("*", len(key))
	}
	head := key[:8]
	return head + strings.Repeat("*", len(key)-12) + key[len(key)-4:]
}

func missingPermission(k stripeKey, w *world, permission string) *stripeError {
	// The account is refused under another name than the one that grants it.
	if permission == "rak_connected_account_read" {
		permission = "rak_accounts_kyc_basic_read"
	}
	return &stripeError{status: 403, code: "more_permissions_required", message: fmt.Sprintf(
		"The provided key '%s' does not have the required permissions for this endpoint on account '%s'. Having the '%s' permission "+
			"would allow this request to continue.",
		maskedByStripe(k.text),
		w.account.id,
		permission,
	)}
}

// missing is the 404 of an id; elsewhere says that it exists in the other mode.
func missing(status int, kind, id, param, mode string, elsewhere bool) *stripeError {
	e := &stripeError{status: status, code: "resource_missing", param: param, message: fmt.Sprintf("No such %s: '%s'", inWords(kind), id)}
	if elsewhere {
		other := live
		if mode == live {
			other = test
		}
		e.message += fmt.Sprintf("; a similar object exists in %s mode, but a %s mode key was used to make this request.", other, mode)
	}
	return e
}

// inWords is what Stripe's messages call a kind of object.
func inWords(kind string) string {
	if kind == "promotion_code" {
		return "promotion code"
	}
	return kind
}

func unknownParameter(name string) *stripeError {
	return &stripeError{status: 400, code: "parameter_unknown", param: name, message: "Received unknown parameter: " + name}
}

func emptyParameter(name string) *stripeError {
	return &stripeError{status: 400, code: "parameter_invalid_empty", param: name, message: fmt.Sprintf(
		"You passed an empty string for '%s'. We assume empty values are an attempt to unset a parameter; however '%s' cannot be unset. "+
			"You should remove '%s' from your request or supply a non-empty value.",
		name,
		name,
		name,
	)}
}

func badParameter(name, message string) *stripeError {
	return &stripeError{status: 400, param: name, message: message}
}

func noSuchURL(r *http.Request) *stripeError {
	return &stripeError{status: 404, message: fmt.Sprintf(
		"Unrecognized request URL (%s: %s). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.",
		r.Method,
		r.URL.Path,
	)}
}

func stripeTooMany(w http.ResponseWriter, _ *http.Request) { stripeRefuses(w, "global-rate") }

// stripeRefuses is a 429 with Stripe's reason for it.
func stripeRefuses(w http.ResponseWriter, reason string) {
	w.Header().Set("Stripe-Rate-Limited-Reason", reason)
	(&stripeError{status: 429, code: "rate_limit",
		message: "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits."}).write(
		w,
	)
}

func firstPromoterTooMany(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte("Retry later\n"))
}
