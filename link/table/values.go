package table

import (
	"iter"
	"unsafe"
)

// Values are the distinct texts of a column by number, in order of first
// appearance in the rows. Number 0 is always "", the missing value. Texts lie
// one after the other in a few blocks, eight bytes a text beside its own.
//
// They may be read by many at once.
type Values struct {
	places []place
	blocks [][]byte
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
func (d *dictionary) values() Values { return Values{d.texts, d.blocks} }

// Len is the number of values, the missing one included.
func (v *Values) Len() int { return len(v.places) }

// At is the text of a number.
func (v *Values) At(id uint32) string {
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
