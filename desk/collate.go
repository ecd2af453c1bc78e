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
	l, err := d.collating(ctx, batches, progress, keep)
	if err != nil {
		return nil, err
	}
	m := l.model
	c := &Collation{Persons: l.persons, Batches: batches, Clusters: l.clusters, Said: l.said, Outcomes: map[quanyuan.Outcome]int{}, Fields: map[quanyuan.Field]int{}}
	if m != nil {
		c.Model = m.Name
	}
	if err := d.keepClusters(ctx, c.Clusters); err != nil {
		return nil, err
	}
	if err := d.countCollation(ctx); err != nil {
		return nil, err
	}
	err = d.store.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		err := l.reg.Collate(ctx, d.store, l.lists, m.engine(), l.options, func(p *quanyuan.Proposal) error {
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

// collating is what a run collates with.
type collating struct {
	*loaded
	persons  int // of the whole register
	model    *Model
	said     []quanyuan.Remark
	options  collate.Options
	clusters []quanyuan.Cluster
}

// collating loads lists and, of the register, whom they may be about, where the
// rest is known since the register has not changed; else all of it, from which
// is found and kept what the rest tells.
func (d *Desk) collating(ctx context.Context, batches []quanyuan.Batch, progress func(link.Progress), keep bool) (*collating, error) {
	of, different, err := d.knownNow(ctx)
	if err != nil {
		return nil, err
	}
	c := &collating{options: collate.Options{Progress: progress, Different: different}}
	known, err := d.known(ctx, of)
	if err != nil {
		return nil, err
	}
	if known != nil {
		if enough, err := d.collatingPart(ctx, c, of, known, batches, keep); err != nil || enough {
			return c, err
		}
	}
	if c.loaded, err = d.load(ctx, batches); err != nil {
		return nil, err
	}
	c.persons = c.reg.Len()
	if c.model, c.said, err = d.modelFor(ctx, c.loaded, progress, keep); err != nil {
		return nil, err
	}
	if c.clusters, err = c.reg.Duplicates(ctx, c.model.engine(), c.options); err != nil {
		return nil, err
	}
	return c, d.keepKnown(ctx, of, c.model, c.reg.Known(c.clusters))
}

// collatingPart loads what lists need of a register of which the rest is known.
// It is not enough where another model must be trained.
func (d *Desk) collatingPart(ctx context.Context, c *collating, of knownOf, known *collate.Known, batches []quanyuan.Batch, keep bool) (enough bool, err error) {
	m, err := d.model(ctx, of.Model)
	if err != nil || m == nil {
		return false, err
	}
	c.loaded, c.persons, c.model, c.clusters = &loaded{}, known.Persons, m, known.Clusters
	rows := 0
	if len(batches) > 0 {
		if c.reg, c.lists, err = collate.ForLists(ctx, d.store, batches, d.parser(), known); err != nil {
			return false, err
		}
		rows = c.lists.Len()
	}
	enough, c.said = m.stays(known.Persons+rows, keep)
	return enough, nil
}

// Dedupe finds the persons who stand in the register more than once, under its
// model.
func (d *Desk) Dedupe(ctx context.Context, progress func(link.Progress)) (*Collation, error) {
	l, err := d.collating(ctx, nil, progress, false)
	if err != nil {
		return nil, err
	}
	c := &Collation{Persons: l.persons, Clusters: l.clusters, Said: l.said}
	if l.model != nil {
		c.Model = l.model.Name
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
	reg, err := collate.Load(d.store.Persons(ctx), d.parser())
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
