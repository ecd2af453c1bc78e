package address

import (
	"bytes"
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

// comparison goes down two addresses that have not contradicted so far.
type comparison struct {
	*Column
	a, b   line
	x, y   spot // of a and b
	agreed Depth
	// anchored: both name one place that the numbers below belong to.
	anchored bool
	road     bool // both give the same road
	house    bool // both give the same house number
	rows     bool // numbers without words agree as a row
	narrower bool // one side gives a floor that the other leaves out
	part     bool // one row of numbers is part of the other
}

// spot is the road and the estate as far as they can be told apart, by number.
type spot struct{ road, estate uint32 }

// align corrects a side on which a road was taken for an estate because its
// word is missing or misspelt (芳草90号), or an estate for a road because its
// name ends like one (时代天街3栋).
func (c *comparison) align(n, other *spot, text *line) {
	switch {
	case n.road != 0 && other.road == 0 && other.estate != 0 &&
		(c.misspelt(n.road, other.estate, 2) || text.part[partRoadNumber] != 0 && c.missingOne(n.road, other.estate)):
		other.road, other.estate = n.road, 0
	case n.estate != 0 && n.road != other.road && other.estate == 0 && n.estate == other.road:
		other.road, other.estate = 0, n.estate
	}
}

func (c *comparison) misspelt(a, b uint32, free int) bool {
	x, y := &c.names[a], &c.names[b]
	return x.near(y) && misspelt(x.text, y.text, free)
}

func (c *comparison) missingOne(a, b uint32) bool {
	x, y := &c.names[a], &c.names[b]
	return x.near(y) && missingOne(x.text, y.text, 1)
}

// slip reports whether two names are one slip apart, where the numbers support
// that they are one.
func (c *comparison) slip(a, b uint32) bool {
	x, y := &c.names[a], &c.names[b]
	return x.near(y) && c.supported() && slip(x.text, y.text)
}

// both reports whether both give a part and agree in it.
func (c *comparison) both(part int) bool {
	return c.a.part[part] != 0 && c.a.part[part] == c.b.part[part]
}

// supported reports whether the numbers leave little doubt that two names a
// character apart are one misspelt: the house and the room, or the group and
// the house, are the same.
func (c *comparison) supported() bool {
	house := c.both(partRoadNumber)
	return c.both(partRoom) && (house || c.both(partBuilding)) || house && c.both(partGroup)
}

// alike compares two names, more leniently where the numbers support it.
func (c *comparison) alike(a, b uint32, free int) bool {
	return a == b || c.misspelt(a, b, free) || c.slip(a, b)
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

// span[level] divides a code down to the digits of the level.
var span = [...]uint64{division.Province: 1e10, division.City: 1e8, division.County: 1e6, division.Town: 1e3, division.Community: 1}

func (c *comparison) divisions() Depth {
	a, b := c.a.code(), c.b.code()
	x, y := c.a.level(), c.b.level()
	if x == division.Community && a == b {
		c.agree(Community)
		c.anchored = true
		return Nothing
	}
	for level := division.Province; level <= min(x, y, division.Town); level++ {
		if a/span[level] != b/span[level] {
			return Depth(level)
		}
		c.agree(Depth(level))
	}
	if m, n := c.a.part[partTown], c.b.part[partTown]; x < division.Town && y < division.Town && m != 0 && n != 0 {
		if c.names[m].town != c.names[n].town {
			return Town
		}
		c.agree(Town)
	}
	if c.a.part[partCommunity] == 0 || c.b.part[partCommunity] == 0 {
		return Nothing
	}
	stemA, stemB := c.names[c.a.part[partCommunity]].community, c.names[c.b.part[partCommunity]].community
	oneUnlisted := c.a.is(flagUnlisted) != c.b.is(flagUnlisted)
	switch {
	case x == division.Community && y == division.Community:
		return Community
	case stemA == stemB, oneUnlisted && c.alike(stemA, stemB, 2):
		c.agree(Community)
		c.anchored = true
	case oneUnlisted:
		// A village that no list has may lie in the community that the other
		// side names.
	case !c.alike(stemA, stemB, 3):
		return Community
	}
	return Nothing
}

func (c *comparison) group() Depth {
	a, b := c.a.part[partGroup], c.b.part[partGroup]
	if a == 0 || b == 0 {
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
	if a != 0 && b != 0 {
		if !c.sameRoad(a, b) && !c.alike(a, b, 3) {
			return Road
		}
		c.agree(Road)
		c.road = true
	}
	if m, n := c.a.part[partLane], c.b.part[partLane]; (c.road || a == 0 && b == 0) && m != 0 && n != 0 {
		if m != n {
			return Lane
		}
		c.agree(Lane)
	}
	return Nothing
}

// sameRoad: equal, one without its section (人民南路, 人民南路4段) or with
// something before it.
func (c *comparison) sameRoad(m, n uint32) bool {
	if m == n {
		return true
	}
	x, y := &c.names[m], &c.names[n]
	if !x.within(y) {
		return false
	}
	a, b := x.text, y.text
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
	if a == 0 || b == 0 {
		if c.bareName(&c.a, &c.b) || c.bareName(&c.b, &c.a) {
			c.agree(Community)
			c.anchored = true
		}
		return Nothing
	}
	switch c.likeEstate(a, b) {
	case Same, Contains:
		c.agree(Estate)
		c.anchored = true
	case Differs:
		if c.road && c.sameHouse() || c.slip(a, b) {
			return Nothing // one house number, two names
		}
		return Estate
	}
	return Nothing
}

// likeEstate is the function of that name, with a look at the texts only where
// they can be alike.
func (c *comparison) likeEstate(m, n uint32) Relation {
	a, b := &c.names[m], &c.names[n]
	if m != n && !a.near(b) && !a.within(b) && a.pairs&b.pairs == 0 {
		return Differs
	}
	return likeEstate(a.text, b.text)
}

// bareName reports whether a calls by the bare name of its community what b calls
// an estate: 三桥社区12栋, 三桥12栋.
func (c *comparison) bareName(a, b *line) bool {
	m, n := a.part[partCommunity], b.part[partEstate]
	return m != 0 && b.part[partCommunity] == 0 && n != 0 && a.part[partEstate] == 0 && c.names[m].community == c.names[n].estate
}

// sameHouse reports whether both give one house number, or one gives its
// annex too.
func (c *comparison) sameHouse() bool {
	m, n := c.a.part[partRoadNumber], c.b.part[partRoadNumber]
	if m == 0 || n == 0 {
		return false
	}
	a, b := c.names[m].text, c.names[n].text
	return m == n || annexOf(a, b) || annexOf(b, a) || a[0] == '-' && strings.HasSuffix(b, a) || b[0] == '-' && strings.HasSuffix(a, b)
}

// annexOf reports whether b is house number a with its annex: 12, 12-3.
func annexOf(a, b string) bool { return len(b) > len(a) && b[len(a)] == '-' && b[:len(a)] == a }

// row compares numbers as they stand in a row where a side wrote them without
// words, so that their meaning is a guess: 11-2-301.
func (c *comparison) row() {
	if !c.a.is(flagChained) && !c.b.is(flagChained) || !c.a.is(flagNumbers) || !c.b.is(flagNumbers) {
		return
	}
	var roomA, roomB [64]byte
	a, b := c.numbersOf(&c.a, roomA[:0]), c.numbersOf(&c.b, roomB[:0])
	if bytes.Equal(a, b) {
		c.rows = true
		c.anchored = c.anchored || c.road
		c.agree(max(c.a.finest(), c.b.finest()))
	} else if within(a, b) || within(b, a) {
		c.part = true
		c.anchored = c.anchored || c.road
	}
}

// numbersOf writes the numbers of an address in a row.
func (c *comparison) numbersOf(l *line, row []byte) []byte {
	return appendNumbers(row, c.names[l.part[partLane]].text, c.names[l.part[partRoadNumber]].text,
		c.names[l.part[partBuilding]].text, c.names[l.part[partUnit]].text, c.names[l.part[partFloor]].text, c.names[l.part[partRoom]].text)
}

// within reports whether the parts of one row occur in another in order, the
// last one being the last of both.
func within(a, b []byte) bool {
	if !bytes.Equal(a[bytes.LastIndexByte(a, '-')+1:], b[bytes.LastIndexByte(b, '-')+1:]) || bytes.IndexByte(a, '-') < 0 {
		return false
	}
	dash := []byte("-")
	for len(a) > 0 {
		var part []byte
		part, a, _ = bytes.Cut(a, dash)
		for {
			if len(b) == 0 {
				return false
			}
			var other []byte
			other, b, _ = bytes.Cut(b, dash)
			if bytes.Equal(other, part) {
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
	if m, n := c.a.part[partRoadNumber], c.b.part[partRoadNumber]; (c.road || c.x.road == 0 && c.y.road == 0) && m != 0 && n != 0 {
		if !c.sameHouse() {
			return RoadNumber
		}
		c.agree(RoadNumber)
		c.house = true
		c.anchored = c.anchored || c.road
	}
	for _, n := range [...]struct {
		part int
		at   Depth
	}{{partBuilding, Building}, {partUnit, Unit}} {
		if c.a.part[n.part] == 0 || c.b.part[n.part] == 0 {
			continue
		}
		if !c.both(n.part) {
			return n.at
		}
		c.agree(n.at)
	}
	if c.a.part[partRoom] == 0 || c.b.part[partRoom] == 0 {
		if a, b := c.floorOf(&c.a), c.floorOf(&c.b); a != "" && b != "" {
			if a != b {
				return Floor
			}
			c.agree(Floor)
		}
		return Nothing
	}
	switch {
	case c.both(partRoom):
		c.agree(Room)
	case c.floorless(&c.a, &c.b) || c.floorless(&c.b, &c.a):
		c.narrower = true
	default:
		return Room
	}
	return Nothing
}

// floorless reports whether a gives only the door (9号) of what b gives with
// its floor (5楼9号).
func (c *comparison) floorless(a, b *line) bool {
	if a.part[partFloor] != 0 || b.part[partFloor] == 0 {
		return false
	}
	door, room := c.names[a.part[partRoom]].text, c.names[b.part[partRoom]].text
	return len(door) <= 2 && strings.HasSuffix(doorOf(room), "-"+door)
}

// floorOf is the floor given, or the one that a room number tells.
func (c *comparison) floorOf(l *line) string {
	if room := c.names[l.part[partRoom]].text; l.part[partFloor] == 0 && len(room) >= 3 && isDigits(room) {
		return room[:len(room)-2]
	}
	return c.names[l.part[partFloor]].text
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
		case !a && !b && c.a.code() == c.b.code() && c.a.part[partCommunity] == c.b.part[partCommunity]:
			return Same, c.agreed
		}
		return Contains, c.agreed
	}
	if !c.anchored {
		switch {
		case c.road && (c.a.part[partRoadNumber] == 0 || c.b.part[partRoadNumber] == 0):
			return Contains, c.agreed
		case c.rows && c.agreed >= Building && (!c.a.places() || !c.b.places()):
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

// gives reports whether any of the parts is given.
func (l *line) gives(parts ...int) bool {
	for _, p := range parts {
		if l.part[p] != 0 {
			return true
		}
	}
	return false
}

// places reports whether anything names the spot that numbers belong to.
func (l *line) places() bool { return l.gives(partCommunity, partRoad, partEstate) }

// detailed reports whether anything is said below the divisions.
func (l *line) detailed() bool {
	return l.is(flagNumbers) || l.gives(partGroup, partRoad, partLane, partEstate)
}

// oneSided reports whether one side alone gives a part that narrows the
// dwelling down.
func (c *comparison) oneSided() bool {
	a, b := &c.a.part, &c.b.part
	one := func(part int) bool { return (a[part] == 0) != (b[part] == 0) }
	numbers := c.a.is(flagNumbers)
	switch {
	case one(partRoom) || one(partUnit) || one(partBuilding):
		return true
	case a[partRoom] != 0 && (a[partBuilding] != 0 || c.house):
		return a[partBuilding] == 0 && a[partRoadNumber] != b[partRoadNumber]
	}
	return a[partRoadNumber] != b[partRoadNumber] || one(partGroup) && !c.house && c.agreed < RoadNumber || one(partFloor) ||
		!numbers && one(partRoad) || !numbers && one(partEstate)
}

// finest is the finest part an address gives.
func (l *line) finest() Depth {
	for _, f := range [...]struct {
		part int
		at   Depth
	}{{partRoom, Room}, {partFloor, Floor}, {partUnit, Unit}, {partBuilding, Building}, {partEstate, Estate}, {partRoadNumber, RoadNumber},
		{partLane, Lane}, {partRoad, Road}, {partGroup, Group}, {partCommunity, Community}, {partTown, Town}} {
		if l.part[f.part] != 0 {
			return f.at
		}
	}
	return Depth(l.level())
}
