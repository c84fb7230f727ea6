package casefile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/creds/secret"
)

// small is a case of a sale that nothing was found of.
func small() *casefile.Case {
	q, _ := record.ParseQuery("anna.meier@foxglove.example")
	d := checks.Diagnose(&record.Evidence{Query: q}, record.Answers{}, time.Unix(1_790_000_000, 0))
	return casefile.Of(&d, "v1.2.3")
}

func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWhatIsNoCase: one clear sentence for each kind of file that cannot be opened.
func TestWhatIsNoCase(t *testing.T) {
	var whole bytes.Buffer
	if err := small().Write(&whole); err != nil {
		t.Fatal(err)
	}
	var newer *casefile.NewerError
	if _, err := casefile.Read(bytes.NewReader(packed(t, `{"schema":"fpdoctor.case/2"}`))); !errors.As(err, &newer) {
		t.Errorf("a newer schema: %v", err)
	}
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"empty":       {nil, casefile.ErrForeign},
		"text":        {[]byte("hello"), casefile.ErrForeign},
		"another":     {packed(t, `{"schema":"fpdoctor.check/1"}`), casefile.ErrForeign},
		"no JSON":     {packed(t, "hello"), casefile.ErrForeign},
		"a list":      {packed(t, "[]"), casefile.ErrForeign},
		"deep":        {packed(t, `{"schema":"fpdoctor.case/1","x":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+"}"), casefile.ErrForeign},
		"without":     {packed(t, `{"schema":"fpdoctor.case/1","at":"2026-01-01T00:00:00Z"}`), casefile.ErrCut},
		"wrong types": {packed(t, `{"schema":"fpdoctor.case/1","at":"2026-01-01T00:00:00Z","checks":7}`), casefile.ErrCut},
		"cut":         {whole.Bytes()[:whole.Len()-20], casefile.ErrCut},
		"huge":        {packed(t, strings.Repeat(" ", 129<<20)), casefile.ErrHuge},
	} {
		if _, err := casefile.Read(bytes.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestSaveIsCareful: whole or not at all, for its owner only, and never over a file
// that is there.
func TestSaveIsCareful(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.fpcase")
	if err := small().Save(path, false); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(path)
	if err := small().Save(path, false); !errors.Is(err, casefile.ErrExists) {
		t.Errorf("%v", err)
	}
	after, _ := os.ReadFile(path)
	if !bytes.Equal(before, after) {
		t.Error("it was written over")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
	if err := small().Save(path, true); err != nil {
		t.Error(err)
	}
	if c, err := casefile.Open(path); err != nil || c.Evidence.Query.Value != "anna.meier@foxglove.example" {
		t.Errorf("%v", err)
	}
	if _, err := casefile.Open(dir); !errors.Is(err, casefile.ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
}

// TestKeysAreLookedForOnceMore: a key that somehow is in the evidence is in no file,
// however it is spelt there, and the file can be read all the same.
func TestKeysAreLookedForOnceMore(t *testing.T) {
	key := "rk_live_" + "51CanaryCanaryCanary"
	q, _ := record.ParseQuery("cus_Abcdefgh12345")
	ev := &record.Evidence{Query: q}
	ev.Stripe.Customers = []record.Customer{{
		ID: q.Value, Name: "pasted " + key, Metadata: map[string]string{"note": strings.ToUpper(key)},
		Raw: record.Raw(`{"name":"\u0072` + key[1:] + `","x":"\"` + key + `\""}`),
	}}
	d := checks.Diagnose(ev, record.Answers{}, time.Unix(1_790_000_000, 0))
	masked, err := casefile.Masked(&d, "v1", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*casefile.Case{casefile.Of(&d, "v1"), masked} {
		c.Hide = secret.NewHider(secret.New(key)).Hide
		again, text := opened(t, c)
		if strings.Contains(strings.ToLower(text), "canary") || again.Evidence.Stripe.Customers[0].ID == "" {
			t.Errorf("masked %v: %s", c.Masked, text)
		}
	}
}

// FuzzRead: whatever a file holds, reading it and answering from it ends.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := small().Write(&b); err != nil {
		f.Fatal(err)
	}
	z, err := gzip.NewReader(&b)
	if err != nil {
		f.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(z); err != nil {
		f.Fatal(err)
	}
	f.Add(text.String())
	f.Add(`{"schema":"fpdoctor.case/1","at":"2026-01-01T00:00:00Z","checks":[{"ID":"connected"}],"evidence":{}}`)
	const esc = `\u001b]52;c;ZXZpbA==\u0007\u202e`
	f.Add(strings.NewReplacer("v1.2.3", esc, "anna.meier", esc).Replace(text.String()))
	f.Add(`{"schema":"fpdoctor.case/1","at":"2026-01-01T00:00:00Z","masked":true,"checks":[{"ID":"connected","Findings":[{"Summary":"` + esc +
		`"}]},{"ID":"account"},{"ID":"mode"},{"ID":"lead"},{"ID":"payment"},{"ID":"coupon"}],"evidence":{"Query":{"Kind":"email","Value":"` + esc +
		`"},"Stripe":{"Asked":"found","Customers":[{"ID":"` + esc + `","Metadata":{"` + esc + `":"` + esc + `"}}],"Invoices":[{"Status":"` + esc +
		`"},{}]},"FirstPromoter":{"API":"v2","Referrals":[{"ID":"1","State":"` + esc + `"}]}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := casefile.Read(bytes.NewReader(packed(t, text)))
		if err != nil {
			if harmful(err.Error()) || strings.Contains(err.Error(), "json:") {
				t.Errorf("%q", err)
			}
			return
		}
		d := c.Diagnose()
		told := &bytes.Buffer{}
		told.WriteString(c.Version)
		for _, x := range c.Differences(&d) {
			fmt.Fprint(told, x.Then)
		}
		if err := errors.Join(report.Text(told, &d, display.Masker{}, 0), report.Markdown(told, &d, display.Masker{}),
			report.JSON(told, &d, display.Masker{}), report.Short(told, &d, display.Masker{})); err != nil {
			t.Error(err)
		}
		if harmful(told.String()) {
			t.Errorf("what is told of the case can take over a terminal: %q", told)
		}
		if m, err := casefile.Masked(&d, "v1", len(text)%2 == 0); err == nil {
			if err := m.Write(&bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		}
	})
}

// harmful reports whether a text has characters that a terminal obeys.
func harmful(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202e' })
}
