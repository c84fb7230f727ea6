package stripeapi

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"fpdoctor/checks/record"
)

// How much a permission is needed.
const (
	Must   = "must"
	Should = "should"
	Nice   = "nice"
)

// Permission is one permission of a restricted key.
type Permission struct {
	Name    string // rak_…
	Row     string // in the dashboard
	Need    string // Must, Should, Nice
	For     string // what fpdoctor reads with it
	Granted bool
	// Failure is why it is not granted, or could not be tried.
	Failure *record.Failure
}

// permissions are what a restricted key needs
// (https://docs.stripe.com/keys/restricted-api-keys), the most needed first, each with
// a path that needs it alone.
var permissions = []struct {
	Permission
	path string
	one  bool // a single object, which takes no limit
}{
	{Permission{Name: "rak_customer_read", Row: "Customers", Need: Must, For: "the buyer and their e-mail address"}, "customers", false},
	{
		Permission{Name: "rak_invoice_read", Row: "Invoices", Need: Must, For: "payments of subscriptions, and what comes next"},
		"invoices",
		false,
	},
	{Permission{Name: "rak_charge_read", Row: "Charges and Refunds", Need: Must, For: "whether money moved"}, "charges", false},
	{Permission{Name: "rak_coupon_read", Row: "Coupons", Need: Must, For: "the coupon a promoter is tracked by"}, "coupons", false},
	{
		Permission{Name: "rak_promotion_code_read", Row: "Promotion Codes", Need: Must, For: "the code a buyer typed"},
		"promotion_codes",
		false,
	},
	{
		Permission{Name: "rak_subscription_read", Row: "Subscriptions", Need: Should, For: "trials and subscriptions yet to start"},
		"subscriptions",
		false,
	},
	{
		Permission{Name: "rak_checkout_session_read", Row: "Checkout Sessions", Need: Should, For: "guests, and what the site handed over"},
		"checkout/sessions",
		false,
	},
	{Permission{Name: "rak_event_read", Row: "Events", Need: Should, For: "e-mail addresses that were changed since"}, "events", false},
	{Permission{Name: "rak_connected_account_read", Row: "Connect → Accounts", Need: Nice, For: "the account's own id"}, "account", true},
	{Permission{Name: "rak_balance_read", Row: "Balance", Need: Nice, For: "live or test mode, with old keys"}, "balance", true},
	{Permission{Name: "rak_dispute_read", Row: "Disputes", Need: Nice, For: "chargebacks"}, "disputes", false},
	{Permission{Name: "rak_payment_intent_read", Row: "PaymentIntents", Need: Nice, For: "why a payment failed"}, "payment_intents", false},
}

// aliases are other names Stripe uses in refusals for a row of the dashboard.
var aliases = map[string]string{
	"rak_accounts_kyc_basic_read":      "Connect → Accounts",
	"rak_accounts_kyc_id_numbers_read": "Connect → Accounts",
	"rak_account_read":                 "Connect → Accounts",
	"rak_product_read":                 "Products",
	"rak_plan_read":                    "Prices",
	"rak_refund_read":                  "Charges and Refunds",
	"rak_subscription_schedule_read":   "Subscriptions",
}

// rowOf is the dashboard's name of a permission; empty where it is not known.
func rowOf(name string) string {
	name = strings.TrimSuffix(name, "_write")
	if !strings.HasSuffix(name, "_read") {
		name += "_read"
	}
	for _, p := range permissions {
		if p.Name == name {
			return p.Row
		}
	}
	return aliases[name]
}

// Rows are the permissions to tick, for the list beside the link.
func Rows() []Permission {
	list := make([]Permission, len(permissions))
	for i, p := range permissions {
		list[i] = p.Permission
	}
	return list
}

// RestrictedKeyURL is the dashboard's form for a new restricted key, with every
// permission filled in. The form's parameters are undocumented and unknown ones
// are ignored without a word, so Rows belong beside it.
func RestrictedKeyURL() string {
	var b strings.Builder
	b.WriteString("https://dashboard.stripe.com/apikeys/create?name=fpdoctor")
	for _, p := range permissions {
		b.WriteString("&permissions%5B%5D=" + p.Name)
	}
	return b.String()
}

// Permissions tries every permission with the smallest list that needs it, a
// few at a time, and whether apps may be listed.
func (c *Client) Permissions(ctx context.Context) []Permission {
	list := Rows()
	var wg sync.WaitGroup
	for i, p := range permissions {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if recover() != nil {
					list[i].Failure = &record.Failure{
						Reason: record.UnreadableAnswer,
						Detail: "fpdoctor itself failed at reading the answer",
					}
				}
			}()
			a := request{path: p.path, needs: p.Name}
			if !p.one {
				a.query = url.Values{"limit": {"1"}}
			}
			_, _, err := c.get(ctx, a)
			list[i].Granted = err == nil
			_ = errors.As(err, &list[i].Failure)
		}()
	}
	apps, offered := c.mayListApps(ctx)
	wg.Wait()
	if offered {
		list = append(list, apps)
	}
	return list
}

// mayListApps tries the list of installed apps. Which permission it needs is not
// documented: only a refusal names it. Where there is neither an answer nor a name,
// there is nothing to offer.
func (c *Client) mayListApps(ctx context.Context) (p Permission, offered bool) {
	p = Permission{Row: "Installed apps", Need: Nice, For: "whether FirstPromoter’s app is installed"}
	_, _, err := c.get(ctx, request{path: installsPath, query: url.Values{"limit": {"1"}}})
	if err == nil {
		p.Granted = true
		return p, true
	}
	if !errors.As(err, &p.Failure) || p.Failure.Reason != record.PermissionMissing || p.Failure.Permission == "" {
		return p, false
	}
	p.Name, p.Row = p.Failure.Permission, p.Failure.Permission
	return p, true
}
