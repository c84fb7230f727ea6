package sale

import (
	"fmt"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/tui/kit"
)

// listWidth is the width of the list of items, and stripBelow the width below
// which they stand in a strip.
const (
	listWidth  = 25
	stripBelow = 76
)

// walkView draws a walk.
type walkView struct{ *walkScreen }

func (w walkView) rows(width, h int) []kit.Line {
	switch {
	case w.narrow:
		strip := w.strip(width)
		return append(strip, w.detailRows(width, h-len(strip))...)
	case width < 136:
		return kit.Columns(
			h,
			kit.Column{Lines: w.list(h, true), Width: listWidth},
			kit.Column{Lines: w.detailRows(width-listWidth-1, h), Width: width - listWidth - 1},
		)
	}
	side := min(58, max(36, (width-listWidth-2)*2/5))
	detail := width - listWidth - 2 - side
	if detail > 100 {
		side += detail - 100
		detail = 100
	}
	return kit.Columns(
		h,
		kit.Column{Lines: w.list(h, false), Width: listWidth},
		kit.Column{Lines: w.detailRows(detail, h), Width: detail},
		kit.Column{Lines: w.side(side, h), Width: side},
	)
}

// strip is the list of items for narrow terminals: two rows.
func (w walkView) strip(n int) []kit.Line {
	var parts []kit.Line
	all := 0
	for i := checks.Connected; i <= summaryRow; i++ {
		look, name := w.lookOf(i), fmt.Sprint(int(i))
		if i == summaryRow {
			name = "sum"
		}
		part := kit.Ln(kit.Plain, " ")
		if i == w.row {
			part = kit.Ln(kit.Accent, "▸")
		}
		part = part.With(look.Role, look.Symbol+name)
		if look.Word != "" {
			part = part.With(look.Role, " "+look.Word)
		}
		if i == w.row {
			part = kit.OnGround(part)
		}
		parts, all = append(parts, part), all+part.Width()
	}
	gap := ""
	if all+len(parts) <= n {
		gap = " "
	}
	var l kit.Line
	w.ends = w.ends[:0]
	for _, part := range parts {
		l = l.Join(part).With(kit.Plain, gap)
		w.ends = append(w.ends, l.Width())
	}
	return []kit.Line{l.Cut(n), kit.Ruler(n)}
}

// lookOf is how an item's state is drawn, also while it is not known yet.
func (w walkView) lookOf(i checks.Item) kit.Look {
	switch {
	case i == summaryRow:
		return kit.Look{Symbol: "", Word: "", Role: kit.Plain, Chip: kit.MutedChip}
	case w.diag == nil && w.run != nil:
		return kit.Look{Symbol: w.u.Spin(), Word: "wait", Role: kit.Muted, Chip: kit.MutedChip}
	case w.diag == nil:
		return kit.Look{Symbol: "·", Word: "none", Role: kit.Muted, Chip: kit.MutedChip}
	case w.run != nil && w.again && (w.only == i || w.only == 0 || w.only == summaryRow):
		l := kit.LookOf(w.diag.Check(i).Status)
		l.Symbol = w.u.Spin()
		return l
	}
	return kit.LookOf(w.diag.Check(i).Status)
}

// list is the six items and the summary, and below it the sale.
func (w walkView) list(h int, withSale bool) []kit.Line {
	rows := []kit.Line{nil}
	for i := checks.Connected; i <= summaryRow; i++ {
		if i == summaryRow {
			rows = append(rows, nil)
		}
		rows = append(rows, w.listRow(i))
	}
	if withSale && h >= 17 && w.diag != nil {
		rows = append(rows, nil, kit.Ln(kit.Plain, " ").With(kit.Rule, strings.Repeat("─", listWidth-2)))
		rows = append(rows, kit.Indent(w.u.saleCard(w.diag, listWidth-2, h-len(rows)), 1)...)
	}
	return rows
}

func (w walkView) listRow(i checks.Item) kit.Line {
	look := w.lookOf(i)
	r := kit.Plain
	l := kit.Ln(kit.Plain, "   ")
	if i == w.row {
		l = kit.Ln(kit.Accent, " ▸ ")
		r = kit.Strong
	}
	if i == summaryRow {
		l = l.With(r, "  Summary")
	} else {
		l = l.With(kit.Muted, fmt.Sprintf("%d ", i)).With(r, i.Label())
	}
	if look.Word != "" {
		l = l.Pad(listWidth-9).With(look.Role, look.Symbol+" "+look.Word)
	}
	l = l.Pad(listWidth)
	if i == w.row && !w.inside {
		l = kit.OnGround(l)
	}
	return l
}

// detailRows is the current item, scrolled.
func (w walkView) detailRows(n, h int) []kit.Line {
	d := kit.NewDoc(n - 5)
	if n > 64 {
		d = kit.NewDoc(n - 6)
	}
	d.High = w.high
	w.scroll.H = h
	marked := -1
	if w.inside {
		marked, d.Open = w.spot, w.spot
	}
	w.fill(d)
	w.doc = d
	w.spot = max(0, min(w.spot, len(d.Spots)-1)) // there may be fewer than before
	if marked >= 0 && marked < len(d.Spots) && w.showing != marked {
		w.scroll.Show(d.Spots[marked].From, d.Spots[marked].To)
	}
	w.showing = marked
	if d.Until > 0 {
		w.scroll.Rows = len(d.Rows)
		w.scroll.Show(d.Until-1, d.Until)
	}
	return kit.Indent(w.scroll.Window(d, h, marked), 1)
}

// low reports whether there are so few rows that blank ones are too many.
func (w walkView) low() bool { return w.scroll.H < 14 }

func (w walkView) fill(d *kit.Doc) {
	if !w.low() {
		d.Raw(nil)
	}
	switch {
	case w.diag == nil && w.run != nil:
		kit.ProgressDoc(d, w.run, w.u.Spin(), w.u.Now())
	case w.diag == nil && w.stopped:
		d.Add(kit.Ln(kit.Strong, "Stopped by you."))
		d.Blank()
		d.Add(kit.Ln(kit.Plain, "Nothing was found out about this sale yet. ").With(kit.Keycap, "r").
			With(kit.Plain, " asks again, ").With(kit.Keycap, "/").With(kit.Plain, " picks another sale."))
	case w.diag == nil:
		d.Para(kit.Muted, "Nothing asked yet.")
	case w.row == summaryRow:
		w.fillSummary(d)
	default:
		w.fillItem(d)
	}
}

// fillItem draws one item: the question, each finding with what both sides say,
// and what to do.
func (w walkView) fillItem(d *kit.Doc) {
	u, c := w.u, w.diag.Check(w.row)
	d.Add(kit.Ln(kit.Strong, c.Item.Question()))
	d.Blank()
	if p := w.ask.Past; p != nil && p.Then[c.Item] != "" {
		d.Para(kit.Warn, p.Then[c.Item])
		d.Blank()
	}
	asking := (c.Status == checks.Ask && !w.answered(c.Item) || w.typing != nil) && len(c.Findings) > 0
	if asking {
		f := c.Findings[0]
		kit.Verdict(d, f.Verdict, u.summaryLine(&f))
		if !w.low() {
			d.Blank()
		}
	}
	w.fillAnswer(d, c)
	w.fillApp(d, c)
	last := 0 // the finding after which to say what comes then
	for i, f := range c.Findings {
		if f.Verdict.Wrong() {
			last = i
		}
	}
	for i := range c.Findings {
		if i > 0 {
			d.Blank()
			d.Raw(kit.Ruler(min(d.N, 24)))
			d.Blank()
		}
		f := &c.Findings[i]
		if asking && i == 0 {
			u.findingDetails(d, w.diag, f)
		} else {
			u.finding(d, w.diag, f, c.Findings[:i]...)
		}
		if i == last {
			w.mended(d, c.Status)
		}
	}
	if next := w.row + 1; next <= checks.Coupon {
		d.Blank()
		d.Add(kit.Ln(kit.Muted, "Next  ").With(kit.Keycap, "↓ ").With(kit.Muted, fmt.Sprintf("%d %s  ", next, next.Label())).
			Join(kit.Word(w.diag.Check(next).Status)))
	} else {
		d.Blank()
		d.Add(kit.Ln(kit.Muted, "Next  ").With(kit.Keycap, "↓ ").With(kit.Muted, "Summary"))
	}
}

// mended tells what to do once the remedy is done.
func (w walkView) mended(d *kit.Doc, s checks.Status) {
	if w.diag.Watchable() && (s == checks.Fail || s == checks.Warn) {
		d.Blank()
		d.Add(kit.Ln(kit.Muted, "Then  ").With(kit.Keycap, "W ").With(kit.Muted, "watches both sides until the sale arrives"))
	}
}

// fillSummary is the end of the walk: the one thing to fix first, then the rest.
func (w walkView) fillSummary(d *kit.Doc) {
	u := w.u
	first, item, ok := w.diag.First()
	if !ok {
		d.Add(kit.Ln(kit.Pass, "✓ Nothing is wrong with this sale."))
		d.Blank()
		if s := w.diag.Check(checks.Connected).Summary(); s != nil {
			d.Add(u.Sentence(s, kit.Plain))
			d.Blank()
		}
		w.fillGood(d)
		w.fillNotes(d, 0)
		d.Blank()
		d.Add(kit.Ln(kit.Keycap, "/").With(kit.Muted, " picks another sale, ").With(kit.Keycap, "e").
			With(kit.Muted, " makes a report of this one."))
		return
	}
	d.Add(kit.Ln(kit.Strong, headline(first.Verdict)))
	if !w.low() {
		d.Blank()
	}
	d.Add(kit.Ln(kit.Muted, fmt.Sprintf("%d  %s", item, item.Question())))
	d.Blank()
	kit.Verdict(d, first.Verdict, u.summaryLine(&first))
	if len(first.Remedies) > 0 {
		d.Blank()
		d.Heading("What to do")
		u.remedies(d, first.Remedies)
	}
	w.mended(d, first.Verdict)
	w.fillNotes(d, item)
	d.Blank()
	w.fillGood(d)
}

func headline(s checks.Status) string {
	switch s {
	case checks.Fail:
		return "Fix this first"
	case checks.Error:
		return "This could not be checked"
	case checks.Ask:
		return "Only you can see this: please look"
	default:
		return "Nothing is surely wrong, but this looks suspicious"
	}
}

// fillNotes lists what else there is, below the item shown in full.
func (w walkView) fillNotes(d *kit.Doc, shown checks.Item) {
	head := false
	for _, st := range []checks.Status{checks.Fail, checks.Error, checks.Ask, checks.Warn} {
		for _, c := range w.diag.Checks {
			for i, f := range c.Findings {
				if f.Verdict != st || c.Item == shown && i == 0 {
					continue
				}
				if !head {
					d.Blank()
					d.Heading("Then")
					head = true
				}
				d.Hang(kit.Word(st).Pad(8).With(kit.Muted, fmt.Sprintf("%d ", c.Item)), w.u.Sentence(f.Summary, kit.Plain))
			}
		}
	}
}

func (w walkView) fillGood(d *kit.Doc) {
	for _, st := range []checks.Status{checks.Pass, checks.Skip} {
		var names []string
		for _, c := range w.diag.Checks {
			if c.Status == st {
				names = append(names, kit.Hard(fmt.Sprintf("%d %s", c.Item, c.Item.Label())))
			}
		}
		if len(names) > 0 {
			d.Hang(kit.Word(st).Pad(8), kit.Ln(kit.Muted, strings.Join(names, ", ")))
		}
	}
}

// side is the panel at the right of wide terminals: the sale, the hand-off and
// what happened when.
func (w walkView) side(n, h int) []kit.Line {
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
