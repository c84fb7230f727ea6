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
	"fpdoctor/checks/dossier"
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
	return d.Check(item).Status, append(record.Sentence{record.WordsPiece(fmt.Sprintf("Item %d: ", item))}, first.Summary...)
}

// fact is one line about what was looked at.
type fact struct {
	name   string
	pieces record.Sentence
}

// facts are what was looked at, for the head of a report.
func facts(d *checks.Diagnosis) []fact {
	var out []fact
	add := func(name string, pieces ...record.Piece) { out = append(out, fact{name, pieces}) }
	s := d.Subject

	add("Asked about", queryPiece(s.Query))
	if s.Sale.ID != "" {
		sale := []record.Piece{record.IDPiece(s.Sale.ID)}
		for _, p := range []record.Piece{record.AmountPiece(s.Payment.Amount()), record.WhenPiece(s.Payment.Time())} {
			if p.Value != "" {
				sale = append(sale, record.WordsPiece(", "), p)
			}
		}
		add("Sale", sale...)
	}
	if s.Customer != "" {
		add("Stripe customer", record.IDPiece(s.Customer))
	}
	if s.Email != "" {
		add("Buyer’s e-mail", record.EmailPiece(s.Email))
	}
	if s.Referral != "" {
		add("FirstPromoter "+dossier.TypeWords(api(d.Evidence), record.TypeReferral), record.IDPiece(s.Referral))
	}
	if ev := d.Evidence; ev != nil {
		if a := ev.Stripe.Account; a != nil && a.ID != "" {
			account := []record.Piece{record.IDPiece(a.ID)}
			if ev.Stripe.KeyMode != "" {
				account = append(account, record.WordsPiece(", "+string(ev.Stripe.KeyMode)+" mode"))
			}
			add("Stripe account", account...)
		}
		add("FirstPromoter API", record.WordsPiece(string(api(ev))))
	}
	return out
}

func queryPiece(q record.Query) record.Piece {
	if q.Kind == record.ByEmail {
		return record.EmailPiece(q.Typed)
	}
	return record.IDPiece(q.Typed)
}

func api(ev *record.Evidence) record.API {
	if ev == nil || ev.FirstPromoter.API == "" {
		return record.NoAPI
	}
	return ev.FirstPromoter.API
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
		Count(ev.Requests.Stripe, "request"), Count(ev.Requests.FirstPromoter, "request"), seconds(ev.Elapsed))
}

// Count is so many of something, of which the plural ends with an s.
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

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
