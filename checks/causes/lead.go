package causes

var lead = []Cause{
	{
		ID: "matched-by-uid", Item: Lead, Verdict: Pass, Basis: Documented,
		When:     "the lead’s uid is the Stripe customer id",
		Sentence: "The lead matches: its UID is the Stripe customer {customer}.",
		Source:   "help article, item 4; FirstPromoter: how sales are matched",
	},
	{
		ID: "matched-by-fp-uid", Item: Lead, Verdict: Pass, Basis: Documented,
		When:     "the lead’s uid is the fp_uid in the Stripe customer’s metadata",
		Sentence: "The lead matches: its UID {leaduid} is the fp_uid of the Stripe customer {customer}.",
		Source:   "help article, item 4; FirstPromoter: tracking API, uid",
	},
	{
		ID: "matched-by-email", Item: Lead, Verdict: Pass, Basis: Documented,
		When:     "the lead’s e-mail is the customer’s, letter by letter",
		Sentence: "The lead matches: {leademail} on both sides.",
		Source:   "help article, item 4; FirstPromoter: how sales are matched",
	},
	{
		ID: "already-customer", Item: Lead, Verdict: Pass, Basis: Documented,
		When:     "the matching referral has become a customer",
		Sentence: "The lead did become a customer, on {since}[ for {forname}].[ Commission {commission} belongs to it.]",
		Variants: map[Variant]Wording{
			BySaleOnly: {Sentence: "FirstPromoter has recorded this sale, so a lead was found."},
		},
		Source: "FirstPromoter: referrals API, customer_since",
	},
	{
		ID: "lead-by-coupon", Item: Lead, Verdict: Pass, Basis: Documented,
		When:     "no referral matches, but the sale carries a promoter’s tracking coupon, which needs no lead",
		Sentence: "No lead matches, and none is needed: the sale carries {salecoupon}, by which FirstPromoter tracks {promoter}.",
		Source:   "FirstPromoter: coupon tracking",
	},
	{
		ID: "lead-not-found", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "no referral by any key, no near miss, no tracking coupon",
		Sentence: "FirstPromoter has no lead for this buyer: none with the UID {customer}, none with the e-mail {buyer}, and " +
			"none that looks like it.",
		Remedies: []Step{{"create-lead"}, {"create-lead-guest"}, {"visitor-id"}, {"import-new-lead"}},
		Variants: map[Variant]Wording{
			NotFoundByPerson: {Sentence: "You found no lead of this buyer ({buyer}) in FirstPromoter."},
			ByEmailOnly: {
				Sentence: "FirstPromoter has no lead for this buyer: none with the e-mail {buyer}, and none that looks like it.",
			},
			ByUIDOnly: {Sentence: "FirstPromoter has no lead for this buyer: none with the UID {customer}."},
			WithoutKey: {
				Sentence: "There is no FirstPromoter key, so fpdoctor cannot look for the lead. Please look it up there and type " +
					"its e-mail address and its UID.",
				Remedies: []Step{{"look-lead"}},
			},
			TypedDiffers: {
				Sentence: "The lead you typed, {typed}, does not match this buyer[ ({buyer})]: neither the e-mail address nor the UID.",
				Remedies: []Step{{"look-lead"}, {"fp-uid-set"}, {"import-sale"}},
			},
			TypedWithoutEmail: {
				Sentence: "The lead you typed, {typed}, does not match this buyer, who has no e-mail address in Stripe.",
				Remedies: []Step{{"look-lead"}, {"fp-uid-set"}, {"import-sale"}},
			},
		},
		Source: "help article, item 4",
	},
	{
		ID: "customer-not-found", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "SALE is an e-mail or a referral, and Stripe knows no customer, guest or near miss for it",
		Sentence: "Stripe has no customer and no payment for {asked}. Perhaps the buyer used another address, or paid elsewhere " +
			"(PayPal, an app store).[ FirstPromoter does have a lead of this address, created on {leadat}; its state is {leadstate}.]",
		Remedies: []Step{{"check-spelling"}, {"search-customer"}},
		Source:   "Stripe: customers, Checkout Sessions and charges",
	},
	{
		ID: "referral-not-found", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "SALE is a referral id that FirstPromoter does not know",
		Sentence: "FirstPromoter has no referral with the number {asked}.",
		Remedies: []Step{{"check-referral"}},
		Source:   "FirstPromoter: referrals API",
	},
	{
		ID: "email-case", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the addresses are equal but for upper and lower case",
		Sentence: "The addresses differ only in upper and lower case: {leademail} in FirstPromoter, {buyer} in Stripe. Whether " +
			"FirstPromoter minds is not documented.",
		Remedies: []Step{{"lead-email", "customer-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			CustomersToMend: {
				Sentence: "The addresses differ only in upper and lower case: {leademail} in FirstPromoter, {buyer} in Stripe. " +
					"Whether FirstPromoter minds is not documented.",
				Remedies: []Step{{"customer-typo"}, {"import-sale"}},
			},
		},
		Source: "help article, item 4; FirstPromoter’s rule on case is not documented",
	},
	{
		ID: "email-invisible", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "the addresses are equal once blanks, zero-width and look-alike characters, spellings of an international " +
			"domain, mailto:, angle brackets, a display name and a trailing dot are folded",
		Sentence: readsTheSame,
		Remedies: []Step{{"lead-email", "customer-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			LeadsToMend:     {Sentence: readsTheSame, Remedies: []Step{{"lead-email"}, {"import-sale"}}},
			CustomersToMend: {Sentence: readsTheSame, Remedies: []Step{{"customer-typo"}, {"import-sale"}}},
		},
		Source: "help article, item 4",
	},
	{
		ID: "email-encoded", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "the addresses are equal once one is URL-decoded, or once a + that was decoded to a blank is put back",
		Sentence: "One of the addresses is not as the buyer typed it but as a web address carries it: {leademail} in " +
			"FirstPromoter, {buyer} in Stripe. The site sends it so, and every buyer with such an address is hit.",
		Remedies: []Step{{"site-encoding"}, {"lead-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			CustomersToMend: {
				Sentence: "One of the addresses is not as the buyer typed it but as a web address carries it: {leademail} in " +
					"FirstPromoter, {buyer} in Stripe. The site sends it so, and every buyer with such an address is hit.",
				Remedies: []Step{{"customer-typo"}, {"import-sale"}},
			},
			CustomersEncoded: {
				Sentence: "One of the addresses is not as the buyer typed it but as a web address carries it: {leademail} in " +
					"FirstPromoter, {buyer} in Stripe. The site sends it so, and every buyer with such an address is hit.",
				Remedies: []Step{{"site-encoding"}, {"customer-encoded"}, {"import-sale"}},
			},
		},
		Source: "help article, item 4; URL Standard, application/x-www-form-urlencoded",
	},
	{
		ID: "email-alias", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the addresses are equal once a plus-tag or Gmail dots are dropped, or their domains are two names of one mailbox",
		Sentence: "The two addresses reach the same mailbox but are written differently: {leademail} in FirstPromoter, {buyer} in Stripe.",
		Remedies: []Step{{"lead-email", "customer-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			CustomersToMend: {
				Sentence: "The two addresses reach the same mailbox but are written differently: {leademail} in FirstPromoter, " +
					"{buyer} in Stripe.",
				Remedies: []Step{{"customer-typo"}, {"import-sale"}},
			},
		},
		Source: "help article, item 4",
	},
	{
		ID: "email-typo", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "the addresses are one or two slips of the finger apart",
		Sentence: "The addresses differ by a typing slip: {leademail} in FirstPromoter, {buyer} in Stripe." +
			"[ In letters {punycode} is {inletters}.]",
		Remedies: []Step{{"lead-email", "customer-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			CustomersToMend: {
				Sentence: "The addresses differ by a typing slip: {leademail} in FirstPromoter, {buyer} in Stripe." +
					"[ In letters {punycode} is {inletters}.]",
				Remedies: []Step{{"customer-typo"}, {"import-sale"}},
			},
		},
		Source: "help article, item 4",
	},
	{
		ID: "email-differs", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "the customer’s e-mail matches no lead, but another e-mail Stripe holds for this sale does",
		Sentence: "The Stripe customer’s address is {buyer}, which no lead has. But {leademail}, the address in the {place}, " +
			"belongs to a lead.",
		Remedies: []Step{{"lead-uid-customer", "lead-email", "customer-email"}, {"import-sale"}},
		Source:   "help article, item 4",
	},
	{
		ID: "email-elsewhere", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "the lead’s e-mail is only in metadata, a custom field or a description",
		Sentence: "The lead’s address {leademail} is only in the {place}, where FirstPromoter does not look. The customer’s own " +
			"address is {buyer}.",
		Remedies: []Step{{"lead-uid-customer", "lead-email", "customer-email"}, {"import-sale"}},
		Source:   "help article, item 4",
	},
	{
		ID: "email-changed", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the lead’s e-mail is the customer’s previous one",
		Sentence: "The lead has the customer’s old address {leademail}: in Stripe it was changed to {buyer} on {changedat}.",
		Remedies: []Step{{"lead-uid-customer", "lead-email", "customer-email"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			EmailRemoved: {
				Sentence: "The lead has the customer’s old address {leademail}: in Stripe it was removed on {changedat}.",
			},
		},
		Source: "help article, item 4; Stripe: customer.updated events",
	},
	{
		ID: "email-missing", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the paying customer has no e-mail, and no uid matches",
		Sentence: "The buyer has no e-mail address in Stripe, and no UID matches either. FirstPromoter ignores such payments.",
		Remedies: []Step{{"customer-add-email", "lead-uid-customer"}, {"guest-customer"}, {"import-sale"}},
		Source:   "FirstPromoter: Stripe integration",
	},
	{
		ID: "guest-checkout", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the sale has no Stripe customer at all",
		Sentence: "The buyer paid as a guest: Stripe made no customer, and the address {buyer} comes from the payment alone. How " +
			"FirstPromoter treats guests is not documented.",
		Remedies: []Step{{"guest-customer"}, {"import-sale"}},
		Source:   "Stripe: guest customers; FirstPromoter: charges without a customer e-mail are ignored",
	},
	{
		ID: "buyer-is-account", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the sale has no Stripe customer, but an account (customer_account) in its place",
		Sentence: "Stripe keeps this buyer as an account ({buyeraccount}), not as a customer. Whether FirstPromoter reads such " +
			"buyers is not documented.",
		Remedies: []Step{{"buyer-account"}, {"import-sale"}},
		Source:   "Stripe: accounts as customers; FirstPromoter’s rule is not documented",
	},
	{
		ID: "fp-uid-missing", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the lead carries your site’s own uid, and the customer has no fp_uid",
		Sentence: "The lead carries your site’s own UID {leaduid}, but the Stripe customer has no fp_uid to match it.",
		Remedies: []Step{{"fp-uid-set"}, {"import-sale-uid"}},
		Source:   "help article, item 4; FirstPromoter: tracking API, uid",
	},
	{
		ID: "fp-uid-misplaced", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the lead’s uid is on another Stripe object than the customer",
		Sentence: "The lead’s UID {leaduid} is on the {place}. FirstPromoter reads fp_uid on the Stripe customer only.",
		Remedies: []Step{{"fp-uid-set"}, {"fp-uid-move"}, {"import-sale-uid"}},
		Source:   "FirstPromoter: tracking API, uid",
	},
	{
		ID: "fp-uid-misspelt", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the lead’s uid is on the customer under another key",
		Sentence: "The lead’s UID {leaduid} is on the Stripe customer, but under “{key}”. The key must be fp_uid.",
		Remedies: []Step{{"fp-uid-rename"}, {"import-sale-uid"}},
		Source:   "FirstPromoter: tracking API, uid",
	},
	{
		ID: "fp-uid-differs", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the customer’s fp_uid is not the lead’s uid, and the e-mails do not match",
		Sentence: "The customer’s fp_uid is {fpuid}, the lead’s UID is {leaduid}. They must be the same, letter by letter.",
		Remedies: []Step{{"fp-uid-set"}, {"import-sale-uid"}},
		Source:   "help article, item 4",
	},
	{
		ID: "uid-differs", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the e-mails match, but the lead’s uid is neither the customer id nor its fp_uid",
		Sentence: "The e-mail addresses match, but the lead’s UID {leaduid} is neither the Stripe customer id nor its fp_uid. " +
			"Whether that gets in the way is not documented.",
		Remedies: []Step{{"fp-uid-set"}, {"import-sale-uid"}},
		Source:   "help article, item 4; the effect is not documented",
	},
	{
		ID: "lead-without-email", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "asked about a referral that has no e-mail and a uid that Stripe does not know",
		Sentence: "This lead has no e-mail address, and Stripe knows nobody with its UID {leaduid}. So nothing can match it.",
		Remedies: []Step{{"lead-uid-any", "fp-uid-site"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			WithoutUID: {Sentence: "This lead has neither an e-mail address nor a UID. So nothing can match it."},
		},
		Source: "help article, item 4",
	},
	{
		ID: "visitor-id-missing", Item: Lead, Verdict: Info, Basis: Documented,
		When: "the sale came through Checkout or a Payment Link and carries no visitor id",
		Sentence: "The sale came through {channel} and carries no FirstPromoter visitor id, so FirstPromoter could not create " +
			"the lead at checkout.",
		Remedies: []Step{{"visitor-id"}},
		Source:   "FirstPromoter: Stripe Checkout and Payment Links guides",
	},
	{
		ID: "visitor-id-misplaced", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "a visitor id is under a wrong key or on an object FirstPromoter does not read",
		Sentence: "A FirstPromoter visitor id is under “{key}” on the {place}, where FirstPromoter does not read it.",
		Remedies: []Step{{"visitor-id"}},
		Source:   "FirstPromoter: Stripe Checkout and Payment Links guides",
	},
	{
		ID: "visitor-id-overwritten", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "a Payment Link’s client_reference_id holds something that is no visitor id",
		Sentence: "The Payment Link’s client_reference_id holds {reference}, which is no FirstPromoter visitor id. Something on " +
			"your site probably uses that field for its own; that it breaks tracking is not documented but likely.",
		Remedies: []Step{{"visitor-id"}},
		Source:   "FirstPromoter: Payment Links guide",
	},
	{
		ID: "visitor-id-unclaimed", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "a visitor id is where FirstPromoter reads it, and yet there is no lead",
		Sentence: "The visitor id {visitor} is where FirstPromoter reads it ({place}), and yet there is no lead. Perhaps the visit did " +
			"not come through a promoter’s link, or the message from Stripe was lost; FirstPromoter does not tell.",
		Remedies: []Step{{"ask-support"}},
		Source:   "FirstPromoter: Stripe Checkout guide",
	},
	{
		ID: "sale-on-other-customer", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the lead belongs to another Stripe customer than the one who paid",
		Sentence: "The lead belongs to the Stripe customer {othercustomer}, but the payment is on {payer}.",
		Remedies: []Step{{"lead-uid-customer", "merge-customers"}, {"import-sale"}},
		Source:   "FirstPromoter: after the first payment sales are matched by customer id",
	},
	{
		ID: "duplicate-customers", Item: Lead, Verdict: Info, Basis: Documented,
		When:     "several Stripe customers share the matching e-mail",
		Sentence: "{count} Stripe customers share the address {buyer}. Stripe allows that; keep it in mind when comparing.",
		Source:   "Stripe: customers",
	},
	{
		ID: "other-referral-owns-customer", Item: Lead, Verdict: Fail, Basis: Documented,
		When: "another referral already holds this Stripe customer",
		Sentence: "Referral {otherlead}[ of {ofname}] already holds the Stripe customer {customer}, so the sale goes there and " +
			"not to this lead.",
		Remedies: []Step{{"move-owner"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "Another referral ({otherlead}) has the same address, but this customer belongs to referral {lead}.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter: after the first payment sales are matched by customer id",
	},
	{
		ID: "duplicate-referrals", Item: Lead, Verdict: Warn, Basis: Inferred,
		When:     "more than one live referral matches",
		Sentence: "{count} referrals match this buyer ({leads}). Which of them FirstPromoter takes is not documented.",
		Remedies: []Step{{"duplicate-leads"}, {"import-sale"}},
		Source:   "FirstPromoter: referrals API",
	},
	{
		ID: "customer-deleted", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the Stripe customer has been deleted since",
		Sentence: "The Stripe customer {customer} has been deleted, so its e-mail address can no longer be compared. What " +
			"FirstPromoter does then is not documented.",
		Remedies: []Step{{"add-sale-by-hand"}},
		Variants: map[Variant]Wording{
			WithoutPayment: {
				Sentence: "The Stripe customer {customer} has been deleted, so its e-mail address can no longer be compared. " +
					"What FirstPromoter does then is not documented.",
				Remedies: []Step{{"search-customer"}},
			},
		},
		Source: "Stripe: deleted customers",
	},
	{
		ID: "referral-disabled", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the referral is disabled",
		Sentence: "The lead {leadname} is disabled in FirstPromoter, so no further sale is tracked for it.",
		Remedies: []Step{{"enable-lead"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "Another referral of the same buyer ({otherlead}) is disabled; it decides nothing here.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter help: referral states",
	},
	{
		ID: "referral-pending", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the referral waits for approval",
		Sentence: "The lead {leadname} was added by a promoter and still waits for your approval.",
		Remedies: []Step{{"approve-lead"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "Another referral of the same buyer ({otherlead}) is still waiting for approval; it decides nothing here.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter help: referral states",
	},
	{
		ID: "referral-moved", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the referral was moved to another promoter",
		Sentence: "The lead {leadname} was moved to another promoter[: referral {movedlead} is live now]. The old record " +
			"probably gets no more sales; the rule is not documented.",
		Remedies: []Step{{"moved-lead"}, {"moved-nowhere"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "Another referral of the same buyer ({otherlead}) is moved to another promoter; it decides nothing here.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter help: referral states",
	},
	{
		ID: "referral-expired", Item: Lead, Verdict: Warn, Basis: Inferred,
		When:     "the referral is marked as expired",
		Sentence: "FirstPromoter marks this lead as expired. What that does to its sales is not documented.",
		Remedies: []Step{{"expired-lead"}, {"import-sale"}},
		Source:   "FirstPromoter: referrals API, is_expired",
	},
	{
		ID: "referral-flagged", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "a fraud flag is set on the referral",
		Sentence: "A fraud flag ({flag}) is set on this lead. It holds commissions back; whether it also keeps the lead from " +
			"becoming a customer is not documented.",
		Remedies: []Step{{"review-flag"}},
		Source:   "FirstPromoter help: fraud protection",
	},
	{
		ID: "promoter-blocked", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the promoter, or their place in the campaign, is blocked, rejected or archived",
		Sentence: "The promoter {promoter} is {promoterstate} in FirstPromoter. Sales of their leads are not tracked, old leads included.",
		Remedies: []Step{{"unblock-promoter"}, {"restore-promoter"}, {"import-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "The promoter {promoter} is suspended. New leads stop, but sales of existing leads like this one go on.",
				Remedies: []Step{},
			},
		},
		Source: "FirstPromoter help: blocking and archiving promoters",
	},
	{
		ID: "lead-after-sale", Item: Lead, Verdict: Fail, Basis: Documented,
		When:     "the referral was created more than ten minutes after the payment",
		Sentence: "The lead was created on {leadat}, after the payment on {paidat}. FirstPromoter does not look back.",
		Remedies: []Step{{"lead-earlier"}, {"import-sale", "add-sale-by-hand"}},
		Source:   "FirstPromoter help: a lead must exist before the payment",
	},
	{
		ID: "lead-at-sale", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the referral was created within ten minutes after the payment, without visitor id or coupon",
		Sentence: "The lead was created on {leadat}, just after the payment on {paidat}. Your site probably reports leads too " +
			"late; the exact rule is not documented.",
		Remedies: []Step{{"lead-earlier"}, {"import-sale"}},
		Source:   "FirstPromoter help: a lead must exist before the payment",
	},
	{
		ID: "paid-before-lead", Item: Lead, Verdict: Warn, Basis: Inferred,
		When: "the buyer had paid more than a day before the lead existed",
		Sentence: "This buyer had already paid on {firstpaid}, before the lead was created on {leadat}. Whether FirstPromoter " +
			"counts buyers who were customers before is not documented.",
		Remedies: []Step{{"past-sales", "add-sale-by-hand"}},
		Source:   "FirstPromoter help; the effect is not documented",
	},
}

// readsTheSame is said of addresses that only a program tells apart.
const readsTheSame = "The addresses are the same to a reader but not to a program[: {oddity}]. {leademail} in FirstPromoter, " +
	"{buyer} in Stripe.[ In letters {punycode} is {inletters}.]"
