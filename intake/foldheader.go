package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quanyuan/refdata/hanzi"
)

// headerForms folds a header: as a whole with the brackets removed, without
// what stands in brackets, and what stands there.
func headerForms(s string) (full, bare, inner string) {
	s = norm.NFKC.String(s)
	full = foldHeader(s)
	var b, in strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '[', '【', '〔', '{', '<', '《':
			depth++
			continue
		case ')', ']', '】', '〕', '}', '>', '》':
			depth = max(depth-1, 0)
			continue
		}
		if depth > 0 {
			in.WriteRune(r)
		} else {
			b.WriteRune(r)
		}
	}
	return full, foldHeader(b.String()), foldHeader(in.String())
}

// misspelt are characters that are often typed for the right ones in headers.
var misspelt = strings.NewReplacer("户藉", "户籍", "身分证", "身份证", "身份正", "身份证", "婚烟", "婚姻", "住扯", "住址", "地扯", "地址", "联糸", "联系", "岀生", "出生", "号吗", "号码", "关糸", "关系")

// foldHeader leaves letters and digits only, folded in width, case and variant.
func foldHeader(s string) string {
	s = norm.NFKC.String(s)
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(hanzi.Fold(r)))
		}
	}
	return misspelt.Replace(b.String())
}
