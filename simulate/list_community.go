package simulate

import (
	"cmp"
	"fmt"
	"slices"

	"quanyuan"
)

// roster is a community's own register of everybody, a sheet for each building
// or group where it is kept so; head names stand in merged cells.
func (t *Town) roster(area int32) *list {
	a := &t.Areas[area]
	w := t.writing("roster" + a.Code)
	l := &list{source: pick(w.r, []string{"community", "社区"}), unit: a.Name, division: a.Code, asOf: t.AsOf,
		format: pick(w.r, []format{xlsxFile, xlsxFile, csvGB18030, csvBOM, htmlXLS, tsvXLS})}
	l.named("%s人口花名册", a.Short)
	w.style.address = pick(w.r, []addressStyle{addressDetail, addressDetail, addressShort})
	cols := []column{colSeq("序号"), colKin("户主", func(h *Human) int32 { return t.households[h.Now.Household].head }, false), colName(pick(w.r, []string{"姓名", "姓　名"})), colSex("性别"), colBirth(pick(w.r, []string{"出生日期", "出生年月"})),
		colID(pick(w.r, []string{"身份证号码", "身份证号", "公民身份号码"})), colRelation(pick(w.r, []string{"与户主关系", "家庭关系"})), colEthnic("民族"), colMarital(pick(w.r, []string{"婚姻状况", "婚姻"})),
		colNature("户口性质"), colHukouStatus("户籍状况"), colHomeStatus("居住状况"), colHukou(pick(w.r, []string{"户籍地址", "户口所在地"})), colHome(pick(w.r, []string{"现住址", "现居住地址", "居住地址"})),
		colPhone(pick(w.r, []string{"联系电话", "电话", "手机"})), colChildCount("子女数"), colChildren("子女姓名"), colNote("备注")}
	if w.r.chance(0.4) {
		cols = append(cols[:15], cols[17:]...)
	}
	fields := fieldsOf(cols)
	people := slices.Clone(t.at.home[area])
	for _, id := range t.at.hukou[area] {
		if t.Humans[id].Now.Home.Area != area {
			people = append(people, id)
		}
	}
	slices.SortStableFunc(people, func(x, y int32) int {
		return cmp.Or(cmp.Compare(t.Humans[x].Now.Home.Estate, t.Humans[y].Now.Home.Estate), cmp.Compare(t.Humans[x].Now.Household, t.Humans[y].Now.Household))
	})
	bySheet := l.format == xlsxFile && !a.Village
	var s *sheet
	last := int16(-1)
	for _, id := range people {
		h := &t.Humans[id]
		if h.Visitor || w.r.chance(0.02) {
			continue
		}
		if s == nil || bySheet && h.Now.Home.Area == area && h.Now.Home.Estate != last {
			if s != nil {
				t.closeRoster(w, s, cols)
			}
			name := "花名册"
			if last = h.Now.Home.Estate; bySheet && h.Now.Home.Area == area && last > 0 {
				name = a.Estates[last-1].name
			}
			l.sheets = append(l.sheets, sheet{name: uniqueSheet(l, name), title: []string{a.Name + "人口花名册（盖章）", "填表日期：" + t.AsOf.String()}, header: [][]string{heads(cols)}})
			s = &l.sheets[len(l.sheets)-1]
		}
		c := w.about(h, &h.Now, fields)
		c.place = area
		for _, q := range presencesOf(&h.Now) {
			if q.Area == area {
				c.facts.HukouStatus, c.facts.ResidenceStatus = q.HukouStatus, q.ResidenceStatus
			}
		}
		ln := w.row(cols, c)
		t.ditto(w, s, &ln, cols)
		s.lines = append(s.lines, ln)
		if n := len(s.lines); n%40 == 0 && w.style.date%2 == 0 { // a page break repeats the header
			s.lines = append(s.lines, plain("小计", fmt.Sprintf("%d人", 40)), plain(heads(cols)...))
		}
	}
	if s == nil {
		return nil
	}
	t.closeRoster(w, s, cols)
	return l
}

func uniqueSheet(l *list, name string) string {
	for i := range l.sheets {
		if l.sheets[i].name == name {
			return fmt.Sprintf("%s (%d)", name, len(l.sheets))
		}
	}
	return name
}

func (t *Town) closeRoster(w *writing, s *sheet, cols []column) {
	if w.style.phone%2 == 0 {
		s.mergeHeads(1)
	}
	w.repeat(s, cols, 0.006)
	w.unusable(s, cols, 0.004)
	w.tail(s)
}

// ditto writes 同上 for an address equal to the one above.
func (t *Town) ditto(w *writing, s *sheet, ln *line, cols []column) {
	if len(s.lines) == 0 || len(ln.claims) != 1 {
		return
	}
	above := &s.lines[len(s.lines)-1]
	if len(above.claims) != 1 || above.claims[0].setAside || !w.r.chance(0.3) {
		return
	}
	for i, c := range cols {
		if c.field == quanyuan.ResidenceAddress && ln.claims[0].facts.Home == above.claims[0].facts.Home && ln.cells[i].text != "" && above.cells[i].text != "" {
			ln.cells[i].text = pick(w.r, []string{"同上", "〃", "同前"})
		}
	}
}

// propertyList is the resident list of a property manager: thin and with shared phones.
func (t *Town) propertyList(area int32) *list {
	a := &t.Areas[area]
	if a.Village {
		return nil
	}
	w := t.writing("property" + a.Code)
	estate := int16(1 + w.r.below(len(a.Estates)))
	w.style.address = addressDetail
	l := &list{source: pick(w.r, []string{"property", "物业"}), unit: a.Estates[estate-1].name + "物业服务中心", division: a.Code, asOf: t.AsOf, format: pick(w.r, []format{xlsxFile, csvUTF8, htmlXLS})}
	l.named("%s住户登记表", a.Estates[estate-1].name)
	cols := []column{colHome("房屋地址"), colName(pick(w.r, []string{"住户姓名", "业主姓名"})), colSex("性别"), colID("证件号码"), colPhone("联系方式"), colNote("备注")}
	s := sheet{name: "Sheet1", header: [][]string{heads(cols)}}
	for _, id := range t.at.home[area] {
		h := &t.Humans[id]
		if h.Now.Home.Estate != estate || h.Birth.age(t.AsOf) < 16 && w.r.chance(0.7) {
			continue
		}
		c := w.about(h, &h.Now, fieldsOf(cols))
		c.place = area
		if w.r.chance(0.15) {
			c.facts.ID = ""
		}
		s.lines = append(s.lines, w.row(cols, c))
	}
	w.unusable(&s, cols, 0.03)
	w.tail(&s)
	l.sheets = []sheet{s}
	return l
}

// surveyList is what a survey team wrote down in some households, carefully.
func (t *Town) surveyList(area int32) *list {
	a := &t.Areas[area]
	w := t.writing("survey" + a.Code)
	w.style.level, w.style.address = 0.3, addressShort
	l := &list{source: "survey", unit: countyName + "抽样调查组", division: a.Code, asOf: t.AsOf, format: csvBOM}
	l.named("抽样调查_%s", a.Code)
	cols := []column{colName("姓名"), colSex("性别"), colBirth("出生日期"), colID("身份证号码"), colMarital("婚姻状况"), colHukouStatus("户籍状况"), colHomeStatus("居住状况"), colHome("居住地址"), colNature("户口性质"), colEthnic("民族"), colRelation("与户主关系"), colPhone("电话号码"), colChildCount("子女数")}
	s := sheet{name: "Sheet1", header: [][]string{heads(cols)}}
	for _, id := range t.at.home[area] {
		h := &t.Humans[id]
		if h.Visitor || h.Now.Household%17 != 3 {
			continue
		}
		c := w.about(h, &h.Now, fieldsOf(cols))
		c.place = area
		for _, q := range presencesOf(&h.Now) {
			if q.Area == area {
				c.facts.HukouStatus, c.facts.ResidenceStatus = q.HukouStatus, q.ResidenceStatus
			}
		}
		s.lines = append(s.lines, w.row(cols, c))
	}
	l.sheets = []sheet{s}
	return l
}

// residentList is what people reported of themselves.
func (t *Town) residentList(area int32) *list {
	a := &t.Areas[area]
	w := t.writing("resident" + a.Code)
	w.style.address = addressDashes
	l := &list{source: "居民", unit: a.Name, division: a.Code, asOf: t.AsOf, format: xlsxFile}
	l.named("居民自主申报_%s", a.Short)
	cols := []column{colName("申报人姓名"), colID("身份证号"), colPhone("手机号码"), colHome("现住址"), colMarital("婚姻状况"), colNote("备注")}
	s := sheet{name: "Sheet1", header: [][]string{heads(cols)}}
	if w.r.chance(0.5) {
		s.lines = append(s.lines, plain("张三", "110101199003071234", "13800000000", "XX小区1栋1单元101", "未婚", "示例"))
	}
	for _, id := range t.at.home[area] {
		h := &t.Humans[id]
		if h.Visitor || h.Birth.age(t.AsOf) < 18 || !w.r.chance(0.04) {
			continue
		}
		c := w.about(h, &h.Now, fieldsOf(cols))
		c.place = area
		s.lines = append(s.lines, w.row(cols, c))
	}
	w.repeat(&s, cols, 0.03)
	l.sheets = []sheet{s}
	return l
}

// mergeHeads writes the head's name once for each household, in a merged cell.
func (s *sheet) mergeHeads(column int) {
	for i := 0; i < len(s.lines); {
		j := i + 1
		for len(s.lines[i].claims) == 1 && j < len(s.lines) && len(s.lines[j].claims) == 1 && s.lines[j].cells[column].text == s.lines[i].cells[column].text {
			s.lines[j].cells[column].text = ""
			j++
		}
		if j > i+1 {
			s.merges = append(s.merges, span{column, i, j - 1})
		}
		i = j
	}
}
