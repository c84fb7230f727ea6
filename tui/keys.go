package tui

import "strings"

// action is something a key can ask for.
type action string

// The actions of all screens.
const (
	actUp       action = "up"
	actDown     action = "down"
	actLeft     action = "left"
	actRight    action = "right"
	actTop      action = "top"
	actBottom   action = "bottom"
	actPageUp   action = "page-up"
	actPageDown action = "page-down"
	actEnter    action = "enter"
	actBack     action = "back"
	actNextTab  action = "next-tab"
	actPrevTab  action = "previous-tab"

	actItem       action = "item"
	actNext       action = "next"
	actPrevious   action = "previous"
	actSummary    action = "summary"
	actDetails    action = "details"
	actChain      action = "chain"
	actPayments   action = "payments"
	actReport     action = "report"
	actRecheck    action = "re-check"
	actRecheckAll action = "re-check-all"
	actWatch      action = "watch"
	actStop       action = "stop"
	actAnswer     action = "answer"
	actYes        action = "yes"
	actNo         action = "no"
	actForget     action = "forget"

	actTimeline  action = "timeline"
	actRaw       action = "raw"
	actSearch    action = "search"
	actNextHit   action = "next-hit"
	actPrevHit   action = "previous-hit"
	actFold      action = "fold"
	actUnfoldAll action = "unfold-all"

	actSave   action = "save"
	actFormat action = "format"
	actAudit  action = "audit"
	actSort   action = "sort"
	actSale   action = "other-sale"
	actKeys   action = "keys"

	actKeep       action = "keep"
	actThisRun    action = "this-run"
	actOpenTyping action = "open-while-typing"
	actAllTheSame action = "all-the-same"
	actLookAgain  action = "look-again"
	actTest       action = "test"
	actChange     action = "change"
	actAdd        action = "add"
	actDefault    action = "default"
	actRemove     action = "remove"

	actHelp    action = "help"
	actMask    action = "mask"
	actCopy    action = "copy"
	actOpen    action = "open"
	actTheme   action = "theme"
	actMouse   action = "mouse"
	actPalette action = "palette"
	actSuspend action = "suspend"
	actQuit    action = "quit"
)

// Where a key works, for the groups of the help screen.
const (
	groupMove    = "Moving about"
	groupWalk    = "The walk"
	groupObject  = "Details of an object"
	groupAnswers = "Answering"
	groupReport  = "Lists and the report"
	groupKeys    = "Stored keys"
	groupAlways  = "Always there"
)

// binding is one row of the key table.
type binding struct {
	act   action
	keys  []string // as Bubble Tea names them
	shown string   // as people name them
	label string   // in the footer: one or two words
	help  string   // in the help: what it does
	group string
}

// bindings is the one key table: handling, footer, help and README come from it.
var bindings = []binding{
	{actUp, []string{"up", "k"}, "↑ k", "up", "up; in the walk the item above", groupMove},
	{actDown, []string{"down", "j"}, "↓ j", "down", "down; in the walk the item below", groupMove},
	{actLeft, []string{"left", "h"}, "← h", "left", "left, or back to the list", groupMove},
	{actRight, []string{"right", "l"}, "→ l", "right", "right, or into the details", groupMove},
	{actPageUp, []string{"pgup", "ctrl+u", "ctrl+b"}, "PgUp ctrl+u", "page up", "one page up", groupMove},
	{actPageDown, []string{"pgdown", "ctrl+d", "ctrl+f"}, "PgDn ctrl+d", "page down", "one page down", groupMove},
	{actTop, []string{"home", "g"}, "Home g", "top", "to the top", groupMove},
	{actBottom, []string{"end", "G"}, "End G", "bottom", "to the bottom", groupMove},
	{actNextTab, []string{"tab"}, "Tab", "next", "the next tab, field or part of the screen", groupMove},
	{actPrevTab, []string{"shift+tab"}, "shift+Tab", "previous", "the previous tab, field or part", groupMove},
	{actEnter, []string{"enter"}, "Enter", "choose", "choose or open what is marked", groupMove},
	{actBack, []string{"esc", "backspace"}, "Esc", "back", "back to where you came from; stops what is running", groupMove},

	{actItem, []string{"1", "2", "3", "4", "5", "6"}, "1–6", "item", "straight to an item", groupWalk},
	{actNext, []string{" "}, "Space", "next", "the next item", groupWalk},
	{actPrevious, []string{"p"}, "p", "previous", "the item before", groupWalk},
	{actSummary, []string{"s", "0"}, "s", "summary", "the summary: what to fix first, then the rest", groupWalk},
	{actDetails, []string{"d"}, "d", "details", "the object in question, both sides next to each other", groupWalk},
	{actChain, []string{"c"}, "c", "chain", "the whole hand-off as one picture", groupWalk},
	{actPayments, []string{"$", "P"}, "$", "payments", "choose another payment of this buyer", groupWalk},
	{actReport, []string{"e"}, "e", "report", "the report: preview, copy, save", groupWalk},
	{actRecheck, []string{"r"}, "r", "re-check", "ask again and tell what became of this item", groupWalk},
	{actRecheckAll, []string{"R"}, "R", "check all", "ask again and tell what became of every item", groupWalk},
	{actWatch, []string{"W"}, "W", "watch", "after a fix or a purchase: follow both sides until the sale arrives", groupWalk},
	{actStop, []string{"esc"}, "Esc", "stop", "stop what is running", groupWalk},
	{actSale, []string{"/"}, "/", "another sale", "pick another sale", groupWalk},

	{actAnswer, []string{"a"}, "a", "answer", "answer this item’s question, or change the answer", groupAnswers},
	{actYes, []string{"y"}, "y", "yes", "yes: it shows as connected, or the test badge is there", groupAnswers},
	{actNo, []string{"n"}, "n", "no", "no: it does not, or there is no test badge", groupAnswers},
	{actForget, []string{"x"}, "x", "forget", "forget the answer", groupAnswers},

	{actKeep, []string{"k"}, "k", "keep", "keep the keys in the system’s key store", groupAnswers},
	{actThisRun, []string{"t"}, "t", "this run only", "use the keys for this run only", groupAnswers},
	{actOpenTyping, []string{"ctrl+o"}, "ctrl+o", "open", "open the link while typing", groupAnswers},
	{actAllTheSame, []string{"ctrl+t"}, "ctrl+t", "take it anyway", "take a key that did not pass its test", groupAnswers},
	{actLookAgain, []string{"ctrl+r"}, "ctrl+r", "look again", "look for stored keys again, as when the keyring was locked", groupAnswers},

	{actTest, []string{"t"}, "t", "test", "ask both services what the keys are good for", groupKeys},
	{actChange, []string{"c"}, "c", "change", "give other keys in place of these", groupKeys},
	{actAdd, []string{"a"}, "a", "add", "add another merchant’s keys", groupKeys},
	{actDefault, []string{"d"}, "d", "default", "use these keys when no profile is named", groupKeys},
	{actRemove, []string{"x"}, "x", "remove", "remove the profile, and its keys from the key store", groupKeys},

	{actTimeline, []string{"t"}, "t", "timeline", "the timeline of both sides", groupObject},
	{actRaw, []string{"J"}, "J", "raw", "the JSON as it came", groupObject},
	{actSearch, []string{"/"}, "/", "search", "search in the JSON or the list", groupObject},
	{actNextHit, []string{"n"}, "n", "next hit", "the next hit", groupObject},
	{actPrevHit, []string{"N"}, "N", "hit before", "the hit before", groupObject},
	{actFold, []string{"enter", " "}, "Enter", "fold", "fold or unfold what is marked", groupObject},
	{actUnfoldAll, []string{"E"}, "E", "unfold all", "unfold or fold everything", groupObject},

	{actFormat, []string{"f"}, "f", "format", "short, text, Markdown or JSON", groupReport},
	{actSave, []string{"w"}, "w", "save", "save to a file that only you can read", groupReport},
	{actAudit, []string{"A"}, "A", "audit", "every lead whose sale is missing, by cause", groupReport},
	{actSort, []string{"s"}, "s", "sort", "sort by time, amount, address or cause", groupReport},

	{actCopy, []string{"y"}, "y", "copy", "copy what is marked", groupAlways},
	{actOpen, []string{"o"}, "o", "open", "open what is marked in the dashboard", groupAlways},
	{actMask, []string{"m", "f2", "ctrl+l"}, "m F2", "mask", "hide or show personal data (F2 or ctrl+l while typing)", groupAlways},
	{actKeys, []string{"K", "f3", "ctrl+y"}, "K F3", "keys", "the keys for Stripe and FirstPromoter (F3 or ctrl+y while typing)", groupAlways},
	{actTheme, []string{"T"}, "T", "theme", "colours for a dark or a light background, or the terminal’s own", groupAlways},
	{actMouse, []string{"M"}, "M", "mouse", "switch wheel and clicks on or off", groupAlways},
	{actPalette, []string{":"}, ":", "commands", "every command by name", groupAlways},
	{actHelp, []string{"?", "f1", "ctrl+g"}, "? F1", "help", "this help (F1 or ctrl+g while typing)", groupAlways},
	{actSuspend, []string{"ctrl+z"}, "ctrl+z", "to the shell", "to the shell for a while; fg comes back (also while typing)", groupAlways},
	{actQuit, []string{"q", "ctrl+c"}, "q", "quit", "quit at once (ctrl+c also while typing)", groupAlways},
}

var bindingOf = func() map[action]*binding {
	m := make(map[action]*binding, len(bindings))
	for i := range bindings {
		m[bindings[i].act] = &bindings[i]
	}
	return m
}()

// offer is an action a screen has, now or not now.
type offer struct {
	act   action
	label string // in place of the table's; "" keeps it
	off   string // why it does nothing now; "" when it works
	quiet bool   // works, but takes no room in the footer
	key   string // in place of the table's in the footer: "↑↓"
}

func can(a action) offer                     { return offer{act: a} }
func canCalled(a action, label string) offer { return offer{act: a, label: label} }
func canMove(label string) offer             { return offer{act: actDown, label: label, key: "↑↓"} }
func quietly(as ...action) []offer {
	out := make([]offer, len(as))
	for i, a := range as {
		out[i] = offer{act: a, quiet: true}
	}
	return out
}

// canIf offers an action that works only when ok.
func canIf(ok bool, a action, why string) offer {
	if ok {
		why = ""
	}
	return offer{act: a, off: why}
}

func (o offer) name() string {
	if o.label != "" {
		return o.label
	}
	return bindingOf[o.act].label
}

// says tells what it does on this screen.
func (o offer) says() string {
	if b := bindingOf[o.act]; o.label == "" || o.label == b.label {
		return b.help
	}
	return o.label
}

// scrolling are the offers of everything that scrolls.
var scrolling = quietly(actUp, actDown, actPageUp, actPageDown, actTop, actBottom)

// handles reports whether the key asks for the action.
func (b *binding) handles(key string) bool {
	for _, k := range b.keys {
		if k == key {
			return true
		}
	}
	return false
}

// offered finds what a key asks for among the offers: one that works comes
// before one that does not.
func offered(os []offer, key string) (offer, bool) {
	var off offer
	seen := false
	for _, o := range os {
		if !bindingOf[o.act].handles(key) {
			continue
		}
		if o.off == "" {
			return o, true
		}
		if !seen {
			off, seen = o, true
		}
	}
	return off, seen
}

// elsewhere says what a key does on other screens.
func elsewhere(key string) string {
	var does []string
	for i := range bindings {
		if b := &bindings[i]; b.handles(key) {
			does = append(does, b.label)
		}
	}
	if len(does) == 0 {
		return "That key does nothing here. ? shows the keys."
	}
	return nameKey(key) + " (" + strings.Join(does, ", ") + ") does nothing here. ? shows the keys of this screen."
}

// nameKey is a key as people name it.
func nameKey(k string) string {
	switch k {
	case " ":
		return "Space"
	case "enter", "esc", "tab", "home", "end", "backspace", "up", "down", "left", "right":
		return strings.ToUpper(k[:1]) + k[1:]
	}
	return "“" + k + "”"
}

// short is the first of a binding's keys, for the footer.
func (b *binding) short() string {
	first, _, _ := strings.Cut(b.shown, " ")
	return first
}

// KeyRow is one row of the key table, for the README.
type KeyRow struct{ Group, Keys, Does string }

// KeyTable is the key table in the order of the help screen.
func KeyTable() []KeyRow {
	var out []KeyRow
	for _, g := range groups {
		for _, b := range bindings {
			if b.group == g {
				out = append(out, KeyRow{g, b.shown, b.help})
			}
		}
	}
	return out
}

var groups = []string{groupMove, groupWalk, groupAnswers, groupObject, groupReport, groupKeys, groupAlways}
