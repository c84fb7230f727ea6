package sale

import (
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// summaryRow is the row after the six items.
const summaryRow checks.Item = 7

// walkScreen is the guided tour through the six items for one sale.
type walkScreen struct {
	u       Desk
	query   record.Query
	ask     Asker           // asks both services with the keys it is looked at with
	among   kit.Among       // the list it was chosen from; nil: none
	others  []record.Sale   // the buyer's payments, where one of them was chosen from a list
	answers *record.Answers // of this sale, and of the buyer’s others
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

	row checks.Item
	detail
	typing *typedAnswer // nil: none is typed
	anew   bool         // the item asks again, and the old answer holds until there is a new one

	ends   []int // where the parts of the strip end
	narrow bool  // the items stand in it
	high   int   // rows of the body
}

// NewWalk is the walk of a sale, which may have been chosen from a list.
func NewWalk(u Desk, q record.Query, ask Asker, among kit.Among) kit.Screen {
	w := newWalk(u, q, ask)
	w.among = among
	return w
}

func newWalk(u Desk, q record.Query, ask Asker) *walkScreen {
	return &walkScreen{u: u, query: q, ask: ask, answers: &record.Answers{}, row: checks.Connected}
}

// gatheredMsg is the answer of one run.
type gatheredMsg struct {
	run  int
	diag checks.Diagnosis
}

func (w *walkScreen) Open() tea.Cmd {
	w.u.saw(w.query)
	w.Resume()
	return w.start(0)
}

// Resume makes this the sale at hand.
func (w *walkScreen) Resume() {
	w.u.walking = w
	w.u.Answers = w.u.Answers.WithSale(*w.answers)
	if w.diag != nil {
		w.u.Last = w.diag
	}
}

func (w *walkScreen) Close() {
	w.gone = true
	if w.u.walking == w {
		w.u.walking = nil
	}
	if w.run != nil {
		w.run.Cancel()
	}
}

// start gathers; only is the item a re-check is about, 0 for all.
func (w *walkScreen) start(only checks.Item) tea.Cmd {
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
func (w *walkScreen) judge() tea.Cmd {
	if w.diag == nil || w.run != nil {
		return nil // the run under way knows the older answers: see update
	}
	r := w.u.NewRun()
	w.run, w.again, w.only, w.news = r, true, 0, nil
	ev, answers, ask, now := w.diag.Evidence, w.u.Answers, w.ask, w.u.Now
	return func() tea.Msg { return gatheredMsg{r.Number, ask.Diagnose(ev, answers, now())} }
}

func (w *walkScreen) Busy() bool { return w.run != nil }

func (w *walkScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case gatheredMsg:
		if w.run == nil || msg.run != w.run.Number || w.gone {
			return nil
		}
		w.run.Cancel()
		w.run = nil
		if msg.diag.Evidence.UnknownOwnID() != nil {
			w.u.unsee(w.query)
			w.u.Pop()
			return w.u.Say(kit.Warn, "No customer at Stripe has this id. Type a whole e-mail address, or paste an id or a dashboard link.")
		}
		old := w.diag
		w.hold(&msg.diag)
		if old != nil {
			w.showChanges(old)
		}
		w.begin()
		if msg.diag.Answers != w.u.Answers {
			return w.judge()
		}
	case kit.PastedMsg:
		if typedQuestions(w.row) != nil && w.asks(w.row) {
			w.beginTyping()
			w.typing.field.Set(string(msg))
		}
	case kit.TypedMsg:
		if w.typing != nil {
			w.typing.wrong = ""
		}
	case answeredMsg:
		return w.judge()
	}
	return nil
}

// hold makes a diagnosis the one that is shown.
func (w *walkScreen) hold(d *checks.Diagnosis) {
	w.diag, w.sales = d, d.Evidence.Stripe.Sales()
	if w.u.walking == w {
		w.u.Last = d
	}
	w.u.cameOut(w.query, d)
}

// begin goes to the item to look at first, once.
func (w *walkScreen) begin() {
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
func (w *walkScreen) goToFirst() {
	w.goTo(summaryRow)
	if _, item, ok := w.diag.First(); ok {
		w.goTo(item)
	}
}

// showChanges says what a re-check changed.
func (w *walkScreen) showChanges(old *checks.Diagnosis) {
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
		l = l.With(kit.Muted, fmt.Sprintf("%d %s ", c.Item, c.Item.Label())).Join(kit.Word(c.Was)).With(kit.Muted, " → ").
			Join(kit.Word(c.Is.Status))
	}
	if len(l) == 0 {
		w.news = kit.Ln(kit.Muted, "Nothing has changed. Checked at "+w.u.Clock(w.diag.At)+".")
		return
	}
	w.news = kit.Ln(kit.Strong, "Changed: ").Join(l)
}

func (w *walkScreen) goTo(row checks.Item) {
	if row != w.row {
		w.reset()
	}
	w.row, w.inside, w.typing, w.anew = row, false, nil, false
}

func (w *walkScreen) Title() kit.Line {
	l := w.u.Query(w.query)
	if at, of := w.place(); of > 0 {
		l = l.With(kit.Muted, fmt.Sprintf("  %d of %d", at, of))
	}
	if w.u.Done(w.query) {
		l = l.With(kit.Muted, "  done")
	}
	return l
}

// place is where the sale stands in the list it was chosen from; of 0: in none.
func (w *walkScreen) place() (at, of int) {
	if w.among == nil {
		return 0, 0
	}
	return w.among.Place()
}

func (w *walkScreen) Field() *kit.Field {
	if w.typing == nil {
		return nil
	}
	return w.typing.field
}

func (w *walkScreen) Status() kit.Line {
	switch {
	case w.run != nil && w.again:
		return w.run.Line(w.u.Spin(), w.u.Now(), "Checking again")
	case w.run != nil:
		return nil
	case w.stopped && w.diag != nil:
		return kit.Ln(kit.Warn, "Stopped by you.").With(kit.Muted, " Shown is what was found by "+w.u.Clock(w.diag.At)+".")
	case w.news == nil && w.ask.Past != nil:
		return kit.Ln(kit.Warn, w.u.Mask.Text(w.ask.Past.Banner))
	}
	return w.news
}

// asks reports whether an item waits for the person.
func (w *walkScreen) asks(i checks.Item) bool {
	if w.anew && i == w.row {
		return true
	}
	return w.diag != nil && w.answerable(i) && w.diag.Check(i).Status == checks.Ask && !w.answered(i)
}

func (w *walkScreen) Offers() []kit.Offer {
	if w.typing != nil {
		return []kit.Offer{{Act: kit.ActEnter, Label: "answer", Off: w.typing.wrong}, kit.CanCalled(kit.ActBack, "leave it")}
	}
	var os []kit.Offer
	if w.run != nil {
		stop := kit.Can(kit.ActStop)
		if w.stopped {
			stop.Label = "do not wait"
		}
		os = append(os, stop)
	}
	wait := "Wait for the answers first."
	if w.stopped {
		wait = "There are no answers yet. r asks again."
	}
	o := walkOffers{w}
	return slices.Concat(os, o.question(), o.move(wait), o.answer(), o.list(), o.open(wait))
}

func (w *walkScreen) Do(act kit.Action, key string) tea.Cmd {
	if w.typing != nil {
		return w.doTyping(act)
	}
	if s := w.opens(act); s != nil {
		return w.u.Push(s)
	}
	switch act {
	case kit.ActStop:
		w.stop()
	case kit.ActEnter:
		return w.enter()
	case kit.ActCopy:
		return w.u.CopyOut(w.Marked())
	case kit.ActReal:
		return w.u.CopyOut(w.Marked().AsItIs())
	case kit.ActOpen:
		return w.u.OpenLink(w.Marked().URL)
	case kit.ActRecheck:
		return w.start(w.row)
	case kit.ActRecheckAll:
		return w.start(0)
	case kit.ActPayments:
		w.u.Pop() // to the list this payment was chosen from
	case kit.ActSale:
		return w.u.OtherSale()
	case kit.ActNextSale, kit.ActPrevSale:
		w.u.Pop()
		return w.among.Go(map[kit.Action]int{kit.ActNextSale: 1, kit.ActPrevSale: -1}[act])
	case kit.ActDone:
		return w.toggleDone()
	case kit.ActAnswer:
		return w.beginAnswer()
	case kit.ActYes, kit.ActNo:
		return w.answer(func(a *record.Answers, now time.Time) { yesOrNo(a, w.row, act == kit.ActYes, now) })
	case kit.ActForget:
		return w.answer(func(a *record.Answers, _ time.Time) { forgetAnswer(a, w.row) })
	default:
		w.moves(act, key)
	}
	return nil
}

// toggleDone marks the sale as done, or no longer.
func (w *walkScreen) toggleDone() tea.Cmd {
	w.u.ToggleDone(w.query)
	switch at, of := w.place(); {
	case !w.u.Done(w.query):
		return w.u.Say(kit.Muted, "No longer marked as done.")
	case at < of:
		return w.u.Say(kit.Muted, "Marked as done, for this run. > goes on to the next sale.")
	}
	return w.u.Say(kit.Muted, "Marked as done, for this run.")
}

// opens is the screen that an action opens on top of this one; nil: none.
func (w *walkScreen) opens(act kit.Action) kit.Screen {
	switch act {
	case kit.ActDetails:
		if o, ok := w.firstObject(); ok {
			return o()
		}
	case kit.ActTimeline:
		return newTimeline(w.u, w.diag)
	case kit.ActChain:
		return newChain(w)
	case kit.ActSaveCase:
		return newSaveCase(w.u, w.diag)
	case kit.ActReport:
		return newReport(w.u, w.diag)
	case kit.ActWatch:
		return newWatch(w)
	case kit.ActApps:
		return newApps(w)
	case kit.ActPayments:
		if !w.chosen {
			return newPayments(w)
		}
	}
	return nil
}

// moves goes to another item, or moves in the one that is shown.
func (w *walkScreen) moves(act kit.Action, key string) {
	switch act {
	case kit.ActUp, kit.ActDown:
		by := map[kit.Action]int{kit.ActUp: -1, kit.ActDown: 1}[act]
		if w.inside {
			w.step(by)
		} else {
			w.goTo(clampRow(w.row + checks.Item(by)))
		}
	case kit.ActNext:
		w.goTo(clampRow(w.row + 1))
	case kit.ActPrevious:
		w.goTo(clampRow(w.row - 1))
	case kit.ActItem:
		w.goTo(checks.Item(key[0] - '0'))
	case kit.ActSummary:
		w.goTo(summaryRow)
	case kit.ActTop, kit.ActBottom:
		first := act == kit.ActTop
		switch {
		case w.inside:
			w.toEnd(first)
		case first:
			w.goTo(checks.Connected)
		default:
			w.goTo(summaryRow)
		}
	case kit.ActPageUp, kit.ActPageDown:
		w.scroll.Act(act)
	case kit.ActRight:
		w.lookCloser()
	case kit.ActNextTab:
		if w.inside {
			w.inside = false
		} else {
			w.lookCloser()
		}
	case kit.ActLeft, kit.ActBack:
		w.inside, w.anew = false, false
	}
}

// enter goes on into what is marked.
func (w *walkScreen) enter() tea.Cmd {
	switch {
	case w.inside:
		return w.choose()
	case typedQuestions(w.row) != nil && w.asks(w.row):
		w.beginTyping()
	default:
		w.lookCloser()
	}
	return nil
}

// lookCloser has the keys move in the text of the item, where there is one.
func (w *walkScreen) lookCloser() {
	if w.diag != nil {
		w.moveIn()
	}
}

// payments are the buyer's, also those a list was given of before.
func (w *walkScreen) payments() []record.Sale {
	if len(w.sales) > len(w.others) {
		return w.sales
	}
	return w.others
}

// stop ends what is running and keeps what was found before. On the first
// run nothing was, so that what the stopped run has by now is still taken;
// stopping once more does without it.
func (w *walkScreen) stop() {
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

// choose does what the marked spot is for.
func (w *walkScreen) choose() tea.Cmd {
	s, ok := w.marked()
	switch {
	case !ok:
	case s.Enter != nil:
		if open := s.Enter(); open != nil {
			return w.u.Push(open())
		}
	case s.Mark.URL != "":
		return w.u.OpenLink(s.Mark.URL)
	case s.Mark.Text != "":
		return w.u.CopyOut(s.Mark)
	}
	return nil
}

// firstObject opens the object that the item's first finding speaks of.
func (w *walkScreen) firstObject() (func() kit.Screen, bool) {
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

func (w *walkScreen) Body(width, h int) []kit.Line {
	w.narrow, w.high = width < stripBelow, h
	return walkView{w}.rows(width, h)
}

// Causes are those of the item shown that tell of trouble, else the deciding one.
func (w *walkScreen) Causes() []string {
	if w.diag == nil {
		return nil
	}
	if w.row == summaryRow {
		if f, _, ok := w.diag.First(); ok {
			return []string{f.Cause}
		}
		return nil
	}
	var out []string
	for i, f := range w.diag.Check(w.row).Findings {
		if (i == 0 || f.Verdict.Troubled()) && !slices.Contains(out, f.Cause) {
			out = append(out, f.Cause)
		}
	}
	return out
}

func (w *walkScreen) Click(x, y int) tea.Cmd {
	if w.typing != nil {
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
	if w.click(top, y) {
		return w.choose()
	}
	return nil
}

// PrintedBy is check, as for all that opens on top of the walk.
func (w *walkScreen) PrintedBy() ([]string, record.Query) { return []string{"check"}, w.query }
