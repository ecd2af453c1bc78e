package sheet

import "strings"

// maxTableCells bounds one table of a document, which is held until its end: only
// then is it known how far down its merged cells reach.
const maxTableCells = 2_000_000

// openDOCX opens the tables of a Word document, all as one sheet without a name,
// as those of a web page. Row.Number counts the rows of all its tables.
func openDOCX(f *File, p *parts) error {
	f.Format = DOCX
	tables := false
	err := p.scan("word/document.xml", func(x *xmlScanner) error {
		for !tables && x.next() {
			tables = string(x.name) == "tbl" && !x.closing && !x.empty
		}
		return x.err
	})
	switch {
	case err != nil:
		return err
	case !tables:
		return &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" Word 文档，其中没有表格", "a Word document without a table"}}}
	}
	s := &Sheet{file: f}
	s.read = func(emit func(*Row) bool) error {
		return p.scan("word/document.xml", func(x *xmlScanner) error {
			d := &docxTables{x: x, limit: f.opts.MaxColumns, emit: emit}
			return d.each()
		})
	}
	f.Sheets = []*Sheet{s}
	return nil
}

// docxCell is a cell as it is written down; below: it continues the one above.
type docxCell struct {
	text          string
	cols, down    int
	below         bool
	struck, shown int // letters struck through, of all
}

type docxTables struct {
	x       *xmlScanner
	limit   int
	emit    func(*Row) bool
	number  int // of the last row emitted
	rows    [][]docxCell
	cells   int // in rows
	stopped bool
}

func (d *docxTables) each() error {
	depth := 0 // of tables within tables, whose texts are the outer cell's
	var row []docxCell
	var cell *docxCell
	var text strings.Builder
	run, inText := false, false // a struck run; between <w:t> and </w:t>
	for !d.stopped && d.x.next() {
		x := d.x
		if inText && cell != nil && len(x.text) > 0 {
			part := string(unescape(x.text))
			text.WriteString(part)
			n := len([]rune(strings.TrimSpace(part)))
			cell.shown += n
			if run {
				cell.struck += n
			}
		}
		if x.literal {
			continue
		}
		name := string(x.name)
		switch inText = false; {
		case name == "tbl" && x.closing:
			if depth--; depth == 0 {
				if err := d.flush(); err != nil {
					return err
				}
			}
		case name == "tbl" && !x.empty:
			depth++
		case depth != 1:
			inText = depth > 1 && name == "t" && !x.closing && !x.empty
			if depth > 1 && name == "p" && x.closing && text.Len() > 0 {
				text.WriteByte('\n')
			}
		case name == "tr" && x.closing:
			if d.cells += 1 + len(row); d.cells > maxTableCells {
				return &Error{Kind: ErrLimit, Key: "sheet.too_big_table", Args: []any{maxTableCells}}
			}
			d.rows, row = append(d.rows, row), nil
		case name == "tc" && x.closing:
			if cell != nil {
				cell.text = strings.TrimSpace(text.String())
				row = append(row, *cell)
			}
			cell = nil
		case name == "tc" && !x.empty:
			if len(row) >= d.limit {
				return &Error{Kind: ErrLimit, Key: "sheet.too_many_cols", Args: []any{d.limit}}
			}
			cell = &docxCell{cols: 1}
			text.Reset()
		case cell == nil:
		case name == "gridSpan":
			cell.cols = min(max(x.attrInt("val"), 1), d.limit)
		case name == "vMerge":
			val, _ := x.attr("val")
			cell.below = string(val) != "restart"
		case name == "r" && !x.closing:
			run = false
		case name == "strike" || name == "dstrike":
			val, _ := x.attr("val")
			run = string(val) != "0" && string(val) != "false"
		case name == "tab", name == "br":
			text.WriteByte(' ')
		case name == "p" && x.closing && text.Len() > 0:
			text.WriteByte('\n')
		case name == "t":
			inText = !x.closing && !x.empty
		}
	}
	if d.x.err != nil || d.stopped {
		return d.x.err
	}
	return d.flush() // a document cut off within its last table
}

// flush emits the rows of a table.
func (d *docxTables) flush() error {
	g := &grid{limit: d.limit}
	d.reach()
	for _, row := range d.rows {
		d.number++
		g.begin(d.number, false)
		for _, c := range row {
			if !c.below || g.col >= len(g.spans) || g.spans[g.col].left == 0 {
				cell := Cell{Text: c.text}
				if c.text != "" {
					cell.Kind = Text
				}
				if c.shown > 0 && c.struck == c.shown {
					cell.Flags |= Struck
				}
				if err := g.add(cell, c.cols, 1+c.down); err != nil {
					return err
				}
			} else {
				g.cover()
			}
		}
		if d.stopped = !d.emit(g.end()); d.stopped {
			return nil
		}
	}
	d.rows, d.cells = nil, 0
	return nil
}

// reach finds how many rows below continue each cell, from the last row up.
func (d *docxTables) reach() {
	var under map[int]int // by column: rows that continue what stands above them
	for i := len(d.rows) - 1; i >= 0; i-- {
		here := map[int]int{}
		col := 0
		for j := range d.rows[i] {
			c := &d.rows[i][j]
			if c.below {
				here[col] = under[col] + 1
			} else {
				c.down = under[col]
			}
			col += c.cols
		}
		under = here
	}
}
