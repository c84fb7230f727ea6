package stripeapi

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/record"
)

// parse reads scrubbed JSON into one of stripe-go's types. Its errors quote the
// answer and are not passed on.
func parse[T any](raw json.RawMessage) (T, error) {
	var v T
	if json.Unmarshal(raw, &v) != nil {
		return v, errShape
	}
	return v, nil
}

func customer(raw json.RawMessage, p *peek) (record.Customer, error) {
	if p.Deleted {
		return record.Customer{ID: p.ID, Deleted: true, Mode: p.mode(), Raw: raw}, nil
	}
	x, err := parse[stripe.Customer](raw)
	if err != nil {
		return record.Customer{}, err
	}
	return record.Customer{
		ID: x.ID, Email: x.Email, Name: x.Name, Description: x.Description,
		Created: at(x.Created), Mode: p.mode(), TestClock: testClockID(x.TestClock), Metadata: x.Metadata,
		Discounts: discounts(record.OnCustomer, x.Discount), Raw: raw,
	}, nil
}

func invoice(raw json.RawMessage, p *peek) (record.Invoice, error) {
	x, err := parse[stripe.Invoice](raw)
	if err != nil {
		return record.Invoice{}, err
	}
	r := record.Invoice{
		ID: x.ID, Number: x.Number, Status: string(x.Status),
		BillingReason: string(x.BillingReason), CollectionMethod: string(x.CollectionMethod),
		CustomerEmail: x.CustomerEmail, CustomerName: x.CustomerName,
		Subtotal: money(x.Subtotal, x.Currency), Total: money(x.Total, x.Currency),
		AmountDue: money(x.AmountDue, x.Currency), AmountPaid: money(x.AmountPaid, x.Currency), AmountRemaining: money(x.AmountRemaining, x.Currency),
		CreditNotes: money(x.PrePaymentCreditNotesAmount, x.Currency), DiscountAmount: money(discountTotal(x), x.Currency), TestClock: testClockID(x.TestClock),
		StartingBalance: money(x.StartingBalance, x.Currency), EndingBalance: money(x.EndingBalance, x.Currency),
		AmountsMissing: lacks(p.Paid, p.Total), PaidOutOfBand: x.PaidOutOfBand, AttemptCount: x.AttemptCount,
		Created: at(x.Created), DueDate: at(x.DueDate), NextAttempt: at(x.NextPaymentAttempt),
		Mode: p.mode(), Description: x.Description, Metadata: x.Metadata, Raw: raw,
	}
	r.CustomerID, r.SubscriptionID = customerID(x.Customer), subscriptionID(x.Subscription)
	newerOf(raw).ofInvoice(&r)
	r.ChargeID, r.PaymentIntentID = chargeID(x.Charge), intentID(x.PaymentIntent)
	if t := x.StatusTransitions; t != nil {
		r.FinalizedAt, r.PaidAt, r.VoidedAt = at(t.FinalizedAt), at(t.PaidAt), at(t.VoidedAt)
	}
	if x.SubscriptionDetails != nil {
		r.SubscriptionMetadata = x.SubscriptionDetails.Metadata
	}
	all := append([]*stripe.Discount{x.Discount}, x.Discounts...)
	r.Discounts = discounts(record.OnInvoice, all...)
	if x.Lines != nil {
		for _, l := range x.Lines.Data {
			if l == nil {
				continue
			}
			r.Lines = append(r.Lines, line(l))
			all = append(all, l.Discounts...)
			r.Discounts = merge(r.Discounts, discounts(record.OnLine, l.Discounts...))
		}
	}
	r.DiscountsUnread = slices.ContainsFunc(all, func(d *stripe.Discount) bool {
		return d != nil && d.ID != "" && !slices.ContainsFunc(r.Discounts, func(x record.Discount) bool { return x.ID == d.ID })
	})
	return r, nil
}

func line(l *stripe.InvoiceLineItem) record.Line {
	r := record.Line{Description: l.Description, Amount: money(l.Amount, l.Currency)}
	if l.Price != nil && l.Price.Product != nil {
		r.ProductID = l.Price.Product.ID
	}
	return r
}

func charge(raw json.RawMessage, p *peek) (record.Charge, error) {
	x, err := parse[stripe.Charge](raw)
	if err != nil {
		return record.Charge{}, err
	}
	r := record.Charge{
		ID: x.ID, Status: string(x.Status),
		CustomerID: customerID(x.Customer), InvoiceID: invoiceID(x.Invoice), PaymentIntentID: intentID(x.PaymentIntent),
		Amount: money(x.Amount, x.Currency), AmountCaptured: money(x.AmountCaptured, x.Currency), AmountRefunded: money(x.AmountRefunded, x.Currency),
		AmountsMissing: lacks(p.Amount, p.Captured), Captured: x.Captured, Refunded: x.Refunded, Disputed: x.Disputed,
		FailureCode: x.FailureCode, FailureMessage: x.FailureMessage,
		ReceiptEmail: x.ReceiptEmail, Description: x.Description,
		Created: at(x.Created), Mode: p.mode(), Metadata: x.Metadata,
		Raw: raw,
	}
	if x.Outcome != nil {
		r.SellerMessage = x.Outcome.SellerMessage
	}
	if x.PaymentMethodDetails != nil {
		r.MethodType = string(x.PaymentMethodDetails.Type)
	}
	if x.BillingDetails != nil {
		r.BillingEmail, r.BillingName = x.BillingDetails.Email, x.BillingDetails.Name
	}
	return r, nil
}

func intent(raw json.RawMessage, p *peek) (record.PaymentIntent, error) {
	x, err := parse[stripe.PaymentIntent](raw)
	if err != nil {
		return record.PaymentIntent{}, err
	}
	r := record.PaymentIntent{
		ID: x.ID, Status: string(x.Status),
		CustomerID: customerID(x.Customer), InvoiceID: invoiceID(x.Invoice), LatestChargeID: chargeID(x.LatestCharge),
		Amount: money(x.Amount, x.Currency), AmountReceived: money(x.AmountReceived, x.Currency), AmountsMissing: lacks(p.Amount, p.Received),
		ReceiptEmail: x.ReceiptEmail, Description: x.Description,
		Created: at(x.Created), Mode: p.mode(), Metadata: x.Metadata, Raw: raw,
	}
	newerOf(raw).ofIntent(&r)
	if e := x.LastPaymentError; e != nil {
		r.ErrorCode, r.ErrorMessage = cmp.Or(string(e.DeclineCode), string(e.Code)), e.Msg
	}
	return r, nil
}

func subscription(raw json.RawMessage, p *peek) (record.Subscription, error) {
	x, err := parse[stripe.Subscription](raw)
	if err != nil {
		return record.Subscription{}, err
	}
	r := record.Subscription{
		ID: x.ID, BuyerAccount: newerOf(raw).CustomerAccount, TestClock: testClockID(x.TestClock), Status: string(x.Status), CustomerID: customerID(x.Customer), LatestInvoiceID: invoiceID(x.LatestInvoice),
		Created: at(x.Created), StartDate: at(x.StartDate), TrialEnd: at(x.TrialEnd),
		PeriodEnd: at(x.CurrentPeriodEnd), CanceledAt: at(x.CanceledAt),
		Mode: p.mode(), Description: x.Description, Metadata: x.Metadata,
		Discounts: discounts(record.OnSubscription, append([]*stripe.Discount{x.Discount}, x.Discounts...)...), Raw: raw,
	}
	if x.PauseCollection != nil {
		r.Pause, r.PausedUntil = string(x.PauseCollection.Behavior), at(x.PauseCollection.ResumesAt)
	}
	return r, nil
}

func schedule(raw json.RawMessage, _ *peek) (record.Schedule, error) {
	x, err := parse[stripe.SubscriptionSchedule](raw)
	if err != nil {
		return record.Schedule{}, err
	}
	r := record.Schedule{
		ID: x.ID, Status: string(x.Status), CustomerID: customerID(x.Customer),
		SubscriptionID: subscriptionID(x.Subscription), Created: at(x.Created), Raw: raw,
	}
	if len(x.Phases) > 0 && x.Phases[0] != nil {
		r.StartDate = at(x.Phases[0].StartDate)
	}
	return r, nil
}

func session(raw json.RawMessage, p *peek) (record.Session, error) {
	x, err := parse[stripe.CheckoutSession](raw)
	if err != nil {
		return record.Session{}, err
	}
	r := record.Session{
		ID: x.ID, Mode: p.mode(), Kind: string(x.Mode), Status: string(x.Status), PaymentStatus: string(x.PaymentStatus),
		CustomerID: customerID(x.Customer), BuyerAccount: newerOf(raw).CustomerAccount, CustomerEmail: x.CustomerEmail,
		InvoiceID: invoiceID(x.Invoice), PaymentIntentID: intentID(x.PaymentIntent), SubscriptionID: subscriptionID(x.Subscription),
		ClientReferenceID: x.ClientReferenceID, AmountTotal: money(x.AmountTotal, x.Currency),
		Metadata: x.Metadata, CustomFields: customFields(x.CustomFields), Created: at(x.Created), Raw: raw,
	}
	if x.PaymentLink != nil {
		r.PaymentLinkID = x.PaymentLink.ID
	}
	if x.CustomerDetails != nil {
		r.DetailsEmail, r.DetailsName = x.CustomerDetails.Email, x.CustomerDetails.Name
	}
	if x.TotalDetails != nil && x.TotalDetails.Breakdown != nil {
		for _, d := range x.TotalDetails.Breakdown.Discounts {
			if d != nil {
				r.Discounts = merge(r.Discounts, discounts(record.OnSession, d.Discount))
			}
		}
	}
	return r, nil
}

func customFields(fields []*stripe.CheckoutSessionCustomField) map[string]string {
	values := map[string]string{}
	for _, f := range fields {
		switch {
		case f == nil || f.Key == "":
		case f.Text != nil && f.Text.Value != "":
			values[f.Key] = f.Text.Value
		case f.Dropdown != nil && f.Dropdown.Value != "":
			values[f.Key] = f.Dropdown.Value
		case f.Numeric != nil && f.Numeric.Value != "":
			values[f.Key] = f.Numeric.Value
		}
	}
	if len(values) == 0 {
		return nil
	}
	return values
}

func dispute(raw json.RawMessage, _ *peek) (record.Dispute, error) {
	x, err := parse[stripe.Dispute](raw)
	if err != nil {
		return record.Dispute{}, err
	}
	return record.Dispute{
		ID: x.ID, ChargeID: chargeID(x.Charge), Status: string(x.Status), Reason: string(x.Reason),
		Amount: money(x.Amount, x.Currency), Created: at(x.Created), Raw: raw,
	}, nil
}

func coupon(raw json.RawMessage, _ *peek) (record.Coupon, error) {
	x, err := parse[stripe.Coupon](raw)
	if err != nil {
		return record.Coupon{}, err
	}
	r := couponOf(&x)
	r.Raw = raw
	return r, nil
}

// couponOf reads an embedded coupon.
func couponOf(x *stripe.Coupon) record.Coupon {
	if x == nil {
		return record.Coupon{}
	}
	r := record.Coupon{
		ID: x.ID, Name: x.Name, Valid: x.Valid, Deleted: x.Deleted, PercentOff: x.PercentOff, AmountOff: money(x.AmountOff, x.Currency),
		Duration: string(x.Duration), DurationInMonths: x.DurationInMonths,
		MaxRedemptions: x.MaxRedemptions, TimesRedeemed: x.TimesRedeemed,
		RedeemBy: at(x.RedeemBy), Created: at(x.Created), Metadata: x.Metadata,
	}
	if x.AppliesTo != nil {
		r.AppliesTo = x.AppliesTo.Products
	}
	return r
}

func promotionCode(raw json.RawMessage, _ *peek) (record.PromotionCode, error) {
	x, err := parse[stripe.PromotionCode](raw)
	if err != nil {
		return record.PromotionCode{}, err
	}
	r := promotionCodeOf(&x)
	r.Raw = raw
	return r, nil
}

func promotionCodeOf(x *stripe.PromotionCode) record.PromotionCode {
	if x == nil {
		return record.PromotionCode{}
	}
	r := record.PromotionCode{
		ID: x.ID, Code: x.Code, Active: x.Active, Coupon: couponOf(x.Coupon), CustomerID: customerID(x.Customer),
		MaxRedemptions: x.MaxRedemptions, TimesRedeemed: x.TimesRedeemed, ExpiresAt: at(x.ExpiresAt), Created: at(x.Created),
	}
	if x.Restrictions != nil {
		r.FirstTimeOnly = x.Restrictions.FirstTimeTransaction
		r.MinimumAmount = money(x.Restrictions.MinimumAmount, x.Restrictions.MinimumAmountCurrency)
	}
	return r
}

// discounts turns stripe-go's discounts into records, each once. One that is
// only an id tells no coupon and is left out: `discount` and `discounts` repeat
// one another, and where the key may not expand them a gap says so.
func discounts(where string, list ...*stripe.Discount) []record.Discount {
	var out []record.Discount
	for _, d := range list {
		if d == nil || d.Coupon == nil || d.Coupon.ID == "" {
			continue
		}
		out = merge(out, []record.Discount{{
			ID: d.ID, Coupon: couponOf(d.Coupon), PromotionCode: promotionCodeOf(d.PromotionCode),
			Where: where, Start: at(d.Start), End: at(d.End),
		}})
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

func money(minor int64, currency stripe.Currency) record.Money {
	return record.Money{Minor: minor, Currency: string(currency)}
}

// lastSecond is the end of the year 9999, after which a time has no JSON form.
const lastSecond = 253402300799

// at is a moment; Stripe's 0 and null are none.
func at(seconds int64) time.Time {
	if seconds <= 0 || seconds > lastSecond {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// discountTotal is what all discounts of an invoice take off.
func discountTotal(x stripe.Invoice) int64 {
	var sum int64
	for _, d := range x.TotalDiscountAmounts {
		if d != nil {
			sum += d.Amount
		}
	}
	return sum
}

func testClockID(x *stripe.TestHelpersTestClock) string {
	if x == nil {
		return ""
	}
	return x.ID
}

func customerID(x *stripe.Customer) string {
	if x == nil {
		return ""
	}
	return x.ID
}

func invoiceID(x *stripe.Invoice) string {
	if x == nil {
		return ""
	}
	return x.ID
}

func chargeID(x *stripe.Charge) string {
	if x == nil {
		return ""
	}
	return x.ID
}

func intentID(x *stripe.PaymentIntent) string {
	if x == nil {
		return ""
	}
	return x.ID
}

func subscriptionID(x *stripe.Subscription) string {
	if x == nil {
		return ""
	}
	return x.ID
}
