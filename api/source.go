package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// SourceFate is what became of the rows of a list with one outcome.
type SourceFate struct {
	Outcome  string `json:"outcome,omitempty" doc:"of the collation; empty: not compared with the register yet"`
	Rows     int    `json:"rows"`
	Settled  int    `json:"settled"`
	Declined int    `json:"declined"`
	Waiting  int    `json:"waiting"`
}

// SourceMend is one thing to mend at the source.
type SourceMend struct {
	Kind     string  `json:"kind" enum:"aside,double,finding,ruled"`
	Rule     string  `json:"rule,omitempty" doc:"of a finding, or why rows were set aside"`
	Field    string  `json:"field,omitempty"`
	Zh       string  `json:"zh"`
	En       string  `json:"en"`
	TodoZh   string  `json:"todo_zh"`
	Todo     string  `json:"todo"`
	Rows     int     `json:"rows" doc:"in which it occurs"`
	Gain     float64 `json:"gain" doc:"points by which the share of wrong rows falls, were this alone mended"`
	Examples []struct {
		Batch int64  `json:"batch"`
		Sheet string `json:"sheet,omitempty"`
		Row   int    `json:"row"`
	} `json:"examples"`
}

// SourceCounts are the rows of a card: rows = right + wrong + open.
type SourceCounts struct {
	Rows  int          `json:"rows" doc:"records and rows set aside"`
	Right int          `json:"right"`
	Wrong int          `json:"wrong"`
	Open  int          `json:"open" doc:"not compared yet, or waiting for a person"`
	Mends []SourceMend `json:"mends" doc:"what gains most first"`
}

// SourceList is the card of one list.
type SourceList struct {
	Batch  Batch        `json:"batch"`
	Fates  []SourceFate `json:"fates"`
	Card   SourceCounts `json:"card"`
	Due    string       `json:"due,omitempty" doc:"last day of the campaign's collecting phase"`
	Late   int          `json:"late" doc:"days behind it"`
	Events Share        `json:"events" doc:"events told for the first time: those told within 30 days"`
}

// SourceCard is the report card of the lists that one may see.
type SourceCard struct {
	Lists []SourceList `json:"lists"`
	Sum   SourceCounts `json:"sum"`
}

func sourceCounts(c *desk.Card) SourceCounts {
	out := SourceCounts{c.Rows, c.Right, c.Wrong, c.Open, []SourceMend{}}
	for _, m := range c.Mends() {
		x := SourceMend{Kind: string(m.Kind), Rule: m.Rule, Rows: m.Rows, Gain: c.Gain(m)}
		if m.Field < quanyuan.NumFields {
			x.Field = m.Field.Key()
		}
		x.Zh, x.TodoZh = desk.MendText(m, "zh")
		x.En, x.Todo = desk.MendText(m, "en")
		x.Examples = x.Examples[:0:0]
		for _, e := range m.Examples {
			x.Examples = append(x.Examples, struct {
				Batch int64  `json:"batch"`
				Sheet string `json:"sheet,omitempty"`
				Row   int    `json:"row"`
			}{e.List, e.Where.Sheet, e.Where.Row})
		}
		out.Mends = append(out.Mends, x)
	}
	return out
}

func (s *server) sourceCards(a huma.API) {
	handle(s, a, route{id: "source-card", method: http.MethodGet, path: "/source-card", tag: "batches", errors: []int{404, 422}, summary: "起报单位成绩单。What became of every row of the lists of a source: right, wrong, open, late, and what to mend."},
		func(ctx context.Context, in *struct {
			Source string `query:"source" maxLength:"60" doc:"kind of source; by default all that one may see"`
			Unit   string `query:"unit" maxLength:"200"`
			Batch  int64  `query:"batch" minimum:"0" doc:"one list; by default all"`
		}) (out SourceCard, err error) {
			card, err := s.desk.SourceCard(ctx, by(ctx), desk.SourceQuery{Kind: quanyuan.SourceKind(in.Source), Unit: in.Unit, Batch: quanyuan.BatchID(in.Batch)})
			if err != nil {
				return out, err
			}
			out.Lists = []SourceList{}
			for i := range card.Lists {
				l := &card.Lists[i]
				x := SourceList{Batch: batchOf(&l.Batch), Card: sourceCounts(&l.Card), Due: l.Due.String(), Late: l.Late, Events: shareOf(l.Events)}
				x.Fates = each(l.Fates, func(f desk.Fate) SourceFate {
					return SourceFate{string(f.Outcome), f.Rows, f.Settled, f.Declined, f.Waiting}
				})
				out.Lists = append(out.Lists, x)
			}
			out.Sum = sourceCounts(&card.Sum)
			return out, nil
		})
}
