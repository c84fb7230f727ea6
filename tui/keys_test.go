package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/profiles"
)

// testStore is a store that only remembers.
type testStore struct {
	keys    profiles.Keys
	answers record.Answers
	mask    bool
	used    string
	stored  []profiles.Profile
	fails   error
}

func (m *testStore) Place() string { return "the test keyring" }
func (m *testStore) Ready(context.Context) ([]string, error) {
	var names []string
	for _, p := range m.stored {
		names = append(names, p.Name)
	}
	return names, m.fails
}

func (m *testStore) Stored(context.Context) ([]profiles.Profile, error) { return m.stored, m.fails }
func (m *testStore) Remove(_ context.Context, name string) (string, error) {
	m.stored = slices.DeleteFunc(m.stored, func(p profiles.Profile) bool { return p.Name == name })
	return "", m.fails
}

func (m *testStore) MakeDefault(_ context.Context, name string) error {
	for i := range m.stored {
		m.stored[i].Default = m.stored[i].Name == name
	}
	return m.fails
}

func (m *testStore) Use(name string) { m.used = name }
func (m *testStore) Keep(_ context.Context, name string, k profiles.Keys, a record.Answers, mask bool) (profiles.Kept, error) {
	if m.fails != nil {
		return profiles.Kept{}, m.fails
	}
	m.keys, m.used, m.answers, m.mask = k, name, a, mask
	return profiles.Kept{Source: "the test keyring, profile " + name}, nil
}

func (m *testStore) Remember(_ context.Context, a record.Answers, mask bool) error {
	m.answers, m.mask = a, mask
	return nil
}

func TestKeysScreenFromNothingToTheWalk(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	store := &testStore{}
	o.Store = store
	d := start(t, o, 100, 40)
	d.wants("Two keys", "Developers › API keys")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" rk_live_" + "abcdefghijkl\n"), Paste: true})
	d.lacks("abcdefghijkl")
	d.keys("enter")
	d.wants("The key works.", "Studio Tools Ltd", "✗ Coupons", "live mode")
	d.keys("enter")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("fp-" + "abcdefghijklmnop"), Paste: true})
	d.keys("enter")
	d.keys(strings.Split("123456", "")...)
	d.keys("enter")
	d.wants("API v2")
	d.keys("enter")
	d.wants("Keep them in the test keyring")
	d.keys("+")
	d.wants("Does the lead match")
	if store.keys.Missing() || store.keys.AccountID != "123456" || d.u.source != "the test keyring, profile default" {
		t.Errorf("kept %v, source %q", store.keys, d.u.source)
	}
}

func TestKeysScreenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
		return profiles.KeyTest{Problem: "Stripe does not know this key."}
	}
	d := start(t, o, 80, 24)
	d.keys("esc")
	d.wants("There is nothing to go back to. ctrl+c quits.") // q is a letter here
	d.keys("enter")
	d.wants("Paste a Stripe key first.")
	d.keys(strings.Split("rk_live_xyz", "")...)
	d.keys("enter")
	d.wants("Stripe does not know this key.")
	// The next text takes the place of what was refused.
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("rk_live_" + "abcdefgh"), Paste: true})
	d.lacks("does not know this key")
	d.wants("16 characters entered")
	d.keys("backspace")
	d.wants("15 characters entered")

	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest { return profiles.KeyTest{OK: true} }
	o.Store = &testStore{fails: errors.New("The keyring is locked.")}
	d = start(t, o, 80, 24)
	d.keys(strings.Split("rk_live_xyz", "")...)
	d.keys("enter", "enter")
	d.keys(strings.Split("fpfpfp", "")...)
	d.keys("enter", "enter", "enter", "+")
	d.wants("The keyring is locked.", "Use them for this run only")
	d.keys("-")
	if d.u.source != "this run only" {
		t.Errorf("source %q", d.u.source)
	}
}

// pasteKey pastes into the field, as from a dashboard.
func (d *driver) pasteKey(s string) {
	d.t.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
}

func TestAPastedKeyTakesThePlaceOfAWrongOne(t *testing.T) {
	t.Parallel()
	o := noKeys()
	o.Services.CheckStripe = func(k secret.Key) error {
		if !strings.HasPrefix(k.Reveal(), "rk_") {
			return errors.New("this is no Stripe key")
		}
		return nil
	}
	var tested string
	o.Services.TestStripe = func(_ context.Context, k profiles.Keys) profiles.KeyTest {
		tested = k.Stripe.Reveal()
		return profiles.KeyTest{OK: true}
	}
	d := start(t, o, 80, 24)
	d.pasteKey("fp-" + "abcdefghijklmnop")
	d.wants("This is no Stripe key.")
	d.keys("enter")
	key := "rk_live_" + "abcdefghijkl"
	d.pasteKey("\u00a0“" + key + "”\r\n")
	d.lacks("no Stripe key")
	d.wants("20 characters entered")
	d.keys("enter")
	d.wants("The key works.")
	if tested != key {
		t.Errorf("tested %q", tested)
	}
}

func TestAKeyThatFailsItsTestIsTakenWhenThePersonInsists(t *testing.T) {
	t.Parallel()
	o := noKeys()
	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
		return profiles.KeyTest{Problem: "Stripe could not be reached"}
	}
	o.Services.TestFirstPromoter = o.Services.TestStripe
	store := &testStore{}
	o.Store = store
	d := start(t, o, 80, 24)
	d.keys("ctrl+t")
	d.wants("▸ Stripe key")
	d.pasteKey("rk_live_" + "abcdefghijkl")
	d.keys("enter")
	d.wants("Stripe could not be reached.", "takes it anyway")
	d.keys("ctrl+t")
	d.wants("✗ Stripe key", "test failed, taken anyway", "▸ FirstPromoter key")
	d.pasteKey("fp-" + "abcdefghijklmnop")
	d.keys("enter", "enter")
	d.wants("Type another account id, or: shift+Tab goes back to the key")
	d.keys("ctrl+t", "+")
	if store.keys.Missing() || store.keys.FirstPromoter.Empty() {
		t.Errorf("kept %v", store.keys)
	}
}

func TestKeysScreenSaysWhyStoredKeysCannotBeUsed(t *testing.T) {
	t.Parallel()
	locked := noKeys()
	locked.Problem = "The keyring is locked. Unlock it, then try again."
	d := start(t, locked, 60, 16)
	d.u.again = func(context.Context) (Options, error) { return testOptions(typoDiagnosis()), nil }
	d.wants("! The keyring is locked. Unlock it, then try again.", "ctrl+r")
	d.keys("ctrl+r")
	d.wants("Does the lead match")
	d.u.coming.end()
}

func TestAKeyringThatCannotKeepIsToldBeforeTheChoice(t *testing.T) {
	t.Parallel()
	o := noKeys()
	o.Store = &testStore{stored: []profiles.Profile{{Name: o.KeepAs}}, fails: errors.New("No keyring service is running.")}
	d := start(t, o, 80, 24)
	d.wants("! Keys given here can be used now, but not kept for the next time. No keyring service is running.")
	// That is learnt late, and must not move the field under the hand.
	at := func(d *driver) int {
		above, _, _ := strings.Cut(d.text(), "╭")
		return strings.Count(above, "\n")
	}
	sound := o
	sound.Store = &testStore{}
	if got, want := at(d), at(start(t, sound, 80, 24)); got != want {
		t.Errorf("the field stands at %d, and at %d where keys can be kept", got, want)
	}
	d = start(t, o, 60, 16)
	d.wants("! Keys given here can be used now, but not kept for the next time. The last step says why.")
	d.pasteKey("rk_live_" + "abcdefghijkl")
	d.keys("enter", "enter", "enter")
	d.wants("No keyring service is running.", "Use them for this run only", "Try once more", "in place of the keys it has now")
	d.keys("+")
	d.wants("The keys could not be kept.", "No keyring service is running.")
}

// agency stores two merchants' keys, and an entry that something else wrote.
func agency() (Options, *testStore) {
	o := withQuery(typoDiagnosis())()
	store := &testStore{stored: []profiles.Profile{
		{Name: "studio", Keys: o.Keys, Default: true},
		{Name: "bakery", Keys: profiles.Keys{Stripe: secret.New("rk_test_" + "zyxwvutsrqpo")}, Mask: true, Answers: record.Answers{Connected: record.AnswerOf(true, testNow)}},
		{Name: "old", Problem: "The entry old/stripe of the keyring is gone"},
	}}
	o.Store, o.Profile, o.Source = store, "studio", "the test keyring, profile studio"
	return o, store
}

func TestStoredKeysAreListedUsedAndRemoved(t *testing.T) {
	t.Parallel()
	o, store := agency()
	d := start(t, o, 80, 24)
	d.keys("f3")
	d.wants("▸ studio (default) in use", "rk_live_…ijkl", "bakery", "rk_test_…rqpo", "no FirstPromoter key", "✗ The entry old/stripe of the keyring is gone.")
	d.lacks("abcdefghijkl", "zyxwvutsrqpo")
	d.keys("r")
	d.wants("✓ Stripe: the key works.", "Studio Tools Ltd", "It may not read: Coupons.", "✓ FirstPromoter: the key works.")
	d.keys("down", "*")
	d.wants("bakery (default)", "Profile bakery is used when none is named.")
	d.keys("down", "enter")
	d.wants("The entry old/stripe") // cannot be used
	d.keys("x")
	d.wants("Remove old and its keys from the test keyring?")
	d.keys("-")
	for _, k := range []string{"esc", "-"} { // nothing but a yes removes
		d.keys("x", k)
		d.wants("old")
		d.lacks("Remove old and its keys")
	}
	d.keys("x", "+")
	d.wants("Removed profile old, its keys too.")
	if len(store.stored) != 2 {
		t.Errorf("left %+v", store.stored)
	}
	d.keys("enter")
	if d.u.profile != "bakery" || store.used != "bakery" || !d.u.pen.Mask.On || !d.u.Answers.Connected.Value || d.u.keys.Stripe != store.stored[1].Keys.Stripe {
		t.Errorf("in use: %q, %v, masked %v, answers %+v", d.u.profile, d.u.keys, d.u.pen.Mask.On, d.u.Answers)
	}
}

func TestKeysOfAnotherMerchantAreAddedUnderAName(t *testing.T) {
	t.Parallel()
	o, store := agency()
	d := start(t, o, 60, 16)
	d.keys("K", "i")
	d.keys(strings.Split("a/b", "")...)
	d.keys("enter")
	d.wants("The profile name holds a slash")
	d.keys("ctrl+u")
	d.keys(strings.Split("Bakery", "")...)
	d.keys("enter")
	d.wants("There is a profile named bakery already")
	d.keys("ctrl+u")
	d.keys(strings.Split("florist", "")...)
	d.keys("enter")
	d.wants("▸ Stripe key")
	d.pasteKey("rk_live_" + "floristkey01")
	d.keys("enter", "enter", "enter")
	d.wants("As profile florist.")
	d.keys("+")
	if store.used != "florist" || store.keys.Stripe.Reveal() != "rk_live_"+"floristkey01" || d.u.profile != "florist" {
		t.Errorf("kept %v as %q", store.keys, store.used)
	}
}

func TestSeveralProfilesWithoutADefaultAreChosenFrom(t *testing.T) {
	t.Parallel()
	o, _ := agency()
	o.Keys, o.Profile, o.Choose = profiles.Keys{}, "", true
	d := start(t, o, 80, 24)
	d.wants("Whose keys?", "studio", "bakery")
	d.keys("enter")
	d.wants("Does the lead match")
}

func TestWhatWasLeftAsideIsSaidOnScreen(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Note = "STRIPE_API_KEY is set but not used with this profile."
	d := start(t, o, 80, 24)
	d.wants("STRIPE_API_KEY is set but not used with this profile.")
}

func TestAKeyInTheFieldOfTheAccountIDIsNotShown(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	o.Services.CheckAccountID = func(k profiles.Keys) error {
		if k.AccountID == k.FirstPromoter.Reveal() {
			return errors.New("this is the key again")
		}
		return nil
	}
	d := start(t, o, 80, 24)
	paste := func(s string) { d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true}) }
	paste("rk_live_" + "abcdefghijkl")
	d.keys("enter", "enter")
	paste("fp-" + "abcdefghijklmnopqrstuvwxyz")
	d.wants("▸ FirstPromoter key")
	d.keys("enter")
	d.wants("tested next")
	d.lacks("✓ FirstPromoter key")
	paste("fp-" + "abcdefghijklmnopqrstuvwxyz")
	d.lacks("abcdefghijkl")
	d.wants("This is the key again.")
	paste("MJbaXUJ3")
	d.wants("MJbaXUJ3")
	d.keys("f2")
	d.lacks("MJbaXUJ3")
}

// What was found with one merchant's keys is not shown with another's.
func TestAnotherMerchantsKeysForgetWhatWasFound(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.u.adopt(testKeys(), record.Answers{}, "", "")
	if d.u.Last == nil || len(d.u.Recent) == 0 || len(d.u.Verdicts) == 0 {
		t.Error("the same keys forget it")
	}
	other := testKeys()
	other.Stripe = secret.New("rk_live_" + "zyxwvutsrqpo")
	d.u.adopt(other, record.Answers{}, "b", "")
	if d.u.Last != nil || len(d.u.Recent)+len(d.u.Verdicts) > 0 {
		t.Errorf("%v, %v", d.u.Recent, d.u.Verdicts)
	}
	if got := d.u.o.Call.Audit(d.u.pen.Mask); got != "fpdoctor audit --profile b" {
		t.Errorf("the command that prints the same is %q", got)
	}
}

// An account id belongs to its FirstPromoter key, and goes with it.
func TestAnotherKeyDropsTheAccountID(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"": "123456", "fp-" + "zyxwvutsrqponmlk": ""} {
		o := testOptions(typoDiagnosis())
		var tested profiles.Keys
		o.Services.TestFirstPromoter = func(_ context.Context, k profiles.Keys) profiles.KeyTest {
			tested = k
			return profiles.KeyTest{OK: true}
		}
		d := start(t, o, 100, 30)
		d.keys("K", "enter", "enter") // the Stripe key stays, and passes its test
		if typed != "" {
			d.pasteKey(typed)
		}
		d.keys("enter", "enter")
		if tested.Missing() || tested.AccountID != want {
			t.Errorf("with %q the account id is %q", typed, tested.AccountID)
		}
	}
}

// What a key that failed its test is replaced by is typed anew.
func TestAKeyThatFailedIsTypedAnew(t *testing.T) {
	t.Parallel()
	for ok, length := range map[bool]string{true: "11 characters entered", false: "1 character entered"} {
		o := noKeys()
		o.Services.CheckStripe = nil
		o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
			return profiles.KeyTest{OK: ok, Problem: "Stripe does not take it."}
		}
		d := start(t, o, 100, 30)
		d.keys(strings.Split("rk_live_ab", "")...)
		d.keys("enter", "z")
		d.wants(length)
	}
}

func TestTheDemoTakesNoOtherKeys(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Demo = true
	d := start(t, o, 100, 30)
	d.keys("K")
	d.wants("The demo brings its own keys.")
}

// Who has no keys at hand looks around in the demo; masking holds on. Without a
// FirstPromoter key no account id is asked for, and none is counted.
func TestTheFirstScreenOffersTheDemoAndCountsItsSteps(t *testing.T) {
	t.Parallel()
	o := noKeys()
	o.TryDemo = func(context.Context) (Options, error) {
		o := demo()
		o.Location, o.Now = time.UTC, func() time.Time { return testNow }
		return o, nil
	}
	for _, size := range [][2]int{{60, 16}, {80, 24}} {
		d := start(t, o, size[0], size[1])
		d.wants("Stripe key 1 of 4", "No keys yet? ctrl+x opens the demo.")
		d.keys("ctrl+l", "ctrl+x")
		d.wants("Which sale did not turn its lead into a customer?", "[demo]", "[masked]")
	}
	d := start(t, o, 80, 24)
	d.keys("r", "k", "_", "x", "enter", "enter")
	d.wants("FirstPromoter key 2 of 4")
	d.lacks("opens the demo")
	d.keys("enter")
	d.wants("Keep them? 3 of 3")
	d.lacks("FirstPromoter account id")
	d.keys("shift+tab")
	d.wants("FirstPromoter account id 3 of 4")
}
