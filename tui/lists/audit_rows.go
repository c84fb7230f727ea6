package lists

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// auditRow is one sale in the list, or with a zero query the account itself.
type auditRow struct {
	key     string
	query   record.Query
	status  checks.Status
	cause   string
	item    checks.Item
	summary record.Sentence
	subject checks.Subject
	causes  int
	list    []checks.Check // for the report
	missing record.Money   // that it adds to what is missing
	instead string         // the row that has added it until now

	letters string // what is searched, in small letters
	seq     int    // as found
	at      int64  // when the money moved
	mark    tally  // what the person did with it, when last asked
}

// rowOf keeps of a diagnosis what the list and the report show; of hundreds, the
// evidence would fill the memory.
func rowOf(x audit.Sale) *auditRow {
	s := x.Diagnosis.Subject
	item, f, causes := checks.Deciding(x.Checks)
	return &auditRow{
		key: s.Query.Typed, query: s.Query, subject: s, causes: causes, list: x.Checks, missing: x.Missing, instead: x.Instead.Typed,
		item: item, status: f.Verdict, cause: f.Cause, summary: f.Summary, at: s.Payment.Time().Unix(),
		letters: strings.ToLower(strings.Join([]string{s.Email, s.Sale.ID, s.Customer, s.Referral, f.Cause}, "\n")),
	}
}

// sale reports whether the row is a sale, and not the account.
func (r *auditRow) sale() bool { return r.query.Kind != "" }

// How the sales are sorted.
const (
	byCause = iota
	byTime
	byAmount
)

var auditSorts = []string{"by cause", "newest first", "largest first"}

// auditGroup are the rows under one heading, in their order.
type auditGroup struct {
	of     groupKey
	rows   []*auditRow
	money  []record.MissingMoney
	states tally

	first int // the place of its first row among all
	top   int // the row of its heading, when last laid out
	head  []kit.Line
}

// groupKey is what the rows of a group have in common.
type groupKey struct {
	account bool
	status  checks.Status
	item    checks.Item
	cause   string
}

func (x groupKey) before(y groupKey) int {
	switch {
	case x.account != y.account:
		return map[bool]int{true: -1, false: 1}[x.account]
	case x.status != y.status:
		return map[bool]int{true: -1, false: 1}[x.status.Worse(y.status)]
	}
	return cmp.Or(cmp.Compare(x.item, y.item), strings.Compare(x.cause, y.cause))
}

// auditRows is the list of the audit: the rows found, those that are shown in their
// groups, and where each is. A row that comes in costs about the same in a list of
// any length, and a frame only what is in sight.
type auditRows struct {
	state   func(record.Query) State
	account []*auditRow
	found   []*auditRow
	byKey   map[string]*auditRow
	sort    int
	letters string        // what the list is narrowed to
	order   []*auditGroup // all rows in their order
	groups  []*auditGroup // those shown, which are all unless letters narrow the list
	shown   int           // rows in these groups
	sales   int           // and sales
}

// clear empties the list; how it is sorted and narrowed stays.
func (l *auditRows) clear() {
	l.account, l.found, l.byKey, l.order, l.groups, l.shown, l.sales = nil, nil, map[string]*auditRow{}, nil, nil, 0, 0
}

// add takes a row that was found, unless it is there already.
func (l *auditRows) add(r *auditRow) bool {
	if l.byKey[r.key] != nil {
		return false
	}
	r.seq = len(l.found)
	l.found, l.byKey[r.key] = append(l.found, r), r
	l.place(r)
	return true
}

// setAccount takes what is wrong with the account, in place of what was known of it.
func (l *auditRows) setAccount(list []checks.Check) {
	l.account = nil
	others := func(groups []*auditGroup) []*auditGroup {
		return slices.DeleteFunc(slices.Clone(groups), func(g *auditGroup) bool { return g.of.account })
	}
	if l.order, l.groups = others(l.order), others(l.groups); l.letters == "" {
		l.groups = l.order
	}
	for i, c := range list {
		if !c.Status.Troubled() {
			continue
		}
		row := &auditRow{key: "account " + c.Item.ID(), status: c.Status, item: c.Item, summary: c.Summary(), seq: i}
		_, _, row.causes = checks.Deciding([]checks.Check{c})
		l.account, l.byKey[row.key] = append(l.account, row), row
		l.place(row)
	}
	l.index()
}

// resort sorts the list another way.
func (l *auditRows) resort(sort int) {
	l.sort, l.order = sort, nil
	groups := map[groupKey]*auditGroup{}
	for _, rows := range [][]*auditRow{l.account, l.found} {
		for _, r := range rows {
			g := groups[l.keyOf(r)]
			if g == nil {
				g = &auditGroup{of: l.keyOf(r)}
				groups[g.of], l.order = g, append(l.order, g)
			}
			g.rows = append(g.rows, r)
			g.count(r)
		}
	}
	slices.SortFunc(l.order, func(x, y *auditGroup) int { return x.of.before(y.of) })
	for _, g := range l.order {
		l.sortRows(g.rows)
	}
	letters := l.letters
	l.letters = ""
	l.narrow(letters)
}

// sortRows puts many rows into their order, as compare has it. What it goes by lies
// close together: of a hundred thousand, looking it up row by row would take most of the time.
func (l *auditRows) sortRows(rows []*auditRow) {
	type place struct {
		currency string
		minor    int64
		at       int64
		seq      int
		row      *auditRow
	}
	places := make([]place, len(rows))
	for i, r := range rows {
		places[i] = place{at: -r.at, seq: r.seq, row: r}
		if l.sort == byAmount {
			m := r.subject.Payment.Amount()
			places[i].currency, places[i].minor = m.Currency, -m.Minor
		}
	}
	slices.SortFunc(places, func(x, y place) int {
		if x.currency != y.currency {
			return strings.Compare(x.currency, y.currency)
		}
		return cmp.Or(cmp.Compare(x.minor, y.minor), cmp.Compare(x.at, y.at), cmp.Compare(x.seq, y.seq))
	})
	for i, p := range places {
		rows[i] = p.row
	}
}

// narrow has the list hold only what has these letters.
func (l *auditRows) narrow(letters string) {
	letters = strings.ToLower(letters)
	from := l.order
	if l.letters != "" && strings.HasPrefix(letters, l.letters) {
		from = l.groups // what they left out, more letters leave out too
	}
	if l.letters = letters; letters == "" {
		l.groups = l.order
		l.index()
		return
	}
	l.groups = nil
	for _, all := range from {
		g := &auditGroup{of: all.of}
		for _, r := range all.rows {
			if l.wanted(r) {
				g.rows = append(g.rows, r)
				g.count(r)
			}
		}
		if len(g.rows) > 0 {
			l.groups = append(l.groups, g)
		}
	}
	l.index()
}

// index counts the rows shown, and up to which of them each group goes.
func (l *auditRows) index() {
	l.shown, l.sales = 0, 0
	for _, g := range l.groups {
		g.first = l.shown
		l.shown += len(g.rows)
		if !g.of.account {
			l.sales += len(g.rows)
		}
	}
}

// place puts a new row into its place.
func (l *auditRows) place(r *auditRow) {
	r.mark = tallyOf(l.state(r.query))
	l.insert(&l.order, r)
	switch {
	case l.letters == "":
		l.groups = l.order
	case l.wanted(r):
		l.insert(&l.groups, r)
	}
	l.index()
}

// insert puts a row into its group.
func (l *auditRows) insert(groups *[]*auditGroup, r *auditRow) {
	i, known := l.search(*groups, r)
	if !known {
		*groups = slices.Insert(*groups, i, &auditGroup{of: l.keyOf(r)})
	}
	g := (*groups)[i]
	k, _ := slices.BinarySearchFunc(g.rows, r, l.compare)
	g.rows = slices.Insert(g.rows, k, r)
	g.count(r)
}

func (l *auditRows) search(groups []*auditGroup, r *auditRow) (at int, known bool) {
	return slices.BinarySearchFunc(groups, l.keyOf(r), func(g *auditGroup, of groupKey) int { return g.of.before(of) })
}

// groupOf is the group in which a row is shown, and its place there; nil: it is not.
func (l *auditRows) groupOf(r *auditRow) (g *auditGroup, at int) {
	i, known := l.search(l.groups, r)
	if !known {
		return nil, 0
	}
	g = l.groups[i]
	if at, known = slices.BinarySearchFunc(g.rows, r, l.compare); !known {
		return nil, 0
	}
	return g, at
}

func (g *auditGroup) count(r *auditRow) {
	if r.sale() {
		g.money = record.AddMissing(g.money, r.missing)
		g.states.sum(r.mark, 1)
	}
}

// yield takes from a row the money that another has in its place, and gives it.
func (l *auditRows) yield(key string) record.Money {
	r := l.byKey[key]
	if r == nil {
		return record.Money{}
	}
	m := r.missing
	r.missing = record.Money{}
	take := func(groups []*auditGroup) {
		if i, known := l.search(groups, r); known {
			groups[i].money = record.TakeMissing(groups[i].money, m)
		}
	}
	take(l.order)
	if l.letters != "" && l.wanted(r) {
		take(l.groups)
	}
	return m
}

// asked asks anew what the person did with the sales.
func (l *auditRows) asked() {
	for _, r := range l.found {
		l.ask(r)
	}
}

// ask asks what the person did with one of them.
func (l *auditRows) ask(r *auditRow) {
	now := tallyOf(l.state(r.query))
	if now == r.mark {
		return
	}
	l.recount(l.order, r, now)
	if l.letters != "" && l.wanted(r) {
		l.recount(l.groups, r, now)
	}
	r.mark = now
}

func (l *auditRows) recount(groups []*auditGroup, r *auditRow, now tally) {
	if i, known := l.search(groups, r); known {
		groups[i].states.sum(r.mark, -1)
		groups[i].states.sum(now, 1)
	}
}

func (l *auditRows) wanted(r *auditRow) bool {
	return !r.sale() || strings.Contains(r.letters, l.letters)
}

func (l *auditRows) keyOf(r *auditRow) groupKey {
	switch {
	case !r.sale():
		return groupKey{account: true}
	case l.sort != byCause:
		return groupKey{}
	}
	return groupKey{status: r.status, item: r.item, cause: r.cause}
}

// compare is the order within a group.
func (l *auditRows) compare(x, y *auditRow) int {
	first := 0
	if l.sort == byAmount {
		// Amounts of two currencies are neither larger nor smaller.
		p, q := x.subject.Payment.Amount(), y.subject.Payment.Amount()
		first = cmp.Or(strings.Compare(p.Currency, q.Currency), cmp.Compare(q.Minor, p.Minor))
	}
	return cmp.Or(first, cmp.Compare(y.at, x.at), cmp.Compare(x.seq, y.seq))
}

// lay finds out where each group stands, below so many rows, with such headings and
// gaps, and how many rows the list takes.
func (l *auditRows) lay(above, gap int, heading func(*auditGroup) []kit.Line) (rows int) {
	rows = above
	for i, g := range l.groups {
		if i > 0 {
			rows += gap
		}
		g.top, g.head = rows, heading(g)
		rows += len(g.head) + len(g.rows)
	}
	return rows - above
}

// draw draws a row of the list.
func (l *auditRows) draw(k int, row func(*auditRow) kit.Line) kit.Line {
	g := l.groups[max(0, sort.Search(len(l.groups), func(i int) bool { return l.groups[i].top > k })-1)]
	switch k -= g.top; {
	case k < len(g.head):
		return g.head[k]
	case k < len(g.head)+len(g.rows):
		return row(g.rows[k-len(g.head)])
	}
	return nil
}

// row is the i-th row of all, nil where there is none.
func (l *auditRows) row(i int) *auditRow {
	g := l.holding(i)
	if g == nil {
		return nil
	}
	return g.rows[i-g.first]
}

// holding is the group that holds the i-th row of all.
func (l *auditRows) holding(i int) *auditGroup {
	if i < 0 || i >= l.shown {
		return nil
	}
	return l.groups[sort.Search(len(l.groups), func(k int) bool { return l.groups[k].first > i })-1]
}

// Count is how many rows can be marked.
func (l *auditRows) Count() int { return l.shown }

// Spot is where the i-th row stands.
func (l *auditRows) Spot(i int) kit.Spot {
	g := l.holding(i)
	from := g.top + len(g.head) + i - g.first
	s := kit.Spot{From: from, To: from + 1, Key: g.rows[i-g.first].key}
	if i == g.first {
		s.Lead = len(g.head) // with its heading
	}
	return s
}

// Find is the place of a row by its key.
func (l *auditRows) Find(key string) int {
	r := l.byKey[key]
	if r == nil {
		return -1
	}
	if g, at := l.groupOf(r); g != nil {
		return g.first + at
	}
	return -1
}

// At is the place of what stands at a row of the list.
func (l *auditRows) At(k int) int {
	for _, g := range l.groups {
		if at := k - g.top - len(g.head); at >= 0 && at < len(g.rows) {
			return g.first + at
		}
	}
	return -1
}

// nextGroup is the place of the first row of the group after that of the i-th row, or
// with -1 of the group before, or of its own first row.
func (l *auditRows) nextGroup(i, by int) int {
	g := l.holding(i)
	if g == nil {
		return 0
	}
	k := slices.Index(l.groups, g)
	if by < 0 && i > g.first {
		return g.first
	}
	return l.groups[max(0, min(k+by, len(l.groups)-1))].first
}
