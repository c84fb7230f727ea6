package tui

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/creds"
	"fpdoctor/tui/kit"
)

// grace is what preparing may take without a word on screen.
const grace = 5 * time.Millisecond

// prepared is what Prepare came to.
type prepared struct {
	options Options
	err     error
}

// preparation runs Prepare beside everything else.
type preparation struct {
	asked  kit.Question
	cancel context.CancelFunc
	done   chan struct{} // closed when result is set
	result prepared
}

func prepare(ctx context.Context, do func(context.Context) (Options, error)) *preparation {
	p := &preparation{done: make(chan struct{})}
	ctx, p.cancel = context.WithCancel(creds.OnQuestion(ctx, p.asked.Set))
	go func() {
		defer close(p.done)
		defer func() {
			if fault := recover(); fault != nil {
				p.result.err = &Crash{fault, debug.Stack()}
			}
		}()
		p.result.options, p.result.err = do(ctx)
	}()
	return p
}

// within waits a moment for the result.
func (p *preparation) within(d time.Duration) (prepared, bool) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-p.done:
		return p.result, true
	case <-t.C:
		return prepared{}, false
	}
}

// end cancels and waits, so that whatever Prepare started has an owner.
func (p *preparation) end() {
	p.cancel()
	<-p.done
}

// opening stands until it is known with which keys to begin: a keyring may
// take its time, and asks for its password in a window of its own.
type opening struct {
	u    *ui
	demo bool // it is the demo that is waited for
}

func newOpening(u *ui) *opening { return &opening{u, u.o.Demo} }

func (o *opening) Open() tea.Cmd {
	p := o.u.coming
	return func() tea.Msg {
		<-p.done
		return p.result
	}
}

func (o *opening) Title() kit.Line { return kit.Ln(kit.Strong, "Starting") }
func (o *opening) Waits() bool     { return true }
func (o *opening) Busy() bool      { return true }

// question is what the keyring's program asks meanwhile, or empty.
func (o *opening) question() string {
	if o.u.coming == nil {
		return ""
	}
	return o.u.coming.asked.Text()
}

func (o *opening) Offers() []kit.Offer {
	if o.question() == "" {
		return nil
	}
	return []kit.Offer{kit.CanCalled(kit.ActBack, "stop waiting")}
}

func (o *opening) Do(act kit.Action, _ string) tea.Cmd {
	if act == kit.ActBack && o.u.coming != nil {
		o.u.coming.cancel() // it then goes on without keys
	}
	return nil
}

func (o *opening) Body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	doing := "Looking for your keys"
	switch {
	case o.demo:
		doing = "Starting the demo"
	case o.u.o.OpensCase:
		doing = "Reading the case"
	}
	d.Raw(nil, kit.Ln(kit.Accent, o.u.pen.Spin()+" ").With(kit.Strong, doing), nil)
	if q := o.question(); q != "" {
		d.Hang(kit.Ln(kit.Warn, "! "), kit.Ln(kit.Plain, q))
	} else if o.u.o.OpensCase {
		d.Para(kit.Muted, "From its file alone: no keys, no network.")
	} else if o.demo {
		d.Para(kit.Muted, "A pretended Stripe and FirstPromoter, on this computer only.")
	} else {
		d.Para(kit.Muted, "In the environment, then in this computer’s keyring. If a window asks whether fpdoctor may read its keys "+
			"there, allow it.")
	}
	return kit.Indent(kit.Fill(d.Rows, h), 3)
}

// begin goes on with what was prepared.
func (u *ui) begin(p prepared) tea.Cmd {
	if u.quit || len(u.stack) == 0 || !kit.Waits(u.stack[0]) {
		return nil
	}
	if p.err != nil {
		if !errors.Is(p.err, context.Canceled) {
			u.failed = p.err
		}
		u.leave()
		return nil
	}
	p.options.Mask = p.options.Mask || u.pen.Mask.On
	u.left.end()
	u.useOptions(p.options)
	return u.replace(u.first())
}

// LookAgain prepares once more, as when the keyring has been unlocked meanwhile.
func (u *ui) LookAgain() func() tea.Cmd {
	if u.again == nil {
		return nil
	}
	return func() tea.Cmd { return waitFor(u, u.again, false) }
}

// TryDemo goes on with the demo in place of the keys.
func (u forKeys) TryDemo() func() tea.Cmd {
	if u.o.TryDemo == nil {
		return nil
	}
	return func() tea.Cmd { return waitFor(u.ui, u.o.TryDemo, true) }
}

// waitFor has something prepared, and begins anew with it.
func waitFor(u *ui, do func(context.Context) (Options, error), demo bool) tea.Cmd {
	if u.coming != nil {
		u.coming.end()
	}
	u.coming = prepare(context.Background(), do)
	return u.replace(&opening{u, demo})
}
