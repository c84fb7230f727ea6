package kit

import "testing"

// Where characters of ambiguous width take two cells, a row still fits.
func TestRowsFitWhereLettersAreWide(t *testing.T) {
	names := Line{{" ✓ ", Pass}, {"Zoë Müller", Outside}, {" → ", Rule}, {"Жанна “北京” Ω", Outside}, {"│", Rule}}
	for w := range 40 {
		row := WideLetters.Fit(names.Cut(w), w)
		if n := asWide.String(WideLetters.Of(row.Text())); n > w {
			t.Errorf("%d cells in %q, which is to fit into %d", n, row.Text(), w)
		}
	}
	if row := WideLetters.Fit(names, 40).Text(); row != names.Text() {
		t.Errorf("%q is left of %q, which has room", row, names.Text())
	}
}
