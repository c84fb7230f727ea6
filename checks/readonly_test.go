package checks_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/audit"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/checks/transport"
)

// sentHeaders are all that a request carries beside its address.
var sentHeaders = map[string][]string{
	stripeService: {"Accept", "Accept-Encoding", "Authorization", "Stripe-Version", "User-Agent"},
	fpService:     {"Accept", "Accept-Encoding", "Account-Id", "Authorization", "User-Agent", "X-Api-Key"},
}

// inspector looks at every request that arrives at the sandbox.
type inspector struct {
	mu       sync.Mutex
	requests map[string]int // by service
	wrong    []string
}

func (n *inspector) wrap(service string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		n.mu.Lock()
		n.requests[service]++
		switch {
		case r.Method != http.MethodGet:
			n.blame(r, "is no GET")
		case err != nil || len(body) > 0 || len(r.TransferEncoding) > 0:
			n.blame(r, "has a body")
		case !strings.HasPrefix(r.Host, "127.0.0.1:"):
			n.blame(r, "is for "+r.Host)
		case r.UserAgent() != transport.UserAgent():
			n.blame(r, "comes from "+r.UserAgent())
		case len(r.Cookies()) > 0:
			n.blame(r, "has a cookie")
		}
		for name := range r.Header {
			if !slices.Contains(sentHeaders[service], name) {
				n.blame(r, "carries "+name)
			}
		}
		key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + r.Header.Get("X-Api-Key")
		if key == "" || strings.Contains(r.URL.String(), key) {
			n.blame(r, "shows its key, or has none")
		}
		if other := map[string]string{stripeService: "fp-", fpService: "k_live_"}[service]; strings.Contains(key, other) {
			n.blame(r, "has the other service's key")
		}
		n.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (n *inspector) blame(r *http.Request, why string) {
	n.wrong = append(n.wrong, r.Method+" "+r.URL.Path+" "+why)
}

// TestOnlyReadingRequestsAreSent looks at what arrived in all walks of every
// world's scenarios and in an audit of each: nothing but GET, to the service it is meant for, with its own
// key in a header and nothing of this computer.
func TestOnlyReadingRequestsAreSent(t *testing.T) {
	n, looks := sent, 0
	for i, name := range sandbox.Worlds() {
		w := shared(t, name)
		for _, s := range w.Scenarios() {
			for _, api := range versions(s) {
				w.walk(t, s, api)
				looks++
			}
		}
		for k, api := range []string{sandbox.V2, sandbox.V1} {
			if !share.Has(i+k, 2) {
				continue // a share takes the versions by turns
			}
			audit.Walk(context.Background(), walks.Connect(t, w.Server, w.Credentials(sandbox.Scenario{}, api), 0), audit.Options{
				Now: time.Now, Begin: func(audit.Account) {}, Found: func(audit.Sale) {},
			})
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	t.Logf("%d walks, requests %v", looks, n.requests)
	if n.requests[stripeService] == 0 || n.requests[fpService] == 0 {
		t.Error("nothing was asked")
	}
	for _, w := range n.wrong[:min(len(n.wrong), 10)] {
		t.Error(w)
	}
}
