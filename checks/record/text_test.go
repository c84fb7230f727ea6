package record

import (
	"slices"
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	args := Args{"who": {KindEmail, "ann@example.com"}, "what": {KindAmount, "12.50 USD"}, "braces": {KindText, "{who}"}, "empty": {KindID, ""}}
	for _, c := range []struct {
		template string
		want     Sentence
	}{
		{"", nil},
		{"Nothing to fill.", Sentence{{Words, "Nothing to fill."}}},
		{"{who} paid {what}.", Sentence{{KindEmail, "ann@example.com"}, {Words, " paid "}, {KindAmount, "12.50 USD"}, {Words, "."}}},
		{"{who}{what}", Sentence{{KindEmail, "ann@example.com"}, {KindAmount, "12.50 USD"}}},
		{"Paid{unknown}.", Sentence{{Words, "Paid"}, {Words, "."}}},
		{"Paid{empty}.", Sentence{{Words, "Paid"}, {Words, "."}}},
		// A value is never read as a template.
		{"Says {braces}", Sentence{{Words, "Says "}, {KindText, "{who}"}}},
		{"An open { brace", Sentence{{Words, "An open "}, {Words, "{ brace"}}},
		{"{}", nil},
	} {
		if got := Say(c.template, args); !slices.Equal(got, c.want) && got.Plain() != c.want.Plain() {
			t.Errorf("%q: %q, want %q", c.template, got, c.want)
		}
	}
	if got := Say("{who} paid {what}.", args).Plain(); got != "ann@example.com paid 12.50 USD." {
		t.Errorf("plain: %q", got)
	}
	if got := Say("no values {who}", nil).Plain(); got != "no values " {
		t.Errorf("without values: %q", got)
	}
}

// FuzzSay: any template ends, and with values in it nothing but them is added.
func FuzzSay(f *testing.F) {
	f.Add("{who} paid {what}.", "ann")
	f.Add("{{who}}}{", "{who}")
	f.Fuzz(func(t *testing.T, template, value string) {
		got := Say(template, Args{"who": {KindEmail, value}})
		if len(got.Plain()) > len(template)*(len(value)+1) {
			t.Fatalf("%q with %q grew to %q", template, value, got.Plain())
		}
		for _, p := range got {
			if p.Kind == Words && !strings.Contains(template, p.Value) {
				t.Fatalf("%q: %q are not its words", template, p.Value)
			}
		}
	})
}
