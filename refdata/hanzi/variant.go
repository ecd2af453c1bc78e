package hanzi

import (
	"strings"
	"sync"
)

// variants lead from a character to the form it folds to: in the basic plane by
// the way to go, 0 for none.
type variants struct {
	basic [1 << 16]int32
	other map[rune]rune
}

var variantOf = sync.OnceValue(func() *variants {
	v := &variants{other: map[rune]rune{}}
	for _, line := range table("variants.txt.gz") {
		r := []rune(line)
		if r[0] < 1<<16 {
			v.basic[r[0]] = r[1] - r[0]
		} else {
			v.other[r[0]] = r[1]
		}
	}
	return v
})

// Fold maps a character to the simplified form of its variant class:
// traditional forms, variant characters 异体字, compatibility ideographs,
// Kangxi radicals and GBK-era private code points. Other runes stay. It is for
// comparing and searching; a name is never stored folded.
func Fold(r rune) rune {
	if r < 0x2E80 {
		return r
	}
	if isPrivate(r) {
		r = repair(r)
	}
	if v := variantOf(); r < 1<<16 {
		return r + v.basic[r]
	} else if to, ok := v.other[r]; ok {
		return to
	}
	return r
}

// FoldString folds every character.
func FoldString(s string) string { return strings.Map(Fold, s) }
