package web

import (
	"cmp"

	"quanyuan/desk"
)

// qualBirths tell how long after birth newborns were entered, by division and by
// source.
func (q *request) qualBirths(query desk.QualityQuery) ([]*leadFigure, error) {
	parts, sources, whole, err := q.desk.BirthDelays(q.ctx, q.by, query)
	if err != nil {
		return nil, err
	}
	figure := func(id, title, first string) *leadFigure {
		return &leadFigure{ID: id, Title: q.t(title), Empty: q.t("qual.births_none"), Head: []Head{{Text: q.t(first)}, {Text: q.t("qual.newborns"), Num: true},
			{Text: q.t("qual.births_done"), Num: true}, {Text: q.t("lead.share"), Num: true}, {Text: q.t("qual.births_median"), Num: true}, {Text: q.t("qual.births_most"), Num: true}}}
	}
	places, told := figure("births", "qual.births", "lead.place"), figure("births-told", "qual.births_told", "qual.line")
	places.Notes = []string{q.t("qual.births_note")}
	row := func(f *leadFigure, b *desk.BirthDelay, name Cell) {
		f.Rows = append(f.Rows, []Cell{name, num(number(b.All)), num(number(b.Done)), num(rateText(b.Rate())), num(number(b.Median)), num(number(b.Most))})
	}
	for i := range parts {
		row(places, &parts[i], Cell{Text: parts[i].Name, Href: qualMeasurePath(parts[i].Code, "timely")})
	}
	for i := range sources {
		row(told, &sources[i], Cell{Text: cmp.Or(sources[i].Name, q.t("qual.desk"))})
	}
	if len(parts) > 1 {
		row(places, &whole, Cell{Text: q.t("qual.births_all")})
	}
	return []*leadFigure{places, told}, nil
}
