package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// Erasure is the demand to erase a person and, when it is done, the certificate.
type Erasure struct {
	ID       string        `json:"id"`
	Person   string        `json:"person"`
	State    string        `json:"state" enum:"asked,declined,withdrawn,begun,done"`
	Ground   string        `json:"ground" enum:"purpose,expired,unlawful,mistake" doc:"of 个人信息保护法 art. 47"`
	Reason   string        `json:"reason"`
	Steps    []ErasureStep `json:"steps"`
	Records  int           `json:"records" doc:"of which no more than places and statuses is left; before: that would be"`
	Rows     int           `json:"rows" doc:"raw rows cut out"`
	Files    []int64       `json:"files" doc:"batches whose original files are destroyed as a whole"`
	Others   int           `json:"others" doc:"persons in whose records the person was named"`
	Papers   int           `json:"papers"`
	Possible int           `json:"possible" doc:"rows with the name and birthday of which nobody has said whose they are"`
	Backups  []string      `json:"backups" doc:"that hold the person"`
	At       *time.Time    `json:"at,omitempty" doc:"when the bytes were gone"`
}

// ErasureStep is what somebody did about it.
type ErasureStep struct {
	Act    string    `json:"act" enum:"ask,decline,withdraw,confirm"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Post   string    `json:"post,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

// ErasureList are all of them.
type ErasureList struct {
	Erasures []Erasure `json:"erasures"`
}

// NewErasure asks for one.
type NewErasure struct {
	Person string `json:"person" minLength:"1" maxLength:"40"`
	Ground string `json:"ground" enum:"purpose,expired,unlawful,mistake"`
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"without the person's name, numbers or address: it is kept"`
}

// ErasureAnswer confirms one or ends it.
type ErasureAnswer struct {
	Reason string `json:"reason,omitempty" maxLength:"100"`
}

func erasureOf(e *quanyuan.Erasure) Erasure {
	out := Erasure{ID: e.ID, Person: string(e.Person), State: e.State, Ground: e.Ground, Reason: e.Reason, Steps: []ErasureStep{}, Files: []int64{}, Backups: []string{},
		Records: len(e.Records), Rows: e.Count.Rows, Others: e.Count.Others, Papers: e.Count.Papers, Possible: e.Count.Possible}
	for _, s := range e.Steps {
		out.Steps = append(out.Steps, ErasureStep{s.Act, s.At, s.Actor, string(s.Post), s.Reason})
	}
	for _, f := range e.Files {
		out.Files = append(out.Files, int64(f.Batch))
	}
	for _, c := range e.Copies {
		out.Backups = append(out.Backups, c.Name)
	}
	if !e.At.IsZero() {
		out.At = &e.At
	}
	return out
}

func (s *server) erasures(a huma.API) {
	view := func(e *quanyuan.Erasure, err error) (Erasure, error) {
		if err != nil {
			return Erasure{}, err
		}
		return erasureOf(e), nil
	}
	handle(s, a, route{id: "list-erasures", method: http.MethodGet, path: "/erasures", tag: "erasures", summary: "抹除申请。Erasures of persons."},
		func(ctx context.Context, _ *struct{}) (ErasureList, error) {
			all, err := s.desk.Erasures(ctx, by(ctx))
			return ErasureList{each(all, erasureOf)}, err
		})
	handle(s, a, route{id: "ask-erasure", method: http.MethodPost, path: "/erasures", tag: "erasures", status: http.StatusCreated, errors: []int{404, 412, 422}, summary: "申请抹除一人。Ask that a person be erased; a second person confirms it."},
		func(ctx context.Context, in *struct{ Body NewErasure }) (Erasure, error) {
			return view(s.desk.AskErasure(ctx, by(ctx), quanyuan.Number(in.Body.Person), in.Body.Ground, in.Body.Reason))
		})
	handle(s, a, route{id: "get-erasure", method: http.MethodGet, path: "/erasures/{id}", tag: "erasures", errors: []int{404}, summary: "一件抹除申请。One erasure, with what it would erase."},
		func(ctx context.Context, in *OneThing) (Erasure, error) {
			return view(s.desk.ForeseeErasure(ctx, by(ctx), in.ID))
		})
	handle(s, a, route{id: "confirm-erasure", method: http.MethodPost, path: "/erasures/{id}/confirmations", tag: "erasures", errors: []int{404, 412, 422}, summary: "确认并抹除。Confirm and erase; the answer comes when the bytes are gone. Send it again if it was cut short."},
		func(ctx context.Context, in *struct {
			OneThing
			Body ErasureAnswer
		}) (Erasure, error) {
			return view(s.desk.ConfirmErasure(ctx, by(ctx), in.ID, in.Body.Reason, func(string, int64, int64) {}))
		})
	handle(s, a, route{id: "end-erasure", method: http.MethodPost, path: "/erasures/{id}/endings", tag: "erasures", errors: []int{404, 412, 422}, summary: "退回或撤回。Decline one, or withdraw one's own."},
		func(ctx context.Context, in *struct {
			OneThing
			Body ErasureAnswer
		}) (Erasure, error) {
			return view(s.desk.EndErasure(ctx, by(ctx), in.ID, in.Body.Reason))
		})
	op := route{id: "erasure-certificate", method: http.MethodGet, path: "/erasures/{id}/certificate", tag: "erasures", errors: []int{404}, summary: "抹除凭证。The certificate as text or as a workbook."}.operation()
	op.Responses = map[string]*huma.Response{"200": {Description: "text, or a workbook", Content: map[string]*huma.MediaType{
		"text/plain":       {Schema: &huma.Schema{Type: huma.TypeString}},
		sheetTypes["xlsx"]: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(a, op, func(ctx context.Context, in *struct {
		OneThing
		Format string `query:"format" enum:"txt,xlsx" default:"txt"`
	}) (*certificate, error) {
		sheet, err := s.desk.ErasureSheet(ctx, by(ctx), in.ID, langOf(ctx))
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		write, kind := sheet.Text, "text/plain; charset=utf-8"
		if in.Format == "xlsx" {
			write, kind = sheet.XLSX, sheetTypes["xlsx"]
		}
		var page bytes.Buffer
		if err := write(&page); err != nil {
			return nil, s.fail(ctx, err)
		}
		return &certificate{kind, fmt.Sprintf(`attachment; filename="erasure-%s.%s"`, in.ID, in.Format), page.Bytes()}, nil
	})
}
