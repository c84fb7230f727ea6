package question

import (
	"time"

	"fpdoctor/checks/record"
)

func stripe(part record.Part, words string) About { return About{record.Stripe, part, words} }

// Account asks for the account behind the key. A restricted key often may not
// read it.
type Account struct{ gives[record.Account] }

// About implements Question, as it does for every type below.
func (Account) About() About { return stripe(record.PartAccount, "the account") }

// Installs asks for the Stripe Apps on the account in the key's mode. A key that may
// not read them, or a Stripe that does not know the question, makes an empty list
// that is not complete, and no error.
type Installs struct{ gives[List[record.AppInstall]] }

func (Installs) About() About { return stripe(record.PartInstalls, "the installed apps") }

// InstallChanges asks for what became of installs, newest first, as far back as
// Stripe keeps events: 30 days. What may not be read makes an empty list, as above.
type InstallChanges struct{ gives[[]record.InstallChange] }

func (InstallChanges) About() About {
	return stripe(record.PartInstalls, "changes of the installed apps")
}

// Mode asks for the key's mode, which is needed only where the key itself does
// not tell.
type Mode struct{ gives[record.Mode] }

func (Mode) About() About { return stripe(record.PartMode, "the mode of the key") }

// Object asks for the very object that SALE names, with all that hangs on it.
// Records.Asked tells whether it exists; where it does not, that comes with the
// error, and AskedMessage holds Stripe's words.
type Object struct {
	gives[Records]
	Kind record.QueryKind // neither an e-mail address nor a referral
	ID   string
}

func (q Object) About() About {
	words := map[record.QueryKind]string{
		record.ByCustomer: "the customer", record.ByInvoice: "the invoice", record.ByCharge: "the payment",
		record.ByPaymentIntent: "the payment", record.BySession: "the Checkout Session", record.BySubscription: "the subscription",
	}
	return stripe(record.PartAsked, words[q.Kind])
}

// Exists asks whether an id is known to this account in this mode or, by
// Stripe's own word, in the other. A deleted customer exists.
type Exists struct {
	gives[record.Existence]
	ID string
}

func (Exists) About() About { return stripe(record.PartTraces, "a sale that FirstPromoter recorded") }

// Event asks which payment an event of the last 30 days is about.
type Event struct {
	gives[record.EventLookup]
	ID string // evt_…
}

func (Event) About() About {
	return stripe(record.PartEvents, "the event that FirstPromoter names")
}

// EmailChanges asks for the changes of customers' addresses, newest first, as
// far back as Stripe keeps events: 30 days. With an error of reason list-too-long,
// or of a later page, the answer holds what came before.
type EmailChanges struct{ gives[[]record.EmailChange] }

func (EmailChanges) About() About { return stripe(record.PartEvents, "changes of address") }

// Customer asks for one customer, as Object does; a deleted one comes with its
// id only.
type Customer struct {
	gives[Records]
	ID string
}

func (Customer) About() About { return stripe(record.PartCustomers, "a lead’s customer") }

// CustomersByEmail asks for the customers of exactly that address: Stripe
// compares with case and leaves deleted customers out.
type CustomersByEmail struct {
	gives[Records]
	Email string
}

func (CustomersByEmail) About() About {
	return stripe(record.PartCustomers, "customers with the address")
}

// Stripe's search, which the next four use, finds words and not whole values,
// compares without case and lags by a minute or more
// (docs.stripe.com/search#data-freshness): who asks compares again, and an empty
// answer proves nothing.

// CustomersByUID searches the customers whose metadata carries a uid as fp_uid.
type CustomersByUID struct {
	gives[Records]
	UID string
}

func (CustomersByUID) About() About {
	return stripe(record.PartCustomers, "customers with the lead’s UID")
}

// CustomersByMisspeltUID searches those that carry it under a key that was
// meant to be fp_uid.
type CustomersByMisspeltUID struct {
	gives[Records]
	UID string
}

func (CustomersByMisspeltUID) About() About {
	return stripe(record.PartCustomers, "customers with the lead’s UID under another key")
}

// CustomersLike searches addresses that are equal without case, or share the
// part before the @ or a domain that is somebody's own.
type CustomersLike struct {
	gives[Records]
	Email string
}

func (CustomersLike) About() About {
	return stripe(record.PartCustomers, "customers with a similar address")
}

// CustomersTyped searches addresses that hold the letters typed.
type CustomersTyped struct {
	gives[Records]
	Text string
}

func (CustomersTyped) About() About { return stripe(record.PartCustomers, "customers") }

// NewestCustomers asks for one page of the newest customers of a time.
type NewestCustomers struct {
	gives[Records]
	Created Period
}

func (q NewestCustomers) About() About {
	return stripe(record.PartCustomers, q.Created.words("the newest customers", "customers of those days"))
}

// InvoicesOf asks for a customer's invoices with their discounts.
type InvoicesOf struct {
	gives[Records]
	Customer string
}

func (InvoicesOf) About() About { return stripe(record.PartInvoices, "the customer’s invoices") }

// InvoicesOfAny searches the invoices of several customers, whose ids are parted by
// blanks; at most CustomersInSearch of them.
type InvoicesOfAny struct {
	gives[Records]
	Customers string
}

func (InvoicesOfAny) About() About {
	return stripe(record.PartInvoices, "invoices of the customers with the address")
}

// ChargesOfAny searches their charges.
type ChargesOfAny struct {
	gives[Records]
	Customers string
}

func (ChargesOfAny) About() About {
	return stripe(record.PartCharges, "payments of the customers with the address")
}

// CustomersInSearch bounds the customers that one search names: Stripe takes few
// clauses in a query.
const CustomersInSearch = 10

// InvoicesOfSubscription asks for a subscription's invoices with their
// discounts and charges.
type InvoicesOfSubscription struct {
	gives[Records]
	Subscription string
}

func (InvoicesOfSubscription) About() About {
	return stripe(record.PartInvoices, "the subscription’s invoices")
}

// NewestInvoices asks for one page of the newest invoices of a time.
type NewestInvoices struct {
	gives[Records]
	Created Period
}

func (q NewestInvoices) About() About {
	return stripe(record.PartInvoices, q.Created.words("the newest invoices", "invoices of those days"))
}

// UpcomingOf asks for a preview of a customer's next invoice; Records.Upcoming
// is nil where there is none. A preview has no id.
type UpcomingOf struct {
	gives[Records]
	Customer string
}

func (UpcomingOf) About() About { return stripe(record.PartUpcoming, "the upcoming invoice") }

// ChargesOf asks for a customer's charges.
type ChargesOf struct {
	gives[Records]
	Customer string
}

func (ChargesOf) About() About { return stripe(record.PartCharges, "the customer’s payments") }

// ChargesOfTime asks for one page of a customer's newest charges of a time.
type ChargesOfTime struct {
	gives[Records]
	Customer string
	Created  Period
}

func (ChargesOfTime) About() About {
	return stripe(record.PartTraces, "what a customer paid whom FirstPromoter recorded")
}

// NewestCharges asks for one page of the newest charges of a time, each with
// its customer.
type NewestCharges struct {
	gives[Records]
	Created Period
}

func (q NewestCharges) About() About {
	return stripe(record.PartCharges, q.Created.words("the newest payments", "payments of those days"))
}

// ChargesBetween is NewestCharges read further: some hundreds of charges.
type ChargesBetween struct {
	gives[Records]
	Created Period
}

func (q ChargesBetween) About() About {
	return stripe(record.PartCharges, q.Created.words("the newest payments", "payments of those days"))
}

// IntentsOf asks for a customer's payment intents.
type IntentsOf struct {
	gives[Records]
	Customer string
}

func (IntentsOf) About() About {
	return stripe(record.PartIntents, "the customer’s payment attempts")
}

// IntentsBetween asks for some hundreds of the newest payment intents of a
// time, each with its customer and charge.
type IntentsBetween struct {
	gives[Records]
	Created Period
}

func (IntentsBetween) About() About {
	return stripe(record.PartIntents, "payment attempts of those days")
}

// DisputesOf asks for the disputes of a charge.
type DisputesOf struct {
	gives[Records]
	Charge string
}

func (DisputesOf) About() About { return stripe(record.PartDisputes, "disputes of the payment") }

// Subscription asks for one subscription, as Object does.
type Subscription struct {
	gives[Records]
	ID string
}

func (Subscription) About() About { return stripe(record.PartSubscriptions, "the subscription") }

// SubscriptionsOf asks for a customer's subscriptions, ended ones included.
type SubscriptionsOf struct {
	gives[Records]
	Customer string
}

func (SubscriptionsOf) About() About {
	return stripe(record.PartSubscriptions, "the customer’s subscriptions")
}

// SchedulesOf asks for a customer's subscription schedules that have not started.
type SchedulesOf struct {
	gives[Records]
	Customer string
}

func (SchedulesOf) About() About {
	return stripe(record.PartSchedules, "the customer’s subscription schedules")
}

// SessionsOf asks for a customer's Checkout Sessions.
type SessionsOf struct {
	gives[Records]
	Customer string
}

func (SessionsOf) About() About {
	return stripe(record.PartSessions, "the customer’s Checkout Sessions")
}

// SessionsByEmail asks for the completed Checkout Sessions in which the buyer
// gave an address, with their payments: this is how guests are found.
type SessionsByEmail struct {
	gives[Records]
	Email string
}

func (SessionsByEmail) About() About {
	return stripe(record.PartSessions, "Checkout Sessions with the address")
}

// SessionsByIntent asks for the Checkout Session of a payment intent.
type SessionsByIntent struct {
	gives[Records]
	Intent string
}

func (SessionsByIntent) About() About { return stripe(record.PartSessions, "the Checkout Session") }

// NewestSessions asks for one page of the newest completed Checkout Sessions of
// a time, each with its customer and payment.
type NewestSessions struct {
	gives[Records]
	Created Period
}

func (NewestSessions) About() About {
	return stripe(record.PartSessions, "Checkout Sessions of those days")
}

// Coupon asks for a coupon by its exact id, with the products it is limited
// to. A deleted one is not found.
type Coupon struct {
	gives[record.Coupon]
	ID string
}

func (Coupon) About() About { return stripe(record.PartCoupons, "the promoter’s coupon") }

// Coupons asks for the account's coupons, newest first.
type Coupons struct{ gives[List[record.Coupon]] }

func (Coupons) About() About { return stripe(record.PartCoupons, "the names of all coupons") }

// NewestCoupons asks for the first page of Coupons.
type NewestCoupons struct{ gives[List[record.Coupon]] }

func (NewestCoupons) About() About { return stripe(record.PartCoupons, "the coupons’ names") }

// PromotionCode asks for a promotion code by its id.
type PromotionCode struct {
	gives[record.PromotionCode]
	ID string // promo_…
}

func (PromotionCode) About() About { return stripe(record.PartPromotionCodes, "the promotion code") }

// PromotionCodesByText asks for the promotion codes with a text, which Stripe
// compares without case. Several may share it where at most one is active. With
// an error of reason list-too-long, or of a later page, the answer holds what
// came before.
type PromotionCodesByText struct {
	gives[[]record.PromotionCode]
	Text string
}

func (PromotionCodesByText) About() About {
	return stripe(record.PartPromotionCodes, "the promotion code")
}

// PromotionCodesOfCoupon asks for the promotion codes that stand for a coupon.
// Errors are as those of PromotionCodesByText.
type PromotionCodesOfCoupon struct {
	gives[[]record.PromotionCode]
	Coupon string
}

func (PromotionCodesOfCoupon) About() About {
	return stripe(record.PartPromotionCodes, "the coupon’s promotion codes")
}

// Whole is a list of the account that is read from end to end, each object
// passed on as it comes: a client's Each answers it, not its Ask.
type Whole int

// The lists.
const (
	AllCustomers Whole = iota
	AllIntents         // those that no charge brings along
	AllInvoices
	AllCharges  // with their payment intents
	AllSessions // finished Checkout Sessions
)

// Wholes are all of them.
var Wholes = [...]Whole{AllCustomers, AllIntents, AllInvoices, AllCharges, AllSessions}

func (w Whole) About() About {
	switch w {
	case AllCustomers:
		return stripe(record.PartCustomers, "all customers")
	case AllIntents:
		return stripe(record.PartIntents, "all payment attempts")
	case AllInvoices:
		return stripe(record.PartInvoices, "all invoices")
	case AllCharges:
		return stripe(record.PartCharges, "all payments")
	case AllSessions:
	}
	return stripe(record.PartSessions, "all Checkout Sessions")
}

// Stretch is a list from end to end, or what was made since a moment. In the latter
// case payments bring their customers along, who may be older.
type Stretch struct {
	Whole
	Since time.Time // zero: all there is
}

// OfStripe are the questions that are asked of Stripe, each with nothing filled in.
var OfStripe = []Question{
	Account{}, Installs{}, InstallChanges{}, Mode{}, Object{}, Exists{}, Event{}, EmailChanges{},
	Customer{}, CustomersByEmail{}, CustomersByUID{}, CustomersByMisspeltUID{}, CustomersLike{}, CustomersTyped{}, NewestCustomers{},
	InvoicesOf{}, InvoicesOfAny{}, InvoicesOfSubscription{}, NewestInvoices{}, UpcomingOf{},
	ChargesOf{}, ChargesOfAny{}, ChargesOfTime{}, NewestCharges{}, ChargesBetween{}, IntentsOf{}, IntentsBetween{}, DisputesOf{},
	Subscription{}, SubscriptionsOf{}, SchedulesOf{}, SessionsOf{}, SessionsByEmail{}, SessionsByIntent{}, NewestSessions{},
	Coupon{}, Coupons{}, NewestCoupons{}, PromotionCode{}, PromotionCodesByText{}, PromotionCodesOfCoupon{},
}
