package train

import (
	"math"
	"sync"
	"sync/atomic"
)

// shape is what the expectation must know about a class.
type shape struct {
	match bool
	own   []int // comparisons that do not agree by chance only
	learn []int // of these, the ones whose distribution is estimated
	// only is set for classes of pairs that agree exactly, as a mask of the
	// comparisons that must; they are passed over quickly.
	only uint32
}

func (e *fitting) shape(c Class) shape {
	s := shape{match: c.Match}
	for k, o := range c.From {
		switch o {
		case ByChance:
			continue
		case Agreeing:
			s.only |= 1 << k
		}
		s.own = append(s.own, k)
		if o != Agreeing {
			s.learn = append(s.learn, k)
		}
	}
	return s
}

const (
	gradeBits  = 4
	gradeCount = 1 << gradeBits
	chunkCount = 16
)

// byGrade has a number for every grade of every comparison, at the comparison
// above gradeBits of the grade: a pattern has 16 comparisons at most.
type byGrade [256]float64

// chunk is a fixed part of the patterns with what is added up over it. The
// division does not depend on the number of threads, so neither do the sums.
type chunk struct {
	from, to int
	sums     []byGrade // of each class
	pairs    []float64
	seen     byGrade
	part     []float64
	totals   []float64 // of each pattern, what all classes together expect
	possible []uint8   // what narrowing leaves, with the number for each pattern
	kept     []uint8
}

func (e *fitting) divide() {
	n := len(e.all)
	for i := range chunkCount {
		from, to := i*n/chunkCount, (i+1)*n/chunkCount
		e.chunks = append(e.chunks, &chunk{
			from: from, to: to,
			sums:   make([]byGrade, len(e.classes)),
			pairs:  make([]float64, len(e.classes)),
			part:   make([]float64, len(e.classes)),
			totals: make([]float64, to-from),
		})
	}
}

// list writes down which classes a pattern can be of.
func (e *fitting) list() {
	e.possible, e.start = e.possible[:0], append(e.start[:0], 0)
	for i := range e.all {
		for c, s := range e.shapes {
			may := !s.match || i < len(e.Counts)
			if i >= e.counted {
				may = s.match == e.Labelled[i-e.counted].Match
			}
			if may && s.only&^e.agreeing[i] == 0 {
				e.possible = append(e.possible, uint8(c))
			}
		}
		e.start = append(e.start, uint32(len(e.possible)))
	}
}

// expect divides every pattern among the classes.
func (e *fitting) expect() {
	ratio := make([]byGrade, len(e.classes))
	var chance, left byGrade
	for k := range e.k {
		random := joined(e.any[k], e.nullAny[k])
		copy(chance[k<<gradeBits:], random)
		copy(left[k<<gradeBits:], joined(e.u[k], e.nullU[k]))
		for c := range e.classes {
			for g, p := range joined(e.classes[c].P[k], e.nulls[c][k]) {
				ratio[c][k<<gradeBits|g] = p / random[g]
			}
		}
	}
	if e.narrowing = e.expected%narrowEvery == 1; e.narrowing {
		e.list()
	}
	e.expected++
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, e.Threads) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(e.chunks) {
					return
				}
				e.chunks[i].expect(e, &chance, &left, ratio)
			}
		}()
	}
	wg.Wait()
	if e.narrowing {
		e.narrow()
	}
	e.gather()
}

// narrowEvery is after how many expectations it is looked again which classes
// patterns can be of: most are of few, and the others cost as much.
const narrowEvery = 12

// A class keeps a pattern while that may be of it with a chance of leastShare.
const leastShare = 1e-6

// narrow takes over which classes the chunks left.
func (e *fitting) narrow() {
	e.possible, e.start = e.possible[:0], append(e.start[:0], 0)
	for _, t := range e.chunks {
		e.possible = append(e.possible, t.possible...)
		for _, n := range t.kept {
			e.start = append(e.start, e.start[len(e.start)-1]+uint32(n))
		}
	}
}

func (t *chunk) expect(e *fitting, chance, left *byGrade, ratio []byGrade) {
	clear(t.sums)
	clear(t.pairs)
	clear(t.seen[:])
	t.possible, t.kept = t.possible[:0], t.kept[:0]
	part := t.part[:len(e.classes)]
	background := uint8(len(e.classes) - 1)
	for i := t.from; i < t.to; i++ {
		row := e.grades[i*e.k : (i+1)*e.k]
		base, rest := 1.0, 1.0
		for _, at := range row {
			base *= chance[at]
			rest *= left[at]
		}
		var total float64
		possible := e.possible[e.start[i]:e.start[i+1]]
		for j, c := range possible {
			v := e.classes[c].Pairs
			if c == background {
				v *= rest
			} else {
				v *= base
				of := &ratio[c]
				for _, k := range e.shapes[c].own {
					v *= of[row[k]]
				}
			}
			part[j] = v
			total += v
		}
		if e.narrowing {
			t.narrow(possible, background, leastShare*total)
		}
		if t.totals[i-t.from] = total; total <= 0 {
			continue
		}
		n := e.all[i].Pairs
		scale := n / total
		counted := i < e.counted || e.Labelled[i-e.counted].Counted
		last, byChance := len(possible)-1, 0.0
		if possible[last] == background {
			byChance = part[last] * scale
		} else {
			last++ // the background is none of the possible classes
		}
		for j, c := range possible[:last] {
			r := part[j] * scale
			if r < 1e-6 {
				continue
			}
			if counted && e.shapes[c].only&^e.present[i] == 0 {
				t.pairs[c] += r
			}
			sums := &t.sums[c]
			for _, k := range e.shapes[c].learn {
				sums[row[k]] += r
			}
		}
		if !counted {
			continue
		}
		r := n - byChance
		for _, at := range row {
			t.seen[at] += r
		}
	}
}

// narrow notes which classes a pattern may still be of.
func (t *chunk) narrow(possible []uint8, background uint8, least float64) {
	n := len(t.possible)
	for j, c := range possible {
		if t.part[j] >= least || c == background {
			t.possible = append(t.possible, c)
		}
	}
	t.kept = append(t.kept, uint8(len(t.possible)-n))
}

// gather adds up the chunks in their order.
func (e *fitting) gather() {
	clear(e.pairs)
	for c := range e.sums {
		for k := range e.sums[c] {
			clear(e.sums[c][k])
		}
	}
	for k := range e.seen {
		clear(e.seen[k])
	}
	for _, t := range e.chunks {
		for c := range e.classes {
			e.pairs[c] += t.pairs[c]
			for _, k := range e.shapes[c].learn {
				for g := range e.sums[c][k] {
					e.sums[c][k][g] += t.sums[c][k<<gradeBits|g]
				}
			}
		}
		for k := range e.seen {
			for g := range e.seen[k] {
				e.seen[k][g] += t.seen[k<<gradeBits|g]
			}
		}
	}
	e.found = append(e.found[:0], e.pairs[:len(e.classes)-1]...)
}

// likelihood is that of the last expectation. The steps do not ask for it, and
// a logarithm for every pattern costs as much as a class.
func (e *fitting) likelihood() (sum float64) {
	for _, t := range e.chunks {
		var part float64
		for i, total := range t.totals {
			if total > 0 {
				part += e.all[t.from+i].Pairs * math.Log(total)
			}
		}
		sum += part
	}
	for _, n := range e.found {
		sum -= n
	}
	return sum
}
