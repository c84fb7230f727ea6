package checks

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkPayment is item 5: did an actual payment over the minimum happen?
func checkPayment(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	return paymentItem{newInput(f, answers, now)}.findings()
}

// paymentItem is item 5 at work.
type paymentItem struct{ input }

func (in paymentItem) findings() []Finding {
	if by, settled := in.settledBy(); settled {
		if by == Payment {
			return []Finding{in.finding("sale-not-found", in.args(in.perhapsSandbox()), in.queryObject())}
		}
		return in.notReached(by)
	}
	if in.Sale() == nil {
		return in.nothingPaid()
	}
	out := in.paymentState()
	if in.Recording() != nil {
		out = in.harmless(out)
	}
	out = append(out, in.afterwards()...)
	if in.Recording() == nil && in.Sale().MoneyMoved() && in.now.Sub(in.Sale().Time()) < settleTime {
		out = append(out, in.finding("too-recent", in.args(), in.saleObject()))
	}
	// A list that could not be read may hold a newer payment, a refund or a dispute.
	return append(out, in.gaps(record.PartAsked, record.PartInvoices, record.PartCharges, record.PartDisputes)...)
}

// nothingPaid: the buyer has neither an invoice nor a charge.
func (in paymentItem) nothingPaid() []Finding {
	parts := []record.Part{record.PartAsked, record.PartInvoices, record.PartCharges}
	if in.Payer() == nil {
		parts = append(parts, record.PartCustomers)
	}
	if gaps := in.gaps(parts...); len(gaps) > 0 {
		return gaps
	}
	later, isLater := in.later()
	if isLater && later.Cause != "invoice-upcoming" {
		return []Finding{later}
	}
	if gaps := in.gaps(record.PartSubscriptions, record.PartSchedules); len(gaps) > 0 {
		return gaps
	}
	if isLater {
		return []Finding{later}
	}
	return []Finding{in.finding("no-payment", in.args(), in.customerObject())}
}

// later is a payment that is still to come: a trial, a start in the future, an
// upcoming invoice.
func (in paymentItem) later() (Finding, bool) {
	s := &in.ev.Stripe
	for _, sub := range s.Subscriptions {
		if in.ours(sub.CustomerID, sub.ID) && sub.Status == "trialing" && sub.TrialEnd.After(in.now) {
			return in.finding("trial", in.args(causes.Args{causes.ArgTrialEnd: when(sub.TrialEnd),
				causes.ArgUntil: when(sub.TrialEnd)}), in.stripeObject(record.TypeSubscription, sub.ID), in.saleObject()), true
		}
	}
	for _, sub := range s.Subscriptions {
		if in.ours(sub.CustomerID, sub.ID) && sub.StartDate.After(in.now) {
			return in.finding("subscription-not-started", in.args(causes.Args{causes.ArgStartsAt: when(sub.StartDate),
				causes.ArgUntil: when(sub.StartDate)}), in.stripeObject(record.TypeSubscription, sub.ID)), true
		}
	}
	for _, x := range s.Schedules {
		if in.ours(x.CustomerID, x.SubscriptionID) && x.Status == "not_started" {
			return in.finding("subscription-not-started", in.args(causes.Args{causes.ArgStartsAt: when(x.StartDate),
				causes.ArgUntil: when(x.StartDate)}), in.stripeObject(record.TypeSchedule, x.ID)), true
		}
	}
	// Asked about one payment or subscription, the next invoice may be another's.
	if up := s.Upcoming; up != nil && up.AmountDue.Minor > 0 && !in.ev.Query.IsPayment() &&
		(in.ev.Query.Kind != record.BySubscription || up.SubscriptionID == in.ev.Query.Value) {
		due := up.NextAttempt
		if record.Unknown(due) {
			due = up.Created
		}
		object := in.stripeObject(record.TypeSubscription, up.SubscriptionID)
		if up.SubscriptionID == "" {
			object = in.customerObject()
		}
		return in.finding("invoice-upcoming", in.args(causes.Args{causes.ArgAmount: amount(up.AmountDue),
			causes.ArgDueAt: when(due), causes.ArgUntil: when(due)}), object), true
	}
	return Finding{}, false
}

// ours: the subscription belongs to the payer, and to the sale where the sale has one.
func (in paymentItem) ours(customerID, subscriptionID string) bool {
	if in.ev.Query.Kind == record.BySubscription {
		return subscriptionID == in.ev.Query.Value
	}
	if in.Sale() != nil && in.Sale().SubscriptionID() != "" && subscriptionID != "" {
		return subscriptionID == in.Sale().SubscriptionID()
	}
	return in.Payer() != nil && customerID == in.Payer().ID
}

func (in paymentItem) paymentState() []Finding {
	switch {
	case in.Sale().Invoice != nil:
		return []Finding{in.invoiceState(in.Sale().Invoice)}
	case in.Sale().Charge != nil:
		return []Finding{in.chargeState(in.Sale().Charge)}
	case in.Sale().Intent != nil:
		return []Finding{in.intentState(in.Sale().Intent)}
	}
	return []Finding{in.sessionState(in.Sale().Session)}
}

func (in paymentItem) paymentFinding(cause string, m record.Money, more causes.Args) Finding {
	return in.paymentFindingAs(cause, "", m, more)
}

func (in paymentItem) paymentFindingAs(cause string, as causes.Variant, m record.Money, more causes.Args) Finding {
	a := causes.Args{causes.ArgAmount: amount(m)}
	for k, v := range more {
		a[k] = v
	}
	objects := []Object{in.saleObject()}
	if c := in.Sale().Charge; c != nil {
		objects = append(objects, in.stripeObject(record.TypeCharge, c.ID))
	}
	return in.findingAs(cause, as, in.args(a), objects...)
}

func (in paymentItem) invoiceState(i *record.Invoice) Finding {
	switch i.Status {
	case "draft":
		return in.paymentFinding("invoice-draft", i.AmountDue, nil)
	case "void":
		return in.paymentFinding("invoice-void", i.Total, nil)
	case "uncollectible":
		return in.paymentFinding("invoice-uncollectible", i.AmountDue, nil)
	case "open":
		return in.openInvoice(i)
	}
	if i.PaidOutOfBand {
		return in.paymentFinding("paid-out-of-band", i.AmountPaid, causes.Args{causes.ArgTotal: amount(i.Total)})
	}
	paid := i.AmountPaid
	low, listed := paid.Minimum()
	short := paid.Minor <= 0 || listed && paid.Minor < low
	switch {
	case !short:
		return in.enough(paid)
	case paid.Minor <= 0 && i.Total.Minor <= 0:
		return in.zeroInvoice(i)
	case i.Total.Minor > paid.Minor:
		var as causes.Variant
		if paid.Minor <= 0 {
			as = causes.NothingPaid
		}
		return in.paymentFindingAs("paid-from-credit", as, paid, causes.Args{causes.ArgTotal: amount(i.Total)})
	}
	return in.enough(paid)
}

// zeroInvoice: paid, with nothing to pay. A trial or a later start explains it
// best, then a coupon.
func (in paymentItem) zeroInvoice(i *record.Invoice) Finding {
	later, isLater := in.later()
	if isLater && later.Cause != "invoice-upcoming" {
		return later
	}
	if i.Subtotal.Minor > 0 && (len(i.Discounts) > 0 || i.DiscountsUnread) {
		return in.zeroCoupon(i.AmountPaid, i.Discounts, i.Subtotal)
	}
	// What cannot be read may be a trial.
	if gaps := in.gaps(record.PartSubscriptions); len(gaps) > 0 {
		return gaps[0]
	}
	if isLater {
		return later
	}
	return in.paymentFinding("zero-invoice", i.AmountPaid, nil)
}

// zeroCoupon names, of several discounts, the one that took off the whole price.
func (in paymentItem) zeroCoupon(paid record.Money, discounts []record.Discount, price record.Money) Finding {
	if len(discounts) == 0 {
		return in.paymentFinding("zero-coupon", paid, causes.Args{causes.ArgSaleCoupon: causes.CouponOnIt.Piece()})
	}
	whole := max(0, slices.IndexFunc(discounts, func(d record.Discount) bool {
		off := d.Coupon.AmountOff
		return d.Coupon.PercentOff >= 100 || price.Minor > 0 && off.Currency == price.Currency && off.Minor >= price.Minor
	}))
	d := discounts[whole]
	f := in.paymentFinding("zero-coupon", paid, causes.Args{causes.ArgSaleCoupon: coupon(couponWords(d))})
	f.Objects = append(f.Objects, in.stripeObject(record.TypeCoupon, d.Coupon.ID))
	return f
}

// enough compares money that moved with the minimum: the help article says
// more than $0.50, other pages 0.50 or above. Where Stripe lists no minimum
// for a currency only 0 is too small.
func (in paymentItem) enough(paid record.Money) Finding {
	low, listed := paid.Minimum()
	switch {
	case listed && paid.Minor < low || paid.Minor <= 0:
		return in.paymentFinding("amount-too-small", paid,
			causes.Args{causes.ArgMinimum: amount(record.Money{Minor: low, Currency: paid.Currency})})
	case listed && paid.Minor == low:
		return in.paymentFinding("amount-borderline", paid, nil)
	}
	return in.paymentFinding("paid", paid, nil)
}

func (in paymentItem) openInvoice(i *record.Invoice) Finding {
	charge, intent := in.Sale().Charge, in.Sale().Intent
	switch {
	case intent != nil && (intent.Status == "requires_action" || intent.Status == "requires_confirmation"):
		return in.intentState(intent)
	case intent != nil && (intent.Status == "processing" || intent.Status == "requires_capture"):
		return in.intentState(intent)
	case charge != nil && charge.Status != "succeeded":
		return in.chargeState(charge)
	case charge != nil && !charge.Captured:
		return in.chargeState(charge)
	case intent != nil && (intent.ErrorMessage != "" || intent.ErrorCode != ""):
		return in.intentState(intent)
	}
	a := causes.Args{}
	switch {
	case !record.Unknown(i.DueDate) && i.DueDate.Before(in.now):
		a[causes.ArgWasDueAt] = when(i.DueDate)
	case !record.Unknown(i.DueDate):
		a[causes.ArgDueAt] = when(i.DueDate)
	case !record.Unknown(i.NextAttempt):
		a[causes.ArgNextAt] = when(i.NextAttempt)
	}
	return in.paymentFinding("invoice-open", i.AmountDue, a)
}

func (in paymentItem) chargeState(c *record.Charge) Finding {
	switch {
	case c.Status == "failed":
		return in.declined(c.Amount, c.FailureMessage, c.SellerMessage, c.FailureCode)
	case c.Status == "pending":
		return in.paymentFinding("payment-pending", c.Amount, causes.Args{causes.ArgMethod: code(methodWords(c.MethodType))})
	case !c.Captured && (c.Refunded || c.AmountRefunded.Minor > 0):
		return in.paymentFinding("payment-uncaptured", c.Amount, causes.Args{causes.ArgReleased: causes.Released.Piece()})
	case !c.Captured:
		return in.paymentFinding("payment-uncaptured", c.Amount, nil)
	}
	return in.enough(c.AmountCaptured)
}

func (in paymentItem) intentState(p *record.PaymentIntent) Finding {
	switch p.Status {
	case "succeeded":
		return in.enough(p.AmountReceived)
	case "processing":
		return in.paymentFinding("payment-pending", p.Amount, nil)
	case "requires_capture":
		return in.paymentFinding("payment-uncaptured", p.Amount, nil)
	case "requires_payment_method", "canceled":
		if p.ErrorMessage != "" || p.ErrorCode != "" {
			return in.declined(p.Amount, p.ErrorMessage, p.ErrorCode)
		}
		if p.Status == "canceled" {
			return in.paymentFindingAs("payment-failed", causes.Cancelled, p.Amount, nil)
		}
	}
	return in.paymentFinding("payment-incomplete", p.Amount, nil)
}

func (in paymentItem) sessionState(s *record.Session) Finding {
	switch {
	case s.PaymentStatus == "no_payment_required" && len(s.Discounts) > 0:
		return in.zeroCoupon(s.AmountTotal, s.Discounts, record.Money{})
	case s.PaymentStatus == "no_payment_required":
		if f, ok := in.later(); ok {
			return f
		}
		return in.paymentFinding("zero-invoice", s.AmountTotal, nil)
	case s.PaymentStatus == "paid":
		return in.enough(s.AmountTotal)
	case s.Status == "complete":
		return in.paymentFinding("payment-pending", s.AmountTotal, nil)
	}
	return in.paymentFinding("payment-incomplete", s.AmountTotal, nil)
}

// afterwards is what became of money that did move.
func (in paymentItem) afterwards() []Finding {
	c := in.Sale().Charge
	if c == nil {
		return nil
	}
	var out []Finding
	refunded := givenBack(c)
	args := causes.Args{causes.ArgRefunded: amount(refunded)}
	switch {
	case !c.Captured: // what was only authorised can be released, but not given back
	case c.Refunded || refunded.Minor > 0 && refunded.Minor >= c.AmountCaptured.Minor:
		out = append(out, in.paymentFinding("refunded", c.AmountCaptured, args))
	case refunded.Minor > 0:
		out = append(out, in.note("refunded", in.args(args, causes.Args{causes.ArgAmount: amount(c.AmountCaptured)}),
			in.stripeObject(record.TypeCharge, c.ID)))
	}
	known := false
	for _, d := range in.ev.Stripe.Disputes {
		if d.ChargeID != c.ID {
			continue
		}
		known = true
		a := in.args(causes.Args{causes.ArgAmount: amount(c.Amount), causes.ArgDisputeStatus: code(strings.ReplaceAll(d.Status, "_", " "))})
		if d.Status == "lost" {
			a[causes.ArgLost] = causes.Yes.Piece()
		}
		objects := []Object{in.stripeObject(record.TypeDispute, d.ID), in.stripeObject(record.TypeCharge, c.ID)}
		switch {
		case d.Status == "won":
		case strings.HasPrefix(d.Status, "warning_"):
			out = append(out, in.note("disputed", a, objects...))
		default:
			out = append(out, in.finding("disputed", a, objects...))
		}
	}
	if _, gap := in.ev.Gap(record.PartDisputes); c.Disputed && !known && !gap {
		out = append(out, in.finding("disputed", in.args(causes.Args{causes.ArgAmount: amount(c.Amount),
			causes.ArgDisputeStatus: code("status unknown")}), in.stripeObject(record.TypeCharge, c.ID)))
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
func (in paymentItem) declined(amount record.Money, texts ...string) Finding {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return in.paymentFinding("payment-failed", amount, causes.Args{causes.ArgDecline: code(strings.TrimSuffix(t, "."))})
		}
	}
	return in.paymentFindingAs("payment-failed", causes.NoReason, amount, nil)
}

func methodWords(method string) string {
	if method == "" || method == "card" {
		return ""
	}
	return strings.ReplaceAll(method, "_", " ")
}
