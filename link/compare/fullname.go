package compare

import "math/bits"

// FullName compares whole names in Latin letters, in which given and family
// name may be in either order and middle names may be missing or initials.
// From the top:
//
//	exact      the same words in the same order
//	swapped    the same words in another order
//	contained  all words of the one, two at least, are in the other
//	near       every word of the shorter name has its like in the longer one:
//	           equal, one edit apart or of Jaro–Winkler similarity 0.88
//	initials   as near, but some are initials or cut short
//	one_word   one word is equal or near
func FullName() Comparator {
	all := levels(Level{Name: "one_word"}, Level{Name: "initials"}, Level{Name: "near"},
		Level{Name: "contained", TermFrequency: true}, Level{Name: "swapped", TermFrequency: true})
	// All words count the same, so nothing is learned.
	return &simple{"full_name", all, func(values []string) Prepared {
		return &fullNames{newBags(values, cutWords, maxTokens, &frequencies{})}
	}}
}

const (
	nameOneWord = iota + 2
	nameInitials
	nameNear
	nameContained
	nameSwapped
	nameExact
)

type fullNames struct{ bags *bags }

// Add takes a further value.
func (p *fullNames) Add(value string) uint32 { return p.bags.Add(value) }

// Missing reports whether a name has no words.
func (p *fullNames) Missing(a uint32) bool { return p.bags.Missing(a) }

func (p *fullNames) Level(a, b uint32) uint8 {
	x, y := &p.bags.list[a], &p.bags.list[b]
	s, t := p.bags.of(x), p.bags.of(y)
	o := p.bags.overlap(s, t)
	restX, restY := left(len(s), o.a), left(len(t), o.b)
	switch {
	case restX|restY == 0 && x.order == y.order:
		return nameExact
	case restX|restY == 0:
		return nameSwapped
	case (restX == 0 || restY == 0) && o.common >= 2:
		return nameContained
	}
	shorter := min(len(s), len(t))
	near := p.pairs(s, t, restX, restY, false)
	enough := shorter >= 2 || len(s) == len(t)
	switch {
	case o.common+near == 0:
		return Else
	case o.common+near == shorter && enough:
		return nameNear
	case enough && o.common+p.pairs(s, t, restX, restY, true) == shorter:
		return nameInitials
	}
	return nameOneWord
}

// LevelAll is Level for many pairs; see [Batch].
func (p *fullNames) LevelAll(a, b []uint32, to []uint8) {
	GradeAll(p, p.bags.fetch(a)+p.bags.fetch(b), a, b, to)
}

// pairs is how many of the words left over can be paired with a near word of
// the other name, or with one that is cut short.
func (p *fullNames) pairs(s, t []token, restX, restY uint32, cut bool) int {
	var rows [maxTokens]uint32 // the words of t like each of s
	n, columns := 0, uint32(0)
	for ; restX != 0; restX &= restX - 1 {
		u, row := s[bits.TrailingZeros32(restX)], uint32(0)
		for others := restY; others != 0; others &= others - 1 {
			if j := bits.TrailingZeros32(others); p.near(u, t[j]) || cut && p.begins(u, t[j]) {
				row |= 1 << j
			}
		}
		if row != 0 {
			rows[n] = row
			n++
			columns |= row
		}
	}
	if n <= 2 {
		return min(n, bits.OnesCount32(columns))
	}
	m := matching{rows: rows}
	return m.size(n)
}

// matching pairs rows with columns, of which the rows are sets (Kuhn's
// algorithm).
type matching struct {
	rows  [maxTokens]uint32
	owner [maxTokens]int8 // column -> row + 1
	seen  uint32
}

// size is the size of the largest matching of n rows.
func (m *matching) size(n int) (size int) {
	for i := range n {
		m.seen = 0
		if m.find(i) {
			size++
		}
	}
	return size
}

// find gives row i a column, moving others to another one.
func (m *matching) find(i int) bool {
	for row := m.rows[i] &^ m.seen; row != 0; row = m.rows[i] &^ m.seen {
		j := bits.TrailingZeros32(row)
		m.seen |= 1 << j
		if m.owner[j] == 0 || m.find(int(m.owner[j]-1)) {
			m.owner[j] = int8(i + 1)
			return true
		}
	}
	return false
}

// near reports whether two words are spellings of one.
func (p *fullNames) near(x, y token) bool {
	m, n := int(x.sketch>>sketchLength), int(y.sketch>>sketchLength)
	if min(m, n) < 3 {
		return false
	}
	// With the same first four letters a Jaro similarity of 0.8 is one of 0.88
	// by Winkler, and an edit in four letters leaves 0.8; 0.8 is
	// (matches/m + matches/n + 1)/3, and a letter that the other word does not
	// have is not matched.
	a, b := x.sketch&sketchLetters, y.sketch&sketchLetters
	matches := min(m-bits.OnesCount32(a&^b), n-bits.OnesCount32(b&^a))
	if 5*matches*(m+n) < 7*m*n && max(m, n) < longest {
		return false
	}
	return p.bags.typo(x, y) || p.bags.words.similar(x.word, y.word) >= 0.88
}

// begins reports whether one word begins with the other.
func (p *fullNames) begins(x, y token) bool {
	m, n := x.sketch>>sketchLength, y.sketch>>sketchLength
	if n < m {
		x, y = y, x
	}
	return (x.sketch&sketchLetters&^y.sketch == 0 || m == n) && p.bags.words.prefix(x.word, y.word)
}
