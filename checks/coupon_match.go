package checks

import (
	"cmp"
	"slices"
	"strings"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// promotionMatch is one promotion beside the discounts of the sale.
type promotionMatch struct {
	input
	promotion  record.Promotion
	promoter   record.Promoter
	known      bool               // a promotion is known at all
	codes      []record.PromoCode // the promotion's own: the promo-code set-up
	discounts  []record.Discount
	offInvoice bool
}

// byCodes: in the promo-code set-up promotion codes decide and sharing a coupon is right.
func (c promotionMatch) byCodes() bool { return len(c.codes) > 0 }

func (c promotionMatch) args(d record.Discount, more causes.Args) causes.Args {
	a := causes.Args{
		causes.ArgSaleCoupon:   record.CouponPiece(couponWords(d)),
		causes.ArgSaleCode:     record.CouponPiece(cmp.Or(d.PromotionCode.Code, d.PromotionCode.ID)),
		causes.ArgSaleCouponID: record.CouponPiece(d.Coupon.ID),
		causes.ArgTracking:     c.trackedBy(), causes.ArgDisplay: record.CouponPiece(c.promotion.DisplayCoupon),
	}
	a[causes.ArgApply] = record.CouponPiece(c.promotion.TrackingCoupon)
	if c.byCodes() {
		a[causes.ArgByCodes], a[causes.ArgApply] = causes.Yes.Piece(), record.Piece{}
	}
	for _, pc := range c.codes {
		if record.Unknown(pc.ArchivedAt) {
			a[causes.ArgPromoCode], a[causes.ArgApply] = record.CouponPiece(pc.Code), record.CouponPiece(pc.Code)
			break
		}
	}
	if c.known {
		a[causes.ArgPromotion], a[causes.ArgPromoter] = record.IDPiece(untyped(c.promotion.ID)), named(c.promoter)
	}
	for k, v := range more {
		a[k] = v
	}
	return c.input.args(a)
}

// trackedBy names what FirstPromoter tracks this promotion by.
func (c promotionMatch) trackedBy() record.Piece {
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
		return record.CouponPiece(strings.Join(texts, " or "))
	}
	return record.CouponPiece(c.promotion.TrackingCoupon)
}

func nameOf(pc record.PromoCode) string { return cmp.Or(pc.Code, pc.ExtID, pc.ID) }

func (c promotionMatch) promotionObject() Object {
	return c.fpObject(record.TypePromotion, c.promotion.ID)
}

func (c promotionMatch) discountObjects(d record.Discount) []Object {
	objects := []Object{c.stripeObject(record.TypeCoupon, d.Coupon.ID), c.saleObject()}
	if d.PromotionCode.ID != "" {
		objects = append([]Object{c.stripeObject(record.TypePromotionCode, d.PromotionCode.ID)}, objects...)
	}
	return objects
}

func (c promotionMatch) findings() []Finding {
	var out []Finding
	shared, isShared := c.shared()
	mine, isMine := c.mine()
	several, isSeveral := c.several()
	if isShared {
		out = append(out, shared)
	}
	switch {
	case isShared && isMine: // the sale carries it, and is anybody's
	case isMine && c.offInvoice && mine.Verdict == Pass:
		d := c.discounts[slices.IndexFunc(c.discounts, c.isMine)]
		out = append(out, c.finding("coupon-off-invoice", c.args(d, nil), c.stripeObject(record.TypeSession, c.Sale().Session.ID),
			c.stripeObject(record.TypeCoupon, d.Coupon.ID)))
	case isMine:
		out = append(out, mine)
	case len(c.discounts) == 0:
		out = append(out, c.withoutCoupon()...)
	case isSeveral:
		out = append(out, c.setupFault()...)
	default:
		out = append(out, c.mismatch()...)
	}
	if isSeveral {
		out = append(out, several)
	}
	return append(out, c.deleted()...)
}

// isMine: this one of several discounts is the promotion's.
func (c promotionMatch) isMine(d record.Discount) bool {
	alone := c
	alone.discounts = []record.Discount{d}
	f, ok := alone.mine()
	return ok && f.Verdict == Pass
}

// orOfOtherCampaign turns to another campaign of the same promoter where the sale
// carries what is set there and nothing of this one's: it is that promoter's sale
// all the same.
func (c promotionMatch) orOfOtherCampaign() promotionMatch {
	if _, own := c.mine(); own || !c.known || c.promoter.ID == "" {
		return c
	}
	for _, d := range c.discounts {
		for _, o := range c.Owners(d) {
			if o.Promoter.ID == c.promoter.ID {
				c.promotion, c.codes = o.Promotion, c.PromoCodes(o.Promotion.ID)
				return c
			}
		}
	}
	return c
}

// mine is the discount that is this promotion's, if the sale carries it.
func (c promotionMatch) mine() (Finding, bool) {
	if !c.known {
		return Finding{}, false
	}
	var archived *Finding
	for _, d := range c.discounts {
		if c.byCodes() {
			for _, pc := range c.codes {
				if d.PromotionCode.ID == "" || !facts.SameCode(pc, d.PromotionCode) {
					continue
				}
				objects := append([]Object{c.fpObject(record.TypePromoCode, pc.ID), c.promotionObject()}, c.discountObjects(d)...)
				if record.Unknown(pc.ArchivedAt) {
					return c.compared(c.carried("promo-code-matches", d, objects...), d.PromotionCode.Code, pc.Code), true
				}
				f := c.finding("promo-code-archived", c.args(d, nil), objects...)
				archived = &f
			}
			continue
		}
		if d.Coupon.ID != "" && d.Coupon.ID == c.promotion.TrackingCoupon {
			objects := append([]Object{c.promotionObject()}, c.discountObjects(d)...)
			return c.compared(c.carried("coupon-matches", d, objects...), d.Coupon.ID, c.promotion.TrackingCoupon), true
		}
	}
	if archived != nil {
		return *archived, true
	}
	return Finding{}, false
}

// carried is the pass of a discount that is the promotion's. That FirstPromoter looks
// at the lines of an invoice is not documented.
func (c promotionMatch) carried(cause string, d record.Discount, objects ...Object) Finding {
	if d.Where != record.OnLine {
		return c.finding(cause, c.args(d, nil), objects...)
	}
	f := c.findingAs(cause, causes.OnLineOnly, c.args(d, nil), objects...)
	f.Basis = Inferred
	return f
}

// compareCoupon sets what the sale carries next to what FirstPromoter has in its place.
func compareCoupon(stripe, fp record.Piece) []Compare {
	return []Compare{{Field: "coupon", Stripe: stripe, FirstPromoter: fp}}
}

func (c promotionMatch) compared(f Finding, stripe, fp string) Finding {
	f.Compare = compareCoupon(record.CouponPiece(stripe), record.CouponPiece(fp))
	return f
}

// shared: the tracking coupon is set for another promotion too, which the help
// article forbids outside the promo-code set-up.
func (c promotionMatch) shared() (Finding, bool) {
	t := c.promotion.TrackingCoupon
	if !c.known || t == "" || c.byCodes() {
		return Finding{}, false
	}
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon != t || p.ID == c.promotion.ID || len(c.PromoCodes(p.ID)) > 0 {
				continue
			}
			with := causes.Args{causes.ArgOwner: named(promoter)}
			if promoter.ID == c.promoter.ID && p.CampaignName != "" {
				with = causes.Args{causes.ArgCampaign: record.TextPiece(p.CampaignName)}
			}
			f := c.finding("coupon-shared", c.args(record.Discount{}, with), c.promotionObject(),
				c.fpObject(record.TypePromotion, p.ID), c.stripeObject(record.TypeCoupon, t))
			return f, true
		}
	}
	return Finding{}, false
}

// softened is a finding under the rule “by link or by coupon”: where a live
// lead came another way than by coupon, a foreign or missing coupon is not what
// keeps the sale away. API v1 does not tell how a lead came: there it is a warning.
func (c promotionMatch) softened(cause string, a causes.Args, objects ...Object) Finding {
	warning := func(why causes.Phrase) Finding {
		a[causes.ArgEntry] = why.Piece()
		f := c.finding(cause, a, objects...)
		f.Verdict, f.Basis = Warn, Inferred
		return f
	}
	switch l := c.Lead().Referral; {
	case l == nil || !c.Lead().Exact:
	case c.ev.FirstPromoter.API == record.V1:
		return warning(causes.EntryHidden)
	case c.WithoutKey():
		return warning(causes.EntryUnknown)
	case l.EntrySource == record.EntryCoupon:
	case cause == "coupon-other-promoter":
		return warning(causes.CameByLink)
	default:
		f := c.finding(cause, a, objects...)
		f.Verdict, f.Remedies = Info, nil
		return f
	}
	return c.finding(cause, a, objects...)
}

// withoutCoupon: the sale carries no coupon.
func (c promotionMatch) withoutCoupon() []Finding {
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
	if c.Sale() == nil {
		return c.notReached(Payment)
	}
	a := c.usable()
	f := c.softened("coupon-missing-on-sale", c.args(record.Discount{}, a), c.promotionObject(), c.saleObject())
	f.Compare = compareCoupon(record.Piece{}, c.trackedBy())
	return []Finding{f}
}

// usable tells whether the promoter's coupon or code can be applied to such a sale,
// and what could be in its place.
func (c promotionMatch) usable() causes.Args {
	r := c.why()
	if r.why == "" && len(c.deleted()) > 0 {
		r.instead = causes.InsteadExisting
	}
	a := causes.Args{causes.ArgWhy: r.why.Piece(), causes.ArgInstead: r.instead.Piece()}
	if r.instead != "" {
		a[causes.ArgGone] = causes.Yes.Piece()
	}
	if r.byCode || c.byCodes() {
		a[causes.ArgNewCode] = causes.Yes.Piece()
	}
	a[causes.ArgTrackingURL] = record.IDPiece(c.stripeURL(record.TypeCoupon, c.promotion.TrackingCoupon))
	subscription := c.Sale().SubscriptionID()
	switch sub, known := c.ev.Stripe.Subscription(subscription); {
	case subscription == "", known && (sub.Status == "canceled" || sub.Status == "incomplete_expired"):
		a[causes.ArgNoneRunning] = causes.Yes.Piece()
	default:
		a[causes.ArgRunning] = record.IDPiece(subscription)
		a[causes.ArgRunningURL] = record.IDPiece(c.stripeURL(record.TypeSubscription, subscription))
	}
	return a
}

// mismatch: the sale carries discounts, and none is this promotion's.
func (c promotionMatch) mismatch() []Finding {
	for _, d := range c.discounts {
		if f, ok := c.meant(d); ok {
			return []Finding{f}
		}
	}
	for _, d := range c.discounts {
		if f, ok := c.others(d, c.softened); ok {
			return append([]Finding{f}, c.setupFault()...)
		}
	}
	d := c.discounts[0]
	if d.PromotionCode.ID != "" && d.PromotionCode.Code == "" {
		// Whose code it is cannot be told by its id alone.
		if gaps := c.gaps(record.PartPromotionCodes); len(gaps) > 0 {
			return gaps
		}
	}
	if f, ok := c.campaignsOwn(); ok {
		return []Finding{f}
	}
	return c.nobodys(d)
}

// campaignsOwn: a discount is the campaign's shared one.
func (c promotionMatch) campaignsOwn() (Finding, bool) {
	codeless := !slices.ContainsFunc(c.discounts, func(x record.Discount) bool { return x.PromotionCode.ID != "" })
	for _, x := range c.discounts {
		switch inSetUp := c.byCodes() || !c.known && c.standsForCodes(x); {
		case !c.isCampaignLevel(x) && !(c.byCodes() && x.Coupon.ID == c.promotion.TrackingCoupon), inSetUp && !codeless:
		case inSetUp:
			a := causes.Args{}
			if !c.known {
				a[causes.ArgPromoter] = causes.SomePromoter.Piece()
			}
			return c.finding("promotion-code-missing", c.args(x, a),
				append([]Object{c.promotionObject()}, c.discountObjects(x)...)...), true
		default:
			return c.softened("coupon-campaign-level", c.args(x, nil), append(c.discountObjects(x), c.promotionObject())...), true
		}
	}
	return Finding{}, false
}

// nobodys: the discounts are nobody's.
func (c promotionMatch) nobodys(d record.Discount) []Finding {
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
	case !c.known && c.PayerUnread() && len(c.gaps(record.PartCustomers)) > 0:
		return c.gaps(record.PartCustomers) // there may be a lead
	case !c.known && !c.Lead().Exact && c.anyTracking():
		if !c.ev.FirstPromoter.PromotersComplete {
			return []Finding{c.gap(record.Gap{System: record.FirstPromoter, Part: record.PartPromoters,
				Failure: record.Failure{Reason: record.ListTooLong}})}
		}
		return []Finding{c.finding("coupon-untracked", c.args(d, nil), c.discountObjects(d)...)}
	}
	return []Finding{c.finding("coupon-unassigned", c.args(d, nil), c.discountObjects(d)...)}
}

// setupFault is what is wrong with the promoter's own field, beside a sale that
// is another's.
func (c promotionMatch) setupFault() []Finding {
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

func (c promotionMatch) differs(d record.Discount) Finding {
	f := c.softened("coupon-differs", c.args(d, nil), append(c.discountObjects(d), c.promotionObject())...)
	f.Compare = compareCoupon(record.CouponPiece(couponWords(d)), c.trackedBy())
	return f
}

// meant: some promotion's tracking field holds this very discount under the
// wrong name: its promotion code, its coupon's name, or its id in other case.
// Without a lead any promotion may be the one.
func (c promotionMatch) meant(d record.Discount) (Finding, bool) {
	if c.known {
		return c.misnamed(d)
	}
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			of := promotionMatch{input: c.input, promotion: p, promoter: promoter, known: true, discounts: c.discounts}
			if f, ok := of.misnamed(d); ok {
				return f, true
			}
			if of.displayOnly() && p.Displays(d) {
				return of.idMissing(d), true
			}
		}
	}
	return Finding{}, false
}

// misnamed: this promotion's tracking field holds the discount under the wrong name.
func (c promotionMatch) misnamed(d record.Discount) (Finding, bool) {
	t := c.promotion.TrackingCoupon
	if record.FoldID(t) == "" || len(c.PromoCodes(c.promotion.ID)) > 0 {
		return Finding{}, false
	}
	if look, looked := c.lookupOf(t); looked && look.Coupon != nil {
		return Finding{}, false // a coupon of that very id exists: the texts only coincide
	}
	cause, codeID := c.misnaming(t, d)
	if cause == "" {
		return Finding{}, false
	}
	objects := append([]Object{c.promotionObject()}, c.discountObjects(d)...)
	if codeID != "" {
		objects = append(objects, c.stripeObject(record.TypePromotionCode, codeID))
	}
	a := c.args(d, causes.Args{
		causes.ArgTracking: record.CouponPiece(t), causes.ArgCouponID: record.CouponPiece(d.Coupon.ID),
		causes.ArgPromotion: record.IDPiece(c.promotion.ID),
		causes.ArgPromoter:  named(c.promoter),
	})
	return c.compared(c.finding(cause, a, objects...), d.Coupon.ID, t), true
}

// misnaming is the cause that tells how a text names a discount, and the promotion
// code it stands for where that is not the discount's own.
func (c promotionMatch) misnaming(text string, d record.Discount) (cause, codeID string) {
	switch d.Named(text) {
	case record.ByPromotionCode:
		return "coupon-is-promotion-code", ""
	case record.ByCouponID:
		return "coupon-case", ""
	case record.ByCouponName:
		return "coupon-is-name", ""
	case record.NotNamed:
	}
	// It may be a code of this coupon that the buyer did not need.
	for _, x := range c.ev.Stripe.CouponCodes {
		if d.Coupon.ID != "" && x.Coupon.ID == d.Coupon.ID && x.Named(text) {
			return "coupon-is-promotion-code", x.ID
		}
	}
	return "", ""
}

// others: the discount is another promotion's, told as say does.
func (c promotionMatch) others(d record.Discount, say func(string, causes.Args, ...Object) Finding) (Finding, bool) {
	for _, o := range c.Owners(d) {
		if c.known && (o.Promotion.ID == c.promotion.ID || o.Promoter.ID != "" && o.Promoter.ID == c.promoter.ID) {
			continue
		}
		a := causes.Args{causes.ArgOwner: named(o.Promoter)}
		if c.known {
			a[causes.ArgNotName] = named(c.promoter)
		}
		f := say("coupon-other-promoter", c.args(d, a), append(c.discountObjects(d),
			c.fpObject(record.TypePromotion, o.Promotion.ID), c.promotionObject())...)
		f.Compare = compareCoupon(record.CouponPiece(couponWords(d)), c.trackedBy())
		return f, true
	}
	return Finding{}, false
}

// isCampaignLevel: the discount is the campaign's shared coupon.
func (c promotionMatch) isCampaignLevel(d record.Discount) bool {
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
func (c promotionMatch) standsForCodes(d record.Discount) bool {
	return slices.ContainsFunc(c.ev.FirstPromoter.Rewards, func(r record.Reward) bool {
		return (names(r.Coupon, d) || names(r.ProviderCouponID, d)) &&
			slices.ContainsFunc(c.ev.FirstPromoter.PromoCodes,
				func(pc record.PromoCode) bool { return pc.RewardID != "" && pc.RewardID == r.ID })
	})
}

// names: a text of FirstPromoter's is the discount's coupon or promotion code.
func names(s string, d record.Discount) bool {
	return s != "" && (s == d.Coupon.ID || d.PromotionCode.Code != "" && strings.EqualFold(s, d.PromotionCode.Code))
}

func (c promotionMatch) anyTracking() bool {
	for _, promoter := range c.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon != "" {
				return true
			}
		}
	}
	return len(c.ev.FirstPromoter.PromoCodes) > 0
}
