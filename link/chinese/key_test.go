package chinese_test

import (
	"slices"
	"testing"

	"quanyuan/link/chinese"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		key  func(string) string
		text string
		want string
	}{
		{"sound", chinese.SoundKey, "单雪", "shanxue"},
		{"sound", chinese.SoundKey, "SHAN Xue", "shanxue"},
		{"sound", chinese.SoundKey, "吕丽", "lvli"},
		{"sound", chinese.SoundKey, "Lyu Li", "lvli"},
		{"sound", chinese.SoundKey, "李YAN", "liyan"},
		{"sound", chinese.SoundKey, "李□", ""},
		{"sound", chinese.SoundKey, "未取名", ""},
		{"regional", chinese.RegionalSoundKey, "张宁", "zanlin"},
		{"regional", chinese.RegionalSoundKey, "臧玲", "zanlin"},
		{"characters", chinese.CharactersKey, "张國建", "国建张"},
		{"characters", chinese.CharactersKey, "张建国", "国建张"},
		{"name", chinese.NameKey, " 張 偉（已故）", "张伟"},
		{"name", chinese.NameKey, "阿不都•热合曼", "阿不都热合曼"},
		{"surname", chinese.SurnameKey, "歐陽明", "欧阳"},
		{"surname", chinese.SurnameKey, "买买提·吐尔逊", "买买提"},
		{"surname", chinese.SurnameKey, "张伟之子", "张"},
		{"surname sound", chinese.SurnameSoundKey, "单雪", "san"},
		{"surname sound", chinese.SurnameSoundKey, "善雪", "san"},
		{"given", chinese.GivenKey, "欧阳建国", "建国"},
		{"given", chinese.GivenKey, "张建国", "建国"},
		{"given", chinese.GivenKey, "张伟", ""},
		{"id", chinese.CitizenIDKey, "510322900101543", "51032219900101543"},
		{"id", chinese.CitizenIDKey, "51032219900101543x", "51032219900101543"},
		{"id", chinese.CitizenIDKey, "000000000000000000", ""},
		{"id", chinese.CitizenIDKey, "510322********5438", ""},
		{"id", chinese.CitizenIDKey, "e12345678", "E12345678"},
		{"id tail", chinese.CitizenIDTailKey, "510322199001015438", "19900101543"},
		{"id head", chinese.CitizenIDHeadKey, "510322199001015000", "51032219900101"},
		{"date", chinese.DateKey, "1985年3月7日", "19850307"},
		{"date", chinese.DateKey, "农历1985年三月初七", "19850426"},
		{"date", chinese.DateKey, "1985.03", ""},
		{"month", chinese.MonthKey, "1985.03", "198503"},
		{"month", chinese.MonthKey, "1985.3.7", "198503"},
		{"lunar", chinese.LunarDateKey, "1985-03-07", "19850426"},
		{"phone", chinese.FirstPhoneKey, "+86 137 1234 5679", "12345679"},
		{"phone", chinese.FirstPhoneKey, "13800000000", ""},
	} {
		if got := c.key(c.text); got != c.want {
			t.Errorf("%s key of %q is %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestKeysByName(t *testing.T) {
	for name, key := range chinese.Keys() {
		if key("") != "" {
			t.Errorf("%s: the empty value has a key", name)
		}
	}
}

func TestManyKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		want []string
	}{
		{"drop 张建国", chinese.DropKeys("张建国"), []string{"建国", "张国", "张建", "张建国"}},
		{"drop 张伟", chinese.DropKeys("张伟"), []string{"张伟"}},
		{"drop □", chinese.DropKeys("张□"), nil},
		{"sound drop 张建国", chinese.SoundDropKeys("张建国"), []string{"jianguo", "zhangguo", "zhangjian", "zhangjianguo"}},
		{"sound drop 建国", chinese.SoundDropKeys("建国"), []string{"guo", "jian", "jianguo"}},
		{"sound drop Zhang Jianguo", chinese.SoundDropKeys("Zhang Jianguo"), []string{"zhangjianguo"}},
		{"sound drop 张□", chinese.SoundDropKeys("张□"), nil},
		{"phones", chinese.PhoneKeys("13712345679/0816-2345671"), []string{"12345679", "62345671"}},
	} {
		if !slices.Equal(c.keys, c.want) {
			t.Errorf("%s: %q, want %q", c.name, c.keys, c.want)
		}
	}
	// A number, and the same with a digit missing, share a key.
	a, b := chinese.CitizenIDDropKeys("510322199001015438"), chinese.CitizenIDDropKeys("51032219901015438")
	if !slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) }) {
		t.Errorf("%q and %q share no key", a, b)
	}
}

func TestDetectors(t *testing.T) {
	columns := map[string][]string{
		"names":     {"张伟", "欧阳明", "阿不都·热合曼", "单雪", "不详", "", "王芳（已故）"},
		"ids":       {"510322199001015438", "510322900101543", "11010119850307101x", "", "000000000000000000"},
		"dates":     {"1985-03-07", "1990.1", "1985年3月", "", "19991231"},
		"phones":    {"13712345679", "0816-2345671", "", "15912349876/13712345679"},
		"addresses": {"四川省成都市锦江区总府路12号1栋2单元301", "双流县东升镇白衣村3组", "", "人民南路4段12号附3号"},
		"sexes":     {"男", "女", "男"},
		"relations": {"户主", "配偶", "长子", "女儿"},
		"nations":   {"汉族", "维吾尔族", "藏族"},
		"counts":    {"1", "2", "35", "12345"},
		"codes":     {"510104020001", "510104020002"},
		"latin":     {"John Smith", "Mary Miller"},
		"streets":   {"总府路", "锦江区", "高新村"},
	}
	detectors := map[string]struct {
		share func([]string) float64
		finds string
	}{
		"name":    {chinese.LooksLikeName, "names"},
		"id":      {chinese.LooksLikeCitizenID, "ids"},
		"date":    {chinese.LooksLikeDate, "dates"},
		"phone":   {chinese.LooksLikePhone, "phones"},
		"address": {chinese.LooksLikeAddress, "addresses"},
	}
	for name, d := range detectors {
		for column, values := range columns {
			got := d.share(values)
			if got < 0 || got > 1 {
				t.Errorf("%s of %s = %v", name, column, got)
			}
			if found := got >= 0.7; found != (column == d.finds) {
				t.Errorf("%s of %s = %.2f", name, column, got)
			}
		}
		if d.share(nil) != 0 {
			t.Errorf("%s of an empty column is not 0", name)
		}
	}
}

func FuzzComparators(f *testing.F) {
	for _, s := range []string{"张伟(曾用名张卫)", "阿不都·热合曼", "李（由页）", "510322199001015438", "农历1985年闰三月初七", "二〇〇一年十二月廿五", "13712345679/0816-2345671", "((((", "张\xff"} {
		f.Add(s, "张伟")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, c := range chinese.Comparators() {
			p := c.Prepare([]string{a, b})
			if p.Missing(0) || p.Missing(1) || a == b {
				continue
			}
			if x, y := p.Level(0, 1), p.Level(1, 0); x != y || int(x) >= len(c.Levels()) {
				t.Errorf("%s: %q and %q: levels %d and %d", c.Name(), a, b, x, y)
			}
		}
		for name, key := range chinese.Keys() {
			if again := key(a); key(a) != again {
				t.Errorf("%s: key of %q changes", name, a)
			}
		}
		chinese.DropKeys(a)
		chinese.CitizenIDDropKeys(a)
		chinese.PhoneKeys(a)
	})
}
