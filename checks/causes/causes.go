// Package causes is the catalogue as data: every reason for a sale that
// FirstPromoter did not turn into a customer, how it is said, and what to do about
// it. It decides nothing; package checks picks the cause and gives the values.
package causes

//go:generate go run fpdoctor/checks/internal/causetable

import (
	"fmt"
	"slices"
	"strings"
)

// Cause is one row: one reason for a missing sale, or one proof that an item is
// good. The ID is a public name and never changes.
type Cause struct {
	ID      string
	Item    Item // 0: any item
	Verdict Status
	Basis   Basis
	// When says in one line when the cause applies, for the table in the docs.
	When string
	// Sentence is the text for the person. {name} stands for the value of an argument;
	// what stands in brackets is left out where one of its values is missing.
	Sentence string
	// Remedies names what to do, step by step.
	Remedies []Step
	// TestRemedies stand in place of Remedies where the Stripe key is a test key;
	// nil: those hold there too.
	TestRemedies []Step
	// Variants say the same cause in other words, by name.
	Variants map[Variant]Wording
	// Source is where the rule comes from.
	Source string
	// Later: the payment comes by itself, in days. Never: this very one does not come at all.
	Later, Never bool
}

// Wording is a variant's sentence and what to do; nil means what the cause itself says.
type Wording struct {
	Sentence string
	Remedies []Step
}

// Step names what to do at one time. Several names are alternatives, of which one is
// done: where two sides differ, changing both would only swap them around.
type Step []string

var catalogue = slices.Concat(anyItem, connection, lead, payment, coupon)

var index = func() map[string]int {
	m := make(map[string]int, len(catalogue))
	for i, c := range catalogue {
		if _, twice := m[c.ID]; twice {
			panic("cause listed twice: " + c.ID)
		}
		m[c.ID] = i
	}
	return m
}()

// All is every cause, in the order of the items.
func All() []Cause { return slices.Clone(catalogue) }

// Lookup returns the cause of an id.
func Lookup(id string) (Cause, bool) {
	i, ok := index[id]
	if !ok {
		return Cause{}, false
	}
	return catalogue[i], true
}

// Must returns the cause of an id that is written in code.
func Must(id string) *Cause {
	i, ok := index[id]
	if !ok {
		panic("no such cause: " + id)
	}
	return &catalogue[i]
}

// sentence is the text of a variant; "" is the usual one.
func (c *Cause) sentence(v Variant) string {
	if v == "" {
		return c.Sentence
	}
	return c.variant(v).Sentence
}

// advises are the steps of a variant with a key of a mode.
func (c *Cause) advises(v Variant, testKey bool) []Step {
	if v != "" {
		if w := c.variant(v); w.Remedies != nil {
			return w.Remedies
		}
	}
	if testKey && c.TestRemedies != nil {
		return c.TestRemedies
	}
	return c.Remedies
}

func (c *Cause) variant(v Variant) Wording {
	w, ok := c.Variants[v]
	if !ok {
		panic(c.ID + " has no variant " + string(v))
	}
	return w
}

// Published is what of a cause stands in people's scripts: its name, item and verdict.
func (c Cause) Published() string { return fmt.Sprintf("%s %d %s", c.ID, c.Item, c.Verdict) }

// Advice is what to do about the cause, in order, for the table in the docs: the
// texts of its remedies with … where a value would stand.
func (c Cause) Advice() []string {
	return append(texts(c.Remedies, ""), texts(c.TestRemedies, "With a test key: ")...)
}

func texts(steps []Step, lead string) []string {
	var out []string
	for _, a := range advised(steps) {
		out = append(out, a.Text)
	}
	if len(out) > 0 {
		out[0] = lead + out[0]
	}
	return out
}

// blanked is a template with its placeholders as ellipses.
func blanked(template string) string {
	for {
		before, rest, ok := strings.Cut(template, "{")
		_, after, ends := strings.Cut(rest, "}")
		if !ok || !ends {
			return template
		}
		template = before + "…" + after
	}
}
