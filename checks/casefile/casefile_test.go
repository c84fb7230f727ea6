package casefile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// TestEverySaleTravels: of every sale of the sandbox, on both API versions, the file
// says the same as the services did, masked and in clear, and is small; masked it has
// no address, name, key or id of the original.
func TestEverySaleTravels(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // there is more to throw away than to keep
	everySale(t, func(t *testing.T, name string, d checks.Diagnosis) {
		clear := casefile.Of(&d, "v1.2.3")
		again, original := opened(t, clear)
		if now := again.Diagnose(); !reflect.DeepEqual(now.Checks, d.Checks) || len(again.Differences(&now)) > 0 {
			t.Errorf("%s: in clear the file says something else", name)
		}
		for _, amounts := range []bool{false, true}[:1+min(1, len(name)%4/3)] { // amounts of about a quarter
			masked, err := casefile.Masked(&d, "v1.2.3", amounts)
			if err != nil {
				t.Errorf("%s, amounts %v: %v\n%.900s", name, amounts, err, casefile.Why(&d))
				return
			}
			again, text := opened(t, masked)
			now := again.Diagnose()
			if len(again.Differences(&now)) > 0 {
				t.Errorf("%s: masked the file says something else than it did when it was written", name)
			}
			if why := (&twins{}).differ(&d, &now); why != "" {
				t.Errorf("%s, amounts %v: masked the file says something else: %s", name, amounts, why)
			}
			if left := personal(t, original, text); len(left) > 0 {
				t.Errorf("%s: the masked file still holds %q", name, left)
			}
		}
	})
}

// opened is the case as it is read from its file, and what is written there.
func opened(t *testing.T, c *casefile.Case) (again *casefile.Case, text string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 100_000 {
		t.Errorf("the file has %d bytes", b.Len())
	}
	z, err := gzip.NewReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	out, err := casefile.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out, string(unpacked)
}

// twins compares what is found of a case with what is found of it masked: the same,
// but for values, each of which has one stand-in.
type twins struct{ standIn, standsFor map[string]string }

func (w *twins) differ(clear, masked *checks.Diagnosis) string {
	w.standIn, w.standsFor = map[string]string{}, map[string]string{}
	for i, a := range clear.Checks {
		b := masked.Checks[i]
		if a.Status != b.Status || len(a.Findings) != len(b.Findings) {
			return fmt.Sprintf("item %d is %s with %d findings, and was %s with %d", a.Item, b.Status, len(b.Findings), a.Status, len(a.Findings))
		}
		for k := range a.Findings {
			if why := w.finding(&a.Findings[k], &b.Findings[k]); why != "" {
				return fmt.Sprintf("item %d, %s: %s", a.Item, a.Findings[k].Cause, why)
			}
		}
	}
	return ""
}

func (w *twins) finding(a, b *checks.Finding) string {
	if a.Cause != b.Cause || a.Verdict != b.Verdict || a.Basis != b.Basis || len(a.Objects) != len(b.Objects) ||
		len(a.Compare) != len(b.Compare) || len(a.Remedies) != len(b.Remedies) {
		return fmt.Sprintf("%s %s %s", b.Cause, b.Verdict, b.Basis)
	}
	for i, o := range a.Objects {
		if x := b.Objects[i]; o.System != x.System || o.Type != x.Type || !w.pair(o.ID, x.ID) {
			return fmt.Sprintf("object %d is %v, and was %v", i, x, o)
		}
	}
	for i, c := range a.Compare {
		x := b.Compare[i]
		if c.Field != x.Field || !w.pair(c.Stripe.Value, x.Stripe.Value) || !w.pair(c.FirstPromoter.Value, x.FirstPromoter.Value) {
			return fmt.Sprintf("the comparison of %s is %v, and was %v", c.Field, x, c)
		}
		if c.Stripe.Kind == record.KindAmount {
			continue
		}
		if was, is := slip(c.Stripe.Value, c.FirstPromoter.Value), slip(x.Stripe.Value, x.FirstPromoter.Value); was != is {
			return fmt.Sprintf("%s differ at %s, and did at %s", c.Field, is, was)
		}
	}
	return ""
}

// pair takes two values for one another, from now on.
func (w *twins) pair(value, standIn string) bool {
	if known, ok := w.standIn[value]; ok {
		return known == standIn
	}
	if _, taken := w.standsFor[standIn]; taken {
		return false
	}
	w.standIn[value], w.standsFor[standIn] = standIn, value
	return true
}

// slip is at which places two values differ that are nearly the same.
func slip(a, b string) string {
	var out strings.Builder
	x, y := display.Differ(a, b)
	n := 0
	for _, spans := range [][]display.Span{x, y} {
		for _, s := range spans {
			if s.Differs {
				n += len([]rune(s.Text))
			}
			fmt.Fprintf(&out, "%d%v ", len([]rune(s.Text)), s.Differs)
		}
		out.WriteString("/ ")
	}
	if n > 4 {
		return fmt.Sprintf("many places, %v", a == b)
	}
	return out.String()
}

// What is personal in a file in clear, as one would search for it: whatever has an @,
// ids of either service, names, places, and keys.
var (
	mailIn = regexp.MustCompile(`[^\s"'<>()\[\]{},;:/\\|=?&#]+@[^\s"'<>()\[\]{},;:/\\|=?&#@]+\.[^\s"'<>()\[\]{},;:/\\|=?&#@]+`)
	idIn   = regexp.MustCompile(`^[a-z]{2,5}_(?:(?:test|live)_)?[A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]{7,}$`)
	nameOf = regexp.MustCompile(`(?i)name$|^(phone|line1|postal_code)$`)
	idOf   = regexp.MustCompile(`(^id|ID|_id)$`)
	number = regexp.MustCompile(`^[0-9]{5,}$`)
	keyIn  = regexp.MustCompile(`^[rs]k_(test|live)_|^whsec_`)
)

// personal is what a masked file still has of what is personal in the original.
func personal(t *testing.T, original, masked string) []string {
	t.Helper()
	var out []string
	all := strings.Join(texts(t, masked, nil), "\n")
	there := map[string]bool{}
	for _, w := range words(all) {
		there[w] = true
	}
	seen := map[string]bool{}
	look := func(s string) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, w := range words(s) {
			if !there[w] {
				return
			}
		}
		if strings.Contains(all, s) {
			out = append(out, s)
		}
	}
	texts(t, original, func(name, s string) {
		if strings.Contains(s, "@") {
			for _, m := range mailIn.FindAllString(s, -1) {
				look(m)
			}
		}
		if len(s) > 4 && (named(name, nameOf) || named(name, idOf) && number.MatchString(s)) {
			look(s)
		}
		for _, w := range words(s) {
			if strings.Contains(w, "_") && (idIn.MatchString(w) || keyIn.MatchString(w)) {
				look(w)
			}
		}
	})
	return out
}

// named reports whether a name is one of these; there are few names.
func named(name string, of *regexp.Regexp) bool {
	known, ok := namesSeen[of][name]
	if !ok {
		if namesSeen[of] == nil {
			namesSeen[of] = map[string]bool{}
		}
		known = of.MatchString(name)
		namesSeen[of][name] = known
	}
	return known
}

var namesSeen = map[*regexp.Regexp]map[string]bool{}

// words are the runs of letters, digits and underscores in a text.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < unicode.MaxLatin1)
	})
}

// texts are all texts and numbers in a JSON document, and the names they stand under.
func texts(t *testing.T, doc string, visit func(name, s string)) []string {
	t.Helper()
	var out []string
	dec := jsontext.NewDecoder(strings.NewReader(doc), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	names := []string{""}
	for {
		token, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, n := dec.StackIndex(dec.StackDepth())
		switch token.Kind() {
		case '{', '[':
			names = append(names, names[len(names)-1])
		case '}', ']':
			names = names[:len(names)-1]
		case '"', '0':
			s := token.String()
			out = append(out, s)
			if kind == '{' && n%2 == 1 {
				names[len(names)-1] = s
			} else if visit != nil {
				visit(names[len(names)-1], s)
			}
		}
	}
}
