package main

import (
	"cmp"
	"strings"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/publish"
	"quanyuan/quality"
)

type qualityCmd struct {
	Show qualityShowCmd `cmd:"" default:"withargs" help:"各项质量指标，逐社区、单位或来源。 The measures by division, unit or source."`
	Todo qualityTodoCmd `cmd:"" help:"先改什么：按对指标的影响排列。 What to fix first, by its effect on a measure."`
	Rows qualityRowsCmd `cmd:"" help:"指标背后的人员编号。 The persons behind a figure."`

	Births qualityBirthsCmd `cmd:"" help:"新生儿出生后多少天登记，逐社区和来源。 How long after birth newborns were entered, by division and source."`

	Keep  qualityKeepCmd  `cmd:"" help:"留存今天的指标，每天一次。 Keep the figures of today, once a day."`
	Trend qualityTrendCmd `cmd:"" help:"指标的变化与控制图。 A measure over time, with limits of control."`
}

// qualityFlags choose a part of the city and the level of the lines.
type qualityFlags struct {
	actorFlags
	Division string `help:"区划编码。 Division." placeholder:"CODE"`
}

func (f qualityFlags) query(e *env, by string) (desk.QualityQuery, *progress, error) {
	p := newProgress(e, e.text("计算", "quality"))
	scope, err := scopeOf(f.Division)
	return desk.QualityQuery{Scope: scope, Level: levels[by], Units: by == "unit", Progress: p.update}, p, err
}

type qualityShowCmd struct {
	qualityFlags
	tableFlags
	By string `help:"按哪一级列出。 Level of the lines." enum:"community,town,county,city,unit,source" default:"community"`
}

// Run prints the measures, and for all of it every field.
func (c *qualityShowCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q, p, err := c.query(e, c.By)
		if err != nil {
			return err
		}
		defer p.close()
		if c.By == "source" {
			sources, err := d.QualityBySource(e.ctx, by, q)
			if err != nil {
				return err
			}
			p.close()
			tables := []publish.Table{sourceTable(e, sources)}
			return c.write(e, tables, tables)
		}
		parts, whole, err := d.Quality(e.ctx, by, q)
		if err != nil {
			return err
		}
		p.close()
		whole.Name = e.text("合计", "all")
		tables := []publish.Table{measureTable(e, parts, whole), fieldTable(e, &whole)}
		return c.write(e, tables, qualityJSON(e, parts, whole))
	})
}

func name(e *env, m quality.Definition) string { return e.text(m.Zh, m.En) }

// measureTable has a line for each part and one for all of them; under it
// stand the definitions.
func measureTable(e *env, parts []desk.Quality, whole desk.Quality) publish.Table {
	t := publish.Table{Name: e.text("质量", "quality"), Head: []string{e.text("编码", "code"), e.text("名称", "name"), e.text("人数", "persons")}}
	for _, m := range desk.Measures() {
		t.Head = append(t.Head, name(e, m)+" %", e.text("数", "done"), e.text("应有", "of"))
		t.Notes = append(t.Notes, name(e, m)+e.text("：", ": ")+e.text(m.MeaningZh, m.Meaning))
	}
	for _, p := range append(parts[:len(parts):len(parts)], whole) {
		row := []any{p.Code, p.Name, p.Persons}
		for _, s := range p.Measures() {
			row = append(row, rate(s), s.Done, s.All)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, e.text("每人只计一次：计在居住的社区，没有居住地的计在户籍社区；死亡的只计死亡日期。", "Everybody counts once: where he lives, else where he is registered; the dead for the date of death only."))
	return t
}

// fieldTable has a line for each of the 21 fields.
func fieldTable(e *env, q *desk.Quality) publish.Table {
	t := publish.Table{Name: e.text("逐项", "fields"), Head: []string{e.text("项目", "field"), e.text("应填", "asked"), e.text("已填", "filled"), e.text("完整率 %", "complete %"),
		e.text("已给出", "given"), e.text("有效率 %", "valid %"), e.text("一致率 %", "consistent %"), e.text("只差这一项的人", "persons who lack only this")}}
	for _, f := range quanyuan.CollationFields() {
		c := q.Items[f]
		t.Rows = append(t.Rows, []any{e.text(f.Zh(), f.En()), c.Asked, c.Filled, rate(desk.Share{Done: c.Filled, All: c.Asked}), c.Given,
			rate(desk.Share{Done: c.Sound, All: c.Given}), rate(desk.Share{Done: c.Given - c.Clash, All: c.Given}), c.Sole})
	}
	t.Notes = []string{e.text("前 19 项为核心指标；电话号码问成年人，子女数问已婚过的成年女性，二者不计入完整率。",
		"The first 19 are the core indicators; phones are asked of adults, the number of children of women who are or were married; neither counts in completeness.")}
	return t
}

func sourceTable(e *env, sources []desk.SourceQuality) publish.Table {
	t := publish.Table{Name: e.text("来源", "sources"), Head: []string{e.text("来源", "source"), e.text("单位", "unit"), e.text("采用的值", "values in force"), e.text("有效率 %", "valid %"), e.text("一致率 %", "consistent %")}}
	for i := range sources {
		s := &sources[i]
		kind := cmp.Or(e.text(s.Source.Kind.Zh(), string(s.Source.Kind)), e.text("本库登记", "the desk"))
		t.Rows = append(t.Rows, []any{kind, s.Source.Unit, s.Valid().All, rate(s.Valid()), rate(s.Consistent())})
	}
	t.Notes = []string{e.text("只看现在采用的值（不含子女各项），按其所据名单的来源分。", "Only the values in force (without those of children), by the source of the list they come from.")}
	return t
}

type shareJSON struct {
	desk.Share
	Rate *float64 `json:"rate"` // percent; null of nothing
}

func shareOf(s desk.Share) shareJSON {
	out := shareJSON{Share: s}
	if s.All > 0 {
		r := s.Rate()
		out.Rate = &r
	}
	return out
}

type qualityLine struct {
	Code     string                    `json:"code"`
	Name     string                    `json:"name"`
	Persons  int                       `json:"persons"`
	Measures map[string]shareJSON      `json:"measures"`
	Fields   map[string]quality.Counts `json:"fields"`
}

func qualityJSON(e *env, parts []desk.Quality, whole desk.Quality) any {
	line := func(q desk.Quality) qualityLine {
		l := qualityLine{q.Code, q.Name, q.Persons, map[string]shareJSON{}, map[string]quality.Counts{}}
		for i, m := range desk.Measures() {
			l.Measures[m.Key] = shareOf(q.Measures()[i])
		}
		for _, f := range quanyuan.CollationFields() {
			l.Fields[f.Key()] = q.Items[f]
		}
		return l
	}
	out := struct {
		Day         string            `json:"day"`
		Parts       []qualityLine     `json:"parts"`
		Whole       qualityLine       `json:"whole"`
		Definitions map[string]string `json:"definitions"`
	}{Day: quanyuan.DateOf(e.now()).String(), Parts: []qualityLine{}, Whole: line(whole), Definitions: map[string]string{}}
	for _, p := range parts {
		out.Parts = append(out.Parts, line(p))
	}
	for _, m := range desk.Measures() {
		out.Definitions[m.Key] = e.text(m.MeaningZh, m.Meaning)
	}
	return out
}

type qualityTodoCmd struct {
	qualityFlags
	tableFlags
	Measure string `help:"指标。 Measure." enum:"complete,whole,valid,consistent,id_valid" default:"complete"`
	By      string `help:"按哪一级列出。 Level of the lines." enum:"community,town,county,city,unit" default:"community"`
	Top     int    `help:"列出多少条。 How many lines." default:"20"`
}

// Run prints the worklist.
func (c *qualityTodoCmd) Run(e *env) error {
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) error {
		q, p, err := c.query(e, c.By)
		if err != nil {
			return err
		}
		defer p.close()
		todo, err := d.QualityWork(e.ctx, by, q, c.Measure)
		if err != nil {
			return err
		}
		p.close()
		m, _ := quality.DefinitionOf(c.Measure)
		t := publish.Table{Name: e.text("先改什么", "to fix"), Head: []string{e.text("编码", "code"), e.text("名称", "name"), e.text("项目", "field"), e.text("缺漏", "gaps"), e.text("改好后", "effect on ") + name(e, *m) + e.text("升百分点", ", points")}}
		for _, x := range todo[:min(len(todo), max(c.Top, 0))] {
			t.Rows = append(t.Rows, []any{x.Division, d.PlaceName(x.Division), e.text(x.Field.Zh(), x.Field.En()), x.Open, x.Effect})
		}
		t.Notes = []string{name(e, *m) + e.text("：", ": ") + e.text(m.MeaningZh, m.Meaning)}
		return c.write(e, []publish.Table{t}, todo)
	})
}

type qualityRowsCmd struct {
	qualityFlags
	tableFlags
	Measure string `help:"指标。 Measure." enum:"complete,whole,valid,consistent,id_valid" default:"complete"`
	Field   string `help:"只看一项，如 id_number。 One field only." placeholder:"KEY"`
	Limit   int    `help:"最多多少人。 At most so many." default:"1000"`
}

// Run prints the persons behind a figure.
func (c *qualityRowsCmd) Run(e *env) error {
	q := desk.RowsQuery{Measure: c.Measure, Field: quanyuan.NumFields, Limit: c.Limit}
	if c.Field != "" {
		f, ok := quanyuan.FieldByKey(c.Field)
		if !ok || int(f) >= quanyuan.NumCollation {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "quality.field", Args: []any{c.Field}}
		}
		q.Field = f
	}
	return c.act(e, func(d *desk.Desk, by quanyuan.Principal) (err error) {
		if q.Scope, err = scopeOf(c.Division); err != nil {
			return err
		}
		rows, err := d.QualityRows(e.ctx, by, q)
		if err != nil {
			return err
		}
		t := publish.Table{Name: e.text("人员", "persons"), Head: []string{e.text("编号", "number"), e.text("社区", "community"), e.text("项目", "fields")}}
		for _, r := range rows {
			var fields []string
			for _, f := range r.Fields {
				fields = append(fields, e.text(f.Zh(), f.En()))
			}
			t.Rows = append(t.Rows, []any{string(r.Number), r.Community, strings.Join(fields, "、")})
		}
		return c.write(e, []publish.Table{t}, t.Rows)
	})
}
