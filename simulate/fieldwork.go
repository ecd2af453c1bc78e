package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Survey answers for a survey team: it lists segments of the town as they are.
type Survey struct {
	town *Town
	dice *dice
	met  []int32 // everybody listed so far
}

// Fieldwork makes a survey team of the town; the same seed finds the same.
func (t *Town) Fieldwork() *Survey { return &Survey{town: t, dice: newDice(t.Seed, "fieldwork")} }

// FormHead is the header of the team's answers.
var FormHead = []string{"段号", "户序", "行号", "结果", "居住地址", "姓名", "性别", "出生日期", "身份证号码", "与户主关系", "民族", "婚姻状况", "户籍状况", "居住状况", "户口性质", "户籍地址", "电话号码", "子女数", "子女姓名", "流入原因"}

// in reports whether a dwelling lies in the spots of a segment ("名居/3栋",
// "2组/").
func (t *Town) in(a Address, community string, spots []string) bool {
	if a.Area < 0 || t.Areas[a.Area].Code != community {
		return false
	}
	ar := &t.Areas[a.Area]
	for _, s := range spots {
		base, building, _ := strings.Cut(s, "/")
		switch {
		case ar.Village && a.Group > 0 && fmt.Sprintf("%d组", a.Group) == base,
			!ar.Village && a.Estate > 0 && ar.Estates[a.Estate-1].name == base && (building == "" || building == fmt.Sprintf("%d栋", a.Building)):
			return true
		}
	}
	return false
}

// List gives the rows of a segment, house by house: everybody who lives there,
// visitors too, as people say it at the door. About one house in fifty gives no
// answer.
func (s *Survey) List(segment, community string, spots []string) [][]string {
	t, r := s.town, s.dice
	var people []*Human
	for i := range t.Humans {
		if h := &t.Humans[i]; h.alive() && t.in(h.Now.Home, community, spots) {
			people = append(people, h)
		}
	}
	door := func(h *Human) string { return fmt.Sprint(h.Now.Home) }
	slices.SortStableFunc(people, func(a, b *Human) int { return cmp.Compare(door(a), door(b)) })
	var rows [][]string
	for house := 1; len(people) > 0; house++ {
		n := 1
		for n < len(people) && door(people[n]) == door(people[0]) {
			n++
		}
		if r.chance(.02) {
			row := make([]string, len(FormHead))
			row[0], row[1], row[3] = segment, fmt.Sprint(house), pick(r, []string{"拒访", "无人"})
			rows = append(rows, row)
		} else {
			for i, h := range people[:n] {
				rows = append(rows, s.answer(segment, house, i+1, h))
				s.met = append(s.met, h.ID)
			}
		}
		people = people[n:]
	}
	return rows
}

// answer is what is written down of one person.
func (s *Survey) answer(segment string, house, line int, h *Human) []string {
	t, r := s.town, s.dice
	name, id, hukou, home := h.Now.Name, h.IDNumber, 2, 1
	if h.Now.Hukou.Area == h.Now.Home.Area {
		hukou = 1
	}
	if h.Now.Pending {
		hukou, id = 3, ""
	}
	if r.chance(.01) {
		name = slipName(r, name)
	}
	if r.chance(.05) {
		id = "" // did not want to say
	}
	var children []string
	for _, c := range h.Children {
		children = append(children, t.Humans[c].Now.Name)
	}
	count := ""
	if h.Birth.age(t.AsOf) >= 16 {
		count = fmt.Sprint(len(children))
	} else {
		children = nil
	}
	relation := h.Now.Relation
	if relation == 0 {
		relation = relOther
	}
	row := []string{segment, fmt.Sprint(house), fmt.Sprint(line), "完成", t.write(h.Now.Home, addressFull, r), name, sexWord(h.Sex), h.Birth.String(), id, relationCode(relation), ethnicCode(h.Ethnic), code(h.Now.Marital),
		fmt.Sprint(hukou), fmt.Sprint(home), code(h.Nature), t.write(h.Now.Hukou, addressFull, r), h.Now.Phone, count, strings.Join(children, "、"), ""}
	if h.Visitor {
		row[12], row[len(row)-1] = "2", "探亲"
	}
	return row
}

// Follow says what a second visit to a segment finds of a number of the
// register.
func (s *Survey) Follow(number, community string, spots []string) string {
	t := s.town
	for i := range t.Register {
		p := &t.Register[i]
		if p.Number != number {
			continue
		}
		h := &t.Humans[p.Human]
		switch {
		case !h.alive():
			return "死亡"
		case !t.in(h.Now.Home, community, spots):
			return "迁走"
		case int(t.byHuman[p.Human][0]) != i:
			return "重复"
		}
		return "住"
	}
	return "查无"
}

// Met is the truth about those whom the team has listed so far, visitors apart:
// how many they are, and how many of them stand in the register under any number.
func (s *Survey) Met() (in, all int) {
	for _, id := range s.met {
		if s.town.Humans[id].Visitor {
			continue
		}
		all++
		if len(s.town.byHuman[id]) > 0 {
			in++
		}
	}
	return in, all
}

// Covered is the truth that a survey estimates: of those who live in the town,
// visitors apart, how many stand in its register under any number.
func (t *Town) Covered() (in, all int) {
	for i := range t.Humans {
		h := &t.Humans[i]
		if !h.alive() || h.Visitor || h.Now.Home.Area < 0 {
			continue
		}
		all++
		if len(t.byHuman[h.ID]) > 0 {
			in++
		}
	}
	return in, all
}
