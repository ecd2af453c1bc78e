package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
)

// tidy does what every format needs: blanks are empty cells, private code
// points become characters, oddities are noted, the empty end is cut off.
func (s *Sheet) tidy(r *Row) {
	used := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Text != "" {
			if blank(c.Text) {
				c.Text, c.Kind = "", Empty
			} else if t := repairPrivate(c.Text); t != c.Text {
				c.Text = t
				s.file.note("sheet.note.private", s.Name, r.Number)
			}
		}
		if c.Kind == Text && (c.Text[0] == '#' || c.Text[0] == '=') {
			c.recognise()
		}
		if c.Merge != nil {
			if r.Number == c.Merge.Top && i == c.Merge.Left {
				c.Merge.Text = c.Text
			} else {
				c.Flags |= Covered
			}
		}
		switch c.Kind {
		case Empty:
			continue
		case Uncomputed:
			s.file.note("sheet.note.uncomputed", s.Name, r.Number)
		case ErrorValue:
			s.file.note("sheet.note.error_value", s.Name, r.Number)
		}
		if c.Flags&Imprecise != 0 {
			s.file.note("sheet.note.imprecise", s.Name, r.Number)
		}
		used = i + 1
	}
	if used == 0 {
		r.Cells = r.Cells[:0]
		return
	}
	for used < len(r.Cells) && r.Cells[used].Merge != nil {
		used++
	}
	r.Cells = r.Cells[:used]
	if r.Hidden {
		s.file.note("sheet.note.hidden_row", s.Name, r.Number)
	}
}

// recognise finds error values and formulas that were exported as text.
func (c *Cell) recognise() {
	for _, name := range errorNames {
		if c.Text == name {
			c.Kind = ErrorValue
			return
		}
	}
	if name, _, ok := strings.Cut(c.Text[1:], "("); ok && c.Text[0] == '=' && strings.HasSuffix(c.Text, ")") &&
		name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789") == "" {
		c.Kind, c.Text, c.Raw = Uncomputed, "", c.Text
	}
}

// blank reports whether a text shows nothing.
func blank(s string) bool {
	if c := s[0]; c > ' ' && c < utf8.RuneSelf {
		return false
	}
	for _, r := range s {
		if !unicode.IsSpace(r) && r != 0x200B && r != 0xFEFF && r != wideBlankPrivate {
			return false
		}
	}
	return true
}

// wideBlankPrivate is where decoders of GBK put the second wide blank, A3A0.
const wideBlankPrivate = 0xE5E5

func repairPrivate(s string) string {
	if strings.IndexByte(s, 0xEE) < 0 {
		return s
	}
	return hanzi.RepairPUA(strings.ReplaceAll(s, string(rune(wideBlankPrivate)), "\u3000"))
}

// maxCell bounds the text of a cell: Excel holds 32,767 characters, in UTF-8 four
// times as many bytes at most.
const maxCell = 4 * 32767

// tooLong refuses a row with a cell that no table program writes.
func tooLong(r *Row) error {
	for i := range r.Cells {
		if n := len(r.Cells[i].Text); n > maxCell {
			return &Error{Kind: ErrLimit, Key: "sheet.long_cell", Args: []any{columnName(i), n >> 10}}
		}
	}
	return nil
}
