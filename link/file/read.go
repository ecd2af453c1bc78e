// Package file reads tables from files and writes results to them: CSV, plain
// or compressed with gzip or Zstandard, and Parquet.
package file

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"quanyuan/link/spill"
	"quanyuan/link/table"
)

// Options say how a file is read. The zero value is right for most files.
type Options struct {
	// Source is put into Table.Sources for every row.
	Source uint8
	// Threads is the number of threads, all processors when 0. The table does
	// not depend on it.
	Threads int
	// Encoding of a CSV file by the names of the web (windows-1252, big5,
	// shift_jis …); "" or "utf-8", "utf-16", and "gb18030" also for the older
	// Chinese ones. A UTF-16 file with byte order mark is known without being
	// told.
	Encoding string
	// ListSeparator stands between the values of a Parquet list in the text of
	// a cell; ";" when empty.
	ListSeparator string
	// Skip names columns that are not read; names the file does not have are
	// nothing.
	Skip []string
	// Label names the column that becomes [table.Table.Labels].
	Label string
	// Spill makes files for the texts, which are not kept in memory then.
	Spill *spill.Files
}

var (
	magicGzip    = []byte{0x1f, 0x8b}
	magicZstd    = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicParquet = []byte("PAR1")
	magicZip     = []byte("PK\x03\x04")
	magicOLE     = []byte{0xd0, 0xcf, 0x11, 0xe0}
)

// Read reads a table. What a file is, is told by its first bytes; a name that
// says otherwise is an error. Faults of the file are of type [*table.Error].
func Read(ctx context.Context, path string, o Options) (*table.Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	name := filepath.Base(path)
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if head = head[:n]; bytes.Equal(head, magicParquet) {
		if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
			return nil, &table.Error{File: name, Err: table.ErrKind, Detail: "a Parquet file is read from its end, and this comes through a pipe", Remedy: "save it as a file first"}
		}
		t, err := readParquet(ctx, f, name, o)
		if err == nil && o.Spill != nil {
			err = t.Spill(o.Spill)
		}
		return t, err
	}
	if err := checkKind(name, head); err != nil {
		return nil, err
	}
	text, stop, err := decompress(rewound(f, head), name, head)
	if err != nil {
		return nil, err
	}
	defer stop()
	if text, err = decode(text, name, o.Encoding, head); err != nil {
		return nil, err
	}
	return table.ReadCSV(ctx, text, table.Options{Name: name, Source: o.Source, Workers: o.Threads, Skip: o.Skip, Label: o.Label, Spill: o.Spill})
}

// rewound reads a file from its beginning, also where what was read of it comes
// but once, as from a pipe.
func rewound(f *os.File, head []byte) io.Reader {
	if _, err := f.Seek(0, io.SeekStart); err == nil {
		return f
	}
	return io.MultiReader(bytes.NewReader(head), f)
}

// checkKind refuses what is no text, and files whose name promises another
// kind.
func checkKind(name string, head []byte) error {
	fault := func(detail, remedy string) error {
		return &table.Error{File: name, Err: table.ErrKind, Detail: detail, Remedy: remedy}
	}
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, magicZip):
		return fault("it is an Excel workbook or a zip archive", "save it as CSV in UTF-8, or unpack it")
	case bytes.HasPrefix(head, magicOLE):
		return fault("it is an old Excel workbook", "save it as CSV in UTF-8")
	case ext == ".parquet":
		return &table.Error{File: name, Err: table.ErrCorrupt, Detail: "a Parquet file begins with PAR1, this one does not", Remedy: "export it again"}
	case ext == ".gz" && !bytes.HasPrefix(head, magicGzip), ext == ".zst" && !bytes.HasPrefix(head, magicZstd):
		return &table.Error{File: name, Err: table.ErrCorrupt, Detail: "it is not compressed as its name says", Remedy: "compress it again, or drop " + ext + " from its name"}
	}
	return nil
}

// decompress unpacks what is packed.
func decompress(f io.Reader, name string, head []byte) (io.Reader, func(), error) {
	var r io.Reader
	stop := func() {}
	switch {
	case bytes.HasPrefix(head, magicGzip):
		z, err := gzip.NewReader(bufio.NewReaderSize(f, 1<<16))
		if err != nil {
			return nil, nil, packedFault(name, err)
		}
		r = z
	case bytes.HasPrefix(head, magicZstd):
		z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, nil, packedFault(name, err)
		}
		r, stop = z, z.Close
	default:
		return f, stop, nil
	}
	return &unpacking{r, name}, stop, nil
}

func packedFault(name string, err error) error {
	detail := err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		detail = "its compressed data end too early"
	}
	return &table.Error{File: name, Err: table.ErrCorrupt, Detail: detail, Remedy: "copy or compress it again"}
}

// unpacking makes faults of compressed data errors that no reader takes for the
// end of the file.
type unpacking struct {
	io.Reader
	name string
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = packedFault(u.name, err)
	}
	return n, err
}

// decode makes UTF-8 of other encodings. head are the first bytes of the file:
// a UTF-16 file that is not compressed is known by them.
func decode(r io.Reader, name, from string, head []byte) (io.Reader, error) {
	var enc encoding.Encoding
	switch strings.ToLower(from) {
	case "", "utf-8", "utf8":
		if string(head[:min(2, len(head))]) != "\xff\xfe" && string(head[:min(2, len(head))]) != "\xfe\xff" {
			return r, nil
		}
		from, enc = "utf-16", unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case "utf-16", "utf16":
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "gb18030", "gbk", "gb2312":
		enc = simplifiedchinese.GB18030
	default:
		var err error
		if enc, err = htmlindex.Get(from); err != nil {
			return nil, fmt.Errorf("%s: encoding %q is not known: utf-8, utf-16, gb18030, windows-1252, big5, shift_jis, euc-kr and the other names of the web are", name, from)
		}
	}
	return &strict{Reader: transform.NewReader(r, enc.NewDecoder()), name: name, from: from, line: 1}, nil
}

// strict makes a fault of what a decoder could not read, which it would
// replace by U+FFFD.
type strict struct {
	io.Reader
	name, from string
	line       int
	matched    int // bytes of U+FFFD that the last read ended with
}

const unreadable = "\xef\xbf\xbd"

func (s *strict) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	for _, b := range p[:n] {
		switch {
		case b == unreadable[s.matched]:
			s.matched++
		case b == unreadable[0]:
			s.matched = 1
		default:
			s.matched = 0
		}
		if s.matched == len(unreadable) {
			return 0, &table.Error{File: s.name, Line: s.line, Err: table.ErrEncoding, Detail: "it is not " + s.from + " either", Remedy: "save the file as CSV in UTF-8"}
		}
		if b == '\n' {
			s.line++
		}
	}
	return n, err
}

// Kinds are the endings that results may have.
var kinds = []string{".csv", ".csv.gz", ".csv.zst", ".parquet"}

// KindOf tells by a name how a result is written.
func KindOf(path string) string {
	name := strings.ToLower(filepath.Base(path))
	i := slices.IndexFunc(kinds[1:], func(k string) bool { return strings.HasSuffix(name, k) })
	return kinds[i+1] // .csv when nothing else fits
}
