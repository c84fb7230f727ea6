package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/tui/profiles"
)

// trial is what one service said to its key, in a line or more.
type trial struct {
	ok      bool
	refused bool // the service does not take the key
	outcome string
}

// test asks both services, each by its own client.
func (s *session) test(ctx context.Context, m display.Masker) []trial {
	firstPromoter := make(chan trial, 1)
	go func() {
		if s.firstPromoter.Empty() {
			firstPromoter <- trial{ok: true, outcome: "FirstPromoter: no key, so it is not asked."}
			return
		}
		firstPromoter <- inWords("FirstPromoter", s.testFirstPromoter(ctx), m)
	}()
	return []trial{inWords("Stripe", s.testStripe(ctx), m), <-firstPromoter}
}

func inWords(service string, t profiles.KeyTest, m display.Masker) trial {
	if !t.OK {
		problem := m.Text(t.Problem)
		if problem == "" {
			problem = "the key could not be tested"
		}
		return trial{refused: t.Refused, outcome: sentence(service + ": " + strings.TrimPrefix(problem, service+" "))}
	}
	facts := []string{"the key works"}
	if t.API != "" {
		facts = append(facts, "API "+string(t.API))
	}
	if t.Name != "" {
		facts = append(facts, m.Piece(record.NamePiece(t.Name)))
	}
	if t.Account != "" {
		facts = append(facts, "account "+m.ID(t.Account))
	}
	if t.Mode != "" {
		facts = append(facts, string(t.Mode)+" mode")
	}
	outcome := service + ": " + strings.Join(facts, ", ") + "."
	for _, need := range []string{stripeapi.Must, stripeapi.Should, stripeapi.Nice} {
		var rows []string
		for _, p := range t.Permissions {
			if p.Need == need && !p.Granted && !p.Unknown {
				rows = append(rows, p.Row+" ("+p.For+")")
			}
		}
		if len(rows) > 0 {
			outcome += fmt.Sprintf("\n  %s: %s", missing[need], strings.Join(rows, ", "))
		}
	}
	return trial{ok: true, outcome: outcome}
}

var missing = map[string]string{
	stripeapi.Must:   "May not read, though most checks need it",
	stripeapi.Should: "May not read, so that some causes stay hidden",
	stripeapi.Nice:   "May not read, which is no harm",
}

// testStripe finds out whether Stripe takes the key, whose it is and what it
// may read.
func (s *session) testStripe(ctx context.Context) profiles.KeyTest {
	if err := stripeapi.CheckKey(s.stripe); err != nil {
		return problem(err)
	}
	client, err := stripeapi.New(stripeapi.Config{Key: s.stripe, Hide: s.keys(), Base: s.stripeBase})
	if err != nil {
		return problem(err)
	}
	defer client.Close()
	var t profiles.KeyTest
	account, err := question.Ask(ctx, client, question.Account{})
	var f *record.Failure
	switch {
	case err == nil:
		t.Account, t.Name = account.ID, account.Name
	case errors.As(err, &f) && f.Reason == record.PermissionMissing:
		// Usual for a restricted key.
		t.Account, _ = client.AccountHint()
	default:
		return problem(err)
	}
	t.OK = true
	if t.Mode = stripeapi.KeyMode(s.stripe); t.Mode == "" {
		t.Mode, _ = question.Ask(ctx, client, question.Mode{}) // what is not told stays empty
	}
	if strings.HasPrefix(s.stripe.Reveal(), "sk_") {
		return t // a full key may read everything
	}
	for _, p := range client.Permissions(ctx) {
		t.Permissions = append(t.Permissions, profiles.Permission{
			Row: p.Row, Need: p.Need, For: p.For, Granted: p.Granted,
			Unknown: !p.Granted && (p.Failure == nil || p.Failure.Reason != record.PermissionMissing),
		})
	}
	return t
}

// problem is a test that a key did not pass.
func problem(err error) profiles.KeyTest {
	var f *record.Failure
	return profiles.KeyTest{Problem: err.Error(), Refused: !errors.As(err, &f) || f.Reason == record.CredentialsRefused}
}

// nobody is an address that no referral has; .invalid is reserved for such
// uses (RFC 2606).
const nobody = "fpdoctor@key-test.invalid"

// testFirstPromoter finds out whether FirstPromoter takes the key together with
// the account id. One look-up is enough: it offers nothing that tells whose
// account it is.
func (s *session) testFirstPromoter(ctx context.Context) profiles.KeyTest {
	client, err := fpapi.New(fpapi.Config{Key: s.firstPromoter, Hide: s.keys(), AccountID: s.accountID, Base: s.firstPromoterBase})
	if err != nil {
		return problem(err)
	}
	defer client.Close()
	_, err = question.Ask(ctx, client, question.ReferralsByEmail{Email: nobody})
	var f *record.Failure
	if err != nil && !(errors.As(err, &f) && f.Existence == record.NotFound) {
		return problem(err)
	}
	return profiles.KeyTest{OK: true, API: client.API(), Account: client.AccountID()}
}
