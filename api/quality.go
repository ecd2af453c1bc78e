package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// QualityInput says of what figures are wanted.
type QualityInput struct {
	Division string `query:"division" pattern:"^[0-9]{12}$" doc:"by default one's own"`
	Level    int    `query:"level" minimum:"1" maximum:"5" default:"5" doc:"of the divisions for which figures are given: 1 province to 5 community"`
}

func (in QualityInput) query() desk.QualityQuery {
	q := desk.QualityQuery{Level: in.Level}
	if in.Division != "" {
		q.Scope = quanyuan.Scope{in.Division}
	}
	return q
}

// MeasureName is a measure with its definition.
type MeasureName struct {
	Key       string `json:"key"`
	Zh        string `json:"zh"`
	En        string `json:"en"`
	MeaningZh string `json:"meaning_zh"`
	Meaning   string `json:"meaning"`
}

// FieldCounts are the counts of one of the 21 fields.
type FieldCounts struct {
	Asked  int `json:"asked"`
	Filled int `json:"filled"`
	Given  int `json:"given"`
	Sound  int `json:"sound" doc:"given, and no rule about the value alone finds fault"`
	Clash  int `json:"clash" doc:"given, and contradicts another item"`
	Sole   int `json:"sole" doc:"persons of whose core items this one alone is missing"`
}

// QualityLine are the figures of a division.
type QualityLine struct {
	Code     string                 `json:"code,omitempty"`
	Name     string                 `json:"name,omitempty"`
	Persons  int                    `json:"persons"`
	Measures map[string]Share       `json:"measures" doc:"by the key of the measure"`
	Fields   map[string]FieldCounts `json:"fields" doc:"by the key of the field"`
}

// Quality are the figures of divisions and of all of them.
type Quality struct {
	Definitions []MeasureName `json:"definitions"`
	Parts       []QualityLine `json:"parts"`
	Whole       QualityLine   `json:"whole"`
}

func definitions() (out []MeasureName) {
	for _, m := range desk.Measures() {
		out = append(out, MeasureName{m.Key, m.Zh, m.En, m.MeaningZh, m.Meaning})
	}
	return out
}

func qualityOf(q desk.Quality) QualityLine {
	l := QualityLine{q.Code, q.Name, q.Persons, map[string]Share{}, map[string]FieldCounts{}}
	for i, m := range desk.Measures() {
		l.Measures[m.Key] = shareOf(q.Measures()[i])
	}
	for _, f := range quanyuan.CollationFields() {
		c := q.Items[f]
		l.Fields[f.Key()] = FieldCounts{c.Asked, c.Filled, c.Given, c.Sound, c.Clash, c.Sole}
	}
	return l
}

// QualityGap is a group of gaps with what closing them would do.
type QualityGap struct {
	Division string  `json:"division"`
	Field    string  `json:"field"`
	Open     int     `json:"open"`
	Effect   float64 `json:"effect" doc:"points by which the measure of the whole would rise"`
}

// QualityGaps is what to fix first.
type QualityGaps struct {
	Gaps []QualityGap `json:"gaps"`
}

// QualityPerson is a person who keeps a measure from being full.
type QualityPerson struct {
	Number    string   `json:"number"`
	Community string   `json:"community"`
	Fields    []string `json:"fields"`
}

// QualityPersons is a page of persons behind a figure.
type QualityPersons struct {
	Persons []QualityPerson `json:"persons"`
	Next    string          `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
}

// TrendPoint is a measure on a day that was kept.
type TrendPoint struct {
	Day    string `json:"day"`
	Share  Share  `json:"share"`
	Signal bool   `json:"signal" doc:"no mere chance"`
}

// QualityTrend is a measure over time with its limits of control.
type QualityTrend struct {
	Points []TrendPoint `json:"points"`
	Mean   float64      `json:"mean,omitempty"`
	Lower  float64      `json:"lower,omitempty"`
	Upper  float64      `json:"upper,omitempty"`
}

func (s *server) quality(a huma.API) {
	handle(s, a, route{id: "quality", method: http.MethodGet, path: "/quality", tag: "figures", errors: []int{422}, summary: "质量指标。The measures of quality with their definitions."},
		func(ctx context.Context, in *QualityInput) (Quality, error) {
			parts, whole, err := s.desk.Quality(ctx, by(ctx), in.query())
			return Quality{definitions(), each(parts, qualityOf), qualityOf(whole)}, err
		})
	handle(s, a, route{id: "quality-gaps", method: http.MethodGet, path: "/quality/gaps", tag: "figures", errors: []int{422}, summary: "先改什么。What to fix first, by its effect on a measure."},
		func(ctx context.Context, in *struct {
			QualityInput
			Measure string `query:"measure" enum:"complete,whole,valid,consistent,id_valid" default:"complete"`
			Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
		}) (out QualityGaps, err error) {
			todo, err := s.desk.QualityWork(ctx, by(ctx), in.query(), in.Measure)
			out.Gaps = []QualityGap{}
			for _, x := range todo[:min(len(todo), in.Limit)] {
				out.Gaps = append(out.Gaps, QualityGap{x.Division, x.Field.Key(), x.Open, x.Effect})
			}
			return out, err
		})
	handle(s, a, route{id: "quality-persons", method: http.MethodGet, path: "/quality/persons", tag: "figures", errors: []int{422}, summary: "指标背后的人员。The persons behind a figure; it is noted."}, s.qualityPersons)
	handle(s, a, route{id: "quality-trend", method: http.MethodGet, path: "/quality/trend", tag: "figures", errors: []int{422}, summary: "指标的变化。A measure over the days that were kept."},
		func(ctx context.Context, in *struct {
			Division string `query:"division" pattern:"^[0-9]{12}$"`
			Measure  string `query:"measure" enum:"complete,whole,valid,consistent,id_valid,unique,timely" default:"complete"`
			Since    string `query:"since" doc:"first day"`
		}) (out QualityTrend, err error) {
			since, err := dateOf(in.Since)
			if err != nil {
				return out, err
			}
			t, err := s.desk.QualityTrend(ctx, by(ctx), QualityInput{Division: in.Division, Level: 1}.query(), in.Measure, since)
			if err != nil {
				return out, err
			}
			out.Points = each(t.Points, func(p desk.Point) TrendPoint { return TrendPoint{p.Day, shareOf(p.Share), p.Signal} })
			if t.Control != nil {
				out.Mean, out.Lower, out.Upper = t.Control.Mean, t.Control.Lower, t.Control.Upper
			}
			return out, nil
		})
}

func (s *server) qualityPersons(ctx context.Context, in *struct {
	Page
	Division string `query:"division" pattern:"^[0-9]{12}$"`
	Measure  string `query:"measure" enum:"complete,whole,valid,consistent,id_valid" default:"complete"`
	Field    string `query:"field" doc:"key of one field; by default all"`
}) (out QualityPersons, err error) {
	q := desk.RowsQuery{Scope: QualityInput{Division: in.Division}.query().Scope, Measure: in.Measure, Field: quanyuan.NumFields, Limit: in.Limit}
	if err := place(in.Cursor, &q.After); err != nil {
		return out, err
	}
	if in.Field != "" {
		f, ok := quanyuan.FieldByKey(in.Field)
		if !ok || int(f) >= quanyuan.NumCollation {
			return out, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "quality.field", Args: []any{in.Field}}
		}
		q.Field = f
	}
	rows, err := s.desk.QualityRows(ctx, by(ctx), q)
	out.Persons = []QualityPerson{}
	for _, r := range rows {
		out.Persons = append(out.Persons, QualityPerson{string(r.Number), r.Community, each(r.Fields, func(f quanyuan.Field) string { return f.Key() })})
	}
	if len(rows) == in.Limit {
		out.Next = cursorOf(rows[len(rows)-1].Number)
	}
	return out, err
}

// ScoreLine is a division on a scorecard.
type ScoreLine struct {
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Scored    bool     `json:"scored" doc:"false: nothing of it can be scored"`
	Score     float64  `json:"score"`
	Low       float64  `json:"low" doc:"of the interval of 95 %"`
	High      float64  `json:"high"`
	Best      int      `json:"best" doc:"best place it may have"`
	Worst     int      `json:"worst" doc:"and the worst: others between overlap with it"`
	Effect    float64  `json:"effect" doc:"points by which it moved the measures of the whole since the earlier day"`
	Commended []string `json:"commended" doc:"reasons, in the language of the request"`
}

// Scorecard compares divisions.
type Scorecard struct {
	Weights map[string]float64 `json:"weights"`
	Target  float64            `json:"target"`
	SetBy   string             `json:"set_by,omitempty"`
	Since   string             `json:"since,omitempty"`
	Lines   []ScoreLine        `json:"lines"`
}

// ScoreWeights are weights to be set.
type ScoreWeights struct {
	Weights map[string]float64 `json:"weights" doc:"one for each measure"`
	Target  float64            `json:"target" minimum:"0" maximum:"100"`
}

func (s *server) scores(a huma.API) {
	handle(s, a, route{id: "scorecard", method: http.MethodGet, path: "/scores", tag: "figures", errors: []int{422}, summary: "记分卡。Divisions are ahead of one another only where intervals do not overlap."},
		func(ctx context.Context, in *struct {
			QualityInput
			Since string `query:"since" doc:"progress since the first day kept from this day on"`
		}) (out Scorecard, err error) {
			since, err := dateOf(in.Since)
			if err != nil {
				return out, err
			}
			card, err := s.desk.Score(ctx, by(ctx), in.query(), since)
			if err != nil {
				return out, err
			}
			out = Scorecard{card.Weights.Weights, card.Weights.Target, card.Weights.By, card.Since, []ScoreLine{}}
			for i := range card.Lines {
				l := &card.Lines[i]
				line := ScoreLine{l.Code, l.Name, !l.None, l.Value, l.Low, l.High, l.Best, l.Worst, l.Effect, []string{}}
				for _, r := range l.Commended {
					line.Commended = append(line.Commended, quanyuan.Message(langOf(ctx), r.Key, r.Args...))
				}
				out.Lines = append(out.Lines, line)
			}
			return out, nil
		})
	huma.Register(a, route{id: "set-score-weights", method: http.MethodPut, path: "/scores/weights", tag: "figures", status: http.StatusNoContent, errors: []int{422}, summary: "设置权重。Set the weights of the measures, which everybody sees."}.operation(),
		func(ctx context.Context, in *struct{ Body ScoreWeights }) (*struct{}, error) {
			if err := s.desk.SetScoreWeights(ctx, by(ctx), in.Body.Weights, in.Body.Target); err != nil {
				return nil, s.fail(ctx, err)
			}
			return nil, nil
		})
}

// StatisticsColumn is a class of a table.
type StatisticsColumn struct {
	Keys []string `json:"keys"`
	Zh   string   `json:"zh"`
	En   string   `json:"en"`
}

// StatisticsRow is a division with its counts; null: not published.
type StatisticsRow struct {
	Code  string `json:"code,omitempty" doc:"empty: all of it"`
	Name  string `json:"name,omitempty"`
	Total *int   `json:"total"`
	Cells []*int `json:"cells" doc:"in the order of the columns"`
}

// Statistics is a table of counts.
type Statistics struct {
	Columns   []StatisticsColumn `json:"columns"`
	Rows      []StatisticsRow    `json:"rows"`
	Protected int                `json:"protected,omitempty" doc:"counts below it are not published, nor those by which they could be worked out"`
}

func (s *server) statistics(a huma.API) {
	handle(s, a, route{id: "statistics", method: http.MethodGet, path: "/statistics", tag: "figures", errors: []int{422}, summary: "人口统计。The population by one dimension or two, or its movement; it is noted."},
		func(ctx context.Context, in *struct {
			QualityInput
			Of      string   `query:"of" enum:"resident,registered,movement" default:"resident"`
			Columns []string `query:"columns" maxItems:"2" doc:"keys of dimensions"`
			On      string   `query:"on" doc:"the day; by default today"`
			From    string   `query:"from" doc:"first day of movement"`
			Now     bool     `query:"now" doc:"in the boundaries of today"`
			Publish bool     `query:"publish" doc:"without small counts; who may not look at persons is given nothing else"`
		}) (out Statistics, err error) {
			q := desk.TableQuery{Of: in.Of, Columns: in.Columns, Publish: in.Publish}
			q.Scope, q.Level, q.Now = in.query().Scope, in.Level, in.Now
			if q.On, err = dateOf(in.On); err != nil {
				return out, err
			}
			if q.From, err = dateOf(in.From); err != nil {
				return out, err
			}
			t, err := s.desk.Table(ctx, by(ctx), q)
			if err != nil {
				return out, err
			}
			out.Protected = t.Protected
			for _, c := range t.Columns {
				out.Columns = append(out.Columns, StatisticsColumn{c.Keys, c.Zh, c.En})
			}
			for _, r := range t.Rows {
				out.Rows = append(out.Rows, StatisticsRow{r.Code, r.Name, publishedOf(r.Total), each(r.Cells, publishedOf)})
			}
			return out, nil
		})
}

// publishedOf is a count, or nil where it is not published.
func publishedOf(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}
