package chinese

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quanyuan/refdata/hanzi"
)

// foldLetters writes letters small and without tone marks, ü as v.
func foldLetters(text string) string {
	text = norm.NFD.String(strings.ToLower(text))
	text = strings.ReplaceAll(text, "u\u0308", "v")
	var b strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) {
			b.WriteRune(r)
		}
	}
	// Passports write lü as lyu, nü as nyu.
	return strings.NewReplacer("lyu", "lv", "nyu", "nv").Replace(b.String())
}

// maxSpellings bounds the spellings of a name with polyphonic characters.
const maxSpellings = 16

// spellings returns the ways a name of characters is written in letters
// without blanks, hashed and sorted: the surname first.
func spellings(sets [][]hanzi.Syllable) []uint64 {
	texts := []string{""}
	for _, set := range sets {
		if len(set) == 0 {
			return nil
		}
		var next []string
		for _, text := range texts {
			for _, s := range set {
				if len(next) < maxSpellings && !slices.Contains(next, text+s.ASCII()) {
					next = append(next, text+s.ASCII())
				}
			}
		}
		texts = next
	}
	for _, text := range texts {
		// Old passports and bank cards write lü as lu.
		if u := strings.ReplaceAll(text, "v", "u"); u != text {
			texts = append(texts, u)
		}
	}
	return hashes(texts)
}

// latinSpellings returns the hashes under which letters may meet a name of
// characters: as written, and with the last word, then perhaps the surname, first.
func latinSpellings(tokens []string) []uint64 {
	texts := []string{strings.Join(tokens, "")}
	if n := len(tokens); n > 1 {
		texts = append(texts, tokens[n-1]+strings.Join(tokens[:n-1], ""))
	}
	return hashes(texts)
}

func hashes(texts []string) []uint64 {
	out := make([]uint64, len(texts))
	for i, text := range texts {
		h := fnv.New64a()
		h.Write([]byte(text))
		out[i] = h.Sum64()
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// meet reports whether two sorted lists have a member in common.
func meet(a, b []uint64) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}
