package facts

import (
	"cmp"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// Lead is the lead of the sale and how it was found.
type Lead struct {
	Referral *record.Referral // nil: there is none
	How      How
	// Exact: it matches by uid, fp_uid or e-mail and is live.
	Exact bool
	// Others are further live referrals that match exactly.
	Others []record.Referral
	// Silent are referrals that match but are not live, beside one that is.
	Silent []record.Referral
	// At is where a lead found in an unusual place was found.
	At record.Place
	// ByAddress is how its e-mail resembles the payer's, beside a uid in the wrong
	// place; nil: in no way.
	ByAddress *Lead
}

// How a lead belongs to the payer.
type How int

// The ways, strongest first. Match order: uid = Stripe customer id, uid = fp_uid
// on the customer, e-mail letter by letter
// (https://help.firstpromoter.com, why a sale is not tracked); then the near misses.
const (
	ByUID How = iota + 1
	ByFPUID
	ByEmail
	ByUIDElsewhere   // its uid stands elsewhere than in fp_uid of the customer
	ByFPUIDFolded    // fp_uid equals its uid but for case and blanks
	ByNearEmail      // near miss of the e-mail
	BySaleEmail      // another e-mail Stripe holds for the sale
	ByEmailElsewhere // its e-mail stands in metadata, a custom field or a description
	ByFormerEmail    // the customer's address until lately
	ByName           // asked about, or typed, and related to the payer in no better way
)

// leadSearch settles which lead the sale belongs to.
type leadSearch struct{ *Facts }

func (f leadSearch) find() Lead {
	asked, isAsked := f.Asked()
	switch {
	case f.payer == nil && f.sale == nil && isAsked:
		return Lead{Referral: &asked, How: ByName}
	case f.payer == nil && f.sale == nil:
		return f.namedLead()
	}
	live, dead, how := f.exactMatches()
	var found Lead
	switch {
	case isAsked && how[asked.ID] == 0 && asked.Live():
		// The lead asked about stays the subject, whoever else matches.
		found = f.nearest([]*record.Referral{&asked})
		if found.Referral == nil {
			found = Lead{Referral: &asked, How: ByName}
		}
		found.Others, found.Silent = live, dead
	case len(live) > 0:
		found = Lead{Referral: &live[0], How: how[live[0].ID], Exact: true, Others: live[1:], Silent: dead}
	case len(dead) > 0:
		i := max(0, slices.IndexFunc(dead, func(r record.Referral) bool { return isAsked && r.ID == asked.ID }))
		found = Lead{Referral: &dead[i], How: how[dead[i].ID]}
	case isAsked:
		found = Lead{Referral: &asked, How: ByName}
	default:
		found = f.nearest(f.Referrals())
	}
	if found.Referral == nil && f.recording == nil && f.WithoutKey() && f.answers.LeadTyped() {
		return Lead{Referral: f.Referrals()[0], How: ByName}
	}
	return found
}

// namedLead is the lead of the address asked about, where Stripe knows nobody for
// it: first of all one that did become a customer all the same, for the buyer may have
// another address by now.
func (f leadSearch) namedLead() Lead {
	if f.settled != BuyerNotFound || f.ev.Query.Kind != record.ByEmail {
		return Lead{}
	}
	rank := func(r *record.Referral) int {
		switch {
		case !r.Live():
			return 2
		case !r.Customer():
			return 1
		}
		return 0
	}
	var best *record.Referral
	for _, r := range f.Referrals() {
		if r.Email == f.ev.Query.Value && (best == nil || rank(r) < rank(best)) {
			best = r
		}
	}
	if best == nil {
		return Lead{}
	}
	return Lead{Referral: best, How: ByName}
}

// exactMatches are the referrals that match by one of the keys, and how: live
// ones, the likeliest first, and others.
func (f leadSearch) exactMatches() (live, dead []record.Referral, how map[string]How) {
	how = map[string]How{}
	for _, r := range f.Referrals() {
		h := f.matchesExactly(r)
		if h == 0 {
			continue
		}
		how[r.ID] = h
		if r.Live() {
			live = append(live, *r)
		} else {
			dead = append(dead, *r)
		}
	}
	first := func(a, b bool) int {
		switch {
		case a && !b:
			return -1
		case b && !a:
			return 1
		}
		return 0
	}
	asked, isAsked := f.Asked()
	slices.SortStableFunc(live, func(a, b record.Referral) int {
		return cmp.Or(
			first(isAsked && a.ID == asked.ID, isAsked && b.ID == asked.ID), int(how[a.ID]-how[b.ID]),
			first(a.Customer(), b.Customer()), a.Created.Compare(b.Created),
		)
	})
	return live, dead, how
}

// matchesExactly tells by which of the three keys a referral matches the payer.
func (f *Facts) matchesExactly(r *record.Referral) How { return MatchOf(r, f.payer, f.email) }

// MatchOf tells by which of the three keys a referral matches a customer, nil: a
// guest, with an address; 0: by none.
func MatchOf(r *record.Referral, payer *record.Customer, email string) How {
	switch {
	case payer != nil && r.UID != "" && r.UID == payer.ID:
		return ByUID
	case payer != nil && r.UID != "" && r.UID == payer.FPUID():
		return ByFPUID
	case email != "" && r.Email == email:
		return ByEmail
	}
	return 0
}

// Matched reports whether the lead asked about, else any lead, has one of the
// payer's keys, live or not.
func (f *Facts) Matched() bool {
	asked := f.ev.Query.Kind == record.ByReferral
	return slices.ContainsFunc(f.Referrals(), func(r *record.Referral) bool {
		return (!asked || r.ID == f.ev.Query.Value) && f.matchesExactly(r) != 0
	})
}

// nearest finds, among live leads, the one that most probably is the buyer's
// although no key matches.
func (f leadSearch) nearest(among []*record.Referral) Lead {
	var best Lead
	bestRank := [2]int{1 << 30}
	uids, emails := f.ev.Stripe.UIDs(f.payer, f.sale), f.ev.Stripe.AddressesInTexts(f.payer, f.sale)
	var others []record.Place
	if f.sale != nil {
		others = f.sale.Emails()
	}
	for _, r := range among {
		if !r.Live() {
			continue
		}
		m, strength := f.unusual(r, uids, emails, others)
		if m.How == 0 {
			continue
		}
		if m.Referral = r; strength[0] < bestRank[0] || strength[0] == bestRank[0] && strength[1] < bestRank[1] {
			best, bestRank = m, strength
		}
	}
	return best
}

// unusual is how one lead resembles the payer, and how strongly: lower is
// stronger. A near miss of the customer's own address explains more than the
// right address elsewhere on the sale, but between two leads the right address wins.
func (f leadSearch) unusual(r *record.Referral, uids, emails, others []record.Place) (Lead, [2]int) {
	byUID := Lead{}
	if at, ok := record.FindUID(uids, r.UID); ok {
		byUID.How, byUID.At = ByUIDElsewhere, at
	} else if f.payer != nil && r.UID != "" && f.payer.FPUID() != "" && record.FoldID(r.UID) == record.FoldID(f.payer.FPUID()) {
		byUID.How = ByFPUIDFolded
	}
	byAddress, strength := f.unusualAddress(r, emails, others)
	if byUID.How == 0 {
		return byAddress, strength
	}
	if byAddress.How != 0 {
		also := byAddress // of its own, so that the many that do not come here cost nothing
		byUID.ByAddress = &also
	}
	return byUID, [2]int{int(byUID.How - ByUIDElsewhere)}
}

// unusualAddress is how a lead's e-mail resembles the payer's.
func (f leadSearch) unusualAddress(r *record.Referral, emails, others []record.Place) (Lead, [2]int) {
	if r.Email == "" || f.payer != nil && f.payer.Deleted {
		// A deleted customer's address is gone: nothing is left to compare.
		return Lead{}, [2]int{}
	}
	near := record.Address(f.email).Near(record.Address(r.Email))
	isNear := near != record.Same && near != record.Far && !f.takenElsewhere(r.Email) && !f.isOfSomebodyElse(r)
	for _, e := range others {
		if strings.EqualFold(e.Value, r.Email) && r.Email != f.email && e.Value != f.email {
			if isNear {
				return Lead{How: ByNearEmail, At: e}, [2]int{2}
			}
			return Lead{How: BySaleEmail, At: e}, [2]int{2}
		}
	}
	if isNear {
		return Lead{How: ByNearEmail}, [2]int{3, int(near)}
	}
	if at, ok := record.FindAddress(emails, r.Email); ok && !f.hasBoughtItself(r) {
		return Lead{How: ByEmailElsewhere, At: at}, [2]int{4}
	}
	for _, ch := range f.ev.Stripe.EmailChanges {
		if f.payer != nil && ch.CustomerID == f.payer.ID && ch.From == r.Email {
			return Lead{How: ByFormerEmail, At: record.Place{Value: ch.From,
				Object: record.StripeRef(record.TypeEvent, ch.EventID)}}, [2]int{5}
		}
	}
	return Lead{}, [2]int{}
}

// takenElsewhere reports whether another Stripe customer, or a guest's other
// payment, has exactly this address: then it has a partner of its own and is no
// near miss.
func (f leadSearch) takenElsewhere(address string) bool {
	if _, ok := f.OtherCustomerWith(address); ok {
		return true
	}
	return slices.ContainsFunc(f.Sales(), func(s record.Sale) bool {
		return s.CustomerID() == "" && s.GuestEmail() == address && (f.sale == nil || f.sale.ID() != s.ID())
	})
}

// isOfSomebodyElse reports whether a lead's uid is another Stripe customer who has
// nothing like the payer's address: then it is that one's lead.
func (f leadSearch) isOfSomebodyElse(r *record.Referral) bool {
	if !f.BelongsElsewhere(*r) {
		return false
	}
	c, _ := f.ev.Stripe.Customer(r.UID)
	return record.Address(c.Email).Near(record.Address(f.email)) == record.Far
}

// hasBoughtItself reports whether a lead became a customer who is known and not the
// payer: then its address in a note on this sale says no more than that they
// know each other.
func (f leadSearch) hasBoughtItself(r *record.Referral) bool {
	_, other := f.OtherCustomerWith(r.Email)
	return r.Customer() && (other || f.BelongsElsewhere(*r))
}

// OtherCustomerWith is a customer with exactly this address who is not the payer.
func (f *Facts) OtherCustomerWith(address string) (record.Customer, bool) {
	for _, c := range f.ev.Stripe.Customers {
		if address != "" && c.Email == address && !c.Deleted && (f.payer == nil || c.ID != f.payer.ID) {
			return c, true
		}
	}
	return record.Customer{}, false
}

// Owns reports whether a referral holds the payer: by uid, or because it
// already became a customer through an exact match.
func (f *Facts) Owns(r record.Referral) bool {
	if f.payer == nil {
		return false
	}
	if r.UID == f.payer.ID {
		return true
	}
	return r.Customer() && f.matchesExactly(&r) != 0 && !f.BelongsElsewhere(r)
}

// BelongsElsewhere reports whether the referral's uid is another existing Stripe customer.
func (f *Facts) BelongsElsewhere(r record.Referral) bool {
	if r.UID == "" || f.payer != nil && r.UID == f.payer.ID {
		return false
	}
	c, exists := f.ev.Stripe.Customer(r.UID)
	return exists && !c.Deleted
}
