package causes

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"

	"fpdoctor/checks/record"
)

// Explanation is a cause for a person who has only its id: what it means, how it is
// recognised, on what it rests and what to do. It speaks of no one sale: … stands
// where a sale's own values would.
type Explanation struct {
	ID         string
	Item       Item // 0: any item
	Verdict    Status
	Means      string
	Recognised string
	Basis      Basis
	ToDo       []Advised
	// WithTestKey is what to do instead where the Stripe key is a test key; empty: the same.
	WithTestKey []Advised
	Source      string
}

// Advised is one thing to do, with the places in the menus of both versions of
// FirstPromoter; WhereV1 is empty where they are the same.
type Advised struct {
	Label   string
	Text    string
	Where   string
	WhereV1 string
}

// Explain tells of the cause in general.
func (c *Cause) Explain() Explanation {
	return Explanation{
		ID: c.ID, Item: c.Item, Verdict: c.Verdict, Means: blanked(ungrouped(c.Sentence)), Recognised: upperFirst(c.When) + ".",
		Basis: c.Basis, ToDo: advised(c.Remedies), WithTestKey: advised(c.TestRemedies), Source: c.Source,
	}
}

// InWords is what a basis means, for people.
func (b Basis) InWords() string {
	if b == Documented {
		return "documented: FirstPromoter or Stripe say so themselves"
	}
	return "inferred: what their records show speaks for it, or the rule is not documented"
}

// advised numbers the steps as Setting.fill does.
func advised(steps []Step) []Advised {
	var out []Advised
	for n, step := range steps {
		for i, name := range step {
			t := remedies[name]
			text := record.Sentence{record.WordsPiece(blanked(ungrouped(t.text)))}
			inPlace(text, n == 0, i, len(step))
			label := Remedy{Step: n + 1}
			if len(step) > 1 {
				label.Alternative = string(rune('a' + i))
			}
			a := Advised{Label: label.Label(), Text: text.Plain(), Where: t.where(false)}
			if v1 := t.where(true); v1 != a.Where {
				a.WhereV1 = v1
			}
			out = append(out, a)
		}
	}
	return out
}

// ungrouped is a template without its optional groups.
func ungrouped(template string) string {
	for {
		before, rest, ok := strings.Cut(template, "[")
		_, after, ends := strings.Cut(rest, "]")
		if !ok || !ends {
			return template
		}
		template = before + after
	}
}

// mostNear is how many ids are offered in place of one that is none.
const mostNear = 5

// Near are the ids most like one that was typed: a slip away, or sharing a word
// with it.
func Near(typed string) []string {
	typed = strings.ToLower(strings.Trim(strings.NewReplacer("_", "-", " ", "-").Replace(typed), "-"))
	type candidate struct {
		id     string
		shared int
		slips  int
	}
	var found []candidate
	words := strings.Split(typed, "-")
	for _, c := range catalogue {
		at := candidate{id: c.ID, slips: edlib.OSADamerauLevenshteinDistance(typed, c.ID)}
		for _, w := range strings.Split(c.ID, "-") {
			if len(w) > 2 && slices.Contains(words, w) {
				at.shared++
			}
		}
		if at.shared > 0 || at.slips <= max(2, len(c.ID)/4) || len(typed) > 3 && strings.Contains(c.ID, typed) {
			found = append(found, at)
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.slips-4*a.shared, b.slips-4*b.shared), cmp.Compare(a.slips, b.slips))
	})
	var out []string
	for _, c := range found[:min(len(found), mostNear)] {
		out = append(out, c.id)
	}
	return out
}
