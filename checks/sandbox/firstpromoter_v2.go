package sandbox

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// v2call is one authorised request to API v2.
type v2call struct {
	world *world
	query url.Values
}

// v2Handler plays https://api.firstpromoter.com/api/v2/company.
func v2Handler(world *world) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !v2Authorised(world, w, r) {
			return
		}
		if r.Method != http.MethodGet {
			firstPromoterNowhere(w)
			return
		}
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c := &v2call{world, query}
		path := strings.TrimPrefix(r.URL.EscapedPath(), "/api/v2/company/")
		head, rest, nested := strings.Cut(path, "/")
		id, err := url.PathUnescape(rest)
		if err != nil || nested && (id == "" || strings.Contains(rest, "/")) {
			firstPromoterNowhere(w)
			return
		}
		switch {
		case path == "promoter_campaigns/search":
			writeCompact(w, http.StatusOK, c.searchPlaces())
		case path == "webhooks/event_types":
			writeCompact(
				w,
				http.StatusOK,
				object{"data": []any{"referral.created", "referral.updated", "referral.converted", "commission.created"}},
			)
		case head == "referrals" && nested:
			c.referral(w, id)
		case head == "promoters" && nested:
			c.promoter(w, id)
		case head == "campaigns" && nested:
			c.campaign(w, id)
		case head == "promo_codes" && nested:
			c.promoCode(w, id)
		case nested:
			firstPromoterNowhere(w)
		default:
			c.list(w, head)
		}
	})
}

// v2Authorised checks both headers and answers the request where they are wrong.
func v2Authorised(world *world, w http.ResponseWriter, r *http.Request) bool {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind := world.firstPromoterKeyKind(key)
	account := r.Header.Get("Account-ID")
	switch {
	case !ok || kind == "" || kind == FirstPromoterV1 || account == "":
		w.WriteHeader(http.StatusUnauthorized) // no body
		return false
	case account != world.company.accountID:
		writeCompact(w, http.StatusNotFound, notFound)
		return false
	case kind != FirstPromoterV2:
		writeCompact(w, http.StatusForbidden, object{"message": "Invalid user type", "code": "forbidden"})
		return false
	}
	return true
}

func (w *world) firstPromoterKeyKind(text string) string {
	for _, k := range w.firstPromoterKeys {
		if k.issued && k.text == text {
			return k.kind
		}
	}
	return ""
}

var notFound = object{"message": "Record not found", "code": "not_found"}

func invalid(message string) object { return object{"message": message, "code": "invalid_params"} }

func (c *v2call) list(w http.ResponseWriter, name string) {
	records, ok := v2Lists[name]
	if !ok {
		firstPromoterNowhere(w)
		return
	}
	page := c.page(records(c))
	if name != "promoters" {
		writeCompact(w, http.StatusOK, page)
		return
	}
	writeCompact(w, http.StatusOK, object{"data": page, "meta": object{"pending_count": c.pendingPromoters()}})
}

// v2Lists are the lists of API v2, by the name in their path.
var v2Lists = map[string]func(*v2call) []record{
	"referrals":          (*v2call).referrals,
	"commissions":        (*v2call).commissions,
	"promoters":          (*v2call).promoters,
	"promoter_campaigns": (*v2call).promoterCampaigns,
	"promo_codes":        (*v2call).promoCodes,
	"campaigns":          (*v2call).campaigns,
	"rewards":            (*v2call).rewards,
	"webhooks":           (*v2call).webhooks,
}

func (c *v2call) referrals() (all []record) {
	for _, r := range c.world.referralsNow() {
		if c.keepsReferral(r) {
			all = append(all, func() object { return c.world.v2Referral(r) })
		}
	}
	return all
}

func (c *v2call) commissions() (all []record) {
	list := c.world.commissionsNow()
	c.sortCommissions(list)
	for _, x := range list {
		if c.keepsCommission(x) {
			all = append(all, func() object { return c.world.v2Commission(x) })
		}
	}
	return all
}

func (c *v2call) promoters() (all []record) {
	for _, p := range c.world.promotersNow() {
		if c.keepsPromoter(p) {
			all = append(all, func() object { return c.world.v2Promoter(p) })
		}
	}
	return all
}

// pendingPromoters is how many promoters wait for approval, whatever is asked for.
func (c *v2call) pendingPromoters() (n int) {
	for _, p := range c.world.promotersNow() {
		if slices.ContainsFunc(p.places, func(x *place) bool { return x.state == "pending" }) {
			n++
		}
	}
	return n
}

func (c *v2call) promoterCampaigns() (all []record) {
	for _, p := range c.world.promotersNow() {
		for _, x := range p.places {
			all = append(all, func() object { return c.world.v2Place(x) })
		}
	}
	return all
}

func (c *v2call) promoCodes() (all []record) {
	of := c.query.Get("promoter_campaign_id")
	for _, p := range c.world.promotersNow() {
		for _, x := range p.places {
			if of != "" && of != strconv.Itoa(x.id) {
				continue
			}
			for _, code := range x.codes {
				all = append(all, func() object { return c.world.v2PromoCode(x, code) })
			}
		}
	}
	return all
}

func (c *v2call) campaigns() (all []record) {
	for _, x := range c.world.company.campaigns {
		all = append(all, func() object { return c.world.v2Campaign(x) })
	}
	return all
}

func (c *v2call) rewards() (all []record) {
	scope := c.query.Get("scope")
	for _, x := range c.world.company.rewards {
		if scope == "" || (scope == "promoters") == x.forPromoters {
			all = append(all, func() object { return v2Reward(x) })
		}
	}
	return all
}

func (c *v2call) webhooks() []record {
	return []record{func() object { return c.world.v2Webhook() }}
}

// page cuts page and per_page (20 by default, at most 100) out of a list.
func (c *v2call) page(all []record) []any {
	return pageOf(all, c.query, 20, 100)
}

// record is one record of a list, rendered only if it stands on the page asked for.
type record func() object

func pageOf(all []record, query url.Values, size, most int) []any {
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		size = min(n, most)
	}
	page := 1
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 0 {
		page = n
	}
	from := min((page-1)*size, len(all))
	out := []any{}
	for _, r := range all[from:min(from+size, len(all))] {
		out = append(out, r())
	}
	return out
}

// contains reports whether q stands in one of the texts, whatever the case.
func contains(q string, texts ...string) bool {
	q = strings.ToLower(q)
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), q) })
}

// between applies filters[name][from] and [to], whole days in UTC.
func (c *v2call) between(name string, t time.Time) bool {
	from, to := c.query.Get("filters["+name+"][from]"), c.query.Get("filters["+name+"][to]")
	if from == "" && to == "" {
		return true
	}
	if t.IsZero() {
		return false
	}
	day := t.UTC().Format(time.DateOnly)
	return (from == "" || day >= from[:min(10, len(from))]) && (to == "" || day <= to[:min(10, len(to))])
}

// isOneOf applies filters[name] and filters[name][].
func (c *v2call) isOneOf(name, value string) bool {
	wanted := slices.Concat(c.query["filters["+name+"]"], c.query["filters["+name+"][]"])
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func (c *v2call) hasID(id int) bool {
	ids := c.query["ids[]"]
	return len(ids) == 0 || slices.Contains(ids, strconv.Itoa(id))
}

func (c *v2call) keepsReferral(r *referral) bool {
	kind := "lead"
	if !c.world.since(r).IsZero() {
		kind = "customer"
	}
	q := c.query.Get("q")
	return c.hasID(r.id) && (q == "" || contains(q, r.email, c.world.uidNow(r), r.username, r.website)) &&
		c.isOneOf("type", kind) && c.isOneOf("state", c.world.stateNow(r)) && c.isOneOf("promoter_id", strconv.Itoa(r.place.promoter.id)) &&
		c.between("created_at", r.created) && c.between("customer_since", c.world.since(r)) && c.between("cancelled_at", r.cancelled)
}

func (c *v2call) keepsCommission(x *commission) bool {
	q := c.query.Get("q")
	email, uid := "", ""
	if x.referral != nil {
		email, uid = x.referral.email, x.referral.uid
	}
	return c.hasID(x.id) && (q == "" || contains(q, x.eventID, email, uid)) && c.isOneOf("status", x.status) &&
		c.isOneOf("promoter_id", strconv.Itoa(x.place.promoter.id)) && c.isOneOf("campaign_id", strconv.Itoa(x.place.campaign.id)) &&
		c.between("created_at", x.created)
}

func (c *v2call) sortCommissions(list []*commission) {
	for _, s := range []struct {
		name string
		by   func(a, b *commission) int
	}{
		{"created_at", func(a, b *commission) int { return a.created.Compare(b.created) }},
		{"sale_amount", func(a, b *commission) int { return cmp.Compare(a.sale, b.sale) }},
		{"amount", func(a, b *commission) int { return cmp.Compare(a.amount, b.amount) }},
	} {
		switch c.query.Get("sorting[" + s.name + "]") {
		case "asc":
			slices.SortStableFunc(list, s.by)
		case "desc":
			slices.SortStableFunc(list, func(a, b *commission) int { return s.by(b, a) })
		}
	}
}

func (c *v2call) keepsPromoter(p *promoter) bool {
	q := c.query.Get("q")
	texts := []string{p.email, p.name}
	for _, x := range p.places {
		texts = append(texts, x.refToken)
	}
	archived := strconv.FormatBool(!p.archived.IsZero())
	inCampaign := slices.ContainsFunc(p.places, func(x *place) bool {
		return c.isOneOf("campaign_id", strconv.Itoa(x.campaign.id)) && c.isOneOf("state", x.state)
	})
	return c.hasID(p.id) && (q == "" || contains(q, texts...)) && c.isOneOf("archived", archived) && inCampaign &&
		c.between("joined_at", p.joined)
}

func (w *world) promotersNow() []*promoter {
	out := slices.Clone(w.company.promoters)
	slices.SortStableFunc(out, func(a, b *promoter) int { return cmp.Or(b.joined.Compare(a.joined), cmp.Compare(b.id, a.id)) })
	return out
}

func (c *v2call) referral(w http.ResponseWriter, id string) {
	for _, r := range c.world.referralsNow() {
		held := map[string]string{"": strconv.Itoa(r.id), "email": r.email, "uid": c.world.uidNow(r), "username": r.username}
		if value, ok := held[c.query.Get("find_by")]; ok && value == id {
			writeCompact(w, http.StatusOK, c.world.v2Referral(r))
			return
		}
	}
	w.WriteHeader(http.StatusNotFound) // no body
}

func (c *v2call) promoter(w http.ResponseWriter, id string) {
	by := c.query.Get("find_by")
	for _, p := range c.world.promotersNow() {
		if promoterIs(p, by, id) {
			answer := c.world.v2Promoter(p)
			answer["parent_promoter"] = nil
			writeCompact(w, http.StatusOK, answer)
			return
		}
	}
	if by == "" {
		writeCompact(w, http.StatusNotFound, notFound)
		return
	}
	writeCompact(w, http.StatusUnprocessableEntity, invalid("Cannot find promoter by "+by))
}

func promoterIs(p *promoter, by, value string) bool {
	switch by {
	case "":
		return strconv.Itoa(p.id) == value
	case "email":
		return p.email == value
	case "cust_id":
		return p.customerID != "" && p.customerID == value
	case "ref_token":
		return slices.ContainsFunc(p.places, func(x *place) bool { return x.refToken == value })
	case "promo_code":
		return slices.ContainsFunc(p.places, func(x *place) bool {
			return value != "" && (x.coupon == value || x.display == value) ||
				slices.ContainsFunc(x.codes, func(c *promoCode) bool { return c.code == value })
		})
	}
	return false
}

func (c *v2call) campaign(w http.ResponseWriter, id string) {
	for _, x := range c.world.company.campaigns {
		if strconv.Itoa(x.id) == id {
			writeCompact(w, http.StatusOK, c.world.v2Campaign(x))
			return
		}
	}
	writeCompact(w, http.StatusNotFound, notFound)
}

func (c *v2call) promoCode(w http.ResponseWriter, id string) {
	for _, p := range c.world.company.promoters {
		for _, x := range p.places {
			for _, code := range x.codes {
				if strconv.Itoa(code.id) == id {
					writeCompact(w, http.StatusOK, c.world.v2PromoCode(x, code))
					return
				}
			}
		}
	}
	writeCompact(w, http.StatusNotFound, notFound)
}

// searchPlaces plays promoter_campaigns/search, which gives five at most.
func (c *v2call) searchPlaces() []any {
	out := []any{}
	for _, p := range c.world.promotersNow() {
		for _, x := range p.places {
			if contains(c.query.Get("q"), p.email, p.name, x.refToken, x.coupon) && len(out) < 5 {
				out = append(out, c.world.v2Place(x))
			}
		}
	}
	return out
}

const campaignColor = "#4f8a8b"

func v2Campaign(x *campaign) object {
	return object{"id": x.id, "name": x.name, "color": campaignColor}
}

// v2PlaceShort is a promoter campaign as it stands inside referrals and commissions.
func v2PlaceShort(x *place) object {
	return object{
		"id": x.id, "campaign_id": x.campaign.id, "promoter_id": x.promoter.id, "created_at": stamp(x.created),
		"promoter": object{"id": x.promoter.id, "email": x.promoter.email, "name": x.promoter.name},
		"campaign": v2Campaign(x.campaign),
	}
}

func (w *world) v2Referral(r *referral) object {
	return object{
		"id": r.id, "email": orNull(r.email), "uid": orNull(w.uidNow(r)), "state": w.stateNow(r), "metadata": nil,
		"entry_source": r.entry, "created_at": stamp(r.created), "customer_since": stamp(w.since(r)),
		"promoter_campaign": v2PlaceShort(r.place), "fraud_check": r.fraud, "created_by_user_email": nil,
		"username": orNull(r.username), "split_details": nil, "first_name": orNull(r.first), "last_name": orNull(r.last),
		"website": orNull(r.website), "comment": nil, "is_expired": r.expired,
	}
}

func (w *world) v2Commission(x *commission) object {
	var by any
	if x.createdBy != "" {
		by = stamp(x.created)
	}
	var of any
	if x.referral != nil {
		of = object{"id": x.referral.id, "email": orNull(x.referral.email), "uid": orNull(w.uidNow(x.referral))}
	}
	return object{
		"id": x.id, "status": x.status, "metadata": object{}, "is_self_referral": false, "commission_type": x.kind,
		"created_by_user_email": orNull(x.createdBy), "created_by_user_at": by, "sale_amount": x.sale,
		"original_sale_amount": x.original.amount, "original_sale_currency": orNull(strings.ToUpper(x.original.currency)),
		"event_id": orNull(x.eventID), "plan_id": orNull(x.planID), "tier": 1, "internal_note": nil, "external_note": nil, "unit": "cash",
		"fraud_check": "no_suspicion", "amount": x.amount, "is_paid": false, "is_split": false, "created_at": stamp(x.created),
		"status_updated_at": stamp(x.created), "promoter_campaign": v2PlaceShort(x.place), "referral": of,
		"reward": object{"id": x.place.campaign.earns.id, "name": x.place.campaign.earns.name}, "split_details": nil,
	}
}

func (w *world) v2Promoter(p *promoter) object {
	n := p.counts()
	first, last, _ := strings.Cut(p.name, " ")
	places := []any{}
	for _, x := range p.places {
		places = append(places, object{
			"id": x.id, "campaign_id": x.campaign.id, "promoter_id": p.id, "state": x.state, "created_at": stamp(x.created),
			"campaign": v2Campaign(x.campaign), "coupon": orNull(x.coupon), "ref_token": x.refToken, "ref_link": w.refLink(x),
		})
	}
	profile := object{
		"id":                              p.id + 1,
		"first_name":                      first,
		"last_name":                       last,
		"avatar":                          "",
		"should_validate_invoice_details": false,
		"country":                         "US",
	}
	for _, name := range []string{
		"website", "company_name", "company_number", "phone_number", "vat_id", "address", "w8_form_url", "w9_form_url", "description",
		"invoice_details_validation_errors", "instagram_url", "youtube_url", "linkedin_url", "facebook_url", "twitter_url", "twitch_url",
		"tiktok_url",
	} {
		profile[name] = nil
	}
	return object{
		"id": p.id, "email": p.email, "name": p.name, "cust_id": orNull(p.customerID), "note": nil,
		"stats": object{
			"clicks_count": n.referrals * 9, "referrals_count": n.referrals, "sales_count": n.sales, "customers_count": n.customers,
			"revenue_amount": n.revenue, "active_customers_count": n.customers,
		},
		"is_customized": false, "fraud_suspicions": []any{}, "is_confirmed": true, "invoice_details_status": "approved", "profile": profile,
		"joined_at": stamp(p.joined), "last_login_at": nil, "archived_at": stamp(p.archived), "custom_fields": nil,
		"password_setup_url": "https://lumen-notes.firstpromoter.example/set-password?token=" + fakeSecret("password-setup", p.email),
		"first_event_at":     stamp(p.joined), "promoter_campaigns": places,
		"balances":         object{"cash": 0, "credits": nil, "points": nil, "free_months": nil, "discount": nil},
		"track_ad_traffic": nil, "auth_provider": nil, "selected_payout_method": nil,
	}
}

func (w *world) refLink(x *place) string {
	return "https://" + slug(w.account.name) + ".example/?fpr=" + x.refToken
}

func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func (w *world) v2Place(x *place) object {
	n := x.counts
	out := v2PlaceShort(x)
	codes := []any{}
	for _, c := range x.codes {
		codes = append(codes, c.code)
	}
	merge(out, object{
		"state": x.state, "coupon": orNull(x.coupon), "display_coupon": orNull(x.display), "ref_token": x.refToken,
		"ref_link":      w.refLink(x),
		"is_customized": false, "direct_url": nil, "referral_rewards_customized": false, "promoter_rewards_customized": false,
		"stats": object{
			"clicks_count": n.referrals * 9, "referrals_count": n.referrals, "sales_count": n.sales, "customers_count": n.customers,
			"revenue_amount": n.revenue,
		},
		"rewards_for_promoters": v2Uses(x.campaign.earns), "rewards_for_referrals": v2Uses(x.campaign.gives), "promo_codes": codes,
	})
	return out
}

// v2Uses is a reward as a campaign lists it.
func v2Uses(r *reward) []any {
	if r == nil {
		return []any{}
	}
	kind := "sale"
	if !r.forPromoters {
		kind = ""
	}
	return []any{object{
		"apply_on": "all", "product_ids": []any{}, "reward_id": r.id, "products": []any{},
		"reward": object{
			"name":                 r.name,
			"promoter_reward_type": orNull(kind),
			"hide_reward":          false,
			"tier_level":           1,
			"coupon":               orNull(r.coupon),
		},
	}}
}

func (w *world) v2PromoCode(x *place, c *promoCode) object {
	return object{
		"id": c.id, "code": c.code, "reward": object{"id": c.reward.id, "name": c.reward.name}, "ext_id": orNull(c.extID),
		"description": nil,
		"company_id":  number(w.seed+" company", 90_000) + 1000, "promoter_campaign_id": x.id, "metadata": object{}, "details": object{},
		"archived_at": stamp(c.archived),
	}
}

func (w *world) v2Campaign(x *campaign) object {
	var n counts
	for _, p := range w.company.promoters {
		for _, y := range p.places {
			if y.campaign == x {
				n = n.plus(y.counts)
			}
		}
	}
	out := v2Campaign(x)
	merge(out, object{
		"landing_url": "https://" + slug(
			w.account.name,
		) + ".example", "visitor_cookie_life": 60, "ref_token_param": "fpr", "auto_approve_leads": true,
		"track_ad_traffic": "pending", "auto_approve_promoters": true, "is_private": false, "is_default": x.standard,
		"upgrade_details": nil, "signup_url": "https://" + slug(w.account.name) + ".firstpromoter.example/signup", "links": []any{},
		"stats": object{
			"referrals_count": n.referrals, "sales_count": n.sales, "customers_count": n.customers,
			"promoters_count": len(w.company.promoters), "revenue_amount": n.revenue,
		},
		"rewards_for_promoters": v2Uses(x.earns), "rewards_for_referrals": v2Uses(x.gives),
	})
	return out
}

func v2Reward(r *reward) object {
	out := object{
		"id": r.id, "name": r.name, "is_promoter_reward": r.forPromoters, "promoter_reward_type": nil, "coupon": orNull(r.coupon),
		"editable": true, "hide_reward": nil, "provider_coupon_id": orNull(r.providerCoupon), "duration": nil, "duration_in_months": nil,
		"max_redemptions": nil, "new_customers_only": false, "created_at": stamp(r.created), "updated_at": stamp(r.created),
		"provider": "stripe", "tier_reward_mode": nil, "tier_level": nil,
		"schemas": []any{object{"unit": "discount_per", "amount": 20, "flat_amount": false, "rules": []any{}}},
	}
	if r.forPromoters {
		out["promoter_reward_type"] = "sale"
		out["schemas"] = []any{object{"unit": "cash", "amount": 20, "flat_amount": false, "rules": []any{}}}
	} else {
		out["duration"] = "forever"
	}
	return out
}

func (w *world) v2Webhook() object {
	return object{
		"id": number(
			w.seed+" webhook",
			900_000,
		) + 1000, "url": "https://" + slug(w.account.name) + ".example/hooks/firstpromoter", "description": nil,
		"event_types": []any{"referral.converted"}, "campaign_ids": []any{}, "active": true, "timeout": 10, "max_retries": 3,
		"headers": object{"X-Hook-Token": fakeSecret("hook", w.seed)}, "basic_auth_user": nil, "basic_auth_enabled": false,
		"created_at": stamp(w.start.AddDate(0, -6, 0)), "updated_at": stamp(w.start.AddDate(0, -6, 0)),
	}
}
