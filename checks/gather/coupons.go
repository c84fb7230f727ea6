package gather

import (
	"errors"
	"slices"
	"strings"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// promoters asks for the promoters and their tracking coupons where a lead or a
// coupon makes them matter; on a recorded sale only where a coupon is on it.
func (r coupons) promoters() []Asking {
	discounts := r.discounts()
	if len(discounts) == 0 && (len(r.ev.FirstPromoter.Referrals) == 0 && !r.mayHaveLead() || r.recorded()) {
		return nil
	}
	asks := []Asking{r.allPromoters()}
	if r.ev.FirstPromoter.API == record.V1 {
		return asks
	}
	asks = append(asks, r.allPromoCodes())
	if (len(discounts) > 0 || r.ev.Query.Kind == record.ByReferral && r.matched()) && !r.recorded() {
		// Asked about a referral, the sale is known one round later.
		asks = append(asks, Ask(question.Rewards{}, func(list []record.Reward, _ error) {
			add(&r.ev.FirstPromoter.Rewards, list, func(x record.Reward) string { return x.ID })
		}))
	}
	return asks
}

func (r coupons) allPromoters() Asking {
	return Ask(question.Promoters{}, func(l question.List[record.Promoter], _ error) {
		r.addPromoters(l.Items)
		r.ev.FirstPromoter.PromotersComplete = l.Complete
	})
}

func (r coupons) allPromoCodes() Asking {
	return Ask(question.AllPromoCodes{}, func(l question.List[record.PromoCode], _ error) {
		r.addPromoCodes(l.Items)
		r.ev.FirstPromoter.PromoCodesComplete = l.Complete
	})
}

func (r *notes) addPromoCodes(list []record.PromoCode) {
	add(&r.ev.FirstPromoter.PromoCodes, list, func(x record.PromoCode) string { return x.ID })
}

// codeOwners asks FirstPromoter whose the promotion codes on the sale are, and
// for the promo codes of the promotions that matter, where the list of all was
// too long to be read whole.
func (r coupons) codeOwners() []Asking {
	f := &r.ev.FirstPromoter
	if f.API != record.V2 || f.PromoCodesComplete || !r.hasAsked(question.AllPromoCodes{}) {
		return nil
	}
	var asks []Asking
	for _, d := range r.discounts() {
		if d.PromotionCode.Code != "" {
			asks = append(asks, r.codeOwner(d.PromotionCode.Code))
		}
	}
	for _, id := range r.promotionIDs() {
		asks = append(asks, Ask(question.PromoCodesOf{Promotion: id}, func(list []record.PromoCode, _ error) { r.addPromoCodes(list) }))
	}
	return asks
}

// codeTexts reads the promotion codes of which a discount gives the id only, as
// on a Checkout Session, a line of an invoice and the customer of one.
func (r coupons) codeTexts() []Asking {
	var asks []Asking
	for _, d := range r.discounts() {
		id := d.PromotionCode.ID
		if id == "" || d.PromotionCode.Code != "" {
			continue
		}
		asks = append(asks, Ask(question.PromotionCode{ID: id}, func(code record.PromotionCode, err error) {
			if err != nil {
				return
			}
			for _, x := range r.ev.Stripe.Discounts() {
				if x.PromotionCode.ID == id {
					x.PromotionCode = code
				}
			}
		}).keyed(purpose{"code of", id}))
	}
	return asks
}

func (r coupons) codeOwner(code string) Asking {
	return Ask(question.PromoterByCode{Code: code}, func(p record.Promoter, err error) {
		if err != nil {
			return
		}
		if r.ev.FirstPromoter.CodeOwners == nil {
			r.ev.FirstPromoter.CodeOwners = map[string]record.Promoter{}
		}
		r.ev.FirstPromoter.CodeOwners[code] = p
		r.addPromoters([]record.Promoter{p})
	})
}

// At most so many coupons of promoters are looked up, and with them so many promo
// codes.
const (
	maxLookedUp = 4
	maxTried    = 2
)

// trackingCoupons looks up in Stripe what FirstPromoter tracks the promoter by,
// unless the sale carries that very coupon.
func (r coupons) trackingCoupons() []Asking {
	asks := r.carriedCoupons()
	if r.recorded() {
		return asks
	}
	discounts, ids := r.discounts(), r.promotionIDs()
	var tracked, codes []string
	for _, t := range r.trackedBy(discounts, ids) {
		carried := slices.ContainsFunc(discounts, func(d record.Discount) bool { return d.Coupon.ID == t })
		if t != "" && !carried && !slices.Contains(tracked, t) {
			tracked = append(tracked, t)
		}
	}
	tracked = firstOf(r.notes, record.BoundTracked, tracked, maxLookedUp)
	for _, t := range tracked {
		asks = append(asks, r.couponOf(t)...)
	}
	asks = append(asks, r.displayCodes(ids)...)
	asks = append(asks, r.couponCodes(ids)...)
	for _, pc := range r.ev.FirstPromoter.PromoCodes {
		if len(discounts) == 0 && pc.ArchivedAt.IsZero() && slices.Contains(ids, pc.PromotionID) {
			codes = append(codes, pc.Code)
		}
	}
	for _, code := range firstOf(r.notes, record.BoundPromoCodes, codes, max(0, maxTried-len(tracked))) {
		asks = append(asks, r.promotionCode(code))
	}
	return asks
}

// carriedCoupons asks whether the coupons of the sale still exist: a discount keeps
// its copy of one that has been deleted.
func (r coupons) carriedCoupons() []Asking {
	var ids []string
	for _, d := range r.discounts() {
		if d.Coupon.ID != "" && !slices.Contains(ids, d.Coupon.ID) {
			ids = append(ids, d.Coupon.ID)
		}
	}
	var asks []Asking
	for _, id := range firstOf(r.notes, record.BoundSaleCoupons, ids, maxTried) {
		asks = append(asks, r.couponOf(id)[0].Optional())
	}
	return asks
}

// trackedBy is what FirstPromoter holds as tracking coupons of the promotions, of
// the leads' own, and of any that may mean a coupon on the sale by another name.
func (r coupons) trackedBy(discounts []record.Discount, ids []string) []string {
	var out, byOtherName []string
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			t := p.TrackingCoupon
			if slices.Contains(ids, p.ID) {
				out = append(out, t)
			}
			if slices.ContainsFunc(discounts, func(d record.Discount) bool { return d.Named(t) != record.NotNamed }) {
				byOtherName = append(byOtherName, t)
			}
		}
	}
	for _, l := range r.subjectOrMatching() {
		if l.Promotion != nil {
			out = append(out, l.Promotion.TrackingCoupon)
		}
	}
	return append(out, byOtherName...)
}

// displayCodes looks up the code that buyers see where API v1 shows no coupon to
// track by beside it: its coupon is the one to put there.
func (r coupons) displayCodes(ids []string) []Asking {
	if r.ev.FirstPromoter.API != record.V1 {
		return nil
	}
	var asks []Asking
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			shown := slices.ContainsFunc(r.discounts(), p.Displays)
			if slices.Contains(ids, p.ID) && p.TrackingCoupon == "" && p.DisplayCoupon != "" && !shown && len(asks) == 0 {
				asks = r.couponOf(p.DisplayCoupon)[:2]
			}
		}
	}
	return asks
}

// couponCodes reads the promotion codes that stand for a coupon: of the sale's,
// where it is nobody's, because a promoter's field may hold one of them; of the
// promoter's, where a lead that came by it paid without, because they tell who
// may use it.
func (r coupons) couponCodes(ids []string) []Asking {
	discounts := r.discounts()
	byCoupon := slices.ContainsFunc(r.subjectOrMatching(), func(l record.Referral) bool {
		return l.EntrySource == record.EntryCoupon || l.EntrySource == ""
	})
	var tracking, wanted []string
	want := func(coupon string) {
		if !slices.Contains(wanted, coupon) {
			wanted = append(wanted, coupon)
		}
	}
	most := maxTried
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon == "" {
				continue
			}
			tracking = append(tracking, p.TrackingCoupon)
			if len(discounts) == 0 && byCoupon && slices.Contains(ids, p.ID) {
				most = 1
				want(p.TrackingCoupon)
			}
		}
	}
	for _, d := range discounts {
		isNamed := func(t string) bool { return d.Named(t) != record.NotNamed }
		if d.Coupon.ID != "" && len(tracking) > 0 && !slices.ContainsFunc(tracking, isNamed) && !r.matched() {
			want(d.Coupon.ID)
		}
	}
	var asks []Asking
	for _, coupon := range firstOf(r.notes, record.BoundCouponCodes, wanted, most) {
		asks = append(asks, r.codesOfCoupon(coupon))
	}
	return asks
}

func (r coupons) codesOfCoupon(id string) Asking {
	return Ask(question.PromotionCodesOfCoupon{Coupon: id}, func(list []record.PromotionCode, _ error) {
		add(&r.ev.Stripe.CouponCodes, list, func(x record.PromotionCode) string { return x.ID })
	}).Optional()
}

// couponOf asks what Stripe has under a text that FirstPromoter holds as a coupon.
func (r coupons) couponOf(value string) []Asking {
	q := question.Coupon{ID: value}
	coupon := Ask(q, func(c record.Coupon, err error) {
		if err == nil || isMissing(err) {
			look := r.lookup(value)
			if err == nil {
				look.Coupon = &c
			}
		}
	})
	names := r.couponNames()
	if r.last && !r.hasAsked(q) {
		names = r.everyCouponName() // no later round could read the others
	}
	return []Asking{coupon, r.promotionCode(value), names}
}

// promotionCode looks up a text that FirstPromoter holds as a code, or as a
// code's id.
func (r coupons) promotionCode(text string) Asking {
	take := func(list []record.PromotionCode) {
		if len(list) > 0 {
			r.lookup(text).PromotionCodes = list
		}
	}
	plain, key := strings.TrimSpace(text), purpose{"promotion code", text}
	if !strings.HasPrefix(plain, "promo_") {
		return Ask(question.PromotionCodesByText{Text: plain}, func(list []record.PromotionCode, _ error) { take(list) }).keyed(key)
	}
	return Ask(question.PromotionCode{ID: plain}, func(code record.PromotionCode, err error) {
		if err == nil {
			take([]record.PromotionCode{code})
		}
	}).keyed(key)
}

// couponNames reads the newest coupons beside a look-up: a text that is no
// coupon's id may be its name, or its id in other case.
func (r coupons) couponNames() Asking { return Ask(question.NewestCoupons{}, r.takeNames) }

func (r coupons) everyCouponName() Asking { return Ask(question.Coupons{}, r.takeNames) }

func (r *notes) takeNames(l question.List[record.Coupon], _ error) {
	r.names, r.namesComplete = l.Items, l.Complete
}

// allCouponNames pages through all coupons where the newest did not tell.
func (r coupons) allCouponNames() []Asking {
	open := slices.ContainsFunc(r.ev.Stripe.Coupons, func(l record.CouponLookup) bool {
		return l.Coupon == nil && len(l.PromotionCodes) == 0 && len(l.Similar) == 0 && !l.SimilarComplete
	})
	if !open || !r.hasAsked(question.NewestCoupons{}) {
		return nil
	}
	return []Asking{r.everyCouponName()}
}

// compareNames fits the coupons' names to the look-ups.
func (r *notes) compareNames() {
	for i := range r.ev.Stripe.Coupons {
		look := &r.ev.Stripe.Coupons[i]
		look.Similar, look.SimilarComplete = nil, r.namesComplete
		for _, c := range r.names {
			if c.Named(look.Value) != record.NotNamed {
				look.Similar = append(look.Similar, c)
			}
		}
	}
}

// lookup is the look-up of a value, made when it is not there yet.
func (r *notes) lookup(value string) *record.CouponLookup {
	list := &r.ev.Stripe.Coupons
	for i := range *list {
		if (*list)[i].Value == value {
			return &(*list)[i]
		}
	}
	*list = append(*list, record.CouponLookup{Value: value})
	return &(*list)[len(*list)-1]
}

func isMissing(err error) bool {
	var failure *record.Failure
	return errors.As(err, &failure) && failure.Existence != record.NotAsked
}
