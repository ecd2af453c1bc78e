package link

import (
	"encoding/binary"
	"fmt"
	"os"

	"quanyuan/link/block"
	"quanyuan/link/spill"
)

// shelf holds the blocks of a rule, in memory or in a file.
type shelf struct {
	blocks *block.Blocks
	file   *os.File
	rows   int64 // bytes of the rows, which come first in the file
	// The marks of the rows up to this rule come last, so many a row, in the
	// order of the rows in the blocks.
	marks int64
	width int
}

// newShelf keeps the blocks of a rule, which their rows are marked with. marks has
// q a row; a file keeps the first width of them.
func newShelf(b *block.Blocks, marks []uint32, q, width int, s *spill.Files) (*shelf, error) {
	if s == nil {
		return &shelf{blocks: b}, nil
	}
	f, err := s.Create()
	if err != nil {
		return nil, err
	}
	for _, part := range [][]uint32{b.Rows, b.Start} {
		if err := writeNumbers(f, part); err != nil {
			return nil, s.Failed(err)
		}
	}
	shelf := &shelf{file: f, rows: int64(len(b.Rows)) * 4, width: width}
	shelf.marks = shelf.rows + int64(len(b.Start))*4
	buf := make([]uint32, 0, spillBytes/4)
	for i, r := range b.Rows {
		buf = append(buf, marks[int(r)*q:int(r)*q+width]...)
		if len(buf)+width > cap(buf) || i+1 == len(b.Rows) {
			if err := writeNumbers(f, buf); err != nil {
				return nil, s.Failed(err)
			}
			buf = buf[:0]
		}
	}
	return shelf, nil
}

// spillBytes is how much is written or read at a time.
const spillBytes = 1 << 18

func writeNumbers(f *os.File, numbers []uint32) error {
	buf := make([]byte, 0, spillBytes)
	for i, n := range numbers {
		buf = binary.LittleEndian.AppendUint32(buf, n)
		if len(buf) == spillBytes || i+1 == len(numbers) {
			if _, err := f.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}

// taken is where a thread puts the blocks it works on.
type taken struct {
	block.Blocks
	buf   []byte
	from  int      // of all rows of the rule, the first that was taken
	marks []uint32 // of the rows asked for last
}

// marksOf gives the marks of n of the rows that were taken, from the one at a
// place on.
func (s *shelf) marksOf(at, n int, d *taken) (err error) {
	d.marks, err = d.read(s.file, s.marks+int64(d.from+at)*int64(s.width)*4, n*s.width, d.marks)
	return err
}

// take gives blocks first … last-1. Start counts from the first of their rows.
func (s *shelf) take(first, last int, d *taken) (block.Blocks, error) {
	if s.blocks != nil {
		return block.Blocks{Rows: s.blocks.Rows, Start: s.blocks.Start[first : last+1]}, nil
	}
	var err error
	if d.Start, err = d.read(s.file, s.rows+int64(first)*4, last-first+1, d.Start); err != nil {
		return d.Blocks, err
	}
	from := d.Start[0]
	d.from = int(from)
	if d.Rows, err = d.read(s.file, int64(from)*4, int(d.Start[last-first]-from), d.Rows); err != nil {
		return d.Blocks, err
	}
	for i := range d.Start {
		d.Start[i] -= from
	}
	return d.Blocks, nil
}

func (d *taken) read(f *os.File, at int64, n int, to []uint32) ([]uint32, error) {
	if cap(d.buf) < 4*n {
		d.buf = make([]byte, 4*n)
	}
	if _, err := f.ReadAt(d.buf[:4*n], at); err != nil {
		return nil, fmt.Errorf("blocks that did not fit into memory: %w", err)
	}
	to = to[:0]
	for b := d.buf[:4*n]; len(b) > 0; b = b[4:] {
		to = append(to, binary.LittleEndian.Uint32(b))
	}
	return to, nil
}
