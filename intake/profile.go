package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/code"
	"quanyuan/refdata/hanzi"
	"quanyuan/refdata/idnumber"
)

// profile is what the cells of a column look like, whatever its header says.
type profile struct {
	filled                                               int
	numbers, phones, days, names, sexes, ethnics, places int
	listed                                               int  // cells that name several persons: 陈建军、李秀英
	serial                                               bool // 1, 2, 3 …
	values                                               []string
}

// share is the part of the filled cells that a count covers.
func (p *profile) share(n int) float64 {
	if p.filled == 0 {
		return 0
	}
	return float64(n) / float64(p.filled)
}

// varied reports that few values come twice, as the names of a list's persons
// and not those of the clerks who visited them.
func (p *profile) varied() bool {
	distinct := map[string]bool{}
	for _, v := range p.values {
		distinct[v] = true
	}
	return len(distinct)*4 >= len(p.values)*3
}

// profileOf looks at one column of the sample rows.
func profileOf(rows []line, at int) profile {
	p := profile{serial: true}
	last := 0
	for i := range rows {
		text := strings.TrimSpace(rows[i].own(at))
		if text == "" {
			continue
		}
		p.filled++
		if len(text) <= 100 {
			p.values = append(p.values, text)
		}
		p.look(text)
		n, ok := wholeNumber(text)
		if !ok || n <= last || n > last+5 {
			p.serial = false
		}
		last = n
	}
	p.serial = p.serial && p.filled > 1
	return p
}

func (p *profile) look(text string) {
	text = beforeValue.ReplaceAllString(text, "$1$2")
	if m := relationAndName.FindStringSubmatch(text); m != nil && isRelation(m[1]) {
		text = m[2]
	}
	switch {
	case looksLikeNumber(text):
		p.numbers++
	case looksLikePhone(text):
		p.phones++
	case looksLikeDay(text):
		p.days++
	case text == "男" || text == "女":
		p.sexes++
	case looksLikePlace(text):
		p.places++
	case looksLikeName(text):
		if e, ok := code.Ethnic.Lookup(text); ok && (e.Zh == text || e.Zh == text+"族") {
			p.ethnics++
			return
		}
		p.names++
	case namesSeveral(text):
		p.listed++
	}
}

// beforeValue are the numbers of lines and the words that texts without columns
// write before a value: 1. 陈建军，电话13812345671.
var beforeValue = regexp.MustCompile(`^(?:[0-9]{1,4}\s*[.、．)）]\s*(\p{Han})|(?:身份证号?码?|(?:联系)?电话|手机号?码?)\s*[:：]?\s*([0-9]))`)

func namesSeveral(text string) bool {
	if len(text) > 200 || !strings.ContainsAny(text, "、；;\n,，/|") {
		return false
	}
	names := manyItems(text)
	for _, n := range names {
		if !looksLikeName(joinName(n)) {
			return false
		}
	}
	return len(names) > 1
}

// looksLikeNumber reports whether a text has the build of a citizen number,
// right or wrong.
func looksLikeNumber(text string) bool {
	if len(text) < 15 || len(text) > 40 {
		return false
	}
	n := idnumber.Parse(text)
	switch n.Kind {
	case idnumber.Citizen18, idnumber.HKMacaoTaiwan:
		return n.DateOK || n.CheckOK
	case idnumber.Citizen15:
		return n.DateOK
	case idnumber.Placeholder:
		return len(n.Text) == 18
	}
	return false
}

func looksLikePhone(text string) bool {
	digits := digitsOf(text)
	return len(digits) == 11 && digits[0] == '1' && digits[1] >= '3' && len(text) <= 16
}

func looksLikeDay(text string) bool {
	if len(text) < 6 || len(text) > 40 {
		return false
	}
	if n, ok := wholeNumber(text); ok && len(text) <= 6 && (n < 190001 || n > 210012) {
		return false
	}
	d, how := readDate(text, dateForm{})
	return how.understood() && d.Year >= 1880 && d.Year <= 2100 && d.Month > 0
}

func looksLikePlace(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 5 && strings.ContainsAny(text, "省市区县镇乡村路街号栋幢组室")
}

func looksLikeName(text string) bool {
	n := 0
	for _, r := range text {
		if !hanzi.IsHan(r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 4 && hanzi.IsSurname(firstRune(text)) || n == 4 && hanzi.IsSurname(firstRunes(text, 2))
}

func firstRune(s string) string { return firstRunes(s, 1) }

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// digitsOf are the ASCII digits of a text.
func digitsOf(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// wholeNumber reads up to nine digits, also with a decimal point and zeros.
func wholeNumber(s string) (int, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, ".00"), ".0")
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
