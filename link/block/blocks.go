package block

import (
	"cmp"
	"slices"
)

// Blocks are the groups of rows that share a key, each with at least two rows
// (and, when two tables are matched, at least one row of each).
type Blocks struct {
	// Rows holds the rows of all blocks one after another; inside a block
	// rows of the first source stand first, then in order of row number.
	Rows []uint32
	// Start[i] … Start[i+1] bound block i.
	Start []uint32
}

// Len is the number of blocks.
func (b *Blocks) Len() int { return max(0, len(b.Start)-1) }

// Block is the rows of block i.
func (b *Blocks) Block(i int) []uint32 { return b.Rows[b.Start[i]:b.Start[i+1]] }

type keyed struct {
	key uint64
	row uint32
}

const radixBits = 12

// Group collects the rows of equal keys. sources, when not nil, marks the two
// tables that are matched: blocks without both are dropped. The order of
// blocks is that of their keys and does not depend on anything else.
func Group(keys []uint64, sources []uint8) *Blocks {
	out := &Blocks{Start: []uint32{0}}
	partition(keys, func(part []keyed) {
		for i := 0; i < len(part); {
			j := i + 1
			for j < len(part) && part[j].key == part[i].key {
				j++
			}
			out.add(part[i:j], sources)
			i = j
		}
	})
	return out
}

// Order gives the rows in the order of their keys, leaving out those with key
// 0; rows with equal keys keep theirs.
func Order(keys []uint64) []uint32 {
	out := make([]uint32, 0, len(keys))
	partition(keys, func(part []keyed) {
		for _, k := range part {
			out = append(out, k.row)
		}
	})
	return out
}

// partition scatters rows by the top bits of their key, sorts inside each of
// the small parts, and visits the parts in order.
func partition(keys []uint64, visit func([]keyed)) {
	var count [1<<radixBits + 1]uint32
	for _, k := range keys {
		if k != 0 {
			count[k>>(64-radixBits)+1]++
		}
	}
	for i := 1; i < len(count); i++ {
		count[i] += count[i-1]
	}
	sorted := make([]keyed, count[len(count)-1])
	next := count
	for row, k := range keys {
		if k != 0 {
			p := &next[k>>(64-radixBits)]
			sorted[*p] = keyed{k, uint32(row)}
			*p++
		}
	}
	for p := range 1 << radixBits {
		part := sorted[count[p]:count[p+1]]
		slices.SortFunc(part, func(a, b keyed) int {
			if c := cmp.Compare(a.key, b.key); c != 0 {
				return c
			}
			return cmp.Compare(a.row, b.row)
		})
		visit(part)
	}
}

func (b *Blocks) add(rows []keyed, sources []uint8) {
	if len(rows) < 2 {
		return
	}
	from := len(b.Rows)
	if sources == nil {
		for _, r := range rows {
			b.Rows = append(b.Rows, r.row)
		}
	} else {
		for pass := uint8(0); pass < 2; pass++ {
			n := len(b.Rows)
			for _, r := range rows {
				if (sources[r.row] != 0) == (pass != 0) {
					b.Rows = append(b.Rows, r.row)
				}
			}
			if len(b.Rows) == n {
				b.Rows = b.Rows[:from]
				return
			}
		}
	}
	b.Start = append(b.Start, uint32(len(b.Rows)))
}

// Pairs is the number of pairs the blocks hold.
func (b *Blocks) Pairs(sources []uint8) int64 {
	var n int64
	for i := range b.Len() {
		n += PairsOf(b.Block(i), sources)
	}
	return n
}

// PairsOf is the number of pairs of one block.
func PairsOf(rows []uint32, sources []uint8) int64 {
	n := int64(len(rows))
	if sources == nil {
		return n * (n - 1) / 2
	}
	l := int64(Left(rows, sources))
	return l * (n - l)
}

// Left is the number of rows of the first source, which stand first.
func Left(rows []uint32, sources []uint8) int {
	lo, hi := 0, len(rows)
	for lo < hi {
		mid := (lo + hi) / 2
		if sources[rows[mid]] != 0 {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
