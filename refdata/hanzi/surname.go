package hanzi

import (
	"strings"
	"sync"
	"unicode"
)

type surnameTable struct {
	single   map[rune]bool
	compound map[string][][]Syllable
	starts   map[rune]bool       // first characters of compound ones
	readings map[rune][]Syllable // polyphonic ones: as a surname first
}

var surnames = sync.OnceValue(func() *surnameTable {
	t := &surnameTable{single: map[rune]bool{}, compound: map[string][][]Syllable{}, starts: map[rune]bool{}, readings: map[rune][]Syllable{}}
	for _, line := range table("surnames_single.txt") {
		for _, r := range line {
			t.single[r] = true
		}
	}
	for _, line := range table("surnames_polyphonic.csv")[1:] {
		f := strings.Split(strings.TrimSpace(line), ",")
		r := []rune(f[0])[0]
		t.single[r] = true
		s, _ := ParseSyllable(f[1])
		t.readings[r] = []Syllable{s}
		if common := Readings(r); len(common) > 0 && common[0] != s {
			t.readings[r] = append(t.readings[r], common[0])
		}
	}
	for _, line := range table("surnames_compound.csv")[1:] {
		name, spelling, _ := strings.Cut(strings.TrimSpace(line), ",")
		var sets [][]Syllable
		for i, text := range strings.Fields(spelling) {
			s, _ := ParseSyllable(text)
			set := []Syllable{s}
			if common := Readings([]rune(name)[i]); len(common) > 0 && common[0] != s {
				set = append(set, common[0])
			}
			sets = append(sets, set)
		}
		t.compound[name] = sets
		t.starts[[]rune(name)[0]] = true
	}
	return t
})

// SurnameReadings returns one set of readings for each character of a surname:
// first the one it has as a surname, then the commonest one where that is
// another, because lists are typed by people who do not know better. 单 gives
// shàn, dān; but 沈 gives shěn alone, since nobody takes it for 陈.
func SurnameReadings(surname string) [][]Syllable {
	folded := FoldString(surname)
	t := surnames()
	if sets, ok := t.compound[folded]; ok {
		return sets
	}
	var sets [][]Syllable
	for _, r := range folded {
		sets = append(sets, t.of(r))
	}
	return sets
}

// SurnameReading is [SurnameReadings] of a surname of one character.
func SurnameReading(r rune) []Syllable { return surnames().of(Fold(r)) }

func (t *surnameTable) of(r rune) []Syllable {
	set, ok := t.readings[r]
	if !ok {
		set = Readings(r)
		set = set[:min(1, len(set))]
	}
	return set
}

// IsSurname reports whether s, in any variant, is a surname in the table of
// compound ones or among the common single ones.
func IsSurname(s string) bool {
	folded := FoldString(s)
	if _, ok := surnames().compound[folded]; ok {
		return true
	}
	runes := []rune(folded)
	return len(runes) == 1 && surnames().single[runes[0]]
}

// IsSeparator reports whether r separates the parts of a transliterated name:
// the standard middle dot U+00B7 and what is typed for it.
func IsSeparator(r rune) bool {
	switch r {
	case 0xB7, 0x387, 0x2022, 0x2027, 0x30FB, 0xFF65, 0xFF0E, '.', 0x2219, 0x22C5, '-', 0xFF0D, 0xFE52, '。', 0x2D9, 0x318D, 0x2014, 0x2013:
		return true
	}
	return unicode.IsSpace(r)
}

// SplitName splits a full name. Compound surnames are taken whole where at
// least one more character follows (欧阳修), so 欧阳 alone is 欧 and 阳. Names of
// segments (阿不都·热合曼) and names that do not begin with a Chinese character
// have no surname. Separators between single Han characters (张 伟) are not
// segments.
func SplitName(full string) (surname, given string) {
	full = strings.TrimSpace(full)
	runes := []rune(full)
	if len(runes) == 0 || !IsHan(runes[0]) {
		return "", full
	}
	for i, r := range runes {
		if IsSeparator(r) {
			if !unicode.IsSpace(r) || i > 2 {
				return "", full
			}
			return string(runes[:i]), strings.TrimSpace(string(runes[i:]))
		}
	}
	n := SurnameLength(runes)
	return string(runes[:n]), string(runes[n:])
}

// SurnameLength returns how many of a name's characters are the surname: two
// or more for a compound one that is followed by at least one character, else
// one; 0 for an empty name.
func SurnameLength(name []rune) int {
	if len(name) < 3 || !surnames().starts[Fold(name[0])] {
		return min(1, len(name))
	}
	for n := min(4, len(name)-1); n >= 2; n-- {
		if _, ok := surnames().compound[FoldString(string(name[:n]))]; ok {
			return n
		}
	}
	return 1
}
