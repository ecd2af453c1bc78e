package people

import (
	"fmt"
	"strings"

	"quanyuan/refdata/division"
)

var (
	roadWords   = []rune("人民建设解放中山新华胜利文化光明和平团结幸福红星东风长江黄河北京南京青云锦绣天府蜀龙凤金银玉石桥井塘湖清泉竹林梧桐松柏杨柳桂花桃李梅兰菊荷学府科技创业工农兴富康健安宁")
	roadKinds   = []string{"路", "路", "路", "街", "街", "大道", "巷", "北路", "南街", "东路", "西街"}
	estateFirst = strings.Fields("锦绣 阳光 翠湖 金色 碧水 世纪 东方 丽景 御景 香榭 龙湖 万科 保利 恒大 绿地 中海 紫荆 凤凰 天府 滨江 帝豪 怡和 康居 祥和 富丽 星河 水岸 春天 书香 名都 新世界 蓝光 华润 佳兆 时代 国色 江南 望江 银杏 桂湖 梧桐 南湖 云顶 锦江 玉林 双楠")
	estateLast  = strings.Fields("花园 花园 家园 家园 小区 小区 公寓 名苑 雅苑 华庭 新城 新村 广场 城 苑 府 湾 郡 里 半岛 一期 二期")
	villageWord = []rune("大小上下新老高石双黄白龙凤金土河田坝坪湾沟岭山林柏松竹李张王陈杨刘罗观音寺庙桥塘堰")
)

// chineseHome is a dwelling; village dwellings have a group instead of buildings.
type chineseHome struct {
	town                               division.Code
	road, estate                       uint64 // names by number
	number                             int
	building, unit, floor, door, group int
	village                            bool
	landline                           string
}

// chinesePlaces are where people live: most in one city, others elsewhere in the
// province, some anywhere. Divisions are the real ones, all below is invented.
type chinesePlaces struct {
	tree                    *division.Tree
	city, province, country []division.Code // towns
	counties                []division.Code
}

func newChinesePlaces() *chinesePlaces {
	t := division.Embedded()
	codes := func(in []division.Division) (out []division.Code) {
		for _, d := range in {
			out = append(out, d.Code)
		}
		return out
	}
	p := &chinesePlaces{tree: t, city: codes(t.Within("510100000000", 4)), province: codes(t.Within("510000000000", 4))}
	for _, d := range t.Children("") {
		if d.Code[:2] < "70" { // not Hong Kong, Macau, Taiwan
			p.country = append(p.country, codes(t.Within(d.Code, 4))...)
			p.counties = append(p.counties, codes(t.Within(d.Code, 3))...)
		}
	}
	return p
}

// newHome is a dwelling in the city, with the chance given elsewhere in the
// province or the country.
func (p *chinesePlaces) newHome(r dice, province, country float64) chineseHome {
	towns := p.city
	switch x := r.Float64(); {
	case x < province:
		towns = p.province
	case x < province+country:
		towns = p.country
	}
	// some towns hold many more than others
	i := int(float64(len(towns)) * r.Float64() * r.Float64())
	h := chineseHome{town: towns[mix(uint64(i))%uint64(len(towns))]}
	name := p.tree.Name(h.town)
	h.village = !strings.HasSuffix(name, "街道") && r.chance(0.6)
	h.road, h.estate = uint64(r.IntN(25)), uint64(r.IntN(30))
	h.number = 1 + int(300*r.Float64()*r.Float64())
	h.building, h.unit, h.floor, h.door = 1+r.IntN(16), 1+r.IntN(4), 1+r.IntN(18), 1+r.IntN(4)
	h.group = 1 + r.IntN(12)
	h.landline = fmt.Sprintf("028%d%s", 6+r.IntN(3), r.digits(7))
	return h
}

// named draws from words by the town and a number: the same whenever it is asked.
func (h chineseHome) named(what string, n uint64) uint64 {
	x := n
	for _, s := range []string{string(h.town), what} {
		for i := range len(s) {
			x = mix(x ^ uint64(s[i])<<8)
		}
	}
	return x
}

func (h chineseHome) roadName() string {
	x := h.named("road", h.road)
	n := uint64(len(roadWords) / 2)
	i := 2 * (x % n)
	w := string(roadWords[i : i+2])
	if x>>40%3 == 0 {
		w = string(roadWords[x>>20%(2*n)]) + string(roadWords[x>>30%(2*n)])
	}
	return w + roadKinds[x>>50%uint64(len(roadKinds))]
}

func (h chineseHome) estateName() string {
	x := h.named("estate", h.estate)
	return estateFirst[x%uint64(len(estateFirst))] + estateLast[x>>20%uint64(len(estateLast))]
}

func (h chineseHome) villageName() string {
	x := h.named("village", h.estate%12)
	n := uint64(len(villageWord))
	return string(villageWord[x%n]) + string(villageWord[x>>20%n]) + "村"
}

// habit is how a source or a clerk writes addresses.
type habit struct {
	province, city, county, town float64 // chances that a level is written
	road, estate                 float64
	form                         int // of building, unit and room: see rooms
}

// text writes the address in one of the ways people do.
func (p *chinesePlaces) text(h chineseHome, how habit, r dice) string {
	var b strings.Builder
	for _, d := range p.tree.Path(h.town) {
		chance := []float64{0, how.province, how.city, how.county, how.town}[d.Level]
		name := d.Name
		if r.chance(chance) && !strings.HasPrefix(name, "市辖区") && !strings.HasPrefix(name, "县") {
			if d.Level < 3 && r.chance(0.12) { // 四川成都锦江区
				name = strings.TrimSuffix(strings.TrimSuffix(name, "省"), "市")
			}
			b.WriteString(name)
		}
	}
	if h.village {
		b.WriteString(h.villageName())
		fmt.Fprintf(&b, pick(r, []string{"%d组", "%d组", "第%d组", "%d社"}), h.group)
		if r.chance(0.7) {
			fmt.Fprintf(&b, "%d号", h.number)
		}
		return b.String()
	}
	estate := r.chance(how.estate)
	if r.chance(how.road) || !estate {
		fmt.Fprintf(&b, "%s%d号", h.roadName(), h.number)
	}
	if estate {
		b.WriteString(h.estateName())
	}
	b.WriteString(h.rooms(how.form))
	return b.String()
}

var hanFigures = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六"}

func (h chineseHome) rooms(form int) string {
	room := h.floor*100 + h.door
	switch form {
	case 0:
		return fmt.Sprintf("%d幢%d单元%d室", h.building, h.unit, room)
	case 1:
		return fmt.Sprintf("%d栋%d单元%d号", h.building, h.unit, room)
	case 2:
		return fmt.Sprintf("%d-%d-%d", h.building, h.unit, room)
	case 3:
		return fmt.Sprintf("%d号楼%d单元%d", h.building, h.unit, room)
	case 4:
		return fmt.Sprintf("%s栋%s单元%d楼%d号", hanFigures[h.building], hanFigures[h.unit], h.floor, h.door)
	case 5:
		return fmt.Sprintf("%d幢%d室", h.building, room)
	}
	return wide(fmt.Sprintf("%d栋%d单元%d号", h.building, h.unit, room))
}

// wide writes figures in the full width of characters.
func wide(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c - '0' + '０'
		}
		return c
	}, s)
}
