package kit

import (
	"slices"
	"strings"
	"testing"
)

// One key, one meaning, on every screen that has it. Those below are one meaning
// in other words.
func TestAKeyMeansTheSameOnEveryScreen(t *testing.T) {
	same := [][]Action{
		{ActSearch, ActSale}, // find
		{ActRecheck, ActTest},
		{ActForget, ActRemove},
		{ActEnter, ActFold}, // do what is there to do with what is marked
		{ActBack, ActStop},
	}
	of := map[string][]Action{}
	for _, b := range Bindings {
		for _, k := range b.keys {
			of[k] = append(of[k], b.Act)
		}
	}
	for k, acts := range of {
		if len(acts) > 1 && !slices.ContainsFunc(same, func(s []Action) bool {
			return !slices.ContainsFunc(acts, func(a Action) bool { return !slices.Contains(s, a) })
		}) {
			t.Errorf("%q asks for %v", k, acts)
		}
	}
}

// A key is shown as it is pressed.
func TestEveryKeyShownIsOneThatWorks(t *testing.T) {
	names := map[string][]string{
		"↑": {"up"}, "↓": {"down"}, "←": {"left"}, "→": {"right"}, "PgUp": {"pgup"}, "PgDn": {"pgdown"}, "Home": {"home"}, "End": {"end"},
		"Tab": {"tab"}, "shift+Tab": {"shift+tab"}, "Enter": {"enter"}, "Esc": {"esc"}, "Space": {" "}, "1–6": {"1", "2", "3", "4", "5", "6"},
		"F1": {"f1"}, "F2": {"f2"}, "F3": {"f3"},
	}
	for _, b := range Bindings {
		for _, shown := range strings.Fields(b.Shown) {
			keys, named := names[shown]
			if !named {
				keys = []string{shown}
			}
			for _, k := range keys {
				if !b.handles(k) {
					t.Errorf("%s shows %s, and %q is none of its keys", b.Act, shown, k)
				}
			}
		}
	}
}
