package table

import (
	"bytes"
	"io"
	"runtime"
	"strconv"
	"strings"
	"sync"
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

// eachRows is how many rows one thread writes at a time.
const eachRows = 1 << 13

// Each writes n rows, which row writes one by one, on all processors: stretches
// of rows are written out at the same time and joined in their order. row must
// be safe for concurrent use.
func (w *Writer) Each(n int, row func(w *Writer, i int)) {
	threads := runtime.GOMAXPROCS(0)
	parts := make([]bytes.Buffer, threads)
	for from := 0; from < n && w.err == nil; from += threads * eachRows {
		var wg sync.WaitGroup
		for t := range parts {
			low := min(from+t*eachRows, n)
			wg.Go(func() {
				parts[t].Reset()
				part := NewWriter(&parts[t])
				for i := low; i < min(low+eachRows, n); i++ {
					row(part, i)
				}
				_ = part.Flush() // a buffer in memory takes all
			})
		}
		wg.Wait()
		w.write()
		for t := range parts {
			if w.err == nil {
				_, w.err = w.to.Write(parts[t].Bytes())
			}
		}
	}
}

// Flush writes what is left and returns the first error.
func (w *Writer) Flush() error {
	w.write()
	return w.err
}
