package tui

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// The steps of the keys screen, one field at a time.
const (
	stepStripe = iota
	stepFirstPromoter
	stepAccountID
	stepKeep
	stepCount
)

var stepNames = [stepCount]string{"Stripe key", "FirstPromoter key", "FirstPromoter account id", "Keep them?"}

// keysScreen asks for the keys, one after the other, and tests each at once.
type keysScreen struct {
	base
	u      *ui
	at     int
	fields [stepKeep]*field
	shape  string // what is wrong with the shape of what is typed
	tests  [2]keyState
	keep   *run // keeping under way
	fault  string
	scroll scroller
	gone   bool
}

// keyState is where the test of one service's key stands.
type keyState struct {
	run    *run
	result *KeyTest
}

func newKeysScreen(u *ui) *keysScreen {
	k := &keysScreen{u: u}
	k.fields[stepStripe] = newField(k.have(u.keys.Stripe, "rk_live_… or sk_live_…"), true)
	k.fields[stepFirstPromoter] = newField(k.have(u.keys.FirstPromoter, "paste the key here"), true)
	hint := "empty for an older key (API v1)"
	if u.keys.AccountID != "" {
		hint = "Enter keeps " + u.mask.ID(u.keys.AccountID)
	}
	k.fields[stepAccountID] = newField(hint, false)
	return k
}

func (k *keysScreen) have(key secret.Key, hint string) string {
	if key.Empty() {
		return hint
	}
	return "Enter keeps " + key.String()
}

// keyTestMsg is what a service said to a key; keptMsg how keeping them went.
type (
	keyTestMsg struct {
		run  int
		step int
		test KeyTest
	}
	keptMsg struct {
		run    int
		source string
		err    error
	}
)

func (k *keysScreen) close() {
	k.gone = true
	for i := range k.tests {
		if r := k.tests[i].run; r != nil {
			r.cancel()
			k.tests[i].run = nil
		}
	}
	if k.keep != nil {
		k.keep.cancel()
		k.keep = nil
	}
}

func (k *keysScreen) busy() bool {
	return k.tests[0].run != nil || k.tests[1].run != nil || k.keep != nil
}

func (k *keysScreen) title() line { return ln(strong, "Keys") }

func (k *keysScreen) field() *field {
	if k.at < stepKeep && !k.busy() {
		return k.fields[k.at]
	}
	return nil
}

// entered are the keys as typed, what was there before where nothing was typed.
func (k *keysScreen) entered() Keys {
	keys := k.u.keys
	if v := k.fields[stepStripe].value(); v != "" {
		keys.Stripe = secret.New(v)
	}
	if v := k.fields[stepFirstPromoter].value(); v != "" {
		keys.FirstPromoter = secret.New(v)
		keys.AccountID = "" // an account id belongs to its key
	}
	if v := k.fields[stepAccountID].value(); v != "" {
		keys.AccountID = v
	}
	return keys
}

func (k *keysScreen) offers() []offer {
	if k.busy() {
		return []offer{canCalled(actBack, "stop")}
	}
	if k.at == stepKeep {
		os := []offer{canIf(k.u.o.Store != nil, actKeep, "There is no key store on this computer."), can(actThisRun), {act: actUp, label: "the field before", quiet: true}, {act: actPrevTab, quiet: true}}
		return append(os, quietly(actPageUp, actPageDown)...)
	}
	enter := "test it"
	if t := k.test(); t != nil && t.OK {
		enter = "go on"
	}
	if k.at == stepFirstPromoter {
		enter = "go on"
	}
	os := []offer{canCalled(actEnter, enter), canIf(k.at > 0, actPrevTab, "This is the first field."), {act: actUp, quiet: true}, {act: actDown, quiet: true}, {act: actNextTab, quiet: true}}
	os[1].label = "the field before"
	os = append(os, quietly(actPageUp, actPageDown)...)
	if k.at == stepStripe && k.u.o.Services.NewKeyURL != "" {
		os = append(os, canCalled(actOpenTyping, "create a key"))
	}
	return append(os, can(actMask))
}

// test is the outcome of the test that belongs to the current step.
func (k *keysScreen) test() *KeyTest {
	switch k.at {
	case stepStripe:
		return k.tests[0].result
	case stepAccountID:
		return k.tests[1].result
	}
	return nil
}

func (k *keysScreen) do(act action, _ string) tea.Cmd {
	if k.busy() {
		k.close()
		k.gone = false
		return k.u.say(warn, "Stopped by you.")
	}
	switch act {
	case actBack:
		if len(k.u.stack) > 1 {
			k.u.pop()
		}
	case actMask:
		return k.u.toggleMask()
	case actOpenTyping:
		return k.u.openLink(k.u.o.Services.NewKeyURL)
	case actPrevTab, actUp:
		k.at = max(0, k.at-1)
		if k.at < stepKeep {
			k.fields[k.at].refused = true // typing begins anew; Enter keeps it
		}
		k.shape, k.fault = "", ""
		k.scroll.to(0)
	case actPageUp, actPageDown:
		k.scroll.act(act)
	case actEnter, actNextTab, actDown:
		return k.enter()
	case actKeep:
		return k.keepKeys()
	case actThisRun:
		k.u.keys, k.u.source = k.entered(), "this run only"
		return k.u.replace(k.u.first())
	}
	return nil
}

// enter checks the shape, then tests, then goes on.
func (k *keysScreen) enter() tea.Cmd {
	keys := k.entered()
	s := k.u.o.Services
	switch k.at {
	case stepStripe:
		if keys.Stripe.Empty() {
			k.shape = "Paste a Stripe key first."
			return nil
		}
		if k.shape = shapeOf(s.CheckStripe, keys.Stripe); k.shape != "" {
			return nil
		}
		if t := k.tests[0].result; t != nil && t.OK {
			k.next()
			return nil
		}
		return k.try(0, keys, s.TestStripe)
	case stepFirstPromoter:
		if keys.FirstPromoter.Empty() {
			k.at = stepKeep // without it the walk asks what FirstPromoter shows
			return nil
		}
		if k.shape = shapeOf(s.CheckFirstPromoter, keys.FirstPromoter); k.shape != "" {
			return nil
		}
		k.next()
	case stepAccountID:
		if t := k.tests[1].result; t != nil && t.OK {
			k.next()
			return nil
		}
		return k.try(1, keys, s.TestFirstPromoter)
	}
	return nil
}

func shapeOf(check func(secret.Key) error, key secret.Key) string {
	if check == nil {
		return ""
	}
	if err := check(key); err != nil {
		return wholeSentence(display.Clean(err.Error()))
	}
	return ""
}

// wholeSentence gives an error the capital and the full stop that stand alone on a screen.
func wholeSentence(s string) string {
	if s == "" {
		return s
	}
	first, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[n:]
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

func (k *keysScreen) next() {
	k.at = min(stepKeep, k.at+1)
	k.shape, k.fault = "", ""
	k.scroll.to(0)
}

func (k *keysScreen) try(i int, keys Keys, test func(context.Context, Keys) KeyTest) tea.Cmd {
	if test == nil {
		k.tests[i].result = &KeyTest{OK: true}
		return nil
	}
	r := k.u.newRun()
	k.tests[i] = keyState{run: r}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(r.ctx, time.Minute)
		defer cancel()
		t := test(ctx, keys)
		if r.ctx.Err() != nil {
			return nil
		}
		return keyTestMsg{r.number, i, t}
	}
}

func (k *keysScreen) keepKeys() tea.Cmd {
	r := k.u.newRun()
	k.keep, k.fault = r, ""
	keys, store := k.entered(), k.u.o.Store
	return func() tea.Msg {
		source, err := store.Keep(r.ctx, keys)
		if r.ctx.Err() != nil {
			return nil
		}
		return keptMsg{r.number, source, err}
	}
}

func (k *keysScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case typedMsg:
		k.typed()
	case pastedMsg:
		return nil
	case keyTestMsg:
		if st := &k.tests[msg.step]; !k.gone && st.run != nil && st.run.number == msg.run {
			st.run.cancel()
			st.run, st.result = nil, &msg.test
			k.fields[k.at].refused = !msg.test.OK
			k.scroll.to(0)
		}
	case keptMsg:
		if k.gone || k.keep == nil || k.keep.number != msg.run {
			return nil
		}
		k.keep.cancel()
		k.keep = nil
		if msg.err != nil {
			k.fault = display.Clean(msg.err.Error())
			return nil
		}
		k.u.keys, k.u.source = k.entered(), msg.source
		return k.u.replace(k.u.first())
	}
	return nil
}

// typed checks the shape while typing and drops what was said of the old text.
func (k *keysScreen) typed() {
	k.shape = ""
	s := k.u.o.Services
	switch k.at {
	case stepStripe:
		k.tests[0].result = nil
		if v := k.fields[k.at].value(); len(v) >= 8 {
			k.shape = shapeOf(s.CheckStripe, secret.New(v))
		}
	case stepFirstPromoter:
		k.tests[1].result = nil
		if v := k.fields[k.at].value(); len(v) >= 8 {
			k.shape = shapeOf(s.CheckFirstPromoter, secret.New(v))
		}
	case stepAccountID:
		k.tests[1].result = nil
		if v := k.fields[k.at].value(); v != "" && v == k.fields[stepFirstPromoter].value() {
			k.shape = "This is the key again. The account id stands beside it in the same panel."
		}
	}
}

// hidden reports whether a field shows dots: always for a key, and for the
// account id while masked or when it may be a key that was pasted here.
func (k *keysScreen) hidden(step int) bool {
	return step != stepAccountID || k.u.mask.On || len(k.fields[step].value()) > longestAccountID
}

// longestAccountID is far longer than any that FirstPromoter shows, and shorter than any key.
const longestAccountID = 20

func (k *keysScreen) marked() mark {
	if k.at == stepStripe {
		return mark{url: k.u.o.Services.NewKeyURL}
	}
	return mark{}
}

func (k *keysScreen) status() line {
	switch {
	case k.keep != nil:
		return line{{k.u.spin() + " ", accent}, {"Keeping the keys in " + k.u.o.Store.Place() + "…", strong}}
	case k.tests[0].run != nil:
		return k.u.progressLine(k.tests[0].run, "Testing the key with Stripe")
	case k.tests[1].run != nil:
		return k.u.progressLine(k.tests[1].run, "Testing the key with FirstPromoter")
	}
	return nil
}

func (k *keysScreen) body(w, h int) []line {
	n := min(w-6, 110)
	top := []line{nil, ln(strong, "   Two keys, and fpdoctor can look at both sides.")}
	if h > 14 {
		top = append(top, ln(muted, "   It only ever reads. Keys go nowhere but to their own service."), nil)
	}
	for i, name := range stepNames {
		if h > 14 || i == k.at {
			top = append(top, k.stepLine(i, name, n))
		}
	}
	if h > 14 {
		top = append(top, nil)
	}
	d := newDoc(n)
	k.fill(d)
	return append(top, indent(k.scroll.window(d, h-len(top), -1), 1)...)
}

func (k *keysScreen) stepLine(i int, name string, n int) line {
	mark, r := line{{"   · ", muted}}, muted
	var said line
	switch {
	case i == k.at:
		mark, r = line{{" ▸ ", accent}, {"· ", accent}}, strong
	case i < k.at && !(i > stepStripe && k.entered().FirstPromoter.Empty()):
		mark, r = line{{"   ✓ ", pass}}, plain
	}
	if t := k.tests[1].result; i == stepFirstPromoter && i < k.at && !k.entered().FirstPromoter.Empty() && (t == nil || !t.OK) {
		mark, r = line{{"   · ", muted}}, plain
		said = ln(muted, k.entered().FirstPromoter.String()+"  tested next")
		if t != nil {
			mark = line{{"   ✗ ", fail}}
			said = ln(muted, k.entered().FirstPromoter.String()+"  not accepted")
		}
		return mark.with(r, name).pad(32).join(said).cut(n + 3)
	}
	if i < k.at {
		switch i {
		case stepStripe:
			said = k.said(k.tests[0].result)
		case stepFirstPromoter:
			said = ln(muted, first(k.entered().FirstPromoter.String(), "none: fpdoctor asks you instead"))
		case stepAccountID:
			said = k.said(k.tests[1].result)
		}
	}
	return mark.with(r, name).pad(32).join(said).cut(n + 3)
}

// said is what a service said to its key, in one line.
func (k *keysScreen) said(t *KeyTest) line {
	if t == nil {
		return nil
	}
	var l line
	if t.Name != "" {
		l = l.with(outside, k.u.piece(namePiece(t.Name))+"  ")
	}
	if t.Account != "" {
		l = l.with(muted, k.u.mask.ID(t.Account)+"  ")
	}
	if t.Mode != "" {
		l = l.with(muted, string(t.Mode)+" mode")
	}
	if t.API != "" && t.API != record.NoAPI {
		l = l.with(muted, "API "+string(t.API))
	}
	return l
}

// where says where each thing is found.
var where = [stepKeep][]struct{ path, note string }{
	stepStripe: {
		{"Stripe Dashboard > Developers > API keys > Create restricted key", "A restricted key with Read on a few rows is best; a secret key works too."},
	},
	stepFirstPromoter: {
		{"FirstPromoter > Settings > Integrations > API integration: Manage API Keys > Add new Key", "FirstPromoter has no read-only keys; fpdoctor reads all the same. Without a key, leave it empty: fpdoctor then asks you what FirstPromoter shows."},
	},
	stepAccountID: {
		{"FirstPromoter > Settings > Integrations > API integration: Manage API Keys", "It stands in the same panel as the key. Leave it empty if your key is under “V1 (Legacy)”."},
	},
}

func (k *keysScreen) fill(d *doc) {
	if k.at == stepKeep {
		k.fillKeep(d)
		return
	}
	for _, p := range where[k.at] {
		if k.test() != nil {
			break // what the service said is more to the point now
		}
		d.hang(ln(muted, "Where  "), menuPath(p.path))
		d.hang(ln(muted, "       "), ln(muted, p.note))
	}
	if k.at == stepStripe && k.u.o.Services.NewKeyURL != "" && k.test() == nil {
		d.hang(ln(muted, "Link   "), ln(muted, "ctrl+o opens Stripe’s form with the permissions already ticked"))
	}
	f := k.fields[k.at]
	f.secret = k.hidden(k.at)
	bw := min(d.n, 72)
	d.raw(ln(accent, "╭"+strings.Repeat("─", bw-2)+"╮"))
	d.raw(line{{"│ ", accent}}.join(f.line(bw-4, k.u.theme.colourless()).pad(bw-4)).with(accent, " │"))
	d.raw(ln(accent, "╰"+strings.Repeat("─", bw-2)+"╯"))
	switch {
	case k.shape != "":
		d.hang(ln(fail, "✗ "), ln(plain, k.shape))
	case !f.empty() && f.secret && k.test() == nil && !k.busy():
		d.add(ln(muted, strings.TrimSpace(countText(len([]rune(f.value())))+" entered. ")).with(keycap, " Enter").with(muted, map[bool]string{true: " tests it.", false: " goes on."}[k.at == stepStripe]))
	}
	if t := k.test(); t != nil {
		d.blank()
		k.fillTest(d, t)
		return
	}
	d.blank()
	switch {
	case k.at == stepStripe && len(k.u.o.Services.KeyRows) > 0 && f.empty():
		d.para(muted, "Rows to set to Read on a restricted key:")
		var l line
		for _, p := range k.u.o.Services.KeyRows {
			r := muted
			if p.Need == "must" {
				r = plain
			}
			l = l.with(r, hard("· "+display.Clean(p.Row))).with(plain, "   ")
		}
		d.add(l)
	case k.at == stepFirstPromoter:
		d.raw(panel(d.n, "Manage API Keys", []sketchRow{{"API key", "…", true}, {"Account ID", "…", false}})[1:]...)
	case k.at == stepAccountID:
		d.raw(panel(d.n, "Manage API Keys", []sketchRow{{"API key", "…", false}, {"Account ID", "…", true}})[1:]...)
	}
}

func countText(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func (k *keysScreen) fillTest(d *doc, t *KeyTest) {
	if !t.OK {
		d.hang(ln(fail, "✗ "), ln(plain, display.Clean(t.Problem)))
	} else {
		d.hang(ln(pass, "✓ "), ln(plain, "The key works.  ").join(k.said(t)))
	}
	var must, rest []Permission
	for _, p := range t.Permissions {
		if !p.Granted && !p.Unknown && p.Need == "must" {
			must = append(must, p)
		} else {
			rest = append(rest, p)
		}
	}
	if len(must) > 0 {
		d.blank()
		d.para(warn, "Please set these rows of the key to Read, or create a new one with ctrl+o:")
		for _, p := range must {
			d.add(ln(fail, "✗ ").with(strong, display.Clean(p.Row)).with(muted, "  needed"))
		}
	}
	if len(rest) > 0 {
		d.blank()
		var l line
		for _, p := range rest {
			m, r := "✓ ", pass
			switch {
			case p.Unknown:
				m, r = "◌ ", muted
			case !p.Granted:
				m, r = "· ", warn
			}
			word := line{{hard(m), r}, {hard(display.Clean(p.Row)), plain}}
			if !p.Granted && !p.Unknown {
				word = word.with(muted, hard(" (would help)"))
			}
			l = l.join(word).with(plain, "   ")
		}
		d.add(l)
	}
	if t.OK {
		d.blank()
		d.add(ln(keycap, "Enter").with(muted, " goes on."))
	}
}

func (k *keysScreen) fillKeep(d *doc) {
	if k.fault != "" {
		d.hang(ln(fail, "✗ "), ln(plain, k.fault))
		d.blank()
	}
	if k.u.o.Store != nil {
		d.add(keyChip("k").with(plain, "  Keep them in "+k.u.o.Store.Place()+", for the next time."))
		d.blank()
	} else {
		d.para(muted, "No key store of the system can be used here, so the keys are for this run only. Another time they can come from STRIPE_API_KEY, FIRSTPROMOTER_API_KEY and FIRSTPROMOTER_ACCOUNT_ID.")
		d.blank()
	}
	d.add(keyChip("t").with(plain, "  Use them for this run only, and keep nothing."))
}
