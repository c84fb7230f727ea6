package tui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

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

func emailPiece(s string) record.Piece { return record.Piece{Kind: record.KindEmail, Value: s} }
func namePiece(s string) record.Piece  { return record.Piece{Kind: record.KindName, Value: s} }
func idPiece(s string) record.Piece    { return record.Piece{Kind: record.KindID, Value: s} }
func codePiece(s string) record.Piece {
	return record.Piece{Kind: record.KindCode, Value: strings.ReplaceAll(s, "_", " ")}
}
func couponPiece(s string) record.Piece { return record.Piece{Kind: record.KindCoupon, Value: s} }
func textPiece(s string) record.Piece   { return record.Piece{Kind: record.KindText, Value: s} }
func moneyPiece(m record.Money) record.Piece {
	if m.Currency == "" {
		return record.Piece{}
	}
	return record.Piece{Kind: record.KindAmount, Value: m.String()}
}

// numberPiece is an amount in the smallest unit of the account's currency, which
// FirstPromoter calls cents whatever the currency, and does not name.
func numberPiece(n int64) record.Piece {
	return record.Piece{Kind: record.KindAmount, Value: strconv.FormatInt(n, 10)}
}
func whenPiece(t time.Time) record.Piece {
	if t.IsZero() || t.Unix() == 0 {
		return record.Piece{}
	}
	return record.Piece{Kind: record.KindWhen, Value: t.UTC().Format(time.RFC3339)}
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

func stripeRef(t, id string) record.Ref { return record.Ref{System: record.Stripe, Type: t, ID: id} }
func fpRef(t, id string) record.Ref     { return record.Ref{System: record.FirstPromoter, Type: t, ID: id} }

func (r *rows) metadata(m map[string]string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		twin := ""
		if k == "fp_uid" {
			twin = "uid"
		}
		r.add("metadata "+k, twin, idPiece(m[k]))
	}
}

func (r *rows) discounts(ds []record.Discount) {
	for _, d := range ds {
		r.add("coupon", "coupon", couponPiece(d.Coupon.ID), stripeRef("coupon", d.Coupon.ID))
		r.add("promotion code", "code", couponPiece(cmp.Or(d.PromotionCode.Code, d.PromotionCode.ID)), stripeRef("promotion_code", d.PromotionCode.ID))
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
	r.add("id", twinOfID[ref.Type], idPiece(ref.ID))
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
			r.add("name", "", namePiece(a.Name))
			r.add("country", "", codePiece(a.Country))
			r.add("currency", "", codePiece(strings.ToUpper(a.DefaultCurrency)))
			r.add("read off", "", textWords(a.DerivedFrom))
			return a.Raw, true
		}
	case "customer":
		if c, ok := s.Customer(ref.ID); ok {
			if c.Deleted {
				r.add("state", "", codePiece("deleted"))
			}
			r.add("e-mail", "e-mail", emailPiece(c.Email))
			r.add("name", "name", namePiece(c.Name))
			r.add("created", "created", whenPiece(c.Created))
			r.add("mode", "", codePiece(string(c.Mode)))
			r.add("description", "", textPiece(c.Description))
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
			r.add("amount", "amount", moneyPiece(x.Amount))
			r.add("received", "", moneyPiece(x.AmountReceived))
			r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
			r.add("invoice", "event", idPiece(x.InvoiceID), stripeRef("invoice", x.InvoiceID))
			r.add("charge", "event", idPiece(x.LatestChargeID), stripeRef("charge", x.LatestChargeID))
			r.add("receipt e-mail", "e-mail", emailPiece(x.ReceiptEmail))
			r.add("declined", "", codePiece(x.ErrorCode))
			r.add("reason", "", textPiece(x.ErrorMessage))
			r.add("created", "created", whenPiece(x.Created))
			r.add("mode", "", codePiece(string(x.Mode)))
			r.add("description", "", textPiece(x.Description))
			r.metadata(x.Metadata)
			return x.Raw, true
		}
	case "subscription":
		if x, ok := s.Subscription(ref.ID); ok {
			r.add("status", "", codePiece(x.Status))
			r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
			r.add("latest invoice", "event", idPiece(x.LatestInvoiceID), stripeRef("invoice", x.LatestInvoiceID))
			r.add("started", "", whenPiece(x.StartDate))
			r.add("trial until", "", whenPiece(x.TrialEnd))
			r.add("period ends", "", whenPiece(x.PeriodEnd))
			r.add("cancelled", "", whenPiece(x.CanceledAt))
			r.add("created", "created", whenPiece(x.Created))
			r.add("mode", "", codePiece(string(x.Mode)))
			r.add("description", "", textPiece(x.Description))
			r.discounts(x.Discounts)
			r.metadata(x.Metadata)
			return x.Raw, true
		}
	case "subscription_schedule":
		for _, x := range s.Schedules {
			if x.ID == ref.ID {
				r.add("status", "", codePiece(x.Status))
				r.add("starts", "", whenPiece(x.StartDate))
				r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
				r.add("subscription", "", idPiece(x.SubscriptionID), stripeRef("subscription", x.SubscriptionID))
				r.add("created", "created", whenPiece(x.Created))
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
			r.add("code", "code", couponPiece(p.Code))
			r.add("coupon", "coupon", couponPiece(p.Coupon.ID), stripeRef("coupon", p.Coupon.ID))
			r.add("state", "", yesPiece(p.Active, "active", "not active"))
			r.add("only for", "", idPiece(p.CustomerID), stripeRef("customer", p.CustomerID))
			if p.FirstTimeOnly {
				r.add("restriction", "", codePiece("first order only"))
			}
			r.add("minimum", "", moneyPiece(p.MinimumAmount))
			r.add("redeemed", "", countPiece(p.TimesRedeemed))
			r.add("at most", "", countPiece(p.MaxRedemptions))
			r.add("expires", "", whenPiece(p.ExpiresAt))
			r.add("created", "created", whenPiece(p.Created))
			return p.Raw, true
		}
	case "dispute":
		for _, x := range s.Disputes {
			if x.ID == ref.ID {
				r.add("status", "", codePiece(x.Status))
				r.add("reason", "", codePiece(x.Reason))
				r.add("amount", "", moneyPiece(x.Amount))
				r.add("charge", "event", idPiece(x.ChargeID), stripeRef("charge", x.ChargeID))
				r.add("created", "created", whenPiece(x.Created))
				return x.Raw, true
			}
		}
	case "event":
		for _, x := range s.EmailChanges {
			if x.EventID == ref.ID {
				r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
				r.add("e-mail before", "e-mail", emailPiece(x.From))
				r.add("e-mail after", "", emailPiece(x.To))
				r.add("at", "", whenPiece(x.At))
				return nil, true
			}
		}
	}
	return nil, false
}

func textWords(s string) record.Piece { return record.Piece{Kind: record.Words, Value: s} }

func invoiceFields(r *rows, x record.Invoice) {
	r.add("number", "", idPiece(x.Number))
	r.add("status", "", codePiece(x.Status))
	r.add("amount paid", "amount", moneyPiece(x.AmountPaid))
	r.add("amount due", "", moneyPiece(x.AmountDue))
	r.add("total", "", moneyPiece(x.Total))
	r.add("subtotal", "", moneyPiece(x.Subtotal))
	if x.StartingBalance.Minor != 0 {
		r.add("balance before", "", moneyPiece(x.StartingBalance))
		r.add("balance after", "", moneyPiece(x.EndingBalance))
	}
	if x.PaidOutOfBand {
		r.add("paid", "", codePiece("outside Stripe"))
	}
	r.add("e-mail", "e-mail", emailPiece(x.CustomerEmail))
	r.add("name", "name", namePiece(x.CustomerName))
	r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
	r.discounts(x.Discounts)
	r.add("subscription", "", idPiece(x.SubscriptionID), stripeRef("subscription", x.SubscriptionID))
	r.add("charge", "event", idPiece(x.ChargeID), stripeRef("charge", x.ChargeID))
	r.add("payment", "", idPiece(x.PaymentIntentID), stripeRef("payment_intent", x.PaymentIntentID))
	r.add("why", "", codePiece(x.BillingReason))
	r.add("collected", "", codePiece(x.CollectionMethod))
	r.add("attempts", "", countPiece(x.AttemptCount))
	r.add("created", "created", whenPiece(x.Created))
	r.add("finalised", "", whenPiece(x.FinalizedAt))
	r.add("paid at", "recorded", whenPiece(x.PaidAt))
	r.add("voided", "", whenPiece(x.VoidedAt))
	r.add("due", "", whenPiece(x.DueDate))
	r.add("next attempt", "", whenPiece(x.NextAttempt))
	r.add("mode", "", codePiece(string(x.Mode)))
	for i, l := range x.Lines {
		r.add(fmt.Sprintf("line %d", i+1), "", textPiece(l.Description))
		r.add("  amount", "", moneyPiece(l.Amount))
	}
	r.add("description", "", textPiece(x.Description))
	r.metadata(x.Metadata)
}

func chargeFields(r *rows, c record.Charge) {
	r.add("status", "", codePiece(c.Status))
	r.add("amount", "amount", moneyPiece(c.Amount))
	if c.Status == "succeeded" {
		r.add("captured", "", yesPiece(c.Captured, "yes", "no, only authorised"))
	}
	if c.AmountRefunded.Minor > 0 {
		r.add("refunded", "", moneyPiece(c.AmountRefunded))
	}
	if c.Disputed {
		r.add("dispute", "", codePiece("yes"))
	}
	r.add("e-mail (billing)", "e-mail", emailPiece(c.BillingEmail))
	r.add("e-mail (receipt)", "e-mail", emailPiece(c.ReceiptEmail))
	r.add("name", "name", namePiece(c.BillingName))
	r.add("customer", "uid", idPiece(c.CustomerID), stripeRef("customer", c.CustomerID))
	r.add("invoice", "event", idPiece(c.InvoiceID), stripeRef("invoice", c.InvoiceID))
	r.add("payment", "", idPiece(c.PaymentIntentID), stripeRef("payment_intent", c.PaymentIntentID))
	r.add("method", "", codePiece(c.MethodType))
	r.add("declined", "", codePiece(c.FailureCode))
	r.add("reason", "", textPiece(c.FailureMessage))
	r.add("Stripe says", "", textPiece(c.SellerMessage))
	r.add("created", "recorded", whenPiece(c.Created))
	r.add("mode", "", codePiece(string(c.Mode)))
	r.add("description", "", textPiece(c.Description))
	r.metadata(c.Metadata)
}

func sessionFields(r *rows, x record.Session) {
	r.add("status", "", codePiece(x.Status))
	r.add("payment", "", codePiece(x.PaymentStatus))
	r.add("kind", "", codePiece(x.Kind))
	r.add("amount", "amount", moneyPiece(x.AmountTotal))
	r.add("e-mail (given)", "e-mail", emailPiece(x.CustomerEmail))
	r.add("e-mail (typed)", "e-mail", emailPiece(x.DetailsEmail))
	r.add("name", "name", namePiece(x.DetailsName))
	r.add("customer", "uid", idPiece(x.CustomerID), stripeRef("customer", x.CustomerID))
	r.add("invoice", "event", idPiece(x.InvoiceID), stripeRef("invoice", x.InvoiceID))
	r.add("payment", "", idPiece(x.PaymentIntentID), stripeRef("payment_intent", x.PaymentIntentID))
	r.add("subscription", "", idPiece(x.SubscriptionID), stripeRef("subscription", x.SubscriptionID))
	r.add("payment link", "", idPiece(x.PaymentLinkID))
	r.add("client reference", "uid", idPiece(x.ClientReferenceID))
	r.discounts(x.Discounts)
	for _, k := range slices.Sorted(maps.Keys(x.CustomFields)) {
		r.add("field "+k, "", textPiece(x.CustomFields[k]))
	}
	r.add("created", "created", whenPiece(x.Created))
	r.add("mode", "", codePiece(string(x.Mode)))
	r.metadata(x.Metadata)
}

func couponFields(r *rows, c record.Coupon) {
	r.add("name", "", couponPiece(c.Name))
	if c.Deleted {
		r.add("state", "", codePiece("deleted"))
	} else {
		r.add("state", "", yesPiece(c.Valid, "valid", "no longer valid"))
	}
	if c.PercentOff > 0 {
		r.add("off", "", codePiece(strconv.FormatFloat(c.PercentOff, 'f', -1, 64)+" %"))
	}
	r.add("off", "", moneyPiece(c.AmountOff))
	r.add("duration", "", codePiece(c.Duration))
	r.add("months", "", countPiece(c.DurationInMonths))
	r.add("redeemed", "", countPiece(c.TimesRedeemed))
	r.add("at most", "", countPiece(c.MaxRedemptions))
	r.add("redeem by", "", whenPiece(c.RedeemBy))
	r.add("only for", "", idPiece(strings.Join(c.AppliesTo, " ")))
	r.add("created", "created", whenPiece(c.Created))
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
				r.add("name", "", namePiece(p.Name))
				r.add("e-mail", "e-mail", emailPiece(p.Email))
				r.add("status", "", codePiece(p.Status))
				r.add("archived", "", whenPiece(p.ArchivedAt))
				for _, x := range p.Promotions {
					r.add("campaign", "", namePiece(cmp.Or(x.CampaignName, x.CampaignID)), fpRef("promotion", x.ID))
					r.add("  state", "", codePiece(x.State))
					r.add("  coupon", "coupon", couponPiece(x.TrackingCoupon))
				}
				return p.Raw, true
			}
		}
		mentionedPromoter(r, s, ref.ID)
	case "promotion":
		if x, p, ok := s.Promotion(ref.ID); ok {
			r.add("promoter", "", namePiece(cmp.Or(p.Name, p.Email, p.ID)), fpRef("promoter", p.ID))
			r.add("campaign", "", namePiece(x.CampaignName))
			r.add("state", "", codePiece(x.State))
			r.add("tracking coupon", "coupon", couponPiece(x.TrackingCoupon))
			if x.TrackingCoupon == "" && x.DisplayCoupon != "" {
				r.add("tracking coupon", "coupon", codePiece("none")) // it tracks nothing then
			}
			r.add("code buyers see", "code", couponPiece(x.DisplayCoupon))
			for _, c := range x.SharedCoupons {
				r.add("campaign’s code", "", couponPiece(c))
			}
			r.add("referral token", "", idPiece(x.RefToken))
			r.add("referral link", "", textPiece(x.RefLink))
			for _, c := range s.PromoCodes {
				if c.PromotionID == x.ID {
					r.add("promo code", "code", couponPiece(c.Code), fpRef("promo_code", c.ID))
				}
			}
			return x.Raw, true
		}
	case "promo_code":
		for _, c := range s.PromoCodes {
			if c.ID == ref.ID {
				r.add("code", "code", couponPiece(c.Code))
				r.add("id in Stripe", "code id", idPiece(c.ExtID))
				r.add("promoter’s place", "", idPiece(c.PromotionID), fpRef("promotion", c.PromotionID))
				r.add("archived", "", whenPiece(c.ArchivedAt))
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
	r.add("e-mail", "e-mail", emailPiece(x.Email))
	if x.UID != "" {
		r.add("UID", "uid", idPiece(x.UID))
	} else {
		r.add("UID", "", codePiece("none"))
	}
	r.add("state", "", codePiece(x.State))
	if x.Customer() {
		r.add("customer since", "", whenPiece(x.CustomerSince))
	} else {
		r.add("customer since", "", codePiece("not yet: still a lead"))
	}
	r.add("name", "name", namePiece(x.Name))
	r.add("created", "created", whenPiece(x.Created))
	r.add("came by", "", codePiece(x.EntrySource))
	r.add("promoter", "", namePiece(cmp.Or(x.PromoterName, x.PromoterEmail, x.PromoterID)), fpRef("promoter", x.PromoterID))
	r.add("campaign", "", namePiece(x.CampaignName), fpRef("promotion", x.PromotionID))
	if x.Expired {
		r.add("expired", "", codePiece("yes"))
	}
	r.add("fraud check", "", codePiece(x.FraudCheck))
	r.add("cancelled", "", whenPiece(x.CancelledAt))
	r.add("user name", "", namePiece(x.Username))
	r.add("website", "", textPiece(x.Website))
	r.add("entered by", "", emailPiece(x.CreatedBy))
	r.metadata(x.Metadata)
}

// mentionedPromoter is what a lead or a commission says of a promoter who was
// not asked for.
func mentionedPromoter(r *rows, s *record.FirstPromoterSide, id string) {
	for _, x := range s.Referrals {
		if x.PromoterID == id {
			r.add("name", "", namePiece(x.PromoterName))
			r.add("e-mail", "e-mail", emailPiece(x.PromoterEmail))
			r.add("campaign", "", namePiece(cmp.Or(x.CampaignName, x.CampaignID)), fpRef("promotion", x.PromotionID))
			return
		}
	}
	for _, c := range s.Commissions {
		if c.PromoterID == id {
			r.add("name", "", namePiece(c.PromoterName))
			r.add("e-mail", "e-mail", emailPiece(c.PromoterEmail))
			return
		}
	}
}

func commissionFields(r *rows, c record.Commission) {
	r.add("event id", "event", idPiece(c.EventID))
	r.add("status", "", codePiece(c.Status))
	r.add("type", "", codePiece(c.Type))
	r.add("sale as charged", "amount", moneyPiece(c.Original))
	if c.SaleAmount != 0 {
		r.add("sale in cents", "", numberPiece(c.SaleAmount))
	}
	if cash := c.Unit == "" || c.Unit == "cash"; cash && c.Amount != 0 {
		r.add("earned in cents", "", numberPiece(c.Amount))
	} else if c.Amount != 0 {
		r.add("earned", "", codePiece(strconv.FormatInt(c.Amount, 10)+" "+c.Unit))
	}
	r.add("recorded", "recorded", whenPiece(c.Created))
	r.add("e-mail", "e-mail", emailPiece(c.ReferralEmail))
	r.add("UID", "uid", idPiece(c.ReferralUID))
	r.add("referral", "", idPiece(c.ReferralID), fpRef("referral", c.ReferralID))
	r.add("promoter", "", namePiece(cmp.Or(c.PromoterName, c.PromoterEmail, c.PromoterID)), fpRef("promoter", c.PromoterID))
	r.add("campaign place", "", idPiece(c.PromotionID), fpRef("promotion", c.PromotionID))
	r.add("plan", "", idPiece(c.PlanID))
	r.add("entered by", "", emailPiece(c.CreatedBy))
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
		return fpRef(t, d.Subject.Referral)
	case t == "customer" && d.Subject.Customer != "":
		return stripeRef(t, d.Subject.Customer)
	case t == d.Subject.Sale.Type:
		return d.Subject.Sale
	case t == "commission":
		ids := d.Subject.Payment.IDs()
		for _, c := range d.Evidence.FirstPromoter.Commissions {
			if slices.Contains(ids, c.EventID) {
				return fpRef(t, c.ID)
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
