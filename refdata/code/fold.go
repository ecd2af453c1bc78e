package code

import (
	"strings"
	"unicode"
)

// fold brings a text to the form words are stored in: ASCII width, lower case,
// without blanks, invisible characters and punctuation.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = narrow(r)
		if !ignored(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// narrow maps the full-width forms of ASCII and the ideographic space.
func narrow(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000:
		return ' '
	}
	return r
}

func ignored(r rune) bool {
	switch {
	case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
		return false
	case r < 0x80: // ASCII: blanks, controls, punctuation and signs
		return true
	}
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
}

// codeOf returns the bare code a text consists of: digits, with the ".0" of a
// spreadsheet number removed and lost leading zeros restored to pad digits.
// ok is false when anything but digits remains.
func codeOf(s string, pad int) (code string, ok bool) {
	var buf [8]byte
	n, fraction := 0, false
	for _, r := range s {
		r = narrow(r)
		switch {
		case r >= '0' && r <= '9':
			if fraction {
				if r != '0' {
					return "", false
				}
				continue
			}
			if n == len(buf) {
				return "", false
			}
			buf[n] = byte(r)
			n++
		case r == '.' && n > 0 && !fraction:
			fraction = true
		case !ignored(r):
			return "", false
		}
	}
	if n == 0 {
		return "", false
	}
	code = string(buf[:n])
	if n < pad {
		code = strings.Repeat("0", pad-n) + code
	}
	return code, true
}

// brackets parts a text into what stands outside brackets and what inside.
func brackets(s string) (outside, inside string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '（', '[', '［', '【', '〔', '{', '｛', '〈', '<':
			depth++
		case ')', '）', ']', '］', '】', '〕', '}', '｝', '〉', '>':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				out.WriteRune(r)
			} else {
				in.WriteRune(r)
			}
		}
	}
	return strings.TrimFunc(out.String(), func(r rune) bool { return ignored(narrow(r)) }), in.String()
}
