package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkLead is item 4: does the lead match the Stripe customer?
func checkLead(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	in := leadItem{newInput(f, answers, now)}
	return inPart(in.input, in.findings(), record.BoundUIDs, record.BoundAddresses, record.BoundLeads, record.BoundNearLeads,
		record.BoundFormer, record.BoundCustomers)
}

// leadItem is item 4 at work.
type leadItem struct{ input }

func (in leadItem) findings() []Finding {
	if by, settled := in.settledBy(); settled && by != Lead {
		return in.notReached(by)
	}
	switch {
	case in.Settled() == facts.ReferralNotFound:
		a := in.args(causes.Args{causes.ArgAsked: record.IDPiece(in.ev.Query.Value)})
		return []Finding{in.finding("referral-not-found", a, in.queryObject())}
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
		var as causes.Variant
		if in.Sale() == nil || !in.Sale().MoneyMoved() {
			as = causes.WithoutPayment
		}
		out = append(out, in.findingAs("customer-deleted", as, in.args(), in.customerObject()))
	}
	switch account := in.buyerAccount(); {
	case account != "":
		out = append(out, in.finding("buyer-is-account", in.args(causes.Args{causes.ArgBuyerAccount: record.IDPiece(account)}),
			in.saleObject(), in.stripeObject(record.TypeAccount, account)))
	case in.Guest() && in.Email() != "":
		out = append(out, in.finding("guest-checkout", in.args(), in.saleObject()))
	}
	return append(out, in.leadState()...)
}

// buyerAccount is the account that stands in place of a customer; empty: none.
func (in leadItem) buyerAccount() string {
	if in.Sale() == nil || !in.Guest() {
		return ""
	}
	return in.Sale().BuyerAccount()
}

// matching is how the lead matches the payer, or does not. unread: what could not
// be had is all there is to tell.
func (in leadItem) matching() (out []Finding, unread bool) {
	gaps := in.gaps(record.PartReferrals, record.PartCustomers)
	switch lead := in.Lead(); {
	case len(gaps) > 0 && (lead.Referral == nil || !lead.Exact && (in.PayerUnread() || in.mayBelongElsewhere(*lead.Referral))):
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

// mayBelongElsewhere reports whether a lead's uid is the id of a Stripe customer who
// was not seen: perhaps that one is the lead's, and nobody here is mistyped.
func (in leadItem) mayBelongElsewhere(l record.Referral) bool {
	_, seen := in.ev.Stripe.Customer(l.UID)
	return record.IsCustomerID(l.UID) && !seen && (in.Payer() == nil || l.UID != in.Payer().ID)
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
		return []Finding{in.finding("customer-not-found", in.args(causes.Args{causes.ArgAsked: record.EmailPiece(in.ev.Query.Value)}))}
	case lead.Email == "":
		var as causes.Variant
		if lead.UID == "" {
			as = causes.WithoutUID
		}
		a := in.args(causes.Args{causes.ArgLeadUID: record.IDPiece(lead.UID)})
		return []Finding{in.findingAs("lead-without-email", as, a, in.leadObject())}
	}
	a := causes.Args{causes.ArgAsked: record.EmailPiece(lead.Email), causes.ArgLeadState: record.CodePiece(lead.State)}
	return []Finding{in.finding("customer-not-found", in.args(a), in.leadObject())}
}

// leadOfRecorded: FirstPromoter has the sale, so nothing about the lead can
// stand in its way: passes and infos only.
func (in leadItem) leadOfRecorded() []Finding {
	l := in.Lead().Referral
	switch {
	case l == nil && in.Recording().Commission != nil:
		return []Finding{in.findingAs("already-customer", causes.BySaleOnly, in.args(),
			in.fpObject(record.TypeCommission, in.Recording().Commission.ID))}
	case l == nil:
		return nil
	case l.Customer():
		return slices.Concat([]Finding{in.alreadyCustomer()}, in.alsoMatched(), in.otherOwners(), in.sameAddress())
	case in.Lead().Exact:
		return slices.Concat([]Finding{in.matched()}, in.otherOwners(), in.sameAddress())
	}
	return append([]Finding{in.findingAs("already-customer", causes.BySaleOnly, in.args(), in.leadObject())}, in.alsoMatched()...)
}

func (in leadItem) otherOwners() []Finding {
	var out []Finding
	for _, r := range in.Lead().Others {
		out = append(out, in.note("other-referral-owns-customer", in.args(causes.Args{causes.ArgOtherLead: record.IDPiece(r.ID)}),
			in.fpObject(record.TypeReferral, r.ID)))
	}
	return out
}

func (in leadItem) alreadyCustomer() Finding {
	l := in.Lead().Referral
	a := causes.Args{causes.ArgSince: when(l.CustomerSince), causes.ArgForName: record.NamePiece(l.PromoterName)}
	objects := []Object{in.leadObject(), in.customerObject()}
	for _, c := range in.Commissions() {
		if c.ReferralID == l.ID {
			a[causes.ArgCommission] = record.IDPiece(c.ID)
			objects = append(objects, in.fpObject(record.TypeCommission, c.ID))
			break
		}
	}
	return in.finding("already-customer", in.args(a), objects...)
}

// matched is the pass of an exact match.
func (in leadItem) matched() Finding {
	cause := map[facts.How]string{facts.ByUID: "matched-by-uid", facts.ByFPUID: "matched-by-fp-uid",
		facts.ByEmail: "matched-by-email"}[in.Lead().How]
	f := in.finding(cause, in.args(), in.leadObject(), in.customerObject())
	f.Compare = in.compareLead()
	return f
}

// alsoMatched is how the lead matches, beside what else is told of it; nil: by none of
// the three keys.
func (in leadItem) alsoMatched() []Finding {
	if how := in.Lead().How; how != facts.ByUID && how != facts.ByFPUID && how != facts.ByEmail {
		return nil
	}
	return []Finding{in.matched()}
}

// exactLead: a live lead matches by uid, fp_uid or e-mail.
func (in leadItem) exactLead() []Finding {
	l := in.Lead().Referral
	if owner, ok := in.otherOwner(); ok {
		a := causes.Args{causes.ArgOtherLead: record.IDPiece(owner.ID), causes.ArgOfName: record.NamePiece(owner.PromoterName)}
		owned := in.finding("other-referral-owns-customer", in.args(a), in.fpObject(record.TypeReferral, owner.ID),
			in.leadObject(), in.customerObject())
		return append([]Finding{owned}, in.alsoMatched()...)
	}
	if in.Lead().How == facts.ByEmail && in.BelongsElsewhere(*l) {
		return append([]Finding{in.onOtherCustomer(l.UID)}, in.alsoMatched()...)
	}
	var out []Finding
	if l.Customer() {
		out = append(out, in.alreadyCustomer(), in.matched())
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
	a := causes.Args{causes.ArgOtherCustomer: record.IDPiece(other), causes.ArgPayer: causes.NoPayer.Piece()}
	if in.Payer() != nil {
		a[causes.ArgPayer] = record.IDPiece(in.Payer().ID)
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
			out = append(out, in.finding("duplicate-referrals", in.args(causes.Args{
				causes.ArgCount: record.WordsPiece(fmt.Sprint(len(names))), causes.ArgLeads: record.IDPiece(strings.Join(names, ", ")),
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
	a := in.args(causes.Args{causes.ArgCount: record.WordsPiece(fmt.Sprint(len(objects)))})
	return []Finding{in.finding("duplicate-customers", a, objects...)}
}

// silent is a referral that is not live beside one that is: worth a note only,
// unless the question was about the moved one itself.
func (in leadItem) silent(r record.Referral) Finding {
	cause := deadCauses[r.State]
	a := causes.Args{causes.ArgOtherLead: record.IDPiece(r.ID)}
	if asked, ok := in.Asked(); ok && asked.ID == r.ID && r.State == record.StateMoved {
		a[causes.ArgMovedLead] = record.IDPiece(in.Lead().Referral.ID)
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
	f.Compare = append([]Compare{{Field: "state", FirstPromoter: record.CodePiece(in.Lead().Referral.State)}}, in.compareLead()...)
	return append([]Finding{f}, in.alsoMatched()...)
}

var nearCauses = map[record.Nearness]string{
	record.NearCase: "email-case", record.NearInvisible: "email-invisible", record.NearEncoded: "email-encoded",
	record.NearAlias: "email-alias", record.NearTypo: "email-typo",
}

// almostLead: a lead resembles the payer, but no key matches.
func (in leadItem) almostLead() []Finding {
	l := in.Lead().Referral
	if owner, ok := in.otherOwner(); ok {
		a := causes.Args{causes.ArgOtherLead: record.IDPiece(owner.ID)}
		return []Finding{in.finding("other-referral-owns-customer", in.args(a), in.fpObject(record.TypeReferral, owner.ID),
			in.leadObject(), in.customerObject())}
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
func (in leadItem) about(cause string, more causes.Args, objects ...Object) Finding {
	return in.aboutAs(cause, "", more, objects...)
}

func (in leadItem) aboutAs(cause string, as causes.Variant, more causes.Args, objects ...Object) Finding {
	f := in.findingAs(cause, as, in.args(more), append([]Object{in.leadObject(), in.customerObject()}, objects...)...)
	f.Compare = in.compareLead()
	return f
}

// place is where a value stands, as an object and in words.
func (in leadItem) place(p record.Place) (Object, causes.Args) {
	a := causes.Args{causes.ArgPlace: record.WordsPiece(p.Where), causes.ArgKey: record.CodePiece(p.Key)}
	return in.stripeObject(p.Object.Type, p.Object.ID), a
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
		return []Finding{in.about("fp-uid-differs", causes.Args{causes.ArgFPUID: record.IDPiece(in.Payer().FPUID())})}
	}
	return nil
}

// inLetters tells how people read a domain that is spelt for machines, of the first
// address that has one: nobody sees that it is the other's name, or yet another.
func inLetters(addresses ...record.Address) causes.Args {
	for _, a := range addresses {
		if read, ok := a.InLetters(); ok {
			return causes.Args{causes.ArgPunycode: record.EmailPiece(string(a)), causes.ArgInLetters: record.EmailPiece(string(read))}
		}
	}
	return nil
}

// mending is which of two addresses that resemble one another is to be mended, and
// what to say of them beside.
func mending(cause string, leads, buyers record.Address) (causes.Variant, causes.Args) {
	a := inLetters(leads, buyers)
	if cause == "email-invisible" {
		oddity, odd := record.OddityOf(leads, buyers)
		if a == nil {
			a = causes.Args{}
		}
		a[causes.ArgOddity] = causes.Oddities[oddity].Piece()
		switch {
		case leads.Public() && !buyers.Public(), odd == buyers:
			return causes.CustomersToMend, a
		case odd == leads:
			return causes.LeadsToMend, a
		}
		return "", a
	}
	switch {
	case leads.Public() && !buyers.Public():
		return causes.CustomersToMend, a
	case cause == "email-encoded" && buyers.Encoded() && !leads.Encoded():
		return causes.CustomersEncoded, a
	}
	return "", a
}

// almostByAddress is what keeps the lead's address from being the payer's. alone:
// nothing is to be said of the lead's uid beside it.
func (in leadItem) almostByAddress(found facts.Lead) (out []Finding, alone bool) {
	l := in.Lead().Referral
	at, place := in.place(found.At)
	switch {
	case found.How == facts.ByNearEmail:
		buyers, leads := record.Address(in.Email()), record.Address(l.Email)
		cause := nearCauses[buyers.Near(leads)]
		as, a := mending(cause, leads, buyers)
		return []Finding{in.aboutAs(cause, as, a, in.saleIfGuest())}, false
	case found.How == facts.ByFormerEmail:
		a := causes.Args{causes.ArgChangedAt: in.changedAt()}
		if in.Email() != "" {
			return []Finding{in.about("email-changed", a)}, false
		}
		return append([]Finding{in.aboutAs("email-changed", causes.EmailRemoved, a)}, in.emailMissing()...), false
	case in.Email() == "" && (found.How == facts.BySaleEmail || found.How == facts.ByEmailElsewhere):
		return in.emailMissing(), false
	case found.How == facts.BySaleEmail:
		return []Finding{in.about("email-differs", place, at)}, false
	case found.How == facts.ByEmailElsewhere:
		switch {
		case found.At.Key == "":
		case found.At.Field:
			place[causes.ArgPlace] = record.WordsPiece(found.At.Where + "’s " + found.At.Key)
		default:
			place[causes.ArgPlace] = record.WordsPiece(found.At.Where + "’s metadata")
		}
		return []Finding{in.about("email-elsewhere", place, at)}, false
	case in.Email() == "" && l.Email != "":
		return in.emailMissing(), true
	}
	// Asked about, and only loosely tied to this payer.
	f := in.leadNotFound(nil, in.leadObject(), in.customerObject())
	f.Compare = in.compareLead()
	return []Finding{f}, true
}

// ownUID: a lead found by its address alone carries the site's own uid, which
// the customer should carry as fp_uid.
func (in leadItem) ownUID() []Finding {
	l := in.Lead().Referral
	if l.UID == "" || record.IsCustomerID(l.UID) || in.isCustomer(l.UID) || in.Payer() == nil || in.Payer().Deleted {
		return nil
	}
	cause, a := "fp-uid-missing", causes.Args{}
	if have := in.Payer().FPUID(); have != "" {
		cause, a[causes.ArgFPUID] = "fp-uid-differs", record.IDPiece(have)
	}
	f := in.finding(cause, in.args(a), in.customerObject(), in.leadObject())
	f.Compare = []Compare{compareFPUID(in.Payer(), l)}
	return []Finding{f}
}

// isCustomer reports whether a uid is the id of a Stripe customer, whatever its form.
func (in leadItem) isCustomer(uid string) bool {
	_, known := in.ev.Stripe.Customer(uid)
	return known
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
		a := causes.Args{causes.ArgSaleCoupon: record.CouponPiece(saleCouponWords(in.Facts)), causes.ArgPromoter: named(o.Promoter)}
		return []Finding{in.finding("lead-by-coupon", in.args(a), in.fpObject(record.TypePromotion, o.Promotion.ID), in.saleObject())}
	case deleted:
		return nil
	}
	if gaps := in.gaps(record.PartLeads); len(gaps) > 0 {
		// A lead that only looks alike may be among those that could not be read.
		return append(gaps, in.visitor()...)
	}
	visitor := in.visitor()
	a := causes.Args{}
	if len(visitor) > 0 {
		// What to do about the visitor id is said with its own finding.
		a[causes.ArgVisitorNoted] = causes.Yes.Piece()
	}
	return append([]Finding{in.leadNotFound(a, in.customerObject(), in.saleIfGuest())}, visitor...)
}

// leadNotFound names the keys by which a lead was looked for.
func (in leadItem) leadNotFound(more causes.Args, objects ...Object) Finding {
	var as causes.Variant
	switch {
	case in.WithoutKey():
		as = causes.NotFoundByPerson
	case in.Payer() == nil:
		as = causes.ByEmailOnly
	case in.Email() == "":
		as = causes.ByUIDOnly
	}
	return in.findingAs("lead-not-found", as, in.args(more), objects...)
}

// compareFPUID sets the uid that a customer carries next to a lead's.
func compareFPUID(c *record.Customer, l *record.Referral) Compare {
	return Compare{Field: record.FPUID + " / UID", Stripe: record.IDPiece(c.FPUID()), FirstPromoter: record.IDPiece(l.UID)}
}

// compareLead sets both sides' keys next to each other.
func (in leadItem) compareLead() []Compare {
	l := in.Lead().Referral
	if l == nil {
		return nil
	}
	out := []Compare{{Field: "e-mail", Stripe: record.EmailPiece(in.Email()), FirstPromoter: record.EmailPiece(l.Email)}}
	if in.Payer() == nil {
		return out
	}
	stripe := record.IDPiece(in.Payer().ID)
	if have := in.Payer().FPUID(); have != "" && l.UID != in.Payer().ID {
		return append(out, compareFPUID(in.Payer(), l))
	}
	return append(out, Compare{Field: "customer id / UID", Stripe: stripe, FirstPromoter: record.IDPiece(l.UID)})
}
