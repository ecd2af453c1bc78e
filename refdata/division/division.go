// Package division knows the administrative divisions of China: five levels
// from province to community, their names in every form in which they are
// written, and the codes and names they had before.
//
// Levels 1 to 4 are embedded (the state of 2023-06-30); the communities of a
// city come from a file ([Tree.WithFile]).
package division

import (
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Division is one place.
type Division struct {
	Code  Code
	Level int // 1 province, 2 city, 3 county, 4 town, 5 community
	// Parent is the next division above that the tree holds.
	Parent Code
	Name   string
	// From and Until are the years of founding and of retirement; 0 where
	// unknown or, for Until, while in use.
	From, Until int
	// Successors follow a retired division.
	Successors []Code
	// Aliases are former and other names.
	Aliases []string
}

// Tree is a set of divisions. It never changes after it was made and is safe
// for concurrent use.
type Tree struct {
	codes []Code // sorted
	names []string
	more  map[Code]detail
	past  *past

	once  sync.Once
	index map[string][]posting
}

// detail is what few divisions have.
type detail struct {
	from, until int
	successors  []Code
	aliases     []string
}

// Len is the number of divisions, retired ones included.
func (t *Tree) Len() int { return len(t.codes) }

// Get returns the division with this code.
func (t *Tree) Get(c Code) (Division, bool) {
	i, ok := slices.BinarySearch(t.codes, c)
	if !ok {
		return Division{}, false
	}
	return t.at(i), true
}

func (t *Tree) at(i int) Division {
	c := t.codes[i]
	d := Division{Code: c, Level: c.Level(), Parent: t.parent(c), Name: t.names[i]}
	if m, ok := t.more[c]; ok {
		d.From, d.Until = m.from, m.until
		d.Successors, d.Aliases = slices.Clone(m.successors), slices.Clone(m.aliases)
	}
	return d
}

// parent skips levels that the tree does not hold.
func (t *Tree) parent(c Code) Code {
	for level := c.Level() - 1; level >= Province; level-- {
		if p := c.At(level); p != c && t.has(p) {
			return p
		}
	}
	return ""
}

func (t *Tree) has(c Code) bool {
	_, ok := slices.BinarySearch(t.codes, c)
	return ok
}

// Name is the name of a division, empty when unknown.
func (t *Tree) Name(c Code) string {
	if i, ok := slices.BinarySearch(t.codes, c); ok {
		return t.names[i]
	}
	return ""
}

// span is the half-open range of positions of the divisions inside c, c
// itself left out.
func (t *Tree) span(c Code) (from, to int) {
	prefix := c.Prefix()
	from = sort.Search(len(t.codes), func(i int) bool { return t.codes[i] > c })
	to = from + sort.Search(len(t.codes)-from, func(i int) bool {
		return !strings.HasPrefix(string(t.codes[from+i]), prefix)
	})
	return from, to
}

// Children lists the divisions directly below c in the order of their codes;
// Children("") lists the provinces.
func (t *Tree) Children(c Code) []Division {
	var found []Division
	for i, end := t.span(c); i < end; {
		found = append(found, t.at(i))
		_, i = t.span(t.codes[i])
	}
	return found
}

// Within lists the divisions of one level inside c in the order of their
// codes.
func (t *Tree) Within(c Code, level int) []Division {
	var found []Division
	for i, end := t.span(c); i < end; i++ {
		if t.codes[i].Level() == level {
			found = append(found, t.at(i))
		}
	}
	return found
}

// Names gives the codes and names of the divisions of one level inside c in the
// order of their codes: what Within gives, without what few ask for.
func (t *Tree) Names(c Code, level int) iter.Seq2[Code, string] {
	return func(yield func(Code, string) bool) {
		for i, end := t.span(c); i < end; i++ {
			if t.codes[i].Level() == level && !yield(t.codes[i], t.names[i]) {
				return
			}
		}
	}
}

// Communities lists the communities inside c.
func (t *Tree) Communities(c Code) []Division { return t.Within(c, Community) }

// Path lists the divisions from the province down to c. Levels that the tree
// does not hold are left out; the path of an unknown code ends above it.
func (t *Tree) Path(c Code) []Division {
	var path []Division
	for level := Province; level <= c.Level(); level++ {
		p := c.At(level)
		if len(path) > 0 && path[len(path)-1].Code == p {
			continue
		}
		if d, ok := t.Get(p); ok {
			path = append(path, d)
		}
	}
	return path
}

// FullName is the path in one word, 四川省成都市锦江区春熙路街道, without the
// words that only group for statistics (市辖区 as a city).
func (t *Tree) FullName(c Code) string {
	var b strings.Builder
	for _, d := range t.Path(c) {
		if !collective(d.Name) {
			b.WriteString(d.Name)
		}
	}
	return b.String()
}

// collective names group counties where no city stands above them.
func collective(name string) bool {
	switch name {
	case "市辖区", "县", "市":
		return true
	}
	return strings.Contains(name, "直辖县级")
}
