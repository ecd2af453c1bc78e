package code

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestTablesGolden(t *testing.T) {
	var b strings.Builder
	for _, table := range Tables() {
		words := 0
		for _, s := range table.synonyms {
			words += len(s)
		}
		fmt.Fprintf(&b, "%s\t%s\tcodes %d\tsynonyms %d\tvariants %d\n", table.Key, table.Zh, len(table.Entries), words, len(table.variants))
	}
	if *update {
		if err := os.WriteFile("testdata/tables.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%swant\n%s(-update rewrites it)", b.String(), want)
	}
}

// Codes are unique and every word unambiguous: load panics otherwise.
func TestEntries(t *testing.T) {
	for _, table := range Tables() {
		for i, e := range table.Entries {
			if e.Code == "" || e.Zh == "" || e.En == "" {
				t.Errorf("%s line %d: incomplete %+v", table.Key, i+2, e)
			}
			for _, p := range table.parents[e.Code] {
				if _, ok := table.Get(p); !ok || table.Within(p, e.Code) {
					t.Errorf("%s %s: parent %s is missing or below it", table.Key, e.Code, p)
				}
			}
			words := append([]string{e.Code, e.Zh, e.En, " " + e.Zh + "　", "（" + e.Zh + "）", strings.ToUpper(e.En), e.Code + "-" + e.Zh}, table.Synonyms(e.Code)...)
			for _, w := range words {
				if got, ok := table.Lookup(w); !ok || got.Code != e.Code {
					t.Errorf("%s.Lookup(%q) = %q, %v; want %s", table.Key, w, got.Code, ok, e.Code)
				}
			}
		}
	}
	if n := len(Ethnic.Entries); n != 59 {
		t.Errorf("%d ethnic groups, want 56 and 3 codes of practice", n)
	}
}

func TestLookup(t *testing.T) {
	tests := []struct {
		table *Table
		text  string
		want  string // "" = not understood
	}{
		{Sex, "1-男", "1"}, {Sex, "男1", "1"}, {Sex, "1.男性", "1"}, {Sex, "♀", "2"}, {Sex, "ｆ", "2"}, {Sex, "1.0", "1"},
		{Sex, "２", "2"}, {Sex, "女\u200b", "2"}, {Sex, "(1)男", "1"}, {Sex, "1(男)", "1"}, {Sex, "男（户主）", "1"}, {Sex, "不男", ""},
		{Sex, "3", ""}, {Sex, "", ""}, {Sex, "10", ""}, {Sex, "不详", "9"}, {Sex, "未知", "0"},
		{Marital, "20", "20"}, {Marital, "20.0", "20"}, {Marital, "1-未婚", "10"}, {Marital, "有配偶", "20"}, {Marital, "离异", "40"}, {Marital, "2", ""},
		{Marital, "离婚（未办）", "40"}, {Marital, "已婚(初婚)", "21"}, {Marital, "离婚(再婚)", "40"}, {Relation, "子（长子）", "22"},
		{Ethnic, "01", "01"}, {Ethnic, "1", "01"}, {Ethnic, "汉", "01"}, {Ethnic, "01汉族", "01"}, {Ethnic, "HA", "01"}, {Ethnic, "壮", "08"}, {Ethnic, "57", ""},
		{Ethnic, "毛难族", "36"}, {Ethnic, "畬族", "22"}, {Ethnic, "穿青人", "81"}, {Ethnic, "其他", "97"},
		{Relation, "户主本人", "02"}, {Relation, "之妻", "12"}, {Relation, "户主之妻", "12"}, {Relation, "老婆", "12"}, {Relation, "大儿子", "22"}, {Relation, "老二", "23"},
		{Relation, "媳妇", "38"}, {Relation, "姥姥", "64"}, {Relation, "外孙", "43"}, {Relation, "02-户主", "02"}, {Relation, "保姆", "99"}, {Relation, "1", ""}, {Relation, "父亲", "51"},
		{Relation, "子女", "2A"}, {Relation, "兄、弟、姐、妹", "70"}, {Relation, "其它亲属", "97"},
		{HukouNature, "农业家庭户口", "2"}, {HukouNature, "农转非", "1"}, {HukouNature, "统一为居民户口", "3"}, {HukouNature, "自理口粮", "5"}, {HukouNature, "蓝印", "6"},
		{HukouStatus, "户籍在本社区", "1"}, {HukouStatus, "外来", "2"}, {HukouStatus, "户口待定", "3"}, {HukouStatus, "空挂", "1"},
		{ResidenceStatus, "外出", "7"}, {ResidenceStatus, "省外", "5"}, {ResidenceStatus, "失踪", "9"}, {ResidenceStatus, "常住", "1"}, {ResidenceStatus, "不在本社区居住", "7"},
		{ResidenceStatus, "不在本社区居住（省外）", "5"},
		{BirthOrder, "二胎", "2"}, {BirthOrder, "第三孩", "3"}, {BirthOrder, "4", "4"}, {BirthOrder, "多孩", "30"}, {BirthPolicy, "计划外", "2"},
		{ExitReason, "已故", "1"}, {StayReason, "治病疗养", "7"}, {StayReason, "打工", "1"}, {LeaveReason, "上学", "2"},
		{DocumentKind, "二代身份证", "111"}, {DocumentKind, "台胞证", "511"}, {Education, "大专", "30"}, {Education, "文盲", "91"}, {Education, "初中文化程度", "70"},
		{Sex, strings.Repeat("男", 1000), ""},
	}
	for _, test := range tests {
		got, ok := test.table.Lookup(test.text)
		if got.Code != test.want || ok != (test.want != "") {
			t.Errorf("%s.Lookup(%.20q) = %q, %v; want %q", test.table.Key, test.text, got.Code, ok, test.want)
		}
	}
}

func TestCompatible(t *testing.T) {
	tests := []struct {
		table *Table
		a, b  string
		want  bool
	}{
		{Marital, "20", "21", true}, {Marital, "21", "22", false}, {Marital, "90", "10", true}, {Marital, "10", "20", false}, {Marital, "", "90", false},
		{Relation, "20", "22", true}, {Relation, "22", "2A", true}, {Relation, "38", "3A", true}, {Relation, "38", "2A", true}, {Relation, "51", "55", false},
		{Relation, "01", "02", true}, {Relation, "55", "5A", true}, {Relation, "51", "5A", false}, {Relation, "93", "80", true},
		{HukouNature, "1", "3", true}, {HukouNature, "1", "2", false}, {HukouNature, "5", "3", true},
		{ResidenceStatus, "7", "5", true}, {ResidenceStatus, "1", "7", false}, {ResidenceStatus, "9", "1", true},
		{BirthOrder, "30", "5", true}, {BirthOrder, "3", "4", false}, {Education, "10", "14", true},
	}
	for _, test := range tests {
		if got := test.table.Compatible(test.a, test.b); got != test.want || test.table.Compatible(test.b, test.a) != got {
			t.Errorf("%s.Compatible(%s, %s) = %v, or not symmetric", test.table.Key, test.a, test.b, got)
		}
	}
}

func TestHukouNatureOf(t *testing.T) {
	for text, want := range map[string][2]string{
		"农业": {"2", ""}, "非农业集体户口": {"1", "20"}, "农业家庭户口": {"2", "10"}, "家庭户": {"", "10"}, "集体户口": {"", "20"}, "城镇居民": {"1", ""},
		"居民户口": {"3", ""}, "居民家庭户口": {"3", "10"}, "居民户口（集体）": {"3", "20"}, "12": {"2", "10"}, "21": {"1", "20"}, "2": {"2", ""}, "1-非农业": {"1", ""},
		"未落常住户口": {"0", ""}, "自理口粮户口": {"5", ""}, "胡说": {"", ""}, "7": {"", ""},
	} {
		n, h, ok := HukouNatureOf(text)
		if n.Code != want[0] || h.Code != want[1] || ok != (want[0]+want[1] != "") {
			t.Errorf("HukouNatureOf(%q) = %q, %q, %v; want %q", text, n.Code, h.Code, ok, want)
		}
	}
}

func TestExclusionOf(t *testing.T) {
	for text, want := range map[string]string{"就医": "1", "旅游观光": "2", "探亲": "3", "因公出差": "5", "务工": "", "在校学生": ""} {
		stay, _ := StayReason.Lookup(text)
		if got, ok := ExclusionOf(stay.Code); got.Code != want || ok != (want != "") {
			t.Errorf("ExclusionOf(%s) = %q, %v; want %q", text, got.Code, ok, want)
		}
	}
}

func TestBestVariant(t *testing.T) {
	tests := []struct {
		table      *Table
		values     string
		want       string
		understood int
	}{
		{Marital, "1 2 2 3 5", "health", 5}, {Marital, "1 2 9", "gb1980", 3}, {Marital, "10 20 21 离婚", "", 4}, {Marital, "1.0 2.0 5.0", "health", 3},
		{Relation, "0 1 2 9 4", "census2020", 5}, {Relation, "02 10 22", "", 3}, {Relation, "0-户主 1-配偶 2-子 3-女", "one_digit", 4},
		{Relation, "0-户主 4-岳父母或公婆 6-媳婿 2 9", "census2020", 5},
		{Ethnic, "1 2 99", "health", 3}, {Ethnic, "01 汉", "", 2}, {HukouNature, "11 12 20", "ga2014", 3}, {HukouNature, "1 2", "", 2},
		{DocumentKind, "1 A Z", "education", 3}, {DocumentKind, "01 03 99", "health", 3}, {BirthOrder, "10 21 31", "policy_detail", 3}, {Sex, "", "", 0},
	}
	for _, test := range tests {
		if got, n := test.table.BestVariant(strings.Fields(test.values)); got != test.want || n != test.understood {
			t.Errorf("%s.BestVariant(%s) = %q, %d; want %q, %d", test.table.Key, test.values, got, n, test.want, test.understood)
		}
	}
	v, _ := VariantOf("relation", "census2020")
	if e, ok := v.Lookup("4"); !ok || e.Zh != "岳父母或公婆" {
		t.Errorf("census relation 4 = %v", e)
	}
}

func TestLookupIgnoresWidthAndBlanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SampledFrom(Tables()).Draw(t, "table")
		e := rapid.SampledFrom(table.Entries).Draw(t, "entry")
		var b strings.Builder
		for _, r := range rapid.SampledFrom(append(table.Synonyms(e.Code), e.Zh)).Draw(t, "word") {
			if r > ' ' && r < 0x7f && r != '(' && r != ')' && rapid.Bool().Draw(t, "wide") {
				r += 0xFEE0
			}
			b.WriteRune(r)
			b.WriteString(rapid.SampledFrom([]string{"", " ", "　", "\u00a0", "\t", "\ufeff"}).Draw(t, "blank"))
		}
		if got, ok := table.Lookup(b.String()); !ok || got.Code != e.Code {
			t.Fatalf("%s.Lookup(%q) = %q, want %s", table.Key, b.String(), got.Code, e.Code)
		}
	})
}

func FuzzLookup(f *testing.F) {
	for _, s := range []string{"1-男", "（", "))((", "1.0.0", "\xff男", "户主之", "关系"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, table := range Tables() {
			if e, ok := table.Lookup(s); ok {
				if _, known := table.Get(e.Code); !known {
					t.Fatalf("%s.Lookup(%q) gives the unknown code %q", table.Key, s, e.Code)
				}
			}
		}
		HukouNatureOf(s)
	})
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	texts := []string{"汉族", "汉", "01", " 汉 族", "01-汉族", "不是民族"}
	for i := 0; b.Loop(); i++ {
		Ethnic.Lookup(texts[i%len(texts)])
	}
}
