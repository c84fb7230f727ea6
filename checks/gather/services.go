package gather

import (
	"context"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// Clients are the two services: their clients, or books that were read of them.
type Clients struct {
	Stripe        Stripe
	FirstPromoter FirstPromoter // nil: no FirstPromoter key was given
}

// Stripe is whoever answers question.OfStripe.
type Stripe interface {
	question.Service
	// Each reads a list, as stripeapi.Client does.
	Each(ctx context.Context, w question.Stretch, each func(question.Records)) (gaps []record.Gap, more bool, err error)
	KeyMode() record.Mode
	AccountHint() (id, from string)
	Sent() int
	Close()
}

// FirstPromoter is whoever answers question.OfFirstPromoter.
type FirstPromoter interface {
	question.Service
	API() record.API
	Sent() int
	Close()
}

var (
	_ Stripe        = (*stripeapi.Client)(nil)
	_ FirstPromoter = (*fpapi.Client)(nil)
)

func (c Clients) of(system record.System) question.Service {
	switch {
	case system == record.Stripe:
		return c.Stripe
	case c.FirstPromoter != nil:
		return c.FirstPromoter
	}
	return nil
}
