package chinese

import (
	"strconv"
	"sync"

	"quanyuan/link/compare"
	"quanyuan/refdata/address"
	"quanyuan/refdata/division"
)

// Address compares addresses by their parts, from the city down to the room.
// What one side does not say is no difference. The zero Address knows the
// country's divisions down to towns; [NewAddress] takes a parser that knows a
// city's communities too, and which city is meant.
type Address struct{ parser *address.Parser }

var country = sync.OnceValue(func() *address.Parser { return address.NewParser(division.Embedded(), "") })

// NewAddress returns the comparator over a parser.
func NewAddress(p *address.Parser) Address { return Address{p} }

// Name is the key in specifications.
func (Address) Name() string { return "cn_address" }

const (
	addressElse      = compare.Else
	addressCity      = iota + 1
	addressCounty    // the same county, or the same road where no county is said
	addressTown      // street or town
	addressCommunity // the same community, village or road
	addressPlace     // the same number of a road, estate or village group
	addressBuilding
	addressDwelling
)

// Levels lists the levels; see the constants for what they mean.
func (Address) Levels() []compare.Level {
	return []compare.Level{
		compare.Null:     {Name: "null"},
		addressElse:      {Name: "else"},
		addressCity:      {Name: "city"},
		addressCounty:    {Name: "county"},
		addressTown:      {Name: "town"},
		addressCommunity: {Name: "community"},
		addressPlace:     {Name: "place"},
		addressBuilding:  {Name: "building"},
		addressDwelling:  {Name: "dwelling", TermFrequency: true},
	}
}

// place is a parsed address with its division as a number.
type place struct {
	code  uint64 // twelve digits
	level int    // of the division, 0 where none is known
	parts address.Parts
}

type places []place

// Prepare parses the addresses.
func (a Address) Prepare(values []string) compare.Prepared {
	parser := a.parser
	if parser == nil {
		parser = country()
	}
	list := make(places, len(values))
	for i, v := range values {
		if v == "" || len(v) > maxAddress || placeholderNames[v] {
			continue
		}
		p := &list[i]
		p.parts = parser.Parse(v)
		p.level = p.parts.Division.Level()
		p.code, _ = strconv.ParseUint(string(p.parts.Division), 10, 64)
	}
	return list
}

// maxAddress is the length in bytes from which a text is no address.
const maxAddress = 1024

func (l places) Missing(a uint32) bool { return l[a].parts.Empty() }

// Level grades two addresses. It gives null where they say nothing in common,
// and where one says no more than a town in which the other lies.
func (l places) Level(a, b uint32) uint8 {
	if a == b {
		return addressDwelling
	}
	x, y := &l[a], &l[b]
	// Most pairs lie in different places; that takes no look at the texts.
	if shared := min(x.level, y.level, division.Town); shared > 0 && x.code/span[shared] != y.code/span[shared] {
		return x.area(y)
	}
	relation, depth := address.Compare(x.parts, y.parts)
	switch relation {
	case address.Same:
		if depth > address.Community {
			return addressDwelling
		}
		return x.area(y)
	case address.Contains:
		switch {
		case depth >= address.Building:
			return addressBuilding
		case depth >= address.RoadNumber:
			return addressPlace
		case depth >= address.Community:
			return addressCommunity
		}
		return compare.Null
	case address.Differs:
		switch {
		case depth > address.Building && x.parts.Building != "" && y.parts.Building != "":
			return addressBuilding
		case depth >= address.Building && x.spot(y):
			return addressPlace
		}
		return max(x.area(y), addressElse)
	}
	return x.area(y)
}

// span[level] divides a code down to the digits of the level.
var span = [...]uint64{division.Province: 1e10, division.City: 1e8, division.County: 1e6, division.Town: 1e3, division.Community: 1}

// spot reports one number of one road, one estate, or one village group.
func (x *place) spot(y *place) bool {
	p, q := &x.parts, &y.parts
	return p.Road != "" && p.Road == q.Road && p.RoadNumber == q.RoadNumber || p.Estate != "" && p.Estate == q.Estate ||
		p.Group != "" && p.Group == q.Group && p.Community == q.Community
}

// area grades by the smallest area in which both lie; null where no area is
// known of one of them.
func (x *place) area(y *place) uint8 {
	p, q := &x.parts, &y.parts
	shared := min(x.level, y.level)
	if shared == 0 {
		if p.Road != "" && p.Road == q.Road || p.Community != "" && p.Community == q.Community {
			return addressCommunity
		}
		return compare.Null
	}
	for level := shared; level >= division.City; level-- {
		if x.code/span[level] != y.code/span[level] {
			continue
		}
		if level == division.Town && p.Community != "" && p.Community == q.Community || level >= division.County && p.Road != "" && p.Road == q.Road {
			return addressCommunity
		}
		return [...]uint8{division.City: addressCity, division.County: addressCounty, division.Town: addressTown, division.Community: addressCommunity}[level]
	}
	return addressElse
}
