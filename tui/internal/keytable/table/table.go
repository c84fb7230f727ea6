// Package table renders the key map as Markdown for the README.
package table

import (
	"errors"
	"strings"

	"fpdoctor/tui/kit"
)

const (
	begin = "<!-- keys:begin (written by go generate) -->\n"
	end   = "<!-- keys:end -->"
)

// Into puts the table between the README's two marks.
func Into(readme string) (string, error) {
	before, rest, ok := strings.Cut(readme, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", errors.New("README.md has no marks for the table of keys")
	}
	return before + begin + markdown() + end + after, nil
}

func markdown() string {
	var b strings.Builder
	b.WriteString("| | Key | Does |\n| --- | --- | --- |\n")
	group := ""
	for _, r := range kit.KeyTable() {
		name := ""
		if r.Group != group {
			group, name = r.Group, "**"+r.Group+"**"
		}
		b.WriteString("| " + name + " | " + keys(r.Keys) + " | " + strings.ReplaceAll(r.Does, "|", "\\|") + " |\n")
	}
	return b.String()
}

// keys sets each key of a row as code.
func keys(s string) string {
	parts := strings.Fields(strings.ReplaceAll(s, ",", " "))
	for i, p := range parts {
		parts[i] = "`" + strings.ReplaceAll(p, "|", "\\|") + "`"
	}
	return strings.Join(parts, " ")
}
