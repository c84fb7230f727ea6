package fpapi

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// secrets are the fields that open an account to whoever reads them: v1
// promoters carry auth_token and temp_password (also inside leads and rewards),
// v2 promoters password_setup_url. The others are not documented in reads, and
// the tax forms are links to somebody's papers; nothing here needs them.
// Spelt without separators.
var secrets = []string{
	"authtoken", "temppassword", "passwordsetupurl",
	"password", "apikey", "accesstoken", "refreshtoken", "secret", "clientsecret",
	"w8formurl", "w9formurl",
}

// secretInitials are the bytes a secret's name begins with; other than ASCII, a letter may
// be another way of writing one of them.
var secretInitials = func() (begins [256]bool) {
	for _, s := range secrets {
		begins[s[0]], begins[s[0]-'a'+'A'] = true, true
	}
	for b := utf8.RuneSelf; b < len(begins); b++ {
		begins[b] = true
	}
	return begins
}()

func isSecret(name string) bool {
	name = strings.TrimLeft(name, "_- ")
	if name == "" || !secretInitials[name[0]] {
		return false // most fields of most records, at once
	}
	name = strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}, name)
	for _, s := range secrets {
		if strings.EqualFold(name, s) {
			return true
		}
	}
	return false
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// clean checks that body is JSON and gives it back compact, without the secret
// fields at any depth, in their place and order. ok is false where it is no JSON.
func clean(body []byte) (_ []byte, ok bool) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	if !json.Valid(body) {
		return nil, false
	}
	c := cleaner{in: body, out: make([]byte, 0, len(body))}
	c.value()
	return c.out, true
}

// cleaner copies JSON that is known to be valid; it checks nothing again.
// json.Valid also bounds the nesting, and with it the recursion.
type cleaner struct {
	in  []byte
	pos int
	out []byte
}

func (c *cleaner) value() {
	switch c.next() {
	case '{':
		c.object()
	case '[':
		c.array()
	case '"':
		c.out = append(c.out, c.quoted()...)
	default:
		start := c.pos
		for c.pos < len(c.in) && !strings.ContainsRune(",]} \t\r\n", rune(c.in[c.pos])) {
			c.pos++
		}
		c.out = append(c.out, c.in[start:c.pos]...)
	}
}

func (c *cleaner) object() {
	c.copy() // {
	for first := true; c.next() != '}'; {
		if c.in[c.pos] == ',' {
			c.pos++
			c.next()
		}
		kept := len(c.out)
		if !first {
			c.out = append(c.out, ',')
		}
		name := c.quoted()
		c.out = append(c.out, name...)
		c.next()
		c.copy() // :
		c.value()
		if isSecret(unquote(name)) {
			c.out = c.out[:kept]
			continue
		}
		first = false
	}
	c.copy() // }
}

func (c *cleaner) array() {
	c.copy() // [
	for c.next() != ']' {
		if c.in[c.pos] == ',' {
			c.copy()
		}
		c.value()
	}
	c.copy() // ]
}

// next skips blanks and looks at the byte after them.
func (c *cleaner) next() byte {
	for c.pos < len(c.in) {
		switch b := c.in[c.pos]; b {
		case ' ', '\t', '\r', '\n':
			c.pos++
		default:
			return b
		}
	}
	return 0
}

func (c *cleaner) copy() {
	c.out = append(c.out, c.in[c.pos])
	c.pos++
}

// quoted passes one string and returns it with its quotes.
func (c *cleaner) quoted() []byte {
	start := c.pos
	for c.pos++; c.in[c.pos] != '"'; c.pos++ {
		if c.in[c.pos] == '\\' {
			c.pos++
		}
	}
	c.pos++
	return c.in[start:c.pos]
}

// unquote reads a JSON string, escapes included.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // known to be valid
	return s
}
