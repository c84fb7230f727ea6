package report

import (
	"fmt"
	"io"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// Markdown writes the diagnosis for a ticket, in the common subset of GitHub's
// and other Markdown. Values from outside stand in code spans or are escaped,
// so that they can neither format, nor link, nor mention anybody.
func Markdown(w io.Writer, d *checks.Diagnosis, m display.Masker) error {
	md := &markdown{m: m, api: api(d.Evidence)}
	status, sentence := headline(d)
	md.line(fmt.Sprintf("## fpdoctor: %s %s", Symbol(status), strings.ToUpper(verdictWord(d))))
	md.line("")
	md.line(md.sentence(sentence))
	md.line("")
	for _, f := range facts(d) {
		md.line("- " + escape(f.name) + ": " + md.sentence(f.pieces))
	}
	for _, c := range d.Checks {
		md.line("")
		md.check(c)
	}
	if open := unchecked(d); len(open) > 0 {
		md.line("")
		md.line("### What this does not tell")
		md.line("")
		for _, u := range open {
			md.line("- " + escape(u))
		}
	}
	if e := effort(d); e != "" {
		md.line("")
		md.line(escape(e))
	}
	_, err := io.WriteString(w, display.Scrub(md.out.String()))
	return err
}

type markdown struct {
	out strings.Builder
	m   display.Masker
	api record.API // in whose words objects are named
}

func (md *markdown) line(s string) { md.out.WriteString(s + "\n") }

func (md *markdown) check(c checks.Check) {
	md.line(fmt.Sprintf("### %d. %s: %s %s", c.Item, escape(c.Item.Title()), Symbol(c.Status), c.Status))
	for _, f := range c.Findings {
		md.line("")
		md.finding(c, f)
	}
}

func (md *markdown) finding(c checks.Check, f checks.Finding) {
	sentence := md.sentence(f.Summary)
	if f.Verdict != c.Status {
		sentence = fmt.Sprintf("%s %s: %s", escape(Symbol(f.Verdict)), f.Verdict, sentence)
	}
	md.line(sentence)
	if !f.Verdict.Troubled() {
		return
	}
	md.line("")
	cause := "Cause: " + code(f.Cause)
	if b := basis(f); b != "" {
		cause += " (" + escape(b) + ")"
	}
	md.line(cause)
	if len(f.Compare) > 0 {
		md.line("")
		md.line("| Field | Stripe | FirstPromoter |")
		md.line("|---|---|---|")
		for _, x := range f.Compare {
			left, right := md.m.Pair(x.Stripe, x.FirstPromoter)
			md.line("| " + escape(md.m.Text(x.Field)) + " | " + cell(left) + " | " + cell(right) + " |")
		}
	}
	if len(f.Objects) > 0 {
		md.line("")
		for _, o := range f.Objects {
			kind := escape(display.Clean(dossier.TypeWords(md.api, o.Type)))
			md.line(fmt.Sprintf("- %s %s %s%s", o.System.Name(), kind, code(md.m.ID(o.ID)), md.after(o.URL)))
		}
	}
	if len(f.Remedies) > 0 {
		md.line("")
		md.line("What to do:")
		md.line("")
		for _, r := range f.Remedies {
			md.remedy(r)
		}
	}
}

// remedy is an item of a numbered list; alternatives are a list within theirs.
func (md *markdown) remedy(r checks.Remedy) {
	in := "   "
	switch r.Alternative {
	case "":
		md.line(fmt.Sprintf("%d. %s", r.Step, md.sentence(r.Text)))
	case "a":
		md.line(fmt.Sprintf("%d. One of these:", r.Step))
		fallthrough
	default:
		md.line("   - " + md.sentence(r.Text))
		in = "     "
	}
	if r.Where != "" {
		md.line(in + "- Where: " + escape(md.m.Text(r.Where)))
	}
	if l := md.link(r.URL); l != "" {
		md.line(in + "- Link: " + l)
	}
	if r.Value.Value != "" {
		md.line(in + "- Value: " + code(md.m.Piece(r.Value)))
	}
	if len(r.Command) > 0 {
		command := md.m.Sentence(r.Command)
		fence := strings.Repeat("`", max(3, longestRun(command)+1))
		md.line(in + "- Or by command, which needs " + escape(r.CommandNeeds()) + ":")
		md.line("")
		md.line(in + fence + "sh")
		md.line(in + command)
		md.line(in + fence)
		md.line("")
	}
}

func (md *markdown) after(url string) string {
	if l := md.link(url); l != "" {
		return ": " + l
	}
	return ""
}

// link is a link in angle brackets; one that is masked, or could break out of
// them, is plain code.
func (md *markdown) link(url string) string {
	l := link(md.m, url)
	switch {
	case l == "":
		return ""
	case strings.ContainsAny(l, "<> •…"):
		return code(l)
	}
	return "<" + strings.ReplaceAll(l, "@", "%40") + ">" // or it calls people where it is pasted
}

// sentence escapes our own words and puts values into code spans.
func (md *markdown) sentence(s record.Sentence) string {
	var b strings.Builder
	for _, p := range s {
		shown := md.m.Piece(p)
		switch p.Kind {
		case record.KindEmail, record.KindID, record.KindName, record.KindCoupon, record.KindCode:
			b.WriteString(code(shown))
		default:
			b.WriteString(escape(shown))
		}
	}
	return b.String()
}

// code is a code span that its content cannot end.
func code(s string) string {
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// cell is a value in a table, where a bar ends the cell even inside code.
func cell(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return strings.ReplaceAll(code(s), "|", `\|`)
}

// longestRun is the longest run of backquotes in s.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

var (
	special   = pattern.New("[\\\\`*_{}\\[\\]<>#|~&!]")
	atStart   = pattern.New(`^\s*(?:[-+=]|\d+[.)])(?:\s|$)`)
	autolinks = pattern.New(`(?i)(https?|ftp)://|www\.`)
	mention   = pattern.New(`@`)
)

// escape makes text mean itself in Markdown.
func escape(s string) string {
	s = special().ReplaceAllString(s, `\$0`)
	s = atStart().ReplaceAllStringFunc(s, func(m string) string {
		i := strings.LastIndexAny(m, "-+=.)")
		return m[:i] + `\` + m[i:]
	})
	s = autolinks().ReplaceAllStringFunc(s, func(m string) string {
		return strings.NewReplacer(":", `\:`, ".", `\.`).Replace(m)
	})
	return mention().ReplaceAllString(s, "&#64;")
}
