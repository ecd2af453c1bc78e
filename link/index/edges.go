package index

// edges are the pairs of records at or above the threshold. An edge is two
// halves, at 2i and 2i+1; the halves that begin at one record are chained.
type edges struct {
	first  []uint32 // record -> number + 1 of a half
	halves []half
	free   uint32 // number + 1 of the first half of an edge that is free
}

type half struct {
	to, next uint32
	weight   float32
}

func (e *edges) reach(n int) {
	for len(e.first) < n {
		e.first = append(e.first, 0)
	}
}

// each calls f with every neighbour of a record.
func (e *edges) each(record uint32, f func(to uint32, weight float32)) {
	for at := e.first[record]; at != 0; {
		h := &e.halves[at-1]
		at = h.next
		f(h.to, h.weight)
	}
}

func (e *edges) add(a, b uint32, weight float32) {
	var at uint32
	if e.free != 0 {
		at = e.free - 1
		e.free = e.halves[at].next
	} else {
		at = uint32(len(e.halves))
		e.halves = append(e.halves, half{}, half{})
	}
	e.halves[at] = half{b, e.first[a], weight}
	e.halves[at+1] = half{a, e.first[b], weight}
	e.first[a], e.first[b] = at+1, at+2
}

// drop removes all edges of a record and returns its neighbours.
func (e *edges) drop(record uint32) (neighbours []uint32) {
	for at := e.first[record]; at != 0; {
		i := at - 1
		h := e.halves[i]
		neighbours = append(neighbours, h.to)
		e.unchain(h.to, i^1)
		e.halves[i&^1] = half{next: e.free}
		e.free = i&^1 + 1
		at = h.next
	}
	e.first[record] = 0
	return neighbours
}

// unchain takes a half out of the chain of the record it begins at.
func (e *edges) unchain(record, half uint32) {
	at := &e.first[record]
	for *at != half+1 {
		at = &e.halves[*at-1].next
	}
	*at = e.halves[half].next
}
