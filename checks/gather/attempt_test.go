package gather

import (
	"context"
	"errors"
	"testing"

	"fpdoctor/checks/record"
)

func TestFaultInReadingCostsOneAnswer(t *testing.T) {
	err := attempt(t.Context(), nil, func(context.Context, *Inquiry) error {
		var none []int
		_ = none[len(none)]
		return nil
	})
	var failure *record.Failure
	if !errors.As(err, &failure) || failure.Reason != record.UnreadableAnswer {
		t.Errorf("got %v", err)
	}
}
