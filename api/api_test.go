package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi/datamodel"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"quanyuan"
	"quanyuan/api"
	"quanyuan/desk"
	"quanyuan/store/sqlite"
)

func noon() time.Time { return time.Date(2024, 6, 30, 12, 0, 0, 0, time.UTC) }

const divisions = "code,level,parent,name\n510198001000,4,510198000000,春江街道\n510198001001,5,510198001000,春江社区\n510198001002,5,510198001000,长宁社区\n"

const register = `系统编号,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,居住地址,电话号码,社区编码
P001,陈建国,男,1962-03-15,510104196203150112,初婚,户口在本社区,现住本社区,春江路12号1栋2单元301,13800138001,510198001001
P002,刘玉兰,女,1964-07-22,510104196407220223,初婚,户口在本社区,现住本社区,长宁街8号3栋501,13800138002,510198001002
P003,王晓梅,女,1990-01-05,510104199001050328,未婚,户口在本社区,现住本社区,长宁街8号3栋502,13800138003,510198001002
`

// town is a register of three persons behind a real listener.
type town struct {
	*httptest.Server
	t   *testing.T
	log *bytes.Buffer
}

// accounts stand behind the tokens of the test.
var accounts = map[string]quanyuan.Principal{
	"office": {Account: "office", Name: "周主任", Post: quanyuan.TownOffice, Division: "510198001000"},
	"clerk2": {Account: "clerk2", Name: "李专干", Post: quanyuan.Clerk, Division: "510198001002"},
}

func open(t *testing.T) *town {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	s, err := sqlite.Create(ctx, filepath.Join(dir, "town.db"), noon)
	check(t, err)
	t.Cleanup(func() { s.Close() })
	check(t, desk.Init(ctx, s, []byte(divisions), "divisions.csv"))
	d, err := desk.Open(ctx, s, noon)
	check(t, err)
	path := filepath.Join(dir, "register.csv")
	check(t, os.WriteFile(path, []byte(register), 0o600))
	_, err = d.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Register}})
	check(t, err)
	w := &town{t: t, log: &bytes.Buffer{}}
	identify := func(_ context.Context, token string) (quanyuan.Principal, error) {
		p, ok := accounts[token]
		if !ok {
			return p, quanyuan.ErrForbidden
		}
		return p, nil
	}
	w.Server = httptest.NewServer(api.Handler(d, api.Options{Version: "test", Identify: identify, Log: slog.New(slog.NewJSONHandler(w.log, nil)), Now: noon, Uploads: t.TempDir()}))
	t.Cleanup(w.Close)
	return w
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends a request of an account; headers are pairs.
func (w *town) ask(account, method, path string, body any, headers ...string) (*http.Response, []byte) {
	w.t.Helper()
	var r io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case []byte:
		r, kind = bytes.NewReader(b), "application/octet-stream"
	default:
		raw, err := json.Marshal(b)
		check(w.t, err)
		r, kind = bytes.NewReader(raw), "application/json"
	}
	q, err := http.NewRequest(method, w.URL+path, r)
	check(w.t, err)
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	if account != "" {
		q.Header.Set("Authorization", "Bearer "+account)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	res, err := w.Client().Do(q)
	check(w.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	check(w.t, err)
	return res, raw
}

type object = map[string]any

// want asks and decodes, and fails unless the status is the one expected.
func (w *town) want(status int, account, method, path string, body any, headers ...string) (object, *http.Response) {
	w.t.Helper()
	res, raw := w.ask(account, method, path, body, headers...)
	if res.StatusCode != status {
		w.t.Fatalf("%s %s: %d %s, want %d", method, path, res.StatusCode, raw, status)
	}
	var o object
	check(w.t, json.Unmarshal(raw, &o))
	return o, res
}

// TestDescriptionIsValid: the OpenAPI document made from the code follows the
// standard, and every route that needs a token says so.
func TestDescriptionIsValid(t *testing.T) {
	w := open(t)
	_, raw := w.ask("", "GET", "/api/v1/openapi.json", nil)
	standard, err := jsonschema.UnmarshalJSON(strings.NewReader(datamodel.OpenAPI31SchemaData))
	check(t, err)
	c := jsonschema.NewCompiler()
	check(t, c.AddResource("openapi-3.1.json", standard))
	schema, err := c.Compile("openapi-3.1.json")
	check(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	check(t, err)
	if err := schema.Validate(document); err != nil {
		t.Errorf("%#v", err)
	}
	var o struct {
		OpenAPI string                       `json:"openapi"`
		Paths   map[string]map[string]object `json:"paths"`
	}
	check(t, json.Unmarshal(raw, &o))
	if !strings.HasPrefix(o.OpenAPI, "3.1") || len(o.Paths) < 15 {
		t.Errorf("OpenAPI %s with %d paths", o.OpenAPI, len(o.Paths))
	}
	var open []string
	for path, methods := range o.Paths {
		for method, op := range methods {
			if none, ok := op["security"].([]any); ok && len(none) == 0 {
				open = append(open, method+" "+path)
			}
			if op["security"] == nil || op["summary"] == "" {
				t.Errorf("%s %s lacks security or a summary", method, path)
			}
		}
	}
	slices.Sort(open)
	if got := strings.Join(open, ", "); got != "post /api/v1/sessions, post /api/v1/sessions/redeem" {
		t.Errorf("these need no token: %s", got)
	}
}

func TestNobodyWithoutAToken(t *testing.T) {
	w := open(t)
	for _, token := range []string{"", "made-up"} {
		o, res := w.want(http.StatusUnauthorized, token, "GET", "/api/v1/persons/P001", nil)
		if res.Header.Get("Content-Type") != "application/problem+json" || o["key"] != "api.no_token" || o["zh"] == "" || o["en"] == "" {
			t.Errorf("problem %v, %s", o, res.Header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if res, _ := w.ask("", "GET", path, nil); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// TestCorrectionNeedsTheVersionThatWasRead plays two clerks on one person.
func TestCorrectionNeedsTheVersionThatWasRead(t *testing.T) {
	w := open(t)
	_, res := w.want(200, "office", "GET", "/api/v1/persons/P001", nil)
	seen := res.Header.Get("ETag")
	correct := object{"field": "birth_date", "value": "1962年3月16日"}
	o, _ := w.want(http.StatusPreconditionRequired, "office", "POST", "/api/v1/persons/P001/corrections", correct)
	if o["key"] != "api.if_match" {
		t.Errorf("problem %v", o)
	}
	o, res = w.want(200, "office", "POST", "/api/v1/persons/P001/corrections", correct, "If-Match", seen)
	value := o["values"].(object)["birth_date"].(object)
	if value["text"] != "1962-**-**" || value["why"] != "confirmed" || res.Header.Get("ETag") == seen {
		t.Errorf("after the correction %v, version %s", value, res.Header.Get("ETag"))
	}
	o, _ = w.want(http.StatusPreconditionFailed, "office", "POST", "/api/v1/persons/P001/corrections", correct, "If-Match", seen, "Accept-Language", "en-GB")
	if o["detail"] != o["en"] {
		t.Errorf("an English caller is told %v", o["detail"])
	}
	o, _ = w.want(422, "office", "POST", "/api/v1/persons/P001/corrections", object{"field": "birth_date", "value": "1962-13-16"}, "If-Match", "*")
	if o["key"] != "event.value" {
		t.Errorf("a date that is none: %v", o)
	}
	o, _ = w.want(200, "office", "GET", "/api/v1/persons/P001/events", nil)
	if es := o["events"].([]any); len(es) != 2 {
		t.Errorf("%d events", len(es))
	}
}

// TestSameKeyActsOnce sends one correction three times.
func TestSameKeyActsOnce(t *testing.T) {
	w := open(t)
	body := object{"field": "name", "value": "陈建华"}
	send := func(body any) (*http.Response, []byte) {
		return w.ask("office", "POST", "/api/v1/persons/P001/corrections", body, "If-Match", "*", "Idempotency-Key", "k1")
	}
	first, raw := send(body)
	again, rawAgain := send(body)
	if first.StatusCode != 200 || again.StatusCode != 200 || !bytes.Equal(raw, rawAgain) || again.Header.Get("Idempotency-Replayed") != "true" || again.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("first %d, again %d %v", first.StatusCode, again.StatusCode, again.Header)
	}
	o, _ := w.want(200, "office", "GET", "/api/v1/persons/P001/events", nil)
	if es := o["events"].([]any); len(es) != 2 {
		t.Errorf("%d events, want enter and one correction", len(es))
	}
	if res, raw := send(object{"field": "name", "value": "陈建"}); res.StatusCode != 422 || !bytes.Contains(raw, []byte("api.key_reused")) {
		t.Errorf("the key for another request: %d %s", res.StatusCode, raw)
	}
}

func TestListsGoPageByPage(t *testing.T) {
	w := open(t)
	var numbers []string
	cursor := ""
	for {
		o, _ := w.want(200, "office", "GET", "/api/v1/persons?limit=2&cursor="+cursor, nil)
		for _, p := range o["persons"].([]any) {
			numbers = append(numbers, p.(object)["number"].(string))
		}
		next, more := o["next"].(string)
		if !more {
			break
		}
		cursor = next
	}
	if got := strings.Join(numbers, " "); got != "P001 P002 P003" {
		t.Errorf("pages give %q", got)
	}
	o, _ := w.want(422, "office", "GET", "/api/v1/persons?cursor=%21%21", nil)
	if o["key"] != "api.cursor" {
		t.Errorf("a made-up cursor: %v", o)
	}
	if o, _ := w.want(422, "office", "GET", "/api/v1/persons?colour=blue", nil); o["key"] != "request.invalid" {
		t.Errorf("an unknown parameter: %v", o)
	}
}

// TestListsEndAtOnesDivision: a clerk of one community lists nobody of another.
func TestListsEndAtOnesDivision(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		division string
		want     int
	}{{"", 2}, {"510198001002", 2}, {"510198001001", 0}, {"510198001000", 2}, {"510000000000", 2}} {
		path := "/api/v1/persons"
		if c.division != "" {
			path += "?division=" + c.division
		}
		o, _ := w.want(200, "clerk2", "GET", path, nil)
		if n := len(o["persons"].([]any)); n != c.want {
			t.Errorf("division %q: %d persons, want %d", c.division, n, c.want)
		}
	}
}

func TestMergeAndSplit(t *testing.T) {
	w := open(t)
	o, _ := w.want(200, "office", "POST", "/api/v1/merges", object{"a": "P002", "b": "P003"})
	if o["number"] != "P002" || len(o["records"].([]any)) != 2 {
		t.Fatalf("merged %v", o)
	}
	if o, _ := w.want(200, "office", "GET", "/api/v1/persons/P003", nil); o["number"] != "P002" {
		t.Errorf("the absorbed number gives %v", o["number"])
	}
	o, _ = w.want(200, "office", "GET", "/api/v1/persons/P002/events", nil)
	events := o["events"].([]any)
	merge := events[len(events)-1].(object)
	order := object{"person": "P002", "merge": merge["seq"]}
	if o, _ := w.want(200, "office", "POST", "/api/v1/splits/plan", order); len(o["leave"].([]any)) != 1 {
		t.Errorf("plan %v", o)
	}
	o, _ = w.want(200, "office", "POST", "/api/v1/splits", order)
	if o["leaves"].(object)["number"] != "P003" {
		t.Errorf("split %v", o)
	}
}

func TestSubmitAList(t *testing.T) {
	w := open(t)
	list := []byte("姓名,性别,出生日期,身份证号码,学校\n王小宝,男,2015-05-06,510104201505060339,春江小学\n,,,,\n合计,1,,,\n")
	path := "/api/v1/batches?file=%E5%90%8D%E5%8D%95.csv&source=school&as_of=2024-06-01"
	o, _ := w.want(http.StatusCreated, "office", "POST", path, list)
	r := o["receipt"].(object)
	if r["rows"] != r["accepted"].(float64)+r["set_aside"].(float64)+r["not_persons"].(float64) || r["accepted"] != 1.0 || o["division"] != "510198001000" {
		t.Errorf("receipt %v", o)
	}
	if o, _ := w.want(http.StatusConflict, "office", "POST", path, list); o["key"] != "batch.exists" {
		t.Errorf("the same list again: %v", o)
	}
	if o, _ := w.want(http.StatusForbidden, "clerk2", "POST", path+"&division=510198001001", list); o["key"] != "division.not_yours" {
		t.Errorf("a list of another division: %v", o)
	}
	for _, name := range []string{"..", ".hidden", "a%00b"} {
		if res, _ := w.ask("office", "POST", "/api/v1/batches?source=school&file="+name, list); res.StatusCode != 422 {
			t.Errorf("file name %q: %d", name, res.StatusCode)
		}
	}
	if res, raw := w.ask("office", "POST", "/api/v1/batches?source=school&file=broken.xlsx", []byte("PK\x03\x04 no workbook")); res.StatusCode != 422 {
		t.Errorf("a broken workbook: %d %s", res.StatusCode, raw)
	}
	if o, _ := w.want(200, "office", "GET", "/api/v1/batches", nil); len(o["batches"].([]any)) != 1 {
		t.Errorf("batches %v", o)
	}
}

// TestLogHoldsNoPersonalData looks for everything personal that went through.
func TestLogHoldsNoPersonalData(t *testing.T) {
	w := open(t)
	w.ask("office", "GET", "/api/v1/persons/P001", nil)
	w.ask("office", "GET", "/api/v1/persons/510104196203150112", nil)
	w.ask("office", "GET", "/api/v1/persons?household=陈建国", nil)
	w.ask("office", "POST", "/api/v1/persons/P001/corrections", object{"field": "phone", "value": "13800138001"}, "If-Match", "*")
	w.ask("office", "POST", "/api/v1/persons/P001/corrections", object{"field": "id_number", "value": "51010419620315011"}, "If-Match", "*")
	w.ask("office", "POST", "/api/v1/batches?source=school&file=陈建国.csv", []byte("姓名,身份证号码\n陈建国,510104196203150112\n"))
	text := w.log.String()
	if n := strings.Count(text, `"msg":"request"`); n != 6 {
		t.Errorf("%d lines, want one for each of 6 requests:\n%s", n, text)
	}
	for _, secret := range []string{"陈建国", "510104196203150112", "51010419620315011", "13800138001", "P001", "Bearer", fmt.Sprintf("%q", "office-token")} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q:\n%s", secret, text)
		}
	}
}
