package compare

import "math/bits"

// editWords gives the edit distance of two words in one pass over b, with all
// of a at once: G. Myers (1999) in the form of H. Hyyrö (2003), who added
// exchanged neighbours (optimal string alignment: no place is edited twice).
// vp and vn hold where the column of the matrix rises and falls by one.
func editWords(a, b *word, swaps bool) int {
	if a.len() == 0 || b.len() == 0 {
		return a.len() + b.len()
	}
	vp, vn := uint32(1)<<a.len()-1, uint32(0)
	last := uint32(1) << (a.len() - 1)
	distance := a.len()
	var d0, before uint32
	text := b.lo
	for j := range b.len() {
		if j == 8 {
			text = b.hi
		}
		here := a.where(byte(text))
		text >>= 8
		swap := uint32(0)
		if swaps {
			swap = (^d0 & here) << 1 & before
		}
		d0 = ((here & vp) + vp) ^ vp | here | vn | swap
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		if hp&last != 0 {
			distance++
		} else if hn&last != 0 {
			distance--
		}
		hp = hp<<1 | 1
		vp = hn<<1 | ^(d0 | hp)
		vn = hp & d0
		before = here
	}
	return distance
}

// editOnce gives the edit distance of two words when it is 0 or 1, else 2: the
// words are the same but for one place, two neighbours, or one character that
// the longer one has more.
func editOnce(a, b *word, swaps bool) int {
	if a.len() < b.len() {
		a, b = b, a
	}
	lo, hi := a.lo^b.lo, a.hi^b.hi
	if lo|hi == 0 {
		return 0
	}
	first := bits.TrailingZeros64(lo) >> 3
	if lo == 0 {
		first = 8 + bits.TrailingZeros64(hi)>>3
	}
	switch a.len() - b.len() {
	case 0:
		last := (63 - bits.LeadingZeros64(lo)) >> 3
		if hi != 0 {
			last = 8 + (63-bits.LeadingZeros64(hi))>>3
		}
		if first == last || swaps && last == first+1 && a.at(first) == b.at(last) && a.at(last) == b.at(first) {
			return 1
		}
	case 1:
		// The longer one without its character first.
		lo, hi = (a.lo>>8|a.hi<<56)^b.lo, a.hi>>8^b.hi
		if first < 8 {
			lo >>= 8 * uint(first)
		} else {
			lo, hi = 0, hi>>(8*uint(first-8))
		}
		if lo|hi == 0 {
			return 1
		}
	}
	return 2
}

// editOnceBytes is editOnce for longer ASCII texts: what remains between the
// common start and the common end must be one character or two exchanged.
func editOnceBytes(a, b []byte, swaps bool) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch n := max(len(a), len(b)); {
	case n <= 1:
		return n
	case swaps && len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}

// maxEdit is the largest distance a comparator may ask for.
const maxEdit = 15

// editRunes gives the edit distance of two texts when it is at most k, else
// k+1. Only the band of the matrix within k of the diagonal is worked on (E.
// Ukkonen 1985), in three rows: the present one and the two before it.
func editRunes(a, b []rune, k int, swaps bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > k {
		return k + 1
	}
	// rows[r][j-i+k+1] is the distance of a[:i] and b[:j].
	var rows [3][2*maxEdit + 3]int
	far := k + 1
	for r := range rows {
		for d := range 2*k + 3 {
			rows[r][d] = far
		}
	}
	now, one, two := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= k; j++ {
		now[j+k+1] = j
	}
	for i := 1; i <= len(a); i++ {
		now, one, two = two, now, one
		least := far
		for d := 1; d <= 2*k+1; d++ {
			j := i + d - k - 1
			if j < 0 || j > len(b) {
				now[d] = far
				continue
			}
			best := min(one[d+1]+1, now[d-1]+1) // a or b has one more
			if j == 0 {
				best = i
			} else {
				step := 1
				if a[i-1] == b[j-1] {
					step = 0
				}
				best = min(best, one[d]+step)
				if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					best = min(best, two[d]+1)
				}
			}
			now[d] = min(best, far)
			least = min(least, now[d])
		}
		if least == far {
			return far
		}
	}
	return now[len(b)-len(a)+k+1]
}
