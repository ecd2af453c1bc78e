package simulate

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// Registered is one person of the register, as the old system has him.
type Registered struct {
	Number    string
	Human     int32
	Household int32
	Facts
	Presences []presence
	On        Date
}

// presence is one row of the register: a person in a community.
type presence struct {
	Area                         int32
	HukouStatus, ResidenceStatus uint8
}

// statuses are the person's statuses in the area, none where he has no presence there.
func (p *Registered) statuses(area int32) (hukou, home []uint8) {
	for _, q := range p.Presences {
		if q.Area == area {
			return []uint8{q.HukouStatus}, []uint8{q.ResidenceStatus}
		}
	}
	if area < 0 {
		for _, q := range p.Presences {
			hukou, home = append(hukou, q.HukouStatus), append(home, q.ResidenceStatus)
		}
	}
	return hukou, home
}

func (p *Registered) in(area int32) bool {
	for _, q := range p.Presences {
		if q.Area == area {
			return true
		}
	}
	return false
}

// presencesOf are the communities in which a person of this state stands: where
// the hukou is and where he lives.
func presencesOf(s *state) []presence {
	var out []presence
	if s.Hukou.Area >= 0 && !s.Pending {
		p := presence{s.Hukou.Area, 1, 1}
		switch {
		case s.Home.Area < 0:
			p.ResidenceStatus = 5
			if n := s.Home.Building; s.Home.Area == -1 && outside[n].code[:2] == provinceCode[:2] {
				p.ResidenceStatus = 4
			}
		case s.Home.Area != s.Hukou.Area:
			p.ResidenceStatus = 2
		}
		out = append(out, p)
	}
	if s.Home.Area >= 0 && (len(out) == 0 || out[0].Area != s.Home.Area) {
		p := presence{s.Home.Area, 2, 1}
		if s.Pending {
			p.HukouStatus = 3
		}
		out = append(out, p)
	}
	return out
}

// record writes the register of record from what it learned, with its faults.
func (t *Town) record() {
	r := newDice(t.Seed, "register")
	for i := range t.Humans {
		h := &t.Humans[i]
		if !h.InRegister || h.Visitor {
			continue
		}
		if h.Known.Death.known() && r.chance(0.5) { // closed properly and taken out
			continue
		}
		ps := presencesOf(&h.Known)
		if len(ps) == 0 {
			continue
		}
		if len(ps) == 2 && r.chance(0.12) { // one of the two communities does not know
			ps = ps[r.below(2):][:1]
		}
		t.enter(r, h, h.Known, ps, 1)
		switch p := r.Float64(); {
		case p < 0.004: // entered again at another address
			s := h.Known
			s.Home = t.dwelling(r, int32(r.below(len(t.Areas))))
			t.enter(r, h, s, presencesOf(&s)[len(presencesOf(&s))-1:], 6)
		case p < 0.009: // entered again in the same community
			t.enter(r, h, h.Known, ps[:1], 6)
		case p < 0.013 && len(ps) == 2 && len(t.Register[len(t.Register)-1].Presences) == 2:
			// The two communities know him under two numbers.
			t.Register[len(t.Register)-1].Presences = ps[:1]
			t.enter(r, h, h.Known, ps[1:], 4)
		}
	}
}

func (t *Town) enter(r *dice, h *Human, s state, ps []presence, level float64) {
	n := len(t.Register)
	f := t.factsOf(h, &s)
	on := t.Start.add(-r.between(0, 3000))
	if on.before(h.Birth) {
		on = h.Birth.add(r.between(0, 200))
		if t.AsOf.before(on) {
			on = t.AsOf
		}
	}
	if h.FormerName != "" && s.Name == h.FormerName {
		f.Former = ""
	}
	// Children born lately are those the register heard of.
	kept := f.Children[:0]
	for _, c := range f.Children {
		k := &t.Humans[c.human]
		if t.Start.before(k.Birth) && !k.InRegister || r.chance(0.02) {
			continue
		}
		kept = append(kept, c)
	}
	f.Children = kept[:min(len(kept), maxChildren)]
	f.ChildCount = int8(len(f.Children))
	for i := range f.Children {
		c := &f.Children[i]
		if r.chance(0.008) {
			c.Name = slipName(r, c.Name)
		}
		if r.chance(0.15) {
			c.ID = ""
		}
	}
	if h.Birth.age(t.AsOf) < 16 {
		f.ChildCount, f.Children = -1, nil
	}
	if f.ID != "" {
		switch p := r.Float64(); {
		case p < 0.012:
			f.ID = ""
		case p < 0.016:
			f.ID = placeholderID(r, h.Birth)
		case h.Birth.Year < 1985 && p < 0.05:
			f.ID = f.ID[:6] + f.ID[8:17]
		case h.SecondID != "" && r.chance(0.5):
			f.ID = h.SecondID
		}
	}
	if h.LunarBirth && r.chance(0.5) {
		f.Birth = lunar(f.Birth)
	}
	if s.Pending && r.chance(0.5) {
		f.Name, f.NameOpen = t.nameless(r, h), true
	}
	t.slip(r, &f, level)
	for _, lose := range []struct {
		p    float64
		drop func()
	}{{0.25, func() { f.Phone = "" }}, {0.03, func() { f.Marital = 0 }}, {0.02, func() { f.Ethnic = 0 }}, {0.03, func() { f.Nature = 0 }},
		{0.02, func() { f.Relation = 0 }}, {0.015, func() { f.Hukou = nowhere }}, {0.01, func() { f.Birth = Date{} }}, {0.004, func() { f.Sex = 0 }}} {
		if r.chance(lose.p * min(level, 3)) {
			lose.drop()
		}
	}
	if len(ps) == 1 { // the row cannot tell more than its community knows
		f.HukouStatus, f.ResidenceStatus = ps[0].HukouStatus, ps[0].ResidenceStatus
	}
	t.Register = append(t.Register, Registered{Number: fmt.Sprintf("5198%08d", 10000000+n*7+r.below(7)), Human: h.ID, Household: s.Household, Facts: f, Presences: ps, On: on})
	t.byHuman[h.ID] = append(t.byHuman[h.ID], int32(n))
}

func placeholderID(r *dice, birth Date) string {
	if r.chance(0.5) {
		return "000000000000000000"
	}
	return fmt.Sprintf("000000%04d%02d%02d0000", birth.Year, birth.Month, birth.Day)
}

// isPlaceholder reports a number that officially stands for none.
func isPlaceholder(id string) bool { return len(id) >= 6 && id[:6] == "000000" }

// nameless is what a newborn without a registered name is called on paper.
func (t *Town) nameless(r *dice, h *Human) string {
	if h.Mother >= 0 && r.chance(0.6) {
		m := t.Humans[h.Mother].Now.Name
		if h.Father >= 0 && r.chance(0.4) {
			m = t.Humans[h.Father].Now.Name
		}
		return m + map[uint8]string{male: "之子", female: "之女"}[h.Sex]
	}
	return pick(r, []string{"未取名", "毛毛", "小宝", "宝宝"})
}

var registerHead = []string{"系统编号", "户编号", "姓名", "性别", "出生日期", "身份证号码", "婚姻状况", "户籍状况", "居住状况", "户籍地址", "户籍地址编码", "居住地址", "居住地址编码",
	"户口性质", "民族", "与户主关系", "电话号码", "子女数",
	"子女1姓名", "子女1出生日期", "子女1身份证号码", "子女1性别", "子女1孩次", "子女1政策", "子女2姓名", "子女2出生日期", "子女2身份证号码", "子女2性别", "子女2孩次", "子女2政策",
	"子女3姓名", "子女3出生日期", "子女3身份证号码", "子女3性别", "子女3孩次", "子女3政策", "子女4姓名", "子女4出生日期", "子女4身份证号码", "子女4性别", "子女4孩次", "子女4政策",
	"死亡日期", "社区编码", "社区名称", "小组", "物业小区", "登记日期"}

const maxChildren = 4

// writeRegister writes the export of the old system: one line per presence.
func (t *Town) writeRegister(w io.Writer) error {
	r := newDice(t.Seed, "register text")
	b := bufio.NewWriterSize(w, 1<<16)
	b.WriteString("\uFEFF")
	c := csv.NewWriter(b)
	c.Write(registerHead)
	row := make([]string, 0, len(registerHead))
	for i := range t.Register {
		p := &t.Register[i]
		hukou, home := t.write(p.Hukou, addressFull, r), t.write(p.Home, addressFull, r)
		for _, q := range p.Presences {
			area := &t.Areas[q.Area]
			row = append(row[:0], p.Number, fmt.Sprintf("%s%06d", area.Code, p.Household), p.Name, sexWord(p.Sex), p.Birth.String(), p.ID, code(p.Marital),
				code(q.HukouStatus), code(q.ResidenceStatus), hukou, t.codeOf(p.Hukou), home, t.codeOf(p.Home), code(p.Nature), ethnicCode(p.Ethnic), relationCode(p.Relation), p.Phone, count(p.ChildCount))
			for k := range maxChildren {
				if k >= len(p.Children) {
					row = append(row, "", "", "", "", "", "")
					continue
				}
				ch := p.Children[k]
				row = append(row, ch.Name, ch.Birth.String(), ch.ID, sexWord(ch.Sex), count(ch.Order), code(ch.Policy))
			}
			group, estate := "", ""
			if a := p.Home; a.Area == q.Area {
				if a.Group > 0 {
					group = area.Groups[a.Group-1]
				}
				if a.Estate > 0 {
					estate = area.Estates[a.Estate-1].name
				}
			}
			row = append(row, p.Death.String(), area.Code, area.Name, group, estate, p.On.String())
			if err := c.Write(row); err != nil {
				return err
			}
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return b.Flush()
}

func (t *Town) codeOf(a Address) string {
	switch {
	case a.Area >= 0:
		return t.Areas[a.Area].Code
	case a.Area == -1:
		return outside[a.Building].code + "000000"
	}
	return ""
}

func sexWord(s uint8) string { return [3]string{"", "男", "女"}[s] }
func code(c uint8) string {
	if c == 0 {
		return ""
	}
	return strconv.Itoa(int(c))
}
func ethnicCode(e uint8) string {
	if e == 0 {
		return ""
	}
	return fmt.Sprintf("%02d", e)
}
func relationCode(c uint8) string {
	if c == 0 {
		return ""
	}
	return fmt.Sprintf("%02d", c)
}
func count(n int8) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}
