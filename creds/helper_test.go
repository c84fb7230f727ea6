package creds

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"fpdoctor/creds/secret"
)

// helperVariable makes the test program play a separate fpdoctor.
const helperVariable = "FPDOCTOR_CREDS_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperVariable) != "" {
		if err := helperMain(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The tests wait for keyrings and buses, not for the processor.
	flag.Parse()
	_ = flag.Set("test.parallel", "6")
	// No test of this process may reach the keyring of whoever runs it.
	keyring.MockInit()
	goleak.VerifyTestMain(m)
}

// helper is the test program as a process of its own, with nothing of this
// one's environment.
func helper(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append([]string{helperVariable + "=1", "GOCOVERDIR=" + t.TempDir(), "SystemRoot=" + os.Getenv("SystemRoot")}, env...)
	return cmd
}

func helperMain(args []string) error {
	switch args[0] {
	case "fill":
		return fill(args[1], args[2], args[3])
	case "serve":
		return serve(Open(args[1]))
	}
	return errors.New("unknown helper " + args[0])
}

// fill adds profiles over a keyring of its own.
func fill(dir, prefix, count string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	s := OpenWith(dir, &MemoryKeyring{})
	s.limit = time.Minute
	for i := range n {
		if _, err := s.Save(context.Background(), merchantA(prefix+"-"+strconv.Itoa(i))); err != nil {
			return err
		}
	}
	return nil
}

// order is one call for a serving helper; secrets go by its standard input.
type order struct {
	Do, Name, Stripe, FirstPromoter, AccountID string
	Patient                                    bool // the person hears of questions
	Tell                                       bool // and the first of them is told at once, as an outcome with Waits
}

// stop as what to do ends the call that waits.
const stop = "stop"

// outcome is what a call came to.
type outcome struct {
	OK                    bool
	Stripe, FirstPromoter string
	Names                 []string
	Problem               Problem // of a *KeyringError
	Type, Error           string
	Note, Source          string
	Questions             []string
	Waits                 bool // the call goes on: so far it has only asked
	Milliseconds          int64
}

// serve carries orders out against the real keyring of its environment.
func serve(s *Store) error {
	out := json.NewEncoder(os.Stdout)
	orders, stops, failed := make(chan order), make(chan struct{}), make(chan error, 1)
	go func() { failed <- read(os.Stdin, orders, stops) }()
	for o := range orders {
		start := time.Now()
		var asked []string
		ctx, cancel := context.WithCancel(context.Background())
		if o.Patient {
			ctx = OnQuestion(ctx, func(question string) {
				if asked = append(asked, question); o.Tell && len(asked) == 1 {
					_ = out.Encode(outcome{Questions: asked, Waits: true})
				}
			})
		}
		over := make(chan struct{})
		go func() {
			select {
			case <-stops:
				cancel()
			case <-over:
			}
		}()
		r, err := carryOut(ctx, s, o)
		close(over)
		cancel()
		r.Questions = asked
		r.Milliseconds, r.OK = time.Since(start).Milliseconds(), err == nil
		if err != nil {
			r.Error, r.Type = err.Error(), strings.TrimPrefix(fmt.Sprintf("%T", err), "*creds.")
			var k *KeyringError
			if errors.As(err, &k) {
				r.Problem = k.Problem
			}
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	return <-failed
}

// read passes orders on, and those to stop apart from the others.
func read(from io.Reader, orders chan<- order, stops chan<- struct{}) error {
	defer close(orders)
	in := bufio.NewScanner(from)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var o order
		if err := json.Unmarshal(in.Bytes(), &o); err != nil {
			return err
		}
		if o.Do == stop {
			stops <- struct{}{}
			continue
		}
		orders <- o
	}
	return in.Err()
}

func carryOut(ctx context.Context, s *Store, o order) (outcome, error) {
	switch o.Do {
	case "ready":
		return outcome{}, s.KeyringReady(ctx)
	case "save":
		_, err := s.Save(ctx, Profile{Name: o.Name, Stripe: secret.New(o.Stripe), FirstPromoter: secret.New(o.FirstPromoter), AccountID: o.AccountID})
		return outcome{}, err
	case "load":
		p, err := s.Load(ctx, o.Name)
		return outcome{Stripe: p.Stripe.Reveal(), FirstPromoter: p.FirstPromoter.Reveal(), Source: p.Source.Words}, err
	case "list":
		list, err := s.List(ctx)
		var r outcome
		for _, l := range list {
			r.Names = append(r.Names, l.Name)
			if err == nil {
				err = l.Problem
			}
		}
		return r, err
	case "remove":
		note, err := s.Remove(ctx, o.Name)
		return outcome{Note: note}, err
	case "theme":
		return outcome{}, s.SaveTheme(ctx, o.Name)
	}
	return outcome{}, errors.New("unknown order " + o.Do)
}
