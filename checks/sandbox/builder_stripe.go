package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// money is an amount in the smallest unit of a currency, as Stripe sends it.
type money struct {
	amount   int64
	currency string
}

func usd(cents int64) money { return money{cents, "usd"} }
func eur(cents int64) money { return money{cents, "eur"} }

// sale is one payment with everything that belongs to it. Parts that a kind
// of sale does not have are nil.
type sale struct {
	b            stripeSide
	customer     object
	subscription object
	invoice      object
	intent       object
	charge       object
	session      object
	price        object
	money        money
	parts        []object // the charges, where there are several
}

// customer makes a Stripe customer half an hour before the sale.
func (b stripeSide) customer(name, email string, fields ...object) object {
	c := b.made("customer", "cus", b.before(30*time.Minute))
	c["name"], c["email"] = orNull(name), orNull(email)
	c["invoice_prefix"] = strings.ToUpper(token("prefix "+text(c["id"]), 8))
	return b.put(c, fields...)
}

// buyer is a customer with an invented name.
func (b stripeSide) buyer(fields ...object) object {
	name, email := b.person()
	return b.customer(name, email, fields...)
}

// namesakes are further customers of a buyer, one for each checkout that they gave
// up; none has paid.
func (b stripeSide) namesakes(c object, n int) {
	for i := range n {
		b.customer(text(c["name"]), text(c["email"]), object{"created": b.after(time.Duration(i+1) * time.Hour).Unix()})
	}
}

// deleted turns a customer into the stub that Stripe leaves.
func (b stripeSide) deleted(c object) {
	for k := range c {
		if k != "id" && k != "object" {
			delete(c, k)
		}
	}
	c["deleted"] = true
}

// coupon makes a coupon of 20 % for ever, unless the fields say otherwise.
func (b stripeSide) coupon(id string, fields ...object) object {
	c := shape("coupon")
	c["id"], c["created"], c["percent_off"], c["times_redeemed"] = id, b.before(90*24*time.Hour).Unix(), 20, 3
	return b.put(c, fields...)
}

// promotionCode makes a code that buyers type for a coupon.
func (b stripeSide) promotionCode(code string, coupon object, fields ...object) object {
	p := b.made("promotion_code", "promo", b.before(60*24*time.Hour))
	p["code"], p["coupon"], p["times_redeemed"] = code, plain(coupon), 2
	return b.put(p, fields...)
}

// discount is one use of a coupon; promo may be nil.
func (b stripeSide) discount(customer, coupon, promo object, at time.Time) object {
	d := shape("discount")
	d["id"], d["start"], d["coupon"] = b.id("di"), at.Unix(), plain(coupon)
	if customer != nil {
		d["customer"] = customer["id"]
	}
	if promo != nil {
		d["promotion_code"] = promo["id"]
	}
	if months := number64(coupon["duration_in_months"]); months > 0 {
		d["end"] = at.Unix() + months*month
	}
	return b.put(d)
}

// reduction is what a discount takes off an amount.
func reduction(d object, amount int64) int64 {
	coupon, _ := d["coupon"].(object)
	off := number64(coupon["amount_off"])
	switch p := coupon["percent_off"].(type) {
	case int:
		off = amount * int64(p) / 100
	case float64:
		off = int64(float64(amount)*p/100 + 0.5)
	}
	return min(off, amount)
}

// priceOf is a price of the shop, monthly or for once.
func (b stripeSide) priceOf(m money, recurring bool) object {
	p := shape("price")
	seed := fmt.Sprintf("%s price %d %s %t", b.world.seed, m.amount, m.currency, recurring)
	merge(p, object{
		"id": stripeID("price", b.world.account.id, seed), "product": stripeID("prod", b.world.account.id, b.world.seed+" product"),
		"created": b.world.start.AddDate(-1, 0, 0).Unix(), "currency": m.currency, "unit_amount": m.amount,
		"unit_amount_decimal": strconv.FormatInt(m.amount, 10), "livemode": b.mode == live,
	})
	if recurring {
		p["type"] = "recurring"
		p["recurring"] = object{"aggregate_usage": nil, "interval": "month", "interval_count": 1, "usage_type": "licensed"}
	}
	return p
}

// line is one line of an invoice.
func line(w *world, sub, price object, seed string, amount, from, to int64) object {
	l := shape("line_item")
	merge(l, object{
		"id": stripeID("il", w.account.id, seed), "amount": amount, "amount_excluding_tax": amount, "currency": price["currency"],
		"description": "1 × Notes Pro", "price": price, "period": object{"start": from, "end": to},
		"unit_amount_excluding_tax": strconv.FormatInt(amount, 10), "livemode": price["livemode"],
	})
	if sub == nil {
		l["type"], l["description"] = "invoiceitem", "Notes Pro, lifetime"
		l["invoice_item"] = stripeID("ii", w.account.id, seed)
		return l
	}
	l["subscription"] = sub["id"]
	l["subscription_item"] = firstItem(sub)["id"]
	return l
}

// subscription makes a subscription and its first invoice, which is paid
// unless a state says otherwise.
func (b stripeSide) subscription(customer object, m money, states ...state) *sale {
	price := b.priceOf(m, true)
	sub := b.made("subscription", "sub", b.at.Add(-time.Minute))
	start := number64(sub["created"])
	item := shape("subscription_item")
	merge(item, object{"id": b.id("si"), "created": start, "price": price, "subscription": sub["id"]})
	merge(sub, object{
		"customer": customer["id"], "currency": m.currency, "start_date": start, "billing_cycle_anchor": start,
		"current_period_start": start, "current_period_end": start + month,
		"items": object{"data": []any{item}, "url": "/v1/subscription_items?subscription=" + text(sub["id"])},
	})
	b.put(sub)
	s := &sale{b: b, customer: customer, subscription: sub, price: price, money: m}
	s.bill("subscription_create", b.at, states...)
	return s
}

// renewal is another invoice of the same subscription.
func (s *sale) renewal(at time.Time, states ...state) *sale {
	next := &sale{b: s.b, customer: s.customer, subscription: s.subscription, price: s.price, money: s.money}
	merge(s.subscription, object{"current_period_start": at.Unix(), "current_period_end": at.Unix() + month})
	next.bill("subscription_cycle", at, states...)
	return next
}

// invoiced is a single invoice without a subscription.
func (b stripeSide) invoiced(customer object, m money, states ...state) *sale {
	s := &sale{b: b, customer: customer, price: b.priceOf(m, false), money: m}
	s.bill("manual", b.at, states...)
	return s
}

// bill makes an invoice with its payment intent and charge, then puts it into its states.
func (s *sale) bill(reason string, at time.Time, states ...state) {
	b := s.b
	inv := b.made("invoice", "in", at.Add(-time.Minute))
	created, amount := number64(inv["created"]), s.money.amount
	s.invoice = inv
	merge(inv, object{
		"account_name": b.world.account.name, "billing_reason": reason, "customer": s.customer["id"], "customer_email": s.customer["email"],
		"customer_name": s.customer["name"], "currency": s.money.currency, "period_start": created, "period_end": created,
		"number": b.invoiceNumber(s.customer), "effective_at": created, "auto_advance": false, "webhooks_delivered_at": created,
		"status": "paid", "paid": true, "attempted": true, "attempt_count": 1, "ending_balance": 0,
		"status_transitions": object{"finalized_at": created, "paid_at": at.Unix()},
		"hosted_invoice_url": fmt.Sprintf(
			"https://invoice.stripe.com/i/%s/%s_%s?s=ap",
			b.world.account.id,
			b.mode,
			token("hosted "+text(inv["id"]), 40),
		),
		"invoice_pdf": fmt.Sprintf(
			"https://pay.stripe.com/invoice/%s/%s_%s/pdf?s=ap",
			b.world.account.id,
			b.mode,
			token("pdf "+text(inv["id"]), 40),
		),
	})
	from, to := created, created
	if s.subscription != nil {
		inv["subscription"] = s.subscription["id"]
		inv["subscription_details"] = object{"metadata": s.subscription["metadata"]}
		s.subscription["latest_invoice"] = inv["id"]
		to += month
	}
	inv["lines"] = object{
		"object": "list", "has_more": false, "url": "/v1/invoices/" + text(inv["id"]) + "/lines",
		"data": []any{line(b.world, s.subscription, s.price, text(inv["id"]), amount, from, to)},
	}
	b.put(inv)
	s.pay(at)
	s.amounts(amount, amount)
	for _, f := range states {
		f(s)
	}
}

// invoiceNumber counts a customer's invoices.
func (b stripeSide) invoiceNumber(customer object) string {
	n := number64(customer["next_invoice_sequence"])
	customer["next_invoice_sequence"] = n + 1
	return fmt.Sprintf("%s-%04d", text(customer["invoice_prefix"]), n)
}

// pay makes the payment intent and the charge of the sale.
func (s *sale) pay(at time.Time) {
	b := s.b
	pi := b.made("payment_intent", "pi", at.Add(-time.Minute))
	ch := b.made("charge", "ch", at)
	s.intent, s.charge = pi, ch
	merge(
		pi,
		object{
			"client_secret": text(pi["id"]) + "_secret_" + token("secret "+text(pi["id"]), 25),
			"latest_charge": ch["id"],
			"currency":      s.money.currency,
		},
	)
	merge(ch, object{
		"payment_intent": pi["id"], "currency": s.money.currency, "balance_transaction": b.id("txn"), "payment_method": b.id("pm"),
		"outcome": object{
			"network_status": "approved_by_network", "reason": nil, "risk_level": "normal", "risk_score": 12,
			"seller_message": "Payment complete.", "type": "authorized",
		},
		"receipt_url": "https://pay.stripe.com/receipts/payment/" + base64.RawURLEncoding.EncodeToString(
			append([]byte("\x08\x07\x1a\x17\x0a\x15"), b.world.account.id+token("receipt "+text(ch["id"]), 40)...)),
	})
	if s.customer != nil {
		pi["customer"], ch["customer"] = s.customer["id"], s.customer["id"]
		merge(ch, object{"billing_details": object{"email": s.customer["email"], "name": s.customer["name"]}})
	}
	if s.invoice != nil {
		pi["invoice"], ch["invoice"] = s.invoice["id"], s.invoice["id"]
		s.invoice["payment_intent"], s.invoice["charge"] = pi["id"], ch["id"]
		pi["description"], ch["description"] = "Subscription creation", "Subscription creation"
	}
	b.put(pi)
	b.put(ch)
}

// amounts writes what was asked and what is paid wherever Stripe repeats it.
func (s *sale) amounts(subtotal, total int64) {
	if s.invoice != nil {
		merge(s.invoice, object{
			"subtotal": subtotal, "subtotal_excluding_tax": subtotal, "total": total, "total_excluding_tax": total,
			"amount_due": total, "amount_paid": total, "amount_remaining": 0,
		})
	}
	if s.intent != nil {
		merge(s.intent, object{"amount": total, "amount_received": total})
	}
	if s.charge != nil {
		merge(s.charge, object{"amount": total, "amount_captured": total})
	}
	if s.session != nil {
		merge(
			s.session,
			object{"amount_subtotal": subtotal, "amount_total": total, "total_details": object{"amount_discount": subtotal - total}},
		)
	}
}

// charged is a one-off payment without an invoice. customer nil is a guest.
func (b stripeSide) charged(customer object, m money, states ...state) *sale {
	s := &sale{b: b, customer: customer, price: b.priceOf(m, false), money: m}
	s.pay(b.at)
	s.amounts(m.amount, m.amount)
	for _, f := range states {
		f(s)
	}
	return s
}

// guest is a one-off payment through Checkout without a customer.
func (b stripeSide) guest(name, email string, m money) *sale {
	s := b.charged(nil, m)
	merge(s.charge, object{"billing_details": object{"email": orNull(email), "name": orNull(name)}})
	s.checkout()
	merge(s.session, object{"customer_details": object{"email": orNull(email), "name": orNull(name)}, "customer_creation": "if_required"})
	return s
}

// checkout puts a finished Checkout Session before the sale.
func (s *sale) checkout(fields ...object) *sale {
	b := s.b
	cs := b.made("checkout.session", "cs", b.at.Add(-10*time.Minute))
	s.session = cs
	merge(cs, object{
		"currency": s.money.currency, "expires_at": number64(cs["created"]) + day, "mode": "payment", "locale": "auto",
		"amount_subtotal": s.money.amount, "amount_total": s.money.amount,
		"+line_items": object{
			"object":   "list",
			"data":     []any{},
			"has_more": false,
			"url":      "/v1/checkout/sessions/" + text(cs["id"]) + "/line_items",
		},
	})
	if s.customer != nil {
		merge(
			cs,
			object{"customer": s.customer["id"], "customer_details": object{"email": s.customer["email"], "name": s.customer["name"]}},
		)
	}
	switch {
	case s.subscription != nil:
		merge(cs, object{"mode": "subscription", "subscription": s.subscription["id"], "invoice": s.invoice["id"]})
	case s.invoice != nil:
		merge(cs, object{"invoice": s.invoice["id"], "payment_intent": s.intent["id"], "invoice_creation": object{"enabled": true}})
	case s.intent != nil:
		cs["payment_intent"] = s.intent["id"]
	}
	b.put(cs, fields...)
	return s
}

// paymentLink says that the session came from a Payment Link.
func (s *sale) paymentLink() object {
	return object{"payment_link": stripeID("plink", s.b.world.account.id, s.b.world.seed+" payment link")}
}

// off gives the sale a discount: on the invoice and its subscription, or on
// the session of a payment that has no invoice.
func (s *sale) off(coupon, promo object) *sale {
	d := s.b.discount(s.customer, coupon, promo, s.b.at)
	total := s.money.amount - reduction(d, s.money.amount)
	if s.invoice != nil {
		s.onInvoice(d)
		if s.subscription != nil {
			d["subscription"] = s.subscription["id"]
			if coupon["duration"] != "once" {
				s.subscription["discount"], s.subscription["discounts"] = d, []any{d["id"]}
			}
		}
	}
	s.onSession(d)
	s.amounts(s.money.amount, total)
	if total == 0 {
		s.nothingToPay()
	}
	return s
}

// onInvoice writes a discount on the invoice beside those already there.
func (s *sale) onInvoice(d object) {
	held, _ := s.invoice["discounts"].([]any)
	all := append(append([]any{}, held...), d["id"])
	amounts, _ := s.invoice["total_discount_amounts"].([]any)
	s.invoice["discounts"] = all
	s.invoice["total_discount_amounts"] = append(
		append([]any{}, amounts...),
		object{"amount": reduction(d, s.money.amount), "discount": d["id"]},
	)
	s.invoice["discount"] = d
	if len(all) > 1 { // Stripe empties the single field then
		s.invoice["discount"] = nil
	}
	for _, l := range s.lines() {
		l["discount_amounts"] = s.invoice["total_discount_amounts"]
	}
}

// onLaterLine moves the invoice's discounts to lines after the ten that Stripe shows
// with an invoice: only its amounts still name them.
func (s *sale) onLaterLine() {
	merge(s.invoice, object{"discount": nil, "discounts": []any{}})
	lines, _ := s.invoice["lines"].(object)
	lines["has_more"] = true
	for _, l := range s.lines() {
		merge(l, object{"discounts": []any{}, "discount_amounts": []any{}})
	}
	if s.subscription != nil {
		merge(s.subscription, object{"discount": nil, "discounts": []any{}})
	}
}

// onSession writes a discount into the session's breakdown.
func (s *sale) onSession(d object) {
	if s.session == nil {
		return
	}
	d["checkout_session"] = s.session["id"]
	details, _ := s.session["total_details"].(object)
	details["+breakdown"] = object{"taxes": []any{}, "discounts": []any{object{"amount": reduction(d, s.money.amount), "discount": d}}}
}

func (s *sale) lines() (out []object) {
	lines, _ := s.invoice["lines"].(object)
	data, _ := lines["data"].([]any)
	for _, l := range data {
		out = append(out, l.(object))
	}
	return out
}

// refund pays back an amount of the charge.
func (s *sale) refund(amount int64) *sale {
	prefix := "re"
	if strings.HasPrefix(text(s.charge["id"]), "py_") {
		prefix = "pyr"
	}
	r := s.b.made("refund", prefix, s.b.after(2*time.Hour))
	s.b.put(
		r,
		object{
			"amount":         amount,
			"charge":         s.charge["id"],
			"payment_intent": s.charge["payment_intent"],
			"currency":       s.money.currency,
			"reason":         "requested_by_customer",
		},
	)
	s.charge["amount_refunded"] = amount
	s.charge["refunded"] = amount == number64(s.charge["amount_captured"])
	return s
}

// dispute opens a dispute over the charge.
func (s *sale) dispute(status string) {
	d := s.b.made("dispute", "dp", s.b.after(3*time.Hour))
	s.charge["disputed"], s.charge["dispute"] = !strings.HasPrefix(status, "warning_"), d["id"]
	s.b.put(d, object{
		"status": status, "charge": s.charge["id"], "payment_intent": s.charge["payment_intent"], "amount": s.charge["amount"],
		"currency": s.money.currency, "is_charge_refundable": false,
	})
}

// emailChanged gives a customer another address and leaves the event that says so.
func (b stripeSide) emailChanged(c object, from string, at time.Time) {
	e := b.made("event", "evt", at)
	b.put(e, object{"type": "customer.updated"})
	e["data"] = object{"object": plain(c), "previous_attributes": object{"email": from}}
}

// invoiceFor turns a one-off payment into one with an invoice of its own, as
// Checkout does on request.
func (s *sale) invoiceFor() *sale {
	s.b.drop(s.charge)
	s.b.drop(s.intent)
	session := s.session
	s.session = nil
	s.bill("manual", s.b.at)
	if s.session = session; session != nil {
		merge(session, object{"invoice": s.invoice["id"], "payment_intent": s.intent["id"], "invoice_creation": object{"enabled": true}})
	}
	return s
}

// declinedBefore adds a declined attempt shortly before the one that worked.
func (b stripeSide) declinedBefore(s *sale) object {
	ch := b.made("charge", "ch", b.before(2*time.Minute))
	merge(ch, object{
		"amount": s.money.amount, "currency": s.money.currency, "customer": s.charge["customer"], "invoice": s.charge["invoice"],
		"payment_intent": s.charge["payment_intent"], "billing_details": s.charge["billing_details"], "status": "failed", "paid": false,
		"captured":     false,
		"failure_code": "card_declined", "failure_message": "Your card was declined.",
	})
	if s.invoice != nil {
		s.invoice["attempt_count"] = 2
	}
	return b.put(ch)
}

// visitorID is a version-4 UUID, as FirstPromoter's script gives every visitor.
func visitorID(seed string) string {
	sum := sha256.Sum256([]byte("visitor " + seed))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
