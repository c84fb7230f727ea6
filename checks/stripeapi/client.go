// Package stripeapi reads from Stripe what a diagnosis needs, with GET alone and, but
// for installed apps, at stripe-go's pinned API version (2023-10-16). Records of
// fpdoctor's own come out; every error is a *record.Failure.
package stripeapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
	"fpdoctor/creds/secret"
)

// DefaultBase is Stripe's own API.
const DefaultBase = stripe.APIURL

// Config says which account to read and how patiently. Zero durations take the
// transport's defaults.
type Config struct {
	Key     secret.Key
	Hide    []secret.Key  // other keys that are taken out of all answers, as Key is
	Base    string        // empty: DefaultBase
	Timeout time.Duration // of one request
	Backoff time.Duration // the first pause between two tries
	Paced   bool          // keep to Stripe's limits, together with whoever else asks with the key
}

// Apart is how long a watch leaves between two requests (transport.Pace).
const Apart = 3 * time.Second

// Client reads one account in one mode. It is safe for use by several
// goroutines.
type Client struct {
	key     secret.Key
	base    *url.URL
	carrier *transport.Transport
	http    *http.Client
	backend *stripe.BackendImplementation
	heard   atomic.Bool // Stripe has answered something

	mu   sync.Mutex
	hint hint
	mode record.Mode // of the key, where only an answer told it
}

// New makes a client. It sends nothing. The error is one sentence about the
// shape of the base.
func New(cfg Config) (*Client, error) {
	if cfg.Base == "" {
		cfg.Base = DefaultBase
	}
	base, err := transport.ParseBase(cfg.Base)
	if err != nil {
		return nil, err
	}
	var kept []transport.Limit
	if cfg.Paced {
		kept = limits(cfg.Key)
	}
	carrier := transport.New(transport.Config{
		Base:    base,
		Timeout: cfg.Timeout,
		Backoff: cfg.Backoff,
		Limits:  kept,
		Apart:   Apart,
		Account: cfg.Key.Reveal(),
		Hide:    secret.NewHider(append(cfg.Hide, cfg.Key)...).Reader,
		Authorize: func(h http.Header, path string) {
			h.Set("Authorization", "Bearer "+cfg.Key.Reveal())
			h.Set("Stripe-Version", versionOf(path))
		},
	})
	httpClient := carrier.Client()
	// stripe-go reads Stripe's errors. It sends nothing itself: it would log to
	// stderr, retry without minding the context and send telemetry.
	backend, ok := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:               stripe.String(base.String()),
		HTTPClient:        httpClient,
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		MaxNetworkRetries: stripe.Int64(0),
		EnableTelemetry:   stripe.Bool(false),
	}).(*stripe.BackendImplementation)
	if !ok {
		return nil, errors.New("this build of stripe-go has no backend fpdoctor can use")
	}
	return &Client{key: cfg.Key, base: base, carrier: carrier, http: httpClient, backend: backend, hint: hintOfKey(cfg.Key)}, nil
}

// Sent counts the requests sent so far, retries and pages included.
func (c *Client) Sent() int { return c.carrier.Sent() }

// OneRun makes whatever both services are asked under the context count as one
// run, whose answers are bounded together.
func OneRun(ctx context.Context) context.Context { return transport.Bounded(ctx) }

// Close drops the connections kept for further requests. The client may be
// used again afterwards.
func (c *Client) Close() { c.carrier.CloseIdleConnections() }
