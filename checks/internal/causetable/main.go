// Command causetable writes what follows from the catalogue: .github/CAUSES.md, the
// table of all causes, and checks/causes/testdata/published.txt, the list of public
// names. It is run by go generate ./checks/causes.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fpdoctor/checks/causes"
)

func main() {
	log.SetFlags(0)
	published := filepath.Join("testdata", "published.txt")
	before, err := os.ReadFile(published)
	if err != nil {
		log.Fatal(err)
	}
	now, err := extended(string(before), causes.All())
	if err != nil {
		log.Fatal(err)
	}
	for path, text := range map[string]string{published: now, filepath.Join("..", "..", ".github", "CAUSES.md"): page()} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// extended is the list of public names with the new ones. That one went or changed
// is an error: it would break people's scripts.
func extended(before string, all []causes.Cause) (string, error) {
	var now []string
	for _, c := range all {
		now = append(now, c.Published())
	}
	for _, name := range strings.FieldsFunc(before, func(r rune) bool { return r == '\n' }) {
		if !slices.Contains(now, name) {
			return "", fmt.Errorf("the public name %q (cause, item, verdict) has gone or changed", name)
		}
	}
	return strings.Join(now, "\n") + "\n", nil
}
