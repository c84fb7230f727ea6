package tui

import (
	"time"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// pen writes what is drawn: outside text safe and, where wanted, masked; moments
// in the person's place; the spinner.
type pen struct {
	mask       display.Masker
	colourless bool // nothing is told by looks alone
	frame      int  // of the spinner
	drawn      drawings
}

func newPen(m display.Masker) *pen {
	p := &pen{mask: m}
	p.forget()
	return p
}

// drawings are texts as they are drawn. The same ones stand in every frame, so
// that making them safe and masking them is done once.
type drawings struct {
	pieces map[record.Piece]string
	pairs  map[[2]record.Piece][2]string
	sides  map[[2]string][2]line
	texts  map[string]string
	links  map[string]string
	whole  map[*record.Piece]string // sentences, by their first piece
}

// mostDrawings of one kind are kept.
const mostDrawings = 20000

// forget drops what was drawn, since masking has changed.
func (p *pen) forget() {
	p.drawn = drawings{
		map[record.Piece]string{}, map[[2]record.Piece][2]string{}, map[[2]string][2]line{}, map[string]string{}, map[string]string{}, map[*record.Piece]string{},
	}
}

// once gives what was drawn of a key before, or draws it.
func once[K comparable, V any](known map[K]V, key K, draw func() V) V {
	v, ok := known[key]
	if !ok {
		if len(known) >= mostDrawings {
			clear(known)
		}
		v = draw()
		known[key] = v
	}
	return v
}

// piece is text from outside made safe and, where wanted, masked.
func (p *pen) piece(v record.Piece) string {
	return once(p.drawn.pieces, v, func() string { return p.mask.Piece(v) })
}

// safe is a text of ours with values from outside in it, made safe and, where wanted, masked.
func (p *pen) safe(s string) string {
	return once(p.drawn.texts, s, func() string { return p.mask.Text(s) })
}

// link is an address to be opened, as it may be shown.
func (p *pen) link(s string) string {
	return once(p.drawn.links, s, func() string { return p.mask.URL(s) })
}

// command is a sentence that is one text, as it is to be copied.
func (p *pen) command(s record.Sentence) string {
	if len(s) == 0 {
		return ""
	}
	return once(p.drawn.whole, &s[0], func() string { return p.mask.Sentence(s) })
}

// exact is a value as it is to be copied: to the letter, so that it can be
// pasted where it belongs, unless personal data is hidden.
func (p *pen) exact(v record.Piece) string {
	if p.mask.On {
		return p.piece(v)
	}
	return display.Scrub(oneLine(v.Value))
}

// pair is two values to be compared.
func (p *pen) pair(a, b record.Piece) (string, string) {
	both := once(p.drawn.pairs, [2]record.Piece{a, b}, func() (out [2]string) {
		out[0], out[1] = p.mask.Pair(a, b)
		return out
	})
	return both[0], both[1]
}

// sentence is a sentence as a line: our words plain, words from outside strong.
func (p *pen) sentence(s record.Sentence, ours role) line {
	var l line
	for _, v := range s {
		r := outside
		if v.Kind == record.Words {
			r = ours
		}
		l = l.with(r, p.piece(v))
	}
	return l
}

// when is a moment in the person's place.
func (p *pen) when(t time.Time) string {
	if record.Unknown(t) {
		return ""
	}
	return p.mask.When(t)
}

// clock is the time of day of a moment, in the person's place.
func (p *pen) clock(t time.Time) string { return t.In(p.mask.Location).Format("15:04:05") }

func (p *pen) spin() string { return spinner[p.frame%len(spinner)] }

// query is SALE as it may be shown.
func (p *pen) query(q record.Query) line {
	kind := record.KindID
	switch q.Kind {
	case record.ByEmail:
		kind = record.KindEmail
	case record.ByReferral:
		return ln(strong, "referral ").with(strong, p.piece(record.Piece{Kind: kind, Value: q.Value}))
	}
	return ln(strong, p.piece(record.Piece{Kind: kind, Value: q.Value}))
}
