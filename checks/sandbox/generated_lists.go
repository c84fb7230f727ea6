package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// row is a list of Stripe in which a few made objects stand among many generated
// ones, newest first. Any place in it is found without the others being made.
type row struct {
	g        *generated
	kind     string
	from, to int      // the generated ones, by number
	made     []object // newest first
	places   []int    // where these stand
}

func newRow(g *generated, kind string, from, to int, made []object) *row {
	r := &row{g: g, kind: kind, from: from, to: to, made: made}
	for n, o := range made {
		older, _ := g.within(kind, number64(o["created"])-1, 0)
		r.places = append(r.places, n+min(max(older, from), to)-from)
	}
	return r
}

func (r *row) len() int { return r.to - r.from + len(r.made) }

// at is the object at a place: one that was made, or the number of a generated one.
func (r *row) at(place int) (made object, number int) {
	n := sort.SearchInts(r.places, place)
	if n < len(r.places) && r.places[n] == place {
		return r.made[n], 0
	}
	return nil, r.from + place - n
}

func (r *row) object(place int) object {
	made, number := r.at(place)
	if made == nil {
		made = r.g.object(r.kind, number)
	}
	return made
}

// place finds an id.
func (r *row) place(id string) (int, bool) {
	for n, o := range r.made {
		if o["id"] == id {
			return r.places[n], true
		}
	}
	i, ok := r.g.index(r.kind, id)
	if !ok || i < r.from || i >= r.to {
		return 0, false
	}
	before := sort.Search(len(r.places), func(n int) bool { return r.places[n]-n > i-r.from })
	return i - r.from + before, true
}

// listGenerated answers a page of a resource of which objects are generated.
// made are the others that pass the filters.
func (c *call) listGenerated(res resource, g *generated, made []object, keep func(object) bool) (any, *stripeError) {
	newestFirst(made)
	if numbers, few := g.few(res.kind, c.query.Get); few {
		// Of one second in the order in which the whole list has them.
		var list []object
		for _, i := range slices.Sorted(slices.Values(numbers)) {
			if o := g.object(res.kind, i); keep(o) {
				list = append(list, o)
			}
		}
		list = append(list, made...)
		slices.SortStableFunc(list, func(a, b object) int { return cmp.Compare(number64(b["created"]), number64(a["created"])) })
		page, more, failure := c.page(res, list)
		if failure != nil {
			return nil, failure
		}
		return c.renderPage(res.kind, object{"object": "list", "url": "/v1/" + res.path, "has_more": more}, page)
	}
	size, failure := c.pageSize()
	if failure != nil {
		return nil, failure
	}
	from, to := g.within(res.kind, c.bound("lte", "lt", -1, math.MaxInt64), c.bound("gte", "gt", 1, 0))
	r := newRow(g, res.kind, from, to, made)
	start, step := 0, 1
	for name, by := range map[string]int{"starting_after": 1, "ending_before": -1} {
		id := c.query.Get(name)
		if id == "" {
			continue
		}
		place, ok := r.place(id)
		if !ok {
			return nil, missing(400, res.kind, id, name, c.key.mode, c.inOtherMode(res.kind, id))
		}
		start, step = place+by, by
	}
	if c.plainly(res.kind) && step == 1 {
		return c.writePage(res, r, start, size)
	}
	var page []object
	for place := start; place >= 0 && place < r.len() && len(page) <= size; place += step {
		if o := r.object(place); keep(o) {
			page = append(page, o)
		}
	}
	more := len(page) > size
	page = page[:min(len(page), size)]
	if step < 0 {
		slices.Reverse(page)
	}
	return c.renderPage(res.kind, object{"object": "list", "url": "/v1/" + res.path, "has_more": more}, page)
}

// few are the numbers of a kind that filters leave, where that is told by one of them.
func (g *generated) few(kind string, value func(string) string) (numbers []int, few bool) {
	for _, x := range []struct{ name, kind string }{{"customer", "customer"}, {"payment_intent", "payment_intent"}} {
		if id := value(x.name); id != "" {
			i, ok := g.index(x.kind, id)
			if !ok {
				return nil, true
			}
			return g.ofCustomer(kind, customerOf(x.kind, i)), true
		}
	}
	for _, name := range []string{"email", "customer_details[email]"} {
		if email := value(name); email != "" {
			for _, customer := range g.byEmail(email) {
				numbers = append(numbers, g.ofCustomer(kind, customer)...)
			}
			return numbers, true
		}
	}
	return nil, value("subscription") != "" // of which they have none
}

// bound reads the range of created; step turns an open end into a closed one.
func (c *call) bound(closed, open string, step, none int64) int64 {
	if v, err := strconv.ParseInt(c.query.Get("created["+closed+"]"), 10, 64); err == nil {
		return v
	}
	if v, err := strconv.ParseInt(c.query.Get("created["+open+"]"), 10, 64); err == nil {
		return v + step
	}
	return none
}

// plainly reports whether every generated object of the list stands on the page,
// just as it was generated: they have no discounts to expand, and only sessions
// hold what is not always shown.
func (c *call) plainly(kind string) bool {
	for key := range c.query {
		name, _ := cutKey(key)
		switch {
		case name == "limit", name == "starting_after", name == "created" && key != "created", name == "expand":
		default:
			return false
		}
	}
	return kind != "checkout.session" && !slices.ContainsFunc(c.expand, func(path string) bool {
		return !strings.Contains(path, "discount") && !slices.Contains(alongside, strings.TrimPrefix(path, "data."))
	})
}

// alongside is what a generated object of a page may bring along.
var alongside = []string{"customer", "payment_intent"}

// writePage writes a page without taking its objects apart.
func (c *call) writePage(res resource, r *row, start, size int) (any, *stripeError) {
	paths, failure := listPaths(c.expand)
	if failure == nil {
		failure = checkPaths(res.kind, paths)
	}
	if failure != nil {
		return nil, failure
	}
	end := min(start+size, r.len())
	var out bytes.Buffer
	out.Grow(size * 4096)
	out.WriteString("{\n  \"data\": [")
	for place := start; place < end; place++ {
		if place > start {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		made, number := r.at(place)
		if made == nil {
			r.g.writeWith(&out, r.kind, number, paths)
			continue
		}
		shown, failure := c.render(made, paths)
		if failure != nil {
			return nil, failure
		}
		out.WriteString(pretty(shown))
	}
	out.WriteString("\n  ],\n  \"has_more\": " + strconv.FormatBool(end < r.len()))
	out.WriteString(",\n  \"object\": \"list\",\n  \"url\": \"/v1/" + res.path + "\"\n}")
	return json.RawMessage(out.Bytes()), nil
}
