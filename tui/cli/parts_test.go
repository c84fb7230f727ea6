package cli

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/creds"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/profiles"
)

func TestExitStatus(t *testing.T) {
	of := func(all ...checks.Status) *checks.Diagnosis {
		d := &checks.Diagnosis{}
		for i := range d.Checks {
			d.Checks[i].Status = checks.Pass
		}
		for i, s := range all {
			d.Checks[i].Status = s
		}
		return d
	}
	for _, c := range []struct {
		d    *checks.Diagnosis
		want int
	}{
		{of(), exitOK},
		{of(checks.Warn, checks.Ask, checks.Skip), exitOK},
		{of(checks.Error), exitIncomplete},
		{of(checks.Error, checks.Fail), exitFail},
		{of(checks.Fail, checks.Error), exitFail},
	} {
		if got := exitStatus(c.d.Checks[:]); got != c.want {
			t.Errorf("%v: exit status %d, want %d", c.d.Checks, got, c.want)
		}
	}
}

func TestSuspectsOf(t *testing.T) {
	invoice := record.Invoice{ID: "in_123abc", Status: "paid", AmountPaid: record.Money{Minor: 4900, Currency: "usd"}, PaidAt: time.Unix(1700000000, 0)}
	got := suspectsOf([]gather.Suspect{
		{Lead: record.Referral{ID: "7", Email: "anna@example.com"}, Sale: record.Sale{Invoice: &invoice}, Near: record.NearTypo},
		{Lead: record.Referral{ID: "8"}, Email: "b@example.com", Sale: record.Sale{Invoice: &record.Invoice{ID: "odd id"}}, Near: record.Same},
		{Lead: record.Referral{ID: "odd"}, Sale: record.Sale{Invoice: &record.Invoice{ID: "odd id"}}},
	})
	if len(got) != 2 {
		t.Fatalf("%d suspects, want the two that can be asked about", len(got))
	}
	if got[0].Query.Value != "in_123abc" || got[0].Amount.Minor != 4900 || got[0].Email != "anna@example.com" || got[0].Why.Plain() == "" {
		t.Errorf("got %+v", got[0])
	}
	if got[1].Query.Kind != record.ByReferral || got[1].Email != "b@example.com" {
		t.Errorf("got %+v", got[1])
	}
	for near := record.Same; near < record.Far; near++ {
		if nearly[near] == "" {
			t.Errorf("no words for nearness %d", near)
		}
	}
}

func TestUTF8Locale(t *testing.T) {
	for _, c := range []struct {
		goos string
		env  map[string]string
		want bool
	}{
		{"linux", map[string]string{"LANG": "C"}, false},
		{"linux", map[string]string{"LANG": "en_GB.UTF-8"}, true},
		{"linux", map[string]string{"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, false},
		{"linux", map[string]string{"LC_CTYPE": "C.utf8", "LANG": "C"}, true},
		{"linux", nil, true},
		{"windows", map[string]string{"LANG": "C"}, true},
	} {
		if got := utf8Locale(c.goos, func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%s %v: %v", c.goos, c.env, got)
		}
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{"anna@example.com": "anna@example.com", "o'neill@x.example": `'o'\''neill@x.example'`, "$(id)": "'$(id)'"} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %s", in, got)
		}
	}
}

func TestOpenLinkOpensOnlyTheWeb(t *testing.T) {
	for _, link := range []string{"file:///etc/passwd", "javascript:alert(1)", "http://plain.example", "--help", ""} {
		if err := openLink(context.Background(), link); err == nil {
			t.Errorf("%q was opened", link)
		}
	}
}

func TestKeeperKeepsAndRemembers(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	ring := &closingKeyring{FolderKeyring: FolderKeyring(dir)}
	store := creds.OpenWith(dir, ring)
	k := &keeper{store: store}
	// Nothing is remembered for keys that belong to no profile.
	if err := k.Remember(ctx, record.Answers{Connected: record.AnswerOf(true, time.Now())}, true); err != nil {
		t.Fatal(err)
	}
	keys := profiles.Keys{Stripe: secret.New("sk_test_abcdefgh"), FirstPromoter: secret.New("fp-abcdefgh"), AccountID: "77"}
	kept, err := k.Keep(ctx, keepAs(store, ""), keys, record.Answers{}, false)
	if err != nil || !strings.Contains(kept.Source, creds.DefaultProfile) {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	if err := k.Remember(ctx, record.Answers{Connected: record.AnswerOf(true, time.Now())}, true); err != nil {
		t.Fatal(err)
	}
	p, err := store.Load(ctx, "")
	if err != nil || p.AccountID != "77" || !p.Mask || !p.Answers.Connected.Value || p.Stripe.Reveal() != "sk_test_abcdefgh" {
		t.Errorf("got %+v, %v", p, err)
	}
	// What is answered for keys of this run only stays out of the profile.
	k.Use("")
	if err := k.Remember(ctx, record.Answers{}, false); err != nil {
		t.Fatal(err)
	}
	if p, err := store.Load(ctx, ""); err != nil || !p.Mask || !p.Answers.Connected.Given() {
		t.Errorf("got %+v, %v", p, err)
	}
	if names, err := k.Ready(ctx); err != nil || len(names) != 1 || names[0] != creds.DefaultProfile {
		t.Errorf("names %q, %v", names, err)
	}
	ring.problem = &creds.KeyringError{Problem: creds.Locked}
	if names, err := k.Ready(ctx); !errors.Is(err, ring.problem) || len(names) != 1 {
		t.Errorf("of a locked keyring: names %q, %v", names, err)
	}
}

func TestARotatedKeyKeepsTheAnswers(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	store := creds.OpenWith(dir, FolderKeyring(dir))
	key := func(head, account string) secret.Key {
		return secret.New(head + "_51" + account + strings.Repeat("x", 40))
	}
	connected := record.Answers{Connected: record.AnswerOf(true, time.Now())}
	if _, err := store.Save(ctx, creds.Profile{Name: "shop", Stripe: key("sk_live", "AbCdEfGhIjKlMnO"), AccountID: "77", Answers: connected}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		s    session
		want bool
	}{
		{"another key of the account", session{stripe: key("rk_live", "AbCdEfGhIjKlMnO"), accountID: "77"}, true},
		{"another Stripe account", session{stripe: key("rk_live", "ZbCdEfGhIjKlMnO"), accountID: "77"}, false},
		{"another FirstPromoter account", session{stripe: key("sk_live", "AbCdEfGhIjKlMnO"), accountID: "78"}, false},
	} {
		if got := answersFor(ctx, store, "shop", &c.s).Connected.Given(); got != c.want {
			t.Errorf("%s: answers %v", c.name, got)
		}
	}
	if answersFor(ctx, store, "nobody", &session{}).Connected.Given() {
		t.Error("answers out of nothing")
	}
}

func TestVersionIsNeverEmpty(t *testing.T) {
	if Version() == "" || thisBuild().line() == "" {
		t.Error("no version")
	}
	for v, want := range map[string]bool{
		"v1.2.3": false, "v1.2.3-rc.1": false, "v0.0.0-20261128073100-0123456789ab": true, "v1.2.4-0.20261128073100-0123456789ab+dirty": true, "v1.2.3+dirty": true,
	} {
		if betweenTags.MatchString(v) != want {
			t.Error(v)
		}
	}
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, tt := range []struct {
		build      build
		name, line string
	}{
		{build{}, "dev", "dev"},
		{build{commit: sha, committed: "2026-11-28T07:31:00Z"}, "dev (0123456789ab)", "dev (commit 0123456789ab, 2026-11-28)"},
		{build{commit: sha, changed: true}, "dev (0123456789ab, changed)", "dev (commit 0123456789ab, changed since)"},
		{build{version: "v1.2.3"}, "v1.2.3", "v1.2.3"},
		{build{version: "v1.2.3", commit: sha, committed: "2026-11-28T07:31:00Z"}, "v1.2.3", "v1.2.3 (commit 0123456789ab, 2026-11-28)"},
	} {
		if tt.build.name() != tt.name || tt.build.line() != tt.line {
			t.Errorf("%+v: %q, %q", tt.build, tt.build.name(), tt.build.line())
		}
	}
}

// The demo begins with one sale for each item, in the group of that item.
func TestTheDemoHasAStarterForEachItem(t *testing.T) {
	t.Parallel()
	groups := []string{sandbox.Connected, sandbox.Account, sandbox.Mode, sandbox.Lead, sandbox.Payment, sandbox.Coupon, sandbox.Healthy}
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	found := map[string]string{}
	for _, s := range server.Scenarios() {
		found[s.Name] = s.Group
	}
	for i, name := range starters {
		if found[name] != groups[i] {
			t.Errorf("%s is of %q, not of %q", name, found[name], groups[i])
		}
	}
}
