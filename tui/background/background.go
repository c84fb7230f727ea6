// Package background settles whether the terminal is dark before Bubble Tea's
// package initialisation asks the terminal, which would print escape codes and
// wait seconds where nothing answers, even for --help.
//
// Packages are initialised in the order of their import paths as far as their
// imports allow, so this one must import nothing but lipgloss and its path must
// sort before github.com/charmbracelet/bubbletea.
package background

import (
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

func init() {
	dark, known := Dark(os.Getenv("COLORFGBG"))
	lipgloss.SetHasDarkBackground(dark || !known)
}

// Dark reads COLORFGBG ("foreground;background", in the sixteen colours), which
// few terminals set. It is not told where that is missing or says no colour.
func Dark(colorFgBg string) (dark, known bool) {
	i := strings.LastIndexByte(colorFgBg, ';')
	n, err := strconv.Atoi(colorFgBg[i+1:])
	if err != nil || n < 0 || n > 15 {
		return false, false
	}
	// 7 and 15 are the two whites, 9 to 14 the bright colours.
	return n < 7 || n == 8, true
}
