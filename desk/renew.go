package desk

import (
	"context"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/link"
)

// Renewed is what came of a renewal.
type Renewed struct {
	Collation *Collation
	Prepared  Prepared
	Tasks     int // set or changed
}

// Renew does what follows when lists came in: all lists are compared with the
// register, what is left open becomes questions, and tasks are brought up to
// it. Stages are named to progress: the engine's, then "questions" and "tasks".
// Stopped while it compares, it leaves the last run's proposals as they were.
func (d *Desk) Renew(ctx context.Context, by quanyuan.Principal, progress func(stage string, done, total int64)) (*Renewed, error) {
	if err := d.may(by, access.Collate, "", ""); err != nil {
		return nil, err
	}
	r := &Renewed{}
	var err error
	r.Collation, err = d.Collate(ctx, func(p link.Progress) { progress(string(p.Stage), p.Done, p.Total) }, func(*quanyuan.Proposal) error { return nil })
	if err != nil {
		return nil, err
	}
	if r.Prepared, err = d.PrepareRulings(ctx, by, func(done int64) { progress("questions", done, 0) }); err != nil {
		return nil, err
	}
	progress("tasks", 0, 0)
	if access.May(by, access.Task) == nil {
		if r.Tasks, err = d.SetTasks(ctx, by, nil); err != nil {
			return nil, err
		}
	}
	if _, err := d.Campaign(ctx); err == nil && access.May(by, access.Campaign, string(d.home())) == nil {
		n, err := d.RefreshCampaign(ctx, by)
		if err != nil {
			return nil, err
		}
		r.Tasks += n
	}
	return r, d.note(by, access.Collate, "", "", "renew", len(r.Collation.Batches))
}
