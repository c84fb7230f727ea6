package tui

import (
	"cmp"
	"strconv"
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

func (k *keysScreen) body(w, h int) []line {
	n := min(w-6, 110)
	roomy := h > 14
	title := ln(strong, "   Two keys, and fpdoctor can look at both sides.")
	promises := []string{"  It only ever reads, and keys go nowhere but to their own service.", "  It only ever reads."}
	if k.u.elsewhere != "" {
		promises = promises[1:]
	}
	for _, promise := range promises {
		if l := title.with(muted, promise); l.width() < w {
			title = l
			break
		}
	}
	top := []line{nil, title}
	if k.u.elsewhere != "" {
		top = append(top, hang(ln(warn, "   ! "), ln(plain, display.Clean(k.u.elsewhere)+"."), n+3)...)
	}
	if roomy {
		top = append(top, nil)
	}
	top = append(top, k.steps(n, roomy)...)
	if roomy {
		top = append(top, nil)
	}
	d := newDoc(n)
	k.fill(d, roomy)
	if k.shape != "" && d.until > 0 {
		k.scroll.rows, k.scroll.h = d.count(), h-len(top)
		k.scroll.show(0, d.until)
	}
	return append(top, indent(k.scroll.window(d, h-len(top), -1), 1)...)
}

// steps are what is done, with what came of it, the step at hand, and what is
// still to come; only the step at hand where there is no room.
func (k *keysScreen) steps(n int, roomy bool) []line {
	var rows []line
	var coming []string
	for i, name := range stepNames {
		switch {
		case i > k.at:
			coming = append(coming, name)
		case i == k.at || roomy:
			rows = append(rows, k.stepLine(i, name, n))
		}
	}
	if roomy && len(coming) > 0 {
		rows = append(rows, ln(muted, "   · then: "+strings.Join(coming, " · ")).cut(n+3))
	}
	return rows
}

func (k *keysScreen) stepLine(i int, name string, n int) line {
	row := func(m string, r role, said line) line {
		return line{{"   " + m + " ", r}}.with(plain, name).pad(32).join(said).cut(n + 3)
	}
	if i == k.at {
		return line{{" ▸ ", accent}}.with(strong, name).with(muted, "  "+strconv.Itoa(i+1)+" of "+strconv.Itoa(int(stepCount))).cut(n + 3)
	}
	keys := k.entered()
	without := keys.FirstPromoter.Empty()
	var st keyState
	switch {
	case i == stepStripe:
		st = k.tests[0]
	case without && i == stepFirstPromoter:
		return row("·", muted, ln(muted, "none: fpdoctor asks you instead"))
	case without:
		return row("·", muted, nil)
	case i == stepFirstPromoter && k.at == stepAccountID && k.tests[1].result == nil:
		return row("·", muted, ln(muted, keys.FirstPromoter.String()+"  tested next"))
	default:
		st = k.tests[1]
	}
	key := keys.Stripe
	if i != stepStripe {
		key = keys.FirstPromoter
	}
	switch t := st.result; {
	case t == nil || !t.OK:
		said := "test failed"
		if st.taken {
			said += ", taken anyway"
		}
		if i == stepAccountID {
			return row("!", warn, ln(muted, cmp.Or(k.u.mask.ID(keys.AccountID), "none")))
		}
		return row("✗", fail, ln(muted, key.String()+"  "+said))
	case i == stepFirstPromoter:
		return row("✓", pass, ln(muted, key.String()))
	default:
		return row("✓", pass, k.u.keySaid(t))
	}
}

// keySaid is what a service said to its key, in one line.
func (u keysDesk) keySaid(t *KeyTest) line {
	if t == nil {
		return nil
	}
	var l line
	say := func(r role, text string) {
		if len(l) > 0 {
			l = l.with(plain, "  ")
		}
		l = l.with(r, text)
	}
	if t.Name != "" {
		say(outside, u.piece(record.NamePiece(t.Name)))
	}
	if t.Mode != "" {
		say(muted, string(t.Mode)+" mode")
	}
	if t.Account != "" {
		say(muted, u.mask.ID(t.Account))
	}
	if t.API != "" && t.API != record.NoAPI {
		say(muted, "API "+string(t.API))
	}
	return l
}

// where says where each thing is found; short is the note where there is no room.
var where = [stepKeep]struct{ path, note, short string }{
	stepStripe: {
		"Stripe Dashboard > Developers > API keys > Create restricted key",
		"A restricted key with Read on a few rows is best; a secret key works too.", "",
	},
	stepFirstPromoter: {
		"FirstPromoter > Settings > Integrations > API integration: Manage API Keys > Add new Key",
		"FirstPromoter has no read-only keys; fpdoctor reads all the same. Without a key, leave it empty: fpdoctor then asks you what FirstPromoter shows.",
		"No key? Leave it empty, and fpdoctor asks you instead.",
	},
	stepAccountID: {
		"FirstPromoter > Settings > Integrations > API integration: Manage API Keys",
		"It is in the same panel as the key, and in your tracking script as “cid”. Leave it empty if your key is under “V1 (Legacy)”.",
		"Beside the key. Empty if the key is under “V1 (Legacy)”.",
	},
}

func (k *keysScreen) fill(d *doc, roomy bool) {
	if k.at == stepKeep {
		k.fillKeep(d)
		return
	}
	untouched := k.at == stepStripe && k.fields[k.at].empty() && k.test() == nil
	troubled := untouched && k.u.inUse().problem != ""
	if troubled {
		k.fillProblem(d)
	}
	if k.test() == nil && !k.busy() && (roomy || k.shape == "" && !troubled) { // else what was said of the key is more to the point
		k.fillWhere(d, roomy)
	}
	f := k.fields[k.at]
	f.secret = k.hidden(k.at)
	box(d, f.line(min(d.n, 72)-4, k.u.colourless), min(d.n, 72))
	switch {
	case k.shape != "":
		said := ln(plain, k.shape)
		if k.at == stepAccountID {
			said = said.with(keycap, " shift+Tab").with(muted, " goes back to the key.")
		}
		d.hang(ln(fail, "✗ "), said)
	case !f.empty() && f.secret && k.test() == nil && !k.busy():
		d.add(ln(muted, countText(len([]rune(k.value(k.at))))+" entered. ").with(keycap, "Enter").with(muted, map[bool]string{true: " tests it.", false: " goes on."}[k.at != stepFirstPromoter]))
	}
	d.until = len(d.rows)
	if untouched && !troubled && k.fault != "" {
		k.fillUnkept(d, roomy)
	}
	if t := k.test(); t != nil {
		if roomy {
			d.blank()
		}
		k.fillTest(d, t, roomy)
		return
	}
	d.blank()
	switch {
	case k.at == stepStripe && len(k.u.services.KeyRows) > 0:
		d.para(muted, "On a restricted key, set these rows to Read:")
		for _, needed := range []bool{true, false} {
			var rows []string
			for _, p := range k.u.services.KeyRows {
				if needed == (p.Need == "must") {
					rows = append(rows, display.Clean(p.Row))
				}
			}
			if needed {
				d.hang(ln(plain, "needed   "), listed(plain, rows))
			} else {
				d.hang(ln(muted, "helpful  "), listed(muted, rows))
			}
		}
	case k.at == stepFirstPromoter && f.empty():
		d.raw(panel(d.n, []sketchRow{{"API key", "…", true}, {"Account ID", "…", false}})...)
	case k.at == stepAccountID:
		d.raw(panel(d.n, []sketchRow{{"API key", "…", false}, {"Account ID", "…", true}})...)
	}
}

// fillProblem says before anything is typed why stored keys could not be used.
func (k *keysScreen) fillProblem(d *doc) {
	d.hang(ln(warn, "! "), ln(plain, wholeSentence(display.Clean(k.u.inUse().problem))))
	if k.u.lookAgain() != nil {
		d.add(line{{"  ", plain}}.with(keycap, "ctrl+r").with(muted, " looks again. Or give the keys here, for this run."))
	}
	d.blank()
}

// fillUnkept says that no keys can be kept, below the field: it is learnt late,
// and is no reason to stop.
func (k *keysScreen) fillUnkept(d *doc, roomy bool) {
	why := ln(muted, " The last step says why.")
	if roomy {
		d.blank()
		why = ln(muted, " "+k.fault)
	}
	d.hang(ln(warn, "! "), ln(plain, "Keys given here can be used now, but not kept for the next time.").join(why))
}

func (k *keysScreen) fillWhere(d *doc, roomy bool) {
	at := where[k.at]
	d.hang(ln(muted, "Where  "), menuPath(at.path))
	if url, _, _ := strings.Cut(k.u.services.NewKeyURL, "?"); k.at == stepStripe && url != "" {
		if roomy {
			d.hang(ln(muted, "Link   "), ln(link, strings.TrimPrefix(display.Clean(url), "https://")))
		}
		d.hang(ln(muted, "       "), line{{"ctrl+o", keycap}}.with(muted, " opens it with the rows below already set to Read."))
	}
	switch {
	case roomy:
		d.hang(ln(muted, "       "), ln(muted, at.note))
	case at.short != "":
		d.hang(ln(muted, "       "), ln(muted, at.short))
	}
}

// listed is names in a row, none of them broken at a line's end.
func listed(r role, names []string) line {
	var l line
	for i, name := range names {
		if i > 0 {
			l = l.with(muted, " · ")
		}
		l = l.with(r, hard(name))
	}
	return l
}

func countText(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func (k *keysScreen) fillTest(d *doc, t *KeyTest, roomy bool) {
	if !t.OK {
		d.hang(ln(fail, "✗ "), ln(plain, wholeSentence(display.Clean(t.Problem))))
		if roomy {
			d.blank()
		}
		l := ln(muted, "Paste another one, or: ")
		if k.at == stepAccountID { // what is typed now is not the key
			l = ln(muted, "Type another account id, or: ").with(keycap, "shift+Tab").with(muted, " goes back to the key, ")
		}
		d.add(l.with(keycap, "Enter").with(muted, " tests it again, ").with(keycap, "ctrl+t").with(muted, " takes it anyway."))
		return
	}
	d.hang(ln(pass, "✓ "), ln(plain, "The key works.  ").join(k.u.keySaid(t)))
	var must, rest []Permission
	for _, p := range t.Permissions {
		if !p.Granted && !p.Unknown && p.Need == "must" {
			must = append(must, p)
		} else {
			rest = append(rest, p)
		}
	}
	if len(must) > 0 {
		d.blank()
		d.para(warn, "Please set these rows of the key to Read, or create a new one with ctrl+o:")
		for _, p := range must {
			d.hang(ln(fail, "✗ "), ln(strong, display.Clean(p.Row)).with(muted, "  missing, needed: "+display.Clean(p.For)))
		}
	}
	if len(rest) > 0 {
		d.blank()
		var l line
		for _, p := range rest {
			m, r := "✓ ", pass
			switch {
			case p.Unknown:
				m, r = "◌ ", muted
			case !p.Granted:
				m, r = "· ", warn
			}
			word := line{{hard(m), r}, {hard(display.Clean(p.Row)), plain}}
			switch {
			case p.Unknown:
				word = word.with(muted, hard(" (could not be told)"))
			case !p.Granted:
				word = word.with(muted, hard(" (missing, would help)"))
			}
			l = l.join(word).with(plain, "   ")
		}
		d.add(l)
	}
	d.blank()
	d.add(ln(keycap, "Enter").with(muted, " goes on."))
}

func (k *keysScreen) fillKeep(d *doc) {
	thisRun := keyChip("t").with(plain, "  Use them for this run only, and keep nothing.")
	if k.u.store == nil {
		d.para(muted, "No key store of the system can be used here, so the keys are for this run only. Another time they can come from STRIPE_API_KEY, FIRSTPROMOTER_API_KEY and FIRSTPROMOTER_ACCOUNT_ID.")
		d.blank()
		d.add(thisRun)
		return
	}
	keep := func(words string) {
		d.add(keyChip("k").with(plain, words))
		as := "As profile " + display.Clean(k.name) + "."
		if k.taken {
			as = "As profile " + display.Clean(k.name) + ", in place of the keys it has now."
		}
		d.hang(ln(plain, "     "), ln(muted, as))
	}
	if k.fault != "" {
		d.hang(ln(fail, "✗ "), ln(plain, k.fault))
		d.blank()
		d.add(thisRun)
		d.blank()
		keep("  Try once more to keep them in " + k.u.store.Place() + ".")
		return
	}
	keep("  Keep them in " + k.u.store.Place() + " for the next time.")
	d.blank()
	d.add(thisRun)
}
