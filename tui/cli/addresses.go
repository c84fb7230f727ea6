package cli

import (
	"net/url"
	"slices"
	"strings"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds"
)

// address is where a service is asked, if that is not its own API.
type address struct {
	service  string
	base     string
	variable string // the variable of the environment that alone gives it, or empty
}

// foreign are the addresses of this run that are not the services' own.
func (f *flags) foreign() []address {
	var all []address
	for _, a := range []struct {
		address
		own bool
	}{
		{address{"Stripe", string(f.stripeBase), f.fromEnvironment[envStripeBase]}, string(f.stripeBase) == stripeapi.DefaultBase},
		{address{"FirstPromoter", string(f.firstPromoterBase), f.fromEnvironment[envFirstPromoterBase]},
			fpapi.IsOwnBase(string(f.firstPromoterBase))},
	} {
		if a.base != "" && !a.own {
			all = append(all, a.address)
		}
	}
	return all
}

// addressesInWords names the addresses after the source of the keys that they get.
func addressesInWords(all []address) string {
	var words []string
	for _, a := range all {
		words = append(words, a.service+" is asked at "+a.base)
	}
	return strings.Join(words, ", ")
}

// hostsOf names the addresses where there is little room.
func hostsOf(all []address) string {
	var names []string
	for _, a := range all {
		if u, err := url.Parse(a.base); err == nil && !slices.Contains(names, u.Host) {
			names = append(names, u.Host)
		}
	}
	return strings.Join(names, ", ")
}

// refuseStored refuses to send stored keys to an address that only the
// environment names: whoever can set a variable, as a project's folder can, would
// get them. It is nil where the addresses are the services' own or a flag's.
func (f *flags) refuseStored() error {
	return f.refuseNamed("Stored keys", "set "+creds.EnvStripe+" and "+creds.EnvFirstPromoter+" for this run too")
}

// refuseTyped is refuseStored for keys that are typed to be stored and tested first.
func (f *flags) refuseTyped() error {
	return f.refuseNamed("Keys to be stored", "add --untested to store them without asking the services")
}

func (f *flags) refuseNamed(keys, otherwise string) error {
	for _, a := range f.foreign() {
		if a.variable != "" {
			return usage("%s are not sent to an address that only %s names: give it with --%s-api-base, or %s",
				keys, a.variable, strings.ToLower(a.service), otherwise)
		}
	}
	return nil
}
