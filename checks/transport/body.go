package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
)

const (
	// A body is read in pieces of these sizes, the first one smaller, as most
	// answers are short.
	firstPiece = 8 << 10
	piece      = 64 << 10
	// roomyFrom is how much of a body is read before it counts as large.
	roomyFrom = 2 << 20
)

// roomy lets one large body of the whole process be read at a time, so that
// several endless ones cannot fill the memory together before each is cut off.
var roomy = make(chan struct{}, 1)

// read takes the whole body, at most MaxBody bytes of it, in pieces that are
// never copied together.
func read(ctx context.Context, res *http.Response) (body net.Buffers, size int64, err error) {
	if res.ContentLength > MaxBody {
		return nil, 0, &Error{Kind: TooLarge}
	}
	held := false
	defer func() {
		if held {
			<-roomy
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
			case roomy <- struct{}{}:
				held = true
			case <-ctx.Done():
				return nil, 0, ctx.Err()
			}
		}
	}
}
