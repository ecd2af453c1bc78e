package main

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/quality"
)

type scoreCmd struct {
	Show    scoreShowCmd    `cmd:"" default:"withargs" help:"记分卡：区间重叠不分先后。 Scorecard: where intervals overlap nobody is ahead."`
	Commend scoreCommendCmd `cmd:"" help:"年度考核：表扬名单及理由。 The yearly assessment: who is commended, and why."`
	Weights scoreWeightsCmd `cmd:"" help:"查看或设置权重，人人可见。 Show or set the weights, which all can see."`
}

type scoreFlags struct {
	qualityFlags
	pageFlags
	By    string `help:"比较哪一级。 Level that is compared." enum:"community,town,county" default:"town"`
	Since string `help:"自哪一天起的进步（须有留存）。 Progress since this day, of which figures were kept." placeholder:"DATE"`
}

func (f *scoreFlags) card(e *env, d *desk.Desk, by quanyuan.Principal) (*desk.Scorecard, error) {
	since, err := dayOf(f.Since)
	if err != nil {
		return nil, err
	}
	q, p, err := f.query(e, f.By)
	if err != nil {
		return nil, err
	}
	defer p.close()
	return d.Score(e.ctx, by, q, since)
}

type scoreShowCmd struct{ scoreFlags }

// Run prints the scorecard.
func (c *scoreShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		card, err := c.card(e, d, by)
		if err != nil {
			return err
		}
		t := publish.Table{Name: e.text("记分卡", "scorecard"), Head: []string{e.text("位次", "place"), e.text("编码", "code"), e.text("名称", "name"), e.text("得分", "score"), e.text("下限", "low"), e.text("上限", "high"), e.text("贡献百分点", "effect, points")}}
		for _, m := range desk.Measures() {
			if card.Weights.Weights[m.Key] > 0 {
				t.Head = append(t.Head, name(e, m)+" %")
			}
		}
		var bars []publish.IntervalBar
		for i := range card.Lines {
			l := &card.Lines[i]
			row := []any{places(e, l), l.Code, l.Name, "—", "—", "—", "—"}
			if !l.None {
				row[3], row[4], row[5] = l.Value, l.Low, l.High
				bars = append(bars, publish.IntervalBar{Label: l.Name, Low: l.Low, Value: l.Value, High: l.High})
			}
			if card.Since != "" {
				row[6] = l.Effect
			}
			for k, m := range desk.Measures() {
				if card.Weights.Weights[m.Key] > 0 {
					row = append(row, rate(l.Quality.Measures()[k]))
				}
			}
			t.Rows = append(t.Rows, row)
		}
		t.Notes = scoreNotes(e, card)
		return c.write(e, []template.HTML{publish.Intervals(t.Name, bars)}, []publish.Table{t}, scoreJSON(e, card))
	})
}

// places is a place, or the places among which it is tied.
func places(e *env, l *desk.Scored) string {
	switch {
	case l.None:
		return "—"
	case l.Best == l.Worst:
		return strconv.Itoa(l.Best)
	}
	return fmt.Sprintf(e.text("%d～%d（并列）", "%d–%d (tied)"), l.Best, l.Worst)
}

func scoreNotes(e *env, card *desk.Scorecard) []string {
	var ws []string
	for _, m := range desk.Measures() {
		ws = append(ws, fmt.Sprintf("%s %g", name(e, m), card.Weights.Weights[m.Key]))
	}
	set := e.text("默认权重", "the usual ones")
	if card.Weights.By != "" {
		set = card.Weights.By + " " + card.Weights.At.Format("2006-01-02")
	}
	notes := []string{
		e.text("权重（", "Weights (") + set + e.text("）：", "): ") + strings.Join(ws, e.text("，", ", ")),
		e.text("得分 = 各项指标按权重平均，95% 区间；只有区间不重叠才分先后，重叠即并列。", "Score: the weighed mean of the measures with its interval of 95 %; who overlaps is tied."),
	}
	if card.Since != "" {
		notes = append(notes, e.text("贡献百分点：自 "+card.Since+" 以来为全部范围的指标带来的变化，按改掉的缺漏计，不按办件数计。", "Effect: by how many points the measures of the whole moved since "+card.Since+", by gaps closed, not by cases done."))
	}
	return notes
}

type scoreLine struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	Score   float64 `json:"score"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Best    int     `json:"best"`
	Worst   int     `json:"worst"`
	Effect  float64 `json:"effect"`
	Commend string  `json:"commended,omitempty"`
}

func scoreJSON(e *env, card *desk.Scorecard) any {
	lines := []scoreLine{}
	for i := range card.Lines {
		if l := &card.Lines[i]; !l.None {
			lines = append(lines, scoreLine{l.Code, l.Name, l.Value, l.Low, l.High, l.Best, l.Worst, l.Effect, l.Why(e.lang)})
		}
	}
	return struct {
		Weights desk.ScoreWeights `json:"weights"`
		Since   string            `json:"since,omitempty"`
		Lines   []scoreLine       `json:"lines"`
	}{card.Weights, card.Since, lines}
}

type scoreCommendCmd struct{ scoreFlags }

// Run prints who is commended, in the order of the codes.
func (c *scoreCommendCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		card, err := c.card(e, d, by)
		if err != nil {
			return err
		}
		t := publish.Table{Name: e.text("表扬名单", "commendations"), Head: []string{e.text("编码", "code"), e.text("名称", "name"), e.text("理由", "reasons")}, Notes: scoreNotes(e, card)}
		slices.SortFunc(card.Lines, func(a, b desk.Scored) int { return strings.Compare(a.Code, b.Code) })
		for i := range card.Lines {
			if l := &card.Lines[i]; len(l.Commended) > 0 {
				t.Rows = append(t.Rows, []any{l.Code, l.Name, l.Why(e.lang)})
			}
		}
		return c.write(e, nil, []publish.Table{t}, scoreJSON(e, card))
	})
}

type scoreWeightsCmd struct {
	actorFlags
	Set    map[string]float64 `help:"complete=2;valid=1 … 未写的不变。 The weights to change; the others stay."`
	Target float64            `help:"表扬的目标，百分数。 Target to be commended, in percent." default:"-1"`
}

// Run shows the weights, after setting those given.
func (c *scoreWeightsCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		w, err := d.ScoreWeights(e.ctx, by)
		if err != nil {
			return err
		}
		if len(c.Set) > 0 || c.Target >= 0 {
			changed := quality.Weights(maps.Clone(w.Weights))
			maps.Copy(changed, c.Set)
			if c.Target >= 0 {
				w.Target = c.Target
			}
			if err := d.SetScoreWeights(e.ctx, by, changed, w.Target); err != nil {
				return err
			}
			if w, err = d.ScoreWeights(e.ctx, by); err != nil {
				return err
			}
		}
		for _, m := range desk.Measures() {
			e.say("%s（%s）%g", "%s (%s) %g", name(e, m), m.Key, w.Weights[m.Key])
		}
		e.say("表扬目标 %g%%", "target %g %%", w.Target)
		return nil
	})
}
