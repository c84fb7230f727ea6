package checks

import (
	"fmt"
	"go/scanner"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// published are the public names of all causes, by item and verdict. They stand
// in people's scripts: none may go, come or change without a word in the changelog.
var published = map[Item]map[Status]string{
	0: {
		Skip: "not-reached", Info: "answer-contradicted",
		Error: "permission-missing credentials-refused unreachable rate-limited unreadable-answer list-too-long",
	},
	Connected: {
		Pass: "sale-recorded connected-answered recently-received", Info: "sales-by-api", Fail: "not-connected", Ask: "connection-unconfirmed",
		Warn: "never-received stopped-receiving connected-after-sale unexplained",
	},
	Account: {
		Pass: "account-matches account-by-evidence", Fail: "account-mismatch sale-in-sandbox foreign-records sale-in-other-account", Warn: "sandbox-suspected",
		Info: "mixed-records account-unreadable", Ask: "account-unconfirmed",
	},
	Mode: {Pass: "mode-matches mode-by-evidence", Fail: "mode-mismatch sale-in-other-mode records-in-other-mode", Ask: "mode-unconfirmed"},
	Lead: {
		Pass: "matched-by-uid matched-by-fp-uid matched-by-email already-customer lead-by-coupon",
		Fail: "lead-not-found customer-not-found referral-not-found email-invisible email-encoded email-alias email-typo email-differs email-elsewhere email-changed " +
			"email-missing fp-uid-missing fp-uid-misplaced fp-uid-misspelt fp-uid-differs lead-without-email visitor-id-misplaced " +
			"sale-on-other-customer other-referral-owns-customer referral-disabled referral-pending promoter-blocked lead-after-sale",
		Warn: "email-case guest-checkout uid-differs visitor-id-overwritten visitor-id-unclaimed duplicate-referrals customer-deleted referral-moved " +
			"referral-expired referral-flagged lead-at-sale paid-before-lead",
		Info: "visitor-id-missing duplicate-customers",
	},
	Payment: {
		Pass: "paid",
		Fail: "sale-not-found no-payment trial subscription-not-started invoice-upcoming invoice-draft invoice-open invoice-void invoice-uncollectible " +
			"payment-failed payment-incomplete payment-pending payment-uncaptured zero-coupon zero-invoice paid-from-credit paid-out-of-band amount-too-small",
		Warn: "amount-borderline refunded disputed too-recent",
	},
	Coupon: {
		Pass: "coupon-matches promo-code-matches", Skip: "coupon-not-used", Info: "coupon-unassigned coupon-deleted",
		Fail: "coupon-is-promotion-code coupon-is-name coupon-not-in-stripe coupon-differs coupon-other-promoter coupon-id-missing coupon-shared " +
			"coupon-campaign-level coupon-untracked promo-code-archived",
		Warn: "coupon-case promotion-code-missing coupon-off-invoice coupon-missing-on-sale",
	},
}

func TestCatalogueIsWhatIsPublished(t *testing.T) {
	listed := map[string]string{}
	for item, byVerdict := range published {
		for verdict, names := range byVerdict {
			for _, id := range strings.Fields(names) {
				listed[id] = fmt.Sprintf("item %d, %s", item, verdict)
			}
		}
	}
	for _, c := range Catalogue() {
		want, ok := listed[c.ID]
		if !ok {
			t.Errorf("%s is in the catalogue, but not published", c.ID)
		} else if got := fmt.Sprintf("item %d, %s", c.Item, c.Verdict); got != want {
			t.Errorf("%s is of %s, published as of %s", c.ID, got, want)
		}
		delete(listed, c.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(listed)) {
		t.Errorf("%s is published, but not in the catalogue", id)
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	for _, c := range Catalogue() {
		if c.When == "" || c.Says == "" || c.Source == "" || c.Basis != Documented && c.Basis != Inferred {
			t.Errorf("%s: something is missing: %+v", c.ID, c)
		}
		if got, ok := Lookup(c.ID); !ok || got.Says != c.Says {
			t.Errorf("%s cannot be looked up", c.ID)
		}
		if strings.HasSuffix(c.When, ".") || strings.ToUpper(c.When[:1]) == c.When[:1] && !strings.HasPrefix(c.When, "API") && !strings.HasPrefix(c.When, "SALE") && !strings.HasPrefix(c.When, "Stripe") && !strings.HasPrefix(c.When, "FirstPromoter") {
			t.Errorf("%s: %q is no line of a table", c.ID, c.When)
		}
		for _, name := range slices.Concat(slices.Concat(c.Remedies, c.TestRemedies)...) {
			if _, ok := remedies[name]; !ok {
				t.Errorf("%s: no such remedy: %s", c.ID, name)
			}
		}
	}
	if _, ok := Lookup("no-such-cause"); ok {
		t.Error("found a cause that does not exist")
	}
	used := map[string]bool{}
	for _, c := range Catalogue() {
		for _, name := range slices.Concat(slices.Concat(c.Remedies, c.TestRemedies)...) {
			used[name] = true
		}
	}
	words := literals(t)
	for name := range remedies {
		if !used[name] && !words[name] {
			t.Errorf("the remedy %s is nobody's", name)
		}
	}
}

// TestEveryFaultHasARemedy: on both versions of the API, with all values at hand.
func TestEveryFaultHasARemedy(t *testing.T) {
	for _, api := range []record.API{record.V2, record.V1} {
		s := healthy()
		s.FirstPromoter.API = api
		in := newInput(facts.Of(&s.Evidence, s.ans), s.ans, now)
		args := record.Args{}
		for name := range placeholders() {
			args[name] = record.Piece{Kind: record.KindID, Value: "value"}
		}
		for _, c := range Catalogue() {
			f := in.finding(c.ID, args)
			if len(f.Remedies) == 0 {
				// Some stand in only where a value is missing.
				less := maps.Clone(args)
				delete(less, "couponid")
				f = in.finding(c.ID, less)
			}
			if (c.Verdict == Fail || c.Verdict == Warn) && len(f.Remedies) == 0 {
				t.Errorf("%s says nothing of what to do on %s", c.ID, api)
			}
			for _, complaint := range ugly(f) {
				t.Errorf("%s on %s: %s", c.ID, api, complaint)
			}
			for _, r := range f.Remedies {
				if strings.Contains(r.Where, "Referrals >") && api == record.V1 {
					t.Errorf("%s leads to %q on v1", c.ID, r.Where)
				}
				if command := r.Command.Plain(); command != "" && (api == record.V1 || !strings.Contains(command, `"Authorization: Bearer $FIRSTPROMOTER_API_KEY"`)) {
					t.Errorf("%s on %s: %s", c.ID, api, command)
				}
			}
		}
	}
}

// TestAlternativesNeverChangeBothSides: whoever does all steps, and of alternatives
// one, changes at most one side of what does not fit together.
func TestAlternativesNeverChangeBothSides(t *testing.T) {
	for _, c := range Catalogue() {
		for _, steps := range [][]Step{c.Remedies, c.TestRemedies} {
			if sides := bothSides(steps, map[record.System]bool{}); sides != "" {
				t.Errorf("%s changes both sides: %s", c.ID, sides)
			}
			for _, step := range steps {
				for _, name := range step {
					text := remedies[name].text
					if first, _, _ := strings.Cut(text, " "); len(step) > 1 && (first == "FirstPromoter" || first == "Stripe" || strings.HasPrefix(first, "{")) {
						t.Errorf("%s: %q cannot follow on either or or", c.ID, text)
					}
				}
			}
		}
	}
}

// bothSides goes through every way of doing the steps and tells one by which
// more than one side is changed.
func bothSides(steps []Step, changed map[record.System]bool) string {
	if len(changed) > 1 {
		return "yes"
	}
	if len(steps) == 0 {
		return ""
	}
	for _, name := range steps[0] {
		with := maps.Clone(changed)
		if side := remedies[name].changes; side != "" {
			with[side] = true
		}
		if found := bothSides(steps[1:], with); found != "" {
			return name + " " + found
		}
	}
	return ""
}

// TestStepsReadAsOne: alternatives say either and or, what follows says then, and the
// first follows on nothing.
func TestStepsReadAsOne(t *testing.T) {
	in := newInput(facts.OfAccount(&healthy().Evidence, record.Answers{}, nil), record.Answers{}, now)
	args := in.args(record.Args{
		"lead": id("501"), "leademail": email("a@example.com"), "leaduid": id("cus_buyer"), "buyer": email(buyer),
		"customer": id("cus_buyer"), "paidsale": id("in_sale"), "given": id("acct_1ZZZZTZyXwVuTsRq"), "account": id(account),
	})
	for cause, want := range map[string][]string{
		"email-typo": {
			"1a Either change the lead’s e-mail address in FirstPromoter to the one the buyer uses in Stripe.",
			"1b Or, if the lead’s address is the right one, change the customer’s e-mail address in Stripe.",
			"2 Then bring in the missed sale: the referral’s UID must be the Stripe customer id.",
		},
		"unexplained": {
			"1a Either bring in the missed sale: the referral’s UID must be the Stripe customer id.",
			"1b Or add the sale by hand, with the event id below.",
			"2 If that does not help, send fpdoctor’s report to FirstPromoter’s support.",
		},
		"not-connected": {
			"1 Connect Stripe there, and follow it to the end: it leads to Stripe and back to FirstPromoter.",
			"2a Then either bring in the missed sale: the referral’s UID must be the Stripe customer id.",
			"2b Or make a new test purchase and watch the lead for two minutes.",
		},
	} {
		var got []string
		for _, r := range in.finding(cause, args).Remedies {
			got = append(got, r.Label()+" "+r.Text.Plain())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", cause, got, want)
		}
	}
}

// TestPlaceholdersAreFilled: each value that a sentence or a remedy asks for is
// one that the code knows to give.
func TestPlaceholdersAreFilled(t *testing.T) {
	words := literals(t)
	for name, where := range placeholders() {
		if !words[name] {
			t.Errorf("{%s} of %s is never filled", name, where)
		}
	}
}

// placeholders are the values asked for, each with one of those that ask.
func placeholders() map[string]string {
	out := map[string]string{}
	take := func(where string, templates ...string) {
		for _, s := range templates {
			for _, m := range regexp.MustCompile(`\{([a-z]+)\}`).FindAllStringSubmatch(s, -1) {
				out[m[1]] = where
			}
		}
	}
	for _, c := range Catalogue() {
		take(c.ID, c.Says, c.InfoSays)
	}
	for name, r := range remedies {
		take("remedy "+name, r.text, r.url, r.path, r.body)
		for _, n := range append(r.needs, r.value) {
			if n != "" {
				out[n] = "remedy " + name
			}
		}
	}
	return out
}

// literals are the texts that the checks' code holds, the catalogue and the
// remedies themselves left out.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "catalogue_") || name == "remedies.go" {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var s scanner.Scanner
		set := token.NewFileSet()
		s.Init(set.AddFile(name, set.Base(), len(source)), source, nil, 0)
		for {
			_, kind, text := s.Scan()
			if kind == token.EOF {
				break
			}
			if kind == token.STRING {
				if v, err := strconv.Unquote(text); err == nil {
					out[v] = true
				}
			}
		}
	}
	return out
}

// TestInferredSaysSo: where FirstPromoter's rule is not known, the sentence does
// not pretend that it is.
func TestInferredSaysSo(t *testing.T) {
	// These rest on what records show, not on a rule of FirstPromoter's.
	byEvidence := "never-received stopped-receiving connected-after-sale unexplained sandbox-suspected foreign-records sale-in-other-account records-in-other-mode"
	admits := []string{"not documented", "contradict one another", "does not tell", "probably"}
	for _, c := range Catalogue() {
		if c.Basis != Inferred || c.Verdict != Fail && c.Verdict != Warn || slices.Contains(strings.Fields(byEvidence), c.ID) {
			continue
		}
		if !slices.ContainsFunc(admits, func(s string) bool { return strings.Contains(c.Says, s) }) {
			t.Errorf("%s is inferred, and does not say so: %q", c.ID, c.Says)
		}
	}
	for _, c := range Catalogue() {
		if c.Basis == Documented && strings.Contains(c.Says, "not documented") {
			t.Errorf("%s is documented, and says that it is not", c.ID)
		}
	}
}
