package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

func init() {
	visits = append(visits, visit{"duplicates-decided", "city", func(w *town) string { w.decided(quanyuan.RuledDifferent, 3); return "/duplicates/decided" }})
}

// decided lets the clerk answer questions until some are decided, and gives
// their numbers.
func (w *town) decided(answer string, most int) (ids []string) {
	w.t.Helper()
	by := w.account("clerk")
	for _, id := range w.questions("clerk") {
		check(w.t, w.desk.Rule(w.t.Context(), by, desk.RuleOrder{ID: id, Answer: answer, Reason: "两家核过"}))
		p, err := w.store.Paper(w.t.Context(), quanyuan.RulingPaper, id)
		check(w.t, err)
		if p.State == answer {
			if ids = append(ids, id); len(ids) == most {
				break
			}
		}
	}
	if len(ids) == 0 {
		w.t.Fatal("nothing is decided")
	}
	return ids
}

// Decided questions are listed with who, when and why; the town opens one and
// overrules it, the clerk does not, and an open one is not in the list.
func TestDecidedQuestions(t *testing.T) {
	w := openTown(t)
	clerk, town := w.as("clerk"), w.as("town")
	town.wants(http.StatusOK, "/duplicates/decided", "还没有裁定")
	w.as("system").wants(http.StatusForbidden, "/duplicates/decided")
	id := w.decided(quanyuan.RuledDifferent, 1)[0]
	open := w.questions("clerk")[0]
	for _, v := range []*visitor{clerk, town} {
		if body := v.wants(http.StatusOK, "/duplicates/decided", "林晓芸", "两家核过", "/duplicates/"+id); strings.Contains(body, `href="/duplicates/`+open+`"`) {
			t.Error("an open question stands among the decided")
		}
	}
	if body := w.as("clerk2").wants(http.StatusOK, "/duplicates/decided"); strings.Contains(body, "两家核过") {
		p, err := w.store.Paper(t.Context(), quanyuan.RulingPaper, id)
		check(t, err)
		if p.Other != w.division("clerk2") {
			t.Error("another community sees what was decided")
		}
	}
	form := url.Values{"answer": {quanyuan.RuledUnclear}, "reason": {"再查档案"}}
	if res, _ := clerk.post("/duplicates/"+id+"/overrule", form); res.StatusCode == http.StatusOK {
		t.Error("who decided overrules himself")
	}
	if res, body := town.post("/duplicates/"+id+"/overrule", form); res.StatusCode != http.StatusOK {
		t.Fatalf("the town does not overrule: %d %s", res.StatusCode, mainOf(body))
	}
	town.wants(http.StatusOK, "/duplicates/decided?overruled=yes", "范志远", "再查档案", "/duplicates/"+id)
	town.wants(http.StatusOK, "/duplicates/decided?state=different", "没有符合条件的")
}

var toQuestion = regexp.MustCompile(`href="(/duplicates/([0-9]+)\?case=[0-9]+)"`)

// From a row whose person is in question one comes to the question, answers it,
// and stands before the row again.
func TestRowLeadsToItsQuestion(t *testing.T) {
	w := openTown(t)
	town := w.as("town")
	for _, r := range w.rows("town", quanyuan.Possible) {
		path := "/cases/" + strings.TrimPrefix(quanyuan.CaseID(r.Record), "0")
		_, body := town.get(path)
		link := toQuestion.FindStringSubmatch(body)
		if link == nil {
			continue
		}
		to, id := strings.ReplaceAll(link[1], "&amp;", "&"), link[2]
		town.wants(http.StatusOK, to, "回到名单的这一行")
		res, answer := town.post(to, url.Values{"question": {id}, "answer." + id: {quanyuan.RuledDifferent}, "reason": {"核过"}})
		if !strings.HasPrefix(res.Request.URL.Path, "/cases/") {
			t.Errorf("after the answer one stands at %s: %s", res.Request.URL, mainOf(answer))
		}
		if body := town.wants(http.StatusOK, "/duplicates/"+id+"?case=//evil.example"); strings.Contains(body, `"//evil.example`) || strings.Contains(body, "回到名单的这一行") {
			t.Error("any address is taken for a row")
		}
		return
	}
	t.Fatal("no row waits for a ruling")
}
