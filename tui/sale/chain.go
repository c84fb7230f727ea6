package sale

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// smallChain is the hand-off in a narrow column.
func (u Desk) smallChain(d *kit.Doc, diag *checks.Diagnosis) {
	list := dossier.Chain(diag)
	for i, n := range list {
		st, item := n.Status, n.Item
		if i > 0 {
			l := kit.Ln(kit.Rule, "│")
			if st.Troubled() {
				look := kit.LookOf(st)
				l = kit.Ln(look.Role, look.Symbol).With(look.Role, fmt.Sprintf("  %s: %d %s", look.Word, item, item.Label()))
			}
			d.Raw(l)
		}
		d.Raw(u.nodeRows(n, 12, d.N, i == len(list)-1)...)
	}
}

// nodeValue is what a node holds, or that it holds nothing.
func (u Desk) nodeValue(n dossier.Station) kit.Line {
	if !n.There {
		return kit.Ln(kit.Muted, n.Absent)
	}
	l := kit.Ln(kit.Outside, u.Piece(n.Value))
	if n.Note != "" && n.Value.Value != "" {
		return l.With(kit.Muted, ", "+n.Note)
	}
	return l.With(kit.Muted, n.Note)
}

// nodeRows draws a node in n cells. A long value goes on below, for its end may
// be what matters.
func (u Desk) nodeRows(nd dossier.Station, nameWidth, n int, last bool) []kit.Line {
	dot, r := "● ", kit.SideRole(nd.System)
	if !nd.There {
		dot, r = "○ ", kit.Muted
	}
	head := kit.Ln(r, dot).With(kit.Plain, nd.Name).Pad(2 + max(nameWidth, kit.Width(nd.Name)+2))
	below := kit.Ln(kit.Rule, "│").Pad(head.Width())
	if last {
		below = kit.Ln(kit.Plain, "").Pad(head.Width())
	}
	var out []kit.Line
	for _, part := range u.nodeValue(nd).Wrap(max(8, n-head.Width())) {
		out = append(out, head.Join(part).Cut(n))
		head = below
	}
	return out
}

// chain is the whole hand-off as one picture.
type chain struct {
	u     Desk
	of    *walkScreen // the walk it belongs to
	diag  *checks.Diagnosis
	links kit.Menu
	step  int    // from box to box in the picture; 0: the nodes stand below one another
	boxes [2]int // the rows from and to which the boxes stand
}

func newChain(of *walkScreen) *chain {
	d := of.diag
	c := &chain{u: of.u, of: of, diag: d, links: kit.Menu{Text: true}}
	if _, item, ok := d.First(); ok {
		c.links.Mark(slices.IndexFunc(dossier.Chain(d), func(n dossier.Station) bool { return slices.Contains(n.Items, item) }))
	}
	return c
}

func (c *chain) Title() kit.Line { return kit.Ln(kit.Strong, "Chain") }

func (c *chain) Offers() []kit.Offer {
	n := dossier.Chain(c.diag)[c.links.At]
	open := kit.CanIf(n.Ref.ID != "", kit.ActEnter, "There is nothing to open here.")
	open.Label = "open"
	item := kit.Offer{Act: kit.ActItem, Label: "its item", Quiet: n.Item == 0}
	if n.Item != 0 {
		item.Key = strconv.Itoa(int(n.Item))
	}
	os := append([]kit.Offer{kit.CanMove("link")}, kit.Quietly(kit.ActRight, kit.ActLeft)...)
	return append(append(os, kit.Scrolling...), open, item, kit.Can(kit.ActTimeline),
		kit.Offer{Act: kit.ActRaw, Off: open.Off}, kit.Offer{Act: kit.ActDetails, Off: open.Off, Quiet: true})
}

func (c *chain) Do(act kit.Action, key string) tea.Cmd {
	n := dossier.Chain(c.diag)[c.links.At]
	switch act {
	case kit.ActPageUp, kit.ActPageDown:
		c.links.Scroll.Act(act)
	case kit.ActUp, kit.ActLeft:
		c.mark(c.links.At - 1)
	case kit.ActDown, kit.ActRight:
		c.mark(c.links.At + 1)
	case kit.ActTop:
		c.mark(0)
	case kit.ActBottom:
		c.mark(len(dossier.Chain(c.diag)) - 1)
	case kit.ActEnter, kit.ActDetails:
		return c.u.Push(newObject(c.u, c.diag, dossier.Linked(c.diag, n.Ref), nil))
	case kit.ActRaw:
		return c.u.Push(newObject(c.u, c.diag, dossier.Linked(c.diag, n.Ref), nil).showing(tabRaw))
	case kit.ActTimeline:
		return c.u.Push(newTimeline(c.u, c.diag))
	case kit.ActItem:
		c.u.Pop()
		c.of.goTo(checks.Item(key[0] - '0'))
	}
	return nil
}

// mark goes to another link, and to the top of what is said of it.
func (c *chain) mark(i int) {
	c.links.Scroll.To(0)
	c.links.Mark(i)
}

func (c *chain) Marked() kit.Mark {
	n := dossier.Chain(c.diag)[c.links.At]
	if n.Ref.ID == "" {
		return kit.Mark{}
	}
	m := c.u.IDMark(n.Ref.ID)
	m.URL = dossier.Linked(c.diag, n.Ref).URL
	return m
}

func (c *chain) Body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	c.step = 0
	d.Raw(nil, kit.Ln(kit.Strong, "From the click to the commission"), nil)
	nodes := dossier.Chain(c.diag)
	pictured := w >= pictureFrom
	if pictured {
		c.picture(d, nodes)
	} else {
		c.ladder(d, nodes)
	}
	if st, item := nodes[c.links.At].Status, nodes[c.links.At].Item; item != 0 && st != checks.Skip && h-len(d.Rows) > 14 {
		// Room enough to show what is wrong at this link in full.
		f := c.diag.Check(item).Findings[0]
		full := kit.NewDoc(min(d.N, 100))
		full.High = h
		full.Raw(nil, kit.Ln(kit.Strong, fmt.Sprintf("%d  %s", item, item.Question())), nil)
		c.u.finding(full, c.diag, &f)
		d.Raw(full.Rows...)
	} else {
		d.Blank()
		c.inShort(d, nodes[c.links.At])
	}
	c.links.Lay(d, 0, h)
	return kit.Indent(c.links.Window(!pictured), 1)
}

// inShort says how the link to a station is, or that there is no such station.
func (c *chain) inShort(d *kit.Doc, n dossier.Station) {
	if n.Item != 0 {
		kit.Verdict(d, n.Status, kit.Ln(kit.Strong, fmt.Sprintf("%d %s: ", n.Item, n.Item.Label())).Join(c.sentence(n.Item)))
	} else if !n.There {
		d.Para(kit.Muted, n.Name+": "+n.Absent+".")
	}
}

// sentence is what an item says first.
func (c *chain) sentence(item checks.Item) kit.Line {
	if fs := c.diag.Check(item).Findings; len(fs) > 0 {
		return c.u.summaryLine(&fs[0])
	}
	return nil
}

// ladder draws the nodes below one another.
func (c *chain) ladder(d *kit.Doc, nodes []dossier.Station) {
	for i, n := range nodes {
		st, item := n.Status, n.Item
		if i > 0 {
			l := kit.Ln(kit.Rule, " │")
			if st.Troubled() {
				look := kit.LookOf(st)
				caption := map[checks.Status]string{checks.Fail: "broken here", checks.Error: "could not be checked",
					checks.Ask: "only you can tell", checks.Warn: "suspicious"}[st]
				l = kit.Ln(look.Role, " "+look.Symbol+" "+look.Word).With(look.Role, ": "+caption).
					With(kit.Muted, fmt.Sprintf("  (%d %s)", item, item.Label()))
			}
			d.Raw(l.Cut(d.N))
		}
		room := d.N - 1
		side := kit.Ln(kit.Muted, n.System.Name())
		if d.N >= 70 {
			room -= kit.Width(record.FirstPromoter.Name()) + 2
		} else {
			side = nil
		}
		rows := kit.Indent(c.u.nodeRows(n, 18, room, i == len(nodes)-1), 1)
		rows[0] = rows[0].Right(side, d.N)
		d.Spotted(kit.Spot{Lead: 2, Tail: 1}, rows)
	}
}

// pictureFrom is the width of a terminal on which the nodes stand in a row.
const pictureFrom = 150

// linkWidth is the width of what leads from box to box.
const linkWidth = 8

// picture draws the nodes as boxes in a row, with the state of each link
// between them.
func (c *chain) picture(d *kit.Doc, nodes []dossier.Station) {
	bw := min(36, (d.N-linkWidth*(len(nodes)-1))/len(nodes))
	in := bw - 4
	tall := 1
	values := make([][]kit.Line, len(nodes))
	for i, n := range nodes {
		values[i] = c.u.nodeValue(n).Wrap(in)
		tall = max(tall, len(values[i]))
	}
	rows := make([]kit.Line, tall+4)
	for i, n := range nodes {
		if i > 0 {
			bar, caption := c.leadsTo(n)
			for k := range rows {
				switch k {
				case 2:
					rows[k] = rows[k].Join(bar.Pad(linkWidth))
				case 3:
					rows[k] = rows[k].Join(caption.Pad(linkWidth))
				default:
					rows[k] = rows[k].With(kit.Plain, strings.Repeat(" ", linkWidth))
				}
			}
		}
		frame, title, name := kit.Rule, kit.Plain, n.Name
		if i == c.links.At {
			frame, title, name = kit.Accent, kit.Strong, "▸ "+n.Name
		}
		put := func(k int, l kit.Line) {
			rows[k] = rows[k].With(frame, "│ ").Join(l.Pad(in)).With(frame, " │")
		}
		rows[0] = rows[0].With(frame, "╭"+strings.Repeat("─", bw-2)+"╮")
		put(1, kit.Ln(title, name))
		for k := range tall {
			var l kit.Line
			if k < len(values[i]) {
				l = values[i][k]
			}
			put(2+k, l)
		}
		side := kit.Ln(kit.SideRole(n.System), "● ")
		if !n.There {
			side = kit.Ln(kit.Muted, "○ ")
		}
		put(2+tall, side.With(kit.Muted, n.System.Name()))
		rows[3+tall] = rows[3+tall].With(frame, "╰"+strings.Repeat("─", bw-2)+"╯")
	}
	c.step, c.boxes = bw+linkWidth, [2]int{len(d.Rows), len(d.Rows) + len(rows)}
	for range nodes {
		d.Spots = append(d.Spots, kit.Spot{From: c.boxes[0], To: c.boxes[1]})
	}
	d.Raw(rows...)
}

// leadsTo is what leads to a node: how it is, and below it the item that says so.
func (c *chain) leadsTo(n dossier.Station) (bar, caption kit.Line) {
	st, item := n.Status, n.Item
	look := kit.LookOf(st)
	switch {
	case item == 0, st == checks.Skip, st == checks.Pass && !n.There:
		return kit.Ln(kit.Rule, strings.Repeat("─", linkWidth)), nil
	case st == checks.Pass:
		return kit.Ln(look.Role, "───"+look.Symbol+strings.Repeat("─", linkWidth-4)), nil
	}
	return kit.Ln(look.Role, "╌╌╌"+look.Symbol+strings.Repeat("╌", linkWidth-4)), kit.Ln(look.Role, fmt.Sprintf("%d %s", item, look.Word))
}

func (c *chain) Click(x, y int) tea.Cmd {
	again := false
	if c.step == 0 {
		_, again = c.links.Click(y)
	} else if i := (x - 3) / c.step; y >= c.boxes[0] && y < c.boxes[1] && x >= 3 && (x-3)%c.step < c.step-linkWidth &&
		i < len(dossier.Chain(c.diag)) {
		again = c.links.At == i
		c.links.Mark(i)
	}
	if again && dossier.Chain(c.diag)[c.links.At].Ref.ID != "" {
		return c.Do(kit.ActEnter, "")
	}
	return nil
}
