package creds

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Save stores a profile, new or in place of the one of that name: secrets in
// the keyring, the rest in the settings file. Either all of it is stored or
// nothing has changed; if not even that could be made sure, the profile is
// marked and Load refuses it. The first profile becomes the default one.
//
// Answers are stored as given, since they belong to the merchant of the keys; a
// mask once on stays on until SaveMask takes it off. The note, if any, is a
// sentence for the person. Errors are *NameError, *ShapeError, *KeyringError,
// *EntryError, *FileError and context.Canceled.
func (s *Store) Save(ctx context.Context, p Profile) (note string, err error) {
	wanted, err := p.toStore()
	if err != nil {
		return "", err
	}
	ctx, cancel := limited(ctx, s.limit)
	defer cancel()
	// A question is put before the file is locked, so that others need not wait.
	if asked := s.open(ctx, users(p.Name, keyKinds)); endedByPerson(asked) {
		return "", asked
	}
	unlock, err := s.file.lockToWrite(ctx)
	if err != nil {
		return "", err
	}
	held := newLease(unlock)
	defer held.release()

	doc, err := s.file.read()
	var fault *FileError
	if errors.As(err, &fault) && fault.Fault == Corrupt {
		// Only once the keyring is known to take the keys is the old file moved.
		if err := s.KeyringReady(ctx); err != nil {
			return "", err
		}
		lost, _ := s.file.bytes() // what cannot be read names nobody
		aside, err := s.file.setAside(time.Now())
		if err != nil {
			return "", err
		}
		note = fmt.Sprintf("The old settings file could not be used (%s); it is kept as %s.", fault.why, aside)
		note += s.orphansNote(ctx, namesIn(lost), p.Name)
	} else if err != nil {
		return "", err
	}
	if err := CheckNew(p.Name, doc.names()); err != nil {
		return note, err
	}
	if err := s.store(ctx, held, doc, p, wanted); err != nil {
		return note, wanted.scrub(err)
	}
	return note, nil
}

var nameInFile = regexp.MustCompile(`"name"\s*:\s*"([^"\\]{1,64})"`)

// namesIn are the names of profiles in a settings file that cannot be parsed.
func namesIn(data []byte) []string {
	var names []string
	for _, found := range nameInFile.FindAllSubmatch(data, -1) {
		if name := string(found[1]); CheckName(name) == nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// orphansNote tells of profiles whose keys the keyring still holds although no
// settings file names them any more.
func (s *Store) orphansNote(ctx context.Context, names []string, saved string) string {
	held, err := ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (held []string, err error) {
		for _, name := range names {
			if name == saved {
				continue
			}
			for _, k := range keyKinds {
				if there, err := isThere(ctx, ring, user(name, k)); err != nil {
					return held, err
				} else if there {
					held = append(held, name)
					break
				}
			}
		}
		return held, nil
	})
	if err != nil || len(held) == 0 {
		return ""
	}
	return fmt.Sprintf(
		" %s still holds the keys of %s, which it named: store those again with `fpdoctor keys add NAME`, or remove them with `fpdoctor "+
			"keys remove NAME`.",
		strings.ToUpper(Place()[:1])+Place()[1:],
		strings.Join(held, ", "),
	)
}

// values are a profile's entries in the keyring, those that are there.
type values map[keyKind]string

// kinds are the entries' kinds in their usual order.
func (v values) kinds() []keyKind {
	return slices.DeleteFunc(slices.Clone(keyKinds), func(k keyKind) bool {
		_, there := v[k]
		return !there
	})
}

// scrub gives an error whose text repeats one of the values other words.
func (v values) scrub(err error) error {
	for _, value := range v {
		if strings.Contains(err.Error(), value) {
			return problem(runtime.GOOS, OtherProblem, "")
		}
	}
	return err
}

// toStore checks a profile and takes what its keys were pasted with off.
func (p *Profile) toStore() (values, error) {
	if err := CheckName(p.Name); err != nil {
		return nil, err
	}
	wanted := values{}
	for _, k := range keyKinds {
		v := Normalize(p.key(k).Reveal())
		if v == "" && k == firstPromoterKey {
			continue
		}
		if err := checkKeyShape(k, v); err != nil {
			return nil, err
		}
		wanted[k] = v
	}
	p.AccountID = Normalize(p.AccountID)
	return wanted, checkAccountID(p.AccountID)
}

// store changes the keyring between two writes of the settings file: the
// first marks the profile unfinished, the second makes it whole.
func (s *Store) store(ctx context.Context, held *lease, doc document, p Profile, wanted values) error {
	before, err := ask(ctx, s.ring, func(ctx context.Context, ring Keyring) (values, error) {
		return current(ctx, ring, p.Name)
	})
	if err != nil {
		return err
	}
	old, existed := doc.find(p.Name)
	e := entry{
		Name: p.Name, AccountID: p.AccountID, Mask: p.Mask || old.Mask, Answers: writeAnswers(p.Answers),
		Keys: wanted.kinds(),
	}
	if len(doc.Profiles) == 0 {
		doc.Default = p.Name
	}
	marked := e
	marked.Unfinished = true
	if err := s.file.write(doc.with(marked)); err != nil {
		return err
	}
	undone, began, err := alter(ctx, s.ring, held, func(ctx context.Context, ring Keyring) (bool, error) {
		return replace(ctx, ring, p.Name, before, wanted)
	})
	if err == nil {
		return s.file.write(doc.with(e))
	}
	if undone || !began {
		if existed {
			_ = s.file.write(doc.with(old)) // else it stays marked, which is safe
		} else {
			_ = s.file.write(doc.without(p.Name))
		}
	}
	return err
}

// current reads what a profile's entries hold, whoever wrote it.
func current(ctx context.Context, ring Keyring, profile string) (values, error) {
	held := values{}
	if err := ring.Open(ctx, users(profile, keyKinds)); err != nil {
		return nil, err
	}
	for _, k := range keyKinds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v, err := ring.Get(ctx, user(profile, k))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		held[k] = v
	}
	return held, nil
}

// replace puts the wanted values in place of those before. If it fails, undone
// reports whether those before are back.
func replace(ctx context.Context, ring Keyring, profile string, before, wanted values) (undone bool, err error) {
	var touched []keyKind
	err = func() error {
		for _, k := range keyKinds {
			if before[k] == wanted[k] {
				continue
			}
			touched = append(touched, k)
			if err := put(ctx, ring, user(profile, k), wanted[k]); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	}()
	if err == nil {
		return false, nil
	}
	ctx, cancel := limited(context.WithoutCancel(ctx), Limit) // also where the change was given up
	defer cancel()
	for _, k := range touched {
		if put(ctx, ring, user(profile, k), before[k]) != nil {
			return false, err
		}
	}
	return true, err
}

// with is the document with one profile added or replaced.
func (d document) with(e entry) document {
	d.Profiles = slices.Clone(d.Profiles)
	d.put(e)
	return d
}

// without is the document with one profile less.
func (d document) without(name string) document {
	d.Profiles = slices.Clone(d.Profiles)
	d.drop(name)
	return d
}
