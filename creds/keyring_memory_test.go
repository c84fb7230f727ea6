package creds

import (
	"context"
	"sync"
)

// MemoryKeyring keeps entries in memory. Its zero value is empty and ready.
type MemoryKeyring struct {
	// Problem is what every call answers with, if it is set.
	Problem error

	mu      sync.Mutex
	entries map[string]string
}

// Ready returns Problem.
func (m *MemoryKeyring) Ready(context.Context) error { return m.Problem }

// Open returns Problem.
func (m *MemoryKeyring) Open(context.Context, []string) error { return m.Problem }

// Get returns an entry, or ErrNotFound.
func (m *MemoryKeyring) Get(_ context.Context, user string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Problem != nil {
		return "", m.Problem
	}
	v, ok := m.entries[user]
	if !ok {
		return "", ErrNotFound
	}
	return v, nil
}

// Set adds or replaces an entry.
func (m *MemoryKeyring) Set(_ context.Context, user, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Problem != nil {
		return m.Problem
	}
	if m.entries == nil {
		m.entries = map[string]string{}
	}
	m.entries[user] = value
	return nil
}

// Delete removes an entry, or returns ErrNotFound.
func (m *MemoryKeyring) Delete(_ context.Context, user string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Problem != nil {
		return m.Problem
	}
	if _, ok := m.entries[user]; !ok {
		return ErrNotFound
	}
	delete(m.entries, user)
	return nil
}
