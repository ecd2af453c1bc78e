package desk

import (
	"fmt"

	"quanyuan"
	"quanyuan/publish"
	"quanyuan/statistics"
)

// ID names the table among those that were published.
func (q *TableQuery) ID() string { return q.name() }

var populations = map[string][2]string{Residents: {"居住人口", "residents"}, Registered: {"户籍人口", "registered population"}, Movement: {"人口变动", "movement"}}

func pick(lang, zh, en string) string {
	if lang == "zh" {
		return zh
	}
	return en
}

// PopulationName names whom a table counts.
func PopulationName(of, lang string) string {
	return pick(lang, populations[of][0], populations[of][1])
}

// Title names the table in a language; day is that of a query without one.
func (q *TableQuery) Title(lang string, day quanyuan.Date) string {
	title := PopulationName(q.Of, lang)
	for _, key := range q.Columns {
		if d, ok := statistics.ByKey(key); ok {
			title += pick(lang, "，按", ", by ") + pick(lang, d.Zh, d.En)
		}
	}
	if q.On.IsZero() {
		q.On = day
	}
	if q.Of == Movement {
		return title + " " + q.From.String() + pick(lang, " 至 ", " to ") + q.On.String()
	}
	return title + " " + q.On.String()
}

// TableNotes say what a table means.
func TableNotes(t *statistics.Table, lang string) []string {
	notes := []string{pick(lang, "按登记库今天所知的那一天的情况统计。", "Of the day, by what the register knows today.")}
	if t.Protected > 0 {
		notes = append(notes, fmt.Sprintf(pick(lang, "* 不公布：%d 以下的数和可用来推算它们的数。0 照常公布。", "* not published: counts under %d and those by which they could be worked out. Zeros are shown."), t.Protected))
	}
	return notes
}

// countCell is how a count is written; one that is not published is a star.
func countCell(n int) any {
	if n == statistics.Hidden {
		return "*"
	}
	return n
}

// WideTable is a table as people read it: a line for each division.
func WideTable(t *statistics.Table, title, lang string) publish.Table {
	out := publish.Table{Name: title, Head: []string{pick(lang, "编码", "code"), pick(lang, "名称", "name")}, Notes: TableNotes(t, lang)}
	if !t.NoTotals {
		out.Head = append(out.Head, pick(lang, "合计", "total"))
	}
	for _, col := range t.Columns {
		out.Head = append(out.Head, pick(lang, col.Zh, col.En))
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		name := r.Name
		if r.Code == "" {
			name = pick(lang, "合计", "all")
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

// PageTables are a table as a page has it: in parts, when it has many columns.
func PageTables(t *statistics.Table, title, lang string) []publish.Table {
	wide := WideTable(t, title, lang)
	return wide.Split(22)
}

// LongTable is a table with one count a line, as programs read it.
func LongTable(t *statistics.Table, q *TableQuery, lang string) publish.Table {
	out := publish.Table{Name: pick(lang, "明细", "long"), Head: []string{"division", "name"}}
	keys := q.Columns
	if q.Of == Movement {
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

// ListTable is a table with one count a line, as people filter it in a workbook.
func ListTable(t *statistics.Table, q *TableQuery, lang string) publish.Table {
	out := publish.Table{Name: pick(lang, "明细", "long"), Head: []string{pick(lang, "编码", "code"), pick(lang, "名称", "name")}}
	labels := make([]map[string]string, len(q.Columns)) // of categories
	for i, key := range q.Columns {
		d, _ := statistics.ByKey(key)
		out.Head, labels[i] = append(out.Head, pick(lang, d.Zh, d.En)), map[string]string{}
		for _, c := range d.Categories {
			labels[i][c.Key] = pick(lang, c.Zh, c.En)
		}
	}
	if q.Of == Movement {
		out.Head = append(out.Head, pick(lang, "变动", "movement"))
	}
	out.Head = append(out.Head, pick(lang, "人数", "persons"))
	for i := range t.Rows {
		r := &t.Rows[i]
		name := r.Name
		if r.Code == "" {
			name = pick(lang, "合计", "all")
		}
		for k, n := range r.Cells {
			row := []any{r.Code, name}
			for j, key := range t.Columns[k].Keys {
				if q.Of == Movement {
					row = append(row, pick(lang, t.Columns[k].Zh, t.Columns[k].En))
				} else {
					row = append(row, labels[j][key])
				}
			}
			out.Rows = append(out.Rows, append(row, countCell(n)))
		}
	}
	return out
}
