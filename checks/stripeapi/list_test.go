package stripeapi

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

func cheap(id string) string {
	return fmt.Sprintf(`{"id":%q,"object":"charge","amount":100,"currency":"usd"}`, id)
}

// pages serves list pages in turn; the last repeats.
func pages(bodies ...string) http.HandlerFunc {
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		body := bodies[min(n, len(bodies)-1)]
		n++
		say(200, body)(w, r)
	}
}

func TestPaging(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get("starting_after"), "ch_"))
		say(200, list(true, cheap("ch_"+strconv.Itoa(after+1)), cheap("ch_"+strconv.Itoa(after+2))))(w, r)
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		charges int
		sent    int
		more    bool
		gap     record.Reason
	}{
		"one page":                     {pages(list(false, cheap("ch_1"))), 1, 1, false, ""},
		"nothing":                      {pages(list(false)), 0, 1, false, ""},
		"two pages":                    {pages(list(true, cheap("ch_2")), list(false, cheap("ch_1"))), 2, 2, false, ""},
		"more, but empty":              {pages(list(true)), 0, 1, true, ""},
		"more, then empty":             {pages(list(true, cheap("ch_1")), list(true)), 1, 2, true, ""},
		"the same page again":          {pages(list(true, cheap("ch_1"), cheap("ch_2"))), 2, 2, true, ""},
		"overlapping":                  {pages(list(true, cheap("ch_1"), cheap("ch_2")), list(false, cheap("ch_2"), cheap("ch_3"))), 3, 2, false, ""},
		"endless":                      {endless, 20, 10, true, ""},
		"second page breaks":           {pages(list(true, cheap("ch_1")), `{"object":"list","data":[{"id":"ch_2","object":"charge","amount":"x"}],"has_more":false}`), 1, 2, true, record.UnreadableAnswer},
		"second page of another shape": {pages(list(true, cheap("ch_1")), `{}`), 1, 2, true, record.UnreadableAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			f := serve(t, c.handler)
			found, err := question.Ask(context.Background(), f, question.ChargesOf{Customer: "cus_1"})
			if err != nil || len(found.Charges) != c.charges || f.Sent() != c.sent || found.More != c.more {
				t.Errorf("%d charges, more %t, %v after %d requests", len(found.Charges), found.More, err, f.Sent())
			}
			var gap record.Reason
			if len(found.Gaps) > 0 {
				gap = found.Gaps[0].Reason
				if found.Gaps[0].Part != record.PartCharges || found.Gaps[0].System != record.Stripe {
					t.Errorf("%+v", found.Gaps)
				}
			}
			if gap != c.gap {
				t.Errorf("gap %q", gap)
			}
			for _, r := range f.requests() {
				if r.URL.Query().Get("limit") != "100" || r.URL.Query().Get("customer") != "cus_1" {
					t.Error(r.URL)
				}
			}
		})
	}
}

// TestWholeListThatGoesInCircles ends, and is told: one page again and again, or
// several in turn. A long one that moves is read to its end.
func TestWholeListThatGoesInCircles(t *testing.T) {
	for round, sent := range map[int]int{1: 10, 3: 20, 5: 40} {
		f := serve(t, func(w http.ResponseWriter, r *http.Request) {
			after, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get("starting_after"), "ch_"))
			say(200, list(true, cheap("ch_"+strconv.Itoa(after%round+1))))(w, r)
		})
		gaps, more, err := f.Each(context.Background(), question.Stretch{Whole: question.AllCharges}, func(question.Records) {})
		if err != nil || !more || len(gaps) != 1 || !strings.Contains(gaps[0].Detail, "again") || f.Sent() > sent {
			t.Errorf("%d in turn: %+v, more %t, %v after %d requests", round, gaps, more, err, f.Sent())
		}
	}
	const all = 2500
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get("starting_after"), "ch_"))
		say(200, list(after+1 < all, cheap("ch_"+strconv.Itoa(after+1))))(w, r)
	})
	seen := 0
	gaps, more, err := f.Each(context.Background(), question.Stretch{Whole: question.AllCharges}, func(r question.Records) { seen += len(r.Charges) })
	if err != nil || more || len(gaps) != 0 || seen != all {
		t.Errorf("%d of %d, more %t, %+v, %v", seen, all, more, gaps, err)
	}
}

func TestBrokenListsAreNotEmptyLists(t *testing.T) {
	for _, body := range []string{
		`{}`, `[]`, `null`, `{"object":"list"}`, `{"object":"list","data":null,"has_more":false}`, `{"object":"list","data":{},"has_more":false}`,
		`{"object":"list","data":[],"has_more":null}`, `{"object":"list","data":[],"has_more":"no"}`, `{"object":"charge","data":[],"has_more":false}`,
		list(false, "null"), list(false, "{}"), list(false, `"ch_1"`), list(false, `{"id":null,"object":"charge"}`), list(false, `{"id":7,"object":"charge"}`),
		list(false, `{"id":"cus_1","object":"customer"}`), list(false, `{"id":"ch_1","object":"charge","amount":12.5}`), list(false, `{"id":"ch_1","object":"charge","amount":"12"}`),
		list(false, `{"id":"ch_1","object":"charge","metadata":{"a":{}}}`), list(false, `{"id":"ch_1","object":"charge","created":"now"}`),
		list(false, `{"id":"ch_1","object":"charge","livemode":"yes"}`), list(false, `{"id":"ch_1","object":"charge","customer":5}`),
		list(false, `{"id":"ch_1","object":"charge","customer":{"id":"cus_1","object":"customer","created":[]}}`),
		list(false, `{"id":"ch_1","object":"charge","x":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)+`}`),
	} {
		f := serve(t, say(200, body))
		found, err := question.Ask(context.Background(), f, question.ChargesOf{Customer: "cus_1"})
		if failed(t, err).Reason != record.UnreadableAnswer || len(found.Charges) > 0 {
			t.Errorf("%s: %v, %v", body, found.Charges, err)
		}
	}
}

func TestNewestIsOnePage(t *testing.T) {
	f := serve(t, pages(list(true, cheap("ch_1"))))
	if found, err := question.Ask(context.Background(), f, question.NewestCharges{Created: question.Between(timeOf(1700000000), timeOf(1700000100))}); err != nil || !found.More || f.Sent() != 1 {
		t.Error(found.More, err, f.Sent())
	}
	q := f.requests()[0].URL.Query()
	if q.Get("created[gte]") != "1700000000" || q.Get("created[lte]") != "1700000100" {
		t.Error(q)
	}
}

func TestSearchGoesByPageToken(t *testing.T) {
	page := func(next string, ids ...string) string {
		var items []string
		for _, id := range ids {
			items = append(items, fmt.Sprintf(`{"id":%q,"object":"customer"}`, id))
		}
		return fmt.Sprintf(`{"object":"search_result","has_more":%t,"next_page":%q,"data":[%s]}`, next != "", next, strings.Join(items, ","))
	}
	f := serve(t, pages(page("token2", "cus_1"), page("", "cus_2")))
	found, err := question.Ask(context.Background(), f, question.CustomersTyped{Text: `a"b\c`})
	if err != nil || len(found.Customers) != 2 || found.More {
		t.Fatal(found, err)
	}
	first, second := f.requests()[0].URL.Query(), f.requests()[1].URL.Query()
	if first.Get("query") != `email~"a\"b\\c"` || second.Get("page") != "token2" || second.Has("starting_after") {
		t.Error(first, second)
	}
}

func TestListsThatMustBeWhole(t *testing.T) {
	code := func(id string) string { return fixture(t, "promotion_code", "id", id) }
	f := serve(t, pages(list(true, code("promo_1")), list(true, code("promo_1"))))
	codes, err := question.Ask(context.Background(), f, question.PromotionCodesByText{Text: "FALL20"})
	if got := failed(t, err); len(codes) != 1 || got.Reason != record.ListTooLong {
		t.Error(codes, err)
	}
	f = serve(t, pages(list(true, code("promo_1")), htmlPage))
	codes, err = question.Ask(context.Background(), f, question.PromotionCodesByText{Text: "FALL20"})
	if got := failed(t, err); len(codes) != 1 || got.Reason != record.UnreadableAnswer {
		t.Error(codes, err)
	}
	f = serve(t, pages(list(true, fixture(t, "coupon")), list(false, fixture(t, "coupon", "id", "other"))))
	coupons, err := question.Ask(context.Background(), f, question.Coupons{})
	if err != nil || !coupons.Complete || len(coupons.Items) != 2 || coupons.Items[0].ID != "Z4OV52SU" || coupons.Items[0].PercentOff != 25.5 {
		t.Error(coupons, err)
	}
}

func TestEmailChanges(t *testing.T) {
	event := func(id, previous string) string {
		return `{"id":"` + id + `","object":"event","created":1700000000,"type":"customer.updated","data":{"object":{"id":"cus_1","object":"customer","email":"new@example.com","balance":"odd"},"previous_attributes":` + previous + `}}`
	}
	f := serve(t, pages(list(false, event("evt_1", `{"email":"old@example.com"}`), event("evt_2", `{"name":"x"}`), event("evt_3", `null`), event("evt_4", `{"email":null}`))))
	changes, err := question.Ask(context.Background(), f, question.EmailChanges{})
	if err != nil || len(changes) != 2 {
		t.Fatal(changes, err)
	}
	if want := (record.EmailChange{EventID: "evt_1", CustomerID: "cus_1", From: "old@example.com", To: "new@example.com", At: timeOf(1700000000)}); changes[0] != want || changes[1].From != "" {
		t.Errorf("%+v", changes)
	}
}

func TestEventTellsItsPayment(t *testing.T) {
	event := func(object string) string {
		return `{"id":"evt_1","object":"event","created":1700000000,"type":"charge.succeeded","data":{"object":` + object + `}}`
	}
	for object, want := range map[string]string{
		`{"id":"ch_1","object":"charge","invoice":"in_1","payment_intent":"pi_1"}`:                     "in_1 pi_1 ch_1",
		`{"id":"in_1","object":"invoice","charge":null,"payment_intent":{"id":"pi_1"},"customer":"c"}`: "in_1",
		`{}`: "",
	} {
		f := serve(t, say(200, event(object)))
		look, err := question.Ask(context.Background(), f, question.Event{ID: "evt_1"})
		if got := strings.Join(look.Objects, " "); err != nil || look.ID != "evt_1" || got != want {
			t.Errorf("%s: %q %v", object, got, err)
		}
	}
	f := serve(t, say(200, fixture(t, "charge", "id", "evt_1")))
	if _, err := question.Ask(context.Background(), f, question.Event{ID: "evt_1"}); failed(t, err).Reason != record.UnreadableAnswer {
		t.Error(err)
	}
}

func TestUpcoming(t *testing.T) {
	preview := fixture(t, "invoice", "id", nil, "status", "draft")
	f := serve(t, say(200, preview))
	found, err := question.Ask(context.Background(), f, question.UpcomingOf{Customer: "cus_1"})
	if err != nil || found.Upcoming == nil || len(found.Invoices) != 0 {
		t.Errorf("%+v %v", found, err)
	}
	f = serve(t, say(404, errorBody("invoice_upcoming_none", "No upcoming invoices for customer: cus_1")))
	if found, err = question.Ask(context.Background(), f, question.UpcomingOf{Customer: "cus_1"}); err != nil || found.Upcoming != nil {
		t.Errorf("%+v %v", found, err)
	}
	f = serve(t, say(404, errorBody("resource_missing", "No such customer: 'cus_1'")))
	if _, err = question.Ask(context.Background(), f, question.UpcomingOf{Customer: "cus_1"}); failed(t, err).Existence != record.NotFound {
		t.Error(err)
	}
}
