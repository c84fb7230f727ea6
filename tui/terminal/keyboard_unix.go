//go:build unix

package terminal

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
)

// Keyboard is the terminal's input in raw mode. Reading it gives what is typed,
// and never an answer of the terminal.
type Keyboard struct {
	tty    *os.File
	before *term.State
	from   cancelreader.CancelReader
	ended  chan struct{} // closed when nobody reads the terminal any more

	keys *os.File // what is typed: our end to read, which can be waited for
	into *os.File // and the one to write

	order   sync.Mutex // held while what was read is passed on
	unread  []byte     // typed, and not yet written
	mu      sync.Mutex // never held while waiting for anything
	replies replies
	lost    error // why the terminal can no longer be read
	asked   asked
}

// asked is one question on its way.
type asked struct {
	question Question
	answer   Answer
	column   int // where the cursor stood at first, 0: not known yet
	done     chan struct{}
}

// halfAnswer is how long the beginning of an answer is held back: parts of one
// may come apart over a slow line.
const halfAnswer = 50 * time.Millisecond

// Take puts the terminal into raw mode and begins to read it.
func Take(tty *os.File) (*Keyboard, error) {
	keys, into, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	k := &Keyboard{tty: tty, keys: keys, into: into}
	if err := k.Retake(); err != nil {
		_, _ = keys.Close(), into.Close()
		return nil, err
	}
	return k, nil
}

// Retake takes the terminal again after Release.
func (k *Keyboard) Retake() error {
	before, err := term.MakeRaw(int(k.tty.Fd()))
	if err != nil {
		return err
	}
	from, err := cancelreader.NewReader(k.tty)
	if err != nil {
		_ = term.Restore(int(k.tty.Fd()), before)
		return err
	}
	k.before, k.from, k.ended = before, from, make(chan struct{})
	_ = k.into.SetWriteDeadline(time.Time{}) // a pipe has deadlines
	go k.read(from, k.ended)
	return nil
}

// Release stops reading and gives the terminal back as it was.
func (k *Keyboard) Release() error {
	if k.from == nil {
		return nil
	}
	k.from.Cancel()
	_ = k.into.SetWriteDeadline(time.Now()) // nobody may be reading what is typed
	<-k.ended
	err := k.from.Close()
	k.from = nil
	return errors.Join(err, term.Restore(int(k.tty.Fd()), k.before))
}

// Close releases the terminal for good.
func (k *Keyboard) Close() error {
	err := k.Release()
	_, _ = k.keys.Close(), k.into.Close()
	return err
}

// Keys is what is typed, as a file that can be waited for.
func (k *Keyboard) Keys() io.Reader { return keys{k.keys, k} }

// keys ends with the reason for which the terminal could not be read.
type keys struct {
	*os.File
	of *Keyboard
}

func (r keys) Read(p []byte) (int, error) {
	n, err := r.File.Read(p)
	if errors.Is(err, io.EOF) {
		r.of.mu.Lock()
		defer r.of.mu.Unlock()
		if r.of.lost != nil {
			err = r.of.lost
		}
	}
	return n, err
}

func (k *Keyboard) read(from io.Reader, ended chan struct{}) {
	defer close(ended)
	k.typed(nil) // what could not be passed on before
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		k.typed(buf[:n])
		switch {
		case errors.Is(err, cancelreader.ErrCanceled):
			return
		case err != nil:
			k.mu.Lock()
			k.lost = err
			k.mu.Unlock()
			_ = k.into.Close()
			return
		}
	}
}

// typed sorts what was read into answers and keys, and hands on the keys.
func (k *Keyboard) typed(read []byte) {
	k.order.Lock()
	defer k.order.Unlock()
	k.mu.Lock()
	typed, got := k.replies.feed(read)
	for _, r := range got {
		k.asked.heard(r)
	}
	if n := len(k.replies.held); n > 0 {
		time.AfterFunc(halfAnswer, func() { k.giveUp(n) })
	}
	k.mu.Unlock()
	k.pass(typed)
}

// giveUp takes what was held for keys, if nothing has followed it.
func (k *Keyboard) giveUp(held int) {
	k.order.Lock()
	defer k.order.Unlock()
	k.mu.Lock()
	var typed []byte
	if len(k.replies.held) == held {
		typed = k.replies.giveBack()
	}
	k.mu.Unlock()
	k.pass(typed)
}

// pass writes what is typed; the caller holds the order.
func (k *Keyboard) pass(typed []byte) {
	if k.unread = append(k.unread, typed...); len(k.unread) > 0 {
		n, _ := k.into.Write(k.unread)
		k.unread = k.unread[n:]
	}
}

// Ask sends questions to the terminal, whose answers Answer waits for.
func (k *Keyboard) Ask(out io.Writer, q Question) error {
	k.mu.Lock()
	k.asked = asked{question: q, done: make(chan struct{})}
	k.replies.cursors++
	if q.Background {
		k.replies.colours++
	}
	if q.Width {
		k.replies.cursors++
	}
	k.mu.Unlock()
	_, err := io.WriteString(out, q.ask())
	return err
}

// Answer is what the terminal has told within that time. What it tells later is dropped.
func (k *Keyboard) Answer(limit time.Duration) Answer {
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-k.asked.done:
	case <-t.C:
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.asked.answer
}

// heard takes one answer.
func (a *asked) heard(r reply) {
	switch {
	case r.colour != nil:
		a.answer.Background = r.colour
	case a.column == 0:
		a.column = r.column
		if !a.question.Width {
			close(a.done)
		}
	default:
		a.answer.Wide = r.column-a.column == 2
		close(a.done)
	}
}
