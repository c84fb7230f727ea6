package cli

import "testing"

// An account ten times as large is cleared up after for ten times the work, not more:
// as much garbage may come together as is held. Of what fits into 64 MiB nothing is
// lifted, and a very big account takes little more than it holds.
func TestRoomBesideWhatIsHeld(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		live    int64
		percent int
		limit   int64
	}{
		{0, 100, 64 << 20},
		{10 << 20, 100, 64 << 20},
		{45 << 20, 100, (16 + 45 + 45) << 20},
		{128 << 20, 50, (16 + 128 + 64) << 20},
		{1000 << 20, 40, (16 + 1000 + 400) << 20},
	} {
		if percent, limit := room(x.live); percent != x.percent || limit != x.limit {
			t.Errorf("%d MiB held: %d %%, %d MiB", x.live>>20, percent, limit>>20)
		}
	}
}
