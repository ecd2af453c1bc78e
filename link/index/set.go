package index

import "math/bits"

// set is a set of records that is emptied at no cost.
type set struct {
	slots []uint64 // round over record
	shift uint
	round uint32
	n     int
}

// reset empties the set.
func (s *set) reset() {
	s.round++
	s.n = 0
	if s.round == 0 || s.slots == nil {
		s.round = 1
		s.make(max(256, len(s.slots)))
	}
}

// add puts a record in and reports whether it was not there.
func (s *set) add(record uint32) bool {
	if s.n*2 >= len(s.slots) {
		s.grow()
	}
	want := uint64(s.round)<<32 | uint64(record)
	mask := len(s.slots) - 1
	for i := int(record * 0x9E3779B1 >> s.shift); ; i = (i + 1) & mask {
		slot := s.slots[i]
		if slot == want {
			return false
		}
		if uint32(slot>>32) != s.round {
			s.slots[i] = want
			s.n++
			return true
		}
	}
}

func (s *set) make(size int) {
	s.slots, s.shift = make([]uint64, size), uint(33-bits.Len(uint(size)))
}

func (s *set) grow() {
	old := s.slots
	s.n = 0
	s.make(2 * len(old))
	for _, slot := range old {
		if uint32(slot>>32) == s.round {
			s.add(uint32(slot))
		}
	}
}

// has reports whether a record is in the set.
func (s *set) has(record uint32) bool {
	want := uint64(s.round)<<32 | uint64(record)
	mask := len(s.slots) - 1
	for i := int(record * 0x9E3779B1 >> s.shift); ; i = (i + 1) & mask {
		slot := s.slots[i]
		if slot == want {
			return true
		}
		if uint32(slot>>32) != s.round {
			return false
		}
	}
}
