package main

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/statistics"
)

type statsCmd struct {
	dbFlag
	Actor      string   `help:"经办人；发布须写明。 Who acts; needed to publish." env:"QUANYUAN_ACTOR"`
	On         string   `help:"哪一天，如 2024-06-30；默认今天。 The day; by default today."`
	From       string   `help:"人口变动的起始日。 First day of movement."`
	Boundaries string   `help:"then 当时的区划，now 现在的区划。 Boundaries of then or of now." enum:"then,now" default:"then"`
	By         string   `help:"community 社区，town 街道，county 区县。 Level of the lines." enum:"community,town,county" default:"community"`
	Division   string   `help:"只统计一个区划。 A part of the city." placeholder:"CODE"`
	Of         string   `help:"resident 居住人口，registered 户籍人口，movement 人口变动。 Whom to count." enum:"resident,registered,movement" default:"resident"`
	Columns    []string `help:"按什么分，一项或两项：sex,age5。不写为各类别人数。 Count by one dimension or two; by default the categories." placeholder:"KEY"`
	Publish    bool     `help:"对外发布：10 以下的数不出现，也推算不出。 For publication: no count under 10 shows or can be worked out."`
	Long       bool     `help:"CSV 一行一个数。 CSV with one count a line."`
	Format     string   `help:"csv、json、xlsx、html 或 pdf。" enum:"csv,json,xlsx,html,pdf" default:"csv"`
	Out        string   `help:"写到文件（csv、json 以外须写）。 File to write." type:"path" placeholder:"FILE"`
}

func (c *statsCmd) query(e *env) (q desk.TableQuery, err error) {
	q = desk.TableQuery{StatsQuery: desk.StatsQuery{Now: c.Boundaries == "now", Level: levels[c.By]}, Of: c.Of, Columns: c.Columns, Publish: c.Publish}
	for _, d := range []struct {
		text string
		into *quanyuan.Date
	}{{c.On, &q.On}, {c.From, &q.From}} {
		if d.text == "" {
			continue
		}
		day, ok := quanyuan.ParseDate(d.text)
		if !ok || day.Day == 0 {
			return q, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "date.bad", Args: []any{d.text}}
		}
		*d.into = day
	}
	if c.Of == desk.Movement && (q.From.IsZero() || q.On.IsZero()) {
		return q, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "stats.day"}
	}
	q.Scope, err = scopeOf(c.Division)
	return q, err
}

// Run prints counts of a day: by category as ever, or a table.
func (c *statsCmd) Run(e *env) error {
	q, err := c.query(e)
	if err != nil {
		return err
	}
	if c.Out == "" && (c.Format == "xlsx" || c.Format == "html" || c.Format == "pdf") {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "figures.out"}
	}
	by := quanyuan.Principal{Post: quanyuan.Operator, Name: c.Actor}
	if c.Publish && strings.TrimSpace(c.Actor) == "" {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.actor"}
	}
	d, s, err := c.open(e)
	if err != nil {
		return err
	}
	defer s.Close()
	bar := newProgress(e, e.text("统计", "stats"))
	defer bar.close()
	q.Progress = func(n int64) { bar.update(n, 0) }
	if c.Of != desk.Movement && len(c.Columns) == 0 {
		parts, whole, err := d.Stats(e.ctx, by, q.StatsQuery)
		if err != nil {
			return err
		}
		bar.close()
		return c.categories(e, parts, whole)
	}
	t, err := d.Table(e.ctx, by, q)
	if err != nil {
		return err
	}
	bar.close()
	if q.On.IsZero() {
		q.On = quanyuan.DateOf(e.now())
	}
	return c.write(e, t, &q)
}

func (c *statsCmd) categories(e *env, parts []desk.Stats, whole desk.Stats) error {
	w := csv.NewWriter(e.stdout)
	w.Write([]string{"division", "name", "registered", "resident", "1", "2", "3", "4", "5", "6", "0"})
	whole.Name = e.text("合计", "total")
	for _, s := range append(parts, whole) {
		row := []string{s.Division, s.Name, strconv.Itoa(s.Registered), strconv.Itoa(s.Resident)}
		for _, i := range []int{1, 2, 3, 4, 5, 6, 0} {
			row = append(row, strconv.Itoa(s.Categories[i]))
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

func (c *statsCmd) write(e *env, t *statistics.Table, q *desk.TableQuery) error {
	title := q.Title(e.lang, quanyuan.DateOf(e.now()))
	switch c.Format {
	case "html", "pdf":
		page := publish.Page{Title: title, Lang: e.lang, At: e.now(), Tables: desk.PageTables(t, title, e.lang)}
		if bars, ok := desk.Pyramid(t, q.Columns, e.lang); ok {
			page.Charts = append(page.Charts, publish.Pyramid(e.lang, bars))
		}
		return writePage(e, page, c.Format, c.Out)
	case "csv":
		table := desk.WideTable(t, title, e.lang)
		if c.Long {
			table = desk.LongTable(t, q, e.lang)
		}
		return tableFlags{Format: "csv", Out: c.Out}.write(e, []publish.Table{table}, nil)
	}
	wide := desk.WideTable(t, title, e.lang)
	wide.Name = e.text("统计表", "table")
	wide.Notes = append([]string{title}, wide.Notes...)
	return tableFlags{Format: c.Format, Out: c.Out}.write(e, []publish.Table{wide, desk.ListTable(t, q, e.lang)}, t)
}

// writePage writes a page as HTML, or lets the browser print it.
func writePage(e *env, p publish.Page, format, out string) error {
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		return err
	}
	if format == "pdf" {
		return printPDF(e.ctx, []byte(b.String()), out)
	}
	return writeFile(out, func(f *os.File) error { _, err := f.WriteString(b.String()); return err })
}
