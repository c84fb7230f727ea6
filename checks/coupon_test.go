package checks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func TestCoupon(t *testing.T) {
	tracks := func(v string) func(*story) { return func(s *story) { s.promotion().TrackingCoupon = v } }
	other := func(v string) func(*story) { return func(s *story) { s.otherPlace().TrackingCoupon = v } }
	carries := func(id string, codes ...string) func(*story) {
		return func(s *story) { s.discount(id, codes...) }
	}
	looked := func(id string) func(*story) { return func(s *story) { s.looked(id) } }
	none := func(s *story) { s.noLead() }
	source := func(v string) func(*story) { return func(s *story) { s.lead().EntrySource = v } }
	near := func(s *story) { s.lead().Email = "anabel.lee@example.com" }
	named := func(name string) func(*story) {
		return func(s *story) { s.invoice().Discounts[0].Coupon.Name = name }
	}
	codes := func(list ...record.PromoCode) func(*story) {
		return func(s *story) { s.FirstPromoter.PromoCodes = append(s.FirstPromoter.PromoCodes, list...) }
	}
	paula, otto := record.PromoCode{ID: "31", Code: "PAULA", PromotionID: "71"}, record.PromoCode{ID: "32", Code: "OTTO", PromotionID: "81"}
	rewarded := codes(record.PromoCode{ID: "31", Code: "PAULA", PromotionID: "71", RewardID: "41"})
	archived := paula
	archived.ArchivedAt = paidAt.Add(-time.Hour)
	reward := func(s *story) {
		s.FirstPromoter.Rewards = []record.Reward{{ID: "41", Name: "20 %", ProviderCouponID: "SHARED"}}
	}
	writers := func(v string) func(*story) {
		return func(s *story) {
			s.FirstPromoter.Promoters[0].Promotions = append(s.FirstPromoter.Promoters[0].Promotions, record.Promotion{ID: "72", PromoterID: "7", CampaignName: "Writers", TrackingCoupon: v})
		}
	}
	alsoCode := func(couponID, text string) func(*story) {
		return func(s *story) {
			s.Stripe.CouponCodes = append(s.Stripe.CouponCodes, record.PromotionCode{ID: "promo_" + text, Code: text, Active: true, Coupon: record.Coupon{ID: couponID}})
		}
	}
	shared := func(v string) func(*story) { return func(s *story) { s.promotion().SharedCoupons = []string{v} } }
	recorded := func(s *story) { s.recorded() }
	off := func(s *story) {
		s.oneOff()
		checkout(func(x *record.Session) {
			x.InvoiceID = ""
			x.Discounts = []record.Discount{{Coupon: record.Coupon{ID: "PAULA20", Valid: true}, Where: record.OnSession}}
		})(s)
	}
	missing := func(v string, codes []record.PromotionCode, similar ...record.Coupon) func(*story) {
		return func(s *story) { s.missing(v, codes, similar...) }
	}

	onLine := func(s *story) { s.invoice().Discounts[0].Where = record.OnLine }
	checkRows(t, Coupon, []row{
		// Several promoters'.
		{name: "hers and another's", with: all(tracks("PAULA20"), other("OTTO20"), carries("PAULA20"), carries("OTTO20")), want: []string{"pass coupon-matches", "warn coupons-of-two-promoters"}},
		{name: "hers and another's, recorded", with: all(tracks("PAULA20"), other("OTTO20"), carries("PAULA20"), carries("OTTO20"), recorded), want: []string{"pass coupon-matches", "info coupons-of-two-promoters"}},
		{name: "hers and a shop coupon", with: all(tracks("PAULA20"), other("OTTO20"), carries("PAULA20"), carries("SUMMER")), want: []string{"pass coupon-matches"}},
		{name: "hers on a line", with: all(tracks("PAULA20"), carries("PAULA20"), onLine), want: []string{"pass coupon-matches"}},
		// Whose it is.
		{name: "the promoter's", with: all(tracks("PAULA20"), carries("PAULA20")), want: []string{"pass coupon-matches"}},
		{name: "the promoter's, by promotion code", with: all(tracks("PAULA20"), carries("PAULA20", "PAULA")), want: []string{"pass coupon-matches"}},
		{name: "the promoter's, stacked on another", with: all(tracks("PAULA20"), carries("SUMMER"), carries("PAULA20")), want: []string{"pass coupon-matches"}},
		{name: "the promoter's, without a lead", with: all(none, tracks("PAULA20"), carries("PAULA20")), want: []string{"pass coupon-matches"}},
		{name: "on the subscription", with: all(tracks("PAULA20"), func(s *story) {
			s.invoice().SubscriptionID = "sub_1"
			s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_1", CustomerID: "cus_buyer", Discounts: []record.Discount{
				{Coupon: record.Coupon{ID: "PAULA20", Duration: "forever"}, Start: paidAt.Add(-time.Hour), Where: record.OnSubscription},
			}}}
		}), want: []string{"pass coupon-matches"}},
		{name: "on the customer", with: all(tracks("PAULA20"), func(s *story) {
			s.customer().Discounts = []record.Discount{{Coupon: record.Coupon{ID: "PAULA20", Duration: "forever"}, Start: paidAt.Add(-time.Hour), Where: record.OnCustomer}}
		}), want: []string{"pass coupon-matches"}},
		{name: "on the customer, but once only", with: all(tracks("PAULA20"), source("coupon"), looked("PAULA20"), func(s *story) {
			s.customer().Discounts = []record.Discount{{Coupon: record.Coupon{ID: "PAULA20", Duration: "once"}, Start: paidAt.Add(-time.Hour), Where: record.OnCustomer}}
		}), want: []string{"warn coupon-missing-on-sale"}},
		{name: "on the customer, but only since", with: all(tracks("PAULA20"), source("coupon"), looked("PAULA20"), func(s *story) {
			s.customer().Discounts = []record.Discount{{Coupon: record.Coupon{ID: "PAULA20", Duration: "forever"}, Start: paidAt.Add(time.Hour), Where: record.OnCustomer}}
		}), want: []string{"warn coupon-missing-on-sale"}},
		{name: "no coupon at all", want: []string{"skip coupon-not-used"}},
		{name: "no coupon, no lead", with: all(none, tracks("PAULA20")), want: []string{"skip coupon-not-used"}},
		{name: "nobody's, and none to track by", with: carries("SUMMER"), want: []string{"info coupon-unassigned"}},
		{name: "nobody's, and nobody is tracked", with: all(none, carries("SUMMER")), want: []string{"info coupon-unassigned"}},
		{name: "nobody's, though others are tracked", with: all(none, other("OTTO20"), carries("SUMMER")), want: []string{"fail coupon-untracked"}},
		{name: "nobody's, but the list of promoters is too long", with: all(none, other("OTTO20"), carries("SUMMER"), func(s *story) { s.FirstPromoter.PromotersComplete = false }), want: []string{"error list-too-long"}},
		{name: "nobody's, a lead matches, its promoter is not known", with: all(other("OTTO20"), carries("SUMMER"), func(s *story) { s.lead().PromotionID = "" }), want: []string{"info coupon-unassigned"}},

		// By link or by coupon.
		{name: "another one, the lead came by link", with: all(tracks("PAULA20"), looked("PAULA20"), carries("SUMMER")), want: []string{"info coupon-differs"}, v1: []string{"warn coupon-differs"}},
		{name: "another one, the lead came by coupon", with: all(tracks("PAULA20"), looked("PAULA20"), carries("SUMMER"), source("coupon")), want: []string{"fail coupon-differs"}, v1: []string{"warn coupon-differs"}},
		{name: "another one, only a near lead", with: all(tracks("PAULA20"), looked("PAULA20"), carries("SUMMER"), near), want: []string{"fail coupon-differs"}},
		{name: "another promoter's, the lead came by link", with: all(tracks("PAULA20"), looked("PAULA20"), other("OTTO20"), carries("OTTO20")), want: []string{"warn coupon-other-promoter"}},
		{name: "another promoter's, the lead came by coupon", with: all(tracks("PAULA20"), looked("PAULA20"), other("OTTO20"), carries("OTTO20"), source("coupon")), want: []string{"fail coupon-other-promoter"}, v1: []string{"warn coupon-other-promoter"}},
		{name: "another promoter's, only a near lead", with: all(tracks("PAULA20"), looked("PAULA20"), other("OTTO20"), carries("OTTO20"), near), want: []string{"fail coupon-other-promoter"}},
		{name: "another promoter's, this one has none", with: all(other("OTTO20"), carries("OTTO20")), want: []string{"warn coupon-other-promoter"}},
		{name: "another promoter's, without a lead it is that one's", with: all(none, tracks("PAULA20"), other("OTTO20"), carries("OTTO20")), want: []string{"pass coupon-matches"}},
		{name: "her own of another campaign", with: all(tracks("PAULA20"), writers("PAULA-W"), carries("PAULA-W"), source("coupon")), want: []string{"pass coupon-matches"}},
		{name: "her own of another campaign, shared with another promoter", with: all(tracks("PAULA20"), writers("PAULA-W"), other("PAULA-W"), carries("PAULA-W")), want: []string{"fail coupon-shared"}},
		{name: "her own code of another campaign", on: record.V2, with: all(writers(""), codes(paula, record.PromoCode{ID: "33", Code: "WRITE", PromotionID: "72"}), carries("SHARED", "WRITE"), source("coupon")), want: []string{"pass promo-code-matches"}},
		{name: "another promoter's, and her own field holds a promotion code", with: all(tracks("PAULA"), other("OTTO20"), carries("OTTO20"), source("coupon"), missing("PAULA", []record.PromotionCode{{ID: "promo_1", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "PAULA20"}}})),
			want: []string{"fail coupon-other-promoter", "fail coupon-is-promotion-code"}, v1: []string{"warn coupon-other-promoter", "fail coupon-is-promotion-code"}},
		{name: "none, and there is no sale yet", with: all(tracks("PAULA20"), looked("PAULA20"), source("coupon"), func(s *story) { s.ask("cus_buyer"); s.Stripe.Invoices, s.Stripe.Charges = nil, nil }), want: []string{"skip not-reached"}},
		{name: "none, the lead came by link", with: all(tracks("PAULA20"), looked("PAULA20")), want: []string{"info coupon-missing-on-sale"}, v1: []string{"warn coupon-missing-on-sale"}},
		{name: "none, the lead came by coupon", with: all(tracks("PAULA20"), looked("PAULA20"), source("coupon")), want: []string{"warn coupon-missing-on-sale"}},
		{name: "none, only a near lead", with: all(tracks("PAULA20"), looked("PAULA20"), near), want: []string{"warn coupon-missing-on-sale"}},
		{name: "the campaign's, the lead came by link", on: record.V2, with: all(reward, carries("SHARED")), want: []string{"info coupon-campaign-level"}},
		{name: "the campaign's, the lead came by coupon", on: record.V2, with: all(reward, carries("SHARED"), source("coupon")), want: []string{"fail coupon-campaign-level"}},
		{name: "the campaign's, no lead", on: record.V2, with: all(none, reward, carries("SHARED")), want: []string{"fail coupon-campaign-level"}},
		{name: "the campaign's", on: record.V1, with: all(shared("SHARED"), carries("SHARED")), want: []string{"warn coupon-campaign-level"}},
		{name: "the campaign's, only a near lead", on: record.V1, with: all(shared("SHARED"), carries("SHARED"), near), want: []string{"fail coupon-campaign-level"}},

		// What FirstPromoter's field holds.
		{name: "a promotion code's text", with: all(tracks("PAULA"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code's text in other case", with: all(tracks("paula"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code's id", with: all(tracks("promo_PAULA"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code's text, no lead", with: all(none, tracks("PAULA"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code, no coupon on the sale", with: all(tracks("PAULA"), missing("PAULA", []record.PromotionCode{
			{ID: "promo_old", Code: "PAULA", Coupon: record.Coupon{ID: "OLD"}}, {ID: "promo_1", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "PAULA20"}},
		})), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code of the coupon, which was applied without it, no lead", with: all(none, tracks("PAULA"), carries("PAULA20"), alsoCode("PAULA20", "PAULA")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a promotion code of another coupon, no lead", with: all(none, tracks("PAULA"), carries("SUMMER"), alsoCode("PAULA20", "PAULA")), want: []string{"fail coupon-untracked"}},
		{name: "a promotion code's exact text that is a coupon's id in other case", with: all(tracks("PAULA20"), carries("paula20", "PAULA20")), want: []string{"fail coupon-is-promotion-code"}},
		{name: "a coupon's id in other case that is a promotion code's text in other case", with: all(tracks("paula20"), carries("PAULA20", "PAULA20")), want: []string{"warn coupon-case"}},
		{name: "the same, no coupon on the sale", with: all(tracks("paula20"), missing("paula20", []record.PromotionCode{{ID: "promo_1", Code: "PAULA20", Active: true, Coupon: record.Coupon{ID: "PAULA20"}}}, record.Coupon{ID: "PAULA20"})), want: []string{"warn coupon-case"}},
		{name: "a coupon's id that is a promotion code's text too", with: all(tracks("PAULA"), looked("PAULA"), carries("SUMMER20", "PAULA")), want: []string{"info coupon-differs"}, v1: []string{"warn coupon-differs"}},
		{name: "a coupon's name", with: all(tracks("Paula’s club"), carries("PAULA20"), named("Paula’s club")), want: []string{"fail coupon-is-name"}},
		{name: "a coupon's name, no coupon on the sale", with: all(tracks("Paula’s club"), missing("Paula’s club", nil, record.Coupon{ID: "PAULA20", Name: "Paula’s club"})), want: []string{"fail coupon-is-name"}},
		{name: "a coupon's id that is a name too", with: all(tracks("CLUB"), looked("CLUB"), carries("PAULA20"), named("CLUB")), want: []string{"info coupon-differs"}, v1: []string{"warn coupon-differs"}},
		{name: "an id in other case", with: all(tracks("paula20"), carries("PAULA20")), want: []string{"warn coupon-case"}},
		{name: "an id with a blank", with: all(tracks("PAULA20 "), carries("PAULA20")), want: []string{"warn coupon-case"}},
		{name: "an id in other case, no coupon on the sale", with: all(tracks("paula20"), missing("paula20", nil, record.Coupon{ID: "PAULA20"})), want: []string{"warn coupon-case"}},
		{name: "nothing Stripe knows", with: all(tracks("PAULA20"), missing("PAULA20", nil)), want: []string{"fail coupon-not-in-stripe"}},
		{name: "nothing Stripe knows, and another coupon", with: all(tracks("PAULA20"), missing("PAULA20", nil), carries("SUMMER")), want: []string{"fail coupon-not-in-stripe"}},
		{name: "nothing found, but not all were read", with: all(tracks("PAULA20"), missing("PAULA20", nil), func(s *story) { s.Stripe.Coupons[0].SimilarComplete = false }), want: []string{"error list-too-long"}},
		{name: "coupons may not be read", with: all(tracks("PAULA20"), func(s *story) { s.gap(record.Stripe, record.PartCoupons, record.PermissionMissing) }), want: []string{"error permission-missing"}},
		{name: "coupons may not be read, but the invoice shows it", with: all(tracks("PAULA20"), carries("PAULA20"), func(s *story) { s.gap(record.Stripe, record.PartCoupons, record.PermissionMissing) }), want: []string{"pass coupon-matches"}},
		{name: "coupons may not be read, and the invoice shows ids only", with: all(none, func(s *story) {
			s.invoice().DiscountsUnread = true
			s.gap(record.Stripe, record.PartCoupons, record.PermissionMissing)
		}), want: []string{"error permission-missing"}},
		{name: "coupons may not be read, and none is on the invoice", with: all(none, func(s *story) { s.gap(record.Stripe, record.PartCoupons, record.PermissionMissing) }), want: []string{"skip coupon-not-used"}},
		{name: "only the code that buyers see", on: record.V1, with: all(func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, carries("PAULA20", "PAULA")), want: []string{"fail coupon-id-missing"}},
		{name: "only the code that buyers see, no coupon", on: record.V1, with: func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, want: []string{"fail coupon-id-missing"}},
		{name: "only the code that buyers see, no lead", on: record.V1, with: all(none, func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, other("OTTO20"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-id-missing"}},
		{name: "only the code that buyers see, no lead and another code", on: record.V1, with: all(none, func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, other("OTTO20"), carries("SUMMER20", "SUMMER")), want: []string{"fail coupon-untracked"}},
		{name: "the code that buyers see is no matter on v2", on: record.V2, with: func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, want: []string{"skip coupon-not-used"}},
		{name: "both fields", on: record.V1, with: all(tracks("PAULA20"), func(s *story) { s.promotion().DisplayCoupon = "PAULA" }, carries("PAULA20", "PAULA")), want: []string{"pass coupon-matches"}},

		// Shared.
		{name: "shared by two promoters", with: all(tracks("PAULA20"), other("PAULA20"), carries("PAULA20")), want: []string{"fail coupon-shared"}},
		{name: "shared, and not on the sale", with: all(tracks("PAULA20"), looked("PAULA20"), other("PAULA20"), source("coupon")), want: []string{"fail coupon-shared", "warn coupon-missing-on-sale"}},
		{name: "shared, and a promotion code", with: all(tracks("PAULA"), other("PAULA"), carries("PAULA20", "PAULA")), want: []string{"fail coupon-shared", "fail coupon-is-promotion-code"}},
		{name: "shared, and the sale carries nobody's", with: all(tracks("PAULA20"), looked("PAULA20"), other("PAULA20"), carries("SUMMER"), source("coupon")), want: []string{"fail coupon-shared", "fail coupon-differs"}, v1: []string{"fail coupon-shared", "warn coupon-differs"}},
		{name: "shared by two campaigns of one promoter", with: all(tracks("PAULA20"), carries("PAULA20"), func(s *story) {
			s.FirstPromoter.Promoters[0].Promotions = append(s.FirstPromoter.Promoters[0].Promotions, record.Promotion{ID: "72", PromoterID: "7", CampaignName: "Writers", TrackingCoupon: "PAULA20"})
		}), want: []string{"fail coupon-shared"}},
		{name: "shared by others", with: func(s *story) {
			s.otherPlace().TrackingCoupon = "OTTO20"
			s.FirstPromoter.Promoters = append(s.FirstPromoter.Promoters, record.Promoter{ID: "9", Promotions: []record.Promotion{{ID: "91", PromoterID: "9", TrackingCoupon: "OTTO20"}}})
		}, want: []string{"skip coupon-not-used"}},

		// The promo-code set-up.
		{name: "the promoter's code", on: record.V2, with: all(codes(paula, otto), carries("SHARED", "PAULA")), want: []string{"pass promo-code-matches"}},
		{name: "the promoter's code by its id", on: record.V2, with: all(codes(record.PromoCode{ID: "31", Code: "OLDTEXT", ExtID: "promo_PAULA", PromotionID: "71"}), carries("SHARED", "PAULA")), want: []string{"pass promo-code-matches"}},
		{name: "the promoter's code, no lead", on: record.V2, with: all(none, codes(paula, otto), carries("SHARED", "PAULA")), want: []string{"pass promo-code-matches"}},
		{name: "sharing a coupon is right there", on: record.V2, with: all(codes(paula, otto), tracks("SHARED"), other("SHARED"), carries("SHARED", "PAULA")), want: []string{"pass promo-code-matches"}},
		{name: "the code decides, not the coupon", on: record.V2, with: all(codes(paula), tracks("SHARED"), carries("SHARED", "SUMMER"), source("coupon")), want: []string{"fail coupon-differs"}},
		{name: "another promoter's code", on: record.V2, with: all(codes(paula, otto), carries("SHARED", "OTTO")), want: []string{"warn coupon-other-promoter"}},
		{name: "another promoter's code, by coupon", on: record.V2, with: all(codes(paula, otto), carries("SHARED", "OTTO"), source("coupon")), want: []string{"fail coupon-other-promoter"}},
		{name: "the shared coupon without a code", on: record.V2, with: all(codes(paula), reward, carries("SHARED")), want: []string{"warn promotion-code-missing"}},
		{name: "the shared coupon without a code, named in the field", on: record.V2, with: all(codes(paula), tracks("SHARED"), carries("SHARED"), source("coupon")), want: []string{"warn promotion-code-missing"}},
		{name: "the shared coupon without a code, beside a code of nobody's", on: record.V2, with: all(codes(paula), reward, carries("SHARED"), carries("SUMMER20", "SUMMER"), source("coupon")), want: []string{"fail coupon-differs"}},
		{name: "the shared coupon without a code, no lead", on: record.V2, with: all(none, rewarded, reward, carries("SHARED")), want: []string{"warn promotion-code-missing"}},
		{name: "the shared coupon with a code of nobody's, no lead", on: record.V2, with: all(none, rewarded, reward, carries("SHARED", "SUMMER")), want: []string{"fail coupon-untracked"}},
		{name: "no code on the sale", on: record.V2, with: all(codes(paula), source("coupon")), want: []string{"warn coupon-missing-on-sale"}},
		{name: "archived", on: record.V2, with: all(codes(archived), carries("SHARED", "PAULA")), want: []string{"fail promo-code-archived"}},
		{name: "archived, no lead", on: record.V2, with: all(none, codes(archived), carries("SHARED", "PAULA")), want: []string{"fail promo-code-archived"}},
		{name: "archived, and made anew", on: record.V2, with: all(codes(archived, paula), carries("SHARED", "PAULA")), want: []string{"pass promo-code-matches"}},
		{name: "codes could not be read", on: record.V2, with: all(carries("SHARED", "PAULA"), func(s *story) { s.gap(record.FirstPromoter, record.PartPromoCodes, record.Unreachable) }), want: []string{"error unreachable"}},

		// Where it stands.
		{name: "only on the session", with: all(tracks("PAULA20"), off), want: []string{"warn coupon-off-invoice"}},
		{name: "on the session and the invoice", with: all(tracks("PAULA20"), carries("PAULA20"), checkout(func(x *record.Session) {
			x.Discounts = []record.Discount{{Coupon: record.Coupon{ID: "PAULA20"}, Where: record.OnSession}}
		})), want: []string{"pass coupon-matches"}},
		{name: "deleted", with: all(tracks("PAULA20"), carries("PAULA20"), func(s *story) { s.invoice().Discounts[0].Coupon.Deleted = true }), want: []string{"pass coupon-matches", "info coupon-deleted"}},
		{name: "gone from Stripe", with: all(tracks("PAULA20"), carries("PAULA20"), missing("PAULA20", nil)), want: []string{"pass coupon-matches", "info coupon-deleted"}},

		// FirstPromoter has it.
		{name: "recorded, the promoter's", with: all(recorded, tracks("PAULA20"), carries("PAULA20")), want: []string{"pass coupon-matches"}},
		{name: "recorded, no coupon", with: all(recorded, tracks("PAULA20")), want: []string{"skip coupon-not-used"}},
		{name: "recorded, another promoter's", with: all(recorded, other("OTTO20"), carries("OTTO20")), want: []string{"info coupon-other-promoter"}},
		{name: "recorded, shared", with: all(recorded, tracks("PAULA20"), other("PAULA20"), carries("PAULA20")), want: []string{"pass coupon-matches"}},
		{name: "recorded, archived", on: record.V2, with: all(recorded, codes(archived), carries("SHARED", "PAULA")), want: []string{"info promo-code-archived"}},
		{name: "recorded, promoters could not be read", with: all(recorded, carries("SUMMER"), func(s *story) { s.gap(record.FirstPromoter, record.PartPromoters, record.Unreachable) }), want: []string{"info coupon-unassigned"}},

		// What could not be had.
		{name: "promoters could not be read", with: all(carries("SUMMER"), func(s *story) { s.gap(record.FirstPromoter, record.PartPromoters, record.RateLimited) }), want: []string{"error rate-limited"}},
		{name: "promoters could not be read, and are not needed", with: all(none, func(s *story) { s.gap(record.FirstPromoter, record.PartPromoters, record.RateLimited) }), want: []string{"skip coupon-not-used"}},
	})
}

// TestWhyNoCoupon: where Stripe tells what kept the coupon off the sale, so does the finding.
func TestWhyNoCoupon(t *testing.T) {
	coupon := func(f func(*record.Coupon)) func(*story) {
		return func(s *story) {
			s.promotion().TrackingCoupon = "PAULA20"
			s.looked("PAULA20")
			f(s.Stripe.Coupons[0].Coupon)
		}
	}
	code := func(f func(*record.PromotionCode)) func(*story) {
		return func(s *story) {
			s.FirstPromoter.PromoCodes = []record.PromoCode{{ID: "31", Code: "PAULA", PromotionID: "71"}}
			x := record.PromotionCode{ID: "promo_1", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "SHARED", Valid: true}}
			f(&x)
			s.Stripe.Coupons = []record.CouponLookup{{Value: "PAULA", PromotionCodes: []record.PromotionCode{x}}}
		}
	}
	earlier := func(coupons ...string) func(*story) {
		return func(s *story) {
			i := record.Invoice{ID: "in_first", Status: "paid", CustomerID: "cus_buyer", AmountPaid: usd(900), Total: usd(900), Created: paidAt.Add(-12 * time.Hour), PaidAt: paidAt.Add(-12 * time.Hour)}
			for _, c := range coupons {
				i.Discounts = append(i.Discounts, record.Discount{Coupon: record.Coupon{ID: c}})
			}
			s.Stripe.Invoices = append(s.Stripe.Invoices, i)
		}
	}
	sold := func(s *story) { s.invoice().Lines = []record.Line{{ProductID: "prod_1"}} }
	inDollars := func(c *record.Coupon) { c.AmountOff, c.CurrenciesRead = usd(500), true }
	inEuros := func(s *story) {
		s.invoice().AmountPaid.Currency, s.invoice().Subtotal.Currency, s.invoice().Total.Currency = "eur", "eur", "eur"
	}
	for _, c := range []struct {
		name, sentence string
		with           func(*story)
	}{
		{"in another currency than the sale", "none in the currency of this sale", all(coupon(inDollars), inEuros)},
		{"in the sale's currency", "carries no coupon.", coupon(inDollars)},
		{"in both currencies", "carries no coupon.", all(coupon(func(c *record.Coupon) {
			inDollars(c)
			c.Currencies = []string{"eur", "usd"}
		}), inEuros)},
		{"currencies not read", "carries no coupon.", all(coupon(func(c *record.Coupon) { c.AmountOff = usd(500) }), inEuros)},
		{"bound to another customer", "bound to another Stripe customer", code(func(c *record.PromotionCode) { c.CustomerID = "cus_other" })},
		{"bound to the buyer", "carries no coupon.", code(func(c *record.PromotionCode) { c.CustomerID = "cus_buyer" })},
		{"one code is bound, another is not", "carries no coupon.", all(code(func(c *record.PromotionCode) { c.CustomerID = "cus_other" }), func(s *story) {
			free := record.PromotionCode{ID: "promo_2", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "SHARED", Valid: true}}
			s.Stripe.Coupons[0].PromotionCodes = append(s.Stripe.Coupons[0].PromotionCodes, free)
		})},
		{"no reason", "carries no coupon.", coupon(func(*record.Coupon) {})},
		{"expired", "The coupon had expired by then.", coupon(func(c *record.Coupon) { c.RedeemBy = paidAt.Add(-time.Hour) })},
		{"expired only since", "carries no coupon.", coupon(func(c *record.Coupon) { c.RedeemBy = paidAt.Add(time.Hour) })},
		{"used up", "used as often as it may be.", coupon(func(c *record.Coupon) { c.MaxRedemptions, c.TimesRedeemed = 5, 5 })},
		{"not used up", "carries no coupon.", coupon(func(c *record.Coupon) { c.MaxRedemptions, c.TimesRedeemed = 5, 4 })},
		{"once", "counts once", all(coupon(func(c *record.Coupon) { c.Duration = "once" }), earlier("PAULA20"))},
		{"once, and not used before", "carries no coupon.", all(coupon(func(c *record.Coupon) { c.Duration = "once" }), earlier("SUMMER"))},
		{"some months, and they are over", "some months only", all(coupon(func(c *record.Coupon) { c.Duration = "repeating" }), earlier("PAULA20"), func(s *story) {
			s.Stripe.Invoices[1].Discounts[0].End = paidAt.Add(-time.Hour)
		})},
		{"some months, and they are not over", "carries no coupon.", all(coupon(func(c *record.Coupon) { c.Duration = "repeating" }), earlier("PAULA20"), func(s *story) {
			s.Stripe.Invoices[1].Discounts[0].End = paidAt.Add(time.Hour)
		})},
		{"the coupon's only code is for first orders", "first orders only", all(coupon(func(*record.Coupon) {}), earlier(), func(s *story) {
			s.Stripe.CouponCodes = []record.PromotionCode{{ID: "promo_1", Code: "PAULA", Active: true, FirstTimeOnly: true, Coupon: record.Coupon{ID: "PAULA20"}}}
		})},
		{"another code of the coupon is for all", "carries no coupon.", all(coupon(func(*record.Coupon) {}), earlier(), func(s *story) {
			s.Stripe.CouponCodes = []record.PromotionCode{
				{ID: "promo_1", Code: "PAULA", Active: true, FirstTimeOnly: true, Coupon: record.Coupon{ID: "PAULA20"}},
				{ID: "promo_2", Code: "PAULA-ALL", Active: true, Coupon: record.Coupon{ID: "PAULA20"}},
			}
		})},
		{"another product", "for other products", all(coupon(func(c *record.Coupon) { c.AppliesTo = []string{"prod_2"} }), sold)},
		{"another product, but not all lines are known", "carries no coupon.", all(coupon(func(c *record.Coupon) { c.AppliesTo = []string{"prod_2"} }), sold, func(s *story) {
			s.invoice().LinesUnread = true
		})},
		{"the product", "carries no coupon.", all(coupon(func(c *record.Coupon) { c.AppliesTo = []string{"prod_1"} }), sold)},
		{"first orders only", "first orders only", all(code(func(c *record.PromotionCode) { c.FirstTimeOnly = true }), earlier())},
		{"the first order", "carries no coupon.", code(func(c *record.PromotionCode) { c.FirstTimeOnly = true })},
		{"below the minimum", "minimum amount", code(func(c *record.PromotionCode) { c.MinimumAmount = usd(5000) })},
		{"above the minimum", "carries no coupon.", code(func(c *record.PromotionCode) { c.MinimumAmount = usd(500) })},
		{"code expired", "promotion code had expired", code(func(c *record.PromotionCode) { c.ExpiresAt = paidAt.Add(-time.Hour) })},
		{"code used up", "promotion code has been used as often", code(func(c *record.PromotionCode) { c.MaxRedemptions, c.TimesRedeemed = 1, 1 })},
		{"code off", "not active", code(func(c *record.PromotionCode) { c.Active = false })},
		{"the code's coupon expired", "The coupon had expired", code(func(c *record.PromotionCode) { c.Coupon.RedeemBy = paidAt.Add(-time.Hour) })},
	} {
		s := healthy()
		s.lead().EntrySource = "coupon"
		c.with(s)
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		f, ok := finding(d, "coupon-missing-on-sale")
		if got := f.Summary.Plain(); !ok || !strings.HasSuffix(got, c.sentence) && (strings.HasPrefix(c.sentence, "carries") || !strings.Contains(got, c.sentence)) {
			t.Errorf("%s: %q, want %q%s", c.name, got, c.sentence, spelt(d))
		}
	}
}

// What Stripe refused once is not advised to be applied again, and nothing is to be
// applied to a subscription that there is not.
func TestAdviceForAMissingCoupon(t *testing.T) {
	tracked := func(f func(*record.Coupon)) func(*story) {
		return func(s *story) {
			s.promotion().TrackingCoupon = "PAULA20"
			s.looked("PAULA20")
			f(s.Stripe.Coupons[0].Coupon)
		}
	}
	for _, c := range []struct {
		name, advice, not string
		with              func(*story)
	}{
		{"usable", "apply it to the subscription", "next purchase", all(tracked(func(*record.Coupon) {}), func(s *story) { s.invoice().SubscriptionID = "sub_1" })},
		{"usable, no subscription", "apply it to their next purchase", "apply it to the subscription", all(tracked(func(*record.Coupon) {}), func(s *story) { s.invoice().SubscriptionID = "" })},
		{"usable, the subscription has ended", "apply it to their next purchase", "apply it to the subscription", all(tracked(func(*record.Coupon) {}), func(s *story) {
			s.invoice().SubscriptionID = "sub_1"
			s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_1", Status: "canceled", CustomerID: "cus_buyer"}}
		})},
		{"in another currency", "one that takes off a percentage, or an amount in this currency too", "apply it", tracked(func(c *record.Coupon) {
			c.AmountOff, c.CurrenciesRead = record.Money{Minor: 500, Currency: "eur"}, true
		})},
		{"its code is another's", "create another promotion code for the same coupon in Stripe, one that is not bound to a customer", "apply it", all(tracked(func(*record.Coupon) {}), func(s *story) {
			s.Stripe.CouponCodes = []record.PromotionCode{{ID: "promo_1", Code: "PAULA", Active: true, CustomerID: "cus_other", Coupon: record.Coupon{ID: "PAULA20"}}}
		})},
	} {
		s := healthy()
		s.lead().EntrySource = "coupon"
		c.with(s)
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		f, _ := finding(d, "coupon-missing-on-sale")
		var all []string
		for _, r := range f.Remedies {
			all = append(all, r.Text.Plain())
		}
		if got := strings.Join(all, "\n"); !strings.Contains(got, c.advice) || strings.Contains(got, c.not) {
			t.Errorf("%s: advises\n%s%s", c.name, got, spelt(d))
		}
	}
}

// TestCouponToPaste: a remedy for the tracking field carries the very value, and
// on v2 the request as a command with no key in it.
func TestCouponToPaste(t *testing.T) {
	for _, api := range []record.API{record.V2, record.V1} {
		s := healthy()
		s.promotion().TrackingCoupon = "PAULA"
		s.discount("it's 20%", "PAULA")
		if api == record.V1 {
			s.onV1()
		}
		f, _ := finding(s.diagnose(), "coupon-is-promotion-code")
		if len(f.Remedies) == 0 || f.Remedies[0].Value.Value != "it's 20%" {
			t.Fatalf("%s: %+v", api, f.Remedies)
		}
		r, command := f.Remedies[0], f.Remedies[0].Command.Plain()
		if api == record.V1 {
			if command != "" || !strings.Contains(r.Where, "Tracking Coupon Code") {
				t.Errorf("v1: %q %q", r.Where, command)
			}
			continue
		}
		const want = `curl -X PUT 'https://api.firstpromoter.com/api/v2/company/promoter_campaigns/71' -H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -H "Account-ID: $FIRSTPROMOTER_ACCOUNT_ID" -H 'Content-Type: application/json' -d '{"coupon":"it\u0027s 20%"}'`
		if command != want {
			t.Errorf("v2: %s\nwant %s", command, want)
		}
	}
}

// TestOffInvoiceNamesIt: beside another discount the promoter's is named.
func TestOffInvoiceNamesIt(t *testing.T) {
	s := healthy()
	s.promotion().TrackingCoupon = "PAULA20"
	s.oneOff()
	checkout(func(x *record.Session) {
		x.Discounts = []record.Discount{{Coupon: record.Coupon{ID: "SUMMER", Valid: true}}, {Coupon: record.Coupon{ID: "PAULA20", Valid: true}}}
	})(s)
	f, ok := finding(s.diagnose(), "coupon-off-invoice")
	if got := f.Summary.Plain(); !ok || !strings.Contains(got, "PAULA20") || strings.Contains(got, "SUMMER") {
		t.Errorf("says %q", got)
	}
}

// TestCouponValues: the value to paste is the one that mends this very sale.
func TestCouponValues(t *testing.T) {
	for _, c := range []struct {
		name, cause string
		on          record.API
		with        func(*story)
		value       string
		not         string // a value that would make it worse
	}{
		{"of repeated codes the one this buyer may use", "coupon-is-promotion-code", record.V2, func(s *story) {
			s.promotion().TrackingCoupon = "PAULA"
			s.missing("PAULA", []record.PromotionCode{
				{ID: "promo_1", Code: "PAULA", Coupon: record.Coupon{ID: "OLD"}},
				{ID: "promo_2", Code: "PAULA", Active: true, CustomerID: "cus_second", Coupon: record.Coupon{ID: "BOUND"}},
				{ID: "promo_3", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "PAULA20"}},
			})
		}, "PAULA20", "BOUND"},
		{"the coupon behind the code that buyers see", "coupon-id-missing", record.V1, func(s *story) {
			s.promotion().DisplayCoupon = "PAULA"
			s.missing("PAULA", []record.PromotionCode{{ID: "promo_1", Code: "PAULA", Active: true, Coupon: record.Coupon{ID: "PAULA20"}}})
		}, "PAULA20", ""},
		{"the id, not the words for it", "coupon-untracked", record.V2, func(s *story) {
			s.noLead()
			s.otherPlace().TrackingCoupon = "OTTO20"
			s.discount("PAULA20", "PAULA")
		}, "PAULA20", "PAULA (coupon PAULA20)"},
		{"her code, where codes decide", "coupon-differs", record.V2, func(s *story) {
			s.FirstPromoter.PromoCodes = []record.PromoCode{{ID: "31", Code: "PAULA", PromotionID: "71"}}
			s.lead().EntrySource = "coupon"
			s.discount("SHARED", "SUMMER")
		}, "PAULA", "SHARED"},
		{"the coupon to apply", "coupon-missing-on-sale", record.V2, func(s *story) {
			s.promotion().TrackingCoupon = "PAULA20"
			s.looked("PAULA20")
			s.lead().EntrySource = "coupon"
		}, "PAULA20", ""},
		{"the coupon on the sale, where the field holds nothing Stripe knows", "coupon-not-in-stripe", record.V2, func(s *story) {
			s.promotion().TrackingCoupon = "GONE"
			s.missing("GONE", nil)
			s.discount("PAULA20")
		}, "PAULA20", ""},
	} {
		s := healthy()
		c.with(s)
		if c.on == record.V1 {
			s.onV1()
		}
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		f, _ := finding(d, c.cause)
		var values []string
		for _, r := range f.Remedies {
			values = append(values, r.Value.Value)
		}
		if !slices.Contains(values, c.value) || c.not != "" && slices.Contains(values, c.not) {
			t.Errorf("%s: values %q, want %q%s", c.name, values, c.value, spelt(d))
		}
	}
}

// The empty field stands beside what belongs into it.
func TestTheEmptyTrackingFieldIsCompared(t *testing.T) {
	s := healthy()
	s.onV1()
	s.promotion().DisplayCoupon = "PAULA"
	s.discount("PAULA20", "PAULA")
	f, _ := finding(s.diagnose(), "coupon-id-missing")
	if len(f.Compare) != 1 || f.Compare[0].Stripe.Value != "PAULA20" || f.Compare[0].FirstPromoter.Value != "" {
		t.Errorf("compared: %+v", f.Compare)
	}
}
