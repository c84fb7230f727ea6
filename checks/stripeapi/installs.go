package stripeapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// The list of installed apps came with an API version of its own
// (docs.stripe.com/changelog/endive/2026-09-30/install-api).
const (
	installsPath    = "apps/installs"
	installsVersion = "2026-09-30.endive"
)

// versionOf is the API version that a path is asked at.
func versionOf(path string) string {
	if strings.HasSuffix(path, "/v1/"+installsPath) {
		return installsVersion
	}
	return stripe.APIVersion
}

// install is Stripe's object as far as it is read. auth_code, which is a secret of
// the app's, has no place in it.
type install struct {
	ID               string     `json:"id"`
	Object           string     `json:"object"`
	Account          string     `json:"account"`
	App              string     `json:"app"`
	Created          int64      `json:"created"`
	Livemode         bool       `json:"livemode"`
	Status           string     `json:"status"`
	ApprovalRequired bool       `json:"approval_required"`
	Channel          string     `json:"channel"`
	EndpointsGranted addresses  `json:"endpoints_granted"`
	EndpointsPending addresses  `json:"endpoints_pending"`
	PolicyGranted    permitting `json:"content_security_policy_granted"`
	PolicyPending    permitting `json:"content_security_policy_pending"`
}

// permitting is a content security policy. Its image_src says only whose pictures an
// app shows.
type permitting struct {
	ConnectSrc addresses `json:"connect_src"`
}

// addresses are texts; whatever else stands among them names no host.
type addresses []string

func (a *addresses) UnmarshalJSON(raw []byte) error {
	var list []any
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for _, x := range list {
		if s, ok := x.(string); ok {
			*a = append(*a, s)
		}
	}
	return nil
}

func (x install) record() record.AppInstall {
	var hosts []string
	for _, address := range slices.Concat(x.EndpointsGranted, x.EndpointsPending, x.PolicyGranted.ConnectSrc, x.PolicyPending.ConnectSrc) {
		if h := record.HostOf(address); h != "" && !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	return record.AppInstall{
		ID: x.ID, AccountID: x.Account, App: x.App, Created: timeOf(x.Created), Mode: record.ModeOf(x.Livemode),
		Status: record.InstallStatus(x.Status), ApprovalRequired: x.ApprovalRequired, Channel: x.Channel, Hosts: hosts,
	}
}

// installs lists the apps on the account in the key's mode.
func (c *Client) installs(ctx context.Context, _ question.Installs) (question.List[record.AppInstall], error) {
	var list question.List[record.AppInstall]
	gaps, more, err := c.list(
		ctx,
		request{path: installsPath, part: record.PartInstalls},
		maxPages,
		kept(func(text jsontext.Value, fresh func(string) bool) error {
			x, err := parse[install](json.RawMessage(text))
			if err != nil || x.Object != "apps.install" || x.ID == "" {
				return errShape
			}
			if fresh(x.ID) {
				list.Items = append(list.Items, x.record())
			}
			return nil
		}),
	)
	list.Complete = err == nil && len(gaps) == 0 && !more
	if notOffered(err) {
		return question.List[record.AppInstall]{}, nil
	}
	return list, err
}

// installChanges reads what the last 30 days' events tell of installs.
func (c *Client) installChanges(ctx context.Context, _ question.InstallChanges) ([]record.InstallChange, error) {
	kinds := []string{string(record.InstallMade), string(record.InstallChanged), string(record.InstallGone)}
	a := request{path: "events", query: url.Values{"types[]": kinds}, needs: "rak_event_read", part: record.PartInstalls}
	type data struct {
		Object install `json:"object"`
	}
	var list []record.InstallChange
	gaps, more, err := c.list(ctx, a, maxPages, kept(func(text jsontext.Value, fresh func(string) bool) error {
		e, err := parse[struct {
			ID      string `json:"id"`
			Type    string `json:"type"`
			Created int64  `json:"created"`
			Data    data   `json:"data"`
		}](json.RawMessage(text))
		if err != nil || e.ID == "" {
			return errShape
		}
		if fresh(e.ID) && slices.Contains(kinds, e.Type) {
			list = append(list, record.InstallChange{
				EventID: e.ID, Kind: record.InstallChangeKind(e.Type), At: timeOf(e.Created), Install: e.Data.Object.record(),
			})
		}
		return nil
	}))
	if notOffered(err) {
		return nil, nil
	}
	return list, onlyWhole(gaps, more, err)
}

// notOffered reports whether the key may not ask, or Stripe does not know the
// question: then it is as if there were no such list.
func notOffered(err error) bool {
	var f *record.Failure
	return errors.As(err, &f) &&
		(f.Reason == record.PermissionMissing || f.Status == http.StatusNotFound || f.Status == http.StatusBadRequest)
}
