package causes

// Arg names a value that sentences and remedies ask for, as {name}.
type Arg int

// The arguments. Those called yes have no other value: see Yes.
const (
	// The account, its mode and what FirstPromoter received.
	ArgAccount    Arg = iota + 1 // the id of the key’s own account
	ArgOwnAccount                // the same, or where to find it
	ArgGiven                     // what was answered: an account id or a mode
	ArgMode                      // the sale’s mode, else the key’s
	ArgKeyMode
	ArgOther      // another mode, or another id
	ArgSource     // where the account’s id was read off
	ArgFrom       // an id that carries the account’s characters
	ArgCharacters // those of the account inside an id
	ArgTrace      // what FirstPromoter learnt from Stripe
	ArgTraceAt
	ArgInstalledAt // FirstPromoter's app, in Stripe
	ArgGoneAt      // the same app
	ArgApps        // those of which one may be FirstPromoter's
	ArgEvent       // the id under which a site reported a sale
	ArgAnswer
	ArgSandbox // a phrase
	ArgHint    // a phrase

	// What could not be had.
	ArgDetail // the end of a sentence
	ArgService
	ArgRow // a row of permissions in Stripe’s dashboard
	ArgList
	ArgKeyURL
	ArgStripeKey        // yes: the Stripe key was refused
	ArgFirstPromoterKey // yes: the FirstPromoter key was refused
	ArgWrongAccountID   // yes
	ArgLasting          // yes: only mending something on this computer helps
	ArgNoAccountID      // yes: it may be a v2 key
	ArgItem
	ArgItemTitle

	// The sale.
	ArgQuery // what was asked about, as typed
	ArgAsked // what was looked for
	ArgSale
	ArgSaleURL
	ArgPaidSale // the sale, where money moved
	ArgPaymentURL
	ArgInvoice
	ArgAmount
	ArgTotal
	ArgRefunded
	ArgMinimum
	ArgMethod
	ArgDecline // Stripe’s words
	ArgDisputeStatus
	ArgLost      // yes: the dispute
	ArgReleased  // a phrase
	ArgSettledBy // a phrase: what paid in place of money
	ArgVoucher   // a phrase: what the buyer was given to pay by
	ArgCome      // what has come of it
	ArgRemaining // and what is still to come
	ArgBehaviour // what becomes of invoices while collection is paused
	ArgBuyerAccount
	ArgPaidAt
	ArgFirstPaid
	ArgStartsAt
	ArgTrialEnd
	ArgUntil
	ArgDueAt
	ArgWasDueAt
	ArgNextAt

	// Buyer and lead.
	ArgCustomer // the paying Stripe customer’s id
	ArgCustomerURL
	ArgBuyer // the payer’s address
	ArgOtherCustomer
	ArgPayer // the customer, or that there is none
	ArgLead  // the referral’s number
	ArgLeadEmail
	ArgOddity    // a phrase: what tells addresses apart that read the same
	ArgPunycode  // an address whose domain is spelt for machines (RFC 3492)
	ArgInLetters // the same as people read it
	ArgLeadUID
	ArgLeadName // its address, else its uid
	ArgLeadAt
	ArgLeads // several numbers
	ArgOtherLead
	ArgMovedLead
	ArgTyped // the lead that was typed
	ArgSince
	ArgChangedAt
	ArgCommission
	ArgCount
	ArgFlag
	ArgFPUID // the customer’s fp_uid
	ArgFPUIDKey
	ArgKey
	ArgPlace
	ArgChannel
	ArgReference
	ArgThings       // a phrase: what was looked up in part
	ArgLooked       // how many of them were
	ArgVisitorNoted // yes: another finding says it
	ArgVisitor      // the visitor id
	ArgLeadState

	// Promoter and coupon.
	ArgPromoter
	ArgPromoterID
	ArgPromoterState
	ArgArchived // yes
	ArgForName  // the promoter a commission or referral is for
	ArgOfName   // the promoter of another referral
	ArgPromotion
	ArgOwner
	ArgNotName // the promoter whose it is not
	ArgCampaign
	ArgNewCouponURL // Stripe's form, in this account and mode
	ArgSaleCoupon
	ArgSaleCouponID
	ArgSaleCode
	ArgTracking // what the promoter is tracked by
	ArgTrackingURL
	ArgDisplay  // the code that buyers see
	ArgCouponID // the id to put into the tracking field
	ArgPromoCode
	ArgApply   // what the checkout can apply
	ArgByCodes // yes: the promo-code set-up
	ArgGone    // yes: the coupon cannot be used for such a sale
	ArgInstead // a phrase: what Stripe would have taken
	ArgNewCode // yes: another promotion code is what is needed, not another coupon
	// The sale’s subscription, where it has not ended, and its page; else yes, there is none.
	ArgRunning
	ArgRunningURL
	ArgNoneRunning
	// Further coupons of a sale that carries those of several promoters.
	ArgSecondCoupon
	ArgSecondOwner
	ArgThirdCoupon
	ArgThirdOwner
	ArgMoreCoupons // how many more
	ArgWhy         // a phrase
	ArgEntry       // a phrase
	ArgHow         // a phrase
)

// argNamed is how templates name them.
var argNamed = map[string]Arg{
	"account": ArgAccount, "ownaccount": ArgOwnAccount, "given": ArgGiven, "mode": ArgMode, "keymode": ArgKeyMode,
	"other": ArgOther, "source": ArgSource, "from": ArgFrom, "characters": ArgCharacters, "trace": ArgTrace,
	"traceat": ArgTraceAt, "installedat": ArgInstalledAt, "goneat": ArgGoneAt, "apps": ArgApps, "event": ArgEvent, "answer": ArgAnswer,
	"sandbox": ArgSandbox, "hint": ArgHint,
	"detail": ArgDetail, "service": ArgService, "row": ArgRow, "list": ArgList, "keyurl": ArgKeyURL, "stripekey": ArgStripeKey,
	"fpkey": ArgFirstPromoterKey, "wrongaccountid": ArgWrongAccountID, "noaccountid": ArgNoAccountID, "lasting": ArgLasting,
	"item":      ArgItem,
	"itemtitle": ArgItemTitle,
	"query":     ArgQuery, "asked": ArgAsked, "sale": ArgSale, "saleurl": ArgSaleURL, "paidsale": ArgPaidSale,
	"paymenturl": ArgPaymentURL, "invoice": ArgInvoice, "amount": ArgAmount, "total": ArgTotal, "refunded": ArgRefunded,
	"minimum": ArgMinimum, "method": ArgMethod, "decline": ArgDecline, "disputestatus": ArgDisputeStatus, "lost": ArgLost,
	"released": ArgReleased, "settledby": ArgSettledBy, "voucher": ArgVoucher, "come": ArgCome, "remaining": ArgRemaining,
	"behaviour": ArgBehaviour, "buyeraccount": ArgBuyerAccount, "paidat": ArgPaidAt, "firstpaid": ArgFirstPaid, "startsat": ArgStartsAt,
	"trialend": ArgTrialEnd,
	"until":    ArgUntil, "dueat": ArgDueAt, "wasdueat": ArgWasDueAt, "nextat": ArgNextAt,
	"customer": ArgCustomer, "customerurl": ArgCustomerURL, "buyer": ArgBuyer, "othercustomer": ArgOtherCustomer,
	"payer": ArgPayer, "lead": ArgLead, "leademail": ArgLeadEmail, "leaduid": ArgLeadUID, "leadname": ArgLeadName,
	"oddity": ArgOddity, "punycode": ArgPunycode, "inletters": ArgInLetters,
	"leadat": ArgLeadAt, "leads": ArgLeads, "otherlead": ArgOtherLead, "movedlead": ArgMovedLead, "typed": ArgTyped,
	"since": ArgSince, "changedat": ArgChangedAt, "commission": ArgCommission, "count": ArgCount,
	"things": ArgThings, "looked": ArgLooked, "flag": ArgFlag,
	"fpuid": ArgFPUID, "fpuidkey": ArgFPUIDKey, "key": ArgKey, "place": ArgPlace, "channel": ArgChannel,
	"reference": ArgReference, "visitornoted": ArgVisitorNoted, "visitor": ArgVisitor, "leadstate": ArgLeadState,
	"promoter": ArgPromoter, "promoterid": ArgPromoterID, "promoterstate": ArgPromoterState, "archived": ArgArchived,
	"forname": ArgForName, "ofname": ArgOfName, "promotion": ArgPromotion, "owner": ArgOwner, "notname": ArgNotName,
	"campaign": ArgCampaign, "newcouponurl": ArgNewCouponURL,
	"salecoupon": ArgSaleCoupon, "salecouponid": ArgSaleCouponID, "salecode": ArgSaleCode,
	"tracking": ArgTracking, "trackingurl": ArgTrackingURL, "display": ArgDisplay, "couponid": ArgCouponID, "promocode": ArgPromoCode,
	"apply":   ArgApply,
	"bycodes": ArgByCodes, "gone": ArgGone, "instead": ArgInstead, "newcode": ArgNewCode, "running": ArgRunning,
	"runningurl": ArgRunningURL, "nonerunning": ArgNoneRunning,
	"secondcoupon": ArgSecondCoupon, "secondowner": ArgSecondOwner, "thirdcoupon": ArgThirdCoupon, "thirdowner": ArgThirdOwner,
	"morecoupons": ArgMoreCoupons, "why": ArgWhy, "entry": ArgEntry, "how": ArgHow,
}
