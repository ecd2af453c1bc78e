package address

import (
	"strings"
	"unicode/utf8"
)

// class says what can begin with a character, so that nothing is looked for
// where it cannot be.
type class uint16

const (
	beginsNumber    class = 1 << iota // digits, letters, numerals, 附
	beginsCommunity                   // a word for a community
	beginsRoad                        // a word for a road
	beginsEstate                      // a word for an estate
	beginsPlace                       // what makes an estate of the name before
	beginsPreamble
	beginsGrouping
	beginsZone
	endsDivision // a division's name ends so
	isDirection
	tellsApart // one of contrasting
)

var classes = func() *[1 << 16]class {
	t := &[1 << 16]class{}
	mark := func(c class, words ...string) {
		for _, w := range words {
			r, _ := utf8.DecodeRuneInString(w)
			t[r] |= c
		}
	}
	each := func(c class, chars string) {
		for _, r := range chars {
			t[r] |= c
		}
	}
	each(beginsNumber, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ甲乙丙丁附副零一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百")
	mark(beginsCommunity, communityWords...)
	mark(beginsRoad, roadWords...)
	mark(beginsPreamble, preambles...)
	mark(beginsGrouping, groupings...)
	mark(beginsZone, zones...)
	each(endsDivision, "省市区县镇乡道处办格")
	each(isDirection, directions)
	each(tellsApart, contrasting)
	return t
}()

// initials numbers the characters that the words of the grammar begin with,
// from 1.
var initials = func() *[1 << 16]uint8 {
	t := &[1 << 16]uint8{}
	n := uint8(0)
	for _, list := range [][]string{communityWords, roadWords, estateWords, placeWords, wordTexts(words)} {
		for _, w := range list {
			if r, _ := utf8.DecodeRuneInString(w); t[r] == 0 {
				n++
				t[r] = n
			}
		}
	}
	return t
}()

// byInitial arranges words by the numbers of their first characters.
func byInitial[W any](words []W, text func(W) string) *[256][]W {
	t := &[256][]W{}
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(text(w))
		t[initials[r]] = append(t[initials[r]], w)
	}
	return t
}

func itself(s string) string { return s }

// initial is the number of the character that a text begins with, 0 when no
// word does.
func initial(s string) uint8 {
	r, _ := firstRune(s)
	if r >= 1<<16 {
		return 0
	}
	return initials[r]
}

// startsWith is the length of the first of some words that a text begins with,
// 0 for none.
func startsWith(s string, words *[256][]string) int {
	for _, w := range words[initial(s)] {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// classOf gives the class of a character.
func classOf(r rune) class {
	if r >= 1<<16 {
		return 0
	}
	return classes[r]
}

// firstClass gives the class of the character that a text begins with.
func firstClass(s string) class {
	r, _ := firstRune(s)
	return classOf(r)
}

// firstRune is [utf8.DecodeRuneInString], quicker for the characters of three
// bytes from U+3000 to U+9FFF that most texts here consist of.
func firstRune(s string) (rune, int) {
	if len(s) >= 3 && s[0]-0xE3 <= 6 && (s[1]^0x80)|(s[2]^0x80) < 0x40 {
		return rune(s[0]&0xF)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s)
}
