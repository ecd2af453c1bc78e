package collate

import (
	"context"

	"quanyuan/link"
)

// Train makes the register's model from the persons it holds; nil when they are
// fewer than two, whom nothing can be learnt from.
func (reg *Register) Train(ctx context.Context, o Options) (*link.Model, error) {
	if reg.Len() < 2 {
		return nil, nil
	}
	res, err := link.Dedupe(ctx, reg.table, newSpec(reg.parser), link.Options{Threads: o.Threads, Progress: o.Progress, ClustersOnly: true})
	if err != nil {
		return nil, err
	}
	return res.Model, nil
}

// Crossings counts the pairs of the register by where they stand under two
// models: below the thresholds, between them and above. Crossings[0][2] pairs
// were no question before and would be taken for one person now.
type Crossings [3][3]int64

// Crossings compares two models over the pairs of the register.
func (reg *Register) Crossings(ctx context.Context, before, after *link.Model, o Options) (Crossings, error) {
	var c Crossings
	type pair struct{ a, b uint32 }
	standing := map[pair][2]uint8{}
	for side, m := range []*link.Model{before, after} {
		res, err := link.Dedupe(ctx, reg.table, newSpec(reg.parser), link.Options{Threads: o.Threads, Progress: o.Progress, Model: m, Floor: PossibleFrom, Threshold: AcceptFrom})
		if err != nil {
			return c, err
		}
		for _, p := range res.Pairs {
			s := standing[pair{p.A, p.B}]
			s[side] = 1
			if p.Probability() >= AcceptFrom {
				s[side] = 2
			}
			standing[pair{p.A, p.B}] = s
		}
	}
	for _, s := range standing {
		c[s[0]][s[1]]++
	}
	return c, nil
}
