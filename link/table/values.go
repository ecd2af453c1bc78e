package table

import (
	"iter"
	"slices"
	"unsafe"

	"quanyuan/link/spill"
)

// Values are the distinct texts of a column by number, in order of first
// appearance in the rows. Number 0 is always "", the missing value. Texts lie
// one after the other in a few blocks, eight bytes a text beside its own, or in
// a file; see [Values.Spill].
//
// They may be read by many at once.
type Values struct {
	places []place
	blocks [][]byte
	stored *stored // instead
}

// NewValues makes values of texts, the first of which is "". They are copied.
func NewValues(texts ...string) Values {
	d := dictionary{}
	for _, s := range texts {
		p := place(0)
		if s != "" {
			p = d.keep([]byte(s))
		}
		d.texts = append(d.texts, p)
	}
	return d.values()
}

// values gives the texts by number. The dictionary must not be used after.
func (d *dictionary) values() Values { return Values{places: d.texts, blocks: d.blocks} }

// Len is the number of values, the missing one included.
func (v *Values) Len() int {
	if v.stored != nil {
		return v.stored.n
	}
	return len(v.places)
}

// At is the text of a number.
func (v *Values) At(id uint32) string {
	if v.stored != nil {
		return v.stored.at(int(id))
	}
	p := v.places[id]
	n, from := int(p&maxText), int(p>>24&(lastBlock-1))
	if n == 0 {
		return ""
	}
	return unsafe.String(&v.blocks[p>>placeBlock][from], n)
}

// All gives all numbers and texts in order.
func (v *Values) All() iter.Seq2[uint32, string] {
	return func(yield func(uint32, string) bool) {
		if v.stored != nil {
			id := uint32(0)
			for texts := range v.stored.stretches(storedAtOnce) {
				for _, s := range texts {
					if !yield(id, s) {
						return
					}
					id++
				}
			}
			return
		}
		for id := range uint32(len(v.places)) {
			if !yield(id, v.At(id)) {
				return
			}
		}
	}
}

// Strings gives all texts in a slice.
func (v *Values) Strings() []string {
	all := make([]string, v.Len())
	for id, s := range v.All() {
		all[id] = s
	}
	return all
}

// Stretches gives all texts in order, about so many at a time, in a slice that
// is valid until the next; the texts stay.
func (v *Values) Stretches(atOnce int) iter.Seq[[]string] {
	if v.stored != nil {
		return v.stored.stretches(atOnce)
	}
	return slices.Chunk(v.Strings(), atOnce)
}

// Spilt reports whether the texts lie in a file.
func (v *Values) Spilt() bool { return v.stored != nil }

// Spill moves the texts to a file. Single ones cost a look at the disk then; one
// that fails gives "", and [spill.Files.Err] says so.
func (v *Values) Spill(files *spill.Files) error {
	if v.stored != nil || v.Len() == 0 {
		return nil
	}
	s, err := store(files, v.Len(), func(yield func(string) bool) {
		for _, text := range v.All() {
			if !yield(text) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	*v = Values{stored: s}
	return nil
}
