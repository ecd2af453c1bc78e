package table

import (
	"io"
	"strconv"
	"strings"
)

// Writer writes comma-separated values as in RFC 4180, lines ending in LF,
// fields in quotes only where they must be. Errors are kept until Flush.
type Writer struct {
	to    io.Writer
	buf   []byte
	first bool // the next field is the first of its row
	err   error
}

// writeAt is how much is collected before it is written.
const writeAt = 1 << 16

// NewWriter writes to w.
func NewWriter(w io.Writer) *Writer {
	return &Writer{to: w, buf: make([]byte, 0, writeAt+writeAt/4), first: true}
}

func (w *Writer) field() {
	if !w.first {
		w.buf = append(w.buf, ',')
	}
	w.first = false
}

// Text adds a field to the row.
func (w *Writer) Text(s string) {
	w.field()
	if !mustQuote(s) {
		w.buf = append(w.buf, s...)
		return
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, strings.ReplaceAll(s, `"`, `""`)...)
	w.buf = append(w.buf, '"')
}

// mustQuote reports whether a field would be read as something else: it holds a
// delimiter, a quote or a line end, or blanks around it.
func mustQuote(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == ' ' || s[0] == '\t' || s[len(s)-1] == ' ' || s[len(s)-1] == '\t' {
		return true
	}
	for i := range len(s) {
		switch s[i] {
		case ',', '"', '\n', '\r':
			return true
		}
	}
	return false
}

// Number adds a number as strconv.FormatFloat writes it.
func (w *Writer) Number(v float64, format byte, precision int) {
	w.field()
	w.buf = strconv.AppendFloat(w.buf, v, format, precision, 64)
}

// End ends the row.
func (w *Writer) End() {
	w.buf = append(w.buf, '\n')
	w.first = true
	if len(w.buf) >= writeAt {
		w.write()
	}
}

func (w *Writer) write() {
	if w.err == nil {
		_, w.err = w.to.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// Flush writes what is left and returns the first error.
func (w *Writer) Flush() error {
	w.write()
	return w.err
}
