package desk

import (
	"context"
	"iter"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
)

// Version is what a person's number stands at, to be named by whoever changes
// it.
func (d *Desk) Version(ctx context.Context, by quanyuan.Principal, n quanyuan.Number) (int64, error) {
	p, err := d.reach(ctx, by, access.View, n)
	if err != nil {
		return 0, err
	}
	return p.Version, nil
}

// List lists persons where the principal may see them.
func (d *Desk) List(ctx context.Context, by quanyuan.Principal, q quanyuan.PersonQuery) ([]quanyuan.Placed, error) {
	if err := d.may(by, access.List, personKind, ""); err != nil {
		return nil, err
	}
	q.Scope = within(q.Scope, by.Scope())
	ps, err := d.store.PersonsIn(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range ps {
		ps[i].Person = d.show(by, ps[i].Person)
	}
	return ps, d.note(by, access.List, personKind, "", strings.Join(q.Scope, ","), len(ps))
}

// CountList counts whom List would give, up to q.Limit.
func (d *Desk) CountList(ctx context.Context, by quanyuan.Principal, q quanyuan.PersonQuery) (int, error) {
	if err := d.may(by, access.List, personKind, ""); err != nil {
		return 0, err
	}
	q.Scope = within(q.Scope, by.Scope())
	return d.store.CountPersonsIn(ctx, q)
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
	if err := d.may(by, paperAction(q.Kind), string(q.Kind), ""); err != nil {
		return nil, err
	}
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
	if err := d.written(ctx, q.Kind); err != nil {
		return nil, err
	}
	ps, err := d.store.Papers(ctx, q)
	if err != nil {
		return nil, err
	}
	return blindAll(ps), d.note(by, access.List, string(q.Kind), "", strings.Join(q.Scope, ","), len(ps))
}

// written sees to it that receipts that wait are found.
func (d *Desk) written(ctx context.Context, kind quanyuan.PaperKind) error {
	if kind != quanyuan.ReceiptPaper {
		return nil
	}
	return d.trail.flush(ctx)
}

// paperAction is the right that seeing a kind of paper needs.
func paperAction(kind quanyuan.PaperKind) access.Action {
	switch kind {
	case quanyuan.TransferPaper:
		return access.Transfer
	case quanyuan.RulingPaper, quanyuan.LotPaper:
		return access.Rule
	case quanyuan.HouseholdPaper, quanyuan.DwellingPaper, quanyuan.BirthPaper:
		return access.List
	case quanyuan.ReceiptPaper:
		return access.Search
	case quanyuan.CasePaper:
		return access.Attach
	case quanyuan.AmendmentPaper, quanyuan.ProofPaper:
		return access.Correct
	case quanyuan.SurveyPaper, quanyuan.PSUPaper, quanyuan.FieldPaper:
		return access.Survey
	case quanyuan.SignaturePaper, quanyuan.DisposalPaper, quanyuan.RevisionPaper:
		return access.Figures
	case quanyuan.JobPaper:
		return access.Configure
	}
	return access.Task
}

// everyPaper streams papers page by page.
func (d *Desk) everyPaper(ctx context.Context, q quanyuan.PaperQuery) iter.Seq2[*quanyuan.Paper, error] {
	q.Limit = chunk
	return func(yield func(*quanyuan.Paper, error) bool) {
		for {
			ps, err := d.store.Papers(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, p := range ps {
				if !yield(p, nil) {
					return
				}
			}
			if len(ps) < q.Limit {
				return
			}
			last := ps[len(ps)-1]
			q.AfterRank, q.AfterID = last.Rank, last.ID
		}
	}
}

// Paper gives one paper that lies in the principal's divisions.
func (d *Desk) Paper(ctx context.Context, by quanyuan.Principal, kind quanyuan.PaperKind, id string) (*quanyuan.Paper, error) {
	if err := d.may(by, paperAction(kind), string(kind), id); err != nil {
		return nil, err
	}
	if err := d.written(ctx, kind); err != nil {
		return nil, err
	}
	p, err := d.store.Paper(ctx, kind, id)
	if err == nil && !by.Scope().Holds(p.Desk) && (p.Other == "" || !by.Scope().Holds(p.Other)) {
		// Not to be told apart from a paper that is not there.
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "paper.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	return blind(p), d.note(by, access.View, string(kind), id, "", 1)
}

// BatchesFor lists the batches of the principal's divisions; a department sees
// those of its own kind.
func (d *Desk) BatchesFor(ctx context.Context, by quanyuan.Principal) ([]quanyuan.Batch, error) {
	if err := d.may(by, access.Import, batchKind, ""); err != nil {
		return nil, err
	}
	all, err := d.store.Batches(ctx)
	if err != nil {
		return nil, err
	}
	var out []quanyuan.Batch
	for _, b := range all {
		inside := by.Division == "" || b.Source.Division != "" && by.Scope().Holds(b.Source.Division)
		if inside && (!access.Limited(by.Post) || string(b.Source.Kind) == by.Mandate) {
			out = append(out, b)
		}
	}
	return out, nil
}

// Submit takes a list in for a principal: one that speaks for a division takes
// lists of his own divisions only.
func (d *Desk) Submit(ctx context.Context, by quanyuan.Principal, u Upload) (quanyuan.Batch, error) {
	if err := d.maySubmit(by, &u); err != nil {
		return quanyuan.Batch{}, err
	}
	return d.receive(ctx, by, u)
}

// maySubmit fills in the division of a list and refuses one that the principal
// may not send.
func (d *Desk) maySubmit(by quanyuan.Principal, u *Upload) error {
	if u.Source.Division == "" {
		u.Source.Division = by.Division
	}
	action := access.Import
	if u.Source.Kind == quanyuan.Register {
		action = access.Revise // a starting register makes everybody
	}
	if err := d.may(by, action, batchKind, ""); err != nil {
		return err
	}
	if access.Limited(by.Post) && string(u.Source.Kind) != by.Mandate {
		// Values win by who says them: a school does not speak for the police.
		return d.checked(by, action, batchKind, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "access.source", Args: []any{by.Mandate}})
	}
	if by.Division != "" && !by.Scope().Holds(u.Source.Division) {
		return d.checked(by, action, batchKind, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "division.not_yours", Args: []any{u.Source.Division}})
	}
	return nil
}
