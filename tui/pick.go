package tui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// pick is where the person says which sale it is about.
type pick struct {
	u      listsDesk
	input  *field
	typing bool
	wrong  string
	list   menu
	sort   int
	gone   bool
	width  int // of the screen

	run      *run // the search for suspicious leads
	searched bool
	stopped  bool
	suspects []Suspect
	gaps     []record.Gap

	asked    *run   // the newest look-up of suggestions
	askedFor string // the letters it is for
	offered  []Suggestion
}

const suspectGroup = "Leads that look as if a sale were missing"

// How the suspicious leads are sorted.
var sortNames = []string{"newest first", "largest first", "by address"}

func newPick(u listsDesk) *pick {
	p := &pick{u: u, input: newField("e-mail, Stripe id, referral id or dashboard link", false)}
	p.input.opener = "/"
	p.typing = len(u.services.scenarios) == 0
	return p
}

// another asks for another sale, with what this list has found already.
func (p *pick) another() screen {
	q := newPick(p.u)
	q.searched, q.suspects, q.gaps, q.sort = p.searched, slices.Clone(p.suspects), p.gaps, p.sort
	q.typing = true
	return q
}

// suspectsMsg is the answer to the search for suspicious leads.
type suspectsMsg struct {
	run  int
	list []Suspect
	gaps []record.Gap
}

func (p *pick) open() tea.Cmd {
	if p.searched {
		return nil
	}
	return p.look()
}

func (p *pick) look() tea.Cmd {
	if p.u.services.suspects == nil {
		return nil
	}
	p.close()
	p.gone, p.stopped = false, false
	r := p.u.newRun()
	p.run = r
	find := p.u.services.suspects
	return func() tea.Msg {
		list, gaps := find(r.ctx, r.steps.report)
		if r.ctx.Err() != nil {
			return nil
		}
		return suspectsMsg{r.number, list, gaps}
	}
}

func (p *pick) close() {
	p.gone = true
	if p.run != nil {
		p.run.cancel()
		p.run = nil
	}
	p.suggest(nil)
}

func (p *pick) busy() bool { return p.run != nil }

func (p *pick) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case suspectsMsg:
		if p.run == nil || msg.run != p.run.number || p.gone {
			return nil
		}
		p.run.cancel()
		p.run, p.searched = nil, true
		p.suspects, p.gaps = msg.list, msg.gaps
		p.order()
	case typedMsg:
		p.wrong = ""
		p.list.first()
		return p.suggestSoon()
	case pauseMsg:
		if p.asked != nil && msg.run == p.asked.number && !p.gone {
			return p.lookUp()
		}
	case suggestedMsg:
		if p.asked != nil && msg.run == p.asked.number && !p.gone {
			p.suggest(msg.list)
		}
	case pastedMsg:
		p.typing, p.wrong = true, ""
		p.list.first()
		p.input.set(string(msg))
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

func (p *pick) title() line { return ln(strong, "Sales") }

func (p *pick) field() *field {
	if p.typing {
		return p.input
	}
	return nil
}

// choice is one row of the lists below the field.
type choice struct {
	group string
	query record.Query
	draw  func(n int) line
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
	fold := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "’", "'") } // as keyboards have it
	want := fold(p.input.value())
	fits := func(texts ...string) bool {
		if want == "" {
			return true
		}
		for _, t := range texts {
			if strings.Contains(fold(t), want) {
				return true
			}
		}
		return false
	}
	var out []choice
	for _, s := range p.offered {
		out = append(out, choice{group: "Leads and customers with these letters", query: s.Query, draw: func(n int) line {
			col := min(60, n-24)
			return ln(outside, u.piece(s.Text)).cut(col-2).pad(col).with(muted, display.Clean(s.Note))
		}})
	}
	before := u.lookedAt()
	for _, x := range before {
		if fits(x.query.Value) {
			out = append(out, choice{group: "Looked at before", query: x.query, draw: func(n int) line { return p.before(x, before, n) }})
		}
	}
	for _, sc := range u.services.scenarios {
		if !fits(sc.sale, sc.title, sc.group) {
			continue
		}
		q, err := record.ParseQuery(sc.sale)
		if err != nil {
			continue
		}
		group := "Sales of the demo"
		if sc.group != "" {
			group += ": " + sc.group
		}
		out = append(out, choice{group: group, query: q, titled: true, title: sc.title, draw: func(n int) line {
			title := ln(plain, display.Clean(sc.title))
			if !p.roomy() {
				return title // what it is called stands below the list, of the one marked
			}
			return title.cut(n-idColumn-2).pad(n-idColumn).with(muted, u.query(q).text())
		}})
	}
	widest, amount, why := 0, 0, 0
	for _, s := range p.suspects {
		widest = max(widest, width(u.piece(record.EmailPiece(s.Email))))
		amount = max(amount, width(u.piece(record.AmountPiece(s.Amount)))+2)
		why = max(why, u.sentence(s.Why, muted).width())
	}
	for _, s := range p.suspects {
		if !fits(s.Email, s.Query.Value) {
			continue
		}
		out = append(out, choice{group: suspectGroup, query: s.Query, draw: func(n int) line {
			mail := min(widest+2, 48, n-amount-why)
			l := ln(outside, u.piece(record.EmailPiece(s.Email))).cut(mail - 2).pad(mail).join(ln(plain, u.piece(record.AmountPiece(s.Amount))).pad(amount))
			if n >= 110 {
				l = l.join(ln(muted, u.when(s.At)).pad(25))
			}
			return l.join(u.sentence(s.Why, muted))
		}})
	}
	if u.services.audit != nil && fits("audit", "every lead") {
		out = append(out, choice{group: "The whole account", open: p.audit, draw: func(int) line {
			return ln(plain, "Audit: every lead whose sale is missing, by cause").with(keycap, "  A")
		}})
	}
	return out
}

// idColumn is what the id of a sale takes in a list, and roomy reports whether
// there is room for it beside a title.
const idColumn = 48

func (p *pick) roomy() bool { return p.width >= 110 }

// before is a sale that was looked at before, with what came out.
func (p *pick) before(x looked, list []looked, n int) line {
	id := 0
	for _, r := range list {
		id = max(id, p.u.query(r.query).width()+2)
	}
	id = min(id, 48, n/2)
	l := ln(outside, p.u.query(x.query).text()).cut(id - 2).pad(id)
	if !x.known {
		return l
	}
	l = l.join(word(x.status))
	if x.email == x.query.Value {
		return l
	}
	return l.pad(id+10).with(muted, p.u.mask.Email(x.email))
}

func (p *pick) offers() []offer {
	list := p.choices()
	if p.typing {
		os := []offer{canCalled(actEnter, "look at it"), canIf(len(list) > 0, actDown, "There is nothing in the list yet."), {act: actNextTab, quiet: true}}
		os[1].label = "to the list"
		if !p.input.empty() {
			os = append(os, canCalled(actBack, "clear"))
		} else if p.run != nil {
			os = append(os, can(actStop))
		}
		return append(os, can(actMask))
	}
	var os []offer
	if p.run != nil {
		os = append(os, can(actStop))
	}
	os = append(os, canIf(len(list) > 0, actEnter, "The list is empty. Type an e-mail or an id."))
	os[len(os)-1].label = "look at it"
	search := canCalled(actSearch, "type a sale")
	os = append(os, canMove("choose"), search)
	os = append(os, scrolling...)
	groups := 0
	for i, c := range list {
		if i == 0 || c.group != list[i-1].group {
			groups++
		}
	}
	next := canIf(groups > 1, actNextTab, "There is only one list.")
	next.label, next.quiet = "next list", groups < 2
	os = append(os, next, offer{act: actPrevTab, off: next.off, quiet: true})
	sorted := 0
	for _, c := range list {
		if c.group == suspectGroup {
			sorted++
		}
	}
	so := canIf(sorted > 1, actSort, "There is nothing to sort here.")
	so.quiet = sorted < 2
	if p.u.services.audit != nil {
		os = append(os, can(actAudit))
	}
	again := canIf(p.u.services.suspects != nil, actRecheck, "There is no list to look for here.")
	again.label, again.quiet = "look again", true
	return append(os, so, again)
}

func (p *pick) do(act action, _ string) tea.Cmd {
	list := p.choices()
	if p.typing {
		switch act {
		case actEnter:
			return p.submit()
		case actDown, actNextTab:
			p.typing = false
			p.list.mark(0)
		case actStop, actBack:
			if !p.input.empty() {
				p.input.set("")
				p.wrong = ""
				return nil
			}
			p.stop()
		case actMask:
			return p.u.toggleMask()
		}
		return nil
	}
	switch act {
	case actStop:
		p.stop()
	case actUp:
		if p.list.at == 0 {
			p.typing = true
			return nil
		}
		p.list.act(act)
	case actSearch:
		p.typing = true
		return nil
	case actNextTab:
		p.list.mark(nextGroup(list, p.list.at, 1))
	case actPrevTab:
		p.list.mark(nextGroup(list, p.list.at, -1))
	case actSort:
		p.sort = (p.sort + 1) % len(sortNames)
		p.order()
		p.u.say(muted, "Sorted: "+sortNames[p.sort]+".")
	case actRecheck:
		return p.look()
	case actAudit:
		return p.audit()
	case actEnter:
		if c, ok := p.chosen(list); ok {
			p.list.hold()
			return p.take(c)
		}
	default:
		p.list.act(act)
	}
	return nil
}

// chosen is the row marked in the list.
func (p *pick) chosen(list []choice) (choice, bool) {
	if p.typing || p.list.at >= len(list) {
		return choice{}, false
	}
	return list[p.list.at], true
}

// take begins the walk of a sale chosen from the list.
func (p *pick) take(c choice) tea.Cmd {
	if c.open != nil {
		return c.open()
	}
	return p.begin(c.query)
}

// begin opens the walk on top of the list, so that Esc leads back to it as it is.
// What is still searched for is dropped.
func (p *pick) begin(q record.Query) tea.Cmd {
	p.stop()
	p.stopped = false
	p.suggest(p.offered)
	return p.u.look(q, true)
}

// audit opens the list of every sale that is missing.
func (p *pick) audit() tea.Cmd {
	p.stop()
	p.stopped = false
	p.suggest(p.offered)
	return p.u.openAudit()
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
		p.run.cancel()
		p.run, p.stopped = nil, true
	}
}

func (p *pick) submit() tea.Cmd {
	if p.input.empty() {
		p.wrong = "Type or paste what you know of the sale: an e-mail address, an id or a dashboard link."
		return nil
	}
	q, err := parseTyped(p.input.value())
	// A word that rows of the list have is meant for the list.
	if err != nil || q.Own && len(p.choices()) > 0 {
		switch list := p.choices(); {
		case len(list) == 1:
			return p.take(list[0])
		case len(list) > 1:
			p.typing = false
			p.list.mark(0)
			return p.u.say(muted, "Several have these letters: choose one.")
		}
		p.wrong = "fpdoctor does not know this form of a sale. It takes " + record.SaleForms + "."
		if other := new(record.OtherIDError); errors.As(err, &other) {
			p.wrong = strings.ToUpper(other.Error()[:1]) + other.Error()[1:] + "."
		}
		return nil
	}
	if q.Own && p.u.isKey(q.Value) {
		p.wrong = "That is one of the keys in use, not a sale; it was sent nowhere."
		return nil
	}
	// The beginning of an id that one row has: that row is meant.
	if list := p.choices(); len(list) == 1 && strings.HasPrefix(list[0].query.Value, q.Value) {
		q = list[0].query
	}
	p.input.set("") // it is no filter
	p.suggest(nil)
	p.list.first()
	return p.begin(q)
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

func (p *pick) status() line {
	switch {
	case p.run != nil:
		return p.run.line(p.u.spin(), p.u.now(), "Looking for missing sales")
	case p.stopped:
		return ln(warn, "Stopped by you.").with(muted, " You can still type a sale.")
	}
	if c, ok := p.chosen(p.choices()); ok && !p.roomy() && c.titled {
		return ln(muted, "This one is ").join(p.u.query(c.query))
	}
	return nil
}

func (p *pick) marked() mark {
	if c, ok := p.chosen(p.choices()); ok && c.open == nil {
		q := c.query
		kind := record.KindID
		if q.Kind == record.ByEmail {
			kind = record.KindEmail
		}
		return mark{what: "the sale", text: p.u.piece(record.Piece{Kind: kind, Value: q.Value})}
	}
	return mark{}
}

func (p *pick) body(w, h int) []line {
	p.width = w
	n := min(w-6, 132)
	top := newDoc(n)
	top.raw(nil, ln(strong, "Which sale did not turn its lead into a customer?"))
	frame := muted
	if p.typing {
		frame = accent
	}
	bw := min(n, 72)
	shown := p.input.line(bw-4, p.u.colourless)
	if !p.typing {
		shown = ln(muted, p.input.hint)
		if !p.input.empty() {
			shown = ln(outside, drawable([]rune(p.input.input.Value())))
		}
	}
	top.raw(ln(frame, "╭"+strings.Repeat("─", bw-2)+"╮"),
		line{{"│ ", frame}}.join(shown.pad(bw-4)).with(frame, " │"),
		ln(frame, "╰"+strings.Repeat("─", bw-2)+"╯"))
	if p.wrong != "" {
		top.para(warn, p.wrong)
	}
	d := newDoc(n)
	list := p.choices()
	group := ""
	for _, c := range list {
		lead := 0
		if c.group != group {
			lead = 1 // its heading
			if group != "" {
				d.raw(nil)
			}
			group = c.group
			n := 0
			for _, other := range list {
				if other.group == group {
					n++
				}
			}
			head := ln(heading, strings.ToUpper(group)).with(muted, "  "+strconv.Itoa(n))
			if group == suspectGroup && n > 1 {
				head = head.with(muted, ", "+sortNames[p.sort])
			}
			d.raw(head.cut(d.n))
		}
		d.listed(c.key(), lead, func() line { return c.draw(n) })
	}
	p.fillNotes(d, len(list))
	rows := append(indent(top.rows, 3), nil)
	p.list.lay(d, len(rows), h-len(rows))
	return append(rows, indent(p.list.window(!p.typing), 1)...)
}

// fillNotes says what the list cannot show.
func (p *pick) fillNotes(d *doc, rows int) {
	if p.run != nil && len(p.suspects) == 0 {
		if rows > 0 {
			d.blank()
		}
		d.para(muted, "Suspicious leads appear here as soon as they are found.")
		return
	}
	if p.searched && len(p.suspects) == 0 && p.input.empty() {
		if rows > 0 {
			d.blank()
		}
		switch {
		case p.u.services.keyless:
			d.para(muted, "Without a FirstPromoter key there are no leads to list here. Type the buyer’s e-mail or a Stripe id.")
		case len(p.gaps) == 0:
			d.para(muted, "Among the newest leads and payments none looks suspicious. Older sales are found by their e-mail or id.")
		}
	}
	for _, g := range p.gaps {
		d.blank()
		d.para(warn, fmt.Sprintf("%s: %s", g.System.Name(), display.Clean(g.Error())))
	}
	switch {
	case p.asked != nil && len(p.offered) == 0:
		if rows > 0 {
			d.blank()
		}
		d.para(muted, "Looking for these letters on both sides …")
	case rows == 0 && !p.input.empty() && p.wrong == "":
		next := "Enter asks both services."
		switch q, err := parseTyped(p.input.value()); {
		case err != nil:
			next = "Type the whole e-mail address, an id, or paste a dashboard link."
		case q.Own:
			next = "Type the whole e-mail address or id; Enter asks Stripe whether it is a customer id of your own."
		}
		d.para(muted, "Nothing in the lists holds these letters. "+next)
	}
}

// Suggestions while typing: asked for once the person pauses, newest only.
type (
	pauseMsg     struct{ run int }
	suggestedMsg struct {
		run  int
		list []Suggestion
	}
)

// pause is how long the person may rest before suggestions are asked for, and
// shortest how many letters they need.
const (
	pause    = 350 * time.Millisecond
	shortest = 3
)

func (p *pick) suggestSoon() tea.Cmd {
	text := p.input.value()
	if p.u.services.suggest == nil || text == p.askedFor {
		return nil
	}
	p.suggest(nil)
	if len([]rune(text)) < shortest {
		return nil
	}
	p.asked, p.askedFor = p.u.newRun(), text
	n := p.asked.number
	return tea.Tick(pause, func(time.Time) tea.Msg { return pauseMsg{n} })
}

func (p *pick) lookUp() tea.Cmd {
	r, text, find := p.asked, p.askedFor, p.u.services.suggest
	return func() tea.Msg {
		list := find(r.ctx, text)
		if r.ctx.Err() != nil {
			return nil
		}
		return suggestedMsg{r.number, list}
	}
}

// suggest shows suggestions and ends the look-up they came from.
func (p *pick) suggest(list []Suggestion) {
	if p.asked != nil {
		p.asked.cancel()
		p.asked = nil
	}
	if list == nil {
		p.askedFor = ""
	}
	p.offered = list
}
