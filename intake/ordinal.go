package intake

import "strings"

var childWords = []string{"子女", "孩子", "小孩", "儿女", "孩", "child"}

// firstborns are words of an order among the children.
var firstborns = []struct {
	word string
	n    int
}{{"大孩", 1}, {"头孩", 1}, {"头胎", 1}, {"老大", 1}, {"老二", 2}, {"老三", 3}, {"老四", 4}}

// childNumber reads 子女1姓名, 第一孩出生日期, 二孩, child2name, 子女姓名3.
func childNumber(word string) (n int, rest string, ok bool) {
	for _, f := range firstborns {
		if after, found := strings.CutPrefix(word, f.word); found {
			return f.n, strings.TrimPrefix(after, "的"), true
		}
	}
	for _, w := range childWords {
		after, found := strings.CutPrefix(word, w)
		if !found {
			continue
		}
		body := strings.TrimPrefix(after, "第")
		if n, rest := leadingNumber(body); n > 0 {
			return n, strings.TrimPrefix(strings.TrimPrefix(rest, "个"), "的"), true
		}
		if n, rest := trailingNumber(after); n > 0 && rest != "" {
			return n, rest, true
		}
	}
	if n, rest := leadingNumber(strings.TrimPrefix(word, "第")); n > 0 {
		rest = strings.TrimPrefix(rest, "个")
		for _, w := range childWords[:5] {
			if after, found := strings.CutPrefix(rest, w); found {
				return n, strings.TrimPrefix(after, "的"), true
			}
		}
		if after, found := strings.CutPrefix(rest, "胎"); found && after != "" {
			return n, after, true
		}
	}
	return 0, "", false
}

const hanDigits = "一二三四五六七八九"

func leadingNumber(s string) (int, string) {
	for i, r := range s {
		if i > 0 {
			break
		}
		if n := smallNumber(r); n > 0 {
			return n, s[len(string(r)):]
		}
	}
	return 0, s
}

func trailingNumber(s string) (int, string) {
	runes := []rune(s)
	if len(runes) == 0 {
		return 0, s
	}
	if n := smallNumber(runes[len(runes)-1]); n > 0 {
		return n, string(runes[:len(runes)-1])
	}
	return 0, s
}

// smallNumber is the value of one digit from 1 to 9, Arabic or Chinese.
func smallNumber(r rune) int {
	if r >= '1' && r <= '9' {
		return int(r - '0')
	}
	for i, h := range []rune(hanDigits) {
		if r == h {
			return i + 1
		}
	}
	return 0
}
