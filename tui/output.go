package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
)

// copiedMsg tells what became of copying.
type copiedMsg struct {
	mark   mark
	masked bool
	places []string // the clipboards that are known to hold it now
	sent   bool     // it was sent to the terminal, which may or may not take it
}

// lines are what to say of it, and below that the value where it may have to be
// selected by hand.
func (m copiedMsg) lines() (said, byHand line) {
	masked := func(l line) line {
		if m.masked {
			return l.with(warn, ", masked,")
		}
		return l
	}
	what := strings.TrimPrefix(m.mark.what, "the ")
	first, _, more := strings.Cut(strings.TrimRight(m.mark.text, "\n"), "\n")
	first = display.Clean(first)
	switch {
	case len(m.places) > 0:
		if more {
			first += " …"
		}
		l := masked(line{{"✓ ", pass}, {"Copied the " + what, plain}})
		return l.with(muted, " to "+strings.Join(m.places, " and ")+": ").with(outside, first), nil
	case !m.sent:
		return ln(warn, "Not copied: ").with(plain, "this is too long for the terminal’s clipboard, and no other was found. "+m.mark.otherwise), nil
	}
	l := masked(line{{"! ", warn}, {"Sent the " + what, plain}}).with(plain, " to the terminal, which may not take it.")
	switch {
	case m.mark.otherwise != "":
		return l.with(muted, " "+m.mark.otherwise), nil
	case more:
		return l.with(muted, " It can be selected on the screen."), nil
	}
	return l.with(muted, " To select by hand:"), ln(outside, first)
}

// longestOSC52 is what most terminals still take.
const longestOSC52 = 74000

// copyOut copies what is marked. Only where no clipboard is known to have taken
// it, it is sent to the terminal, which never tells whether it does; that way also
// works over ssh.
func (u *ui) copyOut(m mark) tea.Cmd {
	if m.later != nil {
		m.text = m.later()
	}
	if m.text == "" {
		return u.say(muted, "Nothing is marked that could be copied.")
	}
	out, clip, screen := u.o.Out, u.o.Services.Copy, strings.HasPrefix(u.o.Environ("TERM"), "screen") && u.o.Environ("TMUX") == ""
	msg := copiedMsg{mark: m, masked: u.pen.mask.On}
	return func() tea.Msg {
		if clip != nil {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if msg.places = clip(ctx, m.text); len(msg.places) > 0 {
				return msg
			}
		}
		if len(m.text) <= longestOSC52 {
			seq := osc52.New(m.text)
			if screen {
				seq = seq.Screen()
			}
			_, err := seq.WriteTo(out)
			msg.sent = err == nil
		}
		return msg
	}
}

// openedMsg tells whether a browser was started.
type openedMsg struct {
	url  string
	open bool // the link is shown as it is
	err  error
}

func (m openedMsg) line() line {
	if m.err != nil {
		return ln(warn, "No browser could be started here. ").with(muted, "The link: ").with(link, m.url)
	}
	return ln(pass, "✓ ").with(plain, "Opened in the browser: ").with(link, m.url)
}

// openLink opens a link; it is shown in any case, since over ssh nothing opens.
func (u *ui) openLink(url string) tea.Cmd {
	if url == "" {
		return u.say(muted, "What is marked has no link.")
	}
	shown, open := u.pen.mask.URL(url), u.o.Services.Open
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://127.0.0.1") {
		return u.say(warn, "That is no link to a dashboard.")
	}
	if open == nil {
		u.tell(ln(muted, "The link: ").with(link, shown))
		return nil
	}
	u.tell(ln(muted, "Opening ").with(link, shown))
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return openedMsg{shown, shown == url, open(ctx, url)}
	}
}

// farewell is the three lines that stay in the terminal after quitting.
func (u *ui) farewell() string {
	d := u.last
	if d == nil {
		return ""
	}
	var b strings.Builder
	name := u.pen.query(d.Subject.Query).text()
	first, item, ok := d.First()
	if !ok {
		fmt.Fprintf(&b, "fpdoctor: %s: nothing wrong found.\n", name)
	} else {
		fmt.Fprintf(&b, "fpdoctor: %s: %s at item %d (%s): %s\n", name, lookOf(first.Verdict).word, item, item.Label(), u.pen.mask.Sentence(first.Summary))
		if step := first.FirstStep(); len(step) > 0 {
			b.WriteString("To do:")
			for _, r := range step {
				b.WriteString(" " + u.pen.mask.Sentence(r.Text))
				if r.Where != "" {
					fmt.Fprintf(&b, " (%s)", u.pen.mask.Text(r.Where))
				}
			}
			b.WriteByte('\n')
		}
	}
	if u.saved != "" {
		fmt.Fprintf(&b, "The report was saved as %s.\n", u.savedAs(u.pen))
	} else if q := d.Subject.Query.Typed; q != "" && !u.pen.mask.On {
		q = display.Clean(q)
		dash := map[bool]string{true: " --"}[strings.HasPrefix(q, "-")]
		fmt.Fprintf(&b, "The same as text: fpdoctor check%s%s %s\n", map[bool]string{true: " --demo"}[u.o.Demo], dash, shellWord(q))
	}
	return u.theme.charset.of(b.String())
}

// shellWord quotes a word for a shell where it needs it.
func shellWord(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@._-+:/", r))
	}) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
