package compare

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// word is a text of up to 16 ASCII characters in two machine words, which is
// what nearly all Latin names are. The bytes after the text are zero.
type word struct {
	lo, hi uint64
	n      int
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
	for i, c := range b {
		if c >= utf8.RuneSelf || c == 0 {
			return w, false
		}
		full[i] = c
	}
	return word{lo: binary.LittleEndian.Uint64(full[:8]), hi: binary.LittleEndian.Uint64(full[8:]), n: len(b)}, true
}

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
	if w.n > 8 {
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
	matches := min(a.n-bits.OnesCount32(a.letters&^b.letters), b.n-bits.OnesCount32(b.letters&^a.letters))
	return 10*matches*(a.n+b.n) < 11*a.n*b.n // (m/a + m/b + 1)/3 < 0.7
}

// maxRunes is how much of a long text is compared when it is not equal.
const maxRunes = 256

// texts are the folded texts of a column. Values that fold to the same text
// share a number; 0 is the missing one.
type texts struct {
	number []uint32 // value -> text
	short  []word   // text -> word; n < 0 for texts that do not fit
	long   map[uint32][]rune
	count  int
}

// newTexts folds the values; those that fold to nothing, and placeholders, are
// missing.
func newTexts(values []string, fold func(dst []byte, s string) []byte) *texts {
	t := &texts{number: make([]uint32, len(values)), short: make([]word, 1), long: map[uint32][]rune{}}
	known := make(map[string]uint32, len(values))
	var buf []byte
	for i, v := range values {
		if v == "" || isPlaceholder(v) {
			continue
		}
		if buf = fold(buf[:0], v); len(buf) == 0 {
			continue
		}
		n, ok := known[string(buf)]
		if !ok {
			n = t.add(buf)
			known[string(buf)] = n
		}
		t.number[i] = n
	}
	t.count = len(t.short)
	return t
}

// add takes a new text and returns its number.
func (t *texts) add(b []byte) uint32 {
	n := uint32(len(t.short))
	w, ok := asWord(b)
	if !ok {
		w.n = -1
		t.long[n] = cutRunes(b)
	}
	w.letters = letterMask(b)
	t.short = append(t.short, w)
	return n
}

// cutRunes gives the first maxRunes characters.
func cutRunes(b []byte) []rune {
	out := make([]rune, 0, min(len(b), maxRunes))
	for _, r := range string(b) {
		if len(out) == maxRunes {
			break
		}
		out = append(out, r)
	}
	return out
}

// Missing reports whether value a is empty or a placeholder.
func (t *texts) Missing(a uint32) bool { return t.number[a] == 0 }

// runes gives text n as characters, in space when it is a word.
func (t *texts) runes(n uint32, space *[16]rune) []rune {
	w := &t.short[n]
	if w.n < 0 {
		return t.long[n]
	}
	for i := range w.n {
		space[i] = rune(w.at(i))
	}
	return space[:w.n]
}

// bothShort reports whether two texts can be compared as words.
func (t *texts) bothShort(x, y uint32) bool { return t.short[x].n >= 0 && t.short[y].n >= 0 }

// jaroWinkler compares two texts.
func (t *texts) jaroWinkler(x, y uint32) float64 {
	if t.bothShort(x, y) {
		return jaroWinklerWords(&t.short[x], &t.short[y])
	}
	var a, b [16]rune
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
	if a.n >= 0 && b.n >= 0 {
		if d := a.n - b.n; d > k || -d > k || bits.OnesCount32(a.letters^b.letters) > 2*k {
			return k + 1
		}
		if k == 1 {
			return editOnce(a, b, swaps)
		}
		return min(editWords(a, b, swaps), k+1)
	}
	var s, u [16]rune
	return editRunes(t.runes(x, &s), t.runes(y, &u), k, swaps)
}

// prefix reports whether one text begins with the other.
func (t *texts) prefix(x, y uint32) bool {
	if t.bothShort(x, y) {
		a, b := &t.short[x], &t.short[y]
		if a.n > b.n {
			a, b = b, a
		}
		if a.n >= 8 {
			return a.lo == b.lo && (a.hi^b.hi)<<(64-8*uint(a.n-8)) == 0
		}
		return (a.lo^b.lo)<<(64-8*uint(a.n)) == 0
	}
	var s, u [16]rune
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
	if n := t.short[x].n; n >= 0 {
		return n
	}
	return len(t.long[x])
}
