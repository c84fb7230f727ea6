package stripeapi

import (
	"bytes"
	"encoding/base64"
	"net/url"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// hint is the account id as derived from something else than the account
// itself. The lowest rank is the best.
type hint struct {
	id   string
	rank int
}

const (
	fromInvoiceLink = iota + 1
	fromRefusal
	fromReceiptLink
	fromKey
)

var hintWords = map[int]string{
	fromInvoiceLink: "the web address of an invoice",
	fromRefusal:     "Stripe's own words when it refused to show the account",
	fromReceiptLink: "the web address of a receipt",
	fromKey:         "the characters of the key (inferred; Stripe does not document this)",
}

var (
	accountID    = pattern.New(`\bacct_[A-Za-z0-9]{6,64}\b`)
	wholeAccount = pattern.New(`^acct_[A-Za-z0-9]{6,64}$`)
	invoicePath  = pattern.New(`^/i/(acct_[A-Za-z0-9]{6,64})/(live|test)_`)
	receiptPath  = pattern.New(`^/receipts/(acct_[A-Za-z0-9]{6,64})/`)
	receiptToken = pattern.New(`^/receipts/(?:payment|invoices?)/([A-Za-z0-9_-]+)`)
)

// AccountHint is the best account id derived so far from what this client has
// seen, with plain words for where from; empty if there is none.
func (c *Client) AccountHint() (id, from string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hint.id, hintWords[c.hint.rank]
}

// derive takes an account id in, unless a better source has spoken.
func (c *Client) derive(id string, rank int) {
	if id == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hint.id == "" || rank < c.hint.rank {
		c.hint = hint{id, rank}
	}
}

func hintOfKey(key secret.Key) hint {
	if m := keyOwner().FindStringSubmatch(key.Reveal()); m != nil {
		return hint{"acct_" + m[1], fromKey}
	}
	return hint{}
}

// SameAccount reports whether two keys are known to be of one account, by their
// own characters.
func SameAccount(a, b secret.Key) bool {
	of := hintOfKey(a)
	return of.id != "" && of == hintOfKey(b)
}

// readRefusal reads "… on account 'acct_…'" in the text of a 403.
func (c *Client) readRefusal(message string) {
	c.derive(accountID().FindString(message), fromRefusal)
}

// accountOfInvoiceLink reads hosted_invoice_url, /i/acct_…/live_… or /test_….
func accountOfInvoiceLink(link string) (id string, mode record.Mode) {
	u, err := url.Parse(link)
	if err != nil {
		return "", ""
	}
	if m := invoicePath().FindStringSubmatch(u.Path); m != nil {
		return m[1], record.Mode(m[2])
	}
	return "", ""
}

// accountOfReceiptLink reads receipt_url: the older form names the account in
// its path, the newer one in the first bytes of a base64url token, where a
// length byte goes before the text.
func accountOfReceiptLink(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	if m := receiptPath().FindStringSubmatch(u.Path); m != nil {
		return m[1]
	}
	m := receiptToken().FindStringSubmatch(u.Path)
	if m == nil {
		return ""
	}
	token := m[1]
	token = token[:len(token)/4*4] // the id stands in front; a cut end does no harm
	decoded, err := base64.URLEncoding.DecodeString(token)
	if err != nil {
		return ""
	}
	i := bytes.Index(decoded, []byte("acct_"))
	if i < 1 {
		return ""
	}
	end := i + int(decoded[i-1])
	if end > len(decoded) || !wholeAccount().Match(decoded[i:end]) {
		return ""
	}
	return string(decoded[i:end])
}
