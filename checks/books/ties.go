package books

import (
	"math/bits"
	"strings"

	"fpdoctor/checks/record"
)

// ties find the leads that a record of Stripe may belong to, among thousands.
// They take rather too much than too little: what is tied is looked at closely.
type ties struct {
	leads  []record.Referral
	locals []letters        // of each, by what stands before the @
	byKey  map[string][]int // record.Address.Keys
	exact  map[string][]int // the address in small letters
	byUID  map[string][]int // folded
	known  map[string]bool  // leads that something was tied to
	owners map[string]bool  // those to whom a customer was
	nearTo map[string][]int // addresses asked for lately

	customer bool // it is a customer that is being tied
}

// mostAsked bounds the addresses that are remembered.
const mostAsked = 10_000

// tiesOf takes the leads that are no customers.
func tiesOf(referrals []record.Referral) *ties {
	t := &ties{
		byKey: map[string][]int{}, exact: map[string][]int{}, byUID: map[string][]int{},
		known: map[string]bool{}, owners: map[string]bool{}, nearTo: map[string][]int{},
	}
	for _, l := range referrals {
		if l.Customer() {
			continue
		}
		n := len(t.leads)
		t.leads, t.locals = append(t.leads, l), append(t.locals, lettersOf(l.Email))
		for _, k := range record.Address(l.Email).Keys() {
			t.byKey[k] = append(t.byKey[k], n)
		}
		if l.Email != "" {
			t.exact[record.FoldAddress(l.Email)] = append(t.exact[record.FoldAddress(l.Email)], n)
		}
		if l.UID != "" {
			t.byUID[record.FoldID(l.UID)] = append(t.byUID[record.FoldID(l.UID)], n)
		}
	}
	return t
}

func (t *ties) ofCustomer(c record.Customer) bool {
	t.customer = true
	defer func() { t.customer = false }()
	tied := t.uid(c.ID)
	return t.of(c.Written()) || tied
}

// of ties the leads whose address or uid stands in what one record says.
func (t *ties) of(w record.Written) bool {
	tied := false
	for _, e := range w.Emails {
		tied = t.address(e) || tied
	}
	for _, m := range w.Metadata {
		for _, v := range m {
			tied = t.text(v) || tied
		}
	}
	return t.text(w.Text) || tied
}

// address ties the leads with an address like this one.
func (t *ties) address(email string) bool {
	if email == "" {
		return false
	}
	near, asked := t.nearTo[email]
	if !asked {
		seen := map[int]bool{}
		local := lettersOf(email)
		for _, k := range record.Address(email).Keys() {
			for _, n := range t.byKey[k] {
				if !local.near(t.locals[n]) {
					continue
				}
				if !seen[n] && record.Address(t.leads[n].Email).Near(record.Address(email)) != record.Far {
					near = append(near, n)
				}
				seen[n] = true
			}
		}
		if len(t.nearTo) >= mostAsked {
			clear(t.nearTo) // lists go back in time together: an address comes again soon or not at all
		}
		t.nearTo[email] = near
	}
	return t.tie(near)
}

// letters are which letters and digits stand before the @ of an address, all of
// them and those before a plus-tag. Thousands of leads may have their mailbox at
// one provider: only those with about the same letters are compared closely.
type letters struct {
	all, untagged uint64
	odd           bool // not all of it is ASCII: it may look like anything
}

func lettersOf(email string) (l letters) {
	tag := false
	for i := range len(email) {
		c := email[i]
		switch {
		case c == '@':
			return l
		case c >= 0x80 || c == '%' || c == '<' || c == ':':
			l.odd = true
			return l
		case c == '+':
			tag = true
			continue
		case c == '.':
			continue
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		l.all |= 1 << (c % 64)
		if !tag {
			l.untagged |= 1 << (c % 64)
		}
	}
	l.odd = true // no address
	return l
}

// near is false for what cannot be a slip or two apart, each of which changes two
// letters at most, nor the same mailbox with another tag.
func (l letters) near(m letters) bool {
	return l.odd || m.odd || bits.OnesCount64(l.all^m.all) <= 4 || l.untagged == m.untagged
}

// uid ties the leads of a uid.
func (t *ties) uid(value string) bool {
	if value == "" {
		return false
	}
	return t.tie(t.byUID[record.FoldID(value)])
}

// text ties the leads whose uid the text is, or whose address stands in it.
func (t *ties) text(v string) bool {
	tied := t.uid(v)
	if strings.Contains(v, "@") {
		for _, a := range record.AddressesIn(v) {
			tied = t.tie(t.exact[record.FoldAddress(a)]) || tied
		}
	}
	return tied
}

func (t *ties) tie(leads []int) bool {
	for _, n := range leads {
		t.known[t.leads[n].ID] = true
		if t.customer {
			t.owners[t.leads[n].ID] = true
		}
	}
	return len(leads) > 0
}

// lead reports whether an address or a uid is a lead's, so that whatever
// belongs to it is held.
func (t *ties) lead(email, uid string) bool {
	return email != "" && len(t.exact[record.FoldAddress(email)]) > 0 || uid != "" && len(t.byUID[record.FoldID(uid)]) > 0
}
