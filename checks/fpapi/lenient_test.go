package fpapi

import (
	"encoding/json"
	"testing"
	"time"
)

func TestMoments(t *testing.T) {
	want := time.Date(2026, 1, 31, 10, 15, 0, 0, time.UTC)
	for _, in := range []string{
		`"2026-01-31T10:15:00Z"`, `"2026-01-31T10:15:00.000Z"`, `"2026-01-31T10:15:00.000000+00:00"`, `"2026-01-31T12:15:00+02:00"`,
		`"2026-01-31T12:15:00+0200"`, `"2026-01-31T12:15:00+02"`, `"2026-01-31T10:15:00"`, `"2026-01-31 10:15:00"`, `"2026-01-31 10:15:00 UTC"`,
		`"2026-01-31 12:15:00 +0200"`, `"2026-01-31T10:15Z"`, `"2026-01-31 10:15"`, `"20260131T101500Z"`, `" 2026-01-31t10:15:00z "`,
		`1769854500`, `"1769854500"`, `1769854500000`, `1769854500000000`, `1.7698545e9`,
	} {
		var m moment
		if err := json.Unmarshal([]byte(in), &m); err != nil || !m.Equal(want) || !m.given || m.Location() != time.UTC {
			t.Errorf("%s: %v, given %v, %v", in, m.Time, m.given, err)
		}
	}
	var day moment
	if _ = json.Unmarshal([]byte(`"2026-01-31"`), &day); !day.Equal(want.Truncate(24 * time.Hour)) {
		t.Errorf("day: %v", day.Time)
	}
	for in, given := range map[string]bool{
		`null`: false, `""`: false, `" "`: false, `0`: false, `"0"`: false, `-5`: false, `{}`: false, `[1]`: false, `false`: false, `"null"`: false,
		`"0000-00-00"`: false, `"0001-01-01T00:00:00Z"`: true, `"1970-01-01T00:00:00Z"`: true, `"yesterday"`: true, `true`: true, `1e300`: false, `9223372036854775807`: false,
	} {
		var m moment
		if err := json.Unmarshal([]byte(in), &m); err != nil || !m.IsZero() || m.given != given {
			t.Errorf("%s: %v, given %v, %v", in, m.Time, m.given, err)
		}
	}
}

func TestNumbersAndFlags(t *testing.T) {
	for in, want := range map[string]number{
		`12`: 12, `"12"`: 12, `" -7 "`: -7, `12.5`: 13, `"12.00"`: 12, `1e3`: 1000, `null`: 0, `true`: 0, `{}`: 0, `[]`: 0, `"x"`: 0, `1e300`: 0, `"NaN"`: 0, `"Inf"`: 0,
	} {
		n := number(99)
		if err := json.Unmarshal([]byte(in), &n); err != nil || n != want {
			t.Errorf("%s: %d, %v; want %d", in, n, err, want)
		}
	}
	for in, want := range map[string]flag{`true`: true, `"true"`: true, `1`: true, `"Yes"`: true, `false`: false, `0`: false, `null`: false, `{}`: false, `"no"`: false} {
		f := !want
		if err := json.Unmarshal([]byte(in), &f); err != nil || f != want {
			t.Errorf("%s: %v, %v; want %v", in, f, err, want)
		}
	}
}
