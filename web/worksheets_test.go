package web_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"worksheets", "town", at("/worksheets")},
		visit{"worksheet", "clerk", at("/worksheets")},
		visit{"whereabouts-none", "town", at("/whereabouts")},
	)
}

// The six worksheets of a community: the counts above are the lines below, one
// sheet is chosen by its count, and each line says why.
func TestWorksheetPage(t *testing.T) {
	w := openTown(t)
	v := w.as("clerk")
	community := w.account("clerk").Division
	if res, _ := v.get("/worksheets"); res.Request.URL.Path != "/worksheets/"+community {
		t.Errorf("the clerk of one community is led to %s", res.Request.URL.Path)
	}
	_, all := v.get("/worksheets/" + community)
	counts := regexp.MustCompile(`\?sheet=([a-z]+)"><b>([0-9,]+)</b>`).FindAllStringSubmatch(all, -1)
	if len(counts) != len(quanyuan.WorksheetKinds()) {
		t.Fatalf("%d worksheets are counted, want six", len(counts))
	}
	sheet, err := w.desk.WorksheetRows(t.Context(), w.account("clerk"), community, "")
	check(t, err)
	lines := map[string]int{}
	for _, l := range sheet.Lines {
		lines[string(l.Sheet)]++
	}
	for _, c := range counts {
		_, page := v.get("/worksheets/" + community + "?sheet=" + c[1])
		_, list, _ := strings.Cut(page, `<section class="list" id="sheet"`)
		list, _, _ = strings.Cut(list, "</section>")
		shown := max(0, strings.Count(list, "<tr>")-1)
		if n := lines[c[1]]; c[2] != strconv.Itoa(n) || shown != min(n, 50) {
			t.Errorf("%s: counted %s, shown %d, the register has %d", c[1], c[2], shown, n)
		}
	}
	if res, _ := w.as("leader").get("/worksheets/" + community); res.StatusCode != 403 {
		t.Errorf("a leader, who sees figures alone: %d", res.StatusCode)
	}
}

// A clerk makes the list of whereabouts, opens a question, finds the person at
// home, and the question is gone, also when the list is made again.
func TestWhereaboutsPages(t *testing.T) {
	w := openTown(t)
	b := w.browse().as("clerk")
	b.open("/whereabouts")
	b.press(`form[action="/whereabouts/make"] button`)
	b.wait(`document.querySelector('#main a[href="/whereabouts"]') || document.querySelector("#signs")`)
	if b.eval(`String(!!document.querySelector("#signs"))`) == "false" {
		b.press(`#main a[href="/whereabouts"]`)
	}
	b.wait(`document.querySelector("#signs")`)
	b.accessible("whereabouts")
	b.picture("whereabouts-list")
	first := b.eval(`(document.querySelector('#signs a[href^="/whereabouts/"]') || {getAttribute() { return ""; }}).getAttribute("href")`)
	if first == "" {
		t.Fatal("nobody of the town stands on the list")
	}
	b.open(first)
	b.accessible("one question of whereabouts")
	b.picture("whereabouts-one")
	b.press(`form[action^="/whereabouts/"] button`)
	b.wait(`location.pathname === "/whereabouts"`)
	b.picture("whereabouts-noted")
	if b.eval(`String(!!document.querySelector('#signs a[href="`+first+`"]'))`) != "false" {
		t.Error("who was found at home still stands on the list")
	}
	res, _ := w.as("leader").post("/whereabouts/make", url.Values{})
	if res.StatusCode != 403 {
		t.Errorf("a leader, who sees figures alone: %d", res.StatusCode)
	}
}
