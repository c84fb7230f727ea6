package creds

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// quick is a limit short enough for tests of what happens after it.
const quick = 50 * time.Millisecond

func TestHangingKeyring(t *testing.T) {
	answer := make(chan struct{})
	var calls atomic.Int32
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, before: func(string, string) {
		calls.Add(1)
		<-answer
	}})
	s.limit = quick

	for range 3 {
		_, err := s.Load(t.Context(), "default")
		if e := errorAs[*KeyringError](t, err); e.Problem != NotAnswering {
			t.Errorf("%s", e.Problem)
		}
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("%d calls, though the first was not answered", n)
	}
	list, err := s.List(t.Context())
	if err != nil || len(list) != 1 || list[0].AccountID != "acc-a" || !errors.Is(list[0].Problem, &KeyringError{Problem: NotAnswering}) {
		t.Errorf("list %+v, %v", list, err)
	}
	close(answer)
	s.limit = Limit
	hasKeys(t, load(t, s, "default"), stripeA, promoA) // the late answer frees the way
}

func TestCancelled(t *testing.T) {
	answer := make(chan struct{})
	defer close(answer)
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	asked := make(chan struct{}, 1)
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, before: func(string, string) {
		asked <- struct{}{}
		<-answer
	}})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	if _, err := s.Load(ctx, "default"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := s.List(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := s.SaveMask(ctx, "default", true); !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("%v", err)
	}
}

func TestPanickingKeyring(t *testing.T) {
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, before: func(string, string) { panic(stripeA) }})
	_, err := s.Load(t.Context(), "default")
	if e := errorAs[*KeyringError](t, err); e.Problem != OtherProblem {
		t.Errorf("%s", e.Problem)
	}
}

// Whatever single step of replacing one merchant's keys by another's fails, the
// profile is then the old one, the new one, or refused; never a mixture.
func TestReplacingNeverMixes(t *testing.T) {
	for step := 1; step <= 12; step++ {
		for _, alsoAfter := range []bool{false, true} {
			t.Run(fmt.Sprintf("step %d, later ones too %v", step, alsoAfter), func(t *testing.T) {
				s, ring := tempStore(t)
				save(t, s, merchantA("default"))
				n := 0
				s.ring = newGate(&scriptedRing{MemoryKeyring: ring, fail: func(string, string) bool {
					n++
					return n == step || alsoAfter && n > step
				}})
				_, saved := s.Save(t.Context(), merchantB("default"))
				s.ring = newGate(ring)
				p, err := s.Load(t.Context(), "default")
				switch {
				case saved == nil:
					hasKeys(t, p, stripeB, promoB)
				case err != nil:
					_ = errorAs[*UnfinishedError](t, err)
					if !alsoAfter && step < 3 {
						t.Error("a failed look marked the profile")
					}
				default:
					hasKeys(t, p, stripeA, promoA)
					if p.AccountID != "acc-a" {
						t.Errorf("account id %s with the old keys", p.AccountID)
					}
				}
				save(t, s, merchantB("default"))
				hasKeys(t, load(t, s, "default"), stripeB, promoB)
			})
		}
	}
}

func TestFailedFirstSaveLeavesNothing(t *testing.T) {
	s, ring := tempStore(t)
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, fail: func(op, user string) bool {
		return op == "set" && user == "default/firstpromoter"
	}})
	_, err := s.Save(t.Context(), merchantA("default"))
	_ = errorAs[*KeyringError](t, err)
	if len(ring.entries) != 0 {
		t.Errorf("%d entries left", len(ring.entries))
	}
	_, err = s.Load(t.Context(), "default")
	_ = errorAs[*UnknownProfileError](t, err)
}

// An abandoned change still holds the lock: another writer would otherwise be
// overwritten when the keyring answers at last.
func TestAbandonedChangeKeepsOthersAway(t *testing.T) {
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	answer := make(chan struct{})
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, before: func(op, _ string) {
		if op == "set" {
			<-answer
		}
	}})
	s.limit = quick
	_, err := s.Save(t.Context(), merchantB("default"))
	if e := errorAs[*KeyringError](t, err); e.Problem != NotAnswering {
		t.Errorf("%s", e.Problem)
	}
	other := OpenWith(s.file.dir, ring)
	other.limit = quick
	_, err = other.Load(t.Context(), "default")
	if e := errorAs[*FileError](t, err); e.Fault != Busy {
		t.Errorf("%s", e.Fault)
	}
	close(answer)
	other.limit = Limit
	_, err = other.Load(t.Context(), "default")
	_ = errorAs[*UnfinishedError](t, err)
	save(t, other, merchantB("default"))
	hasKeys(t, load(t, other, "default"), stripeB, promoB)
}

func TestKeyringReady(t *testing.T) {
	s, ring := tempStore(t)
	if err := s.KeyringReady(t.Context()); err != nil {
		t.Error(err)
	}
	ring.Problem = problem("linux", NoBus, "")
	_, err := s.Save(t.Context(), merchantA("default"))
	if e := errorAs[*KeyringError](t, err); e.Problem != NoBus {
		t.Errorf("%s", e.Problem)
	}
	if set, err := s.file.read(); err != nil || len(set.Profiles) != 0 {
		t.Errorf("%+v, %v", set, err)
	}
}

// An entry of the same name by another program hides ours: told, not believed.
func TestStoredValueIsReadBack(t *testing.T) {
	s, ring := tempStore(t)
	s.ring = newGate(deafRing{ring})
	_, err := s.Save(t.Context(), merchantA("default"))
	_ = errorAs[*EntryError](t, err)
	s.ring = newGate(forgetfulRing{&MemoryKeyring{}})
	_, err = s.Save(t.Context(), merchantA("default"))
	_ = errorAs[*KeyringError](t, err)
}

// deafRing answers with another value than the one stored.
type deafRing struct{ *MemoryKeyring }

func (r deafRing) Get(ctx context.Context, user string) (string, error) {
	if _, err := r.MemoryKeyring.Get(ctx, user); err != nil {
		return "", err
	}
	return "something-else", nil
}

// forgetfulRing takes values and keeps none.
type forgetfulRing struct{ *MemoryKeyring }

func (forgetfulRing) Set(context.Context, string, string) error { return nil }

// The time limit is for one profile, however many there are, and one that is never
// answered hides none that was read before it.
func TestManyProfiles(t *testing.T) {
	s, ring := tempStore(t)
	const many = 400
	var doc document
	for i := range many {
		name := fmt.Sprintf("shop-%d", i)
		doc.put(entry{Name: name, Keys: keyKinds})
		for _, k := range keyKinds {
			if err := ring.Set(t.Context(), user(name, k), stripeA); err != nil {
				t.Fatal(err)
			}
		}
	}
	save(t, s, merchantA("default")) // makes the folder
	if err := s.file.write(doc); err != nil {
		t.Fatal(err)
	}
	s.limit = 500 * time.Millisecond // less than all of them take
	answer := make(chan struct{})
	hangs := ""
	s.ring = newGate(&scriptedRing{MemoryKeyring: ring, before: func(_, user string) {
		time.Sleep(time.Millisecond) // a keyring takes its time
		if user == hangs {
			<-answer
		}
	}})
	readable := func() int {
		t.Helper()
		list, err := s.List(t.Context())
		if err != nil || len(list) != many {
			t.Fatalf("%d profiles, %v", len(list), err)
		}
		n := 0
		for _, l := range list {
			if l.Problem == nil {
				n++
			} else if !errors.Is(l.Problem, &KeyringError{Problem: NotAnswering}) {
				t.Errorf("%s: %v", l.Name, l.Problem)
			}
		}
		return n
	}
	if n := readable(); n != many {
		t.Errorf("%d of %d can be read", n, many)
	}
	hangs = "shop-300/stripe"
	if n := readable(); n != 300 {
		t.Errorf("%d of the 300 before the one that hangs can be read", n)
	}
	close(answer)
}
