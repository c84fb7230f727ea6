package report

import (
	"fmt"
	"io"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
)

// Explain writes what a cause means, how it is recognised, on what it rests and
// what to do, wrapped as Text is. It speaks of no one sale.
func Explain(w io.Writer, e checks.Explanation, width int) error {
	t := &text{width: width}
	where := "any item"
	if e.Item != 0 {
		where = fmt.Sprintf("item %d, %s", e.Item, e.Item.Title())
	}
	t.line(0, fmt.Sprintf("%s %s: %s of %s", Symbol(e.Verdict), e.ID, e.Verdict, where))
	t.blank()
	for _, part := range [][2]string{
		{"What it means", e.Means}, {"Recognised by", e.Recognised}, {"Rests on", e.Basis.InWords() + "."}, {"Source", e.Source + "."},
	} {
		t.line(0, part[0]+":")
		t.line(3, part[1])
	}
	t.advised("What to do", e.ToDo)
	t.advised("What to do with a test key", e.WithTestKey)
	if len(e.ToDo)+len(e.WithTestKey) == 0 {
		t.line(0, "What to do: nothing.")
	}
	_, err := io.WriteString(w, display.Scrub(t.out.String()))
	return err
}

func (t *text) advised(head string, steps []checks.Advised) {
	if len(steps) == 0 {
		return
	}
	t.line(0, head+":")
	for _, s := range steps {
		t.line(3, s.Label+") "+s.Text)
		if s.Where != "" {
			t.line(6, "Where: "+s.Where)
		}
		if s.WhereV1 != "" {
			t.line(6, "Where in the older FirstPromoter (API v1): "+s.WhereV1)
		}
	}
}

// Catalogue writes every cause in a line, by item.
func Catalogue(w io.Writer) error {
	var b strings.Builder
	all := checks.Explanations()
	list := func(item checks.Item, head string) {
		b.WriteString(head + "\n")
		for _, e := range all {
			if e.Item == item {
				fmt.Fprintf(&b, "   %s %-26s %s\n", Symbol(e.Verdict), e.ID, strings.TrimSuffix(e.Recognised, "."))
			}
		}
		b.WriteByte('\n')
	}
	for _, item := range checks.Items {
		list(item, fmt.Sprintf("%d. %s", item, item.Title()))
	}
	list(0, "Any item")
	b.WriteString("More about one of them: fpdoctor explain CAUSE\n")
	_, err := io.WriteString(w, display.Scrub(b.String()))
	return err
}
