package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
)

// noAudit is why there is none.
const noAudit = "An audit lists the leads in FirstPromoter, which needs its key."

// everywhere are the offers that need nothing of a screen, the one on top of so many.
func (u *ui) everywhere(s kit.Screen, deep int) []kit.Offer {
	if kit.Waits(s) {
		return []kit.Offer{kit.Can(kit.ActQuit)}
	}
	m, typing := kit.MarkOf(s), kit.FieldOf(s) != nil
	quit := "q"
	if typing {
		quit = "ctrl+c"
	}
	nothing := "There is nothing to go back to. "
	if o, ok := kit.Offered(s.Offers(), "/"); ok && o.Off == "" && !typing {
		nothing += "/: " + o.Name() + ". "
	}
	cp := kit.CanIf(!m.None(), kit.ActCopy, "Nothing is marked that could be copied.")
	op := kit.CanIf(m.URL != "", kit.ActOpen, "What is marked has no link.")
	cp.Quiet, op.Quiet = m.None(), m.URL == ""
	command := kit.CanIf(commandOf(u, u.pen.Mask) != "", kit.ActCommand, "No command prints this screen.")
	command.Quiet = true
	os := []kit.Offer{
		kit.CanIf(deep > 1, kit.ActBack, nothing+quit+" quits."),
		kit.Can(kit.ActHelp),
		cp, u.pen.OfferReal(m), op, command,
		kit.Can(kit.ActMask),
		kit.Can(kit.ActQuit),
	}
	keys := kit.CanIf(!u.o.Demo, kit.ActKeys, "The demo brings its own keys. Start fpdoctor without --demo to use yours.")
	audit := kit.CanIf(u.o.Services.Audit != nil && !u.keys.FirstPromoter.Empty(), kit.ActAudit, noAudit)
	if u.o.Case != nil {
		keys.Off, audit.Off = sale.NotAsked, sale.NotAsked
	}
	if s == kit.Screen(u.left.audit) {
		audit.Off = "This is the audit."
	}
	keys.Quiet, audit.Quiet = true, true
	return append(append(os, keys, audit), kit.Quietly(kit.ActPalette, kit.ActTheme, kit.ActMouse, kit.ActSuspend)...)
}

// do does what works everywhere.
func (u *ui) do(act kit.Action) tea.Cmd {
	switch act {
	case kit.ActBack:
		if len(u.stack) == 1 && u.beneath != nil {
			leaveCase(u)
			return nil
		}
		u.Pop()
	case kit.ActHelp:
		return u.Push(newHelp(u, u.top()))
	case kit.ActCopy:
		return u.CopyOut(kit.MarkOf(u.top()))
	case kit.ActReal:
		return u.CopyOut(kit.MarkOf(u.top()).AsItIs())
	case kit.ActCommand:
		return u.CopyOut(commandMark(u))
	case kit.ActOpen:
		return u.OpenLink(kit.MarkOf(u.top()).URL)
	case kit.ActMask:
		return u.ToggleMask()
	case kit.ActKeys:
		if u.o.Store != nil {
			return u.Push(profiles.NewStored(u.keysDesk()))
		}
		return u.Push(profiles.NewKeys(u.keysDesk(), u.o.KeepAs, u.keys, u.Answers))
	case kit.ActAudit:
		return forLists{u}.OpenAudit()
	case kit.ActSuspend:
		return suspend(u.keyboard)
	case kit.ActTheme:
		return nextTheme(u)
	case kit.ActMouse:
		return pointer{u}.toggle()
	case kit.ActPalette:
		return u.Push(newPalette(u, u.top()))
	case kit.ActQuit:
		u.leave()
	}
	return nil
}
