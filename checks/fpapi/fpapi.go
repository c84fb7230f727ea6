// Package fpapi reads FirstPromoter: API v2 where an account id is given, else
// API v1, both behind one set of records. It only asks; it never judges.
//
// Every error is a *record.Failure. What FirstPromoter keeps secret in its
// answers (sign-in tokens, passwords) is dropped before anything is decoded.
//
// Sources: FirstPromoter's OpenAPI files and developer pages
// (docs.firstpromoter.com), and what working clients were seen to do.
package fpapi

import (
	"cmp"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
	"fpdoctor/creds/secret"
)

// The origins of the two API versions. v2.firstpromoter.com is an older name
// of the first; a Config.Base can still name it.
const (
	originV2 = "https://api.firstpromoter.com"
	originV1 = "https://firstpromoter.com"
	pathV2   = "/api/v2/company"
	pathV1   = "/api/v1"
)

// IsOwnBase reports whether an origin is one of FirstPromoter's own.
func IsOwnBase(base string) bool {
	return base == originV2 || base == originV1 || base == "https://v2.firstpromoter.com"
}

// Config says whom to ask as whom. Only Key is required.
type Config struct {
	Key secret.Key
	// Hide are other keys that are taken out of all answers, as Key is.
	Hide []secret.Key
	// AccountID chooses API v2; without it API v1 is used.
	AccountID string
	// Base replaces scheme, host and port; the API's path is appended.
	Base    string
	Timeout time.Duration // of one request; 0: the transport's default
	Backoff time.Duration // first pause before a retry; 0: the transport's default
	Paced   bool          // keep to FirstPromoter's limit, together with whoever else asks the account
}

// limits are FirstPromoter's: 400 requests a minute and account (api-admin/introduction.mdx),
// of which a tenth is left to the site itself.
var limits = []transport.Limit{{Most: 360, Per: time.Minute}}

// Apart is how long a watch leaves between two requests (transport.Pace).
const Apart = 5 * time.Second

// Client asks FirstPromoter. It is safe for concurrent use. What API v1 gives
// only as whole lists is fetched once for its life.
type Client struct {
	key     secret.Key
	api     record.API
	account string
	root    string // origin and path, without a slash at the end
	http    *http.Client
	wire    *transport.Transport
	known   atomic.Bool // the account has given an answer, so its id is right

	leads     shared[whole[record.Referral]]
	rewards   shared[whole[record.Commission]]
	promoters shared[whole[codedPromoter]]
}

// New makes a client. The error is one sentence about the key, the account id
// or the base; nothing is sent.
func New(cfg Config) (*Client, error) {
	if err := CheckKey(cfg.Key); err != nil {
		return nil, err
	}
	account := strings.TrimSpace(cfg.AccountID)
	if err := CheckAccountID(account); err != nil {
		return nil, err
	}
	c := &Client{key: cfg.Key, api: record.V2, account: account}
	origin, path := originV2, pathV2
	if account == "" {
		c.api = record.V1
		origin, path = originV1, pathV1
	}
	base, err := transport.ParseBase(cmp.Or(cfg.Base, origin))
	if err != nil {
		return nil, err
	}
	c.root = base.Scheme + "://" + base.Host + path
	var kept []transport.Limit
	if cfg.Paced {
		kept = limits
	}
	c.wire = transport.New(transport.Config{
		Base:      base,
		Limits:    kept,
		Apart:     Apart,
		Account:   cmp.Or(account, cfg.Key.Reveal()),
		Authorize: authorize(cfg.Key, account),
		Hide:      secret.NewHider(append(cfg.Hide, cfg.Key)...).Reader,
		Timeout:   cfg.Timeout,
		Backoff:   cfg.Backoff,
	})
	c.http = c.wire.Client()
	return c, nil
}

// authorize adds the headers that each version wants on every call (v2:
// api-admin/authentication.mdx, v1: api-reference-v1/authentication.mdx).
func authorize(key secret.Key, account string) func(http.Header, string) {
	return func(h http.Header, _ string) {
		if account == "" {
			h.Set("X-API-KEY", key.Reveal())
			return
		}
		h.Set("Authorization", "Bearer "+key.Reveal())
		h.Set("Account-ID", account)
	}
}

// API is the version in use.
func (c *Client) API() record.API { return c.api }

// AccountID is the account id in use; empty on API v1.
func (c *Client) AccountID() string { return c.account }

// Sent counts the requests sent so far, retries and pages included.
func (c *Client) Sent() int { return c.wire.Sent() }

// Close drops idle connections. The client can still be used.
func (c *Client) Close() { c.wire.CloseIdleConnections() }
