package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/report"
)

func (a *app) auditCommand() *cobra.Command {
	var baseline string
	c := &cobra.Command{
		Use:   "audit",
		Short: "Walk the six items for every lead and its payments",
		Long: "Walk the six items for every FirstPromoter lead that Stripe knows, and for every\nbuyer whom a tracking coupon should " +
			"have tied to a promoter. Each sale with\ntrouble is printed as it is found, then a summary.\n\n" +
			"It reads both services' lists once, from end to end, as fast as their rate limits\nallow; a big account takes some " +
			"minutes. Ctrl+C ends it with what was found.",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("audit looks at every sale and takes no SALE; for one sale run fpdoctor check SALE")
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{"environment": environmentHelp},
		RunE:              func(c *cobra.Command, _ []string) error { return a.audit(c, baseline) },
	}
	a.flags.walkFlags(c)
	a.flags.formatFlag(c)
	c.Flags().StringVar(&baseline, "baseline", "", "print only what is new since `FILE`, which an earlier audit printed with --format json")
	return c
}

// readBaseline reads what an earlier audit found; an empty name is none.
func readBaseline(name string) (*report.Baseline, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("The file of --baseline could not be opened: %s", plainError(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := report.ReadBaseline(f)
	if err != nil {
		return nil, usage("The file of --baseline cannot be used: %v", err)
	}
	return b, nil
}

func (a *app) audit(c *cobra.Command, since string) error {
	if a.flags.format.value == "short" {
		return usage("--format short is for fpdoctor check; an audit is text, json or markdown")
	}
	baseline, err := readBaseline(since)
	if err != nil {
		return err
	}
	ctx, cancel := c.Context(), context.CancelFunc(func() {})
	if a.flags.timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(a.flags.timeout))
	}
	defer cancel()
	s, err := a.session(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if s.firstPromoter.Empty() {
		return usage(
			"an audit needs a FirstPromoter key: it goes through FirstPromoter's leads; add one with fpdoctor keys add, or set " +
				"FIRSTPROMOTER_API_KEY",
		)
	}
	clients, err := s.clients()
	if err != nil {
		return usageOf(err)
	}
	defer closeClients(clients)
	a.sayKeys(s)

	out := &written{to: a.Out, stop: cancel}
	w := report.NewAudit(out, a.flags.format.value, s.masker(a), a.width())
	status, known := exitOK, 0
	found := func(list []checks.Check) {
		status = worst(status, exitStatus(list))
	}
	var read sync.Map // what was told of; progress comes from several goroutines
	summary := audit.Walk(ctx, clients, audit.Options{
		Answers: s.answers, Now: a.Now,
		Progress: func(step gather.Step) {
			if _, known := read.LoadOrStore(step.What, true); !known {
				a.complain(fmt.Sprintf("Reading %s", step.What))
			}
		},
		Begin: func(x audit.Account) {
			news := baseline.New(x.Checks)
			found(news)
			out.note(w.Account(x.Evidence, news))
			a.complain(fmt.Sprintf("Looking at %d sales", x.Subjects))
		},
		Found: func(x audit.Sale) {
			if baseline.HasSale(&x.Diagnosis, x.Checks) {
				known++
				return
			}
			found(x.Checks)
			out.note(w.Sale(&x.Diagnosis, x.Checks))
		},
	})
	out.note(w.End(report.AuditSummary{
		Referrals: summary.Referrals, Leads: summary.Leads, Customers: summary.Customers, Sales: summary.Sales, Unknown: summary.Unknown,
		Missing: summary.Missing, Fail: summary.Fail, Warn: summary.Warn, Requests: summary.Requests, Elapsed: summary.Elapsed,
		Incomplete: summary.Incomplete,
	}))
	if known > 0 {
		a.complain(fmt.Sprintf("%d sales are as they were in the file of --baseline, and left out", known))
	}
	switch {
	case out.err != nil:
		return ended(worst(status, exitIncomplete), plainError(out.err))
	case summary.Incomplete != "":
		return ended(worst(status, exitIncomplete), "Not everything was looked at: "+summary.Incomplete)
	case status != exitOK:
		return ended(status, "")
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
