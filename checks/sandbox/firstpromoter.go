package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// company is one FirstPromoter account. Both API versions show it.
type company struct {
	accountID   string
	campaigns   []*campaign
	promoters   []*promoter
	referrals   []*referral
	commissions []*commission
	rewards     []*reward
}

// reward is what a campaign gives; one for referrals may hold the coupon that
// all promoters of the campaign share.
type reward struct {
	id             int
	name           string
	forPromoters   bool
	coupon         string
	providerCoupon string // coupon id at Stripe
	created        time.Time
}

type campaign struct {
	id       int
	name     string
	earns    *reward // of the promoter
	gives    *reward // of the referral; nil for none
	standard bool
}

type promoter struct {
	id         int
	email      string
	name       string
	joined     time.Time
	archived   time.Time
	places     []*place
	customerID string // cust_id, the site's own
}

// place is a promoter's place in a campaign: v2 promoter_campaign, v1 promotion.
type place struct {
	id       int
	promoter *promoter
	campaign *campaign
	state    string // v2: accepted …
	coupon   string // v1 promo_code, "Tracking Coupon Code"
	display  string // v1 customer_promo_code
	refToken string
	created  time.Time
	codes    []*promoCode
	counts   counts
}

// counts are the numbers FirstPromoter shows for a promoter or a campaign.
type counts struct {
	referrals, customers, sales int
	revenue                     int64
}

func (c counts) plus(d counts) counts {
	return counts{c.referrals + d.referrals, c.customers + d.customers, c.sales + d.sales, c.revenue + d.revenue}
}

func (p *promoter) counts() (sum counts) {
	for _, x := range p.places {
		sum = sum.plus(x.counts)
	}
	return sum
}

type promoCode struct {
	id       int
	code     string
	extID    string // promo_…
	reward   *reward
	archived time.Time
}

type referral struct {
	id            int
	email         string // "" is null
	uid           string // "" is null
	state         string
	created       time.Time
	customerSince time.Time // zero: still a lead; in the future: a lead until then
	cancelled     time.Time
	entry         string
	fraud         string
	expired       bool
	first, last   string
	username      string
	website       string
	place         *place
}

type commission struct {
	id        int
	kind      string // sale, custom
	status    string
	eventID   string
	sale      int64 // cents of the account's currency
	original  money
	amount    int64
	createdBy string
	created   time.Time
	referral  *referral
	place     *place
	planID    string
}

func newCompany(w *world) company {
	c := company{accountID: token("FirstPromoter account of "+w.seed, 8)}
	earns := &reward{
		id:           w.number("reward of promoters"),
		name:         "20% of every payment",
		forPromoters: true,
		created:      w.start.AddDate(-1, 0, 0),
	}
	c.rewards = []*reward{earns}
	c.campaigns = []*campaign{{id: w.number("main campaign"), name: "Friends of " + w.account.name, earns: earns, standard: true}}
	return c
}

// number is a FirstPromoter id that nothing else in the world has.
func (w *world) number(seed string) int {
	for n := 1_000_000 + number(w.seed+" "+seed, 80_000_000); ; n++ {
		if !w.taken[n] {
			w.taken[n] = true
			return n
		}
	}
}

// count fills in the numbers of every place.
func (c *company) count() {
	for _, r := range c.referrals {
		r.place.counts.referrals++
		if !r.customerSince.IsZero() {
			r.place.counts.customers++
		}
	}
	for _, x := range c.commissions {
		if x.kind == "sale" {
			x.place.counts.sales++
			x.place.counts.revenue += x.sale
		}
	}
}

// referralsNow are the referrals there are by now, newest first.
func (w *world) referralsNow() []*referral {
	out := slices.DeleteFunc(slices.Clone(w.company.referrals), func(r *referral) bool { return r.created.After(w.now()) })
	slices.SortStableFunc(out, func(a, b *referral) int {
		return cmp.Or(b.created.Compare(a.created), cmp.Compare(b.id, a.id))
	})
	return out
}

// commissionsNow are the commissions there are by now, newest first.
func (w *world) commissionsNow() []*commission {
	out := slices.DeleteFunc(slices.Clone(w.company.commissions), func(c *commission) bool { return c.created.After(w.now()) })
	slices.SortStableFunc(out, func(a, b *commission) int {
		return cmp.Or(b.created.Compare(a.created), cmp.Compare(b.id, a.id))
	})
	return out
}

// since is when a referral became a customer, zero as long as it has not.
func (w *world) since(r *referral) time.Time {
	if r.customerSince.After(w.now()) {
		return time.Time{}
	}
	return r.customerSince
}

// stateNow is a referral's state; one that converts later is still a signup.
func (w *world) stateNow(r *referral) string {
	if r.state == "active" && w.since(r).IsZero() {
		return "signup"
	}
	return r.state
}

// uidNow leaves out the Stripe customer id that only the conversion brings.
func (w *world) uidNow(r *referral) string {
	if r.customerSince.After(w.now()) && strings.HasPrefix(r.uid, "cus_") {
		return ""
	}
	return r.uid
}

// firstPromoterHandler plays both API versions for one world.
func firstPromoterHandler(world *world) http.Handler {
	v2, v1 := v2Handler(world), v1Handler(world)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/v2/company/"):
			v2.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/v1/"):
			v1.ServeHTTP(w, r)
		default:
			firstPromoterNowhere(w)
		}
	})
}

// firstPromoterNowhere is the HTML that a Rails application sends for a path it does not know.
func firstPromoterNowhere(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(
		[]byte("<!DOCTYPE html><html><head><title>The page you were looking for doesn't exist (404)</title></head><body></body></html>"),
	)
}

// stamp is a time as FirstPromoter writes it, null when it has not come.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// orNull is a text, null when empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// fakeSecret stands where the real API gives a secret away, so that dropping it is tested.
func fakeSecret(what, seed string) string {
	return "sandbox-" + what + "-" + token(what+" "+seed, 12)
}
