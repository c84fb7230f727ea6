package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks/sandbox"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // dozens of worlds are made
	goleak.VerifyTestMain(closing{m})
}

// closing closes what all tests share once they are over.
type closing struct{ *testing.M }

func (c closing) Run() int {
	code := c.M.Run()
	for _, s := range servers.made {
		if err := s.Close(); err != nil {
			code = 1
		}
	}
	http.DefaultClient.CloseIdleConnections()
	return code
}

var groups = map[string]int{ // the least of each
	sandbox.Healthy: 25, sandbox.Several: 15, sandbox.Connected: 7, sandbox.Account: 5, sandbox.Mode: 3, sandbox.Lead: 40, sandbox.Payment: 25, sandbox.Coupon: 18, sandbox.Errors: 6,
}

func TestScenarioNames(t *testing.T) {
	seen := map[string]bool{}
	count := map[string]int{}
	for _, s := range sandbox.All() {
		count[s.Group]++
		switch {
		case seen[s.Name]:
			t.Errorf("%s twice", s.Name)
		case s.Name == "" || s.Title == "" || s.Sale == "" || len(s.Want) == 0:
			t.Errorf("%s lacks something: %+v", s.Name, s)
		case s.Group == sandbox.Several && len(s.Want) < 2:
			t.Errorf("%s has one fault only", s.Name)
		case strings.ContainsAny(s.Title, "\n\t") || len(s.Title) > 100:
			t.Errorf("%s: title is no short line", s.Name)
		}
		for _, p := range s.Points {
			if !slices.Contains(s.Want, p.Cause) || p.ID == "" || p.Type == "" || p.System == "" {
				t.Errorf("%s: point %+v", s.Name, p)
			}
		}
		seen[s.Name] = true
	}
	for group, least := range groups {
		if count[group] < least {
			t.Errorf("%d scenarios in group %s, want %d", count[group], group, least)
		}
	}
	if len(count) != len(groups) {
		t.Errorf("groups: %v", count)
	}
}

// TestScenariosStay wants the same ids whenever a world is made.
func TestScenariosStay(t *testing.T) {
	first, second := sandbox.All(), sandbox.All()
	for i := range first {
		if first[i].Sale != second[i].Sale || fmt.Sprint(first[i].Points) != fmt.Sprint(second[i].Points) {
			t.Errorf("%s: %s, then %s", first[i].Name, first[i].Sale, second[i].Sale)
		}
	}
}

// TestSalesResolve looks every SALE up where it should be found.
func TestSalesResolve(t *testing.T) {
	paths := map[string]string{"in": "invoices", "ch": "charges", "pi": "payment_intents", "cus": "customers", "sub": "subscriptions", "cs": "checkout/sessions"}
	absent := []string{"sale-not-found", "sale-in-other-account", "sale-in-other-mode", "referral-not-found", "credentials-refused", "rate-limited", "unreachable", "unreadable-answer"}
	for _, world := range sandbox.Worlds() {
		s := shared(t, world)
		sales := map[string]string{}
		for _, x := range s.Scenarios() {
			if other, ok := sales[x.Sale]; ok {
				t.Errorf("%s and %s share %s", x.Name, other, x.Sale)
			}
			sales[x.Sale] = x.Name
			if slices.ContainsFunc(absent, func(cause string) bool { return slices.Contains(x.Want, cause) }) {
				continue
			}
			keys := s.Credentials(x, sandbox.V2)
			sale := x.Sale[strings.LastIndexByte(x.Sale, '/')+1:]
			prefix, rest, _ := strings.Cut(sale, "_")
			switch {
			case strings.Contains(sale, "@"):
				continue // found by list, or by neither side
			case prefix == "ref":
				if status, answer := v2(t, s, "referrals/"+rest); status != 200 {
					t.Errorf("%s: %d %v", x.Name, status, answer)
				}
			default:
				stripe(t, s, keys.Stripe, "/v1/"+paths[prefix]+"/"+sale, 200)
			}
		}
	}
}

// TestPointsExist looks every object up that a finding must point at.
func TestPointsExist(t *testing.T) {
	s := shared(t, "")
	has := map[string]bool{}
	add := func(kind string, id any) { has[kind+" "+fmt.Sprint(id)] = true }
	for _, path := range []string{"customers", "invoices", "charges", "payment_intents", "subscriptions", "subscription_schedules", "checkout/sessions", "coupons"} {
		for _, key := range []string{sandbox.KeyLive, sandbox.KeyTest} {
			for _, o := range all(t, s, keyNamed(s, key), "/v1/"+path, nil) {
				add(o["object"].(string), o["id"])
			}
		}
	}
	for _, o := range everyV2(t, s, "referrals") {
		add("referral", number(o["id"]))
	}
	for _, o := range everyV2(t, s, "commissions") {
		add("commission", number(o["id"]))
	}
	for _, o := range everyV2(t, s, "promo_codes") {
		add("promo_code", number(o["id"]))
	}
	for _, o := range everyV2(t, s, "promoters") {
		add("promoter", number(o["id"]))
		for _, x := range o["promoter_campaigns"].([]any) {
			add("promotion", number(x.(object)["id"]))
		}
	}
	for _, x := range s.Scenarios() {
		for _, p := range x.Points {
			if !has[p.Type+" "+p.ID] && p.Cause != "customer-deleted" {
				t.Errorf("%s: no %s %s", x.Name, p.Type, p.ID)
			}
		}
	}
}

// TestSalesKeepApart makes sure that no address of one scenario could be taken
// for a slip of another's.
func TestSalesKeepApart(t *testing.T) {
	alike := [][2]string{ // the pairs that scenarios are about
		{"marlene.roth", "marlena.roth"}, {"casper.lindholm", "kasper.lindholm"},
	}
	for _, world := range sandbox.Worlds() {
		s := shared(t, world)
		if world == "busy-stripe" || world == "unreachable" || world == "garbled" {
			continue
		}
		ours := map[string]bool{}
		for _, o := range all(t, s, s.StripeKey, "/v1/customers", nil) {
			if e, ok := o["email"].(string); ok {
				ours[e] = true
			}
		}
		var leads []string
		for _, o := range everyV2(t, s, "referrals") {
			if e, ok := o["email"].(string); ok && !ours[e] {
				leads = append(leads, e)
			}
		}
		partners := map[string][]string{}
		for _, lead := range leads {
			for customer := range ours {
				if near(lead, customer) {
					partners[lead] = append(partners[lead], customer)
				}
			}
			if n := len(partners[lead]); n > 1 {
				t.Errorf("%s: the lead %s is near %v", world, lead, partners[lead])
			}
		}
		var list []string
		for customer := range ours {
			list = append(list, customer)
		}
		for i, a := range list {
			for _, b := range list[i+1:] {
				if near(a, b) && !slices.ContainsFunc(alike, func(p [2]string) bool {
					return strings.HasPrefix(a, p[0]) && strings.HasPrefix(b, p[1]) || strings.HasPrefix(b, p[0]) && strings.HasPrefix(a, p[1])
				}) {
					t.Errorf("%s: the customers %s and %s are near", world, a, b)
				}
			}
		}
	}
}

// near is wider than any rule for slips: same name or same domain, and two
// changes at most in the other part.
func near(a, b string) bool {
	la, da, _ := strings.Cut(strings.ToLower(a), "@")
	lb, db, _ := strings.Cut(strings.ToLower(b), "@")
	return da == db && distance(la, lb) <= 2 || la == lb && distance(da, db) <= 2
}

func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := last
			if x[i-1] != y[j-1] {
				cost++
			}
			last = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(y)]
}

// TestRecordsArrive moves the clock: what lies in the future appears in its time.
func TestRecordsArrive(t *testing.T) {
	var late atomic.Int64
	s := start(t, sandbox.Options{Now: func() time.Time { return clock.Add(time.Duration(late.Load())) }})
	email := scenario(t, s, "arriving").Sale
	look := func() (object, int) {
		got := everyV2(t, s, "referrals?q="+email)
		if len(got) != 1 {
			t.Fatalf("%d referrals", len(got))
		}
		return got[0], len(everyV2(t, s, "commissions?q="+email))
	}
	if r, n := look(); n != 0 || r["customer_since"] != nil || r["state"] != "signup" || r["uid"] != nil {
		t.Errorf("%d commissions already, referral %v", n, r)
	}
	late.Store(int64(2 * time.Minute))
	if r, n := look(); n != 1 || r["customer_since"] == nil || r["state"] != "active" || r["uid"] == nil {
		t.Errorf("%d commissions after two minutes, referral %v", n, r)
	}
}

func TestMending(t *testing.T) {
	s := start(t, sandbox.Options{})
	p := scenario(t, s, "email-case").Points
	if err := s.Change("ref_"+p[1].ID, object{"email": "mended@nordicpress.example"}); err != nil {
		t.Fatal(err)
	}
	if got := everyV2(t, s, "referrals?q=mended@"); len(got) != 1 || number(got[0]["id"]) != p[1].ID {
		t.Errorf("%v", got)
	}
	if err := s.Change(p[0].ID, object{"metadata": object{"fp_uid": "mended"}}); err != nil {
		t.Fatal(err)
	}
	if c := stripe(t, s, s.StripeKey, "/v1/customers/"+p[0].ID, 200); c["metadata"].(object)["fp_uid"] != "mended" {
		t.Errorf("%v", c["metadata"])
	}
	if err := s.Change("in_none", nil); err == nil {
		t.Error("changed what is not there")
	}
}

func TestOptions(t *testing.T) {
	if _, err := sandbox.Start(sandbox.Options{Scenario: "teapot"}); err == nil {
		t.Error("a scenario nobody knows was started")
	}
	if s := start(t, sandbox.Options{Scenario: "foreign-records"}); s.World() != "foreign-shop" {
		t.Errorf("foreign-records stands in %s", s.World())
	}
	var seen atomic.Int64
	s := start(t, sandbox.Options{Limits: sandbox.Limits{Stripe: 3, FirstPromoter: 2}, Wrap: func(_ string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.Add(1)
			next.ServeHTTP(w, r)
		})
	}})
	statuses := map[int]int{}
	for range 5 {
		status, header, _ := ask(t, s.StripeBase+"/v1/balance", map[string]string{"Authorization": "Bearer " + s.StripeKey})
		statuses[status]++
		if (status == 429) != (header.Get("Stripe-Rate-Limited-Reason") != "") {
			t.Errorf("%d with reason %q", status, header.Get("Stripe-Rate-Limited-Reason"))
		}
	}
	if statuses[200] != 3 || statuses[429] != 2 || seen.Load() != 5 {
		t.Errorf("statuses %v, %d seen", statuses, seen.Load())
	}
}

// TestCrowd adds strangers, who must not turn into traces, leads or partners of anybody.
func TestCrowd(t *testing.T) {
	plain, crowded := shared(t, ""), start(t, sandbox.Options{Crowd: 150})
	for path, more := range map[string]int{"/v1/customers": 150, "/v1/invoices": 150, "/v1/coupons": 75} {
		before, after := len(all(t, plain, plain.StripeKey, path, nil)), len(all(t, crowded, crowded.StripeKey, path, nil))
		if after != before+more {
			t.Errorf("%s: %d, then %d", path, before, after)
		}
	}
	if before, after := len(everyV2(t, plain, "commissions")), len(everyV2(t, crowded, "commissions")); before != after {
		t.Errorf("commissions: %d, then %d", before, after)
	}
	if before, after := len(everyV2(t, plain, "referrals")), len(everyV2(t, crowded, "referrals")); after != before+150 {
		t.Errorf("referrals: %d, then %d", before, after)
	}
	if fmt.Sprint(plain.Scenarios()[7].Points, plain.Scenarios()[7].Sale) != fmt.Sprint(crowded.Scenarios()[7].Points, crowded.Scenarios()[7].Sale) {
		t.Error("a crowd changes the scenarios' ids")
	}
	empty := start(t, sandbox.Options{Scenario: "new-shop", Crowd: 20})
	if n := len(everyV2(t, empty, "referrals")); n != 0 {
		t.Errorf("%d referrals in a shop that has none", n)
	}
}

func TestVariant(t *testing.T) {
	a, b := shared(t, ""), start(t, sandbox.Options{Variant: "b"})
	if a.StripeAccount == b.StripeAccount || a.StripeKey == b.StripeKey || a.AccountID == b.AccountID {
		t.Error("a variant has the same account or keys")
	}
	for i, x := range a.Scenarios() {
		y := b.Scenarios()[i]
		if x.Name != y.Name || x.Sale == y.Sale && x.Name != "email-not-found" && x.Name != "referral-not-found" && !strings.Contains(x.Sale, "@") {
			t.Errorf("%s: %s in both", x.Name, x.Sale)
		}
	}
}

// TestTroubledWorlds checks what the broken services send.
func TestTroubledWorlds(t *testing.T) {
	s := start(t, sandbox.Options{Scenario: "firstpromoter-unreachable"})
	res, err := http.Get(s.FirstPromoterBase + "/api/v1/leads/list")
	if err == nil {
		_ = res.Body.Close()
		t.Error("an answer came")
	}
	s = start(t, sandbox.Options{Scenario: "firstpromoter-garbled"})
	res, err = http.Get(s.FirstPromoterBase + "/api/v1/leads/list")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != 200 || !strings.HasPrefix(string(body), "<!DOCTYPE html>") {
		t.Errorf("%d %s %v", res.StatusCode, body, err)
	}
	s = start(t, sandbox.Options{Scenario: "stripe-rate-limited"})
	refusal(t, s, s.StripeKey, "/v1/balance", 429)
}
