package lists

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// detailFrom is the height of the body from which the marked sale is told in full.
const detailFrom = 16

// mostDetail is how many rows that takes.
const mostDetail = 3

func (a *auditScreen) Body(w, h int) []kit.Line {
	n := min(w-6, 160)
	top := kit.NewDoc(n)
	top.Raw(nil)
	if h >= detailFrom {
		top.Raw(title(a.u, a.since))
	}
	top.Add(a.headline(h < detailFrom))
	if h >= detailFrom {
		top.Para(kit.Muted, a.sum())
	}
	if a.reads() {
		a.reading.draw(top, max(2, h/3), a.u.Spin(), a.u.Now())
	}
	if a.typing || !a.input.Empty() {
		shown := a.input.Rest(a.u.Pen)
		if a.typing {
			shown = a.input.Line(min(n-12, 60), a.u.Pen)
		}
		top.Raw(kit.Ln(kit.Muted, "Narrowed: ").Join(shown))
	}
	rows := append(kit.Indent(top.Rows, 3), nil)
	below := 0
	if h >= detailFrom && a.list.shown > 0 {
		below = 1 + mostDetail
	}
	a.menu.Lay(a.doc(n, h), len(rows), h-len(rows)-below)
	rows = append(rows, kit.Indent(a.menu.Window(!a.typing), 1)...)
	return append(rows, kit.Indent(a.detail(n, below), 3)...)
}

// title is what the list is of; since may be zero.
func title(u Desk, since time.Time) kit.Line {
	if since.IsZero() {
		return kit.Ln(kit.Strong, "Every lead whose sale is missing")
	}
	return kit.Ln(kit.Strong, "Missing sales of leads and payments since "+u.When(since))
}

// doc is the list, of which rows are drawn only in sight.
func (a *auditScreen) doc(n, h int) *kit.Doc {
	d := kit.NewDoc(n)
	if a.list.sales == 0 {
		a.note(d)
	}
	if len(a.list.groups) == 0 {
		return d
	}
	room := n
	for _, g := range a.list.groups {
		if g.states != (tally{}) || len(a.picked) > 0 {
			room = n - stateWidth
		}
	}
	cols := a.columns(room)
	gap := 1
	if h < detailFrom {
		gap = 0
	}
	note := d.Rows
	above := len(note)
	d.Endless = above + a.list.lay(above, gap, func(g *auditGroup) []kit.Line { return a.heading(g, n) })
	d.Endlessly = &a.list
	d.Draw = func(k int) kit.Line {
		if k < above {
			return note[k]
		}
		return a.list.draw(k, func(r *auditRow) kit.Line {
			l := a.row(r, room, cols)
			if word := cmp.Or(a.picked.word(r), a.u.State(r.query).word()); word != "" && r.sale() {
				return l.Cut(room).Pad(n-stateWidth+2).With(kit.Muted, word)
			}
			return l
		})
	}
	return d
}

// note says why no sale is in the list.
func (a *auditScreen) note(d *kit.Doc) {
	switch {
	case len(a.list.found) > 0:
		d.Para(kit.Muted, "Nothing in the list holds these letters. Esc shows all of them.")
		d.Raw(nil)
	case a.end != nil && a.end.Incomplete == "":
		d.Para(kit.Pass, "No sale is missing"+map[bool]string{true: " that the earlier audit did not have"}[a.known > 0]+".")
		d.Raw(nil)
	case a.run != nil && len(a.list.groups) == 0:
		d.Para(kit.Muted, "Sales appear here as they are found.")
	}
}

// headline is what matters most: how many sales are missing, and how much money. Alone:
// no line follows it.
func (a *auditScreen) headline(alone bool) kit.Line {
	if len(a.list.found) == 0 && a.end == nil {
		if a.plan != nil && alone {
			return kit.Ln(kit.Muted, a.planned())
		}
		return kit.Ln(kit.Muted, "Both accounts are read once, from end to end; then each lead is looked at.")
	}
	l := kit.Ln(kit.Strong, a.list.missing())
	switch {
	case a.end == nil:
		l = l.With(kit.Strong, " so far")
	case a.end.Incomplete != "":
		l = l.With(kit.Strong, ", as far as was looked")
	}
	if money := report.MoneyMissing(a.missing); len(money) > 0 {
		l = l.With(kit.Strong, ". Money missing: ").Join(a.u.Sentence(money, kit.Muted))
	}
	return l.With(kit.Strong, ".")
}

// planned is about what the audit takes in all.
func (a *auditScreen) planned() string {
	takes := counted(a.plan.Requests, "request") + ", " + about(a.plan.Takes)
	if a.plan.ByLead {
		return "Few leads: each is looked at by itself, about " + takes + "."
	}
	return "It takes about " + takes + ", as far as the first pages tell."
}

// missing is how many sales were found, in words.
func (l *auditRows) missing() string { return counted(len(l.found), "sale") + " missing or open" }

// sum are the sums of the whole, or why they are not of the whole.
func (a *auditScreen) sum() string {
	switch e := a.end; {
	case e == nil && a.stopped:
		return "Not everything was looked at."
	case e == nil && a.plan != nil:
		return a.planned() + " You can look around meanwhile."
	case e == nil:
		return "You can look at what is found meanwhile, or go elsewhere."
	case e.Incomplete != "":
		return "Not everything was looked at: " + e.Incomplete + "."
	}
	out := ""
	if a.known > 0 {
		out = counted(a.known, "sale") + " as before, left out. "
	}
	out += fmt.Sprintf("%s, %s of them leads; ", counted(a.end.Referrals, "referral"), thousands(a.end.Leads))
	switch unknown := counted(a.end.Unknown, "lead") + " unknown to Stripe."; {
	case !a.since.IsZero():
		return out + "since " + a.u.Day(a.since) + " " + counted(a.end.Sales, "payment") + ", and " + unknown
	case a.end.ByLead:
		return out + "each lead was looked at by itself; " + unknown
	default:
		return out + unknown
	}
}

// heading is what is wrong with the sales of a group in words, how many there are, and
// how much money is missing with them; at the end, where there is room, the cause by its id.
func (a *auditScreen) heading(g *auditGroup, n int) []kit.Line {
	c, known := checks.Lookup(g.of.cause)
	if !known {
		title := "The account as a whole"
		if !g.of.account {
			title = "Sales, " + auditSorts[a.list.sort]
		}
		return []kit.Line{
			kit.Ln(kit.Heading, strings.ToUpper(title)).With(kit.Muted, fmt.Sprintf("  %d%s", len(g.rows), g.states)).Cut(n),
		}
	}
	l := kit.Ln(kit.Heading, strings.ToUpper(g.of.item.Label())).With(kit.Muted, "  "+counted(len(g.rows), "sale"))
	for i, m := range g.money {
		l = l.With(kit.Muted, map[bool]string{true: ", ", false: " + "}[i == 0]).With(kit.Strong, a.u.Piece(record.AmountPiece(m.Money)))
	}
	l = l.With(kit.Muted, g.states.String()+": ").With(kit.Plain, c.When)
	if id := kit.Width(g.of.cause); l.Width()+id+3 <= n {
		l = l.Pad(n-id).With(kit.Muted, g.of.cause)
	}
	return l.Wrap(n)
}

// auditColumns are the widths of the list's columns; 0: it has no room.
type auditColumns struct{ who, amount, at int }

// auditWidth is what the columns were measured for.
type auditWidth struct {
	n, rows, sort int
	masked        bool
}

// mostMeasured is how many rows say how wide the columns are; of more the widest
// hardly differ.
const mostMeasured = 500

func (a *auditScreen) columns(n int) auditColumns {
	w := auditWidth{n, min(len(a.list.found), mostMeasured), a.list.sort, a.u.Mask.On}
	if w == a.wide {
		return a.cols
	}
	a.wide = w
	var c auditColumns
	if n >= 84 {
		c.at = 24
	}
	last := 0 // what is wrong, in a few words
	for _, r := range a.list.found[:w.rows] {
		c.who = max(c.who, kit.Width(a.u.Piece(dossier.Buyer(r.subject)))+2)
		c.amount = max(c.amount, kit.Width(a.amount(r))+2)
		last = max(last, min(kit.Width(a.few(r, n)), 40))
	}
	c.who = max(12, min(c.who, n-2-c.amount-c.at-last))
	a.cols = c
	return c
}

func (a *auditScreen) row(r *auditRow, n int, cols auditColumns) kit.Line {
	u, how := a.u, kit.LookOf(r.status)
	l := kit.Ln(how.Role, how.Symbol+" ")
	if !r.sale() {
		l = l.With(kit.Strong, r.item.Label()+"  ")
		if r.causes > 1 {
			l = l.With(kit.Muted, fmt.Sprintf("1 of %d: ", r.causes))
		}
		return l.Join(u.Sentence(r.summary, kit.Muted))
	}
	l = l.Join(kit.Ln(kit.Outside, u.Piece(dossier.Buyer(r.subject))).Cut(cols.who - 2).Pad(cols.who))
	l = l.Join(kit.Ln(kit.Plain, a.amount(r)).Pad(cols.amount))
	if cols.at > 0 {
		l = l.Join(kit.Ln(kit.Muted, u.When(r.subject.Payment.Time())).Pad(cols.at))
	}
	if a.list.sort == byCause && n-l.Width() >= 40 {
		return l.Join(u.Sentence(r.summary, kit.Muted))
	}
	return l.With(kit.Muted, a.few(r, n))
}

func (a *auditScreen) amount(r *auditRow) string {
	switch {
	case r.subject.Sale.ID != "":
	case checks.PaymentsUnread(r.list):
		return "not checked"
	default:
		return "no payment"
	}
	return a.u.Piece(record.AmountPiece(r.subject.Payment.Amount()))
}

// few is what is wrong in a few words, where there is no room for the sentence.
func (a *auditScreen) few(r *auditRow, n int) string {
	switch c, known := checks.Lookup(r.cause); {
	case a.list.sort != byCause && known && n >= 100:
		return c.When
	case a.list.sort != byCause:
		return r.cause
	case r.causes > 1:
		return fmt.Sprintf("+%d more", r.causes-1)
	}
	return ""
}

// detail is what is wrong with the marked sale in full, where there is room below the list.
func (a *auditScreen) detail(n, h int) []kit.Line {
	r := a.chosen()
	if h == 0 || r == nil {
		return nil
	}
	how := kit.LookOf(r.status)
	l := kit.Ln(how.Role, how.Symbol+" ").Join(a.u.Sentence(r.summary, kit.Plain))
	if r.causes > 1 && r.sale() {
		l = l.With(kit.Muted, fmt.Sprintf(" And %d more; Enter shows all.", r.causes-1))
	}
	rows := l.Wrap(n)
	if len(rows) > mostDetail {
		rows = rows[:mostDetail]
		rows[mostDetail-1] = rows[mostDetail-1].With(kit.Muted, " …").Cut(n)
	}
	// As many rows whatever is marked: the list stands still.
	return append([]kit.Line{kit.Ruler(n)}, kit.Fill(rows, h-1)...)
}
