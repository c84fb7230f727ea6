package sale

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// bare is a desk on which nothing can be asked for.
func bare() Desk {
	return Desk{nil, kit.NewPen(display.Masker{Location: time.UTC}), &Memory{}}
}

func TestSearchInTheJSONLightsUpTheHitItself(t *testing.T) {
	for _, c := range []struct{ name, term, want string }{
		{"İstanbul Ltd", "nbul", "nbul"}, {"İstanbul Ltd", "LTD", "Ltd"}, {"ȺȺȺ Shop", "shop", "Shop"}, {"273 \u212A, b", "b", "b"}, {"a.c abc", "a.c", "a.c"},
	} {
		v := newRawView(bare(), record.Raw(`{"id":1,"notes":"`+c.name+`"}`))
		v.do(kit.ActSearch)
		v.search.Set(c.term)
		v.typed()
		lit := ""
		for _, s := range v.row(2, false) {
			if s.Role == kit.Found {
				lit += s.Text
			}
		}
		if lit != c.want || v.hits != 1 || v.at != 2 {
			t.Errorf("%q in %q lit up %q, %d hits, at row %d", c.term, c.name, lit, v.hits, v.at)
		}
	}
}

// TestRawIsCopiedAsJSON holds for a branch at any depth, folded or not.
func TestRawIsCopiedAsJSON(t *testing.T) {
	for _, raw := range []string{
		`{"a":{},"b":[],"c":{"d":{"e":1},"f":[{},[]]},"g":"x,"}`, `[]`, `{"a":{"b":{}}}`, `[{"id":1},{"id":2}]`, `"a,"`,
	} {
		v := newRawView(bare(), record.Raw(raw))
		if got := v.branch(0); !sameJSON(got, raw) {
			t.Errorf("%s is copied as %s", raw, got)
		}
		for i, r := range v.rows {
			if r.open != "" && !json.Valid([]byte("{"+v.branch(i)+"}")) && !json.Valid([]byte(v.branch(i))) {
				t.Errorf("%s: row %d is copied as %s", raw, i, v.branch(i))
			}
		}
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
