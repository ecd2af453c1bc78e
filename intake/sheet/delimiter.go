package sheet

import (
	"strings"
)

// delimiters in the order in which they are preferred.
var delimiters = []rune{',', '\t', ';', '|', '，'}

// delimiterNames are how people call them.
type delimiterName rune

func (d delimiterName) in(lang string) string {
	zh, en := "“"+string(rune(d))+"”", `"`+string(rune(d))+`"`
	switch d {
	case ',':
		zh, en = "逗号", "comma"
	case '\t':
		zh, en = "制表符", "tab"
	case ';':
		zh, en = "分号", "semicolon"
	case '|':
		zh, en = "竖线", "bar"
	case '，':
		zh, en = "全角逗号", "full-width comma"
	case ' ':
		zh, en = "空格", "blank"
	}
	if lang == "zh" {
		return zh
	}
	return en
}

func (d delimiterName) String() string { return d.in("en") }

const sampleRecords = 200

// chooseDelimiter sets File.Delimiter: what was given, what "sep=" says, else
// the one that gives the most records of one and the same width; a blank where
// the columns are aligned.
func (f *File) chooseDelimiter(sample string, lineEnd byte) {
	f.Delimiter = f.opts.Delimiter
	if f.Delimiter == ' ' {
		f.align(sample, lineEnd)
	}
	if f.Delimiter != 0 {
		return
	}
	first, _, _ := strings.Cut(sample, string(lineEnd))
	first = strings.TrimRight(first, "\r")
	if sep, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len([]rune(sep)) == 1 {
		f.Delimiter = []rune(sep)[0]
		f.note("sheet.note.sep", "", 1)
		return
	}
	f.Delimiter = ','
	best, columns, agreeing, sampled := 0.0, 1, 0, 0
	for _, d := range delimiters {
		widths := sampleWidths(sample, lineEnd, string(d))
		width, n := modalWidth(widths)
		if width < 2 || d == '，' && width < 3 {
			continue
		}
		// Agreement counts first; the width breaks ties, so that commas in an
		// address do not beat the tabs between columns.
		score := float64(n)/float64(len(widths)) + 0.02*float64(min(width, 20))
		if d > 0x7F {
			score *= 0.5 // in running text, or within a cell, as a rule
		}
		if score > best {
			best, f.Delimiter = score, d
			columns, agreeing, sampled = width, n, len(widths)
		}
	}
	// Commas in a few addresses do not make a table of columns padded with blanks
	// a delimited one.
	if columns == 1 || 2*agreeing < sampled {
		if f.align(sample, lineEnd); f.aligned != nil {
			return
		}
	}
	if columns == 1 {
		f.note("sheet.note.one_column", "", 0)
		return
	}
	f.note("sheet.note.delimiter", "", 0, delimiterName(f.Delimiter), columns, sampled, agreeing)
}

// align looks for columns padded with blanks.
func (f *File) align(sample string, lineEnd byte) {
	if f.aligned = alignmentOf(sample, lineEnd); f.aligned != nil {
		f.Delimiter = ' '
		f.note("sheet.note.aligned", "", 0)
	}
}

// sampleWidths counts the fields of the first records.
func sampleWidths(sample string, lineEnd byte, delimiter string) []int {
	var widths []int
	t := &records{file: &File{opts: Options{}.withDefaults()}, in: strings.NewReader(sample), lineEnd: lineEnd, delimiter: delimiter}
	t.file.opts.MaxColumns = len(sample) + 1
	_ = t.each(func(r *Row) bool {
		if len(r.Cells) > 1 || r.Cells[0].Text != "" {
			widths = append(widths, len(r.Cells))
		}
		return len(widths) < sampleRecords
	})
	return widths
}

// modalWidth is the most frequent number of fields above one, and how often it
// occurs; the wider of two equally frequent ones.
func modalWidth(widths []int) (width, n int) {
	count := map[int]int{}
	for _, w := range widths {
		if w > 1 {
			count[w]++
		}
	}
	for w, c := range count {
		if c > n || c == n && w > width {
			width, n = w, c
		}
	}
	return width, n
}
