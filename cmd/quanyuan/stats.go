package main

import (
	"encoding/csv"
	"fmt"
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

// countCell is how a count is written; one that is not published is a star.
func countCell(n int) any {
	if n == statistics.Hidden {
		return "*"
	}
	return n
}

func (c *statsCmd) title(e *env, q *desk.TableQuery) string {
	of := map[string][2]string{desk.Residents: {"居住人口", "residents"}, desk.Registered: {"户籍人口", "registered population"}, desk.Movement: {"人口变动", "movement"}}[q.Of]
	title := e.text(of[0], of[1])
	for _, key := range q.Columns {
		d, _ := statistics.ByKey(key)
		title += e.text("，按", ", by ") + e.text(d.Zh, d.En)
	}
	if q.Of == desk.Movement {
		return title + " " + q.From.String() + e.text(" 至 ", " to ") + q.On.String()
	}
	return title + " " + q.On.String()
}

func (c *statsCmd) notes(e *env, t *statistics.Table) []string {
	notes := []string{e.text("按登记库今天所知的那一天的情况统计。", "Of the day, by what the register knows today.")}
	if t.Protected > 0 {
		notes = append(notes, fmt.Sprintf(e.text("* 不公布：%d 以下的数和可用来推算它们的数。0 照常公布。", "* not published: counts under %d and those by which they could be worked out. Zeros are shown."), t.Protected))
	}
	return notes
}

// wide is the table as people read it: a line for each division.
func (c *statsCmd) wide(e *env, t *statistics.Table, title string) publish.Table {
	out := publish.Table{Name: title, Head: []string{e.text("编码", "code"), e.text("名称", "name")}, Notes: c.notes(e, t)}
	if !t.NoTotals {
		out.Head = append(out.Head, e.text("合计", "total"))
	}
	for _, col := range t.Columns {
		out.Head = append(out.Head, e.text(col.Zh, col.En))
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		name := r.Name
		if r.Code == "" {
			name = e.text("合计", "all")
		}
		row := []any{r.Code, name}
		if !t.NoTotals {
			row = append(row, countCell(r.Total))
		}
		for _, n := range r.Cells {
			row = append(row, countCell(n))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// long is the table with one count a line, as programs read it.
func (c *statsCmd) long(e *env, t *statistics.Table, q *desk.TableQuery) publish.Table {
	out := publish.Table{Name: e.text("明细", "long"), Head: []string{"division", "name"}}
	keys := q.Columns
	if q.Of == desk.Movement {
		keys = []string{"movement"}
	}
	out.Head = append(append(out.Head, keys...), "count")
	for i := range t.Rows {
		r := &t.Rows[i]
		for k, n := range r.Cells {
			row := []any{r.Code, r.Name}
			for _, key := range t.Columns[k].Keys {
				row = append(row, key)
			}
			out.Rows = append(out.Rows, append(row, countCell(n)))
		}
	}
	return out
}

func (c *statsCmd) write(e *env, t *statistics.Table, q *desk.TableQuery) error {
	title := c.title(e, q)
	switch c.Format {
	case "html", "pdf":
		page := publish.Page{Title: title, Lang: e.lang, At: e.now(), Tables: []publish.Table{c.wide(e, t, title)}}
		if bars, ok := desk.Pyramid(t, q.Columns, e.lang); ok {
			page.Charts = append(page.Charts, publish.Pyramid(e.lang, bars))
		}
		return writePage(e, page, c.Format, c.Out)
	case "csv":
		table := c.wide(e, t, title)
		if c.Long {
			table = c.long(e, t, q)
		}
		return tableFlags{Format: "csv", Out: c.Out}.write(e, []publish.Table{table}, nil)
	}
	wide := c.wide(e, t, title)
	wide.Name = e.text("统计表", "table")
	wide.Notes = append([]string{title}, wide.Notes...)
	return tableFlags{Format: c.Format, Out: c.Out}.write(e, []publish.Table{wide, c.long(e, t, q)}, t)
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
