package background_test

import (
	"testing"

	"fpdoctor/tui/background"
)

func TestDark(t *testing.T) {
	for value, want := range map[string]bool{
		"": true, "15;0": true, "0;15": false, "0;7": false, "12;8": true, "0;default;15": false, "15;default": true, "x": true, ";": true, "0;11": false,
	} {
		if got := background.Dark(value); got != want {
			t.Errorf("Dark(%q) = %v, want %v", value, got, want)
		}
	}
}
