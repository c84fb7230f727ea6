package cli

import "testing"

// An account ten times as large is cleared up after for about ten times the work: as much
// garbage may come together as is held, up to 32 MiB. Of what fits into 64 MiB nothing is
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
		{30 << 20, 100, (16 + 30 + 30) << 20},
		{64 << 20, 50, (16 + 64 + 32) << 20},
		{1000 << 20, 40, (16 + 1000 + 400) << 20},
	} {
		if percent, limit := room(x.live); percent != x.percent || limit != x.limit {
			t.Errorf("%d MiB held: %d %%, %d MiB", x.live>>20, percent, limit>>20)
		}
	}
}
