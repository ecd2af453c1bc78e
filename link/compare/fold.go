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

// What the folding of an ASCII character can be besides a character.
const (
	dropped = iota
	blank
)

// asciiFold gives the folding of ASCII characters in each style.
var asciiFold = func() (t [3][utf8.RuneSelf]byte) {
	for c := range byte(utf8.RuneSelf) {
		l := lower(c)
		t[words][c], t[whole][c] = blank, blank
		if c > ' ' && c < 0x7f {
			t[whole][c] = l
		}
		if isAlnum(l) {
			t[joined][c], t[words][c] = l, l
		}
	}
	t[words]['\''], t[words]['.'] = dropped, dropped
	return t
}()

// appendFolded appends s in lower case, without marks, in half width. The
// result says the same whatever the case, the marks and the spacing of s.
func appendFolded(dst []byte, s string, st style) []byte {
	table := &asciiFold[st]
	start, gap := len(dst), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			var n int
			dst, gap, n = appendWide(dst, s[i:], st, start, gap)
			i += n - 1
			continue
		}
		switch c = table[c]; c {
		case dropped:
		case blank:
			gap = true
		default:
			if gap && len(dst) > start {
				dst = append(dst, ' ')
			}
			gap = false
			dst = append(dst, c)
		}
	}
	return dst
}

// appendWide folds the first character of s, which is not ASCII, and returns
// its length in s.
func appendWide(dst []byte, s string, st style, start int, gap bool) ([]byte, bool, int) {
	r, n := utf8.DecodeRuneInString(s)
	first, second := plainLetter(r)
	if first != 0 && !isAlnum(first) && st != whole {
		first, r = 0, ' ' // a full-width sign
	}
	switch {
	case first != 0, unicode.IsLetter(r), unicode.IsDigit(r), st == whole && !unicode.IsSpace(r) && !invisible(r):
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		switch {
		case second != 0:
			dst = append(dst, first, second)
		case first != 0:
			dst = append(dst, first)
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
		return dst, false, n
	case invisible(r) || r == '’' || r == '‘':
		return dst, gap, n
	}
	return dst, gap || st != joined, n
}

// invisible reports marks on letters and characters without width.
func invisible(r rune) bool {
	return r == '\u200b' || r == '\ufeff' || unicode.Is(unicode.Mn, r)
}

// placeholders are what people and programs write who have no value.
var placeholders = []string{
	"n/a", "#n/a", "null", "nan", "<na>", "none", "unknown", "not known", "not stated", "not available",
	"xxx", "xxxx", "tbd", "不详", "未知", "无",
}

// placeholderStart has the first bytes of placeholders.
var placeholderStart = func() (t [256]bool) {
	for _, p := range placeholders {
		t[p[0]], t[strings.ToUpper(p)[0]] = true, true
	}
	return t
}()

// isPlaceholder reports whether s stands for a missing value.
func isPlaceholder(s string) bool {
	if len(s) > 16 || len(s) == 0 || s[0] > ' ' && !placeholderStart[s[0]] {
		return false
	}
	s = strings.TrimSpace(s)
	for _, p := range placeholders {
		if len(p) == len(s) && strings.EqualFold(p, s) {
			return true
		}
	}
	return false
}
