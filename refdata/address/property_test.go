package address

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// dwelling is an address as a person would know it; writing it down is done
// here without any part of the parser.
type dwelling struct {
	province, city, county, town, community [2]string // full and short
	road                                    string
	number, annex                           int
	estate                                  string
	building, unit, floor, door             int
}

func invent(t *rapid.T) dwelling {
	d := dwelling{
		province: [2]string{"云岭省", "云岭"}, city: [2]string{"青禾市", "青禾"},
		county:    [2]string{"南塘区", "南塘区"},
		town:      [2]string{"柳浦街道", "柳浦街道办事处"},
		community: rapid.SampledFrom([][2]string{{"三桥社区", "三桥社区居委会"}, {"枫林社区", "枫林社区居民委员会"}, {"梅坞村", "梅坞村村民委员会"}}).Draw(t, "community"),
		road:      rapid.SampledFrom([]string{"总场路", "人民南路", "五一路", "学堂街", "滨江大道", "青年巷"}).Draw(t, "road"),
		number:    rapid.IntRange(1, 300).Draw(t, "number"),
		estate:    rapid.SampledFrom([]string{"锦绣苑", "白鹭湾", "红旗厂宿舍", "时代花园", "阳光小区"}).Draw(t, "estate"),
		building:  rapid.IntRange(1, 40).Draw(t, "building"),
		unit:      rapid.IntRange(1, 6).Draw(t, "unit"),
		floor:     rapid.IntRange(1, 33).Draw(t, "floor"),
		door:      rapid.IntRange(1, 12).Draw(t, "door"),
	}
	if rapid.Bool().Draw(t, "annex") {
		d.annex = rapid.IntRange(1, 20).Draw(t, "annexed")
	}
	return d
}

// numeral writes a number in one of the scripts met in lists.
func numeral(t *rapid.T, n int, what string) string {
	plain := fmt.Sprint(n)
	switch rapid.IntRange(0, 4).Draw(t, what) {
	case 0:
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, plain)
	case 1:
		if n < 100 {
			return hanNumeral(n)
		}
	}
	return plain
}

func hanNumeral(n int) string {
	digits := []rune("零一二三四五六七八九")
	s := ""
	if n >= 20 {
		s += string(digits[n/10])
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}

// write puts a dwelling on paper in one of many styles. withRoad and
// withEstate say which of the two names it gives.
func write(t *rapid.T, d dwelling, withRoad, withEstate bool) string {
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(t, what) }
	var b strings.Builder
	b.WriteString(pick("province", "", d.province[0], d.province[0]))
	b.WriteString(pick("city", d.city[0], d.city[0], ""))
	b.WriteString(pick("county", d.county[0], d.county[1]))
	b.WriteString(pick("town", "", d.town[0], d.town[1]))
	b.WriteString(pick("community", d.community[0], d.community[1]))
	if withRoad {
		b.WriteString(d.road + numeral(t, d.number, "numeral") + "号")
		if d.annex > 0 {
			n := fmt.Sprint(d.annex)
			forms := []string{"附" + n + "号", "副" + n + "号", "之" + n + "号"}
			if withEstate { // otherwise nothing divides it from the building
				forms = append(forms, "附"+n, "之"+n)
			}
			b.WriteString(pick("annex", forms...))
		}
	}
	if withEstate {
		b.WriteString(d.estate)
	}
	space := pick("space", "", "", " ", "　", ",")
	room := fmt.Sprintf("%d%02d", d.floor, d.door)
	switch pick("style", "words", "words", "floor", "chain", "half") {
	case "words":
		b.WriteString(space + numeral(t, d.building, "b") + pick("bw", "栋", "幢", "号楼", "#", "座"))
		b.WriteString(numeral(t, d.unit, "u") + "单元" + pick("room", room, fmt.Sprintf("%d-%d", d.floor, d.door)) + pick("rw", "", "号", "室"))
	case "floor":
		b.WriteString(space + numeral(t, d.building, "b") + "栋" + numeral(t, d.unit, "u") + "单元")
		b.WriteString(numeral(t, d.floor, "f") + pick("fw", "楼", "层") + numeral(t, d.door, "d") + "号")
	case "chain":
		if !withEstate {
			b.WriteString(",")
		}
		b.WriteString(fmt.Sprintf("%d-%d-%s", d.building, d.unit, room) + pick("rw", "", "室", "号"))
	case "half":
		b.WriteString(space + fmt.Sprintf("%d栋%d-%s", d.building, d.unit, room))
	}
	return b.String()
}

func TestWrittenAddressIsUnderstood(t *testing.T) {
	p := invented(t)
	rapid.Check(t, func(t *rapid.T) {
		d := invent(t)
		withEstate := rapid.Bool().Draw(t, "withEstate")
		text := write(t, d, true, withEstate)
		got := p.Parse(text)
		number := fmt.Sprint(d.number)
		if d.annex > 0 {
			number += fmt.Sprint("-", d.annex)
		}
		want := Parts{Road: d.road, RoadNumber: number, Building: fmt.Sprint(d.building), Unit: fmt.Sprint(d.unit), Room: fmt.Sprintf("%d%02d", d.floor, d.door)}
		if withEstate {
			want.Estate = d.estate
		}
		if got.Division.Level() != 5 || got.Road != want.Road || got.RoadNumber != want.RoadNumber || got.Estate != want.Estate ||
			got.Building != want.Building || got.Unit != want.Unit || got.Room != want.Room {
			t.Fatalf("%s\n got %s %+v", text, show(got), want)
		}
	})
}

func TestTwoWritingsAreSame(t *testing.T) {
	p := invented(t)
	rapid.Check(t, func(t *rapid.T) {
		d := invent(t)
		x, y := write(t, d, true, rapid.Bool().Draw(t, "e1")), write(t, d, true, rapid.Bool().Draw(t, "e2"))
		a, b := p.Parse(x), p.Parse(y)
		if got, at := Compare(a, b); got != Same {
			t.Fatalf("%s\n%s\n%v at %v\n%s\n%s", x, y, got, at, show(a), show(b))
		}
		if !meet(a.Keys(), b.Keys()) {
			t.Fatalf("no common key: %v %v", a.Keys(), b.Keys())
		}
	})
}

func meet(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// A change of any one part is seen however both are written.
func TestOneChangeIsSeen(t *testing.T) {
	p := invented(t)
	rapid.Check(t, func(t *rapid.T) {
		d := invent(t)
		e := d
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0:
			e.building++
		case 1:
			e.unit++
		case 2:
			e.floor++
		case 3:
			e.door++
		case 4:
			e.number++
		case 5:
			e.community = [2]string{"北桥社区", "北桥社区居委会"}
			e.town = [2]string{"石磨路街道", "石磨路街道"}
		}
		withEstate := rapid.Bool().Draw(t, "estate")
		x, y := write(t, d, true, withEstate), write(t, e, true, withEstate)
		a, b := p.Parse(x), p.Parse(y)
		if got, at := Compare(a, b); got != Differs {
			t.Fatalf("%s\n%s\n%v at %v\n%s\n%s", x, y, got, at, show(a), show(b))
		}
	})
}

// One character misspelt in the name of the road or the estate makes no other
// dwelling of it.
func TestOneSlipIsNoDifference(t *testing.T) {
	p := invented(t)
	slips := map[string]string{"总场路": "总厂路", "人民南路": "人名南路", "五一路": "五一陆", "学堂街": "学堂", "滨江大道": "滨姜大道", "青年巷": "青巷",
		"锦绣苑": "绵绣苑", "白鹭湾": "白路湾", "红旗厂宿舍": "红旗长宿舍", "时代花园": "时代花圆", "阳光小区": "洋光小区"}
	rapid.Check(t, func(t *rapid.T) {
		d := invent(t)
		e := d
		withEstate := rapid.Bool().Draw(t, "withEstate")
		if withEstate && rapid.Bool().Draw(t, "estate") {
			e.estate = slips[d.estate]
		} else {
			e.road = slips[d.road]
		}
		x, y := write(t, d, true, withEstate), write(t, e, true, withEstate)
		a, b := p.Parse(x), p.Parse(y)
		if got, at := Compare(a, b); got == Differs {
			t.Fatalf("%s\n%s\n%v at %v\n%s\n%s", x, y, got, at, show(a), show(b))
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"云岭省青禾市南塘区柳浦街道总场路12号3栋2单元501号", "枫林苑十一栋3-1", "附附附3号(((", "12-3-4-5-6-7-8", "第第三组", "\xff\xfe号", "甲乙丙丁栋"} {
		f.Add(s, "南塘区"+s)
	}
	p := invented(f)
	f.Fuzz(func(t *testing.T, x, y string) {
		a, b := p.Parse(x), p.Parse(y)
		r, at := Compare(a, b)
		if s, sAt := Compare(b, a); r != s || at != sAt {
			t.Fatalf("not symmetric: %v at %v, %v at %v", r, at, s, sAt)
		}
		if r, _ := Compare(a, a); r != Same && a.Text != "" {
			t.Fatalf("not the same as itself: %v", r)
		}
		a.Keys()
	})
}

func BenchmarkParse(b *testing.B) {
	p := chengdu(b)
	texts := []string{
		"四川省成都市锦江区春熙路街道总府路12号3栋2单元501号", "成都市双流区东升街道花月街12号附3号", "锦江苑十一栋二单元三楼一号",
		"四川省成都市金堂县竹篙镇红星村3组12号", "武侯区一环路南四段12号院3-2-501",
	}
	for _, s := range texts {
		p.Parse(s)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		p.Parse(texts[i%len(texts)])
		i++
	}
}

func BenchmarkCompare(b *testing.B) {
	p := invented(b)
	x, y := p.Parse("云岭省青禾市南塘区柳浦街道总场路12号3栋2单元501号"), p.Parse("南塘区总场路12号3-2-501")
	for b.Loop() {
		x.Compare(&y)
	}
}
