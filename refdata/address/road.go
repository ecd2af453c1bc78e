package address

import (
	"strings"
)

var roadWords = []string{"大街", "大道", "公路", "国道", "省道", "县道", "胡同", "巷子", "横街", "正街", "支路", "环路", "路", "街", "巷"}

var roadsByInitial = byInitial(roadWords, itself)

func roadWord(s string) int {
	n := startsWith(s, roadsByInitial)
	if n == len("街") && (strings.HasPrefix(s, "街道") || strings.HasPrefix(s, "街区")) {
		return 0
	}
	return n
}

var estateWords = strings.Fields("花园 家园 小区 苑 公寓 大厦 广场 豪庭 名都 新村 家属 宿舍 国际 商城 市场 中学 小学 学校 医院 公司 社区 村")

var estatesByInitial = byInitial(estateWords, itself)

// road reads a road that ends with a word at i; 0 when there is none.
func (r *reader) road(i int) (end int) {
	n := roadWord(r.s[i:])
	if n == 0 || i == r.pos || r.RoadNumber != "" || r.Building != "" || r.Room != "" {
		return 0
	}
	end = i + n
	for {
		more := segment(r.s[end:])
		if more == 0 {
			break
		}
		end += more
	}
	if startsWith(r.s[end:], estatesByInitial) > 0 {
		return 0
	}
	name := digitsBefore(strings.Trim(r.s[r.pos:end], "-"), "段")
	switch {
	case name == "":
		return 0
	case r.Road == "":
		r.Road = name
	case strings.HasSuffix(name, "巷") || strings.HasSuffix(name, "胡同"):
		r.Lane = name
	default: // the number belongs to the last road named
		r.Rest += r.Road
		r.Road = name
	}
	if number, n := numberedLane(r.s[end:]); n > 0 && r.Lane == "" && r.Road != "" {
		r.Lane = number
		end += n
	}
	return end
}

// numberedLane reads a lane that has a Chinese numeral for a name, 四巷: lists
// write it 4巷 as well. n is 0 when s does not begin with one.
func numberedLane(s string) (number string, n int) {
	if c, _ := firstRune(s); digitOf(c) < 0 {
		return "", 0
	}
	t := chineseNumber(s)
	rest, is := strings.CutPrefix(s[t.end:], "巷")
	if t.end == 0 || !is || strings.HasPrefix(rest, "子") || roadWord(rest) > 0 {
		return "", 0
	}
	return t.parts[0], t.end + len("巷")
}

// segment is the length of a part of a road's name that follows its word:
// 南四段, 北段, 东路.
func segment(s string) int {
	if _, n := numberedLane(s); n > 0 {
		return 0
	}
	for i, size := 0, 0; i <= 9 && i < len(s); i += size {
		var c rune
		c, size = firstRune(s[i:])
		word := roadWord(s[i:])
		switch {
		case c == '段':
			return i + len("段")
		case word > 0:
			if i > 0 && alnum(rune(s[0])) {
				return 0 // 12巷 has its own number
			}
			return i + word
		case classOf(c)&isDirection == 0 && !alnum(c):
			return 0
		}
	}
	return 0
}

// digitsBefore writes a Chinese numeral before one of the words in digits:
// 四段 as 4段.
func digitsBefore(s string, words ...string) string {
	for _, w := range words {
		at := strings.Index(s, w)
		if at <= 0 {
			continue
		}
		for i, c := range s[:at] {
			if digitOf(c) < 0 {
				continue
			}
			if t := number(s[i:]); t.hanzi && i+t.end == at {
				s = s[:i] + t.parts[0] + s[at:]
				break
			}
		}
	}
	return s
}
