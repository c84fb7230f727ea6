package cli

import (
	"strings"

	"github.com/hbollon/go-edlib"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// meant is the name that was probably meant by a word that is none of them; empty:
// none is near. Words with anything but small letters and dashes are ids and keys.
func meant(word string, names []string) string {
	if len(word) < 3 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return ""
	}
	best, slips := "", 1+len(word)/5 // the most that are still taken for slips
	for _, name := range names {
		if n := edlib.OSADamerauLevenshteinDistance(word, name); n > 0 && n <= slips && (best == "" || n < slips) {
			best, slips = name, n
		}
	}
	return best
}

// commandMeant is the command that was probably meant by the first argument of the
// program; empty: none.
func commandMeant(c *cobra.Command, args []string) string {
	if len(args) == 0 {
		return ""
	}
	var names []string
	for _, x := range c.Root().Commands() {
		if !x.Hidden {
			names = append(names, x.Name())
		}
	}
	return meant(args[0], names)
}

// flagMeant is the flag that was probably meant where the parser knows none of that
// name, with its dashes; empty: none.
func flagMeant(c *cobra.Command, err error) string {
	word, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !ok {
		return ""
	}
	word, _, _ = strings.Cut(word, "=")
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if name := meant(word, names); name != "" {
		return "--" + name
	}
	return ""
}

// orMeant goes on a sentence that refuses a word; empty where nothing is meant.
func orMeant(name string) string {
	if name == "" {
		return ""
	}
	return "; did you mean " + name + "?"
}
