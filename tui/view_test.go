package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/clipperhouse/displaywidth"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// scene is one screen in one state.
type scene struct {
	name string
	opts func() Options
	keys []string
}

func withQuery(d checks.Diagnosis) func() Options { return func() Options { return testOptions(d) } }

func picking() Options {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	return o
}

func suggesting() Options {
	o := picking()
	o.Services.Suggest = func(context.Context, profiles.Keys, string) lists.Suggestions {
		q, _ := record.ParseQuery("cus_PnT4kq8WmXo2Lr")
		r, _ := record.ParseQuery("ref_4711234")
		return lists.Suggestions{List: []lists.Suggestion{
			{Query: q, Text: record.EmailPiece("marta.kowalska@studio-nord.example"), Note: "customer in Stripe"},
			{Query: r, Text: record.EmailPiece("marta.kowalksa@studio-nord.example"), Note: "lead in FirstPromoter"},
		}}
	}
	return o
}

// preparing is a start that waits for a keyring.
func preparing() Options {
	o := testOptions(typoDiagnosis())
	o.Prepare = func(context.Context) (Options, error) { panic(neverAnswered) }
	return o
}

func demo() Options {
	o := picking()
	o.Demo = true
	o.Services.Suspects = nil
	o.Scenarios = []Scenario{
		{Sale: "in_1QwErT5yUiOpAsDfGhJkLzXc", Title: "The address has two letters swapped", Group: "lead"},
		{Sale: "ben@hollow.example", Title: "The card was declined", Group: "payment"},
	}
	return o
}

func noKeys() Options {
	o := testOptions(typoDiagnosis())
	o.Keys, o.Store = profiles.Keys{}, &testStore{}
	return o
}

func stored() Options {
	o, _ := agency()
	return o
}

// waiting gets an answer that belongs to no run, so that it goes on waiting.
func waiting() Options {
	o := testOptions(typoDiagnosis())
	o.Services.Gather = func(_ context.Context, _ profiles.Keys, _ record.Query, p func(gather.Step)) *record.Evidence {
		p(gather.Step{System: record.Stripe, What: "the invoice"})
		p(gather.Step{System: record.Stripe, What: "the invoice", Done: true})
		p(gather.Step{System: record.Stripe, What: "payments of the customer"})
		p(gather.Step{System: record.FirstPromoter, What: "the lead by e-mail"})
		return nil
	}
	o.Services.Diagnose = func(*record.Evidence, record.Answers, time.Time) checks.Diagnosis { panic(neverAnswered) }
	return o
}

// watched finds the typo first, and then something else after a while.
func watched(later checks.Diagnosis, after time.Duration) func() Options {
	return func() Options {
		o := testOptions(typoDiagnosis())
		clock, first := testNow, true
		o.Now = func() time.Time { return clock }
		known := o.Services.Diagnose
		o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
			if first {
				first = false
				return known(ev, a, now)
			}
			clock = testNow.Add(after)
			d := later
			d.Answers, d.At = a, clock
			return d
		}
		return o
	}
}

func scenes() []scene {
	typo := withQuery(typoDiagnosis())
	return []scene{
		{"walk", typo, nil},
		{"walk-inside", typo, []string{"right", "down"}},
		{"walk-summary", typo, []string{"0"}},
		{"walk-coupon", typo, []string{"6"}},
		{"walk-good", withQuery(goodDiagnosis()), nil},
		{"walk-error", withQuery(errorDiagnosis()), nil},
		{"walk-ask-connected", withQuery(askDiagnosis()), nil},
		{"walk-ask-account", withQuery(askDiagnosis()), []string{"2", "a", "a", "c", "c", "t", "enter"}},
		{"walk-ask-mode", withQuery(askDiagnosis()), []string{"3"}},
		{"walk-answered", withQuery(askDiagnosis()), []string{"+"}},
		{"walk-waiting", waiting, nil},
		{"walk-stopping", waiting, []string{"esc"}},
		{"walk-stopped", waiting, []string{"esc", "esc"}},
		{"object", typo, []string{"d"}},
		{"object-timeline", typo, []string{"d", "tab"}},
		{"object-raw", typo, []string{"d", "J", "E", "/", "e", "m", "a", "enter"}},
		{"timeline", typo, []string{"t"}},
		{"chain", typo, []string{"c"}},
		{"object-invoice", typo, []string{"c", "down", "enter"}},
		{"object-coupon", typo, []string{"c", "end", "up", "enter"}},
		{"object-promoter", typo, []string{"c", "home", "enter"}},
		{"payments", typo, []string{"$"}},
		{"report-short", typo, []string{"e"}},
		{"report-text", typo, []string{"e", "f"}},
		{"report-json", typo, []string{"e", "f", "f", "f"}},
		{"report-markdown", typo, []string{"e", "f", "f"}},
		{"report-saving", typo, []string{"e", "w"}},
		{"watch", watched(typoDiagnosis(), time.Second), []string{"W"}},
		{"watch-arrived", watched(arrivedDiagnosis(), time.Second), []string{"W"}},
		{"watch-overdue", watched(typoDiagnosis(), 2*time.Minute), []string{"W"}},
		{"watch-unpaid", watched(unpaidDiagnosis(), time.Second), []string{"W"}},
		{"watch-unread", watched(silentDiagnosis(), time.Second), []string{"W"}},
		{"watch-not-there", watched(elsewhereDiagnosis(), time.Second), []string{"W"}},
		{"watch-no-key", watched(keylessDiagnosis(), time.Second), []string{"W"}},
		{"watch-stopped", watched(typoDiagnosis(), time.Second), []string{"W", "esc"}},
		{"pick", picking, nil},
		{"pick-typed", picking, []string{"b", "e", "n"}},
		{"pick-suggested", suggesting, []string{"m", "a", "r", "t"}},
		{"pick-wrong", picking, []string{"n", "o", "!", "s", "a", "l", "e", "enter"}},
		{"pick-back", picking, []string{"down", "enter", "esc"}},
		{"pick-demo", demo, nil},
		{"audit", picking, []string{"down", "A", "down"}},
		{"audit-newest", picking, []string{"down", "A", "s"}},
		{"audit-narrowed", picking, []string{"down", "A", "/", "b", "e", "n"}},
		{"audit-account", picking, []string{"down", "A", "enter"}},
		{"keys", noKeys, nil},
		{"keys-tested", noKeys, []string{"r", "k", "_", "x", "enter"}},
		{"keys-keep", noKeys, []string{"r", "k", "_", "x", "enter", "enter", "f", "p", "enter", "enter", "enter"}},
		{"stored", stored, []string{"K", "r"}},
		{"stored-remove", stored, []string{"K", "down", "x"}},
		{"help", typo, []string{"?"}},
		{"palette", typo, []string{":"}},
		{"palette-typed", typo, []string{":", "c", "o", "p"}},
		{"opening", preparing, nil},
	}
}

func (s scene) play(t testing.TB, w, h int, change ...func(*Options)) *driver {
	o := s.opts()
	for _, c := range change {
		c(&o)
	}
	d := start(t, o, w, h)
	d.keys(s.keys...)
	return d
}

func sized(w, h int) tea.WindowSizeMsg { return tea.WindowSizeMsg{Width: w, Height: h} }

func trimmed(s string) string {
	rows := strings.Split(ansi.Strip(s), "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.Join(rows, "\n") + "\n"
}

// mainScenes are drawn at every size and masked, the others as most people see
// them: what a change of layout does shows there, once.
var mainScenes = []string{"walk", "walk-summary", "object", "timeline", "chain", "payments", "report-text", "watch", "pick", "audit", "keys", "help"}

func TestGoldenScreens(t *testing.T) {
	for _, s := range scenes() {
		sizes := [][2]int{{80, 24}}
		if slices.Contains(mainScenes, s.name) {
			sizes = [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}}
			t.Run(s.name+"/masked", func(t *testing.T) {
				d := s.play(t, 80, 24, func(o *Options) { o.Mask = true })
				golden.RequireEqual(t, []byte(trimmed(d.text())))
			})
		}
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, []byte(trimmed(s.play(t, size[0], size[1]).text())))
			})
		}
	}
}

func TestGoldenThemes(t *testing.T) {
	for _, theme := range kit.Themes {
		for colours, env := range map[string]map[string]string{
			"true": {"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "256": {"TERM": "xterm-256color"}, "16": {"TERM": "xterm"},
		} {
			t.Run(theme+"/"+colours, func(t *testing.T) {
				d := scenes()[0].play(t, 100, 30, func(o *Options) {
					o.NoColor, o.Theme = false, theme
					o.Environ = func(k string) string { return env[k] }
				})
				golden.RequireEqual(t, d.text())
			})
		}
	}
	t.Run("signs", func(t *testing.T) {
		d := scenes()[0].play(t, 80, 24, func(o *Options) { o.ASCIISigns = true })
		golden.RequireEqual(t, []byte(trimmed(d.text())))
	})
	t.Run("ascii", func(t *testing.T) {
		d := scenes()[0].play(t, 80, 24, func(o *Options) { o.ASCII = true })
		for _, r := range d.text() {
			if r > 0x7e {
				t.Fatalf("%q is no ASCII", r)
			}
		}
		golden.RequireEqual(t, []byte(trimmed(d.text())))
	})
}

// TestNoRowIsWiderThanTheTerminalCounts where characters of ambiguous width take
// two cells, in frames and in names alike.
func TestNoRowIsWiderThanTheTerminalCounts(t *testing.T) {
	t.Parallel()
	asWide := displaywidth.Options{EastAsianWidth: true}
	for _, s := range scenes() {
		for _, w := range []int{60, 80, 100, 160} {
			d := s.play(t, w, 30, func(o *Options) { o.heard.Wide = true })
			for _, row := range strings.Split(d.text(), "\n") {
				if n := asWide.String(row); n > w {
					t.Errorf("%s at %d: %d cells in %q", s.name, w, n, row)
				}
				if strings.ContainsAny(row, "│─╭✓▸…’") {
					t.Errorf("%s at %d: a sign of two cells in %q", s.name, w, row)
				}
			}
		}
	}
}

// TestNoScreenOverflows draws every screen at sizes from tiny to huge.
func TestNoScreenOverflows(t *testing.T) {
	t.Parallel()
	for i, s := range scenes() {
		d := s.play(t, 80, 24)
		for w := 20; w <= 240; w++ {
			if !share.Has(i+w, 5) {
				continue
			}
			// Every width and every height comes, though not every pair.
			for _, h := range []int{6 + w*7%65, 6 + w*11%65} {
				d.u.Update(sized(w, h))
				fits(t, d.u.View(), s.name, w, h)
			}
		}
	}
}

// TestEverySignHasAnASCIITwin finds signs of ours that a terminal without UTF-8
// would get as question marks.
func TestEverySignHasAnASCIITwin(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		for _, size := range [][2]int{{60, 16}, {100, 40}, {200, 60}} {
			d := s.play(t, size[0], size[1])
			for _, r := range d.text() {
				if r > 0x7e && kit.ASCIIOnly.Of(string(r)) == "?" && r != '\u00a0' && !unicode.IsLetter(r) {
					t.Fatalf("%s draws %q, which has no twin", s.name, r)
				}
			}
		}
	}
}

func fits(t testing.TB, view, name string, w, h int) {
	t.Helper()
	rows := strings.Split(view, "\n")
	if len(rows) > h {
		t.Fatalf("%s at %dx%d: %d rows", name, w, h, len(rows))
	}
	for i, r := range rows {
		if n := ansi.StringWidth(r); n > w {
			t.Fatalf("%s at %dx%d: row %d is %d wide: %q", name, w, h, i, n, r)
		}
	}
}

// TestHostileTextStaysInItsPlace feeds text that tries to break the drawing.
func TestHostileTextStaysInItsPlace(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[31m\x1b]52;c;aGk=\a\r\n\u202ex\u200b" + strings.Repeat("長", 200) + "👩‍👩‍👧‍👦e\u0301\u0301\u0301"
	diag := typoDiagnosis()
	c := &diag.Evidence.Stripe.Customers[0]
	c.Name, c.Email, c.Description = evil, evil+"@x.example", evil
	c.Metadata = map[string]string{evil: evil}
	diag.Checks[3].Findings[0].Summary = sentence("The lead ", record.EmailPiece(evil), " differs.")
	diag.Checks[3].Findings[0].Compare[0].Stripe = record.EmailPiece(evil)
	diag.Checks[3].Findings[0].Remedies[0].Value = record.EmailPiece(evil)
	diag.Checks[3].Findings[0].Remedies[0].Where = "Place > " + evil
	diag.Checks[3].Findings[0].Remedies[0].URL = "https://" + evil
	diag.Evidence.FirstPromoter.Referrals[0].Email = evil
	for _, s := range scenes() {
		d := s.play(t, 100, 30, func(o *Options) { *o = mergeOptions(*o, testOptions(diag)) })
		for _, size := range [][2]int{{60, 16}, {80, 24}, {137, 41}, {200, 60}} {
			d.u.Update(sized(size[0], size[1]))
			v := d.u.View()
			fits(t, v, s.name, size[0], size[1])
			if strings.ContainsAny(v, "\x1b\a\r\u202e\u200b") {
				t.Fatalf("%s draws control characters: %q", s.name, v)
			}
		}
	}
}

// mergeOptions keeps a scene's query and keys and takes the other's answers.
func mergeOptions(o, with Options) Options {
	with.Query, with.Keys, with.Demo, with.Scenarios, with.Store = o.Query, o.Keys, o.Demo, o.Scenarios, o.Store
	return with
}

// FuzzKeys types whatever comes and wants every frame to fit.
func FuzzKeys(f *testing.F) {
	f.Add("jjkl\rdt\tJE/e\rqhc\re?", uint8(80), uint8(24), uint8(0))
	f.Add("yn2aacct_\r3tx:chain\r$j\r", uint8(60), uint8(16), uint8(1))
	f.Add("in_1\rabc\x1b/m", uint8(200), uint8(60), uint8(2))
	f.Add("jd", uint8(220), uint8(0), uint8(0))
	all := scenes()
	special := []string{"up", "down", "left", "right", "enter", "esc", "tab", "shift+tab", "pgup", "pgdown", "home", "end", "f1", "f2", "backspace", "ctrl+u", "ctrl+d", "ctrl+o"}
	f.Fuzz(func(t *testing.T, typed string, w, h, which uint8) {
		if len(typed) > 80 {
			return
		}
		s := all[int(which)%len(all)]
		d := s.play(t, int(w), int(h))
		t.Chdir(t.TempDir())
		for _, r := range typed {
			if len(d.u.stack) == 0 {
				return
			}
			switch {
			case r < 0x20:
				d.keys(special[int(r)%len(special)])
			case r >= 0x80 && r < 0xa0:
				d.send(sized(int(r), int(w)))
			default:
				d.keys(string(r))
			}
			if len(d.u.stack) > 0 {
				fits(t, d.u.View(), "fuzz", d.u.w, d.u.h)
			}
		}
	})
}

// heavy is a sale with a long history and a big object.
func heavy() Options {
	diag := typoDiagnosis()
	var raw strings.Builder
	raw.WriteString(`{"id":"cus_PnT4kq8WmXo2Lr","list":[`)
	for i := range 800 {
		if i > 0 {
			raw.WriteByte(',')
		}
		fmt.Fprintf(&raw, `{"id":"il_%06dAbCdEf","amount":%d,"email":"someone%d@example.com","nested":{"a":1,"b":[1,2,3]}}`, i, i, i)
	}
	raw.WriteString(`]}`)
	diag.Evidence.Stripe.Customers[0].Raw = record.Raw(raw.String())
	for i := range 300 {
		inv := diag.Evidence.Stripe.Invoices[0]
		inv.ID = fmt.Sprintf("in_1QwErT5yUiOpAsDf%08d", i)
		inv.Created = inv.Created.Add(-time.Duration(i) * time.Hour)
		diag.Evidence.Stripe.Invoices = append(diag.Evidence.Stripe.Invoices, inv)
	}
	return testOptions(diag)
}

// crowdedAudit finds some five hundred sales.
func crowdedAudit() Options {
	o := picking()
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		sum := testAudit(typoDiagnosis(), x)
		for i := range 500 {
			found := typoDiagnosis()
			found.Subject.Query.Typed, found.Subject.Email = fmt.Sprint("more ", i), fmt.Sprintf("buyer%d@hollow.example", i)
			x.Found(audit.Sale{Diagnosis: found, Checks: found.Checks[:]})
		}
		return sum
	}
	return o
}

func BenchmarkKeyToFrame(b *testing.B) {
	for _, masked := range []bool{false, true} {
		for _, s := range []scene{
			{"walk", heavy, []string{"right"}}, {"object", heavy, []string{"d"}}, {"raw", heavy, []string{"d", "J", "E"}}, {"payments", heavy, []string{"$"}}, {"report", heavy, []string{"e", "f"}}, {"help", heavy, []string{"?"}},
			{"audit", crowdedAudit, []string{"down"}},
		} {
			b.Run(fmt.Sprintf("%s/masked=%v", s.name, masked), func(b *testing.B) {
				o := s.opts()
				o.Mask, o.NoColor = masked, false
				o.Environ = func(k string) string { return map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}[k] }
				d := start(b, o, 200, 60)
				d.keys(s.keys...)
				if s.name == "audit" {
					for a := d.auditing(); a.next != nil; {
						a.hear()
					}
				}
				msgs := []any{keyMsg("down"), keyMsg("up")}
				b.ReportAllocs()
				var took []time.Duration
				for i := 0; b.Loop(); i++ {
					began := time.Now()
					d.u.Update(msgs[i%2])
					_ = d.u.View()
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

// An address too long for its row is broken before its @, within a sentence too
// and where a part of it is marked; nothing of it is lost.
func TestLongAddressesBreakBeforeTheirAt(t *testing.T) {
	t.Parallel()
	mail := "wendeline.ashcombe@gmail-for-work.example"
	for _, c := range []struct {
		l    kit.Line
		n    int
		want []string
	}{
		{kit.Ln(kit.Plain, "It says "+mail+", not this."), 30, []string{"It says wendeline.ashcombe", "@gmail-for-work.example, not", "this."}},
		{kit.Ln(kit.Plain, "wendeline").With(kit.Differ, ".").With(kit.Plain, "ashcombe@gmail-for-work.example"), 30, []string{"wendeline.ashcombe", "@gmail-for-work.example"}},
		{kit.Ln(kit.Plain, "in_1HkcXs9A8fAj6xF9AdGcQ7m6"), 20, []string{"in_1HkcXs9A8fAj6xF9A", "dGcQ7m6"}},
		{kit.Ln(kit.Plain, mail), 60, []string{mail}},
		// Where the two parts would take more rows, it is cut as any word.
		{kit.Ln(kit.Plain, "abcdefghijk@lm.example"), 11, []string{"abcdefghijk", "@lm.example"}},
		{kit.Ln(kit.Plain, "a@bcdefghijklmnopqrst"), 11, []string{"a@bcdefghij", "klmnopqrst"}},
	} {
		var got []string
		for _, row := range c.l.Wrap(c.n) {
			got = append(got, row.Text())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %d cells: %q", c.l.Text(), c.n, got)
		}
	}
}

// The preview of the text report fits a narrow terminal row by row; what is
// copied keeps a mail's rows.
func TestTheTextReportIsWrappedForTheTerminal(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	copied := ""
	o.Services.Copy = func(_ context.Context, text string) []string { copied = text; return []string{"here"} }
	d := start(t, o, 60, 200)
	d.keys("e", "tab", "y")
	d.keys("x") // the word of the copy goes
	var shown []string
	for _, row := range strings.Split(d.text(), "\n")[5:199] {
		shown = append(shown, strings.TrimSpace(row))
	}
	letters := func(s string) string { return strings.Join(strings.Fields(s), "") } // links go on in the next row
	if have, want := letters(strings.Join(shown, " ")), letters(copied); !strings.HasPrefix(have, want) {
		t.Errorf("other words are shown than copied:\n%s\n%s", have, want)
	}
	fits(t, d.text(), "report", 60, 200)
}
