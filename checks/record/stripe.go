package record

import "time"

// Account is the Stripe account behind the key.
type Account struct {
	ID              string
	Name            string // settings.dashboard.display_name
	Country         string
	DefaultCurrency string
	// DerivedFrom is empty when Stripe itself gave the account. Otherwise it
	// says in plain words where the id was read off instead.
	DerivedFrom string
	Raw         Raw
}

// Customer is a Stripe customer. A deleted one keeps only its ID.
type Customer struct {
	ID          string
	Email       string
	Name        string
	Description string
	Created     time.Time
	Deleted     bool
	Mode        Mode
	TestClock   string // clock_…; its times are then simulated
	Metadata    map[string]string
	Discounts   []Discount
	Raw         Raw
}

// Where a discount sits.
const (
	OnInvoice      = TypeInvoice
	OnLine         = "line item"
	OnSubscription = TypeSubscription
	OnCustomer     = TypeCustomer
	OnSession      = TypeSession
)

// Discount is one use of a coupon. Coupon or PromotionCode may hold an id only.
type Discount struct {
	ID            string
	Coupon        Coupon
	PromotionCode PromotionCode // zero when the coupon was applied directly
	Where         string        // OnInvoice, OnLine, …
	Start, End    time.Time
}

// Coupon is a Stripe coupon. Only ID is surely filled.
type Coupon struct {
	ID               string
	Name             string
	Valid            bool
	Deleted          bool
	PercentOff       float64
	AmountOff        Money
	Duration         string // once, repeating, forever
	DurationInMonths int64
	MaxRedemptions   int64 // 0: no limit
	TimesRedeemed    int64
	RedeemBy         time.Time
	AppliesTo        []string // product ids; only when expanded
	// Currencies in which a further amount off is set
	// (docs.stripe.com/api/coupons/object#coupon_object-currency_options); only when
	// expanded, which CurrenciesRead tells.
	Currencies     []string
	CurrenciesRead bool
	Created        time.Time
	Metadata       map[string]string
	Raw            Raw
}

// PromotionCode is the text a buyer types, standing for a coupon.
type PromotionCode struct {
	ID             string
	Code           string
	Active         bool
	Coupon         Coupon
	CustomerID     string // non-empty: only this customer may use it
	FirstTimeOnly  bool
	MinimumAmount  Money
	MaxRedemptions int64
	TimesRedeemed  int64
	ExpiresAt      time.Time
	Created        time.Time
	Raw            Raw
}

// Invoice is a Stripe invoice in the shape of 2023-10-16.
type Invoice struct {
	ID               string
	Number           string
	Status           string // draft, open, paid, void, uncollectible
	BillingReason    string
	CollectionMethod string // charge_automatically, send_invoice
	CustomerID       string
	BuyerAccount     string // acct_…: the buyer, where the merchant keeps buyers as accounts
	CustomerEmail    string // frozen at finalisation
	CustomerName     string
	SubscriptionID   string
	ChargeID         string
	PaymentIntentID  string
	Subtotal         Money
	Total            Money
	AmountDue        Money
	AmountPaid       Money // in money, through Stripe
	AmountRemaining  Money
	DiscountAmount   Money // of all discounts together
	BillingCredits   Money // taken off before tax from credit grants
	CreditNotes      Money // issued while the invoice was open
	AmountsMissing   bool  // Stripe always sends them: they are not known, and not zero
	StartingBalance  Money // negative: credit of the customer
	EndingBalance    Money
	PaidOutOfBand    bool
	AttemptCount     int64
	Created          time.Time
	FinalizedAt      time.Time
	PaidAt           time.Time
	VoidedAt         time.Time
	TestClock        string
	DueDate          time.Time
	NextAttempt      time.Time
	Mode             Mode
	Description      string
	Metadata         map[string]string
	// SubscriptionMetadata is the copy Stripe keeps in subscription_details.
	SubscriptionMetadata map[string]string
	Discounts            []Discount // of the invoice itself and of its lines
	// DiscountsUnread: there are others, of which only ids came.
	DiscountsUnread bool
	Lines           []Line
	LinesUnread     bool // there are more of them
	Raw             Raw
}

// Paid reports whether nothing is owed any more; it need not have been paid in money.
func (i Invoice) Paid() bool { return i.Status == "paid" }

// Line is one line of an invoice.
type Line struct {
	Description string
	Amount      Money
	ProductID   string
}

// Charge is a Stripe charge.
type Charge struct {
	ID              string
	Status          string // succeeded, pending, failed
	CustomerID      string
	InvoiceID       string
	PaymentIntentID string
	Amount          Money
	AmountCaptured  Money
	AmountRefunded  Money
	AmountsMissing  bool // as Invoice.AmountsMissing
	Captured        bool
	Refunded        bool // wholly
	Disputed        bool
	FailureCode     string
	FailureMessage  string
	SellerMessage   string // outcome.seller_message
	MethodType      string // card, sepa_debit …
	BillingEmail    string // billing_details.email
	BillingName     string
	ReceiptEmail    string
	Description     string
	Created         time.Time
	Mode            Mode
	Metadata        map[string]string
	Raw             Raw
}

// Succeeded reports whether the buyer's money was got hold of, or only reserved.
func (c Charge) Succeeded() bool { return c.Status == "succeeded" }

// Collected reports whether the money was taken, too
// (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method).
func (c Charge) Collected() bool { return c.Succeeded() && c.Captured }

// Dispute is a chargeback or an inquiry.
type Dispute struct {
	ID       string
	ChargeID string
	// Status: warning_needs_response, warning_under_review, warning_closed
	// (early warnings), needs_response, under_review, won, lost, prevented (solved
	// before it became one), appeal_needs_response, appeal_under_review (after a loss).
	Status  string
	Reason  string
	Amount  Money
	Created time.Time
	Raw     Raw
}

// PaymentIntent is one attempt to collect a payment.
type PaymentIntent struct {
	ID             string
	Status         string // requires_payment_method, requires_action, processing, requires_capture, canceled, succeeded …
	CustomerID     string
	BuyerAccount   string // as Invoice.BuyerAccount
	Next           NextAction
	InvoiceID      string
	LatestChargeID string
	Amount         Money
	AmountReceived Money
	AmountsMissing bool // as Invoice.AmountsMissing
	ReceiptEmail   string
	Description    string
	ErrorCode      string // last_payment_error.decline_code, else .code
	ErrorMessage   string // last_payment_error.message
	Created        time.Time
	Mode           Mode
	Metadata       map[string]string
	Raw            Raw
}

// NextAction is what Stripe waits for before a payment can go on
// (docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action).
type NextAction struct {
	Type      string // boleto_display_details, redirect_to_url …; empty: nothing
	Until     time.Time
	Remaining Money // of a bank transfer
}

// Subscription is a Stripe subscription.
type Subscription struct {
	ID              string
	Status          string
	CustomerID      string
	BuyerAccount    string // as Invoice.BuyerAccount
	TestClock       string
	Pause           string // pause_collection.behavior; empty: collection goes on
	PausedUntil     time.Time
	LatestInvoiceID string
	Created         time.Time
	StartDate       time.Time
	TrialEnd        time.Time
	PeriodEnd       time.Time
	CanceledAt      time.Time
	Mode            Mode
	Description     string
	Metadata        map[string]string
	Discounts       []Discount
	Raw             Raw
}

// Schedule is a subscription schedule.
type Schedule struct {
	ID             string
	Status         string // not_started, active, completed, released, canceled
	CustomerID     string
	SubscriptionID string
	StartDate      time.Time // of the first phase
	Created        time.Time
	Raw            Raw
}

// Values of Session.Kind and Session.Status that matter.
const (
	SessionPayment      = "payment"
	SessionSubscription = "subscription"
	SessionComplete     = "complete"
)

// Session is a Stripe Checkout Session.
type Session struct {
	ID                string
	Mode              Mode
	Kind              string // SessionPayment, SessionSubscription, setup
	Status            string // open, SessionComplete, expired
	PaymentStatus     string // paid, unpaid, no_payment_required
	CustomerID        string
	BuyerAccount      string // as Invoice.BuyerAccount
	CustomerEmail     string // prefilled
	DetailsEmail      string // customer_details.email
	DetailsName       string
	InvoiceID         string
	PaymentIntentID   string
	SubscriptionID    string
	PaymentLinkID     string
	ClientReferenceID string
	AmountTotal       Money
	Metadata          map[string]string
	CustomFields      map[string]string // by key
	Discounts         []Discount
	Created           time.Time
	Raw               Raw
}

// Paid reports whether the money of the session has come.
func (s Session) Paid() bool { return s.PaymentStatus == "paid" }

// EmailChange is a customer.updated event that changed the e-mail address.
type EmailChange struct {
	EventID    string
	CustomerID string
	From, To   string
	At         time.Time
}
