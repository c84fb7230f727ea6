package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// stripeVersion is the API version that is played.
const stripeVersion = "2023-10-16"

// The list of installed apps came with a later version.
const (
	installsPath    = "apps/installs"
	installsVersion = "2026-09-30.endive"
)

// call is one authorised request to Stripe.
type call struct {
	world  *world
	key    stripeKey
	query  url.Values
	expand []string
}

func (c *call) shelf() *shelf { return c.world.shelves[c.key.mode] }

// inOtherMode reports whether an id exists in the mode that the key is not of.
func (c *call) inOtherMode(kind, id string) bool {
	other := live
	if c.key.mode == live {
		other = test
	}
	_, ok := c.world.shelves[other].get(kind, id)
	return ok
}

// need refuses a key that lacks a permission.
func (c *call) need(permission string) *stripeError {
	if !c.key.allows(permission) {
		return missingPermission(c.key, c.world, permission)
	}
	return nil
}

// stripeHandler plays Stripe for one world.
func stripeHandler(world *world) http.Handler {
	var requests atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Request-Id", "req_"+token("request "+string(rune('A'+requests.Add(1)%1000)), 14))
		w.Header().Set("Stripe-Version", stripeVersion)
		answer, failure := answerStripe(world, r)
		if failure != nil {
			failure.write(w)
			return
		}
		writeLines(w, http.StatusOK, answer)
	})
}

func answerStripe(world *world, r *http.Request) (any, *stripeError) {
	key, failure := world.authorise(r)
	if failure != nil {
		return nil, failure
	}
	if failure := world.checkVersion(r); failure != nil {
		return nil, failure
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badParameter("", "Invalid query string.")
	}
	c := &call{world: world, key: key, query: query}
	if failure := c.readExpand(); failure != nil {
		return nil, failure
	}
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v1/")
	if !ok || r.Method != http.MethodGet {
		return nil, noSuchURL(r)
	}
	return c.route(path, r)
}

// authorise finds the key a request comes with.
func (w *world) authorise(r *http.Request) (stripeKey, *stripeError) {
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || text == "" {
		return stripeKey{}, noKey()
	}
	key, ok := w.keyOf(text)
	switch {
	case !ok:
		return stripeKey{}, badKey(text)
	case key.expired:
		return stripeKey{}, expiredKey(text)
	}
	return key, nil
}

// checkVersion refuses a version that is not played. Installed apps are the one list
// of a later version (docs.stripe.com/api/apps/installs).
func (w *world) checkVersion(r *http.Request) *stripeError {
	wanted, asked := stripeVersion, r.Header.Get("Stripe-Version")
	if strings.HasPrefix(r.URL.Path, "/v1/"+installsPath) {
		wanted = installsVersion
		if w.withoutInstalls || asked != wanted {
			return noSuchURL(r)
		}
	}
	if asked != "" && asked != wanted {
		return &stripeError{status: 400, message: "Invalid Stripe API version: " + asked}
	}
	return nil
}

// route answers what stands at a path.
func (c *call) route(path string, r *http.Request) (any, *stripeError) {
	switch path {
	case "account":
		return c.account()
	case "balance":
		return c.balance()
	case "customers/search", "invoices/search", "charges/search", "payment_intents/search":
		return c.search(strings.TrimSuffix(path, "/search"))
	case "invoices/upcoming":
		return c.upcoming()
	}
	for _, res := range resources {
		if path == res.path {
			return c.list(res)
		}
		if rest, ok := strings.CutPrefix(path, res.path+"/"); ok && !strings.Contains(rest, "/") {
			id, err := url.PathUnescape(rest)
			if err != nil || id == "" {
				return nil, noSuchURL(r)
			}
			return c.get(res, id)
		}
	}
	return nil, noSuchURL(r)
}

func (c *call) account() (any, *stripeError) {
	if f := c.allow(); f != nil {
		return nil, f
	}
	if f := c.need("rak_connected_account_read"); f != nil {
		return nil, f
	}
	a := shape("account")
	merge(a, object{
		"id": c.world.account.id, "country": c.world.account.country, "default_currency": c.world.account.currency,
		"settings":          object{"dashboard": object{"display_name": c.world.account.name}},
		"business_profile":  object{"name": c.world.account.name},
		"external_accounts": object{"url": "/v1/accounts/" + c.world.account.id + "/external_accounts"},
	})
	return a, nil
}

func (c *call) balance() (any, *stripeError) {
	if f := c.allow(); f != nil {
		return nil, f
	}
	if f := c.need("rak_balance_read"); f != nil {
		return nil, f
	}
	none := []any{object{"amount": 0, "currency": c.world.account.currency, "source_types": object{"card": 0}}}
	return object{
		"object": "balance", "livemode": c.key.mode == live, "available": none, "pending": none,
		"connect_reserved": []any{object{"amount": 0, "currency": c.world.account.currency}},
	}, nil
}

// get answers one object. A deleted customer is still answered, as a stub.
func (c *call) get(res resource, id string) (any, *stripeError) {
	if f := c.allow(); f != nil {
		return nil, f
	}
	if f := c.need(res.permission); f != nil {
		return nil, f
	}
	o, ok := c.shelf().get(res.kind, id)
	if !ok || !c.world.visible(o) {
		return nil, missing(http.StatusNotFound, res.kind, id, res.param(), c.key.mode, c.inOtherMode(res.kind, id))
	}
	return c.render(o, c.expand)
}
