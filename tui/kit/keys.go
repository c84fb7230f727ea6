package kit

import "strings"

// Action is something a key can ask for.
type Action string

// The actions of all screens.
const (
	ActUp       Action = "up"
	ActDown     Action = "down"
	ActLeft     Action = "left"
	ActRight    Action = "right"
	ActTop      Action = "top"
	ActBottom   Action = "bottom"
	ActPageUp   Action = "page-up"
	ActPageDown Action = "page-down"
	ActEnter    Action = "enter"
	ActBack     Action = "back"
	ActNextTab  Action = "next-tab"
	ActPrevTab  Action = "previous-tab"

	ActItem       Action = "item"
	ActNext       Action = "next"
	ActPrevious   Action = "previous"
	ActSummary    Action = "summary"
	ActNextSale   Action = "next-sale"
	ActPrevSale   Action = "previous-sale"
	ActDone       Action = "done"
	ActDetails    Action = "details"
	ActChain      Action = "chain"
	ActPayments   Action = "payments"
	ActReport     Action = "report"
	ActRecheck    Action = "re-check"
	ActRecheckAll Action = "re-check-all"
	ActWatch      Action = "watch"
	ActStop       Action = "stop"
	ActEnd        Action = "end"
	ActAnswer     Action = "answer"
	ActYes        Action = "yes"
	ActNo         Action = "no"
	ActForget     Action = "forget"
	ActApps       Action = "installed-apps"

	ActTimeline  Action = "timeline"
	ActRaw       Action = "raw"
	ActSearch    Action = "search"
	ActNextHit   Action = "next-hit"
	ActPrevHit   Action = "previous-hit"
	ActFold      Action = "fold"
	ActUnfoldAll Action = "unfold-all"

	ActSave     Action = "save"
	ActSaveCase Action = "save-case"
	ActPick     Action = "pick"
	ActFormat   Action = "format"
	ActAudit    Action = "audit"
	ActSort     Action = "sort"
	ActSale     Action = "other-sale"
	ActKeys     Action = "keys"

	ActOpenTyping Action = "open-while-typing"
	ActAllTheSame Action = "all-the-same"
	ActLookAgain  Action = "look-again"
	ActDemo       Action = "demo"
	ActTest       Action = "test"
	ActChange     Action = "change"
	ActAdd        Action = "add"
	ActDefault    Action = "default"
	ActRemove     Action = "remove"

	ActHelp    Action = "help"
	ActMask    Action = "mask"
	ActCopy    Action = "copy"
	ActReal    Action = "copy-real"
	ActCommand Action = "copy-command"
	ActOpen    Action = "open"
	ActTheme   Action = "theme"
	ActMouse   Action = "mouse"
	ActPalette Action = "palette"
	ActSuspend Action = "suspend"
	ActQuit    Action = "quit"
)

// Where a key works, for the groups of the help screen.
const (
	GroupMove    = "Moving about"
	groupWalk    = "The walk"
	groupObject  = "Details of an object"
	groupAnswers = "Answering"
	groupReport  = "Lists and the report"
	groupKeys    = "Stored keys"
	GroupAlways  = "Always there"
)

// Binding is one row of the key table.
type Binding struct {
	Act   Action
	keys  []string // as Bubble Tea names them
	Shown string   // as people name them
	label string   // in the footer: one or two words
	Help  string   // in the help: what it does
	Group string
}

// Bindings is the one key table: handling, footer, help and README come from it.
var Bindings = []Binding{
	{ActUp, []string{"up", "k"}, "↑ k", "up", "up; in the walk the item above", GroupMove},
	{ActDown, []string{"down", "j"}, "↓ j", "down", "down; in the walk the item below", GroupMove},
	{ActLeft, []string{"left", "h"}, "← h", "left", "left, or back to the list", GroupMove},
	{ActRight, []string{"right", "l"}, "→ l", "right", "right, or into the details", GroupMove},
	{ActPageUp, []string{"pgup", "ctrl+u", "ctrl+b"}, "PgUp ctrl+u", "page up", "one page up", GroupMove},
	{ActPageDown, []string{"pgdown", "ctrl+d", "ctrl+f"}, "PgDn ctrl+d", "page down", "one page down", GroupMove},
	{ActTop, []string{"home", "g"}, "Home g", "top", "to the top", GroupMove},
	{ActBottom, []string{"end", "G"}, "End G", "bottom", "to the bottom", GroupMove},
	{ActNextTab, []string{"tab"}, "Tab", "next", "the next tab, field or part of the screen", GroupMove},
	{ActPrevTab, []string{"shift+tab"}, "shift+Tab", "previous", "the previous tab, field or part", GroupMove},
	{ActEnter, []string{"enter"}, "Enter", "choose", "choose or open what is marked", GroupMove},
	{ActBack, []string{"esc", "backspace"}, "Esc", "back", "back to where you came from; stops what is running", GroupMove},

	{ActItem, []string{"1", "2", "3", "4", "5", "6"}, "1–6", "item", "straight to an item", groupWalk},
	{ActNext, []string{" "}, "Space", "next", "the next item", groupWalk},
	{ActPrevious, []string{"p"}, "p", "previous", "the item before", groupWalk},
	{ActSummary, []string{"0"}, "0", "summary", "the summary: what to fix first, then the rest", groupWalk},
	{ActDetails, []string{"d"}, "d", "details", "the object in question, both sides next to each other", groupWalk},
	{ActChain, []string{"c"}, "c", "chain", "the whole hand-off as one picture", groupWalk},
	{ActPayments, []string{"$", "P"}, "$", "payments", "choose another payment of this buyer", groupWalk},
	{ActReport, []string{"e"}, "e", "report", "the report: preview, copy, save", groupWalk},
	{ActRecheck, []string{"r"}, "r", "re-check", "ask again and tell what became of this item", groupWalk},
	{ActRecheckAll, []string{"R"}, "R", "check all", "ask again and tell what became of every item", groupWalk},
	{ActWatch, []string{"W"}, "W", "watch", "after a fix or a purchase: follow both sides until the sale arrives", groupWalk},
	{ActStop, []string{"esc"}, "Esc", "stop", "stop what is running", groupWalk},
	{ActNextSale, []string{">", "]"}, "> ]", "next sale", "the next sale of the list this one was chosen from", groupWalk},
	{ActPrevSale, []string{"<", "["}, "< [", "sale before", "the sale before it in that list", groupWalk},
	{ActDone, []string{"D"}, "D", "done", "mark the sale as done in its lists, or no longer; for this run", groupWalk},
	{ActSale, []string{"/"}, "/", "another sale", "pick another sale", groupWalk},

	{ActAnswer, []string{"a"}, "a", "answer", "answer this item’s question, or change the answer", groupAnswers},
	{ActYes, []string{"+"}, "+", "yes", "yes, to the question on the screen", groupAnswers},
	{ActNo, []string{"-"}, "-", "no", "no, to the question on the screen", groupAnswers},
	{ActForget, []string{"x"}, "x", "forget", "forget the answer", groupAnswers},
	{ActApps, []string{"I"}, "I", "which app", "say which of the apps installed in Stripe is FirstPromoter’s", groupAnswers},

	{ActOpenTyping, []string{"ctrl+o"}, "ctrl+o", "open", "open the link while typing", groupAnswers},
	{ActAllTheSame, []string{"ctrl+t"}, "ctrl+t", "take it anyway", "take a key that did not pass its test", groupAnswers},
	{ActLookAgain, []string{"ctrl+r"}, "ctrl+r", "look again", "look for stored keys again, as when the keyring was locked", groupAnswers},
	{ActDemo, []string{"ctrl+x"}, "ctrl+x", "demo", "look around in the demo, which needs no keys", groupAnswers},

	{ActTest, []string{"r"}, "r", "test", "ask both services what the keys are good for", groupKeys},
	{ActChange, []string{"C"}, "C", "change", "give other keys in place of these", groupKeys},
	{ActAdd, []string{"i"}, "i", "add", "add another merchant’s keys", groupKeys},
	{ActDefault, []string{"*"}, "*", "default", "use these keys when no profile is named", groupKeys},
	{ActRemove, []string{"x"}, "x", "remove", "remove the profile, and its keys from the key store", groupKeys},

	{ActTimeline, []string{"t"}, "t", "timeline", "the timeline of both sides", groupObject},
	{ActRaw, []string{"J"}, "J", "raw", "the JSON as it came", groupObject},
	{ActSearch, []string{"/"}, "/", "search", "search in the JSON or the list", groupObject},
	{ActNextHit, []string{"n"}, "n", "next hit", "the next hit", groupObject},
	{ActPrevHit, []string{"N"}, "N", "hit before", "the hit before", groupObject},
	{ActFold, []string{"enter"}, "Enter", "fold", "fold or unfold what is marked", groupObject},
	{ActUnfoldAll, []string{"E"}, "E", "unfold all", "unfold or fold everything", groupObject},

	{ActFormat, []string{"f"}, "f", "format", "short, text, Markdown or JSON", groupReport},
	{ActSave, []string{"w"}, "w", "save", "save to a file", groupReport},
	{ActPick, []string{"v"}, "v", "pick", "pick several sales of the audit, to save them as cases", groupReport},
	{ActSaveCase, []string{"S"}, "S", "save as a case", "save what was found as a file that opens anywhere, masked", groupReport},
	{ActAudit, []string{"A"}, "A", "audit", "every lead whose sale is missing, by cause", groupReport},
	{ActEnd, []string{"X"}, "X", "stop", "stop the audit; what it has found stays", groupReport},
	{ActSort, []string{"s"}, "s", "sort", "sort by time, amount, address or cause", groupReport},

	{ActCopy, []string{"y"}, "y", "copy", "copy what is marked", GroupAlways},
	{ActReal, []string{"Y"}, "Y", "copy real", "while personal data is hidden, copy what it is without showing it", GroupAlways},
	{ActCommand, []string{"!"}, "!", "copy command", "copy the command that prints what is shown; while masked unseen", GroupAlways},
	{ActOpen, []string{"o"}, "o", "open", "open what is marked in the dashboard", GroupAlways},
	{ActMask, []string{"m", "f2", "ctrl+l"}, "m F2", "mask", "hide or show personal data (F2 or ctrl+l while typing)", GroupAlways},
	{
		ActKeys,
		[]string{"K", "f3", "ctrl+y"},
		"K F3",
		"keys",
		"the keys for Stripe and FirstPromoter (F3 or ctrl+y while typing)",
		GroupAlways,
	},
	{ActTheme, []string{"T"}, "T", "theme", "colours for a dark or a light background, or the terminal’s own", GroupAlways},
	{ActMouse, []string{"M"}, "M", "mouse", "switch wheel and clicks on or off, for the next time too", GroupAlways},
	{ActPalette, []string{":", "ctrl+p"}, ": ctrl+p", "commands", "every command by name (ctrl+p while typing)", GroupAlways},
	{ActHelp, []string{"?", "f1", "ctrl+g"}, "? F1", "help", "this help, and what a cause means (F1 or ctrl+g while typing)", GroupAlways},
	{ActSuspend, []string{"ctrl+z"}, "ctrl+z", "to the shell", "to the shell for a while; fg comes back (also while typing)", GroupAlways},
	{ActQuit, []string{"q", "ctrl+c"}, "q", "quit", "quit at once (ctrl+c also while typing)", GroupAlways},
}

// AlsoCalled are other words that people have for an action, to find it by.
var AlsoCalled = map[Action]string{
	ActMask:       "hide privacy private anonymous share",
	ActTheme:      "colors colours light dark",
	ActKeys:       "profile account login api settings merchant",
	ActReport:     "export markdown json share",
	ActSave:       "write file export download",
	ActMouse:      "click wheel scroll",
	ActPayments:   "charges invoices orders",
	ActSummary:    "overview result",
	ActPick:       "mark select several",
	ActSaveCase:   "export file share support masked anonymous",
	ActAudit:      "all leads missing sales scan",
	ActCopy:       "clipboard yank",
	ActReal:       "clipboard yank unmasked original",
	ActCommand:    "clipboard print text shell cli",
	ActOpen:       "browser link url",
	ActQuit:       "exit",
	ActDemo:       "try sandbox practise example",
	ActBack:       "escape close",
	ActRecheck:    "refresh reload retry",
	ActRecheckAll: "refresh reload retry",
	ActTimeline:   "history log events",
	ActRaw:        "json source yaml",
	ActSale:       "find search customer",
	ActSearch:     "find filter narrow",
	ActSort:       "order",
	ActSuspend:    "background",
	ActWatch:      "follow live",
	ActDetails:    "compare describe object",
	ActChain:      "graph picture flow",
	ActHelp:       "explain causes keys",
	ActDone:       "finished mark",
}

var BindingOf = func() map[Action]*Binding {
	m := make(map[Action]*Binding, len(Bindings))
	for i := range Bindings {
		m[Bindings[i].Act] = &Bindings[i]
	}
	return m
}()

// Offer is an action a screen has, now or not now.
type Offer struct {
	Act   Action
	Label string // in place of the table's; "" keeps it
	Off   string // why it does nothing now; "" when it works
	Quiet bool   // works, but takes no room in the footer
	Key   string // in place of the table's in the footer: "↑↓"
}

// Can offers an action that works.
func Can(a Action) Offer { return Offer{Act: a} }

// CanCalled offers it by another name than the table's.
func CanCalled(a Action, label string) Offer { return Offer{Act: a, Label: label} }

// CanMove offers moving up and down, called so.
func CanMove(label string) Offer { return Offer{Act: ActDown, Label: label, Key: "↑↓"} }

// Quietly offers actions that take no room in the footer.
func Quietly(as ...Action) []Offer {
	out := make([]Offer, len(as))
	for i, a := range as {
		out[i] = Offer{Act: a, Quiet: true}
	}
	return out
}

// CanIf offers an action that works only when ok.
func CanIf(ok bool, a Action, why string) Offer {
	if ok {
		why = ""
	}
	return Offer{Act: a, Off: why}
}

// Name is what the offer is called here.
func (o Offer) Name() string {
	if o.Label != "" {
		return o.Label
	}
	return BindingOf[o.Act].label
}

// Does tells what it does on this screen.
func (o Offer) Does() string {
	if b := BindingOf[o.Act]; o.Label == "" || o.Label == b.label {
		return b.Help
	}
	return o.Label
}

// Scrolling are the offers of everything that scrolls.
var Scrolling = Quietly(ActUp, ActDown, ActPageUp, ActPageDown, ActTop, ActBottom)

// handles reports whether the key asks for the action.
func (b *Binding) handles(key string) bool {
	for _, k := range b.keys {
		if k == key {
			return true
		}
	}
	return false
}

// Offered finds what a key asks for among the offers: one that works comes
// before one that does not.
func Offered(os []Offer, key string) (Offer, bool) {
	var off Offer
	seen := false
	for _, o := range os {
		if !BindingOf[o.Act].handles(key) {
			continue
		}
		if o.Off == "" {
			return o, true
		}
		if !seen {
			off, seen = o, true
		}
	}
	return off, seen
}

// Taken reports whether what is offered takes the first key of an action for another.
func Taken(os []Offer, a Action) bool {
	o, ok := Offered(os, BindingOf[a].keys[0])
	return ok && o.Act != a && o.Off == ""
}

// Elsewhere says what a key does on other screens.
func Elsewhere(key string) string {
	var does []string
	for i := range Bindings {
		if b := &Bindings[i]; b.handles(key) {
			does = append(does, b.label)
		}
	}
	if len(does) == 0 {
		return "That key does nothing here. ? shows the keys."
	}
	return quoted(nameKey(key)) + " (" + strings.Join(does, ", ") + ") does nothing here. ? shows the keys of this screen."
}

// nameKey is a key as people name it.
func nameKey(k string) string {
	switch k {
	case " ":
		return "Space"
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	case "shift+tab":
		return "shift+Tab"
	case "enter", "esc", "tab", "home", "end", "backspace", "up", "down", "left", "right", "f1", "f2", "f3":
		return strings.ToUpper(k[:1]) + k[1:]
	}
	return k
}

// Pressed is a key as Bubble Tea names it, of what stands for it in a footer.
func Pressed(shown string) string {
	switch shown {
	case "↑↓", "↓":
		return "down"
	case "↑", "←", "→":
		return map[string]string{"↑": "up", "←": "left", "→": "right"}[shown]
	case "Space":
		return " "
	}
	if len([]rune(shown)) == 1 {
		return shown
	}
	return strings.ToLower(shown)
}

// quoted sets the name of a key apart in a sentence, unless it is a word.
func quoted(name string) string {
	if len([]rune(name)) > 1 && !strings.Contains(name, "+") {
		return name
	}
	return "“" + name + "”"
}

// KeysBeside are a binding's keys as people name them, those of them that do not
// belong to the field that is typed in; nil: nothing is typed.
func (b *Binding) KeysBeside(f *Field) string {
	if f == nil {
		return b.Shown
	}
	var names []string
	for _, k := range b.keys {
		if !f.takes(k) {
			names = append(names, nameKey(k))
		}
	}
	return strings.Join(names, " ")
}

// WhereElse says where an action is to be found that the screen at hand does not have.
func (b *Binding) WhereElse() string {
	switch {
	case b.Act == ActSave || b.Act == ActFormat:
		return "It belongs to the report of a sale, which e makes."
	case b.Group == groupReport:
		return "It belongs to the lists of sales."
	case b.Group == groupKeys:
		return "It belongs to the stored keys, which K shows."
	}
	return "It is about one sale: choose a sale first."
}

// Short is the first of a binding's keys, for the footer.
func (b *Binding) Short() string {
	first, _, _ := strings.Cut(b.Shown, " ")
	return first
}

// KeyRow is one row of the key table, for the README.
type KeyRow struct{ Group, Keys, Does string }

// KeyTable is the key table in the order of the help screen.
func KeyTable() []KeyRow {
	var out []KeyRow
	for _, g := range Groups {
		for _, b := range Bindings {
			if b.Group == g {
				out = append(out, KeyRow{g, b.Shown, b.Help})
			}
		}
	}
	return out
}

var Groups = []string{GroupMove, groupWalk, groupAnswers, groupObject, groupReport, groupKeys, GroupAlways}
