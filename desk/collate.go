package desk

import (
	"context"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/collate"
	"quanyuan/link"
)

// Findings of a run over the register and the batches.
type Collation struct {
	Persons  int
	Batches  []quanyuan.Batch
	Clusters []quanyuan.Cluster
	Outcomes map[quanyuan.Outcome]int
	Fields   map[quanyuan.Field]int // rows that contradict the register in the field
}

// Collate compares all batches with the register, writes the proposals to the
// store in the place of the last run's, and gives each to emit as well.
func (d *Desk) Collate(ctx context.Context, progress func(link.Progress), emit func(*quanyuan.Proposal) error) (*Collation, error) {
	batches, err := d.lists(ctx)
	if err != nil {
		return nil, err
	}
	if len(batches) == 0 {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "collate.nothing"}
	}
	reg, err := d.load(ctx, true)
	if err != nil {
		return nil, err
	}
	o := collate.Options{Progress: progress}
	if o.Different, err = d.ruledDifferent(ctx); err != nil {
		return nil, err
	}
	c := &Collation{Persons: reg.Len(), Batches: batches, Outcomes: map[quanyuan.Outcome]int{}, Fields: map[quanyuan.Field]int{}}
	if c.Clusters, err = reg.Duplicates(ctx, o); err != nil {
		return nil, err
	}
	if err := d.keepClusters(ctx, c.Clusters); err != nil {
		return nil, err
	}
	err = d.store.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		err := reg.Collate(ctx, d.store, batches, o, func(p *quanyuan.Proposal) error {
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
	return c, d.note(operator, access.Collate, "", "", "", len(batches))
}

// Dedupe finds the persons who stand in the register more than once.
func (d *Desk) Dedupe(ctx context.Context, progress func(link.Progress)) (persons int, clusters []quanyuan.Cluster, err error) {
	reg, err := d.load(ctx, false)
	if err != nil {
		return 0, nil, err
	}
	o := collate.Options{Progress: progress}
	if o.Different, err = d.ruledDifferent(ctx); err != nil {
		return 0, nil, err
	}
	if clusters, err = reg.Duplicates(ctx, o); err != nil {
		return 0, nil, err
	}
	return reg.Len(), clusters, d.keepClusters(ctx, clusters)
}

func (d *Desk) load(ctx context.Context, houses bool) (*collate.Register, error) {
	reg, err := collate.Load(d.store.Persons(ctx), d.parser(), houses)
	if err == nil && reg.Len() == 0 {
		err = &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "register.empty"}
	}
	return reg, err
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
