// Package mask hides what people may not see in full: identity numbers (the
// first 6 and last 4 characters stay), phones (3 and 4) and birth dates (the
// year stays).
//
// The birth date is part of an identity number: written beside a masked number
// it would give the number away, so both are masked together.
package mask

import (
	"regexp"
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

// Pair masks two values of a field that are to be compared: characters in
// which they differ are shown, as far as they are few: a slip of the pen needs
// one or two, and never may half of what is hidden come to light.
func Pair(f quanyuan.Field, a, b string) (string, string) {
	w, ok := windowOf(f)
	if !ok {
		return Text(a), Text(b)
	}
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) || len(x) <= w.head+w.tail || strings.ContainsAny(a+b, "、;") {
		return Field(f, a), Field(f, b)
	}
	show := map[int]bool{}
	for i := range x {
		if x[i] != y[i] && w.hides(i, len(x)) {
			show[i] = true
		}
	}
	if hidden := len(x) - w.head - w.tail; 2*len(show) > hidden || w == dateWindow && string(x[:w.head]) != string(y[:w.head]) {
		show = nil
	}
	return cover(a, w, show), cover(b, w, show)
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
