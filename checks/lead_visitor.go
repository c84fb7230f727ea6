package checks

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/record"
)

// visitor looks for FirstPromoter's visitor id (cookie _fprom_tid) on a sale
// that has no lead. FirstPromoter reads it as fp_tid in the metadata of the
// Checkout Session or the customer, and as client_reference_id of Payment
// Links and pricing tables.
func (in leadItem) visitor() []Finding {
	if in.Sale() == nil {
		return nil
	}
	read, misplaced := in.visitorIDs()
	session := in.Sale().Session
	switch {
	case read != nil:
		a := causes.Args{causes.ArgPlace: record.WordsPiece(read.Where), causes.ArgVisitor: record.IDPiece(strings.TrimSpace(read.Value))}
		return []Finding{in.finding("visitor-id-unclaimed", in.args(a), in.stripeObject(read.Object.Type, read.Object.ID))}
	case misplaced != nil:
		object, a := in.place(*misplaced)
		return []Finding{in.finding("visitor-id-misplaced", in.args(a), object)}
	case session == nil:
		return nil
	case session.PaymentLinkID != "" && session.ClientReferenceID != "":
		a := in.args(causes.Args{causes.ArgReference: record.IDPiece(session.ClientReferenceID)})
		return []Finding{in.finding("visitor-id-overwritten", a, in.stripeObject(record.TypeSession, session.ID))}
	}
	channel := "Stripe Checkout"
	if session.PaymentLinkID != "" {
		channel = "a Payment Link"
	}
	return []Finding{in.finding("visitor-id-missing", in.args(causes.Args{causes.ArgChannel: record.WordsPiece(channel)}),
		in.stripeObject(record.TypeSession, session.ID))}
}

// visitorIDs are the first visitor id where FirstPromoter reads it, and the
// first one where it does not.
func (in leadItem) visitorIDs() (read, misplaced *record.Place) {
	for _, p := range in.ev.Stripe.Metadata(in.Payer(), in.Sale()) {
		if !isVisitorID(p.Value) {
			continue
		}
		where := p.Object.Type
		switch {
		case p.Field, p.Key == "fp_tid" && (where == record.TypeSession || where == record.TypeCustomer):
			if read == nil {
				read = &p
			}
		case meansVisitor(p.Key) && misplaced == nil:
			misplaced = &p
		}
	}
	return read, misplaced
}

func (in leadItem) carriesVisitorID() bool {
	read, _ := in.visitorIDs()
	return read != nil
}

// isVisitorID: visitor ids are version-4 UUIDs.
func isVisitorID(s string) bool {
	u, err := uuid.Parse(strings.TrimSpace(s))
	return err == nil && u.Version() == 4
}

// visitorKeys are the words by which a metadata key speaks of the visitor id.
var visitorKeys = []string{
	" tid ", " fptid ", " fprom ", " fpromtid ", " firstpromoter ", " first promoter ", " visitor id ", " visitorid ",
	" client reference id ", " clientreferenceid ",
}

// meansVisitor reports whether a metadata key speaks of the visitor id, by whole words.
func meansVisitor(key string) bool {
	words := " " + strings.Join(record.KeyWords(key), " ") + " "
	return slices.ContainsFunc(visitorKeys, func(k string) bool { return strings.Contains(words, k) })
}
