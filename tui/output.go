package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// copiedMsg tells what became of copying.
type copiedMsg struct {
	mark   kit.Mark
	masked bool
	places []string // the clipboards that are known to hold it now
	sent   bool     // it was sent to the terminal, which may or may not take it
}

// lines are what to say of it, and below that the value where it may have to be
// selected by hand, holding a key while the mouse is taken.
func (m copiedMsg) lines(holding string) (notice, byHand kit.Line) {
	masked := func(l kit.Line) kit.Line {
		if m.masked {
			return l.With(kit.Warn, ", masked,")
		}
		return l
	}
	what := strings.TrimPrefix(m.mark.What, "the ")
	if m.mark.Unseen {
		return m.unseen("the real " + what), nil
	}
	first, _, more := strings.Cut(strings.TrimRight(m.mark.Text, "\n"), "\n")
	first = display.Clean(first)
	switch {
	case len(m.places) > 0:
		if more {
			first += " …"
		}
		l := masked(kit.Ln(kit.Pass, "✓ ").With(kit.Plain, "Copied the "+what))
		return l.With(kit.Muted, " to "+strings.Join(m.places, " and ")+": ").With(kit.Outside, first), nil
	case !m.sent:
		return kit.Ln(kit.Warn, "Not copied: ").
			With(kit.Plain, "this is too long for the terminal’s clipboard, and no other was found. "+m.mark.Otherwise), nil
	}
	l := masked(kit.Ln(kit.Warn, "! ").With(kit.Plain, "Sent the "+what)).With(kit.Plain, " to the terminal, which may not take it.")
	switch {
	case m.mark.Otherwise != "":
		return l.With(kit.Muted, " "+m.mark.Otherwise), nil
	case more:
		return l.With(kit.Muted, " It can be selected on the screen"+holding+"."), nil
	}
	return l.With(kit.Muted, " To select by hand"+holding+":"), kit.Ln(kit.Outside, first)
}

// unseen are the lines of a copy that is not shown.
func (m copiedMsg) unseen(what string) kit.Line {
	switch {
	case len(m.places) > 0:
		return kit.Ln(kit.Pass, "✓ ").With(kit.Plain, strings.ToUpper(what[:1])+what[1:]+" went to "+strings.Join(m.places, " and ")).
			With(kit.Warn, ", unmasked").With(kit.Plain, ". It is not on screen.")
	case !m.sent:
		return kit.Ln(kit.Warn, "Not copied: ").
			With(kit.Plain, "this is too long for the terminal’s clipboard, and no other was found. "+m.mark.Otherwise)
	}
	return kit.Ln(kit.Warn, "! ").With(kit.Plain, "Sent "+what+" to the terminal, which may not take it. It is not on screen; ").
		With(kit.Keycap, "m").With(kit.Plain, " shows it.")
}

// longestOSC52 is what most terminals still take.
const longestOSC52 = 74000

// CopyOut copies what is marked. Only where no clipboard is known to have taken
// it, it is sent to the terminal, which never tells whether it does; that way also
// works over ssh.
func (u *ui) CopyOut(m kit.Mark) tea.Cmd {
	if m.Later != nil {
		m.Text = m.Later()
	}
	if m.Text == "" {
		return u.Say(kit.Muted, "Nothing is marked that could be copied.")
	}
	msg := copiedMsg{mark: m, masked: u.pen.Mask.On && !m.Unseen}
	out, clip, screen := u.o.Out, u.o.Services.Copy, strings.HasPrefix(u.o.Environ("TERM"), "screen") && u.o.Environ("TMUX") == ""
	return func() tea.Msg {
		if clip != nil {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if msg.places = clip(ctx, m.Text); len(msg.places) > 0 {
				return msg
			}
		}
		if len(m.Text) <= longestOSC52 {
			seq := osc52.New(m.Text)
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

func (m openedMsg) line() kit.Line {
	if m.err != nil {
		return kit.Ln(kit.Warn, "No browser could be started here. ").With(kit.Muted, "The link: ").With(kit.Link, m.url)
	}
	return kit.Ln(kit.Pass, "✓ ").With(kit.Plain, "Opened in the browser: ").With(kit.Link, m.url)
}

// OpenLink opens a link; it is shown in any case, since over ssh nothing opens.
func (u *ui) OpenLink(url string) tea.Cmd {
	if url == "" {
		return u.Say(kit.Muted, "What is marked has no link.")
	}
	shown, open := u.pen.Mask.URL(url), u.o.Services.Open
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://127.0.0.1") {
		return u.Say(kit.Warn, "That is no link to a dashboard.")
	}
	if u.o.Case != nil && u.o.Case.Masked {
		return u.Say(kit.Muted, "The ids of this case are stand-ins, so its links lead nowhere.")
	}
	if open == nil {
		u.Toast(kit.Ln(kit.Muted, "The link: ").With(kit.Link, shown))
		return nil
	}
	u.Toast(kit.Ln(kit.Muted, "Opening ").With(kit.Link, shown))
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return openedMsg{shown, shown == url, open(ctx, url)}
	}
}

// farewell is the three lines that stay in the terminal after quitting.
func (u *ui) farewell() string {
	d, audit := u.Last, u.left.bye()
	if audit != "" {
		audit += fmt.Sprintf(" The same as text: %s\n", u.o.Call.Audit(u.pen.Mask))
	}
	if d == nil {
		return u.theme.Charset.Of(audit)
	}
	var b strings.Builder
	name := u.pen.Query(d.Subject.Query).Text()
	first, item, ok := d.First()
	if !ok {
		fmt.Fprintf(&b, "fpdoctor: %s: nothing wrong found.\n", name)
	} else {
		fmt.Fprintf(&b, "fpdoctor: %s: %s at item %d (%s): %s\n", name, kit.LookOf(first.Verdict).Word, item, item.Label(),
			u.pen.Mask.Sentence(first.Summary))
		if step := first.FirstStep(); len(step) > 0 {
			b.WriteString("To do:")
			for _, r := range step {
				b.WriteString(" " + u.pen.Mask.Sentence(r.Text))
				if r.Where != "" {
					fmt.Fprintf(&b, " (%s)", u.pen.Mask.Text(r.Where))
				}
			}
			b.WriteByte('\n')
		}
	}
	if u.Saved != "" {
		fmt.Fprintf(&b, "The %s was saved as %s.\n", u.SavedWhat, u.pen.Path(u.Saved))
	} else if audit != "" && u.o.Case == nil {
		b.WriteString(audit)
	} else if u.o.Case != nil || d.Subject.Query.Typed != "" && !u.pen.Mask.On {
		fmt.Fprintf(&b, "The same as text: %s\n", u.o.Call.Printing(d.Subject.Query, u.pen.Mask))
	}
	return u.theme.Charset.Of(b.String())
}

// commandOf is the command that prints what is on screen; empty: none does.
func commandOf(u *ui, m display.Masker, flags ...string) string {
	for _, s := range slices.Backward(u.stack) {
		p, ok := s.(kit.Printed)
		if !ok {
			continue
		}
		words, q := p.PrintedBy()
		switch {
		case len(words) == 0:
		case words[0] == "check":
			return u.o.Call.Printing(q, m, append(flags, words[1:]...)...)
		case words[0] == "audit":
			return u.o.Call.Audit(m, append(flags, words[1:]...)...)
		default:
			return report.Other(words...)
		}
	}
	return ""
}

// commandMark is that command as it is to be copied. What it prints is masked as the
// screen is; it names the sale all the same, unseen, for without it it prints nothing.
func commandMark(u *ui) kit.Mark {
	m := kit.Mark{What: "the command", Text: commandOf(u, u.pen.Mask)}
	if unmasked := commandOf(u, u.pen.Unmasked(), "--mask"); u.pen.Mask.On && unmasked != m.Text {
		m.Real = func() string { return unmasked }
	}
	return m.AsItIs()
}
