package tui

import (
	"slices"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
)

// presses finds out what a key that was pressed is for.
type presses struct{ *ui }

// typed does keys one by one: pressed fast, or coming over a slow line, several
// letters arrive as one message. In a field they are text and stay together.
func (u presses) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Alt && !u.editing(msg) {
		// Esc and a key come so from tmux, screen and others when they follow each
		// other within half a second, and Alt means nothing here.
		msg.Alt = false
		return tea.Batch(u.key(tea.KeyMsg{Type: tea.KeyEsc}), u.typed(msg))
	}
	if msg.Type != tea.KeyRunes || msg.Paste || msg.Alt || len(msg.Runes) < 2 {
		return u.key(msg)
	}
	if isSale(string(msg.Runes)) || isDropped(string(msg.Runes)) {
		msg.Paste = true // by a terminal that does not say so
		return u.key(msg)
	}
	var cmds []tea.Cmd
	for i, r := range msg.Runes {
		if len(u.stack) > 0 && kit.FieldOf(u.top()) != nil {
			msg.Runes = msg.Runes[i:]
			return tea.Batch(append(cmds, u.key(msg))...)
		}
		cmds = append(cmds, u.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		u.settle() // the next key is for what is there by then
	}
	return tea.Batch(cmds...)
}

// isSale reports whether letters that came in one go are an address or an id.
func isSale(text string) bool {
	q, err := record.ParseQuery(text)
	return err == nil && !q.Own && strings.ContainsAny(text, "@_")
}

// isDropped reports whether letters that came in one go are the place of a file, as a
// terminal pastes one that is dropped on it. A slash and a word are a key and letters.
func isDropped(text string) bool {
	return lists.IsFile(text) && strings.ContainsAny(strings.TrimLeft(text, `'"/\`), `/\.`)
}

// editing reports whether a key with Alt moves or deletes by words in a field.
func (u presses) editing(msg tea.KeyMsg) bool {
	return len(u.stack) > 0 && kit.FieldOf(u.top()) != nil && slices.Contains(kit.ByWords, msg.String())
}

// key finds out what a key means here and has it done.
func (u presses) key(msg tea.KeyMsg) tea.Cmd {
	k := msg.String()
	u.Toast(nil)
	if len(u.stack) == 0 || u.quit {
		return nil
	}
	switch k {
	case "ctrl+c":
		u.leave()
		return nil
	case "ctrl+z":
		return suspend(u.keyboard)
	}
	s := u.top()
	if f := kit.FieldOf(s); f != nil && f.Takes(msg) {
		f.Key(msg)
		return kit.Updated(s, kit.TypedMsg{Pasted: msg.Paste})
	}
	if msg.Paste {
		cmd := kit.Updated(s, kit.PastedMsg(string(msg.Runes)))
		if u.top() == s && kit.FieldOf(s) == nil {
			u.Say(kit.Muted, "Nothing here takes pasted text.")
		}
		return cmd
	}
	return u.press(k)
}

// press does what a key asks for that is no letter of a field.
func (u presses) press(k string) tea.Cmd {
	s := u.top()
	if o, ok := kit.Offered(s.Offers(), k); ok {
		if o.Off != "" {
			return u.Say(kit.Muted, o.Off)
		}
		defer u.notTyped(s, k)
		return s.Do(o.Act, k)
	}
	if o, ok := kit.Offered(u.everywhere(s, deep(u.ui)), k); ok {
		if o.Off != "" {
			return u.Say(kit.Muted, o.Off)
		}
		defer u.notTyped(s, k)
		return u.do(o.Act)
	}
	if letters := []rune(k); len(letters) == 1 && (unicode.IsLetter(letters[0]) || unicode.IsDigit(letters[0])) {
		if cmd := kit.Updated(s, kit.LetterMsg(k)); kit.FieldOf(s) != nil {
			return cmd
		}
	}
	return u.Say(kit.Muted, kit.Elsewhere(k))
}

// notTyped says how to type a letter that was taken for a command in an empty field.
func (u presses) notTyped(s kit.Screen, k string) {
	f := kit.FieldOf(s)
	if letter := []rune(k); u.quit || f == nil || len(letter) != 1 || !unicode.IsLetter(letter[0]) || f.Letter(k) || u.toast != nil {
		return
	}
	u.Say(kit.Muted, "To type what begins with "+k+", go back and press "+f.Opener+" before it.")
}
