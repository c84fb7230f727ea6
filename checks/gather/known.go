package gather

import (
	"maps"
	"slices"
	"strings"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// maxPayers bounds the customers whose payments are looked at one by one. One address
// may belong to many more: then a search tells first who of them paid.
const maxPayers = 4

// maxSought bounds the customers whose payments are searched for.
const maxSought = 10 * question.CustomersInSearch

// maxSubjectLeads bounds the leads of one address that are followed.
const maxSubjectLeads = 2

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
		if l.Email == r.ev.Query.Value {
			out = append(out, l)
		}
	}
	return firstOf(r.notes, record.BoundLeads, out, maxSubjectLeads)
}

// facts is what follows from all that was answered so far, as it will be judged.
func (r known) facts() *facts.Facts {
	switch {
	case r.found != nil:
	case r.ev.Query.Kind == "": // the account as a whole
		r.found = facts.OfAccount(r.ev, record.Answers{}, nil)
	default:
		r.found = facts.Of(r.ev, record.Answers{})
	}
	return r.found
}

// payers are the customers whose payments are looked at.
func (r known) payers() []record.Customer {
	switch r.ev.Query.Kind {
	case record.ByEmail, record.ByReferral:
		list := r.provenPayers()
		switch {
		case len(list) == 0:
			list = r.ev.Stripe.Customers
		case len(list) > maxPayers && (r.sought == nil || r.soughtIn == r.depth):
			return nil // first it is asked who of them paid
		case len(list) > maxPayers:
			list = r.likelyPayers(list)
		}
		return list[:min(len(list), maxPayers)]
	}
	if c := r.facts().Payer(); c != nil {
		return []record.Customer{*c}
	}
	return nil
}

// likelyPayers are, of many customers, those with a payment or an attempt; where the
// searches told that there is none, one that stands for all.
func (r known) likelyPayers(all []record.Customer) []record.Customer {
	tried, allKnown := map[string]bool{}, true
	for _, s := range r.sales() {
		tried[s.CustomerID()] = true
	}
	var out []record.Customer
	for _, c := range all {
		allKnown = allKnown && r.paymentsKnown(c.ID)
		if tried[c.ID] {
			out = append(out, c)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case allKnown:
		return all[:1]
	}
	return all
}

// paymentsKnown reports whether all invoices and charges of a customer are known.
func (r known) paymentsKnown(id string) bool {
	return r.sought[id] == 2 || r.answered(question.InvoicesOf{Customer: id}) && r.answered(question.ChargesOf{Customer: id})
}

// unreadPayers reports whether there are customers of the address asked about whose
// payments are not known, and none is known to have paid: then that there is no
// payment is not proven.
func (r known) unreadPayers() bool {
	if r.ev.Query.Kind != record.ByEmail && r.ev.Query.Kind != record.ByReferral {
		return false
	}
	list := r.provenPayers()
	if sale, ok := r.sale(); len(list) <= maxPayers || ok && sale.MoneyMoved() {
		return false
	}
	return slices.ContainsFunc(list, func(c record.Customer) bool { return !r.paymentsKnown(c.ID) })
}

// provenPayers are the customers that have the address or a uid of what was
// asked about, and not just something like it, those who paid first; where these
// paid nothing, also those of payments that carry the address.
func (r known) provenPayers() []record.Customer {
	var own, byPayment []record.Customer
	paid := false
	for _, b := range r.facts().Buyers() {
		switch {
		case b.Customer == nil:
		case b.Proof == facts.OwnFields:
			own = append(own, *b.Customer)
			paid = paid || b.Sale != nil && b.Sale.MoneyMoved()
		case b.Proof == facts.ByPayment:
			byPayment = append(byPayment, *b.Customer)
		}
	}
	if paid {
		return own
	}
	return append(own, byPayment...)
}

// sale is the sale looked at, as far as it is known.
func (r known) sale() (record.Sale, bool) {
	if s := r.facts().Sale(); s != nil {
		return *s, true
	}
	return record.Sale{}, false
}

// sales are the payments put together.
func (r known) sales() []record.Sale { return r.facts().Sales() }

// hasAddress reports whether a payer has the address, or has been deleted, so
// that no address is compared.
func (r known) hasAddress(e string) bool {
	return slices.ContainsFunc(r.payers(), func(c record.Customer) bool { return c.Deleted || c.Email == e })
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

// matched reports whether a lead has one of the payer's keys, so that no near
// miss is looked for.
func (r known) matched() bool { return r.facts().Matched() }

// recorded reports whether FirstPromoter has the sale by itself: then most
// other parts are not needed.
func (r known) recorded() bool { return r.facts().Recording().FromStripe() }

// paymentsAsked reports whether the payments of every payer have been asked for.
func (r known) paymentsAsked() bool {
	return !slices.ContainsFunc(r.payers(), func(c record.Customer) bool { return !r.hasAsked(question.ChargesOf{Customer: c.ID}) })
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

// discounts are those of the sale looked at.
func (r known) discounts() []record.Discount {
	list, _ := r.facts().Discounts()
	return list
}

// maxPromotions bounds the promotions that are looked at for one sale.
const maxPromotions = 5

// promotionIDs are the promotions that matter for the sale.
func (r known) promotionIDs() []string {
	var ids []string
	take := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, l := range r.subjectOrMatching() {
		take(l.PromotionID)
	}
	owners := r.ev.FirstPromoter.CodeOwners
	for _, code := range slices.Sorted(maps.Keys(owners)) {
		for _, x := range owners[code].Promotions {
			take(x.ID)
		}
	}
	for _, d := range r.discounts() {
		for _, promoter := range r.ev.FirstPromoter.Promoters {
			for _, x := range promoter.Promotions {
				if d.Named(x.TrackingCoupon) != record.NotNamed {
					take(x.ID)
				}
			}
		}
	}
	return firstOf(r.notes, record.BoundPromotions, ids, maxPromotions)
}

// subjectOrMatching are the leads that may be the sale's: the one asked about,
// those that match, and near ones.
func (r known) subjectOrMatching() []record.Referral {
	var out []record.Referral
	emails, uids := []string{}, map[string]bool{}
	take := func(addresses ...string) {
		for _, e := range addresses {
			if e != "" && !slices.Contains(emails, e) { // each is compared with every lead
				emails = append(emails, e)
			}
		}
	}
	for _, c := range r.payers() {
		uids[c.ID], uids[c.FPUID()] = true, true
		take(c.Email)
	}
	if sale, ok := r.sale(); ok {
		take(sale.Addresses()...)
	}
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads} {
		for _, l := range list {
			asked := r.ev.Query.IsReferral(l.ID)
			isNear := func(e string) bool { return record.Address(e).Near(record.Address(l.Email)) != record.Far }
			byUID := l.UID != "" && (uids[l.UID] || slices.ContainsFunc(fp.Referrals, func(x record.Referral) bool { return x.ID == l.ID }))
			if asked || byUID || slices.ContainsFunc(emails, isNear) {
				out = append(out, l)
			}
		}
	}
	return out
}

// couponLacks: the promoter is tracked by a coupon or a code, and the sale has
// shown none so far.
func (r known) couponLacks() bool {
	ids := r.promotionIDs()
	sale, _ := r.sale()
	if _, read := r.ev.Stripe.Subscription(sale.SubscriptionID()); read || len(r.discounts()) > 0 {
		return false
	}
	tracked := func(p record.Promotion) bool { return p.TrackingCoupon != "" && slices.Contains(ids, p.ID) }
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		if slices.ContainsFunc(promoter.Promotions, tracked) {
			return true
		}
	}
	return slices.ContainsFunc(r.ev.FirstPromoter.PromoCodes,
		func(pc record.PromoCode) bool { return slices.Contains(ids, pc.PromotionID) })
}

// mayHaveLead: the lead is being asked for in this very round.
func (r known) mayHaveLead() bool { return len(r.payers()) > 0 || len(r.sales()) > 0 }
