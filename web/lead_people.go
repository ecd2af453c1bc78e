package web

import (
	"context"
	"strconv"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
	"quanyuan/publish"
)

// leadPeople tells of ages, households and movement: of today, or by what was
// published to who may not look at persons.
func (q *request) leadPeople(v *leadView, p *desk.Population) error {
	if p.Shy {
		return q.leadPublished(v)
	}
	v.People = append(v.People, q.leadPyramid(p.Pyramid(q.lang), q.t("lead.today")))
	sizes := &leadFigure{ID: "households", Title: q.t("lead.by_size"), Head: []Head{{Text: q.t("lead.members")}, {Text: q.t("lead.households"), Num: true}}}
	var bars []publish.NamedBar
	for i, n := range p.Sizes {
		name := q.t("lead.persons", i+1)
		if i == len(p.Sizes)-1 {
			name = q.t("lead.persons_more", i+1)
		}
		sizes.Rows = append(sizes.Rows, []Cell{{Text: name}, num(number(n))})
		bars = append(bars, publish.NamedBar{Label: name, Value: n})
	}
	if p.Households > 0 {
		sizes.Notes = append(sizes.Notes, q.t("lead.mean_size", strconv.FormatFloat(float64(p.Residents-p.Collective)/float64(p.Households), 'f', 2, 64), p.Collective))
	}
	sizes.Chart = publish.Bars(sizes.Title, bars)
	v.People = append(v.People, sizes, q.leadMovement(p.Moves[:], q.t("lead.last_year")))
	return nil
}

func (q *request) leadPyramid(bars []publish.PyramidBar, when string) *leadFigure {
	f := &leadFigure{ID: "pyramid", Title: q.t("lead.pyramid"), Notes: []string{when}, Head: []Head{{Text: q.t("lead.age")}, {Text: q.t("lead.men"), Num: true}, {Text: q.t("lead.women"), Num: true}}}
	for _, b := range bars {
		f.Rows = append(f.Rows, []Cell{{Text: b.Label}, num(countText(b.Left)), num(countText(b.Right))})
	}
	if len(bars) > 0 {
		f.Chart = publish.Pyramid(q.lang, bars)
	}
	return f
}

// countText is a count of a table; a star stands for one that is not published.
func countText(n int) string {
	if n < 0 {
		return "*"
	}
	return number(n)
}

var leadMoves = family("lead.move.", "born", "died", "in", "out")

func (q *request) leadMovement(counts []int, when string) *leadFigure {
	f := &leadFigure{ID: "movement", Title: q.t("lead.movement"), Notes: []string{when}, Head: []Head{{Text: q.t("lead.movement")}, {Text: q.t("lead.cases"), Num: true}}}
	var bars []publish.NamedBar
	for i, key := range []string{"born", "died", "in", "out"} {
		if i >= len(counts) {
			break
		}
		f.Rows = append(f.Rows, []Cell{{Text: q.t(leadMoves + key)}, num(countText(counts[i]))})
		bars = append(bars, publish.NamedBar{Label: q.t(leadMoves + key), Value: counts[i]})
	}
	f.Chart = publish.Bars(f.Title, bars)
	return f
}

// leadMonth is the last day of the month before, and the first of the twelve
// that end with it.
func (q *request) leadMonth() (from, on quanyuan.Date) {
	first := time.Date(q.now().Year(), q.now().Month(), 1, 12, 0, 0, 0, time.UTC)
	return quanyuan.DateOf(first.AddDate(-1, 0, 0)), quanyuan.DateOf(first.AddDate(0, 0, -1))
}

var leadPyramidBy = []string{"sex", "age5"}

// leadPublished shows the last tables that were published.
func (q *request) leadPublished(v *leadView) error {
	if access.Limited(q.by.Post) { // a department asks for its tables, within its mandate
		return nil
	}
	_, month := q.leadMonth()
	v.Action = leadPath(v.Code) + "/publish"
	query := desk.StatsQuery{Scope: quanyuan.Scope{v.Code}, Level: 1}
	last, ok, err := q.desk.LastRelease(q.ctx, q.by, desk.Residents, leadPyramidBy...)
	if err != nil {
		return err
	}
	if v.On = last.On.String(); !ok {
		v.On = ""
	}
	if v.On != month.String() {
		v.Missing = month.String()
	}
	if ok {
		query.On = last.On
		t, err := q.desk.Table(q.ctx, q.by, desk.TableQuery{StatsQuery: query, Of: last.Of, Columns: last.Columns, Publish: true})
		if err != nil {
			return err
		}
		bars, _ := desk.Pyramid(t, last.Columns, q.lang)
		v.People = append(v.People, q.leadPyramid(bars, q.t("lead.published_on", v.On)))
	}
	moves, ok, err := q.desk.LastRelease(q.ctx, q.by, desk.Movement)
	if err != nil || !ok {
		return err
	}
	query.On = moves.On
	t, err := q.desk.Table(q.ctx, q.by, desk.TableQuery{StatsQuery: query, Of: moves.Of, From: moves.From, Publish: true})
	if err != nil {
		return err
	}
	counts := make([]int, 4)
	for k, c := range t.Columns {
		for i, key := range []string{"born", "died", "in", "out"} {
			if c.Keys[0] == key {
				counts[i] = t.Rows[0].Cells[k]
			}
		}
	}
	v.People = append(v.People, q.leadMovement(counts, q.t("lead.published_from", moves.From.String(), moves.On.String())))
	return nil
}

// publishLead makes the tables of the last month that who may not look at
// persons is shown.
func publishLead(q *request) error {
	code, err := q.leadDivision(q.PathValue("division"))
	if err != nil {
		return err
	}
	from, on := q.leadMonth()
	d, by, back := q.desk, q.by, leadPath(string(code))
	return q.start("lead.work_publish", []any{on.String()}, func(ctx context.Context, at step) (string, error) {
		query := desk.StatsQuery{On: on, Level: 1, Progress: func(done int64) { at("lead.counting", done, 0) }}
		if _, err := d.Table(ctx, by, desk.TableQuery{StatsQuery: query, Of: desk.Residents, Columns: leadPyramidBy, Publish: true}); err != nil {
			return "", err
		}
		_, err := d.Table(ctx, by, desk.TableQuery{StatsQuery: query, Of: desk.Movement, From: from, Publish: true})
		return back, err
	})
}
