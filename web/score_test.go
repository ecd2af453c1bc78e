package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quanyuan/desk"
)

func init() {
	visits = append(visits,
		visit{"scores", "city", at("/scores")},
		visit{"scores-weights", "city", at("/scores/weights")},
	)
}

// Divisions whose intervals overlap stand as tied; the office sets the weights,
// and everybody sees who set them.
func TestScoreCard(t *testing.T) {
	w := openTown(t)
	city, leader := w.as("city"), w.as("leader")
	body := leader.wants(http.StatusOK, "/scores", "（并列）", "表扬", "权重", "权重没有人设过")
	if strings.Contains(body, "/scores/weights") {
		t.Error("a leader is led to the weights")
	}
	if res, _ := leader.post("/scores/weights", url.Values{}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a leader sets weights: %d", res.StatusCode)
	}
	city.wants(http.StatusUnprocessableEntity, "/scores?since=yesterday")
	form := url.Values{"target": {"99"}}
	for _, m := range desk.Measures() {
		form.Set(m.Key, "0")
	}
	if res, _ := city.post("/scores/weights", form); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("weights that weigh nothing are taken: %d", res.StatusCode)
	}
	form.Set("complete", "much")
	if res, body := city.post("/scores/weights", form); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `value="much"`) {
		t.Errorf("what is no number: %d", res.StatusCode)
	}
	form.Set("complete", "2")
	if res, body := city.post("/scores/weights", form); res.StatusCode != http.StatusOK || !strings.Contains(body, "city") {
		t.Errorf("the scorecard does not say who set the weights: %d", res.StatusCode)
	}
	if res, body := city.get("/scores?as=xlsx"); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("the workbook: %d", res.StatusCode)
	}
}
