package address

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"quanyuan/refdata/division"
)

// plainCompare is [Parts.Compare] over the texts, without numbering them.
func plainCompare(p, q *Parts) (Relation, Depth) {
	if p.Text == "" || q.Text == "" {
		return CannotTell, Nothing
	}
	if p.Text == q.Text {
		return Same, plainFinest(p)
	}
	c := plainComparison{a: p, b: q, x: plainNames{p.Road, estateName(p.Estate)}, y: plainNames{q.Road, estateName(q.Estate)}}
	c.x.align(&c.y, q)
	c.y.align(&c.x, p)
	if at := c.contradiction(); at != Nothing {
		return Differs, at
	}
	return c.relation()
}

// plainComparison goes down two addresses that have not contradicted so far.
type plainComparison struct {
	a, b   *Parts
	x, y   plainNames // of a and b
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
type plainNames struct{ road, estate string }

// align corrects a side on which a road was taken for an estate because its
// word is missing or misspelt (芳草90号), or an estate for a road because its
// name ends like one (时代天街3栋).
func (n *plainNames) align(other *plainNames, text *Parts) {
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
func (c *plainComparison) supported() bool {
	equal := func(x, y string) bool { return x != "" && x == y }
	house := equal(c.a.RoadNumber, c.b.RoadNumber)
	return equal(c.a.Room, c.b.Room) && (house || equal(c.a.Building, c.b.Building)) || house && equal(c.a.Group, c.b.Group)
}

// alike compares two names, more leniently where the numbers support it.
func (c *plainComparison) alike(a, b string, free int) bool {
	return a == b || misspelt(a, b, free) || c.supported() && slip(a, b)
}

// contradiction is the first depth at which the addresses contradict.
func (c *plainComparison) contradiction() Depth {
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

func (c *plainComparison) agree(d Depth) { c.agreed = max(c.agreed, d) }

func (c *plainComparison) divisions() Depth {
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

func (c *plainComparison) group() Depth {
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

func (c *plainComparison) roads() Depth {
	a, b := c.x.road, c.y.road
	if a != "" && b != "" {
		if !plainSameRoad(a, b) && !c.alike(a, b, 3) {
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
func plainSameRoad(a, b string) bool {
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

func (c *plainComparison) estates() Depth {
	a, b := c.x.estate, c.y.estate
	if a == "" || b == "" {
		if plainBareName(c.a, c.b) || plainBareName(c.b, c.a) {
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
		if c.road && plainSameHouse(c.a.RoadNumber, c.b.RoadNumber) || c.supported() && slip(a, b) {
			return Nothing // one house number, two names
		}
		return Estate
	}
	return Nothing
}

// bareName reports whether a calls by the bare name of its community what b calls
// an estate: 三桥社区12栋, 三桥12栋.
func plainBareName(a, b *Parts) bool {
	return a.Community != "" && b.Community == "" && b.Estate != "" && a.Estate == "" &&
		division.Stem(a.Community, division.Community) == estateName(b.Estate)
}

// sameHouse reports whether both give one house number, or one gives its
// annex too.
func plainSameHouse(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || strings.HasPrefix(a, b+"-") || strings.HasPrefix(b, a+"-") ||
		a[0] == '-' && strings.HasSuffix(b, a) || b[0] == '-' && strings.HasSuffix(a, b)
}

// row compares numbers as they stand in a row where a side wrote them without
// words, so that their meaning is a guess: 11-2-301.
func (c *plainComparison) row() {
	if !c.a.chained && !c.b.chained || c.a.numbers() == "" || c.b.numbers() == "" {
		return
	}
	if c.a.numbers() == c.b.numbers() {
		c.rows = true
		c.anchored = c.anchored || c.road
		c.agree(max(plainFinest(c.a), plainFinest(c.b)))
	} else if plainWithin(c.a.numbers(), c.b.numbers()) || plainWithin(c.b.numbers(), c.a.numbers()) {
		c.part = true
		c.anchored = c.anchored || c.road
	}
}

// within reports whether the parts of one row occur in another in order, the
// last one being the last of both.
func plainWithin(a, b string) bool {
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

func (c *plainComparison) numbers() Depth {
	if c.rows || c.part {
		return Nothing
	}
	if c.road || c.x.road == "" && c.y.road == "" {
		if a, b := c.a.RoadNumber, c.b.RoadNumber; a != "" && b != "" {
			if !plainSameHouse(a, b) {
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
	}{{c.a.Building, c.b.Building, Building}, {c.a.Unit, c.b.Unit, Unit}, {plainFloorOf(c.a), plainFloorOf(c.b), Floor}, {c.a.Room, c.b.Room, Room}} {
		if n.a == "" || n.b == "" || n.at == Floor && c.a.Room != "" && c.b.Room != "" {
			continue
		}
		if n.a != n.b {
			if n.at == Room && (plainFloorless(c.a, c.b) || plainFloorless(c.b, c.a)) {
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
func plainFloorless(a, b *Parts) bool {
	return a.Floor == "" && b.Floor != "" && len(a.Room) <= 2 && strings.HasSuffix(doorOf(b.Room), "-"+a.Room)
}

// floorOf is the floor given, or the one that a room number tells.
func plainFloorOf(p *Parts) string {
	if p.Floor == "" && len(p.Room) >= 3 && isDigits(p.Room) {
		return p.Room[:len(p.Room)-2]
	}
	return p.Floor
}

// relation judges two addresses that do not contradict each other.
func (c *plainComparison) relation() (Relation, Depth) {
	switch {
	case c.rows && c.anchored:
		return Same, c.agreed
	case c.part && c.anchored:
		return Contains, c.agreed
	}
	a, b := plainDetailed(c.a), plainDetailed(c.b)
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
		case c.rows && c.agreed >= Building && (plainPlace(c.a) == "" || plainPlace(c.b) == ""):
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
func plainPlace(p *Parts) string { return p.Community + p.Road + p.Estate }

// detailed reports whether anything is said below the divisions.
func plainDetailed(p *Parts) bool {
	return p.Group != "" || p.Road != "" || p.Lane != "" || p.Estate != "" || p.numbers() != ""
}

// oneSided reports whether one side alone gives a part that narrows the
// dwelling down.
func (c *plainComparison) oneSided() bool {
	a, b := c.a, c.b
	one := func(x, y string) bool { return (x == "") != (y == "") }
	if one(a.Room, b.Room) || one(a.Unit, b.Unit) || one(a.Building, b.Building) {
		return true
	}
	if a.Room != "" && (a.Building != "" || c.house) {
		return a.Building == "" && a.RoadNumber != b.RoadNumber
	}
	return a.RoadNumber != b.RoadNumber || one(a.Group, b.Group) && !c.house && c.agreed < RoadNumber || one(a.Floor, b.Floor) ||
		a.numbers() == "" && one(a.Road, b.Road) || a.numbers() == "" && one(a.Estate, b.Estate)
}

// finest is the finest part an address gives.
func plainFinest(p *Parts) Depth {
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

// TestColumnAgreesWithPlain compares addresses in a column, and in one joined
// of two, with the texts themselves.
func TestColumnAgreesWithPlain(t *testing.T) {
	p := NewParser(division.Embedded(), "510100000000")
	part := func(texts ...string) *rapid.Generator[string] { return rapid.SampledFrom(append(texts, "")) }
	address := rapid.Custom(func(t *rapid.T) string {
		return part("四川省成都市锦江区", "成都市锦江区", "锦江区", "武侯区", "成都市", "郫都区").Draw(t, "area") +
			part("春熙路街道", "柳浦街道", "三圣乡", "红光村", "红光社区", "双柏村3组").Draw(t, "town") +
			part("春熙路12号", "春西路12号", "红星路", "红星路二段", "总府路8号附3号", "人民南路四段12号", "芳草90号", "芳草街90号", "12巷3号").Draw(t, "road") +
			part("锦绣花园", "锦绣花苑", "锦江苑1期", "锦江苑2期", "化工厂宿舍", "化工厂家属院", "红光").Draw(t, "estate") +
			part("3栋2单元301", "3-2-301", "3幢", "301室", "3栋301", "2单元3楼1号", "11-2-301", "A座1202", "5楼9号", "9号").Draw(t, "door")
	})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(address, 2, 8).Draw(t, "addresses")
		column, second := NewColumn(), NewColumn()
		var parts []Parts
		for i, text := range texts {
			parts = append(parts, p.Parse(text))
			if i%2 == 0 {
				column.Add(&parts[i])
			} else {
				second.Add(&parts[i])
			}
		}
		even := uint32(column.Len())
		column.Append(second)
		column.Rest()
		for i := range parts {
			for j := range parts {
				a, b := uint32(i/2)+even*uint32(i%2), uint32(j/2)+even*uint32(j%2)
				relation, depth := column.Compare(a, b)
				if want, at := plainCompare(&parts[i], &parts[j]); relation != want || depth != at {
					t.Fatalf("%s | %s: %v at %v, want %v at %v", texts[i], texts[j], relation, depth, want, at)
				}
			}
		}
	})
}
