package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"fpdoctor/checks"
)

// Baseline is what an earlier audit found, by its JSON: an audit that runs every
// night tells only what is new since then.
type Baseline struct {
	account map[string]bool // causes
	sales   map[string]bool // of a subject, with its causes
}

// errBaseline tells what is expected. Nothing of the file is repeated.
var errBaseline = errors.New("it is not what fpdoctor audit --format json has printed")

// longestEntry is more than any line of an audit takes.
const longestEntry = 8 << 20

// ReadBaseline reads the lines of fpdoctor audit --format json. An audit that was
// cut short may be read too: what it has not found by then is new.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	b := &Baseline{account: map[string]bool{}, sales: map[string]bool{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestEntry)
	known := false
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l struct {
			Schema  string  `json:"schema"`
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
		switch l.Schema {
		case AccountSchema:
			for _, c := range causes {
				b.account[c] = true
			}
		case SaleSchema:
			b.sales[saleKey(or(l.Subject.Referral), or(l.Subject.Sale), causes)] = true
		case AuditSchema:
		default:
			return nil, errBaseline
		}
		known = true
	}
	if lines.Err() != nil || !known {
		return nil, errBaseline
	}
	return b, nil
}

func or(s *string) string {
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
