package audit

import (
	"sync"
	"time"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// Plan is about what an audit takes, as far as the first pages of the lists tell.
type Plan struct {
	Requests int           // in all, those already sent included
	Takes    time.Duration // from its beginning
	// ByLead: there are so few leads that each is looked at by itself, and Stripe's
	// lists are not read.
	ByLead bool
}

// Large reports whether it is worth telling before it is done.
func (p Plan) Large() bool { return p.Requests >= 200 }

const (
	perPage = 100
	// perLook is about how many requests a look at one lead takes.
	perLook = 12
	// enough is how many records of a list tell how many there are.
	enough = 6000
)

// planner waits until it is known how long Stripe's lists are.
type planner struct {
	announce func(requestsLeft int) // called once

	mu        sync.Mutex
	lists     map[string]question.Reading // by their words
	announced bool
}

func newPlanner(announce func(left int)) *planner {
	p := &planner{announce: announce, lists: map[string]question.Reading{}}
	for _, w := range question.Wholes {
		p.lists[w.About().Words] = question.Reading{}
	}
	return p
}

// hear takes a step of the reading.
func (p *planner) hear(s gather.Step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was, one := p.lists[s.What]
	if s.System != record.Stripe || !one || p.announced {
		return
	}
	switch {
	case s.Done:
		was.Of = max(1, was.Records)
		was.Records = was.Of
	case s.Read.Records > was.Records:
		was = s.Read
	}
	p.lists[s.What] = was
	left := 0
	for _, r := range p.lists {
		if r.Of == 0 || r.Records < enough && r.Records*5 < r.Of {
			return
		}
		left += max(0, r.Of-r.Records) / perPage
	}
	p.announced = true
	p.announce(left)
}
