package stripeapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// installJSON is an install as Stripe sends it (docs.stripe.com/api/apps/installs/object).
func installJSON(more string) string {
	return `{"id":"appinst_1","object":"apps.install","account":"acct_1AbCdEfGhIjKlMnO","app":"app_61AbCdEf","approval_required":true,` +
		`"auth_code":"ac_very_secret","channel":"public","created":1790000000,"livemode":true,"status":"installed",` +
		`"permissions_granted":["customer_read"],"permissions_pending":[]` + more + `}`
}

// TestInstalls reads what FirstPromoter's app is told by, and no secret of it.
func TestInstalls(t *testing.T) {
	f := serve(t, say(http.StatusOK, list(false, installJSON(`,"endpoints_granted":["https://Hooks.FirstPromoter.com./stripe"],"endpoints_pending":null,`+
		`"content_security_policy_granted":{"connect_src":["https://*.one.example:443/x","two.example/y"],"image_src":["https://pictures.example"],"purpose":null},`+
		`"content_security_policy_pending":{"connect_src":["https://firstpromoter.com@three.example/"],"image_src":null}`))))
	got, err := question.Ask(context.Background(), f, question.Installs{})
	if err != nil || !got.Complete || len(got.Items) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	i := got.Items[0]
	want := record.AppInstall{
		ID: "appinst_1", AccountID: "acct_1AbCdEfGhIjKlMnO", App: "app_61AbCdEf", Created: time.Unix(1790000000, 0).UTC(), Mode: record.Live,
		Status: record.Installed, ApprovalRequired: true, Channel: "public",
		Hosts: []string{"hooks.firstpromoter.com", "one.example", "two.example", "three.example"},
	}
	if fmt.Sprintf("%+v", i) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", i, want)
	}
	if text, _ := json.Marshal(got); strings.Contains(string(text), "very_secret") {
		t.Error("the app's auth code came through")
	}
	if v := f.requests()[0].Header.Get("Stripe-Version"); v != "2026-09-30.endive" {
		t.Errorf("asked at version %s", v)
	}
}

// TestInstallsNotOffered: a key that may not ask, and a Stripe that does not know the
// question, are as if nothing were installed.
func TestInstallsNotOffered(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"forbidden": say(403, `{"error":{"type":"invalid_request_error","code":"more_permissions_required","message":"The provided key 'rk_live_***' does not have the required permissions for this endpoint on account 'acct_1AbCdEfGhIjKlMnO'. Having the 'rak_app_install_read' permission would allow this request to continue."}}`),
		"unknown":   say(404, `{"error":{"type":"invalid_request_error","message":"Unrecognized request URL (GET: /v1/apps/installs). Please see https://stripe.com/docs or we can help at https://support.stripe.com/."}}`),
		"version":   say(400, `{"error":{"type":"invalid_request_error","message":"Invalid Stripe API version: 2026-09-30.endive"}}`),
	} {
		f := serve(t, answer)
		got, err := question.Ask(context.Background(), f, question.Installs{})
		if err != nil || got.Complete || len(got.Items) > 0 {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		if changes, err := question.Ask(context.Background(), f, question.InstallChanges{}); err != nil || len(changes) > 0 {
			t.Errorf("%s: %+v %v", name, changes, err)
		}
	}
	f := serve(t, say(http.StatusOK, `<html>`))
	if _, err := question.Ask(context.Background(), f, question.Installs{}); failed(t, err).Reason != record.UnreadableAnswer {
		t.Error("a web page is taken for an answer")
	}
}

// TestAppsAreOffered by the name that Stripe's refusal gives, and not where Stripe
// knows no such list.
func TestAppsAreOffered(t *testing.T) {
	last := func(apps http.HandlerFunc) Permission {
		f := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v1/apps/installs" {
				apps(w, r)
				return
			}
			say(200, list(false))(w, r)
		})
		all := f.Permissions(context.Background())
		return all[len(all)-1]
	}
	if p := last(say(403, errorBody("", strings.ReplaceAll(lacking, "rak_invoice_read", "rak_some_app_read")))); p.Row != "rak_some_app_read" || p.Granted || p.Need != Nice {
		t.Errorf("refused: %+v", p)
	}
	if p := last(say(200, list(false))); p.Row != "Installed apps" || !p.Granted {
		t.Errorf("granted: %+v", p)
	}
	if p := last(say(404, `{"error":{"type":"invalid_request_error","message":"Unrecognized request URL (GET: /v1/apps/installs)."}}`)); p.Row != Rows()[len(Rows())-1].Row {
		t.Errorf("unknown: %+v", p)
	}
}

// TestInstallChanges reads the events of installs.
func TestInstallChanges(t *testing.T) {
	f := serve(t, say(http.StatusOK, list(false,
		`{"id":"evt_2","object":"event","type":"apps.install.deleted","created":1790000500,"data":{"object":`+installJSON(`,"endpoints_granted":["https://firstpromoter.com"]`)+`}}`,
		`{"id":"evt_1","object":"event","type":"apps.install.created","created":1790000000,"data":{"object":`+installJSON("")+`}}`)))
	got, err := question.Ask(context.Background(), f, question.InstallChanges{})
	if err != nil || len(got) != 2 || got[0].Kind != record.InstallGone || !got[0].Install.NamesFirstPromoter() || got[1].Install.NamesFirstPromoter() {
		t.Fatalf("%+v %v", got, err)
	}
	if r := f.requests()[0]; len(r.URL.Query()["types[]"]) != 3 || r.Header.Get("Stripe-Version") != "2023-10-16" {
		t.Errorf("asked %s at %s", r.URL, r.Header.Get("Stripe-Version"))
	}
	if text, _ := json.Marshal(got); strings.Contains(string(text), "very_secret") {
		t.Error("the app's auth code came through")
	}
}
