package sheet

import (
	"encoding/binary"
	"io"
	"math"
	"slices"
)

// errorNames are the error values by their code.
var errorNames = map[byte]string{
	0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}

// biffCell is where a cell record stands.
type biffCell struct{ row, pos int32 }

// biffSheet is what one pass over a sheet finds besides the values.
type biffSheet struct {
	cells      []biffCell
	hiddenRows map[int]bool
	hiddenCols []bool
	areas      []Area
}

// readSheet streams the rows of the sheet whose BOF stands at pos. Cell
// records need not be in order, so they are indexed first.
func (b *biff) readSheet(s *Sheet, pos int, emit func(*Row) bool) error {
	index, err := b.index(s, pos)
	if err != nil {
		return err
	}
	merges := newMerger(index.areas, b.file.opts.MaxColumns)
	var row Row
	for i := 0; i < len(index.cells); {
		n := index.cells[i].row
		clear(row.Cells)
		row = Row{Number: int(n) + 1, Hidden: index.hiddenRows[int(n)], Cells: row.Cells[:0]}
		for ; i < len(index.cells) && index.cells[i].row == n; i++ {
			b.readRecord(int(index.cells[i].pos), func(col, xf int, fill func(c *Cell, form numberForm)) {
				for len(row.Cells) <= col {
					row.Cells = append(row.Cells, Cell{})
				}
				c := &row.Cells[col]
				*c = Cell{}
				var style cellStyle
				if within(xf, len(b.styles)) {
					style = b.styles[xf]
				}
				c.Flags = style.flags
				if col < len(index.hiddenCols) && index.hiddenCols[col] {
					c.Flags |= HiddenColumn
				}
				fill(c, style.form)
			})
		}
		merges.mark(&row)
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// index passes over a sheet once.
func (b *biff) index(s *Sheet, pos int) (*biffSheet, error) {
	x := &biffSheet{hiddenRows: map[int]bool{}}
	depth := 0
	for {
		id, body, next, ok := b.record(pos)
		if !ok {
			return nil, io.ErrUnexpectedEOF
		}
		switch {
		case id&0xFF == 0x09 && id>>8 <= 8: // BOF, also of charts within the sheet
			depth++
		case id == recEOF:
			if depth--; depth <= 0 {
				slices.SortStableFunc(x.cells, func(a, b biffCell) int { return int(a.row) - int(b.row) })
				return x, nil
			}
		case depth > 1:
		case b.isCell(id) && len(body) >= 6:
			x.cells = append(x.cells, biffCell{int32(u16(body, 0)), int32(pos)})
		case id == recFilePass:
			return nil, &Error{Kind: ErrEncrypted, Key: "sheet.encrypted"}
		case id == recRow && len(body) >= 14:
			if body[12]&0x20 != 0 {
				x.hiddenRows[u16(body, 0)] = true
			}
		case id == recColInfo && len(body) >= 10:
			b.hideColumns(s, x, u16(body, 0), u16(body, 2), body[8]&1 != 0)
		case id == recMerged && len(body) >= 2:
			for i := range u16(body, 0) {
				if m := body[2:]; len(m) >= 8*i+8 {
					m = m[8*i:]
					a := Area{Top: u16(m, 0) + 1, Bottom: u16(m, 2) + 1, Left: u16(m, 4), Right: u16(m, 6)}
					if a.Bottom >= a.Top && a.Right >= a.Left {
						x.areas = append(x.areas, a)
					}
				}
			}
		}
		pos = next
	}
}

func (b *biff) hideColumns(s *Sheet, x *biffSheet, from, to int, hidden bool) {
	to = min(to, 255)
	if !hidden || to < from {
		return
	}
	for len(x.hiddenCols) <= to {
		x.hiddenCols = append(x.hiddenCols, false)
	}
	for i := from; i <= to; i++ {
		x.hiddenCols[i] = true
	}
	if to-from < 50 {
		b.file.note("sheet.note.hidden_column", s.Name, 0, columnRange(from, to))
	}
}

// isCell reports whether a record holds cells with a value.
func (b *biff) isCell(id int) bool {
	switch id {
	case recLabelSST, recLabel, recRString, recRK, recMulRK, recNumber, recBoolErr, recFormula3, recFormula4, recFormulaOld:
		return true
	case recInteger2, recNumber2, recLabel2, recBoolErr2:
		return b.version == 2
	}
	return false
}

// readRecord decodes the cells of one record: for each, put gets its column,
// its format and what fills it.
func (b *biff) readRecord(pos int, put func(col, xf int, fill func(*Cell, numberForm))) {
	id, body, next, _ := b.record(pos)
	col := u16(body, 2)
	if col > 255 {
		return
	}
	if b.version == 2 && id <= recFormulaOld {
		b.readRecord2(id, body, func(fill func(*Cell, numberForm)) { put(col, -1, fill) })
		return
	}
	if id == recMulRK {
		for i := 4; i+8 <= len(body) && col <= 255; i += 6 {
			v := rk(binary.LittleEndian.Uint32(body[i+2:]))
			put(col, u16(body, i), func(c *Cell, form numberForm) { c.setFloat(v, form, b.date04) })
			col++
		}
		return
	}
	put(col, u16(body, 4), func(c *Cell, form numberForm) {
		switch id {
		case recLabelSST:
			if i := int(binary.LittleEndian.Uint32(body[6:])); i < len(b.shared) {
				c.setText(b.shared[i].text)
				if b.shared[i].struck {
					c.Flags |= Struck
				}
			} else {
				c.Kind, c.Text = ErrorValue, "#REF!"
			}
		case recLabel, recRString:
			c.setText(b.longString(body[6:]))
		case recRK:
			c.setFloat(rk(binary.LittleEndian.Uint32(body[6:])), form, b.date04)
		case recNumber:
			c.setFloat(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), form, b.date04)
		case recBoolErr:
			c.setBoolErr(body[6], body[7] != 0)
		default:
			b.setFormula(c, body[6:14], body[14:], next, form)
		}
	})
}

// readRecord2 decodes a cell of Excel 2, which has no numbered formats.
func (b *biff) readRecord2(id int, body []byte, put func(func(*Cell, numberForm))) {
	put(func(c *Cell, form numberForm) {
		switch id {
		case recInteger2:
			c.setFloat(float64(u16(body, 7)), form, b.date04)
		case recNumber2:
			c.setFloat(math.Float64frombits(binary.LittleEndian.Uint64(body[7:])), form, b.date04)
		case recLabel2:
			c.setText(b.shortString(body[7:]))
		case recBoolErr2:
			c.setBoolErr(body[7], body[8] != 0)
		case recFormulaOld:
			b.setFormula(c, body[7:15], nil, -1, form)
		}
	})
}

// rk decodes the short form of numbers: 30 bits of an integer or a float,
// either perhaps a hundred times the value.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

func (c *Cell) setText(s string) {
	if c.Text = s; s != "" {
		c.Kind = Text
	}
}

func (c *Cell) setBoolErr(v byte, isErr bool) {
	switch {
	case isErr:
		c.Kind, c.Text = ErrorValue, errorNames[v]
		if c.Text == "" {
			c.Text = "#N/A"
		}
	case v != 0:
		c.Kind, c.Text = Bool, "TRUE"
	default:
		c.Kind, c.Text = Bool, "FALSE"
	}
}

// setFormula fills in the cached result; options tell whether the writer left
// the computing to Excel.
func (b *biff) setFormula(c *Cell, result, options []byte, next int, form numberForm) {
	c.Flags |= Formula
	if u16(result, 6) != 0xFFFF {
		c.setFloat(math.Float64frombits(binary.LittleEndian.Uint64(result)), form, b.date04)
		return
	}
	const isString, isBool, isError, isEmpty = 0, 1, 2, 3
	switch result[0] {
	case isString:
		for range 3 { // SHRFMLA, ARRAY or TABLE may stand between
			id, body, after, ok := b.record(next)
			if !ok {
				return
			}
			if id == recString {
				c.setText(b.longString(body))
				return
			}
			next = after
		}
	case isBool:
		c.setBoolErr(result[2], false)
	case isError:
		c.setBoolErr(result[2], true)
	case isEmpty:
		if len(options) >= 2 && options[0]&3 != 0 {
			c.Kind, c.Raw = Uncomputed, "="
		}
	}
}
