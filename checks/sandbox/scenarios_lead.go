package sandbox

import "time"

// Item 4: does the lead match the Stripe customer?
var leadScenarios = []Scenario{
	{
		Name: "lead-not-found", Title: "FirstPromoter has no lead for this buyer", Group: Lead,
		Want: []string{"lead-not-found"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			b.Point("lead-not-found", c)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "lead-not-found-colleagues", Title: "No lead; colleagues with alike short names have one", Group: Lead,
		Want: []string{"lead-not-found"},
		Build: func(b *Builder) {
			s := b.subscription(b.customer("Jana Gregory", "jana@kontor-nordwest.example"), usd(2900))
			b.lead("jane@kontor-nordwest.example", b.linkPromoter())
			b.lead("jan.a@kontor-nordwest.example", b.linkPromoter())
			b.lead("jana@kontor-suedost.example", b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "lead-not-found-namesake", Title: "No lead; a namesake’s address differs by a letter, but they have their own sale",
		Group: Lead,
		Want:  []string{"lead-not-found"},
		Build: func(b *Builder) {
			s := b.subscription(b.customer("Casper Lindholm", "casper.lindholm@fjellvann.example"), usd(2900))
			other := b.customer("Kasper Lindholm", "kasper.lindholm@fjellvann.example")
			b.subscription(other, usd(2900)).recorded(b.leadFor(other, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "lead-not-found-guest", Title: "No lead; a namesake’s address differs by a letter, but they paid as a guest", Group: Lead,
		Want: []string{"lead-not-found"},
		Build: func(b *Builder) {
			b.ago(54 * time.Hour)
			s := b.subscription(b.customer("Agneta Rosenkvist", "agneta.rosenkvist@ljusdal-keramik.example"), usd(2900))
			b.ago(60 * time.Hour)
			b.guest("Agnete Rosenkvist", "agnete.rosenkvist@ljusdal-keramik.example", usd(2900))
			b.lead("agnete.rosenkvist@ljusdal-keramik.example", b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "visitor-id-missing", Title: "No lead, and Checkout carried no visitor id", Group: Lead,
		Want: []string{"lead-not-found", "visitor-id-missing"},
		Build: func(b *Builder) {
			s := b.subscription(b.buyer(), usd(2900)).checkout()
			b.Sale(s.session)
		},
	},
	{
		Name: "customer-not-found", Title: "A lead whom Stripe does not know", Group: Lead,
		Want: []string{"customer-not-found", "not-reached"},
		Build: func(b *Builder) {
			_, email := b.person()
			r := b.lead(email, b.linkPromoter())
			b.Point("customer-not-found", r)
			b.Sale(r)
		},
	},
	{
		Name: "email-not-found", Title: "An e-mail address that neither service knows", Group: Lead,
		Want:  []string{"customer-not-found", "not-reached"},
		Build: func(b *Builder) { b.Sale("nobody.in.particular@lighthouse-keepers.example") },
	},
	{
		Name: "referral-not-found", Title: "A referral number that FirstPromoter does not know", Group: Lead,
		Want:  []string{"referral-not-found", "not-reached"},
		Build: func(b *Builder) { b.Sale("ref_990000001") },
	},
	{
		Name: "email-case", Title: "The same address, in capitals on one side", Group: Lead,
		Want: []string{"email-case"},
		Build: func(b *Builder) {
			b.twoAddresses("email-case", "Tove.Halvorsen@NordicPress.example", "tove.halvorsen@nordicpress.example")
		},
	},
	{
		Name: "email-invisible", Title: "An invisible character inside the lead’s address", Group: Lead,
		Want: []string{"email-invisible"},
		Build: func(b *Builder) {
			b.twoAddresses("email-invisible", "lena.\u200bbrandtner@kunsthaus-mitte.example", "lena.brandtner@kunsthaus-mitte.example")
		},
	},
	{
		Name: "email-blank", Title: "A blank at the end of the lead’s address", Group: Lead,
		Want: []string{"email-invisible"},
		Build: func(b *Builder) {
			b.twoAddresses("email-invisible", "oskar.wettstein@bergbahnen.example\u00a0", "oskar.wettstein@bergbahnen.example")
		},
	},
	{
		Name: "email-look-alike", Title: "A Cyrillic letter that looks like a Latin one", Group: Lead,
		Want: []string{"email-invisible"},
		Build: func(b *Builder) {
			b.twoAddresses("email-invisible", "p\u0430ulina.radek@skladiste.example", "paulina.radek@skladiste.example")
		},
	},
	{
		Name: "email-alias", Title: "A plus-tag in the lead’s address", Group: Lead,
		Want: []string{"email-alias"},
		Build: func(b *Builder) {
			b.twoAddresses("email-alias", "kimberley.osgood+trials@osgoodfarm.example", "kimberley.osgood@osgoodfarm.example")
		},
	},
	{
		Name: "email-alias-dots", Title: "Dots in a Gmail address", Group: Lead,
		Want: []string{"email-alias"},
		Build: func(b *Builder) {
			b.twoAddresses("email-alias", "sandbox.perpetua.lyle@gmail.com", "sandboxperpetualyle@gmail.com")
		},
	},
	{
		Name: "email-idn", Title: "An international domain in two spellings", Group: Lead,
		Want: []string{"email-invisible"},
		Build: func(b *Builder) {
			b.twoAddresses("email-invisible", "jonas.rehberg@xn--brokrat-n2a.example", "jonas.rehberg@bürokrat.example")
		},
	},
	{
		Name: "email-idn-other-name", Title: "An international domain spelt for machines that reads as another name", Group: Lead,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			b.twoAddresses("email-typo", "jonas.albrecht@münchen-studio.example", "jonas.albrecht@xn--mnchen-studio-3ob.example")
		},
	},
	{
		Name: "email-typo-regular", Title: "A typing error, and 350 payments of the same customer since", Group: Lead, World: regularShop,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			b.Sale(b.regular("bertil.nyqvist@fjordbruk.example", "bertil.nyqvsit@fjordbruk.example").invoice)
		},
	},
	{
		Name: "email-typo-regular-by-email", Title: "The same, asked by the customer’s address", Group: Lead, World: regularShop,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			b.regular("signe.ahlgren@havsbris.example", "signe.algren@havsbris.example")
			b.Sale("signe.ahlgren@havsbris.example")
		},
	},
	{
		Name: "email-mailto", Title: "The lead’s address was taken from a mailto: link", Group: Lead,
		Want: []string{"email-invisible"},
		Build: func(b *Builder) {
			b.twoAddresses("email-invisible", "mailto:ludmila.prokop@kachlovna.example", "ludmila.prokop@kachlovna.example")
		},
	},
	{
		Name: "email-encoded", Title: "The site sends the @ as %40", Group: Lead,
		Want: []string{"email-encoded"},
		Build: func(b *Builder) {
			b.twoAddresses("email-encoded", "edvard.lindqvist%40sjobod.example", "edvard.lindqvist@sjobod.example")
		},
	},
	{
		Name: "email-encoded-plus", Title: "The site decodes the + of a plus-tag to a blank", Group: Lead,
		Want: []string{"email-encoded"},
		Build: func(b *Builder) {
			b.twoAddresses("email-encoded", "sandbox.rosalind shop@gmail.com", "sandbox.rosalind+shop@gmail.com")
		},
	},
	{
		Name: "email-encoded-asked-by-referral", Title: "Asked by the lead: its address was encoded twice, behind a mailto:", Group: Lead,
		Want: []string{"email-encoded"},
		Build: func(b *Builder) {
			b.Sale(b.twoAddresses("email-encoded", "mailto:petronella.vos%2540polderkaas.example", "petronella.vos@polderkaas.example"))
		},
	},
	{
		Name: "email-alias-domain", Title: "Two names of one provider", Group: Lead,
		Want: []string{"email-alias"},
		Build: func(b *Builder) {
			b.twoAddresses("email-alias", "sandbox.amabel.thorne@proton.me", "sandbox.amabel.thorne@protonmail.com")
		},
	},
	{
		Name: "email-alias-domain-asked-by-referral", Title: "Asked by the lead: two names of one provider", Group: Lead,
		Want: []string{"email-alias"},
		Build: func(b *Builder) {
			b.Sale(b.twoAddresses("email-alias", "sandbox.isolde.varga@me.com", "sandbox.isolde.varga@icloud.com"))
		},
	},
	{
		Name: "email-typo", Title: "A typing error in the provider’s name", Group: Lead,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			b.twoAddresses("email-typo", "sandbox.wendeline.ashcombe@gmial.com", "sandbox.wendeline.ashcombe@gmail.com")
		},
	},
	{
		Name: "email-typo-name", Title: "A typing error in the name", Group: Lead,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			b.twoAddresses("email-typo", "casimir.pulawsky@vistulafoods.example", "casimir.pulawski@vistulafoods.example")
		},
	},
	{
		Name: "email-typo-asked-by-referral", Title: "A typing error, asked by the lead", Group: Lead,
		Want: []string{"email-typo"},
		Build: func(b *Builder) {
			c := b.customer("Barnaby Strickland", "barnaby.strickland@cobaltink.example")
			b.subscription(c, usd(2900))
			r := b.lead("barnaby.stricklnad@cobaltink.example", b.linkPromoter())
			b.Point("email-typo", r)
			b.Point("email-typo", c)
			b.Sale(r)
		},
	},
	{
		Name: "email-differs", Title: "Paid with another e-mail than the account’s", Group: Lead,
		Want: []string{"email-differs"},
		Build: func(b *Builder) {
			c := b.customer("Accounts Payable", "accounts@mapletonholdings.example")
			s := b.subscription(c, usd(2900))
			merge(s.charge, object{"billing_details": object{"email": "imogen.treadwell@fernandfable.example", "name": "Imogen Treadwell"}})
			r := b.lead("imogen.treadwell@fernandfable.example", b.linkPromoter())
			b.Point("email-differs", c)
			b.Point("email-differs", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "email-differs-checkout", Title: "Another e-mail was typed at Checkout", Group: Lead,
		Want: []string{"email-differs"},
		Build: func(b *Builder) {
			c := b.customer("Billing Desk", "billing.desk@ostrava-trading.example")
			s := b.charged(c, usd(7900)).
				checkout(object{"customer_details": object{"email": "vojtech.hlavacek@pivovarna.example", "name": "Vojtěch Hlaváček"}})
			b.lead("vojtech.hlavacek@pivovarna.example", b.linkPromoter())
			b.Sale(s.charge)
		},
	},
	{
		Name: "email-differs-invoice", Title: "The invoice still carries the older address", Group: Lead,
		Want: []string{"email-differs"},
		Build: func(b *Builder) {
			c := b.customer("Delphine Marchetti", "delphine.marchetti@alpinegear.example")
			s := b.subscription(c, usd(2900))
			s.invoice["customer_email"] = "dm1987@mailnest.example"
			b.lead("dm1987@mailnest.example", b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "email-elsewhere", Title: "The lead’s address stands only in the customer’s metadata", Group: Lead,
		Want: []string{"email-elsewhere"},
		Build: func(b *Builder) {
			c := b.customer(
				"Studio Larkspur",
				"finance@larkspur-group.example",
				object{"metadata": object{"signup_email": "henrietta.voss@vossandvoss.example"}},
			)
			s := b.subscription(c, usd(2900))
			r := b.lead("henrietta.voss@vossandvoss.example", b.linkPromoter())
			b.Point("email-elsewhere", c)
			b.Point("email-elsewhere", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "email-elsewhere-field", Title: "The lead’s address stands in a custom field of Checkout", Group: Lead,
		Want: []string{"email-elsewhere"},
		Build: func(b *Builder) {
			c := b.customer("Pinecrest Ltd", "ledger@pinecrest-ltd.example")
			s := b.subscription(c, usd(2900)).checkout(object{"custom_fields": []any{object{
				"key": "accountemail", "label": object{"type": "custom", "custom": "E-mail of your account"}, "optional": false,
				"type": "text",
				"text": object{
					"maximum_length": nil,
					"minimum_length": nil,
					"value":          "tobias.hartwell@cloverhill.example",
				}, "dropdown": nil, "numeric": nil,
			}}})
			r := b.lead("tobias.hartwell@cloverhill.example", b.linkPromoter())
			b.Point("email-elsewhere", s.session)
			b.Point("email-elsewhere", r)
			b.Sale(s.session)
		},
	},
	{
		Name: "email-changed", Title: "The customer’s address was changed before the payment", Group: Lead,
		Want: []string{"email-changed"},
		Build: func(b *Builder) {
			b.ago(6 * 24 * time.Hour)
			c := b.customer(
				"Rosamund Achterberg",
				"rosamund@achterberg-interiors.example",
				object{"created": b.before(5 * 24 * time.Hour).Unix()},
			)
			b.emailChanged(c, "r.achterberg@postbox-plus.example", b.before(26*time.Hour))
			s := b.subscription(c, usd(2900))
			r := b.lead("r.achterberg@postbox-plus.example", b.linkPromoter(), createdAt(b.before(5*24*time.Hour)))
			b.Point("email-changed", c)
			b.Point("email-changed", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "email-changed-asked-by-address", Title: "Asked by the older address, which was changed before the payment", Group: Lead,
		Want: []string{"email-changed"},
		Build: func(b *Builder) {
			b.ago(6 * 24 * time.Hour)
			c := b.customer(
				"Leontine Wachsmuth",
				"leontine@wachsmuth-textil.example",
				object{"created": b.before(5 * 24 * time.Hour).Unix()},
			)
			b.emailChanged(c, "l.wachsmuth@briefkasten-nord.example", b.before(26*time.Hour))
			b.subscription(c, usd(2900))
			r := b.lead("l.wachsmuth@briefkasten-nord.example", b.linkPromoter(), createdAt(b.before(5*24*time.Hour)))
			b.Point("email-changed", c)
			b.Point("email-changed", r)
			b.Sale("l.wachsmuth@briefkasten-nord.example")
		},
	},
	{
		Name: "email-missing", Title: "The paying customer has no e-mail address", Group: Lead,
		Want: []string{"email-missing"},
		Build: func(b *Builder) {
			c := b.customer("Walk-in", "")
			s := b.charged(c, usd(4500))
			b.Point("email-missing", c)
			b.Sale(s.charge)
		},
	},
	{
		Name: "guest-without-email", Title: "A guest of whom Stripe holds no e-mail address", Group: Lead,
		Want: []string{"email-missing"},
		Build: func(b *Builder) {
			s := b.charged(nil, usd(3900))
			b.Point("email-missing", s.charge)
			b.Sale(s.charge)
		},
	},
	{
		Name: "guest-checkout", Title: "A guest: the payment has no customer", Group: Lead,
		Want: []string{"guest-checkout"},
		Build: func(b *Builder) {
			name, email := b.person()
			s := b.guest(name, email, usd(3900))
			b.lead(email, b.linkPromoter())
			b.Point("guest-checkout", s.charge)
			b.Sale(s.charge)
		},
	},
	{
		Name: "fp-uid-misplaced", Title: "The user id stands on the Checkout Session, not on the customer", Group: Lead,
		Want: []string{"fp-uid-misplaced"},
		Build: func(b *Builder) {
			uid := "user_5582019"
			s := b.subscription(b.buyer(), usd(2900)).checkout(object{"metadata": object{"fp_uid": uid}})
			r := b.lead("", b.linkPromoter(), withUID(uid), enteredBy("api"))
			b.Point("fp-uid-misplaced", s.session)
			b.Point("fp-uid-misplaced", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "fp-uid-misplaced-subscription", Title: "The user id stands on the subscription", Group: Lead,
		Want: []string{"fp-uid-misplaced"},
		Build: func(b *Builder) {
			uid := "user_8830442"
			s := b.subscription(b.buyer(), usd(2900))
			merge(s.subscription, object{"metadata": object{"fp_uid": uid}})
			merge(s.invoice, object{"subscription_details": object{"metadata": object{"fp_uid": uid}}})
			r := b.lead("aliased.8830442@privaterelay.example", b.linkPromoter(), withUID(uid), enteredBy("api"))
			b.Point("fp-uid-misplaced", s.subscription)
			b.Point("fp-uid-misplaced", r)
			b.Sale(s.subscription)
		},
	},
	{
		Name: "fp-uid-misplaced-intent", Title: "Asked by the lead: its user id stands on the payment intent", Group: Lead,
		Want: []string{"fp-uid-misplaced"},
		Build: func(b *Builder) {
			uid := "user_6120984"
			s := b.charged(b.buyer(), usd(6400))
			merge(s.intent, object{"metadata": object{"fp_uid": uid}})
			r := b.lead("", b.linkPromoter(), withUID(uid), enteredBy("api"))
			b.Point("fp-uid-misplaced", s.intent)
			b.Point("fp-uid-misplaced", r)
			b.Sale(r)
		},
	},
	{
		Name: "fp-uid-misspelt", Title: "The user id stands on the customer under another key", Group: Lead,
		Want: []string{"fp-uid-misspelt"},
		Build: func(b *Builder) {
			uid := "user_2296107"
			c := b.buyer(object{"metadata": object{"FP_UID": uid}})
			s := b.subscription(c, usd(2900))
			r := b.lead("", b.linkPromoter(), withUID(uid), enteredBy("api"))
			b.Point("fp-uid-misspelt", c)
			b.Point("fp-uid-misspelt", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "fp-uid-differs", Title: "fp_uid differs from the lead’s uid by capitals and a blank", Group: Lead,
		Want: []string{"fp-uid-differs"},
		Build: func(b *Builder) {
			c := b.buyer(object{"metadata": object{"fp_uid": "Acme-Team-6641 "}})
			s := b.subscription(c, usd(2900))
			r := b.lead("team6641@acme-members.example", b.linkPromoter(), withUID("acme-team-6641"), enteredBy("api"))
			b.Point("fp-uid-differs", c)
			b.Point("fp-uid-differs", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "uid-differs", Title: "The e-mail matches, the lead’s uid is the site’s own", Group: Lead,
		Want: []string{"uid-differs", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			r := b.leadFor(c, b.linkPromoter(), withUID("user_9917730"), enteredBy("api"))
			b.Point("uid-differs", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "lead-without-email", Title: "A lead without an e-mail, whose uid Stripe does not know", Group: Lead,
		Want: []string{"lead-without-email"},
		Build: func(b *Builder) {
			r := b.lead("", b.linkPromoter(), withUID("user_3340981"), enteredBy("api"))
			b.Point("lead-without-email", r)
			b.Sale(r)
		},
	},
	{
		Name: "sale-on-other-customer", Title: "The lead is tied to another Stripe customer than the one who paid", Group: Lead,
		Want: []string{"sale-on-other-customer"},
		Build: func(b *Builder) {
			name, email := b.person()
			older := b.customer(name, email, object{"created": b.before(20 * 24 * time.Hour).Unix()})
			payer := b.customer(name, email)
			s := b.subscription(payer, usd(2900))
			r := b.lead(email, b.linkPromoter(), withUID(text(older["id"])), enteredBy("api"))
			b.Point("sale-on-other-customer", older)
			b.Point("sale-on-other-customer", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name:  "sale-on-other-customer-by-address",
		Title: "Asked by the lead: its own customer paid nothing, another one paid with its address", Group: Lead,
		Want: []string{"sale-on-other-customer"},
		Build: func(b *Builder) {
			own := b.customer("Pernille Østergaard", "pernille@ostergaard-vaev.example")
			payer := b.customer("Kasserer", "kasserer@vaevergruppen.example")
			s := b.charged(payer, usd(8800))
			merge(s.charge, object{"billing_details": object{"email": "pernille@ostergaard-vaev.example", "name": "Pernille Østergaard"}})
			r := b.lead("pernille@ostergaard-vaev.example", b.linkPromoter())
			b.Point("sale-on-other-customer", own)
			b.Point("sale-on-other-customer", payer)
			b.Point("sale-on-other-customer", r)
			b.Sale(r)
		},
	},
	{
		Name: "duplicate-customers", Title: "Two Stripe customers with one address; the sale is recorded", Group: Lead,
		Want: []string{"duplicate-customers", "sale-recorded", "paid"},
		Build: func(b *Builder) {
			name, email := b.person()
			b.customer(name, email, object{"created": b.before(20 * 24 * time.Hour).Unix()})
			payer := b.customer(name, email)
			s := b.subscription(payer, usd(2900))
			s.recorded(b.lead(email, b.linkPromoter()))
			b.Sale(email)
		},
	},
	{
		Name: "other-referral-owns-customer", Title: "Another referral already holds this Stripe customer", Group: Lead,
		Want: []string{"other-referral-owns-customer"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			_, other := b.person()
			owner := b.lead(other, b.promoterWith(place{}))
			s.recorded(owner)
			asked := b.leadFor(c, b.linkPromoter())
			b.Point("other-referral-owns-customer", owner)
			b.Sale(asked)
		},
	},
	{
		Name: "duplicate-referrals", Title: "Two promoters have a lead with this address", Group: Lead,
		Want: []string{"duplicate-referrals"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			first := b.leadFor(c, b.linkPromoter())
			second := b.leadFor(c, b.promoterWith(place{}), createdAt(b.before(30*time.Hour)))
			b.Point("duplicate-referrals", first)
			b.Point("duplicate-referrals", second)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "customer-deleted", Title: "The Stripe customer has been deleted since", Group: Lead,
		Want: []string{"customer-deleted"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			merge(
				s.subscription,
				object{"status": "canceled", "canceled_at": b.after(time.Hour).Unix(), "ended_at": b.after(time.Hour).Unix()},
			)
			b.leadFor(c, b.linkPromoter())
			b.deleted(c)
			b.Point("customer-deleted", c)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "referral-disabled", Title: "The referral is disabled", Group: Lead,
		Want:  []string{"referral-disabled"},
		Build: func(b *Builder) { b.stateScenario("referral-disabled", withState("denied")) },
	},
	{
		Name: "referral-pending", Title: "The referral waits for approval", Group: Lead, On: []string{V2},
		Want: []string{"referral-pending"},
		Build: func(b *Builder) {
			b.stateScenario("referral-pending", withState("pending"), enteredBy("manual_affiliate"))
		},
	},
	{
		Name: "referral-moved", Title: "The referral was moved away, and no other one is live", Group: Lead, On: []string{V2},
		Want: []string{"referral-moved"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			r := b.lead(text(c["email"])+" (moved)", b.linkPromoter(), withState("moved"))
			b.Point("referral-moved", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "referral-moved-asked", Title: "Asked about a referral that was moved to another promoter", Group: Lead, On: []string{V2},
		Want: []string{"referral-moved"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.subscription(c, usd(2900))
			moved := b.lead(text(c["email"])+" (moved)", b.linkPromoter(), withState("moved"))
			now := b.leadFor(c, b.promoterWith(place{}), enteredBy("manual_admin"))
			b.Point("referral-moved", moved)
			b.Point("referral-moved", now)
			b.Sale(moved)
		},
	},
	{
		Name: "referral-moved-recorded", Title: "Moved to another promoter; the live one got the sale", Group: Lead, On: []string{V2},
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			b.lead(text(c["email"])+" (moved)", b.linkPromoter(), withState("moved"))
			s.recorded(b.leadFor(c, b.promoterWith(place{}), enteredBy("manual_admin")))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "referral-expired", Title: "The referral counts as expired", Group: Lead, On: []string{V2},
		Want: []string{"referral-expired"},
		Build: func(b *Builder) {
			b.stateScenario("referral-expired", createdAt(b.before(120*24*time.Hour)), func(r *referral) { r.expired = true })
		},
	},
	{
		Name: "referral-flagged", Title: "The referral is flagged as suspicious", Group: Lead,
		Want: []string{"referral-flagged"},
		Build: func(b *Builder) {
			b.stateScenario("referral-flagged", func(r *referral) { r.fraud = "same_ip_suspicion" })
		},
	},
	{
		Name: "promoter-blocked", Title: "The promoter is blocked", Group: Lead,
		Want: []string{"promoter-blocked"},
		Build: func(b *Builder) {
			place := b.promoterWith(place{state: "blocked"})
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			b.leadFor(c, place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "promoter-archived", Title: "The promoter is archived", Group: Lead,
		Want: []string{"promoter-blocked"},
		Build: func(b *Builder) {
			place := b.promoterWith(place{})
			place.promoter.archived = b.before(24 * time.Hour)
			c := b.buyer()
			b.subscription(c, usd(2900))
			b.leadFor(c, place)
			b.Point("promoter-blocked", place.promoter)
			b.Sale(c["email"])
		},
	},
	{
		Name: "lead-after-sale", Title: "The lead was made a day after the payment", Group: Lead,
		Want: []string{"lead-after-sale"},
		Build: func(b *Builder) {
			b.stateScenario("lead-after-sale", createdAt(b.after(23*time.Hour)))
		},
	},
	{
		Name: "lead-at-sale", Title: "The lead came three minutes after the payment", Group: Lead,
		Want: []string{"lead-at-sale"},
		Build: func(b *Builder) {
			b.stateScenario("lead-at-sale", createdAt(b.after(3*time.Minute)), enteredBy("api"))
		},
	},
	{
		Name: "paid-before-lead", Title: "The buyer had paid weeks before the lead existed", Group: Lead,
		Want: []string{"paid-before-lead"},
		Build: func(b *Builder) {
			b.ago(33 * 24 * time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			next := s.renewal(b.after(30 * 24 * time.Hour))
			r := b.leadFor(c, b.linkPromoter(), createdAt(b.after(20*24*time.Hour)))
			b.Point("paid-before-lead", r)
			b.Sale(next.invoice)
		},
	},
	{
		Name: "visitor-id-misplaced", Title: "No lead: the visitor id stands on the session under another key", Group: Lead,
		Want: []string{"lead-not-found", "visitor-id-misplaced"},
		Build: func(b *Builder) {
			s := b.subscription(b.buyer(), usd(2900)).checkout(object{"metadata": object{"tid": visitorID(b.seed("visitor"))}})
			b.Point("visitor-id-misplaced", s.session)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "visitor-id-misplaced-intent", Title: "No lead: the visitor id stands on the payment, where it is not read", Group: Lead,
		Want: []string{"lead-not-found", "visitor-id-misplaced"},
		Build: func(b *Builder) {
			s := b.charged(b.buyer(), usd(5900)).checkout()
			merge(s.intent, object{"metadata": object{"fp_tid": visitorID(b.seed("visitor"))}})
			b.Point("visitor-id-misplaced", s.intent)
			b.Sale(s.intent)
		},
	},
	{
		Name: "visitor-id-overwritten", Title: "No lead: the Payment Link’s reference holds an order number", Group: Lead,
		Want: []string{"lead-not-found", "visitor-id-overwritten"},
		Build: func(b *Builder) {
			s := b.charged(b.buyer(), usd(5900))
			s.checkout(s.paymentLink(), object{"client_reference_id": "order-118204"})
			b.Point("visitor-id-overwritten", s.session)
			b.Sale(s.charge)
		},
	},
	{
		Name: "visitor-id-unclaimed", Title: "No lead, although the visitor id stands where it is read", Group: Lead,
		Want: []string{"lead-not-found", "visitor-id-unclaimed"},
		Build: func(b *Builder) {
			s := b.subscription(b.buyer(), usd(2900)).checkout(object{"metadata": object{"fp_tid": visitorID(b.seed("visitor"))}})
			b.Point("visitor-id-unclaimed", s.session)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "other-address-at-checkout-asked-by-referral", Title: "Asked by the lead: the lead’s address was typed at Checkout only",
		Group: Lead,
		Want:  []string{"email-differs"},
		Build: func(b *Builder) {
			c := b.customer("Front Office", "front.office@marlowe-supplies.example")
			b.subscription(c, usd(2900)).checkout(object{"customer_details": object{"email": "clemency.farrow@farrowprint.example"}})
			r := b.lead("clemency.farrow@farrowprint.example", b.linkPromoter())
			b.Point("email-differs", c)
			b.Sale(r)
		},
	},
	{
		Name: "misspelt-asked-by-referral", Title: "Asked by a lead without an e-mail: its uid stands on the customer under another key",
		Group: Lead,
		Want:  []string{"fp-uid-misspelt"},
		Build: func(b *Builder) {
			b.ago(50 * time.Hour)
			c := b.buyer(object{"metadata": object{"fpuid": "user_8841902"}})
			b.subscription(c, usd(2900))
			r := b.lead("", b.linkPromoter(), withUID("user_8841902"), enteredBy("api"))
			b.Point("fp-uid-misspelt", c)
			b.Sale(r)
		},
	},
	{
		Name:  "elsewhere-on-old-customer-asked-by-referral",
		Title: "Asked by the lead: its address stands in the metadata of a customer older than the lead", Group: Lead,
		Want: []string{"email-elsewhere"},
		Build: func(b *Builder) {
			c := b.customer("Wexford Group", "payables@wexford-group.example", object{
				"created": b.before(60 * 24 * time.Hour).Unix(), "metadata": object{"signup_email": "isolde.penrose@penroseglass.example"},
			})
			b.subscription(c, usd(2900))
			r := b.lead("isolde.penrose@penroseglass.example", b.linkPromoter())
			b.Point("email-elsewhere", c)
			b.Point("email-elsewhere", r)
			b.Sale(r)
		},
	},
	{
		Name:  "alias-of-old-customer-asked-by-referral",
		Title: "Asked by the lead: a plus-tag and dots apart from a customer older than the lead", Group: Lead,
		Want: []string{"email-alias"},
		Build: func(b *Builder) {
			c := b.customer("Cosima Thornbury", "cosima.thorn.bury@googlemail.com", object{"created": b.before(60 * 24 * time.Hour).Unix()})
			b.subscription(c, usd(2900))
			r := b.lead("cosimathornbury+shop@googlemail.com", b.linkPromoter())
			b.Point("email-alias", c)
			b.Point("email-alias", r)
			b.Sale(r)
		},
	},
	{
		Name:  "newest-on-other-customer",
		Title: "Asked by e-mail: an older customer’s sale is recorded, a newer customer of the address paid since", Group: Lead,
		Want: []string{"sale-on-other-customer"},
		Build: func(b *Builder) {
			name, email := b.person()
			at := b.at
			b.at = b.before(20 * 24 * time.Hour)
			first := b.subscription(b.customer(name, email), usd(2900))
			first.recorded(b.lead(email, b.linkPromoter()))
			b.at = at
			newer := b.customer(name, email)
			b.subscription(newer, usd(5900))
			b.Point("sale-on-other-customer", newer)
			b.Sale(email)
		},
	},
	{
		Name: "lead-uid-own-id", Title: "The lead has only a UID, which is a customer id of the merchant’s own", Group: Lead,
		Want: []string{"matched-by-uid", "paid", "unexplained"},
		Build: func(b *Builder) {
			c := b.buyer(object{"id": "Kq7Zt3mVx9RbW2cYp8HdL5nJf4Gs"})
			b.subscription(c, usd(4900))
			r := b.lead("", b.linkPromoter(), withUID("Kq7Zt3mVx9RbW2cYp8HdL5nJf4Gs"))
			b.Point("matched-by-uid", r)
			b.Sale(r)
		},
	},
	{
		Name: "customer-not-found-with-lead", Title: "FirstPromoter has a lead of the address typed, Stripe knows nobody", Group: Lead,
		Want: []string{"customer-not-found"},
		Build: func(b *Builder) {
			_, email := b.person()
			r := b.lead(email, b.linkPromoter())
			b.Point("customer-not-found", r)
			b.Sale(email)
		},
	},
	{
		Name: "referral-disabled-by-uid", Title: "The lead matches by its UID, but is disabled", Group: Lead,
		Want: []string{"referral-disabled", "matched-by-uid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(4900))
			b.Point("matched-by-uid", b.leadFor(c, b.linkPromoter(), withUID(text(c["id"])), withState("denied")))
			b.Sale(s.invoice)
		},
	},
}

// twoAddresses is a paid sale whose lead has a nearly equal address.
func (b *Builder) twoAddresses(cause, ofLead, ofCustomer string) *referral {
	name, _ := b.person()
	c := b.customer(name, ofCustomer)
	s := b.subscription(c, usd(2900))
	r := b.lead(ofLead, b.linkPromoter())
	b.Point(cause, c)
	b.Point(cause, r)
	b.Sale(s.invoice)
	return r
}

// regular is the first payment of a customer who has paid 350 times since, and whose
// lead has another address.
func (b *Builder) regular(ofCustomer, ofLead string) *sale {
	b.ago(40 * days)
	name, _ := b.person()
	c := b.customer(name, ofCustomer)
	b.lead(ofLead, b.linkPromoter())
	first := b.subscription(c, usd(2900))
	for i := range 350 {
		b.ago(39*days - time.Duration(i)*2*time.Hour)
		b.charged(c, usd(500))
	}
	return first
}

// stateScenario is a paid sale whose lead matches by e-mail, but is not as it should be.
func (b *Builder) stateScenario(cause string, change ...func(*referral)) {
	c := b.buyer()
	s := b.subscription(c, usd(2900))
	r := b.leadFor(c, b.linkPromoter(), change...)
	b.Point(cause, r)
	b.Sale(s.invoice)
}
