package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// result is a body that needs no headers beside it.
type result[T any] struct{ Body T }

// route is what a path does, in short.
type route struct {
	id, method, path, tag, summary string
	status                         int   // of success; 0: 200
	errors                         []int // beside 401 and 403
}

func (r route) operation() huma.Operation {
	return huma.Operation{OperationID: r.id, Method: r.method, Path: Prefix + r.path, Tags: []string{r.tag}, Summary: r.summary,
		DefaultStatus: r.status, Errors: append([]int{http.StatusUnauthorized, http.StatusForbidden}, r.errors...)}
}

// handle registers a route whose answer is a body alone.
func handle[In, Out any](s *server, a huma.API, r route, do func(context.Context, *In) (Out, error)) {
	huma.Register(a, r.operation(), func(ctx context.Context, in *In) (*result[Out], error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return &result[Out]{out}, nil
	})
}

// OneThing is the input of a route about one thing that a path names.
type OneThing struct {
	ID string `path:"id" maxLength:"200"`
}

// OnePerson is the input of a route about one person.
type OnePerson struct {
	Number string `path:"number" maxLength:"40"`
}

// each gives the views of things.
func each[T, V any](things []T, view func(T) V) []V {
	out := make([]V, len(things))
	for i, t := range things {
		out[i] = view(t)
	}
	return out
}
