package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func init() {
	visits = append(visits,
		visit{"quality", "city", at("/quality")},
		visit{"quality-source", "city", atHome("city", "/quality/{home}?by=source")},
		visit{"quality-measure", "city", atHome("city", "/quality/{home}/measure?measure=valid")},
		visit{"quality-timely", "city", atHome("city", "/quality/{home}/measure?measure=timely")},
		visit{"quality-rows", "clerk", atHome("clerk", "/quality/{home}/rows?measure=whole")},
	)
}

// From a figure to the rows behind it: what a cell says is missing is how many
// persons the page behind it lists; a leader sees figures and no rows.
func TestQualRows(t *testing.T) {
	w := openTown(t)
	city := w.as("city")
	res, _ := city.get("/quality")
	own := res.Request.URL.Path
	body := city.wants(http.StatusOK, own, "完整率", "三个不漏", "还没有清点过")
	if !strings.Contains(body, own+"/rows?measure=complete&amp;field=") {
		t.Error("no field leads to its rows")
	}
	city.wants(http.StatusOK, own+"?by=unit", "有效率")
	city.wants(http.StatusOK, own+"?by=source", "本库登记")
	city.wants(http.StatusUnprocessableEntity, own+"/rows?measure=complete&field=nothing")
	rows := city.wants(http.StatusOK, own+"/rows?measure=id_valid")
	_, after, _ := strings.Cut(rows, `id="rows-title">`)
	all, _, _ := strings.Cut(after, "</h2>")
	measure := city.wants(http.StatusOK, own+"/measure?measure=id_valid", "先改什么", "还没有留存过")
	if !strings.Contains(all, ">16<") || !strings.Contains(measure, "408 / 424") {
		t.Errorf("behind 408 of 424 stand %q", all)
	}
	leader := w.as("leader")
	res, _ = leader.get("/quality")
	own = res.Request.URL.Path
	if body := leader.wants(http.StatusOK, own); strings.Contains(body, "/rows?") {
		t.Error("a leader finds ways to rows")
	}
	leader.wants(http.StatusForbidden, own+"/rows?measure=whole")
	if res, _ := leader.post(own+"/three", url.Values{}); res.StatusCode != http.StatusForbidden {
		t.Errorf("a leader counts: %d", res.StatusCode)
	}
}

// The office counts the three figures and keeps the day, and both are shown.
func TestQualKeepInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	b := w.browse().as("city")
	b.open("/quality")
	b.press(`form[action$="/three"] button`)
	b.wait(`location.pathname.startsWith("/quality/") && document.querySelectorAll("#three tbody tr").length > 1`)
	b.picture("qual-zh")
	b.press(`.lead-measures a`)
	b.wait(`location.pathname.endsWith("/measure")`)
	b.press(`form[action$="/keep"] button`)
	b.wait(`location.pathname.endsWith("/measure") && document.querySelectorAll("#trend tbody tr").length === 1`)
	b.accessible("a measure with a day kept")
	b.picture("qual-measure-zh")
}
