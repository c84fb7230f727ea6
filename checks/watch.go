package checks

import (
	"slices"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// purchaseTime is how long a watch waits for somebody to go and pay.
const purchaseTime = 15 * time.Minute

// Watch is where a sale stands that is followed after a mend or a test purchase.
type Watch struct {
	State WatchState
	// Until is when waiting ends without an arrival. Zero where there is nothing to wait for.
	Until time.Time
	// Arrival is the finding that tells of it, once it has arrived.
	Arrival Finding
	// Turned: what is known to have arrived is the lead's conversion, not this very sale.
	Turned bool
	// Unread is why the last look could not tell: a part that could not be had.
	Unread *Finding

	paid record.Ref // the sale, once money has moved
	from time.Time  // since when FirstPromoter has had it
	at   time.Time  // of the look
}

// WatchState is one of the states of a watch.
type WatchState string

// The states of a watch. All but the first two end it.
const (
	AwaitingPayment WatchState = "awaiting-payment"
	OnItsWay        WatchState = "on-its-way" // paid, and FirstPromoter may still be at it
	Arrived         WatchState = "arrived"    // FirstPromoter has the sale, or the lead turned
	Overdue         WatchState = "overdue"    // paid, and the time FirstPromoter needs is over
	NotPaid         WatchState = "not-paid"   // nobody paid in time
	NotThere        WatchState = "not-there"  // what was asked about is not where these keys look
	NoKey           WatchState = "no-key"     // FirstPromoter cannot be asked at all
)

// Over reports whether there is nothing more to wait for.
func (s WatchState) Over() bool { return s != AwaitingPayment && s != OnItsWay }

// Watch tells where the sale stands, watched from a moment on; was is where it
// stood at the look before, nil at the first. FirstPromoter gets two minutes
// (help article) from the payment, or from that moment where the payment is
// older, as then it is a mend that is waited for. Where within is more than 0, the
// watch takes so long from its beginning instead, whatever happens in it.
func (d *Diagnosis) Watch(since time.Time, within time.Duration, was *Watch) Watch {
	if f, ok := d.arrival(); ok {
		return Watch{State: Arrived, Arrival: f, Turned: f.Cause == leadTurned}
	}
	if blind := d.blind(); blind != "" {
		return Watch{State: blind}
	}
	w := Watch{State: AwaitingPayment, Until: since.Add(purchaseTime), Unread: d.unread(d.paymentParts()...), at: d.At}
	late := NotPaid
	switch {
	case d.Subject.Payment.MoneyMoved() || d.Subject.Sale.ID != "" && d.Check(Payment).Status == Pass:
		w.paid, w.from = d.Subject.Sale, d.paidSince(since, was)
		w.State, w.Unread, late = OnItsWay, d.unread(d.leadParts()...), Overdue
	case w.Unread != nil && was != nil && was.State == OnItsWay:
		// What was seen to be paid stays so while Stripe cannot be asked.
		w.State, w.paid, w.from, late = OnItsWay, was.paid, was.from, Overdue
	}
	if w.State == OnItsWay {
		w.Until = w.from.Add(settleTime)
	}
	if within > 0 {
		w.Until = since.Add(within)
	}
	if !d.At.Before(w.Until) {
		w.State = late
	}
	return w
}

// paidSince is from when FirstPromoter's two minutes count. A payment that the
// look before did not show came after it, whatever the two clocks say.
func (d *Diagnosis) paidSince(since time.Time, was *Watch) time.Time {
	from := since
	switch {
	case was == nil:
	case was.paid == d.Subject.Sale:
		return was.from
	default:
		from = was.at
	}
	if paid := d.Subject.Payment.Time(); paid.After(from) && !paid.After(d.At) {
		return d.At.Add(paid.Sub(d.At)) // by this computer's steady clock, should the other be set meanwhile
	}
	return from
}

// Pending reports whether a watch could see the sale arrive: it has not yet, and
// both sides show what was asked about.
func (d *Diagnosis) Pending() bool {
	_, arrived := d.arrival()
	return !arrived && d.blind() == ""
}

// Watchable reports whether that may be soon: a payment that is days off, or
// the only one watched and void, is nothing to wait for at the screen.
func (d *Diagnosis) Watchable() bool {
	return d.Pending() && !slices.ContainsFunc(slices.Concat(d.Check(Account).Findings, d.Check(Payment).Findings), func(f Finding) bool {
		c, _ := Lookup(f.Cause)
		return c.Later || c.Never && (c.Item == Account || d.Subject.Query.IsPayment())
	})
}

// blind is why no arrival can be seen, or empty.
func (d *Diagnosis) blind() WatchState {
	stripe, fp := d.Evidence.Stripe.Asked, d.Evidence.FirstPromoter
	switch {
	case stripe == record.OtherMode, stripe == record.NotFound, fp.ReferralAsked == record.NotFound:
		return NotThere
	case fp.API == record.NoAPI:
		return NoKey
	}
	return ""
}

// leadTurned is the cause that tells of a conversion.
const leadTurned = "already-customer"

// arrival is the finding by which FirstPromoter has this sale or its lead is a customer.
func (d *Diagnosis) arrival() (Finding, bool) {
	for _, of := range []struct {
		item  Item
		cause string
	}{{Connected, "sale-recorded"}, {Lead, leadTurned}} {
		found := d.Check(of.item).Findings
		if i := slices.IndexFunc(found, func(f Finding) bool { return f.Cause == of.cause }); i >= 0 {
			return found[i], true
		}
	}
	return Finding{}, false
}

// paymentParts are those without which it is not known whether anything is paid.
func (d *Diagnosis) paymentParts() []record.Part {
	q := d.Subject.Query
	if q.IsPayment() && d.Subject.Payment.Invoice != nil {
		return nil // the invoice itself tells
	}
	parts := []record.Part{record.PartAsked, record.PartInvoices, record.PartCharges}
	if d.Subject.Customer == "" {
		parts = append(parts, record.PartCustomers)
	}
	if q.Kind == record.ByReferral {
		parts = append(parts, record.PartReferrals) // it tells whose payments to look for
	}
	return parts
}

// leadParts are those without which it is not known whether FirstPromoter has
// the sale. A lead that was read tells by itself.
func (d *Diagnosis) leadParts() []record.Part {
	if d.Subject.Referral != "" {
		return []record.Part{record.PartReferrals}
	}
	return []record.Part{record.PartReferrals, record.PartCommissions, record.PartRecent}
}

// unread is the first of these parts that could not be had, as a finding.
func (d *Diagnosis) unread(parts ...record.Part) *Finding {
	in := newInput(facts.OfAccount(d.Evidence, d.Answers, nil), d.Answers, d.At)
	if gaps := in.gaps(parts...); len(gaps) > 0 {
		return &gaps[0]
	}
	return nil
}

// Change is an item that stands otherwise than before.
type Change struct {
	Item Item
	Was  Status
	Is   Check
}

// Since lists the items whose status is another than in an older diagnosis, in their order.
func (d *Diagnosis) Since(old *Diagnosis) []Change {
	var out []Change
	for _, i := range Items {
		if was, is := old.Check(i).Status, d.Check(i); was != is.Status {
			out = append(out, Change{i, was, is})
		}
	}
	return out
}
