// Package checks is the diagnosis: the catalogue of causes and the six items of
// FirstPromoter's checklist as pure functions over evidence. Nothing in here
// fetches, waits, reads a clock or draws.
package checks

import (
	"fmt"
	"time"

	"fpdoctor/checks/record"
)

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

// Worse reports whether s outranks t.
func (s Status) Worse(t Status) bool { return rank[s] > rank[t] }

// Troubled reports whether there is something to do or to look at: s tells more
// than that all is well or does not apply.
func (s Status) Troubled() bool { return s.Worse(Pass) }

// Basis says whether a finding rests on documented behaviour.
type Basis string

// The two bases.
const (
	Documented Basis = "documented"
	Inferred   Basis = "inferred"
)

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

// Remedy is one thing to do.
type Remedy struct {
	Text    record.Sentence
	Where   string          // menu path in the dashboard of the API version in use
	URL     string          // link to that place
	Value   record.Piece    // the value to paste
	Command record.Sentence // a shell command, quoted for the shell, without any key in it
	// Step is its number in the order of what to do, from 1. Alternative tells those of
	// one step apart, of which only one is to be done; empty where there is but one.
	Step        int
	Alternative string
	// Changes is the side of a mismatch that it changes; empty where it changes neither,
	// or the mismatch can be mended on one side only.
	Changes record.System
	// StopsLive: it changes the account or the mode that FirstPromoter listens to,
	// so that sales of the present one do not arrive any more.
	StopsLive bool
}

// Label is the number to show, with the letter of an alternative.
func (r Remedy) Label() string { return fmt.Sprint(r.Step) + r.Alternative }

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

// Subject names what was looked at; empty fields are unknown.
type Subject struct {
	Query    record.Query
	Customer string // cus_…
	Sale     record.Ref
	Referral string
	Email    string
	// Payment is the sale itself, for amounts and dates; zero where there is none.
	Payment record.Sale
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
