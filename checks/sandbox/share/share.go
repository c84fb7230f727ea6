// Package share lets tests take a share of the long matrices (every sale on both API
// versions, every fault in every place, screens at every size), so that go test ./... is
// done in two minutes. A share has something of each kind: each fault, cause and screen.
// Where the environment variable FPDOCTOR_TESTS is "whole", as in .ci/run, they run
// in full.
package share

import "os"

// Whole reports whether the matrices run in full.
func Whole() bool { return os.Getenv("FPDOCTOR_TESTS") == "whole" }

// Has reports whether the i-th case of a matrix runs: each of the whole, else one of so many.
func Has(i, of int) bool { return Whole() || i%of == 0 }
