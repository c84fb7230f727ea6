package books

import "fpdoctor/checks/gather"

// Services are what a look at one sale asks.
func (b *Books) Services() gather.Clients { return b.answering() }

// Prepared is closed when it is known what to keep.
func (b *Books) Prepared() <-chan struct{} { return b.prepared }
