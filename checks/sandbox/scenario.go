package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// The FirstPromoter API versions.
const (
	V1 = "v1"
	V2 = "v2"
)

// Groups of scenarios: Healthy ones raise neither fail nor warn, Several show
// two or more faults, the others are the items of the checklist.
const (
	Healthy   = "healthy"
	Connected = "connected"
	Account   = "account"
	Mode      = "mode"
	Lead      = "lead"
	Payment   = "payment"
	Coupon    = "coupon"
	Errors    = "errors"
	Several   = "several"
	Planted   = "planted" // in a sandbox with a size
)

// Scenario is one sale and what is to be found about it.
type Scenario struct {
	Name  string
	Title string // one plain line
	Group string
	World string // "" is the demo merchant
	// On holds the API versions on which it can be shown; empty is both.
	On []string
	// Want are causes (.github/CAUSES.md) that must be found. Whatever fails,
	// warns, asks or is an error stands here, and nothing else may.
	Want []string
	// Answers are what the person says, in the words of the command line's flags.
	Answers Answers
	// StripeKey and FirstPromoterKey name another key than the usual one.
	StripeKey        string
	FirstPromoterKey string
	// Build makes the records. It calls Sale and may call Point.
	Build func(*Builder)

	// What Build leaves behind.

	// Sale is what to type as SALE.
	Sale string
	// Points are objects that findings must point at.
	Points []Point
}

// Point is an object that the finding of a cause must name.
type Point struct {
	Cause  string
	System string // stripe, firstpromoter
	Type   string // as in .github/CONTRACT.md
	ID     string
}

// Answers are what the person says of FirstPromoter's screen; empty is not answered.
type Answers struct {
	Connected         string // --connected: yes, no
	ConnectedAccount  string // --connected-account; a scenario is written with "own" or "other" for the account's id
	FirstPromoterMode string // --firstpromoter-mode: live, test
	FirstPromoterApp  string // --firstpromoter-app: app_…, none
}

// Shown reports whether the scenario can be shown on an API version.
func (s Scenario) Shown(api string) bool { return len(s.On) == 0 || slices.Contains(s.On, api) }

// API is the version to show the scenario on: v2, but for those that only v1 can show.
func (s Scenario) API() string {
	if s.Shown(V2) {
		return V2
	}
	return V1
}

// All lists the scenarios of all worlds, the demo merchant's first.
func All() []Scenario {
	var out []Scenario
	for _, name := range Worlds() {
		out = append(out, build(name, Options{Now: time.Now}).scenarios...)
	}
	return out
}

// Worlds lists the worlds that Options.Scenario can name, the demo first.
func Worlds() []string {
	names := []string{demo}
	for _, s := range catalogue() {
		if w := s.worldName(); !slices.Contains(names, w) {
			names = append(names, w)
		}
	}
	return names
}

func (s Scenario) worldName() string {
	if s.World == "" {
		return demo
	}
	return s.World
}

// worldOf finds the world that a scenario, or a world's own name, stands for.
func worldOf(name string) (string, error) {
	if name == "" || slices.Contains(Worlds(), name) {
		return orDemo(name), nil
	}
	for _, s := range catalogue() {
		if s.Name == name {
			return s.worldName(), nil
		}
	}
	return "", fmt.Errorf("the sandbox knows no scenario called %q", name)
}

func orDemo(name string) string {
	if name == "" {
		return demo
	}
	return name
}

// build makes a world: its background first, then every scenario in it, then
// the crowd, which changes nothing that came before.
func build(name string, opts Options) *world {
	setUp, ok := worlds[name]
	if !ok {
		setUp = worldSetUp{}
	}
	w := newWorld(name, setUp, opts)
	if setUp.background != nil {
		setUp.background(w.builder("background of "+name, nil))
	}
	for _, s := range catalogue() {
		if s.worldName() != name {
			continue
		}
		s.Answers.ConnectedAccount = w.accountNamed(s.Answers.ConnectedAccount)
		s.Build(w.builder(s.Name, &s))
		w.scenarios = append(w.scenarios, s)
	}
	w.builder("crowd", nil).strangers(opts.Crowd)
	w.finish()
	return w
}

// catalogue is every scenario as data, in the order in which they are listed.
func catalogue() []Scenario {
	return slices.Concat(
		healthyScenarios, connectedScenarios, installedScenarios, accountScenarios, modeScenarios,
		leadScenarios, paymentScenarios, moneyScenarios, couponScenarios, errorScenarios, severalScenarios,
	)
}
