package main

import (
	"html/template"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
)

// pageFlags say how figures with a chart leave the program.
type pageFlags struct {
	Format string `help:"text、json、csv、xlsx、html 或 pdf。" enum:"text,json,csv,xlsx,html,pdf" default:"text"`
	Out    string `help:"写到文件（xlsx、html、pdf 须写）。 File to write." type:"path" placeholder:"FILE"`
}

func (f pageFlags) write(e *env, charts []template.HTML, tables []publish.Table, value any) error {
	if f.Format != "html" && f.Format != "pdf" {
		return tableFlags(f).write(e, tables, value)
	}
	if f.Out == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "figures.out"}
	}
	return writePage(e, publish.Page{Title: tables[0].Name, Lang: e.lang, At: e.now(), Charts: charts, Tables: tables}, f.Format, f.Out)
}

type qualityKeepCmd struct{ actorFlags }

// Run keeps today's figures.
func (c *qualityKeepCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		p := newProgress(e, e.text("计算", "quality"))
		err := d.KeepQuality(e.ctx, by, p.update)
		p.close()
		if err == nil {
			e.say("已留存 %s 的质量指标。", "the figures of %s are kept.", quanyuan.DateOf(e.now()))
		}
		return err
	})
}

type qualityTrendCmd struct {
	qualityFlags
	pageFlags
	Measure string `help:"指标。 Measure." enum:"complete,whole,valid,consistent,id_valid,unique,timely" default:"complete"`
	Since   string `help:"自哪一天起。 First day." placeholder:"DATE"`
}

// Run prints a measure over the days that were kept.
func (c *qualityTrendCmd) Run(e *env) error {
	since, err := dayOf(c.Since)
	if err != nil {
		return err
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q, p, err := c.query(e, "city")
		if err != nil {
			return err
		}
		p.close()
		t, err := d.QualityTrend(e.ctx, by, q, c.Measure, since)
		if err != nil {
			return err
		}
		if len(t.Points) == 0 {
			return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "quality.kept"}
		}
		chart, table := trendOf(e, t)
		return c.write(e, []template.HTML{chart}, []publish.Table{table}, t.Points)
	})
}

func trendOf(e *env, t *desk.Trend) (template.HTML, publish.Table) {
	table := publish.Table{Name: name(e, t.Measure) + e.text("的变化", " over time"), Head: []string{e.text("日期", "day"), name(e, t.Measure) + " %", e.text("数", "done"), e.text("应有", "of"), e.text("信号", "signal")},
		Notes: []string{name(e, t.Measure) + e.text("：", ": ") + e.text(t.Measure.MeaningZh, t.Measure.Meaning)}}
	var points []publish.TrendPoint
	for _, p := range t.Points {
		signal := ""
		if p.Signal {
			signal = e.text("异常", "signal")
		}
		table.Rows = append(table.Rows, []any{p.Day, p.Share.Rate(), p.Share.Done, p.Share.All, signal})
		points = append(points, publish.TrendPoint{Label: p.Day, Value: p.Share.Rate(), Signal: p.Signal})
	}
	var limits *publish.Limits
	if t.Control != nil {
		limits = &publish.Limits{Mean: t.Control.Mean, Lower: t.Control.Lower, Upper: t.Control.Upper}
		table.Notes = append(table.Notes, e.text("控制限 = 均值 ± 2.66 × 相邻两次之差的均值；出限，或连续 8 次在均值同一侧，为异常信号。", "Limits: the mean ± 2.66 times the mean step; a signal lies outside, or is the eighth in a row on one side."))
	} else {
		table.Notes = append(table.Notes, e.text("留存不足 8 天，不画控制限。", "Fewer than 8 days were kept: no limits are drawn."))
	}
	return publish.Trend(table.Name, points, limits), table
}
