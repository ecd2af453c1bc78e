package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// A value may stand in several columns: 姓 and 名; 年, 月 and 日 under 出生; the digits of
// an ID number in boxes. Or a column stands for one code and is ticked: 男 and 女
// under 性别.

const (
	partSurname = "surname"
	partGiven   = "given"
	partYear    = "year"
	partMonth   = "month"
	partDay     = "day"
	partDigits  = "digits"

	tickPart = "="
)

var pieceParts = map[string]bool{partSurname: true, partGiven: true, partYear: true, partMonth: true, partDay: true, partDigits: true}

// tickFields are the codes that forms give boxes to tick.
var tickFields = map[attribute]bool{"sex": true, "marital": true, "hukou_nature": true, "hukou_status": true, "residence_status": true, "household_type": true}

// ticked reports a mark in a box: any but those that say no.
func ticked(s string) bool {
	s = strings.TrimSpace(s)
	switch s {
	case "", "×", "x", "X", "否", "0", "无", "N", "n", "-", "—", "/":
		return false
	}
	return true
}

// pieces finds values in several columns.
func (g *guess) pieces() {
	for at := range g.texts {
		g.namePieces(at)
		g.dayPieces(at)
		g.digitPieces(at)
	}
}

// lastWord is a header without the groups over it, folded.
func (g *guess) lastWord(at int) string {
	if at >= len(g.texts) {
		return ""
	}
	text := g.texts[at]
	return foldHeader(text[strings.LastIndexByte(text, '/')+1:])
}

func (g *guess) piece(at int, a attribute, part string) {
	g.targets[at], g.by[at] = target{attr: a, part: part, score: roleScore}, "header"
}

var (
	surnameWords = wordSet("姓 姓氏 surname familyname lastname")
	givenWords   = wordSet("名 名字 givenname firstname")
)

func (g *guess) namePieces(at int) {
	if first, second := g.lastWord(at), g.lastWord(at+1); !surnameWords[first] || !givenWords[second] || g.has("name", rolePlain, roleSelf) && g.targets[at+1].attr != "name" {
		return
	}
	g.piece(at, "name", partSurname)
	g.piece(at+1, "name", partGiven)
}

var yearWord = regexp.MustCompile(`^(.*?)年份?$`)

// dayPieces finds a column of years with one of months and, as a rule, one of
// days behind it. The word before 年, or the group above, says what day it is.
func (g *guess) dayPieces(at int) {
	m := yearWord.FindStringSubmatch(g.lastWord(at))
	if m == nil || at+1 >= len(g.texts) || !strings.HasSuffix(g.lastWord(at+1), "月") && !strings.HasSuffix(g.lastWord(at+1), "月份") {
		return
	}
	if !g.counts(at, 1850, 2100) && !g.counts(at, 0, 99) || !g.counts(at+1, 1, 12) {
		return
	}
	what := foldHeader(g.texts[at])
	a := attribute("birth_date")
	switch {
	case containsAny(what, []string{"死亡", "去世", "逝世", "病故", "卒"}):
		a = "death_date"
	case containsAny(what, []string{"出生", "生日", "生于", "生年"}):
	case m[1] != "" && undecorated(m[1]) != m[1] && undecorated(m[1]) == "", m[1] == "":
		if g.texts[at] != "" && strings.Contains(g.texts[at], "/") || g.has("birth_date", rolePlain, roleSelf) && g.targets[at].attr != "birth_date" {
			return // 入伍/年, or a date of birth of its own
		}
	default:
		return
	}
	if r := g.targets[at].role; r != rolePlain && r != roleSelf {
		return
	}
	g.piece(at, a, partYear)
	g.piece(at+1, a, partMonth)
	if next := g.lastWord(at + 2); at+2 < len(g.texts) && (strings.HasSuffix(next, "日") || strings.HasSuffix(next, "号")) && g.counts(at+2, 1, 31) && utf8.RuneCountInString(next) <= utf8.RuneCountInString(g.lastWord(at)) {
		g.piece(at+2, a, partDay)
	}
}

// counts reports a column whose cells are numbers within bounds.
func (g *guess) counts(at, least, most int) bool {
	p := &g.profiles[at]
	if len(p.values) == 0 {
		return false
	}
	for _, text := range p.values {
		if n, ok := wholeNumber(strings.TrimRight(foldText(text), "年月日号")); !ok || n < least || n > most {
			return false
		}
	}
	return true
}

// digitPieces finds an ID number written one digit to a box: columns without a
// header behind that of the number.
func (g *guess) digitPieces(at int) {
	if g.targets[at].attr != "id_number" || g.targets[at].role != rolePlain && g.targets[at].role != roleSelf {
		return
	}
	end := at
	for end < len(g.texts) && (end == at || g.texts[end] == "" || g.texts[end] == g.texts[at]) && g.boxed(end) {
		end++
	}
	if n := end - at; n != 18 && n != 15 {
		return
	}
	for i := at; i < end; i++ {
		g.piece(i, "id_number", partDigits)
	}
}

func (g *guess) boxed(at int) bool {
	p := &g.profiles[at]
	if len(p.values) == 0 {
		return false
	}
	for _, text := range p.values {
		if len(text) != 1 || !strings.Contains("0123456789xX", text) {
			return false
		}
	}
	return true
}

// joinPieces puts the pieces of values together.
func (d *draft) joinPieces(form dateForm) {
	for f, pieces := range d.pieces {
		if len(pieces) == 0 {
			continue
		}
		by := map[string]string{}
		for _, p := range pieces {
			by[p.part] += p.text
		}
		var v quanyuan.Value
		switch f {
		case quanyuan.Name:
			gap := ""
			if !han(by[partSurname]) {
				gap = " "
			}
			v, _ = nameValue(by[partSurname]+gap+by[partGiven], f, &d.find)
		case quanyuan.IDNumber:
			var ev idEvidence
			v, ev = numberValue(by[partDigits], cellInfo{}, f, form.today, &d.find)
			d.fromID = ev
		default:
			text := strings.TrimSuffix(by[partYear], "年")
			for _, p := range []string{partMonth, partDay} {
				if n := strings.TrimRight(by[p], "月日号"); n != "" && text != "" {
					text += "." + n
				}
			}
			v = dateValue(text, form, f, &d.find)
		}
		if v.Known() && v.Mark == "" {
			v.Mark = "joined"
		}
		d.set(f, v)
	}
}
