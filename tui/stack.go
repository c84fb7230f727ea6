package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
)

// stack is the screens, one on top of the other; keys go to the top one.
type stack []kit.Screen

func (st *stack) top() kit.Screen { return (*st)[len(*st)-1] }

// Push opens a screen on top of the others.
func (st *stack) Push(s kit.Screen) tea.Cmd {
	*st = append(*st, s)
	if o, ok := s.(kit.Opener); ok {
		return o.Open()
	}
	return nil
}

// Pop closes the top screen; the last one stays.
func (st *stack) Pop() {
	if len(*st) > 1 {
		kit.Closed(st.top())
		*st = (*st)[:len(*st)-1]
	}
	for _, s := range slices.Backward(*st) {
		if r, ok := s.(kit.Resumer); ok {
			r.Resume()
			return
		}
	}
}

// replace closes every screen and opens another in their place.
func (st *stack) replace(s kit.Screen) tea.Cmd {
	st.closeAll()
	return st.Push(s)
}

func (st *stack) closeAll() {
	for _, s := range *st {
		kit.Closed(s)
	}
	*st = nil
}

func (st *stack) update(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range *st {
		cmds = append(cmds, kit.Updated(s, msg))
	}
	return tea.Batch(cmds...)
}

func (st *stack) busy() bool {
	for _, s := range *st {
		if w, ok := s.(kit.Worker); ok && w.Busy() {
			return true
		}
	}
	return false
}
