package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// lead is item 4: does the lead match the Stripe customer?
func (w *walk) lead() []Finding {
	if w.settled != nil {
		return w.notReached(w.settled.item)
	}
	asked, isAsked := w.askedReferral()
	switch {
	case w.ev.Query.Kind == record.ByReferral && w.ev.FirstPromoter.ReferralAsked == record.NotFound:
		w.settled = &settlement{Lead}
		return []Finding{w.finding("referral-not-found", w.args(record.Args{"asked": id(w.ev.Query.Value)}), w.queryObject())}
	case w.payer == nil && w.sale == nil:
		return w.nobody(asked, isAsked)
	}

	var out []Finding
	gaps := w.gaps(record.PartReferrals, record.PartCustomers)
	switch {
	case w.recorded != nil:
		return w.leadOfRecorded()
	case w.withoutKey() && !lookedForLead(w.ans):
		return w.askForLead()
	case w.withoutKey() && w.match.lead == nil && typedLead(w.ans):
		w.match = match{lead: w.referrals()[0], how: viaOwnWord}
		return w.typedDiffers()
	case w.payerUnread && !w.match.exact && len(gaps) > 0:
		return gaps
	case w.match.lead == nil:
		if len(gaps) > 0 {
			return gaps
		}
		out = w.noLead()
		if len(out) > 0 && out[0].Cause == "lead-not-found" {
			// What cannot be read may hold another of the lead's keys.
			out = append(out, w.gaps(record.PartSessions, record.PartCharges, record.PartInvoices, record.PartEvents)...)
		}
	case w.match.exact:
		out = w.exactLead()
	case !w.match.lead.Live():
		out = w.deadLead()
	default:
		out = append(w.almostLead(), gaps...)
	}
	if w.payer != nil && w.payer.Deleted {
		f := w.finding("customer-deleted", w.args(), w.customerObject())
		if w.sale == nil || !w.sale.MoneyMoved() {
			f.Remedies = w.remedies([]Step{{"search-customer"}}, w.args())
		}
		out = append(out, f)
	}
	if w.guest && w.email != "" {
		out = append(out, w.finding("guest-checkout", w.args(), w.saleObject()))
	}
	return append(out, w.leadState()...)
}

// nobody: Stripe knows no one for the address or referral asked about.
func (w *walk) nobody(asked record.Referral, isAsked bool) []Finding {
	if gaps := w.gaps(record.PartAsked, record.PartCustomers, record.PartReferrals); len(gaps) > 0 {
		if w.ev.Query.Kind == record.ByReferral {
			w.settled = &settlement{Lead}
		}
		return gaps
	}
	if w.ev.Query.IsPayment() {
		return w.notReached(Payment) // a Checkout Session that came to nothing
	}
	w.settled = &settlement{Lead}
	if l, ok := w.convertedLead(); ok {
		w.match = match{lead: l, how: viaOwnWord}
		return []Finding{w.alreadyCustomer()}
	}
	what := email(w.ev.Query.Value)
	objects := []Object{}
	if isAsked {
		if asked.Email == "" {
			f := w.finding("lead-without-email", w.args(record.Args{"leaduid": id(asked.UID)}), w.leadObject())
			if asked.UID == "" {
				f.Summary = record.Say("This lead has neither an e-mail address nor a UID. So nothing can match it.", nil)
			}
			return []Finding{f}
		}
		what = email(asked.Email)
		objects = append(objects, w.leadObject())
	}
	return []Finding{w.finding("customer-not-found", w.args(record.Args{"asked": what}), objects...)}
}

// convertedLead is the lead asked about where it did become a customer: then
// nothing is wrong, even if the buyer has another address in Stripe by now.
func (w *walk) convertedLead() (*record.Referral, bool) {
	for _, r := range w.referrals() {
		named := w.ev.Query.Kind == record.ByReferral && r.ID == w.ev.Query.Value || w.ev.Query.Kind == record.ByEmail && r.Email == w.ev.Query.Value
		if named && r.Customer() && r.Live() {
			return r, true
		}
	}
	return nil, false
}

// leadOfRecorded: FirstPromoter has the sale, so nothing about the lead can
// stand in its way (causes.md, Recorded): passes and infos only.
func (w *walk) leadOfRecorded() []Finding {
	l := w.match.lead
	switch {
	case l == nil && w.recorded.commission != nil:
		f := w.finding("already-customer", w.args(), w.fpObject(record.TypeCommission, w.recorded.commission.ID))
		f.Summary = record.Say("FirstPromoter has recorded this sale, so a lead was found.", nil)
		return []Finding{f}
	case l == nil:
		return nil
	case l.Customer():
		return slices.Concat([]Finding{w.alreadyCustomer()}, w.otherOwners(), w.sameAddress())
	case w.match.exact:
		return slices.Concat([]Finding{w.matched()}, w.otherOwners(), w.sameAddress())
	}
	f := w.finding("already-customer", w.args(), w.leadObject())
	f.Summary = record.Say("FirstPromoter has recorded this sale, so a lead was found.", nil)
	return []Finding{f}
}

func (w *walk) otherOwners() []Finding {
	var out []Finding
	for _, r := range w.match.others {
		out = append(out, w.note("other-referral-owns-customer", w.args(record.Args{"otherlead": id(r.ID)}), w.fpObject(record.TypeReferral, r.ID)))
	}
	return out
}

func (w *walk) alreadyCustomer() Finding {
	l := w.match.lead
	a := record.Args{"since": when(l.CustomerSince)}
	if l.PromoterName != "" {
		a["for"], a["forname"] = words(" for "), person(l.PromoterName)
	}
	objects := []Object{w.leadObject(), w.customerObject()}
	for _, c := range w.allCommissions() {
		if c.ReferralID == l.ID {
			a["itscommission"], a["commission"], a["belongs"] = words(" Commission "), id(c.ID), words(" belongs to it.")
			objects = append(objects, w.fpObject(record.TypeCommission, c.ID))
			break
		}
	}
	return w.finding("already-customer", w.args(a), objects...)
}

// matched is the pass of an exact match.
func (w *walk) matched() Finding {
	cause := map[how]string{viaUID: "matched-by-uid", viaFPUID: "matched-by-fp-uid", viaEmail: "matched-by-email"}[w.match.how]
	f := w.finding(cause, w.args(), w.leadObject(), w.customerObject())
	f.Compare = w.compareLead()
	return f
}

// exactLead: a live lead matches by uid, fp_uid or e-mail.
func (w *walk) exactLead() []Finding {
	l := w.match.lead
	if owner, ok := w.otherOwner(); ok {
		a := record.Args{"otherlead": id(owner.ID)}
		if owner.PromoterName != "" {
			a["of"], a["ofname"] = words(" of "), person(owner.PromoterName)
		}
		return []Finding{w.finding("other-referral-owns-customer", w.args(a), w.fpObject(record.TypeReferral, owner.ID), w.leadObject(), w.customerObject())}
	}
	if w.match.how == viaEmail && w.belongsElsewhere(*l) {
		return []Finding{w.onOtherCustomer(l.UID)}
	}
	var out []Finding
	if l.Customer() {
		out = append(out, w.alreadyCustomer())
	} else {
		out = append(out, w.matched())
		if w.match.how == viaEmail && w.payer != nil && l.UID != "" {
			f := w.finding("uid-differs", w.args(), w.leadObject(), w.customerObject())
			f.Compare = w.compareLead()
			out = append(out, f)
		}
	}
	out = append(out, w.duplicates()...)
	for _, r := range w.match.silent {
		out = append(out, w.silent(r))
	}
	return out
}

// otherOwner: asked about one referral, another already holds the customer.
func (w *walk) otherOwner() (record.Referral, bool) {
	asked, isAsked := w.askedReferral()
	if !isAsked || w.owns(asked) {
		return record.Referral{}, false
	}
	for _, r := range w.match.others {
		if r.ID != asked.ID && w.owns(r) {
			return r, true
		}
	}
	return record.Referral{}, false
}

func (w *walk) onOtherCustomer(other string) Finding {
	a := record.Args{"othercustomer": id(other), "payer": words("no customer at all: the buyer paid as a guest")}
	if w.payer != nil {
		a["payer"] = id(w.payer.ID)
	}
	f := w.finding("sale-on-other-customer", w.args(a),
		w.customerObject(), w.stripeObject(record.TypeCustomer, other), w.leadObject())
	f.Compare = w.compareLead()
	return f
}

// duplicates: several live referrals match, or several customers share the address.
func (w *walk) duplicates() []Finding {
	var out []Finding
	if len(w.match.others) > 0 {
		if w.owns(*w.match.lead) {
			out = append(out, w.otherOwners()...)
		} else {
			objects := []Object{w.leadObject()}
			names := []string{w.match.lead.ID}
			for _, r := range w.match.others {
				objects = append(objects, w.fpObject(record.TypeReferral, r.ID))
				names = append(names, r.ID)
			}
			out = append(out, w.finding("duplicate-referrals", w.args(record.Args{
				"count": words(fmt.Sprint(len(names))), "leads": id(strings.Join(names, ", ")),
			}), objects...))
		}
	}
	return append(out, w.sameAddress()...)
}

// sameAddress notes that several Stripe customers share the lead's address.
func (w *walk) sameAddress() []Finding {
	if w.payer == nil || w.email == "" || w.match.lead.Email != w.email {
		return nil
	}
	var objects []Object
	for _, c := range w.ev.Stripe.Customers {
		if c.Email == w.email && !c.Deleted {
			objects = append(objects, w.stripeObject(record.TypeCustomer, c.ID))
		}
	}
	if len(objects) < 2 {
		return nil
	}
	return []Finding{w.finding("duplicate-customers", w.args(record.Args{"count": words(fmt.Sprint(len(objects)))}), objects...)}
}

// silent is a referral that is not live beside one that is: worth a note only,
// unless the question was about the moved one itself.
func (w *walk) silent(r record.Referral) Finding {
	cause := deadCauses[r.State]
	a := record.Args{"otherlead": id(r.ID)}
	if asked, ok := w.askedReferral(); ok && asked.ID == r.ID && r.State == record.StateMoved {
		a["moved"], a["movedlead"], a["movedend"] = words(": referral "), id(w.match.lead.ID), words(" is live now")
		return w.finding(cause, w.args(a), w.fpObject(record.TypeReferral, r.ID), w.leadObject())
	}
	return w.note(cause, w.args(a), w.fpObject(record.TypeReferral, r.ID))
}

var deadCauses = map[string]string{
	record.StateDenied:  "referral-disabled",
	record.StatePending: "referral-pending",
	record.StateMoved:   "referral-moved",
}

// deadLead: the only match is a referral that FirstPromoter tracks no sales for.
func (w *walk) deadLead() []Finding {
	f := w.finding(deadCauses[w.match.lead.State], w.args(), w.leadObject(), w.customerObject())
	f.Compare = append([]Compare{{Field: "state", FirstPromoter: code(w.match.lead.State)}}, w.compareLead()...)
	return []Finding{f}
}

var nearCauses = map[record.Nearness]string{
	record.NearCase: "email-case", record.NearInvisible: "email-invisible", record.NearEncoded: "email-encoded", record.NearAlias: "email-alias", record.NearTypo: "email-typo",
}

// almostLead: a lead resembles the payer, but no key matches.
func (w *walk) almostLead() []Finding {
	l := w.match.lead
	if owner, ok := w.otherOwner(); ok {
		a := record.Args{"otherlead": id(owner.ID)}
		return []Finding{w.finding("other-referral-owns-customer", w.args(a), w.fpObject(record.TypeReferral, owner.ID), w.leadObject(), w.customerObject())}
	}
	if w.belongsElsewhere(*l) {
		return []Finding{w.onOtherCustomer(l.UID)}
	}
	if c, ok := w.otherCustomerWith(l.Email); ok && w.match.how >= viaSaleEmail {
		return []Finding{w.onOtherCustomer(c.ID)}
	}
	var out []Finding
	add := func(cause string, more record.Args, objects ...Object) {
		f := w.finding(cause, w.args(more), append([]Object{w.leadObject(), w.customerObject()}, objects...)...)
		f.Compare = w.compareLead()
		out = append(out, f)
	}
	found := w.match
	where := func() (Object, record.Args) {
		return w.stripeObject(found.at.Object.Type, found.at.Object.ID), record.Args{"place": words(found.at.Where), "key": code(found.at.Key)}
	}
	at, place := where()
	switch {
	case found.how == viaUIDElsewhere && found.at.Object.Type == record.TypeCustomer:
		add("fp-uid-misspelt", place)
	case found.how == viaUIDElsewhere:
		add("fp-uid-misplaced", place, at)
	case found.how == viaFPUIDFolded:
		add("fp-uid-differs", record.Args{"fpuid": id(w.payer.FPUID())})
	}
	byUID := len(out) > 0
	switch {
	case byUID && len(found.address) > 0:
		found = found.address[0] // the e-mail has a cause of its own
		at, place = where()
	case byUID && w.email == "" && found.how == viaUIDElsewhere:
		return append(out, w.emailMissing()...)
	case byUID:
		return out
	}
	switch found.how {
	case viaNear:
		add(nearCauses[record.Address(w.email).Near(record.Address(l.Email))], nil, w.saleIfGuest())
		if encoded := &out[len(out)-1]; encoded.Cause == "email-encoded" && record.Address(w.email).Encoded() && !record.Address(l.Email).Encoded() {
			encoded.Remedies = w.remedies([]Step{{"site-encoding"}, {"customer-encoded"}, {"import-sale"}}, w.args())
		}
		if record.Address(l.Email).Public() && !record.Address(w.email).Public() {
			// The slip is in the customer's address: that is the one to mend.
			out[len(out)-1].Remedies = w.remedies([]Step{{"customer-typo"}, {"import-sale"}}, w.args())
		}
	case viaSaleEmail:
		if w.email == "" {
			out = append(out, w.emailMissing()...)
		} else {
			add("email-differs", place, at)
		}
	case viaElsewhere:
		if w.email == "" {
			out = append(out, w.emailMissing()...)
		} else {
			switch {
			case found.at.Key == "":
			case found.at.Field:
				place["place"] = words(found.at.Where + "’s " + found.at.Key)
			default:
				place["place"] = words(found.at.Where + "’s metadata")
			}
			add("email-elsewhere", place, at)
		}
	case viaOldEmail:
		add("email-changed", record.Args{"changedat": w.changedAt()})
		if w.email == "" {
			out[len(out)-1].Summary = record.Say("The lead has the customer’s old address {leademail}: in Stripe it was removed on {changedat}.", w.args(record.Args{"changedat": w.changedAt()}))
			out = append(out, w.emailMissing()...)
		}
	default:
		// Asked about, and only loosely tied to this payer.
		if w.email == "" && l.Email != "" {
			return append(out, w.emailMissing()...)
		}
		f := w.leadNotFound(w.leadObject(), w.customerObject())
		f.Compare = w.compareLead()
		return append(out, f)
	}
	if byUID {
		return out
	}
	return append(out, w.ownUID()...)
}

// ownUID: a lead found by its address alone carries the site's own uid, which
// the customer should carry as fp_uid.
func (w *walk) ownUID() []Finding {
	l := w.match.lead
	if l.UID == "" || strings.HasPrefix(l.UID, "cus_") || w.payer == nil || w.payer.Deleted {
		return nil
	}
	cause, a := "fp-uid-missing", record.Args{}
	if have := w.payer.FPUID(); have != "" {
		cause, a["fpuid"] = "fp-uid-differs", id(have)
	}
	f := w.finding(cause, w.args(a), w.customerObject(), w.leadObject())
	f.Compare = []Compare{{Field: "fp_uid / UID", Stripe: id(w.payer.FPUID()), FirstPromoter: id(l.UID)}}
	return []Finding{f}
}

func (w *walk) saleIfGuest() Object {
	if w.guest {
		return w.saleObject()
	}
	return Object{}
}

func (w *walk) changedAt() record.Piece {
	for _, ch := range w.ev.Stripe.EmailChanges {
		if ch.From == w.match.lead.Email && w.payer != nil && ch.CustomerID == w.payer.ID {
			return when(ch.At)
		}
	}
	return when(time.Time{})
}

func (w *walk) emailMissing() []Finding {
	return []Finding{w.finding("email-missing", w.args(), w.customerObject(), w.saleIfGuest())}
}

// noLead: nobody in FirstPromoter resembles the payer.
func (w *walk) noLead() []Finding {
	o, byCoupon := w.trackingOwner()
	deleted := w.payer != nil && w.payer.Deleted
	switch {
	case w.email == "" && !deleted:
		// FirstPromoter ignores such payments, whatever coupon they carry.
		return w.emailMissing()
	case byCoupon:
		a := record.Args{"salecoupon": coupon(w.saleCouponWords()), "promoter": named(o.promoter)}
		return []Finding{w.finding("lead-by-coupon", w.args(a), w.fpObject(record.TypePromotion, o.promotion.ID), w.saleObject())}
	case deleted:
		return nil
	}
	if gaps := w.gaps(record.PartLeads); len(gaps) > 0 {
		// A lead that only looks alike may be among those that could not be read.
		return append(gaps, w.visitor()...)
	}
	visitor := w.visitor()
	f := w.leadNotFound(w.customerObject(), w.saleIfGuest())
	if len(visitor) > 0 {
		// What to do about the visitor id is said with its own finding.
		f.Remedies = w.remedies(catalogue[causeIndex[f.Cause]].Remedies, w.args(record.Args{"visitortold": words("yes")}))
	}
	return append([]Finding{f}, visitor...)
}

// leadNotFound names the keys by which a lead was looked for.
func (w *walk) leadNotFound(objects ...Object) Finding {
	f := w.finding("lead-not-found", w.args(), objects...)
	switch {
	case w.withoutKey():
		f.Summary = record.Say("You found no lead of this buyer ({buyer}) in FirstPromoter.", w.args())
	case w.payer == nil:
		f.Summary = record.Say("FirstPromoter has no lead for this buyer: none with the e-mail {buyer}, and none that looks like it.", w.args())
	case w.email == "":
		f.Summary = record.Say("FirstPromoter has no lead for this buyer: none with the UID {customer}.", w.args())
	}
	return f
}

// compareLead sets both sides' keys next to each other.
func (w *walk) compareLead() []Compare {
	l := w.match.lead
	if l == nil {
		return nil
	}
	out := []Compare{{Field: "e-mail", Stripe: email(w.email), FirstPromoter: email(l.Email)}}
	if w.payer == nil {
		return out
	}
	stripe := id(w.payer.ID)
	if have := w.payer.FPUID(); have != "" && l.UID != w.payer.ID {
		return append(out, Compare{Field: "fp_uid / UID", Stripe: id(have), FirstPromoter: id(l.UID)})
	}
	return append(out, Compare{Field: "customer id / UID", Stripe: stripe, FirstPromoter: id(l.UID)})
}
