package intake

import (
	"testing"

	"quanyuan"
	"quanyuan/refdata/hanzi"
)

type nameCase struct {
	cell, text, former string
	state              quanyuan.ValueState
}

func names(t *testing.T, cases []nameCase) {
	t.Helper()
	for _, c := range cases {
		var find findings
		v, former := nameValue(c.cell, quanyuan.Name, &find)
		if v.Text != c.text || former != c.former || v.State != c.state {
			t.Errorf("%q = %+v former %q, want %q %q state %d", c.cell, v, former, c.text, c.former, c.state)
		}
	}
}

func TestMess27BlanksInNames(t *testing.T) {
	names(t, []nameCase{
		{"张　伟", "张伟", "", ok}, {"张 伟", "张伟", "", ok}, {" 张伟 ", "张伟", "", ok}, {"张  小  伟", "张小伟", "", ok},
		{"欧阳 娜娜", "欧阳娜娜", "", ok}, {"张\u00a0伟", "张伟", "", ok}, {"'张伟", "张伟", "", ok}, {"张伟\n", "张伟", "", ok},
	})
}

func TestMess28MiddleDots(t *testing.T) {
	for _, dot := range []string{"·", "•", "・", "．", ".", "-", " ", "‧", "・"} {
		names(t, []nameCase{{"阿不都" + dot + "热合曼", "阿不都·热合曼", "", ok}})
	}
	names(t, []nameCase{{"古丽·阿不都·热合曼", "古丽·阿不都·热合曼", "", ok}, {"JOHN SMITH", "JOHN SMITH", "", ok}})
}

func TestMess29RareCharacters(t *testing.T) {
	names(t, []nameCase{
		{"李YAN", "李YAN", "", unsure}, {"李yan", "李YAN", "", unsure}, {"李□", "李□", "", unsure}, {"李?", "李?", "", unsure}, {"李？", "李?", "", unsure},
		{"李（由页）", "李頔", "", unsure}, {"徐(莹加王旁)", "徐□", "", unsure}, {"徐（莹加王旁）梅", "徐□梅", "", unsure}, {"王𬱖", "王𬱖", "", ok},
		{"张某", "张□", "", unsure}, {"李**", "李□□", "", unsure}, {"王X", "王□", "", unsure}, {"王女士", "王□", "", unsure}, {"高诗*", "高诗□", "", unsure}, {"李红（龙天）", "李红龑", "", unsure}, {"李红（女儿）", "李红", "", ok}, {"张伟（长子）", "张伟", "", ok}, {"贾（方方土）", "贾堃", "", unsure}, {"贾（打不出）", "贾□", "", unsure},
	})
}

// TestDescribedCharacter: the character made of the parts is the one of the
// register, in whichever of its forms.
func TestDescribedCharacter(t *testing.T) {
	if got := readName("李红（龙天）").text; hanzi.FoldString(got) != hanzi.FoldString("李红䶮") {
		t.Errorf("got %s", got)
	}
}

func TestMess30PrivateCodePoints(t *testing.T) {
	names(t, []nameCase{{"刘\ue863", "刘䶮", "", ok}, {"李\ue81e", "李龴", "", ok}})
}

func TestMess32NotesInCells(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,联系电话,婚姻状况,备注",
		"张伟（已故）,13812345671（女儿）,离婚未办,",
		"李娜(外嫁),,,低保",
		"王芳★,,,",
		"周红已故,,,",
		"陈静(户主),,,丈夫已故")
	wantCounts(t, r, 5, 0, 1)
	p := r.records[0]
	want(t, p, quanyuan.Name, "张伟", quanyuan.Phone, "13812345671", quanyuan.Note, "已故；电话号码：女儿", quanyuan.ExitReason, "1")
	wantFinding(t, p, "note.death")
	wantFinding(t, p, "note.split")
	want(t, r.records[1], quanyuan.Name, "李娜", quanyuan.Note, "低保；外嫁")
	wantFinding(t, r.records[1], "note.left")
	want(t, r.records[2], quanyuan.Name, "王芳")
	want(t, r.records[3], quanyuan.Name, "周红", quanyuan.ExitReason, "1")
	want(t, r.records[4], quanyuan.Name, "陈静", quanyuan.ExitReason, "")
}

func TestMess33FormerNames(t *testing.T) {
	names(t, []nameCase{
		{"张伟(曾用名张卫)", "张伟", "张卫", ok}, {"张伟（曾用名：张卫）", "张伟", "张卫", ok}, {"张伟（原名张 卫）", "张伟", "张卫", ok},
		{"张伟 曾用名：张卫", "张伟", "张卫", ok}, {"张伟/又名张卫", "张伟", "张卫", ok},
	})
	r := csvRows(t, quanyuan.Community, "姓名,性别", "张伟(曾用名张卫),男")
	want(t, r.records[0], quanyuan.FormerName, "张卫")
}

func TestNamesThatAreNone(t *testing.T) {
	names(t, []nameCase{
		{"不详", "", "", quanyuan.Placeholder}, {"未取名", "", "", quanyuan.Placeholder}, {"12345", "", "", bad}, {"#N/A", "", "", quanyuan.Placeholder},
		{"刘芳之女", "", "", quanyuan.Placeholder}, {"空户", "", "", quanyuan.Placeholder}, {"/", "", "", quanyuan.Placeholder}, {"@@##!!", "", "", bad},
		{"张伟2", "张伟", "", ok}, {"1.张伟", "张伟", "", ok}, {"张伟、李娜", "张伟", "", ok}, {"张", "张", "", unsure}, {"王小宝", "王小宝", "", ok},
		{"张不凡", "张不凡", "", ok}, {"拒绝登记", "", "", quanyuan.Placeholder}, {"家里长期无人", "", "", quanyuan.Placeholder}, {"宝音", "宝音", "", ok}, {"某", "某", "", unsure}, {"", "", "", quanyuan.Missing},
	})
}

func FuzzReadName(f *testing.F) {
	for _, s := range []string{"张 伟", "阿不都·热合曼", "徐(莹加王旁)", "张伟(曾用名张卫)", "李**", "刘芳之女", "a", "（（（", "、、、", "1.2.3", "·", "张0\xe4,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n := readName(s); n.state == quanyuan.Understood && n.text == "" {
			t.Errorf("%q understood as nothing", s)
		}
	})
}

func FuzzPhone(f *testing.F) {
	f.Add("13812345671/0816-1234567")
	f.Add("+86 138 1234 5671（女儿）")
	f.Fuzz(func(t *testing.T, s string) {
		var find findings
		if v := phoneValue(s, &find); v.Known() && v.Text == "" {
			t.Errorf("%q understood as nothing", s)
		}
	})
}
