package causes

import "fpdoctor/checks/record"

const (
	stripeSetupV2 = "FirstPromoter > profile (top right) > Settings > Integrations > " +
		"Integrations with third-parties > Stripe: Setup or Update"
	stripeSetupV1  = "FirstPromoter > Settings > Integrations > View Integrations > Stripe > Setup"
	stripeSetupURL = "https://login.firstpromoter.com?redirect=%2Fintegration%2Fstripe"
	editLeadV2     = "FirstPromoter > Referrals > find the referral > three-dot menu > the entry to edit it"
	editLeadV1     = "FirstPromoter > Leads/Customers > the lead > Edit customer > Show advanced options"
	couponV2       = "FirstPromoter > Promoters > the promoter > pick the campaign > coupon"
	rewardsV2      = "FirstPromoter > Campaigns > three dots > Edit Campaign > Rewards setup > " +
		"Rewards setup for referrals > Add Reward > New Stripe Coupon"
	couponV1   = "FirstPromoter > Promotions > row menu > Edit promotion > Tracking Coupon Code"
	promoterV2 = "FirstPromoter > Promoters > the promoter’s profile > three dots > Campaign actions"
	promoterV1 = "FirstPromoter > Promoters > the promoter > campaign menu > Activate or Add back"
	stripeKeys = "Stripe Dashboard > Developers > API keys"
	supportHow = "FirstPromoter’s support chat"
)

// template is a remedy before its values are filled in. Where a field of the
// version in use is empty the other stands for both.
type template struct {
	text   string
	v1text string // in place of text, where API v1 can do it only in another way
	// testText stands in place of text where the Stripe key is a test key.
	testText string
	// changes is the side of a mismatch that it changes, where there are two to choose from.
	changes record.System
	// stopsLive: it changes the account or the mode that FirstPromoter listens to,
	// so that sales of the present one do not arrive any more.
	stopsLive bool
	v1, v2    string // menu paths
	url       string // {name} stands for a value
	value     Arg    // the argument to paste
	method    string // v2 API call, as a curl command for the person
	path      string
	body      string
	needs     []Arg // arguments without which the remedy makes no sense
	unless    Arg   // the argument with which another remedy says it better
	v2only    bool
}

// Remedies that the filling itself knows: which stands in for which.
const (
	setLeadUID    = "lead-uid-customer"
	importSale    = "import-sale"
	importSaleUID = "import-sale-uid"
	importNewLead = "import-new-lead"
	importUID     = "import-uid"
	assignSale    = "assign-sale"
	addByHand     = "add-sale-by-hand"
	askSupport    = "ask-support"
)

// looking are the remedies by which an item asks a person to look.
var looking = map[Item]string{
	Connected: "look-connection", Account: "look-account", Mode: "look-mode", Lead: "look-lead", Coupon: "look-coupon",
}

// remedies is what can be done, each said once. Menu paths are those of
// FirstPromoter's help centre for the version in use.
var remedies = map[string]template{
	// The key and the network.
	"tick-permission": {
		text: "Edit the restricted key in Stripe[, in the account {account} and its {keymode} mode], and set “{row}” to Read, or create " +
			"a new key there with the permissions filled in.",
		v2: stripeKeys, url: "{keyurl}", needs: []Arg{ArgRow},
	},
	"new-stripe-key": {
		text: "Give fpdoctor a current Stripe key: K on screen, or fpdoctor keys add.",
		v2:   stripeKeys, url: "{keyurl}", needs: []Arg{ArgStripeKey},
	},
	"new-firstpromoter-key": {
		text:   "Give fpdoctor a current FirstPromoter API key: K on screen, or fpdoctor keys add.",
		unless: ArgWrongAccountID, v2: "FirstPromoter > Settings > Integrations > Manage API Keys",
		v1: "FirstPromoter > Settings > Integrations > Manage API keys > V1 (Legacy)", needs: []Arg{ArgFirstPromoterKey},
	},
	"right-account-id": {
		text: "Give fpdoctor the account id that FirstPromoter shows beside this key: K on screen, or fpdoctor keys add.",
		v2:   "FirstPromoter > Settings > Integrations > Manage API Keys", needs: []Arg{ArgWrongAccountID},
	},
	"add-account-id": {
		text: "If the key is a newer one (API v2), give fpdoctor its account id too (K on screen, or fpdoctor keys add): it " +
			"is in the same panel as the key.",
		v1: "FirstPromoter > Settings > Integrations > Manage API Keys", needs: []Arg{ArgNoAccountID},
	},
	"try-again":     {text: "Check again in a moment.", unless: ArgLasting},
	"mend-first":    {text: "Mend on this computer what is said here, then check again.", needs: []Arg{ArgLasting}},
	"wait-a-minute": {text: "Wait a minute, then check again."},
	"ask-by-id": {
		text: "Look for it by hand, or ask fpdoctor about the lead’s own id.",
		v2:   "FirstPromoter > Referrals > search", v1: "FirstPromoter > Leads/Customers > search",
	},

	// The connection.
	"look-connection": {
		text: "Open the Stripe integration in FirstPromoter and look whether the account shows as connected.",
		v2:   stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
	},
	"connect-stripe": {
		text: "Connect Stripe there, and follow it to the end: it leads to Stripe and back to FirstPromoter.",
		testText: "Connect Stripe there, and follow it to the end: it leads to Stripe and back to FirstPromoter. For live " +
			"sales that is the live account: a Stripe sandbox is an account of its own.",
		v2: stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
	},
	"pick-app": {
		text: "Say which of the apps installed in Stripe is FirstPromoter’s: I on screen, or --firstpromoter-app with one of {apps}.",
		v2:   "Stripe Dashboard > Settings > Installed apps", needs: []Arg{ArgApps},
	},
	"approve-app": {
		text: "Open FirstPromoter’s app in Stripe, in the account and mode of the sale, and approve the access that it asks for; " +
			"where it is still being installed, wait until that is done.",
		v2: "Stripe Dashboard > Settings > Installed apps > FirstPromoter",
	},
	"look-account": {
		text: "Compare FirstPromoter’s Connected account ID with Stripe’s own.",
		v2:   stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL, value: ArgAccount,
	},
	"reconnect-account": {
		text: "Change FirstPromoter’s connection: choose Disconnect, then connect again while signed in to the Stripe " +
			"account that takes the payments. Tracking stops in between.",
		changes: record.FirstPromoter, stopsLive: true, v2: stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
		value: ArgAccount,
	},
	"use-other-account": {
		text: "Start fpdoctor with a key of the Stripe account that took this payment, and check that FirstPromoter is " +
			"connected to that account.",
		testText: "Start fpdoctor with a key of the Stripe account that took this payment. It then looks whether " +
			"FirstPromoter is connected to that account.",
		v2: stripeKeys,
	},
	"look-mode": {
		text: "Look at the Stripe integration in FirstPromoter: with a test badge it hears test " +
			"purchases, of an account’s test mode or of a sandbox; without one it is in live mode.",
		v2: stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
	},
	"keep-account": {
		changes: record.Stripe,
		text:    "If FirstPromoter is connected to the right account, leave it so, and have your site take its payments in that account.",
		v2:      "your site’s checkout code", value: ArgGiven,
	},
	"live-mode-on": {
		changes: record.FirstPromoter, stopsLive: true,
		text: "Switch FirstPromoter to live mode: choose Disconnect, switch the test mode off, save, and connect again. Live " +
			"sales are tracked only in live mode.",
		v2: stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
	},
	"test-sale-mode": {
		changes: record.Stripe,
		text: "If FirstPromoter is in test mode on purpose, leave it so, and look at a test purchase: start fpdoctor with a " +
			"test key of the account, or of the sandbox, that FirstPromoter is connected to. No live sale is tracked meanwhile.",
		v2: stripeKeys,
	},
	"use-other-mode": {
		text: "Start fpdoctor with a Stripe key for {other} mode of this account, not of a sandbox, and check that FirstPromoter " +
			"is in {other} mode too.",
		testText: "Start fpdoctor with a Stripe key for {other} mode of this account, not of a sandbox. It then looks whether " +
			"FirstPromoter is in {other} mode too.",
		v2: stripeKeys,
	},

	// What is missing is a test purchase: FirstPromoter's connection stays as it is,
	// for live sales depend on it. Stripe: sandboxes are accounts of their own, beside the
	// test mode that shares an account's id (docs.stripe.com/sandboxes); a Stripe App is
	// installed in each of them by itself (docs.stripe.com/stripe-apps/enable-sandbox-support).
	"live-sale-account": {
		text: "Look at a live sale instead: start fpdoctor with a live key of the account that FirstPromoter is connected " +
			"to. Leave FirstPromoter’s connection as it is, for live sales depend on it.",
		v2: stripeKeys, value: ArgGiven,
	},
	"test-mode-purchase": {
		text: "Repeat the test purchase in the test mode of that account, where it has one. It arrives there only as long as " +
			"FirstPromoter shows its test badge.",
		v2: "Stripe Dashboard > the account picker > the account > test mode",
	},
	"install-in-sandbox": {
		text: "Have FirstPromoter installed in this sandbox too, where FirstPromoter offers it. Ask its support first, and " +
			"whether the live connection stays untouched.",
		v2: supportHow,
	},
	"live-sale-mode": {
		changes: record.Stripe,
		text: "Look at a live sale instead: start fpdoctor with a live key. FirstPromoter hears live mode, as live tracking " +
			"needs it, and a test purchase does not reach it there.",
		v2: stripeKeys,
	},
	"test-mode-on": {
		changes: record.FirstPromoter,
		text: "If FirstPromoter is to hear test purchases for a while: in FirstPromoter choose Disconnect, switch the test " +
			"mode on, save, connect again to the very account of this key (a sandbox is an account of its own), and repeat the " +
			"test purchase. Live tracking depends on it: no live sale is tracked until you switch back.",
		stopsLive: true, v2: stripeSetupV2, v1: stripeSetupV1, url: stripeSetupURL,
	},

	"look-lead": {
		text: "Look up the lead in FirstPromoter: its e-mail address, and its UID if it has one.",
		v2:   "FirstPromoter > Referrals > search", v1: "FirstPromoter > Leads/Customers > search",
	},
	"look-coupon": {text: "Look up the promoter’s tracking coupon in FirstPromoter.", v2: couponV2, v1: couponV1},

	// After the mend.
	"import-sale": {
		text: "Then bring in the missed sale: the referral’s UID must be the Stripe customer id.",
		v2:   "FirstPromoter > Referrals > the referral > Import Stripe Events", value: ArgCustomer, v2only: true,
		method: "POST", path: "/referrals/{lead}/import_events", needs: []Arg{ArgLead, ArgCustomer},
	},
	"import-uid": {
		text: "Then set the referral’s UID to the Stripe customer id, which the import in the next step goes by.",
		v2:   editLeadV2, value: ArgCustomer, v2only: true, method: "PUT", path: "/referrals/{lead}",
		body: `"uid":"{customer}"`, needs: []Arg{ArgLead, ArgCustomer},
	},
	"import-new-lead": {
		text:  "Then bring in the missed sale from the new referral: its UID must be the Stripe customer id.",
		v2:    "FirstPromoter > Referrals > the referral > Import Stripe Events",
		value: ArgCustomer, v2only: true, needs: []Arg{ArgCustomer},
	},
	"import-sale-uid": {
		text: "Then bring in the missed sale. For the import the referral’s UID must be the Stripe customer id: change it, " +
			"import, and put {leaduid} back.",
		v2: "FirstPromoter > Referrals > the referral > Import Stripe Events", value: ArgCustomer, v2only: true,
		needs: []Arg{ArgLead, ArgCustomer, ArgLeadUID},
	},
	"assign-sale": {
		text:  "Then add the missed sale by hand, with the event id below.",
		v2:    "FirstPromoter > Commissions > + New Commission > Sale Commission",
		v1:    "FirstPromoter > Customers and Leads > the lead > item menu > Assign sale and reward",
		value: ArgSale, needs: []Arg{ArgPaidSale},
	},
	"add-sale-by-hand": {
		text:  "Add the sale by hand, with the event id below.",
		v2:    "FirstPromoter > Commissions > + New Commission > Sale Commission",
		v1:    "FirstPromoter > Customers and Leads > the lead > item menu > Assign sale and reward",
		value: ArgSale, needs: []Arg{ArgPaidSale},
	},
	"new-sale":    {text: "Make a new test purchase and watch the lead for two minutes."},
	"ask-support": {text: "If that does not help, send fpdoctor’s report to FirstPromoter’s support.", v2: supportHow},

	"event-log": {
		text: "Ask FirstPromoter itself what it did with this referral: its MCP server shows a referral’s event log to an AI " +
			"assistant (the tool get_referral), which neither its pages nor its API do.",
		v2: "FirstPromoter’s documentation > MCP server", url: "https://docs.firstpromoter.com/mcp/overview",
		value: ArgLead, v2only: true,
		needs: []Arg{ArgLead},
	},

	// The lead.
	"lead-email": {
		text: "Change the lead’s e-mail address in FirstPromoter to the one the buyer uses in Stripe.", changes: record.FirstPromoter,
		v2: editLeadV2, v1: editLeadV1, value: ArgBuyer, method: "PUT", path: "/referrals/{lead}",
		body: `"email":"{buyer}"`, needs: []Arg{ArgLead, ArgBuyer},
	},
	"customer-email": {
		changes: record.Stripe,
		text:    "If the lead’s address is the right one, change the customer’s e-mail address in Stripe.",
		v2:      "Stripe Dashboard > Customers > the customer > Details", url: "{customerurl}", value: ArgLeadEmail,
		needs: []Arg{ArgCustomer, ArgLeadEmail},
	},
	"customer-encoded": {
		text: "Correct the customer’s e-mail address in Stripe: there it is the one that is written wrongly.",
		v2:   "Stripe Dashboard > Customers > the customer > Details", url: "{customerurl}", value: ArgLeadEmail,
		needs: []Arg{ArgLeadEmail},
	},
	"site-encoding": {
		text: "Have whoever maintains the site send the address as the buyer typed it: encode it exactly once " +
			"(encodeURIComponent in JavaScript) where it goes into a web address, and do not decode it twice.",
		v2: "the place in your site that reports sign-ups to FirstPromoter or creates the Stripe customer",
	},
	"customer-typo": {
		changes: record.Stripe,
		text:    "Correct the customer’s e-mail address in Stripe: the lead’s looks like the right one.",
		v2:      "Stripe Dashboard > Customers > the customer > Details", url: "{customerurl}", value: ArgLeadEmail,
		needs: []Arg{ArgLeadEmail},
	},
	"customer-add-email": {
		changes: record.Stripe,
		text:    "Give the Stripe customer the buyer’s e-mail address, and collect it at checkout from now on.",
		v2:      "Stripe Dashboard > Customers > the customer > Details", url: "{customerurl}", value: ArgLeadEmail,
		needs: []Arg{ArgCustomer},
	},
	"lead-uid-customer": {
		changes: record.FirstPromoter,
		text:    "Set the lead’s UID in FirstPromoter to the Stripe customer id.",
		v2:      editLeadV2, v1: editLeadV1, value: ArgCustomer, method: "PUT", path: "/referrals/{lead}",
		body: `"uid":"{customer}"`, needs: []Arg{ArgLead, ArgCustomer},
	},
	"fp-uid-set": {
		changes: record.Stripe,
		text: "Put the lead’s UID into the Stripe customer’s metadata under the key fp_uid. Have your site do so for every " +
			"new customer.",
		v2: "Stripe Dashboard > Customers > the customer > Metadata", url: "{customerurl}", value: ArgLeadUID,
		needs: []Arg{ArgCustomer, ArgLeadUID},
	},
	"fp-uid-move": {
		text:    "FirstPromoter reads fp_uid on the Stripe customer only: have your site write it there, not on the {place}.",
		changes: record.Stripe, v2: "your site’s checkout code", value: ArgLeadUID,
	},
	"fp-uid-rename": {
		text:    "Rename the metadata key {key} to fp_uid, letter by letter.",
		changes: record.Stripe, v2: "Stripe Dashboard > Customers > the customer > Metadata", url: "{customerurl}",
		value: ArgFPUIDKey,
	},
	"visitor-id": {
		text: "So that it does not happen again: pass the visitor id (cookie _fprom_tid) to Stripe as FirstPromoter’s guide " +
			"says: as fp_tid in the metadata of the Checkout Session or customer, or as client_reference_id of a Payment " +
			"Link.",
		v2:  "FirstPromoter’s set-up guide for Stripe Checkout",
		url: "https://login.firstpromoter.com?redirect=%2Finstructions%2Fstripe-checkout", unless: ArgVisitorNoted,
	},
	"create-lead": {
		text: "Create the lead by hand under the promoter who earned it, with the Stripe customer id as UID.",
		v2:   "FirstPromoter > Referrals > + New referral",
		v1:   "FirstPromoter > Customers and Leads > Add lead", value: ArgCustomer, needs: []Arg{ArgCustomer},
	},
	"create-lead-guest": {
		text: "Create the lead by hand under the promoter who earned it, with the buyer’s e-mail address.",
		v2:   "FirstPromoter > Referrals > + New referral",
		v1:   "FirstPromoter > Customers and Leads > Add lead", value: ArgBuyer, unless: ArgCustomer,
	},
	"check-spelling": {text: "Check the spelling of {asked}.", needs: []Arg{ArgAsked}},
	"search-customer": {
		text: "Search Stripe for the payment by amount or date. If the buyer paid elsewhere (PayPal, an app store), Stripe " +
			"has no record of it.",
		v2: "Stripe Dashboard > Payments",
	},
	"check-referral": {
		text: "Check the number: it is part of the address of the referral’s page in FirstPromoter.",
		v2:   "FirstPromoter > Referrals", v1: "FirstPromoter > Leads/Customers",
	},
	"enable-lead": {
		text: "Enable the referral again, if it was disabled by mistake.",
		v2:   "FirstPromoter > Referrals > the referral > three-dot menu > Enable",
		v1:   editLeadV1, method: "POST", path: "/referrals/enable",
		body: `"ids":[{lead}]`, needs: []Arg{ArgLead},
	},
	"approve-lead": {
		text: "Approve the referral. To have leads approved by themselves, switch on auto-approval in the campaign.",
		v2:   "FirstPromoter > Referrals > the referral > Approve",
		v1:   "FirstPromoter > Leads/Customers", method: "POST", path: "/referrals/approve",
		body: `"ids":[{lead}]`, needs: []Arg{ArgLead},
	},
	"moved-lead": {
		text:   "Referral {movedlead} is live now: look at that one, and import the sale there.",
		v1text: "Lead {movedlead} is live now: look at that one, and assign the sale there.",
		v2:     "FirstPromoter > Referrals > search for the e-mail",
		v1:     "FirstPromoter > Leads/Customers > search for the e-mail", value: ArgMovedLead,
		needs: []Arg{ArgMovedLead},
	},
	"moved-nowhere": {
		text: "No record of this buyer is live. Ask the promoters concerned, or create a new lead under the one who earned " +
			"the sale, with the Stripe customer id as UID, and import its sales.",
		v1text: "No record of this buyer is live. Create a new lead under the promoter who earned the sale, with the Stripe " +
			"customer id as UID, and assign the sale to it.",
		v2: "FirstPromoter > Referrals > + New referral",
		v1: "FirstPromoter > Customers and Leads > Add lead", value: ArgCustomer, unless: ArgMovedLead,
	},
	"duplicate-leads": {
		text: "Keep one referral for this buyer and disable or delete the others.",
		v2:   "FirstPromoter > Referrals > search for the e-mail", v1: "FirstPromoter > Leads/Customers > search for the e-mail",
	},
	"review-flag": {
		text: "Look at the fraud flag. It holds commissions back until an admin clears it; cleared as “no suspicion”, it does " +
			"not come back by itself.",
		v2: "FirstPromoter > Referrals > filter > Fraud check > the referral", v1: "FirstPromoter > Promoters > Suspicious tab",
		method: "PUT", path: "/referrals/{lead}", body: `"fraud_check":"no_suspicion"`, needs: []Arg{ArgLead},
	},
	"expired-lead": {
		text: "Ask FirstPromoter’s support whether an expired referral still earns, or move the sale by hand.",
		v2:   supportHow,
	},
	"unblock-promoter": {
		text: "Accept the promoter again, if blocking was a mistake.",
		v2:   promoterV2, v1: promoterV1, method: "PUT", path: "/promoter_campaigns/{promotion}", body: `"state":"accepted"`,
		needs: []Arg{ArgPromotion},
	},
	"restore-promoter": {
		text: "Restore the archived promoter.",
		v2:   "FirstPromoter > Promoters > Others > Archived", v1: promoterV1, method: "POST", path: "/promoters/restore",
		body: `"ids":[{promoterid}]`, needs: []Arg{ArgPromoterID, ArgArchived},
	},
	"lead-earlier": {text: "Have your site report the lead at sign-up, before the payment.", v2: "your site’s sign-up code"},
	"past-sales": {
		text: "Import the past payments of this buyer.",
		v2:   "FirstPromoter > Referrals > the referral > Import Stripe Events", value: ArgCustomer, v2only: true,
	},
	"move-owner": {
		text: "If the sale should go to this lead, move the other referral to this promoter or give it another UID.",
		v2:   "FirstPromoter > Referrals > the other referral > three-dot menu > Move to promoter", v1: editLeadV1,
	},
	"merge-customers": {
		text:    "From now on use one Stripe customer per buyer: have your checkout reuse the customer whom it made first.",
		changes: record.Stripe, v2: "your site’s checkout code",
	},

	"guest-customer": {
		text: "Have your checkout always create a customer (customer_creation: always), so that FirstPromoter gets an address.",
		v2:   "your site’s checkout code", unless: ArgCustomer,
	},
	"lead-uid-any": {
		text:    "Give the lead the buyer’s e-mail address, or set its UID to the Stripe customer id.",
		changes: record.FirstPromoter, v2: editLeadV2, v1: editLeadV1,
	},
	"fp-uid-site": {
		text:    "Have your site put the lead’s UID into the Stripe customer’s metadata under the key fp_uid.",
		changes: record.Stripe, v2: "your site’s checkout code", value: ArgLeadUID,
	},

	// The payment.
	"wait-trial": {
		text: "Wait for the first real payment, on {until} or later: the lead turns into a customer with it. There is nothing to fix.",
	},
	"wait-payment": {
		text: "Wait until the payment has come in, then check again.",
		v2:   "Stripe Dashboard > the invoice or payment", url: "{saleurl}",
	},
	"wait-voucher": {
		text: "Wait for the money, or remind the buyer to pay with what they were given. Do not have them pay anew: the sale would be " +
			"paid twice.",
		v2: "Stripe Dashboard > the invoice or payment", url: "{saleurl}",
	},
	"resume-collection": {
		text: "Resume collection of the subscription, if it should be paid again. Invoices that were voided or written off meanwhile " +
			"stay so: bill the missed time with a new invoice.",
		v2: "Stripe Dashboard > Subscriptions > the subscription > Resume collection",
	},
	"collect-rest": {
		text: "Have the buyer pay the rest; then check again.",
		v2:   "Stripe Dashboard > Invoices > the invoice", url: "{saleurl}",
	},
	"subscribe-again": {
		text: "Have the buyer subscribe again, or pay a new invoice: this one cannot be paid any more.",
		v2:   "Stripe Dashboard > Customers > the customer", url: "{customerurl}",
	},
	"dispute-appealed": {
		text: "The appeal is with the bank. Until it is won the sale counts as refunded in FirstPromoter; there is nothing to fix there.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{paymenturl}",
	},
	"buyer-account": {
		text: "Ask FirstPromoter’s support whether it reads buyers that Stripe keeps as accounts. Until you know, " +
			"let the checkout make a customer for each buyer.",
		v2: "Stripe Dashboard > Settings > Previews",
	},
	"finalise": {
		text: "Finalise and collect the invoice in Stripe.",
		v2:   "Stripe Dashboard > Invoices > the invoice", url: "{saleurl}",
	},
	"collect": {
		text: "Have the buyer pay: send the invoice again or ask for another card.",
		v2:   "Stripe Dashboard > Invoices > the invoice", url: "{saleurl}", needs: []Arg{ArgInvoice},
	},
	"pay-again": {
		text: "Have the buyer pay once more, with another card or method if need be.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{saleurl}", unless: ArgInvoice,
	},
	"confirm": {
		text: "Have the buyer confirm the payment: their bank or the payment page waits for it. If the page is gone, have " +
			"them pay anew.",
		v2: "Stripe Dashboard > the invoice or payment", url: "{saleurl}",
	},
	"new-invoice": {
		text: "If the buyer is still to pay, make a new invoice in Stripe. The lead turns into a customer when it is paid.",
		v2:   "Stripe Dashboard > Invoices > Create invoice",
	},
	"not-paid-yet": {
		text: "If the buyer says that they paid, search Stripe by amount or date: the payment may be on another customer. " +
			"Otherwise there is nothing to do until they pay.",
		v2: "Stripe Dashboard > Payments",
	},
	"capture": {
		text: "Capture the payment in Stripe before the authorisation runs out.",
		v2:   "Stripe Dashboard > Payments > the payment > Capture", url: "{saleurl}", unless: ArgReleased,
	},
	"authorise-again": {
		text: "Have the buyer pay once more: an authorisation that was released cannot be captured any more.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{saleurl}", needs: []Arg{ArgReleased},
	},
	"no-money": {
		text: "FirstPromoter counts only what was paid in money. Charge a real amount, or add a commission by hand if the " +
			"promoter should earn.",
		v2: "FirstPromoter > Commissions > + New Commission > Sale Commission",
		v1: "FirstPromoter > Promoters > the promoter > Add rewards manually",
	},
	"out-of-band": {
		text: "FirstPromoter does not hear of payments outside Stripe. Add the sale by hand with the invoice id.",
		v2:   "FirstPromoter > Commissions > + New Commission > Sale Commission",
		v1:   "FirstPromoter > Promoters > the promoter > Add rewards manually", value: ArgSale,
	},
	"look-sale": {text: "Check the id against the one in the Stripe Dashboard.", v2: "Stripe Dashboard > search"},
	"minimum": {
		text: "Charge more than the minimum, or ask FirstPromoter’s support whether this amount counts.",
		v2:   supportHow,
	},
	"refund-known": {
		text: "A refunded sale earns no commission. There is nothing to fix unless the refund was a mistake.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{paymenturl}",
	},
	"answer-dispute": {
		text: "Answer the dispute in Stripe. A disputed sale counts as refunded in FirstPromoter.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{paymenturl}", unless: ArgLost,
	},
	"dispute-lost": {
		text: "The dispute is lost, so there is nothing to fix: the sale counts as refunded in FirstPromoter.",
		v2:   "Stripe Dashboard > Payments > the payment", url: "{paymenturl}", needs: []Arg{ArgLost},
	},
	"wait-two": {text: "Wait until two minutes have passed since the payment, then check again."},

	// The coupon.
	"coupon-id": {
		changes: record.FirstPromoter,
		text:    "Put the coupon ID into the promoter’s tracking field.",
		v2:      couponV2, v1: couponV1, value: ArgCouponID, method: "PUT", path: "/promoter_campaigns/{promotion}",
		body: `"coupon":"{couponid}"`, needs: []Arg{ArgCouponID},
	},
	"coupon-id-sale": {
		changes: record.FirstPromoter,
		text:    "If {salecoupon} is meant to be {promoter}’s coupon, put it into the tracking field.",
		v2:      couponV2, v1: couponV1, value: ArgSaleCouponID, method: "PUT", path: "/promoter_campaigns/{promotion}",
		body: `"coupon":"{salecouponid}"`, needs: []Arg{ArgSaleCouponID}, unless: ArgByCodes,
	},
	"coupon-own": {
		text:    "Create a new coupon in Stripe, for this promoter in this campaign alone, and put its coupon ID into the tracking field.",
		changes: record.FirstPromoter, v2: couponV2, v1: couponV1, url: "{newcouponurl}",
	},
	"coupon-any": {
		text:    "Correct the promoter’s tracking field: it must hold the ID of a coupon in this Stripe account.",
		changes: record.FirstPromoter, v2: couponV2, v1: couponV1, unless: ArgCouponID,
	},
	"promo-code-apply": {
		text:    "Have the checkout apply the promoter’s own promotion code, not the shared coupon.",
		changes: record.Stripe, v2: "your site’s checkout code", value: ArgPromoCode,
	},
	"promo-code-own": {
		text:    "If the sale was to be {promoter}’s, have the buyer use their own promotion code: only that names them to FirstPromoter.",
		changes: record.Stripe, v2: "your site’s checkout code", value: ArgPromoCode, needs: []Arg{ArgPromoCode},
	},
	"promo-code-revive": {
		text: "Give the promoter a new promo code: an archived one gets no new sales.",
		v2:   rewardsV2, v1: couponV1,
	},
	"coupon-assign": {
		text: "If the coupon should belong to a promoter, put its coupon ID into that promoter’s tracking field.",
		v2:   couponV2, v1: couponV1, value: ArgSaleCouponID,
	},
	"coupon-owner": {
		text: "Decide who earned the sale: the coupon is {owner}’s. If the sale is to go to another promoter than " +
			"FirstPromoter chose, it has to be added by hand.",
		v2: "FirstPromoter > Promoters > the promoter", v1: "FirstPromoter > Promotions",
	},
	"coupon-on-invoice": {
		text: "Apply the coupon to the invoice or subscription, or have Checkout create an invoice for one-off payments, so " +
			"that FirstPromoter sees it.",
		changes: record.Stripe, v2: "your site’s checkout code",
	},
	"coupon-enter": {
		changes: record.Stripe,
		text:    "If the buyer should have had the coupon, apply it to the subscription: it counts from the next invoice on.",
		v2:      "Stripe Dashboard > Subscriptions > the subscription > Update subscription", url: "{runningurl}", value: ArgApply,
		needs: []Arg{ArgRunning}, unless: ArgGone,
	},
	"coupon-next": {
		changes: record.Stripe,
		text:    "If the buyer should have had the coupon, have your checkout apply it to their next purchase.",
		v2:      "your site’s checkout code", value: ArgApply, needs: []Arg{ArgNoneRunning}, unless: ArgGone,
	},
	"coupon-usable": {
		text: "The promoter’s coupon cannot be used for such a sale. If these sales are to count, create another coupon in " +
			"Stripe, {instead}, and put its coupon ID into the promoter’s tracking field.",
		v2: couponV2, v1: couponV1, url: "{newcouponurl}", needs: []Arg{ArgInstead}, unless: ArgNewCode,
	},
	"code-usable": {
		text: "If these sales are to count, create another promotion code for the same coupon in Stripe, {instead}. The " +
			"tracking field stays as it is.",
		v2: "Stripe Dashboard > Product catalog > Coupons > the coupon > Promotion codes", url: "{trackingurl}",
		needs: []Arg{ArgInstead, ArgNewCode}, unless: ArgByCodes,
	},
	"promo-code-usable": {
		text: "The promoter’s promo code cannot be used for such a sale. If these sales are to count, have FirstPromoter make " +
			"another, {instead}.",
		v2: rewardsV2, v1: couponV1, needs: []Arg{ArgInstead, ArgByCodes},
	},
	"coupons-one": {
		changes: record.Stripe,
		text:    "Have your checkout take one promoter’s coupon on a sale, and decide who earned this one.",
		v2:      "your site’s checkout code",
	},
}
