package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fpdoctor/creds/secret"
)

func TestSieveTakesKeysOut(t *testing.T) {
	var b bytes.Buffer
	s := &sieve{}
	key := "fp-" + strings.Repeat("x", 20)
	s.learn(secret.New(key), secret.New("short"), secret.New(""))
	n, err := s.around(&b).Write([]byte("a " + key + " b short"))
	if err != nil || n != len("a "+key+" b short") {
		t.Fatalf("wrote %d, %v", n, err)
	}
	if got := b.String(); strings.Contains(got, key) || !strings.HasPrefix(got, "a ") || !strings.HasSuffix(got, " b short") {
		t.Errorf("got %q", got)
	}
}

func TestRefuseKeys(t *testing.T) {
	body := "abcdefgh1234"
	random := "sRDFGErl2Bzvnb3YEGVf" + "MwdekPubCydF"
	for _, args := range [][]string{
		{"sk_live_" + body}, {"check", "rk_test_" + body}, {"--profile=sk_" + body}, {"x", "--a", "whsec_" + body}, {"pk_test_" + body},
		{"SK_LIVE_" + body}, {"check", "sk_live_" + body + "@example.com"}, {"STRIPE_API_KEY=sk_" + body},
		{"keys", "add", random}, {"check", random}, {"--profile=" + random}, {"check", "Bearer fp-" + random}, {"--firstpromoter-api-base", "https://" + random + "@example.com"},
		{"keys", "add", "--stripe-key", body}, {"--firstpromoter-key=" + body, "check"}, {"-api-token", body}, {"--client-secret=" + body},
		{"sandbox", "--faults", random}, {"sandbox", "--faults", "stripe:reset:/v1/sk_live_" + body},
		{"check", "--case", random}, {"open", "sk_live_" + body + ".fpcase"}, {"check", "--save=/home/anna/rk_live_" + body},
	} {
		err := refuseKeys(args)
		if err == nil || strings.Contains(err.Error(), body) || strings.Contains(err.Error(), random) || !strings.Contains(err.Error(), "keys add") {
			t.Errorf("%q: %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"check", "cus_12345678"}, {"task_abcdefgh"}, {"check", "anna@risk_department.example"}, nil,
		{"check", "rk_sharma@example.com"}, {"mk_johnson+shop@example.com"}, {"check", random + "@example.com"},
		{"check", "in_" + random}, {"--connected-account=acct_" + random}, {"https://dashboard.stripe.com/acct_" + random + "/payments/pi_" + random},
		{"--firstpromoter-app", "app_" + random}, {"--firstpromoter-app=app_" + random}, {"--connected-account", random}, {"--connected-account=" + random}, {"check", "wX4bLq9ZtR1mN8cV2kJ7pS5dF3gH"}, {"check", "evt_" + random},
		{"https://dashboard.stripe.com/b/acct_" + random[:16] + "?destination=%2Finvoices%2Fin_" + random},
		{"--stripe-api-base", "https://" + random + ".example.com"}, {"keys", "add"}, {"--profile", "acme-live", "keys", "test"},
		{"sandbox", "--faults", "stripe:reset:/v1/invoices/in_" + random}, {"sandbox", "--faults=hang,firstpromoter:cut:/api/v2/company/referrals/" + random},
		{"open", "/home/anna/" + random + "/a.fpcase"}, {"check", "--case", random + ".fpcase"}, {"check", "cus_1", "--save=" + random + "/b"},
		{"audit", "--baseline", `C:\Users\anna\` + random + `\b.json`},
	} {
		if err := refuseKeys(args); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func TestCrashTellsNoValues(t *testing.T) {
	stack := []byte("goroutine 1 [running]:\nfpdoctor/tui/cli.Run({0xc000, 0x1})\n\t/home/anna/fpdoctor/tui/cli/cli.go:60 +0x1\n")
	complaint := crash(outOfRange(), stack)
	if !strings.Contains(complaint, "index out of range") || !strings.Contains(complaint, "cli.go:60") || strings.Contains(complaint, "anna") {
		t.Errorf("got %q", complaint)
	}
	for _, fault := range []any{"of anna", errors.New("of anna"), []string{"anna"}} {
		if complaint := crash(fault, stack); strings.Contains(complaint, "anna") || !strings.Contains(complaint, "cli.go:60") {
			t.Errorf("got %q", complaint)
		}
	}
}

func outOfRange() (fault any) {
	defer func() { fault = recover() }()
	var none []int
	return none[len(none)]
}

func FuzzRefuseKeys(f *testing.F) {
	f.Add("sk_live_abcdefgh")
	f.Add("cus_123")
	f.Fuzz(func(t *testing.T, arg string) {
		if err := refuseKeys([]string{arg}); err != nil && len(arg) > 12 && strings.Contains(err.Error(), arg) {
			t.Errorf("the error repeats %q", arg)
		}
	})
}
