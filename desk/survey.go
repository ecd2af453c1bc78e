package desk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/survey"
)

// Defaults of a plan.
const (
	usualMost  = 150
	usualLeast = 30
)

// PlanSurvey completes a plan: how many persons must be asked, in how many
// segments, to prove the target with the plan's power if its truth is true. A
// linkage that misses some lowers what can be measured of the truth.
func PlanSurvey(p quanyuan.SurveyPlan) (quanyuan.SurveyPlan, error) {
	p.Target, p.Truth, p.Level, p.Power = cmp.Or(p.Target, .99), cmp.Or(p.Truth, .995), cmp.Or(p.Level, .95), cmp.Or(p.Power, .8)
	p.Deff, p.Most, p.Least = cmp.Or(p.Deff, 2), cmp.Or(p.Most, usualMost), cmp.Or(p.Least, usualLeast)
	if p.Missed < 0 || p.Missed >= 1 || p.Deff < .1 || p.Least < 1 || p.Most < p.Least || p.PerTown < 0 || p.Units < 0 || p.Cost < 0 {
		return p, refuse("survey.plan")
	}
	a, err := survey.PlanProof(p.Target, p.Truth*(1-p.Missed), p.Level, p.Power)
	if err != nil {
		return p, err
	}
	p.Persons, p.Defects = int(math.Ceil(float64(a.Size)*p.Deff)), a.Defects
	return p, nil
}

// FreezeSurvey begins a survey: its plan is completed and its frame fixed. What
// the register says is judged as it stood at this moment, so that nothing that
// is entered later helps; the seed is published after the frame's hash.
func (d *Desk) FreezeSurvey(ctx context.Context, by quanyuan.Principal, name, place string, p quanyuan.SurveyPlan, progress func(int64)) (*quanyuan.Survey, error) {
	if err := d.may(by, access.Survey, string(quanyuan.SurveyPaper), ""); err != nil {
		return nil, err
	}
	if place = cmp.Or(place, by.Division, d.nowhere()); !by.Scope().Holds(place) {
		return nil, refuse("division.not_yours", place)
	}
	if strings.TrimSpace(by.Name) == "" {
		return nil, refuse("event.actor")
	}
	units := p.Units
	p, err := PlanSurvey(p)
	if err != nil {
		return nil, err
	}
	s := &quanyuan.Survey{Name: cmp.Or(strings.TrimSpace(name), "抽样调查"), Division: place, Plan: p, Frozen: d.now(), State: quanyuan.SurveyFrozen}
	if err := d.freeze(ctx, s, progress); err != nil {
		return nil, err
	}
	f, err := readFrame(s)
	if err != nil {
		return nil, err
	}
	// A segment that is drawn by its size has Σn²/Σn persons on average.
	sum, squares := 0.0, 0.0
	for _, g := range f.segments {
		sum += float64(g.persons)
		squares += float64(g.persons * g.persons)
	}
	s.Plan.Each = squares / sum
	s.Plan.Units = min(cmp.Or(units, int(math.Ceil(float64(p.Persons)/s.Plan.Each))), len(f.segments))
	return s, d.writeSurvey(ctx, by, s)
}

func (d *Desk) writeSurvey(ctx context.Context, by quanyuan.Principal, s *quanyuan.Survey, segments ...*quanyuan.PSU) error {
	c := &quanyuan.Change{}
	paper := s.Paper()
	d.file(c, by, paper)
	for _, p := range segments {
		d.file(c, by, p.Paper())
	}
	if err := d.apply(ctx, by, access.Survey, c); err != nil {
		return err
	}
	s.ID, s.Version = paper.ID, paper.Version
	return nil
}

// Survey opens a survey.
func (d *Desk) Survey(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Survey, error) {
	p, err := d.Paper(ctx, by, quanyuan.SurveyPaper, id)
	if errors.Is(err, quanyuan.ErrNotFound) {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "survey.unknown", Args: []any{id}}
	}
	if err != nil {
		return nil, err
	}
	return quanyuan.SurveyOf(p)
}

// Surveys lists the surveys of the principal's divisions.
func (d *Desk) Surveys(ctx context.Context, by quanyuan.Principal) ([]*quanyuan.Survey, error) {
	papers, err := d.Papers(ctx, by, quanyuan.PaperQuery{Kind: quanyuan.SurveyPaper})
	if err != nil {
		return nil, err
	}
	var out []*quanyuan.Survey
	for _, p := range papers {
		s, err := quanyuan.SurveyOf(p)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// sampling is the draw of a survey.
func sampling(s *quanyuan.Survey) survey.Sampling {
	return survey.Sampling{Units: s.Plan.Units, PerCluster: s.Plan.PerTown, Seed: s.Seed, Frame: s.Frame.Hash}
}

// DrawSurvey draws the sample from the frozen frame by a published seed, once,
// and fixes whom the register has in each segment drawn.
func (d *Desk) DrawSurvey(ctx context.Context, by quanyuan.Principal, id, seed string) (*quanyuan.Survey, []*quanyuan.PSU, error) {
	s, err := d.Survey(ctx, by, id)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case s.State != quanyuan.SurveyFrozen:
		return nil, nil, refuse("survey.drawn", s.ID)
	case strings.TrimSpace(seed) == "":
		return nil, nil, refuse("survey.seed")
	}
	s.Seed, s.Drawn, s.State = seed, d.now(), quanyuan.SurveyDrawn
	f, err := readFrame(s)
	if err != nil {
		return nil, nil, err
	}
	drawn, err := survey.Draw(f.units(), sampling(s))
	if err != nil {
		return nil, nil, err
	}
	s.Reserves = survey.Reserves(f.units(), drawn, sampling(s))
	for stratum, ids := range s.Reserves {
		s.Reserves[stratum] = ids[:min(len(ids), 20)]
	}
	var psus []*quanyuan.PSU
	for _, x := range drawn {
		g := f.byID[x.Unit.ID]
		psus = append(psus, &quanyuan.PSU{Survey: s.ID, Segment: g.id, Community: g.community, Label: g.label, Spots: spotsText(g.spots), Stratum: g.stratum,
			Layer: x.Stratum, Unit: x.PSU, Chance: x.Chance, FPC: x.FPC, State: quanyuan.PSUOpen})
	}
	if err := d.listSegments(ctx, s, f, psus); err != nil {
		return nil, nil, err
	}
	return s, psus, d.writeSurvey(ctx, by, s, psus...)
}

// listSegments writes into segments whom the register has there.
func (d *Desk) listSegments(ctx context.Context, s *quanyuan.Survey, f *frame, psus []*quanyuan.PSU) error {
	byID := map[string]*quanyuan.PSU{}
	var communities []string
	for _, p := range psus {
		byID[p.Segment] = p
		communities = append(communities, p.Community)
	}
	slices.Sort(communities)
	l := newLocator(d.parser())
	for _, c := range slices.Compact(communities) {
		placed, err := d.store.PersonsIn(ctx, quanyuan.PersonQuery{Scope: quanyuan.Scope{c}, Notes: quanyuan.CountsResidence})
		if err != nil {
			return err
		}
		for _, x := range placed {
			pr := livesAt(x.Person)
			if pr == nil || pr.Community != c {
				continue
			}
			at := l.spotOf(x.Person, pr)
			if g := f.segmentOf(c, at); g != nil && byID[g.id] != nil && findable(x.Person, at) {
				byID[g.id].Listed = append(byID[g.id].Listed, x.Person.Number)
			}
		}
	}
	return nil
}

// CheckDraw draws again from the frozen frame and says whether the segments of
// the survey are those of its seed.
func (d *Desk) CheckDraw(ctx context.Context, by quanyuan.Principal, id string) error {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return err
	}
	f, err := readFrame(s)
	if err != nil {
		return err
	}
	drawn, err := survey.Draw(f.units(), sampling(s))
	if err != nil {
		return err
	}
	want := map[string]float64{}
	for _, x := range drawn {
		want[x.Unit.ID] = x.Chance
	}
	for _, p := range psus {
		if p.StandsFor != "" {
			continue
		}
		if want[p.Segment] != p.Chance {
			return refuse("survey.not_drawn", p.Segment)
		}
		delete(want, p.Segment)
	}
	if len(want) > 0 {
		return refuse("survey.not_drawn", strings.Join(slices.Sorted(maps.Keys(want)), ", "))
	}
	return nil
}

// sample gives a survey that was drawn, with its segments in their order.
func (d *Desk) sample(ctx context.Context, by quanyuan.Principal, id string) (*quanyuan.Survey, []*quanyuan.PSU, error) {
	s, err := d.Survey(ctx, by, id)
	if err != nil {
		return nil, nil, err
	}
	if s.State == quanyuan.SurveyFrozen {
		return nil, nil, refuse("survey.not_yet", s.ID)
	}
	var out []*quanyuan.PSU
	// Other surveys' segments lie on the same desks.
	for p, err := range d.everyPaper(ctx, quanyuan.PaperQuery{Kind: quanyuan.PSUPaper, Scope: quanyuan.Scope{s.Division}}) {
		if err != nil {
			return nil, nil, err
		}
		if !strings.HasPrefix(p.ID, quanyuan.PSUID(s.ID, "")) {
			continue
		}
		psu, err := quanyuan.PSUOf(p)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, psu)
	}
	slices.SortFunc(out, func(a, b *quanyuan.PSU) int { return cmp.Compare(a.Segment, b.Segment) })
	return s, out, nil
}

// Sample gives the segments of a survey.
func (d *Desk) Sample(ctx context.Context, by quanyuan.Principal, id string) (*survey.Sample, error) {
	s, psus, err := d.sample(ctx, by, id)
	return &survey.Sample{Survey: s, PSUs: psus}, err
}

// ReplaceSegment puts the next reserve of the stratum in the place of a segment
// that cannot be reached; it takes over its weight. The replaced one stays, and
// is reported.
func (d *Desk) ReplaceSegment(ctx context.Context, by quanyuan.Principal, id, segment, reason string) (*quanyuan.PSU, error) {
	s, psus, err := d.sample(ctx, by, id)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(psus, func(p *quanyuan.PSU) bool { return p.Segment == segment })
	switch {
	case i < 0:
		return nil, refuse("survey.no_segment", segment)
	case psus[i].State != quanyuan.PSUOpen:
		return nil, refuse("survey.loaded", segment)
	case strings.TrimSpace(reason) == "":
		return nil, refuse("access.reason")
	}
	gone := psus[i]
	left := s.Reserves[gone.Stratum]
	if len(left) == 0 {
		return nil, refuse("survey.no_reserve", gone.Stratum)
	}
	s.Reserves[gone.Stratum] = left[1:]
	f, err := readFrame(s)
	if err != nil {
		return nil, err
	}
	g := f.byID[left[0]]
	next := &quanyuan.PSU{Survey: s.ID, Segment: g.id, Community: g.community, Label: g.label, Spots: spotsText(g.spots), Stratum: g.stratum, Layer: gone.Layer, Unit: gone.Unit,
		Chance: gone.Chance, FPC: gone.FPC, StandsFor: gone.Segment, State: quanyuan.PSUOpen}
	if err := d.listSegments(ctx, s, f, []*quanyuan.PSU{next}); err != nil {
		return nil, err
	}
	gone.State, gone.Reason = quanyuan.PSUReplaced, reasonOf(reason)
	return next, d.writeSurvey(ctx, by, s, gone, next)
}
