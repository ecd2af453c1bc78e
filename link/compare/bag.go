package compare

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/bits"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// maxTokens is how many words of a text are compared.
const maxTokens = 32

// bags are texts as bags of words. The texts themselves are not kept.
type bags struct {
	list   []bag
	tokens []token
	words  *vocabulary
	rarity *frequencies
	cut    cutting
	most   int // tokens of a text
}

// cutting folds a value into r.text, which stays empty when it says nothing,
// and gives its tokens to r until it has enough.
type cutting func(r *reading, value string)

// reading is a value being cut.
type reading struct {
	text  []byte
	words *vocabulary
	ids   []uint32 // of the tokens, after those of values before
	room  int      // for further tokens
}

// token takes one; false when it was the last.
func (r *reading) token(b []byte) bool {
	r.ids = append(r.ids, r.words.intern(b))
	r.room--
	return r.room > 0
}

// bag is a text: tokens[from : from+n], sorted by number.
type bag struct {
	from   uint32
	weight uint32 // of all its words
	order  uint32 // hash of the text: tells the same words in another order
	n      uint32 // 0 for a missing text
}

// token is a word with what tells, without a look at it, that it is unlike
// another.
type token struct{ word, sketch uint32 }

// newBags cuts the values, at most most tokens of each. Without frequencies it
// learns them from the values.
func newBags(values []string, cut cutting, most int, f *frequencies) *bags {
	b := &bags{list: make([]bag, len(values)), words: newVocabulary(), rarity: f, cut: cut, most: most}
	b.words.digits = f == nil || f.Texts > 0
	pieces := make([]piece, ChunkCount(len(values)))
	df := b.cutAll(values, pieces)
	total, texts := 0, 0
	for i := range pieces {
		pieces[i].from = total
		total += len(pieces[i].tokens)
		texts += pieces[i].texts
	}
	if f == nil {
		b.rarity = b.words.frequenciesOf(texts, df)
	}
	b.words.weigh(b.rarity)
	b.words.slots = nil
	b.words.list = slices.Clip(b.words.list)
	b.tokens = make([]token, total)
	Chunks(len(values), func(chunk, from, to int) {
		p := &pieces[chunk]
		for i, w := range p.tokens {
			b.tokens[p.from+i] = token{w, b.words.sketch[w]}
		}
		p.tokens = nil
		for i := from; i < to; i++ {
			b.list[i].from += uint32(p.from)
			b.finish(&b.list[i])
		}
	})
	return b
}

// piece is a part of a column while it is read.
type piece struct {
	tokens []uint32 // words of all its texts
	texts  int      // that have words
	from   int      // where its tokens begin in the column
}

// cutAll cuts all values and counts the texts with each word. Pieces of the
// column are cut at once, each with a vocabulary of its own, which then joins
// that of the column. The order in which they do numbers the words, but nothing
// is made of the numbers but equality.
func (b *bags) cutAll(values []string, pieces []piece) (df []uint32) {
	type scratch struct {
		reading
		df     []uint32
		number []uint32 // word of the piece -> word of the column
	}
	pool := sync.Pool{New: func() any { return &scratch{reading: reading{words: newVocabulary()}} }}
	var joining sync.Mutex
	Chunks(len(values), func(chunk, from, to int) {
		p, s := &pieces[chunk], pool.Get().(*scratch)
		s.words.reset()
		s.df = append(s.df[:0], 0)
		s.ids = s.ids[:0]
		for i, v := range values[from:to] {
			start := len(s.ids)
			b.read(&b.list[from+i], &s.reading, v)
			b.list[from+i].from = uint32(start)
			mine := s.ids[start:]
			if len(mine) > 0 {
				p.texts++
			}
			for k, w := range mine {
				for int(w) >= len(s.df) {
					s.df = append(s.df, 0)
				}
				if !slices.Contains(mine[:k], w) {
					s.df[w]++
				}
			}
		}
		joining.Lock()
		s.number = b.words.join(s.words, s.number)
		if n := b.words.count(); n > len(df) {
			df = append(df, make([]uint32, n-len(df))...)
		}
		for w, n := range s.df {
			df[s.number[w]] += n
		}
		joining.Unlock()
		p.tokens = make([]uint32, len(s.ids))
		for i, w := range s.ids {
			p.tokens[i] = s.number[w]
		}
		pool.Put(s)
	})
	return df
}

// read cuts a value into numbered words.
func (b *bags) read(to *bag, r *reading, value string) {
	if value == "" || isPlaceholder(value) || Damaged(value) {
		return
	}
	start := len(r.ids)
	r.text, r.room = r.text[:0], b.most
	b.cut(r, value)
	to.n = uint32(len(r.ids) - start)
	to.order = uint32(hash64(r.text) >> 32)
}

// finish sorts and weighs a bag whose tokens are in their place.
func (b *bags) finish(x *bag) {
	mine := b.of(x)
	if len(mine) > maxTokens {
		slices.SortFunc(mine, func(s, t token) int { return cmp.Compare(s.word, t.word) })
	}
	for i, t := range mine {
		x.weight += b.words.weights[t.word]
		for ; i > 0 && mine[i-1].word > t.word; i-- {
			mine[i] = mine[i-1]
		}
		mine[i] = t
	}
}

// Add takes a further value.
func (b *bags) Add(value string) uint32 {
	x := bag{from: uint32(len(b.tokens))}
	r := reading{words: b.words}
	b.read(&x, &r, value)
	b.words.weigh(b.rarity)
	for _, w := range r.ids {
		b.tokens = append(b.tokens, token{w, b.words.sketch[w]})
	}
	b.finish(&x)
	b.list = append(b.list, x)
	return uint32(len(b.list) - 1)
}

// State tells how common the words are.
func (b *bags) State() json.RawMessage { return b.rarity.state() }

// Missing reports whether a value has no words.
func (b *bags) Missing(a uint32) bool { return b.list[a].n == 0 }

// of gives the tokens of a text.
func (b *bags) of(x *bag) []token { return b.tokens[x.from : x.from+x.n] }

// fetch loads texts: first where their tokens are, then the tokens.
func (b *bags) fetch(values []uint32) (sum uint64) {
	for _, v := range values {
		sum += uint64(b.list[v].from)
	}
	for _, v := range values {
		if x := &b.list[v]; x.n > 0 {
			sum += uint64(b.tokens[x.from].word) + uint64(b.tokens[x.from+x.n-1].word)
		}
	}
	return sum
}

// cutWords folds a text and cuts it at its blanks. Where a script has no blanks
// between words, as Chinese, the words are the pairs of characters.
func cutWords(r *reading, value string) {
	r.text = appendFolded(r.text, value, words)
	for text := r.text; len(text) > 0; {
		word, rest, _ := bytes.Cut(text, []byte(" "))
		text = rest
		var more bool
		if first, n := utf8.DecodeRune(word); n == len(word) || !unicode.Is(unicode.Han, first) {
			more = r.token(word)
		} else {
			more = r.pairs(word, n)
		}
		if !more {
			return
		}
	}
}

// pairs takes the pairs of neighbouring characters of a word, whose first one
// has n bytes.
func (r *reading) pairs(word []byte, n int) bool {
	before := 0
	for at, size := n, 0; at < len(word); at += size {
		_, size = utf8.DecodeRune(word[at:])
		if !r.token(word[before : at+size]) {
			return false
		}
		before = at
	}
	return true
}

// typo reports whether two different words are one edit apart and long enough
// for that to say something. A digit makes another word.
func (b *bags) typo(x, y token) bool {
	m, n := int32(x.sketch>>sketchLength), int32(y.sketch>>sketchLength)
	return (x.sketch|y.sketch)&sketchDigit == 0 && m-n <= 1 && n-m <= 1 && min(m, n) >= shortName &&
		bits.OnesCount32((x.sketch^y.sketch)&sketchLetters) <= 2 && b.words.slip(x.word, y.word)
}

// overlap is what two bags share: a set of places in each.
type overlap struct {
	a, b   uint32
	common int
	weight uint32 // of the shared words
}

// overlap finds what two bags share.
func (b *bags) overlap(x, y []token) (o overlap) {
	for i, j := 0, 0; i < len(x) && j < len(y); {
		s, t := x[i].word, y[j].word
		if s == t {
			o.a |= 1 << i
			o.b |= 1 << j
			o.common++
			o.weight += b.words.weights[s]
		}
		// No branches: which word comes first is anybody's guess.
		di, dj := 0, 0
		if s <= t {
			di = 1
		}
		if t <= s {
			dj = 1
		}
		i, j = i+di, j+dj
	}
	return o
}

// left gives the places of n that are not in a set.
func left(n int, set uint32) uint32 { return uint32(1<<n-1) &^ set }
