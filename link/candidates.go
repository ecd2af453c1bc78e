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
	shelves []*shelf // the blocks of each rule
	units   []unit
	pairs   int64 // of all units
	sources *block.Sources
	// marks are the numbers of a row's blocks, one for each rule, row after
	// row; 0 is no block. A pair belongs to the first rule whose mark it
	// shares. The mark of a row with several blocks says where they are listed.
	marks  []uint32
	stored *storedMarks // instead
	lists  [][]uint32   // of each rule: how many blocks, then the blocks, row after row
	splits []Split
	counts []RuleCount
	// graded are the pairs of each unit with their patterns, once all of them
	// were looked at for training.
	graded [][]Pair
}

// RuleCount tells what a blocking rule made.
type RuleCount struct {
	Rule    string
	Pairs   int64 // pairs of its blocks, whether or not an earlier rule makes them too
	Lost    int64 // pairs given up by splitting oversized blocks
	Blocks  int
	Largest int // rows of the largest block
	// Sizes counts the blocks by size: Sizes[i] have 2^i to 2^(i+1)-1 rows.
	Sizes []int64
}

// Split says that some blocks of a rule are divided further by a column, or left
// out when it names none. It is kept in the model, so that records that come
// later are blocked alike.
type Split struct {
	Rule   int    `json:"rule"`
	Column string `json:"column,omitempty"`
	Keys   hashes `json:"keys"` // the divided blocks
}

// mostBlockPairs is the size from which a block is split: a telephone that a
// thousand forms were filled in with tells nothing.
const mostBlockPairs = 4_000_000

// findCandidates makes the blocks. The splits are those of the model, when there
// is one.
func findCandidates(ctx context.Context, t *table.Table, s Spec, e *encoded, m *Model, o Options) (*candidates, error) {
	h, err := block.NewHasher(t, s.Rules)
	if err != nil {
		return nil, err
	}
	q := len(s.Rules)
	c := &candidates{rules: s.Rules, sources: e.sources, shelves: make([]*shelf, q), counts: make([]RuleCount, q), marks: make([]uint32, e.n*q), lists: make([][]uint32, q)}
	splits, work := make([][]Split, q), make([][]unit, q)
	threads := o.Threads
	if o.spill != nil {
		threads = 1 // sorting keys takes room
	}
	err = each(ctx, threads, q, func(i int) (err error) {
		d := splitter{t: t, order: e.order, sources: e.sources, rule: i, keys: h.All(i, e.order)}
		d.leave(s.Rules[i].Rows(), m)
		d.blocks = d.keys.Group(e.sources)
		before := d.blocks.Pairs(e.sources)
		if m == nil {
			d.find(dividing(t, s, s.Rules[i]), cmp.Or(s.MostBlockPairs, mostBlockPairs))
		} else if err := d.follow(m.Splits); err != nil {
			return err
		}
		splits[i] = d.splits
		c.counts[i] = RuleCount{Rule: s.Rules[i].String(), Pairs: before, Lost: before - d.blocks.Pairs(e.sources), Blocks: d.blocks.Len(), Sizes: d.blocks.Sizes()}
		c.mark(i, d.blocks, len(d.keys.More) > 0)
		work[i] = units(i, d.blocks, e.sources)
		c.shelves[i], err = newShelf(d.blocks, c.marks, q, i+1, o.spill)
		return err
	})
	c.splits, c.units = slices.Concat(splits...), slices.Concat(work...)
	for _, u := range c.units {
		c.pairs += u.pairs
	}
	if err == nil && o.spill != nil {
		err = c.storeMarks(o.spill)
	}
	return c, err
}

// mark writes the blocks of a rule to their rows, which may have several.
func (c *candidates) mark(rule int, blocks *block.Blocks, several bool) {
	q := len(c.rules)
	for b := range blocks.Len() {
		rows := blocks.Block(b)
		c.counts[rule].Largest = max(c.counts[rule].Largest, len(rows))
	}
	if several {
		c.markAll(rule, blocks)
		return
	}
	for b := range blocks.Len() {
		for _, r := range blocks.Block(b) {
			c.marks[int(r)*q+rule] = uint32(b) + 1
		}
	}
}

// together reports whether some rule makes the pair.
func (c *candidates) together(x, y uint32) bool {
	q := len(c.rules)
	a, b := c.marksOf(x, 0, q), c.marksOf(y, 0, q)
	for i, m := range a {
		if m != 0 && m == b[i] || (m|b[i])&severalBlocks != 0 && c.meet(i, x, y) != 0 {
			return c.sources.Allowed(x, y)
		}
	}
	return false
}

// splitter divides the oversized blocks of a rule.
type splitter struct {
	t       *table.Table
	order   []uint32
	sources *block.Sources
	rule    int
	keys    block.RowKeys
	blocks  *block.Blocks
	splits  []Split
}

// dividing are the compared columns that a rule does not use, those first that
// divide blocks best.
func dividing(t *table.Table, s Spec, r block.Rule) []*table.Column {
	var out []*table.Column
	for _, c := range s.Comparisons {
		if !slices.ContainsFunc(r.Keys, func(k block.Key) bool { return k.Column == c.Column }) {
			out = append(out, t.Column(c.Column))
		}
	}
	slices.SortStableFunc(out, func(a, b *table.Column) int { return cmp.Compare(divides(b), divides(a)) })
	return out
}

// divides is how well a column divides a block without losing its rows: the
// share of rows that have it, nothing when its values are too few.
func divides(c *table.Column) float64 {
	const fewest = 50
	var present, same float64
	for _, n := range c.Counts[1:] {
		present += float64(n)
		same += float64(n) * float64(n)
	}
	if present == 0 || present*present < fewest*same {
		return 0
	}
	return present / (present + float64(c.Counts[0]))
}

// leave leaves out what so many rows or more have in common, 0 when nothing, or
// what a model says.
func (s *splitter) leave(rows int, m *Model) {
	if rows == 0 {
		return
	}
	if m == nil {
		if frequent := s.keys.Rare(rows); len(frequent) > 0 {
			s.splits = append(s.splits, Split{Rule: s.rule, Keys: frequent})
		}
		return
	}
	for _, split := range m.Splits {
		if split.Rule == s.rule && split.Column == "" {
			s.keys.Without(split.Keys)
			s.splits = append(s.splits, split)
		}
	}
}

// find divides blocks of more than most pairs by the first column, and again by
// the next one if need be.
func (s *splitter) find(columns []*table.Column, most int64) {
	for _, c := range columns {
		split := Split{Rule: s.rule, Column: c.Name}
		for i := range s.blocks.Len() {
			if rows := s.blocks.Block(i); s.sources.Pairs(rows) > most {
				key := s.blocks.Key(i, s.keys)
				split.Keys = append(split.Keys, key)
				s.divide(rows, key, c)
			}
		}
		if split.Keys == nil {
			return
		}
		slices.Sort(split.Keys)
		s.splits = append(s.splits, split)
		s.blocks = s.keys.Group(s.sources)
	}
}

// follow divides the blocks that a model says.
func (s *splitter) follow(splits []Split) error {
	for _, split := range splits {
		if split.Rule != s.rule || split.Column == "" {
			continue
		}
		c := s.t.Column(split.Column)
		if c == nil {
			return fmt.Errorf("the model divides blocks by column %q, which is not there (columns: %q)", split.Column, s.t.Names())
		}
		for i := range s.blocks.Len() {
			if key := s.blocks.Key(i, s.keys); split.Keys.has(key) {
				s.divide(s.blocks.Block(i), key, c)
			}
		}
		s.splits = append(s.splits, split)
		s.blocks = s.keys.Group(s.sources)
	}
	return nil
}

// divide refines the key of a block.
func (s *splitter) divide(rows []uint32, key uint64, c *table.Column) {
	s.keys.Refine(rows, key, func(r uint32) string { return c.Value(int(s.order[r])) })
}
