package sandbox

import "time"

// Item 2: is it the right Stripe account?
var accountScenarios = []Scenario{
	{
		Name: "account-mismatch", Title: "FirstPromoter is connected to another Stripe account", Group: Account, World: newShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "other", FirstPromoterMode: "live"},
		Want:    []string{"account-mismatch", "mode-matches"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "foreign-records", Title: "FirstPromoter’s sales come from a Stripe account that is not this one", Group: Account,
		World:   foreignShop,
		Answers: Answers{FirstPromoterMode: "live"},
		Want:    []string{"foreign-records"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "foreign-conversion", Title: "The newest customer that FirstPromoter knows is in another Stripe account", Group: Account,
		World:   swappedShop,
		Answers: Answers{FirstPromoterMode: "live"},
		Want:    []string{"foreign-records", "mixed-records"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "mixed-records", Title: "Older records come from another Stripe account, the newest from this one", Group: Account,
		World: mixedShop,
		Want:  []string{"mixed-records", "account-by-evidence", "mode-by-evidence", "unexplained"},
		Build: func(b *Builder) {
			b.ago(90 * time.Minute)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "copied-customers", Title: "The customers that FirstPromoter knows are here, but what they paid is not", Group: Account,
		World: copiedShop,
		Want:  []string{"account-unconfirmed", "mode-unconfirmed", "recently-received"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "copied-customers-foreign", Title: "Customers were copied here; FirstPromoter hears the account they come from",
		Group: Account, World: copiedAway,
		Answers: Answers{FirstPromoterMode: "live"},
		Want:    []string{"foreign-records", "mode-matches"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "copied-customers-sandbox", Title: "Customers were copied into a sandbox; FirstPromoter is connected to the live account",
		Group: Account, World: copiedSandbox,
		Answers: Answers{ConnectedAccount: "other"},
		Want:    []string{"sale-in-sandbox", "not-reached", "matched-by-email", "paid"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "sale-in-other-account", Title: "The invoice belongs to another Stripe account", Group: Account,
		Want:  []string{"sale-in-other-account", "not-reached"},
		Build: func(b *Builder) { b.Sale(b.foreignID("in")) },
	},
	{
		Name: "charge-in-other-account", Title: "The payment belongs to another Stripe account", Group: Account,
		Want:  []string{"sale-in-other-account", "not-reached"},
		Build: func(b *Builder) { b.Sale(b.foreignID("pi")) },
	},
	{
		Name: "old-account", Title: "The account’s id is so old that it has no prefix", Group: Healthy, World: oldShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"sale-recorded", "account-matches"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "old-account-slip", Title: "A payment id with a slip in it, in such an account", Group: Payment, World: oldShop,
		Want:  []string{"sale-not-found", "not-reached"},
		Build: func(b *Builder) { b.Sale(b.id("ch")) },
	},
	{
		Name: "sandbox-suspected", Title: "A test purchase in a Stripe sandbox, while FirstPromoter hears another account",
		Group: Account, World: sandboxShop,
		Want: []string{"sandbox-suspected", "mode-unconfirmed"},
		Build: func(b *Builder) {
			b.ago(26 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "sandbox-suspected-answered", Title: "The same, and the sandbox’s own id was taken for the connected one", Group: Account,
		World:   sandboxShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"sandbox-suspected", "account-matches", "not-reached"},
		Build: func(b *Builder) {
			b.ago(27 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "sale-in-sandbox", Title: "A test purchase in a Stripe sandbox, while FirstPromoter is connected to the live account",
		Group: Account, World: sandboxShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "other", FirstPromoterMode: "live"},
		Want:    []string{"sale-in-sandbox", "not-reached", "matched-by-email", "paid"},
		Build: func(b *Builder) {
			b.ago(28 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "sale-in-new-sandbox", Title: "The same, where FirstPromoter has heard of no sale yet", Group: Account, World: newSandbox,
		Answers: Answers{Connected: "yes", ConnectedAccount: "other", FirstPromoterMode: "test"},
		Want:    []string{"sale-in-sandbox", "not-reached", "lead-by-coupon", "paid"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "sandbox-contradicted", Title: "The answer names another account, but FirstPromoter hears this sandbox", Group: Account,
		World:   testShop,
		Answers: Answers{ConnectedAccount: "other"},
		Want:    []string{"sale-recorded", "account-by-evidence", "mode-by-evidence", "answer-contradicted"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "sale-outside-sandbox", Title: "A live invoice, looked at with the key of a sandbox", Group: Account, World: sandboxShop,
		Want:  []string{"sale-in-other-account", "not-reached"},
		Build: func(b *Builder) { b.Sale(b.foreignID("in")) },
	},
	{
		Name: "account-unreadable", Title: "The key may not read the account; its id is derived", Group: Account, StripeKey: KeyRestricted,
		Want: []string{"account-unreadable", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
}
