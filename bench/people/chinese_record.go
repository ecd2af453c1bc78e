package people

import (
	"strings"

	"github.com/6tail/lunar-go/calendar"
)

// chineseSources: columns are 姓名, 性别, 出生日期, 身份证号码, 民族, 户籍地址, 居住地址, 电话号码.
// The style upperCase writes dates as 19900101 here.
var chineseSources = []source{
	{name: "户籍 police register", share: 0.2, missing: []float64{0, 0, 0, 0.01, 0.01, 0.01, 0.2, 0.6}, sound: 0.4, ocr: 0.5, old: 1},
	{name: "社区 community", share: 0.25, missing: []float64{0, 0.02, 0.08, 0.2, 0.2, 0.3, 0.03, 0.15}, sound: 1.2, ocr: 1, old: 1},
	{name: "医院 hospital", share: 0.2, missing: []float64{0, 0.01, 0.03, 0.35, 0.5, 0.8, 0.1, 0.08}, sound: 1.5, ocr: 0.3, old: 1},
	{name: "学校 school", share: 0.1, missing: []float64{0, 0.02, 0.05, 0.15, 0.1, 0.2, 0.15, 0.1}, sound: 0.7, ocr: 0.5, old: 1},
	{name: "手写登记 handwritten", share: 0.13, missing: []float64{0.005, 0.05, 0.15, 0.45, 0.4, 0.5, 0.08, 0.2}, sound: 2, ocr: 4, old: 2},
	{name: "旧系统 old system", share: 0.12, missing: []float64{0, 0.01, 0.02, 0.2, 0.1, 0.05, 0.3, 1}, sound: 0.7, ocr: 0.7, old: 6, style: upperCase},
}

// chineseHabits: how each source writes addresses, in the order of the sources.
var chineseHabits = []habit{
	{province: 0.9, city: 0.98, county: 1, town: 0.3, road: 0.97, estate: 0.25, form: 0},
	{province: 0.05, city: 0.1, county: 0.35, town: 0.6, road: 0.6, estate: 0.9, form: 1},
	{province: 0.4, city: 0.7, county: 0.85, town: 0.2, road: 0.7, estate: 0.6, form: 3},
	{province: 0.6, city: 0.8, county: 0.9, town: 0.3, road: 0.7, estate: 0.7, form: 5},
	{province: 0.03, city: 0.15, county: 0.3, town: 0.3, road: 0.4, estate: 0.85, form: 2},
	{province: 0.5, city: 0.8, county: 0.9, town: 0.5, road: 0.9, estate: 0.3, form: 6},
}

func habitOf(s *source, h hand) habit {
	how := chineseHabits[3]
	for i := range chineseSources {
		if s == &chineseSources[i] {
			how = chineseHabits[i]
		}
	}
	if h.slips(rates.addressPart) { // in a hurry
		how.province, how.city, how.town = 0, how.city/3, how.town/2
	}
	if h.chance(0.25) {
		how.form = h.IntN(7)
	}
	return how
}

// write is one record of a person.
func (c *chinese) write(j *jia, p *chinesePerson, s *source, h hand) record {
	year := h.between(max(firstYear, p.birth.y), lastYear)
	if h.chance(0.06) { // not told yet
		year -= 3
	}
	v := make([]string, len(chineseColumns))
	v[cName], v[cSex], v[cNumber], v[cEthnic] = p.name, "男", p.card, ethnicText(p.ethnic, s)
	if p.female {
		v[cSex] = "女"
	}
	birth := p.birth
	phone := at(p.phones, year)
	o := pick(h.dice, j.people)
	if h.slips(rates.other * 2) {
		v[cNumber] = o.card
	}
	if h.slips(rates.other) {
		birth = o.birth
	}
	if h.slips(rates.other) {
		v[cName] = o.name
	}
	if phone == "" || h.chance(0.12) { // another member's, or the telephone at home
		if phone = at(o.phones, year); phone == "" {
			phone = at(p.homes, year).landline
		}
	}
	v[cPhone] = phone
	if birth.y < 1975 && h.slips(rates.lunar) {
		birth = c.lunarDay(birth)
	}
	v[cBirth] = h.chineseDate(birth, s)
	hukou, home := at(p.hukou, year), at(p.homes, year)
	how := habitOf(s, h)
	v[cHukou], v[cHome] = c.addressText(hukou, how, h), c.addressText(home, how, h)
	if h.chance(0.05) {
		v[cHome] = v[cHukou]
	}
	c.spoil(v, s, h, p)
	return record{cells: v, person: p.number}
}

// addressText writes an address, sometimes with a wrong number.
func (c *chinese) addressText(a chineseHome, how habit, h hand) string {
	if h.slips(rates.addressWrong) {
		switch h.IntN(4) {
		case 0:
			a.building = 1 + h.IntN(16)
		case 1:
			a.door = 1 + h.IntN(4)
		case 2:
			a.floor = 1 + h.IntN(18)
		default:
			a.number += h.between(-3, 5)
			a.number = max(1, a.number)
		}
	}
	return c.places.text(a, how, h.dice)
}

func (h hand) chineseDate(d date, s *source) string {
	text := h.slipDate(d, s)
	if s.style == upperCase {
		return strings.ReplaceAll(text, "-", "")
	}
	return text
}

// lunarDay is lunarDay, remembered: the astronomy takes longer than all the rest.
func (c *chinese) lunarDay(d date) date {
	l, known := c.lunar[d]
	if !known {
		l = lunarDay(d)
		c.lunar[d] = l
	}
	return l
}

// lunarDay is the day of the lunar calendar on which d falls, as if it were solar.
func lunarDay(d date) date {
	l := calendar.NewSolarFromYmd(d.y, d.m, d.d).GetLunar()
	m := l.GetMonth()
	return date{l.GetYear(), max(m, -m), l.GetDay()}
}

// spoil leaves out and mistypes the cells.
func (c *chinese) spoil(v []string, s *source, h hand, p *chinesePerson) {
	v[cName] = h.slipChineseName(v[cName], s)
	if h.slips(rates.sex) {
		v[cSex] = map[string]string{"男": "女", "女": "男"}[v[cSex]]
	}
	v[cNumber] = h.cardText(v[cNumber], p, s)
	if h.slips(rates.figures) {
		v[cPhone] = h.slipFigures(v[cPhone], 0)
	}
	if h.slips(rates.swapped) {
		v[cHukou], v[cHome] = v[cHome], v[cHukou]
	}
	for i := range v {
		if v[i] != "" && h.chance(s.missing[i]*min(h.care+0.75, 1.6)) {
			v[i] = ""
			if s.missing[i] < 1 && h.slips(rates.placeholder*s.old) {
				v[i] = pick(h.dice, chinesePlaceholders[i])
			}
		}
	}
	if h.slips(0.006) {
		v[cName] += " "
	} else if c := []rune(v[cName]); len(c) == 2 && h.slips(0.02) {
		v[cName] = string(c[0]) + "　" + string(c[1])
	}
}

// cardText writes an identity number: typed wrongly, in its old form of fifteen
// figures, with a small x, or with stars.
func (h hand) cardText(card string, p *chinesePerson, s *source) string {
	if len(card) != 18 {
		return card
	}
	if p.birth.y < 1985 && s.old > 1 && h.chance(0.12) {
		card = card[:6] + card[8:17]
	}
	if h.slips(rates.figures) {
		card = h.slipFigures(card, 6)
	}
	if strings.HasSuffix(card, "X") && h.chance(0.2) {
		card = card[:17] + "x"
	}
	return card
}

// chinesePlaceholders stand where nothing was known.
var chinesePlaceholders = [][]string{{"不详", "未取名", "无名氏", "某某"}, {"未知"}, {"1900-01-01", "1949-10-01"}, {"000000000000000000", "111111111111111111", "无"}, {"不详"},
	{"不详", "无", "/"}, {"不详", "无固定住所", "本地"}, {"13800000000", "00000000000", "11111111111", "无"}}
