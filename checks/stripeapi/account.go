package stripeapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// account reads the account behind the key. Where a restricted key may not,
// AccountHint knows what else told the id.
func (c *Client) account(ctx context.Context, _ question.Account) (record.Account, error) {
	raw, _, err := c.get(ctx, request{path: "account", needs: "rak_connected_account_read", part: record.PartAccount})
	if err != nil {
		return record.Account{}, err
	}
	clean := scrub(raw)
	x, err := parse[stripe.Account](clean)
	if err != nil || x.ID == "" || x.Object != "account" {
		return record.Account{}, unreadable(http.StatusOK)
	}
	r := record.Account{ID: x.ID, Country: x.Country, DefaultCurrency: string(x.DefaultCurrency), Raw: clean}
	if x.Settings != nil && x.Settings.Dashboard != nil {
		r.Name = x.Settings.Dashboard.DisplayName
	}
	return r, nil
}

// readMode reads the key's mode off the balance's livemode.
func (c *Client) readMode(ctx context.Context, _ question.Mode) (record.Mode, error) {
	raw, _, err := c.get(ctx, request{path: "balance", needs: "rak_balance_read", part: record.PartMode})
	if err != nil {
		return "", err
	}
	var balance struct {
		Object   string `json:"object"`
		Livemode *bool  `json:"livemode"`
	}
	if json.Unmarshal(raw, &balance) != nil || balance.Object != "balance" || balance.Livemode == nil {
		return "", unreadable(http.StatusOK)
	}
	return record.ModeOf(*balance.Livemode), nil
}
