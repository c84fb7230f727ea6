//go:build !unix

package terminal

import (
	"errors"
	"io"
	"os"
	"time"
)

// Keyboard is not there on this system, where keys are no bytes.
type Keyboard struct{}

// Take always fails here.
func Take(*os.File) (*Keyboard, error) { return nil, errors.ErrUnsupported }

// Keys is nothing here.
func (*Keyboard) Keys() io.Reader { return nil }

// Ask asks nothing here.
func (*Keyboard) Ask(io.Writer, Question) error { return errors.ErrUnsupported }

// Answer is nothing here.
func (*Keyboard) Answer(time.Duration) Answer { return Answer{} }

// Release does nothing here.
func (*Keyboard) Release() error { return nil }

// Close does nothing here.
func (*Keyboard) Close() error { return nil }
