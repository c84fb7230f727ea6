package record

import "testing"

// TestNamed: what is looked up of a text and what is said of it is the same.
func TestNamed(t *testing.T) {
	plain := Discount{Coupon: Coupon{ID: "SAVE20", Name: "Save 20"}}
	coded := Discount{Coupon: Coupon{ID: "SAVE20", Name: "Summer"}, PromotionCode: PromotionCode{ID: "promo_1", Code: "save20"}}
	for _, tt := range []struct {
		text string
		d    Discount
		want Naming
	}{
		{"SAVE20", plain, ByCouponID},
		{" save20 ", plain, ByCouponID},
		{"save 20", plain, ByCouponID},
		{"other", plain, NotNamed},
		{"promo_1", plain, NotNamed},
		{"  ", plain, NotNamed},
		{"", Discount{Coupon: Coupon{ID: "x"}}, NotNamed},
		{" ", Discount{Coupon: Coupon{ID: "x"}}, NotNamed}, // one without a name
		{"save20", coded, ByPromotionCode},                 // the very code, and the coupon in other letters
		{"SAVE20", coded, ByCouponID},
		{"promo_1 ", coded, ByPromotionCode},
		{"summer", coded, ByCouponName},
		{"sum mer", coded, ByCouponName},
		{"vip", Discount{PromotionCode: PromotionCode{Code: "VIP"}}, ByPromotionCode},
	} {
		if got := tt.d.Named(tt.text); got != tt.want {
			t.Errorf("%q names %+v %d: %d", tt.text, tt.d, tt.want, got)
		}
	}
}
