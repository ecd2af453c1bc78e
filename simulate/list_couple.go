package simulate

// couples makes a list whose rows are about two persons, under a header of two rows.
func (t *Town) couples(file, unit string, f format, kind string, marital uint8, want func(h *Human) (spouse int32, on Date)) *list {
	w := t.writing(file)
	l := &list{file: file, source: "civil", unit: unit, asOf: t.AsOf, format: f}
	his := []column{colName("姓名"), colID("身份证号"), colBirth("出生日期"), colHukou("户籍地址")}
	fields := fieldsOf(his)
	top, below := []string{"序号"}, []string{""}
	for _, who := range []string{"男方", "女方"} {
		for i, c := range his {
			head := ""
			if i == 0 {
				head = who
			}
			top, below = append(top, head), append(below, c.head)
		}
	}
	top, below = append(top, kind+"登记日期"), append(below, "")
	s := sheet{name: kind + "登记", title: []string{countyName + kind + "登记台账"}, header: [][]string{top, below}}
	if f != xlsxFile { // no merged cells there: one row that says whose it is
		for i := range top {
			if i > 0 && i < len(top)-1 {
				top[i] = []string{"男方", "女方"}[(i-1)/4] + below[i]
			}
		}
		s.header = [][]string{top}
	}
	for i := range t.Humans {
		h := &t.Humans[i]
		if h.Sex != male || !h.alive() {
			continue
		}
		spouse, on := want(h)
		if spouse < 0 || !t.Start.before(on) {
			continue
		}
		var ln line
		ln.cells = append(ln.cells, cell{text: count(int8(min(len(s.lines)+1, 127)))})
		for _, p := range []*Human{h, &t.Humans[spouse]} {
			c := w.about(p, &p.Now, fields)
			c.facts.Marital = marital // what the row is about
			part := w.row(his, c)
			ln.cells, ln.claims = append(ln.cells, part.cells...), append(ln.claims, part.claims...)
		}
		ln.cells = append(ln.cells, cell{text: on.String()})
		s.lines = append(s.lines, ln)
	}
	if len(s.lines) == 0 {
		return nil
	}
	w.tail(&s)
	l.sheets = []sheet{s}
	return l
}

func (t *Town) marriageList() *list {
	return t.couples("结婚登记", countyName+"民政局婚姻登记处", xlsxFile, "结婚", 20, func(h *Human) (int32, Date) { return h.Spouse, h.MarriedOn })
}

func (t *Town) divorceList() *list {
	return t.couples("离婚登记", countyName+"民政局婚姻登记处", csvGB18030, "离婚", divorced, func(h *Human) (int32, Date) { return h.FormerSpouse, h.PartedOn })
}
