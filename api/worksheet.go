package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// WorksheetCount is how much of a division stands on each worksheet.
type WorksheetCount struct {
	Code    string         `json:"code,omitempty"`
	Name    string         `json:"name,omitempty"`
	Persons map[string]int `json:"persons" doc:"by worksheet; rows of lists where nobody of the register is meant"`
	Lines   map[string]int `json:"lines" doc:"by worksheet"`
}

// WorksheetCounts are those of divisions and of all of them.
type WorksheetCounts struct {
	Parts []WorksheetCount `json:"parts"`
	Whole WorksheetCount   `json:"whole"`
}

// WorksheetRow is a line of a worksheet.
type WorksheetRow struct {
	Worksheet string   `json:"worksheet"`
	Number    string   `json:"number,omitempty" doc:"empty for a row of a list about nobody in the register"`
	Name      string   `json:"name"`
	Field     string   `json:"field,omitempty" doc:"key of the item that is wrong"`
	Why       string   `json:"why" doc:"in the language of the request"`
	Sources   []string `json:"sources"`
}

// WorksheetRows are the lines of a community.
type WorksheetRows struct {
	Rows []WorksheetRow `json:"rows"`
}

// WhereaboutsLine is somebody whom the signs of life put in question.
type WhereaboutsLine struct {
	Kind   string  `json:"kind" enum:"dead,left,elsewhere,double,unseen,missed"`
	Number string  `json:"number,omitempty" doc:"empty for somebody the register lacks"`
	Name   string  `json:"name"`
	Chance float64 `json:"chance" doc:"that it is so; 0 where nobody weighs it"`
	Why    string  `json:"why" doc:"in the language of the request"`
}

// WhereaboutsOf is the list of a community.
type WhereaboutsOf struct {
	Community string            `json:"community"`
	Expected  float64           `json:"expected" doc:"errors of the register to be expected among the lines"`
	Lines     []WhereaboutsLine `json:"lines"`
}

// Whereabouts are the lists of communities, those with the most expected errors
// first.
type Whereabouts struct {
	Communities []WhereaboutsOf `json:"communities"`
}

// WhereaboutsAnswer is what was found out at the door.
type WhereaboutsAnswer struct {
	Answer string `json:"answer" enum:"here,left,dead"`
	Reason string `json:"reason,omitempty" doc:"of leaving"`
	Day    string `json:"day,omitempty" doc:"by default today"`
}

func worksheetCountOf(c desk.WorksheetCount) WorksheetCount {
	out := WorksheetCount{c.Division, c.Name, map[string]int{}, map[string]int{}}
	for _, k := range quanyuan.WorksheetKinds() {
		out.Persons[string(k)], out.Lines[string(k)] = c.Persons[k], c.Lines[k]
	}
	return out
}

func (s *server) worksheets(a huma.API) {
	handle(s, a, route{id: "worksheets", method: http.MethodGet, path: "/worksheets", tag: "figures", errors: []int{422}, summary: "核对工作表的数量。How much stands on the worksheets of a campaign."},
		func(ctx context.Context, in *QualityInput) (WorksheetCounts, error) {
			q := in.query()
			parts, whole, err := s.desk.WorksheetCounts(ctx, by(ctx), desk.WorksheetQuery{Scope: q.Scope, Level: q.Level})
			return WorksheetCounts{each(parts, worksheetCountOf), worksheetCountOf(whole)}, err
		})
	handle(s, a, route{id: "worksheet-rows", method: http.MethodGet, path: "/worksheets/{community}", tag: "figures", errors: []int{422}, summary: "核对工作表上的人。Who stands on the worksheets of a community; it is noted."}, s.worksheetRows)
	handle(s, a, route{id: "whereabouts", method: http.MethodGet, path: "/whereabouts", tag: "figures", errors: []int{422}, summary: "去向核实。Whom the signs of life put in question; it is noted and changes nothing."}, s.whereabouts)
	huma.Register(a, route{id: "answer-whereabouts", method: http.MethodPost, path: "/whereabouts/{id}/answers", tag: "tasks", errors: []int{404, 412, 422},
		summary: "去向核实的答复。Say what was found out at the door: a note, or the ordinary act."}.operation(),
		func(ctx context.Context, in *struct {
			OneThing
			Body WhereaboutsAnswer
		}) (*personAnswer, error) {
			day, err := dateOf(in.Body.Day)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			p, err := s.desk.AnswerWhereabouts(ctx, by(ctx), desk.WhereaboutsAnswer{Person: quanyuan.Number(in.ID), Answer: in.Body.Answer, Reason: in.Body.Reason, Day: day})
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return answer(p), nil
		})
}

func (s *server) worksheetRows(ctx context.Context, in *struct {
	Community string `path:"community" pattern:"^[0-9]{12}$"`
	Kind      string `query:"kind" enum:"items,away,guest,unregistered,unstruck,empty" doc:"by default all"`
}) (out WorksheetRows, err error) {
	out.Rows = []WorksheetRow{}
	w, err := s.desk.WorksheetRows(ctx, by(ctx), in.Community, quanyuan.WorksheetKind(in.Kind))
	if err != nil {
		return out, err
	}
	for _, l := range w.Lines {
		row := WorksheetRow{Worksheet: string(l.Sheet), Number: string(l.Person), Name: l.Shown.Text(quanyuan.Name), Sources: []string{}}
		row.Why, _ = l.Why(langOf(ctx))
		if l.Field < quanyuan.NumFields {
			row.Field = l.Field.Key()
		}
		for _, said := range l.Said {
			row.Sources = append(row.Sources, string(said.Source.Kind)+" "+said.Source.Unit)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

func (s *server) whereabouts(ctx context.Context, in *struct {
	Division string  `query:"division" pattern:"^[0-9]{12}$" doc:"by default one's own"`
	Least    float64 `query:"least" minimum:"0" maximum:"1" default:"0.5" doc:"the smallest chance that is listed"`
}) (out Whereabouts, err error) {
	all, err := s.desk.Whereabouts(ctx, by(ctx), desk.WhereaboutsQuery{Scope: QualityInput{Division: in.Division}.query().Scope, Least: in.Least})
	out.Communities = []WhereaboutsOf{}
	for _, of := range all {
		c := WhereaboutsOf{of.Community, of.Effect, []WhereaboutsLine{}}
		for _, w := range of.Lines {
			c.Lines = append(c.Lines, WhereaboutsLine{w.Kind, string(w.Person), w.Shown.Text(quanyuan.Name), w.Chance, w.Words(langOf(ctx))})
		}
		out.Communities = append(out.Communities, c)
	}
	return out, err
}
