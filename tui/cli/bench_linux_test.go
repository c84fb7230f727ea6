package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

// middle is the median in milliseconds.
func middle(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2].Microseconds()) / 1000
}

// BenchmarkFirstText is from the start to the first words, beside what an empty
// program on the same libraries takes, in turns.
func BenchmarkFirstText(b *testing.B) {
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	env := []string{
		"COLORTERM=truecolor", "FPDOCTOR_STRIPE_API_BASE=" + server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + server.FirstPromoterBase,
		"STRIPE_API_KEY=" + server.StripeKey, "FIRSTPROMOTER_API_KEY=" + server.FirstPromoterKey, "FIRSTPROMOTER_ACCOUNT_ID=" + server.AccountID,
	}
	empty, program := built(b, "fpdoctor/tui/internal/emptyscreen"), built(b, "fpdoctor")
	first := func(words, program string, args ...string) time.Duration {
		began := time.Now()
		k := startOn(b, env, program, args...)
		k.until(words)
		took := time.Since(began)
		k.send("\x03")
		k.end()
		return took
	}
	for name, args := range map[string][]string{"demo": {"--demo"}, "sale": {scenarios()[0].Sale}} {
		b.Run(name, func(b *testing.B) {
			var ours, theirs []time.Duration
			for b.Loop() {
				theirs = append(theirs, first("ready", empty))
				ours = append(ours, first("✚", program, args...))
			}
			b.ReportMetric(middle(ours), "ms")
			b.ReportMetric(middle(theirs), "empty-ms")
			b.ReportMetric(middle(ours)/middle(theirs), "times-empty")
			b.ReportMetric(float64(slices.Min(ours))/float64(slices.Min(theirs)), "times-empty-at-best")
		})
	}
}

// built is a program built as it is released.
func built(b *testing.B, of string) (program string) {
	b.Helper()
	program = filepath.Join(b.TempDir(), "program")
	if output, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, of).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, output)
	}
	return program
}

// BenchmarkKeyOnTerminal is from a key to the frame that it makes.
func BenchmarkKeyOnTerminal(b *testing.B) {
	k := startOn(b, []string{"COLORTERM=truecolor"}, "fpdoctor", "--demo", typo(b))
	k.until("WHAT TO DO")
	k.quiet()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		k.send([]string{"5", "4"}[i%2])
		k.output.WriteString(<-k.heard)
		took = append(took, time.Since(began))
		k.quiet()
	}
	b.ReportMetric(middle(took), "ms")
}

// BenchmarkIdle is the share of a core that standing still takes.
func BenchmarkIdle(b *testing.B) {
	k := startOn(b, []string{"COLORTERM=truecolor"}, "fpdoctor", "--demo", typo(b))
	k.until("WHAT TO DO")
	k.quiet()
	before, began := k.cpu(), time.Now()
	for b.Loop() {
		time.Sleep(time.Second)
	}
	b.ReportMetric(100*float64(k.cpu()-before)/float64(time.Since(began)), "%cpu")
}

// quiet waits until nothing more is drawn.
func (k *talk) quiet() {
	for {
		select {
		case s := <-k.heard:
			k.output.WriteString(s)
		case <-time.After(40 * time.Millisecond):
			return
		}
	}
}

// cpu is the time that the program has computed so far.
func (k *talk) cpu() time.Duration {
	k.t.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(k.cmd.Process.Pid) + "/stat")
	if err != nil {
		k.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // in hundredths of a second on every Linux
}
