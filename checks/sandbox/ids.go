package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// token is n characters that depend on nothing but the seed.
func token(seed string, n int) string {
	out := make([]byte, 0, n)
	for round := 0; len(out) < n; round++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", seed, round))
		for _, b := range sum {
			// 248 is the largest multiple of 62 below 256: beyond it some letters would come oftener.
			if len(out) < n && b < 248 {
				out = append(out, letters[int(b)%len(letters)])
			}
		}
	}
	return string(out)
}

// number is a number from 0 to n-1 that depends on nothing but the seed.
func number(seed string, n int) int {
	sum := sha256.Sum256([]byte(seed))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(n))
}

// carried are the ten characters of an account that ids carry: the last ones,
// or the first of an old account's id, which has no prefix.
func carried(account string) string {
	if !strings.HasPrefix(account, "acct_") {
		return account[:10]
	}
	return account[len(account)-10:]
}

// stripeID makes an id in Stripe's style. Most types carry ten characters of the
// account id as characters 7 to 16; customers, products, subscription items,
// sessions and coupons do not.
func stripeID(prefix, account, seed string) string {
	seed = prefix + " " + seed
	switch prefix {
	case "cus", "prod", "si":
		return prefix + "_" + token(seed, 14)
	case "cs_live", "cs_test":
		return prefix + "_a1" + token(seed, 56)
	case "ch", "py", "pi":
		return prefix + "_3" + token(seed, 5) + carried(account) + token(seed+" end", 8)
	}
	return prefix + "_1" + token(seed, 5) + carried(account) + token(seed+" end", 8)
}
