package table

import (
	"hash/maphash"
	"slices"
	"unsafe"
)

// dictionary gives every distinct text a number in order of first appearance.
// The empty text is number 0.
//
// The slots are an open-addressing table with linear probing. A slot holds 32
// bits of the hash in its upper half and the number in its lower half; the
// upper bits of the hash choose the slot, so the table grows in one sweep and
// without the texts being read again. The hash is keyed anew in every
// dictionary: no file can be made to collide, and no result depends on it.
//
// Nothing in it is a pointer but the list of blocks, so a dictionary of
// millions of texts costs the garbage collector nothing while it grows.
type dictionary struct {
	seed   maphash.Seed
	slots  []uint64
	shift  uint
	texts  []place
	blocks [][]byte
	// touched keeps the compiler from dropping loads made for the cache.
	touched uint64
}

// place is where a text lies: block (20 bits), offset (20), length (24).
type place uint64

const (
	firstSlots = 1 << 6
	firstBlock = 1 << 9
	lastBlock  = 1 << 20
	maxText    = 1<<24 - 1
	placeBlock = 44
)

func newDictionary() *dictionary {
	return &dictionary{
		seed:  maphash.MakeSeed(),
		slots: make([]uint64, firstSlots),
		shift: 32 - 6,
		texts: []place{0},
	}
}

// text gives the bytes at a place.
func (d *dictionary) text(p place) []byte {
	n, from := int(p&maxText), int(p>>24&(lastBlock-1))
	return d.blocks[p>>placeBlock][from : from+n]
}

// group is how many texts are looked up at a time.
const group = 64

// lookup is the working space of ids.
type lookup struct {
	texts  [group][]byte
	hashes [group]uint32
	slots  [group]uint32 // number, 0 when the text is not there
	places [group]place
}

// ids appends the numbers of the first n texts of l. A large dictionary
// is not in the cache, and each text needs three places of it one after the
// other; asking for the first place of all texts, then for the second and so
// on lets the processor wait for many at once.
func (d *dictionary) ids(to []uint32, l *lookup, n int) []uint32 {
	for k, b := range l.texts[:n] {
		l.hashes[k] = uint32(maphash.Bytes(d.seed, b) >> 32)
	}
	touched := uint64(0)
	for _, h := range l.hashes[:n] {
		touched += d.slots[h>>d.shift]
	}
	for k, h := range l.hashes[:n] {
		l.slots[k] = d.probe(h)
	}
	for k, id := range l.slots[:n] {
		l.places[k] = d.texts[id]
	}
	for _, p := range l.places[:n] {
		if p != 0 {
			touched += uint64(d.blocks[p>>placeBlock][p>>24&(lastBlock-1)])
		}
	}
	d.touched = touched
	for k, b := range l.texts[:n] {
		switch {
		case len(b) == 0:
			to = append(to, 0)
		case l.places[k]&maxText == place(len(b)) && string(d.text(l.places[k])) == string(b):
			to = append(to, l.slots[k])
		default:
			to = append(to, d.find(b, l.hashes[k]))
		}
	}
	return to
}

// probe gives the number of the first text with this hash, 0 when there is
// none.
func (d *dictionary) probe(hash uint32) uint32 {
	mask := uint32(len(d.slots) - 1)
	for i := hash >> d.shift; ; i++ {
		if slot := d.slots[i&mask]; slot == 0 || uint32(slot>>32) == hash {
			return uint32(slot)
		}
	}
}

// id returns the number of one text.
func (d *dictionary) id(s string) uint32 {
	if s == "" {
		return 0
	}
	return d.find(unsafe.Slice(unsafe.StringData(s), len(s)), uint32(maphash.String(d.seed, s)>>32))
}

// find returns the number of the text b, which is copied when it is new.
func (d *dictionary) find(b []byte, hash uint32) uint32 {
	mask := uint32(len(d.slots) - 1)
	i := hash >> d.shift
	for {
		slot := d.slots[i&mask]
		if slot == 0 {
			return d.insert(i&mask, hash, b)
		}
		if uint32(slot>>32) == hash && string(d.text(d.texts[uint32(slot)])) == string(b) {
			return uint32(slot)
		}
		i++
	}
}

// insert puts a new text into a free slot.
func (d *dictionary) insert(slot, hash uint32, b []byte) uint32 {
	id := uint32(len(d.texts))
	d.texts = append(d.texts, d.keep(b))
	d.slots[slot] = uint64(hash)<<32 | uint64(id)
	if len(d.texts)*8 > len(d.slots)*5 && d.shift > 1 {
		d.grow()
	}
	return id
}

// reserve makes room for so many texts, within reason: an estimate from the
// first rows may be wrong.
func (d *dictionary) reserve(texts int) {
	size, shift := len(d.slots), d.shift
	for texts*8 > size*5 && size < mostReserved {
		size *= 2
		shift--
	}
	if size > len(d.slots) {
		d.resize(size, shift)
		d.texts = slices.Grow(d.texts, max(0, min(texts, size*5/8)-len(d.texts)))
	}
}

// mostReserved bounds the slots that are made before they are needed.
const mostReserved = 1 << 24

// grow doubles the slots.
func (d *dictionary) grow() { d.resize(2*len(d.slots), d.shift-1) }

func (d *dictionary) resize(size int, shift uint) {
	old := d.slots
	d.slots = make([]uint64, size)
	d.shift = shift
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

// keep copies b into the last block. Blocks grow with the dictionary, so a
// column of ten values is small and one of ten million has few allocations.
func (d *dictionary) keep(b []byte) place {
	size, room := firstBlock, 0
	if n := len(d.blocks); n > 0 {
		last := d.blocks[n-1]
		size, room = min(2*cap(last), lastBlock), cap(last)-len(last)
	}
	if len(b) > room {
		d.blocks = append(d.blocks, make([]byte, 0, max(size, len(b))))
	}
	block := &d.blocks[len(d.blocks)-1]
	p := place(len(d.blocks)-1)<<placeBlock | place(len(*block))<<24 | place(len(b))
	*block = append(*block, b...)
	return p
}
