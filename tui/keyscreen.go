package tui

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/creds"
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
	u      keysDesk
	name   string         // the profile they are for
	had    Keys           // what there was before
	said   record.Answers // for the merchant of those
	at     int
	fields [stepKeep]*field
	shape  string // what is wrong with the shape of what is typed
	tests  [2]keyState
	keep   *run   // keeping under way
	ring   *run   // asking whether anything can be kept
	taken  bool   // the profile holds keys, which keeping would replace
	fault  string // what keeps the keys from being kept
	scroll scroller
	gone   bool
}

// keyState is where the test of one service's key stands.
type keyState struct {
	run    *run
	result *KeyTest
	taken  bool // in spite of the test
}

// newKeysScreen asks for the keys of a profile, or offers to keep those it has.
func newKeysScreen(u keysDesk, name string, had Keys, said record.Answers) *keysScreen {
	k := &keysScreen{u: u, name: name, had: had, said: said}
	k.fields[stepStripe] = newField(k.have(had.Stripe, "rk_live_… or sk_live_…"), true)
	k.fields[stepFirstPromoter] = newField(k.have(had.FirstPromoter, "paste the key here"), true)
	hint := "empty for an older key (API v1)"
	if had.AccountID != "" {
		hint = "Enter keeps " + u.mask.ID(had.AccountID)
	}
	k.fields[stepAccountID] = newField(hint, false)
	for _, f := range k.fields {
		f.whole = true
	}
	return k
}

func (k *keysScreen) have(key secret.Key, hint string) string {
	if key.Empty() {
		return hint
	}
	return "Enter keeps " + key.String()
}

// keyTestMsg is what a service said to a key, keptMsg how keeping them went,
// and ringMsg whether anything can be kept at all.
type (
	keyTestMsg struct {
		run  int
		step int
		test KeyTest
	}
	keptMsg struct {
		run  int
		kept Kept
		err  error
	}
	ringMsg struct {
		run   int
		names []string
		err   error
	}
)

// open asks the key store beside everything else, so that what is wrong with it
// is known before the last step.
func (k *keysScreen) open() tea.Cmd {
	store := k.u.store
	if store == nil {
		return nil
	}
	r := k.u.newRun()
	k.ring = r
	return func() tea.Msg {
		names, err := store.Ready(r.ctx)
		if r.ctx.Err() != nil {
			return nil
		}
		return ringMsg{r.number, names, err}
	}
}

func (k *keysScreen) close() {
	k.gone = true
	k.stop()
	if k.ring != nil {
		k.ring.cancel()
		k.ring = nil
	}
}

// stop ends what is waited for.
func (k *keysScreen) stop() {
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

// value is what stands in a field, without what comes along when it is pasted.
func (k *keysScreen) value(step int) string { return creds.Normalize(k.fields[step].value()) }

// entered are the keys as typed, what was there before where nothing was typed.
func (k *keysScreen) entered() Keys {
	keys := k.had
	if v := k.value(stepStripe); v != "" {
		keys.Stripe = secret.New(v)
	}
	if v := k.value(stepFirstPromoter); v != "" {
		keys.FirstPromoter = secret.New(v)
		keys.AccountID = "" // an account id belongs to its key
	}
	if v := k.value(stepAccountID); v != "" {
		keys.AccountID = v
	}
	return keys
}

// answers are those that hold with the keys entered too: an answer stays with
// the merchant it was given for.
func (k *keysScreen) answers() record.Answers {
	if k.u.sameMerchant(k.had, k.entered()) {
		return k.said
	}
	return record.Answers{}
}

func (k *keysScreen) offers() []offer {
	return append(k.stepOffers(), offer{act: actKeys, off: "This is the screen for the keys.", quiet: true})
}

func (k *keysScreen) stepOffers() []offer {
	if k.busy() {
		return []offer{canCalled(actBack, "stop")}
	}
	if k.at == stepKeep {
		os := []offer{canIf(k.u.store != nil, actKeep, "There is no key store on this computer."), can(actThisRun), {act: actUp, label: "the field before", quiet: true}, {act: actPrevTab, quiet: true}}
		return append(os, quietly(actPageUp, actPageDown)...)
	}
	enter := "test it"
	if t := k.test(); t != nil && t.OK {
		enter = "go on"
	}
	if k.at == stepFirstPromoter {
		enter = "go on"
	}
	var os []offer
	if k.u.inUse().problem != "" && k.u.lookAgain() != nil {
		os = append(os, canCalled(actLookAgain, "look for the keys again"))
	}
	os = append(os, canCalled(actEnter, enter))
	if t := k.test(); t != nil && !t.OK {
		os = append(os, can(actAllTheSame))
	}
	before := canIf(k.at > 0, actPrevTab, "This is the first field.")
	before.label = "the field before"
	os = append(os, before, offer{act: actUp, quiet: true}, offer{act: actDown, quiet: true}, offer{act: actNextTab, quiet: true})
	os = append(os, quietly(actPageUp, actPageDown)...)
	if k.at == stepStripe && k.u.services.NewKeyURL != "" {
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
		k.stop()
		return k.u.say(warn, "Stopped by you.")
	}
	switch act {
	case actBack:
		k.u.pop()
	case actMask:
		return k.u.toggleMask()
	case actOpenTyping:
		return k.u.openLink(k.u.services.NewKeyURL)
	case actLookAgain:
		return k.u.lookAgain()()
	case actPrevTab, actUp:
		k.at = max(0, k.at-1)
		if k.at < stepKeep {
			k.fields[k.at].refused = true // typing begins anew; Enter keeps it
		}
		k.shape = ""
		k.scroll.to(0)
	case actPageUp, actPageDown:
		k.scroll.act(act)
	case actEnter, actNextTab, actDown:
		return k.enter()
	case actAllTheSame:
		if k.at == stepStripe {
			k.tests[0].taken = true
		} else {
			k.tests[1].taken = true
		}
		k.next()
	case actKeep:
		return k.keepKeys()
	case actThisRun:
		if k.u.store != nil {
			k.u.store.Use("") // these are another's, perhaps
		}
		return k.u.goOn(k.entered(), k.answers(), "", "this run only")
	}
	return nil
}

// enter checks the shape, then tests, then goes on.
func (k *keysScreen) enter() tea.Cmd {
	keys := k.entered()
	s := k.u.services
	if k.shape = k.faultOf(keys); k.shape != "" {
		k.fields[k.at].refused = true
		return nil
	}
	switch k.at {
	case stepStripe:
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

// faultOf is what is wrong with the shape of what the current step asks for.
func (k *keysScreen) faultOf(keys Keys) string {
	s := k.u.services
	switch {
	case k.at == stepStripe && keys.Stripe.Empty():
		return "Paste a Stripe key first."
	case k.at == stepStripe && s.CheckStripe != nil:
		return inSentence(s.CheckStripe(keys.Stripe))
	case k.at == stepFirstPromoter && !keys.FirstPromoter.Empty() && s.CheckFirstPromoter != nil:
		return inSentence(s.CheckFirstPromoter(keys.FirstPromoter))
	case k.at == stepAccountID && s.CheckAccountID != nil:
		return inSentence(s.CheckAccountID(keys))
	}
	return ""
}

func inSentence(err error) string {
	if err == nil {
		return ""
	}
	return wholeSentence(display.Clean(err.Error()))
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
	k.shape = ""
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
	keys, store, name := k.entered(), k.u.store, k.name
	answers, mask := k.answers().Lasting(), k.u.mask.On
	return func() tea.Msg {
		kept, err := store.Keep(r.ctx, name, keys, answers, mask)
		if r.ctx.Err() != nil {
			return nil
		}
		return keptMsg{r.number, kept, err}
	}
}

func (k *keysScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case typedMsg:
		k.typed()
	case keyTestMsg:
		if st := &k.tests[msg.step]; !k.gone && st.run != nil && st.run.number == msg.run {
			st.run.cancel()
			st.run, st.result = nil, &msg.test
			k.fields[k.at].refused = !msg.test.OK
			k.scroll.to(0)
		}
	case ringMsg:
		if !k.gone && k.ring != nil && k.ring.number == msg.run {
			k.ring.cancel()
			k.ring, k.fault = nil, inSentence(msg.err)
			k.taken = slices.Contains(msg.names, k.name)
		}
	case keptMsg:
		if k.gone || k.keep == nil || k.keep.number != msg.run {
			return nil
		}
		k.keep.cancel()
		k.keep = nil
		if msg.err != nil {
			k.fault = inSentence(msg.err)
			return k.u.say(warn, "The keys could not be kept.")
		}
		cmd := k.u.goOn(k.entered(), k.answers(), k.name, msg.kept.Source)
		if msg.kept.Note != "" {
			k.u.say(warn, display.Clean(msg.kept.Note))
		}
		return cmd
	}
	return nil
}

// typed checks the shape while typing and drops what was said of the old text.
func (k *keysScreen) typed() {
	k.shape = ""
	if k.at == stepStripe {
		k.tests[0] = keyState{}
	} else {
		k.tests[1] = keyState{}
	}
	if len(k.value(k.at)) >= 8 {
		k.shape = k.faultOf(k.entered())
	}
}

// hidden reports whether a field shows dots: always for a key, and for the
// account id while masked or when it may be a key that was pasted here.
func (k *keysScreen) hidden(step int) bool {
	return step != stepAccountID || k.u.mask.On || len(k.value(step)) > longestAccountID
}

// longestAccountID is far longer than any that FirstPromoter shows, and shorter than any key.
const longestAccountID = 20

func (k *keysScreen) marked() mark {
	if k.at == stepStripe {
		return mark{url: k.u.services.NewKeyURL}
	}
	return mark{}
}

func (k *keysScreen) status() line {
	switch {
	case k.keep != nil:
		return line{{k.u.spin() + " ", accent}, {"Keeping the keys in " + k.u.store.Place() + "…", strong}}
	case k.tests[0].run != nil:
		return k.tests[0].run.line(k.u.spin(), k.u.now(), "Testing the key with Stripe")
	case k.tests[1].run != nil:
		return k.tests[1].run.line(k.u.spin(), k.u.now(), "Testing the key with FirstPromoter")
	}
	return nil
}
