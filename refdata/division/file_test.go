package division

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func invented(t testing.TB) *Tree {
	t.Helper()
	f, err := os.Open("testdata/towns.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := (&Tree{}).WithFile(f, "towns.csv")
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestWithFile(t *testing.T) {
	tree := invented(t)
	d, ok := tree.Get("990102001000")
	if !ok || d.Name != "柳浦街道" || d.Parent != "990102000000" || d.From != 2011 || strings.Join(d.Aliases, ",") != "柳浦镇,下柳乡" {
		t.Errorf("%+v", d)
	}
	for _, c := range []struct {
		name   string
		within Code
		level  int
		want   string
	}{
		{"三桥社区", "", Community, "990102001001"},
		{"三桥居委会", "", Community, "990102001001"},
		{"三桥村", "", Community, "990103001001"},
		{"三桥村", "990102000000", Community, "990102001001"}, // the village became a community
		{"三桥", "", Community, "990102001001 990103001001"},
		{"梅坞村民委员会", "", Community, "990102001002"},
		{"柳浦镇", "", Town, "990103001000"},
		{"下柳", "", Town, "990102001000"},
		{"南塘县", "", County, "990102000000"},
		{"南塘", "", 0, "990102000000"},
		{"无此", "", 0, ""},
	} {
		var got []string
		for _, d := range tree.Find(c.name, c.within, c.level) {
			got = append(got, string(d.Code))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("Find(%s in %s) = %v, want %s", c.name, c.within, got, c.want)
		}
	}
	if !tree.Same("990102001201", "990102001001") || tree.Same("990102001001", "990102001002") {
		t.Error("Same does not follow successors")
	}
	if n := tree.Len(); n != 10 || len(Embedded().Children("99")) != 0 {
		t.Errorf("%d divisions", n)
	}
}

func TestWithFileReplaces(t *testing.T) {
	tree, err := invented(t).WithFile(strings.NewReader("code,name\n990103,北浦县\n990104,东浦区\n"), "x")
	if err != nil {
		t.Fatal(err)
	}
	if tree.Name("990103000000") != "北浦县" || tree.Name("990104000000") != "东浦区" || tree.Len() != 11 {
		t.Error("not replaced")
	}
}

func TestWithFileGB18030(t *testing.T) {
	text, _ := simplifiedchinese.GB18030.NewEncoder().String("代码,名称\n990104,东浦区\n")
	tree, err := (&Tree{}).WithFile(strings.NewReader(text), "x")
	if err != nil || tree.Name("990104000000") != "东浦区" {
		t.Errorf("%v", err)
	}
}

func TestWithFileErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "empty",
		"code,label\n":                        "no column name",
		"code,name\n9901x4,东浦区\n":             "x, line 2: division code",
		"code,name\n990104,\n":                "x, line 2: 990104000000 has no name",
		"code,name\n990104,甲\n\n990104,乙\n":   "x, line 4: code 990104000000 stands in line 2",
		"code,level,name\n990104,4,甲\n":       "of level 3 by its code",
		"code,parent,name\n990104,990200,甲\n": "does not lie in its parent",
		"code,name,from\n990104,甲,long ago\n": "is no year",
		"code,name,代码\n":                      "two columns mean code",
		"code,name\n\"990104,甲\n":             "x: ",
	} {
		if _, err := (&Tree{}).WithFile(strings.NewReader(text), "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestWithHistory(t *testing.T) {
	tree, err := invented(t).WithHistory(strings.NewReader(`代码,名称,启用时间,变更/弃用时间,新代码
990122,南塘县,1981,2011,990102
990123,大坪县,1981,1999,990102[1999];990103
990102,南塘区,2011,,
990103,北浦区,1990,,
`), "history")
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[Code]string{
		"990122000000": "990102000000",
		"990123000000": "990102000000 990103000000", // divided
		"990122001001": "990102001001",
		"990102000000": "990102000000",
		"990199000000": "",
	} {
		var got []string
		for _, c := range tree.Current(code) {
			got = append(got, string(c))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Current(%s) = %v, want %s", code, got, want)
		}
	}
	if f, ok := tree.CountyEver("990122"); !ok || f.Name != "南塘县" || f.Until != 2011 {
		t.Errorf("%+v", f)
	}
	if !tree.Same("990122000000", "990102000000") || tree.Same("990123000000", "990102000000") {
		t.Error("Same: a county renamed is the same, a divided one is not")
	}
	if _, err := tree.WithHistory(strings.NewReader("code,name\n990102001,x\n"), "h"); err == nil || !strings.Contains(err.Error(), "h, line 2: ") {
		t.Errorf("a town in the history of counties: %v", err)
	}
}

func shared(t testing.TB, name string) *os.File {
	t.Helper()
	dir := os.Getenv("QUANYUAN_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	f, err := os.Open(filepath.Join(dir, "data", "divisions", name))
	if err != nil {
		t.Skipf("study data absent, skipped: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestCityFile(t *testing.T) {
	tree, err := Embedded().WithFile(shared(t, "sample_510100_chengdu_five_levels.csv"), "chengdu")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree.Communities("510100000000")); n != 3047 {
		t.Errorf("%d communities", n)
	}
}

// The history inferred from names is held against a history with successors
// that somebody wrote down.
func TestInferredSuccessors(t *testing.T) {
	tree, err := Embedded().WithHistory(shared(t, "areacodes_history_cc0.csv"), "history")
	if err != nil {
		t.Fatal(err)
	}
	var agree, differ, silent int
	for _, f := range Embedded().past.spans {
		if f.Until == 0 {
			continue
		}
		// The two sources number some counties of the first years differently;
		// only what both call by one name can be compared.
		spans := tree.past.of(f.Code)
		if len(spans) == 0 || spans[len(spans)-1].Name != f.Name || spans[len(spans)-1].Until == 0 {
			continue
		}
		truth, ours := tree.past.follow(f.Code), Embedded().past.follow(f.Code)
		switch {
		case len(truth) == 0:
		case len(ours) == 0:
			silent++
		case slices.ContainsFunc(ours, func(c string) bool { return slices.Contains(truth, c) }):
			agree++
		default:
			differ++
			t.Logf("%s %s: %v, written down: %v", f.Code, f.Name, ours, truth)
		}
	}
	t.Logf("agree %d, differ %d, silent %d", agree, differ, silent)
	if differ*20 > agree || agree < 2000 {
		t.Errorf("inferred successors: agree %d, differ %d, silent %d", agree, differ, silent)
	}
}

func FuzzWithFile(f *testing.F) {
	f.Add("code,level,parent,name\n990104,3,990100,东浦区\n")
	f.Add("代码,名称,新代码\n990104,东浦区,990105[1982];9901\n")
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := (&Tree{}).WithFile(strings.NewReader(text), "x")
		if err != nil {
			return
		}
		for _, c := range tree.codes {
			if d, ok := tree.Get(c); !ok || d.Name == "" {
				t.Fatalf("%s lost", c)
			}
			tree.Current(c)
		}
		tree.Find("东浦", "", 0)
	})
}

func BenchmarkFind(b *testing.B) {
	tree := Embedded()
	tree.Find("锦江", "", 0)
	for b.Loop() {
		tree.Find("春熙路街道办事处", "510100000000", Town)
	}
}
