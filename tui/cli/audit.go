package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/display"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/lists"
)

// auditFlags are those of an audit alone.
type auditFlags struct {
	baseline    string
	known       *report.Baseline // what is in that file, for the screens
	allProfiles bool
	screen      bool
	since       sinceFlag
}

func (a *app) auditCommand() *cobra.Command {
	var f auditFlags
	c := &cobra.Command{
		Use:   "audit",
		Short: "Walk the six items for every lead and its payments",
		Long: "Walk the six items for every FirstPromoter lead that Stripe knows, and for every\nbuyer whom a tracking coupon should " +
			"have tied to a promoter. Each sale with\ntrouble is printed as it is found, then a summary with the money that is\n" +
			"missing.\n\n" +
			"It reads both services' lists once, from end to end, as fast as their rate limits\nallow; a big account takes some " +
			"minutes. Ctrl+C ends it with what was found.\n\n" +
			"--format csv is one row a sale, for a spreadsheet; json one object a line, for a\nscript, and for --baseline: with the " +
			"file that an earlier audit printed, only what\nis new is printed, as in an audit that runs every night. --since 7d reads " +
			"only what\nis new, with what it needs from before, which takes few requests.",
		Example: "  fpdoctor audit --since 7d\n  fpdoctor audit --format csv > missing.csv\n" +
			"  fpdoctor audit --format json --baseline known.jsonl\n  fpdoctor audit --all-profiles --format json",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("audit looks at every sale and takes no SALE; for one sale run fpdoctor check SALE")
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{"environment": environmentHelp},
		RunE: func(c *cobra.Command, _ []string) error {
			if f.since.before(a.Now()).After(a.Now()) {
				return usage("--since must be a day that has begun (in UTC), not one to come")
			}
			if !f.screen {
				return a.audit(c.Context(), f)
			}
			var err error
			if f.known, err = readBaseline(f.baseline); err != nil {
				return err
			}
			return a.onScreens(c.Context(), nil, &f)
		},
	}
	a.flags.walkFlags(c)
	a.flags.formatFlag(c, auditFormats)
	c.Flags().StringVar(&f.baseline, "baseline", "", "print only what is new since `FILE`, which earlier audits printed with --format json")
	c.Flags().Var(&f.since, "since", "only leads and payments since then, `DURATION|DATE`: 7d, 36h, 2w or 2026-11-01")
	c.Flags().BoolVar(&f.allProfiles, "all-profiles", false, "audit the account of each stored profile, one after the other")
	c.Flags().BoolVar(&f.screen, "screen", false, "show it on the screens instead of printing it")
	c.MarkFlagsMutuallyExclusive("screen", "format")
	c.MarkFlagsMutuallyExclusive("screen", "all-profiles")
	return c
}

// readBaseline reads what earlier audits found; an empty name is none.
func readBaseline(name string) (*report.Baseline, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("The file of --baseline could not be opened: %s", whatFailed(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := report.ReadBaseline(f)
	if err != nil {
		return nil, usage("The file of --baseline cannot be used: %v", err)
	}
	return b, nil
}

func (a *app) audit(ctx context.Context, f auditFlags) error {
	if err := a.flags.formatOf("an audit", auditFormats); err != nil {
		return err
	}
	baseline, err := readBaseline(f.baseline)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if a.flags.timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(a.flags.timeout))
		defer cancel()
	}
	run := &auditing{app: a, out: &written{to: a.Out, stop: cancel}, baseline: baseline, given: f, since: f.since.before(a.Now())}
	if f.allProfiles {
		return run.all(ctx)
	}
	s, err := run.session(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	clients, err := s.clients()
	if err != nil {
		return usageOf(err)
	}
	run.begin()
	run.account(ctx, s, clients, true)
	return run.end()
}

// auditing is a run of fpdoctor audit, of one account or of several.
type auditing struct {
	*app
	out      *written
	baseline *report.Baseline
	given    auditFlags
	since    time.Time // where the window begins
	status   int
	why      string // why not everything was looked at, or empty
}

func (r *auditing) form(s *session) report.AuditForm {
	call := r.flags.call()
	call.Since, call.Baseline = r.given.since.String(), r.given.baseline
	return report.AuditForm{
		Format: r.flags.format.value, Masker: s.masker(r.app), Width: r.width(), Call: call, Profile: s.profile, Since: r.since,
	}
}

func (r *auditing) begin() {
	r.out.note(report.AuditHead(r.out, report.AuditForm{Format: r.flags.format.value}))
}

// session finds the keys of an audit, which needs both.
func (r *auditing) session(ctx context.Context) (*session, error) {
	s, err := r.app.session(ctx)
	if err != nil {
		return nil, err
	}
	if s.firstPromoter.Empty() {
		s.close()
		return nil, usage("an audit needs a FirstPromoter key: it goes through FirstPromoter's leads; add one with fpdoctor keys add, " +
			"or set FIRSTPROMOTER_API_KEY")
	}
	return s, nil
}

// all audits the account of each stored profile in turn. What is wrong with one
// profile's keys keeps no other from being looked at.
func (r *auditing) all(ctx context.Context) error {
	if err := r.flags.environment(r.Env); err != nil {
		return err
	}
	switch {
	case r.flags.demo:
		return usage("--all-profiles goes through the stored profiles, and --demo brings its own keys")
	case r.flags.profile.given:
		return usage("--all-profiles goes through every profile, so --profile cannot be given with it")
	case r.flags.answered():
		return usage("an answer on the command line is one merchant's, so it cannot be given with --all-profiles; fpdoctor remembers " +
			"each profile's answers")
	}
	if err := r.flags.refuseStored(); err != nil {
		return err
	}
	names, err := r.Store().Names()
	if err != nil {
		return keysFault(err)
	}
	if len(names) == 0 {
		return usage("no profile is stored; add one with fpdoctor keys add")
	}
	r.begin()
	for i, name := range names {
		r.flags.profile = profileName{name: name, given: true}
		r.complain(fmt.Sprintf("Profile %s, %d of %d", name, i+1, len(names)))
		if err := r.profile(ctx, len(names) == 1); err != nil {
			r.notAsked(&session{profile: name}, err.Error())
		}
	}
	return r.end()
}

// profile audits the account of the profile that is now meant, unless there is an error.
func (r *auditing) profile(ctx context.Context, only bool) error {
	s, err := r.session(ctx)
	if err == nil {
		defer s.close()
	}
	switch {
	case ctx.Err() != nil:
		return errors.New(stopped(ctx))
	case err != nil:
		return err
	}
	clients, err := s.clients()
	if err == nil {
		r.account(ctx, s, clients, only)
	}
	return err
}

// stopped is why an audit ended early.
func stopped(ctx context.Context) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "the time was over"
	}
	return "stopped"
}

// notAsked tells of a profile whose account was not looked at.
func (r *auditing) notAsked(s *session, why string) {
	r.status = worst(r.status, exitIncomplete)
	r.why = cmp.Or(r.why, "profile "+s.profile+" was left out")
	r.complain("Profile " + s.profile + " was not looked at: " + why)
	r.out.note(report.NewAudit(r.out, r.form(s)).NotAsked(why))
}

// account audits the account of one set of keys, the only one or one of several.
func (r *auditing) account(ctx context.Context, s *session, clients gather.Clients, only bool) {
	defer closeClients(clients)
	r.sayKeys(s)
	form := r.form(s)
	w, baseline, known := report.NewAudit(r.out, form), r.baseline.Of(s.profile, only), 0
	found := func(list []checks.Check) { r.status = worst(r.status, exitStatus(list)) }
	printed, before := false, []checks.Check(nil) // what was said of the account
	summary := audit.Walk(ctx, clients, audit.Options{
		Answers: s.answers, Now: r.Now, Since: r.since, Progress: r.progress(), Plan: r.sayPlan,
		Begin: func(x audit.Account) {
			news := baseline.New(x.Checks)
			found(news)
			if !printed || len(later(news, before)) > 0 {
				r.out.note(w.Account(x.Evidence, later(news, before)))
				r.sayAccount(later(news, before), form.Masker)
			}
			printed, before = true, news
			if x.Read {
				r.complain("Looking at " + report.Count(x.Subjects, "sale"))
			}
		},
		Found: func(x audit.Sale) {
			if baseline.HasSale(&x.Diagnosis, x.Checks) {
				known++
				return
			}
			found(x.Checks)
			adds := x.Missing
			if x.Instead.Typed != "" {
				adds = record.Money{} // the line that had it until now is written already
			}
			r.out.note(w.Sale(&x.Diagnosis, x.Checks, adds))
		},
	})
	sums := lists.SummaryOf(summary)
	sums.Known = known
	r.out.note(w.End(sums))
	if known > 0 {
		r.complain("Left out, as they stand in the file of --baseline: " + report.Count(known, "sale"))
	}
	if summary.Incomplete != "" {
		r.status = worst(r.status, exitIncomplete)
		why := summary.Incomplete
		if !only {
			why = "profile " + s.profile + ": " + why
		}
		r.why = cmp.Or(r.why, why)
	}
}

// sayPlan tells what a large audit takes before it takes it.
func (r *auditing) sayPlan(p audit.Plan) {
	switch {
	case p.ByLead:
		r.complain(fmt.Sprintf("There are few leads, so each is looked at by itself: about %d requests, %s",
			p.Requests, aboutTime(p.Takes)))
	case p.Large():
		r.complain(fmt.Sprintf("About %d requests, %s, as far as the first pages tell", p.Requests, aboutTime(p.Takes)))
	}
}

// aboutTime is a time in whole seconds or minutes.
func aboutTime(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", max(1, int(d.Seconds()+0.5)))
	}
	return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
}

// later are the checks that were not told before as they are now.
func later(now, before []checks.Check) []checks.Check {
	return slices.DeleteFunc(slices.Clone(now), func(c checks.Check) bool {
		return slices.ContainsFunc(before, func(x checks.Check) bool { return reflect.DeepEqual(x, c) })
	})
}

// progress tells once of each list that is read.
func (r *auditing) progress() func(gather.Step) {
	var read sync.Map // what was told of; progress comes from several goroutines
	return func(step gather.Step) {
		if _, known := read.LoadOrStore(step.What, true); !known {
			r.complain(fmt.Sprintf("Reading %s", step.What))
		}
	}
}

// sayAccount tells beside the rows of a table, which are sales, what is wrong with the
// account as a whole.
func (r *auditing) sayAccount(list []checks.Check, m display.Masker) {
	if r.flags.format.value != "csv" {
		return
	}
	for _, c := range list {
		if c.Status.Troubled() {
			r.complain(fmt.Sprintf("The account as a whole, item %d, %s: %s", c.Item, c.Status, m.Sentence(c.Summary())))
		}
	}
}

// end is how the run ends.
func (r *auditing) end() error {
	switch {
	case r.out.err != nil:
		return ended(worst(r.status, exitIncomplete), plainError(r.out.err))
	case r.why != "":
		return ended(worst(r.status, exitIncomplete), "Not everything was looked at: "+r.why)
	case r.status != exitOK:
		return ended(r.status, "")
	}
	return nil
}

// written ends an audit that nobody reads any more, and keeps why. Nothing is
// written after that: lines with others missing before them would mislead.
type written struct {
	to   io.Writer
	stop func()
	err  error
}

func (w *written) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	return w.to.Write(p)
}

func (w *written) note(err error) {
	if err != nil && w.err == nil {
		w.err = err
		w.stop()
	}
}
