package link

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// candidates are the pairs worth comparing, as blocks of rules.
type candidates struct {
	rules   []block.Rule
	blocks  []*block.Blocks
	sources *block.Sources
	// marks are the numbers of a row's blocks, one for each rule, row after
	// row; 0 is no block. A pair belongs to the first rule whose mark it
	// shares.
	marks  []uint32
	splits []Split
	counts []RuleCount
}

// RuleCount tells what a blocking rule made.
type RuleCount struct {
	Rule    string
	Pairs   int64 // pairs of the rule, whether or not an earlier rule makes them too
	Lost    int64 // pairs given up by splitting oversized blocks
	Blocks  int
	Largest int // rows of the largest block
	// Sizes counts the blocks by size: Sizes[i] have 2^i to 2^(i+1)-1 rows.
	Sizes []int64
}

// Split says that some blocks of a rule are divided further by a column. It is
// kept in the model, so that records that come later are blocked alike.
type Split struct {
	Rule   int    `json:"rule"`
	Column string `json:"column"`
	Keys   hashes `json:"keys"` // the divided blocks
}

// mostBlockPairs is the size from which a block is split: a telephone that a
// thousand forms were filled in with tells nothing.
const mostBlockPairs = 4_000_000

// findCandidates makes the blocks. frozen are the splits of a model, nil when
// they are to be found.
func findCandidates(ctx context.Context, t *table.Table, rules []block.Rule, e *encoded, m *Model, most int64, threads int) (*candidates, error) {
	h, err := block.NewHasher(t, rules)
	if err != nil {
		return nil, err
	}
	q := len(rules)
	c := &candidates{rules: rules, sources: e.sources, blocks: make([]*block.Blocks, q), counts: make([]RuleCount, q)}
	c.marks = make([]uint32, e.n*q)
	splits := make([][]Split, q)
	err = each(ctx, threads, q, func(i int) error {
		s := splitter{e: e, rule: i, keys: h.Keys(i, e.order), used: map[string]bool{}}
		for _, k := range rules[i].Keys {
			s.used[k.Column] = true
		}
		s.blocks = block.Group(s.keys, e.sources)
		before := s.blocks.Pairs(e.sources)
		if m == nil {
			s.find(cmp.Or(most, mostBlockPairs))
		} else if err := s.follow(t, m.Splits); err != nil {
			return err
		}
		c.blocks[i], splits[i] = s.blocks, s.splits
		c.counts[i] = RuleCount{Rule: rules[i].String(), Pairs: before, Lost: before - s.blocks.Pairs(e.sources), Blocks: s.blocks.Len(), Sizes: s.blocks.Sizes()}
		for b := range s.blocks.Len() {
			rows := s.blocks.Block(b)
			c.counts[i].Largest = max(c.counts[i].Largest, len(rows))
			for _, r := range rows {
				c.marks[int(r)*q+i] = uint32(b) + 1
			}
		}
		return nil
	})
	c.splits = slices.Concat(splits...)
	return c, err
}

// together reports whether some rule makes the pair.
func (c *candidates) together(x, y uint32) bool {
	q := len(c.rules)
	a, b := c.marks[int(x)*q:int(x)*q+q], c.marks[int(y)*q:int(y)*q+q]
	for i, m := range a {
		if m != 0 && m == b[i] {
			return c.sources.Allowed(x, y)
		}
	}
	return false
}

// splitter divides the oversized blocks of a rule.
type splitter struct {
	e      *encoded
	rule   int
	keys   []uint64
	used   map[string]bool // columns of the rule
	blocks *block.Blocks
	splits []Split
}

// find divides blocks of more than most pairs by a field that the rule does not
// use and that most rows have, and again by the next one if need be.
func (s *splitter) find(most int64) {
	var fields []int
	for i, f := range s.e.fields {
		if !s.used[f.Column] {
			fields = append(fields, i)
		}
	}
	slices.SortStableFunc(fields, func(a, b int) int { return cmp.Compare(s.e.fields[b].divides(), s.e.fields[a].divides()) })
	for _, f := range fields {
		split := Split{Rule: s.rule, Column: s.e.fields[f].Column}
		for i := range s.blocks.Len() {
			if rows := s.blocks.Block(i); s.e.sources.Pairs(rows) > most {
				split.Keys = append(split.Keys, s.keys[rows[0]])
				s.divide(rows, f)
			}
		}
		if split.Keys == nil {
			return
		}
		slices.Sort(split.Keys)
		s.splits = append(s.splits, split)
		s.blocks = block.Group(s.keys, s.e.sources)
	}
}

// divides is how well a field divides a block without losing its rows: the
// share of rows that have it, nothing when its values are too few.
func (f *field) divides() float64 {
	const fewest = 50
	var present, same float64
	for v, n := range f.counts.Counts {
		if f.same[v] != 0 {
			present += float64(n)
			same += float64(n) * float64(n)
		}
	}
	if present == 0 || present*present < fewest*same {
		return 0
	}
	return present / (present + float64(f.counts.Counts[0]))
}

// follow divides the blocks that a model says.
func (s *splitter) follow(t *table.Table, splits []Split) error {
	for _, split := range splits {
		if split.Rule != s.rule {
			continue
		}
		f := slices.IndexFunc(s.e.fields, func(f *field) bool { return f.Column == split.Column })
		if f < 0 {
			return fmt.Errorf("the model divides blocks by column %q, which is not compared (columns: %q)", split.Column, t.Names())
		}
		for i := range s.blocks.Len() {
			if rows := s.blocks.Block(i); split.Keys.has(s.keys[rows[0]]) {
				s.divide(rows, f)
			}
		}
		s.splits = append(s.splits, split)
		s.blocks = block.Group(s.keys, s.e.sources)
	}
	return nil
}

// divide refines the keys of the rows of a block.
func (s *splitter) divide(rows []uint32, field int) {
	f, k := s.e.fields[field], len(s.e.fields)
	for _, r := range rows {
		v := s.e.rows[int(r)*k+field]
		if v == 0 {
			s.keys[r] = 0
		} else {
			s.keys[r] = block.Refine(s.keys[r], f.counts.Values[v])
		}
	}
}
