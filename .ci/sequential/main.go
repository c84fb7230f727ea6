// Sequential reads the lists that an audit needs of Stripe as one would without
// further thought: with stripe-go's own iterators, 100 objects a page, one list after
// the other. .ci/bench measures an audit against it.
//
// Its environment is that of fpdoctor: STRIPE_API_KEY and FPDOCTOR_STRIPE_API_BASE.
package main

import (
	"fmt"
	"os"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
)

// list is an iterator of stripe-go.
type list interface {
	Next() bool
	Err() error
}

func main() {
	quiet := &stripe.BackendConfig{
		LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull}, MaxNetworkRetries: stripe.Int64(10), // with a short latency it is refused
	}
	if base := os.Getenv("FPDOCTOR_STRIPE_API_BASE"); base != "" {
		quiet.URL = &base
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, quiet)
	api := client.New(os.Getenv("STRIPE_API_KEY"), &stripe.Backends{API: backend, Connect: backend, Uploads: backend})

	page := stripe.ListParams{Limit: stripe.Int64(100)}
	objects := 0
	for _, l := range []struct {
		of   string
		list list
	}{
		{"customers", api.Customers.List(&stripe.CustomerListParams{ListParams: page})},
		{"invoices", api.Invoices.List(&stripe.InvoiceListParams{ListParams: page})},
		{"charges", api.Charges.List(&stripe.ChargeListParams{ListParams: page})},
		{"payment intents", api.PaymentIntents.List(&stripe.PaymentIntentListParams{ListParams: page})},
		{"Checkout Sessions", api.CheckoutSessions.List(&stripe.CheckoutSessionListParams{ListParams: page})},
	} {
		for l.list.Next() {
			objects++
		}
		if l.list.Err() != nil {
			fmt.Fprintln(os.Stderr, "the list of "+l.of+" could not be read")
			os.Exit(1)
		}
	}
	fmt.Println(objects, "objects")
}
