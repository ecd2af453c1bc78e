package link

import (
	"fmt"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// BlockingRecall estimates what share of all matches of a finished run its
// blocking rules made comparable, from which keys agree in the pairs it found: as
// [Plan.Recall], without planning. pairs are those of [Result] over rows of t,
// where the right table of Match stands behind the left one; the more pairs
// below the threshold are among them, the better. It is nil when too little is
// found to tell. The table must be whole ([Options.Consume]).
func BlockingRecall(t *table.Table, m *Model, s Spec, pairs []Pair, threads int) (*block.Recall, error) {
	if err := m.fits(s); err != nil {
		return nil, fmt.Errorf("recall of blocking: %w", err)
	}
	e := &encoded{n: t.Rows}
	for i, c := range s.Comparisons {
		f := &field{Comparison: c}
		if err := f.takeBands(c.Comparator.Levels(), &m.Comparisons[i]); err != nil {
			return nil, fmt.Errorf("recall of blocking: %w", err)
		}
		e.fields = append(e.fields, f)
	}
	b := &planner{t: t, threads: Options{Threads: threads}.withDefaults().Threads, plan: &Plan{}, e: e, c: &candidates{rules: s.Rules}, model: m}
	for _, p := range pairs {
		if int(max(p.A, p.B)) >= t.Rows {
			return nil, fmt.Errorf("recall of blocking: a pair speaks of row %d of %d", max(p.A, p.B)+1, t.Rows)
		}
		if p.Probability() >= planFloor {
			b.found = append(b.found, capture{a: p.A, b: p.B, pattern: p.Pattern, share: p.Probability()})
		}
	}
	b.recall()
	return b.plan.Recall, nil
}
