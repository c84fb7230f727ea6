package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// Builder makes the records of one scenario, on both sides. Everything it makes up
// (ids, names, the moment of the sale) depends only on the scenario's name.
type Builder struct {
	*maker
	stripeSide
	promoterSide
	scenario *Scenario // nil while the background is made
}

// stripeSide makes what stands in Stripe, promoterSide what stands in FirstPromoter.
type (
	stripeSide   struct{ *maker }
	promoterSide struct{ *maker }
)

// maker makes up what all records need: an id, a moment, a person.
type maker struct {
	world    *world
	name     string
	mode     string // whose shelf it fills
	counters map[string]int
	// at is when the sale happens, unless the scenario says otherwise.
	at time.Time
}

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
	month  = 30 * day
)

func (w *world) builder(name string, s *Scenario) *Builder {
	// Sales lie between one and 25 days back: long enough ago to have been
	// recorded, and inside the 30 days for which Stripe keeps events.
	minutes := 26*60 + number("moment of "+name+strings.TrimPrefix(w.seed, w.name), 24*24*60)
	m := &maker{world: w, name: name, mode: w.mode, counters: map[string]int{}, at: w.start.Add(-time.Duration(minutes) * time.Minute)}
	return builderOf(m, s)
}

func builderOf(m *maker, s *Scenario) *Builder {
	return &Builder{maker: m, stripeSide: stripeSide{m}, promoterSide: promoterSide{m}, scenario: s}
}

// Sale says what to type as SALE for the scenario.
func (b *Builder) Sale(value any) {
	switch v := value.(type) {
	case string:
		b.scenario.Sale = v
	case object:
		b.scenario.Sale = text(v["id"])
	case *referral:
		b.scenario.Sale = fmt.Sprintf("ref_%d", v.id)
	default:
		panic(fmt.Sprintf("sandbox: %s: no sale from %T", b.name, value))
	}
}

// Point says which object the finding of a cause must point at.
func (b *Builder) Point(cause string, at any) {
	p := Point{Cause: cause, System: FirstPromoterService}
	switch x := at.(type) {
	case object:
		p.System, p.Type, p.ID = StripeService, text(x["object"]), text(x["id"])
	case *referral:
		p.Type, p.ID = "referral", fmt.Sprint(x.id)
	case *promoter:
		p.Type, p.ID = "promoter", fmt.Sprint(x.id)
	case *place:
		p.Type, p.ID = "promotion", fmt.Sprint(x.id)
	case *promoCode:
		p.Type, p.ID = "promo_code", fmt.Sprint(x.id)
	case *commission:
		p.Type, p.ID = "commission", fmt.Sprint(x.id)
	default:
		panic(fmt.Sprintf("sandbox: %s: no object from %T", b.name, at))
	}
	b.scenario.Points = append(b.scenario.Points, p)
}

// inTestMode makes a builder for the same scenario in Stripe's test mode.
func (b *Builder) inTestMode() *Builder {
	m := *b.maker
	m.mode = test
	return builderOf(&m, b.scenario)
}

// before and after are moments around the sale.
func (m *maker) before(d time.Duration) time.Time { return m.at.Add(-d) }
func (m *maker) after(d time.Duration) time.Time  { return m.at.Add(d) }

// ago moves the sale to so long before now.
func (m *maker) ago(d time.Duration) { m.at = m.world.start.Add(-d).Truncate(time.Second) }

// seed is a text that nothing else in the world has.
func (m *maker) seed(what string) string {
	m.counters[what]++
	return fmt.Sprintf("%s/%s/%s/%d", m.world.seed, m.name, what, m.counters[what])
}

// id is a new Stripe id with the account's characters in it.
func (m *maker) id(prefix string) string {
	if prefix == "cs" {
		prefix += "_" + m.mode
	}
	return stripeID(prefix, m.world.account.id, m.mode+m.seed(prefix))
}

// foreignID is an id of another Stripe account, which nobody here knows.
func (m *maker) foreignID(prefix string) string {
	return stripeID(prefix, m.world.elsewhere.id, m.seed("foreign "+prefix))
}

// put stores a Stripe object, with fields laid over it.
func (m *maker) put(o object, fields ...object) object {
	for _, f := range fields {
		merge(o, f)
	}
	if _, ok := o["livemode"]; ok {
		o["livemode"] = m.mode == live
	}
	return m.world.shelves[m.mode].put(o)
}

func (m *maker) drop(o object) { m.world.shelves[m.mode].drop(o) }

// made is a shape of a kind with an id and a moment.
func (m *maker) made(kind, prefix string, at time.Time) object {
	o := shape(kind)
	o["id"], o["created"] = m.id(prefix), at.Unix()
	return o
}

// person is an invented name with an address of its own.
func (m *maker) person() (name, email string) {
	for tries := 1; ; tries++ {
		seed := m.seed("person")
		first := firstNames[number(seed+" first", len(firstNames))]
		last := lastNames[number(seed+" last", len(lastNames))]
		name = first + " " + last
		if tries > 100 { // the names are used up
			name += " " + token(seed, 6)
			last += token(seed, 6)
		}
		if !m.world.names[name] {
			m.world.names[name] = true
			return name, strings.ToLower(first+"."+last) + "@" + domains[number(seed+" domain", len(domains))]
		}
	}
}

var firstNames = strings.Fields(
	`Amara Bastian Celeste Dmitri Eleonora Florian Giulietta Hendrik Ingeborg Joaquim Katarzyna Leopold Marguerite
	Nikolai Oluwaseun Philippa Quentin Rosalind Sigurd Theodora Ulrich Valentina Wilhelm Xiomara Yevgenia Zachary Aurelio Beatrix
	Cornelius Desdemona Emmerich Francisca Gwendolyn Humberto Isolde Jeremias Konstantin Ludmilla Maximilian Nathanael`,
)

var lastNames = strings.Fields(
	`Abernathy Brandvold Castellano Dombrowski Eriksdotter Fitzgibbon Goldschmidt Hartigan Ivanovic Jankowski Kirchner
	Lindqvist Montgomery Nakamura Oyelaran Petrossian Quiroga Rasmussen Stavropoulos Thorvaldsen Underhill Villanueva Wojciechowski
	Xanthopoulos Yamaguchi Zimmermann Baumgartner Chatterjee Delacroix Engelbrecht Fairweather Grimaldi Hollingsworth Kowalczyk`,
)

// domains lie far enough apart that none is another's misspelling.
var domains = strings.Fields(
	`harbourline.example northbeam.example quillworks.example saffronlabs.example tidalstudio.example umbrafilm.example
	velvetroad.example windmillpress.example yonderbooks.example zephyrtools.example applecross.example brightmoor.example cinderpath.example
	duskandco.example everglow.example foxgloveinn.example granitesoft.example hollowoak.example ivorytower.example juniperdesk.example`,
)
