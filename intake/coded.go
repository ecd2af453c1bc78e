package intake

import (
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"quanyuan"
	"quanyuan/refdata/code"
	"quanyuan/refdata/hanzi"
)

// coded is a cell of a coded column, understood once per distinct text.
type coded struct {
	v     quanyuan.Value
	house quanyuan.Value // household type told by the kind of hukou
	rule  string
}

// maxCache bounds what a column remembers: a column of codes has few values,
// and one that has many is no column of codes.
const maxCache = 1 << 14

func (c *column) coded(raw string) coded {
	if hit, ok := c.cache[raw]; ok {
		return hit
	}
	got := c.understandCode(raw)
	if len(c.cache) >= maxCache {
		clear(c.cache)
	}
	c.cache[raw] = got
	return got
}

func (c *column) understandCode(raw string) coded {
	text := strings.Trim(strings.TrimSpace(raw), "'‘’")
	if word, ok := c.legend[strings.TrimSuffix(text, ".0")]; ok {
		text = word
	}
	if c.field == quanyuan.HukouNature {
		nature, house, ok := code.HukouNatureOf(text)
		if c.variant != nil && c.legend == nil {
			if n, h, ok2 := code.HukouNatureBy(c.variant.Name, text); ok2 {
				nature, house, ok = n, h, ok2
			}
		}
		if ok {
			got := coded{house: codeValue(raw, house.Code)}
			if nature.Code != "" {
				got.v = codeValue(raw, nature.Code)
			}
			got.house.Raw = raw
			if house.Code == "" {
				got.house = quanyuan.Value{}
			}
			return got
		}
	}
	if code, ok := c.yesNo(text); ok && code == "" {
		return coded{} // not the head says nothing of the relation
	} else if ok {
		return coded{v: codeValue(raw, code)}
	}
	e, ok := c.lookup(text)
	if !ok { // 離婚
		if folded := hanzi.FoldString(text); folded != text {
			if e, ok = c.lookup(folded); ok {
				text = folded
			}
		}
	}
	if !ok {
		if t, note := cutNote(text); note != "" {
			if e, ok = c.lookup(t); !ok {
				e, ok = c.lookup(note)
			}
		}
	}
	switch {
	case ok:
		return coded{v: codeValue(raw, e.Code)}
	case emptyWord(text):
		return coded{v: quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}}
	case c.field == quanyuan.StayReason || c.field == quanyuan.LeaveReason || c.field == quanyuan.Education || c.field == quanyuan.IDKind || c.field == quanyuan.ExitReason:
		return coded{v: quanyuan.Value{Raw: raw, Text: foldText(text), State: quanyuan.Doubtful}, rule: "code.unknown"}
	}
	return coded{v: quanyuan.Value{Raw: raw, State: quanyuan.Invalid}, rule: "code.unknown"}
}

// yesNo reads the answers below 是否本社区户籍, 婚否, 是否政策内.
func (c *column) yesNo(text string) (code string, ok bool) {
	if !strings.Contains(c.header, "否") {
		return "", false
	}
	yes := text == "是" || text == "Y" || text == "√"
	if no := text == "否" || text == "N" || text == "×"; !yes && !no {
		return "", false
	}
	codes, ok := map[quanyuan.Field][2]string{
		quanyuan.Marital: {"20", "10"}, quanyuan.HukouStatus: {"1", "2"}, quanyuan.ResidenceStatus: {"1", "7"}, quanyuan.ChildPolicy: {"1", "2"},
		quanyuan.Relation: {"02", ""},
	}[c.field]
	if yes {
		return codes[0], ok
	}
	return codes[1], ok
}

func (c *column) lookup(text string) (code.Entry, bool) {
	if c.variant != nil {
		if e, ok := c.variant.Lookup(text); ok {
			return e, true
		}
	}
	if e, ok := c.table.Lookup(text); ok {
		return e, true
	}
	if c.field == quanyuan.StayReason {
		return outOfScopeReason(text)
	}
	return code.Entry{}, false
}

// stayWords mark a reason of stay that keeps a person out of the register,
// wherever they stand in a sentence: 来蓉旅游, 因病住院.
var stayWords = []string{"就医", "治病", "看病", "住院", "治疗", "疗养", "旅游", "观光", "探亲", "访友", "走亲", "出差"}

func outOfScopeReason(text string) (code.Entry, bool) {
	for _, w := range stayWords {
		if strings.Contains(text, w) {
			return code.StayReason.Lookup(w)
		}
	}
	return code.Entry{}, false
}

func codeValue(raw, code string) quanyuan.Value {
	v := quanyuan.Value{Raw: raw, Text: code, State: quanyuan.Understood}
	if raw == code {
		v.Raw = ""
	}
	return v
}

// foldText evens out width and blanks of free text.
func foldText(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0xef || s[i] == 0xe3 && i+2 < len(s) && s[i+1] == 0x80 || s[i] == 0xc2 || s[i] == 0xe2 {
			plain = false
			break
		}
		if s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(dropInvisible, width.Fold.String(s))), " ")
}

func dropInvisible(r rune) rune {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad':
		return -1
	}
	return r
}

func textValue(raw string) quanyuan.Value {
	text := foldText(raw)
	if text == "" {
		return quanyuan.Value{}
	}
	if emptyWord(text) {
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	v := quanyuan.Value{Text: text, State: quanyuan.Understood}
	if raw != text {
		v.Raw = raw
	}
	return v
}

// countValue reads a number of children: 2, 二, 2个, 1男1女, 一儿一女, 无.
func countValue(raw string, f quanyuan.Field, find *findings) quanyuan.Value {
	text := foldText(raw)
	switch text {
	case "无", "没有", "未育", "无子女":
		return quanyuan.Value{Raw: raw, Text: "0", State: quanyuan.Understood}
	}
	if emptyWord(text) {
		return quanyuan.Value{Raw: raw, State: quanyuan.Placeholder}
	}
	if n, ok := wholeNumber(text); ok && n <= 30 {
		v := quanyuan.Value{Text: strconv.Itoa(n), State: quanyuan.Understood}
		if v.Text != raw {
			v.Raw = raw
		}
		return v
	}
	sum, seen, known := 0, 0, true
	for _, r := range text {
		switch {
		case r == '两' || r == '双':
			sum, seen = sum+2, seen+1
		case smallNumber(r) > 0:
			sum, seen = sum+smallNumber(r), seen+1
		case r == '0' || r == '零':
			seen++
		case !strings.ContainsRune("个男女儿子孩名人共小第胎次及以上、, 和", r):
			known = false
		}
	}
	if seen == 0 || !known || f == quanyuan.ChildOrder && seen > 1 {
		find.add("count.unread", f, quanyuan.Warning, raw)
		return quanyuan.Value{Raw: raw, State: quanyuan.Invalid}
	}
	return quanyuan.Value{Raw: raw, Text: strconv.Itoa(sum), State: quanyuan.Understood}
}
