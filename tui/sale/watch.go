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

// How long a watch leaves both services alone between two looks, of some twenty
// requests each: far below what they allow in a minute. Nothing is pressing
// while somebody is still to pay.
const (
	Between      = 10 * time.Second
	UntilPayment = 20 * time.Second
)

// watch follows one sale after a mend or a test purchase, until it arrives or
// nothing more is to be waited for.
type watch struct {
	u       Desk
	of      *walkScreen // the walk it belongs to, which keeps what was seen last
	run     *kit.Run    // the look under way; nil: between two of them
	since   time.Time
	next    time.Time // of the next look
	looks   int
	now     *checks.Watch // nil: nothing seen yet
	already bool          // it had arrived before the first look
	stopped bool
	seen    []event
	scroll  kit.Scroller
}

// event is a moment at which something was seen to have changed.
type event struct {
	at      time.Time
	changes []checks.Change
}

func newWatch(of *walkScreen) *watch { return &watch{u: of.u, of: of} }

// watchedMsg is what one look has found.
type watchedMsg struct {
	run  int
	diag checks.Diagnosis
}

func (w *watch) Open() tea.Cmd { return w.begin() }

func (w *watch) Close() {
	if w.run != nil {
		w.run.Cancel()
		w.run = nil
	}
	w.stopped = true
}

// begin watches from now on.
func (w *watch) begin() tea.Cmd {
	w.since, w.looks, w.now, w.already, w.stopped, w.seen = w.u.Now(), 0, nil, false, false, nil
	return w.look()
}

func (w *watch) look() tea.Cmd {
	r := w.u.NewRun()
	w.run = r
	q, answers, ask, now := w.of.query, w.u.Answers, w.of.ask, w.u.Now
	return func() tea.Msg {
		ev := ask.Gather(r.Ctx, q, r.Steps.Report)
		return watchedMsg{r.Number, ask.Diagnose(ev, answers, now())}
	}
}

func (w *watch) over() bool { return w.stopped || w.now != nil && w.now.State.Over() }

// Busy has the time that is left counted down.
func (w *watch) Busy() bool { return !w.over() }

func (w *watch) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case watchedMsg:
		if w.run == nil || msg.run != w.run.Number {
			return nil
		}
		w.run.Cancel()
		w.run = nil
		w.take(&msg.diag)
	case kit.TickMsg:
		if !w.over() && w.run == nil && !w.u.Now().Before(w.next) {
			return w.look()
		}
	}
	return nil
}

// take goes on from what a look has found, and hands it to the walk.
func (w *watch) take(d *checks.Diagnosis) {
	before := w.of.diag.Watch(w.since, nil)
	if changes := d.Since(w.of.diag); len(changes) > 0 {
		w.seen = append(w.seen, event{d.At, changes})
	}
	w.of.hold(d)
	w.of.place()
	w.of.news, w.of.stopped = nil, false // they tell of an older one
	now := d.Watch(w.since, w.now)
	w.looks++
	w.already = w.looks == 1 && before.State == checks.Arrived
	wait := Between
	if now.State == checks.AwaitingPayment {
		wait = UntilPayment
	}
	w.now, w.next = &now, w.u.Now().Add(wait)
	if now.Until.Before(w.next) {
		w.next = now.Until // the last look is when the time is over
	}
}

func (w *watch) Title() kit.Line { return kit.Ln(kit.Strong, "Watch") }

func (w *watch) Offers() []kit.Offer {
	var os []kit.Offer
	if !w.over() {
		os = append(os, kit.Can(kit.ActStop))
	} else {
		enter := kit.CanCalled(kit.ActEnter, "to the walk")
		if _, _, ok := w.of.diag.First(); ok && w.now != nil && w.now.State != checks.Arrived {
			enter.Label = "what is wrong"
		}
		os = append(os, enter, kit.CanCalled(kit.ActRecheck, "watch again"))
	}
	return append(os, kit.Scrolling...)
}

func (w *watch) Do(act kit.Action, _ string) tea.Cmd {
	switch act {
	case kit.ActStop:
		w.Close()
	case kit.ActRecheck:
		return w.begin()
	case kit.ActEnter:
		w.u.Pop()
		w.of.goToFirst()
	default:
		w.scroll.Act(act)
	}
	return nil
}

func (w *watch) Status() kit.Line {
	switch {
	case w.over():
		return nil
	case w.run != nil:
		return w.run.Line(w.u.Spin(), w.u.Now(), "Looking")
	}
	return kit.Ln(kit.Muted, fmt.Sprintf("Looked %s. The next look is in %d s.", times(w.looks), whole(w.next.Sub(w.u.Now())))).
		With(kit.Keycap, "  Esc").With(kit.Muted, " stops")
}

// watchWide is the width from which the hand-off stands at the right.
const watchWide = 110

func (w *watch) Body(width, h int) []kit.Line {
	side := 0
	if width >= watchWide {
		side = min(58, width*2/5)
	}
	d := kit.NewDoc(min(100, width-side-6))
	d.Raw(nil)
	d.Add(kit.Ln(kit.Strong, "Does the sale reach FirstPromoter now?"))
	d.Blank()
	w.fillState(d)
	d.Blank()
	w.fillSeen(d)
	if side == 0 {
		d.Blank()
		w.fillHandOff(d)
	}
	rows := kit.Indent(w.scroll.Window(d, h, -1), 1)
	if side == 0 {
		return rows
	}
	right := kit.NewDoc(side - 4)
	right.Raw(nil)
	w.fillHandOff(right)
	return kit.Columns(h, kit.Column{Lines: rows, Width: width - side - 1}, kit.Column{Lines: kit.Indent(right.Rows, 2), Width: side})
}

// fillState says where the sale stands and what to do meanwhile.
func (w *watch) fillState(d *kit.Doc) {
	u := w.u
	turning := func(headline string) {
		d.Hang(kit.Ln(kit.Accent, u.Spin()+"  "), kit.Ln(kit.Strong, headline).With(kit.Plain, " "+left(w.now.Until.Sub(u.Now()))))
	}
	switch {
	case w.stopped:
		d.Hang(kit.Ln(kit.Warn, "·  "), kit.Ln(kit.Strong, "Stopped by you. ").With(kit.Keycap, "r").With(kit.Plain, " watches again."))
	case w.now == nil:
		d.Hang(kit.Ln(kit.Accent, u.Spin()+"  "), kit.Ln(kit.Strong, "Looking how it stands right now."))
	case w.now.Unread != nil && !w.now.State.Over():
		turning("The last look could not tell.")
		d.Blank()
		kit.Verdict(d, w.now.Unread.Verdict, u.summaryLine(w.now.Unread))
		d.Add(kit.Ln(kit.Muted, "The watch goes on by itself."))
	case w.now.State == checks.AwaitingPayment:
		turning("No money has come in through Stripe yet.")
		d.Blank()
		if c := w.of.diag.Check(checks.Payment); c.Status == checks.Fail {
			kit.Verdict(d, c.Status, u.summaryLine(&c.Findings[0]))
			d.Blank()
		}
		d.Para(kit.Plain, w.purchase())
	case w.now.State == checks.OnItsWay:
		turning("Paid. FirstPromoter does not show it yet.")
		d.Blank()
		d.Para(
			kit.Plain,
			"It takes up to two minutes. A sale from before the fix does not come by itself: import it in FirstPromoter, and this "+
				"screen notices.",
		)
	case w.now.State == checks.Arrived:
		kit.Verdict(d, checks.Pass, kit.Ln(kit.Strong, w.arrived()+" ").Join(u.summaryLine(&w.now.Arrival)))
	case w.now.State == checks.NotThere:
		kit.Verdict(d, checks.Fail, kit.Ln(kit.Strong, "There is nothing to watch: what was asked about is not where these keys look."))
		w.fillWrong(d)
	case w.now.State == checks.NoKey:
		kit.Verdict(d, checks.Ask, kit.Ln(kit.Strong, "Without a FirstPromoter key fpdoctor cannot see whether a sale arrives there."))
		d.Blank()
		d.Add(kit.Ln(kit.Plain, "Look at the lead in FirstPromoter yourself, two minutes after the payment. Or press ").
			With(kit.Keycap, "K").With(kit.Plain, " and enter the key."))
	case w.now.Unread != nil:
		kit.Verdict(d, checks.Error, kit.Ln(kit.Strong, "The time is over, and the last look could not tell how the sale stands. ").
			With(kit.Keycap, "r").With(kit.Plain, " goes on watching."))
		w.fillWrong(d)
	case w.now.State == checks.NotPaid:
		kit.Verdict(d, checks.Ask, kit.Ln(kit.Strong, "No money came in through Stripe in a quarter of an hour. ").
			With(kit.Keycap, "r").With(kit.Plain, " goes on watching."))
		w.fillWrong(d)
	default:
		kit.Verdict(d, checks.Warn, kit.Ln(kit.Strong, "The two minutes are over, and FirstPromoter still does not show the sale. ").
			With(kit.Keycap, "r").With(kit.Plain, " goes on watching."))
		w.fillWrong(d)
	}
}

// purchase tells which payments would be noticed.
func (w *watch) purchase() string {
	what := ""
	switch q := w.of.query; {
	case q.IsPayment():
		what = "one payment"
	case q.Kind == record.BySubscription:
		what = "subscription"
	default:
		return "Make the purchase now, if it is a test, with the same e-mail address or customer. This screen notices the payment by " +
			"itself."
	}
	return "Only this " + what + " is watched: this screen notices when it is paid. To watch a new purchase, type the buyer’s e-mail " +
		"address instead."
}

// arrived says what has come about, and whether it had before.
func (w *watch) arrived() string {
	switch turned := w.now.Turned; {
	case turned && w.already:
		return "The lead had turned before this watch began."
	case turned:
		return "The lead has turned."
	case w.already:
		return "It had arrived before this watch began."
	}
	return "It has arrived."
}

// fillWrong names what stands in the way.
func (w *watch) fillWrong(d *kit.Doc) {
	f, item, ok := w.of.diag.First()
	if !ok {
		return
	}
	d.Blank()
	d.Heading("What stands in the way")
	kit.Verdict(d, f.Verdict, kit.Ln(kit.Strong, fmt.Sprintf("%d %s: ", item, item.Label())).Join(w.u.summaryLine(&f)))
	d.Add(kit.Ln(kit.Keycap, "Enter").With(kit.Muted, " shows what to do about it."))
}

func (w *watch) fillHandOff(d *kit.Doc) {
	d.Heading("The hand-off")
	w.u.smallChain(d, w.of.diag)
}

// fillSeen lists what has changed, the newest first.
func (w *watch) fillSeen(d *kit.Doc) {
	d.Heading("What has changed")
	for _, e := range slices.Backward(w.seen) {
		for _, c := range e.changes {
			l := kit.Ln(kit.Strong, fmt.Sprintf("%d %s  ", c.Item, c.Item.Label())).Join(kit.Word(c.Was)).With(kit.Muted, " → ").
				Join(kit.Word(c.Is.Status))
			if len(c.Is.Findings) > 0 {
				l = l.With(kit.Plain, "  ").Join(w.u.Sentence(c.Is.Summary(), kit.Plain))
			}
			d.Hang(kit.Ln(kit.Muted, w.u.Clock(e.at)+"  "), l)
		}
	}
	d.Hang(kit.Ln(kit.Muted, w.u.Clock(w.since)+"  "), kit.Ln(kit.Muted, "Began to watch."))
}

// left is how long is left, in minutes and seconds.
func left(t time.Duration) string {
	s := whole(t)
	return fmt.Sprintf("%d:%02d left.", s/60, s%60)
}

// whole are the seconds of a time, none below zero.
func whole(t time.Duration) int { return int(max(0, t).Round(time.Second).Seconds()) }
