package score

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"quanyuan/link/cluster"
)

// Score is how right clusters are.
type Score struct {
	Precision, Recall, F1 float64 // of pairs
	B3                    float64 // F1 of B³
	Found, True, Right    int64   // pairs

	right, touched []int32 // by entity: true pairs found; twice those plus the false pairs it stands in
	size           []int64 // records of an entity
}

// String is the line shown in reports.
func (s Score) String() string {
	return fmt.Sprintf("P %.4f R %.4f F1 %.4f B³ %.4f (%d found, %d true, %d right)", s.Precision, s.Recall, s.F1, s.B3, s.Found, s.True, s.Right)
}

// Of scores clusters: labels by record, equal ones are one cluster.
func (t *Truth) Of(labels []uint32) Score {
	s := Score{True: t.Pairs(), right: make([]int32, len(t.size)), touched: make([]int32, len(t.size)), size: t.size}
	keys := make([]uint64, len(labels))
	for i, l := range labels {
		keys[i] = uint64(l)<<32 | uint64(t.entity[i])
	}
	slices.Sort(keys)
	var bp, br float64
	for i := 0; i < len(keys); {
		end := i
		for end < len(keys) && keys[end]>>32 == keys[i]>>32 {
			end++
		}
		n := int64(end - i)
		s.Found += n * (n - 1) / 2
		for i < end {
			k := i
			for k < end && keys[k] == keys[i] {
				k++
			}
			e, m := uint32(keys[i]), int64(k-i)
			s.Right += m * (m - 1) / 2
			s.right[e] += int32(m * (m - 1) / 2)
			s.touched[e] += int32(m*(m-1) + m*(n-m))
			bp += float64(m) * float64(m) / float64(n)
			br += float64(m) * float64(m) / float64(t.size[e])
			i = k
		}
	}
	s.Precision, s.Recall, s.F1 = shares(s.Found, s.True, s.Right)
	if n := float64(len(labels)); n > 0 {
		bp, br = bp/n, br/n
		s.B3 = 2 * bp * br / (bp + br)
	}
	return s
}

// shares are precision, recall and F1 of counts of pairs. Of nothing found
// nothing is wrong.
func shares(found, all, right int64) (p, r, f float64) {
	p, r, f = 1, 1, 1
	if found > 0 {
		p = float64(right) / float64(found)
	}
	if all > 0 {
		r = float64(right) / float64(all)
	}
	if found+all > 0 {
		f = 2 * float64(right) / float64(found+all)
	}
	return p, r, f
}

// ReadClusters reads a file id,cluster. Every record must be there, once.
func (t *Truth) ReadClusters(path string) ([]uint32, error) {
	labels, n, err := t.read(path, "id")
	if err == nil && n != t.Records() {
		err = fmt.Errorf("%s has %d records, the truth %d", filepath.Base(path), n, t.Records())
	}
	return labels, err
}

// ReadGroups reads a file with only the clusters of two or more, whose records
// stand in the named column.
func (t *Truth) ReadGroups(path, id string) ([]uint32, error) {
	labels, _, err := t.read(path, id)
	return labels, err
}

// read gives records that are not in the file labels of their own.
func (t *Truth) read(path, id string) (labels []uint32, n int, err error) {
	labels = make([]uint32, t.Records())
	for i := range labels {
		labels[i] = uint32(i)
	}
	seen := make([]bool, t.Records())
	names := map[string]uint32{}
	err = EachRow(path, []string{id, "cluster"}, func(v []string) error {
		r, ok := t.Record(v[0])
		if !ok || seen[r] {
			return fmt.Errorf("id %q is not in the truth, or twice in the file", v[0])
		}
		l, known := names[v[1]]
		if !known {
			l = uint32(t.Records() + len(names))
			names[strings.Clone(v[1])] = l
		}
		seen[r], labels[r] = true, l
		n++
		return nil
	})
	return labels, n, err
}

// ReadMatches reads a file id_l,id_r of matched pairs, each record in one pair
// at most: the two are a cluster.
func (t *Truth) ReadMatches(path string) ([]uint32, error) {
	labels := make([]uint32, t.Records())
	for i := range labels {
		labels[i] = uint32(i)
	}
	err := EachRow(path, []string{"id_l", "id_r"}, func(v []string) error {
		l, ok := t.Record(v[0])
		r, ok2 := t.Record(v[1])
		if !ok || !ok2 || labels[l] != l || labels[r] != r {
			return fmt.Errorf("pair %q, %q is not in the truth, or a record is in two pairs", v[0], v[1])
		}
		labels[r] = l
		return nil
	})
	return labels, err
}

// Pairs are compared pairs of records with their weights.
type Pairs struct {
	truth *Truth
	edges []cluster.Edge // strongest first
}

// ReadPairs reads a file id_l,id_r,weight; weights are log2 odds, or any number
// that grows with the likeness.
func (t *Truth) ReadPairs(path string) (*Pairs, error) {
	p := &Pairs{truth: t}
	err := EachRow(path, []string{"id_l", "id_r", "weight"}, func(v []string) error {
		l, ok := t.Record(v[0])
		r, ok2 := t.Record(v[1])
		if !ok || !ok2 {
			return fmt.Errorf("pair %q, %q is not in the truth", v[0], v[1])
		}
		w, err := strconv.ParseFloat(v[2], 32)
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return fmt.Errorf("weight %q: %w", v[2], err)
		}
		p.edges = append(p.edges, cluster.Edge{A: l, B: r, Weight: float32(w)})
		return nil
	})
	slices.SortFunc(p.edges, func(a, b cluster.Edge) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return p, err
}

// Len is how many pairs there are.
func (p *Pairs) Len() int { return len(p.edges) }

// True is how many of the pairs are one entity: the recall that is left when
// every pair is decided rightly is this by the true pairs, before closure.
func (p *Pairs) True() (n int64) {
	for _, e := range p.edges {
		if p.truth.Same(e.A, e.B) {
			n++
		}
	}
	return n
}

// At scores the connected components of the pairs from a weight on.
func (p *Pairs) At(weight float32) Score {
	return p.truth.Of(cluster.Components(p.truth.Records(), p.edges, weight))
}

// Best finds the weight at which F1 of the connected components is highest,
// which only somebody with the truth could know. All weights are tried at once:
// pairs are joined strongest first.
func (p *Pairs) Best() (weight float32, best Score) {
	t := p.truth
	parent, parts, size := make([]uint32, t.Records()), make([]map[uint32]int64, t.Records()), make([]int64, t.Records())
	for i := range parent {
		parent[i], size[i] = uint32(i), 1
	}
	root := func(x uint32) uint32 {
		for parent[x] != x {
			parent[x] = parent[parent[x]]
			x = parent[x]
		}
		return x
	}
	of := func(x uint32) map[uint32]int64 {
		if parts[x] == nil {
			parts[x] = map[uint32]int64{t.entity[x]: 1}
		}
		return parts[x]
	}
	var found, right int64
	all := t.Pairs()
	top := -1.0
	for i, e := range p.edges {
		if a, b := root(e.A), root(e.B); a != b {
			if size[a] < size[b] {
				a, b = b, a
			}
			into := of(a)
			for who, n := range of(b) {
				right += n * into[who]
				into[who] += n
			}
			found += size[a] * size[b]
			size[a] += size[b]
			parts[b], parent[b] = nil, a
		}
		if i+1 < len(p.edges) && p.edges[i+1].Weight == e.Weight {
			continue
		}
		if _, _, f := shares(found, all, right); f > top {
			top, weight = f, e.Weight
		}
	}
	return weight, p.At(weight)
}

// Band is a range of weights with what the weights promise and what is true.
type Band struct {
	From, To        float32
	Pairs           int
	Promised, Truly float64 // mean probability, share that is one entity
}

func (b Band) String() string {
	return fmt.Sprintf("weight %3.0f to %3.0f: %8d pairs, promised %.3f, true %.3f", b.From, b.To, b.Pairs, b.Promised, b.Truly)
}

// bandWidth is the width of a band in log2 odds.
const bandWidth, lowestBand, highestBand = 2, -10, 20

// Calibration compares what weights, as log2 odds, promise with the truth.
func (p *Pairs) Calibration() (bands []Band) {
	sums := map[int]*Band{}
	for _, e := range p.edges {
		k := int(math.Floor(max(lowestBand, min(highestBand, float64(e.Weight))) / bandWidth))
		b := sums[k]
		if b == nil {
			b = &Band{From: float32(k * bandWidth), To: float32((k + 1) * bandWidth)}
			sums[k] = b
		}
		b.Pairs++
		b.Promised += 1 / (1 + math.Exp2(-float64(e.Weight)))
		if p.truth.Same(e.A, e.B) {
			b.Truly++
		}
	}
	for _, k := range slices.Sorted(maps.Keys(sums)) {
		b := *sums[k]
		b.Promised, b.Truly = b.Promised/float64(b.Pairs), b.Truly/float64(b.Pairs)
		bands = append(bands, b)
	}
	return bands
}

// draws of the bootstrap.
const draws = 200

// Interval is the middle 95 % of a figure over draws of the entities.
type Interval struct{ Low, High float64 }

func (i Interval) String() string { return fmt.Sprintf("%.4f–%.4f", i.Low, i.High) }

// Spread is the interval of F1.
func Spread(s Score, seed uint64) Interval {
	return bootstrap(seed, len(s.size), func(weights []uint8) float64 { return s.drawn(weights) })
}

// Ahead is the interval of F1 of a less that of b, on the same records.
func Ahead(a, b Score, seed uint64) Interval {
	return bootstrap(seed, len(a.size), func(weights []uint8) float64 { return a.drawn(weights) - b.drawn(weights) })
}

// drawn is F1 when entity i was drawn weights[i] times. A false pair counts half
// with each of its two entities.
func (s Score) drawn(weights []uint8) float64 {
	var found2, all, right int64
	for i, w := range weights {
		if w > 0 {
			n := int64(w)
			found2 += n * int64(s.touched[i])
			right += n * int64(s.right[i])
			all += n * (s.size[i] * (s.size[i] - 1) / 2)
		}
	}
	if found2+all == 0 {
		return 1
	}
	return 2 * float64(right) / (float64(found2)/2 + float64(all))
}

// bootstrap draws each entity a number of times that is Poisson of mean 1, which
// for many entities is drawing as many as there are with putting back.
func bootstrap(seed uint64, entities int, figure func([]uint8) float64) Interval {
	r := rand.New(rand.NewPCG(seed, 200))
	upTo := []float64{0.36788, 0.73576, 0.91970, 0.98101, 0.99634, 0.99941, 0.99992}
	weights := make([]uint8, entities)
	values := make([]float64, draws)
	for d := range values {
		for i := range weights {
			x := r.Float64()
			k := 0
			for k < len(upTo) && x > upTo[k] {
				k++
			}
			weights[i] = uint8(k)
		}
		values[d] = figure(weights)
	}
	slices.Sort(values)
	return Interval{values[draws/40], values[draws-1-draws/40]}
}
