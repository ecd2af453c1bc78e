package simulate

import "quanyuan"

// simple makes a one-sheet list of whole-town offices: place by the address lived at.
func (t *Town) simple(key, source, unit string, f format, cols func(w *writing) []column, title []string, people func(w *writing, add func(h *Human, s *state, change func(c *claim)))) *list {
	w := t.writing(key)
	l := &list{file: key, source: source, unit: unit, asOf: t.AsOf, format: f}
	cs := cols(w)
	fields := fieldsOf(cs)
	s := sheet{name: "Sheet1", title: title, header: [][]string{heads(cs)}}
	people(w, func(h *Human, st *state, change func(c *claim)) {
		c := w.about(h, st, fields)
		c.place = -1
		if a := c.facts.Home.Area; a >= 0 {
			c.place = a
		}
		if change != nil {
			change(&c)
		}
		s.lines = append(s.lines, w.row(cs, c))
	})
	if len(s.lines) == 0 {
		return nil
	}
	w.repeat(&s, cs, 0.003)
	w.tail(&s)
	l.sheets = []sheet{s}
	return l
}

func (t *Town) schoolList(n int) *list {
	return t.simple(t.schools[n]+"学生名册"+chinese(n%100), "school", t.schools[n], []format{xlsxFile, csvGB18030, xlsxFile, htmlXLS}[n%4], func(w *writing) []column {
		return []column{colSeq("序号"), colName("学生姓名"), colSex("性别"), colBirth("出生日期"), colID("身份证件号"), colEthnic("民族"), colHukou("户口所在地"), colHome("现住址"),
			colKin("父亲姓名", fatherOf, false), colKin("父亲身份证号", fatherOf, true), colKin("母亲姓名", motherOf, false), colKin("母亲身份证号", motherOf, true), colParentPhone("家长联系电话")}
	}, []string{t.schools[n] + "学生基本信息登记表"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, id := range t.at.school[n] {
			h := &t.Humans[id]
			add(h, &h.Now, nil)
		}
	})
}

func (t *Town) employerList(n int) *list {
	return t.simple(t.employers[n]+chinese(n%100), "employer", t.employers[n], []format{xlsxFile, csvUTF8, csvGB18030}[n/2%3], func(w *writing) []column {
		return []column{colSeq("序号"), colName("姓名"), colSex("性别"), colBirth("出生日期"), colID("身份证号"), colPhone("联系电话"), colHukou("户籍地址"), colHome("现居住地"), colMarital("婚姻状况"), colEthnic("民族"), colConst("所属部门", "生产部"), colNote("备注")}
	}, []string{t.employers[n] + "员工花名册"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, id := range t.at.employer[n] {
			add(&t.Humans[id], &t.Humans[id].Now, nil)
		}
	})
}

func (t *Town) policeList(n int) *list {
	return t.simple(t.towns[n].name+"派出所户籍人口", "police", t.towns[n].name+"派出所", []format{tsvUTF16, csvGB18030}[n/2%2], func(w *writing) []column {
		w.style.level *= 0.4
		return []column{colName("姓名"), colSex("性别"), colEthnic("民族"), colBirth("出生日期"), colID("公民身份号码"), colHukou("户籍地址"), colRelation("与户主关系"), colNature("户别")}
	}, nil, func(w *writing, add func(*Human, *state, func(*claim))) {
		for a := range t.Areas {
			if t.Areas[a].Town != n {
				continue
			}
			for _, id := range t.at.hukou[a] {
				h := &t.Humans[id]
				add(h, &h.Now, func(c *claim) { c.place = max(-1, c.facts.Hukou.Area) })
			}
		}
	})
}

func (t *Town) floatingList(n int) *list {
	return t.simple(t.towns[n].name+"流动人口清查表", pick(newDice(t.Seed, "floating word"), []string{"floating", "流动人口"}), t.towns[n].name+"流管办", []format{xlsxFile, csvUTF8}[n%2], func(w *writing) []column {
		return []column{colSeq("序号"), colName("姓名"), colSex("性别"), colBirth("出生日期"), colID("公民身份证号"), colHukou("户籍所在地地址"), colHome("现居住地地址"), colReason("流动原因"), colArrived("流入日期"), colMarital("婚姻状况"), colPhone("联系电话")}
	}, []string{t.towns[n].name + "流动人口信息核查表"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for a := range t.Areas {
			if t.Areas[a].Town != n {
				continue
			}
			for _, id := range t.at.home[a] {
				h := &t.Humans[id]
				if h.Now.Hukou.Area != -1 || h.Now.Pending || w.r.chance(0.15) {
					continue
				}
				add(h, &h.Now, func(c *claim) { c.arrived, c.reason = h.Arrived, h.Reason })
			}
		}
	})
}

func (t *Town) birthList() *list {
	return t.simple("出生医学信息报告", "health", countyName+"妇幼保健院", xlsxFile, func(w *writing) []column {
		return []column{colName("新生儿姓名"), colSex("新生儿性别"), colBirth("出生日期"), colKin("母亲姓名", motherOf, false), colKin("母亲身份证号", motherOf, true), colKin("父亲姓名", fatherOf, false), colHome("现住址")}
	}, []string{countyName + "出生信息登记"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool { return t.Start.before(h.Birth) && h.Mother >= 0 && h.Now.Home.Area >= 0 }) {
			add(h, &h.Now, nil)
		}
	})
}

func (t *Town) vaccineList() *list {
	return t.simple("儿童预防接种", "卫生", countyName+"疾控中心", csvUTF8, func(w *writing) []column {
		return []column{colName("儿童姓名"), colSex("性别"), colBirth("出生日期"), colID("身份证号"), colKin("母亲姓名", motherOf, false), colPhone("联系电话"), colHome("家庭住址")}
	}, nil, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool {
			return h.Birth.age(t.AsOf) < 7 && h.Now.Home.Area >= 0 && !h.Visitor
		}) {
			if w.r.chance(0.7) {
				add(h, &h.Now, nil)
			}
		}
	})
}

func (t *Town) deathList() *list {
	return t.simple("殡仪馆火化名单", "civil", cityName+"殡仪馆", xlsxFile, func(w *writing) []column {
		return []column{colSeq("序号"), colName("死者姓名"), colSex("性别"), colID("身份证号"), colDeath("死亡日期"), colHome("生前住址")}
	}, []string{"火化人员名单"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for i := range t.Humans {
			if h := &t.Humans[i]; t.Start.before(h.Now.Death) && h.Now.Home.Area >= 0 && w.r.chance(0.9) {
				add(h, &h.Now, nil)
			}
		}
	})
}

func (t *Town) socialList() *list {
	return t.simple("社保参保人员", "social", countyName+"社会保险局", csvGB18030, func(w *writing) []column {
		w.style.level *= 0.5
		return []column{colName("姓名"), colID("社会保障号码"), colSex("性别"), colPhone("手机号"), colHome("通讯地址"), colConst("参保状态", "正常参保")}
	}, nil, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool { return h.Birth.age(t.AsOf) >= 18 && h.Now.Home.Area >= 0 && !h.Visitor }) {
			if w.r.chance(0.12) {
				add(h, &h.Now, nil)
			}
		}
	})
}

func (t *Town) commerceList() *list {
	return t.simple("个体工商户名录", "工商", countyName+"市场监督管理局", htmlXLS, func(w *writing) []column {
		return []column{colSeq("序号"), colConst("字号名称", "便民商店"), colName("经营者姓名"), colSex("性别"), colID("证件号码"), colPhone("联系电话"), colHome("住所")}
	}, nil, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool {
			a := h.Birth.age(t.AsOf)
			return a >= 22 && a < 65 && h.Now.Home.Area >= 0 && !h.Visitor
		}) {
			if w.r.chance(0.02) {
				add(h, &h.Now, nil)
			}
		}
	})
}

func (t *Town) elderlyList() *list {
	return t.simple("高龄津贴发放", "elderly", countyName+"老龄办", tsvXLS, func(w *writing) []column {
		return []column{colSeq("序号"), colName("姓名"), colSex("性别"), colBirth("出生年月"), colID("身份证号"), colPlace("所在社区"), colHome("家庭住址"), colPhone("联系电话")}
	}, []string{"高龄老人津贴发放花名册"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool { return h.Birth.age(t.AsOf) >= 75 && h.Now.Home.Area >= 0 }) {
			add(h, &h.Now, nil)
		}
	})
}

func (t *Town) disabledList() *list {
	return t.simple("残疾人证持证", "disabled", countyName+"残联", xlsxFile, func(w *writing) []column {
		card := column{"残疾人证号", quanyuan.IDNumber, func(w *writing, c *claim) cell {
			if len(c.facts.ID) != 18 || isPlaceholder(c.facts.ID) {
				c.facts.ID = ""
				return cell{}
			}
			return cell{text: c.facts.ID + w.r.digits(0) + pick(w.r, []string{"11", "21", "31", "42", "43", "44", "54", "63"})}
		}}
		return []column{colName("姓名"), colSex("性别"), card, colPlace("社区"), colHome("现住址"), colPhone("电话")}
	}, []string{"持证残疾人基本情况表"}, func(w *writing, add func(*Human, *state, func(*claim))) {
		for _, h := range t.living(func(h *Human) bool { return h.Now.Home.Area >= 0 && !h.Visitor && h.Birth.age(t.AsOf) > 3 }) {
			if w.r.chance(0.012) {
				add(h, &h.Now, nil)
			}
		}
	})
}
