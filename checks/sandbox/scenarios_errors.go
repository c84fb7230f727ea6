package sandbox

// What could not be had.
var errorScenarios = []Scenario{
	{
		Name: "permission-missing", Title: "The key may not read subscriptions, and nothing else was found", Group: Errors,
		StripeKey: KeyWithout + "rak_subscription_read",
		Want:      []string{"permission-missing", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.scheduled(c, usd(2900))
			b.Sale(c)
		},
	},
	{
		Name: "permission-not-needed", Title: "The key may not read coupons, which this sale does not need", Group: Errors,
		StripeKey: KeyWithout + "rak_coupon_read",
		Want:      []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("CORMORANT")
			place := b.promoterWith(place{coupon: "CORMORANT"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			s.recorded(b.leadFor(c, place, byCoupon))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "key-refused", Title: "Stripe does not know the key", Group: Errors, StripeKey: KeyUnknown,
		Want:  []string{"credentials-refused"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "key-expired", Title: "The Stripe key has expired", Group: Errors, StripeKey: KeyExpired,
		Want:  []string{"credentials-refused"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "firstpromoter-key-refused", Title: "FirstPromoter does not know the key", Group: Errors,
		FirstPromoterKey: FirstPromoterUnknown,
		Want:             []string{"credentials-refused"},
		Build:            func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "firstpromoter-key-of-v2", Title: "A key of API v2, without the account id that belongs to it", Group: Errors,
		On: []string{V1}, FirstPromoterKey: FirstPromoterV2,
		Want:  []string{"credentials-refused"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "firstpromoter-unreachable", Title: "FirstPromoter breaks every connection", Group: Errors, World: silentPromoter,
		Want:  []string{"unreachable"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "firstpromoter-garbled", Title: "A web page comes in place of FirstPromoter’s answers", Group: Errors, World: garbledPromoter,
		Want:  []string{"unreadable-answer"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "stripe-rate-limited", Title: "Stripe refuses: too many requests", Group: Errors, World: busyStripe,
		Want:  []string{"rate-limited"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "list-too-long", Title: "More coupons than are looked through, and the tracking value is none of the first", Group: Errors,
		World: crowdedShop,
		Want:  []string{"list-too-long"},
		Build: func(b *Builder) {
			coupon := b.coupon("k0ReXq77", object{"created": b.world.start.AddDate(-2, 0, 0).Unix(), "name": "Old Lantern Show"})
			place := b.promoterWith(place{coupon: "Lantern Shw"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			b.leadFor(c, place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "looked-up-in-part", Title: "More ids in the customer’s metadata than are looked up, and no lead", Group: Errors,
		World: crowdedShop,
		Want:  []string{"lead-not-found", "looked-up-in-part"},
		Build: func(b *Builder) {
			ids := object{}
			for _, of := range []string{"app", "crm", "forum", "help_desk", "newsletter", "shop"} {
				ids[of+"_user_id"] = "u-" + token(b.seed(of), 10)
			}
			b.Sale(b.subscription(b.buyer(object{"metadata": ids}), usd(2900)).invoice)
		},
	},
	{
		Name: "trial-unreadable", Title: "An empty first invoice, and a key that may not read whether it is a trial", Group: Errors,
		StripeKey: KeyWithout + "rak_subscription_read",
		Want:      []string{"permission-missing"},
		Build: func(b *Builder) {
			s := b.linkSale(trial)
			b.Sale(s.invoice)
		},
	},
}
