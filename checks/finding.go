package checks

import (
	"slices"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/record"
)

// finding fills a cause's sentence and remedies. Args feed both.
func (in input) finding(id string, args causes.Args, objects ...Object) Finding {
	return in.findingAs(id, "", args, objects...)
}

// findingAs is a finding as one of its cause's variants says it.
func (in input) findingAs(id string, v causes.Variant, args causes.Args, objects ...Object) Finding {
	c, setting := causes.Must(id), in.setting()
	f := Finding{
		Cause: c.ID, Verdict: c.Verdict, Basis: c.Basis,
		Summary: setting.Sentence(c, v, args), Remedies: setting.Remedies(c, v, args),
	}
	for _, o := range objects {
		if o.ID != "" && !slices.Contains(f.Objects, o) {
			f.Objects = append(f.Objects, o)
		}
	}
	return f
}

// note is a finding whose verdict is only info: worth showing, deciding nothing.
func (in input) note(id string, args causes.Args, objects ...Object) Finding {
	v := causes.AsInfo
	if _, ok := causes.Must(id).Variants[v]; !ok {
		v = ""
	}
	f := in.findingAs(id, v, args, objects...)
	f.Verdict, f.Remedies = Info, nil
	return f
}

func (in input) setting() causes.Setting {
	return causes.Setting{API: in.ev.FirstPromoter.API, TestKey: in.testKey()}
}

// WhereToLook is the way through FirstPromoter's menus to what an item asks the
// person about; empty where it asks nothing.
func (d *Diagnosis) WhereToLook(i Item) string {
	return causes.Setting{API: d.Evidence.FirstPromoter.API}.WhereToLook(i)
}

// amount is an amount for a sentence, which would have a hole where there is none.
func amount(m record.Money) record.Piece {
	return record.Piece{Kind: record.KindAmount, Value: m.String()}
}
