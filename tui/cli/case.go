package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
	"fpdoctor/checks/display"
	"fpdoctor/tui"
	"fpdoctor/tui/sale"
)

// saleOrCase takes one SALE, or none with --case.
func (a *app) saleOrCase(c *cobra.Command, args []string) error {
	if a.flags.caseFile == "" {
		return oneSale(true)(c, args)
	}
	if len(args) > 0 {
		return usage("a case file has its sale: give a SALE or --case, not both")
	}
	return nil
}

// freeToSave refuses a file that is there already, before anything is asked.
func (f *flags) freeToSave() error {
	path := f.savePath()
	if f.maskAmounts && f.save == "" {
		return usage("--mask-amounts is for the file of --save: give it with --save FILE")
	}
	if path == "" {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return usage("%s: %v; give another name", display.Clean(path), casefile.ErrExists)
	}
	return nil
}

func (f *flags) savePath() string { return cmp.Or(f.save, f.saveUnmasked) }

// save writes the case that was asked for, and says what is in it.
func (a *app) save(d *checks.Diagnosis) error {
	path, form, how := a.flags.savePath(), sale.InClear, "in clear: it holds personal data"
	if path == "" {
		return nil
	}
	switch {
	case a.flags.save != "" && a.flags.maskAmounts:
		form, how = sale.MaskedMoney, "masked, amounts too"
	case a.flags.save != "":
		form, how = sale.Masked, "masked"
	}
	if err := a.sieve.writeCase(d, form, path, false); err != nil {
		return fmt.Errorf("%s could not be written: %w", display.Clean(path), fileProblem(err))
	}
	a.complain(fmt.Sprintf("The case is in %s, %s. fpdoctor open %s shows it anywhere, without keys", display.Clean(path), how,
		display.ShellWord(path)))
	return nil
}

// writeCase writes what was found of a sale to a file, without the keys of this run.
func (s *sieve) writeCase(d *checks.Diagnosis, form sale.CaseForm, path string, over bool) error {
	c := casefile.Of(d, Version())
	if form != sale.InClear {
		masked, err := casefile.Masked(d, Version(), form == sale.MaskedMoney)
		if err != nil {
			return err
		}
		c = masked
	}
	c.Hide = s.hider().Hide
	return c.Save(path, over)
}

// fileProblem is what went wrong with a file, without what Go puts before it.
func fileProblem(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// openCase reads a case file; its errors are wrong usage.
func openCase(path string) (*casefile.Case, error) {
	c, err := casefile.Open(path)
	if err != nil {
		return nil, usage("%s: %v", display.Clean(path), fileProblem(err))
	}
	return c, nil
}

// checkCase answers the six items from a case, as of then.
func (a *app) checkCase() error {
	if err := a.flags.environment(a.Env); err != nil {
		return err
	}
	c, err := openCase(a.flags.caseFile)
	if err != nil {
		return err
	}
	d := c.Diagnose()
	m := display.Masker{On: a.flags.masked(false), Salt: display.NewSalt()}
	a.complain(caseInWords(c, m))
	for _, text := range otherwise(c, &d) {
		a.complain(text)
	}
	_, err = io.WriteString(a.Out, standIns(c, a.flags.format.value))
	if err == nil {
		err = a.print(&d, m)
	}
	if err != nil {
		return ended(worst(exitStatus(d.Checks[:]), exitIncomplete), plainError(err))
	}
	if status := exitStatus(d.Checks[:]); status != exitOK {
		return ended(status, "")
	}
	return nil
}

// standIns warns, at the head of what people read, of values that are none.
func standIns(c *casefile.Case, format string) string {
	if !c.Masked || format == "json" {
		return ""
	}
	return "Masked case: the names, addresses and ids below are made up. Enter none of them anywhere.\n\n"
}

// caseInWords says whose case it is, of when, and whether it is masked.
func caseInWords(c *casefile.Case, m display.Masker) string {
	kind := "A case in clear, as of"
	if c.Masked {
		kind = "A masked case: names and ids are made up. As of"
	}
	whose := ""
	if acct := c.Evidence.Stripe.Account; acct != nil && acct.ID != "" {
		whose = ", of Stripe account " + m.ID(acct.ID)
	}
	return fmt.Sprintf("%s %s%s, by fpdoctor %s. Neither service is asked", kind, m.When(c.At), whose, c.Version)
}

// otherwise tells the items that this version answers otherwise than the one that
// wrote the case.
func otherwise(c *casefile.Case, d *checks.Diagnosis) []string {
	var out []string
	for _, x := range c.Differences(d) {
		out = append(out, fmt.Sprintf("Item %d then, with fpdoctor %s: %s; now, with fpdoctor %s: %s",
			x.Item, c.Version, outcomeOf(x.Then.Status, firstCause(x.Then)), Version(), outcomeOf(x.Now.Status, nowCause(x.Now))))
	}
	return out
}

func outcomeOf(s checks.Status, cause string) string {
	if cause == "" {
		return string(s)
	}
	return string(s) + ", " + cause
}

func firstCause(x casefile.Item) string {
	if len(x.Findings) == 0 {
		return ""
	}
	return x.Findings[0].Cause
}

func nowCause(c checks.Check) string {
	if len(c.Findings) == 0 {
		return ""
	}
	return c.Findings[0].Cause
}

// openCommand shows a case on screen.
func (a *app) openCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "open FILE",
		Short: "Show a saved case on the screens, without keys and network",
		Long: "Show a case file, as fpdoctor check SALE --save FILE writes it, on the screens: the walk, both sides\n" +
			"next to each other, timeline, chain, raw answers and report, as of then. Nothing is asked of either service.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("fpdoctor open needs one case FILE, as fpdoctor check SALE --save FILE writes it")
			}
			return nil
		},
		RunE: a.open,
	}
	a.flags.lookFlags(c)
	return c
}

func (a *app) open(c *cobra.Command, args []string) error {
	if err := a.flags.environment(a.Env); err != nil {
		return err
	}
	read := func() (*tui.Case, error) {
		found, err := caseOnScreen(args[0])
		if err != nil {
			return nil, usage("%s: %v", display.Clean(args[0]), err)
		}
		return found, nil
	}
	if !terminal(a.In) || !terminal(a.screen) {
		if _, err := read(); err != nil {
			return err
		}
		return usage("the screens need a terminal; for plain output run fpdoctor check --case FILE")
	}
	o := a.screenOptions()
	o.OpensCase, o.Mask, o.Source, o.Services = true, a.flags.masked(false), "none", tui.Services{Open: openLink, Copy: copyOut}
	ready := o
	o.Prepare = func(context.Context) (tui.Options, error) { // while the terminal is asked what it is
		found, err := read()
		if err != nil {
			return tui.Options{}, err
		}
		ready.Answers, ready.Case, ready.Call.Case = found.Answers, found, found.File
		return ready, nil
	}
	return screens(tui.Run(c.Context(), o))
}

// caseOnScreen reads a case file as the screens show it.
func caseOnScreen(path string) (*tui.Case, error) {
	found, err := casefile.Open(path)
	if err != nil {
		return nil, fileProblem(err)
	}
	d := found.Diagnose()
	out := &tui.Case{File: path, Masked: found.Masked, Evidence: found.Evidence, Answers: found.Answers, At: found.At}
	out.Banner, out.Then = caseInWords(found, display.Masker{}), map[checks.Item]string{}
	for i, x := range found.Differences(&d) {
		out.Then[x.Item] = otherwise(found, &d)[i]
	}
	return out, nil
}
