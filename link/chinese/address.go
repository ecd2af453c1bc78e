package chinese

import (
	"quanyuan/link/compare"
	"quanyuan/refdata/address"
)

// Address compares addresses by their parts, from the city down to the room.
// What one side does not say is no difference.
type Address struct{ parser *address.Parser }

// NewAddress returns the comparator over a parser that knows the divisions.
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

// place is an address whose parts are numbers: equal texts of one part have
// one number, 0 is not said.
type place struct {
	province, city, county, town, community uint32
	group, road, number, lane, estate       uint32
	building, unit, floor, room             uint32
}

type places []place

// Prepare reads the addresses.
func (a Address) Prepare(values []string) compare.Prepared {
	ids := map[string]uint32{"": 0}
	id := func(text string) uint32 {
		n, ok := ids[text]
		if !ok {
			n = uint32(len(ids))
			ids[text] = n
		}
		return n
	}
	list := make(places, len(values))
	for i, v := range values {
		if v == "" || placeholderNames[v] {
			continue
		}
		p := a.parser.Parse(v)
		list[i] = place{
			province: id(p.Province), city: id(p.City), county: id(p.County), town: id(p.Town), community: id(p.Community),
			group: id(p.Group), road: id(p.Road), number: id(p.RoadNumber), lane: id(p.Lane), estate: id(p.Estate),
			building: id(p.Building), unit: id(p.Unit), floor: id(p.Floor), room: id(p.Room),
		}
	}
	return list
}

func (l places) Missing(a uint32) bool { return l[a] == place{} }

// Level grades two addresses. It gives null where they have no part in common
// that both say.
func (l places) Level(a, b uint32) uint8 {
	x, y := &l[a], &l[b]
	if a == b {
		return addressDwelling
	}
	if differ(x.province, y.province) || differ(x.city, y.city) {
		return addressElse
	}
	if differ(x.county, y.county) {
		return areaLevel(x, y)
	}
	if samePlace(x, y) {
		return insideLevel(x, y)
	}
	return areaLevel(x, y)
}

func agree(a, b uint32) bool  { return a != 0 && a == b }
func differ(a, b uint32) bool { return a != 0 && b != 0 && a != b }

// samePlace reports one number of one road, one estate, or one village group.
func samePlace(x, y *place) bool {
	switch {
	case agree(x.road, y.road) && agree(x.number, y.number):
		return !differ(x.lane, y.lane)
	case agree(x.road, y.road) && agree(x.lane, y.lane):
		return !differ(x.number, y.number)
	case agree(x.estate, y.estate):
		// An estate has several gates and numbers, and only its name is unique
		// inside a community.
		return !differ(x.community, y.community) || agree(x.road, y.road)
	case agree(x.group, y.group):
		return agree(x.community, y.community) && !differ(x.number, y.number)
	}
	return false
}

// insideLevel compares what is inside one place.
func insideLevel(x, y *place) uint8 {
	if differ(x.building, y.building) {
		return addressPlace
	}
	building := agree(x.building, y.building)
	switch {
	case agree(x.room, y.room) && !differ(x.unit, y.unit) && (building || x.building|y.building == 0 || agree(x.number, y.number)):
		return addressDwelling
	case differ(x.room, y.room), differ(x.unit, y.unit):
		if building {
			return addressBuilding
		}
		return addressPlace
	// Farmhouses and small houses have no rooms: the number is the dwelling.
	case x.room|y.room|x.building|y.building == 0 && agree(x.number, y.number) && agree(x.group, y.group):
		return addressDwelling
	case building:
		return addressBuilding
	}
	return addressPlace
}

// areaLevel compares the areas in which two different places lie.
func areaLevel(x, y *place) uint8 {
	switch {
	case differ(x.county, y.county):
		if agree(x.city, y.city) {
			return addressCity
		}
		return addressElse
	case agree(x.community, y.community) && !differ(x.town, y.town), agree(x.road, y.road):
		return addressCommunity
	case agree(x.town, y.town):
		return addressTown
	case agree(x.county, y.county):
		return addressCounty
	case agree(x.city, y.city):
		return addressCity
	}
	if common(x, y) {
		return addressElse
	}
	return compare.Null
}

// common reports whether both say one part, which then differs.
func common(x, y *place) bool {
	return differ(x.community, y.community) || differ(x.town, y.town) || differ(x.road, y.road) || differ(x.estate, y.estate) ||
		differ(x.group, y.group) || differ(x.number, y.number) || differ(x.building, y.building) || differ(x.room, y.room)
}
