package sandbox

import "time"

// Item 1: is Stripe connected to FirstPromoter?
var connectedScenarios = []Scenario{
	{
		Name: "not-connected", Title: "FirstPromoter does not show Stripe as connected", Group: Connected, World: newShop,
		Answers: Answers{Connected: "no", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"not-connected", "lead-by-coupon", "coupon-matches", "paid"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "connected-answered", Title: "All three answers are right; the invoice is still open", Group: Connected, World: newShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"connected-answered", "account-matches", "mode-matches", "invoice-open"},
		Build:   func(b *Builder) { b.Sale(b.couponSale(open).invoice) },
	},
	{
		Name: "connection-unconfirmed", Title: "Nobody has looked at FirstPromoter’s screen yet", Group: Connected, World: newShop,
		Want:  []string{"connection-unconfirmed", "account-unconfirmed", "mode-unconfirmed", "lead-by-coupon"},
		Build: func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "answer-contradicted", Title: "The answer says not connected, the records say it is", Group: Connected,
		Answers: Answers{Connected: "no"},
		Want:    []string{"answer-contradicted", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "never-received", Title: "There are leads, but nothing ever came from Stripe", Group: Connected, World: silentShop,
		Answers: Answers{ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"never-received", "matched-by-email", "paid"},
		Build:   func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "stopped-receiving", Title: "FirstPromoter has heard nothing from Stripe for weeks", Group: Connected, World: stoppedShop,
		Want: []string{"stopped-receiving", "account-by-evidence", "mode-by-evidence", "paid"},
		Build: func(b *Builder) {
			b.ago(30 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "connected-after-sale", Title: "The sale is older than everything FirstPromoter ever got from Stripe", Group: Connected,
		World: lateShop,
		Want:  []string{"connected-after-sale", "account-by-evidence", "mode-by-evidence", "paid"},
		Build: func(b *Builder) {
			b.ago(19 * 24 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "connected-after-busy", Title: "The sale is older than the first of many that FirstPromoter got from Stripe",
		Group: Connected, World: busyLateShop,
		Want: []string{"connected-after-sale", "account-by-evidence", "mode-by-evidence", "paid"},
		Build: func(b *Builder) {
			b.ago(29 * 24 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "unexplained", Title: "Everything fits, and yet the sale is not recorded", Group: Connected,
		Want: []string{"unexplained", "recently-received", "matched-by-email", "paid", "coupon-not-used"},
		Build: func(b *Builder) {
			s := b.linkSale()
			s.checkout()
			b.Sale(s.customer["email"])
		},
	},
	{
		Name: "unexplained-small-peso", Title: "40 Chilean pesos, for which Stripe lists no minimum", Group: Connected,
		Want: []string{"unexplained", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.Sale(b.charged(c, money{40, "clp"}).charge)
		},
	},
	{
		Name: "unexplained-mostly-refunded", Title: "Paid 9.00, of which all but 20 cents was paid back", Group: Connected,
		Want: []string{"unexplained", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.Sale(b.charged(c, usd(900)).refund(880).charge)
		},
	},
	{
		Name: "unexplained-by-coupon", Title: "The promoter’s coupon was used, but neither lead nor sale came", Group: Connected,
		Want: []string{"unexplained", "lead-by-coupon", "coupon-matches", "paid"},
		Build: func(b *Builder) {
			coupon := b.coupon("NIGHTJAR12", object{"percent_off": 12})
			place := b.promoterWith(place{coupon: "NIGHTJAR12"})
			s := b.subscription(b.buyer(), usd(4900)).off(coupon, nil)
			b.Point("lead-by-coupon", place)
			b.Sale(s.invoice)
		},
	},
}

// linkSale is a paid subscription of a lead who came by link, not recorded.
func (b *Builder) linkSale(states ...state) *sale {
	c := b.buyer()
	s := b.subscription(c, usd(2900), states...)
	b.leadFor(c, b.linkPromoter())
	return s
}

// couponSale is a sale with the house coupon and no lead, not recorded.
func (b *Builder) couponSale(states ...state) *sale {
	coupon, _ := b.houseCoupon()
	s := b.subscription(b.buyer(), usd(2900)).off(coupon, nil)
	for _, f := range states {
		f(s)
	}
	return s
}
