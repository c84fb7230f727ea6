package main

import (
	"fmt"
	"strings"

	"fpdoctor/checks/causes"
)

const head = `<!-- Written by go generate ./checks/causes from the catalogue in checks/causes. -->

# All causes

Every reason fpdoctor can give, by item of the checklist. The name of a cause stands in the JSON output and never changes.

| verdict | means |
| --- | --- |
| fail | keeps the sale from being recorded, by what the two services document, or because the records contradict one another |
| error | could not be checked |
| ask | only a person looking at a screen can tell, and nobody has answered yet |
| warn | suspicious, or its effect is not documented |
| pass | proves the item good |
| skip | does not apply to this sale |
| info | worth showing, decides nothing |

*Documented* rests on what FirstPromoter or Stripe say themselves; *inferred* on what their records show, or on a rule that is not documented.
The *help article* is FirstPromoter’s checklist for a lead that did not turn into a customer ([API v2](https://help.firstpromoter.com/en/articles/8971433), [API v1](https://help.firstpromoter.com/en/articles/5872407)).

`

const rules = `## Rules for all items

- **Status.** An item’s status is its worst finding, in the order of the verdicts above. An item with infos only is skipped.
- **The sale** is the payment asked about; asked by an e-mail address, a customer, a subscription or a referral it is the newest payment in which money moved, else the newest attempt. Its time is the payment’s, else the attempt’s, else now.
- **Trace.** Something FirstPromoter can only have learnt from Stripe by itself: a sale commission under an invoice’s or charge’s id that nobody entered by hand, or a referral that became a customer under a Stripe customer id.
- **Recorded.** A sale commission carries the sale’s invoice, charge, payment intent, session or event id, or the referral whose UID is the Stripe customer has become a customer. What is recorded was in nobody’s way: items 4 and 6 then only pass, skip or inform, and item 5 warns of refunds and disputes alone.
- **Live referral.** One that is not disabled, pending or moved. An empty UID or e-mail address matches nothing.
- **Near misses** (e-mail addresses that are almost the same) are not reported where either address has an exact partner of its own on the other side.
- **Proof beats an answer.** Where records prove the contrary of what was answered, the records decide.
- **One fault looks like one.** What an earlier item has settled leaves the later ones nothing to look at; they name that item.
- **By link or by coupon.** A foreign or missing coupon fails only where no live lead matches or the lead itself came by a coupon. Where a live lead came another way, another promoter’s coupon is a warning and the rest is worth a note. API v1 does not tell how a lead came: there it is a warning.
- **No remedy harms.** With a test key nothing advises to disconnect, to change the mode or to replace a connection, for live tracking depends on it; only mode-mismatch names it as one of two ways. A test key is one of the test mode, which shares the live account’s id, or of a sandbox, which is an account of its own.
- **What could not be had** is an error of the items that needed it, and of no others.
`

// page is the whole of CAUSES.md.
func page() string {
	var b strings.Builder
	b.WriteString(head)
	all := causes.All()
	for _, item := range causes.Items {
		fmt.Fprintf(&b, "## %d %s\n\n%s\n\n", item, item.Title(), item.Question())
		table(&b, all, item)
	}
	b.WriteString("## Any item\n\n")
	table(&b, all, 0)
	b.WriteString(rules)
	return b.String()
}

func table(b *strings.Builder, all []causes.Cause, item causes.Item) {
	b.WriteString("| cause | verdict | when | what to do | basis | source |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, c := range all {
		if c.Item == item {
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", c.ID, c.Verdict, cell(c.When), advice(c), c.Basis, cell(c.Source))
		}
	}
	b.WriteString("\n")
}

// advice are the remedies, one under the other.
func advice(c causes.Cause) string {
	texts := c.Advice()
	for i := range texts {
		texts[i] = cell(texts[i])
	}
	return strings.Join(texts, "<br>")
}

// cell escapes a text for a table's cell.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(s)
}
