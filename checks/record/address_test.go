package record

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNear(t *testing.T) {
	long := strings.Repeat("a", 600)
	for _, c := range []struct {
		a, b string
		want Nearness
	}{
		{"ann@example.com", "ann@example.com", Same},
		{"", "", Far},
		{"", "ann@example.com", Far},

		// Upper and lower case.
		{"Ann@Example.com", "ann@example.com", NearCase},
		{"ÉLODIE@exemple.fr", "élodie@exemple.fr", NearCase},

		// Characters that cannot be seen.
		{"ann@example.com ", "ann@example.com", NearInvisible},
		{"ann@example.com\u00a0", "ann@example.com", NearInvisible},
		{"ann\u200b@example.com", "ann@example.com", NearInvisible},
		{"\ufeffann@example.com", "ann@example.com", NearInvisible},
		{"ann@exam\u00adple.com", "ann@example.com", NearInvisible},
		{"ann@example.com\t\r\n", "ann@example.com", NearInvisible},
		{"ann\u2800@example.com", "ann@example.com", NearInvisible},
		{"ann\u3164@example.com", "ann@example.com", NearInvisible},
		{"\u202eann@example.com", "ann@example.com", NearInvisible},
		{"Ann \u200d@Example.com", "ann@example.com", NearInvisible},

		// Characters that look like others.
		{"\u0430nn@example.com", "ann@example.com", NearInvisible}, // Cyrillic a
		{"\u0412ob@example.com", "Bob@example.com", NearInvisible}, // Cyrillic capital Ve
		{"t\u03bfm@example.com", "tom@example.com", NearInvisible}, // Greek omicron
		{"ann＠example.com", "ann@example.com", NearInvisible},      // full-width
		{"ａｎｎ@example.com", "ann@example.com", NearInvisible},
		{"ﬁona@example.com", "fiona@example.com", NearInvisible},
		{"\u212aate@example.com", "kate@example.com", NearInvisible}, // the Kelvin sign
		{"cafe\u0301@example.com", "café@example.com", NearInvisible},
		{"pau1ine@example.com", "pauline@example.com", NearInvisible},
		{"PauIine@example.com", "Pauline@example.com", NearInvisible},
		{"corne1ia@example.com", "cornelia@example.com", NearInvisible},
		{"tom@example.com", "torn@example.com", Far}, // rather two people
		{"al@example.com", "a1@example.com", Far},

		// The same mailbox.
		{"ann+shop@example.com", "ann@example.com", NearAlias},
		{"ann+shop@example.com", "ann+trial@example.com", NearAlias},
		{"Ann+shop@example.com", "ann@example.com", NearAlias},
		{"a.n.n@gmail.com", "ann@gmail.com", NearAlias},
		{"ann@googlemail.com", "ann@gmail.com", NearAlias},
		{"a.nn+x@googlemail.com", "ann@gmail.com", NearAlias},
		{"an.n@example.com", "ann@example.com", Far}, // dots count elsewhere
		{"+ann@example.com", "@example.com", Far},    // no tag: nothing stands before it
		{"+shop@example.com", "+trials@example.com", Far},
		{"...@gmail.com", "..@gmail.com", Far},                           // nobody's mailbox
		{"annabel.lee@example.com", "annabellee@example.com", NearTypo},  // elsewhere a dot is a slip
		{"ann@gmail.com.example.org", "a.nn@gmail.com.example.org", Far}, // not Gmail
		{"annabel@googlemail.com", "annabel@gogglemail.com", NearTypo},
		{"annabel+shop@example.com", "annabell@example.com", Far}, // two differences of two kinds
		{"annabel@example.com", "annabel@sub.example.com", Far},
		{"ann@example.com,bob@example.com", "ann@example.com", Far},
		{"\"ann\"@example.com", "ann@example.com", Far},
		{"mailto:annabel@example.com", "annabell@example.com", NearTypo},
		{"annabel@example.com", "annabel@example.com@example.com", Far},
		{"annabel@EXAMPLE.com", "annabell@example.com", NearTypo},       // case does not hide a slip
		{"annabel\u200b@example.com", "annabell@example.com", NearTypo}, // nor does a blank
		{"annabell@example.com", "annabel@example.com", NearTypo},
		{"anna.bell@example.com", "anan.bell@example.com", NearTypo}, // a swap
		{"wendeline@gmial.com", "wendeline@gmail.com", NearTypo},
		{"wendeline@gmail.co", "wendeline@gmail.com", NearTypo},
		{"wendeline@hotmial.con", "wendeline@hotmail.com", NearTypo},
		{"wendeline@gmai.lcmo", "wendeline@gmail.com", NearTypo}, // two swaps
		{"al@gmial.com", "al@gmail.com", NearTypo},               // the local part may be short when it is the same
		{"jürgen.müller@example.de", "jurgen.muller@example.de", NearTypo},

		// What only surrounds an address, and international domains.
		{"mailto:annabel@example.com", "annabel@example.com", NearInvisible},
		{"MailTo:annabel@example.com?subject=x", "annabel@example.com", NearInvisible},
		{"<annabel@example.com>", "annabel@example.com", NearInvisible},
		{"Anna Bell <annabel@example.com>", "annabel@example.com", NearInvisible},
		{"annabel@example.com.", "annabel@example.com", NearInvisible},
		{"jonas@münchen-studio.example", "jonas@xn--mnchen-studio-wob.example", NearInvisible},
		{"jonas@MÜNCHEN-studio.example", "jonas@XN--mnchen-studio-wob.example", NearInvisible},
		{"jonas@münchen-studio.example", "jonas@munchen-studios.example", NearTypo},
		{"jonas@xn--99999999999.example", "jonas@example.com", Far},

		// Sent by the site in another encoding than mail has.
		{"jonas.keller%40acme.example", "jonas.keller@acme.example", NearEncoded},
		{"jonas.keller%2540acme.example", "jonas.keller@acme.example", NearEncoded},
		{"jonas%2Bshop@acme.example", "jonas+shop@acme.example", NearEncoded},
		{"jonas shop@gmail.com", "jonas+shop@gmail.com", NearEncoded},
		{"jonas shop@gmail.com", "jonasshop@gmail.com", NearInvisible},
		{"j%C3%B6rg%40acme.example", "jörg@acme.example", NearEncoded},
		{"100%real@acme.example", "100real@acme.example", NearTypo},

		// Two folds at once.
		{"mailto:jonas.keller%40acme.example", "jonas.keller@acme.example", NearEncoded},
		{"mailto%3Ajonas.keller%40acme.example", "jonas.keller@acme.example", NearEncoded},
		{"jonas%2Bshop%40acme.example", "jonas@acme.example", NearEncoded},
		{"JONAS.Keller%40acme.example", "jonas.keller@acme.example", NearEncoded},
		{"Jonas+shop@acme.example ", "jonas@acme.example", NearInvisible},

		// Two names of one mailbox.
		{"jonas@proton.me", "jonas@protonmail.com", NearAlias},
		{"jonas@pm.me", "jonas@protonmail.com", NearAlias},
		{"jonas@me.com", "jonas@icloud.com", NearAlias},
		{"jonas@mac.com", "jonas@me.com", NearAlias},
		{"jonas@ya.ru", "jonas@yandex.ru", NearAlias},
		{"jonas@yandex.com.tr", "jonas@yandex.kz", NearAlias},
		{"jonas@yandex.example", "jonas@yandex.ru", Far},
		{"jonas@proton.example", "jonas@protonmail.com", Far},

		// How long the local part must be, at one domain.
		{"anna@example.com", "anne@example.com", Far},
		{"annie@example.com", "annia@example.com", NearTypo},
		{"anni@example.com", "annie@example.com", Far},
		{"annette@example.com", "annebbe@example.com", Far},
		{"annettes@example.com", "annebbes@example.com", NearTypo},
		{"annettes@example.com", "annette@example.com", NearTypo},
		{"annettess@example.com", "annette@example.com", Far},
		{"annettesss@example.com", "annettes@example.com", NearTypo},
		{"annettes@example.com", "annebbbs@example.com", Far},

		// Two people.
		{"j.miller@example.com", "p.miller@example.org", Far},
		{"sales@example.com", "support@example.com", Far},
		{"jane.doe@example.com", "john.doe@example.com", Far},
		{"jane.doe@example.com", "jane.roe@examples.com", Far}, // neither part is the same
		{"info@alpha.example", "info@omega.example", Far},

		// No addresses at all.
		{"@", "@", Same},
		{"@", "@@", Far},
		{"annabel", "annabell", Far},
		{"annabel+x", "annabel", Far},
		{"annabel@", "annabell@", Far},
		{"\u200b", "\u200b\u200b", Far},
		{"\xff\xfe@example.com", "ann@example.com", Far},
		{long + "@example.com", long + "b@example.com", Far},
	} {
		if got := Address(c.a).Near(Address(c.b)); got != c.want {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
		if got := Address(c.b).Near(Address(c.a)); got != c.want {
			t.Errorf("%q and %q: %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestAddressParts(t *testing.T) {
	for _, c := range []struct{ address, local, domain, meant string }{
		{"Ann@Example.com", "Ann", "Example.com", "ann@example.com"},
		{"a@b@c", "a@b", "c", "a@b@c"},
		{"ann", "ann", "", "ann"},
		{"", "", "", ""},
		{" A\u200bnn@Example.com\n", " A\u200bnn", "Example.com\n", "ann@example.com"},
		{"ＡＮＮ＠example.com", "ＡＮＮ＠example.com", "", "ann@example.com"},
		{"Ann <ann%40example.com>", "Ann <ann%40example.com>", "", "ann@example.com"},
		{"ann shop@gmail.com", "ann shop", "gmail.com", "ann+shop@gmail.com"},
	} {
		a := Address(c.address)
		if a.Local() != c.local || a.Domain() != c.domain || string(a.Meant()) != c.meant {
			t.Errorf("%q: %q %q %q, want %q %q %q", c.address, a.Local(), a.Domain(), a.Meant(), c.local, c.domain, c.meant)
		}
	}
	for address, want := range map[string][]string{
		"a@acme.example": {"acme.example"}, "a@gmail.com": nil, "a@yandex.kz": nil, "a": nil,
		"a@münchen.example": {"münchen.example", "xn--mnchen-3ya.example"}, "a@xn--mnchen-3ya.example": {"münchen.example", "xn--mnchen-3ya.example"},
	} {
		if got := Address(address).OwnDomains(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// FuzzNear: comparing is symmetric, total, says Same exactly of equal addresses,
// and what is not Far shares one of its keys.
func FuzzNear(f *testing.F) {
	for _, s := range []string{"ann@example.com", "Ann+x@gmail.com", "a\u200bnn@example.com", "\u0430@b.c", "@", "", "\xff@\xfe", "ﬃ@ﬁ.com", "İ@ı.com", "torn@tom.com", "a b@xn--mnchen-3ya.de", "mailto:a%2540b.c?x", "A <a@ü.de.>"} {
		f.Add(s, "ann@example.com")
		f.Add(s, s)
		f.Add(s, strings.ToUpper(s))
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		near, back := Address(a).Near(Address(b)), Address(b).Near(Address(a))
		if near != back {
			t.Errorf("%q and %q: %v one way, %v the other", a, b, near, back)
		}
		if near < Same || near > Far {
			t.Errorf("%q and %q: %d is no nearness", a, b, near)
		}
		if (near == Same) != (a == b && a != "") {
			t.Errorf("%q and %q: %v", a, b, near)
		}
		if near != Far && near != Same && !slices.ContainsFunc(Address(a).Keys(), func(k string) bool { return slices.Contains(Address(b).Keys(), k) }) {
			t.Errorf("%q and %q are near (%v) and share no key: %q, %q", a, b, near, Address(a).Keys(), Address(b).Keys())
		}
		if v := string(Address(a).Meant()); utf8.ValidString(a) && !utf8.ValidString(v) {
			t.Errorf("%q: what is meant is not text: %q", a, v)
		}
	})
}

func BenchmarkNear(b *testing.B) {
	buyer := Address("wendeline.ashcombe@gmail.com")
	for _, c := range []struct{ name, other string }{
		{"stranger", "kimberley.osgood@osgoodfarm.example"},
		{"stranger at Gmail", "kimberley.osgood@gmail.com"},
		{"typo", "wendeline.ashcomeb@gmail.com"},
		{"not ASCII", "vojtěch.hlaváček@pivovarna.example"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				_ = buyer.Near(Address(c.other))
			}
		})
	}
}

// What is far too long for an address must cost no time.
func TestNearOfEndlessTexts(t *testing.T) {
	long := Address("anna@" + strings.Repeat("é", 1<<20) + ".example")
	if long.Near(long) != Same || long.Near("anna@é.example") != Far || long.Near(long+"x") != Far {
		t.Error("an endless text is near something")
	}
}

// An international domain spelt for machines is the same name as in letters (RFC 3492);
// one that reads as another name is another, however alike both look to people.
func TestInLetters(t *testing.T) {
	for _, c := range []struct {
		of, read Address
		near     Nearness // to jonas@münchen-studio.example
	}{
		{"jonas@xn--mnchen-studio-wob.example", "jonas@münchen-studio.example", NearInvisible},
		{"jonas@XN--mnchen-studio-wob.example", "jonas@münchen-studio.example", NearInvisible},
		{"jonas@xn--mnchen-studio-3ob.example", "jonas@mnchen-sütudio.example", NearTypo},
		{"jonas@münchen-studio.example", "", Same},
		{"jonas@munchen-studio.EXAMPLE", "", NearTypo},
		{"jonas@xn--mnchen-studio-.example", "", Far},
		{"xn--mnchen-studio-wob.example", "", Far},
	} {
		read, ok := c.of.InLetters()
		if ok != (c.read != "") || ok && read != c.read {
			t.Errorf("%s reads %q, %v", c.of, read, ok)
		}
		if near := c.of.Near("jonas@münchen-studio.example"); near != c.near {
			t.Errorf("%s is %v to the other, want %v", c.of, near, c.near)
		}
	}
}

// What tells addresses apart that read the same, and which of them has it.
func TestOddityOf(t *testing.T) {
	const clean = Address("jonas.keller@acme.example")
	for _, c := range []struct {
		a, b  Address
		what  Oddity
		whose int // 0: nobody's
	}{
		{"jonas.\u200bkeller@acme.example", clean, OddUnseen, 1},
		{clean, "jonas.keller@acme.example\u00a0", OddUnseen, 2},
		{"mailto:jonas.keller@acme.example", clean, OddAround, 1},
		{clean, "Jonas Keller <jonas.keller@acme.example>", OddAround, 2},
		{clean, "jonas.keller@acme.example.", OddAround, 2},
		{"jon\u0430s.keller@acme.example", clean, OddLetter, 1},
		{clean, "j\u043enas.keller@acme.example", OddLetter, 2},
		{"jonas@b\u00fcrokrat.example", "jonas@xn--brokrat-n2a.example", OddSpelling, 0},
		{"jonas@bu\u0308rokrat.example", "jonas@b\u00fcrokrat.example", OddSpelling, 0},
		{"jonas.keIIer@acme.example", "jonas.keller@acme.example", OddUnknown, 0},
	} {
		what, whose := OddityOf(c.a, c.b)
		if want := map[int]Address{1: c.a, 2: c.b}[c.whose]; what != c.what || whose != want {
			t.Errorf("%q and %q: %v of %q", c.a, c.b, what, whose)
		}
	}
}
