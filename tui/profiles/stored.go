package profiles

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/creds"
	"fpdoctor/tui/kit"
)

// profiles are the stored keys of one or several merchants: use another's, test
// them, change them, remove them.
type profiles struct {
	u       Desk
	list    []Profile
	loaded  bool
	fault   string
	menu    kit.Menu
	work    *kit.Run // what is waited for
	doing   string   // in words
	tests   map[string][2]KeyTest
	naming  *kit.Field // the name of a new profile, while it is typed
	wrong   string     // with that name
	certain bool       // removing is to be confirmed
	gone    bool
}

// NewStored is the list of stored keys.
func NewStored(u Desk) kit.Screen { return &profiles{u: u, tests: map[string][2]KeyTest{}} }

// profilesMsg is the list as it stands after something was done, profileTestMsg
// what both services said to a profile's keys.
type (
	profilesMsg struct {
		run  int
		list []Profile
		err  error
		done string // of what was done
	}
	profileTestMsg struct {
		run   int
		name  string
		tests [2]KeyTest
	}
)

func (p *profiles) Open() tea.Cmd { return p.change("Looking at the stored keys", "", nil) }

// change has the store do something, then reads the list anew.
func (p *profiles) change(doing, done string, do func(context.Context) (note string, err error)) tea.Cmd {
	p.stop()
	r, store := p.u.NewRun(), p.u.Store
	p.work, p.doing = r, doing
	return func() tea.Msg {
		done := done
		if do != nil {
			note, err := do(r.Ctx)
			if err != nil {
				return profilesMsg{run: r.Number, err: err, done: done}
			}
			done = strings.TrimSpace(done + " " + note)
		}
		list, err := store.Stored(r.Ctx)
		if r.Ctx.Err() != nil {
			return nil
		}
		return profilesMsg{r.Number, list, err, done}
	}
}

func (p *profiles) Close() {
	p.gone = true
	p.stop()
}

func (p *profiles) stop() {
	if p.work != nil {
		p.work.Cancel()
		p.work = nil
	}
}

func (p *profiles) Busy() bool        { return p.work != nil }
func (p *profiles) Title() kit.Line   { return kit.Ln(kit.Strong, "Stored keys") }
func (p *profiles) Field() *kit.Field { return p.naming }

func (p *profiles) Status() kit.Line {
	if p.work == nil {
		return nil
	}
	return p.work.Doing(p.u.Spin(), p.doing)
}

func (p *profiles) chosen() (Profile, bool) {
	if p.menu.At < len(p.list) {
		return p.list[p.menu.At], true
	}
	return Profile{}, false
}

func (p *profiles) Offers() []kit.Offer {
	switch {
	case p.naming != nil:
		return []kit.Offer{kit.CanCalled(kit.ActEnter, "go on"), kit.CanCalled(kit.ActBack, "leave it")}
	case p.certain:
		return []kit.Offer{
			kit.CanCalled(kit.ActYes, "remove it"),
			kit.CanCalled(kit.ActNo, "keep it"),
			kit.CanCalled(kit.ActBack, "keep it"),
		}
	case p.work != nil:
		return []kit.Offer{kit.CanCalled(kit.ActBack, "stop")}
	}
	x, some := p.chosen()
	const none = "There are no stored keys to do that with."
	usable := kit.CanIf(some && x.Problem == "", kit.ActEnter, cmp.Or(x.Problem, none))
	usable.Label = "use it"
	tested := kit.CanIf(some && x.Problem == "", kit.ActTest, cmp.Or(x.Problem, none))
	os := []kit.Offer{
		kit.CanMove("profile"),
		usable,
		tested,
		kit.CanIf(some, kit.ActChange, none),
		kit.Can(kit.ActAdd),
		kit.CanIf(some && !x.Default, kit.ActDefault, cmp.Or(map[bool]string{true: "It is the default already."}[x.Default], none)),
		kit.CanIf(some, kit.ActRemove, none),
	}
	return append(os, kit.Scrolling...)
}

func (p *profiles) Do(act kit.Action, _ string) tea.Cmd {
	x, some := p.chosen()
	if p.certain {
		p.certain = false
		if act != kit.ActYes {
			return nil
		}
		store := p.u.Store
		delete(p.tests, x.Name)
		return p.change(
			"Removing the keys",
			"Removed profile "+x.Name+", its keys too.",
			func(ctx context.Context) (string, error) { return store.Remove(ctx, x.Name) },
		)
	}
	if p.naming != nil {
		return p.doNaming(act)
	}
	if p.work != nil {
		p.stop()
		return p.u.Say(kit.Warn, "Stopped by you.")
	}
	switch act {
	case kit.ActBack:
		p.u.Pop()
	case kit.ActAdd:
		p.naming, p.wrong = kit.NewField("letters, digits, dashes: acme-live", false), ""
	case kit.ActRemove:
		p.certain = some
	default:
		p.menu.Act(act)
	}
	if !some {
		return nil
	}
	switch act {
	case kit.ActEnter:
		return p.use(x)
	case kit.ActTest:
		return p.testKeys(x)
	case kit.ActChange:
		return p.u.Push(NewKeys(p.u, x.Name, x.Keys, x.Answers))
	case kit.ActDefault:
		store := p.u.Store
		return p.change(
			"Choosing the default",
			"Profile "+x.Name+" is used when none is named.",
			func(ctx context.Context) (string, error) { return "", store.MakeDefault(ctx, x.Name) },
		)
	}
	return nil
}

func (p *profiles) doNaming(act kit.Action) tea.Cmd {
	switch act {
	case kit.ActBack:
		p.naming = nil
	case kit.ActEnter:
		name := p.naming.Value()
		var others []string
		for _, x := range p.list {
			others = append(others, x.Name)
		}
		if err := creds.CheckNew(name, others); err != nil {
			p.wrong = err.Error()
			return nil
		}
		for i, x := range p.list {
			if x.Name == name {
				p.naming = nil
				p.menu.Mark(i)
				return p.u.Push(NewKeys(p.u, name, x.Keys, x.Answers))
			}
		}
		return p.u.Push(NewKeys(p.u, name, Keys{}, record.Answers{}))
	}
	return nil
}

// use goes on with another merchant's keys.
func (p *profiles) use(x Profile) tea.Cmd {
	p.u.Store.Use(x.Name)
	if x.Mask && !p.u.Mask.On {
		p.u.Mask.On = true
		p.u.Forget()
	}
	return p.u.GoOn(x.Keys, x.Answers, x.Name, p.u.Store.Place()+", profile "+x.Name)
}

// testKeys asks both services what a profile's keys are good for.
func (p *profiles) testKeys(x Profile) tea.Cmd {
	r, s := p.u.NewRun(), p.u.Services
	p.work, p.doing = r, "Testing the keys of "+x.Name
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(r.Ctx, time.Minute)
		defer cancel()
		var tests [2]KeyTest
		if s.TestStripe != nil {
			tests[0] = s.TestStripe(ctx, x.Keys)
		}
		if s.TestFirstPromoter != nil && !x.Keys.FirstPromoter.Empty() {
			tests[1] = s.TestFirstPromoter(ctx, x.Keys)
		}
		if r.Ctx.Err() != nil {
			return nil
		}
		return profileTestMsg{r.Number, x.Name, tests}
	}
}

func (p *profiles) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.TypedMsg:
		p.wrong = ""
	case profilesMsg:
		if p.gone || p.work == nil || p.work.Number != msg.run {
			return nil
		}
		p.stop()
		p.fault = inSentence(msg.err)
		if msg.err != nil {
			return nil
		}
		p.showList(msg.list)
		if msg.done != "" {
			return p.u.Say(kit.Pass, "✓ "+msg.done)
		}
	case profileTestMsg:
		if p.gone || p.work == nil || p.work.Number != msg.run {
			return nil
		}
		p.stop()
		p.tests[msg.name] = msg.tests
	}
	return nil
}

// showList shows the list, at first with the profile in use marked.
func (p *profiles) showList(list []Profile) {
	p.list = list
	if !p.loaded {
		for i, x := range list {
			if x.Name == p.u.InUse().Profile {
				p.menu.Mark(i)
			}
		}
	}
	p.loaded = true
	if now := p.u.InUse().Profile; now != "" && !slices.ContainsFunc(list, func(x Profile) bool { return x.Name == now }) {
		p.u.Removed()
	}
}

func (p *profiles) Marked() kit.Mark {
	x, ok := p.chosen()
	if !ok || p.naming != nil {
		return kit.Mark{}
	}
	return kit.Mark{What: "the profile’s name", Text: display.Clean(x.Name)}
}

func (p *profiles) Body(w, h int) []kit.Line {
	d := kit.NewDoc(min(w-6, 110))
	d.Raw(nil, kit.Ln(kit.Strong, "Whose keys?").With(kit.Muted, "  Kept in "+p.u.Store.Place()+".").Cut(d.N))
	if p.u.Elsewhere != "" {
		d.Hang(kit.Ln(kit.Warn, "! "), kit.Ln(kit.Plain, display.Clean(p.u.Elsewhere)+"."))
	}
	if now := p.u.InUse(); !now.Keys.Missing() && now.Profile == "" {
		d.Hang(kit.Ln(kit.Muted, "In use  "), kit.Ln(kit.Plain, display.Clean(now.Source)+"  ").Join(p.keys(now.Keys)))
	}
	d.Raw(nil)
	if p.fault != "" {
		d.Hang(kit.Ln(kit.Fail, "✗ "), kit.Ln(kit.Plain, p.fault))
		d.Blank()
	}
	if p.loaded && len(p.list) == 0 && p.fault == "" {
		d.Para(kit.Muted, "No keys are stored yet.")
		d.Add(kit.KeyChip("i").With(kit.Plain, "  adds some, under a name of your choice."))
	}
	if p.naming != nil {
		d.Add(kit.Ln(kit.Plain, "A name for the new profile, such as the merchant’s:"))
		kit.Box(d, p.naming.Line(min(d.N, 60)-4, p.u.Pen), min(d.N, 60))
		if p.wrong != "" {
			d.Hang(kit.Ln(kit.Fail, "✗ "), kit.Ln(kit.Plain, wholeSentence(display.Clean(p.wrong))))
		}
		p.menu.Lay(d, 0, h)
		p.menu.Scroll.To(d.Count()) // to where it is typed
		return kit.Indent(p.menu.Window(false), 1)
	}
	for i, x := range p.list {
		d.Spotted(kit.Spot{Key: x.Name, Tail: 2}, p.rows(x, d.N)) // with the question below it
		if i == p.menu.At && p.certain {
			d.Hang(
				kit.Ln(kit.Warn, "    ! "),
				kit.Ln(kit.Plain, "Remove "+display.Clean(x.Name)+" and its keys from "+p.u.Store.Place()+"? "),
			)
			d.Hang(kit.Ln(kit.Plain, "      "), kit.Line{}.Join(kit.KeyChip("+")).With(kit.Plain, kit.Hard(" remove it")).
				With(kit.Plain, "   ").Join(kit.KeyChip("-")).With(kit.Plain, kit.Hard(" keep it")))
		}
	}
	p.menu.Lay(d, 0, h)
	return kit.Indent(p.menu.Window(true), 1)
}

// rows are one profile: its name, its keys, and what the services said to them.
func (p *profiles) rows(x Profile, n int) []kit.Line {
	name := kit.Ln(kit.Strong, display.Clean(x.Name))
	if x.Default {
		name = name.With(kit.Muted, " (default)")
	}
	if x.Name == p.u.InUse().Profile {
		name = name.With(kit.Accent, "  in use")
	}
	rows := []kit.Line{name.Cut(n)}
	if x.Problem != "" {
		return append(rows, kit.Hang(kit.Ln(kit.Fail, "  ✗ "), kit.Ln(kit.Plain, wholeSentence(p.u.Safe(x.Problem))), n)...)
	}
	rows = append(rows, kit.Hang(kit.Ln(kit.Plain, "  "), p.keys(x.Keys), n)...)
	tests, tested := p.tests[x.Name]
	if !tested {
		return rows
	}
	for i, service := range []string{"Stripe", "FirstPromoter"} {
		t := tests[i]
		switch {
		case i == 1 && x.Keys.FirstPromoter.Empty():
		case t.OK:
			rows = append(
				rows,
				kit.Hang(kit.Ln(kit.Pass, "  ✓ "), kit.Ln(kit.Plain, service+": the key works.  ").Join(p.u.keySummary(&t)), n)...)
			if lacks := lacking(t.Permissions); lacks != "" {
				rows = append(rows, kit.Hang(kit.Ln(kit.Warn, "  ! "), kit.Ln(kit.Plain, "It may not read: "+lacks+"."), n)...)
			}
		default:
			rows = append(
				rows,
				kit.Hang(
					kit.Ln(kit.Fail, "  ✗ "),
					kit.Ln(
						kit.Plain,
						wholeSentence(p.u.Safe(fmt.Sprintf("%s: %s", service, cmp.Or(t.Problem, "the key could not be tested")))),
					),
					n,
				)...)
		}
	}
	return rows
}

// lacking are the needed permissions that a key lacks.
func lacking(list []Permission) string {
	out := ""
	for _, p := range list {
		if p.Need == "must" && !p.Granted && !p.Unknown {
			if out != "" {
				out += ", "
			}
			out += display.Clean(p.Row)
		}
	}
	return out
}

// keys are a set of keys by their last characters.
func (p *profiles) keys(k Keys) kit.Line {
	l := kit.Ln(kit.Muted, "Stripe ").With(kit.Plain, kit.Hard(k.Stripe.String()))
	if k.FirstPromoter.Empty() {
		return l.With(kit.Muted, "   no FirstPromoter key")
	}
	l = l.With(kit.Muted, "   FirstPromoter ").With(kit.Plain, kit.Hard(k.FirstPromoter.String()))
	if k.AccountID != "" {
		l = l.With(kit.Muted, "   account id ").With(kit.Plain, p.u.Mask.ID(k.AccountID))
	}
	return l
}

// PrintedBy lists the profiles on the command line.
func (*profiles) PrintedBy() ([]string, record.Query) {
	return []string{"keys", "list"}, record.Query{}
}
