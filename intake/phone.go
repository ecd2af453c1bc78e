package intake

import (
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"quanyuan"
)

// plainPhone reports the usual case, a mobile number of eleven digits.
func plainPhone(s string) bool {
	if len(s) != 11 || s[0] != '1' || s[1] < '3' {
		return false
	}
	for i := range 11 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// phoneLabel is the word for a telephone in its own cell: 电话：138….
var phoneLabel = regexp.MustCompile(`^(?:联系)?(?:电话|手机|方式)(?:号码|号)?[:：]?$`)

// phoneValue is the value of a cell with one or several phone numbers.
func phoneValue(raw string, find *findings) quanyuan.Value {
	if plainPhone(raw) && !madeUpPhone(raw) {
		return quanyuan.Value{Text: raw, State: quanyuan.Understood}
	}
	if emptyWord(raw) || len(raw) > 300 {
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	text, note := cutNote(areaCode.ReplaceAllString(strings.Trim(strings.TrimSpace(width.Fold.String(raw)), "'‘’`"), "$1"))
	if at := strings.IndexAny(text, "eE"); at > 0 && strings.Contains(text, "E+") || strings.Contains(text, "e+") {
		find.add("number.precision", quanyuan.Phone, quanyuan.Fault, raw)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
	}
	numbers, words := splitPhones(text)
	if note != "" {
		words = append(words, note)
	}
	var good []string
	placeholder, doubtful := false, false
	for _, n := range numbers {
		n, state := onePhone(n)
		switch state {
		case quanyuan.Placeholder:
			placeholder = true
		case quanyuan.Understood, quanyuan.Doubtful:
			doubtful = doubtful || state == quanyuan.Doubtful
			if !contains(good, n) {
				good = append(good, n)
			}
		}
	}
	for _, w := range words {
		if !emptyWord(w) && !phoneLabel.MatchString(w) {
			find.note(quanyuan.Phone, w)
		}
	}
	switch {
	case len(good) > 0:
		v := quanyuan.Value{Raw: raw, Text: strings.Join(good, ";"), State: quanyuan.Understood}
		if doubtful {
			v.State = quanyuan.Doubtful
			find.add("phone.length", quanyuan.Phone, quanyuan.Warning, raw)
		}
		if v.Raw == v.Text {
			v.Raw = ""
		}
		return v
	case placeholder:
		find.add("phone.placeholder", quanyuan.Phone, quanyuan.Info, raw)
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	find.add("phone.unread", quanyuan.Phone, quanyuan.Warning, raw)
	return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
}

// areaCode in brackets belongs to the number: (028)84567890.
var areaCode = regexp.MustCompile(`\((0[0-9]{2,3})\)`)

func contains(list []string, s string) bool {
	for _, t := range list {
		if s == t {
			return true
		}
	}
	return false
}

// splitPhones cuts a text into runs of digits (with the hyphens and blanks that
// belong to one number) and the words between them.
func splitPhones(s string) (numbers, words []string) {
	var num, word strings.Builder
	flush := func(b *strings.Builder, to *[]string) {
		if t := strings.Trim(b.String(), " -.:：,"); t != "" {
			*to = append(*to, t)
		}
		b.Reset()
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			flush(&word, &words)
			if d := digitsOf(num.String()); complete(d) && strings.HasSuffix(num.String(), " ") {
				flush(&num, &numbers)
			}
			num.WriteRune(r)
		case strings.ContainsRune("-–—－‐ .+\u00a0\t_", r):
			if num.Len() > 0 {
				if r == ' ' || r == '\t' || r == '\u00a0' {
					num.WriteRune(' ')
				} else {
					num.WriteRune('-')
				}
			} else if word.Len() > 0 {
				word.WriteRune(r)
			}
		case strings.ContainsRune("/;；,，、\n\r\\|和或", r):
			flush(&num, &numbers)
			flush(&word, &words)
		default:
			flush(&num, &numbers)
			word.WriteRune(r)
		}
	}
	flush(&num, &numbers)
	flush(&word, &words)
	return numbers, words
}

// complete reports digits that need no more: a mobile number, or a land line
// with its area code.
func complete(digits string) bool {
	return plainPhone(digits) || len(digits) >= 11 && digits[0] == '0'
}

func onePhone(s string) (string, quanyuan.ValueState) {
	if cut, ok := strings.CutSuffix(s, "-0"); ok && len(digitsOf(cut)) == 11 {
		s = cut // 12345678901.0
	}
	d := digitsOf(s)
	for _, p := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(d, p); ok && (plainPhone(rest) || len(rest) >= 10 && rest[0] == '0') {
			d = rest
		}
	}
	if len(d) == 12 && d[0] == '0' && plainPhone(d[1:]) { // 0 before a mobile number
		d = d[1:]
	}
	switch {
	case len(d) < 3:
		return "", quanyuan.Invalid
	case madeUpPhone(d):
		return "", quanyuan.Placeholder
	case plainPhone(d):
		return d, quanyuan.Understood
	case d[0] == '0' && len(d) >= 10 && len(d) <= 16, (len(d) == 7 || len(d) == 8) && d[0] >= '2' && d[0] <= '8', len(d) == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800")):
		return d, quanyuan.Understood
	case len(d) >= 6 && len(d) <= 16:
		return d, quanyuan.Doubtful
	}
	return "", quanyuan.Invalid
}

// madeUpPhone reports numbers that people write where they know none.
func madeUpPhone(d string) bool {
	switch d {
	case "13800138000", "13800000000", "13900000000", "13000000000", "12345678901", "12345678910", "13888888888", "13999999999", "13666666666", "12345678", "1234567", "13912345678", "13812345678000":
		return true
	}
	if len(d) < 6 {
		return false
	}
	same, tail := true, true
	for i := 1; i < len(d); i++ {
		same = same && d[i] == d[0]
		tail = tail && (i < 3 || d[i] == '0')
	}
	return same || tail
}
