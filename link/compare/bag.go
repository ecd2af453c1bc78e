package compare

import (
	"bytes"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxTokens is how many words of a text are compared.
const maxTokens = 32

// bags are texts of several words. Words are numbered over the column, and
// weighted by how few of its texts have them.
type bags struct {
	*texts
	from   []uint32 // text -> its tokens in tokens[from[n]:from[n+1]], sorted
	tokens []uint32
	words  *texts    // the tokens themselves, by number
	weight []float32 // token -> log(1 + texts / texts with it)
	exact  []bool    // token -> has a digit: one character makes another
}

// newBags folds the values and cuts them into words. Where a script has no
// blanks between words, as Chinese, the words are the pairs of characters.
func newBags(values []string) *bags {
	b := &bags{texts: startTexts(len(values)), words: startTexts(0), from: []uint32{0, 0}}
	df := []uint32{0}
	var buf []byte
	for i, v := range values {
		if v == "" || isPlaceholder(v) {
			continue
		}
		buf = appendFolded(buf[:0], v, words)
		n := b.intern(buf)
		b.number[i] = n
		if int(n) < len(b.from)-1 || n == 0 {
			continue // not a new text
		}
		start := len(b.tokens)
		eachToken(buf, func(token []byte) bool {
			w := b.words.intern(token)
			if int(w) == len(df) {
				df = append(df, 0)
			}
			b.tokens = append(b.tokens, w)
			return len(b.tokens)-start < maxTokens
		})
		mine := b.tokens[start:]
		slices.Sort(mine)
		for k, w := range mine {
			if k == 0 || mine[k-1] != w {
				df[w]++
			}
		}
		b.from = append(b.from, uint32(len(b.tokens)))
	}
	b.done()
	b.words.done()
	b.weight = make([]float32, len(df))
	b.exact = make([]bool, len(df))
	var s space
	for w := 1; w < len(df); w++ {
		b.weight[w] = float32(math.Log1p(float64(b.count()-1) / float64(df[w])))
		b.exact[w] = slices.ContainsFunc(b.words.runes(uint32(w), &s), unicode.IsDigit)
	}
	return b
}

// eachToken gives the words of a folded text until f says no.
func eachToken(text []byte, f func(token []byte) bool) {
	for len(text) > 0 {
		word, rest, _ := bytes.Cut(text, []byte(" "))
		text = rest
		first, n := utf8.DecodeRune(word)
		if n == len(word) || !unicode.Is(unicode.Han, first) {
			if !f(word) {
				return
			}
			continue
		}
		// Pairs of neighbouring characters.
		before := 0
		for at, size := n, 0; at < len(word); at += size {
			_, size = utf8.DecodeRune(word[at:])
			if !f(word[before : at+size]) {
				return
			}
			before = at
		}
	}
}

// of gives the tokens of a text.
func (b *bags) of(n uint32) []uint32 { return b.tokens[b.from[n]:b.from[n+1]] }

// typo reports whether two different words are one edit apart and long enough
// for that to say something.
func (b *bags) typo(x, y uint32) bool {
	return !b.exact[x] && !b.exact[y] &&
		min(b.words.length(x), b.words.length(y)) >= shortName && b.words.within(x, y, 1, true) <= 1
}

// rest is what two bags do not share.
type rest struct {
	a, b   [maxTokens]uint32
	na, nb int
	common int
	weight float64 // of the shared words
}

// split finds what two sorted bags share.
func (b *bags) split(x, y []uint32, r *rest) {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] == y[0]:
			r.common++
			r.weight += float64(b.weight[x[0]])
			x, y = x[1:], y[1:]
		case x[0] < y[0]:
			r.a[r.na] = x[0]
			r.na++
			x = x[1:]
		default:
			r.b[r.nb] = y[0]
			r.nb++
			y = y[1:]
		}
	}
	r.na += copy(r.a[r.na:], x)
	r.nb += copy(r.b[r.nb:], y)
}
