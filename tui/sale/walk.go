package sale

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// summaryRow is the row after the six items.
const summaryRow checks.Item = 7

// walk is the guided tour through the six items for one sale.
type walk struct {
	u       Desk
	query   record.Query
	ask     Asker           // asks both services with the keys it is looked at with
	others  []record.Sale   // the buyer's payments, where one of them was chosen from a list
	said    *record.Answers // of this sale, and of the buyer’s others
	run     *kit.Run        // what is running; nil: nothing
	again   bool            // the run is a re-check
	only    checks.Item
	diag    *checks.Diagnosis
	sales   []record.Sale // the buyer's payments in it
	stopped bool
	news    kit.Line // what a re-check changed
	chosen  bool     // from the list of the buyer’s payments, on which it stands
	placed  bool     // the first item to look at was chosen
	gone    bool     // closed

	row    checks.Item
	inside bool // the keys move in the detail
	spot   int
	scroll kit.Scroller
	asking *kit.Field // the answer being typed
	part   int        // which of the item's typed questions
	draft  record.Answers
	anew   bool   // the item asks again, and the old answer holds until there is a new one
	wrong  string // what is wrong with what was typed

	doc     *kit.Doc // as last drawn
	showing int      // the spot that was marked in it
	ends    []int    // where the parts of the strip end
	narrow  bool     // the items stand in it
	high    int      // rows of the body
}

func NewWalk(u Desk, q record.Query, ask Asker) *walk {
	return &walk{u: u, query: q, ask: ask, said: &record.Answers{}, row: checks.Connected}
}

// gatheredMsg is the answer of one run.
type gatheredMsg struct {
	run  int
	diag checks.Diagnosis
}

func (w *walk) Open() tea.Cmd {
	w.u.saw(w.query)
	w.Resume()
	return w.start(0)
}

// Resume makes this the sale at hand.
func (w *walk) Resume() {
	w.u.walking = w
	w.u.Answers = w.u.Answers.WithSale(*w.said)
	if w.diag != nil {
		w.u.Last = w.diag
	}
}

func (w *walk) Close() {
	w.gone = true
	if w.u.walking == w {
		w.u.walking = nil
	}
	if w.run != nil {
		w.run.Cancel()
	}
}

// start gathers; only is the item a re-check is about, 0 for all.
func (w *walk) start(only checks.Item) tea.Cmd {
	if w.run != nil {
		w.run.Cancel()
	}
	r := w.u.NewRun()
	w.run, w.only, w.again, w.stopped, w.news = r, only, w.diag != nil, false, nil
	q, answers, ask, now := w.query, w.u.Answers, w.ask, w.u.Now
	return func() tea.Msg {
		ev := ask.Gather(r.Ctx, q, r.Steps.Report) // when stopped: what there is by then
		return gatheredMsg{r.Number, ask.Diagnose(ev, answers, now())}
	}
}

// judge judges again what is known, after an answer was given.
func (w *walk) judge() tea.Cmd {
	if w.diag == nil || w.run != nil {
		return nil // the run under way knows the older answers: see update
	}
	r := w.u.NewRun()
	w.run, w.again, w.only, w.news = r, true, 0, nil
	ev, answers, ask, now := w.diag.Evidence, w.u.Answers, w.ask, w.u.Now
	return func() tea.Msg { return gatheredMsg{r.Number, ask.Diagnose(ev, answers, now())} }
}

func (w *walk) Busy() bool { return w.run != nil }

func (w *walk) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gatheredMsg:
		if w.run == nil || msg.run != w.run.Number || w.gone {
			return nil
		}
		w.run.Cancel()
		w.run = nil
		if err := msg.diag.Evidence.UnknownOwnID(); err != nil {
			w.u.unsee(w.query)
			w.u.Pop()
			return w.u.Say(kit.Warn, err.Error()+".")
		}
		old := w.diag
		w.hold(&msg.diag)
		if old != nil {
			w.tell(old)
		}
		w.place()
		if msg.diag.Answers != w.u.Answers {
			return w.judge()
		}
	case kit.PastedMsg:
		if typedQuestions(w.row) != nil && w.asks(w.row) {
			w.beginAsking()
			w.asking.Set(string(msg))
		}
	case kit.TypedMsg:
		w.wrong = ""
	case answeredMsg:
		return w.judge()
	}
	return nil
}

// hold makes a diagnosis the one that is shown.
func (w *walk) hold(d *checks.Diagnosis) {
	w.diag, w.sales = d, d.Evidence.Stripe.Sales()
	if w.u.walking == w {
		w.u.Last = d
	}
	w.u.cameOut(w.query, d)
}

// place goes to the item to look at first, once.
func (w *walk) place() {
	if w.placed {
		return
	}
	w.placed = true
	if w.row != checks.Connected {
		return // where the person has gone by then
	}
	w.goToFirst()
}

// goToFirst goes to the item to look at first, or to the summary of a sound sale.
func (w *walk) goToFirst() {
	w.goTo(summaryRow)
	if _, item, ok := w.diag.First(); ok {
		w.goTo(item)
	}
}

// tell says what a re-check changed.
func (w *walk) tell(old *checks.Diagnosis) {
	if w.only >= checks.Connected && w.only <= checks.Coupon {
		was, is := old.Check(w.only).Status, w.diag.Check(w.only).Status
		l := kit.Ln(kit.Muted, fmt.Sprintf("%d %s: ", w.only, w.only.Label()))
		if was == is {
			w.news = l.With(kit.Plain, "still ").Join(kit.Word(is))
		} else {
			w.news = l.With(kit.Plain, "was ").Join(kit.Word(was)).With(kit.Plain, ", is now ").Join(kit.Word(is))
		}
		w.news = w.news.With(kit.Muted, ". Checked at "+w.u.Clock(w.diag.At)+".")
		return
	}
	var l kit.Line
	for i, c := range w.diag.Since(old) {
		if i > 0 {
			l = l.With(kit.Muted, ", ")
		}
		l = l.With(kit.Muted, fmt.Sprintf("%d %s ", c.Item, c.Item.Label())).Join(kit.Word(c.Was)).With(kit.Muted, " → ").Join(kit.Word(c.Is.Status))
	}
	if len(l) == 0 {
		w.news = kit.Ln(kit.Muted, "Nothing has changed. Checked at "+w.u.Clock(w.diag.At)+".")
		return
	}
	w.news = kit.Ln(kit.Strong, "Changed: ").Join(l)
}

func (w *walk) goTo(row checks.Item) {
	if row != w.row {
		w.spot, w.scroll.Off = 0, 0
	}
	w.row, w.inside, w.asking, w.wrong, w.anew = row, false, nil, "", false
}

func (w *walk) Title() kit.Line { return w.u.Query(w.query) }

func (w *walk) Field() *kit.Field { return w.asking }

func (w *walk) Status() kit.Line {
	switch {
	case w.run != nil && w.again:
		return w.run.Line(w.u.Spin(), w.u.Now(), "Checking again")
	case w.run != nil:
		return nil
	case w.stopped && w.diag != nil:
		return kit.Ln(kit.Warn, "Stopped by you.").With(kit.Muted, " Shown is what was found by "+w.u.Clock(w.diag.At)+".")
	}
	return w.news
}

// asks reports whether an item waits for the person.
func (w *walk) asks(i checks.Item) bool {
	if w.anew && i == w.row {
		return true
	}
	return w.diag != nil && w.answerable(i) && w.diag.Check(i).Status == checks.Ask && !w.answered(i)
}

func (w *walk) Offers() []kit.Offer {
	var os []kit.Offer
	if w.asking != nil {
		return []kit.Offer{kit.CanCalled(kit.ActEnter, "answer"), kit.CanCalled(kit.ActBack, "leave it")}
	}
	if w.run != nil {
		stop := kit.Can(kit.ActStop)
		if w.stopped {
			stop.Label = "do not wait"
		}
		os = append(os, stop)
	}
	if w.asks(w.row) && typedQuestions(w.row) == nil {
		os = append(os, kit.Can(kit.ActYes), kit.Can(kit.ActNo))
	}
	if w.anew {
		keep := kit.CanCalled(kit.ActBack, "keep the answer")
		if !w.answered(w.row) {
			keep.Label = "leave it"
		}
		os = append(os, keep)
	}
	have := w.diag != nil
	wait := "Wait for the answers first."
	if w.stopped {
		wait = "There are no answers yet. r asks again."
	}
	move := kit.CanMove("item")
	if w.inside {
		move.Label = "move"
	}
	os = append(os, kit.Quietly(kit.ActUp)...)
	os = append(os, move)
	if w.inside {
		os = append(os, w.enterOffer(), kit.CanCalled(kit.ActLeft, "items"), kit.Offer{Act: kit.ActBack, Quiet: true}, kit.CanIf(w.Marked().Text != "", kit.ActCopy, "Nothing is marked that could be copied."), kit.CanIf(w.Marked().Url != "", kit.ActOpen, "What is marked has no link."))
		os = append(os, kit.Quietly(kit.ActRight)...)
	} else {
		enter := kit.CanIf(have, kit.ActEnter, wait)
		enter.Label = "look closer"
		if w.asks(w.row) && typedQuestions(w.row) != nil {
			enter.Label = "type it"
		}
		os = append(os, enter, kit.Offer{Act: kit.ActRight, Off: enter.Off, Quiet: true})
		os = append(os, kit.Offer{Act: kit.ActLeft, Off: "You are in the list of items already."})
	}
	switch {
	case !w.answerable(w.row):
		os = append(os, kit.Offer{Act: kit.ActAnswer, Off: "This item asks you nothing."})
	case w.answered(w.row):
		os = append(os, kit.CanCalled(kit.ActAnswer, "change answer"), kit.Can(kit.ActForget))
	default:
		os = append(os, kit.Offer{Act: kit.ActAnswer, Quiet: typedQuestions(w.row) == nil || w.asks(w.row)})
	}
	_, hasObject := w.firstObject()
	details := kit.CanIf(have && hasObject, kit.ActDetails, "This item speaks of no object.")
	if !have {
		details.Off = wait
	}
	many := have && len(w.payments()) > 1
	pay := kit.CanIf(many, kit.ActPayments, "No other payment of this buyer is known.")
	if have && w.query.IsPayment() {
		pay.Off = "Only this payment was looked at. Type the buyer’s e-mail address to choose among all of theirs."
	}
	if many {
		pay.Off = ""
	}
	pay.Quiet = !many
	details.Quiet = w.inside
	again := kit.Offer{Act: kit.ActRecheck, Quiet: w.inside || !have && w.run != nil}
	if !have {
		again.Label = "ask again"
	}
	watch := kit.CanIf(have && w.run == nil, kit.ActWatch, wait)
	watch.Quiet = w.inside || have && !w.diag.Watchable()
	os = append(os, details, again, kit.CanIf(have, kit.ActReport, wait), kit.CanIf(have, kit.ActChain, wait), watch)
	os = append(os, pay)
	os = append(os, kit.Quietly(kit.ActItem, kit.ActNext, kit.ActPrevious, kit.ActSummary, kit.ActRecheckAll, kit.ActSale, kit.ActPageUp, kit.ActPageDown, kit.ActTop, kit.ActBottom, kit.ActNextTab)...)
	os = append(os, kit.CanIf(have, kit.ActTimeline, wait))
	os[len(os)-1].Quiet = true
	return os
}

// enterOffer names what Enter does with what is marked.
func (w *walk) enterOffer() kit.Offer {
	if w.doc == nil || w.spot >= len(w.doc.Spots) {
		return kit.Offer{Act: kit.ActEnter, Off: "There is nothing to choose here."}
	}
	s := w.doc.Spots[w.spot]
	switch {
	case s.Enter != nil:
		return kit.CanCalled(kit.ActEnter, "open it")
	case s.Mark.Url != "":
		return kit.CanCalled(kit.ActEnter, "open it")
	}
	return kit.CanCalled(kit.ActEnter, "copy it")
}

func (w *walk) Do(act kit.Action, key string) tea.Cmd {
	if w.asking != nil {
		return w.doAsking(act)
	}
	switch act {
	case kit.ActStop:
		w.stop()
	case kit.ActUp:
		w.move(-1)
	case kit.ActDown:
		w.move(1)
	case kit.ActNext:
		w.goTo(clampRow(w.row + 1))
	case kit.ActPrevious:
		w.goTo(clampRow(w.row - 1))
	case kit.ActItem:
		w.goTo(checks.Item(key[0] - '0'))
	case kit.ActSummary:
		w.goTo(summaryRow)
	case kit.ActTop:
		if w.inside {
			w.scroll.To(0)
			w.spot = 0
		} else {
			w.goTo(checks.Connected)
		}
	case kit.ActBottom:
		if w.inside && w.doc != nil {
			w.scroll.To(w.scroll.Rows)
			w.spot = max(0, len(w.doc.Spots)-1)
		} else {
			w.goTo(summaryRow)
		}
	case kit.ActPageUp, kit.ActPageDown:
		w.scroll.Act(act)
	case kit.ActRight:
		w.enterDetail()
	case kit.ActNextTab:
		if w.inside {
			w.inside = false
		} else {
			w.enterDetail()
		}
	case kit.ActLeft, kit.ActBack:
		w.inside, w.anew = false, false
	case kit.ActEnter:
		if !w.inside {
			if typedQuestions(w.row) != nil && w.asks(w.row) {
				w.beginAsking()
				return nil
			}
			w.enterDetail()
			return nil
		}
		return w.choose()
	case kit.ActCopy:
		return w.u.CopyOut(w.Marked())
	case kit.ActOpen:
		return w.u.OpenLink(w.Marked().Url)
	case kit.ActRecheck:
		return w.start(w.row)
	case kit.ActRecheckAll:
		return w.start(0)
	case kit.ActDetails:
		if o, ok := w.firstObject(); ok {
			return w.u.Push(o())
		}
	case kit.ActTimeline:
		return w.u.Push(newTimeline(w.u, w.diag))
	case kit.ActChain:
		return w.u.Push(newChain(w))
	case kit.ActReport:
		return w.u.Push(newReport(w.u, w.diag))
	case kit.ActWatch:
		return w.u.Push(newWatch(w))
	case kit.ActPayments:
		if w.chosen {
			w.u.Pop()
			return nil
		}
		return w.u.Push(newPayments(w))
	case kit.ActSale:
		return w.u.OtherSale()
	case kit.ActAnswer:
		return w.beginAnswer()
	case kit.ActYes, kit.ActNo:
		return w.answer(func(a *record.Answers, now time.Time) { w.yesOrNo(a, act == kit.ActYes, now) })
	case kit.ActForget:
		return w.answer(func(a *record.Answers, _ time.Time) { forgetAnswer(a, w.row) })
	}
	return nil
}

// payments are the buyer's, also those a list was given of before.
func (w *walk) payments() []record.Sale {
	if len(w.sales) > len(w.others) {
		return w.sales
	}
	return w.others
}

// stop ends what is running and keeps what was found before. On the first
// run nothing was, so that what the stopped run has by now is still taken;
// stopping once more does without it.
func (w *walk) stop() {
	if w.run == nil {
		return
	}
	w.run.Cancel()
	if w.diag != nil || w.stopped {
		w.run = nil
	}
	w.stopped = true
}

func clampRow(i checks.Item) checks.Item { return max(checks.Connected, min(summaryRow, i)) }

func (w *walk) move(by int) {
	if !w.inside {
		w.goTo(clampRow(w.row + checks.Item(by)))
		return
	}
	if w.doc == nil {
		return
	}
	next := w.spot + by
	if next < 0 || next >= len(w.doc.Spots) {
		w.scroll.By(by)
		return
	}
	s := w.doc.Spots[next]
	if by > 0 && s.From > w.scroll.Off+w.scroll.H+2 || by < 0 && s.To < w.scroll.Off-2 {
		w.scroll.By(3 * by) // a long way to the next one: what lies between wants reading
		return
	}
	w.spot = next
	w.scroll.Show(s.From, s.To)
}

func (w *walk) enterDetail() {
	if w.diag == nil || w.doc == nil {
		return
	}
	w.inside = true
	if len(w.doc.Spots) > 0 {
		w.spot = min(w.spot, len(w.doc.Spots)-1)
		s := w.doc.Spots[w.spot]
		w.scroll.Show(s.From, s.To)
	}
}

// choose does what the marked spot is for.
func (w *walk) choose() tea.Cmd {
	if w.doc == nil || w.spot >= len(w.doc.Spots) {
		return nil
	}
	s := w.doc.Spots[w.spot]
	switch {
	case s.Enter != nil:
		if open := s.Enter(); open != nil {
			return w.u.Push(open())
		}
	case s.Mark.Url != "":
		return w.u.OpenLink(s.Mark.Url)
	case s.Mark.Text != "":
		return w.u.CopyOut(s.Mark)
	}
	return nil
}

// Marked is the marked spot; while the keys move in the list it is the first
// value to paste, else the first link.
func (w *walk) Marked() kit.Mark {
	if w.doc == nil || len(w.doc.Spots) == 0 {
		return kit.Mark{}
	}
	if w.inside && w.spot < len(w.doc.Spots) {
		return w.doc.Spots[w.spot].Mark
	}
	var m kit.Mark
	for _, s := range w.doc.Spots {
		if m.Text == "" && s.Mark.Text != "" {
			m.What, m.Text = s.Mark.What, s.Mark.Text
		}
		if m.Url == "" {
			m.Url = s.Mark.Url
		}
	}
	return m
}

// firstObject opens the object that the item's first finding speaks of.
func (w *walk) firstObject() (func() kit.Screen, bool) {
	if w.diag == nil {
		return nil, false
	}
	item := w.row
	if item == summaryRow {
		_, first, ok := w.diag.First()
		if !ok {
			first = checks.Connected
		}
		item = first
	}
	for _, f := range w.diag.Check(item).Findings {
		for _, o := range f.Objects {
			return func() kit.Screen { return newObject(w.u, w.diag, o, &f) }, true
		}
	}
	return nil, false
}

// listWidth is the width of the list of items, and stripBelow the width below
// which they stand in a strip.
const (
	listWidth  = 25
	stripBelow = 76
)

func (w *walk) Body(width, h int) []kit.Line {
	w.narrow, w.high = width < stripBelow, h
	switch {
	case w.narrow:
		strip := w.strip(width)
		return append(strip, w.detailRows(width, h-len(strip))...)
	case width < 136:
		return kit.Columns(h, kit.Column{Lines: w.list(h, true), Width: listWidth}, kit.Column{Lines: w.detailRows(width-listWidth-1, h), Width: width - listWidth - 1})
	}
	side := min(58, max(36, (width-listWidth-2)*2/5))
	detail := width - listWidth - 2 - side
	if detail > 100 {
		side += detail - 100
		detail = 100
	}
	return kit.Columns(h, kit.Column{Lines: w.list(h, false), Width: listWidth}, kit.Column{Lines: w.detailRows(detail, h), Width: detail}, kit.Column{Lines: w.side(side, h), Width: side})
}

// strip is the list of items for narrow terminals: two rows.
func (w *walk) strip(n int) []kit.Line {
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
func (w *walk) lookOf(i checks.Item) kit.Look {
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
func (w *walk) list(h int, withSale bool) []kit.Line {
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

func (w *walk) listRow(i checks.Item) kit.Line {
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
func (w *walk) detailRows(n, h int) []kit.Line {
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
func (w *walk) low() bool { return w.scroll.H < 14 }

func (w *walk) fill(d *kit.Doc) {
	if !w.low() {
		d.Raw(nil)
	}
	switch {
	case w.diag == nil && w.run != nil:
		kit.ProgressDoc(d, w.run, w.u.Spin(), w.u.Now())
	case w.diag == nil && w.stopped:
		d.Add(kit.Ln(kit.Strong, "Stopped by you."))
		d.Blank()
		d.Add(kit.Ln(kit.Plain, "Nothing was found out about this sale yet. ").With(kit.Keycap, "r").With(kit.Plain, " asks again, ").With(kit.Keycap, "/").With(kit.Plain, " picks another sale."))
	case w.diag == nil:
		d.Para(kit.Muted, "Nothing asked yet.")
	case w.row == summaryRow:
		w.fillSummary(d)
	default:
		w.fillItem(d)
	}
}

func (w *walk) Click(x, y int) tea.Cmd {
	if w.asking != nil {
		return nil
	}
	top := 0
	if w.narrow {
		top = 2
		if y == 0 {
			i := slices.IndexFunc(w.ends, func(end int) bool { return x < end })
			if i >= 0 {
				w.goTo(checks.Item(i + 1))
			}
			return nil
		}
	} else if x < listWidth {
		if row := checks.Item(y); row >= checks.Connected && row <= checks.Coupon {
			w.goTo(row)
		} else if y == int(summaryRow)+1 {
			w.goTo(summaryRow)
		}
		return nil
	}
	if i := w.scroll.SpotAt(w.doc, top, y); i >= 0 {
		again := w.inside && w.spot == i
		w.inside, w.spot = true, i
		if again {
			return w.choose()
		}
	}
	return nil
}

func (w *walk) Wheel(by int) { w.scroll.By(by) }
