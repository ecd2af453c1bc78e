package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"admin-changes", "city", func(w *town) string { w.planChange(); return "/changes" }},
		visit{"admin-change-new", "city", at("/changes/new")},
		visit{"admin-change", "city", func(w *town) string { w.planChange(); return "/changes/of/" + url.PathEscape(splitDecree) }},
	)
}

const splitDecree = "云府发〔2026〕7号"

// aSplit is the form that splits the community of the first clerk.
func (w *town) aSplit() url.Values {
	old := w.division("clerk")
	east, west := old[:9]+"901", old[:9]+"902"
	return url.Values{"id": {splitDecree}, "kind": {"split"}, "date": {"2026-11-12"}, "reason": {"人口增加"}, "old": {old},
		"new": {east + " 东岸社区\r\n" + west + " 西岸社区"}, "crosswalk": {east + " 小组 1组\r\n" + west + " 小组 2组"}, "rest": {""}}
}

func (w *town) planChange() {
	w.t.Helper()
	form := w.aSplit()
	form.Set("file", "yes")
	if res, body := w.as("city").post("/changes/new", form); res.StatusCode != http.StatusOK {
		w.t.Fatalf("the change is not planned: %d %s", res.StatusCode, mainOf(body))
	}
}

// The city plans a split ahead, sees who would move, waits for its day, makes
// it, and everybody stands under a new code or has a task.
func TestWayOfAChange(t *testing.T) {
	w := openTown(t)
	city := w.as("city")
	for _, account := range []string{"town", "clerk", "system", "security"} {
		w.as(account).wants(http.StatusForbidden, "/changes")
	}
	form := w.aSplit()
	old := form.Get("old")
	form.Set("crosswalk", "东岸 街坊")
	if res, body := city.post("/changes/new", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "第 1 行看不懂") || !strings.Contains(body, "东岸 街坊") {
		t.Errorf("rules that nobody understands: %d", res.StatusCode)
	}
	form = w.aSplit()
	res, body := city.post("/changes/new", form)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, "东岸社区") || !strings.Contains(body, "待核实") || !strings.Contains(body, "须重新授权") {
		t.Fatalf("who would move: %d %s", res.StatusCode, mainOf(body))
	}
	if all, err := w.desk.Revisions(t.Context(), quanyuan.Local("张运维")); err != nil || len(all) > 0 {
		t.Errorf("counting keeps a change: %v %v", all, err)
	}
	form.Set("rest", old[:9]+"902")
	form.Set("file", "yes")
	if _, body = city.post("/changes/new", form); !strings.Contains(body, "已拟定") || !strings.Contains(body, "2026-11-12 起可以办理") {
		t.Fatalf("not planned: %s", mainOf(body))
	}
	path := "/changes/of/" + url.PathEscape(splitDecree)
	city.wants(http.StatusOK, "/changes?state=planned", splitDecree, "拆分")
	city.wants(http.StatusOK, "/changes/new?id="+url.QueryEscape(splitDecree), "人口增加", "小组 2组")
	city.post(path+"/withdraw", nil)
	city.wants(http.StatusOK, path, "已撤回")
	city.post("/changes/new", form)
	w.turn(11 * 24 * time.Hour)
	city = w.as("city") // the session has ended since
	city.wants(http.StatusOK, path, "现在办理")
	city.post(path+"/apply", nil)
	jobs, err := w.desk.Jobs(t.Context(), quanyuan.Local("张运维"))
	check(t, err)
	if v := w.ended(jobs[0].ID); v.State != quanyuan.JobDone {
		t.Fatalf("the change is not made: %+v", v)
	}
	city.wants(http.StatusOK, path, "已办结", "再办一次")
	left, err := w.store.PersonsIn(t.Context(), quanyuan.PersonQuery{Scope: quanyuan.Scope{old}})
	check(t, err)
	moved, err := w.store.PersonsIn(t.Context(), quanyuan.PersonQuery{Scope: quanyuan.Scope{old[:9] + "901", old[:9] + "902"}})
	check(t, err)
	if len(left) != 0 || len(moved) == 0 {
		t.Errorf("%d persons are left, %d moved", len(left), len(moved))
	}
	city.wants(http.StatusOK, "/reference/divisions/"+old, "东岸社区", "西岸社区")
}
