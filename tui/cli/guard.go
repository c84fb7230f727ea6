package cli

import (
	"bytes"
	"io"
	"regexp"
	"sync"

	"fpdoctor/creds/secret"
)

var keyInArgument = regexp.MustCompile(`(?:^|[^A-Za-z0-9])(?:sk|rk|pk|rkcs|mk|whsec)_[A-Za-z0-9_]{6,}`)

// refuseKeys refuses a key among the arguments, where every user of the machine
// and the shell's history can read it. The error does not repeat it.
func refuseKeys(args []string) error {
	for _, a := range args {
		if keyInArgument.MatchString(a) {
			return usage("A key is never given as an argument, where others on this computer can read it: set STRIPE_API_KEY, or run fpdoctor keys add and paste it when asked. Consider replacing that key in the Stripe dashboard")
		}
	}
	return nil
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

func (s *sieve) around(w io.Writer) io.Writer { return &sieved{s, w} }

type sieved struct {
	sieve *sieve
	to    io.Writer
}

// Write expects whole lines or documents: a key across two writes would pass.
func (w *sieved) Write(p []byte) (int, error) {
	w.sieve.mu.Lock()
	out := p
	for _, k := range w.sieve.keys {
		out = bytes.ReplaceAll(out, []byte(k.Reveal()), []byte(k.String()))
	}
	w.sieve.mu.Unlock()
	if _, err := w.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
