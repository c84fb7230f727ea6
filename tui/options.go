package tui

import (
	"context"
	"io"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
	"fpdoctor/tui/terminal"
)

// Options are all that a run of the screens depends on.
type Options struct {
	// Prepare finds out the rest where that takes time; what it returns takes the
	// place of these options, and its error ends the run as Run's. May be nil.
	Prepare func(context.Context) (Options, error)

	// TryDemo gives the options of the demo, for whoever is asked for keys and has
	// none at hand. May be nil.
	TryDemo func(context.Context) (Options, error)

	Query     *record.Query // SALE, where it was given
	Keys      profiles.Keys // empty: the screens ask for them
	Source    string        // where the keys came from: "demo", "environment", "keyring, profile default"
	Elsewhere string        // where the keys go, if not to the services themselves; else empty
	// ElsewhereHosts is the same in few words, for the header.
	ElsewhereHosts string
	Profile        string      // the stored profile they are of, or empty
	KeepAs         string      // the profile under which entered keys are kept
	Note           string      // what was left aside in looking for keys, or empty
	Choose         bool        // several profiles are stored and it is not known which is meant
	Problem        string      // why stored keys could not be used, or empty
	Demo           bool        // the sandbox plays both services
	Scenarios      []Scenario  // the demo's sales
	Case           *Case       // in place of the services: a sale as it was found another time; nil: none
	Call           report.Call // how the run was called
	OpenAudit      bool        // begins with the audit, where there can be one
	OpensCase      bool        // what Prepare prepares is a case
	// AuditSince is where an audit's window begins that is opened at a moment; nil: it has none.
	AuditSince func(now time.Time) time.Time
	// AuditBaseline is what an earlier audit found, and is left out; nil: nothing.
	AuditBaseline *report.Baseline
	Answers       record.Answers
	Services      Services
	Store         profiles.Store // nil: nothing outlives the run

	Now func() time.Time // nil: the clock
	// After makes a command that answers once so much time has passed; nil: tea.Tick.
	After    func(d time.Duration, answer func(time.Time) tea.Msg) tea.Cmd
	Location *time.Location // nil: local time
	Mask     bool
	Theme    string // auto, light, dark or plain; plain has the terminal's own colours
	ASCII    bool   // the locale is not UTF-8
	// ASCIISigns: frames and signs in ASCII; text from outside stays as it is.
	ASCIISigns bool
	NoColor    bool
	// RememberedTheme is what KeepTheme kept, asked for where the terminal does not
	// tell its background. Nil, as KeepTheme may be: nothing is remembered.
	RememberedTheme func() string
	KeepTheme       func(ctx context.Context, theme string) error
	// RememberedMouse is what KeepMouse kept, nil where nobody chose. Either may be nil.
	RememberedMouse func() *bool
	KeepMouse       func(ctx context.Context, on bool) error

	In      io.Reader
	Out     io.Writer
	heard   terminal.Answer     // what the terminal told of itself
	Environ func(string) string // nil: os.Getenv
}

// Case is a sale from a file. Nothing is asked of either service.
type Case struct {
	sale.Past
	File     string // its name, as it was given
	Masked   bool   // its ids and addresses are stand-ins
	Evidence *record.Evidence
	Answers  record.Answers
	At       time.Time // of the diagnosis, which is made again as of then
}

// Scenario is one sale of the demo.
type Scenario struct {
	Sale  string // as one would type it
	Title string
	Group string        // what it shows, in a word; may be empty
	Start string        // what it is the example of, where the demo begins with it; else empty
	Keys  profiles.Keys // where it needs other keys than the run's; else empty
}

// Gatherer asks both services about one sale.
type Gatherer = func(ctx context.Context, k profiles.Keys, q record.Query, progress func(gather.Step)) *record.Evidence

// Services is everything the screens ask of the outside. Each function is
// called from a command, never while drawing, and ends when its context does.
type Services struct {
	// Gather asks both services about one sale with fresh clients, so that a
	// second look sees what has changed.
	Gather Gatherer
	// Follow is who gathers for a watch: at once the first time, sparingly from then
	// on. Nil: as Gather does.
	Follow func() Gatherer
	// Suspects looks for leads that paid and yet are no customers. Nil: no such list.
	Suspects func(ctx context.Context, k profiles.Keys, progress func(gather.Step)) ([]lists.Suspect, []record.Gap)

	// Suggest finds leads and customers whose address or id holds the letters
	// typed. Nil: no suggestions.
	Suggest func(ctx context.Context, k profiles.Keys, text string) lists.Suggestions

	// Audit walks the whole account and tells what it finds through o. Nil: there
	// is no audit.
	Audit func(ctx context.Context, k profiles.Keys, o audit.Options) audit.Summary

	// OpenCase reads a case file; its error is a sentence. Nil: none are opened here.
	OpenCase func(path string) (*Case, error)
	// SaveCase writes what was found of a sale to a file. Nil: nothing is saved so.
	SaveCase sale.SaveCase

	profiles.KeyServices
	// SameAccount reports whether two Stripe keys are known to be of one
	// account. Nil: only the same key is.
	SameAccount func(a, b secret.Key) bool
	// Open opens a link in the browser. Nil: links are only shown.
	Open func(ctx context.Context, url string) error
	// Copy puts a text on every clipboard that tells whether it took it, and names
	// those that did. Nil: there is none.
	Copy func(ctx context.Context, text string) []string
	// Diagnose judges. Nil: checks.Diagnose.
	Diagnose func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis
}

func (o *Options) defaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = tea.Tick
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.Environ == nil {
		o.Environ = os.Getenv
	}
	if o.Services.Diagnose == nil {
		o.Services.Diagnose = checks.Diagnose
	}
}
