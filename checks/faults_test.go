package checks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// place is a part of a service, and a sale of the demo merchant that needs it.
type place struct {
	service, path, sale, api string
}

func (p place) String() string {
	if p.path == "" {
		return p.service + " " + p.api + " (all)"
	}
	return p.path
}

const (
	stripeService = sandbox.StripeService
	fpService     = sandbox.FirstPromoterService
	v2Path        = "/api/v2/company"
)

var wholeFirstPromoter = [2]place{{fpService, "", "email-typo", sandbox.V2}, {fpService, "", "email-typo", sandbox.V1}}

var places = []place{
	{stripeService, "", "coupon-is-promotion-code", sandbox.V2},
	{stripeService, "/v1/account", "healthy-link", sandbox.V2},
	{stripeService, "/v1/balance", "healthy-legacy-key", sandbox.V2},
	{stripeService, "/v1/customers", "email-typo-asked-by-referral", sandbox.V2},
	{stripeService, "/v1/customers/search", "email-typo-asked-by-referral", sandbox.V2},
	{stripeService, "/v1/invoices", "coupon-is-promotion-code", sandbox.V2},
	{stripeService, "/v1/invoices/upcoming", "email-typo-asked-by-referral", sandbox.V2},
	{stripeService, "/v1/charges", "healthy-dispute-won", sandbox.V2},
	{stripeService, "/v1/payment_intents", "charge-in-other-account", sandbox.V2},
	{stripeService, "/v1/subscriptions", "email-typo-asked-by-referral", sandbox.V2},
	{stripeService, "/v1/subscription_schedules", "email-typo-asked-by-referral", sandbox.V2},
	{stripeService, "/v1/checkout/sessions", "email-elsewhere-field", sandbox.V2},
	{stripeService, "/v1/coupons", "coupon-is-promotion-code", sandbox.V2},
	{stripeService, "/v1/promotion_codes", "coupon-is-promotion-code", sandbox.V2},
	{stripeService, "/v1/disputes", "healthy-dispute-won", sandbox.V2},
	{stripeService, "/v1/events", "lead-not-found-namesake", sandbox.V2},
	wholeFirstPromoter[0],
	{fpService, v2Path + "/referrals", "email-typo", sandbox.V2},
	{fpService, v2Path + "/referrals/", "email-typo-asked-by-referral", sandbox.V2},
	{fpService, v2Path + "/commissions", "healthy-link", sandbox.V2},
	{fpService, v2Path + "/promoters", "coupon-is-promotion-code", sandbox.V2},
	{fpService, v2Path + "/promo_codes", "coupon-is-promotion-code", sandbox.V2},
	{fpService, v2Path + "/rewards", "coupon-is-promotion-code", sandbox.V2},
	wholeFirstPromoter[1],
	{fpService, "/api/v1/leads/show", "email-typo", sandbox.V1},
	{fpService, "/api/v1/leads/list", "coupon-is-promotion-code", sandbox.V1},
	{fpService, "/api/v1/rewards/list", "healthy-link", sandbox.V1},
	{fpService, "/api/v1/promoters/list", "coupon-is-promotion-code", sandbox.V1},
}

// lying are the faults that come in the form of sound answers. What they lead
// to cannot be known for wrong; all others must raise no false alarm.
var lying = []string{"wrong-types", "future", "past", "endless", "fat", "repeated", "empty-more"}

// patient is what a whole check may take.
const patient = 30 * time.Second

// patience for one request where no answer comes; elsewhere there is plenty.
var patience = map[string]time.Duration{"hang": 800 * time.Millisecond, "trickle": 800 * time.Millisecond}

// TestFaults breaks each part of each service in each way, checks a sale that
// needs it, and looks whether what comes out is still an honest report.
func TestFaults(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // when all clients are closed
	sound, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sound.Close() })

	type sale struct{ name, api string }
	soundly := map[sale]*outcome{}
	for _, p := range places {
		if of := (sale{p.sale, p.api}); soundly[of] == nil {
			soundly[of] = checkBroken(t, sound, sound, p, 0)
		}
	}
	table := faultTable{cells: map[string]map[string]string{}}
	t.Run("all", func(t *testing.T) {
		for k, kind := range sandbox.Faults() {
			for i, p := range places {
				if p.path != "" && !share.Has(i+k, len(sandbox.Faults())) || p == wholeFirstPromoter[k%2] && !share.Whole() {
					continue // each fault of a whole service, FirstPromoter by turns on v2 and v1, and one in each of its parts
				}
				if p.path != "" && (kind.Name == "tls" || kind.Name == "fat") {
					continue // a certificate is of the whole service, and the memory is one
				}
				t.Run(kind.Name+"/"+strings.ReplaceAll(p.String(), "/", " "), func(t *testing.T) {
					t.Parallel()
					server, err := sound.Broken(sandbox.Fault{Name: kind.Name, Service: p.service, Path: p.path})
					if err != nil {
						t.Fatal(err)
					}
					defer func() { _ = server.Close() }()
					got := checkBroken(t, sound, server, p, patience[kind.Name])
					table.take(kind.Name, p, got.against(t, soundly[sale{p.sale, p.api}], p, kind.Name))
				})
			}
		}
	})
	t.Log("\n" + table.String())
}

// outcome is what a check came to.
type outcome struct {
	d     checks.Diagnosis
	took  time.Duration
	loud  map[string]checks.Status // causes that fail, warn or are errors
	texts map[string]string        // by format
	keys  []string
}

// checkBroken checks a sale of the sound sandbox on a broken one of the same world.
func checkBroken(t *testing.T, sound, server *sandbox.Server, p place, timeout time.Duration) *outcome {
	t.Helper()
	i := slices.IndexFunc(sound.Scenarios(), func(s sandbox.Scenario) bool { return s.Name == p.sale })
	if i < 0 {
		t.Fatalf("no scenario %s", p.sale)
	}
	s := sound.Scenarios()[i]
	keys := sound.Credentials(s, p.api)
	clients := walks.Connect(t, server, keys, timeout)
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	began := time.Now()
	ev, ans := gather.Sale(ctx, clients, walks.Query(t, s.Sale), gather.Options{}), walks.Answers(s.Answers, began)
	o := &outcome{
		d: checks.Diagnose(ev, ans, time.Now()), took: time.Since(began),
		loud: map[string]checks.Status{}, texts: printed(t, ev, ans), keys: []string{keys.Stripe, keys.FirstPromoter},
	}
	for _, c := range o.d.Checks {
		for _, f := range c.Findings {
			if f.Verdict == checks.Fail || f.Verdict == checks.Warn || f.Verdict == checks.Error {
				o.loud[f.Cause] = f.Verdict
			}
		}
	}
	return o
}

// printed is the report in every format, masked and not.
func printed(t *testing.T, ev *record.Evidence, ans record.Answers) map[string]string {
	t.Helper()
	d := checks.Diagnose(ev, ans, time.Now())
	out := map[string]string{}
	for _, m := range []display.Masker{{}, {On: true, Salt: "salt"}} {
		for name, write := range map[string]func(*bytes.Buffer) error{
			"json":     func(b *bytes.Buffer) error { return report.JSON(b, &d, m) },
			"text":     func(b *bytes.Buffer) error { return report.Text(b, &d, m, 80) },
			"markdown": func(b *bytes.Buffer) error { return report.Markdown(b, &d, m) },
			"short":    func(b *bytes.Buffer) error { return report.Short(b, &d, m) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if m.On {
				name += " masked"
			}
			out[name] = b.String()
		}
	}
	return out
}

// against compares an outcome with that of the sound services, and says in a
// word what became of it.
func (o *outcome) against(t *testing.T, sound *outcome, p place, fault string) string {
	t.Helper()
	if o.took > patient+5*time.Second {
		t.Errorf("took %v", o.took)
	}
	o.honest(t)
	liar := slices.Contains(lying, fault)
	failed := slices.Contains(slices.Collect(maps.Values(o.loud)), checks.Error)
	var lost, alarms []string
	for cause, verdict := range sound.loud {
		if _, still := o.loud[cause]; !still && verdict != checks.Error {
			lost = append(lost, cause)
		}
	}
	for cause, verdict := range o.loud {
		if _, before := sound.loud[cause]; !before && verdict != checks.Error {
			alarms = append(alarms, cause)
		}
	}
	if len(alarms) > 0 && !liar {
		t.Errorf("false alarm: %v\n%s", alarms, o.texts["text"])
	}
	if len(lost) > 0 && !failed && !liar {
		t.Errorf("lost without a word: %v\n%s", lost, o.texts["text"])
	}
	if p.service == fpService && !liar && sound.d.Subject.Query.Kind != record.ByReferral {
		// Stripe's side is all there, so what it tells of the payment is too, unless
		// nobody knows whose payment that is.
		if before, now := found(sound.d, checks.Payment), found(o.d, checks.Payment); !slices.Equal(before, now) {
			t.Errorf("item 5 was %v, and is %v", before, now)
		}
	}
	switch {
	case failed:
		return "told"
	case len(lost)+len(alarms) > 0:
		t.Logf("no longer %v, but %v", lost, alarms)
		return "misled"
	}
	return "same"
}

func found(d checks.Diagnosis, item checks.Item) (out []string) {
	for _, f := range d.Check(item).Findings {
		out = append(out, f.Cause)
	}
	return out
}

// goWords are what Go's own errors say, and what the faults' answers hold.
var goWords = []string{
	"EOF", "context deadline", "context canceled", "dial tcp", "read tcp", "i/o timeout", "connection reset", "goroutine", "panic",
	"invalid character", "json:", "unexpected end", "http2", "x509", "tls:", "net/http", "strconv", "%!", "<nil>", "nil pointer",
	"lookup ", "elsewhere.invalid", "127.0.0.1", "DOCTYPE",
}

// fakeSecrets are what the sandbox puts where the services have secrets.
var fakeSecrets = []string{
	"_secret_", "sandbox-temp-password", "sandbox-auth-token", "sandbox-password-setup", "sandbox-hook", "fp-sandbox-",
	"invoice.stripe.com/", "pay.stripe.com/", "checkout.stripe.com/",
}

var statuses = []string{"pass", "fail", "warn", "ask", "skip", "error"}

// honest looks at the report itself: whole, in plain words, and without anything secret.
func (o *outcome) honest(t *testing.T) {
	t.Helper()
	for format, s := range o.texts {
		for _, w := range goWords {
			if strings.Contains(s, w) {
				t.Errorf("%s says %q:\n%s", format, w, s)
			}
		}
		for _, w := range slices.Concat(fakeSecrets, o.keys) {
			if strings.Contains(s, w) {
				t.Errorf("%s holds a secret: %.20s…", format, w)
			}
		}
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0x1B) {
			t.Errorf("%s is not fit for a terminal: %q", format, s)
		}
	}
	var doc struct {
		Checks []struct {
			Item            int
			Status, Summary string
			Findings        []struct{ Cause, Verdict, Summary string }
		}
	}
	if err := json.Unmarshal([]byte(o.texts["json"]), &doc); err != nil || len(doc.Checks) != 6 {
		t.Fatalf("%v, %d items in %s", err, len(doc.Checks), o.texts["json"])
	}
	for i, c := range doc.Checks {
		if c.Item != i+1 || !slices.Contains(statuses, c.Status) || c.Summary == "" {
			t.Errorf("item %d: %+v", i+1, c)
		}
		for _, f := range c.Findings {
			if f.Verdict == "error" && (!strings.HasSuffix(f.Summary, ".") || len(f.Summary) > 300 || strings.Contains(f.Summary, "fpdoctor itself")) {
				t.Errorf("item %d, %s is told so: %q", i+1, f.Cause, f.Summary)
			}
		}
	}
}

// faultTable collects what became of each fault in each place.
type faultTable struct {
	mu    sync.Mutex
	cells map[string]map[string]string
}

func (f *faultTable) take(fault string, p place, what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cells[fault] == nil {
		f.cells[fault] = map[string]string{}
	}
	f.cells[fault][p.String()] = what
}

// String is a row for each fault: in how many places it was told of, changed
// nothing, or led to another result.
func (f *faultTable) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %7s %6s %6s %7s\n", "fault", "places", "told", "same", "misled")
	cells := 0
	for _, kind := range sandbox.Faults() {
		n := map[string]int{}
		var where []string
		for place, what := range f.cells[kind.Name] {
			n[what]++
			if what == "misled" {
				where = append(where, place)
			}
		}
		cells += len(f.cells[kind.Name])
		slices.Sort(where)
		fmt.Fprintf(&b, "%-12s %7d %6d %6d %7d %s\n", kind.Name, len(f.cells[kind.Name]), n["told"], n["same"], n["misled"], strings.Join(where, " "))
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(&b, "%d cells survived; %d MB taken from the system, both services included\n", cells, m.Sys>>20)
	return b.String()
}
