package checks

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
	if in.Sale() == nil || in.mayHavePaid() {
		return in.nothingPaid()
	}
	out := in.paymentState()
	if in.Recording() != nil {
		out = in.harmless(out)
	}
	out = append(out, in.afterwards()...)
	if in.simulated() {
		out = append(out, in.finding("test-clock", in.args(), in.saleObject()))
	} else if in.Recording() == nil && in.Sale().MoneyMoved() && in.now.Sub(in.Sale().Time()) < settleTime {
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
		if in.ours(sub.CustomerID, sub.ID) && sub.Status == "trialing" && in.toCome(sub, sub.TrialEnd) {
			return in.finding("trial", in.args(causes.Args{causes.ArgTrialEnd: when(sub.TrialEnd),
				causes.ArgUntil: when(sub.TrialEnd)}), in.stripeObject(record.TypeSubscription, sub.ID), in.saleObject()), true
		}
	}
	for _, sub := range s.Subscriptions {
		if in.ours(sub.CustomerID, sub.ID) && sub.TestClock == "" && sub.StartDate.After(in.now) {
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
	if up := s.Upcoming; up != nil && up.AmountDue.Minor > 0 && in.oursToCome(up.SubscriptionID) {
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

// toCome reports whether a moment of a subscription lies ahead; on a test clock its
// status alone tells.
func (in paymentItem) toCome(sub record.Subscription, at time.Time) bool {
	return sub.TestClock != "" || at.After(in.now)
}

// oursToCome reports whether the customer's next invoice is the one of what was asked about.
func (in paymentItem) oursToCome(subscriptionID string) bool {
	switch {
	case in.ev.Query.Kind == record.BySubscription:
		return subscriptionID == in.ev.Query.Value
	case in.ev.Query.IsPayment():
		return in.Sale() != nil && subscriptionID != "" && subscriptionID == in.Sale().SubscriptionID()
	}
	return true
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
	switch {
	case i.AmountsMissing:
		return in.amountsMissing()
	case i.Status == "open":
		return in.openInvoice(i)
	case !i.Paid():
		return in.endedInvoice(i)
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
		return in.fromCredit(i, i.Total)
	}
	return in.enough(paid)
}

// pausedInto are what collection can be paused to do, by what becomes of the invoices
// (docs.stripe.com/billing/subscriptions/pause-payment).
var pausedInto = map[string]string{"draft": "keep_as_draft", "void": "void", "uncollectible": "mark_uncollectible"}

// endedInvoice is a draft, or one that was given up. Paused collection explains
// either best, then a failed attempt.
func (in paymentItem) endedInvoice(i *record.Invoice) Finding {
	sub, _ := in.ev.Stripe.Subscription(in.Sale().SubscriptionID())
	if sub.Pause != "" && sub.Pause == pausedInto[i.Status] {
		a := causes.Args{causes.ArgBehaviour: record.CodePiece(strings.ReplaceAll(sub.Pause, "_", " "))}
		if !record.Unknown(sub.PausedUntil) {
			a[causes.ArgUntil] = when(sub.PausedUntil)
		}
		f := in.paymentFinding("collection-paused", i.Total, a)
		f.Objects = append(f.Objects, in.stripeObject(record.TypeSubscription, sub.ID))
		return f
	}
	if i.Status == "draft" {
		return in.paymentFinding("invoice-draft", i.AmountDue, nil)
	}
	if i.Status == "void" || sub.Status == "incomplete_expired" {
		if f, failed := in.failedBehind(sub); failed {
			return f
		}
		return in.paymentFinding("invoice-void", i.Total, nil)
	}
	// One that was written off can still be paid.
	if f, failed := in.attempt(); failed && f.Cause == "payment-failed" {
		return f
	}
	return in.paymentFinding("invoice-uncollectible", i.AmountDue, nil)
}

// failedBehind is the failed attempt because of which an invoice was given up.
func (in paymentItem) failedBehind(sub record.Subscription) (Finding, bool) {
	charge, intent := in.Sale().Charge, in.Sale().Intent
	switch {
	case charge != nil && charge.Status == "failed":
		return in.givenUp(charge.Amount, charge.FailureMessage, charge.SellerMessage, charge.FailureCode), true
	case intent != nil && (intent.ErrorMessage != "" || intent.ErrorCode != ""):
		return in.givenUp(intent.Amount, intent.ErrorMessage, intent.ErrorCode), true
	case sub.Status == "incomplete_expired":
		return in.givenUp(in.Sale().Amount()), true
	}
	return Finding{}, false
}

// givenUp is a failed attempt with which the invoice, or the subscription, ended.
func (in paymentItem) givenUp(amount record.Money, texts ...string) Finding {
	a := causes.Args{}
	if text := firstText(texts); text != "" {
		a[causes.ArgDecline] = in.quoted(text)
	}
	return in.paymentFindingAs("payment-failed", causes.GivenUp, amount, a)
}

// fromCredit is an invoice of which something else than money paid the rest.
func (in paymentItem) fromCredit(i *record.Invoice, total record.Money) Finding {
	var as causes.Variant
	if i.AmountPaid.Minor <= 0 {
		as = causes.NothingPaid
	}
	by := causes.ByBalanceOrLater
	switch {
	case i.BillingCredits.Minor > 0:
		by = causes.ByBillingCredits
	case i.CreditNotes.Minor > 0:
		by = causes.ByCreditNote
	case i.StartingBalance.Minor < 0 && i.EndingBalance.Minor > i.StartingBalance.Minor:
		by = causes.ByBalance
	case i.EndingBalance.Minor > i.StartingBalance.Minor:
		by = causes.CarriedOver
	}
	a := causes.Args{causes.ArgTotal: amount(total), causes.ArgSettledBy: by.Piece()}
	return in.paymentFindingAs("paid-from-credit", as, i.AmountPaid, a)
}

// zeroInvoice: paid, with nothing to pay. A trial or a later start explains it
// best, then a coupon.
func (in paymentItem) zeroInvoice(i *record.Invoice) Finding {
	later, isLater := in.later()
	if isLater && later.Cause != "invoice-upcoming" {
		return later
	}
	// What the discounts alone left to pay.
	left := record.Money{Minor: i.Subtotal.Minor - i.DiscountAmount.Minor, Currency: i.Subtotal.Currency}
	discounted := len(i.Discounts) > 0 || i.DiscountsUnread
	if left.Minor > 0 && (i.BillingCredits.Minor > 0 || i.CreditNotes.Minor > 0 || !discounted) {
		return in.fromCredit(i, left)
	}
	if i.Subtotal.Minor > 0 && discounted {
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
	f := in.paymentFinding("zero-coupon", paid, causes.Args{causes.ArgSaleCoupon: record.CouponPiece(couponWords(d))})
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
	if f, ok := in.attempt(); ok {
		return f
	}
	if i.AmountPaid.Minor > 0 && i.AmountRemaining.Minor > 0 {
		return in.paymentFinding("invoice-partly-paid", i.AmountPaid, causes.Args{causes.ArgRemaining: amount(i.AmountRemaining)})
	}
	a := causes.Args{}
	switch {
	case !record.Unknown(i.DueDate) && i.DueDate.Before(in.now) && !in.simulated():
		a[causes.ArgWasDueAt] = when(i.DueDate)
	case !record.Unknown(i.DueDate):
		a[causes.ArgDueAt] = when(i.DueDate)
	case !record.Unknown(i.NextAttempt):
		a[causes.ArgNextAt] = when(i.NextAttempt)
	}
	return in.paymentFinding("invoice-open", i.AmountDue, a)
}

// underWay are the states of a payment intent that is neither done nor given up.
var underWay = []string{"requires_action", "requires_confirmation", "processing", "requires_capture"}

// attempt is what an attempt to pay an open invoice waits for, or why it failed.
func (in paymentItem) attempt() (Finding, bool) {
	charge, intent := in.Sale().Charge, in.Sale().Intent
	switch {
	case intent != nil && slices.Contains(underWay, intent.Status):
		return in.intentState(intent), true
	case charge != nil && (!charge.Collected()):
		return in.chargeState(charge), true
	case intent != nil && (intent.ErrorMessage != "" || intent.ErrorCode != ""):
		return in.intentState(intent), true
	}
	return Finding{}, false
}

// amountsMissing: what Stripe always sends was not there, and is not zero.
func (in paymentItem) amountsMissing() Finding {
	return in.finding("unreadable-answer", in.args(causes.Args{causes.ArgDetail: causes.AmountsMissing.Piece()}), in.saleObject())
}

func (in paymentItem) chargeState(c *record.Charge) Finding {
	switch {
	case c.AmountsMissing:
		return in.amountsMissing()
	case c.Status == "failed":
		return in.declined(c.Amount, c.FailureMessage, c.SellerMessage, c.FailureCode)
	case c.Status == "pending":
		return in.paymentFinding("payment-pending", c.Amount, causes.Args{causes.ArgMethod: record.CodePiece(methodWords(c.MethodType))})
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
		if p.AmountsMissing {
			return in.amountsMissing()
		}
		return in.enough(p.AmountReceived)
	case "requires_action":
		if voucher, lasts := vouchers[p.Next.Type]; lasts {
			return in.awaited(p, voucher)
		}
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
	case s.Paid():
		return in.enough(s.AmountTotal)
	case s.Status == record.SessionComplete:
		return in.paymentFinding("payment-pending", s.AmountTotal, nil)
	}
	return in.paymentFinding("payment-incomplete", s.AmountTotal, nil)
}

// vouchers are what a buyer pays by later, by the type of Stripe's next_action
// (docs.stripe.com/api/payment_intents/object). Codes that last minutes only, such as
// Swish's and Cash App's, are none.
var vouchers = map[string]causes.Phrase{
	"boleto_display_details": causes.BoletoVoucher, "oxxo_display_details": causes.OXXOVoucher,
	"konbini_display_details":    causes.KonbiniCode,
	"multibanco_display_details": causes.MultibancoVoucher, "display_bank_transfer_instructions": causes.BankTransfer,
	"pix_display_qr_code": causes.PixCode, "paynow_display_qr_code": causes.PayNowCode, "promptpay_display_qr_code": causes.PromptPayCode,
	"wechat_pay_display_qr_code": causes.WeChatPayCode,
}

// awaited is a payment that the buyer was given the means for, and has not made.
func (in paymentItem) awaited(p *record.PaymentIntent, voucher causes.Phrase) Finding {
	a := causes.Args{causes.ArgVoucher: voucher.Piece()}
	if !record.Unknown(p.Next.Until) {
		a[causes.ArgUntil] = when(p.Next.Until)
	}
	if left := p.Next.Remaining; left.Currency == p.Amount.Currency && left.Minor > 0 && left.Minor < p.Amount.Minor {
		a[causes.ArgRemaining] = amount(left)
		a[causes.ArgCome] = amount(record.Money{Minor: p.Amount.Minor - left.Minor, Currency: left.Currency})
	}
	return in.paymentFinding("payment-awaited", p.Amount, a)
}

// afterwards is what became of money that did move.
func (in paymentItem) afterwards() []Finding {
	var charged []*record.Charge
	for _, c := range in.Sale().Charges {
		if c.Captured && c.Status != "failed" {
			charged = append(charged, c)
		}
	}
	out := in.refunds(charged)
	for _, c := range in.Sale().Charges {
		out = append(out, in.disputes(c)...)
	}
	return out
}

// refunds compares what was given back of all charges together with what was
// taken. What was only authorised can be released, but not given back.
func (in paymentItem) refunds(charges []*record.Charge) []Finding {
	var taken, back record.Money
	whole := len(charges) > 0
	for _, c := range charges {
		taken.Minor, taken.Currency = taken.Minor+c.AmountCaptured.Minor, c.Amount.Currency
		back.Minor, back.Currency = back.Minor+givenBack(c).Minor, c.Amount.Currency
		whole = whole && c.Refunded
	}
	// A part may stand in a charge that was not read.
	if i := in.Sale().Invoice; i != nil && i.AmountPaid.Minor > taken.Minor {
		taken, whole = i.AmountPaid, false
	}
	args := causes.Args{causes.ArgRefunded: amount(back)}
	switch {
	case whole || back.Minor > 0 && back.Minor >= taken.Minor:
		return []Finding{in.paymentFinding("refunded", taken, args)}
	case back.Minor > 0:
		var objects []Object
		for _, c := range charges {
			objects = append(objects, in.stripeObject(record.TypeCharge, c.ID))
		}
		return []Finding{in.note("refunded", in.args(args, causes.Args{causes.ArgAmount: amount(taken)}), objects...)}
	}
	return nil
}

// disputes are those of one charge.
func (in paymentItem) disputes(c *record.Charge) []Finding {
	var out []Finding
	known := false
	for _, d := range in.ev.Stripe.Disputes {
		if d.ChargeID != c.ID {
			continue
		}
		known = true
		status := record.CodePiece(strings.ReplaceAll(d.Status, "_", " "))
		a := in.args(causes.Args{causes.ArgAmount: amount(c.Amount), causes.ArgDisputeStatus: status})
		if d.Status == "lost" {
			a[causes.ArgLost] = causes.Yes.Piece()
		}
		objects := []Object{in.stripeObject(record.TypeDispute, d.ID), in.stripeObject(record.TypeCharge, c.ID)}
		switch {
		case d.Status == "won":
		case strings.HasPrefix(d.Status, "warning_"):
			out = append(out, in.note("disputed", a, objects...))
		case d.Status == "prevented":
			f := in.findingAs("disputed", causes.Prevented, a, objects...)
			f.Verdict = Info
			out = append(out, f)
		case strings.HasPrefix(d.Status, "appeal_"):
			out = append(out, in.findingAs("disputed", causes.Appealed, a, objects...))
		default:
			out = append(out, in.finding("disputed", a, objects...))
		}
	}
	if _, gap := in.ev.Gap(record.PartDisputes); c.Disputed && !known && !gap {
		out = append(out, in.finding("disputed", in.args(causes.Args{causes.ArgAmount: amount(c.Amount),
			causes.ArgDisputeStatus: record.CodePiece("status unknown")}), in.stripeObject(record.TypeCharge, c.ID)))
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
	if text := firstText(texts); text != "" {
		return in.paymentFinding("payment-failed", amount, causes.Args{causes.ArgDecline: in.quoted(text)})
	}
	return in.paymentFindingAs("payment-failed", causes.NoReason, amount, nil)
}

// quoted are words of Stripe's. Where they name the buyer they are hidden whole
// in masked output: what is left of such a sentence would still tell of somebody.
func (in paymentItem) quoted(text string) record.Piece {
	names := []string{"@"}
	add := func(s string) {
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.RuneCountInString(word) > 2 {
				names = append(names, strings.ToLower(word))
			}
		}
	}
	if p := in.Payer(); p != nil {
		add(p.Name)
	}
	if i := in.Sale().Invoice; i != nil {
		add(i.CustomerName)
	}
	if c := in.Sale().Charge; c != nil {
		add(c.BillingName)
	}
	lower := strings.ToLower(text)
	if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(lower, n) }) {
		return record.TextPiece(text)
	}
	return record.CodePiece(text)
}

func firstText(texts []string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return strings.TrimSuffix(t, ".")
		}
	}
	return ""
}

func methodWords(method string) string {
	if method == "" || method == "card" {
		return ""
	}
	return strings.ReplaceAll(method, "_", " ")
}
