// Command picture turns screens captured from a terminal (lines with colours as
// escape codes) into an SVG: one screen as a still, several as a moving picture.
//
//	picture [-each SECONDS] OUT.svg SCREEN...
package main

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// One cell, in the units of the picture, and the margin around the screen.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 14
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("picture: ")
	each := flag.Float64("each", 3, "seconds that each screen of a moving picture stays")
	flag.Parse()
	if flag.NArg() < 2 {
		log.Fatal("usage: picture [-each SECONDS] OUT.svg SCREEN...")
	}
	var screens [][]row
	for _, name := range flag.Args()[1:] {
		b, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		screens = append(screens, read(string(b)))
	}
	if err := os.WriteFile(flag.Arg(0), draw(screens, *each), 0o644); err != nil {
		log.Fatal(err)
	}
}

// stretch is a stretch of one line in one style.
type stretch struct {
	at    int // column
	text  string
	style style
}

type row []stretch

type style struct {
	fore, back                     string // #rrggbb; empty: the terminal's own
	bold, dim, italic, under, swap bool
}

// The terminal's own colours, and its sixteen.
const (
	ink   = "#d8dee9"
	paper = "#16181f"
)

var sixteen = [...]string{
	"#3b4252", "#f07178", "#8bd49c", "#e5c07b", "#82aaff", "#c792ea", "#7fdbca", "#d8dee9",
	"#6b7489", "#ff8b92", "#a5e6b3", "#ffd58f", "#a8c5ff", "#dcb6ff", "#a8f0e3", "#ffffff",
}

func read(screen string) []row {
	var rows []row
	now := style{}
	for line := range strings.SplitSeq(strings.TrimRight(screen, "\n"), "\n") {
		var r row
		column := 0
		parser := ansi.NewParser()
		state := byte(0)
		for len(line) > 0 {
			part, width, n, next := ansi.DecodeSequence(line, state, parser)
			state, line = next, line[n:]
			switch {
			case width > 0:
				if last := len(r) - 1; last >= 0 && r[last].style == now && r[last].at+ansi.StringWidth(r[last].text) == column {
					r[last].text += part
				} else {
					r = append(r, stretch{column, part, now})
				}
				column += width
			case ansi.Cmd(parser.Command()).Final() == 'm':
				now = now.with(parser.Params())
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// with applies one SGR sequence.
func (s style) with(params ansi.Params) style {
	if len(params) == 0 {
		return style{}
	}
	for i := 0; i < len(params); i++ {
		p := params[i].Param(0)
		switch {
		case p <= 27:
			s = s.withWeight(p)
		case p >= 30 && p <= 37:
			s.fore = sixteen[p-30]
		case p >= 90 && p <= 97:
			s.fore = sixteen[p-90+8]
		case p >= 40 && p <= 47:
			s.back = sixteen[p-40]
		case p >= 100 && p <= 107:
			s.back = sixteen[p-100+8]
		case p == 39:
			s.fore = ""
		case p == 49:
			s.back = ""
		case p == 38 || p == 48:
			colour, used := colourOf(params[i+1:])
			i += used
			if p == 38 {
				s.fore = colour
			} else {
				s.back = colour
			}
		}
	}
	return s
}

// withWeight applies what is not a colour.
func (s style) withWeight(p int) style {
	switch p {
	case 0:
		return style{}
	case 1:
		s.bold = true
	case 2:
		s.dim = true
	case 3:
		s.italic = true
	case 4:
		s.under = true
	case 7:
		s.swap = true
	case 22:
		s.bold, s.dim = false, false
	case 23:
		s.italic = false
	case 24:
		s.under = false
	case 27:
		s.swap = false
	}
	return s
}

func colourOf(params ansi.Params) (colour string, used int) {
	at := func(i int) int {
		if i < len(params) {
			return params[i].Param(0)
		}
		return 0
	}
	switch at(0) {
	case 2:
		return fmt.Sprintf("#%02x%02x%02x", at(1), at(2), at(3)), 4
	case 5:
		n := at(1)
		switch {
		case n < 16:
			return sixteen[n], 2
		case n < 232:
			steps := [...]int{0, 95, 135, 175, 215, 255}
			n -= 16
			return fmt.Sprintf("#%02x%02x%02x", steps[n/36], steps[n/6%6], steps[n%6]), 2
		}
		grey := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey), 2
	}
	return "", 1
}

func draw(screens [][]row, each float64) []byte {
	columns, lines := 0, 0
	for _, s := range screens {
		lines = max(lines, len(s))
		for _, r := range s {
			for _, x := range r {
				columns = max(columns, x.at+ansi.StringWidth(x.text))
			}
		}
	}
	width, height := float64(columns)*cellWidth+2*margin, float64(lines)*cellHeight+2*margin
	var b bytes.Buffer
	fmt.Fprintf(
		&b,
		`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14">`+"\n",
		width,
		height,
		width,
		height,
	)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="10" fill="%s"/>`+"\n", paper)
	if len(screens) > 1 {
		share := 100 / float64(len(screens))
		fmt.Fprintf(
			&b,
			"<style>.s{visibility:hidden;animation:s %.1fs steps(1) infinite}@keyframes "+
				"s{0%%{visibility:visible}%.3f%%{visibility:hidden}}</style>\n",
			each*float64(len(screens)),
			share,
		)
	}
	for i, s := range screens {
		if len(screens) > 1 {
			fmt.Fprintf(&b, `<g class="s" style="animation-delay:%.1fs">`+"\n", each*float64(i))
		} else {
			b.WriteString("<g>\n")
		}
		for y, r := range s {
			drawRow(&b, y, r)
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func drawRow(b *bytes.Buffer, y int, r row) {
	top := margin + float64(y)*cellHeight
	for _, x := range r {
		fore, back := x.style.fore, x.style.back
		if fore == "" {
			fore = ink
		}
		if x.style.swap {
			if back == "" {
				back = paper
			}
			fore, back = back, fore
		}
		left, wide := margin+float64(x.at)*cellWidth, float64(ansi.StringWidth(x.text))*cellWidth
		if back != "" {
			fmt.Fprintf(b, `<rect x="%.1f" y="%.0f" width="%.1f" height="%d" fill="%s"/>`, left, top, wide, cellHeight, back)
		}
		if strings.TrimSpace(x.text) == "" {
			continue
		}
		more := ""
		if x.style.bold {
			more += ` font-weight="bold"`
		}
		if x.style.italic {
			more += ` font-style="italic"`
		}
		if x.style.under {
			more += ` text-decoration="underline"`
		}
		if x.style.dim {
			more += ` opacity=".6"`
		}
		fmt.Fprintf(b, `<text x="%.1f" y="%.0f" textLength="%s" fill="%s"%s xml:space="preserve">%s</text>`,
			left, top+13, strconv.FormatFloat(wide, 'f', 1, 64), fore, more, html.EscapeString(x.text))
	}
	b.WriteByte('\n')
}
