package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// The schemas of an audit's lines (one JSON object a line).
const (
	AccountSchema = "fpdoctor.audit-account/1"
	SaleSchema    = "fpdoctor.audit-sale/1"
	AuditSchema   = "fpdoctor.audit/1"
)

// Audit writes an audit as it goes on: the account first, then a line or two
// for each sale, then the summary.
type Audit interface {
	Account(ev *record.Evidence, list []checks.Check) error
	// Sale writes a sale with those of its checks that are in trouble. missing is the money
	// that it adds to what is missing: of a payment that fits several leads, one of them has it.
	Sale(d *checks.Diagnosis, list []checks.Check, missing record.Money) error
	End(s AuditSummary) error
	// NotAsked is all there is where nothing could be asked, and why.
	NotAsked(why string) error
}

// AuditForm is how an audit is written.
type AuditForm struct {
	Format  string // json, markdown or csv; else plain text
	Masker  display.Masker
	Width   int    // at which plain text is wrapped; 0: nowhere
	Call    Call   // how the run was called
	Profile string // of several that are audited in turn, or of the one in use; empty: none is stored
	// Since: only leads and payments made since are told of; zero: all.
	Since time.Time
}

// AuditSummary is the end of an audit.
type AuditSummary struct {
	// Sales are Stripe's payments since the beginning of the window, or with ByLead those
	// that came up in looking at each lead by itself. Unknown leads are of the window too.
	Referrals, Leads, Customers, Sales, Unknown int
	ByLead                                      bool
	Known                                       int // sales left out, as an earlier audit had them (Baseline)
	Fail, Warn                                  map[string]int
	Missing                                     []record.MissingMoney
	MissingBy                                   map[string][]record.MissingMoney // by the cause that decides a sale
	Requests                                    record.Requests
	Elapsed                                     time.Duration
	Incomplete                                  string // why, in a few words; empty: complete
}

// NewAudit gives the writer of a form.
func NewAudit(w io.Writer, form AuditForm) Audit {
	switch form.Format {
	case "json":
		return &auditJSON{w, form}
	case "markdown":
		return &auditMarkdown{w: w, form: form, md: markdown{m: form.Masker}}
	case "csv":
		return &auditCSV{w, form}
	}
	return &auditText{w: w, form: form}
}

type auditJSON struct {
	w io.Writer
	AuditForm
}

type accountLine struct {
	Schema  string  `json:"schema"`
	Profile string  `json:"profile,omitempty"`
	Since   *string `json:"since,omitempty"` // RFC 3339, of an audit with a window
	Stripe  stripe  `json:"stripe"`
	Checks  []check `json:"checks"`
}

type saleLine struct {
	Schema  string  `json:"schema"`
	Profile string  `json:"profile,omitempty"`
	Subject subject `json:"subject"`
	// In minor units; null where no money moved, or where amounts are masked.
	Amount   *int64  `json:"amount"`
	Currency *string `json:"currency"`
	Checks   []check `json:"checks"`
}

type missing struct {
	Cause    string `json:"cause,omitempty"`
	Currency string `json:"currency"`
	Amount   *int64 `json:"amount"` // null where amounts are masked
	Sales    int    `json:"sales"`
}

type auditLine struct {
	Schema    string         `json:"schema"`
	Profile   string         `json:"profile,omitempty"`
	Since     *string        `json:"since,omitempty"`
	ByLead    bool           `json:"by_lead,omitempty"` // sales are those of the leads looked at
	Known     int            `json:"known,omitempty"`   // sales that have no line, as the baseline has them
	Referrals int            `json:"referrals"`
	Leads     int            `json:"leads"`
	Customers int            `json:"customers"`
	Sales     int            `json:"sales"`
	Unknown   int            `json:"unknown_leads"`
	Fail      map[string]int `json:"fail"`
	Warn      map[string]int `json:"warn"`
	Requests  requests       `json:"requests"`
	ElapsedMS int64          `json:"elapsed_ms"`
	Complete  bool           `json:"complete"`
	Why       string         `json:"why,omitempty"`
	Missing   []missing      `json:"missing"`
	MissingBy []missing      `json:"missing_by_cause"`
}

func (a *auditJSON) Account(ev *record.Evidence, list []checks.Check) error {
	line := accountLine{Schema: AccountSchema, Profile: a.Profile, Since: a.since(), Checks: checksOf(list, a.Masker)}
	if x := ev.Stripe.Account; x != nil {
		line.Stripe.Account = known(a.Masker.ID(x.ID))
	}
	line.Stripe.Mode = known(string(ev.Stripe.KeyMode))
	return a.line(line)
}

// since is when the window begins; nil: there is none.
func (a *auditJSON) since() *string {
	if a.Since.IsZero() {
		return nil
	}
	return known(a.Since.UTC().Format(time.RFC3339))
}

func (a *auditJSON) Sale(d *checks.Diagnosis, list []checks.Check, _ record.Money) error {
	line := saleLine{
		Schema: SaleSchema, Profile: a.Profile, Subject: subjectOf(d.Subject, a.Masker), Checks: checksOf(list, a.Masker),
	}
	if m := d.Subject.Payment.Amount(); d.Subject.Payment.MoneyMoved() && !a.Masker.On {
		line.Amount, line.Currency = &m.Minor, &m.Currency
	}
	return a.line(line)
}

func (a *auditJSON) End(s AuditSummary) error {
	by := []missing{}
	for _, cause := range slices.Sorted(maps.Keys(s.MissingBy)) {
		by = append(by, a.sums(cause, s.MissingBy[cause])...)
	}
	return a.line(auditLine{
		AuditSchema, a.Profile, a.since(), s.ByLead, s.Known, s.Referrals, s.Leads, s.Customers, s.Sales, s.Unknown,
		orEmpty(s.Fail), orEmpty(s.Warn),
		requests{s.Requests.Stripe, s.Requests.FirstPromoter, s.Requests.Depth}, s.Elapsed.Milliseconds(), s.Incomplete == "",
		s.Incomplete, a.sums("", s.Missing), by,
	})
}

func (a *auditJSON) NotAsked(why string) error {
	return a.End(AuditSummary{Incomplete: display.Clean(why)})
}

func (a *auditJSON) sums(cause string, list []record.MissingMoney) []missing {
	sums := []missing{}
	for _, m := range list {
		sum := missing{Cause: cause, Currency: m.Currency, Sales: m.Sales}
		if !a.Masker.On {
			sum.Amount = &m.Minor
		}
		sums = append(sums, sum)
	}
	return sums
}

func orEmpty(m map[string]int) map[string]int {
	if m == nil {
		return map[string]int{}
	}
	return m
}

func checksOf(list []checks.Check, m display.Masker) []check {
	out := []check{}
	for _, c := range list {
		out = append(out, checkOf(c.Item, c, m))
	}
	return out
}

func (a *auditJSON) line(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err := a.w.Write(asciiControls(b.Bytes()))
	return err
}

// auditText writes plain lines that read well aloud.
type auditText struct {
	w      io.Writer
	form   AuditForm
	shown  int
	causes causeCount
}

func (a *auditText) text() *text { return &text{m: a.form.Masker, width: a.form.Width} }

func (a *auditText) Account(ev *record.Evidence, list []checks.Check) error {
	t := a.text()
	t.api = api(ev)
	t.line(0, "The account as a whole:")
	for _, f := range accountFacts(ev, a.form) {
		t.line(0, f.name+": "+t.m.Sentence(f.pieces))
	}
	firstWith := map[string]checks.Item{}
	for _, c := range list {
		t.blank()
		if first, again := firstWith[c.Summary().Plain()]; again && c.Status == checks.Error {
			t.line(
				0,
				fmt.Sprintf("%d. %s: %s %s, for the reason told under item %d.", c.Item, c.Item.Title(), Symbol(c.Status), c.Status, first),
			)
			continue
		}
		firstWith[c.Summary().Plain()] = c.Item
		t.check(c)
	}
	t.blank()
	return a.write(t)
}

func (a *auditText) Sale(d *checks.Diagnosis, list []checks.Check, _ record.Money) error {
	t := a.text()
	if a.shown == 0 {
		t.line(0, "Sales that FirstPromoter does not have:")
	}
	a.shown++
	worst, own := judged(list)
	a.causes.add(own)
	t.blank()
	t.line(0, fmt.Sprintf("%s %s: %s", Symbol(worst), worst, t.m.Sentence(saleName(d, list))))
	if len(own) == 0 {
		t.line(3, accountsFault)
	}
	for _, f := range own {
		t.line(3, fmt.Sprintf("%s %s: %s", Symbol(f.Verdict), f.Cause, t.m.Sentence(f.Summary)))
		if todo := toDo(&f, t.m); todo != "" {
			t.line(5, "To do: "+todo)
		}
	}
	if !t.m.On {
		t.asIs(3, "More: "+a.form.Call.Printing(d.Subject.Query, t.m))
	}
	return a.write(t)
}

func (a *auditText) End(s AuditSummary) error {
	t := a.text()
	t.blank()
	for _, l := range a.form.summary(s, a.shown) {
		t.line(0, t.m.Sentence(l))
	}
	if rows := a.causes.rows(); len(rows) > 0 {
		t.blank()
		t.line(0, byCause(s))
		for _, r := range rows {
			t.line(2, fmt.Sprintf("%s %d × %s%s", Symbol(r.verdict), r.n, r.cause, t.m.Sentence(moneyOf(s.MissingBy[r.cause]))))
		}
	}
	t.blank()
	if effort := auditEffort(s); effort != "" {
		t.line(0, effort)
		t.blank()
	}
	t.asIs(0, "On screen: "+a.form.Call.Audit(t.m, onScreens))
	return a.write(t)
}

func (a *auditText) NotAsked(why string) error {
	t := a.text()
	t.line(0, notAsked(a.form.Profile)+": "+display.Clean(why))
	t.blank()
	return a.write(t)
}

func (a *auditText) write(t *text) error {
	_, err := io.WriteString(a.w, display.Scrub(t.out.String()))
	return err
}

// auditMarkdown writes a document for a ticket.
type auditMarkdown struct {
	w      io.Writer
	form   AuditForm
	md     markdown // writes sentences
	shown  int
	causes causeCount
}

func (a *auditMarkdown) Account(ev *record.Evidence, list []checks.Check) error {
	var b strings.Builder
	b.WriteString("# fpdoctor audit\n\n")
	for _, f := range accountFacts(ev, a.form) {
		fmt.Fprintf(&b, "- %s: %s\n", f.name, a.md.sentence(f.pieces))
	}
	b.WriteString("\n## The account as a whole\n\n")
	for _, c := range list {
		fmt.Fprintf(&b, "- %s **%d. %s: %s**. %s\n", Symbol(c.Status), c.Item, c.Item.Title(), c.Status, a.md.sentence(c.Summary()))
		if c.Status.Troubled() {
			a.findings(&b, c.Findings)
		}
	}
	return a.write(&b)
}

func (a *auditMarkdown) Sale(d *checks.Diagnosis, list []checks.Check, _ record.Money) error {
	var b strings.Builder
	if a.shown == 0 {
		b.WriteString("\n## Sales that FirstPromoter does not have\n\n")
	}
	a.shown++
	worst, own := judged(list)
	a.causes.add(own)
	fmt.Fprintf(&b, "- %s **%s**: %s\n", Symbol(worst), worst, a.md.sentence(saleName(d, list)))
	if len(own) == 0 {
		b.WriteString("  - " + accountsFault + "\n")
	}
	a.findings(&b, own)
	return a.write(&b)
}

func (a *auditMarkdown) findings(b *strings.Builder, list []checks.Finding) {
	for _, f := range list {
		if !f.Verdict.Troubled() {
			continue
		}
		fmt.Fprintf(b, "  - `%s`: %s\n", f.Cause, a.md.sentence(f.Summary))
		for _, r := range f.FirstStep() {
			todo := a.md.sentence(r.Text)
			if r.Value.Value != "" {
				todo += " (value: " + code(a.md.m.Piece(r.Value)) + ")"
			}
			fmt.Fprintf(b, "    - To do: %s\n", todo)
		}
	}
}

func (a *auditMarkdown) End(s AuditSummary) error {
	var b strings.Builder
	b.WriteString("\n## Summary\n\n")
	for _, l := range a.form.summary(s, a.shown) {
		fmt.Fprintf(&b, "%s\n\n", a.md.sentence(l))
	}
	if len(a.causes) > 0 {
		fmt.Fprintf(&b, "%s\n\n", byCause(s))
	}
	for _, r := range a.causes.rows() {
		fmt.Fprintf(&b, "- %s %d × `%s`%s\n", Symbol(r.verdict), r.n, r.cause, a.md.sentence(moneyOf(s.MissingBy[r.cause])))
	}
	if effort := auditEffort(s); effort != "" {
		fmt.Fprintf(&b, "\n%s\n", effort)
	}
	b.WriteString(Ending("markdown", a.form.Call.Audit(a.md.m, onScreens)))
	return a.write(&b)
}

func (a *auditMarkdown) NotAsked(why string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# fpdoctor audit\n\n%s: %s\n\n", notAsked(code(a.form.Profile)), escape(display.Clean(why)))
	return a.write(&b)
}

func (a *auditMarkdown) write(b *strings.Builder) error {
	_, err := io.WriteString(a.w, display.Scrub(b.String()))
	return err
}

// accountsFault is said of a sale that is missing for what is wrong with the account.
const accountsFault = "Nothing is wrong with the sale itself; see the account as a whole above."

// judged are the worst status of a sale's checks, and the findings of trouble
// that are the sale's own: what concerns the account is told once, above.
func judged(list []checks.Check) (checks.Status, []checks.Finding) {
	worst := checks.Skip
	var own []checks.Finding
	for _, c := range list {
		if c.Status.Worse(worst) {
			worst = c.Status
		}
		for _, f := range c.Findings {
			if f.Verdict.Troubled() && (c.Item > checks.Mode || f.Cause == "unexplained") {
				own = append(own, f)
			}
		}
	}
	return worst, own
}

// saleName names a sale for a list: the buyer, the sale, the amount and the day. That
// there was no payment is said where that is known.
func saleName(d *checks.Diagnosis, list []checks.Check) record.Sentence {
	var out record.Sentence
	add := func(pieces ...record.Piece) {
		if pieces[len(pieces)-1].Value == "" {
			return
		}
		if len(out) > 0 {
			out = append(out, record.WordsPiece(", "))
		}
		out = append(out, pieces...)
	}
	s := d.Subject
	add(record.EmailPiece(s.Email))
	add(record.WordsPiece("referral "), record.IDPiece(s.Referral))
	if s.Sale.ID == "" {
		if checks.PaymentsUnread(list) {
			add(record.WordsPiece("payments not checked"))
			return out
		}
		add(record.WordsPiece("no payment"))
		return out
	}
	add(record.IDPiece(s.Sale.ID))
	add(record.AmountPiece(s.Payment.Amount()))
	add(record.WhenPiece(s.Payment.Time()))
	return out
}

// ofAll: the money is of more sales than those told of.
func (s AuditSummary) ofAll() bool { return s.Known > 0 && s.Incomplete == "" }

// byCause heads the causes of the sales told of.
func byCause(s AuditSummary) string {
	if s.ofAll() {
		return "By cause, with the money of all missing sales:"
	}
	return "By cause:"
}

// notAsked says that nothing is known of a profile's account.
func notAsked(profile string) string { return "Profile " + profile + " was not looked at" }

func accountFacts(ev *record.Evidence, form AuditForm) []fact {
	out := facts(&checks.Diagnosis{Evidence: ev})[1:]
	if form.Profile != "" {
		out = slices.Insert(out, 0, fact{"Profile", record.Sentence{record.CodePiece(form.Profile)}})
	}
	if !form.Since.IsZero() {
		out = append(out, fact{"Leads and payments since", record.Sentence{record.WhenPiece(form.Since)}})
	}
	return out
}

// summary are the sums in whole sentences, each of what was read.
func (f AuditForm) summary(s AuditSummary, shown int) []record.Sentence {
	var out []record.Sentence
	var since []record.Piece
	if !f.Since.IsZero() {
		since = []record.Piece{record.WordsPiece(" since "), record.WhenPiece(f.Since)}
	}
	add := func(words string, more ...record.Piece) {
		out = append(out, append(record.Sentence{record.WordsPiece(words)}, more...))
	}
	read := "."
	if s.Incomplete != "" {
		read = ", as far as they were read." // of a list that nobody could read there are none
	}
	if s.Referrals+s.Sales > 0 || s.Incomplete == "" {
		words := fmt.Sprintf("%s: %s and %s; ", Count(s.Referrals, "referral"), Count(s.Leads, "lead"), Count(s.Customers, "customer"))
		if s.ByLead {
			add(words + "each lead was looked at by itself, with " + Count(s.Sales, "payment") + " in Stripe" + read)
		} else {
			add(words+Count(s.Sales, "payment")+" in Stripe", append(since, record.WordsPiece(read))...)
		}
	}
	that, all := "", "the" // sales
	if s.Known > 0 {
		that = " that the earlier audit did not have"
	}
	if s.ofAll() {
		all = "all"
	}
	switch {
	case shown == 0 && s.Incomplete == "":
		add("No sale is missing" + that + ".")
	case shown == 1:
		add("1 sale is missing or still open" + that + ".")
	case shown > 1:
		add(fmt.Sprintf("%d sales are missing or still open%s.", shown, that))
	}
	switch {
	case s.Known == 1:
		add("1 sale is missing or still open as before, and not told again.")
	case s.Known > 1:
		add(fmt.Sprintf("%d sales are missing or still open as before, and not told again.", s.Known))
	}
	if len(s.Missing) > 0 {
		line := append(record.Sentence{record.WordsPiece("Money of " + all + " missing sales: ")}, MoneyMissing(s.Missing)...)
		out = append(out, append(line, record.WordsPiece(".")))
	}
	if s.Unknown > 0 {
		made := Count(s.Unknown, "lead")
		if len(since) > 0 {
			made += " made"
		}
		are := map[bool]string{true: " is", false: " are"}[s.Unknown == 1]
		add(made, append(since, record.WordsPiece(are+" unknown to Stripe: nobody with such an address or UID has bought."))...)
	}
	if s.Incomplete != "" {
		add("Not everything was looked at: " + s.Incomplete + ".")
	}
	return out
}

// MoneyMissing tells the money of missing sales, a currency after the other.
func MoneyMissing(list []record.MissingMoney) record.Sentence {
	var out record.Sentence
	for i, m := range list {
		if i > 0 {
			out = append(out, record.WordsPiece(", "))
		}
		out = append(out, record.AmountPiece(m.Money), record.WordsPiece(" ("+Count(m.Sales, "sale")+")"))
	}
	return out
}

// moneyOf is what follows the name of a cause: the money of the sales that it decides.
func moneyOf(list []record.MissingMoney) record.Sentence {
	if len(list) == 0 {
		return nil
	}
	return append(record.Sentence{record.WordsPiece(": ")}, MoneyMissing(list)...)
}

// auditEffort is what an audit took; empty of one that has not come to its end.
func auditEffort(s AuditSummary) string {
	if s.Requests == (record.Requests{}) {
		return ""
	}
	return fmt.Sprintf("%s to Stripe and %s to FirstPromoter in %s. fpdoctor only reads and changes nothing.",
		Count(s.Requests.Stripe, "request"), Count(s.Requests.FirstPromoter, "request"), seconds(s.Elapsed))
}

// causeCount counts the causes of the sales shown.
type causeCount map[string]causeRow

type causeRow struct {
	cause   string
	verdict checks.Status
	n       int
}

func (c *causeCount) add(list []checks.Finding) {
	if *c == nil {
		*c = causeCount{}
	}
	for _, f := range list {
		r := (*c)[f.Cause]
		r.cause, r.n = f.Cause, r.n+1
		if r.verdict == "" || f.Verdict.Worse(r.verdict) {
			r.verdict = f.Verdict
		}
		(*c)[f.Cause] = r
	}
}

// rows are the causes, the most frequent first.
func (c causeCount) rows() []causeRow {
	return slices.SortedFunc(maps.Values(c), func(a, b causeRow) int {
		return cmp.Or(b.n-a.n, strings.Compare(a.cause, b.cause))
	})
}
