package tui

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/record"
	"fpdoctor/tui/profiles"
)

// largeAudit finds so many sales, of a few causes.
func largeAudit(n int) Options {
	o := picking()
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		d := typoDiagnosis()
		x.Begin(audit.Account{Evidence: d.Evidence, Read: true, Subjects: n})
		found := [][]checks.Check{{d.Check(checks.Lead), d.Check(checks.Coupon)}, {d.Check(checks.Coupon)}, {d.Check(checks.Lead)}}
		for i := range n {
			s := audit.Sale{Checks: found[i%3], Missing: record.Money{Minor: int64(100 + i), Currency: "usd"}}
			invoice := d.Evidence.Stripe.Invoices[0]
			invoice.AmountPaid, invoice.PaidAt = s.Missing, testNow.Add(-time.Duration(i*7919%n)*time.Minute)
			s.Diagnosis.Subject = checks.Subject{
				Query:   record.Query{Kind: record.ByReferral, Value: fmt.Sprint(i), Typed: fmt.Sprintf("ref_%d", i)},
				Email:   fmt.Sprintf("buyer%d@hollow.example", i),
				Payment: record.Sale{Invoice: &invoice}, Sale: record.StripeRef(record.TypeInvoice, invoice.ID),
			}
			x.Found(s)
			x.Done(i + 1)
		}
		return audit.Summary{Referrals: n, Leads: n}
	}
	return o
}

// audited is the audit of so many sales, done, on a terminal of this size.
func audited(t testing.TB, n, w, h int) *driver {
	t.Helper()
	d := start(t, largeAudit(n), w, h)
	d.keys("down")
	a := d.auditing()
	for a.next != nil {
		a.hear()
	}
	d.wants("missing or open. Money missing:")
	return d
}

// Only what is in sight is drawn: a key costs no more in a list of a hundred thousand
// sales than in one of a few hundred.
func TestAuditDrawsOnlyWhatIsInSight(t *testing.T) {
	cost := map[int]float64{}
	for _, n := range []int{300, 30_000} {
		d := audited(t, n, 80, 24)
		for _, k := range []string{"pgdown", "tab", "up", "end"} {
			d.keys(k)
			cost[n] += testing.AllocsPerRun(20, func() { d.keys("down", "up") })
		}
	}
	if cost[30_000] > 1.5*cost[300] {
		t.Errorf("a key takes %.0f allocations where many sales are missing, and %.0f where few are", cost[30_000], cost[300])
	}
}

// BenchmarkAuditOf100000Sales tells how long a key and the frame after it take, Update
// and View together, in milliseconds: half of them take less than p50, all but one in a hundred less than p99.
func BenchmarkAuditOf100000Sales(b *testing.B) {
	d := audited(b, 100_000, 160, 50)
	keys := []string{"down", "pgdown", "down", "up", "tab", "end", "pgup", "home", "down", "D", "shift+tab", "pgdown", "/", "7", "7", "backspace", "esc", "m", "m"}
	var took []time.Duration
	b.ResetTimer()
	for i := range b.N {
		msg := keyMsg(keys[i%len(keys)])
		began := time.Now()
		_, cmd := d.u.Update(msg)
		d.u.View()
		took = append(took, time.Since(began))
		d.run(cmd)
	}
	b.StopTimer()
	reportTimes(b, took)
}

// BenchmarkAuditFindsMoreAmong100000Sales is the same for sales that are found.
func BenchmarkAuditFindsMoreAmong100000Sales(b *testing.B) {
	d := start(b, largeAudit(100_000+b.N), 160, 50)
	d.keys("down")
	a := d.auditing()
	var took []time.Duration
	b.ResetTimer()
	for a.next != nil {
		msg := a.next()
		if msg == nil {
			break
		}
		began := time.Now()
		var cmd tea.Cmd
		_, cmd = d.u.Update(msg)
		d.u.View()
		took = append(took, time.Since(began))
		a.next = cmd
	}
	b.StopTimer()
	reportTimes(b, took)
}

func reportTimes(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(float64(len(took)-1)*share)].Microseconds()) / 1000
	}
	b.ReportMetric(at(.5), "ms-p50")
	b.ReportMetric(at(.99), "ms-p99")
	b.ReportMetric(at(1), "ms-max")
}
