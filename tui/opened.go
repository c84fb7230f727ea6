package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
)

// level is a run of the screens that a case was opened from: its keys, its answers
// and what it has found are none of the case's.
type level struct {
	o               Options
	pen             *kit.Pen
	keys            profiles.Keys
	source, profile string
	memory          sale.Memory
	stack           stack
}

// caseMsg brings a case that was read, or why it was not.
type caseMsg struct {
	path  string
	found *Case
	err   error
}

// OpenCase reads a case file and shows it, on top of all that is open.
func (u forLists) OpenCase(path string) tea.Cmd {
	read := u.o.Services.OpenCase
	if read == nil {
		return u.Say(kit.Muted, "Case files are opened with fpdoctor open FILE.")
	}
	return func() tea.Msg {
		found, err := read(path)
		return caseMsg{path, found, err}
	}
}

// showCase shows a case in place of everything else, which leaveCase goes back to.
func showCase(u *ui, m caseMsg) tea.Cmd {
	if m.err != nil {
		return u.Say(kit.Fail, "Not opened: "+u.pen.Mask.Text(m.path)+": "+m.err.Error()+".")
	}
	if u.beneath != nil || u.quit {
		return nil
	}
	u.beneath = &level{u.o, u.pen, u.keys, u.source, u.profile, u.Memory, slices.Clone(u.stack)}
	o := u.o
	o.Case, o.Query, o.Keys, o.Source, o.Profile, o.Answers = m.found, nil, profiles.Keys{}, "none", "", m.found.Answers
	o.Demo, o.Scenarios, o.Store, o.Elsewhere, o.ElsewhereHosts = false, nil, nil, "", ""
	o.Call = report.Call{Case: m.found.File}
	o.Note, o.Problem, o.Mask = "", "", u.pen.Mask.On
	o.Services = Services{Open: o.Services.Open, Copy: o.Services.Copy}
	u.Memory, u.stack = sale.Memory{}, nil
	u.useOptions(o)
	return u.Push(u.first())
}

// leaveCase closes the case and goes back to what it was opened from.
func leaveCase(u *ui) {
	b := u.beneath
	u.closeAll()
	u.o, u.pen, u.keys, u.source, u.profile, u.Memory, u.stack, u.beneath = b.o, b.pen, b.keys, b.source, b.profile, b.memory, b.stack, nil
}

// deep is how many screens stand on top of one another.
func deep(u *ui) int {
	if u.beneath == nil {
		return len(u.stack)
	}
	return len(u.beneath.stack) + len(u.stack)
}

// all gives a message to every screen, below a case too, and to the audit that was
// left: what runs there goes on.
func all(u *ui, msg tea.Msg) tea.Cmd {
	open := u.stack
	if u.beneath != nil {
		open = slices.Concat(u.beneath.stack, u.stack)
	}
	return tea.Batch(open.update(msg), u.left.update(open, msg))
}
