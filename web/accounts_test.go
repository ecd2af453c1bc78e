package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quanyuan/simulate"
)

func init() {
	visits = append(visits,
		visit{"admin-accounts", "system", at("/accounts")},
		visit{"admin-account-new", "system", at("/accounts/new")},
		visit{"admin-account", "system", at("/accounts/of/clerk")},
		visit{"admin-grant", "security", at("/accounts/of/school")},
		visit{"admin-trail", "audit", at("/audit")},
		visit{"admin-verify", "audit", at("/audit/verify")},
	)
}

// One administrator makes an account, another gives it its post, the third sees
// both; none of them can do what the others do.
func TestWayOfAnAccount(t *testing.T) {
	w := openTown(t)
	system, security, audit := w.as("system"), w.as("security"), w.as("audit")
	const password = "梧桐-秋雨-七号-灯塔"
	form := url.Values{"name": {"newclerk"}, "display": {"苏见微"}, "password": {"12345"}}
	res, body := system.post("/accounts/new", form)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `value="苏见微"`) || strings.Contains(body, "12345") {
		t.Errorf("a weak password: %d", res.StatusCode)
	}
	form.Set("password", password)
	if _, body = system.post("/accounts/new", form); !strings.Contains(body, "待安全管理员授权") {
		t.Fatalf("the account is not added: %s", body)
	}
	if res, _ := system.post("/accounts/of/newclerk/grant", url.Values{"post": {"clerk"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("who makes accounts grants posts: %d", res.StatusCode)
	}
	for _, v := range []*visitor{security, audit} {
		if res, _ := v.post("/accounts/new", form); res.StatusCode != http.StatusForbidden {
			t.Errorf("who makes no accounts makes one: %d", res.StatusCode)
		}
		if res, _ := v.post("/accounts/of/newclerk/password", url.Values{"password": {password}}); res.StatusCode != http.StatusForbidden {
			t.Errorf("who makes no accounts resets a password: %d", res.StatusCode)
		}
	}
	grant := url.Values{"post": {"clerk"}, "division": {"510199999999"}, "mandate": {""}}
	if res, body := security.post("/accounts/of/newclerk/grant", grant); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "510199999999") {
		t.Errorf("a division that there is not: %d", res.StatusCode)
	}
	grant.Set("division", w.division("clerk"))
	if _, body := security.post("/accounts/of/newclerk/grant", grant); !strings.Contains(body, "已授权") {
		t.Fatalf("the post is not granted: %s", body)
	}
	fresh := w.visitor()
	if res, _ := fresh.post("/sign-in", url.Values{"account": {"newclerk"}, "password": {password}}); res.Request.URL.Path != "/" {
		t.Errorf("the new clerk comes to %s", res.Request.URL.Path)
	}
	fresh.wants(http.StatusForbidden, "/accounts")

	if _, body := system.post("/accounts/of/newclerk/disable", url.Values{"disabled": {"yes"}}); !strings.Contains(body, "已停用") {
		t.Error("disabling does not say so")
	}
	if res, _ := fresh.get("/"); res.Request.URL.Path != "/sign-in" {
		t.Error("a disabled account stays signed in")
	}
	if _, body := system.post("/accounts/of/newclerk/disable", nil); !strings.Contains(body, "须由安全管理员（重新）授权") {
		t.Error("an account that comes back has its power")
	}

	audit.wants(http.StatusOK, "/audit?account=system", "顾家豪", "账号 newclerk")
	audit.wants(http.StatusOK, "/audit?outcome=refused", "被拒绝")
	system.wants(http.StatusForbidden, "/audit")
	if body := audit.wants(http.StatusOK, "/audit"); strings.Contains(body, password) || strings.Contains(body, simulate.SamplePassword) {
		t.Error("a password stands in the audit")
	}
	_, body = audit.post("/audit/verify", nil)
	if !strings.Contains(body, "审计链完好") {
		t.Fatalf("the chain does not hold: %s", body)
	}
	_, head, _ := strings.Cut(body, `<code class="hash">`)
	head, _, _ = strings.Cut(head, "</code>")
	if _, body = audit.post("/audit/verify", url.Values{"anchors": {head}}); !strings.Contains(body, "审计链完好") {
		t.Error("a head that was printed does not fit")
	}
	seq, _, _ := strings.Cut(head, ":")
	if _, body = audit.post("/audit/verify", url.Values{"anchors": {seq + ":" + strings.Repeat("0", 64)}}); !strings.Contains(body, "审计链不完好") {
		t.Error("another head fits")
	}
	if res, _ := audit.post("/audit/verify", url.Values{"anchors": {"十二"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("what is no head: %d", res.StatusCode)
	}
}
