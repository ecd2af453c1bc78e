package idnumber

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the longest text in bytes that is read at all.
const maxText = 256

// fold evens out how a number was typed and tells what it did.
func fold(raw string) (text string, folds []Fold) {
	var seen [FoldDecimal + 1]bool
	b := make([]byte, 0, 32)
	hyphens, others := 0, 0
	for i, r := range raw {
		if r >= '0' && r <= '9' {
			b = append(b, byte(r))
			continue
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(raw[i:]); size == 1 {
				r = '?' // a broken byte
			}
		}
		if r > 0xFF00 && r < 0xFF5F {
			r -= 0xFEE0
			seen[FoldWidth] = true
		}
		switch {
		case r <= ' ', r >= 0x7F && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)):
			seen[FoldBlank] = true
			continue
		case strings.ContainsRune("'`\"‘’“”′″", r):
			seen[FoldQuote] = true
			continue
		case strings.ContainsRune("×ХхΧχ╳✕✖⨯", r):
			r = 'X'
			seen[FoldLookalike] = true
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
			seen[FoldLower] = true
		case strings.ContainsRune("-‐‑‒–—―−", r):
			hyphens++
		case r < '0' || r > '9':
			others++
		}
		b = utf8.AppendRune(b, r)
	}
	text = string(b)
	if hyphens > 0 && others == 0 && len(text) > 2*hyphens && (text[0]-'0' <= 9) {
		text = strings.Map(func(r rune) rune {
			if r > 0x7F || r == '-' {
				return -1
			}
			return r
		}, text)
		seen[FoldHyphen] = true
	}
	if whole, cut := strings.CutSuffix(strings.TrimRight(text, "0"), "."); cut && len(whole) < len(text)-1 && (len(whole) == 15 || len(whole) == 18) && allDigits(whole) {
		text = whole
		seen[FoldDecimal] = true
	}
	for f, done := range seen {
		if done {
			folds = append(folds, Fold(f))
		}
	}
	return text, folds
}
