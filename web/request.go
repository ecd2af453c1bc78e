package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/desk"
)

// page is a route: what somebody needs to come to it, and what it does.
type page struct {
	needs access.Action // the right without which nobody gets here; "": anybody who is signed in
	open  bool          // for whoever is not signed in, too
	file  bool          // its form brings a file: do reads the body itself
	do    func(*request) error
}

// request is one request of somebody.
type request struct {
	*http.Request
	w    http.ResponseWriter
	site *site
	desk *desk.Desk
	ctx  context.Context
	by   quanyuan.Principal // the zero Principal on open pages
	lang string             // "zh" or "en"
	// crumbs lead to the page; flash was left by the request before.
	crumbs []crumb
	said   flash
}

// get registers a page that reads: pattern is a path of http.ServeMux.
func (s *site) get(pattern string, needs access.Action, do func(*request) error) {
	s.handle("GET "+pattern, page{needs: needs, do: do})
}

// post registers what a form does.
func (s *site) post(pattern string, needs access.Action, do func(*request) error) {
	s.handle("POST "+pattern, page{needs: needs, do: do})
}

// lists registers a page with a list: by POST come words to find and the
// reason for a workbook, which stand in no address.
func (s *site) lists(pattern string, needs access.Action, do func(*request) error) {
	s.get(pattern, needs, do)
	s.post(pattern, needs, do)
}

func (s *site) handle(pattern string, p page) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, p) })
}

// serve finds who asks, and lets the page do its work.
func (s *site) serve(w http.ResponseWriter, r *http.Request, p page) {
	q := &request{Request: r, w: w, site: s, desk: s.desk, ctx: r.Context(), lang: languageOf(r)}
	if q.switchLanguage() {
		return
	}
	most := int64(mostForm)
	if p.file {
		most = s.o.MaxUpload + mostForm
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := q.run(p); err != nil {
		q.fail(err)
	}
}

func (q *request) run(p page) error {
	if q.Method == http.MethodPost && !p.file {
		if err := q.ParseForm(); err != nil {
			return tooLarge(err)
		}
	}
	by, err := q.who()
	switch {
	case err == nil:
		q.by = by
		if q.site.o.Note != nil {
			q.site.o.Note(q.Request, by.Account)
		}
	case errors.Is(err, errNobody) && p.open:
	case errors.Is(err, errNobody):
		return q.askToSignIn(p)
	default:
		return err
	}
	if p.needs != "" {
		if err := q.may(p.needs); err != nil {
			return err
		}
	}
	q.said = q.takeFlash()
	return p.do(q)
}

// may reports whether whoever asks may ever do something; a purpose that he may
// still give is taken as given.
func (q *request) may(a access.Action) error { return may(q.by, a) }

func may(by quanyuan.Principal, a access.Action) error {
	if access.RightOf(by.Post, a) == access.ForPurpose && by.Purpose == "" {
		by.Purpose = "?"
	}
	return access.May(by, a)
}

// can is may for templates and conditions.
func (q *request) can(a access.Action) bool { return q.may(a) == nil }

// now is the time in the place of the register.
func (q *request) now() time.Time { return q.site.o.Now() }

func (q *request) today() quanyuan.Date { return quanyuan.DateOf(q.now()) }

// typed is what a form brought for a field, without blanks at its ends.
func (q *request) typed(name string) string { return strings.TrimSpace(q.PostFormValue(name)) }

// redirect ends a request that has done its work: the browser asks for the
// next page, so that reloading it does nothing twice.
func (q *request) redirect(path string) error {
	http.Redirect(q.w, q.Request, path, http.StatusSeeOther)
	return nil
}

// t is a text of the site in the language of the request.
func (q *request) t(key string, args ...any) string { return text(q.lang, key, args...) }

func tooLarge(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "request.too_large"}
	}
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "request.invalid", Err: err}
}
