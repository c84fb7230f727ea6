package causes

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"fpdoctor/checks/record"
)

// TestPublishedNamesStay: the public names stand in people's scripts. None may go or
// change; go generate adds new ones to the list.
func TestPublishedNamesStay(t *testing.T) {
	b, err := os.ReadFile("testdata/published.txt")
	if err != nil {
		t.Fatal(err)
	}
	var now strings.Builder
	for _, c := range All() {
		now.WriteString(c.Published() + "\n")
	}
	if string(b) != now.String() {
		t.Errorf("run go generate ./checks/causes. Published are\n%s\nand there are\n%s", b, now.String())
	}
}

// allSteps are a cause's ways of telling what to do.
func allSteps(c Cause) [][]Step {
	out := [][]Step{c.Remedies, c.TestRemedies}
	for _, v := range c.Variants {
		out = append(out, v.Remedies)
	}
	return out
}

func TestCatalogueIsComplete(t *testing.T) {
	used := map[string]bool{importSaleUID: true, importUID: true, assignSale: true, askSupport: true}
	for _, name := range looking {
		used[name] = true
	}
	for _, c := range All() {
		if c.When == "" || c.Sentence == "" || c.Source == "" || c.Basis != Documented && c.Basis != Inferred {
			t.Errorf("%s: something is missing: %+v", c.ID, c)
		}
		if got, ok := Lookup(c.ID); !ok || got.Sentence != c.Sentence {
			t.Errorf("%s cannot be looked up", c.ID)
		}
		begins := slices.ContainsFunc([]string{"API", "SALE", "Stripe", "FirstPromoter"}, func(s string) bool { return strings.HasPrefix(c.When, s) })
		if strings.HasSuffix(c.When, ".") || strings.ToUpper(c.When[:1]) == c.When[:1] && !begins {
			t.Errorf("%s: %q is no line of a table", c.ID, c.When)
		}
		for name, v := range c.Variants {
			if v.Sentence == "" {
				t.Errorf("%s, %s: nothing is said", c.ID, name)
			}
		}
		for _, steps := range allSteps(c) {
			for _, name := range slices.Concat(steps...) {
				if used[name] = true; remedies[name].text == "" {
					t.Errorf("%s: no such remedy: %s", c.ID, name)
				}
			}
		}
	}
	if _, ok := Lookup("no-such-cause"); ok {
		t.Error("found a cause that does not exist")
	}
	for name := range remedies {
		if !used[name] {
			t.Errorf("the remedy %s is nobody's", name)
		}
	}
}

// TestPlaceholdersAreArguments: each value that a sentence or a remedy asks for has
// a name that code can give it under, each name is asked for, and brackets hold one.
func TestPlaceholdersAreArguments(t *testing.T) {
	asked := map[Arg]bool{}
	take := func(where string, texts ...string) {
		for _, text := range texts {
			for _, name := range placeholders(text) {
				if asked[argNamed[name]] = true; argNamed[name] == 0 {
					t.Errorf("{%s} of %s is no argument", name, where)
				}
			}
		}
	}
	for _, c := range All() {
		texts := []string{c.Sentence}
		for _, v := range c.Variants {
			texts = append(texts, v.Sentence)
		}
		take(c.ID, texts...)
		for _, text := range texts {
			for rest := text; strings.ContainsAny(rest, "[]"); {
				group, after, ok := strings.Cut(rest[strings.IndexAny(rest, "[]")+1:], "]")
				if !ok || strings.Contains(group, "[") {
					t.Errorf("%s: brackets without an end, or within brackets: %q", c.ID, text)
				}
				rest = after
			}
		}
	}
	for name, r := range remedies {
		take("remedy "+name, r.text, r.v1text, r.testText, r.url, r.path, r.body)
		for _, a := range append([]Arg{r.value, r.unless}, r.needs...) {
			asked[a] = true
		}
	}
	names := map[Arg]string{}
	for name, a := range argNamed {
		if names[a] != "" {
			t.Errorf("{%s} and {%s} are one argument", name, names[a])
		}
		if names[a] = name; !asked[a] {
			t.Errorf("nothing asks for {%s}", name)
		}
	}
}

// TestGroups: what stands in brackets goes with its value.
func TestGroups(t *testing.T) {
	const template = "It is for [{owner}][the campaign {campaign}][, not for {notname}]."
	for want, args := range map[string]Args{
		"It is for Otto.":                    {ArgOwner: record.NamePiece("Otto")},
		"It is for the campaign Spring.":     {ArgCampaign: record.TextPiece("Spring")},
		"It is for Otto, not for Paula [x].": {ArgOwner: record.NamePiece("Otto"), ArgNotName: record.NamePiece("Paula [x]")},
		"It is for .":                        {ArgOwner: record.NamePiece("")},
	} {
		if got := say(template, args).Plain(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestEveryFaultHasARemedy: on both versions of the API, with all values at hand.
func TestEveryFaultHasARemedy(t *testing.T) {
	for _, s := range []Setting{{API: record.V2}, {API: record.V1}, {API: record.V2, TestKey: true}} {
		args := Args{}
		for _, name := range argNamed {
			args[name] = record.IDPiece("value")
		}
		for _, c := range All() {
			list := s.Remedies(&c, "", args)
			if len(list) == 0 {
				// Some stand in only where a value is missing.
				less := maps.Clone(args)
				delete(less, ArgCouponID)
				list = s.Remedies(&c, "", less)
			}
			if (c.Verdict == Fail || c.Verdict == Warn) && len(list) == 0 {
				t.Errorf("%s says nothing of what to do on %s", c.ID, s.API)
			}
			texts := []string{s.Sentence(&c, "", args).Plain()}
			for name := range c.Variants {
				texts = append(texts, s.Sentence(&c, name, args).Plain())
			}
			for _, r := range list {
				texts = append(texts, r.Text.Plain())
				if strings.Contains(r.Where, "Referrals >") && s.API == record.V1 {
					t.Errorf("%s leads to %q on v1", c.ID, r.Where)
				}
				command := r.Command.Plain()
				if command != "" && (s.API == record.V1 || !strings.Contains(command, `"Authorization: Bearer $FIRSTPROMOTER_API_KEY"`)) {
					t.Errorf("%s on %s: %s", c.ID, s.API, command)
				}
			}
			for _, text := range texts {
				if strings.ContainsAny(text, "{}[]") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text || text == "" {
					t.Errorf("%s on %s: %q", c.ID, s.API, text)
				}
			}
		}
	}
}

// TestAlternativesNeverChangeBothSides: whoever does all steps, and of alternatives
// one, changes at most one side of what does not fit together.
func TestAlternativesNeverChangeBothSides(t *testing.T) {
	for _, c := range All() {
		for _, steps := range allSteps(c) {
			if sides := bothSides(steps, map[record.System]bool{}); sides != "" {
				t.Errorf("%s changes both sides: %s", c.ID, sides)
			}
			for _, step := range steps {
				for _, name := range step {
					text := remedies[name].text
					if first, _, _ := strings.Cut(text, " "); len(step) > 1 && (first == "FirstPromoter" || first == "Stripe" || strings.HasPrefix(first, "{")) {
						t.Errorf("%s: %q cannot follow on either or or", c.ID, text)
					}
				}
			}
		}
	}
}

// bothSides goes through every way of doing the steps and tells one by which
// more than one side is changed.
func bothSides(steps []Step, changed map[record.System]bool) string {
	if len(changed) > 1 {
		return "yes"
	}
	if len(steps) == 0 {
		return ""
	}
	for _, name := range steps[0] {
		with := maps.Clone(changed)
		if side := remedies[name].changes; side != "" {
			with[side] = true
		}
		if found := bothSides(steps[1:], with); found != "" {
			return name + " " + found
		}
	}
	return ""
}

// TestStepsReadAsOne: alternatives say either and or, what follows says then, and the
// first follows on nothing.
func TestStepsReadAsOne(t *testing.T) {
	args := Args{
		ArgLead: record.IDPiece("501"), ArgLeadEmail: record.EmailPiece("a@example.com"), ArgLeadUID: record.IDPiece("cus_buyer"),
		ArgBuyer:    record.EmailPiece("b@example.com"),
		ArgCustomer: record.IDPiece("cus_buyer"), ArgPaidSale: record.IDPiece("in_sale"),
	}
	for cause, want := range map[string][]string{
		"email-typo": {
			"1a Either change the lead’s e-mail address in FirstPromoter to the one the buyer uses in Stripe.",
			"1b Or, if the lead’s address is the right one, change the customer’s e-mail address in Stripe.",
			"2 Then bring in the missed sale: the referral’s UID must be the Stripe customer id.",
		},
		"unexplained": {
			"1a Either bring in the missed sale: the referral’s UID must be the Stripe customer id.",
			"1b Or add the sale by hand, with the event id below.",
			"2 Ask FirstPromoter itself what it did with this referral: its MCP server shows a referral’s event log to an AI assistant " +
				"(the tool get_referral), which neither its pages nor its API do.",
			"3 If that does not help, send fpdoctor’s report to FirstPromoter’s support.",
		},
		"not-connected": {
			"1 Connect Stripe there, and follow it to the end: it leads to Stripe and back to FirstPromoter.",
			"2a Then either bring in the missed sale: the referral’s UID must be the Stripe customer id.",
			"2b Or make a new test purchase and watch the lead for two minutes.",
		},
	} {
		var got []string
		for _, r := range (Setting{API: record.V2}).Remedies(Must(cause), "", args) {
			got = append(got, r.Label()+" "+r.Text.Plain())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", cause, got, want)
		}
	}
}

// TestInferredSaysSo: where FirstPromoter's rule is not known, the sentence does
// not pretend that it is.
func TestInferredSaysSo(t *testing.T) {
	// These rest on what records show, not on a rule of FirstPromoter's.
	byEvidence := "never-received stopped-receiving connected-after-sale unexplained sandbox-suspected foreign-records sale-in-other-account records-in-other-mode"
	admits := []string{"not documented", "contradict one another", "does not tell", "probably"}
	for _, c := range All() {
		if c.Basis != Inferred || c.Verdict != Fail && c.Verdict != Warn || slices.Contains(strings.Fields(byEvidence), c.ID) {
			continue
		}
		if !slices.ContainsFunc(admits, func(s string) bool { return strings.Contains(c.Sentence, s) }) {
			t.Errorf("%s is inferred, and does not say so: %q", c.ID, c.Sentence)
		}
	}
	for _, c := range All() {
		if c.Basis == Documented && strings.Contains(c.Sentence, "not documented") {
			t.Errorf("%s is documented, and says that it is not", c.ID)
		}
	}
}
