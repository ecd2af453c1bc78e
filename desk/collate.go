package desk

import (
	"context"
	"strconv"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/link"
)

// Findings of a run over the register and the batches.
type Collation struct {
	Model    string // its name; "" where there was too little for one
	Persons  int
	Batches  []quanyuan.Batch
	Clusters []quanyuan.Cluster
	Outcomes map[quanyuan.Outcome]int
	Fields   map[quanyuan.Field]int // rows that contradict the register in the field
	// Said tells of a model that was trained for want of one, or is outgrown.
	Said []quanyuan.Remark
}

// Collate compares all batches with the register under its model, writes the
// proposals to the store in the place of the last run's, and gives each to emit
// as well.
func (d *Desk) Collate(ctx context.Context, progress func(link.Progress), emit func(*quanyuan.Proposal) error) (*Collation, error) {
	return d.collateUnder(ctx, progress, emit, false)
}

// settingCollated keeps the number of the last batch that was collated,
// settingCollation how often lists were: what is kept of proposals holds for one
// of these times.
const (
	settingCollated  = "collate.last"
	settingCollation = "collate.count"
)

// countCollation begins another collation: whatever was kept of the last one
// does not hold any more.
func (d *Desk) countCollation(ctx context.Context) error {
	raw, err := d.setting(ctx, settingCollation)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(string(raw)) // nothing yet: 0
	return d.store.SetSetting(ctx, settingCollation, []byte(strconv.Itoa(n+1)))
}

// collateUnder collates; with keep no other model takes the place of the one in
// use.
func (d *Desk) collateUnder(ctx context.Context, progress func(link.Progress), emit func(*quanyuan.Proposal) error, keep bool) (*Collation, error) {
	batches, err := d.lists(ctx)
	if err != nil {
		return nil, err
	}
	if len(batches) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "collate.nothing"}
	}
	l, err := d.load(ctx, batches)
	if err != nil {
		return nil, err
	}
	m, said, err := d.modelFor(ctx, l, progress, keep)
	if err != nil {
		return nil, err
	}
	c := &Collation{Persons: l.reg.Len(), Batches: batches, Said: said, Outcomes: map[quanyuan.Outcome]int{}, Fields: map[quanyuan.Field]int{}}
	if m != nil {
		c.Model = m.Name
	}
	o := collate.Options{Progress: progress}
	if o.Different, err = d.ruledDifferent(ctx); err != nil {
		return nil, err
	}
	if c.Clusters, err = l.reg.Duplicates(ctx, m.engine(), o); err != nil {
		return nil, err
	}
	if err := d.keepClusters(ctx, c.Clusters); err != nil {
		return nil, err
	}
	if err := d.countCollation(ctx); err != nil {
		return nil, err
	}
	err = d.store.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		err := l.reg.Collate(ctx, d.store, l.lists, m.engine(), o, func(p *quanyuan.Proposal) error {
			p.Model = c.Model
			c.Outcomes[p.Outcome]++
			for _, f := range p.Contradictions() {
				c.Fields[f]++
			}
			if !yield(p, nil) {
				return context.Canceled
			}
			return emit(p)
		})
		if err != nil {
			yield(nil, err)
		}
	})
	if err != nil {
		return c, err
	}
	last := strconv.FormatInt(int64(batches[len(batches)-1].ID), 10) // they come in the order of their numbers
	if err := d.store.SetSetting(ctx, settingCollated, []byte(last)); err != nil {
		return c, err
	}
	if err := d.countCollation(ctx); err != nil { // again: what was read meanwhile was half of one and half of the other
		return c, err
	}
	return c, d.note(operator, access.Collate, "", "", c.Model, len(batches))
}

// Dedupe finds the persons who stand in the register more than once, under its
// model.
func (d *Desk) Dedupe(ctx context.Context, progress func(link.Progress)) (*Collation, error) {
	l, err := d.load(ctx, nil)
	if err != nil {
		return nil, err
	}
	m, said, err := d.modelFor(ctx, l, progress, false)
	if err != nil {
		return nil, err
	}
	c := &Collation{Persons: l.reg.Len(), Said: said}
	if m != nil {
		c.Model = m.Name
	}
	o := collate.Options{Progress: progress}
	if o.Different, err = d.ruledDifferent(ctx); err != nil {
		return nil, err
	}
	if c.Clusters, err = l.reg.Duplicates(ctx, m.engine(), o); err != nil {
		return nil, err
	}
	return c, d.keepClusters(ctx, c.Clusters)
}

// engine is the model as collation takes it, nil where there is none.
func (m *Model) engine() *collate.Model {
	if m == nil {
		return nil
	}
	return &m.Model
}

// loaded is the register and the rows of lists in memory.
type loaded struct {
	reg   *collate.Register
	lists *collate.Lists
}

// errEmpty says that there is nobody in the register.
var errEmpty = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "register.empty"}

func (d *Desk) load(ctx context.Context, batches []quanyuan.Batch) (*loaded, error) {
	reg, err := collate.Load(d.store.Persons(ctx), d.parser(), len(batches) > 0)
	if err == nil && reg.Len() == 0 {
		err = errEmpty
	}
	if err != nil {
		return nil, err
	}
	lists, err := reg.Read(ctx, d.store, batches)
	return &loaded{reg, lists}, err
}

// loadAll loads the register and every list.
func (d *Desk) loadAll(ctx context.Context) (*loaded, error) {
	batches, err := d.lists(ctx)
	if err != nil {
		return nil, err
	}
	return d.load(ctx, batches)
}

// lists are the batches that are not the starting register.
func (d *Desk) lists(ctx context.Context) ([]quanyuan.Batch, error) {
	all, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	var out []quanyuan.Batch
	for _, b := range all {
		if b.Source.Kind != quanyuan.Register {
			out = append(out, b)
		}
	}
	return out, nil
}
