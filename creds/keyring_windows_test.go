package creds

import (
	"fmt"
	"os"
	"testing"
)

// TestCredentialManager keeps keys in Windows' own store: from one store of ours to
// the next, replaced, and gone in the end.
func TestCredentialManager(t *testing.T) {
	dir, name := t.TempDir(), fmt.Sprintf("test-%d", os.Getpid())
	s := Open(dir)
	t.Cleanup(func() { _, _ = Open(dir).Remove(t.Context(), name) })
	save(t, s, merchantA(name))
	hasKeys(t, load(t, Open(dir), name), stripeA, promoA)
	save(t, s, merchantB(name))
	hasKeys(t, load(t, Open(dir), name), stripeB, promoB)

	if _, err := s.Remove(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	for _, user := range users(name, keyKinds) {
		if there, err := isThere(t.Context(), systemKeyring(), user); there || err != nil {
			t.Errorf("%s is still there: %v, %v", user, there, err)
		}
	}
}
