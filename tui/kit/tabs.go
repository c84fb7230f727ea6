package kit

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
