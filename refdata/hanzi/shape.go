package hanzi

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

type neighbour struct {
	char  rune
	score uint8 // tenths
}

// neighbourTable has the neighbours of a character in list.
type neighbourTable struct {
	spans spans
	list  []neighbour
}

func (t *neighbourTable) of(r rune) []neighbour {
	s := t.spans.of(r)
	return t.list[s.from : s.from+uint32(s.n)]
}

var neighbours = sync.OnceValue(func() *neighbourTable {
	lines := table("lookalikes.txt.gz")
	t := &neighbourTable{list: make([]neighbour, 0, 4*len(lines))}
	for _, line := range lines {
		from := uint32(len(t.list))
		first, size := utf8.DecodeRuneInString(line)
		for rest := line[size:]; len(rest) > 0; {
			r, size := utf8.DecodeRuneInString(rest)
			t.list = append(t.list, neighbour{r, rest[size] - '0'})
			rest = rest[size+1:]
		}
		t.spans.set(first, span{from, uint8(uint32(len(t.list)) - from)})
	}
	return t
})

// LookAlikes returns the characters that are easily taken for r, the most
// similar first: 己 gives 已, 巳.
func LookAlikes(r rune) []rune {
	list := neighbours().of(r)
	out := make([]rune, len(list))
	for i, n := range list {
		out[i] = n.char
	}
	return out
}

// LookAlike grades how easily two different characters are taken for each
// other, from 0.7 to 0.9; 0 means not at all, 1 that they are the same. The
// grade weighs order of strokes, four-corner code, components and layout.
func LookAlike(a, b rune) float64 {
	if a == b {
		return 1
	}
	// A list is cut at its length, so a pair may stand in one list only.
	return max(listed(a, b), listed(b, a))
}

func listed(a, b rune) float64 {
	for _, n := range neighbours().of(a) {
		if n.char == b {
			return float64(n.score) / 10
		}
	}
	return 0
}

// partsOf gives characters by their folded, sorted parts.
var partsOf = sync.OnceValue(func() map[string][]rune {
	lines := table("parts.txt.gz")
	chars := make(map[string][]rune, len(lines))
	for _, line := range lines {
		f := strings.Split(line, "\t")
		r := []rune(f[0])[0]
		for _, way := range f[1:] {
			key := partKey([]rune(way))
			if list := chars[key]; len(list) == 0 || list[len(list)-1] != r {
				chars[key] = append(list, r)
			}
		}
	}
	return chars
})

// partForm gives the independent character for a part's form inside another.
var partForm = map[rune]rune{
	'亻': '人', '氵': '水', '扌': '手', '忄': '心', '讠': '言', '訁': '言', '钅': '金', '釒': '金', '饣': '食', '飠': '食',
	'纟': '丝', '糹': '丝', '糸': '丝', '犭': '犬', '礻': '示', '衤': '衣', '灬': '火', '艹': '草', '艸': '草', '⺮': '竹', '𥫗': '竹',
	'刂': '刀', '攵': '文', '𤣩': '王', '⺩': '王', '玉': '王', '辶': '走', '阝': '耳', '宀': '宝', '疒': '病', '罒': '四',
}

func partKey(parts []rune) string {
	key := make([]rune, 0, len(parts))
	for _, r := range parts {
		r = Fold(r)
		if p, ok := partForm[r]; ok {
			r = p
		}
		key = append(key, r)
	}
	slices.Sort(key)
	return string(key)
}

// Compose returns the characters that consist of the given parts in any order,
// by code point: 由, 页 gives 頔. It reads descriptions such as "上由下页".
func Compose(parts ...rune) []rune {
	if len(parts) < 2 || len(parts) > 8 {
		return nil
	}
	return slices.Clone(partsOf()[partKey(parts)])
}
