package index

import (
	"fmt"
	"math"
	"slices"

	"quanyuan/link"
	"quanyuan/link/train"
)

// Candidate is a record that may be the one that is looked for.
type Candidate struct {
	ID      string
	Cluster uint64
	// Weight is the log2 odds of a match; Probability says the same.
	Weight      float64
	Probability float64
	// Same says that all values are the same texts.
	Same bool
	// Pattern is what agrees; [link.Model.Explain] takes it apart.
	Pattern train.Pattern
}

// Answer is what a search found.
type Answer struct {
	// Candidates are the best, those with the same values first, then by
	// weight, equals by id.
	Candidates []Candidate
	// Compared is the number of records that share a blocking key with the
	// values and were compared.
	Compared int
	// Truncated says that more share a key than one search compares
	// ([Options].MostCompared). Those that share a rare key were compared.
	Truncated bool
}

// Find looks for the records that are most likely the one with these values, in
// the order of Columns, without putting it in: at most limit of all that share
// a blocking key with it and reach [Options].Floor, which is below the
// threshold.
func (x *Index) Find(values []string, limit int) (Answer, error) {
	return x.FindFor("", values, limit)
}

// FindFor is Find for a record that a list would have: when that has nobody
// twice, its records are left out.
func (x *Index) FindFor(list string, values []string, limit int) (Answer, error) {
	if limit <= 0 {
		return Answer{}, fmt.Errorf("index: find at most %d: give a limit above 0", limit)
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	w := x.worker()
	defer x.free(w)
	source, err := x.source(list)
	if err != nil {
		return Answer{}, err
	}
	if w.texts, err = x.check(w.texts[:0], "", values); err != nil {
		return Answer{}, err
	}
	if x.welcomes(w.texts) {
		x.mu.RUnlock()
		x.receive(w.texts)
		x.mu.RLock()
	}
	row, unknown, err := w.lookUp()
	if err != nil {
		return Answer{}, err
	}
	w.keysOf(w.texts)
	a := Answer{Truncated: w.gather(w.keys, x.opts.MostCompared)}
	w.found = x.sources.allowed(w.found, source)
	a.Compared = len(w.found)
	w.weigh(row)
	w.weighUnknown(unknown)
	best := w.best(row, unknown, limit)
	a.Candidates = make([]Candidate, len(best))
	for i, b := range best {
		r := w.found[b.at]
		a.Candidates[i] = Candidate{ID: x.name(r), Cluster: uint64(x.clusters.of[r]), Weight: float64(b.weight),
			Probability: link.Probability(float64(b.weight)), Same: b.same, Pattern: w.patterns[b.at]}
	}
	return a, nil
}

// welcomes reports whether a long value is not stored and may be: it is then
// compared as quickly as others, and mostly its record is added next.
func (x *Index) welcomes(texts []string) bool {
	guests := 0
	for _, k := range x.last {
		guests += len(x.columns[x.slots[k]].guests)
	}
	if guests >= max(x.guestRoom, x.live/8) {
		return false
	}
	for _, k := range x.last {
		if _, ok := x.columns[x.slots[k]].values.Lookup(texts[x.slots[k]]); !ok {
			return true
		}
	}
	return false
}

// receive stores the long values.
func (x *Index) receive(texts []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, k := range x.last {
		c := x.columns[x.slots[k]]
		if known := c.values.Len(); int(x.number(c, texts[x.slots[k]])) == known {
			if c.guests == nil {
				c.guests = map[uint32]struct{}{}
			}
			c.guests[uint32(known)] = struct{}{}
		}
	}
}

// ranked is a candidate by its place among all.
type ranked struct {
	at     int
	weight float32
	same   bool
}

func (w *worker) before(a, b ranked) bool {
	if a.same != b.same {
		return a.same
	}
	if a.weight != b.weight {
		return a.weight > b.weight
	}
	return w.x.name(w.found[a.at]) < w.x.name(w.found[b.at])
}

// best finds the best candidates. They are taken in the order of what they can
// reach at most, those with the same values first, and the last comparisons
// are made a few at a time, until no other can be among the best.
func (w *worker) best(row, unknown []uint32, limit int) []ranked {
	x := w.x
	open, known := w.open(row), true
	var new link.Comparisons // those of the last whose value is not stored
	for c, u := range unknown {
		known = known && u == 0
		if u != 0 && slices.Contains(x.last, c) && !w.scratch.scorer.Missing(c, u) {
			new |= 1 << c
		}
	}
	w.ranks = w.ranks[:0]
	floor := float32(link.WeightOf(x.opts.Floor))
	for i, r := range w.found {
		bound := w.weigher.Bound(w.patterns[i], open|new)
		if bound < floor {
			continue
		}
		rank := descending(bound)
		if known && sameRow(row, x.rows.at(r)) {
			rank = 0
		}
		w.ranks = append(w.ranks, uint64(rank)<<32|uint64(i))
	}
	slices.Sort(w.ranks)
	best := make([]ranked, 0, min(limit, len(w.ranks))+1)
	const atOnce = 8
	for from := 0; from < len(w.ranks); from += atOnce {
		if len(best) == limit && uint32(w.ranks[from]>>32) > descending(best[limit-1].weight) {
			break
		}
		w.places = w.places[:0]
		for _, rank := range w.ranks[from:min(from+atOnce, len(w.ranks))] {
			w.places = append(w.places, int(uint32(rank)))
		}
		w.finish(w.places, row, open)
		w.finishUnknown(w.places, unknown, new)
		for i, at := range w.places {
			c := ranked{at, w.weigher.Weight(w.patterns[at]), w.ranks[from+i]>>32 == 0}
			if c.weight < floor {
				continue
			}
			to := len(best)
			for to > 0 && w.before(c, best[to-1]) {
				to--
			}
			if best = slices.Insert(best, to, c); len(best) > limit {
				best = best[:limit]
			}
		}
	}
	return best
}

// descending is a number above 0 that is smaller for a greater weight.
func descending(weight float32) uint32 {
	b := math.Float32bits(weight)
	if b>>31 != 0 {
		return b | 1
	}
	return ^b&^(1<<31) | 1
}

func sameRow(a, b []uint32) bool {
	for i, v := range a {
		if v != b[i] {
			return false
		}
	}
	return true
}

// scratch holds values that are looked for and not stored, and the stored ones
// that they are compared with: readers must not change the index.
type scratch struct {
	scorer  *link.Scorer
	weigher *link.Weigher
	known   []map[uint32]uint32 // comparison -> stored value -> value here
	held    int
}

// mostHeld is how many values a scratch holds before it is thrown away.
const mostHeld = 1 << 15

// lookUp finds the numbers of the values of a record. What is not stored has
// the number that unknown has for its comparison in the scratch, or, in a column
// that is not compared, one that no record has.
func (w *worker) lookUp() (row, unknown []uint32, err error) {
	x := w.x
	row, unknown = make([]uint32, len(x.slots)), make([]uint32, x.compared)
	for i, c := range x.columns {
		text := w.texts[i]
		if id, ok := c.values.Lookup(text); ok {
			x.write(c, row, id)
			continue
		}
		for _, slot := range c.slots {
			if slot >= x.compared {
				row[slot] = ^uint32(0)
				continue
			}
			if w.scratch == nil || w.scratch.held > mostHeld {
				if w.scratch, err = x.newScratch(); err != nil {
					return nil, nil, err
				}
				clear(unknown)
				return w.lookUp()
			}
			unknown[slot] = w.scratch.add(slot, text)
		}
	}
	return row, unknown, nil
}

func (x *Index) newScratch() (*scratch, error) {
	scorer, err := link.NewScorer(x.model, x.comparators)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	s := &scratch{scorer: scorer, weigher: scorer.Weigher(), known: make([]map[uint32]uint32, x.compared)}
	for k := range s.known {
		s.known[k] = map[uint32]uint32{}
	}
	return s, nil
}

func (s *scratch) add(comparison int, text string) uint32 {
	s.held++
	return s.scorer.Add(comparison, text)
}

// stored is the number here of a stored value.
func (s *scratch) stored(x *Index, comparison int, value uint32) uint32 {
	id, ok := s.known[comparison][value]
	if !ok {
		id = s.add(comparison, x.columns[x.slots[comparison]].values.Text(value))
		s.known[comparison][value] = id
	}
	return id
}

// weighUnknown adds to the patterns what the values say that are not stored,
// but for the last comparisons.
func (w *worker) weighUnknown(unknown []uint32) {
	var new link.Comparisons
	for c, u := range unknown {
		if u != 0 && !slices.Contains(w.x.last, c) && !w.scratch.scorer.Missing(c, u) {
			new |= 1 << c
		}
	}
	w.places = w.places[:0]
	for i := range w.found {
		w.places = append(w.places, i)
	}
	w.finishUnknown(w.places, unknown, new)
}

// finishUnknown makes comparisons of some candidates with values that are not
// stored.
func (w *worker) finishUnknown(places []int, unknown []uint32, new link.Comparisons) {
	n, k := len(places), w.x.compared
	if n == 0 || new == 0 {
		return
	}
	w.clear(n)
	for c, u := range unknown {
		if new>>c&1 == 0 {
			continue
		}
		for i, at := range places {
			w.values[i*k+c] = w.stored(at, c)
		}
		w.values[n*k+c] = u
	}
	w.add(w.scratch.weigher, places)
}

// stored is the number that the value of a candidate has in the scratch.
func (w *worker) stored(candidate, comparison int) uint32 {
	if v := loud(w.x.rows.at(w.found[candidate])[comparison]); v != 0 {
		return w.scratch.stored(w.x, comparison, v)
	}
	return 0
}

// Explain takes a candidate's weight apart.
func (x *Index) Explain(c Candidate) []link.Step { return x.model.Explain(c.Pattern) }
