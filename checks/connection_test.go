package checks

import (
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func TestConnected(t *testing.T) {
	const day = 24 * time.Hour
	// excused gives item 5 something to warn of, so that the sale is not unexplained.
	excused := func(more ...func(*story)) func(*story) {
		return func(s *story) {
			s.charge().Refunded = true
			for _, m := range more {
				m(s)
			}
		}
	}
	traceOnly := func(after ...time.Duration) func(*story) {
		return func(s *story) {
			s.withoutTraces()
			for _, a := range after {
				s.trace(a)
			}
		}
	}
	yes := func(s *story) { s.answersConnected(true) }
	no := func(s *story) { s.answersConnected(false) }
	none := func(s *story) { s.withoutTraces() }
	unread := func(s *story) { s.withoutTraces(); s.FirstPromoter.RecentComplete = false }
	byAPI := func(s *story) {
		s.commission(record.Commission{ID: "9200", Type: "sale", EventID: "order-77", Created: paidAt})
	}
	commission := func(c record.Commission) func(*story) {
		return func(s *story) {
			c.ID, c.Created = "9100", paidAt.Add(time.Minute)
			s.commission(c)
		}
	}
	checkRows(t, Connected, []row{
		// The sale itself.
		{name: "recorded", with: func(s *story) { s.recorded() }, want: []string{"pass sale-recorded"}},
		{name: "recorded by its charge", with: commission(record.Commission{Type: "sale", EventID: "ch_sale"}), want: []string{"pass sale-recorded"}},
		{name: "recorded, and a no answered", with: func(s *story) { s.recorded(); no(s) }, want: []string{"pass sale-recorded", "info answer-contradicted"}},
		{name: "recorded, and a yes answered", with: func(s *story) { s.recorded(); yes(s) }, want: []string{"pass sale-recorded"}},
		{name: "recorded by API", with: commission(record.Commission{Type: "sale", EventID: "pi_sale"}), want: []string{"pass sale-recorded", "info sales-by-api", "pass recently-received"}},
		{
			name: "recorded by API under an event of the charge", with: func(s *story) {
				commission(record.Commission{Type: "sale", EventID: "evt_9"})(s)
				s.Stripe.Events = []record.EventLookup{{ID: "evt_9", Objects: []string{"ch_sale"}}}
			}, want: []string{"pass sale-recorded", "info sales-by-api", "pass recently-received"},
		},
		{
			name: "an event of another charge", with: excused(commission(record.Commission{Type: "sale", EventID: "evt_9"}), func(s *story) {
				s.Stripe.Events = []record.EventLookup{{ID: "evt_9", Objects: []string{"ch_other"}}}
			}), want: []string{"pass recently-received", "info sales-by-api"},
		},
		{
			name: "by hand, which proves nothing", with: func(s *story) {
				none(s)
				commission(record.Commission{Type: "sale", EventID: "in_sale", CreatedBy: "me@example.com"})(s)
			}, want: []string{"pass sale-recorded", "warn never-received"},
		},
		{
			name: "by hand and by Stripe", with: func(s *story) {
				s.commission(record.Commission{ID: "9101", Type: "sale", EventID: "in_sale", CreatedBy: "me@example.com"})
				s.recorded()
			}, want: []string{"pass sale-recorded"},
		},
		{name: "a custom commission is no sale", with: excused(commission(record.Commission{Type: "custom", EventID: "in_sale"})), want: []string{"pass recently-received"}},
		{name: "another sale's commission", with: excused(commission(record.Commission{Type: "sale", EventID: "in_sale2"})), want: []string{"pass recently-received"}},
		{
			name: "asked about one referral, another one's commission", with: func(s *story) {
				s.asksReferral()
				s.charge().Refunded = true
				s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "in_sale", Created: paidAt, ReferralID: "777"})
			}, want: []string{"pass recently-received"},
		},
		{
			name: "by the conversion of the referral alone", with: func(s *story) {
				none(s)
				s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt.Add(2*time.Minute)
			}, want: []string{"pass recently-received"},
		},

		// Traces around it.
		{name: "a trace two hours before", with: excused(), want: []string{"pass recently-received"}},
		{name: "a trace 7 days before", with: excused(traceOnly(-7 * day)), want: []string{"pass recently-received"}},
		{name: "a trace over 7 days before", with: excused(traceOnly(-7*day - time.Second)), want: []string{"warn stopped-receiving"}},
		{name: "a trace within the hour after", with: excused(traceOnly(time.Hour)), want: []string{"pass recently-received"}},
		{name: "a trace over an hour after", with: excused(traceOnly(time.Hour + time.Second)), want: []string{"warn connected-after-sale"}},
		{name: "a trace long before and one long after", with: excused(traceOnly(3*day, -30*day)), want: []string{"pass recently-received"}},
		{
			name: "traces after, but not all could be read", with: excused(traceOnly(3*day), func(s *story) { s.FirstPromoter.RecentComplete = false }),
			want: []string{"ask connection-unconfirmed"},
		},
		{
			name: "traces after, but not all conversions could be read", with: excused(traceOnly(3*day), func(s *story) { s.FirstPromoter.ConvertedComplete = false }),
			want: []string{"ask connection-unconfirmed"},
		},
		{
			name: "traces after, and those of before were read for themselves", with: excused(traceOnly(3*day), func(s *story) {
				s.FirstPromoter.RecentComplete, s.FirstPromoter.ReadUntil = false, paidAt.Add(time.Hour)
			}), want: []string{"warn connected-after-sale"},
		},
		{
			name: "traces after, and those of before were not read far enough", with: excused(traceOnly(3*day), func(s *story) {
				s.FirstPromoter.RecentComplete, s.FirstPromoter.ReadUntil = false, paidAt.Add(time.Hour-time.Second)
			}), want: []string{"ask connection-unconfirmed"},
		},
		{
			name: "a conversion as trace", with: excused(none, func(s *story) {
				s.FirstPromoter.Converted = []record.Referral{{ID: "600", UID: "cus_other", State: record.StateActive, CustomerSince: paidAt.Add(-time.Hour)}}
			}), want: []string{"pass recently-received"},
		},
		{
			name: "a conversion under the site's own uid is no trace", with: excused(none, func(s *story) {
				s.FirstPromoter.Converted = []record.Referral{{ID: "600", UID: "user_1", State: record.StateActive, CustomerSince: paidAt.Add(-time.Hour)}}
			}), want: []string{"warn never-received"},
		},
		{
			name: "a commission entered by hand is no trace", with: excused(none, func(s *story) {
				s.FirstPromoter.Recent = []record.Commission{{ID: "9001", Type: "sale", EventID: "in_other", CreatedBy: "me@example.com", Created: paidAt}}
			}), want: []string{"warn never-received"},
		},
		{name: "no trace at all", with: excused(none), want: []string{"warn never-received"}},
		{name: "no trace, and no lead either", with: excused(none, func(s *story) { s.FirstPromoter.HasLeads = false }), want: []string{"ask connection-unconfirmed"}},
		{name: "no trace among those read", with: excused(unread), want: []string{"ask connection-unconfirmed"}},

		// The person's answer.
		{name: "yes", with: excused(unread, yes), want: []string{"pass connected-answered"}},
		{name: "yes, and evidence", with: excused(yes), want: []string{"pass recently-received"}},
		{name: "yes, but no trace at all", with: excused(none, yes), want: []string{"warn never-received"}},
		{name: "yes, but it stopped", with: excused(traceOnly(-30*day), yes), want: []string{"warn stopped-receiving"}},
		{name: "yes, but only later", with: excused(traceOnly(3*day), yes), want: []string{"warn connected-after-sale"}},
		{name: "no", with: excused(unread, no), want: []string{"fail not-connected"}},
		{name: "no, and no trace at all", with: excused(none, no), want: []string{"fail not-connected"}},
		{name: "no, and it stopped", with: excused(traceOnly(-30*day), no), want: []string{"fail not-connected"}},
		{name: "no, against evidence", with: excused(no), want: []string{"pass recently-received", "info answer-contradicted"}},

		// Sales sent by API.
		{name: "by API", with: excused(byAPI), want: []string{"pass recently-received", "info sales-by-api"}},
		{name: "by API, and a no answered", with: excused(byAPI, no), want: []string{"fail not-connected", "info sales-by-api"}},
		{
			name: "by hand under an id of one's own is no API", with: excused(func(s *story) {
				s.commission(record.Commission{ID: "9200", Type: "sale", EventID: "order-77", CreatedBy: "me@example.com"})
			}), want: []string{"pass recently-received"},
		},

		// Nothing explains it.
		{name: "unexplained", want: []string{"pass recently-received", "warn unexplained"}},
		{name: "unexplained, answered", with: func(s *story) {
			unread(s)
			s.answersConnected(true)
			s.answersAccount(account)
			s.answersMode(record.Live)
		}, want: []string{"pass connected-answered", "warn unexplained"}},
		{name: "not yet, two minutes after", with: func(s *story) { s.now = paidAt.Add(2 * time.Minute) }, want: []string{"pass recently-received"}},
		{name: "the lead did become a customer", with: func(s *story) { s.lead().CustomerSince = paidAt.Add(time.Minute) }, want: []string{"pass recently-received"}},
		{name: "another item is not settled", with: func(s *story) { s.Stripe.Traces = nil }, want: []string{"pass recently-received"}},
		{name: "another item warns", with: func(s *story) { s.lead().Email = "Annabel.Lee@example.com" }, want: []string{"pass recently-received"}},
		{name: "item 1 warns itself", with: none, want: []string{"warn never-received"}},

		{name: "the commissions of the sale could not be read", with: func(s *story) {
			s.FirstPromoter.RecentComplete = false
			s.gap(record.FirstPromoter, record.PartCommissions, record.Unreachable)
		}, want: []string{"error unreachable", "pass recently-received"}},
		{name: "they could not be searched, but are all known", with: func(s *story) {
			s.gap(record.FirstPromoter, record.PartCommissions, record.Unreachable)
		}, want: []string{"pass recently-received", "warn unexplained"}},

		// What could not be had.
		{name: "commissions could not be read", with: excused(unread, func(s *story) { s.gap(record.FirstPromoter, record.PartRecent, record.Unreachable) }), want: []string{"error unreachable"}},
		{name: "an old one was read, newer ones could not be", with: excused(traceOnly(-30*day), func(s *story) { s.gap(record.FirstPromoter, record.PartRecent, record.Unreachable) }), want: []string{"error unreachable"}},
		{name: "some could not be read, others tell", with: excused(func(s *story) { s.gap(record.FirstPromoter, record.PartRecent, record.Unreachable) }), want: []string{"pass recently-received"}},
		{
			name: "the key is refused", with: excused(unread, func(s *story) { s.gap(record.FirstPromoter, record.PartRecent, record.CredentialsRefused) }),
			want: []string{"error credentials-refused"},
		},
	})
}

// TestRecordedSaysHow: what a recorded sale proves depends on how it came, and
// one that the site sent itself must not be imported again.
func TestRecordedSaysHow(t *testing.T) {
	for _, c := range []struct {
		commission record.Commission
		want       string
		proves     bool
	}{
		{record.Commission{EventID: "in_sale"}, "FirstPromoter has recorded this sale (commission 9100). It learnt of it from Stripe by itself.", true},
		{record.Commission{EventID: "ch_sale"}, "FirstPromoter has recorded this sale (commission 9100). It learnt of it from Stripe by itself.", true},
		{record.Commission{EventID: "in_sale", CreatedBy: "me@example.com"}, "FirstPromoter has recorded this sale (commission 9100). It was entered by hand, so it says nothing about the connection.", false},
		{record.Commission{EventID: "pi_sale"}, "FirstPromoter has recorded this sale (commission 9100). It was sent by your own site, not by Stripe; importing it from Stripe as well would count it twice.", false},
	} {
		s := healthy()
		s.withoutTraces()
		c.commission.ID, c.commission.Type = "9100", "sale"
		s.commission(c.commission)
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		f, _ := finding(d, "sale-recorded")
		if got := f.Summary.Plain(); got != c.want {
			t.Errorf("%+v: %q", c.commission, got)
		}
		_, right := finding(d, "account-by-evidence")
		_, live := finding(d, "mode-by-evidence")
		if right != c.proves || live != c.proves {
			t.Errorf("%+v: proves the account %v, the mode %v", c.commission, right, live)
		}
		for _, item := range []Item{Lead, Coupon} {
			for _, f := range d.Check(item).Findings {
				if f.Verdict != Pass && f.Verdict != Skip && f.Verdict != Info {
					t.Errorf("%+v: item %d holds %s %s", c.commission, item, f.Verdict, f.Cause)
				}
			}
		}
	}
}
