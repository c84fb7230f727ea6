package audit

import (
	"context"
	"reflect"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// How much is asked for sales one by one before the lists are read: that many looks,
// or until that many sales are shown.
const (
	mostEarly   = 6
	enoughShown = 3
)

// early looks at some of the newest leads that Stripe knows while the lists are being
// read, just as at a single sale. What it finds is told at once where the account as a
// whole is known by then.
func (w *accountWalk) early(ctx context.Context) {
	select {
	case <-w.books.Known:
	case <-ctx.Done():
		return
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() { // what was not found by then is found out of the lists
		select {
		case <-w.books.Over:
			stop()
		case <-ctx.Done():
		}
	}()
	var account *record.Evidence
	for n := 0; n < mostEarly && w.handedOn() < enoughShown; n++ {
		q, ok := w.next(ctx)
		if !ok {
			return
		}
		if account == nil {
			account = w.books.Account(ctx)
		}
		d := guarded(q, func(q record.Query) checks.Diagnosis {
			return checks.Diagnose(w.books.Live(ctx, q), w.Answers, w.started)
		})
		w.done[q] = false // it is looked at again where this came to nothing
		if ctx.Err() == nil && whole(d) && !has(d, "customer-not-found") {
			w.take(d, account)
		}
	}
}

func (w *accountWalk) handedOn() int { return len(w.held) + len(w.missed) }

// next is the newest lead that Stripe is known to know and that was not tried yet.
func (w *accountWalk) next(ctx context.Context) (record.Query, bool) {
	for {
		for _, q := range w.books.Early() {
			if _, tried := w.done[q]; !tried {
				return q, true
			}
		}
		select {
		case <-w.books.News():
		case <-ctx.Done():
			return record.Query{}, false
		}
	}
}

// whole reports whether all that a look asked for was answered.
func whole(d checks.Diagnosis) bool {
	if d.Evidence == nil || d.Evidence.OutOfTime || len(d.Evidence.Gaps) > 0 {
		return false
	}
	for _, c := range d.Checks {
		if c.Status == checks.Error {
			return false
		}
	}
	return true
}

// take counts a look, and tells of it as soon as the account has been told.
func (w *accountWalk) take(d checks.Diagnosis, account *record.Evidence) {
	q := d.Subject.Query
	w.done[q] = true
	w.note(d)
	if !w.books.New(d.Subject.Referral, d.Subject.Payment.Time()) {
		w.tick()
		return
	}
	sale, shown := w.judge(d, nil)
	w.tick()
	if !shown {
		return
	}
	if !w.begun {
		if wide, settled := w.settled(d.Subject.Payment, account); settled {
			w.handOnAccount(Account{Evidence: account, Checks: wide})
		}
	}
	w.handOn(sale)
}

// settled is what is to be said of the account, once nothing that is still to be read
// changes it: of all missing payments only the newest counts (DiagnoseAccount), which is
// this one or made since, and where the oldest and the newest possible make no
// difference, none in between does; of all invoices only which coupons were ever used.
func (w *accountWalk) settled(missing record.Sale, account *record.Evidence) ([]checks.Check, bool) {
	if !missing.MoneyMoved() || account.OutOfTime || len(account.Gaps) > 0 {
		return nil, false
	}
	now := w.started
	with := func(ev *record.Evidence, at time.Time) []checks.Check {
		sale := record.Sale{Charge: &record.Charge{Created: at, Mode: account.Stripe.KeyMode}}
		return checks.DiagnoseAccount(ev, &sale, w.Answers, now)
	}
	wide := with(account, missing.Time())
	same := func(other []checks.Check) bool { return reflect.DeepEqual(wide, other) }
	return wide, same(with(account, now)) && same(with(allUsed(account), now)) &&
		same(checks.DiagnoseAccount(account, nil, w.Answers, now))
}

// allUsed is the account with an invoice on which all that promoters are tracked by was used.
func allUsed(account *record.Evidence) *record.Evidence {
	var used record.Invoice
	for _, p := range account.FirstPromoter.Promoters {
		for _, x := range p.Promotions {
			used.Discounts = append(used.Discounts, record.Discount{Coupon: record.Coupon{ID: x.TrackingCoupon}})
		}
	}
	ev := *account
	ev.Stripe.Invoices = []record.Invoice{used}
	return &ev
}
