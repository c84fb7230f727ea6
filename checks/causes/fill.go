package causes

import (
	"fmt"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// Setting is what the words depend on besides the values.
type Setting struct {
	API record.API // of FirstPromoter: which menus there are, and what things are called
	// TestKey: the Stripe key is one for test purchases.
	TestKey bool
}

// Remedy is one thing to do.
type Remedy struct {
	Text    record.Sentence
	Where   string          // menu path in the dashboard of the API version in use
	URL     string          // link to that place
	Value   record.Piece    // the value to paste
	Command record.Sentence // a shell command, quoted for the shell, without any key in it
	// Step is its number in the order of what to do, from 1. Alternative tells those of
	// one step apart, of which only one is to be done; empty where there is but one.
	Step        int
	Alternative string
	// Changes is the side of a mismatch that it changes; empty where it changes neither,
	// or the mismatch can be mended on one side only.
	Changes record.System
	// StopsLive: it changes the account or the mode that FirstPromoter listens to,
	// so that sales of the present one do not arrive any more.
	StopsLive bool
}

// Label is the number to show, with the letter of an alternative.
func (r Remedy) Label() string { return fmt.Sprint(r.Step) + r.Alternative }

// CommandNeeds is what the command takes from the environment: whoever keeps the key in
// a keyring has nothing there.
func (r Remedy) CommandNeeds() string {
	return "your key in FIRSTPROMOTER_API_KEY and its account id in FIRSTPROMOTER_ACCOUNT_ID"
}

// Sentence says a cause, or a variant of it.
func (s Setting) Sentence(c *Cause, v Variant, args Args) record.Sentence {
	return s.inWordsOfVersion(say(c.sentence(v), args))
}

// Remedies are those of a cause, or a variant of it, that make sense with these values.
// A fail and a warning always have one.
func (s Setting) Remedies(c *Cause, v Variant, args Args) []Remedy {
	out := s.fill(s.advised(c, v), args)
	if len(out) == 0 && c.Verdict.Wrong() {
		out = s.fill([]Step{{askSupport}}, args) // so little is known that nothing else fits
	}
	return out
}

// advised are the steps of a variant. Nothing that changes what FirstPromoter listens
// to is among them where the key is a test key: what is missing is a test purchase
// then, and the advice would stop live tracking. Only where FirstPromoter's mode
// itself is the finding the choice is the person's.
func (s Setting) advised(c *Cause, v Variant) []Step {
	steps := c.advises(v, s.TestKey)
	if !s.TestKey || c.ID == "mode-mismatch" {
		return steps
	}
	var out []Step
	for _, step := range steps {
		out = append(out, slices.DeleteFunc(slices.Clone(step), func(name string) bool { return remedies[name].stopsLive }))
	}
	return out
}

// fill fills those of the named remedies that make sense here, and numbers them.
func (s Setting) fill(steps []Step, args Args) []Remedy {
	var out []Remedy
	number := 0
	put := func(step ...Remedy) {
		if len(step) == 0 {
			return
		}
		number++
		for i, r := range step {
			inPlace(r.Text, number == 1, i, len(step))
			if r.Step = number; len(step) > 1 {
				r.Alternative = string(rune('a' + i))
			}
			out = append(out, r)
		}
	}
	setsUID := slices.ContainsFunc(steps, func(s Step) bool { return slices.Contains(s, setLeadUID) })
	for _, step := range steps {
		var filled []Remedy
		assigned := false
		for _, name := range step {
			if name == importSale && args[ArgLeadUID].Value != args[ArgCustomer].Value && !setsUID {
				// FirstPromoter imports by the customer id as the UID, whatever it was before.
				if uid := args[ArgLeadUID].Value; uid != "" && !record.IsCustomerID(uid) {
					name = importSaleUID
				} else if r, ok := s.remedy(importUID, args); ok {
					put(r)
				}
			}
			r, ok := s.remedy(name, args)
			switch {
			case !ok && (name == importSale || name == importSaleUID || name == importNewLead):
				// Where nothing can be imported, the missed sale is entered by hand.
				r, ok = s.remedy(assignSale, args)
				assigned = ok
			case name == addByHand && assigned:
				ok = false
			}
			if ok {
				filled = append(filled, r)
			}
		}
		put(filled...)
	}
	return out
}

// remedy fills one; ok is false where it makes no sense with these values.
func (s Setting) remedy(name string, args Args) (r Remedy, ok bool) {
	t, ok := remedies[name]
	if !ok {
		panic("no such remedy: " + name)
	}
	v1 := s.API == record.V1
	if t.v2only && v1 || slices.ContainsFunc(t.needs, func(n Arg) bool { return !args.Has(n) }) || args.Has(t.unless) {
		return Remedy{}, false
	}
	text := t.text
	switch {
	case s.TestKey && t.testText != "":
		text = t.testText
	case v1 && t.v1text != "":
		text = t.v1text
	}
	r = Remedy{
		Text:      s.inWordsOfVersion(say(text, args)),
		Where:     t.where(v1),
		Value:     args[t.value],
		Changes:   t.changes,
		StopsLive: t.stopsLive,
	}
	if complete(t.url, args) {
		r.URL = fill(nil, t.url, args).Plain()
	}
	if t.method != "" && s.API == record.V2 && complete(t.path+t.body, args) {
		r.Command = curl(t, args)
	}
	return r, true
}

// WhereToLook is the way through FirstPromoter's menus to what an item asks the
// person about; empty where it asks nothing.
func (s Setting) WhereToLook(i Item) string { return remedies[looking[i]].where(s.API == record.V1) }

// where is the way through the menus of the version in use.
func (t template) where(v1 bool) string {
	if v1 && t.v1 != "" || t.v2 == "" {
		return t.v1
	}
	return t.v2
}

// inWordsOfVersion says lead where FirstPromoter's older screens do.
func (s Setting) inWordsOfVersion(text record.Sentence) record.Sentence {
	if s.API != record.V1 {
		return text
	}
	for i := range text {
		if text[i].Kind == record.Words {
			text[i].Value = olderWords.Replace(text[i].Value)
		}
	}
	return text
}

var olderWords = strings.NewReplacer("referral", "lead", "Referral", "Lead")

// inPlace ties a remedy to those around it: the first of all does not follow on
// anything, and alternatives say that only one of them is to be done.
func inPlace(s record.Sentence, opens bool, i, of int) {
	if len(s) == 0 || s[0].Kind != record.Words {
		return
	}
	text, tie := s[0].Value, ""
	if rest, ok := strings.CutPrefix(text, "Then "); ok {
		text = upperFirst(rest)
		if !opens && i == 0 {
			tie = "Then "
		}
	}
	if rest, ok := strings.CutPrefix(text, "If that does not help, "); ok && opens {
		text = upperFirst(rest)
	}
	if of > 1 {
		switch {
		case i > 0:
			tie = "Or "
		case tie != "":
			tie = "Then either "
		default:
			tie = "Either "
		}
		if strings.HasPrefix(text, "If ") {
			tie = strings.TrimSuffix(tie, " ") + ", "
		}
	}
	if tie != "" {
		text = tie + strings.ToLower(text[:1]) + text[1:]
	}
	s[0].Value = text
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
