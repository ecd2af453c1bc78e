package hanzi

import (
	"strconv"
	"strings"
	"sync"
)

// GBK gave its free codes to the private-use area of Unicode in two runs: the
// three user areas by formula, then 255 reserved codes in order.
const (
	firstUser    = 0xE000
	firstPrivate = 0xE766
	lastPrivate  = 0xE864
)

type privateCodes struct {
	unicode [lastPrivate - firstPrivate + 1]rune // by old private code point; 0: never assigned
	byCode  map[uint16]rune                      // by the two bytes
}

var private = sync.OnceValue(func() *privateCodes {
	p := &privateCodes{byCode: map[uint16]rune{}}
	for _, line := range table("gbk.txt") {
		f := strings.Split(line, "\t")
		code := rune(hex(f[0]))
		old := rune(hex(f[1]))
		now := old
		if f[2] != "-" {
			now = rune(hex(f[2]))
			p.unicode[old-firstPrivate] = now
		}
		p.byCode[uint16(code)] = now
	}
	return p
})

func hex(s string) uint64 {
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		panic("hanzi: embedded table gbk.txt: " + err.Error())
	}
	return v
}

// GB18030Fix gives the character for a two-byte GBK or GB 18030 code that
// golang.org/x/text decodes to U+FFFD: the characters of GB 18030-2022 where
// one is assigned, else the private-use code point that Windows uses, so that
// no byte is lost. ok is false for codes that decode by themselves and for
// pairs that are no code.
func GB18030Fix(lead, trail byte) (r rune, ok bool) {
	if lead < 0xA1 || lead == 0xFF || trail < 0x40 || trail == 0x7F || trail == 0xFF {
		return 0, false
	}
	if r, ok := private().byCode[uint16(lead)<<8|uint16(trail)]; ok {
		return r, true
	}
	row, cell := rune(lead), rune(trail)
	switch {
	case trail >= 0xA1 && lead >= 0xAA && lead <= 0xAF:
		return firstUser + (row-0xAA)*94 + cell - 0xA1, true
	case trail >= 0xA1 && lead >= 0xF8:
		return 0xE234 + (row-0xF8)*94 + cell - 0xA1, true
	case trail < 0xA1 && lead <= 0xA7 && !(lead == 0xA3 && trail == 0xA0): // A3A0 is a wide blank
		if trail > 0x7F {
			cell--
		}
		return 0xE4C6 + (row-0xA1)*96 + cell - 0x40, true
	}
	return 0, false
}

// RepairPUA replaces the private-use code points that systems of the GBK era
// stored for characters missing from Unicode at that time. Private code points
// that never got a character stay.
func RepairPUA(s string) string {
	// U+E000 to U+F8FF begin with the bytes EE and EF in UTF-8.
	if strings.IndexByte(s, 0xEE) < 0 {
		return s
	}
	return strings.Map(repair, s)
}

func repair(r rune) rune {
	if r >= firstPrivate && r <= lastPrivate {
		if now := private().unicode[r-firstPrivate]; now != 0 {
			return now
		}
	}
	return r
}
