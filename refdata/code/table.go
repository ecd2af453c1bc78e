package code

import "strings"

// Entry is one code of a table.
type Entry struct {
	Code, Zh, En string
	// Parent is the less exact code above this one, "" at the top.
	Parent string
	// Sex is the sex the code implies, '1' or '2', else 0.
	Sex byte
	// OutOfScope marks reasons of stay that keep a person out of the register.
	OutOfScope bool
	Note       string
}

// Table is one list of codes with the words for them. Tables are built when the
// program starts and never change: any number of goroutines may use them.
type Table struct {
	// Key is the machine name, Zh and En the names people see.
	Key, Zh, En string
	// Source names the standard or practice the codes come from.
	Source string
	// Entries are in the order of the list.
	Entries []Entry

	pad                int // a shorter number is a code that lost its zeros
	prefixes, suffixes []string
	unknown            string              // code for "not known", if the list has one
	unknowns           map[string]bool     // codes that say nothing
	parents            map[string][]string // code → less exact codes
	codes              map[string]int      // code → index of its entry
	words              map[string]int      // folded word → index of its entry
	synonyms           [][]string          // by entry, as the data lists them
	variants           []*Variant
}

// Get returns the entry of a canonical code.
func (t *Table) Get(code string) (Entry, bool) {
	if i, ok := t.codes[code]; ok {
		return t.Entries[i], true
	}
	return Entry{}, false
}

// Synonyms lists the words for a code beside its own names.
func (t *Table) Synonyms(code string) []string {
	if i, ok := t.codes[code]; ok {
		return t.synonyms[i]
	}
	return nil
}

// Unknown reports whether the code says that nothing is known (9 不详, 90
// 未说明). Such a code agrees with every other and is evidence of nothing.
func (t *Table) Unknown(code string) bool { return t.unknowns[code] }

// Compatible reports whether two codes may describe the same fact: they are
// equal, one is a less exact form of the other (20 已婚 and 21 初婚), or one
// says that nothing is known. The empty code is compatible with nothing but
// itself: a missing value is the caller's to judge.
func (t *Table) Compatible(a, b string) bool {
	return a == b || t.unknowns[a] && b != "" || t.unknowns[b] && a != "" ||
		t.Within(a, b) || t.Within(b, a)
}

// Within reports whether narrow is broad or a more exact form of it.
func (t *Table) Within(narrow, broad string) bool {
	if narrow == broad {
		return true
	}
	for _, p := range t.parents[narrow] {
		if t.Within(p, broad) {
			return true
		}
	}
	return false
}

// Lookup understands a code or words for it: "1", "男", "1-男", "男1",
// "1.男性", "(男)", "MALE", "汉" for 汉族, "之妻" for 妻. Width, case, blanks
// and punctuation do not matter. Where digits and a word stand together the
// word decides, since the digits may belong to another list.
//
// Codes of other lists are not understood here: see [Variant.Lookup].
func (t *Table) Lookup(text string) (Entry, bool) {
	if i, ok := t.codes[text]; ok {
		return t.Entries[i], true
	}
	if i, ok := t.words[text]; ok {
		return t.Entries[i], true
	}
	if len(text) > maxText {
		return Entry{}, false
	}
	if c, ok := codeOf(text, t.pad); ok {
		return t.Get(c)
	}
	if i, ok := t.find(text); ok {
		return t.Entries[i], true
	}
	return Entry{}, false
}

// maxText is the longest text in bytes worth reading as a code: more is prose.
const maxText = 200

// find looks for words, from the whole text to ever smaller parts of it.
func (t *Table) find(text string) (int, bool) {
	if i, ok := t.word(fold(text)); ok {
		return i, true
	}
	outside, inside := brackets(text)
	if outside == "" {
		return t.word(fold(inside))
	}
	if i, ok := t.word(fold(outside)); ok {
		if j, ok := t.word(fold(inside)); ok && t.Within(t.Entries[j].Code, t.Entries[i].Code) {
			return j, true // 已婚(初婚): the more exact
		}
		return i, true
	}
	if _, digits := codeOf(outside, 0); digits { // 1(男): the word decides
		return t.word(fold(inside))
	}
	return 0, false
}

// word looks a folded text up, without digits at its ends and without the
// prefixes and suffixes the table knows.
func (t *Table) word(s string) (int, bool) {
	if i, ok := t.words[s]; ok {
		return i, true
	}
	whole := s
	if w := strings.Trim(s, "0123456789"); w != s && w != "" {
		if i, ok := t.words[w]; ok {
			return i, true
		}
		s = w
	}
	for n := 1; n < len(whole) && n <= 2; n++ { // codes with a letter: 2A子女
		if _, code := t.codes[strings.ToUpper(whole[:n])]; code {
			if i, ok := t.words[whole[n:]]; ok {
				return i, true
			}
		}
	}
	for _, suffix := range t.suffixes {
		if w, cut := strings.CutSuffix(s, suffix); cut && w != "" {
			if i, ok := t.words[w]; ok {
				return i, true
			}
		}
	}
	for _, prefix := range t.prefixes {
		if w, cut := strings.CutPrefix(s, prefix); cut && w != "" {
			if i, ok := t.words[w]; ok {
				return i, true
			}
		}
	}
	return 0, false
}
