package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/register"
)

// FileRevision keeps a revision until its day comes; nothing of the register
// changes. A planned one that is filed again takes the place of the former.
func (d *Desk) FileRevision(ctx context.Context, by quanyuan.Principal, r *quanyuan.Revision) error {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), r.ID); err != nil {
		return err
	}
	if by.Name == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	if err := register.CheckRevision(r, d.tree()); err != nil {
		return err
	}
	copied := *r
	v := &redrawing{Desk: d, ctx: ctx, by: by, r: &copied}
	v.r.Codes, v.r.Households, v.r.State, v.r.Version = nil, nil, quanyuan.RevisionPlanned, 0
	before, err := d.revision(ctx, r.ID)
	switch {
	case errors.Is(err, quanyuan.ErrNotFound):
	case err != nil:
		return err
	case before.State == quanyuan.RevisionPlanned || before.State == quanyuan.RevisionWithdrawn:
		v.r.Version = before.Version
	default:
		return &quanyuan.Error{Kind: quanyuan.ErrExists, Key: "revision.begun", Args: []any{r.ID}}
	}
	return v.fileRevision()
}

// WithdrawRevision gives a planned revision up; it stays readable.
func (d *Desk) WithdrawRevision(ctx context.Context, by quanyuan.Principal, id string) error {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), id); err != nil {
		return err
	}
	r, err := d.revision(ctx, id)
	if err != nil {
		return err
	}
	if r.State != quanyuan.RevisionPlanned {
		return &quanyuan.Error{Kind: quanyuan.ErrConflict, Key: "revision.begun", Args: []any{id}}
	}
	r.State = quanyuan.RevisionWithdrawn
	return (&redrawing{Desk: d, ctx: ctx, by: by, r: r}).fileRevision()
}

// Revision gives a revision that was filed or begun.
func (d *Desk) Revision(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Revision, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), id); err != nil {
		return nil, err
	}
	return d.revision(ctx, id)
}

// Revisions lists the revisions that were filed or begun, the latest day first.
func (d *Desk) Revisions(ctx context.Context, by quanyuan.Principal) ([]*quanyuan.Revision, error) {
	if err := d.may(by, access.Revise, string(quanyuan.RevisionPaper), ""); err != nil {
		return nil, err
	}
	var out []*quanyuan.Revision
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.RevisionPaper, Scope: quanyuan.Everywhere}) {
		if err != nil {
			return nil, err
		}
		r, err := quanyuan.RevisionOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b *quanyuan.Revision) int { return cmp.Compare(b.Date.String(), a.Date.String()) })
	return out, nil
}
