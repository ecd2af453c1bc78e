package compare

import "math/bits"

// Jaro–Winkler similarity: M. A. Jaro (1989), W. E. Winkler (1990). A common
// prefix of up to four characters counts a tenth of what is missing to one for
// each, when the Jaro similarity is above 0.7.
const (
	winklerScale  = 0.1
	winklerPrefix = 4
	winklerAbove  = 0.7
)

// jaroWinklerWords is jaroWinklerRunes for words: for every character the set
// of its places in the other word is found at once.
func jaroWinklerWords(a, b *word) float64 {
	if a.len() > b.len() {
		a, b = b, a
	}
	if a.len() == 0 {
		if b.len() == 0 {
			return 1
		}
		return 0
	}
	// Characters match within this distance of each other.
	window := uint(max(b.len()/2-1, 0))
	near := uint32(1)<<(window+1) - 1 // places for the first character
	var usedA, usedB uint32
	text := a.lo
	for i := range a.len() {
		if i == 8 {
			text = a.hi
		}
		free := b.where(byte(text)) & near &^ usedB
		text >>= 8
		first := free & -free
		usedB |= first
		if first != 0 {
			usedA |= 1 << i
		}
		near <<= 1
		if uint(i) < window {
			near |= 1
		}
	}
	if usedA == 0 {
		return 0
	}
	matches, moved := bits.OnesCount32(usedA), 0
	for x, y := usedA, usedB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a.at(bits.TrailingZeros32(x)) != b.at(bits.TrailingZeros32(y)) {
			moved++
		}
	}
	return winkler(jaro(matches, moved, a.len(), b.len()), min(bits.TrailingZeros64(a.lo^b.lo)>>3, a.len()))
}

// matchable is how many characters of the shorter word stand in the other
// within the distance at which they match: at least the number of matches.
func matchable(a, b *word) int {
	if a.len() > b.len() {
		a, b = b, a
	}
	lo, hi := misses(a.lo, b.lo), misses(a.hi, b.hi)
	// The other word, moved up and down by a character at a time.
	upLo, upHi, downLo, downHi := b.lo, b.hi, b.lo, b.hi
	if b.len() <= 8 {
		for range b.len()/2 - 1 {
			upLo, downLo = upLo<<8, downLo>>8
			lo &= misses(a.lo, upLo) & misses(a.lo, downLo)
		}
	} else {
		for range b.len()/2 - 1 {
			upLo, upHi = upLo<<8, upHi<<8|upLo>>56
			downLo, downHi = downLo>>8|downHi<<56, downHi>>8
			lo &= misses(a.lo, upLo) & misses(a.lo, downLo)
			hi &= misses(a.hi, upHi) & misses(a.hi, downHi)
		}
	}
	const tops = ^uint64(sevens)
	if a.len() <= 8 {
		return bits.OnesCount64(^lo & tops & (1<<(8*a.len()) - 1))
	}
	return bits.OnesCount64(^lo&tops) + bits.OnesCount64(^hi&tops&(1<<(8*(a.len()-8))-1))
}

// misses sets the top bit of every byte in which two words of ASCII differ.
func misses(a, b uint64) uint64 { return (a ^ b) + sevens }

// jaro is the formula: matches in common, moved of them out of order.
func jaro(matches, moved, a, b int) float64 {
	m := float64(matches)
	return (m/float64(a) + m/float64(b) + (m-float64(moved/2))/m) / 3
}

func winkler(similarity float64, prefix int) float64 {
	if similarity <= winklerAbove {
		return similarity
	}
	return similarity + winklerScale*float64(min(prefix, winklerPrefix))*(1-similarity)
}

// jaroWinklerRunes compares texts of up to maxRunes characters.
func jaroWinklerRunes(a, b []rune) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		if len(b) == 0 {
			return 1
		}
		return 0
	}
	var usedB [maxRunes]bool
	var matched [maxRunes]rune
	window, matches := max(len(b)/2-1, 0), 0
	for i, r := range a {
		for j := max(i-window, 0); j <= min(i+window, len(b)-1); j++ {
			if b[j] == r && !usedB[j] {
				usedB[j] = true
				matched[matches] = r
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	moved, k, prefix := 0, 0, 0
	for j, r := range b {
		if usedB[j] {
			if r != matched[k] {
				moved++
			}
			k++
		}
	}
	for prefix < len(a) && a[prefix] == b[prefix] {
		prefix++
	}
	return winkler(jaro(matches, moved, len(a), len(b)), prefix)
}
