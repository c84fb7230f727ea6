package tui

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/creds"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
)

// What the screens of each kind have of the root, and how the root makes them.

func (u *ui) Now() time.Time { return u.o.Now() }

func (u *ui) After(d time.Duration, answer func(time.Time) tea.Msg) tea.Cmd {
	return u.o.After(d, answer)
}

func (u *ui) NewRun() *kit.Run {
	u.run++
	r := kit.BeginRun(u.run, u.Now())
	r.Ctx = creds.OnQuestion(r.Ctx, r.Asked.Set)
	return r
}

func (u *ui) desk() sale.Desk { return sale.Desk{Host: forSale{u}, Pen: u.pen, Memory: &u.Memory} }

func (u *ui) listsDesk() lists.Desk {
	return lists.Desk{Host: forLists{u}, Pen: u.pen, Services: listsServices(u)}
}

func (u *ui) keysDesk() profiles.Desk {
	return profiles.Desk{
		Host: forKeys{u}, Pen: u.pen, Store: u.o.Store, Services: u.o.Services.KeyServices, Elsewhere: u.o.Elsewhere,
	}
}

type forSale struct{ *ui }

// OtherSale goes on from the list of sales below, where there is one.
func (u forSale) OtherSale() tea.Cmd {
	for _, s := range slices.Backward(u.stack) {
		if p, ok := s.(interface{ Another() kit.Screen }); ok {
			return u.Push(p.Another())
		}
	}
	return u.Push(lists.NewPick(u.listsDesk(), true))
}

func (u forSale) InSight(s kit.Screen) bool { return u.top() == s }

func (u forLists) Below(s kit.Screen) bool { return u.stack[0] != s }

func (u forSale) Call() report.Call { return u.o.Call }

func (u forLists) Call() report.Call { return u.o.Call }

func (u forLists) Profile() string { return u.profile }

func (u forLists) AuditSince() (since time.Time) {
	if u.o.AuditSince != nil {
		since = u.o.AuditSince(u.o.Now())
	}
	return since
}

func (u forSale) CaseWriter() sale.SaveCase { return u.o.Services.SaveCase }

type forLists struct{ *ui }

func (u forLists) SaveCases(of []record.Query) tea.Cmd {
	return u.Push(sale.NewSaveCases(u.desk(), of, askerWith(u.ui, u.keys)))
}

func (u forLists) Look(q record.Query, own bool, among kit.Among) tea.Cmd {
	keys := u.keys
	if own {
		keys = keysFor(u.ui, q)
	}
	return u.Push(sale.NewWalk(u.desk(), q, askerWith(u.ui, keys), among))
}

func (u forLists) IsKey(text string) bool {
	return text == u.keys.Stripe.Reveal() || text == u.keys.FirstPromoter.Reveal()
}

func (u forLists) HoldsKey(text string) bool {
	if u.IsKey(text) {
		return true
	}
	_, err := record.ParseQuery(text) // ids are as random as keys are
	return err != nil && !record.IsStripeWord(text) && creds.LooksLikeKey(text)
}

// OpenAudit goes back to the audit: to the one that a sale was opened from, or that was
// left, which may still be at work.
func (u forLists) OpenAudit() tea.Cmd {
	if u.left.audit == nil {
		u.left.audit = lists.NewAudit(u.listsDesk())
	}
	if !slices.Contains(u.stack, kit.Screen(u.left.audit)) {
		return u.Push(u.left.audit)
	}
	for !u.InSight(u.left.audit) {
		u.Pop()
	}
	return nil
}

func (u forLists) AuditCame() string {
	if u.left.audit == nil {
		return ""
	}
	return u.left.audit.Came()
}

func (u forLists) AuditBaseline() *report.Baseline { return u.o.AuditBaseline.Of(u.profile, true) }

func (u forLists) InSight(s kit.Screen) bool { return u.top() == s }

func (u forLists) Account(a *audit.Account, from checks.Item) tea.Cmd {
	return u.Push(sale.NewAccount(u.desk(), a.Evidence, a.Checks, from))
}

func (u forLists) LookedAt() []lists.Looked {
	out := make([]lists.Looked, 0, len(u.Recent))
	for _, q := range u.Recent {
		v, known := u.CameOut(q)
		out = append(out, lists.Looked{Query: q, Known: known, Status: v.Status, Email: v.Email})
	}
	return out
}

func (u forLists) State(q record.Query) lists.State {
	v, seen := u.CameOut(q)
	return lists.State{Seen: seen, Done: u.Done(q), Status: v.Status, Summary: v.Summary, At: v.At}
}

type forKeys struct{ *ui }

func (u forKeys) InUse() profiles.InUse {
	return profiles.InUse{Keys: u.keys, Profile: u.profile, Source: u.source, Problem: u.o.Problem}
}

func (u forKeys) Removed() { u.profile, u.source = "", "this run only" }

func (u forKeys) GoOn(k profiles.Keys, a record.Answers, profile, source string) tea.Cmd {
	u.adopt(k, a, profile, source)
	return u.replace(u.first())
}

// reported is a progress function of ours for those who gather.
func reported(progress func(kit.Step)) func(gather.Step) {
	return func(g gather.Step) {
		progress(kit.Step{
			System: g.System, What: g.What, Done: g.Done, Failed: g.Failed, Records: g.Read.Records, Of: g.Read.Of,
		})
	}
}

// askerWith asks with these keys.
func askerWith(u *ui, k profiles.Keys) sale.Asker {
	s := u.o.Services
	with := func(gather Gatherer) func(context.Context, record.Query, func(kit.Step)) *record.Evidence {
		return func(ctx context.Context, q record.Query, progress func(kit.Step)) *record.Evidence {
			return gather(ctx, k, q, reported(progress))
		}
	}
	out := sale.Asker{Gather: with(s.Gather), Diagnose: s.Diagnose, Mode: modeOf(k)}
	if s.Follow != nil {
		out.Follow = func() func(context.Context, record.Query, func(kit.Step)) *record.Evidence { return with(s.Follow()) }
	}
	return out
}

// asker answers from the case, as of then.
func (c *Case) asker() sale.Asker {
	return sale.Asker{
		Gather: func(context.Context, record.Query, func(kit.Step)) *record.Evidence { return c.Evidence },
		Diagnose: func(ev *record.Evidence, a record.Answers, _ time.Time) checks.Diagnosis {
			return checks.Diagnose(ev, a, c.At)
		},
		Past: &c.Past,
	}
}

// listsServices ask with the keys in use.
func listsServices(u *ui) lists.Services {
	s, k := u.o.Services, u.keys
	out := lists.Services{Keyless: k.FirstPromoter.Empty()}
	for _, sc := range u.o.Scenarios {
		out.Scenarios = append(out.Scenarios, lists.Example{Sale: sc.Sale, Title: sc.Title, Group: sc.Group, Start: sc.Start})
	}
	if s.Suspects != nil && !k.Missing() {
		out.Suspects = func(ctx context.Context, progress func(kit.Step)) ([]lists.Suspect, []record.Gap) {
			return s.Suspects(ctx, k, reported(progress))
		}
	}
	if s.Suggest != nil {
		out.Suggest = func(ctx context.Context, text string) lists.Suggestions { return s.Suggest(ctx, k, text) }
	}
	if s.Audit != nil && !out.Keyless {
		out.Audit = func(ctx context.Context, progress func(kit.Step), o audit.Options) audit.Summary {
			o.Answers, o.Now, o.Progress = u.Answers, u.o.Now, reported(progress)
			return s.Audit(ctx, k, o)
		}
	}
	return out
}

// keysFor are the keys that a sale is looked at with, however it was named: those
// of the run, but for a few of the demo that have their own.
func keysFor(u *ui, q record.Query) profiles.Keys {
	if u.o.Demo {
		for _, sc := range u.o.Scenarios {
			own, err := record.ParseQuery(sc.Sale)
			if err == nil && !sc.Keys.Stripe.Empty() && own.Kind == q.Kind && own.Value == q.Value {
				return sc.Keys
			}
		}
	}
	return u.keys
}
