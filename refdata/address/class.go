package address

import "unicode/utf8"

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
	mark(beginsEstate, estateWords...)
	mark(beginsPlace, placeWords...)
	mark(beginsPreamble, preambles...)
	mark(beginsGrouping, groupings...)
	mark(beginsZone, zones...)
	each(endsDivision, "省市区县镇乡道处办格")
	each(isDirection, directions)
	each(tellsApart, contrasting)
	return t
}()

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
// bytes that most texts here consist of.
func firstRune(s string) (rune, int) {
	if len(s) >= 3 && s[0]&0xF0 == 0xE0 && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 {
		if r := rune(s[0]&0xF)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F); r >= 0x800 && (r < 0xD800 || r > 0xDFFF) {
			return r, 3
		}
	}
	return utf8.DecodeRuneInString(s)
}
