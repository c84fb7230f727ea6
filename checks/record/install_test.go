package record

import "testing"

// TestHostsOfFirstPromoter: an app is FirstPromoter's by a host of its own, and by
// none that only reads like one.
func TestHostsOfFirstPromoter(t *testing.T) {
	for address, want := range map[string]bool{
		"https://firstpromoter.com": true, "https://api.firstpromoter.com/x?y#z": true, "https://*.firstpromoter.com": true, "*.firstpromoter.com:443": true,
		"wss://HOOKS.FirstPromoter.COM./": true, "firstpromoter.com": true, " https://firstpromoter.com ": true, "//firstpromoter.com/x": true,
		"https://notfirstpromoter.com": false, "https://firstpromoter.com.evil.example": false, "https://firstpromoter.com@evil.example/": false,
		"https://evil.example/firstpromoter.com": false, "https://evil.example?firstpromoter.com": false, "": false, "'self'": false, "https:": false,
		"https://firstpromoter.com%00.evil.example": false, "https://firstpromoter.co": false, "\x00": false,
	} {
		i := AppInstall{Hosts: []string{HostOf(address)}}
		if i.NamesFirstPromoter() != want {
			t.Errorf("%q: host %q, taken for FirstPromoter's: %t", address, HostOf(address), !want)
		}
	}
}
