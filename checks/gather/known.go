package gather

import (
	"slices"
	"strings"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// maxPayers bounds the customers whose payments are looked at: one address may
// belong to several.
const maxPayers = 4

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
		c, ok := r.ev.Stripe.Customer(s.CustomerID())
		known := slices.ContainsFunc(out, func(x record.Customer) bool { return x.ID == c.ID })
		if ok && !known && slices.ContainsFunc(s.Addresses(), func(e string) bool { return emails[e] }) {
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

// paymentsKnown reports whether the payments of every payer have been asked for.
func (r known) paymentsKnown() bool {
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
	sale, ok := r.sale()
	if !ok {
		return nil
	}
	var out []record.Discount
	if sale.Invoice != nil {
		out = append(out, sale.Invoice.Discounts...)
	} else if sale.Session != nil {
		out = append(out, sale.Session.Discounts...)
	}
	if len(out) == 0 && sale.Invoice != nil {
		if sub, ok := r.ev.Stripe.Subscription(sale.Invoice.SubscriptionID); ok {
			out = append(out, sub.Discounts...)
		}
		for _, c := range r.payers() {
			out = append(out, c.Discounts...)
		}
	}
	return out
}

// promotionIDs are the promotions that matter for the sale.
func (r known) promotionIDs() []string {
	var ids []string
	take := func(id string) {
		if id != "" && !slices.Contains(ids, id) && len(ids) < 5 {
			ids = append(ids, id)
		}
	}
	for _, l := range r.subjectOrMatching() {
		take(l.PromotionID)
	}
	for _, p := range r.ev.FirstPromoter.CodeOwners {
		for _, x := range p.Promotions {
			take(x.ID)
		}
	}
	for _, d := range r.discounts() {
		for _, promoter := range r.ev.FirstPromoter.Promoters {
			for _, x := range promoter.Promotions {
				if x.TrackingCoupon != "" && (x.TrackingCoupon == d.Coupon.ID || strings.EqualFold(x.TrackingCoupon, d.PromotionCode.Code)) {
					take(x.ID)
				}
			}
		}
	}
	return ids
}

// subjectOrMatching are the leads that may be the sale's: the one asked about,
// those that match, and near ones.
func (r known) subjectOrMatching() []record.Referral {
	var out []record.Referral
	emails, uids := []string{}, map[string]bool{}
	for _, c := range r.payers() {
		uids[c.ID], uids[c.FPUID()] = true, true
		if c.Email != "" {
			emails = append(emails, c.Email)
		}
	}
	if sale, ok := r.sale(); ok {
		emails = append(emails, sale.Addresses()...)
	}
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads} {
		for _, l := range list {
			asked := r.ev.Query.Kind == record.ByReferral && l.ID == r.ev.Query.Value
			near := slices.ContainsFunc(emails, func(e string) bool { return record.Address(e).Near(record.Address(l.Email)) != record.Far })
			byUID := l.UID != "" && (uids[l.UID] || slices.ContainsFunc(fp.Referrals, func(x record.Referral) bool { return x.ID == l.ID }))
			if asked || near || byUID {
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
	return slices.ContainsFunc(r.ev.FirstPromoter.PromoCodes, func(pc record.PromoCode) bool { return slices.Contains(ids, pc.PromotionID) })
}

// mayHaveLead: the lead is being asked for in this very round.
func (r known) mayHaveLead() bool { return len(r.payers()) > 0 || len(r.sales()) > 0 }
