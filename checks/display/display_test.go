package display_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"

	"github.com/charmbracelet/x/ansi"
)

func TestClean(t *testing.T) {
	long := strings.Repeat("x", 600)
	for _, c := range []struct{ name, in, want string }{
		{"ordinary", "Jürgen Müller, 東京", "Jürgen Müller, 東京"},
		{"colour codes", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"a link", "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", "␛]8;;https://evil.example␇click␛]8;;␇"},
		{"the eight-bit CSI", "a\u009b31mb", "a\ufffd31mb"},
		{"direction override", "abc\u202egpj.exe", "abcgpj.exe"},
		{"zero-width", "an\u200bna\ufeff", "anna"},
		{"line ends and tabs", "a\nb\tc\r\nd\u2028e", "a b c  d e"},
		{"blanks that are letters", "a\u3164b\u2800c", "a b c"},
		{"broken UTF-8", "a\xffb\xc3", "a\ufffdb\ufffd"},
		{"a replacement character that was sent", "a\ufffdb", "a\ufffdb"},
		{"a tower", "Z" + strings.Repeat("\u0351", 40) + "a", "Z\u0351\u0351a"},
		{"an accent without a letter", "\u0301a", "a"},
		{"private use", "a\ue0b0b", "a\ufffdb"},
		{"tags", "a\U000e0041b", "ab"},
		{"endless", long, long[:500] + "…"},
		{"empty", "", ""},
	} {
		if got := display.Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestEscape(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"ordinary", "anna+shop@example.com", "anna+shop@example.com"},
		{"zero-width", "anna\u200b@example.com", "anna‹U+200B›@example.com"},
		{"blanks at the ends", " anna@example.com ", "‹space›anna@example.com‹space›"},
		{"blanks within", "SUMMER  SALE 20", "SUMMER ‹space›SALE 20"},
		{"no-break space", "a\u00a0b", "a‹U+00A0›b"},
		{"tab and line break", "a\tb\n", "a‹tab›b‹line break›"},
		{"a Cyrillic letter among Latin ones", "\u0430nna@example.com", "\u0430‹U+0430›nna@example.com"},
		{"a word all of look-alikes", "\u0441\u043e\u0440\u0430@example.com", "\u0441‹U+0441›\u043e‹U+043E›\u0440‹U+0440›\u0430‹U+0430›@example.com"},
		{"honest Cyrillic", "жанна@example.com", "жанна@example.com"},
		{"umlauts", "jürgen@müller.example", "jürgen@müller.example"},
		{"an accent of its own", "e\u0301", "e‹U+0301›"},
		{"escape", "\x1b[31m", "‹U+001B›[31m"},
		{"broken UTF-8", "a\xff", "a‹0xFF›"},
		{"the mark itself", "‹U+200B›", "‹U+2039›U+200B›"},
	} {
		if got := display.Escape(c.in); got != c.want {
			t.Errorf("%s: Escape(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
	if got := display.Escape(strings.Repeat("a", 300) + strings.Repeat("b", 300)); len([]rune(got)) != 321 || !strings.HasPrefix(got, "a") || !strings.HasSuffix(got, "b") {
		t.Errorf("a long value keeps its two ends, got %q", got)
	}
}

func TestScrub(t *testing.T) {
	body := "AbCdEf0123456789"
	for _, c := range []struct{ in, want string }{
		{"key sk_live_" + body + " refused", "key sk_live_…(hidden) refused"},
		{"rk_test_" + body, "rk_test_…(hidden)"},
		{"sk_" + body + body, "sk_…(hidden)"},
		{"whsec_" + body, "whsec_…(hidden)"},
		{"pi_123_secret_" + body, "pi_123_secret_…(hidden)"},
		{"Authorization: Bearer " + body, "Authorization: Bearer …(hidden)"},
		{"X-API-KEY: " + body, "X-API-KEY: …(hidden)"},
		{`{"auth_token":"` + body + `"}`, `{"auth_token":"…(hidden)"}`},
		{"https://user:pass@host/x", "https://…(hidden)host/x"},
		{"-H 'Authorization: Bearer $FIRSTPROMOTER_API_KEY'", "-H 'Authorization: Bearer $FIRSTPROMOTER_API_KEY'"},
		{"keys start with sk_live_ or rk_live_", "keys start with sk_live_ or rk_live_"},
		{"sk_live_…abcd", "sk_live_…abcd"},
		{"bearer authentication", "bearer authentication"},
		{"task_force", "task_force"},
	} {
		if got := display.Scrub(c.in); got != c.want {
			t.Errorf("Scrub(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	split := "sk_live_AbCd\u200bEf0123456789"
	for _, got := range []string{display.Clean(split), display.Escape(split)} {
		if strings.Contains(got, "0123456789") {
			t.Errorf("a key in two pieces came through: %q", got)
		}
	}
}

var on = display.Masker{On: true, Location: time.UTC, Salt: "test"}

func TestMaskHides(t *testing.T) {
	for _, c := range []struct {
		piece record.Piece
		shape string // # stands for five characters of the hash
	}{
		{record.Piece{Kind: record.KindEmail, Value: "anna@example.com"}, "••#@••#"},
		{record.Piece{Kind: record.KindName, Value: "Anna Example"}, "••#"},
		{record.Piece{Kind: record.KindCoupon, Value: "SUMMER20"}, "••#"},
		{record.Piece{Kind: record.KindText, Value: "invoice for Anna"}, "••#"},
		{record.Piece{Kind: record.KindAmount, Value: "1249.00 USD"}, "•••.•• USD ##"},
		{record.Piece{Kind: record.KindAmount, Value: "1249"}, "•••.•• ##"},
		{record.Piece{Kind: record.KindID, Value: "cus_P4nQ8xYzAbCd12"}, "cus_••#•Cd12"},
		{record.Piece{Kind: record.KindID, Value: "cs_test_a1B2c3D4e5F6g7"}, "cs_test_••#•F6g7"},
		{record.Piece{Kind: record.KindID, Value: "4711"}, "••#•1"},
		{record.Piece{Kind: record.KindID, Value: "41"}, "••#"},
		{record.Piece{Kind: record.KindID, Value: "6f1b9a52-1111-4222-8333-444455556666"}, "••#•6666"},
		{record.Piece{Kind: record.KindID, Value: "jane-doe"}, "••#"},
		{record.Piece{Kind: record.KindID, Value: "anna@example.com"}, "••#@••#"},
		{record.Piece{Kind: record.KindWhen, Value: "2026-03-12T14:03:00Z"}, "12 Mar 2026, 14:03 UTC"},
		{record.Piece{Kind: record.KindCode, Value: "in_progress"}, "in_progress"},
		{record.Piece{Kind: record.Words, Value: "asked of anna@example.com."}, "asked of ••#@••#."},
	} {
		got := on.Piece(c.piece)
		if !fits(got, c.shape) {
			t.Errorf("%s %q: got %q, want the shape %q", c.piece.Kind, c.piece.Value, got, c.shape)
		}
	}
}

// fits reports whether s has a shape in which # stands for five characters of a hash.
func fits(s, shape string) bool {
	for shape != "" {
		r, size := utf8.DecodeRuneInString(shape)
		shape = shape[size:]
		literal := r != '#' || strings.HasPrefix(shape, "#")
		if literal {
			rest, ok := strings.CutPrefix(s, string(r))
			if !ok {
				return false
			}
			s = rest
			continue
		}
		if len(s) < 5 || strings.Trim(s[:5], "23456789abcdefghijkmnpqrstuvwxyz") != "" {
			return false
		}
		s = s[5:]
	}
	return s == ""
}

func TestMaskKeepsEquality(t *testing.T) {
	// Every one of these differs from every other, some only by what cannot be seen.
	values := []string{
		"anna@example.com", "Anna@example.com", "anna@Example.com", "anna@example.com ", "anna\u200b@example.com", "\u0430nna@example.com",
		"anna+x@example.com", "SUMMER20", "summer20", "SUMMER20 ", "cus_P4nQ8xYzAbCd12", "cus_P4nQ8xYzabCd12", "in_P4nQ8xYzAbCd12",
		"123", "124", "1234567", "1234568",
	}
	seen := map[string]string{}
	for _, v := range values {
		mask := on.Piece(record.Piece{Kind: record.KindID, Value: v})
		if other, ok := seen[mask]; ok {
			t.Errorf("%q and %q have the same mask %q", v, other, mask)
		}
		seen[mask] = v
		for _, kind := range []record.Kind{record.KindEmail, record.KindCoupon, record.KindName} {
			if got := on.Piece(record.Piece{Kind: kind, Value: v}); got != mask {
				t.Errorf("%q is %q as an id and %q as %s", v, mask, got, kind)
			}
		}
	}
	if on.ID("cus_P4nQ8xYzAbCd12") == (display.Masker{On: true, Salt: "other"}).ID("cus_P4nQ8xYzAbCd12") {
		t.Error("the salt makes no difference")
	}
	if a, b := on.Piece(record.Piece{Kind: record.KindAmount, Value: "10.00 USD"}), on.Piece(record.Piece{Kind: record.KindAmount, Value: "10.00 EUR"}); a == b {
		t.Errorf("two amounts have one mask %q", a)
	}
}

func TestUnmasked(t *testing.T) {
	cet := time.FixedZone("CET", 3600)
	m := display.Masker{Location: cet}
	s := record.Sentence{
		{Kind: record.Words, Value: "The lead "}, {Kind: record.KindEmail, Value: "anna\u200b@example.com"},
		{Kind: record.Words, Value: " of "}, {Kind: record.KindName, Value: "An\u202ena"},
		{Kind: record.Words, Value: " paid "}, {Kind: record.KindAmount, Value: "12.50 USD"},
		{Kind: record.Words, Value: " on "}, {Kind: record.KindWhen, Value: "2026-03-12T14:03:00Z"},
		{Kind: record.Words, Value: "."},
	}
	if got, want := m.Sentence(s), "The lead anna‹U+200B›@example.com of Anna paid 12.50 USD on 12 Mar 2026, 15:03 CET."; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := m.When(time.Time{}); got != "" {
		t.Errorf("an unknown moment is shown as %q", got)
	}
}

func TestPair(t *testing.T) {
	email := func(v string) record.Piece { return record.Piece{Kind: record.KindEmail, Value: v} }
	id := func(v string) record.Piece { return record.Piece{Kind: record.KindID, Value: v} }
	for _, c := range []struct {
		name        string
		a, b        record.Piece
		left, right string
	}{
		{"a slip", email("anna@gmial.com"), email("anna@gmail.com"), "••••@••ia•.•••", "••••@••ai•.•••"},
		{"something invisible", email("anna@example.com"), email("anna\u200b@example.com"), "••••@•••••••.•••", "••••‹U+200B›@•••••••.•••"},
		{"a blank at the end", email("anna@example.com"), email("anna@example.com "), "••••@•••••••.•••", "••••@•••••••.•••‹space›"},
		{"a look-alike", email("anna@example.com"), email("\u0430nna@example.com"), "a•••@•••••••.•••", "\u0430‹U+0430›•••@•••••••.•••"},
		{"one capital", email("Anna@example.com"), email("anna@example.com"), "A•••@•••••••.•••", "a•••@•••••••.•••"},
		{"all capitals", email("ANNA@EXAMPLE.COM"), email("anna@example.com"), "XXXX@XXXXXXX.XXX", "xxxx@xxxxxxx.xxx"},
		{"long beside something invisible", email("lena.brandtner@kunsthaus-mitte.example"), email("lena.\u200bbrandtner@kunsthaus-mitte.example"),
			"••••.•••••••••@••…••••.•••••••", "••••.‹U+200B›•••••••••@••…••••.•••••••"},
		{"capitals that are the whole name", email("JO@example.com"), email("jo@example.com"), "XX@•••••••.•••", "xx@•••••••.•••"},
		{"an id", id("acct_1AbCdEfGhIjKlMnO"), id("acct_1AbCdEfGhIjKlMn0"), "acct_•••••••••••••••O", "acct_•••••••••••••••0"},
	} {
		left, right := on.Pair(c.a, c.b)
		if left != c.left || right != c.right {
			t.Errorf("%s: got %q and %q, want %q and %q", c.name, left, right, c.left, c.right)
		}
	}
	a, b := email("anna@example.com"), email("bertram@shop.example")
	if left, right := on.Pair(a, b); left != on.Piece(a) || right != on.Piece(b) {
		t.Errorf("two different addresses must get their ordinary masks, got %q and %q", left, right)
	}
	// Of a short value the few characters that differ would be nearly all of it.
	for _, short := range [][2]record.Piece{{id("1234"), id("1256")}, {id("a1b2c3"), id("x1y2z3")}, {email("jo@x.io"), email("al@x.io")}, {email("li@example.com"), email("bo@example.com")}} {
		if left, right := on.Pair(short[0], short[1]); left != on.Piece(short[0]) || right != on.Piece(short[1]) {
			t.Errorf("short values must get their ordinary masks, got %q and %q", left, right)
		}
	}
	if left, right := on.Pair(a, a); left != right || left != on.Piece(a) {
		t.Errorf("equal addresses: got %q and %q", left, right)
	}
	if left, right := on.Pair(a, email("")); left != on.Piece(a) || right != "" {
		t.Errorf("a missing side: got %q and %q", left, right)
	}
	if left, right := (display.Masker{}).Pair(a, b); left != a.Value || right != b.Value {
		t.Errorf("unmasked: got %q and %q", left, right)
	}
}

func TestDiffer(t *testing.T) {
	draw := func(spans []display.Span) string {
		var b strings.Builder
		for _, s := range spans {
			if s.Differs {
				fmt.Fprintf(&b, "[%s]", s.Text)
			} else {
				b.WriteString(s.Text)
			}
		}
		return b.String()
	}
	for _, c := range []struct{ a, b, left, right string }{
		{"anna@example.com", "anna@example.com", "anna@example.com", "anna@example.com"},
		{"anna@exampel.com", "anna@example.com", "anna@examp[el].com", "anna@examp[le].com"},
		{"anna@example.com", "anna‹U+200B›@example.com", "anna@example.com", "anna[‹U+200B›]@example.com"},
		{"a‹U+00A0›b", "a‹U+00A9›b", "a[‹U+00A0›]b", "a[‹U+00A9›]b"},
		{"", "x", "", "[x]"},
		{"accounts@north.example", "north@saffron.example", "[accounts@]north.example", "north[@saffron].example"},
		{"sales@example.com", "support@example.com", "s[ales]@example.com", "s[upport]@example.com"},
		{"gmial.com", "gmail.com", "gm[ia]l.com", "gm[ai]l.com"},
		{"müller", "muller", "m[ü]ller", "m[u]ller"},
		{strings.Repeat("a", 1200) + "x" + "b", strings.Repeat("a", 1200) + "yy" + "b", strings.Repeat("a", 1200) + "[x]b", strings.Repeat("a", 1200) + "[yy]b"},
	} {
		left, right := display.Differ(c.a, c.b)
		if draw(left) != c.left || draw(right) != c.right {
			t.Errorf("Differ(%q, %q) = %q and %q, want %q and %q", c.a, c.b, draw(left), draw(right), c.left, c.right)
		}
	}
}

func TestURL(t *testing.T) {
	link := "https://dashboard.stripe.com/test/customers/cus_P4nQ8xYzAbCd12"
	if got := (display.Masker{}).URL(link); got != link {
		t.Errorf("unmasked link became %q", got)
	}
	for _, c := range []struct{ link, secret, kept string }{
		{link, "cus_P4n", "https://dashboard.stripe.com/test/customers/cus_••"},
		{"https://dashboard.stripe.com/acct_1AbCdEf/customers/cus_AuJtiehaVvLYFk", "AuJt", "/customers/cus_••"},
		{"https://dashboard.stripe.com/test/coupons/DUNLIN", "DUNLIN", "/test/coupons/••"},
		{"https://dashboard.stripe.com/coupons/5.00%24_off_once", "off_once", "/coupons/••"},
		{"https://dashboard.stripe.com/coupons/promo-code-archived-c1", "archived", "/coupons/••"},
		{"https://dashboard.stripe.com/coupons/create", "•", "/coupons/create"},
		{"https://app.example/v2/referrals/123456", "123456", "https://app.example/v2/referrals/••"},
		{"https://app.example/?q=anna%40example.com&id=5", "anna", "https://app.example/?q=••"},
		{"https://app.example/?id=5", "=5", "?id=••"},
		{"https://login.example/?redirect=%2Fstripe&name=fpdoctor", "•", "redirect=%2Fstripe&name=fpdoctor"},
		{"https://dashboard.stripe.com/apikeys/create?permissions[0]=rak_charge_read&permissions%5B1%5D=rak_coupon_read", "•", "=rak_coupon_read"},
	} {
		got := on.URL(c.link)
		if strings.Contains(got, c.secret) || !strings.Contains(got, c.kept) {
			t.Errorf("URL(%q) = %q: %q must be gone, %q must be kept", c.link, got, c.secret, c.kept)
		}
	}
	long := "https://example.com/?name=" + strings.Repeat("x", 2000)
	if got := (display.Masker{}).URL(long); got != long {
		t.Errorf("a long link was cut to %d characters", len(got))
	}
}

// unsafe names the first character of s that must not reach a terminal.
func unsafe(s string) string {
	if !utf8.ValidString(s) {
		return "broken UTF-8"
	}
	for _, r := range s {
		if unicode.IsControl(r) || !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector) {
			return fmt.Sprintf("%U", r)
		}
	}
	return ""
}

func seeds(f *testing.F) {
	for _, s := range []string{
		"", " ", "anna@example.com", "\x1b]8;;x\x07", "\u202e", "e\u0301\u0301\u0301\u0301", "\xff\xfe", "‹U+200B›", "a\x00b",
		"cus_P4nQ8xYzAbCd12", "1", strings.Repeat("漢", 700), "sk_live_" + "AbCdEf0123456789", "\u0430nna", "-1.00 USD", "@", "a@", "@b",
		"👩‍👩‍👧", "\u2066a\u2069", "\"x\":\"y\"",
	} {
		f.Add(s, s+"\u200b")
		f.Add(s, "anna@exampel.com")
	}
}

func FuzzClean(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s, _ string) {
		for name, got := range map[string]string{"Clean": display.Clean(s), "Escape": display.Escape(s)} {
			if bad := unsafe(got); bad != "" {
				t.Errorf("%s(%q) holds %s", name, s, bad)
			}
		}
		if got := display.Clean(s); len([]rune(got)) > 3*501+20 {
			t.Errorf("Clean gave %d characters", len([]rune(got)))
		}
		if got := display.Clean(s); len(s) < 100 && display.Clean(got) != got {
			t.Errorf("Clean(%q) = %q, which is cleaned once more to %q", s, got, display.Clean(got))
		}
	})
}

func FuzzEscapeTellsApart(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		if a == b || len(a) > 150 || len(b) > 150 || display.Scrub(display.Clean(a)) != display.Clean(a) {
			return
		}
		if x := display.Escape(a); x == display.Escape(b) && !strings.Contains(x, "…(hidden)") {
			t.Errorf("%q and %q are both shown as %q", a, b, x)
		}
	})
}

func FuzzMask(f *testing.F) {
	seeds(f)
	other := display.Masker{On: true, Salt: "another"}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, kind := range []record.Kind{record.KindEmail, record.KindName, record.KindAmount, record.KindID, record.KindCoupon, record.KindText} {
			p, q := record.Piece{Kind: kind, Value: a}, record.Piece{Kind: kind, Value: b}
			x, y := on.Piece(p), on.Piece(q)
			if bad := unsafe(x); bad != "" {
				t.Errorf("%s %q: the mask %q holds %s", kind, a, x, bad)
			}
			if ansi.StringWidth(x) > 40 {
				t.Errorf("%s %q: the mask %q is too wide", kind, a, x)
			}
			if len(a) > 8 && strings.Contains(x, a) {
				t.Errorf("%s %q can be read in %q", kind, a, x)
			}
			if x != on.Piece(p) {
				t.Errorf("%s %q: two masks", kind, a)
			}
			// Two hashes of 25 bits are allowed to meet once, not under both salts.
			if a != b && x == y && other.Piece(p) == other.Piece(q) {
				t.Errorf("%s: %q and %q have the same mask %q", kind, a, b, x)
			}
			left, right := on.Pair(p, q)
			if bad := unsafe(left + right); bad != "" {
				t.Errorf("%s: Pair(%q, %q) holds %s", kind, a, b, bad)
			}
			if a != b && left == right {
				otherLeft, otherRight := other.Pair(p, q)
				if otherLeft == otherRight {
					t.Errorf("%s: %q and %q are both shown as %q", kind, a, b, left)
				}
			}
			if ansi.StringWidth(left) > 160 {
				t.Errorf("%s: Pair(%q, %q) is too wide: %q", kind, a, b, left)
			}
		}
		for name, got := range map[string]string{"URL": on.URL(a), "Text": on.Text(a)} {
			if bad := unsafe(got); bad != "" {
				t.Errorf("%s(%q) holds %s", name, a, bad)
			}
		}
	})
}

func FuzzDiffer(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		left, right := display.Differ(a, b)
		joined, marked := "", 0
		for _, s := range left {
			joined += s.Text
			if s.Differs {
				marked++
			}
		}
		if joined != a {
			t.Errorf("the stretches of %q join to %q", a, joined)
		}
		joined = ""
		for _, s := range right {
			joined += s.Text
			if s.Differs {
				marked++
			}
		}
		if joined != b {
			t.Errorf("the stretches of %q join to %q", b, joined)
		}
		if (a == b) != (marked == 0) {
			t.Errorf("%q and %q have %d marked stretches", a, b, marked)
		}
	})
}
