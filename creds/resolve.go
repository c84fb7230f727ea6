package creds

import (
	"context"
	"errors"
	"strings"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// The variables that Resolve reads.
const (
	EnvStripe        = "STRIPE_API_KEY"
	EnvFirstPromoter = "FIRSTPROMOTER_API_KEY"
	EnvAccountID     = "FIRSTPROMOTER_ACCOUNT_ID"
	EnvProfile       = "FPDOCTOR_PROFILE"
)

// Request says which keys a run asks for.
type Request struct {
	// Profile is the profile the person named, so that the environment's keys
	// are left alone. Empty: that of FPDOCTOR_PROFILE, else the default one.
	Profile string
	// Explicit tells a profile named as the empty string, which is a mistake,
	// from none named.
	Explicit bool
	// Env looks a variable up, as os.Getenv does; nil is an empty environment.
	Env func(string) string
}

// Keys are the keys of a run, of one source, and what is remembered with them.
type Keys struct {
	Stripe        secret.Key
	FirstPromoter secret.Key // may be empty
	AccountID     string
	Profile       string // empty for keys of the environment
	Source        Source
	Note          string // a sentence on what was left aside, or empty
	Answers       record.Answers
	Mask          bool
}

// NoKeysError says that there are no keys to run with.
type NoKeysError struct{ sentence string }

// Error tells how to give keys.
func (e *NoKeysError) Error() string { return e.sentence }

// Resolve decides whose keys a run uses. Two merchants' keys never mix: all
// come from the environment if it holds any key, or all from one profile. A
// named profile comes before the environment, the default one after it. Errors are
// *NoKeysError and those of Load.
func Resolve(ctx context.Context, req Request, s *Store) (Keys, error) {
	env := readEnvironment(req.Env)
	switch from, name := req.source(env); from {
	case FromEnvironment:
		keys, err := env.keys()
		if set, fault := s.environmentMask(); fault == nil {
			keys.Mask = set
		} else {
			keys.Mask = true
			keys.Note = strings.TrimSpace(keys.Note +
				" Whether personal data is to be hidden cannot be read from the settings file, so it is.")
		}
		return keys, err
	default:
		p, err := s.loadNamed(ctx, name, req.explicitName(env) != nil)
		if err != nil {
			return Keys{}, err
		}
		return keysOf(p, env.leftAside()), nil
	}
}

// UsesStored reports, without asking the keyring, whether the run would take
// its keys from a stored profile.
func UsesStored(req Request, s *Store) bool {
	from, name := req.source(readEnvironment(req.Env))
	if from != FromKeyring {
		return false
	}
	_, err := s.Settings(name)
	return err == nil
}

// StartsMasked reports, without asking the keyring, whether the run's first
// frame hides personal data. It does when what is remembered cannot be read.
func StartsMasked(req Request, s *Store) bool {
	env := readEnvironment(req.Env)
	from, name := req.source(env)
	if from == FromEnvironment {
		on, err := s.environmentMask()
		return on || err != nil
	}
	set, err := s.Settings(name)
	var fault *FileError
	return set.Mask || errors.As(err, &fault)
}

// explicitName is the profile the person named, or nil.
func (r Request) explicitName(env environment) *string {
	switch {
	case r.Explicit, r.Profile != "":
		return &r.Profile
	case env.profile != "":
		return &env.profile
	}
	return nil
}

// source is where this request's keys come from and the profile's name, empty
// for the default one.
func (r Request) source(env environment) (SourceKind, string) {
	if name := r.explicitName(env); name != nil {
		return FromKeyring, *name
	}
	if env.hasKey() {
		return FromEnvironment, ""
	}
	return FromKeyring, ""
}

// loadNamed loads a profile, telling no keys at all from a wrong name.
func (s *Store) loadNamed(ctx context.Context, name string, explicit bool) (Profile, error) {
	if explicit {
		if err := CheckName(name); err != nil {
			return Profile{}, err
		}
	}
	p, err := s.Load(ctx, name)
	var unknown *UnknownProfileError
	if !errors.As(err, &unknown) || explicit {
		return p, err
	}
	if len(unknown.Known) > 0 {
		return p, &NoKeysError{"Several profiles are stored (" + strings.Join(unknown.Known, ", ") +
			") and none is the default; name one with --profile, or choose one with `fpdoctor keys default`."}
	}
	return p, &NoKeysError{
		"There are no keys yet. Start fpdoctor in a terminal and it asks for them, store them with `fpdoctor keys add`, " +
			"or set " + EnvStripe + " and " + EnvFirstPromoter + " for this run.",
	}
}

func (s *Store) environmentMask() (bool, error) {
	if s.file.broken != nil {
		return false, nil // there is no place in which anything could have been chosen
	}
	doc, err := s.file.read()
	return doc.Mask, err
}

func keysOf(p Profile, note string) Keys {
	return Keys{p.Stripe, p.FirstPromoter, p.AccountID, p.Name, p.Source, note, p.Answers, p.Mask}
}

// environment is what the variables hold, trimmed like anything pasted.
type environment struct {
	stripe, firstPromoter, accountID, profile string
}

func readEnvironment(get func(string) string) environment {
	if get == nil {
		return environment{}
	}
	return environment{
		stripe:        Normalize(get(EnvStripe)),
		firstPromoter: Normalize(get(EnvFirstPromoter)),
		accountID:     Normalize(get(EnvAccountID)),
		profile:       strings.TrimSpace(get(EnvProfile)),
	}
}

// hasKey reports whether the environment is a source of keys. An account id
// alone is no key.
func (e environment) hasKey() bool { return e.stripe != "" || e.firstPromoter != "" }

// set names the variables that hold something.
func (e environment) set() []string {
	var names []string
	for _, v := range []struct{ name, value string }{
		{EnvStripe, e.stripe}, {EnvFirstPromoter, e.firstPromoter}, {EnvAccountID, e.accountID},
	} {
		if v.value != "" {
			names = append(names, v.name)
		}
	}
	return names
}

func (e environment) keys() (Keys, error) {
	if e.stripe == "" {
		return Keys{}, &NoKeysError{
			EnvFirstPromoter + " is set and " + EnvStripe + " is not, and keys of two sources are never mixed. Set " +
				EnvStripe + " too, or unset " + EnvFirstPromoter + " to use a stored profile.",
		}
	}
	keys := Keys{
		Stripe:        secret.New(e.stripe),
		FirstPromoter: secret.New(e.firstPromoter),
		AccountID:     e.accountID,
		Source:        Source{FromEnvironment, "the environment (" + strings.Join(e.set(), ", ") + ")"},
	}
	if e.firstPromoter == "" {
		keys.Note = EnvFirstPromoter + " is not set, so FirstPromoter is not asked; a stored profile's key is not mixed in."
	}
	return keys, nil
}

// leftAside says which variables a stored profile's keys came before.
func (e environment) leftAside() string {
	names := e.set()
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is set but not used with this profile."
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last] + " are set but not used with this profile."
}
