package report_test

import (
	"runtime"
	"strings"
	"testing"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

// A command can be pasted into a shell as it is, and tells nothing while masked.
func TestCallsOfASale(t *testing.T) {
	q := func(s string) record.Query { x, _ := record.ParseQuery(s); return x }
	hidden := display.Masker{On: true}
	live, demo := report.Call{}, report.Call{Flags: []string{"--demo"}}
	shop := report.Call{Flags: []string{"--profile", "shop two"}}
	file := report.Call{Case: "their sale.fpcase"}
	in := func(word string) string { // a word in the quotes of the system's shells
		if runtime.GOOS == "windows" {
			return `"` + word + `"`
		}
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	for _, c := range []struct{ got, want string }{
		{live.OnScreen(q("anna@foxglove.example"), open), "fpdoctor anna@foxglove.example"},
		{demo.OnScreen(q("o'neil@foxglove.example"), open), "fpdoctor --demo " + in("o'neil@foxglove.example")},
		{shop.Printing(q("-anna@foxglove.example"), open), "fpdoctor check --profile " + in("shop two") + " -- -anna@foxglove.example"},
		{shop.Printing(q("anna@foxglove.example"), hidden, "--watch"), "fpdoctor check --profile " + in("shop two") + " --mask --watch SALE"},
		{file.OnScreen(q("x@y.example"), open), "fpdoctor open " + in("their sale.fpcase")},
		{file.Printing(q("x@y.example"), hidden), "fpdoctor check --mask --case " + in("their sale.fpcase")},
		{
			report.Call{Flags: []string{"--connected", "yes", "--profile", "a", "--stripe-api-base", "http://127.0.0.1:1"}, Since: "7d", Baseline: "k.jsonl"}.With("b").Audit(open),
			"fpdoctor audit --stripe-api-base http://127.0.0.1:1 --profile b --since 7d --baseline k.jsonl",
		},
		{demo.Audit(open, "--screen"), "fpdoctor audit --demo --screen"},
		{report.Ending("markdown", "fpdoctor `x` y"), "\nOn screen: ``fpdoctor `x` y``\n"},
		{report.Ending("short", "fpdoctor x"), "On screen: fpdoctor x\n"},
		{report.Ending("json", "fpdoctor x"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
