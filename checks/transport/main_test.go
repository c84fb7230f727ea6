package transport_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks/transport"
)

func TestMain(m *testing.M) {
	if os.Getenv(proxyHelper) != "" {
		os.Exit(askThroughProxy())
	}
	// The tests wait for pauses and timeouts, not for the processor.
	flag.Parse()
	_ = flag.Set("test.parallel", "8")
	goleak.VerifyTestMain(m)
}

// peer is a transport together with the base it is for.
type peer struct {
	*transport.Transport
	base *url.URL
}

// serve starts a server and gives a transport for it with pauses of a
// millisecond.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*transport.Config)) peer {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return dial(t, server.URL, change...)
}

func dial(t *testing.T, base string, change ...func(*transport.Config)) peer {
	t.Helper()
	u, err := transport.ParseBase(base)
	if err != nil {
		t.Fatal(err)
	}
	cfg := transport.Config{Base: u, Timeout: 5 * time.Second, Backoff: time.Millisecond}
	for _, f := range change {
		f(&cfg)
	}
	p := peer{transport.New(cfg), u}
	t.Cleanup(p.CloseIdleConnections)
	return p
}

// get asks for /x and reads the answer.
func (p peer) get(ctx context.Context) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+"/x", nil)
	if err != nil {
		return 0, "", err
	}
	res, err := p.Client().Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return res.StatusCode, string(raw), err
}

func kindOf(t *testing.T, err error) transport.Kind {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) {
		t.Fatalf("not a transport error: %v", err)
	}
	if e.Error() == "" {
		t.Errorf("kind %d has no words", e.Kind)
	}
	return e.Kind
}
