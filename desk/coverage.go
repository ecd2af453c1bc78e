package desk

import (
	"context"
	"encoding/json"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/survey"
)

const settingCoverage = "survey.coverage"

// ProvedCoverage is what the last report of a survey said of coverage, with no
// more said of a part than its own sample says.
type ProvedCoverage struct {
	Survey   string        `json:"survey"` // its name
	Division string        `json:"division"`
	Frozen   time.Time     `json:"frozen"` // the register is judged as it stood then
	Target   float64       `json:"target"`
	Lines    []ProvedShare `json:"lines"`
}

// ProvedShare is the coverage of a division: a share, its Wilson
// interval, and what the sample proves. Proof is not read off this interval: all
// of the report's intervals must reach the target.
type ProvedShare struct {
	Division string         `json:"division"`
	Share    float64        `json:"share"`
	Low      float64        `json:"low"`
	High     float64        `json:"high"`
	Persons  int            `json:"persons"` // asked
	Proof    quanyuan.Proof `json:"proof"`
}

// Of is what is known of a division; nil for nothing.
func (c *ProvedCoverage) Of(code string) *ProvedShare {
	if c == nil {
		return nil
	}
	for i := range c.Lines {
		if c.Lines[i].Division == code {
			return &c.Lines[i]
		}
	}
	return nil
}

// keepCoverage keeps the figures of a report for those who see no survey.
func (d *Desk) keepCoverage(ctx context.Context, r *CoverageReport) error {
	out := ProvedCoverage{Survey: r.Survey.Name, Division: r.Survey.Division, Frozen: r.Survey.Frozen, Target: r.Survey.Plan.Target}
	add := func(code string, e *quanyuan.Estimate, proof quanyuan.Proof) {
		if i, ok := e.Interval(string(survey.Wilson)); ok {
			out.Lines = append(out.Lines, ProvedShare{code, e.Ratio, i.Low, i.High, e.N, proof})
		}
	}
	add(r.Survey.Division, &r.Whole.Corrected, r.Proof)
	for i := range r.Parts {
		if p := &r.Parts[i]; p.Division != r.Survey.Division {
			add(p.Division, &p.Coverage, p.Proof)
		}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return d.store.SetSetting(ctx, settingCoverage, raw)
}

// Coverage gives what the last report said of the principal's divisions; nil
// before there was one.
func (d *Desk) Coverage(ctx context.Context, by quanyuan.Principal) (*ProvedCoverage, error) {
	if err := d.may(by, access.Figures, figuresKind, "coverage"); err != nil {
		return nil, err
	}
	raw, err := d.setting(ctx, settingCoverage)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	c := &ProvedCoverage{}
	if err := json.Unmarshal(raw, c); err != nil {
		return nil, err
	}
	kept := c.Lines[:0]
	for _, l := range c.Lines {
		if by.Scope().Holds(l.Division) {
			kept = append(kept, l)
		}
	}
	c.Lines = kept
	return c, nil
}
