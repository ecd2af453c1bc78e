package block

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// KeyFunc shortens a value to what two records of one person should still
// share. It returns "" for a value that says nothing; such records are not
// blocked by the rule.
type KeyFunc func(value string) string

// keyFuncs holds the key functions a specification may name.
var keyFuncs = map[string]KeyFunc{
	"exact":     Exact,
	"prefix3":   func(s string) string { return prefix(Exact(s), 3) },
	"prefix4":   func(s string) string { return prefix(Exact(s), 4) },
	"prefix6":   func(s string) string { return prefix(Exact(s), 6) },
	"suffix6":   func(s string) string { return suffix(Exact(s), 6) },
	"suffix4":   func(s string) string { return suffix(Exact(s), 4) },
	"first":     FirstToken,
	"last":      LastToken,
	"initial":   func(s string) string { return prefix(Exact(s), 1) },
	"soundex":   Soundex,
	"digits":    Digits,
	"digits6":   func(s string) string { return suffix(Digits(s), 6) },
	"date":      Date,
	"year":      Year,
	"yearmonth": YearMonth,
	"monthday":  MonthDay,
	"door":      Door,
	"grams1":    Grams(1),
	"grams2":    Grams(2),
	"grams3":    Grams(3),
	"tokens":    SortedTokens,
	"local":     func(s string) string { l, _, _ := strings.Cut(Exact(s), "@"); return l },
	"skeleton":  Skeleton,
	"reversed":  Reversed,
	word:        Exact,
	"any":       Any,
}

// Names lists the key functions of this package.
func Names() []string { return slices.Sorted(maps.Keys(keyFuncs)) }

// Func returns the key function of that name, nil when there is none.
func Func(name string) KeyFunc { return keyFuncs[name] }

// Exact folds case and outer space and keeps the rest.
func Exact(s string) string {
	s = strings.TrimSpace(s)
	if isLower(s) {
		return s
	}
	return strings.ToLower(s)
}

// isLower reports texts that folding does not change, when that is plain to
// see: ASCII without capitals, and Chinese.
func isLower(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			if c >= 'A' && c <= 'Z' {
				return false
			}
		case c >= 0xE3 && c <= 0xE9: // U+3000 to U+9FFF have no case
			i += 2
		default:
			return false
		}
	}
	return true
}

// prefix is the first n characters, or all there are.
func prefix(s string, n int) string {
	i := 0
	for range n {
		if i >= len(s) {
			return s
		}
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	return s[:i]
}

// suffix is the last n characters, or all there are.
func suffix(s string, n int) string {
	i := len(s)
	for range n {
		if i <= 0 {
			return s
		}
		_, w := utf8.DecodeLastRuneInString(s[:i])
		i -= w
	}
	return s[i:]
}

// FirstToken is the first word.
func FirstToken(s string) string {
	s = Exact(s)
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return s[:i]
	}
	return s
}

// LastToken is the last word.
func LastToken(s string) string {
	s = Exact(s)
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		return s[i+size:]
	}
	return s
}

// Digits keeps the ASCII digits.
func Digits(s string) string {
	from, to := 0, len(s)
	for from < to && !isDigit(s[from]) {
		from++
	}
	for to > from && !isDigit(s[to-1]) {
		to--
	}
	s = s[from:to]
	var buf [32]byte
	key := buf[:0]
	for i := range len(s) {
		if isDigit(s[i]) {
			key = append(key, s[i])
		}
	}
	if len(key) == len(s) {
		return s
	}
	return string(key)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// paddedDate brings the usual ways to write a date to YYYYMMDD. Day-first
// dates with a four-digit year at the end are understood; what has no eight
// digits gives "".
func paddedDate(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	switch {
	case len(parts) == 1 && len(parts[0]) >= 8:
		return parts[0][:8]
	case len(parts) >= 3 && len(parts[0]) == 4:
		return parts[0] + two(parts[1]) + two(parts[2])
	case len(parts) >= 3 && len(parts[2]) == 4:
		return parts[2] + two(parts[1]) + two(parts[0])
	}
	return ""
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return suffix(s, 2)
}

// SortedTokens is the words in alphabetical order, so that "ann lee" and
// "lee ann" share a key.
func SortedTokens(s string) string {
	s = Exact(s)
	var room [8]string
	f := room[:0]
	for start, i := -1, 0; i <= len(s); {
		r, size := ' ', 1
		if i < len(s) {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if inside := unicode.IsLetter(r) || unicode.IsDigit(r); inside && start < 0 {
			start = i
		} else if !inside && start >= 0 {
			f = append(f, s[start:i])
			start = -1
		}
		i += size
	}
	if len(f) == 1 {
		return f[0]
	}
	for i := 1; i < len(f); i++ {
		for j := i; j > 0 && f[j] < f[j-1]; j-- {
			f[j], f[j-1] = f[j-1], f[j]
		}
	}
	return strings.Join(f, " ")
}

// Skeleton keeps the first letter, drops other vowels, repeated letters and
// everything that is no letter or digit: a typing-error key for free text.
func Skeleton(s string) string {
	var buf [64]byte
	key := buf[:0]
	last := rune(-1)
	for _, r := range Exact(s) {
		if r < utf8.RuneSelf {
			switch c := skeletonOf[r]; {
			case c == passed, len(key) > 0 && (c == dropped || r == last):
				continue
			}
			key = append(key, byte(r))
		} else {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == last {
				continue
			}
			key = utf8.AppendRune(key, r)
		}
		last = r
	}
	return string(key)
}

// What Skeleton does with a character.
const (
	passed  = iota // always leaves it out
	dropped        // keeps it at the beginning only
	kept
)

// skeletonOf says so of ASCII characters.
var skeletonOf = func() (t [utf8.RuneSelf]byte) {
	for r := range rune(utf8.RuneSelf) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			t[r] = kept
		}
	}
	for _, r := range "aeiouyhw" {
		t[r] = dropped
	}
	return t
}()

// soundexCode maps a…z to the digits of American Soundex; 0 is a vowel, 7 is
// h or w, which do not separate equal codes.
const soundexCode = "01230127022455012623017202"

// Soundex is the American Soundex code of the first word; words outside a…z
// give "".
func Soundex(s string) string {
	var out [4]byte
	n := 0
	var last byte
	for _, r := range FirstToken(s) {
		if r < 'a' || r > 'z' {
			continue
		}
		c := soundexCode[r-'a']
		switch {
		case n == 0:
			out[0] = byte(r)
			n = 1
			last = c
		case c == '7':
		case c == '0':
			last = c
		case c != last:
			if n < 4 {
				out[n] = c
				n++
			}
			last = c
		}
	}
	if n == 0 {
		return ""
	}
	for ; n < 4; n++ {
		out[n] = '0'
	}
	return string(out[:])
}
