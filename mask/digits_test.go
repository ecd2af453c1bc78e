package mask

import (
	"testing"

	"pgregory.net/rapid"
)

// What is told from texts with long numbers at a glance has none.
func TestLongNumbersAreNotOverlooked(t *testing.T) {
	digits := rapid.StringOf(rapid.RuneFrom([]rune("01２９ -–·.　Xｘ年路")))
	rapid.Check(t, func(t *rapid.T) {
		if s := digits.Draw(t, "text"); longNumber.MatchString(s) && !hasLongNumber(s) {
			t.Fatalf("%q", s)
		}
	})
	for _, s := range []string{"1234567890", "138 0013 8000", "１２３４５６７８９０"} {
		if !hasLongNumber(s) || !longNumber.MatchString(s) {
			t.Errorf("%q", s)
		}
	}
}
