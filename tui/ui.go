package tui

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/terminal"
)

// The smallest terminal the screens are laid out for.
const (
	minWidth  = 60
	minHeight = 16
	// chrome is the rows around a screen's body: header, rule, status, footer.
	chrome = 4
)

// ui is the one root: it knows the size, the theme, the stack of screens and
// the keys that work everywhere, and nothing of any screen's content.
type ui struct {
	o        Options
	theme    *theme
	keyboard *terminal.Keyboard // nil: Bubble Tea itself reads the terminal
	w, h     int
	pen      *pen
	keys     Keys
	source   string
	memory
	stack   []screen
	toast   line
	byHand  line // below the toast: a value that may have to be selected by hand
	ticking bool
	mouse   bool
	run     int    // number of the newest run
	frame   []line // as last laid out
	quit    bool
	profile string                                 // the stored profile in use, or empty
	coming  *preparation                           // what is waited for at the start, or nil
	again   func(context.Context) (Options, error) // as Prepare, for another try; nil: none
	failed  error                                  // why that ended the run
	// How often remembering was asked for, and the newest that was done.
	unkept, kept int
	unkeptTheme  string // a theme to be remembered, or empty
}

func newUI(o Options) *ui {
	u := &ui{}
	u.take(o)
	return u
}

// take makes a run depend on these options.
func (u *ui) take(o Options) {
	o.defaults()
	u.o, u.keys, u.source, u.profile, u.answers = o, o.Keys, o.Source, o.Profile, o.Answers
	u.pen = newPen(display.Masker{On: o.Mask, Location: o.Location, Salt: display.NewSalt()})
	if u.theme == nil { // what is looked up changes nothing of the terminal
		u.theme = newTheme(profileOf(u.o), groundOf(u.o), charsetOf(u.o))
	}
	if o.Note != "" {
		u.say(muted, display.Clean(o.Note))
	}
	u.pen.colourless = u.theme.colourless()
}

// first is the screen a run starts with.
func (u *ui) first() screen {
	switch {
	case u.o.Prepare != nil:
		return newOpening(u)
	case u.keys.Missing() && u.o.Choose && u.o.Store != nil:
		return newProfiles(u.keysDesk())
	case u.keys.Missing():
		return newKeysScreen(u.keysDesk(), u.o.KeepAs, u.keys, u.answers)
	case u.o.Query != nil:
		return newWalk(u.desk(), *u.o.Query, u.askerWith(u.keysFor(*u.o.Query)))
	}
	return newPick(u.listsDesk())
}

// Init starts the first screen, and draws it.
func (u *ui) Init() tea.Cmd {
	cmd := u.push(u.first())
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
	case tea.KeyMsg:
		cmd = u.typed(msg)
	case tea.MouseMsg:
		cmd = u.mouseEvent(msg)
	case tickMsg:
		u.ticking = false
		u.pen.frame++
		cmd = u.everyScreen(msg) // some wait for a time to come
	case rememberedMsg:
		u.kept = max(u.kept, msg.n)
		u.notKept(msg.err)
	case themeKeptMsg:
		if u.unkeptTheme == msg.theme {
			u.unkeptTheme = ""
		}
		u.notKept(msg.err)
	case prepared:
		cmd = u.begin(msg)
	case continuedMsg:
		cmd = takeBack(u.keyboard)
	case resumedMsg:
		if u.mouse {
			cmd = tea.EnableMouseCellMotion
		}
	case openedMsg:
		u.tell(msg.line())
		if msg.err != nil && msg.open {
			cmd = u.copyOut(mark{what: "the link, as no browser could be started here,", text: msg.url})
		}
	case copiedMsg:
		u.toast, u.byHand = msg.lines()
	default:
		cmd = u.everyScreen(msg)
	}
	u.settle()
	if u.quit {
		return u, tea.Quit
	}
	if !u.ticking && u.anyBusy() {
		u.ticking = true
		cmd = tea.Batch(cmd, tick())
	}
	return u, cmd
}

func (u *ui) everyScreen(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range u.stack {
		cmds = append(cmds, updated(s, msg))
	}
	return tea.Batch(cmds...)
}

func (u *ui) anyBusy() bool {
	for _, s := range u.stack {
		if w, ok := s.(worker); ok && w.busy() {
			return true
		}
	}
	return false
}

// continuedMsg comes when the program goes on after a stop it did not hear of.
type continuedMsg struct{}

// resumedMsg comes when the program is in the foreground again.
type resumedMsg struct{}

// tick turns the spinner. It is asked for only while something runs.
func tick() tea.Cmd {
	return tea.Tick(100*time.Millisecond, func(time.Time) tea.Msg { return tickMsg{} })
}

func (u *ui) top() screen { return u.stack[len(u.stack)-1] }

// push opens a screen on top of the others.
func (u *ui) push(s screen) tea.Cmd {
	u.stack = append(u.stack, s)
	if o, ok := s.(opener); ok {
		return o.open()
	}
	return nil
}

// pop closes the top screen; the last one stays.
func (u *ui) pop() {
	if len(u.stack) > 1 {
		closed(u.top())
		u.stack = u.stack[:len(u.stack)-1]
	}
	for _, s := range slices.Backward(u.stack) {
		if r, ok := s.(resumer); ok {
			r.resume()
			return
		}
	}
}

// replace closes every screen and opens another in their place.
func (u *ui) replace(s screen) tea.Cmd {
	u.closeAll()
	return u.push(s)
}

func (u *ui) closeAll() {
	for _, s := range u.stack {
		closed(s)
	}
	u.stack = nil
}

func (u *ui) leave() {
	u.closeAll()
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
	var cmds []tea.Cmd
	for i, r := range msg.Runes {
		if len(u.stack) > 0 && fieldOf(u.top()) != nil {
			msg.Runes = msg.Runes[i:]
			return tea.Batch(append(cmds, u.key(msg))...)
		}
		cmds = append(cmds, u.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		u.settle() // the next key is for what is there by then
	}
	return tea.Batch(cmds...)
}

// editing reports whether a key with Alt moves or deletes by words in a field.
func (u *ui) editing(msg tea.KeyMsg) bool {
	return len(u.stack) > 0 && fieldOf(u.top()) != nil && slices.Contains(byWords, msg.String())
}

// key finds out what a key means here and has it done.
func (u *ui) key(msg tea.KeyMsg) tea.Cmd {
	k := msg.String()
	u.tell(nil)
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
	if f := fieldOf(s); f != nil && (f.takes(msg)) {
		f.key(msg)
		return updated(s, typedMsg{})
	}
	if msg.Paste {
		cmd := updated(s, pastedMsg(string(msg.Runes)))
		if u.top() == s && fieldOf(s) == nil {
			u.say(muted, "Nothing here takes pasted text.")
		}
		return cmd
	}
	if o, ok := offered(s.offers(), k); ok {
		if o.off != "" {
			return u.say(muted, o.off)
		}
		return s.do(o.act, k)
	}
	if o, ok := offered(u.everywhere(s, len(u.stack)), k); ok {
		if o.off != "" {
			return u.say(muted, o.off)
		}
		return u.do(o.act)
	}
	return u.say(muted, elsewhere(k))
}

// everywhere are the offers that need nothing of a screen, the one on top of so many.
func (u *ui) everywhere(s screen, deep int) []offer {
	if waits(s) {
		return []offer{can(actQuit)}
	}
	m, typing := markOf(s), fieldOf(s) != nil
	quit := "q"
	if typing {
		quit = "ctrl+c"
	}
	nothing := "There is nothing to go back to. "
	if o, ok := offered(s.offers(), "/"); ok && o.off == "" && !typing {
		nothing += "/: " + o.name() + ". "
	}
	cp := canIf(!m.none(), actCopy, "Nothing is marked that could be copied.")
	op := canIf(m.url != "", actOpen, "What is marked has no link.")
	cp.quiet, op.quiet = m.none(), m.url == ""
	os := []offer{canIf(deep > 1, actBack, nothing+quit+" quits."), can(actHelp), cp, op, can(actMask), can(actQuit)}
	keys := canIf(!u.o.Demo, actKeys, "The demo brings its own keys. Start fpdoctor without --demo to use yours.")
	keys.quiet = true
	return append(append(os, keys), quietly(actPalette, actTheme, actMouse, actSuspend)...)
}

// do does what works everywhere.
func (u *ui) do(act action) tea.Cmd {
	switch act {
	case actBack:
		u.pop()
	case actHelp:
		return u.push(newHelp(u.top()))
	case actCopy:
		return u.copyOut(markOf(u.top()))
	case actOpen:
		return u.openLink(markOf(u.top()).url)
	case actMask:
		return u.toggleMask()
	case actKeys:
		if u.o.Store != nil {
			return u.push(newProfiles(u.keysDesk()))
		}
		return u.push(newKeysScreen(u.keysDesk(), u.o.KeepAs, u.keys, u.answers))
	case actSuspend:
		return suspend(u.keyboard)
	case actTheme:
		return u.nextTheme()
	case actMouse:
		u.mouse = !u.mouse
		if u.mouse {
			u.say(muted, "Mouse on: wheel and clicks work; hold Shift to select text. M switches it off.")
			return tea.EnableMouseCellMotion
		}
		u.say(muted, "Mouse off: the terminal’s own selection works again.")
		return tea.DisableMouse
	case actPalette:
		return u.push(newPalette(u, u.top()))
	case actQuit:
		u.leave()
	}
	return nil
}

// adopt goes on with other keys and what was answered for their merchant. What
// was found for another goes with the keys it belongs to.
func (u *ui) adopt(k Keys, a record.Answers, profile, source string) {
	if !u.sameMerchant(u.keys, k) {
		u.forgetFound()
	}
	u.keys, u.answers, u.profile, u.source, u.o.Problem = k, a, profile, source, ""
}

// sameMerchant reports whether two sets of keys are known to be of one merchant;
// none at all may be anybody's.
func (u *ui) sameMerchant(a, b Keys) bool {
	if a.AccountID != "" && b.AccountID != "" && a.AccountID != b.AccountID {
		return false
	}
	same := u.o.Services.SameAccount
	return a.Missing() || a.Stripe == b.Stripe || same != nil && same(a.Stripe, b.Stripe)
}

// nextTheme changes the colours, and remembers which for terminals that do not
// tell their background.
func (u *ui) nextTheme() tea.Cmd {
	g := (u.theme.ground + 1) % ground(len(themes))
	u.theme = newTheme(u.theme.profile, g, u.theme.charset)
	u.say(muted, [...]string{
		darkGround: "Colours for a dark background.", lightGround: "Colours for a light background.",
		anyGround: "The terminal’s own colours, for any background.",
	}[g])
	keep, theme := u.o.KeepTheme, themes[g]
	if keep == nil {
		return nil
	}
	u.unkeptTheme = theme
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return themeKeptMsg{theme, keep(ctx, theme)}
	}
}

// themeKeptMsg tells how remembering a theme went.
type themeKeptMsg struct {
	theme string
	err   error
}

func (u *ui) toggleMask() tea.Cmd {
	u.pen.mask.On = !u.pen.mask.On
	u.pen.forget()
	if u.pen.mask.On {
		u.say(muted, "Personal data is hidden, in reports and copied text too.")
	} else {
		u.say(muted, "Personal data is shown.")
	}
	return u.remember()
}

// remember stores the answers and the choice of masking.
func (u *ui) remember() tea.Cmd {
	if u.o.Store == nil {
		return nil
	}
	u.unkept++
	a, mask, store, n := u.answers.Lasting(), u.pen.mask.On, u.o.Store, u.unkept
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return rememberedMsg{n, store.Remember(ctx, a, mask)}
	}
}

// rememberedMsg tells how remembering went; n counts the times it was asked for.
type rememberedMsg struct {
	n   int
	err error
}

// notKept tells why something is not remembered, if it is not.
func (u *ui) notKept(err error) {
	if err != nil {
		u.tell(ln(warn, "Not remembered for the next time: "+display.Clean(err.Error())))
	}
}

// rememberLast stores what the person chose just before quitting.
func (u *ui) rememberLast() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	// Nobody is left to tell how it went.
	if u.o.Store != nil && u.unkept != u.kept {
		_ = u.o.Store.Remember(ctx, u.answers.Lasting(), u.pen.mask.On)
	}
	if u.unkeptTheme != "" {
		_ = u.o.KeepTheme(ctx, u.unkeptTheme)
	}
}

// say shows one line until the next key.
func (u *ui) say(r role, text string) tea.Cmd {
	u.tell(ln(r, text))
	return nil
}

func (u *ui) tell(l line) { u.toast, u.byHand = l, nil }

// View paints exactly the terminal, as it was laid out: the renderer would cut what
// is too tall from the top.
func (u *ui) View() string {
	var b strings.Builder
	b.Grow(u.w * u.h * 2)
	for i, l := range u.frame {
		if i > 0 {
			b.WriteByte('\n')
		}
		u.theme.paint(&b, u.theme.charset.fit(l.cut(u.w), u.w))
	}
	return b.String()
}

// settle lays the frame out as things stand.
func (u *ui) settle() {
	u.frame = nil
	if u.w > 0 && u.h > 0 && len(u.stack) > 0 {
		u.frame = u.rows()
	}
}

func (u *ui) rows() []line {
	if u.w < minWidth || u.h < minHeight {
		msg := "Too small: need " + strconv.Itoa(minWidth) + "x" + strconv.Itoa(minHeight) + ", have " + strconv.Itoa(u.w) + "x" + strconv.Itoa(u.h) + "."
		return fill(ln(plain, msg).wrap(u.w), min(u.h, 3))
	}
	s := u.top()
	rows := make([]line, 0, u.h)
	rows = append(rows, u.header(s), ruler(u.w))
	rows = append(rows, fill(s.body(u.w, u.h-chrome), u.h-chrome)...)
	said := u.said(s)
	rows = append(rows[:u.h-1-len(said)], said...) // over the body's last rows: nothing moves
	return append(rows, u.footer(s))
}

// mostSaid is how many rows a toast may take, and mostByHand a value below it.
const (
	mostSaid   = 3
	mostByHand = 4
)

// said is the line above the footer, or the rows of a toast too long for one.
func (u *ui) said(s screen) []line {
	if u.toast == nil {
		if st, ok := s.(stated); ok {
			if l := st.status(); l != nil {
				return indent([]line{l}, 1)
			}
		}
		return []line{nil}
	}
	rows := atMost(mostSaid, u.toast.wrap(u.w-2), u.w-2)
	if u.byHand != nil {
		rows = append(rows, atMost(mostByHand, chunks(u.byHand, u.w-2), u.w-2)...)
	}
	return indent(rows, 1)
}

// atMost keeps the first k rows, and says where there were more.
func atMost(k int, rows []line, n int) []line {
	if len(rows) > k {
		return append(rows[:k-1:k-1], rows[k-1].with(plain, "…").cut(n))
	}
	return rows
}

// header is the name, the way to here, and the signs at the right.
func (u *ui) header(s screen) line {
	l := line{{" ✚ ", brand}, {"fpdoctor", brand}, {"  ", plain}}
	for i, below := range u.stack {
		if i > 0 {
			l = l.with(rule, " › ")
		}
		if below == s {
			l = l.join(below.title())
			break
		}
		l = l.with(muted, below.title().text())
	}
	signs := u.signs(true)
	if l.width() > u.w-signs.width()-2 {
		signs = u.signs(false)
	}
	if room := u.w - signs.width() - 2; l.width() > room {
		// The way to here is the first to go.
		l = line{{" ✚ ", brand}, {"fpdoctor", brand}, {"  … › ", rule}}.join(s.title())
		if len(u.stack) == 1 || l.width() > room {
			l = line{{" ✚ ", brand}}.join(s.title())
		}
		l = l.cut(room)
	}
	return l.right(signs, u.w)
}

// signs are the badges, and before them where the keys come from if there is room.
func (u *ui) signs(source bool) line {
	var l line
	add := func(r role, text string) {
		if len(l) > 0 {
			l = l.with(plain, " ")
		}
		l = l.with(r, " "+text+" ")
	}
	if u.o.Demo {
		add(demoBadge, "demo")
	} else if u.source != "" && source {
		from, _, _ := strings.Cut(u.source, " (")
		if u.w < 100 { // the profile is what tells one from another
			from = strings.TrimPrefix(from, u.place()+", ")
		}
		l = l.with(muted, "keys: "+display.Clean(from)+" ")
	}
	if u.o.ElsewhereHosts != "" {
		l = l.with(warn, "at "+display.Clean(u.o.ElsewhereHosts)+" ")
	}
	switch u.mode() {
	case record.Live:
		add(liveBadge, "LIVE")
	case record.Test:
		add(testBadge, "TEST")
	}
	if u.pen.mask.On {
		add(maskBadge, "masked")
	}
	return l.with(plain, " ")
}

// place is where keys are kept, in words; empty where nothing is.
func (u *ui) place() string {
	if u.o.Store == nil {
		return ""
	}
	return u.o.Store.Place()
}

// mode is the Stripe key's mode, from what Stripe said or else from the key itself.
func (u *ui) mode() record.Mode {
	return cmp.Or(u.memory.mode(), modeOf(u.keys))
}

// modeOf is the mode that a Stripe key shows by itself; empty: none.
func modeOf(k Keys) record.Mode {
	switch k := k.Stripe.String(); {
	case strings.Contains(k, "_live_"):
		return record.Live
	case strings.Contains(k, "_test_"):
		return record.Test
	}
	return ""
}

func (u *ui) maskLabel() string {
	if u.pen.mask.On {
		return "unmask"
	}
	return "mask"
}

// footer shows the keys that work now, as many as fit; help and quit always.
func (u *ui) footer(s screen) line {
	var tail, l line
	entry := func(key, label string) line { return line{{key, keycap}, {" " + label, muted}} }
	typing := fieldOf(s) != nil
	helpKey, maskKey, quitKey := "?", "m", "q"
	if typing {
		helpKey, maskKey, quitKey = "F1", "F2", "ctrl+c"
	}
	offers := append(s.offers(), u.everywhere(s, len(u.stack))...)
	works := func(act action) bool { // a screen's own word comes first
		i := slices.IndexFunc(offers, func(o offer) bool { return o.act == act })
		return i >= 0 && offers[i].off == ""
	}
	const maskFrom = 72 // there the switch for sharing the screen is always in sight
	if u.w >= maskFrom && works(actMask) {
		tail = entry(maskKey, u.maskLabel()).with(plain, "  ")
	}
	if works(actHelp) {
		tail = tail.join(entry(helpKey, "help")).with(plain, "  ")
	}
	tail = tail.join(entry(quitKey, "quit")).with(plain, " ")
	room := u.w - tail.width() - 1
	l = line{{" ", plain}}
	add := func(e line) bool {
		if l.width()+e.width()+2 > room {
			return false
		}
		l = l.join(e).with(plain, "  ")
		return true
	}
	shown := map[action]bool{actHelp: true, actQuit: true, actMask: u.w >= maskFrom}
	taken := map[string]bool{} // a key does the first of what is offered for it
	for _, o := range offers {
		b := bindingOf[o.act]
		key := b.short()
		if o.key != "" {
			key = o.key
		}
		if o.act == actMask {
			key = maskKey
		}
		if o.off != "" || o.quiet || shown[o.act] || taken[key] {
			continue
		}
		if typing && len(key) == 1 && o.act != actMask {
			continue
		}
		shown[o.act], taken[key] = true, true
		label := o.name()
		if o.act == actMask {
			label = u.maskLabel()
		}
		if !add(entry(key, label)) {
			break
		}
	}
	return l.right(tail, u.w)
}
