package causes

var payment = []Cause{
	{
		ID: "paid", Item: Payment, Verdict: Pass, Basis: Documented,
		When:     "succeeded, captured, over the minimum",
		Sentence: "Money moved: {amount} was paid on {paidat}.",
		Source:   "help article, item 5; Stripe: invoices and charges",
	},
	{
		ID: "sale-not-found", Item: Payment, Verdict: Fail, Basis: Documented,
		When: "the id asked about exists in neither mode",
		Sentence: "Stripe has no {query}, neither in live mode nor in this account’s test mode. It may be mistyped, the object was " +
			"deleted, or it is in a sandbox, whose own key is needed to see it.[ {sandbox}]",
		Remedies: []Step{{"look-sale"}},
		Source:   "Stripe: resource_missing",
	},
	{
		ID: "no-payment", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "neither invoice nor charge, no trial, nothing scheduled",
		Sentence: "This buyer has not paid anything yet: Stripe has no invoice and no payment, and nothing is scheduled.",
		Remedies: []Step{{"not-paid-yet"}},
		Source:   "help article, item 5",
	},
	{
		ID: "trial", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the subscription is in its trial",
		Sentence: "The subscription is in its free trial until {trialend}. No money has moved yet.",
		Remedies: []Step{{"wait-trial"}},
		Source:   "help article, item 5; Stripe: subscription trials",
		Later:    true,
	},
	{
		ID: "subscription-not-started", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "a schedule or subscription starts in the future",
		Sentence: "The subscription starts only on {startsat}. No money has moved yet.",
		Remedies: []Step{{"wait-trial"}},
		Source:   "help article, item 5; Stripe: subscription schedules",
		Later:    true,
	},
	{
		ID: "invoice-upcoming", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "only an upcoming invoice exists",
		Sentence: "There is only an upcoming invoice of {amount}, due on {dueat}. A future invoice is no payment.",
		Remedies: []Step{{"wait-trial"}},
		Source:   "help article, item 5; Stripe: upcoming invoices",
		Later:    true,
	},
	{
		ID: "invoice-draft", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the invoice is a draft",
		Sentence: "The invoice over {amount} is still a draft, so nothing has been paid.",
		Remedies: []Step{{"finalise"}},
		Source:   "Stripe: invoice status",
	},
	{
		ID: "invoice-open", Item: Payment, Verdict: Fail, Basis: Documented,
		When: "the invoice is open: due date or next attempt to come",
		Sentence: "The invoice over {amount} is open: it has not been paid.[ It was due on {wasdueat}.][ It is due on {dueat}.][ " +
			"Stripe tries next on {nextat}.]",
		Remedies: []Step{{"collect"}, {"wait-payment"}},
		Source:   "Stripe: invoice status",
	},
	{
		ID: "invoice-void", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the invoice was voided",
		Sentence: "The invoice over {amount} was voided, so it will never be paid.",
		Remedies: []Step{{"new-invoice"}},
		Source:   "Stripe: invoice status",
		Never:    true,
	},
	{
		ID: "invoice-uncollectible", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the invoice was written off",
		Sentence: "The invoice over {amount} is marked as uncollectible: it was never paid.",
		Remedies: []Step{{"collect"}},
		Source:   "Stripe: invoice status",
	},
	{
		ID: "payment-failed", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the last attempt failed",
		Sentence: "The payment of {amount} failed: Stripe says “{decline}”.",
		Remedies: []Step{{"collect"}, {"pay-again"}},
		Variants: map[Variant]Wording{
			NoReason:  {Sentence: "The payment of {amount} failed: Stripe gives no reason."},
			Cancelled: {Sentence: "The payment of {amount} failed: it was cancelled before anything was paid."},
			GivenUp: {
				Sentence: "The payment of {amount} failed[: Stripe says “{decline}”], and what was to be paid has ended with it.",
				Remedies: []Step{{"subscribe-again"}},
			},
		},
		Source: "Stripe: charges and payment intents",
	},
	{
		ID: "payment-incomplete", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the payment waits for the buyer’s action",
		Sentence: "The payment of {amount} is not finished: Stripe waits for the buyer, for example to confirm it with their bank.",
		Remedies: []Step{{"confirm"}},
		Source:   "Stripe: payment intents",
	},
	{
		ID: "payment-awaited", Item: Payment, Verdict: Fail, Basis: Documented,
		When: "a voucher, bank transfer or a code that lasts was issued, and the money has not come",
		Sentence: "The payment of {amount} is still to come: the buyer was given {voucher}, and Stripe waits for the money." +
			"[ It can be paid until {until}.][ {come} has come, {remaining} is still missing.]",
		Remedies: []Step{{"wait-voucher"}},
		Source:   "Stripe: payment intents, next_action",
		Later:    true,
	},
	{
		ID: "collection-paused", Item: Payment, Verdict: Fail, Basis: Documented,
		When: "the subscription’s collection is paused, which is why the invoice is a draft, void or uncollectible",
		Sentence: "Payments of this subscription are not collected: collection is paused ({behaviour})[ until {until}]. So the " +
			"invoice over {amount} was not paid.",
		Remedies: []Step{{"resume-collection"}},
		Source:   "Stripe: pause payment collection",
	},
	{
		ID: "invoice-partly-paid", Item: Payment, Verdict: Warn, Basis: Inferred,
		When:     "money came for a part of the invoice, which is still open",
		Sentence: "{amount} of the invoice was paid, {remaining} is still open. What FirstPromoter does with a part is not documented.",
		Remedies: []Step{{"collect-rest"}},
		Source:   "Stripe: partial payments of invoices; FirstPromoter’s rule is not documented",
	},
	{
		ID: "payment-pending", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "a delayed payment method has not settled yet",
		Sentence: "The payment of {amount} is on its way but has not settled yet[ ({method})].",
		Remedies: []Step{{"wait-payment"}},
		Source:   "Stripe: delayed payment methods",
		Later:    true,
	},
	{
		ID: "payment-uncaptured", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "authorised, not captured",
		Sentence: "{amount} was authorised but never captured, so no money has moved.[ {released}]",
		Remedies: []Step{{"capture"}, {"authorise-again"}},
		Source:   "Stripe: capture later",
	},
	{
		ID: "zero-coupon", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "paid 0 because of the discount",
		Sentence: "Nothing was paid: the coupon {salecoupon} took off the whole price. FirstPromoter skips sales of 0.",
		Remedies: []Step{{"no-money"}},
		Source:   "help article, item 5; FirstPromoter: Stripe integration",
	},
	{
		ID: "zero-invoice", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "paid 0 with nothing to pay",
		Sentence: "Nothing was paid: there was nothing to pay. FirstPromoter skips sales of 0.",
		Remedies: []Step{{"no-money"}},
		Source:   "help article, item 5; FirstPromoter: Stripe integration",
	},
	{
		ID: "paid-from-credit", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "settled from the customer’s balance, billing credits or a credit note, or carried over, instead of paid in money",
		Sentence: "The total was {total}, of which {amount} was paid in money: the rest was {settledby}. FirstPromoter counts money.",
		Remedies: []Step{{"no-money"}},
		Variants: map[Variant]Wording{
			NothingPaid: {
				Sentence: "The total was {total}, of which nothing was paid in money: it was {settledby}. FirstPromoter counts money.",
			},
		},
		Source: "Stripe: customer balance, billing credits, credit notes; FirstPromoter: Stripe integration",
	},
	{
		ID: "paid-out-of-band", Item: Payment, Verdict: Fail, Basis: Inferred,
		When: "the invoice is marked as paid outside Stripe",
		Sentence: "The invoice over {total} is marked as paid outside Stripe. No payment went through Stripe, so FirstPromoter " +
			"probably never heard of it; its rule is not documented.",
		Remedies: []Step{{"out-of-band"}},
		Source:   "Stripe: invoice.payment_succeeded is about payment attempts; FirstPromoter: Stripe integration",
	},
	{
		ID: "amount-too-small", Item: Payment, Verdict: Fail, Basis: Documented,
		When:     "the amount paid is under 0.50 USD, or under Stripe’s minimum for its currency",
		Sentence: "Only {amount} was paid. FirstPromoter needs more than {minimum}.",
		Remedies: []Step{{"minimum"}},
		Source:   "help article, item 5; Stripe: minimum amounts",
	},
	{
		ID: "amount-borderline", Item: Payment, Verdict: Warn, Basis: Inferred,
		When:     "the amount paid is exactly the minimum",
		Sentence: "{amount} is exactly the minimum. FirstPromoter’s pages contradict one another on whether that is enough.",
		Remedies: []Step{{"minimum"}},
		Source:   "help article, item 5; FirstPromoter help on coupons",
	},
	{
		ID: "refunded", Item: Payment, Verdict: Warn, Basis: Documented,
		When:     "wholly refunded",
		Sentence: "The payment of {amount} was refunded in full.",
		Remedies: []Step{{"refund-known"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "{refunded} of the {amount} was refunded.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter: Stripe integration, charge.refunded",
	},
	{
		ID: "disputed", Item: Payment, Verdict: Warn, Basis: Documented,
		When:     "a dispute is open or lost",
		Sentence: "The payment of {amount} is disputed ({disputestatus}). FirstPromoter treats a dispute like a refund.",
		Remedies: []Step{{"answer-dispute"}, {"dispute-lost"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "The bank has asked about the payment of {amount} ({disputestatus}). It is no dispute yet.",
				Remedies: []Step{},
			},
			Prevented: {
				Sentence: "A dispute of the payment of {amount} was prevented: it was solved before it became one.",
				Remedies: []Step{},
			},
			Appealed: {
				Sentence: "The dispute of the payment of {amount} was lost and is under appeal ({disputestatus}). FirstPromoter " +
					"treats a dispute like a refund.",
				Remedies: []Step{{"dispute-appealed"}},
			},
		},
		Source: "FirstPromoter: Stripe integration, charge.dispute.created",
	},
	{
		ID: "test-clock", Item: Payment, Verdict: Info, Basis: Documented,
		When:     "the customer or subscription is on a test clock",
		Sentence: "This sale runs on a Stripe test clock: its times are simulated, so they are not compared with real ones.",
		Source:   "Stripe: test clocks",
	},
	{
		ID: "too-recent", Item: Payment, Verdict: Warn, Basis: Documented,
		When:     "paid less than two minutes ago and not recorded yet",
		Sentence: "The payment is less than two minutes old. FirstPromoter needs about two minutes.",
		Remedies: []Step{{"wait-two"}},
		Source:   "help article",
	},
}
