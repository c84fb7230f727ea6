package dossier

import (
	"cmp"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// Station is one stop of a sale on its way from the click to the commission.
type Station struct {
	Name   string
	System record.System
	Ref    record.Ref // what stands there, to be opened
	There  bool
	Value  record.Piece
	Note   string // one word more
	// Absent says what it means that nothing is there.
	Absent string
	// Items are the items of the checklist about the link that leads here.
	Items []checks.Item
	// Item is the one of Items that decides, and Status its state; a pass where
	// no item is about the link (Item is 0 then).
	Item   checks.Item
	Status checks.Status
}

// Chain is the way of a sale: click, lead, customer, payment, coupon, commission.
func Chain(d *checks.Diagnosis) []Station {
	lead, click := leadAndClick(d)
	chain := []Station{click, lead, customerStation(d), paymentStation(d), couponStation(d), commissionStation(d)}
	for i := range chain {
		s := &chain[i]
		if i > 0 {
			s.Absent = Unread(d, s.Absent, s.System, append(SaleParts(), record.PartLeads, record.PartCommissions)...)
		}
		s.Item, s.Status = deciding(d, s.Items)
	}
	return chain
}

// deciding is the first of the items with the worst state.
func deciding(d *checks.Diagnosis, items []checks.Item) (checks.Item, checks.Status) {
	if len(items) == 0 {
		return 0, checks.Pass
	}
	item := items[0]
	for _, i := range items[1:] {
		if d.Check(i).Status.Worse(d.Check(item).Status) {
			item = i
		}
	}
	return item, d.Check(item).Status
}

func leadAndClick(d *checks.Diagnosis) (lead, click Station) {
	lead = Station{Name: TypeLabel(d, record.TypeReferral), System: record.FirstPromoter, Absent: "no lead found"}
	click = Station{Name: "Click", System: record.FirstPromoter, Absent: "not told by FirstPromoter"}
	id := d.Subject.Referral
	if id == "" {
		return lead, click
	}
	lead.Ref, lead.There, lead.Value = record.FirstPromoterRef(record.TypeReferral, id), true, record.IDPiece(id)
	if d.Evidence == nil {
		return lead, click
	}
	r, ok := findReferral(&d.Evidence.FirstPromoter, id)
	if !ok {
		return lead, click
	}
	lead.Value = record.EmailPiece(cmp.Or(r.Email, r.UID, r.ID))
	name := r.PromoterName
	if name == "" {
		p, _ := findPromoter(&d.Evidence.FirstPromoter, r.PromoterID)
		name = p.Name // API v1 tells a lead's promoter by address only
	}
	if who := cmp.Or(name, r.PromoterEmail, r.PromoterID); who != "" || r.EntrySource != "" {
		click.There, click.Value, click.Note = true, record.NamePiece(who), entryWords(r.EntrySource)
		click.Ref = record.FirstPromoterRef(record.TypePromoter, r.PromoterID)
	}
	return lead, click
}

func customerStation(d *checks.Diagnosis) Station {
	s := Station{Name: "Customer", System: record.Stripe, Items: []checks.Item{checks.Lead}, Absent: "no customer found"}
	id := d.Subject.Customer
	if id == "" {
		return s
	}
	s.Ref, s.There, s.Value = record.StripeRef(record.TypeCustomer, id), true, record.IDPiece(id)
	if d.Evidence != nil {
		if c, ok := d.Evidence.Stripe.Customer(id); ok && c.Email != "" {
			s.Value = record.EmailPiece(c.Email)
		}
	}
	return s
}

func paymentStation(d *checks.Diagnosis) Station {
	s := Station{Name: "Payment", System: record.Stripe, Items: []checks.Item{checks.Payment}, Absent: "no payment found"}
	if d.Subject.Sale.ID == "" {
		return s
	}
	s.Ref, s.There, s.Value = d.Subject.Sale, true, record.AmountPiece(d.Subject.Payment.Amount())
	if s.Value.Value == "" {
		s.Value = record.IDPiece(d.Subject.Sale.ID)
	}
	return s
}

func couponStation(d *checks.Diagnosis) Station {
	s := Station{Name: "Coupon", System: record.Stripe, Items: []checks.Item{checks.Coupon}, Absent: "none on this sale"}
	if len(d.Subject.Discounts) > 0 {
		of := d.Subject.Discounts[0]
		s.Ref, s.There = record.StripeRef(record.TypeCoupon, of.Coupon.ID), true
		s.Value = record.CouponPiece(cmp.Or(of.PromotionCode.Code, of.Coupon.ID))
	}
	return s
}

func commissionStation(d *checks.Diagnosis) Station {
	s := Station{
		Name: TypeLabel(d, record.TypeCommission), System: record.FirstPromoter,
		Items: []checks.Item{checks.Connected, checks.Account, checks.Mode}, Absent: "none recorded for this sale",
	}
	if id := d.Subject.Commission; id != "" {
		s.Ref, s.There, s.Value = record.FirstPromoterRef(record.TypeCommission, id), true, record.IDPiece(id)
	}
	return s
}
