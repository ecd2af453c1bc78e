// Package sheet turns the bytes of any file that an office sends as "the
// list" into sheets of cells as a person sees them: delimited text in Chinese
// encodings, XLSX, old XLS, HTML or XML in an .xls coat, ODS, the tables of a Word document.
//
//	f, err := sheet.OpenFile("名单.xls", sheet.Options{})
//	defer f.Close()
//	for _, s := range f.Sheets {
//		for row, err := range s.Rows() {
//			…
//		}
//	}
//
// What the file is gets decided by its content, never by its extension. Every
// guess (encoding, delimiter, true format) stands in File.Notes and can be
// overridden in Options.
//
// Rows are streamed. A row and its cells belong to the reader and are valid
// until the next row; the strings may be kept. Rows may be called again to
// read the sheet from its start. A File must not be used by two goroutines at
// once.
//
// The package finds no headers and judges no values; package intake does.
package sheet

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"quanyuan"
)

// Format is what a file is by its content.
type Format string

const (
	CSV     Format = "csv" // delimited by anything but tabs
	TSV     Format = "tsv"
	XLSX    Format = "xlsx"
	XLS     Format = "xls" // BIFF 2 to 8
	HTML    Format = "html"
	XML2003 Format = "xml2003" // XML Spreadsheet of Excel 2003
	ODS     Format = "ods"
	DOCX    Format = "docx" // the tables of a Word document
)

// Kind is what a cell holds.
type Kind uint8

const (
	Empty      Kind = iota
	Text            // also every cell of a text or HTML file
	Number          // Text is the number in plain digits
	Date            // Text is ISO: 1985-03-07, with " 08:30:00" where there is a time
	Bool            // Text is TRUE or FALSE
	ErrorValue      // Text is #N/A, #VALUE! …: a missing value
	Uncomputed      // a formula without a cached result: Text is empty, Raw the formula
)

// Flags are what a person sees of a cell besides its text.
type Flags uint16

const (
	Struck       Flags = 1 << iota // struck through, wholly
	HiddenColumn                   // stands in a hidden column
	Filled                         // has a background colour
	Coloured                       // the font has a colour other than black
	Framed                         // stands in a frame of thick lines on all four sides
	Formula                        // computed; Text is the cached result
	Covered                        // lies under a merged area, not its top left cell
	Imprecise                      // a number too long for Excel: digits after the 15th were lost
	Damaged                        // holds bytes that are no character; they read U+FFFD
)

// Cell is one cell of a row.
type Cell struct {
	// Text is what a person reads. Numbers are decimal digits taken from the
	// stored text, never by way of a float where the format stores text.
	Text string
	// Raw is what was stored, where that is something else than Text: the
	// serial number of a date, 1.3812345678E10 of a phone number, a formula
	// that was never computed.
	Raw   string
	Kind  Kind
	Flags Flags
	// Merge is the merged area in which the cell lies, else nil. Only its top
	// left cell has a text; the others are Covered.
	Merge *Area
}

// Has reports whether all the flags are set.
func (c *Cell) Has(f Flags) bool { return c.Flags&f == f }

// Area is a merged area; rows count as Row.Number, columns from 0, all inclusive.
type Area struct {
	Top, Left, Bottom, Right int
	// Text is the text of the top left cell, known once its row was read, thus
	// whenever one of the covered cells is seen.
	Text string
}

// Row is one row that has at least one cell with a text. Trailing empty cells
// are cut off unless they lie in a merged area.
type Row struct {
	// Number is the row number Excel shows; in a text file the line on which
	// the record begins; in HTML the number of the <tr> within the file.
	Number int
	Cells  []Cell
	Hidden bool
}

// Sheet is one sheet; a text or HTML file has one without a name.
type Sheet struct {
	Name     string
	Hidden   bool
	Date1904 bool // dates were stored with the 1904 system; they are converted

	file *File
	read func(emit func(*Row) bool) error
}

// File is an opened file.
type File struct {
	Name      string // bare
	Format    Format
	Encoding  string // of text, HTML and BIFF 5: "utf-8", "gb18030", "utf-16le" …; else empty
	Delimiter rune   // of text; a blank: columns stand under each other
	Sheets    []*Sheet
	// Notes are the guesses and oddities met so far; complete when all rows
	// have been read.
	Notes []Note

	opts    Options
	aligned *alignment
	opened  bool
	closer  io.Closer
}

// Options override guesses and limits; the zero value is the default.
type Options struct {
	Encoding     string // of a text or HTML file, as in File.Encoding; "gbk" and "gb2312" mean gb18030
	Delimiter    rune
	MaxSize      int64 // bytes of the file, default 500 MB
	MaxUnpacked  int64 // bytes of one unpacked part, default 8 GiB
	MaxStrings   int64 // bytes of strings shared by all cells of an XLSX, default 1 GiB
	MaxColumns   int   // default 4096
	MaxEmptyRows int   // empty rows after which a sheet has ended, default 100,000
}

func (o Options) withDefaults() Options {
	set := func(v *int64, def int64) {
		if *v <= 0 {
			*v = def
		}
	}
	set(&o.MaxSize, 500<<20)
	set(&o.MaxUnpacked, 8<<30)
	set(&o.MaxStrings, 1<<30)
	if o.MaxColumns <= 0 {
		o.MaxColumns = 4096
	}
	if o.MaxEmptyRows <= 0 {
		o.MaxEmptyRows = 100_000
	}
	return o
}

// OpenFile opens a file on disk.
func OpenFile(path string, opts Options) (*File, error) {
	h, err := os.Open(path)
	name := filepath.Base(path)
	if err != nil {
		key := "sheet.unreadable"
		if errors.Is(err, fs.ErrNotExist) {
			key = "sheet.missing"
		}
		return nil, &Error{Kind: ErrCorrupt, Key: key, Where: quanyuan.Where{File: name}, Err: err}
	}
	info, err := h.Stat()
	if err == nil && info.IsDir() {
		err = fs.ErrInvalid
	}
	if err != nil {
		h.Close()
		return nil, &Error{Kind: ErrCorrupt, Key: "sheet.unreadable", Where: quanyuan.Where{File: name}, Err: err}
	}
	f, err := Open(name, h, info.Size(), opts)
	if err != nil {
		h.Close()
		return nil, err
	}
	f.closer = h
	return f, nil
}

// OpenBytes opens a file held in memory.
func OpenBytes(name string, data []byte, opts Options) (*File, error) {
	return Open(name, bytes.NewReader(data), int64(len(data)), opts)
}

// Open opens size bytes of r, which must stay readable while rows are read.
// The name serves messages and says what the sender took the file for.
// Errors are of type *Error.
func Open(name string, r io.ReaderAt, size int64, opts Options) (f *File, err error) {
	f = &File{Name: filepath.Base(name), opts: opts.withDefaults()}
	defer func() {
		if p := recover(); p != nil {
			err = f.broken(p)
		}
		if err != nil {
			f, err = nil, f.fault(err)
		}
	}()
	switch {
	case size == 0:
		return f, &Error{Kind: ErrEmpty, Key: "sheet.empty"}
	case size > f.opts.MaxSize:
		return f, &Error{Kind: ErrLimit, Key: "sheet.too_big", Args: []any{size >> 20, f.opts.MaxSize >> 20}}
	}
	in := input{r, size}
	form, err := sniff(in)
	if err != nil {
		return f, err
	}
	if err := form.open(f, in); err != nil {
		return f, err
	}
	f.noteExtension()
	for _, s := range f.Sheets {
		s.file = f
		if s.Hidden {
			f.note("sheet.note.hidden_sheet", s.Name, 0)
		}
		if s.Date1904 {
			f.note("sheet.note.date1904", s.Name, 0)
		}
	}
	f.opened = true
	return f, nil
}

// Close releases the file if OpenFile opened it.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// input is the file's bytes.
type input struct {
	io.ReaderAt
	size int64
}

func (in input) reader() io.Reader { return io.NewSectionReader(in, 0, in.size) }

// head gives up to n first bytes.
func (in input) head(n int64) ([]byte, error) {
	b := make([]byte, min(n, in.size))
	_, err := in.ReadAt(b, 0)
	if err == io.EOF {
		err = nil
	}
	return b, err
}

// Rows streams the rows that hold a text, in the order of the file. An error
// comes once, last, with a nil row; it is of type *Error.
func (s *Sheet) Rows() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		inCaller, stopped := false, false
		call := func(r *Row, err error) bool {
			inCaller = true
			stopped = !yield(r, err)
			inCaller = false
			return !stopped
		}
		defer func() {
			if inCaller { // the caller's own panic is his
				return
			}
			if p := recover(); p != nil && !stopped {
				call(nil, s.fault(s.file.broken(p)))
			}
		}()
		// A second pass meets again what the first one met.
		s.file.Notes = slices.DeleteFunc(s.file.Notes, func(n Note) bool { return n.reading && n.Where.Sheet == s.Name })
		last := 0
		var long error
		err := s.read(func(r *Row) bool {
			last = r.Number
			if long = tooLong(r); long != nil {
				return false
			}
			s.tidy(r)
			return len(r.Cells) == 0 || call(r, nil)
		})
		if err == nil {
			err = long
		}
		if err != nil && !stopped {
			err = s.fault(err)
			if e := err.(*Error); e.Where.Row == 0 && last > 0 {
				e.Where.Row = last
			}
			call(nil, err)
		}
	}
}
