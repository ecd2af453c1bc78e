package division

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

var minorities = strings.Fields(`蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克
	傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米
	塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各`)

// suffixes are the words for the rank of a division, longer ones first.
var suffixes = [...][]string{
	Province:  {"特别行政区", "自治区", "省", "市"},
	City:      {"自治州", "地区", "州", "盟", "市"},
	County:    {"自治县", "自治旗", "特区", "林区", "县", "区", "市", "旗"},
	Town:      {"街道办事处", "地区办事处", "街道办", "办事处", "地区", "街道", "民族乡", "镇", "乡", "苏木"},
	Community: {"社区", "嘎查", "村"},
}

// committees run a community; they come after its own word (X社区居委会) or in
// its place (X居委会, X村民委员会).
var committees = []string{"社区居民委员会", "社区居委会", "社区村民委员会", "社区村委会", "社区委员会",
	"居民委员会", "居委会", "村民委员会", "村委会", "嘎查委员会", "社区工作站"}

// fold makes names comparable: half-width, no spaces.
func fold(name string) string {
	for _, r := range name {
		if r <= ' ' || r == 0xA0 || r == 0x3000 || r >= 0xFF00 {
			return strings.Join(strings.Fields(width.Fold.String(name)), "")
		}
	}
	return name
}

// Stem is the name without the words for its rank and for the peoples it is
// of: 锦江 for 锦江区, 阿坝 for 阿坝藏族羌族自治州, 春熙路 for 春熙路街道, 三王 for
// 三王村村委会. A name of which one character would remain is kept whole (郫县).
func Stem(name string, level int) string {
	name = fold(name)
	if level < Province || level > Community {
		return name
	}
	if level == Community {
		name = commune(name)
	}
	for _, s := range suffixes[level] {
		rest, ok := strings.CutSuffix(name, s)
		if !ok {
			continue
		}
		if strings.HasPrefix(s, "自治") || s == "乡" || s == "民族乡" {
			rest = withoutPeoples(rest)
		}
		if utf8.RuneCountInString(rest) >= 2 {
			return rest
		}
		return name
	}
	return name
}

// commune cuts the committee off a community's name and leaves its own word:
// 三王村村委会, 三王村民委员会 and 三王村 all become 三王村.
func commune(name string) string {
	for _, s := range committees {
		rest, ok := strings.CutSuffix(name, s)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		switch {
		case strings.HasPrefix(s, "社区"):
			return rest + "社区"
		case strings.HasPrefix(s, "嘎查"):
			return rest + "嘎查"
		case strings.HasSuffix(rest, "社区"), strings.HasSuffix(rest, "村"):
			return rest
		case strings.HasPrefix(s, "村"):
			return rest + "村"
		}
		return rest + "社区"
	}
	return name
}

// peopleEnds are the characters in which the names of peoples end that stand
// without 族 too, and 族.
var peopleEnds = func() string {
	ends := "族"
	for _, m := range minorities {
		if r, size := utf8.DecodeLastRuneInString(m); size < len(m) {
			ends += string(r)
		}
	}
	return ends
}()

func withoutPeoples(name string) string {
cut:
	for {
		if last, _ := utf8.DecodeLastRuneInString(name); !strings.ContainsRune(peopleEnds, last) {
			return name
		}
		for _, m := range minorities {
			rest, ok := strings.CutSuffix(name, m+"族")
			if !ok && utf8.RuneCountInString(m) > 1 {
				rest, ok = strings.CutSuffix(name, m)
			}
			if ok && utf8.RuneCountInString(rest) >= 2 {
				name = rest
				continue cut
			}
		}
		return name
	}
}

// Spellings lists the forms in which a division's name is written, the given
// one first: 锦江区 and 锦江; 三王村村委会, 三王村, 三王村民委员会, 三王社区 ….
// Forms of one character are left out.
func Spellings(name string, level int) []string {
	name = fold(name)
	list := []string{name}
	add := func(s string) {
		for _, have := range list {
			if have == s {
				return
			}
		}
		if utf8.RuneCountInString(s) >= 2 {
			list = append(list, s)
		}
	}
	stem := Stem(name, level)
	switch level {
	case Province:
		add(stem)
		if strings.HasSuffix(name, "自治区") {
			add(stem + "自治区")
		}
		if strings.HasSuffix(name, "特别行政区") {
			add(stem + "特区")
		}
	case City:
		add(stem)
		if strings.HasSuffix(name, "自治州") {
			add(stem + "州")
			add(stem + "自治州")
		}
	case County:
		add(stem)
		for _, s := range []string{"自治县", "自治旗"} {
			if strings.HasSuffix(name, s) {
				add(stem + s)
				add(stem + strings.TrimPrefix(s, "自治"))
			}
		}
	case Town:
		for _, s := range []string{"街道", "街道办事处", "街道办", "办事处", "镇", "乡"} {
			add(stem + s)
		}
		if street, ok := strings.CutSuffix(name, "街街道"); ok { // 丽景街道 for 丽景街街道
			for _, s := range []string{"街道", "街道办事处", "街道办"} {
				add(street + s)
			}
		}
		add(stem)
	case Community:
		if stem != commune(name) || stem != name { // has a word of its own or a committee
			for _, s := range []string{"社区", "村", "社区居委会", "村委会", "社区居民委员会", "村村委会", "村民委员会", "村村民委员会", "居委会", "居民委员会"} {
				add(stem + s)
			}
		}
		add(stem)
	}
	return list
}
