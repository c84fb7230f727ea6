package facts

import (
	"cmp"
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// payerSearch settles who paid and which sale is looked at, and writes it into the
// facts before anybody reads them.
type payerSearch struct{ *Facts }

func (f payerSearch) settle() {
	s := &f.ev.Stripe
	switch f.ev.Query.Kind {
	case record.ByCustomer:
		if c, ok := s.Customer(f.ev.Query.Value); ok {
			f.setPayer(c)
		}
	case record.BySubscription:
		f.setSale(f.saleOf())
		if sub, ok := s.Subscription(f.ev.Query.Value); ok && f.payer == nil {
			f.payerByID(sub.CustomerID)
			f.setSale(f.saleOf())
		}
	case record.ByEmail, record.ByReferral:
		f.payerByRelation()
	default:
		f.setSale(f.saleOf())
		// A Checkout Session may have come to nothing.
		if x, ok := s.Session(f.ev.Query.Value); ok && f.sale == nil {
			f.payerByID(x.CustomerID)
		}
	}
}

// setPayer settles the payer, whose address it is then.
func (f payerSearch) setPayer(c record.Customer) {
	f.payer = &c
	if !c.Deleted {
		f.email = c.Email
	}
	if f.sale == nil {
		if sale, ok := f.saleOf(c.ID); ok {
			f.sale = &sale
		}
	}
}

func (f payerSearch) payerByID(customerID string) {
	if c, ok := f.ev.Stripe.Customer(customerID); ok {
		f.setPayer(c)
	} else if customerID != "" {
		// The customer could not be read: only its id can still be compared.
		f.payer, f.payerUnread = &record.Customer{ID: customerID, Mode: f.ev.Stripe.KeyMode}, true
	}
}

func (f payerSearch) setSale(sale record.Sale, ok bool) {
	if !ok {
		return
	}
	f.sale = &sale
	if customer := sale.CustomerID(); customer != "" {
		f.payerByID(customer)
		return
	}
	f.guest = true
	f.email = sale.GuestEmail()
}

// saleOf picks the sale looked at among those of the customers, or among all.
func (f payerSearch) saleOf(customers ...string) (record.Sale, bool) {
	return f.ev.SaleAmong(f.Sales(), customers...)
}

// relation is how a customer or a guest's sale belongs to the lead or address asked about.
type relation int

// Relations, strongest first.
const (
	sameUID relation = iota + 1
	sameFPUID
	sameEmail
	emailOnSale // another e-mail Stripe holds for one of the sales
	inOtherField
	formerEmail
	nearEmail
)

// strong relations prove that it is the same buyer.
func (r relation) strong() bool { return r <= emailOnSale }

// candidate is a customer, or a guest's sale, that belongs to the lead or the address asked about.
type candidate struct {
	customer *record.Customer // nil: a guest
	sale     *record.Sale
	relation relation
}

// Proof is what proves that a customer is the buyer asked about.
type Proof int

// The proofs.
const (
	Unproven  Proof = iota // it is only something like what was asked about
	OwnFields              // the customer has the address or a uid of it
	ByPayment              // a payment of theirs carries the address
)

// Buyer is a customer, or a guest, who may be who was asked about.
type Buyer struct {
	Customer *record.Customer // nil: a guest
	Sale     *record.Sale     // the one to look at; nil: none
	Proof    Proof
}

// Buyers are, where SALE is an address or a referral, those who may have paid, the
// likeliest first.
func (f *Facts) Buyers() []Buyer {
	var out []Buyer
	for _, c := range f.candidates {
		b := Buyer{Customer: c.customer, Sale: c.sale}
		switch {
		case c.relation == emailOnSale:
			b.Proof = ByPayment
		case c.relation.strong():
			b.Proof = OwnFields
		}
		out = append(out, b)
	}
	return out
}

// payerByRelation finds the payer for an e-mail address or a referral: the first
// of the candidates.
func (f payerSearch) payerByRelation() {
	f.candidates = f.find()
	switch found := f.candidates; {
	case len(found) == 0:
	case found[0].customer != nil:
		f.sale = found[0].sale
		f.setPayer(*found[0].customer)
	default:
		f.setSale(*found[0].sale, true)
	}
}

// find finds the customers and guests that belong to what was asked about,
// first the one with the newest payment in which money moved, else with the newest
// attempt.
func (f payerSearch) find() []candidate {
	var out []candidate
	anchors, all := f.anchors(), f.Sales()
	for i := range f.ev.Stripe.Customers {
		c := &f.ev.Stripe.Customers[i]
		related := f.relate(c, anchors)
		if related == 0 || related == nearEmail && f.hasOwnLead(c.Email) || f.heldByAnother(c.ID) {
			continue
		}
		x := candidate{customer: c, relation: related}
		if sale, ok := f.saleOf(c.ID); ok {
			x.sale = &sale
		}
		out = append(out, x)
	}
	for i := range all {
		if all[i].CustomerID() != "" {
			continue
		}
		guest := all[i].GuestEmail()
		related := relateEmail(guest, anchors)
		if related == 0 && f.carries(nil, &all[i], anchors) {
			related = inOtherField
		}
		if related != 0 && !(related == nearEmail && f.hasOwnLead(guest)) {
			out = append(out, candidate{sale: &all[i], relation: related})
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int {
		// The newest payment, else the newest attempt, decides only among
		// relations of one strength.
		if a.relation.strong() && b.relation.strong() {
			return cmp.Or(b.paid()-a.paid(), a.relation.loosely()-b.relation.loosely(), b.at().Compare(a.at()), int(a.relation-b.relation))
		}
		return cmp.Or(int(a.relation-b.relation), b.paid()-a.paid(), b.at().Compare(a.at()))
	})
	return out
}

// paid is how far a candidate got with paying.
func (c candidate) paid() int {
	switch {
	case c.sale != nil && c.sale.MoneyMoved():
		return 2
	case c.relation == emailOnSale:
		return -1 // another's customer, but for a payment that proves it
	case c.sale != nil:
		return 1
	}
	return 0
}

func (c candidate) at() time.Time {
	if c.sale == nil {
		return time.Time{}
	}
	return c.sale.Time()
}

// loosely takes the proofs by a customer's own fields for one.
func (r relation) loosely() int {
	if r.strong() && r != emailOnSale {
		return int(sameUID)
	}
	return int(r)
}

// heldByAnother reports whether a customer is another referral's, where the one
// asked about did become a customer: that was by another sale.
func (f payerSearch) heldByAnother(customer string) bool {
	asked, ok := f.Asked()
	if !ok || !asked.Customer() || asked.UID == customer {
		return false
	}
	return slices.ContainsFunc(f.Referrals(), func(r *record.Referral) bool { return r.ID != asked.ID && r.UID == customer && r.Live() })
}

// hasOwnLead reports whether an address has a lead of its own, and so is nobody
// else's near miss. An address typed by the person that no lead has is nobody's:
// then whoever is near it is meant.
func (f payerSearch) hasOwnLead(address string) bool {
	if f.ev.Query.Kind == record.ByEmail && !f.leadHas(f.ev.Query.Value) {
		return false
	}
	return f.leadHas(address)
}

func (f payerSearch) leadHas(address string) bool {
	return address != "" && slices.ContainsFunc(f.Referrals(), func(r *record.Referral) bool { return r.Email == address })
}

// anchor is what is known of the buyer before Stripe is looked at.
type anchor struct{ email, uid string }

func (f payerSearch) anchors() []anchor {
	if f.ev.Query.Kind == record.ByReferral {
		if r, ok := f.ev.FirstPromoter.Referral(f.ev.Query.Value); ok {
			return []anchor{{r.Email, r.UID}}
		}
		return nil
	}
	out := []anchor{{email: f.ev.Query.Value}}
	for _, r := range f.Referrals() {
		if r.Email == f.ev.Query.Value && r.UID != "" {
			out = append(out, anchor{uid: r.UID})
		}
	}
	return out
}

// relate tells how a customer belongs to the anchors; 0: not at all.
func (f payerSearch) relate(c *record.Customer, anchors []anchor) relation {
	best := relateEmail(c.Email, anchors)
	take := func(r relation) {
		if r != 0 && (best == 0 || r < best) {
			best = r
		}
	}
	elsewhere := f.ev.Stripe.AddressesInTexts(c, nil)
	for _, a := range anchors {
		take(relateUID(c, a.uid))
		if a.email == "" {
			continue
		}
		if slices.ContainsFunc(f.ev.Stripe.EmailChanges,
			func(ch record.EmailChange) bool { return ch.CustomerID == c.ID && ch.From == a.email }) {
			take(formerEmail)
		}
		if _, ok := record.FindAddress(elsewhere, a.email); ok {
			take(inOtherField)
		}
	}
	for i, s := range f.Sales() {
		if s.CustomerID() != c.ID {
			continue
		}
		if f.carries(c, &f.Sales()[i], anchors) {
			take(inOtherField)
		}
		emails := s.Emails()
		if slices.ContainsFunc(anchors, func(a anchor) bool { _, ok := record.FindAddress(emails, a.email); return ok }) {
			take(emailOnSale)
		}
	}
	return best
}

// relateUID tells how a customer carries a uid.
func relateUID(c *record.Customer, uid string) relation {
	switch uid {
	case "":
		return 0
	case c.ID:
		return sameUID
	case c.FPUID():
		return sameFPUID
	}
	for k, v := range c.Metadata {
		if record.FoldID(v) == record.FoldID(uid) && record.MayBeUID(k, uid) {
			return inOtherField
		}
	}
	return 0
}

// carries reports whether the uid or the address looked for stands in some
// other field of a sale.
func (f payerSearch) carries(c *record.Customer, s *record.Sale, anchors []anchor) bool {
	uids, emails := f.ev.Stripe.UIDs(c, s), f.ev.Stripe.AddressesInTexts(c, s)
	return slices.ContainsFunc(anchors, func(a anchor) bool {
		_, uid := record.FindUID(uids, a.uid)
		_, address := record.FindAddress(emails, a.email)
		return uid || address
	})
}

// relateEmail tells how an address belongs to the anchors; 0: not at all.
func relateEmail(address string, anchors []anchor) relation {
	best := relation(0)
	for _, a := range anchors {
		if a.email == "" || address == "" {
			continue
		}
		switch record.Address(a.email).Near(record.Address(address)) {
		case record.Same:
			return sameEmail
		case record.Far:
		default:
			best = nearEmail
		}
	}
	return best
}
