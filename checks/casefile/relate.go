package casefile

import (
	"slices"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// relate finds the parts that are near one another, as the checks take them.
func (m *masker) relate(d *checks.Diagnosis) {
	m.relateAddresses()
	m.relateValues()
	for _, a := range m.accounts[min(1, len(m.accounts)):] {
		m.join(part{ofAccount, m.accounts[0]}, part{ofAccount, a})
	}
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			for _, x := range f.Compare {
				m.relatePair(x.Stripe.Value, x.FirstPromoter.Value)
			}
		}
	}
}

func (m *masker) join(a, b part) {
	_, one := m.parts[a]
	_, two := m.parts[b]
	if one && two && a != b {
		m.near = append(m.near, [2]part{a, b})
	}
}

// relatePair joins two values that a finding shows side by side.
func (m *masker) relatePair(a, b string) {
	switch {
	case a == "" || b == "":
	case isAddress(a) && isAddress(b):
		m.joinAddresses(a, b)
	default:
		m.join(part{ofValue, a}, part{ofValue, b})
	}
}

func (m *masker) joinAddresses(a, b string) {
	partsOf := func(s string) (local, domain part) {
		compose(s, func(p part) string {
			switch p.kind {
			case ofLocal:
				local = p
			case ofDomain:
				domain = p
			case ofValue, ofAccount:
			}
			return p.value
		})
		return local, domain
	}
	la, da := partsOf(a)
	lb, db := partsOf(b)
	m.join(la, lb)
	m.join(da, db)
}

// relateAddresses joins what is not far from one another, found by the keys that
// such addresses share.
func (m *masker) relateAddresses() {
	by := map[string][]string{}
	var keys []string
	for _, s := range m.whole {
		addresses := record.AddressesIn(s)
		if isAddress(s) {
			addresses = []string{s}
		}
		for _, a := range addresses {
			for _, k := range record.Address(a).Keys() {
				if by[k] == nil {
					keys = append(keys, k)
				}
				if !slices.Contains(by[k][max(0, len(by[k])-1):], a) {
					by[k] = append(by[k], a)
				}
			}
		}
	}
	for _, k := range keys {
		for i, a := range by[k] {
			for _, b := range by[k][:i] {
				if near := record.Address(a).Near(record.Address(b)); near != record.Far && near != record.Same {
					m.joinAddresses(a, b)
				}
			}
		}
	}
}

// shortestNear is how long values must be to be near one another by a slip.
const shortestNear = 5

// relateValues joins values that are the same but for case and blanks, or one letter
// apart. Numbers are all near one another, and each means another record.
func (m *masker) relateValues() {
	by := map[string]part{}
	join := func(key string, p part) {
		if other, ok := by[key]; ok {
			m.join(other, p)
			return
		}
		by[key] = p
	}
	for _, p := range m.order {
		if p.kind != ofValue {
			continue
		}
		folded := record.FoldID(p.value)
		join("same "+folded, p)
		body := folded[len(display.IDPrefix(folded)):]
		if len(folded) > longestValue || len(body) < shortestNear || strings.Trim(folded, "0123456789-.") == "" {
			continue
		}
		join("less "+folded, p)
		for i := range len(folded) {
			join("less "+folded[:i]+folded[i+1:], p)
		}
	}
}
