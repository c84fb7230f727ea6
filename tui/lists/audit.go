package lists

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/audit"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// auditScreen lists every sale that is missing, live while the audit runs. It goes on
// while other screens are used, and stays as it was left.
type auditScreen struct {
	printedAudit
	u       Desk
	run     *kit.Run // what is running; nil: nothing
	number  int      // of the newest run
	news    chan auditNews
	account *audit.Account
	plan    *audit.Plan // what it takes, once that is known
	since   time.Time   // where its window begins; zero: it has none
	known   int         // sales left out, as an earlier audit had them
	list    auditRows
	looked  pace // the sales looked at
	reading reading
	end     *audit.Summary
	stopped bool
	missing []record.MissingMoney
	picked  picked

	input  *kit.Field // what the list is narrowed to
	typing bool
	menu   kit.Menu
	cols   auditColumns // as last measured, and what for
	wide   auditWidth
}

// auditNews is what an audit has come to since the last word of it.
type auditNews struct {
	account *audit.Account
	plan    *audit.Plan
	row     *auditRow
	known   bool // a sale that an earlier audit had
	looked  int
	end     *audit.Summary
}

// auditMsg brings news of a run.
type auditMsg struct {
	run  int
	news []auditNews
}

// NewAudit is the audit of the account.
func NewAudit(u Desk) kit.Stayer {
	a := &auditScreen{u: u, input: kit.NewField("letters of an e-mail, an id or a cause", false)}
	a.input.Opener = "/"
	a.list.state = u.State
	a.list.clear()
	return a
}

// Open begins the audit, or goes back to it as it was left.
func (a *auditScreen) Open() tea.Cmd {
	if a.news == nil {
		return a.start()
	}
	a.Resume()
	return nil
}

// Resume counts what was done with the sales meanwhile.
func (a *auditScreen) Resume() { a.list.asked() }

// start begins anew. The audit tells its news through a channel, which a command
// reads; another audits.
func (a *auditScreen) start() tea.Cmd {
	a.End()
	a.menu.Hold()
	a.picked = nil
	a.list.clear()
	a.plan, a.since, a.known = nil, a.u.AuditSince(), 0
	a.stopped, a.account, a.looked, a.end, a.missing, a.reading = false, nil, pace{}, nil, nil, reading{}
	r := a.u.NewRun()
	a.run, a.number, a.news = r, r.Number, make(chan auditNews, 64)
	news, walk, since, baseline := a.news, a.u.Services.Audit, a.since, a.u.AuditBaseline()
	send := func(n auditNews) {
		select {
		case news <- n:
		case <-r.Ctx.Done():
		}
	}
	work := func() tea.Msg {
		defer close(news)
		end := walk(r.Ctx, r.Steps.Report, audit.Options{
			Since: since,
			Plan:  func(x audit.Plan) { send(auditNews{plan: &x}) },
			Begin: func(x audit.Account) {
				x.Checks = baseline.New(x.Checks)
				send(auditNews{account: &x})
			},
			Found: func(x audit.Sale) {
				if baseline.HasSale(&x.Diagnosis, x.Checks) {
					send(auditNews{known: true})
					return
				}
				send(auditNews{row: rowOf(x)})
			},
			Done: func(n int) { send(auditNews{looked: n}) },
		})
		send(auditNews{end: &end})
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

// End ends what is running, with what was found by then.
func (a *auditScreen) End() {
	if a.run != nil {
		a.run.Cancel()
		a.run = nil
	}
}

// reads reports whether lists are still being read.
func (a *auditScreen) reads() bool { return a.run != nil && (a.account == nil || !a.account.Read) }

func (a *auditScreen) Busy() bool { return a.run != nil }

func (a *auditScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case auditMsg:
		if msg.run != a.number {
			return nil
		}
		for _, n := range msg.news {
			a.take(n) // also what was on its way when it was stopped
		}
		if a.end == nil {
			return hear(msg.run, a.news)
		}
		if a.run != nil {
			a.End()
			if l, tell := a.over(); tell {
				a.u.Toast(l)
			}
		}
	case kit.TickMsg:
		if a.run != nil {
			a.reading.look(a.run, a.u.Now())
		}
	case kit.TypedMsg:
		a.narrow()
	case kit.PastedMsg:
		a.typing = true
		a.input.Set(string(msg))
		a.narrow()
	}
	return nil
}

// over is said when the audit has come to its end, in place of what was said before;
// of one that took no time nothing is.
func (a *auditScreen) over() (l kit.Line, tell bool) {
	switch {
	case !a.u.InSight(a):
		l = kit.Ln(kit.Strong, "The audit is done: ").With(kit.Plain, a.list.missing()).With(kit.Keycap, "  A").With(kit.Muted, " shows it")
		return l, true
	case a.end.Incomplete != "":
		return nil, true // that stands above the footer
	}
	sent := a.end.Requests.Stripe + a.end.Requests.FirstPromoter
	l = kit.Ln(kit.Pass, "✓ ").With(kit.Muted, "Done in "+kit.Seconds(a.end.Elapsed)+" with "+counted(sent, "request")+".")
	return l, a.end.Elapsed >= time.Second
}

func (a *auditScreen) take(n auditNews) {
	switch {
	case n.plan != nil:
		a.plan = n.plan
	case n.account != nil:
		a.account = n.account
		a.list.setAccount(n.account.Checks)
	case n.row != nil:
		if a.list.add(n.row) {
			a.missing = record.AddMissing(a.missing, n.row.missing)
			a.missing = record.TakeMissing(a.missing, a.list.yield(n.row.instead))
		}
	case n.known:
		a.known++
	case n.end != nil:
		a.end = n.end
	default:
		a.looked.measure(a.u.Now(), max(a.looked.count, n.looked))
	}
}

// narrow has the list hold what was typed.
func (a *auditScreen) narrow() {
	a.list.narrow(a.input.Value())
	a.menu.At = 0 // unless what was marked is still there
}

func (a *auditScreen) Title() kit.Line {
	if a.since.IsZero() {
		return kit.Ln(kit.Strong, "Audit")
	}
	return kit.Ln(kit.Strong, "Audit since "+a.u.Day(a.since))
}

// Sign is what the header tells of it on other screens, while it runs.
func (a *auditScreen) Sign() string {
	if a.reads() || a.account.Subjects == 0 {
		return a.u.Spin() + " audit"
	}
	return fmt.Sprintf("%s audit %d %%", a.u.Spin(), min(a.looked.count*100/a.account.Subjects, 99))
}

// Came is how many sales it has found, in few words; empty: it was not done.
func (a *auditScreen) Came() string {
	switch found := thousands(len(a.list.found)) + " found"; {
	case a.run != nil:
		return found + " so far"
	case a.end == nil && len(a.list.found) == 0:
		return ""
	default:
		return found
	}
}

// Bye tells what was found, and whether that is all.
func (a *auditScreen) Bye() string {
	if a.end == nil && len(a.list.found) == 0 {
		return ""
	}
	l := a.headline(true).Text()
	if a.end == nil {
		l += " It was not done yet."
	}
	return "fpdoctor: the audit: " + l
}

func (a *auditScreen) Field() *kit.Field {
	if a.typing {
		return a.input
	}
	return nil
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
	}
	look := kit.CanIf(a.list.shown > 0, kit.ActEnter, "There is nothing in the list.")
	look.Label = "look at it"
	narrow := kit.CanIf(len(a.list.found) > 0, kit.ActSearch, "There is nothing to search in.")
	narrow.Label = "narrow"
	end := kit.CanIf(a.run != nil, kit.ActEnd, "Nothing is running.")
	end.Quiet = a.run == nil
	save := kit.CanIf(a.account != nil, kit.ActSave, "There is nothing to save yet.")
	see := kit.CanIf(a.account != nil, kit.ActReport, "There is nothing to report yet.")
	os = append(os, look, kit.CanMove("choose"), end, narrow, see, save,
		kit.CanIf(len(a.list.found) > 1, kit.ActSort, "There is nothing to sort."))
	again := kit.CanIf(a.run == nil, kit.ActRecheck, "The audit is still running. X stops it.")
	again.Label, again.Quiet = "start again", a.run != nil
	done, pick := kit.Offer{Act: kit.ActDone, Quiet: true}, kit.Offer{Act: kit.ActPick, Quiet: true}
	aside := kit.Offer{Act: kit.ActSaveCase, Quiet: len(a.picked) == 0}
	if r := a.chosen(); r == nil || !r.sale() {
		done.Off, pick.Off = "Only a sale can be marked as done.", "Only a sale can be picked."
		if len(a.picked) == 0 {
			aside.Off = "Only a sale can be saved as a case."
		}
	}
	group := kit.Offer{Act: kit.ActNextTab, Label: "next group", Quiet: true}
	before := kit.Offer{Act: kit.ActPrevTab, Label: "group before", Quiet: true}
	return append(append(os, again, done, pick, aside, group, before), kit.Scrolling...)
}

func (a *auditScreen) Do(act kit.Action, _ string) tea.Cmd {
	if a.typing {
		return a.doTyping(act)
	}
	switch act {
	case kit.ActBack:
		a.menu.Hold()
		return a.showAll()
	case kit.ActEnd:
		a.End()
		a.stopped = true
	case kit.ActSearch:
		a.typing = true
	case kit.ActSort:
		a.list.resort((a.list.sort + 1) % len(auditSorts))
		return a.u.Say(kit.Muted, "Sorted: "+auditSorts[a.list.sort]+".")
	case kit.ActRecheck:
		return a.start()
	case kit.ActDone:
		return a.toggleDone()
	case kit.ActSaveCase:
		return a.picked.save(a)
	case kit.ActPick:
		return a.picked.toggle(a)
	case kit.ActEnter:
		return a.look()
	case kit.ActNextTab:
		a.menu.Mark(a.list.nextGroup(a.menu.At, 1))
	case kit.ActPrevTab:
		a.menu.Mark(a.list.nextGroup(a.menu.At, -1))
	case kit.ActReport:
		return a.report(false)
	case kit.ActSave:
		return a.report(true)
	default:
		a.menu.Act(act)
	}
	return nil
}

// doTyping handles the keys that the field leaves over.
func (a *auditScreen) doTyping(act kit.Action) tea.Cmd {
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

func (a *auditScreen) toggleDone() tea.Cmd {
	r := a.chosen()
	if r == nil {
		return nil
	}
	a.menu.Hold()
	cmd := a.u.toggleDone(r.query)
	a.list.ask(r)
	return cmd
}

// look opens what is marked.
func (a *auditScreen) look() tea.Cmd {
	r := a.chosen()
	if r == nil {
		return nil
	}
	a.menu.Hold()
	if r.sale() {
		return a.u.Look(r.query, false, inGroup{a, r})
	}
	return a.u.Account(a.account, r.item)
}

// report shows the report, or asks at once where to save it.
func (a *auditScreen) report(save bool) tea.Cmd {
	a.menu.Hold()
	return a.u.Push(newAuditReport(a.u, *a.account, a.list.found, a.sums(), a.since, save))
}

// sums are those of the whole audit, or as far as it has come.
func (a *auditScreen) sums() report.AuditSummary {
	s := audit.Summary{Incomplete: "it is still running"}
	if a.end != nil {
		s = *a.end
	}
	if a.stopped {
		s.Incomplete = "stopped"
	}
	if a.stopped || a.end == nil { // the sums are of what is shown
		s.Missing, s.MissingBy = slices.Clone(a.missing), map[string][]record.MissingMoney{}
		s.Fail, s.Warn = nil, nil
		s.Count(a.account.Checks)
		for _, r := range a.list.found {
			s.Count(r.list)
			s.MissingBy[r.cause] = record.AddMissing(s.MissingBy[r.cause], r.missing)
		}
	}
	out := SummaryOf(s)
	out.Known = a.known
	return out
}

// SummaryOf is the end of an audit as it is reported.
func SummaryOf(s audit.Summary) report.AuditSummary {
	return report.AuditSummary{
		Referrals: s.Referrals, Leads: s.Leads, Customers: s.Customers, Sales: s.Sales, Unknown: s.Unknown,
		Missing: s.Missing, MissingBy: s.MissingBy, Fail: s.Fail, Warn: s.Warn, Requests: s.Requests, Elapsed: s.Elapsed,
		Incomplete: s.Incomplete, ByLead: s.ByLead,
	}
}

// inGroup is one sale of a group of the audit, which may go on meanwhile.
type inGroup struct {
	a *auditScreen
	r *auditRow
}

// Place is the sale's among those of its group.
func (g inGroup) Place() (at, of int) {
	group, i := g.a.list.groupOf(g.r)
	if group == nil {
		return 0, 0
	}
	return i + 1, len(group.rows)
}

func (g inGroup) Go(by int) tea.Cmd {
	group, at := g.a.list.groupOf(g.r)
	next := group.rows[at+by]
	g.a.menu.MarkKey(next.key)
	return g.a.u.Look(next.query, false, inGroup{g.a, next})
}

// showAll clears the letters that narrow the list.
func (a *auditScreen) showAll() tea.Cmd {
	a.typing = false
	if a.input.Empty() {
		return nil
	}
	a.input.Set("")
	a.list.narrow("")
	return a.u.Say(kit.Muted, "The letters are cleared: the list is whole again.")
}

// chosen is the row marked in the list, or nil.
func (a *auditScreen) chosen() *auditRow {
	if a.typing {
		return nil
	}
	return a.list.row(a.menu.At)
}

func (a *auditScreen) Marked() kit.Mark {
	r := a.chosen()
	if r == nil || !r.sale() {
		return kit.Mark{}
	}
	return a.u.Mark("the sale", record.Piece{Kind: record.KindID, Value: cmp.Or(r.subject.Sale.ID, r.query.Typed)})
}

func (a *auditScreen) Causes() []string {
	if r := a.chosen(); r != nil && r.cause != "" {
		return []string{r.cause}
	}
	return nil
}

func (a *auditScreen) Status() kit.Line {
	now := a.u.Now()
	stops := func(l kit.Line) kit.Line {
		if a.typing {
			return l
		}
		if l = l.With(kit.Keycap, "  X").With(kit.Muted, " stops"); a.u.Below(a) {
			l = l.With(kit.Keycap, "  Esc").With(kit.Muted, " leaves it running")
		}
		return l
	}
	switch {
	case a.reads():
		l := a.run.Doing(a.u.Spin(), "Reading both accounts").With(kit.Muted, "  "+kit.Seconds(now.Sub(a.run.Started)))
		if left, known := a.reading.left(now); known {
			l = l.With(kit.Muted, ", about "+about(left)+" left")
		}
		return stops(l)
	case a.run != nil:
		l := kit.Ln(kit.Accent, a.u.Spin()+" ").
			With(kit.Strong, fmt.Sprintf("Looked at %s of %s", thousands(a.looked.count), counted(a.account.Subjects, "sale"))).
			With(kit.Muted, "  "+kit.Seconds(now.Sub(a.run.Started)))
		if left, known := a.looked.left(now, a.account.Subjects); known && left >= time.Second {
			l = l.With(kit.Muted, ", about "+about(left)+" left")
		}
		return stops(l)
	case a.stopped:
		return kit.Ln(kit.Warn, "Stopped by you.").With(kit.Muted, " What was found is shown. r starts again.")
	case a.end != nil && a.end.Incomplete != "":
		return kit.Ln(kit.Warn, "Not everything was looked at.").With(kit.Muted, " r starts again.")
	}
	return nil
}

func (a *auditScreen) Click(_, y int) tea.Cmd {
	if hit, again := a.menu.Click(y); hit {
		again = again && !a.typing
		a.typing = false
		if again {
			return a.Do(kit.ActEnter, "")
		}
	}
	return nil
}

// printedAudit is what the audit on the command line prints, too.
type printedAudit struct{}

func (printedAudit) PrintedBy() ([]string, record.Query) { return []string{"audit"}, record.Query{} }
