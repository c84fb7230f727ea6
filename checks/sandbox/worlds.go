package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The worlds. A cause that concerns a whole account needs one of its own.
const (
	demo            = "demo"
	newShop         = "new-shop"        // coupons set up, no referral yet: nothing proves anything
	silentShop      = "silent-shop"     // leads, but nothing ever came from Stripe
	stoppedShop     = "stopped-shop"    // nothing has come for weeks
	lateShop        = "late-shop"       // connected after the sale
	busyLateShop    = "busy-late-shop"  // the same, with more sales since than one list shows
	swappedShop     = "swapped-shop"    // the newest it heard of is another account's
	foreignShop     = "foreign-shop"    // FirstPromoter hears another Stripe account
	mixedShop       = "mixed-shop"      // it used to hear another one
	apiShop         = "api-shop"        // the site reports its sales itself
	testShop        = "test-shop"       // everything in test mode
	sandboxShop     = "sandbox-shop"    // a Stripe sandbox, while FirstPromoter hears the live account
	newSandbox      = "new-sandbox"     // a Stripe sandbox, and FirstPromoter has heard of nothing yet
	wrongModeShop   = "wrong-mode-shop" // FirstPromoter hears test mode, the shop sells live
	appShop         = "app-shop"        // FirstPromoter's app is installed
	quietAppShop    = "quiet-app-shop"  // the same, with leads, and nothing came from Stripe yet
	stillAppShop    = "still-app-shop"  // the same, and nothing has come for weeks
	lateAppShop     = "late-app-shop"   // installed after the sale
	movedShop       = "moved-shop"      // connected before its app was installed
	approvalShop    = "approval-shop"   // the app waits for access
	failedAppShop   = "failed-app-shop" // the app could not be installed
	goneAppShop     = "gone-app-shop"   // the app was uninstalled
	leavingAppShop  = "leaving-app-shop"
	namelessAppShop = "nameless-app-shop" // apps of which none names FirstPromoter
	olderStripe     = "older-stripe"      // a Stripe that does not list apps
	appSandbox      = "app-sandbox"       // a Stripe sandbox in which FirstPromoter is installed
	copiedShop      = "copied-shop"       // its customers were copied from the account that FirstPromoter hears
	copiedAway      = "copied-away"       // the same, and FirstPromoter tells of sales there
	copiedSandbox   = "copied-sandbox"    // the same as a sandbox
	crowdedShop     = "crowded-shop"      // more coupons and leads than anybody reads
	regularShop     = "regular-shop"      // one customer pays more often than anybody reads
	hostileShop     = "hostile-shop"      // texts that would take over a terminal
	busyStripe      = "busy-stripe"       // 429, always
	silentPromoter  = "unreachable"       // FirstPromoter breaks every connection
	garbledPromoter = "garbled"           // FirstPromoter answers with a web page
	oldShop         = "old-shop"          // an account of Stripe's first years
)

const days = 24 * time.Hour

var worlds = map[string]worldSetUp{
	demo:       {background: trading},
	newShop:    {shop: "Paper Lantern", background: settingUp},
	silentShop: {shop: "Quiet Harbour", background: leadsOnly},
	stoppedShop: {shop: "Stopped Clock", background: func(b *Builder) {
		b.history(10, 20*24*time.Hour, 44*time.Hour)
	}},
	lateShop: {shop: "Late Bloom", background: func(b *Builder) {
		b.history(6, 3*time.Hour, 20*time.Hour)
	}},
	busyLateShop: {shop: "Full House", background: func(b *Builder) {
		b.history(130, 3*time.Hour, 3*time.Hour)
	}},
	swappedShop: {shop: "New Broom", background: func(b *Builder) {
		b.history(9, 20*24*time.Hour, 20*time.Hour)
		b.ago(50 * time.Hour)
		_, email := b.person()
		b.lead(email, b.linkPromoter(), withState("active"), withUID(b.foreignID("cus"))).customerSince = b.at
	}},
	foreignShop: {shop: "Two Ledgers", background: func(b *Builder) {
		b.foreignHistory(7, 3*time.Hour, 20*time.Hour)
	}},
	mixedShop: {shop: "Moved House", background: func(b *Builder) {
		b.history(1, 5*time.Hour, 0)
		b.foreignHistory(8, 30*time.Hour, 20*time.Hour)
	}},
	apiShop:       {shop: "Own Counter", background: ownReports},
	testShop:      {shop: "Test Bench", mode: test, background: trading},
	sandboxShop:   {shop: "Rehearsal Room", mode: test, background: func(b *Builder) { b.foreignHistory(7, 3*time.Hour, 20*time.Hour) }},
	newSandbox:    {shop: "First Rehearsal", mode: test, background: settingUp},
	wrongModeShop: {shop: "Crossed Wires", background: func(b *Builder) { b.inTestMode().history(8, 3*time.Hour, 30*time.Hour) }},
	appShop: {
		shop:       "Corner Shop",
		background: func(b *Builder) { settingUp(b); b.install(60 * days); b.install(90*days, otherApp("Ledgerly")) },
	},
	quietAppShop:  {shop: "Still Waters", background: func(b *Builder) { leadsOnly(b); b.install(60 * days) }},
	stillAppShop:  {shop: "Silent Bell", background: func(b *Builder) { b.history(10, 20*days, 44*time.Hour); b.install(90 * days) }},
	lateAppShop:   {shop: "Second Thoughts", background: func(b *Builder) { settingUp(b); b.install(2 * days) }},
	movedShop:     {shop: "New Address", background: func(b *Builder) { b.history(10, 3*time.Hour, 20*time.Hour); b.install(2 * days) }},
	approvalShop:  {shop: "Waiting Room", background: func(b *Builder) { settingUp(b); b.install(30*days, unapproved) }},
	failedAppShop: {shop: "False Start", background: func(b *Builder) { settingUp(b); b.install(20*days, installFailed) }},
	goneAppShop:   {shop: "Empty Chair", background: func(b *Builder) { settingUp(b); b.uninstalled(200*days, 10*days) }},
	leavingAppShop: {
		shop:       "Last Days",
		background: func(b *Builder) { settingUp(b); b.install(200*days, object{"status": "uninstalling"}) },
	},
	namelessAppShop: {
		shop:       "Plain Labels",
		background: func(b *Builder) { settingUp(b); b.install(60*days, nameless); b.install(90*days, otherApp("Ledgerly")) },
	},
	olderStripe:     {shop: "Old Ledger", withoutInstalls: true, background: func(b *Builder) { settingUp(b); b.install(60 * days) }},
	appSandbox:      {shop: "Dress Rehearsal", mode: test, background: func(b *Builder) { settingUp(b); b.install(60 * days) }},
	oldShop:         {shop: "Founding Stone", old: true, background: trading},
	copiedShop:      {shop: "Carbon Copy", background: func(b *Builder) { b.copiedCustomers(6, false) }},
	copiedAway:      {shop: "Twin Houses", background: func(b *Builder) { b.copiedCustomers(6, true) }},
	copiedSandbox:   {shop: "Paper Copy", mode: test, background: func(b *Builder) { b.copiedCustomers(6, false) }},
	crowdedShop:     {shop: "Grand Bazaar", background: crowd},
	regularShop:     {shop: "Corner Table", background: trading},
	hostileShop:     {shop: "Plain Shop", background: func(b *Builder) { b.history(18, 3*time.Hour, 44*time.Hour) }},
	busyStripe:      {shop: "Rush Hour", background: trading, trouble: always429},
	silentPromoter:  {shop: "Dead Line", background: trading, trouble: breaking(FirstPromoterService, hangUp)},
	garbledPromoter: {shop: "Captive Portal", background: trading, trouble: breaking(FirstPromoterService, webPage)},
}

// hostile is a text with escape sequences, marks that turn writing around,
// invisible characters, line breaks and a link.
const hostile = "Eve\x1b[31m red \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x1b]52;c;ZXZpbA==\x07 \u202egnp.exe\u202c " +
	"a\u200bb\u2066c\r\nnew line\ttab \u009b2J Z\u0351\u0352\u0353algo | `code` <b> $(rm -rf) '"

// trading is a shop in which everything works: promoters with and without
// coupons, six weeks of recorded sales, buyers nobody referred, leads still thinking.
func trading(b *Builder) {
	b.put(b.made("webhook_endpoint", "we", b.world.start.AddDate(0, -6, 0)))
	b.history(24, 3*time.Hour, 44*time.Hour)
	for i := range 18 {
		b.ago(time.Duration(20+37*i) * time.Hour)
		b.subscription(b.buyer(), usd(1900))
	}
	for i := range 12 {
		b.ago(time.Duration(30+41*i) * time.Hour)
		name, email := b.person()
		first, last, _ := strings.Cut(name, " ")
		b.lead(email, b.linkPromoter(), func(r *referral) { r.first, r.last = first, last })
	}
}

// history is a row of recorded sales, the newest first.
func (b *Builder) history(n int, newest, gap time.Duration) {
	for i := range n {
		b.ago(newest + time.Duration(i)*gap)
		customer := b.buyer()
		switch i % 3 {
		case 0:
			b.subscription(customer, usd(2900)).recorded(b.leadFor(customer, b.linkPromoter()))
		case 1:
			b.charged(customer, usd(9900)).recorded(b.leadFor(customer, b.linkPromoter()))
		case 2:
			coupon, place := b.houseCoupon()
			b.subscription(customer, usd(2900)).off(coupon, nil).
				recorded(b.leadFor(customer, place, byCoupon, createdAt(b.after(20*time.Second))))
		}
	}
}

// houseCoupon is the coupon of a promoter who sells in every trading world.
func (b *Builder) houseCoupon() (object, *place) {
	const id = "CLEMENTINE20"
	coupon, ok := b.world.shelves[b.mode].get("coupon", id)
	if !ok {
		coupon = b.coupon(id, object{"name": "Clementine's readers"})
	}
	return coupon, b.usual("Clementine Okafor", "clementine@okafor-weekly.example", id)
}

// foreignHistory is a row of commissions about sales of another Stripe account.
func (b *Builder) foreignHistory(n int, newest, gap time.Duration) {
	for i := range n {
		b.ago(newest + time.Duration(i)*gap)
		_, email := b.person()
		r := b.lead(email, b.linkPromoter(), withState("active"), withUID(b.foreignID("cus")))
		r.customerSince = b.at.Add(time.Minute)
		b.world.company.commissions = append(b.world.company.commissions, &commission{
			id: b.world.number(b.seed("commission")), kind: "sale", status: "approved", eventID: b.foreignID("in"), sale: 2900,
			original: usd(2900), amount: 580, created: r.customerSince, referral: r, place: r.place,
		})
	}
}

// copiedCustomers were buyers of another account, from which they were copied with
// their ids; what they paid stayed there.
func (b *Builder) copiedCustomers(n int, withSales bool) {
	for i := range n {
		b.ago(time.Duration(3+20*i) * time.Hour)
		c := b.buyer()
		r := b.lead(text(c["email"]), b.linkPromoter(), withState("active"), withUID(text(c["id"])))
		r.customerSince = b.at.Add(time.Minute)
		if withSales {
			b.world.company.commissions = append(b.world.company.commissions, &commission{
				id: b.world.number(b.seed("commission")), kind: "sale", status: "approved", eventID: b.foreignID("in"), sale: 2900,
				original: usd(2900), amount: 580, created: b.at, referral: r, place: r.place,
			})
		}
	}
}

// settingUp has promoters with coupons, and no referral.
func settingUp(b *Builder) {
	b.houseCoupon()
	b.linkPromoter()
	for i := range 6 {
		b.ago(time.Duration(20+37*i) * time.Hour)
		b.subscription(b.buyer(), usd(1900))
	}
}

// leadsOnly has leads, and buyers, but FirstPromoter has heard of no payment.
func leadsOnly(b *Builder) {
	for i := range 9 {
		b.ago(time.Duration(30+50*i) * time.Hour)
		_, email := b.person()
		b.lead(email, b.linkPromoter())
		b.subscription(b.buyer(), usd(1900))
	}
}

// ownReports is a site that sends its sales itself, under its own numbers, and
// has Stripe connected as well.
func ownReports(b *Builder) {
	b.history(4, 9*time.Hour, 50*time.Hour)
	for i := range 8 {
		b.ago(time.Duration(5+33*i) * time.Hour)
		customer := b.buyer()
		b.charged(customer, usd(4900)).recorded(b.leadFor(customer, b.linkPromoter(), enteredBy("api")), func(c *commission) {
			c.eventID = fmt.Sprintf("order-%d", 20480-i)
		})
	}
}

// crowd is more coupons than ten pages hold.
func crowd(b *Builder) {
	trading(b)
	for i := range 1040 {
		b.coupon(fmt.Sprintf("batch-%04d-%s", i, token(b.seed("batch"), 4)), object{"name": fmt.Sprintf("Batch %d", i)})
	}
}

// strangers fills a world with records that have nothing to do with any sale of it.
func (b *Builder) strangers(n int) {
	leads := len(b.world.company.referrals) > 0
	for i := range n {
		b.ago(time.Duration(1+i*31%(40*24*60)) * time.Minute)
		local := strings.ToLower(token(b.seed("stranger"), 12))
		b.subscription(b.customer("Stranger "+local, local+"@"+domains[i%len(domains)]), usd(1900))
		if leads {
			b.lead(strings.ToLower(token(b.seed("stranger"), 12))+"@"+domains[(i+7)%len(domains)], b.linkPromoter(), createdAt(b.at))
		}
		if i%2 == 0 {
			id := "CROWD-" + strings.ToUpper(token(b.seed("coupon"), 8))
			b.coupon(id)
			b.promoter("Promoter "+local, local+"@promoters.example", place{coupon: id})
		}
	}
}

// always429 refuses everything Stripe is asked.
func always429(service string, next http.Handler) http.Handler {
	if service != StripeService {
		return next
	}
	return http.HandlerFunc(stripeTooMany)
}

// breaking puts a handler in the place of one service.
func breaking(which string, with http.HandlerFunc) func(string, http.Handler) http.Handler {
	return func(service string, next http.Handler) http.Handler {
		if service != which {
			return next
		}
		return with
	}
}

// hangUp closes the connection without an answer.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// webPage is what a proxy or a captive portal sends in place of an answer.
func webPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte("<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Please sign in.</body></html>"))
}
