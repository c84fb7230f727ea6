package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"fpdoctor/checks/transport"
)

// refusing is a proxy that answers every CONNECT with one status, and counts.
func refusing(t *testing.T, status string) (host string, asked *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	asked = &atomic.Int32{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				asked.Add(1)
				_, _ = fmt.Fprintf(c, "HTTP/1.1 %s\r\nContent-Length: 0\r\nLocation: https://portal.invalid/\r\n\r\n", status)
			}
			_ = c.Close()
		}
	}()
	return l.Addr().String(), asked
}

// throughProxy asks from a process of its own, as net/http reads the environment once.
func throughProxy(t *testing.T, env string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = []string{proxyHelper + "=https://api.service.invalid", env, "SystemRoot=" + os.Getenv("SystemRoot")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), `error Get "https://api.service.invalid/x": `)
}

func TestProxyThatRefuses(t *testing.T) {
	for status, want := range map[string]string{
		"407 Proxy Authentication Required": "wants a name and a password",
		"403 Forbidden":                     "does not let this computer through to api.service.invalid (status 403)",
		"502 Bad Gateway":                   "could not reach api.service.invalid itself (status 502)",
		"302 Found":                         "as a sign-in page does",
		"404 Not Found":                     "did not open the way to api.service.invalid (status 404)",
	} {
		host, asked := refusing(t, status)
		problem := throughProxy(t, "HTTPS_PROXY=http://"+host)
		if !strings.HasPrefix(problem, "the proxy at "+host+" ") || !strings.Contains(problem, want) {
			t.Errorf("%s: %s", status, problem)
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("%s: asked %d times", status, n)
		}
	}
	host, _ := refusing(t, "407 Proxy Authentication Required")
	if problem := throughProxy(t, "https_proxy=http://shop:sesame@"+host); !strings.Contains(problem, "does not accept the name and password") || strings.Contains(problem, "sesame") {
		t.Error(problem)
	}
}

// A proxy that cannot be understood is never left out without a word.
func TestProxyThatCannotBeUsed(t *testing.T) {
	for _, value := range []string{
		"http://shop:pa%ss@proxy.invalid:8080", "http://shop:pa/ss@proxy.invalid:8080", "http://shop:pa#ss@proxy.invalid:8080",
		"http://shop:pa?ss@proxy.invalid:8080", "http://", "http://proxy.invalid:99999999", "socks4://proxy.invalid:1080", "socks://proxy.invalid:1080", "ftp://proxy.invalid",
	} {
		problem := throughProxy(t, "HTTPS_PROXY="+value)
		if !strings.HasPrefix(problem, "HTTPS_PROXY ") || strings.Contains(problem, "ss@") {
			t.Errorf("%s: %s", value, problem)
		}
	}
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for _, p := range pairs {
				if v, ok := strings.CutPrefix(p, name+"="); ok {
					return v
				}
			}
			return ""
		}
	}
	for _, fine := range []string{"", "proxy.invalid:8080", "http://proxy.invalid:8080/", "https://shop:pa%25ss@proxy.invalid", "socks5://proxy.invalid:1080", "socks5h://[::1]:1080"} {
		if problem := transport.ProxyFault(env("HTTPS_PROXY=" + fine)); problem != "" {
			t.Errorf("%s: %s", fine, problem)
		}
	}
	if problem := transport.ProxyFault(env("HTTPS_PROXY=http://", "NO_PROXY=*")); problem != "" {
		t.Error(problem)
	}
	if problem := transport.ProxyNote(env("ALL_PROXY=socks5://proxy.invalid")); !strings.HasPrefix(problem, "ALL_PROXY is set, which fpdoctor does not read") {
		t.Error(problem)
	}
	if problem := transport.ProxyNote(env("all_proxy=x", "https_proxy=http://proxy.invalid")); problem != "" {
		t.Error(problem)
	}
}

// Whom a certificate comes from is what tells a company's proxy from a stranger.
func TestUnknownIssuerIsNamed(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	_, _, err := dial(t, server.URL).get(context.Background())
	if kindOf(t, err) != transport.BadTLS || !strings.Contains(err.Error(), "its certificate comes from “Acme Co”") || !strings.Contains(err.Error(), "SSL_CERT_FILE") {
		t.Error(err)
	}
}
