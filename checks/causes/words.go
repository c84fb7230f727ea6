package causes

// Item is one of the six items of the checklist, 1 to 6.
type Item int

// The six items.
const (
	Connected Item = iota + 1
	Account
	Mode
	Lead
	Payment
	Coupon
)

// Items are the six in their order.
var Items = [...]Item{Connected, Account, Mode, Lead, Payment, Coupon}

var itemIDs = [...]string{"", "connected", "account", "mode", "lead", "payment", "coupon"}

var itemTitles = [...]string{
	"",
	"Stripe is connected",
	"The right Stripe account",
	"Live with live, test with test",
	"The lead matches the customer",
	"An actual payment happened",
	"The coupon matches",
}

var itemQuestions = [...]string{
	"",
	"Is Stripe connected to FirstPromoter?",
	"Is it the right Stripe account?",
	"Are both sides in live mode, or both in test mode?",
	"Does the lead match the Stripe customer?",
	"Did money actually move?",
	"Does the coupon match the promoter’s?",
}

var itemLabels = [...]string{"", "Connected", "Account", "Mode", "Lead", "Payment", "Coupon"}

// ID is the item's name in JSON (.github/CONTRACT.md).
func (i Item) ID() string { return itemIDs[i] }

// Label is the item in one word, for a narrow list.
func (i Item) Label() string { return itemLabels[i] }

// Title is the item as a statement, for lists.
func (i Item) Title() string { return itemTitles[i] }

// Question is the item in plain words, for the walk.
func (i Item) Question() string { return itemQuestions[i] }

// Status is the state of an item and the verdict of a finding.
type Status string

// The statuses. Info is a finding's verdict only.
const (
	Pass  Status = "pass"
	Fail  Status = "fail"
	Warn  Status = "warn"
	Ask   Status = "ask"
	Skip  Status = "skip"
	Error Status = "error"
	Info  Status = "info"
)

// rank orders statuses, worst first; infos count for nothing.
var rank = map[Status]int{Fail: 6, Error: 5, Ask: 4, Warn: 3, Pass: 2, Skip: 1, Info: 0}

// Compare tells by its sign which of two outranks the other: it is above 0 where s does.
func (s Status) Compare(t Status) int { return rank[s] - rank[t] }

// Worse reports whether s outranks t.
func (s Status) Worse(t Status) bool { return rank[s] > rank[t] }

// Troubled reports whether there is something to do or to look at: s tells more
// than that all is well or does not apply.
func (s Status) Troubled() bool { return s.Worse(Pass) }

// Wrong reports whether s tells that something is wrong, or may be.
func (s Status) Wrong() bool { return s == Fail || s == Warn }

// Basis says whether a finding rests on documented behaviour.
type Basis string

// The two bases.
const (
	Documented Basis = "documented"
	Inferred   Basis = "inferred"
)
