package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestLotIsLookedAtAndSigned: a lot of a few, each looked at, then signed.
func TestLotIsLookedAtAndSigned(t *testing.T) {
	w := openTown(t)
	v := w.as("city")
	v.wants(http.StatusOK, "/lots", "还没有批次")
	if res, _ := v.post("/lots", url.Values{"limit": {"x"}, "max": {"3"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a limit that is no number: %d", res.StatusCode)
	}
	res, body := v.post("/lots", url.Values{"limit": {"1"}, "max": {"3"}})
	path := res.Request.URL.Path
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(path, "/lots/") || !strings.Contains(body, "抽样还有 3 条要看") {
		t.Fatalf("after making a lot: %d %s\n%s", res.StatusCode, path, body)
	}
	item := regexp.MustCompile(`name="item" value="(\d+)"`)
	for range 3 {
		_, body = v.post(path, url.Values{"item": {item.FindStringSubmatch(body)[1]}, "answer": {"same"}})
	}
	if !strings.Contains(body, "签收并办理") || strings.Contains(body, "name=\"item\"") {
		t.Fatalf("after the sample:\n%s", body)
	}
	if res, _ := w.as("clerk").post(path+"/sign", nil); res.StatusCode == http.StatusOK {
		t.Error("a clerk signs")
	}
	v.post(path+"/sign", url.Values{})
	for end := time.Now().Add(30 * time.Second); !strings.Contains(body, "已办完"); _, body = v.get(path) {
		if time.Now().After(end) {
			t.Fatalf("signed, and not carried out:\n%s", body)
		}
	}
	if !strings.Contains(body, "邵国良") {
		t.Error("who signed is not said")
	}
}
