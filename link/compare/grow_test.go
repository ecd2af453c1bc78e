package compare

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// withState gives a comparator that grades by what it learns of the values.
func withState(t interface{ Fatalf(string, ...any) }, c Comparator, values []string) Comparator {
	learned, ok := c.(Learned)
	if !ok {
		return c
	}
	state := learned.Learn(values, nil)
	c, err := learned.With(state)
	if err != nil {
		t.Fatalf("%s: %v", learned.Name(), err)
	}
	return c
}

// checkGrowing checks that adding values is as good as preparing them.
func checkGrowing(t interface{ Fatalf(string, ...any) }, c Comparator, values []string, cut int) {
	c = withState(t, c, values)
	all := c.Prepare(values)
	part, ok := c.Prepare(values[:cut]).(Growing)
	if !ok {
		t.Fatalf("%s does not grow", c.Name())
	}
	for i, v := range values[cut:] {
		if n := part.Add(v); int(n) != cut+i {
			t.Fatalf("%s: value %d was added as %d", c.Name(), cut+i, n)
		}
	}
	for a := range uint32(len(values)) {
		if all.Missing(a) != part.Missing(a) {
			t.Fatalf("%s: %q is missing: %v, when added %v", c.Name(), values[a], all.Missing(a), part.Missing(a))
		}
		for b := range a {
			if all.Missing(a) || all.Missing(b) {
				continue
			}
			if x, y := all.Level(a, b), part.Level(a, b); x != y {
				t.Fatalf("%s: %q, %q: level %d, when added %d", c.Name(), values[a], values[b], x, y)
			}
		}
	}
}

func TestGrowing(t *testing.T) {
	comparators := all(t)
	rapid.Check(t, func(t *rapid.T) {
		values := append([]string{""}, rapid.SliceOfN(anyValue, 1, 12).Draw(t, "values")...)
		cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
		for _, c := range comparators {
			checkGrowing(t, c, values, cut)
		}
	})
}

// TestLearned checks that a state says all that a pair's level depends on, that
// Prepare without one learns the same, and that the order of the values does
// not matter.
func TestLearned(t *testing.T) {
	comparators := all(t)
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfNDistinct(anyValue, 2, 12, rapid.ID).Draw(t, "values")
		for _, c := range comparators {
			learned, ok := c.(Learned)
			alone := withState(t, c, values)
			if ok {
				state := learned.Learn(values, nil)
				back := slices.Clone(values)
				slices.Reverse(back)
				if again := learned.Learn(back, nil); string(again) != string(state) {
					t.Fatalf("%s learns %s, in another order %s", c.Name(), state, again)
				}
				if taught, ok := c.Prepare(values).(Taught); !ok || string(taught.State()) != string(state) {
					t.Fatalf("%s learns %s, Prepare something else", c.Name(), state)
				}
			}
			whole := c.Prepare(values)
			for a := range values {
				for b := range a {
					pair := alone.Prepare([]string{values[a], values[b]})
					if pair.Missing(0) || pair.Missing(1) {
						continue
					}
					if x, y := whole.Level(uint32(a), uint32(b)), pair.Level(0, 1); x != y {
						t.Fatalf("%s: %q, %q: level %d, by themselves %d", c.Name(), values[a], values[b], x, y)
					}
				}
			}
		}
	})
}

func TestLearnedCounts(t *testing.T) {
	c := Email().(Learned)
	values := []string{"a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@y.example"}
	if got, want := string(c.Learn(values, []uint32{1, 9, 1, 1, 1})), `{"common_domains":["x.example"]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := string(c.Learn(values, []uint32{1, 9, 0, 1, 1})), `{"common_domains":[]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if _, err := c.With([]byte("[")); err == nil {
		t.Error("a broken state was taken")
	}
}

// TestManyWords has more words than are remembered one by one.
func TestManyWords(t *testing.T) {
	v := newVocabulary()
	df := []uint32{0}
	for i := range maxCommon + 100 {
		v.intern([]byte{'w', byte('a' + i%26), byte('a' + i/26%26), byte('a' + i/676%26), byte('a' + i/17576%26)})
		df = append(df, 2)
	}
	v.intern([]byte("the"))
	f := v.frequenciesOf(50_000, append(df, 40_000))
	if len(f.Words) != 1 || f.Words["the"] != 40_000 || f.Rest != 2 {
		t.Errorf("%d words, %v texts with the rest", len(f.Words), f.Rest)
	}
	if rare, common := f.weight([]byte("wabcd")), f.weight([]byte("the")); rare <= common {
		t.Errorf("a rare word weighs %d, a common one %d", rare, common)
	}
}

// TestManyValues has a column of several pieces, with texts that lie in arenas.
func TestManyValues(t *testing.T) {
	var values []string
	for _, v := range []string{"12 high street", "王小明", "ann.lee@mail.example", "a very long text that fits no machine word", "1990-02-03", "0161 496 0123"} {
		for i := range 2000 {
			values = append(values, v+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)))
		}
	}
	for _, c := range all(t) {
		c = withState(t, c, values)
		p := c.Prepare(values)
		for i := 1; i < len(values); i += 97 {
			j := i * 31 % len(values)
			pair := c.Prepare([]string{values[i], values[j]})
			if p.Missing(uint32(i)) != pair.Missing(0) || p.Missing(uint32(j)) != pair.Missing(1) {
				t.Fatalf("%s: %q, %q: missing in one way only", c.Name(), values[i], values[j])
			}
			if pair.Missing(0) || pair.Missing(1) {
				continue
			}
			if x, y := p.Level(uint32(i), uint32(j)), pair.Level(0, 1); x != y {
				t.Fatalf("%s: %q, %q: level %d, by themselves %d", c.Name(), values[i], values[j], x, y)
			}
		}
	}
}

// TestLevelAllocatesNothing grades every pair of every kind of value.
func TestLevelAllocatesNothing(t *testing.T) {
	values := []string{"john smith", "smyth john", "12 high street north", "high streat", "ann.lee@mail.example", "anm.lee@mail.example", "1990-02-03",
		"3 Feb 1990", "0161 496 0000", "M1 2AB", "王小明", "a very long text that fits no machine word", "a very long tezt that fits no machine word", "a;b", "51.5, -0.1", "yes"}
	for _, c := range all(t) {
		p := c.Prepare(values)
		if n := testing.AllocsPerRun(5, func() {
			for a := range uint32(len(values)) {
				for b := range uint32(len(values)) {
					if !p.Missing(a) && !p.Missing(b) {
						p.Level(a, b)
					}
				}
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", c.Name(), n)
		}
	}
}
