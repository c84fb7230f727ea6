package checks_test

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// notUTF8 stands for bytes that are no text, which JSON cannot be asked to write.
const notUTF8 = "(no text)"

// payloads are what somebody might type into a name, a coupon or a referral's
// id to get at whoever reads it in a terminal, a ticket or a shell.
var payloads = []string{
	"\x1b[31mred\x1b[0m", "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]0;title\x1b\\", "\x1b[2J\x1b[H\x1b[?1049h",
	"\u009b31m", "\u0090q\u009c", "\x00\x01\x07\x08\x7f", "\r\nfake: line\n\n# heading\n", "\u2028fake: line\u2029", "\u202egnp.exe\u202c", "\u2066a\u2069\u200f",
	"a\u200bb\u200d\ufeffc\u2060\u00ad", "Z" + strings.Repeat("\u0351\u0489", 100), "\U000E0041\U000E0042", "\ue000\uffff", notUTF8,
	"`code` **bold** [x](https://evil.example) <script>alert(1)</script> | cell | ![i](https://evil.example/i.png) @everyone", "```\n```", "<!-- ", "&lt;b&gt;",
	"$(touch PWNED) `touch PWNED`; touch PWNED & ${IFS}", "'; touch PWNED; '", `"; touch PWNED; "`, `\'; touch PWNED #`, "'\n touch PWNED\n'", "{lead}{customer}{detail}%s%n%d",
	"-rf", " leading and trailing ", "日本語 🧑‍👩‍👧 é", "раура1",
}

// of chooses a payload by the text it is to poison, so that equal texts stay equal.
func of(s string) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, s)
	return payloads[int(h.Sum32())%len(payloads)]
}

var (
	// sound are fields with whose values nothing would be read any further.
	sound = regexp.MustCompile(`^(object|url|type|status|state|currency|mode|has_more|next_page|billing_reason|collection_method|payment_status|` +
		`entry_source|commission_type|unit|code|duration|fraud_check|country|default_currency|event_id|data|reason)$`)
	stripeIDs = regexp.MustCompile(`^(cus|in|ch|py|pi|cs|sub|di|promo|acct|evt|price|prod|il|si|plink|txn|du|dp|sub_sched|we)_[A-Za-z0-9_]+$`)
)

// poison changes every text that is free to be anything.
func poison(name string, v any, change func(name, s string) string) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if name == "metadata" || name == "custom_fields" {
				out[change("metadata", k)] = poison("metadata", x, change)
				continue
			}
			out[k] = poison(k, x, change)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = poison(name, x, change)
		}
		return out
	case string:
		if _, err := time.Parse(time.RFC3339, v); err == nil || sound.MatchString(name) || stripeIDs.MatchString(v) {
			return v
		}
		return change(name, v)
	case json.Number:
		if name == "id" || strings.HasSuffix(name, "_id") {
			return change("number", v.String())
		}
	}
	return v
}

// poisons are the ways in which the sandbox's texts are poisoned.
var poisons = map[string]func() func(name, s string) string{
	"names, addresses kept": func() func(string, string) string {
		return func(name, s string) string {
			if name == "number" || name == "id" || strings.Contains(name, "email") || strings.Contains(name, "coupon") || name == "uid" {
				return s
			}
			return of(s)
		}
	},
	"everything, at its end": func() func(string, string) string {
		return func(name, s string) string {
			if name == "number" {
				return s
			}
			return s + of(s)
		}
	},
	"everything, numbers too": func() func(string, string) string {
		return func(_, s string) string { return of(s) + s }
	},
	"a few megabytes": func() func(string, string) string {
		left := 3
		return func(name, s string) string {
			if left == 0 || name == "number" || name == "id" {
				return s
			}
			left--
			return s + strings.Repeat([]string{"A\u200b", "a\u0301\x1b[", "'| ` "}[left], 1<<20/3)
		}
	},
}

// poisoned rewrites every answer in JSON.
func poisoned(change func() func(name, s string) string) func(string, http.Handler) http.Handler {
	return func(_ string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			body := kept.Body.Bytes()
			dec := json.NewDecoder(bytes.NewReader(body))
			dec.UseNumber()
			var v any
			if dec.Decode(&v) == nil {
				if b, err := json.Marshal(poison("", v, change())); err == nil {
					body = bytes.ReplaceAll(b, []byte(notUTF8), []byte("\xff\xfe\xc3("))
				}
			}
			for k, x := range kept.Header() {
				w.Header()[k] = x
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(body)
		})
	}
}

// TestHostileData walks the demo merchant's sales with every text poisoned, and
// looks at everything that comes out.
func TestHostileData(t *testing.T) {
	var walks, commands atomic.Int64
	shell := newShell(t)
	t.Run("all", func(t *testing.T) {
		for way, change := range poisons {
			server, err := sandbox.Start(sandbox.Options{Wrap: poisoned(change)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = server.Close() })
			for i, s := range server.Scenarios() {
				api := []string{sandbox.V2, sandbox.V2, sandbox.V1}[i%3]
				if !s.Shown(api) || strings.HasPrefix(way, "everything") && i%3 == 0 || way == "a few megabytes" && i%16 != 1 {
					continue
				}
				if way == "a few megabytes" && !share.Has(i/16, 8) || way != "a few megabytes" && !share.Has(i, 14) {
					continue
				}
				t.Run(way+"/"+s.Name+"/"+api, func(t *testing.T) {
					t.Parallel()
					began := time.Now()
					d := walkScenario(t, server, s, api)
					out := printed(t, d.Evidence, d.Answers)
					if took := time.Since(began); took > patient {
						t.Errorf("took %v", took)
					}
					walks.Add(1)
					for format, text := range out {
						fit(t, format, text)
					}
					inert(t, out["markdown"])
					inert(t, out["markdown masked"])
					for _, format := range []string{"json", "json masked"} {
						for _, c := range remediesOf(t, out[format]) {
							shell.try(t, c)
							commands.Add(1)
						}
					}
				})
			}
		}
	})
	t.Logf("%d walks, %d commands run by a shell", walks.Load(), commands.Load())
	if commands.Load() == 0 {
		t.Error("no remedy had a command, so none was tried")
	}
}

// fit fails on everything that a terminal would act upon, that cannot be seen,
// or that has no end.
func fit(t *testing.T, format, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s: not UTF-8", format)
	}
	if len(s) > 200<<10 {
		t.Errorf("%s: %d bytes", format, len(s))
	}
	marks := 0
	for i, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		if r != '\n' && unicode.IsControl(r) || marks > 2 || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			t.Fatalf("%s holds %U in %q", format, r, s[max(0, i-40):min(len(s), i+40)])
		}
	}
	for _, line := range strings.Split(s, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "fake: line") && !strings.HasPrefix(format, "text") {
			t.Errorf("%s has a forged line", format)
		}
	}
}

// inert fails on Markdown in which a value would be more than text. Code is left out.
func inert(t *testing.T, md string) {
	t.Helper()
	var b strings.Builder
	for md != "" {
		i := strings.IndexByte(md, '`')
		if i < 0 || i > 0 && md[i-1] == '\\' {
			b.WriteString(md[:i+1])
			if md = md[i+1:]; i < 0 {
				b.WriteString(md)
				break
			}
			continue
		}
		b.WriteString(md[:i])
		run := len(md[i:]) - len(strings.TrimLeft(md[i:], "`"))
		fence := strings.Repeat("`", run)
		end := closing(md[i+run:], fence)
		if end < 0 {
			t.Fatalf("code that does not end: %q", md[i:min(len(md), i+100)])
		}
		md = md[i+run+end+run:]
	}
	text := b.String()
	for _, bad := range []string{"<script", "**bold**", "](http", "@everyone", "<!--", "&lt;"} {
		if i := strings.Index(text, bad); i >= 0 && (i == 0 || text[i-1] != '\\') {
			t.Errorf("Markdown with a live %q: %q", bad, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

// closing finds a run of backquotes of exactly that length.
func closing(s, fence string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], fence)
		if i < 0 {
			return -1
		}
		at += i
		run := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
		if run == len(fence) {
			return at
		}
		at += run
	}
}

func remediesOf(t *testing.T, doc string) (commands []string) {
	t.Helper()
	var d struct {
		Checks []struct {
			Findings []struct {
				Remedies []struct{ Command string }
			}
		}
	}
	if err := json.Unmarshal([]byte(doc), &d); err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			for _, r := range f.Remedies {
				if r.Command != "" {
					commands = append(commands, r.Command)
				}
			}
		}
	}
	return commands
}

// shell runs commands with a curl of its own that only shows its arguments.
type shell struct{ path, dir string }

func newShell(t *testing.T) shell {
	path, err := exec.LookPath("sh")
	if err != nil {
		t.Log("there is no shell here, so the commands are not run")
	}
	return shell{path, t.TempDir()}
}

func (s shell) try(t *testing.T, command string) {
	t.Helper()
	if s.path == "" {
		return
	}
	cmd := exec.Command(s.path, "-c", `curl() { printf '%s\0' "$@"; }`+"\n"+command)
	cmd.Dir, cmd.Env = s.dir, []string{"FIRSTPROMOTER_API_KEY=key", "FIRSTPROMOTER_ACCOUNT_ID=account", "PATH=" + os.Getenv("PATH")}
	out, err := cmd.Output()
	words := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if err != nil || len(words) != 7 && len(words) != 11 {
		t.Errorf("%v, %d words of %q", err, len(words), command)
		return
	}
	if words[4] != "Authorization: Bearer key" || words[6] != "Account-ID: account" || !strings.HasPrefix(words[2], "https://api.firstpromoter.com/api/v2/company/") {
		t.Errorf("%q", words)
	}
	var body map[string]any
	if len(words) == 11 && (json.Unmarshal([]byte(words[10]), &body) != nil && !strings.Contains(command, "•") || len(body) > 1) {
		t.Errorf("body %q", words[10])
	}
	if found, _ := filepath.Glob(filepath.Join(s.dir, "*")); len(found) > 0 {
		t.Fatalf("the command did something of its own: %q", command)
	}
}
