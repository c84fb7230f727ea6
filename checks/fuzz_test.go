package checks

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

// FuzzDiagnose: no evidence, however odd, makes a check panic, contradict
// itself, blame what is not in the evidence, answer twice in two ways, or change
// what it was given.
func FuzzDiagnose(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte(strings.Repeat("\x01\x02\x03\x05\x07\x0b\x0d\x11", 200)))
	f.Add([]byte(strings.Repeat("\xff\x01", 300)))
	f.Add([]byte(strings.Repeat("fpdoctor looks at odd things. ", 60)))
	for seed := range 200 {
		f.Add(noise(seed, 900))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ev, ans, now := odd(data)
		first := diagnose(ev, ans, now, unguarded)
		sound(t, ev, first)
		again, sameAns, sameNow := odd(data)
		if !reflect.DeepEqual(ev, again) {
			t.Error("the evidence was changed")
		}
		second := diagnose(again, sameAns, sameNow, unguarded)
		if got, want := outcome(second), outcome(first); got != want {
			t.Errorf("one evidence, two answers:\n%s\n%s", want, got)
		}
		if t.Failed() {
			t.Logf("query %+v", ev.Query)
		}
	})
}

// unguarded lets a panic through, so that the fuzzer sees it.
func unguarded(f func()) bool {
	f()
	return false
}

func outcome(d Diagnosis) string {
	return fmt.Sprintf("%+v %+v", d.Subject.Sale, d.Checks)
}

// noise is a row of bytes that look random and are the same each time.
func noise(seed, n int) []byte {
	out, x := make([]byte, n), uint32(seed)*2654435761+1
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x >> 8)
	}
	return out
}

// odd makes evidence out of bytes: every field of every record is filled from a
// small stock of values, so that ids point at one another, or at nothing. Half
// of the time it is the healthy story with a few things changed instead, for
// what is wholly odd seldom gets far.
func odd(data []byte) (*record.Evidence, record.Answers, time.Time) {
	o := &oddity{data: data}
	ev, ans := &record.Evidence{}, record.Answers{}
	if o.next()%2 == 1 {
		s := healthy()
		ev, o.sparing = &s.Evidence, true
	}
	o.fill(reflect.ValueOf(ev).Elem(), "", "")
	o.sparing = false
	o.fill(reflect.ValueOf(&ans).Elem(), "", "")
	ev.Query.Typed = ev.Query.Value
	if ev.Query.Value == "" {
		ev.Query.Value, ev.Query.Typed = "in_sale", "in_sale"
	}
	if ans.Mode.Value == "" {
		ans.Mode = record.Answer[record.Mode]{}
	}
	if ans.ConnectedAccount.Value == "" {
		ans.ConnectedAccount = record.Answer[string]{}
	}
	now := paidAt.Add(time.Duration(o.next()) * time.Minute)
	return ev, ans, now
}

type oddity struct {
	data    []byte
	sparing bool // change a thing here and there only
}

// next is 0 once the bytes are used up, which ends every list.
func (o *oddity) next() int {
	if len(o.data) == 0 {
		return 0
	}
	b := o.data[0]
	o.data = o.data[1:]
	return int(b)
}

func (o *oddity) fill(v reflect.Value, owner, field string) {
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		if o.sparing && o.next()%16 != 1 {
			return
		}
		v.Set(reflect.ValueOf(pick(o, oddTimes)))
		return
	case reflect.TypeFor[record.Raw]():
		return
	}
	if o.sparing && v.Kind() != reflect.Struct {
		if o.next()%16 != 1 {
			o.within(v, owner, field)
			return
		}
		o.sparing = false
		defer func() { o.sparing = true }()
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				o.fill(v.Field(i), v.Type().Name(), v.Type().Field(i).Name)
			}
		}
	case reflect.Pointer:
		if o.next()%3 > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			o.fill(v.Elem(), owner, field)
		}
	case reflect.Slice:
		n := o.next()
		huge := n == 255
		n %= 4
		list := reflect.MakeSlice(v.Type(), n, n)
		for i := range n {
			o.fill(list.Index(i), owner, field)
		}
		for huge && n > 0 && list.Len() < 300 {
			list = reflect.Append(list, list.Index(list.Len()%n))
		}
		v.Set(list)
	case reflect.Map:
		n := o.next() % 4
		if n == 0 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range n {
			value := reflect.New(v.Type().Elem()).Elem()
			o.fill(value, owner, "")
			v.SetMapIndex(reflect.ValueOf(pick(o, oddKeys)), value)
		}
	case reflect.String:
		v.SetString(pick(o, stock(v.Type(), owner, field)))
	case reflect.Bool:
		v.SetBool(o.next()%2 == 1)
	case reflect.Int, reflect.Int64:
		v.SetInt(pick(o, []int64{0, 2900, 1, 49, 50, 51, -1, 2, math.MaxInt64, math.MinInt64}))
	case reflect.Float64:
		v.SetFloat(pick(o, []float64{0, 100, 20, math.Inf(1), -5}))
	default:
		panic("a record holds a " + v.Kind().String())
	}
}

// within goes on inside a value that is kept.
func (o *oddity) within(v reflect.Value, owner, field string) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			o.fill(v.Index(i), owner, field)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			o.fill(v.Elem(), owner, field)
		}
	default:
	}
}

func pick[T any](o *oddity, from []T) T { return from[o.next()%len(from)] }

var (
	oddTimes = []time.Time{
		{}, paidAt, paidAt.Add(time.Minute), paidAt.Add(-time.Hour), paidAt.Add(-72 * time.Hour), paidAt.Add(-40 * 24 * time.Hour), now, now.Add(trialing),
		time.Unix(0, 0), time.Unix(1<<40, 0), time.Unix(-1<<40, 0), paidAt.In(time.FixedZone("far", 13*3600)),
	}
	oddKeys = []string{"fp_uid", "fp_tid", "fpuid", "tid", "PAULA", "paula", "email", "client_reference_id", "{query}", "\x1b[31m"}

	emails = []string{
		buyer, "anabel.lee@example.com", "Annabel.Lee@Example.com", "annabel.lee+x@example.com", "edgar@poe.example", "", "annabel.lee@ex\u0430mple.com",
		"@", "{buyer}@{lead}.example", "\u202e\u200b@\xff", strings.Repeat("a", 700) + "@example.com",
	}
	uids     = []string{"", "cus_buyer", "cus_2", "user_1", "User_1", "42", visitorID, "order-77", "{leaduid}"}
	coupons  = []string{"", "PAULA20", "paula20", "PAULA", "promo_1", "Paula’s club", "SHARED", "it's \"20%\"/?", "{tracking}", "PAULA20 "}
	hostiles = []string{"", "Paula", "x", "{why}", "\x1b[2J\u202e", strings.Repeat("long ", 400), "\xff\xfe", "edgar@poe.example", "for edgar@poe.example.", "'; rm -rf ~ #"}
	events   = []string{"", "in_sale", "ch_sale", "pi_sale", "in_2", "order-77", "py_1", "cs_sale"}
	ids      = map[string][]string{
		"Account": {account, "", "acct_1", "acct_1ZZZZTZyXwVuTsRq"}, "Customer": {"cus_buyer", "cus_2", "cus_3", ""}, "Invoice": {"in_sale", "in_2", "", ours, foreign},
		"Charge": {"ch_sale", "ch_2", "py_1", ""}, "Intent": {"pi_sale", "pi_2", ""}, "Subscription": {"sub_1", "sub_2", ""}, "Schedule": {"sub_sched_1"},
		"Session": {"cs_sale", "cs_2", ""}, "Dispute": {"du_1", "du_2"}, "Coupon": coupons, "Code": {"promo_1", "promo_2", ""},
		"Referral": {"501", "502", "503", ""}, "Promotion": {"71", "81", "72", ""}, "Promoter": {"7", "8", ""}, "Commission": {"9001", "9002", ""}, "Event": {"evt_1", ""},
	}
	// byField are the values of fields that mean the same in every record.
	byField = map[string][]string{
		"CustomerID": ids["Customer"], "InvoiceID": ids["Invoice"], "LatestInvoiceID": ids["Invoice"], "ChargeID": ids["Charge"], "LatestChargeID": ids["Charge"],
		"PaymentIntentID": ids["Intent"], "SubscriptionID": ids["Subscription"], "PromotionID": ids["Promotion"], "PromoterID": ids["Promoter"],
		"ReferralID": ids["Referral"], "EventID": events, "UID": uids, "ReferralUID": uids, "ClientReferenceID": uids, "AccountID": ids["Account"],
		"Email": emails, "From": emails, "To": emails, "CreatedBy": {"", "me@example.com"}, "Currency": {"usd", "jpy", "kwd", "huf", "", "xxx"},
		"State":         {record.StateSignup, record.StateActive, record.StateDenied, record.StatePending, record.StateMoved, "blocked", "inactive", "accepted", ""},
		"PaymentStatus": {"paid", "unpaid", "no_payment_required", ""}, "Duration": {"once", "forever", "repeating", ""}, "Type": {"sale", "custom", ""},
		"EntrySource": {"", "cookie", "coupon", "api"}, "FraudCheck": {"", "no_suspicion", "ad_source"}, "MethodType": {"card", "sepa_debit", ""},
		"TrackingCoupon": coupons, "DisplayCoupon": coupons, "SharedCoupons": coupons, "ProviderCouponID": coupons, "Coupon": coupons, "Value": coupons, "Code": coupons,
		"ExtID": {"", "promo_1", "promo_2"}, "DerivedFrom": {"", "the address of the invoice"}, "Row": {"", "Invoices"}, "Permission": {"", "rak_invoice_read"},
		"Detail": {"", "It went wrong."}, "AppliesTo": {"prod_1", "prod_2"}, "ProductID": {"", "prod_1"},
	}
	// byType are the values of the records' own kinds of text.
	byType = map[reflect.Type][]string{
		reflect.TypeFor[record.QueryKind](): {
			string(record.ByInvoice), string(record.ByCharge), string(record.ByPaymentIntent), string(record.BySession), string(record.BySubscription),
			string(record.ByCustomer), string(record.ByEmail), string(record.ByReferral),
		},
		reflect.TypeFor[record.Existence](): {string(record.Found), string(record.NotAsked), string(record.OtherMode), string(record.NotFound)},
		reflect.TypeFor[record.Mode]():      {string(record.Live), string(record.Test), ""},
		reflect.TypeFor[record.API]():       {string(record.V2), string(record.V1), string(record.NoAPI)},
		reflect.TypeFor[record.System]():    {string(record.Stripe), string(record.FirstPromoter)},
		reflect.TypeFor[record.Reason]():    {string(record.Unreachable), string(record.PermissionMissing), string(record.CredentialsRefused), string(record.ListTooLong), "whatever"},
		reflect.TypeFor[record.Part]():      {string(record.PartReferrals), string(record.PartInvoices), string(record.PartCharges), string(record.PartCustomers), string(record.PartPromoters), string(record.PartRecent), string(record.PartAsked), string(record.PartCoupons), string(record.PartDisputes)},
	}
	byOwner = map[string][]string{
		"Invoice.Status": {"paid", "open", "draft", "void", "uncollectible", ""}, "Charge.Status": {"succeeded", "failed", "pending"},
		"PaymentIntent.Status": {"succeeded", "processing", "requires_action", "requires_capture", "requires_payment_method", "canceled"},
		"Subscription.Status":  {"active", "trialing", "canceled"}, "Schedule.Status": {"not_started", "active"}, "Session.Status": {"complete", "open", "expired"},
		"Session.Kind": {"payment", "subscription"}, "Dispute.Status": {"lost", "won", "warning_needs_response", "needs_response"}, "Promoter.Status": {"", "active", "blocked"},
		"Query.Value": {"in_sale", "ch_sale", "pi_sale", "cs_sale", "sub_1", "cus_buyer", buyer, "501", "502", ours, foreign},
		"Promoter.ID": ids["Promoter"], "Promotion.ID": ids["Promotion"], "Referral.ID": ids["Referral"], "Commission.ID": ids["Commission"], "PromoCode.ID": {"31", "32", ""},
		"Reward.ID": {"41", ""}, "PaymentIntent.ID": ids["Intent"], "PromotionCode.ID": ids["Code"], "TraceLookup.ID": events, "Discount.ID": {"di_1"}, "Line.ID": {"il_1"},
	}
)

// stock are the values a field may have. A record is never without its own id:
// gathering drops those.
func stock(kind reflect.Type, owner, field string) []string {
	list := values(kind, owner, field)
	if field == "ID" {
		list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	}
	return list
}

func values(kind reflect.Type, owner, field string) []string {
	if list, ok := byType[kind]; ok {
		return list
	}
	if list, ok := byOwner[owner+"."+field]; ok {
		return list
	}
	if list, ok := ids[owner]; ok && field == "ID" {
		return list
	}
	if list, ok := byField[field]; ok {
		return list
	}
	switch {
	case strings.HasSuffix(field, "Email"):
		return emails
	case field == "":
		return append(uids, emails...)
	}
	return hostiles
}
