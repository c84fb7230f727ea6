package checks

//go:generate go run ./internal/causetable

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// Cause is one row of the catalogue: one reason for a sale that FirstPromoter
// did not turn into a customer, or one proof that an item is good. The ID is a
// public name and never changes.
type Cause struct {
	ID      string
	Item    Item // 0: any item
	Verdict Status
	Basis   Basis
	// When says in one line when the cause applies, for the table in the docs.
	When string
	// Says is the sentence for the person; {name} stands for a value.
	Says string
	// InfoSays is the sentence where the cause is only worth showing and its
	// verdict is info; empty: Says stands there too.
	InfoSays string
	// Remedies names what to do, step by step.
	Remedies []Step
	// TestRemedies stand in place of Remedies where the Stripe key is a test key;
	// nil: those hold there too.
	TestRemedies []Step
	// Source is where the rule comes from.
	Source string
	// Later: the payment comes by itself, in days. Never: this very one does not come at all.
	Later, Never bool
}

// Step names what to do at one time. Several names are alternatives, of which one is
// done: where two sides differ, changing both would only swap them around.
type Step []string

// Catalogue is every cause, in the order of the items.
func Catalogue() []Cause { return slices.Clone(catalogue) }

// Lookup returns the cause of an id.
func Lookup(id string) (Cause, bool) {
	i, ok := causeIndex[id]
	if !ok {
		return Cause{}, false
	}
	return catalogue[i], true
}

// Advice is what to do about the cause, in order, for the table in the docs: the
// texts of its remedies with … where a value would stand.
func (c Cause) Advice() []string {
	return append(advice(c.Remedies, ""), advice(c.TestRemedies, "With a test key: ")...)
}

func advice(steps []Step, lead string) []string {
	var out []string
	for n, step := range steps {
		for i, name := range step {
			text := inPlace(record.Sentence{words(blanked(remedies[name].text))}, n == 0, i, len(step))
			if len(out) == 0 {
				text = append(record.Sentence{words(lead)}, text...)
			}
			out = append(out, text.Plain())
		}
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

var catalogue = slices.Concat(anyItemCauses, connectionCauses, leadCauses, paymentCauses, couponCauses)

var causeIndex = func() map[string]int {
	m := make(map[string]int, len(catalogue))
	for i, c := range catalogue {
		if _, twice := m[c.ID]; twice {
			panic("cause listed twice: " + c.ID)
		}
		m[c.ID] = i
	}
	return m
}()

// finding fills a cause's sentence and remedies. Args feed both.
func (in input) finding(id string, args record.Args, objects ...Object) Finding {
	i, ok := causeIndex[id]
	if !ok {
		panic("no such cause: " + id)
	}
	c := &catalogue[i]
	f := Finding{Cause: c.ID, Verdict: c.Verdict, Basis: c.Basis, Summary: in.inWordsOfVersion(record.Say(c.Says, args))}
	for _, o := range objects {
		if o.ID != "" && !slices.Contains(f.Objects, o) {
			f.Objects = append(f.Objects, o)
		}
	}
	f.Remedies = in.remedies(in.advised(c), args)
	if len(f.Remedies) == 0 && (c.Verdict == Fail || c.Verdict == Warn) {
		f.Remedies = in.remedies([]Step{{"ask-support"}}, args) // so little is known that nothing else fits
	}
	return f
}

// advised are the names of what to do about a cause. Nothing that changes what
// FirstPromoter listens to is among them where the key is a test key: what is
// missing is a test purchase then, and the advice would stop live tracking. Only
// where FirstPromoter's mode itself is the finding the choice is the person's.
func (in input) advised(c *Cause) []Step {
	if !in.testKey() {
		return c.Remedies
	}
	steps := c.Remedies
	if c.TestRemedies != nil {
		steps = c.TestRemedies
	}
	var out []Step
	for _, step := range steps {
		out = append(out, slices.DeleteFunc(slices.Clone(step), func(name string) bool {
			return remedies[name].stopsLive && c.ID != "mode-mismatch"
		}))
	}
	return out
}

// remedies fills those of the named remedies that make sense here, and numbers them.
func (in input) remedies(steps []Step, args record.Args) []Remedy {
	var out []Remedy
	number := 0
	put := func(step []Remedy) {
		if len(step) == 0 {
			return
		}
		number++
		for i, r := range step {
			r.Text, r.Step = inPlace(r.Text, number == 1, i, len(step)), number
			if len(step) > 1 {
				r.Alternative = string(rune('a' + i))
			}
			out = append(out, r)
		}
	}
	setsUID := slices.ContainsFunc(steps, func(s Step) bool { return slices.Contains(s, "lead-uid-customer") })
	for _, step := range steps {
		var filled []Remedy
		assigned := false
		for _, name := range step {
			if name == "import-sale" && args["leaduid"].Value != args["customer"].Value && !setsUID {
				// FirstPromoter imports by the customer id as the UID, whatever it was before.
				if uid := args["leaduid"].Value; uid != "" && !strings.HasPrefix(uid, "cus_") {
					name = "import-sale-uid"
				} else if r, ok := in.remedy("import-uid", args); ok {
					put([]Remedy{r})
				}
			}
			r, ok := in.remedy(name, args)
			switch {
			case !ok && (name == "import-sale" || name == "import-sale-uid" || name == "import-new-lead"):
				// Where nothing can be imported, the missed sale is entered by hand.
				r, ok = in.remedy("assign-sale", args)
				assigned = ok
			case name == "add-sale-by-hand" && assigned:
				ok = false
			}
			if ok {
				filled = append(filled, r)
			}
		}
		put(filled)
	}
	return out
}

// inPlace ties a remedy to those around it: the first of all does not follow on
// anything, and alternatives say that only one of them is to be done.
func inPlace(s record.Sentence, opens bool, i, of int) record.Sentence {
	if len(s) == 0 || s[0].Kind != record.Words {
		return s
	}
	text, then := s[0].Value, ""
	if rest, ok := strings.CutPrefix(text, "Then "); ok {
		then, text = "Then ", upperFirst(rest)
	}
	if rest, ok := strings.CutPrefix(text, "If that does not help, "); ok && opens {
		text = upperFirst(rest)
	}
	if opens || i > 0 {
		then = ""
	}
	if of > 1 {
		tie := "Either "
		switch {
		case i > 0:
			tie = "Or "
		case then != "":
			tie = "either "
		}
		if strings.HasPrefix(text, "If ") {
			tie = strings.TrimSuffix(tie, " ") + ", "
		}
		then += tie
	}
	if then != "" {
		text = then + strings.ToLower(text[:1]) + text[1:]
	}
	s[0].Value = text
	return s
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// note is a finding whose verdict is only info: worth showing, deciding nothing.
func (in input) note(id string, args record.Args, objects ...Object) Finding {
	f := in.finding(id, args, objects...)
	f.Verdict, f.Remedies = Info, nil
	if c := catalogue[causeIndex[id]]; c.InfoSays != "" {
		f.Summary = in.inWordsOfVersion(record.Say(c.InfoSays, args))
	}
	return f
}

// Pieces for arguments.
func email(s string) record.Piece  { return record.Piece{Kind: record.KindEmail, Value: s} }
func id(s string) record.Piece     { return record.Piece{Kind: record.KindID, Value: s} }
func person(s string) record.Piece { return record.Piece{Kind: record.KindName, Value: s} }
func coupon(s string) record.Piece { return record.Piece{Kind: record.KindCoupon, Value: s} }
func code(s string) record.Piece   { return record.Piece{Kind: record.KindCode, Value: s} }
func text(s string) record.Piece   { return record.Piece{Kind: record.KindText, Value: s} }
func words(s string) record.Piece  { return record.Piece{Kind: record.Words, Value: s} }
func amount(m record.Money) record.Piece {
	return record.Piece{Kind: record.KindAmount, Value: m.String()}
}

// template is a remedy before its values are filled in. Where a field of the
// version in use is empty the other stands for both.
type template struct {
	text   string
	v1text string // in place of text, where API v1 can do it only in another way
	// testText stands in place of text where the Stripe key is a test key.
	testText string
	// changes is the side of a mismatch that it changes, where there are two to choose from.
	changes record.System
	// stopsLive: it changes the account or the mode that FirstPromoter listens to,
	// so that sales of the present one do not arrive any more.
	stopsLive bool
	v1, v2    string // menu paths
	url       string // {name} stands for a value
	value     string // the argument to paste
	method    string // v2 API call, as a curl command for the person
	path      string
	body      string
	needs     []string // arguments without which the remedy makes no sense
	unless    string   // the argument with which another remedy says it better
	v2only    bool
}

func (in input) remedy(name string, args record.Args) (Remedy, bool) {
	t, ok := remedies[name]
	if !ok {
		panic("no such remedy: " + name)
	}
	v1 := in.ev.FirstPromoter.API == record.V1
	if t.v2only && v1 {
		return Remedy{}, false
	}
	for _, n := range t.needs {
		if args[n].Value == "" {
			return Remedy{}, false
		}
	}
	if t.unless != "" && args[t.unless].Value != "" {
		return Remedy{}, false
	}
	says := t.text
	switch {
	case in.testKey() && t.testText != "":
		says = t.testText
	case v1 && t.v1text != "":
		says = t.v1text
	}
	r := Remedy{Text: in.inWordsOfVersion(record.Say(says, args)), Where: t.where(v1), Value: args[t.value], Changes: t.changes, StopsLive: t.stopsLive}
	if complete(t.url, args) {
		r.URL = record.Say(t.url, args).Plain()
	}
	if t.method != "" && in.ev.FirstPromoter.API == record.V2 && complete(t.path+t.body, args) {
		r.Command = curl(t, args)
	}
	return r, true
}

// where is the way through the menus of the version in use.
func (t template) where(v1 bool) string {
	if v1 && t.v1 != "" || t.v2 == "" {
		return t.v1
	}
	return t.v2
}

// looking are the remedies by which an item asks a person to look.
var looking = map[Item]string{Connected: "look-connection", Account: "look-account", Mode: "look-mode", Lead: "look-lead", Coupon: "look-coupon"}

// WhereToLook is the way through FirstPromoter's menus to what an item asks the
// person about; empty where it asks nothing.
func (d *Diagnosis) WhereToLook(i Item) string {
	return remedies[looking[i]].where(d.Evidence.FirstPromoter.API == record.V1)
}

// inWordsOfVersion says lead where FirstPromoter's older screens do.
func (in input) inWordsOfVersion(s record.Sentence) record.Sentence {
	if in.ev.FirstPromoter.API != record.V1 {
		return s
	}
	for i := range s {
		if s[i].Kind == record.Words {
			s[i].Value = olderWords.Replace(s[i].Value)
		}
	}
	return s
}

var olderWords = strings.NewReplacer("referral", "lead", "Referral", "Lead")

// complete reports whether every placeholder of a template has a value.
func complete(template string, args record.Args) bool {
	for {
		_, rest, ok := strings.Cut(template, "{")
		if !ok {
			return true
		}
		var name string
		if name, template, ok = strings.Cut(rest, "}"); !ok || args[name].Value == "" {
			return false
		}
	}
}

// curl writes a FirstPromoter v2 request for the person to run; fpdoctor itself
// only reads. The key stays a variable of the person's shell. Nothing is offered
// where a value could not be pasted as it is: one that is cut when shown, or a
// number that is none.
func curl(t template, args record.Args) record.Sentence {
	quoted := record.Args{}
	for k, p := range args {
		if !strings.Contains(t.path+t.body, "{"+k+"}") {
			continue
		}
		bare := !strings.Contains(t.body, `"{`+k+`}"`) // in the path, or a number in JSON
		if bare && !isNumber(p.Value) || !utf8.ValidString(p.Value) {
			return nil
		}
		if p.Value = inJSON(p.Value); len(p.Value) > longestPasted {
			return nil
		}
		quoted[k] = p
	}
	cmd := "curl -X " + t.method + " 'https://api.firstpromoter.com/api/v2/company" + t.path +
		`' -H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -H "Account-ID: $FIRSTPROMOTER_ACCOUNT_ID"`
	out := record.Say(cmd, quoted)
	if t.body == "" {
		return out
	}
	// Braces of JSON are no placeholders: the body is put together piecewise.
	out = append(out, record.Piece{Value: ` -H 'Content-Type: application/json' -d '{`})
	out = append(out, record.Say(t.body, quoted)...)
	return append(out, record.Piece{Value: `}'`})
}

// longestPasted is what package display surely shows whole, in bytes.
const longestPasted = 300

// isNumber reports whether s is a FirstPromoter id as its API writes them.
func isNumber(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// inJSON escapes a text for the inside of a JSON string that stands in single
// quotes of a shell. What comes out is plain ASCII that is shown as it is:
// quotes, doubled or outer blanks and whatever cannot be seen are numbers in it.
func inJSON(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' ', r > ' ' && r < 0x7F && !strings.ContainsRune(`"\'`, r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
