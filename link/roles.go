package link

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// words that headers are put together of without a mark between, beside those of
// the vocabulary.
var headerFillers = []string{"of", "no", "num", "number", "nr", "code", "line", "full", "home", "work", "person", "patient", "client", "customer", "legal", "primary", "current", "name", "id", "1", "2"}

// headerLexicon are all single Latin words that headers are understood by.
var headerLexicon = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range headerFillers {
		out[w] = true
	}
	for _, v := range vocabulary {
		for _, w := range v.words {
			for part := range strings.SplitSeq(strings.TrimPrefix(w, "="), "_") {
				if part != "" && part[0] < 0x80 {
					out[part] = true
				}
			}
		}
	}
	for _, w := range births {
		out[w] = true
	}
	return out
}()

// inWords takes the words of a header apart that stand together: middlename,
// dateofbirth; and takes the s from those that are known without it.
func inWords(header string) string {
	parts := strings.Split(header, "_")
	for i, p := range parts {
		parts[i] = strings.Join(wordsTogether(p), "_")
	}
	return strings.Join(parts, "_")
}

// wordsTogether are the known words that a word is made of, the fewest; the word
// itself when there are none.
func wordsTogether(word string) []string {
	const shortest = 2
	if headerLexicon[word] || len(word) > 40 {
		return []string{word}
	}
	if single := strings.TrimSuffix(word, "s"); headerLexicon[single] && len(single) > shortest {
		return []string{single}
	}
	// best[i] are the words of the first i letters
	best := make([][]string, len(word)+1)
	best[0] = []string{}
	for end := shortest; end <= len(word); end++ {
		for start := range end - 1 {
			if best[start] == nil || !headerLexicon[word[start:end]] {
				continue
			}
			if best[end] == nil || len(best[start])+1 < len(best[end]) {
				best[end] = append(slices.Clone(best[start]), word[start:end])
			}
		}
	}
	if found := best[len(word)]; found != nil && slices.ContainsFunc(found, func(w string) bool { return len(w) > 3 }) {
		return found
	}
	return []string{word}
}

// dateWords are words of headers of year, month and day.
var dateWords = [3][]string{
	{"y", "yr", "yy", "yyyy", "year", "jahr", "an", "annee", "ano", "anno", "年"},
	{"m", "mo", "mm", "mon", "month", "monat", "mois", "mes", "mese", "月"},
	{"d", "dd", "day", "tag", "jour", "dia", "giorno", "日"},
}

// mostDateParts is how many values a column of years may have, with some slips.
const mostDateParts = 400

// dateParts finds columns that tell a date together: their headers differ in
// what stands for year, month and day, and their values are such. Year, month
// and day of birth tell people apart, unlike other codes of few values.
func (s *Suggestion) dateParts(t *table.Table) {
	stems := map[string][3]int{} // what is left of the headers -> the columns, +1
	for i := range s.Profiles {
		p := &s.Profiles[i]
		if p.Kind != KindCode && p.Kind != KindText && p.Kind != KindNumber && p.Kind != KindDate {
			continue
		}
		for part := range dateWords {
			if p.Distinct > mostDateParts || !isDatePart(t.Column(p.Column), part) {
				continue
			}
			for _, stem := range headerStems(normalHeader(p.Column), dateWords[part]) {
				of := stems[stem]
				of[part] = i + 1
				stems[stem] = of
			}
		}
	}
	for _, stem := range slices.Sorted(maps.Keys(stems)) {
		of := stems[stem]
		if of[0] == 0 || of[1] == 0 || of[2] == 0 {
			continue
		}
		for part, i := range of {
			p := &s.Profiles[i-1]
			p.Kind = KindDatePart
			p.Why = "part of a date: " + [...]string{"year", "month", "day"}[part]
		}
	}
}

// headerStems are what is left of a header without a word at its beginning or
// end.
func headerStems(header string, words []string) (stems []string) {
	for _, w := range words {
		if rest, found := strings.CutSuffix(header, w); found {
			stems = append(stems, strings.Trim(rest, "_"))
		}
		if rest, found := strings.CutPrefix(header, w); found && rest != "" {
			stems = append(stems, strings.Trim(rest, "_"))
		}
	}
	return stems
}

// isDatePart reports whether nearly all values are years, months or days.
func isDatePart(c *table.Column, part int) bool {
	lowest, highest := [3]int{1800, 1, 1}[part], [3]int{2100, 12, 31}[part]
	var all, inside, different int
	for v, text := range c.Values.All() {
		if v == 0 {
			continue
		}
		n := 0
		for _, r := range text {
			if r < '0' || r > '9' || n > highest {
				n = highest + 1
				break
			}
			n = 10*n + int(r-'0')
		}
		all += int(c.Counts[v])
		if n >= lowest && n <= highest || part == 0 && len(text) == 2 && n < 100 {
			inside += int(c.Counts[v])
			different++
		}
	}
	const nearlyAll = 0.95
	return different > 5 && float64(inside) >= nearlyAll*float64(all)
}

// atHome tells from the rows what those at one address have in common. Among
// columns of single words whose headers do not say what they are, the one that
// most have in common is the surname, and the others are given names. What all
// have in common, while given names differ, is of the place.
func (s *Suggestion) atHome(t *table.Table) {
	var homes []*table.Column
	for _, p := range s.Profiles {
		if p.Kind == KindAddress || p.Kind == KindPhone || p.Kind == KindHanziPlace {
			homes = append(homes, t.Column(p.Column))
		}
	}
	share := func(i int) (most float64) {
		for _, h := range homes {
			if h.Name != s.Profiles[i].Column {
				most = max(most, sharedAtHome(t.Column(s.Profiles[i].Column), h))
			}
		}
		return most
	}
	if len(homes) == 0 {
		return
	}
	s.surnames(share)
	var unknown []int
	for i, p := range s.Profiles {
		if kind, _ := headerKind(p.Column); kind == "" && (p.Kind == KindText || p.Kind == KindNumber || p.Kind == KindWord) {
			unknown = append(unknown, i)
		}
	}
	if len(unknown) == 0 {
		return
	}
	given := 1.0
	for i, p := range s.Profiles {
		if p.Kind == KindGivenName || p.Kind == KindFullName || p.Kind == KindHanziName {
			given = min(given, share(i))
		}
	}
	if given > mostOwn {
		return
	}
	for _, i := range unknown {
		p := &s.Profiles[i]
		if n := share(i); n >= allAtHome {
			p.AtHome = true
			p.Why += fmt.Sprintf(", the same in %.0f%% of the pairs of rows at one address", 100*n)
		}
	}
}

const (
	// fewestFamily is the share of pairs of rows at one address that have the
	// surname in common, at least.
	fewestFamily = 0.2
	// mostOwn is the share of such pairs that have a given name in common, at
	// most, where people live together; where nobody does, all are of one person.
	mostOwn = 0.5
	// allAtHome is the share that have in common what is of the place.
	allAtHome = 0.8
)

// surnames finds the surname among columns of single words. share is how many
// pairs of rows at one address have a column in common.
func (s *Suggestion) surnames(share func(i int) float64) {
	var names []int
	for i, p := range s.Profiles {
		if p.Kind == KindWord {
			names = append(names, i)
		}
	}
	if len(names) < 2 || len(s.ofKind(KindSurname)) > 0 {
		return
	}
	var first, second float64 // the two highest shares
	family := -1
	for _, i := range names {
		switch n := share(i); {
		case n > first:
			second, first, family = first, n, i
		case n > second:
			second = n
		}
	}
	if family < 0 || first < fewestFamily || first < 2*second {
		return
	}
	for _, i := range names {
		p := &s.Profiles[i]
		if p.Kind, p.Why = KindGivenName, "single words that few at one address share"; i == family {
			p.Kind, p.Why = KindSurname, "single words that many at one address share"
		}
	}
}

// sharedAtHome is the share of pairs with one home that have a name in common,
// 0 when there are few such pairs or homes are no homes but towns.
func sharedAtHome(name, home *table.Column) float64 {
	type at struct{ home, name uint32 }
	both, homes := map[at]int{}, map[uint32]int{}
	looked := make([]bool, home.Values.Len()) // of large tables a part
	step := uint64(max(1, len(home.IDs)/witnessRows))
	for v, text := range home.Values.All() {
		looked[v] = v > 0 && home.Counts[v] > 1 && int(home.Counts[v]) <= crowd && (step == 1 || block.Hash(text)%step == 0)
	}
	for r, h := range home.IDs {
		if n := name.IDs[r]; looked[h] && n != 0 {
			both[at{h, n}]++
			homes[h]++
		}
	}
	var same, pairs int
	for _, n := range both {
		same += n * (n - 1) / 2
	}
	for _, n := range homes {
		pairs += n * (n - 1) / 2
	}
	if pairs < 5*fewestWitnesses {
		return 0
	}
	return float64(same) / float64(pairs)
}
