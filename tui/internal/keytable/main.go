// Command keytable writes the table of keys into the README, between its two
// marks, from the key map that the screens themselves use.
package main

//go:generate go run .

import (
	"log"
	"os"
	"path/filepath"

	"fpdoctor/tui/internal/keytable/table"
)

func main() {
	log.SetFlags(0)
	readme := filepath.Join("..", "..", "..", "README.md")
	b, err := os.ReadFile(readme)
	if err != nil {
		log.Fatal(err)
	}
	out, err := table.Into(string(b))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(readme, []byte(out), 0o644); err != nil {
		log.Fatal(err)
	}
}
