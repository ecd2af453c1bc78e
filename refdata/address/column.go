package address

import (
	"math/bits"
	"slices"

	"quanyuan/refdata/division"
)

// Column holds many addresses in little room, to compare pairs of them: texts
// are numbered, so that most comparisons are of numbers. Reading goes on from
// many goroutines at once; adding does not.
type Column struct {
	list  []summary
	given []uint32 // numbers of the parts given, address by address
	names []name   // by number; 0 is the empty text
	index index    // of names, while addresses are added
}

// The parts that a column keeps, in the order in which they stand there.
const (
	partTown = iota
	partCommunity
	partGroup
	partRoad
	partLane
	partRoadNumber
	partEstate
	partBuilding
	partUnit
	partFloor
	partRoom
	partCount
)

// summary is an address: its parts are in given from a place on. The head has
// the division's code above flags, its level and a bit for each part given.
type summary struct {
	head uint64
	from uint32
	text uint32 // hash of the whole
}

const (
	headCode  = 24
	headFlags = 20
	headLevel = 16
)

const (
	flagSaid    = 1 << iota // anything at all
	flagNumbers             // of the dwelling
	flagChained             // some without words
	flagUnlisted
)

func (s *summary) code() uint64    { return s.head >> headCode }
func (s *summary) level() int      { return int(s.head >> headLevel & 7) }
func (s *summary) is(f uint8) bool { return uint8(s.head>>headFlags)&f != 0 }

// name is a text of a part with what tells quickly that it is unlike another.
type name struct {
	text  string
	runes uint64 // a bit for each character
	pairs uint64 // a bit for each pair of neighbours
	n     int32  // characters
	// Numbers of other forms of it: the stem of a town, of a community, and the
	// estate's name without the words that do not tell it from another.
	town, community, estate uint32
}

// NewColumn begins an empty column.
func NewColumn() *Column { return &Column{names: make([]name, 1)} }

// Len is the number of addresses.
func (c *Column) Len() int { return len(c.list) }

// Add takes an address.
func (c *Column) Add(p *Parts) {
	c.index.open(c.names)
	code := number12(p.Division)
	s := summary{head: code<<headCode | uint64(p.Division.Level())<<headLevel, from: uint32(len(c.given))}
	flag := func(f uint64, set bool) {
		if set {
			s.head |= f << headFlags
		}
	}
	flag(flagSaid, p.Text != "")
	flag(flagNumbers, p.numbered())
	flag(flagChained, p.chained)
	flag(flagUnlisted, p.unlisted)
	s.text = hashText(p.Text)
	for i, text := range [partCount]string{p.Town, p.Community, p.Group, p.Road, p.Lane, p.RoadNumber, p.Estate, p.Building, p.Unit, p.Floor, p.Room} {
		if text == "" {
			continue
		}
		n := c.intern(text)
		switch i {
		case partTown:
			if c.names[n].town == 0 {
				stem := c.intern(division.Stem(text, division.Town))
				c.names[n].town = stem
			}
		case partCommunity:
			if c.names[n].community == 0 {
				stem := c.intern(division.Stem(text, division.Community))
				c.names[n].community = stem
			}
		case partEstate:
			if c.names[n].estate == 0 {
				stem := c.intern(estateName(text))
				c.names[n].estate = stem
			}
		}
		s.head |= 1 << i
		c.given = append(c.given, n)
	}
	c.list = append(c.list, s)
}

// number12 is a code as a number, 0 for none.
func number12(c division.Code) (n uint64) {
	for i := range len(c) {
		n = 10*n + uint64(c[i]-'0')
	}
	return n
}

// intern numbers a text.
func (c *Column) intern(text string) uint32 {
	value := plainValue(text)
	if value < len(c.index.plain) && c.index.plain[value] != 0 {
		return c.index.plain[value]
	}
	hash := hashText(text)
	slot, n := c.index.find(c.names, text, hash)
	if n == 0 && text != "" {
		n = c.insert(newName(c.index.keep(text)), hash, slot)
		if value < len(c.index.plain) {
			c.index.plain[value] = n
		}
	}
	return n
}

// insert gives a name that is not there the next number.
func (c *Column) insert(m name, hash uint32, slot int) uint32 {
	n := uint32(len(c.names))
	c.names = append(c.names, m)
	c.index.put(c.names, slot, hash)
	return n
}

func newName(text string) name {
	m := name{text: text}
	last := rune(0)
	for _, r := range text {
		m.n++
		m.runes |= 1 << (uint32(r) * 0x9E3779B1 >> 26)
		if last != 0 {
			m.pairs |= 1 << ((uint32(last)*31 + uint32(r)) * 0x9E3779B1 >> 26)
		}
		last = r
	}
	return m
}

// Grow makes room for n more addresses.
func (c *Column) Grow(n int) { c.list = slices.Grow(c.list, n) }

// Rest gives room back that only adding needs; the next Add makes it again.
func (c *Column) Rest() { c.index = index{} }

// Append takes the addresses of another column, behind its own.
func (c *Column) Append(d *Column) {
	c.index.open(c.names)
	number := make([]uint32, len(d.names))
	for n := 1; n < len(d.names); n++ {
		m := &d.names[n]
		hash := hashText(m.text)
		slot, have := c.index.find(c.names, m.text, hash)
		if have == 0 {
			have = c.insert(name{text: c.index.keep(m.text), runes: m.runes, pairs: m.pairs, n: m.n}, hash, slot)
		}
		number[n] = have
	}
	for n := 1; n < len(d.names); n++ {
		m, to := &d.names[n], &c.names[number[n]]
		to.town, to.community, to.estate = max(to.town, number[m.town]), max(to.community, number[m.community]), max(to.estate, number[m.estate])
	}
	from := uint32(len(c.given))
	for _, s := range d.list {
		s.from += from
		c.list = append(c.list, s)
	}
	for _, n := range d.given {
		c.given = append(c.given, number[n])
	}
}

// Empty reports whether an address says nothing.
func (c *Column) Empty(i uint32) bool { return !c.list[i].is(flagSaid) }

// Division gives the code of twelve digits and the level of the deepest
// division recognised, 0 for none.
func (c *Column) Division(i uint32) (code uint64, level int) {
	s := &c.list[i]
	return s.code(), s.level()
}

// FetchDivisions loads what Division looks at, for all addresses together. The
// sum means nothing.
func (c *Column) FetchDivisions(values []uint32) (sum uint64) {
	for _, v := range values {
		sum += c.list[v].head
	}
	return sum
}

// Fetch loads what comparing addresses looks at: first where their parts are,
// then the parts, then the names of community and estate. The sum means nothing.
func (c *Column) Fetch(values []uint32) (sum uint64) {
	for _, v := range values {
		sum += uint64(c.list[v].from)
	}
	for _, v := range values {
		s := &c.list[v]
		if n := uint32(bits.OnesCount16(uint16(s.head) & (1<<partCount - 1))); n > 0 {
			sum += uint64(c.given[s.from]) + uint64(c.given[s.from+n-1])
		}
	}
	for _, v := range values {
		s := &c.list[v]
		sum += uint64(c.names[c.part(s, partCommunity)].community) + uint64(c.names[c.part(s, partEstate)].estate)
	}
	return sum
}

// part gives the number of a part, 0 when it is not given.
func (c *Column) part(s *summary, part int) uint32 {
	if s.head>>part&1 == 0 {
		return 0
	}
	return c.given[s.from+uint32(bits.OnesCount16(uint16(s.head)&(1<<part-1)))]
}

// SameRoad reports whether two addresses name the same road.
func (c *Column) SameRoad(i, j uint32) bool { return c.samePart(i, j, partRoad) }

// SameCommunity reports whether two addresses name the same community.
func (c *Column) SameCommunity(i, j uint32) bool { return c.samePart(i, j, partCommunity) }

func (c *Column) samePart(i, j uint32, part int) bool {
	n := c.part(&c.list[i], part)
	return n != 0 && n == c.part(&c.list[j], part)
}

// SameSpot reports one number of one road, one estate, or one village group.
func (c *Column) SameSpot(i, j uint32) bool {
	x, y := &c.list[i], &c.list[j]
	return c.samePart(i, j, partRoad) && c.part(x, partRoadNumber) == c.part(y, partRoadNumber) || c.samePart(i, j, partEstate) ||
		c.samePart(i, j, partGroup) && c.part(x, partCommunity) == c.part(y, partCommunity)
}

// BothBuildings reports whether both addresses give a building.
func (c *Column) BothBuildings(i, j uint32) bool {
	return c.list[i].head&c.list[j].head>>partBuilding&1 != 0
}

// line is an address with its parts in their places.
type line struct {
	*summary
	part [partCount]uint32
}

func (c *Column) line(i uint32) (l line) {
	l.summary = &c.list[i]
	at := l.from
	for set := uint16(l.head); set != 0; set &= set - 1 {
		l.part[bits.TrailingZeros16(set)] = c.given[at]
		at++
	}
	return l
}

// Compare is [Compare] for two addresses of the column.
func (c *Column) Compare(i, j uint32) (Relation, Depth) {
	k := comparison{Column: c, a: c.line(i), b: c.line(j)}
	a, b := &k.a, &k.b
	if !a.is(flagSaid) || !b.is(flagSaid) {
		return CannotTell, Nothing
	}
	if a.text == b.text && a.head == b.head && a.part == b.part {
		return Same, a.finest()
	}
	k.x = spot{a.part[partRoad], c.names[a.part[partEstate]].estate}
	k.y = spot{b.part[partRoad], c.names[b.part[partEstate]].estate}
	k.align(&k.x, &k.y, b)
	k.align(&k.y, &k.x, a)
	if at := k.contradiction(); at != Nothing {
		return Differs, at
	}
	return k.relation()
}

// Compare tells whether two addresses can denote one dwelling. For Differs the
// depth is the first part that contradicts; otherwise it is the finest part
// that both give and agree in. What only one side gives is no contradiction.
func Compare(a, b Parts) (Relation, Depth) { return a.Compare(&b) }

// Compare is the function [Compare] without copies.
func (p *Parts) Compare(q *Parts) (Relation, Depth) {
	c := NewColumn()
	c.Add(p)
	c.Add(q)
	return c.Compare(0, 1)
}

// near reports whether two names can be one character apart.
func (a *name) near(b *name) bool {
	d := a.n - b.n
	return d <= 1 && d >= -1 && bits.OnesCount64(a.runes^b.runes) <= 2
}

// within reports whether all characters of one name can stand in the other.
func (a *name) within(b *name) bool { return a.runes&^b.runes == 0 || b.runes&^a.runes == 0 }
