package gather

import (
	"errors"
	"strings"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// What is asked of FirstPromoter, and what becomes of it.

func (r promoterQuestions) referral(id string) Asking {
	return Ask(question.Referral{ID: id}, func(l record.Referral, err error) {
		var failure *record.Failure
		switch {
		case err == nil:
			r.ev.FirstPromoter.ReferralAsked = record.Found
			r.addReferrals([]record.Referral{l})
		case errors.As(err, &failure) && failure.Existence == record.NotFound:
			r.ev.FirstPromoter.ReferralAsked = record.NotFound
		}
	})
}

// referralsByEmail and referralsByUID share a key: API v2 has one search for
// both.
func (r promoterQuestions) referralsByEmail(email string) Asking {
	return Ask(question.ReferralsByEmail{Email: email}, r.takeReferrals).keyed(purpose{"referrals", email})
}

func (r promoterQuestions) referralsByUID(uid string) Asking {
	return Ask(question.ReferralsByUID{UID: uid}, r.takeReferrals).keyed(purpose{"referrals", uid})
}

func (r *notes) takeReferrals(list []record.Referral, _ error) { r.addReferrals(list) }

// leadsLike searches for near misses by the part before the @, then by a
// domain that is somebody's own.
func (r promoterQuestions) leadsLike(email string) []Asking {
	if r.ev.FirstPromoter.API == record.V1 {
		return nil
	}
	a := record.Address(email).Meant()
	var asks []Asking
	local := a.Untagged()
	if len(local) >= 3 {
		asks = append(asks, r.like(local))
	}
	// Gmail takes an address with and without dots for the same.
	if bare := strings.ReplaceAll(local, ".", ""); bare != local && a.Public() {
		asks = append(asks, r.like(bare))
	}
	for _, d := range a.OwnDomains() {
		asks = append(asks, r.like(d))
	}
	return asks
}

func (r *notes) addLeads(list []record.Referral, complete bool) {
	f := &r.ev.FirstPromoter
	add(&f.Leads, list, func(x record.Referral) string { return x.ID })
	f.LeadsComplete = f.LeadsComplete || complete
	f.HasLeads = f.HasLeads || len(list) > 0
}

func (r promoterQuestions) like(text string) Asking {
	return Ask(question.ReferralsLike{Text: text}, func(list []record.Referral, _ error) { r.addLeads(list, false) })
}

func (r promoterQuestions) leads() Asking {
	return Ask(question.Leads{}, func(l question.List[record.Referral], _ error) { r.addLeads(l.Items, l.Complete) })
}

// leadsAround lists the leads made in the weeks before a sale.
func (r promoterQuestions) leadsAround(at time.Time) Asking {
	if r.ev.FirstPromoter.API == record.V1 {
		return Asking{}
	}
	days := question.Between(at.Add(-14*24*time.Hour), at.Add(24*time.Hour))
	return Ask(question.ReferralsCreated{Created: days}, func(l question.List[record.Referral], _ error) {
		r.addLeads(l.Items, false)
	}).keyed(purpose{what: "leads around"})
}

func (r promoterQuestions) commissions(q string) Asking {
	return Ask(question.Commissions{Text: q}, func(list []record.Commission, _ error) { r.addCommissions(list) })
}

func (r promoterQuestions) recent() Asking {
	return Ask(question.RecentCommissions{}, func(l question.List[record.Commission], _ error) {
		f := &r.ev.FirstPromoter
		f.Recent, f.RecentComplete = append(f.Recent, l.Items...), l.Complete
	})
}

// commissionsUntil lists, once, the newest of the commissions that are older
// than both the moment and the oldest known.
func (r promoterQuestions) commissionsUntil(until, oldest time.Time) Asking {
	q := question.CommissionsBetween{Created: question.Between(time.Time{}, record.Earliest(until, oldest))}
	return Ask(q, func(l question.List[record.Commission], _ error) {
		add(&r.ev.FirstPromoter.Recent, l.Items, func(c record.Commission) string { return c.ID })
		if l.Complete {
			r.readCommissions = until
			r.ev.FirstPromoter.RecentComplete = !until.Before(oldest)
		}
	}).keyed(purpose{what: "commissions until"})
}

func (r promoterQuestions) converted() Asking {
	return Ask(question.Converted{}, func(l question.List[record.Referral], _ error) {
		f := &r.ev.FirstPromoter
		f.Converted, f.ConvertedComplete = l.Items, l.Complete
		f.HasLeads = f.HasLeads || len(l.Items) > 0
	})
}

// convertedBetween lists, once, conversions of the days that decide, where
// there are more than the list of all shows.
func (r promoterQuestions) convertedBetween(from, until time.Time) Asking {
	return Ask(question.ConvertedBetween{Since: question.Between(from, until)}, func(l question.List[record.Referral], _ error) {
		add(&r.ev.FirstPromoter.Converted, l.Items, func(x record.Referral) string { return x.ID })
		if l.Complete && from.IsZero() {
			r.readConversions = until
		}
	}).keyed(purpose{what: "converted between"})
}
