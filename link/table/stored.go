package table

import (
	"bufio"
	"encoding/binary"
	"io"
	"iter"
	"os"
	"unsafe"

	"quanyuan/link/spill"
)

// stored are texts in a file, each behind its length. Where every
// storedGroup-th of them begins is in memory.
type stored struct {
	files  *spill.Files
	file   *os.File
	starts []int64 // and the end
	n      int
}

const (
	storedGroup = 64
	// storedAtOnce is how many texts are read at a time when all are.
	storedAtOnce = 64 * storedGroup
)

// store writes n texts to a file.
func store(files *spill.Files, n int, texts iter.Seq[string]) (*stored, error) {
	f, err := files.Create()
	if err != nil {
		return nil, err
	}
	s := &stored{files: files, file: f, n: n}
	to := textWriter{to: bufio.NewWriterSize(f, 1<<16)}
	i := 0
	for text := range texts {
		if i%storedGroup == 0 {
			s.starts = append(s.starts, to.at)
		}
		to.write(text)
		i++
	}
	s.starts = append(s.starts, to.at)
	if err := to.to.Flush(); err != nil { // it keeps the first error
		return nil, files.Failed(err)
	}
	return s, nil
}

// textWriter writes texts behind their lengths.
type textWriter struct {
	to  *bufio.Writer
	at  int64
	err error // the first
}

func (w *textWriter) write(text string) {
	var length [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(length[:], uint64(len(text)))
	_, _ = w.to.Write(length[:n]) // its error stays
	if _, err := w.to.WriteString(text); err != nil && w.err == nil {
		w.err = err
	}
	w.at += int64(n + len(text))
}

// read gives the texts of some groups, which lie in memory of their own.
func (s *stored) read(first, last int, to []string) []string {
	b := make([]byte, s.starts[last]-s.starts[first])
	if _, err := s.file.ReadAt(b, s.starts[first]); err != nil && len(b) > 0 {
		s.files.Fail(err)
		return append(to, make([]string, min(last*storedGroup, s.n)-first*storedGroup)...)
	}
	for len(b) > 0 {
		n, size := binary.Uvarint(b)
		b = b[size:]
		text := ""
		if n > 0 {
			text = unsafe.String(&b[0], int(n))
		}
		to, b = append(to, text), b[n:]
	}
	return to
}

// at is one text.
func (s *stored) at(i int) string {
	var room [storedGroup]string
	g := i / storedGroup
	return s.read(g, g+1, room[:0])[i-g*storedGroup]
}

// stretches gives all texts in order, some at a time, in a slice that is valid
// until the next; the texts stay.
func (s *stored) stretches(atOnce int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		groups := max(1, atOnce/storedGroup)
		var texts []string
		for g := 0; g < len(s.starts)-1; g += groups {
			texts = s.read(g, min(g+groups, len(s.starts)-1), texts[:0])
			if !yield(texts) {
				return
			}
		}
	}
}

// textReader reads what a textWriter wrote, from the begin.
type textReader struct {
	from *bufio.Reader
	text []byte
}

// next is the next text, valid until the one after it; io.EOF is the end.
func (r *textReader) next() ([]byte, error) {
	n, err := binary.ReadUvarint(r.from)
	if err != nil {
		return nil, err
	}
	if uint64(cap(r.text)) < n {
		r.text = make([]byte, n+n/2)
	}
	_, err = io.ReadFull(r.from, r.text[:n])
	return r.text[:n], err
}

// encodeStored gives the rows that lie in files their numbers, one column after
// the other, so that only one dictionary is in memory at a time.
func (f *reader) encodeStored(t *Table) error {
	for i, c := range f.columns {
		out := t.Columns[i]
		if err := c.number(out, f.rows); err != nil {
			return f.opts.Spill.Failed(err)
		}
		f.opts.Spill.Drop(c.file)
		out.count()
		if err := out.Values.Spill(f.opts.Spill); err != nil {
			return err
		}
	}
	return nil
}

func (c *columnReader) number(out *Column, rows int) error {
	if err := c.rows.to.Flush(); err != nil {
		return err
	}
	if _, err := c.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	out.IDs = make([]uint32, 0, rows)
	from := textReader{from: bufio.NewReaderSize(c.file, 1<<18)}
	for range rows {
		text, err := from.next()
		if err != nil {
			return err
		}
		out.IDs = append(out.IDs, c.dict.id(unsafe.String(unsafe.SliceData(text), len(text))))
	}
	out.Values, c.dict = c.dict.values(), nil
	return nil
}
