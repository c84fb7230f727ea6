package transport_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/transport"
)

func TestOnlyGETLeaves(t *testing.T) {
	var hits atomic.Int64
	tr := serve(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "get", ""} {
		req, err := http.NewRequest("GET", tr.base.String()+"/x", strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		req.Method = method
		_, err = tr.RoundTrip(req)
		if kindOf(t, err) != transport.Forbidden {
			t.Errorf("%q: %v", method, err)
		}
	}
	if hits.Load() != 0 || tr.Sent() != 0 {
		t.Errorf("%d requests arrived, %d counted", hits.Load(), tr.Sent())
	}
}

func TestOnlyTheOneOriginIsAsked(t *testing.T) {
	var hits atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer other.Close()
	tr := serve(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	own := tr.base.String()
	for _, address := range []string{
		other.URL + "/x", "https://" + tr.base.Host + "/x", "http://user:pass@" + tr.base.Host + "/x",
		"http://example.com/x", strings.Replace(own, "127.0.0.1", "localhost", 1) + "/x", "ftp://" + tr.base.Host, "/x",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.RoundTrip(&http.Request{Method: "GET", URL: u, Header: http.Header{}}); kindOf(t, err) != transport.Forbidden {
			t.Errorf("%s: %v", address, err)
		}
	}
	u, _ := url.Parse(own)
	if _, err := tr.RoundTrip(&http.Request{Method: "GET", URL: u, Host: "evil.example"}); kindOf(t, err) != transport.Forbidden {
		t.Errorf("another Host header: %v", err)
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests arrived", hits.Load())
	}
}

func TestABaseInPlainHTTPIsNeverAsked(t *testing.T) {
	u := &url.URL{Scheme: "http", Host: "api.stripe.com"}
	tr := transport.New(transport.Config{Base: u})
	if _, err := tr.RoundTrip(&http.Request{Method: "GET", URL: u}); kindOf(t, err) != transport.Forbidden {
		t.Error(err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		var paths []string
		tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
			paths = append(paths, r.URL.Path)
			http.Redirect(w, r, "/elsewhere", status)
		})
		_, _, err := tr.get(context.Background())
		if kindOf(t, err) != transport.Redirected || len(paths) != 1 {
			t.Errorf("%d: %v, asked for %v", status, err, paths)
		}
		// Nor does whoever uses the transport without its client see one.
		req, err := http.NewRequest("GET", tr.base.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tr.RoundTrip(req); kindOf(t, err) != transport.Redirected {
			t.Errorf("%d: %v", status, err)
		}
	}
	if err := serve(t, nil).Client().CheckRedirect(nil, nil); kindOf(t, err) != transport.Redirected {
		t.Errorf("the client itself lets redirects pass: %v", err)
	}
}

func TestHeadersAreOurOwn(t *testing.T) {
	var got http.Header
	tr := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Clone() }, func(c *transport.Config) {
		c.Authorize = func(h http.Header, _ string) { h.Set("Authorization", "Bearer k") }
	})
	req, err := http.NewRequest("GET", tr.base.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"X-Stripe-Client-User-Agent", "X-Stripe-Client-Telemetry", "Cookie", "User-Agent", "Content-Type", "Idempotency-Key"} {
		req.Header.Set(name, "leak")
	}
	if _, err := tr.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	for name, values := range got {
		switch name {
		case "Accept", "Accept-Encoding", "Authorization":
		case "User-Agent":
			if !strings.HasPrefix(values[0], "fpdoctor/") {
				t.Error(values)
			}
		default:
			t.Errorf("%s: %v was sent", name, values)
		}
	}
}

func TestLongAnswersAreCutOff(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1<<20)
	for name, handler := range map[string]http.HandlerFunc{
		"declared": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(50<<20))
			_, _ = io.WriteString(w, big)
		},
		"undeclared": func(w http.ResponseWriter, _ *http.Request) {
			for range 50 {
				if _, err := io.WriteString(w, big); err != nil {
					return
				}
			}
		},
		"gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 40 {
				if _, err := io.WriteString(z, big); err != nil {
					return
				}
			}
			_ = z.Close()
		},
	} {
		tr := serve(t, handler)
		if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.TooLarge || tr.Sent() != 1 {
			t.Errorf("%s: %v after %d requests", name, err, tr.Sent())
		}
	}
}

// Answers that each stay under the cap are bounded together, for each service
// and run by itself.
// A large answer that does not end holds up no other service's.
func TestALargeAnswerHoldsUpNoOtherService(t *testing.T) {
	large := strings.Repeat("x", 3<<20)
	begun, end := make(chan struct{}), make(chan struct{})
	slow := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, large)
		w.(http.Flusher).Flush()
		close(begun)
		<-end
	})
	other := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, large) })
	done := make(chan error, 1)
	go func() {
		_, _, err := slow.get(context.Background())
		done <- err
	}()
	<-begun
	if _, body, err := other.get(context.Background()); err != nil || len(body) != len(large) {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	close(end)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestOneRunIsBounded(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", transport.MaxBody/2)
	var short atomic.Bool
	handler := func(w http.ResponseWriter, _ *http.Request) {
		if !short.Load() {
			_, _ = io.WriteString(w, body)
		}
	}
	one, other := serve(t, handler), serve(t, handler)
	for range 2 {
		ctx := transport.Bounded(context.Background())
		for range transport.MaxRun / len(body) {
			if _, _, err := one.get(transport.Bounded(ctx)); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := one.get(ctx); kindOf(t, err) != transport.TooMuch {
			t.Error(err)
		}
		if _, _, err := other.get(ctx); err != nil {
			t.Error(err)
		}
		short.Store(true)
		if _, _, err := one.get(ctx); err != nil {
			t.Errorf("after an answer that was refused: %v", err)
		}
		short.Store(false)
	}
}

func TestAnswersUpToTheCapPass(t *testing.T) {
	tr := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 16 {
			_, _ = z.Write(make([]byte, 1<<20))
		}
		_ = z.Close()
	})
	if status, body, err := tr.get(context.Background()); err != nil || status != 200 || len(body) != transport.MaxBody {
		t.Errorf("%d, %d bytes, %v", status, len(body), err)
	}
}

func TestDamagedCompressionIsToldApart(t *testing.T) {
	tr := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "this is no gzip at all")
	})
	if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.Garbled {
		t.Error(err)
	}
}

func TestUntrustedCertificatesAreRefusedAtOnce(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = silent
	server.StartTLS()
	defer server.Close()
	tr := dial(t, server.URL)
	if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.BadTLS || tr.Sent() != 1 {
		t.Errorf("%v after %d requests", err, tr.Sent())
	}
}

func TestOldTLSIsNotOffered(t *testing.T) {
	offered := make(chan []uint16, 1)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = silent
	server.TLS = &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		offered <- hello.SupportedVersions
		return nil, nil
	}}
	server.StartTLS()
	defer server.Close()
	_, _, _ = dial(t, server.URL).get(context.Background())
	for _, version := range <-offered {
		if version < tls.VersionTLS12 {
			t.Errorf("%s is offered", tls.VersionName(version))
		}
	}
}

func TestPlainHTTPOnAnHTTPSPortIsRefused(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if _, _, err := dial(t, strings.Replace(server.URL, "http:", "https:", 1)).get(context.Background()); kindOf(t, err) != transport.BadTLS {
		t.Error(err)
	}
}

func TestParseBase(t *testing.T) {
	for in, want := range map[string]string{
		"https://api.stripe.com":        "https://api.stripe.com",
		" https://API.Stripe.com/ ":     "https://api.stripe.com",
		"https://example.com:8443":      "https://example.com:8443",
		"http://127.0.0.1:8080":         "http://127.0.0.1:8080",
		"http://localhost:8080/":        "http://localhost:8080",
		"http://[::1]:1":                "http://[::1]:1",
		"http://127.8.9.10":             "http://127.8.9.10",
		"HTTPS://api.firstpromoter.com": "https://api.firstpromoter.com",
	} {
		u, err := transport.ParseBase(in)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v", in, u, err)
		}
	}
	for _, in := range []string{
		"", "api.stripe.com", "api.stripe.com:443", "https://", "https:///v1", "ftp://example.com", "https://example.com/v1", "https://example.com?x=1",
		"https://example.com?", "https://example.com#a", "https://user:hunter2@example.com", "https:example.com", "https://example.com:", "://x", "https://exa mple.com",
		"http://example.com", "http://api.stripe.com", "http://127.0.0.1.example.com", "http://localhost.example.com", "http://10.0.0.1", "http://0.0.0.0", "http://user@localhost",
		"http://127.0.0.1:99999", "http://127.0.0.1:0",
	} {
		u, err := transport.ParseBase(in)
		if err == nil {
			t.Errorf("%q gave %v", in, u)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

const proxyHelper = "FPDOCTOR_TEST_ASK"

// TestTheProxyOfTheEnvironmentIsUsed runs this test binary anew, as net/http
// reads the environment once a process.
func TestTheProxyOfTheEnvironmentIsUsed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan string, 8)
	proxy := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusForbidden)
	})}
	go func() { _ = proxy.Serve(listener) }()
	defer func() { _ = proxy.Close() }()
	direct := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer direct.Close()

	run := func(base string) string {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{proxyHelper + "=" + base, "HTTPS_PROXY=http://" + listener.Addr().String(), "HTTP_PROXY=http://" + listener.Addr().String()}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if out := run("https://api.example.invalid"); !strings.HasPrefix(out, "error") {
		t.Error(out)
	}
	select {
	case got := <-asked:
		if got != "CONNECT api.example.invalid:443" {
			t.Error(got)
		}
	default:
		t.Error("the proxy was not asked")
	}
	if out := run(direct.URL); out != "200" {
		t.Errorf("loopback: %s", out)
	}
	select {
	case got := <-asked:
		t.Errorf("loopback went through the proxy: %s", got)
	default:
	}
}

func askThroughProxy() int {
	u, err := transport.ParseBase(os.Getenv(proxyHelper))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	status, _, err := peer{transport.New(transport.Config{Base: u, Backoff: time.Millisecond}), u}.get(context.Background())
	if err != nil {
		fmt.Println("error", err)
		return 0
	}
	fmt.Println(status)
	return 0
}

// Many endless answers at once must not each fill the memory up to the cap.
func TestEndlessAnswersShareTheRoom(t *testing.T) {
	var now, most atomic.Int64
	big := make([]byte, 1<<20)
	tr := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 100 {
			if i == 8 { // far past what one that waits takes in, buffers included
				n := now.Add(1)
				defer now.Add(-1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
			}
			if _, err := w.Write(big); err != nil {
				return
			}
		}
	}, func(c *transport.Config) { c.InFlight = 8 })
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.TooLarge {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	// The one just cut off may not have noticed yet when the next begins.
	if most.Load() > 3 {
		t.Errorf("%d large bodies were read at once", most.Load())
	}
}
