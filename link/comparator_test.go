package link_test

import (
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/compare"
)

// A comparator with parameters is made again from its name, with the same
// levels, and can still do what it could without.
func TestComparatorsCarryTheirParameters(t *testing.T) {
	for _, tt := range []struct {
		name   string
		params map[string]any
		full   string
		levels int
	}{
		{"jaro_winkler", map[string]any{"t1": .8}, `jaro_winkler{"t1":0.8}`, 4},
		{"levenshtein", map[string]any{"t2": 3., "t1": 1.}, `levenshtein{"t1":1,"t2":3}`, 5},
		{"any_of", map[string]any{"inner": "damerau", "separator": "、", "t1": 2.}, `any_of{"inner":"damerau","separator":"、","t1":2}`, 4},
		{"name", nil, "name", 8},
		{"citizen_id", nil, "citizen_id", 10},
	} {
		c, err := link.NewComparator(tt.name, tt.params)
		if err != nil {
			t.Fatal(err)
		}
		again, err := link.ComparatorNamed(c.Name())
		if err != nil {
			t.Fatal(err)
		}
		if c.Name() != tt.full || again.Name() != tt.full || len(c.Levels()) != tt.levels || len(again.Levels()) != tt.levels {
			t.Errorf("%s: %q with %d levels, again %q with %d", tt.name, c.Name(), len(c.Levels()), again.Name(), len(again.Levels()))
		}
	}
	for _, bad := range []string{"nothing", `levenshtein{"t1":`, `levenshtein{"t1":99}`, `name{"t1":1}`, `any_of{"inner":"any_of"}`} {
		if c, err := link.ComparatorNamed(bad); err == nil {
			t.Errorf("%s makes %q", bad, c.Name())
		}
	}
	for _, e := range link.Comparators().Entries() {
		if e.Doc == "" {
			t.Errorf("%s has no description", e.Name)
		}
	}
}

// What learns still learns under its parameters.
func TestParametersDoNotHideLearning(t *testing.T) {
	for _, tt := range []struct {
		name   string
		params map[string]any
	}{{"tokens", map[string]any{"t1": .6}}, {"any_of", map[string]any{"inner": "tokens"}}} {
		plain, err := link.NewComparator(tt.name, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := link.NewComparator(tt.name, tt.params)
		if err != nil {
			t.Fatal(err)
		}
		if _, learns := plain.(compare.Learned); !learns && tt.name != "any_of" {
			t.Skipf("%s does not learn", tt.name)
		}
		l, ok := c.(compare.Learned)
		if !ok {
			t.Fatalf("%s does not learn", c.Name())
		}
		state := l.Learn([]string{"high street", "low street"}, nil)
		taught, err := l.With(state)
		if err != nil || taught.Name() != c.Name() || !strings.Contains(taught.Name(), "{") {
			t.Errorf("%v: %v", taught, err)
		}
	}
}
