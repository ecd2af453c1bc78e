// Package codec writes records and persons as stores keep them: a few hundred
// bytes instead of the kilobytes of JSON, read and written in a microsecond or
// two. A city's register has millions of both, read at every collation.
//
// The format is a sequence of fields without names: unsigned numbers as varints
// (encoding/binary), texts as their length and bytes, lists as their count and
// items. It begins with a version byte. A value is one byte of flags, the text,
// and what the flags announce:
//
//	bits 0–2  state
//	bit 3     a raw text follows
//	bit 4     a mark follows
//
// Example: the value {Raw: "汉", Text: "01", State: Understood} is
//
//	09        flags: state 1, raw follows
//	02 30 31  text "01"
//	03 e6 b1 89  raw "汉"
//
// Decoding checks every length against what is left, so that damaged bytes give
// an error and never a panic or a large allocation.
package codec

import (
	"encoding/binary"
	"errors"
	"fmt"

	"quanyuan"
)

// version is the first byte of everything written.
const version = 2

// ErrDamaged is what decoding returns for bytes that this package did not write.
var ErrDamaged = errors.New("damaged record")

const (
	stateMask = 1<<3 - 1
	hasRaw    = 1 << 3
	hasMark   = 1 << 4
)

// writer appends to a buffer.
type writer struct{ b []byte }

func (w *writer) uint(n uint64) { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) int(n int64)   { w.b = binary.AppendVarint(w.b, n) }

func (w *writer) text(s string) {
	w.uint(uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) value(v *quanyuan.Value) {
	flags := byte(v.State) & stateMask
	if v.Raw != "" {
		flags |= hasRaw
	}
	if v.Mark != "" {
		flags |= hasMark
	}
	w.b = append(w.b, flags)
	w.text(v.Text)
	if v.Raw != "" {
		w.text(v.Raw)
	}
	if v.Mark != "" {
		w.text(v.Mark)
	}
}

func (w *writer) children(cs []quanyuan.Child) {
	w.uint(uint64(len(cs)))
	for i := range cs {
		for _, v := range items(&cs[i]) {
			w.value(v)
		}
	}
}

// items are the six birth items in their order.
func items(c *quanyuan.Child) [6]*quanyuan.Value {
	return [6]*quanyuan.Value{&c.Name, &c.Birth, &c.ID, &c.Sex, &c.Order, &c.Policy}
}

// reader reads from a buffer; after the first fault it only gives zeros. Its
// texts are pieces of one copy of the buffer: one allocation for all of them.
type reader struct {
	b   []byte
	all string
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrDamaged
	}
	r.b, r.all = nil, ""
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) int() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return n
}

// count reads the length of a list whose items take at least one byte each.
func (r *reader) count() int {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.count()
	from := len(r.all) - len(r.b)
	r.b = r.b[n:]
	return r.all[from : from+n]
}

func (r *reader) value(v *quanyuan.Value) {
	flags := r.byte()
	v.State = quanyuan.ValueState(flags & stateMask)
	v.Text = r.text()
	if flags&hasRaw != 0 {
		v.Raw = r.text()
	}
	if flags&hasMark != 0 {
		v.Mark = r.text()
	}
}

func (r *reader) children() []quanyuan.Child {
	n := r.count()
	if n == 0 {
		return nil
	}
	cs := make([]quanyuan.Child, 0, min(n, 64))
	for range n {
		var c quanyuan.Child
		for _, v := range items(&c) {
			r.value(v)
		}
		if r.err != nil {
			return nil
		}
		cs = append(cs, c)
	}
	return cs
}

// skip leaves a text out, and gives its bytes.
func (r *reader) skip() []byte {
	n := r.count()
	text := r.b[:n]
	r.b = r.b[n:]
	return text
}

// skipValue leaves a value out, and gives the bytes of its text.
func (r *reader) skipValue() (state quanyuan.ValueState, text []byte) {
	flags := r.byte()
	text = r.skip()
	if flags&hasRaw != 0 {
		r.skip()
	}
	if flags&hasMark != 0 {
		r.skip()
	}
	return quanyuan.ValueState(flags & stateMask), text
}

// begin checks the version.
func begin(b []byte) *reader {
	r := &reader{b: b, all: string(b)}
	r.version()
	return r
}

func (r *reader) version() {
	if v := r.byte(); v != version && r.err == nil {
		r.fail()
		r.err = fmt.Errorf("%w: format %d, this program reads %d", ErrDamaged, v, version)
	}
}

// end checks that nothing is left.
func (r *reader) end() error {
	if r.err == nil && len(r.b) > 0 {
		r.err = ErrDamaged
	}
	return r.err
}
