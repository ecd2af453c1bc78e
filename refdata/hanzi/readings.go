package hanzi

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// span points into one shared slice.
type span struct {
	from uint32
	n    uint8
}

type readingTable struct {
	spans     spans
	syllables []Syllable
}

// spans has a span for each character, those of the basic plane by their codes.
type spans struct {
	basic [1 << 16]span
	other map[rune]span
}

func (s *spans) set(r rune, to span) {
	if r < 1<<16 {
		s.basic[r] = to
		return
	}
	if s.other == nil {
		s.other = map[rune]span{}
	}
	s.other[r] = to
}

// of gives the span of a character, an empty one where it has none.
func (s *spans) of(r rune) span {
	if r >= 0 && r < 1<<16 {
		return s.basic[r]
	}
	return s.other[r]
}

var readingsOf = sync.OnceValue(func() *readingTable {
	lines := table("readings.txt.gz")
	t := &readingTable{syllables: make([]Syllable, 0, len(lines)*5/4)}
	seen := map[string]Syllable{} // far fewer spellings than lines
	for _, line := range lines {
		char, list, _ := strings.Cut(line, "\t")
		from := uint32(len(t.syllables))
		for text := range strings.SplitSeq(list, ",") {
			s, known := seen[text]
			if !known {
				s, _ = ParseSyllable(text)
				seen[text] = s
			}
			if s != 0 {
				t.syllables = append(t.syllables, s)
			}
		}
		r, _ := utf8.DecodeRuneInString(char)
		t.spans.set(r, span{from, uint8(uint32(len(t.syllables)) - from)})
	}
	return t
})

// Readings returns all readings of a character with their tones, the commonest
// first, or nil for a character without known reading. A variant without own
// reading is read like the form it folds to. The slice must not be changed.
func Readings(r rune) []Syllable {
	t := readingsOf()
	s := t.spans.of(r)
	if s.n == 0 {
		if s = t.spans.of(Fold(r)); s.n == 0 {
			return nil
		}
	}
	return t.syllables[s.from : s.from+uint32(s.n) : s.from+uint32(s.n)]
}

// Pinyin spells a name without tones, one entry for each character, with the
// surname reading for the surname: 单雪 gives shan, xue. Characters without
// reading stand for themselves; separators are left out.
func Pinyin(name string) []string {
	surname, given := SplitName(name)
	var out []string
	for _, set := range SurnameReadings(surname) {
		if len(set) == 0 {
			out = append(out, surname)
			continue
		}
		out = append(out, set[0].ASCII())
	}
	for _, r := range given {
		if IsSeparator(r) {
			continue
		}
		if set := Readings(r); len(set) > 0 {
			out = append(out, set[0].ASCII())
		} else {
			out = append(out, string(r))
		}
	}
	return out
}
