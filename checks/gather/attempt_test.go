package gather

import (
	"errors"
	"testing"

	"fpdoctor/checks/record"
)

func TestFaultInReadingCostsOneAnswer(t *testing.T) {
	err := guarded(func() {
		var none []int
		_ = none[len(none)]
	})
	var failure *record.Failure
	if !errors.As(err, &failure) || failure.Reason != record.UnreadableAnswer {
		t.Errorf("got %v", err)
	}
}
