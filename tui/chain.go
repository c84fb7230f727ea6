package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

// smallChain is the hand-off in a narrow column.
func (u desk) smallChain(d *doc, diag *checks.Diagnosis) {
	list := dossier.Chain(diag)
	for i, n := range list {
		st, item := n.Status, n.Item
		if i > 0 {
			l := ln(rule, "│")
			if st.Troubled() {
				look := lookOf(st)
				l = line{{look.symbol, look.role}}.with(look.role, fmt.Sprintf("  %s: %d %s", look.word, item, item.Label()))
			}
			d.raw(l)
		}
		d.raw(u.nodeRows(n, 12, d.n, i == len(list)-1)...)
	}
}

// nodeValue is what a node holds, or that it holds nothing.
func (u desk) nodeValue(n dossier.Station) line {
	if !n.There {
		return ln(muted, n.Absent)
	}
	l := ln(outside, u.piece(n.Value))
	if n.Note != "" && n.Value.Value != "" {
		return l.with(muted, ", "+n.Note)
	}
	return l.with(muted, n.Note)
}

// nodeRows draws a node in n cells. A long value goes on below, for its end may
// be what matters.
func (u desk) nodeRows(nd dossier.Station, nameWidth, n int, last bool) []line {
	dot, r := "● ", sideRole(nd.System)
	if !nd.There {
		dot, r = "○ ", muted
	}
	head := ln(r, dot).with(plain, nd.Name).pad(2 + max(nameWidth, width(nd.Name)+2))
	below := ln(rule, "│").pad(head.width())
	if last {
		below = ln(plain, "").pad(head.width())
	}
	var out []line
	for _, part := range u.nodeValue(nd).wrap(max(8, n-head.width())) {
		out = append(out, head.join(part).cut(n))
		head = below
	}
	return out
}

// chain is the whole hand-off as one picture.
type chain struct {
	u      desk
	of     *walk // the walk it belongs to
	diag   *checks.Diagnosis
	at     int
	scroll scroller
	doc    *doc   // as last drawn
	shown  [2]int // the node last scrolled to, counted from 1, and the height then
	step   int    // from box to box in the picture; 0: the nodes stand below one another
	boxes  [2]int // the rows from and to which the boxes stand
}

func newChain(of *walk) *chain {
	d := of.diag
	c := &chain{u: of.u, of: of, diag: d}
	if _, item, ok := d.First(); ok {
		c.at = max(0, slices.IndexFunc(dossier.Chain(d), func(n dossier.Station) bool { return slices.Contains(n.Items, item) }))
	}
	return c
}

func (c *chain) title() line { return ln(strong, "Chain") }

func (c *chain) offers() []offer {
	n := dossier.Chain(c.diag)[c.at]
	os := []offer{canMove("link"), {act: actUp, quiet: true}, {act: actRight, quiet: true}, {act: actLeft, quiet: true}, {act: actTop, quiet: true}, {act: actBottom, quiet: true}, {act: actPageUp, quiet: true}, {act: actPageDown, quiet: true}}
	os = append(os, canIf(n.Ref.ID != "", actEnter, "There is nothing to open here."))
	os[len(os)-1].label = "open"
	item := n.Item
	os = append(os, canIf(item != 0, actDetails, "No item of the checklist is about this link."))
	os[len(os)-1].label = "its item"
	return append(os, can(actTimeline))
}

func (c *chain) do(act action, _ string) tea.Cmd {
	nodes := dossier.Chain(c.diag)
	n := nodes[c.at]
	switch act {
	case actPageUp, actPageDown:
		c.scroll.act(act)
		return nil
	case actUp, actDown, actLeft, actRight, actTop, actBottom:
		c.scroll.to(0)
		c.shown = [2]int{}
	}
	switch act {
	case actUp, actLeft:
		c.at = max(0, c.at-1)
	case actDown, actRight:
		c.at = min(len(nodes)-1, c.at+1)
	case actTop:
		c.at = 0
	case actBottom:
		c.at = len(nodes) - 1
	case actEnter:
		return c.u.push(newObject(c.u, c.diag, dossier.Linked(c.diag, n.Ref), nil))
	case actTimeline:
		return c.u.push(newTimeline(c.u, c.diag))
	case actDetails:
		item := n.Item
		c.u.pop()
		c.of.goTo(item)
	}
	return nil
}

func (c *chain) marked() mark {
	n := dossier.Chain(c.diag)[c.at]
	if n.Ref.ID == "" {
		return mark{}
	}
	o := dossier.Linked(c.diag, n.Ref)
	return mark{what: "the id", text: c.u.mask.ID(n.Ref.ID), url: o.URL}
}

func (c *chain) body(w, h int) []line {
	d := newDoc(w - 6)
	c.doc, c.step = d, 0
	d.raw(nil, ln(strong, "From the click to the commission"), nil)
	nodes := dossier.Chain(c.diag)
	marked := c.at
	if w >= pictureFrom {
		c.picture(d, nodes)
		marked = -1
	} else {
		c.ladder(d, nodes)
	}
	if st, item := nodes[c.at].Status, nodes[c.at].Item; item != 0 && st != checks.Skip && h-len(d.rows) > 14 {
		// Room enough to show what is wrong at this link in full.
		f := c.diag.Check(item).Findings[0]
		full := newDoc(min(d.n, 100))
		full.high = h
		full.raw(nil, ln(strong, fmt.Sprintf("%d  %s", item, item.Question())), nil)
		c.u.finding(full, c.diag, &f)
		d.raw(full.rows...)
		return indent(c.scroll.window(d, h, marked), 1)
	}
	d.blank()
	n := nodes[c.at]
	if st, item := n.Status, n.Item; item != 0 {
		d.verdict(st, line{{fmt.Sprintf("%d %s: ", item, item.Label()), strong}}.join(c.sentence(item)))
	} else if !n.There {
		d.para(muted, n.Name+": "+n.Absent+".")
	}
	c.scroll.rows, c.scroll.h = len(d.rows), h
	if c.at < len(d.spots) && c.shown != [2]int{c.at + 1, h} {
		c.shown = [2]int{c.at + 1, h}
		c.scroll.show(max(0, d.spots[c.at].from-2), min(len(d.rows), d.spots[c.at].to+1))
	}
	return indent(c.scroll.window(d, h, marked), 1)
}

// sentence is what an item says first.
func (c *chain) sentence(item checks.Item) line {
	if fs := c.diag.Check(item).Findings; len(fs) > 0 {
		return c.u.told(&fs[0])
	}
	return nil
}

// ladder draws the nodes below one another.
func (c *chain) ladder(d *doc, nodes []dossier.Station) {
	for i, n := range nodes {
		st, item := n.Status, n.Item
		if i > 0 {
			l := ln(rule, " │")
			if st.Troubled() {
				look := lookOf(st)
				says := map[checks.Status]string{checks.Fail: "broken here", checks.Error: "could not be checked", checks.Ask: "only you can tell", checks.Warn: "suspicious"}[st]
				l = ln(look.role, " "+look.symbol+" "+look.word).with(look.role, ": "+says).with(muted, fmt.Sprintf("  (%d %s)", item, item.Label()))
			}
			d.raw(l.cut(d.n))
		}
		room := d.n - 1
		side := ln(muted, n.System.Name())
		if d.n >= 70 {
			room -= width(record.FirstPromoter.Name()) + 2
		} else {
			side = nil
		}
		rows := indent(c.u.nodeRows(n, 18, room, i == len(nodes)-1), 1)
		rows[0] = rows[0].right(side, d.n)
		d.spotted(spot{}, rows)
	}
}

// pictureFrom is the width of a terminal on which the nodes stand in a row.
const pictureFrom = 150

// linkWidth is the width of what leads from box to box.
const linkWidth = 8

// picture draws the nodes as boxes in a row, with the state of each link
// between them.
func (c *chain) picture(d *doc, nodes []dossier.Station) {
	bw := min(36, (d.n-linkWidth*(len(nodes)-1))/len(nodes))
	in := bw - 4
	tall := 1
	values := make([][]line, len(nodes))
	for i, n := range nodes {
		values[i] = c.u.nodeValue(n).wrap(in)
		tall = max(tall, len(values[i]))
	}
	rows := make([]line, tall+4)
	for i, n := range nodes {
		if i > 0 {
			bar, says := c.leadsTo(n)
			for k := range rows {
				switch k {
				case 2:
					rows[k] = rows[k].join(bar.pad(linkWidth))
				case 3:
					rows[k] = rows[k].join(says.pad(linkWidth))
				default:
					rows[k] = rows[k].with(plain, strings.Repeat(" ", linkWidth))
				}
			}
		}
		frame, title, name := rule, plain, n.Name
		if i == c.at {
			frame, title, name = accent, strong, "▸ "+n.Name
		}
		put := func(k int, l line) {
			rows[k] = rows[k].with(frame, "│ ").join(l.pad(in)).with(frame, " │")
		}
		rows[0] = rows[0].with(frame, "╭"+strings.Repeat("─", bw-2)+"╮")
		put(1, ln(title, name))
		for k := range tall {
			var l line
			if k < len(values[i]) {
				l = values[i][k]
			}
			put(2+k, l)
		}
		side := ln(sideRole(n.System), "● ")
		if !n.There {
			side = ln(muted, "○ ")
		}
		put(2+tall, side.with(muted, n.System.Name()))
		rows[3+tall] = rows[3+tall].with(frame, "╰"+strings.Repeat("─", bw-2)+"╯")
	}
	c.step, c.boxes = bw+linkWidth, [2]int{len(d.rows), len(d.rows) + len(rows)}
	d.raw(rows...)
}

// leadsTo is what leads to a node: how it is, and below it the item that says so.
func (c *chain) leadsTo(n dossier.Station) (bar, says line) {
	st, item := n.Status, n.Item
	look := lookOf(st)
	switch {
	case item == 0, st == checks.Skip, st == checks.Pass && !n.There:
		return ln(rule, strings.Repeat("─", linkWidth)), nil
	case st == checks.Pass:
		return ln(look.role, "───"+look.symbol+strings.Repeat("─", linkWidth-4)), nil
	}
	return ln(look.role, "╌╌╌"+look.symbol+strings.Repeat("╌", linkWidth-4)), ln(look.role, fmt.Sprintf("%d %s", item, look.word))
}
