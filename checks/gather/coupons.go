package gather

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// promoters asks for the promoters and their tracking coupons where a lead or a
// coupon makes them matter; on a recorded sale only where a coupon is on it.
func (r *run) promoters() []ask {
	discounts := r.discounts()
	if len(discounts) == 0 && (len(r.ev.FirstPromoter.Referrals) == 0 && !r.mayHaveLead() || r.recorded()) {
		return nil
	}
	asks := []ask{fp(r, record.PartPromoters, "promoters and their coupons", "promoters", func(ctx context.Context) (listed[record.Promoter], error) {
		list, complete, err := r.clients.FirstPromoter.Promoters(ctx)
		return listed[record.Promoter]{list, complete}, err
	}, func(l listed[record.Promoter]) {
		r.addPromoters(l.list)
		r.ev.FirstPromoter.PromotersComplete = l.complete
	})}
	if r.ev.FirstPromoter.API == record.V1 {
		return asks
	}
	asks = append(asks, fp(r, record.PartPromoCodes, "the promoters’ promo codes", "promo codes", func(ctx context.Context) (listed[record.PromoCode], error) {
		list, complete, err := r.clients.FirstPromoter.AllPromoCodes(ctx)
		return listed[record.PromoCode]{list, complete}, err
	}, func(l listed[record.PromoCode]) {
		r.addPromoCodes(l.list)
		r.ev.FirstPromoter.PromoCodesComplete = l.complete
	}))
	if (len(discounts) > 0 || r.ev.Query.Kind == record.ByReferral && r.matched()) && !r.recorded() {
		// Asked about a referral, the sale is known one round later.
		asks = append(asks, fp(r, record.PartRewards, "the campaigns’ shared coupons", "rewards", func(ctx context.Context) ([]record.Reward, error) {
			return r.clients.FirstPromoter.Rewards(ctx)
		}, func(list []record.Reward) {
			add(&r.ev.FirstPromoter.Rewards, list, func(x record.Reward) string { return x.ID })
		}))
	}
	return asks
}

// mayHaveLead: the lead is being asked for in this very round.
func (r *run) mayHaveLead() bool { return len(r.payers()) > 0 || len(r.sales()) > 0 }

// couponLacks: the promoter is tracked by a coupon or a code, and the sale has
// shown none so far.
func (r *run) couponLacks() bool {
	ids := r.promotionIDs()
	sale, _ := r.sale()
	if _, read := r.ev.Stripe.Subscription(sale.SubscriptionID()); read || len(r.discounts()) > 0 {
		return false
	}
	tracked := func(p record.Promotion) bool { return p.TrackingCoupon != "" && slices.Contains(ids, p.ID) }
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		if slices.ContainsFunc(promoter.Promotions, tracked) {
			return true
		}
	}
	return slices.ContainsFunc(r.ev.FirstPromoter.PromoCodes, func(pc record.PromoCode) bool { return slices.Contains(ids, pc.PromotionID) })
}

// discounts are those of the sale looked at.
func (r *run) discounts() []record.Discount {
	sale, ok := r.sale()
	if !ok {
		return nil
	}
	var out []record.Discount
	if sale.Invoice != nil {
		out = append(out, sale.Invoice.Discounts...)
	} else if sale.Session != nil {
		out = append(out, sale.Session.Discounts...)
	}
	if len(out) == 0 && sale.Invoice != nil {
		if sub, ok := r.ev.Stripe.Subscription(sale.Invoice.SubscriptionID); ok {
			out = append(out, sub.Discounts...)
		}
		for _, c := range r.payers() {
			out = append(out, c.Discounts...)
		}
	}
	return out
}

func (r *run) addPromoCodes(list []record.PromoCode) {
	add(&r.ev.FirstPromoter.PromoCodes, list, func(x record.PromoCode) string { return x.ID })
}

// codeOwners asks FirstPromoter whose the promotion codes on the sale are, and
// for the promo codes of the promotions that matter, where the list of all was
// too long to be read whole.
func (r *run) codeOwners() []ask {
	f := &r.ev.FirstPromoter
	if f.API != record.V2 || f.PromoCodesComplete || !r.done["firstpromoter promo codes"] {
		return nil
	}
	var asks []ask
	for _, d := range r.discounts() {
		if d.PromotionCode.Code != "" {
			asks = append(asks, r.codeOwner(d.PromotionCode.Code))
		}
	}
	for _, id := range r.promotionIDs() {
		asks = append(asks, fp(r, record.PartPromoCodes, "the promoter’s promo codes", "promo codes "+id, func(ctx context.Context) ([]record.PromoCode, error) {
			return r.clients.FirstPromoter.PromoCodes(ctx, id)
		}, r.addPromoCodes))
	}
	return asks
}

// codeTexts reads the promotion codes of which a discount gives the id only, as
// on a Checkout Session, a line of an invoice and the customer of one.
func (r *run) codeTexts() []ask {
	var asks []ask
	for _, d := range r.discounts() {
		id := d.PromotionCode.ID
		if id == "" || d.PromotionCode.Code != "" {
			continue
		}
		asks = append(asks, ask{system: record.Stripe, part: record.PartPromotionCodes, what: "the promotion code", key: "stripe code of " + id, do: func(ctx context.Context) error {
			code, err := r.clients.Stripe.PromotionCode(ctx, id)
			if err != nil {
				return err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.eachDiscount(func(x *record.Discount) {
				if x.PromotionCode.ID == id {
					x.PromotionCode = code
				}
			})
			return nil
		}})
	}
	return asks
}

// eachDiscount visits every discount of the evidence.
func (r *run) eachDiscount(visit func(*record.Discount)) {
	all := func(list []record.Discount) {
		for i := range list {
			visit(&list[i])
		}
	}
	s := &r.ev.Stripe
	for i := range s.Sessions {
		all(s.Sessions[i].Discounts)
	}
	for i := range s.Invoices {
		all(s.Invoices[i].Discounts)
	}
	for i := range s.Subscriptions {
		all(s.Subscriptions[i].Discounts)
	}
	for i := range s.Customers {
		all(s.Customers[i].Discounts)
	}
}

func (r *run) codeOwner(code string) ask {
	return ask{system: record.FirstPromoter, part: record.PartPromoCodes, what: "whose the promotion code is", key: "firstpromoter code " + code, do: func(ctx context.Context) error {
		p, err := r.clients.FirstPromoter.PromoterByCode(ctx, code)
		if err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.ev.FirstPromoter.CodeOwners == nil {
			r.ev.FirstPromoter.CodeOwners = map[string]record.Promoter{}
		}
		r.ev.FirstPromoter.CodeOwners[code] = p
		r.addPromoters([]record.Promoter{p})
		return nil
	}}
}

// promotionIDs are the promotions that matter for the sale.
func (r *run) promotionIDs() []string {
	var ids []string
	take := func(id string) {
		if id != "" && !slices.Contains(ids, id) && len(ids) < 5 {
			ids = append(ids, id)
		}
	}
	for _, l := range r.subjectOrMatching() {
		take(l.PromotionID)
	}
	for _, p := range r.ev.FirstPromoter.CodeOwners {
		for _, x := range p.Promotions {
			take(x.ID)
		}
	}
	for _, d := range r.discounts() {
		for _, promoter := range r.ev.FirstPromoter.Promoters {
			for _, x := range promoter.Promotions {
				if x.TrackingCoupon != "" && (x.TrackingCoupon == d.Coupon.ID || strings.EqualFold(x.TrackingCoupon, d.PromotionCode.Code)) {
					take(x.ID)
				}
			}
		}
	}
	return ids
}

// subjectOrMatching are the leads that may be the sale's: the one asked about,
// those that match, and near ones.
func (r *run) subjectOrMatching() []record.Referral {
	var out []record.Referral
	emails, uids := []string{}, map[string]bool{}
	for _, c := range r.payers() {
		uids[c.ID], uids[c.FPUID()] = true, true
		if c.Email != "" {
			emails = append(emails, c.Email)
		}
	}
	if sale, ok := r.sale(); ok {
		emails = append(emails, sale.Addresses()...)
	}
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads} {
		for _, l := range list {
			asked := r.ev.Query.Kind == record.ByReferral && l.ID == r.ev.Query.Value
			near := slices.ContainsFunc(emails, func(e string) bool { return record.Address(e).Near(record.Address(l.Email)) != record.Far })
			byUID := l.UID != "" && (uids[l.UID] || slices.ContainsFunc(fp.Referrals, func(x record.Referral) bool { return x.ID == l.ID }))
			if asked || near || byUID {
				out = append(out, l)
			}
		}
	}
	return out
}

// trackingCoupons looks up in Stripe what FirstPromoter tracks the promoter by,
// unless the sale carries that very coupon.
func (r *run) trackingCoupons() []ask {
	if r.recorded() {
		return nil
	}
	var asks []ask
	discounts := r.discounts()
	carried := func(t string) bool {
		return slices.ContainsFunc(discounts, func(d record.Discount) bool { return d.Coupon.ID == t })
	}
	ids := r.promotionIDs()
	count := 0
	look := func(t string) {
		if t != "" && !carried(t) && count < 4 {
			count++
			asks = append(asks, r.couponOf(t)...)
		}
	}
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if slices.Contains(ids, p.ID) {
				look(p.TrackingCoupon)
			}
		}
	}
	for _, l := range r.subjectOrMatching() {
		if l.Promotion != nil {
			look(l.Promotion.TrackingCoupon)
		}
	}
	// Without a lead a promoter's field may hold this coupon under another name.
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			for _, d := range discounts {
				if p.TrackingCoupon != "" && (p.TrackingCoupon == d.PromotionCode.ID || strings.EqualFold(p.TrackingCoupon, d.Coupon.Name) || strings.EqualFold(strings.TrimSpace(p.TrackingCoupon), d.Coupon.ID)) {
					look(p.TrackingCoupon)
				}
			}
		}
	}
	asks = append(asks, r.displayCodes(ids)...)
	asks = append(asks, r.couponCodes(ids)...)
	for _, d := range discounts {
		// A copy that is no longer valid may be of a deleted coupon.
		if d.Coupon.ID != "" && !d.Coupon.Valid {
			asks = append(asks, r.couponOf(d.Coupon.ID)[:1]...)
		}
	}
	for _, pc := range r.ev.FirstPromoter.PromoCodes {
		if len(discounts) == 0 && pc.ArchivedAt.IsZero() && slices.Contains(ids, pc.PromotionID) && count < 2 {
			count++
			asks = append(asks, r.promotionCode(pc.Code))
		}
	}
	return asks
}

// displayCodes looks up the code that buyers see where API v1 shows no coupon to
// track by beside it: its coupon is the one to put there.
func (r *run) displayCodes(ids []string) []ask {
	if r.ev.FirstPromoter.API != record.V1 {
		return nil
	}
	var asks []ask
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			shown := slices.ContainsFunc(r.discounts(), func(d record.Discount) bool {
				return strings.EqualFold(d.PromotionCode.Code, p.DisplayCoupon) || d.Coupon.ID == p.DisplayCoupon
			})
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
func (r *run) couponCodes(ids []string) []ask {
	discounts := r.discounts()
	told := func(t string, d record.Discount) bool {
		return t == d.PromotionCode.ID || slices.Contains([]string{record.FoldID(d.Coupon.ID), record.FoldID(d.Coupon.Name), record.FoldID(d.PromotionCode.Code)}, record.FoldID(t))
	}
	byCoupon := slices.ContainsFunc(r.subjectOrMatching(), func(l record.Referral) bool { return l.EntrySource == "coupon" || l.EntrySource == "" })
	var tracking []string
	var asks []ask
	for _, promoter := range r.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			if p.TrackingCoupon == "" {
				continue
			}
			tracking = append(tracking, p.TrackingCoupon)
			if len(discounts) == 0 && byCoupon && slices.Contains(ids, p.ID) && len(asks) == 0 {
				asks = append(asks, r.codesOfCoupon(p.TrackingCoupon))
			}
		}
	}
	for _, d := range discounts {
		isTold := func(t string) bool { return told(t, d) }
		if d.Coupon.ID != "" && len(tracking) > 0 && !slices.ContainsFunc(tracking, isTold) && !r.matched() && len(asks) < 2 {
			asks = append(asks, r.codesOfCoupon(d.Coupon.ID))
		}
	}
	return asks
}

func (r *run) codesOfCoupon(id string) ask {
	return ask{system: record.Stripe, part: record.PartPromotionCodes, what: "the coupon’s promotion codes", key: "stripe codes of " + id, quiet: true, do: func(ctx context.Context) error {
		list, err := r.clients.Stripe.PromotionCodesOfCoupon(ctx, id)
		r.mu.Lock()
		defer r.mu.Unlock()
		add(&r.ev.Stripe.CouponCodes, list, func(x record.PromotionCode) string { return x.ID })
		return err
	}}
}

// couponOf asks what Stripe has under a text that FirstPromoter holds as a coupon.
func (r *run) couponOf(value string) []ask {
	asks := []ask{{system: record.Stripe, part: record.PartCoupons, what: "the promoter’s coupon", key: "stripe coupon " + value, do: func(ctx context.Context) error {
		c, err := r.clients.Stripe.Coupon(ctx, value)
		if err != nil && !isMissing(err) {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		look := r.lookup(value)
		if err == nil {
			look.Coupon = &c
		}
		return err
	}}}
	names := r.couponNames()
	if r.last && !r.done[asks[0].key] {
		names = r.everyCouponName() // no later round could read the others
	}
	return append(asks, r.promotionCode(value), names)
}

func (r *run) promotionCode(text string) ask {
	return ask{system: record.Stripe, part: record.PartPromotionCodes, what: "the promotion code", key: "stripe promotion code " + text, do: func(ctx context.Context) error {
		var list []record.PromotionCode
		var err error
		plain := strings.TrimSpace(text)
		if strings.HasPrefix(plain, "promo_") {
			var code record.PromotionCode
			if code, err = r.clients.Stripe.PromotionCode(ctx, plain); err == nil {
				list = []record.PromotionCode{code}
			}
		} else {
			list, err = r.clients.Stripe.PromotionCodesByText(ctx, plain)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if len(list) > 0 {
			r.lookup(text).PromotionCodes = list
		}
		return err
	}}
}

// couponNames reads the newest coupons beside a look-up: a text that is no
// coupon's id may be its name, or its id in other case.
func (r *run) couponNames() ask {
	return ask{system: record.Stripe, part: record.PartCoupons, what: "the coupons’ names", key: "stripe coupons newest", do: func(ctx context.Context) error {
		list, more, err := r.clients.Stripe.NewestCoupons(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.names, r.namesComplete = list, err == nil && !more
		return err
	}}
}

// allCouponNames pages through all coupons where the newest did not tell.
func (r *run) allCouponNames() []ask {
	open := slices.ContainsFunc(r.ev.Stripe.Coupons, func(l record.CouponLookup) bool {
		return l.Coupon == nil && len(l.PromotionCodes) == 0 && len(l.Similar) == 0 && !l.SimilarComplete
	})
	if !open || !r.done["stripe coupons newest"] {
		return nil
	}
	return []ask{r.everyCouponName()}
}

func (r *run) everyCouponName() ask {
	return ask{system: record.Stripe, part: record.PartCoupons, what: "the names of all coupons", key: "stripe coupons all", do: func(ctx context.Context) error {
		list, more, err := r.clients.Stripe.Coupons(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.names, r.namesComplete = list, err == nil && !more
		return err
	}}
}

// compareNames fits the coupons' names to the look-ups.
func (r *run) compareNames() {
	for i := range r.ev.Stripe.Coupons {
		look := &r.ev.Stripe.Coupons[i]
		look.Similar, look.SimilarComplete = nil, r.namesComplete
		for _, c := range r.names {
			if record.FoldID(c.ID) == record.FoldID(look.Value) || record.FoldID(c.Name) == record.FoldID(look.Value) {
				look.Similar = append(look.Similar, c)
			}
		}
	}
}

// lookup is the look-up of a value, made when it is not there yet.
func (r *run) lookup(value string) *record.CouponLookup {
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
