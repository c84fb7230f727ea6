package fpapi

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// The types of this file read one field each and never fail: a field of an
// unexpected type is empty, and the record around it is still of use. null is
// empty too.

// text is a string, or a number or true as one.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		*t = text(unquote(b))
	case 'n', 'f', '{', '[':
		*t = ""
	case 't':
		*t = "true"
	default:
		*t = text(plainNumber(string(b)))
	}
	if strings.TrimSpace(string(*t)) == "" {
		*t = "" // blanks alone are as good as nothing; others are kept, they may be the fault
	}
	return nil
}

func (t text) String() string { return string(t) }

// id is the text without blanks around it.
func (t text) id() string { return strings.TrimSpace(string(t)) }

// plainNumber writes 12.0 and 1.2e1 as 12, so that an id is one text however it is sent.
func plainNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return strconv.FormatInt(int64(f), 10)
	}
	return s
}

// number is an integer, also when sent as a string or with decimals.
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	*n = 0
	s := string(b)
	if b[0] == '"' {
		s = strings.TrimSpace(unquote(b))
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = number(i)
	} else if f, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(f) < 1<<62 {
		*n = number(math.Round(f))
	}
	return nil
}

// flag is a boolean, also when sent as 1, "true" or "yes".
type flag bool

func (f *flag) UnmarshalJSON(b []byte) error {
	s := string(b)
	if b[0] == '"' {
		s = strings.ToLower(strings.TrimSpace(unquote(b)))
	}
	*f = s == "true" || s == "1" || s == "yes"
	return nil
}

// moment is a point in time; zero where there is none.
type moment struct {
	time.Time
	// given: something stood there, readable or not.
	given bool
	// void: null stood there, or what cannot be a moment. Where every record has
	// one, its other fields are no better, and would read as no e-mail and no coupon.
	void bool
}

func (m *moment) UnmarshalJSON(b []byte) error {
	*m = moment{}
	switch b[0] {
	case '"':
		s := strings.TrimSpace(unquote(b))
		m.Time = parseTime(s)
		m.given = s != "" && s != "0" && !strings.HasPrefix(s, "0000") && !strings.EqualFold(s, "null") && !strings.EqualFold(s, "false")
	case 't':
		m.given = true
	case 'n', 'f', '{', '[':
		m.void = true
	default:
		m.Time = parseTime(plainNumber(string(b)))
		m.given, m.void = !m.IsZero(), m.IsZero()
	}
	return nil
}

// layouts are the ISO 8601 forms, with T between date and time and Z for UTC.
var layouts = func() []string {
	all := []string{"2006-01-02", "20060102"}
	for _, clock := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "20060102T150405"} {
		for _, zone := range []string{"Z07:00", "", "Z0700", "Z07"} {
			all = append(all, clock+zone)
		}
	}
	return all
}()

// parseTime reads ISO dates, with or without a zone (then UTC), Ruby's
// "2024-01-31 10:15:00 UTC", and Unix times in seconds or finer.
func parseTime(s string) time.Time {
	if len(s) < 8 || len(s) > 64 {
		return time.Time{}
	}
	if unix, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 8 {
		return fromUnix(unix)
	}
	s = strings.ToUpper(s)
	s = strings.Replace(s, " ", "T", 1)
	s = strings.ReplaceAll(s, " ", "")
	if cut, ok := strings.CutSuffix(s, "UTC"); ok {
		s = cut + "Z"
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Unix() <= 0 { // 0000-00-00 and the epoch stand for none
				return time.Time{}
			}
			return t.UTC()
		}
	}
	return time.Time{}
}

// fromUnix takes seconds, milliseconds or microseconds by their size.
func fromUnix(n int64) time.Time {
	switch {
	case n <= 0:
		return time.Time{}
	case n < 1e11:
		return time.Unix(n, 0).UTC()
	case n < 1e14:
		return time.UnixMilli(n).UTC()
	case n < 1e17:
		return time.UnixMicro(n).UTC()
	}
	return time.Time{}
}

// dict is a flat set of texts. FirstPromoter documents no content for its
// metadata: objects are the rule, null and empty arrays were seen.
type dict map[string]string

func (d *dict) UnmarshalJSON(b []byte) error {
	*d = nil
	switch b[0] {
	case '{':
		var fields map[string]json.RawMessage
		if json.Unmarshal(b, &fields) == nil {
			for name, value := range fields {
				d.set(name, value)
			}
		}
	case '[':
		var items []json.RawMessage
		if json.Unmarshal(b, &items) == nil {
			for i, value := range items {
				d.set(strconv.Itoa(i), value)
			}
		}
	case '"':
		d.set("metadata", b)
	}
	return nil
}

// set keeps nested values as JSON text and leaves out nulls and secrets.
func (d *dict) set(name string, value json.RawMessage) {
	if isSecret(name) {
		return
	}
	var s string
	switch value[0] {
	case 'n':
		return
	case '"':
		s = unquote(value)
	case '{', '[':
		cleaned, _ := clean(value)
		s = string(cleaned)
	default:
		s = string(value)
	}
	if *d == nil {
		*d = dict{}
	}
	(*d)[name] = s
}
