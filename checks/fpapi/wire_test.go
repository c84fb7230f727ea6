package fpapi

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// The shapes are those of FirstPromoter's OpenAPI files.

const referralV2 = `{
	"id": 41, "email": "ann@example.com", "uid": "cus_A1", "state": "active",
	"metadata": {"subscription_id": "sub_1", "seats": 3, "deep": {"a": [1]}, "none": null},
	"entry_source": "cookie", "created_at": "2026-01-31T10:15:00.250Z", "customer_since": "2026-02-01T00:00:00Z", "cancelled_at": null,
	"promoter_campaign": {
		"id": 7, "campaign_id": 3, "promoter_id": 5, "created_at": "2025-01-01T00:00:00Z",
		"promoter": {"id": 5, "email": "pro@example.com", "name": "Pro Moter"},
		"campaign": {"id": 3, "name": "Friends", "color": null}},
	"fraud_check": "same_ip_suspicion", "created_by_user_email": "admin@example.com", "username": "ann",
	"split_details": [{"promoter_campaign_id": 7, "promoter_id": 5, "percentage": 50}],
	"first_name": "Ann", "last_name": "Lee", "website": "example.com", "comment": null, "is_expired": true}`

func TestReferralV2(t *testing.T) {
	want := record.Referral{
		ID: "41", Email: "ann@example.com", UID: "cus_A1", State: "active",
		CustomerSince: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Created: time.Date(2026, 1, 31, 10, 15, 0, 250e6, time.UTC),
		EntrySource: "cookie", FraudCheck: "same_ip_suspicion", Expired: true, Username: "ann", Name: "Ann Lee", Website: "example.com",
		CreatedBy: "admin@example.com", Metadata: map[string]string{"subscription_id": "sub_1", "seats": "3", "deep": `{"a":[1]}`},
		PromotionID: "7", PromoterID: "5", PromoterName: "Pro Moter", PromoterEmail: "pro@example.com", CampaignID: "3", CampaignName: "Friends",
	}
	for name, body := range map[string]string{"bare": referralV2, "in data": `{"data":` + referralV2 + `}`} {
		s := serve(t, record.V2, answering(200, body))
		got := must[record.Referral](t)(question.Ask(context.Background(), s, question.Referral{ID: "41"}))
		if !sameJSON(got.Raw, referralV2) {
			t.Errorf("%s: raw %s", name, got.Raw)
		}
		got.Raw = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	for name, body := range map[string]string{"array": "[" + referralV2 + "]", "envelope": `{"data":[` + referralV2 + `],"meta":{}}`} {
		s := serve(t, record.V2, answering(200, body))
		list := must[[]record.Referral](t)(question.Ask(context.Background(), s, question.ReferralsByEmail{Email: "ann@example.com"}))
		if len(list) != 1 || list[0].ID != "41" {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

func TestReferralOddities(t *testing.T) {
	read := func(s string) record.Referral { r, _ := readReferral2(json.RawMessage(s)); r.Raw = nil; return r }
	created := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		in   string
		want record.Referral
	}{
		"all null": {`{"id":1,"email":null,"uid":null,"state":null,"metadata":null,"created_at":null,"customer_since":null,"promoter_campaign":null,"is_expired":null}`,
			record.Referral{}}, // a shell tells nothing, not even that there is no e-mail
		"all of another type": {`{"id":"1","email":5,"uid":12.0,"state":["x"],"metadata":"note","created_at":{},"customer_since":[],"promoter_campaign":"p","is_expired":"yes","username":true,"first_name":{},"website":false}`,
			record.Referral{}},
		"most of another type": {`{"id":"1","email":5,"uid":12.0,"state":["x"],"metadata":"note","customer_since":[],"promoter_campaign":"p","is_expired":"yes","username":true,"first_name":{},"website":false}`,
			record.Referral{ID: "1", Email: "5", UID: "12", Metadata: map[string]string{"metadata": "note"}, Expired: true, Username: "true"}},
		"inner wrong types": {`{"id":1,"promoter_campaign":{"id":"7","campaign_id":{},"promoter_id":null,"promoter":{"id":"5","name":[]},"campaign":{"id":3}}}`,
			record.Referral{ID: "1", PromotionID: "7", PromoterID: "5", CampaignID: "3"}},
		"inner strings for objects": {`{"id":1,"promoter_campaign":{"id":7,"promoter":"x","campaign":4,"promoter_id":5}}`,
			record.Referral{ID: "1", PromotionID: "7", PromoterID: "5"}},
		"metadata array":       {`{"id":1,"metadata":["a",null,{"b":2}]}`, record.Referral{ID: "1", Metadata: map[string]string{"0": "a", "2": `{"b":2}`}}},
		"metadata empty array": {`{"id":1,"metadata":[]}`, record.Referral{ID: "1"}},
		"blank uid, e-mail":    {`{"id":1,"uid":"","email":"  "}`, record.Referral{ID: "1"}},
		"blanks in the e-mail": {`{"id":1,"email":" a@x.io\u200b"}`, record.Referral{ID: "1", Email: " a@x.io\u200b"}},
		"moved":                {`{"id":1,"email":"a@x.io (moved)","state":"active"}`, record.Referral{ID: "1", Email: "a@x.io", State: record.StateMoved}},
		"moved, no address":    {`{"id":1,"email":" (moved)"}`, record.Referral{ID: "1", Email: " (moved)"}},
		"big id":               {`{"id":9007199254740993}`, record.Referral{ID: "9007199254740993"}},
		"exponent id":          {`{"id":1.2e3}`, record.Referral{ID: "1200"}},
		"no suspicion":         {`{"id":1,"fraud_check":"no_suspicion"}`, record.Referral{ID: "1", FraudCheck: "no_suspicion"}},
		"odd customer_since":   {`{"id":1,"customer_since":"last week","created_at":"2026-01-02"}`, record.Referral{ID: "1", CustomerSince: created, Created: created}},
		"true customer_since":  {`{"id":1,"customer_since":true,"created_at":"2026-01-02"}`, record.Referral{ID: "1", CustomerSince: created, Created: created}},
		"empty customer_since": {`{"id":1,"customer_since":"","created_at":"2026-01-02"}`, record.Referral{ID: "1", Created: created}},
		"zero customer_since":  {`{"id":1,"customer_since":"0000-00-00 00:00:00","created_at":"2026-01-02"}`, record.Referral{ID: "1", Created: created}},
		"upper case state":     {`{"id":1,"state":"Denied"}`, record.Referral{ID: "1", State: record.StateDenied}},
	} {
		if got := read(tc.in); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, tc.want)
		}
	}
}

const commissionV2 = `{
	"id": 900, "status": "approved", "metadata": {}, "is_self_referral": null, "commission_type": "sale",
	"created_by_user_email": null, "created_by_user_at": null, "sale_amount": 4900, "original_sale_amount": 4500, "original_sale_currency": "EUR",
	"event_id": "in_1", "plan_id": "price_1", "tier": 1, "internal_note": null, "external_note": null, "unit": "cash", "fraud_check": null,
	"amount": 980, "is_paid": false, "is_split": false, "created_at": "2026-02-01T00:01:00Z", "status_updated_at": null,
	"promoter_campaign": {"id": 7, "campaign_id": 3, "promoter_id": 5, "promoter": {"id": 5, "email": "pro@example.com", "name": "Pro Moter"}, "campaign": {"id": 3, "name": "Friends"}},
	"referral": {"id": 41, "email": "ann@example.com (moved)", "uid": "cus_A1"}, "reward": {"id": 2, "name": "20%"}, "split_details": null}`

func TestCommissionsV2(t *testing.T) {
	s := serve(t, record.V2, answering(200, "["+commissionV2+`,
		{"id":"901","sale_amount":"1200","amount":12.6,"original_sale_amount":null,"original_sale_currency":"jpy","referral":null,"created_by_user_at":"2026-01-01T00:00:00Z","created_at":"2026-03-01","commission_type":"custom"},
		{"id":902,"sale_amount":null,"amount":"x","referral":"gone","promoter_campaign":null,"created_by_user_email":"boss@example.com"}]`))
	list, complete, err := listed(context.Background(), s, question.RecentCommissions{})
	if err != nil || !complete || len(list) != 3 {
		t.Fatalf("%d, %v, %v", len(list), complete, err)
	}
	want := []record.Commission{ // newest first, undated last
		{ID: "901", Type: "custom", SaleAmount: 1200, Amount: 13, Original: record.Money{Currency: "jpy"}, CreatedBy: somebody, Created: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "900", Status: "approved", Type: "sale", EventID: "in_1", SaleAmount: 4900, Amount: 980, Unit: "cash", Original: record.Money{Minor: 4500, Currency: "eur"},
			PlanID: "price_1", Created: time.Date(2026, 2, 1, 0, 1, 0, 0, time.UTC), ReferralID: "41", ReferralEmail: "ann@example.com", ReferralUID: "cus_A1",
			PromotionID: "7", PromoterID: "5", PromoterName: "Pro Moter", PromoterEmail: "pro@example.com"},
		{ID: "902", CreatedBy: "boss@example.com"},
	}
	for i := range list {
		list[i].Raw = nil
		if !reflect.DeepEqual(list[i], want[i]) {
			t.Errorf("\n got %+v\nwant %+v", list[i], want[i])
		}
	}
}

func TestBetween(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
	body := `[{"id":1,"created_at":"2026-03-09T12:00:00Z"},{"id":2,"created_at":"2026-03-10T12:00:00Z"},{"id":3,"created_at":"2026-03-11T12:00:01Z"},{"id":4}]`
	for _, api := range []record.API{record.V1, record.V2} {
		s := serve(t, api, answering(200, body))
		list, complete, err := listed(context.Background(), s, question.CommissionsBetween{Created: question.Between(at(10), at(11))})
		var ids []string
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		if err != nil || !complete || strings.Join(ids, ",") != "2,4" {
			t.Errorf("%s: %v, %v, %v", api, ids, complete, err)
		}
	}
	conversions := `[{"id":1,"customer_since":"2026-03-09T12:00:00Z"},{"id":2,"customer_since":"2026-03-10T12:00:00Z"},{"id":3,"customer_since":"2026-03-11T12:00:01Z"}]`
	for _, api := range []record.API{record.V1, record.V2} {
		s := serve(t, api, answering(200, conversions))
		list, complete, err := listed(context.Background(), s, question.ConvertedBetween{Since: question.Between(at(10), at(11))})
		if err != nil || !complete || len(list) != 1 || list[0].ID != "2" {
			t.Errorf("%s: %+v, %v, %v", api, list, complete, err)
		}
	}
	s := serve(t, record.V2, answering(200, body))
	list, complete, err := listed(context.Background(), s, question.ReferralsCreated{Created: question.Between(at(9), time.Time{})})
	if err != nil || !complete || len(list) != 4 || list[0].ID != "3" {
		t.Errorf("%+v, %v, %v", list, complete, err)
	}
}

const promoterV2 = `{
	"id": 5, "email": "pro@example.com", "name": "Pro Moter", "cust_id": null, "note": null, "stats": {"clicks_count": 1},
	"fraud_suspicions": [], "profile": {"id": 1, "first_name": "Pro", "last_name": "Moter", "w8_form_url": "https://x/w8"},
	"joined_at": "2025-01-01T00:00:00Z", "archived_at": "2026-01-01T00:00:00Z", "password_setup_url": "https://x/SECRET",
	"promoter_campaigns": [
		{"id": 7, "campaign_id": 3, "promoter_id": 5, "state": "accepted", "created_at": "2025-01-01T00:00:00Z", "campaign": {"id": 3, "name": "Friends", "color": "x"},
		 "coupon": "PRO10", "ref_token": "pro", "ref_link": "https://x/?fpr=pro"},
		{"id": 8, "campaign_id": 4, "state": "blocked", "campaign": null, "coupon": null, "display_coupon": "SHOW",
		 "rewards_for_referrals": [{"reward": {"coupon": "SHARED"}}, {"reward": {"coupon": "SHARED"}}, {"reward": null}, "x"], "promo_codes": ["A"]},
		null, "x", {}],
	"balances": {}, "parent_promoter": null}`

func TestPromotersV2(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V2, answering(200, `{"data":[`+promoterV2+`],"meta":{"pending_count":3}}`))
	list, complete, err := listed(ctx, s, question.Promoters{})
	if err != nil || !complete || len(list) != 1 {
		t.Fatalf("%+v, %v, %v", list, complete, err)
	}
	p := list[0]
	if strings.Contains(string(p.Raw), "SECRET") || strings.Contains(string(p.Raw), "w8") {
		t.Errorf("raw holds a secret: %s", p.Raw)
	}
	p.Raw = nil
	for i := range p.Promotions {
		p.Promotions[i].Raw = nil
	}
	want := record.Promoter{
		ID: "5", Email: "pro@example.com", Name: "Pro Moter", ArchivedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Promotions: []record.Promotion{
			{ID: "7", CampaignID: "3", CampaignName: "Friends", PromoterID: "5", State: "accepted", TrackingCoupon: "PRO10", RefToken: "pro", RefLink: "https://x/?fpr=pro"},
			{ID: "8", CampaignID: "4", PromoterID: "5", State: "blocked", DisplayCoupon: "SHOW", SharedCoupons: []string{"SHARED"}},
		},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("\n got %+v\nwant %+v", p, want)
	}
	one := serve(t, record.V2, answering(200, promoterV2))
	if p := must[record.Promoter](t)(question.Ask(ctx, one, question.PromoterByCode{Code: "5"})); p.ID != "5" || len(p.Promotions) != 2 {
		t.Errorf("by code: %+v", p)
	}
}

func TestCouponsV2(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V2, answering(200, `[
		{"id": 1, "code": "ANN10", "reward": {"id": 2, "name": "10%"}, "ext_id": "promo_1", "promoter_campaign_id": 7, "metadata": {}, "archived_at": "2026-01-01T00:00:00Z"},
		{"id": 2, "code": 1234, "reward": null, "ext_id": null, "promoter_campaign_id": "7", "archived_at": null},
		{"id": 3, "code": "ODD", "archived_at": true}]`))
	codes := must[[]record.PromoCode](t)(question.Ask(ctx, s, question.PromoCodesOf{Promotion: "7"}))
	if len(codes) != 3 || codes[0].Code != "ANN10" || codes[0].ExtID != "promo_1" || codes[0].RewardID != "2" || codes[0].PromotionID != "7" || codes[0].ArchivedAt.IsZero() ||
		codes[1].Code != "1234" || !codes[1].ArchivedAt.IsZero() || codes[2].ArchivedAt.IsZero() {
		t.Errorf("%+v", codes)
	}
	s = serve(t, record.V2, answering(200, `[{"id": 2, "name": "10% off", "coupon": "SHARED", "provider_coupon_id": "cpn_1", "schemas": [{}]}, {"id": 3, "coupon": null}]`))
	rewards := must[[]record.Reward](t)(question.Ask(ctx, s, question.Rewards{}))
	if len(rewards) != 2 || rewards[0].Coupon != "SHARED" || rewards[0].ProviderCouponID != "cpn_1" || rewards[0].Name != "10% off" {
		t.Errorf("%+v", rewards)
	}
}

const (
	promotionV1 = `{"id": 10, "status": "offer_running", "ref_id": "pro", "promo_code": "PRO10", "customer_promo_code": "SAVE", "target_reached_at": null,
		"promoter_id": 5, "campaign_id": 3, "referral_link": "https://x?fpr=pro",
		"current_offer": {"id": 1, "name": "1 month", "amount": 1, "unit": "free_months", "default_promo_code": ""},
		"current_referral_reward": {"id": 2, "amount": 1, "type": "per_referral", "default_promo_code": "SHARED"},
		"current_promotion_reward": {"default_promo_code": "SHARED"}, "current_target_reward": null, "campaign_name": "Friends", "hidden": false, "sales_total": 72400}`
	promoterV1 = `{"id": 5, "status": "active", "cust_id": null, "email": "pro@example.com", "created_at": "2024-09-11T14:20:50.403Z", "temp_password": "SECRET-1",
		"default_promotion_id": 10, "pref": "y3", "default_ref_id": "pro", "earnings_balance": null, "auth_token": "SECRET-2"}`
	leadV1 = `{"id": 41, "state": "signup", "uid": "", "email": "ann@example.com", "customer_since": null, "cancelled_at": "2026-03-01T00:00:00Z", "plan_name": null,
		"suspicion": "no_suspicion", "username": "ann", "website": null, "created_at": "2026-01-31T10:15:00.250Z", "custom_fields": {"a": 1},
		"promotion": ` + promotionV1 + `, "promoter": ` + promoterV1 + `}`
	rewardV1 = `{"id": 900, "status": "approved", "amount": 980, "unit": "cash", "created_at": "2026-02-01T00:01:00Z", "event_id": "ch_1", "conversion_amount": 4900, "tier_level": 1,
		"lead": {"id": 41, "status": "active", "uid": "cus_A1", "email": "Ann@example.com", "promoter": ` + promoterV1 + `},
		"promoter": ` + promoterV1 + `, "promotion": ` + promotionV1 + `}`
)

func TestLeadV1(t *testing.T) {
	s := serve(t, record.V1, answering(200, leadV1))
	r := must[record.Referral](t)(question.Ask(context.Background(), s, question.Referral{ID: "41"}))
	for name, raw := range map[string]record.Raw{"lead": r.Raw, "promotion": r.Promotion.Raw, "promoter": r.Promoter.Raw} {
		if len(raw) == 0 || strings.Contains(string(raw), "SECRET") {
			t.Errorf("raw of the %s: %s", name, raw)
		}
	}
	place := record.Promotion{
		ID: "10", CampaignID: "3", CampaignName: "Friends", PromoterID: "5", State: "offer_running", TrackingCoupon: "PRO10", DisplayCoupon: "SAVE",
		SharedCoupons: []string{"SHARED"}, RefToken: "pro", RefLink: "https://x?fpr=pro",
	}
	want := record.Referral{
		ID: "41", Email: "ann@example.com", State: "signup", Created: time.Date(2026, 1, 31, 10, 15, 0, 250e6, time.UTC), CancelledAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Username: "ann", Metadata: map[string]string{"a": "1"}, PromotionID: "10", PromoterID: "5", PromoterEmail: "pro@example.com", CampaignID: "3", CampaignName: "Friends",
		Promotion: &place, Promoter: &record.Promoter{ID: "5", Email: "pro@example.com", Status: "active", Promotions: []record.Promotion{place}},
	}
	r.Raw, r.Promotion.Raw, r.Promoter.Raw, r.Promoter.Promotions[0].Raw = nil, nil, nil, nil
	if !reflect.DeepEqual(r, want) {
		t.Errorf("\n got %+v\nwant %+v", r, want)
	}
}

func TestLeadV1Oddities(t *testing.T) {
	read := func(s string) record.Referral { r, _ := readLead1(json.RawMessage(s)); r.Raw = nil; return r }
	if r := read(`{"id":1,"status":"denied","suspicion":"same_ip_suspicion","uid":7,"promotion":null,"promoter":null}`); r.State != record.StateDenied || r.FraudCheck != "same_ip_suspicion" || r.UID != "7" || r.Promotion != nil || r.Promoter != nil {
		t.Errorf("%+v", r)
	}
	if r := read(`{"id":1,"promotion":[],"promoter":"x","email":"a@x.io (Moved)"}`); r.Promotion != nil || r.Promoter != nil || r.Email != "a@x.io" || r.State != record.StateMoved {
		t.Errorf("%+v", r)
	}
	if r := read(`{"id":1,"promotion":{"id":2},"promoter":{"id":3,"profile":{"first_name":"P","last_name":null}}}`); r.Promotion.PromoterID != "3" || r.PromoterName != "P" || r.PromoterID != "3" {
		t.Errorf("%+v", r)
	}
	if r := read(`{"id":1,"promoter":{"email":"p@x.io"},"promotion":{"id":2,"promoter_id":4}}`); r.PromoterID != "4" || r.Promoter.ID != "4" {
		t.Errorf("%+v", r)
	}
}

func TestRewardsV1(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V1, answering(200, `[`+rewardV1+`,{"id":901,"lead":null,"event_id":"evt_2","created_at":"2026-04-01","conversion_amount":"1200"}]`))
	list, complete, err := listed(ctx, s, question.RecentCommissions{})
	if err != nil || !complete || len(list) != 2 || list[0].ID != "901" || list[0].SaleAmount != 1200 {
		t.Fatalf("%+v, %v, %v", list, complete, err)
	}
	c := list[1]
	if strings.Contains(string(c.Raw), "SECRET") {
		t.Errorf("raw: %s", c.Raw)
	}
	c.Raw = nil
	want := record.Commission{
		ID: "900", Status: "approved", Type: "sale", EventID: "ch_1", SaleAmount: 4900, Amount: 980, Unit: "cash", Created: time.Date(2026, 2, 1, 0, 1, 0, 0, time.UTC),
		ReferralID: "41", ReferralEmail: "Ann@example.com", ReferralUID: "cus_A1", PromotionID: "10", PromoterID: "5", PromoterEmail: "pro@example.com",
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
	for q, n := range map[string]int{"ch_1": 1, "ann@example.com": 1, "cus_A1": 1, "evt_2": 1, "in_9": 0} {
		if got := must[[]record.Commission](t)(question.Ask(ctx, s, question.Commissions{Text: q})); len(got) != n {
			t.Errorf("%s: %d commissions, want %d", q, len(got), n)
		}
	}
	if s.requests() != 1 {
		t.Errorf("%d requests for one list", s.requests())
	}
}

func TestPromotersV1(t *testing.T) {
	ctx := context.Background()
	promoter := strings.TrimSuffix(promoterV1, "}") + `, "profile": {"first_name": "Pro", "last_name": null}, "promotions": [` + promotionV1 + `, null],
		"promo_codes": [{"id": 1, "code": "OWN-CODE", "reward": {"id": 1}}, null, "x"]}`
	s := serve(t, record.V1, answering(200, `[`+promoter+`,{"id":6,"promotions":[{"id":11,"customer_promo_code":"save"}]}]`))
	list, complete, err := listed(ctx, s, question.Promoters{})
	if err != nil || !complete || len(list) != 2 || list[0].Name != "Pro" || list[0].Status != "active" || len(list[0].Promotions) != 1 || list[1].Promotions[0].PromoterID != "6" {
		t.Fatalf("%+v, %v, %v", list, complete, err)
	}
	if strings.Contains(toJSON(list), "SECRET") {
		t.Error("a secret is left in a record")
	}
	for code, want := range map[string]string{"PRO10": "5", "SAVE": "5", "save": "6", "OWN-CODE": "5", "own-code": "5", "pro10": "5"} {
		if p := must[record.Promoter](t)(question.Ask(ctx, s, question.PromoterByCode{Code: code})); p.ID != want {
			t.Errorf("%s belongs to %s, want %s", code, p.ID, want)
		}
	}
	if f := failure(t, second(question.Ask(ctx, s, question.PromoterByCode{Code: "NOBODYS"}))); f.Existence != record.NotFound {
		t.Errorf("%+v", f)
	}
	if s.requests() != 1 {
		t.Errorf("%d requests for one list", s.requests())
	}
}

func TestConvertedV1(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V1, answering(200, `[{"id":1,"customer_since":"2026-01-01"},{"id":2,"customer_since":null},{"id":3}]`))
	list, complete, err := listed(ctx, s, question.Converted{})
	if err != nil || !complete || len(list) != 1 || list[0].ID != "1" {
		t.Errorf("%+v, %v, %v", list, complete, err)
	}
	leads, _, err := listed(ctx, s, question.Leads{}) // all of them still there, and the caller's own
	if err != nil || len(leads) != 3 {
		t.Errorf("%+v, %v", leads, err)
	}
	leads[0].ID = "changed"
	if again, _, _ := listed(ctx, s, question.Leads{}); again[0].ID == "changed" {
		t.Error("two callers share one list")
	}
	if s.requests() != 1 {
		t.Errorf("%d requests for one list", s.requests())
	}
}

func sameJSON(a []byte, b string) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
