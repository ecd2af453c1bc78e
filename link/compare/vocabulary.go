package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// vocabulary numbers the words of a column from 1; 0 is none.
type vocabulary struct {
	texts
	weights []uint32 // see weight
	sketch  []uint32 // see sketchOf
	// digits make a word unlike all others; see sketchOf.
	digits bool

	// Slots of linear probing, 32 bits of the hash above 32 of the number, by
	// the upper bits of the hash; nil when nothing is being added.
	slots []uint64
	shift uint
}

func newVocabulary() *vocabulary {
	return &vocabulary{texts: texts{list: make([]word, 1, 64)}}
}

// count is how many words there are, none included.
func (v *vocabulary) count() int { return len(v.list) }

// reset forgets all words.
func (v *vocabulary) reset() {
	v.list = v.list[:1]
	for i := range v.arenas {
		v.arenas[i] = v.arenas[i][:0]
	}
	clear(v.slots)
}

// hashWord is a hash of a word that stands in two machine words.
func hashWord(lo, hi uint64) uint32 {
	return uint32(fold128(lo^0xa0761d6478bd642f, hi^0xe7037ed1a0b428db) >> 32)
}

// intern gives the number of a word.
func (v *vocabulary) intern(b []byte) uint32 {
	if w, short := asWord(b); short {
		return v.internWord(w)
	}
	hash := uint32(hash64(b) >> 32)
	i := v.start(hash)
	for ; v.slots[i] != 0; i = (i + 1) & (len(v.slots) - 1) {
		if slot := v.slots[i]; uint32(slot>>32) == hash {
			if have := &v.list[uint32(slot)]; have.n < 0 && bytes.Equal(v.arenaBytes(have), b) {
				return uint32(slot)
			}
		}
	}
	n := v.push(b)
	v.slots[i] = uint64(hash)<<32 | uint64(n)
	return n
}

// internWord is intern for a short word.
func (v *vocabulary) internWord(w word) uint32 {
	hash := hashWord(w.lo, w.hi)
	i := v.start(hash)
	for ; v.slots[i] != 0; i = (i + 1) & (len(v.slots) - 1) {
		if slot := v.slots[i]; uint32(slot>>32) == hash {
			if have := &v.list[uint32(slot)]; have.lo == w.lo && have.hi == w.hi && have.n == w.n {
				return uint32(slot)
			}
		}
	}
	n := uint32(len(v.list))
	v.list = append(v.list, w)
	v.slots[i] = uint64(hash)<<32 | uint64(n)
	return n
}

// start is where the search for a hash begins. There is room for one more.
func (v *vocabulary) start(hash uint32) int {
	if len(v.slots) < 2*len(v.list) {
		v.rehash()
	}
	return int(hash >> v.shift)
}

// rehash makes room for twice the words.
func (v *vocabulary) rehash() {
	size := 256
	v.shift = 32 - 8
	for size < 4*len(v.list) && v.shift > 0 {
		size *= 2
		v.shift--
	}
	v.slots = make([]uint64, size)
	for n := 1; n < len(v.list); n++ {
		w := &v.list[n]
		hash := hashWord(w.lo, w.hi)
		if w.n < 0 {
			hash = uint32(hash64(v.arenaBytes(w)) >> 32)
		}
		i := int(hash >> v.shift)
		for v.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		v.slots[i] = uint64(hash)<<32 | uint64(n)
	}
}

// join numbers the words of another vocabulary.
func (v *vocabulary) join(w *vocabulary, number []uint32) []uint32 {
	number = append(number[:0], 0)
	for n := 1; n < len(w.list); n++ {
		if have := w.list[n]; have.n >= 0 {
			number = append(number, v.internWord(have))
		} else {
			number = append(number, v.intern(w.arenaBytes(&have)))
		}
	}
	return number
}

// word gives a word by its number, in s when it is short.
func (v *vocabulary) word(n uint32, s *[16]byte) []byte { return v.bytes(&v.list[n], s) }

// A sketch of a word has a bit for every letter, other characters sharing
// them, one more when there is a digit, and above them the length, at most
// longest. One edit changes two letters' bits at most.
const (
	sketchLetters = 1<<26 - 1
	sketchDigit   = 1 << 26
	sketchLength  = 27
	longest       = 1<<(32-sketchLength) - 1
)

func (v *vocabulary) sketchOf(n uint32) (sketch uint32) {
	var s [16]byte
	word := v.word(n, &s)
	for at, size := 0, 0; at < len(word); at += size {
		var r rune
		switch r, size = utf8.DecodeRune(word[at:]); {
		case r >= 'a' && r <= 'z':
			sketch |= 1 << (r - 'a')
		case r >= '0' && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r):
			sketch |= sketchDigit
		default:
			sketch |= 1 << (uint32(r) % 26)
		}
	}
	if v.digits && sketch&sketchDigit != 0 {
		// Bits that are far from those of any other word.
		sketch = sketchDigit | uint32(hash64(word))&sketchLetters
	}
	return sketch | uint32(min(v.length(n), longest))<<sketchLength
}

// Weights are in units of 2^-16, so that their sums are exact in any order.
const weightUnit = 1 << 16

// frequencies are how common words are: what comparing words learns of a
// column.
type frequencies struct {
	Texts int            `json:"texts"` // that have words
	Words map[string]int `json:"words"` // common word -> texts with it
	Rest  float64        `json:"rest"`  // texts with a word that is not listed, on average
}

// maxCommon is how many words are remembered one by one. The ones after that
// are so rare that their weights differ little.
const maxCommon = 1 << 14

// frequenciesOf learns from the number of texts with each word.
func (v *vocabulary) frequenciesOf(texts int, df []uint32) *frequencies {
	// The smallest number of texts that no more than maxCommon words exceed.
	counts := make([]uint32, 0, 1024)
	for _, n := range df {
		if n > 1 {
			counts = append(counts, n)
		}
	}
	least := uint32(1)
	if len(counts) > maxCommon {
		slices.Sort(counts)
		least = counts[len(counts)-1-maxCommon]
	}
	f := &frequencies{Texts: texts, Words: map[string]int{}, Rest: 1}
	var s [16]byte
	rest, sum := 0, 0
	for w := 1; w < len(df); w++ {
		if df[w] > least {
			f.Words[string(v.word(uint32(w), &s))] = int(df[w])
		} else {
			rest++
			sum += int(df[w])
		}
	}
	if rest > 0 {
		f.Rest = float64(sum) / float64(rest)
	}
	return f
}

// weight is log(1 + texts / texts with the word).
func (f *frequencies) weight(word []byte) uint32 {
	if f.Texts == 0 {
		return weightUnit
	}
	df := f.Rest
	if n, ok := f.Words[string(word)]; ok {
		df = float64(n)
	}
	return uint32(math.Round(weightUnit * math.Log1p(float64(f.Texts)/max(df, 1))))
}

// weigh gives sketches and weights to the words that have none yet.
func (v *vocabulary) weigh(f *frequencies) {
	from := max(1, len(v.sketch))
	v.sketch = append(v.sketch, make([]uint32, len(v.list)-len(v.sketch))...)
	v.weights = append(v.weights, make([]uint32, len(v.list)-len(v.weights))...)
	Chunks(len(v.list)-from, func(_, start, end int) {
		var s [16]byte
		for n := from + start; n < from+end; n++ {
			w := &v.list[n]
			w.letters = letterMask(v.bytes(w, &s))
			v.sketch[n] = v.sketchOf(uint32(n))
			v.weights[n] = f.weight(v.bytes(w, &s))
		}
	})
}

// state is what f is remembered as.
func (f *frequencies) state() json.RawMessage {
	state, err := json.Marshal(f)
	if err != nil {
		panic(fmt.Sprintf("frequencies are not JSON: %v", err)) // numbers and texts always are
	}
	return state
}

// readFrequencies is the inverse of state.
func readFrequencies(comparator string, state json.RawMessage) (*frequencies, error) {
	f := &frequencies{}
	if err := json.Unmarshal(state, f); err != nil {
		return nil, fmt.Errorf("%s: what was learned cannot be read: %w; learn it anew", comparator, err)
	}
	return f, nil
}
