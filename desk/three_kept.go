package desk

import (
	"context"
	"encoding/json"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
)

const settingThree = "figures.three"

// keptThree are the three figures of all communities as they were counted last.
type keptThree struct {
	At    time.Time `json:"at"`
	Lines []Three   `json:"lines"`
}

// KeepThree counts the three figures of the whole city and keeps them: that
// reads every file, so that pages show what was counted last.
func (d *Desk) KeepThree(ctx context.Context, by quanyuan.Principal, progress func(done, total int64)) error {
	if err := d.may(by, access.Campaign, figuresKind, "three"); err != nil {
		return err
	}
	lines, _, err := d.Three(ctx, operator, ThreeQuery{Level: division.Community, Progress: progress})
	if err != nil {
		return err
	}
	raw, err := json.Marshal(keptThree{d.now(), lines})
	if err != nil {
		return err
	}
	if err := d.store.SetSetting(ctx, settingThree, raw); err != nil {
		return err
	}
	return d.note(by, access.Campaign, figuresKind, "three", "keep", 0)
}

// ThreeKept gives the three figures as they were counted last, for the divisions
// of a part of the city and for all of it; the zero time: they never were.
func (d *Desk) ThreeKept(ctx context.Context, by quanyuan.Principal, scope quanyuan.Scope, level int) (at time.Time, parts []Three, whole Three, err error) {
	if err := d.may(by, access.Figures, figuresKind, "three"); err != nil {
		return at, nil, whole, err
	}
	var kept keptThree
	raw, err := d.setting(ctx, settingThree)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil {
		return at, nil, whole, err
	}
	scope = within(scope, by.Scope())
	for i := range kept.Lines {
		l := &kept.Lines[i]
		if !scope.Holds(l.Division) {
			continue
		}
		code := string(division.Code(l.Division).At(level))
		if len(parts) == 0 || parts[len(parts)-1].Division != code {
			parts = append(parts, Three{Division: code, Name: d.tree().Name(division.Code(code))})
		}
		parts[len(parts)-1].add(l)
		whole.add(l)
	}
	return kept.At, parts, whole, nil
}
