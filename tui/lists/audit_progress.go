package lists

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"fpdoctor/checks"
	"fpdoctor/tui/kit"
)

// pace is how fast things come: lists their records, and sales looked at. It is that
// of the last seconds, as a service's limit may make them wait for a minute.
type pace struct {
	since, next mark // it is measured since, and soon since next
	count       int
}

// mark is how many there were when.
type mark struct {
	at    time.Time
	count int
}

// stretch is how far back a pace is measured at least, once it has gone on so long.
const stretch = 8 * time.Second

// measure takes how many there are now.
func (p *pace) measure(now time.Time, count int) {
	if p.since.at.IsZero() {
		p.since, p.next = mark{now, count}, mark{now, count}
	}
	p.count = max(p.count, count)
	if now.Sub(p.next.at) >= stretch {
		p.since, p.next = p.next, mark{now, p.count}
	}
}

// rate is how many come in a second; ok: that is known.
func (p *pace) rate(now time.Time) (_ float64, ok bool) {
	if took := now.Sub(p.since.at).Seconds(); !p.since.at.IsZero() && took >= 1 {
		return float64(p.count-p.since.count) / took, true
	}
	return 0, false
}

// left is how long the rest takes; ok: that is known.
func (p *pace) left(now time.Time, of int) (time.Duration, bool) {
	rate, _ := p.rate(now)
	if rate <= 0 || of < p.count {
		return 0, false
	}
	return time.Duration(float64(of-p.count) / rate * float64(time.Second)), true
}

// reading is how far the lists of a run have come.
type reading struct {
	stages []kit.Stage
	paces  map[string]*pace
}

// look takes how far it has come now.
func (r *reading) look(run *kit.Run, now time.Time) {
	r.stages = run.Stages()
	if r.paces == nil {
		r.paces = map[string]*pace{}
	}
	for _, s := range r.stages {
		if s.Records == 0 {
			continue
		}
		if r.paces[key(s)] == nil {
			r.paces[key(s)] = &pace{}
		}
		r.paces[key(s)].measure(now, s.Records)
	}
}

func key(s kit.Stage) string { return string(s.System) + " " + s.What }

// lists are the steps that read a list: those that are under way, those that could not
// be read, and what came of the others.
func (r *reading) lists() (under, failed []kit.Stage, done, records int) {
	for _, s := range r.stages {
		switch {
		case s.Under:
			under = append(under, s)
		case s.Failed:
			failed = append(failed, s)
		case s.Records > 0:
			done++
			records += s.Records
		}
	}
	return under, failed, done, records
}

// left is how long the slowest list still takes; ok: of each that is known.
func (r *reading) left(now time.Time) (most time.Duration, ok bool) {
	under, _, _, _ := r.lists()
	for _, s := range under {
		p := r.paces[key(s)]
		if p == nil || s.Of == 0 {
			return 0, false
		}
		d, known := p.left(now, s.Of)
		if !known {
			return 0, false
		}
		most = max(most, d)
	}
	return most, len(under) > 0
}

// draw draws the lists in at most so many rows of n cells, the slowest first where
// there are more.
func (r *reading) draw(d *kit.Doc, rows int, spin string, now time.Time) {
	under, failed, done, records := r.lists()
	for _, s := range failed {
		how := kit.LookOf(checks.Error)
		d.Raw(kit.Ln(how.Role, how.Symbol+" ").With(kit.Plain, name(s)).With(kit.Muted, "  could not be read, or not to its end").Cut(d.N))
		rows--
	}
	if done > 0 && rows > 1 {
		d.Raw(kit.Ln(kit.Pass, "✓ ").With(kit.Plain, counted(done, "list")+" read").
			With(kit.Muted, "  "+counted(records, "record")).Cut(d.N))
		rows--
	}
	more := 0
	if len(under) > max(1, rows) {
		slices.SortStableFunc(under, func(x, y kit.Stage) int { return rest(y) - rest(x) })
		more = len(under) - max(1, rows-1)
		under = under[:len(under)-more]
	}
	room, wide, called := d.N >= 70, 0, name
	if !room {
		called = func(s kit.Stage) string { return s.What }
	}
	for _, s := range under {
		wide = max(wide, kit.Width(called(s)))
	}
	wide = min(wide, d.N/2)
	for _, s := range under {
		l := kit.Ln(kit.Accent, spin+" ").Join(kit.Ln(kit.Plain, called(s)).Cut(wide).Pad(wide+2)).With(kit.Muted, r.far(s, room, now))
		if rate := r.fast(s, now); l.Width()+kit.Width(rate) <= d.N {
			l = l.With(kit.Muted, rate)
		}
		d.Raw(l.Cut(d.N))
	}
	if more > 0 {
		d.Raw(kit.Ln(kit.Muted, fmt.Sprintf("  and %s more", counted(more, "list"))))
	}
}

// rest is about how many records a list still has.
func rest(s kit.Stage) int {
	if s.Of > 0 {
		return max(0, s.Of-s.Records)
	}
	return s.Records
}

// fast is how fast a list is read, to stand behind how far; empty: not known yet.
func (r *reading) fast(s kit.Stage, now time.Time) string {
	p := r.paces[key(s)]
	if p == nil {
		return ""
	}
	rate, known := p.rate(now)
	switch {
	case !known:
		return ""
	case rate == 0:
		return " · waiting" // for a limit, or for what another list tells
	}
	return fmt.Sprintf(" · %s/s", thousands(int(rate+.5)))
}

// far is how far a list has come: how many of how many, and how much longer it takes.
func (r *reading) far(s kit.Stage, room bool, now time.Time) string {
	p := r.paces[key(s)]
	if p == nil {
		return "asked for"
	}
	out := thousands(s.Records)
	if s.Of > 0 {
		out += map[bool]string{true: " of about ", false: " of ~"}[room] + thousands(max(s.Of, s.Records))
	}
	if left, known := p.left(now, s.Of); known && s.Of > 0 {
		out += ", " + about(left) + " left"
	}
	return out
}

func name(s kit.Stage) string { return s.System.Name() + ": " + s.What }

// about is a length of time that nobody knows to the second.
func about(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return "a moment"
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f min", (d + 30*time.Second).Minutes())
}

// thousands writes a number so that its size shows: 30 000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}
