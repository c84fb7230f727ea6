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
