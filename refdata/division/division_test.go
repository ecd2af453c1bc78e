package division

import "testing"

func TestCode(t *testing.T) {
	for _, c := range []struct {
		text   string
		code   Code
		level  int
		parent Code
	}{
		{"51", "510000000000", 1, ""},
		{"5101", "510100000000", 2, "510000000000"},
		{"510104", "510104000000", 3, "510100000000"},
		{"510104017", "510104017000", 4, "510104000000"},
		{"510104017001", "510104017001", 5, "510104017000"},
		{" 441900 ", "441900000000", 2, "440000000000"},
	} {
		got, err := Parse(c.text)
		if err != nil || got != c.code || got.Level() != c.level || got.Parent() != c.parent {
			t.Errorf("Parse(%q) = %s, %v; level %d, parent %s", c.text, got, err, got.Level(), got.Parent())
		}
	}
	for _, bad := range []string{"", "5", "510", "51010a", "010104", "5101040170011", "５１"} {
		if c, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %s", bad, c)
		}
	}
}

func TestEmbedded(t *testing.T) {
	tree := Embedded()
	if n := len(tree.Children("")); n != 34 {
		t.Errorf("%d provinces", n)
	}
	if n := len(tree.Children("510100000000")); n != 20 {
		t.Errorf("%d counties in Chengdu", n)
	}
	for code, want := range map[Code]string{
		"510104000000": "四川省成都市锦江区",
		"110101001000": "北京市东城区东华门街道",
		"441900003000": "广东省东莞市东城街道",
		"659012504000": "新疆维吾尔自治区白杨市一六四团",
	} {
		if got := tree.FullName(code); got != want {
			t.Errorf("FullName(%s) = %s, want %s", code, got, want)
		}
	}
	for _, d := range tree.Children("441900000000")[:2] {
		if d.Level != Town || d.Parent != "441900000000" {
			t.Errorf("%+v", d)
		}
	}
}

func TestFind(t *testing.T) {
	tree := Embedded()
	for _, c := range []struct {
		name   string
		within Code
		level  int
		want   Code
	}{
		{"锦江", "", County, "510104000000"},
		{"锦江区", "5101", County, "510104000000"},
		{"四川", "", 0, "510000000000"},
		{"内蒙", "", Province, ""},
		{"宁夏", "", Province, "640000000000"},
		{"阿坝州", "51", City, "513200000000"},
		{"木里县", "51", County, "513422000000"},
		{"双流县", "51", County, "510116000000"},
		{"郫县", "51", County, "510117000000"},
		{"春熙路街道办事处", "5101", Town, "510104022000"},
		{"春熙路", "510104", Town, "510104022000"},
		{"东升镇", "510116", Town, "510116001000"},
	} {
		within, _ := Parse(c.within.text())
		got := tree.Find(c.name, within, c.level)
		switch {
		case c.want == "" && len(got) == 0:
		case len(got) == 1 && got[0].Code == c.want:
		default:
			t.Errorf("Find(%s, %s, %d) = %v, want %s", c.name, c.within, c.level, got, c.want)
		}
	}
}

func (c Code) text() string { return string(c) }

func TestCountyEver(t *testing.T) {
	for code, want := range map[string]string{"510122": "双流县", "510104": "锦江区", "110104": "宣武区", "110101": "东城区", "320576": ""} {
		got, ok := CountyEver(code)
		if got.Name != want && want != "" || !ok {
			t.Errorf("CountyEver(%s) = %+v, %v", code, got, ok)
		}
	}
	if f, ok := CountyEver("999999"); ok {
		t.Errorf("999999: %+v", f)
	}
	if got := Embedded().Current("510122000000"); len(got) != 1 || got[0] != "510116000000" {
		t.Errorf("双流县 now is %v", got)
	}
}
