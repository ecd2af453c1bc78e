package address

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"quanyuan/refdata/division"
)

func invented(t testing.TB) *Parser {
	t.Helper()
	f, err := os.Open("testdata/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := division.Embedded().WithFile(f, "divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	return NewParser(tree, "990100000000")
}

// chengdu has the five levels of a real city; only study data holds it.
func chengdu(t testing.TB) *Parser {
	t.Helper()
	dir := os.Getenv("QUANYUAN_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	tree := division.Embedded()
	for _, name := range []string{"sample_510100_chengdu_five_levels.csv", "sample_640100_yinchuan_five_levels.csv"} {
		f, err := os.Open(filepath.Join(dir, "data", "divisions", name))
		if err != nil {
			t.Skipf("study data absent, skipped: %v", err)
		}
		tree, err = tree.WithFile(f, name)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return NewParser(tree, "510100000000")
}

// show writes what was understood, as "code 组 路 弄 号 苑 栋 元 层 室 余" with the
// parts that are given.
func show(p Parts) string {
	out := []string{strings.TrimRight(string(p.Division), "0")}
	for _, f := range []struct{ word, value string }{
		{"社区", onlyUnlisted(p)}, {"组", p.Group}, {"路", p.Road}, {"弄", p.Lane}, {"号", p.RoadNumber}, {"苑", p.Estate},
		{"栋", p.Building}, {"元", p.Unit}, {"层", p.Floor}, {"室", p.Room}, {"余", p.Rest},
	} {
		if f.value != "" {
			out = append(out, f.word+"="+f.value)
		}
	}
	return strings.Join(out, " ")
}

func onlyUnlisted(p Parts) string {
	if p.unlisted {
		return p.Community
	}
	return ""
}

func checkParse(t *testing.T, p *Parser, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		if got := show(p.Parse(c[0])); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestParse(t *testing.T) {
	checkParse(t, invented(t), [][2]string{
		{"云岭省青禾市南塘区柳浦街道总场路12号3栋2单元501号", "990102001 路=总场路 号=12 栋=3 元=2 室=501"},
		{"南塘区柳浦街道三桥社区居委会总场路12号", "990102001001 路=总场路 号=12"},
		{"柳浦街道总场路12号3-2-501", "990102001 路=总场路 号=12 栋=3 元=2 室=501"},
		{"青禾南塘三桥社区12栋1单元3-1", "990102001001 栋=12 元=1 层=3 室=301"},
		{"云岭省青禾市南塘县柳浦镇梅坞村3组", "990102001201 组=3"},
		{"南塘区梅坞村三社12号", "990102001201 组=3 号=12"},
		{"南塘区清水镇红光村第三村民小组", "990102103201 组=3"},
		{"清水镇五一村二队", "990102103202 组=2"},
		{"东岭县大湾乡大湾村王家湾8号", "990121200201 号=8 苑=王家湾"},
		{"东岭县大湾乡小湾村4组", "9901212 社区=小湾村 组=4"},
		{"石磨路12号", " 路=石磨路 号=12"},
		{"石磨路街道北桥社区", "990102002001"},
		{"枫林苑11栋2单元3-1", " 苑=枫林苑 栋=11 元=2 层=3 室=301"},
		{"枫林苑１１幢２０１", " 苑=枫林苑 栋=11 室=201"},
		{"枫林苑十一栋二单元三楼一号", " 苑=枫林苑 栋=11 元=2 层=3 室=301"},
		{"11-2-301", " 栋=11 元=2 室=301"},
		{"总场路12号附3号", " 路=总场路 号=12-3"},
		{"总场路12号3附号", " 路=总场路 号=12-3"},
		{"总场路附3号", " 路=总场路 号=-3"},
		{"南塘区总场路12号（原红旗厂宿舍）3栋", "990102 路=总场路 号=12 栋=3 余=原红旗厂宿舍"},
		{"南塘区（柳浦街道）总场路12号", "990102001 路=总场路 号=12"},
		{"原红旗厂宿舍3栋4单元15号", " 苑=原红旗厂宿舍 栋=3 元=4 室=15"},
		{"人民南路四段12号A座1201", " 路=人民南路4段 号=12 栋=A 室=1201"},
		{"青禾市青禾市南塘区南塘区枫林社区", "990102001002"},
		{"科苑路88弄12号301室", " 路=科苑路 弄=88 号=12 室=301"},
		{"海埂街4巷21号", " 路=海埂街 弄=4 号=21"},
		{"海埂街四巷21号", " 路=海埂街 弄=4 号=21"},
		{"海埂街十二巷21号", " 路=海埂街 弄=12 号=21"},
		{"海埂街东三巷21号", " 路=海埂街东三巷 号=21"},
		{"五里巷3号", " 路=五里巷 号=3"},
		{"总场路25号3楼东", " 路=总场路 号=25 层=3 室=3东"},
		{"工人新村12栋3单元8号", " 苑=工人新村 栋=12 元=3 室=8"},
		{"白沙市朝天区盐市街道", "990202001"},
		{"四川省成都市锦江区春熙路街道", "510104022"},
		{"北京市朝阳区望京街道望京西园四区408号楼1501", "110105026 苑=望京西园4区 栋=408 室=1501"},
		{"云岭", "99"},
		{"990102001001总场路12号", "990102001001 路=总场路 号=12"},
		{"990102001001", "990102001001"},
		{"610021 南塘区总场路12号", "990102 路=总场路 号=12"},
		{"总场路12号3栋501 13800000001", " 路=总场路 号=12 栋=3 室=501 余=13800000001"},
		{"中海国际社区3栋501", " 苑=中海国际社区 栋=3 室=501"},
		{"南塘区三桥社区大街8号", "990102001001 路=大街 号=8"},
		{"一号桥街12号#3-2-501", " 路=一号桥街 号=12 栋=3 元=2 室=501"},
		{"南塘区柳浦街道三桥社区第3网格一单元五楼左", "990102001001 苑=第3网格 元=1 层=5 室=5左"},
		{"青禾市南糖区柳浦街道总场路12号", "990102001 路=总场路 号=12"},
		{"青禾市南塘区柳浦街道第三网格三桥社区", "990102001001 余=第三网格"},
		{"总场路12号院内3栋1层附5号", " 路=总场路 号=12 栋=3 层=1 室=105"},
		{"", ""},
		{"（原总场路12号）", " 路=原总场路 号=12"},
	})
}

func TestParseChengdu(t *testing.T) {
	checkParse(t, chengdu(t), [][2]string{
		{"四川省成都市锦江区春熙路街道总府路12号3栋2单元501号", "510104022 路=总府路 号=12 栋=3 元=2 室=501"},
		{"成都市双流县东升镇花月街12号", "510116001 路=花月街 号=12"},
		{"四川省资阳市简阳市石桥镇", "510185007"},
		{"成都市武侯区一环路南四段12号院3栋2单元5楼10号", "510107 路=一环路南4段 号=12 栋=3 元=2 层=5 室=510"},
		{"成都高新区天府三街199号", "5101 路=天府三街 号=199"},
		{"宁夏回族自治区银川市西夏区镇北堡镇镇北堡村三队", "640105101209 组=3"},
		{"银川市金凤区北京中路街道北京中路12号", "640106004 路=北京中路 号=12"},
		{"彭州市天彭街道西海社区12组15号", "510182001047 组=12 号=15"},
		{"天府大道北段1480号高新孵化园6号楼", " 路=天府大道北段 号=1480 苑=高新孵化园 栋=6"},
	})
}

// Every community of two cities is found from its full name, with and without
// the town, whatever follows.
func TestEveryCommunity(t *testing.T) {
	p := chengdu(t)
	tree := p.lexicon.tree
	var wrong, vague, total int
	for _, city := range []division.Code{"510100000000", "640100000000"} {
		p := NewParser(tree, city)
		for _, d := range tree.Communities(city) {
			county, town, name := tree.Name(d.Code.At(division.County)), tree.Name(d.Code.At(division.Town)), d.Name
			bare := division.Stem(name, division.Community)
			for _, text := range []string{
				tree.FullName(d.Code) + "3组12号", county + town + name + "总场路12号3栋2单元501号",
				town + name + "5栋201", county + name + "8号", county + town + bare + "社区3栋", county + town + bare + "村2组",
			} {
				total++
				switch got := p.Parse(text); {
				case got.Division == d.Code:
				case got.Division.Contains(d.Code), division.Stem(got.Community, division.Community) == bare:
					vague++ // several of that name in the county
				default:
					wrong++
					t.Logf("%s: %s %s, want %s", text, got.Division, got.Community, d.Code)
				}
			}
		}
	}
	t.Logf("%d texts, %d without the community, %d wrong", total, vague, wrong)
	if wrong*500 > total || vague*50 > total {
		t.Errorf("%d texts, %d without the community, %d wrong", total, vague, wrong)
	}
}

func TestCompare(t *testing.T) {
	p := invented(t)
	for _, c := range []struct {
		a, b string
		want Relation
		at   Depth
	}{
		// One dwelling, written in many ways.
		{"云岭省青禾市南塘区柳浦街道总场路12号3栋2单元501号", "南塘区总场路12号3幢2单元501", Same, Room},
		{"总场路12号3栋2单元501号", "总场路12号3-2-501", Same, Room},
		{"总场路12号3栋2单元501号", "总场路12-3-2-501", Same, Room},
		{"枫林苑11栋2单元3-1", "枫林苑11-2-301", Same, Room},
		{"枫林苑11栋2单元3楼1号", "枫林苑十一幢二单元301室", Same, Room},
		{"枫林苑3栋12-3", "枫林苑3栋1203", Same, Room},
		{"总场路12号附3号", "总场路12-3号", Same, RoadNumber},
		{"总场路12号附3号", "总场路12号之三", Same, RoadNumber},
		{"南塘县柳浦镇梅坞村3组", "南塘区柳浦街道梅坞村民委员会第三村民小组", Same, Group},
		{"三桥社区12栋1单元301", "柳浦街道三桥社区居委会总场路8号12栋1单元301", Same, Room},
		{"原红旗厂宿舍3栋4单元15号", "红旗厂家属院3栋4单元15号", Same, Room},
		{"柳浦街道枫林苑3栋2单元501", "柳浦街道枫淋苑3栋2单元501", Same, Room},
		{"人民南路四段12号", "人民南路4段12号", Same, RoadNumber},
		{"柳浦街道三桥12栋1单元301", "柳浦街道三桥社区12栋1单元301", Same, Room},
		{"梅坞3组12号", "南塘区柳浦街道梅坞村三社12号", Same, RoadNumber},
		{"青禾市南糖区总场路12号3栋501", "青禾市南塘区总场路12号3栋501", Same, Room},
		{"柳浦街道总场陆12号3栋501", "柳浦街道总场路12号3栋501", Same, Room},
		{"柳浦街道总场12号3栋501", "柳浦街道总场路12号3栋501", Same, Room},
		{"时代天街12栋2单元501", "总场路8号时代天街12栋2单元501", Same, Room},
		{"清水镇红光村3组12号", "清水镇红村3组12号", Same, RoadNumber},
		// Less exact.
		{"总场路12号", "总场路12号3栋2单元501号", Contains, RoadNumber},
		{"枫林苑3栋501", "枫林苑3栋2单元501", Contains, Room},
		{"南塘区柳浦街道", "云岭省青禾市南塘区柳浦街道三桥社区12栋", Contains, Town},
		{"青禾市", "南塘区总场路12号", Contains, City},
		{"梅坞村3组", "梅坞村3组12号", Contains, Group},
		{"总场路12号", "总场路12号附3号", Contains, RoadNumber},
		{"枫林苑3栋2单元5楼9号", "枫林苑3栋2单元9号", Contains, Unit},
		{"总场路3栋501", "总场路12号3栋501", Contains, Room},
		// Contradictions, at their depth.
		{"总场路12号3栋2单元501号", "总场路12号3栋2单元502号", Differs, Room},
		{"总场路12号3栋2单元501号", "总场路12号3栋1单元501号", Differs, Unit},
		{"总场路12号3栋2单元501号", "总场路12号4栋2单元501号", Differs, Building},
		{"总场路12号3栋2单元501号", "总场路12号3栋2单元601号", Differs, Room},
		{"总场路12号", "总场路14号", Differs, RoadNumber},
		{"总场路12号附3号", "总场路12号附4号", Differs, RoadNumber},
		{"总场路12号", "石磨路12号", Differs, Road},
		{"人民东路12号", "人民西路12号", Differs, Road},
		{"人民南路3段12号", "人民南路四段12号", Differs, Road},
		{"枫林苑1期3栋201", "枫林苑2期3栋201", Differs, Estate},
		{"枫林苑3栋201", "白鹭湾3栋201", Differs, Estate},
		{"梅坞村3组", "梅坞村4组", Differs, Group},
		{"三桥社区12栋", "枫林社区12栋", Differs, Community},
		{"南塘区清水镇", "南塘区柳浦街道", Differs, Town},
		{"北浦区柳浦镇三桥村", "南塘区柳浦街道三桥社区", Differs, County},
		{"白沙市朝天区", "青禾市南塘区", Differs, City},
		{"四川省成都市", "云岭省青禾市", Differs, Province},
		{"枫林苑11-2-301", "枫林苑11栋2单元302", Differs, Room},
		{"三桥社区3组", "南塘区柳浦街道枫林社区3组", Differs, Community}, // two are called 三桥
		// Nothing to go by.
		{"总场路12号3栋501", "枫林苑5栋501", Differs, Building},
		{"总场路12号", "枫林苑", CannotTell, Nothing},
		{"", "总场路12号", CannotTell, Nothing},
	} {
		x, y := p.Parse(c.a), p.Parse(c.b)
		got, at := Compare(x, y)
		if got != c.want || at != c.at {
			t.Errorf("%s\n%s\n got %v at %v, want %v at %v\n %s\n %s", c.a, c.b, got, at, c.want, c.at, show(x), show(y))
		}
		if back, backAt := Compare(y, x); back != got || backAt != at {
			t.Errorf("%s\n%s\n the other way round %v at %v", c.a, c.b, back, backAt)
		}
	}
}

// Without a home only what the address itself says counts.
func TestParseAnywhere(t *testing.T) {
	checkParse(t, NewParser(division.Embedded(), ""), [][2]string{
		{"朝阳区望京街道12号", "110105026 号=12"},
		{"锦江区春熙路街道", "510104022"},
		{"北京路12号", " 路=北京路 号=12"},
		{"春熙路街道12号", " 号=12"},
		{"吉林省吉林市船营区", "220204"},
		{"内蒙古阿拉善盟阿拉善左旗", "152921"},
		{"新疆伊犁州察布查尔县", "654022"},
		{"重庆市渝北区龙溪街道红锦大道2号3幢12-3", "500112011 路=红锦大道 号=2 栋=3 层=12 室=1203"},
		{"广东省东莞市东城街道主山社区5号", "441900003 社区=主山社区 号=5"},
		{"海南省琼海市嘉积镇", "4690021"},
		{"上海市市辖区浦东新区张江镇", "310115125"},
	})
}

func TestParseConcurrently(t *testing.T) {
	p := invented(t)
	texts := []string{"南塘区柳浦街道总场路12号", "四川省成都市锦江区春熙路街道", "宁夏银川市金凤区"}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 30 {
				if got := p.Parse(texts[i%3]); got.Division == "" {
					t.Errorf("%s: nothing recognised", texts[i%3])
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkNewParser(b *testing.B) {
	tree := division.Embedded()
	tree.Find("锦江", "", 0)
	b.ReportAllocs()
	for b.Loop() {
		NewParser(tree, "510100000000").Parse("锦江区春熙路街道")
	}
}
