package address

import (
	"strings"
	"unicode/utf8"

	"quanyuan/refdata/division"
)

// Relation is what comparing two addresses says.
type Relation int

const (
	// CannotTell: they have too little in common, without a contradiction.
	CannotTell Relation = iota
	// Differs: they contradict each other.
	Differs
	// Contains: one is a less exact form of the other.
	Contains
	// Same: they denote the same, written in two ways or in one.
	Same
)

func (r Relation) String() string {
	return [...]string{"cannot tell", "differs", "contains", "same"}[r]
}

// Depth is a part of an address, coarse to fine.
type Depth int

const (
	Nothing Depth = iota
	Province
	City
	County
	Town
	Community
	Group
	Road
	Lane
	RoadNumber
	Estate
	Building
	Unit
	Floor
	Room
)

func (d Depth) String() string {
	return [...]string{"nothing", "province", "city", "county", "town", "community", "group", "road", "lane",
		"road number", "estate", "building", "unit", "floor", "room"}[d]
}

// Compare tells whether two addresses can denote one dwelling. For Differs the
// depth is the first part that contradicts; otherwise it is the finest part
// that both give and agree in. What only one side gives is no contradiction.
func Compare(a, b Parts) (Relation, Depth) { return a.Compare(&b) }

// Compare is the function [Compare] without copies.
func (p *Parts) Compare(q *Parts) (Relation, Depth) {
	if p.Text == "" || q.Text == "" {
		return CannotTell, Nothing
	}
	if p.Text == q.Text {
		return Same, p.finest()
	}
	c := comparison{a: p, b: q, x: names{p.Road, estateName(p.Estate)}, y: names{q.Road, estateName(q.Estate)}}
	c.x.align(&c.y, q)
	c.y.align(&c.x, p)
	if at := c.contradiction(); at != Nothing {
		return Differs, at
	}
	return c.relation()
}

// comparison goes down two addresses that have not contradicted so far.
type comparison struct {
	a, b   *Parts
	x, y   names // of a and b
	agreed Depth
	// anchored: both name one place that the numbers below belong to.
	anchored bool
	road     bool // both give the same road
	house    bool // both give the same house number
	rows     bool // numbers without words agree as a row
	narrower bool // one side gives a floor that the other leaves out
	part     bool // one row of numbers is part of the other
}

// names are the road and the estate as far as they can be told apart.
type names struct{ road, estate string }

// align corrects a side on which a road was taken for an estate because its
// word is missing or misspelt (芳草90号), or an estate for a road because its
// name ends like one (时代天街3栋).
func (n *names) align(other *names, text *Parts) {
	switch {
	case n.road != "" && other.road == "" && other.estate != "" &&
		(misspelt(n.road, other.estate, 2) || text.RoadNumber != "" && missingOne(n.road, other.estate, 1)):
		other.road, other.estate = n.road, ""
	case n.estate != "" && n.road != other.road && other.estate == "" && n.estate == other.road:
		other.road, other.estate = "", n.estate
	}
}

// supported reports whether the numbers leave little doubt that two names a
// character apart are one misspelt: the house and the room, or the group and
// the house, are the same.
func (c *comparison) supported() bool {
	equal := func(x, y string) bool { return x != "" && x == y }
	house := equal(c.a.RoadNumber, c.b.RoadNumber)
	return equal(c.a.Room, c.b.Room) && (house || equal(c.a.Building, c.b.Building)) || house && equal(c.a.Group, c.b.Group)
}

// alike compares two names, more leniently where the numbers support it.
func (c *comparison) alike(a, b string, free int) bool {
	return a == b || misspelt(a, b, free) || c.supported() && slip(a, b)
}

// contradiction is the first depth at which the addresses contradict.
func (c *comparison) contradiction() Depth {
	if at := c.divisions(); at != Nothing {
		return at
	}
	if at := c.group(); at != Nothing {
		return at
	}
	if at := c.roads(); at != Nothing {
		return at
	}
	if at := c.estates(); at != Nothing {
		return at
	}
	c.row()
	return c.numbers()
}

func (c *comparison) agree(d Depth) { c.agreed = max(c.agreed, d) }

func (c *comparison) divisions() Depth {
	a, b := c.a.Division, c.b.Division
	x, y := a.Level(), b.Level()
	if x == division.Community && a == b {
		c.agree(Community)
		c.anchored = true
		return Nothing
	}
	for level := division.Province; level <= min(x, y, division.Town); level++ {
		if a.At(level) != b.At(level) {
			return Depth(level)
		}
		c.agree(Depth(level))
	}
	if x < division.Town && y < division.Town && c.a.Town != "" && c.b.Town != "" {
		if division.Stem(c.a.Town, division.Town) != division.Stem(c.b.Town, division.Town) {
			return Town
		}
		c.agree(Town)
	}
	if c.a.Community == "" || c.b.Community == "" {
		return Nothing
	}
	stemA, stemB := division.Stem(c.a.Community, division.Community), division.Stem(c.b.Community, division.Community)
	switch {
	case x == division.Community && y == division.Community:
		return Community
	case stemA == stemB, c.a.unlisted != c.b.unlisted && c.alike(stemA, stemB, 2):
		c.agree(Community)
		c.anchored = true
	case c.a.unlisted != c.b.unlisted:
		// A village that no list has may lie in the community that the other
		// side names.
	case !c.alike(stemA, stemB, 3):
		return Community
	}
	return Nothing
}

func (c *comparison) group() Depth {
	a, b := c.a.Group, c.b.Group
	if a == "" || b == "" {
		return Nothing
	}
	if a == b {
		c.agree(Group)
		return Nothing
	}
	return Group
}

func (c *comparison) roads() Depth {
	a, b := c.x.road, c.y.road
	if a != "" && b != "" {
		if !sameRoad(a, b) && !c.alike(a, b, 3) {
			return Road
		}
		c.agree(Road)
		c.road = true
	}
	if (c.road || a == "" && b == "") && c.a.Lane != "" && c.b.Lane != "" {
		if c.a.Lane != c.b.Lane {
			return Lane
		}
		c.agree(Lane)
	}
	return Nothing
}

// sameRoad: equal, one without its section (人民南路, 人民南路4段) or with
// something before it.
func sameRoad(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if rest, ok := strings.CutPrefix(b, a); ok {
		return strings.HasSuffix(rest, "段")
	}
	rest, ok := strings.CutSuffix(b, a)
	return ok && utf8.RuneCountInString(rest) >= 2 && utf8.RuneCountInString(a) >= 3
}

func (c *comparison) estates() Depth {
	a, b := c.x.estate, c.y.estate
	if a == "" || b == "" {
		if bareName(c.a, c.b) || bareName(c.b, c.a) {
			c.agree(Community)
			c.anchored = true
		}
		return Nothing
	}
	switch likeEstate(a, b) {
	case Same, Contains:
		c.agree(Estate)
		c.anchored = true
	case Differs:
		if c.road && sameHouse(c.a.RoadNumber, c.b.RoadNumber) || c.supported() && slip(a, b) {
			return Nothing // one house number, two names
		}
		return Estate
	}
	return Nothing
}

// bareName reports whether a calls by the bare name of its community what b calls
// an estate: 三桥社区12栋, 三桥12栋.
func bareName(a, b *Parts) bool {
	return a.Community != "" && b.Community == "" && b.Estate != "" && a.Estate == "" &&
		division.Stem(a.Community, division.Community) == estateName(b.Estate)
}

// sameHouse reports whether both give one house number, or one gives its
// annex too.
func sameHouse(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || strings.HasPrefix(a, b+"-") || strings.HasPrefix(b, a+"-") ||
		a[0] == '-' && strings.HasSuffix(b, a) || b[0] == '-' && strings.HasSuffix(a, b)
}

// row compares numbers as they stand in a row where a side wrote them without
// words, so that their meaning is a guess: 11-2-301.
func (c *comparison) row() {
	if !c.a.chained && !c.b.chained || c.a.numbers == "" || c.b.numbers == "" {
		return
	}
	if c.a.numbers == c.b.numbers {
		c.rows = true
		c.anchored = c.anchored || c.road
		c.agree(max(c.a.finest(), c.b.finest()))
	} else if within(c.a.numbers, c.b.numbers) || within(c.b.numbers, c.a.numbers) {
		c.part = true
		c.anchored = c.anchored || c.road
	}
}

// within reports whether the parts of one row occur in another in order, the
// last one being the last of both.
func within(a, b string) bool {
	if a[strings.LastIndexByte(a, '-')+1:] != b[strings.LastIndexByte(b, '-')+1:] || !strings.Contains(a, "-") {
		return false
	}
	for a != "" {
		var part string
		part, a, _ = strings.Cut(a, "-")
		for {
			if b == "" {
				return false
			}
			var other string
			other, b, _ = strings.Cut(b, "-")
			if other == part {
				break
			}
		}
	}
	return true
}

func (c *comparison) numbers() Depth {
	if c.rows || c.part {
		return Nothing
	}
	if c.road || c.x.road == "" && c.y.road == "" {
		if a, b := c.a.RoadNumber, c.b.RoadNumber; a != "" && b != "" {
			if !sameHouse(a, b) {
				return RoadNumber
			}
			c.agree(RoadNumber)
			c.house = true
			c.anchored = c.anchored || c.road
		}
	}
	for _, n := range [...]struct {
		a, b string
		at   Depth
	}{{c.a.Building, c.b.Building, Building}, {c.a.Unit, c.b.Unit, Unit}, {floorOf(c.a), floorOf(c.b), Floor}, {c.a.Room, c.b.Room, Room}} {
		if n.a == "" || n.b == "" || n.at == Floor && c.a.Room != "" && c.b.Room != "" {
			continue
		}
		if n.a != n.b {
			if n.at == Room && (floorless(c.a, c.b) || floorless(c.b, c.a)) {
				c.narrower = true
				continue
			}
			return n.at
		}
		c.agree(n.at)
	}
	return Nothing
}

// floorless reports whether a gives only the door (9号) of what b gives with
// its floor (5楼9号).
func floorless(a, b *Parts) bool {
	return a.Floor == "" && b.Floor != "" && len(a.Room) <= 2 && strings.HasSuffix(doorOf(b.Room), "-"+a.Room)
}

// floorOf is the floor given, or the one that a room number tells.
func floorOf(p *Parts) string {
	if p.Floor == "" && len(p.Room) >= 3 && isDigits(p.Room) {
		return p.Room[:len(p.Room)-2]
	}
	return p.Floor
}

// relation judges two addresses that do not contradict each other.
func (c *comparison) relation() (Relation, Depth) {
	switch {
	case c.rows && c.anchored:
		return Same, c.agreed
	case c.part && c.anchored:
		return Contains, c.agreed
	}
	a, b := c.a.detailed(), c.b.detailed()
	if !a || !b { // nothing below the divisions on a side
		switch {
		case c.agreed == Nothing:
			return CannotTell, c.agreed
		case !a && !b && c.a.Division == c.b.Division && c.a.Community == c.b.Community:
			return Same, c.agreed
		}
		return Contains, c.agreed
	}
	if !c.anchored {
		switch {
		case c.road && (c.a.RoadNumber == "" || c.b.RoadNumber == ""):
			return Contains, c.agreed
		case c.rows && c.agreed >= Building && (c.a.place() == "" || c.b.place() == ""):
			return Contains, c.agreed
		default:
			return CannotTell, c.agreed
		}
	}
	if c.narrower || c.oneSided() {
		return Contains, c.agreed
	}
	return Same, c.agreed
}

// place is what names the spot that numbers belong to.
func (p *Parts) place() string { return p.Community + p.Road + p.Estate }

// detailed reports whether anything is said below the divisions.
func (p *Parts) detailed() bool {
	return p.Group != "" || p.Road != "" || p.Lane != "" || p.Estate != "" || p.numbers != ""
}

// oneSided reports whether one side alone gives a part that narrows the
// dwelling down.
func (c *comparison) oneSided() bool {
	a, b := c.a, c.b
	one := func(x, y string) bool { return (x == "") != (y == "") }
	if one(a.Room, b.Room) || one(a.Unit, b.Unit) || one(a.Building, b.Building) {
		return true
	}
	if a.Room != "" && (a.Building != "" || c.house) {
		return a.Building == "" && a.RoadNumber != b.RoadNumber
	}
	return a.RoadNumber != b.RoadNumber || one(a.Group, b.Group) && !c.house && c.agreed < RoadNumber || one(a.Floor, b.Floor) ||
		a.numbers == "" && one(a.Road, b.Road) || a.numbers == "" && one(a.Estate, b.Estate)
}

// finest is the finest part an address gives.
func (p *Parts) finest() Depth {
	for _, f := range [...]struct {
		s  string
		at Depth
	}{{p.Room, Room}, {p.Floor, Floor}, {p.Unit, Unit}, {p.Building, Building}, {p.Estate, Estate}, {p.RoadNumber, RoadNumber},
		{p.Lane, Lane}, {p.Road, Road}, {p.Group, Group}, {p.Community, Community}, {p.Town, Town}} {
		if f.s != "" {
			return f.at
		}
	}
	return Depth(p.Division.Level())
}
