#!/usr/bin/env bash
# Two widely used Go modules for text in terminal cells do not agree on how many cells
# words of living scripts take, nor where one character ends: github.com/rivo/uniseg
# v0.4.7 and github.com/charmbracelet/x/ansi v0.11.6. One would expect that both follow
# the same Unicode rule for grapheme clusters and the same width table, so that a text
# cut with one fits a frame measured with the other. It holds for Hangul and combining
# accents, not for Devanagari, Malayalam, Khmer, Tamil, or Thai with SARA AM.
# Needs: go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'MOD'
module probe
go 1.24
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

func main() {
	for _, word := range []string{"한글", "é", "क्षि", "ന്ത്യ", "ស្ត្រី", "நி", "กำ"} {
		characters := 0
		for rest := word; rest != ""; characters++ {
			c, _ := ansi.FirstGraphemeCluster(rest, ansi.GraphemeWidth)
			rest = rest[len(c):]
		}
		fmt.Printf("%s: uniseg %d characters in %d cells, x/ansi %d in %d\n",
			word, uniseg.GraphemeClusterCount(word), uniseg.StringWidth(word), characters, ansi.StringWidth(word))
	}
}
GO
export GOFLAGS=-mod=mod
go get github.com/charmbracelet/x/ansi@v0.11.6 github.com/rivo/uniseg@v0.4.7 2>/dev/null
go list -m github.com/charmbracelet/x/ansi github.com/rivo/uniseg
go run . | tee seen
diff seen - <<'SEEN' && echo "as found"
한글: uniseg 2 characters in 4 cells, x/ansi 2 in 4
é: uniseg 1 characters in 1 cells, x/ansi 1 in 1
क्षि: uniseg 2 characters in 3 cells, x/ansi 1 in 1
ന്ത്യ: uniseg 3 characters in 3 cells, x/ansi 1 in 1
ស្ត្រី: uniseg 3 characters in 3 cells, x/ansi 1 in 1
நி: uniseg 1 characters in 2 cells, x/ansi 1 in 1
กำ: uniseg 1 characters in 2 cells, x/ansi 1 in 1
SEEN
