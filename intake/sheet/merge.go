package sheet

import (
	"slices"
	"strings"
)

const maxMerges = 1_000_000

// merger gives the cells of row after row their merged areas.
type merger struct {
	areas []Area  // by their top row
	next  int     // first area not reached yet
	open  []*Area // areas that may touch the current row
	width int     // of the open areas
	limit int     // columns
}

func newMerger(areas []Area, maxColumns int) *merger {
	slices.SortStableFunc(areas, func(a, b Area) int { return a.Top - b.Top })
	return &merger{areas: areas, limit: maxColumns}
}

// mark sets Cell.Merge in a row; rows must come in ascending order.
func (m *merger) mark(r *Row) {
	m.open = slices.DeleteFunc(m.open, func(a *Area) bool {
		if a.Bottom >= r.Number {
			return false
		}
		m.width -= a.Right - a.Left + 1
		return true
	})
	for ; m.next < len(m.areas) && m.areas[m.next].Top <= r.Number; m.next++ {
		// Areas that do not overlap are together no wider than the sheet; a
		// hostile file is cut off there.
		if a := &m.areas[m.next]; a.Bottom >= r.Number && m.width+a.Right-a.Left < m.limit {
			m.open = append(m.open, a)
			m.width += a.Right - a.Left + 1
		}
	}
	for _, a := range m.open {
		right := min(a.Right, m.limit-1)
		for len(r.Cells) <= right {
			r.Cells = append(r.Cells, Cell{})
		}
		for i := a.Left; i <= right; i++ {
			r.Cells[i].Merge = a
		}
	}
}

// parseArea reads A1:B2; rows from 1, columns from 0.
func parseArea(ref string) (Area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return Area{}, false
	}
	left, top := parseRef(from)
	right, bottom := parseRef(to)
	if left < 0 || right < left || top < 1 || bottom < top || (left == right && top == bottom) {
		return Area{}, false
	}
	return Area{Top: top, Left: left, Bottom: bottom, Right: right}, true
}

// parseRef reads B7 as column 1, row 7; -1 and 0 stand for what is not there.
func parseRef[T string | []byte](ref T) (col, row int) {
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' || col > 1<<20 {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	for ; i < len(ref); i++ {
		if ref[i] == '$' {
			continue
		}
		if ref[i] < '0' || ref[i] > '9' || row > 1<<24 {
			return -1, 0
		}
		row = row*10 + int(ref[i]-'0')
	}
	return col - 1, row
}

// columnName is the letters of a column counted from 0.
func columnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}
