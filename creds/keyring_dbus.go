//go:build !darwin && !windows

package creds

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"

	"github.com/godbus/dbus/v5"
)

// The names of the Secret Service specification (freedesktop.org), and the
// collection go-keyring prefers over the default one.
const (
	secretService    = "org.freedesktop.secrets"
	secretPath       = dbus.ObjectPath("/org/freedesktop/secrets")
	serviceInterface = "org.freedesktop.Secret.Service"
	collectionIface  = "org.freedesktop.Secret.Collection"
	itemInterface    = "org.freedesktop.Secret.Item"
	loginCollection  = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
)

// systemKeyring is the desktop's Secret Service.
func systemKeyring() Keyring { return &secretServiceRing{} }

// Ready asks the session bus, over a connection of its own, whether go-keyring
// would find an open collection, and opens one that opens without the person.
// Asked without this, go-keyring starts a bus of its own where there is none,
// waits for ever for a prompt where the collection is locked, and for minutes
// where nobody answers.
func (k *secretServiceRing) Ready(ctx context.Context) error {
	bus, err := openBus(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()

	if err := wakeService(ctx, bus); err != nil {
		return atDeadline(ctx, err)
	}
	k.program = answeringProgram(ctx, bus)
	k.collection, err = collectionInUse(ctx, bus, k.program)
	if err != nil {
		return k.named(atDeadline(ctx, err))
	}
	locked, err := isLocked(ctx, bus, k.collection)
	if err == nil && locked {
		err = unlock(ctx, bus, k.program, k.collection)
	}
	return k.named(atDeadline(ctx, err))
}

// openBus connects to the session bus, never launching one. The connection
// outlives ctx, so that a prompt can still be dismissed; calls over it do not.
func openBus(ctx context.Context) (*dbus.Conn, error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	bus, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(life))
	if err == nil {
		if err = bus.Auth(nil); err == nil {
			err = bus.Hello()
		}
		if err == nil && stop() {
			return bus, nil
		}
		_ = bus.Close()
	}
	end()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// godbus sets the variable when it finds the session's socket by itself.
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address == "" || address == "autolaunch:" {
		return nil, problem(runtime.GOOS, NoBus, "")
	}
	return nil, problem(runtime.GOOS, StaleBus, "")
}

// wakeService has the session start its keyring service if it is not running.
// One that is running need not be startable by name: KeePassXC is not.
func wakeService(ctx context.Context, bus *dbus.Conn) error {
	var running bool
	err := bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, secretService).Store(&running)
	if err != nil || running {
		return err
	}
	var result uint32
	return bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.StartServiceByName", 0, secretService, uint32(0)).Store(&result)
}

// collectionInUse is the collection that go-keyring will use: login where there
// is one, else the default.
func collectionInUse(ctx context.Context, bus *dbus.Conn, program keyringProgram) (dbus.ObjectPath, error) {
	service := bus.Object(secretService, secretPath)
	var all []dbus.ObjectPath
	if err := property(ctx, service, serviceInterface, "Collections", &all); err != nil {
		return "", err
	}
	if slices.Contains(all, loginCollection) {
		return loginCollection, nil
	}
	var path dbus.ObjectPath
	err := service.CallWithContext(ctx, serviceInterface+".ReadAlias", dbus.FlagNoAutoStart, "default").Store(&path)
	// KWallet answers with an error where no wallet has been created.
	if err != nil && program != kWallet {
		return "", err
	}
	if path == "/" || path == "" {
		return "", program.problem(NotCreated)
	}
	return path, nil
}

func isLocked(ctx context.Context, bus *dbus.Conn, collection dbus.ObjectPath) (bool, error) {
	var locked bool
	err := property(ctx, bus.Object(secretService, collection), collectionIface, "Locked", &locked)
	return locked, err
}

// property reads one property, which never prompts.
func property(ctx context.Context, of dbus.BusObject, iface, name string, into any) error {
	var v dbus.Variant
	err := of.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, iface, name).Store(&v)
	if err != nil {
		return err
	}
	return v.Store(into)
}

// atDeadline prefers the context's end over the error it brought about, as a
// closed connection.
func atDeadline(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// busErrorName is the D-Bus name of an error, if it has one.
func busErrorName(err error) string {
	var value dbus.Error
	var pointer *dbus.Error
	switch {
	case errors.As(err, &value):
		return value.Name
	case errors.As(err, &pointer):
		return pointer.Name
	}
	return ""
}

// tooBigForBus reports whether a message could not be made for its size.
func tooBigForBus(err error) bool {
	var format dbus.FormatError
	return errors.As(err, &format)
}
