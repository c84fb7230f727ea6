package tui

import (
	"context"
	"encoding/json"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// The moment at which all tests stand still.
var testNow = time.Date(2026, 5, 14, 9, 30, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return testNow.Add(-d) }

func word1(s string) record.Piece { return record.Piece{Kind: record.Words, Value: s} }

func sentence(parts ...any) record.Sentence {
	var s record.Sentence
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			s = append(s, word1(p))
		case record.Piece:
			s = append(s, p)
		}
	}
	return s
}

const (
	buyerMail = "marta.kowalska@studio-nord.example"
	leadMail  = "marta.kowalksa@studio-nord.example"
)

// typoDiagnosis is a sale whose lead carries a misspelt address: one fail, one
// warn, one question, and everything else good.
func typoDiagnosis() checks.Diagnosis {
	usd := func(n int64) record.Money { return record.Money{Minor: n, Currency: "usd"} }
	coupon := record.Coupon{ID: "PARTNER20", Name: "Partner discount", Valid: true, PercentOff: 20, Duration: "once", TimesRedeemed: 3, Created: ago(90 * 24 * time.Hour)}
	customer := record.Customer{
		ID: "cus_PnT4kq8WmXo2Lr", Email: buyerMail, Name: "Marta Kowalska", Created: ago(26 * time.Hour), Mode: record.Live,
		Metadata: map[string]string{"plan": "studio", "fp_uid": "user_4411"},
		Raw:      json.RawMessage(`{"id":"cus_PnT4kq8WmXo2Lr","object":"customer","address":{"city":"Gdańsk","country":"PL","line1":null},"balance":0,"created":1778664600,"currency":"usd","email":"marta.kowalska@studio-nord.example","livemode":true,"metadata":{"plan":"studio","fp_uid":"user_4411"},"name":"Marta Kowalska","preferred_locales":["pl","en"],"tax_ids":[],"invoice_settings":{"custom_fields":null,"footer":null,"rendering_options":{"template":"standard","amount_tax_display":"include"}}}`),
	}
	invoice := record.Invoice{
		ID: "in_1QwErT5yUiOpAsDfGhJkLzXc", Number: "A7F2-0003", Status: "paid", BillingReason: "subscription_create", CollectionMethod: "charge_automatically",
		CustomerID: customer.ID, CustomerEmail: buyerMail, CustomerName: "Marta Kowalska", SubscriptionID: "sub_1QwErT5yUiOpAsDfSub12345",
		ChargeID: "ch_3QwErT5yUiOpAsDf0Charge12", Subtotal: usd(6125), Total: usd(4900), AmountDue: usd(4900), AmountPaid: usd(4900),
		Created: ago(25 * time.Hour), FinalizedAt: ago(25 * time.Hour), PaidAt: ago(25*time.Hour - 2*time.Minute), Mode: record.Live,
		Discounts: []record.Discount{{Coupon: coupon, Where: record.OnInvoice}},
		Lines:     []record.Line{{Description: "Studio plan, monthly", Amount: usd(6125)}},
		Raw:       json.RawMessage(`{"id":"in_1QwErT5yUiOpAsDfGhJkLzXc","object":"invoice","amount_paid":4900,"status":"paid"}`),
	}
	charge := record.Charge{
		ID: "ch_3QwErT5yUiOpAsDf0Charge12", Status: "succeeded", CustomerID: customer.ID, InvoiceID: invoice.ID, Amount: usd(4900), AmountCaptured: usd(4900),
		Captured: true, MethodType: "card", BillingEmail: buyerMail, BillingName: "Marta Kowalska", Created: ago(25*time.Hour - 2*time.Minute), Mode: record.Live,
	}
	older := record.Invoice{ID: "in_1QaBcD5yUiOpAsDfOlderOne1", Status: "open", CustomerID: customer.ID, Total: usd(4900), AmountDue: usd(4900), Created: ago(26 * time.Hour), Mode: record.Live}
	referral := record.Referral{
		ID: "4711234", Email: leadMail, UID: "", State: "signup", Created: ago(74 * time.Hour), EntrySource: "cookie",
		PromotionID: "881", PromoterID: "5521", PromoterName: "Jonas Weber", PromoterEmail: "jonas@reviews.example", CampaignID: "12", CampaignName: "Affiliates",
		Raw: json.RawMessage(`{"id":4711234,"email":"marta.kowalksa@studio-nord.example","state":"signup","customer_since":null}`),
	}
	promoter := record.Promoter{ID: "5521", Email: "jonas@reviews.example", Name: "Jonas Weber", Promotions: []record.Promotion{{
		ID: "881", CampaignID: "12", CampaignName: "Affiliates", PromoterID: "5521", State: "accepted", TrackingCoupon: "PARTNER-20", RefToken: "jonas",
	}}}
	ev := &record.Evidence{
		Query: record.Query{Kind: record.ByInvoice, Value: invoice.ID, Typed: invoice.ID},
		Stripe: record.StripeSide{
			Account: &record.Account{ID: "acct_1QwErT5yUiOpAsDf", Name: "Studio Tools Ltd", Country: "GB", DefaultCurrency: "usd"}, KeyMode: record.Live,
			Customers: []record.Customer{customer}, Invoices: []record.Invoice{invoice, older}, Charges: []record.Charge{charge},
		},
		FirstPromoter: record.FirstPromoterSide{API: record.V2, Referrals: []record.Referral{referral}, Promoters: []record.Promoter{promoter}},
		Requests:      record.Requests{Stripe: 9, FirstPromoter: 6, Depth: 3}, StartedAt: testNow,
	}
	d := checks.Diagnosis{Evidence: ev, At: testNow}
	d.Subject = checks.Diagnose(ev, record.Answers{}, testNow).Subject

	obj := func(sys record.System, t, id, url string) checks.Object {
		return checks.Object{Ref: record.Ref{System: sys, Type: t, ID: id}, URL: url}
	}
	cus := obj(record.Stripe, "customer", customer.ID, "https://dashboard.stripe.com/customers/"+customer.ID)
	ref := obj(record.FirstPromoter, "referral", referral.ID, "")
	inv := obj(record.Stripe, "invoice", invoice.ID, "https://dashboard.stripe.com/invoices/"+invoice.ID)
	d.Checks = [6]checks.Check{
		{Item: checks.Connected, Status: checks.Ask, Findings: []checks.Finding{{
			Cause: "connection-unconfirmed", Verdict: checks.Ask, Basis: checks.Documented,
			Summary:  sentence("FirstPromoter’s API does not tell whether Stripe is connected, and no record proves it. Please look."),
			Remedies: []checks.Remedy{{Step: 1, Text: sentence("Open the Stripe integration in FirstPromoter and look whether the account shows as connected."), Where: "Settings > Integrations > Stripe > Setup", URL: "https://login.firstpromoter.com?redirect=%2Fintegration%2Fstripe"}},
		}}},
		{Item: checks.Account, Status: checks.Pass, Findings: []checks.Finding{{
			Cause: "account-matches", Verdict: checks.Pass, Basis: checks.Documented,
			Summary: sentence("FirstPromoter is connected to this very Stripe account, ", record.IDPiece("acct_1QwErT5yUiOpAsDf"), "."),
			Compare: []checks.Compare{{Field: "account id", Stripe: record.IDPiece("acct_1QwErT5yUiOpAsDf"), FirstPromoter: record.IDPiece("acct_1QwErT5yUiOpAsDf")}},
		}}},
		{Item: checks.Mode, Status: checks.Pass, Findings: []checks.Finding{{
			Cause: "mode-by-evidence", Verdict: checks.Pass, Basis: checks.Documented, Summary: sentence("FirstPromoter’s own records were found with this live key, so both sides are in live mode."),
		}}},
		{Item: checks.Lead, Status: checks.Fail, Findings: []checks.Finding{{
			Cause: "email-typo", Verdict: checks.Fail, Basis: checks.Documented,
			Summary: sentence("The lead’s address ", record.EmailPiece(leadMail), " and the customer’s ", record.EmailPiece(buyerMail), " differ by a slip of the finger, so FirstPromoter takes them for two people."),
			Objects: []checks.Object{cus, ref, inv},
			Compare: []checks.Compare{{Field: "e-mail", Stripe: record.EmailPiece(buyerMail), FirstPromoter: record.EmailPiece(leadMail)}},
			Remedies: []checks.Remedy{
				{
					Step: 1, Alternative: "a",
					Text: sentence("Either change the lead’s e-mail address in FirstPromoter to the one the buyer uses in Stripe."), Where: "Referrals > find the referral > three-dot menu", Value: record.EmailPiece(buyerMail),
					Command: sentence("curl -X PUT 'https://api.firstpromoter.com/api/v2/company/referrals/", record.IDPiece("4711234"), `' -H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -d '{"email":"`, record.EmailPiece(buyerMail), `"}'`),
				},
				{Step: 1, Alternative: "b", Text: sentence("Or, if the lead’s address is the right one, change the customer’s e-mail address in Stripe."), Where: "Stripe Dashboard > Customers > the customer > Details", URL: cus.URL, Value: record.EmailPiece(leadMail)},
				{Step: 2, Text: sentence("Then bring in the missed sale: the referral’s UID must be the Stripe customer id."), Where: "Referrals > the referral > Import Stripe Events", Value: record.IDPiece(customer.ID)},
			},
		}}},
		{Item: checks.Payment, Status: checks.Pass, Findings: []checks.Finding{{
			Cause: "paid", Verdict: checks.Pass, Basis: checks.Documented,
			Summary: sentence("The buyer paid ", record.AmountPiece(usd(4900)), " on ", record.WhenPiece(invoice.PaidAt), "."), Objects: []checks.Object{inv, obj(record.Stripe, "charge", charge.ID, "")},
		}}},
		{Item: checks.Coupon, Status: checks.Warn, Findings: []checks.Finding{{
			Cause: "coupon-case", Verdict: checks.Warn, Basis: checks.Inferred,
			Summary: sentence("The coupon on the invoice, ", record.CouponPiece("PARTNER20"), ", and the promoter’s tracking coupon, ", record.CouponPiece("PARTNER-20"), ", are written differently."),
			Objects: []checks.Object{obj(record.Stripe, "coupon", "PARTNER20", ""), obj(record.FirstPromoter, "promotion", "881", ""), obj(record.FirstPromoter, "promoter", "5521", "")},
			Compare: []checks.Compare{{Field: "coupon", Stripe: record.CouponPiece("PARTNER20"), FirstPromoter: record.CouponPiece("PARTNER-20")}},
			Remedies: []checks.Remedy{
				{Step: 1, Text: sentence("Put the coupon ID into the promoter’s tracking field."), Where: "Promoters > the promoter > pick the campaign > coupon", Value: record.CouponPiece("PARTNER20")},
			},
		}, {
			Cause: "coupon-deleted", Verdict: checks.Info, Basis: checks.Documented, Summary: sentence("The coupon no longer exists in Stripe; existing discounts keep a copy."),
		}}},
	}
	return d
}

// askDiagnosis leaves items 1 to 3 to the person.
func askDiagnosis() checks.Diagnosis {
	d := typoDiagnosis()
	for i, summary := range []string{
		"", "Only FirstPromoter’s screen tells which Stripe account is connected. This key’s account is acct_….", "Only FirstPromoter’s screen tells whether it is in test mode.",
	} {
		if i == 0 {
			continue
		}
		d.Checks[i] = checks.Check{Item: checks.Item(i + 1), Status: checks.Ask, Findings: []checks.Finding{{
			Cause: "account-unconfirmed", Verdict: checks.Ask, Basis: checks.Documented, Summary: sentence(summary),
		}}}
	}
	d.Checks[3] = checks.Check{Item: checks.Lead, Status: checks.Pass, Findings: []checks.Finding{{Cause: "matched-by-email", Verdict: checks.Pass, Summary: sentence("The lead and the customer have the same e-mail address.")}}}
	return d
}

// goodDiagnosis is a sale with nothing wrong.
func goodDiagnosis() checks.Diagnosis {
	d := typoDiagnosis()
	for i := range d.Checks {
		if s := d.Checks[i].Status; s != checks.Pass {
			d.Checks[i] = checks.Check{Item: checks.Item(i + 1), Status: checks.Pass, Findings: []checks.Finding{{Cause: "paid", Verdict: checks.Pass, Summary: sentence("All is well here.")}}}
		}
	}
	d.Checks[5].Status = checks.Skip
	d.Checks[5].Findings[0].Verdict = checks.Skip
	return d
}

// arrivedDiagnosis is a sale that FirstPromoter has.
func arrivedDiagnosis() checks.Diagnosis {
	d := goodDiagnosis()
	d.Checks[0].Findings[0] = checks.Finding{Cause: "sale-recorded", Verdict: checks.Pass, Summary: sentence("FirstPromoter has recorded this sale.")}
	return d
}

// errorDiagnosis could not read one part.
func errorDiagnosis() checks.Diagnosis {
	d := goodDiagnosis()
	d.Checks[4] = checks.Check{Item: checks.Payment, Status: checks.Error, Findings: []checks.Finding{{
		Cause: "permission-missing", Verdict: checks.Error, Summary: sentence("This could not be checked: the Stripe key lacks the permission “Invoices”."),
		Remedies: []checks.Remedy{{Step: 1, Text: sentence("Edit the restricted key in Stripe and set “Invoices” to Read."), Where: "Stripe Dashboard > Developers > API keys", URL: "https://dashboard.stripe.com/apikeys"}},
	}}}
	d.Evidence.Gaps = []record.Gap{{System: record.Stripe, Part: record.PartInvoices, Failure: record.Failure{Reason: record.PermissionMissing, Row: "Invoices"}}}
	return d
}

// unpaidDiagnosis is a buyer, asked for by address, who has not paid yet.
func unpaidDiagnosis() checks.Diagnosis {
	d := goodDiagnosis()
	d.Subject.Query = record.Query{Kind: record.ByEmail, Value: buyerMail, Typed: buyerMail}
	d.Subject.Payment, d.Subject.Sale = record.Sale{}, record.Ref{}
	d.Checks[4] = checks.Check{Item: checks.Payment, Status: checks.Fail, Findings: []checks.Finding{{
		Cause: "no-payment", Verdict: checks.Fail, Summary: sentence("Stripe holds neither an invoice nor a charge of this buyer."),
	}}}
	return d
}

// silentDiagnosis is a paid sale of which FirstPromoter tells nothing just now.
func silentDiagnosis() checks.Diagnosis {
	d := goodDiagnosis()
	d.Subject.Referral = ""
	d.Evidence.Gaps = []record.Gap{{System: record.FirstPromoter, Part: record.PartReferrals, Failure: record.Failure{Reason: record.RateLimited, Detail: "FirstPromoter asked for a pause"}}}
	d.Checks[3] = checks.Check{Item: checks.Lead, Status: checks.Error, Findings: []checks.Finding{{
		Cause: "rate-limited", Verdict: checks.Error, Summary: sentence("This could not be checked: FirstPromoter asked for a pause."),
	}}}
	return d
}

// elsewhereDiagnosis is a sale of the other mode, paid or not.
func elsewhereDiagnosis() checks.Diagnosis {
	d := unpaidDiagnosis()
	d.Subject.Query = typoDiagnosis().Subject.Query
	d.Evidence.Stripe.Asked = record.OtherMode
	d.Checks[2] = checks.Check{Item: checks.Mode, Status: checks.Fail, Findings: []checks.Finding{{
		Cause: "sale-in-other-mode", Verdict: checks.Fail, Summary: sentence("This invoice exists in test mode, and the Stripe key is one for live mode."),
	}}}
	return d
}

// keylessDiagnosis is a paid sale without a FirstPromoter key.
func keylessDiagnosis() checks.Diagnosis {
	d := askDiagnosis()
	d.Evidence.FirstPromoter.API = record.NoAPI
	return d
}

func testKeys() profiles.Keys {
	return profiles.Keys{Stripe: secret.New("rk_live_" + "abcdefghijkl"), FirstPromoter: secret.New("fp-" + "abcdefghijklmnop"), AccountID: "123456"}
}

// testOptions answers every question with d, at once and without any network.
func testOptions(d checks.Diagnosis) Options {
	q := d.Subject.Query
	return Options{
		Out: io.Discard, Query: &q, Keys: testKeys(), Source: "environment", KeepAs: "default",
		Now: func() time.Time { return testNow }, After: atOnce, Location: time.UTC, Environ: func(string) string { return "" }, Theme: "dark", NoColor: true,
		Services: Services{
			Gather: func(ctx context.Context, _ profiles.Keys, q record.Query, progress func(gather.Step)) *record.Evidence {
				progress(gather.Step{System: record.Stripe, What: "the invoice"})
				progress(gather.Step{System: record.Stripe, What: "the invoice", Done: true})
				return d.Evidence
			},
			Diagnose: func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
				out := d
				out.Answers, out.At = a, now
				return out
			},
			Audit: func(_ context.Context, _ profiles.Keys, o audit.Options) audit.Summary { return testAudit(d, o) },
			Suspects: func(context.Context, profiles.Keys, func(gather.Step)) ([]lists.Suspect, []record.Gap) {
				return testSuspects(), nil
			},
			SaveCase: saves,
			KeyServices: profiles.KeyServices{
				TestStripe: func(context.Context, profiles.Keys) profiles.KeyTest {
					return profiles.KeyTest{OK: true, Account: "acct_1QwErT5yUiOpAsDf", Name: "Studio Tools Ltd", Mode: record.Live, Permissions: []profiles.Permission{
						{Row: "Customers", Need: "must", Granted: true}, {Row: "Invoices", Need: "must", Granted: true}, {Row: "Charges and Refunds", Need: "must", Granted: true},
						{Row: "Coupons", Need: "must", For: "the coupon a promoter is tracked by"}, {Row: "Promotion Codes", Need: "must", Granted: true}, {Row: "Subscriptions", Need: "should", Granted: true},
						{Row: "Checkout Sessions", Need: "should"}, {Row: "Events", Need: "should", Granted: true}, {Row: "Balance", Need: "nice", Unknown: true},
					}}
				},
				TestFirstPromoter: func(context.Context, profiles.Keys) profiles.KeyTest {
					return profiles.KeyTest{OK: true, API: record.V2, Account: "123456"}
				},
				NewKeyURL: "https://dashboard.stripe.com/apikeys/create?name=fpdoctor",
				KeyRows: []profiles.Permission{
					{Row: "Customers", Need: "must"}, {Row: "Invoices", Need: "must"}, {Row: "Charges and Refunds", Need: "must"}, {Row: "Coupons", Need: "must"},
					{Row: "Promotion Codes", Need: "must"}, {Row: "Subscriptions", Need: "should"}, {Row: "Checkout Sessions", Need: "should"},
					{Row: "Events", Need: "should"}, {Row: "Connect → Accounts", Need: "nice"}, {Row: "Balance", Need: "nice"}, {Row: "Disputes", Need: "nice"},
				},
			},
		},
	}
}

// atOnce lets all time pass at once.
func atOnce(_ time.Duration, answer func(time.Time) tea.Msg) tea.Cmd {
	return func() tea.Msg { return answer(testNow) }
}

// testAudit finds one coupon of the account set wrongly and three missing sales.
func testAudit(d checks.Diagnosis, o audit.Options) audit.Summary {
	wide := []checks.Check{d.Check(checks.Account), {Item: checks.Coupon, Status: checks.Warn, Findings: d.Check(checks.Coupon).Findings}}
	o.Begin(audit.Account{Evidence: d.Evidence, Checks: wide, Read: true, Subjects: 3})
	for i, s := range testSuspects() {
		x := typoDiagnosis()
		x.Subject.Query, x.Subject.Email = s.Query, s.Email
		invoice := x.Evidence.Stripe.Invoices[0]
		invoice.AmountPaid, invoice.PaidAt = s.Amount, s.At
		x.Subject.Payment = record.Sale{Invoice: &invoice}
		list := []checks.Check{x.Check(checks.Lead), x.Check(checks.Coupon)}
		if i == 1 {
			list = list[1:]
		}
		o.Found(audit.Sale{Diagnosis: x, Checks: list})
		o.Done(i + 1)
	}
	return audit.Summary{Referrals: 214, Leads: 180, Customers: 34, Sales: 512, Unknown: 171, Fail: map[string]int{"email-typo": 2}, Warn: map[string]int{"coupon-case": 4}}
}

func testSuspects() []lists.Suspect {
	q := func(s string) record.Query { x, _ := record.ParseQuery(s); return x }
	return []lists.Suspect{
		{Query: q("in_1QwErT5yUiOpAsDfGhJkLzXc"), Email: leadMail, Payer: buyerMail, Lead: typoDiagnosis().Evidence.FirstPromoter.Referrals[0],
			Why: sentence("paid under another spelling"), Amount: record.Money{Minor: 4900, Currency: "usd"}, At: ago(25 * time.Hour)},
		{Query: q("in_1QwErT5yUiOpAsDfSecondOne"), Email: "ben@hollow.example", Why: sentence("paid, still a lead"), Amount: record.Money{Minor: 129900, Currency: "usd"}, At: ago(49 * time.Hour)},
		{Query: q("in_1QwErT5yUiOpAsDfThirdOne1"), Email: "ava.lind@fjord.example", Why: sentence("paid, still a lead"), Amount: record.Money{Minor: 1900, Currency: "eur"}, At: ago(73 * time.Hour)},
	}
}
