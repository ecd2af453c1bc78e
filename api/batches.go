package api

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
	"quanyuan/desk"
)

// Batch is a list as it was received, with its receipt.
type Batch struct {
	ID       int64            `json:"id"`
	File     string           `json:"file"`
	Hash     string           `json:"hash" doc:"SHA-256 of the bytes"`
	Size     int64            `json:"size"`
	Source   string           `json:"source"`
	Unit     string           `json:"unit,omitempty"`
	Division string           `json:"division,omitempty"`
	AsOf     string           `json:"as_of,omitempty"`
	Received time.Time        `json:"received"`
	Receipt  quanyuan.Receipt `json:"receipt"`
}

func batchOf(b *quanyuan.Batch) Batch {
	return Batch{int64(b.ID), b.File, b.Hash, b.Size, string(b.Source.Kind), b.Source.Unit, b.Source.Division, b.AsOf.String(), b.Received, b.Receipt}
}

func (s *server) batches(a huma.API) {
	huma.Register(a, huma.Operation{OperationID: "list-batches", Method: http.MethodGet, Path: Prefix + "/batches", Tags: []string{"batches"}, Summary: "批次。Lists received.", Errors: []int{401, 403}},
		func(ctx context.Context, _ *struct{}) (*struct {
			Body struct {
				Batches []Batch `json:"batches"`
			}
		}, error) {
			bs, err := s.desk.BatchesFor(ctx, by(ctx))
			if err != nil {
				return nil, s.fail(ctx, err)
			}
			out := &struct {
				Body struct {
					Batches []Batch `json:"batches"`
				}
			}{}
			out.Body.Batches = []Batch{}
			for i := range bs {
				out.Body.Batches = append(out.Body.Batches, batchOf(&bs[i]))
			}
			return out, nil
		})
	huma.Register(a, huma.Operation{OperationID: "submit-batch", Method: http.MethodPost, Path: Prefix + "/batches", Tags: []string{"batches"}, DefaultStatus: http.StatusCreated,
		Summary:      "报送名单。Submit a list: the file as it is (XLSX, XLS, CSV, HTML). The receipt accounts for every row.",
		MaxBodyBytes: -1, BodyReadTimeout: -1, SkipValidateBody: true, Errors: []int{401, 403, 409, 413, 422},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}},
		s.submit)
}

// submission is a list with what is said of it.
type submission struct {
	File     string `query:"file" required:"true" doc:"name of the file" minLength:"1" maxLength:"200"`
	Source   string `query:"source" required:"true" doc:"kind of source, such as school, health, police"`
	Unit     string `query:"unit" maxLength:"200"`
	Division string `query:"division" pattern:"^[0-9]{12}$" doc:"the division the list speaks for"`
	AsOf     string `query:"as_of" doc:"the day the list speaks of"`
	body     io.Reader
}

// Resolve takes the body as a stream, so that a large file is not held in memory.
func (in *submission) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

func (s *server) submit(ctx context.Context, in *submission) (*struct {
	Location string `header:"Location"`
	Body     Batch
}, error) {
	kind, ok := quanyuan.ParseSourceKind(in.Source)
	if !ok || kind == quanyuan.Register {
		return nil, s.fail(ctx, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "source.unknown", Args: []any{in.Source}})
	}
	asOf, err := dateOf(in.AsOf)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	path, err := s.keep(in)
	if path != "" {
		defer os.RemoveAll(filepath.Dir(path))
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	b, err := s.desk.Submit(ctx, by(ctx), desk.Upload{Path: path, Source: quanyuan.Source{Kind: kind, Unit: in.Unit, Division: in.Division}, AsOf: asOf})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct {
		Location string `header:"Location"`
		Body     Batch
	}{Prefix + "/batches", batchOf(&b)}, nil
}

// keep writes the body to a folder of its own, under the file's bare name.
func (s *server) keep(in *submission) (path string, err error) {
	name := filepath.Base(filepath.FromSlash(strings.ReplaceAll(in.File, `\`, "/")))
	if name == "." || name == string(filepath.Separator) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) || strings.HasPrefix(name, ".") {
		return "", &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "api.file_name"}
	}
	dir, err := os.MkdirTemp(s.o.Uploads, "upload-")
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return path, err
	}
	n, err := io.Copy(f, io.LimitReader(in.body, s.o.MaxUpload+1))
	if e := f.Close(); err == nil {
		err = e
	}
	switch {
	case err != nil:
		return path, err
	case n > s.o.MaxUpload:
		return path, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "request.too_large"}
	}
	return path, nil
}
