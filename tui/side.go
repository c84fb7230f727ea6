package tui

import (
	"slices"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// saleCard is what the walk is about, in a few short rows: whole where h rows
// are enough for that.
func (u *ui) saleCard(d *checks.Diagnosis, n, h int) []line {
	sale := d.Subject.Payment
	none := ""
	if d.Subject.Sale.ID == "" {
		none = unread(d, "no payment found", record.Stripe, saleParts...)
	}
	whole, short := []line{ln(heading, "THIS SALE")}, []line{ln(heading, "THIS SALE")}
	for _, l := range []line{
		ln(muted, none), ln(outside, u.piece(record.AmountPiece(sale.Amount()))), ln(muted, u.when(sale.Time())),
		ln(muted, u.mask.ID(d.Subject.Sale.ID)), ln(muted, u.mask.Email(d.Subject.Email)),
	} {
		if l.width() > 0 {
			whole, short = append(whole, l.wrap(n)...), append(short, l.cut(n))
		}
	}
	if len(whole) > h {
		return short
	}
	return whole
}

// saleParts are what a sale is read from.
var saleParts = []record.Part{record.PartAsked, record.PartCustomers, record.PartInvoices, record.PartCharges, record.PartIntents, record.PartSessions, record.PartReferrals}

// unread is what to say of something a service does not show: that there is
// none, or that it is not known as a part could not be read.
func unread(d *checks.Diagnosis, none string, s record.System, parts ...record.Part) string {
	if d.Evidence != nil && slices.ContainsFunc(d.Evidence.Gaps, func(g record.Gap) bool { return g.System == s && slices.Contains(parts, g.Part) }) {
		return "not known: " + s.Name() + " did not tell"
	}
	return none
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
		foot := indent(ln(muted, requestsText(ev)+", at "+w.clock(w.diag.At)).wrap(in), 2)
		if len(out)+1+len(foot) < h {
			out = append(fill(out, h-1-len(foot)), foot...)
		}
	}
	return out
}

// sideTimeline is the timeline in a narrow column: two rows a moment.
func (u *ui) sideTimeline(d *doc, diag *checks.Diagnosis) {
	for _, m := range moments(diag) {
		if m.at.After(diag.At) {
			break
		}
		d.raw(ln(sideRole(m.system), "● ").with(plain, m.what).cut(d.n))
		d.raw(ln(muted, "  "+u.when(m.at)+"  "+strings.TrimSpace(m.system.Name())).cut(d.n))
	}
	if missing(diag) {
		d.raw(ln(fail, "✗ ").with(plain, "No commission recorded").cut(d.n))
	}
}
