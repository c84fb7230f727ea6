package checks

import (
	"fmt"
	"slices"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// claim is a discount of the sale and the promoter who is tracked by it.
type claim struct {
	discount record.Discount
	owner    facts.Owner
}

// claims are the promoters who are tracked by a discount of the sale, each once. An
// archived promo code tracks nothing, and a coupon that several share is
// first of all the one's whose sale it is.
func (c promotionMatch) claims() []claim {
	var out []claim
	for _, d := range c.discounts {
		owners := slices.DeleteFunc(c.Owners(d), func(o facts.Owner) bool { return o.Code != nil && !record.Unknown(o.Code.ArchivedAt) })
		if len(owners) == 0 {
			continue
		}
		owner := owners[max(0, slices.IndexFunc(owners, func(o facts.Owner) bool { return c.known && o.Promoter.ID == c.promoter.ID }))]
		if !slices.ContainsFunc(out, func(x claim) bool { return x.owner.Promoter.ID == owner.Promoter.ID }) {
			out = append(out, claim{d, owner})
		}
	}
	return out
}

// several: the sale carries coupons or promotion codes of more than one promoter.
func (c promotionMatch) several() (Finding, bool) {
	claims := c.claims()
	if len(claims) < 2 {
		return Finding{}, false
	}
	a := causes.Args{causes.ArgOwner: named(claims[0].owner.Promoter)}
	further := [][2]causes.Arg{{causes.ArgSecondCoupon, causes.ArgSecondOwner}, {causes.ArgThirdCoupon, causes.ArgThirdOwner}}
	var objects []Object
	var compare []Compare
	for i, x := range claims {
		if i > 0 && i <= len(further) {
			a[further[i-1][0]], a[further[i-1][1]] = record.CouponPiece(couponWords(x.discount)), named(x.owner.Promoter)
		}
		objects = append(append(objects, c.discountObjects(x.discount)...), c.fpObject(record.TypePromotion, x.owner.Promotion.ID))
		carried := record.CouponPiece(couponWords(x.discount))
		compare = append(compare, compareCoupon(carried, named(x.owner.Promoter))...)
	}
	if more := len(claims) - 1 - len(further); more > 0 {
		a[causes.ArgMoreCoupons] = record.WordsPiece(fmt.Sprint(more))
	}
	f := c.finding("coupons-of-two-promoters", c.args(claims[0].discount, a), objects...)
	f.Compare = compare
	return f, true
}
