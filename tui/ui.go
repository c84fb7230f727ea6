package tui

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

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
	u.take(o)
	return u
}

// take makes a run depend on these options.
func (u *ui) take(o Options) {
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
		cmd = u.findMouse()
	case tea.KeyMsg:
		cmd = u.typed(msg)
	case tea.MouseMsg:
		cmd = u.mouseEvent(msg)
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
		u.toast, u.byHand = msg.lines(u.holding())
	default:
		cmd = all(u, msg)
	}
	u.settle()
	if u.quit {
		return u, tea.Quit
	}
	if !u.ticking && (u.stack.busy() || u.left.busy()) {
		u.ticking = true
		cmd = tea.Batch(cmd, tick())
	}
	return u, cmd
}

// continuedMsg comes when the program goes on after a stop it did not hear of.
type continuedMsg struct{}

// resumedMsg comes when the program is in the foreground again.
type resumedMsg struct{}

// tick turns the spinner. It is asked for only while something runs.
func tick() tea.Cmd {
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return kit.TickMsg{} })
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

// typed does keys one by one: pressed fast, or coming over a slow line, several
// letters arrive as one message. In a field they are text and stay together.
func (u *ui) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Alt && !u.editing(msg) {
		// Esc and a key come so from tmux, screen and others when they follow each
		// other within half a second, and Alt means nothing here.
		msg.Alt = false
		return tea.Batch(u.key(tea.KeyMsg{Type: tea.KeyEsc}), u.typed(msg))
	}
	if msg.Type != tea.KeyRunes || msg.Paste || msg.Alt || len(msg.Runes) < 2 {
		return u.key(msg)
	}
	if isSale(string(msg.Runes)) || isDropped(string(msg.Runes)) {
		msg.Paste = true // by a terminal that does not say so
		return u.key(msg)
	}
	var cmds []tea.Cmd
	for i, r := range msg.Runes {
		if len(u.stack) > 0 && kit.FieldOf(u.top()) != nil {
			msg.Runes = msg.Runes[i:]
			return tea.Batch(append(cmds, u.key(msg))...)
		}
		cmds = append(cmds, u.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		u.settle() // the next key is for what is there by then
	}
	return tea.Batch(cmds...)
}

// isSale reports whether letters that came in one go are an address or an id.
func isSale(text string) bool {
	q, err := record.ParseQuery(text)
	return err == nil && !q.Own && strings.ContainsAny(text, "@_")
}

// isDropped reports whether letters that came in one go are the place of a file, as a
// terminal pastes one that is dropped on it. A slash and a word are a key and letters.
func isDropped(text string) bool {
	return lists.IsFile(text) && strings.ContainsAny(strings.TrimLeft(text, `'"/\`), `/\.`)
}

// editing reports whether a key with Alt moves or deletes by words in a field.
func (u *ui) editing(msg tea.KeyMsg) bool {
	return len(u.stack) > 0 && kit.FieldOf(u.top()) != nil && slices.Contains(kit.ByWords, msg.String())
}

// key finds out what a key means here and has it done.
func (u *ui) key(msg tea.KeyMsg) tea.Cmd {
	k := msg.String()
	u.Toast(nil)
	if len(u.stack) == 0 || u.quit {
		return nil
	}
	switch k {
	case "ctrl+c":
		u.leave()
		return nil
	case "ctrl+z":
		return suspend(u.keyboard)
	}
	s := u.top()
	if f := kit.FieldOf(s); f != nil && f.Takes(msg) {
		f.Key(msg)
		return kit.Updated(s, kit.TypedMsg{Pasted: msg.Paste})
	}
	if msg.Paste {
		cmd := kit.Updated(s, kit.PastedMsg(string(msg.Runes)))
		if u.top() == s && kit.FieldOf(s) == nil {
			u.Say(kit.Muted, "Nothing here takes pasted text.")
		}
		return cmd
	}
	return u.press(k)
}

// press does what a key asks for that is no letter of a field.
func (u *ui) press(k string) tea.Cmd {
	s := u.top()
	if o, ok := kit.Offered(s.Offers(), k); ok {
		if o.Off != "" {
			return u.Say(kit.Muted, o.Off)
		}
		defer u.notTyped(s, k)
		return s.Do(o.Act, k)
	}
	if o, ok := kit.Offered(u.everywhere(s, deep(u)), k); ok {
		if o.Off != "" {
			return u.Say(kit.Muted, o.Off)
		}
		defer u.notTyped(s, k)
		return u.do(o.Act)
	}
	if letters := []rune(k); len(letters) == 1 && (unicode.IsLetter(letters[0]) || unicode.IsDigit(letters[0])) {
		if cmd := kit.Updated(s, kit.LetterMsg(k)); kit.FieldOf(s) != nil {
			return cmd
		}
	}
	return u.Say(kit.Muted, kit.Elsewhere(k))
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
	u.keys, u.Answers, u.profile, u.source, u.o.Problem = k, a, profile, source, ""
}

// sameMerchant reports whether two sets of keys are known to be of one merchant;
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
