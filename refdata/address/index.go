package address

import "strings"

// index finds names by their texts: slots of linear probing, 32 bits of the
// hash above 32 of the number, by the upper bits of the hash.
type index struct {
	slots []uint64
	shift uint
	room  strings.Builder // texts kept together
	// plain are the numbers of texts of up to four digits, by their value: most
	// parts of most addresses. Nil while names are few.
	plain []uint32
}

// plainTexts is how many texts of digits have a place of their own.
const plainTexts = 10000

// plainValue is the value of a text of up to four digits without leading
// zeros; plainTexts for any other text.
func plainValue(s string) int {
	if len(s) == 0 || len(s) > 4 || s[0] == '0' {
		return plainTexts
	}
	n := 0
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return plainTexts
		}
		n = 10*n + int(d)
	}
	return n
}

// open makes what adding needs.
func (x *index) open(names []name) {
	if x.slots == nil {
		x.rehash(names)
	}
}

// rehash makes room for more names than there are.
func (x *index) rehash(names []name) {
	size := 256
	x.shift = 32 - 8
	for size < 4*len(names) && x.shift > 0 {
		size *= 2
		x.shift--
	}
	x.slots = make([]uint64, size)
	if size >= 1024 && x.plain == nil {
		x.plain = make([]uint32, plainTexts)
	}
	for n := 1; n < len(names); n++ {
		hash := hashText(names[n].text)
		i := int(hash >> x.shift)
		for x.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		x.slots[i] = uint64(hash)<<32 | uint64(n)
		if v := plainValue(names[n].text); v < len(x.plain) {
			x.plain[v] = uint32(n)
		}
	}
}

// find gives the number of a text, or 0 and the slot for it.
func (x *index) find(names []name, text string, hash uint32) (slot int, n uint32) {
	i := int(hash >> x.shift)
	for ; x.slots[i] != 0; i = (i + 1) & (len(x.slots) - 1) {
		if s := x.slots[i]; uint32(s>>32) == hash && names[uint32(s)].text == text {
			return i, uint32(s)
		}
	}
	return i, 0
}

// put notes the last of names in the slot that find gave.
func (x *index) put(names []name, slot int, hash uint32) {
	x.slots[slot] = uint64(hash)<<32 | uint64(len(names)-1)
	if len(x.slots) < 2*len(names) {
		x.rehash(names)
	}
}

// keep copies a text, so that it does not hold the whole address that it is a
// part of.
func (x *index) keep(text string) string {
	if x.room.Cap()-x.room.Len() < len(text) {
		x.room = strings.Builder{}
		x.room.Grow(max(4096, len(text)))
	}
	from := x.room.Len()
	x.room.WriteString(text)
	return x.room.String()[from:]
}

// hashText is a hash of a text that is the same in every run.
func hashText(s string) uint32 {
	const multiplier = 0x9E3779B97F4A7C15
	h := uint64(len(s)) * multiplier
	mix := func(w uint64) {
		h = (h ^ w) * multiplier
		h ^= h >> 29
	}
	rest := s
	for ; len(rest) >= 8; rest = rest[8:] {
		mix(word8(rest))
	}
	switch {
	case len(rest) == 0:
	case len(s) >= 8:
		mix(word8(s[len(s)-8:]))
	default:
		mix(rest8(rest))
	}
	return uint32(h * multiplier >> 32)
}

// word8 is eight bytes as a word.
func word8(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// rest8 is up to seven bytes as a word.
func rest8(s string) (v uint64) {
	for i := range len(s) {
		v = v<<8 | uint64(s[i])
	}
	return v
}
