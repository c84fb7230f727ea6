package gather

import (
	"context"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// The requests to Stripe, each with the words shown while it runs.

func (r *run) account() ask {
	// A restricted key often may not read the account; what the key itself
	// tells is then enough, so this is never a gap as long as there is a hint.
	return ask{system: record.Stripe, part: record.PartAccount, what: "the account", key: "stripe account", quiet: true, do: func(ctx context.Context) error {
		a, err := r.clients.Stripe.Account(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		if err == nil {
			r.ev.Stripe.Account = &a
			return nil
		}
		if failure := failureOf(err); failure.Reason != record.PermissionMissing && failure.Existence == record.NotAsked {
			r.addGap(record.Gap{System: record.Stripe, Part: record.PartAccount, Failure: failure})
		}
		return err
	}}
}

func (r *run) mode() ask {
	return ask{system: record.Stripe, part: record.PartMode, what: "the mode of the key", key: "stripe balance", do: func(ctx context.Context) error {
		m, err := r.clients.Stripe.Mode(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.ev.Stripe.KeyMode = m
		return err
	}}
}

func (r *run) asked(q record.Query) ask {
	words := map[record.QueryKind]string{
		record.ByInvoice: "the invoice", record.ByCharge: "the payment", record.ByPaymentIntent: "the payment", record.BySession: "the Checkout Session",
		record.BySubscription: "the subscription", record.ByCustomer: "the customer",
	}
	return r.stripe(record.PartAsked, words[q.Kind], string(q.Kind)+" "+q.Value, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.Asked(ctx, q)
	})
}

// unasked drops what only the object asked about may say.
func unasked(f *stripeapi.Found) { f.Asked, f.AskedMessage = record.NotAsked, "" }

func (r *run) customer(id string) ask {
	if _, known := r.ev.Stripe.Customer(id); known {
		return ask{}
	}
	return r.stripe(record.PartCustomers, "the lead’s customer", "customer "+id, r.found(r.clients.Stripe.Customer, id), unasked)
}

func (r *run) subscription(id string) ask {
	a := r.stripe(record.PartSubscriptions, "the subscription", "subscription "+id, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.Asked(ctx, record.Query{Kind: record.BySubscription, Value: id})
	}, unasked)
	a.quiet = true
	return a
}

func (r *run) customersByEmail(email string) ask {
	return r.stripe(record.PartCustomers, "customers with the address", "customers "+email, r.found(r.clients.Stripe.CustomersByEmail, email))
}

// searchUID finds the customer whose metadata carries a uid as fp_uid. The
// search compares without case, so that near misses come along.
func (r *run) searchUID(uid string) ask {
	return r.stripe(record.PartCustomers, "customers with the lead’s UID", "search uid "+uid,
		r.found(r.clients.Stripe.CustomersByUID, uid))
}

// searchMisspelt finds the customer whose metadata carries a uid under a key
// that was meant to be fp_uid.
func (r *run) searchMisspelt(uid string) ask {
	if uid == "" || strings.HasPrefix(uid, "cus_") {
		return ask{}
	}
	a := r.stripe(record.PartCustomers, "customers with the lead’s UID under another key", "search misspelt "+uid,
		r.found(r.clients.Stripe.CustomersByMisspeltUID, uid))
	a.quiet = true
	return a
}

// customersLike searches addresses without case and for the parts before and
// after the @. Only those that are near are kept.
func (r *run) customersLike(email string) ask {
	return r.stripe(record.PartCustomers, "customers with a similar address", "search like "+email, r.found(r.clients.Stripe.CustomersLike, email), nearCustomers(email))
}

func nearCustomers(email string) func(*stripeapi.Found) {
	return func(f *stripeapi.Found) {
		f.More = false
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool {
			return record.Address(email).Near(record.Address(c.Email)) == record.Far
		})
	}
}

// around are the days in which a lead most probably buys.
func around(at time.Time) (from, to time.Time) {
	if at.IsZero() {
		return from, to
	}
	return at.Add(-24 * time.Hour), at.Add(14 * 24 * time.Hour)
}

// bears reports whether one of the texts holds the lead's address or is its uid.
func bears(email, uid string, texts ...map[string]string) bool {
	for _, m := range texts {
		for _, v := range m {
			if email != "" && strings.Contains(strings.ToLower(v), strings.ToLower(email)) || uid != "" && record.FoldID(v) == record.FoldID(uid) {
				return true
			}
		}
	}
	return false
}

// sessionsAround looks through the Checkout Sessions after a lead for its
// address or uid, which Stripe cannot search for.
func (r *run) sessionsAround(l record.Referral) ask {
	from, to := around(l.Created)
	a := r.stripe(record.PartSessions, "Checkout Sessions of those days", "sessions around "+l.ID, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.NewestSessions(ctx, from, to)
	}, func(f *stripeapi.Found) {
		kept := stripeapi.Found{}
		customers, intents, invoices, charges := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, s := range f.Sessions {
			fields := map[string]string{"reference": s.ClientReferenceID, "details": s.DetailsEmail, "prefilled": s.CustomerEmail}
			if !bears(l.Email, l.UID, s.Metadata, s.CustomFields, fields) {
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
	})
	a.quiet = true
	return a
}

// intentsAround does the same with the payment intents, whose metadata a charge
// need not repeat.
func (r *run) intentsAround(l record.Referral) ask {
	from, to := around(l.Created)
	a := r.stripe(record.PartIntents, "payment attempts of those days", "intents around "+l.ID, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.IntentsBetween(ctx, from, to)
	}, func(f *stripeapi.Found) {
		f.More = false
		f.Gaps = nil
		charges, customers := map[string]bool{}, map[string]bool{}
		f.Intents = slices.DeleteFunc(f.Intents, func(x record.PaymentIntent) bool {
			if !bears(l.Email, l.UID, x.Metadata, map[string]string{"description": x.Description, "receipt": x.ReceiptEmail}) {
				return true
			}
			charges[x.LatestChargeID], customers[x.CustomerID] = true, true
			return false
		})
		f.Charges = slices.DeleteFunc(f.Charges, func(c record.Charge) bool { return !charges[c.ID] })
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool { return !customers[c.ID] })
	})
	a.quiet = true
	return a
}

// invoicesAround does the same with the invoices, which show the metadata of
// their subscription too.
func (r *run) invoicesAround(l record.Referral) ask {
	from, to := around(l.Created)
	a := r.stripe(record.PartInvoices, "invoices of those days", "invoices around "+l.ID, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.NewestInvoices(ctx, from, to)
	}, func(f *stripeapi.Found) {
		f.More = false
		f.Gaps = nil
		f.Invoices = slices.DeleteFunc(f.Invoices, func(i record.Invoice) bool {
			return (l.Email == "" || i.CustomerEmail != l.Email) && !bears(l.Email, l.UID, i.Metadata, i.SubscriptionMetadata, map[string]string{"": i.Description})
		})
	})
	a.quiet = true
	return a
}

// customersAround lists the customers made around a lead, for slips of the
// finger that no search finds, and for a uid or address in their other fields.
func (r *run) customersAround(email, uid string, at time.Time) ask {
	from, to := around(at)
	a := r.stripe(record.PartCustomers, "customers of those days", "customers around "+email+uid, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.NewestCustomers(ctx, from, to)
	}, func(f *stripeapi.Found) {
		f.More = false
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool {
			return record.Address(email).Near(record.Address(c.Email)) == record.Far && !bears(email, uid, c.Metadata, map[string]string{"": c.Description})
		})
	})
	a.quiet = true
	return a
}

// chargesAround looks through the newest charges, or those after a lead, for
// payments that carry an address or a uid, which Stripe cannot search for.
func (r *run) chargesAround(email, uid string, at time.Time) ask {
	from, to := around(at)
	return r.stripe(record.PartCharges, "payments with the address", "charges around "+email+uid+at.String(), func(ctx context.Context) (stripeapi.Found, error) {
		if at.IsZero() {
			return r.clients.Stripe.NewestCharges(ctx, from, to)
		}
		return r.clients.Stripe.ChargesBetween(ctx, from, to)
	}, func(f *stripeapi.Found) {
		f.More = false
		keep := map[string]bool{}
		// A customer made long before the lead is in no list of those days.
		for _, c := range f.Customers {
			keep[c.ID] = record.Address(email).Near(record.Address(c.Email)) != record.Far || bears(email, uid, c.Metadata, map[string]string{"": c.Description})
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
			if bears(email, uid, c.Metadata, map[string]string{"": c.Description}) {
				keep[c.CustomerID] = true
				return false
			}
			return true
		})
		f.Customers = slices.DeleteFunc(f.Customers, func(c record.Customer) bool { return !keep[c.ID] })
	})
}

// guestsLike looks through the charges of the days before a sale for guests
// with an address like the buyer's: a lead of that very address is theirs.
func (r *run) guestsLike(email string, at time.Time) ask {
	a := r.stripe(record.PartCharges, "guests with a similar address", "guests like "+email, func(ctx context.Context) (stripeapi.Found, error) {
		return r.clients.Stripe.NewestCharges(ctx, at.Add(-7*24*time.Hour), at.Add(12*time.Hour))
	}, func(f *stripeapi.Found) {
		f.More = false
		f.Gaps, f.Customers = nil, nil
		f.Charges = slices.DeleteFunc(f.Charges, func(c record.Charge) bool {
			return c.CustomerID != "" || record.Address(email).Near(record.Address(c.BillingEmail)) == record.Far
		})
	})
	a.quiet = true
	return a
}

func (r *run) sessionsByEmail(email string) ask {
	return r.stripe(record.PartSessions, "Checkout Sessions with the address", "sessions email "+email, r.found(r.clients.Stripe.SessionsByEmail, email))
}

func (r *run) sessionsByIntent(id string) ask {
	return r.stripe(record.PartSessions, "the Checkout Session", "sessions intent "+id, r.found(r.clients.Stripe.SessionsByIntent, id))
}

func (r *run) sessions(customer string) ask {
	return r.stripe(record.PartSessions, "the customer’s Checkout Sessions", "sessions "+customer, r.found(r.clients.Stripe.Sessions, customer))
}

func (r *run) invoices(customer string) ask {
	return r.stripe(record.PartInvoices, "the customer’s invoices", "invoices "+customer, r.found(r.clients.Stripe.Invoices, customer))
}

func (r *run) invoicesOfSubscription(id string) ask {
	return r.stripe(record.PartInvoices, "the subscription’s invoices", "invoices of "+id, r.found(r.clients.Stripe.InvoicesOfSubscription, id))
}

func (r *run) charges(customer string) ask {
	return r.stripe(record.PartCharges, "the customer’s payments", "charges "+customer, r.found(r.clients.Stripe.Charges, customer))
}

func (r *run) intents(customer string) ask {
	a := r.stripe(record.PartIntents, "the customer’s payment attempts", "intents "+customer, r.found(r.clients.Stripe.Intents, customer))
	a.quiet = true
	return a
}

func (r *run) subscriptions(customer string) ask {
	return r.stripe(record.PartSubscriptions, "the customer’s subscriptions", "subscriptions "+customer, r.found(r.clients.Stripe.Subscriptions, customer))
}

func (r *run) schedules(customer string) ask {
	return r.stripe(record.PartSchedules, "the customer’s subscription schedules", "schedules "+customer, r.found(r.clients.Stripe.Schedules, customer))
}

func (r *run) upcoming(customer string) ask {
	a := r.stripe(record.PartUpcoming, "the upcoming invoice", "upcoming "+customer, r.found(r.clients.Stripe.Upcoming, customer))
	a.quiet = true
	return a
}

func (r *run) disputes(charge string) ask {
	return r.stripe(record.PartDisputes, "disputes of the payment", "disputes "+charge, r.found(r.clients.Stripe.Disputes, charge))
}

// emailChangesOf reads the customer.updated events of the last 30 days; Stripe
// cannot filter them by customer.
func (r *run) emailChangesOf(customer string) ask {
	return r.emailChanges(func(ch record.EmailChange) bool { return ch.CustomerID == customer })
}

func (r *run) emailChangesTo(email string) ask {
	return r.emailChanges(func(ch record.EmailChange) bool { return ch.From == email })
}

func (r *run) emailChanges(keep func(record.EmailChange) bool) ask {
	return ask{system: record.Stripe, part: record.PartEvents, what: "changes of address", key: "stripe events", do: func(ctx context.Context) error {
		list, err := r.clients.Stripe.EmailChanges(ctx, time.Time{}, time.Time{})
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, ch := range list {
			if keep(ch) {
				r.ev.Stripe.EmailChanges = append(r.ev.Stripe.EmailChanges, ch)
			}
		}
		return err
	}}
}

// event reads which payment a Stripe event is about.
func (r *run) event(id string) ask {
	return ask{system: record.Stripe, part: record.PartEvents, what: "the event that FirstPromoter names", key: "stripe event " + id, quiet: true, do: func(ctx context.Context) error {
		look, err := r.clients.Stripe.Event(ctx, id)
		if err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.ev.Stripe.Events = append(r.ev.Stripe.Events, look)
		return nil
	}}
}

// exists looks up one trace id of FirstPromoter.
func (r *run) exists(id string, at time.Time) ask {
	return ask{system: record.Stripe, part: record.PartTraces, what: "a sale that FirstPromoter recorded", key: "stripe exists " + id, do: func(ctx context.Context) error {
		e, err := r.clients.Stripe.Exists(ctx, id)
		r.mu.Lock()
		defer r.mu.Unlock()
		traces := append(r.ev.Stripe.Traces, record.TraceLookup{ID: id, At: at, Existence: e})
		slices.SortStableFunc(traces, func(a, b record.TraceLookup) int { return b.At.Compare(a.At) })
		r.ev.Stripe.Traces = traces
		return err
	}}
}
