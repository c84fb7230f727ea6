package sandbox

import "slices"

// previews are the parameters of GET /v1/invoices/upcoming that this program
// has any use for; Stripe knows more, all of which change the preview.
var previews = []string{"customer", "subscription", "schedule", "coupon", "currency"}

// upcoming previews the next invoice of a customer's newest running subscription.
func (c *call) upcoming() (any, *stripeError) {
	if f := c.allow(previews...); f != nil {
		return nil, f
	}
	if f := c.need("rak_invoice_read"); f != nil {
		return nil, f
	}
	for _, name := range []string{"customer", "subscription"} {
		if v := c.query.Get(name); v != "" {
			if _, ok := c.shelf().get(name, v); !ok {
				return nil, missing(404, name, v, name, c.key.mode, c.inOtherMode(name, v))
			}
		}
	}
	customer, only := c.query.Get("customer"), c.query.Get("subscription")
	if customer == "" && only == "" {
		return nil, &stripeError{status: 400, message: "You must either provide a `customer` or a `subscription`."}
	}
	var running []object
	for _, s := range c.shelf().byKind["subscription"] {
		if (customer == "" || s["customer"] == customer) && (only == "" || s["id"] == only) &&
			slices.Contains([]string{"active", "trialing", "past_due"}, text(s["status"])) && s["cancel_at_period_end"] != true {
			running = append(running, s)
		}
	}
	if len(running) == 0 {
		return nil, &stripeError{status: 404, code: "invoice_upcoming_none", message: "No upcoming invoices for customer: " + customer}
	}
	newestFirst(running)
	return c.render(preview(c, running[0]), c.expand)
}

// preview is the invoice that a subscription will raise next. It has no id.
func preview(c *call, sub object) object {
	inv := shape("invoice")
	delete(inv, "id")
	due := number64(sub["current_period_end"])
	item := firstItem(sub)
	price, _ := item["price"].(object)
	amount := number64(price["unit_amount"])
	merge(inv, object{
		"status": "draft", "billing_reason": "upcoming", "customer": sub["customer"], "subscription": sub["id"],
		"created": due, "period_start": due, "period_end": due, "next_payment_attempt": due + 3600, "currency": sub["currency"],
		"subtotal": amount, "total": amount, "amount_due": amount, "amount_remaining": amount,
		"subtotal_excluding_tax": amount, "total_excluding_tax": amount, "livemode": c.key.mode == live,
		"account_name":         c.world.account.name,
		"subscription_details": object{"metadata": sub["metadata"]},
		"lines": object{
			"data": []any{line(c.world, sub, price, "upcoming "+text(sub["id"]), amount, due, due+month)},
			"url":  "/v1/invoices/upcoming/lines?customer=" + text(sub["customer"]),
		},
	})
	if customer, ok := c.shelf().get("customer", text(sub["customer"])); ok {
		inv["customer_email"], inv["customer_name"] = customer["email"], customer["name"]
	}
	if d, ok := sub["discount"].(object); ok && outlasts(d, due) {
		inv["discount"], inv["discounts"] = clone(d), []any{d["id"]}
		inv["total"] = amount - reduction(d, amount)
		inv["amount_due"], inv["amount_remaining"] = inv["total"], inv["total"]
	}
	return inv
}

// outlasts reports whether a discount still applies at a moment.
func outlasts(d object, at int64) bool {
	coupon, _ := d["coupon"].(object)
	return coupon["duration"] != "once" && (d["end"] == nil || number64(d["end"]) > at)
}

func firstItem(sub object) object {
	items, _ := sub["items"].(object)
	data, _ := items["data"].([]any)
	if len(data) == 0 {
		return object{}
	}
	item, _ := data[0].(object)
	return item
}
