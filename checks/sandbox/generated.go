package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"fpdoctor/checks/pattern"
)

// generated are buyers with whom nothing is wrong, each made from its number
// when it is asked for, so that an account of any size takes no memory. Number 0
// is the newest of its kind. Every even customer has paid twice in one second,
// every odd one once, all without a subscription.
type generated struct {
	w         *world
	customers int
	texts     map[string]cutText // by kind
}

// Stripe counts per referral, and how few of the sales went through Checkout.
const (
	customersPerReferral = 10
	customersPerSession  = 50
)

// count is how many objects of a kind there are.
func (g *generated) count(kind string) int {
	switch kind {
	case "customer":
		return g.customers
	case "invoice", "charge", "payment_intent":
		return g.customers / 2 * 3
	case "checkout.session":
		return (g.customers + customersPerSession - 1) / customersPerSession
	}
	return 0
}

// customerOf is the customer whom an object of a kind belongs to, by number.
func customerOf(kind string, i int) int {
	switch kind {
	case "customer":
		return i
	case "checkout.session":
		return i * customersPerSession
	}
	return i/3*2 + i%3/2
}

// paymentOf is the first payment of a customer, by number.
func paymentOf(customer int) int { return customer/2*3 + 1 + customer%2 }

// span is how far back the account's records go.
const span = 2 * 365 * 24 * time.Hour

// age is how many seconds ago a customer was made. The shop has grown: its newest
// records lie about six times as close as its oldest, several in one second.
func (g *generated) age(customer int) int64 {
	i, n := int64(customer), int64(g.customers)
	return 2*hour + int64(span/time.Second)*((3*i*n+7*i*i)/(10*n))/n
}

// after is when an object of a kind follows its customer, in seconds.
var after = map[string]int64{
	"customer": 0, "checkout.session": 20 * minute, "invoice": 29 * minute, "payment_intent": 29 * minute, "charge": 30 * minute,
}

func (g *generated) created(kind string, i int) int64 {
	return g.w.start.Unix() - g.age(customerOf(kind, i)) + after[kind]
}

// numbers is how many numbers the five letters of an id tell apart.
const numbers = 62 * 62 * 62 * 62 * 62

// stride spreads the numbers over the ids, and back takes it away again: neighbours look nothing alike.
const (
	stride = 387_420_489 // coprime to numbers
	offset = 1_000
)

var back = new(big.Int).ModInverse(big.NewInt(stride), big.NewInt(numbers)).Int64()

func product(a, b int64) int64 {
	p := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	return p.Mod(p, big.NewInt(numbers)).Int64()
}

// marks are n letters that a number and a use of it have for themselves.
func marks(use string, i, n int, of string) string {
	x := uint64(i)*0x9e3779b97f4a7c15 + 0x1234567
	for _, r := range []byte(use) {
		x = (x ^ uint64(r)) * 0x100000001b3
	}
	out := make([]byte, n)
	for k := range out {
		x ^= x >> 30
		x *= 0xbf58476d1ce4e5b9
		x ^= x >> 27
		out[k] = of[x>>8%uint64(len(of))]
	}
	return string(out)
}

// spread is a number in its place among the ids, and unspread takes it back.
func spread(i int) uint64  { return uint64(i+offset) * stride % numbers }
func unspread(n int64) int { return int(product(n, back)) - offset }

// letters5 writes a number as five letters, and number5 reads them.
func letters5(i int) string {
	n := spread(i)
	out := make([]byte, 5)
	for k := range out {
		out[k] = letters[n%62]
		n /= 62
	}
	return string(out)
}

func number5(s string) int {
	n := int64(0)
	for k := len(s) - 1; k >= 0; k-- {
		n = n*62 + int64(strings.IndexByte(letters, s[k]))
	}
	return unspread(n)
}

var idHead = map[string]string{
	"customer": "cus_", "invoice": "in_1", "charge": "ch_3", "payment_intent": "pi_3", "checkout.session": "cs_live_a1",
}

// id is a Stripe id like those of stripeID, from which the number can be read.
func (g *generated) id(kind string, i int) string {
	head := idHead[kind] + letters5(i)
	switch kind {
	case "customer":
		return head + marks(g.w.seed+kind, i, 9, letters)
	case "checkout.session":
		return head + marks(g.w.seed+kind, i, 51, letters)
	}
	return head + carried(g.w.account.id) + marks(g.w.seed+kind, i, 8, letters)
}

// index is the number of an id.
func (g *generated) index(kind, id string) (int, bool) {
	rest, ok := strings.CutPrefix(id, idHead[kind])
	if !ok || idHead[kind] == "" || len(rest) < 5 {
		return 0, false
	}
	i := number5(rest[:5])
	return i, i >= 0 && i < g.count(kind) && g.id(kind, i) == id
}

const small = "abcdefghijklmnopqrstuvwxyz"

// email is a customer's address. Its local part begins with the number.
func (g *generated) email(customer int) string {
	local := strconv.FormatUint(spread(customer), 36) + "." + marks(g.w.seed+"email", customer, 9, small)
	return local + "@" + domains[customer%len(domains)]
}

var emailNumber = pattern.New(`\b([0-9a-z]{1,6})\.[a-z]{9}\b`)

// byEmail finds the customers whose addresses stand in a text, or begin one.
func (g *generated) byEmail(text string) []int {
	var out []int
	for _, m := range emailNumber().FindAllStringSubmatch(strings.ToLower(text), -1) {
		n, err := strconv.ParseInt(m[1], 36, 64)
		if err != nil || n >= numbers {
			continue
		}
		if i := unspread(n); i >= 0 && i < g.customers && strings.HasPrefix(g.email(i), m[0]) {
			out = append(out, i)
		}
	}
	return out
}

func (g *generated) name(customer int) string {
	last := marks(g.w.seed+"name", customer, 8, small)
	return firstNames[customer%len(firstNames)] + " " + strings.ToUpper(last[:1]) + last[1:]
}

// paid is what a payment is over, in cents.
func paid(i int) int64 { return int64(1900 + 1000*(i%5)) }

// cutText is an object's JSON as a page shows it, cut where one differs from another.
type cutText struct {
	pieces []string
	holes  []string // between the pieces
}

// The sample from which the texts are cut is a sale of its own in a world that
// nobody asks. What it holds at these places stands nowhere else in it.
const (
	sampleAt     = 1_111_111_111
	sampleAmount = 7_654_321
	sampleName   = "Sample Buyer-Name"
	sampleEmail  = "sample@buyer-address.example"
)

// generate makes so many customers, and what they bought.
func generate(w *world, customers int) *generated {
	g := &generated{w: w, customers: customers, texts: map[string]cutText{}}
	aside := *w
	aside.shelves = map[string]*shelf{w.mode: {byID: map[string]object{}, byKind: map[string][]object{}}}
	b := aside.builder("sample", nil)
	b.at = time.Unix(sampleAt, 0)
	s := b.invoiced(b.customer(sampleName, sampleEmail), usd(sampleAmount)).checkout()
	line := s.lines()[0]
	differs := map[string]string{
		sampleName: "name", sampleEmail: "email", text(s.customer["invoice_prefix"]): "prefix",
		text(s.customer["id"]): "customer", text(s.invoice["id"]): "invoice", text(s.charge["id"]): "charge",
		text(s.intent["id"]): "payment_intent", text(s.session["id"]): "checkout.session",
		text(line["id"]): "line", strconv.Itoa(sampleAmount): "amount", strconv.Itoa(sampleAt - 600 + day): "expires",
		strconv.Itoa(sampleAt - 30*minute): "at customer", strconv.Itoa(sampleAt - minute): "at invoice",
		strconv.Itoa(sampleAt): "at charge", strconv.Itoa(sampleAt - 600): "at checkout.session",
	}
	for _, o := range []object{s.customer, s.invoice, s.charge, s.intent, s.session} {
		g.texts[text(o["object"])] = cut(pretty(o), differs)
	}
	return g
}

// pretty is an object as it stands in the data of a page.
func pretty(o object) string {
	body, err := json.MarshalIndent(o, "    ", "  ")
	if err != nil {
		panic("sandbox: " + err.Error()) // objects are JSON
	}
	return string(body)
}

func cut(s string, differs map[string]string) cutText {
	var quoted []string
	for held := range differs {
		quoted = append(quoted, regexp.QuoteMeta(held))
	}
	slices.SortFunc(quoted, func(a, b string) int { return len(b) - len(a) })
	var out cutText
	from := 0
	for _, at := range regexp.MustCompile(strings.Join(quoted, "|")).FindAllStringIndex(s, -1) {
		out.pieces, out.holes = append(out.pieces, s[from:at[0]]), append(out.holes, differs[s[at[0]:at[1]]])
		from = at[1]
	}
	out.pieces = append(out.pieces, s[from:])
	return out
}

// write adds an object's JSON to a page.
func (g *generated) write(out *bytes.Buffer, kind string, i int) { g.writeWith(out, kind, i, nil) }

// writeWith does so with what is expanded, each by its field, in place of its id.
func (g *generated) writeWith(out *bytes.Buffer, kind string, i int, expand []string) {
	customer := customerOf(kind, i)
	payment := i
	if kind == "checkout.session" || kind == "customer" {
		payment = paymentOf(customer)
	}
	t := g.texts[kind]
	quoted := false // the piece before ended where an id is left out
	for k, hole := range t.holes {
		piece := t.pieces[k]
		if quoted {
			piece = piece[1:]
		}
		if field := `"` + hole + `": "`; slices.Contains(expand, hole) && strings.HasSuffix(piece, field) {
			out.WriteString(piece[:len(piece)-1])
			g.write(out, hole, numberOf(hole, customer, payment))
			quoted = true
			continue
		}
		quoted = false
		out.WriteString(piece)
		switch hole {
		case "name":
			out.WriteString(g.name(customer))
		case "email":
			out.WriteString(g.email(customer))
		case "prefix":
			out.WriteString(strings.ToUpper(marks("prefix", customer, 8, letters)))
		case "customer":
			out.WriteString(g.id(hole, customer))
		case "checkout.session":
			out.WriteString(g.id(hole, i))
		case "line":
			out.WriteString(stripeID("il", g.w.account.id, letters5(payment)))
		case "amount":
			out.WriteString(strconv.FormatInt(paid(payment), 10))
		case "expires":
			out.WriteString(strconv.FormatInt(g.created("customer", customer)+20*minute+day, 10))
		default:
			if of, ok := strings.CutPrefix(hole, "at "); ok {
				out.WriteString(strconv.FormatInt(g.created("customer", customer)+after[of], 10))
			} else {
				out.WriteString(g.id(hole, payment))
			}
		}
	}
	last := t.pieces[len(t.holes)]
	if quoted {
		last = last[1:]
	}
	out.WriteString(last)
}

// numberOf is the number of what a payment brings along.
func numberOf(kind string, customer, payment int) int {
	if kind == "customer" {
		return customer
	}
	return payment
}

// object is an object as the rest of the sandbox knows them.
func (g *generated) object(kind string, i int) object {
	var body bytes.Buffer
	g.write(&body, kind, i)
	var o object
	if err := json.Unmarshal(body.Bytes(), &o); err != nil {
		panic(fmt.Sprintf("sandbox: a generated %s: %v", kind, err))
	}
	return o
}

// get finds an object by its id.
func (g *generated) get(kind, id string) (object, bool) {
	i, ok := g.index(kind, id)
	if !ok {
		return nil, false
	}
	return g.object(kind, i), true
}

// ofCustomer are the numbers of a customer's objects of a kind, newest first.
func (g *generated) ofCustomer(kind string, customer int) []int {
	switch {
	case kind == "customer":
		return []int{customer}
	case kind == "checkout.session" && customer%customersPerSession == 0:
		return []int{customer / customersPerSession}
	case kind == "checkout.session":
		return nil
	case customer%2 == 0:
		return []int{paymentOf(customer) - 1, paymentOf(customer)}
	}
	return []int{paymentOf(customer)}
}

// within are the first number made at or before a moment, and the first one
// made before another.
func (g *generated) within(kind string, newest, oldest int64) (from, to int) {
	n := g.count(kind)
	from = sort.Search(n, func(i int) bool { return g.created(kind, i) <= newest })
	to = sort.Search(n, func(i int) bool { return g.created(kind, i) < oldest })
	return from, max(from, to)
}
