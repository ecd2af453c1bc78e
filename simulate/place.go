package simulate

import (
	"fmt"
	"strings"
)

// Area is one community 社区 or village 村 with what is built in it.
type Area struct {
	Code, Name, Short, Word string // Short is the name without its suffix of office, Word without any
	Town                    int
	Village                 bool
	Estates                 []estate
	Groups                  []string
	streets                 []string
}

type estate struct {
	name      string
	street    string
	number    int
	buildings int
	units     int
	floors    int
	dorm      bool
}

type town struct {
	code, name string
	urban      bool
}

const (
	provinceName, provinceCode = "四川省", "510000000000"
	cityName, cityCode         = "云川市", "519800000000"
	countyName, countyCode     = "锦屏区", "519802000000"
)

// homeCounties are the counties that the invented city was made of: identity
// numbers keep the code of the first registration.
var homeCounties = []string{"510722", "510722", "510722", "510723", "510725"}

// outside are places people come from: real county codes, with names.
var outside = []struct{ code, name string }{
	{"500101", "重庆市万州区"}, {"522328", "贵州省安龙县"}, {"532325", "云南省姚安县"}, {"430412", "湖南省衡阳市"}, {"610326", "陕西省眉县"},
	{"410122", "河南省中牟县"}, {"340322", "安徽省五河县"}, {"360123", "江西省安义县"}, {"420381", "湖北省丹江口市"}, {"510524", "四川省叙永县"},
	{"510725", "四川省梓潼县"}, {"513431", "四川省昭觉县"}, {"653130", "新疆巴楚县"}, {"540121", "西藏林周县"}, {"330726", "浙江省浦江县"},
	{"320922", "江苏省滨海县"}, {"622326", "甘肃省靖远县"}, {"511623", "四川省邻水县"}, {"441900", "广东省东莞市"}, {"522725", "贵州省瓮安县"},
}

// Address is a dwelling: area −1 is a place outside, then Building holds its index.
// A part that is 0 is not given.
type Address struct {
	Area                        int32 // −1 outside, −2 not given
	Estate                      int16 // index +1
	Building, Unit, Floor, Door int16
	Group                       int16 // index +1, villages
}

var nowhere = Address{Area: -2}

// contradicts reports whether two addresses cannot be the same dwelling: a part
// that one leaves out contradicts nothing.
func (a Address) contradicts(b Address) bool {
	if a.Area == -2 || b.Area == -2 {
		return false
	}
	if a.Area == -1 && b.Area == -1 {
		return a.Building != b.Building
	}
	differ := func(x, y int16) bool { return x != 0 && y != 0 && x != y }
	return a.Area != b.Area || differ(a.Estate, b.Estate) || differ(a.Building, b.Building) ||
		differ(a.Unit, b.Unit) || differ(a.Floor, b.Floor) || differ(a.Door, b.Door) || differ(a.Group, b.Group)
}

const placeFirst = "锦翠桂兰青玉龙凤金银清碧红紫云白石松柏竹梅桃李荷莲泉溪河江湖塘桥井山岭峰林田坝坪湾沟台阳"
const placeSecond = "苑园庭居湾里桥林溪泉坪山河门台坝井湖塘沟岭江岩堰村湾口洲"

// layOut builds towns and communities for about n persons.
func (t *Town) layOut(n int) {
	r := newDice(t.Seed, "places")
	areas := max(2, (n+2499)/2500)
	used := map[string]bool{}
	word := func() string {
		a, b := []rune(placeFirst), []rune(placeSecond)
		for tries := 0; ; tries++ {
			w := string(pick(r, a)) + string(pick(r, b))
			if tries > 50 {
				w = string(pick(r, a)) + w
			}
			if rs := []rune(w); !used[w] && rs[0] != rs[1] {
				used[w] = true
				return w
			}
		}
	}
	towns := max(1, (areas+7)/8)
	for i := range towns {
		urban := i*10 < towns*7 || i == 0
		tw := town{name: word() + "街道", code: fmt.Sprintf("519802%03d000", i+1), urban: urban}
		if !urban {
			tw.name, tw.code = strings.TrimSuffix(tw.name, "街道")+"镇", fmt.Sprintf("519802%03d000", 100+i)
		}
		t.towns = append(t.towns, tw)
	}
	seq := make([]int, towns)
	for i := range areas {
		tw := i % towns
		seq[tw]++
		a := Area{Town: tw, Village: !t.towns[tw].urban && r.chance(0.7) || t.towns[tw].urban && r.chance(0.12)}
		w := word()
		a.Code = t.towns[tw].code[:9] + fmt.Sprintf("%03d", seq[tw])
		a.Name, a.Short, a.Word = w+"社区居委会", w+"社区", w
		if a.Village {
			a.Code = t.towns[tw].code[:9] + fmt.Sprintf("%03d", 200+seq[tw])
			a.Name, a.Short = w+"村委会", w+"村"
			for g := range r.between(5, 12) {
				a.Groups = append(a.Groups, fmt.Sprintf("%d组", g+1))
			}
		} else {
			for range r.between(2, 4) {
				a.streets = append(a.streets, word()+pick(r, []string{"路", "街", "巷", "大道"}))
			}
			for range r.between(4, 9) {
				a.Estates = append(a.Estates, estate{name: word() + pick(r, []string{"花园", "小区", "苑", "公寓", "家园", "名居"}), street: pick(r, a.streets),
					number: r.between(1, 288), buildings: r.between(2, 14), units: r.between(1, 4), floors: pick(r, []int{6, 6, 7, 11, 18, 30})})
			}
		}
		t.Areas = append(t.Areas, a)
	}
}

// dwelling draws a free home in the area.
func (t *Town) dwelling(r *dice, area int32) Address {
	a := &t.Areas[area]
	if a.Village {
		return Address{Area: area, Group: int16(r.below(len(a.Groups)) + 1), Door: int16(r.between(1, 180))}
	}
	e := r.below(len(a.Estates))
	for a.Estates[e].dorm {
		e = r.below(len(a.Estates))
	}
	s := a.Estates[e]
	return Address{Area: area, Estate: int16(e + 1), Building: int16(r.between(1, s.buildings)), Unit: int16(r.between(1, s.units)),
		Floor: int16(r.between(1, s.floors)), Door: int16(r.between(1, 4))}
}

// addressStyle is one office's way to write dwellings.
type addressStyle uint8

const (
	addressFull    addressStyle = iota // county, town, community, street, estate, parts
	addressShort                       // town, community, estate, parts
	addressDashes                      // community, estate 11-2-301
	addressDetail                      // parts only: the list itself is of one community
	addressChinese                     // 十一栋二单元三楼一号
)

// write gives the address as an office of the style would.
func (t *Town) write(a Address, style addressStyle, r *dice) string {
	switch a.Area {
	case -2:
		return ""
	case -1:
		return outside[a.Building].name + pick(r, []string{"", "", "城关镇", "新华村2组", "建设路"})
	}
	ar := &t.Areas[a.Area]
	var b strings.Builder
	tw := t.towns[ar.Town].name
	switch style {
	case addressFull:
		b.WriteString(pick(r, []string{"", provinceName + cityName, cityName}) + countyName + tw + ar.Short)
	case addressShort, addressChinese:
		b.WriteString(tw + ar.Short)
	case addressDashes:
		b.WriteString(ar.Short)
	}
	if ar.Village {
		if a.Group > 0 {
			fmt.Fprintf(&b, "%s%s", chineseOr(int(a.Group), style), pick(r, []string{"组", "组", "社"}))
		}
		if a.Door > 0 {
			fmt.Fprintf(&b, "%d号", a.Door)
		}
		return b.String()
	}
	if a.Estate == 0 {
		return b.String()
	}
	e := ar.Estates[a.Estate-1]
	if style == addressFull {
		fmt.Fprintf(&b, "%s%d号", e.street, e.number)
	}
	b.WriteString(e.name)
	if a.Building == 0 {
		return b.String()
	}
	room := fmt.Sprintf("%d%02d", a.Floor, a.Door)
	switch {
	case style == addressDashes && a.Unit > 0 && a.Floor > 0:
		fmt.Fprintf(&b, "%d-%d-%s", a.Building, a.Unit, room)
	case style == addressChinese && a.Floor > 0:
		fmt.Fprintf(&b, "%s栋%s单元%s楼%s号", chinese(int(a.Building)), chinese(int(a.Unit)), chinese(int(a.Floor)), chinese(int(a.Door)))
	default:
		fmt.Fprintf(&b, "%d%s", a.Building, pick(r, []string{"栋", "栋", "幢", "号楼"}))
		if a.Unit > 0 {
			fmt.Fprintf(&b, "%d单元", a.Unit)
		}
		if a.Floor > 0 {
			if r.chance(0.15) {
				fmt.Fprintf(&b, "%d楼%d号", a.Floor, a.Door)
			} else {
				b.WriteString(room + pick(r, []string{"室", "号", ""}))
			}
		}
	}
	return b.String()
}

func chineseOr(n int, style addressStyle) string {
	if style == addressChinese {
		return chinese(n)
	}
	return fmt.Sprint(n)
}

// chinese writes 0–99 in Chinese numerals.
func chinese(n int) string {
	d := []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return d[n]
	case n == 10:
		return "十"
	case n < 20:
		return "十" + d[n-10]
	case n%10 == 0:
		return d[n/10] + "十"
	}
	return d[n/10] + "十" + d[n%10]
}
