package block

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"quanyuan/link/table"
)

// Candidate is a key that rules may be made of.
type Candidate struct {
	Key   Key
	Field int // keys of one field are never joined in a rule
	// Agree is the probability that two records of one entity share the key,
	// given that both have a value.
	Agree float64
	// Weak keys only complete others: sex, a code with few values.
	Weak bool
	// Place keys are of what people leave behind when they move: street, town,
	// telephone at home.
	Place bool
	// With is the key of another field that stands with this one in either
	// order: given name and surname, which some write into each other's column.
	With *Candidate
}

// of reports whether a candidate is made of a field.
func (c *Candidate) of(field int) bool {
	return c.Field == field || c.With != nil && c.With.Field == field
}

// apart reports whether two candidates can stand in one rule.
func (c *Candidate) apart(d *Candidate) bool {
	if c.With != nil && d.With != nil {
		return false
	}
	return !c.of(d.Field) && (d.With == nil || !c.of(d.With.Field))
}

// ruleOf makes the rule of some candidates. What stands in either order comes
// first.
func ruleOf(keys []Candidate, of []int) (r Rule) {
	for _, k := range of {
		if w := keys[k].With; w != nil {
			r.AnyOrder = true
			r.Keys = append([]Key{keys[k].Key, w.Key}, r.Keys...)
		} else {
			r.Keys = append(r.Keys, keys[k].Key)
		}
	}
	return r
}

// Choice is a rule that was chosen, with what it is expected to do.
type Choice struct {
	Rule  Rule
	Pairs float64 // estimated
	Found float64 // share of matches it finds
	New   float64 // share of matches the rules before it do not find
}

const (
	chooseRows   = 20_000 // rows whose keys estimate the pairs of a rule
	chooseDraws  = 16_000 // imagined matches that estimate what rules find
	chooseRules  = 14
	chooseParts  = 3
	chooseLeast  = 0.001 // share of matches a step must bring
	dirtyRecords = 0.3   // share of matches that have most of the errors
	movedPlace   = 0.15  // share of matches in which everything of the place has changed
	swappedNames = 0.02  // share of matches with two fields in each other's column
)

// Bounds are what automatic blocking may cost.
type Bounds struct {
	Pairs float64 // candidate pairs of all rules
	Block float64 // pairs of one block; larger ones are divided
}

// Choose finds the rules that together find most matches for at most so many
// pairs. It imagines matches whose fields agree with the given probabilities and
// looks for the rules by local search.
//
// Beside the rules it gives the share of the imagined matches that they find
// together.
//
// order gives the rows in an order that means nothing, such as that of
// [ContentKeys]; pairs are estimated from rows at equal steps in it.
func Choose(t *table.Table, keys []Candidate, s *Sources, order []uint32, bounds Bounds, threads int) ([]Choice, float64, error) {
	budget := bounds.Pairs
	options, err := enumerate(t, keys, s, order, bounds, threads)
	if err != nil {
		return nil, 0, err
	}
	shared := imagine(t, keys, s, order)
	hits := make([]bitset, len(options))
	for i, o := range options {
		hits[i] = slices.Clone(shared[o.keys[0]])
		for _, k := range o.keys[1:] {
			hits[i].and(shared[k])
		}
	}
	chosen := search(options, hits, budget)
	var out []Choice
	all := newBitset(chooseDraws)
	for _, i := range chosen {
		all.or(hits[i])
		c := Choice{Pairs: options[i].pairs, Found: float64(hits[i].count()) / chooseDraws}
		rest := newBitset(chooseDraws)
		for _, j := range chosen {
			if j != i {
				rest.or(hits[j])
			}
		}
		c.New = float64(rest.countOr(hits[i])-rest.count()) / chooseDraws
		c.Rule = ruleOf(keys, options[i].keys)
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Choice) int {
		switch {
		case a.Pairs < b.Pairs:
			return -1
		case a.Pairs > b.Pairs:
			return 1
		}
		return 0
	})
	return out, float64(all.count()) / chooseDraws, nil
}

// search chooses rules in two ways and returns the better: by what they find
// for their pairs (the way to many cheap rules), and by what they find (the way
// to a dear one). Then rules are exchanged as long as that finds more matches.
func search(options []option, hits []bitset, budget float64) []int {
	s := &searching{options: options, hits: hits, alone: make([]int, len(hits)), budget: budget}
	for i, h := range hits {
		s.alone[i] = h.count()
	}
	best, most := []int(nil), math.Inf(-1)
	for _, thrifty := range []bool{true, false} {
		chosen := s.exchange(s.greedy(thrifty))
		if v := s.value(chosen); v > most {
			best, most = chosen, v
		}
	}
	return best
}

type searching struct {
	options []option
	hits    []bitset
	alone   []int // matches that an option finds
	budget  float64
}

// price is the share of the matches that the whole budget is worth.
const price = 0.01

func (s *searching) found(chosen []int, without int) (bitset, float64) {
	rest, cost := newBitset(chooseDraws), 0.0
	for at, i := range chosen {
		if at != without {
			rest.or(s.hits[i])
			cost += s.options[i].cost
		}
	}
	return rest, cost
}

func (s *searching) worth(found int, cost float64) float64 {
	return float64(found)/chooseDraws - price*cost/s.budget
}

func (s *searching) value(chosen []int) float64 {
	rest, cost := s.found(chosen, -1)
	return s.worth(rest.count(), cost)
}

// greedy adds the best rule that fits, again and again. Thrifty, the best is
// the one that finds most for its pairs.
func (s *searching) greedy(thrifty bool) (chosen []int) {
	rest, cost := newBitset(chooseDraws), 0.0
	for len(chosen) < chooseRules {
		before := rest.count()
		best, most := -1, 0.0
		for i, o := range s.options {
			if cost+o.cost > s.budget {
				continue
			}
			gain := func(found int) float64 {
				gain := s.worth(found, cost+o.cost) - s.worth(before, cost)
				if gain < chooseLeast {
					return 0
				}
				if thrifty {
					gain /= o.cost + s.budget/100
				}
				return gain
			}
			if gain(before+s.alone[i]) <= most {
				continue // it finds no more than what it finds alone
			}
			if gain := gain(rest.countOr(s.hits[i])); gain > most {
				best, most = i, gain
			}
		}
		if best < 0 {
			break
		}
		chosen = append(chosen, best)
		rest.or(s.hits[best])
		cost += s.options[best].cost
	}
	return chosen
}

// exchange adds, drops or exchanges one rule at a time for the better. What an
// option finds beside all that are chosen, it finds at most beside some.
func (s *searching) exchange(chosen []int) []int {
	atMost := make([]int, len(s.options))
	for range 4 * chooseRules {
		now := s.value(chosen)
		best, bestOut, bestIn := now+chooseLeast, -1, -1
		all, _ := s.found(chosen, -1)
		for i, h := range s.hits {
			atMost[i] = all.countOr(h)
		}
		for out := -1; out < len(chosen); out++ {
			rest, cost := s.found(chosen, out)
			left := rest.count()
			if v := s.worth(left, cost); out >= 0 && v > best {
				best, bestOut, bestIn = v, out, -1
			}
			if out < 0 && len(chosen) == chooseRules {
				continue
			}
			for i, o := range s.options {
				if cost+o.cost > s.budget || s.worth(min(atMost[i], left+s.alone[i]), cost+o.cost) <= best {
					continue
				}
				if v := s.worth(rest.countOr(s.hits[i]), cost+o.cost); v > best {
					best, bestOut, bestIn = v, out, i
				}
			}
		}
		if best <= now+chooseLeast {
			break
		}
		if bestOut >= 0 {
			chosen = slices.Delete(chosen, bestOut, bestOut+1)
		}
		if bestIn >= 0 {
			chosen = append(chosen, bestIn)
		}
	}
	return chosen
}

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int) { b[i>>6] |= 1 << (i & 63) }

func (b bitset) or(o bitset) {
	for i, w := range o {
		b[i] |= w
	}
}

func (b bitset) and(o bitset) {
	for i, w := range o {
		b[i] &= w
	}
}

func (b bitset) count() (n int) {
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// countOr counts the union.
func (b bitset) countOr(o bitset) (n int) {
	for i, w := range b {
		n += bits.OnesCount64(w | o[i])
	}
	return n
}

// imagine draws matches as they may be and gives, for every key, those that
// share it. What is missing is so in two rows that are drawn: columns are often
// empty together, and some in all of a list.
func imagine(t *table.Table, keys []Candidate, s *Sources, order []uint32) []bitset {
	fields := 0
	for _, k := range keys {
		fields = max(fields, k.Field+1)
	}
	columns, exchanged := make([]*table.Column, fields), make([]bool, fields)
	shared := make([]bitset, len(keys))
	for i, k := range keys {
		columns[k.Field] = t.Column(k.Key.Column)
		if k.With != nil {
			exchanged[k.Field], exchanged[k.With.Field] = true, true
		}
		shared[i] = newBitset(chooseDraws)
	}
	rng, rows := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(3, 4))
	luck := make([]float64, fields) // 2 when a value is missing
	for d := range chooseDraws {
		dirty := rng.Float64() < dirtyRecords
		a, b := draw(rows, s, order)
		for f := range luck {
			u := rng.Float64()
			// u above Agree is an error; errors are four times as frequent in
			// dirty matches, with the same frequency over all.
			const ratio = 4
			clean := 1 / (dirtyRecords*ratio + 1 - dirtyRecords)
			rate := clean
			if dirty {
				rate = ratio * clean
			}
			luck[f] = 1 - (1-u)/rate
			if c := columns[f]; c != nil && t.Rows > 0 && (c.IDs[a] == 0 || c.IDs[b] == 0) {
				luck[f] = 2
			}
		}
		swapped, moved := rng.Float64() < swappedNames, rng.Float64() < movedPlace
		for i, k := range keys {
			switch {
			case k.With != nil:
				if luck[k.Field] < k.Agree && luck[k.With.Field] < k.With.Agree {
					shared[i].set(d)
				}
			case moved && k.Place:
			case swapped && exchanged[k.Field]: // the other field's value stands there
			case luck[k.Field] < k.Agree:
				shared[i].set(d)
			}
		}
	}
	return shared
}

// draw draws two rows that may be compared, if such are found soon.
func draw(rng *rand.Rand, s *Sources, order []uint32) (a, b uint32) {
	if len(order) == 0 {
		return 0, 0
	}
	for range 8 {
		a, b = order[rng.IntN(len(order))], order[rng.IntN(len(order))]
		if s.Allowed(a, b) {
			break
		}
	}
	return a, b
}
