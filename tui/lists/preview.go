package lists

import (
	"slices"
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// previewFrom is the width of a terminal from which the sale marked in a list is
// told of beside it, and previewLeast what that takes.
const (
	previewFrom  = 140
	previewLeast = 46
)

// previewWidth is the room for that on a terminal so wide; 0: there is none.
func previewWidth(w int) int {
	if w < previewFrom {
		return 0
	}
	return max(previewLeast, min(64, w*3/10))
}

// besideOf is what is known of the sale marked in a list, in n cells.
func besideOf(p *pick, n int) []kit.Line {
	c, ok := p.chosen(p.choices())
	if !ok || c.open != nil {
		return nil
	}
	v := preview{Desk: p.u, query: c.query, title: c.title}
	if i := slices.IndexFunc(p.suspects, func(s Suspect) bool {
		return s.Query.Kind == c.query.Kind && s.Query.Value == c.query.Value
	}); i >= 0 {
		v.suspect = &p.suspects[i]
	}
	return v.rows(n)
}

// preview tells of a sale in a list what is known without asking anything.
type preview struct {
	Desk
	query   record.Query
	title   string   // what it is an example of
	suspect *Suspect // as the search found it; nil: it did not
}

// rows are the preview, in n cells.
func (p preview) rows(n int) []kit.Line {
	d := kit.NewDoc(n)
	d.Raw(nil)
	d.Heading("This sale")
	if p.title != "" {
		d.Para(kit.Plain, display.Clean(p.title))
		d.Blank()
	}
	p.field(d, "looked up by", p.Query(p.query))
	if p.suspect != nil {
		p.found(d, p.suspect)
	}
	p.lastTime(d)
	return kit.Indent(d.Rows, 2)
}

// field is a name and its value, below the name where it has no room beside it.
func (p preview) field(d *kit.Doc, name string, value kit.Line) {
	if value.Width() == 0 {
		return
	}
	head := kit.Ln(kit.Muted, name).Pad(14)
	if head.Width()+value.Width() > d.N {
		d.Raw(head)
		head = kit.Ln(kit.Plain, "  ")
	}
	for _, row := range kit.Chunks(value, d.N-head.Width()) {
		d.Raw(head.Join(row))
		head = kit.Ln(kit.Plain, "").Pad(head.Width())
	}
}

// found is what the search for suspicious leads saw of both sides.
func (p preview) found(d *kit.Doc, s *Suspect) {
	p.field(d, "amount", kit.Ln(kit.Outside, p.Piece(record.AmountPiece(s.Amount))))
	p.field(d, "paid", kit.Ln(kit.Plain, p.When(s.At)))
	payer, lead := p.Pair(record.EmailPiece(s.Payer), record.EmailPiece(s.Lead.Email))
	d.Blank()
	d.Heading("The lead")
	p.field(d, "referral", kit.Ln(kit.Outside, p.Mask.ID(s.Lead.ID)))
	p.field(d, "made", kit.Ln(kit.Plain, p.When(s.Lead.Created)))
	p.field(d, "state", kit.Ln(kit.Plain, display.Clean(s.Lead.State)))
	p.field(d, "promoter", kit.Ln(kit.Outside, p.Piece(record.NamePiece(s.Lead.PromoterName))))
	if s.Payer == s.Lead.Email {
		p.field(d, "address", kit.Ln(kit.Outside, lead))
	} else {
		p.field(d, "its address", kit.Ln(kit.Outside, lead))
		p.field(d, "the payer’s", kit.Ln(kit.Outside, payer))
	}
	if len(s.Why) > 0 {
		d.Hang(kit.Ln(kit.Warn, "! "), p.Sentence(s.Why, kit.Plain))
	}
}

// lastTime is what came out when the sale was looked at in this run.
func (p preview) lastTime(d *kit.Doc) {
	d.Blank()
	st := p.State(p.query)
	if st.Done {
		d.Add(kit.Ln(kit.Muted, "Marked as done."))
	}
	if st.Status == "" {
		d.Add(kit.Ln(kit.Muted, "Not looked at yet. ").With(kit.Keycap, "Enter").With(kit.Muted, " asks both services."))
		return
	}
	d.Heading("When last looked at")
	summary := kit.Ln(kit.Plain, "Nothing wrong was found.")
	if len(st.Summary) > 0 {
		summary = p.Sentence(st.Summary, kit.Plain)
	}
	d.Hang(kit.Word(st.Status).With(kit.Plain, "  "), summary)
	if at := p.When(st.At); at != "" {
		d.Add(kit.Ln(kit.Muted, strings.TrimSpace("at "+at)))
	}
}
