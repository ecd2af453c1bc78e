package block

import (
	"unicode"
	"unicode/utf8"
)

// gramRows is how many least grams a band has: texts of Jaccard similarity s
// share a band with probability s^gramRows.
const gramRows = 2

// Grams gives a band of the minhash signature of a text: of all its pairs of
// letters and figures, those that come first in some orders drawn at random
// (Broder 1997). Texts with slips in any place share some band or other, so
// each band is a rule of its own. The orders are the same in every run. Texts
// of fewer than three letters and figures give "".
func Grams(band int) KeyFunc {
	var seeds [gramRows]uint64
	for i := range seeds {
		seeds[i] = mix(uint64(band*gramRows+i) + hashSeed)
	}
	return func(s string) string {
		var room [64]rune
		text := append(room[:0], ' ')
		for _, r := range Exact(s) {
			if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				text = append(text, r)
			}
		}
		if len(text) < 4 {
			return ""
		}
		text = append(text, ' ')
		var least [gramRows]uint64
		var at [gramRows]int
		for i := range len(text) - 1 {
			gram := uint64(text[i])<<32 | uint64(text[i+1])
			for k, seed := range seeds {
				if h := mix(gram ^ seed); i == 0 || h < least[k] {
					least[k], at[k] = h, i
				}
			}
		}
		var key [2 * gramRows]rune
		for k, i := range at {
			key[2*k], key[2*k+1] = text[i], text[i+1]
		}
		return string(key[:])
	}
}
