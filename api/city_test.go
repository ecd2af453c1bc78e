package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/api"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

const password = "清早起来去散步吧朋友"

// posts are the accounts of the city, made through the desk when they are needed.
var posts = map[string]struct {
	post     quanyuan.Post
	division string
}{
	"li": {quanyuan.Clerk, "510198001001"}, "wang": {quanyuan.Clerk, "510198001002"}, "zhou": {quanyuan.TownOffice, "510198001000"},
	"he":   {quanyuan.CityOffice, ""},
	"yang": {quanyuan.Surveyor, ""},
	"lin":  {quanyuan.Leader, ""}, "sys": {quanyuan.SystemAdmin, ""}, "sec": {quanyuan.SecurityAdmin, ""}, "shen": {quanyuan.AuditAdmin, ""},
}

// city is the town with accounts, behind a real listener, with a clock that can
// be turned. What it answers is held against the description.
type city struct {
	town
	desk    *desk.Desk
	store   quanyuan.Store
	now     time.Time
	tokens  map[string]string
	schemas schemas
}

// openCity has two more persons than the town: P004, whom both communities
// claim, and P005, who may be P003 once more.
func openCity(t *testing.T) *city {
	t.Helper()
	ctx := context.Background()
	c := &city{now: noon(), tokens: map[string]string{}}
	clock := func() time.Time { return c.now }
	dir := t.TempDir()
	var err error
	c.store, err = sqlite.Create(ctx, filepath.Join(dir, "town.db"), clock)
	check(t, err)
	t.Cleanup(func() { c.store.Close() })
	check(t, desk.Init(ctx, c.store, []byte(divisions), "divisions.csv"))
	c.desk, err = desk.Open(ctx, c.store, clock, desk.Random(rand.NewChaCha8([32]byte{5})), desk.PasswordCost(access.Cost{Memory: 64, Passes: 1, Threads: 1}))
	check(t, err)
	const more = `P004,赵小兰,女,1988-02-03,510104198802030421,未婚,户口在本社区,现住本社区,长宁街9号,13800138004,510198001001
P004,赵小兰,女,1988-02-03,510104198802030421,未婚,户口在本社区,现住本社区,长宁街9号,13800138004,510198001002
P005,王晓梅,女,1990-01-05,,未婚,户口不在本社区,现住本社区,长宁街8号3栋502,13800138003,510198001002
`
	path := filepath.Join(dir, "register.csv")
	check(t, os.WriteFile(path, []byte(register+more), 0o600))
	_, err = c.desk.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}})
	check(t, err)
	c.t, c.log = t, &bytes.Buffer{}
	c.Server = httptest.NewServer(api.Handler(c.desk, api.Options{Version: "test", Identify: c.desk.Identify, Log: slog.New(slog.NewJSONHandler(c.log, nil)), Now: clock, Uploads: t.TempDir()}))
	t.Cleanup(c.Close)
	_, raw := c.ask("", "GET", "/api/v1/openapi.json", nil)
	c.schemas = readSchemas(t, raw)
	return c
}

// token logs an account in, once; one of the posts is made before.
func (c *city) token(account string) string {
	c.t.Helper()
	if account == "" || c.tokens[account] != "" {
		return c.tokens[account]
	}
	if p, ok := posts[account]; ok {
		operator := quanyuan.Local("张运维")
		check(c.t, c.desk.AddAccount(context.Background(), operator, account, "某"+account, password))
		check(c.t, c.desk.Grant(context.Background(), operator, account, p.post, p.division, map[quanyuan.Post]string{quanyuan.Surveyor: "survey"}[p.post]))
	}
	o, _ := c.want(http.StatusCreated, "", "POST", "/sessions", object{"account": account, "password": password})
	c.tokens[account] = o["token"].(string)
	return c.tokens[account]
}

// want asks as an account and holds status and body against the description.
func (c *city) want(status int, account, method, path string, body any, headers ...string) (object, *http.Response) {
	c.t.Helper()
	res, raw := c.ask(c.token(account), method, "/api/v1"+path, body, headers...)
	if res.StatusCode != status {
		c.t.Fatalf("%s %s as %q: %d %s, want %d", method, path, account, res.StatusCode, raw, status)
	}
	c.schemas.check(c.t, method, "/api/v1"+path, res, raw)
	o := object{}
	if len(raw) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		check(c.t, json.Unmarshal(raw, &o))
	}
	return o, res
}

// refused wants a problem of a key.
func (c *city) refused(status int, key, account, method, path string, body any, headers ...string) {
	c.t.Helper()
	if o, _ := c.want(status, account, method, path, body, headers...); o["key"] != key {
		c.t.Errorf("%s %s as %q: %v, want %s", method, path, account, o["key"], key)
	}
}

// schemas are what the description says of bodies.
type schemas struct {
	compiler *jsonschema.Compiler
	paths    []described
}

type described struct {
	path      *regexp.Regexp
	template  string
	responses map[string]map[string]struct {
		Content map[string]struct{ Schema any }
	}
}

func readSchemas(t *testing.T, raw []byte) schemas {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	check(t, err)
	s := schemas{compiler: jsonschema.NewCompiler()}
	check(t, s.compiler.AddResource("api.json", document))
	var o struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Schema any }
			}
		}
	}
	check(t, json.Unmarshal(raw, &o))
	for template, methods := range o.Paths {
		pattern := regexp.MustCompile(`\\\{[^/]*\\\}`).ReplaceAllString(regexp.QuoteMeta(template), "[^/]+")
		d := described{path: regexp.MustCompile("^" + pattern + "$"), template: template}
		d.responses = map[string]map[string]struct {
			Content map[string]struct{ Schema any }
		}{}
		for method, op := range methods {
			d.responses[strings.ToUpper(method)] = op.Responses
		}
		s.paths = append(s.paths, d)
	}
	return s
}

// check holds an answer against what is described for its path and status.
func (s schemas) check(t *testing.T, method, path string, res *http.Response, raw []byte) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	for _, d := range s.paths {
		// A path without names goes before one with them.
		if d.template != path && (!d.path.MatchString(path) || s.has(path)) || d.responses[method] == nil {
			continue
		}
		status := fmt.Sprint(res.StatusCode)
		answer, ok := d.responses[method][status]
		if !ok {
			t.Errorf("%s %s answers %s, which is not described", method, d.template, status)
			return
		}
		if !strings.Contains(kind, "json") {
			return
		}
		if _, ok := answer.Content[kind]; !ok {
			t.Errorf("%s %s answers %s of kind %s, which is not described", method, d.template, status, kind)
			return
		}
		escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace
		at := "api.json#/paths/" + escape(d.template) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + escape(kind) + "/schema"
		schema, err := s.compiler.Compile(at)
		check(t, err)
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		check(t, err)
		if err := schema.Validate(body); err != nil {
			t.Errorf("%s %s: the body is not the one described: %v\n%s", method, path, err, raw)
		}
		return
	}
	t.Errorf("%s %s is not described", method, path)
}

func (s schemas) has(path string) bool {
	for _, d := range s.paths {
		if d.template == path {
			return true
		}
	}
	return false
}
