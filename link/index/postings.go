package index

import "math/bits"

// postings gives the records that have a key of one rule.
type postings struct {
	shards [1 << shardBits]keyTable
	lists  lists
}

const (
	shardBits = 6 // small tables grow in small steps
	// alone marks the only record of a key; what is not alone is a list.
	alone = 1 << 31
)

// keyTable is an open-addressing table with linear probing. Its size is no
// power of two: it grows by a half, which leaves fewer slots empty.
type keyTable struct {
	keys []uint64 // 0 is free
	refs []uint32
	n    int
}

func (p *postings) shard(key uint64) *keyTable { return &p.shards[key>>(64-shardBits)] }

// home is the slot where a key is looked for first.
func (t *keyTable) home(key uint64) int {
	hi, _ := bits.Mul64(key<<shardBits, uint64(len(t.keys)))
	return int(hi)
}

// find is the slot of a key, or the free one where it belongs.
func (t *keyTable) find(key uint64) int {
	i := t.home(key)
	for t.keys[i] != 0 && t.keys[i] != key {
		if i++; i == len(t.keys) {
			i = 0
		}
	}
	return i
}

// rows are the records of a key, in order; one is room for a single one. They
// are valid until the postings change.
func (p *postings) rows(key uint64, one *[1]uint32) []uint32 {
	t := p.shard(key)
	if t.n == 0 {
		return nil
	}
	i := t.find(key)
	switch ref := t.refs[i]; {
	case t.keys[i] == 0:
		return nil
	case ref&alone != 0:
		one[0] = ref &^ alone
		return one[:]
	default:
		return p.lists.rows(ref)
	}
}

// add puts a record under a key.
func (p *postings) add(key uint64, record uint32) {
	t := p.shard(key)
	if (t.n+1)*5 > len(t.keys)*4 {
		t.resize(max(8, len(t.keys)+len(t.keys)/2))
	}
	i := t.find(key)
	switch ref := t.refs[i]; {
	case t.keys[i] == 0:
		t.keys[i], t.refs[i] = key, record|alone
		t.n++
	case ref&alone != 0:
		t.refs[i] = p.lists.pair(ref&^alone, record)
	default:
		t.refs[i] = p.lists.add(ref, record)
	}
}

// remove takes a record from under a key, where it must stand.
func (p *postings) remove(key uint64, record uint32) {
	t := p.shard(key)
	i := t.find(key)
	if ref := t.refs[i]; ref&alone != 0 {
		t.delete(i)
	} else if left, single := p.lists.remove(ref, record); single {
		t.refs[i] = left | alone
	}
}

func (t *keyTable) resize(size int) {
	keys, refs := t.keys, t.refs
	t.keys, t.refs = make([]uint64, size), make([]uint32, size)
	for i, key := range keys {
		if key != 0 {
			j := t.find(key)
			t.keys[j], t.refs[j] = key, refs[i]
		}
	}
}

// delete frees a slot and moves back what was pushed past it.
func (t *keyTable) delete(i int) {
	size := len(t.keys)
	for j := i; ; {
		if j++; j == size {
			j = 0
		}
		if t.keys[j] == 0 {
			break
		}
		pushed, gap := (j-t.home(t.keys[j])+size)%size, (j-i+size)%size
		if pushed >= gap {
			t.keys[i], t.refs[i] = t.keys[j], t.refs[j]
			i = j
		}
	}
	t.keys[i], t.refs[i] = 0, 0
	t.n--
}
