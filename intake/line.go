package intake

import (
	"strings"

	"quanyuan/intake/sheet"
)

// line is one row as the rest of the package sees it.
type line struct {
	number int
	part   int // which person of a sheet that has one in each column; else 0
	texts  []string
	info   []cellInfo // nil where no cell is out of the ordinary
	under  section    // what the last line between the rows said
	// newHead: the row names another head of household than the one above.
	newHead bool
}

// cellInfo is what is known of a cell besides its text.
type cellInfo struct {
	flags  sheet.Flags
	number bool // stored as a number
	filled bool // the text comes from the cell above: merged, or a ditto word
	struck bool
}

// newLine copies a row. A cell under a cell merged downwards takes its text;
// one merged sideways stays empty.
func newLine(row *sheet.Row) line {
	l := line{number: row.Number, texts: make([]string, len(row.Cells))}
	for i := range row.Cells {
		c := &row.Cells[i]
		l.texts[i] = c.Text
		if c.Kind == sheet.ErrorValue {
			l.texts[i] = ""
		}
		below := c.Has(sheet.Covered) && c.Merge != nil && i == c.Merge.Left && c.Merge.Top < row.Number
		if c.Flags&(sheet.Struck|sheet.Imprecise|sheet.Framed) == 0 && !below && c.Kind != sheet.Number {
			continue
		}
		if l.info == nil {
			l.info = make([]cellInfo, len(row.Cells))
		}
		in := &l.info[i]
		in.flags, in.number, in.struck = c.Flags, c.Kind == sheet.Number, c.Has(sheet.Struck) && c.Text != ""
		if below {
			l.texts[i], in.filled = c.Merge.Text, true
		}
	}
	return l
}

// text is what the cell says, its own words or what was filled in.
func (l *line) text(at int) string {
	if at >= len(l.texts) {
		return ""
	}
	return l.texts[at]
}

// own is the cell's own text.
func (l *line) own(at int) string {
	if at >= len(l.texts) || l.info != nil && l.info[at].filled {
		return ""
	}
	return l.texts[at]
}

func (l *line) cell(at int) cellInfo {
	if l.info == nil || at >= len(l.info) {
		return cellInfo{}
	}
	return l.info[at]
}

// fill puts the text of the cell above in its place.
func (l *line) fill(at int, text string) {
	if l.info == nil {
		l.info = make([]cellInfo, len(l.texts))
	}
	l.texts[at], l.info[at].filled = text, true
}

// owns counts the cells with a text of their own, and gives the first.
func (l *line) owns() (n int, first string) {
	for i := range l.texts {
		if t := strings.TrimSpace(l.own(i)); t != "" {
			if n == 0 {
				first = t
			}
			n++
		}
	}
	return n, first
}

// framed reports a cell in a thick frame.
func (in cellInfo) framed() bool { return in.flags&sheet.Framed != 0 }

// joined is the row's own text, to be compared with another row's.
func (l *line) joined() string {
	var b strings.Builder
	for i := range l.texts {
		b.WriteString(strings.TrimSpace(l.own(i)))
		b.WriteByte('|')
	}
	return strings.TrimRight(b.String(), "|")
}
