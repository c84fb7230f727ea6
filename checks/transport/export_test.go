package transport

// Waiting is how many requests wait for their turn.
func (t *Transport) Waiting() int {
	t.gov.mu.Lock()
	defer t.gov.mu.Unlock()
	return len(t.gov.waiting)
}
