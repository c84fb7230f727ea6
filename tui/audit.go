package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

// auditScreen lists every sale that is missing, live while the audit runs.
type auditScreen struct {
	u       listsDesk
	run     *run // what is running; nil: nothing
	news    chan auditNews
	account *audit.Account
	rows    []auditRow // as found
	looked  int
	end     *audit.Summary
	stopped bool
	gone    bool

	input  *field // what the list is narrowed to
	typing bool
	sort   int
	list   menu

	order []auditRow // the rows as last put in order, and what for
	heads []string   // the heading of each
	key   auditKey
	cols  auditColumns // as last measured, and what for
	wide  auditWidth
}

type auditWidth struct {
	key    auditKey
	n      int
	masked bool
}

type auditKey struct {
	account *audit.Account
	rows    int
	sort    int
	want    string
}

// auditRow is one sale in the list, or with a zero query the account itself.
type auditRow struct {
	key     string
	query   record.Query
	status  checks.Status
	cause   string
	item    checks.Item
	says    record.Sentence
	subject checks.Subject
	causes  int
}

// auditNews is what an audit has come to since the last word of it.
type auditNews struct {
	account *audit.Account
	row     *auditRow
	looked  int
	end     *audit.Summary
}

// auditMsg brings news of a run.
type auditMsg struct {
	run  int
	news []auditNews
}

// How the sales are sorted.
var auditSorts = []string{"by cause", "newest first", "largest first"}

func newAudit(u listsDesk) *auditScreen {
	return &auditScreen{u: u, input: newField("letters of an e-mail, an id or a cause", false)}
}

func (a *auditScreen) open() tea.Cmd { return a.start() }

// start begins anew. The audit tells its news through a channel, which a command
// reads; another audits.
func (a *auditScreen) start() tea.Cmd {
	a.close()
	a.gone, a.stopped, a.account, a.rows, a.looked, a.end = false, false, nil, nil, 0, nil
	r := a.u.newRun()
	a.run, a.news = r, make(chan auditNews, 64)
	news, walk := a.news, a.u.services.audit
	tell := func(n auditNews) {
		select {
		case news <- n:
		case <-r.ctx.Done():
		}
	}
	work := func() tea.Msg {
		defer close(news)
		end := walk(r.ctx, r.steps.report, audit.Options{
			Begin: func(x audit.Account) { tell(auditNews{account: &x}) },
			Found: func(x audit.Sale) { row := rowOf(x); tell(auditNews{row: &row}) },
			Done:  func(n int) { tell(auditNews{looked: n}) },
		})
		tell(auditNews{end: &end})
		return nil
	}
	return tea.Batch(work, hear(r.number, news))
}

// hear waits for news and takes along whatever else is there.
func hear(run int, news <-chan auditNews) tea.Cmd {
	return func() tea.Msg {
		n, open := <-news
		if !open {
			return nil
		}
		msg := auditMsg{run: run, news: []auditNews{n}}
		for {
			select {
			case n, open := <-news:
				if !open {
					return msg
				}
				msg.news = append(msg.news, n)
			default:
				return msg
			}
		}
	}
}

// rowOf keeps of a diagnosis what the list shows; of hundreds, the evidence
// would fill the memory.
func rowOf(x audit.Sale) auditRow {
	s := x.Diagnosis.Subject
	row := auditRow{key: s.Query.Typed, query: s.Query, subject: s}
	for _, c := range x.Checks {
		for _, f := range c.Findings {
			if !f.Verdict.Troubled() {
				continue
			}
			row.causes++
			if row.cause == "" || f.Verdict.Worse(row.status) {
				row.status, row.cause, row.item, row.says = f.Verdict, f.Cause, c.Item, f.Summary
			}
		}
	}
	return row
}

func (a *auditScreen) close() {
	a.gone = true
	if a.run != nil {
		a.run.cancel()
		a.run = nil
	}
}

func (a *auditScreen) busy() bool { return a.run != nil }

func (a *auditScreen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case auditMsg:
		if a.run == nil || msg.run != a.run.number || a.gone {
			return nil
		}
		for _, n := range msg.news {
			a.take(n)
		}
		if a.end != nil {
			a.run.cancel()
			a.run = nil
			return nil
		}
		return hear(msg.run, a.news)
	case typedMsg:
		a.list.at = 0 // unless what was marked is still there
	case pastedMsg:
		a.typing = true
		a.input.set(string(msg))
		a.list.at = 0
	}
	return nil
}

func (a *auditScreen) take(n auditNews) {
	switch {
	case n.account != nil:
		a.account = n.account
	case n.row != nil:
		a.rows = append(a.rows, *n.row)
	case n.end != nil:
		a.end = n.end
	default:
		a.looked = max(a.looked, n.looked)
	}
}

func (a *auditScreen) title() line { return ln(strong, "Audit") }

func (a *auditScreen) field() *field {
	if a.typing {
		return a.input
	}
	return nil
}

// shown are the rows in the order of the list, narrowed to the letters typed.
func (a *auditScreen) shown() []auditRow {
	want := strings.ToLower(a.input.value())
	if k := (auditKey{a.account, len(a.rows), a.sort, want}); k != a.key || a.order == nil {
		a.order, a.key, a.heads = a.ordered(want), k, nil
		for _, r := range a.order {
			a.heads = append(a.heads, a.head(r))
		}
	}
	return a.order
}

func (a *auditScreen) ordered(want string) []auditRow {
	out := []auditRow{}
	if a.account != nil {
		for _, c := range a.account.Checks {
			if c.Status.Troubled() {
				row := auditRow{key: "account " + c.Item.ID(), status: c.Status, item: c.Item, says: c.Summary()}
				for _, f := range c.Findings {
					if f.Verdict.Troubled() {
						row.causes++
					}
				}
				out = append(out, row)
			}
		}
	}
	sales := make([]auditRow, 0, len(a.rows))
	for _, r := range a.rows {
		if s := r.subject; want == "" || strings.Contains(strings.ToLower(strings.Join([]string{s.Email, s.Sale.ID, s.Customer, s.Referral, r.cause}, "\n")), want) {
			sales = append(sales, r)
		}
	}
	slices.SortStableFunc(sales, func(x, y auditRow) int {
		newest := y.subject.Payment.Time().Compare(x.subject.Payment.Time())
		switch a.sort {
		case 1:
			return newest
		case 2:
			// Amounts of two currencies are neither larger nor smaller.
			p, q := x.subject.Payment.Amount(), y.subject.Payment.Amount()
			return cmp.Or(strings.Compare(p.Currency, q.Currency), cmp.Compare(q.Minor, p.Minor))
		}
		if x.status != y.status {
			return map[bool]int{true: -1, false: 1}[x.status.Worse(y.status)]
		}
		return cmp.Or(cmp.Compare(x.item, y.item), strings.Compare(x.cause, y.cause), newest)
	})
	return append(out, sales...)
}

func (a *auditScreen) offers() []offer {
	if a.typing {
		return []offer{canCalled(actEnter, "to the list"), canCalled(actDown, "to the list"), canCalled(actBack, "all of them"), can(actMask)}
	}
	var os []offer
	if a.run != nil {
		os = append(os, can(actStop))
	}
	list := a.shown()
	look := canIf(len(list) > 0, actEnter, "There is nothing in the list.")
	look.label = "look at it"
	narrow := canIf(len(a.rows) > 0, actSearch, "There is nothing to search in.")
	narrow.label = "narrow"
	os = append(os, look, canMove("choose"), narrow, canIf(len(a.rows) > 1, actSort, "There is nothing to sort."))
	again := canIf(a.run == nil, actRecheck, "The audit is still running. Esc stops it.")
	again.label, again.quiet = "start again", a.run != nil
	return append(append(os, again), scrolling...)
}

func (a *auditScreen) do(act action, _ string) tea.Cmd {
	if a.typing {
		switch act {
		case actBack:
			a.input.set("")
			a.typing = false
		case actEnter, actDown:
			a.typing = false
		case actMask:
			return a.u.toggleMask()
		}
		return nil
	}
	switch act {
	case actStop:
		a.run.cancel()
		a.run, a.stopped = nil, true
		return nil
	case actSearch:
		a.typing = true
		return nil
	case actSort:
		a.sort = (a.sort + 1) % len(auditSorts)
		return a.u.say(muted, "Sorted: "+auditSorts[a.sort]+".")
	case actRecheck:
		return a.start()
	case actEnter:
		r, ok := a.chosen()
		if !ok {
			return nil
		}
		a.list.hold()
		if r.query.Kind != "" {
			return a.u.look(r.query, false)
		}
		return a.u.account(a.account, r.item)
	default:
		a.list.act(act)
	}
	return nil
}

// chosen is the row marked in the list.
func (a *auditScreen) chosen() (auditRow, bool) {
	list := a.shown()
	if a.typing || a.list.at >= len(list) {
		return auditRow{}, false
	}
	return list[a.list.at], true
}

func (a *auditScreen) marked() mark {
	r, ok := a.chosen()
	if !ok || r.query.Kind == "" {
		return mark{}
	}
	return mark{what: "the sale", text: a.u.mask.ID(cmp.Or(r.subject.Sale.ID, r.query.Typed))}
}

func (a *auditScreen) status() line {
	switch {
	case a.run != nil && a.account == nil:
		return a.run.line(a.u.spin(), a.u.now(), "Reading both accounts")
	case a.run != nil:
		return line{{a.u.spin() + " ", accent}, {fmt.Sprintf("Looked at %d of %d sales", a.looked, a.account.Subjects), strong}}.
			with(muted, "  "+seconds(a.u.now().Sub(a.run.started))).with(keycap, "  Esc").with(muted, " stops")
	case a.stopped:
		return ln(warn, "Stopped by you.").with(muted, " What was found by then is shown. r starts again.")
	}
	return nil
}

func (a *auditScreen) body(w, h int) []line {
	n := min(w-6, 160)
	top := newDoc(n)
	top.raw(nil, ln(strong, "Every lead whose sale is missing"))
	top.add(ln(muted, a.sum()))
	if a.typing || !a.input.empty() {
		shown := a.input.line(min(n-12, 60), a.u.colourless)
		top.raw(line{{"Narrowed: ", muted}}.join(shown))
	}
	d := newDoc(n)
	list := a.shown()
	cols := a.columns(list, n)
	counts := map[string]int{}
	for _, head := range a.heads {
		counts[head]++
	}
	group := ""
	for i, r := range list {
		if head := a.heads[i]; head != group {
			if group != "" {
				d.raw(nil)
			}
			group = head
			d.raw(a.heading(r, head, counts[head], n))
		}
		lead := 0
		if i == 0 {
			lead = len(d.rows) // with its heading
		}
		d.listed(r.key, lead, func() line { return a.row(r, n, cols) })
	}
	a.fillNotes(d, list)
	rows := append(indent(top.rows, 3), nil)
	a.list.lay(d, len(rows), h-len(rows))
	return append(rows, indent(a.list.window(!a.typing), 1)...)
}

// head is the heading a row stands under.
func (a *auditScreen) head(r auditRow) string {
	switch {
	case r.query.Kind == "":
		return "The account as a whole"
	case a.sort == 0:
		return r.item.Label() + ": " + r.cause
	}
	return "Sales, " + auditSorts[a.sort]
}

// heading is a group's row: what is wrong in words, and at the end, where there
// is room, the cause by its id.
func (a *auditScreen) heading(r auditRow, head string, count, n int) line {
	c, known := checks.Lookup(r.cause)
	if !known || a.sort > 0 || r.query.Kind == "" {
		return ln(heading, strings.ToUpper(head)).with(muted, fmt.Sprintf("  %d", count)).cut(n)
	}
	sales := "sales"
	if count == 1 {
		sales = "sale"
	}
	l := ln(heading, strings.ToUpper(r.item.Label())).with(muted, fmt.Sprintf("  %d %s: ", count, sales)).with(plain, c.When)
	if n < 100 {
		return l.cut(n)
	}
	return l.cut(n-width(r.cause)-3).pad(n-width(r.cause)).with(muted, r.cause)
}

// auditColumns are the widths of the list's columns; 0: it has no room.
type auditColumns struct{ who, amount, at int }

func (a *auditScreen) columns(list []auditRow, n int) auditColumns {
	w := auditWidth{a.key, n, a.u.mask.On}
	if w == a.wide {
		return a.cols
	}
	a.wide = w
	var c auditColumns
	if n >= 84 {
		c.at = 24
	}
	last := 0 // what is wrong, in a few words
	for _, r := range list {
		if r.query.Kind == "" {
			continue
		}
		c.who = max(c.who, width(a.u.piece(dossier.Buyer(r.subject)))+2)
		c.amount = max(c.amount, width(a.amount(r))+2)
		last = max(last, width(a.few(r)))
	}
	c.who = max(12, min(c.who, n-2-c.amount-c.at-last))
	a.cols = c
	return c
}

func (a *auditScreen) row(r auditRow, n int, cols auditColumns) line {
	u, how := a.u, lookOf(r.status)
	l := ln(how.role, how.symbol+" ")
	if r.query.Kind == "" {
		l = l.with(strong, r.item.Label()+"  ")
		if r.causes > 1 {
			l = l.with(muted, fmt.Sprintf("1 of %d: ", r.causes))
		}
		return l.join(u.sentence(r.says, muted))
	}
	l = l.join(ln(outside, u.piece(dossier.Buyer(r.subject))).cut(cols.who - 2).pad(cols.who))
	l = l.join(ln(plain, a.amount(r)).pad(cols.amount))
	if cols.at > 0 {
		l = l.join(ln(muted, u.when(r.subject.Payment.Time())).pad(cols.at))
	}
	if a.sort == 0 && n-l.width() >= 40 {
		return l.join(u.sentence(r.says, muted))
	}
	return l.with(muted, a.few(r))
}

func (a *auditScreen) amount(r auditRow) string {
	if r.subject.Sale.ID == "" {
		return "no payment"
	}
	return a.u.piece(record.AmountPiece(r.subject.Payment.Amount()))
}

// few is what is wrong in a few words, where there is no room for the sentence.
func (a *auditScreen) few(r auditRow) string {
	switch {
	case a.sort > 0:
		return r.cause
	case r.causes > 1:
		return fmt.Sprintf("+%d more", r.causes-1)
	}
	return ""
}

// sum is the audit in one sentence, as far as it has come.
func (a *auditScreen) sum() string {
	switch e := a.end; {
	case e == nil && a.account == nil:
		return "Both accounts are read once, from end to end; then each lead is looked at."
	case e == nil:
		return fmt.Sprintf("%d sales missing or open so far.", len(a.rows))
	case e.Incomplete != "":
		return fmt.Sprintf("%d sales missing or open, but not everything was looked at: %s.", len(a.rows), e.Incomplete)
	default:
		return fmt.Sprintf("%d referrals: %d leads and %d customers. %d sales missing or open; %d leads unknown to Stripe.",
			e.Referrals, e.Leads, e.Customers, len(a.rows), e.Unknown)
	}
}

func (a *auditScreen) fillNotes(d *doc, list []auditRow) {
	narrowed := !slices.ContainsFunc(list, func(r auditRow) bool { return r.query.Kind != "" })
	switch {
	case len(a.rows) > 0 && narrowed:
		d.blank()
		d.para(muted, "Nothing in the list holds these letters. Esc shows all of them.")
	case len(a.rows) == 0 && a.end != nil && a.end.Incomplete == "":
		d.blank()
		d.para(pass, "No sale is missing.")
	case len(list) == 0 && a.run != nil:
		d.para(muted, "Sales appear here as they are found.")
	}
}

func (a *auditScreen) click(_, y int) tea.Cmd {
	if hit, again := a.list.click(y); hit {
		again = again && !a.typing
		a.typing = false
		if again {
			return a.do(actEnter, "")
		}
	}
	return nil
}
