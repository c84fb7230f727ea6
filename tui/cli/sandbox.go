package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fpdoctor/checks/sandbox"
)

func (a *app) sandboxCommand() *cobra.Command {
	var x sandboxFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve both services on this computer, with sales to practise on",
		Long: "Serve a pretended Stripe and FirstPromoter on this computer until interrupted,\nand print their addresses, their keys " +
			"and the sales they hold. The keys work\nnowhere else.\n\nWith --size the merchant has so many referrals, ten times as many " +
			"customers, half as\nmany payments again, and up to 60 planted problems, which are printed. The same\nsize and --seed give " +
			"the same account, so that a measurement can be repeated. The last\nline, at the end, counts the requests and those " +
			"refused for --limits.\n\nThe faults of --faults, each after so many sound answers where a number is\ngiven, as in " +
			"stripe:revoked:/v1/charges:20:\n" + faultList(),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("sandbox takes no SALE; to look at one of its sales, run fpdoctor check SALE --demo")
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(c *cobra.Command, _ []string) error { return a.sandbox(c, x) },
	}
	c.Flags().StringVar(&x.scenario, "scenario", "", "the merchant who holds this scenario, `NAME` (default the demo’s)")
	c.Flags().StringVar(&x.faults, "faults", "", "break the services on purpose, `NAME[,NAME]`, as in hang or stripe:reset:/v1/charges")
	c.Flags().IntVar(&x.size, "size", 0, "a merchant with `N` referrals instead, made as they are asked for")
	c.Flags().StringVar(&x.seed, "seed", "", "another such merchant, `WORD`")
	c.Flags().DurationVar(&x.latency, "latency", 0, "how long every answer takes on its way, as in 100ms")
	c.Flags().StringVar(&x.limits, "limits", "none",
		"answer 429 beyond the services’ rate limits: `"+strings.Join(sandbox.LimitsNames(), "|")+"`")
	words(c, "scenario", sandbox.Worlds())
	words(c, "limits", sandbox.LimitsNames())
	return c
}

func faultList() string {
	var b strings.Builder
	for _, k := range sandbox.Faults() {
		fmt.Fprintf(&b, "  %-12s %s\n", k.Name, k.Title)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// sandboxFlags say what is served.
type sandboxFlags struct {
	scenario, faults, seed, limits string
	size                           int
	latency                        time.Duration
}

// maxSize is how many referrals a sandbox may have: they are held in memory.
const maxSize = 1_000_000

func (x sandboxFlags) options() (opts sandbox.Options, err error) {
	switch {
	case x.size < 0 || x.size > maxSize:
		return opts, usage("--size is a number of referrals, from 1 to %d", maxSize)
	case x.size > 0 && x.scenario != "":
		return opts, usage("--size and --scenario are two different merchants; give one of them")
	case x.seed != "" && x.size == 0:
		return opts, usage("--seed goes with --size")
	case x.latency < 0 || x.latency > time.Minute:
		return opts, usage("--latency is from 0s to 1m")
	}
	opts = sandbox.Options{Scenario: x.scenario, Size: x.size, Variant: x.seed, Latency: x.latency}
	if opts.Limits, err = sandbox.LimitsNamed(x.limits); err != nil {
		return opts, usageOf(err)
	}
	if x.faults != "" {
		if opts.Faults, err = sandbox.ParseFaults(x.faults); err != nil {
			return opts, usageOf(err)
		}
	}
	return opts, nil
}

func (a *app) sandbox(c *cobra.Command, x sandboxFlags) error {
	opts, err := x.options()
	if err != nil {
		return err
	}
	server, err := sandbox.Start(opts)
	if err != nil {
		return usageOf(err)
	}
	defer func() { _ = server.Close() }() // its services end with the process anyway
	if _, err := fmt.Fprint(a.Out, invitation(server)); err != nil {
		return ended(exitIncomplete, plainError(err))
	}
	<-c.Context().Done()
	t := server.Tally()
	_, _ = fmt.Fprintf(a.Out, "# %d requests, of which %d were refused with status 429.\n", t.Asked, t.Refused) // if anyone still reads
	return nil
}

// invitation is what there is to ask the sandbox, and last, where it is in sight,
// what a shell needs to do so.
func invitation(s *sandbox.Server) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# A pretended Stripe and FirstPromoter on this computer, until Ctrl+C.")
	group := ""
	for _, sc := range s.Scenarios() {
		if sc.Group != group {
			group = sc.Group
			line("#")
			line("# Sales (%s):", group)
		}
		line("#   fpdoctor check %s%s", quote(sc.Sale), answerFlags(sc))
		line("#     %s", sc.Title)
		usual := s.Credentials(sandbox.Scenario{}, sandbox.V2)
		if own := s.Credentials(sc, sandbox.V2); own.Stripe != usual.Stripe {
			line("#     with STRIPE_API_KEY=%s", own.Stripe)
		} else if own.FirstPromoter != usual.FirstPromoter {
			line("#     with FIRSTPROMOTER_API_KEY=%s", own.FirstPromoter)
		}
		if !slices.Contains(sc.On, sandbox.V2) && len(sc.On) > 0 {
			line("#     on API v1")
		}
	}
	line("#")
	line("# For FirstPromoter’s API v1, after the lines at the end:")
	line("#   export FIRSTPROMOTER_API_KEY=%s; unset FIRSTPROMOTER_ACCOUNT_ID", s.FirstPromoterV1Key)
	line("#")
	line("# Copy these five lines into another terminal; then run fpdoctor there, or one of the lines above.")
	line("export FPDOCTOR_STRIPE_API_BASE=%s", s.StripeBase)
	line("export FPDOCTOR_FIRSTPROMOTER_API_BASE=%s", s.FirstPromoterBase)
	line("export STRIPE_API_KEY=%s", s.StripeKey)
	line("export FIRSTPROMOTER_API_KEY=%s", s.FirstPromoterKey)
	line("export FIRSTPROMOTER_ACCOUNT_ID=%s", s.AccountID)
	return b.String()
}

// answerFlags are the person's answers that a scenario supposes.
func answerFlags(sc sandbox.Scenario) string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{
		{"connected", sc.Answers.Connected}, {"connected-account", sc.Answers.ConnectedAccount},
		{"firstpromoter-mode", sc.Answers.FirstPromoterMode},
		{"firstpromoter-app", sc.Answers.FirstPromoterApp},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, " --%s %s", f.name, f.value)
		}
	}
	return b.String()
}

// quote makes a word one argument of a shell.
func quote(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@.+-") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
