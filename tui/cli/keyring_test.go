package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"fpdoctor/creds"
)

// FolderKeyring keeps entries as files, so that several runs share them.
type FolderKeyring string

func (f FolderKeyring) path(user string) string {
	return filepath.Join(string(f), strings.ReplaceAll(user, "/", "@")+".entry")
}

func (f FolderKeyring) Ready(context.Context) error { return nil }

func (f FolderKeyring) Open(context.Context, []string) error { return nil }

func (f FolderKeyring) Get(_ context.Context, user string) (string, error) {
	b, err := os.ReadFile(f.path(user))
	if errors.Is(err, os.ErrNotExist) {
		return "", creds.ErrNotFound
	}
	return string(b), err
}

func (f FolderKeyring) Set(_ context.Context, user, value string) error {
	return os.WriteFile(f.path(user), []byte(value), 0o600)
}

func (f FolderKeyring) Delete(_ context.Context, user string) error {
	err := os.Remove(f.path(user))
	if errors.Is(err, os.ErrNotExist) {
		return creds.ErrNotFound
	}
	return err
}

// closingKeyring is one that may be locked later.
type closingKeyring struct {
	FolderKeyring
	problem error
}

func (k *closingKeyring) Ready(context.Context) error { return k.problem }
