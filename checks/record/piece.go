package record

import "time"

// EmailPiece is an e-mail address.
func EmailPiece(address string) Piece { return Piece{KindEmail, address} }

// NamePiece is the name of a person, a shop or a campaign.
func NamePiece(name string) Piece { return Piece{KindName, name} }

// IDPiece is an id of either service, a uid too.
func IDPiece(id string) Piece { return Piece{KindID, id} }

// CouponPiece is a coupon's id or name, or a promotion code.
func CouponPiece(coupon string) Piece { return Piece{KindCoupon, coupon} }

// CodePiece is a name that is nobody's secret: a status, a mode, a metadata key.
func CodePiece(code string) Piece { return Piece{KindCode, code} }

// TextPiece is any other text from outside.
func TextPiece(text string) Piece { return Piece{KindText, text} }

// WordsPiece are words of our own.
func WordsPiece(words string) Piece { return Piece{Words, words} }

// AmountPiece is an amount of money; empty where its currency is not known.
func AmountPiece(m Money) Piece {
	if m.Currency == "" {
		return Piece{}
	}
	return Piece{KindAmount, m.String()}
}

// WhenPiece is a moment; empty where it is not known.
func WhenPiece(t time.Time) Piece {
	if Unknown(t) {
		return Piece{}
	}
	return Piece{KindWhen, t.UTC().Format(time.RFC3339)}
}
