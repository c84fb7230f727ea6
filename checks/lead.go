package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkLead is item 4: does the lead match the Stripe customer?
func checkLead(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	return leadItem{newInput(f, answers, now)}.findings()
}

// leadItem is item 4 at work.
type leadItem struct{ input }

func (in leadItem) findings() []Finding {
	if by, settled := in.settledBy(); settled && by != Lead {
		return in.notReached(by)
	}
	switch {
	case in.Settled() == facts.ReferralNotFound:
		return []Finding{in.finding("referral-not-found", in.args(record.Args{"asked": id(in.ev.Query.Value)}), in.queryObject())}
	case in.Payer() == nil && in.Sale() == nil:
		return in.nobody()
	case in.Recording() != nil:
		return in.leadOfRecorded()
	case in.WithoutKey() && !in.ans.LookedForLead():
		return in.askForLead()
	case in.WithoutKey() && in.Lead().How == facts.ByName:
		return in.typedDiffers()
	}

	out, unread := in.matching()
	if unread {
		return out
	}
	if in.Payer() != nil && in.Payer().Deleted {
		f := in.finding("customer-deleted", in.args(), in.customerObject())
		if in.Sale() == nil || !in.Sale().MoneyMoved() {
			f.Remedies = in.remedies([]Step{{"search-customer"}}, in.args())
		}
		out = append(out, f)
	}
	if in.Guest() && in.Email() != "" {
		out = append(out, in.finding("guest-checkout", in.args(), in.saleObject()))
	}
	return append(out, in.leadState()...)
}

// matching is how the lead matches the payer, or does not. unread: what could not
// be had is all there is to tell.
func (in leadItem) matching() (out []Finding, unread bool) {
	gaps := in.gaps(record.PartReferrals, record.PartCustomers)
	switch lead := in.Lead(); {
	case in.PayerUnread() && !lead.Exact && len(gaps) > 0, lead.Referral == nil && len(gaps) > 0:
		return gaps, true
	case lead.Referral == nil:
		out = in.noLead()
		if len(out) > 0 && out[0].Cause == "lead-not-found" {
			// What cannot be read may hold another of the lead's keys.
			out = append(out, in.gaps(record.PartSessions, record.PartCharges, record.PartInvoices, record.PartEvents)...)
		}
		return out, false
	case lead.Exact:
		return in.exactLead(), false
	case !lead.Referral.Live():
		return in.deadLead(), false
	}
	return append(in.almostLead(), gaps...), false
}

// nobody: Stripe knows no one for the address or referral asked about.
func (in leadItem) nobody() []Finding {
	if gaps := in.gaps(record.PartAsked, record.PartCustomers, record.PartReferrals); len(gaps) > 0 {
		return gaps
	}
	if in.ev.Query.IsPayment() {
		return in.notReached(Payment) // a Checkout Session that came to nothing
	}
	lead := in.Lead().Referral
	switch {
	case lead != nil && lead.Customer() && lead.Live():
		// Nothing is wrong, even if the buyer has another address in Stripe by now.
		return []Finding{in.alreadyCustomer()}
	case lead == nil:
		return []Finding{in.finding("customer-not-found", in.args(record.Args{"asked": email(in.ev.Query.Value)}))}
	case lead.Email == "":
		f := in.finding("lead-without-email", in.args(record.Args{"leaduid": id(lead.UID)}), in.leadObject())
		if lead.UID == "" {
			f.Summary = record.Say("This lead has neither an e-mail address nor a UID. So nothing can match it.", nil)
		}
		return []Finding{f}
	}
	return []Finding{in.finding("customer-not-found", in.args(record.Args{"asked": email(lead.Email)}), in.leadObject())}
}

// leadOfRecorded: FirstPromoter has the sale, so nothing about the lead can
// stand in its way: passes and infos only.
func (in leadItem) leadOfRecorded() []Finding {
	l := in.Lead().Referral
	switch {
	case l == nil && in.Recording().Commission != nil:
		f := in.finding("already-customer", in.args(), in.fpObject(record.TypeCommission, in.Recording().Commission.ID))
		f.Summary = record.Say("FirstPromoter has recorded this sale, so a lead was found.", nil)
		return []Finding{f}
	case l == nil:
		return nil
	case l.Customer():
		return slices.Concat([]Finding{in.alreadyCustomer()}, in.otherOwners(), in.sameAddress())
	case in.Lead().Exact:
		return slices.Concat([]Finding{in.matched()}, in.otherOwners(), in.sameAddress())
	}
	f := in.finding("already-customer", in.args(), in.leadObject())
	f.Summary = record.Say("FirstPromoter has recorded this sale, so a lead was found.", nil)
	return []Finding{f}
}

func (in leadItem) otherOwners() []Finding {
	var out []Finding
	for _, r := range in.Lead().Others {
		out = append(out, in.note("other-referral-owns-customer", in.args(record.Args{"otherlead": id(r.ID)}), in.fpObject(record.TypeReferral, r.ID)))
	}
	return out
}

func (in leadItem) alreadyCustomer() Finding {
	l := in.Lead().Referral
	a := record.Args{"since": when(l.CustomerSince)}
	if l.PromoterName != "" {
		a["for"], a["forname"] = words(" for "), person(l.PromoterName)
	}
	objects := []Object{in.leadObject(), in.customerObject()}
	for _, c := range in.Commissions() {
		if c.ReferralID == l.ID {
			a["itscommission"], a["commission"], a["belongs"] = words(" Commission "), id(c.ID), words(" belongs to it.")
			objects = append(objects, in.fpObject(record.TypeCommission, c.ID))
			break
		}
	}
	return in.finding("already-customer", in.args(a), objects...)
}

// matched is the pass of an exact match.
func (in leadItem) matched() Finding {
	cause := map[facts.How]string{facts.ByUID: "matched-by-uid", facts.ByFPUID: "matched-by-fp-uid", facts.ByEmail: "matched-by-email"}[in.Lead().How]
	f := in.finding(cause, in.args(), in.leadObject(), in.customerObject())
	f.Compare = in.compareLead()
	return f
}

// exactLead: a live lead matches by uid, fp_uid or e-mail.
func (in leadItem) exactLead() []Finding {
	l := in.Lead().Referral
	if owner, ok := in.otherOwner(); ok {
		a := record.Args{"otherlead": id(owner.ID)}
		if owner.PromoterName != "" {
			a["of"], a["ofname"] = words(" of "), person(owner.PromoterName)
		}
		return []Finding{in.finding("other-referral-owns-customer", in.args(a), in.fpObject(record.TypeReferral, owner.ID), in.leadObject(), in.customerObject())}
	}
	if in.Lead().How == facts.ByEmail && in.BelongsElsewhere(*l) {
		return []Finding{in.onOtherCustomer(l.UID)}
	}
	var out []Finding
	if l.Customer() {
		out = append(out, in.alreadyCustomer())
	} else {
		out = append(out, in.matched())
		if in.Lead().How == facts.ByEmail && in.Payer() != nil && l.UID != "" {
			f := in.finding("uid-differs", in.args(), in.leadObject(), in.customerObject())
			f.Compare = in.compareLead()
			out = append(out, f)
		}
	}
	out = append(out, in.duplicates()...)
	for _, r := range in.Lead().Silent {
		out = append(out, in.silent(r))
	}
	return out
}

// otherOwner: asked about one referral, another already holds the customer.
func (in leadItem) otherOwner() (record.Referral, bool) {
	asked, isAsked := in.Asked()
	if !isAsked || in.Owns(asked) {
		return record.Referral{}, false
	}
	for _, r := range in.Lead().Others {
		if r.ID != asked.ID && in.Owns(r) {
			return r, true
		}
	}
	return record.Referral{}, false
}

func (in leadItem) onOtherCustomer(other string) Finding {
	a := record.Args{"othercustomer": id(other), "payer": words("no customer at all: the buyer paid as a guest")}
	if in.Payer() != nil {
		a["payer"] = id(in.Payer().ID)
	}
	f := in.finding("sale-on-other-customer", in.args(a),
		in.customerObject(), in.stripeObject(record.TypeCustomer, other), in.leadObject())
	f.Compare = in.compareLead()
	return f
}

// duplicates: several live referrals match, or several customers share the address.
func (in leadItem) duplicates() []Finding {
	var out []Finding
	if len(in.Lead().Others) > 0 {
		if in.Owns(*in.Lead().Referral) {
			out = append(out, in.otherOwners()...)
		} else {
			objects := []Object{in.leadObject()}
			names := []string{in.Lead().Referral.ID}
			for _, r := range in.Lead().Others {
				objects = append(objects, in.fpObject(record.TypeReferral, r.ID))
				names = append(names, r.ID)
			}
			out = append(out, in.finding("duplicate-referrals", in.args(record.Args{
				"count": words(fmt.Sprint(len(names))), "leads": id(strings.Join(names, ", ")),
			}), objects...))
		}
	}
	return append(out, in.sameAddress()...)
}

// sameAddress notes that several Stripe customers share the lead's address.
func (in leadItem) sameAddress() []Finding {
	if in.Payer() == nil || in.Email() == "" || in.Lead().Referral.Email != in.Email() {
		return nil
	}
	var objects []Object
	for _, c := range in.ev.Stripe.Customers {
		if c.Email == in.Email() && !c.Deleted {
			objects = append(objects, in.stripeObject(record.TypeCustomer, c.ID))
		}
	}
	if len(objects) < 2 {
		return nil
	}
	return []Finding{in.finding("duplicate-customers", in.args(record.Args{"count": words(fmt.Sprint(len(objects)))}), objects...)}
}

// silent is a referral that is not live beside one that is: worth a note only,
// unless the question was about the moved one itself.
func (in leadItem) silent(r record.Referral) Finding {
	cause := deadCauses[r.State]
	a := record.Args{"otherlead": id(r.ID)}
	if asked, ok := in.Asked(); ok && asked.ID == r.ID && r.State == record.StateMoved {
		a["moved"], a["movedlead"], a["movedend"] = words(": referral "), id(in.Lead().Referral.ID), words(" is live now")
		return in.finding(cause, in.args(a), in.fpObject(record.TypeReferral, r.ID), in.leadObject())
	}
	return in.note(cause, in.args(a), in.fpObject(record.TypeReferral, r.ID))
}

var deadCauses = map[string]string{
	record.StateDenied:  "referral-disabled",
	record.StatePending: "referral-pending",
	record.StateMoved:   "referral-moved",
}

// deadLead: the only match is a referral that FirstPromoter tracks no sales for.
func (in leadItem) deadLead() []Finding {
	f := in.finding(deadCauses[in.Lead().Referral.State], in.args(), in.leadObject(), in.customerObject())
	f.Compare = append([]Compare{{Field: "state", FirstPromoter: code(in.Lead().Referral.State)}}, in.compareLead()...)
	return []Finding{f}
}

var nearCauses = map[record.Nearness]string{
	record.NearCase: "email-case", record.NearInvisible: "email-invisible", record.NearEncoded: "email-encoded", record.NearAlias: "email-alias", record.NearTypo: "email-typo",
}

// almostLead: a lead resembles the payer, but no key matches.
func (in leadItem) almostLead() []Finding {
	l := in.Lead().Referral
	if owner, ok := in.otherOwner(); ok {
		a := record.Args{"otherlead": id(owner.ID)}
		return []Finding{in.finding("other-referral-owns-customer", in.args(a), in.fpObject(record.TypeReferral, owner.ID), in.leadObject(), in.customerObject())}
	}
	if in.BelongsElsewhere(*l) {
		return []Finding{in.onOtherCustomer(l.UID)}
	}
	if c, ok := in.OtherCustomerWith(l.Email); ok && in.Lead().How >= facts.BySaleEmail {
		return []Finding{in.onOtherCustomer(c.ID)}
	}
	out := in.uidMisplaced()
	byUID, found := len(out) > 0, in.Lead()
	switch {
	case byUID && found.ByAddress != nil:
		found = *found.ByAddress // the e-mail has a cause of its own
	case byUID && in.Email() == "" && found.How == facts.ByUIDElsewhere:
		return append(out, in.emailMissing()...)
	case byUID:
		return out
	}
	more, alone := in.almostByAddress(found)
	out = append(out, more...)
	if byUID || alone {
		return out
	}
	return append(out, in.ownUID()...)
}

// about is a finding about the lead and its customer, with their keys set beside one another.
func (in leadItem) about(cause string, more record.Args, objects ...Object) Finding {
	f := in.finding(cause, in.args(more), append([]Object{in.leadObject(), in.customerObject()}, objects...)...)
	f.Compare = in.compareLead()
	return f
}

// place is where a value stands, as an object and in words.
func (in leadItem) place(p record.Place) (Object, record.Args) {
	return in.stripeObject(p.Object.Type, p.Object.ID), record.Args{"place": words(p.Where), "key": code(p.Key)}
}

// uidMisplaced: the lead's uid is there, yet not as fp_uid of the customer; nil: it is not.
func (in leadItem) uidMisplaced() []Finding {
	found := in.Lead()
	at, place := in.place(found.At)
	switch {
	case found.How == facts.ByUIDElsewhere && found.At.Object.Type == record.TypeCustomer:
		return []Finding{in.about("fp-uid-misspelt", place)}
	case found.How == facts.ByUIDElsewhere:
		return []Finding{in.about("fp-uid-misplaced", place, at)}
	case found.How == facts.ByFPUIDFolded:
		return []Finding{in.about("fp-uid-differs", record.Args{"fpuid": id(in.Payer().FPUID())})}
	}
	return nil
}

// almostByAddress is what keeps the lead's address from being the payer's. alone:
// nothing is to be said of the lead's uid beside it.
func (in leadItem) almostByAddress(found facts.Lead) (out []Finding, alone bool) {
	l := in.Lead().Referral
	at, place := in.place(found.At)
	switch {
	case found.How == facts.ByNearEmail:
		f := in.about(nearCauses[record.Address(in.Email()).Near(record.Address(l.Email))], nil, in.saleIfGuest())
		if f.Cause == "email-encoded" && record.Address(in.Email()).Encoded() && !record.Address(l.Email).Encoded() {
			f.Remedies = in.remedies([]Step{{"site-encoding"}, {"customer-encoded"}, {"import-sale"}}, in.args())
		}
		if record.Address(l.Email).Public() && !record.Address(in.Email()).Public() {
			// The slip is in the customer's address: that is the one to mend.
			f.Remedies = in.remedies([]Step{{"customer-typo"}, {"import-sale"}}, in.args())
		}
		return []Finding{f}, false
	case found.How == facts.ByFormerEmail:
		a := record.Args{"changedat": in.changedAt()}
		f := in.about("email-changed", a)
		if in.Email() != "" {
			return []Finding{f}, false
		}
		f.Summary = record.Say("The lead has the customer’s old address {leademail}: in Stripe it was removed on {changedat}.", in.args(a))
		return append([]Finding{f}, in.emailMissing()...), false
	case in.Email() == "" && (found.How == facts.BySaleEmail || found.How == facts.ByEmailElsewhere):
		return in.emailMissing(), false
	case found.How == facts.BySaleEmail:
		return []Finding{in.about("email-differs", place, at)}, false
	case found.How == facts.ByEmailElsewhere:
		switch {
		case found.At.Key == "":
		case found.At.Field:
			place["place"] = words(found.At.Where + "’s " + found.At.Key)
		default:
			place["place"] = words(found.At.Where + "’s metadata")
		}
		return []Finding{in.about("email-elsewhere", place, at)}, false
	case in.Email() == "" && l.Email != "":
		return in.emailMissing(), true
	}
	// Asked about, and only loosely tied to this payer.
	f := in.leadNotFound(in.leadObject(), in.customerObject())
	f.Compare = in.compareLead()
	return []Finding{f}, true
}

// ownUID: a lead found by its address alone carries the site's own uid, which
// the customer should carry as fp_uid.
func (in leadItem) ownUID() []Finding {
	l := in.Lead().Referral
	if l.UID == "" || strings.HasPrefix(l.UID, "cus_") || in.Payer() == nil || in.Payer().Deleted {
		return nil
	}
	cause, a := "fp-uid-missing", record.Args{}
	if have := in.Payer().FPUID(); have != "" {
		cause, a["fpuid"] = "fp-uid-differs", id(have)
	}
	f := in.finding(cause, in.args(a), in.customerObject(), in.leadObject())
	f.Compare = []Compare{{Field: "fp_uid / UID", Stripe: id(in.Payer().FPUID()), FirstPromoter: id(l.UID)}}
	return []Finding{f}
}

func (in leadItem) saleIfGuest() Object {
	if in.Guest() {
		return in.saleObject()
	}
	return Object{}
}

func (in leadItem) changedAt() record.Piece {
	for _, ch := range in.ev.Stripe.EmailChanges {
		if ch.From == in.Lead().Referral.Email && in.Payer() != nil && ch.CustomerID == in.Payer().ID {
			return when(ch.At)
		}
	}
	return when(time.Time{})
}

func (in leadItem) emailMissing() []Finding {
	return []Finding{in.finding("email-missing", in.args(), in.customerObject(), in.saleIfGuest())}
}

// noLead: nobody in FirstPromoter resembles the payer.
func (in leadItem) noLead() []Finding {
	o, byCoupon := in.TrackingOwner()
	deleted := in.Payer() != nil && in.Payer().Deleted
	switch {
	case in.Email() == "" && !deleted:
		// FirstPromoter ignores such payments, whatever coupon they carry.
		return in.emailMissing()
	case byCoupon:
		a := record.Args{"salecoupon": coupon(saleCouponWords(in.Facts)), "promoter": named(o.Promoter)}
		return []Finding{in.finding("lead-by-coupon", in.args(a), in.fpObject(record.TypePromotion, o.Promotion.ID), in.saleObject())}
	case deleted:
		return nil
	}
	if gaps := in.gaps(record.PartLeads); len(gaps) > 0 {
		// A lead that only looks alike may be among those that could not be read.
		return append(gaps, in.visitor()...)
	}
	visitor := in.visitor()
	f := in.leadNotFound(in.customerObject(), in.saleIfGuest())
	if len(visitor) > 0 {
		// What to do about the visitor id is said with its own finding.
		f.Remedies = in.remedies(catalogue[causeIndex[f.Cause]].Remedies, in.args(record.Args{"visitortold": words("yes")}))
	}
	return append([]Finding{f}, visitor...)
}

// leadNotFound names the keys by which a lead was looked for.
func (in leadItem) leadNotFound(objects ...Object) Finding {
	f := in.finding("lead-not-found", in.args(), objects...)
	switch {
	case in.WithoutKey():
		f.Summary = record.Say("You found no lead of this buyer ({buyer}) in FirstPromoter.", in.args())
	case in.Payer() == nil:
		f.Summary = record.Say("FirstPromoter has no lead for this buyer: none with the e-mail {buyer}, and none that looks like it.", in.args())
	case in.Email() == "":
		f.Summary = record.Say("FirstPromoter has no lead for this buyer: none with the UID {customer}.", in.args())
	}
	return f
}

// compareLead sets both sides' keys next to each other.
func (in leadItem) compareLead() []Compare {
	l := in.Lead().Referral
	if l == nil {
		return nil
	}
	out := []Compare{{Field: "e-mail", Stripe: email(in.Email()), FirstPromoter: email(l.Email)}}
	if in.Payer() == nil {
		return out
	}
	stripe := id(in.Payer().ID)
	if have := in.Payer().FPUID(); have != "" && l.UID != in.Payer().ID {
		return append(out, Compare{Field: "fp_uid / UID", Stripe: id(have), FirstPromoter: id(l.UID)})
	}
	return append(out, Compare{Field: "customer id / UID", Stripe: stripe, FirstPromoter: id(l.UID)})
}
