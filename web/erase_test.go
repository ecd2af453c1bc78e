package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"erase-list", "city", func(w *town) string { w.eraseAsked("city"); return "/erasures" }},
		visit{"erase-new", "city", at("/erasures/new?person=P1")},
		visit{"erase-asked", "city", func(w *town) string { return w.eraseAsked("city") }},
		visit{"erase-confirm", "security", func(w *town) string { return w.eraseAsked("city") }},
		visit{"erase-done", "security", func(w *town) string {
			path := w.eraseAsked("city")
			w.eraseConfirm("security", path)
			return path
		}},
	)
}

// erasable is somebody who stands in one community and whom nobody asked to
// erase yet.
func (w *town) erasable() *quanyuan.Person {
	w.t.Helper()
	return w.somebody("clerk", func(p *quanyuan.Person) bool {
		if p.Exited != "" || len(p.Presences) != 1 || p.Text(quanyuan.IDNumber) == "" {
			return false
		}
		asked, err := w.store.Papers(w.t.Context(), quanyuan.PaperQuery{Kind: quanyuan.ErasurePaper, Person: p.Number, Scope: quanyuan.Everywhere})
		check(w.t, err)
		return len(asked) == 0
	})
}

// eraseAsked is the path of an erasure that an account has just asked for.
func (w *town) eraseAsked(account string) string {
	w.t.Helper()
	p := w.erasable()
	form := url.Values{"person": {string(p.Number)}, "ground": {quanyuan.GroundPurpose}, "why": {"本人申请删除"}}
	res, body := w.as(account).post("/erasures/new", form)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "待另一岗位的人确认") {
		w.t.Fatalf("not asked: %d %s", res.StatusCode, mainOf(body))
	}
	return res.Request.URL.Path
}

// eraseConfirm confirms an erasure and waits until it is done.
func (w *town) eraseConfirm(account, path string) {
	w.t.Helper()
	all, err := w.desk.Erasures(w.t.Context(), quanyuan.Local("张运维"))
	check(w.t, err)
	number := ""
	for _, e := range all {
		if strings.HasSuffix(path, e.ID) {
			number = string(e.Person)
		}
	}
	res, body := w.as(account).post(path+"/confirm", url.Values{"number": {number}, "remark": {"材料已核对"}})
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("not confirmed: %d %s", res.StatusCode, mainOf(body))
	}
	jobs, err := w.desk.Jobs(w.t.Context(), quanyuan.Local("张运维"))
	check(w.t, err)
	if v := w.ended(jobs[0].ID); v.State != quanyuan.JobDone {
		w.t.Fatalf("not erased: %+v", v)
	}
}

// The city's office asks from the person's page, the security administrator
// confirms with the number typed again, and nobody else comes near.
func TestWayOfAnErasure(t *testing.T) {
	w := openTown(t)
	for _, account := range []string{"clerk", "head", "town", "district", "school", "survey", "leader", "system", "audit"} {
		v := w.as(account)
		v.wants(http.StatusForbidden, "/erasures")
		v.wants(http.StatusForbidden, "/erasures/new")
	}
	p := w.erasable()
	city, security := w.as("city"), w.as("security")
	if body := w.as("clerk").wants(http.StatusOK, "/persons/"+string(p.Number)); strings.Contains(body, "/erasures") {
		t.Error("a clerk's page leads to an erasure")
	}
	city.wants(http.StatusOK, "/persons/"+string(p.Number), "/erasures/new?person="+string(p.Number))
	form := url.Values{"person": {string(p.Number)}, "ground": {quanyuan.GroundExpired}, "why": {p.Text(quanyuan.Name) + "申请"}}
	if res, body := city.post("/erasures/new", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "不要写本人的姓名") {
		t.Errorf("a reason with the name: %d", res.StatusCode)
	}
	form.Set("why", "保存期满")
	res, body := city.post("/erasures/new", form)
	path := res.Request.URL.Path
	if !strings.Contains(body, "须由另一岗位的人") || strings.Contains(body, "确认并抹除") {
		t.Errorf("whoever asked may confirm: %s", mainOf(body))
	}
	if body := security.wants(http.StatusOK, path, "将抹除", "整体销毁", "确认并抹除"); strings.Contains(body, p.Text(quanyuan.Name)) {
		t.Error("the security administrator is shown the name")
	}
	if res, body := security.post(path+"/confirm", url.Values{"number": {"P0"}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "与申请的编号不符") {
		t.Errorf("another number: %d", res.StatusCode)
	}
	w.eraseConfirm("security", path)
	security.wants(http.StatusOK, path, "抹除凭证", "已完成", "邵国良", "武安琪")
	if res, body := security.get(path + "/certificate/txt"); res.StatusCode != http.StatusOK || !strings.Contains(body, string(p.Number)) || strings.Contains(body, p.Text(quanyuan.Name)) {
		t.Errorf("the certificate: %d %s", res.StatusCode, body)
	}
	if res, _ := security.get(path + "/certificate/xlsx"); res.StatusCode != http.StatusOK {
		t.Errorf("the workbook: %d", res.StatusCode)
	}
	security.wants(http.StatusNotFound, path+"/certificate/doc")
	if body := city.wants(http.StatusOK, "/persons/"+string(p.Number), "已依法抹除"); strings.Contains(body, p.Text(quanyuan.Name)) || strings.Contains(body, "/do/restore") {
		t.Error("the page still tells of him")
	}

	declined := w.eraseAsked("security")
	if _, body := city.post(declined+"/end", url.Values{"why": {""}}); !strings.Contains(body, "须写明理由") {
		t.Errorf("declined without a reason: %s", mainOf(body))
	}
	if _, body := city.post(declined+"/end", url.Values{"why": {"材料不全"}}); !strings.Contains(body, "已退回") {
		t.Errorf("not declined: %s", mainOf(body))
	}
}
