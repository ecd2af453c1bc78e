package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// A snapshot is a line that names it, then frames: length and CRC-32C, four
// bytes each, lowest byte first, and so many bytes. A frame without bytes ends
// it.
const (
	snapshotLine = "quanyuan index 2\n"
	formerLine   = "quanyuan index 1\n" // without lists and rulings
	frameBytes   = 1 << 18
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frameWriter writes bytes in frames.
type frameWriter struct {
	w      io.Writer
	buffer []byte
	err    error
}

func (f *frameWriter) flush() {
	if f.err == nil {
		var head [8]byte
		binary.LittleEndian.PutUint32(head[:], uint32(len(f.buffer)))
		binary.LittleEndian.PutUint32(head[4:], crc32.Checksum(f.buffer, castagnoli))
		if _, f.err = f.w.Write(head[:]); f.err == nil {
			_, f.err = f.w.Write(f.buffer)
		}
	}
	f.buffer = f.buffer[:0]
}

func (f *frameWriter) number(n uint64) {
	f.buffer = binary.AppendUvarint(f.buffer, n)
	if len(f.buffer) >= frameBytes {
		f.flush()
	}
}

func (f *frameWriter) text(s string) {
	f.number(uint64(len(s)))
	for len(s) > 0 {
		n := min(len(s), frameBytes)
		f.buffer = append(f.buffer, s[:n]...)
		s = s[n:]
		if len(f.buffer) >= frameBytes {
			f.flush()
		}
	}
}

// close ends the frames.
func (f *frameWriter) close() error {
	if len(f.buffer) > 0 {
		f.flush()
	}
	f.flush()
	return f.err
}

// frameReader reads what a frameWriter wrote. After the first error everything
// read is 0.
type frameReader struct {
	r     io.Reader
	frame []byte
	room  []byte
	ended bool
	err   error
}

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// fail keeps the first error.
func (f *frameReader) fail(format string, args ...any) {
	if f.err == nil {
		f.err = damaged(format, args...)
	}
}

// fill reads the next frame when this one is used up.
func (f *frameReader) fill() {
	for len(f.frame) == 0 && f.err == nil {
		var head [8]byte
		if _, err := io.ReadFull(f.r, head[:]); err != nil {
			f.stopped(err)
			return
		}
		n := binary.LittleEndian.Uint32(head[:])
		if n > 2*frameBytes {
			f.fail("a frame of %d bytes", n)
			return
		}
		if cap(f.room) < int(n) {
			f.room = make([]byte, n)
		}
		f.frame = f.room[:n]
		if _, err := io.ReadFull(f.r, f.frame); err != nil {
			f.stopped(err)
			return
		}
		if crc32.Checksum(f.frame, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
			f.fail("a checksum is wrong")
			return
		}
		if n == 0 {
			f.ended = true
			f.fail("it ends too early")
		}
	}
}

func (f *frameReader) stopped(err error) {
	f.frame = nil
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		f.fail("it is cut off")
	} else if f.err == nil {
		f.err = err
	}
}

func (f *frameReader) byte() byte {
	f.fill()
	if f.err != nil {
		return 0
	}
	b := f.frame[0]
	f.frame = f.frame[1:]
	return b
}

func (f *frameReader) number() uint64 {
	var n uint64
	for shift := uint(0); ; shift += 7 {
		b := f.byte()
		if shift == 63 && b > 1 {
			f.fail("a number is too large")
			return 0
		}
		n |= uint64(b&127) << shift
		if b < 128 {
			return n
		}
	}
}

// below reads a number that must be smaller than n.
func (f *frameReader) below(n uint64, what string) uint64 {
	v := f.number()
	if f.err == nil && v >= n {
		f.fail("%s %d is not below %d", what, v, n)
	}
	if f.err != nil {
		return 0
	}
	return v
}

// text reads a text of at most so many bytes. It is valid until the next call.
func (f *frameReader) text(to []byte, most int) []byte {
	n := int(f.below(uint64(most)+1, "a length"))
	to = to[:0]
	for n > 0 && f.err == nil {
		f.fill()
		take := min(n, len(f.frame))
		to = append(to, f.frame[:take]...)
		f.frame = f.frame[take:]
		n -= take
	}
	return to
}

// close checks that the frames end here.
func (f *frameReader) close() error {
	if f.err != nil {
		return f.err
	}
	if len(f.frame) > 0 {
		return damaged("it is longer than it should be")
	}
	if f.fill(); f.ended {
		return nil
	}
	if f.err != nil {
		return f.err
	}
	return damaged("it is longer than it should be")
}
