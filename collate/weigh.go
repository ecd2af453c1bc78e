package collate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quanyuan"
)

// Weighed is how far one item of two persons agrees under the register's model.
type Weighed struct {
	Item  string // name, id, birth, sex, phone, residence, hukou or kin
	Level string // of the item's comparison
	// Frequency is "rare" or "common" where the value is so and that counts, else "".
	Frequency string
	Bits      float64 // that it speaks for one person; below 0, against it
}

// Weigh says item by item how far two persons agree by their own values,
// strongest first. Items that a side lacks are left out; without a model there
// is nothing to say. Relatives whom only other rows name are not looked up.
func (s *Searcher) Weigh(a, b *quanyuan.Person) ([]Weighed, error) {
	if s.model == nil {
		return nil, nil
	}
	one, err := s.single()
	if err != nil {
		return nil, err
	}
	defer s.singles.Put(one)
	x, y := personView(a), personView(b)
	patterns, err := one.Patterns(x.compared(), [][]string{y.compared()}, 0)
	if err != nil {
		return nil, err
	}
	var out []Weighed
	for k, step := range s.model.Engine.Explain(patterns[0])[1 : 1+len(comparedColumns)] {
		if patterns[0].Grade(k) == 0 {
			continue
		}
		level, frequency, _ := strings.Cut(step.Level, ", ")
		out = append(out, Weighed{columns[comparedColumns[k]], level, strings.TrimSuffix(frequency, " value"), step.Weight})
	}
	slices.SortStableFunc(out, func(a, b Weighed) int { return cmp.Compare(math.Abs(b.Bits), math.Abs(a.Bits)) })
	return out, nil
}

// DwellingKeys gives the search keys of a person's dwelling: whoever has one of
// them lives behind the same door.
func (s *Searcher) DwellingKeys(p *quanyuan.Person) []uint64 {
	v := personView(p)
	l := v.locate(func(text string) doors { return doorsOf(s.parser, text) })
	var out []uint64
	for _, kind := range []keyKind{keyRoad, keyEstate, keyPlace} {
		out = l.keys(out, kind)
	}
	return out
}
