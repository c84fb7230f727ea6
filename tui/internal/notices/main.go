// Command notices writes the licences of all modules that are built into fpdoctor,
// on whichever system, into .github/THIRD_PARTY_NOTICES.txt.
package main

//go:generate go run .

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// module is one that packages of the program come from.
type module struct {
	Path, Version, Dir string
	Main               bool
}

func (m module) name() string { return m.Path + " " + m.Version }

const heading = `fpdoctor is made with the work of others. The modules below are built into it, on
Linux, macOS or Windows; each is used unchanged, under the licence that follows it.
Go's standard library has the licence of the modules of golang.org.

`

func main() {
	log.SetFlags(0)
	log.SetPrefix("notices: ")
	modules := map[string]module{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		if err := list(system, modules); err != nil {
			log.Fatal(err)
		}
	}
	names := map[string][]string{} // of the modules that share a text
	for _, m := range modules {
		text, err := licence(m.Dir)
		if err != nil {
			log.Fatal(m.name(), ": ", err)
		}
		names[text] = append(names[text], m.name())
	}
	file := filepath.Join("..", "..", "..", ".github", "THIRD_PARTY_NOTICES.txt")
	if err := os.WriteFile(file, []byte(heading+grouped(names)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// list adds the modules of what is built for a system.
func list(system string, modules map[string]module) error {
	cmd := exec.CommandContext(context.Background(), "go", "list", "-deps", "-json=Module", "fpdoctor")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list for %s: %w", system, err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ Module *module }
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case p.Module != nil && !p.Module.Main:
			modules[p.Module.Path] = *p.Module
		}
	}
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([-.].*)?$`)

// licence is the text of a module's licence files.
func licence(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return fromReadme(dir)
	}
	return strings.Join(texts, "\n\n"), nil
}

var licenceSection = regexp.MustCompile(`(?ims)^#+ licen[cs]e\s*\n(.*?)(?:^#|\z)`)

// fromReadme is what a module without a licence file says of its licence.
func fromReadme(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		return "", err
	}
	found := licenceSection.FindSubmatch(b)
	if found == nil {
		return "", errors.New("no licence was found")
	}
	return "Its README says of the licence:\n\n" + strings.TrimSpace(string(found[1])), nil
}

// grouped writes each text once, behind the modules that have it.
func grouped(names map[string][]string) string {
	texts := make([]string, 0, len(names))
	for text := range names {
		slices.Sort(names[text])
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Compare(names[a][0], names[b][0]) })
	var b strings.Builder
	for _, text := range texts {
		b.WriteString(strings.Repeat("=", 80) + "\n" + strings.Join(names[text], "\n") + "\n\n" + text + "\n\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
