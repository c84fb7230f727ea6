package transport

import (
	"context"
	"errors"
	"io"
	"net"
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

// read takes the whole body, at most MaxBody bytes of it, in pieces that are
// never copied together.
func (t *Transport) read(ctx context.Context, res *http.Response) (body net.Buffers, size int64, err error) {
	if res.ContentLength > MaxBody {
		return nil, 0, &Error{Kind: TooLarge}
	}
	held := false
	defer func() {
		if held {
			<-t.roomy
		}
	}()
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
			return append(body, buf), size, nil
		case err != nil:
			return nil, 0, err
		}
		if len(buf) == cap(buf) {
			body = append(body, buf)
			buf = make([]byte, 0, piece)
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
