package creds

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// RemainsError says that keys of a profile are still in the keyring.
type RemainsError struct {
	Profile string
	Entries []string // their user names
	Why     error
}

// Error names the entries that remain.
func (e *RemainsError) Error() string {
	why := e.Why.Error()
	if errors.Is(e.Why, context.Canceled) {
		why = "It was stopped before that was done."
	}
	return fmt.Sprintf("Profile %s is not removed: %s may still hold %s (service %s). %s",
		e.Profile, Place(), strings.Join(e.Entries, " and "), Service, why)
}

// Unwrap is what kept them there.
func (e *RemainsError) Unwrap() error { return e.Why }

// Remove takes a profile's keys out of the keyring, without reading them, and
// then the profile out of the settings file. It stays listed, unusable, for as
// long as one of its keys remains, and the error is then a *RemainsError. Entries
// in the keyring whose profile the settings file does not know are removed too;
// where there is nothing at all, the error is a *UnknownProfileError. The note, if
// any, is a sentence for the person.
func (s *Store) Remove(ctx context.Context, name string) (note string, err error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	// As in Save, a question is put before the file is locked.
	if asked := s.open(ctx, nil); endedByPerson(asked) {
		return "", s.stays(name, asked)
	}
	unlock, err := s.file.lockToWrite(ctx)
	if err != nil {
		return "", err
	}
	lock := newLease(unlock)
	defer lock.release()
	doc, err := s.file.read()
	var fault *FileError
	if err != nil && !(errors.As(err, &fault) && fault.Fault == Corrupt) {
		return "", err
	}
	old, listed := doc.find(name)
	if _, ok := twin(name, doc.names()); ok && !listed {
		return "", &UnknownProfileError{name, doc.names()}
	}
	if !listed {
		return s.removeStrays(ctx, lock, doc, name)
	}
	return s.removeListed(ctx, lock, doc, old)
}

// endedByPerson reports whether a question of the keyring's program ended without a
// yes, so that it need not be put again.
func endedByPerson(err error) bool {
	for _, p := range []Problem{Dismissed, Asking, Unanswered} {
		if errors.Is(err, &KeyringError{Problem: p}) {
			return true
		}
	}
	return errors.Is(err, context.Canceled)
}

// stays is the error of a removal that has not begun.
func (s *Store) stays(name string, why error) error {
	doc, _ := s.file.read() // of a file that cannot be read no profile is known
	e, listed := doc.find(name)
	switch {
	case errors.Is(why, context.Canceled):
		return why
	case !listed:
		return &UnknownProfileError{name, doc.names()}
	}
	return &RemainsError{name, users(name, e.Keys), why}
}

// removeListed removes a profile, which is marked in the file until its keys are gone.
func (s *Store) removeListed(ctx context.Context, lock *lease, doc document, old entry) (note string, err error) {
	marked := old
	marked.Unfinished = true
	if err := s.file.write(doc.with(marked)); err != nil {
		return "", err
	}
	done, began, err := s.erase(ctx, lock, old.Name)
	if err == nil {
		return done.note, s.file.write(doc.without(old.Name))
	}
	if !began || done.refused(err) {
		_ = s.file.write(doc.with(old)) // else it stays marked, which is safe
	}
	if !began && errors.Is(err, context.Canceled) {
		return "", err
	}
	return "", done.remains(old.Name, old.Keys, err)
}

// removeStrays removes entries of the keyring that the file knows no profile for.
func (s *Store) removeStrays(ctx context.Context, lock *lease, doc document, name string) (note string, err error) {
	done, began, err := s.erase(ctx, lock, name)
	switch {
	case err == nil && done.some:
		return done.note, nil
	case err != nil && began:
		return "", done.remains(name, keyKinds, err)
	case errors.Is(err, context.Canceled):
		return "", err
	}
	return "", &UnknownProfileError{name, doc.names()}
}

func (s *Store) erase(ctx context.Context, lock *lease, name string) (done removal, began bool, err error) {
	return alter(ctx, s.ring, lock, func(ctx context.Context, ring Keyring) (removal, error) {
		return eraseAll(ctx, ring, name)
	})
}

// removal is what became of a profile's entries.
type removal struct {
	some bool      // there was an entry
	left []keyKind // those that could not be deleted
	note string
}

// refused reports whether the keyring would not delete anything.
func (r removal) refused(err error) bool {
	var stays *EntryError
	return !r.some && (errors.As(err, &stays) || errors.Is(err, &KeyringError{Problem: Dismissed}))
}

// remains names the keys that are left: every one where a call was not answered, which
// may still delete.
func (r removal) remains(profile string, all []keyKind, why error) error {
	left := r.left
	if len(left) == 0 {
		left = all
	}
	return &RemainsError{profile, users(profile, left), why}
}

// eraseAll deletes a profile's entries, those too that it is not known to have.
func eraseAll(ctx context.Context, ring Keyring, profile string) (done removal, err error) {
	for _, k := range keyKinds {
		failed := ctx.Err()
		if failed == nil {
			failed = ring.Delete(ctx, user(profile, k))
		}
		switch {
		case errors.Is(failed, ErrNotFound):
		case failed != nil:
			done.left, err = append(done.left, k), failed
		default:
			done.some = true
		}
	}
	if keeps, ok := ring.(keepsDeleted); ok && done.some {
		done.note = keeps.KeepsDeleted()
	}
	return done, err
}

func users(profile string, kinds []keyKind) []string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = user(profile, k)
	}
	return all
}
