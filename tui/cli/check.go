package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/report"
)

// checkTime is what a check may take in all, unless --timeout says otherwise.
const checkTime = 60 * time.Second

func (a *app) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check SALE",
		Short: "Walk the six items for one sale and print the result",
		Long: "Walk the six items for one sale and print the result as plain text, JSON or Markdown.\nNothing moves, is " +
			"drawn in boxes or coloured, so that it reads well aloud.\n\nSALE is " + saleForms + ".",
		Args:              a.saleOrCase,
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{"environment": environmentHelp},
		RunE:              a.check,
	}
	a.flags.walkFlags(c)
	a.flags.formatFlag(c, checkFormats)
	set := c.Flags()
	set.Var((*fileName)(&a.flags.save), "save", "besides, write what was found to a new `FILE`, masked, to be opened anywhere")
	set.BoolVar(&a.flags.maskAmounts, "mask-amounts", false, "in the file of --save all amounts are replaced, too")
	set.Var((*fileName)(&a.flags.saveUnmasked), "save-unmasked", "the same with personal data in clear, to `FILE`")
	set.StringVar(&a.flags.caseFile, "case", "", "answer from a case `FILE` in place of a SALE: no keys, no network")
	set.BoolVar(&a.flags.watch, "watch", false, "follow the sale until FirstPromoter has it, a line for each station; then exit 0, else 1")
	set.Var(&a.flags.watchFor, "for", "`DURATION` after which --watch looks no more, such as 5m; a look under way may take a minute "+
		"(default: two minutes after the payment)")
	c.MarkFlagsMutuallyExclusive("save", "save-unmasked", "case")
	c.MarkFlagsMutuallyExclusive("watch", "case")
	return c
}

func (a *app) check(c *cobra.Command, args []string) error {
	if err := a.flags.formatOf("one sale", checkFormats); err != nil {
		return err
	}
	if a.flags.caseFile != "" {
		return a.checkCase()
	}
	query, err := saleIn(args)
	if err != nil {
		return err
	}
	if err := errors.Join(a.flags.watchable(), a.flags.freeToSave()); err != nil {
		return err
	}
	limit, whole := checkTime, c.Context()
	if a.flags.timeout > 0 {
		limit = time.Duration(a.flags.timeout)
		var cancel context.CancelFunc
		whole, cancel = context.WithTimeout(whole, limit)
		defer cancel()
	}
	s, err := a.session(whole)
	if err != nil {
		return err
	}
	defer s.close()
	// By itself the time is that of the asking: a person may take a minute to open the keyring.
	ctx, cancel := context.WithTimeout(whole, limit)
	defer cancel()
	s.demoKeys(*query)
	if query.Own && s.holds(query.Value) {
		return errKeyGiven
	}
	if a.flags.watch {
		a.sayKeys(s)
		return newWatch(a, s).run(whole, *query)
	}
	clients, err := s.clients()
	if err != nil {
		return usageOf(err)
	}
	defer closeClients(clients)
	a.sayKeys(s)

	evidence := gather.Sale(ctx, clients, *query, gather.Options{Now: a.Now})
	if err := evidence.UnknownOwnID(); err != nil {
		return usageOf(err)
	}
	stopped := ctx.Err()
	d := checks.Diagnose(evidence, s.answers, a.Now())
	switch {
	case errors.Is(stopped, context.DeadlineExceeded):
		a.complain(fmt.Sprintf("The time of %s was over before everything was asked; what is missing is marked", limit))
	case stopped != nil:
		a.complain("Stopped before everything was asked; what is missing is marked")
	}
	if err := a.print(&d, s.masker(a)); err != nil {
		return ended(worst(exitStatus(d.Checks[:]), exitIncomplete), plainError(err))
	}
	status := exitStatus(d.Checks[:])
	if err := a.save(&d); err != nil {
		a.complain(err.Error())
		status = worst(status, exitIncomplete)
	}
	if stopped != nil {
		status = worst(status, exitIncomplete)
	}
	if status != exitOK {
		return ended(status, "")
	}
	return nil
}

// print writes the result in the format asked for, in one piece.
func (a *app) print(d *checks.Diagnosis, m display.Masker) error {
	var b bytes.Buffer
	var err error
	switch a.flags.format.value {
	case "json":
		err = report.JSON(&b, d, m)
	case "markdown":
		err = report.Markdown(&b, d, m)
	case "short":
		err = report.Short(&b, d, m)
	default:
		err = report.Text(&b, d, m, a.width())
	}
	if err != nil {
		return err
	}
	b.WriteString(report.Ending(a.flags.format.value, a.flags.call().OnScreen(d.Subject.Query, m)))
	_, err = io.Copy(a.Out, &b)
	return err
}

// plainError tells why something could not be written; a reader that has gone away
// needs no word.
func plainError(err error) string {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		return ""
	}
	return "The output could not be written: " + whatFailed(err)
}

// whatFailed is what went wrong with a file or a stream, without its name, which the
// sentence around it tells where it tells anybody anything.
func whatFailed(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}

// width is where lines of text are wrapped: at the terminal's, but at no more
// than reads well; nowhere when a program reads.
func (a *app) width() int {
	if !terminal(a.screen) {
		return 0
	}
	w, _, err := term.GetSize(int(a.screen.(*os.File).Fd()))
	if err != nil || w <= 0 {
		return 80
	}
	return min(w, 100)
}

// sayKeys says on standard error whose keys are used.
func (a *app) sayKeys(s *session) {
	a.complain("Keys: " + s.keysFrom())
	if s.note != "" {
		a.complain(s.note)
	}
	a.sayMasked(s)
}

// sayMasked says that personal data is hidden where this run did not ask for it.
func (a *app) sayMasked(s *session) {
	if s.mask && !a.flags.mask.given {
		a.complain("Personal data is hidden; --mask=false shows it")
	}
}

// exitStatus is the exit status of what was found.
func exitStatus(list []checks.Check) int {
	status := exitOK
	for _, c := range list {
		switch c.Status {
		case checks.Fail:
			return exitFail
		case checks.Error:
			status = exitIncomplete
		case checks.Pass, checks.Warn, checks.Ask, checks.Skip, checks.Info:
		}
	}
	return status
}

// worst is a fail if there is one, whatever else.
func worst(a, b int) int {
	switch {
	case a == exitFail || b == exitFail:
		return exitFail
	case a == exitIncomplete || b == exitIncomplete:
		return exitIncomplete
	}
	return exitOK
}

// masker makes what is printed safe, masked where wanted.
func (s *session) masker(a *app) display.Masker {
	return display.Masker{On: a.flags.masked(s.mask), Salt: display.NewSalt()}
}
