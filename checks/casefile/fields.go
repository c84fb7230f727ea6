package casefile

import (
	"reflect"

	"fpdoctor/checks/record"
)

// care is what masking does with a field's text.
type care int

const (
	hide    care = iota // all of it is replaced
	keep                // it is a word of a service's own or of ours
	message             // a service's own sentence: only what is known to be personal is replaced
	host                // what an app talks to: only FirstPromoter's own is kept, which tells its app
)

// of is the care for one text of a field.
func (c care) of(text string) care {
	if c != host {
		return c
	}
	if app := (record.AppInstall{Hosts: []string{text}}); app.NamesFirstPromoter() {
		return keep
	}
	return hide
}

// caring is the care for the fields of records. A text that has no row is hidden, so
// that a new field gives nothing away.
var caring = map[string]care{
	"AppInstall.Channel": keep, "AppInstall.Hosts": host,
	"Account.Country": keep, "Account.DefaultCurrency": keep, "Account.DerivedFrom": message,
	"Charge.FailureCode": keep, "Charge.FailureMessage": message, "Charge.MethodType": keep, "Charge.SellerMessage": message,
	"Charge.Status":     keep,
	"Commission.Status": keep, "Commission.Type": keep, "Commission.Unit": keep,
	"Coupon.Duration": keep, "Discount.Where": keep, "Dispute.Reason": keep, "Dispute.Status": keep,
	"Failure.Detail": message, "Failure.Permission": keep, "Failure.Row": keep,
	"Invoice.BillingReason": keep, "Invoice.CollectionMethod": keep, "Invoice.Status": keep, "Money.Currency": keep,
	"NextAction.Type":         keep,
	"PaymentIntent.ErrorCode": keep, "PaymentIntent.ErrorMessage": message, "PaymentIntent.Status": keep,
	"Promoter.Status": keep, "Promotion.State": keep, "Ref.Type": keep,
	"Referral.EntrySource": keep, "Referral.FraudCheck": keep, "Referral.State": keep,
	"Schedule.Status": keep, "Session.Kind": keep, "Session.PaymentStatus": keep, "Session.Status": keep,
	"StripeSide.AskedMessage": message, "Subscription.Pause": keep, "Subscription.Status": keep,
}

// texts visits every text of a value that may be personal and gives a copy in which
// each is replaced by what visit makes of it. Names of metadata are kept, as far as
// they are names: the checks go by them.
type texts struct {
	visit func(c care, s string) string
	raw   func(record.Raw) record.Raw
	by    scale // of amounts
}

var (
	rawType   = reflect.TypeFor[record.Raw]()
	queryType = reflect.TypeFor[record.Query]()
	noted     = reflect.TypeFor[map[string]string]()
)

// isName reports whether a field's or metadata's name is no more than that: it names
// nobody by an address or a number, and is no text.
func isName(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case isLetter(c), c == '_', c == '.', c == '-', c == ' ':
			digits = 0
		default:
			return false
		}
		if digits > 4 {
			return false
		}
	}
	return s != "" && len(s) <= longestWord
}

// longestWord is longer than any name of a field and any state.
const longestWord = 40

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func (t texts) copy(v reflect.Value, c care) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch {
	case v.Type() == rawType:
		if v.Len() > 0 {
			out.Set(reflect.ValueOf(t.raw(v.Interface().(record.Raw))))
		}
	case v.Type() == moneyType:
		out.Set(reflect.ValueOf(t.by.money(v.Interface().(record.Money))))
	case v.Type() == queryType:
		out.Set(reflect.ValueOf(t.query(v.Interface().(record.Query))))
	case v.Kind() == reflect.String && v.Type() == reflect.TypeFor[string]():
		out.SetString(t.visit(c.of(v.String()), v.String()))
	case v.Kind() == reflect.Pointer && !v.IsNil():
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(t.copy(v.Elem(), c))
	case v.Kind() == reflect.Slice && !v.IsNil():
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(t.copy(v.Index(i), c))
		}
	case v.Kind() == reflect.Map && !v.IsNil():
		out.Set(t.entries(v))
	case v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).IsExported():
		t.fields(out, v)
	default:
		out.Set(v) // a number, a moment, or a word of a fixed list
	}
	return out
}

func (t texts) entries(v reflect.Value) reflect.Value {
	out := reflect.MakeMap(v.Type())
	for _, k := range v.MapKeys() {
		named := k
		if v.Type() != noted || !isName(k.String()) {
			named = t.copy(k, hide)
		}
		out.SetMapIndex(named, t.copy(v.MapIndex(k), hide))
	}
	return out
}

func (t texts) fields(out, v reflect.Value) {
	for i := range v.NumField() {
		name := v.Type().Name() + "." + v.Type().Field(i).Name
		if amountFields[name] {
			out.Field(i).SetInt(t.by.of(v.Field(i).Int()))
			continue
		}
		out.Field(i).Set(t.copy(v.Field(i), caring[name]))
	}
}

// query is what was asked about; what was typed in another form of it is given in
// the usual one.
func (t texts) query(q record.Query) record.Query {
	typed := q.Typed
	q.Value, q.Account = t.visit(hide, q.Value), t.visit(hide, q.Account)
	q.Typed = q.Value
	if q.Kind == record.ByReferral && len(typed) > 4 && typed[3] == '_' {
		q.Typed = record.ReferralQuery(q.Value).Typed
	}
	return q
}
