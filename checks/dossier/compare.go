package dossier

import (
	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// counterpart is the type on the other side that an object is compared with.
var counterpart = map[string][]string{
	record.TypeCustomer:      {record.TypeReferral},
	record.TypeInvoice:       {record.TypeCommission, record.TypeReferral},
	record.TypeCharge:        {record.TypeCommission, record.TypeReferral},
	record.TypeIntent:        {record.TypeCommission, record.TypeReferral},
	record.TypeSession:       {record.TypeReferral},
	record.TypeSubscription:  {record.TypeReferral},
	record.TypeCoupon:        {record.TypePromotion},
	record.TypePromotionCode: {record.TypePromoCode, record.TypePromotion},
	record.TypeReferral:      {record.TypeCustomer},
	record.TypeCommission:    {record.TypeInvoice, record.TypeCharge},
	record.TypePromotion:     {record.TypeCoupon, record.TypePromotionCode},
	record.TypePromoCode:     {record.TypePromotionCode, record.TypeCoupon},
	record.TypePromoter:      {record.TypeCoupon, record.TypePromotionCode},
}

// Facing finds the object on the other side to compare with: one that the same
// finding names, else the one the diagnosis matched with the sale. Objects of
// other sales are no match.
func Facing(d *checks.Diagnosis, f *checks.Finding, ref record.Ref) (record.Ref, bool) {
	pick := func(objects []checks.Object, t string) (record.Ref, bool) {
		for _, o := range objects {
			if o.System != ref.System && o.Type == t {
				return o.Ref, true
			}
		}
		return record.Ref{}, false
	}
	for _, t := range counterpart[ref.Type] {
		if f != nil {
			if r, ok := pick(f.Objects, t); ok {
				return r, true
			}
		}
		if r := matched(d, t); r.ID != "" && r.System != ref.System {
			return r, true
		}
		for _, g := range d.Check(checks.Coupon).Findings {
			if r, ok := pick(g.Objects, t); ok && t != record.TypeReferral && t != record.TypeCustomer && t != record.TypeCommission {
				return r, true
			}
		}
	}
	return record.Ref{}, false
}

// matched is the sale's own object of a type.
func matched(d *checks.Diagnosis, t string) record.Ref {
	switch {
	case t == record.TypeReferral && d.Subject.Referral != "":
		return record.FirstPromoterRef(t, d.Subject.Referral)
	case t == record.TypeCustomer && d.Subject.Customer != "":
		return record.StripeRef(t, d.Subject.Customer)
	case t == d.Subject.Sale.Type:
		return d.Subject.Sale
	case t == record.TypeCommission && d.Subject.Commission != "":
		return record.FirstPromoterRef(t, d.Subject.Commission)
	}
	return record.Ref{}
}

// Pair is one row of a comparison; Mine belongs to the object looked at. One of
// both may be nil.
type Pair struct{ Mine, Theirs *Field }

// Both reports whether both sides have the field.
func (p Pair) Both() bool { return p.Mine != nil && p.Theirs != nil }

// MayDiffer reports whether both values are each their own side's and need not be
// equal: a moment is when each side took note of it, an amount may be in another currency.
func (p Pair) MayDiffer() bool {
	return p.Both() && (p.Mine.Value.Kind == record.KindWhen || p.Mine.Value.Kind == record.KindAmount)
}

// Equal reports whether both sides have the same value.
func (p Pair) Equal() bool { return p.Both() && p.Mine.Value.Value == p.Theirs.Value.Value }

// Pairs puts fields of the same meaning next to each other: first what both sides
// have, then the rest of the object looked at, then that of the other.
func Pairs(mine, theirs Object) []Pair {
	used := make([]bool, len(theirs.Fields))
	var both, alone []Pair
	for i := range mine.Fields {
		p := Pair{Mine: &mine.Fields[i]}
		for k := range theirs.Fields {
			if t := &theirs.Fields[k]; p.Mine.Meaning != "" && !used[k] && t.Meaning == p.Mine.Meaning {
				used[k], p.Theirs = true, t
				break
			}
		}
		if p.Both() {
			both = append(both, p)
		} else {
			alone = append(alone, p)
		}
	}
	for k := range theirs.Fields {
		if !used[k] {
			alone = append(alone, Pair{Theirs: &theirs.Fields[k]})
		}
	}
	return append(both, alone...)
}
