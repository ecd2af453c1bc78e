package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/quality"
	"quanyuan/survey"
)

const settingWeights = "score.weights"

// ScoreWeights are the weights of measures with who set them; the zero time and
// no name: nobody did, the usual ones hold.
type ScoreWeights struct {
	Weights quality.Weights `json:"weights"`
	// Target is what a measure must surely reach, in percent, to be commended.
	Target float64   `json:"target"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
}

// usualTarget is that of the city for its core indicators.
const usualTarget = 95

// ScoreWeights gives the weights in force, to everybody who may see figures.
func (d *Desk) ScoreWeights(ctx context.Context, by quanyuan.Principal) (w ScoreWeights, err error) {
	if err := d.may(by, access.Figures, figuresKind, "weights"); err != nil {
		return w, err
	}
	w = ScoreWeights{Weights: quality.Usual(), Target: usualTarget}
	raw, err := d.setting(ctx, settingWeights)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &w)
	}
	return w, err
}

// SetScoreWeights sets the weights for all of the city.
func (d *Desk) SetScoreWeights(ctx context.Context, by quanyuan.Principal, w quality.Weights, target float64) error {
	if err := d.checked(by, access.Campaign, figuresKind, "weights", access.MayAt(by, access.Campaign, nil)); err != nil {
		return err
	}
	if !w.Fit() || !(target >= 0 && target <= 100) {
		return refuse("score.weights")
	}
	raw, err := json.Marshal(ScoreWeights{w, target, d.now(), cmp.Or(by.Account, by.Name)})
	if err != nil {
		return err
	}
	if err := d.store.SetSetting(ctx, settingWeights, raw); err != nil {
		return err
	}
	return d.note(by, access.Campaign, figuresKind, "weights", "", 0)
}

// Scored is a division on a scorecard.
type Scored struct {
	quality.Score
	Name    string
	Quality Quality
	// Effect is by how many points it has raised the weighed measures of the
	// whole since the earlier day: gaps closed, less gaps opened, of all that
	// is counted in the whole. Without an earlier day it is 0.
	Effect float64
	// Before is its score on the earlier day; None where there is none.
	Before quality.Score
	// Commended are the reasons for which it is on the list of commendations.
	Commended []quanyuan.Remark
}

// Scorecard compares the divisions of a part of the city.
type Scorecard struct {
	Weights ScoreWeights
	Since   string // the earlier day; empty: none was kept
	Lines   []Scored
	Whole   Quality // of all of it
	All     quality.Score
}

// Score makes a scorecard: divisions are ahead of one another only where the
// intervals of their scores do not overlap. Progress is told since the first
// day kept on or after since; a zero since tells none.
func (d *Desk) Score(ctx context.Context, by quanyuan.Principal, q QualityQuery, since quanyuan.Date) (*Scorecard, error) {
	weights, err := d.ScoreWeights(ctx, by)
	if err != nil {
		return nil, err
	}
	parts, whole, err := d.Quality(ctx, by, q)
	if err != nil {
		return nil, err
	}
	card := &Scorecard{Weights: weights, Whole: whole, All: quality.ScoreOf("", weigh(weights.Weights, whole.Measures(), whole.Persons), wilson)}
	var before map[string]*kept
	if card.Since, before, err = d.keptSince(ctx, by, &q, since); err != nil {
		return nil, err
	}
	var scores []quality.Score
	lines := map[string]*Scored{}
	for i := range parts {
		p := &parts[i]
		l := &Scored{Name: p.Name, Quality: *p, Before: quality.Score{None: true}}
		if b := before[p.Code]; b != nil {
			l.Before = quality.ScoreOf(p.Code, weigh(weights.Weights, b.Shares, b.Persons), wilson)
			l.Effect = effect(weights.Weights, p.Measures(), b.Shares, whole.Measures())
		}
		scores = append(scores, quality.ScoreOf(p.Code, weigh(weights.Weights, p.Measures(), p.Persons), wilson))
		lines[p.Code] = l
	}
	quality.Rank(scores)
	for _, s := range scores {
		l := lines[s.Code]
		l.Score = s
		l.Commended = commend(l, &weights)
		card.Lines = append(card.Lines, *l)
	}
	return card, nil
}

func (d *Desk) keptSince(ctx context.Context, by quanyuan.Principal, q *QualityQuery, since quanyuan.Date) (string, map[string]*kept, error) {
	if since.IsZero() {
		return "", nil, nil
	}
	days, err := d.keptDays(ctx)
	if err != nil {
		return "", nil, err
	}
	i := slices.IndexFunc(days, func(day string) bool { return day >= since.String() })
	if i < 0 {
		return "", nil, nil
	}
	parts, _, err := d.keptOn(ctx, days[i], q, within(q.Scope, by.Scope()))
	return days[i], parts, err
}

// wilson is the interval of 95 % of a share p of n.
func wilson(p, n float64) (low, high float64) {
	i := survey.Proportion{Hits: p * n, N: n}.Interval(survey.Wilson, .95)
	return i.Low, i.High
}

// weigh puts the measures of a division into the form of a score.
func weigh(w quality.Weights, shares []Share, persons int) []quality.Weighed {
	var out []quality.Weighed
	for i, m := range Measures() {
		n := persons
		if m.Key == quality.Timely.Key {
			n = shares[i].All // changes, each by itself
		}
		out = append(out, quality.Weighed{Share: shares[i], Persons: n, Weight: w[m.Key]})
	}
	return out
}

// effect is what a division did for the weighed measures of the whole, in
// points. Delays are left out: they are not a stock that is worked off.
func effect(w quality.Weights, now, before, whole []Share) float64 {
	sum, weights := 0.0, 0.0
	for i, m := range Measures() {
		if m.Key == quality.Timely.Key || whole[i].All == 0 {
			continue
		}
		weights += w[m.Key]
		sum += w[m.Key] * 100 * float64(before[i].Open()-now[i].Open()) / float64(whole[i].All)
	}
	if weights == 0 {
		return 0
	}
	return sum / weights
}

// commend gives the reasons to commend a division: every weighed measure surely
// reaches the target, or the score has surely risen. Nothing here lists who did
// not.
func commend(l *Scored, w *ScoreWeights) (why []quanyuan.Remark) {
	if l.None {
		return nil
	}
	reached, counted := true, 0
	for _, m := range weigh(w.Weights, l.Quality.Measures(), l.Quality.Persons) {
		if m.Weight == 0 || m.All == 0 {
			continue
		}
		counted++
		low, _ := m.Interval(wilson)
		reached = reached && 100*low >= w.Target
	}
	if reached && counted > 0 {
		why = append(why, quanyuan.Remark{Key: "commend.target", Args: []any{w.Target}})
	}
	if !l.Before.None && l.Low > l.Before.High {
		why = append(why, quanyuan.Remark{Key: "commend.progress", Args: []any{l.Before.Value, l.Value}})
	}
	return why
}

// Why writes the reasons of a line.
func (l *Scored) Why(lang string) string {
	var out []string
	for _, r := range l.Commended {
		out = append(out, quanyuan.Message(lang, r.Key, r.Args...))
	}
	if lang == "zh" {
		return strings.Join(out, "；")
	}
	return strings.Join(out, "; ")
}
