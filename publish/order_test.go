package publish

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNatural(t *testing.T) {
	want := []string{"1栋", "2栋", "02栋2单元", "12栋", "一组", "二组", "九组", "十组", "十二组", "二十组", "二十一组", "东组", "Z栋", ""}
	// The numbers of digits and of words are one scale.
	slices.SortStableFunc(want, natural)
	got := strings.Join(want, " ")
	if got != "1栋 一组 2栋 02栋2单元 二组 九组 十组 12栋 十二组 二十组 二十一组 Z栋 东组 " {
		t.Errorf("got %s", got)
	}
}

// What two texts begin with alike is passed over without another order.
func TestNaturalPassesOverWhatIsAlike(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("0129一二十零上丁栋A ")))
	rapid.Check(t, func(t *rapid.T) {
		head, a, b := text.Draw(t, "head"), text.Draw(t, "a"), text.Draw(t, "b")
		if want := natural("栋"+a, "栋"+b); natural(head+"栋"+a, head+"栋"+b) != want || natural(a, b) != want && a != "" && b != "" {
			t.Fatalf("after %q and 栋: %q and %q", head, a, b)
		}
	})
}

// natural is an order: it agrees with itself for any three texts.
func TestNaturalIsAnOrder(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("0129一二十零上丁栋A ")))
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := text.Draw(t, "a"), text.Draw(t, "b"), text.Draw(t, "c")
		if natural(a, b) != -natural(b, a) {
			t.Fatalf("%q and %q: %d and %d", a, b, natural(a, b), natural(b, a))
		}
		if natural(a, b) <= 0 && natural(b, c) <= 0 && natural(a, c) > 0 {
			t.Fatalf("%q ≤ %q ≤ %q but not %q ≤ %q", a, b, c, a, c)
		}
		if (natural(a, b) == 0) != (a == b) {
			t.Fatalf("%q and %q are told the same", a, b)
		}
	})
}
