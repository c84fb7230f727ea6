package sale

import (
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// watch follows one sale after a mend or a test purchase, until it arrives or
// nothing more is to be waited for.
type watch struct {
	u       Desk
	of      *walkScreen // the walk it belongs to, which keeps what was seen last
	run     *kit.Run    // the look under way; nil: between two of them
	ask     gatherer
	at      checks.Watching
	stopped bool
	scroll  kit.Scroller
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
	w.at = checks.Watching{Since: w.u.Now(), Last: w.of.diag}
	w.stopped, w.ask = false, w.of.ask.Gather
	if follow := w.of.ask.Follow; follow != nil {
		w.ask = follow()
	}
	return w.lookAgain()
}

func (w *watch) lookAgain() tea.Cmd {
	r := w.u.NewRun()
	w.run = r
	q, answers, gather, diagnose, now := w.of.query, w.u.Answers, w.ask, w.of.ask.Diagnose, w.u.Now
	return func() tea.Msg {
		ev := gather(r.Ctx, q, r.Steps.Report)
		return watchedMsg{r.Number, diagnose(ev, answers, now())}
	}
}

func (w *watch) over() bool { return w.stopped || w.at.Over() }

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
		w.goOnFrom(&msg.diag)
	case kit.TickMsg:
		if !w.stopped && w.run == nil && w.at.Due(w.u.Now()) {
			return w.lookAgain()
		}
	}
	return nil
}

// goOnFrom takes what a look has found, and hands it to the walk.
func (w *watch) goOnFrom(d *checks.Diagnosis) {
	w.of.hold(d)
	w.of.place()
	w.of.news, w.of.stopped = nil, false // they tell of an older one
	w.at.Take(d, w.u.Now())
}

func (w *watch) Title() kit.Line { return kit.Ln(kit.Strong, "Watch") }

func (w *watch) Offers() []kit.Offer {
	var os []kit.Offer
	if !w.over() {
		os = append(os, kit.Can(kit.ActStop))
	} else {
		enter := kit.CanCalled(kit.ActEnter, "to the walk")
		if _, _, ok := w.of.diag.First(); ok && w.at.Now != nil && w.at.Now.State != checks.Arrived {
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
	next := wholeSeconds(w.at.Next.Sub(w.u.Now()))
	return kit.Ln(kit.Muted, fmt.Sprintf("Looked %s. The next look is in %d s.", times(w.at.Looks), next)).
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
	u, now, words := w.u, w.at.Now, dossier.WatchWords(&w.at)
	again := func(sign checks.Status) {
		kit.Verdict(d, sign, kit.Ln(kit.Strong, words+" ").With(kit.Keycap, "r").With(kit.Plain, " goes on watching."))
		w.fillWrong(d)
	}
	switch {
	case w.stopped:
		d.Hang(kit.Ln(kit.Warn, "·  "), kit.Ln(kit.Strong, "Stopped by you. ").With(kit.Keycap, "r").With(kit.Plain, " watches again."))
	case now == nil:
		d.Hang(kit.Ln(kit.Accent, u.Spin()+"  "), kit.Ln(kit.Strong, words))
	case !now.State.Over():
		d.Hang(kit.Ln(kit.Accent, u.Spin()+"  "), kit.Ln(kit.Strong, words).With(kit.Plain, " "+timeLeft(now.Until.Sub(u.Now()))))
		d.Blank()
		w.fillMeanwhile(d)
	case now.State == checks.Arrived:
		kit.Verdict(d, checks.Pass, kit.Ln(kit.Strong, words+" ").Join(u.summaryLine(&now.Arrival)))
	case now.State == checks.NotThere:
		kit.Verdict(d, checks.Fail, kit.Ln(kit.Strong, words))
		w.fillWrong(d)
	case now.State == checks.NoKey:
		kit.Verdict(d, checks.Ask, kit.Ln(kit.Strong, words))
		d.Blank()
		d.Add(kit.Ln(kit.Plain, "Look at the lead in FirstPromoter yourself, two minutes after the payment. Or press ").
			With(kit.Keycap, "K").With(kit.Plain, " and enter the key."))
	case now.Unread != nil:
		again(checks.Error)
	case now.State == checks.NotPaid:
		again(checks.Ask)
	default:
		again(checks.Warn)
	}
}

// fillMeanwhile says what to do, or why it is not known how the sale stands.
func (w *watch) fillMeanwhile(d *kit.Doc) {
	switch now := w.at.Now; {
	case now.Unread != nil:
		kit.Verdict(d, now.Unread.Verdict, w.u.summaryLine(now.Unread))
		d.Add(kit.Ln(kit.Muted, "The watch goes on by itself."))
	case now.State == checks.AwaitingPayment:
		if c := w.of.diag.Check(checks.Payment); c.Status == checks.Fail {
			kit.Verdict(d, c.Status, w.u.summaryLine(&c.Findings[0]))
			d.Blank()
		}
		d.Para(kit.Plain, w.purchase())
	default:
		d.Para(
			kit.Plain,
			"It takes up to two minutes. A sale from before the fix does not come by itself: import it in FirstPromoter, and this "+
				"screen notices.",
		)
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
	for _, e := range slices.Backward(w.at.Seen) {
		for _, c := range e.Changes {
			l := kit.Ln(kit.Strong, fmt.Sprintf("%d %s  ", c.Item, c.Item.Label())).Join(kit.Word(c.Was)).With(kit.Muted, " → ").
				Join(kit.Word(c.Is.Status))
			if len(c.Is.Findings) > 0 {
				l = l.With(kit.Plain, "  ").Join(w.u.Sentence(c.Is.Summary(), kit.Plain))
			}
			d.Hang(kit.Ln(kit.Muted, w.u.Clock(e.At)+"  "), l)
		}
	}
	d.Hang(kit.Ln(kit.Muted, w.u.Clock(w.at.Since)+"  "), kit.Ln(kit.Muted, "Began to watch."))
}

// timeLeft is how long is left, in minutes and seconds.
func timeLeft(t time.Duration) string {
	s := wholeSeconds(t)
	return fmt.Sprintf("%d:%02d left.", s/60, s%60)
}

// wholeSeconds are the seconds of a time, none below zero.
func wholeSeconds(t time.Duration) int { return int(max(0, t).Round(time.Second).Seconds()) }

// PrintedBy is a watch on the command line.
func (w *watch) PrintedBy() ([]string, record.Query) { return []string{"check", "--watch"}, w.of.query }
