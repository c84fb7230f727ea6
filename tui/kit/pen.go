package kit

import (
	"strings"
	"time"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Pen writes what is drawn: outside text safe and, where wanted, masked; moments
// in the person's place; the spinner.
type Pen struct {
	Mask       display.Masker
	Colourless bool // nothing is told by looks alone
	Frame      int  // of the spinner
	Drawn      drawings
}

// NewPen writes with a masker, which may be switched later.
func NewPen(m display.Masker) *Pen {
	p := &Pen{Mask: m}
	p.Forget()
	return p
}

// drawings are texts as they are drawn. The same ones stand in every frame, so
// that making them safe and masking them is done once.
type drawings struct {
	pieces map[record.Piece]string
	pairs  map[[2]record.Piece][2]string
	Sides  map[[2]string][2]Line
	texts  map[string]string
	links  map[string]string
	whole  map[*record.Piece]string // sentences, by their first piece
}

// mostDrawings of one kind are kept.
const mostDrawings = 20000

// Forget drops what was drawn, since masking has changed.
func (p *Pen) Forget() {
	p.Drawn = drawings{
		map[record.Piece]string{}, map[[2]record.Piece][2]string{}, map[[2]string][2]Line{}, map[string]string{}, map[string]string{},
		map[*record.Piece]string{},
	}
}

// Once gives what was drawn of a key before, or draws it.
func Once[K comparable, V any](known map[K]V, key K, draw func() V) V {
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

// Piece is text from outside made safe and, where wanted, masked.
func (p *Pen) Piece(v record.Piece) string {
	return Once(p.Drawn.pieces, v, func() string { return p.Mask.Piece(v) })
}

// Safe is a text of ours with values from outside in it, made safe and, where wanted, masked.
func (p *Pen) Safe(s string) string {
	return Once(p.Drawn.texts, s, func() string { return p.Mask.Text(s) })
}

// Link is an address to be opened, as it may be shown.
func (p *Pen) Link(s string) string {
	return Once(p.Drawn.links, s, func() string { return p.Mask.URL(s) })
}

// Command is a sentence that is one text, as it is to be copied.
func (p *Pen) Command(s record.Sentence) string {
	if len(s) == 0 {
		return ""
	}
	return Once(p.Drawn.whole, &s[0], func() string { return p.Mask.Sentence(s) })
}

// Exact is a value as it is to be copied: to the letter, so that it can be
// pasted where it belongs, unless personal data is hidden.
func (p *Pen) Exact(v record.Piece) string {
	if p.Mask.On {
		return p.Piece(v)
	}
	return toTheLetter(v)
}

// toTheLetter is a value without what would do something where it is pasted.
func toTheLetter(v record.Piece) string { return display.Scrub(oneLine(v.Value)) }

// Mark is a value as it is to be copied, and behind it the value itself while
// personal data is hidden.
func (p *Pen) Mark(what string, v record.Piece) Mark {
	return Mark{What: what, Text: p.Exact(v), Real: func() string { return toTheLetter(v) }}
}

// IDMark is an id as it is to be copied.
func (p *Pen) IDMark(id string) Mark {
	return p.Mark("the id", record.Piece{Kind: record.KindID, Value: id})
}

// OfferReal offers copying what is marked as it is, while that is hidden.
func (p *Pen) OfferReal(m Mark) Offer {
	o := CanIf(m.Real != nil, ActReal, "Nothing is marked that could be copied.")
	if !p.Mask.On {
		o.Off = "Personal data is shown, so y copies it as it is."
	}
	o.Quiet = o.Off != ""
	return o
}

// Unmasked is the masker that hides nothing.
func (p *Pen) Unmasked() display.Masker {
	m := p.Mask
	m.On = false
	return m
}

// longOwn is how long an id of the merchant's own is at least that is hidden while
// it is typed: what is shorter may be letters that narrow a list.
const longOwn = 8

// longNumber is the same of a number, which may be an amount that is searched for.
const longNumber = 5

// Typed is what stands in a field, as it may be shown. While personal data is hidden,
// so is a whole address, id or link; hidden reports whether it is.
func (p *Pen) Typed(text string) (shown string, hidden bool) {
	if !p.Mask.On {
		return Drawable([]rune(text)), false
	}
	if q, err := record.ParseQuery(text); err == nil && isComplete(q) {
		return p.Query(q).Text(), true
	}
	if record.IsAccountID(strings.TrimSpace(text)) {
		return p.Mask.ID(strings.TrimSpace(text)), true
	}
	if masked := p.Mask.Text(text); masked != display.Clean(text) {
		return masked, true
	}
	return Drawable([]rune(text)), false
}

// isComplete reports whether what was typed is one address or id, and no letters on the
// way to one.
func isComplete(q record.Query) bool {
	switch {
	case q.Own:
		return len(q.Value) >= longOwn && strings.ContainsAny(q.Value, "0123456789")
	case q.Kind == record.ByReferral:
		return len(q.Value) >= longNumber || strings.Contains(q.Typed, "_")
	}
	return true
}

// Pair is two values to be compared.
func (p *Pen) Pair(a, b record.Piece) (string, string) {
	both := Once(p.Drawn.pairs, [2]record.Piece{a, b}, func() (out [2]string) {
		out[0], out[1] = p.Mask.Pair(a, b)
		return out
	})
	return both[0], both[1]
}

// Sentence is a sentence as a line: our words plain, words from outside strong.
func (p *Pen) Sentence(s record.Sentence, ours Role) Line {
	var l Line
	for _, v := range s {
		r := Outside
		if v.Kind == record.Words {
			r = ours
		}
		l = l.With(r, p.Piece(v))
	}
	return l
}

// When is a moment in the person's place.
func (p *Pen) When(t time.Time) string {
	if record.Unknown(t) {
		return ""
	}
	return p.Mask.When(t)
}

// Day is the day of a moment in the person's place.
func (p *Pen) Day(t time.Time) string { return t.In(p.Mask.Location).Format("2 Jan 2006") }

// Clock is the time of day of a moment, in the person's place.
func (p *Pen) Clock(t time.Time) string { return t.In(p.Mask.Location).Format("15:04:05") }

// Spin is the spinner as it stands.
func (p *Pen) Spin() string { return spin[p.Frame%len(spin)] }

// Query is SALE as it may be shown.
func (p *Pen) Query(q record.Query) Line {
	kind := record.KindID
	switch q.Kind {
	case record.ByEmail:
		kind = record.KindEmail
	case record.ByReferral:
		return Ln(Strong, "referral ").With(Strong, p.Piece(record.Piece{Kind: kind, Value: q.Value}))
	}
	return Ln(Strong, p.Piece(record.Piece{Kind: kind, Value: q.Value}))
}
