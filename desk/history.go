package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
	"quanyuan/refdata/division"
)

// The settings that keep the figures of days, and the list of these days.
const (
	settingDays = "quality.days"
	settingDay  = "quality.day."
)

// kept are the measures of one community on a day, in the order of Measures,
// with the number of its persons.
type kept struct {
	Code    string  `json:"c"`
	Persons int     `json:"n"`
	Shares  []Share `json:"s"`
}

// KeepQuality keeps the figures of today, so that later days can be held against
// them. Asked again on the same day it keeps the later ones.
func (d *Desk) KeepQuality(ctx context.Context, by quanyuan.Principal, progress func(done, total int64)) error {
	if err := d.may(by, access.Campaign, figuresKind, "keep"); err != nil {
		return err
	}
	all := operator // every community, whoever asks
	parts, _, err := d.Quality(ctx, all, QualityQuery{Level: division.Community, Progress: progress})
	if err != nil {
		return err
	}
	var ks []kept
	for i := range parts {
		ks = append(ks, kept{parts[i].Code, parts[i].Persons, parts[i].Measures()})
	}
	raw, err := json.Marshal(ks)
	if err != nil {
		return err
	}
	today := d.today().String()
	if err := d.store.SetSetting(ctx, settingDay+today, raw); err != nil {
		return err
	}
	days, err := d.keptDays(ctx)
	if err != nil || slices.Contains(days, today) {
		return err
	}
	days = append(days, today)
	slices.Sort(days)
	if err := d.store.SetSetting(ctx, settingDays, []byte(strings.Join(days, " "))); err != nil {
		return err
	}
	return d.note(by, access.Campaign, figuresKind, today, "keep", 0)
}

func (d *Desk) keptDays(ctx context.Context) ([]string, error) {
	raw, err := d.setting(ctx, settingDays)
	return strings.Fields(string(raw)), err
}

// keptOn gives the lines of a day by division of a level, and all together.
func (d *Desk) keptOn(ctx context.Context, day string, q *QualityQuery, scope quanyuan.Scope) (parts map[string]*kept, whole *kept, err error) {
	raw, err := d.setting(ctx, settingDay+day)
	if err != nil || len(raw) == 0 {
		return nil, nil, err
	}
	var ks []kept
	if err := json.Unmarshal(raw, &ks); err != nil {
		return nil, nil, err
	}
	parts, whole = map[string]*kept{}, &kept{}
	for i := range ks {
		code, ok := q.divisionIn(scope, ks[i].Code)
		if !ok || len(ks[i].Shares) != len(Measures()) {
			continue // a day on which other measures were counted says nothing of these
		}
		if parts[code] == nil {
			parts[code] = &kept{Code: code}
		}
		parts[code].add(&ks[i])
		whole.add(&ks[i])
	}
	return parts, whole, nil
}

func (k *kept) add(o *kept) {
	k.Persons += o.Persons
	if k.Shares == nil {
		k.Shares = make([]Share, len(o.Shares))
	}
	for i := range o.Shares {
		k.Shares[i].Add(o.Shares[i])
	}
}

// Point is a measure on a day.
type Point struct {
	Day    string `json:"day"`
	Share  Share  `json:"share"`
	Signal bool   `json:"signal"` // no mere chance
}

// Trend is a measure over the days that were kept.
type Trend struct {
	Measure quality.Definition
	Points  []Point
	Control *quality.Control // nil: too few days
}

// QualityTrend gives a measure of a part of the city over the kept days since a
// day, with limits of control.
func (d *Desk) QualityTrend(ctx context.Context, by quanyuan.Principal, q QualityQuery, measure string, since quanyuan.Date) (*Trend, error) {
	if err := d.may(by, access.Figures, figuresKind, ""); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(Measures(), func(m quality.Definition) bool { return m.Key == measure })
	if at < 0 {
		return nil, refuse("quality.measure", measure)
	}
	days, err := d.keptDays(ctx)
	if err != nil {
		return nil, err
	}
	t := &Trend{Measure: Measures()[at]}
	var values []float64
	for _, day := range days {
		if day < since.String() {
			continue
		}
		_, whole, err := d.keptOn(ctx, day, &q, within(q.Scope, by.Scope()))
		if err != nil {
			return nil, err
		}
		if whole != nil && whole.Shares != nil && whole.Shares[at].All > 0 {
			t.Points = append(t.Points, Point{Day: day, Share: whole.Shares[at]})
			values = append(values, whole.Shares[at].Rate())
		}
	}
	if c, ok := quality.ControlOf(values); ok {
		t.Control = &c
		for _, i := range c.Signals {
			t.Points[i].Signal = true
		}
	}
	return t, nil
}
