package quality

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"quanyuan"
)

// Share is how many of a whole are as they should be.
type Share struct {
	Done int `json:"done"`
	All  int `json:"all"`
}

// Rate is the share in percent; a share of nothing has none and gives 100.
func (s Share) Rate() float64 {
	if s.All == 0 {
		return 100
	}
	return 100 * float64(s.Done) / float64(s.All)
}

// Open is how many are not.
func (s Share) Open() int { return s.All - s.Done }

// Add adds another share of the same kind.
func (s *Share) Add(o Share) { s.Done, s.All = s.Done+o.Done, s.All+o.All }

// Counts are the marks of one field over many persons.
type Counts struct {
	Asked, Filled, Given, Sound, Clash, Passed int
	// Sole counts persons of whose core items this one alone is not filled in.
	Sole int
}

func (c *Counts) add(o *Counts) {
	c.Asked += o.Asked
	c.Filled += o.Filled
	c.Given += o.Given
	c.Sound += o.Sound
	c.Clash += o.Clash
	c.Passed += o.Passed
	c.Sole += o.Sole
}

// Figures are the counts of a set of persons.
type Figures struct {
	Persons int                           // counted, without those who have died
	Whole   int                           // of them, those of whose core items none is missing
	Items   [quanyuan.NumCollation]Counts // by field
}

// Add adds the figures of other persons.
func (f *Figures) Add(o *Figures) {
	f.Persons += o.Persons
	f.Whole += o.Whole
	for i := range f.Items {
		f.Items[i].add(&o.Items[i])
	}
}

// Complete are the core items filled in of those asked for: 人不漏项.
func (f *Figures) Complete() (s Share) {
	for i, c := range f.Items {
		if Core(quanyuan.Field(i)) {
			s.Add(Share{c.Filled, c.Asked})
		}
	}
	return s
}

// Valid are the values with which no rule about the value alone finds fault, of
// those given.
func (f *Figures) Valid() (s Share) {
	for _, c := range f.Items {
		s.Add(Share{c.Sound, c.Given})
	}
	return s
}

// Consistent are the values that contradict no other of the same person, of
// those given.
func (f *Figures) Consistent() (s Share) {
	for _, c := range f.Items {
		s.Add(Share{c.Given - c.Clash, c.Given})
	}
	return s
}

// IDNumbers are the persons with an ID number that passes the five checks or
// was confirmed, of those who should have one.
func (f *Figures) IDNumbers() Share {
	c := f.Items[quanyuan.IDNumber]
	return Share{c.Passed, c.Asked}
}

// has is 1 where the mark is set.
func (m Mark) has(bit Mark) int {
	if m&bit != 0 {
		return 1
	}
	return 0
}

// addTo adds n persons of the kind to figures.
func (k *Kind) addTo(f *Figures, n int) {
	open, at := 0, quanyuan.Field(0)
	for i, field := range own {
		m, c := k.Pattern.marks[i], &f.Items[field]
		if m == 0 {
			continue
		}
		asked := m.has(Asked)
		c.Asked += n * asked
		c.Filled += n * asked * m.has(Filled)
		c.Passed += n * asked * m.has(Passed)
		c.Given += n * m.has(Given)
		c.Sound += n * m.has(Sound)
		c.Clash += n * m.has(Clash)
		if m&(Asked|Filled) == Asked && Core(field) {
			open, at = open+1, field
		}
	}
	for i := range k.Pattern.children {
		h, c := &k.Pattern.children[i], &f.Items[childItems[i]]
		c.Asked += n * int(h.asked)
		c.Filled += n * int(h.filled)
		c.Given += n * int(h.given)
		c.Sound += n * int(h.sound)
		c.Clash += n * int(h.clash)
		if h.asked > h.filled {
			open, at = open+1, childItems[i]
		}
	}
	if k.Dead {
		return
	}
	f.Persons += n
	switch open {
	case 0:
		f.Whole += n
	case 1:
		f.Items[at].Sole += n
	}
}

// Place is where persons are counted: a community and the unit that reports
// them; an empty unit is nobody but the community.
type Place struct{ Community, Unit string }

// Contribution is what one person adds to a tally.
type Contribution struct {
	Place
	Kind
}

// Kind is all that the figures count of a person beside where he is.
type Kind struct {
	Pattern Pattern
	Dead    bool
}

// Cell numbers a place and kind that a tally knows.
type Cell struct{ place, kind uint32 }

// Tally counts persons by where they are counted and how their items stand. It
// is a multiset of contributions: what was added can be taken out again, and
// the order does not matter, so that a tally kept up to date is the one made
// from scratch.
type Tally struct {
	places  []placed
	kinds   []Kind
	placeAt map[Place]uint32
	kindAt  map[Kind]uint32
}

// placed are the persons of one place.
type placed struct {
	Place
	persons map[uint32]int // by kind
	figures Figures        // of all of them, where they are known
	known   bool
}

// NewTally makes an empty tally.
func NewTally() *Tally {
	return &Tally{placeAt: map[Place]uint32{}, kindAt: map[Kind]uint32{}}
}

// Add counts a person and gives the cell by which he is taken out again.
func (t *Tally) Add(c *Contribution) Cell {
	at, ok := t.placeAt[c.Place]
	if !ok {
		at = uint32(len(t.places))
		own := Place{strings.Clone(c.Community), strings.Clone(c.Unit)} // not a piece of the person's memory
		t.places, t.placeAt[own] = append(t.places, placed{Place: own, persons: map[uint32]int{}}), at
	}
	kind, ok := t.kindAt[c.Kind]
	if !ok {
		kind = uint32(len(t.kinds))
		t.kinds, t.kindAt[c.Kind] = append(t.kinds, c.Kind), kind
	}
	t.places[at].persons[kind]++
	t.places[at].known = false
	return Cell{at, kind}
}

// Remove takes a person out who was added under the cell.
func (t *Tally) Remove(c Cell) {
	p := &t.places[c.place]
	if p.persons[c.kind]--; p.persons[c.kind] == 0 {
		delete(p.persons, c.kind)
	}
	p.known = false
}

// Of gives the place and kind of a cell.
func (t *Tally) Of(c Cell) (*Place, *Kind) { return &t.places[c.place].Place, &t.kinds[c.kind] }

// By adds the figures of the places that key puts together; a place for which
// ok is false is left out. Only places that have changed are counted anew.
func (t *Tally) By(key func(*Place) (k string, ok bool)) map[string]*Figures {
	out := map[string]*Figures{}
	for i := range t.places {
		p := &t.places[i]
		k, ok := key(&p.Place)
		if !ok || len(p.persons) == 0 {
			continue
		}
		if !p.known {
			p.figures, p.known = Figures{}, true
			for kind, n := range p.persons {
				t.kinds[kind].addTo(&p.figures, n)
			}
		}
		if out[k] == nil {
			out[k] = &Figures{}
		}
		out[k].Add(&p.figures)
	}
	return out
}

// BySource counts the values given by whose word they are: by the number of the
// source. What children's items say has no one source and is left out; so are
// Asked and Filled, since nobody is asked for a missing value.
func (t *Tally) BySource(in func(*Place) bool) map[uint16]*Figures {
	persons := map[uint32]int{} // by kind
	for i := range t.places {
		if in(&t.places[i].Place) {
			for kind, n := range t.places[i].persons {
				persons[kind] += n
			}
		}
	}
	out := map[uint16]*Figures{}
	for kind, n := range persons {
		p := &t.kinds[kind].Pattern
		for k, field := range own {
			m := p.marks[k]
			if m&Given == 0 {
				continue
			}
			f := out[p.sources[k]]
			if f == nil {
				f = &Figures{}
				out[p.sources[k]] = f
			}
			c := &f.Items[field]
			c.Given += n
			c.Sound += n * m.has(Sound)
			c.Clash += n * m.has(Clash)
		}
	}
	return out
}

// Todo is a group of gaps of one kind with what closing them would do.
type Todo struct {
	Division string         `json:"division"`
	Measure  string         `json:"measure"` // key of the measure
	Field    quanyuan.Field `json:"-"`
	Open     int            `json:"open"`
	// Effect is how many percentage points the measure of the whole would rise
	// if all of them were closed.
	Effect float64 `json:"effect"`
}

// Worklist lists the gaps of divisions in a measure, those first that move the
// measure of the whole most.
func Worklist(parts map[string]*Figures, m *Definition) []Todo {
	all := 0
	for _, f := range parts {
		all += m.Of(f).All
	}
	var out []Todo
	for _, division := range slices.Sorted(maps.Keys(parts)) {
		f := parts[division]
		for i := range f.Items {
			if n := m.open(quanyuan.Field(i), &f.Items[i]); n > 0 {
				out = append(out, Todo{division, m.Key, quanyuan.Field(i), n, 100 * float64(n) / float64(all)})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Todo) int { return cmp.Compare(b.Open, a.Open) })
	return out
}
