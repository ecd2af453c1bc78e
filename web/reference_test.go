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
		visit{"basis-divisions", "city", at("/reference/divisions")},
		visit{"basis-codes", "system", at("/reference/codes")},
		visit{"basis-code", "system", at("/reference/codes/marital")},
		visit{"basis-sources", "system", at("/reference/sources")},
		visit{"basis-sources-read", "city", at("/reference/sources")},
	)
}

// What the register goes by can be read: divisions down to the community, code
// tables with the words that are understood, who is the authority for what.
func TestReference(t *testing.T) {
	w := openTown(t)
	city, system := w.as("city"), w.as("system")
	city.wants(http.StatusOK, "/reference/divisions", "区划变更", "/reference/divisions/")
	community := w.division("clerk")
	city.wants(http.StatusOK, "/reference/divisions/"+community, community, "没有下级区划")
	city.wants(http.StatusNotFound, "/reference/divisions/999999999999")
	system.wants(http.StatusOK, "/reference/codes", "婚姻状况")
	system.wants(http.StatusOK, "/reference/codes/marital", "初婚")
	system.wants(http.StatusNotFound, "/reference/codes/no_such_table")
	city.wants(http.StatusOK, "/reference/sources", "公安", "出生日期")
	if res, _ := w.visitor().get("/reference/codes"); res.Request.URL.Path != "/sign-in" {
		t.Errorf("a stranger reads it: %s", res.Request.URL)
	}
}

// The system's administrator says whose word holds; everybody's values follow,
// and go back with it. Who does something else only reads it.
func TestWayOfAnOrderOfSources(t *testing.T) {
	w := openTown(t)
	system, city := w.as("system"), w.as("city")
	if body := city.wants(http.StatusOK, "/reference/sources", "电话号码"); strings.Contains(body, "<select") {
		t.Error("the city office is asked for an order")
	}
	if res, _ := city.post("/reference/sources", url.Values{"usual": {"yes"}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("the city office sets the order: %d", res.StatusCode)
	}
	form := url.Values{}
	for f, kinds := range quanyuan.UsualAuthorities() {
		if len(kinds) > 0 {
			form.Set(quanyuan.Field(f).Key()+".1", string(kinds[0]))
		}
	}
	form.Set("phone.1", "police")
	form.Set("phone.2", "police")
	res, body := system.post("/reference/sources", form)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "与前一个相同") || !strings.Contains(body, `name="phone.2" aria-label="电话号码 · 其次" aria-invalid="true"`) {
		t.Errorf("the same source twice: %d %s", res.StatusCode, mainOf(body))
	}
	set := func(form url.Values) {
		t.Helper()
		system.post("/reference/sources", form)
		jobs, err := w.desk.Jobs(t.Context(), quanyuan.Local("张运维"))
		check(t, err)
		if v := w.ended(jobs[0].ID); v.State != quanyuan.JobDone {
			t.Fatalf("the order is not set: %+v", v)
		}
	}
	form.Set("phone.2", "community")
	set(form)
	o, err := w.desk.SourceOrder(t.Context())
	check(t, err)
	if got := o.Order[quanyuan.Phone]; o.Running || len(got) != 2 || got[0] != quanyuan.Police || got[1] != quanyuan.Community {
		t.Errorf("the order that holds: %+v", o)
	}
	city.wants(http.StatusOK, "/reference/sources", "公安、社区", "顾家豪")
	w.as("audit").wants(http.StatusOK, "/audit?action=configure", "设置 来源次序")
	system.wants(http.StatusOK, "/reference/sources", "恢复原来的次序")
	set(url.Values{"usual": {"yes"}})
	if o, err = w.desk.SourceOrder(t.Context()); err != nil || !o.Order.Equal(quanyuan.UsualAuthorities()) {
		t.Errorf("it is not set back: %+v %v", o.Order[quanyuan.Phone], err)
	}
}
