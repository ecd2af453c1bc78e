package desk

import (
	"context"
	"slices"

	"quanyuan"
)

// View shows a person to a principal; a merged number gives the person it
// forwards to.
func (d *Desk) View(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (*quanyuan.Person, error) {
	return d.Person(ctx, n)
}

// History shows a person's events to a principal.
func (d *Desk) History(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) ([]quanyuan.Event, error) {
	p, err := d.View(ctx, by, n)
	if err != nil {
		return nil, err
	}
	return d.store.Events(ctx, p.Number)
}

// Version is what a person's number stands at, to be named by whoever changes
// it.
func (d *Desk) Version(ctx context.Context, n quanyuan.Number) (int64, error) {
	p, err := d.store.Person(ctx, n)
	if err != nil {
		return 0, err
	}
	return p.Version, nil
}

// List lists persons where the principal may see them.
func (d *Desk) List(ctx context.Context, by quanyuan.Principal, q quanyuan.PersonQuery) ([]quanyuan.Placed, error) {
	q.Scope = within(q.Scope, by.Scope())
	return d.store.PersonsIn(ctx, q)
}

// within cuts a wish down to what is allowed; no wish is all that is allowed.
func within(wish, allowed quanyuan.Scope) quanyuan.Scope {
	if len(wish) == 0 {
		return allowed
	}
	var out quanyuan.Scope
	for _, w := range wish {
		lo, hi := quanyuan.Subtree(w)
		for _, a := range allowed {
			alo, ahi := quanyuan.Subtree(a)
			switch {
			case alo <= lo && hi <= ahi:
				out = append(out, w)
			case lo <= alo && ahi <= hi:
				out = append(out, a)
			}
		}
	}
	return out
}

// Papers lists papers on the desks of the principal's divisions.
func (d *Desk) Papers(ctx context.Context, by quanyuan.Principal, q quanyuan.PaperQuery) ([]*quanyuan.Paper, error) {
	q.Scope = within(q.Scope, by.Scope())
	if q.Kind == quanyuan.RulingPaper && len(q.States) > 0 {
		// Which questions are read twice is not shown.
		q.States = slices.DeleteFunc(slices.Clone(q.States), func(s string) bool { return s == quanyuan.RulingSecond })
		if slices.Contains(q.States, quanyuan.RulingOpen) {
			q.States = append(q.States, quanyuan.RulingSecond)
		}
		if len(q.States) == 0 {
			return nil, nil
		}
	}
	ps, err := d.store.Papers(ctx, q)
	return blindAll(ps), err
}

// Paper gives one paper that lies in the principal's divisions.
func (d *Desk) Paper(ctx context.Context, by quanyuan.Principal, kind quanyuan.PaperKind, id string) (*quanyuan.Paper, error) {
	p, err := d.store.Paper(ctx, kind, id)
	if err == nil && !by.Scope().Holds(p.Desk) && (p.Other == "" || !by.Scope().Holds(p.Other)) {
		// Not to be told apart from a paper that is not there.
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	return blind(p), err
}

// BatchesFor lists the batches of the principal's divisions.
func (d *Desk) BatchesFor(ctx context.Context, by quanyuan.Principal) ([]quanyuan.Batch, error) {
	all, err := d.store.Batches(ctx)
	if err != nil || by.Division == "" {
		return all, err
	}
	var out []quanyuan.Batch
	for _, b := range all {
		if b.Source.Division != "" && by.Scope().Holds(b.Source.Division) {
			out = append(out, b)
		}
	}
	return out, nil
}

// Submit takes a list in for a principal: one that speaks for a division takes
// lists of his own divisions only.
func (d *Desk) Submit(ctx context.Context, by quanyuan.Principal, u Upload) (quanyuan.Batch, error) {
	if u.Source.Division == "" {
		u.Source.Division = by.Division
	}
	if by.Division != "" && !by.Scope().Holds(u.Source.Division) {
		return quanyuan.Batch{}, &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "division.not_yours", Args: []any{u.Source.Division}}
	}
	return d.Import(ctx, u)
}
