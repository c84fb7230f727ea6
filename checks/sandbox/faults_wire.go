package sandbox

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults of the connection, and answers that are none.

// vanishing breaks the connection and listens no more.
func vanishing(b *broken) func(http.Handler) http.Handler {
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			b.vanish()
			breakOff(w)
		})
	}
}

func resetting(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { breakOff(w) })
}

// breakOff ends the connection at once, without a farewell where TCP allows it.
func breakOff(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if c, ok := conn.(*net.TCPConn); ok {
		_ = c.SetLinger(0)
	}
	_ = conn.Close()
}

// cutting promises the whole answer and sends half of it.
func cutting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answerOf(next, r)
		a.copyHeader(w)
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)+1))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
		breakOff(w)
	})
}

// overrunning sends the whole answer, and more than it has announced.
func overrunning(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answerOf(next, r)
		conn, to, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer func() { _ = conn.Close() }()
		_, _ = fmt.Fprintf(
			to,
			"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%sEOF: \x1b[31mmore",
			a.status,
			http.StatusText(a.status),
			len(a.body),
			a.body,
		)
		_ = to.Flush()
	})
}

// drop is how long a byte of a trickle takes.
const drop = 50 * time.Millisecond

func trickling(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answerOf(next, r)
		a.copyHeader(w)
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		tick := time.NewTicker(drop)
		defer tick.Stop()
		for i := range a.body {
			if _, err := w.Write(a.body[i : i+1]); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
	})
}

func hanging(b *broken) func(http.Handler) http.Handler {
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-b.over:
			}
		})
	}
}

func page(status int) func(*broken) func(http.Handler) http.Handler {
	return always(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(
			w,
			"<!DOCTYPE html><html><head><title>%d</title></head><body><h1>EOF: context deadline exceeded</h1></body></html>",
			status,
		)
	})
}

// elsewhere leads to a host that exists for nobody (RFC 2606).
func elsewhere(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "http://elsewhere.invalid"+r.URL.RequestURI(), http.StatusFound)
}

func rateLimited(headers object) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, text(value))
		}
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			(&stripeError{status: 429, code: "rate_limit", message: "Request rate limit exceeded."}).write(w)
			return
		}
		firstPromoterTooMany(w, r)
	}
}

// locked is Stripe's 429 about an object that another request works on
// (docs.stripe.com/error-codes, lock_timeout).
func locked(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/v1/") {
		firstPromoterTooMany(w, r)
		return
	}
	w.Header().Set("Stripe-Should-Retry", "true")
	(&stripeError{status: 429, code: "lock_timeout", message: "This object cannot be accessed right now because another API request or " +
		"Stripe process is currently accessing it."}).write(w)
}

// once fails the first time each address is asked for.
func once(*broken) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		var lock sync.Mutex
		asked := map[string]bool{}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			lock.Lock()
			again := asked[r.URL.RequestURI()]
			asked[r.URL.RequestURI()] = true
			lock.Unlock()
			if !again {
				http.Error(w, "Internal Server Error", http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// echo repeats the key in full, as neither service does.
func echo(w http.ResponseWriter, r *http.Request) {
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + r.Header.Get("X-API-KEY")
	message := "No such thing for the key " + key + " in " + r.URL.String()
	writeLines(
		w,
		http.StatusBadRequest,
		object{"error": object{"message": message, "type": "invalid_request_error", "code": key, "param": key}, "message": message},
	)
}

// revoked refuses a key that was taken back meanwhile.
func revoked(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		expiredKey(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")).write(w)
		return
	}
	w.WriteHeader(http.StatusUnauthorized)
}

// forbidden refuses a permission that the key had until now.
func forbidden(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		(&stripeError{status: http.StatusForbidden, code: "more_permissions_required",
			message: "The provided key does not have the required permissions for this endpoint."}).write(w)
		return
	}
	writeCompact(w, http.StatusForbidden, object{"message": "Forbidden"})
}

// answering sends a text as JSON.
func answering(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

func deep(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	for range 500 {
		if _, err := io.WriteString(w, strings.Repeat(`{"data":[`, 1000)); err != nil {
			return
		}
	}
}

// megabyte is a megabyte of blanks, compressed.
var megabyte = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20)) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
})

// bomb sends a gigabyte of blanks in one megabyte: gzip streams may follow one another.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	for range 1024 {
		if _, err := w.Write(megabyte()); err != nil {
			return
		}
	}
}

func large(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"object":"list","data":["`)
	chunk := bytes.Repeat([]byte("x"), 64<<10)
	for range 50 << 20 / len(chunk) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// untrusted is a certificate that nobody has signed.
func untrusted() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sandbox"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}
