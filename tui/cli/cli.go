// Package cli is the command line: it reads flags and the environment, finds the
// keys, and hands over to the screens or prints a report. Its commands, flags
// and exit statuses are relied on by scripts.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	// A container may have neither time zones nor certificates of its own.
	_ "time/tzdata"

	_ "golang.org/x/crypto/x509roots/fallback"
	"golang.org/x/term"

	"fpdoctor/checks/display"
	"fpdoctor/creds"
)

// Exit statuses.
const (
	exitOK         = 0 // nothing wrong found
	exitFail       = 1 // at least one fail
	exitUsage      = 2 // wrong usage; nothing on standard output
	exitIncomplete = 3 // no fail, but something could not be checked
)

// Host is what a run takes from its surroundings.
type Host struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Store    func() *creds.Store
	Now      func() time.Time
	// Pause waits so long by that clock. Nil: by the system's.
	Pause func(context.Context, time.Duration) error
	// Unlimited asks services that take any number of requests, such as a sandbox of
	// one's own, without keeping to the limits of Stripe and FirstPromoter.
	Unlimited bool
}

// Main runs the program on the process's own surroundings and gives its exit
// status.
func Main() int { return Run(os.Args[1:], Process()) }

// Process makes the process that of one run, and is its surroundings: its memory is
// bounded and in no file after a crash, and the keys are out of its environment.
func Process() Host {
	boundMemory()
	forbidCoreDumps()
	return Host{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: takeKeys(), Now: time.Now,
		Store: func() *creds.Store { return creds.Open("") },
	}
}

// takeKeys takes the keys out of the process's environment, so that no program
// that this one starts gets them, and gives a look-up that still finds them.
func takeKeys() func(string) string {
	taken := map[string]string{}
	for _, name := range []string{creds.EnvStripe, creds.EnvFirstPromoter} {
		taken[name] = os.Getenv(name)
		_ = os.Unsetenv(name) // fails for names that no variable can have
	}
	return func(name string) string {
		if v, ok := taken[name]; ok {
			return v
		}
		return os.Getenv(name)
	}
}

// Run runs one command line.
func Run(args []string, h Host) (status int) {
	// A closed pipe (as of "| head") is then an error of the write, not the end
	// of the process.
	signal.Ignore(syscall.SIGPIPE)
	// net/http by itself logs, with a piece of it, what a service sends unasked.
	log.SetOutput(io.Discard)
	ctx, stop := untilSignalled(heard(endings...)...)
	defer stop()

	a := &app{Host: h, sieve: &sieve{}, screen: h.Out}
	out := a.sieve.around(h.Out)
	a.Out, a.Err = out, a.sieve.around(h.Err)
	defer func() {
		if fault := recover(); fault != nil {
			a.complain(crash(fault, debug.Stack()))
			status = exitIncomplete
		}
	}()
	if err := refuseKeys(args); err != nil {
		return a.report(err)
	}
	ctx = creds.OnQuestion(ctx, func(question string) {
		if question != "" {
			a.complain(question + " Ctrl+C ends the wait")
		}
	})
	root := a.root()
	root.SetArgs(args)
	root.SetIn(h.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	err := root.ExecuteContext(ctx)
	if err == nil && out.lost != nil && plainError(out.lost) != "" {
		err = ended(exitIncomplete, plainError(out.lost)) // help and completions are written without a look
	}
	return a.report(err)
}

// app is one run.
type app struct {
	Host             // Out and Err pass through the sieve
	screen io.Writer // standard output itself
	sieve  *sieve
	flags  flags
}

// exit is a run's end with a status other than 0; text is for the person and
// may be empty.
type exit struct {
	status int
	text   string
	why    error // what it came of, where that matters
}

func (e *exit) Error() string { return e.text }

func (e *exit) Unwrap() error { return e.why }

func ended(status int, text string) error { return &exit{status: status, text: text} }

func usage(format string, args ...any) error { return ended(exitUsage, fmt.Sprintf(format, args...)) }

func usageOf(err error) error { return &exit{exitUsage, err.Error(), err} }

// report tells an error in one line and gives the exit status. Errors that are
// not of this package come from the parsing of the command line.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	var e *exit
	var write *fs.PathError
	switch {
	case errors.Is(err, context.Canceled): // only what waited for keys; what asks the services tells what it has
		e = &exit{status: exitIncomplete, text: "Stopped before it was done"}
	case errors.As(err, &e):
	case errors.As(err, &write):
		e = &exit{status: exitIncomplete, text: plainError(err)}
	default:
		e = &exit{status: exitUsage, text: parseError(err) + "; see fpdoctor --help"}
	}
	if e.text != "" {
		a.complain(e.text)
	}
	return e.status
}

// complain writes one line for the person to standard error.
func (a *app) complain(text string) {
	lines := strings.Split(sentence(text), "\n")
	for i, l := range lines {
		lines[i] = display.Clean(l)
	}
	_, _ = fmt.Fprintf(a.Err, "fpdoctor: %s\n", strings.Join(lines, "\n")) // nobody is left to tell
}

// sentence ends a text with a full stop, unless it has an end.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// crash describes a fault of the program itself. The values of a stack trace
// and of the fault may hold anything, so only files and lines are told, and what
// Go itself says.
func crash(fault any, stack []byte) string {
	what := fmt.Sprintf("a fault of type %T", fault)
	if err, ok := fault.(runtime.Error); ok {
		what = err.Error() // speaks of numbers and types only
	}
	var at []string
	for _, l := range strings.Split(string(stack), "\n") {
		if l = strings.TrimSpace(l); strings.Contains(l, "fpdoctor") && strings.Contains(l, ".go:") {
			at = append(at, l[strings.LastIndexByte(l, '/')+1:])
		}
	}
	if len(at) > 6 {
		at = at[:6]
	}
	return "Sorry, this is a fault of fpdoctor itself, not of your set-up; please report it with this line: " + what + " (" + strings.Join(
		at,
		", ",
	) + ")"
}

// terminal reports whether v is a terminal.
func terminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// untilSignalled is a context that ends with the first of these signals. By then
// nobody listens any more, so that the second one ends the process the hard way.
func untilSignalled(signals ...os.Signal) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan os.Signal, 1)
	signal.Notify(first, signals...)
	over := make(chan struct{})
	go func() {
		defer close(over)
		select {
		case <-first:
			signal.Stop(first)
			cancel()
		case <-ctx.Done():
			signal.Stop(first)
		}
	}()
	return ctx, func() {
		cancel()
		<-over
	}
}

// heard leaves out the signals that whoever started the program had it ignore,
// as nohup does with the end of the terminal. An empty list would mean all of
// them.
func heard(signals ...os.Signal) []os.Signal {
	var out []os.Signal
	for _, s := range signals {
		if !signal.Ignored(s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return []os.Signal{os.Kill} // cannot be caught: nothing is heard
	}
	return out
}
