package division

import (
	"slices"
	"strings"
)

// posting is a place in the index of stems.
type posting struct {
	at    int32  // position in the tree
	alias string // empty: found by its present name
}

// Find lists the divisions that a name can mean inside within (empty: the
// whole country), of one level or of any (0), in the order of their codes.
// Only the best kind of agreement is listed: the full name as written; else a
// short form or another word of the same kind (锦江, 春熙路街道办, X村委会 for
// X村); else the same stem under another rank (X镇 for X街道, X村 for X社区, X县
// for X区) or a former name.
func (t *Tree) Find(name string, within Code, level int) []Division {
	name = fold(name)
	if name == "" {
		return nil
	}
	best := differentRank + 1
	var found []int32
	for l := Province; l <= Community; l++ {
		if level != 0 && l != level {
			continue
		}
		for _, p := range t.stems()[Stem(name, l)] {
			c := t.codes[p.at]
			if c.Level() != l || !within.Contains(c) || c == within {
				continue
			}
			switch a := agreement(name, t.names[p.at], p.alias, l); {
			case a < best:
				best, found = a, append(found[:0], p.at)
			case a == best:
				found = append(found, p.at)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	list := make([]Division, len(found))
	for i, at := range found {
		list[i] = t.at(int(at))
	}
	return list
}

// Agreement of a written name with a division's.
const (
	sameName = iota
	sameKind
	differentRank
)

func agreement(written, name, alias string, level int) int {
	if alias != "" {
		return differentRank
	}
	name = fold(name)
	stem := Stem(name, level)
	switch {
	case written == name:
		return sameName
	case written == stem:
		return sameKind
	case level == Community && commune(written) == commune(name):
		return sameKind
	case level == Town && strings.HasPrefix(written, stem) && office(written[len(stem):]) == office(name[len(stem):]):
		return sameKind
	case level < Town && slices.Contains(Spellings(name, level), written):
		return sameKind
	}
	return differentRank
}

// office is the kind of a town's suffix.
func office(suffix string) string {
	switch suffix {
	case "街道办事处", "街道办", "办事处", "地区办事处", "地区":
		return "街道"
	case "民族乡":
		return "乡"
	}
	return suffix
}

// stems is the index of names, made at first use.
func (t *Tree) stems() map[string][]posting {
	t.once.Do(func() {
		t.index = make(map[string][]posting, len(t.codes))
		add := func(name, alias string, at int) {
			s := Stem(name, t.codes[at].Level())
			t.index[s] = append(t.index[s], posting{int32(at), alias})
		}
		for i, name := range t.names {
			add(name, "", i)
			for _, alias := range t.formerNames(t.codes[i]) {
				add(alias, alias, i)
			}
		}
	})
	return t.index
}

// formerNames are the aliases of a division and the names of the counties
// that it followed or that had its code.
func (t *Tree) formerNames(c Code) []string {
	names := t.more[c].aliases
	if c.Level() > County || t.past == nil {
		return names
	}
	names = slices.Clip(names)
	for _, f := range t.past.of(c.County()) {
		if fold(f.Name) != fold(t.Name(c)) && !collective(f.Name) {
			names = append(names, f.Name)
		}
	}
	for _, f := range t.past.before(c.County()) {
		if f.Name != t.Name(c) {
			names = append(names, f.Name)
		}
	}
	return names
}

// FormerNames lists the other names under which a division is or was known:
// its aliases, earlier names of its code, and the counties it followed.
func (t *Tree) FormerNames(c Code) []string { return slices.Clone(t.formerNames(c)) }
