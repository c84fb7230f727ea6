package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds"
	"fpdoctor/creds/secret"
	"fpdoctor/tui"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// interactive opens the screens.
func (a *app) interactive(c *cobra.Command, args []string) error {
	query, err := saleIn(args)
	if err != nil {
		return err
	}
	if a.flags.format.value != "" {
		return usage("--format is for fpdoctor check SALE; the screens have no format")
	}
	return a.onScreens(c.Context(), query, nil)
}

// onScreens opens the screens with a sale, with the audit, or with neither.
func (a *app) onScreens(ctx context.Context, query *record.Query, audit *auditFlags) error {
	if !terminal(a.In) || !terminal(a.screen) {
		return usage("the screens need a terminal; for plain output run fpdoctor check SALE")
	}
	if err := a.flags.environment(a.Env); err != nil {
		return err
	}
	var s, demo *session
	o := a.screenOptions()
	tryDemo := func(context.Context) (tui.Options, error) {
		found, err := a.demoSession()
		if err != nil {
			return tui.Options{}, err
		}
		demo = found
		o := a.options(found, nil)
		o.Demo = true
		return audit.narrow(o), nil
	}
	o.Prepare = func(ctx context.Context) (tui.Options, error) {
		found, err := a.session(ctx)
		if err != nil {
			if found, err = a.withoutKeys(err); err != nil {
				return tui.Options{}, err
			}
		}
		s = found
		if query != nil && query.Own && s.holds(query.Value) {
			return tui.Options{}, errKeyGiven
		}
		o := audit.narrow(a.options(s, query))
		o.OpenAudit = audit != nil
		if s.demo == nil {
			o.TryDemo = tryDemo
		}
		return o, nil
	}
	status, err := tui.Run(ctx, o)
	for _, s := range []*session{s, demo} {
		if s != nil {
			s.close()
		}
	}
	return screens(status, err)
}

// narrow gives the audit of the screens the window and the baseline of the command, if it
// has them.
func (f *auditFlags) narrow(o tui.Options) tui.Options {
	if f != nil && f.since != (sinceFlag{}) {
		o.Call.Since, o.AuditSince = f.since.String(), f.since.before
	}
	if f != nil {
		o.Call.Baseline, o.AuditBaseline = f.baseline, f.known
	}
	return o
}

// screens is how a run of the screens ends.
func screens(status int, err error) error {
	var refused *exit
	var fault *tui.Crash
	switch {
	case errors.As(err, &fault):
		return ended(exitIncomplete, crash(fault.Fault, fault.Stack))
	case errors.As(err, &refused):
		return err
	case err != nil:
		return ended(exitIncomplete, err.Error())
	case status != exitOK:
		return ended(status, "")
	}
	return nil
}

// screenOptions is what is known of the screens before anything has been looked up.
func (a *app) screenOptions() tui.Options {
	return tui.Options{
		Demo:       a.flags.demo,
		Call:       a.flags.call(),
		Now:        a.Now,
		Theme:      a.flags.theme.value,
		ASCII:      !utf8Locale(runtime.GOOS, a.Env),
		ASCIISigns: a.flags.ascii,
		NoColor:    a.flags.noColor,
		In:         a.In,
		Out:        a.screen,
		Environ:    a.Env,
		RememberedTheme: func() string {
			theme, _ := a.Store().Theme() // a file that cannot be read is told of where keys are looked for
			return theme
		},
		KeepTheme: func(ctx context.Context, theme string) error { return a.Store().SaveTheme(ctx, theme) },
		RememberedMouse: func() *bool {
			on, _ := a.Store().Mouse() // as above
			return on
		},
		KeepMouse: func(ctx context.Context, on bool) error { return a.Store().SaveMouse(ctx, on) },
	}
}

// withoutKeys starts the screens although no keys could be had, since they ask
// for them. A profile that the person named wrongly ends the run, and so does a
// key in the environment that cannot be one.
func (a *app) withoutKeys(err error) (*session, error) {
	var none *creds.NoKeysError
	var ring *creds.KeyringError
	var file *creds.FileError
	var entry *creds.EntryError
	var unfinished *creds.UnfinishedError
	var shape *storedKeyError
	s := &session{
		stripeBase: string(a.flags.stripeBase), firstPromoterBase: string(a.flags.firstPromoterBase), elsewhere: a.flags.foreign(),
		profile: a.flags.profile.name, source: "none yet",
		answers: a.flags.answers(record.Answers{}, a.Now()), mask: creds.StartsMasked(a.request(), a.Store()),
	}
	switch {
	case errors.Is(err, context.Canceled):
		s.problem = "The keys were not read: you stopped that."
		return s, nil
	case errors.As(err, &none):
		names, _ := a.Store().Names() // whatever is wrong with the file has been told by now
		s.choose = len(names) > 1
		return s, nil
	case errors.As(err, &ring), errors.As(err, &file), errors.As(err, &entry), errors.As(err, &unfinished), errors.As(err, &shape):
		s.problem = err.Error()
		return s, nil
	}
	return nil, err
}

func (a *app) options(s *session, query *record.Query) tui.Options {
	o := a.screenOptions()
	o.Elsewhere, o.ElsewhereHosts = addressesInWords(s.elsewhere), hostsOf(s.elsewhere)
	o.Query, o.Source, o.Answers, o.Services = query, s.source, s.answers, a.services(s)
	o.Keys = profiles.Keys{Stripe: s.stripe, FirstPromoter: s.firstPromoter, AccountID: s.accountID}
	o.Mask = a.flags.masked(s.mask)
	if s.demo == nil {
		store := a.Store()
		o.Note = s.note
		o.Problem, o.Choose, o.KeepAs = s.problem, s.choose, keepAs(store, s.profile)
		if !s.stripe.Empty() {
			o.Profile = s.profile
		}
		o.Store = &keeper{
			store: store, learn: a.sieve.learn, profile: o.Profile, environment: o.Profile == "" && !s.stripe.Empty(),
			refusal: a.flags.refuseStored(),
		}
		return o
	}
	usual := s.demo.Credentials(sandbox.Scenario{}, sandbox.V2)
	for _, sc := range demoOrder(s.demo.Scenarios()) {
		x := tui.Scenario{Sale: sc.Sale, Title: sc.Title, Group: groupWords[sc.Group], Start: startWith(sc.Name)}
		if own := s.demo.Credentials(sc, sc.API()); own != usual {
			x.Keys = profiles.Keys{Stripe: secret.New(own.Stripe), FirstPromoter: secret.New(own.FirstPromoter), AccountID: own.AccountID}
		}
		o.Scenarios = append(o.Scenarios, x)
	}
	return o
}

// groupWords head the demo's sales: what one looks for, in plain words.
var groupWords = map[string]string{
	sandbox.Lead: "the lead does not match", sandbox.Payment: "no payment that counts", sandbox.Coupon: "coupons",
	sandbox.Connected: "the connection", sandbox.Account: "another Stripe account", sandbox.Mode: "live and test mode",
	sandbox.Several: "several faults at once", sandbox.Errors: "keys and permissions", sandbox.Healthy: "nothing wrong",
}

// starters are the sales that the demo begins with: one for each item, and a sound one.
var starters = []string{
	"unexplained", "sale-in-other-account", "records-in-other-mode",
	"email-typo", "invoice-open", "coupon-is-promotion-code", "healthy-link",
}

// startWith says what a starter is the example of; empty: it is none.
func startWith(name string) string {
	switch i := checks.Item(slices.Index(starters, name) + 1); {
	case i == 0:
		return ""
	case i > checks.Coupon:
		return "all is well"
	default:
		return fmt.Sprintf("%d %s", i, i.Label())
	}
}

// demoOrder puts what the demo is for first, and the healthy sales last.
func demoOrder(list []sandbox.Scenario) []sandbox.Scenario {
	order := []string{
		sandbox.Lead, sandbox.Payment, sandbox.Coupon, sandbox.Connected, sandbox.Account, sandbox.Mode, sandbox.Several, sandbox.Errors,
		sandbox.Healthy,
	}
	slices.SortStableFunc(list, func(a, b sandbox.Scenario) int {
		return slices.Index(order, a.Group) - slices.Index(order, b.Group)
	})
	return list
}

// services connects the screens with the clients. Keys may change while the
// screens are open; addresses do not.
func (a *app) services(s *session) tui.Services {
	with := func(k profiles.Keys) *session {
		a.sieve.learn(k.Stripe, k.FirstPromoter)
		return &session{
			stripe: k.Stripe, firstPromoter: k.FirstPromoter, accountID: k.AccountID,
			stripeBase: s.stripeBase, firstPromoterBase: s.firstPromoterBase, demo: s.demo, unlimited: a.Unlimited,
		}
	}
	look := func(ctx context.Context, k profiles.Keys, q record.Query, progress func(gather.Step)) *record.Evidence {
		clients, err := with(k).clients()
		if err != nil {
			return unasked(q, a.Now(), err)
		}
		defer closeClients(clients)
		return gather.Sale(ctx, clients, q, gather.Options{Now: a.Now, Progress: progress})
	}
	limit := time.Duration(a.flags.timeout)
	return tui.Services{
		Gather: func(ctx context.Context, k profiles.Keys, q record.Query, progress func(gather.Step)) *record.Evidence {
			if limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, limit)
				defer cancel()
			}
			return look(ctx, k, q, progress)
		},
		Follow: func() tui.Gatherer { return following(a.Host, look) },
		Suspects: func(ctx context.Context, k profiles.Keys, progress func(gather.Step)) ([]lists.Suspect, []record.Gap) {
			clients, err := with(k).clients()
			if err != nil {
				return nil, unasked(record.Query{}, a.Now(), err).Gaps
			}
			defer closeClients(clients)
			found, gaps := gather.Suspicious(ctx, clients, gather.Options{Now: a.Now, Progress: progress})
			return suspectsOf(found), gaps
		},
		Audit: func(ctx context.Context, k profiles.Keys, o audit.Options) audit.Summary {
			s := with(k)
			clients, err := s.clients()
			if err != nil {
				return audit.Summary{Incomplete: err.Error()}
			}
			defer closeClients(clients)
			return audit.Walk(ctx, clients, o)
		},
		Suggest: func(ctx context.Context, k profiles.Keys, text string) lists.Suggestions {
			clients, err := with(k).clients()
			if err != nil {
				return lists.Suggestions{}
			}
			defer closeClients(clients)
			return suggestionsOf(gather.Suggest(ctx, clients, text, gather.Options{Now: a.Now}))
		},
		SaveCase:    a.sieve.writeCase,
		OpenCase:    caseOnScreen,
		SameAccount: stripeapi.SameAccount,
		KeyServices: profiles.KeyServices{
			CheckStripe:        stripeapi.CheckKey,
			CheckFirstPromoter: fpapi.CheckKey,
			CheckAccountID:     checkAccountID,
			TestStripe:         func(ctx context.Context, k profiles.Keys) profiles.KeyTest { return with(k).testStripe(ctx) },
			TestFirstPromoter:  func(ctx context.Context, k profiles.Keys) profiles.KeyTest { return with(k).testFirstPromoter(ctx) },
			NewKeyURL:          stripeapi.RestrictedKeyURL(),
			KeyRows:            keyRows(),
		},
		Open: openLink,
		Copy: copyOut,
	}
}

// checkAccountID looks at the shape of an account id, and at whether it can
// belong to the key it is given with.
func checkAccountID(k profiles.Keys) error {
	if err := fpapi.CheckAccountID(k.AccountID); err != nil {
		return err
	}
	return fpapi.CheckPair(k.FirstPromoter, k.AccountID)
}

// unasked is the evidence where not even a client could be made.
func unasked(q record.Query, at time.Time, err error) *record.Evidence {
	refused := record.Failure{Reason: record.CredentialsRefused, Detail: err.Error()}
	return &record.Evidence{Query: q, StartedAt: at, Gaps: []record.Gap{
		{System: record.FirstPromoter, Part: record.PartReferrals, Failure: refused},
		{System: record.Stripe, Part: record.PartAsked, Failure: refused},
	}}
}

// utf8Locale reports whether the terminal is thought to show UTF-8: nearly all
// do, unless the locale names another set. Windows has no such variables.
func utf8Locale(goos string, env func(string) string) bool {
	if goos == "windows" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(env(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// keepAs is the profile under which keys are kept that the screens ask for: the
// one named, else the default one.
func keepAs(store *creds.Store, named string) string {
	if named != "" {
		return named
	}
	if name, err := store.Default(); err == nil && name != "" {
		return name
	}
	return creds.DefaultProfile
}

// keeper keeps what outlives the screens.
type keeper struct {
	store   *creds.Store
	learn   func(...secret.Key)
	refusal error // why this run must not use stored keys, or nil

	mu          sync.Mutex
	profile     string          // in use; empty: none
	environment bool            // the keys in use are the environment's, which are not stored
	typed       map[string]bool // profiles whose keys were given in this run
}

// Place names where keys are kept.
func (*keeper) Place() string { return creds.Place() }

// Ready gives the stored profiles' names, and what keeps keys from being kept.
func (k *keeper) Ready(ctx context.Context) ([]string, error) {
	names, err := k.store.Names()
	if ring := k.store.KeyringReady(ctx); ring != nil {
		return names, ring
	}
	return names, err
}

// Keep stores keys and answers, and uses them from now on.
func (k *keeper) Keep(ctx context.Context, name string, keys profiles.Keys, answers record.Answers, mask bool) (profiles.Kept, error) {
	note, err := k.store.Save(ctx, creds.Profile{
		Name: name, Stripe: keys.Stripe, FirstPromoter: keys.FirstPromoter, AccountID: keys.AccountID, Answers: answers, Mask: mask,
	})
	if err != nil {
		return profiles.Kept{}, err
	}
	k.mu.Lock()
	if k.typed == nil {
		k.typed = map[string]bool{}
	}
	k.typed[name] = true
	k.mu.Unlock()
	k.Use(name)
	return profiles.Kept{Source: k.Place() + ", profile " + name, Note: note}, nil
}

// Stored are the profiles with their keys.
func (k *keeper) Stored(ctx context.Context) ([]profiles.Profile, error) {
	list, err := k.store.List(ctx)
	if err != nil {
		return nil, err
	}
	var out []profiles.Profile
	for _, l := range list {
		k.learn(l.Stripe, l.FirstPromoter)
		p := profiles.Profile{
			Name: l.Name, Keys: profiles.Keys{Stripe: l.Stripe, FirstPromoter: l.FirstPromoter, AccountID: l.AccountID},
			Answers: l.Answers, Mask: l.Mask, Default: l.Default,
		}
		switch {
		case l.Problem != nil:
			p.Problem = l.Problem.Error()
		case k.refusal != nil && !k.gave(l.Name):
			p.Problem = sentence(k.refusal.Error())
		}
		out = append(out, p)
	}
	return out, nil
}

// gave reports whether a profile's keys were given in this run.
func (k *keeper) gave(name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.typed[name]
}

// Remove removes a profile, its keys too. What is answered from then on with
// keys still in use is nobody's.
func (k *keeper) Remove(ctx context.Context, name string) (note string, err error) {
	note, err = k.store.Remove(ctx, name)
	if err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.profile == name {
		k.profile = ""
	}
	return note, nil
}

// MakeDefault chooses the profile that is used when none is named.
func (k *keeper) MakeDefault(ctx context.Context, name string) error {
	return k.store.SetDefault(ctx, name)
}

// Use remembers for another profile from now on; for none where name is empty.
func (k *keeper) Use(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.profile, k.environment = name, false
}

// Remember stores the person's answers and the choice of masking. Without a
// stored profile there is no merchant to whom answers would belong.
func (k *keeper) Remember(ctx context.Context, answers record.Answers, mask bool) error {
	k.mu.Lock()
	profile, environment := k.profile, k.environment
	k.mu.Unlock()
	if profile == "" && !environment {
		return nil
	}
	return errors.Join(k.store.SaveAnswers(ctx, profile, answers), k.store.SaveMask(ctx, profile, mask))
}

// keyRows are the rights a restricted key needs, by their rows in Stripe's dashboard.
func keyRows() []profiles.Permission {
	var out []profiles.Permission
	for _, p := range stripeapi.Rows() {
		out = append(out, profiles.Permission{Row: p.Row, Need: p.Need})
	}
	return out
}
