package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func init() {
	visits = append(visits, visit{"task", "clerk", func(w *town) string { return w.firstTask("clerk", "recheck") }})
}

// firstTask is the path of an account's first task of a kind.
func (w *town) firstTask(account, kind string) string {
	w.t.Helper()
	body := w.as(account).wants(http.StatusOK, "/tasks?kind="+kind)
	found := regexp.MustCompile(`href="(/tasks/[^"?]+)"`).FindStringSubmatch(body)
	if found == nil {
		w.t.Fatalf("%s has no task of kind %s", account, kind)
	}
	return found[1]
}

// A clerk works through her tasks: one leads to the next, what is wrong is said
// at the field, and what was answered is no task any more.
func TestTasksAreAnswered(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	count := regexp.MustCompile(`class="count">([0-9]+)`)
	before := count.FindStringSubmatch(v.wants(http.StatusOK, "/tasks"))
	path := w.firstTask("clerk", "recheck")
	res, body := v.post(path, url.Values{"day": {"上周"}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#f-answer"`) || !strings.Contains(body, `href="#f-day"`) || !strings.Contains(body, `value="上周"`) {
		t.Errorf("without an answer: %d %s", res.StatusCode, body)
	}
	if res, body = v.post(path, url.Values{"answer": {"excluded"}, "day": {"2026-11-01"}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "不纳入的原因") {
		t.Errorf("excluded without a reason: %d", res.StatusCode)
	}
	if res, body = v.post(path, url.Values{"answer": {"here"}, "day": {"2026-11-02"}}); res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Request.URL.Path, "/tasks/") || !strings.Contains(body, "已办结") {
		t.Errorf("answered: %d, then %s", res.StatusCode, res.Request.URL)
	}
	v.wants(http.StatusNotFound, path)
	dispute := w.firstTask("clerk", "dispute")
	if res, body = v.post(dispute, url.Values{"answer": {"elsewhere"}}); res.StatusCode != http.StatusOK {
		t.Errorf("a dispute: %d %s", res.StatusCode, body)
	}
	after := count.FindStringSubmatch(v.wants(http.StatusOK, "/tasks"))
	if before == nil || after == nil || before[1] == after[1] {
		t.Errorf("%v tasks before, %v after", before, after)
	}
	if res, _ := w.as("leader").get(dispute); res.StatusCode != http.StatusForbidden {
		t.Errorf("a leader sees a task: %d", res.StatusCode)
	}
}
