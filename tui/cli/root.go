package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

const about = `fpdoctor finds out why a sale paid in Stripe did not turn a FirstPromoter lead
into a customer. It walks the six items of FirstPromoter's own checklist against
both services and shows the record that is wrong, and what to do about it. It
only reads: it changes nothing in either service.

SALE is an e-mail address, a Stripe id (cus_…, in_…, ch_…, py_…, pi_…, cs_…,
sub_…), a customer id of your own, a FirstPromoter referral (ref_123 or 123), or
a link to one of these in the Stripe dashboard.

Without a command the screens open. fpdoctor check prints the same walk as plain
lines, without boxes, colours or anything that moves: it is the way for screen
readers, scripts and tickets. fpdoctor audit does so for every lead.`

const environmentHelp = `
Environment:
  STRIPE_API_KEY, FIRSTPROMOTER_API_KEY, FIRSTPROMOTER_ACCOUNT_ID
                         keys for this run; without the account id
                         FirstPromoter's API v1 is used
  FPDOCTOR_PROFILE       as --profile
  FPDOCTOR_MASK=1        as --mask
  FPDOCTOR_STRIPE_API_BASE, FPDOCTOR_FIRSTPROMOTER_API_BASE
                         as --stripe-api-base, --firstpromoter-api-base
  NO_COLOR               as --no-color
  FPDOCTOR_ASCII=1       as --ascii

Exit status:
  0  nothing wrong found (at most warnings and open questions)
  1  something is wrong
  2  wrong usage, no keys, or a key of the wrong shape
  3  nothing wrong found so far, but something could not be checked
`

// Command is the command line, for what is made from it: completions, manual pages.
func Command() *cobra.Command { return new(app).root() }

// root is the whole command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "fpdoctor [SALE]",
		Short:             "Find out why a sale did not reach FirstPromoter",
		Long:              about,
		Example:           "  fpdoctor --demo\n  fpdoctor in_1AbCdEfGhIjKlMnO\n  fpdoctor check anna@example.com --format markdown --mask",
		Args:              oneSale(false),
		Version:           thisBuild().line(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		TraverseChildren:  true,
		ValidArgsFunction: cobra.NoFileCompletions,
		Annotations:       map[string]string{"environment": environmentHelp},
		RunE:              a.interactive,
	}
	root.SetVersionTemplate("fpdoctor {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if flag := flagMeant(c, err); flag != "" {
			return usage("%s%s", parseError(err), orMeant(flag))
		}
		return usage("%s; see %s --help", parseError(err), c.CommandPath())
	})
	root.SetUsageTemplate(root.UsageTemplate() + `{{index .Annotations "environment"}}`)
	a.flags.walkFlags(root)
	a.flags.formatFlag(root, allFormats)
	// Only check and audit print in a format; on the root it stands for "fpdoctor
	// --format json check SALE".
	_ = root.Flags().MarkHidden("format")
	root.AddCommand(a.checkCommand(), a.openCommand(), a.auditCommand(), a.explainCommand(), a.keysCommand(), a.sandboxCommand())
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "completion":
			needsOneOf(c, "bash", "zsh", "fish", "powershell")
		case "help":
			c.Args = aCommand
		}
	}
	return root
}

// needsOneOf makes a command that only groups others refuse anything else,
// where cobra would print its help and call that a success.
func needsOneOf(c *cobra.Command, names ...string) {
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 && meant(args[0], names) != "" {
			return usage("%s takes one of %s%s", c.Name(), orList(names), orMeant(meant(args[0], names)))
		}
		return usage("%s takes one of %s; see fpdoctor %[1]s --help", c.Name(), orList(names))
	}
	c.RunE = func(*cobra.Command, []string) error { return nil }
}

// aCommand makes help refuse what is no command, where cobra would print the
// help of them all and call that a success.
func aCommand(help *cobra.Command, args []string) error {
	if _, rest, err := help.Root().Find(args); err != nil || len(rest) > 0 {
		if name := commandMeant(help, args); name != "" {
			return usage("there is no such command%s", orMeant("fpdoctor help "+name))
		}
		return usage("there is no such command; see fpdoctor --help")
	}
	return nil
}

// parseError is the parser's sentence without what Go's style adds, and without
// the word that was wrong: it may be a key of a shape nobody knows.
func parseError(err error) string {
	s := display.Clean(err.Error())
	if _, list, ok := strings.Cut(s, "none of the others can be; ["); ok {
		list, _, _ = strings.Cut(list, "]")
		return "--" + strings.Join(strings.Fields(list), " and --") + " do not go together: give one of them"
	}
	if of, ok := strings.CutPrefix(s, "unknown command "); ok {
		return "there is no such command" + of[strings.LastIndex(of, ` for "`):]
	}
	s = strings.TrimPrefix(s, "invalid argument ")
	if value, rest, ok := strings.Cut(s, ` for "`); ok && strings.HasPrefix(value, `"`) {
		if flag, why, ok := strings.Cut(rest, `" flag: `); ok {
			if strings.HasPrefix(why, "strconv.ParseBool") {
				why = "must be true or false"
			}
			if !strings.HasPrefix(why, "must be") {
				flag += ":"
			}
			return flag + " " + why
		}
	}
	return s
}

// oneSale takes one SALE, or none where the screens can ask for it.
func oneSale(needed bool) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		name := ""
		if !c.HasParent() { // a command's argument is none itself
			name = commandMeant(c, args)
		}
		switch {
		case len(args) == 0 && needed:
			return usage("%s needs a SALE: %s", c.CommandPath(), saleForms)
		case name != "" && len(args) > 1:
			return usage("there is no such command%s", orMeant("fpdoctor "+name))
		case name != "":
			return usage("there is no command %s%s A customer of that id is looked at by fpdoctor check %[1]s",
				args[0], orMeant("fpdoctor "+name))
		case len(args) > 1:
			return usage("one SALE at a time is looked at; see %s --help", c.CommandPath())
		}
		return nil
	}
}

const saleForms = record.SaleForms

// saleIn reads the SALE among the arguments; nil where there is none.
func saleIn(args []string) (*record.Query, error) {
	if len(args) == 0 {
		return nil, nil
	}
	q, err := record.ParseQuery(args[0])
	if err != nil {
		return nil, usageOf(err)
	}
	return &q, nil
}
