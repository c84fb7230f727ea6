package stripeapi

import (
	"bytes"
	"encoding/json"
	"strings"

	"fpdoctor/checks/pattern"
)

// secretFields never come out of this package, wherever they stand. Whoever
// holds one of these links or tokens can act for the buyer or see the papers.
var secretFields = map[string]bool{
	"client_secret": true, "secret": true, "hosted_invoice_url": true, "invoice_pdf": true, "receipt_url": true,
	"hosted_regulatory_receipt_url": true, "hosted_verification_url": true, "hosted_voucher_url": true,
	"hosted_instructions_url": true, "access_token": true, "refresh_token": true, "auth_code": true, "pdf": true,
}

var secretValue = pattern.New(
	`(?:\b|_)(?:(?:sk|rk|ek|rkcs)_(?:live|test)_|sk_org_?|whsec_)[A-Za-z0-9]{4}|_secret_[A-Za-z0-9]{4}|` +
		`//(?:invoice|pay|checkout|billing|payments|hooks|files)\.stripe\.com/`)

// removedText stands where a secret stood, and removed is the same in JSON.
const (
	removedText = "(removed)"
	removed     = `"` + removedText + `"`
)

// secretText reports whether a text holds a key, a client secret or a link
// that is one.
func secretText(s string) bool {
	// The expression is slow beside these; most texts hold none of them.
	for _, mark := range []string{"k_live_", "k_test_", "rkcs_", "sk_org", "whsec_", "_secret_", "stripe.com/"} {
		if strings.Contains(s, mark) {
			return secretValue().MatchString(s)
		}
	}
	return false
}

// scrub copies valid JSON without secret fields, and with any text that holds a
// secret replaced. Order, numbers and spelling stay as they came.
func scrub(src []byte) json.RawMessage {
	s := scrubber{src: src, out: make([]byte, 0, len(src)), secret: secretText}
	s.value(false)
	return s.out
}

// scrubber walks JSON that is known to be valid; on anything else it stops
// copying rather than guess.
type scrubber struct {
	src    []byte
	at     int
	out    []byte
	secret func(string) bool
}

func (s *scrubber) value(metadata bool) {
	s.blanks()
	if s.at >= len(s.src) {
		return
	}
	switch s.src[s.at] {
	case '{':
		s.object(metadata)
	case '[':
		s.list(metadata)
	case '"':
		raw := s.text()
		if s.secret(plain(raw)) {
			s.out = append(s.out, removed...)
		} else {
			s.out = append(s.out, raw...)
		}
	default:
		start := s.at
		for s.at < len(s.src) && strings.IndexByte(",]} \t\r\n", s.src[s.at]) < 0 {
			s.at++
		}
		s.out = append(s.out, s.src[start:s.at]...)
	}
}

func (s *scrubber) object(metadata bool) {
	s.at++
	s.out = append(s.out, '{')
	first := true
	for {
		s.blanks()
		if s.at >= len(s.src) || s.src[s.at] != '"' {
			break
		}
		rawName := s.text()
		name := plain(rawName)
		s.blanks()
		s.at++ // the colon
		mark := len(s.out)
		if !first {
			s.out = append(s.out, ',')
		}
		s.out = append(append(s.out, rawName...), ':')
		start := len(s.out)
		s.value(metadata || strings.EqualFold(name, "metadata"))
		if s.drop(name, s.out[start:], metadata) {
			s.out = s.out[:mark]
		} else {
			first = false
		}
		s.blanks()
		if s.at >= len(s.src) || s.src[s.at] != ',' {
			break
		}
		s.at++
	}
	s.at++ // the brace
	s.out = append(s.out, '}')
}

func (s *scrubber) list(metadata bool) {
	s.at++
	s.out = append(s.out, '[')
	for {
		s.blanks()
		if s.at >= len(s.src) || s.src[s.at] == ']' {
			break
		}
		s.value(metadata)
		s.blanks()
		if s.at >= len(s.src) || s.src[s.at] != ',' {
			break
		}
		s.at++
		s.out = append(s.out, ',')
	}
	s.at++
	s.out = append(s.out, ']')
}

// drop tells whether a field goes. `url` is a secret link on a Checkout Session
// and a harmless path on a list; in metadata the names are the merchant's own.
func (s *scrubber) drop(name string, value []byte, metadata bool) bool {
	lower := strings.ToLower(name)
	switch {
	case secretFields[lower], s.secret(name):
		return true
	case metadata:
		return false
	case lower == "url":
		return bytes.HasPrefix(value, []byte(`"http`)) || string(value) == removed
	}
	return false
}

// text passes one string and gives it with its quotes.
func (s *scrubber) text() []byte {
	start := s.at
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return s.src[start:s.at]
		}
	}
	s.at = len(s.src)
	return s.src[start:]
}

func (s *scrubber) blanks() {
	for s.at < len(s.src) && (s.src[s.at] == ' ' || s.src[s.at] == '\n' || s.src[s.at] == '\r' || s.src[s.at] == '\t') {
		s.at++
	}
}

// plain is a JSON string without quotes and escapes.
func plain(raw []byte) string {
	if len(raw) < 2 {
		return ""
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	return s
}
