package cli_test

import (
	"net/http"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

// The program as it is released leaves Stripe a tenth of the 100 requests a second that a
// live key has (https://docs.stripe.com/rate-limits); for most tests the limits are lifted.
func TestLimitsAreKept(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server, err := sandbox.Start(sandbox.Options{Wrap: func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if service == sandbox.StripeService {
				asked.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	cmd := exec.Command("fpdoctor", "audit", "--format", "json", "--timeout", "1500ms")
	dir := t.TempDir()
	cmd.Env = []string{"HOME=" + dir, "XDG_CONFIG_HOME=" + dir}
	for k, v := range around(t, server).env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	began := time.Now()
	out, err := cmd.Output()
	stretches := int64(time.Since(began)/time.Second) + 1
	lines := linesOf(t, "the audit", out)
	if status(t, err) == 2 || len(lines) == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	if n := asked.Load(); n < 50 || n > 90*stretches {
		t.Errorf("%d requests within %d s", n, stretches)
	}
	if last := lines[len(lines)-1]; last.Complete || last.Why != "the time was over" {
		t.Errorf("the audit needs more requests than these, and ended with %+v", last)
	}
}
