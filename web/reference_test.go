package web_test

import (
	"net/http"
	"testing"
)

func init() {
	visits = append(visits,
		visit{"basis-divisions", "city", at("/reference/divisions")},
		visit{"basis-codes", "system", at("/reference/codes")},
		visit{"basis-code", "system", at("/reference/codes/marital")},
		visit{"basis-sources", "system", at("/reference/sources")},
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
	system.wants(http.StatusOK, "/reference/sources", "公安", "出生日期")
	if res, _ := w.visitor().get("/reference/codes"); res.Request.URL.Path != "/sign-in" {
		t.Errorf("a stranger reads it: %s", res.Request.URL)
	}
}
