package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/checks/transport"
)

// flags are the values given on the command line; zero values were not given.
type flags struct {
	demo              bool
	profile           profileName
	connected         choice
	connectedAccount  accountID
	firstPromoterMode choice
	firstPromoterApp  appID
	format            choice
	mask              toggle
	stripeBase        origin
	firstPromoterBase origin
	fromEnvironment   map[string]string // the variables that alone gave an address, by their names
	timeout           span
	noColor           bool
	ascii             bool
	theme             choice
	save              string // a file to write the case to, masked
	saveUnmasked      string // and in clear
	maskAmounts       bool   // in the file of save, too
	caseFile          string // to answer from in place of a SALE
	watch             bool
	watchFor          span // 0: as long as a watch takes
}

// The words that flags accept.
var (
	yesOrNo      = []string{"yes", "no"}
	liveOrTest   = []string{"live", "test"}
	checkFormats = []string{"text", "json", "markdown", "short"}
	auditFormats = []string{"text", "json", "markdown", "csv"}
	allFormats   = []string{"text", "json", "markdown", "short", "csv"}
	themes       = []string{"auto", "light", "dark", "plain"}
)

// walkFlags are those of the commands that look at a sale. The screens and
// check share them, before or after the name of the command.
func (f *flags) walkFlags(c *cobra.Command) {
	set := c.Flags()
	set.SortFlags = false // in the order of use, not of the alphabet
	set.BoolVar(&f.demo, "demo", false, "use the built-in sandbox: no keys, no network")
	set.Var(&f.profile, "profile", "use the stored keys of profile `NAME`; keys of the environment are then ignored")
	f.connected.of(yesOrNo)
	set.Var(&f.connected, "connected", "your answer: does Stripe show as connected in FirstPromoter? `yes|no`")
	set.Var(&f.connectedAccount, "connected-account", "your answer: the Connected account `ID` that FirstPromoter shows (acct_…)")
	f.firstPromoterMode.of(liveOrTest)
	set.Var(&f.firstPromoterMode, "firstpromoter-mode", "your answer: test when FirstPromoter shows the test badge, else live; `live|test`")
	set.Var(&f.firstPromoterApp, "firstpromoter-app", "your answer: `ID` of the Stripe App that is FirstPromoter’s (app_…), or none")
	f.maskFlag(c)
	f.baseFlags(c)
	set.Var(&f.timeout, "timeout", "`DURATION` of the whole run at most, such as 30s (check: 60s)")
	f.screenFlags(c)
	words(c, "connected", yesOrNo)
	words(c, "firstpromoter-mode", liveOrTest)
}

// lookFlags are those of a command that only shows.
func (f *flags) lookFlags(c *cobra.Command) {
	c.Flags().SortFlags = false
	f.maskFlag(c)
	f.screenFlags(c)
}

// screenFlags say how the screens look.
func (f *flags) screenFlags(c *cobra.Command) {
	set := c.Flags()
	set.BoolVar(&f.noColor, "no-color", false, "no colours")
	f.theme.of(themes)
	set.Var(&f.theme, "theme", "colours of the screens, `auto|light|dark|plain`")
	set.BoolVar(&f.ascii, "ascii", false, "frames and signs of the screens in ASCII")
	words(c, "theme", themes)
}

func (f *flags) maskFlag(c *cobra.Command) {
	c.Flags().Var(&f.mask, "mask", "hide personal data")
	c.Flags().Lookup("mask").NoOptDefVal = "true"
}

func (f *flags) baseFlags(c *cobra.Command) {
	c.Flags().Var(&f.stripeBase, "stripe-api-base", "`URL` of another Stripe API: scheme, host and port")
	c.Flags().Var(&f.firstPromoterBase, "firstpromoter-api-base", "`URL` of another FirstPromoter API: scheme, host and port")
}

// formatFlag is that of a command which prints in these formats.
func (f *flags) formatFlag(c *cobra.Command, mine []string) {
	c.Flags().Var(&choiceOf{&f.format, mine}, "format", "how to print the result, `"+strings.Join(mine, "|")+"` (default text)")
	words(c, "format", mine)
}

// formatOf refuses a format that is another command's, as one before the name of the
// command may be.
func (f *flags) formatOf(what string, mine []string) error {
	if v := f.format.value; v != "" && !slices.Contains(mine, v) {
		return usage("--format %s is not for %s, which is printed as %s", v, what, orList(mine))
	}
	return nil
}

// words completes the values of a flag in the shell.
func words(c *cobra.Command, flag string, values []string) {
	// The only error is a flag that does not exist.
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// answers are the person's answers on the command line, dated now, over those
// remembered.
func (f *flags) answers(remembered record.Answers, now time.Time) record.Answers {
	a := remembered
	if f.connected.value != "" {
		a.Connected = record.AnswerOf(f.connected.value == "yes", now)
	}
	if f.connectedAccount != "" {
		a.ConnectedAccount = record.AnswerOf(string(f.connectedAccount), now)
	}
	if f.firstPromoterMode.value != "" {
		a.Mode = record.AnswerOf(record.Mode(f.firstPromoterMode.value), now)
	}
	if f.firstPromoterApp != "" {
		a.App = record.AnswerOf(string(f.firstPromoterApp), now)
	}
	return a
}

// answered reports whether an answer was given on the command line.
func (f *flags) answered() bool { return f.answers(record.Answers{}, time.Time{}) != record.Answers{} }

// call is how this run was called, to be repeated by commands that show the same.
func (f *flags) call() report.Call {
	out := report.Call{Case: f.caseFile}
	if f.caseFile != "" {
		return out // open takes none of these
	}
	if f.demo {
		out.Flags = append(out.Flags, "--demo")
	}
	given := []struct{ flag, value string }{
		{"--connected", f.connected.value}, {"--connected-account", string(f.connectedAccount)},
		{"--firstpromoter-mode", f.firstPromoterMode.value}, {"--firstpromoter-app", string(f.firstPromoterApp)},
	}
	if f.profile.given {
		given = append(given, struct{ flag, value string }{"--profile", f.profile.name})
	}
	for _, base := range []struct {
		flag, env string
		value     origin
	}{{"--stripe-api-base", envStripeBase, f.stripeBase}, {"--firstpromoter-api-base", envFirstPromoterBase, f.firstPromoterBase}} {
		if f.fromEnvironment[base.env] == "" {
			given = append(given, struct{ flag, value string }{base.flag, string(base.value)})
		}
	}
	for _, g := range given {
		if g.value != "" {
			out.Flags = append(out.Flags, g.flag, g.value)
		}
	}
	return out
}

// The variables beside those of package creds.
const (
	envStripeBase        = "FPDOCTOR_STRIPE_API_BASE"
	envFirstPromoterBase = "FPDOCTOR_FIRSTPROMOTER_API_BASE"
	envMask              = "FPDOCTOR_MASK"
	envNoColor           = "NO_COLOR"
	envASCII             = "FPDOCTOR_ASCII"
)

// environment fills in from the environment what no flag gave.
func (f *flags) environment(env func(string) string) error {
	for _, b := range []struct {
		base *origin
		name string
	}{{&f.stripeBase, envStripeBase}, {&f.firstPromoterBase, envFirstPromoterBase}} {
		if v := strings.TrimSpace(env(b.name)); *b.base == "" && v != "" && !f.demo {
			if err := b.base.Set(v); err != nil {
				return usage("%s: %v", b.name, err)
			}
			if f.fromEnvironment == nil {
				f.fromEnvironment = map[string]string{}
			}
			f.fromEnvironment[b.name] = b.name
		}
	}
	if on, given := switched(env(envMask)); !f.mask.given && given {
		f.mask = toggle{given: true, on: on}
	}
	if on, _ := switched(env(envASCII)); on {
		f.ascii = true
	}
	f.noColor = f.noColor || env(envNoColor) != ""
	if f.demo {
		switch {
		case f.profile.given:
			return usage("--demo brings its own keys, so --profile cannot be given with it")
		case f.stripeBase != "" || f.firstPromoterBase != "":
			return usage("--demo brings its own services, so no API address can be given with it")
		}
	}
	return nil
}

// switched reads a variable that switches something on. Any word but those for no
// is taken for yes: hiding too much harms nobody, and neither do simple signs.
func switched(value string) (on, given bool) {
	v := strings.ToLower(strings.TrimSpace(value))
	return v != "" && !slices.Contains([]string{"0", "false", "no", "off"}, v), v != ""
}

// masked is whether personal data is hidden: as the flag or the environment
// says, else as remembered.
func (f *flags) masked(remembered bool) bool {
	if f.mask.given {
		return f.mask.on
	}
	return remembered
}

// choice is a flag of a few words.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) of(allowed []string) { c.allowed = allowed }
func (c *choice) String() string      { return c.value }
func (c *choice) Type() string        { return "word" }
func (c *choice) Set(s string) error {
	if !slices.Contains(c.allowed, s) {
		return fmt.Errorf("must be %s", orList(c.allowed))
	}
	c.value = s
	return nil
}

func orList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// choiceOf is a choice that several flags make, each among words of its own.
type choiceOf struct {
	*choice
	allowed []string
}

func (c *choiceOf) Set(s string) error {
	c.of(c.allowed)
	return c.choice.Set(s)
}

// toggle is a switch that knows whether it was given.
type toggle struct{ given, on bool }

func (t *toggle) String() string   { return "" }
func (t *toggle) Type() string     { return "bool" }
func (t *toggle) IsBoolFlag() bool { return true }
func (t *toggle) Set(s string) error {
	switch s {
	case "true", "1":
		*t = toggle{true, true}
	case "false", "0":
		*t = toggle{true, false}
	default:
		return errors.New("must be true or false")
	}
	return nil
}

// profileName is the profile the person named.
type profileName struct {
	name  string
	given bool
}

func (p *profileName) String() string { return p.name }
func (p *profileName) Type() string   { return "name" }
func (p *profileName) Set(s string) error {
	*p = profileName{s, true}
	return nil
}

// accountID is the id of a Stripe account.
type accountID string

func (a *accountID) String() string { return string(*a) }
func (a *accountID) Type() string   { return "id" }
func (a *accountID) Set(s string) error {
	s = strings.TrimSpace(s)
	if !record.IsAccountID(s) {
		return errors.New("must be an account id such as acct_1AbCdEfGhIjKlMnO, as FirstPromoter shows it under Connected account ID")
	}
	*a = accountID(s)
	return nil
}

// appID is the id of a Stripe App, or the word that there is none.
type appID string

func (a *appID) String() string { return string(*a) }
func (a *appID) Type() string   { return "id" }
func (a *appID) Set(s string) error {
	s = strings.TrimSpace(s)
	if s != record.NoApp && !record.IsAppID(s) {
		return errors.New("must be the id of a Stripe App such as app_1AbCdEfGhIjKlMnO, or none")
	}
	*a = appID(s)
	return nil
}

// origin is the scheme, host and port of an API.
type origin string

func (o *origin) String() string { return string(*o) }
func (o *origin) Type() string   { return "url" }
func (o *origin) Set(s string) error {
	u, err := transport.ParseBase(s)
	if err != nil {
		return err
	}
	*o = origin(u.String())
	return nil
}

// span is a length of time above zero.
type span time.Duration

func (d *span) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}
func (d *span) Type() string { return "duration" }
func (d *span) Set(s string) error {
	v, err := time.ParseDuration(s)
	if err != nil || v <= 0 {
		return errors.New("must be a time above zero, and not of centuries, with its unit, such as 30s or 2m")
	}
	*d = span(v)
	return nil
}

// sinceFlag is a moment, as so long ago or as a day (UTC).
type sinceFlag struct {
	given string // as typed
	ago   time.Duration
	day   time.Time
}

// before is the moment; zero where none was given.
func (f *sinceFlag) before(now time.Time) time.Time {
	if f.ago > 0 {
		return now.Add(-f.ago)
	}
	return f.day
}

func (f *sinceFlag) String() string { return f.given }

// fileName is a file to write; none, as of a variable of the shell that is not set, is a
// slip.
type fileName string

func (f *fileName) String() string { return string(*f) }
func (f *fileName) Type() string   { return "file" }

func (f *fileName) Set(s string) error {
	if strings.TrimSpace(s) == "" || s == "-" {
		return errors.New("must be the name of a file")
	}
	*f = fileName(s)
	return nil
}

func (f *sinceFlag) Type() string { return "duration|date" }

func (f *sinceFlag) Set(s string) error {
	fault := errors.New("must be so long ago, with its unit, such as 36h, 7d or 2w, or a day such as 2026-11-01")
	s = strings.TrimSpace(s)
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		if *f = (sinceFlag{given: s, day: day}); day.Year() < 2000 {
			return fault
		}
		return nil
	}
	const most = 100 * 365 * 24 * time.Hour
	for unit, of := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if n, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64); err == nil && strings.HasSuffix(s, unit) {
			if n*float64(of) > float64(most) || !(n > 0) {
				return fault
			}
			*f = sinceFlag{given: s, ago: time.Duration(n * float64(of))}
			return nil
		}
	}
	ago, err := time.ParseDuration(s)
	if err != nil || ago <= 0 || ago > most {
		return fault
	}
	if ago < time.Hour { // 1m is a minute, and whoever means a month would be told that nothing is missing
		return errors.New("must be an hour at least; a month is 30d")
	}
	*f = sinceFlag{given: s, ago: ago}
	return nil
}
