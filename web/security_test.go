package web_test

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/simulate"
	"quanyuan/web"
)

// Every answer carries the policy: nothing inline, nothing from elsewhere, no
// frame around it, nothing kept by caches.
func TestHeaders(t *testing.T) {
	w := openTown(t)
	for _, path := range []string{"/sign-in", "/no-such-page", "/"} {
		res, _ := w.as("clerk").get(path)
		for name, want := range map[string]string{"Content-Security-Policy": "script-src 'self'; style-src 'self'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"} {
			if got := res.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		policy := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy has no %s", path, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

// A form of another site does nothing, signed in or not.
func TestOtherSitesCannotWrite(t *testing.T) {
	w := openTown(t)
	clerk := w.as("clerk")
	for _, headers := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://elsewhere.example"}}} {
		for _, path := range []string{"/search", "/sign-in", "/sign-out", "/lists/new"} {
			req, err := http.NewRequest("POST", w.URL+path, strings.NewReader("name=x"))
			check(t, err)
			req.Header = headers.Clone()
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := clerk.Do(req)
			check(t, err)
			res.Body.Close()
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v answers %d", path, headers, res.StatusCode)
			}
		}
	}
	clerk.wants(http.StatusOK, "/") // still signed in
}

func sessionOf(t *testing.T, v *visitor) string {
	t.Helper()
	u, err := url.Parse(v.w.URL)
	check(t, err)
	for _, c := range v.Jar.Cookies(u) {
		if c.Name == "quanyuan" {
			return c.Value
		}
	}
	return ""
}

// Signing in gives a new session and ends the one that was there, so that
// nobody can plant one; cookies are out of reach of scripts and other sites.
func TestSessions(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	first := sessionOf(t, v)
	form := url.Values{"account": {"clerk"}, "password": {simulate.SamplePassword}}
	v.post("/sign-in", form)
	second := sessionOf(t, v)
	if first == "" || second == first {
		t.Errorf("the session is %q, then %q", first, second)
	}
	if _, err := w.desk.Identify(context.Background(), first); err == nil {
		t.Error("the session before goes on")
	}
	planted := w.visitor()
	u, err := url.Parse(w.URL)
	check(t, err)
	planted.Jar.SetCookies(u, []*http.Cookie{{Name: "quanyuan", Value: "planted.secret", Path: "/"}})
	planted.post("/sign-in", form)
	if s := sessionOf(t, planted); s == "planted.secret" || s == "" {
		t.Errorf("the planted session stays: %q", s)
	}
	planted.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, _ := planted.post("/sign-in", form)
	for _, c := range res.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("cookie %+v", c)
		}
	}
	v.post("/sign-out", nil)
	if _, err := w.desk.Identify(context.Background(), second); err == nil {
		t.Error("the session goes on after signing out")
	}
	if res, _ := v.get("/"); res.Request.URL.Path != "/sign-in" {
		t.Errorf("after signing out, / leads to %s", res.Request.URL)
	}
}

// Over TLS the cookie is kept to TLS and to this host.
func TestCookieOverTLS(t *testing.T) {
	w := openTown(t)
	h, stop, err := web.Handler(w.desk, web.Options{Now: w.now, Uploads: t.TempDir()})
	check(t, err)
	defer stop()
	req := httptest.NewRequest("POST", "https://register.example/sign-in", strings.NewReader(url.Values{"account": {"clerk"}, "password": {simulate.SamplePassword}}.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	cookies := rec.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != "__Host-quanyuan" || !cookies[0].Secure {
		t.Errorf("cookies %v", cookies)
	}
	if rec.Header().Get("Strict-Transport-Security") == "" {
		t.Error("nothing asks for TLS next time")
	}
}

// After too many wrong passwords an address must wait, whatever it tries.
func TestGuessingIsBounded(t *testing.T) {
	w := openTown(t)
	v := w.visitor()
	last := 0
	for range 40 {
		res, body := v.post("/sign-in", url.Values{"account": {"nobody"}, "password": {"wrong-password"}})
		if last = res.StatusCode; last == http.StatusTooManyRequests {
			if res.Header.Get("Retry-After") == "" || !strings.Contains(body, "秒后再试") {
				t.Errorf("what to do is not said: %s", body)
			}
			break
		}
		if strings.Contains(body, "wrong-password") || !strings.Contains(body, `value="nobody"`) {
			t.Fatal("the form loses the account, or shows the password")
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the last of 40 guesses answers %d", last)
	}
	if res, _ := v.post("/sign-in", url.Values{"account": {"clerk"}, "password": {simulate.SamplePassword}}); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a right guess among them answers %d", res.StatusCode)
	}
	w.turn(time.Hour)
	w.as("clerk")
}

// Where one is sent after signing in is a page of this site.
func TestNobodyIsSentElsewhere(t *testing.T) {
	w := openTown(t)
	for _, to := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, "elsewhere", "javascript:alert(1)", "/\r\nX: y"} {
		v := w.visitor()
		v.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		res, _ := v.post("/sign-in", url.Values{"account": {"clerk"}, "password": {simulate.SamplePassword}, "to": {to}})
		if got := res.Header.Get("Location"); got != "/" {
			t.Errorf("%q leads to %q", to, got)
		}
	}
	v := w.visitor()
	if res, _ := v.get("/persons?category=2"); res.Request.URL.Query().Get("to") != "/persons?category=2" {
		t.Errorf("the page asked for is forgotten: %s", res.Request.URL)
	}
}

// What was typed when the session ended is kept for the one who typed it,
// sealed, and for nobody else.
func TestTypedIsKeptWhenTheSessionEnds(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	w.turn(access.SessionIdle + time.Minute)
	res, body := v.post("/search", url.Values{"name": {"诸葛亮亮"}})
	if res.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "已保留") || strings.Contains(body, "诸葛亮亮") {
		t.Fatalf("%d: %s", res.StatusCode, body)
	}
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(body)
	if kept == nil {
		t.Fatal("nothing is kept")
	}
	sign := func(v *visitor, account, kept string) string {
		_, body := v.post("/sign-in", url.Values{"account": {account}, "password": {simulate.SamplePassword}, "kept": {kept}})
		return body
	}
	if body := sign(v, "clerk", kept[1]); !strings.Contains(body, `name="name" value="诸葛亮亮"`) || !strings.Contains(body, `action="/search"`) {
		t.Errorf("the form does not come back: %s", body)
	}
	if body := sign(w.visitor(), "clerk2", kept[1]); strings.Contains(body, "诸葛亮亮") {
		t.Error("somebody else gets what was typed")
	}
	middle, other := len(kept[1])/2, "A"
	if kept[1][middle] == 'A' {
		other = "B"
	}
	flipped := kept[1][:middle] + other + kept[1][middle+1:]
	if body := sign(w.visitor(), "clerk", flipped); strings.Contains(body, "诸葛亮亮") {
		t.Error("what was changed on the way is taken")
	}
	if body := sign(w.visitor(), "clerk", "nonsense"); !strings.Contains(body, "今日") {
		t.Errorf("nonsense stops the way: %s", body)
	}
}

// Neither addresses nor logs nor flashes hold what people search for.
func TestSearchLeavesNoTrace(t *testing.T) {
	w := openTown(t)
	p := w.somebody("clerk", func(p *quanyuan.Person) bool {
		return p.Text(quanyuan.IDNumber) != "" && len(p.Text(quanyuan.Name)) > 6
	})
	name, number := p.Text(quanyuan.Name), p.Text(quanyuan.IDNumber)
	v := w.as("clerk")
	res, body := v.post("/search", url.Values{"name": {name}, "id_number": {number}})
	if res.StatusCode != http.StatusOK || !strings.Contains(body, string(p.Number)) || res.Request.URL.RawQuery != "" {
		t.Fatalf("%d %s", res.StatusCode, res.Request.URL)
	}
	if shown := strings.ReplaceAll(body, `value="`+number+`"`, ""); strings.Contains(shown, number) {
		t.Error("the number found is not masked")
	}
	v.post("/search", url.Values{"quick": {name}})
	v.post("/persons", url.Values{"words": {name}})
	check(t, w.desk.Close(context.Background()))
	lines, err := w.store.AuditLines(context.Background(), quanyuan.AuditQuery{Account: "clerk"})
	check(t, err)
	for _, l := range lines {
		raw, err := l.Encode()
		check(t, err)
		if strings.Contains(string(raw), name) || strings.Contains(string(raw), number) {
			t.Errorf("the audit holds %s", raw)
		}
	}
	if len(lines) < 4 {
		t.Errorf("%d audit lines", len(lines))
	}
	if log := w.log.String(); strings.Contains(log, name) || strings.Contains(log, number) {
		t.Error("the log holds what was searched for")
	}
}

// Numbers are shown in full only with a reason, which is noted; without one the
// form comes back.
func TestUnmasking(t *testing.T) {
	w := openTown(t)
	p := w.somebody("clerk", func(p *quanyuan.Person) bool { return p.Text(quanyuan.IDNumber) != "" })
	v := w.as("clerk")
	path := "/persons/" + string(p.Number)
	if body := v.wants(http.StatusOK, path, "显示完整号码"); strings.Contains(body, p.Text(quanyuan.IDNumber)) {
		t.Fatal("the number is not masked")
	}
	res, body := v.post(path+"/unmask", url.Values{"field": {"id_number"}, "reason": {"查"}})
	if res.StatusCode != http.StatusUnprocessableEntity || strings.Contains(body, p.Text(quanyuan.IDNumber)) || !strings.Contains(body, "事由") {
		t.Errorf("without a reason: %d", res.StatusCode)
	}
	res, body = v.post(path+"/unmask", url.Values{"field": {"id_number"}, "reason": {"核对身份证原件"}})
	if res.StatusCode != http.StatusOK || !strings.Contains(body, p.Text(quanyuan.IDNumber)) {
		t.Errorf("with a reason: %d", res.StatusCode)
	}
	if strings.Contains(body, p.Text(quanyuan.Phone)) && p.Text(quanyuan.Phone) != "" {
		t.Error("what was not asked for is shown too")
	}
	check(t, w.desk.Close(context.Background()))
	w.as("audit").wants(http.StatusOK, path+"/lookers", "核对身份证原件", "林晓芸")
}

// upload sends a file as the page for lists does.
func (v *visitor) upload(name string, content []byte, fields map[string]string) (*http.Response, string) {
	v.w.t.Helper()
	body, pipe := io.Pipe()
	form := multipart.NewWriter(pipe)
	go func() {
		for k, value := range fields {
			form.WriteField(k, value)
		}
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err == nil {
			err = form.Close()
		}
		pipe.CloseWithError(err)
	}()
	req, err := http.NewRequest("POST", v.w.URL+"/lists/new", body)
	check(v.w.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := v.Do(req)
	return v.read(res, err)
}

// What cannot be read is refused with the reason, and nothing of it stays; a
// name leads nowhere but into the folder of its own upload.
func TestUploads(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	own := map[string]string{"source": "community", "division": w.accounts[0].Division, "unit": "网格三"}
	list := []byte("姓名,身份证号\n陈建军,510104196203150112\n")
	for _, c := range []struct {
		name    string
		content []byte
		fields  map[string]string
		status  int
		says    string
	}{
		{"list.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04"), own, http.StatusUnprocessableEntity, ""},
		{"empty.csv", nil, own, http.StatusUnprocessableEntity, "请选择一个文件"},
		{".hidden", list, own, http.StatusUnprocessableEntity, "请选择一个文件"},
		{"list.csv", list, map[string]string{"source": "register"}, http.StatusUnprocessableEntity, ""},
		{"list.csv", list, map[string]string{"source": "community", "as_of": "昨天"}, http.StatusUnprocessableEntity, "昨天"},
		{"list.csv", list, map[string]string{"source": "community", "division": w.accounts[1].Division}, http.StatusUnprocessableEntity, "不在您负责的范围内"},
	} {
		res, body := v.upload(c.name, c.content, c.fields)
		if res.StatusCode != c.status && res.StatusCode != http.StatusForbidden || !strings.Contains(body, c.says) {
			t.Errorf("%s %v answers %d: %s", c.name, c.fields, res.StatusCode, body)
		}
		if c.fields["unit"] != "" && !strings.Contains(body, `value="网格三"`) {
			t.Errorf("%s: what was typed is lost", c.name)
		}
	}
	left, err := filepath.Glob(filepath.Join(w.uploads, "*"))
	check(t, err)
	if len(left) != 0 {
		t.Errorf("refused lists stay: %v", left)
	}
	res, _ := v.upload(`..\..\evil/../名单.csv`, list, own)
	draft := res.Request.URL.Path
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(draft, "/lists/drafts/") {
		t.Fatalf("%d %s", res.StatusCode, draft)
	}
	files, err := filepath.Glob(filepath.Join(w.uploads, "draft-*", "file", "名单.csv"))
	check(t, err)
	if len(files) != 1 {
		t.Errorf("the file lies in %v", files)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	for _, other := range []string{"clerk2", "head", "town"} {
		w.as(other).wants(http.StatusNotFound, draft)
	}
	v.post(draft+"/drop", nil)
	if _, err := os.Stat(files[0]); err == nil {
		t.Error("the file stays after it was dropped")
	}
}

// Lists of persons leave as Excel only with a reason; the workbook holds what
// the page shows, masked as there.
func TestWorkbooks(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	if res, _ := v.get("/persons?as=xlsx"); res.StatusCode != http.StatusForbidden {
		t.Errorf("without a reason: %d", res.StatusCode)
	}
	if res, _ := v.post("/persons?as=xlsx&category=1", url.Values{"reason": {"x"}}); res.StatusCode == http.StatusOK {
		t.Error("a reason of one letter is taken")
	}
	res, raw := v.post("/persons?as=xlsx&category=1&col=name&col=id_number", url.Values{"reason": {"入户核对打印"}})
	if res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Content-Disposition"), ".xlsx") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	f, err := excelize.OpenReader(strings.NewReader(raw))
	check(t, err)
	rows, err := f.GetRows(f.GetSheetName(0))
	check(t, err)
	count := regexp.MustCompile(`class="count">([0-9,]+)`).FindStringSubmatch(v.wants(http.StatusOK, "/persons?category=1"))
	if len(rows) < 3 || len(rows[0]) != 2 || rows[0][0] != "姓名" || count == nil || count[1] != strconv.Itoa(len(rows)-1) {
		t.Errorf("%d rows, first %v; the page counts %v", len(rows), rows[0], count)
	}
	for _, r := range rows[1:] {
		if len(r) == 2 && r[1] != "" && !strings.Contains(r[1], "*") {
			t.Errorf("a number is not masked: %s", r[1])
		}
	}
}
