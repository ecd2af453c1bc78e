package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/publish"
)

// settingRetention keeps for how many years files and raw rows are kept.
const settingRetention = "retention_years"

// How many years files and raw rows are kept: records of handling personal
// information for three years at least (个人信息保护法 art. 56, 网络数据安全管理条例
// art. 12), and no longer than is needed (art. 19): thirty is what long-term
// files of an archive have.
const (
	leastRetention = 3
	mostRetention  = 30
)

// RetentionYears is for how many years files and raw rows are kept.
func (d *Desk) RetentionYears(ctx context.Context) (int, error) {
	raw, err := d.store.Setting(ctx, settingRetention)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return leastRetention, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(raw))
}

// SetRetentionYears sets it, for every batch that is not destroyed yet. Who may
// set it may not destroy, and the other way round.
func (d *Desk) SetRetentionYears(ctx context.Context, by quanyuan.Principal, years int, reason string) error {
	if err := d.may(by, access.Configure, "setting", settingRetention); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(by.Name) == "":
		return refuse("event.actor")
	case strings.TrimSpace(reason) == "":
		return refuse("retention.reason")
	case years < leastRetention || years > mostRetention:
		return refuse("retention.years", leastRetention, mostRetention)
	}
	before, err := d.RetentionYears(ctx)
	if err != nil {
		return err
	}
	// Noted before it holds: a setting that nobody answers for is worse than one
	// that was announced and did not come.
	l := d.line(by, access.Configure, "setting", settingRetention)
	l.Detail, l.Reason = strconv.Itoa(before)+" "+strconv.Itoa(years), reasonOf(reason)
	if err := d.trail.add(l); err != nil {
		return err
	}
	if err := d.trail.flush(ctx); err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingRetention, []byte(strconv.Itoa(years)))
}

// DisposalSheet is the certificate of a batch that was destroyed, to print.
func (d *Desk) DisposalSheet(ctx context.Context, by quanyuan.Principal, id string) (*publish.DisposalSheet, error) {
	if err := d.may(by, access.Dispose, batchKind, id); err != nil {
		return nil, err
	}
	b, err := d.batch(ctx, id)
	if err != nil {
		return nil, err
	}
	x, err := d.disposalOf(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	if x == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "retention.not_done", Args: []any{b.ID}}
	}
	source := b.Source.Kind.Zh()
	if b.Source.Unit != "" {
		source += "　" + b.Source.Unit
	}
	return &publish.DisposalSheet{Disposal: x, Source: source, Place: d.PlaceName(b.Source.Division)}, nil
}
