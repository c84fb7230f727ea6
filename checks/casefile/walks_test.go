package casefile_test

import (
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// everySale walks sales of the sandbox: all of them on both API versions, or a share.
func everySale(t *testing.T, each func(t *testing.T, name string, d checks.Diagnosis)) {
	t.Helper()
	at := 0
	for _, world := range sandbox.Worlds() {
		now := time.Now()
		server, err := sandbox.Start(sandbox.Options{Scenario: world, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		for _, s := range server.Scenarios() {
			if at++; !share.Has(at, 20) {
				continue
			}
			for k, api := range []string{sandbox.V2, sandbox.V1} {
				if !share.Has(at/20+k, 2) {
					continue // a share takes the versions by turns
				}
				d, err := walks.Sale(server, s, api, now)
				if err != nil {
					t.Fatal(err)
				}
				each(t, s.Name+"/"+api, d)
			}
		}
	}
}
