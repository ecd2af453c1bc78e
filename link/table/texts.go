package table

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"quanyuan/link/spill"
)

// Texts is one text for each row, as it is: for what is different in every row,
// such as the names of records, a dictionary would only cost.
type Texts struct {
	blocks [][]byte
	// ends[i] is where text i ends, counted over all blocks; starts are the
	// positions at which blocks begin.
	ends   []uint64
	starts []uint64
	stored *stored // instead
}

// Len is the number of texts.
func (t *Texts) Len() int {
	if t.stored != nil {
		return t.stored.n
	}
	return len(t.ends)
}

// Spill moves the texts to a file; no more can be added. See [Values.Spill].
func (t *Texts) Spill(files *spill.Files) error {
	if t.stored != nil {
		return nil
	}
	s, err := store(files, t.Len(), func(yield func(string) bool) {
		for i := range t.Len() {
			if !yield(t.At(i)) {
				return
			}
		}
	})
	if err == nil {
		*t = Texts{stored: s}
	}
	return err
}

// Add puts a text behind the others.
func (t *Texts) Add(b []byte) {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+len(b) > cap(t.blocks[last]) {
		var end uint64
		size := firstBlock
		if last >= 0 {
			end = t.starts[last] + uint64(len(t.blocks[last]))
			size = min(2*cap(t.blocks[last]), lastBlock)
		}
		t.blocks = append(t.blocks, make([]byte, 0, max(size, len(b))))
		t.starts = append(t.starts, end)
		last++
	}
	t.blocks[last] = append(t.blocks[last], b...)
	t.ends = append(t.ends, t.starts[last]+uint64(len(t.blocks[last])))
}

// At is text i. It lies in the store of all texts.
func (t *Texts) At(i int) string {
	if t.stored != nil {
		return t.stored.at(i)
	}
	var from uint64
	if i > 0 {
		from = t.ends[i-1]
	}
	n := t.ends[i] - from
	if n == 0 {
		return ""
	}
	block, found := slices.BinarySearch(t.starts, from)
	if !found {
		block--
	}
	// A block that would be empty is never begun, so starts differ.
	return unsafe.String(&t.blocks[block][from-t.starts[block]], int(n))
}

// head is the first n texts.
func (t *Texts) head(n int) *Texts {
	if t.stored != nil {
		out := &Texts{}
		for i := range n {
			out.Add([]byte(t.At(i)))
		}
		return out
	}
	return &Texts{blocks: t.blocks, starts: t.starts, ends: t.ends[:n:n]}
}

// Concat is the texts of several lists, one after the other.
func (t *Texts) Concat(more ...*Texts) *Texts {
	out := &Texts{}
	var base uint64
	for _, from := range append([]*Texts{t}, more...) {
		if from.stored != nil {
			from = from.head(from.Len())
		}
		out.blocks = append(out.blocks, from.blocks...)
		for _, s := range from.starts {
			out.starts = append(out.starts, base+s)
		}
		for _, e := range from.ends {
			out.ends = append(out.ends, base+e)
		}
		if n := len(from.ends); n > 0 {
			base += from.ends[n-1]
		}
	}
	return out
}

// prefixed is a row with the first eight bytes of its text, so that most
// comparisons need no look at the text.
type prefixed struct {
	prefix uint64
	row    uint32
}

// Order gives the rows in the order of their texts by bytes; equal texts keep
// theirs.
func (t *Texts) Order() []uint32 {
	rows := make([]prefixed, t.Len())
	for i := range rows {
		rows[i] = prefixed{prefix(t.At(i)), uint32(i)}
	}
	less := func(a, b prefixed) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return cmp.Or(cmp.Compare(t.At(int(a.row)), t.At(int(b.row))), cmp.Compare(a.row, b.row))
	}
	rows = sortParts(rows, less, min(runtime.GOMAXPROCS(0), 1+len(rows)/10_000))
	order := make([]uint32, len(rows))
	for i, r := range rows {
		order[i] = r.row
	}
	return order
}

// sortParts sorts with some threads: parts first, then the parts together. No
// two elements may be equal, so that the result does not depend on the parts.
func sortParts[E any](list []E, compare func(a, b E) int, threads int) []E {
	if threads < 2 {
		slices.SortFunc(list, compare)
		return list
	}
	middle := len(list) / 2
	halves := [2][]E{list[:middle], list[middle:]}
	var wg sync.WaitGroup
	for i := range halves {
		wg.Go(func() { halves[i] = sortParts(halves[i], compare, threads/2) })
	}
	wg.Wait()
	out := make([]E, 0, len(list))
	a, b := halves[0], halves[1]
	for len(a) > 0 && len(b) > 0 {
		if compare(b[0], a[0]) < 0 {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// prefix is the first eight bytes of a text as a number that sorts alike.
func prefix(s string) (p uint64) {
	for i := range min(8, len(s)) {
		p |= uint64(s[i]) << (56 - 8*i)
	}
	return p
}
