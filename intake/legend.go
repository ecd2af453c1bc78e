package intake

import (
	"regexp"
	"strings"
)

// legend reads the key to a column's numbers that its header carries:
// 户口性质（1农业 2非农业）, 性别(男1女2). It holds for this column, whatever the
// code tables say of the numbers; nil where the header has none.
func legend(header string) map[string]string {
	if at := strings.IndexAny(header, "（([【"); at >= 0 {
		header = header[at:]
	}
	if longNumber.MatchString(header) { // an example: 如1985年3月
		return nil
	}
	var found [][]string
	switch first := wordFirst.FindStringIndex(header); {
	case first != nil:
		found = wordNumber.FindAllStringSubmatch(header[first[0]:], -1)
		for _, m := range found {
			m[1], m[2] = m[2], m[1]
		}
	default:
		found = numberWord.FindAllStringSubmatch(header, -1)
	}
	out := map[string]string{}
	for _, m := range found {
		if _, twice := out[m[1]]; twice {
			return nil
		}
		out[m[1]] = m[2]
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

var (
	// 男1女2 in brackets: the words stand before their numbers.
	wordFirst  = regexp.MustCompile(`[（(\[【]\s*\p{Han}{1,8}\s*[=＝:：.\-]?\s*[0-9]{1,2}`)
	wordNumber = regexp.MustCompile(`(\p{Han}{1,8})\s*[=＝:：.\-]?\s*([0-9]{1,2})`)
	longNumber = regexp.MustCompile(`[0-9]{3}`)
	numberWord = regexp.MustCompile(`([0-9]{1,2})\s*[=＝:：.．、\-—]?\s*(\p{Han}{1,8})`)
)

// withoutLegend is a header to be understood by its words.
func withoutLegend(header string) string {
	if legend(header) == nil {
		return header
	}
	if at := strings.IndexAny(header, "（([【"); at > 0 {
		return header[:at]
	}
	return header
}
