package checks

//go:generate go run ./internal/causetable

import (
	"encoding/json"
	"slices"
	"strings"

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
	// Remedies names what to do, in order.
	Remedies []string
	// Source is where the rule comes from.
	Source string
}

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
func (w *walk) finding(id string, args record.Args, objects ...Object) Finding {
	i, ok := causeIndex[id]
	if !ok {
		panic("no such cause: " + id)
	}
	c := &catalogue[i]
	f := Finding{Cause: c.ID, Verdict: c.Verdict, Basis: c.Basis, Summary: record.Say(c.Says, args)}
	for _, o := range objects {
		if o.ID != "" && !slices.Contains(f.Objects, o) {
			f.Objects = append(f.Objects, o)
		}
	}
	f.Remedies = w.remedies(c.Remedies, args)
	return f
}

// remedies fills those of the named remedies that make sense here.
func (w *walk) remedies(names []string, args record.Args) []Remedy {
	var out []Remedy
	for _, name := range names {
		if r, ok := w.remedy(name, args); ok {
			out = append(out, r)
		}
	}
	return out
}

// note is a finding whose verdict is only info: worth showing, deciding nothing.
func (w *walk) note(id string, args record.Args, objects ...Object) Finding {
	f := w.finding(id, args, objects...)
	f.Verdict, f.Remedies = Info, nil
	if c := catalogue[causeIndex[id]]; c.InfoSays != "" {
		f.Summary = record.Say(c.InfoSays, args)
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
	v1, v2 string // menu paths
	url    string // {name} stands for a value
	v2url  bool   // the link exists for v2 only
	value  string // the argument to paste
	method string // v2 API call, as a curl command for the person
	path   string
	body   string
	needs  []string // arguments without which the remedy makes no sense
	v2only bool
	v1only bool
}

func (w *walk) remedy(name string, args record.Args) (Remedy, bool) {
	t, ok := remedies[name]
	if !ok {
		panic("no such remedy: " + name)
	}
	v1 := w.ev.FirstPromoter.API == record.V1
	if t.v2only && v1 || t.v1only && !v1 {
		return Remedy{}, false
	}
	for _, n := range t.needs {
		if args[n].Value == "" {
			return Remedy{}, false
		}
	}
	r := Remedy{Text: record.Say(t.text, args), Where: t.v2, Value: args[t.value]}
	if v1 && t.v1 != "" || r.Where == "" {
		r.Where = t.v1
	}
	if t.url != "" && !(t.v2url && v1) {
		r.URL = fillURL(t.url, args)
	}
	if t.method != "" && w.ev.FirstPromoter.API == record.V2 {
		r.Command = curl(t, args)
	}
	return r, true
}

func fillURL(u string, args record.Args) string {
	for strings.Contains(u, "{") {
		_, rest, _ := strings.Cut(u, "{")
		name, _, ok := strings.Cut(rest, "}")
		if !ok || args[name].Value == "" {
			return ""
		}
		u = strings.ReplaceAll(u, "{"+name+"}", args[name].Value)
	}
	return u
}

// curl writes a FirstPromoter v2 request for the person to run; fpdoctor itself
// only reads. The key stays a variable of the person's shell. Values are
// escaped for JSON and for single quotes.
func curl(t template, args record.Args) record.Sentence {
	quoted := record.Args{}
	for k, p := range args {
		p.Value = strings.ReplaceAll(inJSON(p.Value), `'`, `'\''`)
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

// inJSON escapes a text for the inside of a JSON string.
func inJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(b[1 : len(b)-1])
}
