package checks

import (
	"reflect"
	"slices"
	"testing"

	"fpdoctor/checks/facts"
)

// TestItemsInAnyOrder: none of the six items sees what another one found, so that
// they answer the same from the same facts in every order.
func TestItemsInAnyOrder(t *testing.T) {
	var orders [][]int
	var permute func(done, left []int)
	permute = func(done, left []int) {
		if len(left) == 0 {
			orders = append(orders, done)
		}
		for i := range left {
			permute(append(slices.Clone(done), left[i]), slices.Delete(slices.Clone(left), i, i+1))
		}
	}
	permute(nil, []int{0, 1, 2, 3, 4, 5})
	if len(orders) != 720 {
		t.Fatalf("%d orders", len(orders))
	}
	for seed := range 150 {
		ev, answers, now := odd(noise(seed, 900))
		var want [6][]Finding
		for i := range judges {
			want[i] = judges[i](facts.Of(ev, answers), answers, now) // on facts that nobody has read
		}
		for n := range 8 {
			f := facts.Of(ev, answers)
			order := orders[(seed*8+n)*7%len(orders)]
			for _, i := range order {
				if got := judges[i](f, answers, now); !reflect.DeepEqual(got, want[i]) {
					t.Fatalf("evidence %d, order %v: item %d finds\n%+v\nand alone\n%+v", seed, order, i+1, got, want[i])
				}
			}
		}
	}
	for _, order := range orders {
		s := healthy()
		f, d := facts.Of(&s.Evidence, s.ans), s.diagnose()
		for _, i := range order {
			if got, want := conclude(Items[i], judges[i](f, s.ans, s.now)), d.Check(Items[i]); i > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("order %v: item %d is\n%+v\nand in the diagnosis\n%+v", order, i+1, got, want)
			}
		}
	}
}
