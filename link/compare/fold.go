package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Letters with marks and what they are without, in order of code point.
const (
	latin1AndA = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggg" +
		"gggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs" // U+00C0 … U+017F
	caron      = "aaiioouuuuuuuuuu" // U+01CD … U+01DC, the tones of pinyin
	comma      = "sstt"             // U+0218 … U+021B
	additional = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" +
		"wwwwwwwwwwxxxxyyzzzzzzhtwyassssdaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyllvvyy" // U+1E00 … U+1EFF, with Vietnamese
)

// plainLetter gives the ASCII letter of a Latin letter with marks, 0 for any
// other character, and a second letter where one letter stands for two.
func plainLetter(r rune) (first, second byte) {
	switch r {
	case 'ß', 'ẞ':
		return 's', 's'
	case 'æ', 'Æ':
		return 'a', 'e'
	case 'œ', 'Œ':
		return 'o', 'e'
	case 'þ', 'Þ':
		return 't', 'h'
	case 'ĳ', 'Ĳ':
		return 'i', 'j'
	case '×', '÷':
		return 0, 0
	}
	switch {
	case r >= 0xC0 && r < 0x180:
		return latin1AndA[r-0xC0], 0
	case r >= 0x1CD && r < 0x1DD:
		return caron[r-0x1CD], 0
	case r >= 0x218 && r < 0x21C:
		return comma[r-0x218], 0
	case r >= 0x1E00 && r < 0x1F00:
		return additional[r-0x1E00], 0
	case r >= 0xFF01 && r < 0xFF5F: // full width
		return lower(byte(r - 0xFEE0)), 0
	}
	return 0, 0
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func isAlnum(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// style says what becomes of characters that are neither letters nor digits.
type style uint8

const (
	joined style = iota // dropped, words run together: names, codes
	words               // apostrophes and full stops dropped, the rest one blank
	whole               // kept, only blanks are put together
)

// appendFolded appends s in lower case, without marks, in half width. The
// result says the same whatever the case, the marks and the spacing of s.
func appendFolded(dst []byte, s string, st style) []byte {
	start, gap := len(dst), false
	put := func(b byte) {
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		gap = false
		dst = append(dst, b)
	}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			i++
			switch c = lower(c); {
			case isAlnum(c):
				put(c)
			case st == joined || st == words && (c == '\'' || c == '.'):
			case st == whole && c > ' ' && c < 0x7f:
				put(c)
			default:
				gap = true
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		first, second := plainLetter(r)
		switch {
		case first != 0 && isAlnum(first):
			put(first)
			if second != 0 {
				put(second)
			}
		case first != 0 && st == whole:
			put(first)
		case unicode.Is(unicode.Mn, r) || r == '’' || r == '‘' || r == '\u200b' || r == '\ufeff':
		case first == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || st == whole && !unicode.IsSpace(r):
			if gap && len(dst) > start {
				dst = append(dst, ' ')
			}
			gap = false
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		default:
			gap = st != joined
		}
	}
	return dst
}

// placeholders are folded texts with which people and programs say that they
// have no value.
var placeholders = map[string]bool{
	"n/a": true, "#n/a": true, "null": true, "nan": true, "<na>": true, "none": true,
	"unknown": true, "not known": true, "not stated": true, "not available": true,
	"xxx": true, "xxxx": true, "tbd": true, "不详": true, "未知": true, "无": true,
}

// isPlaceholder reports whether s stands for a missing value.
func isPlaceholder(s string) bool {
	return len(s) <= 16 && placeholders[strings.ToLower(strings.TrimSpace(s))]
}
