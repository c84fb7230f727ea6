package report

import (
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Call is how this run was called: what a command that shows the same has to repeat.
type Call struct {
	Flags []string // as given, such as --demo
	Case  string   // a case file; empty: the services are asked
	// Of an audit: its window, as given, and the file of what an earlier one found; or empty.
	Since, Baseline string
}

// With is the call with the keys of another stored profile. Its merchant's answers are kept
// with it; those of the command line were another's.
func (c Call) With(profile string) Call {
	out := Call{Case: c.Case, Since: c.Since, Baseline: c.Baseline}
	for i := 0; i+1 < len(c.Flags); i++ {
		if strings.HasSuffix(c.Flags[i], "-api-base") {
			out.Flags = append(out.Flags, c.Flags[i], c.Flags[i+1])
		}
	}
	out.Flags = append(out.Flags, "--profile", profile)
	return out
}

// OnScreen is the command that opens a sale on the screens. While masked the sale
// itself is not in it.
func (c Call) OnScreen(q record.Query, m display.Masker) string {
	if c.Case != "" {
		return c.line(m, "open", m.Text(c.Case))
	}
	return c.line(m, "", about(q, m)...)
}

// Printing is the command that prints a sale; more are flags of check.
func (c Call) Printing(q record.Query, m display.Masker, more ...string) string {
	if c.Case != "" {
		return c.line(m, "check", append(more, "--case", m.Text(c.Case))...)
	}
	return c.line(m, "check", append(more, about(q, m)...)...)
}

// Audit is the command of an audit; more are its flags.
func (c Call) Audit(m display.Masker, more ...string) string {
	if c.Baseline != "" {
		more = append([]string{"--baseline", m.Text(c.Baseline)}, more...)
	}
	if c.Since != "" {
		more = append([]string{"--since", c.Since}, more...)
	}
	return c.line(m, "audit", more...)
}

// Other is a command that is about no sale and no account.
func Other(words ...string) string { return Call{}.line(display.Masker{}, words[0], words[1:]...) }

// onScreens has an audit shown in place of printed.
const onScreens = "--screen"

// about is the sale as an argument.
func about(q record.Query, m display.Masker) []string {
	switch {
	case m.On:
		return []string{"SALE"}
	case strings.HasPrefix(q.Typed, "-"):
		return []string{"--", q.Typed}
	}
	return []string{q.Typed}
}

// line is a command line: a command, the flags of this run, and the rest.
func (c Call) line(m display.Masker, command string, rest ...string) string {
	words := []string{"fpdoctor"}
	if command != "" {
		words = append(words, command)
	}
	words = append(words, c.Flags...)
	if m.On {
		words = append(words, "--mask")
	}
	words = append(words, rest...)
	for i, w := range words {
		words[i] = display.ShellWord(w)
	}
	return strings.Join(words, " ")
}

// Ending ends a text in one of check's formats with the command that opens the same
// on the screens; JSON has none.
func Ending(format, command string) string {
	switch format {
	case "json":
		return ""
	case "markdown":
		return "\nOn screen: " + code(command) + "\n"
	case "short":
		return "On screen: " + command + "\n"
	}
	return "\nOn screen: " + command + "\n"
}
