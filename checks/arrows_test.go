package checks_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows says which of the module's packages each one imports, and may import. What
// stands in no list imports nothing of the module.
//
// Four rooms are there for one reason each: pattern, since compiling every regular
// expression took half of the start; question, whose values clients and books both
// answer; casefile, which reads and masks what gather would have gathered; terminal,
// which asks the terminal before the screens do. The plain records are everybody's. The
// dossier reads no facts and tui/sale no gather: a diagnosis carries what was found, and
// a screen is handed the function that looks.
var arrows = map[string][]string{
	"checks/pattern":   nil,
	"checks/record":    {"checks/pattern"},
	"creds/secret":     nil,
	"checks/transport": nil,
	"checks/question":  {"checks/record"},
	"checks/display":   {"checks/pattern", "checks/record"},
	"checks/facts":     {"checks/pattern", "checks/record"},
	"checks/causes":    {"checks/record"},
	"checks":           {"checks/record", "checks/facts", "checks/causes"},
	"checks/stripeapi": {"checks/pattern", "checks/record", "checks/question", "checks/transport", "creds/secret"},
	"checks/fpapi":     {"checks/record", "checks/question", "checks/transport", "creds/secret"},
	"checks/gather":    {"checks/record", "checks/facts", "checks/question", "checks/stripeapi", "checks/fpapi"},
	"checks/books":     {"checks/record", "checks/question", "checks/gather"},
	"checks/audit":     {"checks", "checks/record", "checks/question", "checks/gather", "checks/books"},
	"checks/dossier":   {"checks/pattern", "checks", "checks/record"},
	"checks/casefile":  {"checks/pattern", "checks", "checks/record", "checks/facts", "checks/display"},
	"checks/report":    {"checks/pattern", "checks", "checks/record", "checks/display", "checks/dossier"},
	"checks/sandbox":   {"checks/pattern"},
	"creds":            {"checks/record", "creds/secret"},
	"tui":              {"checks", "checks/record", "checks/display", "checks/gather", "checks/audit", "checks/report", "creds", "creds/secret", "tui/background", "tui/terminal", "tui/kit", "tui/sale", "tui/lists", "tui/profiles"},
	"tui/kit":          {"checks/record", "checks/display"},
	"tui/sale":         {"checks", "checks/record", "checks/display", "checks/dossier", "checks/report", "tui/kit"},
	"tui/lists":        {"checks", "checks/record", "checks/display", "checks/dossier", "checks/audit", "checks/report", "tui/kit"},
	"tui/profiles":     {"checks/record", "checks/display", "creds", "creds/secret", "tui/kit"},
	"tui/background":   nil,
	"tui/terminal":     nil,
	"tui/cli":          {"checks", "checks/record", "checks/question", "checks/transport", "checks/stripeapi", "checks/fpapi", "checks/gather", "checks/audit", "checks/report", "checks/casefile", "checks/display", "checks/sandbox", "creds", "creds/secret", "tui", "tui/sale", "tui/lists", "tui/profiles"},
	"":                 {"tui/background", "tui/cli"},

	"checks/sandbox/share": nil, // for tests
}

// keepers are the packages that alone may import a library (of a path with
// this prefix) themselves.
var keepers = map[string][]string{
	"github.com/stripe/stripe-go/":       {"checks/stripeapi"},
	"go.mau.fi/util/":                    {"checks/record"},
	"github.com/stripe/stripe-mock":      {},
	"github.com/zalando/go-keyring":      {"creds"},
	"github.com/godbus/dbus":             {"creds"},
	"github.com/charmbracelet/bubbletea": {"tui", "tui/kit", "tui/sale", "tui/lists", "tui/profiles"},
	"github.com/charmbracelet/bubbles":   {"tui/kit"},
	"github.com/charmbracelet/lipgloss":  {"tui/kit", "tui/background"},
	"github.com/spf13/cobra":             {"tui/cli"},
	"github.com/cenkalti/backoff/":       {"checks/transport"},
	"net/http":                           {"checks/transport", "checks/stripeapi", "checks/fpapi", "checks/sandbox"},
	"os/exec":                            {"tui/cli", "creds"},
}

// pure packages neither reach out nor read a clock by way of another.
var pure = []string{"checks", "checks/causes", "checks/record", "checks/question", "checks/facts", "checks/display", "checks/dossier", "checks/report", "checks/casefile"}

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
	Module       struct{ Path, Dir string }
}

func TestArrowsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		own := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, p.Module.Path), "/")
		if strings.Contains(own, "internal/") {
			continue // generators, which are no part of the program
		}
		allowed, known := arrows[own]
		if !known {
			t.Errorf("%s is a package without a place in the layout", own)
		}
		for _, inner := range allowed {
			if !slices.Contains(p.Imports, p.Module.Path+"/"+inner) {
				t.Errorf("%s does not import %s: take the arrow away", own, inner)
			}
		}
		for _, path := range p.Imports {
			if inner, ok := strings.CutPrefix(path, p.Module.Path+"/"); ok && !slices.Contains(allowed, inner) {
				t.Errorf("%s may not import %s", own, inner)
			}
			for library, by := range keepers {
				if strings.HasPrefix(path, library) && !slices.Contains(by, own) {
					t.Errorf("%s may not import %s", own, path)
				}
			}
		}
		if slices.Contains(pure, own) && slices.Contains(p.Deps, "net/http") {
			t.Errorf("%s reaches net/http", own)
		}
		if own == "tui/background" && (!slices.Contains(p.Imports, "github.com/charmbracelet/lipgloss") || p.ImportPath > "github.com/charmbracelet/bubbletea") {
			t.Errorf("%s is not initialised before Bubble Tea", own)
		}
	}
}

// Every library that is imported stands in CONTRIBUTING with the reason for it,
// and nothing else does.
func TestDependenciesAreJustified(t *testing.T) {
	all := packages(t)
	text, err := os.ReadFile(filepath.Join(all[0].Module.Dir, ".github", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		if cells := strings.Split(line, "|"); len(cells) > 3 && strings.Contains(cells[1], "/") {
			named[strings.Trim(cells[1], " `")] = false
		}
	}
	for _, p := range all {
		for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			host, _, _ := strings.Cut(path, "/")
			if !strings.Contains(host, ".") {
				continue // the standard library, or ours
			}
			found := false
			for module := range named {
				if path == module || strings.HasPrefix(path, module+"/") {
					named[module], found = true, true
				}
			}
			if !found {
				t.Errorf("%s imports %s, which CONTRIBUTING does not justify", p.ImportPath, path)
			}
		}
	}
	for module, used := range named {
		if !used {
			t.Errorf("CONTRIBUTING justifies %s, which nothing imports", module)
		}
	}
}

// Every test that SECURITY names as holding a promise is there, in the package
// it is said to be of.
func TestPromisesNameTheirTests(t *testing.T) {
	root := packages(t)[0].Module.Dir
	text, err := os.ReadFile(filepath.Join(root, ".github", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{} // by folder, of all its tests
	if err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		body, err := os.ReadFile(path)
		files[filepath.ToSlash(filepath.Dir(path))] += string(body)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	promises := 0
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[3], "`") {
			continue
		}
		promises++
		for _, group := range regexp.MustCompile("(?:`(?:Test|Fuzz)[A-Za-z0-9]+`(?: and |, )?)+(?: of `([a-z/]+)`)?").FindAllStringSubmatch(cells[3], -1) {
			for _, name := range regexp.MustCompile("(?:Test|Fuzz)[A-Za-z0-9]+").FindAllString(group[0], -1) {
				held := false
				for dir, body := range files {
					held = held || strings.HasSuffix(dir, group[1]) && strings.Contains(body, "\nfunc "+name+"(")
				}
				if !held {
					t.Errorf("%s: there is no %s in %q", strings.TrimSpace(cells[1]), name, group[1])
				}
			}
		}
	}
	if promises < 20 {
		t.Errorf("only %d promises were found", promises)
	}
}

// packages are all of the module's.
func packages(t *testing.T) []listed {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	// What go list reads, the test must be seen to read, or its result is cached
	// although another package has changed.
	if err := filepath.WalkDir(filepath.Dir(dir), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".go" {
			_, err = os.Stat(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps,Module", "./...")
	cmd.Dir = filepath.Dir(dir)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaint.String())
	}
	var all []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
