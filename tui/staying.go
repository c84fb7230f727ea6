package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
)

// staying keeps the audit while it is not open: it goes on, and is gone back to as it
// was left.
type staying struct{ audit kit.Stayer } // nil: none was begun

// update tells it a message that the open screens are told.
func (k *staying) update(open stack, msg tea.Msg) tea.Cmd {
	if k.audit == nil || slices.Contains(open, kit.Screen(k.audit)) {
		return nil
	}
	return kit.Updated(k.audit, msg)
}

func (k *staying) busy() bool { return k.audit != nil && k.audit.Busy() }

// end drops it.
func (k *staying) end() {
	if k.audit != nil {
		k.audit.End()
		k.audit = nil
	}
}

// bye is what stays of it in the terminal after quitting, or empty.
func (k *staying) bye() string {
	if k.audit == nil {
		return ""
	}
	return k.audit.Bye()
}

// sign is what the header tells of it on a screen; empty: nothing.
func (k *staying) sign(on kit.Screen) string {
	if !k.busy() || on == kit.Screen(k.audit) {
		return ""
	}
	return k.audit.Sign() + " "
}
