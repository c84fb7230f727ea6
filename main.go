// Fpdoctor finds out why a sale paid in Stripe did not turn a FirstPromoter
// lead into a customer.
package main

import (
	"os"

	_ "fpdoctor/tui/background" // before Bubble Tea asks the terminal
	"fpdoctor/tui/cli"
)

func main() { os.Exit(cli.Main()) }
