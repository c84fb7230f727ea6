package cli

import (
	"bytes"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fpdoctor/checks"
	"fpdoctor/checks/report"
)

// explainCommand tells of a cause without any sale, from the catalogue alone.
func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CAUSE]",
		Short: "Tell what a cause means, how it is recognised and what to do",
		Long: "Tell what a cause means, how it is recognised, whether that is documented, and what to do.\nWithout a CAUSE every one " +
			"is listed in a line. It needs no keys and no network.",
		Example: "  fpdoctor explain email-typo\n  fpdoctor explain",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("one CAUSE at a time is explained; fpdoctor explain lists them all")
			}
			return nil
		},
		ValidArgsFunction: causeNames,
		RunE:              a.explain,
	}
}

func (a *app) explain(_ *cobra.Command, args []string) error {
	var b bytes.Buffer
	var err error
	if len(args) == 0 {
		err = report.Catalogue(&b)
	} else {
		e, ok := checks.Explain(args[0])
		if !ok {
			return unknownCause(args[0])
		}
		err = report.Explain(&b, e, a.width())
	}
	if err == nil {
		_, err = io.Copy(a.Out, &b)
	}
	if err != nil {
		return ended(exitIncomplete, plainError(err))
	}
	return nil
}

// unknownCause names what the word may have been meant for.
func unknownCause(typed string) error {
	const all = "fpdoctor explain lists them all"
	switch near := checks.NearCauses(typed); len(near) {
	case 0:
		return usage("there is no such cause; %s", all)
	case 1:
		return usage("there is no such cause; perhaps %s? %s", near[0], all)
	default:
		return usage("there is no such cause; perhaps %s? %s", orList(near), all)
	}
}

// causeNames completes the names of causes, each with when it applies.
func causeNames(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, e := range checks.Explanations() {
		if len(args) == 0 && strings.HasPrefix(e.ID, typed) {
			out = append(out, e.ID+"\t"+strings.TrimSuffix(e.Recognised, "."))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
