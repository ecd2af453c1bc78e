package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Retention is for how long files and raw rows are kept.
type Retention struct {
	Years int `json:"years"`
}

// NewRetention sets it.
type NewRetention struct {
	Years  int    `json:"years" minimum:"3" maximum:"30"`
	Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"why; it is kept in the audit"`
}

// certificate is a page to print.
type certificate struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (s *server) retention(a huma.API) {
	handle(s, a, route{id: "get-retention", method: http.MethodGet, path: "/retention", tag: "retention", summary: "名单保存年限。For how many years lists are kept."},
		func(ctx context.Context, _ *struct{}) (Retention, error) {
			years, err := s.desk.RetentionYears(ctx)
			return Retention{years}, err
		})
	handle(s, a, route{id: "set-retention", method: http.MethodPut, path: "/retention", tag: "retention", errors: []int{422}, summary: "设定保存年限。Set for how many years lists are kept: from three to thirty."},
		func(ctx context.Context, in *struct{ Body NewRetention }) (Retention, error) {
			if err := s.desk.SetRetentionYears(ctx, by(ctx), in.Body.Years, in.Body.Reason); err != nil {
				return Retention{}, err
			}
			years, err := s.desk.RetentionYears(ctx)
			return Retention{years}, err
		})
	op := route{id: "disposal-certificate", method: http.MethodGet, path: "/batches/{id}/disposal", tag: "retention", errors: []int{404}, summary: "销毁凭证。The certificate of a batch that was destroyed: a page to print."}.operation()
	op.Responses = map[string]*huma.Response{"200": {Description: "HTML, complete in itself, for A4",
		Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(a, op, func(ctx context.Context, in *OneThing) (*certificate, error) {
		sheet, err := s.desk.DisposalSheet(ctx, by(ctx), in.ID)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		var page bytes.Buffer
		if err := sheet.HTML(&page); err != nil {
			return nil, s.fail(ctx, err)
		}
		return &certificate{"text/html; charset=utf-8", fmt.Sprintf(`attachment; filename="disposal-%d.html"`, sheet.Disposal.Batch), page.Bytes()}, nil
	})
}
