// Package mask hides what people may not see in full: identity numbers (the
// first 6 and last 4 characters stay), phones (3 and 4) and birth dates (the
// year stays).
//
// The birth date is part of an identity number: written beside a masked number
// it would give the number away, so both are masked together.
package mask

import (
	"regexp"
	"slices"
	"strings"

	"quanyuan"
)

// window is how many characters stay at the ends of a masked value.
type window struct{ head, tail int }

var (
	numberWindow = window{6, 4}
	phoneWindow  = window{3, 4}
	dateWindow   = window{4, 0}
)

// windowOf tells how a field is masked; ok is false when it is shown in full.
func windowOf(f quanyuan.Field) (w window, ok bool) {
	switch f {
	case quanyuan.IDNumber, quanyuan.ChildID, quanyuan.HeadID, quanyuan.SpouseID, quanyuan.FatherID, quanyuan.MotherID:
		return numberWindow, true
	case quanyuan.Phone:
		return phoneWindow, true
	case quanyuan.BirthDate, quanyuan.ChildBirth:
		return dateWindow, true
	}
	return window{}, false
}

// Hides reports whether values of a field are masked as a whole.
func Hides(f quanyuan.Field) bool { _, ok := windowOf(f); return ok }

// Field masks a value of a field for showing.
func Field(f quanyuan.Field, s string) string {
	w, ok := windowOf(f)
	if !ok || !strings.ContainsAny(s, "0123456789０１２３４５６７８９") { // 不详
		return Text(s)
	}
	return each(s, func(s string) string { return cover(s, w, nil) })
}

// Pair masks two values of a field that are to be compared; see Beside.
func Pair(f quanyuan.Field, a, b string) (string, string) {
	ab := Beside(f, a, b)
	return ab[0], ab[1]
}

// Beside masks values of a field that are to be compared: characters in which
// they differ are shown, as far as they are few: a slip of the pen needs one or
// two, and never may half of what is hidden come to light. Values that are not
// there ("") are left aside.
func Beside(f quanyuan.Field, values ...string) []string {
	w, ok := windowOf(f)
	var there [][]rune
	for _, v := range values {
		if v != "" {
			there = append(there, []rune(v))
		}
	}
	show, comparable := map[int]bool{}, ok && len(there) > 0
	for _, x := range there {
		comparable = comparable && len(x) == len(there[0]) && len(x) > w.head+w.tail && !slices.ContainsFunc(x, func(r rune) bool { return r == '、' || r == ';' })
	}
	if comparable {
		show = w.differing(there)
	}
	out := make([]string, len(values))
	for i, v := range values {
		switch {
		case v == "":
		case !comparable:
			out[i] = Field(f, v)
		default:
			out[i] = cover(v, w, show)
		}
	}
	return out
}

// differing are the hidden places in which values of one length differ, nil
// when they are too many to be shown.
func (w window) differing(values [][]rune) map[int]bool {
	show, first := map[int]bool{}, values[0]
	for _, x := range values[1:] {
		for i := range x {
			if x[i] != first[i] && w.hides(i, len(x)) {
				show[i] = true
			}
		}
		if w == dateWindow && string(x[:w.head]) != string(first[:w.head]) {
			return nil
		}
	}
	if hidden := len(first) - w.head - w.tail; 2*len(show) > hidden {
		return nil
	}
	return show
}

func (w window) hides(i, n int) bool { return i >= w.head && i < n-w.tail }

// cover puts stars in the place of hidden characters. A value too short for
// its window keeps its first character only.
func cover(s string, w window, show map[int]bool) string {
	rs := []rune(s)
	if w.tail > 0 && len(rs) <= w.head+w.tail {
		w = window{1, 0}
	}
	for i := range rs {
		if w.hides(i, len(rs)) && !show[i] && rs[i] != '-' {
			rs[i] = '*'
		}
	}
	return string(rs)
}

func each(s string, f func(string) string) string {
	parts := strings.Split(s, "、")
	for i, p := range parts {
		parts[i] = f(p)
	}
	return strings.Join(parts, "、")
}

// longNumber finds numbers inside free text, also written with blanks, points
// or wide digits, as they stand in rows that were not understood.
var (
	longNumber = regexp.MustCompile(`[0-9０-９](?:[ \-–—·.　]?[0-9０-９]){9,}(?:[ ]?[XxＸｘ])?`)
	plainDate  = regexp.MustCompile(`\b((?:18|19|20)[0-9]{2})(?:[年./\-][0-9]{1,2}(?:[月./\-][0-9]{1,2})?[日月号]?|[01][0-9][0-3][0-9]\b)`)
)

// Text masks identity numbers and phones that stand inside a text.
func Text(s string) string {
	if !hasLongNumber(s) {
		return s
	}
	return longNumber.ReplaceAllStringFunc(s, func(n string) string {
		digits := bareDigits(n)
		switch {
		case len(digits) >= 14:
			return cover(digits, numberWindow, nil)
		case len(digits) == 11 && digits[0] == '1', digits[0] == '0', len(digits) == 13 && digits[:3] == "861":
			return cover(digits, phoneWindow, nil)
		}
		return n
	})
}

// hasLongNumber reports whether a text has as many digits as longNumber needs:
// most texts have not, and are told from those at a glance.
func hasLongNumber(s string) bool {
	const least = 10
	if len(s) < least {
		return false
	}
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
			if n++; n == least {
				return true
			}
		}
	}
	return false
}

// Remark masks also the dates in a text: in the sentence of a finding and in a
// row that was not understood they are birth dates.
func Remark(s string) string {
	return plainDate.ReplaceAllString(Text(s), "$1-**-**")
}

func bareDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune("XxＸｘ", r):
			return 'X'
		}
		return -1
	}, s)
}
