package web

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/code"
)

//go:embed all:templates
var templateFiles embed.FS

// pageSet are the pages of one language by their path below templates; a page is
// parsed when it is shown for the first time.
type pageSet map[string]func() (*template.Template, error)

// loadPages finds every page once for each language, so that its texts are found
// without asking which.
func loadPages(s *site) (map[string]pageSet, error) {
	all := map[string]pageSet{}
	files, err := fs.Glob(templateFiles, "templates/*/*.html")
	if err != nil {
		return nil, err
	}
	for _, lang := range languages {
		base, err := template.New("").Funcs(s.functions(lang)).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
		if err != nil {
			return nil, err
		}
		all[lang] = pageSet{}
		for _, file := range files {
			folder, name := path.Base(path.Dir(file)), path.Base(file)
			if folder == "parts" || strings.HasPrefix(name, "_") {
				continue
			}
			all[lang][folder+"/"+name] = sync.OnceValues(func() (*template.Template, error) { return parsePage(base, file) })
		}
	}
	return all, nil
}

// parsePage parses a page with what is shared within its area.
func parsePage(base *template.Template, file string) (*template.Template, error) {
	t, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if own, _ := fs.Glob(templateFiles, path.Dir(file)+"/_*.html"); len(own) > 0 {
		if t, err = t.ParseFS(templateFiles, own...); err != nil {
			return nil, err
		}
	}
	return t.ParseFS(templateFiles, file)
}

// functions are what templates may call.
func (s *site) functions(lang string) template.FuncMap {
	return template.FuncMap{
		"t":      func(key string, args ...any) string { return text(lang, key, args...) },
		"lang":   func() string { return lang },
		"num":    func(n any) string { return number(n) },
		"when":   func(t time.Time) string { return when(s.o.Now(), t) },
		"field":  func(f quanyuan.Field) string { return fieldName(f, lang) },
		"code":   func(table, c string) string { return codeWord(table, c, lang) },
		"value":  func(f quanyuan.Field, text string) string { return valueWord(f, text, lang) },
		"place":  s.desk.PlaceName,
		"post":   func(p quanyuan.Post) string { return access.PostName(p, lang) },
		"static": static,
		"tag":    func(kind, text string) Tag { return Tag{kind, text} },
		"other":  func(here string) string { return otherLanguage(here, lang) },
		"query":  queryOf,
	}
}

// layout is what stands around every page.
type layout struct {
	Lang     string
	Title    string
	Crumbs   []crumb
	Nav      []navGroup
	By       quanyuan.Principal
	Flash    string
	SignedIn bool
	CanFind  bool
	Here     string // this page, for the link to the other language
	Refresh  int    // seconds after which a page without scripts asks again; 0: never
	View     any
}

// crumb is a step on the way to a page.
type crumb struct{ Text, Href string }

// crumb adds a step; the page itself is no step.
func (q *request) crumb(text, href string) { q.crumbs = append(q.crumbs, crumb{text, href}) }

// refresher is a view that is looked at again without scripts.
type refresher interface{ refresh() int }

// show writes a page: name is its path below templates, title what it is
// called, view what its template is given.
func (q *request) show(status int, name, title string, view any) error {
	l := layout{Lang: q.lang, Title: title, Crumbs: q.crumbs, By: q.by, SignedIn: q.by.Post != "", CanFind: q.by.Post != "" && q.can(access.Search), Here: q.here(), View: view}
	if l.SignedIn {
		l.Nav = q.site.navFor(q)
	}
	if q.said.Key != "" {
		l.Flash = q.t(q.said.Key, q.said.Args...)
	}
	if v, ok := view.(refresher); ok {
		l.Refresh = v.refresh()
	}
	return q.write(status, name, "layout", l)
}

// part writes a piece of a page, for scripts that replace it.
func (q *request) part(name, block string, view any) error {
	return q.write(http.StatusOK, name, block, view)
}

// write renders into memory first: a fault shows no half page.
func (q *request) write(status int, name, block string, data any) error {
	parsed, ok := q.site.pages[q.lang][name]
	if !ok {
		return errors.New("web: no page " + name)
	}
	t, err := parsed()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, data); err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	q.w.Header().Set("Vary", "HX-Request, Cookie, Accept-Language")
	q.w.WriteHeader(status)
	q.w.Write(b.Bytes())
	return nil
}

// here is the path and query of a page that was asked for; of what a form
// made, the place where the form stands.
func (q *request) here() string {
	if q.Method != http.MethodGet {
		return q.URL.Path
	}
	return q.URL.RequestURI()
}

// scripted reports whether a script asks for a piece with this id.
func (q *request) scripted(target string) bool {
	return q.Header.Get("HX-Request") == "true" && q.Header.Get("HX-Target") == target
}

// faultView is a page that says what went wrong.
type faultView struct {
	Sentence string
	Where    string
	Kind     string // not_found, forbidden, conflict, invalid, internal
}

// fail shows an error as a page. What is no fault of the one who asks is told
// to the operator and not to him.
func (q *request) fail(err error) {
	status, v := q.fault(err)
	title := q.t("layout.fault." + v.Kind)
	if e := q.show(status, "entry/fault.html", title, v); e != nil {
		q.site.o.Log.Error("page of a fault", "error", e)
		http.Error(q.w, title, http.StatusInternalServerError)
	}
}

var _ = family("layout.fault.", "not_found", "forbidden", "conflict", "invalid", "internal")

func (q *request) fault(err error) (int, faultView) {
	v := faultView{Sentence: q.sentence(err)}
	var e *quanyuan.Error
	if errors.As(err, &e) {
		v.Where = e.Where.String()
	}
	switch {
	case v.Sentence == "":
		if q.ctx.Err() == nil {
			q.site.o.Log.Error("page failed", "route", q.Pattern, "error", err)
		}
		v.Kind, v.Sentence = "internal", q.t("layout.internal")
		return http.StatusInternalServerError, v
	case errors.Is(err, quanyuan.ErrNotFound):
		v.Kind = "not_found"
		return http.StatusNotFound, v
	case errors.Is(err, quanyuan.ErrForbidden):
		v.Kind = "forbidden"
		return http.StatusForbidden, v
	case errors.Is(err, quanyuan.ErrConflict), errors.Is(err, quanyuan.ErrExists):
		v.Kind = "conflict"
		return http.StatusConflict, v
	}
	v.Kind = "invalid"
	return http.StatusUnprocessableEntity, v
}

// sentence says an error of the register in words; "" for one that is a fault
// of the program.
func (q *request) sentence(err error) string {
	var e *quanyuan.Error
	if errors.As(err, &e) && quanyuan.HasMessage(e.Key) {
		return quanyuan.Message(q.lang, e.Key, e.Args...)
	}
	var l interface{ Localized(lang string) string }
	if errors.As(err, &l) {
		return l.Localized(q.lang)
	}
	return ""
}

// when writes a time: today's by the hour, others by the day.
func when(now, t time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.IsZero() || t.Year() < 1900:
		return ""
	case now.Format("2006-01-02") == t.Format("2006-01-02"):
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

func fieldName(f quanyuan.Field, lang string) string {
	if lang == "zh" {
		return f.Zh()
	}
	return f.En()
}

// codeWord is a code of a table in words; the code where it is not known.
func codeWord(table, c, lang string) string {
	if t, ok := code.ByKey(table); ok {
		if e, ok := t.Get(c); ok {
			if lang == "zh" {
				return e.Zh
			}
			return e.En
		}
	}
	if c == quanyuan.ExitErased { // stands in no table, since nobody may choose it
		return text(lang, "erase.exited")
	}
	return c
}

// valueWord is a value of a field as people read it.
func valueWord(f quanyuan.Field, text, lang string) string {
	switch f {
	case quanyuan.ChildSex:
		return codeWord("sex", text, lang)
	case quanyuan.ChildPolicy:
		return codeWord("birth_policy", text, lang)
	case quanyuan.Phone:
		return strings.ReplaceAll(text, ";", texts[lang]["parts.comma"])
	}
	return codeWord(f.Key(), text, lang)
}

// navItem is a door to a part of the site.
type navItem struct {
	order int
	key   string // of its text
	href  string
	group string // key of the heading above it
	needs access.Action
	post  quanyuan.Post // the only post that sees it; "": whoever may
}

// navGroup is a heading with its doors, for one request.
type navGroup struct {
	Text  string
	Items []navLink
}

type navLink struct {
	Text, Href string
	Here       bool
}

// door adds a way to a page for whoever may do something; order sorts doors,
// group is the key of the heading above them.
func (s *site) door(order int, group, key, href string, needs access.Action) {
	s.nav = append(s.nav, navItem{order, key, href, group, needs, ""})
}

// doorOf adds a page to the menu of one post alone.
func (s *site) doorOf(post quanyuan.Post, order int, group, key, href string) {
	s.nav = append(s.nav, navItem{order, key, href, group, "", post})
}

func (s *site) sortNav() {
	slices.SortStableFunc(s.nav, func(a, b navItem) int { return a.order - b.order })
}

func (s *site) navFor(q *request) []navGroup {
	var out []navGroup
	best := "" // the nearest door above this page
	for _, n := range s.nav {
		if (q.URL.Path == n.href || n.href != "/" && strings.HasPrefix(q.URL.Path, n.href+"/")) && len(n.href) > len(best) {
			best = n.href
		}
	}
	for _, n := range s.nav {
		if n.needs != "" && !q.can(n.needs) || n.post != "" && n.post != q.by.Post {
			continue
		}
		heading := q.t(n.group)
		at := slices.IndexFunc(out, func(g navGroup) bool { return g.Text == heading })
		if at < 0 {
			at, out = len(out), append(out, navGroup{Text: heading})
		}
		out[at].Items = append(out[at].Items, navLink{q.t(n.key), n.href, n.href == best})
	}
	return out
}

// trimZero writes a number with one digit behind the point where it has one.
func trimZero(f float64) string { return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0") }

// otherLanguage is the address of a page in the language that it is not in.
func otherLanguage(here, lang string) string {
	to := "en"
	if lang == "en" {
		to = "zh"
	}
	u, err := url.Parse(here)
	if err != nil {
		return "/?lang=" + to
	}
	query := u.Query()
	query.Set("lang", to)
	u.RawQuery = query.Encode()
	return u.String()
}

// queryOf is the query that stands for a list's state.
func queryOf(keep []Pair, filters []*Input) string {
	query := url.Values{}
	for _, p := range keep {
		query.Add(p.Name, p.Value)
	}
	for _, f := range filters {
		if f.Value != "" {
			query.Set(f.Name, f.Value)
		}
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}
