package address

import (
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
