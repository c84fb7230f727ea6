package creds

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// Limit bounds everything one call of this package waits for: the lock of the
// settings file and the keyring together. It is a little under two seconds, so
// that a screen has told the problem by then.
const Limit = 1800 * time.Millisecond

// ErrNotFound says that the keyring works and has no such entry.
var ErrNotFound = keyring.ErrNotFound

// Keyring is where secrets are kept. Users are PROFILE/stripe and PROFILE/firstpromoter.
// Calls may block; the store bounds them and never makes two at once.
type Keyring interface {
	// Ready reports whether the keyring can be used. It asks the person nothing
	// but to unlock it, and that only where somebody listens (see OnQuestion).
	Ready(ctx context.Context) error
	// Open gets the person's leave to read those of these users' entries that are
	// there, where that is needed, in one question for them all.
	Open(ctx context.Context, users []string) error
	// Get returns ErrNotFound where there is no such entry.
	Get(ctx context.Context, user string) (string, error)
	Set(ctx context.Context, user, value string) error
	// Delete removes every entry of the user, without reading them, and makes sure
	// that they are gone. It returns ErrNotFound where there is none.
	Delete(ctx context.Context, user string) error
}

// elsewhere is a keyring of which some entries may be in another place than where
// it keeps new ones.
type elsewhere interface {
	// Elsewhere names that place for an entry that Get has given; else empty.
	Elsewhere(user string) string
}

// keepsDeleted is a keyring that may keep what was deleted.
type keepsDeleted interface {
	// KeepsDeleted is a sentence on that for the person, or empty.
	KeepsDeleted() string
}

// finder is a keyring that knows of an entry without reading it.
type finder interface {
	Find(ctx context.Context, user string) (bool, error)
}

// isThere reports whether there is an entry.
func isThere(ctx context.Context, ring Keyring, user string) (bool, error) {
	if f, ok := ring.(finder); ok {
		return f.Find(ctx, user)
	}
	_, err := ring.Get(ctx, user)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// osKeyring is the operating system's keyring, as go-keyring gives it.
type osKeyring struct{}

// Ready has nothing to ask: what is wrong shows in the calls.
func (osKeyring) Ready(context.Context) error { return nil }

// Open has nobody to ask.
func (osKeyring) Open(context.Context, []string) error { return nil }

// Get reads an entry.
func (osKeyring) Get(_ context.Context, user string) (string, error) {
	return keyring.Get(Service, user)
}

// Set adds or replaces an entry.
func (osKeyring) Set(_ context.Context, user, value string) error {
	return keyring.Set(Service, user, value)
}

// Delete deletes as long as there is something: other programs may have added
// entries of the same name.
func (osKeyring) Delete(ctx context.Context, user string) error {
	for n := range mostEntries {
		switch err := keyring.Delete(Service, user); {
		case errors.Is(err, ErrNotFound) && n > 0:
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
	return comesBack(user)
}

// mostEntries of one name are deleted.
const mostEntries = 16

func comesBack(user string) error {
	return &EntryError{user, "comes back however often it is deleted", "Remove it in the keyring's own program."}
}

// osGate is shared by every store of the process: a call that hangs must keep
// all of them from queueing more prompts behind it.
var osGate = newGate(systemKeyring())

// gate lets one call through to a keyring at a time and bounds the wait for it.
type gate struct {
	ring Keyring
	slot chan struct{}        // full while a call is under way, abandoned ones included
	now  atomic.Pointer[wait] // of the call under way, if it is bounded
}

func newGate(ring Keyring) *gate { return &gate{ring: ring, slot: make(chan struct{}, 1)} }

// busy says why a call's turn did not come.
func (g *gate) busy(err error) error {
	if w := g.now.Load(); w != nil && errors.Is(err, context.DeadlineExceeded) {
		if question := w.asked(); question != "" {
			return &KeyringError{Asking, question, "Answer there, then try again."}
		}
	}
	return classify(runtime.GOOS, err)
}

// ask runs op against the keyring once it is known to be ready. When ctx ends
// first, the answer is a *KeyringError or context.Canceled and op is left to
// end by itself; op must therefore look at ctx between two steps, and give what
// it found only by returning it.
func ask[T any](ctx context.Context, g *gate, op func(context.Context, Keyring) (T, error)) (T, error) {
	return through(ctx, g, func() {}, op)
}

// alter is ask for an op that changes the keyring. It holds the lock of the
// settings file until op has ended, even when the answer came before, and says
// whether op can have begun.
func alter[T any](ctx context.Context, g *gate, l *lease, op func(context.Context, Keyring) (T, error)) (v T, began bool, err error) {
	var b atomic.Bool
	l.hold()
	v, err = through(ctx, g, l.release, func(ctx context.Context, ring Keyring) (T, error) {
		b.Store(true)
		// Whoever read b as false did so after ctx had ended, and this sees it.
		if err := ctx.Err(); err != nil {
			var none T
			return none, err
		}
		return op(ctx, ring)
	})
	return v, b.Load(), err
}

// through does the work of ask; ended is called once nothing of it runs any more.
func through[T any](ctx context.Context, g *gate, ended func(), op func(context.Context, Keyring) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	var none T
	select {
	case g.slot <- struct{}{}:
	case <-ctx.Done():
		ended()
		return none, g.busy(ctx.Err())
	}
	g.now.Store(waitOf(ctx))
	answers := make(chan answer, 1)
	go func() {
		defer func() {
			g.now.Store(nil)
			<-g.slot
			ended()
		}()
		// go-keyring asserts the types of what the bus sends and would panic on
		// a service that breaks the protocol.
		defer func() {
			if recover() != nil {
				answers <- answer{none, problem(runtime.GOOS, OtherProblem, "something no keyring should say.")}
			}
		}()
		if err := g.ring.Ready(ctx); err != nil {
			answers <- answer{none, err}
			return
		}
		value, err := op(ctx, g.ring)
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		return a.value, classify(runtime.GOOS, a.err)
	case <-ctx.Done():
		// Both at once: an answer counts. A question is first taken back.
		var moment <-chan time.Time = closedTime
		if w := waitOf(ctx); w != nil && w.asked() != "" {
			moment = time.After(promptMargin)
		}
		select {
		case a := <-answers:
			return a.value, classify(runtime.GOOS, a.err)
		default:
		}
		select {
		case a := <-answers:
			return a.value, classify(runtime.GOOS, a.err)
		case <-moment:
			return none, classify(runtime.GOOS, ctx.Err())
		}
	}
}

// closedTime is a time that has always come.
var closedTime = func() <-chan time.Time {
	c := make(chan time.Time)
	close(c)
	return c
}()

// put stores a value and reads it back: the macOS tool may report success
// without storing, and an entry of the same name by another program may hide
// ours. An empty value deletes the entry.
func put(ctx context.Context, ring Keyring, user, value string) error {
	if value == "" {
		return erase(ctx, ring, user)
	}
	if err := ring.Set(ctx, user, value); err != nil {
		return err
	}
	switch got, err := ring.Get(ctx, user); {
	case errors.Is(err, ErrNotFound):
		return problem(runtime.GOOS, OtherProblem, "the key was taken but not kept.")
	case err != nil:
		return err
	case got != value:
		return &EntryError{user, "is hidden by another program's entry of the same name",
			"Remove that entry in the keyring's own program, then try again."}
	}
	return nil
}

// erase deletes every entry of a user. That there is none is no error.
func erase(ctx context.Context, ring Keyring, user string) error {
	if err := ring.Delete(ctx, user); !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// EntryError says that an entry of the keyring is missing or is not fpdoctor's
// key. It never repeats what the entry holds.
type EntryError struct {
	User  string // the entry's user name, as in default/stripe
	fault string
	mend  string
}

// Error is one sentence on the fault and one on mending it.
func (e *EntryError) Error() string {
	return "The entry " + e.User + " of " + Place() + " (service " + Service + ") " + e.fault + ". " + e.mend
}

// getKey reads one key, refusing what cannot be one.
func getKey(ctx context.Context, ring Keyring, profile string, k keyKind) (string, error) {
	again := "Store the key again with `fpdoctor keys add " + profile + "`."
	raw, err := ring.Get(ctx, user(profile, k))
	if errors.Is(err, ErrNotFound) {
		return "", &EntryError{user(profile, k), "is gone", again}
	}
	if err != nil {
		return "", err
	}
	v := Normalize(raw)
	if v == "" {
		return "", &EntryError{user(profile, k), "is empty: what it held was lost or changed outside fpdoctor", again}
	}
	if fault := keyFault(v); fault != "" {
		return "", &EntryError{user(profile, k), fault + ", so something else wrote it and it is not used", again}
	}
	return v, nil
}
