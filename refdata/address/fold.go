package address

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
)

// fold writes an address in one manner: half width, capital letters,
// simplified and standard characters, no spaces, "-" between numbers that only
// a mark or a space divides. Notes in brackets come apart unless they say
// where the dwelling is. chars are those of a [reader], for which there may be
// room, all of it 0.
func fold(text string, room []uint16) (folded, note string, chars []uint16) {
	folds := foldedRunes()
	if chars = room; len(text) >= len(chars) {
		chars = make([]uint16, len(text)+1)
	}
	same, n, last := unfolded(text, folds, chars)
	if same == len(text) {
		return text, "", chars
	}
	var buf [256]byte
	out := append(buf[:0], text[:same]...)
	var notes []byte
	gap := false // a mark or space stood between the last character and this
	for i := same; i < len(text); {
		if n++; n > maxRunes {
			break
		}
		if len(text)-i >= 3 && text[i] >= 0xE3 && text[i] <= 0xE9 && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 {
			// A character of three bytes that stays what it is, as nearly all do.
			if r := rune(text[i]&0xF)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F); rune(folds[r]) == r {
				out = append(out, text[i], text[i+1], text[i+2])
				i += 3
				last, gap = r, false
				continue
			}
		}
		r, size := firstRune(text[i:])
		i += size
		if f := rune(0); r < 1<<16 {
			if f = rune(folds[r]); f == 0 {
				f = foldAny(r)
			}
			r = f
		} else {
			r = foldAny(r)
		}
		if r == '(' {
			inside, end := bracket(text[i:])
			if end >= 0 && !locates(inside) {
				for _, r := range inside {
					if r = foldRune(r); r > ' ' {
						notes = utf8.AppendRune(notes, r)
					}
				}
				i += end
				gap = true
				continue
			}
		}
		if r >= utf8.RuneSelf {
			gap = false
			out = utf8.AppendRune(out, r)
			last = r
			continue
		}
		if r <= ' ' || r == '-' || separator(r) {
			gap = true
			continue
		}
		if gap && alnum(last) && alnum(r) {
			out = append(out, '-')
		}
		gap = false
		out = append(out, byte(r))
		last = r
	}
	folded = string(out)
	return folded, string(notes), spell(folded, chars)
}

// spell gives the characters that begin at the bytes of a text, and 0 behind.
func spell(s string, room []uint16) []uint16 {
	if len(s) >= len(room) {
		room = make([]uint16, len(s)+1)
	}
	clear(room)
	for i, c := range s {
		if c < 1<<16 {
			room[i] = uint16(c)
		}
	}
	return room
}

// unfolded is how much of a text is written as fold writes it, as nearly all
// texts are, with the number of characters and the last of them. It notes the
// characters.
func unfolded(text string, folds *[1 << 16]uint16, chars []uint16) (end, n int, last rune) {
	chars = chars[:len(text)]
	for end < len(text) && n < maxRunes {
		c := text[end]
		switch {
		case c-0xE3 <= 0xE9-0xE3 && len(text)-end >= 3 && (text[end+1]^0x80)|(text[end+2]^0x80) < 0x40:
			r := rune(c&0xF)<<12 | rune(text[end+1]&0x3F)<<6 | rune(text[end+2]&0x3F)
			if rune(folds[r]) != r {
				return end, n, last
			}
			chars[end] = uint16(r)
			last = r
			end += 3
		case alnum(rune(c)) || c == '#', c == '-' && alnum(last) && end+1 < len(text) && alnum(rune(text[end+1])):
			chars[end] = uint16(c)
			last = rune(c)
			end++
		default:
			return end, n, last
		}
		n++
	}
	return end, n, last
}

func foldRune(r rune) rune {
	if r < 1<<16 {
		if f := foldedRunes()[r]; f != 0 {
			return rune(f)
		}
	}
	return foldAny(r)
}

// foldedRunes has the folded characters of the basic plane, 0 where another
// plane has it.
var foldedRunes = sync.OnceValue(func() *[1 << 16]uint16 {
	t := &[1 << 16]uint16{}
	for r := range rune(1 << 16) {
		if f := foldAny(r); f < 1<<16 {
			t[r] = uint16(f)
		}
	}
	return t
})

func foldAny(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r - 32
	case r < 0x80:
		if r == '[' || r == '{' || r == '<' {
			return '('
		}
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return foldAny(r - 0xFEE0)
	case r >= 0x3400 && r < 0xA000:
		return hanzi.Fold(r)
	}
	switch r {
	case '【', '〔', '［', '《', '〈', '﹝', '「':
		return '('
	case '○', '〇':
		return '零'
	case '№', '♯':
		return '#'
	}
	if unicode.IsLetter(r) {
		return hanzi.Fold(r)
	}
	if unicode.IsDigit(r) {
		return r
	}
	return ' '
}

// separator marks divide, but are no part of a name.
func separator(r rune) bool {
	return r < 0x80 && r != '#' && !alnum(r)
}

func alnum(r rune) bool { return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' }

// bracket returns what stands up to the closing bracket and the position
// after it, -1 when none closes.
func bracket(s string) (inside string, end int) {
	for i, r := range s {
		switch r {
		case ')', '）', ']', '］', '】', '〕', '}', '>', '》', '〉', '﹞', '」':
			return s[:i], i + utf8.RuneLen(r)
		}
		if i > 120 {
			break
		}
	}
	return "", -1
}

// locates reports whether a note in brackets is part of the address rather
// than a remark.
func locates(note string) bool {
	for _, p := range []string{"原", "旧", "曾", "现", "老", "户籍", "租", "自有", "空"} {
		if strings.HasPrefix(note, p) {
			return false
		}
	}
	for _, w := range []string{"栋", "幢", "单元", "室", "组", "社区", "村", "号", "街道", "镇", "乡"} {
		if strings.Contains(note, w) {
			return true
		}
	}
	return false
}
