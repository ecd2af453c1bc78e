package address

import (
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/hanzi"
)

// estateName takes off what does not tell one estate from another and writes
// the words for housing of a unit's staff as one.
func estateName(s string) string {
	if s == "" {
		return ""
	}
	for _, w := range []string{"原", "旧"} {
		if t := strings.TrimPrefix(s, w); utf8.RuneCountInString(t) >= 3 {
			s = t
		}
	}
	for _, w := range []string{"职工宿舍", "家属宿舍", "职工家属院", "家属院", "家属区", "家属楼", "宿舍区", "宿舍楼", "生活区", "职工住宅", "住宅区"} {
		if t, ok := strings.CutSuffix(s, w); ok && t != "" {
			return t + "宿舍"
		}
	}
	for _, w := range []string{"住宅小区", "小区", "社区"} {
		if t, ok := strings.CutSuffix(s, w); ok && utf8.RuneCountInString(t) >= 2 {
			return t
		}
	}
	return s
}

// likeEstate compares two names: Same, also with one character misspelt;
// Contains when one has more words; Differs when they have nothing in common
// or differ in a word that tells places apart; else CannotTell.
func likeEstate(a, b string) Relation {
	switch {
	case a == b || misspelt(a, b, 4):
		return Same
	case strings.Contains(a, b) || strings.Contains(b, a):
		return Contains
	case contrast(a, b):
		return Differs
	case shareTwo(a, b):
		return CannotTell
	}
	return Differs
}

// contrasting characters tell one place from its neighbour and are never a
// slip of the pen.
const contrasting = "东西南北中上下前后左右内外大小新老高低甲乙丙丁零一二三四五六七八九十百0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// substituted returns the two characters in which texts of one length differ,
// ok when they differ in exactly one place.
func substituted(a, b string) (x, y rune, length int, ok bool) {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		r, i := firstRune(a)
		q, j := firstRune(b)
		if r != q {
			if n++; n > 1 {
				return 0, 0, 0, false
			}
			x, y = r, q
		}
		length++
		a, b = a[i:], b[j:]
	}
	return x, y, length, n == 1 && a == "" && b == ""
}

// misspelt reports whether two names differ in one character that is easily
// mistaken for the other; in names of at least free+1 characters in any
// character that does not tell places apart.
func misspelt(a, b string, free int) bool {
	x, y, length, ok := substituted(a, b)
	if ok {
		if length < 2 || classOf(x)&classOf(y)&tellsApart != 0 {
			return false
		}
		return length > free || confusable(x, y)
	}
	return missingOne(a, b, free)
}

// slip reports whether two names differ by one character written, left out or
// added, other than one that tells places apart in place of another such.
func slip(a, b string) bool {
	if x, y, n, ok := substituted(a, b); ok {
		return n >= 2 && !(classOf(x)&classOf(y)&tellsApart != 0)
	}
	return oneMore(a, b, 1, nil) || oneMore(b, a, 1, nil)
}

// missingOne reports whether one name lacks a character of the other, both
// being longer than free, and the character not one that tells places apart.
func missingOne(a, b string, free int) bool {
	telling := func(r rune) bool { return classOf(r)&tellsApart != 0 }
	return oneMore(a, b, free, telling) || oneMore(b, a, free, telling)
}

// oneMore reports whether b is a with one more character, none of the refused.
func oneMore(a, b string, free int, refused func(rune) bool) bool {
	n := utf8.RuneCountInString(a)
	if n <= free || utf8.RuneCountInString(b) != n+1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	for i > 0 && !utf8.RuneStart(b[i]) {
		i--
	}
	extra, size := firstRune(b[i:])
	return a[i:] == b[i+size:] && (refused == nil || !refused(extra))
}

// confusable reports whether two characters sound or look alike.
func confusable(x, y rune) bool {
	if hanzi.LookAlike(x, y) >= 0.7 {
		return true
	}
	for _, s := range hanzi.Readings(x) {
		for _, t := range hanzi.Readings(y) {
			if s.Toneless() == t.Toneless() {
				return true
			}
		}
	}
	return false
}

// contrast reports whether two names differ only in one character that tells
// places apart: 锦江苑1期 and 锦江苑2期.
func contrast(a, b string) bool {
	x, y, _, ok := substituted(a, b)
	return ok && classOf(x)&classOf(y)&tellsApart != 0
}

// shareTwo reports whether two neighbouring characters of a occur in b.
func shareTwo(a, b string) bool {
	last := -1
	for i, r := range a {
		if last >= 0 && strings.Contains(b, a[last:i+utf8.RuneLen(r)]) {
			return true
		}
		last = i
	}
	return false
}
