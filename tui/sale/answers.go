package sale

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// answeredMsg tells every open walk that the person has answered.
type answeredMsg struct{}

// typedQuestion is a question whose answer is typed.
type typedQuestion struct {
	prompt string
	hint   string
	wrong  func(string) string // what is wrong with an answer; nil: nothing can be
	set    func(a *record.Answers, v string, now time.Time)
}

// typedQuestions are what an item asks to be typed. Items 4 and 6 ask only
// where there is no key to ask FirstPromoter with.
func typedQuestions(i checks.Item) []typedQuestion {
	switch i {
	case checks.Account:
		return []typedQuestion{{
			prompt: "The Connected account ID that FirstPromoter shows:", hint: "acct_…",
			wrong: func(v string) string {
				if record.IsAccountID(v) {
					return ""
				}
				return "An account id begins with acct_ and goes on with letters and digits. Copy it from the line “Connected account ID”."
			},
			set: func(a *record.Answers, v string, now time.Time) { a.ConnectedAccount = record.AnswerOf(v, now) },
		}}
	case checks.Lead:
		return []typedQuestion{
			{
				prompt: "The lead’s e-mail address as FirstPromoter shows it:", hint: "empty if there is no lead, or it has none",
				set: func(a *record.Answers, v string, now time.Time) { a.LeadEmail = record.AnswerOf(v, now) },
			},
			{
				prompt: "The lead’s UID there:", hint: "empty if there is no lead, or it has none",
				set: func(a *record.Answers, v string, now time.Time) { a.LeadUID = record.AnswerOf(v, now) },
			},
		}
	case checks.Coupon:
		return []typedQuestion{{
			prompt: "The promoter’s tracking coupon there:", hint: "the field “Tracking Coupon Code” or “coupon”",
			set: func(a *record.Answers, v string, now time.Time) { a.TrackingCoupon = record.AnswerOf(v, now) },
		}}
	}
	return nil
}

// mayPickApp reports whether the person can say which app in Stripe is FirstPromoter’s,
// by which items 1 to 3 are answered.
func (w *walkScreen) mayPickApp() bool {
	return w.diag != nil && len(w.diag.Apps) > 0 && w.row <= checks.Mode
}

// fillApp draws which app was picked, or that one can be.
func (w walkView) fillApp(d *kit.Doc, c checks.Check) {
	app := w.u.Answers.App
	switch {
	case !w.mayPickApp() || w.typing != nil:
		return
	case app.Given() && app.Value == record.NoApp:
		d.Add(kit.Ln(kit.Muted, "None of the apps installed in Stripe is FirstPromoter’s, as you said.  ").With(kit.Keycap,
			"I").With(kit.Muted, " changes it"))
	case app.Given():
		d.Add(kit.Ln(kit.Muted, "FirstPromoter’s app in Stripe, as you said: ").With(kit.Outside, w.u.Mask.ID(app.Value)).
			With(kit.Muted, ", on "+w.u.When(app.At)+".  ").With(kit.Keycap, "I").With(kit.Muted, " changes it"))
	case c.Status == checks.Ask:
		d.Add(kit.Ln(kit.Plain, "Or let Stripe tell: apps are installed there.  ").Join(kit.KeyChip("I")).With(kit.Plain,
			kit.Hard(" says which of them is FirstPromoter’s")))
	default:
		return
	}
	d.Blank()
}

// answerable reports whether an item asks the person something at all.
func (w *walkScreen) answerable(i checks.Item) bool {
	switch i {
	case checks.Connected, checks.Account, checks.Mode:
		return true
	case checks.Lead, checks.Coupon:
		return w.diag != nil && w.diag.Evidence != nil && w.diag.Evidence.FirstPromoter.API == record.NoAPI &&
			(w.diag.Check(i).Status == checks.Ask || w.answered(i))
	}
	return false
}

func (w *walkScreen) answered(i checks.Item) bool { return answered(w.u.Answers, i) }

func answered(a record.Answers, i checks.Item) bool {
	switch i {
	case checks.Lead:
		return a.LeadEmail.Given() || a.LeadUID.Given()
	case checks.Coupon:
		return a.TrackingCoupon.Value != ""
	}
	return !answeredAt(a, i).IsZero()
}

func answeredAt(a record.Answers, i checks.Item) time.Time {
	switch i {
	case checks.Connected:
		return a.Connected.At
	case checks.Account:
		return a.ConnectedAccount.At
	case checks.Mode:
		return a.Mode.At
	case checks.Lead:
		return a.LeadEmail.At
	case checks.Coupon:
		return a.TrackingCoupon.At
	}
	return time.Time{}
}

func forgetAnswer(a *record.Answers, i checks.Item) {
	switch i {
	case checks.Connected:
		a.Connected = record.Answer[bool]{}
	case checks.Account:
		a.ConnectedAccount = record.Answer[string]{}
	case checks.Mode:
		a.Mode = record.Answer[record.Mode]{}
	case checks.Lead:
		a.LeadEmail, a.LeadUID = record.Answer[string]{}, record.Answer[string]{}
	case checks.Coupon:
		a.TrackingCoupon = record.Answer[string]{}
	}
}

// answer changes the answers, keeps them and has everything judged again.
func (w *walkScreen) answer(change func(*record.Answers, time.Time)) tea.Cmd {
	w.anew = false
	change(&w.u.Answers, w.u.Now())
	*w.answers = w.u.Answers
	w.u.Say(kit.Muted, "Noted. a changes the answer, x forgets it.")
	return tea.Batch(w.u.Remember(), func() tea.Msg { return answeredMsg{} })
}

// yesOrNo is the answer to an item that takes one of the two.
func yesOrNo(a *record.Answers, i checks.Item, yes bool, now time.Time) {
	switch {
	case i == checks.Connected:
		a.Connected = record.AnswerOf(yes, now)
	case yes:
		a.Mode = record.AnswerOf(record.Test, now)
	default:
		a.Mode = record.AnswerOf(record.Live, now)
	}
}

// beginAnswer is what the answer key does.
func (w *walkScreen) beginAnswer() tea.Cmd {
	switch {
	case typedQuestions(w.row) != nil:
		w.beginTyping()
	case w.asks(w.row):
		return w.u.Say(kit.Muted, "The keys for the answer stand below the question.")
	default:
		w.anew, w.inside = true, false
		w.scroll.To(0)
	}
	return nil
}

// typedAnswer is the answer to an item while it is typed, question by question.
type typedAnswer struct {
	questions []typedQuestion
	at        int
	field     *kit.Field
	answers   record.Answers // as they will be
	wrong     string         // what is wrong with what was typed
}

// ask begins one of the questions.
func (t *typedAnswer) ask(i int) {
	t.at, t.wrong = i, ""
	t.field = kit.NewField(t.questions[i].hint, false)
}

// enter takes what is typed; over: there is nothing more to ask, given: and something
// was answered.
func (t *typedAnswer) enter(now time.Time) (over, given bool) {
	v, q := t.field.Value(), t.questions[t.at]
	if q.wrong != nil && v != "" {
		if t.wrong = q.wrong(v); t.wrong != "" {
			return false, false
		}
	}
	if len(t.questions) == 1 && v == "" {
		return true, false
	}
	q.set(&t.answers, v, now)
	if t.at+1 < len(t.questions) {
		t.ask(t.at + 1)
		return false, false
	}
	return true, true
}

func (w *walkScreen) beginTyping() {
	w.inside = false
	w.typing = &typedAnswer{questions: typedQuestions(w.row), answers: w.u.Answers}
	w.typing.ask(0)
}

// doTyping handles the keys that the field leaves over.
func (w *walkScreen) doTyping(act kit.Action) tea.Cmd {
	over, given := act == kit.ActBack, false
	if act == kit.ActEnter {
		over, given = w.typing.enter(w.u.Now())
	}
	if !over {
		return nil
	}
	answers := w.typing.answers
	w.typing = nil
	w.scroll.To(0) // the field may have scrolled it
	if !given {
		return nil
	}
	return w.answer(func(a *record.Answers, _ time.Time) { *a = answers })
}

// fillAnswer draws what an item asks the person, or what was answered.
func (w walkView) fillAnswer(d *kit.Doc, c checks.Check) {
	if !w.answerable(c.Item) {
		return
	}
	if w.answered(c.Item) && w.typing == nil && !w.anew {
		d.Add(kit.Ln(kit.Muted, "You answered: ").With(kit.Outside, w.given(c.Item)).
			With(kit.Muted, ", on "+w.u.When(answeredAt(w.u.Answers, c.Item))+".  ").With(kit.Keycap, "a").
			With(kit.Muted, " changes it, ").With(kit.Keycap, "x").With(kit.Muted, " forgets it"))
		d.Blank()
		return
	}
	if c.Status != checks.Ask && w.typing == nil && !w.anew {
		return
	}
	d.Add(kit.MenuPath(w.diag.WhereToLook(c.Item)))
	if w.scroll.H >= 16 { // else the way there must do
		d.Raw(kit.Panel(d.N, w.sketch(c.Item))...)
	}
	if !w.low() {
		d.Blank()
	}
	switch {
	case w.typing != nil:
		d.Add(kit.Ln(kit.Plain, w.typing.questions[w.typing.at].prompt))
		bw := min(d.N, 60)
		kit.Box(d, w.typing.field.Line(max(4, bw-4), w.u.Pen), bw)
		if w.typing.wrong != "" {
			d.Para(kit.Fail, w.typing.wrong)
		}
		d.Until = len(d.Rows)
	case c.Item == checks.Connected:
		d.Add(kit.Ln(kit.Plain, "Does Stripe show as connected there?"))
		d.Add(kit.KeyChip("+").With(kit.Plain, kit.Hard(" yes, it does")).With(kit.Plain, "      ").Join(kit.KeyChip("-")).
			With(kit.Plain, kit.Hard(" no, it does not")))
	case c.Item == checks.Mode:
		d.Add(kit.Ln(kit.Plain, "Is there a test badge? A sandbox shows it too."))
		d.Add(kit.KeyChip("+").With(kit.Plain, kit.Hard(" yes: test mode")).With(kit.Plain, "   ").Join(kit.KeyChip("-")).
			With(kit.Plain, kit.Hard(" no badge: live mode")))
	default:
		d.Add(kit.KeyChip("Enter").With(kit.Plain, kit.Hard(" to type what you see there")).With(kit.Plain, ", or paste it."))
	}
	d.Blank()
}

func (w walkView) given(i checks.Item) string {
	a, u := w.u.Answers, w.u
	switch i {
	case checks.Connected:
		if a.Connected.Value {
			return "connected"
		}
		return "not connected"
	case checks.Account:
		return u.Mask.ID(a.ConnectedAccount.Value)
	case checks.Mode:
		return string(a.Mode.Value) + " mode"
	case checks.Lead:
		answers := []string{}
		if v := a.LeadEmail.Value; v != "" {
			answers = append(answers, u.Mask.Email(v))
		}
		if v := a.LeadUID.Value; v != "" {
			answers = append(answers, "UID "+u.Mask.ID(v))
		}
		if len(answers) == 0 {
			return "there is no such lead"
		}
		return strings.Join(answers, ", ")
	case checks.Coupon:
		return u.Piece(record.CouponPiece(a.TrackingCoupon.Value))
	}
	return ""
}

// sketch shows where on FirstPromoter's screen to look.
func (w walkView) sketch(i checks.Item) []kit.SketchRow {
	switch i {
	case checks.Lead:
		return []kit.SketchRow{{Label: "E-mail", Value: "…", Look: true}, {Label: "UID", Value: "…", Look: true}}
	case checks.Coupon:
		return []kit.SketchRow{{Label: "Coupon", Value: "…", Look: true}}
	}
	head := kit.SketchRow{Label: "Stripe", Value: "", Look: false}
	if i == checks.Mode {
		head = kit.SketchRow{Label: "Stripe", Value: "[ Test mode ]", Look: true}
	}
	return []kit.SketchRow{
		head,
		{Label: "", Value: "● Connected", Look: i == checks.Connected},
		{Label: "Connected account ID", Value: "acct_…", Look: i == checks.Account},
	}
}
