package checks_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// TestOverlappingRuns checks sales many times each over one pair of clients, many
// at once, and stops a part of the runs after any number of
// requests. The others must find what a run alone finds, and a stopped one
// nothing that is not so.
func TestOverlappingRuns(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	t.Run("all", func(t *testing.T) {
		for _, api := range []string{sandbox.V1, sandbox.V2} {
			t.Run(api, func(t *testing.T) {
				t.Parallel()
				overlap(t, server, api, rand.New(rand.NewPCG(seed, 0)))
			})
		}
	})
}

func overlap(t *testing.T, server *sandbox.Server, api string, dice *rand.Rand) {
	sales := map[string]record.Query{}
	var keys sandbox.Credentials
	for _, s := range server.Scenarios() {
		if slices.Contains([]string{"email-typo", "healthy-link", "coupon-is-promotion-code", "email-typo-asked-by-referral"}, s.Name) {
			sales[s.Name], keys = walks.Query(t, s.Sale), server.Credentials(s, api)
		}
	}
	clients := walks.Connect(t, server, keys, 0)
	// look diagnoses a sale, stopped when so many requests have begun; 0: never.
	look := func(q record.Query, stopAt int64) checks.Diagnosis {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		var begun atomic.Int64
		ev := gather.Sale(ctx, clients, q, gather.Options{Progress: func(s gather.Step) {
			if !s.Done && begun.Add(1) == stopAt {
				stop()
			}
		}})
		return checks.Diagnose(ev, record.Answers{}, time.Now())
	}
	alone := map[string]map[checks.Item][]string{}
	for name, q := range sales {
		alone[name] = causesByItem(look(q, 0), nil)
	}

	const crowd = 8
	times := 12
	if share.Whole() {
		times = 100
	}
	type visit struct {
		name   string
		stopAt int64
	}
	visits := make(chan visit)
	var all sync.WaitGroup
	for range crowd {
		all.Add(1)
		go func() {
			defer all.Done()
			for v := range visits {
				d := look(sales[v.name], v.stopAt)
				want := alone[v.name]
				if v.stopAt == 0 {
					if got := causesByItem(d, nil); !reflect.DeepEqual(got, want) {
						t.Errorf("%s: %v, alone %v", v.name, got, want)
					}
					continue
				}
				for item, causes := range causesByItem(d, []checks.Status{checks.Fail, checks.Warn}) {
					for _, c := range causes {
						if !slices.Contains(want[item], c) {
							t.Errorf("%s, stopped at request %d: item %d says %s, alone %v", v.name, v.stopAt, item, c, want[item])
						}
					}
				}
			}
		}()
	}
	for range times {
		for name := range sales {
			v := visit{name: name}
			if dice.IntN(2) == 0 {
				v.stopAt = 1 + dice.Int64N(15)
			}
			visits <- v
		}
	}
	close(visits)
	all.Wait()
}

// causesByItem is what each item says, of some verdicts or of all.
func causesByItem(d checks.Diagnosis, only []checks.Status) map[checks.Item][]string {
	out := map[checks.Item][]string{}
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			if only == nil || slices.Contains(only, f.Verdict) {
				out[c.Item] = append(out[c.Item], fmt.Sprintf("%s %s", f.Verdict, f.Cause))
			}
		}
	}
	return out
}
