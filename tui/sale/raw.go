package sale

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// rawView shows JSON as it came, less secrets: folded, searchable.
type rawView struct {
	u      Desk
	rows   []rawRow
	folded map[int]bool
	seen   []int // the rows that no fold hides; nil: to be found out anew
	at     int   // index into rows of the marked one
	scroll kit.Scroller
	search *kit.Field
	term   string
	hit    *regexp.Regexp // of the term, in capitals or not; nil: nothing is searched for
	hits   int
}

// rawRow is one row of the JSON when nothing is folded.
type rawRow struct {
	depth int
	key   string
	piece record.Piece // a scalar's value
	quote bool
	open  string // { or [
	close string
	end   int // of an opening row: the index of its closing row
	count int
	comma bool
}

func newRawView(u Desk, raw record.Raw) *rawView {
	v := &rawView{u: u, folded: map[int]bool{}}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if len(raw) > 0 {
		if err := v.value(dec, "", 0); err != nil {
			v.rows = nil
		}
	}
	for i, r := range v.rows {
		if r.open != "" && r.depth >= 2 && r.count > 0 {
			v.folded[i] = true
		}
	}
	return v
}

// deepest is where reading stops: no answer of either service nests so far.
const deepest = 64

func (v *rawView) value(dec *json.Decoder, key string, depth int) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	delim, nested := tok.(json.Delim)
	if !nested {
		p, quote := dossier.Scalar(key, tok)
		v.rows = append(v.rows, rawRow{depth: depth, key: key, piece: p, quote: quote})
		return nil
	}
	if depth > deepest {
		return fmt.Errorf("nested too deeply")
	}
	at := len(v.rows)
	v.rows = append(v.rows, rawRow{depth: depth, key: key, open: delim.String()})
	n := 0
	for ; dec.More(); n++ {
		k := ""
		if delim == '{' {
			kt, err := dec.Token()
			if err != nil {
				return err
			}
			k, _ = kt.(string)
		}
		if err := v.value(dec, k, depth+1); err != nil {
			return err
		}
		v.rows[len(v.rows)-1].comma = dec.More() // of a branch it stands on the closing row
	}
	end, err := dec.Token()
	if err != nil {
		return err
	}
	v.rows[at].end, v.rows[at].count = len(v.rows), n
	v.rows = append(v.rows, rawRow{depth: depth, close: end.(json.Delim).String()})
	return nil
}

func (v *rawView) Field() *kit.Field { return v.search }

func (v *rawView) offers() []kit.Offer {
	os := append([]kit.Offer{}, kit.Scrolling...)
	has := len(v.rows) > 0
	why := "There is no JSON here."
	fold := kit.CanIf(has && v.rows[v.at].open != "", kit.ActFold, "What is marked holds nothing to unfold.")
	os = append(os, fold, kit.CanIf(has, kit.ActSearch, why), kit.CanIf(has, kit.ActUnfoldAll, why))
	hit := kit.Can(kit.ActNextHit)
	switch {
	case v.term == "":
		hit.Off = "Search first, with /."
	case v.hits == 0 || v.hits == 1 && v.hit.MatchString(v.text(v.at)):
		hit.Off = "There is no other hit."
	}
	return append(os, hit, kit.Offer{Act: kit.ActPrevHit, Off: hit.Off, Quiet: true})
}

func (v *rawView) do(act kit.Action) tea.Cmd {
	if v.search != nil {
		switch act {
		case kit.ActBack:
			v.search = nil
			v.seek("")
		case kit.ActEnter:
			v.search = nil
			v.find(1, true)
		}
		return nil
	}
	switch act {
	case kit.ActFold:
		if v.at < len(v.rows) && v.rows[v.at].open != "" {
			v.folded[v.at] = !v.folded[v.at]
			v.seen = nil
		}
	case kit.ActUnfoldAll:
		v.foldAll(!slices.Contains(slices.Collect(maps.Values(v.folded)), true))
	case kit.ActSearch:
		v.search = kit.NewField("search the JSON", false)
	case kit.ActNextHit:
		v.find(1, false)
	case kit.ActPrevHit:
		v.find(-1, false)
	default:
		v.move(act)
	}
	return nil
}

// foldAll folds or unfolds whatever can be.
func (v *rawView) foldAll(folded bool) {
	for i, r := range v.rows {
		if r.open != "" && r.depth >= 1 && r.count > 0 {
			v.folded[i] = folded
		}
	}
	v.seen = nil
}

// move marks another of the rows that no fold hides.
func (v *rawView) move(act kit.Action) {
	seen := v.visible()
	pos, exact := slices.BinarySearch(seen, v.at)
	if !exact {
		pos-- // a fold hides it: the row that folds it stands for it
	}
	switch act {
	case kit.ActUp:
		pos--
	case kit.ActDown:
		pos++
	case kit.ActPageUp:
		pos -= v.scroll.Page()
	case kit.ActPageDown:
		pos += v.scroll.Page()
	case kit.ActTop:
		pos = 0
	case kit.ActBottom:
		pos = len(seen) - 1
	}
	if len(seen) > 0 {
		v.at = seen[max(0, min(pos, len(seen)-1))]
	}
}

// click marks the row at y of what is drawn; again: it was marked.
func (v *rawView) click(y int) (again bool) {
	seen, k := v.visible(), v.scroll.Off+y
	if y < 0 || y >= v.scroll.H || k >= len(seen) {
		return false
	}
	again = v.at == seen[k]
	v.at = seen[k]
	return again
}

func (v *rawView) typed() {
	if v.search != nil {
		v.seek(v.search.Value())
		v.find(1, true)
	}
}

// seek has a term searched for from now on, nothing where it is empty. Letters in
// small may take more bytes or less than the same in capitals, so that places in a
// text turned small are none in the text.
func (v *rawView) seek(term string) {
	v.term, v.hit = term, nil
	if term != "" {
		v.hit, _ = regexp.Compile("(?i)" + regexp.QuoteMeta(term))
	}
}

// text is what a row shows, for searching: nothing is found that is masked.
func (v *rawView) text(i int) string {
	r := v.rows[i]
	return v.u.Mask.Text(r.key) + " " + v.u.Piece(r.piece)
}

// find goes to the next hit in a direction and unfolds what hides it.
func (v *rawView) find(dir int, here bool) {
	v.hits = 0
	if v.hit == nil {
		return
	}
	for i := range v.rows {
		if v.hit.MatchString(v.text(i)) {
			v.hits++
		}
	}
	n := len(v.rows)
	for k := range n {
		step := k
		if !here {
			step++
		}
		i := ((v.at+dir*step)%n + n) % n
		if v.hit.MatchString(v.text(i)) {
			v.at = i
			for j := range v.rows {
				if v.folded[j] && j < i && i < v.rows[j].end {
					v.folded[j] = false
					v.seen = nil
				}
			}
			return
		}
	}
}

// visible are the indices of the rows that no fold hides.
func (v *rawView) visible() []int {
	if v.seen != nil {
		return v.seen
	}
	var out []int
	for i := 0; i < len(v.rows); i++ {
		out = append(out, i)
		if r := v.rows[i]; v.folded[i] || r.open != "" && r.count == 0 {
			i = v.rows[i].end
		}
	}
	v.seen = out
	return out
}

func (v *rawView) Status() kit.Line {
	switch {
	case v.search != nil:
		return kit.Ln(kit.Keycap, "/").Join(v.search.Line(40, v.u.Pen)).With(kit.Muted, v.hitCount())
	case v.term != "":
		term, _ := v.u.Typed(v.term)
		l := kit.Ln(kit.Muted, "“"+term+"”"+v.hitCount())
		if v.hits > 1 {
			l = l.With(kit.Muted, ".  ").With(kit.Keycap, "n").With(kit.Muted, " the next, ").With(kit.Keycap, "N").
				With(kit.Muted, " the one before")
		}
		return l
	}
	return nil
}

func (v *rawView) hitCount() string {
	switch {
	case v.term == "":
		return ""
	case v.hits == 1:
		return "  1 hit"
	}
	return fmt.Sprintf("  %d hits", v.hits)
}

func (v *rawView) Marked() kit.Mark {
	if v.at >= len(v.rows) {
		return kit.Mark{}
	}
	r := v.rows[v.at]
	if r.piece.Value != "" {
		return v.u.Mark(v.u.Mask.Text(r.key), r.piece)
	}
	at := v.at
	return kit.Mark{What: "the JSON", Later: func() string { return v.branch(at) }, Real: func() string {
		bare := *v
		bare.u.Pen = kit.NewPen(v.u.Unmasked())
		return bare.branch(at)
	}}
}

// branch is a whole branch as it is drawn, so that masking holds.
func (v *rawView) branch(at int) string {
	end := at
	if v.rows[at].open != "" {
		end = v.rows[at].end
	}
	var b strings.Builder
	for i := at; i <= end && i < len(v.rows); i++ {
		row := v.row(i, false).Text()
		if i == at || i == end {
			row = strings.TrimSuffix(row, ",") // the branch stands by itself
		}
		b.WriteString(row)
		b.WriteByte('\n')
		if r := v.rows[i]; r.open != "" && r.count == 0 {
			i = r.end
		}
	}
	return b.String()
}

func (v *rawView) body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	if len(v.rows) == 0 {
		d.Para(kit.Muted, "There is no JSON of this object: it came along inside another one, or was not asked for.")
		return kit.Indent(v.scroll.Window(d, h, -1), 1)
	}
	seen := v.visible()
	d.Endless, d.Draw = len(seen), func(k int) kit.Line { return v.row(seen[k], v.folded[seen[k]]) }
	k, exact := slices.BinarySearch(seen, v.at)
	if !exact {
		k = max(0, k-1)
	}
	d.Spots = []kit.Spot{{From: k, To: k + 1}}
	v.scroll.Rows, v.scroll.H = len(seen), h
	v.scroll.Show(k, k+1)
	return kit.Indent(v.scroll.Window(d, h, 0), 1)
}

func (v *rawView) row(i int, folded bool) kit.Line {
	r := v.rows[i]
	l := kit.Ln(kit.Plain, strings.Repeat("  ", min(r.depth, 20)))
	if r.key != "" {
		l = l.Join(v.lit(kit.Muted, `"`+v.u.Mask.Text(r.key)+`"`)).With(kit.Rule, ": ")
	}
	comma := ""
	if r.comma || r.open != "" && v.rows[r.end].comma {
		comma = ","
	}
	switch {
	case r.open != "" && r.count == 0:
		return l.With(kit.Rule, r.open+v.rows[r.end].close+comma)
	case folded:
		one, many := "field", "fields"
		if r.open == "[" {
			one, many = "entry", "entries"
		}
		noun := many
		if r.count == 1 {
			noun = one
		}
		return l.With(kit.Rule, r.open+" ").With(kit.Accent, fmt.Sprintf("… %d %s", r.count, noun)).
			With(kit.Rule, " "+v.rows[r.end].close+comma)
	case r.open != "":
		return l.With(kit.Rule, r.open)
	case r.close != "":
		return l.With(kit.Rule, r.close+comma)
	}
	text := v.u.Piece(r.piece)
	ro := kit.Outside
	if !r.quote {
		ro = kit.Code
	} else {
		text = `"` + text + `"`
	}
	return l.Join(v.lit(ro, text)).With(kit.Rule, comma)
}

// lit lights up hits of the search.
func (v *rawView) lit(r kit.Role, text string) kit.Line {
	if v.hit == nil {
		return kit.Ln(r, text)
	}
	var l kit.Line
	from := 0
	for _, at := range v.hit.FindAllStringIndex(text, -1) {
		l = l.With(r, text[from:at[0]]).With(kit.Found, text[at[0]:at[1]])
		from = at[1]
	}
	return l.With(r, text[from:])
}
