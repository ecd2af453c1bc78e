package train

import (
	"slices"
	"testing"
)

// Touching patterns ahead, known ones and others, leaves numbers and counts as
// they are.
func TestTouchCountsNothing(t *testing.T) {
	var plain, touched Counter
	ahead := []Pattern{1, 7, 1 << 60, 99}
	touched.Touch(ahead) // before there are any slots
	for i := range 5000 {
		p := Pattern(i % 1700 * 31)
		if i%100 == 0 {
			touched.Touch(append(ahead, p))
		}
		if a, b := plain.Add(p), touched.Add(p); a != b {
			t.Fatalf("pattern %d has number %d, and %d after it was touched", p, a, b)
		}
	}
	if !slices.Equal(plain.Patterns, touched.Patterns) || !slices.Equal(plain.Pairs, touched.Pairs) {
		t.Error("touching patterns changed what was counted")
	}
}
