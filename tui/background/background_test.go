package background_test

import (
	"testing"

	"fpdoctor/tui/background"
)

func TestDark(t *testing.T) {
	for value, want := range map[string][2]bool{
		"15;0": {true, true}, "0;15": {false, true}, "0;7": {false, true}, "12;8": {true, true}, "0;default;15": {false, true}, "0;11": {false, true},
		"": {}, "15;default": {}, "x": {}, ";": {}, "0;16": {}, "0;-1": {},
	} {
		if dark, known := background.Dark(value); dark != want[0] || known != want[1] {
			t.Errorf("Dark(%q) = %v, %v, want %v", value, dark, known, want)
		}
	}
}
