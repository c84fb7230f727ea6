package sandbox

import "time"

// Items 1 to 3, where Stripe itself tells whether FirstPromoter's app is installed.
var installedScenarios = []Scenario{
	{
		Name: "app-installed", Title: "FirstPromoter’s app is installed, and yet the sale is not recorded", Group: Connected,
		World: appShop,
		Want:  []string{"app-installed", "account-by-install", "mode-by-install", "lead-by-coupon", "unexplained"},
		Build: func(b *Builder) {
			b.ago(50 * time.Hour)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "healthy-app", Title: "FirstPromoter’s app is installed, and the sale is recorded", Group: Healthy, World: appShop,
		Want: []string{"app-installed", "account-by-install", "mode-by-install", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(52 * time.Hour)
			b.Sale(b.recordedSale().invoice)
		},
	},
	{
		Name: "app-installed-contradicted", Title: "All three answers are contradicted by the installed app", Group: Connected,
		World:   appShop,
		Answers: Answers{Connected: "no", ConnectedAccount: "other", FirstPromoterMode: "test"},
		Want:    []string{"app-installed", "account-by-install", "mode-by-install", "answer-contradicted", "unexplained"},
		Build: func(b *Builder) {
			b.ago(51 * time.Hour)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-forbidden", Title: "The key may not read which apps are installed", Group: Connected, World: appShop,
		StripeKey: KeyWithout + "rak_app_install_read",
		Want:      []string{"recently-received", "account-by-evidence", "mode-by-evidence", "unexplained"},
		Build: func(b *Builder) {
			b.ago(51*time.Hour + 30*time.Minute)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-unknown", Title: "A Stripe that does not list installed apps", Group: Connected, World: olderStripe,
		Want:  []string{"connection-unconfirmed", "account-unconfirmed", "mode-unconfirmed", "lead-by-coupon"},
		Build: func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "app-installed-silent", Title: "The app is installed and there are leads, but nothing came from Stripe yet",
		Group: Connected, World: quietAppShop,
		Want:  []string{"app-installed", "account-by-install", "mode-by-install", "matched-by-email", "unexplained"},
		Build: func(b *Builder) { b.Sale(b.linkSale().invoice) },
	},
	{
		Name: "app-installed-stopped", Title: "The app is installed, but nothing has come from Stripe for weeks", Group: Connected,
		World: stillAppShop,
		Want:  []string{"app-installed", "stopped-receiving", "account-by-install", "account-by-evidence", "mode-by-install", "paid"},
		Build: func(b *Builder) {
			b.ago(30 * time.Hour)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "app-after-sale", Title: "FirstPromoter’s app was installed after the sale", Group: Connected, World: lateAppShop,
		Want: []string{"connected-after-sale", "account-by-install", "mode-by-install", "lead-by-coupon", "paid"},
		Build: func(b *Builder) {
			b.ago(9 * days)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-installed-anew", Title: "FirstPromoter was connected before its app was installed", Group: Connected, World: movedShop,
		Want: []string{"app-installed", "account-by-install", "mode-by-install", "matched-by-email", "unexplained"},
		Build: func(b *Builder) {
			b.ago(4 * days)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "healthy-before-app", Title: "Recorded before FirstPromoter’s app was installed", Group: Healthy, World: movedShop,
		Want: []string{"app-installed", "account-by-install", "mode-by-install", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(5 * days)
			b.Sale(b.recordedSale().invoice)
		},
	},
	{
		Name: "app-needs-approval", Title: "FirstPromoter’s app waits for access to be approved", Group: Connected, World: approvalShop,
		Want: []string{"app-needs-approval", "account-by-install", "mode-by-install", "lead-by-coupon", "paid"},
		Build: func(b *Builder) {
			b.ago(50 * time.Hour)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "healthy-app-unapproved", Title: "Recorded, though the app waits for more access", Group: Healthy, World: approvalShop,
		Want: []string{"account-by-install", "mode-by-install", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(52 * time.Hour)
			b.Sale(b.recordedSale().invoice)
		},
	},
	{
		Name: "app-uninstalling", Title: "FirstPromoter’s app is being uninstalled", Group: Connected, World: leavingAppShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"app-needs-approval", "account-matches", "mode-matches", "lead-by-coupon", "paid"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "app-install-failed", Title: "Stripe could not install FirstPromoter’s app", Group: Connected, World: failedAppShop,
		Answers: Answers{ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"app-install-failed", "account-matches", "mode-matches", "lead-by-coupon", "paid"},
		Build: func(b *Builder) {
			b.ago(5 * days)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-uninstalled", Title: "FirstPromoter’s app was uninstalled before the sale", Group: Connected, World: goneAppShop,
		Answers: Answers{ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"app-uninstalled", "account-matches", "mode-matches", "lead-by-coupon", "paid"},
		Build: func(b *Builder) {
			b.ago(5 * days)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-uninstalled-since", Title: "FirstPromoter’s app was uninstalled after the sale", Group: Connected, World: goneAppShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"app-uninstalled", "connected-answered", "account-matches", "mode-matches", "lead-by-coupon", "unexplained"},
		Build: func(b *Builder) {
			b.ago(12 * days)
			b.Sale(b.couponSale().invoice)
		},
	},
	{
		Name: "app-not-recognised", Title: "Apps are installed, but none of them names FirstPromoter", Group: Connected,
		World: namelessAppShop,
		Want:  []string{"connection-unconfirmed", "account-unconfirmed", "mode-unconfirmed", "lead-by-coupon", "paid"},
		Build: func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "app-picked", Title: "Apps are installed, and the person said which of them is FirstPromoter’s", Group: Connected,
		World:   namelessAppShop,
		Answers: Answers{FirstPromoterApp: appID("nameless")},
		Want:    []string{"app-installed", "account-by-install", "mode-by-install", "lead-by-coupon", "unexplained"},
		Build:   func(b *Builder) { b.Sale(b.couponSale().invoice) },
	},
	{
		Name: "healthy-sandbox", Title: "A test purchase in a Stripe sandbox where FirstPromoter is installed", Group: Healthy,
		World: appSandbox,
		Want:  []string{"app-installed", "account-by-install", "mode-by-install", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(52 * time.Hour)
			b.Sale(b.recordedSale().invoice)
		},
	},
	{
		Name: "app-in-sandbox", Title: "FirstPromoter is installed in this sandbox, though the answer names another account",
		Group: Account, World: appSandbox,
		Answers: Answers{ConnectedAccount: "other"},
		Want:    []string{"app-installed", "account-by-install", "mode-by-install", "answer-contradicted", "unexplained"},
		Build: func(b *Builder) {
			b.ago(50 * time.Hour)
			b.Sale(b.couponSale().invoice)
		},
	},
}

// recordedSale is a sale of a lead who came by link, which FirstPromoter has recorded.
func (b *Builder) recordedSale() *sale {
	c := b.buyer()
	s := b.subscription(c, usd(2900))
	s.recorded(b.leadFor(c, b.linkPromoter()))
	return s
}
