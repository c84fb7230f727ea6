package creds

import (
	"context"
	"errors"
)

// scriptedRing is a keyring in memory that fails or waits where told to.
type scriptedRing struct {
	*MemoryKeyring
	before func(op, user string) // called before each operation
	fail   func(op, user string) bool
}

var errScripted = errors.New("scripted failure")

func (r *scriptedRing) do(op, user string) error {
	if r.before != nil {
		r.before(op, user)
	}
	if r.fail != nil && r.fail(op, user) {
		return errScripted
	}
	return nil
}

func (r *scriptedRing) Get(ctx context.Context, user string) (string, error) {
	if err := r.do("get", user); err != nil {
		return "", err
	}
	return r.MemoryKeyring.Get(ctx, user)
}

func (r *scriptedRing) Set(ctx context.Context, user, value string) error {
	if err := r.do("set", user); err != nil {
		return err
	}
	return r.MemoryKeyring.Set(ctx, user, value)
}

func (r *scriptedRing) Delete(ctx context.Context, user string) error {
	if err := r.do("delete", user); err != nil {
		return err
	}
	return r.MemoryKeyring.Delete(ctx, user)
}
