package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// resource is one kind of object with its list.
type resource struct {
	path       string
	kind       string // the objects' `object` value
	permission string
	filters    map[string]filter
	undated    bool // the list takes no created
	// always keeps what the list shows whatever is asked; nil: all.
	always func(*call) (func(object) bool, *stripeError)
}

// param is what Stripe's 404 names as the parameter.
func (r resource) param() string {
	switch r.kind {
	case "customer", "charge", "subscription":
		return "id"
	case "checkout.session":
		return "session"
	case "payment_intent":
		return "intent"
	}
	return r.kind
}

// filter is one parameter of a list.
type filter struct {
	// refers is the kind of object the value must be an id of; Stripe refuses an id it does not know.
	refers string
	// oneOf are the values that exist; empty is any.
	oneOf []string
	// nested parameters come as name[sub]; any other form is refused.
	nested []string
	// match reports whether an object passes. nil ignores the parameter.
	match func(o object, value string) bool
}

func equals(field string) func(object, string) bool {
	return func(o object, value string) bool { return text(o[field]) == value }
}

func flag(field string) func(object, string) bool {
	return func(o object, value string) bool { return o[field] == (value == "true") }
}

func reference(kind string) filter { return filter{refers: kind, match: equals(kind)} }

var ofCustomer = reference("customer")

var yesNo = []string{"true", "false"}

// resources are Stripe's lists with all the parameters of 2023-10-16.
var resources = []resource{
	{path: "customers", kind: "customer", permission: "rak_customer_read", filters: map[string]filter{
		"email":      {match: equals("email")}, // exact and case-sensitive
		"test_clock": {match: equals("test_clock")},
	}},
	{path: "invoices", kind: "invoice", permission: "rak_invoice_read", filters: map[string]filter{
		"customer":          ofCustomer,
		"subscription":      reference("subscription"),
		"status":            {oneOf: []string{"draft", "open", "paid", "uncollectible", "void"}, match: equals("status")},
		"collection_method": {oneOf: []string{"charge_automatically", "send_invoice"}, match: equals("collection_method")},
		"due_date":          {nested: ranges},
	}},
	{path: "charges", kind: "charge", permission: "rak_charge_read", filters: map[string]filter{
		"customer":       ofCustomer,
		"payment_intent": reference("payment_intent"),
		"transfer_group": {match: equals("transfer_group")},
	}},
	{path: "payment_intents", kind: "payment_intent", permission: "rak_payment_intent_read", filters: map[string]filter{
		"customer": ofCustomer,
	}},
	{path: "subscriptions", kind: "subscription", permission: "rak_subscription_read", filters: map[string]filter{
		"customer":             ofCustomer,
		"price":                {match: func(o object, v string) bool { return strings.Contains(jsonText(o["items"]), v) }},
		"status":               {oneOf: subscriptionStatuses, match: subscriptionStatus},
		"collection_method":    {oneOf: []string{"charge_automatically", "send_invoice"}, match: equals("collection_method")},
		"test_clock":           {match: equals("test_clock")},
		"current_period_start": {nested: ranges}, "current_period_end": {nested: ranges},
		"automatic_tax": {nested: []string{"enabled"}},
	}, always: (*call).uncancelled},
	{path: "subscription_schedules", kind: "subscription_schedule", permission: "rak_subscription_read", filters: map[string]filter{
		"customer":    ofCustomer,
		"scheduled":   {oneOf: yesNo, match: func(o object, v string) bool { return v != "true" || o["status"] == "not_started" }},
		"canceled_at": {nested: ranges}, "completed_at": {nested: ranges}, "released_at": {nested: ranges},
	}},
	{path: "checkout/sessions", kind: "checkout.session", permission: "rak_checkout_session_read", filters: map[string]filter{
		"customer":         ofCustomer,
		"payment_intent":   reference("payment_intent"),
		"subscription":     reference("subscription"),
		"payment_link":     {match: equals("payment_link")},
		"status":           {oneOf: []string{"complete", "expired", "open"}, match: equals("status")},
		"customer_details": {nested: []string{"email"}, match: detailsEmail},
	}},
	{path: "coupons", kind: "coupon", permission: "rak_coupon_read"},
	{path: "promotion_codes", kind: "promotion_code", permission: "rak_promotion_code_read", filters: map[string]filter{
		"active":   {oneOf: yesNo, match: flag("active")},
		"code":     {match: func(o object, v string) bool { return strings.EqualFold(text(o["code"]), v) }},
		"coupon":   {refers: "coupon", match: func(o object, v string) bool { return id(o["coupon"]) == v }},
		"customer": ofCustomer,
	}},
	{path: "disputes", kind: "dispute", permission: "rak_dispute_read", filters: map[string]filter{
		"charge": reference("charge"), "payment_intent": reference("payment_intent"),
	}},
	{path: "refunds", kind: "refund", permission: "rak_charge_read", filters: map[string]filter{
		"charge": reference("charge"), "payment_intent": reference("payment_intent"),
	}},
	{path: "events", kind: "event", permission: "rak_event_read", filters: map[string]filter{
		"type": {match: eventType}, "types": {nested: []string{""}}, "delivery_success": {oneOf: yesNo},
	}, always: (*call).eventsKept},
	{path: installsPath, kind: "apps.install", permission: "rak_app_install_read", filters: map[string]filter{
		"app":               {match: equals("app")},
		"status":            {match: equals("status")},
		"channel":           {match: equals("channel")},
		"approval_required": {oneOf: yesNo, match: flag("approval_required")},
	}},
	{path: "webhook_endpoints", kind: "webhook_endpoint", permission: "rak_webhook_read", undated: true},
}

var ranges = []string{"gt", "gte", "lt", "lte"}

var subscriptionStatuses = []string{
	"active",
	"all",
	"canceled",
	"ended",
	"incomplete",
	"incomplete_expired",
	"past_due",
	"paused",
	"trialing",
	"unpaid",
}

func subscriptionStatus(o object, status string) bool {
	switch status {
	case "all":
		return true
	case "ended":
		return o["status"] == "canceled" || o["status"] == "incomplete_expired"
	}
	return o["status"] == status
}

// eventType compares with the wildcard that Stripe allows at the end.
func eventType(o object, pattern string) bool {
	if head, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(text(o["type"]), head)
	}
	return o["type"] == pattern
}

// eventDays is how far back Stripe keeps events.
const eventDays = 30

// list answers a page of a resource, newest first.
func (c *call) list(res resource) (any, *stripeError) {
	names := []string{"limit", "starting_after", "ending_before"}
	if !res.undated {
		names = append(names, "created")
	}
	for name := range res.filters {
		names = append(names, name)
	}
	if f := c.allow(names...); f != nil {
		return nil, f
	}
	if f := c.need(res.permission); f != nil {
		return nil, f
	}
	keep, failure := c.readFilters(res)
	if failure != nil {
		return nil, failure
	}
	var found []object
	for _, o := range c.shelf().byKind[res.kind] {
		if o["deleted"] != true && c.world.visible(o) && keep(o) {
			found = append(found, o)
		}
	}
	if g := c.shelf().generated; g != nil && g.count(res.kind) > 0 {
		return c.listGenerated(res, g, found, keep)
	}
	newestFirst(found)
	page, more, failure := c.page(res, found)
	if failure != nil {
		return nil, failure
	}
	return c.renderPage(res.kind, object{"object": "list", "url": "/v1/" + res.path, "has_more": more}, page)
}

// readFilters turns the parameters of a list into one predicate.
func (c *call) readFilters(res resource) (func(object) bool, *stripeError) {
	var all []func(object) bool
	for key, values := range c.query {
		name, sub := cutKey(key)
		value := values[0]
		if name == "created" || isRange(res.filters[name]) {
			in, failure := within(name, sub, value)
			if failure != nil {
				return nil, failure
			}
			all = append(all, in)
			continue
		}
		f, ok := res.filters[name]
		if !ok {
			continue // limit, cursors and expand
		}
		if failure := c.refuse(f, key, value); failure != nil {
			return nil, failure
		}
		if f.match != nil {
			all = append(all, func(o object) bool { return f.match(o, value) })
		}
	}
	if res.always != nil {
		keep, failure := res.always(c)
		if failure != nil {
			return nil, failure
		}
		all = append(all, keep)
	}
	return func(o object) bool {
		return !slices.ContainsFunc(all, func(f func(object) bool) bool { return !f(o) })
	}, nil
}

// refuse says what is wrong with a parameter of a list; nil: nothing.
func (c *call) refuse(f filter, key, value string) *stripeError {
	name, sub := cutKey(key)
	switch {
	case value == "":
		return emptyParameter(name)
	case f.nested == nil && sub != nil, f.nested != nil && (len(sub) != 1 || !slices.Contains(f.nested, sub[0])):
		return unknownParameter(key)
	case f.oneOf != nil && !slices.Contains(f.oneOf, value):
		return badParameter(name, "Invalid "+name+": must be one of "+strings.Join(f.oneOf, ", "))
	case f.refers == "":
		return nil
	}
	if _, ok := c.shelf().get(f.refers, value); !ok {
		return missing(400, f.refers, value, name, c.key.mode, c.inOtherMode(f.refers, value))
	}
	return nil
}

// uncancelled: unless a status is asked for, Stripe leaves out subscriptions that are
// cancelled (docs.stripe.com/api/subscriptions/list).
func (c *call) uncancelled() (func(object) bool, *stripeError) {
	asked := c.query.Has("status")
	return func(o object) bool { return asked || o["status"] != "canceled" }, nil
}

func detailsEmail(session object, email string) bool {
	d, _ := session["customer_details"].(object)
	return text(d["email"]) == email
}

// eventsKept are those not older than Stripe keeps them, of the types asked for.
func (c *call) eventsKept() (func(object) bool, *stripeError) {
	types := c.query["types[]"]
	switch {
	case len(types) > 0 && c.query.Has("type"):
		return nil, badParameter("types", "You may pass either `type` or `types`, but not both.")
	case len(types) > 20:
		return nil, badParameter("types", "Array types exceeded maximum 20 allowed elements.")
	}
	oldest := c.world.now().AddDate(0, 0, -eventDays).Unix()
	return func(o object) bool {
		return number64(o["created"]) >= oldest &&
			(len(types) == 0 || slices.ContainsFunc(types, func(t string) bool { return eventType(o, t) }))
	}, nil
}

func isRange(f filter) bool { return len(f.nested) == len(ranges) && f.nested[0] == ranges[0] }

// within reads field=…, field[gte]=… and their kind: Unix seconds.
func within(field string, sub []string, value string) (func(object) bool, *stripeError) {
	limit, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return nil, badParameter(field, "Invalid integer: "+value)
	}
	op := "" // exactly then
	if len(sub) > 0 {
		op = sub[0]
	}
	compare, known := comparisons[op]
	if len(sub) > 1 || !known {
		return nil, unknownParameter(field + "[" + strings.Join(sub, "][") + "]")
	}
	return func(o object) bool { return o[field] != nil && compare(number64(o[field]), limit) }, nil
}

// comparisons are those of the bounds of lists.
var comparisons = map[string]func(at, limit int64) bool{
	"":    func(at, limit int64) bool { return at == limit },
	"gt":  func(at, limit int64) bool { return at > limit },
	"gte": func(at, limit int64) bool { return at >= limit },
	"lt":  func(at, limit int64) bool { return at < limit },
	"lte": func(at, limit int64) bool { return at <= limit },
}

// allow refuses every parameter but expand and the named ones, as Stripe does.
func (c *call) allow(names ...string) *stripeError {
	for key, values := range c.query {
		name, _ := cutKey(key)
		if name != "expand" && !slices.Contains(names, name) {
			return unknownParameter(name)
		}
		if values[0] == "" {
			return emptyParameter(name)
		}
	}
	return nil
}

// cutKey takes "name[a][b]" apart.
func cutKey(key string) (name string, sub []string) {
	name, rest, ok := strings.Cut(key, "[")
	if !ok {
		return key, nil
	}
	return name, strings.Split(strings.TrimSuffix(rest, "]"), "][")
}

// id is the id of a reference or of an embedded object.
func id(v any) string {
	if o, ok := v.(object); ok {
		return text(o["id"])
	}
	return text(v)
}
