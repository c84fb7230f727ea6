package checks

import (
	"slices"
	"testing"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// TestEveryPartHasAName: what could not be read is called by a word, whichever
// question it was.
func TestEveryPartHasAName(t *testing.T) {
	for _, list := range [][]question.Question{question.OfStripe, question.OfFirstPromoter} {
		for _, q := range list {
			if part := q.About().Part; partNames[part] == "" {
				t.Errorf("%T: the part %q has no name", q, part)
			}
		}
	}
}

// TestListThatBrokeOff: a list of which the time or the service ended the reading is not
// called longer than fpdoctor reads as well.
func TestListThatBrokeOff(t *testing.T) {
	gap := func(part record.Part, f record.Failure) record.Gap {
		return record.Gap{System: record.Stripe, Part: part, Failure: f}
	}
	long := record.Failure{Reason: record.ListTooLong}
	for _, test := range []struct {
		name string
		gaps []record.Gap
		want []string
	}{
		{"out of time", []record.Gap{
			gap(record.PartInvoices, record.Failure{Reason: record.Unreachable, OutOfTime: true}), gap(record.PartInvoices, long),
		}, []string{"unreachable"}},
		{"too long", []record.Gap{gap(record.PartInvoices, long)}, []string{"list-too-long"}},
		{"too long, and another broke off", []record.Gap{
			gap(record.PartCharges, record.Failure{Reason: record.Unreachable}), gap(record.PartInvoices, long),
		}, []string{"unreachable", "list-too-long"}},
		{"too long, and some of it is not to be read", []record.Gap{
			gap(record.PartInvoices, record.Failure{Reason: record.PermissionMissing}), gap(record.PartInvoices, long),
		}, []string{"permission-missing", "list-too-long"}},
	} {
		in := newInput(facts.OfAccount(&record.Evidence{Gaps: test.gaps}, record.Answers{}, nil), record.Answers{}, time.Time{})
		var got []string
		for _, f := range in.gaps(record.PartInvoices, record.PartCharges) {
			got = append(got, f.Cause)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q is told, not %q", test.name, got, test.want)
		}
	}
}
