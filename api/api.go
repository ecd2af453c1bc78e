package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	json "github.com/goccy/go-json"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// Prefix is the path below which the API of this version lives.
const Prefix = "/api/v1"

// Identify finds who is behind a bearer token: a session or an API token. It
// returns an error of kind ErrForbidden for a token that is not known or has
// ended.
type Identify func(ctx context.Context, token string) (quanyuan.Principal, error)

// Options are what the API needs beside the desk.
type Options struct {
	Version  string
	Identify Identify
	Log      *slog.Logger // requests, without personal data
	Now      func() time.Time
	// Uploads is the folder for files that are being received. It must not be
	// served by anything.
	Uploads string
	// MaxUpload is the largest file taken, in bytes; 0: 512 MiB.
	MaxUpload int64
	// Tries bounds how often an address may fail to come in; nil: of the API
	// alone.
	Tries *access.Tries
	// Pages serves whatever is not the API; its requests are logged and counted
	// beside the API's. nil: nothing.
	Pages http.Handler
}

// Handler serves the API, /healthz, /readyz and /metrics.
func Handler(d *desk.Desk, o Options) http.Handler {
	if o.MaxUpload == 0 {
		o.MaxUpload = 512 << 20
	}
	if o.Tries == nil {
		o.Tries = access.NewTries(o.Now)
	}
	s := &server{desk: d, o: o, replies: newReplies()}
	mux := http.NewServeMux()
	describe(s.register(mux))
	metrics := newMetrics()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	if o.Pages != nil {
		mux.Handle("/", o.Pages)
	}
	return s.observe(metrics, mux)
}

type server struct {
	desk    *desk.Desk
	o       Options
	replies *replies
}

// register puts every route on the mux.
func (s *server) register(mux *http.ServeMux) huma.API {
	huma.NewErrorWithContext = problemOf
	huma.NewError = func(status int, text string, errs ...error) huma.StatusError { // what errors are described by
		return problemOf(nil, status, text, errs...)
	}
	config := huma.DefaultConfig("全员 Quanyuan", s.o.Version)
	config.OpenAPIPath = Prefix + "/openapi"
	config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", nil
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "a session of a person or an API token of a department"}}
	a := humago.New(mux, config)
	a.UseMiddleware(s.language, s.authenticate(a), s.once(a))
	s.sessions(a)
	s.persons(a)
	s.search(a)
	s.papers(a)
	s.transfers(a)
	s.cases(a)
	s.rulings(a)
	s.lots(a)
	s.tasks(a)
	s.campaign(a)
	s.figures(a)
	s.quality(a)
	s.scores(a)
	s.worksheets(a)
	s.statistics(a)
	s.batches(a)
	s.retention(a)
	s.sourceOrder(a)
	s.erasures(a)
	s.sourceCards(a)
	s.surveys(a)
	s.administration(a)
	return a
}

// jsonFormat writes answers as encoding/json would, in half the time.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	},
	Unmarshal: huma.DefaultJSONFormat.Unmarshal,
}

// ready answers whether the register can be read.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if _, err := s.desk.Batches(r.Context()); err != nil {
		plain(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	w.Write([]byte(text))
}

type (
	principalKey struct{}
	tokenKey     struct{}
	addressKey   struct{}
)

// by is who asks; the middleware has put him there.
func by(ctx context.Context) quanyuan.Principal {
	p, _ := ctx.Value(principalKey{}).(quanyuan.Principal)
	return p
}

// tokenOf is what he showed.
func tokenOf(ctx context.Context) string {
	token, _ := ctx.Value(tokenKey{}).(string)
	return token
}

// purposeHeader says why a right that asks for a purpose is used.
const purposeHeader = "X-Purpose"

// authenticate refuses whoever has no valid token, but on the open routes.
func (s *server) authenticate(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		const scheme = "Bearer "
		if openRoutes[ctx.Operation().OperationID] {
			next(huma.WithValue(ctx, addressKey{}, ctx.RemoteAddr()))
			return
		}
		header := ctx.Header("Authorization")
		if len(header) <= len(scheme) || header[:len(scheme)] != scheme {
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			huma.WriteErr(a, ctx, http.StatusUnauthorized, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "api.no_token"})
			return
		}
		p, err := s.o.Identify(ctx.Context(), header[len(scheme):])
		if err != nil {
			if !errors.Is(err, quanyuan.ErrForbidden) {
				s.o.Log.Error("identify", "error", err)
				huma.WriteErr(a, ctx, http.StatusInternalServerError, "", err)
				return
			}
			ctx.SetHeader("WWW-Authenticate", `Bearer error="invalid_token"`)
			huma.WriteErr(a, ctx, http.StatusUnauthorized, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "api.no_token"})
			return
		}
		if purpose := ctx.Header(purposeHeader); purpose != "" {
			p.Purpose = purpose
		}
		NoteAccount(ctx.Context(), p.Account)
		next(huma.WithValue(huma.WithValue(ctx, tokenKey{}, header[len(scheme):]), principalKey{}, p))
	}
}

// describe fills in what the routes share in the description: security, the
// headers that any of them takes, and errors as problem+json.
func describe(a huma.API) {
	o := a.OpenAPI()
	o.Info.Description = "城市全员人口登记库。The register of all people of a city."
	for _, item := range o.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch} {
			if op == nil {
				continue
			}
			if !openRoutes[op.OperationID] {
				op.Security = []map[string][]string{{"token": {}}}
			}
			if op.Method != http.MethodGet && !openRoutes[op.OperationID] {
				op.Parameters = append(op.Parameters, &huma.Param{Name: idempotencyHeader, In: "header", Schema: &huma.Schema{Type: "string", MaxLength: new(maxKey)},
					Description: "同一键的请求只办一次。A request sent again with the same key acts once."})
			}
			op.Parameters = append(op.Parameters,
				&huma.Param{Name: "Accept-Language", In: "header", Schema: &huma.Schema{Type: "string"}, Description: "zh (default) or en"},
				&huma.Param{Name: purposeHeader, In: "header", Schema: &huma.Schema{Type: "string"}, Description: "用途。Why, where the right asks for it."})
		}
	}
}

func newCounter(r *prometheus.Registry, name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	r.MustRegister(c)
	return c
}
