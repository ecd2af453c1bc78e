package collate

import (
	"context"
	"math"

	"quanyuan"
	"quanyuan/link"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Label is two records of which named people said whether they are about one
// person.
type Label struct {
	A, B *quanyuan.Record
	Same bool
}

// Train makes the register's model from the persons it holds and the rows of
// lists, together: a register that has been cleaned has hardly anybody twice to
// learn from, but its lists name everybody again. Labels are learnt from as
// well. It is nil when there are fewer than two of both, from whom nothing can be
// learnt.
func (reg *Register) Train(ctx context.Context, lists *Lists, labels []Label, o Options) (*Model, error) {
	if reg.Len()+lists.Len() < 2 {
		return nil, nil
	}
	t := reg.table
	if lists.Len() > 0 {
		var err error
		if t, err = table.Concat(reg.table, lists.table); err != nil {
			return nil, err
		}
	}
	res, err := link.Dedupe(ctx, t, newSpec(reg.parser), link.Options{Threads: o.Threads, Progress: o.Progress, TrainOnly: true, Judged: judged(labels)})
	if err != nil {
		return nil, err
	}
	return reg.suit(ctx, res.Model, o)
}

// judged are labels as the engine takes them.
func judged(labels []Label) []link.Judged {
	out := make([]link.Judged, len(labels))
	for i, l := range labels {
		out[i] = link.Judged{A: comparedOf(l.A), B: comparedOf(l.B), Match: l.Same}
	}
	return out
}

func comparedOf(r *quanyuan.Record) []string {
	v := recordView(r, "")
	return v.compared()
}

// suit makes an engine's model the register's: it estimates how likely two
// persons of this register are one.
func (reg *Register) suit(ctx context.Context, engine *link.Model, o Options) (*Model, error) {
	m := newModel(engine, 0, reg.Len())
	m.Odds.Persons = m.before() + spareBits
	run, patterns, err := reg.dedupe(ctx, m, o)
	if err != nil {
		return nil, err
	}
	m.Odds.Persons = m.before()
	if reg.Len() > 1 {
		m.Odds.Persons = oddsAmong(engine, patterns, float64(reg.Len()))
	}
	reg.run = run // Duplicates may follow
	return m, nil
}

// spareBits is by how much the odds of two persons may be better than those of
// the training data before pairs are missing from the run that estimates them.
const spareBits = 1

// oddsAmong estimates the log2 odds that two of n rows are one, given what
// agrees in those that were compared: the share of matches is fitted by
// expectation and maximisation while the evidence keeps its weight (Saerens,
// Latinne and Decaestecker, Neural Computation 14, 2002). One match more than
// there are keeps the odds finite.
func oddsAmong(m *link.Model, patterns []train.Count, n float64) float64 {
	const rounds = 100
	before := m.Explain(0)[0].Weight
	odds, all := before, n*(n-1)/2
	for range rounds {
		matches := 1.0
		for _, c := range patterns {
			matches += c.Pairs * link.Probability(m.Weight(c.Pattern)+odds-before)
		}
		next := math.Log2(min(matches, all/2) / (all - min(matches, all/2)))
		if math.Abs(next-odds) < 1e-9 {
			break
		}
		odds = next
	}
	return odds
}
