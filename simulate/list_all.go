package simulate

import "fmt"

// lists makes every list in turn and hands it over; one is in memory at a time.
func (t *Town) lists(take func(*list) error) error {
	var makers []func() *list
	for a := range t.Areas {
		area := int32(a)
		if a%3 == 0 {
			makers = append(makers, func() *list { return t.roster(area) })
		}
		if a%5 == 1 {
			makers = append(makers, func() *list { return t.propertyList(area) })
		}
		if a%6 == 2 {
			makers = append(makers, func() *list { return t.surveyList(area) })
		}
		if a%7 == 3 || a == 0 {
			makers = append(makers, func() *list { return t.residentList(area) })
		}
	}
	for s := range t.schools {
		makers = append(makers, func() *list { return t.schoolList(s) })
	}
	for e := range t.employers {
		if e%2 == 0 {
			makers = append(makers, func() *list { return t.employerList(e) })
		}
	}
	for tw := range t.towns {
		makers = append(makers, func() *list { return t.floatingList(tw) })
		if tw%2 == 0 {
			makers = append(makers, func() *list { return t.policeList(tw) })
		}
	}
	makers = append(makers, t.birthList, t.vaccineList, t.marriageList, t.divorceList, t.deathList, t.socialList, t.commerceList, t.elderlyList, t.disabledList)
	for _, m := range makers {
		l := m()
		if l == nil || len(l.sheets) == 0 {
			continue
		}
		if err := take(l); err != nil {
			return err
		}
	}
	return nil
}

// living lists the humans for whom want holds, in order of their number.
func (t *Town) living(want func(h *Human) bool) []*Human {
	var out []*Human
	for i := range t.Humans {
		if h := &t.Humans[i]; h.alive() && want(h) {
			out = append(out, h)
		}
	}
	return out
}

func (l *list) named(format string, args ...any) *list {
	l.file = fmt.Sprintf(format, args...)
	return l
}

// repeat adds a share of rows a second time in a poorer or changed form, and now
// and then the notes, ditto rows, samples and tails that real lists carry.
func (w *writing) repeat(s *sheet, cols []column, share float64) {
	n := len(s.lines)
	for i := range n {
		if !w.r.chance(share) || len(s.lines[i].claims) != 1 || s.lines[i].claims[0].setAside {
			continue
		}
		c := s.lines[i].claims[0]
		h := &w.t.Humans[c.human]
		again := w.about(h, &h.Now, fieldsOf(cols))
		again.place, again.arrived, again.reason = c.place, c.arrived, c.reason
		again.facts.HukouStatus, again.facts.ResidenceStatus = c.facts.HukouStatus, c.facts.ResidenceStatus
		s.lines = append(s.lines, w.row(cols, again))
	}
}

// tail closes a list as clerks do: totals, signatures, empty lines.
func (w *writing) tail(s *sheet) {
	if w.r.chance(0.5) {
		people := 0
		for i := range s.lines {
			people += len(s.lines[i].claims)
		}
		if w.r.chance(0.1) { // the total was not brought up to date
			people++
		}
		s.lines = append(s.lines, plain("合计", fmt.Sprintf("%d人", people)))
	}
	for range w.r.below(6) {
		s.lines = append(s.lines, line{})
	}
	if w.r.chance(0.5) {
		s.lines = append(s.lines, plain("制表人：", "", "审核人：", "", "填表日期："+w.t.AsOf.String()))
	}
}

// unusable adds rows that cannot be understood as a person.
func (w *writing) unusable(s *sheet, cols []column, share float64) {
	n := max(1, int(float64(len(s.lines))*share))
	for range n {
		cells := make([]cell, len(cols))
		for i, c := range cols {
			switch {
			case c.field == 0:
				cells[i] = cell{text: pick(w.r, []string{"空房", "无人居住", "拒绝登记", "不详", "未入住"})}
			case c.head == "序号":
				cells[i] = cell{text: fmt.Sprint(len(s.lines) + 1)}
			}
		}
		s.lines = append(s.lines, line{cells: cells, claims: []claim{{human: -1, setAside: true, place: -1}}})
	}
}
