package cli

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"

	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/transport"
	"fpdoctor/creds"
	"fpdoctor/creds/secret"
)

var (
	// stripeKey is a Stripe key anywhere in an argument; surely one even where
	// the argument reads like an e-mail address, as rk_sharma@example.com does.
	stripeKey       = regexp.MustCompile(`(?i)(?:^|[^A-Za-z0-9])(?:sk|rk|pk|rkcs|mk|whsec)_[A-Za-z0-9_]{6,}`)
	surelyStripeKey = regexp.MustCompile(`(?i)(?:^|[^A-Za-z0-9])(?:sk|rk|pk|rkcs)_(?:live|test)_[A-Za-z0-9]{8,}`)
	// keyFlag is a flag that would hold a key, had fpdoctor one.
	keyFlag = regexp.MustCompile(`(?i)^--?[a-z0-9-]*(?:key|token|secret|password)[a-z0-9-]*(?:=|$)`)
)

// refuseKeys refuses a key among the arguments, where every user of the machine
// and the shell's history can read it. The error does not repeat it.
func refuseKeys(args []string) error {
	for i, a := range args {
		if i > 0 && randomAfter[args[i-1]] != nil && randomAfter[args[i-1]](a) {
			continue
		}
		if holdsKey(a) {
			return errKeyGiven
		}
	}
	return nil
}

// errKeyGiven does not repeat what was given.
var errKeyGiven = usage("A key is never given as an argument, where others on this computer can read it: set STRIPE_API_KEY " +
	"and FIRSTPROMOTER_API_KEY, or run fpdoctor keys add and paste it when asked. If that was a key, consider replacing it in its " +
	"dashboard")

// randomAfter are the flags and the command after which stands what may look like
// a key and is none.
var randomAfter = map[string]func(string) bool{
	"--connected-account": record.IsAccountID, "--firstpromoter-app": record.IsAppID,
	"--save": isFile, "--save-unmasked": isFile, "--case": isFile, "--baseline": isFile, "open": isFile,
}

// isFile reports whether an argument reads as a file's name, which may be as long
// and mixed as a key.
func isFile(arg string) bool { return strings.ContainsAny(arg, `/\.`) && !stripeKey.MatchString(arg) }

func holdsKey(arg string) bool {
	if keyFlag.MatchString(arg) || surelyStripeKey.MatchString(arg) {
		return true
	}
	name, value, flag := strings.Cut(arg, "=")
	if !flag || !strings.HasPrefix(arg, "-") {
		name, value = "", arg
	}
	if of := randomAfter[name]; of != nil && of(value) {
		return false
	}
	return creds.LooksLikeKey(name) || !plain(value) && (stripeKey.MatchString(value) || creds.LooksLikeKey(value))
}

// plain reports whether a value is what arguments are for: their ids are as
// random as keys are.
func plain(value string) bool {
	if _, err := record.ParseQuery(value); err == nil || record.IsStripeWord(value) {
		return true
	}
	if _, err := sandbox.ParseFaults(value); err == nil {
		return true
	}
	_, err := transport.ParseBase(value)
	return err == nil
}

// sieve takes the keys of this run out of everything that is written. It is the
// last net: nothing before it should let one through.
type sieve struct {
	mu   sync.Mutex
	keys []secret.Key
}

// learn adds keys to be taken out. Very short ones are left, as they could be
// a part of any word.
func (s *sieve) learn(keys ...secret.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		if len(k.Reveal()) >= 8 {
			s.keys = append(s.keys, k)
		}
	}
}

// hider takes the keys out in any spelling.
func (s *sieve) hider() *secret.Hider {
	s.mu.Lock()
	defer s.mu.Unlock()
	return secret.NewHider(s.keys...)
}

func (s *sieve) around(w io.Writer) *sieved { return &sieved{sieve: s, to: w} }

type sieved struct {
	sieve *sieve
	one   sync.Mutex // progress is told from several goroutines
	to    io.Writer
	lost  error // the last write that failed
}

// Write expects whole lines or documents: a key across two writes would pass.
func (w *sieved) Write(p []byte) (int, error) {
	w.sieve.mu.Lock()
	out := p
	for _, k := range w.sieve.keys {
		out = bytes.ReplaceAll(out, []byte(k.Reveal()), []byte(k.String()))
	}
	w.sieve.mu.Unlock()
	w.one.Lock()
	defer w.one.Unlock()
	if _, err := w.to.Write(out); err != nil {
		w.lost = err
		return 0, err
	}
	return len(p), nil
}
