package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/creds"
)

// profiles are the stored keys of one or several merchants: use another's, test
// them, change them, remove them.
type profiles struct {
	u       keysDesk
	list    []Profile
	loaded  bool
	fault   string
	menu    menu
	work    *run   // what is waited for
	doing   string // in words
	tests   map[string][2]KeyTest
	naming  *field // the name of a new profile, while it is typed
	wrong   string // with that name
	certain bool   // removing is to be confirmed
	gone    bool
}

func newProfiles(u keysDesk) *profiles { return &profiles{u: u, tests: map[string][2]KeyTest{}} }

// profilesMsg is the list as it stands after something was done, profileTestMsg
// what both services said to a profile's keys.
type (
	profilesMsg struct {
		run  int
		list []Profile
		err  error
		says string // of what was done
	}
	profileTestMsg struct {
		run   int
		name  string
		tests [2]KeyTest
	}
)

func (p *profiles) open() tea.Cmd { return p.change("Looking at the stored keys", "", nil) }

// change has the store do something, then reads the list anew.
func (p *profiles) change(doing, done string, do func(context.Context) error) tea.Cmd {
	p.stop()
	r, store := p.u.newRun(), p.u.store
	p.work, p.doing = r, doing
	return func() tea.Msg {
		if do != nil {
			if err := do(r.ctx); err != nil {
				return profilesMsg{run: r.number, err: err, says: done}
			}
		}
		list, err := store.Stored(r.ctx)
		if r.ctx.Err() != nil {
			return nil
		}
		return profilesMsg{r.number, list, err, done}
	}
}

func (p *profiles) close() {
	p.gone = true
	p.stop()
}

func (p *profiles) stop() {
	if p.work != nil {
		p.work.cancel()
		p.work = nil
	}
}

func (p *profiles) busy() bool    { return p.work != nil }
func (p *profiles) title() line   { return ln(strong, "Stored keys") }
func (p *profiles) field() *field { return p.naming }

func (p *profiles) status() line {
	if p.work == nil {
		return nil
	}
	return line{{p.u.spin() + " ", accent}, {p.doing + "…", strong}}
}

func (p *profiles) chosen() (Profile, bool) {
	if p.menu.at < len(p.list) {
		return p.list[p.menu.at], true
	}
	return Profile{}, false
}

func (p *profiles) offers() []offer {
	switch {
	case p.naming != nil:
		return []offer{canCalled(actEnter, "go on"), canCalled(actBack, "leave it")}
	case p.certain:
		return []offer{canCalled(actYes, "remove it"), canCalled(actNo, "keep it"), canCalled(actBack, "keep it")}
	case p.work != nil:
		return []offer{canCalled(actBack, "stop")}
	}
	x, some := p.chosen()
	const none = "There are no stored keys to do that with."
	usable := canIf(some && x.Problem == "", actEnter, cmp.Or(x.Problem, none))
	usable.label = "use it"
	tested := canIf(some && x.Problem == "", actTest, cmp.Or(x.Problem, none))
	os := []offer{canMove("profile"), usable, tested, canIf(some, actChange, none), can(actAdd), canIf(some && !x.Default, actDefault, cmp.Or(map[bool]string{true: "It is the default already."}[x.Default], none)), canIf(some, actRemove, none)}
	return append(os, scrolling...)
}

func (p *profiles) do(act action, _ string) tea.Cmd {
	x, some := p.chosen()
	if p.certain {
		p.certain = false
		if act != actYes {
			return nil
		}
		store := p.u.store
		delete(p.tests, x.Name)
		return p.change("Removing the keys", "Removed profile "+x.Name+", its keys too.", func(ctx context.Context) error { return store.Remove(ctx, x.Name) })
	}
	if p.naming != nil {
		return p.doNaming(act)
	}
	if p.work != nil {
		p.stop()
		return p.u.say(warn, "Stopped by you.")
	}
	switch act {
	case actBack:
		p.u.pop()
	case actAdd:
		p.naming, p.wrong = newField("letters, digits, dashes: acme-live", false), ""
	case actRemove:
		p.certain = some
	default:
		p.menu.act(act)
	}
	if !some {
		return nil
	}
	switch act {
	case actEnter:
		return p.use(x)
	case actTest:
		return p.try(x)
	case actChange:
		return p.u.push(newKeysScreen(p.u, x.Name, x.Keys, x.Answers))
	case actDefault:
		store := p.u.store
		return p.change("Choosing the default", "Profile "+x.Name+" is used when none is named.", func(ctx context.Context) error { return store.MakeDefault(ctx, x.Name) })
	}
	return nil
}

func (p *profiles) doNaming(act action) tea.Cmd {
	switch act {
	case actBack:
		p.naming = nil
	case actEnter:
		name := p.naming.value()
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
				p.menu.mark(i)
				return p.u.push(newKeysScreen(p.u, name, x.Keys, x.Answers))
			}
		}
		return p.u.push(newKeysScreen(p.u, name, Keys{}, record.Answers{}))
	}
	return nil
}

// use goes on with another merchant's keys.
func (p *profiles) use(x Profile) tea.Cmd {
	p.u.store.Use(x.Name)
	if x.Mask && !p.u.mask.On {
		p.u.mask.On = true
		p.u.forget()
	}
	return p.u.goOn(x.Keys, x.Answers, x.Name, p.u.store.Place()+", profile "+x.Name)
}

// try asks both services what a profile's keys are good for.
func (p *profiles) try(x Profile) tea.Cmd {
	r, s := p.u.newRun(), p.u.services
	p.work, p.doing = r, "Testing the keys of "+x.Name
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(r.ctx, time.Minute)
		defer cancel()
		var tests [2]KeyTest
		if s.TestStripe != nil {
			tests[0] = s.TestStripe(ctx, x.Keys)
		}
		if s.TestFirstPromoter != nil && !x.Keys.FirstPromoter.Empty() {
			tests[1] = s.TestFirstPromoter(ctx, x.Keys)
		}
		if r.ctx.Err() != nil {
			return nil
		}
		return profileTestMsg{r.number, x.Name, tests}
	}
}

func (p *profiles) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case typedMsg:
		p.wrong = ""
	case profilesMsg:
		if p.gone || p.work == nil || p.work.number != msg.run {
			return nil
		}
		p.stop()
		p.fault = inSentence(msg.err)
		if msg.err != nil {
			return nil
		}
		p.take(msg.list)
		if msg.says != "" {
			return p.u.say(pass, "✓ "+msg.says)
		}
	case profileTestMsg:
		if p.gone || p.work == nil || p.work.number != msg.run {
			return nil
		}
		p.stop()
		p.tests[msg.name] = msg.tests
	}
	return nil
}

// take shows the list, at first with the profile in use marked.
func (p *profiles) take(list []Profile) {
	p.list = list
	if !p.loaded {
		for i, x := range list {
			if x.Name == p.u.inUse().profile {
				p.menu.mark(i)
			}
		}
	}
	p.loaded = true
	if now := p.u.inUse().profile; now != "" && !slices.ContainsFunc(list, func(x Profile) bool { return x.Name == now }) {
		p.u.removed()
	}
}

func (p *profiles) body(w, h int) []line {
	d := newDoc(min(w-6, 110))
	d.raw(nil, ln(strong, "Whose keys?").with(muted, "  Kept in "+p.u.store.Place()+".").cut(d.n))
	if p.u.elsewhere != "" {
		d.hang(ln(warn, "! "), ln(plain, display.Clean(p.u.elsewhere)+"."))
	}
	if now := p.u.inUse(); !now.keys.Missing() && now.profile == "" {
		d.hang(ln(muted, "In use  "), ln(plain, display.Clean(now.source)+"  ").join(p.keys(now.keys)))
	}
	d.raw(nil)
	if p.fault != "" {
		d.hang(ln(fail, "✗ "), ln(plain, p.fault))
		d.blank()
	}
	if p.loaded && len(p.list) == 0 && p.fault == "" {
		d.para(muted, "No keys are stored yet.")
		d.add(keyChip("a").with(plain, "  adds some, under a name of your choice."))
	}
	if p.naming != nil {
		d.add(ln(plain, "A name for the new profile, such as the merchant’s:"))
		box(d, p.naming.line(min(d.n, 60)-4, p.u.colourless), min(d.n, 60))
		if p.wrong != "" {
			d.hang(ln(fail, "✗ "), ln(plain, wholeSentence(display.Clean(p.wrong))))
		}
		p.menu.lay(d, 0, h)
		return indent(p.menu.window(false), 1)
	}
	for i, x := range p.list {
		d.spotted(spot{key: x.Name, tail: 2}, p.rows(x, d.n)) // with the question below it
		if i == p.menu.at && p.certain {
			d.hang(ln(warn, "    ! "), ln(plain, "Remove "+display.Clean(x.Name)+" and its keys from "+p.u.store.Place()+"? "))
			d.hang(ln(plain, "      "), line{}.join(keyChip("y")).with(plain, hard(" remove it")).with(plain, "   ").join(keyChip("n")).with(plain, hard(" keep it")))
		}
	}
	p.menu.lay(d, 0, h)
	return indent(p.menu.window(true), 1)
}

// rows are one profile: its name, its keys, and what the services said to them.
func (p *profiles) rows(x Profile, n int) []line {
	name := ln(strong, display.Clean(x.Name))
	if x.Default {
		name = name.with(muted, " (default)")
	}
	if x.Name == p.u.inUse().profile {
		name = name.with(accent, "  in use")
	}
	rows := []line{name.cut(n)}
	if x.Problem != "" {
		return append(rows, hang(ln(fail, "  ✗ "), ln(plain, wholeSentence(display.Clean(x.Problem))), n)...)
	}
	rows = append(rows, hang(ln(plain, "  "), p.keys(x.Keys), n)...)
	tests, tested := p.tests[x.Name]
	if !tested {
		return rows
	}
	for i, service := range []string{"Stripe", "FirstPromoter"} {
		t := tests[i]
		switch {
		case i == 1 && x.Keys.FirstPromoter.Empty():
		case t.OK:
			rows = append(rows, hang(ln(pass, "  ✓ "), ln(plain, service+": the key works.  ").join(p.u.keySaid(&t)), n)...)
			if lacks := lacking(t.Permissions); lacks != "" {
				rows = append(rows, hang(ln(warn, "  ! "), ln(plain, "It may not read: "+lacks+"."), n)...)
			}
		default:
			rows = append(rows, hang(ln(fail, "  ✗ "), ln(plain, wholeSentence(display.Clean(fmt.Sprintf("%s: %s", service, cmp.Or(t.Problem, "the key could not be tested"))))), n)...)
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
func (p *profiles) keys(k Keys) line {
	l := ln(muted, "Stripe ").with(plain, hard(k.Stripe.String()))
	if k.FirstPromoter.Empty() {
		return l.with(muted, "   no FirstPromoter key")
	}
	l = l.with(muted, "   FirstPromoter ").with(plain, hard(k.FirstPromoter.String()))
	if k.AccountID != "" {
		l = l.with(muted, "   account id ").with(plain, p.u.mask.ID(k.AccountID))
	}
	return l
}
