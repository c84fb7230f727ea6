package lists

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// pick is where the person says which sale it is about.
type pick struct {
	u      Desk
	input  *kit.Field
	typing bool
	tried  record.Query // an id of the merchant's own, as typed last; zero: none
	wrong  string
	list   kit.Menu
	sort   int
	gone   bool
	all    bool // every sale of the demo, not only those to start with
	width  int  // of the list
	wide   bool // the sale marked is told of beside it

	run      *kit.Run // the search for suspicious leads
	searched bool
	stopped  bool
	suspects []Suspect
	gaps     []record.Gap

	asked    *kit.Run // the newest look-up of suggestions
	entered  bool     // Enter waits for it
	askedFor string   // the letters it is for
	offered  Suggestions
}

const suspectGroup = "Leads that look as if a sale were missing"

// beforeGroup are the sales of this run.
const beforeGroup = "Looked at before"

// startGroup is what the demo begins with, and startWidth the column that says what
// each of it is the example of.
const (
	startGroup = "Start here: one sale for each item"
	startWidth = 14
)

// How the suspicious leads are sorted.
var sortNames = []string{"newest first", "largest first", "by address"}

// NewPick is the list of sales; typing: another sale is asked for at once.
func NewPick(u Desk, typing bool) kit.Screen {
	p := newPick(u)
	if typing {
		p.toBox()
	}
	return p
}

func newPick(u Desk) *pick {
	p := &pick{u: u, input: kit.NewField("e-mail, id, link or file; letters narrow the list", false)}
	p.input.Opener = "/"
	p.input.Commands = []string{"?", ":", "A", "K"}
	p.typing = len(u.Services.Scenarios) == 0
	return p
}

// Another asks for another sale, with what this list has found already.
func (p *pick) Another() kit.Screen {
	q := p.copyOf()
	q.toBox()
	return q
}

// toBox has letters go to the box, whatever they do otherwise.
func (p *pick) toBox() {
	p.typing = true
	p.input.Opened()
}

// copyOf is a list of the same, as far as it was found out.
func (p *pick) copyOf() *pick {
	q := newPick(p.u)
	q.searched, q.suspects, q.gaps, q.sort, q.all = p.searched, slices.Clone(p.suspects), p.gaps, p.sort, p.all
	return q
}

// openAllSales opens the list of every sale of the demo.
func (p *pick) openAllSales() tea.Cmd {
	q := p.copyOf()
	q.all, q.typing = true, false
	return p.u.Push(q)
}

// suspectsMsg is the answer to the search for suspicious leads.
type suspectsMsg struct {
	run  int
	list []Suspect
	gaps []record.Gap
}

func (p *pick) Open() tea.Cmd {
	if p.searched {
		return nil
	}
	return p.searchSuspects()
}

func (p *pick) searchSuspects() tea.Cmd {
	if p.u.Services.Suspects == nil {
		return nil
	}
	p.Close()
	p.gone, p.stopped = false, false
	r := p.u.NewRun()
	p.run = r
	find := p.u.Services.Suspects
	return func() tea.Msg {
		list, gaps := find(r.Ctx, r.Steps.Report)
		if r.Ctx.Err() != nil {
			return nil
		}
		return suspectsMsg{r.Number, list, gaps}
	}
}

func (p *pick) Close() {
	p.gone = true
	if p.run != nil {
		p.run.Cancel()
		p.run = nil
	}
	p.suggest(Suggestions{})
}

// Resume gives back what was typed where nobody has such an id, to go on from there.
func (p *pick) Resume() {
	if p.tried.Value != "" && !p.u.State(p.tried).Seen {
		p.toBox()
		p.input.Set(p.tried.Typed)
	}
	p.tried = record.Query{}
}

func (p *pick) Busy() bool { return p.run != nil }

func (p *pick) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case suspectsMsg:
		if p.run == nil || msg.run != p.run.Number || p.gone {
			return nil
		}
		p.run.Cancel()
		p.run, p.searched = nil, true
		p.suspects, p.gaps = msg.list, msg.gaps
		p.order()
	case kit.TypedMsg:
		p.wrong, p.entered = "", false
		p.list.First()
		if msg.Pasted && hasCaseEnding(p.input.Value()) {
			return p.submit()
		}
		return p.suggestSoon()
	case pauseMsg:
		if p.asked != nil && msg.run == p.asked.Number && !p.gone {
			return p.lookUp()
		}
	case suggestedMsg:
		if p.asked != nil && msg.run == p.asked.Number && !p.gone {
			p.suggest(msg.list)
			if p.entered {
				return p.submit()
			}
		}
	case kit.LetterMsg:
		p.typing, p.wrong = true, ""
		p.list.First()
		p.input.Set(p.input.Input.Value() + string(msg))
		return p.suggestSoon()
	case kit.PastedMsg:
		p.typing, p.wrong = true, ""
		p.list.First()
		p.input.Set(string(msg))
		if hasCaseEnding(p.input.Value()) {
			return p.submit()
		}
		return p.suggestSoon()
	}
	return nil
}

func (p *pick) order() {
	slices.SortStableFunc(p.suspects, func(a, b Suspect) int {
		switch p.sort {
		case 1:
			// Amounts of two currencies are neither larger nor smaller.
			return cmp.Or(strings.Compare(a.Amount.Currency, b.Amount.Currency), cmp.Compare(b.Amount.Minor, a.Amount.Minor))
		case 2:
			return strings.Compare(strings.ToLower(a.Email), strings.ToLower(b.Email))
		}
		return b.At.Compare(a.At)
	})
}

func (p *pick) Title() kit.Line {
	if p.all {
		return kit.Ln(kit.Strong, "All sales of the demo")
	}
	return kit.Ln(kit.Strong, "Sales")
}

func (p *pick) Field() *kit.Field {
	if p.typing {
		return p.input
	}
	return nil
}

// choice is one row of the lists below the field.
type choice struct {
	group string
	query record.Query
	draw  func(n int) kit.Line
	// titled: it is drawn by its title, which need not name the sale.
	titled bool
	open   func() tea.Cmd // what it leads to where that is no sale
	title  string         // tells it from another of the same sale
}

func (c choice) key() string {
	return strings.Join([]string{c.group, string(c.query.Kind), c.query.Value, c.title}, "\n")
}

// choices are the rows of the lists. What comes later, the suspicious leads,
// stands last but for the audit, so that hardly anything moves when it arrives.
func (p *pick) choices() []choice {
	u := p.u
	fits := narrowing(p.input.Value())
	var out []choice
	group := "Leads and customers with these letters"
	if p.offered.More {
		group += ": these and more; type further letters"
	}
	for _, s := range p.offered.List {
		out = append(out, choice{group: group, query: s.Query, draw: func(n int) kit.Line {
			col := min(60, n-24)
			return kit.Ln(kit.Outside, u.Piece(s.Text)).Cut(col-2).Pad(col).With(kit.Muted, display.Clean(s.Note))
		}})
	}
	before := u.LookedAt()
	for _, x := range before {
		if !p.all && fits(x.Query.Value) {
			draw := func(n int) kit.Line { return lookedAtBefore(p.u, x, before, n) }
			out = append(out, choice{group: beforeGroup, query: x.Query, draw: draw})
		}
	}
	out = slices.Concat(out, p.examples(fits), p.suspicious(fits))
	if u.Services.Audit != nil && fits("audit", "every lead") {
		out = append(out, choice{group: "The whole account", open: p.audit, draw: func(int) kit.Line {
			return kit.Ln(kit.Plain, "Audit: every lead whose sale is missing, by cause").With(kit.Keycap, "  A").
				With(kit.Muted, "  "+u.AuditCame())
		}})
	}
	return out
}

// narrowing reports of texts whether one has the letters typed.
func narrowing(typed string) func(texts ...string) bool {
	fold := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "’", "'") } // as keyboards have it
	want := fold(typed)
	return func(texts ...string) bool {
		return want == "" || slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(fold(t), want) })
	}
}

// examples are the sales of the demo: those to start with and a way to the others,
// or all that have the letters typed.
func (p *pick) examples(fits func(...string) bool) []choice {
	all := p.u.Services.Scenarios
	if p.input.Empty() && !p.all && slices.ContainsFunc(all, func(sc Example) bool { return sc.Start != "" }) {
		return p.starters()
	}
	var out []choice
	for _, sc := range all {
		q, err := record.ParseQuery(sc.Sale)
		if err != nil || !fits(sc.Sale, sc.Title, sc.Group) {
			continue
		}
		group := "Sales of the demo"
		if sc.Group != "" {
			group += ": " + sc.Group
		}
		out = append(out, choice{group: group, query: q, titled: true, title: sc.Title, draw: func(n int) kit.Line {
			title := kit.Ln(kit.Plain, display.Clean(sc.Title))
			if !roomy(p) {
				return title // what it is called stands below the list, of the one marked
			}
			return title.Cut(n-idColumn-2).Pad(n-idColumn).With(kit.Muted, p.u.Query(q).Text())
		}})
	}
	return out
}

// starters are the sales that the demo begins with, item by item.
func (p *pick) starters() []choice {
	all := slices.Clone(p.u.Services.Scenarios)
	slices.SortStableFunc(all, func(a, b Example) int { return strings.Compare(a.Start, b.Start) })
	var out []choice
	for _, sc := range all {
		if q, err := record.ParseQuery(sc.Sale); err == nil && sc.Start != "" {
			out = append(out, choice{group: startGroup, query: q, titled: true, title: sc.Title, draw: func(int) kit.Line {
				return kit.Ln(kit.Muted, sc.Start).Pad(startWidth).With(kit.Plain, display.Clean(sc.Title))
			}})
		}
	}
	return append(out, choice{group: "More", open: p.openAllSales, draw: func(int) kit.Line {
		return kit.Ln(kit.Plain, fmt.Sprintf("All %d sales of the demo, by what is wrong", len(all)))
	}})
}

// suspicious are the leads whose sale may be missing.
func (p *pick) suspicious(fits func(...string) bool) []choice {
	u := p.u
	widest, amount, why := 0, 0, 0
	for _, s := range p.suspects {
		widest = max(widest, kit.Width(u.Piece(record.EmailPiece(s.Email))))
		amount = max(amount, kit.Width(u.Piece(record.AmountPiece(s.Amount)))+2)
		why = max(why, u.Sentence(s.Why, kit.Muted).Width())
	}
	var out []choice
	for _, s := range p.suspects {
		if !fits(s.Email, s.Query.Value) {
			continue
		}
		out = append(out, choice{group: suspectGroup, query: s.Query, draw: func(n int) kit.Line {
			mail := min(widest+2, 48, n-amount-why)
			l := kit.Ln(kit.Outside, u.Piece(record.EmailPiece(s.Email))).Cut(mail - 2).Pad(mail).
				Join(kit.Ln(kit.Plain, u.Piece(record.AmountPiece(s.Amount))).Pad(amount))
			if n >= 110 {
				l = l.Join(kit.Ln(kit.Muted, u.When(s.At)).Pad(25))
			}
			return l.Join(u.Sentence(s.Why, kit.Muted))
		}})
	}
	return out
}

// row is a row of the lists in so much room; what was done with the sale stands
// behind it, at the end of n cells.
func (p *pick) row(c choice, room, n int) kit.Line {
	l := c.draw(room)
	if word := p.u.State(c.query).word(); word != "" && (c.group != beforeGroup || word == "done") {
		return l.Cut(room).Pad(n-stateWidth+2).With(kit.Muted, word)
	}
	return l
}

// idColumn is what the id of a sale takes in a list, and roomy reports whether
// there is room for it beside a title.
const idColumn = 48

func roomy(p *pick) bool { return p.width >= 110 && !p.wide }

// lookedAtBefore is a sale that was looked at before, with what came out.
func lookedAtBefore(u Desk, x Looked, list []Looked, n int) kit.Line {
	id := 0
	for _, r := range list {
		id = max(id, u.Query(r.Query).Width()+2)
	}
	id = min(id, 48, n/2)
	l := kit.Ln(kit.Outside, u.Query(x.Query).Text()).Cut(id - 2).Pad(id)
	if !x.Known {
		return l
	}
	l = l.Join(kit.Word(x.Status))
	if x.Email == x.Query.Value {
		return l
	}
	return l.Pad(id+10).With(kit.Muted, u.Mask.Email(x.Email))
}

func (p *pick) Offers() []kit.Offer {
	list := p.choices()
	audit := kit.CanIf(p.u.Services.Audit != nil, kit.ActAudit, "An audit lists the leads in FirstPromoter, which needs its key.")
	audit.Quiet = audit.Off != ""
	if p.typing {
		os := []kit.Offer{
			{Act: kit.ActEnter, Label: "look at it", Off: p.wrong},
			kit.CanIf(len(list) > 0, kit.ActDown, "There is nothing in the list yet."),
			{Act: kit.ActNextTab, Quiet: true},
		}
		os[1].Label = "to the list"
		if !p.input.Empty() {
			os = append(os, kit.CanCalled(kit.ActBack, "clear"))
		} else if p.run != nil {
			os = append(os, kit.Can(kit.ActStop))
		}
		return append(os, kit.Can(kit.ActMask), audit)
	}
	var os []kit.Offer
	if !p.input.Empty() {
		os = append(os, kit.CanCalled(kit.ActBack, "show all"))
	} else if p.run != nil {
		os = append(os, kit.Can(kit.ActStop))
	}
	os = append(os, kit.CanIf(len(list) > 0, kit.ActEnter, "The list is empty. Type an e-mail or an id."))
	os[len(os)-1].Label = "look at it"
	search := kit.CanCalled(kit.ActSearch, "type a sale")
	os = append(os, kit.CanMove("choose"), search)
	os = append(os, kit.Scrolling...)
	groups := 0
	for i, c := range list {
		if i == 0 || c.group != list[i-1].group {
			groups++
		}
	}
	next := kit.CanIf(groups > 1, kit.ActNextTab, "There is only one list.")
	next.Label, next.Quiet = "next list", groups < 2
	os = append(os, next, kit.Offer{Act: kit.ActPrevTab, Off: next.Off, Quiet: true})
	sorted := 0
	for _, c := range list {
		if c.group == suspectGroup {
			sorted++
		}
	}
	so := kit.CanIf(sorted > 1, kit.ActSort, "There is nothing to sort here.")
	so.Quiet = sorted < 2
	os = append(os, audit)
	again := kit.CanIf(p.u.Services.Suspects != nil, kit.ActRecheck, "There is no list to look for here.")
	again.Label, again.Quiet = "look again", true
	done := kit.Offer{Act: kit.ActDone, Quiet: true}
	if c, ok := p.chosen(list); !ok || c.open != nil {
		done.Off = "Only a sale can be marked as done."
	}
	return append(os, so, again, done)
}

func (p *pick) Do(act kit.Action, _ string) tea.Cmd {
	if p.typing {
		return p.doTyping(act)
	}
	list := p.choices()
	switch act {
	case kit.ActBack:
		p.list.Hold()
		return p.showAll()
	case kit.ActStop:
		p.stop()
	case kit.ActUp:
		if p.typing = p.list.At == 0; !p.typing {
			p.list.Act(act)
		}
	case kit.ActSearch:
		p.toBox()
	case kit.ActNextTab:
		p.list.Mark(nextGroup(list, p.list.At, 1))
	case kit.ActPrevTab:
		p.list.Mark(nextGroup(list, p.list.At, -1))
	case kit.ActSort:
		p.sort = (p.sort + 1) % len(sortNames)
		p.order()
		p.u.Say(kit.Muted, "Sorted: "+sortNames[p.sort]+".")
	case kit.ActRecheck:
		return p.searchSuspects()
	case kit.ActAudit:
		return p.audit()
	case kit.ActDone:
		if c, ok := p.chosen(list); ok && c.open == nil {
			p.list.Hold()
			return p.u.toggleDone(c.query)
		}
	case kit.ActEnter:
		if c, ok := p.chosen(list); ok {
			p.list.Hold()
			return p.choose(c)
		}
	default:
		p.list.Act(act)
	}
	return nil
}

// doTyping handles the keys that the field leaves over.
func (p *pick) doTyping(act kit.Action) tea.Cmd {
	switch act {
	case kit.ActEnter:
		return p.submit()
	case kit.ActDown, kit.ActNextTab:
		p.typing = false
		p.list.Mark(0)
	case kit.ActStop, kit.ActBack:
		if !p.input.Empty() {
			return p.showAll()
		}
		p.stop()
	case kit.ActMask:
		return p.u.ToggleMask()
	case kit.ActAudit:
		return p.audit()
	}
	return nil
}

// chosen is the row marked in the list.
func (p *pick) chosen(list []choice) (choice, bool) {
	if p.typing || p.list.At >= len(list) {
		return choice{}, false
	}
	return list[p.list.At], true
}

// choose begins the walk of a sale chosen from the list.
func (p *pick) choose(c choice) tea.Cmd {
	if c.open != nil {
		return c.open()
	}
	return p.openSale(c.query, among{p, listOf(p, c), c.key()})
}

// listOf are the sales of one list, as it is now.
func listOf(p *pick, c choice) []choice {
	return slices.DeleteFunc(p.choices(), func(other choice) bool { return other.group != c.group || other.open != nil })
}

// among is one sale of a list, as the list was when a sale was chosen from it.
type among struct {
	p    *pick
	list []choice
	key  string
}

func (a among) Place() (at, of int) {
	return 1 + slices.IndexFunc(a.list, func(c choice) bool { return c.key() == a.key }), len(a.list)
}

func (a among) Go(by int) tea.Cmd {
	at, _ := a.Place()
	next := a.list[at-1+by]
	a.p.list.MarkKey(next.key())
	return a.p.openSale(next.query, among{a.p, a.list, next.key()})
}

// dropSearches ends what is still searched for, as another screen opens on top of the list.
func (p *pick) dropSearches() {
	p.stop()
	p.stopped = false
	p.suggest(p.offered)
}

// openSale opens the walk on top of the list, so that Esc leads back to it as it is.
func (p *pick) openSale(q record.Query, of kit.Among) tea.Cmd {
	p.dropSearches()
	return p.u.Look(q, true, of)
}

// audit opens the list of every sale that is missing.
func (p *pick) audit() tea.Cmd {
	p.dropSearches()
	return p.u.OpenAudit()
}

// showAll clears the letters that narrow the list.
func (p *pick) showAll() tea.Cmd {
	p.input.Set("")
	p.wrong = ""
	p.suggest(Suggestions{})
	return p.u.Say(kit.Muted, "The letters are cleared: the list is whole again.")
}

// nextGroup is the first row of the next list in a direction, round and round.
func nextGroup(list []choice, at, dir int) int {
	var heads []int
	here := 0
	for i, c := range list {
		if i == 0 || c.group != list[i-1].group {
			heads = append(heads, i)
		}
		if i == at {
			here = len(heads) - 1
		}
	}
	if len(heads) == 0 {
		return 0
	}
	return heads[(here+dir+len(heads))%len(heads)]
}

func (p *pick) stop() {
	if p.run != nil {
		p.run.Cancel()
		p.run, p.stopped = nil, true
	}
}

func (p *pick) submit() tea.Cmd {
	if p.input.Empty() {
		p.wrong = "Type or paste what you know of the sale: an e-mail address, an id or a dashboard link."
		return nil
	}
	if IsFile(p.input.Value()) {
		path := kit.PathIn(p.input.Value())
		p.input.Set("")
		p.suggest(Suggestions{})
		return p.u.OpenCase(path)
	}
	q, err := parseTyped(p.input.Value())
	// Letters are more likely those of a lead than an id of the merchant's own.
	if p.entered = err == nil && q.Own && p.asked != nil; p.entered {
		return nil
	}
	// A word that rows of the list have is meant for the list.
	if err != nil || q.Own && len(p.choices()) > 0 {
		switch list := p.choices(); {
		case len(list) == 1:
			return p.choose(list[0])
		case len(list) > 1:
			p.typing = false
			p.list.Mark(0)
			return p.u.Say(kit.Muted, "Several have these letters: choose one.")
		}
		if p.u.HoldsKey(p.input.Value()) {
			p.wrong = "That looks like a key, not like a sale; it was sent nowhere."
			return nil
		}
		p.wrong = "fpdoctor does not know this form of a sale. It takes " + record.SaleForms + "."
		if other := new(record.OtherIDError); errors.As(err, &other) {
			p.wrong = strings.ToUpper(other.Error()[:1]) + other.Error()[1:] + "."
		}
		return nil
	}
	if q.Own && p.u.IsKey(q.Value) {
		p.wrong = "That is one of the keys in use, not a sale; it was sent nowhere."
		return nil
	}
	// The beginning of an id that one row has: that row is meant.
	if list := p.choices(); len(list) == 1 && strings.HasPrefix(list[0].query.Value, q.Value) {
		q = list[0].query
	}
	if p.tried = (record.Query{}); q.Own {
		p.tried = q
	}
	p.input.Set("") // it is no filter
	p.suggest(Suggestions{})
	p.list.First()
	return p.openSale(q, nil)
}

// IsFile reports whether a text is a file's place, and so no sale, or begins as one:
// as a terminal pastes a file that is dropped on it.
func IsFile(text string) bool {
	place := strings.TrimLeft(kit.PathIn(text), `'"`)
	return hasCaseEnding(text) || len(place) > 1 && filepath.IsAbs(place) && !strings.Contains(text, "@")
}

// hasCaseEnding reports whether a text is the place of a case file by its ending.
func hasCaseEnding(text string) bool {
	return strings.EqualFold(filepath.Ext(kit.PathIn(text)), ".fpcase")
}

// parseTyped reads SALE as it was typed or pasted: an id that a mail or a table
// broke in two is put together again.
func parseTyped(text string) (record.Query, error) {
	q, err := record.ParseQuery(text)
	if err == nil {
		return q, nil
	}
	parts := strings.Fields(text)
	if len(parts) < 2 || strings.ContainsAny(strings.Join(parts[1:], ""), "_@:/") {
		return q, err // two ids, or a sentence
	}
	if joined, err := record.ParseQuery(strings.Join(parts, "")); err == nil && !joined.Own {
		return joined, nil
	}
	return q, err
}

func (p *pick) Status() kit.Line {
	switch {
	case p.run != nil:
		return p.run.Line(p.u.Spin(), p.u.Now(), "Looking for missing sales")
	case p.stopped:
		return kit.Ln(kit.Warn, "Stopped by you.").With(kit.Muted, " You can still type a sale.")
	}
	if c, ok := p.chosen(p.choices()); ok && !roomy(p) && !p.wide && c.titled {
		return kit.Ln(kit.Muted, "This one is ").Join(p.u.Query(c.query))
	}
	return nil
}

func (p *pick) Marked() kit.Mark {
	if c, ok := p.chosen(p.choices()); ok && c.open == nil {
		q := c.query
		kind := record.KindID
		if q.Kind == record.ByEmail {
			kind = record.KindEmail
		}
		return p.u.Mark("the sale", record.Piece{Kind: kind, Value: q.Value})
	}
	return kit.Mark{}
}

func (p *pick) Body(w, h int) []kit.Line {
	side := previewWidth(w)
	p.wide, p.width = side > 0, w
	if !p.wide {
		return p.listing(w, h)
	}
	p.width = w - side - 1
	return kit.Columns(h, kit.Column{Lines: p.listing(p.width, h), Width: p.width}, kit.Column{Lines: besideOf(p, side-4), Width: side})
}

// listing is the box and the lists, in so much room.
func (p *pick) listing(w, h int) []kit.Line {
	n := min(w-6, 132)
	top := kit.NewDoc(n)
	top.Raw(nil, kit.Ln(kit.Strong, "Which sale did not turn its lead into a customer?"))
	frame := kit.Muted
	if p.typing {
		frame = kit.Accent
	}
	bw := min(n, 72)
	p.input.Secret = p.u.HoldsKey(p.input.Value())
	shown := p.input.Line(bw-4, p.u.Pen)
	if !p.typing {
		shown = p.input.Rest(p.u.Pen)
	}
	top.Raw(kit.Ln(frame, "╭"+strings.Repeat("─", bw-2)+"╮"),
		kit.Ln(frame, "│ ").Join(shown.Pad(bw-4)).With(frame, " │"),
		kit.Ln(frame, "╰"+strings.Repeat("─", bw-2)+"╯"))
	if p.wrong != "" {
		top.Para(kit.Warn, p.wrong)
	}
	d := kit.NewDoc(n)
	list := p.choices()
	group, room := "", n
	for _, c := range list {
		lead := 0
		if c.group != group {
			lead = 1 // its heading
			if group != "" {
				d.Raw(nil)
			}
			group = c.group
			head, states := p.heading(list, group)
			d.Raw(head.Cut(d.N))
			if room = n; states {
				room -= stateWidth
			}
		}
		room := room
		d.Listed(c.key(), lead, func() kit.Line { return p.row(c, room, n) })
	}
	p.fillNotes(d, len(list))
	rows := append(kit.Indent(top.Rows, 3), nil)
	p.list.Lay(d, len(rows), h-len(rows))
	return append(rows, kit.Indent(p.list.Window(!p.typing), 1)...)
}

// heading is the heading of a list, and whether its rows say what was done with them.
func (p *pick) heading(list []choice, group string) (l kit.Line, states bool) {
	n := 0
	var done tally
	for _, c := range list {
		if c.group == group {
			n++
			done.add(p.u.State(c.query))
		}
	}
	l = kit.Ln(kit.Heading, strings.ToUpper(group)).With(kit.Muted, "  "+strconv.Itoa(n))
	if group == suspectGroup && n > 1 {
		l = l.With(kit.Muted, ", "+sortNames[p.sort])
	}
	if group != beforeGroup {
		l = l.With(kit.Muted, done.String())
	}
	return l, done.seen > 0
}

// fillNotes says what the list cannot show.
func (p *pick) fillNotes(d *kit.Doc, rows int) {
	if p.run != nil && len(p.suspects) == 0 {
		if rows > 0 {
			d.Blank()
		}
		d.Para(kit.Muted, "Suspicious leads appear here as soon as they are found.")
		return
	}
	if p.searched && len(p.suspects) == 0 && p.input.Empty() {
		if rows > 0 {
			d.Blank()
		}
		switch {
		case p.u.Services.Keyless:
			d.Para(kit.Muted, "Without a FirstPromoter key there are no leads to list here. Type the buyer’s e-mail or a Stripe id.")
		case len(p.gaps) == 0:
			d.Para(kit.Muted, "Among the newest leads and payments none looks suspicious. Older sales are found by their e-mail or id.")
		}
	}
	for _, g := range p.gaps {
		d.Blank()
		d.Para(kit.Warn, fmt.Sprintf("%s: %s", g.System.Name(), p.u.Safe(g.Error())))
	}
	switch {
	case p.asked != nil && len(p.offered.List) == 0:
		if rows > 0 {
			d.Blank()
		}
		d.Para(kit.Muted, "Looking for these letters on both sides …")
	case rows == 0 && !p.input.Empty() && p.wrong == "":
		next := "Enter asks both services."
		switch q, err := parseTyped(p.input.Value()); {
		case err != nil:
			next = "Type the whole e-mail address, an id, or paste a dashboard link."
		case q.Own:
			next = "Type the whole e-mail address or id; Enter asks Stripe whether it is a customer id of your own."
		}
		d.Para(kit.Muted, "Nothing in the lists holds these letters. "+next)
	}
}

// Suggestions while typing: asked for once the person pauses, newest only.
type (
	pauseMsg     struct{ run int }
	suggestedMsg struct {
		run  int
		list Suggestions
	}
)

// pause is how long the person may rest before suggestions are asked for, and
// shortest how many letters they need.
const (
	pause    = 350 * time.Millisecond
	shortest = 3
)

func (p *pick) suggestSoon() tea.Cmd {
	text := p.input.Value()
	if p.u.Services.Suggest == nil || text == p.askedFor {
		return nil
	}
	p.suggest(Suggestions{})
	if len([]rune(text)) < shortest {
		return nil
	}
	p.asked, p.askedFor = p.u.NewRun(), text
	n := p.asked.Number
	return p.u.After(pause, func(time.Time) tea.Msg { return pauseMsg{n} })
}

func (p *pick) lookUp() tea.Cmd {
	r, text, find := p.asked, p.askedFor, p.u.Services.Suggest
	return func() tea.Msg {
		list := find(r.Ctx, text)
		if r.Ctx.Err() != nil {
			return nil
		}
		return suggestedMsg{r.Number, list}
	}
}

// suggest shows suggestions and ends the look-up they came from.
func (p *pick) suggest(list Suggestions) {
	if p.asked != nil {
		p.asked.Cancel()
		p.asked = nil
	}
	if list.List == nil {
		p.askedFor = ""
	}
	p.offered = list
}

func (p *pick) Click(x, y int) tea.Cmd {
	if x >= p.width {
		return nil
	}
	if y >= 2 && y <= 4 {
		p.typing = true
		return nil
	}
	if hit, again := p.list.Click(y); hit {
		again = again && !p.typing
		p.typing = false
		if again {
			return p.Do(kit.ActEnter, "")
		}
	}
	return nil
}

// PrintedBy prints the sale that is marked; no command prints the lists.
func (p *pick) PrintedBy() ([]string, record.Query) {
	c, ok := p.chosen(p.choices())
	if !ok || c.open != nil {
		return nil, record.Query{}
	}
	return []string{"check"}, c.query
}
