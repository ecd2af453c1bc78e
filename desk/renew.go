package desk

import (
	"context"
	"strconv"

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
	return d.renew(ctx, by, progress, false)
}

// RenewArrived is Renew for a clock: it does nothing where no list came in since
// the last collation, and lets no other model take the place of the one in use.
// It gives how many lists came in.
func (d *Desk) RenewArrived(ctx context.Context, by quanyuan.Principal, progress func(stage string, done, total int64)) (arrived int, err error) {
	if err := d.may(by, access.Collate, "", ""); err != nil {
		return 0, err
	}
	lists, err := d.lists(ctx)
	if err != nil {
		return 0, err
	}
	raw, err := d.setting(ctx, settingCollated)
	if err != nil {
		return 0, err
	}
	last, _ := strconv.ParseInt(string(raw), 10, 64) // none: nothing was collated yet
	for _, b := range lists {
		if int64(b.ID) > last {
			arrived++
		}
	}
	if arrived == 0 {
		return 0, nil
	}
	_, err = d.renew(ctx, by, progress, true)
	return arrived, err
}

func (d *Desk) renew(ctx context.Context, by quanyuan.Principal, progress func(stage string, done, total int64), keep bool) (*Renewed, error) {
	if err := d.may(by, access.Collate, "", ""); err != nil {
		return nil, err
	}
	r := &Renewed{}
	var err error
	r.Collation, err = d.collateUnder(ctx, func(p link.Progress) { progress(string(p.Stage), p.Done, p.Total) }, func(*quanyuan.Proposal) error { return nil }, keep)
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
