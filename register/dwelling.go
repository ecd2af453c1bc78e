package register

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/refdata/address"
)

// Door is an address at which somebody was said to live, or that a list names.
type Door struct {
	Address       string // as written
	Group, Estate string // as the register has them, "" where it does not
	Source        string // who says so: "register", or the name of a list's sender
	Living        int    // persons of the register who live there
	Loose         int    // of them those without a household
}

// Doors gathers the addresses of one community into dwellings.
type Doors struct {
	community string
	parser    *address.Parser
	known     []*front
	byDoor    map[string][]*front // building and room → dwellings
	parsed    map[string]*address.Parts
	ids       map[string]bool
}

// front is a dwelling with its address understood.
type front struct {
	*quanyuan.Dwelling
	parts  address.Parts
	listed []string // who names it now
}

// NewDoors starts with the dwellings that are known; nobody is said to live
// there until Add says so.
func NewDoors(community string, known []*quanyuan.Dwelling, parser *address.Parser) *Doors {
	d := &Doors{community: community, parser: parser, byDoor: map[string][]*front{}, parsed: map[string]*address.Parts{}, ids: map[string]bool{}}
	for _, k := range known {
		k.Living, k.Loose = 0, 0
		d.keep(&front{Dwelling: k, parts: parser.Parse(k.Address)})
	}
	return d
}

func (d *Doors) keep(f *front) {
	d.known = append(d.known, f)
	d.ids[f.ID] = true
	key := doorOf(&f.parts)
	d.byDoor[key] = append(d.byDoor[key], f)
}

// doorOf is what two ways of writing one dwelling have in common.
func doorOf(p *address.Parts) string {
	if p.Room != "" {
		return p.Building + "|" + p.Room
	}
	return "|" + p.Group + "|" + p.RoadNumber
}

// complete reports whether an address reaches a dwelling: a room, or in a
// village or street of houses a number of its own. A building without a room is
// many dwellings.
func complete(p *address.Parts) bool {
	return p.Room != "" || p.RoadNumber != "" && p.Building == "" && p.Unit == "" && p.Floor == ""
}

// parse reads an address once.
func (d *Doors) parse(text string) *address.Parts {
	p, ok := d.parsed[text]
	if !ok {
		p = &address.Parts{}
		d.parser.ParseInto(text, p)
		d.parsed[text] = p
	}
	return p
}

// AddAll takes doors in; the most complete ways of writing come first, so that
// a less complete one finds its dwelling. It gives for each door the ID of its
// dwelling, "" where the address does not reach one, in the order of the doors.
func (d *Doors) AddAll(doors []Door) []string {
	order := make([]int, len(doors))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &doors[i], &doors[j]
		return cmp.Or(cmp.Compare(parts(d.parse(b.Address)), parts(d.parse(a.Address))), strings.Compare(a.Address, b.Address),
			strings.Compare(a.Source, b.Source), strings.Compare(a.Estate, b.Estate), strings.Compare(a.Group, b.Group))
	})
	ids := make([]string, len(doors))
	seen := map[string]*front{}
	for _, i := range order {
		door := &doors[i]
		f, ok := seen[door.Address]
		if !ok {
			f = d.find(door)
			seen[door.Address] = f
		}
		if f != nil {
			f.add(door)
			ids[i] = f.ID
		}
	}
	return ids
}

// parts counts how many parts an address gives.
func parts(p *address.Parts) int {
	n := 0
	for _, s := range []string{p.Province, p.City, p.County, p.Town, p.Community, p.Group, p.Road, p.RoadNumber, p.Lane, p.Estate, p.Building, p.Unit, p.Floor, p.Room} {
		if s != "" {
			n++
		}
	}
	return n
}

// find is the dwelling of an address: the one that is known, else a new one; nil
// when the address does not reach one.
func (d *Doors) find(door *Door) *front {
	p := d.parse(door.Address)
	if !complete(p) {
		return nil
	}
	if f := d.at(p); f != nil {
		return f
	}
	f := &front{parts: *p, Dwelling: &quanyuan.Dwelling{ID: dwellingID(d.community, p), Community: d.community, Address: door.Address,
		Road: p.Road + p.RoadNumber, Building: p.Building, Unit: p.Unit, Room: cmp.Or(p.Room, p.Floor)}}
	for d.ids[f.ID] {
		f.ID += "+" // two addresses of one hash
	}
	d.keep(f)
	return f
}

// At is the dwelling of an address, nil when none is known.
func (d *Doors) At(address string) *quanyuan.Dwelling {
	if p := d.parse(address); complete(p) {
		if f := d.at(p); f != nil {
			return f.Dwelling
		}
	}
	return nil
}

// at is the dwelling known that is the same as an address, or the only one of
// which it is a less exact form.
func (d *Doors) at(p *address.Parts) *front {
	var same, wider []*front
	for _, f := range d.byDoor[doorOf(p)] {
		switch r, _ := address.Compare(*p, f.parts); r {
		case address.Same:
			same = append(same, f)
		case address.Contains:
			wider = append(wider, f)
		}
	}
	switch {
	case len(same) > 0:
		return same[0]
	case len(wider) == 1:
		return wider[0]
	}
	return nil
}

func (f *front) add(door *Door) {
	f.Living += door.Living
	f.Loose += door.Loose
	f.Estate = cmp.Or(f.Estate, f.parts.Estate, door.Estate)
	f.Group = cmp.Or(f.Group, door.Group, f.parts.Group)
	if at, there := slices.BinarySearch(f.listed, door.Source); !there {
		f.listed = slices.Insert(f.listed, at, door.Source)
	}
}

// Dwellings gives all dwellings, sorted by ID.
func (d *Doors) Dwellings() []*quanyuan.Dwelling {
	var out []*quanyuan.Dwelling
	for _, f := range d.known {
		for _, s := range f.listed {
			if at, there := slices.BinarySearch(f.Listed, s); !there {
				f.Listed = slices.Insert(f.Listed, at, s)
			}
		}
		out = append(out, f.Dwelling)
	}
	slices.SortFunc(out, func(a, b *quanyuan.Dwelling) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// dwellingID names a dwelling by the parts of its address.
func dwellingID(community string, p *address.Parts) string {
	h := sha256.Sum256([]byte(strings.Join([]string{p.Group, p.Road, p.RoadNumber, p.Lane, p.Estate, p.Building, p.Unit, p.Floor, p.Room}, "\x00")))
	return community + "-" + hex.EncodeToString(h[:6])
}
