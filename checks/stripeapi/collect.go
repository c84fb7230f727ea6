package stripeapi

import (
	"bytes"
	"errors"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

const (
	// maxDepth bounds how deep an answer may nest of which the text is kept.
	// Stripe's own stay below twenty.
	maxDepth = 48
	// maxBelow bounds how far objects hang on one another. Stripe expands four deep.
	maxBelow = 8
)

// errShape is an answer whose JSON is not what Stripe sends.
var errShape = errors.New("not the shape of Stripe's objects")

func (h *head) mode() record.Mode {
	if h.Livemode == nil {
		return ""
	}
	return record.ModeOf(*h.Livemode)
}

// source is where an object is read: out of its own text, which is kept, or from
// the midst of a page, of which nothing is.
type source struct {
	text  jsontext.Value
	page  *jsontext.Decoder
	bare  bool // the text is not kept
	depth int  // below the object that was asked for
}

// read reads an object in one pass. Its errors quote the answer and are not passed on.
func (s source) read(w wire) error {
	var err error
	if s.page != nil {
		err = json.UnmarshalDecode(s.page, w)
	} else {
		err = json.Unmarshal(s.text, w, lenient)
	}
	if err != nil {
		return errShape
	}
	return nil
}

// raw is the text of an object as it may be kept.
func (s source) raw() record.Raw {
	if s.page != nil || s.bare {
		return nil
	}
	return scrub(s.text)
}

// always takes an object whatever its id.
func always(string) bool { return true }

// collect puts an object of a type and the expanded ones below it into found, each
// once. fresh tells from its id whether it is to be taken at all.
func (c *Client) collect(found *question.Records, s source, want string, fresh func(id string) bool) error {
	switch want {
	case record.TypeCustomer:
		return add(c, found, &found.Customers, s, want, fresh, customer, func(x record.Customer) string { return x.ID })
	case record.TypeInvoice:
		return add(c, found, &found.Invoices, s, want, fresh, invoice, func(x record.Invoice) string { return x.ID })
	case record.TypeCharge:
		return add(c, found, &found.Charges, s, want, fresh, charge, func(x record.Charge) string { return x.ID })
	case record.TypeIntent:
		return add(c, found, &found.Intents, s, want, fresh, intent, func(x record.PaymentIntent) string { return x.ID })
	case record.TypeSubscription:
		return add(c, found, &found.Subscriptions, s, want, fresh, subscription, func(x record.Subscription) string { return x.ID })
	case record.TypeSchedule:
		return add(c, found, &found.Schedules, s, want, fresh, schedule, func(x record.Schedule) string { return x.ID })
	case record.TypeSession:
		return add(c, found, &found.Sessions, s, want, fresh, session, func(x record.Session) string { return x.ID })
	case record.TypeDispute:
		return add(c, found, &found.Disputes, s, want, fresh, dispute, func(x record.Dispute) string { return x.ID })
	}
	return errShape
}

// add reads an object, appends it unless its id is there already, and goes on to
// those below it.
func add[T, W any, P interface {
	*W
	wire
}](c *Client, found *question.Records, list *[]T, s source, want string, fresh func(string) bool,
	build func(P, record.Raw) T, id func(T) string) error {
	w := P(new(W))
	if err := s.read(w); err != nil {
		return err
	}
	h := w.top()
	if h.ID == "" || h.Object != want || s.depth > maxBelow {
		return errShape
	}
	if !fresh(h.ID) {
		return nil
	}
	c.readLinks(w.links())
	if !slices.ContainsFunc(*list, func(x T) bool { return id(x) == h.ID }) {
		*list = append(*list, build(w, s.raw()))
	}
	for _, x := range w.below() {
		if x.held == nil {
			continue
		}
		if err := c.collect(found, source{text: x.held, bare: s.page != nil || s.bare, depth: s.depth + 1}, x.kind, always); err != nil {
			return err
		}
	}
	return nil
}

// readLinks derives the account from the links of an invoice or a charge.
func (c *Client) readLinks(hostedInvoice, receipt string) {
	if hostedInvoice != "" {
		id, _ := accountOfInvoiceLink(hostedInvoice)
		c.derive(id, fromInvoiceLink)
	}
	if receipt != "" {
		c.derive(accountOfReceiptLink(receipt), fromReceiptLink)
	}
}

// tooDeep reports whether JSON nests deeper than maxDepth.
func tooDeep(raw []byte) bool {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		case '"':
			i = closing(raw, i)
		}
	}
	return false
}

// closing is the index of the quote that ends the string begun at i.
func closing(raw []byte, i int) int {
	for {
		n := bytes.IndexAny(raw[i+1:], `"\`)
		if n < 0 {
			return len(raw)
		}
		i += n + 1
		if raw[i] == '"' {
			return i
		}
		i++
	}
}
