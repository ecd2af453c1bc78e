package link

import (
	"quanyuan/link/compare"
	"quanyuan/link/train"
)

// grader grades pairs of rows for one thread, many at a time: the pairs of one
// field after those of the other, so that the loads of one pair do not wait
// for those of the pair before.
type grader struct {
	fields []*field
	k      int
	cache  []uint64
	trust  []trust
	batch  []compare.Batch // nil where the comparator has none
	todo   []uint32        // positions of the pairs that must be compared
	a, b   []uint32
	levels []uint8
}

// cacheBits is the size of the cache of graded value pairs per thread and
// field: 2^12 entries of 8 bytes for each field stay near the processor.
const cacheBits = 12

// trust counts how often the cache knew a pair of values of a field. Where
// values are many it seldom does, and is left alone.
type trust struct {
	asked, known uint32
	off          bool
}

// batchPairs is how many pairs are graded at a time.
const batchPairs = 256

func newGrader(e *encoded) *grader {
	g := &grader{
		fields: e.fields, k: len(e.fields), cache: make([]uint64, len(e.fields)<<cacheBits), trust: make([]trust, len(e.fields)),
		batch: make([]compare.Batch, len(e.fields)),
		todo:  make([]uint32, 0, batchPairs), a: make([]uint32, 0, batchPairs), b: make([]uint32, 0, batchPairs), levels: make([]uint8, batchPairs),
	}
	for k, f := range e.fields {
		g.batch[k], _ = f.prepared.(compare.Batch)
		g.trust[k].off = len(f.same) > 1<<20
	}
	return g
}

// pattern grades two records given as their values.
func (g *grader) pattern(a, b []uint32) train.Pattern {
	var p uint64
	for k, va := range a {
		vb := b[k]
		if va == 0 || vb == 0 {
			continue
		}
		f := g.fields[k]
		grade := f.same[va]
		if va != vb {
			grade = f.grade(va, vb)
		}
		p |= uint64(grade) << (4 * k)
	}
	return train.Pattern(p)
}

// patterns grades pairs of rows of values, k a row: pair i is rows x[i] and
// y[i].
func (g *grader) patterns(values []uint32, x, y []uint32, to []train.Pattern) {
	clear(to)
	for k, f := range g.fields {
		g.todo, g.a, g.b = g.todo[:0], g.a[:0], g.b[:0]
		shift := uint(4 * k)
		for i := range x {
			va, vb := values[int(x[i])*g.k+k], values[int(y[i])*g.k+k]
			if va == 0 || vb == 0 {
				continue
			}
			if va == vb {
				to[i] |= train.Pattern(f.same[va]) << shift
				continue
			}
			g.todo, g.a, g.b = append(g.todo, uint32(i)), append(g.a, min(va, vb)), append(g.b, max(va, vb))
		}
		if len(g.todo) == 0 {
			continue
		}
		if g.trust[k].off {
			g.compare(k, shift, to)
		} else {
			g.cached(k, shift, to)
		}
	}
}

// compare grades the pairs to do.
func (g *grader) compare(k int, shift uint, to []train.Pattern) {
	f := g.fields[k]
	if b := g.batch[k]; b != nil {
		b.LevelAll(g.a, g.b, g.levels)
		for j, i := range g.todo {
			to[i] |= train.Pattern(f.graded(g.levels[j], g.a[j], g.b[j])) << shift
		}
		return
	}
	for j, i := range g.todo {
		to[i] |= train.Pattern(f.graded(f.prepared.Level(g.a[j], g.b[j]), g.a[j], g.b[j])) << shift
	}
}

// cached grades the pairs to do with the help of the cache. An entry is the two
// values, 30 bits each, over the four bits of the grade.
func (g *grader) cached(k int, shift uint, to []train.Pattern) {
	t := &g.trust[k]
	slots := g.cache[k<<cacheBits : (k+1)<<cacheBits]
	n := 0
	for j, i := range g.todo {
		a, b := g.a[j], g.b[j]
		key := uint64(a)<<30 | uint64(b)
		if slot := slots[key*0x9E3779B97F4A7C15>>(64-cacheBits)]; slot>>4 == key {
			to[i] |= train.Pattern(slot&15) << shift
			continue
		}
		g.todo[n], g.a[n], g.b[n] = i, a, b
		n++
	}
	t.asked += uint32(len(g.todo))
	t.known += uint32(len(g.todo) - n)
	g.todo, g.a, g.b = g.todo[:n], g.a[:n], g.b[:n]
	g.compare(k, shift, to)
	for j, i := range g.todo {
		key := uint64(g.a[j])<<30 | uint64(g.b[j])
		slots[key*0x9E3779B97F4A7C15>>(64-cacheBits)] = key<<4 | uint64(to[i]>>shift&15)
	}
	if t.asked > 1<<14 {
		t.off = t.known < t.asked/4
		t.asked, t.known = t.asked/2, t.known/2
	}
}
