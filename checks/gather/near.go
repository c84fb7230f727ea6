package gather

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// nearMisses looks for a lead, or a customer, that is the same person under a
// slightly other name.
func (r *gathering) nearMisses() []Asking {
	var asks []Asking
	if r.ev.Query.Kind == record.ByReferral || r.ev.Query.Kind == record.ByEmail && len(r.payers()) == 0 {
		asks = r.nearCustomers()
	}
	if r.ev.Query.Kind != record.ByReferral {
		asks = append(asks, r.nearLeads()...)
	}
	return asks
}

// nearCustomers looks for the customers of the leads, or of the address, asked
// about.
func (r *gathering) nearCustomers() []Asking {
	var asks []Asking
	for _, l := range r.subjectLeads() {
		if l.Email != "" {
			asks = append(asks, r.customersLike(l.Email), r.emailChangesTo(l.Email))
		}
		if r.onSale(l.Email) {
			continue
		}
		asks = append(asks, r.chargesAround(l.Email, l.UID, l.Created), r.customersAround(l.Email, l.UID, l.Created))
		if len(r.payers()) == 0 {
			asks = append(asks, r.sessionsAround(l), r.invoicesAround(l), r.intentsAround(l), r.searchMisspelt(l.UID))
		}
	}
	if r.ev.Query.Kind == record.ByEmail {
		asks = append(asks, r.customersAround(r.ev.Query.Value, "", time.Time{}), r.emailChangesTo(r.ev.Query.Value))
	}
	return asks
}

// nearLeads looks for the leads of the payers and of the sale.
func (r *gathering) nearLeads() []Asking {
	var asks []Asking
	var emails []string
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
	at := r.opts.Now()
	var onSale *record.Sale
	if sale, ok := r.sale(); ok {
		at, onSale = sale.Time(), &sale
		if e := sale.GuestEmail(); sale.CustomerID() == "" && e != "" {
			emails = append(emails, e)
		}
	}
	asks = append(asks, r.uidsElsewhere(nil, onSale)...)
	asks = append(asks, r.emailsElsewhere(onSale)...)
	if len(emails) == 0 && r.ev.Query.Kind == record.ByEmail {
		emails = append(emails, r.ev.Query.Value)
	}
	if len(emails) > 0 {
		asks = append(asks, r.leads(), r.leadsAround(at))
	}
	for _, e := range firstOf(r.notes, record.BoundAddresses, emails, maxBuyerAddresses) {
		// Whoever has a near lead's very address is like this one too: the
		// search spares a round.
		asks = append(asks, r.leadsLike(e)...)
		asks = append(asks, r.customersLike(e))
		if onSale != nil {
			asks = append(asks, r.guestsLike(e, at))
		}
	}
	return asks
}

// maxBuyerAddresses bounds the buyers' own addresses that similar leads are searched for.
const maxBuyerAddresses = 2

// maxUIDs bounds, for each kind of object, the values that are asked for as a lead's uid.
const maxUIDs = 4

// uidsElsewhere asks for leads under every value of a payer's or of the sale's
// metadata that can be a lead's uid.
func (r *gathering) uidsElsewhere(c *record.Customer, sale *record.Sale) []Asking {
	var asks []Asking
	seen := map[record.Place]bool{}
	among := map[string]int{}
	for _, p := range r.ev.Stripe.UIDs(c, sale) {
		uid := strings.TrimSpace(p.Value)
		same := record.Place{Value: uid, Object: record.Ref{Type: p.Object.Type}}
		// No uid is as long as this, a sentence or a link; addresses are asked for as such.
		if len(uid) > 128 || strings.ContainsAny(uid, " @/") || seen[same] {
			continue
		}
		seen[same] = true
		if among[p.Object.Type]++; among[p.Object.Type] <= maxUIDs {
			asks = append(asks, r.referralsByUID(uid))
		}
	}
	for _, n := range among {
		r.bound(record.BoundUIDs, maxUIDs, n)
	}
	return asks
}

// maxElsewhere bounds the addresses asked for that stand in other fields.
const maxElsewhere = 3

// emailsElsewhere asks for leads under the addresses that stand in metadata,
// custom fields and descriptions.
func (r *gathering) emailsElsewhere(sale *record.Sale) []Asking {
	var found []string
	take := func(list []record.Place) {
		for _, p := range list {
			found = append(found, p.Value)
		}
	}
	for _, c := range r.payers() {
		take(r.ev.Stripe.AddressesInTexts(&c, nil))
	}
	take(r.ev.Stripe.AddressesInTexts(nil, sale))
	slices.Sort(found)
	found = slices.DeleteFunc(slices.Compact(found), r.hasAddress)
	var asks []Asking
	for _, e := range firstOf(r.notes, record.BoundAddresses, found, maxElsewhere) {
		asks = append(asks, r.referralsByEmail(e), r.customersByEmail(e))
	}
	return asks
}

// At most so many near leads, and with them so many changed addresses, are
// followed.
const (
	maxNearLeads = 4
	maxPartners  = 6
)

// partners asks whether a near lead has a customer of its own in Stripe, and a
// near customer a lead of its own: then they are two people.
func (r *gathering) partners() []Asking {
	if r.matched() {
		return nil
	}
	leads := r.leadsNearby()
	var asks []Asking
	for _, l := range leads {
		if !r.searched(l.Email) {
			asks = append(asks, r.customersByEmail(l.Email))
		}
		if record.IsCustomerID(l.UID) { // a site’s own uid is hardly ever a customer’s id
			asks = append(asks, r.customer(l.UID))
		}
	}
	asks = append(asks, r.changedAddresses(maxPartners-len(leads))...)
	for _, c := range r.payers() {
		if c.Email != "" {
			asks = append(asks, r.referralsByEmail(c.Email))
		}
	}
	return asks
}

// leadsNearby are leads with an address like a payer's.
func (r *gathering) leadsNearby() []record.Referral {
	var emails []string
	for _, c := range r.payers() {
		emails = append(emails, c.Email)
	}
	if sale, ok := r.sale(); ok && sale.CustomerID() == "" {
		emails = append(emails, sale.Addresses()...)
	}
	var out []record.Referral
	seen := map[string]bool{}
	for _, l := range slices.Concat(r.ev.FirstPromoter.Referrals, r.ev.FirstPromoter.Leads) {
		near := func(e string) bool { return record.Address(l.Email).Near(record.Address(e)) != record.Far }
		if !seen[l.ID] && l.Email != "" && slices.ContainsFunc(emails, near) {
			seen[l.ID] = true
			out = append(out, l)
		}
	}
	return firstOf(r.notes, record.BoundNearLeads, out, maxNearLeads)
}

// changedAddresses asks for the lead of an address that a payer once had, and
// for the customer who once had the address asked about.
func (r *gathering) changedAddresses(most int) []Asking {
	payers := r.payers()
	var asks [][]Asking
	for _, ch := range r.ev.Stripe.EmailChanges {
		known := slices.ContainsFunc(r.ev.FirstPromoter.Leads, func(l record.Referral) bool { return l.Email == ch.From })
		switch byPayer := slices.ContainsFunc(payers, func(c record.Customer) bool { return c.ID == ch.CustomerID }); {
		case byPayer && !known:
			asks = append(asks, []Asking{r.referralsByEmail(ch.From)})
		case !byPayer && r.asksAbout(ch.From):
			asks = append(asks, []Asking{r.customer(ch.CustomerID), r.invoices(ch.CustomerID), r.charges(ch.CustomerID)})
		}
	}
	return slices.Concat(firstOf(r.notes, record.BoundFormer, asks, most)...)
}

// maxTraced bounds the customers of such payments, maxRivals those that leads name.
const (
	maxTraced = 2
	maxRivals = 6
)

// traced asks for the customers of payments that a lead's keys were found on.
func (r *gathering) traced() []Asking {
	if len(r.payers()) > 0 {
		return nil
	}
	var customers []string
	for _, s := range r.sales() {
		if id := s.CustomerID(); id != "" && !slices.Contains(customers, id) {
			customers = append(customers, id)
		}
	}
	var asks []Asking
	for _, id := range firstOf(r.notes, record.BoundCustomers, customers, maxTraced) {
		asks = append(asks, r.customer(id), r.invoices(id), r.charges(id))
	}
	return asks
}

// rivals asks who else could hold the sale: the customer that a matching lead
// names, and further customers of the address.
func (r *gathering) rivals() []Asking {
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
	var uids []string
	for _, l := range r.ev.FirstPromoter.Referrals {
		asked := r.ev.Query.IsReferral(l.ID)
		if l.UID != "" && !r.isFPUID(l.UID) && (asked || emails[l.Email]) && !slices.Contains(uids, l.UID) {
			uids = append(uids, l.UID)
		}
	}
	for _, uid := range firstOf(r.notes, record.BoundCustomers, uids, maxRivals) {
		asks = append(asks, r.customer(uid))
	}
	return asks
}

// isFPUID reports whether a payer carries a uid as fp_uid: then it is the site's own.
func (r *gathering) isFPUID(uid string) bool {
	return slices.ContainsFunc(r.payers(), func(c record.Customer) bool { return c.FPUID() == uid })
}
