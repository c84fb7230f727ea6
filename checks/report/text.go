package report

import (
	"fmt"
	"io"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"

	"github.com/charmbracelet/x/ansi"
)

// Text writes the diagnosis as plain lines, the verdict first: no boxes, no
// columns and no colours, so that it reads well aloud. Lines are wrapped at
// width cells, commands and links never; a width of 0 wraps nothing.
func Text(w io.Writer, d *checks.Diagnosis, m display.Masker, width int) error {
	t := &text{m: m, width: width, api: api(d.Evidence)}
	status, sentence := headline(d)
	t.line(0, fmt.Sprintf("%s %s: %s", Symbol(status), strings.ToUpper(verdictWord(d)), m.Sentence(sentence)))
	t.blank()
	for _, f := range facts(d) {
		t.line(0, f.name+": "+m.Sentence(f.pieces))
	}
	for _, c := range d.Checks {
		t.blank()
		t.check(c)
	}
	if open := unchecked(d); len(open) > 0 {
		t.blank()
		t.line(0, "What this does not tell:")
		for _, u := range open {
			t.line(2, "- "+u)
		}
	}
	if e := effort(d); e != "" {
		t.blank()
		t.line(0, e)
	}
	_, err := io.WriteString(w, display.Scrub(t.out.String()))
	return err
}

func verdictWord(d *checks.Diagnosis) string { return string(d.Verdict()) }

type text struct {
	out   strings.Builder
	m     display.Masker
	width int
	api   record.API // in whose words objects are named
}

func (t *text) check(c checks.Check) {
	t.line(0, fmt.Sprintf("%d. %s: %s %s", c.Item, c.Item.Title(), Symbol(c.Status), c.Status))
	for _, f := range c.Findings {
		t.finding(c, f)
	}
}

func (t *text) finding(c checks.Check, f checks.Finding) {
	sentence := t.m.Sentence(f.Summary)
	if f.Verdict != c.Status {
		sentence = fmt.Sprintf("%s %s: %s", Symbol(f.Verdict), f.Verdict, sentence)
	}
	t.line(3, sentence)
	if !f.Verdict.Troubled() {
		return
	}
	cause := "Cause: " + f.Cause
	if b := basis(f); b != "" {
		cause += " (" + b + ")"
	}
	t.line(3, cause)
	for _, x := range f.Compare {
		left, right := t.m.Pair(x.Stripe, x.FirstPromoter)
		t.line(3, t.m.Text(x.Field)+":")
		t.line(5, "in Stripe: "+orNothing(left))
		t.line(5, "in FirstPromoter: "+orNothing(right))
	}
	for _, o := range f.Objects {
		t.line(3, fmt.Sprintf("See: %s %s %s", o.System.Name(), display.Clean(dossier.TypeWords(t.api, o.Type)), t.m.ID(o.ID)))
		t.link(5, link(t.m, o.URL))
	}
	if len(f.Remedies) > 0 {
		t.line(3, "What to do:")
	}
	for _, r := range f.Remedies {
		t.remedy(r)
	}
}

func (t *text) remedy(r checks.Remedy) {
	t.line(3, fmt.Sprintf("%s) %s", r.Label(), t.m.Sentence(r.Text)))
	if r.Where != "" {
		t.line(6, "Where: "+t.m.Text(r.Where))
	}
	t.link(6, link(t.m, r.URL))
	if r.Value.Value != "" {
		t.line(6, "Value: "+t.m.Piece(r.Value))
	}
	if len(r.Command) > 0 {
		t.line(6, "Or by command, which needs "+r.CommandNeeds()+":")
		t.asIs(6, t.m.Sentence(r.Command))
	}
}

func (t *text) link(indent int, url string) {
	if url != "" {
		t.asIs(indent, url)
	}
}

func (t *text) blank() { t.out.WriteByte('\n') }

// asIs writes what must not be broken: a command or a link.
func (t *text) asIs(indent int, s string) {
	t.out.WriteString(strings.Repeat(" ", indent) + s + "\n")
}

// line writes a text, wrapped between words and indented.
func (t *text) line(indent int, s string) {
	t.out.WriteString(strings.Repeat(" ", indent))
	at := indent
	for i, word := range strings.Split(s, " ") {
		w := ansi.StringWidth(word)
		switch {
		case i == 0:
		case t.width > 0 && at+1+w > t.width && at > indent+2:
			t.out.WriteString("\n" + strings.Repeat(" ", indent+2))
			at = indent + 2
		default:
			t.out.WriteByte(' ')
			at++
		}
		t.out.WriteString(word)
		at += w
	}
	t.out.WriteByte('\n')
}

// toDo is the first step in one line: of alternatives all, so that it can be chosen.
func toDo(f *checks.Finding, m display.Masker) string {
	var texts []string
	for _, r := range f.FirstStep() {
		texts = append(texts, withValue(r, m))
	}
	return strings.Join(texts, " ")
}

func withValue(r checks.Remedy, m display.Masker) string {
	r.Where = ""
	return withPlace(r, m)
}

// withPlace is a thing to do in one line, with its place and its value.
func withPlace(r checks.Remedy, m display.Masker) string {
	var more []string
	if r.Where != "" {
		more = append(more, m.Text(r.Where))
	}
	if r.Value.Value != "" {
		more = append(more, "value: "+m.Piece(r.Value))
	}
	sentence := m.Sentence(r.Text)
	if len(more) > 0 {
		sentence += " (" + strings.Join(more, "; ") + ")"
	}
	return sentence
}

// mostLines of the short form fit into one message of a chat, with the one of Ending.
const mostLines = 12

// Short writes at most twelve lines to paste into a chat: the verdict, the six
// items, each with the reason of whatever is wrong there, and what to do.
func Short(w io.Writer, d *checks.Diagnosis, m display.Masker) error {
	var lines []string
	status, _ := headline(d)
	about := m.Piece(queryPiece(d.Subject.Query))
	if d.Subject.Sale.ID != "" && d.Subject.Sale.ID != d.Subject.Query.Typed {
		about += ", sale " + m.ID(d.Subject.Sale.ID)
	}
	lines = append(lines, fmt.Sprintf("fpdoctor: %s %s for %s", Symbol(status), strings.ToUpper(verdictWord(d)), about))
	firstWith := map[string]checks.Item{}
	for _, c := range d.Checks {
		lines = append(lines, fmt.Sprintf("%s %d %s: %s", Symbol(c.Status), c.Item, c.Item.Title(), c.Status)+reasons(c, m, firstWith))
	}
	first, _, _ := d.First()
	lines = append(lines, stepsInShort(first, m, mostLines-len(lines))...)
	_, err := io.WriteString(w, display.Scrub(strings.Join(lines, "\n")+"\n"))
	return err
}

// reasons are what an item found that is no good, a sentence each. One that an item
// before it gave is not told again.
func reasons(c checks.Check, m display.Masker, firstWith map[string]checks.Item) string {
	out := ""
	for _, f := range c.Findings {
		if !f.Verdict.Troubled() {
			continue
		}
		sentence := f.Summary.Plain()
		if before, again := firstWith[sentence]; again && before != c.Item {
			out += fmt.Sprintf(", for the reason told at item %d.", before)
			continue
		}
		firstWith[sentence] = c.Item
		out += map[bool]string{true: ". ", false: " Also: "}[out == ""] + inShort(m.Sentence(f.Summary))
	}
	return out
}

// stepsInShort are what to do, in so many lines: the first step with its place, then
// the others, or how many more there are.
func stepsInShort(f checks.Finding, m display.Masker, room int) []string {
	var out []string
	first := f.FirstStep()
	for i, r := range first {
		before := ""
		if i == 0 {
			before = "To do first: "
		}
		if r.Alternative != "" { // their places would not fit
			out = append(out, inShort(before+withValue(r, m)))
			continue
		}
		out = append(out, inShort(before+m.Sentence(r.Text)))
		if r.Where != "" {
			out = append(out, "Where: "+m.Text(r.Where))
		}
		if r.Value.Value != "" {
			out = append(out, inShort("Value: "+m.Piece(r.Value)))
		}
	}
	rest := f.Remedies[len(first):]
	for i, r := range rest {
		if left := len(rest) - i; len(out) == room-1 && left > 1 {
			return append(out, fmt.Sprintf("%d more things to do stand in the full report.", left))
		}
		out = append(out, inShort(r.Label()+") "+withPlace(r, m)))
	}
	return out
}

// inShort keeps one sentence of the short form from filling a chat window.
func inShort(s string) string { return ansi.Truncate(s, longestSentence, "…") }

const longestSentence = 400
