package causes

var coupon = []Cause{
	{
		ID: "coupon-matches", Item: Coupon, Verdict: Pass, Basis: Documented,
		When:     "the coupon on the sale is the matched promoter’s",
		Sentence: "The sale carries {salecoupon}, the tracking coupon of {promoter}.",
		Variants: map[Variant]Wording{
			OnLineOnly: {
				Sentence: "The sale carries {salecoupon}, the tracking coupon of {promoter}, on a line of the invoice only. Whether " +
					"FirstPromoter looks there is not documented.",
			},
		},
		Source: "help article, item 6",
	},
	{
		ID: "promo-code-matches", Item: Coupon, Verdict: Pass, Basis: Documented,
		When:     "the promotion code on the sale is the matched promoter’s",
		Sentence: "The sale carries the promotion code {salecode}, which belongs to {promoter}.",
		Variants: map[Variant]Wording{
			OnLineOnly: {
				Sentence: "The sale carries the promotion code {salecode}, which belongs to {promoter}, on a line of the invoice only. " +
					"Whether FirstPromoter looks there is not documented.",
			},
		},
		Source: "FirstPromoter help: promotion codes per promoter",
	},
	{
		ID: "coupon-not-used", Item: Coupon, Verdict: Skip, Basis: Documented,
		When:     "no coupon on the sale, and none set for the promoter or no promoter known",
		Sentence: "No coupon is involved in this sale.",
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-unassigned", Item: Coupon, Verdict: Info, Basis: Documented,
		When:     "the sale carries a coupon that no promoter is tracked by",
		Sentence: "The sale carries {salecoupon}, which is no promoter’s. It plays no part in tracking.",
		Variants: map[Variant]Wording{
			OwnerUnread: {
				Sentence: "The sale carries {salecoupon}. Whose it is could not be looked up, but FirstPromoter has recorded the sale.",
			},
		},
		Source: "help article, item 6",
	},
	{
		ID: "coupon-is-promotion-code", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "FirstPromoter’s tracking field holds a promotion code instead of a coupon ID",
		Sentence: "FirstPromoter’s tracking field for {promoter} holds {tracking}, which is a promotion code. It must hold the " +
			"coupon ID: {couponid}.",
		Remedies: []Step{{"coupon-id"}, {"coupon-any"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-is-name", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "FirstPromoter’s tracking field holds a coupon’s name instead of its ID",
		Sentence: "FirstPromoter’s tracking field for {promoter} holds {tracking}, which is a coupon’s name. It must hold the " +
			"coupon ID: {couponid}.",
		Remedies: []Step{{"coupon-id"}, {"coupon-any"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-case", Item: Coupon, Verdict: Warn, Basis: Inferred,
		When: "the tracking field and the coupon ID are equal but for case or blanks",
		Sentence: "FirstPromoter’s tracking field for {promoter} holds {tracking}, the coupon ID is {couponid}: they differ in " +
			"upper and lower case or a blank. Whether FirstPromoter minds is not documented.",
		Remedies: []Step{{"coupon-id"}, {"coupon-any"}, {"import-sale"}},
		Source:   "help article, item 6; FirstPromoter’s rule on case is not documented",
	},
	{
		ID: "coupon-not-in-stripe", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "FirstPromoter’s tracking field holds nothing that Stripe knows",
		Sentence: "FirstPromoter’s tracking field for {promoter} holds {tracking}, but this Stripe account has no coupon and no " +
			"promotion code of that kind.",
		Remedies: []Step{{"coupon-id-sale", "coupon-any"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-differs", Item: Coupon, Verdict: Fail, Basis: Documented,
		When:     "the sale carries a coupon, but not the one set for this promoter, and nobody else’s",
		Sentence: "The sale carries {salecoupon}, but {promoter} is tracked by {tracking}.[ {entry}]",
		Remedies: []Step{{"coupon-id-sale", "promo-code-own"}, {"import-sale", "add-sale-by-hand"}},
		Variants: map[Variant]Wording{
			WithoutKey: {
				Sentence: "The sale carries {salecoupon}. There is no FirstPromoter key, so please look up the promoter’s " +
					"tracking coupon there and type it.",
				Remedies: []Step{{"look-coupon"}},
			},
		},
		Source: "help article, item 6",
	},
	{
		ID: "coupon-other-promoter", Item: Coupon, Verdict: Fail, Basis: Documented,
		When:     "the sale’s coupon or promotion code is another promoter’s",
		Sentence: "The sale carries {salecoupon}, which belongs to {owner}[, not to {notname}].[ {entry}]",
		Remedies: []Step{{"coupon-owner"}, {"assign-sale"}},
		Source:   "help article, item 6; which of link and coupon wins is not documented",
	},
	{
		ID: "coupons-of-two-promoters", Item: Coupon, Verdict: Warn, Basis: Inferred,
		When: "the sale carries tracking coupons of several promoters",
		Sentence: "The sale carries coupons of several promoters: {salecoupon} of {owner}, {secondcoupon} of {secondowner}" +
			"[, {thirdcoupon} of {thirdowner}][ and {morecoupons} more]. Which of them FirstPromoter takes is not documented.",
		Remedies: []Step{{"coupons-one"}, {"assign-sale"}},
		Source:   "Stripe: stacked discounts; FirstPromoter’s choice is not documented",
	},
	{
		ID: "promotion-code-missing", Item: Coupon, Verdict: Warn, Basis: Inferred,
		When: "the shared coupon was applied directly, without the promoter’s promotion code",
		Sentence: "The shared coupon {salecoupon} was applied directly, without a promotion code, so nothing on the sale names " +
			"{promoter}. How FirstPromoter treats that is not documented.",
		Remedies: []Step{{"promo-code-apply"}, {"import-sale"}},
		Source:   "FirstPromoter help: promotion codes per promoter",
	},
	{
		ID: "coupon-id-missing", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "only the customer-facing code is filled in, the Tracking Coupon Code is empty",
		Sentence: "For {promoter} only the code that buyers see ({display}) is filled in. The Tracking Coupon Code beside it is " +
			"empty, so FirstPromoter cannot track by it.[ {entry}]",
		Remedies: []Step{{"coupon-id"}, {"coupon-any"}, {"import-sale"}},
		Source:   "help article, item 6; FirstPromoter help: tracking coupon and promotion code fields",
	},
	{
		ID: "coupon-shared", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "this promoter’s tracking coupon is set for another promotion too",
		Sentence: "The tracking coupon {tracking} is set for {promoter} and also for [{owner}][the same promoter in the campaign " +
			"{campaign}]. FirstPromoter cannot tell which of the two a sale belongs to: each needs a coupon of its own.",
		Remedies: []Step{{"coupon-own"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-campaign-level", Item: Coupon, Verdict: Fail, Basis: Documented,
		When: "the sale’s coupon is the campaign’s shared one, which FirstPromoter cannot track",
		Sentence: "The sale carries {salecoupon}, the campaign’s own coupon that all promoters share. FirstPromoter cannot track " +
			"by it.[ {entry}]",
		Remedies: []Step{{"coupon-own"}, {"import-sale"}},
		Source:   "FirstPromoter help: coupons",
	},
	{
		ID: "coupon-off-invoice", Item: Coupon, Verdict: Warn, Basis: Inferred,
		When: "the coupon is only on a one-off Checkout Session without an invoice",
		Sentence: "The coupon {salecoupon} is only on the Checkout Session; there is no invoice to show it to FirstPromoter. " +
			"Whether FirstPromoter reads the session is not documented.",
		Remedies: []Step{{"coupon-on-invoice"}, {"import-sale"}},
		Source:   "Stripe: coupons never attach to plain charges",
	},
	{
		ID: "coupon-untracked", Item: Coupon, Verdict: Fail, Basis: Documented,
		When:     "no lead matched, and the sale’s coupon is no promoter’s although promoters have tracking coupons",
		Sentence: "The sale carries {salecoupon}, which is set for no promoter in FirstPromoter, although other coupons are.",
		Remedies: []Step{{"coupon-assign"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "coupon-missing-on-sale", Item: Coupon, Verdict: Warn, Basis: Documented,
		When:     "the promoter has a tracking coupon or promo codes and the sale carries none",
		Sentence: "{promoter} is tracked by {tracking}, but the sale carries no coupon.[ {why}][ {entry}]",
		Remedies: []Step{{"coupon-enter", "coupon-next"}, {"coupon-usable", "code-usable", "promo-code-usable"}, {"import-sale"}},
		Source:   "help article, item 6",
	},
	{
		ID: "promo-code-archived", Item: Coupon, Verdict: Fail, Basis: Documented,
		When:     "the matching promo code is archived in FirstPromoter",
		Sentence: "The promotion code {salecode} belongs to {promoter}, but FirstPromoter has archived it.",
		Remedies: []Step{{"promo-code-revive"}, {"import-sale"}},
		Source:   "FirstPromoter: promo codes API",
	},
	{
		ID: "coupon-deleted", Item: Coupon, Verdict: Info, Basis: Documented,
		When:     "the coupon no longer exists in Stripe",
		Sentence: "The coupon {salecoupon} has been deleted in Stripe. Existing discounts keep a copy and go on.",
		Source:   "Stripe: deleting coupons",
	},
}
