package tui

import (
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

// saleCard is what the walk is about, in a few short rows: whole where h rows
// are enough for that.
func (u desk) saleCard(d *checks.Diagnosis, n, h int) []line {
	whole, short := []line{ln(heading, "THIS SALE")}, []line{ln(heading, "THIS SALE")}
	for _, p := range dossier.Sale(d) {
		r := muted
		if p.Kind == record.KindAmount {
			r = outside
		}
		l := ln(r, u.piece(p))
		whole, short = append(whole, l.wrap(n)...), append(short, l.cut(n))
	}
	if len(whole) > h {
		return short
	}
	return whole
}

// side is the panel at the right of wide terminals: the sale, the hand-off and
// what happened when.
func (w *walk) side(n, h int) []line {
	out := []line{nil}
	if w.diag == nil {
		return out
	}
	in := n - 4
	out = append(out, indent(w.u.saleCard(w.diag, in, h), 2)...)
	d := newDoc(in)
	d.heading("The hand-off")
	w.u.smallChain(d, w.diag)
	out = append(append(out, nil), indent(d.rows, 2)...)
	if room := h - len(out) - 3; room > 6 {
		t := newDoc(in)
		t.heading("What happened when")
		w.u.sideTimeline(t, w.diag)
		rows := t.rows
		if len(rows) > room {
			rows = append(rows[:room-1:room-1], ln(muted, "…  ").with(keycap, "t").with(muted, " shows all"))
		}
		out = append(append(out, nil), indent(rows, 2)...)
	}
	if ev := w.diag.Evidence; ev != nil {
		foot := indent(ln(muted, requestsText(ev)+", at "+w.u.clock(w.diag.At)).wrap(in), 2)
		if len(out)+1+len(foot) < h {
			out = append(fill(out, h-1-len(foot)), foot...)
		}
	}
	return out
}

// sideTimeline is the timeline in a narrow column: two rows a moment.
func (u desk) sideTimeline(d *doc, diag *checks.Diagnosis) {
	for _, m := range dossier.Moments(diag) {
		if m.At.After(diag.At) {
			break
		}
		d.raw(ln(sideRole(m.Ref.System), "● ").with(plain, m.What).cut(d.n))
		d.raw(ln(muted, "  "+u.when(m.At)+"  "+strings.TrimSpace(m.Ref.System.Name())).cut(d.n))
	}
	if dossier.NoCommission(diag) {
		d.raw(ln(fail, "✗ ").with(plain, "No commission recorded").cut(d.n))
	}
}
