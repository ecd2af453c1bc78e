package table

// Derive computes a column from others. f is called once for every distinct
// combination of their values, in order of first appearance, also when some or
// all of them are missing (""); parts is valid during the call only. A column
// the table does not have counts as missing everywhere.
//
// The table is not changed: append the result to its Columns to keep it there.
func Derive(t *Table, name string, cols []string, f func(parts []string) string) *Column {
	columns := make([]*Column, len(cols))
	for i, c := range cols {
		columns[i] = t.Column(c)
	}
	combination, first := combine(t.Rows, columns)
	d := newDictionary()
	parts := make([]string, len(cols))
	values := make([]uint32, len(first))
	for i, row := range first {
		for j, c := range columns {
			parts[j] = ""
			if c != nil {
				parts[j] = c.Value(int(row))
			}
		}
		values[i] = d.id(f(parts))
	}
	out := &Column{Name: name, Values: d.values(), IDs: combination}
	for row, id := range combination {
		out.IDs[row] = values[id]
	}
	out.count()
	return out
}

// combine numbers the distinct combinations of values in order of first
// appearance. It returns the number of every row and the first row of every
// number.
func combine(rows int, columns []*Column) (ids, first []uint32) {
	ids = make([]uint32, rows)
	if rows == 0 {
		return ids, nil
	}
	first = []uint32{0}
	for _, c := range columns {
		if c == nil {
			continue
		}
		if len(first) == 1 { // nothing to combine with: no hashing
			first = c.renumber(ids)
			continue
		}
		n := newNumbering()
		first = first[:0]
		for row := range ids {
			id, isNew := n.id(uint64(ids[row])<<32 | uint64(c.IDs[row]))
			if isNew {
				first = append(first, uint32(row))
			}
			ids[row] = id
		}
	}
	return ids, first
}

// renumber numbers the values in order of their first rows, into ids, and
// returns these rows.
func (c *Column) renumber(ids []uint32) (first []uint32) {
	to := make([]uint32, c.Values.Len()) // number + 1
	for row, v := range c.IDs {
		if to[v] == 0 {
			first = append(first, uint32(row))
			to[v] = uint32(len(first))
		}
		ids[row] = to[v] - 1
	}
	return first
}

// numbering numbers 64-bit keys in order of first appearance, with linear
// probing. Keys are pairs of row-side numbers, not text from outside, so a
// fixed mixing step is enough.
type numbering struct {
	keys  []uint64
	ids   []uint32 // number + 1; 0 is free
	used  uint32
	shift uint
}

func newNumbering() *numbering {
	return &numbering{keys: make([]uint64, firstSlots), ids: make([]uint32, firstSlots), shift: 64 - 6}
}

func (n *numbering) id(key uint64) (id uint32, isNew bool) {
	i := n.slot(key)
	if n.ids[i] != 0 {
		return n.ids[i] - 1, false
	}
	n.used++
	n.keys[i], n.ids[i] = key, n.used
	id = n.used - 1
	if int(n.used)*8 > len(n.ids)*5 {
		n.grow()
	}
	return id, true
}

// slot finds the place of a key, or the free place where it belongs.
func (n *numbering) slot(key uint64) uint64 {
	h := key
	h ^= h >> 32
	h *= 0x9e3779b97f4a7c15
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	i := h >> n.shift
	mask := uint64(len(n.ids) - 1)
	for n.ids[i] != 0 && n.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func (n *numbering) grow() {
	keys, ids := n.keys, n.ids
	n.keys, n.ids = make([]uint64, 2*len(keys)), make([]uint32, 2*len(ids))
	n.shift--
	for i, id := range ids {
		if id != 0 {
			j := n.slot(keys[i])
			n.keys[j], n.ids[j] = keys[i], id
		}
	}
}
