package tui

import (
	"cmp"
	"context"
	"io"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
	"fpdoctor/tui/terminal"
)

// ui is the one root: it knows the size, the theme, the stack of screens and
// the keys that work everywhere, and nothing of any screen's content.
type ui struct {
	o        Options
	theme    *kit.Theme
	keyboard *terminal.Keyboard // nil: Bubble Tea itself reads the terminal
	w, h     int
	pen      *kit.Pen
	keys     profiles.Keys
	source   string
	sale.Memory
	stack
	left    staying
	beneath *level // what a case was opened from; nil: nothing is
	toast   kit.Line
	byHand  kit.Line // below the toast: a value that may have to be selected by hand
	ticking bool
	mouse   mouse
	run     int        // number of the newest run
	frame   []kit.Line // as last laid out
	quit    bool
	profile string                                 // the stored profile in use, or empty
	coming  *preparation                           // what is waited for at the start, or nil
	again   func(context.Context) (Options, error) // as Prepare, for another try; nil: none
	failed  error                                  // why that ended the run
	// How often remembering was asked for, and the newest that was done.
	unkept, kept int
	unsaved      map[string]setting // choices for this computer, by what they are of
}

func newUI(o Options) *ui {
	u := &ui{}
	u.useOptions(o)
	return u
}

// useOptions makes a run depend on these options.
func (u *ui) useOptions(o Options) {
	o.defaults()
	u.o, u.keys, u.source, u.profile, u.Answers = o, o.Keys, o.Source, o.Profile, o.Answers
	u.pen = kit.NewPen(display.Masker{On: o.Mask, Location: o.Location, Salt: display.NewSalt()})
	if u.theme == nil { // what is looked up changes nothing of the terminal
		u.theme = kit.NewTheme(profileOf(u.o), groundOf(u.o), charsetOf(u.o))
	}
	if o.Note != "" {
		u.Say(kit.Muted, u.pen.Safe(o.Note))
	}
	u.pen.Colourless = u.theme.Colourless()
}

// first is the screen a run starts with.
func (u *ui) first() kit.Screen {
	switch {
	case u.o.Prepare != nil:
		return newOpening(u)
	case u.o.Case != nil:
		return sale.NewWalk(u.desk(), u.o.Case.Evidence.Query, u.o.Case.asker(), nil)
	case u.keys.Missing() && u.o.Choose && u.o.Store != nil:
		return profiles.NewStored(u.keysDesk())
	case u.keys.Missing():
		return profiles.NewKeys(u.keysDesk(), u.o.KeepAs, u.keys, u.Answers)
	case u.o.Query != nil:
		return sale.NewWalk(u.desk(), *u.o.Query, askerWith(u, keysFor(u, *u.o.Query)), nil)
	}
	if u.o.OpenAudit && u.o.Services.Audit != nil && !u.keys.FirstPromoter.Empty() {
		u.left.audit = lists.NewAudit(u.listsDesk())
		return u.left.audit
	}
	return lists.NewPick(u.listsDesk(), false)
}

// Init starts the first screen, and draws it.
func (u *ui) Init() tea.Cmd {
	cmd := u.Push(u.first())
	u.settle()
	u.drawAtOnce()
	return cmd
}

// drawAtOnce draws the first frame where Bubble Tea would wait for its next tick,
// which is most of what a start takes. By now it has cleared the screen, and it
// will draw the same once more.
func (u *ui) drawAtOnce() {
	if frame := u.View(); frame != "" {
		const home = "\x1b[H"
		// Bubble Tea's own write fails as well, and is told of.
		_, _ = io.WriteString(u.o.Out, home+strings.ReplaceAll(frame, "\n", "\r\n")+home)
	}
}

// Update routes: size and ticks are the root's, keys go by the key table, and
// everything else goes to every open screen, as answers may come to one below.
func (u *ui) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		// A terminal that does not know its size says 0; 80x24 is what such a terminal can be trusted with.
		u.w, u.h = cmp.Or(max(0, msg.Width), 80), cmp.Or(max(0, msg.Height), 24)
		cmd = pointer{u}.find()
	case tea.KeyMsg:
		cmd = presses{u}.typed(msg)
	case tea.MouseMsg:
		cmd = pointer{u}.event(msg)
	case kit.TickMsg:
		u.ticking = false
		u.pen.Frame++
		cmd = all(u, msg) // some wait for a time to come
	case rememberedMsg:
		u.kept = max(u.kept, msg.n)
		notKept(u, msg.err)
	case savedMsg:
		choiceSaved(u, msg)
	case mouseMsg:
		cmd = u.mouse.begin(msg)
	case prepared:
		cmd = u.begin(msg)
	case continuedMsg:
		cmd = takeBack(u.keyboard)
	case resumedMsg:
		cmd = u.mouse.again()
	case openedMsg:
		u.Toast(msg.line())
		if msg.err != nil && msg.open {
			cmd = u.CopyOut(kit.Mark{What: "the link, as no browser could be started here,", Text: msg.url})
		}
	case caseMsg:
		cmd = showCase(u, msg)
	case copiedMsg:
		u.toast, u.byHand = msg.lines(pointer{u}.holding())
	default:
		cmd = all(u, msg)
	}
	u.settle()
	if u.quit {
		return u, tea.Quit
	}
	if !u.ticking && (u.stack.busy() || u.left.busy()) {
		u.ticking = true
		cmd = tea.Batch(cmd, u.tick())
	}
	return u, cmd
}

// continuedMsg comes when the program goes on after a stop it did not hear of.
type continuedMsg struct{}

// resumedMsg comes when the program is in the foreground again.
type resumedMsg struct{}

// tick turns the spinner. It is asked for only while something runs.
func (u *ui) tick() tea.Cmd {
	return u.After(100*time.Millisecond, func(time.Time) tea.Msg { return kit.TickMsg{} })
}

func (u *ui) leave() {
	u.closeAll()
	if u.beneath != nil {
		u.beneath.stack.closeAll()
	}
	if u.left.busy() {
		u.left.audit.End()
	}
	u.quit = true
}

// adopt goes on with other keys and what was answered for their merchant. What
// was found for another goes with the keys it belongs to.
func (u *ui) adopt(k profiles.Keys, a record.Answers, profile, source string) {
	if !u.SameMerchant(u.keys, k) {
		u.ForgetFound()
	}
	if u.keys != k {
		u.left.end()
	}
	if profile != "" && profile != u.profile {
		u.o.Call = u.o.Call.With(profile)
	}
	u.keys, u.Answers, u.profile, u.source, u.o.Problem = k, a, profile, source, ""
}

// SameMerchant reports whether two sets of keys are known to be of one merchant;
// none at all may be anybody's.
func (u *ui) SameMerchant(a, b profiles.Keys) bool {
	if a.AccountID != "" && b.AccountID != "" && a.AccountID != b.AccountID {
		return false
	}
	same := u.o.Services.SameAccount
	return a.Missing() || a.Stripe == b.Stripe || same != nil && same(a.Stripe, b.Stripe)
}

// Say shows one line until the next key.
func (u *ui) Say(r kit.Role, text string) tea.Cmd {
	u.Toast(kit.Ln(r, text))
	return nil
}

func (u *ui) Toast(l kit.Line) { u.toast, u.byHand = l, nil }

// View paints exactly the terminal, as it was laid out: the renderer would cut what
// is too tall from the top.
func (u *ui) View() string {
	var b strings.Builder
	b.Grow(u.w * u.h * 2)
	for i, l := range u.frame {
		if i > 0 {
			b.WriteByte('\n')
		}
		u.theme.Paint(&b, u.theme.Charset.Fit(l.Cut(u.w), u.w))
	}
	return b.String()
}

// mode is the Stripe key's mode, from what Stripe said or else from the key itself.
func (u *ui) mode() record.Mode {
	return cmp.Or(u.Memory.Mode(), modeOf(u.keys))
}

// modeOf is the mode that a Stripe key shows by itself; empty: none.
func modeOf(k profiles.Keys) record.Mode {
	switch k := k.Stripe.String(); {
	case strings.Contains(k, "_live_"):
		return record.Live
	case strings.Contains(k, "_test_"):
		return record.Test
	}
	return ""
}

// settle lays the frame out as things stand.
func (u *ui) settle() {
	u.frame = nil
	if u.w > 0 && u.h > 0 && len(u.stack) > 0 {
		u.frame = frame{u, u.top()}.rows()
	}
}
