package gather

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// What is asked of Stripe, and what becomes of it.

func (r stripeQuestions) account() Asking {
	// A restricted key often may not read the account; what the key itself
	// tells is then enough, so this is never a gap as long as there is a hint.
	return Ask(question.Account{}, func(a record.Account, err error) {
		if err == nil {
			r.ev.Stripe.Account = &a
		} else if f := failureOf(err); f.Reason != record.PermissionMissing && f.Existence == record.NotAsked {
			r.addGap(record.Gap{System: record.Stripe, Part: record.PartAccount, Failure: f})
		}
	}).Optional()
}

func (r stripeQuestions) installs() Asking {
	return Ask(question.Installs{}, func(list question.List[record.AppInstall], err error) {
		r.ev.Stripe.Installs = list.Items
		r.installsKnown = err == nil && list.Complete
	})
}

func (r stripeQuestions) mode() Asking {
	return Ask(question.Mode{}, func(m record.Mode, _ error) { r.ev.Stripe.KeyMode = m })
}

// object reads the object that SALE names, under the key of the question that
// would read it as a part of something else.
func (r stripeQuestions) object(q record.Query) Asking {
	a := r.records(question.Object{Kind: q.Kind, ID: q.Value})
	switch q.Kind {
	case record.ByCustomer:
		return a.keyed(question.Customer{ID: q.Value})
	case record.BySubscription:
		return a.keyed(question.Subscription{ID: q.Value})
	}
	return a
}

// unasked drops what only the object asked about may say.
func unasked(f *question.Records) { f.Asked, f.AskedMessage = record.NotAsked, "" }

func (r stripeQuestions) customer(id string) Asking {
	if _, known := r.ev.Stripe.Customer(id); known {
		return Asking{}
	}
	return r.records(question.Customer{ID: id}, unasked)
}

func (r stripeQuestions) subscription(id string) Asking {
	return r.records(question.Subscription{ID: id}, unasked).Optional()
}

func (r stripeQuestions) customersByEmail(email string) Asking {
	return r.records(question.CustomersByEmail{Email: email})
}

// searchUID finds the customer whose metadata carries a uid as fp_uid. The
// search compares without case, so that near misses come along.
func (r stripeQuestions) searchUID(uid string) Asking {
	return r.records(question.CustomersByUID{UID: uid})
}

// searchMisspelt finds the customer whose metadata carries a uid under a key
// that was meant to be fp_uid.
func (r stripeQuestions) searchMisspelt(uid string) Asking {
	if uid == "" || record.IsCustomerID(uid) {
		return Asking{}
	}
	return r.records(question.CustomersByMisspeltUID{UID: uid}).Optional()
}

// customersLike searches addresses without case and for the parts before and
// after the @. Only those that are near are kept.
func (r stripeQuestions) customersLike(email string) Asking {
	return r.records(question.CustomersLike{Email: email}, onlyNear(email))
}

func onlyNear(email string) func(*question.Records) {
	return func(f *question.Records) {
		f.More = false
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool {
			return record.Address(email).Near(record.Address(c.Email)) == record.Far
		})
	}
}

// around are the days in which a lead most probably buys.
func around(at time.Time) question.Period {
	if at.IsZero() {
		return question.Always
	}
	return question.Between(at.Add(-24*time.Hour), at.Add(14*24*time.Hour))
}

// bears reports whether a record says the lead's address in any letters, or its uid.
func bears(email, uid string, w record.Written) bool {
	uid = record.FoldID(uid)
	holds := func(v string) bool {
		return email != "" && strings.Contains(strings.ToLower(v), strings.ToLower(email)) || uid != "" && record.FoldID(v) == uid
	}
	for _, m := range w.Metadata {
		for _, v := range m {
			if holds(v) {
				return true
			}
		}
	}
	return holds(w.Text) || slices.ContainsFunc(w.Emails[:], func(e string) bool { return e != "" && strings.EqualFold(e, email) })
}

// mayBe reports whether a customer has an address like the lead's, or bears it or
// the uid in another field.
func mayBe(email, uid string, c record.Customer) bool {
	return record.Address(email).Near(record.Address(c.Email)) != record.Far || bears(email, uid, c.Written())
}

// sessionsAround looks through the Checkout Sessions after a lead for its
// address or uid, which Stripe cannot search for.
func (r stripeQuestions) sessionsAround(l record.Referral) Asking {
	return r.records(question.NewestSessions{Created: around(l.Created)}, func(f *question.Records) {
		kept := question.Records{}
		customers, intents, invoices, charges := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, s := range f.Sessions {
			if !bears(l.Email, l.UID, s.Written()) {
				continue
			}
			kept.Sessions = append(kept.Sessions, s)
			customers[s.CustomerID], intents[s.PaymentIntentID], invoices[s.InvoiceID] = true, true, true
		}
		for _, x := range f.Intents {
			if intents[x.ID] {
				kept.Intents = append(kept.Intents, x)
				charges[x.LatestChargeID] = true
			}
		}
		for _, x := range f.Charges {
			if charges[x.ID] {
				kept.Charges = append(kept.Charges, x)
			}
		}
		for _, x := range f.Invoices {
			if invoices[x.ID] {
				kept.Invoices = append(kept.Invoices, x)
			}
		}
		for _, x := range f.Customers {
			if customers[x.ID] {
				kept.Customers = append(kept.Customers, x)
			}
		}
		*f = kept
	}).keyed(purpose{"sessions around", l.ID}).Optional()
}

// intentsAround does the same with the payment intents, whose metadata a charge
// need not repeat.
func (r stripeQuestions) intentsAround(l record.Referral) Asking {
	return r.records(question.IntentsBetween{Created: around(l.Created)}, func(f *question.Records) {
		f.More = false
		f.Gaps = nil
		charges, customers := map[string]bool{}, map[string]bool{}
		f.Intents = slices.DeleteFunc(f.Intents, func(x record.PaymentIntent) bool {
			if !bears(l.Email, l.UID, x.Written()) {
				return true
			}
			charges[x.LatestChargeID], customers[x.CustomerID] = true, true
			return false
		})
		f.Charges = slices.DeleteFunc(f.Charges, func(c record.Charge) bool { return !charges[c.ID] })
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool { return !customers[c.ID] })
	}).keyed(purpose{"intents around", l.ID}).Optional()
}

// invoicesAround does the same with the invoices, which show the metadata of
// their subscription too.
func (r stripeQuestions) invoicesAround(l record.Referral) Asking {
	return r.records(question.NewestInvoices{Created: around(l.Created)}, func(f *question.Records) {
		f.More = false
		f.Gaps = nil
		f.Invoices = slices.DeleteFunc(f.Invoices, func(i record.Invoice) bool { return !bears(l.Email, l.UID, i.Written()) })
	}).keyed(purpose{"invoices around", l.ID}).Optional()
}

// customersAround lists the customers made around a lead, for slips of the
// finger that no search finds, and for a uid or address in their other fields.
func (r stripeQuestions) customersAround(email, uid string, at time.Time) Asking {
	return r.records(question.NewestCustomers{Created: around(at)}, func(f *question.Records) {
		f.More = false
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool {
			return !mayBe(email, uid, c)
		})
	}).keyed(purpose{"customers around", email + uid}).Optional()
}

// chargesAround looks through the newest charges, or those after a lead, for
// payments that carry an address or a uid, which Stripe cannot search for.
func (r stripeQuestions) chargesAround(email, uid string, at time.Time) Asking {
	var q question.For[question.Records] = question.ChargesBetween{Created: around(at)}
	if at.IsZero() {
		q = question.NewestCharges{}
	}
	return r.records(q, func(f *question.Records) {
		f.More = false
		keep := map[string]bool{}
		// A customer made long before the lead is in no list of those days.
		for _, c := range f.Customers {
			keep[c.ID] = mayBe(email, uid, c)
		}
		f.Charges = slices.DeleteFunc(f.Charges, func(c record.Charge) bool {
			if c.CustomerID != "" && keep[c.CustomerID] {
				return false
			}
			for _, e := range []string{c.BillingEmail, c.ReceiptEmail} {
				if n := record.Address(email).Near(record.Address(e)); n <= record.NearCase || n != record.Far && c.CustomerID == "" {
					keep[c.CustomerID] = true
					return false
				}
			}
			if bears(email, uid, c.Written()) {
				keep[c.CustomerID] = true
				return false
			}
			return true
		})
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool { return !keep[c.ID] })
	}).keyed(purpose{"charges around", email + uid + at.String()})
}

// guestsLike looks through the charges of the days before a sale for guests
// with an address like the buyer's: a lead of that very address is theirs.
func (r stripeQuestions) guestsLike(email string, at time.Time) Asking {
	days := question.Between(at.Add(-7*24*time.Hour), at.Add(12*time.Hour))
	return r.records(question.NewestCharges{Created: days}, func(f *question.Records) {
		f.More = false
		f.Gaps, f.Customers = nil, nil
		f.Charges = slices.DeleteFunc(f.Charges, func(c record.Charge) bool {
			return c.CustomerID != "" || record.Address(email).Near(record.Address(c.BillingEmail)) == record.Far
		})
	}).keyed(purpose{"guests like", email}).Optional()
}

func (r stripeQuestions) sessionsByEmail(email string) Asking {
	return r.records(question.SessionsByEmail{Email: email})
}

func (r stripeQuestions) sessionsByIntent(id string) Asking {
	return r.records(question.SessionsByIntent{Intent: id})
}

func (r stripeQuestions) sessions(customer string) Asking {
	return r.records(question.SessionsOf{Customer: customer})
}

func (r stripeQuestions) invoices(customer string) Asking {
	return r.records(question.InvoicesOf{Customer: customer})
}

// paymentsOfAny searches the invoices and charges of several customers. A search that
// fails tells nothing, and neither does one that was cut (docs.stripe.com/search#limitations).
func (r stripeQuestions) paymentsOfAny(customers []string) []Asking {
	take := func(found question.Records, err error) {
		r.merge(found)
		if err != nil || found.More {
			return
		}
		for _, id := range customers {
			r.sought[id]++
		}
	}
	ids := strings.Join(customers, " ")
	return []Asking{
		Ask(question.InvoicesOfAny{Customers: ids}, take).Optional(),
		Ask(question.ChargesOfAny{Customers: ids}, take).Optional(),
	}
}

func (r stripeQuestions) invoicesOfSubscription(id string) Asking {
	return r.records(question.InvoicesOfSubscription{Subscription: id})
}

func (r stripeQuestions) charges(customer string) Asking {
	return r.records(question.ChargesOf{Customer: customer})
}

func (r stripeQuestions) intents(customer string) Asking {
	return r.records(question.IntentsOf{Customer: customer}).Optional()
}

func (r stripeQuestions) subscriptions(customer string) Asking {
	return r.records(question.SubscriptionsOf{Customer: customer})
}

func (r stripeQuestions) schedules(customer string) Asking {
	return r.records(question.SchedulesOf{Customer: customer})
}

func (r stripeQuestions) upcoming(customer string) Asking {
	return r.records(question.UpcomingOf{Customer: customer}).Optional()
}

func (r stripeQuestions) disputes(charge string) Asking {
	return r.records(question.DisputesOf{Charge: charge})
}

func (r stripeQuestions) emailChangesOf(customer string) Asking {
	return r.emailChanges(func(ch record.EmailChange) bool { return ch.CustomerID == customer })
}

func (r stripeQuestions) emailChangesTo(email string) Asking {
	return r.emailChanges(func(ch record.EmailChange) bool { return ch.From == email })
}

// emailChanges reads the changes of all customers: Stripe cannot filter them by
// one.
func (r stripeQuestions) emailChanges(keep func(record.EmailChange) bool) Asking {
	return Ask(question.EmailChanges{}, func(list []record.EmailChange, _ error) {
		for _, ch := range list {
			if keep(ch) {
				r.ev.Stripe.EmailChanges = append(r.ev.Stripe.EmailChanges, ch)
			}
		}
	})
}

// event reads which payment a Stripe event is about.
func (r stripeQuestions) event(id string) Asking {
	return Ask(question.Event{ID: id}, func(look record.EventLookup, err error) {
		if err == nil {
			r.ev.Stripe.Events = append(r.ev.Stripe.Events, look)
		}
	}).Optional()
}

// exists looks up one trace id of FirstPromoter.
func (r stripeQuestions) exists(id string, at time.Time) Asking {
	return Ask(question.Exists{ID: id}, func(e record.Existence, _ error) {
		r.trace(id, at).Existence = e
	})
}

// paidHere asks whether a customer paid when FirstPromoter says it became one.
func (r stripeQuestions) paidHere(id string, at time.Time) Asking {
	if !record.IsCustomerID(id) {
		return Asking{}
	}
	days := question.Between(at.Add(-record.ConversionLag), at.Add(record.ConversionSlack))
	return Ask(question.ChargesOfTime{Customer: id, Created: days}, func(found question.Records, _ error) {
		r.trace(id, at).PaidHere = slices.ContainsFunc(found.Charges, record.Charge.Succeeded)
	})
}

// trace is the look-up of an id, newest first among the others.
func (r stripeQuestions) trace(id string, at time.Time) *record.TraceLookup {
	traces := r.ev.Stripe.Traces
	is := func(t record.TraceLookup) bool { return t.ID == id }
	if !slices.ContainsFunc(traces, is) {
		traces = append(traces, record.TraceLookup{ID: id, At: at})
		slices.SortFunc(traces, func(a, b record.TraceLookup) int { return record.CompareReceived(a.ID, a.At, b.ID, b.At) })
		r.ev.Stripe.Traces = traces
	}
	return &traces[slices.IndexFunc(traces, is)]
}
