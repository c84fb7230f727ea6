// Package dossier knows what there is to show of a sale: the fields of an object
// and what each is compared with on the other side, what happened when, and the
// stations from the click to the commission. It judges nothing and draws nothing;
// what it says is not yet masked or made safe.
package dossier

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// Meaning is the same for fields that are the same thing on both sides; empty: the
// other side has nothing of the kind.
type Meaning string

// The meanings. An event is the sale under whose id FirstPromoter holds it.
const (
	meansUID      Meaning = "uid"
	meansEmail    Meaning = "e-mail"
	meansName     Meaning = "name"
	meansEvent    Meaning = "event"
	meansAmount   Meaning = "amount"
	meansCoupon   Meaning = "coupon"
	meansCode     Meaning = "code"
	meansCodeID   Meaning = "code id"
	meansCreated  Meaning = "created"
	meansRecorded Meaning = "recorded"
)

// Field is one field of an object.
type Field struct {
	Label   string
	Value   record.Piece
	Meaning Meaning
	Ref     record.Ref // the object the value points at, if any
}

// Object is one object with all there is to show of it.
type Object struct {
	Ref    record.Ref
	Fields []Field
	Raw    record.Raw
	Known  bool // the evidence holds it, not only what others say of it
}

// Of finds an object in the evidence of a diagnosis and names its fields.
func Of(d *checks.Diagnosis, ref record.Ref) Object {
	o := Object{Ref: ref}
	if d == nil || d.Evidence == nil {
		return o
	}
	var f fields
	f.add("id", meaningOfID[ref.Type], record.IDPiece(ref.ID))
	if ref.System == record.Stripe {
		if read, ok := stripeObjects[ref.Type]; ok {
			o.Raw, o.Known = read(&f, &d.Evidence.Stripe, ref.ID)
		}
	} else if read, ok := firstPromoterObjects[ref.Type]; ok {
		o.Raw, o.Known = read(&f, &d.Evidence.FirstPromoter, ref.ID)
	}
	o.Fields = f
	return o
}

// Linked is an object with its link into the dashboard, where a finding has one.
func Linked(d *checks.Diagnosis, ref record.Ref) checks.Object {
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			for _, o := range f.Objects {
				if o.Ref == ref && o.URL != "" {
					return o
				}
			}
		}
	}
	return checks.Object{Ref: ref}
}

// meaningOfID is what an object's own id is compared with on the other side.
var meaningOfID = map[string]Meaning{
	record.TypeCustomer:      meansUID,
	record.TypeInvoice:       meansEvent,
	record.TypeCharge:        meansEvent,
	record.TypeCoupon:        meansCoupon,
	record.TypePromotionCode: meansCodeID,
}

// fields are filled in their order; what has no value is left out.
type fields []Field

func (f *fields) add(label string, meaning Meaning, value record.Piece, ref ...record.Ref) {
	if value.Value == "" {
		return
	}
	x := Field{Label: label, Meaning: meaning, Value: value}
	if len(ref) > 0 && ref[0].ID != "" {
		x.Ref = ref[0]
	}
	*f = append(*f, x)
}

// stripe adds the id of another of Stripe's objects.
func (f *fields) stripe(label string, meaning Meaning, objectType, id string) {
	f.add(label, meaning, record.IDPiece(id), record.StripeRef(objectType, id))
}

// firstPromoter adds the id of another of FirstPromoter's objects.
func (f *fields) firstPromoter(label string, meaning Meaning, objectType, id string) {
	f.add(label, meaning, record.IDPiece(id), record.FirstPromoterRef(objectType, id))
}

// promoter adds whose a thing is, by the best that is known of them.
func (f *fields) promoter(id, name, email string) {
	f.add("promoter", "", record.NamePiece(cmp.Or(name, email, id)), record.FirstPromoterRef(record.TypePromoter, id))
}

// campaign adds in which campaign a promoter's place is.
func (f *fields) campaign(promotionID, name string) {
	f.add("campaign", "", record.NamePiece(name), record.FirstPromoterRef(record.TypePromotion, promotionID))
}

// made adds when an object was made, in which mode, and by which test clock.
func (f *fields) made(at time.Time, mode record.Mode, testClock string) {
	f.add("created", meansCreated, record.WhenPiece(at))
	f.add("mode", "", inWords(string(mode)))
	f.add("test clock", "", record.IDPiece(testClock))
}

// noted adds what the merchant has written on an object.
func (f *fields) noted(description string, metadata map[string]string) {
	f.add("description", "", record.TextPiece(description))
	f.metadata(metadata)
}

func (f *fields) metadata(m map[string]string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		var meaning Meaning
		if k == record.FPUID {
			meaning = meansUID
		}
		f.add("metadata "+k, meaning, record.IDPiece(m[k]))
	}
}

func (f *fields) discounts(ds []record.Discount) {
	for _, d := range ds {
		f.add("coupon", meansCoupon, record.CouponPiece(d.Coupon.ID), record.StripeRef(record.TypeCoupon, d.Coupon.ID))
		f.add("promotion code", meansCode, record.CouponPiece(cmp.Or(d.PromotionCode.Code, d.PromotionCode.ID)),
			record.StripeRef(record.TypePromotionCode, d.PromotionCode.ID))
		f.add("discount on the", "", inWords(d.Where))
	}
}

// inWords is a word of a service's API as it is read.
func inWords(code string) record.Piece { return record.CodePiece(strings.ReplaceAll(code, "_", " ")) }

// cents is an amount in the smallest unit of the account's currency, which
// FirstPromoter calls cents whatever the currency, and does not name.
func cents(n int64) record.Piece {
	if n == 0 {
		return record.Piece{}
	}
	return record.Piece{Kind: record.KindAmount, Value: strconv.FormatInt(n, 10)}
}

func count(n int64) record.Piece {
	if n == 0 {
		return record.Piece{}
	}
	return record.CodePiece(strconv.FormatInt(n, 10))
}

func either(b bool, yes, no string) record.Piece {
	if b {
		return record.CodePiece(yes)
	}
	return record.CodePiece(no)
}

// reader tells the fields of an object that one side holds, and its JSON; ok is
// false where the side does not hold it.
type reader[Side any] func(f *fields, side *Side, id string) (raw record.Raw, ok bool)

// shownBy is a reader that finds the object, then shows it.
func shownBy[Side, Record any](find func(*Side, string) (Record, bool), show func(*fields, Record) record.Raw) reader[Side] {
	return func(f *fields, side *Side, id string) (record.Raw, bool) {
		x, ok := find(side, id)
		if !ok {
			return nil, false
		}
		return show(f, x), true
	}
}
