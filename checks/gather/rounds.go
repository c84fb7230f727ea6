package gather

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// maxPayers bounds the customers whose payments are looked at: one address may
// belong to several.
const maxPayers = 4

// first asks what needs nothing but SALE itself.
func (r *run) first() {
	q := r.ev.Query
	if q.Own {
		// Whether it is an id at all is asked alone; it may be a word typed by mistake.
		r.round(r.object(q))
		if r.ev.Stripe.Asked == record.NotFound {
			return
		}
	}
	asks := []Asking{r.account()}
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
func (r *run) second() {
	if r.ev.Query.Kind == record.ByEmail && len(r.ev.Stripe.Customers) == 0 || r.ev.Query.Kind == record.ByReferral {
		r.round(slices.Concat(r.buyerOfLead(), r.connection(), r.traceLookups(1), coupons{r}.promoters())...)
		return
	}
	r.round(slices.Concat(r.leadOfBuyer(), r.payments(), r.connection(), r.traceLookups(1), coupons{r}.promoters(), coupons{r}.codeTexts(), coupons{r}.codeOwners(), r.events())...)
}

// third asks what needs the lead and the payments: the coupon the promoter is
// tracked by, what became of the payment, and, where nobody matches, near misses.
func (r *run) third() {
	asks := slices.Concat(r.leadOfBuyer(), r.payments(), r.afterwards(), r.traceLookups(5), r.connection(), coupons{r}.promoters(), coupons{r}.codeTexts(), coupons{r}.codeOwners(), coupons{r}.trackingCoupons(), r.rivals(), r.events())
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
func (r *run) fourth() {
	r.last = true
	r.compareNames()
	asks := slices.Concat(r.partners(), r.traced(), r.payments(), r.afterwards(), r.connection(), coupons{r}.codeTexts(), coupons{r}.codeOwners(), coupons{r}.trackingCoupons(), r.rivals(), coupons{r}.allCouponNames())
	if !r.matched() {
		asks = append(asks, r.leadOfBuyer()...)
	}
	r.round(asks...)
	r.compareNames()
}

// buyerOfLead looks in Stripe for whoever belongs to the leads or the address
// asked about.
func (r *run) buyerOfLead() []Asking {
	var asks []Asking
	leads := r.subjectLeads()
	for _, l := range leads {
		if strings.HasPrefix(l.UID, "cus_") {
			// What that customer paid is asked for at once: a recorded sale needs little else.
			asks = append(asks, r.customer(l.UID), r.invoices(l.UID), r.charges(l.UID))
		} else if l.UID != "" {
			asks = append(asks, r.searchUID(l.UID))
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

// subjectLeads are the leads that SALE names: the referral, or those of the address.
func (r known) subjectLeads() []record.Referral {
	fp := &r.ev.FirstPromoter
	if r.ev.Query.Kind == record.ByReferral {
		if l, ok := fp.Referral(r.ev.Query.Value); ok {
			return []record.Referral{l}
		}
		return nil
	}
	var out []record.Referral
	for _, l := range fp.Referrals {
		if l.Email == r.ev.Query.Value && len(out) < 2 {
			out = append(out, l)
		}
	}
	return out
}

// leadOfBuyer looks in FirstPromoter for whoever belongs to the payers.
func (r *run) leadOfBuyer() []Asking {
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
		list := sale.Addresses()
		for _, e := range list[:min(len(list), 4)] {
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
				if strings.HasPrefix(id, "ch_") || strings.HasPrefix(id, "py_") {
					asks = append(asks, r.commissions(id))
				}
			}
		}
	}
	return asks
}

// hasAddress reports whether a payer has the address, or has been deleted, so
// that no address is compared.
func (r known) hasAddress(e string) bool {
	return slices.ContainsFunc(r.payers(), func(c record.Customer) bool { return c.Deleted || c.Email == e })
}

// payers are the customers whose payments are looked at.
func (r known) payers() []record.Customer {
	s := &r.ev.Stripe
	switch r.ev.Query.Kind {
	case record.ByEmail, record.ByReferral:
		list := r.provenPayers()
		if len(list) == 0 {
			list = s.Customers
		}
		return list[:min(len(list), maxPayers)]
	case record.ByCustomer:
		if c, ok := s.Customer(r.ev.Query.Value); ok {
			return []record.Customer{c}
		}
		return nil
	}
	id := ""
	if sale, ok := r.ev.SaleAmong(r.sales()); ok {
		id = sale.CustomerID()
	} else if sub, ok := s.Subscription(r.ev.Query.Value); ok {
		id = sub.CustomerID
	} else if i := slices.IndexFunc(s.Sessions, func(x record.Session) bool { return x.ID == r.ev.Query.Value }); i >= 0 {
		id = s.Sessions[i].CustomerID
	}
	if c, ok := s.Customer(id); ok {
		return []record.Customer{c}
	}
	if id != "" {
		return []record.Customer{{ID: id}}
	}
	return nil
}

// provenPayers are the customers that have the address or a uid of what was
// asked about, and not just something like it; where these paid nothing, also
// those of payments that carry the address.
func (r known) provenPayers() []record.Customer {
	emails, uids := map[string]bool{}, map[string]bool{}
	if r.ev.Query.Kind == record.ByEmail {
		emails[r.ev.Query.Value] = true
	}
	for _, l := range r.subjectLeads() {
		emails[l.Email], uids[l.UID] = true, true
	}
	var out []record.Customer
	for _, c := range r.ev.Stripe.Customers {
		if c.Email != "" && emails[c.Email] || uids[c.ID] || c.FPUID() != "" && uids[c.FPUID()] {
			out = append(out, c)
		}
	}
	if slices.ContainsFunc(r.sales(), func(s record.Sale) bool {
		return s.MoneyMoved() && slices.ContainsFunc(out, func(c record.Customer) bool { return c.ID == s.CustomerID() })
	}) {
		return out
	}
	// None of these paid: whoever paid with the address did.
	for _, s := range r.sales() {
		if c, ok := r.ev.Stripe.Customer(s.CustomerID()); ok && !slices.ContainsFunc(out, func(x record.Customer) bool { return x.ID == c.ID }) &&
			slices.ContainsFunc(s.Addresses(), func(e string) bool { return emails[e] }) {
			out = append(out, c)
		}
	}
	return out
}

// sale is the sale looked at, as far as it is known.
func (r known) sale() (record.Sale, bool) {
	if r.ev.Query.Kind == "" {
		return record.Sale{}, false // the account as a whole
	}
	if r.ev.Query.Kind == record.ByEmail || r.ev.Query.Kind == record.ByReferral {
		ids := []string{""}
		for _, c := range r.payers() {
			ids = append(ids, c.ID)
		}
		return r.ev.SaleAmong(r.sales(), ids...)
	}
	if r.ev.Query.Kind == record.ByCustomer {
		return r.ev.SaleAmong(r.sales(), r.ev.Query.Value)
	}
	return r.ev.SaleAmong(r.sales())
}

// sales are the payments put together, anew only when something was added.
func (r known) sales() []record.Sale {
	if !r.assembled {
		r.paid, r.assembled = r.ev.Stripe.Sales(), true
	}
	return r.paid
}

// payments asks for what the payers paid. Where SALE names one payment, the
// others matter only for a lead that was found and has not converted.
func (r *run) payments() []Asking {
	var asks []Asking
	named := r.ev.Query.IsPayment() || r.ev.Query.Kind == record.BySubscription
	for _, c := range r.payers() {
		if !named {
			asks = append(asks, r.invoices(c.ID), r.charges(c.ID))
			if r.ev.Query.Kind != record.ByReferral && !r.recorded() && !r.matched() {
				asks = append(asks, r.intents(c.ID)) // a charge need not repeat their metadata
			}
			// A referral is one round behind: its customer is known only now.
			if r.ev.Query.Kind == record.ByReferral && !r.opts.Sparing {
				asks = append(asks, r.subscriptions(c.ID))
			}
		} else if (r.matched() || r.depth > 1) && !r.recorded() {
			asks = append(asks, r.invoices(c.ID), r.charges(c.ID))
		}
		if !r.recorded() && !c.Deleted {
			asks = append(asks, r.sessions(c.ID))
		}
	}
	sale, ok := r.sale()
	if !ok || r.recorded() {
		return asks
	}
	if sale.CustomerID() == "" {
		switch {
		case sale.Intent != nil:
			asks = append(asks, r.sessionsByIntent(sale.Intent.ID))
		case sale.Charge != nil && sale.Charge.PaymentIntentID != "":
			asks = append(asks, r.sessionsByIntent(sale.Charge.PaymentIntentID))
		}
	}
	return asks
}

// afterwards asks what explains the payment looked at: what is still to come
// where no money moved, and disputes where some did.
func (r *run) afterwards() []Asking {
	var asks []Asking
	sale, ok := r.sale()
	if !ok && r.opts.Sparing && !r.paymentsKnown() {
		return nil
	}
	if ok && sale.Charge != nil && sale.Charge.Disputed {
		asks = append(asks, r.disputes(sale.Charge.ID))
	}
	if ok && sale.MoneyMoved() {
		id := sale.SubscriptionID()
		if _, known := r.ev.Stripe.Subscription(id); id != "" && !known && !r.recorded() && (!r.matched() || r.couponLacks()) {
			asks = append(asks, r.subscription(id))
		}
		return asks
	}
	// Someone else may have paid with the address.
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
	for _, c := range r.payers() {
		if c.Deleted {
			continue
		}
		asks = append(asks, r.subscriptions(c.ID))
		switch {
		case !ok:
			asks = append(asks, r.intents(c.ID), r.schedules(c.ID), r.upcoming(c.ID))
		case sale.Invoice != nil && sale.Invoice.Status == "open":
			asks = append(asks, r.intents(c.ID))
		case sale.Invoice != nil && sale.Invoice.Status == "paid" && sale.Invoice.Total.Minor <= 0:
			asks = append(asks, r.schedules(c.ID))
			if !r.ev.Query.IsPayment() {
				asks = append(asks, r.upcoming(c.ID))
			}
		}
	}
	return asks
}

// paymentsKnown reports whether the payments of every payer have been asked for.
func (r known) paymentsKnown() bool {
	return !slices.ContainsFunc(r.payers(), func(c record.Customer) bool { return !r.hasAsked(question.ChargesOf{Customer: c.ID}) })
}

// matched reports whether a live lead has one of the payers' keys, so that no
// near miss is looked for.
func (r known) matched() bool {
	emails, uids := map[string]bool{}, map[string]bool{}
	for _, c := range r.payers() {
		uids[c.ID] = true
		if c.Email != "" {
			emails[c.Email] = true
		}
		if uid := c.FPUID(); uid != "" {
			uids[uid] = true
		}
	}
	if sale, ok := r.sale(); ok && sale.CustomerID() == "" {
		if e := sale.GuestEmail(); e != "" {
			emails[e] = true
		}
	}
	asked := r.ev.Query.Kind == record.ByReferral
	return slices.ContainsFunc(r.ev.FirstPromoter.Referrals, func(l record.Referral) bool {
		return (!asked || l.ID == r.ev.Query.Value) && (l.Email != "" && emails[l.Email] || l.UID != "" && uids[l.UID])
	})
}

// recorded reports whether FirstPromoter has the sale by itself: then most
// other parts are not needed.
func (r known) recorded() bool {
	sale, ok := r.sale()
	if !ok {
		return false
	}
	ids := sale.IDs()
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Commission{fp.Commissions, fp.Recent} {
		for _, c := range list {
			if c.Trace() && slices.Contains(ids, c.EventID) && (r.ev.Query.Kind != record.ByReferral || c.ReferralID == r.ev.Query.Value) {
				return true
			}
		}
	}
	return false
}

// connection asks for more traces where the newest commissions show none
// around the sale.
func (r *run) connection() []Asking {
	if r.recorded() {
		return nil
	}
	fp := &r.ev.FirstPromoter
	at := r.opts.Now()
	sale, known := r.sale()
	if known {
		at = sale.Time()
	}
	// A lead's sale is known one round later, and may be an old one.
	early := !known && slices.ContainsFunc(r.subjectLeads(), func(l record.Referral) bool { return !l.Customer() })
	from, until := at.Add(-7*24*time.Hour), at.Add(time.Hour)
	var oldest time.Time
	for _, c := range fp.Recent {
		if !early && c.Trace() && !c.Created.Before(from) && !c.Created.After(until) {
			return nil
		}
		oldest = record.Earliest(oldest, c.Created)
	}
	asks := []Asking{r.converted()}
	if !fp.HasLeads {
		asks = append(asks, r.leads())
	}
	traces := r.traces()
	if !known || slices.ContainsFunc(traces, func(t trace) bool { return !t.at.Before(from) && !t.at.After(until) }) {
		return asks
	}
	if !fp.RecentComplete && oldest.After(from) {
		// The newest do not reach back to the sale's own days.
		asks = append(asks, r.commissionsUntil(until, oldest))
	}
	if !fp.ConvertedComplete && r.hasAsked(question.Converted{}) && len(traces) > 0 {
		switch newest, oldest := traces[0], traces[len(traces)-1]; {
		case newest.at.Before(from) && r.depth < 3: // only to be quite sure
			asks = append(asks, r.convertedBetween(from, time.Time{}))
		case oldest.at.After(until):
			asks = append(asks, r.convertedBetween(time.Time{}, until))
		}
	}
	return asks
}

// trace is something FirstPromoter can only have learnt from Stripe by itself.
type trace struct {
	id string
	at time.Time
}

// traces are those known so far, newest first.
func (r known) traces() []trace {
	var traces []trace
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Commission{fp.Recent, fp.Commissions} {
		for _, c := range list {
			if c.Trace() {
				traces = append(traces, trace{c.EventID, c.Created})
			}
		}
	}
	for _, list := range [][]record.Referral{fp.Converted, fp.Referrals} {
		for _, x := range list {
			if x.Trace() {
				traces = append(traces, trace{x.UID, x.CustomerSince})
			}
		}
	}
	slices.SortStableFunc(traces, func(a, b trace) int { return b.at.Compare(a.at) })
	return slices.CompactFunc(traces, func(a, b trace) bool { return a.id == b.id })
}

// events asks which payments the Stripe events are about under whose ids the
// site reported the buyer's sales.
func (r *run) events() []Asking {
	var asks []Asking
	for _, c := range r.ev.FirstPromoter.Commissions {
		if strings.HasPrefix(c.EventID, "evt_") && len(asks) < 3 {
			asks = append(asks, r.event(c.EventID))
		}
	}
	return asks
}

// traceLookups looks up FirstPromoter's newest trace in Stripe and, where that
// one is not found, up to limit of them.
func (r *run) traceLookups(limit int) []Asking {
	if r.recorded() {
		return nil
	}
	traces := r.traces()
	traces = traces[:min(len(traces), limit)]
	looked := r.ev.Stripe.Traces
	if len(looked) > 0 && looked[0].Existence == record.Found && len(traces) > 2 {
		// Beside the newest, which may have come to light since, one older is
		// enough to see whether the connection was ever changed.
		traces = []trace{traces[0], traces[len(traces)-1]}
	}
	var asks []Asking
	for _, t := range traces {
		asks = append(asks, r.exists(t.id, t.at))
	}
	return asks
}

// nearMisses looks for a lead, or a customer, that is the same person under a
// slightly other name.
func (r *run) nearMisses() []Asking {
	var asks []Asking
	if r.ev.Query.Kind == record.ByReferral || r.ev.Query.Kind == record.ByEmail && len(r.payers()) == 0 {
		for _, l := range r.subjectLeads() {
			if l.Email != "" {
				asks = append(asks, r.customersLike(l.Email), r.emailChangesTo(l.Email))
			}
			if !r.onSale(l.Email) {
				asks = append(asks, r.chargesAround(l.Email, l.UID, l.Created), r.customersAround(l.Email, l.UID, l.Created))
				if len(r.payers()) == 0 {
					asks = append(asks, r.sessionsAround(l), r.invoicesAround(l), r.intentsAround(l), r.searchMisspelt(l.UID))
				}
			}
		}
		if r.ev.Query.Kind == record.ByEmail {
			asks = append(asks, r.customersAround(r.ev.Query.Value, "", time.Time{}), r.emailChangesTo(r.ev.Query.Value))
		}
	}
	if r.ev.Query.Kind == record.ByReferral {
		return asks
	}
	sale, hasSale := r.sale()
	var onSale *record.Sale
	at := r.opts.Now()
	if hasSale {
		at = sale.Time()
	}
	emails := []string{}
	for _, c := range r.payers() {
		if c.Deleted {
			continue
		}
		if c.Email != "" {
			emails = append(emails, c.Email)
		}
		asks = append(asks, r.uidsElsewhere(&c, nil)...)
		asks = append(asks, r.emailChangesOf(c.ID))
	}
	if hasSale {
		if e := sale.GuestEmail(); sale.CustomerID() == "" && e != "" {
			emails = append(emails, e)
		}
		onSale = &sale
	}
	asks = append(asks, r.uidsElsewhere(nil, onSale)...)
	asks = append(asks, r.emailsElsewhere(onSale)...)
	if len(emails) == 0 && r.ev.Query.Kind == record.ByEmail {
		emails = append(emails, r.ev.Query.Value)
	}
	if len(emails) > 0 {
		asks = append(asks, r.leads(), r.leadsAround(at))
	}
	for _, e := range emails[:min(len(emails), 2)] {
		// Whoever has a near lead's very address is like this one too: the
		// search spares a round.
		asks = append(asks, r.leadsLike(e)...)
		asks = append(asks, r.customersLike(e))
		if hasSale {
			asks = append(asks, r.guestsLike(e, at))
		}
	}
	return asks
}

// partners asks whether a near lead has a customer of its own in Stripe, and a
// near customer a lead of its own: then they are two people.
func (r *run) partners() []Asking {
	var asks []Asking
	fp := &r.ev.FirstPromoter
	if r.matched() {
		return nil
	}
	payers, list := r.payers(), []string{}
	for _, c := range payers {
		list = append(list, c.Email)
	}
	if sale, ok := r.sale(); ok && sale.CustomerID() == "" {
		list = append(list, sale.Addresses()...)
	}
	near := func(a string) bool {
		return slices.ContainsFunc(list, func(b string) bool { return record.Address(a).Near(record.Address(b)) != record.Far })
	}
	count := 0
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads} {
		for _, l := range list {
			if count == 4 || l.Email == "" || !near(l.Email) {
				continue
			}
			count++
			if !r.searched(l.Email) {
				asks = append(asks, r.customersByEmail(l.Email))
			}
			if strings.HasPrefix(l.UID, "cus_") {
				asks = append(asks, r.customer(l.UID))
			}
		}
	}
	known := func(address string) bool {
		return slices.ContainsFunc(fp.Leads, func(l record.Referral) bool { return l.Email == address })
	}
	for _, ch := range r.ev.Stripe.EmailChanges {
		if count >= 6 {
			break
		}
		of := slices.ContainsFunc(payers, func(c record.Customer) bool { return c.ID == ch.CustomerID })
		switch {
		case of && !known(ch.From):
			count++
			asks = append(asks, r.referralsByEmail(ch.From))
		case !of && r.asksAbout(ch.From):
			count++
			asks = append(asks, r.customer(ch.CustomerID), r.invoices(ch.CustomerID), r.charges(ch.CustomerID))
		}
	}
	for _, c := range r.payers() {
		if c.Email != "" {
			asks = append(asks, r.referralsByEmail(c.Email))
		}
	}
	return asks
}

// asksAbout reports whether an address is what SALE names: itself or a lead's.
func (r known) asksAbout(address string) bool {
	if r.ev.Query.Kind == record.ByEmail && r.ev.Query.Value == address {
		return true
	}
	return slices.ContainsFunc(r.subjectLeads(), func(l record.Referral) bool { return l.Email == address })
}

// onSale reports whether a payment that is known carries the address.
func (r known) onSale(address string) bool {
	return address != "" && slices.ContainsFunc(r.sales(), func(s record.Sale) bool { return slices.Contains(s.Addresses(), address) })
}

// traced asks for the customers of payments that a lead's keys were found on.
func (r *run) traced() []Asking {
	if len(r.payers()) > 0 {
		return nil
	}
	var asks []Asking
	for _, s := range r.sales() {
		if id := s.CustomerID(); id != "" && len(asks) < 6 {
			asks = append(asks, r.customer(id), r.invoices(id), r.charges(id))
		}
	}
	return asks
}

// searched reports whether a search for addresses like a payer's would have
// found a customer of this address: it has the same part before the @, or the
// same domain of its own.
func (r known) searched(address string) bool {
	a := record.Address(address).Meant()
	for _, c := range r.payers() {
		b := record.Address(c.Email).Meant()
		if !r.answered(question.CustomersLike{Email: c.Email}) {
			continue
		}
		local := b.Untagged()
		if len(local) >= 3 && strings.Contains(a.Local(), local) || a.Domain() == b.Domain() && !b.Public() {
			return true
		}
	}
	return false
}

// rivals asks who else could hold the sale: the customer that a matching lead
// names, and further customers of the address.
func (r *run) rivals() []Asking {
	if r.recorded() {
		return nil
	}
	var asks []Asking
	emails := map[string]bool{}
	for _, c := range r.payers() {
		if c.Email == "" || c.Deleted {
			continue
		}
		emails[c.Email] = true
		if r.matched() {
			asks = append(asks, r.customersByEmail(c.Email))
		}
	}
	if sale, ok := r.sale(); ok && sale.CustomerID() == "" {
		if e := sale.GuestEmail(); e != "" {
			emails[e] = true
		}
	}
	for _, l := range r.ev.FirstPromoter.Referrals {
		if strings.HasPrefix(l.UID, "cus_") && (emails[l.Email] || r.ev.Query.Kind == record.ByReferral && l.ID == r.ev.Query.Value) && len(asks) < 6 {
			asks = append(asks, r.customer(l.UID))
		}
	}
	return asks
}
