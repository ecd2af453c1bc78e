package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/refdata/division"
)

func init() {
	area(func(s *site) {
		s.get("/quality", access.Figures, func(q *request) error { return q.redirectHome(qualityPath) })
		s.lists("/quality/{division}", access.Figures, showQual)
		s.get("/quality/{division}/measure", access.Figures, showQualMeasure)
		s.lists("/quality/{division}/rows", access.List, showQualRows)
		s.post("/quality/{division}/three", access.Campaign, countThree)
		s.post("/quality/{division}/keep", access.Campaign, keepQual)
		s.door(61, "lead.nav", "qual.title", "/quality", access.Figures)
	})
}

func qualityPath(code string) string { return "/quality/" + code }

func qualMeasurePath(code, measure string) string {
	return qualityPath(code) + "/measure?measure=" + measure
}

// qualRowsPath leads to the persons behind a figure; "" for who may not list
// persons, and for what is not made of persons.
func (q *request) qualRowsPath(code, measure, field string) string {
	if !q.can(access.List) || measure == "unique" || measure == "timely" {
		return ""
	}
	path := qualityPath(code) + "/rows?measure=" + measure
	if field != "" {
		path += "&field=" + field
	}
	return path
}

// qualRow is a division, unit or source with its measures.
type qualRow struct {
	code, name string
	persons    int
	measures   []desk.Measured // of a source only those of values
	unit       bool
}

// qualBy are the ways in which lines are made.
var qualBy = []string{"place", "unit", "source"}

var qualByWords = family("qual.by.", qualBy...)

var qualList = &list[qualRow]{
	id: "lines", caption: "qual.lines", empty: "qual.no_lines",
	columns: append([]column[qualRow]{
		{key: "place", label: "qual.line", cell: func(q *request, r qualRow) Cell {
			c := Cell{Text: r.name}
			if !r.unit && r.code != q.PathValue("division") {
				c.Href = qualityPath(r.code)
			}
			return c
		}, sort: func(a, b qualRow) int { return strings.Compare(a.code, b.code) }},
		{key: "persons", label: "qual.persons", num: true, cell: func(q *request, r qualRow) Cell { return Cell{Text: number(r.persons)} },
			sort: func(a, b qualRow) int { return cmp.Compare(b.persons, a.persons) }},
	}, qualColumns()...),
	filters: []filter[qualRow]{{key: "by", label: "qual.by", options: func(q *request) (out []Option) {
		for _, k := range qualBy[1:] {
			out = append(out, Option{Value: k, Text: q.t(qualByWords + k)})
		}
		return out
	}}},
}

// qualColumns are those of the measures: the share, and below it both numbers.
func qualColumns() (out []column[qualRow]) {
	for i, m := range desk.Measures() {
		out = append(out, column[qualRow]{key: m.Key, num: true, named: func(q *request) string { return q.pick(m.Zh, m.En) },
			cell: func(q *request, r qualRow) Cell {
				s := r.measures[i]
				if s.All == 0 {
					return Cell{Text: "—"}
				}
				c := Cell{Text: rateText(s.Rate()), Small: number(s.Done) + "/" + number(s.All)}
				if !r.unit {
					c.Href = q.qualRowsPath(r.code, m.Key, "")
				}
				return c
			},
			sort: func(a, b qualRow) int { return cmp.Compare(a.measures[i].Rate(), b.measures[i].Rate()) }})
	}
	return out
}

// qualRows are the lines, and the division as a whole.
func (q *request) qualRows(code division.Code) (rows []qualRow, whole *desk.Quality, err error) {
	query := desk.QualityQuery{Scope: quanyuan.Scope{string(code)}, Level: below(code)}
	parts, all, err := q.desk.Quality(q.ctx, q.by, query)
	if err != nil {
		return nil, nil, err
	}
	all.Code, all.Name = string(code), q.desk.PlaceName(string(code))
	switch q.choice("by") {
	case "unit":
		query.Units = true
		if parts, _, err = q.desk.Quality(q.ctx, q.by, query); err != nil {
			return nil, nil, err
		}
	case "source":
		sources, err := q.desk.QualityBySource(q.ctx, q.by, query)
		for i := range sources {
			s := &sources[i]
			r := qualRow{code: string(s.Source.Kind), name: cmp.Or(s.Source.Unit, q.t("qual.desk")), unit: true, measures: make([]desk.Measured, len(desk.Measures()))}
			if s.Source.Kind != "" {
				r.name = strings.TrimSpace(q.sourceName(s.Source.Kind) + " " + s.Source.Unit)
			}
			for k, m := range desk.Measures() {
				switch m.Key {
				case "valid":
					r.measures[k].Share = s.Valid()
				case "consistent":
					r.measures[k].Share = s.Consistent()
				}
			}
			rows = append(rows, r)
		}
		return rows, &all, err
	}
	for i := range parts {
		rows = append(rows, qualRow{parts[i].Code, parts[i].Name, parts[i].Persons, parts[i].Intervals(), query.Units})
	}
	return rows, &all, nil
}

// qualView shows the measures of a division, of what lies below it, and of the
// 21 fields.
type qualView struct {
	leadPage
	Measures []leadMeasure
	Target   string
	Table    *Table
	Fields   *leadFigure
	Three    *leadFigure
	CanCount bool
}

func showQual(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	if ready, err := q.leadCounted(); !ready {
		return err
	}
	rows, whole, err := q.qualRows(code)
	if err != nil {
		return err
	}
	if q.wantsWorkbook() {
		return qualList.workbook(q, rows)
	}
	weights, err := q.desk.ScoreWeights(q.ctx, q.by)
	if err != nil {
		return err
	}
	v := &qualView{leadPage: q.leadPage(code), Target: percentText(weights.Target), CanCount: q.can(access.Campaign)}
	v.Measures = q.leadMeasures(whole, weights.Target, v.Code)
	v.Fields = q.qualFields(whole)
	if v.Three, err = q.qualThree(code); err != nil {
		return err
	}
	q.leadClimb("qual.title", "/quality", code, qualityPath)
	return q.list("figures/quality.html", q.t("qual.of", v.Place), qualList.table(q, rows), func(t *Table) any { v.Table = t; return v })
}

// qualFields lists the 21 fields of a division.
func (q *request) qualFields(of *desk.Quality) *leadFigure {
	f := &leadFigure{ID: "fields", Title: q.t("qual.fields"), Notes: []string{q.t("qual.fields_note")},
		Head: []Head{{Text: q.t("qual.field")}, {Text: q.t("qual.asked"), Num: true}, {Text: q.t("qual.filled"), Num: true}, {Text: q.t("qual.complete"), Num: true}, {Text: q.t("qual.given"), Num: true},
			{Text: q.t("qual.valid"), Num: true}, {Text: q.t("qual.consistent"), Num: true}, {Text: q.t("qual.sole"), Num: true}}}
	cell := func(measure string, field quanyuan.Field, s desk.Share) Cell {
		if s.All == 0 {
			return num("—")
		}
		c := num(rateText(s.Rate()))
		if s.Open() > 0 {
			c.Href = q.qualRowsPath(of.Code, measure, field.Key())
		}
		return c
	}
	for _, field := range quanyuan.CollationFields() {
		c := of.Items[field]
		sole := num(number(c.Sole))
		if c.Sole > 0 {
			sole.Href = q.qualRowsPath(of.Code, "whole", field.Key())
		}
		f.Rows = append(f.Rows, []Cell{{Text: fieldName(field, q.lang)}, num(number(c.Asked)), num(number(c.Filled)), cell("complete", field, desk.Share{Done: c.Filled, All: c.Asked}), num(number(c.Given)),
			cell("valid", field, desk.Share{Done: c.Sound, All: c.Given}), cell("consistent", field, desk.Share{Done: c.Given - c.Clash, All: c.Given}), sole})
	}
	return f
}

// qualThree shows the three figures as they were counted last.
func (q *request) qualThree(code division.Code) (*leadFigure, error) {
	at, parts, whole, err := q.desk.ThreeKept(q.ctx, q.by, quanyuan.Scope{string(code)}, below(code))
	if err != nil {
		return nil, err
	}
	f := &leadFigure{ID: "three", Title: q.t("qual.three"), Empty: q.t("qual.three_never"),
		Head: []Head{{Text: q.t("lead.place")}, {Text: q.t("qual.three_households"), Num: true}, {Text: q.t("qual.three_visited"), Num: true}, {Text: q.t("qual.three_persons"), Num: true}, {Text: q.t("qual.three_items"), Num: true}}}
	if at.IsZero() {
		return f, nil
	}
	f.Notes = []string{q.t("qual.three_at", when(q.now(), at)), q.t("qual.three_households") + q.t("parts.colon") + q.t("qual.three_households_is"), q.t("qual.three_persons") + q.t("parts.colon") + q.t("qual.three_persons_is"), q.t("qual.three_items") + q.t("parts.colon") + q.t("qual.three_items_is")}
	whole.Division, whole.Name = string(code), q.t("qual.all")
	share := func(s desk.Share) Cell {
		if s.All == 0 {
			return num("—")
		}
		return Cell{Text: rateText(s.Rate()), Small: number(s.Done) + "/" + number(s.All), Num: true}
	}
	if code.Level() == division.Community {
		parts = nil
	}
	for _, t := range append([]desk.Three{whole}, parts...) {
		row := []Cell{{Text: t.Name}, share(t.Households), num(number(t.Visited)), share(t.Persons), share(t.Items)}
		if t.Division != string(code) {
			row[0].Href = qualityPath(t.Division)
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

const threeWork = "qual.work_three"

// countThree counts the three figures of the whole city, once at a time.
func countThree(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	back := qualityPath(string(code))
	if q.site.works.running(threeWork) != nil {
		q.tell("qual.counts_already")
		return q.redirect(back)
	}
	d, by := q.desk, q.by
	return q.start(threeWork, nil, func(ctx context.Context, at step) (string, error) {
		return back + "#three", d.KeepThree(ctx, by, func(done, total int64) { at("qual.counting", done, total) })
	})
}

// keepQual keeps today's measures, so that later days are held against them.
func keepQual(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	d, by, back := q.desk, q.by, qualMeasurePath(string(code), qualMeasure(q.typed("measure")).Key)
	return q.start("qual.work_keep", nil, func(ctx context.Context, at step) (string, error) {
		return back, d.KeepQuality(ctx, by, func(done, total int64) { at("lead.counting", done, total) })
	})
}

// qualMeasure finds a measure; the first where there is none of the key.
func qualMeasure(key string) (m desk.Definition) {
	all := desk.Measures()
	return all[max(0, slices.IndexFunc(all, func(d desk.Definition) bool { return d.Key == key }))]
}

// qualMeasureView is one measure: what it means, how it has gone, what to fix
// first.
type qualMeasureView struct {
	leadPage
	Name, Meaning string
	Key           string
	Others        []leadMeasure
	Rows          string // path to the persons behind it
	Trend         *leadFigure
	Work          *leadFigure
	Births        []*leadFigure // of the measure of delays
	CanKeep       bool
}

func showQualMeasure(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	if ready, err := q.leadCounted(); !ready {
		return err
	}
	m := qualMeasure(q.choice("measure"))
	v := &qualMeasureView{leadPage: q.leadPage(code), Name: q.pick(m.Zh, m.En), Meaning: q.pick(m.MeaningZh, m.Meaning), Key: m.Key, CanKeep: q.can(access.Campaign)}
	v.Rows = q.qualRowsPath(v.Code, m.Key, "")
	query := desk.QualityQuery{Scope: quanyuan.Scope{v.Code}, Level: below(code)}
	_, whole, err := q.desk.Quality(q.ctx, q.by, query)
	if err != nil {
		return err
	}
	weights, err := q.desk.ScoreWeights(q.ctx, q.by)
	if err != nil {
		return err
	}
	v.Others = q.leadMeasures(&whole, weights.Target, v.Code)
	if v.Trend, err = q.qualTrend(query, m); err != nil {
		return err
	}
	if m.Key != "unique" && m.Key != "timely" {
		if v.Work, err = q.qualWork(query, m); err != nil {
			return err
		}
	}
	if m.Key == "timely" {
		if v.Births, err = q.qualBirths(query); err != nil {
			return err
		}
	}
	if q.wantsWorkbook() {
		return q.leadWorkbook(v.Name+" "+v.Place, append([]*leadFigure{v.Trend, v.Work}, v.Births...)...)
	}
	q.crumb(q.t("qual.title"), "/quality")
	q.crumb(v.Place, qualityPath(v.Code))
	return q.show(http.StatusOK, "figures/measure.html", v.Name+" · "+v.Place, v)
}

// qualTrend draws a measure over the days that were kept.
func (q *request) qualTrend(query desk.QualityQuery, m desk.Definition) (*leadFigure, error) {
	t, err := q.desk.QualityTrend(q.ctx, q.by, query, m.Key, quanyuan.Date{})
	if err != nil {
		return nil, err
	}
	f := &leadFigure{ID: "trend", Title: q.t("qual.trend"), Empty: q.t("qual.trend_none"), Head: []Head{{Text: q.t("qual.day")}, {Text: q.t("lead.share"), Num: true}, {Text: q.t("qual.done"), Num: true}, {Text: q.t("qual.asked"), Num: true}, {Text: q.t("qual.signal")}}}
	if len(t.Points) == 0 {
		return f, nil
	}
	var points []publish.TrendPoint
	for _, p := range t.Points {
		signal := ""
		if p.Signal {
			signal = q.t("qual.signal")
		}
		f.Rows = append(f.Rows, []Cell{{Text: p.Day}, num(rateText(p.Share.Rate())), num(number(p.Share.Done)), num(number(p.Share.All)), {Text: signal}})
		points = append(points, publish.TrendPoint{Label: p.Day, Value: p.Share.Rate(), Signal: p.Signal})
	}
	slices.Reverse(f.Rows) // the last day first
	var limits *publish.Limits
	f.Notes = []string{q.t("qual.trend_few")}
	if t.Control != nil {
		limits = &publish.Limits{Mean: t.Control.Mean, Lower: t.Control.Lower, Upper: t.Control.Upper}
		f.Notes = []string{q.t("qual.trend_limits")}
	}
	f.Chart = publish.Trend(f.Title, points, limits)
	return f, nil
}

// mostQualWork is how many groups of gaps are listed.
const mostQualWork = 50

// qualWork lists what to fix first, by its effect on the measure.
func (q *request) qualWork(query desk.QualityQuery, m desk.Definition) (*leadFigure, error) {
	todo, err := q.desk.QualityWork(q.ctx, q.by, query, m.Key)
	if err != nil {
		return nil, err
	}
	f := &leadFigure{ID: "work", Title: q.t("qual.work"), Notes: []string{q.t("qual.work_note")}, Empty: q.t("qual.work_none"),
		Head: []Head{{Text: q.t("lead.place")}, {Text: q.t("qual.field")}, {Text: q.t("qual.gaps"), Num: true}, {Text: q.t("qual.effect"), Num: true}}}
	for _, x := range todo[:min(len(todo), mostQualWork)] {
		gaps := num(number(x.Open))
		gaps.Href = q.qualRowsPath(x.Division, m.Key, x.Field.Key())
		f.Rows = append(f.Rows, []Cell{{Text: q.desk.PlaceName(x.Division), Href: qualMeasurePath(x.Division, m.Key)}, {Text: fieldName(x.Field, q.lang)}, gaps, num(effectText(x.Effect))})
	}
	return f, nil
}

// effectText writes points with their sign; what is not 0 is not written as 0.
func effectText(points float64) string {
	switch {
	case points > 0 && points < .0005:
		return "+<0.001"
	case points < 0 && points > -.0005:
		return "−<0.001"
	case points < 0:
		return "−" + trimDigits(-points)
	case points == 0:
		return "0"
	}
	return "+" + trimDigits(points)
}
