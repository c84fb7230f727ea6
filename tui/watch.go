package tui

import (
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// How long a watch leaves both services alone between two looks, of some twenty
// requests each: far below what they allow in a minute. Nothing is pressing
// while somebody is still to pay.
const (
	between      = 10 * time.Second
	untilPayment = 20 * time.Second
)

// watch follows one sale after a mend or a test purchase, until it arrives or
// nothing more is to be waited for.
type watch struct {
	u       desk
	of      *walk // the walk it belongs to, which keeps what was seen last
	run     *run  // the look under way; nil: between two of them
	since   time.Time
	next    time.Time // of the next look
	looks   int
	now     *checks.Watch // nil: nothing seen yet
	already bool          // it had arrived before the first look
	stopped bool
	seen    []event
	scroll  scroller
}

// event is a moment at which something was seen to have changed.
type event struct {
	at      time.Time
	changes []checks.Change
}

func newWatch(of *walk) *watch { return &watch{u: of.u, of: of} }

// watchedMsg is what one look has found.
type watchedMsg struct {
	run  int
	diag checks.Diagnosis
}

func (w *watch) open() tea.Cmd { return w.begin() }

func (w *watch) close() {
	if w.run != nil {
		w.run.cancel()
		w.run = nil
	}
	w.stopped = true
}

// begin watches from now on.
func (w *watch) begin() tea.Cmd {
	w.since, w.looks, w.now, w.already, w.stopped, w.seen = w.u.now(), 0, nil, false, false, nil
	return w.look()
}

func (w *watch) look() tea.Cmd {
	r := w.u.newRun()
	w.run = r
	q, answers, ask, now := w.of.query, w.u.answers, w.of.ask, w.u.now
	return func() tea.Msg {
		ev := ask.gather(r.ctx, q, r.steps.report)
		return watchedMsg{r.number, ask.diagnose(ev, answers, now())}
	}
}

func (w *watch) over() bool { return w.stopped || w.now != nil && w.now.State.Over() }

// busy has the time that is left counted down.
func (w *watch) busy() bool { return !w.over() }

func (w *watch) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case watchedMsg:
		if w.run == nil || msg.run != w.run.number {
			return nil
		}
		w.run.cancel()
		w.run = nil
		w.take(&msg.diag)
	case tickMsg:
		if !w.over() && w.run == nil && !w.u.now().Before(w.next) {
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
	wait := between
	if now.State == checks.AwaitingPayment {
		wait = untilPayment
	}
	w.now, w.next = &now, w.u.now().Add(wait)
	if now.Until.Before(w.next) {
		w.next = now.Until // the last look is when the time is over
	}
}

func (w *watch) title() line { return ln(strong, "Watch") }

func (w *watch) offers() []offer {
	var os []offer
	if !w.over() {
		os = append(os, can(actStop))
	} else {
		enter := canCalled(actEnter, "to the walk")
		if _, _, ok := w.of.diag.First(); ok && w.now != nil && w.now.State != checks.Arrived {
			enter.label = "what is wrong"
		}
		os = append(os, enter, canCalled(actRecheck, "watch again"))
	}
	return append(os, scrolling...)
}

func (w *watch) do(act action, _ string) tea.Cmd {
	switch act {
	case actStop:
		w.close()
	case actRecheck:
		return w.begin()
	case actEnter:
		w.u.pop()
		w.of.goToFirst()
	default:
		w.scroll.act(act)
	}
	return nil
}

func (w *watch) status() line {
	switch {
	case w.over():
		return nil
	case w.run != nil:
		return w.run.line(w.u.spin(), w.u.now(), "Looking")
	}
	return ln(muted, fmt.Sprintf("Looked %s. The next look is in %d s.", times(w.looks), whole(w.next.Sub(w.u.now())))).with(keycap, "  Esc").with(muted, " stops")
}

// watchWide is the width from which the hand-off stands at the right.
const watchWide = 110

func (w *watch) body(width, h int) []line {
	side := 0
	if width >= watchWide {
		side = min(58, width*2/5)
	}
	d := newDoc(min(100, width-side-6))
	d.raw(nil)
	d.add(ln(strong, "Does the sale reach FirstPromoter now?"))
	d.blank()
	w.fillState(d)
	d.blank()
	w.fillSeen(d)
	if side == 0 {
		d.blank()
		w.fillHandOff(d)
	}
	rows := indent(w.scroll.window(d, h, -1), 1)
	if side == 0 {
		return rows
	}
	right := newDoc(side - 4)
	right.raw(nil)
	w.fillHandOff(right)
	return columns(h, column{rows, width - side - 1}, column{indent(right.rows, 2), side})
}

// fillState says where the sale stands and what to do meanwhile.
func (w *watch) fillState(d *doc) {
	u := w.u
	turning := func(says string) {
		d.hang(ln(accent, u.spin()+"  "), ln(strong, says).with(plain, " "+left(w.now.Until.Sub(u.now()))))
	}
	switch {
	case w.stopped:
		d.hang(ln(warn, "·  "), ln(strong, "Stopped by you. ").with(keycap, "r").with(plain, " watches again."))
	case w.now == nil:
		d.hang(ln(accent, u.spin()+"  "), ln(strong, "Looking how it stands right now."))
	case w.now.Unread != nil && !w.now.State.Over():
		turning("The last look could not tell.")
		d.blank()
		d.verdict(w.now.Unread.Verdict, u.told(w.now.Unread))
		d.add(ln(muted, "The watch goes on by itself."))
	case w.now.State == checks.AwaitingPayment:
		turning("No money has come in through Stripe yet.")
		d.blank()
		if c := w.of.diag.Check(checks.Payment); c.Status == checks.Fail {
			d.verdict(c.Status, u.told(&c.Findings[0]))
			d.blank()
		}
		d.para(plain, w.purchase())
	case w.now.State == checks.OnItsWay:
		turning("Paid. FirstPromoter does not show it yet.")
		d.blank()
		d.para(plain, "It takes up to two minutes. A sale from before the fix does not come by itself: import it in FirstPromoter, and this screen notices.")
	case w.now.State == checks.Arrived:
		d.verdict(checks.Pass, ln(strong, w.arrived()+" ").join(u.told(&w.now.Arrival)))
	case w.now.State == checks.NotThere:
		d.verdict(checks.Fail, ln(strong, "There is nothing to watch: what was asked about is not where these keys look."))
		w.fillWrong(d)
	case w.now.State == checks.NoKey:
		d.verdict(checks.Ask, ln(strong, "Without a FirstPromoter key fpdoctor cannot see whether a sale arrives there."))
		d.blank()
		d.add(ln(plain, "Look at the lead in FirstPromoter yourself, two minutes after the payment. Or press ").with(keycap, "K").with(plain, " and enter the key."))
	case w.now.Unread != nil:
		d.verdict(checks.Error, ln(strong, "The time is over, and the last look could not tell how the sale stands. ").with(keycap, "r").with(plain, " goes on watching."))
		w.fillWrong(d)
	case w.now.State == checks.NotPaid:
		d.verdict(checks.Ask, ln(strong, "No money came in through Stripe in a quarter of an hour. ").with(keycap, "r").with(plain, " goes on watching."))
		w.fillWrong(d)
	default:
		d.verdict(checks.Warn, ln(strong, "The two minutes are over, and FirstPromoter still does not show the sale. ").with(keycap, "r").with(plain, " goes on watching."))
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
		return "Make the purchase now, if it is a test, with the same e-mail address or customer. This screen notices the payment by itself."
	}
	return "Only this " + what + " is watched: this screen notices when it is paid. To watch a new purchase, type the buyer’s e-mail address instead."
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
func (w *watch) fillWrong(d *doc) {
	f, item, ok := w.of.diag.First()
	if !ok {
		return
	}
	d.blank()
	d.heading("What stands in the way")
	d.verdict(f.Verdict, line{{fmt.Sprintf("%d %s: ", item, item.Label()), strong}}.join(w.u.told(&f)))
	d.add(ln(keycap, "Enter").with(muted, " shows what to do about it."))
}

func (w *watch) fillHandOff(d *doc) {
	d.heading("The hand-off")
	w.u.smallChain(d, w.of.diag)
}

// fillSeen lists what has changed, the newest first.
func (w *watch) fillSeen(d *doc) {
	d.heading("What has changed")
	for _, e := range slices.Backward(w.seen) {
		for _, c := range e.changes {
			l := ln(strong, fmt.Sprintf("%d %s  ", c.Item, c.Item.Label())).join(word(c.Was)).with(muted, " → ").join(word(c.Is.Status))
			if len(c.Is.Findings) > 0 {
				l = l.with(plain, "  ").join(w.u.sentence(c.Is.Summary(), plain))
			}
			d.hang(ln(muted, w.u.clock(e.at)+"  "), l)
		}
	}
	d.hang(ln(muted, w.u.clock(w.since)+"  "), ln(muted, "Began to watch."))
}

// left is how long is left, in minutes and seconds.
func left(t time.Duration) string {
	s := whole(t)
	return fmt.Sprintf("%d:%02d left.", s/60, s%60)
}

// whole are the seconds of a time, none below zero.
func whole(t time.Duration) int { return int(max(0, t).Round(time.Second).Seconds()) }
