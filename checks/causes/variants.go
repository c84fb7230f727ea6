package causes

import "fpdoctor/checks/record"

// Variant names other words for a cause.
type Variant string

// The variants. Which a cause has stands with it.
const (
	// AsInfo: it is only worth showing.
	AsInfo Variant = "as info"

	ByLink          Variant = "by link"          // a link to the dashboard names the other account
	ByCharacters    Variant = "by characters"    // only the characters inside ids tell of the account
	AccountHidden   Variant = "account hidden"   // for another reason than the key's permissions
	WithoutSale     Variant = "without sale"     // the key stands for the sale that there is not
	OfAccount       Variant = "of account"       // in words that speak of no one sale
	ByInstall       Variant = "by install"       // Stripe tells since when FirstPromoter's app is there
	InstalledAnew   Variant = "installed anew"   // it was connected before, too
	AtFirstPromoter Variant = "at FirstPromoter" // the key of the other service

	BySaleOnly        Variant = "by sale only"         // no lead is known, but the sale is recorded
	ByEmailOnly       Variant = "by e-mail only"       // a guest has no customer id
	ByUIDOnly         Variant = "by uid only"          // the buyer has no address
	WithoutUID        Variant = "without uid"          // nor an address
	EmailRemoved      Variant = "e-mail removed"       // not changed to another
	LeadsToMend       Variant = "lead's to mend"       // the oddity is in the lead's address
	CustomersToMend   Variant = "customer's to mend"   // the slip is in the customer's address
	CustomersEncoded  Variant = "customer's encoded"   // the customer's address is the encoded one
	WithoutKey        Variant = "without key"          // there is no FirstPromoter key: please look
	NotFoundByPerson  Variant = "not found by person"  // looked up without a key, and not there
	TypedDiffers      Variant = "typed differs"        // the lead that was typed is another's
	TypedWithoutEmail Variant = "typed without e-mail" // the same, of a buyer who has no address
	WithoutPayment    Variant = "without payment"      // a deleted customer who paid nothing

	NothingPaid Variant = "nothing paid"
	NoReason    Variant = "no reason" // Stripe gives none
	Cancelled   Variant = "cancelled"
	GivenUp     Variant = "given up"  // the invoice or the subscription ended with the failed attempt
	Prevented   Variant = "prevented" // a dispute solved before it became one
	Appealed    Variant = "appealed"  // a lost dispute
	OwnerUnread Variant = "owner unread"
	OnLineOnly  Variant = "on a line only" // of the invoice
)

// Phrase is a part of a sentence, given as a value.
type Phrase string

// Piece is the phrase as an argument's value.
func (p Phrase) Piece() record.Piece { return record.WordsPiece(string(p)) }

// What keeps addresses that read the same from being the same to a program.
var Oddities = map[record.Oddity]Phrase{
	record.OddUnknown:  "one holds a character that only looks like the other’s",
	record.OddLetter:   "one holds a letter that only looks like the other’s",
	record.OddUnseen:   "one holds a character that cannot be seen",
	record.OddAround:   "one has something around it (mailto:, brackets, a name or a dot)",
	record.OddSpelling: "their domain is written in two ways",
}

// Yes is the value of an argument that only says that something is so.
const Yes Phrase = "yes"

// How FirstPromoter learnt of a sale.
const (
	LearntFromStripe Phrase = "It learnt of it from Stripe by itself."
	EnteredByHand    Phrase = "It was entered by hand, so it says nothing about the connection."
	SentByAPI        Phrase = "It was sent by your own site, not by Stripe; importing it from Stripe as well would count it twice."
	// OnlyAHint is said of records with Stripe ids beside such sales.
	OnlyAHint Phrase = "Since sales are also sent by your own site here, this is only a hint, not a proof."
)

// PerhapsSandbox is where a sale may be that the account of a test key does not have.
const PerhapsSandbox Phrase = "This is a test key: if it is one of a Stripe sandbox, " +
	"the sale may be in the live account that this sandbox belongs to."

// What is looked up one by one, of which there may be more than one look asks for.
const (
	LikelyUIDs      Phrase = "values in the metadata that may be a lead’s uid"
	OtherAddresses  Phrase = "addresses of the buyer and in the texts of the sale"
	LeadsOfAddress  Phrase = "leads of this address"
	LeadsAlike      Phrase = "leads with an address like the buyer’s"
	FormerAddresses Phrase = "changed addresses"
	NamedCustomers  Phrase = "customers that a lead or a payment names"
	ReportedEvents  Phrase = "commissions under the id of a Stripe event"
	SaleCoupons     Phrase = "coupons on this sale"
	TrackedCoupons  Phrase = "tracking coupons that may matter here"
	OwnPromoCodes   Phrase = "promo codes of the promoter"
	CodedCoupons    Phrase = "coupons whose promotion codes matter here"
	OwnPromotions   Phrase = "campaigns of promoters that may matter here"
	TrackingValues  Phrase = "tracking coupons that are no coupon’s id"
	// NoneOf stands for the number where not one was looked up.
	NoneOf Phrase = "none"
)

// What a foreign or missing coupon means where a lead is there as well.
const (
	EntryHidden  Phrase = "API v1 does not tell whether the lead came by a link; then this probably does not matter."
	EntryUnknown Phrase = "If the lead came by a link, this probably does not matter."
	CameByLink   Phrase = "The lead came by a link; which of the two wins is not documented."
)

// Why Stripe would not take a coupon or a promotion code for a sale
// (docs.stripe.com/billing/subscriptions/coupons).
const (
	CouponExpired    Phrase = "The coupon had expired by then."
	CouponUsedUp     Phrase = "The coupon has been used as often as it may be."
	CouponOnce       Phrase = "The coupon counts once, and an earlier invoice of this customer used it."
	CouponOver       Phrase = "The coupon counts for some months only, and they were over."
	CouponOtherGoods Phrase = "The coupon is for other products than the one sold."
	CouponCurrency   Phrase = "The coupon takes an amount off, but none in the currency of this sale, so Stripe refuses it here."
	CodeOfAnother    Phrase = "The promotion code is bound to another Stripe customer."
	CodeFirstOrder   Phrase = "The promotion code is for first orders only, and this customer had paid before."
	CodeMinimum      Phrase = "The order was below the promotion code’s minimum amount."
	CodeExpired      Phrase = "The promotion code had expired by then."
	CodeUsedUp       Phrase = "The promotion code has been used as often as it may be."
	CodeInactive     Phrase = "The promotion code is not active."
)

// What paid an invoice in place of money (docs.stripe.com/api/invoices/object).
const (
	ByBalance        Phrase = "settled from the customer’s balance"
	ByBillingCredits Phrase = "settled from billing credits"
	ByCreditNote     Phrase = "taken off by a credit note"
	CarriedOver      Phrase = "carried over to the customer’s next invoice"
	ByBalanceOrLater Phrase = "settled from the customer’s balance or carried over"
)

// What a buyer is given to pay by later.
const (
	BoletoVoucher     Phrase = "a Boleto voucher"
	OXXOVoucher       Phrase = "an OXXO voucher"
	KonbiniCode       Phrase = "a Konbini payment code"
	MultibancoVoucher Phrase = "a Multibanco reference"
	BankTransfer      Phrase = "the details for a bank transfer"
	PixCode           Phrase = "a Pix code"
	PayNowCode        Phrase = "a PayNow code"
	PromptPayCode     Phrase = "a PromptPay code"
	WeChatPayCode     Phrase = "a WeChat Pay code"
)

// AmountsMissing ends the sentence about an answer that cannot be read.
const AmountsMissing Phrase = "Stripe’s answer lacks an amount of this payment that it always sends"

// What Stripe would have taken in place of a coupon or promotion code that it did
// not take for a sale.
const (
	InsteadUsable    Phrase = "one that is not limited in time or number, or not yet at its limit"
	InsteadForever   Phrase = "one whose duration is “forever”"
	InsteadAnyGoods  Phrase = "one that also applies to the product of this sale"
	InsteadPercent   Phrase = "one that takes off a percentage, or an amount in this currency too (currency_options)"
	InsteadAnyBuyer  Phrase = "one that is not bound to a customer"
	InsteadAnyOrder  Phrase = "one that is not limited to first orders"
	InsteadAnyAmount Phrase = "one without a minimum amount, or with a lower one"
	InsteadActive    Phrase = "one that is active"
	InsteadExisting  Phrase = "one that exists in Stripe"
)

// Other words in place of a value.
const (
	Released     Phrase = "The authorisation has been released since."
	OwnAccount   Phrase = "Stripe’s own (Stripe Dashboard > Settings > Account details)"
	NoPayer      Phrase = "no customer at all: the buyer paid as a guest"
	CouponOnIt   Phrase = "on it"
	UnknownMode  Phrase = "an unknown"
	UnknownDate  Phrase = "an unknown date"
	SomePromoter Phrase = "a promoter"
	ThePromoter  Phrase = "the promoter"
	OwnFault     Phrase = "it met data that fpdoctor itself does not understand; the others are not affected"
)
