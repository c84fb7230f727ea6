package fpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
)

// paging is a server with n records and a page size of its own.
type paging struct {
	n, size  int // size: the most it gives a page, 0: what is asked for
	clamp    bool
	ignore   bool // pays no heed to page
	endless  bool
	total    bool
	perPage  bool
	link     bool
	envelope bool
}

func (p paging) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.FormValue("page"))
	size, _ := strconv.Atoi(r.FormValue("per_page"))
	if p.size > 0 {
		size = min(size, p.size)
	}
	pages := (p.n + size - 1) / size
	if p.clamp {
		page = min(page, pages)
	}
	if p.ignore {
		page = 1
	}
	from, to := (page-1)*size+1, min(page*size, p.n)
	if p.endless {
		to = page * size
	}
	if p.total {
		w.Header().Set("Total", strconv.Itoa(p.n))
	}
	if p.perPage {
		w.Header().Set("Per-Page", strconv.Itoa(size))
	}
	if p.link {
		next := ""
		if page < pages {
			next = fmt.Sprintf(`, <https://x/?page=%d>; rel="next"`, page+1)
		}
		w.Header().Set("Link", `<https://x/?page=1>; rel="first"`+next)
	}
	body := numberedList(from, to)
	if p.envelope {
		body = `{"data":` + body + `,"meta":{"pending_count":0}}`
	}
	_, _ = w.Write([]byte(body))
}

func TestPaging(t *testing.T) {
	for _, tc := range []struct {
		name     string
		server   paging
		want     int
		complete bool
		most     int // requests
	}{
		{"none", paging{n: 0}, 0, true, 1},
		{"short", paging{n: 7}, 7, true, 1},
		{"short in an envelope", paging{n: 7, envelope: true}, 7, true, 1},
		{"a round number", paging{n: 20}, 20, true, 2},
		{"full, then empty", paging{n: 100}, 100, true, 2},
		{"full, then short", paging{n: 130}, 130, true, 2},
		{"capped at 20", paging{n: 130, size: 20}, 130, true, 8},
		{"capped at 25", paging{n: 75, size: 25}, 75, true, 6},
		{"capped at 50, as v1", paging{n: 333, size: 50}, 333, true, 8},
		{"capped, with Per-Page", paging{n: 60, size: 48, perPage: true}, 60, true, 2},
		{"capped, with Total", paging{n: 96, size: 48, total: true}, 96, true, 2},
		{"capped oddly, with Link", paging{n: 130, size: 33, link: true}, 130, true, 6},
		{"last page repeated", paging{n: 200, clamp: true}, 200, true, 3},
		{"page ignored", paging{n: 100, ignore: true}, 100, true, 2},
		{"page ignored though Total says more", paging{n: 500, ignore: true, total: true}, 100, false, 2},
		{"endless", paging{n: 1, endless: true}, 100 * maxPromoters, false, maxPromoters},
		{"at the bound", paging{n: 100 * maxPromoters}, 100 * maxPromoters, false, maxPromoters},
		{"at the bound, with Total", paging{n: 100 * maxPromoters, total: true}, 100 * maxPromoters, true, maxPromoters},
		{"beyond the bound", paging{n: 100*maxPromoters + 1, total: true, link: true}, 100 * maxPromoters, false, maxPromoters},
	} {
		for _, api := range []record.API{record.V1, record.V2} {
			t.Run(tc.name+" "+string(api), func(t *testing.T) {
				s := serve(t, api, tc.server.ServeHTTP)
				list, complete, err := listed(transport.Bounded(context.Background()), s, question.Promoters{})
				if err != nil || len(list) != tc.want || complete != tc.complete {
					t.Fatalf("%d records, complete %v, %v; want %d, %v", len(list), complete, err, tc.want, tc.complete)
				}
				for i, p := range list {
					if p.ID != strconv.Itoa(i+1) {
						t.Fatalf("record %d has id %s", i+1, p.ID)
					}
				}
				if s.requests() > tc.most {
					t.Errorf("%d requests, want at most %d", s.requests(), tc.most)
				}
			})
		}
	}
}

// TestWholeAccountsHaveNoBound: what no single look asks is read to its end.
func TestWholeAccountsHaveNoBound(t *testing.T) {
	const n = 100*(maxPromoters+maxLeads) + 1
	for _, api := range []record.API{record.V1, record.V2} {
		s := serve(t, api, paging{n: n}.ServeHTTP)
		promoters, whole, err := listed(context.Background(), s, question.Promoters{})
		if err != nil || len(promoters) != n || !whole {
			t.Errorf("%s: %d promoters, complete %v, %v", api, len(promoters), whole, err)
		}
		referrals, whole, err := listed(context.Background(), s, question.AllReferrals{})
		if err != nil || len(referrals) != n || !whole {
			t.Errorf("%s: %d referrals, complete %v, %v", api, len(referrals), whole, err)
		}
	}
}

func TestNewestOnly(t *testing.T) {
	for _, tc := range []struct {
		n        int
		complete bool
		requests int
	}{{0, true, 1}, {99, true, 1}, {50, true, 2}, {100, false, 1}, {150, false, 1}} {
		s := serve(t, record.V2, paging{n: tc.n}.ServeHTTP)
		list, complete, err := listed(context.Background(), s, question.RecentCommissions{})
		if err != nil || len(list) != min(tc.n, 100) || complete != tc.complete || s.requests() != tc.requests {
			t.Errorf("%d: got %d, complete %v, %v, %d requests", tc.n, len(list), complete, err, s.requests())
		}
	}
}

func TestPagesThatShift(t *testing.T) {
	// A lead that comes in between two pages moves the others on by one.
	s := serve(t, record.V1, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("page") == "1" {
			_, _ = w.Write([]byte(numberedList(1, 100)))
			return
		}
		_, _ = w.Write([]byte(numberedList(100, 120)))
	})
	list, complete, err := listed(context.Background(), s, question.Leads{})
	if err != nil || len(list) != 120 || !complete {
		t.Errorf("%d leads, complete %v, %v", len(list), complete, err)
	}
}

func TestPageThatFails(t *testing.T) {
	s := serve(t, record.V2, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("page") == "3" {
			answering(200, "<html>")(w, r)
			return
		}
		paging{n: 1000}.ServeHTTP(w, r)
	})
	list, complete, err := listed(context.Background(), s, question.Promoters{})
	if f := failure(t, err); f.Reason != record.UnreadableAnswer || len(list) != 200 || complete {
		t.Errorf("%d records, complete %v, %+v", len(list), complete, f)
	}
}

func TestUselessRecords(t *testing.T) {
	for body, want := range map[string]struct {
		n        int
		complete bool
		reason   record.Reason
	}{
		`[null, {"id":1}, 7, {"id":null,"email":null}, {}]`:  {1, false, ""},
		`[{"id":null,"email":"a@x.io"},{"id":null,"uid":5}]`: {2, true, ""},
		`[null]`:              {0, false, record.UnreadableAnswer},
		`[{}]`:                {0, false, record.UnreadableAnswer},
		`["a","b"]`:           {0, false, record.UnreadableAnswer},
		`{}`:                  {0, false, record.UnreadableAnswer},
		`{"data":null}`:       {0, false, record.UnreadableAnswer},
		`{"data":{"id":1}}`:   {0, false, record.UnreadableAnswer},
		`null`:                {0, false, record.UnreadableAnswer},
		`"Bad credentials"`:   {0, false, record.UnreadableAnswer},
		`{"message":"hello"}`: {0, false, record.UnreadableAnswer},
		``:                    {0, false, record.UnreadableAnswer},
		`[{"id":1}`:           {0, false, record.UnreadableAnswer},
		"\ufeff [{\"id\":1}]": {1, true, ""},
		`{"DATA":[{"id":1}]}`: {1, true, ""},
	} {
		s := serve(t, record.V2, answering(200, body))
		list, complete, err := listed(context.Background(), s, question.Leads{})
		if want.reason != "" {
			if f := failure(t, err); f.Reason != want.reason {
				t.Errorf("%s: %+v", body, f)
			}
			continue
		}
		if err != nil || len(list) != want.n || complete != want.complete {
			t.Errorf("%s: %d, complete %v, %v", body, len(list), complete, err)
		}
	}
}

func TestSearchTooLong(t *testing.T) {
	s := serve(t, record.V2, paging{endless: true}.ServeHTTP)
	ctx := transport.Bounded(context.Background())
	if _, err := question.Ask(ctx, s, question.ReferralsByEmail{Email: "u7@example.com"}); err != nil {
		t.Errorf("found: %v", err)
	}
	_, err := question.Ask(ctx, s, question.ReferralsByEmail{Email: "nobody@example.com"})
	if f := failure(t, err); f.Reason != record.ListTooLong {
		t.Errorf("%+v", f)
	}
	v1 := serve(t, record.V1, paging{endless: true}.ServeHTTP)
	for name, err := range map[string]error{
		"Commissions":    second(question.Ask(ctx, v1, question.Commissions{Text: "in_nothing"})),
		"PromoterByCode": second(question.Ask(ctx, v1, question.PromoterByCode{Code: "NOTHING"})),
	} {
		var f *record.Failure
		if !errors.As(err, &f) || f.Reason != record.ListTooLong || f.Existence != record.NotAsked {
			t.Errorf("%s: %v", name, err)
		}
	}
}
