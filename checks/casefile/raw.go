package casefile

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// openKeys are the names under which an answer has a service's own words: a state, a
// kind, a currency. Texts under any other name are replaced.
var openKeys = map[string]bool{}

func init() {
	for _, k := range strings.Fields(`object status state type currency mode billing_reason collection_method duration payment_status country
		fraud_check entry_source unit network brand funding behavior interval usage_type billing_scheme default_currency
		tax_exempt reason outcome network_status risk_level payment_method_types`) {
		openKeys[k] = true
	}
}

var stamp = pattern.New(`^\d{4}-\d{2}-\d{2}([T ][0-9:.]+(Z|[+-][0-9:]+| UTC)?)?$`)

// isStamp reports whether a text is a moment.
func isStamp(s string) bool {
	return len(s) >= len("2026-11-28") && isDigit(s[0]) && s[4] == '-' && stamp().MatchString(s)
}

// isStateWord reports whether a text is a word such as services use for states and kinds.
func isStateWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && (i == 0 || c != '_' && c != '.' && c != ' ') {
			return false
		}
	}
	return s != "" && len(s) <= longestWord
}

// maskedJSON is an answer as it came with its texts and ids replaced, in the same order.
func maskedJSON(raw record.Raw, by scale, hidden, message func(string) string) record.Raw {
	m := &rawMasker{
		dec: jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		out: make([]byte, 0, len(raw)), by: by, hidden: hidden, message: message,
	}
	if !m.value("") {
		return record.Raw("null")
	}
	return m.out
}

type rawMasker struct {
	dec *jsontext.Decoder
	out []byte
	by  scale
	// balances is how many balances stand around what is read.
	balances int
	// What stands for a value, and for a service's own sentence.
	hidden, message func(string) string
}

// value copies one value that stands under a name; false: it is no JSON.
func (m *rawMasker) value(name string) bool {
	t, err := m.dec.ReadToken()
	if err != nil {
		return false
	}
	switch t.Kind() {
	case '{', '[':
		return m.inside(t.Kind(), name)
	case '"':
		m.text(m.masked(name, t.String()))
	case '0':
		m.number(name, t.String())
	default:
		m.out = append(m.out, t.String()...) // true, false or null
	}
	return true
}

func (m *rawMasker) inside(open jsontext.Kind, name string) bool {
	m.out = append(m.out, byte(open))
	if balanceName().MatchString(name) {
		m.balances++
		defer func() { m.balances-- }()
	}
	for first := true; ; first = false {
		switch m.dec.PeekKind() {
		case '}', ']':
			t, err := m.dec.ReadToken()
			m.out = append(m.out, byte(t.Kind()))
			return err == nil
		}
		if !first {
			m.out = append(m.out, ',')
		}
		under := name
		if open == '{' {
			t, err := m.dec.ReadToken()
			if err != nil {
				return false
			}
			under = t.String()
			if isName(under) {
				m.text(under)
			} else {
				m.text(m.hidden(under))
			}
			m.out = append(m.out, ':')
		}
		if !m.value(under) {
			return false
		}
	}
}

func (m *rawMasker) text(s string) {
	m.out, _ = jsontext.AppendQuote(m.out, s) // what is no UTF-8 is told, and quoted all the same
}

func (m *rawMasker) masked(name, s string) string {
	if openKeys[name] && isStateWord(s) || isStamp(s) || s == "" {
		return s
	}
	if strings.HasSuffix(name, "message") {
		return m.message(s)
	}
	return m.hidden(s)
}

// number keeps moments, and amounts unless they are to be masked; ids are replaced, and what tells of a card or a
// place.
func (m *rawMasker) number(name, n string) {
	if name == "id" || strings.HasSuffix(name, "_id") || strings.HasPrefix(name, "exp_") {
		n = strings.TrimLeft(m.hidden(n), "0")
		if n == "" || strings.Trim(n, "0123456789") != "" {
			n = "1"
		}
	} else {
		n = m.by.number(name, n, m.balances > 0)
	}
	m.out = append(m.out, n...)
}
