package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// copiedMsg tells where a text was copied to.
type copiedMsg struct {
	what, text string
	masked     bool
	terminal   bool // it was sent to the terminal, which may or may not take it
	system     bool // the system's clipboard took it
}

func (m copiedMsg) line() line {
	where := "through the terminal (OSC 52)"
	switch {
	case m.system && m.terminal:
		where = "to the system clipboard, and through the terminal"
	case m.system:
		where = "to the system clipboard"
	case !m.terminal:
		return ln(warn, "Not copied: ").with(plain, "this is too long for the terminal’s clipboard, and no other was found.")
	}
	what := strings.TrimPrefix(m.what, "the ")
	l := line{{"✓ ", pass}, {"Copied the " + what, plain}}
	if m.masked {
		l = l.with(warn, ", masked,")
	}
	l = l.with(muted, " "+where+": ")
	shown, _, more := strings.Cut(m.text, "\n")
	if more {
		shown += " …"
	}
	return l.with(outside, display.Clean(shown))
}

// longestOSC52 is what most terminals still take.
const longestOSC52 = 74000

// copyOut copies what is marked both ways: the terminal's way also works over
// ssh, the system's also where the terminal knows no such way.
func (u *ui) copyOut(m mark) tea.Cmd {
	if m.later != nil {
		m.text = m.later()
	}
	if m.text == "" {
		return u.say(muted, "Nothing is marked that could be copied.")
	}
	out, clip, env := u.o.Out, u.o.Services.Clipboard, u.o.Environ
	msg := copiedMsg{what: m.what, text: m.text, masked: u.mask.On}
	return func() tea.Msg {
		if len(m.text) <= longestOSC52 {
			seq := osc52.New(m.text)
			switch {
			case env("TMUX") != "":
				seq = seq.Tmux()
			case strings.HasPrefix(env("TERM"), "screen"):
				seq = seq.Screen()
			}
			_, err := seq.WriteTo(out)
			msg.terminal = err == nil
		}
		if clip != nil {
			msg.system = clip(m.text) == nil
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
	shown, open := u.mask.URL(url), u.o.Services.Open
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://127.0.0.1") {
		return u.say(warn, "That is no link to a dashboard.")
	}
	if open == nil {
		u.toast = ln(muted, "The link: ").with(link, shown)
		return nil
	}
	u.toast = ln(muted, "Opening ").with(link, shown)
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return openedMsg{shown, shown == url, open(ctx, url)}
	}
}

// saw remembers a sale for the list of recent ones.
func (u *ui) saw(q record.Query) {
	list := []record.Query{q}
	for _, old := range u.recent {
		if old.Kind != q.Kind || old.Value != q.Value {
			list = append(list, old)
		}
	}
	u.recent = list[:min(len(list), 8)]
}

// verdict is what came out of a walk.
type verdict struct {
	status checks.Status
	email  string
}

// cameOut remembers it for the list of recent ones.
func (u *ui) cameOut(q record.Query, d *checks.Diagnosis) {
	if u.verdicts == nil {
		u.verdicts = map[record.Query]verdict{}
	}
	status := checks.Pass
	if first, _, ok := d.First(); ok {
		status = first.Verdict
	}
	u.verdicts[q] = verdict{status, d.Subject.Email}
}

// farewell is the three lines that stay in the terminal after quitting.
func (u *ui) farewell() string {
	d := u.last
	if d == nil {
		return ""
	}
	var b strings.Builder
	name := u.queryTitle(d.Subject.Query).text()
	first, item, ok := d.First()
	if !ok {
		fmt.Fprintf(&b, "fpdoctor: %s: nothing wrong found.\n", name)
	} else {
		fmt.Fprintf(&b, "fpdoctor: %s: %s at item %d (%s): %s\n", name, lookOf(first.Verdict).word, item, label(item), u.mask.Sentence(first.Summary))
		if len(first.Remedies) > 0 {
			r := first.Remedies[0]
			fmt.Fprintf(&b, "To do: %s", u.mask.Sentence(r.Text))
			if r.Where != "" {
				fmt.Fprintf(&b, " (%s)", u.mask.Text(r.Where))
			}
			b.WriteByte('\n')
		}
	}
	if u.saved != "" {
		fmt.Fprintf(&b, "The report was saved as %s.\n", u.savedAs())
	} else if q := d.Subject.Query.Typed; q != "" && !u.mask.On {
		q = display.Clean(q)
		dash := map[bool]string{true: " --"}[strings.HasPrefix(q, "-")]
		fmt.Fprintf(&b, "The same as text: fpdoctor check%s%s %s\n", map[bool]string{true: " --demo"}[u.o.Demo], dash, shellWord(q))
	}
	s := b.String()
	if u.theme.ascii {
		s = toASCII(s)
	}
	return s
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

// requestsText counts what was asked.
func requestsText(ev *record.Evidence) string {
	return fmt.Sprintf("Asked Stripe %s, FirstPromoter %s", times(ev.Requests.Stripe), times(ev.Requests.FirstPromoter))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
