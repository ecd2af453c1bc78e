package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// SourceOrder is whose word on a field goes first.
type SourceOrder struct {
	Order   map[string][]string `json:"order" doc:"by key of the field, the strongest first; a field that is left out goes by what was said last"`
	Running bool                `json:"running" doc:"values are being chosen anew"`
	At      *time.Time          `json:"at,omitempty"`
	By      string              `json:"by,omitempty"`
}

// NewSourceOrder sets it.
type NewSourceOrder struct {
	Order map[string][]string `json:"order" doc:"all of it; a field that is left out has no authority"`
}

// SourceOrderSet is what came of it.
type SourceOrderSet struct {
	Changed int `json:"changed" doc:"persons whose values or reasons are others now"`
}

func (s *server) sourceOrder(a huma.API) {
	handle(s, a, route{id: "get-source-order", method: http.MethodGet, path: "/sources/order", tag: "administration", summary: "来源次序（一数一源）。Whose word on a field goes first."},
		func(ctx context.Context, _ *struct{}) (SourceOrder, error) {
			o, err := s.desk.SourceOrder(ctx)
			if err != nil {
				return SourceOrder{}, err
			}
			out := SourceOrder{Order: map[string][]string{}, Running: o.Running, By: o.By}
			if !o.At.IsZero() {
				out.At = &o.At
			}
			for f, kinds := range o.Order {
				for _, k := range kinds {
					out.Order[quanyuan.Field(f).Key()] = append(out.Order[quanyuan.Field(f).Key()], string(k))
				}
			}
			return out, nil
		})
	handle(s, a, route{id: "set-source-order", method: http.MethodPut, path: "/sources/order", tag: "administration", errors: []int{409, 422}, summary: "设定来源次序，全体重新取值后返回。Set whose word goes first; everybody's values are chosen anew before the answer. Cut off, it is carried on by sending it again."},
		func(ctx context.Context, in *struct{ Body NewSourceOrder }) (SourceOrderSet, error) {
			order := &quanyuan.Authorities{}
			for key, kinds := range in.Body.Order {
				if err := order.Set(key, kinds); err != nil {
					return SourceOrderSet{}, err
				}
			}
			n, err := s.desk.SetSourceOrder(ctx, by(ctx), order, nil)
			return SourceOrderSet{n}, err
		})
}
