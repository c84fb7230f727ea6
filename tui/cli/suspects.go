package cli

import (
	"cmp"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/lists"
)

// nearly says in a few words how a lead's address and the payer's resemble one
// another.
var nearly = map[record.Nearness]string{
	record.Same:          "paid, still a lead",
	record.NearCase:      "differs in capitals",
	record.NearInvisible: "only looks the same",
	record.NearEncoded:   "sent URL-encoded",
	record.NearAlias:     "two names of one mailbox",
	record.NearTypo:      "differs by a slip",
}

// suspectsOf draws up the list of leads whose sale may be missing.
func suspectsOf(found []gather.Suspect) []lists.Suspect {
	var out []lists.Suspect
	for _, s := range found {
		q, err := record.ParseQuery(s.Sale.ID())
		if err != nil {
			// An id of no known shape; the lead leads to the same sale.
			if q, err = record.ParseQuery(record.ReferralQuery(s.Lead.ID).Typed); err != nil {
				continue
			}
		}
		out = append(out, lists.Suspect{
			Query: q, Email: cmp.Or(s.Lead.Email, s.Email), Payer: s.Email, Lead: s.Lead, Why: record.Sentence{{Value: nearly[s.Near]}},
			Amount: s.Sale.Amount(), At: s.Sale.Time(),
		})
	}
	return out
}

// suggestionsOf draws up what fits the letters typed.
func suggestionsOf(found []gather.Suggestion, more bool) lists.Suggestions {
	out := lists.Suggestions{More: more}
	for _, s := range found {
		x := lists.Suggestion{Query: s.Query, Text: record.EmailPiece(s.Email), Note: "customer in Stripe"}
		if s.System == record.FirstPromoter {
			x.Note = "lead in FirstPromoter"
		}
		if s.Email == "" {
			x.Text = record.IDPiece(s.ID)
		}
		out.List = append(out.List, x)
	}
	return out
}
