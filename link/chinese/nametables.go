package chinese

import (
	"slices"
	"sync"
	"sync/atomic"

	"quanyuan/refdata/hanzi"
)

// soundSet is up to four readings of a character in its place.
type soundSet struct {
	tone, plain, regional [maxReadings]hanzi.Syllable
	n                     uint8
	consonant             byte   // of the commonest reading
	bloom                 uint16 // bits of the regional readings: sets that meet share a bit
}

// maxReadings bounds a set.
const maxReadings = 4

// givenReadings is how many readings of a character in a given name are
// compared, the commonest first: 乐 is lè or yuè, but the third reading and
// beyond are in dictionaries, not in the heads of people who type.
const givenReadings = 2

type soundKey [maxReadings]hanzi.Syllable

// soundRegister numbers the sets of readings that occur, each in the order of
// how common they are, from 1; 0 is no reading. There are some thousands: as many as characters are read in
// different ways. It is shared by all columns and safe for concurrent use.
type soundRegister struct {
	lock sync.Mutex
	ids  map[soundKey]uint16
	sets atomic.Pointer[[]soundSet]
}

var sounds = func() *soundRegister {
	r := &soundRegister{ids: map[soundKey]uint16{}}
	r.sets.Store(&[]soundSet{{}})
	return r
}()

// all lists the sets by number.
func (r *soundRegister) all() []soundSet { return *r.sets.Load() }

// id numbers a set.
func (r *soundRegister) id(readings []hanzi.Syllable) uint16 {
	readings = readings[:min(len(readings), maxReadings)]
	if len(readings) == 0 {
		return 0
	}
	var key soundKey
	copy(key[:], readings)
	r.lock.Lock()
	defer r.lock.Unlock()
	id, ok := r.ids[key]
	if sets := r.all(); !ok && len(sets) < 1<<16 {
		s := soundSet{tone: key, n: uint8(len(readings)), consonant: consonant(readings[0])}
		for i, reading := range key[:s.n] {
			s.plain[i], s.regional[i] = reading.Toneless(), reading.Regional()
			s.bloom |= bit(uint32(s.regional[i]))
		}
		id = uint16(len(sets))
		r.ids[key] = id
		sets = append(sets, s) // readers of the old slice do not look so far
		r.sets.Store(&sets)
	}
	return id
}

// characters has what is known of every character of the basic plane, by its
// code, so that nothing has to be looked up for a name but by index. Names with
// characters of other planes go the slow way.
type characters struct {
	fold   [1 << 16]uint16 // 0 for one that folds into another plane
	given  [1 << 16]uint16 // sound set in a given name
	family [1 << 16]uint16 // sound set as a surname
	near   [1 << 16]uint16 // bits of the look-alikes
	// Look-alikes of character c are list[from[c]:from[c+1]].
	from [1<<16 + 1]uint32
	list []uint16
}

var charactersOf = sync.OnceValue(func() *characters {
	t := &characters{}
	var pairs []uint32 // a character over one that looks like it, both ways
	for r := rune(0x2E80); r < 1<<16; r++ {
		if !hanzi.IsHan(r) {
			if f := hanzi.Fold(r); f < 1<<16 {
				t.fold[r] = uint16(f)
			}
			continue
		}
		if f := hanzi.Fold(r); f < 1<<16 {
			t.fold[r] = uint16(f)
		}
		readings := hanzi.Readings(r)
		t.given[r] = sounds.id(readings[:min(len(readings), givenReadings)])
		t.family[r] = sounds.id(hanzi.SurnameReading(r))
		for _, other := range hanzi.LookAlikes(r) {
			if other < 1<<16 {
				pairs = append(pairs, uint32(r)<<16|uint32(other), uint32(other)<<16|uint32(r))
			}
		}
	}
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	for c := range 1 << 16 {
		for ; len(pairs) > 0 && int(pairs[0]>>16) == c; pairs = pairs[1:] {
			o := uint16(pairs[0])
			t.list = append(t.list, o)
			t.near[c] |= bit(uint32(o))
		}
		t.from[c+1] = uint32(len(t.list))
	}
	for r := range rune(0x2E80) {
		t.fold[r] = uint16(r)
	}
	return t
})

// bit chooses one of 16 bits.
func bit(v uint32) uint16 { return 1 << (v * 0x9E3779B1 >> 28) }

// basic reports whether a character and what it folds to are of the basic
// plane.
func (t *characters) basic(r rune) bool { return r > 0 && r < 1<<16 && t.fold[r] != 0 }

// lookAlike reports whether two characters are easily taken for each other.
func (t *characters) lookAlike(a, b rune) bool {
	if a >= 1<<16 || b >= 1<<16 {
		return hanzi.LookAlike(a, b) > 0
	}
	return slices.Contains(t.list[t.from[a]:t.from[a+1]], uint16(b))
}
