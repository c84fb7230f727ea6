package kit

import (
	"path/filepath"
	"slices"
	"strings"
)

// TabsAt is the row of the tabs on the screens that have them.
const TabsAt = 1

// TabRow draws the names of tabs, the one at lit up.
func TabRow(names []string, at int) Line {
	l := Line{{"  ", Plain}}
	for i, name := range names {
		r := tabOther
		if i == at {
			r = tab
		}
		l = l.With(r, " "+name+" ").With(Plain, "  ")
	}
	return l
}

// FormsRow is the forms of a report, the chosen one marked, and at the right whether
// personal data is shown, where there is room.
func FormsRow(names []string, chosen int, masked bool, w int) Line {
	l := TabRow(names, chosen)
	hint := "personal data shown, m hides it"
	if masked {
		hint = "personal data hidden, m shows it"
	}
	if l.Width()+Width(hint)+2 < w {
		l = l.Right(Ln(Muted, hint+"  "), w)
	}
	return l
}

// ChoosesForm are the offers of a screen that shows a report in one of several forms.
var ChoosesForm = []Offer{
	CanCalled(ActNextTab, "format"), {Act: ActPrevTab, Quiet: true}, {Act: ActRight, Quiet: true}, {Act: ActLeft, Quiet: true},
	{Act: ActFormat, Quiet: true},
}

// FormBy is by how many forms a key leads on; 0: it leads to none.
func FormBy(act Action) int {
	switch act {
	case ActNextTab, ActRight, ActFormat:
		return 1
	case ActPrevTab, ActLeft:
		return -1
	}
	return 0
}

// FormNamed is the form that a file's name asks for by its ending, also shortened as .json
// for .jsonl; where it asks for none of them, the one chosen.
func FormNamed(name string, chosen int, endings []string) int {
	ext := strings.ToLower(filepath.Ext(name))
	asked := func(ending string) bool { return len(ext) > 2 && strings.HasPrefix(ending, ext) }
	if i := slices.IndexFunc(endings, asked); i >= 0 && !asked(endings[chosen]) {
		return i
	}
	return chosen
}

// TabAt is the tab drawn at a column, -1 for none.
func TabAt(names []string, x int) int {
	from := 2
	for i, name := range names {
		if x >= from && x < from+Width(name)+2 {
			return i
		}
		from += Width(name) + 4
	}
	return -1
}
