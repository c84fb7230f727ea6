package books

import (
	"context"
	"maps"
	"slices"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// askedAtOnce is how much of what the lists leave open is asked at a time.
const askedAtOnce = 300

// beyond is what the lists leave open: whose payments went by, and who pays for a lead.
type beyond struct {
	*Books
	whole map[string]*wentBy // by the customer
}

func (b *beyond) read(ctx context.Context, in *gather.Inquiry) {
	asks := b.payers()
	if !b.windowed {
		asks = append(asks, b.wentBy()...)
	}
	for some := range slices.Chunk(asks, askedAtOnce) {
		in.Round(ctx, some...)
	}
	b.replace()
}

// payers asks for the customers whose payments carry a lead's address or uid
// while they themselves have another.
func (b *beyond) payers() []gather.Asking {
	var asks []gather.Asking
	for _, id := range slices.Sorted(maps.Keys(b.beside)) {
		if b.holds[id] {
			continue // the customer's own record came later
		}
		asks = append(asks, gather.Ask(question.Customer{ID: id}, func(f question.Records, _ error) {
			for _, c := range f.Customers {
				c.Raw = nil
				b.held.Customers = append(b.held.Customers, c)
			}
		}).Optional())
	}
	return asks
}

// wentBy are the payments of a customer of whom only its own record, which came later,
// told that they are to be kept.
type wentBy struct {
	lists int // of the three, those that were read to their end
	side  record.StripeSide
}

const paymentLists = 3

// wentBy asks for these payments. Where one of the three lists cannot be had whole,
// nothing that is held of the customer counts as all there is: the looks ask for it.
func (b *beyond) wentBy() []gather.Asking {
	var asks []gather.Asking
	slices.Sort(b.again)
	for _, id := range b.again {
		b.holds[id], b.half[id] = false, true
		x := &wentBy{}
		take := func(f question.Records, err error) {
			if err != nil || f.More || len(f.Gaps) > 0 {
				return
			}
			x.add(f)
			if x.lists++; x.lists == paymentLists {
				b.holds[id], b.whole[id] = true, x
				delete(b.half, id)
			}
		}
		asks = append(asks,
			gather.Ask(question.InvoicesOf{Customer: id}, take).Optional(),
			gather.Ask(question.ChargesOf{Customer: id}, take).Optional(),
			gather.Ask(question.SessionsOf{Customer: id}, take).Optional(),
		)
	}
	return asks
}

// add takes what one of the lists holds: of sessions those that were finished, as the
// list of all has it.
func (x *wentBy) add(f question.Records) {
	f = withoutText(f)
	x.side.Invoices, x.side.Charges = append(x.side.Invoices, f.Invoices...), append(x.side.Charges, f.Charges...)
	for _, s := range f.Sessions {
		if s.Status == "complete" {
			x.side.Sessions = append(x.side.Sessions, s)
		}
	}
}

// replace holds what was read in place of what was held of the same customers, in the
// order of Stripe's lists.
func (b *beyond) replace() {
	had := func(customer string) bool { return b.whole[customer] != nil }
	b.held.Invoices = slices.DeleteFunc(b.held.Invoices, func(x record.Invoice) bool { return had(x.CustomerID) })
	b.held.Charges = slices.DeleteFunc(b.held.Charges, func(x record.Charge) bool { return had(x.CustomerID) })
	b.held.Sessions = slices.DeleteFunc(b.held.Sessions, func(x record.Session) bool { return had(x.CustomerID) })
	for _, id := range slices.Sorted(maps.Keys(b.whole)) {
		side := b.whole[id].side
		b.held.Invoices, b.held.Charges = append(b.held.Invoices, side.Invoices...), append(b.held.Charges, side.Charges...)
		b.held.Sessions = append(b.held.Sessions, side.Sessions...)
	}
}
