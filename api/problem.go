package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"quanyuan"
)

// Problem is an error as application/problem+json (RFC 9457). Key is stable
// and made for programs; the sentences are made for people and never hold
// personal data.
type Problem struct {
	Type   string             `json:"type" doc:"about:blank"`
	Title  string             `json:"title"`
	Status int                `json:"status"`
	Detail string             `json:"detail" doc:"the sentence in the language asked for"`
	Key    string             `json:"key" doc:"stable name of the fault"`
	Zh     string             `json:"zh"`
	En     string             `json:"en"`
	Where  string             `json:"where,omitempty" doc:"file, sheet, row and column"`
	Errors []huma.ErrorDetail `json:"errors,omitempty" doc:"the parts of the request that are wrong"`
}

// Error gives the English sentence.
func (p *Problem) Error() string { return p.En }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

type languageKey struct{}

// language notes the language in which the caller wants sentences.
func (s *server) language(ctx huma.Context, next func(huma.Context)) {
	lang := "zh"
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(ctx.Header("Accept-Language"))), "en") {
		lang = "en"
	}
	next(huma.WithValue(ctx, languageKey{}, lang))
}

func langOf(ctx context.Context) string {
	if lang, ok := ctx.Value(languageKey{}).(string); ok {
		return lang
	}
	return "zh"
}

// fail turns the error of a use case into a problem.
func (s *server) fail(ctx context.Context, err error) error {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return err
	}
	var q *quanyuan.Error
	if errors.As(err, &q) && quanyuan.HasMessage(q.Key) {
		return problem(langOf(ctx), statusOf(q), q.Key, q.Where.String(), q.Args...)
	}
	var l interface {
		Localized(lang string) string
	}
	if errors.As(err, &l) {
		p := problem(langOf(ctx), http.StatusUnprocessableEntity, "request.invalid", "")
		if q != nil {
			p.Key = q.Key
		}
		p.Zh, p.En, p.Detail = l.Localized("zh"), l.Localized("en"), l.Localized(langOf(ctx))
		return p
	}
	if ctx.Err() == nil {
		s.o.Log.Error("request failed", "error", err)
	}
	return problem(langOf(ctx), http.StatusInternalServerError, "internal", "")
}

func statusOf(q *quanyuan.Error) int {
	switch {
	case errors.Is(q, quanyuan.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(q, quanyuan.ErrConflict):
		return http.StatusPreconditionFailed
	case errors.Is(q, quanyuan.ErrExists):
		return http.StatusConflict
	case errors.Is(q, quanyuan.ErrForbidden):
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

func problem(lang string, status int, key, where string, args ...any) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Key: key, Where: where,
		Detail: quanyuan.Message(lang, key, args...), Zh: quanyuan.Message("zh", key, args...), En: quanyuan.Message("en", key, args...)}
}

// problemOf is how the router reports what it finds wrong itself.
func problemOf(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
	lang := "zh"
	if ctx != nil {
		lang = langOf(ctx.Context())
	}
	for _, err := range errs {
		var p *Problem
		if errors.As(err, &p) {
			return p
		}
		var q *quanyuan.Error
		if errors.As(err, &q) && quanyuan.HasMessage(q.Key) {
			return problem(lang, status, q.Key, q.Where.String(), q.Args...)
		}
	}
	key := "request.invalid"
	switch {
	case status == http.StatusRequestEntityTooLarge:
		key = "request.too_large"
	case status >= 500:
		key = "internal"
	}
	p := problem(lang, status, key, "")
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			detail := *d.ErrorDetail()
			detail.Value = nil // what was sent may be personal
			p.Errors = append(p.Errors, detail)
		}
	}
	return p
}
