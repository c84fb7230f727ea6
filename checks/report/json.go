package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Schema is the name and version of the JSON of one sale.
const Schema = "fpdoctor.check/1"

// The shape of the document. It is a type of its own, so that no change inside
// the program changes what scripts read.
type document struct {
	Schema        string         `json:"schema"`
	Subject       subject        `json:"subject"`
	Stripe        stripe         `json:"stripe"`
	FirstPromoter firstPromoter  `json:"firstpromoter"`
	Verdict       checks.Verdict `json:"verdict"`
	Checks        [6]check       `json:"checks"`
	Requests      requests       `json:"requests"`
	StartedAt     string         `json:"started_at"`
	ElapsedMS     int64          `json:"elapsed_ms"`
}

type subject struct {
	Query    *string `json:"query"`
	Customer *string `json:"customer"`
	Sale     *string `json:"sale"`
	Referral *string `json:"referral"`
	Email    *string `json:"email"`
}

type stripe struct {
	Account *string `json:"account"`
	Mode    *string `json:"mode"`
}

type firstPromoter struct {
	API record.API `json:"api"`
}

type check struct {
	Item     checks.Item   `json:"item"`
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Status   checks.Status `json:"status"`
	Summary  string        `json:"summary"`
	Findings []finding     `json:"findings"`
}

type finding struct {
	Cause    string        `json:"cause"`
	Verdict  checks.Status `json:"verdict"`
	Summary  string        `json:"summary"`
	Basis    checks.Basis  `json:"basis"`
	Objects  []object      `json:"objects"`
	Compare  []compare     `json:"compare"`
	Remedies []remedy      `json:"remedies"`
}

type object struct {
	System record.System `json:"system"`
	Type   string        `json:"type"`
	ID     string        `json:"id"`
	URL    string        `json:"url,omitempty"`
}

type compare struct {
	Field         string  `json:"field"`
	Stripe        *string `json:"stripe"`
	FirstPromoter *string `json:"firstpromoter"`
}

type remedy struct {
	Text    string `json:"text"`
	Where   string `json:"where,omitempty"`
	URL     string `json:"url,omitempty"`
	Value   string `json:"value,omitempty"`
	Command string `json:"command,omitempty"`
	// Alternative is the step and a letter, such as 1a: of one step only one is to be done.
	Alternative string `json:"alternative,omitempty"`
}

type requests struct {
	Stripe        int `json:"stripe"`
	FirstPromoter int `json:"firstpromoter"`
	Depth         int `json:"depth"`
}

// JSON writes the diagnosis as one document of schema fpdoctor.check/1.
// Invisible characters in values stand as visible escapes, so that a value
// taken out of the document is safe to print.
func JSON(w io.Writer, d *checks.Diagnosis, m display.Masker) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(documentOf(d, m)); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err := w.Write(asciiControls(b.Bytes()))
	return err
}

func documentOf(d *checks.Diagnosis, m display.Masker) document {
	ev := d.Evidence
	if ev == nil {
		ev = &record.Evidence{StartedAt: d.At}
	}
	doc := document{
		Schema:        Schema,
		Subject:       subjectOf(d.Subject, m),
		FirstPromoter: firstPromoter{api(ev)},
		Verdict:       d.Verdict(),
		Requests:      requests{ev.Requests.Stripe, ev.Requests.FirstPromoter, ev.Requests.Depth},
		StartedAt:     ev.StartedAt.UTC().Format(time.RFC3339),
		ElapsedMS:     ev.Elapsed.Milliseconds(),
	}
	if a := ev.Stripe.Account; a != nil {
		doc.Stripe.Account = known(m.ID(a.ID))
	}
	doc.Stripe.Mode = known(string(ev.Stripe.KeyMode))
	for i, c := range d.Checks {
		doc.Checks[i] = checkOf(checks.Items[i], c, m)
	}
	return doc
}

func subjectOf(s checks.Subject, m display.Masker) subject {
	out := subject{
		Query:    known(m.Piece(queryPiece(s.Query))),
		Customer: known(m.ID(s.Customer)),
		Referral: known(m.ID(s.Referral)),
		Email:    known(m.Email(s.Email)),
	}
	if s.Sale.Type == record.TypeInvoice || s.Sale.Type == record.TypeCharge {
		out.Sale = known(m.ID(s.Sale.ID))
	}
	return out
}

func checkOf(item checks.Item, c checks.Check, m display.Masker) check {
	out := check{
		Item: item, ID: item.ID(), Title: item.Title(), Status: c.Status,
		Summary: m.Sentence(c.Summary()), Findings: []finding{},
	}
	for _, f := range c.Findings {
		out.Findings = append(out.Findings, findingOf(f, m))
	}
	return out
}

func findingOf(f checks.Finding, m display.Masker) finding {
	out := finding{
		Cause: f.Cause, Verdict: f.Verdict, Summary: m.Sentence(f.Summary), Basis: f.Basis,
		Objects: []object{}, Compare: []compare{}, Remedies: []remedy{},
	}
	for _, o := range f.Objects {
		out.Objects = append(out.Objects, object{o.System, o.Type, m.ID(o.ID), link(m, o.URL)})
	}
	for _, c := range f.Compare {
		// Not masked as a pair: a program compares values of the whole document,
		// so that equal ones must be equal in all places.
		out.Compare = append(out.Compare, compare{m.Text(c.Field), known(side(c.Stripe, m)), known(side(c.FirstPromoter, m))})
	}
	for _, r := range f.Remedies {
		x := remedy{
			Text:    m.Sentence(r.Text),
			Where:   m.Text(r.Where),
			URL:     link(m, r.URL),
			Value:   side(r.Value, m),
			Command: m.Sentence(r.Command),
		}
		if r.Alternative != "" {
			x.Alternative = r.Label()
		}
		out.Remedies = append(out.Remedies, x)
	}
	return out
}

// side is a value of one service. A moment stays as it is, for programs.
func side(p record.Piece, m display.Masker) string {
	if p.Kind == record.KindWhen {
		return display.Clean(p.Value)
	}
	return m.Piece(p)
}

// known is nil for what is not known.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// asciiControls writes every character that a terminal may act upon as a JSON
// escape. Only our own line ends are left.
func asciiControls(doc []byte) []byte {
	var out []byte
	for _, r := range string(doc) {
		switch {
		case r == '\n' || r >= ' ' && r < 0x7F || unicode.IsGraphic(r) && !unicode.In(r, unicode.Zl, unicode.Zp):
			out = utf8.AppendRune(out, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
