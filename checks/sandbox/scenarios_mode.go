package sandbox

import "time"

// Item 3: live with live, test with test?
var modeScenarios = []Scenario{
	{
		Name: "mode-mismatch", Title: "FirstPromoter shows the test badge, the sale is live", Group: Mode, World: newShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "test"},
		Want:    []string{"mode-mismatch", "account-matches"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "mode-mismatch-live", Title: "A test purchase, while FirstPromoter is in live mode", Group: Mode, World: newSandbox,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"mode-mismatch", "account-matches"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "sale-in-other-mode", Title: "The invoice is one of test mode, the key is live", Group: Mode,
		Want: []string{"sale-in-other-mode", "not-reached"},
		Build: func(b *Builder) {
			t := b.inTestMode()
			s := t.subscription(t.buyer(), usd(2900))
			b.leadFor(s.customer, b.linkPromoter())
			b.Point("sale-in-other-mode", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "charge-in-other-mode", Title: "A test payment at Checkout, looked at with the live key", Group: Mode,
		Want: []string{"sale-in-other-mode", "not-reached"},
		Build: func(b *Builder) {
			t := b.inTestMode()
			s := t.charged(t.buyer(), usd(2900)).checkout()
			b.Point("sale-in-other-mode", s.session)
			b.Sale(s.session)
		},
	},
	{
		Name: "records-in-other-mode", Title: "A test sale, while FirstPromoter is connected in live mode", Group: Mode, StripeKey: KeyTest,
		Want: []string{"records-in-other-mode"},
		Build: func(b *Builder) {
			t := b.inTestMode()
			s := t.subscription(t.buyer(), usd(2900))
			b.leadFor(s.customer, b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "switched-to-test", Title: "FirstPromoter was left in test mode; the sale is live", Group: Mode, World: wrongModeShop,
		Want: []string{"records-in-other-mode"},
		Build: func(b *Builder) {
			b.ago(28 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
}
