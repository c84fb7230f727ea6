// Package pattern keeps regular expressions that are compiled when they are
// first used. Compiling all of them would cost every start a millisecond.
package pattern

import (
	"regexp"
	"sync"
)

// New is a regular expression, in Go's syntax, that is compiled once. What is no
// expression panics when it is first used.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
