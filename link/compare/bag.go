package compare

import (
	"math"
	"slices"
	"strings"
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
	b := &bags{words: &texts{short: make([]word, 1), long: map[uint32][]rune{}}, from: []uint32{0, 0}}
	known := map[string]uint32{}
	b.texts = newTexts(values, func(dst []byte, s string) []byte { return appendFolded(dst, s, words) })
	// The texts are numbered in the order of values, so a text whose number
	// is new is the next one.
	var buf []byte
	var df []uint32
	for i, v := range values {
		if int(b.number[i]) != len(b.from)-1 {
			continue
		}
		buf = appendFolded(buf[:0], v, words)
		start := len(b.tokens)
		eachToken(string(buf), func(token string) bool {
			n, ok := known[token]
			if !ok {
				n = b.words.add([]byte(token))
				known[strings.Clone(token)] = n
				b.exact = append(b.exact, strings.ContainsAny(token, "0123456789"))
				df = append(df, 0)
			}
			b.tokens = append(b.tokens, n)
			return len(b.tokens)-start < maxTokens
		})
		mine := b.tokens[start:]
		slices.Sort(mine)
		for k, n := range mine {
			if k == 0 || mine[k-1] != n {
				df[n-1]++
			}
		}
		b.from = append(b.from, uint32(len(b.tokens)))
	}
	b.exact = append([]bool{true}, b.exact...)
	b.weight = make([]float32, 1, len(df)+1)
	for _, n := range df {
		b.weight = append(b.weight, float32(math.Log1p(float64(b.count-1)/float64(n))))
	}
	return b
}

// eachToken gives the words of a folded text until f says no.
func eachToken(s string, f func(token string) bool) {
	for word := range strings.FieldsSeq(s) {
		first, n := utf8.DecodeRuneInString(word)
		if !unicode.Is(unicode.Han, first) || n == len(word) {
			if !f(word) {
				return
			}
			continue
		}
		// Pairs of neighbouring characters.
		before := 0
		for at, size := n, 0; at < len(word); at += size {
			_, size = utf8.DecodeRuneInString(word[at:])
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
