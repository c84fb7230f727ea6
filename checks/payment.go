package checks

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// payment is item 5: did an actual payment over the minimum happen?
func (w *walk) payment() []Finding {
	if w.settled != nil {
		if w.settled.item == Payment {
			return []Finding{w.finding("sale-not-found", w.args(), w.queryObject())}
		}
		return w.notReached(w.settled.item)
	}
	if w.sale == nil {
		return w.nothingPaid()
	}
	out := w.paymentState()
	if w.recorded != nil {
		out = w.harmless(out)
	}
	out = append(out, w.afterwards()...)
	if w.recorded == nil && w.sale.MoneyMoved() && w.now.Sub(w.sale.Time()) < settleTime {
		out = append(out, w.finding("too-recent", w.args(), w.saleObject()))
	}
	// A list that could not be read may hold a newer payment, a refund or a dispute.
	return append(out, w.gaps(record.PartAsked, record.PartInvoices, record.PartCharges, record.PartDisputes)...)
}

// harmless turns what would have kept a sale from being recorded into notes:
// it was recorded all the same.
func (w *walk) harmless(found []Finding) []Finding {
	for i := range found {
		if found[i].Verdict != Pass {
			found[i].Verdict, found[i].Remedies = Info, nil
		}
	}
	return found
}

// nothingPaid: the buyer has neither an invoice nor a charge.
func (w *walk) nothingPaid() []Finding {
	parts := []record.Part{record.PartAsked, record.PartInvoices, record.PartCharges}
	if w.payer == nil {
		parts = append(parts, record.PartCustomers)
	}
	if gaps := w.gaps(parts...); len(gaps) > 0 {
		return gaps
	}
	later, isLater := w.later()
	if isLater && later.Cause != "invoice-upcoming" {
		return []Finding{later}
	}
	if gaps := w.gaps(record.PartSubscriptions, record.PartSchedules); len(gaps) > 0 {
		return gaps
	}
	if isLater {
		return []Finding{later}
	}
	return []Finding{w.finding("no-payment", w.args(), w.customerObject())}
}

// later is a payment that is still to come: a trial, a start in the future, an
// upcoming invoice.
func (w *walk) later() (Finding, bool) {
	s := &w.ev.Stripe
	for _, sub := range s.Subscriptions {
		if w.ours(sub.CustomerID, sub.ID) && sub.Status == "trialing" && sub.TrialEnd.After(w.now) {
			return w.finding("trial", w.args(record.Args{"trialend": when(sub.TrialEnd), "until": when(sub.TrialEnd)}), w.stripeObject(record.TypeSubscription, sub.ID), w.saleObject()), true
		}
	}
	for _, sub := range s.Subscriptions {
		if w.ours(sub.CustomerID, sub.ID) && sub.StartDate.After(w.now) {
			return w.finding("subscription-not-started", w.args(record.Args{"startsat": when(sub.StartDate), "until": when(sub.StartDate)}), w.stripeObject(record.TypeSubscription, sub.ID)), true
		}
	}
	for _, x := range s.Schedules {
		if w.ours(x.CustomerID, x.SubscriptionID) && x.Status == "not_started" {
			return w.finding("subscription-not-started", w.args(record.Args{"startsat": when(x.StartDate), "until": when(x.StartDate)}), w.stripeObject(record.TypeSchedule, x.ID)), true
		}
	}
	// Asked about one payment or subscription, the next invoice may be another's.
	if up := s.Upcoming; up != nil && up.AmountDue.Minor > 0 && !w.ev.Query.IsPayment() && (w.ev.Query.Kind != record.BySubscription || up.SubscriptionID == w.ev.Query.Value) {
		due := up.NextAttempt
		if record.Unknown(due) {
			due = up.Created
		}
		object := w.stripeObject(record.TypeSubscription, up.SubscriptionID)
		if up.SubscriptionID == "" {
			object = w.customerObject()
		}
		return w.finding("invoice-upcoming", w.args(record.Args{"amount": amount(up.AmountDue), "dueat": when(due), "until": when(due)}), object), true
	}
	return Finding{}, false
}

// ours: the subscription belongs to the payer, and to the sale where the sale has one.
func (w *walk) ours(customerID, subscriptionID string) bool {
	if w.ev.Query.Kind == record.BySubscription {
		return subscriptionID == w.ev.Query.Value
	}
	if w.sale != nil && w.sale.SubscriptionID() != "" && subscriptionID != "" {
		return subscriptionID == w.sale.SubscriptionID()
	}
	return w.payer != nil && customerID == w.payer.ID
}

func (w *walk) paymentState() []Finding {
	switch {
	case w.sale.Invoice != nil:
		return []Finding{w.invoiceState(w.sale.Invoice)}
	case w.sale.Charge != nil:
		return []Finding{w.chargeState(w.sale.Charge)}
	case w.sale.Intent != nil:
		return []Finding{w.intentState(w.sale.Intent)}
	}
	return []Finding{w.sessionState(w.sale.Session)}
}

func (w *walk) paymentFinding(cause string, m record.Money, more record.Args) Finding {
	a := record.Args{"amount": amount(m)}
	for k, v := range more {
		a[k] = v
	}
	objects := []Object{w.saleObject()}
	if c := w.sale.Charge; c != nil {
		objects = append(objects, w.stripeObject(record.TypeCharge, c.ID))
	}
	return w.finding(cause, w.args(a), objects...)
}

func (w *walk) invoiceState(i *record.Invoice) Finding {
	switch i.Status {
	case "draft":
		return w.paymentFinding("invoice-draft", i.AmountDue, nil)
	case "void":
		return w.paymentFinding("invoice-void", i.Total, nil)
	case "uncollectible":
		return w.paymentFinding("invoice-uncollectible", i.AmountDue, nil)
	case "open":
		return w.openInvoice(i)
	}
	if i.PaidOutOfBand {
		return w.paymentFinding("paid-out-of-band", i.AmountPaid, record.Args{"total": amount(i.Total)})
	}
	paid := i.AmountPaid
	low, listed := paid.Minimum()
	short := paid.Minor <= 0 || listed && paid.Minor < low
	switch {
	case !short:
		return w.enough(paid)
	case paid.Minor <= 0 && i.Total.Minor <= 0:
		return w.zeroInvoice(i)
	case i.Total.Minor > paid.Minor:
		args := record.Args{"total": amount(i.Total), "rest": words("the rest")}
		if paid.Minor <= 0 {
			args["amount"], args["rest"] = words("nothing"), words("it")
		}
		return w.paymentFinding("paid-from-credit", paid, args)
	}
	return w.enough(paid)
}

// zeroInvoice: paid, with nothing to pay. A trial or a later start explains it
// best, then a coupon.
func (w *walk) zeroInvoice(i *record.Invoice) Finding {
	later, isLater := w.later()
	if isLater && later.Cause != "invoice-upcoming" {
		return later
	}
	if i.Subtotal.Minor > 0 && (len(i.Discounts) > 0 || i.DiscountsUnread) {
		return w.zeroCoupon(i.AmountPaid, i.Discounts, i.Subtotal)
	}
	// What cannot be read may be a trial.
	if gaps := w.gaps(record.PartSubscriptions); len(gaps) > 0 {
		return gaps[0]
	}
	if isLater {
		return later
	}
	return w.paymentFinding("zero-invoice", i.AmountPaid, nil)
}

// zeroCoupon names, of several discounts, the one that took off the whole price.
func (w *walk) zeroCoupon(paid record.Money, discounts []record.Discount, price record.Money) Finding {
	if len(discounts) == 0 {
		return w.paymentFinding("zero-coupon", paid, record.Args{"salecoupon": words("on it")})
	}
	whole := max(0, slices.IndexFunc(discounts, func(d record.Discount) bool {
		off := d.Coupon.AmountOff
		return d.Coupon.PercentOff >= 100 || price.Minor > 0 && off.Currency == price.Currency && off.Minor >= price.Minor
	}))
	d := discounts[whole]
	f := w.paymentFinding("zero-coupon", paid, record.Args{"salecoupon": coupon(couponWords(d))})
	f.Objects = append(f.Objects, w.stripeObject(record.TypeCoupon, d.Coupon.ID))
	return f
}

// enough compares money that moved with the minimum: the help article says
// more than $0.50, other pages 0.50 or above. Where Stripe lists no minimum
// for a currency only 0 is too small.
func (w *walk) enough(paid record.Money) Finding {
	low, listed := paid.Minimum()
	switch {
	case listed && paid.Minor < low || paid.Minor <= 0:
		return w.paymentFinding("amount-too-small", paid, record.Args{"minimum": amount(record.Money{Minor: low, Currency: paid.Currency})})
	case listed && paid.Minor == low:
		return w.paymentFinding("amount-borderline", paid, nil)
	}
	return w.paymentFinding("paid", paid, nil)
}

func (w *walk) openInvoice(i *record.Invoice) Finding {
	charge, intent := w.sale.Charge, w.sale.Intent
	switch {
	case intent != nil && (intent.Status == "requires_action" || intent.Status == "requires_confirmation"):
		return w.intentState(intent)
	case intent != nil && (intent.Status == "processing" || intent.Status == "requires_capture"):
		return w.intentState(intent)
	case charge != nil && charge.Status != "succeeded":
		return w.chargeState(charge)
	case charge != nil && !charge.Captured:
		return w.chargeState(charge)
	case intent != nil && (intent.ErrorMessage != "" || intent.ErrorCode != ""):
		return w.intentState(intent)
	}
	due := ""
	var at time.Time
	switch {
	case !record.Unknown(i.DueDate) && i.DueDate.Before(w.now):
		due, at = " It was due on ", i.DueDate
	case !record.Unknown(i.DueDate):
		due, at = " It is due on ", i.DueDate
	case !record.Unknown(i.NextAttempt):
		due, at = " Stripe tries next on ", i.NextAttempt
	}
	f := w.paymentFinding("invoice-open", i.AmountDue, nil)
	if due != "" {
		f.Summary = append(f.Summary, words(due), when(at), words("."))
	}
	return f
}

func (w *walk) chargeState(c *record.Charge) Finding {
	switch {
	case c.Status == "failed":
		return w.paymentFinding("payment-failed", c.Amount, record.Args{"decline": declined(c.FailureMessage, c.SellerMessage, c.FailureCode)})
	case c.Status == "pending":
		return w.paymentFinding("payment-pending", c.Amount, record.Args{"method": code(methodWords(c.MethodType))})
	case !c.Captured && (c.Refunded || c.AmountRefunded.Minor > 0):
		return w.paymentFinding("payment-uncaptured", c.Amount, record.Args{"released": words(" The authorisation has been released since.")})
	case !c.Captured:
		return w.paymentFinding("payment-uncaptured", c.Amount, nil)
	}
	return w.enough(c.AmountCaptured)
}

func (w *walk) intentState(p *record.PaymentIntent) Finding {
	switch p.Status {
	case "succeeded":
		return w.enough(p.AmountReceived)
	case "processing":
		return w.paymentFinding("payment-pending", p.Amount, nil)
	case "requires_capture":
		return w.paymentFinding("payment-uncaptured", p.Amount, nil)
	case "requires_payment_method", "canceled":
		if p.ErrorMessage != "" || p.ErrorCode != "" {
			return w.paymentFinding("payment-failed", p.Amount, record.Args{"decline": declined(p.ErrorMessage, "", p.ErrorCode)})
		}
		if p.Status == "canceled" {
			return w.paymentFinding("payment-failed", p.Amount, record.Args{"decline": words("it was cancelled before anything was paid.")})
		}
	}
	return w.paymentFinding("payment-incomplete", p.Amount, nil)
}

func (w *walk) sessionState(s *record.Session) Finding {
	switch {
	case s.PaymentStatus == "no_payment_required" && len(s.Discounts) > 0:
		return w.zeroCoupon(s.AmountTotal, s.Discounts, record.Money{})
	case s.PaymentStatus == "no_payment_required":
		if f, ok := w.later(); ok {
			return f
		}
		return w.paymentFinding("zero-invoice", s.AmountTotal, nil)
	case s.PaymentStatus == "paid":
		return w.enough(s.AmountTotal)
	case s.Status == "complete":
		return w.paymentFinding("payment-pending", s.AmountTotal, nil)
	}
	return w.paymentFinding("payment-incomplete", s.AmountTotal, nil)
}

// afterwards is what became of money that did move.
func (w *walk) afterwards() []Finding {
	c := w.sale.Charge
	if c == nil {
		return nil
	}
	var out []Finding
	refunded := givenBack(c)
	args := record.Args{"refunded": amount(refunded)}
	switch {
	case !c.Captured: // what was only authorised can be released, but not given back
	case c.Refunded || refunded.Minor > 0 && refunded.Minor >= c.AmountCaptured.Minor:
		out = append(out, w.paymentFinding("refunded", c.AmountCaptured, args))
	case refunded.Minor > 0:
		out = append(out, w.note("refunded", w.args(args, record.Args{"amount": amount(c.AmountCaptured)}), w.stripeObject(record.TypeCharge, c.ID)))
	}
	known := false
	for _, d := range w.ev.Stripe.Disputes {
		if d.ChargeID != c.ID {
			continue
		}
		known = true
		a := w.args(record.Args{"amount": amount(c.Amount), "disputestatus": code(strings.ReplaceAll(d.Status, "_", " "))})
		if d.Status == "lost" {
			a["lost"] = words("yes")
		}
		objects := []Object{w.stripeObject(record.TypeDispute, d.ID), w.stripeObject(record.TypeCharge, c.ID)}
		switch {
		case d.Status == "won":
		case strings.HasPrefix(d.Status, "warning_"):
			out = append(out, w.note("disputed", a, objects...))
		default:
			out = append(out, w.finding("disputed", a, objects...))
		}
	}
	if _, gap := w.ev.Gap(record.PartDisputes); c.Disputed && !known && !gap {
		out = append(out, w.finding("disputed", w.args(record.Args{"amount": amount(c.Amount), "disputestatus": code("status unknown")}), w.stripeObject(record.TypeCharge, c.ID)))
	}
	return out
}

// givenBack is the money refunded. Where less was captured than authorised,
// Stripe counts the rest, which was never taken, as refunded too.
func givenBack(c *record.Charge) record.Money {
	back := c.AmountRefunded
	if rest := c.Amount.Minor - c.AmountCaptured.Minor; rest > 0 && back.Minor >= rest {
		back.Minor -= rest
	}
	return back
}

// declined quotes the clearest of Stripe's texts about a failed attempt: they
// speak to the buyer, so that “your card” is not the merchant's.
func declined(texts ...string) record.Piece {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return code("Stripe says “" + strings.TrimSuffix(t, ".") + "”.")
		}
	}
	return words("Stripe gives no reason.")
}

func methodWords(method string) string {
	if method == "" || method == "card" {
		return ""
	}
	return " (" + strings.ReplaceAll(method, "_", " ") + ")"
}
