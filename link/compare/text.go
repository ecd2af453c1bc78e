package compare

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// word is a text of up to 16 ASCII characters in two machine words, which is
// what nearly all Latin names are. The bytes after the text are zero.
//
// A longer text, or one of other characters, lies in an arena: lo says where,
// hi has 40 bits of its hash above the number of its bytes, and n is the number
// of its characters, at most maxRunes, below zero.
type word struct {
	lo, hi uint64
	// letters has a bit for every letter in it; see letterMask.
	letters uint32
	n       int16
	// head and area are for the comparators' own use: lengths of what a
	// postcode begins with.
	head, area uint8
}

// asWord packs b when it is short and ASCII, without its letters.
func asWord(b []byte) (w word, ok bool) {
	if len(b) > 16 {
		return w, false
	}
	lo, hi := load16(b)
	// A byte of zero would be taken for the end.
	zeros := ^(lo + sevens) & ^uint64(sevens) & (1<<(8*len(b)) - 1)
	if len(b) > 8 {
		zeros |= ^(hi + sevens) & ^uint64(sevens) & (1<<(8*(len(b)-8)) - 1)
	}
	if (lo|hi)&^sevens != 0 || zeros != 0 {
		return w, false
	}
	return word{lo: lo, hi: hi, n: int16(len(b))}, true
}

// load16 loads up to 16 bytes, filled up with zeros.
func load16(b []byte) (lo, hi uint64) {
	switch n := len(b); {
	case n >= 8:
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:]) >> (8 * (16 - n))
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<(8*(n-4)), 0
	case n >= 2:
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[n-1])<<(8*(n-1)), 0
	case n == 1:
		return uint64(b[0]), 0
	}
	return 0, 0
}

// len is the number of characters; of a text that does not fit, negative.
func (w *word) len() int { return int(w.n) }

// size is the number of characters compared.
func (w *word) size() int { return int(max(w.n, -w.n)) }

// begins reports whether two words begin with the same k characters.
func (w *word) begins(v *word, k uint) bool {
	if k <= 8 {
		return (w.lo^v.lo)<<(64-8*k) == 0
	}
	return w.lo == v.lo && (w.hi^v.hi)<<(128-8*k) == 0
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
	if w.len() > 8 {
		hi := ^((w.hi ^ cs) + sevens) & ^uint64(sevens)
		set |= uint32((hi>>7)*(gather<<7)>>56) << 8
	}
	return set
}

// letterMask has a bit for every letter of a folded text; other characters
// share the rest. One edit changes at most two bits.
func letterMask(b []byte) (mask uint32) {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			for b = b[i:]; len(b) > 0; {
				r, size := utf8.DecodeRune(b)
				mask |= letterBit(r)
				b = b[size:]
			}
			return mask
		}
		mask |= letterBits[c]
	}
	return mask
}

func letterBit(r rune) uint32 {
	if r >= 'a' && r <= 'z' {
		return 1 << (r - 'a')
	}
	return 1 << (26 + r%6)
}

// letterBits are the bits of ASCII characters.
var letterBits = func() (t [utf8.RuneSelf]uint32) {
	for r := range rune(utf8.RuneSelf) {
		t[r] = letterBit(r)
	}
	return t
}()

// unlike reports that the Jaro similarity of two texts of m and n characters is
// below 0.7, by the letters alone: a letter that the other text does not have
// is not matched.
func unlike(a, b uint32, m, n int) bool {
	return below70(min(m-bits.OnesCount32(a&^b), n-bits.OnesCount32(b&^a)), m, n)
}

// below70 reports that no more than so many matches make a Jaro similarity
// below 0.7: (matches/m + matches/n + 1)/3.
func below70(matches, m, n int) bool { return 10*matches*(m+n) < 11*m*n }

// maxRunes is how much of a long text is compared when it is not equal.
const maxRunes = 256

// texts are the folded texts of a column, one for each value; the text of no
// characters is the missing one.
type texts struct {
	list   []word
	arenas [][]byte // what does not fit a word
	fold   folding
}

// folding appends the folded form of a value, nothing when it says nothing.
type folding func(dst []byte, s string) []byte

const (
	lengthBits = 24 // of the bytes of a text in an arena; longer ones are cut
	fullArena  = 1 << 30
)

// newTexts folds the values; those that fold to nothing, and placeholders, are
// missing.
func newTexts(values []string, fold folding) *texts {
	t := &texts{list: make([]word, len(values)), arenas: make([][]byte, ChunkCount(len(values))), fold: fold}
	Chunks(len(values), func(chunk, from, to int) {
		var buf, arena []byte
		for i, v := range values[from:to] {
			buf = t.folded(buf, v)
			arena = t.list[from+i].set(buf, chunk, arena)
		}
		t.arenas[chunk] = bytes.Clone(arena) // of no more than its length
	})
	return t
}

// noTexts begins an empty column in which place 0 is a missing value.
func noTexts(st style) *texts {
	return &texts{list: make([]word, 1), fold: func(dst []byte, s string) []byte { return appendFolded(dst, s, st) }}
}

// fetch loads the words of values.
func (t *texts) fetch(values []uint32) (sum uint64) {
	for _, v := range values {
		sum += t.list[v].lo
	}
	return sum
}

// folded folds a value, in dst.
func (t *texts) folded(dst []byte, value string) []byte {
	if value == "" || isPlaceholder(value) || Damaged(value) {
		return dst[:0]
	}
	return t.fold(dst[:0], value)
}

// Add takes a further value.
func (t *texts) Add(value string) uint32 {
	return t.push(t.folded(nil, value))
}

// push takes a further folded text.
func (t *texts) push(folded []byte) uint32 {
	if n := len(t.arenas); n == 0 || len(t.arenas[n-1])+len(folded) > fullArena {
		t.arenas = append(t.arenas, nil)
	}
	last := len(t.arenas) - 1
	var w word
	t.arenas[last] = w.set(folded, last, t.arenas[last])
	t.list = append(t.list, w)
	return uint32(len(t.list) - 1)
}

// set makes w the text b and gives back the arena, which may have grown.
func (w *word) set(b []byte, number int, arena []byte) []byte {
	var short bool
	if *w, short = asWord(b); !short {
		b = b[:min(len(b), 1<<lengthBits-1)]
		*w = word{
			lo: uint64(number)<<32 | uint64(len(arena)),
			hi: hash64(b)<<lengthBits | uint64(len(b)),
			n:  -int16(countRunes(b)),
		}
		arena = append(arena, b...)
	}
	w.letters = letterMask(b)
	return arena
}

// countRunes counts up to maxRunes characters.
func countRunes(b []byte) int {
	if len(b) > maxRunes*utf8.UTFMax {
		b = b[:maxRunes*utf8.UTFMax]
	}
	return min(utf8.RuneCount(b), maxRunes)
}

// hash64 is a hash of b that is the same in every run: products of two halves
// folded together, as in wyhash (Wang Yi 2019).
func hash64(b []byte) uint64 {
	h := uint64(len(b)) ^ 0xa0761d6478bd642f
	for len(b) > 16 {
		h = fold128(h^binary.LittleEndian.Uint64(b), 0xe7037ed1a0b428db^binary.LittleEndian.Uint64(b[8:]))
		b = b[16:]
	}
	lo, hi := load16(b)
	return fold128(fold128(h^lo, 0xe7037ed1a0b428db^hi), 0x589965cc75374cc3)
}

func fold128(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// arenaBytes gives a text that lies in an arena.
func (t *texts) arenaBytes(w *word) []byte {
	from := w.lo & (1<<32 - 1)
	return t.arenas[w.lo>>32][from : from+w.hi&(1<<lengthBits-1)]
}

// equal reports whether two values fold to one text.
func (t *texts) equal(a, b uint32) bool {
	x, y := &t.list[a], &t.list[b]
	return x.same(y) || x.n < 0 && t.equalLong(x, y)
}

// same reports whether two words are equal; of texts in an arena, whether they
// are one.
func (w *word) same(v *word) bool { return w.lo == v.lo && w.hi == v.hi && w.n == v.n }

func (t *texts) equalLong(x, y *word) bool {
	return y.n == x.n && x.hi == y.hi && bytes.Equal(t.arenaBytes(x), t.arenaBytes(y))
}

// slip reports whether two texts that differ are one edit apart, two neighbours
// exchanged being one.
func (t *texts) slip(a, b uint32) bool {
	return bits.OnesCount32(t.list[a].letters^t.list[b].letters) <= 2 && t.oneEdit(a, b)
}

func (t *texts) oneEdit(a, b uint32) bool { return t.within(a, b, 1, true) <= 1 }

// space holds the characters of a text.
type space [maxRunes]rune

// runes gives the first maxRunes characters of text n, in s.
func (t *texts) runes(n uint32, s *space) []rune {
	w := &t.list[n]
	if w.len() >= 0 {
		for i := range w.len() {
			s[i] = rune(w.at(i))
		}
		return s[:w.len()]
	}
	return runesOf(t.arenaBytes(w), s)
}

// runesOf gives the first maxRunes characters of b, in s.
func runesOf(b []byte, s *space) []rune {
	k := 0
	for at := 0; at < len(b) && k < maxRunes; k++ {
		r, size := utf8.DecodeRune(b[at:])
		s[k] = r
		at += size
	}
	return s[:k]
}

// Missing reports whether value a is empty or a placeholder.
func (t *texts) Missing(a uint32) bool { return t.list[a].n == 0 }

// bytes gives a text, in s when it is a word.
func (t *texts) bytes(w *word, s *[16]byte) []byte {
	if w.len() < 0 {
		return t.arenaBytes(w)
	}
	binary.LittleEndian.PutUint64(s[:8], w.lo)
	binary.LittleEndian.PutUint64(s[8:], w.hi)
	return s[:w.len()]
}

// isASCII reports whether the characters of a text of up to maxRunes are bytes.
func (w *word) isASCII() bool { return w.len() >= 0 || uint64(-w.len()) == w.hi&(1<<lengthBits-1) }

// bothShort reports whether two texts can be compared as words.
func (t *texts) bothShort(x, y uint32) bool { return t.list[x].len() >= 0 && t.list[y].len() >= 0 }

// jaroWinkler compares two texts.
func (t *texts) jaroWinkler(x, y uint32) float64 {
	if t.bothShort(x, y) {
		return jaroWinklerWords(&t.list[x], &t.list[y])
	}
	var a, b space
	return jaroWinklerRunes(t.runes(x, &a), t.runes(y, &b))
}

// similar is jaroWinkler for similarities of 0.7 and more; it may give 0 for
// smaller ones.
func (t *texts) similar(x, y uint32) float64 {
	a, b := &t.list[x], &t.list[y]
	if a.n > -maxRunes && b.n > -maxRunes && unlike(a.letters, b.letters, a.size(), b.size()) {
		return 0
	}
	if a.n >= 0 && b.n >= 0 && below70(matchable(a, b), a.len(), b.len()) {
		return 0
	}
	return t.jaroWinkler(x, y)
}

// within gives the edit distance of two texts when it is at most k, else k+1.
// With swaps, exchanging two neighbours counts one.
func (t *texts) within(x, y uint32, k int, swaps bool) int {
	a, b := &t.list[x], &t.list[y]
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
	if v, w := &t.list[x], &t.list[y]; v.n >= 0 && w.n >= 0 {
		return v.begins(w, uint(min(v.n, w.n)))
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
func (t *texts) length(x uint32) int { return t.list[x].size() }
