package block

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Captures are the probable matches that a set of rules finds, by which keys
// agree in them. From how often the rules find the same pairs follows how many
// no rule finds.
//
// The keys of a rule are those of some fields, and keys of one field hang
// together (who agrees in the birth date agrees in the year), so a pair is told
// by the state of every field: which of its keys agree. State 0 is that none
// does.
type Captures struct {
	// States is the number of states of each field.
	States []int
	// Rules gives for every rule and field the states in which all keys that
	// the rule has in the field agree, as bits; a field that the rule does not
	// use has all of them.
	Rules [][]uint64
	// Tells gives for every field that tells one entity from another the states
	// in which it is the same, as bits; 0 for other fields. It may be nil.
	Tells []uint64
	Cells []Cell
}

// Cell is a combination of states in which some rule finds a pair.
type Cell struct {
	States []uint8
	// Pairs is the expected number of matches, Squares the sum of the squares
	// of what the single pairs contribute to it: pairs of a sample stand for
	// several.
	Pairs, Squares float64
}

// Recall is an estimate of what a set of rules finds.
type Recall struct {
	Found  float64 `json:"found"`  // expected number of matches that the rules find
	Missed float64 `json:"missed"` // and do not find
	// Share is Found/(Found+Missed), Low and High bound it with 95 percent.
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	// Classes is how many kinds of matches the estimate tells apart.
	Classes int `json:"classes"`
}

const (
	recallClasses    = 3
	recallIterations = 400
	recallTolerance  = 1e-7
	recallReplicates = 30
	// tellingFields is in how many fields that tell entities apart a kind of
	// matches must be the same, each in at least tellingShare of its pairs.
	tellingFields, tellingShare = 2, 0.05
	// noSupport is the difference of AIC from which a model has "essentially no
	// support" (Burnham and Anderson, Model Selection and Multimodel Inference,
	// 2002, section 2.6).
	noSupport = 10
	// leastPairs is how many found matches an estimate needs.
	leastPairs = 30
)

// Estimate tells how many matches no rule finds. It is capture–recapture with
// latent classes (Agresti, Biometrics 50, 1994; Stanghellini and van der
// Heijden, Biometrics 60, 2004): pairs are of up to three kinds, such as clean
// and spoilt records; within a kind the fields err independently of each other.
// The fields, not the rules, are taken for independent, so that rules with a
// key in common may hang together as they must, and the kinds let errors heap
// up in some pairs. The model is fitted by EM to the found pairs alone, those
// that no rule finds being filled in. The number of kinds is chosen by AIC: too
// few kinds find too few missed pairs, too many only widen the interval.
//
// Some of the pairs are no matches in truth: people of one name, twins,
// members of a household. They would make a kind that seems to agree in little,
// and so a great number of missed pairs. They agree in one field that tells
// people apart, seldom in two; spoilt matches agree in several, each of them now
// and then. A kind that agrees in fewer than two such fields is left out, if
// there are that many.
//
// The interval is of replicates of the counts (Poisson bootstrap, seeded), over
// two and three kinds, and one if the data do not rule it out: where pairs are
// many, what no model gets quite right is more than chance.
//
// The estimate does not depend on the number of threads.
//
// It knows nothing of matches that are unlike all found ones: what is so spoilt
// that no key of any rule is left is missed by this estimate too. Fewer than 30
// found matches, or a single field, give no estimate (ok is false).
func (c *Captures) Estimate(seed uint64, threads int) (r Recall, ok bool) {
	var found, effective float64
	for _, cell := range c.Cells {
		found += cell.Pairs
		effective += cell.Squares
	}
	if effective > 0 {
		effective = found * found / effective
	}
	fields := 0
	for _, n := range c.States {
		if n > 1 {
			fields++
		}
	}
	if effective < leastPairs || fields < 2 {
		return Recall{Found: found}, false
	}
	l := newLattice(c)
	weights := make([]float64, len(c.Cells))
	for i, cell := range c.Cells {
		weights[i] = cell.Pairs
	}
	best, fits := -1, make([]*latent, recallClasses)
	for k := range fits {
		fits[k] = start(c, k+1)
		fits[k].fit(l, weights, recallIterations)
		fits[k].aic = 2*float64(fits[k].parameters()) - 2*fits[k].likelihood*effective/found
		if best < 0 || fits[k].aic < fits[best].aic {
			best = k
		}
	}
	share, matches := fits[best].recall(c)
	r = Recall{Found: found * matches, Share: share, Classes: best + 1, Low: 1}
	r.Missed = r.Found * (1 - r.Share) / r.Share
	rng := rand.New(rand.NewPCG(seed, 0x7265))
	for k, f := range fits {
		if k == 0 && f.aic > fits[best].aic+noSupport {
			continue
		}
		low, high := f.interval(c, l, rng, threads)
		r.Low, r.High = min(r.Low, low), max(r.High, high)
	}
	return r, true
}

// latent is the model with some classes.
type latent struct {
	share      []float64     // of the classes
	p          [][][]float64 // class, field, state
	missed     []float64     // of each class, the share that no rule finds
	observed   float64       // share of all pairs that some rule finds
	likelihood float64
	aic        float64
}

// recall is the share of the matches that some rule finds, and the share of
// matches among the found pairs.
func (m *latent) recall(c *Captures) (share, matches float64) {
	var all, found, others float64
	for k, n := range m.share {
		if m.matches(c, k) {
			all += n
			found += n * (1 - m.missed[k])
		} else {
			others += n * (1 - m.missed[k])
		}
	}
	if all == 0 { // nothing looks like a match: take them all
		return m.observed, 1
	}
	return min(max(found/all, 1e-9), 1-1e-9), found / (found + others)
}

// matches reports whether a class agrees in enough fields that tell entities
// apart.
func (m *latent) matches(c *Captures, class int) bool {
	fields, same := 0, 0
	for f, states := range c.Tells {
		if states == 0 {
			continue
		}
		fields++
		var p float64
		for s, v := range m.p[class][f] {
			if states>>s&1 == 1 {
				p += v
			}
		}
		if p >= tellingShare {
			same++
		}
	}
	return same >= tellingFields || fields < tellingFields
}

// start guesses: later classes agree less.
func start(c *Captures, classes int) *latent {
	m := &latent{share: make([]float64, classes), p: make([][][]float64, classes)}
	total := 0.0
	sums := make([][]float64, len(c.States))
	for f, n := range c.States {
		sums[f] = make([]float64, n)
	}
	for _, cell := range c.Cells {
		total += cell.Pairs
		for f, s := range cell.States {
			sums[f][s] += cell.Pairs
		}
	}
	for k := range classes {
		m.share[k] = 1 / float64(classes)
		m.p[k] = make([][]float64, len(c.States))
		for f, n := range c.States {
			m.p[k][f] = make([]float64, n)
			none := math.Pow((sums[f][0]+1)/(total+2), 1/float64(k+1))
			for s := range n {
				if s == 0 {
					m.p[k][f][s] = none
				} else {
					m.p[k][f][s] = (1 - none) * (sums[f][s] + .5) / (total - sums[f][0] + .5*float64(n-1))
				}
			}
		}
	}
	return m
}

func (m *latent) parameters() int {
	n := len(m.share) - 1
	for _, p := range m.p[0] {
		n += len(m.share) * (len(p) - 1)
	}
	return n
}

func (m *latent) clone() *latent {
	out := &latent{share: slices.Clone(m.share), p: make([][][]float64, len(m.p))}
	for k := range m.p {
		out.p[k] = make([][]float64, len(m.p[k]))
		for f := range m.p[k] {
			out.p[k][f] = slices.Clone(m.p[k][f])
		}
	}
	return out
}

// fit runs EM over the counts of the cells, the pairs that no rule finds filled
// in by what the model expects.
func (m *latent) fit(l *lattice, weights []float64, iterations int) {
	c := l.c
	var total float64
	for _, w := range weights {
		total += w
	}
	last := math.Inf(-1)
	sums := m.clone()
	for range iterations {
		missed := make([]float64, len(m.share))
		m.missed, m.observed = missed, 1
		for k := range sums.p {
			for f := range sums.p[k] {
				clear(sums.p[k][f])
			}
			missed[k] = l.missed(m.p[k], sums.p[k])
			m.observed -= m.share[k] * missed[k]
		}
		m.observed = min(max(m.observed, 1e-9), 1-1e-9)
		for k, share := range m.share {
			scale := total / m.observed * share
			for f := range sums.p[k] {
				for s := range sums.p[k][f] {
					sums.p[k][f][s] *= scale
				}
			}
			sums.share[k] = scale * missed[k]
		}
		m.likelihood = m.expect(c, weights, sums) - total*math.Log(m.observed)
		m.maximise(sums)
		if m.likelihood-last < recallTolerance*math.Abs(last) {
			break
		}
		last = m.likelihood
	}
}

// expect adds the found pairs to the sums; it returns their log likelihood.
func (m *latent) expect(c *Captures, weights []float64, sums *latent) (likelihood float64) {
	joint := make([]float64, len(m.share))
	for i, cell := range c.Cells {
		if weights[i] == 0 {
			continue
		}
		var all float64
		for k := range joint {
			joint[k] = m.share[k]
			for f, s := range cell.States {
				joint[k] *= m.p[k][f][s]
			}
			all += joint[k]
		}
		all = max(all, 1e-300)
		likelihood += weights[i] * math.Log(all)
		for k := range joint {
			w := weights[i] * joint[k] / all
			sums.share[k] += w
			for f, s := range cell.States {
				sums.p[k][f][s] += w
			}
		}
	}
	return likelihood
}

// maximise sets the parameters to the sums; half a pair in every state keeps
// them off the border.
func (m *latent) maximise(sums *latent) {
	var all float64
	for _, s := range sums.share {
		all += s + .5
	}
	for k, n := range sums.share {
		m.share[k] = (n + .5) / all
		for f, states := range sums.p[k] {
			of := n + .5*float64(len(states))
			for s, v := range states {
				m.p[k][f][s] = (v + .5) / of
			}
		}
	}
}

// interval holds the share of found matches with 95 percent: the estimate and
// 1.96 standard deviations of the estimates of replicates either way, in
// log-odds.
func (m *latent) interval(c *Captures, l *lattice, rng *rand.Rand, threads int) (low, high float64) {
	odds := func(p float64) float64 { return math.Log(p / (1 - p)) }
	var weights [recallReplicates][]float64
	for r := range weights {
		weights[r] = make([]float64, len(c.Cells))
		for i, cell := range c.Cells {
			if cell.Squares > 0 {
				each := cell.Squares / cell.Pairs // what one pair stands for
				weights[r][i] = each * poisson(rng, cell.Pairs/each)
			}
		}
	}
	var drawn [recallReplicates]float64
	each(threads, recallReplicates, func(r int) {
		again := m.clone()
		again.fit(l, weights[r], recallIterations/2)
		share, _ := again.recall(c)
		drawn[r] = odds(share)
	})
	var sum, squares float64
	for _, x := range drawn {
		sum, squares = sum+x, squares+x*x
	}
	mean := sum / recallReplicates
	far := 1.96 * math.Sqrt(max(0, squares/recallReplicates-mean*mean))
	share, _ := m.recall(c)
	at := odds(share)
	return 1 / (1 + math.Exp(far-at)), 1 / (1 + math.Exp(-far-at))
}

// poisson draws a count, above 50 by the normal distribution.
func poisson(rng *rand.Rand, mean float64) float64 {
	if mean > 50 {
		return max(0, math.Round(mean+math.Sqrt(mean)*rng.NormFloat64()))
	}
	limit, p, n := math.Exp(-mean), rng.Float64(), 0.0
	for ; p > limit; n++ {
		p *= rng.Float64()
	}
	return n
}

// lattice walks the fields one after the other and remembers only which rules
// may still find the pair: the combinations of states that no rule finds are
// too many to list, the sets of rules left are few.
type lattice struct {
	c      *Captures
	levels [][]node // the last level is that after all fields
}

// node is a set of rules that may still find the pair.
type node struct {
	left uint64
	next []int // state -> node of the next level; -1 is the end of a found pair
}

func newLattice(c *Captures) *lattice {
	l := &lattice{c: c, levels: make([][]node, len(c.States)+1)}
	l.levels[0] = []node{{left: 1<<len(c.Rules) - 1}}
	for f, states := range c.States {
		at := map[uint64]int{}
		for i := range l.levels[f] {
			n := &l.levels[f][i]
			n.next = make([]int, states)
			for s := range states {
				left := n.left
				for r := range c.Rules {
					if c.Rules[r][f]>>s&1 == 0 {
						left &^= 1 << r
					}
				}
				if f+1 == len(c.States) && left != 0 {
					n.next[s] = -1
					continue
				}
				to, ok := at[left]
				if !ok {
					to = len(l.levels[f+1])
					at[left] = to
					l.levels[f+1] = append(l.levels[f+1], node{left: left})
				}
				n.next[s] = to
			}
		}
	}
	return l
}

// missed is the probability that no rule finds a match of a class, and adds to
// sums the probability of every state together with that.
func (l *lattice) missed(p, sums [][]float64) float64 {
	back := make([][]float64, len(l.levels))
	for f := len(l.levels) - 1; f >= 0; f-- {
		back[f] = make([]float64, len(l.levels[f]))
		for i, n := range l.levels[f] {
			if f == len(l.levels)-1 {
				back[f][i] = 1
				continue
			}
			for s, to := range n.next {
				if to >= 0 {
					back[f][i] += p[f][s] * back[f+1][to]
				}
			}
		}
	}
	reach := []float64{1}
	for f := range p {
		next := make([]float64, len(l.levels[f+1]))
		for i, n := range l.levels[f] {
			for s, to := range n.next {
				if to >= 0 {
					w := reach[i] * p[f][s]
					next[to] += w
					sums[f][s] += w * back[f+1][to]
				}
			}
		}
		reach = next
	}
	return back[0][0]
}
