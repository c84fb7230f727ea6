package stripeapi

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"
	"go.uber.org/goleak"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// TestMain sees to it that the package leaves no goroutine behind and writes
// nothing to standard error, where it would land on top of the screens.
func TestMain(m *testing.M) {
	flag.Parse()
	if fuzzing := flag.Lookup("test.fuzz"); fuzzing != nil && fuzzing.Value.String() != "" {
		os.Exit(m.Run()) // the fuzzer itself reports on standard error
	}
	errOut := os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Stderr = w
	written := make(chan string)
	go func() {
		raw, _ := io.ReadAll(r)
		written <- string(raw)
	}()
	code := m.Run()
	os.Stderr = errOut
	_ = w.Close()
	// Go's own word where a pattern of -run fits no test here.
	if s := strings.TrimPrefix(<-written, "testing: warning: no tests to run\n"); s != "" {
		fmt.Println("written to standard error:", s)
		code = 1
	}
	if err := goleak.Find(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

var testKey = secret.New("sk_test_" + "5ABCDEFGHIJKLMNOPabcdefghijklmnop")

// fake is a Stripe that answers by the handler and notes what it was asked.
type fake struct {
	*Client
	mu    sync.Mutex
	asked []*http.Request
}

func serve(t testing.TB, handler http.HandlerFunc) *fake {
	t.Helper()
	f := &fake{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked = append(f.asked, r.Clone(context.Background()))
		f.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(Config{Key: testKey, Base: server.URL, Timeout: 5 * time.Second, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	f.Client = c
	return f
}

// say answers a status with a body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (f *fake) requests() []*http.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*http.Request(nil), f.asked...)
}

// failed is the failure in an error, which every error of this package is.
func failed(t *testing.T, err error) *record.Failure {
	t.Helper()
	var f *record.Failure
	if !errors.As(err, &f) {
		t.Fatalf("no failure but %T: %v", err, err)
	}
	return f
}

var fixtures = sync.OnceValue(func() map[string]json.RawMessage {
	var f struct {
		Resources map[string]json.RawMessage `json:"resources"`
	}
	if err := json.Unmarshal(embedded.OpenAPIFixtures, &f); err != nil {
		panic(err)
	}
	return f.Resources
})

// fixture is one of stripe-mock's objects, with some fields set anew.
func fixture(t testing.TB, name string, set ...any) string {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal(fixtures()[name], &object); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for i := 0; i+1 < len(set); i += 2 {
		value := set[i+1]
		if s, ok := value.(string); ok && strings.HasPrefix(s, "{") {
			value = json.RawMessage(s)
		}
		if l, ok := value.([]string); ok {
			value = json.RawMessage("[" + strings.Join(l, ",") + "]")
		}
		object[set[i].(string)] = value
	}
	raw, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// list is a list container around objects.
func list(more bool, items ...string) string {
	return fmt.Sprintf(`{"object":"list","url":"/v1/x","has_more":%t,"data":[%s]}`, more, strings.Join(items, ","))
}
