package sale

import (
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// saleCard is what the walk is about, in a few short rows: whole where h rows
// are enough for that.
func (u Desk) saleCard(d *checks.Diagnosis, n, h int) []kit.Line {
	whole, short := []kit.Line{kit.Ln(kit.Heading, "THIS SALE")}, []kit.Line{kit.Ln(kit.Heading, "THIS SALE")}
	for _, p := range dossier.Sale(d) {
		r := kit.Muted
		if p.Kind == record.KindAmount {
			r = kit.Outside
		}
		l := kit.Ln(r, u.Piece(p))
		whole, short = append(whole, l.Wrap(n)...), append(short, l.Cut(n))
	}
	if len(whole) > h {
		return short
	}
	return whole
}

// side is the panel at the right of wide terminals: the sale, the hand-off and
// what happened when.
func (w *walk) side(n, h int) []kit.Line {
	out := []kit.Line{nil}
	if w.diag == nil {
		return out
	}
	in := n - 4
	out = append(out, kit.Indent(w.u.saleCard(w.diag, in, h), 2)...)
	d := kit.NewDoc(in)
	d.Heading("The hand-off")
	w.u.smallChain(d, w.diag)
	out = append(append(out, nil), kit.Indent(d.Rows, 2)...)
	if room := h - len(out) - 3; room > 6 {
		t := kit.NewDoc(in)
		t.Heading("What happened when")
		w.u.sideTimeline(t, w.diag)
		rows := t.Rows
		if len(rows) > room {
			rows = append(rows[:room-1:room-1], kit.Ln(kit.Muted, "…  ").With(kit.Keycap, "t").With(kit.Muted, " shows all"))
		}
		out = append(append(out, nil), kit.Indent(rows, 2)...)
	}
	if ev := w.diag.Evidence; ev != nil {
		foot := kit.Indent(kit.Ln(kit.Muted, requestsText(ev)+", at "+w.u.Clock(w.diag.At)).Wrap(in), 2)
		if len(out)+1+len(foot) < h {
			out = append(kit.Fill(out, h-1-len(foot)), foot...)
		}
	}
	return out
}

// sideTimeline is the timeline in a narrow column: two rows a moment.
func (u Desk) sideTimeline(d *kit.Doc, diag *checks.Diagnosis) {
	for _, m := range dossier.Moments(diag) {
		if m.At.After(diag.At) {
			break
		}
		d.Raw(kit.Ln(kit.SideRole(m.Ref.System), "● ").With(kit.Plain, m.What).Cut(d.N))
		d.Raw(kit.Ln(kit.Muted, "  "+u.When(m.At)+"  "+strings.TrimSpace(m.Ref.System.Name())).Cut(d.N))
	}
	if dossier.NoCommission(diag) {
		d.Raw(kit.Ln(kit.Fail, "✗ ").With(kit.Plain, "No commission recorded").Cut(d.N))
	}
}
