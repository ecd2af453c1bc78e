package block

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"
)

// Blocks are the groups of rows that share a key, each with at least one pair
// that may be compared.
type Blocks struct {
	// Rows holds the rows of all blocks one after another; inside a block they
	// stand in order of source and row number.
	Rows []uint32
	// Start[i] … Start[i+1] bound block i.
	Start []uint32
	// keys are those of the blocks, where rows have several.
	keys []uint64
}

// Sources tell which pairs may be compared when records come from several
// lists. The nil Sources allow all.
type Sources struct {
	// Of gives the source of every row.
	Of []uint8
	// Unique sources have no person twice: their rows are not compared with
	// each other.
	Unique [256]bool
}

// Allowed reports whether two rows may be one.
func (s *Sources) Allowed(a, b uint32) bool {
	return s == nil || s.Of[a] != s.Of[b] || !s.Unique[s.Of[a]]
}

// Len is the number of blocks.
func (b *Blocks) Len() int { return max(0, len(b.Start)-1) }

// Block is the rows of block i.
func (b *Blocks) Block(i int) []uint32 { return b.Rows[b.Start[i]:b.Start[i+1]] }

// Sizes counts the blocks by size: entry i those of 2^i to 2^(i+1)-1 rows.
func (b *Blocks) Sizes() []int64 {
	var out []int64
	for i := range b.Len() {
		n := bits.Len32(b.Start[i+1]-b.Start[i]) - 1
		for n >= len(out) {
			out = append(out, 0)
		}
		out[n]++
	}
	return out
}

// Pairs is the number of pairs the blocks hold.
func (b *Blocks) Pairs(s *Sources) int64 {
	var n int64
	for i := range b.Len() {
		n += s.Pairs(b.Block(i))
	}
	return n
}

// Pairs is the number of pairs of one block that may be compared.
func (s *Sources) Pairs(rows []uint32) int64 {
	n := int64(len(rows))
	all := n * (n - 1) / 2
	if s == nil {
		return all
	}
	for i := 0; i < len(rows); {
		j := s.run(rows, i)
		if s.Unique[s.Of[rows[i]]] {
			l := int64(j - i)
			all -= l * (l - 1) / 2
		}
		i = j
	}
	return all
}

// run is the end of the rows of one source that begin at i.
func (s *Sources) run(rows []uint32, i int) int {
	j := i + 1
	for j < len(rows) && s.Of[rows[j]] == s.Of[rows[i]] {
		j++
	}
	return j
}

// From is the position of the first row of a block that the row at position i
// is compared with; all later ones are, too.
func (s *Sources) From(rows []uint32, i int) int {
	if s == nil || !s.Unique[s.Of[rows[i]]] {
		return i + 1
	}
	source := s.Of[rows[i]]
	return i + sort.Search(len(rows)-i, func(n int) bool { return s.Of[rows[i+n]] > source })
}

// Group collects the rows of equal keys; key 0 is none. Blocks without a pair
// that may be compared are dropped. The order of blocks is that of their keys
// and does not depend on anything else.
func Group(keys []uint64, s *Sources) *Blocks { return RowKeys{First: keys}.Group(s) }

// Group collects the rows that have a key in common, as [Group] does. A row
// with several keys may stand in several blocks.
func (k RowKeys) Group(s *Sources) *Blocks {
	out := &Blocks{Start: []uint32{0}}
	mixed := len(k.More) > 0
	partition(k, func(part []keyed) {
		for i := 0; i < len(part); {
			j := i + 1
			for j < len(part) && part[j].key == part[i].key {
				j++
			}
			if j > i+1 && out.add(part[i:j], s, mixed) && mixed {
				out.keys = append(out.keys, part[i].key)
			}
			i = j
		}
	})
	out.Rows = slices.Clip(out.Rows)
	out.Start = slices.Clip(out.Start)
	return out
}

// Key is the key of block i, which k made.
func (b *Blocks) Key(i int, k RowKeys) uint64 {
	if b.keys != nil {
		return b.keys[i]
	}
	return k.First[b.Rows[b.Start[i]]]
}

// add adds a block and reports whether it has pairs. The rows of mixed blocks
// do not come in their order.
func (b *Blocks) add(rows []keyed, s *Sources, mixed bool) bool {
	from := len(b.Rows)
	for _, r := range rows {
		b.Rows = append(b.Rows, r.row)
	}
	block := b.Rows[from:]
	if mixed {
		slices.Sort(block)
		block = slices.Compact(block) // two keys of a row may become one when they are divided
		if b.Rows = b.Rows[:from+len(block)]; len(block) < 2 {
			b.Rows = b.Rows[:from]
			return false
		}
	}
	if s != nil {
		slices.SortStableFunc(block, func(x, y uint32) int { return cmp.Compare(s.Of[x], s.Of[y]) })
		if s.Unique[s.Of[block[0]]] && s.Of[block[0]] == s.Of[block[len(block)-1]] {
			b.Rows = b.Rows[:from]
			return false
		}
	}
	b.Start = append(b.Start, uint32(len(b.Rows)))
	return true
}

// Order gives the rows in the order of their keys, leaving out those with key
// 0; rows with equal keys keep theirs.
func Order(keys []uint64) []uint32 {
	out := make([]uint32, 0, len(keys))
	partition(RowKeys{First: keys}, func(part []keyed) {
		for _, k := range part {
			out = append(out, k.row)
		}
	})
	return out
}

type keyed struct {
	key uint64
	row uint32
}

const (
	// partRows is about how many rows a part of the first division has, so
	// that its second division stays in the second-level cache.
	partRows = 1 << 12
	mostBits = 12
	// insertRows is up to how many rows are sorted by insertion.
	insertRows = 24
)

// partition visits the rows in the order of their keys, part by part; key 0 is
// left out. It is a radix sort from the top with two divisions: the first by so
// many bits that a part stays in cache, the second down to a few rows.
func partition(all RowKeys, visit func([]keyed)) {
	keys := all.First
	depth := uint(min(mostBits, max(0, bits.Len(uint((len(keys)+len(all.More))/partRows)))))
	start := make([]uint32, 1<<depth+1)
	for _, k := range keys {
		if k != 0 {
			start[k>>(64-depth)+1]++
		}
	}
	for _, m := range all.More {
		if m.Key != 0 {
			start[m.Key>>(64-depth)+1]++
		}
	}
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	sorted := make([]keyed, start[len(start)-1])
	next := slices.Clone(start)
	for row, k := range keys {
		if k != 0 {
			p := &next[k>>(64-depth)]
			sorted[*p] = keyed{k, uint32(row)}
			*p++
		}
	}
	for _, m := range all.More {
		if m.Key != 0 {
			p := &next[m.Key>>(64-depth)]
			sorted[*p] = keyed{m.Key, m.Row}
			*p++
		}
	}
	var s sorter
	for p := range len(start) - 1 {
		if part := sorted[start[p]:start[p+1]]; len(part) > 0 {
			visit(s.sort(part, depth))
		}
	}
}

// sorter sorts parts, in a space of its own.
type sorter struct {
	out  []keyed
	next []uint32
}

// sort gives a part in the order of keys, equal keys as they stood; depth bits
// at the top of all keys are the same.
func (s *sorter) sort(part []keyed, depth uint) []keyed {
	n := len(part)
	if n <= insertRows {
		insert(part)
		return part
	}
	width := uint(min(16, bits.Len(uint(n/4))))
	if cap(s.out) < n {
		s.out = make([]keyed, n)
	}
	if len(s.next) < 1<<width+1 {
		s.next = make([]uint32, 1<<width+1)
	}
	out, next := s.out[:n], s.next[:1<<width+1]
	clear(next)
	for _, k := range part {
		next[k.key<<depth>>(64-width)+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	for _, k := range part {
		p := &next[k.key<<depth>>(64-width)]
		out[*p] = k
		*p++
	}
	from := uint32(0)
	for _, to := range next[:1<<width] {
		switch few := out[from:to]; {
		case len(few) < 2:
		case len(few) <= insertRows:
			insert(few)
		default:
			slices.SortStableFunc(few, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
		}
		from = to
	}
	return out
}

// insert sorts a few rows by their keys, keeping the order of equal ones.
func insert(few []keyed) {
	for i := 1; i < len(few); i++ {
		k := few[i]
		j := i
		for ; j > 0 && few[j-1].key > k.key; j-- {
			few[j] = few[j-1]
		}
		few[j] = k
	}
}
