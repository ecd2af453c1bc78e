package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"admin-jobs", "system", func(w *town) string { w.aJob(); return "/jobs" }},
		visit{"admin-job", "system", func(w *town) string { return "/jobs/" + w.aJob() }},
		visit{"admin-tokens", "school", at("/tokens")},
	)
}

// aJob is a comparison that the town began, ended.
func (w *town) aJob() string {
	w.t.Helper()
	w.as("town").post("/collation", nil)
	past, err := w.desk.Jobs(w.t.Context(), quanyuan.Local("张运维"))
	check(w.t, err)
	w.ended(past[0].ID)
	return past[0].ID
}

// ended waits until a job has ended.
func (w *town) ended(id string) desk.JobView {
	w.t.Helper()
	v, err := w.desk.Job(w.t.Context(), quanyuan.Local("张运维"), id)
	check(w.t, err)
	<-v.Over
	v, err = w.desk.Job(w.t.Context(), quanyuan.Local("张运维"), id)
	check(w.t, err)
	return v
}

// The machine's administrator sees what others began, without what it was
// about, and can stop it; nobody else comes to the page.
func TestJobsPage(t *testing.T) {
	w := openTown(t)
	system := w.as("system")
	for _, account := range []string{"city", "town", "clerk", "audit", "security", "school"} {
		w.as(account).wants(http.StatusForbidden, "/jobs")
	}
	id := w.aJob()
	system.wants(http.StatusOK, "/jobs", "全部名单与登记库比对", "范志远", "已完成", `href="/jobs/`+id+`"`)
	system.wants(http.StatusOK, "/jobs?state=failed", "没有符合")
	system.wants(http.StatusOK, "/jobs/"+id, "经过", "读取登记库和名单")
	system.wants(http.StatusNotFound, "/jobs/99999999")
	if res, body := system.post("/jobs/"+id+"/stop", nil); res.StatusCode != http.StatusConflict || !strings.Contains(body, "已经结束") {
		t.Errorf("a job that has ended is stopped: %d", res.StatusCode)
	}
	held, begun := make(chan struct{}), make(chan struct{})
	town := quanyuan.Principal{Account: "town", Name: "范志远", Post: quanyuan.TownOffice}
	j, err := w.desk.StartJob(t.Context(), town, "list.work_import", []any{"苏小雨家的名单.csv"}, func(ctx context.Context, at desk.Step) (string, error) {
		at("list.stage.read", 1, 4)
		close(begun)
		<-ctx.Done()
		<-held
		return "", ctx.Err()
	})
	check(t, err)
	<-begun
	if body := system.wants(http.StatusOK, "/jobs/"+j.ID, "进行中", "1 / 4（25%）"); strings.Contains(body, "苏小雨") {
		t.Error("the page names the file of somebody's list")
	}
	system.post("/jobs/"+j.ID+"/stop", nil)
	close(held)
	if v := w.ended(j.ID); v.State != quanyuan.JobStopped {
		t.Errorf("stopped by an administrator: %+v", v)
	}
	system.wants(http.StatusOK, "/jobs?state=stopped", "已停止")
}

// A department makes a token, reads its secret once, and takes it back; the
// token opens what was chosen and nothing else.
func TestWayOfAToken(t *testing.T) {
	w := openTown(t)
	school := w.as("school")
	w.as("clerk").wants(http.StatusForbidden, "/tokens")
	if body := w.as("town").wants(http.StatusOK, "/"); strings.Contains(body, `href="/tokens"`) {
		t.Error("who has no tokens has a door to them")
	}
	for name, form := range map[string]url.Values{
		"写明令牌的名称": {"days": {"90"}, "may": {"import"}},
		"可以办理什么":  {"name": {"学籍系统"}, "days": {"90"}},
		"有效期":     {"name": {"学籍系统"}, "days": {"9000"}, "may": {"import"}},
		"不能列入令牌":  {"name": {"学籍系统"}, "days": {"90"}, "may": {"merge"}},
	} {
		if res, body := school.post("/tokens", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, name) {
			t.Errorf("%s: %d\n%s", name, res.StatusCode, mainOf(body))
		}
	}
	res, body := school.post("/tokens", url.Values{"name": {"学籍系统"}, "days": {"30"}, "may": {"import", "figures"}})
	_, secret, _ := strings.Cut(body, `<code class="hash">`)
	secret, _, _ = strings.Cut(secret, "</code>")
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "2026-12-02") || secret == "" {
		t.Fatalf("no token: %d\n%s", res.StatusCode, mainOf(body))
	}
	by, err := w.desk.Identify(t.Context(), secret)
	check(t, err)
	if by.Account != "school" || strings.Join(by.Only, ",") != "import,figures" {
		t.Errorf("the token is %+v", by)
	}
	id, _, _ := strings.Cut(secret, ".")
	if body := school.wants(http.StatusOK, "/tokens", "学籍系统", id); strings.Contains(body, secret) {
		t.Error("the secret is shown twice")
	}
	system := w.as("system")
	if body := system.wants(http.StatusOK, "/accounts/of/school", "学籍系统"); strings.Contains(body, secret) {
		t.Error("an administrator sees the secret")
	}
	if _, body := school.post("/tokens/revoke", url.Values{"token": {id}}); !strings.Contains(body, "令牌已收回") {
		t.Error("it does not say that the token was revoked")
	}
	if _, err := w.desk.Identify(t.Context(), secret); err == nil {
		t.Error("a token that was revoked opens")
	}
	if strings.Contains(w.log.String(), secret) {
		t.Error("the secret stands in the log")
	}
}
