package checks

import (
	"fmt"
	"slices"
	"strings"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/record"
)

// gaps turns what could not be had of the given parts into findings, one per
// reason and service: one outage must not read like five.
func (in input) gaps(parts ...record.Part) []Finding {
	var out []Finding
	type key struct {
		system record.System
		reason record.Reason
		row    string
	}
	seen := map[key]bool{}
	for _, g := range in.ev.Gaps {
		k := key{g.System, g.Reason, g.Row}
		if !slices.Contains(parts, g.Part) || seen[k] || g.Reason == record.ListTooLong && brokeOff(g, in.ev.Gaps) {
			continue
		}
		seen[k] = true
		out = append(out, in.gap(g))
	}
	return out
}

// brokeOff reports whether a list that was not read to its end ended early for a reason
// of its own, which is told: then it is no longer than fpdoctor reads.
func brokeOff(g record.Gap, gaps []record.Gap) bool {
	return slices.ContainsFunc(gaps, func(x record.Gap) bool {
		return x.System == g.System && x.Part == g.Part && x.Reason != record.ListTooLong && x.Reason != record.PermissionMissing
	})
}

func (in input) gap(g record.Gap) Finding {
	row := g.Row
	if row == "" {
		row = g.Permission
	}
	if row == "" && g.System == record.FirstPromoter {
		row = "access to " + partNames[g.Part]
	}
	if row == "" {
		row = partNames[g.Part]
	}
	args := causes.Args{
		causes.ArgService: record.WordsPiece(g.System.Name()),
		causes.ArgDetail:  record.WordsPiece(detail(g)), causes.ArgRow: record.WordsPiece(row),
		causes.ArgList:   record.WordsPiece(partNames[g.Part]),
		causes.ArgKeyURL: record.WordsPiece(KeyPage),
	}
	// Stripe's form is one of the account that is being looked at there.
	if own := in.ev.Stripe.Account; own != nil && own.ID != "" && in.ev.Stripe.KeyMode != "" {
		args[causes.ArgAccount], args[causes.ArgKeyMode] = record.IDPiece(own.ID), modeWords(in.ev.Stripe.KeyMode)
	}
	if g.Lasting {
		args[causes.ArgLasting] = causes.Yes.Piece()
	}
	reason := string(g.Reason)
	if _, ok := causes.Lookup(reason); !ok {
		reason = string(record.Unreachable)
	}
	if g.Reason == record.CredentialsRefused {
		switch {
		case g.System == record.Stripe:
			args[causes.ArgStripeKey] = causes.Yes.Piece()
		case in.ev.FirstPromoter.API == record.V1:
			args[causes.ArgFirstPromoterKey], args[causes.ArgNoAccountID] = causes.Yes.Piece(), causes.Yes.Piece()
		default:
			args[causes.ArgFirstPromoterKey] = causes.Yes.Piece()
			if strings.Contains(g.Detail, "account id;") {
				args[causes.ArgWrongAccountID] = causes.Yes.Piece()
			}
		}
	}
	if g.Reason == record.PermissionMissing && g.System == record.FirstPromoter {
		return in.findingAs(reason, causes.AtFirstPromoter, args)
	}
	return in.finding(reason, args)
}

// inPart adds, to findings of trouble, what was looked up in part only: it may be what
// was not found.
func inPart(in input, found []Finding, of ...record.Bounded) []Finding {
	if !slices.ContainsFunc(found, func(f Finding) bool { return f.Verdict.Troubled() }) {
		return found
	}
	return append(found, bounds(in, of...)...)
}

// bounds are notes on what was looked up in part only.
func bounds(in input, of ...record.Bounded) []Finding {
	var out []Finding
	for _, b := range in.ev.Bounds {
		things, known := thingsLookedUp[b.What]
		if !known || !slices.Contains(of, b.What) {
			continue
		}
		looked := record.WordsPiece(fmt.Sprint(b.Looked))
		if b.Looked == 0 {
			looked = causes.NoneOf.Piece()
		}
		out = append(out, in.finding("looked-up-in-part", causes.Args{
			causes.ArgCount: record.WordsPiece(fmt.Sprint(b.Among)), causes.ArgThings: things.Piece(), causes.ArgLooked: looked,
		}))
	}
	return out
}

var thingsLookedUp = map[record.Bounded]causes.Phrase{
	record.BoundUIDs: causes.LikelyUIDs, record.BoundAddresses: causes.OtherAddresses, record.BoundLeads: causes.LeadsOfAddress,
	record.BoundNearLeads: causes.LeadsAlike, record.BoundFormer: causes.FormerAddresses, record.BoundCustomers: causes.NamedCustomers,
	record.BoundReports: causes.ReportedEvents, record.BoundSaleCoupons: causes.SaleCoupons, record.BoundTracked: causes.TrackedCoupons,
	record.BoundPromoCodes: causes.OwnPromoCodes, record.BoundCouponCodes: causes.CodedCoupons,
	record.BoundPromotions: causes.OwnPromotions, record.BoundUnknown: causes.TrackingValues,
}

// detail is why a part is lacking, as the end of a sentence. The clients' own
// words hold nothing from outside.
func detail(g record.Gap) string {
	switch d := strings.TrimRight(g.Detail, ". "); {
	case d == record.Stopped:
		return "fpdoctor was stopped before the answer came"
	case d != "":
		return d
	case g.Reason == record.CredentialsRefused:
		return g.System.Name() + " refused the key"
	case g.Reason == record.UnreadableAnswer:
		return g.System.Name() + " sent an answer that fpdoctor cannot read"
	}
	return g.System.Name() + " did not answer"
}

// KeyPage is Stripe's form for a restricted key with every permission that
// fpdoctor reads already ticked (undocumented but widely used; unknown names
// are ignored by it, so the names are shown as well).
const KeyPage = "https://dashboard.stripe.com/apikeys/create?name=fpdoctor" +
	"&permissions%5B%5D=rak_customer_read&permissions%5B%5D=rak_invoice_read&permissions%5B%5D=rak_charge_read" +
	"&permissions%5B%5D=rak_coupon_read&permissions%5B%5D=rak_promotion_code_read&permissions%5B%5D=rak_subscription_read" +
	"&permissions%5B%5D=rak_checkout_session_read&permissions%5B%5D=rak_event_read&permissions%5B%5D=rak_connected_account_read" +
	"&permissions%5B%5D=rak_balance_read&permissions%5B%5D=rak_dispute_read&permissions%5B%5D=rak_payment_intent_read"

// PartName is what a part that could not be read is called, after the name of its service.
func PartName(p record.Part) string { return strings.TrimPrefix(partNames[p], "the ") }

var partNames = map[record.Part]string{
	record.PartAccount: "the account", record.PartInstalls: "installed apps", record.PartMode: "the mode",
	record.PartAsked:     "the object asked about",
	record.PartCustomers: "customers", record.PartInvoices: "invoices", record.PartCharges: "charges",
	record.PartIntents: "payment intents", record.PartSubscriptions: "subscriptions", record.PartSchedules: "subscription schedules",
	record.PartSessions: "Checkout Sessions", record.PartDisputes: "disputes", record.PartUpcoming: "upcoming invoices",
	record.PartCoupons: "coupons", record.PartPromotionCodes: "promotion codes", record.PartEvents: "events",
	record.PartTraces: "the sales FirstPromoter recorded", record.PartReferrals: "referrals", record.PartLeads: "leads",
	record.PartCommissions: "commissions", record.PartRecent: "recent commissions", record.PartPromoters: "promoters",
	record.PartPromoCodes: "promo codes", record.PartRewards: "rewards",
}
