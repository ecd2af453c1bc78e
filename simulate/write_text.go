package simulate

import (
	"bytes"
	"encoding/csv"
	"html"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// format is how a file is stored.
type format uint8

const (
	xlsxFile format = iota
	csvUTF8
	csvBOM
	csvGB18030
	tsvUTF16
	htmlXLS // a web page called .xls
	tsvXLS  // tab-separated text called .xls
)

func (f format) suffix() string {
	return [...]string{".xlsx", ".csv", ".csv", ".csv", ".txt", ".xls", ".xls"}[f]
}

// before gives the rows above the list: titles and headers.
func (s *sheet) before() (rows [][]cell) {
	for _, t := range s.title {
		rows = append(rows, []cell{{text: t}})
	}
	for _, h := range s.header {
		rows = append(rows, plain(h...).cells)
	}
	return rows
}

// plainText is what a text export shows of a cell.
func (c cell) plainText() string {
	if c.kind == dateCell {
		n := 0
		for _, d := range c.text {
			n = n*10 + int(d-'0')
		}
		return Date{1899, 12, 30}.add(n).String()
	}
	return c.text
}

// text gives the bytes of a text list and sets each line's number of the line where it begins.
func (l *list) text() ([]byte, error) {
	var b bytes.Buffer
	comma := ','
	if l.format == tsvUTF16 || l.format == tsvXLS {
		comma = '\t'
	}
	row := 1
	put := func(cells []cell) error {
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = c.plainText()
		}
		if len(texts) == 0 {
			texts = []string{"", ""}
		}
		start := b.Len()
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = comma, true
		if err := w.Write(texts); err != nil {
			return err
		}
		w.Flush()
		row += bytes.Count(b.Bytes()[start:], []byte("\n"))
		return w.Error()
	}
	for i := range l.sheets {
		s := &l.sheets[i]
		for _, cells := range s.before() {
			if err := put(cells); err != nil {
				return nil, err
			}
		}
		for j := range s.lines {
			s.lines[j].row = row
			if err := put(s.lines[j].cells); err != nil {
				return nil, err
			}
		}
	}
	switch l.format {
	case csvBOM:
		return append([]byte("\xEF\xBB\xBF"), b.Bytes()...), nil
	case csvGB18030, tsvXLS:
		return encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder()).Bytes(b.Bytes())
	case tsvUTF16:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(b.Bytes())
	}
	return b.Bytes(), nil
}

// page is the list as the web page that old systems call .xls.
func (l *list) page() []byte {
	var b strings.Builder
	b.WriteString("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>")
	row := 0
	for i := range l.sheets {
		s := &l.sheets[i]
		b.WriteString("<table border=1>\n")
		width := len(s.header[0])
		put := func(cells []cell, tag string) {
			row++
			b.WriteString("<tr>")
			for _, c := range cells {
				span := ""
				if len(cells) == 1 && width > 1 {
					span = " colspan=\"" + count(int8(min(width, 100))) + "\""
				}
				b.WriteString("<" + tag + span + ">" + strings.ReplaceAll(html.EscapeString(c.plainText()), "\n", "<br>") + "</" + tag + ">")
			}
			b.WriteString("</tr>\n")
		}
		for _, cells := range s.before() {
			put(cells, "th")
		}
		for j := range s.lines {
			put(s.lines[j].cells, "td")
			s.lines[j].row = row
		}
		b.WriteString("</table>\n")
	}
	b.WriteString("</body></html>")
	return []byte(b.String())
}
