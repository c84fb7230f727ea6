package dossier

import (
	"slices"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// SaleParts are the parts of the evidence that a sale is read from.
func SaleParts() []record.Part {
	return []record.Part{
		record.PartAsked, record.PartCustomers, record.PartInvoices, record.PartCharges,
		record.PartIntents, record.PartSessions, record.PartReferrals,
	}
}

// Unread is what to say of something a service does not show: none, or that it is
// not known as one of the parts could not be read.
func Unread(d *checks.Diagnosis, none string, s record.System, parts ...record.Part) string {
	unread := func(g record.Gap) bool { return g.System == s && slices.Contains(parts, g.Part) }
	if d.Evidence != nil && slices.ContainsFunc(d.Evidence.Gaps, unread) {
		return "not known: " + s.Name() + " did not tell"
	}
	return none
}

// Sale is in short what a diagnosis is about: the amount, the moment, the id and
// the buyer, as far as they are known, or that there is no payment.
func Sale(d *checks.Diagnosis) []record.Piece {
	s := d.Subject
	short := []record.Piece{
		record.AmountPiece(s.Payment.Amount()), record.WhenPiece(s.Payment.Time()), record.IDPiece(s.Sale.ID), record.EmailPiece(s.Email),
	}
	if s.Sale.ID == "" {
		short = slices.Insert(short, 0, record.WordsPiece(Unread(d, "no payment found", record.Stripe, SaleParts()...)))
	}
	return slices.DeleteFunc(short, func(p record.Piece) bool { return p.Value == "" })
}

// Buyer names the buyer of a sale in one piece, for a list.
func Buyer(s checks.Subject) record.Piece {
	switch {
	case s.Email != "":
		return record.EmailPiece(s.Email)
	case s.Customer != "":
		return record.IDPiece(s.Customer)
	}
	return record.IDPiece(s.Query.Typed)
}
