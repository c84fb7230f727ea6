package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"fpdoctor/checks/display"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/profiles"
)

func (a *app) keysCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "keys",
		Short: "Store, list, test and remove keys",
		Long: "Keys are kept in the operating system’s keyring, one set for each PROFILE;\nwithout a name the default one is meant. A " +
			"key is never given as an argument.",
	}
	needsOneOf(c, "add", "list", "test", "remove", "default")
	var untested bool
	add := &cobra.Command{
		Use:   "add [PROFILE]",
		Short: "Store keys, new or in place of old ones",
		Long: "Store keys, new or in place of old ones. In a terminal each is asked for and\ntyped unseen; otherwise three lines are " +
			"read from standard input: the Stripe key,\n" +
			"the FirstPromoter key, and FirstPromoter’s account id or an empty line.\nThe keys are tested before they are stored.",
		RunE: func(c *cobra.Command, args []string) error { return a.keysAdd(c.Context(), args, untested) },
	}
	add.Flags().BoolVar(&untested, "untested", false, "store the keys without asking the services")
	list := &cobra.Command{
		Use: "list", Short: "List the stored profiles",
		RunE: func(c *cobra.Command, _ []string) error { return a.keysList(c.Context()) },
	}
	test := &cobra.Command{
		Use: "test [PROFILE]", Short: "Ask both services what the keys are good for",
		RunE: func(c *cobra.Command, args []string) error { return a.keysTest(c.Context(), args) },
	}
	remove := &cobra.Command{
		Use: "remove [PROFILE]", Short: "Remove a profile, from the keyring too",
		RunE: func(c *cobra.Command, args []string) error { return a.keysRemove(c.Context(), args) },
	}
	usual := &cobra.Command{
		Use: "default PROFILE", Short: "Use this profile when none is named",
		RunE: func(c *cobra.Command, args []string) error { return a.keysDefault(c.Context(), args) },
	}
	for _, sub := range []*cobra.Command{add, list, test, remove, usual} {
		sub.Args = profileArgument(sub == list)
		sub.ValidArgsFunction = cobra.NoFileCompletions
		if sub != list {
			sub.Flags().Var(&a.flags.profile, "profile", "the same as PROFILE, `NAME`")
		}
	}
	for _, sub := range []*cobra.Command{add, list, test} {
		a.flags.maskFlag(sub)
	}
	a.flags.baseFlags(add)
	a.flags.baseFlags(test)
	c.AddCommand(add, list, test, remove, usual)
	return c
}

func profileArgument(none bool) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case none && len(args) > 0:
			return usage("keys list takes no profile name")
		case len(args) > 1:
			return usage("one profile at a time; see %s --help", c.CommandPath())
		}
		return nil
	}
}

// profileOf is the profile a keys command means: the argument, the flag, or
// FPDOCTOR_PROFILE; empty for the default one.
func (a *app) profileOf(args []string) (string, error) {
	name, given := "", false
	if len(args) == 1 {
		name, given = args[0], true
	}
	if f := a.flags.profile; f.given {
		if given && f.name != name {
			return "", usage("two profile names are given; which one is meant?")
		}
		name, given = f.name, true
	}
	if !given {
		if name = strings.TrimSpace(a.Env(creds.EnvProfile)); name == "" {
			return "", nil
		}
	}
	if err := creds.CheckName(name); err != nil {
		return "", usageOf(err)
	}
	return name, nil
}

func (a *app) keysAdd(ctx context.Context, args []string, untested bool) error {
	name, err := a.profileOf(args)
	if err != nil {
		return err
	}
	if err := a.flags.environment(a.Env); err != nil {
		return err
	}
	if !untested {
		if err := a.flags.refuseTyped(); err != nil {
			return err
		}
	}
	store := a.Store()
	// Nobody should type three secrets only to hear that they cannot be kept.
	usual, err := store.Default()
	var file *creds.FileError
	if err != nil && !(errors.As(err, &file) && file.Fault == creds.Corrupt) {
		return keysFault(err) // a corrupt file is set aside when the new one is written
	}
	name = cmp.Or(name, usual, creds.DefaultProfile)
	names, _ := store.Names() // none in a corrupt file
	if err := creds.CheckNew(name, names); err != nil {
		return keysFault(err)
	}
	if err := store.KeyringReady(ctx); err != nil {
		return keysFault(err)
	}
	s, err := a.readKeys(ctx)
	if err != nil {
		return err
	}
	if err := s.checkShapes(); err != nil {
		return err
	}
	if !untested {
		if len(s.elsewhere) > 0 {
			a.complain("The keys are tested elsewhere than with the services themselves: " + addressesInWords(s.elsewhere))
		}
		if err := a.tryKeys(ctx, s); err != nil {
			return err
		}
	}
	_, err = store.Settings(name)
	replaced := err == nil
	note, err := store.Save(ctx, creds.Profile{
		Name: name, Stripe: s.stripe, FirstPromoter: s.firstPromoter, AccountID: s.accountID, Answers: answersFor(ctx, store, name, s),
	})
	if note != "" {
		a.complain(note)
	}
	if err != nil {
		return keysFault(err)
	}
	done := "Stored"
	if replaced {
		done = "Replaced"
	}
	return a.printf("%s the keys of profile %s: Stripe %s, FirstPromoter %s.\n", done, name, s.stripe, shownKey(s.firstPromoter))
}

// answersFor are the answers of the profile that keys take the place of, where
// they are known to be the same merchant's: a rotated key is no new question.
func answersFor(ctx context.Context, store *creds.Store, name string, s *session) record.Answers {
	old, err := store.Load(ctx, name)
	other := old.AccountID != "" && s.accountID != "" && old.AccountID != s.accountID
	if err != nil || other || old.Stripe != s.stripe && !stripeapi.SameAccount(old.Stripe, s.stripe) {
		return record.Answers{}
	}
	return old.Answers
}

// tryKeys tests keys that are to be stored. Only what a service refuses is a
// reason not to store them, and what could not be asked: nobody would know.
func (a *app) tryKeys(ctx context.Context, s *session) error {
	ok, refused := true, false
	for _, t := range s.test(ctx, s.masker(a)) {
		a.complain(t.outcome)
		ok, refused = ok && t.ok, refused || t.refused
	}
	switch {
	case ok:
		return nil
	case ctx.Err() != nil:
		return ended(exitIncomplete, "Stopped; nothing is stored")
	case !refused:
		return ended(
			exitIncomplete,
			"Nothing is stored, as the keys could not be tested. Try again in a moment, or add --untested to store them all the same",
		)
	}
	return ended(exitIncomplete, "Nothing is stored. Correct the key and try again, or add --untested to store it all the same")
}

// readKeys asks for the keys in a terminal, unseen, else reads three lines.
func (a *app) readKeys(ctx context.Context) (*session, error) {
	var lines [3]string
	var err error
	if terminal(a.In) {
		lines, err = a.askKeys(ctx, a.In.(*os.File))
	} else {
		lines, err = threeLines(a.In)
	}
	if err != nil {
		return nil, err
	}
	s := &session{
		stripe: secret.New(
			creds.Normalize(lines[0]),
		), firstPromoter: secret.New(creds.Normalize(lines[1])), accountID: creds.Normalize(lines[2]),
		stripeBase: string(a.flags.stripeBase), firstPromoterBase: string(a.flags.firstPromoterBase), elsewhere: a.flags.foreign(),
	}
	a.sieve.learn(s.stripe, s.firstPromoter)
	return s, nil
}

// askKeys asks for the keys one by one. Echo is off before the first question
// is written, so that nothing pasted early is seen.
func (a *app) askKeys(ctx context.Context, in *os.File) ([3]string, error) {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return [3]string{}, usage("the keys cannot be typed unseen on this terminal; give them on standard input instead")
	}
	defer func() { _ = term.Restore(int(in.Fd()), before) }() // there is nothing else to be done about it
	// A shell sets the terminal as it likes it when the program is stopped.
	defer onContinue(func() { _, _ = term.MakeRaw(int(in.Fd())) })()
	type answer struct {
		lines [3]string
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		var got answer
		got.lines, got.err = questions(term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{in, a.Err}, ""))
		done <- got
	}()
	select {
	case got := <-done:
		if got.err != nil {
			_, _ = io.WriteString(a.Err, "\r\n") // the question that was left stands on a line of its own
		}
		return got.lines, got.err
	case <-ctx.Done():
		return [3]string{}, ended(exitIncomplete, "Stopped; nothing is stored")
	}
}

// questions asks for one after the other, and again where what was given cannot
// be right by its shape.
func questions(t *term.Terminal) (lines [3]string, err error) {
	var stripe, firstPromoter secret.Key
	for i, q := range []struct {
		asks  string
		fault func(string) error
	}{
		{"Stripe key (sk_ or rk_; Stripe Dashboard > Developers > API keys): ", func(s string) error {
			stripe = secret.New(s)
			return stripeapi.CheckKey(stripe)
		}},
		{"FirstPromoter key (Settings > Integrations > Manage API Keys; or empty): ", func(s string) error {
			if firstPromoter = secret.New(s); firstPromoter.Empty() {
				return nil
			}
			return fpapi.CheckKey(firstPromoter)
		}},
		{"FirstPromoter account id (in the same place; empty for an older V1 key): ", func(s string) error {
			return checkAccountID(profiles.Keys{FirstPromoter: firstPromoter, AccountID: s})
		}},
	} {
		if i == 2 && firstPromoter.Empty() {
			break // an account id belongs to a key
		}
		for again := true; again; {
			if lines[i], err = t.ReadPassword(q.asks); err != nil {
				return lines, usage("the keys were not given to the end; nothing is stored")
			}
			given := creds.Normalize(lines[i])
			if n := len([]rune(given)); n > 0 {
				_, _ = fmt.Fprintf(t, "  (%d characters)\n", n)
			}
			fault := q.fault(given)
			if again = fault != nil; again {
				_, _ = fmt.Fprintf(t, "  %s\n", sentence(fault.Error()))
			}
		}
	}
	return lines, nil
}

// threeLines reads the keys from a pipe. More would be a mistake, such as a
// file of something else.
func threeLines(r io.Reader) (lines [3]string, err error) {
	scan := bufio.NewScanner(io.LimitReader(r, 64<<10))
	n := 0
	for scan.Scan() {
		switch {
		case n < len(lines):
			lines[n] = scan.Text()
		case strings.TrimSpace(scan.Text()) != "":
			return lines, usage(
				"three lines are read from standard input (Stripe key, FirstPromoter key, account id or an empty line), and there are more",
			)
		}
		n++
	}
	if err := scan.Err(); err != nil {
		return lines, usage("the keys could not be read from standard input: a line is far longer than any key")
	}
	if n < 2 {
		return lines, usage(
			"three lines are expected on standard input: the Stripe key, the FirstPromoter key, and FirstPromoter’s account id or an " +
				"empty line",
		)
	}
	return lines, nil
}

func (a *app) keysList(ctx context.Context) error {
	if err := a.flags.environment(a.Env); err != nil {
		return err
	}
	list, err := a.Store().List(ctx)
	if err != nil {
		return keysFault(err)
	}
	if len(list) == 0 {
		return a.printf("No keys are stored. Add some with fpdoctor keys add.\n")
	}
	var problems []error
	salt := display.NewSalt()
	for _, p := range list {
		a.sieve.learn(p.Stripe, p.FirstPromoter)
		name := p.Name
		if p.Default {
			name += " (default)"
		}
		if p.Problem != nil {
			if same := func(e error) bool { return e.Error() == p.Problem.Error() }; !slices.ContainsFunc(problems, same) {
				problems = append(problems, p.Problem)
			}
			err = a.printf("%s: the keys could not be read\n", name)
		} else {
			m := display.Masker{On: a.flags.masked(p.Mask), Salt: salt}
			err = a.printf("%s: Stripe %s, FirstPromoter %s, account id %s\n", name, p.Stripe, shownKey(p.FirstPromoter),
				orNone(m.ID(p.AccountID)))
		}
		if err != nil {
			return err
		}
	}
	if len(problems) == 0 {
		return nil
	}
	last := len(problems) - 1
	for _, p := range problems[:last] {
		a.complain(p.Error())
	}
	return keysFault(problems[last])
}

func (a *app) keysTest(ctx context.Context, args []string) error {
	name, err := a.profileOf(args)
	if err != nil {
		return err
	}
	a.flags.profile = profileName{name, name != ""}
	s, err := a.session(ctx)
	if err != nil {
		return keysFault(err)
	}
	if err := a.printf("Keys: %s\n", s.keysFrom()); err != nil {
		return err
	}
	if s.note != "" {
		a.complain(s.note)
	}
	a.sayMasked(s)
	ok := true
	for _, t := range s.test(ctx, s.masker(a)) {
		if err := a.printf("%s\n", t.outcome); err != nil {
			return err
		}
		ok = ok && t.ok
	}
	if !ok {
		return ended(exitIncomplete, "")
	}
	return nil
}

func (a *app) keysRemove(ctx context.Context, args []string) error {
	name, err := a.profileOf(args)
	if err != nil {
		return err
	}
	store := a.Store()
	if name == "" {
		if name, err = store.Default(); err != nil {
			return keysFault(err)
		}
	}
	if name == "" {
		return usage("there is no default profile to remove; see fpdoctor keys list")
	}
	note, err := store.Remove(ctx, name)
	if err != nil {
		return keysFault(err)
	}
	if note != "" {
		a.complain(note)
	}
	return a.printf("Removed profile %s, its keys too.\n", name)
}

func (a *app) keysDefault(ctx context.Context, args []string) error {
	name, err := a.profileOf(args)
	if err != nil {
		return err
	}
	if name == "" {
		return usage("name the profile to use when none is named; see fpdoctor keys list")
	}
	if err := a.Store().SetDefault(ctx, name); err != nil {
		return keysFault(err)
	}
	return a.printf("Profile %s is used when none is named.\n", name)
}

// keysFault gives an error of the key store its exit status: 3 for what the
// keyring or the settings file refused, 2 for what the person gave.
func keysFault(err error) error {
	var ours *exit
	if errors.As(err, &ours) && ours.why == nil {
		return err
	}
	var name *creds.NameError
	var shape *creds.ShapeError
	var unknown *creds.UnknownProfileError
	var none *creds.NoKeysError
	var ring *creds.KeyringError
	var file *creds.FileError
	var entry *creds.EntryError
	var remains *creds.RemainsError
	switch {
	case errors.Is(err, context.Canceled) && !errors.As(err, &remains):
		return err
	case errors.As(err, &ring), errors.As(err, &entry), errors.As(err, &file):
		return ended(exitIncomplete, err.Error())
	case ours != nil, errors.As(err, &name), errors.As(err, &shape), errors.As(err, &unknown), errors.As(err, &none):
		return usageOf(err)
	}
	return ended(exitIncomplete, err.Error())
}

// printf writes to standard output.
func (a *app) printf(format string, args ...any) error {
	if _, err := fmt.Fprintf(a.Out, format, args...); err != nil {
		return ended(exitIncomplete, plainError(err))
	}
	return nil
}

func shownKey(k secret.Key) string { return orNone(k.String()) }

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
