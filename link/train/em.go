package train

import (
	"context"
	"math"
	"slices"
)

// Class is one component of the mixture of pairs.
//
// In a match class every comparison has its own distribution. A class of
// non-matches shares some fields — the members of a household share surname,
// address and telephone — and agrees in the others only by chance. The class
// that shares nothing is the background of random pairs. Such classes carry
// the dependence between fields that a product of fields would miss.
type Class struct {
	Name  string `json:"name"`
	Match bool   `json:"match,omitempty"`
	// Pairs is the expected number of pairs of the class.
	Pairs float64 `json:"pairs"`
	// From says where the distribution of a comparison comes from.
	From []Origin `json:"from"`
	// Parent is the class whose distributions are taken where From says so,
	// and AtMost, when not 0, bounds Pairs to a share of the parents.
	Parent int     `json:"parent,omitempty"`
	AtMost float64 `json:"at_most,omitempty"`
	// Most, when not 0, bounds Pairs.
	Most float64 `json:"most,omitempty"`
	// MostExact bounds exact agreement in the fields of its own, 0 for no bound.
	MostExact float64 `json:"most_exact,omitempty"`
	// Share is the expected Pairs as a share of the parents, 0 when nothing is
	// expected, with the strength of shareStrength pairs.
	Share float64 `json:"share,omitempty"`
	// Optional classes vanish unless the data insists on them.
	Optional bool `json:"optional,omitempty"`
	// P[k][g] is the probability of grade g of comparison k given that both
	// values are present; P[k][0] is 1, unless the field learns from missing
	// values: then it is the probability that one is, and the others are those
	// of all pairs.
	P [][]float64 `json:"p"`
}

// Origin tells how a class comes by the distribution of one comparison.
type Origin uint8

const (
	// Own is estimated for the class.
	Own Origin = iota
	// ByChance is that of random pairs. In the background it is what is left of
	// them when the pairs of the other classes are taken out; elsewhere these
	// count where their agreement is by chance too: people of one town have a
	// name in common as often as any two, whose sex is then mostly one.
	ByChance
	// AsMatch is that of the first match class.
	AsMatch
	// NearMatch is half way between an own distribution and that of the first
	// match class, so that the class stays what it is meant to be.
	NearMatch
	// Kin is that of chance, but for the grades in which relatives resemble
	// each other, which are estimated.
	Kin
	// AsParent is that of the parent class.
	AsParent
	// Agreeing is exact agreement of random pairs, common values first.
	Agreeing
	// Borrowed is estimated, from an expectation near chance: the members of a
	// household seldom, but more often than chance, have one.
	Borrowed
	// Alike is that of chance, but for the grades below exact agreement, which
	// are estimated from an expectation near chance: some values made from one
	// name resemble each other.
	Alike
)

// Field describes a comparison to the training.
type Field struct {
	// Random is the number of all pairs that show each grade, both values
	// present.
	Random []float64
	// Prior is the expectation of the distribution among matches, and
	// Strength the number of pairs it is worth.
	Prior    []float64
	Strength float64
	// Exact is the first grade of exact agreement.
	Exact int
	// Kin marks the grades in which relatives resemble each other more than
	// chance, nil when there are none.
	Kin []bool
	// AlikeTo is the last grade in which values that are Alike resemble each other
	// more than chance makes them, the last below exact agreement when 0.
	AlikeTo int
	// MostElse bounds the share of matches that disagree, up to grade Low, and
	// MostNone of those that have nothing in common; 0 for no bound.
	MostElse, MostNone float64
	// Low is the last of the grades that count as disagreement, Else when 0.
	Low int
	// LeastExact bounds the share of matches that agree exactly, 0 for no
	// bound.
	LeastExact float64
	// Null is the number of all pairs in which a value is missing, if the classes
	// are to be told by that; 0 when missing values say nothing.
	Null float64

	present float64 // pairs with both values
}

// Problem is what is to be estimated from.
type Problem struct {
	Fields []Field
	// Counts are the patterns of the candidate pairs.
	Counts []Count
	// Scale is candidate pairs per counted pair, above 1 when only a sample
	// of the candidates was counted.
	Scale float64
	// Pairs is the number of all possible pairs.
	Pairs float64
	// Apart are patterns of pairs that are no candidates, estimated from a
	// sample: they cannot be matches, and show the other classes whole.
	Apart []Count
	// MostElse bounds the mean number of fields with a bound of their own in
	// which matches disagree altogether, 0 for no bound.
	MostElse float64
	// MostMatches bounds the pairs of all match classes together, 0 for no bound:
	// two lists that have nobody twice have no more than the shorter one has rows.
	MostMatches float64
	// Labelled are pairs that somebody judged. They inform the distributions of
	// the classes, not their sizes: judged pairs are no random choice. Those that
	// are Counted inform both.
	Labelled []Labelled
	// Iterations is how many there may be.
	Iterations int
	// Threads that share the work, one when 0; the result is the same.
	Threads int
	// Classes are the components at their starting values, the first one the
	// match class, the last one the background.
	Classes []Class
}

// Labelled is a pattern that somebody judged. Pairs is what the judgement is
// worth, in pairs. Counted ones were taken out of Counts: they are pairs as
// others, whose answer is known.
type Labelled struct {
	Pattern Pattern
	Match   bool
	Pairs   float64
	Counted bool
}

// Fit is the result of a training.
type Fit struct {
	Mixture    Mixture
	U          [][]float64
	Likelihood float64
	Iterations int
	Converged  bool
}

// shareStrength is the number of pairs that an expected share is worth.
const shareStrength = 20

// tolerance is the change below which the fit has converged.
const tolerance = 5e-4

// EM fits the mixture. The background is not estimated from the candidates,
// which are no random pairs: its intensity is known, all pairs times the
// product of the chance distributions, minus what the other classes explain.
//
// The steps are accelerated by squared extrapolation (SQUAREM; Varadhan and
// Roland 2008): from two of them a longer one is guessed, and taken back if the
// step that follows is the longer for it. The likelihood would be a poor judge:
// chance is counted in all pairs and not in the patterns.
func EM(ctx context.Context, p Problem) (*Fit, error) {
	e := newFitting(p)
	f := &Fit{}
	step := func() (change float64, pruned bool) {
		e.expect()
		f.Iterations++
		change = e.maximise()
		return change, e.prune()
	}
	longest := 4.0
	for f.Iterations+2 < max(3, p.Iterations) && !f.Converged {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start := e.position()
		if _, pruned := step(); pruned {
			continue
		}
		first := e.position()
		change, pruned := step()
		if f.Converged = change < tolerance; f.Converged || pruned {
			continue
		}
		second := e.position()
		length := stride(start, first, second)
		if length <= 1 {
			continue
		}
		if length >= longest {
			length, longest = longest, 2*longest
		}
		far := make([]float64, len(start))
		for i := range start {
			r := first[i] - start[i]
			far[i] = start[i] + 2*length*r + length*length*(second[i]-first[i]-r)
		}
		e.moveTo(far)
		change, pruned = step()
		if f.Converged = change < tolerance; f.Converged || pruned {
			continue
		}
		if !(distance(far, e.position()) <= 2*distance(start, first)) {
			e.moveTo(second)
			longest = max(4, longest/4)
		}
	}
	f.Likelihood = e.likelihood()
	e.closeNulls()
	f.U = e.u
	f.Mixture = Mixture{Classes: e.classes}
	return f, nil
}

// estimated reports whether the class has a distribution of its own.
func (o Origin) estimated() bool {
	return o == Own || o == NearMatch || o == Kin || o == Alike || o == Borrowed
}

type fitting struct {
	Problem
	u       [][]float64 // of the background
	any     [][]float64 // of all pairs that agree by chance in the comparison
	classes []Class
	all     []Count // candidates, pairs apart, labelled pairs
	counted int     // of these, the ones that are not labelled
	grades  []uint8 // patterns unpacked, one row of K per pattern: places in a byGrade
	// agreeing has a bit for each comparison of a pattern that is exact or
	// missing
	agreeing []uint32
	// present has a bit for each comparison of which both values are there
	present []uint32
	k       int
	cost    float64 // pairs an optional class must explain to be worth its parameter (BIC)
	shapes  []shape
	pairs   []float64     // class: expected pairs
	found   []float64     // pairs of the last expectation without the background, before any class was let go
	sums    [][][]float64 // class, comparison, grade: expected pairs; only what is estimated
	seen    [][]float64   // comparison, grade: pairs that are not background
	// missing values: of the background, of all pairs that agree by chance, and
	// of every class
	nullU, nullAny nulls
	nulls          []nulls
	chunks         []*chunk
	// possible[start[i]:start[i+1]] are the classes that a pattern can be of,
	// the background last
	possible  []uint8
	start     []uint32
	narrowing bool
	expected  int // expectations so far
}

func newFitting(p Problem) *fitting {
	e := &fitting{Problem: p, k: len(p.Fields)}
	if e.Scale == 0 {
		e.Scale = 1
	}
	e.all = append(slices.Clone(p.Counts), p.Apart...)
	for i := range p.Counts {
		e.all[i].Pairs *= e.Scale
	}
	e.counted = len(e.all)
	for _, l := range p.Labelled {
		e.all = append(e.all, Count{l.Pattern, l.Pairs * e.Scale})
	}
	e.grades = make([]uint8, len(e.all)*e.k)
	e.agreeing, e.present = make([]uint32, len(e.all)), make([]uint32, len(e.all))
	for i, c := range e.all {
		for k := range e.k {
			g := c.Pattern.Grade(k)
			e.grades[i*e.k+k] = uint8(k<<gradeBits | g)
			if g != 0 {
				e.present[i] |= 1 << k
			}
			if g == 0 || g >= p.Fields[k].Exact {
				e.agreeing[i] |= 1 << k
			}
		}
	}
	// a prior is worth as much beside a sample as beside all candidates
	e.Fields = slices.Clone(p.Fields)
	for k, f := range p.Fields {
		e.Fields[k].Strength *= e.Scale
		for _, n := range f.Random[1:] {
			e.Fields[k].present += n
		}
		e.u = append(e.u, make([]float64, len(f.Random)))
		e.any = append(e.any, make([]float64, len(f.Random)))
		e.seen = append(e.seen, make([]float64, len(f.Random)))
	}
	for _, c := range p.Classes {
		e.classes = append(e.classes, c.clone())
		e.sums = append(e.sums, e.zero())
		e.shapes = append(e.shapes, e.shape(c))
	}
	e.pairs = make([]float64, len(e.classes))
	var found float64
	for _, c := range p.Counts {
		found += c.Pairs * e.Scale
	}
	e.cost = e.Scale * math.Log(found/e.Scale+1) / 2
	e.openNulls()
	e.divide()
	e.list()
	e.chance()
	e.share()
	return e
}

func (c Class) clone() Class {
	p := c.P
	c.P = make([][]float64, len(p))
	for k := range p {
		c.P[k] = append([]float64(nil), p[k]...)
	}
	c.From = append([]Origin(nil), c.From...)
	return c
}

func (e *fitting) zero() [][]float64 {
	z := make([][]float64, e.k)
	for k, f := range e.Fields {
		z[k] = make([]float64, len(f.Random))
	}
	return z
}

// chance computes the distributions of random non-matching pairs: all pairs
// of a grade minus those that belong to other classes, or to classes in which
// the field does not agree by chance.
func (e *fitting) chance() {
	for k, f := range e.Fields {
		f.without(e.u[k], e.seen[k])
		meant := make([]float64, len(f.Random))
		for c, cl := range e.classes {
			if cl.From[k] != ByChance && cl.From[k] != Agreeing {
				for g, n := range e.sums[c][k] {
					meant[g] += n
				}
			}
		}
		f.without(e.any[k], meant)
		e.chanceOfNull(k, meant)
	}
}

// without sets p to the distribution of all pairs but some.
func (f Field) without(p, some []float64) {
	var sum float64
	for g := 1; g < len(p); g++ {
		// Half a pair keeps a grade that chance never made finite.
		p[g] = max(f.Random[g]-some[g], 0.02*f.Random[g], 0.5)
		sum += p[g]
	}
	for g := 1; g < len(p); g++ {
		p[g] /= sum
	}
	p[0] = 1
}

// share copies distributions that classes take from elsewhere.
func (e *fitting) share() {
	for c := range e.classes {
		cl := &e.classes[c]
		for k := range e.k {
			switch cl.From[k] {
			case ByChance:
				if copy(cl.P[k], e.any[k]); c == len(e.classes)-1 {
					copy(cl.P[k], e.u[k])
				}
			case AsMatch:
				copy(cl.P[k], e.classes[0].P[k])
			case AsParent:
				copy(cl.P[k], e.classes[cl.Parent].P[k])
			case Agreeing:
				e.agree(cl.P[k], k)
			}
			cl.P[k][0] = 1
			e.shareNull(c, k)
		}
	}
}

// agree sets p to the distribution of pairs that agree by chance.
func (e *fitting) agree(p []float64, k int) {
	exact := e.Fields[k].Exact
	var total float64
	for g := exact; g < len(p); g++ {
		total += e.any[k][g]
	}
	clear(p)
	for g := exact; g < len(p); g++ {
		p[g] = e.any[k][g] / total
	}
}

// maximise sets the parameters from the expectations and returns the largest
// change of what is estimated of matches: of a probability, or of a size as a
// share of it.
func (e *fitting) maximise() float64 {
	e.chance()
	var others, change float64
	for c := range e.classes[:len(e.classes)-1] {
		cl := &e.classes[c]
		before := cl.Pairs
		cl.Pairs = e.pairs[c] + 0.5
		if cl.Optional {
			cl.Pairs = max(0, e.pairs[c]/e.shown(c)-e.cost)
		}
		if cl.Share > 0 {
			// the mode under a gamma prior
			expected := cl.Share * e.classes[cl.Parent].Pairs
			strength := shareStrength * e.Scale
			cl.Pairs = (e.pairs[c] + strength) / (1 + strength/expected)
		}
		if cl.Most > 0 {
			cl.Pairs = min(cl.Pairs, cl.Most)
		}
		if cl.AtMost > 0 {
			cl.Pairs = min(cl.Pairs, cl.AtMost*e.classes[cl.Parent].Pairs)
		}
		others += cl.Pairs
		if cl.Match {
			change = max(change, math.Abs(math.Log(cl.Pairs/before)))
		}
		for k, f := range e.Fields {
			if moved := e.estimateNull(c, k); cl.Match {
				change = max(change, moved)
			}
			if cl.From[k] == NearMatch {
				near(cl.P[k], e.sums[c][k], e.classes[0].P[k])
			}
			if cl.From[k] == Kin || cl.From[k] == Alike {
				f.kin(cl.P[k], e.sums[c][k], e.any[k], cl.From[k], e.Scale)
			}
			if cl.From[k] == Borrowed {
				f.borrow(cl.P[k], e.sums[c][k], e.any[k], e.classes[0].P[k], e.Scale)
			}
			if cl.From[k] != Own {
				continue
			}
			// Match classes that borrow a distribution do not inform it: those of
			// who moved are less sure, and namesakes would be among them.
			sums := e.sums[c][k]
			old := slices.Clone(cl.P[k])
			update(cl.P[k], sums, f)
			if c == 0 {
				f.bound(cl.P[k])
			}
			if cl.MostExact > 0 {
				f.keepBelow(cl.P[k], cl.MostExact)
			}
			for g, v := range old {
				if cl.Match {
					change = max(change, math.Abs(cl.P[k][g]-v))
				}
			}
		}
	}
	others -= e.boundMatches()
	e.bound()
	e.classes[len(e.classes)-1].Pairs = max(e.Pairs-others, e.Pairs/2)
	e.share()
	return change
}

// shown is the share of pairs in which both values are present of all the
// comparisons that class c must agree in. Only such pairs tell of the class,
// and others are as many of it as their share says.
func (e *fitting) shown(c int) float64 {
	share := 1.0
	for k, from := range e.classes[c].From {
		if from == Agreeing {
			share *= max(e.Fields[k].present/e.Pairs, 1e-6)
		}
	}
	return share
}

// prune removes the optional classes that vanished.
func (e *fitting) prune() bool {
	n := 0
	for c, cl := range e.classes {
		if cl.Optional && cl.Pairs == 0 {
			continue
		}
		e.classes[n], e.shapes[n], e.sums[n], e.nulls[n] = cl, e.shapes[c], e.sums[c], e.nulls[c]
		n++
	}
	if n == len(e.classes) {
		return false
	}
	e.classes, e.shapes, e.sums, e.nulls, e.pairs = e.classes[:n], e.shapes[:n], e.sums[:n], e.nulls[:n], e.pairs[:n]
	e.list()
	return true
}

func update(p, sums []float64, f Field) {
	var total float64
	for g := 1; g < len(sums); g++ {
		total += sums[g] + f.Strength*f.Prior[g]
	}
	for g := 1; g < len(sums); g++ {
		p[g] = (sums[g] + f.Strength*f.Prior[g]) / total
	}
}

// Mixture weighs patterns by fitted classes.
type Mixture struct {
	Classes []Class `json:"classes"`
}
