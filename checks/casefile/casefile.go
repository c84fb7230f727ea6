// Package casefile is a case that travels: what was found of one sale as a file, to
// be opened anywhere without keys and without network. The same checks answer from it
// as answered from the services. By default whatever is personal is replaced, so that
// they still say the same; see Masked. The format is told in .github/CASEFILE.md.
package casefile

import (
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Schema is the form of the files that this version writes and reads.
const Schema = "fpdoctor.case/1"

// Case is what was found of one sale at one time.
type Case struct {
	Version string    // of the fpdoctor that wrote it
	At      time.Time // of the diagnosis
	Masked  bool      // personal data is replaced
	// Evidence and Answers are what the six items are answered from.
	Evidence *record.Evidence
	Answers  record.Answers
	// Then are the six items as they were answered.
	Then []Item
	// Hide takes the keys of a run out of what is written. They are in no record, as no
	// client lets one through: this looks for their letters once more. Nil: there are none.
	Hide func(text []byte) []byte
}

// Item is the outcome of one item, in the words of .github/CONTRACT.md.
type Item struct {
	ID       string
	Status   checks.Status
	Findings []Finding
}

// Finding is one cause as it was found.
type Finding struct {
	Cause   string
	Verdict checks.Status
	Summary string
}

// Of is the case of a diagnosis, with everything in clear.
func Of(d *checks.Diagnosis, version string) *Case {
	c := &Case{Version: version, At: d.At.UTC(), Evidence: d.Evidence, Answers: d.Answers}
	c.Then = items(d)
	return c
}

// Diagnose answers the six items again, as of then, by this version.
func (c *Case) Diagnose() checks.Diagnosis { return checks.Diagnose(c.Evidence, c.Answers, c.At) }

// items are the six as a file tells of them.
func items(d *checks.Diagnosis) []Item {
	var out []Item
	for _, check := range d.Checks {
		x := Item{ID: check.Item.ID(), Status: check.Status}
		for _, f := range check.Findings {
			x.Findings = append(x.Findings, Finding{f.Cause, f.Verdict, display.Clean(f.Summary.Plain())})
		}
		out = append(out, x)
	}
	return out
}

// Difference is an item that this version answers otherwise than the one that wrote
// the case.
type Difference struct {
	Item checks.Item
	Then Item
	Now  checks.Check
}

// Differences compares the six items as answered now with those of the file: by
// status, and by the causes and their verdicts.
func (c *Case) Differences(d *checks.Diagnosis) []Difference {
	var out []Difference
	for i, now := range items(d) {
		if i < len(c.Then) && !same(c.Then[i], now) {
			out = append(out, Difference{d.Checks[i].Item, c.Then[i], d.Checks[i]})
		}
	}
	return out
}

func same(a, b Item) bool {
	if a.ID != b.ID || a.Status != b.Status || len(a.Findings) != len(b.Findings) {
		return false
	}
	for i, f := range a.Findings {
		if g := b.Findings[i]; f.Cause != g.Cause || f.Verdict != g.Verdict {
			return false
		}
	}
	return true
}
