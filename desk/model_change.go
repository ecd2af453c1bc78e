package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"quanyuan"
	"quanyuan/collate"
	"quanyuan/link"
)

// Training is what training a model did.
type Training struct {
	Before, After *Model
	// Changes says what the new model would change; nil when there was none
	// before or it is the same.
	Changes *Changes
}

// Unchanged reports that the new model is the one in use.
func (t *Training) Unchanged() bool {
	return t.Before != nil && t.After != nil && hashOf(t.Before.Name) == hashOf(t.After.Name)
}

// Changes is what another model would make of the register and its lists.
type Changes struct {
	// Rows counts the rows of lists by their outcome under the model in use and
	// under the new one.
	Rows map[[2]quanyuan.Outcome]int
	// Others is how many rows would be about somebody else.
	Others int
	// Gained, Lost and Kept count the pairs of persons who are shown as one.
	Gained, Lost, Kept int
	// Moved are rows that would stand elsewhere, at most mostMoved of each
	// change, spread evenly, in the order of their lists; Pairs are pairs of
	// persons gained or lost.
	Moved []MovedRow
	Pairs []MovedPair
}

// Judgement is what a model makes of a row.
type Judgement struct {
	Outcome     quanyuan.Outcome
	Person      quanyuan.Number
	Probability float64
}

// MovedRow is a row of a list under two models.
type MovedRow struct {
	Where         quanyuan.Where
	Part          int
	Before, After Judgement
}

// MovedPair is two persons who are shown as one under one model only.
type MovedPair struct {
	A, B   quanyuan.Number
	Gained bool
}

// mostMoved is how many rows of each change, and how many pairs either way, a
// report shows.
const mostMoved = 50

// TrainModel trains a model on the register, its lists and what people ruled, as
// all of it is now. Where a model is in use, the new one waits to be used, with a
// report of what it would change; the first is used at once.
func (d *Desk) TrainModel(ctx context.Context, by quanyuan.Principal, progress func(link.Progress)) (*Training, error) {
	if err := d.mayModel(by); err != nil {
		return nil, err
	}
	of, different, err := d.knownNow(ctx)
	if err != nil {
		return nil, err
	}
	l, err := d.loadAll(ctx)
	if err != nil {
		return nil, err
	}
	t := &Training{}
	if t.Before, err = d.modelUnder(ctx, settingModelName); err != nil {
		return nil, err
	}
	if t.After, err = d.learn(ctx, by, l, progress); err != nil {
		return nil, err
	}
	switch {
	case t.After == nil:
		return nil, refuse("model.few")
	case t.Before == nil:
		return t, errors.Join(d.use(ctx, by, t.After, "first"), d.learnt(ctx, of, different, t.After, l))
	case t.Unchanged():
		return t, nil
	}
	if t.Changes, err = d.changes(ctx, l, t.Before, t.After, progress); err != nil {
		return nil, err
	}
	if err := d.put(ctx, t.After); err != nil {
		return nil, err
	}
	if err := d.store.SetSetting(ctx, settingNextModel, []byte(t.After.Name)); err != nil {
		return nil, err
	}
	return t, d.noteModel(by, t.After, "train")
}

// findings is what a model makes of everything.
type findings struct {
	clusters []quanyuan.Cluster
	rows     []Judgement // in the order of lists and records
}

// changes collates under two models and compares what comes of it.
func (d *Desk) changes(ctx context.Context, l *loaded, before, after *Model, progress func(link.Progress)) (*Changes, error) {
	o := collate.Options{Progress: progress}
	var err error
	if o.Different, err = d.ruledDifferent(ctx); err != nil {
		return nil, err
	}
	var found [2]findings
	var where []MovedRow // of all rows, so far without judgements
	for i, m := range []*Model{after, before} {
		f := &found[1-i]
		if f.clusters, err = l.reg.Duplicates(ctx, &m.Model, o); err != nil {
			return nil, err
		}
		err = l.reg.Collate(ctx, d.store, l.lists, &m.Model, o, func(p *quanyuan.Proposal) error {
			f.rows = append(f.rows, Judgement{p.Outcome, p.Person, p.Probability})
			if i == 0 {
				where = append(where, MovedRow{Where: p.Where, Part: p.Part})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	c := &Changes{Rows: map[[2]quanyuan.Outcome]int{}}
	c.addRows(found[0].rows, found[1].rows, where)
	c.addPairs(pairsOf(found[0].clusters), pairsOf(found[1].clusters))
	return c, nil
}

func (c *Changes) addRows(before, after []Judgement, where []MovedRow) {
	moved := map[[2]quanyuan.Outcome][]int{}
	for i := range before {
		kind := [2]quanyuan.Outcome{before[i].Outcome, after[i].Outcome}
		c.Rows[kind]++
		other := before[i].Person != after[i].Person && before[i].Person != "" && after[i].Person != ""
		if other {
			c.Others++
		}
		if other || kind[0] != kind[1] {
			moved[kind] = append(moved[kind], i)
		}
	}
	var shown []int
	for _, rows := range moved {
		shown = append(shown, spread(rows, mostMoved)...)
	}
	slices.Sort(shown)
	for _, i := range shown {
		r := where[i]
		r.Before, r.After = before[i], after[i]
		c.Moved = append(c.Moved, r)
	}
}

// spread takes at most n of all, evenly from the first on.
func spread[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	out := make([]T, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

func (c *Changes) addPairs(before, after [][2]quanyuan.Number) {
	var gained, lost []MovedPair
	for len(before) > 0 || len(after) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = comparePairs(before[0], after[0])
		}
		switch {
		case order < 0:
			lost = append(lost, MovedPair{before[0][0], before[0][1], false})
		case order > 0:
			gained = append(gained, MovedPair{after[0][0], after[0][1], true})
		default:
			c.Kept++
		}
		if order <= 0 {
			before = before[1:]
		}
		if order >= 0 {
			after = after[1:]
		}
	}
	c.Gained, c.Lost = len(gained), len(lost)
	c.Pairs = append(spread(gained, mostMoved), spread(lost, mostMoved)...)
}

// pairsOf are the pairs of persons within clusters, in order.
func pairsOf(clusters []quanyuan.Cluster) (out [][2]quanyuan.Number) {
	for _, c := range clusters {
		for i, a := range c.Members {
			for _, b := range c.Members[i+1:] {
				out = append(out, [2]quanyuan.Number{a.Person, b.Person})
			}
		}
	}
	slices.SortFunc(out, comparePairs)
	return out
}

func comparePairs(x, y [2]quanyuan.Number) int {
	return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]))
}
