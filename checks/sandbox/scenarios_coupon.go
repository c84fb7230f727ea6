package sandbox

import "time"

// Item 6: does the coupon on the invoice match the promoter's?
var couponScenarios = []Scenario{
	{
		Name: "coupon-is-promotion-code", Title: "The Tracking Coupon Code holds the promotion code, not the coupon ID", Group: Coupon,
		Want: []string{"coupon-is-promotion-code"},
		Build: func(b *Builder) {
			coupon := b.coupon("Qx81Lk2P", object{"name": "Marabel's friends"})
			promo := b.promotionCode("MARABEL20", coupon)
			place := b.promoterWith(place{coupon: "MARABEL20"})
			b.linkedCouponSale("coupon-is-promotion-code", place, coupon, promo)
			b.Point("coupon-is-promotion-code", coupon)
		},
	},
	{
		Name: "coupon-is-promotion-code-id", Title: "The Tracking Coupon Code holds the promotion code’s own id", Group: Coupon,
		Want: []string{"coupon-is-promotion-code"},
		Build: func(b *Builder) {
			coupon := b.coupon("Zr55TgHq")
			promo := b.promotionCode("FENWICK", coupon)
			place := b.promoterWith(place{coupon: text(promo["id"]), display: "FENWICK"})
			b.linkedCouponSale("coupon-is-promotion-code", place, coupon, promo)
		},
	},
	{
		Name: "coupon-is-repeated-code", Title: "The promotion code stands for two coupons, of which one is switched off", Group: Coupon,
		Want: []string{"coupon-is-promotion-code"},
		Build: func(b *Builder) {
			old := b.coupon("Aa10OldOne", object{"valid": false, "redeem_by": b.before(50 * 24 * time.Hour).Unix()})
			b.promotionCode("CORALINE", old, object{"active": false})
			coupon := b.coupon("Bb20NewOne")
			promo := b.promotionCode("CORALINE", coupon, object{"created": b.before(30 * 24 * time.Hour).Unix()})
			place := b.promoterWith(place{coupon: "coraline"})
			b.linkedCouponSale("coupon-is-promotion-code", place, coupon, promo)
			b.Point("coupon-is-promotion-code", coupon)
		},
	},
	{
		Name: "coupon-is-name", Title: "The Tracking Coupon Code holds the coupon’s name", Group: Coupon,
		Want: []string{"coupon-is-name"},
		Build: func(b *Builder) {
			coupon := b.coupon("w3YtR9aa", object{"name": "Saltmarsh Podcast"})
			place := b.promoterWith(place{coupon: "Saltmarsh Podcast"})
			b.linkedCouponSale("coupon-is-name", place, coupon, nil)
		},
	},
	{
		Name: "coupon-case", Title: "The coupon ID in small letters", Group: Coupon,
		Want: []string{"coupon-case"},
		Build: func(b *Builder) {
			coupon := b.coupon("HEATHROW25")
			place := b.promoterWith(place{coupon: "heathrow25"})
			b.linkedCouponSale("coupon-case", place, coupon, nil)
		},
	},
	{
		Name: "coupon-blank", Title: "The coupon ID with a blank behind it", Group: Coupon,
		Want: []string{"coupon-case"},
		Build: func(b *Builder) {
			coupon := b.coupon("OXBOW-LAKE")
			place := b.promoterWith(place{coupon: "OXBOW-LAKE "})
			b.linkedCouponSale("coupon-case", place, coupon, nil)
		},
	},
	{
		Name: "coupon-not-in-stripe", Title: "The Tracking Coupon Code means nothing to Stripe", Group: Coupon,
		Want: []string{"coupon-not-in-stripe"},
		Build: func(b *Builder) {
			coupon := b.coupon("spindrift-2")
			place := b.promoterWith(place{coupon: "SPNDRFT-OLD"})
			b.linkedCouponSale("coupon-not-in-stripe", place, coupon, nil)
		},
	},
	{
		Name: "coupon-differs", Title: "Another coupon was used than the one set for the promoter", Group: Coupon,
		Want: []string{"coupon-differs"},
		Build: func(b *Builder) {
			b.coupon("KESTREL10", object{"percent_off": 10})
			used := b.coupon("summer-clearance", object{"percent_off": 30})
			place := b.promoterWith(place{coupon: "KESTREL10"})
			b.couponLeadSale("coupon-differs", place, used)
			b.Point("coupon-differs", used)
		},
	},
	{
		Name: "coupon-differs-odd-id", Title: "The promoter’s coupon has an id full of signs, and another one was used", Group: Coupon,
		Want: []string{"coupon-differs"},
		Build: func(b *Builder) {
			b.coupon("735*%24/once off?", object{"percent_off": 10})
			used := b.coupon("5.00$_off_once", object{"percent_off": nil, "amount_off": 500, "currency": "usd"})
			place := b.promoterWith(place{coupon: "735*%24/once off?"})
			b.couponLeadSale("coupon-differs", place, used)
			b.Point("coupon-differs", used)
		},
	},
	{
		Name: "coupon-other-promoter", Title: "The coupon on the sale is another promoter’s", Group: Coupon,
		Want: []string{"coupon-other-promoter"},
		Build: func(b *Builder) {
			b.coupon("PLOVER15")
			used := b.coupon("DUNLIN15")
			place1 := b.promoterWith(place{coupon: "PLOVER15"})
			b.promoterWith(place{coupon: "DUNLIN15"})
			b.couponLeadSale("coupon-other-promoter", place1, used)
			b.Point("coupon-other-promoter", used)
		},
	},
	{
		Name: "coupon-other-promoter-by-link", Title: "Came by one promoter’s link, used another one’s coupon", Group: Coupon,
		Want: []string{"coupon-other-promoter"},
		Build: func(b *Builder) {
			b.coupon("AVOCET15")
			used := b.coupon("BITTERN15")
			place1 := b.promoterWith(place{coupon: "AVOCET15"})
			b.promoterWith(place{coupon: "BITTERN15"})
			b.linkedCouponSale("coupon-other-promoter", place1, used, nil)
		},
	},
	{
		Name: "promotion-code-missing", Title: "The shared coupon was applied without any promotion code", Group: Coupon, On: []string{V2},
		Want: []string{"promotion-code-missing"},
		Build: func(b *Builder) {
			coupon, _, place, _ := b.promoCodeSetUp("promotion-code-missing-c1", "WINIFRED")
			b.linkedCouponSale("promotion-code-missing", place, coupon, nil)
		},
	},
	{
		Name: "coupon-id-missing", Title: "Only the promotion code field is filled, the Tracking Coupon Code is empty", Group: Coupon,
		On:   []string{V1},
		Want: []string{"coupon-id-missing"},
		Build: func(b *Builder) {
			coupon := b.coupon("kD71mNx0")
			promo := b.promotionCode("ELOWEN", coupon)
			place := b.promoterWith(place{display: "ELOWEN"})
			b.linkedCouponSale("coupon-id-missing", place, coupon, promo)
		},
	},
	{
		Name: "coupon-shared", Title: "Two promoters have the same tracking coupon", Group: Coupon,
		Want: []string{"coupon-shared"},
		Build: func(b *Builder) {
			coupon := b.coupon("TEAMWORK")
			first := b.promoterWith(place{coupon: "TEAMWORK"})
			second := b.promoterWith(place{coupon: "TEAMWORK"})
			b.linkedCouponSale("coupon-shared", first, coupon, nil)
			b.Point("coupon-shared", second)
		},
	},
	{
		Name: "coupon-shared-campaigns", Title: "One promoter has the same tracking coupon in two campaigns", Group: Coupon,
		Want: []string{"coupon-shared"},
		Build: func(b *Builder) {
			coupon := b.coupon("LODESTAR")
			first := b.promoterWith(place{coupon: "LODESTAR"})
			second := b.place(first.promoter, place{coupon: "LODESTAR", campaign: b.campaign("Partners", nil)})
			b.linkedCouponSale("coupon-shared", first, coupon, nil)
			b.Point("coupon-shared", second)
		},
	},
	{
		Name: "coupon-campaign-level", Title: "The buyer used the coupon that all promoters of the campaign share", Group: Coupon,
		Want: []string{"coupon-campaign-level"},
		Build: func(b *Builder) {
			shared := b.coupon("WELCOME-ALL", object{"percent_off": 10})
			b.coupon("PETREL15", object{"percent_off": 15})
			place := b.promoterWith(place{coupon: "PETREL15", campaign: b.campaign("Newcomers", shared)})
			b.couponLeadSale("coupon-campaign-level", place, shared)
			b.Point("coupon-campaign-level", shared)
		},
	},
	{
		Name: "coupon-off-invoice", Title: "The coupon stands only on a Checkout Session without an invoice", Group: Coupon,
		Want: []string{"coupon-off-invoice"},
		Build: func(b *Builder) {
			coupon := b.coupon("SANDPIPER")
			place := b.promoterWith(place{coupon: "SANDPIPER"})
			c := b.buyer()
			s := b.charged(c, usd(6000)).checkout().off(coupon, nil)
			b.leadFor(c, place)
			b.Point("coupon-off-invoice", s.session)
			b.Sale(s.charge)
		},
	},
	{
		Name: "coupon-untracked", Title: "No lead, and the coupon belongs to no promoter", Group: Coupon,
		Want: []string{"lead-not-found", "coupon-untracked"},
		Build: func(b *Builder) {
			coupon := b.coupon("STUDENT-DAYS", object{"percent_off": 40})
			s := b.subscription(b.buyer(), usd(4900)).off(coupon, nil)
			b.Point("coupon-untracked", coupon)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-is-code-not-typed", Title: "No lead; the field holds a promotion code that nobody typed", Group: Coupon,
		Want: []string{"lead-not-found", "coupon-is-promotion-code"},
		Build: func(b *Builder) {
			coupon := b.coupon("Hf31WpKs")
			b.promotionCode("CORMORANT", coupon)
			place := b.promoterWith(place{coupon: "CORMORANT"})
			s := b.subscription(b.buyer(), usd(4900)).off(coupon, nil)
			b.Point("coupon-is-promotion-code", place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-id-missing-no-lead", Title: "No lead, and no Tracking Coupon Code beside the code typed", Group: Coupon,
		On:   []string{V1},
		Want: []string{"lead-not-found", "coupon-id-missing"},
		Build: func(b *Builder) {
			coupon := b.coupon("tW90bQe2")
			promo := b.promotionCode("GANNET", coupon)
			place := b.promoterWith(place{display: "GANNET"})
			s := b.subscription(b.buyer(), usd(4900)).off(coupon, promo)
			b.Point("coupon-id-missing", place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "promo-code-archived-on-line", Title: "The archived promotion code stands on a line of the invoice only", Group: Coupon,
		On:   []string{V2},
		Want: []string{"promo-code-archived"},
		Build: func(b *Builder) {
			coupon, promo, place, code := b.promoCodeSetUp("promo-code-archived-on-line-c1", "MERGANSER")
			code.extID, code.archived = "", b.before(4*24*time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, promo)
			s.lines()[0]["discounts"] = s.invoice["discounts"]
			merge(s.invoice, object{"discount": nil, "discounts": []any{}})
			b.leadFor(c, place)
			b.Point("promo-code-archived", code)
			b.Sale(c["email"])
		},
	},
	{
		Name: "promo-code-archived-by-referral", Title: "The same, asked by the referral", Group: Coupon, On: []string{V2},
		Want: []string{"promo-code-archived"},
		Build: func(b *Builder) {
			coupon, promo, place, code := b.promoCodeSetUp("promo-code-archived-by-referral-c1", "SMEW-AND-TEAL")
			code.extID, code.archived = "", b.before(4*24*time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, promo)
			s.lines()[0]["discounts"] = s.invoice["discounts"]
			merge(s.invoice, object{"discount": nil, "discounts": []any{}})
			b.Point("promo-code-archived", code)
			b.Sale(b.leadFor(c, place))
		},
	},
	{
		Name: "coupon-shared-on-subscription", Title: "The shared coupon stands on the subscription only", Group: Coupon,
		Want: []string{"coupon-shared"},
		Build: func(b *Builder) {
			coupon := b.coupon("GUILLEMOT", object{"duration": "forever"})
			first := b.promoterWith(place{coupon: "GUILLEMOT"})
			b.promoterWith(place{coupon: "GUILLEMOT"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			merge(s.invoice, object{"discount": nil, "discounts": []any{}})
			b.leadFor(c, first, byCoupon)
			b.Point("coupon-shared", first)
			b.Sale(c["email"])
		},
	},
	{
		Name: "coupon-missing-on-sale", Title: "The promoter’s coupon is used up; the sale carries none", Group: Coupon,
		Want: []string{"coupon-missing-on-sale"},
		Build: func(b *Builder) {
			b.coupon("FIRST-FIFTY", object{"max_redemptions": 50, "times_redeemed": 50, "valid": false})
			place := b.promoterWith(place{coupon: "FIRST-FIFTY"})
			b.couponLeadSale("coupon-missing-on-sale", place, nil)
		},
	},
	{
		Name: "coupon-missing-once", Title: "A coupon for one payment: the first was free, the second carries none", Group: Coupon,
		Want: []string{"coupon-missing-on-sale"},
		Build: func(b *Builder) {
			b.ago(34 * 24 * time.Hour)
			coupon := b.coupon("FIRST-ON-US", object{"percent_off": 100, "duration": "once"})
			place := b.promoterWith(place{coupon: "FIRST-ON-US"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second)))
			b.Sale(s.renewal(b.after(30 * 24 * time.Hour)).invoice)
		},
	},
	{
		Name: "coupon-missing-currency", Title: "The promoter’s coupon takes off dollars, the sale is in euros", Group: Coupon,
		Want: []string{"coupon-missing-on-sale"},
		Build: func(b *Builder) {
			b.coupon("FIVE-DOLLARS", object{"percent_off": nil, "amount_off": 500, "currency": "usd"})
			place := b.promoterWith(place{coupon: "FIVE-DOLLARS"})
			c := b.buyer()
			s := b.subscription(c, eur(4900))
			b.leadFor(c, place, byCoupon)
			b.Point("coupon-missing-on-sale", place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-missing-bound", Title: "The promoter’s only promotion code is bound to another customer", Group: Coupon,
		Want: []string{"coupon-missing-on-sale"},
		Build: func(b *Builder) {
			coupon := b.coupon("Nv82DkLq")
			b.promotionCode("WHIMBREL", coupon, object{"customer": b.buyer()["id"]})
			place := b.promoterWith(place{coupon: "Nv82DkLq"})
			b.couponLeadSale("coupon-missing-on-sale", place, nil)
		},
	},
	{
		Name: "coupon-missing-one-off", Title: "A single purchase without the promoter’s coupon", Group: Coupon,
		Want: []string{"coupon-missing-on-sale"},
		Build: func(b *Builder) {
			b.coupon("REDSHANK")
			place := b.promoterWith(place{coupon: "REDSHANK"})
			c := b.buyer()
			s := b.invoiced(c, usd(12000))
			b.leadFor(c, place, byCoupon)
			b.Point("coupon-missing-on-sale", place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupons-of-two-promoters", Title: "Two promoters’ coupons are stacked on one invoice", Group: Coupon,
		Want: []string{"coupons-of-two-promoters", "coupon-matches"},
		Build: func(b *Builder) {
			first, second := b.coupon("STILT-WALK"), b.coupon("SANDERLING", object{"percent_off": 5})
			mine := b.promoterWith(place{coupon: "STILT-WALK"})
			other := b.promoterWith(place{coupon: "SANDERLING"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(first, nil)
			s.off(second, nil)
			b.leadFor(c, mine)
			b.Point("coupons-of-two-promoters", mine)
			b.Point("coupons-of-two-promoters", other)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupons-of-two-others", Title: "No lead, and two promoters’ coupons on one invoice", Group: Coupon,
		Want: []string{"coupons-of-two-promoters", "lead-by-coupon", "coupon-matches"},
		Build: func(b *Builder) {
			first, second := b.coupon("KNOT-AND-STINT"), b.coupon("GREENSHANK", object{"percent_off": 5})
			b.promoterWith(place{coupon: "KNOT-AND-STINT"})
			b.promoterWith(place{coupon: "GREENSHANK"})
			s := b.subscription(b.buyer(), usd(4900)).off(first, nil)
			s.off(second, nil)
			b.Point("coupons-of-two-promoters", first)
			b.Point("coupons-of-two-promoters", second)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-on-later-line", Title: "The coupon is on a line that Stripe does not show at once; recorded", Group: Coupon,
		Want: []string{"coupon-matches", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			coupon := b.coupon("PHALAROPE")
			place := b.promoterWith(place{coupon: "PHALAROPE"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			s.onLaterLine()
			s.recorded(b.leadFor(c, place))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-differs-on-later-line", Title: "Another coupon than the promoter’s, on a line that Stripe does not show at once",
		Group: Coupon,
		Want:  []string{"coupon-differs"},
		Build: func(b *Builder) {
			b.coupon("LAPWING10", object{"percent_off": 10})
			used := b.coupon("winter-clearance", object{"percent_off": 30})
			place := b.promoterWith(place{coupon: "LAPWING10"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(used, nil)
			s.onLaterLine()
			b.leadFor(c, place, byCoupon)
			b.Point("coupon-differs", used)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-deleted-recorded", Title: "Recorded; the coupon has been deleted since, and the answers agree", Group: Coupon,
		Want:    []string{"coupon-matches", "coupon-deleted", "sale-recorded", "account-matches", "mode-matches", "paid"},
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Build: func(b *Builder) {
			coupon := b.coupon("DOTTEREL")
			place := b.promoterWith(place{coupon: "DOTTEREL"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			b.drop(coupon)
			s.recorded(b.leadFor(c, place))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "promo-code-archived", Title: "The promotion code is archived in FirstPromoter", Group: Coupon, On: []string{V2},
		Want: []string{"promo-code-archived"},
		Build: func(b *Builder) {
			coupon, promo, place, code := b.promoCodeSetUp("promo-code-archived-c1", "THADDEUS")
			code.archived = b.before(4 * 24 * time.Hour)
			b.linkedCouponSale("promo-code-archived", place, coupon, promo)
			b.Point("promo-code-archived", code)
		},
	},
	{
		Name: "coupon-deleted", Title: "The promoter’s coupon was deleted in Stripe; only the first invoice still shows it", Group: Coupon,
		Want: []string{"coupon-missing-on-sale", "coupon-deleted"},
		Build: func(b *Builder) {
			b.ago(33 * 24 * time.Hour)
			coupon := b.coupon("GONE-FISHING", object{"percent_off": 100, "duration": "once"})
			place := b.promoterWith(place{coupon: "GONE-FISHING"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			b.drop(coupon)
			b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second)))
			b.Sale(s.renewal(b.after(30 * 24 * time.Hour)).invoice)
		},
	},
	{
		Name: "coupon-unassigned", Title: "A shop coupon that has nothing to do with the promoter; recorded", Group: Coupon,
		Want: []string{"coupon-unassigned", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			coupon := b.coupon("BLACK-FRIDAY", object{"percent_off": 50, "duration": "once"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "coupon-repeated-text", Title: "The promotion code’s text is also a coupon ID: that is right", Group: Coupon,
		Want: []string{"coupon-matches", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			coupon := b.coupon("ROWAN20", object{"name": "ROWAN20"})
			promo := b.promotionCode("ROWAN20", coupon)
			place := b.promoterWith(place{coupon: "ROWAN20", display: "ROWAN20"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, promo)
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(s.invoice)
		},
	},
}

// linkedCouponSale is a paid sale with a coupon, of a lead who came by the promoter's link.
func (b *Builder) linkedCouponSale(cause string, p *place, coupon, promo object) {
	b.couponSaleOf(cause, p, coupon, promo)
}

// couponLeadSale is the same for a lead that FirstPromoter once made from a coupon.
func (b *Builder) couponLeadSale(cause string, p *place, coupon object) {
	b.couponSaleOf(cause, p, coupon, nil, byCoupon)
}

func (b *Builder) couponSaleOf(cause string, p *place, coupon, promo object, change ...func(*referral)) {
	c := b.buyer()
	s := b.subscription(c, usd(4900))
	if coupon != nil {
		s.off(coupon, promo)
	}
	b.leadFor(c, p, change...)
	b.Point(cause, p)
	b.Sale(s.invoice)
}
