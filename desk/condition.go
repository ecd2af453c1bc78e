package desk

import (
	"context"
	"time"

	"quanyuan"
	"quanyuan/access"
)

// Condition is how the register's machine fares.
type Condition struct {
	Space      quanyuan.Space // zero where the store is no file
	Persons    int            // that have not exited
	Batches    int
	Jobs       int       // under way
	Backups    bool      // a folder for copies is set
	LastBackup *Backup   // nil: none
	AuditLines int64     // in the chain
	Anchored   time.Time // when the end of the chain was last asked for, to be kept elsewhere; zero: not lately
	Checked    time.Time // when the chain was last computed again
}

// Condition tells how the register's machine fares to who looks after it.
func (d *Desk) Condition(ctx context.Context, by quanyuan.Principal) (*Condition, error) {
	if err := d.may(by, access.Configure, "", ""); err != nil {
		return nil, err
	}
	c := &Condition{Jobs: len(d.OpenJobs("")), Backups: d.HasBackups()}
	var err error
	if d.storage != nil {
		if c.Space, err = d.storage.Space(ctx); err != nil {
			return nil, err
		}
	}
	if c.Persons, err = d.store.Count(ctx); err != nil {
		return nil, err
	}
	if c.Batches, err = d.store.CountBatches(ctx); err != nil {
		return nil, err
	}
	all, err := d.Backups(ctx, by)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if !all[i].Missing && !all[i].Changed {
			c.LastBackup = &all[i]
			break
		}
	}
	head, err := d.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	c.AuditLines = head.Seq
	lines, err := d.store.AuditLines(ctx, quanyuan.AuditQuery{Action: string(access.Audit), Outcome: quanyuan.Done, Last: 1000})
	for _, l := range lines {
		switch l.Detail {
		case "anchor":
			c.Anchored = l.At
		case "verify":
			c.Checked = l.At
		}
	}
	return c, err
}
