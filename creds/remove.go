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

// Remove takes a profile's keys out of the keyring and then the profile out of
// the settings file. It stays listed, unusable, for as long as one of its keys
// remains, and the error is then a *RemainsError. Entries in the keyring whose
// profile the settings file does not know are removed too; where there is
// nothing at all, the error is a *UnknownProfileError.
func (s *Store) Remove(ctx context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if s.dropKept(name) {
		doc, err := s.file.read()
		if _, listed := doc.find(name); err != nil || !listed {
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	unlock, err := s.file.lockToWrite(ctx)
	if err != nil {
		return err
	}
	lock := newLease(unlock)
	defer lock.release()
	doc, err := s.file.read()
	var fault *FileError
	if err != nil && !(errors.As(err, &fault) && fault.Fault == Corrupt) {
		return err
	}
	old, listed := doc.find(name)
	if _, ok := twin(name, doc.names()); ok && !listed {
		return &UnknownProfileError{name, doc.names()}
	}
	return s.remove(ctx, lock, doc, old, listed, name)
}

func (s *Store) remove(ctx context.Context, lock *lease, doc document, old entry, listed bool, name string) error {
	held, err := ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (values, error) {
		return current(ctx, ring, name)
	})
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil && !listed:
		return &UnknownProfileError{name, doc.names()}
	case err != nil:
		return &RemainsError{name, users(name, old.Keys), err}
	case len(held.kinds()) == 0 && !listed:
		return &UnknownProfileError{name, doc.names()}
	}
	if listed {
		marked := old
		marked.Unfinished = true
		if err := s.file.write(doc.with(marked)); err != nil {
			return err
		}
	}
	// An unanswered call may still delete: every key counts as remaining then.
	left, began, err := alter(ctx, s.ring, lock, func(ctx context.Context, ring Keyring) ([]keyKind, error) {
		return eraseAll(ctx, ring, name, held.kinds())
	})
	if err != nil {
		if len(left) == 0 {
			left = held.kinds()
		}
		if listed && !began {
			_ = s.file.write(doc.with(old)) // else it stays marked, which is safe
		}
		return &RemainsError{name, users(name, left), err}
	}
	if !listed {
		return nil
	}
	return s.file.write(doc.without(name))
}

// eraseAll deletes a profile's entries and gives those it could not.
func eraseAll(ctx context.Context, ring Keyring, profile string, kinds []keyKind) (left []keyKind, err error) {
	for _, k := range kinds {
		failed := ctx.Err()
		if failed == nil {
			failed = erase(ring, user(profile, k))
		}
		if failed != nil {
			left, err = append(left, k), failed
		}
	}
	return left, err
}

func users(profile string, kinds []keyKind) []string {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = user(profile, k)
	}
	return all
}
