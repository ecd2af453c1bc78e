package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func init() {
	visits = append(visits,
		visit{"statistics", "city", at("/statistics")},
		visit{"statistics-table", "city", atHome("city", "/statistics/{home}?of=resident&by=sex&and=age5")},
		visit{"statistics-leader", "leader", at("/statistics")},
	)
}

// A table is counted, leaves as Excel and CSV; a leader is shown what was
// published, and small counts nowhere.
func TestStatTables(t *testing.T) {
	w := openTown(t)
	w.turn(30 * 24 * time.Hour) // a whole month lies behind: its table may be published
	city := w.as("city")
	res, _ := city.get("/statistics")
	own := res.Request.URL.Path
	ask := "?of=resident&by=marital&and=&level=5"
	city.wants(http.StatusOK, own+ask, "居住人口，按", "合计")
	for as, begins := range map[string]string{"xlsx": "PK", "csv": "\xef\xbb\xbf编码"} {
		if res, body := city.get(own + ask + "&as=" + as); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, begins) {
			t.Errorf("%s answers %d %.20q", as, res.StatusCode, body)
		}
	}
	city.wants(http.StatusNotFound, own+ask+"&as=pdf") // nothing prints here
	for _, bad := range []string{"?of=resident&by=sex&on=2026-13-01", "?of=resident&by=nonsense", "?of=resident&by=age&and=age5", "?of=nobody&by=sex"} {
		city.wants(http.StatusUnprocessableEntity, own+bad)
	}
	city.wants(http.StatusOK, own+"?of=movement&on=2026-11-30&from=2025-12-01", "迁（流）入")
	leader := w.as("leader")
	res, _ = leader.get("/statistics")
	own = res.Request.URL.Path
	table := "of=resident&by=marital&and=&on=2026-11-30"
	if body := leader.wants(http.StatusOK, own+"?"+table, "还没有公布"); strings.Contains(body, `id="table"`) {
		t.Error("a table that is not published is shown")
	}
	form, err := url.ParseQuery(table)
	check(t, err)
	res, body := leader.post(own+"/publish", form)
	for n := 0; strings.HasPrefix(res.Request.URL.Path, "/work/") && n < 10_000; n++ {
		res, body = leader.get(res.Request.URL.Path) // until it leads to what it made
	}
	if !strings.Contains(body, "不公布") || !strings.Contains(body, "已公布的统计") {
		t.Error("the published table does not say what it leaves out")
	}
	leader.wants(http.StatusUnprocessableEntity, own+"?of=resident&by=nonsense&on=2026-11-30")
}

// The form leads to a table with a pyramid, without scripts as with them.
func TestStatInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("city")
	b.open("/statistics")
	b.press(`.stat-form button.main`)
	b.wait(`document.querySelector("#table svg rect") !== null`)
	b.accessible("a table of statistics")
	b.picture("stat-zh")
	b.print("stat-print-zh")
}
