package dossier

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fpdoctor/checks/record"
)

// stripeObjects tell the fields of each type of Stripe's objects.
var stripeObjects = map[string]reader[record.StripeSide]{
	record.TypeAccount:       shownBy(findAccount, accountFields),
	record.TypeCustomer:      shownBy((*record.StripeSide).Customer, customerFields),
	record.TypeInvoice:       shownBy(findInvoice, invoiceFields),
	record.TypeCharge:        shownBy(findCharge, chargeFields),
	record.TypeIntent:        shownBy(findIntent, intentFields),
	record.TypeSubscription:  shownBy((*record.StripeSide).Subscription, subscriptionFields),
	record.TypeSchedule:      shownBy(findSchedule, scheduleFields),
	record.TypeSession:       shownBy(findSession, sessionFields),
	record.TypeCoupon:        shownBy(findCoupon, couponFields),
	record.TypePromotionCode: shownBy(findPromotionCode, promotionCodeFields),
	record.TypeDispute:       shownBy(findDispute, disputeFields),
	record.TypeEvent:         shownBy(findEmailChange, emailChangeFields),
}

func accountFields(f *fields, x record.Account) record.Raw {
	f.add("name", "", record.NamePiece(x.Name))
	f.add("country", "", inWords(x.Country))
	f.add("currency", "", record.CodePiece(strings.ToUpper(x.DefaultCurrency)))
	f.add("read off", "", record.WordsPiece(x.DerivedFrom))
	return x.Raw
}

func customerFields(f *fields, x record.Customer) record.Raw {
	if x.Deleted {
		f.add("state", "", record.CodePiece("deleted"))
	}
	f.add("e-mail", meansEmail, record.EmailPiece(x.Email))
	f.add("name", meansName, record.NamePiece(x.Name))
	f.made(x.Created, x.Mode, x.TestClock)
	f.noted(x.Description, x.Metadata)
	f.discounts(x.Discounts)
	return x.Raw
}

func invoiceFields(f *fields, x record.Invoice) record.Raw {
	f.add("number", "", record.IDPiece(x.Number))
	f.add("status", "", inWords(x.Status))
	f.add("amount paid", meansAmount, record.AmountPiece(x.AmountPaid))
	f.add("amount due", "", record.AmountPiece(x.AmountDue))
	f.add("total", "", record.AmountPiece(x.Total))
	f.add("subtotal", "", record.AmountPiece(x.Subtotal))
	if x.StartingBalance.Minor != 0 {
		f.add("balance before", "", record.AmountPiece(x.StartingBalance))
		f.add("balance after", "", record.AmountPiece(x.EndingBalance))
	}
	if x.PaidOutOfBand {
		f.add("paid", "", record.CodePiece("outside Stripe"))
	}
	f.add("e-mail", meansEmail, record.EmailPiece(x.CustomerEmail))
	f.add("name", meansName, record.NamePiece(x.CustomerName))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.add("buyer’s account", "", record.IDPiece(x.BuyerAccount))
	f.discounts(x.Discounts)
	f.stripe("subscription", "", record.TypeSubscription, x.SubscriptionID)
	f.stripe("charge", meansEvent, record.TypeCharge, x.ChargeID)
	f.stripe("payment", "", record.TypeIntent, x.PaymentIntentID)
	f.add("why", "", inWords(x.BillingReason))
	f.add("collected", "", inWords(x.CollectionMethod))
	f.add("attempts", "", count(x.AttemptCount))
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	f.add("finalised", "", record.WhenPiece(x.FinalizedAt))
	f.add("paid at", meansRecorded, record.WhenPiece(x.PaidAt))
	f.add("voided", "", record.WhenPiece(x.VoidedAt))
	f.add("due", "", record.WhenPiece(x.DueDate))
	f.add("next attempt", "", record.WhenPiece(x.NextAttempt))
	f.add("mode", "", inWords(string(x.Mode)))
	f.add("test clock", "", record.IDPiece(x.TestClock))
	for i, l := range x.Lines {
		f.add(fmt.Sprintf("line %d", i+1), "", record.TextPiece(l.Description))
		f.add("  amount", "", record.AmountPiece(l.Amount))
	}
	f.noted(x.Description, x.Metadata)
	return x.Raw
}

func chargeFields(f *fields, x record.Charge) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.add("amount", meansAmount, record.AmountPiece(x.Amount))
	if x.Succeeded() {
		f.add("captured", "", either(x.Captured, "yes", "no, only authorised"))
	}
	if x.AmountRefunded.Minor > 0 {
		f.add("refunded", "", record.AmountPiece(x.AmountRefunded))
	}
	if x.Disputed {
		f.add("dispute", "", record.CodePiece("yes"))
	}
	f.add("e-mail (billing)", meansEmail, record.EmailPiece(x.BillingEmail))
	f.add("e-mail (receipt)", meansEmail, record.EmailPiece(x.ReceiptEmail))
	f.add("name", meansName, record.NamePiece(x.BillingName))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.stripe("invoice", meansEvent, record.TypeInvoice, x.InvoiceID)
	f.stripe("payment", "", record.TypeIntent, x.PaymentIntentID)
	f.add("method", "", inWords(x.MethodType))
	f.add("declined", "", inWords(x.FailureCode))
	f.add("reason", "", record.TextPiece(x.FailureMessage))
	f.add("Stripe says", "", record.TextPiece(x.SellerMessage))
	f.add("created", meansRecorded, record.WhenPiece(x.Created))
	f.add("mode", "", inWords(string(x.Mode)))
	f.noted(x.Description, x.Metadata)
	return x.Raw
}

func intentFields(f *fields, x record.PaymentIntent) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.add("amount", meansAmount, record.AmountPiece(x.Amount))
	f.add("received", "", record.AmountPiece(x.AmountReceived))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.add("buyer’s account", "", record.IDPiece(x.BuyerAccount))
	f.stripe("invoice", meansEvent, record.TypeInvoice, x.InvoiceID)
	f.stripe("charge", meansEvent, record.TypeCharge, x.LatestChargeID)
	f.add("receipt e-mail", meansEmail, record.EmailPiece(x.ReceiptEmail))
	f.add("waits for", "", inWords(x.Next.Type))
	f.add("  until", "", record.WhenPiece(x.Next.Until))
	f.add("  still open", "", record.AmountPiece(x.Next.Remaining))
	f.add("declined", "", inWords(x.ErrorCode))
	f.add("reason", "", record.TextPiece(x.ErrorMessage))
	f.made(x.Created, x.Mode, "")
	f.noted(x.Description, x.Metadata)
	return x.Raw
}

func subscriptionFields(f *fields, x record.Subscription) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.add("buyer’s account", "", record.IDPiece(x.BuyerAccount))
	f.stripe("latest invoice", meansEvent, record.TypeInvoice, x.LatestInvoiceID)
	f.add("started", "", record.WhenPiece(x.StartDate))
	f.add("trial until", "", record.WhenPiece(x.TrialEnd))
	f.add("period ends", "", record.WhenPiece(x.PeriodEnd))
	f.add("collection paused", "", inWords(x.Pause))
	f.add("paused until", "", record.WhenPiece(x.PausedUntil))
	f.add("cancelled", "", record.WhenPiece(x.CanceledAt))
	f.made(x.Created, x.Mode, x.TestClock)
	f.noted(x.Description, x.Metadata)
	f.discounts(x.Discounts)
	return x.Raw
}

func scheduleFields(f *fields, x record.Schedule) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.add("starts", "", record.WhenPiece(x.StartDate))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.stripe("subscription", "", record.TypeSubscription, x.SubscriptionID)
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	return x.Raw
}

func sessionFields(f *fields, x record.Session) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.add("payment", "", inWords(x.PaymentStatus))
	f.add("kind", "", inWords(x.Kind))
	f.add("amount", meansAmount, record.AmountPiece(x.AmountTotal))
	f.add("e-mail (given)", meansEmail, record.EmailPiece(x.CustomerEmail))
	f.add("e-mail (typed)", meansEmail, record.EmailPiece(x.DetailsEmail))
	f.add("name", meansName, record.NamePiece(x.DetailsName))
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.add("buyer’s account", "", record.IDPiece(x.BuyerAccount))
	f.stripe("invoice", meansEvent, record.TypeInvoice, x.InvoiceID)
	f.stripe("payment", "", record.TypeIntent, x.PaymentIntentID)
	f.stripe("subscription", "", record.TypeSubscription, x.SubscriptionID)
	f.add("payment link", "", record.IDPiece(x.PaymentLinkID))
	f.add("client reference", meansUID, record.IDPiece(x.ClientReferenceID))
	f.discounts(x.Discounts)
	for _, k := range slices.Sorted(maps.Keys(x.CustomFields)) {
		f.add("field "+k, "", record.TextPiece(x.CustomFields[k]))
	}
	f.made(x.Created, x.Mode, "")
	f.metadata(x.Metadata)
	return x.Raw
}

func couponFields(f *fields, x record.Coupon) record.Raw {
	f.add("name", "", record.CouponPiece(x.Name))
	if x.Deleted {
		f.add("state", "", record.CodePiece("deleted"))
	} else {
		f.add("state", "", either(x.Valid, "valid", "no longer valid"))
	}
	if x.PercentOff > 0 {
		f.add("off", "", record.CodePiece(strconv.FormatFloat(x.PercentOff, 'f', -1, 64)+" %"))
	}
	f.add("off", "", record.AmountPiece(x.AmountOff))
	f.add("duration", "", inWords(x.Duration))
	f.add("months", "", count(x.DurationInMonths))
	f.add("redeemed", "", count(x.TimesRedeemed))
	f.add("at most", "", count(x.MaxRedemptions))
	f.add("redeem by", "", record.WhenPiece(x.RedeemBy))
	f.add("only for", "", record.IDPiece(strings.Join(x.AppliesTo, " ")))
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	f.metadata(x.Metadata)
	return x.Raw
}

func promotionCodeFields(f *fields, x record.PromotionCode) record.Raw {
	f.add("code", meansCode, record.CouponPiece(x.Code))
	f.add("coupon", meansCoupon, record.CouponPiece(x.Coupon.ID), record.StripeRef(record.TypeCoupon, x.Coupon.ID))
	f.add("state", "", either(x.Active, "active", "not active"))
	f.stripe("only for", "", record.TypeCustomer, x.CustomerID)
	if x.FirstTimeOnly {
		f.add("restriction", "", record.CodePiece("first order only"))
	}
	f.add("minimum", "", record.AmountPiece(x.MinimumAmount))
	f.add("redeemed", "", count(x.TimesRedeemed))
	f.add("at most", "", count(x.MaxRedemptions))
	f.add("expires", "", record.WhenPiece(x.ExpiresAt))
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	return x.Raw
}

func disputeFields(f *fields, x record.Dispute) record.Raw {
	f.add("status", "", inWords(x.Status))
	f.add("reason", "", inWords(x.Reason))
	f.add("amount", "", record.AmountPiece(x.Amount))
	f.stripe("charge", meansEvent, record.TypeCharge, x.ChargeID)
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	return x.Raw
}

func emailChangeFields(f *fields, x record.EmailChange) record.Raw {
	f.stripe("customer", meansUID, record.TypeCustomer, x.CustomerID)
	f.add("e-mail before", meansEmail, record.EmailPiece(x.From))
	f.add("e-mail after", "", record.EmailPiece(x.To))
	f.add("at", "", record.WhenPiece(x.At))
	return nil // an event is asked for what it changed only
}
