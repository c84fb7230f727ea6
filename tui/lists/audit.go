package lists

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
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// auditScreen lists every sale that is missing, live while the audit runs.
type auditScreen struct {
	u       Desk
	run     *kit.Run // what is running; nil: nothing
	news    chan auditNews
	account *audit.Account
	rows    []auditRow // as found
	looked  int
	end     *audit.Summary
	stopped bool
	gone    bool

	input  *kit.Field // what the list is narrowed to
	typing bool
	sort   int
	list   kit.Menu

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

// NewAudit is the audit of the account.
func NewAudit(u Desk) kit.Screen {
	return &auditScreen{u: u, input: kit.NewField("letters of an e-mail, an id or a cause", false)}
}

// IsAudit reports whether a screen is the audit.
func IsAudit(s kit.Screen) bool {
	_, ok := s.(*auditScreen)
	return ok
}

func (a *auditScreen) Open() tea.Cmd { return a.start() }

// start begins anew. The audit tells its news through a channel, which a command
// reads; another audits.
func (a *auditScreen) start() tea.Cmd {
	a.Close()
	a.gone, a.stopped, a.account, a.rows, a.looked, a.end = false, false, nil, nil, 0, nil
	r := a.u.NewRun()
	a.run, a.news = r, make(chan auditNews, 64)
	news, walk := a.news, a.u.Services.Audit
	tell := func(n auditNews) {
		select {
		case news <- n:
		case <-r.Ctx.Done():
		}
	}
	work := func() tea.Msg {
		defer close(news)
		end := walk(r.Ctx, r.Steps.Report, audit.Options{
			Begin: func(x audit.Account) { tell(auditNews{account: &x}) },
			Found: func(x audit.Sale) { row := rowOf(x); tell(auditNews{row: &row}) },
			Done:  func(n int) { tell(auditNews{looked: n}) },
		})
		tell(auditNews{end: &end})
		return nil
	}
	return tea.Batch(work, hear(r.Number, news))
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
	item, f, causes := checks.Deciding(x.Checks)
	return auditRow{
		key: s.Query.Typed, query: s.Query, subject: s, causes: causes,
		item: item, status: f.Verdict, cause: f.Cause, says: f.Summary,
	}
}

func (a *auditScreen) Close() {
	a.gone = true
	if a.run != nil {
		a.run.Cancel()
		a.run = nil
	}
}

func (a *auditScreen) Busy() bool { return a.run != nil }

func (a *auditScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case auditMsg:
		if a.run == nil || msg.run != a.run.Number || a.gone {
			return nil
		}
		for _, n := range msg.news {
			a.take(n)
		}
		if a.end != nil {
			a.run.Cancel()
			a.run = nil
			return nil
		}
		return hear(msg.run, a.news)
	case kit.TypedMsg:
		a.list.At = 0 // unless what was marked is still there
	case kit.PastedMsg:
		a.typing = true
		a.input.Set(string(msg))
		a.list.At = 0
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

func (a *auditScreen) Title() kit.Line { return kit.Ln(kit.Strong, "Audit") }

func (a *auditScreen) Field() *kit.Field {
	if a.typing {
		return a.input
	}
	return nil
}

// shown are the rows in the order of the list, narrowed to the letters typed.
func (a *auditScreen) shown() []auditRow {
	want := strings.ToLower(a.input.Value())
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
		if s := r.subject; want == "" ||
			strings.Contains(strings.ToLower(strings.Join([]string{s.Email, s.Sale.ID, s.Customer, s.Referral, r.cause}, "\n")), want) {
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

func (a *auditScreen) Offers() []kit.Offer {
	if a.typing {
		return []kit.Offer{
			kit.CanCalled(kit.ActEnter, "to the list"),
			kit.CanCalled(kit.ActDown, "to the list"),
			kit.CanCalled(kit.ActBack, "all of them"),
			kit.Can(kit.ActMask),
		}
	}
	var os []kit.Offer
	if !a.input.Empty() {
		os = append(os, kit.CanCalled(kit.ActBack, "show all"))
	} else if a.run != nil {
		os = append(os, kit.Can(kit.ActStop))
	}
	list := a.shown()
	look := kit.CanIf(len(list) > 0, kit.ActEnter, "There is nothing in the list.")
	look.Label = "look at it"
	narrow := kit.CanIf(len(a.rows) > 0, kit.ActSearch, "There is nothing to search in.")
	narrow.Label = "narrow"
	os = append(os, look, kit.CanMove("choose"), narrow, kit.CanIf(len(a.rows) > 1, kit.ActSort, "There is nothing to sort."))
	again := kit.CanIf(a.run == nil, kit.ActRecheck, "The audit is still running. Esc stops it.")
	again.Label, again.Quiet = "start again", a.run != nil
	done, save := kit.Offer{Act: kit.ActDone, Quiet: true}, kit.Offer{Act: kit.ActSaveCase, Quiet: true}
	if r, ok := a.chosen(); !ok || r.query.Kind == "" {
		done.Off, save.Off = "Only a sale can be marked as done.", "Only a sale can be saved as a case."
	}
	return append(append(os, again, done, save), kit.Scrolling...)
}

func (a *auditScreen) Do(act kit.Action, _ string) tea.Cmd {
	if a.typing {
		switch act {
		case kit.ActBack:
			return a.showAll()
		case kit.ActEnter, kit.ActDown:
			a.typing = false
		case kit.ActMask:
			return a.u.ToggleMask()
		}
		return nil
	}
	switch act {
	case kit.ActBack:
		a.list.Hold()
		return a.showAll()
	case kit.ActStop:
		a.run.Cancel()
		a.run, a.stopped = nil, true
		return nil
	case kit.ActSearch:
		a.typing = true
		return nil
	case kit.ActSort:
		a.sort = (a.sort + 1) % len(auditSorts)
		return a.u.Say(kit.Muted, "Sorted: "+auditSorts[a.sort]+".")
	case kit.ActRecheck:
		return a.start()
	case kit.ActDone:
		if r, ok := a.chosen(); ok {
			a.list.Hold()
			return a.u.toggleDone(r.query)
		}
	case kit.ActSaveCase:
		if r, ok := a.chosen(); ok {
			return a.u.SaveCases([]record.Query{r.query})
		}
	case kit.ActEnter:
		r, ok := a.chosen()
		if !ok {
			return nil
		}
		a.list.Hold()
		if r.query.Kind != "" {
			return a.u.Look(r.query, false, inGroup{a, r.key})
		}
		return a.u.Account(a.account, r.item)
	default:
		a.list.Act(act)
	}
	return nil
}

// inGroup is one sale of a group of the audit, which may go on meanwhile.
type inGroup struct {
	a   *auditScreen
	key string
}

// group are the rows of the sale's group, and the place of the sale in it, or -1.
func (g inGroup) group() ([]auditRow, int) {
	rows := g.a.shown()
	at := slices.IndexFunc(rows, func(r auditRow) bool { return r.key == g.key })
	if at < 0 {
		return nil, -1
	}
	from, to := at, at
	for from > 0 && g.a.heads[from-1] == g.a.heads[at] {
		from--
	}
	for to+1 < len(rows) && g.a.heads[to+1] == g.a.heads[at] {
		to++
	}
	return rows[from : to+1], at - from
}

func (g inGroup) Place() (at, of int) {
	rows, i := g.group()
	return i + 1, len(rows)
}

func (g inGroup) Go(by int) tea.Cmd {
	rows, i := g.group()
	next := rows[i+by]
	g.a.list.MarkKey(next.key)
	return g.a.u.Look(next.query, false, inGroup{g.a, next.key})
}

// showAll clears the letters that narrow the list.
func (a *auditScreen) showAll() tea.Cmd {
	a.typing = false
	if a.input.Empty() {
		return nil
	}
	a.input.Set("")
	return a.u.Say(kit.Muted, "The letters are cleared: the list is whole again.")
}

// chosen is the row marked in the list.
func (a *auditScreen) chosen() (auditRow, bool) {
	list := a.shown()
	if a.typing || a.list.At >= len(list) {
		return auditRow{}, false
	}
	return list[a.list.At], true
}

func (a *auditScreen) Marked() kit.Mark {
	r, ok := a.chosen()
	if !ok || r.query.Kind == "" {
		return kit.Mark{}
	}
	return a.u.Mark("the sale", record.Piece{Kind: record.KindID, Value: cmp.Or(r.subject.Sale.ID, r.query.Typed)})
}

func (a *auditScreen) Status() kit.Line {
	switch {
	case a.run != nil && (a.account == nil || !a.account.Read):
		return a.run.Line(a.u.Spin(), a.u.Now(), "Reading both accounts")
	case a.run != nil:
		l := kit.Ln(kit.Accent, a.u.Spin()+" ").With(kit.Strong, fmt.Sprintf("Looked at %d of %d sales", a.looked, a.account.Subjects)).
			With(kit.Muted, "  "+kit.Seconds(a.u.Now().Sub(a.run.Started)))
		if a.typing || !a.input.Empty() {
			return l
		}
		return l.With(kit.Keycap, "  Esc").With(kit.Muted, " stops")
	case a.stopped:
		return kit.Ln(kit.Warn, "Stopped by you.").With(kit.Muted, " What was found by then is shown. r starts again.")
	}
	return nil
}

func (a *auditScreen) Body(w, h int) []kit.Line {
	n := min(w-6, 160)
	top := kit.NewDoc(n)
	top.Raw(nil, kit.Ln(kit.Strong, "Every lead whose sale is missing"))
	top.Add(kit.Ln(kit.Muted, a.sum()))
	if a.typing || !a.input.Empty() {
		shown := a.input.Line(min(n-12, 60), a.u.Pen)
		top.Raw(kit.Ln(kit.Muted, "Narrowed: ").Join(shown))
	}
	d := kit.NewDoc(n)
	list := a.shown()
	counts, tallies := map[string]int{}, map[string]tally{}
	room := n
	for i, head := range a.heads {
		counts[head]++
		if s := a.u.State(list[i].query); s.Seen || s.Done {
			t := tallies[head]
			t.add(s)
			tallies[head] = t
			room = n - stateWidth
		}
	}
	cols := a.columns(list, room)
	group := ""
	for i, r := range list {
		if head := a.heads[i]; head != group {
			if group != "" {
				d.Raw(nil)
			}
			group = head
			d.Raw(a.heading(r, head, counts[head], tallies[head].String(), n))
		}
		lead := 0
		if i == 0 {
			lead = len(d.Rows) // with its heading
		}
		d.Listed(r.key, lead, func() kit.Line {
			l := a.row(r, room, cols)
			if word := a.u.State(r.query).word(); word != "" {
				return l.Cut(room).Pad(n-stateWidth+2).With(kit.Muted, word)
			}
			return l
		})
	}
	a.fillNotes(d, list)
	rows := append(kit.Indent(top.Rows, 3), nil)
	a.list.Lay(d, len(rows), h-len(rows))
	return append(rows, kit.Indent(a.list.Window(!a.typing), 1)...)
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
func (a *auditScreen) heading(r auditRow, head string, count int, state string, n int) kit.Line {
	c, known := checks.Lookup(r.cause)
	if !known || a.sort > 0 || r.query.Kind == "" {
		return kit.Ln(kit.Heading, strings.ToUpper(head)).With(kit.Muted, fmt.Sprintf("  %d%s", count, state)).Cut(n)
	}
	sales := "sales"
	if count == 1 {
		sales = "sale"
	}
	l := kit.Ln(kit.Heading, strings.ToUpper(r.item.Label())).With(kit.Muted, fmt.Sprintf("  %d %s%s: ", count, sales, state)).
		With(kit.Plain, c.When)
	if n < 100 {
		return l.Cut(n)
	}
	return l.Cut(n-kit.Width(r.cause)-3).Pad(n-kit.Width(r.cause)).With(kit.Muted, r.cause)
}

// auditColumns are the widths of the list's columns; 0: it has no room.
type auditColumns struct{ who, amount, at int }

func (a *auditScreen) columns(list []auditRow, n int) auditColumns {
	w := auditWidth{a.key, n, a.u.Mask.On}
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
		c.who = max(c.who, kit.Width(a.u.Piece(dossier.Buyer(r.subject)))+2)
		c.amount = max(c.amount, kit.Width(a.amount(r))+2)
		last = max(last, kit.Width(a.few(r)))
	}
	c.who = max(12, min(c.who, n-2-c.amount-c.at-last))
	a.cols = c
	return c
}

func (a *auditScreen) row(r auditRow, n int, cols auditColumns) kit.Line {
	u, how := a.u, kit.LookOf(r.status)
	l := kit.Ln(how.Role, how.Symbol+" ")
	if r.query.Kind == "" {
		l = l.With(kit.Strong, r.item.Label()+"  ")
		if r.causes > 1 {
			l = l.With(kit.Muted, fmt.Sprintf("1 of %d: ", r.causes))
		}
		return l.Join(u.Sentence(r.says, kit.Muted))
	}
	l = l.Join(kit.Ln(kit.Outside, u.Piece(dossier.Buyer(r.subject))).Cut(cols.who - 2).Pad(cols.who))
	l = l.Join(kit.Ln(kit.Plain, a.amount(r)).Pad(cols.amount))
	if cols.at > 0 {
		l = l.Join(kit.Ln(kit.Muted, u.When(r.subject.Payment.Time())).Pad(cols.at))
	}
	if a.sort == 0 && n-l.Width() >= 40 {
		return l.Join(u.Sentence(r.says, kit.Muted))
	}
	return l.With(kit.Muted, a.few(r))
}

func (a *auditScreen) amount(r auditRow) string {
	if r.subject.Sale.ID == "" {
		return "no payment"
	}
	return a.u.Piece(record.AmountPiece(r.subject.Payment.Amount()))
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
		all := fmt.Sprintf("%d referrals: %d leads and %d customers. %d sales missing or open; %d leads unknown to Stripe.",
			e.Referrals, e.Leads, e.Customers, len(a.rows), e.Unknown)
		if money := report.MoneyMissing(e.Missing); len(money) > 0 {
			all += " Money of the missing sales: " + a.u.Mask.Sentence(money) + "."
		}
		return all
	}
}

func (a *auditScreen) fillNotes(d *kit.Doc, list []auditRow) {
	narrowed := !slices.ContainsFunc(list, func(r auditRow) bool { return r.query.Kind != "" })
	switch {
	case len(a.rows) > 0 && narrowed:
		d.Blank()
		d.Para(kit.Muted, "Nothing in the list holds these letters. Esc shows all of them.")
	case len(a.rows) == 0 && a.end != nil && a.end.Incomplete == "":
		d.Blank()
		d.Para(kit.Pass, "No sale is missing.")
	case len(list) == 0 && a.run != nil:
		d.Para(kit.Muted, "Sales appear here as they are found.")
	}
}

func (a *auditScreen) Click(_, y int) tea.Cmd {
	if hit, again := a.list.Click(y); hit {
		again = again && !a.typing
		a.typing = false
		if again {
			return a.Do(kit.ActEnter, "")
		}
	}
	return nil
}
