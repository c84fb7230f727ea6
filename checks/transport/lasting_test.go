package transport_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"fpdoctor/checks/transport"
)

// Whether it helps to try again decides what the person is told to do.
func TestLasting(t *testing.T) {
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for base, want := range map[string]bool{untrusted.URL: true, gone.URL: false} {
		_, _, err := dial(t, base).get(context.Background())
		var e *transport.Error
		if !errors.As(err, &e) || e.Lasting() != want {
			t.Errorf("%v: lasting is not %v", err, want)
		}
	}
}
