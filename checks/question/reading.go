package question

import "context"

// Reading is how far the reading of one list has come.
type Reading struct {
	Records int // that have come
	Of      int // about as many there will be; 0: that is not known yet
}

type readingKey struct{}

// OnReading gives a context under which each page of a list that is read is told of.
// listen is called from several goroutines and must not block.
func OnReading(ctx context.Context, listen func(Reading)) context.Context {
	return context.WithValue(ctx, readingKey{}, listen)
}

// ReportReading tells whoever asked for it how far the reading of a list has come.
func ReportReading(ctx context.Context, r Reading) {
	if listen, ok := ctx.Value(readingKey{}).(func(Reading)); ok {
		listen(r)
	}
}
