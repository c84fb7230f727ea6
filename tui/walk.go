package tui

import (
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// summaryRow is the row after the six items.
const summaryRow checks.Item = 7

// walk is the guided tour through the six items for one sale.
type walk struct {
	u       desk
	query   record.Query
	ask     asker           // asks both services with the keys it is looked at with
	others  []record.Sale   // the buyer's payments, where one of them was chosen from a list
	said    *record.Answers // of this sale, and of the buyer’s others
	run     *run            // what is running; nil: nothing
	again   bool            // the run is a re-check
	only    checks.Item
	diag    *checks.Diagnosis
	sales   []record.Sale // the buyer's payments in it
	stopped bool
	news    line // what a re-check changed
	chosen  bool // from the list of the buyer’s payments, on which it stands
	placed  bool // the first item to look at was chosen
	gone    bool // closed

	row    checks.Item
	inside bool // the keys move in the detail
	spot   int
	scroll scroller
	asking *field // the answer being typed
	part   int    // which of the item's typed questions
	draft  record.Answers
	anew   bool   // the item asks again, and the old answer holds until there is a new one
	wrong  string // what is wrong with what was typed

	doc     *doc  // as last drawn
	showing int   // the spot that was marked in it
	ends    []int // where the parts of the strip end
	narrow  bool  // the items stand in it
	high    int   // rows of the body
}

func newWalk(u desk, q record.Query, ask asker) *walk {
	return &walk{u: u, query: q, ask: ask, said: &record.Answers{}, row: checks.Connected}
}

// gatheredMsg is the answer of one run.
type gatheredMsg struct {
	run  int
	diag checks.Diagnosis
}

func (w *walk) open() tea.Cmd {
	w.u.saw(w.query)
	w.resume()
	return w.start(0)
}

// resume makes this the sale at hand.
func (w *walk) resume() {
	w.u.walking = w
	w.u.answers = w.u.answers.WithSale(*w.said)
	if w.diag != nil {
		w.u.last = w.diag
	}
}

func (w *walk) close() {
	w.gone = true
	if w.u.walking == w {
		w.u.walking = nil
	}
	if w.run != nil {
		w.run.cancel()
	}
}

// start gathers; only is the item a re-check is about, 0 for all.
func (w *walk) start(only checks.Item) tea.Cmd {
	if w.run != nil {
		w.run.cancel()
	}
	r := w.u.newRun()
	w.run, w.only, w.again, w.stopped, w.news = r, only, w.diag != nil, false, nil
	q, answers, ask, now := w.query, w.u.answers, w.ask, w.u.now
	return func() tea.Msg {
		ev := ask.gather(r.ctx, q, r.steps.report) // when stopped: what there is by then
		return gatheredMsg{r.number, ask.diagnose(ev, answers, now())}
	}
}

// judge judges again what is known, after an answer was given.
func (w *walk) judge() tea.Cmd {
	if w.diag == nil || w.run != nil {
		return nil // the run under way knows the older answers: see update
	}
	r := w.u.newRun()
	w.run, w.again, w.only, w.news = r, true, 0, nil
	ev, answers, ask, now := w.diag.Evidence, w.u.answers, w.ask, w.u.now
	return func() tea.Msg { return gatheredMsg{r.number, ask.diagnose(ev, answers, now())} }
}

func (w *walk) busy() bool { return w.run != nil }

func (w *walk) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gatheredMsg:
		if w.run == nil || msg.run != w.run.number || w.gone {
			return nil
		}
		w.run.cancel()
		w.run = nil
		if err := msg.diag.Evidence.UnknownOwnID(); err != nil {
			w.u.unsee(w.query)
			w.u.pop()
			return w.u.say(warn, err.Error()+".")
		}
		old := w.diag
		w.hold(&msg.diag)
		if old != nil {
			w.tell(old)
		}
		w.place()
		if msg.diag.Answers != w.u.answers {
			return w.judge()
		}
	case pastedMsg:
		if typedQuestions(w.row) != nil && w.asks(w.row) {
			w.beginAsking()
			w.asking.set(string(msg))
		}
	case typedMsg:
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
		w.u.last = d
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
		l := ln(muted, fmt.Sprintf("%d %s: ", w.only, w.only.Label()))
		if was == is {
			w.news = l.with(plain, "still ").join(word(is))
		} else {
			w.news = l.with(plain, "was ").join(word(was)).with(plain, ", is now ").join(word(is))
		}
		w.news = w.news.with(muted, ". Checked at "+w.u.clock(w.diag.At)+".")
		return
	}
	var l line
	for i, c := range w.diag.Since(old) {
		if i > 0 {
			l = l.with(muted, ", ")
		}
		l = l.with(muted, fmt.Sprintf("%d %s ", c.Item, c.Item.Label())).join(word(c.Was)).with(muted, " → ").join(word(c.Is.Status))
	}
	if len(l) == 0 {
		w.news = ln(muted, "Nothing has changed. Checked at "+w.u.clock(w.diag.At)+".")
		return
	}
	w.news = ln(strong, "Changed: ").join(l)
}

func word(s checks.Status) line {
	l := lookOf(s)
	return line{{l.symbol + " " + l.word, l.role}}
}

func (w *walk) goTo(row checks.Item) {
	if row != w.row {
		w.spot, w.scroll.off = 0, 0
	}
	w.row, w.inside, w.asking, w.wrong, w.anew = row, false, nil, "", false
}

func (w *walk) title() line { return w.u.query(w.query) }

func (w *walk) field() *field { return w.asking }

func (w *walk) status() line {
	switch {
	case w.run != nil && w.again:
		return w.run.line(w.u.spin(), w.u.now(), "Checking again")
	case w.run != nil:
		return nil
	case w.stopped && w.diag != nil:
		return ln(warn, "Stopped by you.").with(muted, " Shown is what was found by "+w.u.clock(w.diag.At)+".")
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

func (w *walk) offers() []offer {
	var os []offer
	if w.asking != nil {
		return []offer{canCalled(actEnter, "answer"), canCalled(actBack, "leave it")}
	}
	if w.run != nil {
		stop := can(actStop)
		if w.stopped {
			stop.label = "do not wait"
		}
		os = append(os, stop)
	}
	if w.asks(w.row) && typedQuestions(w.row) == nil {
		os = append(os, can(actYes), can(actNo))
	}
	if w.anew {
		keep := canCalled(actBack, "keep the answer")
		if !w.answered(w.row) {
			keep.label = "leave it"
		}
		os = append(os, keep)
	}
	have := w.diag != nil
	wait := "Wait for the answers first."
	if w.stopped {
		wait = "There are no answers yet. r asks again."
	}
	move := canMove("item")
	if w.inside {
		move.label = "move"
	}
	os = append(os, quietly(actUp)...)
	os = append(os, move)
	if w.inside {
		os = append(os, w.enterOffer(), canCalled(actLeft, "items"), offer{act: actBack, quiet: true}, canIf(w.marked().text != "", actCopy, "Nothing is marked that could be copied."), canIf(w.marked().url != "", actOpen, "What is marked has no link."))
		os = append(os, quietly(actRight)...)
	} else {
		enter := canIf(have, actEnter, wait)
		enter.label = "look closer"
		if w.asks(w.row) && typedQuestions(w.row) != nil {
			enter.label = "type it"
		}
		os = append(os, enter, offer{act: actRight, off: enter.off, quiet: true})
		os = append(os, offer{act: actLeft, off: "You are in the list of items already."})
	}
	switch {
	case !w.answerable(w.row):
		os = append(os, offer{act: actAnswer, off: "This item asks you nothing."})
	case w.answered(w.row):
		os = append(os, canCalled(actAnswer, "change answer"), can(actForget))
	default:
		os = append(os, offer{act: actAnswer, quiet: typedQuestions(w.row) == nil || w.asks(w.row)})
	}
	_, hasObject := w.firstObject()
	details := canIf(have && hasObject, actDetails, "This item speaks of no object.")
	if !have {
		details.off = wait
	}
	many := have && len(w.payments()) > 1
	pay := canIf(many, actPayments, "No other payment of this buyer is known.")
	if have && w.query.IsPayment() {
		pay.off = "Only this payment was looked at. Type the buyer’s e-mail address to choose among all of theirs."
	}
	if many {
		pay.off = ""
	}
	pay.quiet = !many
	details.quiet = w.inside
	again := offer{act: actRecheck, quiet: w.inside || !have && w.run != nil}
	if !have {
		again.label = "ask again"
	}
	watch := canIf(have && w.run == nil, actWatch, wait)
	watch.quiet = w.inside || have && !w.diag.Watchable()
	os = append(os, details, again, canIf(have, actReport, wait), canIf(have, actChain, wait), watch)
	os = append(os, pay)
	os = append(os, quietly(actItem, actNext, actPrevious, actSummary, actRecheckAll, actSale, actPageUp, actPageDown, actTop, actBottom, actNextTab)...)
	os = append(os, canIf(have, actTimeline, wait))
	os[len(os)-1].quiet = true
	return os
}

// enterOffer names what Enter does with what is marked.
func (w *walk) enterOffer() offer {
	if w.doc == nil || w.spot >= len(w.doc.spots) {
		return offer{act: actEnter, off: "There is nothing to choose here."}
	}
	s := w.doc.spots[w.spot]
	switch {
	case s.enter != nil:
		return canCalled(actEnter, "open it")
	case s.mark.url != "":
		return canCalled(actEnter, "open it")
	}
	return canCalled(actEnter, "copy it")
}

func (w *walk) do(act action, key string) tea.Cmd {
	if w.asking != nil {
		return w.doAsking(act)
	}
	switch act {
	case actStop:
		w.stop()
	case actUp:
		w.move(-1)
	case actDown:
		w.move(1)
	case actNext:
		w.goTo(clampRow(w.row + 1))
	case actPrevious:
		w.goTo(clampRow(w.row - 1))
	case actItem:
		w.goTo(checks.Item(key[0] - '0'))
	case actSummary:
		w.goTo(summaryRow)
	case actTop:
		if w.inside {
			w.scroll.to(0)
			w.spot = 0
		} else {
			w.goTo(checks.Connected)
		}
	case actBottom:
		if w.inside && w.doc != nil {
			w.scroll.to(w.scroll.rows)
			w.spot = max(0, len(w.doc.spots)-1)
		} else {
			w.goTo(summaryRow)
		}
	case actPageUp, actPageDown:
		w.scroll.act(act)
	case actRight:
		w.enterDetail()
	case actNextTab:
		if w.inside {
			w.inside = false
		} else {
			w.enterDetail()
		}
	case actLeft, actBack:
		w.inside, w.anew = false, false
	case actEnter:
		if !w.inside {
			if typedQuestions(w.row) != nil && w.asks(w.row) {
				w.beginAsking()
				return nil
			}
			w.enterDetail()
			return nil
		}
		return w.choose()
	case actCopy:
		return w.u.copyOut(w.marked())
	case actOpen:
		return w.u.openLink(w.marked().url)
	case actRecheck:
		return w.start(w.row)
	case actRecheckAll:
		return w.start(0)
	case actDetails:
		if o, ok := w.firstObject(); ok {
			return w.u.push(o())
		}
	case actTimeline:
		return w.u.push(newTimeline(w.u, w.diag))
	case actChain:
		return w.u.push(newChain(w))
	case actReport:
		return w.u.push(newReport(w.u, w.diag))
	case actWatch:
		return w.u.push(newWatch(w))
	case actPayments:
		if w.chosen {
			w.u.pop()
			return nil
		}
		return w.u.push(newPayments(w))
	case actSale:
		return w.u.otherSale()
	case actAnswer:
		return w.beginAnswer()
	case actYes, actNo:
		return w.answer(func(a *record.Answers, now time.Time) { w.yesOrNo(a, act == actYes, now) })
	case actForget:
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
	w.run.cancel()
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
	if next < 0 || next >= len(w.doc.spots) {
		w.scroll.by(by)
		return
	}
	s := w.doc.spots[next]
	if by > 0 && s.from > w.scroll.off+w.scroll.h+2 || by < 0 && s.to < w.scroll.off-2 {
		w.scroll.by(3 * by) // a long way to the next one: what lies between wants reading
		return
	}
	w.spot = next
	w.scroll.show(s.from, s.to)
}

func (w *walk) enterDetail() {
	if w.diag == nil || w.doc == nil {
		return
	}
	w.inside = true
	if len(w.doc.spots) > 0 {
		w.spot = min(w.spot, len(w.doc.spots)-1)
		s := w.doc.spots[w.spot]
		w.scroll.show(s.from, s.to)
	}
}

// choose does what the marked spot is for.
func (w *walk) choose() tea.Cmd {
	if w.doc == nil || w.spot >= len(w.doc.spots) {
		return nil
	}
	s := w.doc.spots[w.spot]
	switch {
	case s.enter != nil:
		if open := s.enter(); open != nil {
			return w.u.push(open())
		}
	case s.mark.url != "":
		return w.u.openLink(s.mark.url)
	case s.mark.text != "":
		return w.u.copyOut(s.mark)
	}
	return nil
}

// marked is the marked spot; while the keys move in the list it is the first
// value to paste, else the first link.
func (w *walk) marked() mark {
	if w.doc == nil || len(w.doc.spots) == 0 {
		return mark{}
	}
	if w.inside && w.spot < len(w.doc.spots) {
		return w.doc.spots[w.spot].mark
	}
	var m mark
	for _, s := range w.doc.spots {
		if m.text == "" && s.mark.text != "" {
			m.what, m.text = s.mark.what, s.mark.text
		}
		if m.url == "" {
			m.url = s.mark.url
		}
	}
	return m
}

// firstObject opens the object that the item's first finding speaks of.
func (w *walk) firstObject() (func() screen, bool) {
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
			return func() screen { return newObject(w.u, w.diag, o, &f) }, true
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

func (w *walk) body(width, h int) []line {
	w.narrow, w.high = width < stripBelow, h
	switch {
	case w.narrow:
		strip := w.strip(width)
		return append(strip, w.detailRows(width, h-len(strip))...)
	case width < 136:
		return columns(h, column{w.list(h, true), listWidth}, column{w.detailRows(width-listWidth-1, h), width - listWidth - 1})
	}
	side := min(58, max(36, (width-listWidth-2)*2/5))
	detail := width - listWidth - 2 - side
	if detail > 100 {
		side += detail - 100
		detail = 100
	}
	return columns(h, column{w.list(h, false), listWidth}, column{w.detailRows(detail, h), detail}, column{w.side(side, h), side})
}

// strip is the list of items for narrow terminals: two rows.
func (w *walk) strip(n int) []line {
	var parts []line
	all := 0
	for i := checks.Connected; i <= summaryRow; i++ {
		look, name := w.lookOf(i), fmt.Sprint(int(i))
		if i == summaryRow {
			name = "sum"
		}
		part := line{{" ", plain}}
		if i == w.row {
			part = line{{"▸", accent}}
		}
		part = part.with(look.role, look.symbol+name)
		if look.word != "" {
			part = part.with(look.role, " "+look.word)
		}
		if i == w.row {
			part = onGround(part)
		}
		parts, all = append(parts, part), all+part.width()
	}
	gap := ""
	if all+len(parts) <= n {
		gap = " "
	}
	var l line
	w.ends = w.ends[:0]
	for _, part := range parts {
		l = l.join(part).with(plain, gap)
		w.ends = append(w.ends, l.width())
	}
	return []line{l.cut(n), ruler(n)}
}

// lookOf is how an item's state is drawn, also while it is not known yet.
func (w *walk) lookOf(i checks.Item) look {
	switch {
	case i == summaryRow:
		return look{"", "", plain, mutedChip}
	case w.diag == nil && w.run != nil:
		return look{w.u.spin(), "wait", muted, mutedChip}
	case w.diag == nil:
		return look{"·", "none", muted, mutedChip}
	case w.run != nil && w.again && (w.only == i || w.only == 0 || w.only == summaryRow):
		l := lookOf(w.diag.Check(i).Status)
		l.symbol = w.u.spin()
		return l
	}
	return lookOf(w.diag.Check(i).Status)
}

// list is the six items and the summary, and below it the sale.
func (w *walk) list(h int, withSale bool) []line {
	rows := []line{nil}
	for i := checks.Connected; i <= summaryRow; i++ {
		if i == summaryRow {
			rows = append(rows, nil)
		}
		rows = append(rows, w.listRow(i))
	}
	if withSale && h >= 17 && w.diag != nil {
		rows = append(rows, nil, line{{" ", plain}}.with(rule, strings.Repeat("─", listWidth-2)))
		rows = append(rows, indent(w.u.saleCard(w.diag, listWidth-2, h-len(rows)), 1)...)
	}
	return rows
}

func (w *walk) listRow(i checks.Item) line {
	look := w.lookOf(i)
	r := plain
	l := line{{"   ", plain}}
	if i == w.row {
		l = line{{" ▸ ", accent}}
		r = strong
	}
	if i == summaryRow {
		l = l.with(r, "  Summary")
	} else {
		l = l.with(muted, fmt.Sprintf("%d ", i)).with(r, i.Label())
	}
	if look.word != "" {
		l = l.pad(listWidth-9).with(look.role, look.symbol+" "+look.word)
	}
	l = l.pad(listWidth)
	if i == w.row && !w.inside {
		l = onGround(l)
	}
	return l
}

// detailRows is the current item, scrolled.
func (w *walk) detailRows(n, h int) []line {
	d := newDoc(n - 5)
	if n > 64 {
		d = newDoc(n - 6)
	}
	d.high = w.high
	w.scroll.h = h
	marked := -1
	if w.inside {
		marked, d.open = w.spot, w.spot
	}
	w.fill(d)
	w.doc = d
	w.spot = max(0, min(w.spot, len(d.spots)-1)) // there may be fewer than before
	if marked >= 0 && marked < len(d.spots) && w.showing != marked {
		w.scroll.show(d.spots[marked].from, d.spots[marked].to)
	}
	w.showing = marked
	if d.until > 0 {
		w.scroll.rows = len(d.rows)
		w.scroll.show(d.until-1, d.until)
	}
	return indent(w.scroll.window(d, h, marked), 1)
}

// low reports whether there are so few rows that blank ones are too many.
func (w *walk) low() bool { return w.scroll.h < 14 }

func (w *walk) fill(d *doc) {
	if !w.low() {
		d.raw(nil)
	}
	switch {
	case w.diag == nil && w.run != nil:
		progressDoc(d, w.run, w.u.spin(), w.u.now())
	case w.diag == nil && w.stopped:
		d.add(ln(strong, "Stopped by you."))
		d.blank()
		d.add(ln(plain, "Nothing was found out about this sale yet. ").with(keycap, "r").with(plain, " asks again, ").with(keycap, "/").with(plain, " picks another sale."))
	case w.diag == nil:
		d.para(muted, "Nothing asked yet.")
	case w.row == summaryRow:
		w.fillSummary(d)
	default:
		w.fillItem(d)
	}
}
