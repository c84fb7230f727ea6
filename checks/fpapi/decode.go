package fpapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// asSent takes JSON as FirstPromoter may send it.
var asSent = jsonv2.JoinOptions(
	jsonv2.MatchCaseInsensitiveNames(true), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
)

// decode fills a wire struct from one JSON object, in one pass where every field is of
// its type. Fields of a wrong one stay empty: encoding/json skips them and reads on.
func decode(raw json.RawMessage, into any) bool {
	if len(raw) == 0 || raw[0] != '{' {
		return false
	}
	if jsonv2.Unmarshal(raw, into, asSent) == nil {
		return true
	}
	reflect.ValueOf(into).Elem().SetZero()
	err := json.Unmarshal(raw, into)
	var wrongType *json.UnmarshalTypeError
	return err == nil || errors.As(err, &wrongType)
}

// identity is what tells a record from others: its id, else any other of its
// own names, else nothing, and then the record is of no use.
func identity(id string, names ...string) string {
	if id != "" {
		return "id " + id
	}
	if s := cmp.Or(names...); s != "" {
		return "as " + strings.Join(names, "\x00")
	}
	return ""
}

// movedMark ends the e-mail address of a referral that was moved to another
// promoter (seen by another client, not documented).
const movedMark = " (moved)"

func unmoved(email string) (_ string, moved bool) {
	if n := len(email) - len(movedMark); n > 0 && strings.EqualFold(email[n:], movedMark) {
		return email[:n], true
	}
	return email, false
}

// since reads customer_since, by which alone a lead is told from a customer. A
// date that is there but cannot be read still says that the lead converted; the
// lead's own date stands for it, as the earliest it can be.
func since(m moment, created time.Time) time.Time {
	if m.IsZero() && m.given {
		return created
	}
	return m.Time
}

func fullName(first, last text) string {
	return strings.TrimSpace(first.id() + " " + last.id())
}

// distinct leaves out empty and repeated texts.
func distinct(texts ...text) []string {
	var out []string
	for _, t := range texts {
		if t != "" && !slices.Contains(out, string(t)) {
			out = append(out, string(t))
		}
	}
	return out
}

// newestFirst sorts by date; the services promise no order.
func newestFirst[T any](list []T, date func(T) time.Time) {
	slices.SortStableFunc(list, func(a, b T) int { return date(b).Compare(date(a)) })
}

// between keeps what is dated within the period or not at all.
func between[T any](list []T, p question.Period, date func(T) time.Time) []T {
	return slices.DeleteFunc(list, func(x T) bool {
		t := date(x)
		return !t.IsZero() && !p.Holds(t)
	})
}

func referralDate(r record.Referral) time.Time     { return r.Created }
func commissionDate(c record.Commission) time.Time { return c.Created }

// archived reads archived_at, whose presence alone says that a record is out
// of use; the earliest date that counts stands for one that cannot be read.
func archived(m moment) time.Time {
	if m.IsZero() && m.given {
		return time.Unix(1, 0).UTC()
	}
	return m.Time
}

func alikeReferrals(r record.Referral) string {
	return strings.Join([]string{r.Email, r.UID, r.Username, r.PromotionID, r.Created.String()}, "\x00")
}

func alikeCommissions(c record.Commission) string {
	amount := strconv.FormatInt(c.Amount, 10)
	return strings.Join([]string{c.Type, c.EventID, c.ReferralID, c.PromotionID, amount, c.Created.String()}, "\x00")
}
