package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
)

// Baseline is what earlier audits found, by their JSON: an audit that runs every
// night tells only what is new since then.
type Baseline struct {
	account map[string]bool      // causes
	sales   map[string]bool      // of a subject, with its causes
	of      map[string]*Baseline // the same of the lines that name a profile
}

func newBaseline() *Baseline {
	return &Baseline{account: map[string]bool{}, sales: map[string]bool{}, of: map[string]*Baseline{}}
}

// What is wrong with a file; nothing of it is repeated.
var (
	errBaseline       = errors.New("it is not what fpdoctor audit --format json has printed")
	errBaselineMasked = errors.New(
		"its personal data is hidden, so no sale in it can be told from another; print it without --mask, or with --mask=false",
	)
)

// longestEntry is more than any line of an audit takes.
const longestEntry = 8 << 20

// ReadBaseline reads the lines of fpdoctor audit --format json, of one audit or of
// several, one after the other. An audit that was cut short may be read too: what it
// has not found by then is new, and so is all where the file is empty.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	b := newBaseline()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestEntry)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l struct {
			Schema  string  `json:"schema"`
			Profile string  `json:"profile"`
			Subject subject `json:"subject"`
			Checks  []struct {
				Findings []struct {
					Cause   string `json:"cause"`
					Verdict string `json:"verdict"`
				} `json:"findings"`
			} `json:"checks"`
		}
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			return nil, errBaseline
		}
		var causes []string
		for _, c := range l.Checks {
			for _, f := range c.Findings {
				causes = append(causes, f.Verdict+" "+f.Cause)
			}
		}
		to := b.ofProfile(l.Profile)
		switch l.Schema {
		case AccountSchema:
			for _, c := range causes {
				to.account[c] = true
			}
		case SaleSchema:
			if strings.ContainsRune(textOf(l.Subject.Referral)+textOf(l.Subject.Sale), display.Mask) {
				return nil, errBaselineMasked
			}
			to.sales[saleKey(textOf(l.Subject.Referral), textOf(l.Subject.Sale), causes)] = true
		case AuditSchema:
		default:
			return nil, errBaseline
		}
	}
	if lines.Err() != nil {
		return nil, errBaseline
	}
	return b, nil
}

// ofProfile is the part of the lines that name a profile, to be added to.
func (b *Baseline) ofProfile(profile string) *Baseline {
	if profile == "" {
		return b
	}
	if b.of[profile] == nil {
		b.of[profile] = newBaseline()
	}
	return b.of[profile]
}

// Of is what concerns a profile: what is wrong with one merchant's account is news of
// another's. Lines that name none, as of keys in the environment, are of none; where no
// line of the file names one, they are of the only profile looked at.
func (b *Baseline) Of(profile string, only bool) *Baseline {
	switch {
	case b == nil, profile == "", only && len(b.of) == 0:
		return b
	case b.of[profile] != nil:
		return b.of[profile]
	}
	return newBaseline()
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// saleKey tells a line from others: whose it is, and what is wrong there.
func saleKey(referral, sale string, causes []string) string {
	if referral != "" {
		sale = ""
	}
	causes = slices.DeleteFunc(slices.Clone(causes), func(c string) bool {
		return !strings.HasPrefix(c, "fail ") && !strings.HasPrefix(c, "warn ")
	})
	slices.Sort(causes)
	return strings.Join(append([]string{referral, sale}, slices.Compact(causes)...), "\n")
}

// HasSale reports whether the earlier audit had this line, with the same failures
// and warnings. A nil Baseline has none.
func (b *Baseline) HasSale(d *checks.Diagnosis, list []checks.Check) bool {
	return b != nil && b.sales[saleKey(d.Subject.Referral, d.Subject.Sale.ID, causesOf(list))]
}

// New are the account's checks that fail or warn of something the earlier audit
// did not; all of them for a nil Baseline.
func (b *Baseline) New(list []checks.Check) []checks.Check {
	if b == nil {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(c checks.Check) bool {
		return !slices.ContainsFunc(causesOf([]checks.Check{c}), func(x string) bool { return !b.account[x] })
	})
}

func causesOf(list []checks.Check) []string {
	var out []string
	for _, c := range list {
		for _, f := range c.Findings {
			out = append(out, string(f.Verdict)+" "+f.Cause)
		}
	}
	return out
}
