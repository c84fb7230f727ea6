package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// v1Page is how many records a list of v1 holds a page.
const v1Page = 50

// v1Handler plays https://firstpromoter.com/api/v1.
func v1Handler(world *world) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if world.firstPromoterKeyKind(r.Header.Get("X-API-KEY")) != FirstPromoterV1 {
			writeCompact(w, http.StatusUnauthorized, "Bad credentials")
			return
		}
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil || r.Method != http.MethodGet {
			firstPromoterNowhere(w)
			return
		}
		switch strings.TrimPrefix(r.URL.Path, "/api/v1/") {
		case "leads/show":
			world.v1ShowLead(w, query)
		case "leads/list":
			world.v1List(w, r, query, func() (all []record) {
				for _, x := range world.referralsNow() {
					if keepsV1(x.place, query) {
						all = append(all, func() object { return world.v1Lead(x, "state") })
					}
				}
				return all
			})
		case "promoters/show":
			world.v1ShowPromoter(w, query)
		case "promoters/list":
			world.v1List(w, r, query, func() (all []record) {
				for _, p := range world.promotersNow() {
					if slices.ContainsFunc(p.places, func(x *place) bool { return keepsV1(x, query) }) {
						all = append(all, func() object { return world.v1PromoterWhole(p) })
					}
				}
				return all
			})
		case "rewards/list":
			world.v1List(w, r, query, func() (all []record) {
				for _, x := range world.commissionsNow() {
					if keepsV1(x.place, query) {
						all = append(all, func() object { return world.v1Reward(x) })
					}
				}
				return all
			})
		default:
			firstPromoterNowhere(w)
		}
	})
}

// keepsV1 applies the filters that the lists of v1 share.
func keepsV1(x *place, query url.Values) bool {
	is := func(name, value string) bool { return query.Get(name) == "" || query.Get(name) == value }
	return is("promotion_id", strconv.Itoa(x.id)) && is("ref_id", x.refToken) && is("promoter_id", strconv.Itoa(x.promoter.id)) &&
		is("campaign_id", strconv.Itoa(x.campaign.id))
}

// v1List answers a page of a list, with the numbers in the headers.
func (w *world) v1List(out http.ResponseWriter, r *http.Request, query url.Values, collect func() []record) {
	for name, message := range map[string]string{"campaign_id": "Campaign not found.", "promotion_id": "Promotion not found.",
		"ref_id": "Promotion not found."} {
		if v := query.Get(name); v != "" && !slices.ContainsFunc(w.company.promoters, func(p *promoter) bool {
			return slices.ContainsFunc(p.places, func(x *place) bool { return keepsV1(x, url.Values{name: {v}}) })
		}) {
			writeCompact(out, http.StatusUnprocessableEntity, object{"error": message})
			return
		}
	}
	all := collect()
	size := v1Page
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		size = min(n, 100)
	}
	out.Header().Set("Total", strconv.Itoa(len(all)))
	out.Header().Set("Per-Page", strconv.Itoa(size))
	page := max(1, atoi(query.Get("page")))
	if page*size < len(all) {
		next := url.Values{}
		for k, v := range query {
			next[k] = v
		}
		next.Set("page", strconv.Itoa(page+1))
		out.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, next.Encode()))
	}
	writeCompact(out, http.StatusOK, pageOf(all, query, v1Page, 100))
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func (w *world) v1ShowLead(out http.ResponseWriter, query url.Values) {
	id, uid, email := query.Get("id"), query.Get("uid"), query.Get("email")
	if id == "" && uid == "" && email == "" {
		writeCompact(out, http.StatusUnprocessableEntity, object{"error": "You need to find the lead/customer either by id, uid or email."})
		return
	}
	all := w.referralsNow()
	slices.Reverse(all) // the first one made is the one found
	for _, r := range all {
		if id != "" && strconv.Itoa(r.id) == id || id == "" && uid != "" && w.uidNow(r) == uid ||
			id == "" && uid == "" && r.email == email {
			writeCompact(out, http.StatusOK, w.v1Lead(r, "state"))
			return
		}
	}
	writeCompact(out, http.StatusNotFound, object{"error": "Lead not found."})
}

func (w *world) v1ShowPromoter(out http.ResponseWriter, query url.Values) {
	asked := false
	for name, by := range map[string]string{"id": "", "promoter_email": "email", "cust_id": "cust_id", "ref_id": "ref_token",
		"promo_code": "promo_code", "auth_token": "none"} {
		value := query.Get(name)
		if value == "" {
			continue
		}
		asked = true
		for _, p := range w.promotersNow() {
			if promoterIs(p, by, value) {
				writeCompact(out, http.StatusOK, w.v1PromoterWhole(p))
				return
			}
		}
	}
	if !asked {
		writeCompact(
			out,
			http.StatusUnprocessableEntity,
			object{"error": "You need to find the promoter either by id, cust_id, auth_token, ref_id, promoter_email or promo_code"},
		)
		return
	}
	writeCompact(out, http.StatusNotFound, object{"error": "Promoter not found."})
}

// v1Lead is a referral in v1's words. Rewards call its state status.
func (w *world) v1Lead(r *referral, state string) object {
	plan := any(nil)
	if !w.since(r).IsZero() {
		plan = "Monthly"
	}
	return object{
		"id": r.id, state: w.stateNow(r), "uid": orNull(w.uidNow(r)), "email": orNull(r.email), "customer_since": stamp(w.since(r)),
		"cancelled_at": stamp(
			r.cancelled,
		), "plan_name": plan, "suspicion": r.fraud, "username": orNull(r.username), "website": orNull(r.website),
		"created_at": stamp(
			r.created,
		), "split_promotion_id": nil, "split_percentage_value": nil, "custom_fields": nil, "visitor_sub_id": nil,
		"promotion": w.v1Promotion(r.place), "promoter": w.v1Promoter(r.place.promoter),
	}
}

// v1Promotion is a promoter's place in a campaign in v1's words.
func (w *world) v1Promotion(x *place) object {
	status := "offer_running"
	if x.state != "accepted" {
		status = "offer_inactive"
	}
	shared := ""
	if x.campaign.gives != nil {
		shared = x.campaign.gives.coupon
	}
	n := x.counts
	return object{
		"id": x.id, "status": status, "ref_id": x.refToken, "promo_code": orNull(x.coupon), "customer_promo_code": orNull(x.display),
		"target_reached_at": nil, "promoter_id": x.promoter.id, "campaign_id": x.campaign.id, "referral_link": w.refLink(x),
		"current_offer": object{
			"id":                 x.campaign.earns.id,
			"name":               x.campaign.earns.name,
			"amount":             20,
			"unit":               "cash",
			"default_promo_code": "",
		},
		"current_referral_reward": object{
			"id":                 x.campaign.earns.id + 1,
			"amount":             20,
			"type":               "per_referral",
			"unit":               "cash",
			"name":               x.campaign.earns.name,
			"per_of_sale":        20,
			"default_promo_code": shared,
		},
		"current_promotion_reward": nil, "current_target_reward": nil, "campaign_name": x.campaign.name, "hidden": false,
		"visitors_count": n.referrals * 9, "leads_count": n.referrals, "customers_count": n.customers, "refunds_count": 0,
		"cancellations_count": 0,
		"sales_count":         n.sales, "sales_total": n.revenue, "refunds_total": 0, "active_customers_count": n.customers,
	}
}

// v1Promoter is a promoter as nested in leads and rewards, secrets included as in the real API.
func (w *world) v1Promoter(p *promoter) object {
	first := p.places[0]
	return object{
		"id": p.id, "status": v1Status(p), "cust_id": orNull(p.customerID), "email": p.email, "created_at": stamp(p.joined),
		"temp_password": fakeSecret("temp-password", p.email), "default_promotion_id": first.id, "pref": token("pref "+p.email, 7),
		"default_ref_id": first.refToken, "note": nil, "w8_form_url": nil, "w9_form_url": nil, "parent_promoter_id": nil,
		"earnings_balance": nil, "current_balance": nil, "paid_balance": nil, "auth_token": fakeSecret("auth-token", p.email),
	}
}

// v1Status is the promoter's own status: blocked where every place is, and an
// archived promoter is blocked everywhere.
func v1Status(p *promoter) string {
	all := func(state string) bool {
		return !slices.ContainsFunc(p.places, func(x *place) bool { return x.state != state })
	}
	switch {
	case !p.archived.IsZero() || all("blocked"):
		return "blocked"
	case all("pending"):
		return "pending"
	case all("rejected"):
		return "denied"
	}
	return "active"
}

func (w *world) v1PromoterWhole(p *promoter) object {
	out := w.v1Promoter(p)
	first, last, _ := strings.Cut(p.name, " ")
	profile := object{"id": p.id + 1, "first_name": first, "last_name": last, "social_accounts": object{}}
	for _, name := range []string{"website", "company_name", "phone_number", "address", "vat_id", "country", "paypal_email", "avatar_url",
		"description"} {
		profile[name] = nil
	}
	promotions := []any{}
	for _, x := range p.places {
		promotions = append(promotions, w.v1Promotion(x))
	}
	out["profile"], out["promotions"], out["custom_fields"] = profile, promotions, object{}
	return out
}

// v1Reward is a commission in v1's words.
func (w *world) v1Reward(x *commission) object {
	var lead any
	if x.referral != nil {
		lead = w.v1Lead(x.referral, "status")
	}
	return object{
		"id": x.id, "status": x.status, "amount": x.amount, "unit": "cash", "created_at": stamp(x.created), "lead": lead,
		"event_id": orNull(x.eventID), "conversion_amount": x.sale, "tier_level": 1,
		"promoter": w.v1Promoter(x.place.promoter), "promotion": w.v1Promotion(x.place),
	}
}
