package link

import (
	"context"
	"fmt"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// Relation says how often a record may be matched with records of the other
// table.
type Relation uint8

const (
	// OneToOne: neither table has anybody twice.
	OneToOne Relation = iota
	// OneToMany: the left table has nobody twice, so that several records of the
	// right one may be one of it.
	OneToMany
	// ManyToOne is the other way round.
	ManyToOne
	// ManyToMany: both tables may have anybody several times.
	ManyToMany
)

// unique says which of the two sources have nobody twice.
func (r Relation) unique() (u [256]bool) {
	u[0] = r == OneToOne || r == OneToMany
	u[1] = r == OneToOne || r == ManyToOne
	return u
}

// Match finds the records of two tables that are one. Both must have the
// columns of the specification; records inside one table are not searched for
// duplicates, but where some of them come together, what they say of each other
// counts: see package cluster.
func Match(ctx context.Context, left, right *table.Table, s Spec, o Options) (*Result, error) {
	t, sources, err := join(left, right)
	if err != nil {
		return nil, fmt.Errorf("match: %w", err)
	}
	o.Sources, o.unique = sources, o.Relation.unique()
	ofRight := func(pairs []Pair) {
		for i := range pairs {
			pairs[i].B -= uint32(left.Rows)
		}
	}
	if to := o.PairsTo; to != nil {
		o.PairsTo = func(pairs []Pair) error {
			ofRight(pairs)
			return to(pairs)
		}
	}
	r, err := run(ctx, t, s, o.withDefaults(), true)
	if err != nil {
		return nil, fmt.Errorf("match: %w", err)
	}
	ofRight(r.Pairs)
	ofRight(r.Matches)
	return r, nil
}

// join puts two tables into one, the right one as source 1.
func join(left, right *table.Table) (*table.Table, *block.Sources, error) {
	one := func(t *table.Table) *table.Table {
		return &table.Table{Rows: t.Rows, Columns: t.Columns, Sources: make([]uint8, t.Rows)}
	}
	t, err := table.Concat(one(left), one(right))
	if err != nil {
		return nil, nil, err
	}
	return t, &block.Sources{Of: t.Sources, Unique: [256]bool{true, true}}, nil
}

// matches gives all pairs of the two sources in a group. Most were scored; the
// others are weighed now.
func matches(e *encoded, m *Model, pairs []Pair, groups []uint32) []Pair {
	source := e.sources.Of
	size := make([][2]uint32, e.n) // of groups, by source
	for r, g := range groups {
		size[g][source[r]]++
	}
	var out []Pair
	known := make([]uint32, e.n)
	for _, p := range pairs {
		if g := groups[p.A]; g == groups[p.B] {
			out = append(out, p)
			known[g]++
		}
	}
	lacking := map[uint32][2][]uint32{}
	for r, g := range groups {
		if size[g][0]*size[g][1] > known[g] {
			of := lacking[g]
			of[source[r]] = append(of[source[r]], uint32(r))
			lacking[g] = of
		}
	}
	if len(lacking) == 0 {
		return out
	}
	have := map[[2]uint32]bool{}
	for _, p := range out {
		if _, ok := lacking[groups[p.A]]; ok {
			have[[2]uint32{min(p.A, p.B), max(p.A, p.B)}] = true
		}
	}
	j := newJudge(e, m)
	for _, of := range lacking {
		for _, a := range of[0] {
			for _, b := range of[1] {
				if x, y := min(a, b), max(a, b); !have[[2]uint32{x, y}] {
					p := j.pattern(x, y)
					out = append(out, Pair{A: x, B: y, Weight: j.weight(p), Pattern: p})
				}
			}
		}
	}
	return out
}
