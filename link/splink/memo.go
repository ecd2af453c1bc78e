package splink

// memo keeps numbers for pairs of values. It forgets the older of two that fall
// into one place, so it is small, and results do not depend on what it knows.
type memo []kept

type kept struct {
	key uint64
	n   float64
}

// memoBits: 8,192 places of 16 bytes stay in the cache of a core.
const memoBits = 13

// place is where the number of two values is or will be.
type place struct {
	kept  *kept
	key   uint64
	known bool
	n     float64
}

func (m *memo) at(a, b uint32) place {
	if *m == nil {
		*m = make(memo, 1<<memoBits)
	}
	key := uint64(a)<<32 | (uint64(b)) + 1 // 0 is an empty place
	k := &(*m)[key*0x9e3779b97f4a7c15>>(64-memoBits)]
	return place{k, key, k.key == key, k.n}
}

func (p *place) set(n float64) {
	p.n = n
	*p.kept = kept{p.key, n}
}
