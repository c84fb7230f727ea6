package display

import "time"

// When writes a moment in a place's time, as in "12 Mar 2026, 14:03 CET"; a nil
// place is the machine's own. An unknown moment is empty.
func When(t time.Time, in *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if in == nil {
		in = time.Local
	}
	return Clean(t.In(in).Format("2 Jan 2006, 15:04 MST"))
}
