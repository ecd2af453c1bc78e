package link

import (
	"context"
	"fmt"
	"slices"

	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// trainingFields describes the comparisons to the training: what chance does
// in every column, and what is expected of matches before any data is seen.
func trainingFields(e *encoded) []train.Field {
	out := make([]train.Field, len(e.fields))
	for i, f := range e.fields {
		out[i] = train.Field{
			Random:   f.random(e.sources, uint64(i)+1),
			Prior:    f.expectation(),
			Strength: priorStrength,
			Exact:    int(f.base[len(f.base)-1]),
		}
	}
	return out
}

// priorStrength is the number of pairs the expectation about matches is worth.
const priorStrength = 5

// random counts the grades of all pairs in this column.
func (f *field) random(sources []uint8, seed uint64) []float64 {
	sides := train.Sides{Left: make([]uint32, len(f.same))}
	if sources != nil {
		sides.Right = make([]uint32, len(f.same))
	}
	for r, v := range f.ids {
		if sources != nil && sources[r] != 0 {
			sides.Right[v]++
		} else {
			sides.Left[v]++
		}
	}
	return train.Random(sides, len(f.grades),
		func(v uint32) bool { return f.same[v] == 0 },
		func(v uint32) uint8 { return f.same[v] }, f.grade, seed)
}

// Expectations about matches before any data: most agree exactly, few
// disagree altogether. They only start the estimation and keep levels that are
// never seen finite.
const (
	expectExact = 0.85
	expectElse  = 0.05
)

func (f *field) expectation() []float64 {
	p := make([]float64, len(f.grades))
	top := len(f.base) - 1
	share := make([]float64, f.bands[top])
	var total float64
	for v, g := range f.same {
		if g != 0 && f.counts.Counts[v] > 1 {
			share[g-f.base[top]] += float64(f.counts.Counts[v])
			total += float64(f.counts.Counts[v])
		}
	}
	for b, s := range share {
		// a hundredth keeps bands finite that hold no repeated value
		p[int(f.base[top])+b] = expectExact * (s + 0.01*total + 1e-9) / (total*(1+0.01*float64(len(share))) + 1e-9*float64(len(share)))
	}
	between := top - int(compare.Else) - 1
	rest := 1 - expectExact - expectElse
	p[compare.Else] = expectElse
	if between == 0 {
		p[compare.Else] += rest
	}
	for l := int(compare.Else) + 1; l < top; l++ {
		for b := range f.bands[l] {
			p[f.base[l]+b] = rest / float64(between) / float64(f.bands[l])
		}
	}
	return p
}

// lookalikes bounds the pairs of a household that also agree in one field that
// tells people apart, as a share of all pairs of households.
const lookalikes = 0.05

// structure lists the classes of pairs that the fields make possible.
func structure(e *encoded, c *candidates, fields []train.Field, pairs, found float64) []train.Class {
	k := len(fields)
	var persons, shared, places []int
	for i, f := range e.fields {
		if f.Shared {
			shared = append(shared, i)
			if f.Column != "surname" {
				places = append(places, i)
			}
		} else {
			persons = append(persons, i)
		}
	}
	guess := max(1, min(float64(e.n)/4, found/4))
	match := newClass("match", fields, guess)
	match.Match = true
	classes := []train.Class{match}
	if len(shared) >= 2 && len(persons) >= 2 {
		moved := newClass("match, moved", fields, guess/10)
		moved.Match = true
		for _, i := range persons {
			moved.From[i] = train.AsMatch
		}
		for _, i := range shared {
			loosen(moved.P[i], fields[i])
		}
		classes = append(classes, moved)
	}
	seen := map[string]bool{}
	add := func(name string, own []int, size float64) {
		// At least one field that tells people apart must be left to chance,
		// or the class would be one of matches.
		from := make([]train.Origin, k)
		key := make([]byte, k)
		for i := range from {
			from[i] = train.ByChance
			key[i] = '0'
		}
		for _, i := range own {
			from[i] = train.Own
			key[i] = '1'
		}
		chance := 0
		for i, o := range from {
			if o == train.ByChance && (len(persons) == 0 || !e.fields[i].Shared) {
				chance++
			}
		}
		if chance == 0 || len(own) == 0 || seen[string(key)] {
			return
		}
		seen[string(key)] = true
		cl := newClass(name, fields, size)
		cl.From = from
		classes = append(classes, cl)
	}
	add("household", shared, guess/4)
	add("place", places, guess)
	if len(shared) > 0 && len(persons) > 1 {
		// Twins share the birth date, father and son the name. Such pairs are
		// few beside all pairs of a household; without that bound the class
		// would take matches in which the other fields are wrong.
		household := slices.IndexFunc(classes, func(c train.Class) bool { return c.Name == "household" })
		for _, i := range persons {
			cl := newClass("household, same "+e.fields[i].name(), fields, guess/100)
			for j := range cl.From {
				cl.From[j] = train.ByChance
			}
			for _, j := range shared {
				cl.From[j] = train.AsParent
			}
			cl.From[i] = train.AsMatch
			cl.Parent, cl.AtMost = household, lookalikes
			classes = append(classes, cl)
		}
	}
	for i := range fields {
		for j := range i {
			left := 0
			for l, f := range e.fields {
				if l != i && l != j && (!f.Shared || len(persons) == 0) {
					left++
				}
			}
			if left == 0 {
				continue
			}
			cl := newClass("same "+e.fields[j].name()+" and "+e.fields[i].name(), fields, guess/100)
			for l := range cl.From {
				cl.From[l] = train.ByChance
			}
			cl.From[i], cl.From[j] = train.Agreeing, train.Agreeing
			cl.Optional = true
			classes = append(classes, cl)
		}
	}
	background := newClass("chance", fields, pairs)
	for i := range background.From {
		background.From[i] = train.ByChance
	}
	return append(classes, background)
}

func newClass(name string, fields []train.Field, pairs float64) train.Class {
	c := train.Class{Name: name, Pairs: pairs, From: make([]train.Origin, len(fields))}
	for _, f := range fields {
		c.P = append(c.P, append([]float64(nil), f.Prior...))
	}
	return c
}

// loosen moves a starting distribution half way towards chance.
func loosen(p []float64, f train.Field) {
	var total float64
	for _, v := range f.Random {
		total += v
	}
	for g := 1; g < len(p); g++ {
		p[g] = 0.3*p[g] + 0.7*f.Random[g]/max(total, 1)
	}
}

// fit trains a model on graded candidates.
func fit(ctx context.Context, e *encoded, c *candidates, counts []train.Count) (*Model, error) {
	fields := trainingFields(e)
	var found float64
	for _, n := range counts {
		found += n.Pairs
	}
	total := allPairs(e)
	f, err := train.EM(ctx, train.Problem{
		Fields: fields, Counts: counts, Pairs: total,
		Classes: structure(e, c, fields, total, found),
	})
	if err != nil {
		return nil, err
	}
	m := &Model{Version: modelVersion, Rows: int64(e.n), Pairs: total, Classes: f.Classes, Rules: c.rules, Threshold: defaultThreshold, Iterations: f.Iterations, Converged: f.Converged}
	for i, fl := range e.fields {
		m.Comparisons = append(m.Comparisons, ModelComparison{
			Name: fl.name(), Column: fl.Column, Comparator: fl.Comparator.Name(),
			TermFrequency: fl.TermFrequency, Shared: fl.Shared,
			Grades: fl.grades, U: f.U[i],
		})
	}
	return m, nil
}

func allPairs(e *encoded) float64 {
	n := float64(e.n)
	if e.sources == nil {
		return n * (n - 1) / 2
	}
	var right float64
	for _, s := range e.sources {
		if s != 0 {
			right++
		}
	}
	return right * (n - right)
}

var _ = fmt.Sprint
var _ = table.Column{}
