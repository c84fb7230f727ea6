package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// step is where one name of an expand path leads.
type step struct {
	to     string // the kind it leads to; "" ends there
	ref    bool   // held as an id, or as ids, and replaced by the object
	hidden bool   // held under "+name", shown only when asked for
}

func ref(kind string) step    { return step{to: kind, ref: true} }
func inline(kind string) step { return step{to: kind} }

// expandable is what Stripe's OpenAPI file calls x-expandableFields, for what is played here, by the kind
// that a name stands on. References that nothing here ever fills end where they stand.
var expandable = map[string]map[string]step{
	"invoice": {
		"customer": ref("customer"), "charge": ref("charge"), "payment_intent": ref("payment_intent"),
		"subscription": ref("subscription"), "discounts": ref("discount"), "discount": inline("discount"),
		"lines": inline("lines"), "total_discount_amounts": inline("discount_amount"), "subscription_details": {},
		"default_payment_method": {}, "default_source": {}, "application": {}, "account_tax_ids": {}, "from_invoice": {},
		"latest_revision": {}, "on_behalf_of": {}, "quote": {}, "status_transitions": {}, "test_clock": {}, "total_tax_amounts": {},
	},
	"lines": {"data": inline("line_item")},
	"line_item": {
		"discounts":        ref("discount"),
		"discount_amounts": inline("discount_amount"),
		"price":            inline("price"),
		"invoice_item":     {},
		"subscription":     ref("subscription"),
		"tax_rates":        {},
	},
	"price": {"product": {}, "tiers": {}, "currency_options": {}},

	"discount_amount": {"discount": ref("discount")},
	"discount":        {"coupon": inline("coupon"), "customer": ref("customer"), "promotion_code": ref("promotion_code")},
	"coupon":          {"applies_to": {hidden: true}, "currency_options": {}},
	"promotion_code":  {"coupon": inline("coupon"), "customer": ref("customer"), "restrictions": {}},

	"customer": {
		"discount": inline("discount"), "sources": {}, "subscriptions": {to: "subscriptions", hidden: true},
		"tax": {}, "tax_ids": {}, "default_source": {}, "cash_balance": {}, "test_clock": {}, "invoice_settings": {},
	},
	"subscriptions": {"data": inline("subscription")},
	"charge": {
		"customer": ref("customer"), "invoice": ref("invoice"), "payment_intent": ref("payment_intent"),
		"balance_transaction": {}, "refunds": {to: "refunds", hidden: true}, "application": {}, "application_fee": {},
		"failure_balance_transaction": {}, "on_behalf_of": {}, "review": {}, "source_transfer": {}, "transfer": {}, "billing_details": {},
		"outcome": {},
	},
	"refunds": {"data": inline("refund")},
	"payment_intent": {
		"customer": ref("customer"), "invoice": ref("invoice"), "latest_charge": ref("charge"),
		"payment_method": {}, "application": {}, "on_behalf_of": {}, "review": {}, "last_payment_error": {},
	},
	"subscription": {
		"customer": ref("customer"), "latest_invoice": ref("invoice"), "discount": inline("discount"), "discounts": ref("discount"),
		"schedule": ref("subscription_schedule"), "items": inline("items"), "default_payment_method": {}, "default_source": {},
		"application": {}, "on_behalf_of": {}, "pending_setup_intent": {}, "test_clock": {},
	},
	"items":             {"data": inline("subscription_item")},
	"subscription_item": {"price": inline("price"), "tax_rates": {}},
	"subscription_schedule": {
		"customer":     ref("customer"),
		"subscription": ref("subscription"),
		"application":  {},
		"test_clock":   {},
		"phases":       {},
	},
	"checkout.session": {
		"customer": ref("customer"), "invoice": ref("invoice"), "payment_intent": ref("payment_intent"),
		"subscription": ref("subscription"), "payment_link": {}, "setup_intent": {}, "line_items": {to: "session_lines", hidden: true},
		"total_details": inline("total_details"), "customer_details": {}, "custom_fields": {}, "consent": {},
	},
	"total_details":    {"breakdown": {to: "breakdown", hidden: true}},
	"breakdown":        {"discounts": inline("discount_use"), "taxes": {}},
	"discount_use":     {"discount": inline("discount")},
	"session_lines":    {"data": inline("session_line")},
	"session_line":     {"price": inline("price"), "discounts": {}, "taxes": {}},
	"refund":           {"charge": ref("charge"), "payment_intent": ref("payment_intent"), "balance_transaction": {}},
	"dispute":          {"charge": ref("charge"), "payment_intent": ref("payment_intent"), "balance_transactions": {}},
	"event":            {"data": {}, "request": {}},
	"webhook_endpoint": {},
}

// maxExpand is how many names deep Stripe expands.
const maxExpand = 4

// readPermission is what a key needs to have an object expanded.
var readPermission = func() map[string]string {
	out := map[string]string{}
	for _, r := range resources {
		out[r.kind] = r.permission
	}
	return out
}()

// readExpand reads expand[] in both of its spellings.
func (c *call) readExpand() *stripeError {
	for key, values := range c.query {
		name, sub := cutKey(key)
		if name != "expand" {
			continue
		}
		if len(sub) != 1 {
			return badParameter("expand", "Invalid array")
		}
		c.expand = append(c.expand, values...)
	}
	for _, p := range c.expand {
		if p == "" {
			return emptyParameter("expand")
		}
		if strings.Count(p, ".") >= maxExpand {
			return badParameter("expand", fmt.Sprintf("You cannot expand more than %d levels of a property. Property: %s", maxExpand, p))
		}
	}
	slices.Sort(c.expand)
	return nil
}

// listPaths takes the leading data. off the paths of a list.
func listPaths(paths []string) ([]string, *stripeError) {
	var out []string
	for _, p := range paths {
		rest, ok := strings.CutPrefix(p, "data.")
		if !ok && p != "data" {
			return nil, cannotExpand(p)
		}
		if rest != "" && p != "data" {
			out = append(out, rest)
		}
	}
	return out, nil
}

func cannotExpand(path string) *stripeError {
	name := path[strings.LastIndexByte(path, '.')+1:]
	return badParameter("expand", fmt.Sprintf("This property cannot be expanded (%s).", name))
}

// checkPaths refuses paths that a kind does not have, whatever the objects hold.
func checkPaths(kind string, paths []string) *stripeError {
	for _, p := range paths {
		at := kind
		for name := range strings.SplitSeq(p, ".") {
			s, ok := expandable[at][name]
			if !ok {
				return cannotExpand(p)
			}
			at = s.to
		}
	}
	return nil
}

// render is an object as the answer shows it, with paths expanded.
func (c *call) render(o object, paths []string) (object, *stripeError) {
	kind := text(o["object"])
	if failure := checkPaths(kind, paths); failure != nil {
		return nil, failure
	}
	out := clone(o).(object)
	for _, p := range paths {
		if failure := c.expandPath(out, kind, strings.Split(p, ".")); failure != nil {
			return nil, failure
		}
	}
	hide(out)
	return out, nil
}

// expandPath follows one path into an object and changes it in place.
func (c *call) expandPath(o object, kind string, path []string) *stripeError {
	name, rest := path[0], path[1:]
	s := expandable[kind][name]
	if s.hidden {
		if failure := c.reveal(o, name); failure != nil {
			return failure
		}
	}
	if s.ref {
		if failure := c.need(readPermission[s.to]); failure != nil {
			return failure
		}
		o[name] = c.resolve(o[name], s.to)
	}
	if len(rest) == 0 || s.to == "" {
		return nil
	}
	return c.expandInto(o[name], s.to, rest)
}

// reveal shows a field that is left out unless asked for: one held under
// "+name", or a list of what refers to the object.
func (c *call) reveal(o object, name string) *stripeError {
	if held, ok := o["+"+name]; ok {
		o[name] = held
		delete(o, "+"+name)
		return nil
	}
	kind, field, path := "", "", ""
	switch name {
	case "refunds":
		kind, field, path = "refund", "charge", "/v1/charges/"
	case "subscriptions":
		kind, field, path = "subscription", "customer", "/v1/customers/"
	default:
		return nil
	}
	if failure := c.need(readPermission[kind]); failure != nil {
		return failure
	}
	var list []object
	for _, x := range c.shelf().byKind[kind] {
		if x[field] == o["id"] && (kind != "subscription" || x["status"] != "canceled") {
			list = append(list, x)
		}
	}
	newestFirst(list)
	data := []any{}
	for _, x := range list {
		data = append(data, clone(x))
	}
	o[name] = object{"object": "list", "data": data, "has_more": false, "url": path + text(o["id"]) + "/" + name}
	return nil
}

func (c *call) expandInto(v any, kind string, path []string) *stripeError {
	switch v := v.(type) {
	case object:
		return c.expandPath(v, kind, path)
	case []any:
		for _, x := range v {
			if failure := c.expandInto(x, kind, path); failure != nil {
				return failure
			}
		}
	}
	return nil
}

// resolve replaces ids by objects; what is no id, or leads nowhere, stays.
func (c *call) resolve(v any, kind string) any {
	switch v := v.(type) {
	case string:
		if o, ok := c.shelf().get(kind, v); ok {
			return clone(o)
		}
	case []any:
		for i, x := range v {
			v[i] = c.resolve(x, kind)
		}
	}
	return v
}
