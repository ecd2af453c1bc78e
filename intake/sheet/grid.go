package sheet

// grid lays out the rows of formats that write cells one after the other and
// merged areas as spans of their first cell: HTML, XML Spreadsheet, ODS.
type grid struct {
	row   Row
	col   int    // next column
	spans []span // by column: areas from rows above
	limit int
}

type span struct {
	area *Area
	left int // rows still covered
}

func (g *grid) begin(number int, hidden bool) {
	clear(g.row.Cells)
	g.row = Row{Number: number, Hidden: hidden, Cells: g.row.Cells[:0]}
	g.col = 0
}

// add puts a cell at the next free column.
func (g *grid) add(c Cell, colspan, rowspan int) error {
	g.cover()
	colspan, rowspan = min(max(colspan, 1), g.limit), max(rowspan, 1)
	if g.col+1 > g.limit {
		return &Error{Kind: ErrLimit, Key: "sheet.too_many_cols", Args: []any{g.limit}}
	}
	colspan = min(colspan, g.limit-g.col)
	if colspan > 1 || rowspan > 1 {
		c.Merge = &Area{Top: g.row.Number, Left: g.col, Bottom: g.row.Number + rowspan - 1, Right: g.col + colspan - 1}
	}
	for i := range colspan {
		if i > 0 {
			c = Cell{Merge: c.Merge}
		}
		g.row.Cells = append(g.row.Cells, c)
		if rowspan > 1 {
			for len(g.spans) <= g.col {
				g.spans = append(g.spans, span{})
			}
			g.spans[g.col] = span{c.Merge, rowspan - 1}
		}
		g.col++
	}
	return nil
}

// cover passes the columns that areas from above take.
func (g *grid) cover() {
	for g.col < len(g.spans) && g.spans[g.col].left > 0 {
		s := &g.spans[g.col]
		s.left--
		g.row.Cells = append(g.row.Cells, Cell{Merge: s.area})
		g.col++
	}
}

// skipTo leaves columns empty up to col.
func (g *grid) skipTo(col int) error {
	if col >= g.limit {
		return &Error{Kind: ErrLimit, Key: "sheet.too_many_cols", Args: []any{g.limit}}
	}
	for g.col < col {
		if g.cover(); g.col < col {
			g.row.Cells = append(g.row.Cells, Cell{})
			g.col++
		}
	}
	return nil
}

// end completes the row with what is covered at its right.
func (g *grid) end() *Row {
	for g.col < len(g.spans) {
		if g.cover(); g.col < len(g.spans) {
			g.row.Cells = append(g.row.Cells, Cell{})
			g.col++
		}
	}
	return &g.row
}
