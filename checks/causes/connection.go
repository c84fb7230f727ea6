package causes

// Causes that any item can have, and those of items 1 to 3.

var anyItem = []Cause{
	{
		ID: "not-reached", Verdict: Skip, Basis: Documented,
		When:     "an earlier item settled it: there is nothing left to compare",
		Sentence: "Not looked at yet: fix item {item} ({itemtitle}) first.",
		Source:   "rules for all items",
	},
	{
		ID: "answer-contradicted", Verdict: Info, Basis: Documented,
		When:     "evidence proves the contrary of what was answered",
		Sentence: "You answered “{answer}”, but the records prove otherwise, so the records decide. Please look once more.",
		Source:   "rules for all items",
	},
	{
		ID: "permission-missing", Verdict: Error, Basis: Documented,
		When:     "the Stripe key may not read a part that this item needs",
		Sentence: "This could not be checked: the Stripe key lacks the permission “{row}”.",
		Remedies: []Step{{"tick-permission"}},
		Variants: map[Variant]Wording{
			AtFirstPromoter: {
				Sentence: "This could not be checked: FirstPromoter does not let this API key read {list}.",
				Remedies: []Step{},
			},
		},
		Source: "Stripe: restricted API keys",
	},
	{
		ID: "credentials-refused", Verdict: Error, Basis: Documented,
		When:     "a service refuses the key",
		Sentence: "This could not be checked, as {detail}.",
		Remedies: []Step{{"new-stripe-key"}, {"new-firstpromoter-key", "add-account-id"}, {"right-account-id"}},
		Source:   "Stripe: error codes; FirstPromoter: API authentication",
	},
	{
		ID: "unreachable", Verdict: Error, Basis: Documented,
		When:     "a service did not answer",
		Sentence: "This could not be checked, as {detail}.",
		Remedies: []Step{{"try-again"}, {"mend-first"}},
		Source:   "network",
	},
	{
		ID: "rate-limited", Verdict: Error, Basis: Documented,
		When:     "a service asks to slow down, also after several tries",
		Sentence: "This could not be checked: {service} is getting too many requests right now.",
		Remedies: []Step{{"wait-a-minute"}},
		Source:   "Stripe and FirstPromoter: rate limits",
	},
	{
		ID: "unreadable-answer", Verdict: Error, Basis: Documented,
		When:     "a service answered something that cannot be read",
		Sentence: "This could not be checked, as {detail}.",
		Remedies: []Step{{"try-again"}},
		Source:   "network",
	},
	{
		ID: "list-too-long", Verdict: Error, Basis: Documented,
		When: "a list is longer than fpdoctor reads, so that not finding something proves nothing",
		Sentence: "This could not be checked to the end: the list of {list} is longer than fpdoctor reads, so not finding the " +
			"one looked for proves nothing.",
		Remedies: []Step{{"ask-by-id"}},
		Source:   "paging bounds",
	},
	{
		ID: "looked-up-in-part", Verdict: Info, Basis: Documented,
		When:     "there is more of something than one look at a sale asks for, and it may be what was not found",
		Sentence: "Of {count} {things} fpdoctor looked up {looked}; the others are not checked.",
		Source:   "bounds of one look",
	},
}

var connection = []Cause{
	{
		ID: "sale-recorded", Item: Connected, Verdict: Pass, Basis: Documented,
		When:     "a commission carries this very sale",
		Sentence: "FirstPromoter has recorded this sale[ for {forname}] (commission {commission}). {how}",
		Source:   "FirstPromoter: commissions API, event_id",
	},
	{
		ID: "sales-by-api", Item: Connected, Verdict: Info, Basis: Inferred,
		When: "the account holds sale commissions under ids that are neither invoices nor charges",
		Sentence: "This account also gets sales that your own site sends to FirstPromoter (for example under {event}). So " +
			"records with Stripe ids only hint that Stripe is connected.",
		Source: "FirstPromoter: tracking API",
	},
	{
		ID: "app-installed", Item: Connected, Verdict: Pass, Basis: Documented,
		When:     "FirstPromoter’s app is installed in Stripe in the mode of the sale, since before the sale or beside a recorded one",
		Sentence: "FirstPromoter’s app is installed in this Stripe account, in {mode} mode, since {installedat}.",
		Variants: map[Variant]Wording{
			InstalledAnew: {
				Sentence: "FirstPromoter’s app is installed in this Stripe account, in {mode} mode, since {installedat}. That is after " +
					"this sale, but FirstPromoter heard from Stripe before it, too: it recorded {trace} on {traceat}.",
			},
		},
		Source: "Stripe: app installs API",
	},
	{
		ID: "app-needs-approval", Item: Connected, Verdict: Warn, Basis: Documented,
		When: "FirstPromoter’s app is installed in Stripe, but waits for access to be approved, or is being installed or uninstalled",
		Sentence: "FirstPromoter’s app is in this Stripe account, in {mode} mode, but not ready: access that it asks for has not been " +
			"approved, or it is just being installed or uninstalled. Until then sales may not arrive.",
		Remedies: []Step{{"approve-app"}, {"import-sale", "new-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "FirstPromoter’s app in this Stripe account is not ready: access that it asks for has not been approved, or it " +
					"is just being installed or uninstalled. Later sales may not arrive.",
			},
		},
		Source: "Stripe: app installs API",
	},
	{
		ID: "app-install-failed", Item: Connected, Verdict: Fail, Basis: Documented,
		When: "Stripe could not install FirstPromoter’s app, and FirstPromoter has received nothing since",
		Sentence: "On {installedat} Stripe could not install FirstPromoter’s app in this account, in {mode} mode, and FirstPromoter " +
			"has received nothing since.",
		Remedies:     []Step{{"connect-stripe"}, {"import-sale", "new-sale"}},
		TestRemedies: []Step{{"live-sale-account", "install-in-sandbox"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "On {installedat} Stripe could not install FirstPromoter’s app in this account, in {mode} mode. Later sales " +
					"may not arrive.",
			},
		},
		Source: "Stripe: app installs API",
	},
	{
		ID: "app-uninstalled", Item: Connected, Verdict: Fail, Basis: Documented,
		When: "an event says that FirstPromoter’s app was uninstalled from Stripe before the sale, and it is not installed now",
		Sentence: "FirstPromoter’s app was uninstalled from this Stripe account, in {mode} mode, on {goneat}, before this sale, and " +
			"is not installed now. Without it no sale arrives.",
		Remedies:     []Step{{"connect-stripe"}, {"import-sale", "new-sale"}},
		TestRemedies: []Step{{"live-sale-account", "install-in-sandbox"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "FirstPromoter’s app was uninstalled from this Stripe account, in {mode} mode, on {goneat}, and is not " +
					"installed now. Sales after that may not arrive.",
			},
		},
		Source: "Stripe: app installs API, events apps.install.deleted",
	},
	{
		ID: "connected-answered", Item: Connected, Verdict: Pass, Basis: Documented,
		When:     "the person answers that Stripe is connected, and nothing speaks against it",
		Sentence: "You answered that Stripe shows as connected in FirstPromoter, and nothing speaks against it.",
		Source:   "help article, item 1",
	},
	{
		ID: "recently-received", Item: Connected, Verdict: Pass, Basis: Inferred,
		When:     "FirstPromoter learnt something from Stripe around the time of the sale",
		Sentence: "FirstPromoter was hearing from Stripe around this sale: it recorded {trace} on {traceat}.[ {hint}]",
		Variants: map[Variant]Wording{
			OfAccount: {Sentence: "FirstPromoter hears from Stripe: the newest sale it learnt of is {trace}, of {traceat}."},
		},
		Source: "FirstPromoter: commissions and referrals as traces of Stripe events",
	},
	{
		ID: "not-connected", Item: Connected, Verdict: Fail, Basis: Documented,
		When: "the person answers that Stripe does not show as connected",
		Sentence: "You answered that Stripe does not show as connected in FirstPromoter. Without the connection no sale arrives. " +
			"(Two things look like it and do not track sales: the integration “Stripe Payouts”, and Stripe Connect for payouts. " +
			"Both only pay promoters.)",
		Remedies: []Step{{"connect-stripe"}, {"import-sale", "new-sale"}},
		Source:   "help article, item 1",
	},
	{
		ID: "never-received", Item: Connected, Verdict: Warn, Basis: Inferred,
		When: "the account has leads, yet no trace of Stripe at all",
		Sentence: "FirstPromoter has leads, but not one record that can only come from Stripe. Stripe may not be connected, or " +
			"may be connected to another account or mode.",
		Remedies: []Step{{"look-connection"}, {"import-sale"}},
		Source:   "FirstPromoter: commissions and referrals as traces of Stripe events",
	},
	{
		ID: "stopped-receiving", Item: Connected, Verdict: Warn, Basis: Inferred,
		When: "the newest trace is more than 7 days older than the sale",
		Sentence: "The last thing FirstPromoter heard from Stripe is {trace} on {traceat}, more than 7 days before this sale. " +
			"Since then the connection may have been cut, or switched to test mode or to a sandbox.",
		Remedies: []Step{{"look-connection"}, {"import-sale"}},
		Source:   "FirstPromoter: commissions and referrals as traces of Stripe events",
	},
	{
		ID: "connected-after-sale", Item: Connected, Verdict: Warn, Basis: Inferred,
		When: "FirstPromoter’s app was installed in Stripe after the sale; else, every trace is more than an hour newer than the sale",
		Sentence: "The first thing FirstPromoter heard from Stripe is {trace} on {traceat}, after this sale. The sale probably " +
			"came before the connection, and past sales are not picked up by themselves.",
		Remedies: []Step{{"import-sale", "add-sale-by-hand"}},
		Variants: map[Variant]Wording{
			ByInstall: {
				Sentence: "FirstPromoter’s app was installed in this Stripe account on {installedat}, after this sale. Past sales are " +
					"not picked up by themselves.",
			},
		},
		Source: "FirstPromoter help: importing previous sales; Stripe: app installs API",
	},
	{
		ID: "unexplained", Item: Connected, Verdict: Warn, Basis: Inferred,
		When: "items 2 to 6 are good, more than two minutes have passed, and yet the sale is not recorded",
		Sentence: "Everything that can be checked is in order and more than two minutes have passed, yet FirstPromoter has not " +
			"recorded the sale. Stripe’s message may never have reached it.",
		Remedies: []Step{{"import-sale", "add-sale-by-hand"}, {"event-log"}, {"ask-support"}},
		Source:   "help article; FirstPromoter: importing previous sales; FirstPromoter: MCP server",
	},
	{
		ID: "connection-unconfirmed", Item: Connected, Verdict: Ask, Basis: Documented,
		When: "neither an answer nor evidence",
		Sentence: "FirstPromoter’s API does not tell whether Stripe is connected. Please look: does the Stripe integration show " +
			"as connected?",
		Remedies: []Step{{"look-connection", "pick-app"}},
		Source:   "help article, item 1",
	},

	{
		ID: "account-matches", Item: Account, Verdict: Pass, Basis: Documented,
		When:     "the connected account id given equals Stripe’s own",
		Sentence: "FirstPromoter is connected to {account}, the account of this Stripe key.",
		Variants: map[Variant]Wording{
			ByCharacters: {
				Sentence: "Stripe did not tell which account this is, but {from} carries characters of it, {characters}: they " +
					"are those of {given}, which FirstPromoter is connected to.",
			},
		},
		Source: "help article, item 2",
	},
	{
		ID: "account-by-install", Item: Account, Verdict: Pass, Basis: Documented,
		When:     "FirstPromoter’s app is installed in this very Stripe account",
		Sentence: "FirstPromoter’s app is installed in this very Stripe account, {account}.",
		Source:   "Stripe: app installs API",
	},
	{
		ID: "account-by-evidence", Item: Account, Verdict: Pass, Basis: Inferred,
		When: "FirstPromoter’s newest trace id was found in this Stripe account; a customer’s id only with what that customer " +
			"paid here at that time",
		Sentence: "{trace}, which FirstPromoter learnt from Stripe, exists in this Stripe account. So it is the right one.",
		Source:   "FirstPromoter: commissions as traces; Stripe: resource_missing",
	},
	{
		ID: "account-mismatch", Item: Account, Verdict: Fail, Basis: Documented,
		When:     "the connected account id given differs from Stripe’s own",
		Sentence: "FirstPromoter is connected to {given}, but the sale is in {account}. Sales of this account never arrive there.",
		Remedies: []Step{{"reconnect-account", "keep-account"}, {"import-sale", "new-sale"}},
		Variants: map[Variant]Wording{
			ByCharacters: {
				Sentence: "Stripe did not tell which account this is, but {from} carries characters of it, {characters}: they " +
					"are not those of {given}, which FirstPromoter is connected to.",
			},
		},
		Source: "help article, item 2",
	},
	{
		ID: "sandbox-suspected", Item: Account, Verdict: Warn, Basis: Inferred,
		When: "the key is a test key, and FirstPromoter’s newest trace id does not exist in this Stripe account, in either mode",
		Sentence: "{trace}, which FirstPromoter learnt from Stripe, does not exist in this Stripe account, and this Stripe key " +
			"is a test key. Perhaps it is the key of a Stripe sandbox. A sandbox is an account of its own, unlike the test " +
			"mode of an account: while FirstPromoter listens to the live account, what is bought in a sandbox never " +
			"reaches it.",
		Remedies: []Step{{"look-account"}, {"live-sale-account", "test-mode-purchase", "install-in-sandbox"}},
		Source:   "Stripe: sandboxes; FirstPromoter: commissions as traces; Stripe: resource_missing",
	},
	{
		ID: "sale-in-sandbox", Item: Account, Verdict: Fail, Basis: Documented,
		When: "the key is a test key, and the connected account id given differs from its account",
		Sentence: "FirstPromoter is connected to {given}, but this test key is one of another account, {account}: a Stripe " +
			"sandbox, most likely. A sandbox is an account of its own, unlike the test mode of an account, so what is " +
			"bought here never reaches FirstPromoter.",
		Remedies: []Step{{"live-sale-account", "test-mode-purchase", "install-in-sandbox"}},
		Source:   "help article, item 2; Stripe: sandboxes",
		Never:    true,
	},
	{
		ID: "foreign-records", Item: Account, Verdict: Fail, Basis: Inferred,
		When: "FirstPromoter’s newest trace id does not exist in this Stripe account, in either mode",
		Sentence: "{trace}, which FirstPromoter learnt from Stripe, does not exist in this Stripe account, neither in live mode " +
			"nor in its test mode. FirstPromoter is connected to another Stripe account, or to a sandbox, which is one too.",
		Remedies: []Step{{"reconnect-account", "keep-account"}, {"import-sale", "new-sale"}},
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "{trace}, which FirstPromoter learnt from Stripe, does not exist in this Stripe account. It may be from a " +
					"time when FirstPromoter was connected to another one.",
			},
		},
		Source: "FirstPromoter: commissions as traces; Stripe: resource_missing",
	},
	{
		ID: "mixed-records", Item: Account, Verdict: Info, Basis: Inferred,
		When: "some of FirstPromoter’s trace ids exist in this account and others do not",
		Sentence: "Some of the sales that FirstPromoter recorded are in this Stripe account and some are not (for example " +
			"{other}). The connection may have been changed at some time.",
		Source: "FirstPromoter: commissions as traces; Stripe: resource_missing",
	},
	{
		ID: "sale-in-other-account", Item: Account, Verdict: Fail, Basis: Inferred,
		When: "the id asked about does not exist in either mode and carries another account’s characters",
		Sentence: "{query} does not exist in this Stripe account ({account}), and its characters belong to another one. The sale " +
			"is in a different Stripe account.[ {sandbox}]",
		Remedies: []Step{{"use-other-account"}},
		Variants: map[Variant]Wording{
			ByLink: {
				Sentence: "{query} does not exist in this Stripe account ({account}), and the link is one of another account, " +
					"{given}. The sale is in that account.[ {sandbox}]",
			},
		},
		Source: "Stripe: resource_missing; characters inside ids",
	},
	{
		ID: "account-unreadable", Item: Account, Verdict: Info, Basis: Inferred,
		When: "the key may not read the account; the id was read off somewhere else",
		Sentence: "This key may not read the Stripe account itself, which is normal for a restricted key. The account id " +
			"{account} was read off {source} instead.",
		Variants: map[Variant]Wording{
			AccountHidden: {
				Sentence: "Stripe did not tell which account this is. The account id {account} was read off {source} instead.",
			},
		},
		Source: "Stripe: restricted API keys",
	},
	{
		ID: "account-unconfirmed", Item: Account, Verdict: Ask, Basis: Documented,
		When:     "neither an answer nor evidence",
		Sentence: "Which Stripe account is FirstPromoter connected to? Please compare the Connected account ID there with {ownaccount}.",
		Remedies: []Step{{"look-account"}},
		Source:   "help article, item 2",
	},

	{
		ID: "mode-matches", Item: Mode, Verdict: Pass, Basis: Documented,
		When:     "FirstPromoter’s mode as answered equals the sale’s",
		Sentence: "The sale is in {mode} mode, and so is FirstPromoter, as you answered.",
		Variants: map[Variant]Wording{
			WithoutSale: {
				Sentence: "This Stripe key is for {mode} mode, and FirstPromoter is in {mode} mode too, as you answered.",
			},
		},
		Source: "help article, item 3",
	},
	{
		ID: "mode-by-install", Item: Mode, Verdict: Pass, Basis: Documented,
		When:     "FirstPromoter’s app is installed in the mode of the sale",
		Sentence: "FirstPromoter’s app is installed in {mode} mode, and the sale is in {mode} mode. The modes agree.",
		Variants: map[Variant]Wording{
			WithoutSale: {
				Sentence: "FirstPromoter’s app is installed in {mode} mode, and this Stripe key is for {mode} mode. The modes agree.",
			},
		},
		Source: "Stripe: app installs API",
	},
	{
		ID: "mode-by-evidence", Item: Mode, Verdict: Pass, Basis: Inferred,
		When:     "FirstPromoter’s trace ids were found with this key, so the modes agree",
		Sentence: "{trace}, which FirstPromoter learnt from Stripe, is in {mode} mode, and so is this sale. The modes agree.",
		Variants: map[Variant]Wording{
			WithoutSale: {
				Sentence: "{trace}, which FirstPromoter learnt from Stripe, is in {mode} mode, and so is this Stripe key. The modes agree.",
			},
		},
		Source: "FirstPromoter: commissions as traces; Stripe: modes",
	},
	{
		ID: "mode-mismatch", Item: Mode, Verdict: Fail, Basis: Documented,
		When:         "FirstPromoter’s mode as answered differs from the sale’s",
		Sentence:     "The sale is in {mode} mode, but FirstPromoter is in {given} mode. A sale of the other mode never arrives.",
		Remedies:     []Step{{"live-mode-on", "test-sale-mode"}, {"import-sale", "new-sale"}},
		TestRemedies: []Step{{"live-sale-mode", "test-mode-on"}},
		Variants: map[Variant]Wording{
			WithoutSale: {
				Sentence: "This Stripe key is for {mode} mode, but FirstPromoter is in {given} mode. A sale of the other mode " +
					"never arrives.",
			},
		},
		Source: "help article, item 3",
	},
	{
		ID: "sale-in-other-mode", Item: Mode, Verdict: Fail, Basis: Documented,
		When:     "Stripe says that the id asked about exists in the other mode",
		Sentence: "{query} is in {other} mode, but this Stripe key is for {keymode} mode.",
		Remedies: []Step{{"use-other-mode"}},
		Source:   "Stripe: resource_missing, “a similar object exists in …”",
	},
	{
		ID: "records-in-other-mode", Item: Mode, Verdict: Fail, Basis: Inferred,
		When: "Stripe says that FirstPromoter’s trace ids exist in the other mode",
		Sentence: "{trace}, which FirstPromoter learnt from Stripe, is in {other} mode, but this sale is in {mode} mode. " +
			"FirstPromoter listens to the other mode.",
		Variants: map[Variant]Wording{
			AsInfo: {
				Sentence: "{trace}, which FirstPromoter learnt from Stripe, is in {other} mode. It may be from a time when " +
					"FirstPromoter listened to that mode.",
			},
		},
		Remedies:     []Step{{"live-mode-on", "test-sale-mode"}, {"import-sale", "new-sale"}},
		TestRemedies: []Step{{"live-sale-mode"}},
		Source:       "Stripe: resource_missing, “a similar object exists in …”",
	},
	{
		ID: "mode-unconfirmed", Item: Mode, Verdict: Ask, Basis: Documented,
		When: "neither an answer nor evidence",
		Sentence: "The sale is in {mode} mode. Is FirstPromoter in the same mode? Please look whether its Stripe screen shows a " +
			"test badge.",
		Remedies: []Step{{"look-mode"}},
		Variants: map[Variant]Wording{
			WithoutSale: {
				Sentence: "This Stripe key is for {mode} mode. Is FirstPromoter in the same mode? Please look whether its Stripe " +
					"screen shows a test badge.",
			},
		},
		Source: "help article, item 3",
	},
}
