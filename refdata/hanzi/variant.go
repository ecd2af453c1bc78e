package hanzi

import (
	"strings"
	"sync"
)

var variantOf = sync.OnceValue(func() map[rune]rune {
	lines := table("variants.txt.gz")
	m := make(map[rune]rune, len(lines))
	for _, line := range lines {
		r := []rune(line)
		m[r[0]] = r[1]
	}
	return m
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
	if to, ok := variantOf()[r]; ok {
		return to
	}
	return r
}

// FoldString folds every character.
func FoldString(s string) string { return strings.Map(Fold, s) }
