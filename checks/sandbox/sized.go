package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// sizedShop is the merchant of a sandbox with a size.
const sizedShop = "sized-shop"

// plantedProblems is how many of a sized account's sales are missing, and
// atLeast how many referrals there are to a problem.
const (
	plantedProblems = 60
	atLeast         = 10
)

// promoterShare is how many referrals a promoter has brought; every leadShare-th
// referral never bought anything.
const (
	promoterShare = 200
	leadShare     = 5
)

// buildSized makes an account of a size: its buyers are generated as they are
// asked for, only what FirstPromoter knows of them and the planted problems are
// made. The problems are the world's scenarios.
func buildSized(opts Options) *world {
	w := newWorld(sizedShop, worldSetUp{shop: "Broad Market"}, opts)
	g := generate(w, opts.Size*customersPerReferral)
	w.shelves[w.mode].generated = g
	b := w.builder("referrals", nil)
	var places []*place
	for i := range opts.Size/promoterShare + 2 {
		p := place{}
		if i%2 == 0 {
			p.coupon = "SIZED" + strings.ToUpper(token(b.seed("coupon"), 7))
			b.coupon(p.coupon)
		}
		places = append(places, b.promoterWith(p))
	}
	for k := range opts.Size {
		g.refer(b, k, places[k%len(places)])
	}
	for n := range min(plantedProblems, opts.Size/atLeast) {
		g.plant(n)
	}
	w.finish()
	slices.SortStableFunc(w.company.referrals, func(a, b *referral) int { return b.created.Compare(a.created) })
	slices.SortStableFunc(w.company.commissions, func(a, b *commission) int { return b.created.Compare(a.created) })
	return w
}

// refer makes a referral of a buyer whose first payment is recorded, or of
// somebody whom Stripe does not know.
func (g *generated) refer(b *Builder, k int, at *place) {
	customer := k * customersPerReferral
	bought := time.Unix(g.created("charge", paymentOf(customer)), 0)
	b.at = bought
	if k%leadShare == leadShare-1 {
		b.lead(strings.ToLower(token(b.seed("only looking"), 14))+"@"+domains[(k+7)%len(domains)], at)
		return
	}
	first, last, _ := strings.Cut(g.name(customer), " ")
	named := func(r *referral) { r.first, r.last = first, last }
	r := b.lead(g.email(customer), at, withState("active"), withUID(g.id("customer", customer)), named)
	r.customerSince = bought.Add(time.Minute)
	amount := paid(paymentOf(customer))
	g.w.company.commissions = append(g.w.company.commissions, &commission{
		id: g.w.number(b.seed("commission")), kind: "sale", status: "approved", eventID: g.id("invoice", paymentOf(customer)),
		sale: amount, original: usd(amount), amount: amount / 5, created: r.customerSince, referral: r, place: at,
	})
}

// problems are the ways in which a planted sale went missing.
var problems = []struct {
	cause string
	build func(b *Builder, who string) *referral
}{
	{"email-typo", func(b *Builder, who string) *referral {
		b.subscription(b.customer("Buyer "+who, who+"@tidalstudio.example"), usd(2900))
		return b.lead(who[:5]+who[6:]+"@tidalstudio.example", b.linkPromoter())
	}},
	{"email-differs", func(b *Builder, who string) *referral {
		s := b.subscription(b.customer("Accounts of "+who, "accounts@"+who+".example"), usd(2900))
		merge(s.charge, object{"billing_details": object{"email": who + "@saffronlabs.example", "name": "Buyer " + who}})
		return b.lead(who+"@saffronlabs.example", b.linkPromoter())
	}},
	{"payment-failed", func(b *Builder, who string) *referral {
		c := b.customer("Buyer "+who, who+"@yonderbooks.example")
		b.subscription(c, usd(2900), failed)
		return b.leadFor(c, b.linkPromoter())
	}},
	{"amount-too-small", func(b *Builder, who string) *referral {
		c := b.customer("Buyer "+who, who+"@velvetroad.example")
		b.charged(c, usd(40))
		return b.leadFor(c, b.linkPromoter())
	}},
	{"referral-disabled", func(b *Builder, who string) *referral {
		c := b.customer("Buyer "+who, who+"@ivorytower.example")
		b.subscription(c, usd(2900))
		return b.leadFor(c, b.linkPromoter(), withState("denied"))
	}},
	{"email-elsewhere", func(b *Builder, who string) *referral {
		signup := object{"metadata": object{"signup_email": who + "@foxgloveinn.example"}}
		b.subscription(b.customer("Studio "+who, "finance@"+who+".example", signup), usd(2900))
		return b.lead(who+"@foxgloveinn.example", b.linkPromoter())
	}},
}

// plant puts one problem into the account, the next one further back.
func (g *generated) plant(n int) {
	p := problems[n%len(problems)]
	all := min(plantedProblems, g.customers/customersPerReferral/atLeast)
	s := Scenario{
		Name: fmt.Sprintf("planted-%02d-%s", n+1, p.cause), Title: fmt.Sprintf("planted problem %d: %s", n+1, p.cause), Group: Planted,
		World: sizedShop, Want: []string{p.cause},
	}
	b := g.w.builder(s.Name, &s)
	b.at = g.w.start.Add(-time.Duration(g.age(g.customers*(2*n+1)/(2*all)))*time.Second - 3*time.Minute)
	r := p.build(b, strings.ToLower(marks(b.seed("who"), n, 12, small)))
	b.Sale(r)
	b.Point(p.cause, r)
	g.w.scenarios = append(g.w.scenarios, s)
}
