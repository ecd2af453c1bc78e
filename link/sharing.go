package link

import (
	"cmp"
	"os"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/spill"
)

// severalBlocks marks a row that a rule puts into several blocks: the rest of
// the mark is where the list of them begins in the lists of the rule.
const severalBlocks = 1 << 31

// markAll writes the blocks of a rule whose rows may stand in several.
func (c *candidates) markAll(rule int, blocks *block.Blocks) {
	q := len(c.rules)
	type placed struct{ row, block uint32 }
	var again []placed
	for b := range blocks.Len() {
		for _, r := range blocks.Block(b) {
			if m := &c.marks[int(r)*q+rule]; *m == 0 {
				*m = uint32(b) + 1
			} else {
				again = append(again, placed{r, uint32(b) + 1})
			}
		}
	}
	slices.SortFunc(again, func(a, b placed) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.block, b.block)) })
	lists := []uint32{}
	for i := 0; i < len(again); {
		row := again[i].row
		m := &c.marks[int(row)*q+rule]
		at := len(lists)
		lists = append(lists, 0, *m)
		*m = severalBlocks | uint32(at)
		for ; i < len(again) && again[i].row == row; i++ {
			lists = append(lists, again[i].block)
		}
		lists[at] = uint32(len(lists) - at - 1)
	}
	c.lists[rule] = lists
}

// list gives the blocks that a rule puts a row into, in ascending order.
func (c *candidates) list(rule int, row uint32) []uint32 {
	mark := c.marksOf(row, rule, 1)
	switch {
	case mark[0] == 0:
		return nil
	case mark[0]&severalBlocks == 0:
		return mark
	}
	of := c.lists[rule][mark[0]&^severalBlocks:]
	return of[1 : 1+of[0]]
}

// meet gives the first block of a rule that two rows share, 0 when there is
// none.
func (c *candidates) meet(rule int, x, y uint32) uint32 {
	a, b := c.list(rule, x), c.list(rule, y)
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return a[0]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return 0
}

// made reports whether a pair of rows that share a block was made before: by an
// earlier rule or in an earlier block of this one. It looks at the lists only,
// so that it is right for rows that stand in several blocks.
func (c *candidates) made(rule int, mark, x, y uint32) bool {
	for e := range rule {
		if c.meet(e, x, y) != 0 {
			return true
		}
	}
	return c.meet(rule, x, y) < mark
}

// plural tells of each of n rows, which have these marks, whether one of the rules up to this one puts it
// into several blocks. It is nil when no rule does.
func (c *candidates) plural(n, rule int, marks func(i int) []uint32, to []bool) []bool {
	if !slices.ContainsFunc(c.lists[:rule+1], func(l []uint32) bool { return len(l) > 0 }) {
		return nil
	}
	to = slices.Grow(to[:0], n)
	for i := range n {
		to = append(to, slices.ContainsFunc(marks(i), func(m uint32) bool { return m&severalBlocks != 0 }))
	}
	return to
}

// storedMarks are the marks of all rows in a file: most are asked for with their
// blocks, see [shelf], and few by themselves.
type storedMarks struct {
	files *spill.Files
	file  *os.File
}

// storeMarks moves the marks to a file.
func (c *candidates) storeMarks(files *spill.Files) error {
	f, err := files.Create()
	if err != nil {
		return err
	}
	if err := writeNumbers(f, c.marks); err != nil {
		return files.Failed(err)
	}
	c.marks, c.stored = nil, &storedMarks{files, f}
	return nil
}

// marksOf gives the marks of a row by n rules.
func (c *candidates) marksOf(row uint32, rule, n int) []uint32 {
	at := int(row)*len(c.rules) + rule
	if c.stored == nil {
		return c.marks[at : at+n]
	}
	d := taken{}
	marks, err := d.read(c.stored.file, int64(at)*4, n, make([]uint32, 0, n))
	if err != nil {
		c.stored.files.Fail(err)
		return make([]uint32, n)
	}
	return marks
}
