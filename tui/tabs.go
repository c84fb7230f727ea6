package tui

// tabsAt is the row of the tabs on the screens that have them.
const tabsAt = 1

// tabRow draws the names of tabs, the one at lit up.
func tabRow(names []string, at int) line {
	l := line{{"  ", plain}}
	for i, name := range names {
		r := tabOther
		if i == at {
			r = tab
		}
		l = l.with(r, " "+name+" ").with(plain, "  ")
	}
	return l
}

// tabAt is the tab drawn at a column, -1 for none.
func tabAt(names []string, x int) int {
	from := 2
	for i, name := range names {
		if x >= from && x < from+width(name)+2 {
			return i
		}
		from += width(name) + 4
	}
	return -1
}
