package casefile

import (
	"bytes"
	"encoding/json"
	"strings"

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

var (
	word  = pattern.New(`^[A-Za-z][A-Za-z_. ]{0,40}$`)
	stamp = pattern.New(`^\d{4}-\d{2}-\d{2}([T ][0-9:.]+(Z|[+-][0-9:]+| UTC)?)?$`)
)

// maskedJSON is an answer as it came with its texts and ids replaced, in the same order.
func maskedJSON(raw record.Raw, hidden func(string) string) record.Raw {
	m := &rawMasker{dec: json.NewDecoder(bytes.NewReader(raw)), hidden: hidden}
	m.dec.UseNumber()
	if !m.value("") {
		return record.Raw("null")
	}
	return m.out.Bytes()
}

type rawMasker struct {
	dec    *json.Decoder
	out    bytes.Buffer
	hidden func(string) string
}

// value copies one value that stands under a name; false: it is no JSON.
func (m *rawMasker) value(name string) bool {
	t, err := m.dec.Token()
	if err != nil {
		return false
	}
	switch v := t.(type) {
	case json.Delim:
		return m.inside(v, name)
	case string:
		return m.text(m.masked(name, v))
	case json.Number:
		return m.number(name, v.String())
	case bool:
		if v {
			m.out.WriteString("true")
		} else {
			m.out.WriteString("false")
		}
	default:
		m.out.WriteString("null")
	}
	return true
}

func (m *rawMasker) inside(open json.Delim, name string) bool {
	m.out.WriteString(open.String())
	for first := true; m.dec.More(); first = false {
		if !first {
			m.out.WriteByte(',')
		}
		under := name
		if open == '{' {
			t, err := m.dec.Token()
			key, ok := t.(string)
			if err != nil || !ok {
				return false
			}
			under = key
			if isAddress(key) {
				key = m.hidden(key)
			}
			m.text(key)
			m.out.WriteByte(':')
		}
		if !m.value(under) {
			return false
		}
	}
	end, err := m.dec.Token()
	if d, ok := end.(json.Delim); err == nil && ok {
		m.out.WriteString(d.String())
		return true
	}
	return false
}

func (m *rawMasker) text(s string) bool {
	b, err := json.Marshal(s)
	m.out.Write(b)
	return err == nil
}

func (m *rawMasker) masked(name, s string) string {
	if openKeys[name] && word().MatchString(s) || stamp().MatchString(s) || s == "" {
		return s
	}
	if strings.HasSuffix(name, "message") {
		return inMessage(s, m.hidden)
	}
	return m.hidden(s)
}

// number keeps moments and amounts; ids are replaced, and what tells of a card or a
// place.
func (m *rawMasker) number(name, n string) bool {
	if name == "id" || strings.HasSuffix(name, "_id") || strings.HasPrefix(name, "exp_") {
		n = strings.TrimLeft(m.hidden(n), "0")
		if n == "" || strings.Trim(n, "0123456789") != "" {
			n = "1"
		}
	}
	m.out.WriteString(n)
	return true
}
