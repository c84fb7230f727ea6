package gather

import (
	"slices"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// first asks what needs nothing but SALE itself.
func (r *gathering) first() {
	q := r.ev.Query
	if q.Own {
		// Whether it is an id at all is asked alone; it may be a word typed by mistake.
		r.round(r.object(q))
		if r.ev.Stripe.Asked == record.NotFound {
			return
		}
	}
	asks := []Asking{r.account(), r.installs()}
	if r.ev.Stripe.KeyMode == "" {
		asks = append(asks, r.mode())
	}
	switch q.Kind {
	case record.ByEmail:
		asks = append(asks, r.customersByEmail(q.Value), r.sessionsByEmail(q.Value), r.referralsByEmail(q.Value), r.commissions(q.Value))
	case record.ByReferral:
		asks = append(asks, r.referral(q.Value))
	case record.ByCustomer:
		asks = append(asks, r.object(q), r.invoices(q.Value), r.charges(q.Value), r.referralsByUID(q.Value), r.commissions(q.Value))
	case record.BySubscription:
		asks = append(asks, r.object(q), r.invoicesOfSubscription(q.Value))
	default:
		asks = append(asks, r.object(q), r.commissions(q.Value))
	}
	asks = append(asks, r.recent())
	r.round(asks...)
}

// second asks what needs the customer, the sale or the lead.
func (r *gathering) second() {
	c := coupons{r}
	if r.ev.Query.Kind == record.ByEmail && len(r.ev.Stripe.Customers) == 0 || r.ev.Query.Kind == record.ByReferral {
		r.round(slices.Concat(r.buyerOfLead(), r.connection(), r.traceLookups(1), c.promoters())...)
		return
	}
	r.round(slices.Concat(
		r.leadOfBuyer(), r.payments(), r.connection(), r.traceLookups(1),
		c.promoters(), c.codeTexts(), c.codeOwners(), r.events(),
	)...)
}

// third asks what needs the lead and the payments: the coupon the promoter is
// tracked by, what became of the payment, and, where nobody matches, near misses.
func (r *gathering) third() {
	c := coupons{r}
	asks := slices.Concat(
		r.leadOfBuyer(), r.payments(), r.afterwards(), r.traceLookups(5), r.connection(),
		c.promoters(), c.codeTexts(), c.codeOwners(), c.trackingCoupons(), r.rivals(), r.events(),
	)
	if !r.matched() {
		asks = append(asks, r.nearMisses()...)
	} else if !r.recorded() && r.ev.FirstPromoter.API == record.V1 {
		// API v1 shows one lead per address: only its whole list shows another.
		asks = append(asks, r.leads())
	}
	r.round(asks...)
}

// fourth asks what only a search for near misses has brought up: whether a near
// lead has a customer of its own, the payments of a near customer, the coupon
// of a near lead's promoter, and names of coupons where an id was not found.
func (r *gathering) fourth() {
	r.last = true
	r.compareNames()
	c := coupons{r}
	asks := slices.Concat(
		r.partners(), r.traced(), r.payments(), r.afterwards(), r.connection(),
		c.codeTexts(), c.codeOwners(), c.trackingCoupons(), r.rivals(), c.allCouponNames(),
	)
	if !r.matched() {
		asks = append(asks, r.leadOfBuyer()...)
	}
	r.round(asks...)
	r.compareNames()
}

// buyerOfLead looks in Stripe for whoever belongs to the leads or the address
// asked about.
func (r *gathering) buyerOfLead() []Asking {
	var asks []Asking
	leads := r.subjectLeads()
	for _, l := range leads {
		if record.IsCustomerID(l.UID) {
			// What that customer paid is asked for at once: a recorded sale needs little else.
			asks = append(asks, r.customer(l.UID), r.invoices(l.UID), r.charges(l.UID))
		} else if l.UID != "" {
			// A merchant may give customers ids of their own.
			asks = append(asks, r.searchUID(l.UID), r.customer(l.UID))
		}
		if l.Email != "" {
			asks = append(asks, r.customersByEmail(l.Email), r.sessionsByEmail(l.Email), r.commissions(l.Email), r.customersLike(l.Email))
		}
		if l.UID != "" {
			asks = append(asks, r.commissions(l.UID), r.referralsByUID(l.UID))
		}
	}
	if r.ev.Query.Kind == record.ByEmail {
		asks = append(asks, r.customersLike(r.ev.Query.Value), r.chargesAround(r.ev.Query.Value, "", time.Time{}))
	}
	return asks
}

// maxSaleAddresses bounds the addresses of the sale whose leads are asked for.
const maxSaleAddresses = 4

// leadOfBuyer looks in FirstPromoter for whoever belongs to the payers.
func (r *gathering) leadOfBuyer() []Asking {
	var asks []Asking
	for _, c := range r.payers() {
		asks = append(asks, r.referralsByUID(c.ID))
		if c.Deleted {
			continue
		}
		if c.Email != "" {
			asks = append(asks, r.referralsByEmail(c.Email), r.commissions(c.Email))
		}
		if uid := c.FPUID(); uid != "" {
			asks = append(asks, r.referralsByUID(uid))
		}
	}
	if sale, ok := r.sale(); ok {
		for _, e := range firstOf(r.notes, record.BoundAddresses, sale.Addresses(), maxSaleAddresses) {
			switch {
			case sale.CustomerID() == "":
				asks = append(asks, r.referralsByEmail(e), r.commissions(e))
			case !r.hasAddress(e):
				// Another address than the customer's: whose lead is it, and does
				// it have a customer of its own?
				asks = append(asks, r.referralsByEmail(e), r.customersByEmail(e))
			}
		}
		if sale.SubscriptionID() == "" {
			for _, id := range sale.IDs() {
				if record.IsChargeID(id) {
					asks = append(asks, r.commissions(id))
				}
			}
		}
	}
	return asks
}

// payments asks for what the payers paid. Where SALE names one payment, the
// others matter only for a lead that was found and has not converted.
func (r *gathering) payments() []Asking {
	asks := r.searchPayers()
	named := r.ev.Query.IsPayment() || r.ev.Query.Kind == record.BySubscription
	for _, c := range r.payers() {
		switch {
		case !named:
			asks = append(asks, r.paidBy(c)...)
		case (r.matched() || r.depth > 1) && !r.recorded():
			asks = append(asks, r.invoices(c.ID), r.charges(c.ID))
		}
		if !r.recorded() && !c.Deleted {
			asks = append(asks, r.sessions(c.ID))
		}
	}
	sale, ok := r.sale()
	if !ok || r.recorded() || sale.CustomerID() != "" {
		return asks
	}
	switch {
	case sale.Intent != nil:
		asks = append(asks, r.sessionsByIntent(sale.Intent.ID))
	case sale.Charge != nil && sale.Charge.PaymentIntentID != "":
		asks = append(asks, r.sessionsByIntent(sale.Charge.PaymentIntentID))
	}
	return asks
}

// searchPayers asks who of many customers paid, before any is looked at by itself.
func (r *gathering) searchPayers() []Asking {
	if r.ev.Query.Kind != record.ByEmail && r.ev.Query.Kind != record.ByReferral || r.sought != nil {
		return nil
	}
	list := r.provenPayers()
	if len(list) <= maxPayers {
		return nil
	}
	r.sought, r.soughtIn = map[string]int{}, r.depth
	var ids []string
	for _, c := range list[:min(len(list), maxSought)] {
		if !c.Deleted {
			ids = append(ids, c.ID)
		}
	}
	var asks []Asking
	for some := range slices.Chunk(ids, question.CustomersInSearch) {
		asks = append(asks, r.paymentsOfAny(some)...)
	}
	return asks
}

// paidBy asks for all that a payer paid.
func (r *gathering) paidBy(c record.Customer) []Asking {
	asks := []Asking{r.invoices(c.ID), r.charges(c.ID)}
	byReferral := r.ev.Query.Kind == record.ByReferral
	if !byReferral && !r.recorded() && !r.matched() {
		asks = append(asks, r.intents(c.ID)) // a charge need not repeat their metadata
	}
	// A referral is one round behind: its customer is known only now.
	if byReferral && !r.opts.Sparing {
		asks = append(asks, r.subscriptions(c.ID))
	}
	return asks
}

// afterwards asks what explains the payment looked at: what is still to come
// where no money moved, and disputes where some did.
func (r *gathering) afterwards() []Asking {
	var asks []Asking
	sale, ok := r.sale()
	if !ok && r.opts.Sparing && !r.paymentsAsked() {
		return nil
	}
	for _, c := range sale.Charges {
		if c.Disputed {
			asks = append(asks, r.disputes(c.ID))
		}
	}
	if ok && sale.MoneyMoved() {
		asks = append(asks, r.otherParts(sale)...)
		id := sale.SubscriptionID()
		if _, known := r.ev.Stripe.Subscription(id); id != "" && !known && !r.recorded() && (!r.matched() || r.couponLacks()) {
			asks = append(asks, r.subscription(id))
		}
		return asks
	}
	asks = append(asks, r.paidByOthers()...)
	for _, c := range r.payers() {
		if !c.Deleted {
			asks = append(asks, r.toCome(c, sale, ok)...)
		}
	}
	return asks
}

// otherParts asks for the charges of an invoice that was paid in parts: it names
// but one of them.
func (r *gathering) otherParts(sale record.Sale) []Asking {
	i := sale.Invoice
	if i == nil || i.CustomerID == "" || sale.Charge == nil {
		return nil
	}
	var taken int64
	for _, c := range sale.Charges {
		if c.Collected() {
			taken += c.AmountCaptured.Minor
		}
	}
	if taken >= i.AmountPaid.Minor {
		return nil
	}
	return []Asking{r.charges(i.CustomerID)}
}

// paidByOthers asks whether someone else paid with the address.
func (r *gathering) paidByOthers() []Asking {
	var asks []Asking
	switch r.ev.Query.Kind {
	case record.ByEmail:
		asks = append(asks, r.chargesAround(r.ev.Query.Value, "", time.Time{}))
	case record.ByReferral:
		for _, l := range r.subjectLeads() {
			if len(r.provenPayers()) > 0 && !l.Customer() && l.Email != "" {
				asks = append(asks, r.chargesAround(l.Email, l.UID, l.Created))
			}
		}
	}
	return asks
}

// toCome asks what a customer will yet pay, and why nothing was paid.
func (r *gathering) toCome(c record.Customer, sale record.Sale, hasSale bool) []Asking {
	asks := []Asking{r.subscriptions(c.ID)}
	invoice := sale.Invoice
	switch {
	case !hasSale:
		asks = append(asks, r.intents(c.ID), r.schedules(c.ID), r.upcoming(c.ID))
	case invoice != nil && invoice.Status == "open":
		asks = append(asks, r.intents(c.ID))
	case invoice != nil && invoice.Paid() && invoice.Total.Minor <= 0:
		asks = append(asks, r.schedules(c.ID))
		if !r.ev.Query.IsPayment() || sale.SubscriptionID() != "" {
			asks = append(asks, r.upcoming(c.ID))
		}
	}
	return asks
}
