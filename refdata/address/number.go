package address

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is a number as it stands in an address: one part, or several with "-"
// between them (11-2-301).
type token struct {
	parts [5]string
	n     int
	end   int  // length in the text, 0: no number here
	hanzi bool // written in Chinese numerals or as 甲, 乙
}

// longNumber is the length from which digits are a telephone or a code and no
// part of an address.
const longNumber = 7

// number reads the number that s begins with.
func number(s string) (t token) {
	if s == "" {
		return t
	}
	if !alnum(rune(s[0])) {
		return chineseNumber(s)
	}
	for i := 0; t.n < len(t.parts); {
		start := i
		for i < len(s) && alnum(rune(s[i])) {
			i++
		}
		if t.n > 0 && i-start >= longNumber {
			break
		}
		t.parts[t.n] = plain(s[start:i])
		t.n++
		t.end = i
		if i+1 >= len(s) || s[i] != '-' || !alnum(rune(s[i+1])) {
			break
		}
		i++
	}
	return t
}

// plain takes leading zeros off.
func plain(s string) string {
	if s == "" || s[0] != '0' {
		return s
	}
	if t := strings.TrimLeft(s, "0"); t != "" && t[0] >= '0' && t[0] <= '9' {
		return t
	}
	return s
}

// lettersOnly reports whether a number is really a word in Latin letters.
func (t *token) lettersOnly() bool {
	for _, p := range t.parts[:t.n] {
		for i := range len(p) {
			if p[i] >= '0' && p[i] <= '9' {
				return false
			}
		}
	}
	return true
}

func (t *token) joined() string {
	if t.n == 1 {
		return t.parts[0]
	}
	return strings.Join(t.parts[:t.n], "-")
}

func (t *token) last() string { return t.parts[t.n-1] }

func digitOf(r rune) int {
	switch r {
	case '零':
		return 0
	case '一', '壹':
		return 1
	case '二', '贰', '两':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	case '十', '拾':
		return 10
	case '百':
		return 100
	}
	return -1
}

// chineseNumber reads 十一, 二十, 一百零三, 三零一 (digit by digit), 甲.
func chineseNumber(s string) (t token) {
	switch r, size := firstRune(s); {
	case classOf(r)&beginsNumber == 0:
		return t
	case r == '甲', r == '乙', r == '丙', r == '丁':
		return token{parts: [5]string{s[:size]}, n: 1, end: size, hanzi: true}
	case digitOf(r) < 0:
		return t
	}
	var digits []byte
	total, unit, runes := 0, -1, 0
	plainDigits := true
	for i, r := range s {
		d := digitOf(r)
		if d < 0 || runes > 5 {
			break
		}
		runes++
		t.end = i + utf8.RuneLen(r)
		switch {
		case d >= 10:
			plainDigits = false
			if unit < 0 {
				unit = 1
			}
			total += unit * d
			unit = -1
		default:
			if unit >= 0 && unit != 0 {
				total = total*10 + unit // two digits side by side
			}
			unit = d
			digits = append(digits, byte('0'+d))
		}
	}
	if t.end == 0 {
		return t
	}
	if unit > 0 {
		total += unit
	}
	t.n, t.hanzi = 1, true
	if t.parts[0] = strconv.Itoa(total); plainDigits {
		t.parts[0] = plain(string(digits))
	}
	return t
}

// kind is what a word after a number makes of it.
type kind int

const (
	none kind = iota
	group
	house // 号
	lane
	building
	unit
	floor
	room
	storey // 楼: a building or a floor
	named  // part of a name: 3期, 2段, 108国道
)

type word struct {
	text string
	kind kind
}

func (w word) len() int { return len(w.text) }

// words after numbers, longer ones first.
var words = []word{
	{"村民小组", group}, {"居民小组", group}, {"村民组", group}, {"居民组", group}, {"生产队", group},
	{"小组", group}, {"合作社", group}, {"农业社", group}, {"社区", named}, {"组", group}, {"社", group}, {"队", group},
	{"号楼", building}, {"号栋", building}, {"号幢", building}, {"号座", building}, {"栋楼", building}, {"幢楼", building},
	{"#楼", building}, {"#栋", building}, {"#", building}, {"栋", building}, {"幢", building}, {"座", building}, {"橦", building}, {"舍", building},
	{"号单元", unit}, {"单元", unit}, {"门", unit}, {"梯", unit}, {"单", unit},
	{"号房", room}, {"号室", room}, {"房间", room}, {"室", room}, {"房", room}, {"户", room},
	{"号院", house}, {"号门", unit}, {"号", house},
	{"层楼", floor}, {"层", floor}, {"楼", storey},
	{"支弄", lane}, {"弄", lane}, {"巷", lane},
	{"期", named}, {"区", named}, {"段", named}, {"环", named}, {"国道", named}, {"省道", named}, {"县道", named},
	{"马路", named}, {"大街", named}, {"大道", named}, {"路", named}, {"街", named}, {"线", named}, {"村", named}, {"里", named}, {"坊", named},
}

// marker is the word that s begins with.
func marker(s string) word {
	for _, w := range wordsByInitial[initial(s)] {
		if strings.HasPrefix(s, w.text) {
			// 单 alone is 单元 only before a number, F is a floor only alone.
			if w.text == "单" && (len(s) <= len(w.text) || number(s[len(w.text):]).end == 0) {
				continue
			}
			return w
		}
	}
	return word{}
}

var wordsByInitial = byInitial(words, func(w word) string { return w.text })

func wordTexts(words []word) (texts []string) {
	for _, w := range words {
		texts = append(texts, w.text)
	}
	return texts
}
