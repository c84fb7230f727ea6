package checks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

const visitorID = "5d2c9a9e-3a0f-4c46-9a31-0d7e6f1b2c3d"

// all does several things to a story.
func all(changes ...func(*story)) func(*story) {
	return func(s *story) {
		for _, c := range changes {
			c(s)
		}
	}
}

func nobody(s *story) {
	s.Stripe.Customers, s.Stripe.Invoices, s.Stripe.Charges = nil, nil, nil
}

// leadOf gives the lead another address.
func leadOf(address string) func(*story) { return func(s *story) { s.lead().Email = address } }

// leadUID makes the lead one without an address.
func leadUID(uid string) func(*story) {
	return func(s *story) { s.lead().Email, s.lead().UID = "", uid }
}

func customerMeta(key, value string) func(*story) {
	return func(s *story) { s.customer().Metadata = map[string]string{key: value} }
}

// checkout makes the sale one of Stripe Checkout.
func checkout(more func(*record.Session)) func(*story) {
	return func(s *story) {
		x := record.Session{ID: "cs_sale", Status: "complete", Kind: "payment", InvoiceID: "in_sale", PaymentIntentID: "pi_sale", CustomerID: s.charge().CustomerID, Created: paidAt}
		if more != nil {
			more(&x)
		}
		s.session(x)
	}
}

func TestLeadFound(t *testing.T) {
	checkRows(t, Lead, []row{
		{name: "by e-mail", want: []string{"pass matched-by-email"}},
		{name: "by uid", with: leadUID("cus_buyer"), want: []string{"pass matched-by-uid"}},
		{name: "by uid, whatever the e-mail", with: all(leadOf("someone@else.example"), func(s *story) { s.lead().UID = "cus_buyer" }), want: []string{"pass matched-by-uid"}},
		{name: "by fp_uid", with: all(leadUID("user_1"), customerMeta("fp_uid", "user_1")), want: []string{"pass matched-by-fp-uid"}},
		{name: "by e-mail and fp_uid", with: all(customerMeta("fp_uid", "user_1"), func(s *story) { s.lead().UID = "user_1" }), want: []string{"pass matched-by-fp-uid"}},
		{name: "an empty uid is none", with: all(leadOf("someone@else.example"), customerMeta("fp_uid", "")), want: []string{"fail lead-not-found"}},
		{name: "empty addresses do not match", with: all(leadUID(""), func(s *story) { s.customer().Email, s.invoice().CustomerEmail = "", "" }), want: []string{"fail email-missing"}},
		{name: "already a customer", with: func(s *story) { s.lead().CustomerSince = paidAt.Add(-time.Hour) }, want: []string{"pass already-customer", "pass matched-by-email"}},
		{name: "cancelled and refunded referrals are live", with: func(s *story) { s.lead().State = record.StateCancelled }, want: []string{"pass matched-by-email"}},
		{name: "asked by the lead", with: func(s *story) { s.asksReferral() }, want: []string{"pass matched-by-email"}},
		{name: "asked by the address", with: func(s *story) { s.asksEmail(buyer) }, want: []string{"pass matched-by-email"}},
		{name: "asked by the customer", with: func(s *story) { s.ask("cus_buyer") }, want: []string{"pass matched-by-email"}},
		{name: "not found", with: func(s *story) { s.noLead() }, want: []string{"fail lead-not-found"}},
		{name: "strangers only", with: func(s *story) {
			s.noLead()
			s.FirstPromoter.Leads = []record.Referral{lead("601", "kim@osgood.example"), lead("602", "annabel.smith@example.com"), lead("603", "edgar@example.com")}
		}, want: []string{"fail lead-not-found"}},
		{name: "a tracking coupon needs no lead", with: func(s *story) {
			s.noLead()
			s.promotion().TrackingCoupon = "PAULA20"
			s.discount("PAULA20")
		}, want: []string{"pass lead-by-coupon"}},
		{name: "nobody's coupon needs one", with: func(s *story) { s.noLead(); s.discount("SUMMER") }, want: []string{"fail lead-not-found"}},
		{name: "a promo code needs no lead", on: record.V2, with: func(s *story) {
			s.noLead()
			s.FirstPromoter.PromoCodes = []record.PromoCode{{ID: "31", Code: "PAULA", PromotionID: "71"}}
			s.discount("SHARED", "PAULA")
		}, want: []string{"pass lead-by-coupon"}},
		{name: "an archived promo code tracks nothing", on: record.V2, with: func(s *story) {
			s.noLead()
			s.FirstPromoter.PromoCodes = []record.PromoCode{{ID: "31", Code: "PAULA", PromotionID: "71", ArchivedAt: paidAt.Add(-time.Hour)}}
			s.discount("SHARED", "PAULA")
		}, want: []string{"fail lead-not-found"}},
	})
}

func TestNearMisses(t *testing.T) {
	near := func(address string) func(*story) { return leadOf(address) }
	owned := func(s *story) {
		s.alsoCustomer(record.Customer{ID: "cus_second", Email: s.lead().Email, Mode: record.Live})
	}
	checkRows(t, Lead, []row{
		{name: "case", with: near("Annabel.Lee@Example.com"), want: []string{"warn email-case"}},
		{name: "invisible", with: near("annabel.lee@example.com\u200b"), want: []string{"fail email-invisible"}},
		{name: "look-alike", with: near("annabel.lee@ex\u0430mple.com"), want: []string{"fail email-invisible"}},
		{name: "alias", with: near("annabel.lee+shop@example.com"), want: []string{"fail email-alias"}},
		{name: "typo", with: near("anabel.lee@example.com"), want: []string{"fail email-typo"}},
		{name: "typo of the domain", with: near("annabel.lee@exmaple.com"), want: []string{"fail email-typo"}},
		{name: "another person", with: near("arthur.lee@example.com"), want: []string{"fail lead-not-found"}},
		{name: "asked by the lead", with: all(near("anabel.lee@example.com"), func(s *story) { s.asksReferral() }), want: []string{"fail email-typo"}},
		{name: "asked by the lead's address", with: all(near("anabel.lee@example.com"), func(s *story) { s.asksEmail("anabel.lee@example.com") }), want: []string{"fail email-typo"}},
		{name: "asked by an address with a slip, and the buyer's own lead matches", with: func(s *story) { s.asksEmail("anabel.lee@example.com") }, want: []string{"pass matched-by-email"}},
		{name: "asked in capitals, and the buyer's own lead matches", with: func(s *story) { s.asksEmail("Annabel.LEE@example.com") }, want: []string{"pass matched-by-email"}},
		{name: "asked by the customer's address", with: all(near("anabel.lee@example.com"), func(s *story) { s.asksEmail(buyer) }), want: []string{"fail email-typo"}},
		{name: "the nearest of several", with: func(s *story) {
			s.noLead()
			s.FirstPromoter.Leads = []record.Referral{lead("601", "anabel.lee@example.com"), lead("602", "Annabel.Lee@example.com"), lead("603", "annabel.lee+x@example.com")}
		}, want: []string{"warn email-case"}},
		{name: "an exact lead beside a near one", with: func(s *story) { s.alsoLead(lead("502", "anabel.lee@example.com")) }, want: []string{"pass matched-by-email"}},
		{name: "the near lead has a customer of its own", with: all(near("anabel.lee@example.com"), owned), want: []string{"fail lead-not-found"}},
		{name: "the near lead paid as a guest", with: all(near("anabel.lee@example.com"), func(s *story) {
			s.Stripe.Charges = append(s.Stripe.Charges, record.Charge{ID: "ch_guest", Status: "succeeded", BillingEmail: "anabel.lee@example.com", Amount: usd(900), AmountCaptured: usd(900), Captured: true, Created: paidAt.Add(-time.Hour), Mode: record.Live})
		}), want: []string{"fail lead-not-found"}},
		{name: "the near lead's uid is another person", with: all(near("anabel.lee@example.com"), func(s *story) {
			s.lead().UID = "cus_second"
			s.alsoCustomer(record.Customer{ID: "cus_second", Email: "anabel@elsewhere.example", Mode: record.Live})
		}), want: []string{"fail lead-not-found"}},
		{name: "the near lead's uid is the same person's older customer", with: all(near("anabel.lee@example.com"), func(s *story) {
			s.lead().UID = "cus_second"
			s.alsoCustomer(record.Customer{ID: "cus_second", Email: buyer, Mode: record.Live})
		}), want: []string{"fail sale-on-other-customer"}},
		{name: "in capitals, with a customer of its own", with: all(near("Annabel.Lee@example.com"), owned), want: []string{"fail lead-not-found"}},
		{name: "the other customer is deleted and has no address", with: all(near("anabel.lee@example.com"), func(s *story) {
			s.alsoCustomer(record.Customer{ID: "cus_second", Email: "anabel.lee@example.com", Deleted: true})
		}), want: []string{"fail email-typo"}},
		{name: "asked by the lead, whose near customer has a lead of its own", with: all(near("anabel.lee@example.com"), func(s *story) {
			s.asksReferral()
			s.alsoLead(lead("502", buyer))
		}), want: []string{"fail customer-not-found"}},
		{name: "a near lead that is not live", with: all(near("anabel.lee@example.com"), func(s *story) { s.lead().State = record.StateMoved }), want: []string{"fail lead-not-found"}},

		{name: "another address of the sale", with: all(near("edgar@poe.example"), func(s *story) { s.charge().BillingEmail = "edgar@poe.example" }), want: []string{"fail email-differs"}},
		{name: "the invoice's address", with: all(near("edgar@poe.example"), func(s *story) { s.invoice().CustomerEmail = "edgar@poe.example" }), want: []string{"fail email-differs"}},
		{name: "the receipt's address", with: all(near("edgar@poe.example"), func(s *story) { s.charge().ReceiptEmail = "edgar@poe.example" }), want: []string{"fail email-differs"}},
		{name: "Checkout's address", with: all(near("edgar@poe.example"), checkout(func(x *record.Session) { x.DetailsEmail = "edgar@poe.example" })), want: []string{"fail email-differs"}},
		{name: "another address, in capitals", with: all(near("edgar@poe.example"), func(s *story) { s.charge().BillingEmail = "Edgar@Poe.example" }), want: []string{"fail email-differs"}},
		{name: "another address, which is nobody's", with: all(near("edgar@poe.example"), func(s *story) { s.charge().BillingEmail = "virginia@poe.example" }), want: []string{"fail lead-not-found"}},
		{name: "another address, and the own one matches", with: func(s *story) { s.charge().BillingEmail = "edgar@poe.example" }, want: []string{"pass matched-by-email"}},
		{name: "another address that is another customer's own", with: all(near("edgar@poe.example"), func(s *story) { s.charge().BillingEmail = "edgar@poe.example" }, owned), want: []string{"fail sale-on-other-customer"}},

		{name: "in metadata", with: all(near("edgar@poe.example"), customerMeta("signup", "edgar@poe.example")), want: []string{"fail email-elsewhere"}},
		{name: "in metadata, of one who bought themselves", with: all(near("edgar@poe.example"), owned, customerMeta("referred_by", "edgar@poe.example"), func(s *story) {
			s.lead().UID, s.lead().CustomerSince = "cus_second", paidAt.Add(-time.Hour)
		}), want: []string{"fail lead-not-found"}},
		{name: "in the description", with: all(near("edgar@poe.example"), func(s *story) { s.customer().Description = "Account of Edgar <edgar@poe.example>." }), want: []string{"fail email-elsewhere"}},
		{name: "in a custom field", with: all(near("edgar@poe.example"), checkout(func(x *record.Session) { x.CustomFields = map[string]string{"email": "edgar@poe.example"} })), want: []string{"fail email-elsewhere"}},
		{name: "in the payment's description", with: all(near("edgar@poe.example"), func(s *story) { s.charge().Description = "For edgar@poe.example" }), want: []string{"fail email-elsewhere"}},
		{name: "as a part of another address", with: all(near("edgar@poe.example"), customerMeta("signup", "not.edgar@poe.example")), want: []string{"fail lead-not-found"}},

		{name: "changed", with: all(near("old@example.net"), func(s *story) {
			s.Stripe.EmailChanges = []record.EmailChange{{EventID: "evt_1", CustomerID: "cus_buyer", From: "old@example.net", To: buyer, At: paidAt.Add(-time.Hour)}}
		}), want: []string{"fail email-changed"}},
		{name: "changed on another customer", with: all(near("old@example.net"), func(s *story) {
			s.Stripe.EmailChanges = []record.EmailChange{{EventID: "evt_1", CustomerID: "cus_second", From: "old@example.net", To: "new@example.net", At: paidAt}}
		}), want: []string{"fail lead-not-found"}},

		{name: "no address", with: all(near("edgar@poe.example"), func(s *story) { s.customer().Email, s.invoice().CustomerEmail = "", "" }), want: []string{"fail email-missing"}},
		{name: "no address, but a uid", with: all(leadUID("cus_buyer"), func(s *story) { s.customer().Email, s.invoice().CustomerEmail = "", "" }), want: []string{"pass matched-by-uid"}},
		{name: "no address, and no lead", with: func(s *story) { s.noLead(); s.customer().Email, s.invoice().CustomerEmail = "", "" }, want: []string{"fail email-missing"}},
		{name: "no address, although a coupon names the promoter", with: func(s *story) {
			s.noLead()
			s.customer().Email, s.invoice().CustomerEmail = "", ""
			s.promotion().TrackingCoupon = "PAULA20"
			s.discount("PAULA20")
		}, want: []string{"fail email-missing"}},

		{name: "a guest", with: func(s *story) { s.guest() }, want: []string{"pass matched-by-email", "warn guest-checkout"}},
		{name: "a guest with a slip", with: func(s *story) { s.guest(); s.lead().Email = "anabel.lee@example.com" }, want: []string{"fail email-typo", "warn guest-checkout"}},
		{name: "a guest without address", with: func(s *story) { s.guest(); s.charge().BillingEmail = "" }, want: []string{"fail email-missing"}},
		{name: "a guest nobody knows", with: func(s *story) { s.guest(); s.noLead() }, want: []string{"fail lead-not-found", "warn guest-checkout"}},
		{name: "a guest asked by the address", with: func(s *story) { s.guest(); s.asksEmail(buyer) }, want: []string{"pass matched-by-email", "warn guest-checkout"}},
		{name: "a guest, recorded", with: func(s *story) {
			s.guest()
			s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "ch_sale", ReferralID: "501"})
		}, want: []string{"pass matched-by-email"}},

		{name: "a deleted customer, matched by uid", with: all(leadUID("cus_buyer"), func(s *story) { *s.customer() = record.Customer{ID: "cus_buyer", Deleted: true} }), want: []string{"pass matched-by-uid", "warn customer-deleted"}},
		{name: "a deleted customer, not matched", with: func(s *story) { *s.customer() = record.Customer{ID: "cus_buyer", Deleted: true} }, want: []string{"warn customer-deleted"}},
	})
}

func TestUIDs(t *testing.T) {
	far := leadOf("edgar@poe.example")
	uid := func(v string) func(*story) { return func(s *story) { s.lead().UID = v } }
	checkRows(t, Lead, []row{
		{name: "missing, beside a slip", with: all(leadOf("anabel.lee@example.com"), uid("user_1")), want: []string{"fail email-typo", "fail fp-uid-missing"}},
		{name: "missing, beside another address", with: all(far, uid("user_1"), func(s *story) { s.charge().BillingEmail = "edgar@poe.example" }), want: []string{"fail email-differs", "fail fp-uid-missing"}},
		{name: "a customer id is not the site's own uid", with: all(leadOf("anabel.lee@example.com"), uid("cus_unknown")), want: []string{"fail email-typo"}},
		{name: "no uid, nothing missing", with: leadOf("anabel.lee@example.com"), want: []string{"fail email-typo"}},

		{name: "on the session", with: all(leadUID("user_1"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"fp_uid": "user_1"} })), want: []string{"fail fp-uid-misplaced"}},
		{name: "as client_reference_id", with: all(leadUID("user_1"), checkout(func(x *record.Session) { x.ClientReferenceID = "user_1" })), want: []string{"fail fp-uid-misplaced"}},
		{name: "on the invoice", with: all(leadUID("user_1"), func(s *story) { s.invoice().Metadata = map[string]string{"user": "user_1"} }), want: []string{"fail fp-uid-misplaced"}},
		{name: "on the charge", with: all(leadUID("user_1"), func(s *story) { s.charge().Metadata = map[string]string{"fp_uid": "user_1"} }), want: []string{"fail fp-uid-misplaced"}},
		{name: "on the payment intent", with: all(leadUID("user_1"), func(s *story) {
			s.Stripe.Intents = []record.PaymentIntent{{ID: "pi_sale", Status: "succeeded", Metadata: map[string]string{"fp_uid": "user_1"}}}
		}), want: []string{"fail fp-uid-misplaced"}},
		{name: "on the subscription", with: all(leadUID("user_1"), func(s *story) {
			s.invoice().SubscriptionID = "sub_1"
			s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_1", CustomerID: "cus_buyer", Metadata: map[string]string{"fp_uid": "user_1"}}}
		}), want: []string{"fail fp-uid-misplaced"}},
		{name: "a long number under a key that means something else", with: all(leadUID("100234"), func(s *story) { s.invoice().Metadata = map[string]string{"order_id": "100234"} }), want: []string{"fail lead-not-found"}},
		{name: "a long number under a key that means a person", with: all(leadUID("100234"), func(s *story) { s.invoice().Metadata = map[string]string{"userId": "100234"} }), want: []string{"fail fp-uid-misplaced"}},
		{name: "a short number under a key that only ends in id", with: all(leadUID("1"), customerMeta("paid", "1")), want: []string{"fail lead-not-found"}},
		{name: "a short number under a count of users", with: all(leadUID("12"), func(s *story) { s.charge().Metadata = map[string]string{"users": "12"} }), want: []string{"fail lead-not-found"}},
		{name: "a short number under a key that means something else", with: all(leadUID("42"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"seats": "42"} })), want: []string{"fail lead-not-found", "info visitor-id-missing"}},
		{name: "a short number under a key that means an id", with: all(leadUID("42"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"user_id": "42"} })), want: []string{"fail fp-uid-misplaced"}},
		{name: "misplaced, but the e-mail matches", with: all(uid("user_1"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"fp_uid": "user_1"} })), want: []string{"pass matched-by-email", "warn uid-differs"}},

		{name: "under another key", with: all(leadUID("user_1"), customerMeta("fpuid", "user_1")), want: []string{"fail fp-uid-misspelt"}},
		{name: "under a key in capitals", with: all(leadUID("user_1"), customerMeta("FP_UID", "user_1")), want: []string{"fail fp-uid-misspelt"}},

		{name: "misplaced, beside a slip", with: all(leadOf("anabel.lee@example.com"), uid("user_1"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"fp_uid": "user_1"} })), want: []string{"fail fp-uid-misplaced", "fail email-typo"}},
		{name: "misplaced, beside another address", with: all(far, uid("user_1"), checkout(func(x *record.Session) {
			x.Metadata, x.DetailsEmail = map[string]string{"fp_uid": "user_1"}, "edgar@poe.example"
		})), want: []string{"fail fp-uid-misplaced", "fail email-differs"}},
		{name: "under another key, beside capitals", with: all(leadOf("Annabel.Lee@example.com"), uid("user_1"), customerMeta("fpuid", "user_1")), want: []string{"fail fp-uid-misspelt", "warn email-case"}},
		{name: "in other case, beside a slip", with: all(leadOf("anabel.lee@example.com"), uid("User_1"), customerMeta("fp_uid", "user_1")), want: []string{"fail fp-uid-differs", "fail email-typo"}},

		{name: "in other case", with: all(leadUID("User_1"), customerMeta("fp_uid", "user_1")), want: []string{"fail fp-uid-differs"}},
		{name: "with a blank", with: all(leadUID("user_1"), customerMeta("fp_uid", " user_1")), want: []string{"fail fp-uid-differs"}},
		{name: "another one, beside a slip", with: all(leadOf("anabel.lee@example.com"), uid("user_1"), customerMeta("fp_uid", "user_2")), want: []string{"fail email-typo", "fail fp-uid-differs"}},
		{name: "another one, with no lead", with: all(leadUID("user_1"), customerMeta("fp_uid", "user_2")), want: []string{"fail lead-not-found"}},

		{name: "e-mails match, uid is the site's own", with: uid("user_1"), want: []string{"pass matched-by-email", "warn uid-differs"}},
		{name: "e-mails match, uid is not the fp_uid", with: all(uid("user_1"), customerMeta("fp_uid", "user_2")), want: []string{"pass matched-by-email", "warn uid-differs"}},
		{name: "e-mails match, uid is a deleted customer", with: all(uid("cus_gone"), func(s *story) { s.alsoCustomer(record.Customer{ID: "cus_gone", Deleted: true}) }), want: []string{"pass matched-by-email", "warn uid-differs"}},
		{name: "e-mails match, uid is an unknown customer", with: uid("cus_unknown"), want: []string{"pass matched-by-email", "warn uid-differs"}},

		{name: "converted, and the buyer has another address by now", with: all(far, uid("user_9"), func(s *story) { s.asksReferral(); s.lead().CustomerSince = paidAt.Add(-time.Hour) }, nobody), want: []string{"pass already-customer"}},
		{name: "converted, asked by an address that Stripe does not know", with: all(far, func(s *story) { s.asksEmail("edgar@poe.example"); s.lead().CustomerSince = paidAt.Add(-time.Hour) }, nobody), want: []string{"pass already-customer"}},
		{name: "no e-mail and an unknown uid", with: all(leadUID("user_9"), func(s *story) { s.asksReferral() }, nobody), want: []string{"fail lead-without-email"}},
		{name: "no e-mail, and the uid is known", with: all(leadUID("user_9"), customerMeta("fp_uid", "user_9"), func(s *story) { s.asksReferral() }), want: []string{"pass matched-by-fp-uid"}},
	})
}

func TestVisitorIDs(t *testing.T) {
	none := func(s *story) { s.noLead() }
	checkRows(t, Lead, []row{
		{name: "missing at Checkout", with: all(none, checkout(nil)), want: []string{"fail lead-not-found", "info visitor-id-missing"}},
		{name: "missing at a Payment Link", with: all(none, checkout(func(x *record.Session) { x.PaymentLinkID = "plink_1" })), want: []string{"fail lead-not-found", "info visitor-id-missing"}},
		{name: "no Checkout, no visitor id", with: none, want: []string{"fail lead-not-found"}},
		{name: "nothing to say where a lead matches", with: checkout(nil), want: []string{"pass matched-by-email"}},
		{name: "where FirstPromoter reads it", with: all(none, checkout(func(x *record.Session) { x.Metadata = map[string]string{"fp_tid": visitorID} })), want: []string{"fail lead-not-found", "warn visitor-id-unclaimed"}},
		{name: "on the customer, which it reads too", with: all(none, customerMeta("fp_tid", visitorID)), want: []string{"fail lead-not-found", "warn visitor-id-unclaimed"}},
		{name: "as a Payment Link's reference", with: all(none, checkout(func(x *record.Session) { x.PaymentLinkID, x.ClientReferenceID = "plink_1", visitorID })), want: []string{"fail lead-not-found", "warn visitor-id-unclaimed"}},
		{name: "under a wrong key", with: all(none, checkout(func(x *record.Session) { x.Metadata = map[string]string{"tid": visitorID} })), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "under a wrong key in two words", with: all(none, customerMeta("visitorId", visitorID)), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "under the name of a field in other letters", with: all(none, customerMeta("clientReferenceId", visitorID)), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "under the cookie's name", with: all(none, customerMeta("_fprom_tid", visitorID)), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "on an object it does not read", with: all(none, func(s *story) { s.charge().Metadata = map[string]string{"fp_tid": visitorID} }), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "under the name of a field, but in metadata", with: all(none, checkout(func(x *record.Session) { x.Metadata = map[string]string{"client_reference_id": visitorID} })), want: []string{"fail lead-not-found", "fail visitor-id-misplaced"}},
		{name: "a uuid that means something else", with: all(none, customerMeta("cartid", visitorID)), want: []string{"fail lead-not-found"}},
		{name: "no uuid at all", with: all(none, customerMeta("tid", "12345")), want: []string{"fail lead-not-found"}},
		{name: "a uuid of another version", with: all(none, customerMeta("tid", "5d2c9a9e-3a0f-1c46-9a31-0d7e6f1b2c3d")), want: []string{"fail lead-not-found"}},
		{name: "overwritten", with: all(none, checkout(func(x *record.Session) { x.PaymentLinkID, x.ClientReferenceID = "plink_1", "order-77" })), want: []string{"fail lead-not-found", "warn visitor-id-overwritten"}},
		{name: "the reference of a Checkout that is no Payment Link", with: all(none, checkout(func(x *record.Session) { x.ClientReferenceID = "order-77" })), want: []string{"fail lead-not-found", "info visitor-id-missing"}},
		{name: "only beside lead-not-found", with: all(none, checkout(nil), func(s *story) { s.customer().Email, s.invoice().CustomerEmail = "", "" }), want: []string{"fail email-missing"}},
	})
}

func TestRivals(t *testing.T) {
	second := func(email string) func(*story) {
		return func(s *story) { s.alsoCustomer(record.Customer{ID: "cus_second", Email: email, Mode: record.Live}) }
	}
	uid := func(v string) func(*story) { return func(s *story) { s.lead().UID = v } }
	owner := func(s *story) {
		o := lead("502", "edgar@poe.example")
		o.UID, o.CustomerSince, o.PromoterName = "cus_buyer", paidAt.Add(-30*24*time.Hour), "Otto"
		s.alsoLead(o)
	}
	checkRows(t, Lead, []row{
		{name: "the lead's uid is another customer", with: all(uid("cus_second"), second("edgar@poe.example")), want: []string{"pass matched-by-email", "fail sale-on-other-customer"}},
		{name: "of the same address", with: all(uid("cus_second"), second(buyer)), want: []string{"pass matched-by-email", "fail sale-on-other-customer"}},
		{name: "a note names a lead who bought as another customer, of another address today", with: all(leadOf("edgar@poe.example"), uid("cus_second"), second("e.a.poe@poe.example"), customerMeta("note", "edgar@poe.example"), func(s *story) {
			s.lead().CustomerSince = paidAt.Add(-30 * 24 * time.Hour)
		}), want: []string{"fail lead-not-found"}},
		{name: "the same address, no uid", with: second(buyer), want: []string{"pass matched-by-email", "info duplicate-customers"}},
		{name: "a customer of another address", with: second("edgar@poe.example"), want: []string{"pass matched-by-email"}},
		{name: "asked by the lead, another one owns the customer", with: all(owner, func(s *story) { s.asksReferral() }), want: []string{"pass matched-by-email", "fail other-referral-owns-customer"}},
		{name: "asked by a lead that has converted, the same person's newer customer is another's", with: all(owner, second(buyer), func(s *story) {
			s.asksReferral()
			s.lead().UID, s.lead().CustomerSince = "cus_second", paidAt.Add(-60*24*time.Hour)
		}), want: []string{"pass already-customer", "pass matched-by-uid", "info duplicate-customers"}},
		{name: "asked by the sale, the owner is the match", with: owner, want: []string{"pass already-customer", "pass matched-by-uid", "info other-referral-owns-customer"}},
		{name: "two leads", with: func(s *story) { s.alsoLead(lead("502", buyer)) }, want: []string{"pass matched-by-email", "warn duplicate-referrals"}},
		{name: "three leads", with: func(s *story) { s.alsoLead(lead("502", buyer)); s.alsoLead(lead("503", buyer)) }, want: []string{"pass matched-by-email", "warn duplicate-referrals"}},
		{name: "asked by the address, two leads", with: func(s *story) { s.asksEmail(buyer); s.alsoLead(lead("502", buyer)) }, want: []string{"pass matched-by-email", "warn duplicate-referrals"}},
		{name: "one lead in two lists is one", with: func(s *story) { s.FirstPromoter.Leads = []record.Referral{*s.lead()} }, want: []string{"pass matched-by-email"}},
		{name: "one of two is not live", with: func(s *story) { l := lead("502", buyer); l.State = record.StateDenied; s.alsoLead(l) }, want: []string{"pass matched-by-email", "info referral-disabled"}},
	})
}

func TestReferralStates(t *testing.T) {
	state := func(v string) func(*story) { return func(s *story) { s.lead().State = v } }
	beside := func(v string) func(*story) {
		return func(s *story) { l := lead("502", buyer); l.State = v; s.alsoLead(l) }
	}
	asked := func(s *story) { s.asksReferral() }
	promoter := func(f func(*record.Promoter)) func(*story) {
		return func(s *story) { f(&s.FirstPromoter.Promoters[0]) }
	}
	place := func(v string) func(*story) { return func(s *story) { s.promotion().State = v } }
	created := func(after time.Duration) func(*story) { return func(s *story) { s.lead().Created = paidAt.Add(after) } }
	byCoupon := func(s *story) { s.promotion().TrackingCoupon = "PAULA20"; s.discount("PAULA20") }
	earlier := func(before time.Duration) func(*story) {
		return func(s *story) {
			at := s.lead().Created.Add(-before)
			s.Stripe.Invoices = append(s.Stripe.Invoices, record.Invoice{ID: "in_first", Status: "paid", CustomerID: "cus_buyer", AmountPaid: usd(900), Total: usd(900), Created: at, PaidAt: at, Mode: record.Live})
		}
	}
	checkRows(t, Lead, []row{
		{name: "disabled", with: state(record.StateDenied), want: []string{"fail referral-disabled", "pass matched-by-email"}},
		{name: "pending", with: state(record.StatePending), want: []string{"fail referral-pending", "pass matched-by-email"}},
		{name: "moved", with: state(record.StateMoved), want: []string{"pass matched-by-email", "warn referral-moved"}},
		{name: "disabled beside a live one", with: beside(record.StateDenied), want: []string{"pass matched-by-email", "info referral-disabled"}},
		{name: "pending beside a live one", with: beside(record.StatePending), want: []string{"pass matched-by-email", "info referral-pending"}},
		{name: "moved beside a live one", with: beside(record.StateMoved), want: []string{"pass matched-by-email", "info referral-moved"}},
		{name: "asked about the moved one", with: all(asked, state(record.StateMoved), beside(record.StateSignup)), want: []string{"pass matched-by-email", "warn referral-moved"}},
		{name: "asked about the moved one, nobody else", with: all(asked, state(record.StateMoved)), want: []string{"pass matched-by-email", "warn referral-moved"}},
		{name: "asked about the disabled one", with: all(asked, state(record.StateDenied)), want: []string{"fail referral-disabled", "pass matched-by-email"}},
		{name: "disabled, but recorded", with: all(state(record.StateDenied), func(s *story) { s.recorded() }), want: []string{"pass already-customer", "pass matched-by-email"}},

		{name: "expired", on: record.V2, with: func(s *story) { s.lead().Expired = true }, want: []string{"pass matched-by-email", "warn referral-expired"}},
		{name: "flagged", with: func(s *story) { s.lead().FraudCheck = "same_ip_suspicion" }, want: []string{"pass matched-by-email", "warn referral-flagged"}},
		{name: "not flagged", with: func(s *story) { s.lead().FraudCheck = "" }, want: []string{"pass matched-by-email"}},

		{name: "promoter blocked in the campaign", with: place("blocked"), want: []string{"pass matched-by-email", "fail promoter-blocked"}},
		{name: "promoter rejected in the campaign", with: place("rejected"), want: []string{"pass matched-by-email", "fail promoter-blocked"}},
		{name: "promoter archived", with: promoter(func(p *record.Promoter) { p.ArchivedAt = paidAt }), want: []string{"pass matched-by-email", "fail promoter-blocked"}},
		{name: "promoter blocked", on: record.V1, with: promoter(func(p *record.Promoter) { p.Status = "blocked" }), want: []string{"pass matched-by-email", "fail promoter-blocked"}},
		{name: "promoter denied", on: record.V1, with: promoter(func(p *record.Promoter) { p.Status = "denied" }), want: []string{"pass matched-by-email", "fail promoter-blocked"}},
		{name: "promoter suspended", with: place("inactive"), want: []string{"pass matched-by-email", "info promoter-blocked"}},
		{name: "promoter pending", with: place("pending"), want: []string{"pass matched-by-email"}},
		{name: "another promoter blocked", with: func(s *story) { s.otherPlace().State = "blocked" }, want: []string{"pass matched-by-email"}},
		{name: "promoter of a coupon blocked", with: all(func(s *story) { s.noLead() }, byCoupon, place("blocked")), want: []string{"pass lead-by-coupon", "fail promoter-blocked"}},

		{name: "created after the payment", with: created(10*time.Minute + time.Second), want: []string{"pass matched-by-email", "fail lead-after-sale"}},
		{name: "created ten minutes after", with: created(10 * time.Minute), want: []string{"pass matched-by-email", "warn lead-at-sale"}},
		{name: "created just after, and converted by this very sale", with: all(created(20*time.Second), func(s *story) { s.lead().CustomerSince = paidAt.Add(time.Minute) }), want: []string{"pass already-customer", "pass matched-by-email"}},
		{name: "created a second after", with: created(time.Second), want: []string{"pass matched-by-email", "warn lead-at-sale"}},
		{name: "created with the payment", with: created(0), want: []string{"pass matched-by-email"}},
		{name: "created just after, with a visitor id", with: all(created(time.Minute), customerMeta("fp_tid", visitorID)), want: []string{"pass matched-by-email"}},
		{name: "created just after, with a tracking coupon", with: all(created(time.Minute), byCoupon), want: []string{"pass matched-by-email"}},
		{name: "created just after, with nobody's coupon", with: all(created(time.Minute), func(s *story) { s.discount("SUMMER") }), want: []string{"pass matched-by-email", "warn lead-at-sale"}},
		{name: "created just after, by a coupon that Stripe no longer shows", with: all(created(time.Minute), func(s *story) { s.lead().EntrySource = "coupon" }),
			want: []string{"pass matched-by-email"}, v1: []string{"pass matched-by-email", "warn lead-at-sale"}},
		{name: "created after an attempt in which no money moved", with: all(created(time.Hour), func(s *story) { s.invoice().Status = "open" }), want: []string{"pass matched-by-email"}},
		{name: "created at a time unknown", with: func(s *story) { s.lead().Created = time.Time{} }, want: []string{"pass matched-by-email"}},

		{name: "paid long before the lead", with: earlier(25 * time.Hour), want: []string{"pass matched-by-email", "warn paid-before-lead"}},
		{name: "paid a second more than a day before the lead", with: earlier(24*time.Hour + time.Second), want: []string{"pass matched-by-email", "warn paid-before-lead"}},
		{name: "paid a day before the lead", with: earlier(24 * time.Hour), want: []string{"pass matched-by-email"}},
		{name: "paid before, but already a customer", with: all(earlier(25*time.Hour), func(s *story) { s.lead().CustomerSince = paidAt }), want: []string{"pass already-customer", "pass matched-by-email"}},
		{name: "paid nothing before", with: all(earlier(25*time.Hour), func(s *story) { s.Stripe.Invoices[1].AmountPaid = usd(0) }), want: []string{"pass matched-by-email"}},
		{name: "another customer paid before", with: all(earlier(25*time.Hour), func(s *story) { s.Stripe.Invoices[1].CustomerID = "cus_second" }), want: []string{"pass matched-by-email"}},
	})
}

// TestRecordedLead: what FirstPromoter has recorded was in nobody's way.
func TestRecordedLead(t *testing.T) {
	rec := func(s *story) { s.recorded() }
	checkRows(t, Lead, []row{
		{name: "matched", with: rec, want: []string{"pass matched-by-email"}},
		{name: "customer", with: all(rec, func(s *story) { s.lead().CustomerSince = paidAt }), want: []string{"pass already-customer", "pass matched-by-email"}},
		{name: "a slip in the address", with: all(rec, leadOf("anabel.lee@example.com")), want: []string{"pass already-customer"}},
		{name: "no lead to be seen", with: func(s *story) { s.recorded(); s.noLead() }, want: []string{"pass already-customer"}},
		{name: "leads could not be read", with: func(s *story) {
			s.recorded()
			s.noLead()
			s.gap(record.FirstPromoter, record.PartReferrals, record.Unreachable)
		}, want: []string{"pass already-customer"}},
		{name: "late, flagged, blocked", with: all(rec, func(s *story) {
			s.lead().Created, s.lead().FraudCheck = paidAt.Add(time.Hour), "ad_source"
			s.promotion().State = "blocked"
		}), want: []string{"pass matched-by-email"}},
		{name: "two leads", with: func(s *story) { s.recorded(); s.alsoLead(lead("502", buyer)) }, want: []string{"pass matched-by-email", "info other-referral-owns-customer"}},
		{name: "by the conversion alone", with: func(s *story) { s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt }, want: []string{"pass already-customer", "pass matched-by-uid"}},
	})
}

func TestLeadGaps(t *testing.T) {
	unread := func(r record.Reason, part record.Part) func(*story) {
		return func(s *story) { s.gap(record.FirstPromoter, part, r) }
	}
	none := func(s *story) { s.noLead() }
	var rows []row
	for _, reason := range []record.Reason{record.PermissionMissing, record.CredentialsRefused, record.Unreachable, record.RateLimited, record.UnreadableAnswer, record.ListTooLong} {
		rows = append(rows, row{name: string(reason), with: all(none, unread(reason, record.PartReferrals)), want: []string{"error " + string(reason)}})
	}
	checkRows(t, Lead, append(rows,
		row{name: "not needed, as a lead matches", with: unread(record.Unreachable, record.PartLeads), want: []string{"pass matched-by-email"}},
		row{name: "nobody, but customers could not be read", with: all(nobody, func(s *story) {
			s.asksEmail("nobody@example.com")
			s.noLead()
			s.gap(record.Stripe, record.PartCustomers, record.Unreachable)
		}), want: []string{"error unreachable"}},
		row{name: "one outage reads like one", with: all(none, unread(record.Unreachable, record.PartReferrals), unread(record.Unreachable, record.PartReferrals)), want: []string{"error unreachable"}},
		row{name: "an unknown reason", with: all(none, unread("whatever", record.PartReferrals)), want: []string{"error unreachable"}},
	))
}

// TestAccountIDIsNamed: a v1 key that is refused may be a v2 key, which needs
// the account id.
func TestAccountIDIsNamed(t *testing.T) {
	for _, api := range []record.API{record.V1, record.V2} {
		s := healthy()
		s.noLead()
		s.gap(record.FirstPromoter, record.PartReferrals, record.CredentialsRefused)
		if api == record.V1 {
			s.onV1()
		}
		f, _ := finding(s.diagnose(), "credentials-refused")
		names := slices.ContainsFunc(f.Remedies, func(r Remedy) bool { return strings.Contains(r.Text.Plain(), "account id") })
		if names != (api == record.V1) {
			t.Errorf("%s: %+v", api, f.Remedies)
		}
	}
}

// TestLeadImport: FirstPromoter imports by the customer id as the referral's UID,
// so that comes first where it is another, and the import is the last step.
func TestLeadImport(t *testing.T) {
	steps := func(cause string, with func(*story)) []string {
		s := healthy()
		with(s)
		f, ok := finding(s.diagnose(), cause)
		if !ok {
			t.Fatalf("%s was not found", cause)
		}
		var out []string
		for _, r := range f.Remedies {
			out = append(out, r.Where+" "+r.Value.Value)
		}
		return out
	}
	for _, c := range []struct {
		name, cause string
		with        func(*story)
		want        []string
	}{
		{"no uid yet", "referral-disabled", func(s *story) { s.lead().State = record.StateDenied }, []string{
			"FirstPromoter > Referrals > the referral > three-dot menu > Enable ", "FirstPromoter > Referrals > find the referral > three-dot menu > the entry to edit it cus_buyer", "FirstPromoter > Referrals > the referral > Import Stripe Events cus_buyer",
		}},
		{"the right uid", "referral-disabled", func(s *story) { s.lead().State, s.lead().UID = record.StateDenied, "cus_buyer" }, []string{
			"FirstPromoter > Referrals > the referral > three-dot menu > Enable ", "FirstPromoter > Referrals > the referral > Import Stripe Events cus_buyer",
		}},
		{"a lead to be made", "lead-not-found", func(s *story) { s.noLead() }, []string{
			"FirstPromoter > Referrals > + New referral cus_buyer", "FirstPromoter’s set-up guide for Stripe Checkout ", "FirstPromoter > Referrals > the referral > Import Stripe Events cus_buyer",
		}},
		{"a lead to be made for a guest", "lead-not-found", func(s *story) { s.guest(); s.noLead() }, []string{
			"FirstPromoter > Referrals > + New referral " + buyer, "FirstPromoter’s set-up guide for Stripe Checkout ", "FirstPromoter > Commissions > + New Commission > Sale Commission ch_sale",
		}},
	} {
		if got := steps(c.cause, c.with); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLeadPointsAtWhatIsWrong: a finding names both sides' objects and sets
// their fields side by side.
func TestLeadPointsAtWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		cause string
		with  func(*story)
		want  []string
	}{
		{"email-typo", leadOf("anabel.lee@example.com"), []string{"referral 501", "customer cus_buyer"}},
		{"email-differs", all(leadOf("edgar@poe.example"), func(s *story) { s.charge().BillingEmail = "edgar@poe.example" }), []string{"referral 501", "customer cus_buyer", "charge ch_sale"}},
		{"fp-uid-misplaced", all(leadUID("user_1"), checkout(func(x *record.Session) { x.Metadata = map[string]string{"fp_uid": "user_1"} })), []string{"referral 501", "customer cus_buyer", "checkout.session cs_sale"}},
		{"sale-on-other-customer", func(s *story) {
			s.lead().UID = "cus_second"
			s.alsoCustomer(record.Customer{ID: "cus_second", Email: buyer})
		}, []string{"referral 501", "customer cus_buyer", "customer cus_second"}},
		{"lead-not-found", func(s *story) { s.noLead() }, []string{"customer cus_buyer"}},
		{"lead-after-sale", func(s *story) { s.lead().Created = paidAt.Add(time.Hour) }, []string{"referral 501", "invoice in_sale"}},
		{"promoter-blocked", func(s *story) { s.promotion().State = "blocked" }, []string{"promoter 7", "promotion 71"}},
		{"guest-checkout", func(s *story) { s.guest() }, []string{"charge ch_sale"}},
	} {
		s := healthy()
		c.with(s)
		f, ok := finding(s.diagnose(), c.cause)
		if !ok {
			t.Errorf("%s was not found", c.cause)
			continue
		}
		var got []string
		for _, o := range f.Objects {
			got = append(got, o.Type+" "+o.ID)
		}
		for _, want := range c.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s points at %q, not at %s", c.cause, got, want)
			}
		}
	}
}
