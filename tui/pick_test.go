package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// TestAPastedIDMayBeBroken where a mail wrapped it; two ids are none.
func TestAPastedIDMayBeBroken(t *testing.T) {
	t.Parallel()
	for pasted, want := range map[string]string{
		" cus_PnT4kq8 WmXo2Lr\n": "cus_PnT4kq8WmXo2Lr", "in_1QwErT5yUiOp\r\nAsDfGhJkLzXc": "in_1QwErT5yUiOpAsDfGhJkLzXc", "cus_A1B2C3D4E5F6G7 in_1QwErT5yUiOp": "",
	} {
		d := start(t, picking(), 80, 24)
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
		d.keys("enter")
		if walking := d.walking(); walking != want {
			t.Errorf("%q led to\n%s", pasted, d.text())
		}
	}
}

// Enter pressed before the look-up of the letters is over waits for it; where nobody
// has such an id, what was typed is still there.
func TestEnterWaitsForTheLookUpOfLetters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		found []lists.Suggestion
		wants string
	}{
		{[]lists.Suggestion{{Query: record.Query{Kind: record.ByEmail, Value: buyerMail, Typed: buyerMail}, Text: record.EmailPiece(buyerMail)}}, "Does the lead match"},
		{nil, "No customer at Stripe has this id."},
	} {
		o := picking()
		o.Services.Suggest = func(context.Context, profiles.Keys, string) lists.Suggestions {
			return lists.Suggestions{List: c.found}
		}
		if c.found == nil {
			o.Services.Diagnose = func(_ *record.Evidence, _ record.Answers, now time.Time) checks.Diagnosis {
				q, _ := record.ParseQuery("zofia")
				return checks.Diagnosis{Evidence: &record.Evidence{Query: q, Stripe: record.StripeSide{Asked: record.NotFound}}, At: now}
			}
		}
		d := start(t, o, 100, 30)
		// The pause before the look-up goes by only with the next key.
		_, pause := d.u.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("zofia"), Paste: true})
		d.keys("enter")
		d.lacks("Stripe has this id", "Does the lead match")
		d.run(pause)
		d.wants(c.wants)
		if c.found == nil {
			d.wants("zofia▏")
			d.keys("s")
			d.wants("zofias▏")
		}
	}
}

// A wide terminal tells beside the list what is known of the sale marked, without
// asking anything; after a look at it also what came out.
func TestAWideTerminalTellsOfTheSaleMarked(t *testing.T) {
	t.Parallel()
	o := picking()
	asked := 0
	gathered := o.Services.Gather
	o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
		asked++
		return gathered(ctx, k, q, p)
	}
	d := start(t, o, 160, 50)
	d.lacks("THIS SALE")
	d.keys("down")
	d.wants("THIS SALE", "looked up by in_1QwErT5yUiOpAsDfGhJkLzXc", "paid 13 May 2026, 08:30 UTC", "referral 4711234",
		"promoter Jonas Weber", "its address "+leadMail, "the payer’s "+buyerMail, "! paid under another spelling", "Not looked at yet.")
	if asked > 0 {
		t.Errorf("asked %d times for a preview", asked)
	}
	d.keys("enter", "esc")
	d.wants("WHEN LAST LOOKED AT ✗ fail", "differ by a slip of the finger")
	d.lacks("Not looked at yet.")
	d.keys("D")
	d.wants("Marked as done.")
	d.keys("m")
	d.lacks(personal...)
	d.send(tea.WindowSizeMsg{Width: 120, Height: 50})
	d.lacks("WHEN LAST LOOKED AT")
}

func TestPickTypesFiltersAndWalks(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 100, 30)
	d.wants("Which sale did not turn its lead into a customer?", "ben@hollow.example", "1299.00 USD")
	d.keys(strings.Split("ben", "")...)
	d.lacks("ava.lind")
	d.keys("esc")
	d.wants("ava.lind@fjord.example")
	d.keys("z", "!", "enter")
	d.wants("does not know this form of a sale", "customer id of your own")
	d.keys("esc")
	d.keys("z", "z")
	d.wants("Type the whole e-mail address")
	d.lacks("Enter asks both services")
	d.keys(strings.Split("@fjord.example", "")...)
	d.wants("Enter asks both services")
	d.keys("esc")
	d.keys(strings.Split("example", "")...)
	d.keys("enter")
	d.wants("Several have these letters: choose one.", "▸ "+leadMail)
	d.keys("s")
	d.wants("3, largest first")
	d.keys("/", "esc")
	d.keys(strings.Split("ben", "")...)
	d.keys("down", "s")
	d.wants("There is nothing to sort here.")
	d.keys("/", "esc")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("https://dashboard.stripe.com/invoices/in_1QwErT5yUiOpAsDfGhJkLzXc\n"), Paste: true})
	d.keys("enter")
	d.wants("Does the lead match")
	d.keys("esc")
	d.wants("Which sale did not turn its lead into a customer?", "LOOKED AT BEFORE")
}

func TestFromTheListToTheRemedyInFivePresses(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 80, 24)
	d.keys("down", "enter", "right")
	d.wants("4 Lead ✗ fail", "WHAT TO DO", "1a Either change the lead’s e-mail address")
}

func TestLeavingTheListStopsItsSearch(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	var search context.Context
	began := make(chan struct{})
	o.Services.Suspects = func(ctx context.Context, _ profiles.Keys, _ func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		search = ctx
		close(began)
		<-ctx.Done()
		return nil, nil
	}
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	go cmd()
	<-began
	u.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("in_1QwErT5yUiOpAsDfGhJkLzXc"), Paste: true})
	u.Update(keyMsg("enter"))
	<-search.Done()
	d := &driver{t, u}
	d.wants("Asking Stripe and FirstPromoter")
}

func TestSuggestionsWhileTyping(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	var asked []string
	o.Services.Suggest = func(_ context.Context, _ profiles.Keys, text string) lists.Suggestions {
		asked = append(asked, text)
		return lists.Suggestions{More: len(text) > 4, List: []lists.Suggestion{{
			Query: record.Query{Kind: record.ByEmail, Value: leadMail, Typed: leadMail}, Text: record.EmailPiece(leadMail), Note: "lead in FirstPromoter",
		}}}
	}
	d := start(t, o, 100, 30)
	// Letters in one go: only the last pause counts.
	var pauses []tea.Cmd
	for _, k := range []string{"m", "a", "r", "t"} {
		_, cmd := d.u.Update(keyMsg(k))
		pauses = append(pauses, cmd)
	}
	d.run(pauses[2])
	if len(asked) != 0 {
		t.Fatal("asked for what is no longer typed")
	}
	d.run(pauses[3])
	if len(asked) != 1 || asked[0] != "mart" {
		t.Fatalf("asked %q", asked)
	}
	d.wants("LEADS AND CUSTOMERS WITH THESE LETTERS", leadMail)
	if strings.Contains(d.text(), "MORE; TYPE FURTHER LETTERS") {
		t.Error("nothing is left out:\n" + d.text())
	}
	_, cmd := d.u.Update(keyMsg("a"))
	d.run(cmd)
	d.wants("LEADS AND CUSTOMERS WITH THESE LETTERS: THESE AND MORE; TYPE FURTHER LETTERS", leadMail)
}

func TestTheBeginningOfTheOnlyIDIsThatSale(t *testing.T) {
	t.Parallel()
	d := start(t, demo(), 80, 24)
	d.keys("/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("in_1QwEr")})
	d.keys("enter")
	if got := d.walking(); got != "in_1QwErT5yUiOpAsDfGhJkLzXc" {
		t.Errorf("walking %q:\n%s", got, d.text())
	}
}

func TestSlashInTheEmptyFieldIsNoLetter(t *testing.T) {
	t.Parallel()
	d := start(t, picking(), 80, 24)
	d.keys("/", "/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("cus_1")})
	if got := kit.FieldOf(d.u.top()).Value(); got != "cus_1" {
		t.Errorf("typed: %q", got)
	}
	d.keys("/")
	if got := kit.FieldOf(d.u.top()).Value(); got != "cus_1/" {
		t.Errorf("typed: %q", got)
	}
}

// TestASaleOfTheDemoBringsItsKeys however it was named.
func TestASaleOfTheDemoBringsItsKeys(t *testing.T) {
	t.Parallel()
	own := profiles.Keys{Stripe: secret.New("rk_test_own"), FirstPromoter: secret.New("fp")}
	for name, begin := range map[string]func(o *Options) []string{
		"from the list": func(*Options) []string { return []string{"enter"} },
		"typed": func(*Options) []string {
			return append(append([]string{"/"}, strings.Split("in_1QwErT5yUiOpAsDfGhJkLzXc", "")...), "enter")
		},
		"on the command line": func(o *Options) []string { q, _ := record.ParseQuery(o.Scenarios[0].Sale); o.Query = &q; return nil },
	} {
		o := demo()
		o.Scenarios[0].Keys = own
		var used profiles.Keys
		gatherSale := o.Services.Gather
		o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
			used = k
			return gatherSale(ctx, k, q, p)
		}
		keys := begin(&o)
		start(t, o, 80, 24).keys(keys...)
		if used.Stripe.Reveal() != own.Stripe.Reveal() {
			t.Errorf("%s: another key was used", name)
		}
	}
}

func TestAmountsAreSortedWithinACurrency(t *testing.T) {
	t.Parallel()
	o := picking()
	o.Services.Suspects = func(context.Context, profiles.Keys, func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		list := testSuspects()
		list[0].Amount, list[1].Amount, list[2].Amount = record.Money{Minor: 4800, Currency: "jpy"}, record.Money{Minor: 1900, Currency: "eur"}, record.Money{Minor: 2900, Currency: "eur"}
		return list, nil
	}
	d := start(t, o, 80, 24)
	d.keys("down", "s")
	d.wants("Sorted: largest first")
	text := d.text()
	if a, b, c := strings.Index(text, "29.00 EUR"), strings.Index(text, "19.00 EUR"), strings.Index(text, "4800 JPY"); a < 0 || a > b || b > c {
		t.Errorf("the order is wrong:\n%s", text)
	}
}

// The list of suspicious leads comes in late: the mark stays on what it was, and
// a list of before is not taken.
func TestTheMarkStaysWhenSuspectsComeIn(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	searches := 0
	o.Services.Suspects = func(context.Context, profiles.Keys, func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		searches++
		return testSuspects()[:searches], nil
	}
	d := &driver{t, newUI(o)}
	found := d.u.Init()
	d.send(sized(100, 30))
	d.keys("down")
	d.wants("▸ Audit: every lead", "Looking for missing sales")
	d.run(found)
	d.wants("▸ Audit: every lead", leadMail)
	// A list of before is not taken.
	_, older := d.u.Update(keyMsg("r"))
	_, newer := d.u.Update(keyMsg("r"))
	d.run(older)
	d.wants("Looking for missing sales")
	d.run(newer)
	d.wants("▸ Audit: every lead", "3, newest first")
}

// The empty box leaves the keys of the table to the program, and says how such a letter
// is typed; once there are letters in it, or after /, they are letters.
func TestTheEmptyBoxTakesSingleKeys(t *testing.T) {
	t.Parallel()
	for key, shows := range map[string]string{"?": "Keys on this screen", ":": "type part of a command", "A": "Every lead whose sale is missing", "K": "Two keys"} {
		d := start(t, picking(), 100, 30)
		d.keys(key)
		d.wants(shows)
		if strings.Contains("AK", key) {
			d.wants("To type what begins with " + key + ", go back and press / before it.")
		}
		for _, before := range []string{"x", "/"} {
			d = start(t, picking(), 100, 30)
			d.keys(before, key)
			if f := kit.FieldOf(d.u.top()); f == nil || f.Value() != strings.Trim(before, "/")+key {
				t.Errorf("%s is no letter after %s:\n%s", key, before, d.text())
			}
		}
	}
	// A letter that is named nowhere on this screen is one of the address.
	d := start(t, picking(), 100, 30)
	d.keys("M", "a", "r", "t", "a", "esc", "T", "o", "m")
	if f := kit.FieldOf(d.u.top()); f == nil || f.Value() != "Tom" {
		t.Errorf("not typed:\n%s", d.text())
	}
}

// A letter that is no key of the list goes to the box, with those after it; a sale
// that comes in one go is pasted, whether the terminal says so or not.
func TestLettersAtTheListGoToTheBox(t *testing.T) {
	t.Parallel()
	d := start(t, demo(), 100, 30)
	d.keys("b", "o", "y")
	if f := kit.FieldOf(d.u.top()); f == nil || f.Value() != "boy" {
		t.Errorf("not typed:\n%s", d.text())
	}
	d = start(t, demo(), 100, 30)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("mqy@hollow.example")})
	if f := kit.FieldOf(d.u.top()); f == nil || f.Value() != "mqy@hollow.example" || d.u.pen.Mask.On {
		t.Errorf("not pasted:\n%s", d.text())
	}
}

// The first Esc shows the whole list again, and says so; what was marked stays marked.
func TestTheFirstEscClearsWhatNarrowsAList(t *testing.T) {
	t.Parallel()
	d := start(t, crowded(80), 80, 24)
	d.keys("/", "r", "7", "down", "j", "j")
	marked := "▸ Sale number 71 "
	d.wants(marked, "Esc show all")
	d.lacks("Sale number 12")
	d.keys("esc")
	d.wants("The letters are cleared", marked, "Sale number 70", "Sale number 72")

	d = start(t, picking(), 80, 24)
	d.keys("A", "/", "b", "e", "n", "enter")
	d.wants("Narrowed: ben", "Esc show all")
	d.keys("esc")
	d.wants("The letters are cleared", "Every lead whose sale is missing")
	d.lacks("Narrowed")
}

// The demo begins with a few sales; the others are one row away, and letters find any.
func TestTheDemoBeginsWithAFewSales(t *testing.T) {
	t.Parallel()
	o := crowded(80)
	o.Scenarios[30].Start, o.Scenarios[20].Start = "1 Connected", "4 Lead"
	d := start(t, o, 80, 24)
	d.wants("START HERE: ONE SALE FOR EACH ITEM 2 ▸ 1 Connected Sale number 30 4 Lead Sale number 20", "letters narrow the list")
	d.lacks("Sale number 31")
	d.keys("down", "enter")
	d.wants("2 of 2")
	d.keys("esc", "down", "enter")
	d.wants("Sales › All sales of the demo", "▸ Sale number 0 ", "SALES OF THE DEMO 80, 1 looked at")
	d.keys("down", "down", "enter", "esc")
	d.wants("▸ Sale number 2 ")
	d.keys("esc")
	d.wants("▸ All 80 sales of the demo")
	d.keys("/", "r", "3", "1")
	d.wants("Sale number 31")
}
