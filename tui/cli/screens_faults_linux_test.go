package cli_test

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// the row of an item on the screen, with its state.
var itemRow = regexp.MustCompile(`([1-6]) (Connected|Account|Mode|Lead|Payment|Coupon) +\S (pass|fail|warn|ask|skip|error)`)

// TestScreensUnderFaults walks a sale on screen with each service broken in
// each way: a verdict comes in time, what the other service told is shown, the
// program still hears the keyboard, and nothing unseemly is on the terminal.
func TestScreensUnderFaults(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("fpdoctor"); err != nil {
		t.Fatal(err)
	}
	sound, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sound.Close() })
	sale := saleOf(t, sound, "email-typo")
	table := struct {
		sync.Mutex
		rows map[string]map[string]string
	}{rows: map[string]map[string]string{}}
	t.Cleanup(func() { // after all parts
		var b strings.Builder
		fmt.Fprintf(&b, "\n%-14s %-40s %s\n", "fault", "Stripe broken: items 1 to 6", "FirstPromoter broken: items 1 to 6")
		for _, kind := range sandbox.Faults() {
			fmt.Fprintf(&b, "%-14s %-40s %s\n", kind.Name, table.rows[kind.Name][sandbox.StripeService], table.rows[kind.Name][sandbox.FirstPromoterService])
		}
		t.Log(b.String())
	})
	for i, kind := range sandbox.Faults() {
		for k, service := range []string{sandbox.StripeService, sandbox.FirstPromoterService} {
			if !share.Has(2*i+k, 7) {
				continue
			}
			t.Run(kind.Name+"/"+service, func(t *testing.T) {
				t.Parallel()
				server, err := sound.Broken(sandbox.Fault{Name: kind.Name, Service: service})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = server.Close() }()
				s := around(t, server)
				env := []string{"NO_COLOR=1"}
				for k, v := range s.env {
					env = append(env, k+"="+v)
				}
				k := onTerminal(t, env, sale, "--timeout", "12s")
				k.untilAny(itemRow.MatchString)
				output := k.output.String()
				states := map[string]string{}
				for _, m := range itemRow.FindAllStringSubmatch(output, -1) {
					states[m[2]] = m[3]
				}
				if len(states) != 6 {
					t.Errorf("items on the screen: %v", states)
				}
				// Where the other service is sound, its findings stand.
				if service == sandbox.FirstPromoterService && states["Payment"] != "pass" {
					t.Errorf("the payment in Stripe is %q", states["Payment"])
				}
				k.send("?")
				k.until("Keys on this screen")
				k.send("q")
				if got := k.end(); got != 0 {
					t.Errorf("exit status %d", got)
				}
				output = k.output.String()
				_, _ = s.out.WriteString(strings.ReplaceAll(output, "\x1b", ""))
				if found := s.leaks(); len(found) > 0 {
					t.Errorf("%s on the terminal:\n%s", found, output)
				}
				if strings.Count(output, "\x1b[?1049h") != strings.Count(output, "\x1b[?1049l") {
					t.Errorf("the alternate screen was not left")
				}
				table.Lock()
				defer table.Unlock()
				if table.rows[kind.Name] == nil {
					table.rows[kind.Name] = map[string]string{}
				}
				table.rows[kind.Name][service] = strings.Join([]string{states["Connected"], states["Account"], states["Mode"], states["Lead"], states["Payment"], states["Coupon"]}, " ")
			})
		}
	}
}

// TestEscWhileNothingAnswers: a service that is silent can be stopped, and what
// there is by then is shown; and q ends the program in the midst of requests.
func TestEscWhileNothingAnswers(t *testing.T) {
	t.Parallel()
	sound, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sound.Close() }()
	sale := saleOf(t, sound, "email-typo")
	server, err := sound.Broken(sandbox.Fault{Name: "hang", Service: sandbox.FirstPromoterService})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	env := []string{"NO_COLOR=1"}
	for k, v := range around(t, server).env {
		env = append(env, k+"="+v)
	}
	k := onTerminal(t, env, sale)
	k.until("✓ the invoice")
	k.send("\x1b")
	k.untilAny(itemRow.MatchString)
	k.until("Stopped by you")
	if output := k.output.String(); !strings.Contains(output, "5 Payment") {
		t.Errorf("the payment that was found is not shown:\n%s", output)
	}
	k.send("q")
	if got := k.end(); got != 0 {
		t.Errorf("exit status %d", got)
	}
	k = onTerminal(t, env, sale)
	k.until("Asking Stripe and FirstPromoter")
	began := time.Now()
	k.send("q")
	if got := k.end(); got != 0 || time.Since(began) > 10*time.Second {
		t.Errorf("exit status %d after %v", got, time.Since(began))
	}
}

// untilAny waits until what was written is as wanted.
func (k *talk) untilAny(ok func(string) bool) {
	k.t.Helper()
	limit := time.After(patience)
	for !ok(k.output.String()) {
		select {
		case s, open := <-k.heard:
			if !open {
				k.t.Fatalf("the program ended:\n%s", k.output.String())
			}
			k.output.WriteString(s)
		case <-limit:
			k.t.Fatalf("it never came in\n%q", k.output.String())
		}
	}
}
