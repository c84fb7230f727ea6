package checks

import (
	"cmp"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// couponWalk is item 6 at work on one sale and one promotion.
type couponWalk struct {
	*walk
	promotion  record.Promotion
	promoter   record.Promoter
	known      bool               // a promotion is known at all
	codes      []record.PromoCode // the promotion's own: the promo-code set-up
	discounts  []record.Discount
	offInvoice bool
}

// byCodes: in the promo-code set-up promotion codes decide and sharing a coupon is right.
func (c *couponWalk) byCodes() bool { return len(c.codes) > 0 }

func (c *couponWalk) args(d record.Discount, more record.Args) record.Args {
	a := record.Args{
		"salecoupon": coupon(couponWords(d)), "salecode": coupon(cmp.Or(d.PromotionCode.Code, d.PromotionCode.ID)), "salecouponid": coupon(d.Coupon.ID),
		"tracking": c.trackedBy(), "display": coupon(c.promotion.DisplayCoupon),
	}
	a["apply"] = coupon(c.promotion.TrackingCoupon)
	if c.byCodes() {
		a["bycodes"], a["apply"] = words("yes"), record.Piece{}
	}
	for _, pc := range c.codes {
		if record.Unknown(pc.ArchivedAt) {
			a["promocode"], a["apply"] = coupon(pc.Code), coupon(pc.Code)
			break
		}
	}
	if c.known {
		a["promotion"], a["promoter"] = id(untyped(c.promotion.ID)), named(c.promoter)
	}
	for k, v := range more {
		a[k] = v
	}
	return c.walk.args(a)
}

// trackedBy names what FirstPromoter tracks this promotion by.
func (c *couponWalk) trackedBy() record.Piece {
	if c.byCodes() {
		var texts []string
		for _, pc := range c.codes {
			if record.Unknown(pc.ArchivedAt) {
				texts = append(texts, nameOf(pc))
			}
		}
		if len(texts) == 0 {
			texts = append(texts, nameOf(c.codes[0]))
		}
		return coupon(strings.Join(texts, " or "))
	}
	return coupon(c.promotion.TrackingCoupon)
}

func nameOf(pc record.PromoCode) string { return cmp.Or(pc.Code, pc.ExtID, pc.ID) }

func (c *couponWalk) promotionObject() Object {
	return c.fpObject(record.TypePromotion, c.promotion.ID)
}

func (c *couponWalk) discountObjects(d record.Discount) []Object {
	objects := []Object{c.stripeObject(record.TypeCoupon, d.Coupon.ID), c.saleObject()}
	if d.PromotionCode.ID != "" {
		objects = append([]Object{c.stripeObject(record.TypePromotionCode, d.PromotionCode.ID)}, objects...)
	}
	return objects
}

func (c *couponWalk) findings() []Finding {
	var out []Finding
	shared, isShared := c.shared()
	mine, isMine := c.mine()
	if isShared {
		out = append(out, shared)
	}
	switch {
	case isShared && isMine: // the sale carries it, and is anybody's
	case isMine && c.offInvoice && mine.Verdict == Pass:
		d := c.discounts[slices.IndexFunc(c.discounts, c.isMine)]
		out = append(out, c.finding("coupon-off-invoice", c.args(d, nil), c.stripeObject(record.TypeSession, c.sale.Session.ID), c.stripeObject(record.TypeCoupon, d.Coupon.ID)))
	case isMine:
		out = append(out, mine)
	case len(c.discounts) == 0:
		out = append(out, c.withoutCoupon()...)
	default:
		out = append(out, c.mismatch()...)
	}
	return append(out, c.deleted()...)
}

// isMine: this one of several discounts is the promotion's.
func (c *couponWalk) isMine(d record.Discount) bool {
	alone := *c
	alone.discounts = []record.Discount{d}
	f, ok := alone.mine()
	return ok && f.Verdict == Pass
}

// inOtherCampaign turns to another campaign of the same promoter where the sale
// carries what is set there and nothing of this one's: it is that promoter's sale
// all the same.
func (c *couponWalk) inOtherCampaign() {
	if _, own := c.mine(); own || !c.known || c.promoter.ID == "" {
		return
	}
	for _, d := range c.discounts {
		for _, o := range c.owners(d) {
			if o.promoter.ID == c.promoter.ID {
				c.promotion, c.codes = o.promotion, c.promoCodes(o.promotion.ID)
				return
			}
		}
	}
}

// mine is the discount that is this promotion's, if the sale carries it.
func (c *couponWalk) mine() (Finding, bool) {
	if !c.known {
		return Finding{}, false
	}
	var archived *Finding
	for _, d := range c.discounts {
		if c.byCodes() {
			for _, pc := range c.codes {
				if d.PromotionCode.ID == "" || !sameCode(pc, d.PromotionCode) {
					continue
				}
				objects := append([]Object{c.fpObject(record.TypePromoCode, pc.ID), c.promotionObject()}, c.discountObjects(d)...)
				if record.Unknown(pc.ArchivedAt) {
					return c.compared(c.finding("promo-code-matches", c.args(d, nil), objects...), d.PromotionCode.Code, pc.Code), true
				}
				f := c.finding("promo-code-archived", c.args(d, nil), objects...)
				archived = &f
			}
			continue
		}
		if d.Coupon.ID != "" && d.Coupon.ID == c.promotion.TrackingCoupon {
			objects := append([]Object{c.promotionObject()}, c.discountObjects(d)...)
			return c.compared(c.finding("coupon-matches", c.args(d, nil), objects...), d.Coupon.ID, c.promotion.TrackingCoupon), true
		}
	}
	if archived != nil {
		return *archived, true
	}
	return Finding{}, false
}

func (c *couponWalk) compared(f Finding, stripe, fp string) Finding {
	f.Compare = []Compare{{Field: "coupon", Stripe: coupon(stripe), FirstPromoter: coupon(fp)}}
	return f
}

// shared: the tracking coupon is set for another promotion too, which the help
// article forbids outside the promo-code set-up.
func (c *couponWalk) shared() (Finding, bool) {
	t := c.promotion.TrackingCoupon
	if !c.known || t == "" || c.byCodes() {
		return Finding{}, false
	}
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon != t || p.ID == c.promotion.ID || len(c.promoCodes(p.ID)) > 0 {
				continue
			}
			who := named(promoter)
			if promoter.ID == c.promoter.ID && p.CampaignName != "" {
				who = text("the same promoter in the campaign " + p.CampaignName)
			}
			f := c.finding("coupon-shared", c.args(record.Discount{}, record.Args{"owner": who}), c.promotionObject(), c.fpObject(record.TypePromotion, p.ID), c.stripeObject(record.TypeCoupon, t))
			return f, true
		}
	}
	return Finding{}, false
}

// soften applies the rule “by link or by coupon” of causes.md: where a live
// lead came another way than by coupon, a foreign or missing coupon is not what
// keeps the sale away. API v1 does not tell how a lead came: there it is a warning.
func (c *couponWalk) soften(f Finding) Finding {
	l := c.match.lead
	if l == nil || !c.match.exact {
		return f
	}
	verdict := f.Verdict
	switch {
	case c.ev.FirstPromoter.API == record.V1:
		verdict = Warn
		f.Basis = Inferred
		f.Summary = append(f.Summary, words(" API v1 does not tell whether the lead came by a link; then this probably does not matter."))
	case c.withoutKey():
		verdict = Warn
		f.Basis = Inferred
		f.Summary = append(f.Summary, words(" If the lead came by a link, this probably does not matter."))
	case l.EntrySource == "coupon":
	case f.Cause == "coupon-other-promoter":
		verdict = Warn
		f.Basis = Inferred
		f.Summary = append(f.Summary, words(" The lead came by a link; which of the two wins is not documented."))
	default:
		verdict = Info
		f.Remedies = nil
	}
	f.Verdict = verdict
	return f
}

// withoutCoupon: the sale carries no coupon.
func (c *couponWalk) withoutCoupon() []Finding {
	t := c.promotion.TrackingCoupon
	switch {
	case t == "" && !c.byCodes():
		if c.displayOnly() {
			return []Finding{c.idMissing(record.Discount{})}
		}
		return []Finding{c.finding("coupon-not-used", c.args(record.Discount{}, nil), c.saleObject())}
	case !c.byCodes():
		if f, ok := c.fieldFault(); ok {
			return f
		}
	}
	a := record.Args{"why": words(c.why())}
	if a["why"].Value != "" || len(c.deleted()) > 0 {
		a["gone"] = words("yes")
	}
	if c.sale == nil {
		return c.notReached(Payment)
	}
	f := c.finding("coupon-missing-on-sale", c.args(record.Discount{}, a), c.promotionObject(), c.saleObject())
	f.Compare = []Compare{{Field: "coupon", FirstPromoter: c.trackedBy()}}
	return []Finding{c.soften(f)}
}

// displayOnly: on v1 the promotion has a field of its own for the code that
// buyers see; filled alone it tracks nothing.
func (c *couponWalk) displayOnly() bool {
	return c.ev.FirstPromoter.API == record.V1 && c.promotion.TrackingCoupon == "" && c.promotion.DisplayCoupon != ""
}

func (c *couponWalk) idMissing(d record.Discount) Finding {
	a := record.Args{}
	objects := append([]Object{c.promotionObject()}, c.discountObjects(d)...)
	shown := c.promotion.DisplayCoupon
	look, _ := c.lookupOf(shown)
	switch {
	case displays(c.promotion, d):
		a["couponid"] = coupon(d.Coupon.ID)
	case look.Coupon != nil:
		a["couponid"] = coupon(look.Coupon.ID)
		objects = append(objects, c.stripeObject(record.TypeCoupon, look.Coupon.ID))
	case len(look.PromotionCodes) > 0:
		x := c.likeliest(look.PromotionCodes)
		a["couponid"] = coupon(x.Coupon.ID)
		objects = append(objects, c.stripeObject(record.TypePromotionCode, x.ID), c.stripeObject(record.TypeCoupon, x.Coupon.ID))
	}
	f := c.finding("coupon-id-missing", c.args(d, a), objects...)
	if id, ok := a["couponid"]; ok {
		f.Compare = []Compare{{Field: "coupon", Stripe: id, FirstPromoter: coupon("")}}
	}
	return f
}

// displays: the promotion's code that buyers see stands for this discount.
func displays(p record.Promotion, d record.Discount) bool {
	shown := record.FoldID(p.DisplayCoupon)
	return shown != "" && (shown == record.FoldID(d.PromotionCode.Code) || p.DisplayCoupon == d.Coupon.ID)
}

// likeliest is, of several promotion codes of one text, the one that the buyer
// of this sale could have used.
func (c *couponWalk) likeliest(codes []record.PromotionCode) record.PromotionCode {
	unlike := func(x record.PromotionCode) int {
		n := 0
		if !slices.ContainsFunc(c.discounts, func(d record.Discount) bool { return d.Coupon.ID == x.Coupon.ID }) {
			n += 4
		}
		if !x.Active {
			n += 2
		}
		if x.CustomerID != "" && (c.payer == nil || x.CustomerID != c.payer.ID) {
			n++
		}
		return n
	}
	return slices.MinFunc(codes, func(a, b record.PromotionCode) int { return unlike(a) - unlike(b) })
}

// mismatch: the sale carries discounts, and none is this promotion's.
func (c *couponWalk) mismatch() []Finding {
	for _, d := range c.discounts {
		if f, ok := c.meant(d); ok {
			return []Finding{f}
		}
	}
	for _, d := range c.discounts {
		if f, ok := c.others(d); ok {
			return append([]Finding{c.soften(f)}, c.setupFault()...)
		}
	}
	d := c.discounts[0]
	if d.PromotionCode.ID != "" && d.PromotionCode.Code == "" {
		// Whose code it is cannot be told by its id alone.
		if gaps := c.gaps(record.PartPromotionCodes); len(gaps) > 0 {
			return gaps
		}
	}
	codeless := !slices.ContainsFunc(c.discounts, func(x record.Discount) bool { return x.PromotionCode.ID != "" })
	for _, x := range c.discounts {
		switch inSetUp := c.byCodes() || !c.known && c.standsForCodes(x); {
		case !c.isCampaignLevel(x) && !(c.byCodes() && x.Coupon.ID == c.promotion.TrackingCoupon), inSetUp && !codeless:
		case inSetUp:
			a := record.Args{}
			if !c.known {
				a["promoter"] = words("a promoter")
			}
			return []Finding{c.finding("promotion-code-missing", c.args(x, a), append([]Object{c.promotionObject()}, c.discountObjects(x)...)...)}
		default:
			return []Finding{c.soften(c.finding("coupon-campaign-level", c.args(x, nil), append(c.discountObjects(x), c.promotionObject())...))}
		}
	}
	switch {
	case c.byCodes():
		return []Finding{c.differs(d)}
	case c.displayOnly():
		return []Finding{c.idMissing(d)}
	case c.known && c.promotion.TrackingCoupon != "":
		if f, ok := c.fieldFault(); ok {
			return f
		}
		return []Finding{c.differs(d)}
	case !c.known && c.payerUnread && len(c.gaps(record.PartCustomers)) > 0:
		return c.gaps(record.PartCustomers) // there may be a lead
	case !c.known && !c.match.exact && c.anyTracking():
		if !c.ev.FirstPromoter.PromotersComplete {
			return []Finding{c.gap(record.Gap{System: record.FirstPromoter, Part: record.PartPromoters, Failure: record.Failure{Reason: record.ListTooLong}})}
		}
		return []Finding{c.finding("coupon-untracked", c.args(d, nil), c.discountObjects(d)...)}
	}
	return []Finding{c.finding("coupon-unassigned", c.args(d, nil), c.discountObjects(d)...)}
}

// setupFault is what is wrong with the promoter's own field, beside a sale that
// is another's.
func (c *couponWalk) setupFault() []Finding {
	switch {
	case !c.known || c.byCodes():
	case c.displayOnly():
		return []Finding{c.idMissing(record.Discount{})}
	case c.promotion.TrackingCoupon != "":
		if f, ok := c.fieldFault(); ok {
			return slices.DeleteFunc(f, func(x Finding) bool { return x.Verdict == Error })
		}
	}
	return nil
}

func (c *couponWalk) differs(d record.Discount) Finding {
	f := c.finding("coupon-differs", c.args(d, nil), append(c.discountObjects(d), c.promotionObject())...)
	f.Compare = []Compare{{Field: "coupon", Stripe: coupon(couponWords(d)), FirstPromoter: c.trackedBy()}}
	return c.soften(f)
}

// meant: some promotion's tracking field holds this very discount under the
// wrong name: its promotion code, its coupon's name, or its id in other case.
// Without a lead any promotion may be the one.
func (c *couponWalk) meant(d record.Discount) (Finding, bool) {
	try := func(p record.Promotion, promoter record.Promoter) (Finding, bool) {
		t := p.TrackingCoupon
		folded := record.FoldID(t)
		if folded == "" || len(c.promoCodes(p.ID)) > 0 {
			return Finding{}, false
		}
		a := c.args(d, record.Args{
			"tracking": coupon(t), "couponid": coupon(d.Coupon.ID), "promotion": id(p.ID), "promoter": named(promoter),
		})
		objects := append([]Object{c.fpObject(record.TypePromotion, p.ID)}, c.discountObjects(d)...)
		look, looked := c.lookupOf(t)
		cause := ""
		switch {
		case looked && look.Coupon != nil:
			// A coupon of that very id exists: the texts only coincide.
			return Finding{}, false
		case d.PromotionCode.ID != "" && (strings.TrimSpace(t) == d.PromotionCode.ID || t == d.PromotionCode.Code):
			cause = "coupon-is-promotion-code"
		case folded == record.FoldID(d.Coupon.ID):
			cause = "coupon-case"
		case folded == record.FoldID(d.PromotionCode.Code):
			cause = "coupon-is-promotion-code"
		case folded == record.FoldID(d.Coupon.Name):
			cause = "coupon-is-name"
		default:
			// It may be a code of this coupon that the buyer did not need.
			i := slices.IndexFunc(c.ev.Stripe.CouponCodes, func(x record.PromotionCode) bool {
				return x.Coupon.ID == d.Coupon.ID && (strings.TrimSpace(t) == x.ID || folded == record.FoldID(x.Code))
			})
			if i < 0 || d.Coupon.ID == "" {
				return Finding{}, false
			}
			cause = "coupon-is-promotion-code"
			objects = append(objects, c.stripeObject(record.TypePromotionCode, c.ev.Stripe.CouponCodes[i].ID))
		}
		return c.compared(c.finding(cause, a, objects...), d.Coupon.ID, t), true
	}
	if c.known {
		return try(c.promotion, c.promoter)
	}
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if f, ok := try(p, promoter); ok {
				return f, true
			}
			of := couponWalk{walk: c.walk, promotion: p, promoter: promoter, known: true, discounts: c.discounts}
			if of.displayOnly() && displays(p, d) {
				return of.idMissing(d), true
			}
		}
	}
	return Finding{}, false
}

// others: the discount is another promotion's.
func (c *couponWalk) others(d record.Discount) (Finding, bool) {
	for _, o := range c.owners(d) {
		if c.known && (o.promotion.ID == c.promotion.ID || o.promoter.ID != "" && o.promoter.ID == c.promoter.ID) {
			continue
		}
		a := record.Args{"owner": named(o.promoter)}
		if c.known {
			a["not"], a["notname"] = words(", not to "), named(c.promoter)
		}
		f := c.finding("coupon-other-promoter", c.args(d, a), append(c.discountObjects(d), c.fpObject(record.TypePromotion, o.promotion.ID), c.promotionObject())...)
		f.Compare = []Compare{{Field: "coupon", Stripe: coupon(couponWords(d)), FirstPromoter: c.trackedBy()}}
		return f, true
	}
	return Finding{}, false
}

// isCampaignLevel: the discount is the campaign's shared coupon.
func (c *couponWalk) isCampaignLevel(d record.Discount) bool {
	is := func(s string) bool { return names(s, d) }
	if slices.ContainsFunc(c.ev.FirstPromoter.Rewards, func(r record.Reward) bool { return is(r.Coupon) || is(r.ProviderCouponID) }) {
		return true
	}
	if slices.ContainsFunc(c.promotion.SharedCoupons, is) {
		return true
	}
	if !c.known {
		for _, promoter := range c.ev.FirstPromoter.Promoters {
			for _, p := range promoter.Promotions {
				if slices.ContainsFunc(p.SharedCoupons, is) {
					return true
				}
			}
		}
	}
	return false
}

// standsForCodes: FirstPromoter makes promoters' codes for the reward whose
// coupon this is.
func (c *couponWalk) standsForCodes(d record.Discount) bool {
	return slices.ContainsFunc(c.ev.FirstPromoter.Rewards, func(r record.Reward) bool {
		return (names(r.Coupon, d) || names(r.ProviderCouponID, d)) &&
			slices.ContainsFunc(c.ev.FirstPromoter.PromoCodes, func(pc record.PromoCode) bool { return pc.RewardID != "" && pc.RewardID == r.ID })
	})
}

// names: a text of FirstPromoter's is the discount's coupon or promotion code.
func names(s string, d record.Discount) bool {
	return s != "" && (s == d.Coupon.ID || d.PromotionCode.Code != "" && strings.EqualFold(s, d.PromotionCode.Code))
}

func (c *couponWalk) anyTracking() bool {
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon != "" {
				return true
			}
		}
	}
	return len(c.ev.FirstPromoter.PromoCodes) > 0
}

func (c *couponWalk) lookupOf(value string) (record.CouponLookup, bool) {
	for _, l := range c.ev.Stripe.Coupons {
		if l.Value == value {
			return l, true
		}
	}
	return record.CouponLookup{}, false
}

// fieldFault looks at what FirstPromoter's tracking field itself holds: a
// promotion code, a coupon's name, or nothing that Stripe knows.
func (c *couponWalk) fieldFault() ([]Finding, bool) {
	t := c.promotion.TrackingCoupon
	look, looked := c.lookupOf(t)
	if !looked {
		if gaps := c.gaps(record.PartCoupons, record.PartPromotionCodes); len(gaps) > 0 {
			return gaps, true
		}
		return nil, false
	}
	if look.Coupon != nil || c.wasHere(t) {
		return nil, false
	}
	fault := func(cause string, couponID string, objects ...Object) ([]Finding, bool) {
		a := c.args(record.Discount{}, record.Args{"couponid": coupon(couponID)})
		if d := c.unowned(); couponID == "" && d.Coupon.ID != "" {
			a["salecoupon"], a["salecouponid"] = coupon(couponWords(d)), coupon(d.Coupon.ID)
		}
		f := c.finding(cause, a, append([]Object{c.promotionObject()}, objects...)...)
		if couponID != "" {
			f = c.compared(f, couponID, t)
		}
		return []Finding{f}, true
	}
	isCode := func(codes []record.PromotionCode) ([]Finding, bool) {
		x := c.likeliest(codes)
		return fault("coupon-is-promotion-code", x.Coupon.ID, c.stripeObject(record.TypePromotionCode, x.ID), c.stripeObject(record.TypeCoupon, x.Coupon.ID))
	}
	// Codes and ids often differ in case only: the exact text tells best.
	exact := slices.DeleteFunc(slices.Clone(look.PromotionCodes), func(x record.PromotionCode) bool { return x.Code != t })
	if len(exact) > 0 {
		return isCode(exact)
	}
	for _, x := range look.Similar {
		if record.FoldID(x.ID) == record.FoldID(t) {
			return fault("coupon-case", x.ID, c.stripeObject(record.TypeCoupon, x.ID))
		}
	}
	if len(look.PromotionCodes) > 0 {
		return isCode(look.PromotionCodes)
	}
	for _, x := range look.Similar {
		return fault("coupon-is-name", x.ID, c.stripeObject(record.TypeCoupon, x.ID))
	}
	if gaps := c.gaps(record.PartCoupons, record.PartPromotionCodes); len(gaps) > 0 {
		return gaps, true
	}
	if !look.SimilarComplete {
		return []Finding{c.gap(record.Gap{System: record.Stripe, Part: record.PartCoupons, Failure: record.Failure{Reason: record.ListTooLong}})}, true
	}
	return fault("coupon-not-in-stripe", "")
}

// unowned is the first discount of the sale that is no promoter's.
func (c *couponWalk) unowned() record.Discount {
	for _, d := range c.discounts {
		if len(c.owners(d)) == 0 {
			return d
		}
	}
	return record.Discount{}
}

// wasHere: an earlier invoice shows that the text is the id of a coupon that
// Stripe no longer has.
func (c *couponWalk) wasHere(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if slices.ContainsFunc(i.Discounts, func(d record.Discount) bool { return d.Coupon.ID == couponID }) {
			return true
		}
	}
	return false
}

// deleted notes a coupon of the sale, or the promoter's, that Stripe no longer has.
func (c *couponWalk) deleted() []Finding {
	if t := c.promotion.TrackingCoupon; t != "" {
		if look, ok := c.lookupOf(t); ok && look.Coupon == nil && len(look.PromotionCodes) == 0 && c.wasHere(t) {
			return []Finding{c.finding("coupon-deleted", c.args(record.Discount{Coupon: record.Coupon{ID: t}}, nil), c.stripeObject(record.TypeCoupon, t), c.promotionObject())}
		}
	}
	for _, d := range c.discounts {
		if look, ok := c.lookupOf(d.Coupon.ID); d.Coupon.Deleted || ok && look.Coupon == nil && d.Coupon.ID != "" {
			return []Finding{c.finding("coupon-deleted", c.args(d, nil), c.stripeObject(record.TypeCoupon, d.Coupon.ID))}
		}
	}
	return nil
}

// why tells, where Stripe does, what kept the promoter's coupon off the sale.
func (c *couponWalk) why() string {
	if c.byCodes() {
		for _, look := range c.ev.Stripe.Coupons {
			for _, code := range look.PromotionCodes {
				if slices.ContainsFunc(c.codes, func(pc record.PromoCode) bool { return sameCode(pc, code) }) {
					if s := c.codeRefusal(code); s != "" {
						return s
					}
				}
			}
		}
		return ""
	}
	look, ok := c.lookupOf(c.promotion.TrackingCoupon)
	if !ok || look.Coupon == nil {
		return ""
	}
	if s := c.couponRefusal(*look.Coupon); s != "" {
		return s
	}
	// Where buyers come by promotion codes only, those decide: one that would
	// have been taken is enough.
	first := ""
	for _, x := range c.ev.Stripe.CouponCodes {
		if x.Coupon.ID != look.Coupon.ID {
			continue
		}
		s := c.codeRefusal(x)
		if s == "" {
			return ""
		}
		if first == "" {
			first = s
		}
	}
	return first
}

func (c *couponWalk) couponRefusal(x record.Coupon) string {
	at := c.saleTime()
	switch {
	case !record.Unknown(x.RedeemBy) && x.RedeemBy.Before(at):
		return " The coupon had expired by then."
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return " The coupon has been used as often as it may be."
	case x.Duration == "once" && c.usedEarlier(x.ID):
		return " The coupon counts once, and an earlier invoice of this customer used it."
	case x.Duration == "repeating" && c.ranOut(x.ID):
		return " The coupon counts for some months only, and they were over."
	case len(x.AppliesTo) > 0 && !c.sells(x.AppliesTo):
		return " The coupon is for other products than the one sold."
	}
	return ""
}

func (c *couponWalk) codeRefusal(x record.PromotionCode) string {
	switch {
	case x.FirstTimeOnly && c.paidEarlier():
		return " The promotion code is for first orders only, and this customer had paid before."
	case x.MinimumAmount.Minor > 0 && c.sale != nil && c.sale.Invoice != nil && c.sale.Invoice.Subtotal.Minor < x.MinimumAmount.Minor && c.sale.Invoice.Subtotal.Currency == x.MinimumAmount.Currency:
		return " The order was below the promotion code’s minimum amount."
	case !record.Unknown(x.ExpiresAt) && x.ExpiresAt.Before(c.saleTime()):
		return " The promotion code had expired by then."
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return " The promotion code has been used as often as it may be."
	case !x.Active:
		return " The promotion code is not active."
	}
	return c.couponRefusal(x.Coupon)
}

// ranOut: the customer's discount of the coupon had ended when the sale was made.
func (c *couponWalk) ranOut(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if c.sale == nil || i.CustomerID != c.sale.CustomerID() {
			continue
		}
		for _, d := range i.Discounts {
			if d.Coupon.ID == couponID && !record.Unknown(d.End) && !d.End.After(c.saleTime()) {
				return true
			}
		}
	}
	return false
}

func (c *couponWalk) usedEarlier(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if c.sale == nil || i.ID == c.sale.ID() || i.CustomerID != c.sale.CustomerID() {
			continue
		}
		if slices.ContainsFunc(i.Discounts, func(d record.Discount) bool { return d.Coupon.ID == couponID }) {
			return true
		}
	}
	return false
}

func (c *couponWalk) paidEarlier() bool {
	for _, s := range c.sales() {
		if c.sale != nil && s.ID() != c.sale.ID() && s.CustomerID() == c.sale.CustomerID() && s.MoneyMoved() && s.Time().Before(c.saleTime()) {
			return true
		}
	}
	return false
}

func (c *couponWalk) sells(products []string) bool {
	if c.sale == nil || c.sale.Invoice == nil || len(c.sale.Invoice.Lines) == 0 {
		return true
	}
	return slices.ContainsFunc(c.sale.Invoice.Lines, func(l record.Line) bool { return l.ProductID == "" || slices.Contains(products, l.ProductID) })
}
