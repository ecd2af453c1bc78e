package address

import (
	"slices"
	"testing"
	"unicode/utf8"

	"quanyuan/refdata/division"
)

// TestSpellingsBeginAlike: what is found by its first character is found in all
// spellings.
func TestSpellingsBeginAlike(t *testing.T) {
	tree := division.Embedded()
	for level := division.Province; level <= division.Town; level++ {
		for _, d := range tree.Within("", level) {
			for _, name := range append(tree.FormerNames(d.Code), d.Name) {
				first, _ := utf8.DecodeRuneInString(division.Stem(name, 0))
				for _, s := range division.Spellings(name, level) {
					if r, _ := utf8.DecodeRuneInString(s); r != first {
						t.Errorf("%s %s is also spelt %s", d.Code, name, s)
					}
				}
			}
		}
	}
}

// BenchmarkLexicon indexes the names of the country and of all its cities.
func BenchmarkLexicon(b *testing.B) {
	tree := division.Embedded()
	for b.Loop() {
		l := newLexicon(tree)
		nodes := l.country.whole()
		for _, d := range tree.Within("", division.City) {
			nodes += l.city(d.Code).names().whole()
		}
		b.ReportMetric(float64(nodes), "nodes")
	}
}

// whole makes all branches and counts their nodes.
func (t *trie) whole() (nodes int) {
	for _, b := range t.branches {
		b.once.Do(func() { b.grow(t.lexicon) })
		nodes += len(b.chain)
	}
	return nodes
}

// TestFoldLeavesWhatIsFolded: folding is done once; what has been folded, and
// what needs none, is the text itself.
func TestFoldLeavesWhatIsFolded(t *testing.T) {
	for text, want := range map[string]string{
		"锦江区总府路12号3-2-501":     "锦江区总府路12号3-2-501",
		"锦江区总府路12号 3-2-501":    "锦江区总府路12号3-2-501",
		"11#3--2":              "11#3-2",
		"3-号":                  "3号",
		"3-":                   "3",
		"-3":                   "3",
		"总府路１２号a座":             "总府路12号A座",
		"總府路12號":               "总府路12号",
		"总府路12号(3栋)5":          "总府路12号3栋5",
		"总府路12\U00020000号3 -4": "总府路12\U00020000号3-4",
	} {
		got, note, chars := fold(text, nil)
		if got != want || note != "" {
			t.Errorf("%s: %q, note %q", text, got, note)
		}
		if again, _, _ := fold(got, nil); again != got {
			t.Errorf("%s: folded again %q", text, again)
		}
		if want := spell(got, nil); !slices.Equal(chars[:len(want)], want) {
			t.Errorf("%s: characters %v, want %v", text, chars, want)
		}
		if same, n, _ := unfolded(text, foldedRunes(), make([]uint16, len(text))); same == len(text) && (text != want || n != utf8.RuneCountInString(text)) {
			t.Errorf("%s: taken for folded, %d characters", text, n)
		}
	}
}
