package checks

import (
	"slices"
	"time"
)

// purchaseTime is how long a watch waits for somebody to go and pay.
const purchaseTime = 15 * time.Minute

// Watch is where a sale stands that is followed after a mend or a test purchase.
type Watch struct {
	State WatchState
	// Until is when waiting ends without an arrival. Zero once it has arrived.
	Until time.Time
	// Arrival is the finding that tells of it, once it has arrived.
	Arrival Finding
	// Unread is why the last look could not tell: a part that could not be had.
	Unread *Finding
}

// WatchState is one of the states of a watch.
type WatchState string

// The states of a watch. The last three end it.
const (
	AwaitingPayment WatchState = "awaiting-payment"
	OnItsWay        WatchState = "on-its-way" // paid, and FirstPromoter may still be at it
	Arrived         WatchState = "arrived"    // FirstPromoter has the sale, or the lead turned
	Overdue         WatchState = "overdue"    // paid, and the time FirstPromoter needs is over
	NotPaid         WatchState = "not-paid"   // nobody paid in time
)

// Over reports whether there is nothing more to wait for.
func (s WatchState) Over() bool { return s == Arrived || s == Overdue || s == NotPaid }

// Watch tells where the sale stands, watched from a moment on. FirstPromoter
// gets two minutes (help article) from the payment, or from that moment where
// the payment is older, as then it is a mend that is waited for.
func (d *Diagnosis) Watch(since time.Time) Watch {
	if f, ok := d.arrival(); ok {
		return Watch{State: Arrived, Arrival: f}
	}
	w := Watch{State: AwaitingPayment, Until: since.Add(purchaseTime), Unread: d.unread(Payment)}
	late := NotPaid
	if sale := d.Subject.Payment; sale.MoneyMoved() {
		from := since
		if paid := sale.Time(); paid.After(from) && !paid.After(d.At) {
			from = paid
		}
		w, late = Watch{State: OnItsWay, Until: from.Add(settleTime), Unread: d.unread(Connected, Lead)}, Overdue
	}
	if !d.At.Before(w.Until) {
		w.State = late
	}
	return w
}

// arrival is the finding by which FirstPromoter has this sale or its lead is a customer.
func (d *Diagnosis) arrival() (Finding, bool) {
	for _, of := range []struct {
		item  Item
		cause string
	}{{Connected, "sale-recorded"}, {Lead, "already-customer"}} {
		found := d.Check(of.item).Findings
		if i := slices.IndexFunc(found, func(f Finding) bool { return f.Cause == of.cause }); i >= 0 {
			return found[i], true
		}
	}
	return Finding{}, false
}

// unread is the first finding of these items that something could not be had.
func (d *Diagnosis) unread(items ...Item) *Finding {
	for _, i := range items {
		if c := d.Check(i); c.Status == Error && len(c.Findings) > 0 {
			return &c.Findings[0]
		}
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
