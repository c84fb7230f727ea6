// Package checks is the diagnosis: the six items of FirstPromoter's checklist as
// pure functions over what is known of a sale. Nothing in here fetches, waits, reads
// a clock or draws.
package checks

import (
	"slices"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/record"
)

// The words of the catalogue.
type (
	// Item is one of the six items of the checklist.
	Item = causes.Item
	// Status is the state of an item and the verdict of a finding.
	Status = causes.Status
	// Basis says whether a finding rests on documented behaviour.
	Basis = causes.Basis
	// Remedy is one thing to do.
	Remedy = causes.Remedy
	// Explanation is a cause in general, and Advised one thing to do about it.
	Explanation = causes.Explanation
	Advised     = causes.Advised
)

// The six items.
const (
	Connected = causes.Connected
	Account   = causes.Account
	Mode      = causes.Mode
	Lead      = causes.Lead
	Payment   = causes.Payment
	Coupon    = causes.Coupon
)

// Items are the six in their order.
var Items = causes.Items

// The statuses. Info is a finding's verdict only.
const (
	Pass  = causes.Pass
	Fail  = causes.Fail
	Warn  = causes.Warn
	Ask   = causes.Ask
	Skip  = causes.Skip
	Error = causes.Error
	Info  = causes.Info
)

// The two bases.
const (
	Documented = causes.Documented
	Inferred   = causes.Inferred
)

// Lookup returns the cause of an id.
func Lookup(id string) (causes.Cause, bool) { return causes.Lookup(id) }

// Explain tells of the cause of an id in general.
func Explain(id string) (e Explanation, ok bool) {
	c, ok := causes.Lookup(id)
	if !ok {
		return Explanation{}, false
	}
	return c.Explain(), true
}

// Explanations are those of all causes, in the order of the items.
func Explanations() []Explanation {
	var out []Explanation
	for _, c := range causes.All() {
		out = append(out, c.Explain())
	}
	return out
}

// NearCauses are the ids most like one that is none.
func NearCauses(typed string) []string { return causes.Near(typed) }

// Finding is one cause found, with the objects it speaks of.
type Finding struct {
	Cause   string
	Verdict Status
	Basis   Basis
	Summary record.Sentence
	Objects []Object
	Compare []Compare
	// Remedies are in the order in which to do them.
	Remedies []Remedy
}

// Object is one object a finding speaks of, with its dashboard link where one is known.
type Object struct {
	record.Ref
	URL string
}

// Compare is one field as both sides have it. A side that has nothing is an empty piece.
type Compare struct {
	Field         string
	Stripe        record.Piece
	FirstPromoter record.Piece
}

// FirstStep is what to do first: one remedy, or all its alternatives.
func (f *Finding) FirstStep() []Remedy {
	for i, r := range f.Remedies {
		if r.Step != f.Remedies[0].Step {
			return f.Remedies[:i]
		}
	}
	return f.Remedies
}

// Check is the outcome of one item.
type Check struct {
	Item     Item
	Status   Status
	Findings []Finding // worst first
}

// Summary is the sentence of the finding that decided the status.
func (c Check) Summary() record.Sentence {
	if len(c.Findings) == 0 {
		return nil
	}
	return c.Findings[0].Summary
}

// Unread: something that the item needs could not be had.
func (c Check) Unread() bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Verdict == Error })
}

// PaymentsUnread: whether there was a payment could not be found out, of a sale with these
// checks.
func PaymentsUnread(list []Check) bool {
	return slices.ContainsFunc(list, func(c Check) bool { return c.Item == Payment && c.Unread() })
}

// Subject names what was looked at; empty fields are unknown.
type Subject struct {
	Query    record.Query
	Customer string // cus_…
	Sale     record.Ref
	Referral string
	Email    string
	// Payment is the sale itself, for amounts and dates; zero where there is none.
	Payment record.Sale
	// Discounts are those that count for the sale, and Commission is the id of the one
	// that carries it.
	Discounts  []record.Discount
	Commission string
}

// Verdict is the worst status of the six in the words of .github/CONTRACT.md.
type Verdict string

// The verdicts.
const (
	VerdictOK         Verdict = "ok"
	VerdictWarn       Verdict = "warn"
	VerdictFail       Verdict = "fail"
	VerdictAsk        Verdict = "ask"
	VerdictIncomplete Verdict = "incomplete"
)

// Diagnosis is the whole answer about one sale.
type Diagnosis struct {
	Evidence *record.Evidence
	Answers  record.Answers
	At       time.Time
	Subject  Subject
	Checks   [6]Check
	// Apps are the Stripe Apps on the account of which one may be FirstPromoter's:
	// only the person can say so. None where it is known by itself.
	Apps []record.AppInstall
}

// Check returns the outcome of an item.
func (d *Diagnosis) Check(i Item) Check { return d.Checks[i-1] }

// Verdict is the worst status of the six.
func (d *Diagnosis) Verdict() Verdict {
	worst := Skip
	for _, c := range d.Checks {
		if c.Status.Worse(worst) {
			worst = c.Status
		}
	}
	switch worst {
	case Fail:
		return VerdictFail
	case Error:
		return VerdictIncomplete
	case Ask:
		return VerdictAsk
	case Warn:
		return VerdictWarn
	case Pass, Skip, Info:
	}
	return VerdictOK
}

// First is the one finding to mend first: the worst of the earliest item that
// fails, else that could not be checked, asks or warns. ok is false on a healthy sale.
func (d *Diagnosis) First() (f Finding, item Item, ok bool) {
	for _, want := range []Status{Fail, Error, Ask, Warn} {
		for _, c := range d.Checks {
			if c.Status == want && len(c.Findings) > 0 {
				return c.Findings[0], c.Item, true
			}
		}
	}
	return Finding{}, 0, false
}

// Deciding is the finding that stands for all of a sale's checks where there is room
// for one: the first of the worst. Of: how many findings tell of trouble; 0: none does.
func Deciding(list []Check) (item Item, deciding Finding, of int) {
	for _, c := range list {
		for _, f := range c.Findings {
			if !f.Verdict.Troubled() {
				continue
			}
			if of++; of == 1 || f.Verdict.Worse(deciding.Verdict) {
				item, deciding = c.Item, f
			}
		}
	}
	return item, deciding, of
}
