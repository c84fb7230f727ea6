package tui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// fieldRow is one field of an object as it is drawn.
type fieldRow struct {
	label string
	value record.Piece
	// twin names what the same thing is on the other side, for Compare.
	twin string
	ref  record.Ref // the object the value points at, if any
}

// thing is one object with all that is shown of it.
type thing struct {
	ref    record.Ref
	fields []fieldRow
	raw    record.Raw
	known  bool // the evidence holds it
}

type rows []fieldRow

func (r *rows) add(label, twin string, p record.Piece, ref ...record.Ref) {
	if p.Value == "" {
		return
	}
	f := fieldRow{label: label, twin: twin, value: p}
	if len(ref) > 0 && ref[0].ID != "" {
		f.ref = ref[0]
	}
	*r = append(*r, f)
}

func codePiece(s string) record.Piece {
	return record.Piece{Kind: record.KindCode, Value: strings.ReplaceAll(s, "_", " ")}
}

// numberPiece is an amount in the smallest unit of the account's currency, which
// FirstPromoter calls cents whatever the currency, and does not name.
func numberPiece(n int64) record.Piece {
	return record.Piece{Kind: record.KindAmount, Value: strconv.FormatInt(n, 10)}
}
func yesPiece(b bool, yes, no string) record.Piece {
	if b {
		return record.Piece{Kind: record.KindCode, Value: yes}
	}
	return record.Piece{Kind: record.KindCode, Value: no}
}
func countPiece(n int64) record.Piece {
	if n == 0 {
		return record.Piece{}
	}
	return record.Piece{Kind: record.KindCode, Value: strconv.FormatInt(n, 10)}
}

func (r *rows) metadata(m map[string]string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		twin := ""
		if k == "fp_uid" {
			twin = "uid"
		}
		r.add("metadata "+k, twin, record.IDPiece(m[k]))
	}
}

func (r *rows) discounts(ds []record.Discount) {
	for _, d := range ds {
		r.add("coupon", "coupon", record.CouponPiece(d.Coupon.ID), record.StripeRef("coupon", d.Coupon.ID))
		r.add("promotion code", "code", record.CouponPiece(cmp.Or(d.PromotionCode.Code, d.PromotionCode.ID)), record.StripeRef("promotion_code", d.PromotionCode.ID))
		r.add("discount on the", "", codePiece(d.Where))
	}
}

// lookUp finds an object in the evidence and names its fields.
func lookUp(d *checks.Diagnosis, ref record.Ref) thing {
	t := thing{ref: ref}
	if d == nil || d.Evidence == nil {
		return t
	}
	ev := d.Evidence
	var r rows
	r.add("id", twinOfID[ref.Type], record.IDPiece(ref.ID))
	if ref.System == record.Stripe {
		t.raw, t.known = stripeFields(&r, &ev.Stripe, ref)
	} else {
		t.raw, t.known = firstPromoterFields(&r, &ev.FirstPromoter, ref)
	}
	t.fields = r
	return t
}

// twinOfID is what an object's own id is compared with on the other side.
var twinOfID = map[string]string{
	"customer": "uid", "invoice": "event", "charge": "event", "payment_intent": "", "checkout.session": "", "coupon": "coupon", "promotion_code": "code id",
}

func stripeFields(r *rows, s *record.StripeSide, ref record.Ref) (record.Raw, bool) {
	switch ref.Type {
	case "account":
		if a := s.Account; a != nil && a.ID == ref.ID {
			r.add("name", "", record.NamePiece(a.Name))
			r.add("country", "", codePiece(a.Country))
			r.add("currency", "", codePiece(strings.ToUpper(a.DefaultCurrency)))
			r.add("read off", "", record.WordsPiece(a.DerivedFrom))
			return a.Raw, true
		}
	case "customer":
		if c, ok := s.Customer(ref.ID); ok {
			if c.Deleted {
				r.add("state", "", codePiece("deleted"))
			}
			r.add("e-mail", "e-mail", record.EmailPiece(c.Email))
			r.add("name", "name", record.NamePiece(c.Name))
			r.add("created", "created", record.WhenPiece(c.Created))
			r.add("mode", "", codePiece(string(c.Mode)))
			r.add("description", "", record.TextPiece(c.Description))
			r.metadata(c.Metadata)
			r.discounts(c.Discounts)
			return c.Raw, true
		}
	case "invoice":
		if x, ok := s.Invoice(ref.ID); ok {
			invoiceFields(r, x)
			return x.Raw, true
		}
		if s.Upcoming != nil && s.Upcoming.ID == ref.ID {
			invoiceFields(r, *s.Upcoming)
			return s.Upcoming.Raw, true
		}
	case "charge":
		for _, c := range s.Charges {
			if c.ID == ref.ID {
				chargeFields(r, c)
				return c.Raw, true
			}
		}
	case "payment_intent":
		for _, x := range s.Intents {
			if x.ID != ref.ID {
				continue
			}
			r.add("status", "", codePiece(x.Status))
			r.add("amount", "amount", record.AmountPiece(x.Amount))
			r.add("received", "", record.AmountPiece(x.AmountReceived))
			r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
			r.add("invoice", "event", record.IDPiece(x.InvoiceID), record.StripeRef("invoice", x.InvoiceID))
			r.add("charge", "event", record.IDPiece(x.LatestChargeID), record.StripeRef("charge", x.LatestChargeID))
			r.add("receipt e-mail", "e-mail", record.EmailPiece(x.ReceiptEmail))
			r.add("declined", "", codePiece(x.ErrorCode))
			r.add("reason", "", record.TextPiece(x.ErrorMessage))
			r.add("created", "created", record.WhenPiece(x.Created))
			r.add("mode", "", codePiece(string(x.Mode)))
			r.add("description", "", record.TextPiece(x.Description))
			r.metadata(x.Metadata)
			return x.Raw, true
		}
	case "subscription":
		if x, ok := s.Subscription(ref.ID); ok {
			r.add("status", "", codePiece(x.Status))
			r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
			r.add("latest invoice", "event", record.IDPiece(x.LatestInvoiceID), record.StripeRef("invoice", x.LatestInvoiceID))
			r.add("started", "", record.WhenPiece(x.StartDate))
			r.add("trial until", "", record.WhenPiece(x.TrialEnd))
			r.add("period ends", "", record.WhenPiece(x.PeriodEnd))
			r.add("cancelled", "", record.WhenPiece(x.CanceledAt))
			r.add("created", "created", record.WhenPiece(x.Created))
			r.add("mode", "", codePiece(string(x.Mode)))
			r.add("description", "", record.TextPiece(x.Description))
			r.discounts(x.Discounts)
			r.metadata(x.Metadata)
			return x.Raw, true
		}
	case "subscription_schedule":
		for _, x := range s.Schedules {
			if x.ID == ref.ID {
				r.add("status", "", codePiece(x.Status))
				r.add("starts", "", record.WhenPiece(x.StartDate))
				r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
				r.add("subscription", "", record.IDPiece(x.SubscriptionID), record.StripeRef("subscription", x.SubscriptionID))
				r.add("created", "created", record.WhenPiece(x.Created))
				return x.Raw, true
			}
		}
	case "checkout.session":
		for _, x := range s.Sessions {
			if x.ID == ref.ID {
				sessionFields(r, x)
				return x.Raw, true
			}
		}
	case "coupon":
		if c, ok := findCoupon(s, ref.ID); ok {
			couponFields(r, c)
			return c.Raw, true
		}
	case "promotion_code":
		if p, ok := findPromotionCode(s, ref.ID); ok {
			r.add("code", "code", record.CouponPiece(p.Code))
			r.add("coupon", "coupon", record.CouponPiece(p.Coupon.ID), record.StripeRef("coupon", p.Coupon.ID))
			r.add("state", "", yesPiece(p.Active, "active", "not active"))
			r.add("only for", "", record.IDPiece(p.CustomerID), record.StripeRef("customer", p.CustomerID))
			if p.FirstTimeOnly {
				r.add("restriction", "", codePiece("first order only"))
			}
			r.add("minimum", "", record.AmountPiece(p.MinimumAmount))
			r.add("redeemed", "", countPiece(p.TimesRedeemed))
			r.add("at most", "", countPiece(p.MaxRedemptions))
			r.add("expires", "", record.WhenPiece(p.ExpiresAt))
			r.add("created", "created", record.WhenPiece(p.Created))
			return p.Raw, true
		}
	case "dispute":
		for _, x := range s.Disputes {
			if x.ID == ref.ID {
				r.add("status", "", codePiece(x.Status))
				r.add("reason", "", codePiece(x.Reason))
				r.add("amount", "", record.AmountPiece(x.Amount))
				r.add("charge", "event", record.IDPiece(x.ChargeID), record.StripeRef("charge", x.ChargeID))
				r.add("created", "created", record.WhenPiece(x.Created))
				return x.Raw, true
			}
		}
	case "event":
		for _, x := range s.EmailChanges {
			if x.EventID == ref.ID {
				r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
				r.add("e-mail before", "e-mail", record.EmailPiece(x.From))
				r.add("e-mail after", "", record.EmailPiece(x.To))
				r.add("at", "", record.WhenPiece(x.At))
				return nil, true
			}
		}
	}
	return nil, false
}

func invoiceFields(r *rows, x record.Invoice) {
	r.add("number", "", record.IDPiece(x.Number))
	r.add("status", "", codePiece(x.Status))
	r.add("amount paid", "amount", record.AmountPiece(x.AmountPaid))
	r.add("amount due", "", record.AmountPiece(x.AmountDue))
	r.add("total", "", record.AmountPiece(x.Total))
	r.add("subtotal", "", record.AmountPiece(x.Subtotal))
	if x.StartingBalance.Minor != 0 {
		r.add("balance before", "", record.AmountPiece(x.StartingBalance))
		r.add("balance after", "", record.AmountPiece(x.EndingBalance))
	}
	if x.PaidOutOfBand {
		r.add("paid", "", codePiece("outside Stripe"))
	}
	r.add("e-mail", "e-mail", record.EmailPiece(x.CustomerEmail))
	r.add("name", "name", record.NamePiece(x.CustomerName))
	r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
	r.discounts(x.Discounts)
	r.add("subscription", "", record.IDPiece(x.SubscriptionID), record.StripeRef("subscription", x.SubscriptionID))
	r.add("charge", "event", record.IDPiece(x.ChargeID), record.StripeRef("charge", x.ChargeID))
	r.add("payment", "", record.IDPiece(x.PaymentIntentID), record.StripeRef("payment_intent", x.PaymentIntentID))
	r.add("why", "", codePiece(x.BillingReason))
	r.add("collected", "", codePiece(x.CollectionMethod))
	r.add("attempts", "", countPiece(x.AttemptCount))
	r.add("created", "created", record.WhenPiece(x.Created))
	r.add("finalised", "", record.WhenPiece(x.FinalizedAt))
	r.add("paid at", "recorded", record.WhenPiece(x.PaidAt))
	r.add("voided", "", record.WhenPiece(x.VoidedAt))
	r.add("due", "", record.WhenPiece(x.DueDate))
	r.add("next attempt", "", record.WhenPiece(x.NextAttempt))
	r.add("mode", "", codePiece(string(x.Mode)))
	for i, l := range x.Lines {
		r.add(fmt.Sprintf("line %d", i+1), "", record.TextPiece(l.Description))
		r.add("  amount", "", record.AmountPiece(l.Amount))
	}
	r.add("description", "", record.TextPiece(x.Description))
	r.metadata(x.Metadata)
}

func chargeFields(r *rows, c record.Charge) {
	r.add("status", "", codePiece(c.Status))
	r.add("amount", "amount", record.AmountPiece(c.Amount))
	if c.Status == "succeeded" {
		r.add("captured", "", yesPiece(c.Captured, "yes", "no, only authorised"))
	}
	if c.AmountRefunded.Minor > 0 {
		r.add("refunded", "", record.AmountPiece(c.AmountRefunded))
	}
	if c.Disputed {
		r.add("dispute", "", codePiece("yes"))
	}
	r.add("e-mail (billing)", "e-mail", record.EmailPiece(c.BillingEmail))
	r.add("e-mail (receipt)", "e-mail", record.EmailPiece(c.ReceiptEmail))
	r.add("name", "name", record.NamePiece(c.BillingName))
	r.add("customer", "uid", record.IDPiece(c.CustomerID), record.StripeRef("customer", c.CustomerID))
	r.add("invoice", "event", record.IDPiece(c.InvoiceID), record.StripeRef("invoice", c.InvoiceID))
	r.add("payment", "", record.IDPiece(c.PaymentIntentID), record.StripeRef("payment_intent", c.PaymentIntentID))
	r.add("method", "", codePiece(c.MethodType))
	r.add("declined", "", codePiece(c.FailureCode))
	r.add("reason", "", record.TextPiece(c.FailureMessage))
	r.add("Stripe says", "", record.TextPiece(c.SellerMessage))
	r.add("created", "recorded", record.WhenPiece(c.Created))
	r.add("mode", "", codePiece(string(c.Mode)))
	r.add("description", "", record.TextPiece(c.Description))
	r.metadata(c.Metadata)
}

func sessionFields(r *rows, x record.Session) {
	r.add("status", "", codePiece(x.Status))
	r.add("payment", "", codePiece(x.PaymentStatus))
	r.add("kind", "", codePiece(x.Kind))
	r.add("amount", "amount", record.AmountPiece(x.AmountTotal))
	r.add("e-mail (given)", "e-mail", record.EmailPiece(x.CustomerEmail))
	r.add("e-mail (typed)", "e-mail", record.EmailPiece(x.DetailsEmail))
	r.add("name", "name", record.NamePiece(x.DetailsName))
	r.add("customer", "uid", record.IDPiece(x.CustomerID), record.StripeRef("customer", x.CustomerID))
	r.add("invoice", "event", record.IDPiece(x.InvoiceID), record.StripeRef("invoice", x.InvoiceID))
	r.add("payment", "", record.IDPiece(x.PaymentIntentID), record.StripeRef("payment_intent", x.PaymentIntentID))
	r.add("subscription", "", record.IDPiece(x.SubscriptionID), record.StripeRef("subscription", x.SubscriptionID))
	r.add("payment link", "", record.IDPiece(x.PaymentLinkID))
	r.add("client reference", "uid", record.IDPiece(x.ClientReferenceID))
	r.discounts(x.Discounts)
	for _, k := range slices.Sorted(maps.Keys(x.CustomFields)) {
		r.add("field "+k, "", record.TextPiece(x.CustomFields[k]))
	}
	r.add("created", "created", record.WhenPiece(x.Created))
	r.add("mode", "", codePiece(string(x.Mode)))
	r.metadata(x.Metadata)
}

func couponFields(r *rows, c record.Coupon) {
	r.add("name", "", record.CouponPiece(c.Name))
	if c.Deleted {
		r.add("state", "", codePiece("deleted"))
	} else {
		r.add("state", "", yesPiece(c.Valid, "valid", "no longer valid"))
	}
	if c.PercentOff > 0 {
		r.add("off", "", codePiece(strconv.FormatFloat(c.PercentOff, 'f', -1, 64)+" %"))
	}
	r.add("off", "", record.AmountPiece(c.AmountOff))
	r.add("duration", "", codePiece(c.Duration))
	r.add("months", "", countPiece(c.DurationInMonths))
	r.add("redeemed", "", countPiece(c.TimesRedeemed))
	r.add("at most", "", countPiece(c.MaxRedemptions))
	r.add("redeem by", "", record.WhenPiece(c.RedeemBy))
	r.add("only for", "", record.IDPiece(strings.Join(c.AppliesTo, " ")))
	r.add("created", "created", record.WhenPiece(c.Created))
	r.metadata(c.Metadata)
}

// findCoupon looks wherever a coupon may have come along.
func findCoupon(s *record.StripeSide, id string) (record.Coupon, bool) {
	for _, l := range s.Coupons {
		if l.Coupon != nil && l.Coupon.ID == id {
			return *l.Coupon, true
		}
		for _, c := range l.Similar {
			if c.ID == id {
				return c, true
			}
		}
	}
	for _, d := range allDiscounts(s) {
		if d.Coupon.ID == id {
			return d.Coupon, true
		}
	}
	for _, l := range s.Coupons {
		for _, p := range l.PromotionCodes {
			if p.Coupon.ID == id {
				return p.Coupon, true
			}
		}
	}
	return record.Coupon{}, false
}

func findPromotionCode(s *record.StripeSide, id string) (record.PromotionCode, bool) {
	for _, l := range s.Coupons {
		for _, p := range l.PromotionCodes {
			if p.ID == id {
				return p, true
			}
		}
	}
	for _, d := range allDiscounts(s) {
		if d.PromotionCode.ID == id {
			return d.PromotionCode, true
		}
	}
	return record.PromotionCode{}, false
}

func allDiscounts(s *record.StripeSide) []record.Discount {
	var out []record.Discount
	for _, x := range s.Invoices {
		out = append(out, x.Discounts...)
	}
	for _, x := range s.Sessions {
		out = append(out, x.Discounts...)
	}
	for _, x := range s.Subscriptions {
		out = append(out, x.Discounts...)
	}
	for _, x := range s.Customers {
		out = append(out, x.Discounts...)
	}
	return out
}

func firstPromoterFields(r *rows, s *record.FirstPromoterSide, ref record.Ref) (record.Raw, bool) {
	switch ref.Type {
	case "referral":
		if x, ok := findReferral(s, ref.ID); ok {
			referralFields(r, x)
			return x.Raw, true
		}
	case "promoter":
		for _, p := range s.Promoters {
			if p.ID == ref.ID {
				r.add("name", "", record.NamePiece(p.Name))
				r.add("e-mail", "e-mail", record.EmailPiece(p.Email))
				r.add("status", "", codePiece(p.Status))
				r.add("archived", "", record.WhenPiece(p.ArchivedAt))
				for _, x := range p.Promotions {
					r.add("campaign", "", record.NamePiece(cmp.Or(x.CampaignName, x.CampaignID)), record.FirstPromoterRef("promotion", x.ID))
					r.add("  state", "", codePiece(x.State))
					r.add("  coupon", "coupon", record.CouponPiece(x.TrackingCoupon))
				}
				return p.Raw, true
			}
		}
		mentionedPromoter(r, s, ref.ID)
	case "promotion":
		if x, p, ok := s.Promotion(ref.ID); ok {
			r.add("promoter", "", record.NamePiece(cmp.Or(p.Name, p.Email, p.ID)), record.FirstPromoterRef("promoter", p.ID))
			r.add("campaign", "", record.NamePiece(x.CampaignName))
			r.add("state", "", codePiece(x.State))
			r.add("tracking coupon", "coupon", record.CouponPiece(x.TrackingCoupon))
			if x.TrackingCoupon == "" && x.DisplayCoupon != "" {
				r.add("tracking coupon", "coupon", codePiece("none")) // it tracks nothing then
			}
			r.add("code buyers see", "code", record.CouponPiece(x.DisplayCoupon))
			for _, c := range x.SharedCoupons {
				r.add("campaign’s code", "", record.CouponPiece(c))
			}
			r.add("referral token", "", record.IDPiece(x.RefToken))
			r.add("referral link", "", record.TextPiece(x.RefLink))
			for _, c := range s.PromoCodes {
				if c.PromotionID == x.ID {
					r.add("promo code", "code", record.CouponPiece(c.Code), record.FirstPromoterRef("promo_code", c.ID))
				}
			}
			return x.Raw, true
		}
	case "promo_code":
		for _, c := range s.PromoCodes {
			if c.ID == ref.ID {
				r.add("code", "code", record.CouponPiece(c.Code))
				r.add("id in Stripe", "code id", record.IDPiece(c.ExtID))
				r.add("promoter’s place", "", record.IDPiece(c.PromotionID), record.FirstPromoterRef("promotion", c.PromotionID))
				r.add("archived", "", record.WhenPiece(c.ArchivedAt))
				return c.Raw, true
			}
		}
	case "commission":
		for _, list := range [][]record.Commission{s.Commissions, s.Recent} {
			for _, c := range list {
				if c.ID == ref.ID {
					commissionFields(r, c)
					return c.Raw, true
				}
			}
		}
	}
	return nil, false
}

func referralFields(r *rows, x record.Referral) {
	r.add("e-mail", "e-mail", record.EmailPiece(x.Email))
	if x.UID != "" {
		r.add("UID", "uid", record.IDPiece(x.UID))
	} else {
		r.add("UID", "", codePiece("none"))
	}
	r.add("state", "", codePiece(x.State))
	if x.Customer() {
		r.add("customer since", "", record.WhenPiece(x.CustomerSince))
	} else {
		r.add("customer since", "", codePiece("not yet: still a lead"))
	}
	r.add("name", "name", record.NamePiece(x.Name))
	r.add("created", "created", record.WhenPiece(x.Created))
	r.add("came by", "", codePiece(x.EntrySource))
	r.add("promoter", "", record.NamePiece(cmp.Or(x.PromoterName, x.PromoterEmail, x.PromoterID)), record.FirstPromoterRef("promoter", x.PromoterID))
	r.add("campaign", "", record.NamePiece(x.CampaignName), record.FirstPromoterRef("promotion", x.PromotionID))
	if x.Expired {
		r.add("expired", "", codePiece("yes"))
	}
	r.add("fraud check", "", codePiece(x.FraudCheck))
	r.add("cancelled", "", record.WhenPiece(x.CancelledAt))
	r.add("user name", "", record.NamePiece(x.Username))
	r.add("website", "", record.TextPiece(x.Website))
	r.add("entered by", "", record.EmailPiece(x.CreatedBy))
	r.metadata(x.Metadata)
}

// mentionedPromoter is what a lead or a commission says of a promoter who was
// not asked for.
func mentionedPromoter(r *rows, s *record.FirstPromoterSide, id string) {
	for _, x := range s.Referrals {
		if x.PromoterID == id {
			r.add("name", "", record.NamePiece(x.PromoterName))
			r.add("e-mail", "e-mail", record.EmailPiece(x.PromoterEmail))
			r.add("campaign", "", record.NamePiece(cmp.Or(x.CampaignName, x.CampaignID)), record.FirstPromoterRef("promotion", x.PromotionID))
			return
		}
	}
	for _, c := range s.Commissions {
		if c.PromoterID == id {
			r.add("name", "", record.NamePiece(c.PromoterName))
			r.add("e-mail", "e-mail", record.EmailPiece(c.PromoterEmail))
			return
		}
	}
}

func commissionFields(r *rows, c record.Commission) {
	r.add("event id", "event", record.IDPiece(c.EventID))
	r.add("status", "", codePiece(c.Status))
	r.add("type", "", codePiece(c.Type))
	r.add("sale as charged", "amount", record.AmountPiece(c.Original))
	if c.SaleAmount != 0 {
		r.add("sale in cents", "", numberPiece(c.SaleAmount))
	}
	if cash := c.Unit == "" || c.Unit == "cash"; cash && c.Amount != 0 {
		r.add("earned in cents", "", numberPiece(c.Amount))
	} else if c.Amount != 0 {
		r.add("earned", "", codePiece(strconv.FormatInt(c.Amount, 10)+" "+c.Unit))
	}
	r.add("recorded", "recorded", record.WhenPiece(c.Created))
	r.add("e-mail", "e-mail", record.EmailPiece(c.ReferralEmail))
	r.add("UID", "uid", record.IDPiece(c.ReferralUID))
	r.add("referral", "", record.IDPiece(c.ReferralID), record.FirstPromoterRef("referral", c.ReferralID))
	r.add("promoter", "", record.NamePiece(cmp.Or(c.PromoterName, c.PromoterEmail, c.PromoterID)), record.FirstPromoterRef("promoter", c.PromoterID))
	r.add("campaign place", "", record.IDPiece(c.PromotionID), record.FirstPromoterRef("promotion", c.PromotionID))
	r.add("plan", "", record.IDPiece(c.PlanID))
	r.add("entered by", "", record.EmailPiece(c.CreatedBy))
}

// counterpart is the type on the other side that an object is compared with.
var counterpart = map[string][]string{
	"customer": {"referral"}, "referral": {"customer"}, "commission": {"invoice", "charge"},
	"invoice": {"commission", "referral"}, "charge": {"commission", "referral"}, "payment_intent": {"commission", "referral"},
	"checkout.session": {"referral"}, "subscription": {"referral"},
	"coupon": {"promotion"}, "promotion_code": {"promo_code", "promotion"}, "promotion": {"coupon", "promotion_code"}, "promo_code": {"promotion_code", "coupon"},
	"promoter": {"coupon", "promotion_code"}, "account": {},
}

// facing finds the object on the other side to compare with: one that the same
// finding names, else the one the diagnosis matched with the sale. Objects of
// other sales are no match.
func facing(d *checks.Diagnosis, f *checks.Finding, ref record.Ref) (record.Ref, bool) {
	pick := func(objects []checks.Object, t string) (record.Ref, bool) {
		for _, o := range objects {
			if o.System != ref.System && o.Type == t {
				return o.Ref, true
			}
		}
		return record.Ref{}, false
	}
	for _, t := range counterpart[ref.Type] {
		if f != nil {
			if r, ok := pick(f.Objects, t); ok {
				return r, true
			}
		}
		if r := matched(d, t); r.ID != "" && r.System != ref.System {
			return r, true
		}
		for _, g := range d.Check(checks.Coupon).Findings {
			if r, ok := pick(g.Objects, t); ok && t != "referral" && t != "customer" && t != "commission" {
				return r, true
			}
		}
	}
	return record.Ref{}, false
}

// matched is the sale's own object of a type.
func matched(d *checks.Diagnosis, t string) record.Ref {
	switch {
	case t == "referral" && d.Subject.Referral != "":
		return record.FirstPromoterRef(t, d.Subject.Referral)
	case t == "customer" && d.Subject.Customer != "":
		return record.StripeRef(t, d.Subject.Customer)
	case t == d.Subject.Sale.Type:
		return d.Subject.Sale
	case t == "commission":
		ids := d.Subject.Payment.IDs()
		for _, c := range d.Evidence.FirstPromoter.Commissions {
			if slices.Contains(ids, c.EventID) {
				return record.FirstPromoterRef(t, c.ID)
			}
		}
	}
	return record.Ref{}
}

// findReferral looks wherever a referral may have come along.
func findReferral(s *record.FirstPromoterSide, id string) (record.Referral, bool) {
	if x, ok := s.Referral(id); ok {
		return x, true
	}
	for _, list := range [][]record.Referral{s.Leads, s.Converted} {
		for _, x := range list {
			if x.ID == id {
				return x, true
			}
		}
	}
	return record.Referral{}, false
}
