package sheet

import (
	"bytes"
	"io"
	"strings"
)

// openODS opens an OpenDocument spreadsheet.
func openODS(f *File, p *parts) error {
	manifest, err := p.open("META-INF/manifest.xml")
	if err != nil {
		return err
	}
	defer manifest.Close()
	text, err := io.ReadAll(&boundedReader{r: manifest, left: maxSmallPart, limit: maxSmallPart})
	if err != nil {
		return err
	}
	switch {
	case bytes.Contains(text, []byte("encryption-data")):
		return &Error{Kind: ErrEncrypted, Key: "sheet.encrypted"}
	case !bytes.Contains(text, []byte("opendocument.spreadsheet")):
		return &Error{Kind: ErrNotTable, Key: "sheet.not_table", Args: []any{Label{" OpenDocument 文档", "an OpenDocument text"}}}
	}
	f.Format = ODS
	err = p.scan("content.xml", func(s *xmlScanner) error {
		for depth := 0; s.next(); {
			if string(s.name) != "table" || s.empty {
				continue
			}
			if s.closing {
				depth--
				continue
			}
			if depth++; depth > 1 {
				continue
			}
			name, _ := s.attr("name")
			n := len(f.Sheets)
			sh := &Sheet{Name: string(unescape(name)), file: f}
			sh.read = func(emit func(*Row) bool) error {
				return p.scan("content.xml", func(s *xmlScanner) error { return readODS(f, s, sh, n, emit) })
			}
			f.Sheets = append(f.Sheets, sh)
		}
		return s.err
	})
	if err == nil && len(f.Sheets) == 0 {
		err = &Error{Kind: ErrEmpty, Key: "sheet.no_sheet"}
	}
	return err
}

func (p *parts) scan(part string, do func(*xmlScanner) error) error {
	r, err := p.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	return do(newXMLScanner(r))
}

// readODS streams the rows of the n-th table.
func readODS(f *File, s *xmlScanner, sh *Sheet, n int, emit func(*Row) bool) error {
	seen := -1
	for depth := 0; seen < n && s.next(); {
		if string(s.name) != "table" || s.empty {
			continue
		}
		if s.closing {
			depth--
		} else if depth++; depth == 1 {
			seen++
		}
	}
	g := &grid{limit: f.opts.MaxColumns}
	number, empty := 0, 0
	for s.next() {
		if s.closing {
			if string(s.name) == "table" {
				return s.err
			}
			continue
		}
		if string(s.name) != "table-row" {
			continue
		}
		repeat := max(s.attrInt("number-rows-repeated"), 1)
		visibility, _ := s.attr("visibility")
		g.begin(number+1, len(visibility) > 0 && string(visibility) != "visible")
		filled, err := readODSCells(s, g)
		if err != nil {
			return err
		}
		if !filled {
			number += repeat
			if empty += repeat; empty >= f.opts.MaxEmptyRows {
				continue // the tail is one element; there is nothing to save
			}
			g.end()
			continue
		}
		empty = 0
		row := g.end()
		for range min(repeat, f.opts.MaxEmptyRows) {
			number++
			again := *row
			again.Number, again.Cells = number, copyCells(row.Cells)
			if !emit(&again) {
				return nil
			}
		}
	}
	s.cutOff()
	return s.err
}

// copyCells copies cells, which tidy may cut.
func copyCells(cells []Cell) []Cell { return append([]Cell(nil), cells...) }

func readODSCells(s *xmlScanner, g *grid) (filled bool, err error) {
	if s.empty {
		return false, nil
	}
	blanks := 0 // not laid out before a cell follows: rows are padded to the sheet's edge
	for s.next() {
		if s.closing {
			if string(s.name) == "table-row" {
				return filled, nil
			}
			continue
		}
		name := string(s.name)
		if name != "table-cell" && name != "covered-table-cell" {
			continue
		}
		repeat := max(s.attrInt("number-columns-repeated"), 1)
		across, down := s.attrInt("number-columns-spanned"), s.attrInt("number-rows-spanned")
		c := readODSCell(s)
		if name == "covered-table-cell" {
			continue // grid knows
		}
		if c.Kind == Empty && across <= 1 && down <= 1 {
			blanks += repeat
			continue
		}
		filled = filled || c.Kind != Empty
		for ; blanks > 0; blanks-- {
			if err := g.add(Cell{}, 1, 1); err != nil {
				return false, err
			}
		}
		for range repeat {
			if err := g.add(c, across, down); err != nil {
				return false, err
			}
		}
	}
	s.cutOff()
	return false, s.err
}

// readODSCell reads one cell: typed values from the attributes, the text from
// its paragraphs.
func readODSCell(s *xmlScanner) Cell {
	var c Cell
	attr := func(name string) string { v, _ := s.attr(name); return string(unescape(v)) }
	kind, value, date, formula := attr("value-type"), attr("value"), attr("date-value"), attr("formula")
	name := string(s.name)
	var text []byte
	if !s.empty {
		for s.next() {
			text = append(text, unescape(s.text)...)
			if s.closing && string(s.name) == name {
				break
			}
			switch string(s.name) {
			case "annotation":
				if !s.closing {
					s.skip()
				}
			case "p":
				if !s.closing && len(text) > 0 {
					text = append(text, '\n')
				}
			case "line-break":
				text = append(text, '\n')
			case "tab", "s":
				text = append(text, ' ')
			}
		}
	}
	c.Text = strings.TrimSpace(string(text))
	if formula != "" {
		c.Flags |= Formula
	}
	switch {
	case kind == "float" && value != "":
		shown := c.Text
		c.setNumber(value, numberForm{}, false)
		if strings.HasPrefix(shown, "0") && strings.TrimLeft(shown, "0") == c.Text {
			c.Text, c.Raw = shown, value // a format of zeros
		}
	case kind == "date" && date != "":
		c.Kind, c.Raw = Date, date
		c.Text = strings.TrimSuffix(strings.Replace(date, "T", " ", 1), " 00:00:00")
	case kind == "boolean":
		c.Kind, c.Text = Bool, strings.ToUpper(attr("boolean-value"))
	case c.Text != "":
		c.Kind = Text
	}
	return c
}
