package creds

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// Store keeps profiles: secrets in a keyring, the rest in the settings file.
// Every method may be called from any goroutine and gives up after Limit; the
// ones that take a context also end with it. Several stores, and several
// processes, may use the same folder at once.
type Store struct {
	file  *file
	ring  *gate
	limit time.Duration
}

// Open is the store of the operating system's keyring and of the settings file
// in a folder; an empty dir is fpdoctor's own in the user's config folder. It
// touches neither.
func Open(dir string) *Store {
	return &Store{file: diskFile(dir), ring: osGate, limit: Limit}
}

// OpenWith is Open with another keyring.
func OpenWith(dir string, ring Keyring) *Store {
	return &Store{file: diskFile(dir), ring: newGate(ring), limit: Limit}
}

// UnknownProfileError says that no profile has the name.
type UnknownProfileError struct {
	Name  string
	Known []string
}

// Error names the profiles there are.
func (e *UnknownProfileError) Error() string {
	if other, ok := twin(e.Name, e.Known); ok {
		return fmt.Sprintf("There is no profile named %s, but there is one named %s.", e.Name, other)
	}
	known := "none is stored yet"
	if len(e.Known) > 0 {
		known = "stored are " + strings.Join(e.Known, ", ")
	}
	return fmt.Sprintf("There is no profile named %s; %s. Add it with `fpdoctor keys add %s`.", e.Name, known, e.Name)
}

// UnfinishedError says that a profile's keys were not stored as a whole, so
// that they might belong to two merchants.
type UnfinishedError struct{ Name string }

// Error tells to store them again.
func (e *UnfinishedError) Error() string {
	return fmt.Sprintf(
		"The keys of profile %s were not stored completely, so they are not used; store them again with `fpdoctor keys add %s`.",
		e.Name,
		e.Name,
	)
}

// Path is the settings file's, empty when there is none.
func (s *Store) Path() string { return s.file.path() }

// KeyringReady reports what keeps the keyring from being used, as a
// *KeyringError, or nil.
func (s *Store) KeyringReady(ctx context.Context) error {
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	_, err := ask(ctx, s.ring, func(context.Context, Keyring) (struct{}, error) { return struct{}{}, nil })
	return err
}

// Settings is what is remembered about a profile, without asking the keyring.
// An empty name is the default profile. Errors are *UnknownProfileError and
// *FileError.
func (s *Store) Settings(name string) (Settings, error) {
	doc, err := s.file.read()
	if err != nil {
		return Settings{}, err
	}
	if name == "" {
		name = doc.defaultName()
	}
	e, err := doc.mustFind(name)
	if err != nil {
		return Settings{}, err
	}
	return e.settings(e.Name == doc.defaultName()), nil
}

// Load is a profile with its keys; an empty name is the default one. Errors
// are *NameError, *UnknownProfileError, *UnfinishedError, *EntryError,
// *KeyringError, *FileError and context.Canceled.
func (s *Store) Load(ctx context.Context, name string) (Profile, error) {
	if name != "" {
		if err := CheckName(name); err != nil {
			return Profile{}, err
		}
	}
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	if err := s.openProfile(ctx, name); err != nil {
		return Profile{}, err
	}
	// Without the lock, a key of before and one of after another process's
	// change could come together.
	unlock, err := s.file.lockToRead(ctx)
	if err != nil {
		return Profile{}, err
	}
	defer unlock()
	doc, err := s.file.read()
	if err != nil {
		return Profile{}, err
	}
	if name == "" {
		name = doc.defaultName()
	}
	e, err := doc.mustFind(name)
	if err != nil {
		return Profile{}, err
	}
	return ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (Profile, error) {
		return loadEntry(ctx, ring, e)
	})
}

// open gets leave to read entries, before any lock is taken: the person may take
// a minute to give it.
func (s *Store) open(ctx context.Context, users []string) error {
	_, err := ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (struct{}, error) {
		return struct{}{}, ring.Open(ctx, users)
	})
	putOff(ctx, s.limit)
	return err
}

// openProfile opens a profile's entries, if there are any.
func (s *Store) openProfile(ctx context.Context, name string) error {
	doc, err := s.file.read()
	if name == "" {
		name = doc.defaultName()
	}
	e, known := doc.find(name)
	if err != nil || !known || e.Unfinished {
		return nil // told when the file is read under its lock
	}
	return s.open(ctx, users(e.Name, e.Keys))
}

// loadEntry fills in a profile's keys. What is not secret is there even with
// an error.
func loadEntry(ctx context.Context, ring Keyring, e entry) (Profile, error) {
	p := e.profile()
	if e.Unfinished {
		return p, &UnfinishedError{e.Name}
	}
	full := p
	for _, k := range e.Keys {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		v, err := getKey(ctx, ring, e.Name, k)
		if err != nil {
			return p, err
		}
		full.setKey(k, secret.New(v))
		if x, ok := ring.(elsewhere); ok {
			full.Source = foundIn(full.Source, x.Elsewhere(user(e.Name, k)))
		}
	}
	return full, nil
}

// List is every profile in the order they were added. The error is a *FileError or context.Canceled; what keeps a profile's keys from
// being read is its Problem instead. The time limit is for each profile.
func (s *Store) List(ctx context.Context) ([]Listed, error) {
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	before, _ := s.file.read() // an error shows again under the lock
	var all []string
	for _, e := range before.Profiles {
		all = append(all, users(e.Name, e.Keys)...)
	}
	var closed error
	if len(all) > 0 {
		if closed = s.open(ctx, all); errors.Is(closed, context.Canceled) {
			return nil, closed
		}
	}
	putOff(ctx, s.limit)
	unlock, err := s.file.lockToRead(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	doc, err := s.file.read()
	if err != nil || len(doc.Profiles) == 0 {
		return nil, err
	}
	read, err := map[string]Listed{}, closed
	if closed == nil {
		read, err = s.readAll(ctx, doc.Profiles)
	}
	if errors.Is(err, context.Canceled) {
		return nil, err
	}
	var list []Listed
	for _, e := range doc.Profiles {
		l, ok := read[e.Name]
		if !ok {
			l = Listed{Profile: e.profile(), Problem: err}
		}
		l.Default = l.Name == doc.defaultName()
		list = append(list, l)
	}
	return list, nil
}

// readAll reads profiles one by one. With an error, those read before it are
// given all the same.
func (s *Store) readAll(ctx context.Context, entries []entry) (map[string]Listed, error) {
	found := make(chan Listed, len(entries)) // never blocks one that nobody waits for any more
	_, err := ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (struct{}, error) {
		for _, e := range entries {
			p, err := loadEntry(ctx, ring, e)
			if ctx.Err() != nil {
				return struct{}{}, ctx.Err()
			}
			found <- Listed{Profile: p, Problem: classify(runtime.GOOS, err)}
			putOff(ctx, s.limit)
		}
		return struct{}{}, nil
	})
	read := map[string]Listed{}
	for {
		select {
		case l := <-found:
			read[l.Name] = l
		default:
			return read, err
		}
	}
}

// Names are those of the stored profiles, in the order they were added. The
// error is a *FileError.
func (s *Store) Names() ([]string, error) {
	doc, err := s.file.read()
	return doc.names(), err
}

// Default is the name of the profile used when none is named, empty where
// there is none or no way to choose.
func (s *Store) Default() (string, error) {
	doc, err := s.file.read()
	return doc.defaultName(), err
}

// SetDefault chooses the profile used when none is named.
func (s *Store) SetDefault(ctx context.Context, name string) error {
	return s.change(ctx, func(doc *document) error {
		if _, err := doc.mustFind(name); err != nil {
			return err
		}
		doc.Default = name
		return nil
	})
}

// SaveAnswers remembers a person's answers. Without a name the keys are the
// environment's: any merchant's the next time, so nothing is remembered.
func (s *Store) SaveAnswers(ctx context.Context, name string, ans record.Answers) error {
	if name == "" {
		return nil
	}
	return s.changeEntry(ctx, name, func(e *entry) { e.Answers = writeAnswers(ans) })
}

// SaveMask remembers whether personal data is hidden. Without a name it is
// remembered for keys of the environment.
func (s *Store) SaveMask(ctx context.Context, name string, on bool) error {
	if name == "" {
		return s.change(ctx, func(doc *document) error {
			doc.Mask = on
			return nil
		})
	}
	return s.changeEntry(ctx, name, func(e *entry) { e.Mask = on })
}

// Theme is the choice of colours that SaveTheme kept; empty: none. The error is a
// *FileError.
func (s *Store) Theme() (string, error) {
	doc, err := s.file.read()
	return doc.Theme, err
}

// SaveTheme remembers which colours the screens have where the terminal does not
// tell its background. It is the computer's, not a profile's.
func (s *Store) SaveTheme(ctx context.Context, theme string) error {
	return s.change(ctx, func(doc *document) error {
		doc.Theme = theme
		return nil
	})
}

// Mouse is the choice of SaveMouse; nil: none. The error is a *FileError.
func (s *Store) Mouse() (*bool, error) {
	doc, err := s.file.read()
	return doc.Mouse, err
}

// SaveMouse remembers whether the screens take the mouse, on this computer.
func (s *Store) SaveMouse(ctx context.Context, on bool) error {
	return s.change(ctx, func(doc *document) error {
		doc.Mouse = &on
		return nil
	})
}

func (s *Store) changeEntry(ctx context.Context, name string, change func(*entry)) error {
	return s.change(ctx, func(doc *document) error {
		e, err := doc.mustFind(name)
		if err != nil {
			return err
		}
		change(&e)
		doc.put(e)
		return nil
	})
}

// change reads, changes and writes the settings file while nobody else does.
func (s *Store) change(ctx context.Context, change func(*document) error) error {
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	unlock, err := s.file.lockToWrite(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	doc, err := s.file.read()
	if err != nil {
		return err
	}
	if err := change(&doc); err != nil {
		return err
	}
	return s.file.write(doc)
}

func (d *document) mustFind(name string) (entry, error) {
	if e, ok := d.find(name); ok {
		return e, nil
	}
	if name == "" {
		name = DefaultProfile
	}
	return entry{}, &UnknownProfileError{name, d.names()}
}
