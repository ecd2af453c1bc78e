package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link/table"
)

// names are what the records are called: the id column, or the row numbers.
type names struct {
	texts *table.Texts // nil: row numbers
	order []uint32     // rows in the order of their names
	rank  []uint32     // row -> place in that order
}

func (n *names) at(row uint32) string {
	if n.texts == nil {
		return strconv.Itoa(int(row) + 1)
	}
	return n.texts.At(int(row))
}

// find is the row of a name.
func (n *names) find(name string) (uint32, bool) {
	if n.texts == nil {
		row, err := strconv.ParseUint(name, 10, 32)
		return uint32(row - 1), err == nil && row >= 1 && row <= uint64(len(n.order))
	}
	i, ok := slices.BinarySearchFunc(n.order, name, func(row uint32, name string) int { return strings.Compare(n.at(row), name) })
	if !ok {
		return 0, false
	}
	return n.order[i], true
}

// names gives every row its name and checks that names differ. Row numbers are
// counted through all files.
func (c *linkInput) names(in *linkData) (*names, error) {
	t := in.table
	n := &names{texts: t.Labels}
	if c.Prefix {
		n.texts = prefixed(in)
	}
	if n.texts == nil {
		n.order = make([]uint32, t.Rows)
		for i := range n.order {
			n.order[i] = uint32(i)
		}
	} else {
		n.order = n.texts.Order()
	}
	n.rank = make([]uint32, len(n.order))
	for i, row := range n.order {
		n.rank[row] = uint32(i)
		if t.Labels != nil && t.Labels.At(int(row)) == "" {
			file, record := in.place(row)
			return nil, fault("%s：第 %d 条记录的编号列 %q 是空的；每条记录都要有编号，或不写 --id 用行号", "%s, record %d: column %q is empty: every record needs an id; leave --id out to use row numbers", file, record, c.ID)
		}
		if name := n.at(row); i > 0 && name == n.at(n.order[i-1]) {
			return nil, in.sameName(name, n.order[i-1], row)
		}
	}
	if c.spilt != nil && n.texts != nil {
		if err := n.texts.Spill(c.spilt); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// prefixed puts the names of the files before those of the records.
func prefixed(in *linkData) *table.Texts {
	out := &table.Texts{}
	for i, p := range in.parts {
		base := filepath.Base(in.files[i])
		prefix := strings.TrimSuffix(base, filepath.Ext(base)) + ":"
		for row := range p.Rows {
			name := strconv.Itoa(row + 1)
			if p.Labels != nil {
				name = p.Labels.At(row)
			}
			out.Add([]byte(prefix + name))
		}
	}
	return out
}

// place is the file of a row and the number of its record there.
func (in *linkData) place(row uint32) (file string, record int) {
	i, at := 0, int(row)
	for ; at >= in.parts[i].Rows; i++ {
		at -= in.parts[i].Rows
	}
	return filepath.Base(in.files[i]), at + 1
}

// sameName is the fault of two records of one name.
func (in *linkData) sameName(name string, first, second uint32) error {
	a, recordA := in.place(first)
	b, recordB := in.place(second)
	if a != b {
		return fault("%s 第 %d 条与 %s 第 %d 条编号同为 %q；可加 --prefix 在编号前加文件名", "%s, record %d and %s, record %d have the same id %q; --prefix puts the file's name before the ids", a, recordA, b, recordB, name)
	}
	return fault("%s：第 %d 条与第 %d 条编号同为 %q；编号不能重复，或不写 --id 用行号", "%s: records %d and %d have the same id %q: ids must differ; leave --id out to use row numbers", a, recordA, recordB, name)
}

// part is one of the files as data of its own.
func (in *linkData) part(i int) *linkData {
	return &linkData{files: in.files[i : i+1], parts: in.parts[i : i+1], table: in.parts[i]}
}
