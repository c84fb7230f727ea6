package stripeapi

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// parse reads JSON into one of our types. Its errors quote the answer and are not
// passed on.
func parse[T any](raw json.RawMessage) (T, error) {
	var v T
	if json.Unmarshal(raw, &v) != nil {
		return v, errShape
	}
	return v, nil
}

func customer(w *customerWire, raw record.Raw) record.Customer {
	if w.Deleted {
		return record.Customer{ID: w.ID, Deleted: true, Mode: w.mode(), Raw: raw}
	}
	return record.Customer{
		ID: w.ID, Email: w.Email, Name: w.Name, Description: w.Description,
		Created: timeOf(w.Created.n), Mode: w.mode(), TestClock: w.TestClock.ID, Metadata: withoutSecrets(w.Metadata),
		Discounts: discounts(record.OnCustomer, w.Discount), Raw: raw,
	}
}

func invoice(w *invoiceWire, raw record.Raw) record.Invoice {
	r := record.Invoice{
		ID: w.ID, Number: w.Number, Status: w.Status,
		BillingReason: w.BillingReason, CollectionMethod: w.CollectionMethod,
		CustomerEmail: w.CustomerEmail, CustomerName: w.CustomerName,
		CustomerID: w.Customer.ID, SubscriptionID: w.Subscription.ID, ChargeID: w.Charge.ID, PaymentIntentID: w.Intent.ID,
		Subtotal: money(w.Subtotal, w.Currency), Total: money(w.Total.n, w.Currency),
		AmountDue: money(w.AmountDue, w.Currency), AmountPaid: money(w.AmountPaid.n, w.Currency),
		AmountRemaining: money(w.AmountRemaining, w.Currency),
		CreditNotes:     money(w.CreditNotes, w.Currency), DiscountAmount: money(0, w.Currency), BillingCredits: money(0, w.Currency),
		TestClock: w.TestClock.ID, BuyerAccount: w.BuyerAccount.is, AmountsMissing: lacks(w.AmountPaid, w.Total),
		StartingBalance: money(w.StartingBalance, w.Currency), EndingBalance: money(w.EndingBalance, w.Currency),
		PaidOutOfBand: w.PaidOutOfBand, AttemptCount: w.AttemptCount, LinesUnread: w.Lines.HasMore,
		Created: timeOf(w.Created.n), DueDate: timeOf(w.DueDate), NextAttempt: timeOf(w.NextAttempt),
		FinalizedAt: timeOf(w.Transitions.FinalizedAt), PaidAt: timeOf(w.Transitions.PaidAt), VoidedAt: timeOf(w.Transitions.VoidedAt),
		Mode: w.mode(), Description: w.Description, Metadata: withoutSecrets(w.Metadata),
		SubscriptionMetadata: withoutSecrets(w.SubscriptionDetails.Metadata), Raw: raw,
	}
	w.newer(&r)
	all := append([]expanded[discountWire]{w.Discount}, w.Discounts...)
	own := len(all)
	r.Discounts = discounts(record.OnInvoice, all...)
	for _, l := range w.Lines.Data {
		if l == nil {
			continue
		}
		r.Lines = append(r.Lines, line(l))
		all = append(all, l.Discounts...)
		r.Discounts = merge(r.Discounts, discounts(record.OnLine, l.Discounts...))
	}
	// The amounts tell of every discount, those of lines after the first page too.
	for _, x := range w.DiscountAmounts {
		if x == nil {
			continue
		}
		where := record.OnLine
		if slices.ContainsFunc(all[:own], func(o expanded[discountWire]) bool { return idOf(o) == idOf(x.Discount) }) {
			where = record.OnInvoice
		}
		all = append(all, x.Discount)
		r.Discounts = merge(r.Discounts, discounts(where, x.Discount))
	}
	r.DiscountsUnread = slices.ContainsFunc(all, func(d expanded[discountWire]) bool {
		id := idOf(d)
		return id != "" && !slices.ContainsFunc(r.Discounts, func(x record.Discount) bool { return x.ID == id })
	})
	return r
}

// newer adds what credits and discounts took off, and takes out what was only
// recorded as paid.
func (w *invoiceWire) newer(r *record.Invoice) {
	for _, d := range w.DiscountAmounts {
		if d != nil {
			r.DiscountAmount.Minor += d.Amount
		}
	}
	off := w.PaidOffStripe.is
	r.AmountPaid.Minor -= off
	r.PaidOutOfBand = r.PaidOutOfBand || off > 0 && r.AmountPaid.Minor <= 0
	for _, c := range w.PretaxCredits.is {
		if c.Type == "credit_balance_transaction" {
			r.BillingCredits.Minor += c.Amount
		}
	}
}

func line(l *lineWire) record.Line {
	r := record.Line{Description: l.Description, Amount: money(l.Amount, l.Currency), ProductID: l.Price.Product.ID}
	if p := l.Price.Product.Whole; p != nil {
		r.ProductID = p.ID
	}
	return r
}

func charge(w *chargeWire, raw record.Raw) record.Charge {
	return record.Charge{
		ID: w.ID, Status: w.Status,
		CustomerID: w.Customer.ID, InvoiceID: w.Invoice.ID, PaymentIntentID: w.Intent.ID,
		Amount: money(w.Amount.n, w.Currency), AmountCaptured: money(w.AmountCaptured.n, w.Currency),
		AmountRefunded: money(w.AmountRefunded, w.Currency),
		AmountsMissing: lacks(w.Amount, w.AmountCaptured),
		Captured:       w.Captured, Refunded: w.Refunded, Disputed: w.Disputed,
		FailureCode: w.FailureCode, FailureMessage: w.FailureMessage, SellerMessage: w.Outcome.SellerMessage, MethodType: w.Method.Type,
		ReceiptEmail: w.ReceiptEmail, BillingEmail: w.Billing.Email, BillingName: w.Billing.Name, Description: w.Description,
		Created: timeOf(w.Created.n), Mode: w.mode(), Metadata: withoutSecrets(w.Metadata), Raw: raw,
	}
}

func intent(w *intentWire, raw record.Raw) record.PaymentIntent {
	return record.PaymentIntent{
		ID: w.ID, Status: w.Status,
		CustomerID: w.Customer.ID, InvoiceID: w.Invoice.ID, LatestChargeID: w.LatestCharge.ID,
		Amount: money(w.Amount.n, w.Currency), AmountReceived: money(w.AmountReceived.n, w.Currency),
		AmountsMissing: lacks(w.Amount, w.AmountReceived), BuyerAccount: w.BuyerAccount.is, Next: w.next(),
		ReceiptEmail: w.ReceiptEmail, Description: w.Description,
		ErrorCode: cmp.Or(w.LastError.DeclineCode, w.LastError.Code), ErrorMessage: w.LastError.Message,
		Created: timeOf(w.Created.n), Mode: w.mode(), Metadata: withoutSecrets(w.Metadata), Raw: raw,
	}
}

// next is what the buyer still has to do, as far as it is told.
func (w *intentWire) next() record.NextAction {
	var next record.NextAction
	if json.Unmarshal(w.NextAction.is["type"], &next.Type) != nil || next.Type == "" {
		return record.NextAction{}
	}
	var details struct {
		ExpiresAt    int64  `json:"expires_at"`
		ExpiresAfter int64  `json:"expires_after"`
		Remaining    *int64 `json:"amount_remaining"`
		Currency     string `json:"currency"`
	}
	if json.Unmarshal(w.NextAction.is[next.Type], &details) != nil {
		return next
	}
	next.Until = timeOf(max(details.ExpiresAt, details.ExpiresAfter))
	if details.Remaining != nil {
		next.Remaining = money(*details.Remaining, cmp.Or(strings.ToLower(details.Currency), w.Currency))
	}
	return next
}

func subscription(w *subscriptionWire, raw record.Raw) record.Subscription {
	return record.Subscription{
		ID: w.ID, Status: w.Status, CustomerID: w.Customer.ID, BuyerAccount: w.BuyerAccount.is, LatestInvoiceID: w.LatestInvoice.ID,
		TestClock: w.TestClock.ID, Pause: w.Pause.Behavior, PausedUntil: timeOf(w.Pause.ResumesAt),
		Created: timeOf(w.Created.n), StartDate: timeOf(w.StartDate), TrialEnd: timeOf(w.TrialEnd),
		PeriodEnd: timeOf(w.PeriodEnd), CanceledAt: timeOf(w.CanceledAt),
		Mode: w.mode(), Description: w.Description, Metadata: withoutSecrets(w.Metadata),
		Discounts: discounts(record.OnSubscription, append([]expanded[discountWire]{w.Discount}, w.Discounts...)...), Raw: raw,
	}
}

func schedule(w *scheduleWire, raw record.Raw) record.Schedule {
	r := record.Schedule{
		ID: w.ID, Status: w.Status, CustomerID: w.Customer.ID,
		SubscriptionID: w.Subscription.ID, Created: timeOf(w.Created.n), Raw: raw,
	}
	if len(w.Phases) > 0 && w.Phases[0] != nil {
		r.StartDate = timeOf(w.Phases[0].StartDate)
	}
	return r
}

func session(w *sessionWire, raw record.Raw) record.Session {
	r := record.Session{
		ID: w.ID, Mode: w.mode(), Kind: w.Kind, Status: w.Status, PaymentStatus: w.PaymentStatus,
		CustomerID: w.Customer.ID, BuyerAccount: w.BuyerAccount.is, CustomerEmail: w.CustomerEmail,
		DetailsEmail: w.Details.Email, DetailsName: w.Details.Name,
		InvoiceID: w.Invoice.ID, PaymentIntentID: w.Intent.ID, SubscriptionID: w.Subscription.ID, PaymentLinkID: w.PaymentLink.ID,
		ClientReferenceID: w.ClientReferenceID, AmountTotal: money(w.AmountTotal, w.Currency),
		Metadata: withoutSecrets(w.Metadata), CustomFields: customFields(w.CustomFields), Created: timeOf(w.Created.n), Raw: raw,
	}
	for _, d := range w.Totals.Breakdown.Discounts {
		if d != nil {
			r.Discounts = merge(r.Discounts, discounts(record.OnSession, d.Discount))
		}
	}
	return r
}

func customFields(fields []*fieldWire) map[string]string {
	values := map[string]string{}
	for _, f := range fields {
		if f != nil && f.Key != "" {
			if v := cmp.Or(f.Text.Value, f.Dropdown.Value, f.Numeric.Value); v != "" {
				values[f.Key] = v
			}
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values
}

func dispute(w *disputeWire, raw record.Raw) record.Dispute {
	return record.Dispute{
		ID: w.ID, ChargeID: w.Charge.ID, Status: w.Status, Reason: w.Reason,
		Amount: money(w.Amount.n, w.Currency), Created: timeOf(w.Created.n), Raw: raw,
	}
}

func coupon(w *couponWire, raw record.Raw) record.Coupon {
	r := record.Coupon{
		ID: w.ID, Name: w.Name, Valid: w.Valid, Deleted: w.Deleted, PercentOff: w.PercentOff, AmountOff: money(w.AmountOff, w.Currency),
		Duration: w.Duration, DurationInMonths: w.DurationInMonths,
		MaxRedemptions: w.MaxRedemptions, TimesRedeemed: w.TimesRedeemed,
		RedeemBy: timeOf(w.RedeemBy), Created: timeOf(w.Created.n),
		Metadata: withoutSecrets(w.Metadata), AppliesTo: w.AppliesTo.Products, Raw: raw,
	}
	for currency := range w.CurrencyOptions.is {
		r.Currencies = append(r.Currencies, currency)
	}
	slices.Sort(r.Currencies)
	return r
}

// couponIn reads an embedded coupon.
func couponIn(x expanded[couponWire]) record.Coupon {
	if x.Whole == nil {
		return record.Coupon{ID: x.ID}
	}
	return coupon(x.Whole, nil)
}

func promotionCode(w *promotionCodeWire, raw record.Raw) record.PromotionCode {
	return record.PromotionCode{
		ID: w.ID, Code: w.Code, Active: w.Active, Coupon: couponIn(w.Coupon), CustomerID: w.Customer.ID,
		MaxRedemptions: w.MaxRedemptions, TimesRedeemed: w.TimesRedeemed, ExpiresAt: timeOf(w.ExpiresAt), Created: timeOf(w.Created.n),
		FirstTimeOnly: w.Restrictions.FirstTime, MinimumAmount: money(w.Restrictions.MinimumAmount, w.Restrictions.Currency), Raw: raw,
	}
}

func promotionCodeIn(x expanded[promotionCodeWire]) record.PromotionCode {
	if x.Whole == nil {
		return record.PromotionCode{ID: x.ID}
	}
	return promotionCode(x.Whole, nil)
}

// discounts turns Stripe's discounts into records, each once. One that is only an
// id tells no coupon and is left out: `discount` and `discounts` repeat one
// another, and where the key may not expand them a gap says so.
func discounts(where string, list ...expanded[discountWire]) []record.Discount {
	var out []record.Discount
	for _, x := range list {
		d := x.Whole
		if d == nil {
			continue
		}
		if c := couponIn(d.Coupon); c.ID != "" {
			out = merge(out, []record.Discount{{
				ID: d.ID, Coupon: c, PromotionCode: promotionCodeIn(d.PromotionCode),
				Where: where, Start: timeOf(d.Start), End: timeOf(d.End),
			}})
		}
	}
	return out
}

// merge adds discounts that are not there yet. The same one may come twice,
// once with its promotion code as an id, once expanded.
func merge(list, more []record.Discount) []record.Discount {
	for _, d := range more {
		i := slices.IndexFunc(list, func(x record.Discount) bool { return d.ID != "" && x.ID == d.ID })
		switch {
		case i < 0:
			list = append(list, d)
		case list[i].PromotionCode.Code == "":
			where := list[i].Where
			list[i] = d
			list[i].Where = where
		}
	}
	return list
}

func money(minor int64, currency string) record.Money {
	return record.Money{Minor: minor, Currency: currency}
}

// lastSecond is the end of the year 9999, after which a time has no JSON form.
const lastSecond = 253402300799

// timeOf is a moment; Stripe's 0 and null are none.
func timeOf(seconds int64) time.Time {
	if seconds <= 0 || seconds > lastSecond {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// secondsOf is what timeOf was made of.
func secondsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
