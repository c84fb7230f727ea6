package dossier

import (
	"encoding/json"
	"fmt"
	"strings"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

var (
	amountField = pattern.New(`(?i)amount|balance|total|price|cents|revenue|^fee|due$|subtotal|tax$|paid$|remaining`)
	nameField   = pattern.New(`(?i)name|title|label|line[12]|city|postal|address|phone`)
	idLike      = pattern.New(`^[a-z]{2,12}_(test_|live_)?[A-Za-z0-9_]*[0-9A-Z][A-Za-z0-9_]*$`)
	wordLike    = pattern.New(`^[a-z][a-z_.]{0,40}$`)
	stampLike   = pattern.New(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$`)
)

// Scalar tells what kind of text a JSON value under a key is, so that masking
// hides what is personal; what is not known is taken for personal. quoted: it is
// a string.
func Scalar(key string, value json.Token) (p record.Piece, quoted bool) {
	switch v := value.(type) {
	case nil:
		return record.CodePiece("null"), false
	case bool:
		return record.CodePiece(fmt.Sprint(v)), false
	case json.Number:
		kind := record.KindCode
		if amountField().MatchString(key) {
			kind = record.KindAmount
		} else if key == "id" || strings.HasSuffix(key, "_id") {
			kind = record.KindID
		}
		return record.Piece{Kind: kind, Value: v.String()}, false
	case string:
		return text(key, v), true
	}
	return record.Piece{}, false
}

func text(key, s string) record.Piece {
	switch {
	case strings.Contains(s, "@"):
		return record.EmailPiece(s)
	case idLike().MatchString(s), key == "id", strings.HasSuffix(key, "_id"), key == "uid", key == record.FPUID:
		return record.IDPiece(s)
	case strings.Contains(key, "coupon"), strings.Contains(key, "code") && !wordLike().MatchString(s):
		return record.CouponPiece(s)
	case nameField().MatchString(key):
		return record.NamePiece(s)
	case wordLike().MatchString(s), stampLike().MatchString(s), len(s) <= 3:
		return record.CodePiece(s)
	}
	return record.TextPiece(s)
}
