package sandbox

import (
	"strings"
	"time"
)

// install puts a Stripe App on the account, so long before now. Without fields it
// is FirstPromoter's, installed and approved.
func (b stripeSide) install(ago time.Duration, fields ...object) {
	i := b.installed(ago, fields...)
	made := b.world.event(b.mode, "apps.install.created", i, number64(i["created"]))
	if number64(i["created"]) <= b.world.start.Unix() {
		b.put(made)
	}
	b.put(i)
}

// uninstalled is an install that is gone again, of which only events tell.
func (b stripeSide) uninstalled(ago, gone time.Duration, fields ...object) {
	i := b.installed(ago, fields...)
	b.put(b.world.event(b.mode, "apps.install.created", i, number64(i["created"])))
	b.put(b.world.event(b.mode, "apps.install.deleted", i, b.world.start.Add(-gone).Unix()))
}

func (b stripeSide) installed(ago time.Duration, fields ...object) object {
	prefix := "appinst"
	if b.mode == test {
		prefix += "_test"
	}
	i := object{
		"id": stripeID(prefix, b.world.account.id, b.seed("install")), "object": "apps.install", "account": b.world.account.id,
		"app": appID("FirstPromoter"), "approval_required": false, "auth_code": "ac_" + token(b.seed("auth code"), 32), "channel": "public",
		"content_security_policy_granted": object{
			"connect_src": []any{"https://api.firstpromoter.com/"},
			"image_src":   []any{},
			"purpose":     nil,
		},
		"content_security_policy_pending": nil,
		"created":                         b.world.start.Add(-ago).Unix(), "created_by": "dashboard",
		"endpoints_granted": []any{"https://hooks.firstpromoter.com/stripe"}, "endpoints_pending": []any{},
		"livemode": b.mode == live, "permissions_granted": []any{"customer_read", "charge_read", "invoice_read", "event_read"},
		"permissions_pending": []any{}, "status": "installed",
	}
	for _, f := range fields {
		merge(i, f)
	}
	return i
}

// Other apps and other states of FirstPromoter's.
var (
	unapproved    = object{"approval_required": true, "permissions_pending": []any{"subscription_read"}}
	installFailed = object{"status": "install_failed"}
)

// otherApp is an app that has nothing to do with FirstPromoter, though it may show its pictures.
func otherApp(name string) object {
	return object{
		"app": appID(name), "endpoints_granted": []any{"https://" + strings.ToLower(name) + ".example/stripe"},
		"content_security_policy_granted": object{
			"connect_src": []any{
				"https://firstpromoter.com." + strings.ToLower(name) + ".example/",
			}, "image_src": []any{"https://cdn.firstpromoter.com/"},
		},
	}
}

// nameless is FirstPromoter's app as one that names none of its hosts.
var nameless = object{
	"endpoints_granted": []any{}, "content_security_policy_granted": nil, "app": appID("nameless"),
}

// appID is one in Stripe's newer form, in which the account of its developer stands further back.
func appID(name string) string {
	return "app_61" + token("app "+name, 15) + "41" + token("developer of "+name, 16)
}
