package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits are how many requests the services take before they answer 429; 0 is no limit.
type Limits struct {
	Stripe, StripeEndpoint, StripeSearch int // a second: in all, to one endpoint, to the search
	FirstPromoter                        int // a minute
}

// limitsOf are the services' own limits, by the word that stands for them
// (docs.stripe.com/rate-limits; FirstPromoter's api-admin/introduction.mdx).
var limitsOf = map[string]Limits{
	"none": {},
	"live": {Stripe: 100, StripeEndpoint: 25, StripeSearch: 20, FirstPromoter: 400},
	"test": {Stripe: 25, StripeEndpoint: 25, StripeSearch: 20, FirstPromoter: 400},
}

// LimitsNames are the words that LimitsNamed knows.
func LimitsNames() []string { return []string{"none", "live", "test"} }

// LimitsNamed are the limits that a word stands for: none, or those that the
// services have for live or for test keys.
func LimitsNamed(word string) (Limits, error) {
	l, ok := limitsOf[cmp.Or(word, "none")]
	if !ok {
		return l, fmt.Errorf("the sandbox knows no limits called %q; there are %s", word, strings.Join(LimitsNames(), ", "))
	}
	return l, nil
}

// limit is so many requests in one stretch of time; each key of them is counted apart.
type limit struct {
	most   int
	per    time.Duration
	key    func(*http.Request) string // "": not counted
	refuse http.HandlerFunc
}

func (l Limits) ofStripe() []limit {
	return []limit{
		{l.Stripe, time.Second, everything, stripeTooMany},
		{l.StripeSearch, time.Second, search, endpointTooMany},
		{l.StripeEndpoint, time.Second, endpoint, endpointTooMany},
	}
}

func (l Limits) ofFirstPromoter() []limit {
	return []limit{{l.FirstPromoter, time.Minute, everything, firstPromoterTooMany}}
}

func everything(*http.Request) string { return "all" }

func search(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, "/search") {
		return "search"
	}
	return ""
}

// endpoint is a list with all its objects: the stricter reading of what Stripe calls an endpoint.
func endpoint(r *http.Request) string {
	for _, res := range resources {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/v1/"+res.path); ok && (rest == "" || rest[0] == '/') {
			return res.path
		}
	}
	return r.URL.Path
}

func endpointTooMany(w http.ResponseWriter, _ *http.Request) { stripeRefuses(w, "endpoint-rate") }

// Tally is how many requests came, and how many of these were refused with status 429.
type Tally struct{ Asked, Refused int }

// Tally counts the requests to both services since the sandbox was started.
func (s *Server) Tally() Tally {
	return Tally{Asked: int(s.asked.Load()), Refused: int(s.refused.Load())}
}

// limited refuses what goes beyond a limit. What is refused does not count.
func (s *Server) limited(next http.Handler, limits []limit) http.Handler {
	var lock sync.Mutex
	recent := make([]map[string][]time.Time, len(limits))
	for i := range recent {
		recent[i] = map[string][]time.Time{}
	}
	take := func(r *http.Request) http.HandlerFunc {
		lock.Lock()
		defer lock.Unlock()
		now := time.Now()
		for i, l := range limits {
			key := l.key(r)
			old := recent[i][key]
			for len(old) > 0 && now.Sub(old[0]) >= l.per {
				old = old[1:]
			}
			if recent[i][key] = old; l.most > 0 && key != "" && len(old) >= l.most {
				return l.refuse
			}
		}
		for i, l := range limits {
			if key := l.key(r); l.most > 0 && key != "" {
				recent[i][key] = append(recent[i][key], now)
			}
		}
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		if refuse := take(r); refuse != nil {
			s.refused.Add(1)
			refuse(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// delayed answers everything later.
func delayed(next http.Handler, latency time.Duration) http.Handler {
	if latency <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(latency):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}
