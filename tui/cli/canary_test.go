package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"fpdoctor/checks/sandbox"
)

// canaries is a sandbox in whose answers both keys stand, where people write texts.
type canaries struct {
	*sandbox.Server
	keys   []string
	mu     sync.Mutex
	places map[string]bool // service, kind of page and field
}

// writable are the fields that somebody may have put a key in.
var writable = strings.Fields(`name email description username failure_message note title nickname statement_descriptor first_name
	last_name company_name value text message reason phone city line1 customer_name receipt_email website default_landing_page
	client_reference_id ref_token default_ref_id business_name display_name`)

// plant begins each text of a writable field with another one, and faster than a regular
// expression, which takes a second for the lists of each audit.
func plant(body []byte, text func(field string) string) (out []byte) {
	for {
		end := bytes.Index(body, []byte(`":`))
		if end < 0 {
			return append(out, body...)
		}
		field := string(body[bytes.LastIndexByte(body[:end], '"')+1 : end])
		value := bytes.TrimLeft(body[end+len(`":`):], " \n")
		begun := len(body) - len(value)
		if !bytes.HasPrefix(value, []byte(`"`)) || !slices.Contains(writable, field) {
			out, body = append(out, body[:begun]...), value
			continue
		}
		out = append(append(out, body[:begun+1]...), text(field)...)
		body = value[1:]
	}
}

// spelt gives a key's spelling inside a JSON string, another for each n.
func spelt(key string, n int) string {
	each := func(how string) string {
		var b strings.Builder
		for _, c := range key {
			fmt.Fprintf(&b, how, c)
		}
		return b.String()
	}
	switch n % 9 {
	case 1:
		return each(`\u%04x`)
	case 2:
		return fmt.Sprintf(`\u%04x`, key[0]) + key[1:]
	case 3:
		return strings.NewReplacer("_", `\\_`, "-", `\\-`).Replace(key)
	case 4:
		return `\"` + key + `\"`
	case 5:
		return strings.ToUpper(key)
	case 6: // capitals here and there
		return key[:3] + strings.ToUpper(key[3:12]) + key[12:]
	case 7:
		return each("%%%02x")
	case 8:
		return each("&#x%x;")
	}
	return key
}

// startCanaries serves both services with keys in their texts and headers.
func startCanaries(t *testing.T) *canaries {
	t.Helper()
	c := &canaries{places: map[string]bool{}}
	var ready atomic.Bool
	ids := regexp.MustCompile(`/([a-z]+_[A-Za-z0-9]+|[0-9]+)`)
	server, err := sandbox.Start(sandbox.Options{Wrap: func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			body := kept.Body.Bytes()
			maps.Copy(w.Header(), kept.Header())
			w.Header().Del("Content-Length")
			if ready.Load() {
				page, nth := service+" "+ids.ReplaceAllString(r.URL.Path, "/…")+" ", len(r.URL.Path)
				body = plant(body, func(field string) string {
					nth++ // of this page, so that each run plants the same
					c.mu.Lock()
					c.places[page+field] = true
					c.mu.Unlock()
					return spelt(c.keys[nth%2], nth/2)
				})
				w.Header().Set("Request-Id", "req_"+c.keys[len(page)%2])
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(body) // a client that is gone by now
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	c.Server, c.keys = server, []string{server.StripeKey, server.FirstPromoterKey}
	ready.Store(true)
	return c
}

// enough makes sure that the test is about what it says.
func (c *canaries) enough(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	each := map[string]int{}
	for p := range c.places {
		service, _, _ := strings.Cut(p, " ")
		each[service]++
	}
	if len(c.places) < 30 || each[sandbox.StripeService] < 8 || each[sandbox.FirstPromoterService] < 8 {
		t.Errorf("keys in %d places only: %v", len(c.places), slices.Sorted(maps.Keys(c.places)))
	}
}

var (
	escapedRune  = regexp.MustCompile(`(?i)\\+u00([0-9a-f]{2})|&#x0*([0-9a-f]{2});|%([0-9a-f]{2})`)
	terminalCode = regexp.MustCompile(`\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|[\x00-\x1f\\]`)
)

// sings reports what of a key a text holds, however it is spelt there: all but what
// a masked key shows of itself, its end and the account's id that begins Stripe's.
func (c *canaries) sings(text string) string {
	plain := escapedRune.ReplaceAllStringFunc(text, func(s string) string {
		m := escapedRune.FindStringSubmatch(s)
		n, err := strconv.ParseUint(m[1]+m[2]+m[3], 16, 8)
		if err != nil {
			return s
		}
		return string(rune(n))
	})
	if unescaped, err := url.PathUnescape(plain); err == nil {
		plain = unescaped
	}
	plain = strings.ToLower(terminalCode.ReplaceAllString(plain, ""))
	for _, key := range c.keys {
		if part := strings.ToLower(key[len(key)-14 : len(key)-4]); strings.Contains(plain, part) {
			at := strings.Index(plain, part)
			return plain[max(0, at-60):min(len(plain), at+40)]
		}
	}
	return ""
}

// Keys that somebody put where texts belong, whichever service they are for and
// however they are spelt, are in nothing that a command prints or saves.
func TestKeysInAnswersAreTakenOut(t *testing.T) {
	t.Parallel()
	c := startCanaries(t)
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	sale := saleOf(t, c.Server, "coupon-is-promotion-code")
	seen := false
	run := func(args ...string) {
		t.Helper()
		s := around(t, c.Server)
		if status := s.run(args...); status == 2 {
			t.Errorf("%v: exit status %d: %s", args, status, &s.err)
		}
		if found := s.leaks(); len(found) > 0 {
			t.Errorf("%v: %s in\n%s", args, found, &s.out)
		}
		for name, out := range map[string]string{"output": s.out.String(), "standard error": s.err.String()} {
			if found := c.sings(out); found != "" {
				t.Errorf("%v: a key in the %s: %s", args, name, found)
			}
		}
		seen = seen || strings.Contains(s.out.String(), "(removed)")
		for _, saved := range filesUnder(t, s.dir) {
			if found := c.sings(textOf(t, saved)); found != "" {
				t.Errorf("%v: a key in %s: %s", args, filepath.Base(saved), found)
			}
		}
	}
	for _, format := range []string{"json", "text", "markdown", "short"} {
		run("check", sale, "--format", format)
		run("check", sale, "--format", format, "--mask")
		if format != "short" {
			run("audit", "--format", format)
		}
	}
	run("check", sale, "--save", file("masked.fpcase"))
	run("check", sale, "--save-unmasked", file("clear.fpcase"))
	for _, name := range []string{"masked.fpcase", "clear.fpcase"} {
		run("check", "--case", file(name), "--format", "json")
		if found := c.sings(textOf(t, file(name))); found != "" {
			t.Errorf("a key in %s: %s", name, found)
		}
	}
	if text := textOf(t, file("clear.fpcase")); !strings.Contains(text, "(removed)") {
		t.Error("the case holds no planted text")
	}
	if !seen {
		t.Error("nothing printed holds a planted text")
	}
	c.enough(t)
}

func filesUnder(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// textOf is a file's text, unpacked where it is compressed.
func textOf(t *testing.T, file string) string {
	t.Helper()
	packed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return string(packed)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
