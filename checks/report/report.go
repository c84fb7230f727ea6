// Package report writes a diagnosis for people and programs: plain text for
// terminals and screen readers, Markdown for tickets, a few lines for a chat,
// and the JSON of the command line. Every text goes through package display.
package report

import (
	"fmt"
	"strings"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Symbol is a status as one character, one cell wide.
func Symbol(s checks.Status) string {
	switch s {
	case checks.Pass:
		return "✓"
	case checks.Fail:
		return "✗"
	case checks.Warn:
		return "!"
	case checks.Ask:
		return "?"
	case checks.Error:
		return "◌"
	case checks.Info:
		return "i"
	case checks.Skip:
		return "·"
	}
	return "·"
}

// headline is the whole answer in one sentence, and the status it stands for.
func headline(d *checks.Diagnosis) (checks.Status, record.Sentence) {
	first, item, ok := d.First()
	if !ok {
		return checks.Pass, record.Sentence{{Value: "Nothing wrong was found."}}
	}
	return d.Check(item).Status, append(record.Sentence{words(fmt.Sprintf("Item %d: ", item))}, first.Summary...)
}

// fact is one line about what was looked at.
type fact struct {
	name   string
	pieces record.Sentence
}

func words(s string) record.Piece { return record.Piece{Value: s} }

func idPiece(s string) record.Piece { return record.Piece{Kind: record.KindID, Value: s} }

// facts are what was looked at, for the head of a report.
func facts(d *checks.Diagnosis) []fact {
	var out []fact
	add := func(name string, pieces ...record.Piece) { out = append(out, fact{name, pieces}) }
	s := d.Subject

	add("Asked about", queryPiece(s.Query))
	if s.Sale.ID != "" {
		sale := []record.Piece{idPiece(s.Sale.ID)}
		if amount := s.Payment.Amount(); amount != (record.Money{}) {
			sale = append(sale, words(", "), record.Piece{Kind: record.KindAmount, Value: amount.String()})
		}
		if at := s.Payment.Time(); !at.IsZero() && at.Unix() != 0 {
			sale = append(sale, words(", "), record.Piece{Kind: record.KindWhen, Value: at.UTC().Format(time.RFC3339)})
		}
		add("Sale", sale...)
	}
	if s.Customer != "" {
		add("Stripe customer", idPiece(s.Customer))
	}
	if s.Email != "" {
		add("Buyer’s e-mail", record.Piece{Kind: record.KindEmail, Value: s.Email})
	}
	if s.Referral != "" {
		add("FirstPromoter referral", idPiece(s.Referral))
	}
	if ev := d.Evidence; ev != nil {
		if a := ev.Stripe.Account; a != nil && a.ID != "" {
			account := []record.Piece{idPiece(a.ID)}
			if ev.Stripe.KeyMode != "" {
				account = append(account, words(", "+string(ev.Stripe.KeyMode)+" mode"))
			}
			add("Stripe account", account...)
		}
		add("FirstPromoter API", words(string(api(ev))))
	}
	return out
}

func queryPiece(q record.Query) record.Piece {
	if q.Kind == record.ByEmail {
		return record.Piece{Kind: record.KindEmail, Value: q.Typed}
	}
	return idPiece(q.Typed)
}

func api(ev *record.Evidence) record.API {
	if ev.FirstPromoter.API == "" {
		return record.NoAPI
	}
	return ev.FirstPromoter.API
}

// service is a service's name as its owner writes it.
func service(s record.System) string {
	if s == record.FirstPromoter {
		return "FirstPromoter"
	}
	return "Stripe"
}

// basis says on what a finding of trouble rests; nothing for the others.
func basis(f checks.Finding) string {
	switch {
	case f.Verdict != checks.Fail && f.Verdict != checks.Warn:
		return ""
	case f.Basis == checks.Inferred:
		return "inferred: not documented, but what is known speaks for it"
	}
	return "documented"
}

// unchecked are the items that a report must not pass over in silence.
func unchecked(d *checks.Diagnosis) []string {
	why := map[checks.Status]string{
		checks.Error: "could not be checked",
		checks.Ask:   "only you can see this; see the item",
		checks.Skip:  "did not apply, or waits for another item",
	}
	var out []string
	for _, c := range d.Checks {
		if reason, ok := why[c.Status]; ok {
			out = append(out, fmt.Sprintf("Item %d, %s: %s.", c.Item, c.Item.Title(), reason))
		}
	}
	return out
}

// effort is what the walk took.
func effort(d *checks.Diagnosis) string {
	ev := d.Evidence
	if ev == nil {
		return ""
	}
	return fmt.Sprintf("%s to Stripe and %s to FirstPromoter in %s. fpdoctor only reads and changes nothing.",
		count(ev.Requests.Stripe, "request"), count(ev.Requests.FirstPromoter, "request"), seconds(ev.Elapsed))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// troubled reports whether a finding is shown in full.
func troubled(f checks.Finding) bool {
	switch f.Verdict {
	case checks.Fail, checks.Error, checks.Ask, checks.Warn:
		return true
	case checks.Pass, checks.Skip, checks.Info:
	}
	return false
}

// orNothing names a side of a comparison that has nothing.
func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// link is a link as it may be shown, empty when it is none of the web's.
func link(m display.Masker, url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return ""
	}
	return m.URL(url)
}
