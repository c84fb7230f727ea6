package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

var (
	open   = display.Masker{Location: time.UTC}
	masked = display.Masker{On: true, Location: time.UTC, Salt: "golden"}
)

func say(parts ...any) record.Sentence {
	var s record.Sentence
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			s = append(s, record.Piece{Value: p})
		case record.Piece:
			s = append(s, p)
		}
	}
	return s
}

func email(s string) record.Piece  { return record.Piece{Kind: record.KindEmail, Value: s} }
func id(s string) record.Piece     { return record.Piece{Kind: record.KindID, Value: s} }
func coupon(s string) record.Piece { return record.Piece{Kind: record.KindCoupon, Value: s} }
func name(s string) record.Piece   { return record.Piece{Kind: record.KindName, Value: s} }

// broken is a sale with something of everything: each status, two findings of
// one item, compared fields, objects of both services, remedies with every field.
func broken() *checks.Diagnosis {
	at := time.Date(2026, 3, 12, 14, 3, 0, 0, time.UTC)
	when := record.Piece{Kind: record.KindWhen, Value: at.Format(time.RFC3339)}
	amount := record.Piece{Kind: record.KindAmount, Value: "49.00 USD"}
	customer := checks.Object{Ref: record.Ref{System: record.Stripe, Type: "customer", ID: "cus_P4nQ8xYzAbCd12"}, URL: "https://dashboard.stripe.com/test/customers/cus_P4nQ8xYzAbCd12"}
	referral := checks.Object{Ref: record.Ref{System: record.FirstPromoter, Type: "referral", ID: "4711234"}}
	invoice := record.Invoice{ID: "in_1Abc2Def3Ghi4Jkl", Status: "paid", AmountPaid: record.Money{Minor: 4900, Currency: "usd"}, PaidAt: at}
	return &checks.Diagnosis{
		At: at.Add(time.Hour),
		Evidence: &record.Evidence{
			Stripe:        record.StripeSide{Account: &record.Account{ID: "acct_1AbCdEfGhIjKlMnO"}, KeyMode: record.Test},
			FirstPromoter: record.FirstPromoterSide{API: record.V2},
			Requests:      record.Requests{Stripe: 7, FirstPromoter: 1, Depth: 3},
			StartedAt:     at.Add(time.Hour), Elapsed: 812 * time.Millisecond,
		},
		Subject: checks.Subject{
			Query:    record.Query{Kind: record.ByInvoice, Value: "in_1Abc2Def3Ghi4Jkl", Typed: "in_1Abc2Def3Ghi4Jkl"},
			Customer: "cus_P4nQ8xYzAbCd12", Sale: record.Ref{System: record.Stripe, Type: "invoice", ID: "in_1Abc2Def3Ghi4Jkl"},
			Referral: "4711234", Email: "anna@gmial.example", Payment: record.Sale{Invoice: &invoice},
		},
		Checks: [6]checks.Check{
			{Item: checks.Connected, Status: checks.Pass, Findings: []checks.Finding{
				{Cause: "recently-received", Verdict: checks.Pass, Basis: checks.Documented, Summary: say("FirstPromoter recorded another sale on ", when, ".")},
				{Cause: "sales-by-api", Verdict: checks.Info, Basis: checks.Inferred, Summary: say("Some sales were reported by your site itself.")},
			}},
			{Item: checks.Account, Status: checks.Ask, Findings: []checks.Finding{{
				Cause: "account-unconfirmed", Verdict: checks.Ask, Basis: checks.Documented, Summary: say("Only you can see which account FirstPromoter shows."),
				Remedies: []checks.Remedy{{Step: 1, Text: say("Compare the Connected account ID with this one."), Where: "Settings > Integrations > Stripe: Setup", URL: "https://login.firstpromoter.com?redirect=%2Fintegration%2Fstripe", Value: id("acct_1AbCdEfGhIjKlMnO")}},
			}}},
			{Item: checks.Mode, Status: checks.Error, Findings: []checks.Finding{{
				Cause: "permission-missing", Verdict: checks.Error, Basis: checks.Documented, Summary: say("The Stripe key may not read balances."),
				Remedies: []checks.Remedy{{Step: 1, Text: say("Set “Balance” to Read."), Where: "Stripe Dashboard > Developers > API keys"}},
			}}},
			{Item: checks.Lead, Status: checks.Fail, Findings: []checks.Finding{
				{
					Cause: "email-typo", Verdict: checks.Fail, Basis: checks.Documented,
					Summary: say("The addresses differ by a typing slip: ", email("anna@gmail.example"), " in FirstPromoter, ", email("anna@gmial.example"), " in Stripe."),
					Objects: []checks.Object{customer, referral},
					Compare: []checks.Compare{
						{Field: "email", Stripe: email("anna@gmial.example"), FirstPromoter: email("anna@gmail.example")},
						{Field: "uid", Stripe: id("cus_P4nQ8xYzAbCd12")},
						{Field: "created", Stripe: when, FirstPromoter: when},
					},
					Remedies: []checks.Remedy{
						{
							Step: 1, Alternative: "a",
							Text: say("Either change the lead’s e-mail address in FirstPromoter to the one the buyer uses in Stripe."), Where: "Referrals > find the referral > three-dot menu", Value: email("anna@gmial.example"),
							Command: say("curl -X PUT 'https://api.firstpromoter.com/api/v2/company/referrals/", id("4711234"), `' -H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -d '{"email":"`, email("anna@gmial.example"), `"}'`),
						},
						{
							Step: 1, Alternative: "b", Text: say("Or, if the lead’s address is the right one, change the customer’s e-mail address in Stripe."),
							Where: "Stripe Dashboard > Customers > the customer > Details", URL: "https://dashboard.stripe.com/customers/cus_P4nQ8xYzAbCd12", Value: email("anna@gmail.example"),
						},
						{Step: 2, Text: say("Then import the missed sale."), Where: "Referrals > the referral > Import Stripe Events", Value: id("cus_P4nQ8xYzAbCd12")},
					},
				},
				{Cause: "duplicate-referrals", Verdict: checks.Warn, Basis: checks.Inferred, Summary: say("Another lead belongs to ", name("Anna_Example *"), ". How FirstPromoter picks one is not documented.")},
			}},
			{Item: checks.Payment, Status: checks.Pass, Findings: []checks.Finding{{Cause: "paid", Verdict: checks.Pass, Basis: checks.Documented, Summary: say(amount, " came in on ", when, ".")}}},
			{Item: checks.Coupon, Status: checks.Skip, Findings: []checks.Finding{{Cause: "coupon-not-used", Verdict: checks.Skip, Basis: checks.Documented, Summary: say("No coupon is involved; ", coupon("SUMMER20"), " was not used.")}}},
		},
	}
}

func healthy() *checks.Diagnosis {
	d := broken()
	for i := range d.Checks {
		d.Checks[i] = checks.Check{Item: checks.Items[i], Status: checks.Pass, Findings: []checks.Finding{{Cause: "paid", Verdict: checks.Pass, Summary: say("Good.")}}}
	}
	return d
}

// empty is what is left of a walk that was stopped at once.
func empty() *checks.Diagnosis {
	d := &checks.Diagnosis{At: time.Date(2026, 3, 12, 14, 3, 0, 0, time.UTC), Subject: checks.Subject{Query: record.Query{Kind: record.ByEmail, Value: "a@b.example", Typed: "a@b.example"}}}
	for i := range d.Checks {
		d.Checks[i] = checks.Check{Item: checks.Items[i], Status: checks.Error, Findings: []checks.Finding{{
			Cause: "unreachable", Verdict: checks.Error, Basis: checks.Documented, Summary: say("Stripe was not asked: the run was stopped."),
		}}}
	}
	return d
}

func text(w io.Writer, d *checks.Diagnosis, m display.Masker) error {
	return report.Text(w, d, m, 80)
}

var formats = map[string]func(io.Writer, *checks.Diagnosis, display.Masker) error{
	"text": text, "markdown": report.Markdown, "short": report.Short, "json": report.JSON,
}

func written(t *testing.T, format string, d *checks.Diagnosis, m display.Masker) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](&b, d, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for format := range formats {
		for what, d := range map[string]*checks.Diagnosis{"broken": broken(), "healthy": healthy(), "empty": empty()} {
			t.Run(format+"/"+what, func(t *testing.T) { golden.RequireEqual(t, []byte(written(t, format, d, open))) })
		}
		t.Run(format+"/masked", func(t *testing.T) { golden.RequireEqual(t, []byte(written(t, format, broken(), masked))) })
	}
}

func TestJSONHoldsTheContract(t *testing.T) {
	for what, d := range map[string]*checks.Diagnosis{"broken": broken(), "healthy": healthy(), "empty": empty()} {
		var doc map[string]any
		if err := json.Unmarshal([]byte(written(t, "json", d, open)), &doc); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if doc["schema"] != "fpdoctor.check/1" || len(doc["checks"].([]any)) != 6 {
			t.Errorf("%s: schema %v with %d items", what, doc["schema"], len(doc["checks"].([]any)))
		}
		for _, field := range []string{"query", "customer", "sale", "referral", "email"} {
			if _, ok := doc["subject"].(map[string]any)[field]; !ok {
				t.Errorf("%s: subject.%s is missing; unknown ones are null", what, field)
			}
		}
		for i, want := range []string{"connected", "account", "mode", "lead", "payment", "coupon"} {
			c := doc["checks"].([]any)[i].(map[string]any)
			if c["id"] != want || c["item"] != float64(i+1) || c["findings"] == nil {
				t.Errorf("%s: item %d is %v", what, i+1, c)
			}
		}
		if _, err := time.Parse(time.RFC3339, doc["started_at"].(string)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A payment intent without an invoice or charge is no sale in the contract's sense.
func TestJSONSaleIsInvoiceOrCharge(t *testing.T) {
	d := broken()
	d.Subject.Sale = record.Ref{System: record.Stripe, Type: "payment_intent", ID: "pi_123"}
	if out := written(t, "json", d, open); !strings.Contains(out, `"sale": null`) {
		t.Errorf("sale is not null:\n%s", out)
	}
}

func TestMaskedHidesEverywhere(t *testing.T) {
	for format := range formats {
		out := written(t, format, broken(), masked)
		for _, private := range []string{"anna", "gmail", "gmial", "Anna", "49.00", "SUMMER20", "cus_P4nQ", "in_1Abc2", "acct_1AbC", "4711234"} {
			if strings.Contains(out, private) {
				t.Errorf("%s: %q can be read", format, private)
			}
		}
	}
}

// Whoever compares values of a masked document finds what the clear one shows:
// equal where equal, different where different.
func TestMaskedJSONKeepsEquality(t *testing.T) {
	clear, hidden := leaves(t, written(t, "json", broken(), open)), leaves(t, written(t, "json", broken(), masked))
	if len(clear) != len(hidden) {
		t.Fatalf("%d values in clear, %d masked", len(clear), len(hidden))
	}
	for a, x := range clear {
		for b, y := range clear {
			if (x == y) != (hidden[a] == hidden[b]) {
				t.Errorf("%s and %s: %q and %q are masked as %q and %q", a, b, x, y, hidden[a], hidden[b])
			}
		}
	}
}

func leaves(t *testing.T, doc string) map[string]string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(doc), &v); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var walk func(string, any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				walk(path+"."+k, x)
			}
		case []any:
			for i, x := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), x)
			}
		case string:
			out[path] = v
		}
	}
	walk("", v)
	return out
}

func TestTextWrapsAtWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		var b bytes.Buffer
		if err := report.Text(&b, broken(), open, width); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			words := strings.Fields(line)
			unbroken := strings.Contains(line, "https://") || len(words) == 1 || strings.Contains(line, "curl ")
			if ansi.StringWidth(line) > width && !unbroken {
				t.Errorf("%d cells instead of %d: %q", ansi.StringWidth(line), width, line)
			}
		}
		if !strings.Contains(b.String(), `-H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -d '{"email":"anna@gmial.example"}'`) {
			t.Errorf("width %d: the command was broken:\n%s", width, b.String())
		}
	}
}

func TestShortIsShort(t *testing.T) {
	d := broken()
	d.Checks[3].Findings[0].Summary = say(strings.Repeat("very long ", 200))
	if out := written(t, "short", d, open); strings.Count(out, "\n") > 12 || len(out) > 4000 {
		t.Errorf("%d lines, %d bytes", strings.Count(out, "\n"), len(out))
	}
}

// The short form tells why for each item that is no good, a shared reason once, and
// the steps after the first as far as there is room, never fewer in silence.
func TestShortTellsEveryReasonAndStep(t *testing.T) {
	d := broken()
	out := written(t, "short", d, open)
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			if f.Verdict.Troubled() && !strings.Contains(out, open.Sentence(f.Summary)) {
				t.Errorf("%q is missing in\n%s", open.Sentence(f.Summary), out)
			}
		}
	}
	if out := written(t, "short", empty(), open); strings.Count(out, "the run was stopped") != 1 || strings.Count(out, "for the reason told at item 1.") != 5 {
		t.Errorf("one reason is told more than once:\n%s", out)
	}
	f := &d.Checks[3].Findings[0]
	for step := 3; step <= 6; step++ {
		f.Remedies = append(f.Remedies, checks.Remedy{Step: step, Text: say(fmt.Sprintf("Then do number %d.", step))})
	}
	out = written(t, "short", d, open)
	if n := strings.Count(out, "\n"); n != 12 {
		t.Errorf("%d lines", n)
	}
	if !strings.Contains(out, "\n3) Then do number 3.\n") || !strings.Contains(out, "\n3 more things to do stand in the full report.\n") {
		t.Errorf("the steps after the first are not told:\n%s", out)
	}
}

func TestMarkdownCannotBeBrokenOutOf(t *testing.T) {
	d := broken()
	for _, evil := range []string{"``` \n# owned", "a ``` b", "`x`", "`**bold**`", "a|b", "[x](https://evil.example)", "<img src=x>", "@team", "#1", "**bold**", "![x](y)", "| a | b |", "1. x"} {
		d.Checks[3].Findings[0].Summary = say(record.Piece{Kind: record.KindText, Value: evil}, " says ", record.Piece{Kind: record.KindText, Value: evil}, " and ", id(evil))
		d.Checks[3].Findings[0].Compare = []checks.Compare{{Field: "name", Stripe: name(evil), FirstPromoter: id(evil)}}
		d.Checks[3].Findings[0].Remedies[0].Command = say("echo '", id(evil), "'")
		out := written(t, "markdown", d, open)
		for _, live := range []string{"\n# owned", "](https://evil", " <img", " @team", " **bold**", "\n1. x"} {
			if strings.Contains(stripCode(out), live) {
				t.Errorf("%q is live in\n%s", live, out)
			}
		}
		if strings.Contains(strings.ReplaceAll(stripCode(out), "\\`", ""), "`") {
			t.Errorf("with %q there is code that does not end:\n%s", evil, out)
		}
		for _, row := range regexp.MustCompile(`(?m)^\| name \|.*$`).FindAllString(out, -1) {
			if n := len(regexp.MustCompile(`(?:^|[^\\])\|`).FindAllString(row, -1)); n != 4 {
				t.Errorf("with %q the row has %d bars: %s", evil, n, row)
			}
		}
		// The command's block must end where it is to end, not inside its text.
		if i := strings.Index(out, "sh\n     echo"); i < 0 || !strings.Contains(out[i:], "'\n     ```") {
			t.Errorf("with %q the command has no block of its own:\n%s", evil, out)
		}
	}
}

// stripCode takes code spans and blocks out of a Markdown text.
func stripCode(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '`')
		if i < 0 || i > 0 && s[i-1] == '\\' {
			if i < 0 {
				return b.String() + s
			}
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		fence := s[i : i+n]
		rest := s[i+n:]
		end := -1
		for at := 0; ; {
			j := strings.Index(rest[at:], fence)
			if j < 0 {
				break
			}
			j += at
			k := len(rest[j:]) - len(strings.TrimLeft(rest[j:], "`"))
			if k == n {
				end = j + n
				break
			}
			at = j + k
		}
		if end < 0 {
			return b.String() + s[i:]
		}
		s = rest[end:]
	}
	return b.String()
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrorsAreTold(t *testing.T) {
	for format, write := range formats {
		if err := write(closedPipe{}, broken(), open); err == nil {
			t.Errorf("%s: the error of the writer was lost", format)
		}
	}
}

// No format lets a key, a control character or broken text through, whatever
// the services sent, and JSON stays one valid document.
func FuzzReports(f *testing.F) {
	key := "sk_live_" + "AbCdEf0123456789"
	for _, s := range []string{"", "anna@example.com", "\x1b]0;x\x07", "\u202egpj", "\xff\xfe", key, "a\nb", "`" + key + "`", "|", "e\u0301\u0301\u0301", "\u2028", "\U000E0041", "live_AbCdEf0123456789", "‹", "\"'\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := broken()
		d.Subject.Query.Typed, d.Subject.Customer, d.Subject.Email, d.Subject.Sale.ID = s, s, s, s
		d.Evidence.Stripe.Account.ID = s
		lead := &d.Checks[3].Findings[0]
		for _, kind := range []record.Kind{record.Words, record.KindCode, record.KindEmail, record.KindName, record.KindAmount, record.KindID, record.KindCoupon, record.KindWhen, record.KindText} {
			p := record.Piece{Kind: kind, Value: s}
			lead.Summary = append(lead.Summary, p)
			lead.Compare = append(lead.Compare, checks.Compare{Field: s, Stripe: p, FirstPromoter: p})
			lead.Remedies = append(lead.Remedies, checks.Remedy{Step: 2, Text: say(p), Where: s, URL: "https://" + s, Value: p, Command: say(p)})
			lead.Objects = append(lead.Objects, checks.Object{Ref: record.Ref{System: record.Stripe, Type: "customer", ID: s}, URL: "https://x.example/" + s})
		}
		for format := range formats {
			for _, m := range []display.Masker{open, masked} {
				out := written(t, format, d, m)
				if tail := key[len("sk_live_"):]; strings.Contains(out, key) || strings.Count(s, tail) == strings.Count(s, key) && strings.Contains(out, tail) {
					t.Errorf("%s holds the key", format)
				}
				if !utf8.ValidString(out) {
					t.Errorf("%s: broken UTF-8", format)
				}
				for _, r := range out {
					if r != '\n' && (unicode.IsControl(r) || !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
						t.Errorf("%s holds %U", format, r)
					}
				}
				if format == "json" {
					for path, v := range leaves(t, out) {
						for _, r := range v {
							if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
								t.Errorf("%s holds %U once decoded", path, r)
							}
						}
					}
				}
			}
		}
	})
}

// An object is called what FirstPromoter's screens of the version in use call it, and
// Stripe's what Stripe calls it.
func TestObjectsInTheWordsOfTheVersion(t *testing.T) {
	for api, want := range map[record.API]string{record.V1: "FirstPromoter lead", record.V2: "FirstPromoter referral"} {
		d := broken()
		d.Evidence.FirstPromoter.API = api
		var text, markdown strings.Builder
		if err := errors.Join(report.Text(&text, d, open, 0), report.Markdown(&markdown, d, open)); err != nil {
			t.Fatal(err)
		}
		for format, got := range map[string]string{"text": text.String(), "markdown": markdown.String()} {
			if strings.Count(got, want+": ") != 1 || !strings.Contains(got, want+" 4711234") && !strings.Contains(got, want+" `4711234`") {
				t.Errorf("%s, %s: no %q in\n%s", format, api, want, got)
			}
			if !strings.Contains(got, "Stripe customer") {
				t.Errorf("%s, %s: Stripe’s customer is called otherwise:\n%s", format, api, got)
			}
		}
	}
}
