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
