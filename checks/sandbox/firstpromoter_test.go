package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

// everyV2 reads every page of a list of API v2.
func everyV2(t *testing.T, s *sandbox.Server, path string) (out []object) {
	t.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for page := 1; ; page++ {
		status, answer := v2(t, s, fmt.Sprintf("%s%sper_page=100&page=%d", path, join, page))
		if status != 200 {
			t.Fatalf("%s: %d", path, status)
		}
		if o, ok := answer.(object); ok {
			answer = o["data"]
		}
		got := list(t, answer)
		out = append(out, got...)
		if len(got) < 100 {
			return out
		}
	}
}

// everyV1 reads every page of a list of API v1 by its headers.
func everyV1(t *testing.T, s *sandbox.Server, path string) (out []object) {
	t.Helper()
	for page := 1; ; page++ {
		status, header, answer := v1(t, s, fmt.Sprintf("%s?page=%d", path, page))
		if status != 200 {
			t.Fatalf("%s: %d", path, status)
		}
		got := list(t, answer)
		out = append(out, got...)
		total, err := strconv.Atoi(header.Get("Total"))
		if err != nil || header.Get("Per-Page") != "50" {
			t.Fatalf("headers %v", header)
		}
		if len(out) >= total {
			if len(out) != total || header.Get("Link") != "" {
				t.Errorf("%s: %d records, Total %d, Link %q", path, len(out), total, header.Get("Link"))
			}
			return out
		}
		if !strings.Contains(header.Get("Link"), `rel="next"`) || len(got) != 50 {
			t.Fatalf("%s: page %d holds %d, Link %q", path, page, len(got), header.Get("Link"))
		}
	}
}

func number(v any) string { f, _ := v.(float64); return strconv.FormatInt(int64(f), 10) }

// TestVersionsAgree compares what both API versions say of the same merchant.
func TestVersionsAgree(t *testing.T) {
	s := shared(t, "")
	same := func(what string, two, one []object, fields map[string]string) {
		t.Helper()
		byID := map[string]object{}
		for _, o := range one {
			byID[number(o["id"])] = o
		}
		if len(two) != len(one) || len(byID) != len(one) || len(one) == 0 {
			t.Fatalf("%s: %d on v2, %d on v1 (%d ids)", what, len(two), len(one), len(byID))
		}
		for _, o := range two {
			other := byID[number(o["id"])]
			for a, b := range fields {
				if fmt.Sprint(o[a]) != fmt.Sprint(other[b]) {
					t.Errorf("%s %s: %s is %v on v2, %s is %v on v1", what, number(o["id"]), a, o[a], b, other[b])
				}
			}
		}
	}
	same("referral", everyV2(t, s, "referrals"), everyV1(t, s, "leads/list"), map[string]string{
		"email": "email", "uid": "uid", "state": "state", "customer_since": "customer_since", "created_at": "created_at", "fraud_check": "suspicion",
	})
	same("commission", everyV2(t, s, "commissions"), everyV1(t, s, "rewards/list"), map[string]string{
		"event_id": "event_id", "amount": "amount", "sale_amount": "conversion_amount", "status": "status", "created_at": "created_at",
	})
	same("promoter", everyV2(t, s, "promoters"), everyV1(t, s, "promoters/list"), map[string]string{"email": "email", "joined_at": "created_at"})
}

func TestV2Refusals(t *testing.T) {
	s := shared(t, "")
	foreign := s.Credentials(sandbox.Scenario{FirstPromoterKey: sandbox.FirstPromoterForeign}, sandbox.V2).FirstPromoter
	for _, c := range []struct {
		key, account string
		want         int
		code         string
	}{
		{"", s.AccountID, 401, ""},
		{"fp-nonsense", s.AccountID, 401, ""},
		{s.FirstPromoterV1Key, s.AccountID, 401, ""},
		{s.FirstPromoterKey, "", 401, ""},
		{s.FirstPromoterKey, "other", 404, "not_found"},
		{foreign, s.AccountID, 403, "forbidden"},
	} {
		headers := map[string]string{"Authorization": "Bearer " + c.key}
		if c.account != "" {
			headers["Account-ID"] = c.account
		}
		status, _, answer := ask(t, s.FirstPromoterBase+"/api/v2/company/referrals", headers)
		o, _ := answer.(object)
		code, _ := o["code"].(string)
		if status != c.want || code != c.code || c.want == 401 && answer != nil {
			t.Errorf("%q %q: %d %v", c.key, c.account, status, answer)
		}
	}
	for path, want := range map[string]int{
		"referrals/1": 404, "referrals/nobody@nowhere.example?find_by=email": 404, "promoters/1": 404,
		"promoters/nobody?find_by=promo_code": 422, "promo_codes/1": 404, "campaigns/1": 404,
	} {
		if status, answer := v2(t, s, path); status != want {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
}

func TestV2Lists(t *testing.T) {
	s := shared(t, "")
	referrals := everyV2(t, s, "referrals")
	for i := 1; i < len(referrals); i++ {
		if referrals[i]["created_at"].(string) > referrals[i-1]["created_at"].(string) {
			t.Fatal("referrals are not newest first")
		}
	}
	if _, answer := v2(t, s, "referrals"); len(list(t, answer)) != 20 {
		t.Errorf("the default page holds %d", len(list(t, answer)))
	}
	if _, answer := v2(t, s, "referrals?page=999"); len(list(t, answer)) != 0 {
		t.Error("a page beyond the end is not empty")
	}
	day := clock.Add(-6 * 24 * time.Hour).Format(time.DateOnly)
	count := func(keep func(object) bool) (n int) {
		for _, o := range referrals {
			if keep(o) {
				n++
			}
		}
		return n
	}
	for path, keep := range map[string]func(object) bool{
		"referrals?q=" + url.QueryEscape("NORDICPRESS"):                                  func(o object) bool { return strings.Contains(fmt.Sprint(o["email"]), "NordicPress") },
		"referrals?q=user_404":                                                           func(o object) bool { return strings.Contains(fmt.Sprint(o["uid"]), "user_404") },
		"referrals?filters[type]=lead":                                                   func(o object) bool { return o["customer_since"] == nil },
		"referrals?filters[type]=customer":                                               func(o object) bool { return o["customer_since"] != nil },
		"referrals?filters[state]=denied":                                                func(o object) bool { return o["state"] == "denied" },
		"referrals?filters[created_at][from]=" + day + "&filters[created_at][to]=" + day: func(o object) bool { return strings.HasPrefix(o["created_at"].(string), day) },
		"referrals?created_at=" + day:                                                    func(object) bool { return true },
		"referrals?ids[]=" + number(referrals[3]["id"]):                                  func(o object) bool { return o["id"] == referrals[3]["id"] },
	} {
		if got, want := len(everyV2(t, s, path)), count(keep); got != want || want == 0 {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	commissions := everyV2(t, s, "commissions?sorting[created_at]=asc")
	if !slices.IsSortedFunc(commissions, func(a, b object) int { return strings.Compare(a["created_at"].(string), b["created_at"].(string)) }) {
		t.Error("commissions are not sorted")
	}
	sale := scenario(t, s, "healthy-coupon").Sale
	if got := everyV2(t, s, "commissions?q="+sale); len(got) != 1 || got[0]["event_id"] != sale {
		t.Errorf("commissions of %s: %v", sale, got)
	}
	status, answer := v2(t, s, "referrals/"+url.PathEscape("Tove.Halvorsen@NordicPress.example")+"?find_by=email")
	if o, _ := answer.(object); status != 200 || o["email"] != "Tove.Halvorsen@NordicPress.example" {
		t.Errorf("find_by email: %d %v", status, answer)
	}
}

func TestV2PromoCodes(t *testing.T) {
	s := shared(t, "")
	status, answer := v2(t, s, "promoters/THADDEUS?find_by=promo_code")
	if status != 200 {
		t.Fatalf("%d %v", status, answer)
	}
	owner := answer.(object)
	place := owner["promoter_campaigns"].([]any)[0].(object)
	codes := everyV2(t, s, "promo_codes?promoter_campaign_id="+number(place["id"]))
	if len(codes) != 1 || codes[0]["code"] != "THADDEUS" || codes[0]["archived_at"] == nil {
		t.Fatalf("%v", codes)
	}
	promo := stripe(t, s, s.StripeKey, "/v1/promotion_codes/"+codes[0]["ext_id"].(string), 200)
	rewards := everyV2(t, s, "rewards?scope=referrals")
	i := slices.IndexFunc(rewards, func(o object) bool { return o["id"] == codes[0]["reward"].(object)["id"] })
	if i < 0 || rewards[i]["provider_coupon_id"] != promo["coupon"].(object)["id"] {
		t.Error("the reward does not lead to the coupon")
	}
	for _, r := range rewards {
		if r["is_promoter_reward"] != false {
			t.Error("scope=referrals shows a promoter's reward")
		}
	}
}

// TestFirstPromoterSecretsAreThere makes sure that there is something to drop.
func TestFirstPromoterSecretsAreThere(t *testing.T) {
	s := shared(t, "")
	for _, p := range everyV2(t, s, "promoters") {
		if !strings.Contains(fmt.Sprint(p["password_setup_url"]), "sandbox-password-setup-") {
			t.Fatal("v2 promoter without a password link")
		}
	}
	_, _, answer := v1(t, s, "leads/list")
	for _, lead := range list(t, answer) {
		p := lead["promoter"].(object)
		if !strings.HasPrefix(fmt.Sprint(p["auth_token"]), "sandbox-") || !strings.HasPrefix(fmt.Sprint(p["temp_password"]), "sandbox-") {
			t.Fatal("v1 lead without the promoter's token and password")
		}
	}
}

func TestV1Refusals(t *testing.T) {
	s := shared(t, "")
	status, _, answer := ask(t, s.FirstPromoterBase+"/api/v1/leads/list", map[string]string{"X-API-KEY": s.FirstPromoterKey})
	if status != 401 || answer != "Bad credentials" {
		t.Errorf("a key of v2: %d %v", status, answer)
	}
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"leads/show": {422, "You need to find the lead/customer either by id, uid or email."},
		"leads/show?email=nobody@nowhere.example": {404, "Lead not found."},
		"promoters/show":               {422, "You need to find the promoter either by id, cust_id, auth_token, ref_id, promoter_email or promo_code"},
		"promoters/show?ref_id=none":   {404, "Promoter not found."},
		"promoters/list?campaign_id=1": {422, "Campaign not found."},
		"rewards/list?promotion_id=1":  {422, "Promotion not found."},
	} {
		status, _, answer := v1(t, s, path)
		if o, _ := answer.(object); status != want.status || o["error"] != want.text {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	status, _, answer = v1(t, s, "leads/show?email="+url.QueryEscape("Tove.Halvorsen@NordicPress.example"))
	if o, _ := answer.(object); status != 200 || o["email"] != "Tove.Halvorsen@NordicPress.example" {
		t.Errorf("show by email: %d %v", status, answer)
	}
}
