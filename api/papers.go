package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// Paper is a paper as the API gives it.
type Paper struct {
	Kind    string          `json:"kind"`
	ID      string          `json:"id"`
	Version int64           `json:"version"`
	State   string          `json:"state"`
	Desk    string          `json:"desk" doc:"the division on whose worklist it lies"`
	Other   string          `json:"other,omitempty" doc:"the other side, which sees it too"`
	Due     string          `json:"due,omitempty"`
	Rank    float64         `json:"rank"`
	Persons []string        `json:"persons,omitempty"`
	Records []int64         `json:"records,omitempty"`
	At      time.Time       `json:"at"`
	Actor   string          `json:"actor"`
	Body    json.RawMessage `json:"body,omitempty" doc:"what is peculiar to the kind"`
}

func paperOf(p *quanyuan.Paper) Paper {
	out := Paper{Kind: string(p.Kind), ID: p.ID, Version: p.Version, State: p.State, Desk: p.Desk, Other: p.Other, Due: p.Due.String(), Rank: p.Rank,
		Records: numbers(p.Records), At: p.At, Actor: p.Actor, Body: p.Body}
	for _, n := range p.Persons {
		out.Persons = append(out.Persons, string(n))
	}
	return out
}

type paperList struct {
	Body struct {
		Papers []Paper `json:"papers"`
		Next   string  `json:"next,omitempty" doc:"cursor of the next page; empty at the end"`
	}
}

type paperPlace struct {
	Rank float64 `json:"r"`
	ID   string  `json:"i"`
}

func (s *server) papers(a huma.API) {
	huma.Register(a, huma.Operation{OperationID: "list-papers", Method: http.MethodGet, Path: Prefix + "/papers/{kind}", Tags: []string{"papers"},
		Summary: "文书清单。Papers on the desks of one's divisions, most urgent first.", Errors: []int{401, 403, 422}},
		func(ctx context.Context, in *struct {
			Page
			Kind   string   `path:"kind" enum:"transfer,ruling,lot,household,dwelling,birth,campaign,task,signature,disposal,revision"`
			State  []string `query:"state"`
			Person string   `query:"person" doc:"papers about this person number"`
		}) (*paperList, error) {
			ps, next, err := s.page(ctx, in.Page, quanyuan.PaperQuery{Kind: quanyuan.PaperKind(in.Kind), States: in.State, Person: quanyuan.Number(in.Person)})
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			out := &paperList{}
			out.Body.Papers, out.Body.Next = each(ps, paperOf), next
			return out, nil
		})
	huma.Register(a, huma.Operation{OperationID: "get-paper", Method: http.MethodGet, Path: Prefix + "/papers/{kind}/{id}", Tags: []string{"papers"},
		Summary: "一份文书。One paper.", Errors: []int{401, 403, 404}},
		func(ctx context.Context, in *struct {
			Kind string `path:"kind"`
			ID   string `path:"id"`
		}) (*struct {
			ETag string `header:"ETag"`
			Body Paper
		}, error) {
			p, err := s.desk.Paper(ctx, by(ctx), quanyuan.PaperKind(in.Kind), in.ID)
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			return &struct {
				ETag string `header:"ETag"`
				Body Paper
			}{etag(p.Version), paperOf(p)}, nil
		})
}
