// Package question holds what may be asked of Stripe and of FirstPromoter, one
// type for each thing. A question is a plain value: it tells itself apart from
// others (equal values are the same question), it has the words of a progress
// line, and it is what a test compares. A client answers it from the service,
// books answer it from memory.
//
// The types stand here and not in record because their names are those of the
// answers: a record.Coupon is what question.Coupon asks for.
package question

import (
	"context"
	"reflect"
	"time"

	"fpdoctor/checks/record"
)

// Question is anything that can be asked. Its types are those of this package,
// all comparable.
type Question interface {
	// About says what of which service is asked for.
	About() About
}

// About is what there is to say of a question.
type About struct {
	System record.System
	// Part of the evidence that lacks where the question has no answer.
	Part record.Part
	// Words are for the person who waits: "the customer’s invoices". They hold
	// nothing that could have to be masked.
	Words string
}

// For is a question whose answer is an A.
type For[A any] interface {
	Question
	answer() A
}

// gives makes a struct a question whose answer is an A.
type gives[A any] struct{}

func (gives[A]) answer() (none A) { return none }

// Service answers questions. The answer is of the type that the question's For
// names; with an error it holds what came before the error, or is nil. Every error
// is a *record.Failure.
type Service interface {
	Ask(ctx context.Context, q Question) (any, error)
}

// Ask asks a service and gives the answer as the type it is of.
func Ask[A any](ctx context.Context, s Service, q For[A]) (A, error) {
	got, err := s.Ask(ctx, q)
	answer, ok := got.(A)
	if !ok && err == nil {
		return answer, Unknown()
	}
	return answer, err
}

// Unknown is the failure of a question that a service has no answer for.
func Unknown() error {
	return &record.Failure{Reason: record.UnreadableAnswer, Detail: "this cannot be asked of the service"}
}

// Row says how an S answers the questions of one type.
type Row[S any] struct {
	of     reflect.Type
	answer func(S, context.Context, Question) (any, error)
}

// By makes a row of a function, which may be a method expression such as
// (*Client).account. The compiler holds that it answers with the question's own
// type of answer.
func By[S any, Q For[A], A any](answer func(S, context.Context, Q) (A, error)) Row[S] {
	return Row[S]{reflect.TypeFor[Q](), func(s S, ctx context.Context, q Question) (any, error) {
		return answer(s, ctx, q.(Q))
	}}
}

// Table says how an S answers questions of each type it knows.
type Table[S any] map[reflect.Type]Row[S]

// NewTable makes a table of its rows.
func NewTable[S any](rows ...Row[S]) Table[S] {
	t := Table[S]{}
	for _, row := range rows {
		t[row.of] = row
	}
	return t
}

// Answers reports whether questions of this type are in the table.
func (t Table[S]) Answers(q Question) bool {
	_, known := t[reflect.TypeOf(q)]
	return known
}

// Ask answers a question; one that is not in the table is Unknown.
func (t Table[S]) Ask(ctx context.Context, s S, q Question) (any, error) {
	row, known := t[reflect.TypeOf(q)]
	if !known {
		return nil, Unknown()
	}
	return row.answer(s, ctx, q)
}

// List is as much of a list as was read.
type List[T any] struct {
	Items []T
	// Complete: there are no others. Absence then proves something.
	Complete bool
}

// Records are what an answer of Stripe held: every record in it, expanded ones
// included.
type Records struct {
	record.StripeSide
	// Gaps are the parts that Stripe refused to expand, and what a broken-off
	// list lacks.
	Gaps []record.Gap
	// More: there may be more than what was read, as a bound was reached or
	// the list broke off. Absence then proves nothing.
	More bool
}

// Period is a time, both ends included; a zero end is no bound.
type Period struct{ From, To time.Time }

// Between makes a period. Equal moments make equal periods, whatever clock or
// time zone they come from.
func Between(from, to time.Time) Period {
	return Period{from.UTC().Round(0), to.UTC().Round(0)}
}

// Always is a period without bounds.
var Always = Period{}

// Holds reports whether a moment lies in the period.
func (p Period) Holds(at time.Time) bool {
	return (p.From.IsZero() || !at.Before(p.From)) && (p.To.IsZero() || !at.After(p.To))
}

// words are those for a list without bounds, or those for one of a period.
func (p Period) words(always, between string) string {
	if p == Always {
		return always
	}
	return between
}
