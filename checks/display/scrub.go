package display

import (
	"regexp"
	"strings"

	"fpdoctor/checks/pattern"
)

// hiddenKey stands for the part of a key that is never shown.
const hiddenKey = "…(hidden)"

// shapes of keys and tokens of both services. Each keeps its first group, so
// that the person sees what it was.
var (
	// Every one of these holds an underscore.
	keyShapes = []func() *regexp.Regexp{
		pattern.New(`((?:sk|rk)_(?:live|test|org)_|rkcs_|whsec_|ek_(?:live|test)_)[A-Za-z0-9+/=_-]{3,}`),
		pattern.New(`(\b(?:sk|rk|mk)_)[A-Za-z0-9]{16,}`), // legacy keys without a mode
		pattern.New(`(_secret_)[A-Za-z0-9]{6,}`),         // Stripe's client secrets
	}
	inLink = pattern.New(`(://)[^/\s@"']+:[^/\s@"']+@`) // a name and password in a link
	// A word after these names is taken for a key only if it looks like one:
	// $NAME in a command and "bearer authentication" are none.
	labels   = []string{"bearer", "api", "auth_token", "temp_password"}
	labelled = pattern.New(
		`(?i)(\bbearer[ :]+|\bx-api-key["']?\s*[:=]\s*["']?|\bapi[_-]key["']?\s*[:=]\s*["']?|\bauth_token["']?\s*[:=]\s*["']?|\btemp_password["']?\s*[:=]\s*["']?)([A-Za-z0-9+/=._~-]{6,})`,
	)
)

// Scrub replaces everything that looks like a key. It is a second net: no
// text should hold one by the time it comes here.
func Scrub(s string) string {
	// The expressions cost far more than looking whether they could match, and
	// every word of every screen comes through here.
	if strings.IndexByte(s, '_') >= 0 {
		for _, shape := range keyShapes {
			s = shape().ReplaceAllString(s, "${1}"+hiddenKey)
		}
	}
	if strings.Contains(s, "://") && strings.IndexByte(s, '@') >= 0 {
		s = inLink().ReplaceAllString(s, "${1}"+hiddenKey)
	}
	if !hasLabel(strings.ToLower(s)) {
		return s
	}
	return labelled().ReplaceAllStringFunc(s, func(found string) string {
		m := labelled().FindStringSubmatch(found)
		if !strings.ContainsAny(m[2], "0123456789") && len(m[2]) < 20 {
			return found
		}
		return m[1] + hiddenKey
	})
}

func hasLabel(lower string) bool {
	for _, l := range labels {
		if strings.Contains(lower, l) {
			return true
		}
	}
	return false
}
