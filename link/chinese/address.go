package chinese

import (
	"iter"
	"slices"
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

// places are parsed addresses.
type places struct {
	*address.Column
	parser *address.Parser
}

// Prepare parses the addresses.
func (a Address) Prepare(values []string) compare.Prepared {
	return a.PrepareAll(len(values), slices.Chunk(values, preparedAtOnce))
}

// PrepareAll parses addresses that come in stretches.
func (a Address) PrepareAll(n int, stretches iter.Seq[[]string]) compare.Prepared {
	parser := a.parser
	if parser == nil {
		parser = country()
	}
	l := &places{Column: address.NewColumn(), parser: parser}
	l.Grow(n)
	for values := range stretches {
		pieces := make([]*address.Column, compare.ChunkCount(len(values)))
		compare.Chunks(len(values), func(chunk, from, to int) {
			piece := address.NewColumn()
			var parts address.Parts
			for _, v := range values[from:to] {
				l.parse(v, &parts)
				piece.Add(&parts)
			}
			pieces[chunk] = piece
		})
		for _, piece := range pieces {
			l.Append(piece)
		}
	}
	l.Rest()
	return l
}

// preparedAtOnce is how many addresses are parsed before they are put together:
// each piece has its own names, which take more room than those of the whole.
const preparedAtOnce = 1 << 17

// Add parses a further address.
func (l *places) Add(value string) uint32 {
	var parts address.Parts
	l.parse(value, &parts)
	l.Column.Add(&parts)
	return uint32(l.Len() - 1)
}

func (l *places) parse(value string, parts *address.Parts) {
	if value == "" || len(value) > maxAddress || placeholderNames[value] {
		*parts = address.Parts{}
		return
	}
	l.parser.ParseInto(value, parts)
}

// maxAddress is the length in bytes from which a text is no address.
const maxAddress = 1024

func (l *places) Missing(a uint32) bool { return l.Empty(a) }

// LevelAll is Level for many pairs; see [compare.Batch]. Most pairs lie in
// different counties, which takes no look at more than where they lie.
func (l *places) LevelAll(a, b []uint32, to []uint8) {
	const most = 256
	for len(a) > 0 {
		n := min(len(a), most)
		l.levelSome(a[:n], b[:n], to[:n])
		a, b, to = a[n:], b[n:], to[n:]
	}
}

func (l *places) levelSome(a, b []uint32, to []uint8) {
	var x, y [256]uint32
	var level, at [256]uint8
	n := 0
	to[0] = uint8(l.FetchDivisions(a) + l.FetchDivisions(b)) // overwritten: it keeps the loads
	for i, v := range a {
		if to[i] = l.apart(v, b[i]); to[i] == compare.Null {
			x[n], y[n], at[n] = v, b[i], uint8(i)
			n++
		}
	}
	compare.GradeAll(l, l.Fetch(x[:n])+l.Fetch(y[:n]), x[:n], y[:n], level[:n])
	for i, l := range level[:n] {
		to[at[i]] = l
	}
}

// apart grades addresses in different counties or cities, and gives null for
// others.
func (l *places) apart(a, b uint32) uint8 {
	codeA, levelA := l.Division(a)
	codeB, levelB := l.Division(b)
	const county, city = 1e6, 1e8
	switch shared := min(levelA, levelB); {
	case shared >= division.City && codeA/city != codeB/city:
		return addressElse
	case shared >= division.County && codeA/county != codeB/county:
		return addressCity
	}
	return compare.Null
}

// Level grades two addresses. It gives null where they say nothing in common,
// and where one says no more than a town in which the other lies.
func (l *places) Level(a, b uint32) uint8 {
	if a == b {
		return addressDwelling
	}
	codeA, levelA := l.Division(a)
	codeB, levelB := l.Division(b)
	// Most pairs lie in different places; that takes no look at the parts.
	if shared := min(levelA, levelB, division.Town); shared > 0 && codeA/span[shared] != codeB/span[shared] {
		return l.area(a, b)
	}
	relation, depth := l.Compare(a, b)
	switch relation {
	case address.Same:
		if depth > address.Community {
			return addressDwelling
		}
		return l.area(a, b)
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
		case depth > address.Building && l.BothBuildings(a, b):
			return addressBuilding
		case depth >= address.Building && l.SameSpot(a, b):
			return addressPlace
		}
		return max(l.area(a, b), addressElse)
	}
	return l.area(a, b)
}

// span[level] divides a code down to the digits of the level.
var span = [...]uint64{division.Province: 1e10, division.City: 1e8, division.County: 1e6, division.Town: 1e3, division.Community: 1}

// area grades by the smallest area in which both lie; null where no area is
// known of one of them.
func (l *places) area(a, b uint32) uint8 {
	codeA, levelA := l.Division(a)
	codeB, levelB := l.Division(b)
	shared := min(levelA, levelB)
	if shared == 0 {
		if l.SameRoad(a, b) || l.SameCommunity(a, b) {
			return addressCommunity
		}
		return compare.Null
	}
	for level := shared; level >= division.City; level-- {
		if codeA/span[level] != codeB/span[level] {
			continue
		}
		if level == division.Town && l.SameCommunity(a, b) || level >= division.County && l.SameRoad(a, b) {
			return addressCommunity
		}
		return [...]uint8{division.City: addressCity, division.County: addressCounty, division.Town: addressTown, division.Community: addressCommunity}[level]
	}
	return addressElse
}
