package simulate

import (
	"fmt"
	"strings"

	"quanyuan"
)

const other = quanyuan.NumFields

func colSeq(head string) column {
	n := 0
	return column{head, other, func(w *writing, c *claim) cell { n++; return cell{text: fmt.Sprint(n), kind: numberCell} }}
}

func colConst(head, text string) column {
	return column{head, other, func(*writing, *claim) cell { return cell{text: text} }}
}

func colName(head string) column { return column{head, quanyuan.Name, (*writing).name} }

// name writes the name with the habits and troubles of name cells.
func (w *writing) name(c *claim) cell {
	f := &c.facts
	s := f.Name
	rs := []rune(s)
	h := &w.t.Humans[c.human]
	switch p := w.r.Float64(); {
	case s == "":
	case strings.Contains(s, "·"):
		s = strings.ReplaceAll(s, "·", pick(w.r, []string{"·", "·", "•", "・", "．", ".", "-", " "}))
	case len(rs) == 2 && w.style.date%3 == 0:
		s = string(rs[0]) + pick(w.r, []string{"　", " ", "  "}) + string(rs[1])
	case p < 0.004:
		s += pick(w.r, []string{"★", "(户主)", "（外嫁）", "（租户）"})
	case p < 0.007 && h.FormerName != "":
		s += "(曾用名" + h.FormerName + ")"
	case h.Now.Death.known() && p < 0.4:
		f.Dead = true
		if p < 0.2 {
			return cell{text: s, strike: true}
		}
		s += "（已故）"
	}
	if h.Now.Death.known() && strings.Contains(s, "已故") {
		f.Dead = true
	}
	for _, x := range rareChars {
		if strings.Contains(s, x.char) && w.r.chance(0.6) {
			s = strings.Replace(s, x.char, pick(w.r, []string{x.pinyin, "□", "?", "（" + x.parts + "）", "*"}), 1)
			f.NameOpen = true
		}
	}
	return cell{text: s}
}

func colSex(head string) column {
	return column{head, quanyuan.Sex, func(w *writing, c *claim) cell {
		k := c.facts.Sex
		if k == 0 {
			return cell{}
		}
		return cell{text: [][3]string{{"", "男", "女"}, {"", "男", "女"}, {"", "1", "2"}, {"", "男性", "女性"}, {"", "1-男", "2-女"}, {"", "M", "F"}, {"", "♂", "♀"}, {"", "男", "女"}}[w.style.sex][k]}
	}}
}

func colBirth(head string) column {
	return column{head, quanyuan.BirthDate, func(w *writing, c *claim) cell { return w.date(&c.facts.Birth) }}
}

// date writes a date in the office's way; what is lost in writing is lost in d too.
func (w *writing) date(d *Date) cell {
	if !d.known() {
		return cell{}
	}
	y, m, day := int(d.Year), int(d.Month), int(d.Day)
	switch p := w.r.Float64(); {
	case p < 0.002:
		*d = Date{}
		return cell{text: pick(w.r, []string{"0000-00-00", fmt.Sprintf("%d-02-30", y), fmt.Sprintf("%d-13-01", y), "#VALUE!", "不详"})}
	case p < 0.008:
		*d = Date{d.Year, d.Month, 0}
		return cell{text: fmt.Sprintf(pick(w.r, []string{"%d.%02d", "%d年%d月", "%d%02d"}), y, m)}
	case p < 0.010 && y < 2000:
		return cell{text: fmt.Sprintf("%s%s年%s月%s日", "一九", chineseDigits(y%100), chinese(m), chinese(day))}
	}
	switch w.style.date {
	case 1:
		return cell{text: fmt.Sprintf("%d.%d.%d", y, m, day)}
	case 2:
		return cell{text: fmt.Sprintf("%d%02d%02d", y, m, day)}
	case 3:
		return cell{text: fmt.Sprintf("%d年%d月%d日", y, m, day)}
	case 4:
		return cell{text: fmt.Sprint(excelSerial(*d)), kind: dateCell}
	case 5:
		return cell{text: fmt.Sprintf("%d/%d/%d 0:00", y, m, day)}
	case 6:
		return cell{text: fmt.Sprintf("%d-%02d-%02d 00:00:00", y, m, day)}
	case 7:
		if y >= 1930 && y < 2000 && w.r.chance(0.1) {
			return cell{text: fmt.Sprintf("%02d.%d.%d", y%100, m, day)}
		}
		return cell{text: fmt.Sprintf("%d/%d/%d", y, m, day)}
	}
	return cell{text: d.String()}
}

func chineseDigits(n int) string {
	d := []rune("〇一二三四五六七八九")
	return string([]rune{d[n/10], d[n%10]})
}

func excelSerial(d Date) int { return Date{1899, 12, 30}.days(d) }

func colID(head string) column { return column{head, quanyuan.IDNumber, (*writing).id} }

// id writes the number; damage that loses digits shows in the facts.
func (w *writing) id(c *claim) cell {
	f := &c.facts
	s := f.ID
	if s == "" {
		if w.r.chance(0.1) {
			return cell{text: pick(w.r, []string{"无", "不详", "/", "-"})}
		}
		return cell{}
	}
	if len(s) != 18 || isPlaceholder(s) {
		return cell{text: s}
	}
	digits := s[17] != 'X'
	switch p := w.r.Float64(); {
	case p < 0.003 && digits: // opened in a spreadsheet and saved as text
		f.ID = ""
		return cell{text: fmt.Sprintf("%s.%sE+17", s[:1], s[1:6])}
	case p < 0.006 && digits:
		f.ID = roundedMark + s[:15]
		return cell{text: s[:15] + "000", kind: numberCell}
	case p < 0.012 && w.t.Humans[c.human].Birth.Year < 1985:
		return cell{text: s[:6] + s[8:17]}
	case p < 0.013:
		f.ID = ""
		return cell{text: pick(w.r, []string{"#VALUE!", "#N/A"})}
	case !digits:
		return cell{text: s[:17] + pick(w.r, []string{"X", "X", "x", "Ｘ", "×", "Х"})}
	}
	switch w.style.id {
	case 1:
		if w.r.chance(0.2) {
			return cell{text: s[:6] + " " + s[6:14] + " " + s[14:]}
		}
	case 2:
		return cell{text: pick(w.r, []string{"'", "‘"}) + s}
	case 3:
		if w.r.chance(0.05) {
			return cell{text: s + pick(w.r, []string{" ", "\u00a0", "\u200b", "\t"})}
		}
	case 4:
		if w.style.wide && w.r.chance(0.1) {
			return cell{text: fullWidth(s)}
		}
	}
	return cell{text: s}
}

func fullWidth(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '!' && c <= '~' {
			return c - '!' + '！'
		}
		return c
	}, s)
}

func colMarital(head string) column {
	return column{head, quanyuan.Marital, func(w *writing, c *claim) cell {
		m := c.facts.Marital
		if m == 0 {
			return cell{}
		}
		words := map[uint8][4]string{neverMarried: {"未婚", "10", "未婚", "未婚"}, firstMarriage: {"初婚", "21", "已婚", "有配偶"}, remarried: {"再婚", "22", "已婚", "有配偶"}, rejoined: {"复婚", "23", "已婚", "有配偶"},
			widowed: {"丧偶", "30", "丧偶", "丧偶"}, divorced: {"离婚", "40", "离异", "离婚"}}
		if m/10 == 2 && w.style.marital >= 2 {
			c.facts.Marital = 20
		}
		return cell{text: words[m][w.style.marital]}
	}}
}

func colEthnic(head string) column {
	return column{head, quanyuan.Ethnic, func(w *writing, c *claim) cell {
		e := c.facts.Ethnic
		if e == 0 {
			return cell{}
		}
		name := map[uint8]string{1: "汉", 3: "回", 4: "藏", 5: "维吾尔", 7: "彝", 8: "壮"}[e]
		return cell{text: []string{name + "族", name, ethnicCode(e)}[w.style.ethnic]}
	}}
}

func colNature(head string) column {
	return column{head, quanyuan.HukouNature, func(w *writing, c *claim) cell {
		switch c.facts.Nature {
		case natureRural:
			return cell{text: []string{"农业", "农业家庭户", "农村"}[w.style.nature]}
		case natureUrban:
			return cell{text: []string{"非农业", "非农业家庭户口", "非农"}[w.style.nature]}
		case natureResident:
			return cell{text: []string{"居民户口", "家庭户", "居民家庭户口"}[w.style.nature]}
		}
		return cell{}
	}}
}

func colRelation(head string) column {
	return column{head, quanyuan.Relation, func(w *writing, c *claim) cell {
		h := &w.t.Humans[c.human]
		wife := "配偶"
		if w.style.marital%2 == 0 {
			wife = map[uint8]string{male: "夫", female: "妻"}[h.Sex]
		}
		switch c.facts.Relation {
		case relHead:
			return cell{text: "户主"}
		case relSpouse:
			return cell{text: wife}
		case relSon:
			return cell{text: pick(w.r, []string{"子", "子", "儿子"})}
		case relDaughter:
			return cell{text: pick(w.r, []string{"女", "女", "女儿"})}
		case relGrandson:
			return cell{text: "孙子"}
		case relGranddaughter:
			return cell{text: "孙女"}
		case relFather:
			return cell{text: "父亲"}
		case relMother:
			return cell{text: "母亲"}
		case relOther:
			return cell{text: "其他"}
		}
		return cell{}
	}}
}

func colPhone(head string) column {
	return column{head, quanyuan.Phone, func(w *writing, c *claim) cell {
		s := c.facts.Phone
		if len(s) != 11 {
			return cell{text: s}
		}
		switch p := w.r.Float64(); {
		case p < 0.004:
			c.facts.Phone = ""
			return cell{text: pick(w.r, []string{"13800000000", "无", "00000000000"})}
		case p < 0.01:
			return cell{text: s + pick(w.r, []string{"（女儿）", "/0816-" + w.r.digits(7), "(本人)"})}
		case p < 0.013:
			return cell{text: s + ".0"}
		case p < 0.016:
			c.facts.Phone = ""
			return cell{text: fmt.Sprintf("%s.%sE+10", s[:1], s[1:3])}
		}
		switch w.style.phone {
		case 1:
			return cell{text: s[:3] + "-" + s[3:7] + "-" + s[7:]}
		case 2:
			if w.r.chance(0.1) {
				return cell{text: pick(w.r, []string{"+86", "0086", "86-"}) + s}
			}
			return cell{text: s, kind: numberCell}
		case 3:
			if w.style.wide {
				return cell{text: fullWidth(s)}
			}
			return cell{text: s[:3] + " " + s[3:7] + " " + s[7:]}
		}
		return cell{text: s}
	}}
}

func colHome(head string) column {
	return column{head, quanyuan.ResidenceAddress, func(w *writing, c *claim) cell {
		return cell{text: w.t.write(c.facts.Home, w.style.address, w.r)}
	}}
}

func colHukou(head string) column {
	return column{head, quanyuan.HukouAddress, func(w *writing, c *claim) cell {
		st := w.style.address
		if st == addressDetail || st == addressDashes {
			st = addressShort
		}
		return cell{text: w.t.write(c.facts.Hukou, st, w.r)}
	}}
}

func colHukouStatus(head string) column {
	return column{head, quanyuan.HukouStatus, func(w *writing, c *claim) cell {
		return cell{text: [4]string{"", "户口在本社区", "户口不在本社区", "户口待定"}[c.facts.HukouStatus]}
	}}
}

func colHomeStatus(head string) column {
	return column{head, quanyuan.ResidenceStatus, func(w *writing, c *claim) cell {
		return cell{text: [6]string{"", "现住本社区", "不在本社区居住（县内）", "不在本社区居住（市内他县）", "不在本社区居住（省内他市）", "不在本社区居住（省外）"}[c.facts.ResidenceStatus]}
	}}
}

func colDeath(head string) column {
	return column{head, quanyuan.DeathDate, func(w *writing, c *claim) cell {
		d := c.facts.Death
		if !d.known() {
			return cell{}
		}
		return cell{text: d.String()}
	}}
}

func colChildCount(head string) column {
	return column{head, quanyuan.ChildCount, func(w *writing, c *claim) cell { return cell{text: count(c.facts.ChildCount)} }}
}

// colChildren writes all children in one cell; sex and order are told by 长子, 次女.
func colChildren(head string) column {
	return column{head, quanyuan.ChildName, func(w *writing, c *claim) cell {
		var parts []string
		kept := c.facts.Children[:0:0]
		dated := w.style.date%2 == 0
		nth := [3]int{}
		for _, k := range c.facts.Children {
			nth[k.Sex]++
			s := []string{"", "长", "次", "三", "四", "五", "六"}[min(nth[k.Sex], 6)] + [3]string{"", "子", "女"}[k.Sex] + k.Name
			k.ID, k.Policy, k.Order = "", 0, 0
			if dated {
				s += fmt.Sprintf("%d.%d.%d", k.Birth.Year, k.Birth.Month, k.Birth.Day)
			} else {
				k.Birth = Date{}
			}
			parts, kept = append(parts, s), append(kept, k)
		}
		c.facts.Children = kept
		return cell{text: strings.Join(parts, pick(w.r, []string{"；", "；", "、", "\n"}))}
	}}
}

// colPlace names the community the person is placed in.
func colPlace(head string) column {
	return column{head, other, func(w *writing, c *claim) cell {
		if c.place < 0 {
			return cell{}
		}
		return cell{text: w.t.Areas[c.place].Short}
	}}
}

func colArrived(head string) column {
	return column{head, other, func(w *writing, c *claim) cell { return cell{text: c.arrived.String()} }}
}

func colReason(head string) column {
	return column{head, other, func(w *writing, c *claim) cell { return cell{text: c.reason} }}
}

func colNote(head string) column {
	return column{head, other, func(w *writing, c *claim) cell {
		if w.r.chance(0.05) {
			return cell{text: pick(w.r, []string{"低保", "党员", "独居", "租房", "已核实"})}
		}
		return cell{}
	}}
}

// colKin names a relative of the person: father, mother, head.
func colKin(head string, of func(h *Human) int32, number bool) column {
	return column{head, other, func(w *writing, c *claim) cell {
		k := of(&w.t.Humans[c.human])
		if k < 0 {
			return cell{}
		}
		if number {
			return cell{text: w.t.Humans[k].IDNumber}
		}
		return cell{text: w.t.Humans[k].Now.Name}
	}}
}

func fatherOf(h *Human) int32 { return h.Father }
func motherOf(h *Human) int32 { return h.Mother }

// colParentPhone is a parent's phone: the row says nothing of the child's own.
func colParentPhone(head string) column {
	phone := colPhone(head).write
	return column{head, other, func(w *writing, c *claim) cell {
		h := &w.t.Humans[c.human]
		own := *c
		own.facts.Phone = ""
		for _, p := range []int32{h.Mother, h.Father} {
			if p >= 0 && w.t.Humans[p].Now.Phone != "" {
				own.facts.Phone = w.t.Humans[p].Now.Phone
				break
			}
		}
		return phone(w, &own)
	}}
}
