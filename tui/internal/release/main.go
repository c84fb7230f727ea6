// Command release writes what a release carries beside the program into a folder:
// completions for four shells and the manual pages, made from the command line itself.
//
//	release FOLDER VERSION DATE
//
// The date, as 2026-11-28, stands on the pages; the same arguments write the same files.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"

	"fpdoctor/tui/cli"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("release: ")
	if len(os.Args) != 4 {
		log.Fatal("a folder, a version and a date are needed")
	}
	day, err := time.Parse(time.DateOnly, os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	folder := os.Args[1]
	for _, name := range []string{"completions", "man"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			log.Fatal(err)
		}
	}
	err = errors.Join(completions(filepath.Join(folder, "completions")), pages(filepath.Join(folder, "man"), os.Args[2], day))
	if err != nil {
		log.Fatal(err)
	}
}

// completions writes one file a shell, by the name that it is looked for under.
func completions(folder string) error {
	root := cli.Command()
	for name, write := range map[string]func(io.Writer) error{
		"fpdoctor.bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"_fpdoctor":     root.GenZshCompletion,
		"fpdoctor.fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"fpdoctor.ps1":  root.GenPowerShellCompletionWithDesc,
	} {
		var text bytes.Buffer
		if err := errors.Join(write(&text), os.WriteFile(filepath.Join(folder, name), text.Bytes(), 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// pages writes one manual page a command, as it is and packed.
func pages(folder, version string, day time.Time) error {
	root := cli.Command()
	asMarkdown(root, root.Annotations["environment"])
	header := &doc.GenManHeader{Title: "FPDOCTOR", Section: "1", Date: &day, Source: "fpdoctor " + version, Manual: "fpdoctor"}
	if err := doc.GenManTree(root, header, folder); err != nil {
		return err
	}
	plain, err := filepath.Glob(filepath.Join(folder, "*.1"))
	if err != nil {
		return err
	}
	for _, page := range plain {
		text, err := os.ReadFile(page)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is a valid one
		_, err = z.Write(text)
		if err := errors.Join(err, z.Close(), os.WriteFile(page+".gz", packed.Bytes(), 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// asMarkdown makes a command's texts, and those of the ones below it, what the pages
// are made from: the options, then what the help says of variables and exit statuses.
func asMarkdown(c *cobra.Command, environment string) {
	c.DisableAutoGenTag = true
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	c.Short, c.Long = literally(c.Short), literally(long)+"\n\n"+options(c)+sections(environment)
	c.Use += " [flags]"                                         // cobra says so only where it lists them
	c.Flags().VisitAll(func(f *pflag.Flag) { f.Hidden = true }) // cobra would list them once more
	if c.Name() == "completion" {
		c.RemoveCommand(c.Commands()...) // the packages bring the completions themselves
	}
	for _, below := range c.Commands() {
		asMarkdown(below, environment)
	}
}

// options are a section of a command's flags, as its help names them.
func options(c *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# OPTIONS\n\n")
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		if f.Shorthand != "" {
			b.WriteString("**-" + f.Shorthand + "**, ")
		}
		b.WriteString("**--" + f.Name + "**")
		if value != "" {
			b.WriteString(" *" + literally(value) + "*")
		}
		if f.DefValue != "" && f.DefValue != "false" {
			usage += " (default " + f.DefValue + ")"
		}
		b.WriteString("\n:   " + literally(usage) + "\n\n")
	})
	return b.String()
}

// sections makes each paragraph, whose first line is its title, a section of its own.
func sections(text string) string {
	var b strings.Builder
	for _, part := range strings.Split(strings.TrimSpace(text), "\n\n") {
		title, rows, _ := strings.Cut(part, "\n")
		b.WriteString("# " + strings.ToUpper(strings.TrimSuffix(title, ":")) + "\n\n```\n" + rows + "\n```\n\n")
	}
	return b.String()
}

// literally is a text that Markdown takes for nothing else.
func literally(text string) string {
	return strings.NewReplacer(`\`, `\\`, "_", `\_`, "*", `\*`, "<", `\<`, "[", `\[`, "#", `\#`).Replace(text)
}
