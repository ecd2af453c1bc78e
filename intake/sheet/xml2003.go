package sheet

import (
	"io"
	"strings"
)

// openXML2003 opens XML Spreadsheet, which many web systems send as .xls.
func openXML2003(f *File, in input) error {
	enc, _, err := f.markupEncoding(in)
	if err != nil {
		return err
	}
	f.Format = XML2003
	var bad badBytes
	open := func() *xmlScanner {
		return newXMLScanner(decoder(enc.name, io.NewSectionReader(in, enc.skip, in.size-enc.skip), &bad))
	}
	book := &xml2003{file: f, styles: map[string]cellStyle{}}
	s := open()
	for s.next() {
		if s.closing {
			continue
		}
		switch string(s.name) {
		case "Style":
			book.readStyle(s)
		case "Date1904":
			book.date04 = true
		case "Worksheet":
			name, _ := s.attr("Name")
			n := len(f.Sheets)
			sh := &Sheet{Name: string(unescape(name)), file: f}
			sh.read = func(emit func(*Row) bool) error { return book.read(open(), n, emit) }
			f.Sheets = append(f.Sheets, sh)
		case "Visible":
			if v := string(s.content(nil)); len(f.Sheets) > 0 && strings.HasPrefix(v, "Sheet") {
				f.Sheets[len(f.Sheets)-1].Hidden = true // SheetHidden, SheetVeryHidden
			}
		}
	}
	if s.err != nil && len(f.Sheets) == 0 {
		return s.err
	}
	for _, sh := range f.Sheets {
		sh.Date1904 = book.date04
	}
	if len(f.Sheets) == 0 {
		return &Error{Kind: ErrEmpty, Key: "sheet.no_sheet"}
	}
	return nil
}

type xml2003 struct {
	file   *File
	styles map[string]cellStyle
	date04 bool
}

// readStyle reads one <Style>.
func (b *xml2003) readStyle(s *xmlScanner) {
	id, _ := s.attr("ID")
	key := string(id)
	var style cellStyle
	if s.empty {
		return
	}
	for s.next() {
		switch string(s.name) {
		case "Style":
			if s.closing {
				b.styles[key] = style
				return
			}
		case "Font":
			if s.attrTrue("StrikeThrough") {
				style.flags |= Struck
			}
			if c, ok := s.attr("Color"); ok && string(c) != "#000000" && string(c) != "Automatic" {
				style.flags |= Coloured
			}
		case "NumberFormat":
			if v, ok := s.attr("Format"); ok {
				style.form = parseForm(string(unescape(v)))
			}
		case "Interior":
			if c, ok := s.attr("Color"); ok && !strings.EqualFold(string(c), "#FFFFFF") {
				style.flags |= Filled
			}
		}
	}
}

// read streams the n-th worksheet.
func (b *xml2003) read(s *xmlScanner, n int, emit func(*Row) bool) error {
	for seen := -1; s.next(); {
		if !s.closing && string(s.name) == "Worksheet" {
			if seen++; seen == n {
				return b.readRows(s, emit)
			}
		}
	}
	return s.err
}

func (b *xml2003) readRows(s *xmlScanner, emit func(*Row) bool) error {
	g := &grid{limit: b.file.opts.MaxColumns}
	hidden := map[int]bool{}
	number, column := 0, 0
	for s.next() {
		if s.closing {
			if string(s.name) == "Worksheet" {
				return s.err
			}
			continue
		}
		switch string(s.name) {
		case "Column":
			if i := s.attrInt("Index"); i > 0 {
				column = i - 1
			}
			for range min(max(s.attrInt("Span"), 0), g.limit) + 1 {
				if s.attrTrue("Hidden") && column < g.limit {
					hidden[column] = true
				}
				column++
			}
		case "Row":
			number++
			if i := s.attrInt("Index"); i > 0 {
				number = i
			}
			g.begin(number, s.attrTrue("Hidden"))
			number += max(s.attrInt("Span"), 0)
			if err := b.readCells(s, g, hidden); err != nil {
				return err
			}
			if !emit(g.end()) {
				return nil
			}
		}
	}
	s.cutOff()
	return s.err
}

func (b *xml2003) readCells(s *xmlScanner, g *grid, hidden map[int]bool) error {
	if s.empty {
		return nil
	}
	for s.next() {
		if s.closing {
			if string(s.name) == "Row" {
				return nil
			}
			continue
		}
		if string(s.name) != "Cell" {
			continue
		}
		if i := s.attrInt("Index"); i > 0 {
			if err := g.skipTo(i - 1); err != nil {
				return err
			}
		}
		across, down := max(s.attrInt("MergeAcross"), 0), max(s.attrInt("MergeDown"), 0)
		styleID, _ := s.attr("StyleID")
		style := b.styles[string(styleID)]
		c := Cell{Flags: style.flags}
		formula, computed := s.attr("Formula")
		if computed {
			c.Flags |= Formula
			c.Raw = string(unescape(formula))
		}
		if !s.empty {
			b.readData(s, &c, style.form)
		}
		if computed && c.Kind == Empty {
			c.Kind = Uncomputed
		} else if computed && c.Kind != Date && c.Kind != Number {
			c.Raw = ""
		}
		g.cover()
		if hidden[g.col] {
			c.Flags |= HiddenColumn
		}
		if err := g.add(c, across+1, down+1); err != nil {
			return err
		}
	}
	s.cutOff()
	return s.err
}

// readData reads what stands between <Cell> and </Cell>.
func (b *xml2003) readData(s *xmlScanner, c *Cell, form numberForm) {
	for s.next() {
		if s.closing {
			if string(s.name) == "Cell" {
				return
			}
			continue
		}
		if string(s.name) != "Data" {
			s.skip() // a comment has <Data> too
			continue
		}
		typ, _ := s.attr("Type")
		kind := string(typ)
		text := string(s.content(nil))
		if text == "" {
			continue
		}
		switch kind {
		case "Number":
			c.Raw = ""
			c.setNumber(text, form, b.date04)
		case "DateTime":
			c.Kind, c.Raw = Date, text
			day, clock, _ := strings.Cut(strings.TrimSuffix(text, "Z"), "T")
			clock, _, _ = strings.Cut(clock, ".")
			if c.Text = day; clock != "" && clock != "00:00:00" {
				c.Text += " " + clock
			}
		case "Boolean":
			c.Kind, c.Text = Bool, "FALSE"
			if text == "1" {
				c.Text = "TRUE"
			}
		case "Error":
			c.Kind, c.Text = ErrorValue, text
		default:
			c.Kind, c.Text = Text, text
		}
	}
}
