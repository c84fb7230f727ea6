package checks

import (
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// match is the lead of the sale and how it was found.
type match struct {
	lead *record.Referral
	how  how
	// exact: the lead matches by uid, fp_uid or e-mail and is live.
	exact bool
	// others are further live referrals that match exactly.
	others []record.Referral
	// silent are referrals that match but are not live, beside one that is.
	silent []record.Referral
	// at is where a lead found in an unusual place was found.
	at record.Place
	// address is how its e-mail resembles the payer's, beside a uid in the wrong place; or none.
	address []match
}

// how a lead belongs to the payer, strongest first.
type how int

const (
	viaUID how = iota + 1
	viaFPUID
	viaEmail
	viaUIDElsewhere // its uid stands elsewhere than in fp_uid of the customer
	viaFPUIDFolded  // fp_uid equals its uid but for case and blanks
	viaNear         // near miss of the e-mail
	viaSaleEmail
	viaElsewhere // its e-mail stands in metadata, a custom field or a description
	viaOldEmail
	viaOwnWord // asked about, and related to the payer in no better way
)

// findLead settles which lead the sale belongs to. Match order: uid = Stripe
// customer id, uid = fp_uid on the customer, e-mail letter by letter (help
// article, item 4); then the near misses.
func (w *walk) findLead() {
	asked, isAsked := w.askedReferral()
	if w.payer == nil && w.sale == nil {
		if isAsked {
			w.match = match{lead: &asked, how: viaOwnWord}
		}
		return
	}
	var live, dead []record.Referral
	hows := map[string]how{}
	for _, r := range w.referrals() {
		h := w.exactly(r)
		if h == 0 {
			continue
		}
		hows[r.ID] = h
		if r.Live() {
			live = append(live, *r)
		} else {
			dead = append(dead, *r)
		}
	}
	slices.SortStableFunc(live, func(a, b record.Referral) int {
		if isAsked && (a.ID == asked.ID) != (b.ID == asked.ID) {
			if a.ID == asked.ID {
				return -1
			}
			return 1
		}
		if a, b := hows[a.ID], hows[b.ID]; a != b {
			return int(a - b)
		}
		if a.Customer() != b.Customer() {
			if a.Customer() {
				return -1
			}
			return 1
		}
		return a.Created.Compare(b.Created)
	})
	switch {
	case isAsked && hows[asked.ID] == 0 && asked.Live():
		// The lead asked about stays the subject, whoever else matches.
		w.match = w.nearest([]*record.Referral{&asked})
		if w.match.lead == nil {
			w.match = match{lead: &asked, how: viaOwnWord}
		}
		w.match.others, w.match.silent = live, dead
	case len(live) > 0:
		w.match = match{lead: &live[0], how: hows[live[0].ID], exact: true, others: live[1:], silent: dead}
	case len(dead) > 0:
		i := 0
		if isAsked {
			i = max(0, slices.IndexFunc(dead, func(r record.Referral) bool { return r.ID == asked.ID }))
		}
		w.match = match{lead: &dead[i], how: hows[dead[i].ID]}
	case isAsked:
		w.match = match{lead: &asked, how: viaOwnWord}
	default:
		w.match = w.nearest(w.referrals())
	}
}

func (w *walk) askedReferral() (record.Referral, bool) {
	if w.ev.Query.Kind != record.ByReferral {
		return record.Referral{}, false
	}
	return w.ev.FirstPromoter.Referral(w.ev.Query.Value)
}

// exactly tells by which of the three keys a referral matches the payer.
func (w *walk) exactly(r *record.Referral) how {
	switch {
	case w.payer != nil && r.UID != "" && r.UID == w.payer.ID:
		return viaUID
	case w.payer != nil && r.UID != "" && r.UID == w.payer.FPUID():
		return viaFPUID
	case w.email != "" && r.Email == w.email:
		return viaEmail
	}
	return 0
}

// nearest finds, among live leads, the one that most probably is the buyer's
// although no key matches.
func (w *walk) nearest(among []*record.Referral) match {
	var best match
	bestRank := [2]int{1 << 30}
	uids, emails := w.ev.Stripe.UIDs(w.payer, w.sale), w.ev.Stripe.AddressesInTexts(w.payer, w.sale)
	var others []record.Place
	if w.sale != nil {
		others = w.sale.Emails()
	}
	for _, r := range among {
		if !r.Live() {
			continue
		}
		m, strength := w.unusual(r, uids, emails, others)
		if m.how == 0 {
			continue
		}
		if m.lead = r; strength[0] < bestRank[0] || strength[0] == bestRank[0] && strength[1] < bestRank[1] {
			best, bestRank = m, strength
		}
	}
	return best
}

// unusual is how one lead resembles the payer, and how strongly: lower is
// stronger. A near miss of the customer's own address explains more than the
// right address elsewhere on the sale, but between two leads the right address wins.
func (w *walk) unusual(r *record.Referral, uids, emails, others []record.Place) (match, [2]int) {
	byUID := match{}
	if at, ok := record.FindUID(uids, r.UID); ok {
		byUID.how, byUID.at = viaUIDElsewhere, at
	} else if w.payer != nil && r.UID != "" && w.payer.FPUID() != "" && record.FoldID(r.UID) == record.FoldID(w.payer.FPUID()) {
		byUID.how = viaFPUIDFolded
	}
	byAddress, strength := w.unusualAddress(r, emails, others)
	if byUID.how == 0 {
		return byAddress, strength
	}
	if byAddress.how != 0 {
		byUID.address = []match{byAddress}
	}
	return byUID, [2]int{int(byUID.how - viaUIDElsewhere)}
}

// unusualAddress is how a lead's e-mail resembles the payer's.
func (w *walk) unusualAddress(r *record.Referral, emails, others []record.Place) (match, [2]int) {
	if r.Email == "" || w.payer != nil && w.payer.Deleted {
		// A deleted customer's address is gone: nothing is left to compare.
		return match{}, [2]int{}
	}
	near := record.Address(w.email).Near(record.Address(r.Email))
	isNear := near != record.Same && near != record.Far && !w.takenElsewhere(r.Email) && !w.anothersLead(r)
	for _, e := range others {
		if strings.EqualFold(e.Value, r.Email) && r.Email != w.email && e.Value != w.email {
			if isNear {
				return match{how: viaNear, at: e}, [2]int{2}
			}
			return match{how: viaSaleEmail, at: e}, [2]int{2}
		}
	}
	if isNear {
		return match{how: viaNear}, [2]int{3, int(near)}
	}
	if at, ok := record.FindAddress(emails, r.Email); ok && !w.boughtItself(r) {
		return match{how: viaElsewhere, at: at}, [2]int{4}
	}
	for _, ch := range w.ev.Stripe.EmailChanges {
		if w.payer != nil && ch.CustomerID == w.payer.ID && ch.From == r.Email {
			return match{how: viaOldEmail, at: record.Place{Value: ch.From, Object: record.StripeRef(record.TypeEvent, ch.EventID)}}, [2]int{5}
		}
	}
	return match{}, [2]int{}
}

// takenElsewhere reports whether another Stripe customer, or a guest's other
// payment, has exactly this address: then it has a partner of its own and is no
// near miss.
func (w *walk) takenElsewhere(address string) bool {
	if _, ok := w.otherCustomerWith(address); ok {
		return true
	}
	return slices.ContainsFunc(w.sales(), func(s record.Sale) bool {
		return s.CustomerID() == "" && s.GuestEmail() == address && (w.sale == nil || w.sale.ID() != s.ID())
	})
}

// anothersLead reports whether a lead's uid is another Stripe customer who has
// nothing like the payer's address: then it is that one's lead.
func (w *walk) anothersLead(r *record.Referral) bool {
	if !w.belongsElsewhere(*r) {
		return false
	}
	c, _ := w.ev.Stripe.Customer(r.UID)
	return record.Address(c.Email).Near(record.Address(w.email)) == record.Far
}

// boughtItself reports whether a lead became a customer who is known and not the
// payer: then its address in a note on this sale says no more than that they
// know each other.
func (w *walk) boughtItself(r *record.Referral) bool {
	_, other := w.otherCustomerWith(r.Email)
	return r.Customer() && (other || w.belongsElsewhere(*r))
}

func (w *walk) otherCustomerWith(address string) (record.Customer, bool) {
	for _, c := range w.ev.Stripe.Customers {
		if address != "" && c.Email == address && !c.Deleted && (w.payer == nil || c.ID != w.payer.ID) {
			return c, true
		}
	}
	return record.Customer{}, false
}

// owns reports whether a referral holds the payer: by uid, or because it
// already became a customer through an exact match.
func (w *walk) owns(r record.Referral) bool {
	if w.payer == nil {
		return false
	}
	if r.UID == w.payer.ID {
		return true
	}
	return r.Customer() && w.exactly(&r) != 0 && !w.belongsElsewhere(r)
}

// belongsElsewhere: the referral's uid is another existing Stripe customer.
func (w *walk) belongsElsewhere(r record.Referral) bool {
	if !strings.HasPrefix(r.UID, "cus_") || w.payer != nil && r.UID == w.payer.ID {
		return false
	}
	c, exists := w.ev.Stripe.Customer(r.UID)
	return exists && !c.Deleted
}

// promotion is the promotion the lead stands under, or the one the sale's coupon names.
func (w *walk) promotion() (record.Promotion, record.Promoter, bool) {
	if l := w.match.lead; l != nil {
		p, promoter, ok := w.ev.FirstPromoter.Promotion(l.PromotionID)
		if ok {
			return p, promoter, true
		}
		promoter = record.Promoter{ID: l.PromoterID, Name: l.PromoterName, Email: l.PromoterEmail}
		if l.Promoter != nil {
			promoter = *l.Promoter
		}
		if l.Promotion != nil {
			return *l.Promotion, promoter, true
		}
		if l.PromotionID != "" {
			return record.Promotion{ID: l.PromotionID, PromoterID: l.PromoterID, CampaignID: l.CampaignID, CampaignName: l.CampaignName}, promoter, true
		}
		return record.Promotion{}, record.Promoter{}, false
	}
	if o, ok := w.couponOwner(); ok {
		return o.promotion, o.promoter, true
	}
	return w.ev.FirstPromoter.Promotion(typedID)
}
