package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

const (
	// A body is read in pieces of these sizes, the first one smaller, as most
	// answers are short.
	firstPiece = 8 << 10
	piece      = 64 << 10
	// roomyFrom is how much of a body is read before it counts as large.
	roomyFrom = 2 << 20
)

// MaxRun is the most that the answers of one service may hold together in what
// a Bounded context covers, in bytes after decompression.
const MaxRun = 24 << 20

type runKey struct{}

// tally counts what each service has sent in one run.
type tally struct {
	mu   sync.Mutex
	sent map[*Transport]int64
}

// Bounded begins a run: whatever is asked under the context counts together
// towards MaxRun, so that answers which each stay under MaxBody cannot fill the
// memory together. A context that is bounded already stays as it is.
func Bounded(ctx context.Context) context.Context {
	if IsBounded(ctx) {
		return ctx
	}
	return context.WithValue(ctx, runKey{}, &tally{sent: map[*Transport]int64{}})
}

// IsBounded reports whether a context is in a run.
func IsBounded(ctx context.Context) bool { return ctx.Value(runKey{}) != nil }

// fits adds an answer to what a service has sent in the run, unless that would be
// too much. What is refused is not held, so it does not count.
func (t *Transport) fits(ctx context.Context, size int64) bool {
	r, ok := ctx.Value(runKey{}).(*tally)
	if !ok {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent[t]+size > MaxRun {
		return false
	}
	r.sent[t] += size
	return true
}

// answer is a body in pieces that are never copied together. Each can be read once.
type answer struct {
	pieces [][]byte
	read   int // of the first piece
}

func (a *answer) add(b []byte) {
	if len(b) == 0 {
		spare(b)
		return
	}
	a.pieces = append(a.pieces, b)
}

func (a *answer) Read(p []byte) (int, error) {
	if len(a.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(p, a.pieces[0][a.read:])
	if a.read += n; a.read == len(a.pieces[0]) {
		a.drop()
	}
	return n, nil
}

// Close gives up what was not read.
func (a *answer) Close() error {
	for len(a.pieces) > 0 {
		a.drop()
	}
	return nil
}

// drop has done with the first piece.
func (a *answer) drop() {
	spare(a.pieces[0])
	a.pieces, a.read = a.pieces[1:], 0
}

// pieces are those that were read: of an audit's thousands of pages they would be much of
// the garbage.
var pieces = sync.Pool{New: func() any { return new([piece]byte) }}

func spare(b []byte) {
	if cap(b) == piece {
		pieces.Put((*[piece]byte)(b[:piece]))
	}
}

// read takes the whole body, at most MaxBody bytes of it.
func (t *Transport) read(ctx context.Context, res *http.Response) (body *answer, size int64, err error) {
	if res.ContentLength > MaxBody {
		return nil, 0, &Error{Kind: TooLarge}
	}
	held := false
	defer func() {
		if held {
			<-t.roomy
		}
	}()
	body = &answer{}
	buf := make([]byte, 0, firstPiece)
	for {
		n, err := res.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		size += int64(n)
		switch {
		case size > MaxBody:
			return nil, 0, &Error{Kind: TooLarge}
		case errors.Is(err, io.EOF) && !t.fits(ctx, size):
			return nil, 0, &Error{Kind: TooMuch}
		case errors.Is(err, io.EOF):
			body.add(buf)
			return body, size, nil
		case err != nil:
			return nil, 0, err
		}
		if len(buf) == cap(buf) {
			body.add(buf)
			buf = pieces.Get().(*[piece]byte)[:0]
		}
		if size >= roomyFrom && !held {
			select {
			case t.roomy <- struct{}{}:
				held = true
			case <-ctx.Done():
				return nil, 0, ctx.Err()
			}
		}
	}
}
