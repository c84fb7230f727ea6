package record

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// AppInstall is a Stripe App on the account, in one mode
// (docs.stripe.com/api/apps/installs/object). Stripe tells the name of neither the
// app nor its developer.
type AppInstall struct {
	ID        string // appinst_…
	AccountID string
	App       string // app_…
	Created   time.Time
	Mode      Mode
	Status    InstallStatus
	// ApprovalRequired: the app asks for access that nobody has granted yet.
	ApprovalRequired bool
	Channel          string // public, testing and so on
	// Hosts are those that the app may talk to or asks to, in small letters, each once.
	Hosts []string
}

// IsAppID reports whether a text has the shape of a Stripe App's id.
func IsAppID(s string) bool {
	body, ok := strings.CutPrefix(s, "app_")
	return ok && len(body) >= 6 && len(body) <= 64 && !strings.ContainsFunc(body, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	})
}

// InstallStatus is how far an install has come.
type InstallStatus string

// Stripe's values.
const (
	Installing      InstallStatus = "installing"
	Installed       InstallStatus = "installed"
	InstallFailed   InstallStatus = "install_failed"
	Uninstalling    InstallStatus = "uninstalling"
	UninstallFailed InstallStatus = "uninstall_failed"
)

// Stands reports whether the app is on the account, or about to be.
func (i *AppInstall) Stands() bool { return i.Status == Installed || i.Status == Installing }

// Ready reports whether the app can work: it is installed, and nothing is left to approve.
func (i *AppInstall) Ready() bool { return i.Status == Installed && !i.ApprovalRequired }

// NamesFirstPromoter reports whether the app talks to FirstPromoter, by which it is
// known as FirstPromoter's own (inferred: the id of that app is not published).
func (i *AppInstall) NamesFirstPromoter() bool {
	return slices.ContainsFunc(i.Hosts, func(h string) bool {
		return h == "firstpromoter.com" || strings.HasSuffix(h, ".firstpromoter.com")
	})
}

// HostOf is the host of a web address, or of a source of a content security policy
// (https://*.example.com:443/path), in small letters; empty where there is none.
func HostOf(address string) string {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "//") {
		address = "//" + address
	}
	u, err := url.Parse(strings.Replace(address, "//*.", "//", 1))
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}

// InstallChange is an event that tells of an install: made, changed or gone.
type InstallChange struct {
	EventID string
	Kind    InstallChangeKind
	At      time.Time
	Install AppInstall // as it was then
}

// InstallChangeKind is what an event tells of an install.
type InstallChangeKind string

// Stripe's event types of installs (docs.stripe.com/api/apps/installs).
const (
	InstallMade    InstallChangeKind = "apps.install.created"
	InstallChanged InstallChangeKind = "apps.install.updated"
	InstallGone    InstallChangeKind = "apps.install.deleted"
)
