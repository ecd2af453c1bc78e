package collate

import (
	"slices"

	"quanyuan/link/block"
)

// meeting tells which persons meet the rows of some lists.
type meeting struct {
	keys  []uint64 // search keys under which they are found, sorted
	kinds []keyKind
	// pairs are what the rows have by each way, hashed.
	pairs map[uint64]struct{}
}

// kindSet is a set of kinds of keys, a bit each.
type kindSet uint32

// broadKinds are the broad kinds. The ways that they find are those that need
// what relatives say.
const broadKinds kindSet = 1<<keyDay | 1<<keySound

// theWays are the ways, made once.
var theWays = ways()

// meeting is whom the rows meet. It uses up the addresses that were read of
// them.
func (rs *Lists) meeting() *meeting {
	m := &meeting{pairs: map[uint64]struct{}{}}
	kindOf := map[uint64]keyKind{}
	var keys []uint64
	for i := range rs.views {
		v := &rs.views[i]
		l := v.locate(rs.read.doors)
		for kind := keyNumber; kind < keyHousehold; kind++ {
			if kind.broad() && !v.needs(kind) {
				continue
			}
			keys = l.keys(keys[:0], kind)
			for _, k := range keys {
				kindOf[k] = kind
			}
		}
		for way := range theWays {
			if k := v.by(way, rs.read.doors); k != 0 {
				m.pairs[k] = struct{}{}
			}
		}
	}
	rs.read = nil
	for k := range kindOf {
		m.keys = append(m.keys, k)
	}
	slices.Sort(m.keys)
	for _, k := range m.keys {
		m.kinds = append(m.kinds, kindOf[k])
	}
	return m
}

// kindsOf gives the kinds of some of the keys.
func (m *meeting) kindsOf(keys []uint64) (s kindSet) {
	for _, k := range keys {
		if i, ok := slices.BinarySearch(m.keys, k); ok {
			s |= 1 << m.kinds[i]
		}
	}
	return s
}

// meets reports whether a view meets a row in a way that keys of some kinds
// find.
func (m *meeting) meets(v *view, kinds kindSet, doorOf func(address string) doors) bool {
	for way := range theWays {
		if kinds>>theWays[way].key&1 == 0 {
			continue
		}
		if k := v.by(way, doorOf); k != 0 {
			if _, ok := m.pairs[k]; ok {
				return true
			}
		}
	}
	return false
}

// by hashes what a view has by a way: two views with the same meet; 0 is
// nothing.
func (v *view) by(way int, doorOf func(address string) doors) uint64 {
	key := uint64(way + 1)
	for _, part := range theWays[way].rule.Keys {
		text := v.blocked(part.Column, doorOf)
		if text == "" {
			return 0
		}
		if part.Func != nil {
			text = part.Func(text)
		} else {
			text = block.Exact(text)
		}
		if text == "" {
			return 0
		}
		key = block.Refine(key, text)
	}
	return key
}

// blocked is the value of a view in a column of a blocking rule.
func (v *view) blocked(column string, doorOf func(address string) doors) string {
	switch column {
	case colName:
		return v.name
	case colID:
		return v.id
	case colIDHead:
		return v.idHead
	case colBirth:
		return v.birth
	case colPhone:
		return v.phone
	case colRoad:
		return doorOf(v.residence).road
	case colEstate:
		return doorOf(v.residence).estate
	case colPlace:
		return doorOf(v.residence).community
	case colHukouDoor:
		return doorOf(v.hukou).any()
	case colCommunity:
		return v.community
	case colMother:
		return v.mother.name
	case colMotherID:
		return v.mother.id
	case colFather:
		return v.father.name
	}
	panic("collate: no rule blocks by " + column)
}
