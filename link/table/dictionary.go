package table

import (
	"hash/maphash"
	"unsafe"
)

// dictionary gives every distinct text a number in order of first appearance.
// The empty text is number 0.
//
// The slots are an open-addressing table with linear probing. A slot holds 32
// bits of the hash in its upper half and the number in its lower half; the
// upper bits of the hash choose the slot, so the table can grow without the
// texts being read again. The hash is keyed anew in every dictionary: no file
// can be made to collide, and no result depends on it.
type dictionary struct {
	seed   maphash.Seed
	slots  []uint64
	shift  uint
	values []string
	arena  []byte
}

const (
	firstSlots = 1 << 8
	firstArena = 1 << 12
	lastArena  = 1 << 20
)

func newDictionary() *dictionary {
	return &dictionary{
		seed:   maphash.MakeSeed(),
		slots:  make([]uint64, firstSlots),
		shift:  32 - 8,
		values: []string{""},
	}
}

// id returns the number of the text b, which is copied when it is new.
func (d *dictionary) id(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	return d.find(b, uint32(maphash.Bytes(d.seed, b)>>32))
}

// find is id for a text whose hash is known.
func (d *dictionary) find(b []byte, hash uint32) uint32 {
	mask := uint32(len(d.slots) - 1)
	i := hash >> d.shift
	for {
		slot := d.slots[i&mask]
		if slot == 0 {
			return d.insert(i&mask, hash, d.keep(b))
		}
		if uint32(slot>>32) == hash {
			if id := uint32(slot); d.values[id] == string(b) {
				return id
			}
		}
		i++
	}
}

// share returns the number of s, which the dictionary keeps without a copy.
func (d *dictionary) share(s string) uint32 {
	if s == "" {
		return 0
	}
	hash := uint32(maphash.String(d.seed, s) >> 32)
	mask := uint32(len(d.slots) - 1)
	i := hash >> d.shift
	for {
		slot := d.slots[i&mask]
		if slot == 0 {
			return d.insert(i&mask, hash, s)
		}
		if uint32(slot>>32) == hash && d.values[uint32(slot)] == s {
			return uint32(slot)
		}
		i++
	}
}

// insert puts a new text into a free slot.
func (d *dictionary) insert(slot, hash uint32, s string) uint32 {
	id := uint32(len(d.values))
	d.values = append(d.values, s)
	d.slots[slot] = uint64(hash)<<32 | uint64(id)
	if len(d.values)*8 > len(d.slots)*5 && d.shift > 1 {
		d.grow()
	}
	return id
}

// grow doubles the slots.
func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]uint64, 2*len(old))
	d.shift--
	mask := uint32(len(d.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := uint32(slot>>32) >> d.shift
		for d.slots[i&mask] != 0 {
			i++
		}
		d.slots[i&mask] = slot
	}
}

// keep copies b into the arena. Arenas grow with the dictionary, so a column
// of ten values is small and one of ten million has few allocations.
func (d *dictionary) keep(b []byte) string {
	if len(b) > cap(d.arena)-len(d.arena) {
		if len(b) > lastArena/4 {
			return string(b)
		}
		size := min(max(2*cap(d.arena), firstArena), lastArena)
		d.arena = make([]byte, 0, max(size, len(b)))
	}
	from := len(d.arena)
	d.arena = append(d.arena, b...)
	return unsafe.String(&d.arena[from], len(b))
}
