package link

import (
	"fmt"
	"math"
	"slices"
)

// Pairs show by themselves where matches begin. A record that has one match at
// most has its second best partner by chance, and the second best ones of all
// records tell how good the best one is that chance makes: with Λ partners above
// a weight by chance, the first of n is above it with probability 1−e^−Λ, the
// second with 1−e^−Λ(1+Λ). A record that has its match shows the first of chance
// as its second best, the others the second of chance. What best partners there
// are beyond that are matches. So decoys are used where peptides are searched
// (Elias and Gygi 2007). It serves the threshold alone, and only to lower it: a
// pair that the model thinks doubtful may be the only candidate on both sides,
// which a pair looked at by itself does not know. Where records have several
// matches, second best partners are matches too; chance then seems greater than
// it is, and the threshold stays.

// partnerStep is the width of the bins of weights, in bits.
const partnerStep = 0.25

// partnerFloor is the probability from which pairs are looked at.
const partnerFloor = 0.01

// mostChance is the share of records with a partner by chance up to which it can
// be told how many have a match besides.
const mostChance = 0.7

// partners are the records of one list by the bins of their best partners and
// of their second ones, the highest bin first.
type partners struct {
	records       float64
	first, second []float64
	lowest        int // the last bin
}

// bestPartners are the weights of the best and the second best partner of every
// record, -∞ when there is none.
func bestPartners(records int, pairs []Pair) [][2]float32 {
	none := float32(math.Inf(-1))
	best := make([][2]float32, records)
	for r := range best {
		best[r] = [2]float32{none, none}
	}
	for _, p := range pairs {
		for _, r := range [2]uint32{p.A, p.B} {
			switch b := &best[r]; {
			case p.Weight > b[0]:
				b[0], b[1] = p.Weight, b[0]
			case p.Weight > b[1]:
				b[1] = p.Weight
			}
		}
	}
	return best
}

// partnersOf counts the partners of records.
func partnersOf(best [][2]float32) partners {
	bin := func(w float32) int { return int(math.Floor(float64(w) / partnerStep)) }
	floor := float32(WeightOf(partnerFloor))
	out := partners{records: float64(len(best)), lowest: bin(floor)}
	highest := out.lowest
	for _, b := range best {
		highest = max(highest, bin(max(b[0], floor)))
	}
	out.first, out.second = make([]float64, highest-out.lowest+1), make([]float64, highest-out.lowest+1)
	for _, b := range best {
		if b[0] >= floor {
			out.first[highest-bin(b[0])]++
		}
		if b[1] >= floor {
			out.second[highest-bin(b[1])]++
		}
	}
	return out
}

// cut is the weight from which on a best partner is likelier a match than not,
// infinite when there is none.
func (p partners) cut() float64 {
	first, second := make([]float64, len(p.first)), make([]float64, len(p.first))
	var f, s float64
	for i := range first {
		f, s = f+p.first[i], s+p.second[i]
		first[i] = f / p.records
		// as many as there may be by two standard deviations
		second[i] = min(1, (s+1+2*math.Sqrt(s+1))/p.records)
	}
	chance := p.chance(first, second)
	matches := make([]float64, len(first))
	for i := range matches {
		switch {
		case chance[i] < mostChance:
			matches[i] = (first[i] - chance[i]) / (1 - chance[i])
		case i > 0: // chance hides what is below
			matches[i] = matches[i-1]
		}
	}
	return float64(p.lowest+len(first)-1-lastLikely(first, matches)) * partnerStep
}

// chance is, for every bin, the share of records whose best partner by chance is
// in it or above. The share of records that have a match is found on the way.
func (p partners) chance(first, second []float64) []float64 {
	const rounds, settled = 60, 1e-4
	chance, share := make([]float64, len(first)), 0.5
	for range rounds {
		found := 0.0
		for i := range chance {
			chance[i] = firstByChance(second[i], share)
			if chance[i] < mostChance {
				found = max(found, (first[i]-chance[i])/(1-chance[i]))
			}
		}
		if math.Abs(found-share) < settled {
			break
		}
		share = found
	}
	return chance
}

// firstByChance is the share of records with a partner by chance, when this share
// has a second best one and share of them have a match.
func firstByChance(second, share float64) float64 {
	low, high := 0.0, 20.0
	for range 40 {
		mean := (low + high) / 2
		none := math.Exp(-mean)
		if share*(1-none)+(1-share)*(1-none*(1+mean)) < second {
			low = mean
		} else {
			high = mean
		}
	}
	return 1 - math.Exp(-low)
}

// lastLikely is the last bin in which at least half of the best partners are
// matches, -1 when there is none. Both shares are of the bin and those above;
// that a lower bin has no larger share of matches than a higher one makes it
// steady (pool adjacent violators; Ayer and others 1955).
func lastLikely(first, matches []float64) int {
	type block struct {
		matches, first float64
		last           int
	}
	var blocks []block
	var m, f float64
	for i := range first {
		blocks = append(blocks, block{matches[i] - m, first[i] - f, i})
		m, f = matches[i], first[i]
		for n := len(blocks); n > 1; n = len(blocks) {
			a, b := &blocks[n-2], blocks[n-1]
			if a.first > 0 && b.first > 0 && b.matches*a.first <= a.matches*b.first {
				break
			}
			a.matches, a.first, a.last = a.matches+b.matches, a.first+b.first, b.last
			blocks = blocks[:n-1]
		}
	}
	last := -1
	for _, b := range blocks {
		if b.first > 0 && 2*b.matches >= b.first {
			last = b.last
		}
	}
	return last
}

// lists parts records by their source; one list when they have none.
func (e *encoded) lists(of [][2]float32) [][][2]float32 {
	if e.sources == nil {
		return [][][2]float32{of}
	}
	lists := make([][][2]float32, 256)
	for r, source := range e.sources.Of {
		lists[source] = append(lists[source], of[r])
	}
	return slices.DeleteFunc(lists, func(l [][2]float32) bool { return len(l) == 0 })
}

// lowerByPartners lowers the threshold of a model where the partners in all lists
// say that pairs below it are matches too, and tells where a list seems to have
// somebody twice. matching says that there are two lists that have not.
func (m *Model) lowerByPartners(e *encoded, pairs []Pair, matching bool) {
	var told notes
	cut := WeightOf(partnerFloor)
	lists := e.lists(bestPartners(e.n, pairs))
	for _, list := range lists {
		cut = max(cut, partnersOf(list).cut())
	}
	if cut < WeightOf(m.Threshold) {
		m.Threshold = Probability(cut)
		told.add("按每条记录最好与次好的对象看，概率 %.0f%% 以上的配对多是匹配：门槛降到这里",
			"by the best and the second best partner of every record, pairs from a probability of %.0f%% on are mostly matches: the threshold is lowered to it", 100*m.Threshold)
	}
	if matching && len(lists) == 2 {
		told.addSeveral(lists)
	}
	m.Diagnosis = append(m.Diagnosis, told...)
}

// A partner is sure from sureBits on, and a list is said to have somebody twice
// when a share of severalSure of the records with a sure partner has two.
const (
	sureBits    = 6.63 // 99 %
	severalSure = 0.05
)

// addSeveral tells when many records have two sure partners in the other list, of
// which only one can be taken.
func (n *notes) addSeveral(lists [][][2]float32) {
	for i, list := range lists {
		var one, two int
		for _, b := range list {
			if b[0] >= sureBits {
				one++
			}
			if b[1] >= sureBits {
				two++
			}
		}
		if two < fewestWitnesses || float64(two) < severalSure*float64(one) {
			continue
		}
		side := [2][4]string{{"左边", "右边", "left", "right"}, {"右边", "左边", "right", "left"}}[i]
		*n = append(*n, Note{
			ZH: fmt.Sprintf("%s名单有 %d 条各有两个以上把握很大的对象，而每条只取一个：%s名单若有重复，请改用 --relation；若无重复，则这些列分不清它们", side[0], two, side[1]),
			EN: fmt.Sprintf("%d records of the %s list have two or more sure partners, and only one of them is taken: if the %s list has somebody twice, choose another --relation; if it has not, the columns do not tell these apart", two, side[2], side[3]),
		})
	}
}
