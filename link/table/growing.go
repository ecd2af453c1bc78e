package table

import (
	"hash/maphash"
	"unsafe"
)

// Dictionary numbers distinct texts from 1 in order of first appearance; the
// empty text is 0. It serves sets that grow; those read from files have their
// [Column]. Texts are at most 16 MiB long.
//
// Lookup, Text and Len may be called by many at once while nobody calls ID.
type Dictionary struct{ d *dictionary }

// NewDictionary makes a dictionary that holds the empty text.
func NewDictionary() *Dictionary { return &Dictionary{newDictionary()} }

// ID is the number of a text, a new one if it has none yet.
func (d *Dictionary) ID(s string) uint32 { return d.d.id(s) }

// Lookup is the number of a text, and whether it has one.
func (d *Dictionary) Lookup(s string) (uint32, bool) {
	if s == "" {
		return 0, true
	}
	in := d.d
	hash := uint32(maphash.String(in.seed, s) >> 32)
	mask := uint32(len(in.slots) - 1)
	for i := hash >> in.shift; ; i++ {
		slot := in.slots[i&mask]
		if slot == 0 {
			return 0, false
		}
		if uint32(slot>>32) == hash && string(in.text(in.texts[uint32(slot)])) == s {
			return uint32(slot), true
		}
	}
}

// Text is the text of a number. It lives as long as the dictionary.
func (d *Dictionary) Text(id uint32) string {
	if id == 0 {
		return ""
	}
	b := d.d.text(d.d.texts[id])
	return unsafe.String(&b[0], len(b))
}

// Len is the number of texts, the empty one included: numbers are below it.
func (d *Dictionary) Len() int { return len(d.d.texts) }
