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
	// perLook is about how many requests a look at one lead takes without the lists, perNew
	// with the lists of a window, and perKnown with whole ones.
	perLook, perNew, perKnown = 12, 4, 2
	// lookApart is how far apart looks at leads that have to be searched for follow one another at
	// best: each asks twice of Stripe's customers, who may be asked for 25 times a second
	// (docs.stripe.com/rate-limits). The lists' first pages come in a burst and do not tell.
	lookApart = 2 * time.Second / 25
	// enough is how many records of a list tell how many there are.
	enough = 6000
)

// planner hears how far the reading of Stripe's lists is.
type planner struct {
	known chan struct{} // closed once it is known how long they are

	mu    sync.Mutex
	lists map[string]question.Reading // by their words
	knows bool
}

func newPlanner() *planner {
	p := &planner{known: make(chan struct{}), lists: map[string]question.Reading{}}
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
	if s.System != record.Stripe || !one {
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
	for _, r := range p.lists {
		if r.Of == 0 || r.Records < enough && r.Records*5 < r.Of {
			return
		}
	}
	if !p.knows {
		p.knows = true
		close(p.known)
	}
}

// rest is about what is still to be read of the lists.
type rest struct {
	pages   int
	read    float64 // the part of the customers that was read
	longest float64 // of the list with most left, how much that is as a part of what was read
}

func (p *planner) rest() (out rest) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.lists {
		left := max(0, r.Of-r.Records)
		out.pages += left / perPage
		out.longest = max(out.longest, float64(left)/float64(max(1, r.Records)))
	}
	customers := p.lists[question.AllCustomers.About().Words]
	out.read = float64(customers.Records) / float64(max(1, customers.Of))
	return out
}

// about is a number to the two digits that are known of it.
func about(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit/2) / unit * unit
}
