package sheet

import (
	"bytes"
	"io"
	"path"
	"strings"
)

// xlsx is an Office Open XML workbook (ECMA-376).
type xlsx struct {
	file    *File
	parts   *parts
	strings string // path of the shared strings; empty: none
	shared  *sharedStrings
	styles  []cellStyle
	date04  bool
}

func openXLSX(f *File, p *parts, book string) error {
	var w struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"` // r:id; the attribute sheetId has another name
		} `xml:"sheets>sheet"`
	}
	if err := p.decode(book, &w); err != nil {
		return err
	}
	rels, err := p.relations(book)
	if err != nil {
		return err
	}
	x := &xlsx{file: f, parts: p, date04: w.Pr.Date1904 == "1" || w.Pr.Date1904 == "true"}
	target := map[string]string{}
	stylesPath := path.Join(path.Dir(book), "styles.xml")
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.Type, "/worksheet"):
			target[r.ID] = r.Target
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			x.strings = r.Target
		case strings.HasSuffix(r.Type, "/styles"):
			stylesPath = r.Target
		}
	}
	if x.strings == "" && p.has("xl/sharedStrings.xml") {
		x.strings = "xl/sharedStrings.xml"
	}
	if p.has(stylesPath) {
		if x.styles, err = p.readStyles(stylesPath); err != nil {
			return err
		}
	}
	f.Format = XLSX
	for _, s := range w.Sheets {
		part, ok := target[s.ID]
		if !ok { // a chart or dialog sheet
			continue
		}
		sh := &Sheet{Name: s.Name, Hidden: s.State == "hidden" || s.State == "veryHidden", Date1904: x.date04, file: f}
		sh.read = func(emit func(*Row) bool) error { return x.read(sh, part, emit) }
		f.Sheets = append(f.Sheets, sh)
	}
	if len(f.Sheets) == 0 {
		return &Error{Kind: ErrEmpty, Key: "sheet.no_sheet"}
	}
	return nil
}

// readMerges finds the merged areas. They stand behind the rows, so the part
// is unpacked once more, and only searched.
func (x *xlsx) readMerges(part string) ([]Area, error) {
	r, err := x.parts.open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	const tag = "mergeCell "
	var areas []Area
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		b := buf[:kept+n]
		for {
			i := bytes.Index(b, []byte(tag))
			if i < 0 {
				b = b[max(0, len(b)-len(tag)-8):] // the "<" with a prefix, and part of the tag
				break
			}
			end := bytes.IndexByte(b[i:], '>')
			if end < 0 {
				b = b[max(0, i-8):]
				break
			}
			scan := xmlScanner{attrs: b[i+len(tag) : i+end]}
			ref, ok := scan.attr("ref")
			if lt := bytes.LastIndexByte(b[max(0, i-8):i], '<'); ok && lt >= 0 {
				if a, ok := parseArea(string(ref)); ok {
					areas = append(areas, a)
				}
			}
			b = b[i+end:]
		}
		if len(areas) > maxMerges {
			return nil, &Error{Kind: ErrLimit, Key: "sheet.too_many_merges", Args: []any{maxMerges}}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return areas, nil
		}
		if err != nil {
			return nil, err
		}
		if len(b) == len(buf) { // a tag without an end
			b = b[len(b)-64:]
		}
		kept = copy(buf, b)
	}
}

// read streams the rows of one worksheet part.
func (x *xlsx) read(s *Sheet, part string, emit func(*Row) bool) error {
	if x.shared == nil {
		var err error
		if x.shared, err = x.readShared(); err != nil {
			return err
		}
	}
	areas, err := x.readMerges(part)
	if err != nil {
		return err
	}
	r, err := x.parts.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	rows := &xlsxRows{x: x, sheet: s, scan: newXMLScanner(r), merges: newMerger(areas, x.file.opts.MaxColumns)}
	return rows.each(emit)
}

// xlsxRows is the state of one pass over a worksheet.
type xlsxRows struct {
	x      *xlsx
	sheet  *Sheet
	scan   *xmlScanner
	merges *merger
	hidden []bool // columns
	row    Row
	text   []byte
	empty  int // rows without a text in sequence
}

func (t *xlsxRows) each(emit func(*Row) bool) error {
	s := t.scan
	for s.next() {
		if s.closing {
			if string(s.name) == "sheetData" {
				return nil
			}
			continue
		}
		switch string(s.name) {
		case "col":
			t.hideColumns()
		case "row":
			if n := s.attrInt("r"); n > 0 {
				t.row.Number = n
			} else {
				t.row.Number++
			}
			t.row.Hidden = s.attrTrue("hidden")
			clear(t.row.Cells)
			t.row.Cells = t.row.Cells[:0]
			filled, err := t.readRow()
			if err != nil {
				return err
			}
			if !filled {
				if t.empty++; t.empty >= t.x.file.opts.MaxEmptyRows {
					t.x.file.note("sheet.note.empty_tail", t.sheet.Name, t.row.Number, t.empty)
					return nil
				}
				continue
			}
			t.empty = 0
			t.merges.mark(&t.row)
			if !emit(&t.row) {
				return nil
			}
		}
	}
	if s.err == nil { // the part ended before its rows did
		s.cutOff()
	}
	return s.err
}

func (t *xlsxRows) hideColumns() {
	s := t.scan
	if !s.attrTrue("hidden") {
		return
	}
	from, to := s.attrInt("min"), min(s.attrInt("max"), t.x.file.opts.MaxColumns)
	if from < 1 || to < from {
		return
	}
	for len(t.hidden) < to {
		t.hidden = append(t.hidden, false)
	}
	for i := from; i <= to; i++ {
		t.hidden[i-1] = true
	}
	if to-from < 50 { // else all columns to the right of the table
		t.x.file.note("sheet.note.hidden_column", t.sheet.Name, 0, columnRange(from-1, to-1))
	}
}

func columnRange(from, to int) string {
	if from == to {
		return columnName(from)
	}
	return columnName(from) + "–" + columnName(to)
}

// readRow reads the cells up to </row>; filled tells whether any has a text.
func (t *xlsxRows) readRow() (filled bool, err error) {
	s := t.scan
	if s.empty {
		return false, nil
	}
	col := -1
	for s.next() {
		if s.closing {
			if string(s.name) == "row" {
				return filled, nil
			}
			continue
		}
		if string(s.name) != "c" {
			continue
		}
		col++
		var typ, ref []byte
		style := 0
		for rest := s.attrs; ; {
			key, value, tail, ok := nextAttr(rest)
			if !ok {
				break
			}
			rest = tail
			if len(key) != 1 {
				continue
			}
			switch key[0] {
			case 'r':
				ref = value
			case 't':
				typ = value
			case 's':
				style, _ = atoi(value)
			}
		}
		if len(ref) > 0 {
			if c, _ := parseRef(ref); c >= 0 {
				col = c
			}
		}
		if s.empty {
			continue
		}
		var c Cell
		if err := t.readCell(&c, cellType(typ), style); err != nil {
			return false, err
		}
		if c.Kind == Empty {
			continue
		}
		if col >= t.x.file.opts.MaxColumns {
			return false, &Error{Kind: ErrLimit, Key: "sheet.too_many_cols", Args: []any{t.x.file.opts.MaxColumns}}
		}
		if col < len(t.hidden) && t.hidden[col] {
			c.Flags |= HiddenColumn
		}
		filled = true
		for len(t.row.Cells) <= col {
			t.row.Cells = append(t.row.Cells, Cell{})
		}
		t.row.Cells[col] = c
	}
	return false, t.scanErr()
}

func (t *xlsxRows) scanErr() error {
	t.scan.cutOff()
	return t.scan.err
}

// cellType folds the t attribute: 's'hared, 'i'nline, 'f'ormula text, 'b',
// 'e'rror, 'd'ate, 'n'umber.
func cellType(t []byte) byte {
	switch string(t) {
	case "s", "b", "e", "d":
		return t[0]
	case "inlineStr":
		return 'i'
	case "str":
		return 'f'
	}
	return 'n'
}

// readCell reads what stands between <c> and </c>.
func (t *xlsxRows) readCell(c *Cell, typ byte, style int) error {
	s := t.scan
	var value []byte
	hasFormula, hasValue := false, false
	formula := ""
	for s.next() {
		if s.closing {
			if string(s.name) == "c" {
				break
			}
			continue
		}
		switch string(s.name) {
		case "v":
			t.text = s.content(t.text[:0])
			value, hasValue = t.text, true
		case "f":
			hasFormula = true
			if !s.empty {
				formula = "=" + string(s.content(nil))
			}
		case "is":
			var struck bool
			t.text, struck = s.richText("is", t.text[:0])
			value, hasValue = t.text, true
			if struck {
				c.Flags |= Struck
			}
		default:
			s.skip()
		}
	}
	if s.err != nil {
		return s.err
	}
	var form numberForm
	if within(style, len(t.x.styles)) {
		c.Flags |= t.x.styles[style].flags
		form = t.x.styles[style].form
	}
	if hasFormula {
		c.Flags |= Formula
		if !hasValue || len(value) == 0 && typ == 'n' {
			c.Kind, c.Raw = Uncomputed, formula
			return nil
		}
	}
	if len(value) == 0 {
		return nil
	}
	t.setValue(c, typ, value, form)
	return nil
}

func (t *xlsxRows) setValue(c *Cell, typ byte, value []byte, form numberForm) {
	switch typ {
	case 's':
		if i, ok := atoi(bytes.TrimSpace(value)); ok && i < len(t.x.shared.items) {
			item := t.x.shared.items[i]
			c.Text = item.text
			if item.struck {
				c.Flags |= Struck
			}
			if c.Text != "" {
				c.Kind = Text
			}
		} else {
			c.Kind, c.Text = ErrorValue, "#REF!" // points nowhere: the file is damaged there
		}
	case 'b':
		c.Kind, c.Text = Bool, "FALSE"
		if string(value) == "1" || string(value) == "true" {
			c.Text = "TRUE"
		}
	case 'e':
		c.Kind, c.Text = ErrorValue, string(value)
	case 'd':
		c.Kind = Date
		c.Text = strings.TrimSuffix(strings.Replace(strings.TrimSuffix(string(value), "Z"), "T", " ", 1), " 00:00:00")
	case 'n':
		c.setNumber(string(value), form, t.x.date04)
	default:
		c.Kind, c.Text = Text, string(value)
	}
}
