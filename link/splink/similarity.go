package splink

import (
	"slices"
	"unicode/utf8"
)

// unit is what the similarity functions count: DuckDB counted bytes up to
// 2.0.0 and counts characters (code points) since 2.0.1.
type unit interface{ byte | rune }

// levenshtein is the least number of insertions, deletions and replacements.
func levenshtein[U unit](a, b []U) int {
	a, b = trimmed(a, b)
	var small [65]int
	row := small[:]
	if len(b) >= len(small) {
		row = make([]int, len(b)+1)
	}
	row = row[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			d := diagonal
			if x != y {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// trimmed takes away what both texts begin and end with, which costs nothing.
func trimmed[U unit](a, b []U) (x, y []U) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// damerau is the unrestricted Damerau–Levenshtein distance (Lowrance and
// Wagner 1975): what lies between two swapped characters may be edited too.
func damerau[U unit](a, b []U) int {
	a, b = trimmed(a, b)
	n, m := len(a), len(b)
	width := m + 2
	var small [24 * 24]int
	d := small[:]
	if (n+2)*width > len(small) {
		d = make([]int, (n+2)*width)
	}
	infinite := n + m
	d[0] = infinite
	for i := 0; i <= n; i++ {
		d[(i+1)*width], d[(i+1)*width+1] = infinite, i
	}
	for j := 0; j <= m; j++ {
		d[j+1], d[width+j+1] = infinite, j
	}
	last, first := rows(b) // row in which a character of b was last seen in a
	for i := 1; i <= n; i++ {
		lastMatch := 0
		for j := 1; j <= m; j++ {
			k, l := last[first[j-1]], lastMatch
			cost := 1
			if a[i-1] == b[j-1] {
				cost, lastMatch = 0, j
			}
			d[(i+1)*width+j+1] = min(d[i*width+j]+cost, d[(i+1)*width+j]+1, d[i*width+j+1]+1,
				d[k*width+l]+(i-k-1)+1+(j-l-1))
		}
		if j := slices.Index(b, a[i-1]); j >= 0 {
			last[j] = i
		}
	}
	return d[(n+1)*width+m+1]
}

// rows gives a counter for every place of b, and for every place the first one
// with the same character, whose counter it shares.
func rows[U unit](b []U) (last, first []int) {
	buf := make([]int, 2*len(b))
	last, first = buf[:len(b)], buf[len(b):]
	for j, y := range b {
		first[j] = slices.Index(b, y)
	}
	return last, first
}

// jaro is the similarity of Jaro (1989), 0 when one of the texts is empty. The
// order of its sums is that of the library DuckDB carries, so that thresholds
// are met by the same pairs.
func jaro[U unit](a, b []U) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	window := max(len(a), len(b))/2 - 1
	if len(a) == 1 && len(b) == 1 {
		window = 0
	}
	var flags [128]bool
	hit := flags[:]
	if len(a)+len(b) > len(flags) {
		hit = make([]bool, len(a)+len(b))
	}
	hitA, hitB := hit[:len(a)], hit[len(a):]
	common := 0
	for j, y := range b {
		for i := max(0, j-window); i < min(len(a), j+window+1); i++ {
			if !hitA[i] && a[i] == y {
				hitA[i], hitB[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	swapped, i := 0, 0
	for j, y := range b {
		if !hitB[j] {
			continue
		}
		for !hitA[i] {
			i++
		}
		if a[i] != y {
			swapped++
		}
		i++
	}
	c := float64(common)
	sum := 0.0
	sum += c / float64(len(a))
	sum += c / float64(len(b))
	sum += (c - float64(swapped/2)) / c
	return sum / 3
}

// jaroWinkler raises the similarity for up to four equal characters at the
// start, if it is above 0.7 (Winkler 1990).
func jaroWinkler[U unit](a, b []U) float64 {
	sim := jaro(a, b)
	if sim > 0.7 {
		n := 0
		for n < min(4, len(a), len(b)) && a[n] == b[n] {
			n++
		}
		sim += float64(n) * 0.1 * (1 - sim)
	}
	return sim
}

// jaccard is the share of the characters of both texts that both have.
func jaccard[U unit](a, b []U) float64 {
	in := map[U]uint8{}
	for _, x := range a {
		in[x] |= 1
	}
	for _, x := range b {
		in[x] |= 2
	}
	both := 0
	for _, v := range in {
		if v == 3 {
			both++
		}
	}
	return float64(both) / float64(len(in))
}

// similarity is one of the functions above on texts.
type similarity struct {
	bytes func(a, b []byte) float64
	runes func(a, b []rune) float64
}

var similarities = map[string]similarity{
	"levenshtein":             {whole(levenshtein[byte]), whole(levenshtein[rune])},
	"damerau_levenshtein":     {whole(damerau[byte]), whole(damerau[rune])},
	"jaro_similarity":         {jaro[byte], jaro[rune]},
	"jaro_winkler_similarity": {jaroWinkler[byte], jaroWinkler[rune]},
	"jaccard":                 {jaccard[byte], jaccard[rune]},
}

func whole[U unit](f func(a, b []U) int) func(a, b []U) float64 {
	return func(a, b []U) float64 { return float64(f(a, b)) }
}

// scratch holds two texts while they are compared.
type scratch struct {
	bytes [2][]byte
	runes [2][]rune
}

// of compares two texts. ASCII texts are compared as bytes: it is the same and
// faster.
func (s similarity) of(a, b string, bytes bool, room *scratch) float64 {
	if bytes || ascii(a) && ascii(b) {
		room.bytes[0], room.bytes[1] = append(room.bytes[0][:0], a...), append(room.bytes[1][:0], b...)
		return s.bytes(room.bytes[0], room.bytes[1])
	}
	for i, text := range [2]string{a, b} {
		room.runes[i] = room.runes[i][:0]
		for _, r := range text {
			room.runes[i] = append(room.runes[i], r)
		}
	}
	return s.runes(room.runes[0], room.runes[1])
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
