package sandbox

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// object is one Stripe object as its JSON. References to other objects are
// ids; a name that starts with + holds what only expand[] shows.
type object = map[string]any

// The modes of Stripe.
const (
	live = "live"
	test = "test"
)

// world is one merchant on both services.
type world struct {
	name              string
	seed              string // from which everything invented is derived
	now               func() time.Time
	start             time.Time
	account           account
	elsewhere         account // a second Stripe account, none of whose objects are here
	mode              string  // in which the merchant sells, and FirstPromoter is connected
	defaultKey        string
	stripeKeys        map[string]stripeKey
	firstPromoterKeys map[string]firstPromoterKey
	shelves           map[string]*shelf // by mode
	company           company
	scenarios         []Scenario
	trouble           func(service string, next http.Handler) http.Handler
	withoutInstalls   bool            // its Stripe does not know the list of installed apps
	taken             map[int]bool    // FirstPromoter ids in use
	names             map[string]bool // invented people
}

// worldSetUp is what tells one world from another.
type worldSetUp struct {
	shop       string // the merchant's name
	mode       string // "" is live
	old        bool   // an account of Stripe's first years, whose id has no prefix
	background func(*Builder)
	trouble    func(service string, next http.Handler) http.Handler
	// withoutInstalls: its Stripe does not know the list of installed apps.
	withoutInstalls bool
}

type account struct{ id, name, country, currency string }

// shelf holds the Stripe objects of one mode.
type shelf struct {
	byID      map[string]object // "kind/id"
	byKind    map[string][]object
	generated *generated // nil: none
}

func (s *shelf) put(o object) object {
	kind, _ := o["object"].(string)
	id, _ := o["id"].(string)
	key := kind + "/" + id
	if _, ok := s.byID[key]; ok {
		panic(fmt.Sprintf("sandbox: two %s objects called %s", kind, id))
	}
	s.byID[key] = o
	s.byKind[kind] = append(s.byKind[kind], o)
	return o
}

func (s *shelf) get(kind, id string) (object, bool) {
	o, ok := s.byID[kind+"/"+id]
	if !ok && s.generated != nil {
		return s.generated.get(kind, id)
	}
	return o, ok
}

func (s *shelf) drop(o object) {
	kind, _ := o["object"].(string)
	id, _ := o["id"].(string)
	delete(s.byID, kind+"/"+id)
	s.byKind[kind] = slices.DeleteFunc(s.byKind[kind], func(x object) bool { return x["id"] == id })
}

func newWorld(name string, setUp worldSetUp, opts Options) *world {
	shop := setUp.shop
	if shop == "" {
		shop = "Lumen Notes"
	}
	mode := setUp.mode
	if mode == "" {
		mode = live
	}
	seed := name
	if opts.Variant != "" {
		seed += " as " + opts.Variant
	}
	w := &world{
		name: name, seed: seed, now: opts.Now, start: opts.Now().Truncate(time.Second), mode: mode,
		account:   account{"acct_1" + token("account of "+seed, 15), shop, "US", "usd"},
		elsewhere: account{"acct_1" + token("another account beside "+seed, 15), "Another Shop", "US", "usd"},
		shelves:   map[string]*shelf{},
		taken:     map[int]bool{},
		names:     map[string]bool{},
		trouble:   setUp.trouble,

		withoutInstalls: setUp.withoutInstalls,
	}
	if setUp.old {
		w.account.id = token("old account of "+seed, 32)
	}
	for _, m := range []string{live, test} {
		w.shelves[m] = &shelf{byID: map[string]object{}, byKind: map[string][]object{}}
	}
	w.makeKeys()
	w.company = newCompany(w)
	return w
}

// accountNamed turns the words "own" and "other" of an answer into account ids.
func (w *world) accountNamed(name string) string {
	switch name {
	case "own":
		return w.account.id
	case "other":
		return w.elsewhere.id
	}
	return name
}

// visible reports whether an object is there yet.
func (w *world) visible(o object) bool {
	// What runs on a test clock is there, whatever its simulated time.
	return o["test_clock"] != nil || int64(number64(o["created"])) <= w.now().Unix()
}

// change lays fields over the record of an id and reports whether there is one.
func (w *world) change(id string, fields object) bool {
	set := func(name string, to *string) {
		if v, ok := fields[name].(string); ok {
			*to = v
		}
	}
	for _, r := range w.company.referrals {
		if id == fmt.Sprintf("ref_%d", r.id) {
			set("email", &r.email)
			set("uid", &r.uid)
			set("state", &r.state)
			return true
		}
	}
	for _, p := range w.company.promoters {
		for _, x := range p.places {
			if id == fmt.Sprintf("promotion_%d", x.id) {
				set("coupon", &x.coupon)
				set("state", &x.state)
				return true
			}
		}
	}
	for _, mode := range []string{w.mode, live, test} {
		for _, o := range w.shelves[mode].byID {
			if o["id"] == id {
				merge(o, fields)
				return true
			}
		}
	}
	return false
}

// finish adds what both services add by themselves: events and counts.
func (w *world) finish() {
	w.company.count()
	for mode, s := range w.shelves {
		for _, ch := range slices.Clone(s.byKind["charge"]) {
			if ch["status"] == "succeeded" {
				s.put(w.event(mode, "charge.succeeded", ch, number64(ch["created"])))
			}
		}
		for _, inv := range slices.Clone(s.byKind["invoice"]) {
			if inv["status"] == "paid" && inv["paid_out_of_band"] != true {
				paid, _ := inv["status_transitions"].(object)
				s.put(w.event(mode, "invoice.payment_succeeded", inv, number64(paid["paid_at"])))
			}
		}
	}
}

func (w *world) event(mode, kind string, o object, created int64) object {
	e := shape("event")
	id, _ := o["id"].(string)
	e["id"] = stripeID("evt", w.account.id, kind+" "+id)
	e["type"] = kind
	e["created"] = created
	e["livemode"] = mode == live
	e["data"] = object{"object": plain(o)}
	return e
}

//go:embed shapes.json
var shapesJSON []byte

// shapes are read when the first world is built, which most runs never do.
var shapes = sync.OnceValue(func() map[string]object {
	var out map[string]object
	if err := json.Unmarshal(shapesJSON, &out); err != nil {
		panic("sandbox: shapes.json: " + err.Error())
	}
	return out
})

// shape is a fresh object of a kind with every field that Stripe sends.
func shape(kind string) object {
	o, ok := shapes()[kind]
	if !ok {
		panic("sandbox: no shape of " + kind)
	}
	return clone(o).(object)
}

// clone copies JSON all the way down.
func clone(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for k, x := range v {
			out[k] = clone(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = clone(x)
		}
		return out
	}
	return v
}

// plain is an object as Stripe shows it without expand[].
func plain(o object) object {
	out := clone(o).(object)
	hide(out)
	return out
}

func hide(v any) {
	switch v := v.(type) {
	case object:
		for k, x := range v {
			if k[:1] == "+" {
				delete(v, k)
				continue
			}
			hide(x)
		}
	case []any:
		for _, x := range v {
			hide(x)
		}
	}
}

// merge lays fields over an object; objects are merged, everything else replaced.
func merge(into, from object) {
	for _, k := range slices.Sorted(maps.Keys(from)) {
		sub, ok := from[k].(object)
		old, was := into[k].(object)
		if ok && was {
			merge(old, sub)
			continue
		}
		into[k] = clone(from[k])
	}
}

// number64 reads a JSON number however Go holds it.
func number64(v any) int64 {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

// text reads a JSON string; anything else is "".
func text(v any) string {
	s, _ := v.(string)
	return s
}
