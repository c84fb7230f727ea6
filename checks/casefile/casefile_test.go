package casefile_test

import (
	"bytes"
	"reflect"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
)

// TestEverySaleTravels: of every sale of the sandbox, on both API versions, the file
// says the same as the services did, masked and in clear, and is small.
func TestEverySaleTravels(t *testing.T) {
	everySale(t, func(t *testing.T, name string, d checks.Diagnosis) {
		clear := casefile.Of(&d, "v1.2.3")
		again := opened(t, clear)
		if now := again.Diagnose(); !reflect.DeepEqual(now.Checks, d.Checks) || len(again.Differences(&now)) > 0 {
			t.Errorf("%s: in clear the file says something else", name)
		}
		masked, err := casefile.Masked(&d, "v1.2.3")
		if err != nil {
			t.Errorf("%s: %v\n%.900s", name, err, casefile.Why(&d))
			return
		}
		again = opened(t, masked)
		now := again.Diagnose()
		if len(again.Differences(&now)) > 0 || now.Verdict() != d.Verdict() {
			t.Errorf("%s: masked the file says something else", name)
		}
		for i, c := range now.Checks {
			if was := d.Checks[i]; c.Status != was.Status || len(c.Findings) != len(was.Findings) {
				t.Errorf("%s: item %d is %s, and was %s", name, c.Item, c.Status, was.Status)
			}
		}
		if left := casefile.Left(&d, masked); len(left) > 0 {
			t.Errorf("%s: the masked file still holds %q", name, left)
		}
	})
}

// opened is the case as it is read from its file.
func opened(t *testing.T, c *casefile.Case) *casefile.Case {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 100_000 {
		t.Errorf("the file has %d bytes", b.Len())
	}
	out, err := casefile.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
