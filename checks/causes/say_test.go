package causes

import (
	"slices"
	"testing"

	"fpdoctor/checks/record"
)

func TestSay(t *testing.T) {
	ann, paid := record.EmailPiece("ann@example.com"), record.CodePiece("12.50 USD")
	args := Args{ArgBuyer: ann, ArgAmount: paid, ArgKey: record.TextPiece("{buyer}[x]"), ArgLead: record.IDPiece("")}
	words := record.WordsPiece
	for _, c := range []struct {
		template string
		want     record.Sentence
	}{
		{"", nil},
		{"Nothing to fill.", record.Sentence{words("Nothing to fill.")}},
		{"{buyer} paid {amount}.", record.Sentence{ann, words(" paid "), paid, words(".")}},
		{"{buyer}{amount}", record.Sentence{ann, paid}},
		{"Paid{owner}.", record.Sentence{words("Paid.")}},
		{"Paid{lead}.", record.Sentence{words("Paid.")}},
		// An optional group goes with its values.
		{"Paid[ by {buyer}].", record.Sentence{words("Paid by "), ann, words(".")}},
		{"Paid[ by {lead}][ for {owner} by {buyer}].", record.Sentence{words("Paid.")}},
		// A value is never read as a template.
		{"Says {key}", record.Sentence{words("Says "), record.TextPiece("{buyer}[x]")}},
	} {
		if got := say(c.template, args); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.template, got, c.want)
		}
	}
}

// FuzzSay: any template ends, and with values in it nothing but them is added.
func FuzzSay(f *testing.F) {
	f.Add("{buyer} paid[ {amount}].", "ann")
	f.Add("{{buyer}}}{][", "{buyer}")
	f.Fuzz(func(t *testing.T, template, value string) {
		got := say(template, Args{ArgBuyer: record.EmailPiece(value)})
		if len(got.Plain()) > len(template)*(len(value)+1) {
			t.Fatalf("%q with %q grew to %q", template, value, got.Plain())
		}
	})
}
