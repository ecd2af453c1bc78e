package link

import (
	"encoding/binary"
	"fmt"
	"os"

	"quanyuan/link/block"
)

// shelf holds the blocks of a rule, in memory or in a file.
type shelf struct {
	blocks *block.Blocks
	file   *os.File
	rows   int64 // bytes of the rows, which come first in the file
}

// spill makes files for what does not fit into memory. They have no name any
// more once they are open, so nothing is left of them however the program ends,
// where the system allows that.
type spill struct {
	dir   string
	files []*os.File
}

func (s *spill) create() (*os.File, error) {
	f, err := os.CreateTemp(s.dir, "quanyuan-*.spill")
	if err != nil {
		return nil, fmt.Errorf("room for what does not fit into memory: %w", err)
	}
	_ = os.Remove(f.Name()) // fails on Windows, where close does it
	s.files = append(s.files, f)
	return f, nil
}

func (s *spill) close() {
	if s == nil {
		return
	}
	for _, f := range s.files {
		f.Close()
		_ = os.Remove(f.Name())
	}
}

func newShelf(b *block.Blocks, s *spill) (*shelf, error) {
	if s == nil {
		return &shelf{blocks: b}, nil
	}
	f, err := s.create()
	if err != nil {
		return nil, err
	}
	for _, part := range [][]uint32{b.Rows, b.Start} {
		if err := writeNumbers(f, part); err != nil {
			return nil, fmt.Errorf("blocks that do not fit into memory: %w", err)
		}
	}
	return &shelf{file: f, rows: int64(len(b.Rows)) * 4}, nil
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
	buf []byte
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
