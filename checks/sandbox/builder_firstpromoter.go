package sandbox

import (
	"strings"
	"time"
)

// The usual promoters are made once in a world, when first asked for.

// linkPromoter brings buyers by link only: no coupon at all.
func (b promoterSide) linkPromoter() *place {
	return b.usual("Iris Vanterpool", "iris@vanterpool-reviews.example", "")
}

// usual finds a promoter of the world's campaign by name, or makes them.
func (b promoterSide) usual(name, email, coupon string) *place {
	for _, p := range b.world.company.promoters {
		if p.name == name {
			return p.places[0]
		}
	}
	return b.promoter(name, email, place{coupon: coupon})
}

// promoter makes a promoter with a place in the main campaign.
func (b promoterSide) promoter(name, email string, p place) *place {
	joined := b.world.start.AddDate(0, -8, 0)
	who := &promoter{id: b.world.number(b.seed("promoter")), email: email, name: name, joined: joined}
	b.world.company.promoters = append(b.world.company.promoters, who)
	return b.place(who, p)
}

// promoterWith is a promoter with an invented name.
func (b promoterSide) promoterWith(p place) *place {
	name, email := b.person()
	local, _, _ := strings.Cut(email, "@")
	return b.promoter(name, local+"@promoters.example", p)
}

// place adds a place in a campaign, the main one unless p names another.
func (b promoterSide) place(who *promoter, p place) *place {
	p.id = b.world.number(b.seed("place"))
	p.promoter, p.created = who, who.joined
	if p.campaign == nil {
		p.campaign = b.world.company.campaigns[0]
	}
	if p.state == "" {
		p.state = "accepted"
	}
	p.refToken = strings.ToLower(token(b.seed("ref token"), 6))
	who.places = append(who.places, &p)
	return &p
}

// campaign makes a campaign of its own that gives buyers a shared coupon.
func (b promoterSide) campaign(name string, gives object) *campaign {
	c := &campaign{id: b.world.number(b.seed("campaign")), name: name, earns: b.world.company.rewards[0]}
	if gives != nil {
		c.gives = b.reward(text(gives["id"]))
		c.gives.coupon = text(gives["id"])
	}
	b.world.company.campaigns = append(b.world.company.campaigns, c)
	return c
}

// reward is one for buyers that stands for a Stripe coupon.
func (b promoterSide) reward(providerCoupon string) *reward {
	r := &reward{
		id:             b.world.number(b.seed("reward")),
		name:           "20% off",
		providerCoupon: providerCoupon,
		created:        b.world.start.AddDate(0, -7, 0),
	}
	b.world.company.rewards = append(b.world.company.rewards, r)
	return r
}

// code is a promotion code that FirstPromoter made for a place.
func (b promoterSide) code(p *place, promo object, r *reward) *promoCode {
	c := &promoCode{id: b.world.number(b.seed("promo code")), code: text(promo["code"]), extID: text(promo["id"]), reward: r}
	p.codes = append(p.codes, c)
	return c
}

// lead is a referral three days before the sale, by link, unless fields change it.
func (b promoterSide) lead(email string, p *place, change ...func(*referral)) *referral {
	r := &referral{
		id: b.world.number(b.seed("referral")), email: email, state: "signup", created: b.before(3 * 24 * time.Hour),
		entry: "cookie", fraud: "no_suspicion", place: p,
	}
	for _, f := range change {
		f(r)
	}
	b.world.company.referrals = append(b.world.company.referrals, r)
	return r
}

// leadFor is the lead of a buyer, with their very e-mail address.
func (b promoterSide) leadFor(customer object, p *place, change ...func(*referral)) *referral {
	first, last, _ := strings.Cut(text(customer["name"]), " ")
	named := func(r *referral) { r.first, r.last = first, last }
	return b.lead(text(customer["email"]), p, append([]func(*referral){named}, change...)...)
}

func withUID(uid string) func(*referral)     { return func(r *referral) { r.uid = uid } }
func withState(state string) func(*referral) { return func(r *referral) { r.state = state } }
func enteredBy(entry string) func(*referral) { return func(r *referral) { r.entry = entry } }
func createdAt(t time.Time) func(*referral)  { return func(r *referral) { r.created = t } }

// byCoupon is a lead that FirstPromoter made from a tracking coupon.
func byCoupon(r *referral) { r.entry = "coupon" }

// converted makes the referral a customer at the moment of the sale, as
// FirstPromoter does: it stores the Stripe customer's id.
func (s *sale) converted(r *referral) {
	r.state, r.customerSince = "active", s.recordedAt()
	if s.customer != nil && !strings.HasPrefix(r.uid, "user_") {
		r.uid = text(s.customer["id"])
	}
}

// recordedAt is when FirstPromoter has noticed the sale: a minute later.
func (s *sale) recordedAt() time.Time {
	var paid int64
	if s.invoice != nil {
		transitions, _ := s.invoice["status_transitions"].(object)
		paid = number64(transitions["paid_at"])
	} else {
		paid = number64(s.charge["created"])
	}
	return time.Unix(paid, 0).Add(time.Minute)
}

// eventID is what FirstPromoter keeps: the invoice, else the charge.
func (s *sale) eventID() string {
	if s.invoice != nil {
		return text(s.invoice["id"])
	}
	return text(s.charge["id"])
}

// recorded converts the referral, if it has not yet, and adds the commission.
func (s *sale) recorded(r *referral, change ...func(*commission)) *commission {
	if r.customerSince.IsZero() {
		s.converted(r)
	}
	paid := s.money.amount
	if s.charge != nil {
		paid = number64(s.charge["amount_captured"])
	}
	c := &commission{
		id: s.b.world.number(
			s.b.seed("commission"),
		), kind: "sale", status: "approved", eventID: s.eventID(), sale: inCents(money{paid, s.money.currency}),
		original: money{paid, s.money.currency}, created: s.recordedAt(), referral: r, place: r.place, planID: text(s.price["id"]),
	}
	c.amount = c.sale / 5
	for _, f := range change {
		f(c)
	}
	s.b.world.company.commissions = append(s.b.world.company.commissions, c)
	return c
}

// inCents is an amount in US cents at rates made up for the sandbox, as
// FirstPromoter converts to the account's currency.
func inCents(m money) int64 {
	rate, ok := map[string]float64{"usd": 1, "eur": 1.08, "gbp": 1.27, "jpy": 0.67, "kwd": 0.325, "chf": 1.1, "krw": 0.075}[m.currency]
	if !ok {
		rate = 1
	}
	return int64(float64(m.amount)*rate + 0.5)
}

// promoCodeSetUp is FirstPromoter's newer way: one coupon for a campaign, and a
// promotion code of it for each promoter.
func (b *Builder) promoCodeSetUp(couponID, code string) (coupon, promo object, p *place, made *promoCode) {
	coupon = b.coupon(couponID, object{"name": "Referral discount"})
	r := b.reward(couponID)
	promo = b.promotionCode(code, coupon)
	p = b.promoterWith(place{})
	made = b.code(p, promo, r)
	other := b.promoterWith(place{})
	b.code(other, b.promotionCode(code+"-TOO", coupon), r)
	return coupon, promo, p, made
}
