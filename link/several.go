package link

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

// severalShare is the share of values with several parts from which a column
// counts as one of several values: fewer are slips.
const severalShare = 0.02

// separators are what stands between the values of a cell, see
// [block.Key.Parts].
var separators = []string{";", "；", "/", "／", "、", "|", "｜", "\n", ",", "，"}

// partOf reports whether a part of a cell is itself a value of the kind; nil for
// kinds of which cells hold one value.
func partOf(k Kind) func(part string) bool {
	switch k {
	case KindPhone:
		return func(s string) bool {
			figures := len(block.Digits(s))
			return figures >= 6 && !strings.ContainsFunc(s, unicode.IsLetter)
		}
	case KindEmail:
		return isAddress
	case KindHanziName:
		return isHanziName
	case KindFullName:
		return func(s string) bool {
			return len(strings.Fields(s)) >= 2 && !strings.ContainsFunc(s, unicode.IsDigit)
		}
	}
	return nil
}

// isAddress accepts what an e-mail address looks like.
func isAddress(s string) bool {
	before, after, found := strings.Cut(s, "@")
	return found && before != "" && strings.Contains(after, ".") && !strings.Contains(after, "@")
}

// isHanziName accepts two to four Chinese characters.
func isHanziName(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 4 && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}

// separator finds what parts the values of the cells of a column: the one that
// parts most of those cells whose every part is a value of the kind. Empty when
// cells hold one value each; share tells how many of the values have parts.
func separator(c *table.Column, k Kind) (between string, share float64) {
	is := partOf(k)
	if is == nil {
		return "", 0
	}
	key := block.Key{Name: "exact*"}
	if k == KindPhone {
		key.Name = "digits*"
	}
	votes := make([]int, len(separators))
	sampled, parted := 0, 0
	step := uint64(max(1, (c.Values.Len()-1)/profileSample))
	for n, v := range c.Values.All() {
		if n == 0 || step > 1 && block.Hash(v)%step != 0 {
			continue
		}
		sampled++
		parts := key.Parts(v)
		if len(parts) < 2 || !every(parts, is) {
			continue
		}
		parted++
		for i, sep := range separators {
			if strings.Contains(v, sep) {
				votes[i]++
			}
		}
	}
	share = float64(parted) / float64(max(1, sampled))
	if share < severalShare {
		return "", 0
	}
	best := 0
	for i, n := range votes {
		if n > votes[best] {
			best = i
		}
	}
	return separators[best], share
}

// every reports whether there are parts and all of them are values.
func every(parts []string, is func(string) bool) bool {
	for _, p := range parts {
		if !is(strings.TrimSpace(p)) {
			return false
		}
	}
	return len(parts) > 0
}

// several makes the comparator of a column whose cells hold several values: one
// that takes the two parts that agree best, unless it reads several itself.
func (s *Suggestion) several(p *Profile, c compare.Comparator) (compare.Comparator, error) {
	if p.Separator == "" || c.Name() == (chinese.Phone{}).Name() {
		return c, nil
	}
	return NewComparator("any_of", map[string]any{"inner": c.Name(), "separator": p.Separator})
}

// innerName is the name of a comparator without its parameters, of any_of that
// of the comparator of the parts.
func innerName(c compare.Comparator) (name string, parts bool) {
	name, params, err := SplitComparator(c.Name())
	if inner, ok := params["inner"].(string); ok && err == nil && name == "any_of" {
		return inner, true
	}
	return name, false
}
