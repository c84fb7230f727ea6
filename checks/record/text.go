package record

import "strings"

// Kind says what a piece of text holds, so that masking knows what to hide.
type Kind string

// Kinds of text. Words and KindCode are never masked.
const (
	Words      Kind = ""       // fpdoctor's own words
	KindCode   Kind = "code"   // a name that is nobody's secret: a status, a metadata key, a mode
	KindEmail  Kind = "email"  // an e-mail address
	KindName   Kind = "name"   // a person's or a shop's name
	KindAmount Kind = "amount" // an amount of money
	KindID     Kind = "id"     // an id of either service, a uid
	KindCoupon Kind = "coupon" // a coupon id, a promotion code or a coupon's name
	KindWhen   Kind = "when"   // a moment; Value is RFC 3339 in UTC, shown in local time
	KindText   Kind = "text"   // any other text from outside
)

// Piece is one stretch of a sentence.
type Piece struct {
	Kind  Kind
	Value string
}

// Sentence is text whose parts from outside are told apart from our words, so
// that it can be masked, made safe and shortened where it is shown, not where it is made.
type Sentence []Piece

// Plain joins the pieces as they are. It is unsafe to draw and unmasked:
// screens and reports go through package display.
func (s Sentence) Plain() string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.Value)
	}
	return b.String()
}
