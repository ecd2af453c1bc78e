package compare

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
	return &simple{"full_name", all, func(values []string) Prepared { return &fullNames{newBags(values)} }}
}

const (
	nameOneWord = iota + 2
	nameInitials
	nameNear
	nameContained
	nameSwapped
	nameExact
)

type fullNames struct{ *bags }

func (p *fullNames) Level(a, b uint32) uint8 {
	x, y := p.number[a], p.number[b]
	if x == y {
		return nameExact
	}
	if x > y {
		x, y = y, x
	}
	var r rest
	p.split(p.of(x), p.of(y), &r)
	switch {
	case r.na == 0 && r.nb == 0:
		return nameSwapped
	case (r.na == 0 || r.nb == 0) && r.common >= 2:
		return nameContained
	}
	near, initials := p.pair(&r)
	shorter := r.common + min(r.na, r.nb)
	switch {
	case r.common+near == shorter && (shorter >= 2 || r.na == r.nb):
		return nameNear
	case r.common+near+initials == shorter && r.common+near > 0 && (shorter >= 2 || r.na == r.nb):
		return nameInitials
	case r.common+near > 0:
		return nameOneWord
	}
	return Else
}

// pair finds the like of each word left, near ones first.
func (p *fullNames) pair(r *rest) (near, initials int) {
	var usedA, usedB uint64
	for _, like := range []func(x, y uint32) bool{p.near, p.words.prefix} {
		found := 0
		for i, s := range r.a[:r.na] {
			for j, t := range r.b[:r.nb] {
				if usedA&(1<<i) == 0 && usedB&(1<<j) == 0 && like(s, t) {
					usedA, usedB = usedA|1<<i, usedB|1<<j
					found++
				}
			}
		}
		near, initials = initials, found
	}
	return near, initials
}

// near reports whether two words are spellings of one.
func (p *fullNames) near(x, y uint32) bool {
	n := min(p.words.length(x), p.words.length(y))
	return n >= 2 && (p.typo(x, y) || n >= 3 && p.words.similar(x, y) >= 0.88)
}
