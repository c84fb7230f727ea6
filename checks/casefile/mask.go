package casefile

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// ErrUnmaskable says that no stand-ins were found with which the checks say the same.
var ErrUnmaskable = errors.New("this sale could not be masked so that it says the same: save it in clear, if it may be seen")

// mostDrawings is how often stand-ins are drawn until the checks say the same.
const mostDrawings = 24

// Masked is the case of a diagnosis with addresses, names, ids and texts replaced by
// stand-ins: the same value by the same one wherever it stands, and values near one
// another by ones that differ just where they do. Letters are drawn at random for
// each value and place, so that no table leads back. Moments and the services' own
// words stay, and amounts unless they are wanted masked too. The checks say the same
// of it, or there is an error.
func Masked(d *checks.Diagnosis, version string, amounts bool) (*Case, error) {
	clear := Of(d, version)
	m := collect(clear, d)
	for n := range mostDrawings {
		if !m.draw(n) {
			continue
		}
		if amounts {
			m.by = drawScale(n)
		}
		c := m.apply(clear)
		again := c.Diagnose()
		c.Then = items(&again)
		if m.sameOutcome(d, &again) && m.hides(c) {
			return c, nil
		}
	}
	return nil, ErrUnmaskable
}

// masker knows the parts of a case that are replaced, and by what.
type masker struct {
	parts map[part]int // in the order they came up
	order []part
	// near are parts that are to be drawn together.
	near     [][2]part
	whole    []string // whole values, to look for in what came out
	accounts []string // what ids carry of their account
	chosen   map[part]string
	by       scale // of amounts
	drawn    map[string]bool
	failed   []part // the group that could not be drawn
}

// part is what a stand-in is drawn for.
type part struct {
	kind  partKind
	value string
}

type partKind int

const (
	ofValue   partKind = iota // an id, a name, a word
	ofLocal                   // an address before its @
	ofDomain                  // and behind it
	ofAccount                 // the characters of an account in ids
)

// collect finds all that is to be replaced, and what of it is near what.
func collect(c *Case, d *checks.Diagnosis) *masker {
	m := &masker{parts: map[part]int{}}
	add := func(p part) string {
		if _, ok := m.parts[p]; !ok && p.value != "" {
			m.parts[p] = len(m.order)
			m.order = append(m.order, p)
		}
		return p.value
	}
	seen := map[string]bool{}
	m.each(c, func(s string) string {
		if s != "" && !seen[s] {
			seen[s] = true
			m.whole = append(m.whole, s)
		}
		return compose(s, add)
	})
	for _, p := range m.order {
		if p.kind == ofValue {
			if chars, ok := charactersIn(p.value); ok && !slices.Contains(m.accounts, chars) {
				m.accounts = append(m.accounts, chars)
			}
		}
	}
	for _, chars := range m.accounts {
		add(part{ofAccount, chars})
	}
	m.relate(d)
	return m
}

// each visits every text that is to be replaced.
func (m *masker) each(c *Case, hidden func(string) string) (*record.Evidence, record.Answers) {
	inMessages := func(s string) string { return inMessage(s, m.whole, hidden) }
	t := texts{
		by: m.by,
		visit: func(how care, s string) string {
			switch how {
			case keep:
				return s
			case message:
				return inMessages(s)
			case hide, host:
			}
			return hidden(s)
		},
	}
	t.raw = func(r record.Raw) record.Raw { return maskedJSON(r, m.by, hidden, inMessages) }
	ev := t.copy(reflect.ValueOf(*c.Evidence), hide).Interface().(record.Evidence)
	answers := t.copy(reflect.ValueOf(c.Answers), hide).Interface().(record.Answers)
	return &ev, answers
}

// apply is the case with stand-ins.
func (m *masker) apply(clear *Case) *Case {
	c := *clear
	c.Masked = true
	c.Evidence, c.Answers = m.each(clear, m.mask)
	return &c
}

func (m *masker) mask(s string) string {
	return compose(s, func(p part) string {
		if x, ok := m.chosen[p]; ok {
			return x
		}
		return p.value
	})
}

// charactersIn are an account's characters in an id of its own or of an object.
func charactersIn(id string) (string, bool) {
	if chars, ok := facts.AccountInID(id); ok {
		return chars, true
	}
	if strings.HasPrefix(id, "acct_") || len(id) == oldAccount {
		return record.AccountCharacters(id)
	}
	return "", false
}

// oldAccount is the length of the ids of Stripe's oldest accounts.
const oldAccount = 32

// draw draws all stand-ins anew, and reports whether they can stand: no two values
// have the same, and none is another's value. Later tries keep more of what differs.
func (m *masker) draw(try int) bool {
	m.chosen, m.drawn = map[part]string{}, map[string]bool{}
	for _, group := range m.groups() {
		if !m.drawGroup(group, try) {
			m.failed = group
			return false
		}
	}
	return true
}

// groups are the parts that are drawn together: the accounts' characters first, as
// ids are made of them.
func (m *masker) groups() [][]part {
	root := make([]int, len(m.order))
	for i := range root {
		root[i] = i
	}
	var find func(i int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	for _, pair := range m.near {
		root[find(m.parts[pair[0]])] = find(m.parts[pair[1]])
	}
	by := map[int][]part{}
	var order []int
	for i, p := range m.order {
		r := find(i)
		if by[r] == nil {
			order = append(order, r)
		}
		by[r] = append(by[r], p)
	}
	var out, rest [][]part
	for _, r := range order {
		if by[r][0].kind == ofAccount {
			out = append(out, by[r])
		} else {
			rest = append(rest, by[r])
		}
	}
	return append(out, rest...)
}

// mostTries is how often one group is drawn.
const mostTries = 40

func (m *masker) drawGroup(group []part, try int) bool {
	var members []string
	var units [][]unit
	hex := true
	for _, p := range group {
		members = append(members, p.value)
		units = append(units, m.units(p))
		hex = hex && isHex(p.value)
	}
	c := align(members, units)
	for n := range mostTries {
		out := c.draw(hex, try%4 == 3, n >= mostTries/2)
		if m.canStand(group, units, out) {
			for i, p := range group {
				m.chosen[p] = out[i]
				m.drawn[drawnKey(p.kind, out[i])] = true
			}
			return true
		}
	}
	return false
}

func drawnKey(k partKind, s string) string { return string(rune('0'+k)) + s }

// longEnough is from how many letters on a stand-in must be another than any value.
const longEnough = 4

func (m *masker) canStand(group []part, units [][]unit, out []string) bool {
	mine := map[string]bool{}
	for i, s := range out {
		p := group[i]
		if s == p.value && letters(units[i]) < longEnough-1 {
			continue // too short, or nothing of it is personal
		}
		if mine[s] || m.drawn[drawnKey(p.kind, s)] {
			return false
		}
		mine[s] = true
		if _, taken := m.parts[part{p.kind, s}]; taken && letters(units[i]) > 1 {
			return false
		}
	}
	return true
}

func letters(us []unit) int {
	n := 0
	for _, u := range us {
		if u.letter() {
			n++
		}
	}
	return n
}
