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
	"fpdoctor/creds"
	"fpdoctor/tui/kit"
)

// What the screens of each kind have of the root, and how the root makes them.

func (u *ui) Now() time.Time { return u.o.Now() }

func (u *ui) NewRun() *kit.Run {
	u.run++
	r := kit.BeginRun(u.run, u.Now())
	r.Ctx = creds.OnQuestion(r.Ctx, r.Asked.Set)
	return r
}

func (u *ui) desk() desk { return desk{forSale{u}, u.pen, &u.memory} }

func (u *ui) listsDesk() listsDesk {
	return listsDesk{forLists{u}, u.pen, u.listsServices()}
}

func (u *ui) keysDesk() keysDesk {
	return keysDesk{forKeys{u}, u.pen, u.o.Store, u.o.Services.KeyServices, u.o.Elsewhere}
}

type forSale struct{ *ui }

// otherSale goes on from the list of sales below, where there is one.
func (u forSale) otherSale() tea.Cmd {
	for _, s := range slices.Backward(u.stack) {
		if p, ok := s.(interface{ another() kit.Screen }); ok {
			return u.Push(p.another())
		}
	}
	return u.Push(newPick(u.listsDesk()).another())
}

type forLists struct{ *ui }

func (u forLists) look(q record.Query, own bool) tea.Cmd {
	keys := u.keys
	if own {
		keys = u.keysFor(q)
	}
	return u.Push(newWalk(u.desk(), q, u.askerWith(keys)))
}

func (u forLists) isKey(text string) bool {
	return text == u.keys.Stripe.Reveal() || text == u.keys.FirstPromoter.Reveal()
}

func (u forLists) openAudit() tea.Cmd { return u.Push(newAudit(u.listsDesk())) }

func (u forLists) account(a *audit.Account, from checks.Item) tea.Cmd {
	return u.Push(newAccountScreen(u.desk(), a.Evidence, a.Checks, from))
}

func (u forLists) lookedAt() []looked {
	out := make([]looked, 0, len(u.recent))
	for _, q := range u.recent {
		v, known := u.verdicts[q]
		out = append(out, looked{q, known, v.status, v.email})
	}
	return out
}

type forKeys struct{ *ui }

func (u forKeys) inUse() inUse { return inUse{u.keys, u.profile, u.source, u.o.Problem} }

func (u forKeys) removed() { u.profile, u.source = "", "this run only" }

func (u forKeys) goOn(k Keys, a record.Answers, profile, source string) tea.Cmd {
	u.adopt(k, a, profile, source)
	return u.replace(u.first())
}

// reported is a progress function of ours for those who gather.
func reported(progress func(kit.Step)) func(gather.Step) {
	return func(g gather.Step) { progress(kit.Step(g)) }
}

// askerWith asks with these keys.
func (u *ui) askerWith(k Keys) asker {
	s := u.o.Services
	return asker{
		gather: func(ctx context.Context, q record.Query, progress func(kit.Step)) *record.Evidence {
			return s.Gather(ctx, k, q, reported(progress))
		},
		diagnose: s.Diagnose, mode: modeOf(k),
	}
}

// listsServices ask with the keys in use.
func (u *ui) listsServices() listsServices {
	s, k := u.o.Services, u.keys
	out := listsServices{keyless: k.FirstPromoter.Empty()}
	for _, sc := range u.o.Scenarios {
		out.scenarios = append(out.scenarios, example{sc.Sale, sc.Title, sc.Group})
	}
	if s.Suspects != nil && !k.Missing() {
		out.suspects = func(ctx context.Context, progress func(kit.Step)) ([]Suspect, []record.Gap) {
			return s.Suspects(ctx, k, reported(progress))
		}
	}
	if s.Suggest != nil {
		out.suggest = func(ctx context.Context, text string) []Suggestion { return s.Suggest(ctx, k, text) }
	}
	if s.Audit != nil && !out.keyless {
		out.audit = func(ctx context.Context, progress func(kit.Step), o audit.Options) audit.Summary {
			o.Answers, o.Now, o.Progress = u.answers, u.o.Now, reported(progress)
			return s.Audit(ctx, k, o)
		}
	}
	return out
}

// keysFor are the keys that a sale is looked at with, however it was named: those
// of the run, but for a few of the demo that have their own.
func (u *ui) keysFor(q record.Query) Keys {
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
