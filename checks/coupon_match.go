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
	for _, pc := range c.codes {
		if unknown(pc.ArchivedAt) {
			a["promocode"] = coupon(pc.Code)
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
			if unknown(pc.ArchivedAt) {
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

func (c *couponWalk) promotionObject() Object { return c.fpObject("promotion", c.promotion.ID) }

func (c *couponWalk) discountObjects(d record.Discount) []Object {
	objects := []Object{c.stripeObject("coupon", d.Coupon.ID), c.saleObject()}
	if d.PromotionCode.ID != "" {
		objects = append([]Object{c.stripeObject("promotion_code", d.PromotionCode.ID)}, objects...)
	}
	return objects
}

func (c *couponWalk) findings() []Finding {
	var out []Finding
	shared, isShared := c.shared()
	mine, isMine := c.mine()
	switch {
	case isShared:
		out = append(out, shared)
	case isMine && c.offInvoice && mine.Verdict == Pass:
		d := c.discounts[0]
		out = append(out, c.finding("coupon-off-invoice", c.args(d, nil), c.stripeObject("checkout.session", c.sale.Session.ID), c.stripeObject("coupon", d.Coupon.ID)))
	case isMine:
		out = append(out, mine)
	case len(c.discounts) == 0:
		out = append(out, c.withoutCoupon()...)
	default:
		out = append(out, c.mismatch()...)
	}
	return append(out, c.deleted()...)
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
				objects := append([]Object{c.fpObject("promo_code", pc.ID), c.promotionObject()}, c.discountObjects(d)...)
				if unknown(pc.ArchivedAt) {
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
				who = text("the campaign " + p.CampaignName)
			}
			f := c.finding("coupon-shared", c.args(record.Discount{}, record.Args{"owner": who}), c.promotionObject(), c.fpObject("promotion", p.ID), c.stripeObject("coupon", t))
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
	if d.PromotionCode.Code != "" && strings.EqualFold(d.PromotionCode.Code, c.promotion.DisplayCoupon) {
		a["couponid"] = coupon(d.Coupon.ID)
	} else if d.Coupon.ID != "" && d.Coupon.ID == c.promotion.DisplayCoupon {
		a["couponid"] = coupon(d.Coupon.ID)
	}
	return c.finding("coupon-id-missing", c.args(d, a), append([]Object{c.promotionObject()}, c.discountObjects(d)...)...)
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
			return []Finding{c.soften(f)}
		}
	}
	d := c.discounts[0]
	if d.PromotionCode.ID != "" && d.PromotionCode.Code == "" {
		// Whose code it is cannot be told by its id alone.
		if gaps := c.gaps(record.PartPromotionCodes); len(gaps) > 0 {
			return gaps
		}
	}
	for _, x := range c.discounts {
		if c.isCampaignLevel(x) {
			if c.byCodes() {
				if x.PromotionCode.ID != "" {
					continue
				}
				return []Finding{c.finding("promotion-code-missing", c.args(x, nil), append([]Object{c.promotionObject()}, c.discountObjects(x)...)...)}
			}
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
		if t == "" || len(c.promoCodes(p.ID)) > 0 {
			return Finding{}, false
		}
		a := c.args(d, record.Args{
			"tracking": coupon(t), "couponid": coupon(d.Coupon.ID), "promotion": id(p.ID), "promoter": named(promoter),
		})
		objects := append([]Object{c.fpObject("promotion", p.ID)}, c.discountObjects(d)...)
		look, looked := c.lookupOf(t)
		cause := ""
		switch {
		case looked && look.Coupon != nil:
			// A coupon of that very id exists: the texts only coincide.
			return Finding{}, false
		case d.PromotionCode.ID != "" && (strings.TrimSpace(t) == d.PromotionCode.ID || foldUID(t) == foldUID(d.PromotionCode.Code)):
			cause = "coupon-is-promotion-code"
		case foldUID(t) == foldUID(d.Coupon.ID):
			cause = "coupon-case"
		case d.Coupon.Name != "" && foldUID(t) == foldUID(d.Coupon.Name):
			cause = "coupon-is-name"
		default:
			return Finding{}, false
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
		}
	}
	return Finding{}, false
}

// others: the discount is another promotion's.
func (c *couponWalk) others(d record.Discount) (Finding, bool) {
	for _, o := range c.owners(d) {
		if c.known && (o.promotion.ID == c.promotion.ID || o.promotion.ID == "" && o.promoter.ID == c.promoter.ID) {
			continue
		}
		a := record.Args{"owner": named(o.promoter)}
		if c.known {
			a["not"], a["notname"] = words(", not to "), named(c.promoter)
		}
		f := c.finding("coupon-other-promoter", c.args(d, a), append(c.discountObjects(d), c.fpObject("promotion", o.promotion.ID), c.promotionObject())...)
		f.Compare = []Compare{{Field: "coupon", Stripe: coupon(couponWords(d)), FirstPromoter: c.trackedBy()}}
		return f, true
	}
	return Finding{}, false
}

// isCampaignLevel: the discount is the campaign's shared coupon.
func (c *couponWalk) isCampaignLevel(d record.Discount) bool {
	is := func(s string) bool {
		return s != "" && (s == d.Coupon.ID || d.PromotionCode.Code != "" && strings.EqualFold(s, d.PromotionCode.Code))
	}
	for _, r := range c.ev.FirstPromoter.Rewards {
		if is(r.Coupon) || is(r.ProviderCouponID) {
			return true
		}
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
		f := c.finding(cause, a, append([]Object{c.promotionObject()}, objects...)...)
		if couponID != "" {
			f = c.compared(f, couponID, t)
		}
		return []Finding{f}, true
	}
	if len(look.PromotionCodes) > 0 {
		code := look.PromotionCodes[0]
		for _, x := range look.PromotionCodes {
			if x.Active {
				code = x
				break
			}
		}
		return fault("coupon-is-promotion-code", code.Coupon.ID, c.stripeObject("promotion_code", code.ID), c.stripeObject("coupon", code.Coupon.ID))
	}
	for _, x := range look.Similar {
		if foldUID(x.ID) == foldUID(t) {
			return fault("coupon-case", x.ID, c.stripeObject("coupon", x.ID))
		}
	}
	for _, x := range look.Similar {
		return fault("coupon-is-name", x.ID, c.stripeObject("coupon", x.ID))
	}
	if gaps := c.gaps(record.PartCoupons, record.PartPromotionCodes); len(gaps) > 0 {
		return gaps, true
	}
	if !look.SimilarComplete {
		return []Finding{c.gap(record.Gap{System: record.Stripe, Part: record.PartCoupons, Failure: record.Failure{Reason: record.ListTooLong}})}, true
	}
	return fault("coupon-not-in-stripe", "")
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
			return []Finding{c.finding("coupon-deleted", c.args(record.Discount{Coupon: record.Coupon{ID: t}}, nil), c.stripeObject("coupon", t), c.promotionObject())}
		}
	}
	for _, d := range c.discounts {
		if look, ok := c.lookupOf(d.Coupon.ID); d.Coupon.Deleted || ok && look.Coupon == nil && d.Coupon.ID != "" {
			return []Finding{c.finding("coupon-deleted", c.args(d, nil), c.stripeObject("coupon", d.Coupon.ID))}
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
	return c.couponRefusal(*look.Coupon)
}

func (c *couponWalk) couponRefusal(x record.Coupon) string {
	at := c.saleTime()
	switch {
	case !unknown(x.RedeemBy) && x.RedeemBy.Before(at):
		return " The coupon had expired by then."
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return " The coupon has been used as often as it may be."
	case x.Duration == "once" && c.usedEarlier(x.ID):
		return " The coupon counts once, and an earlier invoice of this customer used it."
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
	case !unknown(x.ExpiresAt) && x.ExpiresAt.Before(c.saleTime()):
		return " The promotion code had expired by then."
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return " The promotion code has been used as often as it may be."
	case !x.Active:
		return " The promotion code is not active."
	}
	return c.couponRefusal(x.Coupon)
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
