package profiles

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
	"fpdoctor/tui/kit"
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
	u          Desk
	name       string         // the profile they are for
	had        Keys           // what there was before
	hadAnswers record.Answers // for the merchant of those
	at         int
	fields     [stepKeep]*kit.Field
	shape      string // what is wrong with the shape of what is typed
	tests      [2]keyState
	keep       *kit.Run // keeping under way
	ring       *kit.Run // asking whether anything can be kept
	taken      bool     // the profile holds keys, which keeping would replace
	fault      string   // what keeps the keys from being kept
	scroll     kit.Scroller
	gone       bool
}

// keyState is where the test of one service's key stands.
type keyState struct {
	run    *kit.Run
	result *KeyTest
	taken  bool // in spite of the test
}

// NewKeys asks for the keys of a profile, or offers to keep those it has.
func NewKeys(u Desk, name string, had Keys, hadAnswers record.Answers) kit.Screen {
	k := &keysScreen{u: u, name: name, had: had, hadAnswers: hadAnswers}
	k.fields[stepStripe] = kit.NewField(k.have(had.Stripe, "rk_live_… or sk_live_…"), true)
	k.fields[stepFirstPromoter] = kit.NewField(k.have(had.FirstPromoter, "paste the key here"), true)
	hint := "empty for an older key (API v1)"
	if had.AccountID != "" {
		hint = "Enter keeps " + u.Mask.ID(had.AccountID)
	}
	k.fields[stepAccountID] = kit.NewField(hint, false)
	for _, f := range k.fields {
		f.Whole = true
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

// Open asks the key store beside everything else, so that what is wrong with it
// is known before the last step.
func (k *keysScreen) Open() tea.Cmd {
	store := k.u.Store
	if store == nil {
		return nil
	}
	r := k.u.NewRun()
	k.ring = r
	return func() tea.Msg {
		// Nobody is asked anything while they type: that is for the keeping.
		names, err := store.Ready(creds.OnQuestion(r.Ctx, nil))
		if r.Ctx.Err() != nil {
			return nil
		}
		return ringMsg{r.Number, names, err}
	}
}

func (k *keysScreen) Close() {
	k.gone = true
	k.stop()
	if k.ring != nil {
		k.ring.Cancel()
		k.ring = nil
	}
}

// stop ends what is waited for.
func (k *keysScreen) stop() {
	for i := range k.tests {
		if r := k.tests[i].run; r != nil {
			r.Cancel()
			k.tests[i].run = nil
		}
	}
	if k.keep != nil {
		k.keep.Cancel()
		k.keep = nil
	}
}

func (k *keysScreen) Busy() bool {
	return k.tests[0].run != nil || k.tests[1].run != nil || k.keep != nil
}

func (k *keysScreen) Title() kit.Line { return kit.Ln(kit.Strong, "Keys") }

func (k *keysScreen) Field() *kit.Field {
	if k.at < stepKeep && !k.Busy() {
		return k.fields[k.at]
	}
	return nil
}

// value is what stands in a field, without what comes along when it is pasted.
func (k *keysScreen) value(step int) string { return creds.Normalize(k.fields[step].Value()) }

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
	if k.u.SameMerchant(k.had, k.entered()) {
		return k.hadAnswers
	}
	return record.Answers{}
}

func (k *keysScreen) Offers() []kit.Offer {
	return append(k.stepOffers(), kit.Offer{Act: kit.ActKeys, Off: "This is the screen for the keys.", Quiet: true})
}

func (k *keysScreen) stepOffers() []kit.Offer {
	if k.Busy() {
		return []kit.Offer{kit.CanCalled(kit.ActBack, "stop")}
	}
	if k.at == stepKeep {
		os := []kit.Offer{
			kit.CanIf(k.u.Store != nil, kit.ActYes, "There is no key store on this computer."),
			kit.CanCalled(kit.ActNo, "this run only"),
			{Act: kit.ActUp, Label: "the field before", Quiet: true},
			{Act: kit.ActPrevTab, Quiet: true},
		}
		os[0].Label = "keep them"
		return append(os, kit.Quietly(kit.ActPageUp, kit.ActPageDown)...)
	}
	enter := "test it"
	if t := k.test(); t != nil && t.OK {
		enter = "go on"
	}
	if k.at == stepFirstPromoter {
		enter = "go on"
	}
	var os []kit.Offer
	if k.u.InUse().Problem != "" && k.u.LookAgain() != nil {
		os = append(os, kit.CanCalled(kit.ActLookAgain, "look for the keys again"))
	}
	os = append(os, kit.CanCalled(kit.ActEnter, enter))
	if t := k.test(); t != nil && !t.OK {
		os = append(os, kit.Can(kit.ActAllTheSame))
	}
	before := kit.CanIf(k.at > 0, kit.ActPrevTab, "This is the first field.")
	before.Label = "the field before"
	os = append(
		os,
		before,
		kit.Offer{Act: kit.ActUp, Quiet: true},
		kit.Offer{Act: kit.ActDown, Quiet: true},
		kit.Offer{Act: kit.ActNextTab, Quiet: true},
	)
	os = append(os, kit.Quietly(kit.ActPageUp, kit.ActPageDown)...)
	if k.at == stepStripe && k.u.Services.NewKeyURL != "" {
		os = append(os, kit.CanCalled(kit.ActOpenTyping, "create a key"))
	}
	if k.offersDemo() {
		os = append(os, kit.Can(kit.ActDemo))
	}
	return append(os, kit.Can(kit.ActMask))
}

// offersDemo reports whether there are no keys to give yet, and a demo to look at instead.
func (k *keysScreen) offersDemo() bool {
	return k.at == stepStripe && k.had.Missing() && k.fields[stepStripe].Empty() && k.u.TryDemo() != nil
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

func (k *keysScreen) Do(act kit.Action, _ string) tea.Cmd {
	if k.Busy() {
		k.stop()
		return k.u.Say(kit.Warn, "Stopped by you.")
	}
	switch act {
	case kit.ActBack:
		k.u.Pop()
	case kit.ActMask:
		return k.u.ToggleMask()
	case kit.ActOpenTyping:
		return k.u.OpenLink(k.u.Services.NewKeyURL)
	case kit.ActLookAgain:
		return k.u.LookAgain()()
	case kit.ActDemo:
		return k.u.TryDemo()()
	case kit.ActPrevTab, kit.ActUp:
		k.at = max(0, k.at-1)
		if k.at < stepKeep {
			k.fields[k.at].Refused = true // typing begins anew; Enter keeps it
		}
		k.shape = ""
		k.scroll.To(0)
	case kit.ActPageUp, kit.ActPageDown:
		k.scroll.Act(act)
	case kit.ActEnter, kit.ActNextTab, kit.ActDown:
		return k.enter()
	case kit.ActAllTheSame:
		if k.at == stepStripe {
			k.tests[0].taken = true
		} else {
			k.tests[1].taken = true
		}
		k.next()
	case kit.ActYes:
		return k.keepKeys()
	case kit.ActNo:
		if k.u.Store != nil {
			k.u.Store.Use("") // these are another's, perhaps
		}
		return k.u.GoOn(k.entered(), k.answers(), "", "this run only")
	}
	return nil
}

// enter checks the shape, then tests, then goes on.
func (k *keysScreen) enter() tea.Cmd {
	keys := k.entered()
	s := k.u.Services
	if k.shape = k.faultOf(keys); k.shape != "" {
		k.fields[k.at].Refused = true
		return nil
	}
	switch k.at {
	case stepStripe:
		if t := k.tests[0].result; t != nil && t.OK {
			k.next()
			return nil
		}
		return k.testKey(0, keys, s.TestStripe)
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
		return k.testKey(1, keys, s.TestFirstPromoter)
	}
	return nil
}

// faultOf is what is wrong with the shape of what the current step asks for.
func (k *keysScreen) faultOf(keys Keys) string {
	s := k.u.Services
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
	k.scroll.To(0)
}

func (k *keysScreen) testKey(i int, keys Keys, test func(context.Context, Keys) KeyTest) tea.Cmd {
	if test == nil {
		k.tests[i].result = &KeyTest{OK: true}
		return nil
	}
	r := k.u.NewRun()
	k.tests[i] = keyState{run: r}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(r.Ctx, time.Minute)
		defer cancel()
		t := test(ctx, keys)
		if r.Ctx.Err() != nil {
			return nil
		}
		return keyTestMsg{r.Number, i, t}
	}
}

func (k *keysScreen) keepKeys() tea.Cmd {
	r := k.u.NewRun()
	k.keep, k.fault = r, ""
	keys, store, name := k.entered(), k.u.Store, k.name
	answers, mask := k.answers().Lasting(), k.u.Mask.On
	return func() tea.Msg {
		kept, err := store.Keep(r.Ctx, name, keys, answers, mask)
		if r.Ctx.Err() != nil {
			return nil
		}
		return keptMsg{r.Number, kept, err}
	}
}

func (k *keysScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.TypedMsg:
		k.typed()
	case keyTestMsg:
		if st := &k.tests[msg.step]; !k.gone && st.run != nil && st.run.Number == msg.run {
			st.run.Cancel()
			st.run, st.result = nil, &msg.test
			k.fields[k.at].Refused = !msg.test.OK
			k.scroll.To(0)
		}
	case ringMsg:
		if !k.gone && k.ring != nil && k.ring.Number == msg.run {
			k.ring.Cancel()
			k.ring, k.fault = nil, inSentence(msg.err)
			k.taken = slices.Contains(msg.names, k.name)
		}
	case keptMsg:
		if k.gone || k.keep == nil || k.keep.Number != msg.run {
			return nil
		}
		k.keep.Cancel()
		k.keep = nil
		if msg.err != nil {
			k.fault = inSentence(msg.err)
			return k.u.Say(kit.Warn, "The keys could not be kept.")
		}
		cmd := k.u.GoOn(k.entered(), k.answers(), k.name, msg.kept.Source)
		if msg.kept.Note != "" {
			k.u.Say(kit.Warn, display.Clean(msg.kept.Note))
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
	return step != stepAccountID || k.u.Mask.On || len(k.value(step)) > longestAccountID
}

// longestAccountID is far longer than any that FirstPromoter shows, and shorter than any key.
const longestAccountID = 20

func (k *keysScreen) Marked() kit.Mark {
	if k.at == stepStripe {
		return kit.Mark{URL: k.u.Services.NewKeyURL}
	}
	return kit.Mark{}
}

func (k *keysScreen) Status() kit.Line {
	switch {
	case k.keep != nil:
		return k.keep.Doing(k.u.Spin(), "Keeping the keys in "+k.u.Store.Place())
	case k.tests[0].run != nil:
		return k.tests[0].run.Line(k.u.Spin(), k.u.Now(), "Testing the key with Stripe")
	case k.tests[1].run != nil:
		return k.tests[1].run.Line(k.u.Spin(), k.u.Now(), "Testing the key with FirstPromoter")
	}
	return nil
}
