package sandbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
)

// newestFirst is the order of every list of Stripe.
func newestFirst(list []object) {
	slices.SortStableFunc(list, func(a, b object) int {
		if c := cmp.Compare(number64(b["created"]), number64(a["created"])); c != 0 {
			return c
		}
		return cmp.Compare(text(b["id"]), text(a["id"]))
	})
}

// pageSize reads limit: 1 to 100, 10 by default.
func (c *call) pageSize() (int, *stripeError) {
	value := c.query.Get("limit")
	if value == "" {
		return 10, nil
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		return 0, badParameter("limit", "Invalid integer: "+value)
	case n < 1:
		return 0, badParameter("limit", "This value must be greater than or equal to 1.")
	case n > 100:
		return 0, badParameter("limit", "This value must be less than or equal to 100 (it currently is '"+value+"').")
	}
	return n, nil
}

// page cuts a page out of a list by starting_after or ending_before.
func (c *call) page(res resource, list []object) (page []object, more bool, failure *stripeError) {
	size, failure := c.pageSize()
	if failure != nil {
		return nil, false, failure
	}
	after, before := c.query.Get("starting_after"), c.query.Get("ending_before")
	if after != "" && before != "" {
		return nil, false, badParameter(
			"starting_after",
			"Received both starting_after and ending_before parameters. Please pass in only one.",
		)
	}
	find := func(name, id string) (int, *stripeError) {
		i := slices.IndexFunc(list, func(o object) bool { return o["id"] == id })
		if i < 0 {
			return 0, missing(400, res.kind, id, name, c.key.mode, c.inOtherMode(res.kind, id))
		}
		return i, nil
	}
	switch {
	case after != "":
		i, failure := find("starting_after", after)
		if failure != nil {
			return nil, false, failure
		}
		list = list[i+1:]
	case before != "":
		i, failure := find("ending_before", before)
		if failure != nil {
			return nil, false, failure
		}
		from := max(0, i-size)
		return list[from:i], from > 0, nil
	}
	if len(list) > size {
		return list[:size], true, nil
	}
	return list, false, nil
}

// renderPage puts a page into its envelope, expanded as asked. The paths are
// checked even where the page is empty, as Stripe does.
func (c *call) renderPage(kind string, envelope object, page []object) (any, *stripeError) {
	paths, failure := listPaths(c.expand)
	if failure == nil {
		failure = checkPaths(kind, paths)
	}
	if failure != nil {
		return nil, failure
	}
	data := make([]any, 0, len(page))
	for _, o := range page {
		x, failure := c.render(o, paths)
		if failure != nil {
			return nil, failure
		}
		data = append(data, x)
	}
	envelope["data"] = data
	return envelope, nil
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
