package checks_test

import (
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/stripeapi"
)

// TestKeyPageAsksForWhatIsRead: the link in a remedy and the one on the keys
// screen are of two packages that may not know of one another.
func TestKeyPageAsksForWhatIsRead(t *testing.T) {
	if checks.KeyPage != stripeapi.RestrictedKeyURL() {
		t.Errorf("the remedies lead to\n%s\nand the keys screen to\n%s", checks.KeyPage, stripeapi.RestrictedKeyURL())
	}
}
