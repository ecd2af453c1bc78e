package web

import (
	"strconv"
	"strings"

	"quanyuan"
	"quanyuan/desk"
)

func trimDigits(p float64) string { return strconv.FormatFloat(p, 'f', 3, 64) }

// qualPersons are the persons behind a figure.
var qualPersons = &list[desk.QualityRow]{
	id: "rows", caption: "qual.rows", empty: "qual.no_rows", persons: true,
	columns: []column[desk.QualityRow]{
		{key: "number", label: "qual.number", cell: func(q *request, r desk.QualityRow) Cell {
			return Cell{Text: string(r.Number), Href: personPath(r.Number)}
		}, sort: func(a, b desk.QualityRow) int { return strings.Compare(string(a.Number), string(b.Number)) }},
		{key: "place", label: "lead.place", cell: func(q *request, r desk.QualityRow) Cell { return Cell{Text: q.desk.PlaceName(r.Community)} },
			sort: func(a, b desk.QualityRow) int { return strings.Compare(a.Community, b.Community) }},
		{key: "fields", label: "qual.what", cell: func(q *request, r desk.QualityRow) Cell {
			var names []string
			for _, f := range r.Fields {
				names = append(names, fieldName(f, q.lang))
			}
			return Cell{Text: q.join(names)}
		}},
	},
	filters: []filter[desk.QualityRow]{
		{key: "measure", label: "lead.measure", options: func(q *request) (out []Option) {
			for _, m := range desk.Measures() {
				if m.Key != "unique" && m.Key != "timely" {
					out = append(out, Option{Value: m.Key, Text: q.pick(m.Zh, m.En)})
				}
			}
			return out
		}},
		{key: "field", label: "qual.field", options: func(q *request) (out []Option) {
			for _, f := range quanyuan.CollationFields() {
				out = append(out, Option{Value: f.Key(), Text: fieldName(f, q.lang)})
			}
			return out
		}},
	},
}

// qualRowsView is the page of the persons behind a figure.
type qualRowsView struct {
	leadPage
	Name, Meaning string
	Table         *Table
}

// showQualRows lists the persons behind a figure. Who looks is noted.
func showQualRows(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	if ready, err := q.leadCounted(); !ready {
		return err
	}
	m := qualMeasure(q.choice("measure"))
	query := desk.RowsQuery{Scope: quanyuan.Scope{string(code)}, Measure: m.Key, Field: quanyuan.NumFields, Limit: mostRows + 1}
	if key := q.choice("field"); key != "" {
		f, ok := quanyuan.FieldByKey(key)
		if !ok || int(f) >= quanyuan.NumCollation {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "quality.field", Args: []any{key}}
		}
		query.Field = f
	}
	rows, err := q.desk.QualityRows(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return qualPersons.workbook(q, rows)
	}
	v := &qualRowsView{leadPage: q.leadPage(code), Name: q.pick(m.Zh, m.En), Meaning: q.pick(m.MeaningZh, m.Meaning)}
	q.crumb(q.t("qual.title"), "/quality")
	q.crumb(v.Place, qualityPath(v.Code))
	q.crumb(v.Name, qualMeasurePath(v.Code, m.Key))
	return q.list("figures/rows.html", q.t("qual.rows_of", v.Name, v.Place), qualPersons.table(q, rows), func(t *Table) any { v.Table = t; return v })
}
