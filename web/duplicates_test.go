package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"duplicates", "city", at("/duplicates")},
		visit{"duplicate", "city", func(w *town) string { return "/duplicates/" + w.questions("city")[0] }},
		visit{"duplicate-cluster", "city", func(w *town) string { return "/duplicates/" + w.cluster() }},
		visit{"lots", "city", at("/lots")},
		visit{"readers", "city", at("/readers")},
		visit{"split", "city", func(w *town) string { return "/persons/" + string(w.somebody("clerk", anybody).Number) + "/split" }},
	)
}

// account is the principal of a sample account.
func (w *town) account(name string) quanyuan.Principal {
	w.t.Helper()
	for _, a := range w.accounts {
		if a.Name == name {
			return quanyuan.Principal{Account: a.Name, Name: a.Display, Post: a.Post, Division: a.Division}
		}
	}
	w.t.Fatalf("no account %s", name)
	return quanyuan.Principal{}
}

// questions are the numbers of what an account has to read.
func (w *town) questions(account string) (ids []string) {
	w.t.Helper()
	qs, err := w.desk.Questions(context.Background(), w.account(account), 0)
	check(w.t, err)
	for _, q := range qs {
		ids = append(ids, q.ID)
	}
	if len(ids) == 0 {
		w.t.Fatalf("%s has nothing to read", account)
	}
	return ids
}

// cluster is a question of the city's office that stands with others about the
// same person.
func (w *town) cluster() string {
	w.t.Helper()
	for _, id := range w.questions("city") {
		s, err := w.desk.Sheet(context.Background(), w.account("city"), id)
		check(w.t, err)
		if len(s.Questions) > 1 {
			return id
		}
	}
	w.t.Fatal("the town has no question about three: what stands together is not looked at")
	return ""
}

// TestDuplicatesWithoutScripts: what a browser without scripts does: open the
// queue, answer, come to the next.
func TestDuplicatesWithoutScripts(t *testing.T) {
	w := openTown(t)
	v := w.as("city")
	ids := w.questions("city")
	body := v.wants(http.StatusOK, "/duplicates", "查重裁定", "/duplicates/"+ids[0])
	if strings.Contains(body, "依据") {
		t.Error("the queue shows what it should not")
	}
	body = v.wants(http.StatusOK, "/duplicates/"+ids[0], "是同", "data-key=\"s\"")
	if strings.Contains(body, `class="weights"`) {
		t.Error("weights are shown before the answer")
	}
	form := url.Values{"question": {ids[0]}, "answer." + ids[0]: {quanyuan.RuledUnclear}, "next": {ids[1]}, "began": {"1"}}
	res, body := v.post("/duplicates/"+ids[0], form)
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/duplicates/"+ids[1] || !strings.Contains(body, "已记下 1 条裁定") {
		t.Errorf("after an answer: %d %s", res.StatusCode, res.Request.URL)
	}
	v.wants(http.StatusOK, "/duplicates/"+ids[0], "您已答：无法判断", `class="weights"`)
	res, body = v.post("/duplicates/"+ids[1], url.Values{"question": {ids[1]}, "next": {ids[2]}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "请改正") {
		t.Errorf("an answer that is none: %d", res.StatusCode)
	}
	clerk := w.as("leader")
	clerk.wants(http.StatusForbidden, "/duplicates")
}
