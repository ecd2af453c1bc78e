package hanzi_test

import (
	"compress/gzip"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"quanyuan/refdata/hanzi"
)

func spell(set []hanzi.Syllable) string {
	var s []string
	for _, r := range set {
		s = append(s, r.String())
	}
	return strings.Join(s, " ")
}

// Every spelling of the source survives packing and unpacking.
func TestReadingsRoundTrip(t *testing.T) {
	f, err := os.Open("data/readings.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	bad := 0
	for line := range strings.Lines(string(text)) {
		char, list, _ := strings.Cut(strings.TrimSpace(line), "\t")
		r, _ := utf8.DecodeRuneInString(char)
		if got := strings.ReplaceAll(spell(hanzi.Readings(r)), " ", ","); got != strings.ReplaceAll(list, "wòng", "wèng") {
			if bad++; bad < 20 {
				t.Errorf("Readings(%s) = %s, want %s", char, got, list)
			}
		}
	}
}

func TestSyllable(t *testing.T) {
	for _, c := range []struct{ text, initial, final, plain, ascii, marked, regional string }{
		{"zhāng", "zh", "ang", "zhang", "zhang", "zhāng", "zan"},
		{"ZHANG1", "zh", "ang", "zhang", "zhang", "zhāng", "zan"},
		{"lǚ", "l", "ü", "lü", "lv", "lǚ", "lü"},
		{"lyu3", "l", "ü", "lü", "lv", "lǚ", "lü"},
		{"nve", "n", "üe", "nüe", "nve", "nüe", "lüe"},
		{"xu2", "x", "ü", "xu", "xu", "xú", "xu"},
		{"liú", "l", "iou", "liu", "liu", "liú", "liu"},
		{"wèi", "", "uei", "wei", "wei", "wèi", "wei"},
		{"fang", "f", "ang", "fang", "fang", "fang", "huan"},
		{"huáng", "h", "uang", "huang", "huang", "huáng", "huan"},
		{"yīng", "", "ing", "ying", "ying", "yīng", "yin"},
		{"ér", "", "er", "er", "er", "ér", "er"},
	} {
		s, ok := hanzi.ParseSyllable(c.text)
		got := []string{s.Initial(), s.Final(), s.Plain(), s.ASCII(), s.String(), s.Regional().Plain()}
		want := []string{c.initial, c.final, c.plain, c.ascii, c.marked, c.regional}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%s: got %q %v, want %q", c.text, got, ok, want)
		}
	}
	for _, bad := range []string{"", "1", "zhangwei", "张", "bcd", strings.Repeat("a", 99)} {
		if s, ok := hanzi.ParseSyllable(bad); ok {
			t.Errorf("%q was read as %v", bad, s)
		}
	}
}

func TestSurnameReadings(t *testing.T) {
	for surname, want := range map[string]string{
		"单": "shàn dān", "仇": "qiú chóu", "欧阳": "ōu|yáng", "尉迟": "yù wèi|chí", "万俟": "mò wàn|qí",
		"張": "zhāng", "曾": "zēng céng", "王": "wáng", "": "", "沈": "shěn", "于": "yú",
	} {
		var sets []string
		for _, set := range hanzi.SurnameReadings(surname) {
			sets = append(sets, spell(set))
		}
		if got := strings.Join(sets, "|"); got != want {
			t.Errorf("SurnameReadings(%s) = %s, want %s", surname, got, want)
		}
	}
}

// The table of polyphonic surnames that was checked by hand is embedded whole.
func TestSurnameTables(t *testing.T) {
	for _, row := range readCSV(t, shared(t, "names/polyphonic_surnames.csv")) {
		if sets := hanzi.SurnameReadings(row[0]); len(sets) != 1 || sets[0][0].String() != row[1] {
			t.Errorf("SurnameReadings(%s) = %v, want %s first", row[0], sets, row[1])
		}
	}
	for _, row := range readCSV(t, shared(t, "names/compound_surname_readings.csv")) {
		var first []string
		for _, set := range hanzi.SurnameReadings(row[0]) {
			first = append(first, set[0].String())
		}
		if got := strings.Join(first, " "); got != row[1] {
			t.Errorf("SurnameReadings(%s) = %s, want %s", row[0], got, row[1])
		}
	}
}

func TestSplitName(t *testing.T) {
	for full, want := range map[string][2]string{
		"张伟": {"张", "伟"}, "欧阳明": {"欧阳", "明"}, "欧阳": {"欧", "阳"}, "歐陽明月": {"歐陽", "明月"},
		"司徒小雪": {"司徒", "小雪"}, "爱新觉罗明": {"爱新觉罗", "明"}, "张 伟": {"张", "伟"}, "张　伟国": {"张", "伟国"},
		"阿不都·热合曼": {"", "阿不都·热合曼"}, "买买提.吐尔逊": {"", "买买提.吐尔逊"}, "ZHANG WEI": {"", "ZHANG WEI"},
		"王": {"王", ""}, "": {"", ""}, " 李娜 ": {"李", "娜"},
	} {
		if s, g := hanzi.SplitName(full); s != want[0] || g != want[1] {
			t.Errorf("SplitName(%q) = %q, %q, want %q", full, s, g, want)
		}
	}
}

func TestPinyin(t *testing.T) {
	for name, want := range map[string]string{
		"单雪": "shan xue", "吕绿": "lv lv", "欧阳明": "ou yang ming", "阿不都·热合曼": "a bu dou re he man", "尉迟恭": "yu chi gong", "李□": "li □",
	} {
		if got := strings.Join(hanzi.Pinyin(name), " "); got != want {
			t.Errorf("Pinyin(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"張偉": "张伟", "鍾": "钟", "锺": "钟", "昇": "升", "劉曉東": "刘晓东", "國": "国", "囯": "国",
		"\uF9B4": "领", "⽂": "文", "\uE863": "䶮", "乾": "干", "张A伟1·": "张A伟1·", "啟": "启", "寳": "宝",
	} {
		if got := hanzi.FoldString(in); got != want {
			t.Errorf("FoldString(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	for r := rune(0); r < 0x32000; r++ {
		if once := hanzi.Fold(r); hanzi.Fold(once) != once {
			t.Errorf("Fold(%c) = %c, which folds on to %c", r, once, hanzi.Fold(once))
		}
	}
}

func TestLookAlike(t *testing.T) {
	for _, pair := range []string{"己已", "己巳", "未末", "侯候", "晴睛", "土士"} {
		r := []rune(pair)
		if hanzi.LookAlike(r[0], r[1]) == 0 {
			t.Errorf("%s are not look-alikes", pair)
		}
	}
	for _, pair := range []string{"张李", "伟芳", "国军", "王刘", "红丽"} {
		r := []rune(pair)
		if s := hanzi.LookAlike(r[0], r[1]); s != 0 {
			t.Errorf("%s are look-alikes with %v", pair, s)
		}
	}
}

func TestLookAlikeIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rune(rapid.IntRange(0x4E00, 0x9FA5).Draw(t, "a"))
		for _, b := range hanzi.LookAlikes(a) {
			if x, y := hanzi.LookAlike(a, b), hanzi.LookAlike(b, a); x != y || x < 0.7 || x >= 1 {
				t.Fatalf("%c %c: %v and %v", a, b, x, y)
			}
		}
	})
}

func TestCompose(t *testing.T) {
	for parts, want := range map[string]rune{"由页": '頔', "由頁": '頔', "女子": '好', "弓长": '张', "木子": '李', "王韦": '玮'} {
		if got := hanzi.Compose([]rune(parts)...); !slices.ContainsFunc(got, func(r rune) bool { return r == want || hanzi.Fold(r) == want }) {
			t.Errorf("Compose(%s) = %s, want %c in it", parts, string(got), want)
		}
	}
	if hanzi.Compose('木') != nil || hanzi.Compose([]rune("木木木木木木木木木")...) != nil {
		t.Error("one part, or more than eight, compose nothing")
	}
}

func TestSexHint(t *testing.T) {
	for given, female := range map[string]bool{"丽华": true, "婷": true, "芳": true, "强": false, "建军": false, "國強": false} {
		p, ok := hanzi.SexHint(given)
		if !ok || (p > 0.5) != female || math.IsNaN(p) || p <= 0 || p >= 1 {
			t.Errorf("SexHint(%s) = %v %v, want female %v", given, p, ok, female)
		}
	}
	if _, ok := hanzi.SexHint("WEI"); ok {
		t.Error("Latin letters give no hint")
	}
}

func TestIsHan(t *testing.T) {
	for r, want := range map[rune]bool{'张': true, '〇': true, '𬱖': true, '\uE863': true, '\uE000': false, 'A': false, '□': false, '·': false, '々': false, 'の': false} {
		if got := hanzi.IsHan(r); got != want {
			t.Errorf("IsHan(%c U+%04X) = %v", r, r, got)
		}
	}
}

// The embedded tables stay small.
func TestSizeOfTables(t *testing.T) {
	entries, err := os.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	if sum > 1<<20 {
		t.Errorf("the embedded tables take %d bytes, more than 1 MiB", sum)
	}
}

func FuzzParseSyllable(f *testing.F) {
	for _, s := range []string{"zhāng", "lyu4", "ň", "Ê̄"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := hanzi.ParseSyllable(text)
		if !ok {
			return
		}
		again, ok := hanzi.ParseSyllable(s.String())
		if !ok || again.Toneless() != s.Toneless() {
			t.Errorf("%q gives %v, which gives %v", text, s, again)
		}
	})
}

func FuzzSplitName(f *testing.F) {
	for _, s := range []string{"欧阳明", "阿·不", "\xff", "张 伟"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, full string) {
		if !utf8.ValidString(full) {
			t.Skip("no text")
		}
		surname, given := hanzi.SplitName(full)
		if !strings.Contains(full, surname) || !strings.Contains(full, given) {
			t.Errorf("%q was split into %q and %q", full, surname, given)
		}
		hanzi.Pinyin(full)
	})
}

func BenchmarkReadings(b *testing.B) {
	hanzi.Readings('张')
	for b.Loop() {
		hanzi.Readings('伟')
	}
}
