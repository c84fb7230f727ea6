package checks

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// findPayer settles who paid, and which sale is looked at.
func (w *walk) findPayer() {
	s := &w.ev.Stripe
	switch w.ev.Query.Kind {
	case record.ByCustomer:
		if c, ok := s.Customer(w.ev.Query.Value); ok {
			w.setPayer(c)
		}
	case record.BySubscription:
		w.setSale(w.saleOf())
		if sub, ok := s.Subscription(w.ev.Query.Value); ok && w.payer == nil {
			w.payerByID(sub.CustomerID)
			w.setSale(w.saleOf())
		}
	case record.ByEmail, record.ByReferral:
		w.payerByRelation()
	default:
		w.setSale(w.saleOf())
		// A Checkout Session may have come to nothing.
		for _, x := range s.Sessions {
			if w.sale == nil && x.ID == w.ev.Query.Value && x.CustomerID != "" {
				w.payerByID(x.CustomerID)
			}
		}
	}
}

func (w *walk) setPayer(c record.Customer) {
	w.payer = &c
	if !c.Deleted {
		w.email = c.Email
	}
	if w.sale == nil {
		if sale, ok := w.saleOf(c.ID); ok {
			w.sale = &sale
		}
	}
}

func (w *walk) payerByID(customerID string) {
	if c, ok := w.ev.Stripe.Customer(customerID); ok {
		w.setPayer(c)
	} else if customerID != "" {
		// The customer could not be read: only its id can still be compared.
		w.payer, w.payerUnread = &record.Customer{ID: customerID, Mode: w.ev.Stripe.KeyMode}, true
	}
}

func (w *walk) setSale(sale record.Sale, ok bool) {
	if !ok {
		return
	}
	w.sale = &sale
	if customer := sale.CustomerID(); customer != "" {
		w.payerByID(customer)
		return
	}
	w.guest = true
	w.email = sale.GuestEmail()
}

// relation is how a customer or a guest's sale belongs to the lead or address asked about.
type relation int

// Relations, strongest first.
const (
	byUID relation = iota + 1
	byFPUID
	byEmail
	bySaleEmail // another e-mail Stripe holds for one of the sales
	byMetadata
	byOldEmail
	byNearEmail
)

// strong relations prove that it is the same buyer.
func (r relation) strong() bool { return r <= bySaleEmail }

// payerByRelation finds the payer for an e-mail address or a referral: among
// the customers and guests that belong to it, the one with the newest payment in
// which money moved, else with the newest attempt (causes.md, The sale).
func (w *walk) payerByRelation() {
	type candidate struct {
		customer *record.Customer
		sale     *record.Sale
		relation relation
	}
	anchors := w.anchors()
	all := w.sales()
	var candidates []candidate
	for i := range w.ev.Stripe.Customers {
		c := &w.ev.Stripe.Customers[i]
		if rel := w.relate(c, all, anchors); rel != 0 && !(rel == byNearEmail && w.anothers(c.Email)) && !w.heldByAnother(c.ID) {
			cand := candidate{customer: c, relation: rel}
			if sale, ok := w.saleOf(c.ID); ok {
				cand.sale = &sale
			}
			candidates = append(candidates, cand)
		}
	}
	for i := range all {
		if all[i].CustomerID() != "" {
			continue
		}
		guest := all[i].GuestEmail()
		rel := relateEmail(guest, anchors)
		if rel == 0 && w.carries(nil, &all[i], anchors) {
			rel = byMetadata
		}
		if rel != 0 && !(rel == byNearEmail && w.anothers(guest)) {
			candidates = append(candidates, candidate{sale: &all[i], relation: rel})
		}
	}
	if len(candidates) == 0 {
		return
	}
	rank := func(c candidate) int {
		switch {
		case c.sale != nil && c.sale.MoneyMoved():
			return 2
		case c.relation == bySaleEmail:
			return -1 // another's customer, but for a payment that proves it
		case c.sale != nil:
			return 1
		}
		return 0
	}
	loose := func(r relation) int {
		if r.strong() && r != bySaleEmail {
			return int(byUID)
		}
		return int(r)
	}
	at := func(c candidate) time.Time {
		if c.sale == nil {
			return time.Time{}
		}
		return c.sale.Time()
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		// The newest payment, else the newest attempt, decides only among
		// relations of one strength.
		if a.relation.strong() && b.relation.strong() {
			return cmp.Or(rank(b)-rank(a), loose(a.relation)-loose(b.relation), at(b).Compare(at(a)), int(a.relation-b.relation))
		}
		return cmp.Or(int(a.relation-b.relation), rank(b)-rank(a), at(b).Compare(at(a)))
	})
	best := candidates[0]
	if best.customer != nil {
		w.sale = best.sale
		w.setPayer(*best.customer)
		return
	}
	w.setSale(*best.sale, true)
}

// heldByAnother reports whether a customer is another referral's, where the one
// asked about did become a customer: that was by another sale.
func (w *walk) heldByAnother(customer string) bool {
	asked, ok := w.askedReferral()
	if !ok || !asked.Customer() || asked.UID == customer {
		return false
	}
	return slices.ContainsFunc(w.referrals(), func(r *record.Referral) bool { return r.ID != asked.ID && r.UID == customer && r.Live() })
}

// anothers reports whether an address has a lead of its own, and so is nobody
// else's near miss. An address typed by the person that no lead has is nobody's:
// then whoever is near it is meant.
func (w *walk) anothers(address string) bool {
	if w.ev.Query.Kind == record.ByEmail && !w.leadHas(w.ev.Query.Value) {
		return false
	}
	return w.leadHas(address)
}

func (w *walk) leadHas(address string) bool {
	return address != "" && slices.ContainsFunc(w.referrals(), func(r *record.Referral) bool { return r.Email == address })
}

// anchor is what is known of the buyer before Stripe is looked at.
type anchor struct{ email, uid string }

func (w *walk) anchors() []anchor {
	if w.ev.Query.Kind == record.ByReferral {
		if r, ok := w.ev.FirstPromoter.Referral(w.ev.Query.Value); ok {
			return []anchor{{r.Email, r.UID}}
		}
		return nil
	}
	out := []anchor{{email: w.ev.Query.Value}}
	for _, r := range w.referrals() {
		if r.Email == w.ev.Query.Value && r.UID != "" {
			out = append(out, anchor{uid: r.UID})
		}
	}
	return out
}

func (w *walk) relate(c *record.Customer, sales []record.Sale, anchors []anchor) relation {
	best := relation(0)
	take := func(r relation) {
		if r != 0 && (best == 0 || r < best) {
			best = r
		}
	}
	take(relateEmail(c.Email, anchors))
	elsewhere := w.ev.Stripe.AddressesInTexts(c, nil)
	for i := range sales {
		if sales[i].CustomerID() == c.ID && w.carries(c, &sales[i], anchors) {
			take(byMetadata)
		}
	}
	for _, a := range anchors {
		if a.uid != "" {
			switch {
			case a.uid == c.ID:
				take(byUID)
			case a.uid == c.FPUID():
				take(byFPUID)
			default:
				for k, v := range c.Metadata {
					if record.FoldID(v) == record.FoldID(a.uid) && record.MayBeUID(k, a.uid) {
						take(byMetadata)
					}
				}
			}
		}
		if a.email == "" {
			continue
		}
		for _, ch := range w.ev.Stripe.EmailChanges {
			if ch.CustomerID == c.ID && ch.From == a.email {
				take(byOldEmail)
			}
		}
		if _, ok := record.FindAddress(elsewhere, a.email); ok {
			take(byMetadata)
		}
		for _, s := range sales {
			if s.CustomerID() != c.ID {
				continue
			}
			for _, e := range s.Emails() {
				if strings.EqualFold(e.Value, a.email) {
					take(bySaleEmail)
				}
			}
		}
	}
	return best
}

// carries reports whether the uid or the address looked for stands in some
// other field of a sale.
func (w *walk) carries(c *record.Customer, s *record.Sale, anchors []anchor) bool {
	uids, emails := w.ev.Stripe.UIDs(c, s), w.ev.Stripe.AddressesInTexts(c, s)
	return slices.ContainsFunc(anchors, func(a anchor) bool {
		_, uid := record.FindUID(uids, a.uid)
		_, address := record.FindAddress(emails, a.email)
		return uid || address
	})
}

func relateEmail(address string, anchors []anchor) relation {
	best := relation(0)
	for _, a := range anchors {
		if a.email == "" || address == "" {
			continue
		}
		switch record.Address(a.email).Near(record.Address(address)) {
		case record.Same:
			return byEmail
		case record.Far:
		default:
			best = byNearEmail
		}
	}
	return best
}
