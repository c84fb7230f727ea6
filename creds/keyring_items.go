//go:build !darwin && !windows

package creds

import (
	"context"
	"errors"
	"path"
	"runtime"
	"strings"

	"github.com/godbus/dbus/v5"
	ss "github.com/zalando/go-keyring/secret_service"
)

// secretServiceRing is the desktop's Secret Service. It adds to go-keyring what
// that leaves out: one question for all entries, other keyrings than the usual
// one, and whether what was deleted is gone.
type secretServiceRing struct {
	osKeyring
	// As Ready found them last.
	program    keyringProgram
	collection dbus.ObjectPath

	// left is a question of KeePassXC's that was given up. Its window stays whatever
	// it is told, so the next call goes on waiting for that one.
	left *prompt

	places map[string]string // the keyrings of entries that are not in the usual one, by user
}

// Elsewhere names the keyring of an entry that is not in the usual one.
func (k *secretServiceRing) Elsewhere(user string) string { return k.places[user] }

// KeepsDeleted warns of KeePassXC's bin.
func (k *secretServiceRing) KeepsDeleted() string {
	if k.program != keePassXC {
		return ""
	}
	return "KeePassXC keeps deleted entries in its Recycle Bin, with what they held; empty that too, if it is switched on."
}

// named names the program in what is said of "the keyring".
func (k *secretServiceRing) named(err error) error {
	err = classify(runtime.GOOS, err)
	var e *KeyringError
	if k.program == "" || !errors.As(err, &e) || strings.Contains(e.What, string(k.program)) {
		return err
	}
	if words, ok := programWords[k.program][e.Problem]; ok {
		return &KeyringError{e.Problem, words[0], words[1]}
	}
	return &KeyringError{e.Problem, strings.Replace(e.What, "he keyring", "he keyring ("+string(k.program)+")", 1), e.Mend}
}

// Open asks the program to unlock the entries that it keeps locked although
// their collection is open, all at once: KeePassXC asks the person for each
// process that reads. The leave is for the connection that go-keyring uses.
func (k *secretServiceRing) Open(ctx context.Context, users []string) error {
	if len(users) == 0 {
		return nil
	}
	bus, err := dbus.SessionBus()
	if err != nil {
		return k.named(err)
	}
	if err := k.waitForLeft(ctx); err != nil {
		return k.named(atDeadline(ctx, err))
	}
	if locked, err := k.closed(ctx, bus, map[string]string{"service": Service}); err != nil || len(locked) == 0 {
		return k.named(atDeadline(ctx, err))
	}
	var locked []dbus.ObjectPath
	for _, user := range users {
		items, err := k.closed(ctx, bus, attributes(user))
		if err != nil {
			return k.named(atDeadline(ctx, err))
		}
		locked = append(locked, items...)
		putOff(ctx, Limit)
	}
	if len(locked) == 0 {
		return nil
	}
	_, path, err := unlockAll(ctx, bus, locked)
	if err != nil || path == noPrompt || path == "" {
		return k.named(atDeadline(ctx, err)) // what is still locked shows when it is read
	}
	if k.program != keePassXC {
		return k.named(atDeadline(ctx, runPrompt(ctx, bus, k.program, path, k.program.asksToRead())))
	}
	if k.left, err = startPrompt(ctx, bus, k.program, path); err == nil {
		err = k.waitForLeft(ctx)
	}
	return k.named(atDeadline(ctx, err))
}

// waitForLeft waits for the question that was put before, if there is one.
func (k *secretServiceRing) waitForLeft(ctx context.Context) error {
	if k.left == nil {
		return nil
	}
	over, err := k.left.wait(ctx, k.left.program.asksToRead())
	if over {
		k.left.end()
		k.left = nil
	}
	return err
}

// attributes are how go-keyring marks an entry.
func attributes(user string) map[string]string {
	return map[string]string{"service": Service, "username": user}
}

// Find looks for an entry without reading it.
func (k *secretServiceRing) Find(ctx context.Context, user string) (bool, error) {
	bus, err := dbus.SessionBus()
	if err != nil {
		return false, k.named(err)
	}
	unlocked, locked, err := search(ctx, bus, attributes(user))
	return len(unlocked)+len(locked) > 0, k.named(atDeadline(ctx, err))
}

// search looks through all collections.
func search(ctx context.Context, bus *dbus.Conn, attributes map[string]string) (unlocked, locked []dbus.ObjectPath, err error) {
	err = bus.Object(secretService, secretPath).CallWithContext(ctx, serviceInterface+".SearchItems", dbus.FlagNoAutoStart, attributes).
		Store(&unlocked, &locked)
	return unlocked, locked, err
}

// closed are the locked entries of open collections.
func (k *secretServiceRing) closed(ctx context.Context, bus *dbus.Conn, attributes map[string]string) ([]dbus.ObjectPath, error) {
	_, locked, err := search(ctx, bus, attributes)
	if err != nil {
		return nil, err
	}
	shut := map[dbus.ObjectPath]bool{}
	var items []dbus.ObjectPath
	for _, item := range locked {
		collection := collectionOf(item)
		if _, known := shut[collection]; !known {
			if shut[collection], err = isLocked(ctx, bus, collection); err != nil {
				return nil, err
			}
		}
		if !shut[collection] {
			items = append(items, item)
		}
	}
	return items, nil
}

// collectionOf is the collection of an item, by its path.
func collectionOf(item dbus.ObjectPath) dbus.ObjectPath {
	return dbus.ObjectPath(path.Dir(string(item)))
}

// Get reads an entry, from another collection where the usual one has none: a
// keyring called login that appears later becomes the usual one, and what was
// stored before is then in another.
func (k *secretServiceRing) Get(ctx context.Context, user string) (string, error) {
	delete(k.places, user)
	value, err := k.osKeyring.Get(ctx, user)
	if !errors.Is(err, ErrNotFound) {
		return value, k.named(err)
	}
	value, err = k.getElsewhere(ctx, user)
	return value, k.named(atDeadline(ctx, err))
}

func (k *secretServiceRing) getElsewhere(ctx context.Context, user string) (string, error) {
	service, err := ss.NewSecretService()
	if err != nil {
		return "", err
	}
	unlocked, locked, err := search(ctx, service.Conn, attributes(user))
	switch {
	case err != nil:
		return "", err
	case len(unlocked) == 0 && len(locked) == 0:
		return "", ErrNotFound
	case len(unlocked) == 0:
		return "", lockedElsewhere(ctx, service.Conn, user, locked[0])
	}
	session, err := service.OpenSession()
	if err != nil {
		return "", err
	}
	defer func() { _ = service.Close(session) }()
	secret, err := service.GetSecret(unlocked[0], session.Path())
	if err != nil {
		return "", err
	}
	if k.places == nil {
		k.places = map[string]string{}
	}
	k.places[user] = labelOf(ctx, service.Conn, collectionOf(unlocked[0]))
	return string(secret.Value), nil
}

func lockedElsewhere(ctx context.Context, bus *dbus.Conn, user string, item dbus.ObjectPath) error {
	place := labelOf(ctx, bus, collectionOf(item))
	return &EntryError{
		user,
		"is in another keyring, “" + place + "”, which is locked",
		"Unlock that one in the keyring's own program, then try again.",
	}
}

// labelOf is a collection's name as people see it.
func labelOf(ctx context.Context, bus *dbus.Conn, collection dbus.ObjectPath) string {
	var label string
	if property(ctx, bus.Object(secretService, collection), collectionIface, "Label", &label) != nil || label == "" {
		label = path.Base(string(collection))
	}
	return strings.TrimSuffix(detail(errors.New(label)), ".")
}

// Delete deletes the entries of a user from all collections, without reading
// them, and looks afterwards: what the person was asked may have been denied.
func (k *secretServiceRing) Delete(ctx context.Context, user string) error {
	bus, err := dbus.SessionBus()
	if err != nil {
		return k.named(err)
	}
	return k.named(atDeadline(ctx, k.deleteAll(ctx, bus, user)))
}

func (k *secretServiceRing) deleteAll(ctx context.Context, bus *dbus.Conn, user string) error {
	before, err := k.deletable(ctx, bus, user)
	if err != nil {
		return err
	}
	if len(before) == 0 {
		return ErrNotFound
	}
	for range mostEntries {
		for _, item := range before {
			if err := k.deleteItem(ctx, bus, item); err != nil {
				return err
			}
		}
		after, err := k.deletable(ctx, bus, user)
		if err != nil || len(after) == 0 {
			return err
		}
		if len(after) >= len(before) {
			return &EntryError{
				user,
				"is still there: " + k.program.orKeyring() + " was asked to delete it and did not",
				"Try again and allow it, or delete it there.",
			}
		}
		before = after
	}
	return comesBack(user)
}

// deletable are a user's entries. One in a locked collection is an error; one
// that is locked by itself can be deleted.
func (k *secretServiceRing) deletable(ctx context.Context, bus *dbus.Conn, user string) ([]dbus.ObjectPath, error) {
	unlocked, locked, err := search(ctx, bus, attributes(user))
	if err != nil {
		return nil, err
	}
	for _, item := range locked {
		shut, err := isLocked(ctx, bus, collectionOf(item))
		switch {
		case err != nil:
			return nil, err
		case shut:
			return nil, lockedElsewhere(ctx, bus, user, item)
		}
		unlocked = append(unlocked, item)
	}
	return unlocked, nil
}

func (k *secretServiceRing) deleteItem(ctx context.Context, bus *dbus.Conn, item dbus.ObjectPath) error {
	var prompt dbus.ObjectPath
	err := bus.Object(secretService, item).CallWithContext(ctx, itemInterface+".Delete", dbus.FlagNoAutoStart).Store(&prompt)
	if err != nil || prompt == noPrompt || prompt == "" {
		return err
	}
	err = runPrompt(ctx, bus, k.program, prompt, k.program.asksToDelete())
	if errors.Is(err, &KeyringError{Problem: Dismissed}) {
		return nil // the look afterwards tells
	}
	return err
}
