package splink

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// Pair is two records that a blocking rule brings together.
type Pair struct {
	L, R        uint32 // rows
	Rule        int    // the first of the model's rules that makes the pair
	Weight      float64
	Probability float64
}

// PairOptions say which pairs are made.
type PairOptions struct {
	// Order tells the left record of a pair from the right: the row with the
	// smaller number is left. Splink compares the ids, or data set and id. Nil
	// takes the order of the rows.
	Order []uint32
	// Least is the probability from which pairs are given. Those of unknown
	// weight are given if it is 0.
	Least float64
	// Threads, all processors if 0. The result does not depend on it.
	Threads int
}

// work is a stretch of a block: its rows from first on, each with all after it.
type work struct {
	rule        int
	rows        []uint32
	first, last int
}

// workPairs is about how many pairs a stretch has.
const workPairs = 1 << 14

// Pairs weighs all pairs that the model's blocking rules make, in the order of
// their left and right records. In a model with link_only, records of one
// source (table.Table.Sources) are not compared.
func (s *Scorer) Pairs(ctx context.Context, o PairOptions) ([]Pair, error) {
	hashes, blocks, err := s.blocks(o.Threads)
	if err != nil {
		return nil, err
	}
	todo := stretches(blocks)
	found := make([][]Pair, len(todo))
	threads := o.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, min(threads, max(1, len(todo))))
	var next atomic.Int64
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			mine := s.Clone()
			for errs[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= len(todo) {
					return
				}
				if errs[i] = ctx.Err(); errs[i] == nil {
					found[n], errs[i] = mine.stretch(todo[n], hashes, o)
				}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := slices.Concat(found...)
	at := func(row uint32) uint32 {
		if o.Order != nil {
			return o.Order[row]
		}
		return row
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(at(a.L), at(b.L)), cmp.Compare(at(a.R), at(b.R)))
	})
	return out, nil
}

// blocks groups the records by every rule that was taken over.
func (s *Scorer) blocks(threads int) (hashes [][]uint64, blocks []*block.Blocks, err error) {
	rules := s.model.Rules
	if len(rules) == 0 { // Splink compares everything then
		rules = []Rule{{All: true}}
	}
	hashes, blocks = make([][]uint64, len(rules)), make([]*block.Blocks, len(rules))
	usable := false
	for i, r := range rules {
		usable = usable || r.usable()
		switch {
		case r.All:
			blocks[i] = everything(s.table.Rows)
		case r.usable():
			b := r.Block
			b.Keys = slices.Clone(b.Keys)
			for j := range b.Keys {
				b.Keys[j].Column = tableColumn(s.table, b.Keys[j].Column).Name
			}
			h, err := block.NewHasher(s.table, []block.Rule{b})
			if err != nil {
				return nil, nil, err
			}
			hashes[i] = h.Keys(0, nil)
			blocks[i] = block.Group(hashes[i], nil)
		}
	}
	if !usable {
		return nil, nil, fmt.Errorf("none of the model's %d blocking rules could be taken over, so there are no pairs to weigh", len(rules))
	}
	return hashes, blocks, nil
}

func everything(rows int) *block.Blocks {
	b := &block.Blocks{Start: []uint32{0, uint32(rows)}, Rows: make([]uint32, rows)}
	for i := range b.Rows {
		b.Rows[i] = uint32(i)
	}
	return b
}

func stretches(blocks []*block.Blocks) (out []work) {
	for rule, b := range blocks {
		if b == nil {
			continue
		}
		for i := range b.Len() {
			rows := b.Block(i)
			for first := 0; first < len(rows)-1; {
				last := min(len(rows)-1, first+max(1, workPairs/len(rows)))
				out = append(out, work{rule, rows, first, last})
				first = last
			}
		}
	}
	return out
}

// stretch weighs the pairs of one stretch.
func (s *Scorer) stretch(w work, hashes [][]uint64, o PairOptions) (out []Pair, err error) {
	sources := s.table.Sources
	for i := w.first; i < w.last; i++ {
		for j := i + 1; j < len(w.rows); j++ {
			l, r := w.rows[i], w.rows[j]
			if s.model.LinkType == "link_only" && (sources == nil || sources[l] == sources[r]) {
				continue
			}
			if o.Order != nil && o.Order[l] > o.Order[r] {
				l, r = r, l
			}
			s.set(int(l), int(r))
			if !s.makes(w.rule, l, r, hashes) {
				continue
			}
			p := Pair{L: l, R: r, Rule: w.rule}
			if p.Weight, p.Probability, err = s.weigh(int(l), int(r), nil); err != nil {
				return nil, err
			}
			if o.Least <= 0 || p.Probability >= o.Least {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// makes tells whether a rule is the first that is true for the present pair.
func (s *Scorer) makes(rule int, l, r uint32, hashes [][]uint64) bool {
	for k := 0; k <= rule; k++ {
		var meets bool
		if k < len(s.model.Rules) {
			meets = s.model.Rules[k].All || hashes[k] != nil && hashes[k][l] != 0 && hashes[k][l] == hashes[k][r]
			if rest := s.rests[k]; meets && rest != nil {
				meets = rest(s.pair) == yes
			}
		} else {
			meets = true
		}
		if meets {
			return k == rule
		}
	}
	return false
}

// IDOrder numbers the rows in the order of their ids, as Splink compares them:
// as numbers if all are whole numbers, otherwise as texts. With several
// sources that are linked and deduplicated, or more than two, name gives the
// data sets' names and the text "name-__-id" is compared; two that are only
// linked stand in the order of their numbers.
func (m *Model) IDOrder(t *table.Table, ids []string, names []string) []uint32 {
	rows := make([]uint32, len(ids))
	numbers, whole := make([]float64, len(ids)), true
	for i, id := range ids {
		rows[i] = uint32(i)
		v := textToInt(id)
		whole = whole && v.sort == sInt && fmt.Sprintf("%.0f", v.n) == id
		numbers[i] = v.n
	}
	source := func(r uint32) uint8 {
		if t.Sources == nil {
			return 0
		}
		return t.Sources[r]
	}
	full := func(r uint32) string { return names[source(r)] + "-__-" + ids[r] }
	slices.SortFunc(rows, func(a, b uint32) int {
		switch {
		case m.LinkType == "link_only" && len(names) == 2:
			return cmp.Or(cmp.Compare(source(a), source(b)), cmp.Compare(a, b))
		case m.LinkType != "dedupe_only" && len(names) > 1:
			return cmp.Or(cmp.Compare(full(a), full(b)), cmp.Compare(a, b))
		case whole:
			return cmp.Or(cmp.Compare(numbers[a], numbers[b]), cmp.Compare(a, b))
		}
		return cmp.Or(cmp.Compare(ids[a], ids[b]), cmp.Compare(a, b))
	})
	out := make([]uint32, len(ids))
	for i, r := range rows {
		out[r] = uint32(i)
	}
	return out
}
