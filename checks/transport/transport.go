// Package transport carries the requests of both clients. It lets nothing out
// but GET to one origin, follows no redirect, tries again what is worth trying
// again, and never hands on more than MaxBody bytes of an answer.
package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// MaxBody is the most of one answer that is read, in bytes after decompression.
const MaxBody = 16 << 20

// The defaults of Config.
const (
	DefaultTimeout = 20 * time.Second
	DefaultTries   = 4
	DefaultBackoff = 500 * time.Millisecond
)

// Config says whom to ask and how patiently. Zero fields take the defaults.
type Config struct {
	// Base is the only origin that may be asked (see ParseBase).
	Base *url.URL
	// Authorize adds the key and the service's fixed headers to a request for a
	// path. No other header of a request is sent.
	Authorize func(h http.Header, path string)
	// Hide reads an answer without what must not come out of it, such as the
	// keys. Nil: answers are handed on as they are.
	Hide func(io.Reader) io.Reader
	// Timeout bounds one request, its whole answer included.
	Timeout time.Duration
	// InFlight is how many requests may be under way at once; 0 is as many as the
	// limits call for.
	InFlight int
	// Tries is how often one request is sent at most.
	Tries uint
	// Backoff is the first pause between two tries.
	Backoff time.Duration
	// Limits hold requests back where a service takes only so many; without any, a
	// few are under way at once. They are kept together with whoever else in this
	// process asks the same Account.
	Limits []Limit
	// Account tells whose limits they are: the key, or what else is one account's own.
	Account string
	// Apart is how long is left between two requests of a context with a Pace.
	Apart time.Duration
}

// Transport is an http.RoundTripper for one origin. It is safe for use by
// several goroutines.
type Transport struct {
	cfg  Config
	next *http.Transport
	gov  *governor
	sent atomic.Int64
	mute atomic.Bool // the last request ran out of its time
	// roomy lets one large body of the service be read at a time, so that several
	// endless ones cannot fill the memory together before each is cut off. Another
	// service's need not wait for it.
	roomy chan struct{}
}

// New makes a Transport. A Base that ParseBase would refuse makes every
// request fail with Forbidden.
func New(cfg Config) *Transport {
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.Tries == 0 {
		cfg.Tries = DefaultTries
	}
	if cfg.Backoff <= 0 {
		cfg.Backoff = DefaultBackoff
	}
	return &Transport{
		cfg:   cfg,
		gov:   governorOf(cfg),
		roomy: make(chan struct{}, 1),
		next: &http.Transport{
			Proxy:                  proxyOf,
			OnProxyConnectResponse: connected,
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    10 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    most,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 256 << 10,
		},
	}
}

// Client is an http.Client over the Transport. Its errors wrap an *Error; the
// *url.Error around it holds the whole address and must not be shown.
func (t *Transport) Client() *http.Client {
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return &Error{Kind: Redirected} },
	}
}

// Sent counts the requests sent so far, retries and pages included.
func (t *Transport) Sent() int { return int(t.sent.Load()) }

// Room reports whether a request of this path could go out at once, so that
// whoever has more to ask may ask it side by side.
func (t *Transport) Room(path string) bool { return t.gov.room(path) }

// CloseIdleConnections drops the connections kept for further requests.
func (t *Transport) CloseIdleConnections() { t.next.CloseIdleConnections() }

// RoundTrip sends a request, several times if need be. A 429 or 5xx that
// outlasted every try comes back as a response; every error is an *Error.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		// A GET has nothing to say in a body; stripe-go attaches an empty one.
		_ = req.Body.Close()
	}
	if err := t.allowed(req); err != nil {
		return nil, err
	}
	return t.persist(req.Context(), func() (*http.Response, error) {
		res, err := t.once(req)
		t.noteSilence(err)
		return res, err
	})
}

// allowed refuses whatever is not a GET to the one origin.
func (t *Transport) allowed(req *http.Request) error {
	switch {
	case req.Method != http.MethodGet:
		return &Error{Kind: Forbidden, text: "fpdoctor only reads, so it refuses to send anything but GET"}
	case t.cfg.Base == nil || checkBase(t.cfg.Base) != nil || req.URL == nil,
		req.URL.User != nil, origin(req.URL) != origin(t.cfg.Base),
		req.Host != "" && req.Host != req.URL.Host:
		return &Error{Kind: Forbidden, text: "fpdoctor refuses to send this request to any other address than the service's own"}
	}
	return nil
}

// share is the time one request may take: no more than half of what is left of
// the run, so that one silent service leaves time to hear the other out, and half
// of the usual where the service has just been silent.
func (t *Transport) share(ctx context.Context) time.Duration {
	most := t.cfg.Timeout
	if t.mute.Load() {
		most /= 2
	}
	if end, ok := ctx.Deadline(); ok {
		return min(most, time.Until(end)/2)
	}
	return most
}

// leastShare is less time than any service answers in. A request that has no more
// is not sent: that it went unanswered would be laid at the service's door.
const leastShare = 2 * time.Millisecond

// noteSilence remembers whether the service was silent.
func (t *Transport) noteSilence(err error) {
	var e *Error
	switch {
	case err == nil:
		t.mute.Store(false)
	case errors.As(err, &e) && e.Kind == TimedOut:
		t.mute.Store(true)
	}
}

// hidden is a body as it is read without what must not come out of it.
type hidden struct {
	io.Reader
	io.Closer
}

// once sends the request one time and reads the whole answer, so that a
// timeout, a cut body or an endless one shows here, where it can be retried or told.
func (t *Transport) once(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := t.keepPace(ctx); err != nil {
		return nil, given(ctx, err)
	}
	if t.gov.turn(ctx, req.URL.Path) != nil { // stopped, or its turn would come too late
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil, given(ctx, ctx.Err())
		}
		return nil, &Error{Kind: OutOfTime, Err: context.DeadlineExceeded}
	}
	var took, rest time.Duration
	defer func() {
		if rest > 0 { // nobody else is to be refused in its place
			time.AfterFunc(rest, func() { t.gov.rise(req.URL.Path, took) })
			return
		}
		t.gov.rise(req.URL.Path, took)
	}()
	share := t.share(ctx)
	if share < leastShare {
		return nil, &Error{Kind: OutOfTime, Err: context.DeadlineExceeded}
	}
	attempt, cancel := context.WithTimeout(ctx, share)
	defer cancel()
	out := req.Clone(attempt)
	out.Body, out.GetBody, out.ContentLength = nil, nil, 0
	out.Header = http.Header{"Accept": {"application/json"}, "User-Agent": {UserAgent()}}
	if t.cfg.Authorize != nil {
		t.cfg.Authorize(out.Header, out.URL.Path)
	}

	t.sent.Add(1)
	began := time.Now()
	res, err := t.next.RoundTrip(out)
	if err != nil {
		return nil, given(ctx, err)
	}
	received := res.Body
	defer func() { _ = received.Close() }()
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		return nil, &Error{Kind: Redirected}
	}
	body, size, err := t.read(attempt, res)
	if err != nil {
		return nil, given(ctx, err)
	}
	took = time.Since(began)
	if res.StatusCode == http.StatusTooManyRequests {
		rest = t.gov.refused(req.URL.Path, res.Header, bytes.Join(body.pieces, nil))
	}
	res.Body, res.ContentLength, res.Request = body, size, req
	if t.cfg.Hide != nil {
		res.Body, res.ContentLength = hidden{t.cfg.Hide(body), body}, -1
	}
	return res, nil
}
