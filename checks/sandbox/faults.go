package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// Fault is one way to fail, of one service or of a part of it.
type Fault struct {
	Name string // see Faults
	// Service is StripeService or FirstPromoterService; "" is both.
	Service string
	// Path is how the paths begin that fail, as in /v1/customers; "" is every path.
	Path string
	// After is how many such requests are answered soundly before it begins.
	After int
}

// FaultKind is a way to fail, and what it plays.
type FaultKind struct {
	Name  string
	Title string // one plain line

	wrap func(*broken) func(next http.Handler) http.Handler
	// whole: it breaks the connection before a path is known.
	whole bool
}

// Faults lists every way to fail.
func Faults() []FaultKind { return slices.Clone(faults) }

var faults = []FaultKind{
	{Name: "refused", Title: "nobody listens; with a path, nobody any more once it was asked for", wrap: vanishing},
	{Name: "tls", Title: "the certificate is nobody’s", whole: true},
	{Name: "reset", Title: "the connection breaks before the answer", wrap: stateless(resetting)},
	{Name: "cut", Title: "the connection breaks in the middle of the answer", wrap: stateless(cutting)},
	{Name: "surplus", Title: "the connection goes on after the answer’s end", wrap: stateless(overrunning)},
	{Name: "trickle", Title: "the answer comes a byte at a time", wrap: stateless(trickling)},
	{Name: "hang", Title: "no answer ever comes", wrap: hanging},

	{Name: "html-200", Title: "a web page comes as if all were well", wrap: page(http.StatusOK)},
	{Name: "html-403", Title: "a firewall’s web page", wrap: page(http.StatusForbidden)},
	{Name: "html-502", Title: "a gateway’s web page", wrap: page(http.StatusBadGateway)},
	{Name: "html-503", Title: "a maintenance page", wrap: page(http.StatusServiceUnavailable)},
	{Name: "redirect", Title: "a redirect to another host", wrap: always(elsewhere)},
	{
		Name:  "rate",
		Title: "too many requests, with Stripe’s reason",
		wrap:  always(rateLimited(object{"Stripe-Rate-Limited-Reason": "global-rate"})),
	},
	{Name: "rate-bare", Title: "too many requests, without a reason", wrap: always(rateLimited(nil))},
	{Name: "lock", Title: "an object that others hold just now", wrap: always(locked)},
	{Name: "rate-hour", Title: "too many requests, come back in an hour", wrap: always(rateLimited(object{"Retry-After": "3600"}))},
	{Name: "once-500", Title: "each address fails once, then is fine", wrap: once},
	{Name: "revoked", Title: "the key is valid no longer", wrap: always(revoked)},
	{Name: "forbidden", Title: "the key may not read that", wrap: always(forbidden)},
	{Name: "echo", Title: "an error that repeats the key", wrap: always(echo)},

	{
		Name:  "empty",
		Title: "an answer without a body",
		wrap:  always(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }),
	},
	{Name: "wrong-shape", Title: "JSON, but another kind of thing", wrap: always(answering(`["what", 1, null]`))},
	{Name: "wrong-types", Title: "texts where numbers belong, and the reverse", wrap: changing(wrongTypes)},
	{Name: "nulls", Title: "null in every field", wrap: changing(nulls)},
	{Name: "deep", Title: "JSON nested a million deep", wrap: always(deep)},
	{Name: "future", Title: "dates decades ahead", wrap: changing(shifted(+50))},
	{Name: "past", Title: "dates decades back", wrap: changing(shifted(-50))},

	{Name: "endless", Title: "every page is full and has another after it", wrap: endless},
	{Name: "fat", Title: "pages without end, of records of thirty kilobytes each", wrap: fat},
	{Name: "repeated", Title: "every page is the first one again", wrap: stateless(repeated)},
	{Name: "empty-more", Title: "every page is empty and has another after it", wrap: changing(emptied)},
	{Name: "bomb", Title: "a gigabyte of nothing, compressed", wrap: always(bomb)},
	{Name: "large", Title: "50 MB that never make a whole answer", wrap: always(large)},
}

// ParseFaults reads faults from a list as in "hang,stripe:reset,firstpromoter:nulls:/api/v2/company/referrals";
// "stripe:revoked:/v1/charges:20" begins after 20 requests. The error is one sentence for the person.
func ParseFaults(list string) ([]Fault, error) {
	var out []Fault
	for _, word := range strings.Split(list, ",") {
		f := Fault{Name: strings.TrimSpace(word)}
		if service, rest, ok := strings.Cut(f.Name, ":"); ok {
			f.Service = service
			f.Name, f.Path, _ = strings.Cut(rest, ":")
			if path, after, ok := strings.Cut(f.Path, ":"); ok {
				n, err := strconv.Atoi(after)
				if err != nil || n < 0 {
					return nil, fmt.Errorf("behind the path of a fault stands after how many requests it begins, "+
						"as in stripe:revoked:/v1/charges:20, not %q", after)
				}
				f.Path, f.After = path, n
			}
		}
		if err := f.check(); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (f Fault) check() error {
	kind, ok := f.kind()
	switch {
	case !ok:
		var names []string
		for _, k := range faults {
			names = append(names, k.Name)
		}
		return fmt.Errorf("the sandbox knows no fault called %q; it knows %s", f.Name, strings.Join(names, ", "))
	case f.Service != "" && f.Service != StripeService && f.Service != FirstPromoterService:
		return fmt.Errorf("a fault belongs to %s or to %s, not to %q", StripeService, FirstPromoterService, f.Service)
	case (f.Path != "" || f.After > 0) && kind.whole:
		return fmt.Errorf("the fault %s concerns a whole service from its beginning, so it takes no path and no number", f.Name)
	case f.Path != "" && !strings.HasPrefix(f.Path, "/"):
		return fmt.Errorf("the path of a fault begins with a slash, unlike %q", f.Path)
	}
	return nil
}

func (f Fault) kind() (FaultKind, bool) {
	i := slices.IndexFunc(faults, func(k FaultKind) bool { return k.Name == f.Name })
	if i < 0 {
		return FaultKind{}, false
	}
	return faults[i], true
}

func (f Fault) hits(service string) bool { return f.Service == "" || f.Service == service }

// broken is one service with its faults, for those that need more than a request.
type broken struct {
	vanish func()          // stops listening
	over   <-chan struct{} // closed when the sandbox ends
}

// around puts the faults of a service around its handler, the first one outermost.
func (b *broken) around(service string, list []Fault, h http.Handler) http.Handler {
	for _, f := range slices.Backward(list) {
		kind, _ := f.kind()
		if !f.hits(service) || kind.wrap == nil {
			continue
		}
		sound, faulty := h, kind.wrap(b)(h)
		var asked atomic.Int64
		h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, f.Path) && asked.Add(1) > int64(f.After) {
				faulty.ServeHTTP(w, r)
				return
			}
			sound.ServeHTTP(w, r)
		})
	}
	return h
}

// always answers with a handler of its own.
func always(h http.HandlerFunc) func(*broken) func(http.Handler) http.Handler {
	return func(*broken) func(http.Handler) http.Handler {
		return func(http.Handler) http.Handler { return h }
	}
}

// stateless wraps the handler with a fault that needs nothing else.
func stateless(wrap func(http.Handler) http.Handler) func(*broken) func(http.Handler) http.Handler {
	return func(*broken) func(http.Handler) http.Handler { return wrap }
}
