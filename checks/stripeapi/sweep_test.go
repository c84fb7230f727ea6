package stripeapi

import (
	"context"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/question"
)

// account is a list of charges, several of one second, as Stripe serves it: newest
// first, by cursor and in ranges of created.
type account struct {
	made []int64 // by number, newest first

	mu      sync.Mutex
	asked   int
	under   int
	most    int // side by side
	deleted map[int]bool
	grows   bool // a charge more with each request, each newer than all before
	broken  func(asked int) bool
	shift   int64 // by which what is answered was made later than what is looked for
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.asked++
	a.under++
	a.most = max(a.most, a.under)
	breaks := a.broken != nil && a.broken(a.asked)
	pause := time.Duration(a.asked*7%5) * time.Millisecond // answers overtake one another
	a.mu.Unlock()
	defer func() { a.mu.Lock(); a.under--; a.mu.Unlock() }()
	<-time.After(2*time.Millisecond + pause)
	if breaks {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	q := r.URL.Query()
	bound := func(name string, none int64) int64 {
		if v, err := strconv.ParseInt(q.Get(name), 10, 64); err == nil {
			return v
		}
		return none
	}
	since, before := bound("created[gte]", 0), bound("created[lt]", 1<<62)
	from := sort.Search(len(a.made), func(i int) bool { return a.made[i] < before })
	if after := q.Get("starting_after"); after != "" {
		n, _ := strconv.Atoi(strings.TrimPrefix(after, "ch_"))
		a.mu.Lock()
		gone := a.deleted[n]
		a.mu.Unlock()
		if gone {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"error":{"code":"resource_missing","message":"No such charge: '%s'","type":"invalid_request_error"}}`, after)
			return
		}
		from = max(from, n+1)
	}
	var items []string
	more := false
	a.mu.Lock()
	made := a.asked
	a.mu.Unlock()
	for n := made; a.grows && n > 0 && q.Get("starting_after") == ""; n-- {
		if at := 1_790_000_000 + int64(n); at >= since && at < before {
			items = append(items, fmt.Sprintf(`{"id":"ch_new%d","object":"charge","created":%d,"amount":100,"amount_captured":100,"currency":"usd"}`, n, at))
		}
	}
	for i := from; i < len(a.made) && a.made[i] >= since; i++ {
		if len(items) == 100 {
			more = true
			break
		}
		items = append(items, fmt.Sprintf(`{"id":"ch_%d","object":"charge","created":%d,"amount":100,"amount_captured":100,"currency":"usd"}`, i, a.made[i]+a.shift))
	}
	say(200, list(more, items...))(w, r)
}

// shopOf is a shop that has grown: dense of late, sparse before, in one case with
// all that it sold long ago.
func shopOf(n int, age func(i int) int64) *account {
	a := &account{deleted: map[int]bool{}}
	for i := range n {
		a.made = append(a.made, 1_790_000_000-age(i))
	}
	return a
}

func (a *account) read(t *testing.T) (ids map[string]int, more bool, gaps int) {
	t.Helper()
	f := serve(t, a.ServeHTTP)
	ids = map[string]int{}
	var mu sync.Mutex
	found, more, err := f.Each(context.Background(), question.Stretch{Whole: question.AllCharges}, func(r question.Records) {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range r.Charges {
			ids[c.ID]++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, more, len(found)
}

// TestStretchesMeet: read in stretches side by side, every object comes once,
// however the account lies in time, and hardly a request more than by its cursor.
func TestStretchesMeet(t *testing.T) {
	for name, a := range map[string]*account{
		"none":            shopOf(0, nil),
		"one page":        shopOf(100, func(i int) int64 { return int64(i) }),
		"two pages":       shopOf(101, func(i int) int64 { return int64(i) }),
		"even":            shopOf(6000, func(i int) int64 { return int64(i) * 3000 }),
		"growing":         shopOf(6000, func(i int) int64 { return int64(i) * int64(i) / 2 }),
		"one second":      shopOf(3000, func(i int) int64 { return int64(i/1500) * 1000 }),
		"all long ago":    shopOf(6000, func(i int) int64 { return min(int64(i)*400_000_000, 400_000_000) + int64(i) }),
		"all this year":   shopOf(6000, func(i int) int64 { return int64(i) * 2000 }),
		"thirty a second": shopOf(6000, func(i int) int64 { return int64(i / 30) }),
	} {
		ids, more, gaps := a.read(t)
		if len(ids) != len(a.made) || more || gaps > 0 {
			t.Errorf("%s: %d of %d, more %t, %d gaps", name, len(ids), len(a.made), more, gaps)
		}
		for id, n := range ids {
			if n != 1 {
				t.Fatalf("%s: %s came %d times", name, id, n)
			}
		}
		pages := max(1, (len(a.made)+99)/100)
		if a.asked > pages+2*mostStretches || pages < 3 && a.asked > pages {
			t.Errorf("%s: %d requests for %d pages", name, a.asked, pages)
		}
		if pages > 50 && a.most < 2 {
			t.Errorf("%s: never side by side", name)
		}
	}
}

// TestListThatShrinks: where the object that the cursor names is deleted, the list
// goes on by time.
func TestListThatShrinks(t *testing.T) {
	a := shopOf(1200, func(i int) int64 { return int64(i / 3) })
	a.deleted[99], a.deleted[199], a.deleted[499] = true, true, true
	if ids, more, gaps := a.read(t); len(ids) != 1200 || more || gaps > 0 {
		t.Errorf("%d of 1200, more %t, %d gaps", len(ids), more, gaps)
	}
}

// TestListThatGrows: objects that are made while the list is read disturb nothing, and
// what was there comes once.
func TestListThatGrows(t *testing.T) {
	a := shopOf(2000, func(i int) int64 { return 10_000 + int64(i)*50 })
	a.grows = true
	ids, more, gaps := a.read(t)
	if more || gaps > 0 {
		t.Errorf("more %t, %d gaps", more, gaps)
	}
	for i := range 2000 {
		if n := ids[fmt.Sprintf("ch_%d", i)]; n != 1 {
			t.Fatalf("ch_%d came %d times", i, n)
		}
	}
}

// TestPagesThatFailForAWhile: a quarter of all answers is an error, and nothing is
// lost and nothing comes twice.
func TestPagesThatFailForAWhile(t *testing.T) {
	a := shopOf(4000, func(i int) int64 { return int64(i) * 100 })
	a.broken = func(asked int) bool { return asked%4 == 2 }
	ids, more, gaps := a.read(t)
	if len(ids) != 4000 || more || gaps > 0 {
		t.Errorf("%d of 4000, more %t, %d gaps", len(ids), more, gaps)
	}
	for id, n := range ids {
		if n != 1 {
			t.Fatalf("%s came %d times", id, n)
		}
	}
}

// TestStretchThatBreaks: what the others read counts, and what is missing is told.
func TestStretchThatBreaks(t *testing.T) {
	a := shopOf(4000, func(i int) int64 { return int64(i) * 100 })
	a.broken = func(asked int) bool { return asked > 15 }
	if ids, more, gaps := a.read(t); len(ids) < 500 || len(ids) >= 4000 || !more || gaps != 1 {
		t.Errorf("%d of 4000, more %t, %d gaps", len(ids), more, gaps)
	}
}

// TestDatesAstray: where answers hold objects of another time than was asked for, nobody
// can tell whether they are all, and that is told.
func TestDatesAstray(t *testing.T) {
	a := shopOf(4000, func(i int) int64 { return int64(i) * 100_000 })
	a.shift = 50 * 365 * 24 * 60 * 60
	if ids, more, gaps := a.read(t); len(ids) == 4000 || !more || gaps != 1 {
		t.Errorf("%d of 4000, more %t, %d gaps", len(ids), more, gaps)
	}
}
