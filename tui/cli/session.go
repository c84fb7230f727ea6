package cli

import (
	"context"
	"fmt"
	"strings"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/checks/transport"
	"fpdoctor/creds"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/profiles"
)

// session is what a run asks with: keys of one source, the services' addresses,
// and what the person has answered.
type session struct {
	stripe            secret.Key
	firstPromoter     secret.Key // may be empty
	accountID         string
	stripeBase        string // empty: the service's own
	firstPromoterBase string
	profile           string    // empty: not from a stored profile
	source            string    // in words
	elsewhere         []address // where not the services themselves are asked
	note              string    // what was left aside, or empty
	choose            bool      // several profiles are stored and none is the default
	problem           string    // why stored keys could not be used, or empty
	answers           record.Answers
	mask              bool // as last chosen
	unlimited         bool // as Host.Unlimited

	demo *sandbox.Server
}

// session finds the keys. Its errors are exits for wrong usage: without keys
// nothing can be asked.
func (a *app) session(ctx context.Context) (*session, error) {
	if err := a.flags.environment(a.Env); err != nil {
		return nil, err
	}
	if a.flags.demo {
		return a.demoSession()
	}
	store := a.Store()
	if creds.UsesStored(a.request(), store) {
		if err := a.flags.refuseStored(); err != nil {
			return nil, err
		}
	}
	keys, err := creds.Resolve(ctx, a.request(), store)
	if err != nil {
		return nil, usageOf(err)
	}
	a.sieve.learn(keys.Stripe, keys.FirstPromoter)
	s := &session{
		stripe: keys.Stripe, firstPromoter: keys.FirstPromoter, accountID: keys.AccountID,
		stripeBase: string(a.flags.stripeBase), firstPromoterBase: string(a.flags.firstPromoterBase),
		profile: keys.Profile, source: keys.Source.Words, elsewhere: a.flags.foreign(), note: keys.Note,
		answers: a.flags.answers(keys.Answers, a.Now()), mask: keys.Mask, unlimited: a.Unlimited,
	}
	if s.stripeBase == "" || s.firstPromoterBase == "" {
		s.note = strings.TrimSpace(s.note + " " + transport.ProxyNote(a.Env))
	}
	if err := s.checkShapes(); err != nil && keys.Source.Kind == creds.FromKeyring {
		return nil, usageOf(&storedKeyError{keys, err})
	} else if err != nil {
		return nil, usage("The keys in %s cannot be used: %s", keys.Source.Words, err)
	}
	return s, nil
}

// storedKeyError says that a stored key cannot be what it is stored as.
type storedKeyError struct {
	keys creds.Keys
	why  error
}

func (e *storedKeyError) Error() string {
	return "The keys in " + e.keys.Source.Words + ", cannot be used: " + sentence(
		e.why.Error(),
	) + " Store them again with `fpdoctor keys add " + e.keys.Profile + "`."
}

// request says whose keys are asked for.
func (a *app) request() creds.Request {
	return creds.Request{Profile: a.flags.profile.name, Explicit: a.flags.profile.given, Env: a.Env}
}

func (a *app) demoSession() (*session, error) {
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		return nil, ended(exitIncomplete, fmt.Sprintf("The demo could not start: %v", err))
	}
	return &session{
		stripe: secret.New(server.StripeKey), firstPromoter: secret.New(server.FirstPromoterKey), accountID: server.AccountID,
		stripeBase: server.StripeBase, firstPromoterBase: server.FirstPromoterBase,
		source: creds.DemoSource().Words, answers: a.flags.answers(record.Answers{}, a.Now()), demo: server,
	}, nil
}

// demoKeys takes the keys that a sale of the demo is to be looked at with; most
// have none of their own.
func (s *session) demoKeys(q record.Query) {
	if s.demo == nil {
		return
	}
	for _, sc := range s.demo.Scenarios() {
		if own, err := record.ParseQuery(sc.Sale); err == nil && own.Value == q.Value {
			keys := s.demo.Credentials(sc, sc.API())
			s.stripe, s.firstPromoter, s.accountID = secret.New(keys.Stripe), secret.New(keys.FirstPromoter), keys.AccountID
			return
		}
	}
}

// close ends the demo's services, if any.
func (s *session) close() {
	if s.demo != nil {
		_ = s.demo.Close() // they end with the process anyway
	}
}

// keysFrom names where the keys came from, and who gets them where that is not
// the service itself.
func (s *session) keysFrom() string {
	if len(s.elsewhere) == 0 {
		return s.source
	}
	return s.source + "; " + addressesInWords(s.elsewhere)
}

// checkShapes refuses keys that cannot be what they stand for.
func (s *session) checkShapes() error {
	if err := stripeapi.CheckKey(s.stripe); err != nil {
		return usageOf(err)
	}
	if !s.firstPromoter.Empty() {
		if err := fpapi.CheckKey(s.firstPromoter); err != nil {
			return usageOf(err)
		}
	}
	if err := checkAccountID(profiles.Keys{FirstPromoter: s.firstPromoter, AccountID: s.accountID}); err != nil {
		return usageOf(err)
	}
	return nil
}

// holds reports whether a text is one of this session's keys.
func (s *session) holds(text string) bool {
	return text == s.stripe.Reveal() || text == s.firstPromoter.Reveal()
}

// limited reports whether whoever is asked takes so many requests only.
func (s *session) limited() bool { return s.demo == nil && !s.unlimited }

// keys are those that no answer of a service may repeat.
func (s *session) keys() []secret.Key { return []secret.Key{s.stripe, s.firstPromoter} }

// clients are new clients with this session's keys.
func (s *session) clients() (gather.Clients, error) {
	stripe, err := stripeapi.New(stripeapi.Config{Key: s.stripe, Hide: s.keys(), Base: s.stripeBase, Paced: s.limited()})
	if err != nil {
		return gather.Clients{}, err
	}
	c := gather.Clients{Stripe: stripe}
	if s.firstPromoter.Empty() {
		return c, nil
	}
	fp, err := fpapi.New(
		fpapi.Config{Key: s.firstPromoter, Hide: s.keys(), AccountID: s.accountID, Base: s.firstPromoterBase, Paced: s.limited()},
	)
	if err != nil {
		return c, err
	}
	c.FirstPromoter = fp
	return c, nil
}

func closeClients(c gather.Clients) {
	c.Stripe.Close()
	if c.FirstPromoter != nil {
		c.FirstPromoter.Close()
	}
}
