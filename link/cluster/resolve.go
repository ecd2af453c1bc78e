package cluster

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Options of [Resolve].
type Options struct {
	// Threshold is the weight above which a pair speaks for one person and
	// below which against it.
	Threshold float32
	// CannotLink says that two records are certainly two, whatever connects
	// them; may be nil. It must be symmetric and safe for concurrent use.
	CannotLink func(a, b uint32) bool
	// Scorer makes, for every thread, what weighs pairs that have no edge; may
	// be nil. Pairs without a weight speak neither for nor against.
	Scorer func() Scorer
	// ContradictionsAreFinal treats two records that contradict each other as
	// certainly two. By default they may be one where they match in spite of
	// it, with 12 bits to spare: somebody else's number in the cell.
	ContradictionsAreFinal bool
	// Source is the input every record came from, and Unique says which
	// sources have nobody twice: with two sources of which one is unique, a
	// record of it takes several of the other. Source may be nil.
	Source []uint8
	Unique [256]bool
	// OneToOne says that no source has anybody twice.
	OneToOne bool
	// Key gives a record a key that does not depend on its number, such as a
	// hash of its content; nil is the number. What weights leave open is
	// decided in order of the keys, so that the partition of a component
	// depends on its records alone, wherever they stand. Records of one key go
	// by number.
	Key func(record uint32) uint64
	// Threads is the number of threads, all processors when 0. It does not
	// change the result.
	Threads int
}

// Scorer weighs what edges do not say. It serves one thread and must be
// symmetric.
type Scorer interface {
	// Weight is the weight of a pair, if it has one.
	Weight(a, b uint32) (float32, bool)
	// Contradict reports whether two records, which have a weight, say what one
	// person cannot: two different valid identity numbers.
	Contradict(a, b uint32) bool
	// Contradictions reports whether Contradict is ever true.
	Contradictions() bool
	// Groups weighs two groups of records as wholes; NaN when it cannot. For
	// single records it is their weight.
	Groups(left, right []uint32) float64
}

// Resolve returns the groups of n records, whose numbers are below n, each
// named by its smallest member, and what was split. It starts from the
// components at the threshold and divides those in which evidence speaks
// against a link; see [Component].
func Resolve(n int, edges []Edge, opts Options) ([]uint32, []Split) {
	groups := Components(n, edges, opts.Threshold)
	at, inside := gather(groups, edges)
	shares := divideWork(at)
	splits := make([][]Split, len(shares))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(opts.threads(), len(shares)) {
		wg.Go(func() {
			r := newResolver(opts)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(shares) {
					return
				}
				splits[i] = r.share(shares[i], at, inside, edges, groups)
			}
		})
	}
	wg.Wait()
	return groups, slices.Concat(splits...)
}

func (o *Options) threads() int {
	if o.Threads > 0 {
		return o.Threads
	}
	return runtime.GOMAXPROCS(0)
}

// gather sorts the numbers of the edges inside components by component, in one
// pass of counting: those of component c are inside[at[c]:at[c+1]].
func gather(labels []uint32, edges []Edge) (at, inside []uint32) {
	at = make([]uint32, len(labels)+2)
	for i := range edges {
		if e := &edges[i]; isInside(labels, e) {
			at[labels[e.A]+2]++
		}
	}
	for c := range labels {
		at[c+2] += at[c+1]
	}
	inside = make([]uint32, at[len(labels)+1])
	for i := range edges {
		if e := &edges[i]; isInside(labels, e) {
			c := labels[e.A] + 1
			inside[at[c]] = uint32(i)
			at[c]++
		}
	}
	return at[:len(labels)+1], inside
}

func isInside(labels []uint32, e *Edge) bool {
	return labels[e.A] == labels[e.B] && e.A != e.B && e.Weight == e.Weight
}

// span is some components in order of their names, from first to last.
type span struct{ first, last uint32 }

// divideWork cuts the components into spans of about equally many edges.
func divideWork(at []uint32) []span {
	const edgesPerSpan = 1 << 14
	var out []span
	first := 0
	for c := 1; c < len(at); c++ {
		if at[c]-at[first] >= edgesPerSpan || c == len(at)-1 {
			out = append(out, span{uint32(first), uint32(c)})
			first = c
		}
	}
	return out
}

// share resolves the components of a span.
func (r *resolver) share(s span, at, inside []uint32, edges []Edge, groups []uint32) (splits []Split) {
	for c := s.first; c < s.last; c++ {
		own := inside[at[c]:at[c+1]]
		if len(own) == 0 || len(own) == 1 && !r.constrained && !r.contradicts {
			continue
		}
		r.edges = r.edges[:0]
		for _, i := range own {
			r.edges = append(r.edges, edges[i])
		}
		r.open()
		part := r.divide()
		if part == nil {
			continue
		}
		name := r.names(part)
		for i, m := range r.rows {
			groups[m] = name[part[i]]
		}
		splits = append(splits, r.explain(part, name)...)
	}
	return splits
}

// Component divides the records of one component, and says why. The edges are
// those among its records, in any order and with those below the threshold;
// every record stands in one of at least the threshold. The groups come in the
// order of the records, named by their smallest members.
//
// A component is left whole where no pair speaks against a link. Otherwise
// groups are joined best first while the link between them is above the
// threshold (greedy correlation clustering: N. Bansal, A. Blum, S. Chawla 2004;
// O. Hassanzadeh et al. 2009), all missing pairs being scored. A component of
// two sources that have nobody twice gets the assignment with the greatest sum
// of weights instead. Components of more than 256 records are first cut at their
// weakest links into pieces that can be checked.
//
// The result is a function of the records' keys and the weights alone.
func Component(records []uint32, edges []Edge, opts Options) ([]uint32, []Split) {
	groups := make([]uint32, len(records))
	if len(records) == 0 {
		return groups, nil
	}
	r := newResolver(opts)
	r.edges = append(r.edges, slices.DeleteFunc(slices.Clone(edges), func(e Edge) bool { return e.A == e.B || e.Weight != e.Weight })...)
	r.open()
	part := r.divide()
	if part == nil {
		part = make([]int32, len(r.rows))
	}
	name := r.names(part)
	for i, m := range records {
		groups[i] = m
		if at, ok := r.position(m); ok {
			groups[i] = name[part[at]]
		}
	}
	return groups, r.explain(part, name)
}

// resolver works on one component after another. Inside a component records
// go by their positions in the order of the keys.
type resolver struct {
	opts        Options
	constrained bool // two records may be forbidden to be one
	contradicts bool // two records may contradict each other
	scorer      Scorer
	rows        []uint32 // position -> record, in order of the keys
	edges       []Edge   // of positions, A < B, in order, each pair once
	cells       []cell
}

func newResolver(o Options) *resolver {
	if o.OneToOne {
		for i := range o.Unique {
			o.Unique[i] = true
		}
	}
	r := &resolver{opts: o}
	if o.Scorer != nil {
		r.scorer = o.Scorer()
		r.contradicts = r.scorer.Contradictions()
	}
	r.constrained = o.CannotLink != nil || o.Source != nil || o.ContradictionsAreFinal && r.contradicts
	return r
}

// open takes the edges of a component, by records, and gives rows and edges
// their order.
func (r *resolver) open() {
	r.rows = r.rows[:0]
	for _, e := range r.edges {
		r.rows = append(r.rows, e.A, e.B)
	}
	if r.opts.Key == nil {
		slices.Sort(r.rows)
	} else {
		slices.SortFunc(r.rows, r.byKey)
	}
	r.rows = slices.Compact(r.rows)
	for i, e := range r.edges {
		a, _ := r.position(e.A)
		b, _ := r.position(e.B)
		r.edges[i].A, r.edges[i].B = uint32(min(a, b)), uint32(max(a, b))
	}
	if len(r.edges) > 1 {
		slices.SortFunc(r.edges, func(x, y Edge) int {
			if c := byEnds(x, y); c != 0 {
				return c
			}
			return cmp.Compare(y.Weight, x.Weight)
		})
		r.edges = slices.CompactFunc(r.edges, func(x, y Edge) bool { return x.A == y.A && x.B == y.B })
	}
}

func (r *resolver) byKey(a, b uint32) int {
	return cmp.Or(cmp.Compare(r.opts.Key(a), r.opts.Key(b)), cmp.Compare(a, b))
}

// position finds a record.
func (r *resolver) position(record uint32) (int, bool) {
	if r.opts.Key == nil {
		return slices.BinarySearch(r.rows, record)
	}
	return slices.BinarySearchFunc(r.rows, record, r.byKey)
}

// names gives the smallest record of every part.
func (r *resolver) names(part []int32) []uint32 {
	var name []uint32
	for i, p := range part {
		for int(p) >= len(name) {
			name = append(name, ^uint32(0))
		}
		name[p] = min(name[p], r.rows[i])
	}
	return name
}

// apart reports whether two positions cannot be one, and why.
func (r *resolver) apart(i, j int) (Reason, bool) {
	if !r.constrained {
		return 0, false
	}
	a, b := r.rows[i], r.rows[j]
	switch o := &r.opts; {
	case o.Source != nil && o.Source[a] == o.Source[b] && o.Unique[o.Source[a]]:
		return SameSource, true
	case o.CannotLink != nil && o.CannotLink(a, b):
		return CannotLink, true
	case o.ContradictionsAreFinal && r.contradict(i, j):
		return Contradiction, true
	}
	return 0, false
}

func (r *resolver) contradict(i, j int) bool {
	return r.contradicts && r.scorer.Contradict(r.rows[i], r.rows[j])
}

// score weighs two positions without an edge.
func (r *resolver) score(i, j int) (float32, bool) {
	if r.scorer == nil {
		return 0, false
	}
	w, ok := r.scorer.Weight(r.rows[i], r.rows[j])
	return w, ok && w == w
}

// divide returns the part of every position, numbered from 0 in order of their
// first positions, or nil when the component stays whole.
func (r *resolver) divide() []int32 {
	k := len(r.rows)
	var part []int32
	switch {
	case k == 2:
		c := cell{top: r.edges[0].Weight, pairs: 1}
		if r.weigh(&c, 0, 1); c.link < float64(r.opts.Threshold) {
			return []int32{0, 1}
		}
		return nil
	case k > denseSize:
		part = r.divideLarge()
	default:
		if part = r.dense(k).divide(); part == nil {
			return nil
		}
	}
	if renumber(part) == 1 {
		return nil
	}
	return part
}

// oneToOne reports whether the records come from two sources that both have
// nobody twice, so that people are pairs at most.
func (r *resolver) oneToOne() bool {
	if r.opts.Source == nil {
		return false
	}
	first, second := r.opts.Source[r.rows[0]], -1
	for _, m := range r.rows {
		s := r.opts.Source[m]
		if !r.opts.Unique[s] || s != first && second >= 0 && int(s) != second {
			return false
		}
		if s != first {
			second = int(s)
		}
	}
	return true
}

// renumber numbers the parts in order of their first positions and returns how
// many there are.
func renumber(part []int32) int {
	number := make([]int32, len(part))
	n := int32(0)
	for i, p := range part {
		if number[p] == 0 {
			n++
			number[p] = n
		}
		part[i] = number[p] - 1
	}
	return int(n)
}
