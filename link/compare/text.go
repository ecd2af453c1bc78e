package compare

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"unicode/utf8"
)

// word is a text of up to 16 ASCII characters in two machine words, which is
// what nearly all Latin names are. The bytes after the text are zero.
type word struct {
	lo, hi uint64
	n      int16 // see len
	// letters has a bit for every letter in it; see letterMask. Texts that do
	// not fit a word have it too.
	letters uint32
}

// asWord packs b when it is short and ASCII.
func asWord(b []byte) (w word, ok bool) {
	if len(b) > 16 {
		return w, false
	}
	var full [16]byte
	copy(full[:], b)
	lo, hi := binary.LittleEndian.Uint64(full[:8]), binary.LittleEndian.Uint64(full[8:])
	if (lo|hi)&^sevens != 0 || bytes.IndexByte(b, 0) >= 0 {
		return w, false
	}
	return word{lo: lo, hi: hi, n: int16(len(b))}, true
}

// len is the number of characters; of a text that does not fit, negative.
func (w *word) len() int { return int(w.n) }

// at gives a character.
func (w *word) at(i int) byte {
	if i < 8 {
		return byte(w.lo >> (8 * uint(i)))
	}
	return byte(w.hi >> (8 * uint(i-8)))
}

const (
	ones   = 0x0101010101010101
	sevens = 0x7f7f7f7f7f7f7f7f
	gather = 0x0002040810204081 // brings the top bits of eight bytes together
)

// where gives the set of positions at which w has the character c, one bit for
// each. All bytes are below 0x80, so adding 0x7f sets the top bit of a byte
// exactly when it is not zero, with no carry into the next.
func (w *word) where(c byte) uint32 {
	cs := uint64(c) * ones
	lo := ^((w.lo ^ cs) + sevens) & ^uint64(sevens)
	set := uint32((lo >> 7) * (gather << 7) >> 56)
	if w.len() > 8 {
		hi := ^((w.hi ^ cs) + sevens) & ^uint64(sevens)
		set |= uint32((hi>>7)*(gather<<7)>>56) << 8
	}
	return set
}

// letterMask has a bit for every letter of a folded text; other characters
// share the rest. One edit changes at most two bits.
func letterMask(b []byte) (mask uint32) {
	for _, r := range string(b) {
		if r >= 'a' && r <= 'z' {
			mask |= 1 << (r - 'a')
		} else {
			mask |= 1 << (26 + r%6)
		}
	}
	return mask
}

// unlike reports that the Jaro similarity of two words is below 0.7, by the
// letters alone: a letter that the other word does not have is not matched.
func unlike(a, b *word) bool {
	matches := min(a.len()-bits.OnesCount32(a.letters&^b.letters), b.len()-bits.OnesCount32(b.letters&^a.letters))
	return 10*matches*(a.len()+b.len()) < 11*a.len()*b.len() // (m/a + m/b + 1)/3 < 0.7
}

// maxRunes is how much of a long text is compared when it is not equal.
const maxRunes = 256

// texts are the folded texts of a column. Values that fold to the same text
// share a number; 0 is the missing one.
type texts struct {
	number []uint32 // value -> text
	// short has the texts by number. A text that does not fit a word has the
	// number of its characters, at most maxRunes, as a negative n, and lies in
	// arena[lo : lo+hi].
	short []word
	arena []byte

	// While texts are added: slots of linear probing, 32 bits of the hash
	// above 32 of the number, by the upper bits of the hash.
	slots []uint64
	shift uint
	seed  maphash.Seed
}

func startTexts(values int) *texts {
	return &texts{number: make([]uint32, values), short: make([]word, 1, 64), slots: make([]uint64, 256), shift: 32 - 8, seed: maphash.MakeSeed()}
}

// newTexts folds the values; those that fold to nothing, and placeholders, are
// missing.
func newTexts(values []string, fold func(dst []byte, s string) []byte) *texts {
	t := startTexts(len(values))
	var buf []byte
	for i, v := range values {
		if v != "" && !isPlaceholder(v) {
			buf = fold(buf[:0], v)
			t.number[i] = t.intern(buf)
		}
	}
	return t.done()
}

// done drops what only adding needs.
func (t *texts) done() *texts {
	t.slots = nil
	return t
}

// intern gives the number of a folded text.
func (t *texts) intern(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	w, ok := asWord(b)
	if !ok {
		w = word{n: -int16(min(utf8.RuneCount(b), maxRunes)), hi: uint64(len(b))}
	}
	hash := uint32(maphash.Bytes(t.seed, b) >> 32)
	mask := uint32(len(t.slots) - 1)
	i := hash >> t.shift & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if slot := t.slots[i]; uint32(slot>>32) == hash && t.same(&t.short[uint32(slot)], &w, b) {
			return uint32(slot)
		}
	}
	if !ok {
		w.lo = uint64(len(t.arena))
		t.arena = append(t.arena, b...)
	}
	w.letters = letterMask(b)
	n := uint32(len(t.short))
	t.short = append(t.short, w)
	t.slots[i] = uint64(hash)<<32 | uint64(n)
	if len(t.short)*8 > len(t.slots)*5 && t.shift > 1 {
		t.grow()
	}
	return n
}

// same reports whether a text is b, whose word is w.
func (t *texts) same(have, w *word, b []byte) bool {
	if have.len() != w.len() || have.hi != w.hi {
		return false
	}
	if w.len() < 0 {
		return string(t.arena[have.lo:have.lo+have.hi]) == string(b)
	}
	return have.lo == w.lo
}

// grow doubles the slots.
func (t *texts) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	t.shift--
	mask := uint32(len(t.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := uint32(slot>>32) >> t.shift & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot
	}
}

// count is how many texts there are, the missing one included.
func (t *texts) count() int { return len(t.short) }

// space holds the characters of a text.
type space [maxRunes]rune

// runes gives the first maxRunes characters of text n, in s.
func (t *texts) runes(n uint32, s *space) []rune {
	w := &t.short[n]
	if w.len() >= 0 {
		for i := range w.len() {
			s[i] = rune(w.at(i))
		}
		return s[:w.len()]
	}
	k := 0
	for _, r := range string(t.arena[w.lo : w.lo+w.hi]) {
		if k == maxRunes {
			break
		}
		s[k] = r
		k++
	}
	return s[:k]
}

// Missing reports whether value a is empty or a placeholder.
func (t *texts) Missing(a uint32) bool { return t.number[a] == 0 }

// bytes gives a text, in s when it is a word.
func (t *texts) bytes(w *word, s *[16]byte) []byte {
	if w.len() < 0 {
		return t.arena[w.lo : w.lo+w.hi]
	}
	binary.LittleEndian.PutUint64(s[:8], w.lo)
	binary.LittleEndian.PutUint64(s[8:], w.hi)
	return s[:w.len()]
}

// isASCII reports whether the characters of a text of up to maxRunes are bytes.
func (w *word) isASCII() bool { return w.len() >= 0 || uint64(-w.len()) == w.hi }

// bothShort reports whether two texts can be compared as words.
func (t *texts) bothShort(x, y uint32) bool { return t.short[x].len() >= 0 && t.short[y].len() >= 0 }

// jaroWinkler compares two texts.
func (t *texts) jaroWinkler(x, y uint32) float64 {
	if t.bothShort(x, y) {
		return jaroWinklerWords(&t.short[x], &t.short[y])
	}
	var a, b space
	return jaroWinklerRunes(t.runes(x, &a), t.runes(y, &b))
}

// similar is jaroWinkler for similarities of 0.7 and more; it may give 0 for
// smaller ones.
func (t *texts) similar(x, y uint32) float64 {
	if t.bothShort(x, y) && unlike(&t.short[x], &t.short[y]) {
		return 0
	}
	return t.jaroWinkler(x, y)
}

// within gives the edit distance of two texts when it is at most k, else k+1.
// With swaps, exchanging two neighbours counts one.
func (t *texts) within(x, y uint32, k int, swaps bool) int {
	a, b := &t.short[x], &t.short[y]
	if a.len() >= 0 && b.len() >= 0 {
		if d := a.len() - b.len(); d > k || -d > k || bits.OnesCount32(a.letters^b.letters) > 2*k {
			return k + 1
		}
		if k == 1 {
			return editOnce(a, b, swaps)
		}
		return min(editWords(a, b, swaps), k+1)
	}
	if d := t.length(x) - t.length(y); d > k || -d > k || bits.OnesCount32(a.letters^b.letters) > 2*k {
		return k + 1
	}
	if k == 1 && a.isASCII() && b.isASCII() {
		var s, u [16]byte
		return editOnceBytes(t.bytes(a, &s), t.bytes(b, &u), swaps)
	}
	var s, u space
	return editRunes(t.runes(x, &s), t.runes(y, &u), k, swaps)
}

// prefix reports whether one text begins with the other.
func (t *texts) prefix(x, y uint32) bool {
	if t.bothShort(x, y) {
		a, b := &t.short[x], &t.short[y]
		if a.len() > b.len() {
			a, b = b, a
		}
		if a.len() >= 8 {
			return a.lo == b.lo && (a.hi^b.hi)<<(64-8*uint(a.len()-8)) == 0
		}
		return (a.lo^b.lo)<<(64-8*uint(a.len())) == 0
	}
	var s, u space
	a, b := t.runes(x, &s), t.runes(y, &u)
	if len(a) > len(b) {
		a, b = b, a
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// length gives the characters of a text.
func (t *texts) length(x uint32) int {
	n := t.short[x].len()
	return max(n, -n)
}
