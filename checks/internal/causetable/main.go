// Command causetable writes .github/CAUSES.md, the table of all causes, from the
// catalogue that the checks themselves use. It is run by go generate ./checks.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	if err := os.WriteFile(filepath.Join("..", ".github", "CAUSES.md"), []byte(page()), 0o644); err != nil {
		log.Fatal(err)
	}
}
