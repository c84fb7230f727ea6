package checks

import (
	"testing"

	"fpdoctor/checks/question"
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
