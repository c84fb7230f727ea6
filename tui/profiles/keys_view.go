package profiles

import (
	"cmp"
	"strconv"
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

func (k *keysScreen) Body(w, h int) []kit.Line {
	n := min(w-6, 110)
	roomy := h > 14
	title := kit.Ln(kit.Strong, "   Two keys, and fpdoctor can look at both sides.")
	promises := []string{"  It only ever reads, and keys go nowhere but to their own service.", "  It only ever reads."}
	if k.u.Elsewhere != "" {
		promises = promises[1:]
	}
	for _, promise := range promises {
		if l := title.With(kit.Muted, promise); l.Width() < w {
			title = l
			break
		}
	}
	top := []kit.Line{nil, title}
	if k.u.Elsewhere != "" {
		top = append(top, kit.Hang(kit.Ln(kit.Warn, "   ! "), kit.Ln(kit.Plain, display.Clean(k.u.Elsewhere)+"."), n+3)...)
	}
	if roomy {
		top = append(top, nil)
	}
	top = append(top, k.steps(n, roomy)...)
	if roomy {
		top = append(top, nil)
	}
	d := kit.NewDoc(n)
	k.fill(d, roomy)
	if k.shape != "" && d.Until > 0 {
		k.scroll.Rows, k.scroll.H = d.Count(), h-len(top)
		k.scroll.Show(0, d.Until)
	}
	return append(top, kit.Indent(k.scroll.Window(d, h-len(top), -1), 1)...)
}

// steps are what is done, with what came of it, the step at hand, and what is
// still to come; only the step at hand where there is no room.
func (k *keysScreen) steps(n int, roomy bool) []kit.Line {
	var rows []kit.Line
	var coming []string
	for i, name := range stepNames {
		switch {
		case i == stepAccountID && k.at > i && k.entered().FirstPromoter.Empty():
			// It was not asked for.
		case i > k.at:
			coming = append(coming, name)
		case i == k.at || roomy:
			rows = append(rows, k.stepLine(i, name, n))
		}
	}
	if roomy && len(coming) > 0 {
		rows = append(rows, kit.Ln(kit.Muted, "   · then: "+strings.Join(coming, " · ")).Cut(n+3))
	}
	return rows
}

func (k *keysScreen) stepLine(i int, name string, n int) kit.Line {
	row := func(m string, r kit.Role, note kit.Line) kit.Line {
		return kit.Ln(r, "   "+m+" ").With(kit.Plain, name).Pad(32).Join(note).Cut(n + 3)
	}
	if i == k.at {
		number, of := k.counted()
		return kit.Ln(kit.Accent, " ▸ ").With(kit.Strong, name).
			With(kit.Muted, "  "+strconv.Itoa(number)+" of "+strconv.Itoa(of)).Cut(n + 3)
	}
	keys := k.entered()
	without := keys.FirstPromoter.Empty()
	var st keyState
	switch {
	case i == stepStripe:
		st = k.tests[0]
	case without && i == stepFirstPromoter:
		return row("·", kit.Muted, kit.Ln(kit.Muted, "none: fpdoctor asks you instead"))
	case i == stepFirstPromoter && k.at == stepAccountID && k.tests[1].result == nil:
		return row("·", kit.Muted, kit.Ln(kit.Muted, keys.FirstPromoter.String()+"  tested next"))
	default:
		st = k.tests[1]
	}
	key := keys.Stripe
	if i != stepStripe {
		key = keys.FirstPromoter
	}
	switch t := st.result; {
	case t == nil || !t.OK:
		note := "test failed"
		if st.taken {
			note += ", taken anyway"
		}
		if i == stepAccountID {
			return row("!", kit.Warn, kit.Ln(kit.Muted, cmp.Or(k.u.Mask.ID(keys.AccountID), "none")))
		}
		return row("✗", kit.Fail, kit.Ln(kit.Muted, key.String()+"  "+note))
	case i == stepFirstPromoter:
		return row("✓", kit.Pass, kit.Ln(kit.Muted, key.String()))
	default:
		return row("✓", kit.Pass, k.u.keySummary(t))
	}
}

// keySummary is what a service said to its key, in one line.
func (u Desk) keySummary(t *KeyTest) kit.Line {
	if t == nil {
		return nil
	}
	var l kit.Line
	say := func(r kit.Role, text string) {
		if len(l) > 0 {
			l = l.With(kit.Plain, "  ")
		}
		l = l.With(r, text)
	}
	if t.Name != "" {
		say(kit.Outside, u.Piece(record.NamePiece(t.Name)))
	}
	if t.Mode != "" {
		say(kit.Muted, string(t.Mode)+" mode")
	}
	if t.Account != "" {
		say(kit.Muted, u.Mask.ID(t.Account))
	}
	if t.API != "" && t.API != record.NoAPI {
		say(kit.Muted, "API "+string(t.API))
	}
	return l
}

// counted is the number of the step at hand, and how many there are: an account id
// belongs to a FirstPromoter key, and is not asked for without one.
func (k *keysScreen) counted() (number, of int) {
	number, of = k.at+1, stepCount
	if k.at > stepAccountID && k.entered().FirstPromoter.Empty() {
		return number - 1, of - 1
	}
	return number, of
}

// where says where each thing is found; short is the note where there is no room.
var where = [stepKeep]struct{ path, note, short string }{
	stepStripe: {
		"Stripe Dashboard > Developers > API keys > Create restricted key",
		"A restricted key with Read on a few rows is best; a secret key works too.", "",
	},
	stepFirstPromoter: {
		"FirstPromoter > Settings > Integrations > API integration: Manage API Keys > Add new Key",
		"FirstPromoter has no read-only keys; fpdoctor reads all the same. Without a key, leave it empty: fpdoctor then asks you what " +
			"FirstPromoter shows.",
		"No key? Leave it empty, and fpdoctor asks you instead.",
	},
	stepAccountID: {
		"FirstPromoter > Settings > Integrations > API integration: Manage API Keys",
		"It is in the same panel as the key, and in your tracking script as “cid”. Leave it empty if your key is under “V1 (Legacy)”.",
		"Beside the key. Empty if the key is under “V1 (Legacy)”.",
	},
}

func (k *keysScreen) fill(d *kit.Doc, roomy bool) {
	if k.at == stepKeep {
		k.fillKeep(d)
		return
	}
	untouched := k.at == stepStripe && k.fields[k.at].Empty() && k.test() == nil
	troubled := untouched && k.u.InUse().Problem != ""
	if troubled {
		k.fillProblem(d)
	}
	if k.test() == nil && !k.Busy() && (roomy || k.shape == "" && !troubled) { // else what was said of the key is more to the point
		k.fillWhere(d, roomy)
	}
	f := k.fields[k.at]
	f.Secret = k.hidden(k.at)
	kit.Box(d, f.Line(min(d.N, 72)-4, k.u.Pen), min(d.N, 72))
	k.fillTyped(d, f)
	d.Until = len(d.Rows)
	if untouched && k.offersDemo() {
		d.Add(kit.Ln(kit.Muted, "No keys yet? ").With(kit.Keycap, "ctrl+x").With(kit.Muted, " opens the demo."))
	}
	if untouched && !troubled && k.fault != "" {
		k.fillUnkept(d, roomy)
	}
	if t := k.test(); t != nil {
		if roomy {
			d.Blank()
		}
		k.fillTest(d, t, roomy)
		return
	}
	d.Blank()
	k.fillSketch(d, f)
}

// fillTyped says what is wrong with the shape of what is typed, or that it is one
// whole though only dots are shown.
func (k *keysScreen) fillTyped(d *kit.Doc, f *kit.Field) {
	switch {
	case k.shape != "":
		note := kit.Ln(kit.Plain, k.shape)
		if k.at == stepAccountID {
			note = note.With(kit.Keycap, " shift+Tab").With(kit.Muted, " goes back to the key.")
		}
		d.Hang(kit.Ln(kit.Fail, "✗ "), note)
	case !f.Empty() && f.Secret && k.test() == nil && !k.Busy():
		d.Add(kit.Ln(kit.Muted, countText(len([]rune(k.value(k.at))))+" entered. ").With(kit.Keycap, "Enter").
			With(kit.Muted, map[bool]string{true: " tests it.", false: " goes on."}[k.at != stepFirstPromoter]))
	}
}

// fillSketch shows where what is asked for is found: the rows of Stripe's form, or
// FirstPromoter's screen.
func (k *keysScreen) fillSketch(d *kit.Doc, f *kit.Field) {
	switch {
	case k.at == stepStripe && len(k.u.Services.KeyRows) > 0:
		k.fillRows(d)
	case k.at == stepFirstPromoter && f.Empty():
		d.Raw(
			kit.Panel(d.N, []kit.SketchRow{{Label: "API key", Value: "…", Look: true}, {Label: "Account ID", Value: "…", Look: false}})...)
	case k.at == stepAccountID:
		d.Raw(
			kit.Panel(d.N, []kit.SketchRow{{Label: "API key", Value: "…", Look: false}, {Label: "Account ID", Value: "…", Look: true}})...)
	}
}

// fillRows lists the rows of Stripe's form that a restricted key needs.
func (k *keysScreen) fillRows(d *kit.Doc) {
	d.Para(kit.Muted, "On a restricted key, set these rows to Read:")
	for _, needed := range []bool{true, false} {
		var rows []string
		for _, p := range k.u.Services.KeyRows {
			if needed == (p.Need == "must") {
				rows = append(rows, display.Clean(p.Row))
			}
		}
		if needed {
			d.Hang(kit.Ln(kit.Plain, "needed   "), listed(kit.Plain, rows))
		} else {
			d.Hang(kit.Ln(kit.Muted, "helpful  "), listed(kit.Muted, rows))
		}
	}
}

// fillProblem says before anything is typed why stored keys could not be used.
func (k *keysScreen) fillProblem(d *kit.Doc) {
	d.Hang(kit.Ln(kit.Warn, "! "), kit.Ln(kit.Plain, wholeSentence(k.u.Safe(k.u.InUse().Problem))))
	if k.u.LookAgain() != nil {
		d.Add(kit.Ln(kit.Plain, "  ").With(kit.Keycap, "ctrl+r").With(kit.Muted, " looks again. Or give the keys here, for this run."))
	}
	d.Blank()
}

// fillUnkept says that no keys can be kept, below the field: it is learnt late,
// and is no reason to stop.
func (k *keysScreen) fillUnkept(d *kit.Doc, roomy bool) {
	why := kit.Ln(kit.Muted, " The last step says why.")
	if roomy {
		d.Blank()
		why = kit.Ln(kit.Muted, " "+k.fault)
	}
	d.Hang(kit.Ln(kit.Warn, "! "), kit.Ln(kit.Plain, "Keys given here can be used now, but not kept for the next time.").Join(why))
}

func (k *keysScreen) fillWhere(d *kit.Doc, roomy bool) {
	at := where[k.at]
	d.Hang(kit.Ln(kit.Muted, "Where  "), kit.MenuPath(at.path))
	if url, _, _ := strings.Cut(k.u.Services.NewKeyURL, "?"); k.at == stepStripe && url != "" {
		if roomy {
			d.Hang(kit.Ln(kit.Muted, "Link   "), kit.Ln(kit.Link, strings.TrimPrefix(display.Clean(url), "https://")))
		}
		d.Hang(
			kit.Ln(kit.Muted, "       "),
			kit.Ln(kit.Keycap, "ctrl+o").With(kit.Muted, " opens it with the rows below already set to Read."),
		)
	}
	switch {
	case roomy:
		d.Hang(kit.Ln(kit.Muted, "       "), kit.Ln(kit.Muted, at.note))
	case at.short != "":
		d.Hang(kit.Ln(kit.Muted, "       "), kit.Ln(kit.Muted, at.short))
	}
}

// listed is names in a row, none of them broken at a line's end.
func listed(r kit.Role, names []string) kit.Line {
	var l kit.Line
	for i, name := range names {
		if i > 0 {
			l = l.With(kit.Muted, " · ")
		}
		l = l.With(r, kit.Hard(name))
	}
	return l
}

func countText(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func (k *keysScreen) fillTest(d *kit.Doc, t *KeyTest, roomy bool) {
	if !t.OK {
		d.Hang(kit.Ln(kit.Fail, "✗ "), kit.Ln(kit.Plain, wholeSentence(k.u.Safe(t.Problem))))
		if roomy {
			d.Blank()
		}
		l := kit.Ln(kit.Muted, "Paste another one, or: ")
		if k.at == stepAccountID { // what is typed now is not the key
			l = kit.Ln(kit.Muted, "Type another account id, or: ").With(kit.Keycap, "shift+Tab").With(kit.Muted, " goes back to the key, ")
		}
		d.Add(l.With(kit.Keycap, "Enter").With(kit.Muted, " tests it again, ").With(kit.Keycap, "ctrl+t").
			With(kit.Muted, " takes it anyway."))
		return
	}
	d.Hang(kit.Ln(kit.Pass, "✓ "), kit.Ln(kit.Plain, "The key works.  ").Join(k.u.keySummary(t)))
	var must, rest []Permission
	for _, p := range t.Permissions {
		if !p.Granted && !p.Unknown && p.Need == "must" {
			must = append(must, p)
		} else {
			rest = append(rest, p)
		}
	}
	if len(must) > 0 {
		d.Blank()
		d.Para(kit.Warn, "Please set these rows of the key to Read, or create a new one with ctrl+o:")
		for _, p := range must {
			d.Hang(
				kit.Ln(kit.Fail, "✗ "),
				kit.Ln(kit.Strong, display.Clean(p.Row)).With(kit.Muted, "  missing, needed: "+display.Clean(p.For)),
			)
		}
	}
	if len(rest) > 0 {
		d.Blank()
		var l kit.Line
		for _, p := range rest {
			m, r := "✓ ", kit.Pass
			switch {
			case p.Unknown:
				m, r = "◌ ", kit.Muted
			case !p.Granted:
				m, r = "· ", kit.Warn
			}
			word := kit.Ln(r, kit.Hard(m)).With(kit.Plain, kit.Hard(display.Clean(p.Row)))
			switch {
			case p.Unknown:
				word = word.With(kit.Muted, kit.Hard(" (could not be told)"))
			case !p.Granted && p.Need == "nice":
				word = word.With(kit.Muted, kit.Hard(" (missing, optional)"))
			case !p.Granted:
				word = word.With(kit.Muted, kit.Hard(" (missing, would help)"))
			}
			l = l.Join(word).With(kit.Plain, "   ")
		}
		d.Add(l)
	}
	d.Blank()
	d.Add(kit.Ln(kit.Keycap, "Enter").With(kit.Muted, " goes on."))
}

func (k *keysScreen) fillKeep(d *kit.Doc) {
	thisRun := kit.KeyChip("-").With(kit.Plain, "  Use them for this run only, and keep nothing.")
	if k.u.Store == nil {
		d.Para(
			kit.Muted,
			"No key store of the system can be used here, so the keys are for this run only. Another time they can come from "+
				"STRIPE_API_KEY, FIRSTPROMOTER_API_KEY and FIRSTPROMOTER_ACCOUNT_ID.",
		)
		d.Blank()
		d.Add(thisRun)
		return
	}
	keep := func(words string) {
		d.Add(kit.KeyChip("+").With(kit.Plain, words))
		as := "As profile " + display.Clean(k.name) + "."
		if k.taken {
			as = "As profile " + display.Clean(k.name) + ", in place of the keys it has now."
		}
		d.Hang(kit.Ln(kit.Plain, "     "), kit.Ln(kit.Muted, as))
	}
	if k.fault != "" {
		d.Hang(kit.Ln(kit.Fail, "✗ "), kit.Ln(kit.Plain, k.fault))
		d.Blank()
		d.Add(thisRun)
		d.Blank()
		keep("  Try once more to keep them in " + k.u.Store.Place() + ".")
		return
	}
	keep("  Keep them in " + k.u.Store.Place() + " for the next time.")
	d.Blank()
	d.Add(thisRun)
}
